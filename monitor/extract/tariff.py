"""Finds the feed-in tariff of a plant in yuan per kWh; the price of power for a user is not one."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise
from typing import Final, NamedTuple

from monitor.extract.amounts import Amount, read_amounts
from monitor.extract.context import (
    HARD_BREAKS,
    is_others,
    is_wish,
    left_of,
    make_fact,
    near_words,
    others_from,
    right_of,
    stands_alone,
)
from monitor.extract.mend import mended
from monitor.extract.reading import Reading, turns_of
from monitor.extract.tariff_english import (
    LEAST_SPOKEN,
    english_rank,
    is_of_user,
    is_paid_by_unit,
    names_season,
    stands_in_latin,
)
from monitor.extract.tariff_further import further_tariffs, of_pair
from monitor.extract.tariff_others import is_apart, is_taken_power
from monitor.extract.transformer import is_voltage
from monitor.models import Fact, Role
from monitor.text.expression import expression
from monitor.text.speakers import turn_at

LEAST: Final = 0.02
MOST: Final = 1.5
LEAST_SOLD: Final = 0.1  # yuan; less after the word for a price is no rate of power

_GRID_PRICE: Final = expression(
    r"上网|卖网|结算|地电|国家(?:那边|收|给|的)|every (?:unit|kwh|kilowatt-hour)|并网|收购价?|批复|标杆|执行"
    r"|[国南县省地州市大川赣湘桂渝黔滇闽浙粤鄂皖豫陕甘琼藏]网|过网(?!费)|电网|供电局|入网|卖电|售电|核定"
    r"|[川赣湘桂渝黔滇闽浙粤鄂皖豫陕甘琼藏]电(?=[给收结付]|的?价)|备案电价|卖[给到](?!机房)"
    r"|买取|收电|供电所|供电公司|供电站|电力局|电卖|电是卖|趸售"
    r"|电力公司|打卡|月结|到账|feed-in|tariff|grid|\bsold (?:on )?(?:at|for)|\bfetch(?:es|ed|ing)?\b|\bpaid at"
    r"|\bbought at"
)
# 现在只好卖给电网,每度一毛八: whoever paid before
_SOLD_TO_GRID: Final = expression(
    r"(?:卖给?|送给?|并给?|交给?|售给?)(?:了|到)?(?:电网|国网|南网|大网|供电局|供电公司)(?:公司)?[,、]?"
    r"(?:每度电?|一度电?|度电)(?:只有?|才|也就|大概|约|给|不到| )*$"
)
_PRICE_WORD: Final = expression(r"电价|当たり|あたり|每度电?|一度电?|度电|价")
_USER: Final = expression(
    r"给(?!电网|国网|南网|供电|电力|记者|大家|我(?!们?用)|村)|供你|算你|做到|低至|低到|用电|托管|挖矿|矿场|矿工|矿机|机器|机房|机位"
    r"|专线|直供|专供"
    r"|便宜|低价电|自用|外卖|电成本|成本|不超过?|厂房|算力|大数据|服务器"
    r"|负荷|锁|miner|mining|(?<![sd] )power at"
)
_POLICY: Final = expression(
    r"差别|加价|惩罚|附加|基金|补贴|征收|资源费|上浮|下浮|下调|上调|降低|提高|罚|加征|增值税|过网费|输配|优惠"
)
# 补偿款标准1元/度, 按每度1元补偿: paid once for giving up the plant
_GROWN: Final = expression(  # 年发电提高到260万度, 效率提高: of another measure than the rate
    r"(?:发电|电量|年发|效率|出力|产能|装机|容量|利用率|水头)[^,。;]{0,14}(?:提高|降低|上调|下调|上浮|下浮)[^,。;]*(?=[,。;])"
    r"|(?:提高|降低|上调|下调|上浮|下浮)(?:到|至|为|了)?[^,。;]{0,10}(?:度|千瓦时?|kwh?)(?![\d.])"
)
# 电价由0.24提高到0.30: what is paid now
_RAISED_TO: Final = expression(
    r"(?:电价|上网价?)[^,。;]{0,16}(?:上浮|下浮|下调|上调|降低|提高)(?:到|至|为)了?(?:现在|目前)?的?$"
)
_COMPENSATED: Final = expression(
    r"(?:(?:补偿|赔偿|补助|赔付|奖补)(?:款|金|费|价格?)?(?:的?标准|单价|方案|政策|额度)?[^,。;\s\d电网]{0,8} ?"
    r"|(?<!候)补(?:了|到|个|给)?)"
    r"(?:(?:按|以|每|一|1|度|年|平均|发|电量|千瓦时|kwh|的|只有|才|约|:|为|是)*(?<!度电)(?<!电价)(?<![无没有]补偿 ))$"
)
_COMPENSATED_AFTER: Final = expression(
    r" ?(?:元|块|块钱)?(?:/|每|一)?(?:度|千瓦时|kwh)?(?:电)?(?:的?标准|左右|计算?|算|来|给|进行|予以|一次性|的){0,4}"
    r"(?:补偿|赔偿|补助|赔付|赔|奖补|补(?![贴价电齐办]))"
)
_NO_GRID: Final = expression(
    r"(?:不走|不过|不上|不经|离开?|脱离|绕开?|没上|未并)(?:国家?)?(?:电?网|国网|南网)|离网|孤网|网前"
)
_TOTAL_PRICE: Final = expression(
    r"(?:底价|转让价|挂牌价|售价|总价|报价)格?[: |为是]*$|(?:股权|股份|名义价|象征性)[^,。;\d]{0,4}$"
)  # 股权1元
# 上网电价多少? 说是0.23: the question in the line above
_ASKED: Final = expression(
    r"(?:电价|多少钱?一度|一度多少|度电|上网价|卖电|电费)(?:是|现在|卖|给|拿|上网)?(?:多少|几多|几毛|好多|多高|咋样|怎么样|如何)?"
    r"[钱呢啊呀?]*\n[^\n\d一二三四五六七八九]{0,12}$"
)
_OWN_PRICE: Final = expression(r"电价[^\d]{0,8}$|电费[^\d,]{0,4}$|含税$|老实卖$|卖电$")
_NOT_PRICE: Final = expression(
    r"流量|泄流|下泄|泄水|生态流|利率|费率|比例|系数|容积率|公里|库容|面积|折扣|概率|[占仅]比$"
)
_CHANGE: Final = expression(
    r"(?:[涨降跌加减差少多高低便宜]了|[亏赔]了?|比[^,。;]{0,8}(?:多|高|少|低|贵|便宜)(?:出|个|了)?|跌到|上调|下调) ?$"
)
_MINING: Final = expression(
    r"矿|(?<!开)挖(?![掘沙渠机土沟山方])|直供|专线|拉电|大数据|算力|机位|水帘|负荷|自发自用|放机|上机器|服务器"
    r"|集装箱|mining|miner|\bhash\w*|bitcoin|\bcrypto|\bbtc\b|comput(?:ing|e) (?:power|load|park|cluster)"
)
_NO_MINING: Final = expression(
    r"(?:不(?:能|可|可以|准|让|给|许|得|带|做|搞|支持|接|碰|收|要|供|上|卖给?|是|涉|属于|涉及)?|没(?:有|搞|碰|接|做)?过?|禁止|严禁"
    r"|谢绝|拒绝|非|勿|别|从未|从不"
    r"|从来不碰?)(?:用于|用来|接过?|碰过?|搞过?|任何)?(?:挖|矿|虚拟币|机房|专线)[矿机场]?|挖不了矿?|拉不了专线"
    r"|(?:之前|以前|历史上|前些?年|早年|曾经?)[^,。;]{0,10}(?:挖矿|矿[场机])|挖矿[^,。]{0,6}(?:停|拆|撤|清)"
    r"|挖矿的?(?:勿|别|不要|免|者勿)|挖[^,。;\n]{0,10}(?:绕行|绕道|走开|勿扰|免谈|别[来问找]|请出门|拉黑|不回|举报|闪开|滚)|(?:矿圈|币圈|炒币|矿友|矿工|矿老板)[^,。;\n]{0,6}(?:绕|走开|请走|止步|别[来问找加]|拉黑|闪|滚|不回)"
    # 挖矿就唔好揾我, 没得挖矿
    r"|(?:挖|矿)[^,。;\n]{0,6}(?:唔好|唔使|咪)(?:再)?(?:[揾找问嚟来倾])"
    r"|(?:唔(?:俾|畀|准|接|做|好|租|卖|系|想)|没)[^,。;\n]{0,4}(?:挖矿|挖币|矿[场机])"
    r"|[煤铁锌金铜石锰锡]矿|矿[山区上石]|采矿"
    r"|(?<![\"“「].)(?<![\"“「])(?:挖|矿|币)[^,。;:?\n]{0,8}(?:一概|一律|统统|坚决|全都?|都)?(?:(?<![收要卖接])不[接要卖谈收做租理碰]|免谈|拒绝|不欢迎|勿扰|不伺候)"
    r"|(?:谢绝|拒绝|不接|不要|不租|不卖给?|不欢迎|禁止)(?:一切|所有|各种|任何|各路)?(?:涉|挖|搞|做)?(?:虚拟)?[币矿]圈?(?:矿圈|币圈)?"
    r"|矿[机场工主][^,。;]{0,3}(?:不让|不准|停|拆|撤|关|没了|走了|搬|卖了|清)"
    # 景区直供, 给村里供电的专线: a neighbour's use of the power
    r"|(?:景区|酒店|民宿|村民|村里|村子|工厂|厂子|茶厂|水泥厂|园区|学校|养殖场?|冷库|农场|工地|作坊|[^,。;\n数据机]{2}厂)[^,。;\n]{0,4}(?:直供电?|专线|供电)"
    r"|(?:\bnot|\bno|\bnever|\bwithout|\bnothing|n't|\bban(?:ned)?|\bcrackdown)(?: [\w-]+){0,4}"
    r" (?:mining|miners?|bitcoins?"
    r"|crypto\w*|hash\w*)(?: (?:mining|miners?|currenc\w+|machines?|rigs?))*\b"
    # miners need not write; crypto: no; the bitcoin crew has left
    r"|\b(?:miners?|mining|crypto\w*|bitcoin|hashing)\b[^.;\n]{0,24}\b(?:not|no|never|none|ban(?:ned)?|finished|over|ended|forbidden"
    r"|prohibited|gone|left|stopp?ed|history)\b"
    r"|\b(?:former(?:ly)?|once|used to|until|till|past)\b[^.;\n]{0,30}\b(?:miners?|mining|crypto\w*|bitcoin)\b"
    r"|\b(?:miners?|mining)\b[^.;\n]{0,16}\b(?:19|20)\d\d[^.;\n]{0,6}no repeat"
)
_AFTER_GRID: Final = expression(
    r" ?(?:元|块)?(?:左右|上下|出头|多点?|不到(?:一?点)?)?(?:\(?含税\)?|不含税)?(?:的|卖给?|跟|上|走|给)?(?:结算|给钱"
    r"|结(?![构婚合果尾])|收电|收(?![益入费视])|价(?![值格])|电费|国网|电网"
    r"|供电|上网|电价|(?:上|卖|走|并|送|接)的?[^,。;\d]{0,4}(?:供电|电网|国网|南网|[县省市]网|电力|电业)"
    r"|收购|卖给?(?:电网|国网|供电|南网)|[入进]网(?!站|上)|并网|/?度?上网)"
    r"| ?(?:yuan|rmb|cny)?(?: ?(?:per|a|/) ?(?:kwh|kilowatt-hour|unit))? (?:from|by) (?:the )?(?:\w+ ){0,2}grid"
)
# 从最早的二毛六涨到现在的三毛三分八: what is paid now is the second.
_CHANGED: Final = expression(
    r"[元块钱]{0,2}(?:/度|一度|每度)?[,、]?(?:一路|后来?|逐步|慢慢|陆续|又|再|才|已|被){0,2}(?:上?[涨调升提]|提高|提升|下调|下降|降低|降|跌|掉|改|变|落|砍|压|杀|减|缩)[价高低]?"
    r"(?:到|至|成|为)了?(?:现在|如今|目前|眼下|今年|去年|后来)?的?(?:每度|一度)? ?"
)
# 上网按0.3974算, 电网老合同0.48一直没变
_RATE_KEPT: Final = expression(
    r"(?:算|结|给|收(?!益|入)|走|付|起(?!步)|照付|一直|没[变动涨跌降]|保[底持]|从[没未]|雷打|稳|这[几些]年|多年|到现在|年年|月月|按月|就没)"
)
_DASH: Final = expression(r" ?[-~—–至到] ?")
_SEASONS_AFTER: Final = expression(  # 0.20/0.29 yuan per kWh (wet/dry)
    r"[^.;\n(]{0,16}[( ](?:(?:wet|rainy|flood|summer) ?(?:/|and|-) ?(?:dry|low|winter)"
    r"|丰水?期?[/、和]?(?:平水?期?[/、和]?)?枯)"
)
_ABOUT: Final = expression(r" ?(?:左右|上下|出头|的样子|吧|一点)")
# 1キロワット時0.33元で, 送電会社の0.21元だけ
_OF_KWH: Final = expression(r"1 ?(?:キロワット时|kwh)(?:当たり|あたり|につき|を|は|、|,)?$")
_GRID_PAYS: Final = expression(
    r"(?:送电会社|电力会社|配电会社|电网会社|送电网|供电会社)(?:の|が|は|から|に|へ)(?:の|支払う|买い?取る|价格は|单价は|卖る)?$"
)
_AFTER_OUTPUT: Final = expression(
    r"(?:度电?|千瓦时|kwh)[,、/ ] ?$|[mgk]wh(?:/yr?|/year| a year| yearly| p\.?a\.?)?(?:[,;] ?| at )$"
)
_IN_BRACKETS: Final = expression(r"[^,。;\n]{0,6}\($")
# 水量足的半年, 其余月份, 上半年, 5-10月: the parts of a year as sellers tell them
_PART_OF_YEAR: Final = (
    r"水量?(?:充?足|[大多好旺丰小少枯差])(?:的|了|时)?(?:半年|月份?|时候?|时节|季节?|日子|那?几个月|天)?"
    r"|(?:其[余他它]|另外?|剩下|余下)(?:的)?(?:半年|月份?|时间|时候|季节|日子|[一-龥]{0,2}个月)?"
    r"|[上下]半年|\d{1,2}月?(?:份)?[-~到至—]\d{1,2}月(?:份)?|冬春|夏秋|春夏|秋冬"
)
_SEASON: Final = expression(
    r"丰水?[期季]?节?|枯水?[期季]?节?|平水?[期季]?|[雨旱]季|涨水[期季]?|洪水[期季]?|(?<!水)平(?=[\d零一二三四五六七八九0])|汛期|旺季|淡季|峰|谷|高峰|低谷|非汛期"
    r"|夏[天季]|冬[天季]"
)
_SEASON_BEFORE: Final = expression(
    r"(?:丰水?[期季]?节?|枯水?[期季]?节?|平水?[期季]?|[雨旱]季|涨水[期季]?|洪水[期季]?|汛期|旺季|淡季|(?:(?<![一-龥])|(?<=[价电网])最|(?<=[价网])(?=高))最?[高低]的?|[好差高低旺淡]的?(?:时候|时节|月份|季节|那几个月)|峰段?|谷段?|尖峰?|夏[天季]|冬[天季]|白天|夜[里间晚]|晚上|半夜|日间"
    rf"|{_PART_OF_YEAR})"
    r"(?:上网|结算|收购|执行)?(?:电价|时段|单?价|电|段)?(?:每度电?|一度|只有|才|也就|[:为是 约卖])*$"
)
_LETTER: Final = expression("[a-z]")  # 0.36 yuan for each may be of shares
# 一毛钱关系也没有, 三角债, 一毛不欠; a loss or a gain of 两毛
_SAYING: Final = expression(r"(?:[一1半]|三(?=角(?!钱|左右|多)[一-龥]))[毛角](?![\d一二三四五六七八九半])")
_NOT_SPOKEN: Final = expression(r"(?:[亏赚差省抽涨]了?|包下)个? ?$")
_AVERAGE: Final = expression(r"平均|综合|均价|全年")


_SURE: Final = 2  # the rank of a rate of power by its unit; beside a word for the price it is higher


class _Rate(NamedTuple):
    amount: Amount
    rank: int


def extract_tariff(reading: Reading) -> list[Fact]:
    """Find the tariff at which a plant sells to the grid.

    Args: reading of a text of n characters; O(n). Raises nothing.
    Returns: facts of unit "CNY/kWh", normally one; seasonal tariffs (丰水期0.21元,枯水期0.32元) are one range. What a
    user would pay (2毛电给你) and surcharges of policy are left out. A bare 0.43 counts only in a direct ad.
    """
    reading = mended(reading)
    text = reading.normalised.plain.text
    others = others_from(reading)
    rates = [one for one in _ranges(text) if _is_told(reading, text, one, others)]
    mining = bool(rates) and bool(_MINING.search(text)) and bool(_MINING.search(_NO_MINING.sub("", text)))
    found = [rate for amount in rates if (rate := _classify(reading, text, amount, mining)) is not None]
    if not found:
        return []
    for is_other in (is_taken_power, is_apart):
        found = [one for one in found if not is_other(text, one.amount)] or found
    sellers = _sellers_first(reading, found, others)
    best = _best(text, sellers)
    further = further_tariffs(text, best, [one.amount for one in sellers if one.rank >= _SURE])
    role: Role = "offered" if reading.offer.offer != "none" else "unknown"
    return [
        make_fact(
            reading, "tariff", one.start, one.end, role=role, low=one.low, high=one.high, unit="CNY/kWh", per="kWh"
        )
        for one in [*best, *further]
    ]


def _sellers_first(reading: Reading, found: list[_Rate], others: int) -> list[_Rate]:
    """The rates of the ad itself before those of its seller's answers, and a buyer's (好像才三毛?) last."""
    turns = turns_of(reading)
    named = [one for one in found if (turn := turn_at(turns, one.amount.start)) is None or turn.speaker != "other"]
    others = min((turn.start for turn in turns if turn.speaker == "other"), default=others)
    return [one for one in named if one.amount.start < others] or named or found


def _ranges(text: str) -> list[Amount]:
    """All amounts, two bare rates with a dash between as one: 上网单价0.19-0.22."""
    found: list[Amount] = []
    for one in read_amounts(text):
        before = found[-1] if found else None
        if before is not None and _is_bare_range(text, before, one):
            found[-1] = one._replace(start=before.start, low=before.low)
        else:
            found.append(one)
    return found


def _is_bare_range(text: str, one: Amount, two: Amount) -> bool:
    bare = one.bare and two.bare and not one.unit and two.unit in {"", "CNY"} and two.per in {"", "kWh"}
    rates = LEAST <= one.low == one.high < two.low <= 1 and two.low == two.high
    if not bare or not rates:
        return False
    seasons = text[one.end : two.start] == "/" and _SEASONS_AFTER.match(text, two.end)
    return bool(seasons or _DASH.fullmatch(text, one.end, two.start))


def _is_told(reading: Reading, text: str, one: Amount, others: int) -> bool:
    if not _may_be_rate(one) or is_voltage(text, one.start, one.number_end):
        return False
    return not is_others(reading, one.start, others) and not is_wish(text, one.start)


def _may_be_rate(amount: Amount) -> bool:
    return LEAST <= amount.low <= amount.high <= MOST and amount.unit in {"CNY", ""} and amount.per in {"", "kWh"}


def _classify(reading: Reading, text: str, amount: Amount, mining: bool) -> _Rate | None:
    if _is_other_rate(text, amount):
        return None
    words = text[left_of(text, amount.start) : amount.start]
    if _is_grid_price(text, amount, words):
        return _Rate(amount, 4) if _is_rate(text, amount) else None
    told = amount.scale == 1 and _ASKED.search(text, max(0, amount.start - 32), amount.start)
    return (
        _Rate(amount, 3)
        if told or _is_named(text, amount, words, mining)
        else _unlabelled(reading, text, amount, mining)
    )


def _is_named(text: str, amount: Amount, words: str, mining: bool) -> bool:
    """True beside a word for the price of power: 电价, a season, 含税 at the end of the sentence before."""
    written = text[amount.start : amount.end]
    if _PRICE_WORD.search(words) and (amount.unit or (not amount.scale > 1 and amount.low % 1)):
        return not mining or amount.unit != "CNY" or "电价" in words
    if mining:
        return False
    if (amount.unit and _SEASON.search(words)) or ("." in written and _in_season(text, amount)):
        return True
    sentence = text[left_of(text, amount.start, HARD_BREAKS, 22) : amount.start]
    return bool(amount.unit or "." in written) and _OWN_PRICE.search(sentence) is not None


def _is_grid_price(text: str, amount: Amount, words: str) -> bool:
    if _SOLD_TO_GRID.search(text, max(0, amount.start - 20), amount.start):
        return True
    if _GRID_PRICE.search(words) or _AFTER_GRID.match(text, amount.end):
        return True
    # 全部上网,一度两毛一: the grid stands in the clause before.
    sentence = text[left_of(text, amount.start, HARD_BREAKS, 22) : amount.start]
    return (
        bool(_GRID_PRICE.search(sentence))
        and not _NO_GRID.search(sentence)
        and not _for_miners(_NO_MINING.sub("", sentence))
    )


def _for_miners(sentence: str) -> bool:
    return bool(_USER.search(sentence) or _MINING.search(sentence))


def _is_other_rate(text: str, amount: Amount) -> bool:
    """A surcharge of policy, a change of a rate, or what a user of the power pays."""
    words = text[left_of(text, amount.start) : amount.start]
    if (
        _is_compensation(text, amount)
        or _CHANGE.search(words)
        or _NOT_PRICE.search(near_words(text, amount.start))
        or _is_total(amount, words)
    ):
        return True
    sentence = text[left_of(text, amount.start, HARD_BREAKS, 20) : amount.start]
    if _POLICY.search(_RAISED_TO.sub("", _GROWN.sub("", sentence))) and not _GRID_PRICE.search(words):
        return True
    nearer = text[left_of(text, amount.start, ",。;!?\n、 ", 12) : amount.start]
    user = _USER.search(_NO_MINING.sub("", nearer))
    payer = sentence + text[amount.end : amount.end + 12]
    if user and not (user.group() == "给" and _GRID_PRICE.search(payer)):
        return True
    return _for_user(text, amount) and not _is_grid_price(text, amount, words)


def _is_compensation(text: str, amount: Amount) -> bool:
    """按每度1元补偿: a rate at which giving up the plant is paid, not what the grid pays."""
    before = _COMPENSATED.search(text, left_of(text, amount.start, limit=22), amount.start)
    return bool(before or _COMPENSATED_AFTER.match(text, amount.end))


def _is_total(amount: Amount, words: str) -> bool:
    """股权1元 is a price of the whole; 售价0.2773 is none: no plant is sold for less than a yuan."""
    told = None if amount.per else _TOTAL_PRICE.search(words)
    return told is not None and (amount.low >= 1 or "股" in told.group() or amount.low < LEAST_SOLD)


def _for_user(text: str, amount: Amount) -> bool:
    last = right_of(text, amount.end, limit=6)
    after = text[amount.end : last]
    return bool(
        re.match(r" ?(?:一度|/度|每度)?(?:的?电(?![价网费站厂])|给(?!电网|国网|供电)|供给?你|以内|封顶|管够)", after)
    )


def _is_rate(text: str, amount: Amount) -> bool:
    """After 上网 a number under 1.5 is a rate unless something else is counted: not the one set of 320×1 并网."""
    if amount.unit or amount.per:
        return True
    return amount.low % 1 > 0 and (
        not text[amount.end : amount.end + 1].isalpha()
        or text[amount.end] in "和跟与至到左枯平丰峰谷含不税之浮"
        or bool(_AFTER_GRID.match(text, amount.end) or _RATE_KEPT.match(text, amount.end))
    )


def _unlabelled(reading: Reading, text: str, amount: Amount, mining: bool) -> _Rate | None:
    if reading.offer.offer == "none" or _passes_by_grid(text, amount) or is_of_user(text, amount):
        return None
    if not (mining and (amount.unit or stands_in_latin(text, amount))) and (
        rank := _stands_for_tariff(reading, text, amount)
    ):
        return _Rate(amount, rank)
    offered = mining and amount.per == "kWh"  # 拉专线给你挖矿,两毛一度
    if not offered and _is_spoken(text, amount):
        return _Rate(amount, 0)
    told = english_rank(text, amount, mining)
    return None if told is None else _Rate(amount, told)


def _passes_by_grid(text: str, amount: Amount) -> bool:
    """网前取电不走表,丰期0.17: just before it the power is said not to go through the grid."""
    return _NO_GRID.search(text, max(0, amount.start - 24), amount.start) is not None


def _stands_for_tariff(reading: Reading, text: str, amount: Amount) -> int:
    """How surely an amount is a tariff by its unit, by the output before it or by standing alone; 0: it is not."""
    if amount.per == "kWh" or _is_of_units(text, amount):
        return 2
    if amount.unit and _AFTER_OUTPUT.search(text, max(0, amount.start - 16), amount.start):
        return 1  # 一年二十六万度,五毛一
    about = _ABOUT.match(text, amount.end)
    if reading.offer.offer != "direct" or not stands_alone(text, amount.start, about.end() if about else amount.end):
        return 0
    if amount.unit == "CNY":
        return amount.low < 1
    return "." in text[amount.start : amount.end] and 0.05 <= amount.low <= 1.0


def _is_spoken(text: str, amount: Amount) -> bool:
    """True for 四毛六, 两角三分: nothing else of a plant is counted in tenths of a yuan, save in sayings."""
    if not LEAST_SPOKEN <= amount.low < 1 or _LETTER.search(text, amount.start, amount.end):
        return False
    before = max(0, amount.start - 6)
    return not (_SAYING.match(text, amount.start) or _NOT_SPOKEN.search(text, before, amount.start))


def _is_of_units(text: str, amount: Amount) -> bool:
    """True for what is paid for each unit of power, told in a sentence rather than with the unit."""
    if is_paid_by_unit(text, amount):
        return True
    if amount.unit != "CNY" or not amount.low < 1:
        return False
    near = max(0, amount.start - 16)
    return bool(_OF_KWH.search(text, near, amount.start) or _GRID_PAYS.search(text, near + 2, amount.start))


def _best(text: str, found: Sequence[_Rate]) -> list[Amount]:
    top = max(one.rank for one in found)
    amounts = [one.amount for one in found if one.rank == top]
    # 两毛八不到一点(0.278): the exact one stands in brackets
    for one, two in pairwise([rate.amount for rate in found]):
        exact = text.startswith(")", two.end) and _IN_BRACKETS.fullmatch(text, one.end, two.start)
        if exact or _CHANGED.fullmatch(text, one.end, two.start):
            return [two]
    if listed := of_pair(text, [rate.amount for rate in found if rate.amount.start >= amounts[0].start]):
        return [listed]
    values = {(one.low, one.high) for one in amounts}
    seasons = [rate.amount for rate in found if _in_season(text, rate.amount) or names_season(text, rate.amount)]
    if len(values) == 1 and not (len(seasons) > 1 and any(one in seasons for one in amounts)):
        return amounts
    if len(seasons) > 1 and seasons[-1].end - seasons[0].start <= 80:
        low, high = min(one.low for one in seasons), max(one.high for one in seasons)
        return [seasons[0]._replace(end=seasons[-1].end, low=low, high=high)]
    average = [one for one in amounts if _AVERAGE.search(text[left_of(text, one.start) : one.start])]
    if average:
        return average[:1]
    return [one for one in amounts if (one.low, one.high) == (amounts[0].low, amounts[0].high)]


def _in_season(text: str, amount: Amount) -> bool:
    return bool(_SEASON_BEFORE.search(text, left_of(text, amount.start, limit=10), amount.start))
