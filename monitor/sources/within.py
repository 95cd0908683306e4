"""What inside an item's text changes by itself, or tells its state: numbers and words that are not the seller's. Pure.

Such words make a new version of a listing in each look, or are no mark where a person took them for one.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass
from typing import Final, Literal

from selectolax.lexbor import LexborNode

from monitor.sources.model import WebSource
from monitor.sources.others import elements_of_others
from monitor.sources.picks import Pick
from monitor.sources.propose import named
from monitor.sources.propose_changing import MAX_NODES, MAX_WORDS, is_counter, state_of
from monitor.sources.seen import shown_words
from monitor.sources.select import PageSubject, Subject, pieces, values

Kind = Literal["changing", "state"]
Ticking = Callable[[str], Iterable[str]]  # the words of a text that change by themselves
# what is read where a source names no text, without elements (mem_id) that are known
Unnamed = Callable[[Subject, Collection[int]], str]
MOST: Final = 5  # words and places that are named
_WHOLE: Final = frozenset(("html", "body"))
_SPACES: Final = re.compile(r"\s+")
_LINES: Final = re.compile(r"\n|<[^>]*>")
_Part = tuple[str, str]  # words, and where they stand: CSS, '' when that is not known


@dataclass(frozen=True, slots=True)
class Within:
    """What a selector of the text gives that is no seller's word: the words, and the elements (CSS) that say only that.

    `whole`: the text is all of the page, so that a seller's words cannot be told from the site's; `selector` is ''
    where the source names none.
    """

    kind: Kind
    selector: str
    words: tuple[str, ...]
    places: tuple[str, ...]
    whole: bool = False


def within_text(
    subject: Subject, source: WebSource, ticking: Ticking, unnamed: Unnamed | None = None
) -> tuple[Within, ...]:  # fmt: skip
    """What is mixed into the text of an item as the source reads it.

    What stands inside the text and is named as `volatile`, as the place of a mark or as the status, the day or the
    comments of the item is well. Args: unnamed, reads the text where the source names no `item.text` (None: nothing is
    told of it then).
    """
    for pick in source.item.text:
        if not any(piece.strip() for piece in pieces(subject, pick)):
            continue
        nodes = subject.tree.css(pick.css) if isinstance(subject, PageSubject) and pick.css and not pick.attr else []
        known = _known(subject, source, nodes) if isinstance(subject, PageSubject) else frozenset[int]()
        parts = list(_of_nodes(nodes, known) if nodes else _of_values(subject, pick))
        whole = any(node.tag in _WHOLE for node in nodes)
        return tuple(_told(parts, str(pick), source, ticking, whole=whole))
    if source.item.text or unnamed is None:
        return ()
    return tuple(_told(_of_all(subject, source, unnamed), "", source, ticking, whole=True))


def _of_all(subject: Subject, source: WebSource, unnamed: Unnamed) -> Iterator[_Part]:
    """The lines of a text that no selector names, and what elements of the page say that say no more than one."""
    if not isinstance(subject, PageSubject):
        fields = (*source.item.status, *source.item.posted_at.select)
        told = {value for pick in fields for value in values(subject, pick)}
        lines = unnamed(subject, ()).split("\n")
        yield from ((line, "") for line in lines if line.partition("：")[2] not in told)
        return
    known = _known(subject, source, ())
    read = unnamed(subject, known)
    bare, apart = _SPACES.sub("", read), known | elements_of_others(subject)
    root = [subject.tree.root] if subject.tree.root is not None else []
    yield from (part for part in _of_nodes(root, apart) if part[1] and _SPACES.sub("", part[0]) in bare)
    yield from ((line.strip(), "") for line in read.split("\n"))


def _known(page: PageSubject, source: WebSource, text: Iterable[LexborNode]) -> frozenset[int]:
    """Elements that the source names already; none that is the text or holds it."""
    marks = (*source.markers.sold, *source.markers.removed)
    fields = (*source.item.status, *source.item.posted_at.select, *source.item.comments)
    picks = [*fields, *(Pick(css=one.css) for one in marks if one.css)]
    wanted = [*source.volatile, *(pick.css for pick in picks if pick.css and not pick.attr)]
    own = {node.mem_id for node in text}
    found = [node for css in wanted for node in page.tree.css(css)[:MAX_NODES]]
    return frozenset(node.mem_id for node in found if own.isdisjoint(one.mem_id for one in node.traverse()))


def _of_nodes(nodes: Iterable[LexborNode], known: Collection[int]) -> Iterator[_Part]:
    """What each small element says, with its place, and each line."""
    for node in nodes:
        for one in _inner(node, known):
            if words := _said(one):
                css = named(one)
                yield words, "" if css == one.tag else css
        yield from ((line.strip(), "") for line in shown_words(node, known).split("\n"))


def _said(node: LexborNode) -> str:
    """The words of a small element, '' of others; those of elements in it apart, unless all are one counter or badge
    (浏览<b>12</b>次)."""
    words = " ".join(node.text().split())
    if len(words) > MAX_WORDS:
        return ""
    return words if is_counter(words) or state_of(words) else " ".join(node.text(separator=" ").split())


def _inner(node: LexborNode, known: Collection[int]) -> Iterator[LexborNode]:
    """The elements inside one, without those that are known and what they hold; MAX_NODES of them."""
    waiting, count = list(node.iter())[::-1], 0
    while waiting and count < MAX_NODES:
        one = waiting.pop()
        if one.mem_id not in known:
            count += 1
            yield one
            waiting += list(one.iter())[::-1]


def _of_values(subject: Subject, pick: Pick) -> Iterator[_Part]:
    for piece in pieces(subject, pick):
        yield from ((" ".join(line.split()), "") for line in _LINES.split(piece))


def _told(
    parts: Iterable[_Part], selector: str, source: WebSource, ticking: Ticking, *, whole: bool
) -> Iterator[Within]:
    found: dict[Kind, dict[str, str]] = {"changing": {}, "state": {}}
    marks = [one.text for one in (*source.markers.sold, *source.markers.removed) if not one.css and not one.pick]
    for words, place in parts:
        state = state_of(words)
        changing = () if state else (words,) if is_counter(words) else ticking(words)
        for one in changing:
            if not _is_joined(one, found["changing"]):
                found["changing"].setdefault(one, place)
        for one in [state[1]] if state else [mark for mark in marks if mark and mark in words]:
            found["state"].setdefault(one, place)
    for kind, told in found.items():
        if told:
            places = dict.fromkeys(filter(None, told.values()))
            yield Within(kind, selector, tuple(told)[:MOST], tuple(places)[:MOST], whole)


def _is_joined(words: str, known: Iterable[str]) -> bool:
    """Whether words are known ones behind a digit of what stands beside them: a line joins elements without a blank."""
    return any(words != one and words.endswith(one) and words.removesuffix(one).isdigit() for one in known)
