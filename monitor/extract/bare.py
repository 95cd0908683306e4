"""Numbers without a unit in short ads: 凉山1260 国网 680 要的滴滴 names kW first and the price in 万 last."""

from __future__ import annotations

import re
from typing import Final

from monitor.extract.amounts import Amount, read_amounts
from monitor.extract.context import BREAKS, ends_alone, is_others, left_of, others_from
from monitor.extract.energy import read_series
from monitor.extract.reading import Reading
from monitor.text.expression import expression

LONGEST_AD: Final = 400  # characters; in longer texts a lone number may be anything
_PRICE_WORD: Final = expression(
    r"(?:挂牌价|开口(?:要|就要|就是)?|张口(?:要|就要|就是)?|喊价?|转让价|售价|报价|标价|要价|叫价|开价|卖价"
    r"|一口价|心理价位?|到手价|打包价?|总价|(?<![单电房])价格?|价钱|价位"
    r"|数目|算|[降砍优惠便宜]+[到至为]|只要|要|仅售|出价|最低|起拍价|底价|卖)(?:是|为|个|:|:| )*$"
)
# The question of a chat in the line above: 多少钱出? 二百六
_ASKED_PRICE: Final = expression(
    r"(?:多少钱|啥价|什么价|价[钱格位]|几多钱|多少[出卖转]|要多少|怎么卖|咋卖|开价)[^\n\d]{0,6}\n[^\n:\d]{0,8}:? ?$"
)
_SALE_AFTER: Final = expression(
    r" ?(?:整|转|出|卖|拿走|急|可谈|可刀|可小刀|不[议讲还刀二包含带]|一口价|打包|上下|出头|吧|呗|包|左右|要的"
    r"|全包|到手|带走|[你您谁]?拿[走去]|[你您]?(?:拉走|开走|接走)|归[你您]|就[卖出转给]|以下(?:免谈|不谈|不卖)|免谈|一分不少"
    r"|一分不能少|少一分|成交|实收|净收|净得|净到|给你|给您)"
)
# 给380就卖, 低于380不谈: what stands right before a price without a mark.
_PRICE_LEAD: Final = expression(
    r"(?:诚心(?:要|买|想要)?的?|真心(?:要|买)?的?|真(?:要|想要)的?|谁?给|少于|低于|不到|没有|没|不够|想卖|打算卖|现在|目前|反正|凑个?|收你?|算你"
    r"|大概|差不多|大约|约|打包|一起|整个|全部|连机器|含税|包税|包过户|我要|净收|实收) ?$"
)
_OTHER_LEFT: Final = expression(r"(?:号|电话|手机|v|微信|qq|第|编号|邮编|许可证|no|s|m|年|坐标|\d\.)[: ]?$")
_WORD_AFTER: Final = expression(r" ?[a-z]")
_NO_CAPACITY: Final = expression(
    r"水头|落差|流量|海拔|机位|坝高|距|离|编号|发电|年发|电量|小时|负荷|矿机|放|每|各|[金款费]:|限|至少|每月"
)
LEAST_WAN: Final = 8
_LEAST_YUAN: Final = 100_000


def bare_capacity(reading: Reading) -> Amount | None:
    """The first lone number that may be a capacity in kW, in a direct ad without any number of kW."""
    if reading.offer.offer != "direct":
        return None
    text = reading.normalised.plain.text
    for amount in _lone_numbers(reading, text):
        if 30 <= amount.low <= 60_000 and not _priced(text, amount) and _after_plant(text, amount):
            if _NO_CAPACITY.search(text, left_of(text, amount.start, BREAKS, 8), amount.start):
                continue
            return amount._replace(unit="kW")
    return None


def labelled_price(reading: Reading) -> Amount | None:
    """The lone number after the word for a price, in 万 (from 100,000 in yuan): 要价260, 开口四百五."""
    if reading.offer.offer == "none":
        return None
    text = reading.normalised.plain.text
    labelled = [amount for amount in _lone_numbers(reading, text) if _priced(text, amount)]
    return _in_yuan(labelled[-1]) if labelled and labelled[-1].low >= LEAST_WAN else None


def bare_price(reading: Reading) -> Amount | None:
    """The lone number that is the price in 万 (from 100,000 in yuan), in a direct ad without any amount of money."""
    text = reading.normalised.plain.text
    numbers = _lone_numbers(reading, text)
    if not any(amount.unit == "kW" for amount in read_amounts(text)) and not _has_group(text):
        numbers = numbers[1:]  # the first one is the capacity
    numbers = [
        amount
        for amount in numbers
        if _begins_alone(text, amount)
        and "|" not in text[max(0, amount.start - 2) : amount.start]
        and amount.low not in range(1950, 2040)
        and amount.low >= LEAST_WAN
    ]
    return _in_yuan(numbers[0]) if len(numbers) == 1 and numbers[0].low <= 20_000 else None


def _in_yuan(amount: Amount) -> Amount:
    factor = 1 if amount.low >= _LEAST_YUAN else 10_000
    return amount._replace(low=amount.low * factor, high=amount.high * factor, unit="CNY")


def _has_group(text: str) -> bool:
    return re.search(r"\d ?[x×*] ?\d|\d台|[一二两三四五]台", text) is not None


def _lone_numbers(reading: Reading, text: str) -> list[Amount]:
    if reading.offer.offer == "none" or len(text) > LONGEST_AD:
        return []
    others = others_from(reading)
    listed = read_series(text)
    return [
        amount
        for amount in read_amounts(text)
        if _is_lone(text, amount)
        and not any(series.start <= amount.start < series.end for series in listed)
        and not is_others(reading, amount.start, others)
    ]


def _is_lone(text: str, amount: Amount) -> bool:
    # 5百多, 4百来: hundreds may be written with a sign.
    if amount.unit or amount.scale > 100 or (amount.low != amount.high and not amount.han) or amount.low % 1:
        return False
    before = text[max(0, amount.start - 1) : amount.start]
    if (before and (before.isdigit() or before in "x×*+-.#〔[" or "a" <= before <= "z")) or _OTHER_LEFT.search(
        text[max(0, amount.start - 3) : amount.start]
    ):
        return False
    if _WORD_AFTER.match(text, amount.end):
        return False
    return ends_alone(text, amount.end) or bool(_SALE_AFTER.match(text, amount.end))


def _begins_alone(text: str, amount: Amount) -> bool:
    # 两千千瓦八百三: the price follows the size without a mark.
    if not amount.start or not text[amount.start - 1].isalnum() or text[amount.start - 1] in "瓦w":
        return True
    return _PRICE_LEAD.search(text, max(0, amount.start - 6), amount.start) is not None


def _priced(text: str, amount: Amount) -> bool:
    if _ASKED_PRICE.search(text, max(0, amount.start - 24), amount.start):
        return True
    return bool(_PRICE_WORD.search(text[left_of(text, amount.start, BREAKS, 10) : amount.start]))


def _after_plant(text: str, amount: Amount) -> bool:
    """A capacity stands near the start of the ad, after the name of the place or the word for a plant."""
    return amount.start <= 40 or "站" in text[max(0, amount.start - 8) : amount.start]
