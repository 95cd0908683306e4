"""Last resort for an offer that names no place plainly: counties in looser words, 黑水的站, 去霍山收茶, 三江的."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Final

from monitor.extract.place_lists import is_in_list_of_plants
from monitor.extract.place_names import NAME_FIELD, Mention
from monitor.extract.place_use import Use, Words, is_beside, lives_after, without_districts, words_of
from monitor.rules.places import TODAY, NameHit, Place, Places
from monitor.text.expression import expression

# What may stand before a name: no Han character, or one that ends another word.
_BEFORE: Final = expression(
    r"(?:^|[^\u4e00-\u9fff]|[在于去到从回往向由是把对被给让把将有和与及跟或属位处就这那着了过看说讲听问叫们我俺咱搁扒绕叔伯舅姑姨爷全瘩里头边旁下家报理置托拟者站卖售出转抛急]"
    r"|整个|围绕|关于|[前去今昨]年|[昨前今]天|省|市|州|系上|上了|手[上头里]|[坡脚麓]|[国南]网|[川黔滇粤桂湘鄂赣闽浙皖陕琼][东西南北中])$"
)
_AFTER: Final = expression(
    r"的|某|供电|电力公司|(?<=[国南]网..)(?=\W|$)|境内|县城|本地|当地|老家|乡下|山里|深山|[这那](?:边|头|里|儿|个|座|位|站|处|家|条|套|批|嘎达|疙瘩|旮旯|块儿)|人[^\u4e00-\u9fff]|[一两三几]级站|朋友圈|[一两二三几\d](?:座|个|处|家|名|位|单|笔|宗|桩)(?![一-龥]{0,2}(?:多|以))|村里|河谷|峡谷|(?:自家|我家)|有(?:个|座|盘|人|一|(?=[,。;]))"
)
# A name that is also a word needs both sides: where sellers begin, and what they go on with.
_WORD_BEFORE: Final = expression(
    r"(?:^|[^\w]|山脉?[东南西北中]{0,2}[段麓坡脚]|\d[.、)]|[在去到把讲挂听]|[挂卖出转收盘推拍]一?个|手[上头里]|托(?:我|人)挂|代[挂卖]|[川黔滇粤桂湘鄂赣闽浙皖陕琼][东西南北中]|听人[讲说]|打听了?下?|(?:手头|手里|有)一?个|(?:手[头里上]|我|他们?|她|谁|朋友|老板|客户|这边|那边)有|[坡脚麓畔]|(?:[你我他她]那个|那个|这个|我|他们|你们|她们|我们|咱|咱们|俺|俺们|俺这|这|疙瘩|听说|说是|老家|剩下|还有|有人说|卖|转让?|出让?|售|位于))$"
)
_WORD_AFTER: Final = expression(
    r"的(?:老|小|私人|民营|径流|引水|兄弟|姊妹|夫妻|家族|村级|集体)*(?:水电|电站|站|[^\w]|$|那|这|一座|\d|朋友|老乡|亲戚|同学|战友|哥们|老板|业主|卖家|中介|客户|师傅)"
    r"|[一两二三几](?:处|级站)|一位[一-龥]{0,4}(?:业主|站主|老板|卖家|电站主)|[一两二三几某\d][座个家处](?:[^,。;!?\n]{0,6}?站|[^,。;!?\n]{0,4}?水电)|老站|(?:自家|我家|自己家)|老[一-龥][说讲家]"
    r"|\W?\d{3,5}(?=[,。、 ]|$)"
    r"|[这那](?:边|头|里|儿|个|座|位|站|处|家|口子|[两三几][座个家])|有(?:个|座|一|人|[两三几]|[^,。;!?\n]{0,6}?站)"
    r"|[一二两三四五六七八九十百千几\d][一二两三四五六七八九十百千几\d.多来]{0,7}(?:个?千瓦|kw|兆瓦|mw)?的?(?:小|老)?(?:水电|电站|站)"
    r"|(?:卖|转|出|甩|让)(?:个|座|一座|掉)?(?:小|老)?(?:水电|电站|站)|(?:看了?|跑|找|收|谈)[^,。;!?\n]{0,8}?(?:站|电站|水电)"
    r"|侗[寨乡]|苗[寨乡]|[壮瑶彝]乡|老家|乡下|山里|深山|县城|境内|本地人|人(?:[^\w]|卖|转|实话|出)|供电(?:公司|局|所)|某|站子?(?=\W|$)|村[里上子]|で(?=[^一-龥]|卖)|\W{0,2}\d{2,5}(?:kw|千瓦|的装机|的站|的机|[x×*][1-9]\D)"
)
_OTHERS_HOME: Final = expression(
    r"(?:住在?|[定现]居|搬[到去]|[迁调嫁]到|总部在?|公司在|注册在|注册地|面谈在?|[买厂]家在?|(?:孩|儿|妻|小)[子孩儿]在?|女儿在?|[父公婆]母在?|老[婆公]在?|朋友在?"
    r"|同学在?|家里?人在?|(?<![老大])[弟哥姐妹叔伯舅姑]{1,2}在?|牌照?|产地:?)$"
)
_KEEPS_PLANT: Final = expression(r"(?:守|看|管|开|办|修|建)了?[^,。;!?\n]{0,8}?(?:电站|水电站)")
_PEOPLE: Final = frozenset({"话", "人", "籍", "老板", "老乡", "师傅", "商人", "小伙", "大哥", "口音", "一带的商人"})
_NICKNAME: Final = expression(r"(?!人?[卖转出站])[\w(]{0,3}[:)]")
_LINE_START: Final = expression(r"(?:^|\n)\W{0,2}$")


def loose_mentions(text: str, places: Places, day: date | None) -> list[Mention]:
    """Counties that a folded text of n characters may name, in text order; O(n).

    Each has use `only`, or `river` when it is a river's name.

    Meant for offers in which no name stands as place names do: alone each of these is weak, so a caller should take
    them only when they agree on one county.
    """
    words = words_of(places)
    month = f"{day.year:04}-{day.month:02}" if day else TODAY
    found: list[Mention] = []
    above: tuple[Place, ...] = ()
    end = -1
    for hit in places.names_in(text):
        options = places.named(hit.name, day)
        inside = hit.start == end and any(one.within(other) and one != other for one in options for other in above)
        above, end = options, hit.end
        if (
            options[0].level == "county"
            and _is_named(text, hit, options, words, month, inside)
            and (inside or not _is_plants_name(text, hit, options, words, lambda name: bool(places.named(name, day))))
        ):
            feature = words.feature_after.match(text, hit.end)
            use: Use = "river" if feature is not None and feature[0] in words.rivers else "only"
            found.append(Mention(hit.start, hit.end, without_districts(options), use, full=False))
    return found


def _is_plants_name(
    text: str, hit: NameHit, options: tuple[Place, ...], words: Words, is_place: Callable[[str], bool]
) -> bool:
    weak = hit.name in words.common or all(place.name.endswith("区") for place in options)
    return is_in_list_of_plants(text, hit.start, hit.end, is_place, weak)


def _is_named(text: str, hit: NameHit, options: tuple[Place, ...], words: Words, month: str, inside: bool) -> bool:
    if (
        hit.name in words.generic
        or (len(hit.name) == 2 and text.startswith(("里", "内"), hit.end))
        or text[max(hit.start - 1, 0) : hit.end + 1] in words.cut
    ):
        return False
    if not all(place.existed(month) for place in options) or not _is_place(text, hit, words):
        return False
    if inside:
        return True  # 老家江西遂川
    start = max(hit.start - 4, 0)
    district = hit.name not in words.districts and all(place.name.endswith("区") for place in options)
    if hit.name in words.common or district:
        sides = (_WORD_BEFORE.search(text, start, hit.start), _WORD_AFTER.match(text, hit.end))
        named = NAME_FIELD.search(text, max(hit.start - 12, 0), hit.start)
        return hit.name not in words.only_words and not district and None not in sides and named is None
    return bool(_BEFORE.search(text, start, hit.start) or _AFTER.match(text, hit.end))


def _is_place(text: str, hit: NameHit, words: Words) -> bool:
    """False for a town, a product, a talker's name, or where somebody else lives."""
    feature = words.feature_after.match(text, hit.end)
    of_plant = feature is not None and feature[0] in words.plants_features
    if feature is not None and not of_plant and (feature[0] not in words.rivers or hit.name in words.long_rivers):
        return False
    office = hit.name[-1] == "区" and words.office_after.match(text, hit.end)
    if office or is_beside(text, hit.end):
        return False
    thing = words.thing_after.match(text, hit.end)
    if thing is not None and thing[0] not in _PEOPLE and not text.startswith("朋友圈", hit.end):
        return False
    if _NICKNAME.match(text, hit.end) and _LINE_START.search(text, max(hit.start - 3, 0), hit.start):
        return False
    if _KEEPS_PLANT.match(text, hit.end):
        return True  # 这位大姐在肃南守了十七年电站
    return not lives_after(text, hit.end) and _OTHERS_HOME.search(text, max(hit.start - 5, 0), hit.start) is None
