"""A chat exported as text (WeChat, QQ, WhatsApp, Telegram) -> its messages, and the offers among them with replies.

Who sent a message stands in a line with its time, before the words or above them. Pure; linear in the text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Final

from monitor.parse.dates import read_day
from monitor.text.normalise import normalise
from monitor.text.offer import read_offer

MINUTES: Final = 10  # between messages of one sender that are one
PREAMBLE: Final = 300  # characters above the first message: what the program writes there
_SHORT: Final = 8  # characters: less is no offer
_DATE: Final = (
    r"(?P<day>\d{4}[-/.年]\s?\d{1,2}[-/.月]\s?\d{1,2}日?|\d{1,2}[./-]\d{1,2}[./-](?:\d{4}|\d\d)(?!\d)"
    r"|\d{1,2} [A-Za-z]{3,9}\.? \d{4})"
)
_TIME: Final = (
    r"(?P<half>上午|下午|晚上|凌晨|中午|早上)?\s?(?P<hour>\d{1,2}):(?P<minute>\d\d)(?::\d\d)?"
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
_DAY_LINE: Final = re.compile(rf"[—\-=\s]{{0,60}}(?:日期[:：]\s?)?{_DATE}(?:\s?(?:星期|周).)?[—\-=\s]{{0,60}}")
_UNDER_DAY: Final = re.compile(rf"{_NAME}\s{{1,4}}{_TIME}")
_NO_NAME: Final = re.compile(
    r"(?:时间|日期|发布|更新|截止|截至|浏览|开始|结束|来源|编辑|published|updated|posted)\W*$", re.I
)
_NUMBER: Final = re.compile(r"\s?[(（<]\s?[^()（）<>]{3,60}[)）>]$")  # 老张(123456789)
_LATE: Final = frozenset(("下午", "晚上", "p", "P"))


@dataclass(frozen=True, slots=True)
class Message:
    """What one person sent: `minute` counts from the beginning of the calendar, None without a day."""

    sender: str
    words: str
    day: date | None = None
    minute: int | None = None


@dataclass(frozen=True, slots=True)
class Talk:
    """An offer in a chat, or the words that it begins with; `replies`: (whether the same person's, words) after it."""

    message: Message
    replies: tuple[tuple[bool, str], ...] = field(default=())


def messages_of(text: str) -> list[Message]:
    """The messages of an exported chat in order; [] for a text that is none."""
    lines = text.replace("\ufeff", "").splitlines()
    found = list(_heads(lines))
    above = "\n".join(lines[: found[0][0]]).strip() if found else ""
    if not found or (len(found) == 1 and above):  # one message copied out of a chat begins with its sender
        return []
    if len(above) > PREAMBLE or _is_offer(above):
        return []
    starts = [*(number for number, _ in found[1:]), len(lines)]
    messages = [_with_words(head, lines[number + 1 : end]) for (number, head), end in zip(found, starts, strict=True)]
    return [message for message in messages if message.words]


def talks_of(messages: Sequence[Message]) -> list[Talk]:
    """The offers of a chat with the replies that follow each; an offer that its sender sends again is one.

    What stands before the first offer and has to do with plants is a talk of its own.
    """
    talks: list[Talk] = []
    known: dict[tuple[str, str], int] = {}
    at = -1
    for message in _joined(messages):
        key = (message.sender, "".join(message.words.split()))
        if key in known:
            at = known[key]
        elif _is_offer(message.words) or (at < 0 and _is_related(message.words)):
            at = known[key] = len(talks)
            talks.append(Talk(message))
        elif at >= 0:
            talk = talks[at]
            talks[at] = replace(talk, replies=(*talk.replies, (message.sender == talk.message.sender, message.words)))
    return talks


def _joined(messages: Sequence[Message]) -> Iterator[Message]:
    """Messages of one sender that follow each other within minutes as one, but two offers as two."""
    held: Message | None = None
    for message in messages:
        if held is not None and _goes_on(held, message):
            held = replace(held, words=f"{held.words}\n{message.words}", minute=message.minute)
            continue
        if held is not None:
            yield held
        held = message
    if held is not None:
        yield held


def _goes_on(held: Message, message: Message) -> bool:
    if held.sender != message.sender or held.minute is None or message.minute is None:
        return False
    near = 0 <= message.minute - held.minute <= MINUTES
    return near and not (_is_offer(message.words) and _is_offer(held.words))


def _is_offer(words: str) -> bool:
    return len(words) >= _SHORT and read_offer(normalise(words[:4000])).offer != "none"


def _is_related(words: str) -> bool:
    return len(words) >= _SHORT and read_offer(normalise(words[:4000])).related


def _heads(lines: Sequence[str]) -> Iterator[tuple[int, Message]]:
    """Each line that names a sender, with what it says; their number in the text."""
    day = ""
    day_first = _is_day_first(lines)
    for number, line in enumerate(lines):
        line = line.strip()  # noqa: PLW2901 - as it is compared
        if not line or len(line) > 4000 or not any(map(str.isdigit, line[:120])):
            continue
        if found := _DAY_LINE.fullmatch(line):
            day = found["day"]
            continue
        head = line[:160]
        match = next((found for form in _FORMS if (found := form.fullmatch(line if form is _FORMS[0] else head))), None)
        if match is None and day:
            match = _UNDER_DAY.fullmatch(head)
        if match is not None and not _NO_NAME.search(match["name"]):
            said = match.groupdict()
            yield number, _message(said, _day_of(said.get("day") or day, day_first))


def _message(said: dict[str, str], day: date | None) -> Message:
    hour = int(said["hour"]) % 24
    if (said["half"] in _LATE or said["late"] in _LATE) and hour < 12:
        hour += 12
    minute = None if day is None else day.toordinal() * 1440 + hour * 60 + int(said["minute"])
    name = _NUMBER.sub("", said["name"]).strip(" \t-~*")
    return Message(name, (said.get("words") or "").strip(), day, minute)


def _with_words(head: Message, lines: Sequence[str]) -> Message:
    below = "\n".join(line.rstrip() for line in lines if not _DAY_LINE.fullmatch(line.strip())).strip()
    return replace(head, words="\n".join(filter(None, (head.words, below))))


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
