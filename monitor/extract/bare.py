"""Numbers without a unit in short ads: 凉山1260 国网 680 要的滴滴 names kW first and the price in 万 last."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import Final

from monitor.extract.amounts import Amount, read_amounts
from monitor.extract.context import BREAKS, ends_alone, is_others, left_of, near_words, others_from, stands_alone
from monitor.extract.energy import is_year_bare
from monitor.extract.energy_rise import outputs_listed
from monitor.extract.reading import Reading
from monitor.extract.units import USUAL_KW, UnitGroups, find_unit_groups
from monitor.text.expression import expression
from monitor.text.offer_refused import WILL_NOT

LONGEST_AD: Final = 400  # characters; in longer texts a lone number may be anything
_PRICE_WORD: Final = expression(
    r"(?:全款(?:总?价|拿下?|付清?|买断?|收)?|(?:整[体站个]|一起|全部|打包|一口|直接)*[带拿搬牵端拉领抬抱]走|(?:卖|转|出|让)给?[你您]们?|要[你您]|(?:卖|转|出|让|买断?|买下|整买)的话|(?<![一-龥])底(?=是|价)|挂网|连(?:债|机器|设备|人|地|厂)?带(?:站|债|地|厂|人|机器)|整个?买|全买|一起买|买断|买下|抹到|[你您](?:只要|就|只)*(?:出|拿|掏)|[说讲谈报开]的[^,。;\s]{1,6}还是|(?<![一-龥])开|(?:卖主|卖家|老板|站主|业主|东家)开|总包|全包|通包|包干价?|要的话|想要的话|真要的话|诚心的话|看中的话|一口|整套|作|叫|叫到|变成?|不还价到|吆喝|挂牌价|开口(?:要|就要|就是)?|张口(?:要|就要|就是)?|喊价?"
    r"|转让价|售价|报价|标价|要价|叫价|开价|卖价"
    r"|一口价|心理价位?|到手价|打包价?|总价|(?<![单电房])价格?|价钱|价位"
    r"|数目|算|(?:算|报|收|让|卖|留)[你您]|[降砍优惠便宜喊跌调减杀谈让压松]+[到至为]|只要|要|仅售|出价|最低|起拍价|底价|卖|底线|底牌|心里数"
    r"|心理数|心里价位?"
    r"|报|挂|按|折价?|作价|总数要|(?:出|转)让[金费款]|转手费|打包|死价|净价|实价|诚意价|到手|净到手|特价|活动价"
    r"|(?:最少|至少|起码)|(?:打算|准备|(?<!你)(?<!您)(?<!谁)想|至少|最少|起码|怎么[着也]+|心里想|咬死|咬定|统共)(?:还)?要"
    r"|今天|价在|价格在|给个|给到|给我)(?:是|为|个|:|:| |[\"“「]|大概|差不多|就|也就|只要)*$"
)
# The question of a chat in the line above: 多少钱出? 二百六
_ASKED_PRICE: Final = expression(
    r"(?:(?:^|[\n:?\s])多少\??(?=\n)|多少(?:能|肯|可以)[走拿放给出卖转]|(?:甩|脱手|转|出|要|开价?|喊|叫|挂)(?:多少|几多|好多)(?!度|电|千瓦|钱?一度)|给个?(?:底价?|痛快价?|实价|实在价|数)|多少钱|啥价|什么价|价[钱格位]|几多钱|多少[出卖转]|要多少|怎么卖|咋卖|开价"
    r"|报价|[报给说开出](?:个|一?下|一个)价|:数|要几多|好多钱|几钱|心理价|多少米|多少w"
    r"|:价)[^\n\d]{0,6}\n[^\n:\d]{0,8}:? ?(?:[他她]|对方)?[说讲回要]?$"
    # “多少?”“三百八拿走。” in one line
    r"|(?:多少(?:钱|出|卖)?|啥价|什么价|怎么卖|几多钱)[呢啊呀]?\??[\"'”」』] ?[\"'“「『]$"
    # A:最低多少? B:九百, in one line
    r"|(?:最低|最少)?(?:多少|几多|好多|什么价|啥价|几钱|怎么卖|咋卖|价)(?:钱|出|卖|要)?[呢啊呀]?"
    r"[?。] ?[a-z甲乙买卖方家问答]{1,2}:(?:最低|最少|要)?$"
    # 三百行不? 不行,三百二: the answer to an offer
    r"|(?:行不行?|行吗|行么|卖不卖?|卖吗|咋样|怎么样|可以不|可以吗|能卖不|能卖吗|成不|中不|干不干|要得不|得不得|出不出)"
    r"\??\n[^\n:\d]{0,8}:? ?"
    r"(?:不行|不卖|少了|不够|太低|低了|太少|没有|不成|不得行|不中|差远了|差得远|亏|要不得|不可能|免谈|不干)"
    r"[了啊呀哦哈]{0,2}[,。!、 ](?:最少|至少|最低|起码|要|得|怎么也要|咋也得|少说)?$"
)
_LESS: Final = expression(r"(?:便宜|降|减|砍|少|低|让)了?$")  # 二百三,比去年便宜四十
_UP_TO: Final = expression(r" ?以内(?:都)?(?:能|可以?|好)(?:谈|走|卖|拿|商量)")
# 说是要卖,一百四: the price in the clause after, where the size is told already.
_FOR_SALE: Final = expression(
    r"(?:才卖|才转|整站出让|整站转|出让|要卖|想卖|在卖|卖掉|想出|要出|要转|想转|转让|出手|脱手|甩卖|转掉)[,、 ]$"
    r"|(?:转让|整转|整体转):?$"
)
# 1000的,六百六; 两台400,三百八: the clause after the size, where nothing else is said of money.
_SIZE_CLAUSE: Final = expression(
    r"(?:(?:千瓦|kw|mw|兆瓦)(?:的?(?:站子?|电站|机))?|装机(?:容量)?[为约]?\d{3,5}|[\d百千十二两三四五六八]的|台(?:\d{3,4}|[一二三四五六八]百[一二三四五六八]?))[,、;]$"
)
_NAMED_SIZE: Final = expression(r"(?:装机(?:容量)?[为约]?\d{3,5}|\d(?:kw|千瓦))[,、;]$")
# 有个电站,三百二 in a story; 有个630
_TOLD_PLANT: Final = expression(
    r"(?:(?:^|[^一-龥]|[有个座家的条])(?:水?电站|小站|站子?|小水电|水电)[,、: ]|[叫是有]个|的站[,、 ]|站(?:要"
    r"|想|在|准备|打算)(?:卖|转|出|出手|脱手|转让)了?[,、 ])$"
)
_SALE_AFTER: Final = expression(
    r" ?(?:[你您]?拿(?=[\s,。;!]|$|去|下)|诚心|真心|非诚|随便看|随时看|[你您]?来看|看站"
    r"|整|转|出|卖|买(?:走|下|断|去|(?=[,。;!\s]|$))|拿走|急|可谈|可刀|可小刀|不[议讲还刀二包含带]|一口价|打包|上下|出头|吧|呗|包|左右|要的"
    r"|全包|到手|带走|可议|可小?议|可以?商量?|好商量|能商量|好说|好谈|商量|面谈|现过现|现结|现款|是底|起|封顶|给过户|不散卖|不零卖|一口|含|抹零|处理|割|甩|清|可拿|能拿|没人(?:要|接|理|问"
    r"|买|看)|往上|朝上|开外|全(?:拿|带|端)走|(?:已经"
    r"|真)?是(?:割肉|实价|底|最低|良心|亏|死价|净)|(?:我|就)+(?:给|卖|让给|转给)|能谈|够了?(?=[,。!\s]|$)"
    r"|(?:来|去)?[抬搬扛提牵驮拎捎挑抱](?:走|去|起走)|来[拿抬搬牵提取]|[你您谁]?拿[走去]|[你您]?(?:拉走|开走|接走)"
    r"|以内(?:能|可以?|都可以?|好|就|都能)?(?:谈|走|卖|拿|商量|出|成)|归[你您]|谈(?=[\s,。;!]|$)|就[卖出转给签成行走放]|就?(?:能|可以?)(?:谈|拿|卖|走|签|成|出|给|放)|就?别(?:开口|问|来|谈|找|烦)|来(?=[\s,。;!]|$)|走(?:人|起)?(?=[\s,。;!]|$)"
    r"|不考虑|勿扰|以下(?:免谈|不谈|不卖|(?=[,。!;]))|免谈|一分不少"
    r"|一分不能少|少一分|成交|实收|净收|净得|净到|给你|给您)"
)
# 给380就卖, 低于380不谈: what stands right before a price without a mark.
_PRICE_LEAD: Final = expression(
    r"(?:(?<![一-龥])(?:转|出|卖|[你您])|整站|整座|全站|谁来|谁出|诚心(?:要|买|想要)?的?|真心(?:要|买)?的?|真(?:要|想要)的?|谁?给|少于|低于|不到|没有|没|不够|想卖"
    r"|打算卖|现在|目前|反正|凑个?|收[你您]?|[算报让][你您]"
    r"|大概|差不多|大约|约|打包|一起|整个|全部|连机器|含税|包税|包过户|我要|净收|实收) ?$"
)
# The same of the size: 现在几千瓦 / 320, 镇坪的
_ASKED_SIZE: Final = expression(
    r"(?:多大|几千瓦|多少千瓦|多少装机|(?:装机|容量)(?:多少|好多|几多)?"
    r"|好多千瓦)[呢啊的了]?\??\n[^\n:\d]{0,8}:? ?(?:他|她)?(?:说|讲|是)?$"
    r"|(?:多大|几千瓦|多少千瓦|多少装机|好多千瓦|装机|容量)(?:的?站)?[呢啊的]?"
    r"[?。 ] ?[a-z甲乙买卖方家问答]{1,2}:$"
)
# 多大?320: a seller who asks himself.
_OWN_QUESTION: Final = expression(
    r"(?:多大|几千瓦|多少千瓦|装机|好多千瓦)[呢啊]?\?:? ?$"
    r"|问(?:装机|多大|容量|几千瓦)[,:]?[他她]?(?:答|说|讲|回)[:]?$"
)
# 卖家原话:"马尔康1260,网前直拉…", 四川峨边,630: a size in which plants are built, right after two words or three.
_TOLD_THERE: Final = expression(
    r"(?:^|[:\"“「】。,\n])(?![^:\"“「】。,\n]{0,5}[价要开报卖给降还头坝流海距姓名年月于说到])[一-龥]{2,5}[ ,]?$"
)
_BUILT: Final = frozenset({*USUAL_KW, *(2 * one for one in USUAL_KW), *(3 * one for one in USUAL_KW), 480, 570, 960})
# 沐川 2400个 用电一毛九…1580万: the first number, where the price is told in 万.
# 环江二百五十个 大电网收: right after the name that begins the ad.
_AFTER_NAME: Final = expression(
    r"(?!.*[价要开报卖给降收买还喊带送放有装共第全各这那建省国])[一-龥]{2,4}$|(?:出|卖|转)(?:售|让)?[一-龥]{0,4}站$"
)
_GE_ALONE: Final = expression(r"个(?=(?:的?(?:小|老)?(?:水电|电)?站子?)?(?:[\s,。;|]|$))")
# 现在要三百六两台两百五的: the price, and then the sets
_SETS_FOLLOW: Final = expression(r"[两二三四]台(?=[一二两三四五六七八]百|\d{3})")
_WANTED_BEFORE: Final = expression(r"(?:现在|如今|只|就|还|我)[要卖]$|价$")
_GE_PLANT: Final = expression(r"个的?(?:小|老)?(?:水电|电)?站")  # 靖安200个电站
_LABEL_END: Final = expression(r"[\s,。:;|】\])!]$|^$")
# 1260 八百八十万, 250,120万: the size right before the price.
_THEN_PRICE: Final = expression(r"[, 、]{1,2}$")
_OTHER_LEFT: Final = expression(
    r"(?:(?<!销)号|kj|矿机|矿卡|[主箱压配]变|变压器|电话|手机|v|微信|qq|第|编号|邮编|许可证|no|s|m|(?<!明)年|坐标"
    r"|\d\.)[: ]?$"
)
# 价格(单位未注明):80, as monitor/sources/told_price.py writes what a site gives without one: none is guessed.
_UNIT_UNSAID: Final = expression(r"\(单位未注明\):$")
_WORD_AFTER: Final = expression(r" ?(?![qv]x?[ 我信聊:])[a-z](?!:)")  # but 六百三 A:要多少钱
_NO_CAPACITY: Final = expression(
    r"水头|落差|流量|海拔|机位|坝高|距|离|编号|发电|年发|电量|小时|负荷|矿机|放|每|各|[金款费]:|限|至少|每月"
)
LEAST_WAN: Final = 8
_MOST_RENT_WAN: Final = 1_000
_RENT_WORD: Final = expression(r"年租(?:金|费)?(?:只?要|是|就|给|收|约|大概|:| )*$")
_OTHER_SUM: Final = expression(
    r"(?:[定订押]金|保证金|贷款?|欠|租金?|收入?|[一每去今]年|投资?了?|花了?|补偿?|评估|修了?)[^,。;]{0,4}$"
)
LEAST_SUM: Final = 300_000  # yuan; a smaller sum in an ad may be a deposit or a rent
LEAST_PER_KW: Final = 1_000  # yuan; hardly any plant is sold for less
LEAST_GE: Final = 100  # kW of a size told as so many 个
# A size is named, though without its unit: 2×500, 1000的站, 180装机.
_SIZED: Final = expression(
    r"\d{2,4} ?\+ ?\d{2,4}|\d{2,4}的?[单双]机|[单双]机\d|\d ?[x×*] ?\d|\d台|[一二两三四五]台"
    r"|[\d十百千一二两三四五六七八九佰拾仟壹贰叁肆伍陆柒捌玖](?:个|多|来)?的?(?:装机|(?:小|老|电|水电)?站|机组|机子|容量)"
    r"|装机[^\d,。;]{0,4}[\d一二两三四五六七八九]"
)
# 装机:1260 in a row of a table or a form: the size, whatever else has no number
_OF_SIZE: Final = expression(r"(?:装机|容量|功率)(?:容量|规模|功率)?(?:约|为|是)?[:| ]{1,3}$")
# What sellers fill in where a form wants a number for a price.
_FILLERS: Final = frozenset((9999, 99_999, 999_999, 9_999_999, 11_111, 111_111, 12_345, 123_456))
# 原来挂四百六,现在三百九
_NOW: Final = expression(r"(?:现在?|眼下|如今|目前|这回|这次)(?:只?要|只?卖)? ?$")
_WAS: Final = expression(
    r"(?:原来?|之前|以前|本来|上次|前年|去年|起初|最早|开始|当初|起先)"
    r"(?:挂|要|卖|报|开|喊|标|价|(?= ?[\d一二三四五六七八九]))"
)
# 收现金,总共六百六; but 两台630,总共1260 is a capacity
_SUM_WORD: Final = expression(
    r"[收付钱价款金][^。;!?\n台机瓦容]{0,10}(?:总共|一共|合共|拢共|合计|加起来)(?:是|要|就)?$"
)
# 设计院报四十: what others ask for their work.
_OTHERS_OFFER: Final = expression(
    r"(?:设计院|设计|环评|施工队?|厂家|中介|工程队|人家|别人|有人|对方|上家)[^,。;\n]{0,2}(?:报|要|开|喊|出)$"
)
_CHEAP: Final = expression(
    r"(?:便宜|不贵|价低|价好|低价|实在价?|良心价|抄底价?|白菜价|亏本|实惠|划算|贱卖)"
    r"(?:了|出|卖|转|甩|让|丢|抛|处理|走)*[,:! ]$"
)
_PAST: Final = expression(r"原来?|之前|以前|本来|上次|前年|去年|起初|最早|开始|早先|当初|平时|前面|先前|头先")
_BETWEEN: Final = expression(r"[\d十百千二三四五六七八九] ?[-~至到—] ?[\d一二三四五六七八九十]")
_RANGE_GAP: Final = expression(r" ?[-~至到—]{1,2} ?")
_BETWEEN_END: Final = expression(r" ?(?:之间|左右|上下|都|间|(?:个|万)?(?=[,。;!)\s]|$))")
_SOLD_AT: Final = expression(
    r" ?(?:(?:卖|买|转|让)断|买(?:走|下|去|(?=[,。;!\s]|$))|(?:转|让|卖|出|抵)给[你您]"
    r"|就(?:卖|出|转|肯|能拿|给|放|签|让|甩|割|脱手)|(?:来|去)?[拿抬搬扛提牵端带开抱]走|(?:走(?:人|起)?|来)(?=[\s,。;!]|$)|打包(?:带走|卖|出|转|价)?(?=[\s,。;!]|$)"
    r"|(?<! )[你您]?拿(?=[\s,。;!]|$|去|下))"
)
_BARGAIN: Final = expression(r" ?(?:来|走(?:人|起)?|(?:来|去)?拿走?)(?=[\s,。;!]|$)")
# 装机150来: about so many kW
_SIZED_BEFORE: Final = expression(r"装机|容量|功率|水头|年|机组|离|距|有|才|也就|大概|大约|差不多")
LEAST_CELLS: Final = 3
_LEAST_YUAN: Final = 100_000
_MOST_YUAN: Final = 50_000_000


def bare_capacity(reading: Reading) -> Amount | None:
    """The first lone number that may be a capacity in kW, in a direct ad without any number of kW."""
    text = reading.normalised.plain.text
    asked = [one for one in _lone_numbers(reading, text) if _is_asked(text, one)]
    if asked and 30 <= asked[0].low <= 60_000:
        return asked[0]._replace(unit="kW")
    if reading.offer.offer != "direct":
        return _told_size(reading, text)
    if (counted := counted_size(text)) is not None and not is_others(reading, counted.start, others_from(reading)):
        return counted._replace(unit="kW")
    for amount in _lone_numbers(reading, text):
        if 30 <= amount.low <= 60_000 and not _priced(text, amount) and _after_plant(text, amount):
            if _is_cheap(text, amount) or _NO_CAPACITY.search(near_words(text, amount.start, 8)):
                continue
            return amount._replace(unit="kW")
    return None


def _is_asked(text: str, one: Amount) -> bool:
    asked = _ASKED_SIZE.search(text, max(0, one.start - 28), one.start)
    return bool(asked or _OWN_QUESTION.search(text, max(0, one.start - 8), one.start))


def counted_size(text: str) -> Amount | None:
    """沐川 1000个, as sellers say it: the first number of an ad that names its price besides. Linear time."""
    amounts = read_amounts(text)
    if not amounts or not _may_be_size(text, amounts[0]):
        return None
    priced = _GE_PLANT.match(text, amounts[0].end) or any(
        one.per == "kW" or any(told(text, one) for told in (_is_sum, _priced, _is_round, _comes_for))
        for one in amounts[1:]
    )
    return amounts[0]._replace(end=amounts[0].end + 1) if priced else None


def _is_round(text: str, one: Amount) -> bool:
    """三百整: a price in 万, as sellers close an ad."""
    whole = not one.unit and one.scale <= 100 and one.low >= LEAST_WAN
    return whole and text.startswith("整", one.end) and ends_alone(text, one.end + 1)


def _comes_for(text: str, one: Amount) -> bool:
    """400个,…,150来: what a buyer is to come with."""
    whole = not one.unit and one.scale <= 100
    return whole and _is_sold_at(text, one) and _BARGAIN.match(text, one.end) is not None


def _may_be_size(text: str, first: Amount) -> bool:
    if first.unit or first.scale > 1000 or not LEAST_GE <= first.low <= 60_000 or len(text) > LONGEST_AD:
        return False
    begins = _LABEL_END.search(text, max(0, first.start - 1), first.start) or _AFTER_NAME.match(text[: first.start])
    return bool(begins and _GE_ALONE.match(text, first.end)) and not _priced(text, first)


def _is_sum(text: str, one: Amount) -> bool:
    if _OTHER_SUM.search(text, left_of(text, one.start, limit=10), one.start):
        return False
    if one.unit == "CNY" and one.per == "kW" and one.low >= LEAST_PER_KW:
        return True  # 720个 每瓦4块5
    return one.unit == "w" or (one.scale >= 10_000 and one.unit in {"", "CNY"} and one.low >= LEAST_SUM)


def _told_size(reading: Reading, text: str) -> Amount | None:
    """保山有站,800: the lone number right after the plant, in a story about it."""
    for amount in _lone_numbers(reading, text):
        if 50 <= amount.low <= 60_000 and _TOLD_PLANT.search(text, max(0, amount.start - 6), amount.start):
            return None if _priced(text, amount) and not _names_wan(text) else amount._replace(unit="kW")
        if amount.low in _BUILT and amount.bare and _told_there(text, amount):
            return amount._replace(unit="kW")
    return None


def _told_there(text: str, amount: Amount) -> bool:
    there = _TOLD_THERE.search(text, max(0, amount.start - 8), amount.start)
    return there is not None and ends_alone(text, amount.end) and not _priced(text, amount)


def _names_wan(text: str) -> bool:
    return any(one.scale >= 10_000 and not one.unit for one in read_amounts(text))


def labelled_price(reading: Reading) -> Amount | None:
    """The lone number after the word for a price, in 万 (from 100,000 in yuan): 要价260, 开口四百五."""
    if reading.offer.offer == "none":
        return None
    text = reading.normalised.plain.text
    if (between := _priced_range(reading, text)) is not None:
        return between
    lone = [one for one in _lone_numbers(reading, text) if not _is_of_size(text, one)]
    labelled = [amount for amount in lone if _priced(text, amount)]
    labelled = labelled or [one for one in lone if _is_sold_at(text, one)]
    labelled = labelled or _after_sale(reading, text, lone) or _after_size(text, lone)
    labelled = [amount for amount in labelled if not _is_past(text, amount)] or labelled
    return _in_yuan(labelled[-1]) if labelled and labelled[-1].low >= LEAST_WAN else None


def _is_sold_at(text: str, one: Amount) -> bool:
    """350拿走, unless another offered it: 有人出350拿走."""
    if one.low < LEAST_WAN or _OTHERS_OFFER.search(text, max(0, one.start - 8), one.start):
        return False
    sold = _SOLD_AT.match(text, one.end)
    if sold is None or sold.group().strip()[:1] not in {"走", "来"}:
        return sold is not None
    # 往前600走, 装机150来
    apart = not one.start or not text[one.start - 1].isalnum()
    return apart and _SIZED_BEFORE.search(text, max(0, one.start - 8), one.start) is None


def labelled_rent(reading: Reading) -> Amount | None:
    """年租二百六: the lone number after the word for a yearly rent, in 万."""
    text = reading.normalised.plain.text
    if "年租" not in text:
        return None
    found = [
        one
        for one in _lone_numbers(reading, text)
        if LEAST_WAN <= one.low <= _MOST_RENT_WAN and _RENT_WORD.search(text, max(0, one.start - 10), one.start)
    ]
    return _in_yuan(found[0]) if len(found) == 1 else None


def _after_sale(reading: Reading, text: str, lone: list[Amount]) -> list[Amount]:
    found = [one for one in lone if _FOR_SALE.search(text, max(0, one.start - 4), one.start)]
    sized = found and (
        _told_size(reading, text) or _SIZED.search(text) or any(one.unit == "kW" for one in read_amounts(text))
    )
    return found[:1] if sized else []


def _after_size(text: str, lone: list[Amount]) -> list[Amount]:
    found = [
        one
        for one in lone
        if (one.han or _NAMED_SIZE.search(text, max(0, one.start - 9), one.start))
        and one.low >= LEAST_WAN
        and ends_alone(text, one.end)
        and _SIZE_CLAUSE.search(text, max(0, one.start - 9), one.start)
    ]
    return found if len(found) == 1 and not _names_wan(text) else []


def bare_price(reading: Reading) -> Amount | None:
    """The lone number that is the price in 万 (from 100,000 in yuan), in a direct ad without any amount of money."""
    text = reading.normalised.plain.text
    groups = find_unit_groups(text, read_amounts(text))
    numbers = [one for one in _lone_numbers(reading, text) if not _is_of_groups(text, groups, one)]
    sized = groups or _SIZED.search(text) or counted_size(text) is not None
    if not sized and not any(amount.unit == "kW" for amount in read_amounts(text)):
        numbers = [one for one in numbers[:1] if _is_cheap(text, one)] or numbers[1:]  # the first one is the capacity
    numbers = [
        amount
        for amount in numbers
        if _begins_alone(text, amount)
        and ("|" not in text[max(0, amount.start - 2) : amount.start] or _ends_row(text, amount))
        and amount.low not in range(1950, 2040)
        and amount.low >= LEAST_WAN
        and not _LESS.search(text, max(0, amount.start - 3), amount.start)
        and not _is_of_size(text, amount)
    ]
    if len(numbers) != 1 and (between := _unlabelled_range(reading, text)) is not None:
        return between
    if len(numbers) == 2 and (size := bare_capacity(reading)) is not None and size.start == numbers[0].start:
        numbers = numbers[1:]  # 程海 1260 120台 880: the machines are counted, not the sets
    numbers = [one for one in numbers if _is_yuan(one)] or numbers
    return _in_yuan(numbers[0]) if len(numbers) == 1 and (numbers[0].low <= 20_000 or _is_yuan(numbers[0])) else None


def _is_of_groups(text: str, groups: Sequence[UnitGroups], one: Amount) -> bool:
    """True for a number of the sets themselves or of what they add up to, unless a price goes up to it."""
    inside = any(group.start <= one.start < group.end for group in groups)
    return inside or (one.low in {group.total for group in groups} and _UP_TO.match(text, one.end) is None)


def _ends_row(text: str, amount: Amount) -> bool:
    """贺州昭平|小水电|400kW|0.29|南网|168: the last word of an ad of one line."""
    return amount.end == len(text.rstrip()) and "\n" not in text.strip() and text.count("|") >= LEAST_CELLS


def _is_yuan(amount: Amount) -> bool:
    """288000: a price in yuan is written out to the thousand."""
    return _LEAST_YUAN <= amount.low <= _MOST_YUAN and amount.low % 1000 == 0


def _unlabelled_range(reading: Reading, text: str) -> Amount | None:
    """440~460 at the end of an ad, alone in its clause: the only range, in 万."""
    if len(text) > LONGEST_AD or _BETWEEN.search(text) is None:
        return None
    others = others_from(reading)
    found = [
        one._replace(end=two.end, high=two.high)
        for one, two in pairwise(read_amounts(text))
        if not one.unit and not two.unit and max(one.scale, two.scale) <= 100
        and LEAST_WAN <= one.low < two.high <= min(20_000, 1.5 * one.low)
        and _RANGE_GAP.fullmatch(text, one.end, two.start) and stands_alone(text, one.start, two.end)
        and not _NO_CAPACITY.search(text, left_of(text, one.start, BREAKS, 8), one.start)
        and not is_others(reading, one.start, others)
    ]  # fmt: skip
    return _in_yuan(found[0]) if len(found) == 1 else None


def _in_yuan(amount: Amount) -> Amount:
    factor = 1 if amount.low >= _LEAST_YUAN else 10_000
    return amount._replace(low=amount.low * factor, high=amount.high * factor, unit="CNY")


def _priced_range(reading: Reading, text: str) -> Amount | None:
    """价格在六十到七十五之间: two numbers without a unit after the word for a price, in 万."""
    if len(text) > LONGEST_AD or _BETWEEN.search(text) is None:
        return None
    others = others_from(reading)
    for one, two in pairwise(read_amounts(text)):
        if one.unit or two.unit or max(one.scale, two.scale) > 100 or not LEAST_WAN <= one.low < two.high <= 20_000:
            continue
        if _RANGE_GAP.fullmatch(text, one.end, two.start) and _BETWEEN_END.match(text, two.end) and _priced(text, one):
            return None if is_others(reading, one.start, others) else _in_yuan(one._replace(end=two.end, high=two.high))
    return None


def _is_past(text: str, amount: Amount) -> bool:
    return _PAST.search(text, left_of(text, amount.start, BREAKS, 12), amount.start) is not None


def _is_cheap(text: str, amount: Amount) -> bool:
    """便宜,三百八: a word of the price in the clause before."""
    return _CHEAP.search(text, max(0, amount.start - 8), amount.start) is not None


def _lone_numbers(reading: Reading, text: str) -> list[Amount]:
    if reading.offer.offer == "none" or len(text) > LONGEST_AD:
        return []
    others = others_from(reading)
    listed = outputs_listed(text)
    return [
        amount
        for amount in read_amounts(text)
        if _is_lone(text, amount)
        and not is_year_bare(text, amount)
        and not any(series.start <= amount.start < series.end for series in listed)
        and not is_others(reading, amount.start, others)
        and (amount.han or amount.low not in _FILLERS)
    ]


def _is_lone(text: str, amount: Amount) -> bool:
    # 5百多, 4百来: hundreds may be written with a sign.
    if amount.unit or amount.scale > 100 or (amount.low != amount.high and not amount.han) or amount.low % 1:
        return False
    before = text[max(0, amount.start - 1) : amount.start]
    if (before and (before.isdigit() or before in "x×*+-.#〔[" or "a" <= before <= "z")) or _OTHER_LEFT.search(
        text[max(0, amount.start - 3) : amount.start]
    ):
        return False
    if _WORD_AFTER.match(text, amount.end) or _UNIT_UNSAID.search(text, max(0, amount.start - 8), amount.start):
        return False
    if amount.han and _SETS_FOLLOW.match(text, amount.end):
        return _WANTED_BEFORE.search(text, max(0, amount.start - 4), amount.start) is not None
    return ends_alone(text, amount.end) or bool(_SALE_AFTER.match(text, amount.end))


def _is_of_size(text: str, amount: Amount) -> bool:
    return _OF_SIZE.search(text, max(0, amount.start - 10), amount.start) is not None


def _begins_alone(text: str, amount: Amount) -> bool:
    # 两千千瓦八百三: the price follows the size without a mark.
    if not amount.start or not text[amount.start - 1].isalnum() or text[amount.start - 1] in "瓦w":
        return True
    return _PRICE_LEAD.search(text, max(0, amount.start - 6), amount.start) is not None


def answers_price(text: str, start: int) -> bool:
    """True when the amount at text[start:] answers the question of a chat what the plant costs."""
    return _ASKED_PRICE.search(text, max(0, start - 24), start) is not None


def _priced(text: str, amount: Amount) -> bool:
    if _OTHERS_OFFER.search(text, max(0, amount.start - 8), amount.start):
        return False
    if WILL_NOT.search(text, max(0, amount.start - 6), amount.start):
        return False
    if answers_price(text, amount.start):
        return True
    if _NOW.search(text, max(0, amount.start - 3), amount.start) and _WAS.search(
        text, max(0, amount.start - 20), amount.start
    ):
        return True
    if _SUM_WORD.search(text, max(0, amount.start - 20), amount.start):
        return True
    return bool(_PRICE_WORD.search(text[left_of(text, amount.start, BREAKS, 10) : amount.start]))


def _after_plant(text: str, amount: Amount) -> bool:
    """A capacity stands near the start of the ad, after the name of the place or the word for a plant."""
    if amount.start <= 40 or "站" in text[max(0, amount.start - 8) : amount.start]:
        return True
    return any(
        _is_sum(text, one) and _THEN_PRICE.fullmatch(text, amount.end, one.start)
        for one in read_amounts(text)
        if amount.end < one.start <= amount.end + 2
    )
