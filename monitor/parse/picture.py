"""A picture -> the document of its words, read by an engine for OCR in a process of its own; needs the extra `ocr`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from importlib.util import find_spec
from typing import Any, Final

from monitor.errors import ItemError, NothingToRead
from monitor.parse.apart import Bounds, read_apart
from monitor.parse.hints import Hints
from monitor.parse.plain import MAX_TITLE, Reading, read_plain
from monitor.parse.reading_order import Layout, lay_out
from monitor.parse.slant import slope_of
from monitor.parse.tiles import Tile, merged
from monitor.parse.words import UNSURE, Box, Line, Picture, dump, load

BOUNDS: Final = Bounds(seconds=180, memory=3_000_000_000, output=50_000_000)
MAX_LINES: Final = 5000  # of one picture: a long screenshot has some hundreds
NEEDS: Final = (
    "is kept, and its words are not read yet: install what reads pictures (pip install 'hydrowatch[ocr]'), then import "
    "it again"
)
LEAST: Final = 0.5  # a line of which the engine is less sure is most often no writing at all
_HEADING: Final = 6  # letters that a title has at least; above it stand the clock and the battery of the telephone
_TOP: Final = 12  # lines in which a title is looked for


def ocr_ready() -> bool:
    """True when the extra `ocr` is installed."""
    return all(find_spec(name) is not None for name in ("rapidocr", "onnxruntime"))


def words_of(body: bytes, name: str, sha256: str) -> bytes:
    """The document of a picture's words, also when it has none. Raises ItemError when nothing of it can be read."""
    head, tiles, end = read_apart("picture", body, BOUNDS, "lines")
    if not tiles:
        raise ItemError("", "parse", f"the picture {end or 'cannot be read'}")
    return dump(picture_of(head, tiles, end, name, sha256))


def picture_of(
    head: Mapping[str, Any], tiles: Sequence[Mapping[str, Any]], end: str, name: str, sha256: str
) -> Picture:
    """What the child said of a picture, its tiles put together. Args: end, why it ended early, '' when it did not."""
    width, height = head["width"], head["height"]
    parts = [Tile(tile["top"], tile["bottom"], tuple(_lines(tile, width, height))) for tile in tiles]
    lines = merged(parts, height)
    problems = list(_problems(head, parts[-1].bottom, end, len(lines)))
    return Picture(
        name, sha256, width, height, head["engine"], lines[:MAX_LINES], tuple(problems), head.get("turned", 0)
    )


def _problems(head: Mapping[str, Any], bottom: int, end: str, lines: int) -> Iterator[str]:
    if head["cut"]:
        yield "the picture is cut off or damaged; what is there of it was read"
    if head["frames"] > 1:
        yield f"the picture has {head['frames']} frames; only the first was read"
    if end:
        yield f"the picture {end}; {bottom} of its {head['height']} rows of pixels were read"
    if lines > MAX_LINES:
        yield f"the picture has {lines} lines; only {MAX_LINES} were read"


def _lines(tile: Mapping[str, Any], width: int, height: int) -> Iterator[Line]:
    for found in tile["lines"]:
        box = _box(found["box"], tile["top"], width, height)
        text = found["text"].strip()
        if text and box.right > box.left and box.bottom > box.top:
            words = [(word, sure, _box(corners, tile["top"], width, height)) for word, sure, corners in found["words"]]
            chars, sures = _placed(text, words, box, found["score"])
            yield Line(text, found["score"], box, chars, sures, slope_of(found["box"]))


def _placed(
    text: str, words: Sequence[tuple[str, float, Box]], box: Box, sure: float
) -> tuple[tuple[Box, ...], tuple[float, ...]]:
    """A box for each code point: the engine's where it names the same character, else a share of the line.

    The engine gives no place to spaces, and now and then to a character less or more than the line has.
    """
    placed: list[tuple[Box, float]] = []
    waiting = iter(words)
    word = next(waiting, None)
    for place, char in enumerate(text):
        if word is not None and word[0] == char:
            placed.append((word[2], word[1]))
            word = next(waiting, None)
        else:
            placed.append((_share(box, place, len(text)), sure))
    return tuple(one for one, _ in placed), tuple(score for _, score in placed)


def _share(box: Box, place: int, count: int) -> Box:
    """The part of a line in which a character stands when all are equally wide; of an upright line, equally high."""
    wide, high = box.right - box.left, box.bottom - box.top
    if high > 2 * wide:
        return Box(box.left, box.top + high * place // count, box.right, box.top + high * (place + 1) // count)
    return Box(box.left + wide * place // count, box.top, box.left + wide * (place + 1) // count, box.bottom)


def _box(corners: Sequence[Sequence[float]], top: int, width: int, height: int) -> Box:
    """The upright rectangle around four corners of a tile, in pixels of the whole picture and inside of it."""
    across, down = [round(corner[0]) for corner in corners], [round(corner[1]) + top for corner in corners]
    return Box(
        max(0, min(across)), max(0, min(down)), min(width, max(across)), min(height, max(down))
    )  # fmt: skip


def layout_of(picture: Picture) -> Layout:
    """The text of a picture as it is read, each character with its place."""
    return lay_out([line for line in picture.lines if line.sure >= LEAST])


def read_words(body: bytes) -> Iterator[tuple[Picture, Reading] | ItemError]:
    """The text of a document of words, then an ItemError for each thing that was not read. Raises ItemError."""
    picture = load(body)
    layout = layout_of(picture)
    if layout.text:
        yield picture, _reading(picture, layout)
    elif not picture.problems:
        raise NothingToRead("", "parse", "the picture shows no words")
    read = [line for line in picture.lines if line.sure >= LEAST]
    if read and sum(line.sure < UNSURE for line in read) * 2 > len(read):
        yield ItemError("", "parse", "most of its words are uncertain; take a sharper or larger picture if you can")
    yield from (ItemError("", "parse", problem) for problem in picture.problems)


def _reading(picture: Picture, layout: Layout) -> Reading:
    hints = Hints()
    hints.offer("title", [(_title(layout.text), "first line of the picture")])
    reading = read_plain(layout.text, hints, exact=False)
    used = [line for line in picture.lines if line.sure >= LEAST]
    sure = sum(line.sure for line in used) / len(used)
    unsure = sum(line.sure < UNSURE for line in used)
    reading.found_by["text"] = (
        f"OCR by {picture.engine}: {len(used)} lines, {sure:.0%} sure, {unsure} uncertain,"
        f" {len(picture.lines) - len(used)} left out"
        + (f", turned by {picture.turned * 90} degrees" if picture.turned else "")
    )
    return reading


def _title(text: str) -> str:
    """The first line with as many letters as a title has; '' when none has."""
    for line in text.split("\n", _TOP)[:_TOP]:
        if sum(char.isalpha() for char in line) >= _HEADING and len(line) <= MAX_TITLE:
            return line.strip()
    return ""
