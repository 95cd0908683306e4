"""Tells whether a text speaks of crypto mining at all: only then do policy rows on mining bear on what it claims."""

from __future__ import annotations

from typing import Final

from monitor.text.expression import cued

# Ore is mined, too: in English the word alone says nothing.
_MINING: Final = cued(
    r"挖矿|矿机|矿场|挖币|虚拟币|虚拟货币|加密货币|比特币|以太坊|币圈|算力|矿工|哇矿|wakuang|⛏|\b(?:btc|bitcoin|crypto)"
    r"|\bmining (?:rig|farm|container|machine|hardware|equipment|cent)"
)


def is_of_mining(plain: str) -> bool:
    """True when a folded text with its spaces speaks of crypto mining, whoever does and whatever is said of it."""
    return _MINING.search(plain) is not None
