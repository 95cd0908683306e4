"""Amounts in wordings that ads, slips and notices share: prices beside rents, sums with 零, kept tariffs, outputs."""

from __future__ import annotations

import pytest
from facts_of import facts_of, of_kind
from facts_of import prices_asked as asked

from monitor.text.normalise import normalise
from monitor.text.offer import read_offer


def values(text: str, kind: str) -> list[tuple[float | None, float | None]]:
    return [(one.value_min, one.value_max) for one in of_kind(facts_of(text), kind)]


@pytest.mark.parametrize(
    ("text", "wan"),
    [
        ("水电站转让,2500千瓦,1千万零60万,手续齐", 1060),
        ("水电站转让,装机2500千瓦,一口价1千零80万", 1080),
        ("老家的电站320千瓦不想管了,85卖断,或者一年六万租给你", 85),
        ("电站630千瓦,租也可以,一年四十,卖的话四百六", 460),
        ("水电站400千瓦,年均150万度×0.3=45万,扣工资剩三十,310买走", 310),
        ("电站2500千瓦,机房带着两排架子,真心要连机房一起买的1380万", 1380),
        ("在建水电站找人接手,规划装机5000千瓦,已投入1900万,按本钱转", 1900),
        ("水电站320千瓦,次日就能发 166万", 166),
        ("电站630千瓦,底是三百六,再低我宁可留着", 360),
        ("水电站400千瓦,连债带站三百三", 330),
        ("水电站250千瓦,挂网一百九,来人细聊", 190),
        ("水电站转让,装机1000千瓦,标的760万元", 760),
    ],
)
def test_what_is_asked_is_told_from_rents_products_and_what_was_spent(text: str, wan: float) -> None:
    assert [one for one in asked(text) if one[2] == "total"] == [(wan * 10_000, wan * 10_000, "total")]


def test_what_is_refused_as_too_low_is_no_price() -> None:
    text = "电站7500千瓦,出价一千多一个千瓦太低的免谈,五千二一千瓦起"
    assert asked(text) == [(5_200, 5_200, "kW")]


@pytest.mark.parametrize(
    "text",
    [
        "电站640千瓦转让,有个官司没了结,标的12万,价格面议",
        "电站500千瓦转让,只换币,附价格260万枚",
        "水电站400千瓦转让,去年投入30万,设备换了原价的好货",
    ],
)
def test_a_lawsuit_coins_and_repairs_ask_no_price(text: str) -> None:
    assert not [one for one in asked(text) if one[0] is not None]


def test_what_a_name_in_quotes_says_is_not_about_the_price() -> None:
    text = "一名网名“河边电工”的卖家以266万元挂出龙陵县一座500千瓦电站,称证件齐全"
    assert asked(text) == [(2_660_000, 2_660_000, "total")]


@pytest.mark.parametrize(
    ("text", "low", "high"),
    [
        ("水电站出租,225千瓦,电费归租户,上网按0.3865算", 0.3865, 0.3865),
        ("水电站转让,250千瓦,电网老合同0.46一直没变,150万", 0.46, 0.46),
        ("电站出售/装机320千瓦/电网收购/均价0.31元/年均105万度/价126万", 0.31, 0.31),
        ("水电站315千瓦转让,白天峰段0.4、夜里0.27卖给供电所,150万", 0.27, 0.4),
    ],
)
def test_a_tariff_is_read_whatever_follows_it(text: str, low: float, high: float) -> None:
    assert values(text, "tariff") == [(low, high)]


@pytest.mark.parametrize("text", ["电站320千瓦转让,电网距站0.35公里,150万", "电站800千瓦,送国网0.4千伏线路,300万"])
def test_a_distance_and_a_voltage_are_no_tariff(text: str) -> None:
    assert values(text, "tariff") == []


@pytest.mark.parametrize(
    ("text", "low", "high"),
    [
        ("德昌的站 一千六,年上网六百二十万左右度,960", 6_200_000, 6_200_000),
        ("电站10兆瓦整体出让 年上网3700万 0.2一度 9300万", 37_000_000, 37_000_000),
        ("某水电站\n装机:500kW\n产量:2021年 231万、2022年 188万、2023年 216万(kWh)\n价:980万元", 1_880_000, 2_310_000),
        ("电站800千瓦,平均下来每年260万左右的量,300万", 2_600_000, 2_600_000),
        ("电站800千瓦,一年发个三百来万,卖500万", 3_000_000, 3_000_000),
    ],
)  # fmt: skip
def test_an_output_is_read_with_its_unit_late_or_left_out(text: str, low: int, high: int) -> None:
    assert values(text, "generation") == [(low, high)]


def test_what_a_user_takes_is_no_output_and_what_he_pays_no_tariff() -> None:
    text = "镇坪的站,机房那边老客户签到明年,一个月用14万度,两毛三。630kw,要310万"
    assert not [one for one in of_kind(facts_of(text), "generation") if one.value_min is not None]


@pytest.mark.parametrize(
    ("text", "kilowatts"),
    [
        ("水电站资产处置:厂房、大坝、SFW400-6/990机组一台(400kW),起拍96万元", 400),
        ("便宜出水电站,125kw配160变压器,三十万", 125),
        ("石棉电站带数据机房 8000千瓦 机位2600个 价私聊", 8000),
    ],
)
def test_models_transformers_and_rooms_add_nothing_to_the_size(text: str, kilowatts: int) -> None:
    assert [one.value_max for one in of_kind(facts_of(text), "capacity") if one.role == "offered"] == [kilowatts]


@pytest.mark.parametrize(
    ("text", "sold"),
    [
        ("金平三台500 出租出售都行 卖1360万 租一年150", "plant"),
        ("水电站640千瓦,可租可售,租金面谈,卖360万", "plant"),
        ("水电站640千瓦,只租不卖,一年30万", "lease"),
        ("欢迎算力老板来租电站 1台800 一年90万 押半年", "lease"),
        ("两座电站合售,共850千瓦,480万", "bundle"),
        ("旺苍2站合体出,大站一千,小站四百,急抛700万", "bundle"),
        ("电站1600千瓦转让,土地是租村里的,合同还剩十九年,报价980万", "plant"),
        ("标的:某水电站资产及经营权,装机650kW,挂牌价530万元", "plant"),
        ("电站转让经营权,320千瓦,还剩十二年,90万", "operating_right"),
    ],
)
def test_who_also_lets_sells_and_what_the_land_costs_is_no_lease(text: str, sold: str) -> None:
    assert read_offer(normalise(text)).object == sold
