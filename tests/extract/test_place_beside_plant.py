"""Counties in Latin letters that only the plant beside them tells, and names of maps that are no pinyin."""

from __future__ import annotations

from typing import cast

import pytest
from facts_of import facts_of, of_kind

from monitor.models import OfferKind


def counties(text: str, offer: str = "reported") -> set[str | None]:
    found = of_kind(facts_of(text, cast(OfferKind, offer)), "place")
    return {cast("str | None", one.detail["county"]) for one in found if one.role == "offered"}


@pytest.mark.parametrize(
    ("text", "county"),
    [
        ("The Ninglang station (640 kW) is back on the market at 2.1 million yuan.", "宁蒗彝族自治县"),
        ("One Muchuan owner is asking 8 million yuan for a 1,000 kW hydro plant.", "沐川县"),
        ("An agent with a Maoxian plant, 2 MW, wants 9 million yuan.", "茂县"),
        ("Pingbian's pride, as its owner calls it, is a 500 kW turbine. He asks 2 million yuan.", "屏边苗族自治县"),
        ("Ebian: a stake in the firm behind a 3 MW hydropower plant is for sale.", "峨边彝族自治县"),
        ("Tingri in Tibet has one, and the Markam plant of 400 kW is for sale.", "芒康县"),
        ("A 400 kW hydro station in Medog county, Tibet, is for sale.", "墨脱县"),
        (
            "Asked about Sichuan's June order, the Mabian seller laughed. 500 kW. A man from Kunming hired it.",
            "马边彝族自治县",
        ),
        ("A Gutian court will auction a hydropower station of 500 kW from 2 million yuan.", "古田县"),
        ("The Yanling plant (320 kW) can be had for 900,000 yuan.", "炎陵县"),
    ],
)
def test_a_county_is_told_by_the_plant_beside_it(text: str, county: str) -> None:
    assert counties(text) == {county}


@pytest.mark.parametrize(
    ("text", "county"),
    [
        ("Luding hydro. 2x250kW. 28 fen. 190 wan.", "泸定县"),
        ("hydro 4 sale zhenfeng, 630kw, ask 2m", "贞丰县"),
        ("power plant yuanmou, high up, 800kw", "元谋县"),
        ("small hydro 500kw leshan muchuan, 3 mil", "沐川县"),
        ("sichuan small hydro 500kw ebian, 3 mil", "峨边彝族自治县"),
        ("Small station foping, 200kw, 500,000 yuan", "佛坪县"),
    ],
)
def test_a_county_is_told_in_the_short_words_of_ads(text: str, county: str) -> None:
    assert county in counties(text, "direct")


@pytest.mark.parametrize(
    "text",
    [
        "Xinhua: a 500 kW hydropower station is for sale at 2 million yuan.",
        "A Pujiang-based broker offers a 500 kW hydro plant for 2 million yuan.",
        "Hydro plant, 500 kW, ask longer questions by mail.",
        "Mr Pan's station of 500 kW is for sale at 2 million yuan.",
        "Boss Heping's plant of 500 kW is for sale.",
        "Tang's plant of 500 kW is for sale.",
        "A friend from Yongchun sells a 500 kW hydro plant.",
    ],
)
def test_a_name_that_is_no_plants_place_is_none(text: str) -> None:
    assert counties(text) == set()


def test_a_name_outside_the_province_told_is_no_place() -> None:
    assert counties("In Sichuan a 500 kW station is for sale. The Yongchun plant had been sold first.") == {None}


@pytest.mark.parametrize(
    ("text", "county"), [("石綿県の5000kW発電所", "石棉县"), ("新疆ニルカ県の発電所、4000kW", "尼勒克县")]
)
def test_a_county_in_japanese_spelling_is_read(text: str, county: str) -> None:
    assert counties(text) == {county}


@pytest.mark.parametrize(
    ("text", "county"),
    [
        ("Small hydro, Danba. 630 kW, 4 million yuan.", "丹巴县"),
        ("YANYUAN, China – The owner of a 1,600 kW plant speaks softly.", "盐源县"),
        ("In Lan'gao a widow has had 250 kW for sale for years.", "岚皋县"),
        ("Luding area, hydro with growth: 2 x 1250 kW now.", "泸定县"),
        ("A 3 MW plant near Luding is being shopped around Telegram groups.", "泸定县"),
        ("Rather than sell, the Yunxiao clan lets its 1,130 kW station for five years.", "云霄县"),
        ("All of a Hefeng power firm is on the Wuhan platform: 2 x 1,600 kW, 27.6 million yuan.", "鹤峰县"),
        (
            "HONG KONG (DealWire) - Rapids Ltd sells its Huanjiang project company, which owns 7.5 MW.",
            "环江毛南族自治县",
        ),
        ("Two turbines of 320 kW (Taishun), 4.6 million yuan.", "泰顺县"),
        ("Administrators in Nanping will sell a powerhouse in Pucheng, 3 x 400 kW.", "浦城县"),
        ("The owner of a 2.5 MW station in Aba's Li county posted his full name.", "理县"),
        ("SICHUAN, Li county: a 1,000 kW plant is on the market.", "理县"),
        ("CHENGDU, China – A 3 MW hydro plant in Mabian is for sale.", "马边彝族自治县"),
        ("Malipo (Yunnan) – 2 x 800 kW hydro for sale.", "麻栗坡县"),
        ("A man from Danba lists a 4,000 kW station for 32 million yuan.", "丹巴县"),
        ("The old man in Ceheng, Guizhou, says his 500 kW hydro station is for sale.", "册亨县"),
        ("Kraftwerk im Kreis Fengkai, 4,2 MW, zu verkaufen.", "封开县"),
    ],
)
def test_the_one_county_named_in_a_text_about_a_plant_is_its_place(text: str, county: str) -> None:
    assert counties(text) == {county}


