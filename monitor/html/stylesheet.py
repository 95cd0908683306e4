"""The rules of a style sheet that hide elements or show them again: `display` and `visibility`. Pure, linear time.

Read of selectors: tags, classes, ids, attributes, `:not(…)` of such, compounds, descendants and children. What cannot
be read of one makes a rule that hides count for nothing and one that shows count for more elements, so that nothing is
taken for hidden that may be seen. Not read: `@import`, what hides by size, place or colour.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Final, Literal, NamedTuple

from monitor.html.cssblocks import Block, Reach, TooMany, blanked, blocks, plain

MAX_CHARS: Final = 5_000_000  # of the style sheets of one page
ADDED: Final = "data-hydrowatch-sheet"  # on a <style> with what a sheet in a file of its own says; its address
MISSING: Final = "data-hydrowatch-missing"  # on one in the place of a sheet that was not there or could not be read
MAX_RULES: Final = 10_000  # selectors of rules that hide or show; no honest page has as many
MAX_SELECTOR: Final = 400  # characters
Weight = tuple[bool, int, tuple[int, int, int], int]
Effect = Literal["hides", "shows", "opens"]  # opens: shows as long as a person points at it or has ticked it

_IDENT: Final = r"(?:[\w-]|[^\x00-\x7f]|\\[0-9a-fA-F]{1,6}+\s?|\\.)++"
DECLARED: Final = re.compile(r"(?:^|;)\s*+(display|visibility)\s*+:([^;]*+)", re.I)
_HIDING: Final = re.compile(r"(?:display\s*+:\s*+none|visibility\s*+:\s*+(?:hidden|collapse))(?![\w-])", re.I)
_PART: Final = re.compile(
    rf"\.(?P<cls>{_IDENT})|\#(?P<id>{_IDENT})|\[\s*+(?P<attr>{_IDENT})\s*+(?:(?P<op>[~|^$*]?=)\s*+"
    rf"(?:\"(?P<dq>[^\"]*+)\"|'(?P<sq>[^']*+)'|(?P<bare>{_IDENT}))\s*+(?P<flag>[is])?\s*+)?\]|:not\((?P<no>[^()]*+)\)"
    rf"|(?P<pseudo>::?[\w-]++(?:\((?:[^()]|\([^()]*+\))*+\))?)|(?P<join>\s*+[>+~]\s*+|\s++)|(?P<tag>\*|{_IDENT})",
    re.I,
)
_ESCAPED: Final = re.compile(r"\\(?:([0-9a-f]{1,6})\s?|(.))", re.I | re.S)
_HIDDEN: Final = {"display": ("none",), "visibility": ("hidden", "collapse")}
_STATES: Final = frozenset((
    ":hover", ":focus", ":focus-within", ":focus-visible", ":active", ":target", ":checked", ":open", ":indeterminate",
))  # fmt: skip
_ELEMENTS: Final = frozenset((":before", ":after", ":first-line", ":first-letter"))


class Attribute(NamedTuple):
    """A condition on an attribute, `op` as CSS writes it ('' when the attribute need only be there)."""

    name: str
    op: str
    value: str


@dataclass(frozen=True, slots=True)
class Compound:
    """What one element must be, and must not be."""

    tag: str = ""
    ids: tuple[str, ...] = ()
    classes: tuple[str, ...] = ()
    attributes: tuple[Attribute, ...] = ()
    but: tuple[Compound, ...] = ()

    @property
    def key(self) -> str:
        """What the element surely has: its id, a class, an attribute or its tag; '*' for any element."""
        if self.ids:
            return f"#{self.ids[0]}"
        if self.classes:
            return f".{self.classes[0]}"
        return f"[{self.attributes[0].name}" if self.attributes else self.tag or "*"


@dataclass(frozen=True, slots=True)
class Rule:
    """A selector, the last compound first, `joins` (' ' or '>') between each and the next, and what it does.

    `weight` decides between rules: importance, layer, specificity, place.
    """

    compounds: tuple[Compound, ...]
    joins: tuple[str, ...]
    name: str  # display or visibility
    effect: Effect
    weight: Weight


def may_hide(css: str) -> bool:
    """Whether a sheet can hide anything at all."""
    return _HIDING.search(css) is not None


def read_rules(sheets: list[tuple[str, Reach]]) -> list[Rule]:
    """The rules of a page's sheets, in order. Raises TooMany."""
    found = list[Rule]()
    for css, reach in sheets:
        for block in blocks(css, reach):
            found += _rules(block, len(found))
            if len(found) > MAX_RULES:
                raise TooMany
    return found


def declared(declarations: str) -> dict[str, tuple[bool, bool]]:
    """What declarations without comments, strings blanked, say of display and visibility: (it hides, it is important).

    Of each what is declared last, or what is important.
    """
    found: dict[str, tuple[bool, bool]] = {}
    for name, said in DECLARED.findall(declarations):
        value = "".join(said.lower().split())
        important = value.endswith("!important")
        hides = value.removesuffix("!important") in _HIDDEN[name.lower()]
        if important or not found.get(name.lower(), (False, False))[1]:
            found[name.lower()] = (hides, important)
    return found


def own_style(style: str) -> dict[str, tuple[bool, bool]]:
    """The same of an element's own style."""
    return declared(blanked(plain(style)))


