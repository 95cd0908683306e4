"""Reads what a text is: itself an offer of a hydropower plant, a report of offers, or neither; of what; who speaks.

The grammar works on the folded text without spaces and commas (`_flat`), so that 水·电·站 reads as 水电站. One pass of
each expression, so the time is linear in the text.
"""

from __future__ import annotations

import re
from typing import Final

from monitor.models import OfferKind, OfferObject, OfferReading, Voice
from monitor.text.normalise import Normalised, normalise

HEAD_CHARS: Final = 60  # who wants what stands in the first words of an ad
LONG_NOTICE: Final = 400
KANA: Final = 8  # Japanese, not a Chinese text with a の in it
LONG_POST: Final = 1500  # nobody writes a private ad of this length without naming a sale

_NOISE: Final = re.compile(r"[^\w。!?;:\n]+|_+")
_COMMENTS: Final = re.compile(
    r"^[ \t#*【\[(]*(?:(?:全部|网友|最新|精彩|热门|用户)?(?:评论|留言|跟帖|回帖)(?:区|列表)?)"
    r"[ \t】\])]*(?:\(?\d+条?\)?)?[ \t】\])]*(?::|$|[ \t])|^[ \t]*comments?[ \t]*(?:\(\d+\))?[ \t]*:?[ \t]*$",
    re.MULTILINE,
)

# -- what is sold ----------------------------------------------------------------------------------------------------
_HYDRO: Final = re.compile(r"水电|水力发电|hydro|水力|발전소|гэс|wasserkraft|hidroel|hidrocentral")
_STATION: Final = re.compile(
    r"(?<!光伏)(?<!太阳能)(?<!储能)(?<!蓄能)(?<!风)(?<!充)(?<!变)(?<!换)(?<!核)(?<!热)(?<!火)(?<!移动)(?<!煤)(?<!气)"
    r"(?<!生物质)(?<!生物质发)(?<!垃圾发)(?<!风力发)(?<!光伏发)(?<!太阳能发)(?<!基)(?:电站|电厂)|発電所|发电所"
    r"|powerstation|powerplant|\bdam\b"
)
_OTHER_POWER: Final = re.compile(
    r"光伏|风电|风力发电|风电场|储能|抽水蓄能|抽蓄|太阳能|垃圾发电|生物质|充电站|柴油发电|燃气发电|火电厂|热电厂|核电|地热"
    r"|pumpedstorage|pumpedhydro|solar|windfarm|windpower"
)
_WATER: Final = re.compile(r"小水电|水电站|水电厂|水头|引水|取水|径流|坝后|水力发电|hydropower")
_CAPACITY: Final = re.compile(
    r"(?:电站|[^网车本该个]站)\d{2,4}(?!\d|年|万)|\d{3,4}(?=国网|并网|南网)|\d ?(?:kw|mw|千瓦|兆瓦|万千瓦)|[一二三四五六七八九十百千两]个?(?:千瓦|kw)|kw数|装机|单机|两台|\d台|[x*×]\d{2,4}"
)
_PRICE: Final = re.compile(
    r"(?<!投资)(?<!资金)(?<!补助)(?<!补贴)(?<!罚款)(?<!资本)"
    r"(?:\d+|[一二两三四五六七八九十百千]{2,})(?:来|多|余|几)?(?:百|千)?(?:万|w|个|亿)(?!千瓦|kw|kva|度|立方|m|人|亩|吨|平|伏|座|户|次|株|小时|年|月|机|台|股|点|交易日|工作日)"
)

