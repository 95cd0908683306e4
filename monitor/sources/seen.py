"""What a person sees of a page or entry beside the listing's own words: where marks of its state are looked for. Pure.

What sellers write says nothing of the state of a page, and what scripts hold is not seen: both are left out.
"""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from typing import Any, Final

from selectolax.lexbor import LexborNode

from monitor.html.cloaks import hides_itself
from monitor.html.hidden import Hidden, hidden_by_sheets
from monitor.html.pagetree import BLOCKS, is_hidden, is_unseen, lies_in
from monitor.sources.borne import bears
from monitor.sources.model import Marker, WebSource
from monitor.sources.others import descriptions, elements_of_others, names_others, offers
from monitor.sources.picks import Pick
from monitor.sources.select import PageSubject, RecordSubject, Subject, first, values

_SPACES: Final = re.compile(r"[^\S\n]+")
_BROKEN: Final = re.compile(r"\s*\n\s*")
_BREAKING: Final = BLOCKS | {"br", "td", "th"}
_WHOLE: Final = frozenset(("html", "body"))  # a text selector of these tells nothing of where the text stands
_BUTTONS: Final = frozenset(("submit", "button", "reset"))
_NOT_SAID: Final = "status"  # the one field that the site writes


@dataclass(frozen=True, slots=True)
class Seen:
    """A page as marks are looked for in it.

    Args: title, of the window, and words, lines as they are shown: both without the listing's own when `is_read`, which
    is when the source's selectors found the text of an item, and without what is recognisably others' (comments, other
    listings); chars, how many characters the whole page shows; own, the elements (mem_id) of that text; others, those
    in which others speak.
    """

    subject: Subject
    title: str
    words: str
    chars: int
    is_read: bool
    own: frozenset[int] = frozenset()
    others: frozenset[int] = frozenset()

    def bears(self, marker: Marker) -> bool:
        """True when a marker shows: its words, its element, its words inside its element or in what a path finds.

        Elements of other listings bear none, nor do those behind one in which the page says that its item is on offer.
        """
        if marker.css is None and marker.pick is None:
            return marker.text in self.words or marker.text in self.title
        for words in self._said(marker):
            if bears(words, marker.text, as_code=marker.pick is not None):
                return True
            if isinstance(self.subject, PageSubject) and offers(words):
                return False
        return False

    def own_words(self, picks: Iterable[Pick]) -> str:
        """The first value that selectors find outside of what is others'; '' when there is none."""
        found = first(self._own_subject(self.others), picks)
        return found[0] if found else ""

    def _own_subject(self, apart: frozenset[int]) -> Subject:
        page = self.subject
        return PageSubject(page.tree, apart) if apart and isinstance(page, PageSubject) else page

    def _said(self, marker: Marker) -> Iterator[str]:
        """What stands where a marker looks, in page order; what is another listing's when its selector names that."""
        css = marker.css or (marker.pick.css if marker.pick else None) or ""
        apart = frozenset[int]() if names_others(css) else self.others
        if marker.pick is not None:
            yield from values(self._own_subject(apart), marker.pick)
        elif isinstance(self.subject, PageSubject):
            nodes = self.subject.tree.css(css)
            yield from (self._words_in(node) for node in nodes if not (apart and lies_in(node, apart)))

    def _words_in(self, node: LexborNode) -> str:
        """The words of an element that a person named, be it a script; not the listing's text when that is in it."""
        if node.mem_id in self.own:
            return ""
        holds = any(one.mem_id in self.own for one in node.traverse()) if self.own else False
        return shown_words(node, self.own) if holds else node.text()


def see(subject: Subject, source: WebSource | None) -> Seen:
    """What marks are looked for in: a page, or an entry of a list, as a source's selectors read it (None: unknown)."""
    if isinstance(subject, RecordSubject):
        return _see_record(subject, source)
    assert isinstance(subject, PageSubject)
    root, title = subject.tree.root, subject.tree.css_first("title")
    heading = " ".join(title.text().split()) if title is not None else ""
    whole = shown_words(root) if root is not None else ""
    chars = len(re.sub(r"\s", "", whole))  # what a style sheet hides with it: no limit is looser for it
    hidden = hidden_by_sheets(subject.tree)
    unseen = _unseen(root, hidden) if root is not None else frozenset[int]()
    text = _text_elements(subject, source) if source is not None else None
    others = elements_of_others(subject, text or ())
    if text is None or source is None:
        outer = {*others, *unseen}
        words = _without(shown_words(root, outer), _as_lines(descriptions(subject))) if root is not None else ""
        shown = "\n".join([words, *_of_forms(subject, hidden)])
        return Seen(subject, heading, shown, chars, is_read=False, others=frozenset(others))
    apart = {*text, *unseen, *others, *_elements_apart(subject, source)}
    return Seen(
        subject, _without(heading, values_of(subject, source.item.title)),
        _without(shown_words(root, apart) if root is not None else "", _said_elsewhere(subject, source)),
        chars, is_read=True, own=frozenset(text), others=frozenset(others),
    )  # fmt: skip


