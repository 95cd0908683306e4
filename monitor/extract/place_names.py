"""Reads place names in a folded text: which divisions each may be, and what its surroundings say about it."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from datetime import date
from typing import Final, NamedTuple

from monitor.extract.place_latin import latin_names
from monitor.extract.place_lists import is_in_list_of_plants
from monitor.extract.place_use import (
    WEIGHT,
    Use,
    Words,
    found_there,
    located_before,
    use_of,
    without_districts,
    words_of,
)
from monitor.rules.places import TODAY, NameHit, Place, Places
from monitor.text.expression import cued, expression

_HAN: Final = expression(r"[\u4e00-\u9fff]")
_LEFT: Final = frozenset(
    "在于出位省市州区县盟的转让售卖急有我某及和与把将到从对近是为所属系自个座站处家给就这那本接做搞收求租拍该个将以由兼购即买要谁想找问说看掉们回"
)
_LEFT_WORDS: Final = frozenset({
    "一名", "一位", "某位", "那位", "这位", "有位", "两位", "公司", "旗下", "名下", "下属", "剩下",
    "本报", "昨天", "前年", "去年", "今年", "朋友", "(现", "(今", "老家", "走访", "探访", "走进",
    "赶赴", "抵达", "深入", "的来", "要来", "就来", "请来", "过来", "你来", "您来", "听说", "隔壁",
    "旁边", "边上", "邻县",
})  # fmt: skip
_BESIDE: Final = ("隔壁", "旁边", "边上", "邻县")
_OWNERS: Final = frozenset({"公司", "旗下", "名下", "下属", "所属", "持有"})
_HYDRO_FIRM: Final = expression(r"[\u4e00-\u9fff]{1,8}?(?:水电|电力|水利|发电|能源)[^,。;!?\n]{0,8}?(?:公司|厂|站)")
_RIGHT: Final = expression(
    r"$|[\W\d]|[一二两三四五六七八九十百几数半某多]|水电|小水|小型水|小电|电站|电厂|电力|境|县|城|市|州|的|有|出|转|售|急|卖|这|那|等|附近|周边|周围"
    r"|交界|和|及|与|在|老电|自家|私|某|座|各|两地|或|跟|没|一带|本地|当地|全|kw|mw|站|水力|发电|矿|厂|整|打包|抵押|引水|坝后|河床|渠道|径流|业主|站主|チワン族|老家|乡下"
    r"|[瑶苗彝侗壮畲][山寨乡]|大?山[区里]|深山"
)
_PLANT: Final = expression(
    r"[\W\d]{0,8}[多余个]{0,2}(?:kw|千瓦|mw|兆瓦|瓩)?\W{0,2}(?:的|有?[一某][座个家处](?:民营|私人|个人|农村|集体|废弃|在运|老|小)*|某|老|小|私人|民营)?(?:小?水电|电站|电厂|小电)"
)
_PLANT_NEXT: Final = expression(r"(?:的|小|某|老)?(?:小?水电|电站|电厂)")
_PLANT_SOON: Final = expression(r"[^,。;!?\n]{0,16}?(?:水电|电站|电厂|电占|水力|发电|千瓦|kw|装机|站|station|plant)")
# What makes a common word a place: an output, or the seller's pointing there.
_POWER: Final = expression(
    r"\W?[一二两三四五六七八九十百千]{1,6}个?(?:千瓦|kw|瓩|兆瓦)|\W?\d{2,5}\s?[x×*乘]\s?[1-9]|\W?装机|站\W?\d|\W?(?:\d{1,2}|[一二两三四])(?:台|[x×*乘])\W?(?:\d|[一二两三四五六七八九]百)|[的\W]?\d[\d*×x.]*\s?(?:kw|千瓦|瓩|mw|兆瓦|个千瓦|的?站|水电|电站|小水)|\W?[一二两三]座\W?\d"
)
# What stands in a county: 兴山古洞口下游, 汉源大渡河边.
_FEATURE: Final = expression(
    r"[\u4e00-\u9fff]{1,5}?(?:[上下]游|水库|水系|流域|支流|河|江|溪|沟|峡)(?:[边上口畔]|支[沟流]|的|一座|一级|二级|\W|电站|水电|电力|水力|发电|$)"
)
# The plant of a county on a river of another name: 保康南河电站, 石棉大渡河边; but 龙门河电站 is a plant's name.
_RIVER_PLANT: Final = expression(
    r"[\u4e00-\u9fff]{1,3}(?:河|江|溪|沟|峡|水)(?:[边上口畔]|[一二三四]级|支流|[上中下]游|沿[岸线]){0,2}(?:的|有|小?水?电?站|一座|老站|[一二三]站|\d{2,4}(?:kw|千瓦))"
)
# 三台×250kW, 三台一百二十五千瓦: no county
_SETS: Final = "三台"
_OF_SETS: Final = expression(r"[ ,:]?(?:[\d一二两三四五六七八九十百×x*]|机|各|单|共|都|均|水轮|发电)")
_OWNER_NEXT: Final = expression(r"(?:站主|电站业主|电站老板|卖家)")  # 三江站主
_OWN_EXCHANGE: Final = expression(r"(?:县|市)?农村(?:综合)?产权")  # 阆中农村产权交易
# 磐安溪坑电站: the name of a plant that begins with a river's kind.
_STREAM_PLANT: Final = expression(r"[河江溪沟][\u4e00-\u9fff]{1,3}?(?:[一二三四]级)?(?:水?电站|小水电)")
# 修水独机站, 石棉洪水期不限发的站: a plant in other words, right behind a county that begins the ad.
_ODD_PLANT: Final = expression(
    r"(?![子不管整转出卖让收求租型级]|急(?![流水滩]))(?:(?![转让出售卖收求租断整合口])[\u4e00-\u9fff]){1,9}?站(?=[\W\d]|$)"
)
_BANK: Final = expression(r"[河江溪](?:边|畔|岸|坎)上?的?(?:水?电站|小水电|有|一座|一个|老站|\d|\W)")
_THERE: Final = expression(
    r"[\u4e00-\u9fff]{1,5}族(?:自治)?县?(?=\W|$|小?水电|小水|电站|站)|县?(?:城|境内|[那这][个座]?(?:老|小|水)?电?站|[那这][个座处家](?:\d{2,5}|[一二两三四五六七八九十百千]{2,6})(?:个?(?:千瓦|kw)|的)|[那这]两座|那座|那家|那处|那位|这边|那边|这头|那头|这里|那里|这儿|那儿|山里|一带|当地|本地|地界|附近|乡下)"
)
_SITES: Final = expression(r"的?(?:站子?(?![点长])|有[一两]?[个座处]|那[个座]|水电|电站)")
_OWNS_PLANT: Final = expression(r"(?:有|建|修|买|办|投|接|包|经营)[^,。;!?\n]{0,8}?(?:电站|水电|站|千瓦|kw)")
_AS_NAMES: Final = expression(r"(?:分别是|分别为|名为|叫做?(?!卖|价|出|人|停)|名叫)[^。;!?\n]{0,20}$")
NAME_FIELD: Final = expression(r"(?:站名:?|名称:)\s?$")
# 保康出让小水电: what is done with the plant stands between.
_SOLD_PLANT: Final = expression(
    r"(?:急|现|整体|诚心)?(?:出让|转让|出售|出手|出租|招租|急转|急售|急出|转|卖|售|出)(?:一座|一个|一处|个|座|自家|自有|私人|家里)?(?:的)?(?:小|老)?"
    r"(?:水电|水力|电站)"
)
_TOWN: Final = expression(r"[\u4e00-\u9fff]{2,3}[镇乡]")
_BETWEEN: Final = frozenset(" ·-—/\n,")
_STREETS: Final = frozenset({"路", "街", "大道", "大桥", "街道"})
_SINGLE: Final = cued(
    r"(?:(?<!\w)[甘青新]|(?<![^\W是在于去到从我说的有听转卖出收求找])[川黔滇粤桂湘鄂赣闽浙皖陕渝藏琼])"
    r"(?:省|[东西南北中]{1,2}部?(?:山区|地区)?|内)(?![京宁昌昏江海])"
)
PROVINCE_BY_LETTER: Final = {
    "川": "四川", "黔": "贵州", "滇": "云南", "粤": "广东", "桂": "广西", "湘": "湖南", "鄂": "湖北", "赣": "江西",
    "闽": "福建", "浙": "浙江", "皖": "安徽", "陕": "陕西", "渝": "重庆", "藏": "西藏", "琼": "海南", "甘": "甘肃",
    "青": "青海", "新": "新疆", "云": "云南", "贵": "贵州",
}  # fmt: skip
_SEVERAL: Final = cued(
    r"[云贵川渝滇黔桂湘鄂粤闽浙赣皖陕甘青]{2,5}"
    r"(?=(?:[两三四五]省|地区|山区|一带|等地|交界|边界|的|片区)?[^,。;!?\n]{0,4}?(?:小?水电|电站|小水|交界|边界|[两三四五]省|一带))"
)
_SIDE: Final = expression(r"[川黔滇粤桂湘鄂赣闽浙皖陕琼][东西南北中]$")  # 皖南石台
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


def read_mentions(
    text: str, places: Places, day: date | None, is_capital: Callable[[int], bool], heading: bool = False
) -> list[Mention]:
    """The place names of a folded text of any length, in text order, neighbours joined; linear time.

    `is_capital` tells of a position in `text` whether a capital stood there, for names in Latin letters.
    """
    found = _Reader(text, places, day, words_of(places)).chinese()
    found += [Mention(*name) for name in latin_names(text, places, day, is_capital, heading)]
    return sorted(found, key=lambda mention: mention.start)


class _Reader(NamedTuple):
    """Reads the names of one text."""

    text: str
    places: Places
    day: date | None
    words: Words

    def chinese(self) -> list[Mention]:
        """Names in Chinese characters."""
        joined: list[Mention] = []
        hits = self._hits()
        for number, hit in enumerate(hits):
            before = joined[-1] if joined else None
            if before is not None and self._is_town(before, hit):
                continue
            after = hits[number + 1] if number + 1 < len(hits) else None
            leads = after is not None and self._holds(hit, after)
            leads = leads or self._touches(hit, hits[max(number - 1, 0) : number + 2])
            mention = self._read(hit, before, leads)
            if mention is None:
                continue
            if before is not None and before.use == "denied" and hit.start - before.end <= 1:
                mention = mention._replace(use="denied")  # 不是四川贵州的
            if before is not None and (whole := self._join(before, mention)) is not None:
                joined[-1] = whole
            elif mention.use != "thing" or mention.full:
                joined.append(mention)
        return joined

    def _is_town(self, before: Mention, hit: NameHit) -> bool:
        """True for a name behind a county that has a town called so: 平和 长乐 is not in 长乐区."""
        near = hit.start - before.end <= 1 and before.options[0].level == "county" and not _FULL.search(hit.name)
        return near and any(self.places.town_ends(place, self.text, hit.start) for place in before.options)

    def _hits(self) -> list[NameHit]:
        """The names of the table, and provinces by their letters, which go before what they overlap: 浙南山区."""
        hits = self.places.names_in(self.text)
        found = self._letters({hit.start for hit in hits})
        if not found:
            return hits
        taken = {place for hit in found for place in range(hit.start, hit.end)}
        hits = [hit for hit in hits if taken.isdisjoint(range(hit.start, hit.end))]
        return sorted(hits + found)

    def _letters(self, taken: Collection[int]) -> list[NameHit]:
        """川西, 黔省, 云贵川小水电: provinces by their one-letter names, only where other words bear it out.

        Not where a longer name begins: 青川, 湘西.
        """
        found = [
            NameHit(match.start(), match.end(), PROVINCE_BY_LETTER[self.text[match.start()]])
            for match in _SINGLE.finditer(self.text)
        ]
        for match in _SEVERAL.finditer(self.text):
            if match.start() not in taken and self._begins_word(match.start()):
                places = range(*match.span())
                found += [NameHit(place, place + 1, PROVINCE_BY_LETTER[self.text[place]]) for place in places]
        return [hit for hit in found if hit.start not in taken]

    def _named(self, name: str) -> tuple[Place, ...]:
        return self.places.named(name, self.day)

    def _holds(self, hit: NameHit, after: NameHit) -> bool:
        """True when the second name follows at once and may be a place inside the first: 汉中镇巴 holds no 汉中镇."""
        if after.start != hit.end:
            return False
        above, below = self._named(hit.name), self._named(after.name)
        return any(place.within(one) and place != one for place in below for one in above)

    def _touches(self, hit: NameHit, near: Sequence[NameHit]) -> bool:
        """四川云南都行: a province written right behind or before another is a name."""
        return any(
            hit.start == other.end or hit.end == other.start
            for other in near
            if other != hit and self._named(hit.name)[0].level == self._named(other.name)[0].level == "province"
        )

    def _read(self, hit: NameHit, before: Mention | None, leads: bool) -> Mention | None:
        options = self._named(hit.name)
        if self.text[hit.start : hit.end] != hit.name:
            return Mention(hit.start, hit.end, options[:1], "plain", full=False)  # by its letter
        as_named = len(options[0].formerly or options[0].name) == len(hit.name)
        full = as_named or (len(hit.name) > 2 and _FULL.search(hit.name) is not None)
        inside = before is not None and self._inside(before, hit, options)
        if not (inside or full or (options := self._by_short_name(options))):
            return None
        located = located_before(self.text, hit.start, self.words)
        if not full and options[0].level == "county" and not inside:
            options = without_districts(options)
            if with_town := self._with_town(hit, options):
                options = with_town
                inside = True
        if not (inside or located == "located" or leads or self._stands_alone(hit, full, options)):
            return None
        if not (full or leads or inside) and (feature := self._feature(hit, options)):
            return self._river(hit, options) if feature in self.words.rivers else None
        use = use_of(self.text, hit.start, hit.end, located, self.words)
        if use == "grid" and options[0].level == "county":
            use = "plain"  # 接入连江县电网: a county's grid is the plant's own, a province's tells little
        if use == "firm" and options[0].level == "province":
            use = "plain"  # 广西能源: a province's company has its plants there
        if use == "local" and options[0].level != "county":
            use = "office"
        if use == "office" and options[0].level == "county" and _OWN_EXCHANGE.match(self.text, hit.end):
            use = "local"
        if not (full or inside or leads):
            used = self._use_of_short(hit, options, use)
            return Mention(hit.start, hit.end, options, used, full) if used else None
        return Mention(hit.start, hit.end, options, use, full)

    def _with_town(self, hit: NameHit, options: tuple[Place, ...]) -> tuple[Place, ...]:
        """The options that have a town of the name that follows: 平和九峰, 利川 毛坝. A town makes a word a county."""
        if not self._begins_word(hit.start):
            return ()
        start = hit.end + (self.text[hit.end : hit.end + 1] in _BETWEEN)
        return tuple(place for place in options if self.places.town_ends(place, self.text, start))

    def _use_of_short(self, hit: NameHit, options: tuple[Place, ...], use: Use) -> Use | None:
        """How a name without 县 or 市 and without a place before it is used; None for an ordinary word."""
        weak = self._is_weak(hit, options)
        if weak and use == "at" and not self._has_plant(hit.end):
            # 在合作的基础上; but 卖啊,2×1000,在黑水,一千一百万
            told = not _HAN.match(self.text[max(hit.start - 2, 0) : hit.start - 1]) and self._ends_clause(hit.end)
            return "lone" if told and hit.name in self.words.county_words else None
        if self._is_plants_name(hit, weak):
            return "thing"
        if use != "plain" or weak:
            return use if use != "plain" else self._use_of_word(hit, options)
        county = options[0].level == "county"
        if county and not self._begins_word(hit.start):
            return "lone"  # 现推天全电站, but 合同江电站 has no 同江
        if _RIGHT.match(self.text, hit.end) or _PLANT_SOON.match(self.text, hit.end):
            return "plain"
        return "lone" if county else "candidate"  # 云南白药, 四川火锅

    def _has_plant(self, end: int) -> bool:
        """True when an output or a plant stands right behind: 在石门的电站, 在石门有个站."""
        return any(one.match(self.text, end) for one in (_PLANT, _POWER, _THERE, _OWNS_PLANT))

    def _is_plants_name(self, hit: NameHit, weak: bool) -> bool:
        """五座电站分别是平江、新安…, 小峒500千瓦、木兰600千瓦…, 站名:石门."""
        if _AS_NAMES.search(self.text, max(hit.start - 30, 0), hit.start):
            return True
        if is_in_list_of_plants(self.text, hit.start, hit.end, lambda name: bool(self._named(name)), weak):
            return True
        field = weak and not self.text.startswith("某", hit.end)
        return field and NAME_FIELD.search(self.text, max(hit.start - 12, 0), hit.start) is not None

    def _use_of_word(self, hit: NameHit, options: tuple[Place, ...]) -> Use | None:
        """The same for a name that is also an ordinary word."""
        one = len({(place.province, place.prefecture) for place in options}) == 1
        of_county = one and self._begins_clause(hit.start)
        near = (_POWER, _THERE, _SITES) if self._is_beside(hit.start) else (_POWER, _THERE)
        there = any(one.match(self.text, hit.end) for one in near)
        if of_county and (there or (hit.name in self.words.county_words and _TOWN.match(self.text, hit.end))):
            return "plain"
        county = hit.name in self.words.county_words or options[0].level == "prefecture"
        told = hit.name in self.words.county_words and hit.name not in self.words.only_words
        owner = told and _OWNER_NEXT.match(self.text, hit.end)
        if of_county and told and not hit.start and _ODD_PLANT.match(self.text, hit.end):
            return "lone"
        sold = told and _SOLD_PLANT.match(self.text, hit.end)
        if of_county and (owner or sold or (county and _RIVER_PLANT.match(self.text, hit.end))):
            return "plain"
        if _PLANT.match(self.text, hit.end):
            return "plain" if of_county and county else "candidate"
        if of_county and hit.name in self.words.county_words and self._ends_clause(hit.end):
            return "lone"
        return None

    def _river(self, hit: NameHit, options: tuple[Place, ...]) -> Mention | None:
        """赤水河支流: a river that bears a county's name flows through others too."""
        of_county = options[0].level == "county" and self._begins_clause(hit.start)
        if not of_county:
            return None
        # 木里河边电站: on the bank of a river that is no long one
        own = hit.name not in self.words.long_rivers and not self._is_weak(hit, options)
        near = _BANK.match(self.text, hit.end) or _STREAM_PLANT.match(self.text, hit.end)
        use: Use = "lone" if own and near else "river"
        return Mention(hit.start, hit.end, options, use, full=False)

    def _by_short_name(self, options: tuple[Place, ...]) -> tuple[Place, ...]:
        """Without those that had not begun then, and town districts of the past: 襄樊 in 2015, but not 动力."""
        month = f"{self.day.year:04}-{self.day.month:02}" if self.day else TODAY
        past = {place: place.formerly or (place.name if place.ended(month) else "") for place in options}
        return tuple(one for one, old in past.items() if (old or one.existed(month)) and not old.endswith("区"))

    def _is_weak(self, hit: NameHit, options: tuple[Place, ...]) -> bool:
        """A short name that is also an ordinary word, or one of town districts only (湖里, 西山)."""
        if hit.name in self.words.common:
            return True
        districts = all(place.level == "county" and place.name.endswith("区") for place in options)  # not 广西
        return districts and hit.name not in self.words.districts

    def _inside(self, before: Mention, hit: NameHit, options: tuple[Place, ...]) -> bool:
        return self._gap_is_small(before.end, hit.start) and any(
            place.within(above) and place != above for place in options for above in before.options
        )

    def _gap_is_small(self, end: int, start: int) -> bool:
        return start - end <= 2 and not self.text[end:start].strip(" ·-—/>()[]省市州县\n")

    def _begins_clause(self, start: int) -> bool:
        before = self.text[max(start - 1, 0) : start]
        return not _HAN.match(before) or before in "出转卖售让" or self._is_beside(start)

    def _is_beside(self, start: int) -> bool:
        """马尔康边上(的)金川: behind such a word stands another place."""
        return self.text[max(start - 3, 0) : start].removesuffix("的").endswith(_BESIDE)

    def _ends_clause(self, end: int) -> bool:
        return not _HAN.match(self.text, end) and not self.text[end : end + 1].isalnum()

    def _stands_alone(self, hit: NameHit, full: bool, options: tuple[Place, ...]) -> bool:
        """True when the name is a word of its own here: 其中江西 holds no 中江, 管理县级 no 理县."""
        left = self._begins_word(hit.start)
        if hit.name == _SETS and _OF_SETS.match(self.text, hit.end):
            return False
        if hit.name in self.words.generic or self.text[max(hit.start - 1, 0) : hit.end + 1] in self.words.cut:
            return False
        if full:
            return len(hit.name) > 2 or (left and not self.text.startswith("里", hit.end))
        right = _RIGHT.match(self.text, hit.end) is not None
        if options[0].level != "county":
            return left or right
        if left:
            before = self.text[max(hit.start - 2, 0) : hit.start]
            in_it = self.text[hit.start - 1 : hit.start] == "在" and (
                self._has_plant(hit.end) or found_there(self.text, hit.end)
            )
            of_feature = not self._is_weak(hit, options) and _FEATURE.match(self.text, hit.end) is not None
            of_company = before in _OWNERS and _HYDRO_FIRM.match(self.text, hit.end) is not None
            return right or in_it or of_feature or of_company or self._begins_clause(hit.start)
        return _PLANT_NEXT.match(self.text, hit.end) is not None and not self._is_weak(hit, options)

    def _begins_word(self, start: int) -> bool:
        before = self.text[max(start - 2, 0) : start]
        return (
            start == 0
            or not _HAN.match(before[-1])
            or before[-1] in _LEFT
            or before in _LEFT_WORDS
            or _SIDE.match(before) is not None
        )

    def _feature(self, hit: NameHit, options: tuple[Place, ...]) -> str:
        """What makes it a river, town or street of that name: 怒江边. Provinces lend theirs only to streets."""
        found = self.words.feature_after.match(self.text, hit.end)
        if found is not None and found[0] == "坝" and self.text.startswith("后", found.end()):
            return ""  # 临朐坝后式电站
        if found is None or (options[0].level == "province" and found[0] not in _STREETS):
            return ""
        return found[0]

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
