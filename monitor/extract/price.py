"""Finds amounts of money and says what each is: the price asked, a deposit, an appraisal, …, or unknown."""

from __future__ import annotations

from typing import Final, NamedTuple

from monitor.extract.amounts import Amount, read_amounts
from monitor.extract.bare import bare_price
from monitor.extract.context import (
    amount_detail,
    is_others,
    left_of,
    make_fact,
    near_words,
    others_from,
    right_of,
    stands_alone,
)
from monitor.extract.labels import Label, load_labels
from monitor.extract.mend import mended
from monitor.extract.reading import Reading
from monitor.models import Fact, Role
from monitor.text.expression import expression

HOPEFUL: Final = frozenset({"asking", "starting", "floor"})
LEAST_PRICE: Final = 3_000  # yuan; below that no plant is sold, it is a rate or a fee
LEAST_PER_KW: Final = 100
MOST_PER_KW: Final = 100_000

# 万 without 元 counts something else here; the units of amounts.py know most of the other things.
_NO_MONEY_AFTER: Final = expression(
    r" ?(?:个?机位|(?<! )装机|伏|步|字|卡|负荷|美|港|欧|日元|韩|泰|粉丝|用户|居民|群众|农户|村民|网友|头|尾|羽|颗|片"
    r"|瓶|斤|多?千瓦|kw|度|平|大卡|千伏|方|立)"
)
_GE: Final = expression(r"个w?(?=$|[^\w]|[出转拿不可左以内就包打急谈面卖])")
_ZITOU: Final = expression(r"([1-9一二三四五六七八九])字头")
_MACHINES: Final = expression(r"矿机|s\d\d|m\d\ds?|算力|显卡|服务器|机架|货架|每台|单价|一台")
_NEGOTIABLE: Final = expression(
    r"(?=[面价可议当双私协条p])(?:"  # a quick no for all other places
    r"面议|价[格钱位]?(?:都|还|均)?(?:可以?|好|再|能|来人|当面|见面|电话|微信|私下|私|详|电|面|另|双方"
    r"|协)(?:再)?(?:商量|商谈|商议|商|谈|议|聊|说|联|定|询|刀)|价[格钱]?当面|可(?:小)?刀"
    r"|可议价?|(?<![不拒免])议价|当面(?:商|谈)[定价议]|双方.{0,4}(?:商定|协商|议定)|价(?:钱|格)?私|私聊价"
    r"|协商(?:确定|定价)|(?<!话)(?<!意)(?<!迎)面谈"
    r"|(?:条件|价格).{0,4}面谈|price (?:is )?negotiable)"
)
_FIXED: Final = expression(r"不(?:可)?(?:议价|还价|讲价|二价|面议)|谢绝(?:议价|还价)|拒绝(?:议价|还价)")
_FILLER: Final = " :|()为是约人民币共计即达至到至少在的了大概差不多近元每年"
_EACH_KW: Final = expression(r"(?:每|按|一个?|1个?)+(?:千瓦|kw|瓩)")
_YEARLY: Final = expression(r"(?:一|每|全|1)年(?:的)?(?:租金|承包费|租|包|只要?|要|收|交|付|共|给)?(?:约|大概)? ?$")
_NUMERAL: Final = expression(r"[\d一二两三四五六七八九十百千万亿]")
_EARLIER: Final = expression(
    r"(?:此前|原来?|之前|上次|去年|前年|曾经?|当初|先前|起初|最初|开始|以前|本来|前期"
    r"|早前)(?:的|是)?$|(?:收购|购入|购买|受让|买入|取得|接手|入股|建设|建成|改制|当)时(?:的)?$"
)
_NO: Final = expression(r"(?:无|没有?|不需?要?|零|免|已还清|清|非)$")


class _Money(NamedTuple):
    amount: Amount
    role: Role
    rank: int
    per: str


def extract_price(reading: Reading) -> list[Fact]:
    """Find amounts of money in yuan.

    Args: reading of a text of n characters; O(n). Raises nothing.
    Returns: facts in text order, unit "CNY", `per` total, kW or year; role `asking`, `starting` or `floor` only for the
    price of what is offered, at most one value of it; `unknown` when the words do not say what the money is. A price
    by negotiation has no value and `negotiable` True. Amounts in other currencies and rates per kWh are left out.
    """
    reading = mended(reading)
    text = reading.normalised.plain.text
    others = others_from(reading)
    found = [_classify(reading, text, amount, others) for amount in _money_amounts(text)]
    found = _one_price(reading, text, found)
    talk = _negotiable(reading, text, others)
    if talk is None and reading.offer.offer == "direct" and not any(one.role in HOPEFUL | {"rent"} for one in found):
        bare = bare_price(reading)
        if bare is not None:
            found = sorted([*found, _Money(bare, "asking", 10, "total")], key=lambda one: one.amount.start)
    return _facts(reading, found, talk)


