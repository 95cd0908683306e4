"""Chooses the one amount of money that is the price asked; the others lose that role."""

from __future__ import annotations

from typing import Final, NamedTuple

from monitor.extract.amounts import Amount
from monitor.extract.bare import answers_price
from monitor.extract.context import HARD_BREAKS, ends_alone, left_of, near_words, right_of, stands_alone
from monitor.extract.money import PRICED
from monitor.extract.price_beside import NEIGHBOURS
from monitor.extract.price_label import FILLER, PER_YEAR
from monitor.extract.reading import Reading
from monitor.models import Role
from monitor.text.expression import cued, expression

_PLANT: Final = expression(r"电站|水电|千瓦|kw|mw|装机|发电所")
_ITEM_BREAKS: Final = "。;!?\n"
_REFERENCE: Final = 6  # the rank of 参考价
_EARNED_BACK: Final = expression(r"[元,、 ]{0,3}[\d一二两三四五六七八九十]{1,3}[到至~-]?\d?(?:年|个月)[^,。;\n]{0,6}回")
_PRODUCT: Final = expression(r"乘|算下来|算出来|算一算|算算|折算|等于|合下来")
# 首次挂牌价不低于该值: the amount named before is the least price.
_THAT_SUM: Final = cued(
    r"(?:底价|起价|起拍价|挂牌价|价格?|价款|起点|报价)[^,。;\d]{0,4}(?:不得?[低少]于|即为|就是|等于|即|为|按|以)"
    r"(?:该|此|上述|前述|这个?)(?:评估|投资|投入)?(?:数|数额|数字|值|金额|额|价格?|结果|价值)(?:[,。;)]|$|[^\d一-龥])"
    r"|(?:底价|起价|起拍价|挂牌价|价格|价款)[^,。;\d]{0,4}[与和同](?:之|其|此|该值|上述|评估[值价]?)[^,。;\d]{0,2}(?:相同|一致|相等|持平|等同)"
)


MANY: Final = 3  # sums that no word names: 价格面谈 in an account of what was paid and earned
LEAST_APART: Final = 50_000
UNSAID: Final = 5  # the rank of an amount that may be a price, and that no word names


class Money(NamedTuple):
    """An amount of money, what it is, how surely (rank) and what it is paid for (total, kW, year)."""

    amount: Amount
    role: Role
    rank: int
    per: str


def one_price(reading: Reading, text: str, found: list[Money], *, talked: bool = False) -> list[Money]:
    """Leave one value with a role of a price asked; the rest is `unknown`.

    `talked`: the text says that the price is to be talked about, so none of many sums beside is it.
    """
    if reading.offer.offer == "none":
        return [one._replace(role="unknown") if one.role in PRICED | {"rent"} else one for one in found]
    found = _appraised_floor(text, found)
    hopeful = [one for one in found if one.role in PRICED]
    told_apart = talked and _many_unsaid(found)
    if not hopeful:
        if reading.offer.object in {"lease", "operating_right"} and any(one.role == "rent" for one in found):
            return _one_rent(found)
        lone = None if told_apart else _lone(reading, text, found)
        lone = _reference(found) or lone or _earned_back(text, found) or _apart(reading, text, found)
        return [one._replace(role="asking") if one is lone else one for one in found]
    if all(one.rank == NEIGHBOURS for one in hopeful):
        own = None if told_apart else _lone(reading, text, found)
        if own is not None or talked:
            return [_own_or_unknown(one, own) for one in found]
    hopeful = _without_products(text, hopeful)
    best = max(hopeful, key=lambda one: (one.per == "total", one.rank, _of_plant(text, one.amount), -one.amount.start))
    same = (best.amount.low, best.amount.high, best.per)
    return [
        one._replace(role="unknown")
        if one.role in PRICED and (one.amount.low, one.amount.high, one.per) != same
        else one
        for one in found
    ]


def _own_or_unknown(one: Money, own: Money | None) -> Money:
    """What a neighbour asks is no price beside the own amount, which is."""
    if one is own:
        return one._replace(role="asking")
    return one._replace(role="unknown") if one.role in PRICED else one


def _many_unsaid(found: list[Money]) -> bool:
    return len({one.amount.low for one in found if one.role == "unknown" and one.rank == UNSAID}) > MANY


