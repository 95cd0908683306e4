"""Reads what is sold: a plant, a share of a company, a lease, a right, a debt, a bundle, a plant not yet built."""

from __future__ import annotations

from typing import Final

from monitor.models import OfferObject
from monitor.text.expression import cued, expression

_HAN_DIGITS: Final = {digit: value for value, digit in enumerate("零一二三四五六七八九")}

NUMBER: Final = r"(\d{1,3}(?:\.\d{1,4})?) ?%"
SHARE: Final = cued(
    rf"{NUMBER}(?:的|之)?(?:出资|财产|合伙|合作|公司)?(?:股权|股份|股|份额|权益|equity|stake|"
    rf"shares?)|(?:股权|股份|份额|持股|占股|占比)[^,。\n\d]{{0,6}}?{NUMBER}"
    rf"|{NUMBER} (?:equity|stake|interest|of the shares)"
)
SHARE_HAN: Final = cued(r"百分之([一二三四五六七八九十]{1,3})的?(?:股权|股份|份额)")
WHOLE: Final = cued(r"(?:全部|整体|百分之百|百分百|全资)(?:的)?(?:股权|股份)")
EQUITY: Final = cued(r"股权|股份(?!有限|公司|制)|份额|stake in|% stake|equity|shares in|占股")
DEBT: Final = cued(r"债权(?!债务)|不良资产包|应收账款")
# 债权随项目一并转让, 连同债务: the debt goes along with what is sold.
DEBT_ALONG: Final = cued(
    r"债[权务][^,。;\n]{0,12}?(?:随|一并|一起|一同)|(?:随|一并|一起|一同)[^,。;\n]{0,4}债[权务]|"
    r"(?:及|和|与|含|连同|包括|带|附带)(?:其|相关|全部|部分)?[\d.万亿元的]{0,10}债[权务]"
)
RIGHT: Final = cued(r"经营权|使用权转让|收益权|运营权")
LEASE: Final = cued(r"出租|招租|转租|租赁|承包|发包|租金|年租|for rent|for lease|to lease")
BUNDLE: Final = cued(r"打包|捆绑|资产包|一起(?:转|卖)|一并(?:转|出)|整体(?:转|出)")
SEVERAL: Final = cued(r"(?:[两二三四五六七八九十]|[2-9]|1\d)(?:座|个|家|级)(?:水电|小水电|电站|梯级|公司)")
UNBUILT: Final = cued(
    r"在建|未开工|尚未开工|筹建|拟建|待建|续建|停工|半拉子|估算投资|招商项目|前期工作|路条|"
    r"项目开发权|under construction"
)
PLANT_SOLD: Final = cued(r"(?:电站|水电站|资产)(?:整体)?(?:转让|出售|拍卖)|不存在[^。]{0,8}租赁|上有租赁")
SAYS: Final = expression("称|说|表示")
STILL_OFFERED: Final = cued(
    r"起拍|挂牌价|转让底价|挂牌底价|现转让|现出售|再次拍卖|变卖价|面议|要价|标价|"
    r"拟(?:公开)?(?:挂牌|转让|出售)"
)


def read_object(head: str) -> OfferObject:
    """What is sold, the narrowest first: a share of a company is not a plant, a lease is not a sale."""
    if BUNDLE.search(head) and SEVERAL.search(head):
        return "bundle"
    equity = EQUITY.search(head)
    if DEBT.search(head) and not equity and not (UNBUILT.search(head) and DEBT_ALONG.search(head)):
        return "debt"
    if equity:
        return "equity"
    return _right_or_plant(head)


def _right_or_plant(head: str) -> OfferObject:
    if RIGHT.search(head):
        return "operating_right"
    if LEASE.search(head) and not PLANT_SOLD.search(head):
        return "lease"
    if UNBUILT.search(head):
        return "under_construction"
    return "plant"


def read_share(head: str) -> float | None:
    """The share sold in percent, when one is stated."""
    if "%" in head and (match := SHARE.search(head)):
        value = float(next(group for group in match.groups() if group))
        return value if 0 < value <= 100 else None
    if match := SHARE_HAN.search(head):
        return _han_number(match.group(1))
    return 100.0 if WHOLE.search(head) else None


def _han_number(text: str) -> float:
    tens, ten, ones = text.partition("十")
    if not ten:
        return float(_HAN_DIGITS.get(text, 0))
    return float(_HAN_DIGITS.get(tens, 1) * 10 + _HAN_DIGITS.get(ones, 0))
