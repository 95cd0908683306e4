"""The lines of an exported chat that name a sender and a time, and whether a text is such a chat at all.

WeChat writes 老张 2026/11/20 10:11, QQ 2026-11-20 10:11:12 老张(123456789), Telegram Zhang, [20.11.2026 10:11],
WhatsApp 20/11/2026, 10:11 - Zhang: words or [20/11/2026, 10:11:12] Zhang: words. Lists of offers and notices have lines
like the first, too (电站转让 2026-11-20 10:11): in doubt a text is no chat. Pure; linear in the text.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache, lru_cache
from pathlib import Path
from typing import Final, NamedTuple

from monitor.parse.dates import read_day
from monitor.parse.plant_words import names_plant
from monitor.rules.places import load_places
from monitor.text.normalise import normalise
from monitor.text.offer import read_offer

DATA: Final = Path(__file__).parents[1] / "data"
FEW: Final = 3  # heads: fewer, of other forms than a program's own, tell of a chat only by names that can be no phrases
DOUBTS: Final = 4  # times as many lines must name a sender as lines that may as well be something else
_SHORT: Final = 8  # characters: less is no offer
_READ: Final = 4000  # characters of a message that show what it is
_LONGEST_NAME: Final = 24  # characters
_LONGEST_LONE: Final = 8  # characters of a name in a text of few messages
_MOST_WORDS: Final = 5  # of a name; telephone numbers that stand for one have four
_DATE: Final = (
    r"(?P<day>\d{4}[-/.年]\s?\d{1,2}[-/.月]\s?\d{1,2}日?|\d{1,2}[./-]\d{1,2}[./-](?:\d{4}|\d\d)(?!\d)"
    r"|\d{1,2} [A-Za-z]{3,9}\.? \d{4})"
)
_TIME: Final = (
    r"(?P<half>上午|下午|晚上|凌晨|中午|早上)?\s?(?P<hour>\d{1,2}):(?P<minute>\d\d)(?P<second>:\d\d)?"
    r"(?:\s?(?P<late>[AaPp])\.?[Mm]\.?)?"
)
_AT: Final = rf"[\[(（]?{_DATE}(?:[T,，]|\s|at\b|星期.|周.){{1,6}}{_TIME}[\])）]?"
_NAME: Final = r"(?P<name>[^\s:：,，。！？!?;；|][^:：\n,，。！？!?;；|]{0,39}?)"
_FORMS: Final = tuple(
    re.compile(form)
    for form in (
        rf"{_AT}\s{{0,3}}(?:-\s{{1,3}})?{_NAME}\s?[:：]\s{{0,3}}(?P<words>\S.*)",  # 20/11/2026, 10:11 - Zhang: words
        rf"{_AT}\s{{1,3}}{_NAME}\s?[:：]?",  # 2026/11/20 10:11 老张
        rf"{_NAME}\s?[:：,]?\s{{1,3}}{_AT}\s?[:：]?",  # 老张 2026/11/20 10:11; Zhang, [20.11.2026 10:11]
    )
)
_TIME_FIRST: Final = 1  # the form of QQ
_DAY_LINE: Final = re.compile(rf"[—\-=\s]{{0,60}}(?:日期[:：]\s?)?{_DATE}(?:\s?(?:星期|周).)?[—\-=\s]{{0,60}}")
_UNDER_DAY: Final = re.compile(rf"{_NAME}\s{{1,4}}{_TIME}")
_NUMBER: Final = re.compile(r"\s?[(（<]\s?[^()（）<>]{3,60}[)）>]$")  # 老张(123456789)
_QQ_NUMBER: Final = re.compile(r"(?:\(\d{5,10}\)|<[^<>\s@]{1,64}@[^<>\s]{1,64}>)$")  # or an address in its place
_LATE: Final = frozenset(("下午", "晚上", "p", "P"))
# Only programs write: [day, time] name: …; day, time - name: …; Zhang, [day time]; a QQ number or address at the end.
_BY_PROGRAM: Final = re.compile(
    r"\[[\d./年月日T,，:\s星期周\w]{10,40}\]\s?\S|[^\[]{10,40}\d(?:\s?[AaPp]\.?[Mm]\.?)?\s-\s|[^\[]{1,40},\s\[\d|"
    r".{10,80}\(\d{5,10}\)$|.{10,80}<[^<>\s@]{1,64}@[^<>\s]{1,64}>$"
)
_MARKS: Final = str.maketrans("", "", "\ufeff\u200e\u200f\u202a\u202c")  # WhatsApp writes them into its lines
_TIME_OF_DAY: Final = re.compile(r"\d[:：.时時点點]\s?\d")
_AMOUNT: Final = re.compile(
    r"\d\s?(?:[万亿元次人个条台套度亩年月日天号楼层期%]|w\b|kw|mw|千|kva|立方|米)|[¥￥$€]\s?\d|^[\d.,\s]{1,5}$", re.I
)


@dataclass(frozen=True, slots=True)
class Message:
    """What one person sent: `minute` counts from the beginning of the calendar, None without a day.

    `sender` is "" where the line above the words may be no name: then it stands in them. `number`: what the program
    counts it by, `answers` that of the message that it was sent as an answer to; "" where a program tells neither.
    """

    sender: str
    words: str
    day: date | None = None
    minute: int | None = None
    number: str = ""
    answers: str = ""


@dataclass(frozen=True, slots=True)
class Head:
    """A line that may begin a message: its number in the text; `by_program`: only programs write lines like it."""

    number: int
    message: Message
    by_program: bool


class _Shape(NamedTuple):
    """What lines of one program have in common."""

    form: int
    has_seconds: bool
    has_number: bool


class _Line(NamedTuple):
    """A line that may begin a message, before it is decided whether what stands for a name is one."""

    number: int
    line: str
    name: str
    words: str
    day: date | None
    minute: int | None
    shape: _Shape
    by_program: bool


def is_offer(words: str) -> bool:
    """Whether words are an offer of a plant, a wish for one or a report of one."""
    return len(words) >= _SHORT and read_offer(normalise(words[:_READ])).offer != "none"


def is_related(words: str) -> bool:
    """Whether words have to do with plants at all."""
    return len(words) >= _SHORT and read_offer(normalise(words[:_READ])).related


def has_times(text: str) -> bool:
    """False for a text without a time of day, in which no line can begin a message."""
    return _TIME_OF_DAY.search(text) is not None


def heads_of(lines: Sequence[str]) -> list[Head]:
    """The lines of an exported chat that begin its messages; [] for a text that is none, or may be none."""
    found = list(_lines_like_heads(lines))
    if not found:
        return []
    above = [line for line in lines[: found[0].number] if line.strip()]
    headed = any(is_heading(line) and not is_day_line(line) and line.strip("=—-_*· \t") for line in above)
    heads = _with_names(found, headed=headed)
    return heads if _is_chat(heads, above, headed=headed) else []


def is_day_line(line: str) -> bool:
    """True for a line that has nothing but a day."""
    return _DAY_LINE.fullmatch(line.strip()) is not None


def is_heading(line: str) -> bool:
    """True for a line that a program writes above a chat, and for a blank one or one of strokes."""
    line = line.strip().lower()
    return not line.strip("=—-_*· ") or is_day_line(line) or any(word in line for word in listed("chat_headings.txt"))


def is_service(sender: str) -> bool:
    """True for the name under which a program itself tells of a chat: who came, who took a message back."""
    return sender in listed("chat_services.txt")


def _is_chat(heads: Sequence[Head], above: Sequence[str], *, headed: bool) -> bool:
    """Whether lines that may begin messages do."""
    names = [head.message.sender for head in heads if head.message.sender]
    if not names or len(names) < DOUBTS * (len(heads) - len(names)):
        return False
    if headed or 2 * sum(head.by_program for head in heads) >= len(heads):
        return True
    if len(names) >= FEW or len(set(names)) < len(names):
        return True
    return not above and all(len(name) <= _LONGEST_LONE for name in names)


@lru_cache(4096)
def may_be_name(name: str) -> bool:
    """Whether words can be a nickname: no offer, amount or phrase; sellers take the names of plants and places."""
    low = name.lower()
    if not low or len(low) > _LONGEST_NAME or len(low.split()) > _MOST_WORDS or _AMOUNT.search(low):
        return False
    return not any(word in low for word in listed("chat_no_senders.txt")) and not is_offer(name)


@lru_cache(4096)
def _is_name(name: str) -> bool:
    """Whether a name can be one: no offer, plant, place, amount or phrase."""
    if not may_be_name(name) or names_plant(name):
        return False
    bare = "".join(name.lower().split())
    placed = sum(hit.end - hit.start for hit in load_places().names_in(bare))
    return placed < len(bare.rstrip("省市县区州"))


def _with_names(found: Sequence[_Line], *, headed: bool) -> list[Head]:
    """The lines with the names that stand in them, as far as they can be names.

    A QQ number behind the name, or lines of the form that most have below a program's heading, leave no doubt. In
    lines of a program's own form, or of one in which a sender writes twice, it may be a plant's or a place's, too.
    """
    usual = Counter(one.shape for one in found).most_common(1)[0][0]
    sure = {(one.shape, one.name) for one in found if _is_name(one.name)}
    often = Counter((one.shape, one.name) for one in found if may_be_name(one.name))
    timed = {shape for shape, _ in sure if shape.has_seconds}
    settled = {one[0] for one, times in often.items() if times > 1 and (one in sure or one[0] in timed)}

    def is_name(one: _Line) -> bool:
        if not one.name or one.name.startswith("-"):
            return False  # a dash without a colon: what the program tells of the group
        if (one.shape.has_number and one.shape.has_seconds) or (headed and one.shape == usual):
            return True
        return (may_be_name if one.by_program or one.shape in settled else _is_name)(one.name)

    return [Head(one.number, _message(one, named=is_name(one)), one.by_program) for one in found]


@cache
def listed(name: str) -> tuple[str, ...]:
    """The words of a data file."""
    lines = (DATA / name).read_text("utf-8").splitlines()
    return tuple(line for line in lines if line and not line.startswith("#"))


def _lines_like_heads(lines: Sequence[str]) -> Iterator[_Line]:
    """Each line that may name a sender, with what it says."""
    day = ""
    day_first = _is_day_first(lines)
    for number, line in enumerate(lines):
        line = line.translate(_MARKS).strip()  # noqa: PLW2901 - as it is compared
        if not line or len(line) > _READ or not any(map(str.isdigit, line[:120])):
            continue
        if found := _DAY_LINE.fullmatch(line):
            day = found["day"]
        elif matched := _matched(line, under_day=bool(day)):
            form, said = matched
            yield _line(number, line, form, said, _day_of(said.get("day") or day, day_first))


def _matched(line: str, *, under_day: bool) -> tuple[int, dict[str, str]] | None:
    """Which form a line has, and what stands in it."""
    for number, form in enumerate((*_FORMS, *([_UNDER_DAY] if under_day else []))):
        if found := form.fullmatch(line if number == 0 else line[:160]):
            return number, found.groupdict()
    return None


def _line(number: int, line: str, form: int, said: dict[str, str], day: date | None) -> _Line:
    hour = int(said["hour"]) % 24
    if (said["half"] in _LATE or said["late"] in _LATE) and hour < 12:
        hour += 12
    minute = None if day is None else day.toordinal() * 1440 + hour * 60 + int(said["minute"])
    name = _NUMBER.sub("", said["name"])
    shape = _Shape(form, bool(said["second"]), form == _TIME_FIRST and _QQ_NUMBER.search(line) is not None)
    name = name if name.startswith("-") else name.strip(" \t-~*")
    words = (said.get("words") or "").strip()
    return _Line(number, line, name, words, day, minute, shape, _BY_PROGRAM.match(line) is not None)


def _message(one: _Line, *, named: bool) -> Message:
    if not named:
        return Message("", one.line, one.day, one.minute)
    return Message(one.name, one.words, one.day, one.minute)


def _is_day_first(lines: Sequence[str]) -> bool | None:
    """Whether the day stands before the month in days such as 20/11/2026; None when no line tells."""
    for line in lines:
        if (found := re.match(r"\W?\s?(\d{1,2})[./-](\d{1,2})[./-]\d\d", line)) and (
            int(found[1]) > 12 or int(found[2]) > 12
        ):
            return int(found[1]) > 12
    return None


def _day_of(words: str, day_first: bool | None) -> date | None:
    parts = re.fullmatch(r"(\d{1,2})[./-](\d{1,2})[./-](\d{2,4})", words)
    if parts is None:
        return read_day(words)
    one, two, year = int(parts[1]), int(parts[2]), int(parts[3])
    if day_first is None and one != two and "." not in words:  # with dots the day stands first
        return None
    month, day = (one, two) if day_first is False else (two, one)
    try:
        return date(year + 2000 if year < 100 else year, month, day)
    except ValueError:
        return None