# -- how it is offered -----------------------------------------------------------------------------------------------
_SELL: Final = (
    "转让|出售|出让|转手|出手|急转|急售|急出|急让|诚转|诚让|低转|变卖|拍卖|竞拍|挂牌|招租|出租|转租|发包|对外承包|承包经营|寻租|招商|求接盘|求接手|"
    "待售|兜售|转卖|叫卖|挂出|求售|脱手|甩卖|甩手|寻买家|找买家|打包卖|整体打包|拆股|招股|招合伙|易主|割爱|接盘|接手|卖了|卖掉|要卖|想卖|欲售|在售|低价出|亏本出|便宜出|抛售|"
    "出电站|卖电站|转电站|出个站|转个站|卖个站|转个|出个|出一|卖一|流转|低价处理|(?<!紧)急处理|处理电站|放售|放盘|脱售|沽售|沽出|标售|顶让|让售|寻求合作|股权合作|融资转让|售出"
)
_SALE: Final = re.compile(_SELL)
_BOUND: Final = re.compile(
    rf"(?:{_SELL}|卖(?!点))[^。!?\n]{{0,24}}?(?:电站|水电|电厂|发电所)|(?:电站|水电|电厂|发电所)[^。!?\n]{{0,30}}?(?:{_SELL}|卖|股权|份额|经营权|出价|标价)"
)
# One character is a sale only at the head of a clause: 出电站一座, not 退出电站.
_SHORT_SALE: Final = re.compile(r"(?:电站|水电)[ ,]*(?:出|转|卖)(?=[ ,。]|$)|(?:^|[,。!?\n: ])(?:现|今|诚|急|自家|低价)?(?:出|转|卖|让)(?!现|口|行|让金)[^,。\n]{0,12}?(?:电站|水电|站)", re.MULTILINE)
_TERMS: Final = re.compile(
    r"面议|面谈|洽谈|洽询|可谈|议价|可小刀|可刀|一口价|标价|报价|售价|要价|叫价|心理价|开价|总价|作价|转让价|价格|价位|底价|起拍价|评估价|租金|年租|"
    r"微信|加v|\bvx|v同号|电话|联系|私聊|详聊|私信|滴滴|带看|看站|实地考察|诚心|诚意|非诚勿扰|勿扰|中介|有意者|谁要|要的来|先到先得|包过户|速联|call"
)
_NOTICE: Final = re.compile(
    r"项目编号|标的名称|标的物|标的企业|标的公司|转让标的|挂牌价|挂牌底价|转让底价|挂牌起始|挂牌期|起拍价|竞买|变卖价|受让方|转让方|意向受让|保证金|公开挂牌|公开拍卖|公开转让|公开招租|预披露|司法拍卖|"
    r"第[一二三]次拍卖|一拍|二拍|流拍|被执行人|评估值|底价|董事会|发包公告|招标|竞价|管理人|招商项目|招商引资|增价幅度|加价幅度"
)

