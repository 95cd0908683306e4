"""The place table: counts, names as of a day, ambiguity, speed of reading."""

from __future__ import annotations

import pickle
from collections import Counter
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monitor.rules.places import FOLDER, Place, Places, load_places

PLACES = load_places()
FRESH = Places()  # has read too little to have made its automaton
NOW = [place for place in PLACES if not place.valid_to]


def one(name: str, day: date | None = None) -> Place:
    (place,) = PLACES.named(name, day)
    return place


def test_the_table_holds_as_many_divisions_as_the_statistics_office_counts() -> None:
    counts = Counter(place.level for place in NOW)
    # End of 2024: 34 provinces, 333 prefectures, 2,846 counties; since then two districts became one.
    assert (counts["province"], counts["prefecture"], counts["county"]) == (34, 333, 2845)


def test_every_current_division_lies_in_a_province_and_has_a_unique_code() -> None:
    provinces = {place.name for place in NOW if place.level == "province"}
    assert {place.province for place in NOW} == provinces
    assert len({place.adcode for place in NOW}) == len(NOW)


@pytest.mark.parametrize(
    ("name", "province", "prefecture", "county"),
    [
        ("乳源县", "广东省", "韶关市", "乳源瑶族自治县"),
        ("连山县", "广东省", "清远市", "连山壮族瑶族自治县"),
        ("甘孜州", "四川省", "甘孜藏族自治州", None),
        ("黔东南", "贵州省", "黔东南苗族侗族自治州", None),
        ("凉山", "四川省", "凉山彝族自治州", None),
        ("会东", "四川省", "凉山彝族自治州", "会东县"),
        ("东乡县", "甘肃省", "临夏回族自治州", "东乡族自治县"),
        ("神农架", "湖北省", None, "神农架林区"),
        ("内蒙", "内蒙古自治区", None, None),
        ("内蒙古", "内蒙古自治区", None, None),
        ("彭水", "重庆市", None, "彭水苗族土家族自治县"),
        ("琼中县", "海南省", None, "琼中黎族苗族自治县"),
        ("干县", "陕西省", "咸阳市", "乾县"),
    ],
)  # fmt: skip
def test_a_short_form_leads_to_the_full_official_names(
    name: str, province: str, prefecture: str | None, county: str | None
) -> None:
    place = one(name)
    assert (place.province, place.prefecture, place.county) == (province, prefecture, county)


def test_a_name_means_what_it_meant_on_the_day() -> None:
    assert one("会理", date(2020, 6, 1)).name == "会理县"
    assert one("会理", date(2021, 7, 1)).name == "会理市"
    assert one("沙县", date(2019, 6, 1)).name == "沙县"
    assert one("沙县").name == "沙县区"
    assert one("莱芜", date(2017, 1, 1)).level == "prefecture"


def test_an_abolished_county_leads_to_those_that_took_its_land() -> None:
    counties = PLACES.named("陶乐县", date(2022, 1, 1))
    assert {(county.prefecture, county.name) for county in counties} == {("石嘴山市", "平罗县"), ("银川市", "兴庆区")}
    assert {county.formerly for county in counties} == {"陶乐县"}
    assert one("陶乐县", date(2002, 1, 1)).formerly == ""


def test_an_abolished_county_of_which_no_successor_is_known_stays_in_the_prefecture_of_its_time() -> None:
    county = one("永红区", date(2022, 1, 1))
    assert (county.province, county.prefecture, county.valid_to) == ("黑龙江省", "佳木斯市", "2005-12")
    assert not county.existed("2022-01")


@pytest.mark.parametrize(
    ("name", "day", "above", "now"),
    [
        ("开县", date(2021, 8, 20), "重庆市", "开州区"),
        ("开县", date(2015, 8, 20), "重庆市", "开县"),
        ("万县市", date(2021, 8, 20), "重庆市", "重庆市"),
        ("襄樊", date(2015, 5, 1), "湖北省", "襄阳市"),
        ("襄樊", date(2009, 5, 1), "湖北省", "襄樊市"),
        ("铜山县", date(2015, 5, 1), "徐州市", "铜山区"),
        ("达县", date(2021, 7, 14), "达州市", "达川区"),
        ("达县", date(2010, 7, 14), "达州市", "达县"),
        ("双流县", date(2021, 7, 14), "成都市", "双流区"),
        ("会理县", date(2022, 7, 14), "凉山彝族自治州", "会理市"),
        ("通什", date(2015, 7, 14), "海南省", "五指山市"),
        ("宁冈县", date(2015, 7, 14), "吉安市", "井冈山市"),
    ],
)
def test_a_name_that_had_ended_leads_to_what_was_in_force_on_the_day(
    name: str, day: date, above: str, now: str
) -> None:
    place = one(name, day)
    assert (place.prefecture if place.prefecture not in {None, now} else place.province, place.name) == (above, now)
    assert place.existed(f"{day:%Y-%m}")


def test_the_code_of_a_division_that_had_ended_leads_to_the_one_that_followed() -> None:
    followed = {code: PLACES.coded(code, date(2021, 8, 20)) for code in ("511221", "513021", "513425")}
    assert {code: place and place.adcode for code, place in followed.items()} == {
        "511221": "500154", "513021": "511703", "513425": "513402",
    }  # fmt: skip


