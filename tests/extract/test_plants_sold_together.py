"""Sizes of several plants: added up where they are sold together, set aside where they are a whole company's."""

from __future__ import annotations

import pytest
from facts_of import facts_of, of_kind

from monitor.models import Document, OfferObject
from monitor.run import build_detector


def offered(text: str, about: OfferObject = "plant") -> set[float | None]:
    return {one.value_min for one in of_kind(facts_of(text, about=about), "capacity") if one.role == "offered"}


@pytest.mark.parametrize(
    ("text", "kilowatts"),
    [
        ("转让电站债权，抵押物为勐弄河二级、三级水电站，装机容量分别为12.6MW和8MW。", 20_600),
        ("拍卖银坑水电站、双港水电站，银坑水电站装机容量500千瓦，双港水电站装机容量320千瓦，起拍价735万。", 820),
        ("两电站联合拍卖\n银坑水电站装机容量 500千瓦，双港水电站 装机容量 320千瓦；均已并网\n起拍价：¥7,350,000", 820),
        ("转让两座水电站，装机分别为500千瓦、320千瓦和200千瓦，整体680万。", 1020),
        ("打包出售老屋电站和新屋电站，老屋电站2×250，新屋电站1×320，共650万", 820),
        ("出售水电站，现有装机和技改后装机分别为500千瓦和800千瓦，600万", 500),
        ("拥有银坑水电站500千瓦，双港水电站320千瓦，都谈，先来先得", 500),
        ("白水电站500千瓦300万，黑水电站320千瓦200万", 500),
    ],
)
def test_plants_sold_together_are_added_up(text: str, kilowatts: float) -> None:
    assert offered(text) == {kilowatts}


@pytest.mark.parametrize(
    ("text", "about", "kilowatts"),
    [
        ("转让纳雍县阳长电站，装机容量3×8MW。公司总装机容量323.05万千瓦。", "plant", 24_000),
        ("转让阳长电站股权，装机容量3×8MW。公司总装机容量323.05万千瓦。", "equity", 24_000),
        ("出售甘孜水电站800千瓦，业主公司总装机容量12万千瓦，2×400，价600万。", "plant", 800),
        ("转让方为省能投集团，控股水电总装机容量85万千瓦。标的电站装机容量1.26万千瓦", "plant", 12_600),
        ("转让水电站，装机2×500千瓦，集团总装机达到20万千瓦，800万", "plant", 1000),
        ("转让水电公司股权，一级电站2×1600kW，公司总装机8200kW，4980万", "equity", 8200),
        ("转让四川某水电站，公司总装机8200kW，4980万", "plant", 8200),
    ],
)
def test_what_the_company_has_is_not_what_it_sells(text: str, about: OfferObject, kilowatts: float) -> None:
    assert offered(text, about) == {kilowatts}


def test_a_company_total_raises_no_flag_of_the_sets() -> None:
    text = "转让福建周宁县后垄溪水电站，装机2×6.3MW，挂牌价9800万元。转让方集团在运装机合计1200MW。"
    assert not build_detector().scan(Document("x", text)).flags


def test_a_report_keeps_its_plants_apart() -> None:
    text = (
        "财联社讯 记者注意到闲鱼上有卖家挂出水电站。一位来自四川雅安的卖家挂出的水电站装机容量为1800千瓦，"
        "报价1500万元，称已并入国网。另一位贵州卖家表示，其电站装机3000千瓦，售价2600万元。"
    )
    found = build_detector().scan(Document("x", text))
    told = {one.kind: one for one in found.extraction.facts if one.role in {"offered", "asking"}}
    assert told["place"].detail["prefecture"] == "雅安市"
    assert (told["capacity"].value_min, told["price"].value_min) == (1800, 15_000_000)
    assert not found.flags
    listed = "罗军翻开手机，展示了待售的七八座电站：美姑县4000千瓦，要价2300万；甘洛县1600千瓦，要价900万。"
    facts = facts_of(listed, "reported")
    assert {one.value_min for one in of_kind(facts, "capacity") if one.role == "offered"} == {4000}
    assert {one.value_min for one in of_kind(facts, "price") if one.role == "asking"} == {23_000_000}
    elsewhere = build_detector().scan(Document("x", "一位来自浙江的卖家说，他在雅安的电站1800千瓦，1500万元出售"))
    (place,) = (one for one in elsewhere.extraction.facts if one.kind == "place" and one.role == "offered")
    assert place.detail["prefecture"] == "雅安市"