# -- who speaks ------------------------------------------------------------------------------------------------------
_TEMPLATE: Final = re.compile(r"小说|节选|短篇|剧本|故事梗概|范本|模板|范文|样本|样式|合同格式|协议格式|示范文本|填写说明")
_BLANK: Final = re.compile(r"x{2,}|×{2,}|_{2,}|\.{4,}|…{2,}|〇{2,}|○{2,}")
_PARTIES: Final = re.compile(r"甲方|乙方")
_OTHER_GOODS: Final = re.compile(r"(?:电站|水电)(?:家属院|家属楼|小区|宿舍|职工房|生活区|集资房)|居室|民房|宅基地|门面|招聘|诚聘|学区房")
_COURT: Final = re.compile(
    r"原告|被告|上诉人|被上诉|诉讼请求|本院认为|一审|二审|再审|判令|判决如下|判决驳回|判决被告|法院判|法院认为|法院认定|法院审理|裁判文书|民事判决|庭审|公诉|检察院"
)
_AUCTION: Final = re.compile(r"拍卖|起拍|变卖价|竞买|评估价")
_PRESS: Final = re.compile(
    r"记者|据悉|据了解|获悉|据报道|据.{1,10}(?:报道|消息|透露|介绍)|报道称|业内人士|知情人士|专家|分析人士|本报|财联社|新华社|中新|央视|媒体|日报|晚报|编辑:|责编|责任编辑|来源:|"
    r"近日|日前|昨日|日讯|讯\n|电\)|网友|评论区|闲鱼上|平台上|二手平台|在闲鱼|卖家(?:们)?(?:称|说|表示|介绍|告诉|坦言|宣称|声称|自称|普遍|常|强调|承诺|标注|写)|"
    r"转让方(?:称|表示|提醒|介绍|坦言)|业主(?:称|说|表示|介绍|坦言)|老板(?:称|说|表示|坦言)|站长说|对方(?:称|说|表示)|公告称|公告显示|晚间公告|发布公告|他说|她说|一位[^。\n]{0,14}(?:说|表示|称)"
)
_COMPANY: Final = re.compile(
    r"本公司|公司拟|公司决定|董事会|关于[^。\n]{2,30}公告|拟将所持|我公司|我司|拟转让标的|出售标的"
)
_HARD_PRESS: Final = re.compile(
    r"记者|据悉|获悉|报道|业内人士|专家|本报|财联社|新华社|公告称|公告显示|晚间公告|消息|二手平台|网友挂|"
    r"(?:卖家|卖方|转让方|出让方|业主|老板|站长|对方)(?:们)?(?:对[^。\n]{0,8})?(?:称|说|表示|介绍|告诉|坦言|宣称|声称|提醒|透露|强调|常)"
)
_QUOTE_VERB: Final = re.compile(r"(?:称|说|表示|直言|坦言|写道|宣称|声称|自称|强调|透露|写着|写明|标榜)[:,]? ?[“「\"]")
_QUOTED: Final = re.compile(r"卖家|卖方|转让方|业主|出售者")
_OFFICIAL: Final = re.compile(
    r"各县|各市|各区|各州|各地|各有关|人民政府|通知如下|实施方案|工作方案|指导意见|管理办法|征求意见|印发|专项整治|责令|逾期|应当|严禁|依法|督察|督查|水利局|发改委|能源局|监管|部署|"
    r"不得|立即退出|限期退出|整改类|退出类|保留类|应急管理|贯彻落实|追究责任|公示|办公室|不得从事|答复|验收工作|评审|创建"
)
_BAN: Final = re.compile(r"不得|严禁|禁止|违者|一律")
_NEWS: Final = re.compile(
    r"建成|竣工|投产发电|顺利|圆满|开工|启动|荣获|召开|总投资|完成投资|改造后|职工|干劲|全面投产|全省|全县|全市|全国|同比|增长|下闸|首台机组|累计|上半年|今年以来|汛期|环比|脱贫|乡村振兴|项目部|市场规模|"
    r"行业|研究|报告|项目取得|获批|获得核准|获核准|获颁"
)
_WANTED: Final = re.compile(
    r"求购|求租|诚购|欲购|诚收|需购|想(?:要)?(?:买|收|入手|入|租|找|接|盘)(?:手)?(?=[个一座点小水电套几二两])|高价收|长期收|现金收|大量收|收购(?!价|款|电|上网|方|了)|(?:^|\n|。|:)收(?:个|一|小|水|电|几)|"
    r"寻购|寻找[^。\n]{0,10}(?:电站|水电)|买家[^。\n]{0,4}(?:诚|求|收)|(?:谁|哪位|哪里|有无)[^。\n]{0,10}(?:电站|水电)[^。\n]{0,6}(?:转让|出售|要出|要卖|卖)|有[^。\n]{0,8}电站[^。\n]{0,8}(?:转让|出售|卖)的(?:请|可)?(?:联系|私|加|速)|"
    r"wanted|looking to buy|lookingtobuy|wanttobuy|seekingtobuy"
)
_DONE: Final = re.compile(
    r"(?:已|已经)(?:成功)?(?:转让|售出|出售|转出|卖出|成交|卖了|卖掉|被买走|易主)(?!标的)|已完成[^。\n]{0,18}(?:收购|转让|出售|交割|过户)|成功(?:转让|售出|成交|收购)|完成交割|交易完成|完成了?对[^。\n]{0,24}收购|"
    r"以[^。\n]{1,14}(?:成交|拍出|竞得|摘得|收购)|最终成交|拟收购|宣布收购|收购完成|正式收购|斥资|停牌|成交公告|结果公示|成交确认"
)
_ASKING: Final = re.compile(
    r"请问|请教|求问|求助|求解|求教|有人知道|有谁知道|有没有(?:懂|人|朋友|大神|在|哪|买过)|谁知道|谁懂|怎么查|去哪(?:个|里)?(?:部门)?查|怎么办|怎么核实|靠谱(?:吗|不)|大家怎么看|值得(?:买|投资|入)吗|新手|帮(?:忙)?(?:算|看)|"
    r"能买吗|可以买吗|能不能买|敢买吗|难不难|有哪些坑|会不会被|懂的说|懂行的(?:说|帮|指|讲|给)|想问下|问一下|还会不会|会不会再|以后会|什么水平|怎么样啊|要注意什么|想了解|请大家|各位大神|是真的吗|多少[^。\n]{0,6}\?|哪些[^。\n]{0,6}\?|什么[^。\n]{0,6}\?"
)
_EQUIPMENT: Final = re.compile(
    r"拆下|拆自|拆机|成新|成色|直销|现货|厂家|自提|批发|回收|二手(?:水轮|发电|变压|电机|机组)|(?:出售|转让|处理|卖)(?:一台|一套|两台|二手|闲置)?(?:水轮|发电机|机组|变压器|调速器|蝶阀|配电)|日租|(?:发电机|设备|机组)[^。]{0,20}月租"
)
_SERVICE: Final = re.compile(
    r"代办|专业办理|欢迎咨询|培训班|施工队|检测服务|设计院|承接矿机|矿机托管|托管矿机|机位出租|招矿工|诚招"
)

