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
    "located", "at", "plain", "candidate", "sold_company", "company", "grid", "office", "person", "press", "thing"
]

# How well each use of a name tells where the plant is; below 0 it says where somebody or something else is.
WEIGHT: Final[dict[Use, float]] = {
    "located": 6, "at": 3, "sold_company": 2.5, "plain": 2, "candidate": 1, "company": -1, "grid": -2, "office": -2.5,
    "person": -3, "press": -4, "thing": -5,
}  # fmt: skip
WHY: Final[dict[Use, str]] = {
    "located": "stands after 位于 or the like", "at": "stands after 在", "plain": "named in the text",
    "candidate": "may also be an ordinary word", "sold_company": "in the name of the company sold",
    "company": "in a company's name", "grid": "in a grid's name", "office": "seat of an office, court or exchange",
    "person": "where a person is or goes", "press": "in a dateline", "thing": "in the name of something else",
}  # fmt: skip

_HAN: Final = expression(r"[\u4e00-\u9fff]")
_LEFT: Final = frozenset(
    "在于出位省市州区县盟的转让售卖急有我某及和与把将到从对近是为所属系自个座站处家给就这那本接做搞收求租拍该个将以由兼购即买"
)
_RIGHT: Final = expression(
    r"$|[\W\d]|[一二两三四五六七八九十百几数半某多]|水电|小水|小电|电站|电厂|电力|境|县|城|市|州|的|有|出|转|售|急|卖|这|那|等|附近|周边|周围"
    r"|交界|和|及|与|在|老电|自家|私|某|座|一带|本地|当地|全|kw|mw|站|水力|发电|矿|厂|整|打包|抵押|引水|径流"
)
_PLANT: Final = expression(
    r"[\W\d]{0,8}[多余个]{0,2}(?:kw|千瓦|mw|兆瓦)?\W{0,2}(?:的|一座|某|老|小|私人|民营)?(?:小?水电|电站|电厂|小电)"
)
_OWN_PLANT: Final = expression(r"的?(?:一座|某|老|小)?(?:小?水电|电站|电厂)")
_PLANT_SOON: Final = expression(r"[^,。;!?\n]{0,16}?(?:水电|电站|电厂|水力|发电|千瓦|kw|站|station|plant)")
_NAMED_PLANT: Final = expression(r"[\u4e00-\u9fff]{1,6}?(?:[一二三四]级)?(?:水电|电站|电厂)")
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
_SELLS: Final = expression(
    r"[^。;!?\n]{0,24}?(?:公司|集团)[^。;!?\n]{0,6}?(?:拟|将|欲|打算|决定|委托|公告|发布|近日|挂牌)"
)
_PRESS_BEFORE: Final = expression(
    r"(?:记者[^。;!?\n,]{0,8}|本报|本网|新华社|中新社|中新网|通讯员[^。;!?\n,]{0,8}|[【\[(])\s*$"
)
_PRESS_AFTER: Final = expression(r"\s*(?:讯|报道|电\s*[(\d]|专电|\d{1,2}月\d{1,2}日(?:电|讯)|[(\[]?记者|消息)")
_LISTED_AS_NAMES: Final = expression(r"(?:分别是|分别为|名为|叫做?|名叫|站名:?|电站名称:?|名称:)[^。;!?\n]{0,20}$")
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


@cache
def _words(places: Places) -> _Words:
    lists = places.words
    return _Words(
        frozenset(lists["common"]), frozenset(lists["county_words"]), frozenset(lists["generic"]),
        frozenset(lists["cut"]),
        expression(f"(?:{_any(lists['person_before'])})$"), expression(_any(lists["thing_after"])),
        expression(f"[^,。;:!?\\s、|]{{0,6}}?(?:{_any(lists['office_after'])})"), expression(_any(lists["grid_after"])),
        expression(_any(lists["feature_after"])), expression(f"(?:{_any(lists['located_before'])})[:\\s]?$"),
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
        if not (inside or located == "located" or leads or self._stands_alone(hit, full, options)):
            return None
        if not (full or leads) and self._is_feature(hit, options):
            return None
        use = self._use(hit, located)
        if use == "grid" and options[0].level == "county":
            use = "plain"  # 接入连江县电网: a county's grid is the plant's own, a province's tells little
        if use == "plain" and not (full or inside or leads):
            if self._is_weak(hit, options):
                if not _PLANT.match(self.text, hit.end):
                    return None
                use = "plain" if self._may_be_county(hit, options) else "candidate"
            elif not _RIGHT.match(self.text, hit.end) and not _PLANT_SOON.match(self.text, hit.end):
                use = "candidate"  # 云南白药, 四川火锅
        if not full and _LISTED_AS_NAMES.search(self.text, max(hit.start - 30, 0), hit.start):
            use = "thing"
        if not full and options[0].level == "county" and not inside:
            options = _without_districts(options)
        return Mention(hit.start, hit.end, options, use, full)

    def _existed(self, place: Place) -> bool:
        return place.existed(f"{self.day.year:04}-{self.day.month:02}" if self.day else TODAY)

    def _is_weak(self, hit: NameHit, options: tuple[Place, ...]) -> bool:
        """A short name that is also an ordinary word, or one of town districts only (湖里, 西山)."""
        return hit.name in self.words.common or all(place.name.endswith("区") for place in options)

    def _may_be_county(self, hit: NameHit, options: tuple[Place, ...]) -> bool:
        """资源电站 at the start of a clause: a word that sellers also use for its only county."""
        one = len({(place.province, place.prefecture) for place in options}) == 1
        return one and hit.name in self.words.county_words and self._begins_clause(hit.start)

    def _inside(self, before: Mention, hit: NameHit, options: tuple[Place, ...]) -> bool:
        return self._gap_is_small(before.end, hit.start) and any(
            place.within(above) and place != above for place in options for above in before.options
        )

    def _gap_is_small(self, end: int, start: int) -> bool:
        return start - end <= 2 and not self.text[end:start].strip(" ·-—/>()[]省市州县\n")

    def _begins_clause(self, start: int) -> bool:
        return start == 0 or not _HAN.match(self.text[start - 1]) or self.text[start - 1] in "出转卖售让"

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
        return left and (
            right or (self._begins_clause(hit.start) and _NAMED_PLANT.match(self.text, hit.end) is not None)
        )

    def _is_feature(self, hit: NameHit, options: tuple[Place, ...]) -> bool:
        """True for a river, town or street of that name: 怒江边. Provinces lend theirs only to streets."""
        found = self.words.feature_after.match(self.text, hit.end)
        streets = {"路", "街", "大道", "大桥", "街道"}
        return found is not None and (options[0].level != "province" or found[0] in streets)

    def _use(self, hit: NameHit, located: Literal["located", "at"] | None) -> Use:
        text, start, end, words = self.text, hit.start, hit.end, self.words
        if self._is_dateline(start, end):
            return "press"
        for use, after in (("grid", words.grid_after), ("office", words.office_after)):
            if after.match(text, end):
                return "grid" if use == "grid" else "office"
        if _SEAT_BEFORE.search(text, max(start - 16, 0), start) or _SEAT_LINE.search(text, max(start - 44, 0), start):
            return "office"
        person = words.person_before.search(text, max(start - 6, 0), start) is not None
        if located and (not person or _OWN_PLANT.match(text, end)):
            return located  # 成都老板在雅安的电站
        if words.thing_after.match(text, end):
            return "thing"
        return "person" if person else self._company(start, end)

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
