"""Finds amounts of money and says what each is: the price asked, a deposit, an appraisal, …, or unknown."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from itertools import pairwise
from typing import Final

from monitor.extract.amounts import Amount
from monitor.extract.asked_amounts import asked_of
from monitor.extract.bare import bare_price, labelled_price, labelled_rent
from monitor.extract.bare_long import long_price
from monitor.extract.context import (
    HARD_BREAKS,
    amount_detail,
    is_others,
    left_of,
    make_fact,
    near_words,
    others_from,
    stands_alone,
)
from monitor.extract.foreign_money import foreign_prices
from monitor.extract.labels import Label
from monitor.extract.mend import mended
from monitor.extract.money import MACHINES, PRICED, read_money
from monitor.extract.money_series import ends_series
from monitor.extract.numbers import parse_number
from monitor.extract.price_beside import MOVE
from monitor.extract.price_choice import UNSAID, Money, one_price
from monitor.extract.price_english import english_price
from monitor.extract.price_label import clause_before, told_label
from monitor.extract.price_rounds import of_last_round
from monitor.extract.price_turns import closing_bid, of_shares, share_of
from monitor.extract.reading import Reading
from monitor.models import EMPTY, Fact, Role
from monitor.text.characters import PICTOGRAMS
from monitor.text.expression import cued, expression

LEAST_PRICE: Final = 3_000  # yuan; below that no plant is sold, it is a rate or a fee
LEAST_PER_KW: Final = 100
MOST_PER_KW: Final = 100_000
# From 700 down to 490, however it is put: the first was asked, the second is.
_MOVED: Final = expression(
    r"(?:[多余]?[万元]*[,、]? ?(?:左右|的)?(?:一路|一直|直接|又|再|已经?|现在?|如今|目前|眼下|后来|最近|这次"
    r"|慢慢|被|主动)*"
    r"(?:(?:下调|下浮|降低|降价?|下降|调低|调减)(?:了|约)?[\d.一二三四五]+(?:%|成|个(?:百分)?点)(?:之?后)?[,、]?"
    r"(?:即|为|是|至|到|现为|报)*|"
    r"(?:降|跌|砍|减|掉|调|下调|下浮|改|缩|落|喊|让|挂|变|杀|刀|谈|讲|松|报|要)(?:价|低|整)?(?:到|至|成|为|了)*"
    r"(?:现在|如今|眼下|目前)?的?) ?)|[元万]*(?:→|⇒|—>|-+>)|(?:yuan|rmb|cny)? ?(?:down )?to ?(?:rmb|cny|¥)?"
)
_TURNED: Final = expression(r"[变改降砍跌减杀刀让]")
# “…80万”, **80万: of the number only the end is to be seen
_CUT_OFF: Final = expression(r"(?:(?:^|[\"“「『\n])(?:\.{2,6}|-{3,6})|\*{2,6}|\?{2,6}|■+|█+)$")
# 从2600万到1900万,再到本周的1350万
_MOVED_ON: Final = expression(
    r"[元万]*[,、]?(?:一路|一直|然后|接着)?[再又]?[到至][了]?(?:本周|这周|上周|本月|这个月|今天|现在|如今|眼下|目前|最近)?的?"
)
# 从1100砍到860万: the first amount without its 万
_FROM_BARE: Final = expression(
    r"(?:从|由|原来?|之前|本来|起初)(?:价格?|要|挂|卖|报|喊|开|标|是|的)*[\d一二两三四五六七八九十百千]{2,6}[多来]?[,、]?"
    r"(?:一路|一直|直接|又|再|已经?|现在?|如今|慢慢|被|主动)*(?:降|跌|砍|减|掉|调|下调|下浮|改|缩|落|变|杀|刀"
    r"|谈|讲|松|让)(?:价|低)?(?:到|至|成|为)了? ?$"
)
_DISCOUNT: Final = expression(
    r"(?:左右|元)?的?(?:基础上|本金|报价)?,?(?:现在?|如今|目前)?(?:再|直接|按|全部|整体|就)?打?([1-9一二三四五六七八九])(?:[.点]?([1-9一二三四五六七八九]))?折(?!旧|算|合|腾|页)"
)
# 欠银行500万打六折, 一年收入200万,打六折, 投资1500万,八折: what is owed, earned or spent is no price to be cut.
_NOT_ASKED: Final = expression(r"(?:欠|贷款?|借|收入|营收|投资?|投了|花了?|赔|押金|保证金)[^,。;本]{0,6}$")
# 八折不卖, 打八折免谈, 9折以下不谈 refuse the discount; 打八折不议价 and 八折不含税 give it.
_REFUSED: Final = expression(
    r"(?:以[上下]|以内|之下)|(?:的话?|也|都|还|就|是|价|我|一律|统统|绝对|肯定|坚决| )*"
    r"(?:不(?:[卖谈](?![价给])|[能会想](?:卖|出|转|谈|给)|要(?!求)|行|干|成|理|聊|肯|愿|考虑|可能|可以|接受|同意|答应|[要用](?:来|谈|问|想)"
    r"|出(?!票)|转(?!公)|让(?![价利步刀])|给(?![开发过票]))|免[谈问]|没[门谁戏得]|没人[要问买接]|无[门人]|休想"
    r"|别[来想问谈找提]|勿|莫|甭|拒|谢绝)"
    r"|[,、](?:一律|统统|也|都)?(?:免谈|(?:不[卖谈]|别[来谈])(?![给价]))"
)
_OF_POWER: Final = expression(r"(?:块钱?|元)?的电(?![站厂])")  # 每年能卖五十多万块钱的电
_LOAN: Final = expression(r"[,、及和与+ ]{1,2}(?:股东)?(?:借款|债权)(?:本金|部分)?[为:]?")
_NOT_SOLD: Final = frozenset({"rent", "deposit", "compensation", "registered_capital"})
_TOKEN: Final = expression(r"股权|债|亏损|象征")
_MOVED_FROM: Final = expression(
    r"(?:从|由|自|把|将|原来?(?:要|挂|卖|报|的|价)*|from(?: rmb| cny| ¥)?)(?:价格|挂牌价|报价|的|是|为)* ?$"
)
_NEGOTIABLE: Final = cued(
    r"(?=[面价可议当双私协条p详电微来看直应要相交话])(?:"  # a quick no for all other places
    r"来了?(?:再)?(?:当面|见面)[说谈聊]|面[议商洽]|(?:电话|微信|来人|当面|见面|私下)议价|价[格钱位]?(?:都|还|均)?(?:可以?|好|再|能|来人|当面|见面|电话|微信|私下|私|详|电|面|另|双方"
    r"|协)(?:再)?(?:商量|商谈|商议|商|谈|议|聊|说|联|定|询|刀)|价[格钱]?当面|可(?:小)?刀"
    r"|可议价?|(?<![不拒免])议价|当面(?:商|谈)[定价议]|双方.{0,4}(?:商定|协商|议定)|价(?:钱|格)?私|私聊价"
    r"|看(?:货|站|了|过|完|现场|完?了站)(?:站|之?后)?(?:再|后|来)[谈说聊议讲](?:价|钱)"
    r"|直接交涉|[应要]相谈|(?:相谈|交涉|话し合い|协议)(?:で|により|によって|に|のうえ|の上)(?:决|应|定)"
    r"|协商(?:确定|定价)|(?<!话)(?<!意)(?<!迎)面谈"
    r"|(?:条件|价格).{0,4}面谈|price (?:is )?(?:negotiable|(?:up)?on (?:request|application|enquiry)))"
)
_HAGGLE: Final = expression(r"可小?刀|可议价?|议价")  # said beside a price, not in its place
_FIXED: Final = expression(r"不(?:可)?(?:议价|还价|讲价|二价|面议)|谢绝(?:议价|还价)|拒绝(?:议价|还价)")
_YEARLY: Final = expression(
    r"(?<![一-龥\d])年$"
    r"|(?:一|每|全|首|头|1)年[^,。;|\d年]{0,8}$|年(?:租金?|承包[费款金]?|上?[交缴付])[^,。;|\d年]{0,8}$"
)
_RATE_BEFORE: Final = expression(r"年(?:租金?)?[^,。;\d]{0,4}$|租金?[^,。;\d]{0,8}$")
_RATE_AFTER: Final = expression(r" ?(?:/|每|一|·) ?年")
_PREDECESSOR: Final = expression(r"上一?[任轮期年届]|前任|首次|原[承租]|此前|去年|现任|往年|最初")
# 债权本金9800万元,利息4127万元,合计13927万元: what is owed, not what is asked for it.
_DEBT_SUM: Final = expression(
    r"(?:本金|利息|本息|罚息|债权|欠款|欠息)[^。;]{0,38}(?:合计|共计|总计|一共|共)(?:人民币|约|为|是|:| )*$"
    r"|(?:本金|本息|利息|债权)(?:余额|总额)?(?:约|为|是|:)*$"
)
_LETTING: Final = cued(
    r"leas(?:e|ed|es|ing|ehold)\b|\b(?:concession|operating rights?|right to (?:run|operate)|usufruct)\b"
    r"|(?:to|for) (?:let|rent)\b|\blets\b(?! (?:you|us|him|her|them|the|me|in)\b)"
    r"|\brent(?:ing|ed)?(?: out)? (?:my|our|out|this)\b|\b(?:minimum|yearly|annual) (?:fee|rent)\b"
    r"|租[,、 ]?(?:但|暂|就是)?不[卖转出]|不[卖转],?只[出招]?租"
    r"|招租|承租|出租|转租|租期|承包|竞租|续租|租赁|包出去|租出去|租给|外租|对外租"
)
_ONLY_LET: Final = cued(r"租[,、 ]?(?:但|暂|就是)?不[卖转出]|只[出招]?租不|不[卖转],?(?:只|可)[以能]?[出招]?租")
_SOME: Final = expression(r"一批|若干|几[台个套]|\d[台个套]|全部|所有|一堆")
_NONE: Final = expression(r"(?:没|未|不|无|禁|莫|别)[^,。; ]{0,8}$")
_SIGN: Final = expression(f"[|{PICTOGRAMS}]")
_READY: Final = expression(
    r"(?:\d[台个套](?:[smt]\d\d?\w*|矿机)?|配好|齐全?|备好|建好|现成|完整|完好|另[算计付谈]"
    r"|[送拆清停撤带留]走?[了掉完]?|留下|都在|撤场|搬空) $"
)
_TALKED: Final = expression(
    r"(?:[来再面]谈|联系|优先|欢迎|勿扰|免谈|也行|都行|(?:都|均)?ok|[都均]可|的来|进场|入驻|可以|随便|自便|随意) $"
)
_MOST_RENT: Final = 300_000
# 三年租金一口价4.5万: for the whole term, not for a year.
_WHOLE_TERM: Final = expression(
    r"(?:(?<![第\d])(?:[两二三四五六七八九十]|\d{1,2})年|全期|租期内?|总)(?:的|总|合计|共)*(?:租金|租赁费|承包[费金款])"
    r"(?![^,。;]{0,10}(?:每年|一年|/年|年租))"
)
# 年均165万度×0.28=46万多: what the output brings
_EARNED_SUM: Final = expression(
    r"(?:[x×*乘]以? ?(?:0?[.点]\d+|[一二三四五六]毛[一二三四五六七八九半]?)(?:元|块)?(?:/度|一度)?"
    r"|[x×*乘]以? ?(?:[一二三四五六]毛[一二三四五六七八九半]?)) ?(?:[=≈]|就?是|等于|大?约) ?$"
)
# 两千千瓦还是两千万?
_OR_ELSE: Final = expression(r"还是$")
_ASKS: Final = expression(r"元?[呢啊]?[?]")
_SUM: Final = expression(r"(?:合计|总计|共计|总共|一共|合共|共)(?:人民币|约|为|是|:| )*$")


def extract_price(reading: Reading) -> list[Fact]:
    """Find amounts of money in yuan.

    Args: reading of a text of n characters; O(n). Raises nothing.
    Returns: facts in text order, unit "CNY", `per` total, kW or year; role `asking`, `starting` or `floor` only for the
    price of what is offered, at most one value of it; `unknown` when the words do not say what the money is. A price
    by negotiation has no value and `negotiable` True; one in another currency has none either, its unit is that
    currency (`foreign_money.py`). Rates per kWh are left out.
    """
    reading = mended(reading)
    text = reading.normalised.plain.text
    others = others_from(reading)
    money = [one for one in read_money(text) if asked_of(reading, one.start) != "generation"]
    found = _moved(text, [_classify(reading, text, amount, others) for amount in money])
    found = of_last_round(text, of_shares(text, found))
    talk = _negotiable(reading, text, others)
    if not _is_priced(reading, found) and (bare := labelled_price(reading) or long_price(reading)) is not None:
        found = sorted([*found, Money(bare, "asking", 10, "total")], key=lambda one: one.amount.start)
    if not any(one.role in PRICED | {"rent"} for one in found) and (rent := labelled_rent(reading)) is not None:
        found = sorted([*found, Money(rent, "rent", 10, "year")], key=lambda one: one.amount.start)
    open_ = talk is None or _HAGGLE.fullmatch(text, *talk) is not None
    found = found if reading.offer.object == "debt" else _summed(text, found)
    found = _with_bid(reading, text, one_price(reading, text, found, talked=not open_))
    if open_ and reading.offer.offer == "direct" and not any(one.role in PRICED | {"rent"} for one in found):
        bare = bare_price(reading)
        if bare is not None:
            found = sorted([*found, Money(bare, "asking", 10, "total")], key=lambda one: one.amount.start)
    return [*_facts(reading, _with_english(reading, found), talk), *foreign_prices(reading)]


def _with_bid(reading: Reading, text: str, found: list[Money]) -> list[Money]:
    """96万成交 at the end of an ad that names no other price."""
    if reading.offer.offer != "direct" or any(one.role in PRICED | {"rent"} for one in found):
        return found
    bid = closing_bid(text, found)
    return [one._replace(role="asking") if one is bid else one for one in found]


def _is_priced(reading: Reading, found: list[Money]) -> bool:
    """A price is found; a rent too where the plant is to let: 60卖断,或者一年四万五租给你 asks 60."""
    let = reading.offer.object in {"lease", "operating_right"}
    return any(one.role in PRICED or (let and one.role == "rent") for one in found)


def _with_english(reading: Reading, found: list[Money]) -> list[Money]:
    """An English offer may name its price without a currency: 800 kW, 2.4 million."""
    if any(one.role in PRICED | {"rent"} for one in found) or (price := english_price(reading)) is None:
        return found
    others = [one for one in found if not price.start <= one.amount.start < price.end]
    return sorted([*others, Money(price, "asking", 10, "total")], key=lambda one: one.amount.start)


def _classify(reading: Reading, text: str, amount: Amount, others: int) -> Money:
    per = {"kW": "kW", "year": "year", "month": "year"}.get(amount.per, "total")
    if amount.per == "month":
        amount = amount._replace(low=amount.low * 12, high=amount.high * 12)
    hidden = _CUT_OFF.search(text, max(0, amount.start - 8), amount.start)
    none = hidden or _OF_POWER.match(text, amount.end) or (per == "total" and ends_series(text, amount))
    if none or is_others(reading, amount.start, others):
        return Money(amount, "unknown", 0, per)
    label = told_label(text, amount, per)
    if not _plausible(amount, per) and not _is_token(text, amount, per, label):
        return Money(amount, "unknown", 0, per)
    if label is None and (other := _asked_else(reading, amount, per)) is not None:
        return other
    cheaper = _discounted(text, amount, label) if per == "total" else None
    return Money(cheaper, "asking", 14, per) if cheaper else _labelled(reading, text, amount, per, label)


# What is asked for, and so what an amount is that answers; all else is no price, and nothing that has a name here.
_ROLE_ASKED: Final[Mapping[str, Role]] = {
    "deposit": "deposit", "investment": "investment", "compensation": "compensation", "rent": "rent",
}  # fmt: skip


def _asked_else(reading: Reading, amount: Amount, per: str) -> Money | None:
    """一年收入多少 / 六十来万: what answers another question than that for the price."""
    asked = asked_of(reading, amount.start)
    if asked is None or asked in {"price", "capacity"}:  # 几千瓦 / 320,九十八万: no amount of money is a size
        return None
    role = _ROLE_ASKED.get(asked, "unknown")
    return Money(amount, role, 18, "year") if role == "rent" else Money(amount, role, 0, per)


def _labelled(reading: Reading, text: str, amount: Amount, per: str, label: Label | None) -> Money:
    """What the word beside an amount makes of it."""
    if per == "kW" and label is not None and label.word == "单价":
        label = label._replace(role="asking", rank=40)  # 单价4200每千瓦: the plant's, not a rig's
    if per == "kW" and ((label is not None and label.role == "rent") or _is_yearly_rate(text, amount)):
        return Money(amount, "rent", 18, "kW")  # 每千瓦年租300元
    if reading.offer.object in {"lease", "operating_right"}:
        return _in_lease(text, amount, per, label)
    if reading.offer.object == "debt" and label is not None and _DEBT_SUM.search(text, *clause_before(text, amount)):
        label = label._replace(role="unknown", rank=0)
    role: Role = label.role if label else "unknown"
    rank = label.rank if label else 0
    if role == "rent":
        return _rent(amount, label, rank)
    of_year = label is not None and label.word in {"一年", "每年"}
    if per == "year" or (of_year and _is_only_let(text)):
        let = (label is None or of_year or role in PRICED) and _is_let(text)
        return Money(amount, "rent" if let else "unknown", 18 if let else rank, "year")
    if label is None:
        return Money(amount, "unknown", 5 if _may_be_price(text, amount, per) else 0, per)
    return Money(amount, role, rank, per)


def _is_yearly_rate(text: str, amount: Amount) -> bool:
    """租金300元每千瓦每年, 每千瓦每年300元 of a plant to let."""
    told = _RATE_BEFORE.search(text, left_of(text, amount.start, limit=14), amount.start)
    return bool(told or _RATE_AFTER.match(text, amount.end)) and _is_let(text)


@lru_cache(maxsize=2)
def _is_let(text: str) -> bool:
    """Asked for each yearly amount, so looked for once a text."""
    return _LETTING.search(text) is not None


@lru_cache(maxsize=2)
def _is_only_let(text: str) -> bool:
    """可以租,不卖: an ad that lets and does not sell."""
    return _ONLY_LET.search(text) is not None


def _in_lease(text: str, amount: Amount, per: str, label: Label | None) -> Money:
    """In a lease what is paid a year is the rent, whatever it is called."""
    first = left_of(text, amount.start, limit=16)
    yearly = per == "year" or _YEARLY.search(text, first, amount.start)
    before = _PREDECESSOR.search(text, first, amount.start)
    if _WHOLE_TERM.search(text, left_of(text, amount.start, HARD_BREAKS, 26), amount.start) and per == "total":
        return Money(amount, "asking", 46, "total")
    if not before and label and (named := _named_rent(amount, label)):
        return named
    if not yearly and not before:
        rank = label.rank if label else 5 if _may_be_price(text, amount, per) else 0
        return Money(amount, label.role if label else "unknown", rank, per)
    if before:
        return Money(amount, "past", 0, "year")
    if label and label.rank == 0 and label.word not in {"一年", "每年", "收入"}:
        return Money(amount, label.role, 0, per if label.role == "deposit" else "year")
    return Money(amount, "rent", label.rank if label and label.rank else 18, "year")


def _named_rent(amount: Amount, label: Label) -> Money | None:
    if label.word.startswith("今年") and amount.low < _MOST_RENT:
        return Money(amount, "rent", label.rank, "year")  # 去年租金两万一,今年两万六起
    return _rent(amount, label, label.rank) if label.role == "rent" else None


def _rent(amount: Amount, label: Label | None, rank: int) -> Money:
    if label and label.word.startswith("月") and amount.per != "month":
        amount = amount._replace(low=amount.low * 12, high=amount.high * 12)
    return Money(amount, "rent", rank, "year")


def _moved(text: str, found: list[Money]) -> list[Money]:
    """从700万降到490万: the amount before is past, the one after is asked now."""
    result = [_from_bare(text, one) for one in found]
    for number in range(len(found) - 1):
        one, two = result[number], result[number + 1]
        gap = text[one.amount.end : two.amount.start]
        yearly = one.per == "year" and two.per == "total"
        if len(gap) > 16 or not (yearly or one.per == two.per):
            continue
        chinese = not gap.isascii()
        from_ = _MOVED_FROM.search(text, left_of(text, one.amount.start), one.amount.start)
        if not _MOVED.fullmatch(gap) and not ((from_ or one.rank == MOVE) and _MOVED_ON.fullmatch(gap)):
            continue
        if yearly:
            two = two._replace(per="year")  # 年租金由21万元调至16.8万元
        told = chinese and one.role in PRICED | ({"past", "rent"} if yearly else {"past"})
        if (from_ or told or _is_turned(one, two, gap)) and one.amount.low > two.amount.low:
            result[number] = one._replace(role="past", rank=0)
            result[number + 1] = two._replace(role="asking" if two.per != "year" else "rent", rank=MOVE)
    return result


def _is_turned(one: Money, two: Money, gap: str) -> bool:
    """88万变60万: two amounts that no word calls anything else, the second a good part of the first."""
    plain = one.role == "unknown" and one.rank == UNSAID and (two.role in PRICED or two.rank == UNSAID)
    return plain and _TURNED.search(gap) is not None and two.amount.low >= 0.3 * one.amount.low


def _from_bare(text: str, one: Money) -> Money:
    """从1100砍到860万: the amount is asked now, though the one before it lacks its 万."""
    start = one.amount.start
    if one.per != "total" or not _FROM_BARE.search(text, left_of(text, start, HARD_BREAKS, 24), start):
        return one
    return one._replace(role="asking", rank=MOVE)


def _summed(text: str, found: list[Money]) -> list[Money]:
    """股权680万元,债权320万元,合计1000万元: the sum of what was named before is the price."""
    result = _with_loan(text, found)
    for number in range(2, len(found)):
        one = found[number]
        if one.per != "total" or not _SUM.search(text, left_of(text, one.amount.start, limit=8), one.amount.start):
            continue
        parts = [other.amount.low for other in found[max(0, number - 4) : number]]
        if any(abs(sum(parts[first:]) - one.amount.low) <= 0.005 * one.amount.low for first in range(len(parts) - 1)):
            result[number] = one._replace(role="asking", rank=52)
    return result


def _with_loan(text: str, found: list[Money]) -> list[Money]:
    """股权1元,借款1006万元: the price is both together."""
    result = list(found)
    for number, (one, two) in enumerate(pairwise(found)):
        token = one.role in PRICED and one.amount.low == 1
        if token and two.per == "total" and _LOAN.fullmatch(text, one.amount.end, two.amount.start):
            whole = two.amount.low + 1
            amount = one.amount._replace(low=whole, high=whole, end=two.amount.end)
            result[number] = one._replace(amount=amount)
    return result


def _plausible(amount: Amount, per: str) -> bool:
    if per == "kW":
        return LEAST_PER_KW <= amount.low <= MOST_PER_KW
    return amount.low >= LEAST_PRICE


def _is_token(text: str, amount: Amount, per: str, label: Label | None) -> bool:
    """1元起拍: a company with debts is sold for next to nothing."""
    if per != "total" or amount.low != 1 or label is None or label.rank < 35:
        return False
    return _may_cost_a_token(text)


@lru_cache(maxsize=2)
def _may_cost_a_token(text: str) -> bool:
    """Asked for each amount of 1元, so looked for once a text."""
    return _TOKEN.search(text) is not None


def _discounted(text: str, amount: Amount, label: Label | None) -> Amount | None:
    """本金500万打六折: the amount that is left, where the text says no other price."""
    match = _DISCOUNT.match(text, amount.end)
    if match is None or amount.low < 10 * LEAST_PRICE or (label is not None and label.role in _NOT_SOLD):
        return None
    first = left_of(text, amount.start, limit=10)
    if _REFUSED.match(text, match.end()) or _NOT_ASKED.search(text, first, amount.start):
        return None
    share = (parse_number(match[1]) or 0) / 10 + (parse_number(match[2]) or 0 if match[2] else 0) / 100
    return amount._replace(low=round(amount.low * share), high=round(amount.high * share), end=match.end())


def _counts_machines(text: str, amount: Amount) -> bool:
    """矿机 280个; but 送一批空机架 280个 and 算力场地配好 3100万 are done with the machines."""
    words = near_words(text, amount.start, limit=10)
    machines = MACHINES.search(words)
    if machines is None:
        return False
    first = amount.start - len(words) + machines.start()
    if _SIGN.search(words, machines.end()) or _NONE.search(text, left_of(text, first, limit=12), first):
        return False  # 从来没进过一台矿机 990万
    apart = text[amount.start - 1 : amount.start] == " "
    if apart and _TALKED.search(words, machines.end()):
        return False  # 放服务器的来谈 五百个
    return not apart or not (_SOME.search(words, 0, machines.start()) or _READY.search(words, machines.end()))


def _may_be_price(text: str, amount: Amount, per: str) -> bool:
    either = _OR_ELSE.search(text, max(0, amount.start - 3), amount.start) and _ASKS.match(text, amount.end)
    if either or _counts_machines(text, amount) or _EARNED_SUM.search(text, max(0, amount.start - 14), amount.start):
        return False
    return per == "kW" or stands_alone(text, amount.start, amount.end) or amount.low >= 10_000


def _facts(reading: Reading, found: list[Money], talk: tuple[int, int] | None) -> list[Fact]:
    text, facts = reading.normalised.plain.text, []
    for one in found:
        amount = one.amount
        detail = dict(amount_detail(amount))
        if (share := share_of(text, amount)) and share != reading.offer.share_pct and one.role in PRICED:
            detail["of_share"] = share
        facts.append(
            make_fact(
                reading, "price", amount.start, amount.end, role=one.role, low=amount.low, high=amount.high,
                unit="CNY", per=one.per, negotiable=talk is not None and one.role in PRICED,
                detail=detail or EMPTY,
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
