"""Figures of different plants in one text are never set against each other; those of one plant are."""

from __future__ import annotations

from datetime import date

from monitor.models import Document
from monitor.run import build_detector

RATIOS = {
    "hours_band", "payback_band", "payback_gap", "price_per_kw", "units_sum", "transformer_small", "head_flow",
    "rigs_over_capacity", "income_over_own_tariff",
}  # fmt: skip
PRESS = (
    "财联社7月14日讯（记者 李某）一批小水电站正在闲鱼等二手平台上被转让。一位位于四川凉山州的卖家标价6000多万元转让"
    "一座近9000千瓦的电站。“手续齐全，国网并网。”该卖家告诉记者，电站年发电量约4000万度。另一位贵州遵义的卖家张某表示，"
    "其名下的电站装机1800千瓦，开价1200万元。云南德宏的王先生则坦言，自己的3000千瓦电站不让干了，以前给国网0.189元/千瓦时。"
)
ENGLISH = (
    "SHANGHAI (Reuters) - Dozens of small hydropower stations in China's Sichuan and Guizhou provinces have been put "
    "up for sale. One seller in Liangshan listed a 9 MW plant for 60 million yuan. A third, in Guizhou, offered a "
    "1,800 kW station with annual output of 7.5 million kWh."
)
NOTICE = (
    "广西能源股份有限公司关于公开挂牌转让小水电站资产的公告\n公司拟公开挂牌转让所属的大田、芳林、拉浪三座小水电站资产，"
    "合计装机容量7600千瓦，首次挂牌底价3,650.04万元。\n（一）大田水电站位于贺州市昭平县，装机容量2×1600千瓦，2024年发电量"
    "350.3万千瓦时，上网电价0.2713元/千瓦时。\n（二）芳林水电站，装机容量3×800千瓦，2024年发电量760万千瓦时。\n"
    "（三）拉浪水电站，装机容量2×1000千瓦，2024年发电量612万千瓦时。"
)
LISTED = "水电站转让：1号站1800kW，300万；2号站500kW，200万；3号站320kW，120万。"
TABLE = (
    "手头几座水电站转让：\n电站\t装机\t年发电\t价格\nA站\t2×1600kW\t1500万度\t2300万\nB站\t1×800kW\t330万度\t480万\n"
    "C站\t3×500kW\t560万度\t1100万\nD站\t320kW\t95万度\t165万\n打包优惠，总共380万。"
)
CASCADE = "水电站转让，一级站5000kW年发电380万度，二级站640kW年发电240万度，一级600万，二级60万。"


def flags_of(text: str) -> set[str]:
    """The rules on ratios that look into a text."""
    found = build_detector().scan(Document("t", text, posted_at=date(2025, 4, 28))).flags
    return {flag.rule for flag in found} & RATIOS


def test_figures_of_different_plants_make_no_ratio() -> None:
    for text in (PRESS, ENGLISH, NOTICE, LISTED, TABLE, CASCADE):
        assert not flags_of(text), text


def test_figures_of_one_plant_still_do() -> None:
    for text, rule in (
        ("水电站转让，装机2000千瓦，年发电4000万度，1500万", "hours_band"),
        ("水电站转让，装机2000千瓦，其中一台单机500千瓦要修，年发电4000万度，1500万", "hours_band"),
        ("水电站转让，装机2000千瓦，还有地方再装500千瓦，1500万。年发电4000万度", "hours_band"),
        ("退出有补，一个千瓦补三千。水电站转让，装机2000千瓦，60万", "price_per_kw"),
        (PRESS.replace("1800千瓦，开价1200万元", "1800千瓦，年发电4000万度，开价1200万元"), "hours_band"),
        (LISTED.replace("1800kW，300万", "1800kW，年发电4000万度，300万"), "hours_band"),
    ):
        assert rule in flags_of(text), text