def _money_amounts(text: str) -> list[Amount]:
    found = []
    for amount in read_amounts(text):
        money = _as_money(text, amount)
        if money is not None and money.high >= 1:
            found.append(money)
    found.extend(_zitou(text))
    return sorted(found, key=lambda amount: amount.start)


def _as_money(text: str, amount: Amount) -> Amount | None:
    """The amount in yuan if it is money: 95万元, 95万, 95w, 138个; None for all else."""
    if amount.unit == "CNY":
        return None if amount.per in {"kWh", "other", "day"} else _with_whole(text, amount)
    if (
        amount.unit == "w"
        and amount.high < 20_000
        and not _MACHINES.search(text, max(0, amount.start - 8), amount.start)
    ):
        return amount._replace(low=amount.low * 10_000, high=amount.high * 10_000, unit="CNY")
    if amount.unit:
        return None
    if (
        amount.scale >= 10_000
        and text[amount.number_end - 1] in "万亿千百123456789一二三四五六七八九多余来"
        and not _NO_MONEY_AFTER.match(text, amount.end)
    ):
        return amount._replace(unit="CNY")
    ge = _GE.match(text, amount.end)
    if ge and 8 <= amount.low <= 20_000 and amount.low == int(amount.low) and _before_ge(text, amount.start):
        return amount._replace(low=amount.low * 10_000, high=amount.high * 10_000, unit="CNY", end=ge.end())
    return None


def _with_whole(text: str, amount: Amount) -> Amount:
    return amount._replace(end=amount.end + 1) if text.startswith("整", amount.end) else amount


def _before_ge(text: str, start: int) -> bool:
    return not start or not text[start - 1].isalnum() or text[start - 1] in "价要只就卖售是给转出包到"


def _zitou(text: str) -> list[Amount]:
    """9字头: from 90 to under 100, in 万."""
    found = []
    for match in _ZITOU.finditer(text):
        digit = "一二三四五六七八九".find(match[1]) + 1 or int(match[1])
        low, high = digit * 100_000, digit * 100_000 + 99_999
        found.append(Amount(match.start(), match.end(), match.start() + 1, low, high, "CNY"))
    return found


# -- what an amount is -------------------------------------------------------------------------------------------------


def _classify(reading: Reading, text: str, amount: Amount, others: int) -> _Money:
    per = {"kW": "kW", "year": "year", "month": "year"}.get(amount.per, "total")
    if amount.per == "month":
        amount = amount._replace(low=amount.low * 12, high=amount.high * 12)
    if is_others(reading, amount.start, others) or not _plausible(amount, per):
        return _Money(amount, "unknown", 0, per)
    label = _label(text, amount)
    lease = reading.offer.object in {"lease", "operating_right"}
    if lease and per == "total" and _YEARLY.search(text, max(0, amount.start - 12), amount.start):
        per = "year"
        label = None if label and label.word in {"一年", "每年"} else label
    role: Role = label.role if label else "unknown"
    rank = label.rank if label else 0
    if role == "rent":
        if label and label.word.startswith("月") and amount.per != "month":
            amount = amount._replace(low=amount.low * 12, high=amount.high * 12)
        return _Money(amount, role, rank, "year")
    if per == "year":
        return _Money(
            amount,
            "rent" if (lease and role in HOPEFUL | {"unknown"} and rank != 0) or (lease and not label) else "unknown",
            rank,
            per,
        )
    if label is None:
        return _Money(amount, "unknown", 5 if _may_be_price(text, amount, per) else 0, per)
    return _Money(amount, role, rank, per)


def _plausible(amount: Amount, per: str) -> bool:
    if per == "kW":
        return LEAST_PER_KW <= amount.low <= MOST_PER_KW
    return amount.low >= LEAST_PRICE


def _may_be_price(text: str, amount: Amount, per: str) -> bool:
    if _MACHINES.search(near_words(text, amount.start)):
        return False
    return per == "kW" or stands_alone(text, amount.start, amount.end) or amount.low >= 10_000


def _label(text: str, amount: Amount) -> Label | None:
    after = _label_after(text, amount)
    before = _label_before(text, amount)
    if after and (
        before is None or after.role == "floor" or (after.role == "past" and before.role in {"asking", "past"})
    ):
        return after
    if after and before and before.rank == 30 and after.role != "asking":
        return after  # 卖 and 价格 say little: 出 80万贷款
    return before


def _label_before(text: str, amount: Amount) -> Label | None:
    first = left_of(text, amount.start, limit=20)
    if first == amount.start and first and text[first - 1] in "\n":
        first = left_of(text, first - 1, limit=20)  # the label stands in the line above, as tables are read
        label = load_labels("price.tsv").last(text, first, amount.start)
        return label if label and not text[label.end : amount.start].strip(" :|\n") and label.rank != 30 else None
    labels = load_labels("price.tsv")
    label = labels.last(text, first, amount.start)
    if label is None or _cut_off(text, label, amount.start):
        return None
    if label.role in HOPEFUL and _EARLIER.search(text, max(0, label.start - 5), label.start):
        return label._replace(role="past", rank=0)
    return label