def shown_words(root: LexborNode, apart: Collection[int] = ()) -> str:
    """The words of an element that people see, line breaks where blocks begin and end; without elements `apart`."""
    words = _SPACES.sub(" ", "".join(_pieces(root, apart)))
    return _BROKEN.sub("\n", words).strip()


def names_text(source: WebSource) -> bool:
    """True when a source says where on a page the text of an item stands, so that other words are not its."""
    return any(pick.css not in _WHOLE for pick in source.item.text)


def values_of(subject: Subject, picks: Iterable[Pick]) -> list[str]:
    """All that some selectors find, whichever wins."""
    return [value for pick in picks for value in values(subject, pick)]


def _unseen(root: LexborNode, hidden: Hidden) -> frozenset[int]:
    """What style sheets hide, folded away or not; not what the page hides of itself until its scripts have run."""
    if not hidden.closed:
        return hidden.folded
    words = "\n".join(shown_words(node) for node in hidden.nodes)
    is_cloaked = hides_itself(words, shown_words(root, hidden.closed))
    return hidden.folded if is_cloaked else hidden.closed | hidden.folded


def _pieces(root: LexborNode, apart: Collection[int]) -> Iterator[str]:
    waiting: list[LexborNode | None] = [root]
    while waiting:
        node = waiting.pop()
        if node is None:
            yield "\n"
            continue
        tag = node.tag or ""
        if tag == "-text":
            yield (node.text_content or "").replace("\n", " ")
        elif not is_unseen(tag) and node.mem_id not in apart and not is_hidden(node.attributes):
            if tag in _BREAKING:
                yield "\n"
                waiting.append(None)
            waiting += list(node.iter(include_text=True))[::-1]


def _of_forms(page: PageSubject, hidden: Hidden) -> Iterator[str]:
    """What fields and buttons of forms show: a check often says only there what it wants."""
    for node in page.tree.css("input, textarea")[:200]:
        attributes = node.attributes
        if not is_hidden(attributes) and not hidden.hides(node):
            yield attributes.get("placeholder") or ""
            yield (attributes.get("value") or "") if attributes.get("type") in _BUTTONS else ""


def _text_elements(page: PageSubject, source: WebSource) -> set[int] | None:
    """The elements of the item's text, none for one that a path or attribute gives; None when no text was read."""
    for pick in source.item.text:
        nodes = [] if pick.css is None or pick.attr else page.tree.css(pick.css)
        if any(node.tag in _WHOLE for node in nodes) or not any(values(page, pick)):
            continue
        return {node.mem_id for node in nodes}
    return None


def _elements_apart(page: PageSubject, source: WebSource) -> Iterator[int]:
    """Elements of other fields, of what changes by itself, and links, which name other pages: others' words."""
    fields = source.item.picks()
    picks = [pick for name in fields if name not in {_NOT_SAID, "text"} for pick in fields[name]]
    selectors = [pick.css for pick in picks if pick.css is not None and not pick.attr]
    for css in [*selectors, *source.volatile, "a[href]"]:
        yield from (node.mem_id for node in page.tree.css(css) if node.tag not in _WHOLE)


def _said_elsewhere(page: PageSubject, source: WebSource) -> list[str]:
    """The title, and the text where a path or attribute gives it: the page may show them in elements of any kind."""
    paths = [pick for pick in source.item.text if pick.css is None or pick.attr]
    return [*values_of(page, source.item.title), *_as_lines(values_of(page, paths))]


def _as_lines(texts: Iterable[str]) -> list[str]:
    return [line for value in texts for line in _lines(value)]


def _lines(value: str) -> list[str]:
    """A text as a whole and sentence by sentence: a page shows it in lines of its own."""
    parts = [part.strip() for part in re.split(r"[\n。！？；]|<[^>]*>", value)]
    return [value, *sorted((part for part in parts if part), key=len, reverse=True)]


def _without(words: str, own: Iterable[str]) -> str:
    for value in own:
        words = words.replace(value, " ") if value else words
    return words


def _see_record(record: RecordSubject, source: WebSource | None) -> Seen:
    """An entry as sent, the values of the listing's own fields left out when its text was read."""
    fields = source.item.picks() if source is not None else {}
    is_read = bool(values_of(record, fields.get("text", ())))
    picks = [pick for name in fields if name != _NOT_SAID for pick in fields[name]] if is_read else []
    own = {raw for pick in picks for raw in record.raw(pick) if raw}
    words = _as_sent(record.value, own)
    return Seen(record, "", words, len(words), is_read=is_read)


def _as_sent(value: Any, own: Collection[str]) -> str:
    try:
        return json.dumps(_blanked(value, own) if own else value, ensure_ascii=False)
    except RecursionError:
        return ""


def _blanked(value: Any, own: Collection[str]) -> Any:
    """A value with the words left out that are the listing's own."""
    if isinstance(value, dict):
        return {key: _blanked(inner, own) for key, inner in value.items()}
    if isinstance(value, list):
        return [_blanked(inner, own) for inner in value]
    return "" if isinstance(value, str) and value in own else value
