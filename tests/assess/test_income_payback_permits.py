"""Numbers that hold a seller's own figures against one another, and how long a permit lasts, read from whole texts."""

from __future__ import annotations

from datetime import date

import pytest

from monitor.assess.quantities import last_day
from monitor.models import Flag, FlagNumber
from monitor.rules.load import load_knowledge
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
    short = flags(text.replace("6年", "3年"))
    assert "payback_gap" in short and "payback_too_short" not in short, "the tariff stated counts, not the usual one"


def test_a_payback_that_fits_the_tariff_stated_or_usual_ones_is_no_lead() -> None:
    text = "浙江水电站转让，装机1000千瓦，年发电量300万度，转让价500万元，5年回本"
    for told in (text, text.replace("，转让价", "，上网电价0.48元，转让价")):
        assert not {"payback_too_short", "payback_gap"} & set(flags(told, "2019-05-01")), told
    lead = flags(text.replace("5年", "3年"))["payback_too_short"]
    assert "常见电价不高于 0.5 元/千瓦时" in lead.reason.zh and "0.30" not in lead.reason.zh
    bands = load_knowledge().bands
    assert bands["implied_tariff"].high == bands["tariff"].normal_high


def test_the_year_of_an_income_is_not_the_year_in_which_the_price_is_back() -> None:
    ad = "三明沙县1200千瓦水电站转让,要价800万,年发360万度,电价0.3元。"
    for words in ("一年收入108万", "一年毛收入一百零八万", "一年电费108万左右", "一年净利70万", "除去开支一年落七十万",
                  "一年房租收入2.4万", "一年净收70万,回本快", "一年收回电费108万", "十五年回本"):  # fmt: skip
        assert "payback_gap" not in flags(ad + words), words
    for words, years in (("五年回本", 5), ("一年收入108万,五年回本", 5), ("五年回本,一年收入108万", 5),
                         ("回本期约6年", 6), ("五年的电费就够本钱", 5), ("回本只要五年", 5)):  # fmt: skip
        gap = number(flags(ad + words)["payback_gap"], "payback_gap")
        assert gap.formula and f"÷ {years} 年" in gap.formula.zh, words


def test_plants_of_at_most_100_kw_are_told_of_plans_where_and_when_they_were_public() -> None:
    def lead(place: str, day: str) -> Flag | None:
        return flags(f"{place}水电站转让，装机75千瓦，不在清退范围", day).get("micro_plant_kept")

    assert lead("广东韶关", "2019-03-01") is lead("广东韶关", "2021-05-10") is lead("福建宁德", "2022-05-10") is None
    for place, day, row in (("广东韶关", "2022-03-01", "gd-2021-08"), ("福建南平", "2019-03-01", "fj-nanping-2017")):
        flag = lead(place, day)
        assert flag and flag.policies[0] == row


@pytest.mark.parametrize(
    ("told", "day", "severity"),
    [
        ("有效期至2023年6月", "2023-03-01", "low"), ("有效期至2023年6月", "2023-07-01", "medium"),
        ("有效期至2023年6月", "2022-12-01", None), ("2021年到期", "2023-03-01", "medium"),
        ("有效期至2023年6月", None, None), ("有效期至2024年6月1日", "2024-06-10", "medium"),
        ("2024年6月30日到期", "2024-06-10", "low"), ("2024年6月到期", "2024-07-01", "medium"),
        ("已于2023年12月31日到期", "2024-01-01", "medium"), ("有效期2019年7月1日至2024年6月30日", "2024-06-10", "low"),
        ("有效期届满日为2024.6.30", "2024-07-01", "medium"), ("2024年6月30日到期", "2021-06-10", None),
    ],
)  # fmt: skip
def test_a_permit_that_ends_soon_or_has_ended_is_a_lead_by_the_listings_day(
    told: str, day: str | None, severity: str | None
) -> None:
    flag = flags(f"水电站转让，装机640千瓦，取水许可证{told}，价格面议", day).get("permit_expiry")
    assert (flag.severity if flag else None) == severity
    if day == "2024-06-10" and "至2024年6月1日" in told:
        assert flag and "2024-06-01 − 2024-06-10 = -9" in str(flag.numbers) and "还有-9天" in flag.reason.zh


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2023", date(2023, 12, 31)),
        ("2024-02", date(2024, 2, 29)),
        ("2023-13", date(2023, 12, 31)),
        ("2024-06-01", date(2024, 6, 1)),
        ("2024-02-31", date(2024, 2, 29)),
    ],
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
