"""Members of an archive, and in place of a page that is written from a list of listings that list.

A page that shows a list itself stays: what it loaded besides are the listings behind those that it shows.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from monitor.charset import declared_charsets, decode
from monitor.parse.answered import is_list, lists_of
from monitor.unpack.model import Answer, Member


def with_lists(members: Iterable[Member]) -> Iterator[Member]:
    """The members in order, each list as a document of its own behind its page, which stays in the archive."""
    for member in members:
        if not member.answers or member.problem:
            yield member
            continue
        page = decode(member.body, declared_charsets(member.body, member.media_type)).text
        lists = [_document(member, one) for one in lists_of(page, member.answers, member.url)]
        if lists and not is_list(page, member.url):
            member = replace(member, body=b"", role="resource")  # noqa: PLW2901 - what it is from here on
        yield replace(member, answers=()) if lists else member
        yield from lists


def _document(member: Member, one: Answer) -> Member:
    name = f"{member.name}!/{one.url.partition('://')[2]}"
    return Member(name, one.body, "application/json", one.url, one.taken_at)
