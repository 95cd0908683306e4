"""The JSON that Telegram exports, of one chat or of all -> the offers among its messages, with their replies. Pure."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any, Final, NamedTuple

from monitor.parse.chat import Chat, Talk, talks_of
from monitor.parse.chat_heads import Message
from monitor.parse.identity import DIGEST
from monitor.parse.json_fields import pieces_joined

NO_OFFER: Final = "no message of this chat offers a plant or tells of one: kept as evidence"
_LISTS: Final = ("chats", "left_chats")  # of an export of all
_FILES: Final = ("photo", "file", "media_type")
_NO_FILES: Final = frozenset(("sticker", "animation"))


class Told(NamedTuple):
    """An offer of a chat: the keys that lead to its message, the number that this has there, and its name."""

    where: str
    number: str
    name: str
    talk: Talk


class ChatFile(NamedTuple):
    """What an export holds: the offers of its chats, and where messages have no words: keys of the chat, how many."""

    told: tuple[Told, ...]
    wordless: tuple[tuple[str, int], ...]


def chat_file_of(value: Mapping[str, Any]) -> ChatFile | None:
    """The offers of an export of Telegram; None for any other JSON."""
    chats = list(_chats(value))
    if not chats:
        return None
    told = tuple(one for where, chat in chats for one in _told(where, chat))
    counts = ((where, sum(map(_is_wordless, _messages(chat)))) for where, chat in chats)
    return ChatFile(told, tuple((where, count) for where, count in counts if count))


def wordless(count: int) -> str:
    """The sentence about messages that are pictures or recordings."""
    return f"holds pictures, recordings or files without words in {count} of its messages: import those files, too"


def named(chat: str, number: str) -> str:
    """The name of the listing that a message is, the same in every export of its chat, also when it was edited."""
    return DIGEST + hashlib.sha256(f"telegram\x1f{chat}\x1f{number}".encode("utf-8", "replace")).hexdigest()[:16]


def _chats(value: Mapping[str, Any]) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """Each chat with the keys that lead to it."""
    if _is_chat(value):
        yield "", value
    for name in _LISTS:
        held = value.get(name)
        rows = held.get("list") if isinstance(held, Mapping) else None
        for number, chat in enumerate(rows if isinstance(rows, list) else [], 1):
            if _is_chat(chat):
                yield f"{name}.list.{number}", chat


def _is_chat(value: object) -> bool:
    """Whether an object is a chat as Telegram writes it: most of its messages have a type and a date."""
    if not isinstance(value, Mapping) or not isinstance(value.get("messages"), list) or "id" not in value:
        return False
    return 2 * len(_messages(value)) > len(value["messages"])


def _messages(chat: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """What is a message by its keys."""
    return [
        one
        for one in chat["messages"]
        if isinstance(one, Mapping) and one.get("type") in {"message", "service", "unsupported"} and "date" in one
    ]


def _told(where: str, chat: Mapping[str, Any]) -> Iterator[Told]:
    messages = _messages(chat)
    places = {_number(one.get("id")): number for number, one in enumerate(messages, 1)}
    for talk in talks_of(Chat(tuple(filter(None, map(_message, messages))))):
        number = talk.message.number.partition(" ")[0]
        path = ".".join(filter(None, (where, "messages", str(places.get(number, 0)))))
        yield Told(path, number, named(_number(chat["id"]), number), talk)


def _message(value: Mapping[str, Any]) -> Message | None:
    """What somebody wrote; None for what the program tells, and for what has no words."""
    words = _words(value)
    if value["type"] != "message" or not words:
        return None
    when = _moment(value["date"])
    sender = value.get("from")
    return Message(
        sender.strip() if isinstance(sender, str) else "", words, when.date() if when else None,
        when.toordinal() * 1440 + when.hour * 60 + when.minute if when else None,
        _number(value.get("id")), _number(value.get("reply_to_message_id")),
    )  # fmt: skip


def _words(value: Mapping[str, Any]) -> str:
    text = value.get("text")
    joined = text if isinstance(text, str) else pieces_joined(text)
    if joined is None and isinstance(text, list):
        joined = "".join(one for one in text if isinstance(one, str))
    return (joined or "").strip()


def _is_wordless(value: Mapping[str, Any]) -> bool:
    has_file = any(name in value for name in _FILES) and value.get("media_type") not in _NO_FILES
    return has_file and value["type"] == "message" and not _words(value)


def _number(value: object) -> str:
    return str(value) if isinstance(value, int | str) and not isinstance(value, bool) else ""


def _moment(value: object) -> datetime | None:
    """The local time of who exported, as it stands there."""
    try:
        return datetime.fromisoformat(value) if isinstance(value, str) else None
    except ValueError:
        return None
