"""Says whose a power is by the words around it: of the plant offered, a threshold, a plan, equipment, a region."""

from __future__ import annotations

import re
from typing import Final

from monitor.extract.context import HARD_BREAKS, left_of, near_words, right_of
from monitor.extract.power_others import is_of_neighbours
from monitor.extract.reading import Reading
from monitor.models import Role
from monitor.text.expression import expression
from monitor.text.offer_beside import is_of_others

_THRESHOLD_AFTER: Final = expression(
    r" ?\(?(?:含|包?含本数|不含)?\)?及?(?:其)?(?:以下|以上|以内|起步|起(?!拍|价|租|始|标))"
)
_THRESHOLD_BEFORE: Final = expression(
    r"(?:不足|小于|大于|低于|高于|不超过|不低于|少于|不大于|不小于|under|below|above|less than|more than|up to"
    r"|at most|没到|不到|没有到|没超过)(?:于)? ?$"
)
# 不是70万千瓦,是250千瓦; but 是不是500千瓦 is a question
_DENIED: Final = expression(r"(?:(?<!是)不是|并非|别看成|别当成|别误会成)(?:那个|什么|说)? ?$")
_REGION: Final = expression(
    r"(?<![天安])全(?:[省县市区](?!公共资源|产权)|国(?!性?(?:统一的?)?(?:[^,。]{0,4}产权|公共资源|企业|法院|各地|中小|知名|招|征|的?(?:买家|客户|朋友))))|(?<![天安])全(?:州(?!县|$|[一-龥]{1,6}站$))|我[省县市国区州](?![^,。]{0,3}[一1某]|有个)|各[省县市]|(?<!装机)(?<!容量)(?<!机组)(?<!电站)共有|累计"
    r"|(?<!公司)(?<![年月日站])(?<!标的)(?:投运|在运)|控股(?=装机|水电|在运|电站|总|的?(?:全部|各))"
    r"|权益装机|(?!1座)\d+座"
    r"|[二两三四五六七八九十百几数]+余?座(?!落|之一|里(?:头|面)?的?一)|[多数几\d]家电站|多座|旗下(?=[^,。]{0,8}[座家])"
    r"|集团(?=[^,。]{0,6}(?:共|总|在运|现有|旗下|拥有|合计|运营|管理|累计|装机))"
    r"|流域(?:内)?(?:规划|共"
    r"|总)|nationwide|province's"
)
_OWNED: Final = expression(r"拥有|旗下|现有|运营|管理|持有|投资|控制")
_SOLD: Final = expression(r"物色|寻(?:找|求)?|接手|接盘|让出|转让|出让|出售|挂牌|打包")
_PLANNED: Final = expression(
    r"规划|拟建|拟装|计划(?!出售|转让|出让|出手|脱手|变卖|甩|抛|售|退|卖|挂牌|处置|打包|将)|更新至|更换[至为]|机组更新|可扩|可增|扩到|二期|远期|再建|再上|再加|再扩|还扩|扩个|扩(?=[一1]台)|多装|加装|再装|增加一台|[能可想](?:以?再?)[加添]|加一台|后期|还可|还能|将增|筹建"
    r"|待建|预留|空着 ?$|(?:可以?|能)增 ?$"
    r"|(?:可|拟|将|能|准备)以?(?:再|还)?(?:技改|增效|扩|增容|改造)|planned|expand"
)
_FORMER: Final = expression(
    r"原装机|原来|改造前|原为|原有|原先|以前|扩容前|技改前|过去(?!一?点)|老装机|从前|前身|原设计|当年|早年|最初"
    r"|旧机|旧站|(?<![红固平太])原\(|从 ?$|原?由 ?$|(?<![红固平太])原 ?$"
)
_EQUIPMENT: Final = expression(
    r"功耗|(?<!非)光伏|太阳能|柴油|燃气|风电|风机|风力|储能|异步(?!机?组?$)|异步电动|同步发电机|电动机|(?<!发)电机(?!组|容)|水泵|矿机"
    r"|负荷(?!的?(?:小?水?电)?站[,、 ])|充电|空压"
    r"|锅炉|变压器|用电(?!站)|消纳|服务器|算力|专线|抽水蓄能|抽蓄|火电|热电|核电|垃圾"
    r"|生物质|矿场|机房|调速器|励磁|自备(?!的?(?:小?水电|电站))|备用电源|solar|diesel|wind|miner|rigs?\b|pumped"
)
_LOAD_AFTER: Final = expression(
    r"的?(?:负荷|用电|矿机|光伏|太阳能|柴油|储能|风电|消纳|专线|机位|异步|同步发电机|发电机出|电机(?!组)"
    r"|充电|负载|电力| ?(?:solar|diesel|wind|of rigs))"
)
_OTHER_PLANT: Final = expression(
    r"(?:(?<![一-鿿])|(?<=站)|(?<=其)|(?<=[我它]们)|(?<=[和跟比与在]))(?:[上下]游|附近|邻近|旁边|周边)"
    r"|隔壁|另一座|别人|同类|类似|同县|上一级|下一级|neighbou?r|similar"
)
_FEW: Final = expression(r"[二两三四五2-5]座")
_NOT_FORMER: Final = expression(r"的?(?:挂|报|要价|开价|卖|叫价|喊|标价|价|说|谈|想)|.*(?<!发)[现今](?![价场金款])")
_BUYERS: Final = expression(r"(?:算力|矿机|矿场)(?=的|主|老板|公司|朋友|客户|企业|商)")
# 连机房一起卖:630千瓦x2, 高负荷基地转让:水电站2座合计12500: what goes along or what it is for, then the plant.
_THEN_PLANT: Final = expression(
    r"[^,。;]{0,4}?(?:一起|一道|一并|一同|打包|整体|全套|都|基地|招商)+(?:对外)?"
    r"(?:卖|转让?|出售|出让|出手|处理|出)[:,、 ]"
    r"|.{0,12}?(?:水电站|(?:自己|自家|[他她我]|家)的?(?:水?电站|站子?))"
    r"(?:[\d一两二三四五]座|[:,、 ]|总?装机|容量|合计|共|一座)*$"
)
# 其中一座, 三座里最小的一座: of several plants owned the one that is sold.
_ONE_OF: Final = expression(
    r"(?:其中|当中|之中|里头?|里面|中)的?[^,。;\d座]{0,4}(?:[一1][座个处](?![^,。]{0,3}[共合])|之一)"
    r"|最[大小老新好旧][^,。;\d]{0,2}[座个处](?:水?电?站)?[,: ]?$|[一-龥](?:那|这)[座个处](?:水?电?站)?[,: ]?$"
)
# 公司旗下三座…,此次转让的为装机1000千瓦的一座
_THE_SOLD: Final = expression(
    r"(?:本次|此次|这次|现|拟)[^,。;]{0,4}(?:转让|出让|出售|处置)的?(?:标的)?(?:为|是|系)[^,。;]{0,8}$"
)
# 待售的七八座电站:美姑县4000千瓦,…: what stands behind the colon is one of them.
_LISTED: Final = expression(r":(?:[^,。;:\d总共合装]{2,10})$")
_SOLD_OWN: Final = expression(
    r"为旗下[^。;]{0,20}(?:物色|寻找|寻|找)|(?:转让|出让|出售|卖掉?|处置|剥离|甩卖|抛售)(?:了|其|掉)?(?:旗下|所持|名下|所属)"
)
# 加一台75的没问题: what could be added.
_WOULD_FIT: Final = expression(
    r"(?:kw|千瓦|的|机组|机子|机器|机| )*(?:也|都|完全|绝对|是)?"
    r"(?:没问题|不成问题|够用|足够|带得动|装得下|放得下|绰绰有余)"
)
_ADDED: Final = expression(r"(?:^|[能可再想还够以,])(?:再|还)?[加添增上](?:装|设|个|上)?$")
_SAID_TO_ADD: Final = expression('["“「『](?:再|还)?[加添增](?:装|设|上)?$')  # “加一台五百的,批文找我”
# 生态机组单独一台60千瓦没算进去: a small set beside the plant.
_EXTRA_SET: Final = expression(r"生态(?:流量|放水)?(?:小?机组?|小?电站)[^,。;]{0,8}$")
_SET_APART: Final = expression(r"单独|另(?:外|有|装|配|设|算|计)?|不[算计含]|未[算计含]|没[算计含]")
_NOT_COUNTED: Final = expression(r"[^,。;]{0,4},?(?:[没不未](?:有)?(?:算|计|含|包)|另算|另计|除外)")
_EXTENDS: Final = expression(r"扩[容建]?了?(?:个|装)? ?$")  # 扩一台320的地方都留好了
# 由一台400千瓦机组组成: what the plant is made of, not what it was before.
_MADE_OF: Final = expression(r"[^,。;]{0,14}?(?:组成|构成|发电)")
# 隔壁那家四百千瓦的站想脱手, 出墨脱隔壁波密的站: the neighbour's plant is the one for sale.
_ITS_SALE: Final = expression(
    r"(?:的|那个|这个)?(?:小?水?电?站|站子|电厂|水电)[^,。;]{0,3}?(?:想|要|在|准备|打算)?(?:脱手|卖|转让|出手|出让|转|出售)"
)
# 同样在叙永,另一座200千瓦的站开价只要45万元
_ITS_PRICE: Final = expression(
    r"(?:的|那个|这个)?(?:小?水?电?站|站子|电厂|水电)[^,。;]{0,3}?(?:开价|要价|标价|叫价|报价|喊价|索价|挂)"
)
# 水电站➕矿场 2×2000kw: the place of the rigs goes along with the plant.
_WITH_PLANT: Final = expression(
    r"(?:电站|水电|站)(?:[➕+&和加连带与及]|连同|加上|带着|外加)(?:整个|现成|一个|配套|大?数据|算力|自有|自建)*$"
)
_THEN_SIZE: Final = expression(r"[ ,:、]*(?:总?装机(?:容量)?|共|合计|电站)?[ :为]*$")
# 10千伏专线架到门口 4800千瓦: a phrase of its own, and behind a space the size of the plant
_SAID_ALREADY: Final = expression(
    r"(?:专线|机房|矿场|消纳|变压器|用电|自备|充电|服务器|算力|锅炉)"
    r"(?=[^,。;:]{3,} $)(?![^,。;:]*(?:容量|功率|出力|负荷|装机|规模|需求?|用量"
    r"|[为是约共达:需带]|[\d一二两三四五六]台|[一二两三四五六\d]条) $)"
)
# 650kva变压器500kw机组, 变压器630kva机组500kw: the transformer has a size of its own.
_SET_NEXT: Final = expression(r" ?的?(?:水轮)?(?:发电)?机组|(?:小?水)?电站")
_THEN_SET: Final = expression(
    r"[^,。;]{0,14}?(?:发电机组?|水轮机组?|机组|电站|装机|站子)(?:容量|功率|[一二三两\d]台|各|共|[:为是约 ])*$"
)
# 自己拉线到机房 七百千瓦, 可做矿场 800kw: what can be done with the power, and behind a space the size of the plant
_LED_TO: Final = expression(
    r"(?:[拉接架牵引通送走](?:根|条|了|好)?(?:专?线|电缆?|网线?|电源)?[到进给至去]?[你您]?的?(?:自家|自己|隔壁|旁边)?"
    r"|(?:可以?|能|适合|方便|好|够)(?:做|建|放|上|开|搞|办|接|带|供)?)$"
)
_OWN_PLANT: Final = expression(r"我这|我的站|我[家们]的?(?:站|电站|这)|本站|咱这|咱们?的?站")
_OWN_HERE: Final = expression(
    r"(?:本站|我站|该站|此站|我这[座个]?站?|我[家们的]的?(?:这[座个])?(?:水?电?站|这[座个]))[^,。;]{0,4}$"
)
_SOLD_NEAR: Final = expression(r"(?:^|[ ,。;!\n])(?:出售?|卖|转让?|出让)[一-龥]{2,4}(?:隔壁|附近|旁边|周边)")
_IN_GENERAL: Final = expression(r" ?(?:不等|之间|左右不等)|到几|至几")
# 能多装四百 4台800: what may be added has its own number, what is there stands behind the space.
_ITS_OWN: Final = expression(
    r"(?:\d{2,5}|[一二两三四五六七八九]?[百千][一二三四五六七八九十百]{0,3})(?:个|kw|千瓦|的)? $"
)
# a new turbine could lift capacity to 7.5 MW
_COULD_RISE: Final = expression(
    r"\b(?:could|can|may|might|would|will|room|scope|potential|possible|approv\w+|permit\w*|plans?|planned|option)\b"
    r"[^.;!?\n\d]{0,40}\b(?:lift|rais|increas|boost|upgrad|uprat|enlarg|extend|expand|bring|push|take|grow|go)\w*\b"
    r"(?: (?:the|its|it|plant|station|capacity|output|installed|total|up|site|whole)){0,5} to"
    r"(?: (?:about|some|around|roughly|as much as))? $"
)
# could be uprated by a further 1.6 MW, room for another 500 kW
_COULD_ADD: Final = expression(
    r"\b(?:could|can|may|might|would|will|to) (?:be )?(?:[a-z]+ )?"
    r"(?:lift|rais|increas|boost|upgrad|uprat|enlarg|extend|expand|add)\w*"
    r"(?: [a-z]+){0,3}? by (?:about |some |up to )?(?:a |an )?(?:further |another |additional |extra )?$"
    r"|\b(?:room|space|potential|scope|permits?|approval|option) (?:for|to add) "
    r"(?:a |an )?(?:further|another|additional|extra|some|up to)? ?$"
)
# it bought a portfolio of nine plants with 78 MW: what a company once had
_PORTFOLIO: Final = expression(
    r"\b(?:bought|acquired|purchased|took over|once owned|used to own|previously owned)\b"
    r"[^.;!?\n\d]{0,24}\bportfolio\b[^.;!?\n]{0,40}$"
)
# The first that fits decides.
_ROLES_AFTER: Final[tuple[tuple[re.Pattern[str], Role], ...]] = (
    (_THRESHOLD_AFTER, "threshold"), (_LOAD_AFTER, "equipment"), (_IN_GENERAL, "unknown"),
)  # fmt: skip
_ROLES_BEFORE: Final[tuple[tuple[re.Pattern[str], Role], ...]] = (
    (_THRESHOLD_BEFORE, "threshold"), (_EQUIPMENT, "equipment"), (_FORMER, "former"), (_DENIED, "unknown"),
)  # fmt: skip


