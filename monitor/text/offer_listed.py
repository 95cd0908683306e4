"""Companies that tell in a report or a filing which plant of theirs is on the market, among much else."""

from __future__ import annotations

from typing import Final

from monitor.text.expression import cued, expression

_READ: Final = 1_200  # characters; what a report is about shows in its head
_PLANT: Final = r"(?:水电站|电站|水电|发电有限|水力发电)"
# 东峡电站仍在青海省产权交易市场挂牌
_ON_LIST: Final = cued(
    rf"{_PLANT}[^。!?\n]{{0,60}}?(?:仍|正|现|目前|已|继续|尚)(?:处)?[在于][^。!?\n]{{0,30}}?挂牌(?!成交|结束|期满|终止)"
)
_NO_BUYER_YET: Final = cued(
    r"(?:尚未|暂未|仍未|还未|未能|没有)(?:征集到|产生|确定|找到|出现)(?:符合条件的|合格的?|合适的?)?(?:意向)?(?:受让|买|摘牌)[方家]"
    r"|(?:公开)?征集(?:意向)?受让方"
)
_LIST_PRICE: Final = cued(r"挂牌(?:价格?|底价|价款)(?:约?为|是|:| )*(?:人民币)?[\d,.]+ ?(?:万|亿)")
_OVER: Final = expression(r"(?:已|予以|决定|宣布)(?:终止|撤回|撤牌|取消|中止|摘牌|成交)|完成(?:交割|过户|股权转让)")

_ENGLISH_PLANT: Final = r"(?:plants?|stations?|dams?|hydros?|powerhouses?)"
# had put two run-of-river plants in Guangdong province up for public tender
_PUT_UP: Final = cued(
    rf"\b(?:put|puts|putting|placed|placing)\b[^.!?\n]{{0,60}}?\b{_ENGLISH_PLANT}\b[^.!?\n]{{0,60}}?"
    r"\b(?:up for (?:public )?(?:sale|auction|tender|bidding|bids)|on the (?:market|block)|out to (?:public )?tender)\b"
)
_HYDRO: Final = cued(r"\bhydro|\brun-of-river|\bturbine")
_SIZE: Final = cued(r"\d ?(?:kw|mw|kilowatts?|megawatts?)\b")
_ASKED: Final = cued(r"\d[\d.,]* ?(?:million|m|billion)? ?(?:yuan|rmb|cny)\b|\b(?:yuan|rmb|cny) ?\d")
_GONE: Final = cued(
    r"\b(?:(?:was|were|has been|have been|already) sold|withdr[ae]wn?|called off|completed (?:the|its) sale"
    r"|nepal|laos|vietnam|myanmar|pakistan|india|pumped|coal|solar)\b"
)


def is_still_listed(body: str) -> bool:
    """Whether a company says in its own report that a plant of its is on an exchange and for how much. O(1)."""
    head = body[:_READ]
    told = _ON_LIST.search(head) and _LIST_PRICE.search(head) and _NO_BUYER_YET.search(head)
    return bool(told) and _OVER.search(head) is None


def is_put_up(body: str) -> bool:
    """Whether English words tell that somebody put hydropower plants up for sale, with size and yuan. O(1)."""
    head = body[:_READ]
    told = all(one.search(head) for one in (_PUT_UP, _HYDRO, _SIZE, _ASKED))
    return told and _GONE.search(head) is None
