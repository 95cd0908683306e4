"""Finds the word that says what an amount of money is, and what the words around make of it."""

from __future__ import annotations

from functools import lru_cache
from typing import Final

from monitor.extract.amounts import Amount
from monitor.extract.context import HARD_BREAKS, left_of, right_of
from monitor.extract.labels import Label, load_labels
from monitor.extract.money import PRICED
from monitor.extract.price_beside import MOVE, beside_price, less_sure
from monitor.text.characters import PICTOGRAMS
from monitor.text.expression import cued, expression
from monitor.text.offer_refused import OTHERS_BID, WILL_NOT

FILLER: Final = " :|()[]【】为是约人民币共计即达至到至少在的了大概差不多近元每年"
_EACH_KW: Final = expression(r"(?:每|按|一个?|1个?)+(?:千瓦|kw|瓩)")
_AT_ONCE_PAID: Final = expression(r"一次性(?:付清?|支付|交清?|收取?|给清?)?")  # 我要的转让费是一次性98万
_LABEL_UNIT: Final = expression(r"\(?(?:单位:?)?(?:人民币)?[万亿]?元(?:/年)?\)?")
_FIRST_TIME: Final = expression(r"首次|首轮|首挂|首拍|第一轮|首度|前次|上次|第一次|一拍")
_AGAIN: Final = cued(r"第?[二三四]次|第?[二三四]轮|[二三]拍|再次|重新|变卖|本次|此次|现|降|流拍|下浮")
_THIS_TIME: Final = expression(
    r"(?:本次|此次|本轮|此轮|这次|现|第[二三四][次轮]|[二三]拍|重新|再次)[^,。;\d\n()]{0,4}$"
)
_NUMERAL: Final = expression(r"[\d一二两三四五六七八九十百千万亿]")
_HAS_ITS_OWN: Final = expression(r"[ \d一二两三四五六七八九十百千万亿]")  # 原价300现价175万
_EARLIER: Final = expression(
    r"(?:此前|原来?|之前|上次|去年|前年|曾经?|当初|先前|起初|最初|开始|以前|本来|前期"
    r"|早前|[上前]半年|年初|(?<![过赶在])年前|开春|月初|[上前]个?月|前阵子?|前段时间?|早些时候|最早)(?:的|是|还|就|也|都|曾)*$|(?:收购|购入|购买|受让|买入|取得|接手|入股|建设|建成|改制"
    r"|当)时(?:的)?$|(?:平时|平常|往常|往日)(?:都|要|是|就)*$"
)
_DONE: Final = expression(r"[了过]")  # 卖了, 出过: a deal of the past, or what others offered
_KEPT: Final = expression(r"(?:维持|仍|按|保持|还是|不变)[按为]?$")
_APPRAISED_AT: Final = expression(
    r"(?:(?:价|(?<!补偿)(?<!补助)(?<!征收)款)格?(?:[,为按以即]|不得?[低少]于|等于)*|以?不得?[低少]于)(?:经?[^,。;]{0,6}(?:备案|核准|确认|审定)后?[的之]?|其|该|上述|对应的?)?$"
)
_SAME_AS: Final = expression(r"价(?:格)?(?:即|为|按|等于|就是)(?:[一二]拍)?$")
_TAKEN: Final = frozenset({"到手", "实收", "净收", "净到手", "收"})
_BASIS: Final = expression(r"(?:作?为|是)(?:基础|依据|参考|基准)")
_AT_ONCE: Final = expression(r"(?:就|马上|立马|明天|当天|当月)(?:能|可以?)?(?:有|来|收|拿|进|到)?$")
_MACHINES: Final = frozenset({"矿机", "算力", "显卡", "服务器"})
_NEVER: Final = expression(r"(?:没|未|不|无|禁|莫|别)[^,。; ]{0,8}$")
_ARRIVES: Final = frozenset({"打款", "到账", "进账", "回款", "落袋", "到卡", "押着"})
_OF_OUTPUT: Final = frozenset("度时h电")
_SIGN: Final = expression(f"[{PICTOGRAMS}]")  # a pictogram ends a clause
_NEAR_FILLER: Final = "让售手格款总仅需了过掉去我你他她咱们个价钱就只也都卖给要它这站得"
_OWN: Final = frozenset(
    {"另算", "另计", "赚", "挣", "能赚", "能挣", "欠", "押", "捐", "花", "用了", "支付", "便宜", "优惠", "纯赚", "抵押"}
)
_DUE: Final = expression(r"(?:需要?|要|该|待|得|须|回|[收赚挣]回)$")
# 起拍价较首拍降了两成,为356.48万元
_SET_LOWER: Final = expression(
    r"(?:起拍价|挂牌价|变卖价|保留价|底价|转让价|起始价|报价)格?[^,。;]{0,18}[降折低跌浮调][^,。;]{0,8},"
    r"(?:现|仅|目前|也?就?)?[为是] ?$"
)
# 一名ID为“山里电工”的用户以388万元挂出: what is quoted before is another's word
_QUOTED: Final = expression(r"^[^“\"「『]*[”\"」』][^“”\"「」『』,。]{3,}$")
# 已投入2300万,原价转
_AT_COST: Final = expression(
    r"(?:元|左右|多|了)?[,、 ]{1,2}(?:现在?|我|就|只?按|以|照)*(?:原价|平价|本钱|成本价?|老本"
    r"|不赚钱|不加价|不赚一分|一分不赚|一分不加|保本)"
    r"(?:就|价)?(?:地)?(?:转|出|让|卖|给|甩|脱手)"
)
_REFUSED: Final = expression(r"太?低|太少|嫌")
_LAWSUIT: Final = expression(r"案|官司|诉|纠纷|仲裁|起诉|打官司")
_STARTS: Final = expression(r"起(?:拍|挂|步)?(?=[,。;)\s]|$)")
# 一拍41万起, 法拍75万起拍
_AT_AUCTION: Final = expression(r"(?:[一二三首法]拍|变卖|拍卖)价?格?(?:从|只要|仅|才|的|是|为|约|:| )*$")
# 补偿按评估,大概30万: what is paid for leaving is guessed in the next clause.
_PAID_FOR_LEAVING: Final = expression(
    r"(?:补偿|补助|补贴|赔偿|[补赔](?!办|交|缴|齐|上|拍|录|税|证|手续|种|漏))[^,。;!?\n\d元]{0,12},"
    r"(?:大概|大约|差不多|约|估计|估摸着?|也就|顶多|最多|撑死|听说|据说|按规定|我算了?下?|算下来|折合|合计|一共|总共"
    r"|能有|能拿|有|是|给|到手|的话){1,4} ?$"
)
_BY_APPRAISAL: Final = expression(r"[按以照](?:照|经[^,。;]{0,6}的|其|该|资产|上述|本次|备案的?)?$")
_THEN_LISTED: Final = expression(
    r"(?:元|整|左右)?(?:的价格)?(?:公开|首次|直接|整体|进场|打包|对外|上网"
    r"|在[^,。;]{2,12}(?:中心|交易所|平台)|作?为底价|作为)*"
    r"(?:挂牌|转让|出让|出售|起拍|变卖|拍卖|处置|招商)(?!过|了|底价的)"
)
# 五月底前必须成交 540万: what is to come; 去年五月底前成交 is past.
_TO_CLOSE: Final = expression(
    r"(?:(?:[月年周日号节内天]|月底|年底|[本这][周月年])(?:之)?[前内里]"
    r"|必须|务必|一定|急需|急着|尽快|尽早|想|要|须|诚心|能)(?:必须|务必|一定|得|要|须|能|可|尽快|就)*$"
)
_CLOSED: Final = expression(r"去年|前年|上[个]?[月年周]|已|曾|昨|当年|当时|隔壁|(?:19|20)\d\d年")
_REPAID: Final = expression(
    r"补|赔|退(?:出|掉|了)?[,、]|三年内退|年内退"
    r"|(?:[县市省区乡镇国]里|政府|上面|上头|国家|水利局|水务局|财政|公家|[县市省]上)[^,。;\n]{0,8}给"
)
_ONCE: Final = expression(r"年|当初|以前|曾|那会|当时")
_GRID_BUYS: Final = expression(r"(?:电力公司|电网|国网|南网|供电局|供电公司|省网)收购 ?$")
# 可USDT付定金 480万: how a deposit may be paid, and then the price.
_WAY_TO_PAY: Final = expression(r"(?:u|usdt?|btc|eth|币|美金)[^,。;:\d]{0,4}[付收交打转给下](?:小额|一点|部分)?$")
_GIVE: Final = expression(
    r"(?:谁|有人|哪个|哪位|[你您]|只要|能|肯|愿|先|,|^)*(?:给|出|拿|掏)(?:我|得起|得出|够|到|个|出)?$"
)
_HANDED: Final = expression(
    r",?我?(?:就|就能|可以)?(?:马上|立马|立刻|当[天场日]|今天|明天|当面|随时|二话不说)就?"
    r"(?:交(?:钥匙|站|接|给)|过户|签|走人|搬|卖|转|让|办)"
    r"|,?(?:这?站|它)?就(?:归|是|卖|转|让|给)给?[你您](?!们那|家)"
)
_SELLS_FOR: Final = expression(
    r"\b(?:offload|unload|sell|shift|dispose of|part with|get rid of|let go of|on the market|up for (?:grabs|sale)"
    r"|on offer|advertis(?:ed|es|ing)|offer(?:ed|ing|s)?)\b(?:(?!bought|sold|paid|built)[^.;!?\n]|\.(?=\d)){0,70}?"
    r"\bfor (?:just |only |about |around |some |roughly |rmb ?|cny ?|¥ ?)*$"
)
# 定金他要两万: what is asked first, whoever asks
_DEPOSIT: Final = expression(
    r"(?:[定订押]金|保证金|诚意金|首付款?)(?:[他她我你您]们?|对方|卖[家主]|老板|人家|那边|先|就|得|都|也|只|,)*"
    r"(?:要|收|付|交|给|打|转|喊|开口)(?:了|过|他|她|我|我们|口)*(?:就)?(?:是|要)?$"
)
_DUES: Final = expression(r"[要得须需]要?[补交缴还付给]|补")
_ON_TERMS: Final = frozenset({"合适", "诚心", "诚意", "看中", "觉得", "爽快", "月内", "当天", "今天", "现金"})
# 注册资本不低于500万元: what a buyer must have; 低于250万不谈: the least beside the price that is asked
_AT_LEAST: Final = expression(r"(?:不得?|应|须|需)*[高大]于|不得?[低少小]于|不少于|低于|少于|不低于")
_OF_BUYER: Final = expression(
    r"(?:(?P<capital>注册资[本金]|实[收缴]资本)|净资产|总资产|资产总额|货币资金|存款|授信|资信(?:证明)?|营业额|营业收入|营收"
    r"|业绩|净值|资金证明|自有资金|现金流|投资(?:总?额)?|补偿|补助|保证金|定金|押金)[^,。;\n\d]{0,8}$"
)
_NO_TALK: Final = expression(
    r"(?:[万元w]|左右|以下|的话?|这个数|就|都|一律|统统|我| )*"
    r"(?:不[谈卖出转考聊理给让]|免[谈问]|勿|别|没得|没法|走人|拉黑|请绕|绕)"
)
_NO: Final = expression(r"(?:无|没有?|不需?要?|零|免|已还清|清|非)$")


