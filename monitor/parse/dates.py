"""Days as people and programs write them: as written; of a moment that names its zone, the day elsewhere.

2021-06-11T23:30:00Z is the 12th in China, as the same second since 1970 is.
"""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import UTC, date, datetime, timedelta, timezone, tzinfo
from typing import Final

from monitor.text.expression import expression

_WIDE: Final = str.maketrans("０１２３４５６７８９：－／．", "0123456789:-/.")
# 2021-07-14, 2021/7/14, 2021.7.14, 2021年7月14日, 2021年07月14
_YEAR_FIRST: Final = expression(r"(?<!\d)(\d{4})\s?(?:[-/.]|年)\s?(\d{1,2})\s?(?:[-/.]|月)\s?(\d{1,2})(?!\d)")
# a month or a year alone, words beside it allowed: 发布于2021年7月
_BESIDE: Final = r"[^\d\n]{0,12}"
_MONTH: Final = expression(rf"{_BESIDE}(?P<year>\d{{4}})\s?(?:[-/.]|年)\s?(?P<month>\d{{1,2}})(?:\s?月份?)?\s*")
_YEAR: Final = expression(rf"{_BESIDE}(?P<year>\d{{4}})\s?年\s*")
_YEAR_DIGITS: Final = 4
_MONTH_NAMED: Final = expression(r"\s*([A-Za-z]{3,9})\.?,?\s(\d{4})\s*")
_COMPACT: Final = expression(r"\s*(\d{4})(\d{2})(\d{2})(?:T?\d{4,6}(?:Z|[+-]\d{2}:?\d{2})?)?\s*")
_MONTH_NAMES: Final = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTHS: Final = {name: number for number, name in enumerate(_MONTH_NAMES, 1)}
# RFC 2822 (Wed, 14 Jul 2021 22:49:41 GMT) and 14 July 2021
_DAY_FIRST: Final = expression(r"(?<!\d)(\d{1,2})[ -]([A-Za-z]{3})[a-z]{0,6}\.?,?[ -](\d{4})(?!\d)")
# July 14, 2021
_MONTH_FIRST: Final = expression(r"\b([A-Za-z]{3})[a-z]{0,6}\.? (\d{1,2}),? (\d{4})(?!\d)")
# the rest of a moment that names its zone, behind its day: T23:30:00Z, 23:30:00 -0500, 22:49:41 GMT; no span of hours
# such as 09:00-17:30
_ZONED: Final = expression(
    r"日?(?:[T ]|, )\s?(?P<hour>[01]?\d|2[0-3]):?(?P<minute>[0-5]\d)(?P<second>:?[0-5]\d(?:[.,]\d{1,9})?)?(?P<gap>\s?)"
    r"(?:(?P<utc>Z|UTC?|GMT)(?![A-Za-z])|(?P<sign>[+-])(?P<hours>0\d|1[0-4])(?P<colon>:?)(?P<minutes>[0134][05])?)(?![\d:])"
)
_UNIX: Final = expression(r"([1-3]\d{9})(?:\d{3})?(?:\.\d{1,9})?", re.ASCII)
_YEAR_LAST: Final = expression(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})(?!\d)")
_CHINA: Final = timezone(timedelta(hours=8))
_LIMIT: Final = 200  # characters of a field that are looked at
_SERIAL: Final = expression(r"\d{5}(?:\.\d{1,12})?", re.ASCII)


def read_day(value: object, zone: tzinfo = _CHINA) -> date | None:
    """The first day named in `value`: ISO 8601, 2021/7/14, 2021年7月14日, RFC 2822; None when it names none.

    Of a moment that names its zone it is the day in `zone`.
    """
    if isinstance(value, datetime) and value.tzinfo:
        return value.astimezone(zone).date()
    if isinstance(value, date):
        return date(value.year, value.month, value.day)
    if not isinstance(value, str | int):
        return None
    text = str(value)[:_LIMIT].translate(_WIDE)
    named = _day_named(text)
    return _there(*named, text, zone) if named else None


def _day_named(text: str) -> tuple[date | None, int] | None:
    """The first day of a text as written, None for one that cannot be, and where it ends; None for a text without."""
    if match := _YEAR_FIRST.search(text) or _COMPACT.fullmatch(text):
        return _day(int(match[1]), int(match[2]), int(match[3])), match.end(3)
    if match := _DAY_FIRST.search(text):
        return _day(int(match[3]), _MONTHS.get(match[2].lower(), 0), int(match[1])), match.end()
    if match := _MONTH_FIRST.search(text):
        return _day(int(match[3]), _MONTHS.get(match[1].lower(), 0), int(match[2])), match.end()
    return None