def _of_plant(text: str, amount: Amount) -> bool:
    """厂房,底价860万;电站,底价520万: whether a plant stands before the amount in its item of a list."""
    return _PLANT.search(text, left_of(text, amount.start, _ITEM_BREAKS, 80), amount.start) is not None


def _without_products(text: str, hopeful: list[Money]) -> list[Money]:
    """5600元/千瓦,算下来一千零五十八万: where a price of each kW is asked, its product is not the asked one."""
    rates = [one for one in hopeful if one.per == "kW"]
    if not rates:
        return hopeful
    kept = [
        one
        for one in hopeful
        if one.per != "total"
        or one.amount.start < rates[0].amount.start
        or not _PRODUCT.search(text, left_of(text, one.amount.start, HARD_BREAKS, 14), one.amount.start)
    ]
    return kept or hopeful


def _one_rent(found: list[Money]) -> list[Money]:
    best = max((one for one in found if one.role == "rent"), key=lambda one: (one.rank, -one.amount.start))
    same = (best.amount.low, best.amount.high)
    return [
        one._replace(role="unknown") if one.role == "rent" and (one.amount.low, one.amount.high) != same else one
        for one in found
    ]


_BY_APPRAISAL: Final = cued(
    r"(?:底价|挂牌价|起拍价|转让价)格?(?:同|取|与)(?:该|上述)?评估(?:值|价)|不低于(?:该|上述|经备案的?|对应的?)?评估(?:值|价值?|结果)(?:的(?:价格|底价)|(?:公开|对外|协议)?(?:竞价|挂牌|拍卖|转让|出让|出售|竞买|进行))|以(?:该|上述|此"
    r"|经备案的?)?评估(?:值"
    r"|价值?|结果)(?:作)?为(?:挂牌|转让|起拍|拍卖)?底价|(?:底价|挂牌价"
    r"|起拍价|转让价)格?(?:即)?(?:为|不低于|按|等于)(?:上述"
    r"|该)?评估(?:值|价)(?![\d为是约])|(?:以|按|参照)(?:该|上述|此|经备案的?)?评估(?:值|价格?|价值|结果)"
    r"(?:作?为底|(?:公开)?(?:挂牌|起拍|转让|拍卖)|(?:作?为)?(?:首次)?(?:挂牌|转让|起拍|拍卖)(?:底价|价))"
    # 公司以该值作为首轮竞价的起始价; 拟以此价挂牌; 以此为首次公开竞价底价
    r"|[以按将](?:该|此|上述|前述|其)(?:评估)?(?:值|价格?|价值|数额?|金额|结果|额)?(?:作?为|定为|确定为)?"
    r"(?:首[次轮]|第一[次轮]|本[次轮]|公开|对外|网络|竞价|拍卖|的){0,3}(?:起始价|起拍价|底价|挂牌|起价|转让价|出让|出售|起拍)"
)


def _appraised_floor(text: str, found: list[Money]) -> list[Money]:
    if any(one.role in PRICED for one in found):
        return found
    if that := _THAT_SUM.search(text):
        before = [one for one in found if one.amount.end <= that.start() and one.per == "total"]
        return [one._replace(role="floor") if before and one is before[-1] else one for one in found]
    if not _BY_APPRAISAL.search(text):
        return found
    appraisals = [one for one in found if one.role == "appraisal"]
    if len({one.amount.low for one in appraisals}) != 1:
        return found
    return [one._replace(role="floor") if one is appraisals[0] else one for one in found]


def _reference(found: list[Money]) -> Money | None:
    """参考价165万 is the price where a notice names no other."""
    named = [one for one in found if one.role == "appraisal" and one.rank == _REFERENCE]
    return named[0] if len({one.amount.low for one in named}) == 1 else None


def _earned_back(text: str, found: list[Money]) -> Money | None:
    """投资860万 6年左右能回来: what a buyer puts in, where the ad names no other amount."""
    if len(found) != 1 or found[0].role != "investment" or found[0].per != "total":
        return None
    end = found[0].amount.end
    return found[0] if _EARNED_BACK.match(text, end) else None