def told_label(text: str, amount: Amount, per: str) -> Label | None:
    """The word before or after an amount of money paid `per` total, kW or year; None when no word says what it is."""
    if _is_given(text, amount) or _is_sold_for(text, amount):
        return Label(amount.start, amount.start, "asking", 40, "给")
    label = (
        beside_price(text, amount)
        or _by_what_stands_before(text, amount)
        or _label(text, amount)
        or _label_of_clause_before(text, amount)
    )
    if label is not None and label.role == "investment" and _AT_COST.match(text, amount.end):
        return Label(amount.start, amount.start, "asking", 40, "原价")
    if per == "kW" and (label is None or label.role in PRICED) and _is_repaid(text, amount):
        return Label(amount.start, amount.start, "compensation", 0, "补")  # 每千瓦补五千
    if label is not None and label.word.startswith("收") and _GRID_BUYS.search(text, *clause_before(text, amount)):
        return None  # 省电力公司收购 680万
    return label


def _by_what_stands_before(text: str, amount: Amount) -> Label | None:
    """What the words right before an amount make of it, whatever stands behind: 不卖50万, 有人出价300万, 一拍41万起."""
    start = amount.start
    if WILL_NOT.search(text, max(0, start - 8), start):
        return Label(start, start, "unknown", 0, "不卖")
    if _DEPOSIT.search(text, left_of(text, start), start):
        return Label(start, start, "deposit", 0, "定金")
    if OTHERS_BID.search(text, left_of(text, start, limit=24), start):
        return Label(start, start, "past", 0, "出价")
    if _AT_AUCTION.search(text, left_of(text, start, limit=10), start) and _STARTS.match(text, amount.end):
        return Label(start, start, "starting", 45, "拍")
    return None


