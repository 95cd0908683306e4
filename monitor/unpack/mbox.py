"""A mailbox file (mbox) -> its mails, each a document to be unpacked by itself; nothing but the mail in hand is held.

A mail begins with a line `From …` at the start of the file or behind an empty line, with a field of a mail below it; a
line of that kind that names a time and a year, as mail programs write it, needs no empty line above.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import BinaryIO, Final, cast

from monitor.unpack.bounds import BLOCK
from monitor.unpack.fields import skip_leading
from monitor.unpack.model import Part
from monitor.unpack.sniff import FROM
from monitor.unpack.streams import Window

_OVERLAP: Final = 2000
_FIELD: Final = rb"(?=>?From |[!-9;-~]{1,60}:)"
_MAIL_FIELD: Final = (  # first below the line in the mailboxes of usual programs
    rb"(?=(?i:from|to|date|subject|received|return-path|delivered-to|message-id|mime-version|content-[a-z-]{1,30}"
    rb"|x-[a-z-]{1,40}|status|reply-to|sender|dkim-signature|arc-[a-z-]{1,30}|authentication-results):)"
)
_BEGINS: Final = re.compile(rb"\n(?:" + FROM + _FIELD + rb"|\r?\nFrom [^\r\n]{1,500}\r?\n" + _MAIL_FIELD + rb")")


def parts(file: BinaryIO, name: str, *, loaded: bool = False) -> Iterator[Part]:
    """The mails of a mailbox in order, named by their number."""
    del name, loaded
    start = skip_leading(file)
    for number, (end, following) in enumerate(_ends(file, start), 1):
        yield Part(f"mail {number}.eml", cast("BinaryIO", Window(file, start, end - start)), "message/rfc822")
        start = following


def _ends(file: BinaryIO, at: int) -> Iterator[tuple[int, int]]:
    """Where each mail ends and where the next one's header fields begin."""
    base, window, searched = at, b"", 0
    while True:
        file.seek(base + len(window))
        block = file.read(BLOCK)
        window += block
        while (found := _BEGINS.search(window, searched)) and (not block or found.end() < len(window) - _OVERLAP):
            yield base + found.start() + 1, base + found.end()
            searched = found.end()
        if not block:
            yield base + len(window), base + len(window)
            return
        gone = max(searched, len(window) - _OVERLAP)
        base, window, searched = base + gone, window[gone:], 0
