"""S9 is the name of a distribution transformer and of a mining rig: what stands around it tells which."""

from __future__ import annotations

import pytest

from monitor.models import Assessment
from monitor.run import scan_text

PLANT = "四川乐山水电站转让，装机500千瓦，手续齐全，不在清退范围，{}，300万"


def judged(words: str) -> Assessment:
    return scan_text(PLANT.format(words))


@pytest.mark.parametrize(
    "words",
    ["主变压器S9-1000/10一台", "S9变压器两台", "设备：S9主变两台，GGD柜", "主变：S9，2台", "S9(1000/10)一台",
     "升压变S9，1250kVA，2台", "变压器型号为S9", "油浸式S9，三相，一台", "两台S9型变压器，送出线路10千伏", "S9-630打包",
     "主变S7一台，S11两台", "主变Ｓ９－１０００／１０", "S11-630/10，S9-200/10各一台", "含S9主变2台，一起打包",
     "变压器2台 S9 630，2台 S9 400"],
)  # fmt: skip
def test_transformers_are_no_rigs(words: str) -> None:
    told = judged(words)
    assert not [fact for fact in told.extraction.facts if fact.kind == "rig"]
    told_of = {(flag.rule, flag.severity) for flag in told.flags}
    assert told_of >= {("not_in_cleanup", "high"), ("papers_complete", "medium")}
    assert "rigs_included" not in dict(told_of)


@pytest.mark.parametrize(
    ("words", "count"),
    [("主变S9-1000/10一台，带矿机S9 300台", 300), ("两台变压器，S9两百台送你", 200), ("400台S9一起走，变压器也送", 400),
     ("变压器1250kVA，S9 120台", 120), ("S9*200一起走，变压器两台", 200), ("变压器1000kVA，送旧S9一批", None)],
)  # fmt: skip
def test_rigs_beside_transformers_are_rigs(words: str, count: int | None) -> None:
    told = judged(words)
    assert [fact.detail["count"] for fact in told.extraction.facts if fact.kind == "rig"] == [count]
    assert "rigs_included" in {flag.rule for flag in told.flags}
