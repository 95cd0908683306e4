"""The words of a picture as an engine for OCR read them, each with its box and how sure it is: a document of its own.

It is kept in the evidence beside the picture, so that what was read is known for good, with or without the engine.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final, NamedTuple

from monitor.errors import ItemError
from monitor.models import WORDS_TYPE

__all__ = ["UNSURE", "WORDS_TYPE", "Box", "Line", "Picture", "as_shown", "dump", "load"]

VERSION: Final = 2  # 1 knew neither `turned` nor `slope`
UNSURE: Final = 0.8  # below it a line, or a character, is told to be uncertain


class Box(NamedTuple):
    """A rectangle in pixels of the picture as people see it (turned upright), y downwards."""

    left: int
    top: int
    right: int
    bottom: int


@dataclass(frozen=True, slots=True)
class Line:
    """A printed line: `chars` and `sures` hold the box and the confidence (0 to 1) of each code point of `text`.

    `slope`: pixels down for each to the right; the boxes of a slanted line are upright all the same.
    """

    text: str
    sure: float
    box: Box
    chars: tuple[Box, ...]
    sures: tuple[float, ...]
    slope: float = 0.0


@dataclass(frozen=True, slots=True)
class Picture:
    """What was read of one picture; `problems` are ends of sentences, each a thing that was not read.

    `turned`: quarter turns clockwise by which it was turned to be read; sizes and places are those after that.
    """

    name: str
    sha256: str
    width: int
    height: int
    engine: str
    lines: tuple[Line, ...]
    problems: tuple[str, ...] = ()
    turned: int = 0


def as_shown(box: Box, picture: Picture) -> Box:
    """Where a box lies on the picture as browsers show it, which do not know that it was turned to be read."""
    wide, high = picture.width, picture.height
    turns = {
        1: (box.top, wide - box.right, box.bottom, wide - box.left),
        2: (wide - box.right, high - box.bottom, wide - box.left, high - box.top),
        3: (high - box.bottom, box.left, high - box.top, box.right),
    }
    return Box(*turns.get(picture.turned, box))


def dump(picture: Picture) -> bytes:
    """The document, UTF-8 JSON."""
    value = {
        "version": VERSION, "engine": picture.engine,
        "picture": {"name": picture.name, "sha256": picture.sha256, "width": picture.width, "height": picture.height,
                    "turned": picture.turned},
        "problems": list(picture.problems),
        "lines": [
            {"text": line.text, "sure": round(line.sure, 3), "box": line.box, "chars": line.chars,
             "sures": [round(sure, 2) for sure in line.sures], "slope": round(line.slope, 4)}
            for line in picture.lines
        ],
    }  # fmt: skip
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "backslashreplace")


def load(body: bytes) -> Picture:
    """The picture of a document. Raises ItemError when it is none, or of a later version."""
    try:
        value = json.loads(body)
        if value["version"] not in range(1, VERSION + 1):
            raise ItemError("", "parse", f"its words are of version {value['version']}; this program reads {VERSION}")
        about = value["picture"]
        return Picture(
            str(about["name"]), str(about["sha256"]), int(about["width"]), int(about["height"]), str(value["engine"]),
            tuple(_line(line) for line in value["lines"]), tuple(map(str, value["problems"])),
            int(about.get("turned", 0)) % 4,
        )  # fmt: skip
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise ItemError("", "parse", "is no document of the words of a picture") from error


def _line(value: dict[str, Any]) -> Line:
    text = str(value["text"])
    chars, sures = tuple(map(_box, value["chars"])), tuple(map(float, value["sures"]))
    if not len(chars) == len(sures) == len(text):
        raise ValueError(text)
    return Line(text, float(value["sure"]), _box(value["box"]), chars, sures, float(value.get("slope", 0.0)))


def _box(value: Sequence[Any]) -> Box:
    left, top, right, bottom = map(int, value)
    return Box(left, top, right, bottom)
