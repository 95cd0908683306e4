"""Times that are told from the moment of a page, 3天前 or 昨天 18:20, and days without a year. Pure.

Which days they are can be told from the moment when the page was taken, as exactly as the words are and no more.
The words are in data/posted.txt.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import date, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Final, NamedTuple

from monitor.text.expression import expression

DATA: Final = Path(__file__).parents[1] / "data" / "posted.txt"
UNITS: Final = ("second", "minute", "hour", "day", "week", "month", "year")
NAMED: Final = ("now", "today", "yesterday", "before_yesterday", "three_days_ago", "last_week", "last_month")
_DAYS_AGO: Final = {"now": 0, "today": 0, "yesterday": 1, "before_yesterday": 2, "three_days_ago": 3}
_SECONDS: Final = {"second": 1, "minute": 60, "hour": 3600}
_DIGITS: Final = "一二三四五六七八九"
_CLOCK: Final = r"(?:\s{0,2}(?:上午|下午|晚上|凌晨)?\s?\d{1,2}[:：]\d{2}(?:[:：]\d{2})?)?"
_NO_MORE: Final = (  # 半 is a count of its own, no part of one: 两个半月, 3年半, 上半年, 小半年
    rf"(?<![个個上下前后後小多几幾数數、十两兩\d{_DIGITS}])(?<![个個\d]\s)"
)
_COUNT: Final = (  # no part of a longer number, nor of a guess: 几十天前, 2-3天前
    rf"(?P<n>(?<![\d.,、~月第-])(?<!\d:)\d{{1,3}}|(?<![几幾数數好、十{_DIGITS}])(?:[{_DIGITS}两兩]?十[{_DIGITS}]?|[{_DIGITS}两兩])"
    rf"|{_NO_MORE}半|(?<!\band\s)\bhalf an?|(?<!\bhalf\s)\ban?(?=\s)|\bone\b)"
)
_AND_HALF: Final = r"(?P<and_half>(?<!半)(?:个|個)半)(?![天年])"  # 一个半年: nobody says it, 一年半 is meant or 半年
# A day without a year: as words, and as numbers where nothing else can be meant.
_MONTH_DAY: Final = r"(?<![\d年./-])(?<!年\s)(?<!\d:)(?P<m>\d{1,2})\s?月\s?(?P<d>\d{1,2})\s?[日号號]"
_NUMBERS: Final = r"(?<![A-Za-z0-9_./+-])(?<!\d:)(?P<m_no>\d{1,2})-(?P<d_no>\d{1,2})(?![A-Za-z0-9_./%万亿元千年月-])"
_LIMIT: Final = 200  # characters of a field that are looked at
_BEFORE: Final = 24  # characters before a time in which the words stand that say what it is of
EARLIEST: Final = 1990  # the web is no older
_LEAP: Final = 8  # years in which a 29th of February comes at the least


class Told(NamedTuple):
    """One time as a page tells it: its words and where they stand; `kind` is a name of UNITS or NAMED, or "date".

    `number` is how many units (0.5: half of one, 2.5: two and a half); `month` and `day` are those of a date.
    """

    words: str
    start: int
    end: int
    kind: str
    number: float = 0
    month: int = 0
    day: int = 0


@cache
def words_of(kind: str) -> tuple[str, ...]:
    """The words of a kind in data/posted.txt."""
    lines = (line.partition(":") for line in DATA.read_text(encoding="utf-8").splitlines() if not line.startswith("#"))
    return tuple(word.strip() for name, _, words in lines if name == kind for word in words.split("|"))


def any_of(words: Iterable[str]) -> str:
    """An expression for any of some words, the longest first; Latin ones as whole words."""
    ordered = sorted(words, key=len, reverse=True)
    return "(?:" + "|".join(rf"\b{re.escape(word)}\b" if word.isascii() else re.escape(word) for word in ordered) + ")"


def _counted(unit: str) -> str:
    """An expression for a unit behind its number: no word border stands before it in 3hours."""
    ordered = sorted(words_of(unit), key=len, reverse=True)
    half = "|(?<=半)月" if unit == "month" else ""  # 3月前 is before March
    return f"(?P<{unit}>{'|'.join(ordered)}{half})"


@cache
def _told() -> re.Pattern[str]:
    """An expression for one time, in the group `told`."""
    units = "|".join(map(_counted, UNITS))
    whole = rf"(?:{_AND_HALF}\s?|(?:个|個)??)(?:{units})(?P<half>半)?"
    counted = rf"{_COUNT}\s?{whole}(?![a-z])\s?{any_of(words_of('ago'))}(?![后後期景])"
    named = "|".join(f"(?P<{kind}>{any_of(words_of(kind))})" for kind in reversed(NAMED))
    begins = "".join(sorted({word[0] for kind in NAMED for word in words_of(kind)}))
    quick = rf"(?=[\d{_DIGITS}十两兩半aoh{begins}])"  # a quick no for all other places
    return expression(rf"{quick}(?P<told>{counted}|(?:{named}|{_MONTH_DAY}|{_NUMBERS}){_CLOCK})", re.IGNORECASE)


@cache
def _visits() -> tuple[re.Pattern[str], re.Pattern[str]]:
    """What stands before and behind a time that tells when a seller was there last or came: 最近登录：, 来过, 加入.

    Behind a time such a word may begin what is said next: 3天前 注册时间：1年前.
    """
    visits = any_of((*words_of("visit"), *words_of("joined")))
    begins = r"(?!\s?(?:时间|日期|時間|[:：]))"
    return (
        expression(rf"(?P<word>{visits})(?P<of>时间|日期|時間|于|於|在|[:：|\s]){{0,4}}$", re.IGNORECASE),
        expression(rf"\s?{visits}{begins}", re.IGNORECASE),
    )


@cache
def _label() -> re.Pattern[str]:
    labels = any_of(words_of("label"))
    return expression(rf"{labels}\s{{0,3}}(?:[|:：]|on\b|at\b)?\s{{0,3}}$", re.IGNORECASE)


@cache
def _posted_behind() -> re.Pattern[str]:
    where = r"[于於在]\s?(?!\d)\w{1,8}(?=[\s|·]|$)"  # 3天前发布于四川, no 5天前 发布于3天前
    return expression(rf"\s?{any_of(words_of('posted'))}(?:(?!\w)|{where})", re.IGNORECASE)


@cache
def _around() -> re.Pattern[str]:
    """What may stand beside numbers that are a date."""
    words = any_of((*words_of("label"), *words_of("posted")))
    return expression(rf"(?:{words}|[\s:：|])*", re.IGNORECASE)


def read_told(value: str) -> Told | None:
    """The time of posting that the value of a field tells from the moment of its page; None when it tells none.

    It is the first that is marked as one (3天前发布), else the first. Times of a seller's visits and of when he joined
    are none, nor are numbers such as 06-12 with other words beside them.
    """
    value = value[:_LIMIT]
    found = [told for told in times_in(value, 0, len(value)) if _may_be_posting(value, told)]
    return next(
        (told for told in found if is_labelled(value, told) or behind_posted(value, told)), next(iter(found), None)
    )


def _may_be_posting(value: str, told: Told) -> bool:
    numbers = told.kind == "date" and "-" in told.words
    if numbers and not _around().fullmatch(value[: told.start] + value[told.end :]):
        return False
    return is_labelled(value, told) or not (before_visit(value, told) or behind_visit(value, told))


def times_in(text: str, start: int, end: int) -> Iterator[Told]:
    """All times that a part of a text tells from the moment of its page, whatever they are of."""
    return map(_told_of, _told().finditer(text, start, end))


def is_labelled(text: str, told: Told) -> bool:
    """True when words such as 发布时间 stand right before a time."""
    return _label().search(text[max(0, told.start - _BEFORE) : told.start]) is not None


def behind_posted(text: str, told: Told) -> int:
    """How many characters behind a time say that it is when something was posted (发布); 0 for none."""
    found = _posted_behind().match(text, told.end)
    return found.end() - told.end if found else 0


def behind_visit(text: str, told: Told) -> bool:
    """True when words such as 最近登录 stand right before a time and are of this: not in 昨天来过 3天前发布."""
    begin = max(0, told.start - _BEFORE)
    found = _visits()[0].search(text[begin : told.start])
    if not found:
        return False
    word, end = begin + found.start(), begin + found.end("word")
    if text[end : told.start].strip(" \t\n|") or not behind_posted(text, told):
        return True
    if found["word"].lower() in words_of("joined"):  # the link 注册 at the top of a page, or 1年前加入
        return False
    others = times_in(text, max(0, word - _BEFORE), told.start)
    return not any(other.end <= word < other.end + before_visit(text, other) for other in others)


def before_visit(text: str, told: Told) -> int:
    """How many characters behind a time say that it is of a visit or of a refreshed post (来过); 0 for none."""
    found = _visits()[1].match(text, told.end)
    return found.end() - told.end if found else 0


def _told_of(match: re.Match[str]) -> Told:
    words, (start, end) = match["told"], match.span("told")
    if month := match["m"] or match["m_no"]:
        return Told(words, start, end, "date", 0, int(month), int(match["d"] or match["d_no"]))
    kind = next(kind for kind in (*UNITS, *NAMED) if match[kind])
    half = 0.5 if match["and_half"] or match["half"] else 0
    return Told(words, start, end, kind, _number(match["n"]) + half if kind in UNITS else 0)


def _number(words: str) -> float:
    """3, 三, 十五, 半, a, half an."""
    if words.isdecimal():
        return float(words)
    if words.isascii():
        return 0.5 if words.lower().startswith("half") else 1.0
    if words == "半":
        return 0.5
    tens, ten, ones = words.translate({ord("两"): "二", ord("兩"): "二"}).rpartition("十")
    return (_digit(tens) or 1) * 10 * bool(ten) + _digit(ones)


def _digit(word: str) -> int:
    return _DIGITS.find(word) + 1 if word else 0


def days_of(told: Told, at: datetime) -> tuple[date, date] | None:
    """The first and the last day that a time can mean on a page taken at a moment; None for an impossible one.

    Args: at, in the time zone of the site. Platforms leave out fractions: 1个月前 is one month or more, less than two.
    The same day twice when the words name one (3天前, 昨天). Never a day after that of the page.
    """
    try:
        found = _days(told, at)
    except (ValueError, OverflowError):
        return None
    return found if found and found[0].year >= EARLIEST else None


def _days(told: Told, at: datetime) -> tuple[date, date] | None:
    today = at.date()
    if told.kind == "date":
        day = _in_year(told.month, told.day, today)
        return (day, day) if day else None
    if told.kind in _DAYS_AGO:
        return (today - timedelta(days=_DAYS_AGO[told.kind]),) * 2
    if told.kind in {"last_week", "last_month"}:
        first = today - timedelta(days=today.weekday()) if told.kind == "last_week" else today.replace(day=1)
        last = first - timedelta(days=1)
        return (first - timedelta(days=7) if told.kind == "last_week" else last.replace(day=1)), last
    return _counted_days(told, at)


def _counted_days(told: Told, at: datetime) -> tuple[date, date]:
    today, number = at.date(), told.number
    if told.kind in _SECONDS or (told.kind == "day" and number % 1):
        return _ago(at, _SECONDS.get(told.kind, 86_400), number)
    if told.kind == "day":
        return (today - timedelta(days=number),) * 2
    if told.kind == "week":
        return _weeks_ago(today, number)
    year = 12 if told.kind == "year" else 1
    return _months_ago(today, number * year, year)


def _ago(at: datetime, seconds: int, count: float) -> tuple[date, date]:
    """Days of `count` units ago or a fraction more; half a unit is less than one, one and a half less than two."""
    most = int(count) + 1
    return (at - timedelta(seconds=most * seconds)).date(), (at - timedelta(seconds=count * seconds)).date()


def _weeks_ago(today: date, count: float) -> tuple[date, date]:
    """Days of so many weeks ago, or less than one more: half a week is less than one."""
    return today - timedelta(days=(int(count) + 1) * 7 - 1), today - timedelta(days=int(count * 7))


def _months_ago(today: date, months: float, unit: int) -> tuple[date, date]:
    """Days of so many months ago, or up to the next whole `unit` of months: half a month is fifteen days to a month."""
    most = (int(months) // unit + 1) * unit
    return _before(today, most) + timedelta(days=1), _before(today, int(months)) - timedelta(
        days=15 if months % 1 else 0
    )


def _before(day: date, months: int) -> date:
    """The same day so many months earlier, the last of that month where it is shorter."""
    year, month = divmod(day.year * 12 + day.month - 1 - months, 12)
    following = date(year + (month == 11), (month + 1) % 12 + 1, 1)
    return min(date(year, month + 1, 1) + timedelta(days=day.day - 1), following - timedelta(days=1))


def _in_year(month: int, day: int, today: date) -> date | None:
    """The latest day of that name up to today; None for tomorrow: that is another zone, not last year."""
    for year in range(today.year + 1, today.year - _LEAP, -1):
        try:
            found = date(year, month, day)
        except ValueError:
            continue
        if found == today + timedelta(days=1):
            return None
        if found <= today:
            return found
    return None
