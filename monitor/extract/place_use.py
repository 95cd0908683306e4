"""Tells from what stands around a place name how it is used: the plant's place, a seat, a home, a dateline, a word."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache
from typing import Final, Literal, NamedTuple

from monitor.rules.places import Place, Places
from monitor.text.expression import expression

Use = Literal[
    "located",
    "at",
    "plain",
    "candidate",
    "lone",
    "only",
    "river",
    "sold_company",
    "hydro_company",
    "company",
    "firm",
    "grid",
    "local",
    "office",
    "origin",
    "seller",
    "sold",
    "denied",
    "person",
    "press",
    "thing",
    "name",
]
Located = Literal["located", "at"]

# How well each use of a name tells where the plant is; below 0 it says where somebody or something else is.
WEIGHT: Final[dict[Use, float]] = {
    "located": 6, "at": 3, "sold_company": 2.5, "plain": 2, "candidate": 1, "lone": 1, "only": 1, "hydro_company": 0.4,
    "river": 0.2, "company": -1, "firm": -1, "grid": -2, "local": -2.5, "office": -2.5, "origin": -3,
    "seller": -3, "person": -3, "press": -4, "thing": -5, "name": -5, "denied": -5, "sold": 0.1,
}  # fmt: skip
WHY: Final[dict[Use, str]] = {
    "located": "stands after 位于 or the like", "at": "stands after 在", "plain": "named in the text",
    "candidate": "may also be an ordinary word", "lone": "may also be an ordinary word",
    "only": "the only place named, though it may be a word, a seat or somebody's home",
    "river": "in the name of a river", "sold_company": "in the name of the company or plant offered",
    "hydro_company": "in the name of a hydropower company",
    "company": "in a company's name", "firm": "in a company's name",
    "grid": "in a grid's name", "office": "seat of an office, court or exchange",
    "local": "named by a county's own court, bureau or exchange", "origin": "where somebody comes from",
    "seller": "where the seller is", "sold": "where a plant is sold already", "denied": "said not to be the place",
    "person": "where a person is or goes", "press": "in a dateline", "thing": "in the name of something else",
    "name": "a plant's name, while another place is stated",
}  # fmt: skip

_OWN_PLANT: Final = expression(
    r"的?(?:一座|某|老|小)?(?:小?水电|电站|电厂)"
    r"|[^,。;!?\n]{0,6}?(?:有|的|建|修|买|办|投|弄|接|包|卖|转|守|管|经营|合伙)(?:[^,。;!?\n]|(?<=\d),(?=\d)){0,16}?"
    r"(?:水电|电站|电厂|站|机组|千瓦|kw)"
)
# 回丽江老家,发现山沟里那座电站; 在木里干施工,说当地有个3200的站: what somebody finds where he is or comes from.
_FOUND_THERE: Final = expression(
    r"(?:老家|乡下|山里|县里)?"
    r"(?:[^,。;!?\n]{0,8}(?:干活|施工|打工|做工程|跑业务|收茶|旅游|出差|过年|喝酒|办事|修路))?[,、 ]?"
    r"[^,。;!?\n]{0,3}?(?:发现|看见|看到|碰到|撞见|说|听说|说是|听人说)?(?:山沟里|当地|那边|那里|那头|村里|沟里|镇上|河边|本地)"
    r"[^,。;!?\n]{0,3}(?:有|那)[^,。;!?\n]{0,8}?(?:水电|电站|站)"
)
_OLD_PLANT: Final = expression(r"(?:老牌子?|老乡)的?(?:小|老)?(?:水电|电站|站)")  # 乐昌老牌水电
_PLANT_OF: Final = expression(r"的(?:一座|某|老|小)?(?:小?水电站?|电站|电厂)(?!老板|主|股东|投资|商|人|客|买家|圈)")
_COMPANY: Final = expression(r"[^,。;:!?\s、|]{0,16}?(?:公司|集团|股份(?:有限|制|\))|能投|电投|基金|合伙(?:企业|\)|$))")
_HYDRO_COMPANY: Final = expression(
    r"[^,。;:!?\s、|]{0,14}?(?:水电|电站|水利发电|水力发电)[^,。;:!?\s、|]{0,10}?(?:公司|厂|企业)"
)
_SOLD: Final = expression(
    r"[^,。;:!?\s、|]{0,20}?(?:水电|电力|电站|能源|水利|发电|电业)[^,。;:!?\s、|]{0,12}?(?:公司|厂|站|合伙\)?)\)?"
    r"[^。;!?\n|]{0,30}?(?:股权|份额|股份|债权|资产|出资额|产权|整体|全部)"
)
# 联系地址:, 转让方所在地:, 本公司位于: the seat of a party, an office or an agent.
_SEAT_BEFORE: Final = expression(
    r"(?:(?:联系|办公|通[讯信]|报名|注册|受理|经办|拍卖|竞价|竞拍|举行|签约|交易|面谈|邮寄)"
    r"[^。;!?\n,:]{0,3}?(?:地址?|地点|所在地|设[在于])"
    r"|(?:机构|公司|本司|我司|集团|单位|中介|转让方|受让方|出让方|委托方|委托人|申请人|卖方|买方|总部|住所|户籍|联系人)"
    r"(?:[^。;!?\n,:]{0,3}?(?:地址?|地点|所在地|位于|坐落于?|设[在于])|[现也]?[处在于])"
    r"|[定将]于)[为是:]{0,2}\s?$"
)
_SEAT_LINE: Final = expression(
    r"(?:机构|交易所|交易中心|联系|报名|法院|中介|经办)[^。;!?\n]{0,30}?地[址点][为是:]{0,2}\s?$"
)
_HELD_BEFORE: Final = expression(r"(?:所?持有?的?|所属的?|旗下的?|名下的?)$")
# People and what they do elsewhere: 弟弟在东莞开厂, 想去昆明养老.
_KIN_BEFORE: Final = expression(
    r"(?:[弟哥姐妹叔伯舅姑姨侄儿媳婿爸妈孙娃]|儿子|女儿|闺女|亲戚|同学|战友|老乡|股东|业主|房东|老板|东家|本人|自己|家里?人|我们?|他们?|她|老公|老婆"
    r"|爱人|父母|老[人伴]|合伙人|朋友|孩子|卖家|买家|中介)"
    r"(?:现在?|都|还|也|一直|目前|常年|长期|平时|早就|人|全家)?(?:在|去|到|回|住|搬到|跟到)了?$"
)
_LIVES: Final = expression(
    r"[市县这那边]{0,3}(?:开[厂店公饭]|做[^,。;!?\n]{0,5}(?:生意|买卖|工程|木材|中介|茶叶)|上班|打工|工作|读书|上学|定居|发展|养老|带孙|带娃"
    r"|买[了的]?房|陪读|安家|住院|看病|[让叫喊催]我|面谈|签约|见面|签合同|接人|创业|照顾|过年|做事|务工|生活|商定|签[订署]|召开|举行|开会|办公|注册|上市|起诉|开庭)"
)
# The seller's own whereabouts, which are the plant's when the text names no other county.
_SELLER_BEFORE: Final = expression(
    r"(?:卖家|卖主|站主|本人|自己|业主|站长|户主|东家|老板|我们?|咱们?|俺)(?:就|现|也)?(?:在|是)$"
)
_DENIED_BEFORE: Final = expression(r"(?:不是|不在|并非|而非|又不在|没在)$")
# 墨脱隔壁波密的站, 比雅安那边便宜: what the plant is near to or compared with.
_BESIDE: Final = expression(
    r"(?:县城?)?(?:隔壁|旁边|边上|邻县|外围|外面)的?(?![的村镇乡那家这有老就也是小私自某旧独]|水电|电站)[一-龥]{2,3}(?:县|的|电站|水电|站|\W)"
)
# 修水与湖北通城交界: the neighbour; 归修水管: where it belongs
_BORDERS_BEFORE: Final = expression(r"(?:[与和跟同]|\()[一-龥]{0,3}$")
_BORDERS: Final = expression(r"[县市]?(?:交界|接壤|搭界|相邻)")
_OWNED_BEFORE: Final = expression(r"(?:归|划归|隶属|归属)$")
_OWNED_AFTER: Final = expression(r"[县市]?(?:这边)?(?:管|所有|所辖|管辖|地界|水利局管)")
_COMPARED: Final = expression(r"[那这]边|[市县]?(?:的|那些?|便宜|贵|好|强|还|更)")
_SOLD_AFTER: Final = expression(
    r"的?[那这]?[一两三四\d]?[个座]?[^,。;:!?\s]{0,4}?(?:都|已|刚)经?(?:出手|卖[掉出了]|售出|转[掉出让]|成交|签[约掉]|出掉|有主|没了)"
)
_COMES_FROM: Final = expression(r"来自(?:于)?$")
# 一位来自四川雅安的卖家挂出的水电站
_SELLER_OF_PLANT: Final = expression(
    r"[一-龥]{0,6}?的?(?:一[位名个])?(?:[一-龥]姓)?(?:闲鱼)?(?:卖家|卖主|业主|站主|电站主|发布者|网友|用户)[^。;!?\n]{0,14}?"
    r"(?:水电站|电站|的站|装机|千瓦)"
)
# Before the place where somebody is at home or sits, in English.
AT_HOME: Final = (
    r"\b(?:based in|liv(?:e|es|ing) in|works? in|born in|office in|headquartered in|registered in"
    r"|(?:mov(?:e|ed|es|ing)|go(?:es|ing)?|went|returns?|returned|returning|off|retir(?:e|es|ed|ing)|relocat(?:e|ed|ing))"
    r" (?:back |home |over )?to)"
)
_SELLS: Final = expression(
    r"[^。;!?\n]{0,24}?(?:公司|集团)[^。;!?\n]{0,6}?(?:拟|将|欲|打算|决定|委托|公告|发布|近日|挂牌)"
)
# 西昌电力有限公司转让其持有的…: what it holds may be elsewhere, but is where it is when no other place is told.
_SELLS_HELD: Final = expression(
    r"[^。;!?\n]{0,24}?(?:公司|集团)[^。;!?\n]{0,6}?(?:转让|出售|出让)(?:其|所|旗下|下属|持有|全资|控股|子公司)"
)
# 西昌电力拟出售雷波县水电站: the seller, a company that bears a place's name and leaves out 公司.
_FIRM: Final = expression(
    r"(?:电力|电业|能源|新能源?|水务|控股|股份|实业|投资|环境|集团)(?:股份|集团|控股|发展)?"
    r"(?:\((?:\d|s[hz]|证券|股票)[^)\n]{0,16}\))?(?:[昨今前近]日|日前|本周|已|又|再次?|正)?,?"
    r"(?:转让|出售|出让|挂牌|拟|将|欲|的?公告|发布|披露|公开|宣布|决定|称|表示|旗下|下属|所属|的?(?:全资|控股|子公司)|持有"
    r"|剥离|处置|甩卖|出清|抛售|:)"
)
_PRESS_BEFORE: Final = expression(
    r"(?:记者[^。;!?\n,]{0,8}|本报|本网|新华社|中新社|中新网|通讯员[^。;!?\n,]{0,8}|[【\[(])\s*$"
)
_PRESS_AFTER: Final = expression(r"\s*(?:讯|报道|电\s*[(\d]|专电|\d{1,2}月\d{1,2}日(?:电|讯)|[(\[]?记者|消息)")
# The last characters that those expressions end in.
_SEAT_ENDS: Final = frozenset("址地点于在落为是: \n")
_FROM_ENDS: Final = frozenset("自于")
_KIN_ENDS: Final = frozenset("在去到回住了")
_NOT_ENDS: Final = frozenset("是在非")
_TOWN_NEXT: Final = expression(r"[一-龥]{1,3}?[镇乡](?![一-龥]?(?:的话|人|味))")  # 中方县牌楼镇
_COUNTY_KINDS: Final = frozenset("县市旗")


class Words(NamedTuple):
    """The word lists of words.txt, those that stand around names as expressions."""

    common: frozenset[str]
    county_words: frozenset[str]
    districts: frozenset[str]
    generic: frozenset[str]
    cut: frozenset[str]
    rivers: frozenset[str]
    long_rivers: frozenset[str]
    only_words: frozenset[str]
    plants_features: frozenset[str]
    families: frozenset[str]
    leads: frozenset[str]
    person_before: re.Pattern[str]
    thing_after: re.Pattern[str]
    office_after: re.Pattern[str]
    grid_after: re.Pattern[str]
    feature_after: re.Pattern[str]
    located_before: re.Pattern[str]
    # The last characters of what `person_before` and `located_before` find: most names have none of them before them.
    person_ends: frozenset[str]
    located_ends: frozenset[str]


@cache
def words_of(places: Places) -> Words:
    """The word lists that belong to a place table, made once."""
    lists = places.words
    common, county_words, districts, generic, cut, rivers, long_rivers, only_words, plants_features, families, leads = (
        frozenset(lists[name]) for name in Words._fields[:11]
    )
    return Words(
        common, county_words, districts, generic, cut, rivers, long_rivers, only_words, plants_features,
        families, leads,
        expression(f"(?:{_any(lists['person_before'])})$"), expression(_any(lists["thing_after"])),
        expression(f"[^,。;:!?\\s、|]{{0,6}}?(?:{_any(lists['office_after'])})"), expression(_any(lists["grid_after"])),
        expression(_any(lists["feature_after"])), expression(f"(?:{_any(lists['located_before'])})[:\\s]?$"),
        frozenset(word[-1] for word in lists["person_before"]),
        frozenset(word[-1] for word in lists["located_before"]) | set(": \n"),
    )  # fmt: skip


def _any(words: Iterable[str]) -> str:
    return "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True))


def located_before(text: str, start: int, words: Words) -> Located | None:
    """`located` when 位于 or the like stands before text[start:], `at` for a mere 在, else None."""
    if text[start - 1 : start] in "归属" and start and _OWNED_BEFORE.search(text, max(start - 2, 0), start):
        return "located" if any(_OWNED_AFTER.match(text, start + size) for size in (2, 3)) else None
    if text[start - 1 : start] not in words.located_ends:
        return None
    found = words.located_before.search(text, max(start - 8, 0), start)
    return None if found is None else "at" if found[0] == "在" else "located"


def use_of(text: str, start: int, end: int, located: Located | None, words: Words) -> Use:
    """How the place name at text[start:end] is used by what stands around it; looks a bounded way to both sides."""
    if _is_dateline(text, start, end):
        return "press"
    if use := _set_aside(text, start, end):
        return use
    if seat := "grid" if words.grid_after.match(text, end) else _seat(text, start, end, words):
        return seat
    person = _is_home(text, start, end, words)
    if located and (not person or _OWN_PLANT.match(text, end)):
        return located  # 成都老板在雅安的电站
    if words.thing_after.match(text, end) and not _OLD_PLANT.match(text, end) and not _TOWN_NEXT.match(text, end):
        return "origin" if text.startswith("籍", end) else "thing"  # 罗定籍商人挂牌自家水电站
    return _whose_home(text, start, end) if person else _company(text, start, end)


def _set_aside(text: str, start: int, end: int) -> Use | None:
    if text[start - 1 : start] in _NOT_ENDS and _DENIED_BEFORE.search(text, max(start - 3, 0), start):
        return "denied"
    if _BORDERS_BEFORE.search(text, max(start - 6, 0), start) and _BORDERS.match(text, end):
        return "denied"
    if is_beside(text, end) or (text[start - 1 : start] == "比" and start and _COMPARED.match(text, end)):
        return "denied"
    return "sold" if _SOLD_AFTER.match(text, end) else None


def is_beside(text: str, end: int) -> bool:
    """True when the place that ends at text[:end] is only near to the one named next: 神农架外围房县的站."""
    return _BESIDE.match(text, end) is not None


def _whose_home(text: str, start: int, end: int) -> Use:
    if found_there(text, end):
        return "at"
    own = _SELLER_BEFORE.search(text, max(start - 6, 0), start) is not None and not lives_after(text, end)
    return "seller" if own else "person"


def _seat(text: str, start: int, end: int, words: Words) -> Use | None:
    if words.office_after.match(text, end):
        return "local" if text[end - 1] in _COUNTY_KINDS else "office"
    last = text[start - 1 : start]
    if last in "在于处" and _OWN_PLANT.match(text, end):
        return None  # 我公司在绩溪家朋乡有水电站两座
    if last in _SEAT_ENDS and (
        _SEAT_BEFORE.search(text, max(start - 16, 0), start) or _SEAT_LINE.search(text, max(start - 44, 0), start)
    ):
        return "office"
    if last in _FROM_ENDS and _COMES_FROM.search(text, max(start - 4, 0), start) and not _sells_there(text, start, end):
        return "origin"
    return None


def _sells_there(text: str, start: int, end: int) -> bool:
    """True for 来自四川雅安的卖家挂出的水电站: of a seller who is told of by his place alone, it is the plant's too."""
    return _COMES_FROM.search(text, max(start - 4, 0), start) is not None and bool(_SELLER_OF_PLANT.match(text, end))


