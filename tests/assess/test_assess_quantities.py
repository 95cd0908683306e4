"""Derived numbers: the sums of the domain notes, recomputed from stated facts."""

from __future__ import annotations

from datetime import date

import pytest
from assess_cases import Text, flag_of, knowledge, rules_of
from hypothesis import given, settings
from hypothesis import strategies as st

from monitor.assess.case import Case, own_claims, own_facts
from monitor.assess.quantities import COMPUTE, quantity
from monitor.assess.sums import Quantity, shown
from monitor.models import Document, Extraction, Role, Stance


def number(text: Text, name: str) -> Quantity | None:
    extraction = Extraction(text.reading, tuple(text.facts), tuple(text.claims))
    case = Case(
        Document("t", text.text), text.reading, knowledge(), own_claims(extraction), own_facts(extraction),
        text.reading.offer == "reported", date(2021, 7, 14), (), (), (), {},
    )  # fmt: skip
    return quantity(case, name)


def test_price_per_kw_is_price_over_capacity() -> None:
    text = Text("装机200千瓦，转让价95万元").capacity("200千瓦", 200).price("95万元", 950_000)
    found = number(text, "price_per_kw")
    assert found and (found.low, found.high) == (4750, 4750)
    assert found.formula and found.formula.zh == "950,000 元 ÷ 200 千瓦 = 4,750 元/千瓦"


def test_price_per_kw_is_divided_by_the_share_sold() -> None:
    text = Text("17.72%股权，97.05万元，1000千瓦", obj="equity", share=17.72)
    found = number(text.capacity("1000千瓦", 1000).price("97.05万元", 970_500, role="floor"), "price_per_kw")
    assert found and round(found.low) == 5477
    assert found.formula and "17.7%" in found.formula.zh


@pytest.mark.parametrize("obj", ["lease", "operating_right", "debt", "bundle", "under_construction"])
def test_what_is_no_plant_and_no_share_has_no_price_per_kw(obj: str) -> None:
    text = Text("200千瓦，95万元", obj=obj).capacity("200千瓦", 200).price("95万元", 950_000)  # type: ignore[arg-type]
    assert number(text, "price_per_kw") is None


def test_a_share_of_unknown_size_has_no_price_per_kw() -> None:
    text = Text("股权，200千瓦，95万元", obj="equity").capacity("200千瓦", 200).price("95万元", 950_000)
    assert number(text, "price_per_kw") is None


@pytest.mark.parametrize("role", ["deposit", "registered_capital", "investment", "past", "unknown", "appraisal"])
def test_money_that_is_not_the_price_is_not_taken_for_it(role: str) -> None:
    text = Text("200千瓦，95万元").capacity("200千瓦", 200).price("95万元", 950_000, role=role)
    assert number(text, "price_per_kw") is None


@pytest.mark.parametrize("role", ["threshold", "total", "former", "planned", "unit", "equipment", "unknown"])
def test_power_that_is_not_offered_is_not_the_capacity(role: str) -> None:
    assert number(Text("200千瓦").capacity("200千瓦", 200, role=role), "capacity_kw") is None


def test_several_stated_values_give_a_range_that_holds_them_all() -> None:
    text = Text("800千瓦或1000千瓦，400万元").capacity("800千瓦", 800).capacity("1000千瓦", 1000).price("400万元", 4e6)
    found = number(text, "price_per_kw")
    assert found and (found.low, found.high) == (4000, 5000) and str(found) == "4,000～5,000"


def test_hours_are_output_over_capacity() -> None:
    text = Text("装机2*400+1*250，年发电420万度").capacity("2*400+1*250", 1050).fact("generation", "420万度", 4.2e6)
    found = number(text, "hours")
    assert found and found.low == 4000


def test_payback_follows_the_formula_of_the_band() -> None:
    text = Text("1000千瓦，670万元，年发电350万度，电价0.189元").capacity("1000千瓦", 1000).price("670万元", 6.7e6)
    text.fact("generation", "350万度", 3.5e6).fact("tariff", "0.189元", 0.189)
    found = number(text, "payback_years")
    assert found and round(found.low, 1) == 14.5


@pytest.mark.parametrize(
    ("words", "years"),
    [("3年回本", 3), ("三年回本", 3), ("回本只要两年", 2), ("２.５年回本", 2.5), ("十年回本", 10)],
)
def test_the_years_of_a_payback_claim_are_read(words: str, years: float) -> None:
    found = number(Text(f"水电站，{words}，面议").claim("payback", words), "claimed_years")
    assert found and found.low == years


def test_a_payback_claim_without_years_or_in_another_mouth_gives_none() -> None:
    assert number(Text("水电站，稳赚").claim("payback", "稳赚"), "claimed_years") is None
    assert number(Text("水电站，3年回本？").claim("payback", "3年回本", "asked"), "claimed_years") is None


def test_the_tariff_that_a_promised_payback_needs_is_worked_out() -> None:
    text = Text("1000千瓦，500万元，年发电400万度，3年回本").capacity("1000千瓦", 1000).price("500万元", 5e6)
    text.fact("generation", "400万度", 4e6).claim("payback", "3年回本")
    found = number(text, "implied_tariff")
    assert found and round(found.low, 2) == 0.6
    assert "payback_too_short" in rules_of(text.judge())


def test_rigs_are_counted_once_and_weighed_against_the_capacity() -> None:
    rig = {"model": "S19 Pro", "count": 1000, "power_w": 3320}
    text = Text("800千瓦，带1000台S19，共1000台").capacity("800千瓦", 800)
    text.fact("rig", "1000台S19", detail=rig).fact("rig", "共1000台", detail=rig)
    assert str(number(text, "rig_kw")) == "3,320" and str(number(text, "rigs_max")) == "240"
    flag = flag_of(text.judge(), "rigs_over_capacity")
    assert "1,000 × 3.32 = 3,320 千瓦" in flag.reason.zh and "240" in flag.reason.en


