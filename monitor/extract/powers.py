"""Tells which amounts are powers in kW: those with a unit, those written in kWh, bare numbers by their words."""

from __future__ import annotations

from typing import Final

from monitor.extract.amounts import Amount
from monitor.extract.context import ends_alone, left_of, near_words
from monitor.extract.reading import Reading
from monitor.extract.units import USUAL_KW, UnitGroups
from monitor.text.expression import expression

LEAST_KW: Final = 1.0
LONGEST_LABEL: Final = 4
LEAST_NAMED: Final = 50.0  # kW of a plant named by a bare number (250的站)
_SIZE: Final = expression(r"号称|标称|装机|铭牌|功率|功耗|容量|出力|发电能力|规模|机组|单机|capacity")
_SIZE_END: Final = expression(
    r"(?:(?:增容|扩容|技改|改造)后|[上下大小老新]站|[上下]级(?:水?电?站)?|装机(?:总?容量|总?功率|规模|总量)?|(?:单机|总|发电|机组|站)容量|单机|单台|机组|功率|总?出力|铭牌"
    r"|(?:现在?|目前|眼下|如今|实际?|只)(?:装|安)(?:的|了)?"
    r"|[号#]机|[1-6]#机?组?|(?:^|[,、:( ])[一二三]级(?:水?电?站)?|(?<!另)一座)(?:约?为|是|约|有"
    r"|达到?|近|共|共计|合计|上?[写标]的?是?|:|\||\)| "
    r"|倒有?|好像|应该|记得|我|据说|听说|大概|估计|,?[他她]?(?:答|说|讲|回))*$"
)
# 一级600万, 二号机30万, 老站120万: behind the mere name of a plant or a set so much is money or output, not kW.
_NAME_END: Final = expression(
    r"(?:[上下大小老新]站|[上下一二三四]级(?:水?电?站)?|[号#]机|[1-6]#机?组?|一座)(?:约?为|是|约|有|共|:|\)| )*$"
)
MOST_BARE: Final = 1_000_000.0  # kW; nobody leaves out the unit of so large a plant
_PLANT_AFTER: Final = expression(
    r" (?:hydro|power|plant|station)|的?小?站子?(?![点长里上])"
    r"| ?的?(?:微型|小型|老|旧)?(?:小?水?电站|小水电|水电|装机|电厂|机组|单机|发电站)"
)
LEAST_WATTS: Final = 50
LEAST_TRUE_WATTS: Final = 20_000  # so many are no kW that somebody wrote as watts
_PLANT_AFTER_W: Final = expression(r" ?的?(?:小?水?电站|站子|小水电|装机)")
_FROM_POWER: Final = expression(r"(?:\d瓦|千瓦|kw)[至到~-]$")  # 500瓦至30千瓦时
_ANNUAL: Final = expression(r"年|月|日均|每天|发电量|电量|一天|发了|发电\d|度电|annual|yearly|generat")
_SET_FOLLOWS: Final = expression(
    r"\s?的?(?:斜击|混流|冲击|轴流|贯流|水斗|[立卧])式?水轮|\s?(?:的|水轮"
    r"|发电)*(?:机组)?[一二两三四五六\d] ?台(?![/每天])|[×x*] ?\d\b|的?机组|的?(?:水轮)?发电机"
)
_PLANT_SIZE: Final = expression(
    r"的?(?:小水电|小?水?电?站(?![\d点长])|机组?(?![位器架房会]))|的(?=(?:[一1][套座处个]|单套)?(?:[,。;!\s]|$))|的?水电(?![价费])"
    r"|的(?=(?:可以|想|要|准备|打算|也)?(?:租|卖|转(?!轮|子|速)|出(?![力口水]))(?!的))|的?[那这][座台个](?!价|钱|数)"
    r"|还(?=没走|没卖|卖不|在不|有没)"
    r"|的?(?:单[机台]|功率|容量)"
    r"|的(?=(?:业主(?!群)|老板|站主|东家|卖[家主]|主人)"
    r"|(?:只|才|就)[喊要卖开叫报]|在[一-龥]{2}(?:[,。 ]|县|乡|镇)|[喊叫开报要]价?[\d一二两三四五六七八九])"
    r"|个的(?:小?水?电?站|站子)|的(?:机器|机子)(?!\d|[一二两三四五六七八九十]|位|架)"
)
_GE: Final = expression(
    r"个(?=[,。;!\s]|$)|(?=两[个座]?(?:水?电)?站)|(?=[,、]?(?:[一另][座个处]|[上下大小老新]站|[上下]级|[一二三]级站?|[2-4二三四]号机?)[\d一二两三四五六七八九])"
)  # 装机八百个; 一座250一座320
# 1.5M 站子, 2.5M 送矿机: megawatts, where no head or length is told.
_MEGA_AFTER: Final = expression(r" ?的?(?:小?水?电站|站子?(?![点长])|装机|水电|机组|[^\w.]|$)")
# 武山200k, 2毛6: kilowatts, of a size in which sets are built
_KILO: Final = expression(r"k(?=[,。;、\s]|的|水?电?站|$)")
_BUILT: Final = frozenset({*USUAL_KW, *(2 * one for one in USUAL_KW)})
_LENGTH: Final = expression(r"水头|落差|净头|高|管|渠|距|离|宽|长|深|扬程|口径|带宽|网速|光纤|坝|头")
_MOST_MEGA: Final = 50
_IS_POWER: Final = expression(r"(?:是|指的?是?|说的是|单位是?)(?:千瓦|kw|装机)")  # 1.26万是千瓦,不是价钱
_SIZE_AFTER: Final = expression(r"个?的?装机(?![柜房])")
_W_OF_SET: Final = expression(r"的?(?:装机|机组|发电机)")  # 400W装机: nobody means watts or 400万
_NOW: Final = expression(r"(?:现在|目前|现有|现状|眼下|如今)(?:是|为|有|只有)?$")
_TO_GROW: Final = expression(
    r"的?[,、 ]?(?:以后|将来|后期)?(?:能|可以?)?(?:扩[完容建到]|增容|技改|改造)"
)  # 现在480,扩完能到800
# 一百千瓦以上的不在关停那批,我这是125: the plant's own size beside a limit told with its unit
_MINE: Final = expression(
    r"(?:^|[,。;:、\s]|而|但|可)(?:我|咱|俺|本|这|它)(?:这|家|们|那|的|手[上里])*(?:[个座台边里]|站|电站|台机)*(?:才|只|也就|就|刚好|正好|刚|实际)?(?:是|有|装机?)?"
    r"(?:约|大概)?$"
)
_LIMIT: Final = expression(
    r"(?:千瓦|kw)(?:\(?不?含\)?)?[及或]?(?:以[上下]|以内|之下|之上|起)[^。!?;\n]{0,36}$|(?:不到|不足|低于|小于|高于|超过|大于|少于)[^,。;\n]{1,8}(?:千瓦|kw)[^。!?;\n]{0,36}$"
)
_GE_OF: Final = expression(r"的(?=[,。;!\s]|$|[小电站水])")  # 2000的 is a size, 2008的 a year
_COUNTED_ONE: Final = expression(r"[\d百千十二三五六]单[机台] $")
_WISHED: Final = expression(
    r"[你您板哥姐弟总](?:想)?(?:要|找|问|说|想要|看|需要|打听|求|收)(?:的|那个|个|过的)?(?:那个|那种|这种)? ?$"
)
_HAVE: Final = expression(
    r"[左右]{0,2}(?:的|那种|那个|这种|站子?|电站|规模|以上|以内){0,3}[,、 ]?"
    r"(?:我|咱|俺|本人|刚好|正好|手[上里头])[^,。;\n]{0,6}?(?:有|就是|合适|符合)"
    r"|的?(?:有|有货|有的|有啊|有呢)(?=[,。;!\n ]|$)"
)
# 维西这个4800我老实报2300万
_THIS_ONE: Final = expression(r"(?:[一-龥](?:这|那)[个座]|(?:我|咱|他)家?的?(?:这|那)[个座])$")
_ITS_PRICE: Final = expression(
    r" ?,?(?=(?:我|咱|他|老板|业主)?(?:老实|诚心|实在|现在|就|只|直接)*[报卖要开喊出][价你您]?[\d一二两三四五六七八九])"
)
_OTHER_SIZE: Final = expression(
    r"水头|落差|流量|海拔|机位|坝高|库容|管|渠|距|离|变压?器?|编号|发电|年发|电量|小时|负荷|放(?!心)|第|号|人(?![在要想说])|矿|机柜"
    r"|价|要|卖[价到了给]|万"
)
_SIZE_CLAUSE: Final = expression(r"^$|(?:站|水电|转让|出售|一座|一台)[: ]?$")
# 机子一百二十五: of the plant, where no rigs are
_OF_MACHINE: Final = expression(r"(?:机子|水轮机|发电机|机器)(?:是|有|:)?$")
_RIGS: Final = expression(r"矿|挖|算力|托管|显卡|服务器|[smt]\d\d")
_QUOTED: Final = expression(
    r"(?:[说讲问答喊写]|语音|消息|留言|私信|微信|原话|回复?):? ?[\"“「『]$|(?:[说讲答]|语音|消息|留言|原话):$"
)
# So few kWh can only be a power, unless someone uses, stores or saves them.
_CONSUMED: Final = expression(
    r"[用耗购售存蓄储充省超弃减][^,。;]{0,12}$|[户度月日天年时第档均费奖补罚损]|电[量池费能]|消纳|免费|阶梯|每|累计|[少多]发|节约"
)
_CONSUMED_AFTER: Final = expression(
    r" ?(?:/|每|以[上下内]|左右|的?(?:电量|电费|电能|电力|电池|储能|电(?!站|厂))|用电|的?部分|至|到|-|~|起)"
)
# a station with 650 kilowatt hours of output, a plant rated at 2,000 kWh
_PLANT_WITH: Final = expression(
    r"\b(?:stations?|plants?|dams?|turbines?) (?:with|of|rated at|producing) (?:an? )?(?:output of )?"
    r"(?:about |some |only |just )?$"
)
_A_TIME: Final = expression(r" ?(?:/|an? (?:day|month|year)|per |each |every |daily|monthly|annual|last year)")
_SLIP_NOT: Final = expression(r"元|毛|分|/|每")


