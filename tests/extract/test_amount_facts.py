"""What an amount is - asked, deposited, planned, someone else's - is decided by its words; floors on labelled texts."""

from __future__ import annotations

import json
import time
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest
from facts_of import facts_of, of_kind
from hypothesis import given, settings
from hypothesis import strategies as st

from monitor.models import Fact
from monitor.run.detector import scan_text

CASES = [
    json.loads(line) for line in (Path(__file__).parents[1] / "corpus" / "facts.jsonl").read_text("utf-8").splitlines()
]
PRICED = {"asking", "starting", "floor"}


def read(case: dict[str, Any]) -> list[Fact]:
    gold = case["gold"]
    comments = case["text"].find("\n评论")
    return facts_of(case["text"], gold["offer"], gold["object"], gold["share_pct"], comments if comments >= 0 else None)


def values(facts: Iterable[Fact]) -> set[tuple[float | None, float | None]]:
    return {(fact.value_min, fact.value_max) for fact in facts}


def is_right(case: dict[str, Any], kind: str) -> bool:
    """The exact value and no other, or rightly none."""
    facts, gold = read(case), case["gold"]
    key, low, high = {
        "capacity": ("capacity", "kw_min", "kw_max"), "price": ("price", "cny_min", "cny_max"),
        "generation": ("annual_kwh", "min", "max"), "tariff": ("tariff", "min", "max"),
    }[kind]  # fmt: skip
    wanted = gold[key]
    roles = PRICED | ({"rent"} if kind == "price" and wanted and wanted["per"] == "year" else set())
    found = [
        fact
        for fact in of_kind(facts, kind)
        if kind not in {"capacity", "price"} or fact.role in (roles if kind == "price" else {"offered"})
    ]
    if kind in {"generation", "tariff"} and (wanted is None or gold["offer"] == "none"):
        return True
    if wanted is None:
        return not found
    if kind == "price" and any(fact.per != wanted["per"] for fact in found):
        return False
    return values(found) == {(wanted[low], wanted[high])}


@pytest.mark.parametrize(
    ("kind", "floor"), [("capacity", 0.99), ("price", 0.99), ("generation", 0.99), ("tariff", 0.99)]
)
def test_the_amounts_of_labelled_texts_are_exact(kind: str, floor: float) -> None:
    single = [case for case in CASES if not case["gold"].get("multi")]
    wrong = [case["text"] for case in single if not is_right(case, kind)]
    assert 1 - len(wrong) / len(single) >= floor, wrong


def test_unit_groups_of_labelled_texts_are_exact() -> None:
    for case in CASES:
        wanted = (case["gold"]["capacity"] or {}).get("units")
        if wanted and len(wanted) > 1:
            groups = {fact.units for fact in of_kind(read(case), "capacity") if fact.role == "offered"}
            assert tuple((count, each) for count, each in wanted) in groups, case["text"]


def test_units_written_wrongly_are_read_and_marked() -> None:
    for case in CASES:
        marked = any(fact.unit_conflict for fact in read(case))
        assert marked == case["gold"]["unit_conflict"], case["text"]


def test_rigs_of_labelled_texts_are_found() -> None:
    for case in CASES:
        if case["gold"]["offer"] == "none":
            continue
        found = [
            (fact.detail["model"], fact.detail["count"]) for fact in of_kind(read(case), "rig") if fact.detail["count"]
        ]
        assert found == [(rig["model"], rig["count"]) for rig in case["gold"]["rigs"]], case["text"]


@pytest.mark.parametrize(
    ("text", "model", "count"),
    [
        ("带kj300台", None, 300), ("附送三百多部礦機", None, 300), ("显卡机器八十来张一起", None, 80),
        ("四百个矿机都留下", None, 400), ("260张显卡一起", None, 260), ("矿场做法:带八百台走", None, 800),
        ("racks & 1,500 S19 stay", "S19", 1500), ("40个S19矿机", "S19", 40), ("M21s*100 可挖矿", "M21S", 100),
        ("60台阿瓦隆1246矿机", "A1246", 60), ("KA3矿机60台", "KA3", 60), ("500张3080显卡", "3080", 500),
        ("连阿瓦隆60台一块卖", "阿瓦隆", 60), ("含三百台二手神马", "神马", 300), ("M31S+ 140台", "M31S+", 140),
        ("S19j Pro 104T 现货50台", "S19j Pro", 50),
        ("with 900 used mining rigs", None, 900), ("plus 320 Antminers", None, 320),
        ("带1200台机 两毛二", None, 1200), ("现场两百台机器跟站走", None, 200), ("机器四百五十台可另议", None, 450),
        ("三百台蚂蚁一起给,能挖矿", None, 300), ("带400台机子,打包", None, 400), ("连千台矿机整体移交", None, 1000),
        ("矿机三百五十部(多为S17)随站附送", "S17", 350), ("400台跟着走,全S9,旧是旧点", "S9", 400),
        ("S19能留吗?留一百台矿机", "S19", 100), ("一百二十张显卡也甩了(3060为主)", "3060", 120),
        ("前老板留下S9 三百只", "S9", 300), ("with 1,200 machines and racking convey", None, 1200),
        ("find 900 machines still humming", None, 900), ("350 pcs M30S, running now", "M30S", 350),
        ("挖矿剩的六十来台旧机器归新东家", None, 60), ("币圈,600台旧机器折价留下", None, 600),
        ("btc,拿站即送旧机八十台", None, 80), ("手里还有40台芯动可以给你", None, 40), ("赠三百台翼比特", None, 300),
        ("マイニング機200台付き", None, 200), ("with 300 Antminer S19s", "S19", 300), ("三十台报废的S9", "S9", 30),
        ("採掘機500台も一緒に渡す", None, 500), ("S19を300台付けて", "S19", 300), ("300台S9j矿机", "S9j", 300),
    ],
)  # fmt: skip
def test_rigs_are_counted_however_they_are_named(text: str, model: str | None, count: int) -> None:
    (rig,) = of_kind(facts_of(f"水电站转让,2*630千瓦,{text}"), "rig")
    assert (rig.detail["model"], rig.detail["count"]) == (model, count)


