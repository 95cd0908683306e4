"""Finds amounts of money and says what each is: the price asked, a deposit, an appraisal, …, or unknown."""

from __future__ import annotations

from functools import lru_cache
from typing import Final, NamedTuple

from monitor.extract.amounts import Amount
from monitor.extract.bare import bare_price, labelled_price
from monitor.extract.context import (
    HARD_BREAKS,
    amount_detail,
    ends_alone,
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
from monitor.extract.money import MACHINES, PRICED, read_money
from monitor.extract.reading import Reading
from monitor.models import Fact, Role
from monitor.text.expression import cued, expression

_MOVE: Final = 60  # the rank of words that tell of a changed amount
_REFERENCE: Final = 6  # the rank of 参考价
LEAST_PRICE: Final = 3_000  # yuan; below that no plant is sold, it is a rate or a fee
LEAST_PER_KW: Final = 100
MOST_PER_KW: Final = 100_000

# From 700 down to 490, however it is put: the first was asked, the second is.
_MOVED: Final = expression(
    r"(?:[多余]?[万元]*[,、]? ?(?:左右|的)?(?:一路|一直|直接|又|再|已经?|现在?|如今|目前|眼下|后来|最近|这次"
    r"|慢慢|被|主动)*"
    r"(?:降|跌|砍|减|掉|调|下调|下浮|改|缩|落|喊|让|挂|变|杀|刀|谈|讲|松|报|要)(?:价|低|整)?(?:到|至|成|为|了)*"
    r"(?:现在|如今|眼下|目前)?的? ?)|[元万]*(?:→|⇒|—>|-+>)|(?:yuan|rmb|cny)? ?(?:down )?to ?(?:rmb|cny|¥)?"
)
_MOVED_FROM: Final = expression(
    r"(?:从|由|自|原来?(?:要|挂|卖|报|的|价)*|from(?: rmb| cny| ¥)?)(?:价格|挂牌价|报价|的|是|为)* ?$"
)
_NEGOTIABLE: Final = cued(
    r"(?=[面价可议当双私协条p])(?:"  # a quick no for all other places
    r"面议|价[格钱位]?(?:都|还|均)?(?:可以?|好|再|能|来人|当面|见面|电话|微信|私下|私|详|电|面|另|双方"
    r"|协)(?:再)?(?:商量|商谈|商议|商|谈|议|聊|说|联|定|询|刀)|价[格钱]?当面|可(?:小)?刀"
    r"|可议价?|(?<![不拒免])议价|当面(?:商|谈)[定价议]|双方.{0,4}(?:商定|协商|议定)|价(?:钱|格)?私|私聊价"
    r"|协商(?:确定|定价)|(?<!话)(?<!意)(?<!迎)面谈"
    r"|(?:条件|价格).{0,4}面谈|price (?:is )?negotiable)"
)
_HAGGLE: Final = expression(r"可小?刀|可议价?|议价")  # said beside a price, not in its place
_FIXED: Final = expression(r"不(?:可)?(?:议价|还价|讲价|二价|面议)|谢绝(?:议价|还价)|拒绝(?:议价|还价)")
_FILLER: Final = " :|()为是约人民币共计即达至到至少在的了大概差不多近元每年"
_EACH_KW: Final = expression(r"(?:每|按|一个?|1个?)+(?:千瓦|kw|瓩)")
_YEARLY: Final = expression(
    r"(?:一|每|全|1)年[^,。;|\d年]{0,8}$|年(?:租金?|承包[费款金]?|上?[交缴付])[^,。;|\d年]{0,8}$"
)
_PREDECESSOR: Final = expression(r"上一?[任轮期年届]|前任|首次|原[承租]|此前|去年|现任|往年|最初")
# 债权本金9800万元,利息4127万元,合计13927万元: what is owed, not what is asked for it.
_DEBT_SUM: Final = expression(
    r"(?:本金|利息|本息|罚息|债权|欠款|欠息)[^。;]{0,38}(?:合计|共计|总计|一共|共)(?:人民币|约|为|是|:| )*$"
    r"|(?:本金|本息|利息|债权)(?:余额|总额)?(?:约|为|是|:)*$"
)
_LETTING: Final = cued(r"招租|承租|出租|转租|租期|承包|竞租|续租|租赁|包出去|租出去|租给|外租|对外租")
_PRODUCT: Final = expression(r"乘|算下来|算出来|算一算|算算|折算|等于|合下来")
_MOST_RENT: Final = 300_000
# 三年租金一口价4.5万: for the whole term, not for a year.
_WHOLE_TERM: Final = expression(
    r"(?:(?<![第\d])(?:[两二三四五六七八九十]|\d{1,2})年|全期|租期内?|总)(?:的|总|合计|共)*(?:租金|租赁费|承包[费金款])"
    r"(?![^,。;]{0,10}(?:每年|一年|/年|年租))"
)
_LABEL_UNIT: Final = expression(r"\(?(?:单位:?)?(?:人民币)?[万亿]?元(?:/年)?\)?")
_FIRST_TIME: Final = expression(r"首次|前次|上次|第一次|一拍")
_AGAIN: Final = cued(r"第?[二三]次|[二三]拍|再次|重新|变卖|本次|此次|现|降|流拍|下浮")
_NUMERAL: Final = expression(r"[\d一二两三四五六七八九十百千万亿]")
_EARLIER: Final = expression(
    r"(?:此前|原来?|之前|上次|去年|前年|曾经?|当初|先前|起初|最初|开始|以前|本来|前期"
    r"|早前|[上前]半年|年初|年前|开春|月初|[上前]个?月|前阵子?|前段时间?|早些时候|最早)(?:的|是|还|就|也|都|曾)*$|(?:收购|购入|购买|受让|买入|取得|接手|入股|建设|建成|改制"
    r"|当)时(?:的)?$|(?:平时|平常|往常|往日)(?:都|要|是|就)*$"
)
_DONE: Final = expression(r"[了过]")  # 卖了, 出过: a deal of the past, or what others offered
_KEPT: Final = expression(r"(?:维持|仍|按|保持|还是|不变)[按为]?$")
_APPRAISED_AT: Final = expression(
    r"(?:[价款]格?(?:[,为按以即]|不得?[低少]于|等于)*|以?不得?[低少]于)(?:经?[^,。;]{0,6}(?:备案|核准|确认|审定)后?[的之]?|其|该|上述|对应的?)?$"
)
# 首次挂牌价不低于该值: the amount named before is the least price.
_THAT_SUM: Final = cued(
    r"(?:底价|起价|起拍价|挂牌价|价格?|价款|起点|报价)[^,。;\d]{0,4}(?:不得?[低少]于|即为|就是|等于|即|为|按|以)"
    r"(?:该|此|上述|前述|这个?)(?:评估|投资|投入)?(?:数|数额|数字|值|金额|额|价格?|结果|价值)(?:[,。;)]|$|[^\d一-龥])"
)
_SAME_AS: Final = expression(r"价(?:格)?(?:即|为|按|等于|就是)(?:[一二]拍)?$")
_TAKEN: Final = frozenset({"到手", "实收", "净收", "净到手", "收"})
_BASIS: Final = expression(r"(?:作?为|是)(?:基础|依据|参考|基准)")
_SUM: Final = expression(r"(?:合计|总计|共计|总共|一共|合共|共)(?:人民币|约|为|是|:| )*$")
_NEAR_FILLER: Final = "让售手格款总仅需了过掉去我你他她咱们个价钱就只也都卖给要它这站得"
_OWN: Final = frozenset(
    {"赚", "挣", "能赚", "能挣", "欠", "押", "捐", "花", "用了", "支付", "便宜", "优惠", "纯赚", "抵押"}
)
_REPAID: Final = expression(r"补|赔|退(?:出|掉|了)?[,、]|三年内退|年内退")
_GRID_BUYS: Final = expression(r"(?:电力公司|电网|国网|南网|供电局|供电公司|省网)收购 ?$")
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
    found = _moved(text, [_classify(reading, text, amount, others) for amount in read_money(text)])
    talk = _negotiable(reading, text, others)
    if not any(one.role in PRICED | {"rent"} for one in found) and (bare := labelled_price(reading)) is not None:
        found = sorted([*found, _Money(bare, "asking", 10, "total")], key=lambda one: one.amount.start)
    found = _one_price(reading, text, found if reading.offer.object == "debt" else _summed(text, found))
    open_ = talk is None or _HAGGLE.fullmatch(text, *talk)
    if open_ and reading.offer.offer == "direct" and not any(one.role in PRICED | {"rent"} for one in found):
        bare = bare_price(reading)
        if bare is not None:
            found = sorted([*found, _Money(bare, "asking", 10, "total")], key=lambda one: one.amount.start)
    return _facts(reading, found, talk)


# -- what an amount is -------------------------------------------------------------------------------------------------


def _classify(reading: Reading, text: str, amount: Amount, others: int) -> _Money:
    per = {"kW": "kW", "year": "year", "month": "year"}.get(amount.per, "total")
    if amount.per == "month":
        amount = amount._replace(low=amount.low * 12, high=amount.high * 12)
    if is_others(reading, amount.start, others) or not _plausible(amount, per):
        return _Money(amount, "unknown", 0, per)
    label = _told_label(text, amount, per)
    if per == "kW" and label is not None and label.word == "单价":
        label = label._replace(role="asking", rank=40)  # 单价4200每千瓦: the plant's, not a rig's
    if reading.offer.object in {"lease", "operating_right"}:
        return _in_lease(text, amount, per, label)
    if reading.offer.object == "debt" and label is not None and _DEBT_SUM.search(text, *_clause(text, amount)):
        label = label._replace(role="unknown", rank=0)
    role: Role = label.role if label else "unknown"
    rank = label.rank if label else 0
    if role == "rent":
        return _rent(amount, label, rank)
    if per == "year":
        let = (label is None or label.word in {"一年", "每年"}) and _is_let(text)
        return _Money(amount, "rent" if let else "unknown", 18 if let else rank, per)
    if label is None:
        return _Money(amount, "unknown", 5 if _may_be_price(text, amount, per) else 0, per)
    return _Money(amount, role, rank, per)


@lru_cache(maxsize=2)
def _is_let(text: str) -> bool:
    """Asked for each yearly amount, so looked for once a text."""
    return _LETTING.search(text) is not None


def _told_label(text: str, amount: Amount, per: str) -> Label | None:
    label = _label(text, amount) or _label_of_clause_before(text, amount)
    if per == "kW" and (label is None or label.role in PRICED) and _is_repaid(text, amount):
        return Label(amount.start, amount.start, "compensation", 0, "补")  # 每千瓦补五千
    if label is not None and label.word.startswith("收") and _GRID_BUYS.search(text, *_clause(text, amount)):
        return None  # 省电力公司收购 680万
    return label


def _is_repaid(text: str, amount: Amount) -> bool:
    """每千瓦补五千: what is paid for giving up a plant."""
    return _REPAID.search(text, *_clause(text, amount)) is not None


def _clause(text: str, amount: Amount) -> tuple[int, int]:
    return left_of(text, amount.start, HARD_BREAKS, 40), amount.start


def _in_lease(text: str, amount: Amount, per: str, label: Label | None) -> _Money:
    """In a lease what is paid a year is the rent, whatever it is called."""
    first = left_of(text, amount.start, limit=16)
    yearly = per == "year" or _YEARLY.search(text, first, amount.start)
    before = _PREDECESSOR.search(text, first, amount.start)
    if _WHOLE_TERM.search(text, left_of(text, amount.start, HARD_BREAKS, 26), amount.start) and per == "total":
        return _Money(amount, "asking", 46, "total")
    if not before and label and (named := _named_rent(amount, label)):
        return named
    if not yearly and not before:
        rank = label.rank if label else 5 if _may_be_price(text, amount, per) else 0
        return _Money(amount, label.role if label else "unknown", rank, per)
    if before:
        return _Money(amount, "past", 0, "year")
    if label and label.rank == 0 and label.word not in {"一年", "每年", "收入"}:
        return _Money(amount, label.role, 0, "year")
    return _Money(amount, "rent", label.rank if label and label.rank else 18, "year")


def _named_rent(amount: Amount, label: Label) -> _Money | None:
    if label.word.startswith("今年") and amount.low < _MOST_RENT:
        return _Money(amount, "rent", label.rank, "year")  # 去年租金两万一,今年两万六起
    return _rent(amount, label, label.rank) if label.role == "rent" else None


def _rent(amount: Amount, label: Label | None, rank: int) -> _Money:
    if label and label.word.startswith("月") and amount.per != "month":
        amount = amount._replace(low=amount.low * 12, high=amount.high * 12)
    return _Money(amount, "rent", rank, "year")


def _moved(text: str, found: list[_Money]) -> list[_Money]:
    """从700万降到490万: the amount before is past, the one after is asked now."""
    result = list(found)
    for number in range(len(found) - 1):
        one, two = result[number], result[number + 1]
        gap = text[one.amount.end : two.amount.start]
        if len(gap) > 16 or one.per != two.per or not _MOVED.fullmatch(gap):
            continue
        chinese = not gap.isascii()
        from_ = _MOVED_FROM.search(text, left_of(text, one.amount.start), one.amount.start)
        if (from_ or (chinese and one.role in PRICED | {"past"})) and one.amount.low > two.amount.low:
            result[number] = one._replace(role="past", rank=0)
            result[number + 1] = two._replace(role="asking" if two.per != "year" else "rent", rank=_MOVE)
    return result


def _summed(text: str, found: list[_Money]) -> list[_Money]:
    """股权680万元,债权320万元,合计1000万元: the sum of what was named before is the price."""
    result = list(found)
    for number in range(2, len(found)):
        one = found[number]
        if one.per != "total" or not _SUM.search(text, left_of(text, one.amount.start, limit=8), one.amount.start):
            continue
        parts = [other.amount.low for other in found[max(0, number - 4) : number]]
        if any(abs(sum(parts[first:]) - one.amount.low) <= 0.005 * one.amount.low for first in range(len(parts) - 1)):
            result[number] = one._replace(role="asking", rank=52)
    return result


def _plausible(amount: Amount, per: str) -> bool:
    if per == "kW":
        return LEAST_PER_KW <= amount.low <= MOST_PER_KW
    return amount.low >= LEAST_PRICE


def _may_be_price(text: str, amount: Amount, per: str) -> bool:
    if MACHINES.search(near_words(text, amount.start, limit=8)):
        return False
    return per == "kW" or stands_alone(text, amount.start, amount.end) or amount.low >= 10_000


def _label(text: str, amount: Amount) -> Label | None:
    after = _label_after(text, amount)
    before = _label_before(text, amount)
    if after and after.word.startswith(("就能", "就可", "能买", "可以买")):
        return after  # 花88万就能买
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
    if label.word in _TAKEN and _PER_YEAR.search(text, first, label.start):
        return label._replace(role="unknown", rank=0)  # 去年到手十一万
    return _weighed(text, label, first, _BASIS.match(text, amount.end) is not None)


def _weighed(text: str, label: Label, first: int, based: bool) -> Label:
    """The label as the words before it change it: earlier prices are past, 保证金调整为 is about the deposit."""
    if label.role == "past" and label.word.endswith("价") and _SAME_AS.search(text, first, label.start):
        return label._replace(role="starting", rank=45)  # 变卖价即二拍流拍价1504万
    if label.role == "appraisal" and not based and _APPRAISED_AT.search(text, first, label.start):
        return label._replace(role="floor", rank=45)  # 价格不低于评估值95万
    if label.rank == _MOVE:
        about = load_labels("price.tsv").last(text, first, label.start)
        return about if about and about.rank == 0 else label
    first_time = _FIRST_TIME.search(text, left_of(text, label.start, HARD_BREAKS, 26), label.start)
    if 40 <= label.rank < 50 and first_time and _is_offered_again(text):
        return label._replace(rank=15)
    earlier = _EARLIER.search(text, max(0, label.start - 5), label.start) or label.word.startswith("原")
    if not earlier or label.role not in PRICED | {"past"}:
        return label
    kept = _KEPT.search(text, first, label.start)
    return label._replace(role="asking", rank=40) if kept else label._replace(role="past", rank=0)


@lru_cache(maxsize=2)
def _is_offered_again(text: str) -> bool:
    """Asked for each first price, so looked for once a text."""
    return _AGAIN.search(text) is not None


def _label_of_clause_before(text: str, amount: Amount) -> Label | None:
    """要价倒不高,一百三十万: the price is named in the clause before, the amount stands alone in its own."""
    first = left_of(text, amount.start)
    if not first or text[first - 1] not in ",:" or text[first : amount.start].strip():
        return None
    start = left_of(text, first - 1, limit=10)
    label = load_labels("price.tsv").last(text, start, first)
    if label is None or label.role not in PRICED or label.rank < 40 or _NUMERAL.search(text, start, first):
        return None
    return label._replace(rank=25)


def _cut_off(text: str, label: Label, place: int) -> bool:
    """True when the label belongs to something else: another amount or a space stands between, or it is denied."""
    between = text[label.end : place]
    between = _LABEL_UNIT.sub("", between, 1) if "元" in between else between
    core = _EACH_KW.sub("", between).strip(_FILLER)
    if label.word.isascii():
        return len(core) > 16
    if label.rank == 30 and _DONE.match(between):
        return True
    short = len(label.word) <= 2 if label.role == "asking" else len(label.word) == 1
    if ((short and label.rank <= 30) or len(label.word) == 1) and core.strip(_NEAR_FILLER):
        return not (label.word == "欠" and len(core) <= 4)  # 要, 收, 挂 are about an amount only right before it
    if label.word in _OWN and between[:1] in {" ", ":"}:
        return True
    if (" " in between and core) or "|" in core or _NUMERAL.search(core):
        return True
    return label.rank == 0 and bool(_NO.search(text, max(0, label.start - 4), label.start))


def _label_after(text: str, amount: Amount) -> Label | None:
    place = amount.end
    for word in ("人民币", "现金", "左右", "以上", "上下", "出头", "整", "的"):
        if text.startswith(word, place):
            place += len(word)
    label = load_labels("price_after.tsv").at(text, place, right_of(text, place))
    # 650万诚意金50万: the word belongs to the amount after it.
    return None if label and label.role == "deposit" and _NUMERAL.match(text, label.end) else label


# -- which one is the price --------------------------------------------------------------------------------------------


def _one_price(reading: Reading, text: str, found: list[_Money]) -> list[_Money]:
    """Leave one value with a role of a price asked; the rest is `unknown`."""
    if reading.offer.offer == "none":
        return [one._replace(role="unknown") if one.role in PRICED else one for one in found]
    found = _appraised_floor(text, found)
    hopeful = [one for one in found if one.role in PRICED]
    if not hopeful:
        if reading.offer.object in {"lease", "operating_right"} and any(one.role == "rent" for one in found):
            return _one_rent(found)
        lone = _lone(reading, text, found) or _reference(found)
        return [one._replace(role="asking") if one is lone else one for one in found]
    hopeful = _without_products(text, hopeful)
    best = max(hopeful, key=lambda one: (one.per == "total", one.rank, -one.amount.start))
    same = (best.amount.low, best.amount.high, best.per)
    return [
        one._replace(role="unknown")
        if one.role in PRICED and (one.amount.low, one.amount.high, one.per) != same
        else one
        for one in found
    ]


def _without_products(text: str, hopeful: list[_Money]) -> list[_Money]:
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


def _one_rent(found: list[_Money]) -> list[_Money]:
    best = max((one for one in found if one.role == "rent"), key=lambda one: (one.rank, -one.amount.start))
    same = (best.amount.low, best.amount.high)
    return [
        one._replace(role="unknown") if one.role == "rent" and (one.amount.low, one.amount.high) != same else one
        for one in found
    ]


_BY_APPRAISAL: Final = cued(
    r"(?:底价|挂牌价|起拍价|转让价)格?(?:同|取|与)(?:该|上述)?评估(?:值|价)|不低于(?:该|上述|经备案的?|对应的?)?评估(?:值|价值?|结果)的(?:价格|底价)|以(?:该|上述|此"
    r"|经备案的?)?评估(?:值"
    r"|价值?|结果)(?:作)?为(?:挂牌|转让|起拍|拍卖)?底价|(?:底价|挂牌价"
    r"|起拍价|转让价)格?(?:即)?(?:为|不低于|按|等于)(?:上述"
    r"|该)?评估(?:值|价)(?![\d为是约])|(?:以|按|参照)(?:该|上述|此|经备案的?)?评估(?:值|价格?|价值|结果)"
    r"(?:作?为底|(?:公开)?(?:挂牌|起拍|转让|拍卖)|(?:作?为)?(?:首次)?(?:挂牌|转让|起拍|拍卖)(?:底价|价))"
)


def _appraised_floor(text: str, found: list[_Money]) -> list[_Money]:
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


def _reference(found: list[_Money]) -> _Money | None:
    """参考价165万 is the price where a notice names no other."""
    named = [one for one in found if one.role == "appraisal" and one.rank == _REFERENCE]
    return named[0] if len({one.amount.low for one in named}) == 1 else None


def _lone(reading: Reading, text: str, found: list[_Money]) -> _Money | None:
    """The unlabelled amount that most likely is the price: of a direct ad, or of a report beside a word of selling."""
    candidates = [one for one in found if one.role == "unknown" and one.rank == 5]
    if reading.offer.offer == "reported":
        lone = len(candidates) == 1 and _stands_after_size(text, candidates[0].amount)
        candidates = [one for one in candidates if lone or _near_sale(text, one.amount)]
        return candidates[0] if len({(one.amount.low, one.per) for one in candidates}) == 1 else None
    if len({(one.amount.low, one.per) for one in candidates}) <= 1:
        return candidates[0] if candidates else None
    candidates = _without_products(text, candidates)
    if len(candidates) == 1:
        return candidates[0]
    weighed = [(_likelihood(text, one), number, one) for number, one in enumerate(candidates) if one.per == "total"]
    best = max(weighed, default=None, key=lambda one: one[:2])
    return best[2] if best and best[0] > 0 else None


def _likelihood(text: str, one: _Money) -> int:
    """How likely an unlabelled amount is the price: alone in its clause, no word of spending or of a year before it."""
    amount = one.amount
    words = near_words(text, amount.start)
    score = 2 * stands_alone(text, amount.start, amount.end) + 2 * (not words.strip(_FILLER))
    score -= 3 * bool(_SPENT.search(words)) + 2 * bool(_PER_YEAR.search(words))
    return score + bool(_PART_AFTER.match(text, amount.end)) * -3 + 1


_SPENT: Final = expression(
    r"[花交付赔修买罚借贷投掏贴凑欠押分补赚挣收亏换拆清用涨差][了过掉去]?|[了过]|剩|值|另|先|还有|每"
)
_PER_YEAR: Final = expression(r"一年|每年|年[^前后底初]|月|去年|前年")
_PART_AFTER: Final = expression(r"[是的]?(?:贷|债|欠|定金|首付|左右的?利|一年|/年|的?收入|块钱的?)")
_SALE: Final = expression(
    r"首挂|上架|找下家|出脱|要出(?!去)|想出(?!去)|放出|转让|出售|出让|转手|出手|挂牌|挂出|标价|叫卖|放售|求售|易手|卖|接盘|脱手|公示|售|割|甩|sell|sale"
)


def _stands_after_size(text: str, amount: Amount) -> bool:
    """Alone, or right after the size: 250千瓦90万."""
    size = text.endswith(("千瓦", "kw"), 0, amount.start)
    return stands_alone(text, amount.start, amount.end) or (size and ends_alone(text, amount.end))


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
                unit="CNY", per=one.per, negotiable=talk is not None and one.role in PRICED,
                detail=amount_detail(amount),
            )
        )  # fmt: skip
    if talk is not None and not any(one.role in PRICED | {"rent"} for one in found):
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
