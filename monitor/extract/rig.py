"""Finds mining rigs: their model, how many, and the power of one."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from functools import lru_cache
from types import MappingProxyType
from typing import Final

from monitor.extract.amounts import Amount, read_amounts
from monitor.extract.context import make_fact
from monitor.extract.mend import mended
from monitor.extract.reading import Reading
from monitor.extract.transformer_names import transformer_names
from monitor.models import Fact, Role
from monitor.rules.values import RigModel
from monitor.text.expression import cued, expression
from monitor.text.normalise import Folded

NEAR_BEFORE: Final = 8  # characters between a number of rigs and their name
NEAR_AFTER: Final = 14
LEAST_MACHINES: Final = 10  # no small plant has so many generating sets
_MAKERS: Final = r"(?:蚂蚁|神马|阿瓦隆|芯动|比特大陆|翼比特|嘉楠|antminer|whatsminer|avalon) ?(?:矿机)? ?"
_GENERIC: Final = (
    r"mining (?:rigs?|machines?)|(?<=矿的)机器|(?<=挖矿)机器|(?<![a-z])kj(?![a-z])|(?<=[张块])显卡"
    r"|マイニング(?:マシン|机)|(?<=[台部])(?:旧|老|破)?(?:机器|机子)"
    r"|(?:机器|机子)(?=(?:\d{2,4}|[一二三四五六七八九]百[一二三四五六七八九十]{0,4}) ?台)"
    r"|(?<=[台部])机(?![组位房柜架器子会机壳械])"
    r"|旧机(?=(?:\d{2,4}|[一二三四五六七八九]?[百十][一二三四五六七八九十]{0,3}) ?台)"
    r"|(?<=[台部])(?:蚂蚁|芯动|翼比特|阿瓦隆)(?!矿| ?[a-z]?\d)|采掘机|(?<=\d )machines(?![a-z])"
    r"|machines(?=\?[ \"]{0,3}\d{2,4}(?!\d|,\d))"
    r"|矿机|挖矿机"
    r"|石广机|[框况狂旷k]机|(?<=[带送配附])机(?=\d{2,4} ?台)|显卡机器?"
    r"|显卡(?=[\d一二两三四五六七八九十百])|antminers?|miners?|rigs?|asics?"
)
# 350 m20, 40 a10 miners, whatsminer m21: a model that the table lacks, told by a number before it or a word beside it.
_MODEL_COUNTED: Final = (
    r"(?<=\d\d [mst]\d\d)|(?<=\d\d [mst]\d\d[a-z])|(?<=\d\d a\d{4})|(?<=whatsminer m\d\d)|(?<=avalon a\d{4})"
    r"|(?= (?:miners?|rigs?|asics?|mining)(?![a-z]))"
)
_CUE: Final = cued(
    r"矿|kj|マイニング|石广|[框况狂旷k]机|显卡|带机|送机|挖|蚂蚁|神马|阿瓦隆|芯动|算力|以太|比特|采掘"
    r"|托管|机位|mining|miner|rig|asic|racks?(?![a-z])"
    r"|avalon|(?<![a-z])hash(?:es|ing|rate)?(?![a-z])|[mst]\d\d[a-z]? (?:pro |xp )?\d{2,3} ?th?(?![a-z])"
)
_SOFT: Final = expression(
    r" ?(?: |器|现货|库存|在库|数量|在线|[×x*()]|\(?\d{2,3} ?t(?:h(?:/s)?)?\)?|二手|全新|闲置|矿机|机器|机子"
    r"|miners?|rigs?|的|を"
    r"|型号?|系列|挖矿|:|,|约"
    r"|共|有|大概|近|各|还有|我|都|给你|给您|现场|现有|还剩|剩下?|留下?|留给|放了?|存|混着|混|一共|总共|合计|总计)* ?"
)
_TIMES: Final = expression(
    r"(?: \(?\d{2,3} ?t(?:h(?:/s)?)?\)?)? ?[x×*] ?(\d{2,5})(?![\d.])"
    r"|[?:][ \"]{0,3}(\d{2,4})(?![\d.%]|,\d| ?(?:kw|mw|kva|yuan|rmb|usd|m2|square|[a-z]{1,3}/|[万元度米]|th?\b))"
)  # s19j pro 104t x 200
_GLUED: Final = expression(r"(\d{2,5}) ?[台部个]")  # kj300台
_LEFT: Final = r"(?:还?(?:有|剩|留)下?|剩下?的?|留下|共|一共)?"  # 神马M21还有三十台
_WITH_OTHER: Final = r"[、/和与及跟+](?:蚂蚁|神马|阿瓦隆|芯动|翼比特) ?[a-z]?\d"  # E9、阿瓦隆1246
_AS_EXAMPLE: Final = expression(
    r" ?(?:矿机|机器)? ?(?:一天|每天|一小时|每小时|一个月|要?[吃耗]|功耗)"
)  # 一台S19一天吃八十度电
# 带八百台: so many machines that they can only be rigs.
_MANY: Final = (
    r"(?<=[带送附搭留])(?=(?:[3-9]\d|\d{3,4}) ?[台部](?!机组|水|发|变)"
    r"|[一二两三四五六七八九]百[一二三四五六七八九十几多]{0,4}[台部](?!机组|水|发|变))"
)
# 400台跟着走: machines so many that they can only be rigs, told by where they go.
_FOLLOW: Final = (
    r"(?<![\d.])(?=(?:[3-9]\d|\d{3,4}|[一二两三四五六七八九]百[一二三四五六七八九十]{0,4}) ?台(?:机器|机子)?"
    r"(?:跟着?|随|一[起并道]|全都?|都)(?:站|你|您|[一这那]起)?(?:走|送|给|带|转|交|移))"
)
_COUNTED: Final = expression(
    r"\d (?:pcs|pieces|machines|units)|[\d十百]只|\dx? (?:[a-z-]{3,10} ){0,2}(?:[msta]\d{1,4}|ka3)(?![\d%])"
    r"|hundred[ ,\"]|thousand[ ,\"]"
)
_GIVEN: Final = expression(r"[带送附搭留含连][^,。;\n\d]{0,3}$|(?:现场|里面|with|plus|find|;) ?$")
_GIVEN_AFTER: Final = expression(
    r"[^,。;\n]{0,6}(?:跟站|跟着|随站|一[起并道]|打包|都给|归你|送|另议|留下|不动)"
    r"|(?:,? \w+){0,5},? (?:conveys?|stays?|included?|still|comes?|goes?|go|thrown|left|yours|free|extra)(?![a-z])"
)
# 已搬走, 去年全部拉走了; but 可搬走, 一起搬走 and 没搬走
_GONE_AFTER: Final = expression(
    r"[^,。;\n可能要须没未不一]{0,10}?[,、]?(?:早就?|都|全部?|现在?|去年|前年|后来|目前)*(?:已经?|早已)(?:全部?|都)?"
    r"(?:被|由[^,。;\n]{1,6})?(?:搬|撤|拉|运|清|拆|转移|处理|卖)(?:走|空|离|掉|光|除|场|完|出)*"
    r"|[^,。;\n可能要须没未不一]{0,10}?(?:早就?|都|全部?|去年|前年|后来)(?:都|全部?)?"
    r"(?:搬|撤|拉|运|清|拆|卖)(?:走|空|离|掉|光|除|场|完)了"
    r"| (?:have |has |had )?(?:all |already |long )*(?:been )?"
    r"(?:left|moved out|removed|taken away|sold off|shipped (?:out|abroad))\b"
)
_PAST: Final = (
    r"(?:(?<!\d)(?:20)?(?:1\d|2\d)年|以前|之前|从前|过去|曾|原来|原先|当年|那年|早年|前几年|前两年"
    r"|那几年|去年|前年|那会儿?|那时|后来)"
)
_LEFT_PLACE: Final = (
    r"(?:清退|清场|清空|清走|清理(?:干净|完)|搬(?:走|离|空|光|迁)|拉(?:走|光|空)|撤(?:走|离|场|出|空|光|了)|拆(?:走|除|完|光)|运走|退场|离场"
    r"|(?:处理|卖|变卖)(?:掉|光|完)|收走|没收)"
)
_SINCE: Final = r"[^,。;\n可能要须没未不机站]{0,14}?"
# 2021年上半年放置矿机约1200台,后于6月全部清退; 那年4000台机器,都拉走了. A date before tells that it is no plan.
_PAST_BEFORE: Final = expression(rf"{_PAST}[^。;\n]*$")
_LEFT_AFTER: Final = expression(rf"[^。;\n]{{0,40}}?(?:已|均|全部?|都|早就?|后|被|陆续|统统|一律){_SINCE}{_LEFT_PLACE}")
# 三百台S9,2021年9月全部撤离
_LEFT_THEN: Final = expression(rf"[^。;\n机组站]{{0,20}}?[,(]?{_PAST}{_SINCE}{_LEFT_PLACE}")
_SENTENCE: Final = 80  # characters of one that are looked at before rigs
_SETS: Final = expression(r"机组|水轮|发电机|变压器|旧设备|厂房|房屋|电站")
_SAID: Final = frozenset({"", "机器", "机子"})  # rigs without more words, where the text speaks of mining
_THOUSAND: Final = expression(r"(?<![一二两三四五六七八九十几数好上近\d])[千百]台(?:的|二手|比特币)?$")  # 连千台矿机
_THOUSANDS: Final = {"千": 1000, "百": 100}
_BARE_KINDS: Final = frozenset({"", "机器", "机子", "机", "machines"})
MANY_MACHINES: Final = 30  # so many are rigs though nothing else in the text speaks of mining
NEAR_MODEL: Final = 24  # characters between a number of rigs and the model told after it
_GOES_ALONG: Final = expression(r"送|带走|打包|一起|随站|都送|全送|跟着走|一并")
_BARE_BEFORE: Final = expression(
    r"(?<![\d.,a-z$€£¥])(\d{1,3}(?:,\d{3})+|\d{1,5})(?: ?x| ?pcs| pieces| units)?(?: of)? "
    r"(?:(?:(?:air|water|hydro|oil|liquid|immersion)-?cooled|asic|antminer|whatsminer|used|second-?hand|old|new|idle|running|bitcoin|btc|crypto|mining|working|dead|broken|spare"
    r"|graphics) ){0,2}$"
)
_FORMER: Final = expression(
    r"(?:[台套部个张块只批]|pcs?|pieces|units|sets) ?(?:of )?"
    r"(?:挖矿的?|的|挖|二手|全新|旧|老|报废的?|蚂蚁|神马|bitmain|antminer|闲置|比特大陆)* ?$"
)


_ONLY_ROOM: Final = expression(
    r"(?:可|能|够|可以)(?:放|上|架|带|装|跑|容纳|摆|带动|接|供|撑|拖|扛|喂)[^,。]{0,6}$|(?:满足|求购|查获|没收|行情)[^,。]{0,6}$|适合[^,。]{0,8}$|"
    r"托管[^,。]{0,4}$|(?:案外人|他人|第三方|第三人|别人|租户)[^,。]{0,8}$|"
    r"(?:原来|以前|之前|去年|前年|曾经?|跑过|放过|托管过)[^,。送带含连]{0,8}$"
)
_ROOM_AFTER: Final = expression(
    r"[^,。]{0,6}(?:均可|都可|可以?|能)(?:进场|入场|上架|进驻|插)|跑(?:到|了|过)|用电|论斤|"
    r"一天|每天|功耗|耗电|吃|"
    # 矿机200台为他人财产,不随电站出售; S19矿机120台另案处置: of others
    r"(?:设备)?(?:均|全|都)?(?:系|为|属于?|归)[^,。]{0,8}(?:他人|租户|案外人|第三[方人]|矿[主工场]|别人|承租|客户)|"
    r"[^。]{0,12}?(?:不随|另案|另行处[置理]|不属于?(?:于)?(?:本次|此次|标的)|不在[^,。]{0,4}(?:拍卖|转让|出售|处置|标的)|不列入|不计入)"
)


def extract_rig(reading: Reading) -> list[Fact]:
    """Find rigs: `detail` has model (as in data/rigs.yaml, else as written, else None), count and power_w of one.

    Args: reading of a text of n characters; O(n). Raises nothing.
    Rigs that have left the place (以前的矿机3000台已搬走) have the role `former`, those that would fit or are others'
    `equipment`. A text that only says 送矿机 states
    neither model nor count and gives no fact.
    """
    reading = mended(reading)
    text = reading.normalised.plain.text
    cued = _CUE.search(text) is not None
    if not cued and "台" not in text and _GOES_ALONG.search(text) is None and _COUNTED.search(text) is None:
        return []
    scan, names = _patterns(reading.knowledge.rigs)
    counts = [one for one in read_amounts(text) if _is_count(one)]
    facts = []
    used: set[int] = set()
    # Models first: in 矿机:400台S9 the count is the model's.
    transformers = {end for _, end in transformer_names(text)}
    matches = [one for one in scan.finditer(text) if max(one.end("model"), one.end("other")) not in transformers]
    cued = cued or any(match["model"] for match in matches)
    for match in sorted(matches, key=lambda one: not (one["model"] or one["other"] or one["gpu"] or one["brand"])):
        start, end, count = _with_count(text, match.start(), match.end(), counts, used)
        model = names.get((match["model"] or "").replace(" ", ""))
        written = match["model"] or match["other"] or match["gpu"] or match["brand"]
        if count == 1 and _AS_EXAMPLE.match(text, end):
            continue
        least = LEAST_MACHINES if cued else MANY_MACHINES
        bare = match.group() in _BARE_KINDS
        if bare and (
            count is None or count < least or not (_goes_along(text, start, end) or (cued and match.group() in _SAID))
        ):
            continue  # 两台机器 are the generating sets
        if count is None and (written is None or not (cued or _GOES_ALONG.search(text, end, end + 10))):
            continue  # 送矿机 states nothing, S9 alone is a motorway
        if model and not any(one.isdigit() for one in model.name):
            written = None  # 显卡机 names a kind, not a model
        name = model.name if model and written else (written.upper() if written else None)
        detail = MappingProxyType({"model": name, "count": count, "power_w": model.watts if model else None})
        facts.append(make_fact(reading, "rig", start, end, role=_role(text, start, end), detail=detail))
    return _joined(sorted(facts, key=lambda fact: fact.span.start), reading.normalised.plain)


def _role(text: str, start: int, end: int) -> Role:
    """Rigs that would fit (可放300台), or are others', are not rigs that come with the plant."""
    if _GONE_AFTER.match(text, end) or _have_left(text, start, end):
        return "former"
    would_fit = _ONLY_ROOM.search(text[max(0, start - 12) : start]) or _ROOM_AFTER.match(text, end)
    return "equipment" if would_fit else "unknown"


