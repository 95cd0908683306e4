"""What talks and notices tell of one plant: whose words count, prices cut, years without a unit, what claims none."""

from __future__ import annotations

import pytest
from facts_of import facts_of, of_kind

from monitor.models import Assessment
from monitor.run import scan_text

OFFERED = frozenset({"offered", "asking", "starting", "floor"})


def told(read: Assessment, claim_type: str) -> list[tuple[str, str]]:
    return [(one.stance, one.text) for one in read.extraction.claims if one.type == claim_type]


@pytest.mark.parametrize(
    ("text", "kind", "value"),
    [
        # The seller's answer counts, not what the buyer heard.
        ("转让水电站,1600千瓦\n买家:上网价好像才三毛?\n卖家:3毛1分4,国网的\n买家:多少\n卖家:300万", "tariff", 0.314),
        # What the ad says counts before what its seller adds below.
        (
            "#1 楼主 庆元电站出售,200kW,0.5元一度。120万\n#2 匿名 真的假的\n#3 楼主 去年结算52.1分\n#4 老周 欢迎",
            "tariff",
            0.5,
        ),
        ("卖家称电站1600千瓦标价860万元,以前给矿工供电每度两毛六,现在只好卖给电网,每度一毛八", "tariff", 0.18),
        (
            "首次挂牌底价3,900万元,未征集到受让方,现将底价下调10%至3,510万元重新挂牌。水电站7500千瓦",
            "price",
            35_100_000,
        ),
        (
            "水电公司九成股权转让,22500千瓦,挂牌价9,360万元,每千瓦估值约4,600元,略低于近年同类项目5,000元上下的水平",
            "price",
            93_600_000,
        ),
        (
            "债权资产处置公告:电站3200千瓦抵押,参考价格:1,480万元,另欠职工集资款约90万元,可能优先受偿",
            "price",
            14_800_000,
        ),
    ],
)
def test_of_several_amounts_the_sellers_own_of_today_counts(text: str, kind: str, value: float) -> None:
    values = {one.value_min for one in of_kind(facts_of(text), kind) if one.role in OFFERED}
    assert values == {value}


@pytest.mark.parametrize(
    ("text", "outputs"),
    [
        (
            "电站转让,4800千瓦,设计多年平均发电量2016万kWh,2019年2130万,2020年因特大洪水只发了1180万,2021年恢复到1890万。对价4500万元",
            ["2016万kWh", "2130万", "1180万", "1890万"],
        ),
        (
            "电站经营权招租,320千瓦,三个年度的上网电量分别为71.3万千瓦时、88.0万千瓦时、102.6万千瓦时。底价15.60万元/年",
            ["71.3万千瓦时", "88.0万千瓦时", "102.6万千瓦时"],
        ),
        ("电站转让,375千瓦,正常年份能发120万度。去年干旱,只有68万度。260万", ["120万度", "68万度"]),
        ("电站转让,375千瓦,年发电120万度,去年挂牌230万,今年只要180万", ["120万度"]),
    ],
)
def test_years_behind_an_output_need_no_unit(text: str, outputs: list[str]) -> None:
    assert [words for _, words in told(scan_text(text), "annual_output")] == outputs


def test_titled_names_and_lines_that_begin_with_a_name_tell_who_speaks() -> None:
    titled = scan_text(
        "发帖人 老秦:镇坪电站转让,1000千瓦,398万。\n飞鱼:能挖矿不\n老秦:那个东西碰不得\n飞鱼:有官司吗\n老秦:没有官司"
    )
    assert [one for one, _ in told(titled, "mining_allowed")] == ["asked", "denied"]
    assert [one for one, _ in told(titled, "no_disputes")] == ["asked", "asserted"]
    named = "镇康电站出,2000千瓦,六百八十万。\n留言:\n@老王 接国网还是南网\n@卖家 南网\n@路过 有取水证吗\n@卖家 有的"
    assert ("asserted", "南网") in told(scan_text(named), "grid_name")
    # A single line that begins so speaks to somebody.
    spoken_to = scan_text("镇康电站出,2000千瓦,六百八十万,取水证在。\n@所有人 国网并网,诚心要的来")
    assert [one for one, _ in told(spoken_to, "grid_connected")] == ["asserted"]


@pytest.mark.parametrize(
    ("text", "claim_type"),
    [
        ("电站转让,650千瓦,个人独资,380万", "no_disputes"),
        ("电站转让,1890千瓦,公司2015年向农商行贷款600万元已于2021年还清,594万元", "no_disputes"),
        ("电站转让,1600千瓦,265万。\n问:能不能再加一台机?\n答:不能,批文就批了800", "mining_allowed"),
        ("平武电站转让,14400千瓦,4655万元。■ 证照:项目核准、环评、取水许可", "papers_complete"),
        ("景宁电站转让,2400千瓦,标的二生态流量核定值0.11m³/s,1200万元", "no_ecoflow_problem"),
        ("在建电站转让,12600千瓦,接入系统方案于2012年经云南电网公司批复,3276万元", "grid_connected"),
        ("德化电站股权转让,2630千瓦,列为整改类,核准手续已补办,1163.80万元", "papers_pending"),
        ("Small hydro for sale, 640 kW, State Grid pays RMB 0.33 per kWh, RMB 3.3 million", "exit_compensation"),
    ],
)
def test_what_says_something_else_claims_nothing(text: str, claim_type: str) -> None:
    assert told(scan_text(text), claim_type) == []
