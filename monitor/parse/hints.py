"""What a text tells of itself without a source's selectors: title, day, price, by generic rules."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Final

from monitor.parse.dates import read_day, read_days
from monitor.parse.pasted import is_navigation
from monitor.parse.posted import Posting
from monitor.parse.posting_words import DAY, ToldDay, told_days
from monitor.text.expression import expression

# Words that stand before any day; they count only at the head of a text.
_DATED: Final = expression(rf"^[^\w\n]*+(?:时间|日期|時間|date|posted(?: at| on)?)\s*[|:：]\s*{DAY}", re.I | re.M)
_HEAD: Final = 400
_PRICE: Final = expression(
    r"^[^\w\n]*+((?:挂牌|转让|起拍|出售|拍卖|整体|一口|出让)?(?:底价|售价|价格|价|報價|报价|价款)|price)\s*[|:：]\s*([^\n|]{1,60})",
    re.M | re.I,
)
_META_DAYS: Final = (
    "article:published_time", "og:published_time", "datepublished", "publishdate", "publish_date", "pubdate",
    "publishtime", "publish-time", "dc.date", "dc.date.issued", "dcterms.created", "date", "weibo: article:create_at",
)  # fmt: skip
_MATTER_DAYS: Final = ("date", "published", "pubdate", "publish_date", "posted_at", "发布时间", "日期", "时间")
MAX_TITLE: Final = 120
TOLD_BY_PAGE: Final = "page: "  # begins the rule of a seller whom no source's selector names
_BARS: Final = 10  # lines of the bars of a page
_FIRST_WORDS: Final = 40


@dataclass(slots=True)
class Hints:
    """The first value found for each field and the rule that found it."""

    values: dict[str, str] = field(default_factory=dict)
    posted_at: date | None = None
    posted_from: date | None = None  # of a month or a year its first day, `posted_at` its last
    found_by: dict[str, str] = field(default_factory=dict)

    def offer(self, name: str, candidates: Iterable[tuple[str, str]]) -> None:
        """Take the first non-empty of (value, rule) when the field is still open."""
        if name in self.values:
            return
        for value, rule in candidates:
            if value:
                self.values[name], self.found_by[name] = value, rule
                return

    def keep(self, name: str, pattern: re.Pattern[str]) -> None:
        """Forget a value that does not have the form it must have."""
        if name in self.values and not pattern.fullmatch(self.values[name]):
            del self.values[name], self.found_by[name]

    def offer_day(self, candidates: Iterable[tuple[str, str]]) -> None:
        """Take the first candidate that is a day, else the first that is a month or a year, when none is known."""
        if self.posted_at is not None:
            return
        for value, rule in candidates:
            days = read_days(value)
            if days and (self.posted_at is None or days[0] == days[1]):
                self.posted_from, self.posted_at = days
                self.found_by["posted_at"] = rule
            if days and days[0] == days[1]:
                return


def from_matter(hints: Hints, entries: Mapping[str, str]) -> None:
    """What the header of a saved article says."""
    hints.offer("title", [(entries.get(name, ""), f"front matter {name}") for name in ("title", "标题")])
    hints.offer("url", [(entries.get(name, ""), f"front matter {name}") for name in ("url", "link", "source", "链接")])
    hints.offer_day((entries.get(name, ""), f"front matter {name}") for name in _MATTER_DAYS)


def from_metas(hints: Hints, metas: Mapping[str, str], times: Iterable[str]) -> None:
    """What the head of a page and its <time> elements say."""
    hints.offer_day((metas.get(name, ""), f"meta {name}") for name in _META_DAYS)
    hints.offer_day((value, "time element") for value in times if read_day(value))  # a year alone is of a copyright


def from_text(hints: Hints, text: str) -> None:
    """What labelled words in the visible text say: 发布时间：…, 价格：…"""
    days_from_text(hints, text)
    if match := _PRICE.search(text):
        hints.offer("price_text", [(match[2].strip(), f"words {match[1]}")])


def days_from_text(hints: Hints, text: str) -> None:
    """When the visible text says by its words that it was posted: a day, a month or a year."""
    if hints.posted_at is not None:
        return
    told = told_days(text)
    hints.offer_day(_labelled(told["again"]))
    hints.offer_day(_labelled(told["day"]))
    hints.offer_day((match[1], "words 时间 at the head") for match in _DATED.finditer(text[:_HEAD]))
    hints.offer_day(_labelled(told["issued"]))
    hints.offer_day(_labelled(told["first"]))


def worded(text: str) -> Posting:
    """When the words of a text say that it was posted; NO_POSTING when none do."""
    hints = Hints()
    days_from_text(hints, text)
    return Posting(hints.posted_at, hints.posted_from, hints.found_by.get("posted_at", ""))


def _labelled(told: Iterable[ToldDay]) -> Iterable[tuple[str, str]]:
    return ((one.value, f"words {one.label}") for one in told)


def first_line(text: str) -> str:
    """The first line that is none of a page's bars: only when it is short and more follows; '' otherwise."""
    text = text.lstrip()
    for _ in range(_BARS):  # lines of a page's bars stand first in what was copied from it
        line, newline, rest = text[: MAX_TITLE + 2].partition("\n")
        if not (newline and rest and is_navigation(line)):
            break
        text = text[len(line) :].lstrip()
    line, newline, _ = text[: MAX_TITLE + 2].partition("\n")
    return line.strip(" \t\r#") if newline and len(line) <= MAX_TITLE else ""


def first_words(text: str) -> str:
    """The first line that says something as a title, else as much of it as ends with a mark, up to 40 characters.

    Lines of the bars of a page say nothing, where there are others.
    """
    lines = [line for one in text[:2000].splitlines() if (line := one.strip(" \t\r#*•·-"))]
    line = next((line for line in lines if not is_navigation(line)), lines[0] if lines else "")
    if len(line) <= _FIRST_WORDS:
        return line
    clause = max(line.rfind(mark, 8, _FIRST_WORDS) for mark in "，,。；;！!、 ")
    return line[:clause] if clause > 0 else f"{line[:_FIRST_WORDS]}…"