def _is_home(text: str, start: int, end: int, words: Words) -> bool:
    """True where a person is, lives or goes, rather than a plant."""
    if _PLANT_OF.match(text, end) or (text[start - 1 : start] in _FROM_ENDS and _sells_there(text, start, end)):
        return False  # 老家城步的电站
    before, last = max(start - 12, 0), text[start - 1 : start]
    return (
        (last in words.person_ends and words.person_before.search(text, before, start) is not None)
        or (last in _KIN_ENDS and _KIN_BEFORE.search(text, before, start) is not None)
        or _LIVES.match(text, end) is not None
    )


def found_there(text: str, end: int) -> bool:
    """True when a plant stands where somebody is or comes from: 老家,发现山沟里那座电站 after the name."""
    return _FOUND_THERE.match(text, end) is not None


def lives_after(text: str, end: int) -> bool:
    """True when what stands at text[end:] tells that somebody lives, works or meets there: 在义乌开店."""
    return _LIVES.match(text, end) is not None


def _is_dateline(text: str, start: int, end: int) -> bool:
    if _PRESS_AFTER.match(text, end):
        return True
    before = _PRESS_BEFORE.search(text, max(start - 16, 0), start)
    return before is not None and _PRESS_AFTER.search(text, end, end + 12) is not None


def _company(text: str, start: int, end: int) -> Use:
    if _FIRM.match(text, end):
        return "firm"
    held = _HELD_BEFORE.search(text, max(start - 6, 0), start) is not None
    if not held and _SELLS_HELD.match(text, end):
        return "hydro_company"
    if _SOLD.match(text, end) and (held or not _SELLS.match(text, end)):
        return "sold_company"
    if not _COMPANY.match(text, end):
        return "plain"
    return "hydro_company" if _HYDRO_COMPANY.match(text, end) and not _SELLS.match(text, end) else "company"


def without_districts(options: tuple[Place, ...]) -> tuple[Place, ...]:
    """Counties before town districts: a district is hardly ever called without its 区, and has few rivers."""
    counties = tuple(place for place in options if not place.name.endswith("区"))
    return counties or options
