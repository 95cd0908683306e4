"""A WACZ from us in every form: two readers that are not ours agree on it, the reference validator takes it."""

from __future__ import annotations

import json
import zipfile
from collections import Counter
from pathlib import Path

import pytest
from other_readers import NO_VALIDATOR, VALIDATOR, invalid, opened

from db import Scope
from monitor.run.importing.imports import import_paths
from monitor.run.packages.exports import export_wacz
from monitor.run.watching.watch import watch_once
from monitor.run.workspace import init_workspace, open_workspace
from monitor.sample.market import Market, sample_source

OFFER = "转让贵州某县小水电站，装机2×630千瓦，手续齐全，不在清退范围内，要价80万"
SCOPES = {
    "everything": Scope(), "one_run": Scope(run_id=2), "imports": Scope(run_id=3), "source": Scope(source="market"),
    "listing": Scope(1), "with_archives": Scope(4, with_archives=True), "nothing_to_show": Scope(run_id=4),
}  # fmt: skip


def packages(top: Path) -> dict[str, Path]:
    """Two days of the market (with 'not modified', redirects, robots.txt), then imports, then a file of no kind."""
    folder = init_workspace(top / "case")
    with Market() as market:
        source = sample_source(market.url) | {"id": "market"}
        (folder / "sources" / "market.yaml").write_text(json.dumps(source, default=str), "utf-8")
        for market.day in (1, 2):
            with open_workspace(folder) as workspace:
                watch_once(workspace)
    (top / "页 1.html").write_text(f"<title>水电站转让</title><p>{OFFER}</p>", "utf-8")
    (top / "no kind.bin").write_bytes(bytes(range(256)))
    with zipfile.ZipFile(top / "a b.zip", "w") as archive:
        archive.writestr("x/甲.txt", OFFER.replace("80", "81"))
    for names in (("页 1.html", "a b.zip"), ("no kind.bin",)):
        with open_workspace(folder) as workspace:
            import_paths(workspace, [top / name for name in names])
    with open_workspace(folder) as workspace:
        for name, scope in SCOPES.items():
            export_wacz(workspace, scope, top / f"{name}.wacz")
    return {name: top / f"{name}.wacz" for name in SCOPES}


def test_two_other_readers_agree_on_every_record_and_the_validator_takes_it(tmp_path: Path) -> None:
    made = packages(tmp_path)
    found = {name: Counter(seen.headers["warc-type"] for seen in opened(path)) for name, path in made.items()}
    assert set(found["everything"]) == {
        "warcinfo", "request", "response", "revisit", "metadata", "resource", "conversion",
    }  # fmt: skip
    assert found["nothing_to_show"] == {"warcinfo": 1, "resource": 1}
    if VALIDATOR is None:
        pytest.skip(NO_VALIDATOR)
    assert {name: invalid(path) for name, path in made.items()} == dict.fromkeys(made, "")
