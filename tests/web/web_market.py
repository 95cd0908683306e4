"""A workspace filled by importing synthetic listings over three days, as a person would."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from monitor.run.importing.imports import import_paths
from monitor.run.report import Report
from monitor.run.workspace import Workspace, init_workspace, open_workspace

FULL = (
    "四川凉山小水电站整体转让\n"
    "装机1260千瓦(2×630)，水头85米，流量1.9立方米每秒，年发电500万度，上网电价0.28元。\n"
    "手续齐全，不在清退范围，可挖矿，送矿机S19 100台，到手即开机。\n"
    "要价950万元，可小议。联系电话13800001111，微信hydro_seller_01。\n"
    "评论\n"
    "请问能挖矿吗？\n"
    "会不会被关停，顶风作案吧。"
)
LISTINGS: tuple[dict[str, Any], ...] = (
    {"id": "full", "title": "四川凉山1260千瓦水电站转让", "text": FULL, "posted_at": "2021-07-10",
     "url": "https://market.example/item/full"},
    {"id": "share", "title": "水电公司55%股权转让", "posted_at": "2021-06-30", "url": "https://market.example/item/share",
     "text": "福建福州某水电有限公司55%股权转让，装机2×320千瓦，多年平均发电量253万千瓦时，"
             "挂牌价218.94万元，保证金40万元。"},
    {"id": "plain", "title": "湖南小水电转让", "posted_at": "2021-07-01", "url": "https://market.example/item/plain",
     "text": "湖南郴州小水电站转让，装机400千瓦，正常上网发电，本人出国诚心转让，价格260万元，面谈。"},
    {"id": "data", "title": "云南电站适合大数据", "posted_at": "2021-07-05", "url": "https://market.example/item/data",
     "text": "云南德宏水电站，装机3000千瓦，电费便宜2毛电，自发自用直供电，适合大数据机房托管，"
             "带变压器3150kva，2800万元。"},
    {"id": "grid", "title": "贵州水电站并入国网", "posted_at": "2021-07-08", "url": "https://market.example/item/grid",
     "text": "贵州遵义1000千瓦水电站出售，并入国网，证件齐，已列保留类，3年回本，报价600万元。"},
    {"id": "lease", "title": "水电站经营权15年", "posted_at": "2021-07-09", "url": "https://market.example/item/lease",
     "text": "广西某电站15年经营权出租，装机1050千瓦(2*400+1*250)，租金底价480000元/年。"},
    {"id": "hostile", "title": "<script>alert(1)</script>水电站", "posted_at": "2021-07-09",
     "url": "javascript:alert(1)",
     "text": "江西水电站转让，装机200千瓦<img src=x onerror=alert(1)>，手续齐全，"
             "\"'><b>不在清退范围</b>，价格150万元。"},
    {"id": "empty-risk", "title": "矿山旁电站", "posted_at": "2021-07-09", "url": "https://market.example/item/ore",
     "text": "煤矿旁水电站转让，装机500千瓦，矿区用电稳定，价格面议。"},
)  # fmt: skip
SECOND_TEXT = FULL.replace("可挖矿，送矿机S19 100台，", "").replace("要价950万元", "要价880万元") + "\n急转"


class Days:
    """A clock that a test moves by days."""

    def __init__(self) -> None:
        self.moment = datetime(2021, 7, 14, 8, 0, tzinfo=UTC)

    def now(self) -> datetime:
        return self.moment

    def monotonic(self) -> float:
        return self.moment.timestamp()

    def sleep(self, seconds: float) -> None:
        self.moment += timedelta(seconds=seconds)


def write(path: Path, rows: tuple[dict[str, Any], ...]) -> Path:
    path.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), "utf-8")
    return path


def fill(folder: Path) -> Path:
    """Make and fill the workspace; returns its folder."""
    workspace, clock = init_workspace(folder / "workspace"), Days()
    with open_workspace(workspace, clock=clock) as opened:
        _import(opened, folder, clock)
    return workspace


def _import(opened: Workspace, folder: Path, clock: Days) -> None:
    _whole(import_paths(opened, [write(folder / "market.jsonl", LISTINGS)]))
    clock.moment += timedelta(days=1)
    changed = {**LISTINGS[0], "text": SECOND_TEXT}
    _whole(import_paths(opened, [write(folder / "market.jsonl", (changed, *LISTINGS[1:]))]))


def _whole(report: Report) -> None:
    assert not report.failures, f"the market could not be made: {report.failures[0]}"
