"""Amounts behind the names of plants and sets, hoped and real outputs, transformers and flows as they are written."""

from __future__ import annotations

import pytest
from facts_of import facts_of, of_kind

from monitor.models import Document
from monitor.run import build_detector

TWO = "水电站转让，一级站1000kW，二级站640kW"


def stated(text: str, kind: str, role: str | None = None) -> list[float | None]:
    """The values of one kind in the order of the text."""
    return [one.value_max for one in of_kind(facts_of(text), kind) if role in {None, one.role}]


@pytest.mark.parametrize(
    "words", ["，一级600万，二级400万", "。价格：一级600万，二级400万，可单卖", "，年发电一级380万，二级240万"]
)
def test_amounts_in_wan_behind_the_name_of_a_plant_are_no_power(words: str) -> None:
    assert stated(TWO + words, "capacity", "offered") == [1640]


def test_a_wide_comma_before_hundreds_of_wan_ends_a_clause() -> None:
    assert stated(f"{TWO}，一级坝高12，二级坝高8，600万。", "price", "asking") == [6_000_000]
    assert stated("水电站转让，装机2000千瓦，总价1，860万元", "price", "asking") == [18_600_000]
    assert stated("水电站转让，装机2000千瓦，总价1,860万元", "price", "asking") == [18_600_000]


def test_a_count_told_twice_is_one_count() -> None:
    assert set(stated("水电站转让，装机3200kW，其中2×1250kW两台、700kW一台", "capacity", "offered")) == {3200}


@pytest.mark.parametrize(
    ("words", "kwh"),
    [
        ("技改后可达2500千瓦，年发电可达900万度，现年发电650万度", 6_500_000),
        ("年发电可达900万度，现650万", 6_500_000),
        ("年发电可达900万度，现1500万转让", 9_000_000),
        ("设计820万，实际近三年平均610万", 6_100_000),
        ("设计年发电820万度，实际近三年平均610万度", 6_100_000),
        ("设计年发电820万度，去年610万度", 8_200_000),
    ],
)
def test_a_hoped_output_gives_way_to_the_real_one(words: str, kwh: float) -> None:
    found = of_kind(facts_of(f"水电站转让，装机2000千瓦，{words}"), "generation")
    assert found[0].value_max == kwh
    assert all(one.value_max is None and one.detail["stated_kwh"] for one in found[1:])
    assert ("hoped_kwh" in found[0].detail) == ("度，现年" in words or "度，现6" in words or "均610万度" in words)


@pytest.mark.parametrize(
    ("words", "flow"),
    [
        ("流量900升每秒", 0.9),
        ("流量900 L/s", 0.9),
        ("流量0.9立方", 0.9),
        ("流量1.5个，", 1.5),
        ("生态流量0.25立方", None),
    ],
)  # fmt: skip
def test_flows_without_the_second_or_in_litres(words: str, flow: float | None) -> None:
    assert stated(f"水电站转让，装机800千瓦，水头120米，{words}", "flow") == ([flow] if flow else [])


def test_the_name_of_a_transformer_tells_its_size() -> None:
    (one,) = of_kind(facts_of("电站转让：装机2000千瓦，主变S11-1250/35两台"), "transformer")
    assert (one.value_max, one.units, one.text) == (2500, ((2, 1250.0),), "S11-1250/35")
    assert stated("电站转让：装机2000千瓦，主变S11-1250/35，1250kVA", "transformer") == [1250]


@pytest.mark.parametrize("words", ["每千瓦年租300元", "租金300元每千瓦每年", "租金每千瓦每年300元"])
def test_a_rent_of_each_kilowatt_is_one(words: str) -> None:
    (one,) = of_kind(facts_of(f"水电站出租，装机2000千瓦，{words}", about="lease"), "price")
    assert (one.role, one.value_max, one.per) == ("rent", 300, "kW")