@pytest.mark.parametrize(
    "text",
    [
        "美姑630千瓦时的站,三百九",
        "凤凰县,75千瓦时的微型电站,26万",
        "表哥的160千瓦时站卖58万",
        "微型水力发电机,500瓦至30千瓦时,家用",
        "二手矿机S19,整机功耗写成3.25千瓦时",
        "A seller asked 3.9 million yuan for a station with 650 kilowatt hours of output.",
    ],
)
def test_a_power_in_kwh_is_marked(text: str) -> None:
    assert any(fact.unit_conflict for fact in facts_of(text))


def test_two_models_with_their_numbers_stay_apart() -> None:
    rigs = of_kind(facts_of("水电站转让,2*630千瓦,带S9一百台,S17两百台矿机"), "rig")
    assert [(rig.detail["model"], rig.detail["count"]) for rig in rigs] == [("S9", 100), ("S17", 200)]


@pytest.mark.parametrize(
    "text",
    [
        "L7高速口附近,带5台车",
        "一台S19一天吃八十度电",
        "带200亩地",
        "送一台S11变压器",
        "两台机器都好",
        "十几台机器的小厂",
        "3台机组跟站走",
        "只有一台旧机,还能发",
        "前任房客2600台机子住到五月",
    ],
)
def test_what_only_looks_like_rigs_is_none(text: str) -> None:
    assert not of_kind(facts_of(f"水电站转让,2*630,{text}"), "rig")


@pytest.mark.parametrize(
    ("text", "role", "value"),
    [
        ("转让电站,保证金20万元", "deposit", 200_000), ("电站公司注册资本500万元", "registered_capital", 5_000_000),
        ("电站总投资6800万元", "investment", 68_000_000), ("电站2003年以95万元购入", "past", 950_000),
        ("电站评估值480万元", "appraisal", 4_800_000), ("补偿80万元", "compensation", 800_000),
        ("起拍价96万元", "starting", 960_000), ("挂牌底价112.60万元", "floor", 1_126_000),
        ("年租金18万", "rent", 180_000), ("银行贷款60万", "unknown", 600_000), ("年收入40万", "unknown", 400_000),
    ],
)  # fmt: skip
def test_money_takes_the_role_its_words_give(text: str, role: str, value: int) -> None:
    assert [(fact.role, fact.value_min) for fact in of_kind(facts_of(text), "price")] == [(role, value)]


def test_the_deposit_beside_a_yearly_rent_is_paid_once() -> None:
    text = "水电站15年经营权出租,租金挂牌底价:480000元/年  交易保证金:100000元"
    told = of_kind(facts_of(text, about="operating_right"), "price")
    assert [(one.role, one.value_min, one.per) for one in told] == [
        ("rent", 480_000, "year"), ("deposit", 100_000, "total"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "role"),
    [
        ("5万千瓦以下的电站", "threshold"), ("全县水电站总装机4.6万千瓦", "total"), ("可扩容到1000千瓦", "planned"),
        ("原装机1000kW", "former"), ("光伏200kW", "equipment"), ("装机500kW", "offered"),
    ],
)  # fmt: skip
def test_kilowatts_take_the_role_their_words_give(text: str, role: str) -> None:
    assert [fact.role for fact in of_kind(facts_of(text), "capacity")] == [role]


def test_where_nothing_is_offered_no_amount_is_the_offered_one() -> None:
    for case in CASES:
        facts = facts_of(case["text"], "none", None)
        assert not [fact for fact in facts if fact.role in PRICED | {"offered"}], case["text"]


@pytest.mark.parametrize("text", ["价格面议", "转让价由双方当面商定", "价钱好商量", "具体价格私聊"])
def test_a_price_by_talk_has_no_value_and_is_negotiable(text: str) -> None:
    (fact,) = of_kind(facts_of("转让水电站一座,500千瓦," + text), "price")
    assert (fact.value_min, fact.negotiable, fact.role) == (None, True, "asking")