def unit_slip(text: str, amount: Amount) -> Amount | None:
    """The amount in kW when another unit was written for a power, else None.

    A power in kWh stands after 装机, 功率, or right before 电站; never where a year's output is told.
    """
    if (
        amount.unit == "W"
        and LEAST_WATTS <= amount.low < LEAST_TRUE_WATTS
        and not amount.per
        and _PLANT_AFTER_W.match(text, amount.end)
    ):
        return amount._replace(unit="kW")  # 1000瓦的站子
    if amount.unit != "kWh" or amount.per or amount.written.startswith("度"):
        return None
    first = left_of(text, amount.start, limit=14)
    words = text[first : amount.start]
    sized = _SIZE.search(words) or _FROM_POWER.search(words)
    annual = _ANNUAL.search(words)
    if (annual and not (sized and sized.group() == "装机" and sized.start() > annual.start() - 3)) or (
        words and _SLIP_NOT.search(words[-1])
    ):
        return None
    if (
        _SIZE_CLAUSE.search(words)
        and amount.scale == 1
        and 50 <= amount.high <= 50_000
        and ends_alone(text, amount.end)
    ):
        return amount._replace(unit="kW")  # 电站400千瓦时,180万: no plant makes so little in a year
    named = (
        _is_size_of_set(text, amount)
        or _PLANT_AFTER.match(text, amount.end)
        or _SET_FOLLOWS.match(text, amount.end)
        or _is_of_plant_before(text, amount)
    )
    if sized or (named and amount.high <= 50_000):
        return amount._replace(unit="kW")
    return None