def zoned_time(text: str, end: int) -> str:
    """The time with a zone of its own that stands behind a day which ends at a place of a text; "" for none."""
    found = _ZONED.match(text, end)
    return found[0] if found and _is_zone(found, text[end]) else ""


def _there(day: date | None, end: int, text: str, zone: tzinfo) -> date | None:
    """A day that ends at a place of a text, in a zone: another one where a time with a zone of its own stands there."""
    found = _ZONED.match(text, end) if day else None
    if day is None or found is None or not _is_zone(found, text[end]):
        return day
    ahead = timedelta(hours=int(found["hours"] or 0), minutes=int(found["minutes"] or 0))
    local = datetime(day.year, day.month, day.day, int(found["hour"]), int(found["minute"]), tzinfo=UTC)
    try:
        return (local + (ahead if found["sign"] == "-" else -ahead)).astimezone(zone).date()
    except OverflowError:
        return day


def _is_zone(found: re.Match[str], mark: str) -> bool:
    """Whether what stands behind a time is its zone: 09:00-12:00 is a span of hours, 2021-06-11T09:00-05:00 is none."""
    return bool(
        found["utc"] or mark == "T" or found["second"] or (found["gap"] and found["minutes"] and not found["colon"])
    )


def read_days(value: object, zone: tzinfo = _CHINA) -> tuple[date, date] | None:
    """The first and the last day that a field with a date leaves: a day as `read_day`, else all of a month or a year.

    2021-07, 2021/7, 2021年7月, July 2021; 2019年. None for anything else: a number alone may count anything.
    """
    if day := read_day(value, zone):
        return day, day
    if not isinstance(value, str | int) or isinstance(value, bool):
        return None
    text = str(value)[:_LIMIT].translate(_WIDE)
    if match := _MONTH.fullmatch(text):
        return _month(int(match["year"]), int(match["month"]))
    if match := _MONTH_NAMED.fullmatch(text):
        return _month(int(match[2]), _MONTHS.get(match[1][:3].lower(), 0))
    if match := _YEAR.fullmatch(text):
        return _year(int(match["year"]))
    return None


def _year(year: int) -> tuple[date, date] | None:
    first, last = _day(year, 1, 1), _day(year, 12, 31)
    return (first, last) if first and last else None


def _month(year: int, month: int) -> tuple[date, date] | None:
    first = _day(year, month, 1)
    return (first, first.replace(day=monthrange(year, month)[1])) if first else None


def written_days(value: object) -> tuple[date, date] | None:
    """The first and the last day of a field that holds a date: as `written_day`, else as `read_days`, or 2019 alone."""
    if day := written_day(value):
        return day, day
    alone = str(value).strip().translate(_WIDE)
    return _year(int(alone)) if len(alone) == _YEAR_DIGITS and alone.isdecimal() else read_days(value)


def written_day(value: object) -> date | None:
    """The day of a field that holds a date: as `read_day`, the serial number of a spreadsheet, or a Unix time.

    Unix times (seconds or milliseconds, from 2001 on) are days in China. None when nobody can tell whether the day or
    the month comes first: 03/04/2021.
    """
    if value is None:
        return None
    text = str(value).strip()
    return read_day(value) or excel_day(text) or unix_day(text) or _parted_day(text)


def unix_day(text: str, zone: tzinfo = _CHINA) -> date | None:
    """The day in a time zone of a Unix time in seconds or milliseconds, from 2001 to 2096; None for anything else."""
    found = _UNIX.fullmatch(text.strip())
    if found is None:
        return None
    if day := _day(int(found[1][:4]), int(found[1][4:6]), int(found[1][6:8])):  # 2021071410 is an hour
        return day
    return datetime.fromtimestamp(int(found[1]), zone).date()


def _parted_day(text: str) -> date | None:
    """14/07/2021, 14.07.2021, 07/14/2021: day and month by which of them can be a month."""
    found = _YEAR_LAST.match(text.translate(_WIDE))
    if found is None:
        return None
    one, two, year = int(found[1]), int(found[2]), int(found[3])
    if one <= 12 < two:
        return _day(year, one, two)
    return _day(year, two, one) if one > 12 or one == two else None


def _day(year: int, month: int, day: int) -> date | None:
    if not 1990 <= year <= 2100:  # the web is no older; a plant's year of building is no posting date
        return None
    try:
        return date(year, month, day)
    except ValueError:
        return None


def excel_day(value: str) -> date | None:
    """The day of a spreadsheet's serial number ('44391' is 2021-07-14), from 1990 to 2100; None for anything else."""
    if not _SERIAL.fullmatch(value.strip()):
        return None
    day = date(1899, 12, 30) + timedelta(days=int(value.strip()[:5]))
    return day if 1990 <= day.year <= 2100 else None