def _have_left(text: str, start: int, end: int) -> bool:
    """Rigs of earlier years that the rest of the sentence leads away; 送矿机300台,旧机组已拆走 leads away others."""
    left = _LEFT_THEN.match(text, end)
    if left is None and _PAST_BEFORE.search(text, max(0, start - _SENTENCE), start):
        left = _LEFT_AFTER.match(text, end)
    if left is None or _SETS.search(left[0]):
        return False
    return _GIVEN.search(text, max(0, start - NEAR_BEFORE), start) is None


def _goes_along(text: str, start: int, end: int) -> bool:
    """Machines that nothing calls rigs count only where they go with the plant: 前任房客2600台机子 left long ago."""
    return bool(_GIVEN.search(text, max(0, start - 12), start) or _GIVEN_AFTER.match(text, end))


def _is_count(one: Amount) -> bool:
    counted = one.unit == "count" or (one.unit == "other" and one.written == "只")
    return counted and one.low == int(one.low) and one.per == ""


def _joined(facts: list[Fact], plain: Folded) -> list[Fact]:
    """矿机三百五十部(多为S17), 400台跟着走,全S9: one number and one model are of the same rigs."""
    counted = [fact for fact in facts if fact.detail["model"] is None and fact.detail["count"] is not None]
    named = [fact for fact in facts if fact.detail["model"] is not None and fact.detail["count"] is None]
    if len(facts) != len(counted) + len(named) or len(counted) != 1 or len({one.detail["model"] for one in named}) != 1:
        return facts
    one, two = counted[0], named[0]
    places = [plain.locate(fact.span) for fact in (one, two)]
    gap = max(start for start, _ in places) - min(end for _, end in places)  # residue between the two is no distance
    if gap > NEAR_MODEL:
        return facts
    detail = MappingProxyType({**two.detail, "count": one.detail["count"]})
    return [one._replace(detail=detail)]


