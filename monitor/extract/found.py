"""A wording of a claim, found, before anybody asked in whose mouth it stands."""

from __future__ import annotations

from typing import NamedTuple

from monitor.models import Scope, Sense, Span, Stance
from monitor.text.wording import Wording


class Found(NamedTuple):
    """A wording of a claim at [start, end) of the dense text."""

    type: str
    start: int
    end: int
    span: Span
    distance: int = 0
    phrase: str = ""
    stance: Stance | None = None
    sense: Sense | None = None
    scope: Scope | None = None
    wording: Wording | None = None  # whose conditions are still to be looked at
    certain: bool = False  # whatever the rest of its clause says
    weighed: bool = False  # told by the words of the whole clause, not by a listed wording
