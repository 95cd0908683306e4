"""A report of fraud that quotes one ad with size and price: 看到“900千瓦电站整转165万元”的信息后被骗."""

from __future__ import annotations

from typing import Final

from monitor.text.expression import cued, expression

_READ: Final = 2_000  # characters; the case is told behind the head of such a warning
_QUOTED: Final = cued(r"“[^”\n]{8,120}”|「[^」\n]{8,120}」|『[^』\n]{8,120}』|\"[^\"\n]{8,120}\"")
_PLANT: Final = expression(r"水电站|电站|水电|水力发电")
_SIZE: Final = expression(
    r"\d ?(?:kw|mw|千瓦|瓩|兆瓦)(?!时|h)|[一二三四五六七八九十百千两]+千?个?千瓦|\d ?[x×*] ?\d{2,4}"
)
_PRICE: Final = expression(r"[\d一二三四五六七八九十百千两] ?(?:万|w)(?!千瓦|kw|度|立方|方|亩|米)")
# What an owner says whose plant others offer: there is no such offer.
_DENIES: Final = cued(r"(?:从未|没有|未曾|并未|不曾)(?:对外)?(?:委托|授权|出售|转让|打算|要卖|想卖)|郑重声明|辟谣")
_VICTIM: Final = cued(r"被骗|骗走|骗了|骗去|报警|报案|避雷|上当|受骗")
_OTHER: Final = expression(r"求购|光伏|风电|抽水蓄能")


def reports_a_cheat(body: str) -> bool:
    """Whether the head of a folded text tells of fraud with one ad that it quotes, and offers nothing itself. O(1)."""
    head = body[:_READ]
    if _VICTIM.search(head) is None or _DENIES.search(head):
        return False
    own = _QUOTED.sub(" ", head)
    if _SIZE.search(own) and _PRICE.search(own):
        return False
    return any(
        all(one.search(match[0]) for one in (_PLANT, _SIZE, _PRICE)) and _OTHER.search(match[0]) is None
        for match in _QUOTED.finditer(head)
    )