def test_the_other_physical_facts_are_found_with_their_units() -> None:
    facts = facts_of("电站水头85米,流量2.5m³/s,年利用小时4250,主变400kVA,2006年3月投产,持股51%股权", share=51)
    found = {fact.kind: (fact.value_min, fact.unit) for fact in facts if fact.value_min is not None}
    assert found["head"] == (85, "m")
    assert found["flow"] == (2.5, "m3/s")
    assert found["hours"] == (4250, "h")
    assert found["transformer"] == (400, "kVA")
    assert found["share"] == (51, "%")
    (date,) = of_kind(facts, "date")
    assert dict(date.detail) == {"what": "commissioning", "value": "2006-03"}


def test_a_days_output_is_not_multiplied_to_a_year() -> None:
    (fact,) = of_kind(facts_of("电站500kw,每天能发1万度"), "generation")
    assert (fact.value_min, fact.role, fact.detail["stated_kwh"]) == (None, "unknown", 10_000)


def test_permits_keep_number_and_expiry() -> None:
    facts = of_kind(facts_of("取水许可证编号A440229S2021-0013,电力业务许可证有效期至2031年5月"), "permit")
    assert [(fact.detail["name"], fact.detail["number"], fact.detail["expiry"]) for fact in facts] == [
        ("water_permit", "A440229S2021-0013", None),
        ("generation_licence", None, "2031-05"),
    ]


def test_the_sellers_reason_is_a_fact() -> None:
    (fact,) = of_kind(facts_of("电站转让,因回老家照顾老人,300千瓦"), "reason")
    assert fact.text == "因回老家照顾老人"


@settings(max_examples=60, deadline=None)
@given(st.sampled_from(CASES), st.text(max_size=12), st.text(max_size=12))
def test_every_span_points_at_the_words_of_its_fact(case: dict[str, Any], before: str, after: str) -> None:
    text = f"{before}\n{case['text']}\n{after}"
    for fact in facts_of(text):
        assert fact.span.start < fact.span.end
        if fact.kind != "contact":
            assert text[fact.span.start : fact.span.end] == fact.text


@settings(max_examples=100, deadline=None)
@given(
    st.text(
        alphabet="0123456789.,-~至×*+台毛元万亿千百度kwWMmVA年每一二两三五十 电站装机转让价%小时\n\u200b￥(（",
        max_size=60,
    )
)
def test_no_text_of_digits_and_units_is_refused(text: str) -> None:
    for fact in facts_of(text):
        assert fact.value_min is None or fact.value_max is None or fact.value_min <= fact.value_max


@settings(max_examples=100, deadline=None)
@given(st.integers(20, 50_000), st.integers(10, 20_000), st.sampled_from(["千瓦", "kw", "KW", "千瓦 ", "個千瓦"]))
def test_a_short_ad_gives_its_capacity_and_its_price(kw: int, wan: int, unit: str) -> None:
    facts = facts_of(f"转让水电站一座,{kw}{unit},证件齐全,{wan}万")
    assert [(fact.role, fact.value_min) for fact in of_kind(facts, "capacity")] == [("offered", kw)]
    assert [(fact.role, fact.value_min) for fact in of_kind(facts, "price")] == [("asking", wan * 10_000)]


@pytest.mark.parametrize(
    "piece",
    [
        "a",
        "9",
        "不",
        "一",
        "1,111",
        "1.1",
        "价格",
        "2×400+",
        "320kw,",
        "三百二乘",
        "每度0.3元",
        "v1",
        "1 ",
        "取水许可证",
        "100万元",
        "%",
        "两台500",
    ],
)
def test_long_hostile_texts_take_linear_time(piece: str) -> None:
    def seconds(size: int) -> float:
        text = piece * (size // len(piece))
        start = time.process_time()
        facts_of(text)
        return time.process_time() - start

    seconds(1000)
    small, large = seconds(20_000), seconds(80_000)
    assert large < 10 * small + 0.5


def test_residue_between_a_model_and_its_number_is_no_distance() -> None:
    plain, mangled = (
        "神马M30S整场转让,机器三百台,水电站",
        "神馬(zhuǎn)M30S整場(zhuǎn)轉(zhuǎn)讓(zhuǎn),機(zhuǎn)器三百臺(zhuǎn),水電(zhuǎn)站",
    )
    told = [[rig.detail for rig in of_kind(facts_of(text), "rig")] for text in (plain, mangled)]
    assert told[0] == told[1]
    assert len(told[0]) == 1


def test_outputs_of_other_years_are_told_without_being_the_offers() -> None:
    text = "蓝山县电站转让,装机2*320千瓦,平均一年200万度,去年发了182万度,2020年干旱只发了131万度。三年分红年均46万"
    told = [one for one in facts_of(text) if one.kind == "generation"]
    assert [one.value_min for one in told] == [2_000_000, None, None]
    assert [one.detail.get("stated_kwh") for one in told[1:]] == [1_820_000, 1_310_000]
    claims = [one.text for one in scan_text(text).extraction.claims if one.type == "annual_output"]
    assert len(claims) == 3 and "46万" not in "".join(claims)