def _lone(reading: Reading, text: str, found: list[Money]) -> Money | None:
    """The unlabelled amount that most likely is the price: of a direct ad, or of a report beside a word of selling."""
    candidates = [one for one in found if one.role == "unknown" and one.rank == 5]
    if reading.offer.offer == "reported":
        lone = len(candidates) == 1 and _stands_after_size(text, candidates[0].amount)
        asked = [one for one in candidates if answers_price(text, one.amount.start)]
        only = len(found) == 1 and found[0].per == "total"
        candidates = asked or [one for one in candidates if lone or only or _near_sale(text, one.amount)]
        return candidates[0] if len({(one.amount.low, one.per) for one in candidates}) == 1 else None
    if len({(one.amount.low, one.per) for one in candidates}) <= 1:
        return candidates[0] if candidates else None
    candidates = _without_products(text, candidates)
    if len(candidates) == 1:
        return candidates[0]
    after_size = [one for one in candidates if one.per == "total" and _stands_after_size(text, one.amount, alone=False)]
    if after_size:
        return after_size[0]  # 白水500千瓦300万,黑水320千瓦200万: as the capacity is, that of the first
    weighed = [(_likelihood(text, one), number, one) for number, one in enumerate(candidates) if one.per == "total"]
    best = max(weighed, default=None, key=lambda one: one[:2])
    return best[2] if best and best[0] > 0 else None


def _likelihood(text: str, one: Money) -> int:
    """How likely an unlabelled amount is the price: alone in its clause, no word of spending or of a year before it."""
    amount = one.amount
    words = near_words(text, amount.start)
    score = 2 * stands_alone(text, amount.start, amount.end) + 2 * (not words.strip(FILLER))
    score -= 3 * bool(_SPENT.search(words)) + 2 * bool(PER_YEAR.search(words))
    return score + bool(_PART_AFTER.match(text, amount.end)) * -3 + 1


def _apart(reading: Reading, text: str, found: list[Money]) -> Money | None:
    """不欠账不打官司 88万 年底前出手: in an ad, the only sum that stands for itself, whatever stands beside it."""
    if reading.offer.offer != "direct":
        return None
    alone = [one for one in found if one.role == "unknown" and one.per == "total" and _is_apart(text, one.amount)]
    return alone[0] if len({one.amount.low for one in alone}) == 1 else None


def _is_apart(text: str, amount: Amount) -> bool:
    labelled = text[max(0, amount.start - 2) : amount.start].strip().endswith((":", "-"))
    return amount.low >= LEAST_APART and not labelled and stands_alone(text, amount.start, amount.end)


_SPENT: Final = expression(
    r"[花交付赔修买罚借贷投掏贴凑欠押分补赚挣收亏换拆清用涨差][了过掉去]?|[了过]|剩|值|另|先|还有|每"
)
_PART_AFTER: Final = expression(r"[是的]?(?:贷|债|欠|定金|首付|左右的?利|一年|/年|的?收入|块钱的?)")
_ABOUT: Final = expression(r"(?:左右|上下|出头|以上|之间|整)+")
_SALE: Final = expression(
    r"底价|要价|报价|叫价|开价|价钱|价格|首挂|上架|找下家|出脱|要出(?!去)|想出(?!去)|放出|转让|出售|出让|转手|出手|挂牌|挂出|标价|叫卖|放售|求售|易手|卖|接盘|脱手|公示|售|割|甩|招揽|招徕|招买|招人接|寻[找觅]?买|寻主|觅买|sell|sale"
)


def _stands_after_size(text: str, amount: Amount, alone: bool = True) -> bool:
    """Right after the size (250千瓦90万), or alone where that is enough."""
    size = text.endswith(("千瓦", "kw", "千瓦で", "kwで", "ワットで", "ワットが", "ワットは"), 0, amount.start)
    end = _ABOUT.match(text, amount.end)
    last = end.end() if end else amount.end
    return (alone and stands_alone(text, amount.start, last)) or (size and ends_alone(text, last))


def _near_sale(text: str, amount: Amount) -> bool:
    first, last = left_of(text, amount.start, "。!?\n", 30), right_of(text, amount.end, "。!?\n", 16)
    return bool(_SALE.search(text, first, last))
