"""A chat exported as text (WeChat, QQ, WhatsApp, Telegram) -> its messages, and the offers among them with replies.

Only what follows an offer within some messages and days is a reply to it: a busy group goes on to other things.
Pure; linear in the text.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Final

from monitor.parse.chat_heads import (
    Head,
    Message,
    has_times,
    heads_of,
    is_day_line,
    is_heading,
    is_offer,
    is_related,
    is_service,
)
from monitor.parse.chat_turns import turns_of
from monitor.parse.plant_words import names_plant

MINUTES: Final = 10  # between messages of one sender that are one
PREAMBLE: Final = 300  # characters above the first message that can be a note on the chat
MOST_REPLIES: Final = 50  # to one offer
REPLY_MINUTES: Final = 2 * 1440  # after an offer in which what is said may be about it
REPLY_CHARS: Final = 40_000  # of all replies to one offer


@dataclass(frozen=True, slots=True)
class Chat:
    """The messages of a chat in order, and what somebody wrote above the first of them, "" for nothing."""

    messages: tuple[Message, ...] = ()
    above: str = ""


@dataclass(slots=True)
class Talk:
    """An offer in a chat, or words about a plant; `replies`: (whether the same person's, words) after it.

    `left_out`: how many messages after it are no replies to it. `above`: a note that stood above the whole chat.
    `since`: the minute in which it was last sent, None when that is not known.
    """

    message: Message
    above: str = ""
    replies: list[tuple[bool, str]] = field(default_factory=list)
    left_out: int = 0
    since: int | None = None
    length: int = 0

    def takes(self, message: Message) -> bool:
        """Whether a later message may still be a reply."""
        late = None not in (self.since, message.minute) and (message.minute or 0) - (self.since or 0) > REPLY_MINUTES
        return not late and self.has_room(message)

    def has_room(self, message: Message) -> bool:
        """Whether one more reply is kept beside it."""
        return len(self.replies) < MOST_REPLIES and self.length + len(message.words) <= REPLY_CHARS

    def reply(self, message: Message) -> None:
        """Add a message to the replies."""
        own = bool(message.sender) and message.sender == self.message.sender
        self.replies.append((own, message.words))
        self.length += len(message.words)


def chat_of(text: str) -> Chat:
    """The messages of an exported chat; none for a text that is no chat, or may be none."""
    lines = text.replace("\ufeff", "").splitlines()
    heads = (heads_of(lines) if has_times(text) else []) or turns_of(lines)
    if not heads:
        return Chat()
    whole = "\n".join(lines[: heads[0].number]).strip()
    above = "\n".join(line for line in lines[: heads[0].number] if not is_heading(line)).strip()
    if len(whole) > PREAMBLE or is_offer(above) or (len(heads) == 1 and whole):
        return Chat()  # one message copied out of a chat begins with its sender; below an offer stand comments
    starts = [*(head.number for head in heads[1:]), len(lines)]
    messages = [_with_words(head, lines[head.number + 1 : end]) for head, end in zip(heads, starts, strict=True)]
    return Chat(tuple(one for one in messages if one.words and not is_service(one.sender)), above)


def talks_of(chat: Chat) -> list[Talk]:
    """The offers of a chat with the replies that follow each; an offer that its sender sends again is one.

    What has to do with plants and is no reply, before the first offer or long after one, is a talk, too.
    """
    talks: list[Talk] = []
    known: dict[tuple[str, str], Talk] = {}
    numbered: dict[str, Talk] = {}
    at: Talk | None = None
    for message in (*_note(chat), *_joined(chat.messages)):
        key = (message.sender, "".join(message.words.split()))
        if message.answers and not _offers_another(message):
            to = numbered.get(message.answers, at)
            _add(message, to, is_told=message.answers in numbered)
        elif key in known:
            to = at = known[key]
            at.since = message.minute
        elif (is_offer(message.words) and not _answers(message, at)) or _tells(message, at):
            to = at = known[key] = Talk(message, since=message.minute)
            talks.append(at)
        else:
            to = at
            _add(message, to)
        if to is not None:
            numbered.update(dict.fromkeys(message.number.split(), to))
    if talks and chat.above and not _note(chat):
        talks[0].above = chat.above
    return talks


def _add(message: Message, talk: Talk | None, *, is_told: bool = False) -> None:
    """Take a message that is no offer. Args: is_told, the program tells that it answers that talk, however late."""
    if talk is not None and (talk.has_room(message) if is_told else talk.takes(message)):
        talk.reply(message)
    elif talk is not None:
        talk.left_out += 1


def _offers_another(message: Message) -> bool:
    """Whether an answer to somebody's message is an offer of a plant of its own."""
    return names_plant(message.words) and is_offer(message.words)


def _answers(message: Message, at: Talk | None) -> bool:
    """Whether the sender of an offer goes on about it: 350万,带机器 names no plant of its own."""
    own = at is not None and bool(message.sender) and message.sender == at.message.sender and at.takes(message)
    return own and not names_plant(message.words)


def _tells(message: Message, at: Talk | None) -> bool:
    """Whether a message that is no offer, and no reply to the offer before it, is about a plant."""
    if at is None:
        return is_related(message.words)
    return not at.takes(message) and names_plant(message.words)


def _note(chat: Chat) -> tuple[Message, ...]:
    """What stands above a chat when it tells of a plant."""
    return (Message("", chat.above),) if names_plant(chat.above) else ()


def _joined(messages: Sequence[Message]) -> Iterator[Message]:
    """Messages of one sender that follow each other within minutes as one, but two offers as two."""
    held: Message | None = None
    for message in messages:
        if held is not None and _goes_on(held, message):
            numbers = f"{held.number} {message.number}".strip()
            held = replace(held, words=f"{held.words}\n{message.words}", minute=message.minute, number=numbers)
            continue
        if held is not None:
            yield held
        held = message
    if held is not None:
        yield held


def _goes_on(held: Message, message: Message) -> bool:
    if not held.sender or held.sender != message.sender or held.minute is None or message.minute is None:
        return False
    near = 0 <= message.minute - held.minute <= MINUTES and message.answers == held.answers
    return near and not (_offers_another(message) and is_offer(held.words))


def _with_words(head: Head, lines: Sequence[str]) -> Message:
    below = "\n".join(line.rstrip() for line in lines if not is_day_line(line)).strip()
    return replace(head.message, words="\n".join(filter(None, (head.message.words, below))))
