"""The elements of a page that its own style sheets hide, and which of all hidden ones a click opens. Pure.

Sites keep what they may have to say in hidden boxes (该宝贝已下架, a login), and fold long descriptions and tabs away
in the same manner: the one is said to nobody, the other is one click away (decision 0047). Time is bounded: beyond
`MAX_STEPS` of comparing only the sheets written in the page count, and beyond that with them nothing is hidden.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Final, NamedTuple

from selectolax.lexbor import LexborHTMLParser, LexborNode

from monitor.html.cloaks import cloaks, doubted
from monitor.html.cssblocks import Reach, TooMany, reach_of
from monitor.html.folds import hide_themselves, is_fold, signs_of
from monitor.html.markup import SHADOW_ROOT
from monitor.html.pagetree import lies_in, upwards
from monitor.html.stylesheet import (
    ADDED,
    MAX_CHARS,
    MISSING,
    Attribute,
    Compound,
    Rule,
    may_hide,
    own_style,
    read_rules,
)

MAX_STEPS: Final = 150_000  # comparisons of an element with a compound, and
STEPS_EACH: Final = 4  # more for each element of the page


@dataclass(frozen=True, slots=True)
class Hidden:
    """Elements (mem_id) that style sheets hide, and nobody sees: `closed`, none in another, and `nodes`, the same.

    `folded`: those that a click opens, hidden by a sheet or by themselves (`hidden`, an inline style). `is_in_doubt`:
    some of them may be shown by a sheet that the page names and that was not there: they are read, and tell no state,
    as all that is folded. `doubted`: those that count as shown for the page's heading in them alone: their words are
    read, but that heading is no title."""

    closed: frozenset[int] = frozenset()
    folded: frozenset[int] = frozenset()
    nodes: tuple[LexborNode, ...] = field(default=(), compare=False)
    is_in_doubt: bool = False
    doubted: frozenset[int] = frozenset()

    def hides(self, node: LexborNode) -> bool:
        """True for an element that is hidden or in one that is, folded ones among them."""
        if not (self.closed or self.folded):
            return False
        return any(one.mem_id in self.closed or one.mem_id in self.folded for one in upwards(node))


NOTHING: Final = Hidden()


class _Sheet(NamedTuple):
    """A sheet in force; `is_added`: it is what one in a file of its own says."""

    css: str
    reach: Reach
    is_added: bool


class _Found(NamedTuple):
    """What sheets hide, and the elements (mem_id) that states show."""

    nodes: list[LexborNode]
    opened: set[int]


def hidden_by_sheets(tree: LexborHTMLParser) -> Hidden:
    """What the style sheets in a page hide; those in files of their own count only where all of them can be read.

    Where one of these was missing, what the page's own sheets do not hide is in doubt.
    """
    sheets = list(_sheets(tree))
    own = [sheet for sheet in sheets if not sheet.is_added]
    found = _found(tree, sheets)
    if found is None:
        found, sheets = (_found(tree, own) if len(own) < len(sheets) else None), own
    found = found or _Found([], set())
    unsure = set[int]()
    if len(own) < len(sheets) and tree.css_first(f"style[{ADDED}][{MISSING}]") is not None:
        sure = _found(tree, own)
        unsure = {node.mem_id for node in found.nodes} - {node.mem_id for node in (sure.nodes if sure else ())}
    inline = hide_themselves(tree)
    return _parted(tree, found, unsure, inline) if found.nodes or inline else NOTHING


def _found(tree: LexborHTMLParser, sheets: list[_Sheet]) -> _Found | None:
    """What some sheets hide; None when they say too much to be read."""
    if tree.root is None or not any(may_hide(sheet.css) for sheet in sheets):
        return _Found([], set())
    if sum(len(sheet.css) for sheet in sheets) > MAX_CHARS:
        return None
    try:
        page = _Match(read_rules([(sheet.css, sheet.reach) for sheet in sheets]), is_quirky=_is_quirky(tree))
        return _Found(page.hidden(tree.root), page.opened)
    except TooMany:
        return None


def _is_quirky(tree: LexborHTMLParser) -> bool:
    """True for a page that says nothing of its kind: the case of its classes and ids means nothing (CSS Selectors)."""
    before = tree.root.prev if tree.root is not None else None
    while before is not None and before.tag != "-doctype":
        before = before.prev
    return before is None


def _sheets(tree: LexborHTMLParser) -> Iterator[_Sheet]:
    """The sheets in force: those of <noscript> and templates are not, those of shadow roots count there alone."""
    for node in tree.css("style"):
        kind = (node.attributes.get("type") or "text/css").strip().lower()
        reach = reach_of(node.attributes.get("media") or "")
        if kind == "text/css" and reach != "none" and not any(one.tag in _APART for one in upwards(node)):
            yield _Sheet(node.text(), reach, ADDED in node.attributes)


_APART: Final = frozenset(("noscript", "template", SHADOW_ROOT))


@dataclass(slots=True)
class _Element:
    """An element as selectors see it."""

    node: LexborNode
    tag: str
    attributes: Mapping[str, str | None]
    classes: frozenset[str]
    keys: tuple[str, ...]  # by which rules that may speak of it are found


class _Match:
    """Compares the elements of one page with its rules."""

    def __init__(self, rules: Iterable[Rule], *, is_quirky: bool) -> None:
        self._is_quirky = is_quirky
        self.opened = set[int]()  # elements that states show
        self._steps, self._most = 0, MAX_STEPS
        self._seen: dict[int, _Element] = {}
        self._hiding: dict[str, list[Rule]] = defaultdict(list)
        self._others: dict[str, list[Rule]] = defaultdict(list)
        for rule in map(_in_small, rules) if is_quirky else rules:
            (self._hiding if rule.effect == "hides" else self._others)[rule.compounds[0].key].append(rule)

    def hidden(self, root: LexborNode) -> list[LexborNode]:
        """The elements that are hidden. Raises TooMany when comparing takes too long."""
        found, unseen = list[LexborNode](), list[LexborNode]()
        for node in self._candidates(root):
            element = self._element(node)
            if winner := self._hiding_winners(element):
                self._overrule(winner, element)
                if _wins(winner, "display", element):
                    found.append(node)
                elif _wins(winner, "visibility", element):
                    unseen.append(node)
        return found + [node for node in unseen if not self._shows_inside(node)]

    def _candidates(self, root: LexborNode) -> Iterator[LexborNode]:
        """The elements of which a rule that hides may speak."""
        keys = self._hiding.keys()
        classes, ids, names = (frozenset(key[1:] for key in keys if key[0] == sign) for sign in ".#[")
        for node in root.traverse() if keys else ():
            self._most += STEPS_EACH
            tag, attributes = node.tag or "-", node.attributes
            if (
                not classes.isdisjoint(self._name(attributes, "class").split()) or tag in keys
                or self._name(attributes, "id") in ids or not names.isdisjoint(attributes) or "*" in keys
            ) and tag[0] not in "-!_":  # fmt: skip
                yield node

    def _hiding_winners(self, element: _Element) -> dict[str, Rule]:
        """The weightiest rule that hides an element, of each property."""
        winner: dict[str, Rule] = {}
        for rule in self._of(element, self._hiding):
            before = winner.get(rule.name)
            if (before is None or before.weight <= rule.weight) and self._fits(rule, element):
                winner[rule.name] = rule
        return winner

    def _overrule(self, winner: dict[str, Rule], element: _Element) -> None:
        """Put weightier rules that show an element in place of those that hide it; what states show is noted."""
        for rule in self._of(element, self._others):
            before = winner.get(rule.name)
            if before is None or (before.weight > rule.weight and rule.effect != "opens"):
                continue
            if self._fits(rule, element):
                if rule.effect == "opens":
                    self.opened.add(element.node.mem_id)
                else:
                    winner[rule.name] = rule

    def _shows_inside(self, node: LexborNode) -> bool:
        """Whether something in an element that is not visible is made visible again."""
        rules = [rule for ones in self._others.values() for rule in ones if rule.name == "visibility"]
        inside = (self._element(one) for one in node.traverse() if one.mem_id != node.mem_id) if rules else ()
        return any(self._fits(rule, element) for element in inside for rule in rules)

    @staticmethod
    def _of(element: _Element, rules: Mapping[str, list[Rule]]) -> Iterator[Rule]:
        for key in element.keys:
            if key in rules:
                yield from rules[key]

    def _fits(self, rule: Rule, element: _Element) -> bool:
        return self._is(element, rule.compounds[0]) and self._above(element.node, rule, 1)

    def _above(self, node: LexborNode, rule: Rule, place: int) -> bool:
        """Whether what stands above an element is as the rest of a selector asks."""
        if place == len(rule.compounds):
            return True
        only_parent, above = rule.joins[place - 1] == ">", node.parent
        while above is not None and above.tag != SHADOW_ROOT:
            if self._is(self._element(above), rule.compounds[place]) and self._above(above, rule, place + 1):
                return True
            above = None if only_parent else above.parent
        return False

    def _is(self, element: _Element, asked: Compound) -> bool:
        self._steps += 1
        if self._steps > self._most:
            raise TooMany
        if (asked.tag and asked.tag != element.tag) or not element.classes.issuperset(asked.classes):
            return False
        return (
            all(one == self._name(element.attributes, "id") for one in asked.ids)
            and all(_has(element.attributes, one) for one in asked.attributes)
            and not any(self._is(element, one) for one in asked.but)
        )

    def _name(self, attributes: Mapping[str, str | None], name: str) -> str:
        value = attributes.get(name) or ""
        return value.lower() if self._is_quirky else value

    def _element(self, node: LexborNode) -> _Element:
        known = self._seen.get(node.mem_id)
        if known is None:
            tag, attributes = node.tag or "", node.attributes
            classes, own = frozenset(self._name(attributes, "class").split()), self._name(attributes, "id")
            named = (f"#{own}",) if own else ()
            keys = ("*", tag, *named, *(f".{one}" for one in classes), *(f"[{name}" for name in attributes))
            known = self._seen[node.mem_id] = _Element(node, tag, attributes, classes, keys)
        return known


def _in_small(rule: Rule) -> Rule:
    """A rule with its classes and ids in small letters."""
    return replace(rule, compounds=tuple(map(_small, rule.compounds)))


def _small(one: Compound) -> Compound:
    ids, classes = (tuple(map(str.lower, names)) for names in (one.ids, one.classes))
    return replace(one, ids=ids, classes=classes, but=tuple(map(_small, one.but)))


def _wins(winner: Mapping[str, Rule], name: str, element: _Element) -> bool:
    """True when a rule hides an element, and its own style does not show it."""
    rule = winner.get(name)
    if rule is None or rule.effect != "hides":
        return False
    own = own_style(element.attributes.get("style") or "").get(name)
    if own is None:
        return True
    hides, important = own
    return hides or (rule.weight[0] and not important)


_COMPARED: Final[Mapping[str, Callable[[str, str], bool]]] = {
    "=": lambda value, part: value == part,
    "~=": lambda value, part: part in value.split(),
    "|=": lambda value, part: value == part or value.startswith(f"{part}-"),
    "^=": lambda value, part: bool(part) and value.startswith(part),
    "$=": lambda value, part: bool(part) and value.endswith(part),
    "*=": lambda value, part: bool(part) and part in value,
}


def _has(attributes: Mapping[str, str | None], asked: Attribute) -> bool:
    if asked.name not in attributes:
        return False
    return not asked.op or _COMPARED[asked.op](attributes[asked.name] or "", asked.value)


def _parted(tree: LexborHTMLParser, found: _Found, unsure: set[int], inline: list[LexborNode]) -> Hidden:
    """Hidden elements as those nobody sees and those that a click opens; without what the page cannot mean to hide.

    Args: unsure, those of which it is not known that they are hidden; inline, those that hide themselves.
    """
    keys = frozenset(node.mem_id for node in found.nodes)
    shown, doubts = cloaks(tree, keys), frozenset(doubted(tree, keys))
    hidden = [node for node in found.nodes if node.mem_id not in shown]
    signs = signs_of(tree, frozenset(node.mem_id for node in (*hidden, *inline)))
    folded, closed = {node.mem_id for node in inline if is_fold(node, signs)}, dict[int, LexborNode]()
    for node in hidden:
        if node.mem_id in found.opened or node.mem_id in unsure or is_fold(node, signs):
            folded.add(node.mem_id)
        else:
            closed[node.mem_id] = node
    outer = {key: node for key, node in closed.items() if node.parent is None or not lies_in(node.parent, closed)}
    return Hidden(frozenset(outer), frozenset(folded), tuple(outer.values()), not folded.isdisjoint(unsure), doubts)
