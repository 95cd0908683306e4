"""Amounts beside the price that are not asked: what others of the kind fetch, what a device costs, what nobody gave."""

from __future__ import annotations

from typing import Final

from monitor.extract.amounts import Amount
from monitor.extract.context import HARD_BREAKS, left_of
from monitor.extract.labels import Label
from monitor.text.expression import expression

MOVE: Final = 60  # the rank of words that tell of a changed amount
# 底价下调10%至3,510万元
_CUT_TO: Final = expression(
    r"(?:下调|下浮|下降|降低|调低|调减|降价?|再降|上浮|上调)了?约?[\d.]+(?:%|成|个?百分点)(?:之?后)?,?(?:至|到|为|即|确定为|调整为)$"
)
# 略低于近年同类项目5,000元上下的水平: what others of the kind fetch
_OF_OTHERS: Final = expression(
    r"(?:同类|同期|同等|周边|附近|市场|行业|行情|历史|以往|往年|平均|当地)[^,。;\d]{0,10}(?:约|为|的)?$"
)
_LEVEL: Final = expression(r"(?:左右|上下|以上)?的?(?:平均|一般|市场)?(?:水平|均价|行情|均值)")
# 装一套八千块, 换一台两万: what a device costs; 整一套500万 is the plant
_OF_DEVICE: Final = expression(
    r"(?:安?装|更?换|加?配|补|添|增设|购置|订购?)(?:了|个|上|过|这样)?(?:一|[1-9两三四])(?:套|台|个|组|块|根|扇|条|只)"
    r"(?:新的?|好的|下来|大概|大约|差不多|要|得|就|也|需要?|花|才|只要|约| ){0,4}$"
)
# 主变14万5, 清渠9万, 厂家报价2.35万: what a part of the plant or its upkeep cost
_OF_PART: Final = expression(
    r"(?<![含带连有和及])(?:主变|变压器|压力(?:钢|水)?管道?|拦水?坝|大坝|清渠|修渠|转轮|调速器|励磁柜?|尾水渠?|前池|闸门|轴瓦|定子|油冷却器|线圈|蝶阀|配电[屏柜]|清淤|翻修|维修费?|检修|大修|小修|保养|保险费?"
    r"|工资|人工费?|水资源费|占地费|补偿费|罚款|慰问金)(?:大概|大约|差不多|约|要|花|共|[:了是 ]){0,3}$"
    r"|(?:付|掏|花|贴|投|垫|借|交|赔|还|汇|打|搭)了?出去了?$"
    r"|(?:厂家|厂里|师傅|施工队|工程队|维修队|设备商|供应商|安装队|检测公司|设计院)(?:的|给|说|那边|只|也){0,3}"
    r"(?:报价|报|开价|要价|要|开|喊价?)(?:[了是 :]|大概|约){0,3}$"
)
# 14年一起买的,总价1250万; 我在罗田收的那个,630,上个月,305万: what was paid once
_WAS_BOUGHT: Final = expression(
    r"(?:(?:(?<!人)买|收购|(?<![验回征吸签丰])收|盘|(?<![对衔连直嫁])接|拍|购)(?:下|来|进|过来)?的|(?:买|收购|盘|接|拍)(?:下来?|过来)了)"
    r"(?:(?:那|这)(?:个|座|家))?(?:,(?!现|转|卖|出|要)[^,。;!?\n]{0,8}){0,2}"
    r",(?:总价|总共|一共|共|全款|全部|当时|才)?(?:花了?|付了?|是|才|要)?$"
    r"|(?<![想要求])(?:买进|购进|购入|买入|入手)(?:时|价|的)*[:,][^。;!?\n]{0,14}$"
)
_STILL: Final = expression(r"[现今](?!金|款)|眼下|目前|转让|[想要只就]卖|卖[给你]|一起卖|一口价|[要报]价")
# 看了站,出价85万,没松口; 来看了,出价85万: a bid
_SOLD_FOR: Final = expression(
    r"[元块]?[,、 ]?(?:一口价|[喊要报叫开售]价|可[谈议刀]|面议|就?[转卖出让]|诚心|拿走|带走|不[还议讲]价)"
)
_BID: Final = expression(
    r"(?:[看来](?:了|过)[^,。;!?\n]{0,6}|(?:[个位名]|一)[^,。;!?\n卖]{0,8}(?:人|老板|商|客|买家|公司|朋友)[^,。;!?\n卖]{0,10}),?(?:只|才|就|愿意?|肯|想)?出(?:价|到)了?$"
)
_BID_REFUSED: Final = expression(
    r"[元块]?,?(?!.{0,6}[低少]于)[^,。;!?\n]{0,6}?(?:没|不|未)(?:肯|有|曾|愿)?(?:松口|答应|同意|点头|动心|理)"
)
_BIDS: Final = expression(r"出(?:价|到)?了?$")
# 现在重新放出来,1150万
_PUT_UP: Final = expression(
    r"(?:现在?|如今|今年|这次|目前|眼下)[^,。;!?\n\d]{0,4}(?:放|挂|拿)(?:出来|出去|上来|上去|出)(?:卖|转|转让|出售)?了?,(?:只?要)?$"
)
# 我这30%要 265万: the seller's own part
_OWN_PART: Final = expression(
    r"(?:我|我们|本人)(?:手里|手上)?[这的那]{0,2}(?:\d{1,2}(?:\.\d+)?%|[一二三四五六七八九]成半?|一半|份|股份)"
    r"(?:的?股[权份]?)?(?:就|只|想|现在|也){0,2}[要卖转][: ]*$"
)
# 隔壁巫溪有人挂2600千瓦的要2300万: the neighbour's price gives way to the own one
_NEIGHBOUR_ASKS: Final = expression(
    r"(?:隔壁|邻[县镇村乡近]|旁边|附近|对面|对岸|[上下]游|另一[个家座])[^,。;!?\n]{0,22}(?:要价?|挂|开价?|叫价?|卖|报价?|标价?|喊价?|成交|出手)了?$"
    r"|(?:老[大二三四五六七]|(?:别的|其他|另外|另一)[^,。;!?\n]{0,3}股东|合伙人)[^。;!?\n我]{0,16},?[他她](?:们)?(?:开口|开价|要价?|喊价?|报价?)(?:就是|就)?$"
)
# 现在卖五百万都没人要: asked once, in vain; a price that is named beside it is the one asked
_UNWANTED: Final = expression(r"(?:[元块]钱?|左右)?[都也](?:没|无)人(?:要|接|买|问|敢[要接买]|看|理)")
# What stands right before an amount and what it makes of it; the first that fits decides.
_BEFORE: Final = (
    (_PUT_UP, Label(0, 0, "asking", 40, "放出来")),
    (_OWN_PART, Label(0, 0, "asking", 42, "我这")),
    (_OF_PART, Label(0, 0, "unknown", 0, "修")),
    (_CUT_TO, Label(0, 0, "asking", MOVE, "下调")),
    (_OF_DEVICE, Label(0, 0, "unknown", 0, "装")),
)
NEIGHBOURS: Final = 19  # the rank of what a neighbour asks: any own amount replaces it
_LEAST_SURE: Final = 20  # the rank of an amount that a better named price replaces


