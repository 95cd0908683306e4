"""Which policy rows hold at a place on a day."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monitor.models import Document
from monitor.rules.load import load_knowledge
from monitor.rules.policies import ending_soon, policies_at, region_holds, same_name
from monitor.rules.values import Knowledge
from monitor.run import build_detector


@pytest.fixture(scope="module")
def knowledge() -> Knowledge:
    return load_knowledge()


def contradicting(knowledge: Knowledge, day: date, province: str | None, *lower: str) -> list[str]:
    rows = policies_at(knowledge.policies, day, province, *lower)
    return [row.id for row in rows if row.claim_effects.get("mining_allowed") == "contradicts"]


def test_the_whole_timeline_is_there(knowledge: Knowledge) -> None:
    rows = knowledge.policies
    assert len(rows) == 82
    counts = {level: sum(row.verify == level for row in rows) for level in ("text", "news", "leaked", "general")}
    assert counts == {"text": 21, "news": 55, "leaked": 3, "general": 3}
    topics = {topic: sum(row.topic == topic for row in rows) for topic in ("mining", "hydro_exit", "eco_flow")}
    assert topics == {"mining": 38, "hydro_exit": 29, "eco_flow": 4}


def test_every_row_has_issuer_source_and_verify_level(knowledge: Knowledge) -> None:
    for row in knowledge.policies:
        assert row.issuer and row.source and row.verify, row.id


@pytest.mark.parametrize(
    ("province", "day", "count"),
    [
        ("贵州省", date(2021, 7, 14), 1),
        ("四川省", date(2021, 7, 14), 2),
        ("四川省", date(2021, 6, 10), 1),
        ("贵州省", date(2026, 11, 24), 9),
    ],
)
def test_rows_that_contradict_mining_are_those_counted_by_hand(
    knowledge: Knowledge, province: str, day: date, count: int
) -> None:
    assert len(contradicting(knowledge, day, province)) == count
    assert contradicting(knowledge, day, province.removesuffix("省")) == contradicting(knowledge, day, province)


def test_the_notice_of_september_2021_holds_from_the_day_it_was_published(knowledge: Knowledge) -> None:
    assert "ndrc-2021-1283" not in contradicting(knowledge, date(2021, 9, 23), "贵州省")
    assert "ndrc-2021-1283" in contradicting(knowledge, date(2021, 9, 24), "贵州省")


def test_a_partial_date_means_its_last_day(knowledge: Knowledge) -> None:
    row = next(row for row in knowledge.policies if row.id == "gz-2022-462")
    assert row.dates["issued"] == "2022-06"
    assert row.known_from == date(2022, 6, 30)
    assert row not in policies_at(knowledge.policies, date(2022, 6, 29), "贵州省")
    assert row in policies_at(knowledge.policies, date(2022, 6, 30), "贵州省")


def test_a_row_holds_on_its_last_day_and_not_after(knowledge: Knowledge) -> None:
    row = next(row for row in knowledge.policies if row.id == "sn-2022-05-01")
    assert row in policies_at(knowledge.policies, date(2024, 4, 30), "陕西省")
    assert row not in policies_at(knowledge.policies, date(2024, 5, 1), "陕西省")


def test_a_row_of_a_prefecture_holds_only_there(knowledge: Knowledge) -> None:
    day = date(2021, 1, 1)

    def ids(*place: str) -> set[str]:
        return {row.id for row in policies_at(knowledge.policies, day, *place)}

    assert "yn-dehong-2020-05" in ids("云南省", "德宏傣族景颇族自治州")
    assert "yn-dehong-2020-05" not in ids("云南省", "昆明市")
    assert "yn-dehong-2020-05" not in ids("云南省")


def test_a_row_of_a_county_holds_when_the_county_is_known(knowledge: Knowledge) -> None:
    rows = policies_at(knowledge.policies, date(2025, 1, 1), "江苏省", "苏州市", "昆山市")
    assert "court-kunshan-2024" in {row.id for row in rows}


@pytest.mark.parametrize(
    ("place", "holds"),
    [
        (("贵州省", "遵义市", "习水县"), True), (("四川省", "泸州市", "古蔺县"), True), (("云南省", "昭通市"), True),
        (("四川省", "甘孜藏族自治州", "康定市"), False), (("四川省", "雅安市", "石棉县"), False),
        (("贵州省", "黔东南苗族侗族自治州", "榕江县"), False), (("贵州省",), False),
    ],
)  # fmt: skip
def test_a_row_of_a_river_basin_holds_where_the_river_flows_not_in_all_of_the_province(
    knowledge: Knowledge, place: tuple[str, ...], holds: bool
) -> None:
    rows = policies_at(knowledge.policies, date(2023, 1, 1), *place)
    assert ("chishui-2022-06" in {row.id for row in rows}) is holds


def test_where_the_place_is_unknown_only_rows_of_the_whole_country_hold(knowledge: Knowledge) -> None:
    rows = policies_at(knowledge.policies, date(2026, 1, 1), None)
    assert rows and all(row.regions == ("CN",) for row in rows)


@pytest.mark.parametrize(
    ("short", "official"),
    [
        ("内蒙古", "内蒙古自治区"), ("广西", "广西壮族自治区"), ("新疆", "新疆维吾尔自治区"),
        ("宁夏", "宁夏回族自治区"),
        ("西藏", "西藏自治区"), ("重庆", "重庆市"), ("昌吉", "昌吉回族自治州"), ("德宏", "德宏傣族景颇族自治州"),
        ("西安", "西安市"), ("昆山", "昆山市"), ("四川", "四川"), ("恩施", "恩施土家族苗族自治州"),
    ],
)  # fmt: skip
def test_short_and_official_names_are_the_same_place(short: str, official: str) -> None:
    assert same_name(short, official) and same_name(official, short)


@pytest.mark.parametrize(
    ("one", "other"), [("四川省", "四川北路"), ("河南", "河北省"), ("云南", "云南白药"), ("海南", "海")]
)
def test_names_that_differ_by_more_than_their_ending_are_other_places(one: str, other: str) -> None:
    assert not same_name(one, other)


def test_a_region_with_a_prefecture_needs_both_names() -> None:
    assert region_holds("新疆/昌吉", ("新疆维吾尔自治区", "昌吉回族自治州", None))
    assert not region_holds("新疆/昌吉", ("甘肃省", "昌吉回族自治州", None))
    assert not region_holds("新疆/昌吉", ("新疆维吾尔自治区", None, None))


def test_rows_that_end_within_half_a_year_are_told(knowledge: Knowledge) -> None:
    assert [row.id for row in ending_soon(knowledge.policies, date(2026, 11, 24))] == ["sc-2022-186"]
    assert ending_soon(knowledge.policies, date(2026, 10, 1)) == ()
    assert [row.id for row in ending_soon(knowledge.policies, date(2026, 10, 17))] == ["sc-2022-186"]


@settings(max_examples=100, deadline=None)
@given(st.dates(date(2006, 1, 1), date(2040, 1, 1)), st.integers(0, 400))
def test_a_row_once_known_stays_until_it_ends(day: date, later: int) -> None:
    rows = load_knowledge_once().policies
    after = day + timedelta(days=later)
    gone = set(policies_at(rows, day, "四川省")) - set(policies_at(rows, after, "四川省"))
    assert all(row.effective_to is not None and row.effective_to < after for row in gone)


def test_only_rows_seen_as_text_or_news_are_verified(knowledge: Knowledge) -> None:
    row = knowledge.policies[0]
    assert row._replace(verify="text").verified and row._replace(verify="news").verified
    assert not row._replace(verify="leaked").verified and not row._replace(verify="general").verified


_kept: list[Knowledge] = []


def load_knowledge_once() -> Knowledge:
    if not _kept:
        _kept.append(load_knowledge())
    return _kept[0]


RAISED = """\
id: papers_asked_for
version: 1
status: stable
severity: low
title: {zh: 手续未齐, en: Papers are missing}
reason: {zh: "{words}，待核查；{policies}。", en: "{words}, unverified; {policies}."}
when: {claim: papers_pending}
severity_when:
  - {severity: medium, when: {policy: {claim: papers_complete, effect: needs_document}}}
settled_by: [{zh: 证件, en: The paper}]
disproved_by: {zh: 证件原件, en: The paper itself}
must_flag: [水电站转让，1000千瓦，手续补办中]
must_not_flag: [水电站转让，1000千瓦]
"""


def test_the_rows_that_raise_a_severity_are_cited_by_the_flag(tmp_path: Path) -> None:
    (tmp_path / "rules").mkdir()
    (tmp_path / "rules" / "own.yaml").write_text(RAISED, "utf-8")
    detector = build_detector(tmp_path)
    for day, severity in ((date(2024, 3, 1), "medium"), (date(2001, 3, 1), "low")):
        found = detector.scan(Document("x", "云南德宏水电站转让，1000千瓦，手续补办中", posted_at=day))
        (flag,) = (flag for flag in found.flags if flag.rule == "papers_asked_for")
        rows = {row.id for row in detector.knowledge.policies if row.verified
                and row.claim_effects.get("papers_complete") == "needs_document"}  # fmt: skip
        assert flag.severity == severity and set(flag.policies) == rows & set(found.policies)
        assert bool(flag.policies) == (severity == "medium") == ("（无）" not in flag.reason.zh)
