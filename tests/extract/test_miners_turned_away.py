"""Miners who asked and were sent away are no admission; those who stayed after all are."""

from __future__ import annotations

import pytest

from monitor.run import scan_text

MINING = {"mining_admitted", "mining_allowed"}


def mining_of(words: str) -> tuple[set[str], set[str]]:
    """The stances of what is said of mining, and the rules that are flagged for it."""
    told = scan_text(f"四川乐山水电站转让，装机500千瓦，{words}，300万")
    stances = {claim.stance for claim in told.extraction.claims if claim.type in MINING}
    return stances, {flag.rule for flag in told.flags if "mining" in flag.rule or flag.rule == "cheap_power"}


@pytest.mark.parametrize(
    "words",
    ["去年有人来谈挖矿我没答应", "曾有人出高价要来挖比特币，被我拒绝了", "之前有挖矿的老板出价600万要买，没卖",
     "以前有人想租来挖矿，我没同意", "曾有矿场老板来谈合作，没有答应", "挖矿的来找过好几次，都拒绝了",
     "推掉了好几拨矿老板",
     "去年有人来谈挖矿。我没答应。水量好", "20年有矿主出两毛五买电，我没卖给他", "之前有人要放矿机，没让放",
     "去年有矿场想来，我把人赶走了", "原来有人提出租厂房放矿机，谈都没谈", "之前挖矿的人出两倍租金，我也没松口",
     "曾有虚拟货币“挖矿”企业欲租用场地，公司未予同意", "前几年挖矿的天天上门，一家都没接"],
)  # fmt: skip
def test_who_was_turned_away_admits_nothing(words: str) -> None:
    stances, flags = mining_of(words)
    assert stances <= {"denied"}
    assert not flags


@pytest.mark.parametrize(
    "words",
    ["去年有人来谈挖矿我答应了", "之前有矿老板想包电，开始没答应，后来还是租给他了",
     "去年有矿老板要租，我没理由拒绝，就租了",
     "之前矿场来谈价两毛没答应，两毛五才卖", "去年挖矿的包了一年，今年续租我没同意",
     "以前挖过矿，被供电局拒绝并网",
     "去年有人来挖矿，电都没卖给电网", "可挖矿，去年来看过的老板我没卖", "挖矿的来找我，价格好说，中介不接",
     "挖矿的想买优先，国网来谈过没答应", "矿老板来谈，一口价，不接受还价", "之前租给挖矿的，后来没租了"],
)  # fmt: skip
def test_what_was_not_refused_is_told(words: str) -> None:
    stances, flags = mining_of(words)
    assert "asserted" in stances
    assert flags