def _is_of_plant_before(text: str, amount: Amount) -> bool:
    """A station with 650 kilowatt hours of output: no day's or year's output is told."""
    before = _PLANT_WITH.search(text, max(0, amount.start - 40), amount.start)
    return before is not None and amount.scale == 1 and _A_TIME.match(text, amount.end) is None


def _is_size_of_set(text: str, amount: Amount) -> bool:
    """保康 320千瓦时: a size in which sets are built, and nobody uses or stores it."""
    if not amount.bare or amount.low not in _BUILT or _CONSUMED_AFTER.match(text, amount.end):
        return False
    return _CONSUMED.search(near_words(text, amount.start, 22)) is None


def as_power(text: str, amount: Amount) -> Amount | None:
    """The amount in kW if it is a power, else None: with its unit, or without one after 装机 (装机320, 1万装机)."""
    if amount.unit == "kW" and not amount.per:
        return amount if amount.high >= LEAST_KW else None
    if _is_mega(text, amount):
        return amount._replace(unit="kW", low=amount.low * 1000, high=amount.high * 1000)
    if amount.unit in {"w", "W"}:
        return _in_watts(text, amount)
    if amount.unit or amount.per or not 20 <= amount.high <= MOST_BARE:
        return None
    if amount.bare and amount.low in _BUILT and _KILO.match(text, amount.end):
        return amount._replace(unit="kW", end=amount.end + 1)
    return _unitless(text, amount)