def _rules(block: Block, order: int) -> Iterator[Rule]:
    """The rules that one block makes."""
    said = declared(block.declarations)
    if not said:
        return
    if block.selectors.count(",") > MAX_RULES:
        raise TooMany
    for words in _listed(block.selectors):
        selector = _selector(words) if len(words) <= MAX_SELECTOR else None
        for name, (hides, important) in said.items() if selector is not None else ():
            assert selector is not None
            compounds, joins, specific, exact, state = selector
            if hides and (not exact or state or block.within != "all" or not block.may_hide):
                continue
            effect: Effect = "hides" if hides else "opens" if state else "shows"
            yield Rule(compounds, joins, name, effect, _weight(block, hides, important, specific, order))


def _weight(block: Block, hides: bool, important: bool, specific: tuple[int, int, int], order: int) -> Weight:
    """What decides between rules; what shows in a layer or a block within another counts for more than it may."""
    if block.is_inner:
        return True, 3, specific, order
    layer = 1 if not block.is_layered else 0 if hides else 2 if important else 1
    return important, layer, specific if not block.is_layered or hides else (0, 0, 0), order


def _listed(prelude: str) -> Iterator[str]:
    """The selectors of a list; commas in brackets do not part them."""
    depth, start = 0, 0
    for found in re.finditer(r"[(\[]|[)\]]|,", prelude):
        if found[0] == ",":
            if depth <= 0:
                yield prelude[start : found.start()].strip()
                start = found.end()
        else:
            depth += 1 if found[0] in "([" else -1
    yield prelude[start:].strip()


_Selector = tuple[tuple[Compound, ...], tuple[str, ...], tuple[int, int, int], bool, bool]


@lru_cache(maxsize=4096)
def _selector(words: str) -> _Selector | None:
    """A selector: compounds, joins, specificity, whether all of it was read, and whether it asks for a state.

    None for what is none, and for pseudo-elements, which hide nothing that is written in the page.
    """
    parts, position, exact, state = [_Parts()], 0, True, False
    joins = list[str]()
    while position < len(words):
        found = _PART.match(words, position)
        if found is None:
            return None
        position = found.end()
        if found["join"]:
            joins.insert(0, found[0].strip() or " ")
            parts.insert(0, _Parts())
        elif found["pseudo"]:
            name = found[0].partition("(")[0].lower()
            if name.startswith("::") or name in _ELEMENTS:
                return None
            state, exact = state or name in _STATES, exact and name in _STATES
            parts[0].pseudos += 1
        elif found["no"] is not None:
            exact = parts[0].leave(found["no"]) and exact
        else:
            parts[0].take(found)
    return _joined(parts, joins, exact, state)


def _joined(parts: list[_Parts], joins: list[str], exact: bool, state: bool) -> _Selector | None:
    """Siblings are not looked at: what stands before one is left out, and the selector is not read as a whole."""
    if any(part.is_empty for part in parts):
        return None
    sums = [part.weight for part in parts]
    weight = (sum(one[0] for one in sums), sum(one[1] for one in sums), sum(one[2] for one in sums))
    beside = next((n for n, join in enumerate(joins) if join in "+~"), None)
    if beside is not None:
        parts, joins, exact = parts[: beside + 1], joins[:beside], False
    return tuple(part.compound() for part in parts), tuple(joins), weight, exact, state


class _Parts:
    """A compound while it is read."""

    def __init__(self) -> None:
        self.tag, self.pseudos = "", 0
        self.ids, self.classes = list[str](), list[str]()
        self.attributes, self.but = list[Attribute](), list[_Parts]()

    @property
    def is_empty(self) -> bool:
        """True when nothing was said, as before a comma too many."""
        return not (self.tag or self.pseudos or self.ids or self.classes or self.attributes or self.but)

    @property
    def weight(self) -> tuple[int, int, int]:
        """Its specificity; of what it must not be, the greatest."""
        others = max((one.weight for one in self.but), default=(0, 0, 0))
        of_kind = len(self.classes) + len(self.attributes) + self.pseudos
        return len(self.ids) + others[0], of_kind + others[1], (self.tag not in {"", "*"}) + others[2]

    def take(self, found: re.Match[str]) -> None:
        """Add one simple selector."""
        if found["cls"]:
            self.classes.append(_plain(found["cls"]))
        elif found["id"]:
            self.ids.append(_plain(found["id"]))
        elif found["attr"]:
            value = found["dq"] or found["sq"] or _plain(found["bare"] or "")
            self.attributes.append(Attribute(_plain(found["attr"]).lower(), found["op"] or "", value))
        else:
            self.tag = _plain(found["tag"]).lower()

    def leave(self, listed: str) -> bool:
        """Add what it must not be; False when that cannot be read."""
        for words in map(str.strip, listed.split(",")):
            inner, position = _Parts(), 0
            while position < len(words):
                found = _PART.match(words, position)
                if found is None or found["join"] or found["pseudo"] or found["no"] is not None:
                    return False
                inner.take(found)
                position = found.end()
            self.but.append(inner)
        return True

    def compound(self) -> Compound:
        """What was read."""
        tag = "" if self.tag == "*" else self.tag
        but = tuple(one.compound() for one in self.but)
        return Compound(tag, tuple(self.ids), tuple(self.classes), tuple(self.attributes), but)


def _plain(word: str) -> str:
    """A name without its escapes."""
    return _ESCAPED.sub(_character, word) if "\\" in word else word


def _character(escaped: re.Match[str]) -> str:
    if not escaped[1]:
        return escaped[2]
    number = int(escaped[1], 16)
    return chr(number) if 0 < number < 0x110000 and not 0xD800 <= number < 0xE000 else "\ufffd"
