"""Reasons of a reading ("negation: 不", "offer: 转让, =power") as people read them, in Chinese and English."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Final

from monitor.models import WEIGHED
from monitor.text.expression import expression

_FILE: Final = Path(__file__).parents[1] / "data" / "why.tsv"
_COUNTED: Final = expression(r"(=[a-z_]+?)(\d*)")
_FAMILY: Final = "@"  # judgements of earlier versions name families of words, which tell a reader nothing
_ELSEWHERE: Final = frozenset("<>~")  # begins what a weighed clause has of its neighbours and of the whole text
_EDGES: Final = "^$¶"  # marks of the beginning and of line ends in a run of characters


@cache
def _words() -> dict[str, tuple[str, str]]:
    lines = (line for line in _FILE.read_text("utf-8").splitlines() if line and not line.startswith("#"))
    return {key: (zh, en) for key, zh, en in (line.split("\t") for line in lines)}


def say_why(why: str, language: str) -> str:
    """One reason in 'zh' or 'en'. What the data file does not know is shown as it is; '' stays ''."""
    head, colon, rest = why.partition(": ")
    told = _title(head, language)
    if not colon:
        return told
    zh, named = language == "zh", rest.split(", ")
    if why.startswith(WEIGHED):
        named = [cue for cue in named if cue[:1] not in _ELSEWHERE]
    cues = ("、" if zh else ", ").join(filter(None, dict.fromkeys(_cue(cue, language) for cue in named)))
    return f"{told}{'：' if zh else ': '}{cues}" if cues else told


def _title(key: str, language: str) -> str:
    known = _words().get(key)
    return key if known is None else known[language != "zh"]


def _cue(cue: str, language: str) -> str:
    """A trait by its title, a speaker by its word, anything else as quoted words; "" for a family of words."""
    if cue.startswith(_FAMILY):
        return ""
    if counted := _COUNTED.fullmatch(cue):
        title = _title(counted[1], language)
        return f"{title} {counted[2]}" if counted[2] else title
    if cue in _words():
        return _title(cue, language)
    shown = cue.strip(_EDGES).replace("¶", " ").strip()
    return f"「{shown}」" if shown and language == "zh" else f"“{shown}”" if shown else ""