def role_of(reading: Reading, text: str, start: int, end: int) -> Role:
    """Whose the power at [start, end) of a folded text is by the words around; `offered` when they say nothing."""
    words = near_words(text, start)
    if told := _told_after(text, start, end):
        return told
    for pattern, role in _ROLES_BEFORE:
        match = pattern.search(words)
        stands = match is not None and pattern is _FORMER and _stands(reading, text, match, end)
        stands = stands or (match is not None and _has_own_size(text, match, words, end))
        if match and not stands and not _is_idle(pattern, match, words):
            return role
    if (one_more := _one_more(text, words, start, end)) is not None:
        return one_more
    added = _ADDED.search(words) is not None and _WOULD_FIT.match(text, end) is not None
    added = added or any(one.search(text, max(0, start - 90), start) for one in (_COULD_RISE, _COULD_ADD))
    if added or _is_planned(reading, words, text[end : right_of(text, end, limit=10)]):
        return "planned"
    if _OTHER_PLANT.search(text, start - len(words), start) and not _neighbour_sells(reading, text, start, end):
        return "unknown"
    return "total" if _is_regions(reading, text[left_of(text, start, HARD_BREAKS, 30) : start]) else "offered"


def _told_after(text: str, start: int, end: int) -> Role | None:
    """What the words behind a power say; 上游在建一座大型电站,装机20万千瓦 is of what others build."""
    if is_of_others(text, start):
        return "equipment"
    if "portfolio" in text[max(0, start - 80) : start] and _PORTFOLIO.search(text, max(0, start - 110), start):
        return "former"
    if is_of_neighbours(text, start, end):
        return "unknown"
    return next((role for pattern, role in _ROLES_AFTER if pattern.match(text, end)), None)