def _with_count(text: str, start: int, end: int, counts: list[Amount], used: set[int]) -> tuple[int, int, int | None]:
    """The range of a rig with the number that stands right after or right before it."""
    first = bisect_left(counts, start - NEAR_BEFORE, key=lambda amount: amount.end)
    last = bisect_right(counts, end + NEAR_AFTER, key=lambda amount: amount.start)
    for amount in counts[first:last]:
        if amount.start in used:
            continue
        if 0 <= amount.start - end <= NEAR_AFTER and _SOFT.fullmatch(text, end, amount.start):
            used.add(amount.start)
            return start, amount.end, int(amount.low)
        if 0 <= start - amount.end <= NEAR_BEFORE and _FORMER.search(text, amount.start, start):
            used.add(amount.start)
            return amount.start, end, int(amount.low)
    if "a" <= text[end - 1 : end] <= "z" and (glued := _GLUED.match(text, end)):
        return start, glued.end(), int(glued[1])
    if times := _TIMES.match(text, end):
        return start, times.end(), int(times[1] or times[2])
    if thousand := _THOUSAND.search(text, max(0, start - 8), start):
        return thousand.start(), end, _THOUSANDS[thousand.group()[0]]
    bare = _BARE_BEFORE.search(text, max(0, start - 24), start)
    return (bare.start(1), end, int(bare[1].replace(",", ""))) if bare else (start, end, None)


