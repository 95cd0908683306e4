"""What a page is, by its marks: a check for humans, sold, taken down by the platform, or the page asked for."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Final, Literal

from ahocorasick_rs import BytesAhoCorasick
from pydantic import BaseModel, ConfigDict

from monitor.datafiles import load_model
from monitor.models import CaptureState
from monitor.pagetree import parse_html
from monitor.sources.model import Marker, Markers
from monitor.sources.select import PageSubject, shows

BUILT_IN: Final = Path(__file__).parent.parent / "data" / "challenge.yaml"
MARKED_BYTES: Final = 400_000  # marks stand near the beginning; what lies beyond is not searched
CHARSETS: Final = ("utf-8", "gb18030", "big5")
_TITLE: Final = re.compile(rb"<title[^>]{0,200}>([^<]{0,600})", re.IGNORECASE)
_SPACE: Final = re.compile(r"\s+")
_Kind = Literal["challenge", "removed", "sold"]
_STATES: Final[tuple[tuple[_Kind, CaptureState, str], ...]] = (
    ("challenge", "challenge", "the site asks for a check or a login"),
    ("removed", "removed_by_platform", "the platform says the listing is no longer shown"),
    ("sold", "sold", "the page says the listing is sold"),
)


class _Words(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")
    urls: tuple[str, ...] = ()
    titles: tuple[str, ...] = ()
    texts: tuple[str, ...] = ()
    scripts: tuple[str, ...] = ()


class _File(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")
    max_visible_chars: int
    max_visible_chars_with_script: int
    challenge: _Words
    removed: _Words
    sold: _Words


class PageMarks:
    """The generic marks of data/challenge.yaml, compiled; texts are searched in the bytes, in all encodings at once."""

    def __init__(self, file: _File) -> None:
        self._limits = {False: file.max_visible_chars, True: file.max_visible_chars_with_script}
        self._urls = _any_of(file.challenge.urls)
        words = {"challenge": file.challenge, "removed": file.removed, "sold": file.sold}
        self._titles = {kind: _any_of(words[kind].titles) for kind, _, _ in _STATES}
        marks = [(kind, text, False) for kind in words for text in words[kind].texts]
        marks += [(kind, text, True) for kind in words for text in words[kind].scripts]
        forms = [(form, mark) for mark in marks for form in _encoded(mark[1])]
        self._marks = [mark for _, mark in forms]
        self._automaton = BytesAhoCorasick([form for form, _ in forms])

    def read(
        self, body: bytes, url: str, own: Markers, *, item: bool = True, media_type: str = "text/html"
    ) -> tuple[CaptureState, str] | None:
        """The state that a page's marks tell, with the mark; None when it bears none.

        Args: own, the source's markers, which count on pages of any length; item, False for list pages, whose
        sold or removed entries say nothing of the page.
        """
        if found := _search(self._urls, url):
            return "challenge", f"{_STATES[0][2]} (address with {found!r})"
        if "html" not in media_type and not media_type.startswith("text/plain") and media_type:
            return _own_check(body, own, media_type)
        generic = self._generic(body[:MARKED_BYTES])
        for kind, state, words in _STATES if item else _STATES[:1]:
            if found := _own(body, getattr(own, kind)) or generic.get(kind, ""):
                return state, f"{words} ({found!r} on the page)"
        return None

    def _generic(self, start: bytes) -> dict[str, str]:
        """kind -> its first mark on a page with little text; empty when there is none."""
        title = _TITLE.search(start)
        heading = rough_text(title[1]) if title else ""
        found: dict[str, str] = {kind: mark for kind, _, _ in _STATES if (mark := _search(self._titles[kind], heading))}
        hits = dict.fromkeys(self._marks[index] for index, _, _ in self._automaton.find_matches_as_indexes(start))
        if not found and not hits:
            return {}
        text = rough_text(start)
        seen = visible_chars(text)
        if seen > self._limits[False]:
            return {}
        for kind, mark, is_script in hits:
            if seen <= self._limits[is_script] and mark in text:  # bytes of GB18030 neighbours may look alike
                found.setdefault(kind, mark)
        return found


@cache
def load_marks(path: Path = BUILT_IN) -> PageMarks:
    """Read the generic marks. Raises DataFileError."""
    file = load_model(path, _File)
    return PageMarks(file)


def rough_text(body: bytes) -> str:
    """Bytes as text well enough to look for marks; parse/ reads encodings properly."""
    try:
        return body.decode("utf-8")
    except UnicodeDecodeError as error:
        if error.reason == "unexpected end of data":  # cut inside a character
            return body.decode("utf-8", "replace")
        return body.decode("gb18030", "replace")


def visible_chars(html: str) -> int:
    """About how many characters of a page a reader sees."""
    tree = parse_html(html)
    tree.strip_tags(["script", "style", "noscript", "title", "template"])
    return len(_SPACE.sub("", tree.body.text() if tree.body else ""))


def _own_check(body: bytes, own: Markers, media_type: str) -> tuple[CaptureState, str] | None:
    """A check in place of a JSON answer or feed, by the source's own words: sites send those as data, too."""
    if "json" not in media_type and "xml" not in media_type:
        return None
    words = rough_text(body[:MARKED_BYTES])
    found = next((marker.text for marker in own.challenge if marker.text and marker.text in words), "")
    return ("challenge", f"{_STATES[0][2]} ({found!r} in the answer)") if found else None


def _own(body: bytes, markers: Sequence[Marker]) -> str:
    if not markers:
        return ""
    html = rough_text(body)
    page = PageSubject(parse_html(html))
    return next((str(marker) for marker in markers if shows(page, html, marker)), "")


def _encoded(word: str) -> set[bytes]:
    return {
        word.encode(charset, "ignore") for charset in CHARSETS if word.encode(charset, "ignore").decode(charset) == word
    }


def _any_of(words: Sequence[str]) -> re.Pattern[str] | None:
    return re.compile("|".join(map(re.escape, words)), re.IGNORECASE) if words else None


def _search(pattern: re.Pattern[str] | None, text: str) -> str:
    found = pattern.search(text) if pattern else None
    return found[0] if found else ""