_GRID: Final = re.compile(r"并网|国网|南网|入网|上网电价|大网|(?<!网)站")
# An ad that names no plant at all: capacity beside one of these, and no other machine that is sold by the kilowatt.
_PROMISES: Final = re.compile(r"清退|退出名单|网前|直供|专线|可挖|能挖|挖矿|机架|度/年|万度|上网|证[齐全]|手续|取水|整改|机房|算力|水头")
_MACHINES: Final = re.compile(r"柴油|发电机(?!组正常)|变压器(?:出售|转让|出租)|电动机|水泵|锅炉|空调|光伏|风电|储能|托管|现货|充电桩|矿山|采矿|加工厂|养殖|服务器出租")
_CLAIM_WORDS: Final = re.compile(r"清退|并网|国网|手续|证件|挖矿|上网电价|退出名单|整改|可挖|挖k|机架|矿机|证齐|证全|直供|专线")

# -- English and other scripts ---------------------------------------------------------------------------------------
_KANA: Final = re.compile("[\u3041-\u30ff]")
_EN_PLANT: Final = re.compile(
    r"hydro ?-?(?:power|electric)|\bhydro\b|power (?:station|plant)|[- ]k(?:w|ilowatt) (?:plant|station)|\bdams?\b|発電所|发电所|水力|hidroel|hidrocentral|wasserkraft|hydroelektr|centrale hydro|гэс"
)
_EN_SALE: Final = re.compile(
    r"\bfor sale\b|\bsell(?:ing|s|ers?)?\b|\bsale\b|put up|\blisted\b|\basking\b|offload|part with|on the market|auction|get rid of|up for grabs|\boffer(?:ed|ing|s)\b|\bbuyers?\b|売却|売り|卖却|卖り|出品|en venta|zu verkaufen|"
    r"à vendre|de v[aâ]nzare|продаж|продает"
)
_EN_PRESS: Final = re.compile(
    r"\bsa(?:id|ys)\b|according to|\btold\b|\breport(?:ed|s|er)\b|\bmr\b|\bms\b|\bhe\b|\bshe\b|\bthey\b|officials|\bowners\b|\bsellers\b|"
    r"\bchina'?s?\b.{0,60}\b(?:crackdown|ban)|\bwas\b|\bwere\b|promis|insists|dozens|によると|という|と説明|と说明|しているという"
)
_EN_DONE: Final = re.compile(
    r"completed (?:the|its) (?:sale|acquisition|purchase|disposal)|has (?:sold|acquired|bought|completed)|had (?:sold|acquired|bought)|\bacquired\b|deal (?:closed|was closed)|agreed to (?:buy|acquire)|sold (?:its|the|a|off)\b|was sold"
)

