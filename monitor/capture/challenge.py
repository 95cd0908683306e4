"""What a page is, by its marks: a check for humans, sold, taken down by the platform, or the page asked for."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final, Literal

from pydantic import BaseModel, ConfigDict

from monitor.datafiles import load_model
from monitor.models import CaptureState
from monitor.sources.model import Marker, Markers
from monitor.sources.select import parse_html, shows

BUILT_IN: Final = Path(__file__).parent.parent / "data" / "challenge.yaml"
MARKED_CHARS: Final = 400_000  # marks stand near the beginning; what lies beyond is not searched
_TITLE: Final = re.compile(r"<title[^>]{0,200}>([^<]{0,300})", re.IGNORECASE)
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


class _File(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")
    max_visible_chars: int
    challenge: _Words
    removed: _Words
    sold: _Words


@dataclass(frozen=True, slots=True)
class _Patterns:
    urls: re.Pattern[str] | None
    titles: re.Pattern[str] | None
    texts: re.Pattern[str] | None


@dataclass(frozen=True)
class PageMarks:
    """The generic marks of data/challenge.yaml, compiled."""

    max_visible_chars: int
    kinds: dict[_Kind, _Patterns]

    def read(
        self, body: bytes, url: str, own: Markers, *, item: bool = True, media_type: str = "text/html"
    ) -> tuple[CaptureState, str] | None:
        """The state that a page's marks tell, with the mark; None when it bears none.

        Args: own, the source's markers, which count on pages of any length; item, False for list pages, whose
        sold or removed entries say nothing of the page.
        """
        kinds = _STATES if item else _STATES[:1]
        if found := _search(self.kinds["challenge"].urls, url):
            return "challenge", f"{_STATES[0][2]} (address with {found!r})"
        if "html" not in media_type and media_type not in {"", "text/plain"}:
            return None
        html = rough_text(body)
        for kind, state, words in kinds:
            if found := _own(html, getattr(own, kind)) or self._generic(html, kind):
                return state, f"{words} ({found!r} on the page)"
        return None

    def _generic(self, html: str, kind: _Kind) -> str:
        patterns = self.kinds[kind]
        title = _TITLE.search(html)
        found = _search(patterns.titles, title[1] if title else "") or _search(patterns.texts, html[:MARKED_CHARS])
        return found if found and visible_chars(html) <= self.max_visible_chars else ""


@cache
def load_marks(path: Path = BUILT_IN) -> PageMarks:
    """Read the generic marks. Raises DataFileError."""
    file = load_model(path, _File)
    named: tuple[tuple[_Kind, _Words], ...] = (
        ("challenge", file.challenge), ("removed", file.removed), ("sold", file.sold),
    )  # fmt: skip
    kinds = {
        kind: _Patterns(*(_any_of(words) for words in (found.urls, found.titles, found.texts))) for kind, found in named
    }
    return PageMarks(file.max_visible_chars, kinds)


def rough_text(body: bytes) -> str:
    """Bytes as text well enough to look for marks; parse/ reads encodings properly."""
    try:
        return body.decode("utf-8")
    except UnicodeDecodeError:
        return body.decode("gb18030", "replace")


def visible_chars(html: str) -> int:
    """About how many characters of a page a reader sees."""
    tree = parse_html(html[:MARKED_CHARS])
    tree.strip_tags(["script", "style", "noscript", "title", "template"])
    return len(_SPACE.sub("", tree.body.text() if tree.body else ""))


def _own(html: str, markers: Sequence[Marker]) -> str:
    if not markers:
        return ""
    tree = parse_html(html)
    return next((marker.text or marker.css or "" for marker in markers if shows(tree, html, marker)), "")


def _any_of(words: Sequence[str]) -> re.Pattern[str] | None:
    return re.compile("|".join(map(re.escape, words)), re.IGNORECASE) if words else None


def _search(pattern: re.Pattern[str] | None, text: str) -> str:
    found = pattern.search(text) if pattern else None
    return found[0] if found else ""
