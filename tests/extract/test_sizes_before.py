"""Sizes of earlier days beside the one that stands: before an upgrade, of a portfolio sold in parts."""

from __future__ import annotations

from typing import Final

from monitor.run.detector import scan_text

SAID: Final = (
    (160, "电站转让,45万。开始只有一台75千瓦,2007年我爸贷款40万换成现在的160千瓦一台,贷款还清了。"),
    (125, "电站出售,80万。最早是55千瓦,2004年换成125千瓦。"),
    (160, "出电站60万。起初装机75kW,后来嫌小,2010年增容到160kW"),
    (320, "出电站160万。建的时候200千瓦,2012年技改后320千瓦"),
    (400, "转让电站200万,刚接手时只有250千瓦,花了80万改造,现在是400千瓦"),
    (630, "水电站转让,2010年开始运行,装机630千瓦,300万"),
    (630, "水电站转让,300万,开始是我和堂弟合伙,装机630千瓦,现在就我一人"),
    (1000, "水电站转让,一开始装了一台500千瓦,后来又加装一台500千瓦,总装机1000千瓦,400万"),
)
PORTFOLIO: Final = (
    "Fund manager Norrstrom has put two hydropower plants in Zhejiang up for sale. The plants have a combined "
    "installed capacity of 11.2 MW. It hopes for 118 million yuan for the holding company that owns 100 percent of "
    "them. It paid 165 million yuan in 2009, when it bought a portfolio of nine plants with 78 MW; the other seven "
    "were sold in 2014. The turbines could be uprated by a further 1.6 MW."
)


def _offered(text: str) -> list[float | None]:
    return [
        one.value_min for one in scan_text(text).extraction.facts if (one.kind, one.role) == ("capacity", "offered")
    ]


def test_the_size_is_the_one_that_stands_now() -> None:
    assert [(_offered(words), words) for _, words in SAID] == [([size], words) for size, words in SAID]


def test_a_portfolio_of_earlier_days_and_what_may_be_added_are_not_offered() -> None:
    reading = scan_text(PORTFOLIO).extraction.reading
    assert (_offered(PORTFOLIO), reading.object, reading.share_pct) == ([11_200], "equity", 100)