def _is_given(text: str, amount: Amount) -> bool:
    """给一百万我马上交钥匙: what a buyer has to give, and what he gets for it."""
    if _HANDED.match(text, amount.end) is None:
        return False
    return _GIVE.search(text, left_of(text, amount.start, limit=8), amount.start) is not None


def _is_sold_for(text: str, amount: Amount) -> bool:
    """Trying to offload his plant in Garze for 10 million yuan."""
    if "for " not in text[max(0, amount.start - 14) : amount.start]:
        return False
    return _SELLS_FOR.search(text, max(0, amount.start - 110), amount.start) is not None


def _is_repaid(text: str, amount: Amount) -> bool:
    """每千瓦补五千: what is paid for giving up a plant."""
    return _REPAID.search(text, *clause_before(text, amount)) is not None


def clause_before(text: str, amount: Amount) -> tuple[int, int]:
    """The range of the sentence before an amount, at most 40 characters."""
    return left_of(text, amount.start, HARD_BREAKS, 40), amount.start


def _label(text: str, amount: Amount) -> Label | None:
    after = _label_after(text, amount)
    before = _label_before(text, amount)
    if before and before.role == "appraisal" and _is_listed_at(text, amount, before):
        return before._replace(role="floor", rank=45)  # 拟按评估值175.30万元挂牌
    if before and before.role == "appraisal" and _STARTS.match(text, amount.end):
        return before._replace(role="starting", rank=45)  # 评估价1760万元起
    nearer = after if after and _is_nearer(text, amount, before, after) else before
    return less_sure(text, amount, nearer) if nearer else None