def _cut_off(text: str, label: Label, place: int) -> bool:
    """True when the label belongs to something else: another amount or a space stands between, or it is denied."""
    between = text[label.end : place]
    core = _EACH_KW.sub("", between).strip(_FILLER)
    if label.word.isascii():
        return len(core) > 16
    if " " in core or "|" in core or _NUMERAL.search(core):
        return True
    return label.rank == 0 and bool(_NO.search(text, max(0, label.start - 4), label.start))


def _label_after(text: str, amount: Amount) -> Label | None:
    place = amount.end
    for word in ("人民币", "现金", "左右", "以上", "上下", "出头", "整", "的"):
        if text.startswith(word, place):
            place += len(word)
    return load_labels("price_after.tsv").at(text, place, right_of(text, place))


# -- which one is the price --------------------------------------------------------------------------------------------


def _one_price(reading: Reading, text: str, found: list[_Money]) -> list[_Money]:
    """Leave one value with a role of a price asked; the rest is `unknown`."""
    if reading.offer.offer == "none":
        return [one._replace(role="unknown") if one.role in HOPEFUL else one for one in found]
    found = _appraised_floor(text, found)
    hopeful = [one for one in found if one.role in HOPEFUL]
    if not hopeful:
        if reading.offer.object in {"lease", "operating_right"} and any(one.role == "rent" for one in found):
            return found
        lone = _lone(reading, text, found)
        return [one._replace(role="asking") if one is lone else one for one in found]
    best = max(hopeful, key=lambda one: (one.per == "total", one.rank, -one.amount.start))
    same = (best.amount.low, best.amount.high, best.per)
    return [
        one._replace(role="unknown")
        if one.role in HOPEFUL and (one.amount.low, one.amount.high, one.per) != same
        else one
        for one in found
    ]


_BY_APPRAISAL: Final = expression(
    r"以(?:该|上述|此|经备案的?)?评估(?:值|价值?|结果)(?:作)?为(?:挂牌|转让|起拍|拍卖)?底价|(?:底价|挂牌价"
    r"|起拍价|转让价)格?(?:即)?(?:为|不低于|按|等于)(?:上述"
    r"|该)?评估(?:值|价)(?![\d为是约])"
)


def _appraised_floor(text: str, found: list[_Money]) -> list[_Money]:
    if any(one.role in HOPEFUL for one in found) or not _BY_APPRAISAL.search(text):
        return found
    appraisals = [one for one in found if one.role == "appraisal"]
    if len({one.amount.low for one in appraisals}) != 1:
        return found
    return [one._replace(role="floor") if one is appraisals[0] else one for one in found]


def _lone(reading: Reading, text: str, found: list[_Money]) -> _Money | None:
    """The only unlabelled amount, when the text is itself an ad or tells of one sale beside it."""
    candidates = [one for one in found if one.role == "unknown" and one.rank == 5]
    if reading.offer.offer == "reported":
        candidates = [one for one in candidates if _near_sale(text, one.amount)]
    elif len({(one.amount.low, one.per) for one in candidates}) > 1:
        totals = [one for one in candidates if one.per == "total"]
        candidates = (
            totals
            if len(totals) == 1
            else [one for one in totals if stands_alone(text, one.amount.start, one.amount.end)]
        )
    return candidates[0] if len({(one.amount.low, one.per) for one in candidates}) == 1 else None


_SALE: Final = expression(r"转让|出售|出让|转手|出手|挂牌|挂出|标价|叫卖|放售|求售|易手|卖|接盘|脱手|sell|sale")


def _near_sale(text: str, amount: Amount) -> bool:
    first, last = left_of(text, amount.start, "。!?\n", 30), right_of(text, amount.end, "。!?\n", 16)
    return bool(_SALE.search(text, first, last))


# -- facts -------------------------------------------------------------------------------------------------------------


def _facts(reading: Reading, found: list[_Money], talk: tuple[int, int] | None) -> list[Fact]:
    facts = []
    for one in found:
        amount = one.amount
        facts.append(
            make_fact(
                reading, "price", amount.start, amount.end, role=one.role, low=amount.low, high=amount.high,
                unit="CNY", per=one.per, negotiable=talk is not None and one.role in HOPEFUL,
                detail=amount_detail(amount),
            )
        )  # fmt: skip
    if talk is not None and not any(one.role in HOPEFUL | {"rent"} for one in found):
        role: Role = "unknown" if reading.offer.offer == "none" else "asking"
        facts.append(make_fact(reading, "price", *talk, role=role, unit="CNY", per="total", negotiable=True))
    return facts


def _negotiable(reading: Reading, text: str, others: int) -> tuple[int, int] | None:
    for match in _NEGOTIABLE.finditer(text):
        if is_others(reading, match.start(), others) or _FIXED.search(text, max(0, match.start() - 3), match.end()):
            continue
        if match.group() == "面谈" and not stands_alone(text, match.start(), match.end()):
            continue
        return match.span()
    return None
