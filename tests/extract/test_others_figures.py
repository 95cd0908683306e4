"""Figures that stand beside the plant's own: what years brought, neighbours' plants, designs, rates of other power."""

from __future__ import annotations

import pytest
from facts_of import facts_of, of_kind

OFFERED = frozenset({"offered", "asking", "starting", "floor"})
AD = "罗源县500千瓦电站转让300万,年150万度,0.3元。"


def _told(text: str, kind: str) -> set[float | None]:
    return {one.value_min for one in of_kind(facts_of(text), kind) if one.role in OFFERED and one.value_min is not None}


@pytest.mark.parametrize(
    "clause",
    [
        "近三年电费收入:42、47、39万元",
        "近三年上网收入分别为102、118、97万元",
        "三年分红45、50、38万元",
        "近三年收入分别是102万、118万、97万元",
        "2022到2024年营收:102,118,97万",
        "维修费三年12、15、9万元",
        "一级站装机1000千瓦,二级站装机800千瓦,都不是我们的",
        "同沟另有三座电站,装机分别为320、400、630千瓦",
        "这条河里其他两座电站装机800千瓦、1000千瓦,不卖",
        "同流域国企电站装机2万千瓦",
        "下一级电站装机800千瓦,归我弟弟",
        "县里有规划在上游建水库,投资12亿元,装机3万千瓦",
        "设计年均发电量180万千瓦时,实际150万",
        "设计年发电量180万度",
        "2021年增效扩容前年发电100万度",
        "停机时反送电按0.62元/度向供电局买",
        "下网电价0.63元/度,每年交三万",
        "厂用电从农网取,0.55元/度",
        "当地居民电价0.5元",
        "邻县的上网电价有0.38元,我们低",
        "2010年电价才0.18元,后来涨上来的",
        "听说明年电价要涨到0.35元",
        "超发部分按0.2元/度结算",
    ],
)
def test_what_stands_beside_changes_no_figure_of_the_plant(clause: str) -> None:
    told = [_told(f"{AD}{clause}。", kind) for kind in ("capacity", "price", "generation", "tariff")]
    assert told == [{500}, {3_000_000}, {1_500_000}, {0.3}]


@pytest.mark.parametrize(
    ("text", "kind", "value"),
    [
        ("青田县三级电站转让。一级装机2000千瓦、二级装机1600千瓦、三级装机1000千瓦,现只转让三级", "capacity", 1000),
        ("罗源两座电站转让,一级站装机1000千瓦,二级站装机800千瓦,都是我们自己的,900万", "capacity", 1800),
        ("三座电站打包转让,装机分别为320、400、630千瓦,800万", "capacity", 1350),
        ("同流域两座电站转让,装机1000千瓦、640千瓦,一共900万", "capacity", 1640),
        ("水电站转让,1200千瓦,三年收入42万,47万,39万,800万转让", "price", 8_000_000),
        ("遂昌1000千瓦电站转让,600万,设计年发电量350万度,实际发电280万度", "generation", 2_800_000),
        ("遂昌1000千瓦电站转让,600万,设计年发电量350万度,去年发了200万度", "generation", 3_500_000),
        ("罗源县水电站转让,500千瓦,300万。2021年改造前年发电100万度,改造后150万度", "generation", 1_500_000),
        ("罗源县500千瓦电站转让300万,原电价0.25,2022年起0.3元", "tariff", 0.3),
        ("罗源县500千瓦电站转让300万,原上网电价0.25元", "tariff", 0.25),
        ("罗源县500千瓦电站转让300万,供电局收购电价0.3元/度,居民电价0.55元/度", "tariff", 0.3),
    ],
)
def test_what_is_sold_paid_or_made_is_read(text: str, kind: str, value: float) -> None:
    assert _told(text, kind) == {value}