def _is_listed_at(text: str, amount: Amount, label: Label) -> bool:
    """按评估值175.30万元挂牌: the appraisal is what is asked."""
    by = _BY_APPRAISAL.search(text, left_of(text, label.start, limit=12), label.start)
    return by is not None and _THEN_LISTED.match(text, amount.end) is not None


def _is_nearer(text: str, amount: Amount, before: Label | None, after: Label) -> bool:
    """True when the word after an amount says more of it than the word before."""
    if _REFUSED.search(after.word):
        return True  # 要价一千多一个千瓦太低的免谈
    if before is None or after.role == "floor" or after.word.startswith(("就能", "就可", "能买", "可以买")):
        return True  # 花88万就能买
    if after.role == "rent" and before.word in {"一年", "每年"}:
        return True  # 一年六万租
    if after.rank >= 45 or (
        after.rank == 12 and before.role == "investment" and not _ONCE.search(text, *clause_before(text, amount))
    ):
        return True  # 前期投入800万原价转; 花95万买座水电站
    if after.role == "past" and before.role in {"asking", "past"}:
        return before.word[:2] not in _ON_TERMS  # 合适235万成交 is what a buyer may close at
    bought = after.role == "past" and (before.role == "investment" or before.word == "支付")  # 2007年花270万买的
    owed = before.role == "compensation" and text[before.end : amount.start] == "的"  # 想赌补偿的15万拿走
    paid_in = (after.role, before.role) == ("deposit", "investment")  # 投资人缴纳50万元保证金
    # 卖 and 价格 say little: 出 80万贷款
    return bought or owed or paid_in or (before.rank == 30 and after.role != "asking")


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
    if label.word.startswith("现") and text[max(0, label.start - 1) : label.start] in {"到", "至"}:
        return None  # 今年到现在三十万
    if label.word in _TAKEN and _is_earned(text, label, first):
        if text.startswith(" ", label.end):
            return None  # 租金每月38万 不用管坐收 1980万
        return label._replace(role="unknown", rank=0)  # 去年到手十一万
    return (
        _closing(text, label, first)
        or _disputed(text, label)
        or _at_least(text, label, first, amount.end)
        or _weighed(text, label, first, _BASIS.match(text, amount.end) is not None)
    )


