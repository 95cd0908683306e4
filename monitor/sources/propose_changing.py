"""What of an item's page changes by itself (counters) or tells its state (badges), for a draft. Pure."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from functools import cache
from typing import Final

from selectolax.lexbor import LexborNode

from monitor.html.pagetree import lies_in
from monitor.sources.propose import SELECTORS, Found, named
from monitor.sources.propose_hints import load_hints
from monitor.sources.select import PageSubject

MAX_NODES: Final = 5000  # of a page that are looked at
MAX_WORDS: Final = 40  # characters of a counter or badge
MOST: Final = 5  # selectors of each
_AROUND: Final = re.compile(r"^[\W_]+|[\W_]+$")
_PLAIN: Final = ":is(td, span, i, b, em, strong, font, a):not([class], [id])"
_LABELLED: Final = ":is(p, li, td, dd, div, span, b, em, strong):not([class], [id])"
_BARE: Final = re.compile(r"[0-9][0-9,.]*\s?[万kK]?")
_SIGNS: Final = r"\s*[|｜·•、，]\s*"
_BETWEEN: Final = (  # counters side by side, their numbers last or first: 浏览：12 回复：3, 12 views 3 replies
    re.compile(rf"{_SIGNS}|(?<=[0-9次人条)）万kK])\s+(?=[^\W\d])"),
    re.compile(rf"{_SIGNS}|(?<=[^\W\d])\s+(?=[0-9])"),
)
_LABEL: Final = re.compile(r"\w{2,6}[:：]")


def is_counter(words: str) -> bool:
    """True for words that are nothing but counters or times of refreshing (`counters`): 查看: 745 | 回复: 2."""
    if len(words) > MAX_WORDS:
        return False
    return _is_one_counter(words) or any(all(map(_is_one_counter, one.split(words.strip(" |｜")))) for one in _BETWEEN)


def _is_one_counter(words: str) -> bool:
    return any(re.fullmatch(one, words, re.I) for one in load_hints().counters)


def state_of(words: str) -> tuple[str, str] | None:
    """The state (a key of `badges`) that words alone tell, and its word as it is written there; None for all others.

    Brackets, signs and a label around it are left out: 【已售出】, 状态：已成交.
    """
    if len(words) > MAX_WORDS:
        return None
    bare = _AROUND.sub("", words)
    bare = bare.rpartition("：")[2].rpartition(":")[2].strip() if _LABEL.match(bare) else bare
    return next(((state, bare) for state, known in _states().items() if bare.casefold() in known), None)


@cache
def _states() -> dict[str, frozenset[str]]:
    return {state: frozenset(map(str.casefold, words)) for state, words in load_hints().badges.items()}


def guess_volatile(page: PageSubject) -> tuple[Found, ...]:
    """Selectors all of whose elements say nothing but a counter or a time of refreshing (`counters`)."""
    seen = {css: words for css, words in _words_of(page).items() if all(map(is_counter, words))}
    known = {node.mem_id for css in [*seen][:MOST] for node in page.tree.css(css)}
    seen |= _numbers_of(page, known)
    return tuple(Found(css, words[0], len(words)) for css, words in seen.items())[:MOST]


def _numbers_of(page: PageSubject, known: Collection[int]) -> dict[str, list[str]]:
    """By selectors of elements that are bare numbers, each that of a counter: 浏览：<b id=n>3</b>."""
    found: defaultdict[str, list[str]] = defaultdict(list)
    for node in page.tree.css(":is(span, em, b, i, strong, dd, td, font):is([class], [id])")[:MAX_NODES]:
        if (css := named(node)) != node.tag:
            found[css].append("" if lies_in(node, known) else _counter_of(node))
    return {css: words for css, words in found.items() if all(words)}


def _counter_of(node: LexborNode) -> str:
    """The counter whose number an element is, and whose other words have no name; '' of any other element."""
    number, around, before = node.text().strip(), node.parent, node.prev
    while before is not None and not before.is_element_node and not (before.text() or "").strip():
        before = before.prev
    if not _BARE.fullmatch(number) or around is None:
        return ""
    nameless = around.text() if named(around) == around.tag and len(around.text()) <= 4 * MAX_WORDS else ""
    label = f"{before.text()} {number}" if before is not None and len(before.text()) <= MAX_WORDS else ""
    return next((said for one in (nameless, label) if is_counter(said := " ".join(one.split()))), "")


def guess_badges(page: PageSubject) -> tuple[Found, ...]:
    """Selectors of one element that says nothing but a state (`badges`); of several some may be other listings'."""
    found = [Found(css, state[1]) for css, words in _words_of(page).items() if (state := _one_state(words))]
    return (*found, *_labelled_states(page), *_pictures(page, most=1))[:MOST]