# -- object and share ------------------------------------------------------------------------------------------------
_NUMBER: Final = r"(\d{1,3}(?:\.\d{1,4})?) ?%"
_SHARE: Final = re.compile(
    rf"{_NUMBER}(?:的|之)?(?:出资|财产|合伙|合作|公司)?(?:股权|股份|股|份额|权益|equity|stake|shares?)|(?:股权|股份|份额|持股|占股|占比)[^,。\n\d]{{0,6}}?{_NUMBER}"
    rf"|{_NUMBER} (?:equity|stake|interest|of the shares)"
)
_SHARE_HAN: Final = re.compile(r"百分之([一二三四五六七八九十]{1,3})的?(?:股权|股份|份额)")
_WHOLE: Final = re.compile(r"(?:全部|整体|百分之百|百分百|全资)(?:的)?(?:股权|股份)")
_EQUITY: Final = re.compile(r"股权|股份(?!有限|公司|制)|份额|stake in|% stake|equity|shares in|占股")
_DEBT: Final = re.compile(r"债权(?!债务)|不良资产包|应收账款")
_RIGHT: Final = re.compile(r"经营权|使用权转让|收益权|运营权")
_LEASE: Final = re.compile(r"出租|招租|转租|租赁|承包|发包|租金|年租|for rent|for lease|to lease")
_BUNDLE: Final = re.compile(r"打包|捆绑|资产包|一起(?:转|卖)|一并(?:转|出)|整体(?:转|出)")
_SEVERAL: Final = re.compile(r"(?:[两二三四五六七八九十]|[2-9]|1\d)(?:座|个|家|级)(?:水电|小水电|电站|梯级|公司)")
_UNBUILT: Final = re.compile(
    r"在建|未开工|尚未开工|筹建|拟建|待建|续建|停工|半拉子|估算投资|招商项目|前期工作|路条|项目开发权|under construction"
)
_HAN_DIGITS: Final = {digit: value for value, digit in enumerate("零一二三四五六七八九")}


def read_offer(normalised: Normalised, title: str = "", speaker: Voice | None = None) -> OfferReading:
    """Read the kind of offer, its object and share (percent), and who speaks.

    `title` is read before the text, `speaker` overrides the voice that the words suggest. Linear; raises nothing.
    """
    plain = normalised.plain.text
    comments = _comments_start(plain)
    head = plain if comments is None else plain[:comments]
    if title:
        head = normalise(title).plain.text + "\n" + head
    kind, voice, why = _read_kind(head, _NOISE.sub("", head))
    if speaker is not None:
        kind, voice, why = _with_speaker(kind, speaker, why)
    kept = kind != "none"
    told = _about_plants(head) if kept and len(head) > LONG_NOTICE and voice == "press" else head
    return OfferReading(
        kind,
        _object(told) if kept else None,
        _share(told) if kept else None,
        voice,
        None if comments is None else normalised.plain.offsets[comments],
        why,
    )


def _about_plants(head: str) -> str:
    """The sentences of a long report that name a plant: 银行股权 elsewhere is not what is sold."""
    return "\n".join(part for part in re.split(r"[。!?\n]", head) if "电站" in part or "水电" in part)