def _one_more(text: str, words: str, start: int, end: int) -> Role | None:
    """A set beside the plant: 生态机组另装60千瓦, 扩一台320的地方留好了, 扩了一台320."""
    if _EXTRA_SET.search(words) and (_SET_APART.search(words) or _NOT_COUNTED.match(text, end)):
        return "unit"
    if _SAID_TO_ADD.search(words) and text.startswith(("一台", "1台", "个"), start):
        return "planned"
    if _EXTENDS.search(words) and text.startswith(("一台", "1台"), start):
        return "unit" if "了" in words[-3:] else "planned"
    return None


def _is_idle(pattern: re.Pattern[str], match: re.Match[str], words: str) -> bool:
    """原来挂330万, 原装机320现仅余…, 做算力的朋友, 专线架到门口 : the word says nothing of the size that follows."""
    if pattern is _FORMER:
        return _NOT_FORMER.match(words, match.end()) is not None
    if pattern is not _EQUIPMENT:
        return False
    if _WITH_PLANT.search(words, 0, match.start()) and _THEN_SIZE.match(words, match.end()):
        return True
    if _SAID_ALREADY.match(words, match.start()) or _is_led_to(words, match):
        return True
    return bool(_BUYERS.match(words, match.start()) or _THEN_PLANT.match(words, match.end()))


