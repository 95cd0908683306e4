"""Numbers that hold a seller's own figures against one another, and how long a permit lasts, read from whole texts."""

from __future__ import annotations

from datetime import date

import pytest

from monitor.assess.quantities import last_day
from monitor.models import Flag, FlagNumber
from monitor.run.detector import scan_text


def flags(text: str, day: str | None = None) -> dict[str, Flag]:
    return {flag.rule: flag for flag in scan_text(text, posted_at=day).flags}


def number(flag: Flag, name: str) -> FlagNumber:
    return next(one for one in flag.numbers if one.name == name)


def test_income_is_held_against_the_stated_tariff_with_the_whole_sum_shown() -> None:
    flag = flags("水电站转让，装机1000千瓦，年发电量300万度，上网电价0.25元，年收入130万元")["income_over_own_tariff"]
    ratio = number(flag, "income_over_tariff")
    assert ratio.low == pytest.approx(1.7333, abs=1e-3) and ratio.review == (None, 1.3)
    assert ratio.formula and "1,300,000 元/年 ÷ 3,000,000 千瓦时 = 0.433 元/千瓦时，" in ratio.formula.zh
    assert flag.severity == "medium" and "待核查" in flag.reason.zh


def test_the_same_gap_beside_words_of_a_user_past_the_grid_is_high() -> None:
    text = "水电站转让，装机1000千瓦，年发电量300万度，上网电价0.25元，年收入130万元，可直供电，有专线"
    assert flags(text)["income_over_own_tariff"].severity == "high"


def test_output_is_worked_out_from_hours_where_it_is_not_stated() -> None:
    flag = flags("水电站转让，装机1000千瓦，年利用小时3000小时，上网电价0.25元，年收入130万元")[
        "income_over_own_tariff"
    ]
    assert number(flag, "income_over_tariff").low == pytest.approx(1.7333, abs=1e-3)


def test_a_payback_is_held_against_the_sellers_own_figures() -> None:
    text = "水电站转让，装机1000千瓦，年发电量400万度，上网电价0.15元，转让价500万元，6年回本"
    gap = number(flags(text)["payback_gap"], "payback_gap")
    assert gap.low == pytest.approx(5000 / (4000 * 0.15 * 0.7) / 6, rel=1e-3)
    assert gap.source and gap.verify == "general"
    assert "payback_gap" not in flags(text.replace("6年", "3年")), "a tariff never seen says it already"
    assert "payback_too_short" in flags(text.replace("6年", "3年"))


@pytest.mark.parametrize(
    ("told", "day", "severity"),
    [
        ("有效期至2023年6月", "2023-03-01", "low"), ("有效期至2023年6月", "2023-07-01", "medium"),
        ("有效期至2023年6月", "2022-12-01", None), ("2021年到期", "2023-03-01", "medium"),
        ("有效期至2023年6月", None, None),
    ],
)  # fmt: skip
def test_a_permit_that_ends_soon_or_has_ended_is_a_lead_by_the_listings_day(
    told: str, day: str | None, severity: str | None
) -> None:
    flag = flags(f"水电站转让，装机640千瓦，取水许可证{told}，价格面议", day).get("permit_expiry")
    assert (flag.severity if flag else None) == severity


@pytest.mark.parametrize(
    ("text", "day"), [("2023", date(2023, 12, 31)), ("2024-02", date(2024, 2, 29)), ("2023-13", date(2023, 12, 31))]
)
def test_a_partial_date_means_its_last_day(text: str, day: date) -> None:
    assert last_day(text) == day


def test_a_sweeping_word_says_which_papers_the_text_names() -> None:
    bare = flags("水电站转让，1200千瓦，手续齐全，价格面议")["papers_complete"]
    assert "文中点名的证件：一项也没有" in bare.reason.zh and "papers it names: none" in bare.reason.en
    named = flags("水电站转让，1200千瓦，手续齐全，取水许可证、土地证都在，价格面议")["papers_complete"]
    assert "取水许可证、土地证" in named.reason.zh and "water permit, land title" in named.reason.en


def test_standing_and_units_are_words_in_both_languages() -> None:
    flag = flags("四川水电站转让，装机2000千瓦，转让价95万元，可挖矿", "2022-06-01")
    assert "见过原文" in flag["mining_allowed"].reason.zh and "text seen" in flag["mining_allowed"].reason.en
    assert "元/千瓦" in flag["price_per_kw"].reason.zh and "CNY" not in flag["price_per_kw"].reason.zh