def _comments_start(plain: str) -> int | None:
    """Where in `plain` the first line that begins with 评论 or 留言 starts."""
    if (
        "评论" not in plain
        and "留言" not in plain
        and "comment" not in plain
        and "跟帖" not in plain
        and "回帖" not in plain
    ):
        return None
    found = _COMMENTS.search(plain)
    return found.start() if found and found.start() > 0 else None


def _with_speaker(kind: OfferKind, speaker: Voice, why: tuple[str, ...]) -> tuple[OfferKind, Voice, tuple[str, ...]]:
    """What a known speaker changes: press and officials never offer, buyers and commenters neither."""
    told = (*why, f"speaker: {speaker}")
    if kind == "direct" and speaker == "press":
        return "reported", speaker, told
    if kind == "direct" and speaker in {"buyer", "comment"}:
        return "none", speaker, told
    return kind, speaker, told


Kind = tuple[OfferKind, Voice, tuple[str, ...]]


def _read_kind(head: str, flat: str) -> Kind:
    """The decision list: the first case that holds says what the text is."""
    if _is_latin(head) or len(_KANA.findall(head)) >= KANA:
        return _read_latin(head)
    if not _names_plant(head, flat):
        if _QUOTED.search(flat) and len(_CLAIM_WORDS.findall(flat)) >= 2 and not _OTHER_POWER.search(flat):
            return "reported", "press", ("sellers quoted",)
        return "none", "unknown", ("no hydropower plant named",)
    for case in (_not_an_offer, _wish, _notice, _press, _service, _official, _question):
        if (kind := case(head, flat)) is not None:
            return kind
    return _private(head, flat)


def _is_latin(head: str) -> bool:
    """True when hardly any Han character stands in the first part of the text."""
    sample = head[:600]
    han = sum("一" <= one <= "鿿" for one in sample)
    return han * 8 < len(sample) and (_EN_PLANT.search(sample) is not None or len(sample) > 80)


def _names_plant(head: str, flat: str) -> bool:
    if _OTHER_POWER.search(flat) and not _WATER.search(_OTHER_POWER.sub("", flat)):
        return False
    if "抽水蓄能" in flat and "小水电" not in flat:
        return False
    if _HYDRO.search(flat) or _STATION.search(flat):
        return True
    if _MACHINES.search(flat):
        return False
    if _sized(head, flat) and (_GRID.search(flat) or _PROMISES.search(flat)):
        return True
    return bool(_GRID.search(flat)) and len(set(_CLAIM_WORDS.findall(flat))) >= 1


def _sized(head: str, flat: str) -> bool:
    """A capacity is named; 2×630 is only seen with its mark, 3 000 千 瓦 only without its spaces."""
    return bool(_CAPACITY.search(flat) or _CAPACITY.search(head))


def _found(pattern: re.Pattern[str], flat: str) -> str:
    match = pattern.search(flat)
    return match.group().strip() if match else ""


def _not_an_offer(head: str, flat: str) -> Kind | None:
    """Templates, judgments and finished sales."""
    if word := _found(_TEMPLATE, flat):
        return "none", "unknown", (f"template: {word}",)
    if _PARTIES.search(flat) and len(_BLANK.findall(head)) >= 2:
        return "none", "unknown", ("template: blanks",)
    if (word := _found(_COURT, flat)) and not _AUCTION.search(flat):
        return "none", "official", (f"court: {word}",)
    if _OTHER_GOODS.search(flat):
        return "none", "unknown", ("something else beside a plant",)
    if (word := _found(_DONE, flat)) and not _still_offered(flat):
        return "none", "press", (f"finished sale: {word}",)
    return None


def _still_offered(flat: str) -> bool:
    return bool(
        re.search(
            r"起拍|挂牌价|转让底价|挂牌底价|现转让|现出售|再次拍卖|变卖价|面议|要价|标价|拟(?:公开)?(?:挂牌|转让|出售)",
            flat,
        )
    )


