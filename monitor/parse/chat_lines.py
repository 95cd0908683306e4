"""The offers in an export of Telegram as lines of JSON are read: each with its day, its sender and its replies."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from monitor.errors import ItemError, NothingToRead
from monitor.parse.chat_listings import replies_to, text_of
from monitor.parse.chat_telegram import NO_OFFER, ChatFile, Told, chat_file_of, wordless
from monitor.parse.jsonl import Line


def lines_of_chats(value: Mapping[str, Any], item: str) -> Iterator[Line | ItemError] | None:
    """A line for each offer, an error for the messages of a chat that have no words; None for any other JSON.

    Reading them raises NothingToRead where there is neither.
    """
    found = chat_file_of(value)
    return _lines(found, item) if found else None


def _lines(found: ChatFile, item: str) -> Iterator[Line | ItemError]:
    for where, count in found.wordless:
        yield ItemError(f"{item} {where}".rstrip(), "parse", wordless(count))
    for row, told in enumerate(found.told, 1):
        yield _line(told, row)
    if not found.told:
        yield NothingToRead(item, "parse", NO_OFFER)


def _line(told: Told, row: int) -> Line:
    talk = told.talk
    day = talk.message.day
    return Line(
        told.number, text_of(talk), "", None, day, None, None, row=row, where=told.where,
        posted=day.isoformat() if day else "", posted_from=day, seller=talk.message.sender, replies=replies_to(talk),
        left_out=talk.left_out, name=told.name,
    )  # fmt: skip
