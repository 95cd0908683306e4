"""The offers of an exported chat as listings: each with its day, its replies as comments, its sender as its seller."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import PurePosixPath
from typing import Final

from monitor.charset import Decoded
from monitor.models import Capture, Listing
from monitor.parse.chat import Talk, chat_of, talks_of
from monitor.parse.fields import COMMENTS_LINE
from monitor.parse.hints import Hints, first_words, from_text
from monitor.parse.identity import Names, Naming, names_of
from monitor.parse.posted import last_day_of

CHINA_AHEAD: Final = timedelta(hours=8)
# a power or a place: what tells one plant of a sender from another
_OF_PLANT: Final = re.compile(r"\d\s?(?:kw|mw|千瓦|兆瓦|万千瓦|w\b)|[省市县州区旗镇乡]", re.IGNORECASE)


def chat_listings(capture: Capture, decoded: Decoded, name: str, former: tuple[str, ...]) -> Iterator[Listing]:
    """The listings of an exported chat; none for any other text.

    Args: former, what the whole file was named before its messages were told apart: the first offer goes by that, too.
    """
    names, moments = Names(), dict[str, str]()
    namings = [(talk, _naming(talk, name)) for talk in talks_of(chat_of(decoded.text))]
    for talk, naming in namings:
        if not _is_followed(talk):
            names.count(naming)
    for number, (talk, naming) in enumerate(namings):
        known_as = () if number else former
        if not _is_followed(talk):
            named = names.named(naming)
            listing = listing_of(capture, decoded, talk, named.name, (*known_as, named.former))
            yield replace(listing, alike=named.alike)
            continue
        own = names_of(naming)[0]
        moments[own] = moment = _moment(talk, moments.get(own, ""), capture)
        yield replace(listing_of(capture, decoded, talk, own, known_as), seen_at=moment)


def _is_followed(talk: Talk) -> bool:
    """Whether an offer is known by its words when its sender makes it at another price later.

    It has a sender and a moment, and tells something of its plant: 出售电站，要价100万 may be any.
    """
    return bool(talk.message.sender and talk.message.minute is not None and _OF_PLANT.search(talk.message.words))


def _moment(talk: Talk, before: str, capture: Capture) -> str:
    """When an offer was last made, UTC: exports tell the time of a telephone, here as in China.

    One in the minute of that before it comes a second later; none is later than the import.
    """
    minute = talk.since if talk.since is not None else talk.message.minute or 0
    at = datetime.fromordinal(minute // 1440) + timedelta(minutes=minute % 1440) - CHINA_AHEAD
    told = f"{at:%Y-%m-%dT%H:%M}:00.000000Z"
    if before[:17] == told[:17]:
        told = f"{told[:17]}{min(int(before[17:19]) + 1, 59):02}.000000Z"
    return min(told, capture.fetched_at)


def replies_to(talk: Talk) -> tuple[str, ...]:
    """What was answered, and what of it the sender of the offer said."""
    return tuple(f"卖家：{words}" if own else words for own, words in talk.replies)


def text_of(talk: Talk) -> str:
    """The words of a listing: a note above the chat, the message, the replies."""
    replies = replies_to(talk)
    return "\n".join([*filter(None, [talk.above]), talk.message.words, *([COMMENTS_LINE, *replies] if replies else [])])


def _naming(talk: Talk, name: str) -> Naming:
    return Naming(PurePosixPath(name).stem, seller=talk.message.sender, words=talk.message.words)


def listing_of(capture: Capture, decoded: Decoded, talk: Talk, name: str, former: tuple[str, ...]) -> Listing:
    """The listing that an offer in a chat is, under this name."""
    message, last, hints = talk.message, last_day_of(capture), Hints()
    from_text(hints, message.words)
    day = message.day if message.day and not (last and message.day > last) else None
    return Listing(
        source_id=capture.source_id, native_id=name, known_as=former,
        text=text_of(talk),
        title=first_words(message.words), price_text=hints.values.get("price_text", ""), seller=message.sender,
        posted_at=day, status="unknown", left_out=talk.left_out, comments=replies_to(talk), charset=decoded.encoding,
        charset_rung=decoded.rung,
        found_by={
            "text": f"one message of a chat{_left_out(talk)}", "title": "first words",
            "native_id": "sender and words",
            **({"seller": "sender line"} if message.sender else {}),
            **({"posted_at": "sender line"} if day else {}),
        },
    )  # fmt: skip


def _left_out(talk: Talk) -> str:
    """What is told of the messages that follow a talk and are no replies to it."""
    return f", without {talk.left_out} later message{'s' if talk.left_out > 1 else ''}" if talk.left_out else ""