def _wish(head: str, flat: str) -> Kind | None:
    """A buyer looks for a plant: the wish stands before any sale, near the start."""
    wish = _WANTED.search(flat)
    if wish is None or wish.start() > HEAD_CHARS or _HARD_PRESS.search(flat):
        return None
    sale = _SALE.search(flat)
    if sale is not None and sale.start() < wish.start():
        return None
    return "none", "buyer", (f"wish: {wish.group().strip()}",)


def _notice(head: str, flat: str) -> Kind | None:
    """Notices of exchanges, courts, companies and villages speak for the seller."""
    cues = set(_NOTICE.findall(flat))
    if not cues or not (_SALE.search(flat) or "股权" in flat):
        return None
    press = _HARD_PRESS.search(flat) if _COMPANY.search(flat) or len(cues) >= 3 else _PRESS.search(flat)
    if press or len(cues) + bool(_PRICE.search(flat)) + bool(_COMPANY.search(flat)) < 2:
        return None
    return "direct", "seller", (f"notice: {sorted(cues)[0]}",)


def _press(head: str, flat: str) -> Kind | None:
    quoted = _found(_QUOTE_VERB, head)
    cue = quoted or _found(_PRESS, flat)
    if not cue:
        return None
    if not quoted and _private_ad(flat) and not _HARD_PRESS.search(flat) and "称" not in cue and "说" not in cue and "表示" not in cue:
        return None
    if _QUOTED.search(flat) and len(set(_CLAIM_WORDS.findall(flat))) >= 2 and re.search(r"[“「\"]", head):
        return "reported", "press", ("sellers quoted",)
    if _BOUND.search(flat) and not _equipment_only(flat) and not _policy_only(flat):
        return "reported", "press", (f"press: {cue}",)
    return "none", "press", (f"press: {cue}", "no plant for sale")


def _policy_only(flat: str) -> bool:
    """Press that tells of rules and results, not of sellers."""
    return len(set(_OFFICIAL.findall(flat))) >= 3 and not re.search(
        r"闲鱼|二手|卖家|转让方|挂牌|标价|叫价|要价|出售|兜售|待售|转让(?:信息|价|帖)|水电站转让|电站转让|转卖", flat
    )


def _private_ad(flat: str) -> bool:
    """Sale words and terms or a price, as one person writes to another."""
    return bool(_SALE.search(flat) and (_TERMS.search(flat) or _PRICE.search(flat))) and len(flat) < 400


def _equipment_only(flat: str) -> bool:
    if not _EQUIPMENT.search(flat):
        return False
    return not re.search(
        r"(?:电站|水电站|电厂)(?:整体|一座|低价|诚心|急)?(?:转让|出售|出让|转手)|(?:转让|出售|出让)(?:小|一座|自建)*水?电站(?!拆|设备|的设备|发电机|水轮|用)",
        flat,
    )


def _service(head: str, flat: str) -> Kind | None:
    if _equipment_only(flat):
        return "none", "seller", (f"equipment: {_found(_EQUIPMENT, flat)}",)
    if (word := _found(_SERVICE, flat)) and not _BOUND.search(flat):
        return "none", "seller", (f"service: {word}",)
    if word and not re.search(r"电站(?:转让|出售|出让)|(?:转让|出售|出让)[^。\n]{0,8}电站", flat):
        return "none", "seller", (f"service: {word}",)
    return None


def _official(head: str, flat: str) -> Kind | None:
    cues = set(_OFFICIAL.findall(flat))
    if not cues:
        return None
    if len(_BAN.findall(flat)) >= 2 and not _CAPACITY.search(flat):
        return "none", "official", ("official: ban",)
    offered = _SALE.search(flat) and (_TERMS.search(flat) or _PRICE.search(flat))
    if len(cues) >= 2 and not offered and not (_PRICE.search(flat) and _CAPACITY.search(flat) and len(flat) < 120):
        return "none", "official", (f"official: {sorted(cues)[0]}",)
    return None


