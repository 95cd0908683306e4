"""Members of an archive, and in place of a page that is written from a list of listings that list."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from monitor.charset import declared_charsets, decode
from monitor.parse.answered import lists_of
from monitor.unpack.model import Member


def with_lists(members: Iterable[Member]) -> Iterator[Member]:
    """The members in order, each list as a document of its own behind its page, which stays in the archive."""
    for member in members:
        lists = _lists_of(member) if member.answers and not member.problem else []
        yield replace(member, body=b"", answers=(), role="resource") if lists else member
        yield from lists


def _lists_of(member: Member) -> list[Member]:
    page = decode(member.body, declared_charsets(member.body, member.media_type)).text
    found = lists_of(page, member.answers, member.url)
    return [
        Member(f"{member.name}!/{one.url.partition('://')[2]}", one.body, "application/json", one.url, one.taken_at)
        for one in found
    ]
