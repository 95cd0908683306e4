"""The page that Telegram Desktop exports of a chat (messages.html) -> its offers, each with its day and its sender."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime
from typing import Final

from selectolax.lexbor import LexborNode

from monitor.charset import Decoded
from monitor.errors import ItemError, NothingToRead
from monitor.html.pagetree import parse_html
from monitor.models import Capture, Listing
from monitor.parse.chat import Chat, talks_of
from monitor.parse.chat_heads import Message
from monitor.parse.chat_listings import listing_of
from monitor.parse.chat_telegram import NO_OFFER, named, wordless
from monitor.parse.page import lines_of

_IS_CHAT: Final = re.compile(r"class=[\"']message (?:default|service)\b")
_ANSWERED: Final = re.compile(r"go_to_message(\d{1,12})")
_DATE: Final = re.compile(r"(\d\d\.\d\d\.\d{4} \d\d:\d\d)")


def page_listings(capture: Capture, decoded: Decoded, former: tuple[str, ...]) -> Iterator[Listing | ItemError]:
    """The offers of an exported chat and what is told of messages without words; nothing for any other page.

    Args: former, what the whole page was named before its messages were told apart: the first offer goes by that, too.
    Raises NothingToRead for a chat without an offer.
    """
    if not _IS_CHAT.search(decoded.text):
        return
    tree = parse_html(decoded.text)
    nodes = tree.css("div.history div.message.default")
    if not nodes:
        return
    heading = tree.css_first(".page_header .text")
    title = heading.text(strip=True) if heading else ""
    messages = tuple(_messages(nodes))
    if silent := sum(not message.words and not _is_sticker(node) for node, message in messages):
        yield ItemError(capture.url, "parse", wordless(silent))
    talks = talks_of(Chat(tuple(message for _, message in messages if message.words)))
    for number, talk in enumerate(talks):
        name = named(title, talk.message.number.partition(" ")[0])
        yield listing_of(capture, decoded, talk, name, () if number else former)
    if not talks:
        raise NothingToRead(capture.url, "parse", NO_OFFER)


def _messages(nodes: list[LexborNode]) -> Iterator[tuple[LexborNode, Message]]:
    """Each message; one that is joined to that above it is by the same sender."""
    sender = ""
    for node in nodes:
        own = next((one for one in node.css(".from_name") if not _is_forwarded(one, node)), None)
        sender = own.text(strip=True) if own else sender
        words, when, answered = node.css_first(".text"), _moment(node), node.css_first(".reply_to a")
        to = _ANSWERED.search(
            f"{answered.attributes.get('href')} {answered.attributes.get('onclick')}" if answered else ""
        )
        yield node, Message(
            sender, lines_of(words.html or "").text.strip() if words else "", when.date() if when else None,
            when.toordinal() * 1440 + when.hour * 60 + when.minute if when else None,
            (node.attributes.get("id") or "").removeprefix("message"), to[1] if to else "",
        )  # fmt: skip


def _is_forwarded(node: LexborNode, message: LexborNode) -> bool:
    """Whether a name is that of the author of what was sent on."""
    above = node.parent
    while above is not None and above.mem_id != message.mem_id:
        if "forwarded" in (above.attributes.get("class") or "").split():
            return True
        above = above.parent
    return False


def _is_sticker(node: LexborNode) -> bool:
    return node.css_first(".sticker_wrap, .animated_wrap, .sticker") is not None


def _moment(node: LexborNode) -> datetime | None:
    """The local time of who exported, as it stands there: 19.06.2021 08:00:00 UTC+08:00."""
    date = node.css_first(".date")
    found = _DATE.match((date.attributes.get("title") or "").strip()) if date else None
    try:
        return datetime.strptime(found[1], "%d.%m.%Y %H:%M") if found else None  # noqa: DTZ007 - it names no zone
    except ValueError:
        return None