def _question(head: str, flat: str) -> Kind | None:
    ask = _found(_ASKING, flat)
    if not ask:
        return None
    own = re.search(rf"(?:{_SELL})", flat)
    if own and (_TERMS.search(flat) or _PRICE.search(flat)) and own.start() < flat.find(ask):
        return None
    return "none", "buyer", (f"question: {ask}",)


def _private(head: str, flat: str) -> Kind:
    """A private ad: sale words about a plant, or the bare shape place, capacity, price."""
    news = set(_NEWS.findall(flat))
    sale = _found(_SALE, flat)
    terms = _found(_TERMS, flat)
    priced = _PRICE.search(flat) is not None
    sized = _sized(head, flat)
    if len(news) >= 2 and not (sale and (terms or priced)):
        return "none", "press", (f"news: {sorted(news)[0]}",)
    if (sale or _BOUND.search(flat) or _SHORT_SALE.search(head)) and (sized or priced or terms or (sale and len(flat) < 40)) and len(flat) < LONG_POST:
        return "direct", "seller", (f"sale: {sale or 'plant'}",)
    if (sized or (priced and terms)) and (priced or terms) and not news and len(flat) < 300:
        return "direct", "seller", ("plant with capacity and price",)
    if sized and not news and len(flat) < 120 and ("并" in flat or "电价" in flat or "国网" in flat or "南网" in flat):
        return "direct", "seller", ("plant with capacity and grid",)
    if sized and not news and len(flat) < 160 and not _OFFICIAL.search(flat) and len(set(_CLAIM_WORDS.findall(flat))) >= 2:
        return "direct", "seller", ("plant with capacity and promises",)
    return "none", "unknown", ("no sale",)


def _read_latin(head: str) -> Kind:
    if not _EN_PLANT.search(head):
        return "none", "unknown", ("no hydropower plant named",)
    if _OTHER_POWER.search(head.replace(" ", "")) and "hydropower" not in head.replace("pumped-storage hydropower", ""):
        return "none", "unknown", ("another kind of power",)
    sale = _EN_SALE.search(head)
    if (done := _EN_DONE.search(head)) and not re.search(
        r"asking|for sale|on the market|put up|seeking|trying to sell", head
    ):
        return "none", "press", (f"finished sale: {done.group()}",)
    if sale is None:
        return "none", "press", ("no sale",)
    if press := _EN_PRESS.search(head):
        return "reported", "press", (f"press: {press.group()}",)
    return "direct", "seller", (f"sale: {sale.group()}",)


def _object(head: str) -> OfferObject:
    """What is sold, the narrowest first: a share of a company is not a plant, a lease is not a sale."""
    if _BUNDLE.search(head) and _SEVERAL.search(head):
        return "bundle"
    equity = _EQUITY.search(head)
    if _DEBT.search(head) and not equity:
        return "debt"
    if equity:
        return "equity"
    if _RIGHT.search(head):
        return "operating_right"
    if _LEASE.search(head) and not re.search(
        r"(?:电站|水电站|资产)(?:整体)?(?:转让|出售|拍卖)|不存在[^。]{0,8}租赁|上有租赁", head
    ):
        return "lease"
    if _UNBUILT.search(head):
        return "under_construction"
    return "plant"


def _share(head: str) -> float | None:
    """The share sold in percent, when one is stated."""
    if "%" in head and (match := _SHARE.search(head)):
        value = float(next(group for group in match.groups() if group))
        return value if 0 < value <= 100 else None
    if match := _SHARE_HAN.search(head):
        return _han_number(match.group(1))
    return 100.0 if _WHOLE.search(head) else None


def _han_number(text: str) -> float:
    tens, ten, ones = text.partition("十")
    if not ten:
        return float(_HAN_DIGITS.get(text, 0))
    return float(_HAN_DIGITS.get(tens, 1) * 10 + _HAN_DIGITS.get(ones, 0))