def _is_led_to(words: str, match: re.Match[str]) -> bool:
    """自己拉线到机房 七百千瓦: nothing but a space stands between."""
    led = match.group() in {"机房", "矿场", "算力", "服务器", "用电"} and words[match.end() :] == " "
    return led and _LED_TO.search(words, 0, match.start()) is not None


def _has_own_size(text: str, match: re.Match[str], words: str, end: int) -> bool:
    """650kva变压器500kw机组: of a transformer and a set the power is the set's."""
    if match.group() != "变压器":
        return False
    return bool(_SET_NEXT.match(text, end) or _THEN_SET.fullmatch(words, match.end()))


def _stands(reading: Reading, text: str, match: re.Match[str], end: int) -> bool:
    """由一台400千瓦机组组成; 原设计装机 of a plant never finished: the size is that of today."""
    if match.group() == "原设计":
        return reading.offer.object == "under_construction"
    return match.group().startswith("由") and _MADE_OF.match(text, end) is not None


def _neighbour_sells(reading: Reading, text: str, start: int, end: int) -> bool:
    priced = reading.offer.offer == "reported" and _ITS_PRICE.match(text, end)
    its = (priced or _ITS_SALE.match(text, end)) and not _OWN_PLANT.search(text)
    return bool(its or _SOLD_NEAR.search(text, max(0, start - 18), start))