def _at_least(text: str, label: Label, first: int, end: int) -> Label | None:
    """注册资本不低于500万元 is asked of the buyer, 低于250万不谈 stands beside the price; None of other words."""
    if label.role != "floor" or not _AT_LEAST.fullmatch(label.word):
        return None
    if of_buyer := _OF_BUYER.search(text, first, label.start):
        return label._replace(role="registered_capital" if of_buyer["capital"] else "unknown", rank=0)
    return label._replace(rank=26) if _NO_TALK.match(text, end) else None


def _disputed(text: str, label: Label) -> Label | None:
    """有个老案子还没结 标的八万: what a lawsuit is about; None of other words."""
    if label.word != "标的" or not _LAWSUIT.search(text, max(0, label.start - 24), label.start):
        return None
    return label._replace(role="unknown", rank=0)


def _closing(text: str, label: Label, first: int) -> Label | None:
    """五月底前必须成交 540万 is asked; 去年五月底前成交 is past; None of other words."""
    if label.rank == 57 and "成交" in label.word:
        past = _CLOSED.search(text, left_of(text, label.start, limit=8), label.start)
        return label._replace(role="past", rank=0) if past else None
    if label.word != "成交" or not _TO_CLOSE.search(text, first, label.start):
        return None
    past = _CLOSED.search(text, left_of(text, label.start, HARD_BREAKS, 22), label.start)
    return label if past else label._replace(role="asking", rank=30)


def _is_earned(text: str, label: Label, first: int) -> bool:
    """一年收七八万; but 年均43w度 收110w are two things, a number and a space between."""
    earned = _EARNED.search(text, first, label.start + 1)
    if earned is None:
        return False
    apart = text[label.start - 1 : label.start] in {" ", "度"} and earned.end() < label.start
    return not (apart and _NUMERAL.search(text, earned.end(), label.start))


def _weighed(text: str, label: Label, first: int, based: bool) -> Label:
    """The label as the words before it change it: earlier prices are past, 保证金调整为 is about the deposit."""
    if label.role == "past" and label.word.endswith("价") and _SAME_AS.search(text, first, label.start):
        return label._replace(role="starting", rank=45)  # 变卖价即二拍流拍价1504万
    if label.role == "appraisal" and not based and _APPRAISED_AT.search(text, first, label.start):
        return label._replace(role="floor", rank=45)  # 价格不低于评估值95万
    if label.rank == MOVE:
        about = load_labels("price.tsv").last(text, first, label.start)
        near = about is not None and about.rank == 0 and not _HAS_ITS_OWN.search(text, about.end, label.start)
        return about if about is not None and near else label
    if 40 <= label.rank < 50 and _is_first_time(text, label) and _is_offered_again(text):
        return label._replace(rank=15)
    earlier = _EARLIER.search(text, max(0, label.start - 5), label.start) or label.word.startswith("原")
    if not earlier or label.role not in PRICED | {"past"}:
        return label
    kept = _KEPT.search(text, first, label.start)
    return label._replace(role="asking", rank=40) if kept else label._replace(role="past", rank=0)