def test_rigs_without_a_model_count_as_the_measured_one() -> None:
    text = Text("1000千瓦，带矿机300台").capacity("1000千瓦", 1000).fact("rig", "矿机300台", detail={"count": 300})
    found = number(text, "rig_load")
    assert found and 0.99 < found.low < 1.0
    assert "rigs_over_capacity" not in rules_of(text.judge())


def test_head_and_flow_give_the_expected_power() -> None:
    text = Text("水头100米，流量1立方米").fact("head", "100米", 100).fact("flow", "1立方米", 1)
    found = number(text, "head_flow_kw")
    assert found and round(found.low) == 785


def test_the_flow_of_one_set_counts_for_each_set_and_none_where_their_number_is_not_told() -> None:
    def told(units: tuple[tuple[int, float], ...] | None) -> Text:
        text = Text("1500千瓦，水头85米，单机流量0.75立方米").capacity("1500千瓦", 1500, units=units)
        return text.fact("head", "85米", 85).fact("flow", "0.75立方米", 0.75, role="unit")

    found = number(told(((3, 500.0),)), "head_flow_kw")
    assert found and round(found.low) == 1501
    assert found.formula and "3 × 0.75" in found.formula.zh
    assert number(told(None), "head_flow_kw") is None


def test_units_that_do_not_add_up_are_flagged_and_rounding_is_not() -> None:
    def judged(total: float, role: Role = "offered") -> set[str]:
        text = Text("总装机，机组2×630").capacity("总装机", total, role=role)
        return rules_of(text.capacity("2×630", 1260, role="unit", units=((2, 630.0),)).judge())

    assert "units_sum" in judged(1600)
    assert "units_sum" not in judged(1600, "total")  # of a company or a region, as the reader of capacities has it
    assert "units_sum" not in judged(1260) and "units_sum" not in judged(1250)


def test_income_is_known_by_its_word_and_divided_by_the_output() -> None:
    text = Text("年收入300万元，年发电量300万度").fact("generation", "300万度", 3e6)
    text.price("300万元", 3e6, role="unknown")
    found = number(text, "income_per_kwh")
    assert found and found.low == 1.0
    rent = Text("租金300万元，300万度").fact("generation", "300万度", 3e6)
    assert number(rent.price("300万元", 3e6, per="year", role="rent"), "income_per_kwh") is None


def test_what_commenters_write_is_no_fact_of_the_seller() -> None:
    text = Text("水电站转让\n评论\n我看是200千瓦", comments_from=6).capacity("200千瓦", 200)
    assert number(text, "capacity_kw") is None


def test_values_of_zero_or_below_give_nothing() -> None:
    text = Text("0千瓦，95万元").capacity("0千瓦", 0).price("95万元", 950_000)
    assert number(text, "price_per_kw") is None and number(text, "hours") is None


@settings(max_examples=150, deadline=None)
@given(
    st.lists(st.floats(0.001, 1e9), min_size=1, max_size=3), st.lists(st.floats(0.001, 1e12), min_size=1, max_size=3),
    st.one_of(st.none(), st.floats(0.01, 100)),
)  # fmt: skip
def test_every_quantity_is_a_range_in_order_and_has_spans_in_the_text(
    powers: list[float], prices: list[float], share: float | None
) -> None:
    text = Text("甲乙丙丁戊己", obj="equity" if share else "plant", share=share)
    for power in powers:
        text.capacity("甲", power).fact("generation", "丙", power * 3000).fact("transformer", "丁", power)
    for price in prices:
        text.price("乙", price).fact("tariff", "戊", price).fact("head", "己", price).fact("flow", "己", price)
    for name in COMPUTE:
        found = number(text, name)
        if found is not None:
            assert 0 <= found.low <= found.high
            assert all(0 <= span.start < span.end <= len(text.text) for span in found.spans)


@pytest.mark.parametrize(
    ("value", "text"),
    [(950_000, "950,000"), (0.1894, "0.189"), (4.5, "4.5"), (100, "100"), (12.34, "12.3"), (0.3, "0.3")],
)
def test_numbers_are_shown_short(value: float, text: str) -> None:
    assert shown(value) == text


def test_the_price_is_weighed_against_the_compensation_told() -> None:
    text = Text("2500千瓦，补偿1800万元，转让价900万元").capacity("2500千瓦", 2500).price("900万元", 9e6)
    assert number(text, "price_over_compensation") is None
    found = number(text.price("1800万元", 18e6, role="compensation"), "price_over_compensation")
    assert found and (found.low, found.high) == (0.5, 0.5)
    per_kw = Text("7500元每千瓦补偿").price("7500元", 7500, per="kW", role="compensation")
    assert str(number(per_kw, "compensation_per_kw")) == "7,500"


def test_rigs_that_the_seller_denies_or_that_are_gone_do_not_come_with_the_plant() -> None:
    def rules(type_: str, stance: Stance) -> set[str]:
        text = Text("1000千瓦，矿机500台").capacity("1000千瓦", 1000).fact("rig", "500台", detail={"count": 500})
        return rules_of(text.claim(type_, "矿机", stance).judge(date(2026, 5, 1)))

    assert {"rigs_included", "rigs_after_sale_bar"} <= rules("rigs_included", "asserted")
    assert {"rigs_included", "mining_allowed"} <= rules("mining_allowed", "asserted")
    assert "rigs_included" not in rules("mining_allowed", "denied")
    assert rules("rigs_included", "denied") == set()
    assert rules("mining_admitted", "asserted") == {"mining_admitted", "rigs_over_capacity"}