def states_of_cells(fields: Mapping[str, Sequence[Found]]) -> tuple[Found, ...]:
    """The cells behind labels of a status, among the fields of an item's page, that tell a state."""
    return tuple(
        Found(one.selector, state[1])
        for one in fields.get("status", ())
        if one.count == 1 and "lexbor-contains" in one.selector and (state := state_of(one.sample))
    )


def _labelled_states(page: PageSubject) -> Iterator[Found]:
    """Elements without a name of their own that say a label and a state, and nothing else: <p>状态：已售出</p>."""
    for node in page.tree.css(_LABELLED)[:MAX_NODES]:
        words = " ".join(node.text().split())
        label, state = _LABEL.match(words), state_of(words)
        css = f'{node.tag}:lexbor-contains("{label[0]}")' if label and state else ""
        if state and css and len(page.tree.css(css)) == 1:
            yield Found(css, state[1])


def badges_of_rows(page: PageSubject) -> tuple[Found, ...]:
    """Words of a state that rows of a list show, the most frequent first, by selectors ('': of no name)."""
    count: Counter[tuple[str, str]] = Counter()
    for css, words in _words_of(page).items():
        count.update((css, state[1]) for said in words if (state := state_of(said)))
    plain = [" ".join(node.text().split()) for node in page.tree.css(_PLAIN)[:MAX_NODES]]
    count.update(("", state[1]) for said in plain if (state := state_of(said)))
    found = [Found(_nameless(css), word, number) for (css, word), number in count.most_common(4 * MOST)]
    return (*found, *_pictures(page, most=MAX_NODES))


def _nameless(css: str) -> str:
    """A selector without the element's name, which on the page of an item may be another."""
    return css[min(at for at in (css.find("."), css.find("#")) if at >= 0) :] if css else ""


def marks_of(badges: Sequence[Found], rows: Sequence[Found], state: str) -> list[Found]:
    """Places and words that show a state, for markers: words seen in a badge of the item, or in rows of its list.

    A badge that says another state is the place of the words that rows show. Args: badges, of the item's page; rows,
    of its list, but for those whose selectors find something on the item's page. Each is one that was seen.
    """
    named = [one for one in (*badges, *rows) if one.selector and (said := state_of(one.sample)) and said[0] == state]
    words = dict.fromkeys(one.sample for one in rows if (said := state_of(one.sample)) and said[0] == state)
    places = [one.selector for one in badges if is_changeable(one)]
    return list(
        dict.fromkeys(Found(one.selector, one.sample) for one in named)
        | dict.fromkeys(Found(css, word) for css in places for word in words)
    )[: 2 * MOST]


def places_of_state(badges: Sequence[Found]) -> dict[str, tuple[Found, ...]]:
    """The field `status` of an item by badges that say that it is on offer: what will stand there is read."""
    places = tuple(one for one in badges if is_changeable(one))[:SELECTORS]
    return {"status": places} if places else {}


def is_changeable(badge: Found) -> bool:
    """Whether a badge says that its item is on offer, so that other words will stand there."""
    return (state_of(badge.sample) or ("", ""))[0] == "on_offer" and not badge.selector.startswith("img[")


def _one_state(words: Sequence[str]) -> tuple[str, str] | None:
    return state_of(words[0]) if len(words) == 1 else None


def _pictures(page: PageSubject, most: int) -> Iterator[Found]:
    """Pictures whose words in place of them are a state, when there are no more than `most` of the same."""
    said = Counter((node.attributes.get("alt") or "").strip() for node in page.tree.css("img[alt]")[:MAX_NODES])
    for alt, number in said.items():
        if number <= most and '"' not in alt and "\\" not in alt and (state := state_of(alt)):
            yield Found(f'img[alt="{alt}"]', state[1], number)


def _words_of(page: PageSubject) -> dict[str, list[str]]:
    """What each element says, by its selector; '' where that is more than a counter or a badge has."""
    found: defaultdict[str, list[str]] = defaultdict(list)
    for node in page.tree.css("[class], [id]")[:MAX_NODES]:
        css = named(node)
        if css != node.tag and node.tag not in {"html", "body", "a"}:
            words = " ".join(node.text().split())
            found[css].append(words if len(words) <= MAX_WORDS else "")
    return found