@lru_cache(maxsize=4)
def _patterns(rigs: tuple[RigModel, ...]) -> tuple[re.Pattern[str], dict[str, RigModel]]:
    """One expression for all names of the table, the longest first, and which model each means."""
    names: dict[str, RigModel] = {}
    for rig in rigs:
        for alias in (rig.name, *rig.aliases):
            names.setdefault(alias.lower().replace(" ", ""), rig)
    ordered = sorted(names, key=len, reverse=True)
    known = "|".join(" ?".join(re.escape(one) for one in name) for name in ordered) or "(?!)"
    scan = cued(
        rf"(?P<maker>{_MAKERS})?(?:(?<![a-z0-9])(?P<model>{known})(?:s(?![a-z\d]))?(?![a-z+])(?!\d+(?![\d台]))(?!高速|[省县国]道)"
        rf"|(?P<brand>(?:神马|阿瓦隆|芯动|翼比特|嘉楠)(?: ?a?\d{{3,4}})?)(?! ?[a-z]\d)(?=矿机"
        rf"|[ ,:]?{_LEFT}[\d一二两三四五六七八九十百]{{1,5}} ?台|(?<=台神马)"
        rf"|(?<=台阿瓦隆)|(?<=二手神马)|(?<=二手阿瓦隆))"
        rf"|(?<![a-z0-9])(?P<other>[mstaeklz]s?\d{{1,4}}[a-z]?(?: ?(?:pro|xp|hyd|hydro)|\+)?\+?)(?![a-z0-9])"
        rf"(?= ?{_LEFT}(?:矿机|\d{{2,5}} ?台|[一二两三四五六七八九十百]{{1,5}}台)|(?={_WITH_OTHER})|(?<=台[a-z]\d\d)"
        rf"|(?<=台[a-z]\d\d[a-z])|(?<=台[a-z]\d{{4}})|(?<=台神马[a-z]\d\d)|(?<=台蚂蚁[a-z]\d\d)|(?<=台神马[a-z]\d\d[a-z])"
        rf"|{_MODEL_COUNTED})(?!-\d|型?变压| ?(?:bolts?|screws?|pages?|kw|mw|motorway|steel|concrete)\b)"
        rf"|(?P<gpu>[2345]0[5-9]0(?:ti)?|p10[2-6](?:-100)?|16[56]0(?:s|ti)?|10[5-8]0(?:ti)?"
        rf"|rx ?\d{{3,4}}(?:xt)?|(?:5[78]0|588)(?= ?显卡)"
        rf"|6[6-9]00(?:xt)?) ?(?:显卡机|显卡|机(?!组)|(?=为主|居多))|(?:{_GENERIC})|{_MANY}|{_FOLLOW})"
    )
    return scan, names
