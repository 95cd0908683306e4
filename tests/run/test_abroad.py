"""Plants outside the mainland: no row of its policies is held against them, and a mere mention of a country is none."""

from __future__ import annotations

import pytest

from monitor.models import Assessment, Fact
from monitor.run.detector import scan_text

DAY = "2022-03-01"


def lands(judged: Assessment) -> list[Fact]:
    return [fact for fact in judged.extraction.facts if fact.detail.get("abroad")]


@pytest.mark.parametrize(
    ("text", "land"),
    [
        ("老挝水电站转让，装机9000千瓦，可挖矿，不在清退范围", "老挝"),
        ("缅甸克钦邦水电站出租，装机9000千瓦，可挖矿，不在清退范围", "缅甸"),
        ("昆明某公司转让老挝南乌河水电站，装机900千瓦，可挖矿", "老挝"),
        ("水电站转让，位于吉尔吉斯斯坦，装机900千瓦，可挖矿", "吉尔吉斯斯坦"),
        ("Run-of-river hydro plant in Transylvania, Romania for sale, 650 kW, direct supply to your mining containers"
         " possible, RON 9 million, all permits in place", "罗马尼亚"),
    ],
)  # fmt: skip
def test_a_plant_abroad_is_not_judged_by_rows_of_the_mainland_and_says_so(text: str, land: str) -> None:
    judged = scan_text(text, posted_at=DAY)
    assert [fact.detail["abroad"] for fact in lands(judged)] == [land] and judged.flags and judged.policies == ()
    for flag in judged.flags:
        assert flag.policies == () and flag.severity != "high" and flag.note is not None
        assert "未按大陆政策核对" in flag.note.zh and "not checked against mainland policy" in flag.note.en
    assert not any("相反" in part.label.zh for part in judged.risk.parts)


def test_taiwan_has_a_law_of_its_own_and_a_place_beside_the_text_may_be_abroad() -> None:
    for judged in (
        scan_text("台湾南投水电站出售，装机9000千瓦，可挖礦", posted_at=DAY),
        scan_text("水电站出售，装机9000千瓦，可挖矿", posted_at=DAY, place="老挝"),
    ):
        assert judged.flags and judged.policies == () and judged.flags[0].note is not None


@pytest.mark.parametrize(
    "text",
    [
        "小水电转让，装机900千瓦，可挖矿，隔壁比特币矿场搬去哈萨克了",
        "水电站转让，装机900千瓦，可挖矿，来自缅甸的买家勿扰",
        "云南西双版纳水电站转让，靠近老挝边境，可挖矿",
        "四川水电站转让，可挖矿，900千瓦，机组为德国制造",
        "香港某公司出售四川小水电，可挖矿，800千瓦",
        "内蒙古水电站转让，可挖矿，800千瓦",
        "水电站转让，可挖矿，800千瓦",
    ],
)
def test_a_country_that_is_only_mentioned_makes_no_plant_foreign(text: str) -> None:
    judged = scan_text(text, posted_at=DAY)
    assert not lands(judged) and "ndrc-2021-1283" in judged.policies
    assert any(flag.severity == "high" and flag.note is None for flag in judged.flags)


@pytest.mark.parametrize(
    ("text", "county"),
    [
        ("泰宁一级站诚让，四百千瓦，孩子在澳洲等我们老两口，一百六十八万", "泰宁县"),
        ("文成县水电站转让，320千瓦，儿女都定居在意大利，没人接手，260万", "文成县"),
        ("Owner retiring to Canada sells 400 kW hydro station in Pingnan, Fujian. Asking CNY 3.2 million.", "屏南县"),
        ("Hydro station, 500 kW, in Zhalantun, Inner Mongolia, for sale at CNY 3.2 million", "扎兰屯市"),
    ],
)
def test_where_people_are_or_go_is_no_place_of_a_plant(text: str, county: str) -> None:
    judged = scan_text(text, posted_at=DAY)
    assert lands(judged) == []
    assert county in {fact.detail.get("county") for fact in judged.extraction.facts if fact.role == "offered"}
