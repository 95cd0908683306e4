"""Plants that are named like a county elsewhere stand where the text, or the place given beside it, says."""

from __future__ import annotations

import pytest
from place_cases import facts_of, lowest, names

from monitor.run.detector import scan_text

SHOUNING = ("福建省", "宁德市", "寿宁县")


@pytest.mark.parametrize("name", ["白水", "金沙", "永兴", "清水", "双江", "长宁", "沙湾", "石泉", "红旗", "武功"])
def test_a_place_stated_in_full_goes_before_what_the_plant_is_called(name: str) -> None:
    stated = facts_of(f"{name}水电站转让,装机400千瓦,福建省宁德市寿宁县,价格300万")
    given = facts_of(f"{name}水电站转让,装机400千瓦,价格300万", place="福建省宁德市寿宁县")
    titled = facts_of("装机400千瓦,价格300万", title=f"{name}水电站", place="福建宁德寿宁")
    for facts in (stated, given, titled):
        assert [names(one) for one in facts if one.role == "offered"] == [SHOUNING]
        assert all(one.detail["candidate"] for one in facts if one.role != "offered")


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("白水电站出售 装机400kW 福建宁德寿宁 联系微信", "寿宁县"),
        ("转让龙江二级水电站,1000千瓦,贵州省,600万", "贵州省"),
        ("金沙水电站转让,1890千瓦,广西百色", "百色市"),
        ("云龙水电站转让,400千瓦,寿宁县", "寿宁县"),
        ("Hydropower station for sale: Hongqi. 500 kW, grid connected. 广东省韶关市乳源县", "乳源瑶族自治县"),
        ("Qinglong hydropower station, 1600 kW, for sale. 湖北省恩施州", "恩施土家族苗族自治州"),
        ("Xinmin hydropower station, 2500 kW, for sale. 重庆市", "重庆市"),
        # Nothing says that it stands elsewhere than its name has it.
        ("会东电站转让,2x500kW,四川成都的老板要卖", "会东县"),
        ("会东电站500kW转让,四川省凉山州", "会东县"),
        ("石门电站承包出去,500千瓦,湖南省", "石门县"),
        ("金沙水电站转让,500千瓦,贵州的", "金沙县"),
        ("会东电站转让,500千瓦,在青田县面谈", "会东县"),
    ],
)
def test_the_fuller_place_is_taken_and_a_plant_called_by_its_county_stays_there(text: str, place: str) -> None:
    assert lowest(text) == [place]


def test_counties_of_one_list_are_all_places() -> None:
    told = facts_of("湖北利川、咸丰水电站各一座转让")
    assert {one.detail["county"] for one in told if not one.detail["candidate"]} == {"利川市", "咸丰县"}


def test_a_name_that_many_plants_bear_is_a_candidate_when_nothing_else_is_told() -> None:
    (alone,) = facts_of("金沙水电站转让,装机400千瓦")
    assert (alone.role, alone.detail["candidate"]) == ("offered", True)
    assert lowest("会东水电站转让,装机400千瓦") == ["会东县"]
    assert lowest("金沙水电站转让,装机400千瓦", place="贵州省毕节市") == ["金沙县"]


def test_the_place_given_in_full_beside_an_offer_that_tells_none_is_its_place() -> None:
    (fact,) = facts_of("自家水电站转让,装机400千瓦", place="福建省宁德市寿宁县")
    assert (names(fact), fact.text, fact.span) == (SHOUNING, "", (0, 0))
    assert facts_of("自家水电站转让,装机400千瓦", place="福建") == []
    assert facts_of("自家水电站转让,装机400千瓦", place="福建省宁德市寿宁县", offer="none") == []
    assert lowest("会东电站转让,装机400千瓦", place="浙江省杭州市西湖区") == ["会东县"]  # where the seller is


def test_a_plant_is_judged_where_it_stands_not_where_its_name_would_have_it() -> None:
    text = "{}水电站转让,1890千瓦,矿机可带走,手续齐全,并入国家电网,四川省甘孜州九龙县"
    named, other = (scan_text(text.format(name), posted_at="2021-07-14") for name in ("金沙", "新沙"))
    assert [flag.rule for flag in named.flags] == [flag.rule for flag in other.flags]
    assert (named.policies, named.risk.score) == (other.policies, other.risk.score)