def test_no_ratio_is_flagged_where_the_parts_fit_together() -> None:
    detector = build_detector()
    looked_at = {
        "units_sum", "transformer_small", "rigs_over_capacity", "rent_per_kw", "price_per_kw", "over_small_hydro",
    }  # fmt: skip
    for words in (
        "转让，总装机3200kW，其中老厂2×800kW，新厂1600kW，2200万",
        "转让，变压器1600kVA+1000kVA，装机2000千瓦，1300万",
        "转让，1#主变1250kVA，2#主变1250kVA，装机2000千瓦，1300万",
        "转让，装机2000千瓦，变压器1000kVA两台另有500kVA一台，1500万",
        "转让，装机2000千瓦，以前的矿机3000台已搬走，1500万",
        "转让，装机2000千瓦，S9矿机3000台去年都拉走了，1500万",
        "出租，装机2000千瓦，每千瓦年租300元",
        "转让，一级站1000kW，二级站640kW，一级600万，二级400万",
    ):
        flags = {flag.rule for flag in detector.scan(Document("t", f"四川乐山水电站{words}")).flags}
        assert not flags & looked_at, words
    for words, rule in (
        ("转让，装机2000千瓦，变压器S11-1250/35一台，1500万", "transformer_small"),
        ("转让，装机2000千瓦，矿机3000台可搬走，1500万", "rigs_over_capacity"),
        ("转让，总装机3200kW，2×800kW，2200万", "units_sum"),
        ("出租，装机2000千瓦，每千瓦年租9000元", "rent_per_kw"),
    ):
        flags = {flag.rule for flag in detector.scan(Document("t", f"四川乐山水电站{words}")).flags}
        assert rule in flags, words


def test_a_size_of_all_sets_is_not_multiplied() -> None:
    assert set(stated("昭觉水电站转让 3200千瓦两台共 国网 1900万", "capacity", "offered")) == {3200}
    assert set(stated("水电站转让 320千瓦两台共640千瓦 200万", "capacity", "offered")) == {640}


def test_a_price_to_buy_outright_stands_beside_the_rent() -> None:
    text = "尼勒克县水电站招租或出售，2×800kW，二选一：租金60万/年，或者一次性卖断980万"
    assert set(stated(text, "price", "asking")) == {9_800_000}
    assert set(stated("小金 1千6 国网 名单外 9百5十万", "capacity", "offered")) == {1600}


@pytest.mark.parametrize(
    ("words", "flows"),
    [("单机流量0.75m³/s", [("unit", 0.75)]),
     ("流量每台0.75m³/s", [("unit", 0.75)]),
     ("流量0.75m³/s/台", [("unit", 0.75)]),
     ("设计流量2.25m³/s", [("unknown", 2.25)]),
     ("坝址多年平均流量2.6m³/s，设计引用流量1.1m³/s", [("unknown", 1.1)]),
     ("坝址多年平均流量2.6m³/s", []),
     ("河流枯水流量0.1m³/s", []),
     ("2.6m³/s的多年平均流量", []),
     ("来自溪流，引用流量1.1m³/s", [("unknown", 1.1)])],
)  # fmt: skip
def test_the_flow_of_one_set_is_told_from_that_of_the_plant_and_the_rivers_is_none(
    words: str, flows: list[tuple[str, float]]
) -> None:
    found = of_kind(facts_of(f"水电站转让，3×500kW，水头85m，{words}，460万"), "flow")
    assert [(one.role, one.value_min) for one in found] == flows


@pytest.mark.parametrize(
    ("words", "role"),
    [("厂变压器100KVA", "equipment"), ("近区供电变压器200kVA一台", "equipment"), ("100kVA站用变一台", "equipment"),
     ("厂用变100kVA", "equipment"), ("主变800kVA", "unknown"), ("厂房变压器800kVA", "unknown"),
     ("变电站变压器800kVA", "unknown")],
)  # fmt: skip
def test_a_transformer_for_the_plants_own_needs_is_equipment(words: str, role: str) -> None:
    (one,) = of_kind(facts_of(f"水电站转让，装机2×630kW，{words}，460万"), "transformer")
    assert one.role == role


def test_what_an_investor_pays_in_as_a_deposit_is_no_investment() -> None:
    text = "破产管理人招募投资人：某水电有限公司，总装机2×630kW，意向投资人缴纳50万元保证金，当年总投资900万元。"
    found = of_kind(facts_of(text), "price")
    assert [(one.role, one.value_min) for one in found] == [("deposit", 500_000), ("investment", 9_000_000)]
