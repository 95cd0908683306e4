"""The algebra of stances: what a wording says by itself, joined with what its place makes of it.

By itself a wording may deny (已列入退出名单 denies not_in_cleanup), ask (能不能挖), doubt (顶风作案) or
assert (不是不能挖).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from monitor.models import Stance

# (the wording's own stance, the stance of the place) -> the claim's; pairs that are left out make no claim.
JOINED: Final[Mapping[tuple[Stance, Stance], Stance]] = {
    # 已列入退出名单: the seller denies; 没有列入退出名单: two negations assert. What the press tells of such a list
    # is its own finding more often than a seller's word, so it makes no claim.
    ("denied", "asserted"): "denied",
    ("denied", "denied"): "asserted",
    # (What a seller is told to refuse or to concede: extract/voices.py.)
    # 在退出名单里没? asks, whichever way it is put; a wish is one however it is put (退出名单上的勿扰).
    ("denied", "asked"): "asked",
    ("denied", "doubted"): "doubted",
    ("denied", "wanted"): "wanted",
    ("denied", "policy"): "policy",
    # A question that the press repeats is nobody's claim; one that the seller refuses to hear (别问能不能挖) is denied.
    # 有手续没手续都谈 is no wish.
    ("asked", "asserted"): "asked",
    ("asked", "asked"): "asked",
    ("asked", "denied"): "denied",
    ("asked", "doubted"): "asked",
    # 顶风作案 doubts in a comment and in the press; a seller does not say it of himself.
    ("doubted", "doubted"): "doubted",
    ("doubted", "asked"): "doubted",
    ("doubted", "reported"): "doubted",
    # 不是不能挖 asserts; not even that is left when the place negates once more.
    ("asserted", "asserted"): "asserted",
    ("asserted", "denied"): "denied",
    ("asserted", "reported"): "reported",
    ("asserted", "asked"): "asked",
    ("asserted", "doubted"): "doubted",
    ("asserted", "wanted"): "wanted",
    ("asserted", "policy"): "policy",
}


def joined(own: Stance | None, place: Stance) -> Stance | None:
    """The stance of a claim whose wording has the stance `own`; None: no claim."""
    return place if own is None else JOINED.get((own, place))