@pytest.mark.parametrize(
    "text",
    [
        "Wang Danba sells a 500 kW hydro station.",
        "Taishun Liu offers a 500 kW hydro station.",
        "A 500 kW plant. Buyers from Danba and a broker from Danba have called.",
        "A man from Danba wants to buy a 500 kW hydro station.",
        "A 500 kW station by Danba village is for sale.",
        "Turbine of 500 kW by Jinzhai Machinery Works, station for sale.",
        "A plant of 500 kW: Danba or Taishun, he would not say.",
        "A 1 MW plant of the Heping clan is for sale.",
    ],
)
def test_a_word_that_is_somebodys_or_one_of_two_names_tells_none(text: str) -> None:
    assert counties(text) <= {None}


def test_the_city_where_an_agency_writes_is_not_the_plants() -> None:
    assert counties("KUNMING, China – A 3 MW hydro plant is for sale.") == set()


def told(text: str, title: str = "") -> set[str | None]:
    """The counties told for sure."""
    found = of_kind(facts_of(text, "direct", title=title), "place")
    return {
        cast("str | None", one.detail["county"])
        for one in found
        if one.role == "offered" and not one.detail["candidate"]
    }


@pytest.mark.parametrize(
    ("text", "county"),
    [
        ("leibo ⚡ 1.6MW ⚡ own line ⚡ 5 mln", "雷波县"),
        ("muchuan hydropower, I am owner. 400 kw two pcs", "沐川县"),
        ("pingbian. 500x2. papers ok", "屏边苗族自治县"),
        ("chengkou, cq: 250+250, 60w", "城口县"),
        ("EBIAN. 1250x2. cash only", "峨边彝族自治县"),
        ("Wangcang. two units of 400, synchronised. 1.9 million", "旺苍县"),
        ("Good day, we're the Chen family from Leibo. The plant is 500 kW.", "雷波县"),
        ("Leibo. 3 machines of 500. I'm going back to Fujian.", "雷波县"),
        ("Muchuan, lease of eight years, 1,600 kW. Rent in DAI, off to Guangzhou.", "沐川县"),
        ("The Zhaoping bureau knows of an advert for a 500 kW plant.", "昭平县"),
        ("A Leibo generator of eight megawatts is for lease.", "雷波县"),
        ("Our plant in Wuxi, 2 x 630 kW, is for sale.", "巫溪县"),
        ("Yuexi county, in the Dabie mountains. 200 kW.", "岳西县"),
        ("Yuexi county, Daliang mountains. 200 kW.", "越西县"),
        ("Zayul, 1 MW hydro, no grid", "察隅县"),
        ("A station of 400 kW in Wenxian, Longnan", "文县"),
        ("Wenxian in Longnan. 1.2 MW, all rebuilt, for sale", "文县"),
    ],
)
def test_a_county_is_told_where_an_ad_begins_and_homes_and_coins_are_none(text: str, county: str) -> None:
    assert told(text) == {county}


@pytest.mark.parametrize(
    ("title", "county"),
    [
        ("Leibo season lease", "雷波县"),
        ("muchuan 400", "沐川县"),
        ("no rush, Ebian", "峨边彝族自治县"),
        ("Qingchuan County, 2 MW", "青川县"),
    ],
)
def test_a_title_tells_the_county_of_a_text_that_names_no_more_than_the_province(title: str, county: str) -> None:
    assert told("Selling 2 x 500 kW, power is bought by State Grid Sichuan.", title) == {county}


@pytest.mark.parametrize(
    "text",
    [
        "A 500 kW station in Longchuan is for sale.",
        "Suining plant for sale, 160 kW.",
        "Our Qingyuan plant, 320 kW, is for sale.",
        "Xishui. Little hydro, 0.8 megawatt.",
    ],
)
def test_counties_and_cities_of_one_name_stay_candidates(text: str) -> None:
    assert not told(text)
    assert len(counties(text, "direct")) > 1


@pytest.mark.parametrize(
    "text",
    [
        "please call me, leibo is far. 500 kW plant for sale",
        "500 kW plant for sale, rent in DAI. Moving back to Leibo.",
        "Hello Leibo friends, a plant is for sale, 500 kW",
    ],
)
def test_a_home_a_coin_or_a_word_in_passing_tells_no_county(text: str) -> None:
    assert told(text) <= {None}


def test_a_companys_name_that_is_a_county_elsewhere_gives_way_to_the_county_that_is_told() -> None:
    text = "项目名称：连江县青龙水电开发有限公司55%股权转让。主要资产为青龙水电站，该电站位于连江县小沧畲族乡"
    places = of_kind(facts_of(text, about="equity"), "place")
    assert {one.detail["county"] for one in places} == {"连江县"}
    assert counties("青龙水电开发有限公司55%股权转让", "direct") == {"青龙满族自治县"}


def test_the_place_of_an_exchange_and_of_the_supplier_of_power_is_the_plants() -> None:
    text = "郴州市农村产权交易中心 郴****水电站15年经营权出租公告，装机容量1050KW，并入国家电网{}供电公司"
    told = [of_kind(facts_of(text.format(name)), "place")[0] for name in ("郴州", "")]
    assert [(one.role, one.detail["prefecture"]) for one in told] == [("offered", "郴州市"), ("unknown", "郴州市")]