def _is_first_time(text: str, label: Label) -> bool:
    """首次起拍价, 一拍底价; but 本次起拍价 behind it is asked now."""
    if _THIS_TIME.search(text, max(0, label.start - 8), label.start):
        return False
    return _FIRST_TIME.search(text, left_of(text, label.start, HARD_BREAKS, 26), label.start) is not None


@lru_cache(maxsize=2)
def _is_offered_again(text: str) -> bool:
    """Asked for each first price, so looked for once a text."""
    return _AGAIN.search(text) is not None


def _label_of_clause_before(text: str, amount: Amount) -> Label | None:
    """要价倒不高,一百三十万: the price is named in the clause before, the amount stands alone in its own."""
    if _PAID_FOR_LEAVING.search(text, left_of(text, amount.start, HARD_BREAKS, 30), amount.start):
        return Label(amount.start, amount.start, "compensation", 0, "补偿")
    if _SET_LOWER.search(text, left_of(text, amount.start, HARD_BREAKS, 40), amount.start):
        return Label(amount.start, amount.start, "starting", 45, "为")
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
    core = _EACH_KW.sub("", between)
    core = (_AT_ONCE_PAID.sub("", core) if label.role in PRICED else core).strip(FILLER)
    if label.word.isascii():
        return len(core) > 16
    if label.rank == 30 and _DONE.match(between):
        return True
    short = len(label.word) <= 2 if label.role == "asking" else len(label.word) == 1
    if ((short and label.rank <= 30) or len(label.word) == 1) and core.strip(_NEAR_FILLER):
        return not (
            label.word == "欠" and len(core) <= 4 and " " not in between
        )  # 要, 收, 挂 are about an amount only right before it
    if _stands_apart(text, label, between) or _SIGN.search(core) or _QUOTED.search(core):
        return True
    if (" " in between and core) or ("|" in between and core) or _NUMERAL.search(core) or _is_due(text, label, between):
        return True
    return label.rank == 0 and bool(_NO.search(text, max(0, label.start - 4), label.start))


def _stands_apart(text: str, label: Label, between: str) -> bool:
    """可付定金 480万, 你得补 43万: behind a space these words are about something else than the amount."""
    if between == " " and label.role == "deposit":
        return _WAY_TO_PAY.search(text, max(0, label.start - 12), label.start) is not None
    if between == " " and _AT_ONCE.search(text, max(0, label.start - 6), label.start):
        return True  # 拿到手明天就有电费 760w
    if between == " " and label.word in _MACHINES and _NEVER.search(text, max(0, label.start - 10), label.start):
        return True  # 从来没进过一台矿机 990万
    if between == " " and label.word in _ARRIVES:
        return True  # 南网对公打款 168万
    if between == " " and label.word == "一年" and text[label.start - 1 : label.start] in _OF_OUTPUT:
        return True  # 七十万度一年 一百万现过现
    return between[:1] in {" ", ":"} and (label.word in _OWN or _DUES.fullmatch(label.word) is not None)


def _is_due(text: str, label: Label, between: str) -> bool:
    """年久需大修 90万: the price stands apart from the repair that is due."""
    due = between == " " and label.role == "investment"
    return due and _DUE.search(text, max(0, label.start - 2), label.start) is not None


def _label_after(text: str, amount: Amount) -> Label | None:
    place = amount.end
    for word in ("人民币", "现金", "左右", "以上", "上下", "出头", "之间", "整", "的"):
        if text.startswith(word, place):
            place += len(word)
    label = load_labels("price_after.tsv").at(text, place, right_of(text, place))
    # 650万诚意金50万: the word belongs to the amount after it.
    return None if label and label.role == "deposit" and _NUMERAL.match(text, label.end) else label


_EARNED: Final = expression(r"一年|每年|年[^前后底初]|月|去年|前年|分红")
PER_YEAR: Final = expression(r"一年|每年|年[^前后底初]|月|去年|前年")