def _is_regions(reading: Reading, sentence: str) -> bool:
    """All plants of a county or company together; the several plants of a bundle are the offer itself."""
    region = _REGION.search(sentence)
    if region is None or reading.offer.object == "bundle" or _OWN_HERE.search(sentence) or _LISTED.search(sentence):
        return False
    if any(words.search(sentence) for words in (_ONE_OF, _SOLD_OWN, _THE_SOLD)):
        return False  # 拥有两座电站,现出手其中一座; 转让旗下两座电站,合计装机4890
    if reading.offer.object == "equity" and _FEW.search(region.group()):
        return False  # 公司手里两座站共5200千瓦
    if region.group() in {"投运", "在运"} and reading.offer.object == "equity" and "集团" not in sentence:
        return not _SOLD.search(sentence)  # 转让某公司股权,在运装机1.2万千瓦
    if _OWNED.search(sentence) and not _SOLD.search(sentence):
        return reading.offer.object != "equity" or not _FEW.search(sentence)
    # 出让五座电站公司股权,合计装机8.75万千瓦; 旗下五座一并挂牌: several plants, and all of them are sold.
    several = "座" in region.group() or region.group() == "旗下"
    return not several or not (reading.offer.offer == "direct" or _SOLD.search(sentence))


def _is_planned(reading: Reading, words: str, after: str) -> bool:
    match = _PLANNED.search(words)
    if match is None or _ITS_OWN.search(words, match.end()):
        return False
    if reading.offer.object == "under_construction" and match.group() in {
        "规划",
        "拟建",
        "拟装",
        "计划",
        "筹建",
        "待建",
    }:
        return False
    return not after.startswith("扩")
