"""Why a file could not be read, as it is recorded ("the file is empty"), in the words of its reader."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Final

_FILE: Final = Path(__file__).parents[1] / "data" / "failures.tsv"
_GAP: Final = re.compile(r"\{(\d+)\}")
_MORE: Final = re.compile(r"(.+) \(and (\d+) more\)", re.DOTALL)
MAX_CHARS: Final = 2000  # of a reason: a longer one is shown as it is


@cache
def _known() -> tuple[tuple[re.Pattern[str], str], ...]:
    """The expressions of the data file with their Chinese, those with most words of their own first."""
    lines = (line for line in _FILE.read_text("utf-8").splitlines() if line and not line.startswith("#"))
    pairs = sorted((line.split("\t") for line in lines), key=lambda pair: -len(pair[0].replace("{}", "")))
    return tuple((_expression(english), chinese) for english, chinese in pairs)


def _expression(english: str) -> re.Pattern[str]:
    return re.compile("(.+?)".join(map(re.escape, english.split("{}"))), re.DOTALL)


def say_failure(reason: str, language: str) -> str:
    """A recorded reason in 'zh' or 'en'. It is recorded in English; what the data file does not know stays as it is.

    A name before it ("letter.txt: the file is empty") stays, too.
    """
    if language != "zh" or len(reason) > MAX_CHARS:
        return reason
    if (said := _said(reason)) is not None:
        return said
    name, colon, rest = reason.partition(": ")
    said = _said(rest) if colon else None
    return reason if said is None else f"{name}：{said}"


def _said(reason: str) -> str | None:
    """The Chinese of a whole reason; None when it is not known."""
    if more := _MORE.fullmatch(reason):
        first = _said(more[1])
        return None if first is None else f"{first}（另有 {more[2]} 项）"
    for expression, chinese in _known():
        if found := expression.fullmatch(reason):
            return _filled(chinese, [_said(gap) or gap for gap in found.groups()])
    return None


def _filled(chinese: str, gaps: Sequence[str]) -> str:
    return _GAP.sub(lambda place: gaps[int(place[1])], chinese)