def _in_watts(text: str, amount: Amount) -> Amount | None:
    """装机1260000瓦: the power of a plant in watts; 400W装机 means kW. None for any other."""
    if amount.low < LEAST_TRUE_WATTS:
        beside = _W_OF_SET.match(text, amount.end) or text.startswith("装机", max(0, amount.start - 2))
        return amount._replace(unit="kW") if amount.unit == "w" and beside else None
    if amount.per or amount.scale > 1:
        return None
    told = _SIZE.search(text, left_of(text, amount.start, limit=14), amount.start)
    if told is None and _PLANT_AFTER_W.match(text, amount.end) is None:
        return None
    return amount._replace(unit="kW", low=amount.low / 1000, high=amount.high / 1000)


def _is_mega(text: str, amount: Amount) -> bool:
    if amount.written != "m" or not 0.1 <= amount.low <= _MOST_MEGA or _MEGA_AFTER.match(text, amount.end) is None:
        return False
    return _LENGTH.search(text, left_of(text, amount.start, limit=8), amount.start) is None


def _unitless(text: str, amount: Amount) -> Amount | None:
    """A bare number that the words around it make a power."""
    words = text[left_of(text, amount.start, limit=14) : amount.start]
    if amount.scale >= 10_000 and (_COUNTED_ONE.search(words) or _is_mere_name(words)):
        return None  # 400单台 一百八十万: the price
    ends = not text[amount.end : amount.end + 1].isalpha() or _GE.match(text, amount.end)
    if ends and _SIZE_END.search(words):
        return amount._replace(unit="kW")
    of_machine = amount.low in _BUILT and _OF_MACHINE.search(words) and not _RIGS.search(text)
    if ends and (of_machine or _is_mine(text, amount)):
        return amount._replace(unit="kW")
    if sized := _SIZE_AFTER.match(text, amount.end):
        return amount._replace(unit="kW", end=sized.end())
    if _IS_POWER.match(text, amount.end) or (_NOW.search(words) and _TO_GROW.match(text, amount.end)):
        return amount._replace(unit="kW")
    return _named(text, amount, words)


def _is_mine(text: str, amount: Amount) -> bool:
    if amount.scale > 1000 or amount.low != amount.high or amount.low < LEAST_NAMED:
        return False
    if not _MINE.search(text, max(0, amount.start - 12), amount.start):
        return False
    return _LIMIT.search(text, max(0, amount.start - 60), amount.start) is not None


def _is_mere_name(words: str) -> bool:
    return _NAME_END.search(words) is not None and "装机" not in words and "容量" not in words


def _named(text: str, amount: Amount, words: str) -> Amount | None:
    """250站, 一百六的机, and 250的 alone: a size without its unit, as sellers say it; 你要的1600我有."""
    lone = amount.scale <= 1000 and amount.low == amount.high and amount.low >= LEAST_NAMED
    if lone and _WISHED.search(words) and _HAVE.match(text, amount.end):
        return amount._replace(unit="kW")
    year = 1950 <= amount.low <= 2040 and not (amount.low == 2000 and _GE_OF.match(text, amount.end))
    if not lone or year or text[amount.start - 1 : amount.start] in {"#", "-", "第"}:
        return None
    match = _PLANT_SIZE.match(text, amount.end)
    if match is None and _THIS_ONE.search(words) and _ITS_PRICE.match(text, amount.end) and amount.bare:
        return amount._replace(unit="kW")
    if match is None or _OTHER_SIZE.search(_last_words(words)):
        return None
    return amount._replace(unit="kW", end=match.end())


def _last_words(words: str) -> str:
    """The end of the words before a size; those before a space only where they are a label: 要价 250."""
    told = words.rstrip()
    if _QUOTED.search(told):
        return ""  # 发语音:630的
    last = told[told.rfind(" ") + 1 :]
    return "" if told != words and len(last) > LONGEST_LABEL else last[-5:]


def is_of_plant(reading: Reading, text: str, group: UnitGroups) -> bool:
    """Sets without a unit (2*400) count only where a plant is meant."""
    if group.has_unit:
        return True
    words = text[left_of(text, group.start, limit=16) : group.start]
    return reading.offer.offer != "none" or bool(_SIZE.search(words))
