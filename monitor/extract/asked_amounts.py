"""What the question before an answer asks an amount of: below 年发多少 a seller's 七十来万 is no price."""

from __future__ import annotations

import re
from bisect import bisect_right
from functools import lru_cache
from typing import Final, Literal, NamedTuple, cast, get_args

from monitor.extract.labels import DATA
from monitor.extract.reading import Reading, turns_of
from monitor.text.expression import expression
from monitor.text.fold import read_lines
from monitor.text.speakers import Turn

Asked = Literal[
    "price", "generation", "income", "debt", "deposit", "rent", "investment", "compensation", "capacity", "tariff",
    "equipment",
]  # fmt: skip
KINDS: Final = frozenset(get_args(Asked))
LEAD: Final = 24  # characters of an answer before its amount: 没有没有,一年也就是
NAME: Final = 24  # characters between two turns: a line break, a name, a colon

_WONDERS: Final = expression(
    r"\?|多少|几|好多|吗|呢|么|啥|什么|怎么|咋|有没有|([\u4e00-\u9fff])[不没]\1|没有?\s*$|不\s*$"
)
_ENDS: Final = expression(r"[。!?;\n]")


class _Topic(NamedTuple):
    asked: Asked
    words: re.Pattern[str]


def _load_topics() -> tuple[_Topic, ...]:
    """The rows of asked_amounts.tsv; raises ValueError for a row that is none."""
    topics = []
    for line in read_lines("asked_amounts.tsv", DATA):
        asked, words = line.split("\t")
        if asked not in KINDS:
            raise ValueError(f"asked_amounts.tsv: no amount {asked!r}")
        topics.append(_Topic(cast(Asked, asked), expression(words)))
    return tuple(topics)


_TOPICS: Final = _load_topics()


def asked_of(reading: Reading, place: int) -> Asked | None:
    """What the amount at `place` of the folded text is of by the question of the turn before, None when none asks.

    Only what begins an answer takes its meaning from the question: words of its own (定金五万) tell more.
    """
    turns = turns_of(reading)
    number = bisect_right(turns, place, key=lambda turn: turn.start) - 1
    if number < 1 or place >= turns[number].end:
        return None
    text, answer, question = reading.normalised.plain.text, turns[number], turns[number - 1]
    lead = text[answer.start : place]
    if len(lead) > LEAD or _ENDS.search(lead.strip()) or _topic(lead) is not None:
        return None
    return _asked(text, question) if _follows(text, question, answer) else None


def _follows(text: str, question: Turn, answer: Turn) -> bool:
    """True when another one answers, and nothing but his name stands between."""
    between = text[question.end : answer.start]
    return answer.name != question.name and len(between) <= NAME and between.strip().count("\n") == 0


def _asked(text: str, question: Turn) -> Asked | None:
    words = text[question.start : question.end]
    return _topic(words) if _WONDERS.search(words) else None


@lru_cache(maxsize=64)
def _topic(words: str) -> Asked | None:
    """The amount that words speak of, of several the one told last."""
    found = [(match.end(), topic.asked) for topic in _TOPICS for match in topic.words.finditer(words)]
    return max(found, key=lambda one: one[0])[1] if found else None
