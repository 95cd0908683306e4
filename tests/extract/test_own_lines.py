"""A plant's line to the grid and the power of its own rooms are no supply of users; lines to users are."""

from __future__ import annotations

import pytest

from monitor.run import scan_text


def supplies(words: str) -> bool:
    told = scan_text(f"四川乐山水电站转让，装机500千瓦，{words}，300万")
    return any(claim.type == "direct_supply" and claim.stance == "asserted" for claim in told.extraction.claims)


@pytest.mark.parametrize(
    "words",
    ["自有10kV专线2公里到变电站", "有专线一条，自有产权", "电站自供厂用电", "自发自用（厂用电）",
     "自有35千伏专线5公里，T接至35kV某变",
     "自架专线4公里并入电网", "输电线路是自己拉的专线，电全部卖给电网", "站用电自发自用，其余全部上网",
     "自有10kV专线，长2公里，接入110kV城东变", "厂用变S11-50，自供站内用电", "电站自用电由厂用变自供",
     "own 10kV dedicated line to the substation"],
)  # fmt: skip
def test_what_serves_the_plant_supplies_nobody(words: str) -> None:
    assert not supplies(words)


@pytest.mark.parametrize(
    "words",
    ["自有10kV专线2公里到厂区", "有专线到机房", "可拉专线，国网并网", "有专线，国网并网", "自发自用，余电上网",
     "自发自用，厂用电低",
     "厂用电充足，可自发自用，建厂最好", "专线直达你的机房，线路产权清楚", "专线从变电站旁过，直接给数据中心供电",
     "自供两个村和一家砂场", "dedicated line to your data center"],
)  # fmt: skip
def test_what_leads_to_users_supplies_them(words: str) -> None:
    assert supplies(words)