def beside_price(text: str, amount: Amount) -> Label | None:
    """What an amount is that stands beside the price asked, or the new price after a cut; None of other words."""
    start = amount.start
    if _LEVEL.match(text, amount.end) and _OF_OTHERS.search(text, left_of(text, start, limit=18), start):
        return Label(start, start, "unknown", 0, "水平")
    if (told := _of_others(text, amount)) is not None:
        return told
    before = left_of(text, start)
    for pattern, label in _BEFORE:
        if pattern.search(text, left_of(text, start, HARD_BREAKS, 20) if pattern is _PUT_UP else before, start):
            return label._replace(start=start, end=start)
    return None


def _of_others(text: str, amount: Amount) -> Label | None:
    """What was paid once, and what a buyer offers; None of other words."""
    start = amount.start
    bought = _WAS_BOUGHT.search(text, left_of(text, start, HARD_BREAKS, 32), start)
    if bought and not _STILL.search(text, bought.start(), start) and not _SOLD_FOR.match(text, amount.end):
        return Label(start, start, "past", 0, "买的")
    near = left_of(text, start, HARD_BREAKS, 28)
    refused = _BIDS.search(text, near, start) and _BID_REFUSED.match(text, amount.end)
    return Label(start, start, "past", 0, "出价") if refused or _BID.search(text, near, start) else None


def less_sure(text: str, amount: Amount, label: Label) -> Label:
    """A price asked that nobody gave gives way to one that is named: 现在卖五百万都没人要 … 报价520万."""
    if label.role != "asking" or label.rank <= _LEAST_SURE:
        return label
    if _NEIGHBOUR_ASKS.search(text, left_of(text, amount.start, HARD_BREAKS, 32), amount.start):
        return label._replace(rank=NEIGHBOURS)
    return label._replace(rank=_LEAST_SURE) if _UNWANTED.match(text, amount.end) else label
