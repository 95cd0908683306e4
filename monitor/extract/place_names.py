"""Reads place names in a folded text: which divisions each may be, and what its surroundings say about it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from datetime import date
from functools import cache
from typing import Final, Literal, NamedTuple

from monitor.rules.places import TODAY, NameHit, Place, Places
from monitor.text.expression import expression

Use = Literal[
    "located", "at", "plain", "candidate", "lone", "only", "river", "sold_company", "company", "grid", "local", "office", "origin",
    "person", "press", "thing",
]

# How well each use of a name tells where the plant is; below 0 it says where somebody or something else is.
WEIGHT: Final[dict[Use, float]] = {
    "located": 6, "at": 3, "sold_company": 2.5, "plain": 2, "candidate": 1, "lone": 1, "only": 1, "river": 0.2,
    "company": -1, "grid": -2, "local": -2.5, "office": -2.5,
    "origin": -3, "person": -3, "press": -4, "thing": -5,
}  # fmt: skip
WHY: Final[dict[Use, str]] = {
    "located": "stands after 位于 or the like", "at": "stands after 在", "plain": "named in the text",
    "candidate": "may also be an ordinary word", "lone": "may also be an ordinary word",
    "only": "the only place named, though it may be a word, a seat or somebody's home",
    "river": "in the name of a river", "sold_company": "in the name of the company sold",
    "company": "in a company's name", "grid": "in a grid's name", "office": "seat of an office, court or exchange",
    "local": "named by a county's own court, bureau or exchange", "origin": "where somebody comes from",
    "person": "where a person is or goes", "press": "in a dateline", "thing": "in the name of something else",
}  # fmt: skip

_HAN: Final = expression(r"[\u4e00-\u9fff]")
_LEFT: Final = frozenset(
    "在于出位省市州区县盟的转让售卖急有我某及和与把将到从对近是为所属系自个座站处家给就这那本接做搞收求租拍该个将以由兼购即买要谁想找问说看"
)
_RIGHT: Final = expression(
    r"$|[\W\d]|[一二两三四五六七八九十百几数半某多]|水电|小水|小电|电站|电厂|电力|境|县|城|市|州|的|有|出|转|售|急|卖|这|那|等|附近|周边|周围"
    r"|交界|和|及|与|在|老电|自家|私|某|座|一带|本地|当地|全|kw|mw|站|水力|发电|矿|厂|整|打包|抵押|引水|径流"
)
_PLANT: Final = expression(
    r"[\W\d]{0,8}[多余个]{0,2}(?:kw|千瓦|mw|兆瓦)?\W{0,2}(?:的|一座|某|老|小|私人|民营)?(?:小?水电|电站|电厂|小电)"
)
_OWN_PLANT: Final = expression(
    r"的?(?:一座|某|老|小)?(?:小?水电|电站|电厂)"
    r"|[^,。;!?\n]{0,6}?(?:有|的|建|修|买|办|投|弄|接|包|经营|合伙)[^,。;!?\n]{0,8}?(?:水电|电站|电厂|站)"
)
_PLANT_SOON: Final = expression(r"[^,。;!?\n]{0,16}?(?:水电|电站|电厂|电占|水力|发电|千瓦|kw|装机|站|station|plant)")
# What makes a common word a place: an output, or the seller's pointing there.
_POWER: Final = expression(r"\W?装机|\W?\d[\d*×x.]*\s?(?:kw|千瓦|mw|兆瓦|个千瓦|的?站|水电|电站|小水)|\W?[一二两三]座\W?\d")
_THERE: Final = expression(r"县?(?:城|境内|这边|那边|这头|那头|这里|那里|这儿|那儿|山里|一带|当地|本地|地界|附近|乡下)")
_COMPANY: Final = expression(r"[^,。;:!?\s、|]{0,16}?(?:公司|集团|股份|能投|电投|基金|合伙)")
_SOLD: Final = expression(
    r"[^,。;:!?\s、|]{0,20}?(?:水电|电力|电站|能源|水利|发电|电业)[^,。;:!?\s、|]{0,12}?(?:公司|厂|站|合伙\)?)\)?"
    r"[^。;!?\n|]{0,30}?(?:股权|份额|股份|债权|资产|出资额|产权|整体|全部)"
)
# 联系地址:, 转让方所在地:, 本公司位于: the seat of a party, an office or an agent.
_SEAT_BEFORE: Final = expression(
    r"(?:联系|办公|通[讯信]|报名|注册|机构|受理|经办|拍卖|竞价|竞拍|举行|签约|交易|面谈|邮寄|公司|本司|我司|集团|单位|中介|转让方|受让方"
    r"|出让方|委托方|委托人|申请人|卖方|买方|总部|住所|户籍|联系人)"
    r"(?:[^。;!?\n,:]{0,3}?(?:地址?|地点|所在地|位于|坐落于?|设[在于])|[现也]?[处在于])[为是:]{0,2}\s?$"
)
_SEAT_LINE: Final = expression(
    r"(?:机构|交易所|交易中心|联系|报名|法院|中介|经办)[^。;!?\n]{0,30}?地[址点][为是:]{0,2}\s?$"
)
_HELD_BEFORE: Final = expression(r"(?:所?持有?的?|所属的?|旗下的?|名下的?)$")
# People and what they do elsewhere: 弟弟在东莞开厂, 想去昆明养老.
_KIN_BEFORE: Final = expression(
    r"(?:[弟哥姐妹叔伯舅姑姨侄儿媳婿爸妈孙]|亲戚|同学|战友|老乡|股东|业主|房东|老板|东家|本人|自己|家里?人|我们?|他们?|她|老公|老婆"
    r"|爱人|父母|老[人伴]|合伙人|朋友|孩子|卖家|买家|中介)"
    r"(?:现在?|都|还|也|一直|目前|常年|长期|平时|早就|人|全家)?(?:在|去|到|回|住|搬到|跟到)了?$"
)
_LIVES: Final = expression(
    r"[市县这那边]{0,3}(?:开[厂店公饭]|做[^,。;!?\n]{0,3}(?:生意|买卖|工程|木材)|上班|打工|工作|读书|上学|定居|发展|养老|带孙|带娃|买[了的]?房|陪读|安家|住院|看病"
    r"|面谈|签约|见面|签合同|接人|创业|照顾|过年|做事|务工|生活)"
)
_COMES_FROM: Final = expression(r"来自(?:于)?$")
_ITEM: Final = expression(r"(?:^|\n)[ \t]*[(\[【]?(?:\d{1,2}|[a-z]|[一二三四五六七八九十])?[)\]】、.:号]{0,2}[ \t]*$")
_SELLS: Final = expression(
    r"[^。;!?\n]{0,24}?(?:公司|集团)[^。;!?\n]{0,6}?(?:拟|将|欲|打算|决定|委托|公告|发布|近日|挂牌)"
)
_PRESS_BEFORE: Final = expression(
    r"(?:记者[^。;!?\n,]{0,8}|本报|本网|新华社|中新社|中新网|通讯员[^。;!?\n,]{0,8}|[【\[(])\s*$"
)
_PRESS_AFTER: Final = expression(r"\s*(?:讯|报道|电\s*[(\d]|专电|\d{1,2}月\d{1,2}日(?:电|讯)|[(\[]?记者|消息)")
_AS_NAMES: Final = expression(r"(?:分别是|分别为|名为|叫做?|名叫)[^。;!?\n]{0,20}$")
_NAME_FIELD: Final = expression(r"(?:站名:?|名称:)\s?$")
_BETWEEN: Final = frozenset(" ·-—/\n,") - {""}
_COUNTY_KINDS: Final = frozenset("县市旗")
_STREETS: Final = frozenset({"路", "街", "大道", "大桥", "街道"})
_SINGLE: Final = expression(
    r"(?<!\w)([川黔滇粤桂湘鄂赣闽浙皖陕渝藏琼甘青新])(?:省|[东西南北中]{1,2}部?(?:山区|地区)?|内)(?![京宁昌昏江海])"
)
PROVINCE_BY_LETTER: Final = {
    "川": "四川", "黔": "贵州", "滇": "云南", "粤": "广东", "桂": "广西", "湘": "湖南", "鄂": "湖北", "赣": "江西",
    "闽": "福建", "浙": "浙江", "皖": "安徽", "陕": "陕西", "渝": "重庆", "藏": "西藏", "琼": "海南", "甘": "甘肃",
    "青": "青海", "新": "新疆",
}  # fmt: skip
_LATIN: Final = expression(r"(?<![a-z\d])[a-z]{2,}(?:['’-][a-z]+)*")
_LATIN_KIND: Final = expression(r"[ -](county|district|city|prefecture|province|autonomous|banner)\b")
_LATIN_ABOVE: Final = expression(r", ((?:inner )?[a-z']+)")
_FULL: Final = expression(r"[省市县区州盟旗]$")


class Mention(NamedTuple):
    """Place names at [start, end) of a folded text that belong together (四川省会东县), with what they may mean."""

    start: int
    end: int
    options: tuple[Place, ...]
    use: Use
    full: bool = True  # the last name carries its 省/市/县/区

    @property
    def weight(self) -> float:
        """How well this mention tells where the plant is."""
        depth = {"province": 0.0, "prefecture": 0.6, "county": 1.0}[self.options[0].level]
        return WEIGHT[self.use] + depth


def read_mentions(text: str, places: Places, day: date | None, is_capital: Callable[[int], bool]) -> list[Mention]:
    """The place names of a folded text of any length, in text order, neighbours joined; linear time.

    `is_capital` tells of a position in `text` whether a capital stood there, for names in Latin letters.
    """
    reader = _Reader(text, places, day, _words(places))
    found = reader.chinese()
    found += reader.letters(found)
    found += reader.latin(is_capital)
    return sorted(found, key=lambda mention: mention.start)


class _Words(NamedTuple):
    common: frozenset[str]
    county_words: frozenset[str]
    generic: frozenset[str]
    cut: frozenset[str]
    person_before: re.Pattern[str]
    thing_after: re.Pattern[str]
    office_after: re.Pattern[str]
    grid_after: re.Pattern[str]
    feature_after: re.Pattern[str]
    located_before: re.Pattern[str]
    rivers: frozenset[str]


@cache
def _words(places: Places) -> _Words:
    lists = places.words
    return _Words(
        frozenset(lists["common"]), frozenset(lists["county_words"]), frozenset(lists["generic"]),
        frozenset(lists["cut"]),
        expression(f"(?:{_any(lists['person_before'])})$"), expression(_any(lists["thing_after"])),
        expression(f"[^,。;:!?\\s、|]{{0,6}}?(?:{_any(lists['office_after'])})"), expression(_any(lists["grid_after"])),
        expression(_any(lists["feature_after"])), expression(f"(?:{_any(lists['located_before'])})[:\\s]?$"), frozenset(lists["rivers"]),
    )  # fmt: skip


def _any(words: Iterable[str]) -> str:
    return "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True))


class _Reader(NamedTuple):
    """Reads the names of one text."""

    text: str
    places: Places
    day: date | None
    words: _Words

    def chinese(self) -> list[Mention]:
        """Names in Chinese characters."""
        joined: list[Mention] = []
        hits = self.places.names_in(self.text)
        for number, hit in enumerate(hits):
            before = joined[-1] if joined else None
            after = hits[number + 1] if number + 1 < len(hits) else None
            mention = self._read(hit, before, leads=after is not None and self._holds(hit, after))
            if mention is None:
                continue
            if before is not None and (whole := self._join(before, mention)) is not None:
                joined[-1] = whole
            elif mention.use != "thing" or mention.full:
                joined.append(mention)
        return joined

    def letters(self, found: Iterable[Mention]) -> list[Mention]:
        """川西, 黔省, 滇内: a province by its one-letter name, only where a direction, 省 or 内 follows."""
        taken = {place for mention in found for place in range(mention.start, mention.end)}
        return [
            Mention(match.start(), match.end(), self._named(PROVINCE_BY_LETTER[match[1]])[:1], "plain", full=False)
            for match in _SINGLE.finditer(self.text)
            if taken.isdisjoint(range(match.start(), match.end()))
        ]

    def latin(self, is_capital: Callable[[int], bool]) -> list[Mention]:
        """Sichuan, Liuzhou; counties as 'Huidong County' or 'Huidong, Sichuan'. A name begins with a capital."""
        found: list[Mention] = []
        end = 0
        for match in _LATIN.finditer(self.text):
            if match.start() < end or not is_capital(match.start()):
                continue
            kind = _LATIN_KIND.match(self.text, match.end())
            two = " ".join(self.text[match.start() : match.end() + 10].split(" ")[:2]).strip(".,;:!?")
            for name in (two, match[0].replace("’", "'")):
                name_end = match.start() + len(name)
                if options := self._named_in_latin(name, kind[1] if kind else "") or self._county_of(name, name_end):
                    end = kind.end() if kind else name_end
                    found.append(Mention(match.start(), end, options, "plain"))
                    break
        return found

    def _named(self, name: str) -> tuple[Place, ...]:
        return self.places.named(name, self.day)

    def _named_in_latin(self, name: str, kind: str) -> tuple[Place, ...]:
        of_county = kind in {"county", "district", "banner"}
        options = self.places.named_in_english(name, self.day)
        return tuple(place for place in options if kind == "city" or (place.level == "county") == of_county)

    def _county_of(self, name: str, end: int) -> tuple[Place, ...]:
        """Kangding, Sichuan: a county without the word, where what it lies in follows at once."""
        following = _LATIN_ABOVE.match(self.text, end)
        above = self.places.named_in_english(following[1], self.day) if following else ()
        return tuple(
            place
            for place in (self.places.named_in_english(name, self.day) if above else ())
            if place.level == "county" and any(one.level != "county" and place.within(one) for one in above)
        )

    def _holds(self, hit: NameHit, after: NameHit) -> bool:
        """True when the second name follows at once and may be a place inside the first: 汉中镇巴 holds no 汉中镇."""
        if after.start != hit.end:
            return False
        above, below = self._named(hit.name), self._named(after.name)
        return any(place.within(one) and place != one for place in below for one in above)

    def _read(self, hit: NameHit, before: Mention | None, leads: bool) -> Mention | None:
        options = self._named(hit.name)
        full = len(options[0].name) == len(hit.name) or (len(hit.name) > 2 and _FULL.search(hit.name) is not None)
        inside = before is not None and self._inside(before, hit, options)
        if not inside and not full and not all(self._existed(place) for place in options):
            return None  # the short form of a division that did not exist then
        before_it = self.words.located_before.search(self.text, max(hit.start - 8, 0), hit.start)
        located: Literal["located", "at"] | None = None
        if before_it is not None:
            located = "at" if before_it[0] == "在" else "located"
        if not full and options[0].level == "county" and not inside:
            options = _without_districts(options)
            if with_town := self._with_town(hit, options):
                options = with_town
                inside = True
        if not (inside or located == "located" or leads or self._stands_alone(hit, full, options)):
            return None
        if not (full or leads or inside) and (feature := self._feature(hit, options)):
            return self._river(hit, options) if feature in self.words.rivers else None
        use: Use | None = self._use(hit, located)
        if use == "grid" and options[0].level == "county":
            use = "plain"  # 接入连江县电网: a county's grid is the plant's own, a province's tells little
        if not (full or inside or leads):
            use = self._use_of_short(hit, options, use)
        return Mention(hit.start, hit.end, options, use, full) if use else None

    def _with_town(self, hit: NameHit, options: tuple[Place, ...]) -> tuple[Place, ...]:
        """The options that have a town of the name that follows: 平和九峰, 利川 毛坝. A town makes a word a county."""
        if hit.start and _HAN.match(self.text[hit.start - 1]) and self.text[hit.start - 1] not in _LEFT:
            return ()
        start = hit.end + (self.text[hit.end : hit.end + 1] in _BETWEEN)
        return tuple(place for place in options if self.places.town_ends(place, self.text, start))

    def _use_of_short(self, hit: NameHit, options: tuple[Place, ...], use: Use) -> Use | None:
        """How a name without 县 or 市 and without a place before it is used; None for an ordinary word."""
        weak = self._is_weak(hit, options)
        if weak and use == "at" and not _PLANT_SOON.match(self.text, hit.end):
            return None  # 在合作的基础上
        if _AS_NAMES.search(self.text, max(hit.start - 30, 0), hit.start):
            return "thing"
        if weak and not self.text.startswith("某", hit.end) and _NAME_FIELD.search(self.text, max(hit.start - 12, 0), hit.start):
            return "thing"
        if use != "plain":
            return use
        if weak:
            return self._use_of_word(hit, options)
        if _RIGHT.match(self.text, hit.end) or _PLANT_SOON.match(self.text, hit.end):
            return "plain"
        return "lone" if options[0].level == "county" else "candidate"  # 云南白药, 四川火锅

    def _use_of_word(self, hit: NameHit, options: tuple[Place, ...]) -> Use | None:
        """The same for a name that is also an ordinary word."""
        one = len({(place.province, place.prefecture) for place in options}) == 1
        of_county = one and self._begins_clause(hit.start)
        if of_county and (_POWER.match(self.text, hit.end) or _THERE.match(self.text, hit.end)):
            return "plain"
        if _PLANT.match(self.text, hit.end):
            return "plain" if of_county and hit.name in self.words.county_words else "candidate"
        if of_county and hit.name in self.words.county_words and self._ends_clause(hit.end):
            return "lone"
        return None

    def _river(self, hit: NameHit, options: tuple[Place, ...]) -> Mention | None:
        """赤水河支流: a river that bears a county's name flows through others too."""
        of_county = options[0].level == "county" and self._begins_clause(hit.start)
        return Mention(hit.start, hit.end, options, "river", full=False) if of_county else None

    def _existed(self, place: Place) -> bool:
        return place.existed(f"{self.day.year:04}-{self.day.month:02}" if self.day else TODAY)

    def _is_weak(self, hit: NameHit, options: tuple[Place, ...]) -> bool:
        """A short name that is also an ordinary word, or one of town districts only (湖里, 西山)."""
        return hit.name in self.words.common or all(place.name.endswith("区") for place in options)

    def _inside(self, before: Mention, hit: NameHit, options: tuple[Place, ...]) -> bool:
        return self._gap_is_small(before.end, hit.start) and any(
            place.within(above) and place != above for place in options for above in before.options
        )

    def _gap_is_small(self, end: int, start: int) -> bool:
        return start - end <= 2 and not self.text[end:start].strip(" ·-—/>()[]省市州县\n")

    def _begins_clause(self, start: int) -> bool:
        return start == 0 or not _HAN.match(self.text[start - 1]) or self.text[start - 1] in "出转卖售让"

    def _ends_clause(self, end: int) -> bool:
        return not _HAN.match(self.text, end) and not self.text[end : end + 1].isalnum()

    def _stands_alone(self, hit: NameHit, full: bool, options: tuple[Place, ...]) -> bool:
        """True when the name is a word of its own here: 其中江西 holds no 中江, 管理县级 no 理县."""
        left = hit.start == 0 or not _HAN.match(self.text[hit.start - 1]) or self.text[hit.start - 1] in _LEFT
        if hit.name in self.words.generic or self.text[max(hit.start - 1, 0) : hit.end + 1] in self.words.cut:
            return False
        if full:
            return len(hit.name) > 2 or (left and not self.text.startswith("里", hit.end))
        right = _RIGHT.match(self.text, hit.end) is not None
        if options[0].level != "county":
            return left or right
        return left and (right or self._begins_clause(hit.start))

    def _feature(self, hit: NameHit, options: tuple[Place, ...]) -> str:
        """The word that makes it a river, town or street of that name: 怒江边. Provinces lend theirs only to streets."""
        found = self.words.feature_after.match(self.text, hit.end)
        if found is None or (options[0].level == "province" and found[0] not in _STREETS):
            return ""
        return found[0]

    def _use(self, hit: NameHit, located: Literal["located", "at"] | None) -> Use:
        text, start, end, words = self.text, hit.start, hit.end, self.words
        if self._is_dateline(start, end):
            return "press"
        if words.grid_after.match(text, end):
            return "grid"
        if words.office_after.match(text, end):
            return "local" if text[end - 1] in _COUNTY_KINDS else "office"
        if _SEAT_BEFORE.search(text, max(start - 16, 0), start) or _SEAT_LINE.search(text, max(start - 44, 0), start):
            return "office"
        if _COMES_FROM.search(text, max(start - 4, 0), start):
            return "origin"
        person = self._is_home(start, end)
        if located and (not person or _OWN_PLANT.match(text, end)):
            return located  # 成都老板在雅安的电站
        if words.thing_after.match(text, end):
            return "thing"
        return "person" if person else self._company(start, end)

    def _is_home(self, start: int, end: int) -> bool:
        """True where a person is, lives or goes, rather than a plant."""
        before = max(start - 12, 0)
        return (
            self.words.person_before.search(self.text, before, start) is not None
            or _KIN_BEFORE.search(self.text, before, start) is not None
            or _LIVES.match(self.text, end) is not None
        )

    def _is_dateline(self, start: int, end: int) -> bool:
        if _PRESS_AFTER.match(self.text, end):
            return True
        before = _PRESS_BEFORE.search(self.text, max(start - 16, 0), start)
        return before is not None and _PRESS_AFTER.search(self.text, end, end + 12) is not None

    def _company(self, start: int, end: int) -> Use:
        held = _HELD_BEFORE.search(self.text, max(start - 6, 0), start) is not None
        if _SOLD.match(self.text, end) and (held or not _SELLS.match(self.text, end)):
            return "sold_company"
        return "company" if _COMPANY.match(self.text, end) else "plain"

    def _join(self, before: Mention, after: Mention) -> Mention | None:
        """The two as one when the second lies in the first and stands beside it, else None."""
        if not self._gap_is_small(before.end, after.start):
            return None
        inside = tuple(p for p in after.options if any(p.within(above) and p != above for above in before.options))
        if not inside:
            return None
        use = (
            before.use
            if before.use in {"located", "at"} or after.use in {"plain", "candidate", "person"}
            else after.use
        )
        use = "plain" if use in {"candidate", "grid", "company"} and after.use == "plain" else use
        return after._replace(start=before.start, options=inside, use=use)


def _without_districts(options: tuple[Place, ...]) -> tuple[Place, ...]:
    """Counties before town districts: a district is hardly ever called without its 区, and has few rivers."""
    counties = tuple(place for place in options if not place.name.endswith("区"))
    return counties or options
