"""The picture that a listing was read from, with outlines where its flagged words stand. Draws; decides nothing."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from db import Store
from monitor.errors import HydrowatchError
from monitor.extract.contact import DOT
from monitor.models import WORDS_TYPE, Span
from monitor.parse.picture import layout_of
from monitor.parse.reading_order import Layout
from monitor.parse.words import UNSURE, Box, Picture, as_shown, load
from monitor.run.rows import position_of
from monitor.run.workspace import Workspace
from monitor.web.segments import TONES, Mark

_MARGIN: Final = 3  # pixels between letters and their outline
_DRAWN: Final = ("high", "medium", "low", "other")  # flags and claims; facts would cover the picture with lines


@dataclass(frozen=True, slots=True)
class Outline:
    """A rectangle on the picture: how it looks, what it says and where it leads ('' nowhere)."""

    x: int
    y: int
    width: int
    height: int
    tone: str
    title: str = ""
    target: str = ""


@dataclass(frozen=True, slots=True)
class Pictured:
    """A kept picture (`capture_id`) of so many pixels with what is drawn over it.

    `turned`: browsers turn it upright by what it says of itself. `fits` false: the program reads its words in another
    order than it did when the text was stored, so that nothing is drawn. `unsure` counts the characters drawn as such.
    `sound` false: what lies in the archive is not the picture that was kept, so that it is not shown.
    """

    capture_id: int
    width: int
    height: int
    turned: bool
    engine: str
    fits: bool
    outlines: tuple[Outline, ...]
    unsure: int
    sound: bool = True


def pictured(store: Store, workspace: Workspace, version: Mapping[str, Any], marks: Sequence[Mark]) -> Pictured | None:
    """The picture of a version; None when it came from no picture, or what was read of it cannot be had any more."""
    words = store.capture(version["capture_id"]) if version["capture_id"] is not None else None
    if words is None or words["media_type"] != WORDS_TYPE:
        return None
    original, position = store.capture(words["parent_id"] or 0), position_of(words)
    if original is None or position is None:
        return None
    try:
        _, blocks = workspace.archive.stream_payload(position, words["sha256"])
        picture = load(b"".join(blocks))
    except (HydrowatchError, OSError):
        return None
    layout = _as_shown(layout_of(picture), picture)
    width, height = (picture.height, picture.width) if picture.turned % 2 else (picture.width, picture.height)
    fits = _fits(layout.text, version["text"])
    unsure = list(_unsure(layout)) if fits else []
    outlines = (*_covers(layout, version), *unsure, *_outlines(layout, marks)) if fits else ()
    return Pictured(
        original["id"], width, height, original["media_type"] == "image/jpeg", picture.engine, fits,
        outlines, sum(glyph is not None and glyph.sure < UNSURE for glyph in layout.glyphs) if fits else 0,
        _is_sound(workspace, original),
    )  # fmt: skip


def _is_sound(workspace: Workspace, original: Mapping[str, Any]) -> bool:
    """True when the picture in the archive is the one that was kept."""
    position = position_of(original)
    return position is not None and workspace.archive.verify(position, original["sha256"]).ok


def _as_shown(layout: Layout, picture: Picture) -> Layout:
    """The places of the letters on the picture as it came, which browsers do not turn."""
    glyphs = (glyph and replace(glyph, box=as_shown(glyph.box, picture)) for glyph in layout.glyphs)
    return Layout(layout.text, tuple(glyphs))


def _fits(read: str, stored: str) -> bool:
    """True when the text is the stored one but for what was masked in it."""
    return len(read) == len(stored) and all(one in (other, DOT) for one, other in zip(stored, read, strict=True))


def _outlines(layout: Layout, marks: Iterable[Mark]) -> Iterator[Outline]:
    """The most important last: what is drawn last lies on top and takes the click."""
    drawn = [mark for mark in marks if mark.tone in _DRAWN]
    for mark in sorted(drawn, key=lambda mark: (-TONES.index(mark.tone), mark.start - mark.end)):
        for box in layout.boxes(Span(mark.start, mark.end)):
            yield _outline(box, mark.tone, mark.title, mark.target)


def _covers(layout: Layout, version: Mapping[str, Any]) -> Iterator[Outline]:
    """What is masked in the text is covered on the picture."""
    for fact in version["facts"]:
        if fact["kind"] == "contact":
            for box in layout.boxes(Span(fact["start"], fact["end"])):
                yield _outline(box, "cover")


def _unsure(layout: Layout) -> Iterator[Outline]:
    """One rectangle for each run of characters that the engine was not sure of."""
    start = None
    for place, glyph in enumerate([*layout.glyphs, None]):
        if glyph is not None and glyph.sure < UNSURE:
            start = place if start is None else start
        elif start is not None:
            yield from (_outline(box, "unsure") for box in layout.boxes(Span(start, place)))
            start = None


def _outline(box: Box, tone: str, title: str = "", target: str = "") -> Outline:
    x, y = max(0, box.left - _MARGIN), max(0, box.top - _MARGIN)
    return Outline(x, y, box.right + _MARGIN - x, box.bottom + _MARGIN - y, tone, title, target)
