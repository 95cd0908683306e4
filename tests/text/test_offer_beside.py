"""What stands or is built beside a plant takes no offer away and makes no plant unbuilt; what is sold decides."""

from __future__ import annotations

from monitor.run.detector import scan_text

AD = "福建水电站转让,630kW,240万"
BESIDE = (
    "附近在建抽水蓄能电站,前景好",
    "旁边有光伏电站",
    "厂房屋顶装了光伏50kW一起转",
    "带屋顶光伏",
    "屋顶可以装光伏",
    "距离抽水蓄能电站5公里",
    "县里正在建抽蓄电站",
    "上游规划建设抽水蓄能",
    "离风电场不远",
    "对面山上在建风电",
    "可改造成抽水蓄能",
    "不是光伏",
    "县里抽蓄项目已核准",
    "上游在建一座大型电站",
    "旁边有一家数据中心在建",
    "下游正在建设水库",
    "门口高速正在建设",
    "附近高铁站在建",
    "对面工业园区在建",
    "同流域在建3座电站",
    "上游在建一座大型电站,装机20万千瓦,总投资15亿",
    "附近在建抽水蓄能电站,总投资80亿,装机120万千瓦,2025年投产",
)
# nothing but 电站 names the plant: what is beside it must be told as such
ANY_PLANT = (
    "甘孜1000千瓦电站转让600万。屋顶光伏80千瓦。{}",
    "甘孜1000千瓦电站转让600万。规划中的抽水蓄能淹不到我们。{}",
    "甘孜1000千瓦电站转让600万。抽水蓄能项目占了我家地。{}",
    "甘孜1000千瓦电站转让600万。值班室装了太阳能热水器。{}",
    "甘孜1000千瓦电站转让600万。丰水期满发,屋顶有光伏。{}",
    "甘孜发电站转让,1000千瓦,600万,附近在建抽水蓄能电站,工人多。{}",
    "甘孜电站出让,装机1000千瓦,报价600万。村里光伏扶贫跟我们共用变压器。{}",
    "甘孜电站转让,1000千瓦,600万。{}#光伏 #风电 #水电",
    "甘孜1000千瓦电站转让。屋顶光伏80千瓦。{}",
)
NO_HYDROPOWER = (
    "甘孜电站转让,1000千瓦,600万。光伏组件2000块,并网8年。可以挖矿",
    "甘孜电站转让,1000千瓦,600万。屋顶光伏,自发自用",
    "甘孜电站转让,光伏1000千瓦,600万。屋顶彩钢瓦,不在清退范围",
    "甘孜电站转让,1000千瓦,600万。风电,两台风机",
    "光伏电站转让,浙江,630kW,240万",
    "转让浙江光伏电站630kW,240万,附近有水电站",
    "浙江光伏电站转让,630kW,240万,旁边有水库和水电站",
    "抽水蓄能电站转让,附近有水电站630kW,价格2亿",
    "分布式光伏转让,山东,2MW,600万,装在水电站厂房屋顶",
    "浙江某水电站屋顶光伏项目转让,200kW,60万",
    "永春水电站旁边光伏电站一座,电站630kW,转让,240万",
    "本公司有光伏电站一座,630kW,位于浙江水电站附近,转让,240万",
    "电站转让,浙江,630kW,240万,屋顶光伏",
    "求购水电站,630kW左右,附近有光伏的优先",
    "附近有抽水蓄能的水电站转让后会涨价吗?630kW,240万",
)
UNBUILT = (
    "在建水电站转让,四川,2000kW,600万",
    "四川水电站转让,2000kW,附近有高速,电站在建,600万",
    "位于上游的在建水电站转让,四川,2000kW,600万",
    "水电站项目转让,上游在建大型水库,本站也在建,2000kW,600万",
    "县城附近在建水电站,2000kW,600万出售",
    "四川水电站转让,2000kW,600万,水库在建",
    "四川水电站转让,2000kW,引水隧洞在建,600万",
    "四川水电站转让,2000kW,进场公路在建,600万",
    "四川水电站2000kW建设中,县城附近,600万转让",
)


def _told(text: str, title: str = "") -> tuple[str, str | None, float | None]:
    assessment = scan_text(text, title=title)
    sizes = [one.value_min for one in assessment.extraction.facts if one.kind == "capacity" and one.role == "offered"]
    return assessment.extraction.reading.offer, assessment.extraction.reading.object, sizes[0] if sizes else None


def test_what_stands_beside_a_plant_is_not_what_is_sold() -> None:
    for clause in BESIDE:
        assert _told(f"{AD},{clause}") == ("direct", "plant", 630), clause
        assert _told(f"630kW,240万,{clause}", "福建水电站转让") == ("direct", "plant", 630), clause
    assert _told(f"附近在建抽水蓄能电站,{AD}") == ("direct", "plant", 630)
    english = "Hydropower station for sale in Fujian, 630 kW, price 2.4 million yuan. A solar farm stands next door."
    assert _told(english) == ("direct", "plant", 630)


def test_a_plant_beside_a_solar_park_keeps_its_claims() -> None:
    text = "福建永春水电站转让,630kW,手续齐全,不在清退范围,240万。附近在建抽水蓄能电站,前景好"
    assert "not_in_cleanup" in {flag.rule for flag in scan_text(text).flags}


def test_an_ad_of_some_plant_keeps_its_claims_beside_other_power() -> None:
    for text in ANY_PLANT:
        assessment = scan_text(text.format("可以挖矿,不在清退范围。"))
        assert assessment.extraction.reading.offer == "direct", text
        assert "mining_allowed" in {flag.rule for flag in assessment.flags}, text


def test_other_power_that_is_sold_is_no_offer() -> None:
    for text in NO_HYDROPOWER:
        assert scan_text(text).extraction.reading.offer == "none", text


def test_a_plant_that_is_itself_under_construction_stays_so() -> None:
    for text in UNBUILT:
        assert scan_text(text).extraction.reading.object == "under_construction", text