def test_every_successor_was_there_after_what_it_followed() -> None:
    places = list(PLACES)
    lines = (FOLDER / "successors.tsv").read_text("utf-8").splitlines()
    followed = {int(old): [int(each) for each in new.split(",")] for old, _, new in (x.partition("\t") for x in lines)}
    assert len(followed) > 1400
    for old, new in followed.items():
        assert places[old].valid_to
        assert old not in new
        assert all(places[each].valid_to in {"", "?"} or places[each].valid_to > places[old].valid_to for each in new)


def test_a_county_of_an_old_name_is_the_one_that_followed_it() -> None:
    assert one("永定县", date(2022, 1, 1)).name == "永定区"
    assert one("永定县", date(2012, 1, 1)).name == "永定县"


def test_a_name_of_several_places_gives_all_of_them_the_highest_first() -> None:
    assert {place.prefecture for place in PLACES.named("鼓楼区")} == {"南京市", "徐州市", "福州市", "开封市"}
    assert [place.level for place in PLACES.named("恩施")] == ["prefecture", "county"]
    assert PLACES.named("朝阳")[0].name == "朝阳市"


def test_a_place_given_beside_a_text_is_resolved_through_its_parts() -> None:
    assert [place.name for place in PLACES.resolve("四川省凉山州会东县")] == ["会东县"]
    assert [place.name for place in PLACES.resolve("江苏 徐州 鼓楼区")] == ["鼓楼区"]
    assert [place.name for place in PLACES.resolve("贵州")] == ["贵州省"]
    assert [place.name for place in PLACES.resolve("四川省万县市开县", date(2021, 8, 20))] == ["开州区"]
    assert PLACES.resolve("nowhere") == ()


def test_a_code_gives_its_place() -> None:
    place = PLACES.coded("513426")
    assert place is not None
    assert place.name == "会东县"
    assert PLACES.coded("999999") is None


def test_english_names_of_provinces_prefectures_and_counties_are_known() -> None:
    assert PLACES.named_in_english("inner mongolia")[0].name == "内蒙古自治区"
    assert PLACES.named_in_english("garze")[0].name == "甘孜藏族自治州"
    assert {place.province for place in PLACES.named_in_english("fuzhou")} == {"福建省", "江西省"}
    assert PLACES.named_in_english("shaanxi")[0].name == "陕西省"
    assert PLACES.named_in_english("huidong")[-1].county is not None


def test_a_pickled_table_reads_the_same() -> None:
    again: Places = pickle.loads(pickle.dumps(PLACES))
    assert again.named("会东") == PLACES.named("会东")
    assert len(pickle.dumps(PLACES)) < 1000


@given(st.sampled_from(NOW))
@settings(max_examples=200, deadline=None)
def test_every_current_place_is_found_by_its_own_name(place: Place) -> None:
    assert place.adcode in {found.adcode for found in PLACES.named(place.name)}


@given(st.text(alphabet="四川省凉山州会东县电站,位于的乾干 abc", max_size=60))
@settings(max_examples=200, deadline=None)
def test_the_automaton_finds_what_looking_up_finds(text: str) -> None:
    PLACES.names_in("电" * 200_001)
    assert PLACES.names_in(text) == FRESH.names_in(text)


@given(st.text(alphabet="四川省凉山州会东县电站,位于的乾干 abc", max_size=60))
@settings(max_examples=200, deadline=None)
def test_names_found_stand_where_they_are_said_to_stand_and_never_overlap(text: str) -> None:
    end = 0
    for hit in PLACES.names_in(text):
        assert text[hit.start : hit.end] == hit.name
        assert hit.start >= end
        assert PLACES.named(hit.name)
        end = hit.end


def test_the_towns_of_a_county_are_known_and_lie_in_counties_of_the_table() -> None:
    lines = (FOLDER / "towns.tsv").read_text("utf-8").splitlines()
    assert {line[:6] for line in lines} <= {place.adcode for place in PLACES}
    assert PLACES.town_ends(one("平武"), "平武水晶镇电站", 2) == 4
    assert PLACES.town_ends(one("平武"), "平武电站", 2) == 0


def test_the_indexes_are_those_of_the_table() -> None:
    lines = (FOLDER / "divisions.tsv").read_text("utf-8").splitlines()
    indexed = {
        (name, int(number))
        for line in (FOLDER / "names.tsv").read_text("utf-8").splitlines()
        for name, numbers in (cell.split(":") for cell in line.split("\t")[1].split(" "))
        for number in numbers.split(",")
    }
    for number, line in enumerate(lines):
        cells = line.split("\t")
        for name in filter(None, (cells[1], *cells[6].split(","))):
            assert (name, number) in indexed


def test_no_name_in_latin_letters_is_ruled_out_by_its_first_letters() -> None:
    names = [line.partition("\t")[0] for line in (FOLDER / "english.tsv").read_text("utf-8").splitlines()]
    assert all(PLACES.may_begin_in_english(name.split(" ")[0] + end) for name in names for end in ("", "xian", "shi"))
    assert not PLACES.may_begin_in_english("error")
