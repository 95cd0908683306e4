"""What a mail says besides pointing to what is attached: a covering note makes no offer, the attachments may."""

from __future__ import annotations

import re
from typing import Final

from monitor.parse.plant_words import listed
from monitor.text.normalise import normalise

MOST: Final = 2_000  # characters of a note; what says more says something itself
_BETWEEN: Final = re.compile(r"[。！？!?;；，,\n]+|\.\s")


def besides_attachments(words: str) -> str | None:
    """The clauses of a mail that do not point to what is attached; None when none does, or it is long."""
    if len(words) > MOST:
        return None
    clauses = _BETWEEN.split(words)
    others = [clause for clause in clauses if not _points(clause)]
    return "\n".join(others) if len(others) < len(clauses) else None


def _points(clause: str) -> bool:
    return listed("attached.txt").search(normalise(clause).plain.text) is not None
