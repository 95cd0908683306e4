"""Why a file could not be read, evidence does not hold or a command ended, as it is recorded, in its reader's words."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache, lru_cache
from pathlib import Path
from typing import Final, NamedTuple

from monitor.text.expression import expression

_DATA: Final = Path(__file__).parents[1] / "data"
FILES: Final = ("failures.tsv", "evidence.tsv", "errors.tsv")
_GAP: Final = expression(r"\{(\d+)\}")
_NAME_FIRST: Final = expression(r"\{\} \w")
_MORE: Final = expression(r"(.+) \(and (\d+) more\)", re.DOTALL)
MAX_CHARS: Final = 8000  # of a reason: a longer one is shown as it is
_RECORD: Final = expression(r"((?:^|!/))record (\d+)$")  # what a part of a WARC file without an address is called
_MOST_NAMES: Final = 4  # before a reason: "case: the environment: unknown setting 'x'"
_NEXT: Final = "; "  # between reasons that stand beside one another
_MOST_BESIDE: Final = 16
_DEEPEST: Final = 40  # reasons within reasons


class Sentence(NamedTuple):
    """A line of the data files: what stands around the gaps of the English, and the Chinese."""

    parts: tuple[str, ...]
    is_named_first: bool  # it begins with a name ("{} is missing")
    chinese: str


def read_sentence(english: str, chinese: str) -> Sentence:
    """The sentence of one line, {} for each gap of the English."""
    return Sentence(tuple(english.split("{}")), _NAME_FIRST.match(english) is not None, chinese)


def fill_of(sentence: Sentence, reason: str) -> list[str] | None:
    """What fills the gaps of a sentence, each as short as it can be, none empty; None when `reason` says another one.

    A gap stands for anything; before a word ("{} is missing") for one name, not for more that stand before it. Each
    part is looked for once, behind the one before it: linear in `reason`, which may repeat a name from outside.
    """
    first, *others = sentence.parts
    if not others or not reason.startswith(first):
        return [] if reason == first else None
    gaps: list[str] = []
    place, end = len(first), len(reason) - len(others[-1])
    for part in others:
        found = end if len(gaps) == len(others) - 1 else reason.find(part, place + 1, end)
        if found <= place:
            return None
        gaps.append(reason[place:found])
        place = found + len(part)
    if not reason.endswith(others[-1]) or (sentence.is_named_first and ": " in gaps[0] + others[0][:1]):
        return None
    return gaps


@cache
def _known() -> tuple[Sentence, ...]:
    """The sentences of the data files, those with most words of their own first."""
    lines = (line for name in FILES for line in (_DATA / name).read_text("utf-8").splitlines())
    pairs = [line.split("\t") for line in lines if line and not line.startswith("#")]
    pairs.sort(key=lambda pair: -len(pair[0].replace("{}", "")))
    return tuple(read_sentence(english, chinese) for english, chinese in pairs)


@lru_cache(maxsize=1024)  # a page of sightings says the same of nearly all of them
def say_failure(reason: str, language: str) -> str:
    """A recorded reason in 'zh' or 'en'. It is recorded in English; what the data files do not know stays as it is.

    A name before it ("letter.txt: the file is empty") stays, too; of several lines, and of reasons that stand beside
    one another ("the file is empty; it was passed over"), each is said by itself.
    """
    if language != "zh" or len(reason) > MAX_CHARS:
        return reason
    speaker = _Speaker()
    if (whole := speaker.said(reason)) is not None:
        return whole
    return "\n".join(map(speaker.named, reason.split("\n")))


class _Speaker:
    """Says one reason in Chinese, each part of it once: gaps stand within gaps."""

    def __init__(self) -> None:
        self._told: dict[str, str | None] = {}
        self._depth = 0

    def named(self, reason: str) -> str:
        """One line, with the names that stand before it."""
        names: list[str] = []
        rest = reason
        while (said := self.said(rest)) is None:
            name, colon, rest = rest.partition(": ")
            names.append(self.said(name) or _RECORD.sub(r"\1第 \2 条记录", name))
            if not colon or len(names) > _MOST_NAMES:
                return reason
        return "：".join([*names, said])

    def said(self, reason: str) -> str | None:
        """The Chinese of a whole reason; None when it is not known."""
        if reason not in self._told and self._depth < _DEEPEST:
            self._depth += 1
            self._told[reason] = self._counted(reason) or self._sentence(reason) or self._side_by_side(reason)
            self._depth -= 1
        return self._told.get(reason)

    def _counted(self, reason: str) -> str | None:
        more = _MORE.fullmatch(reason)
        first = self.said(more[1]) if more else None
        return f"{first}（另有 {more[2]} 项）" if more and first else None

    def _sentence(self, reason: str) -> str | None:
        for sentence in _known():
            gaps = fill_of(sentence, reason)
            if gaps is None:
                continue
            gaps, after = self._ended(gaps) if not sentence.parts[-1] and gaps else (gaps, "")
            told = [self.said(gap) for gap in gaps]
            if not _takes_a_name(sentence, gaps, told):
                return _filled(sentence.chinese, [zh or gap for zh, gap in zip(told, gaps, strict=True)]) + after
        return None

    def _ended(self, gaps: list[str]) -> tuple[list[str], str]:
        """The gaps of a sentence that ends with one, that gap without the reason that stands after it; its Chinese."""
        *others, last = gaps
        if self.said(last) is None:
            for before, after in _halves(last):
                if (said := self.said(after)) is not None:
                    return [*others, before], f"；{said}"
        return gaps, ""

    def _side_by_side(self, reason: str) -> str | None:
        for before, after in _halves(reason):
            if (one := self._sentence(before)) is not None and (other := self.said(after)) is not None:
                return f"{one}；{other}"
        return None


def _halves(reason: str) -> Iterator[tuple[str, str]]:
    """Where one reason may end and the next begin; nowhere in what has more such places than reasons of ours have."""
    parts = reason.split(_NEXT)
    for number in range(1, len(parts) if len(parts) <= _MOST_BESIDE else 0):
        yield _NEXT.join(parts[:number]), _NEXT.join(parts[number:])


def _takes_a_name(sentence: Sentence, gaps: Sequence[str], told: Sequence[str | None]) -> bool:
    """True when the gap that begins a sentence took a name or a reason before it for a part of it."""
    if sentence.parts[0]:
        return False
    return (sentence.is_named_first and _NEXT in gaps[0]) or (": " in gaps[0] and told[0] is None)


def _filled(chinese: str, gaps: Sequence[str]) -> str:
    return _GAP.sub(lambda place: gaps[int(place[1])], chinese)
