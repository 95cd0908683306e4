"""What is saved from the address of a known listing is its page, whatever list it looks like; verify reads it so."""

from __future__ import annotations

from pathlib import Path

from monitor.run.importing.imports import import_paths
from monitor.run.verifying.verify import verify_workspace
from monitor.run.workspace import open_workspace

NOTE = (
    "<meta charset=utf-8><!-- saved from url=(0034)https://old.example.cn/plants/shuanghe --><title>水电站转让</title>"
)
CARDS = "".join(f"<li><a href=/kan/{n}/a>{n}号水电站转让</a> {n}80万元</li>" for n in range(3, 7))


def test_a_list_at_the_address_of_a_known_listing_is_a_version_of_it(folder: Path, tmp_path: Path) -> None:
    pages = {"list": CARDS, "own": "<h1>双河水电站转让</h1><p>装机2000千瓦，售价1380万元，可接矿场</p>"}
    with open_workspace(folder) as workspace:
        for number, name in enumerate(("list", "own", "list")):
            path = tmp_path / f"{number}.html"
            path.write_text(f"{NOTE}{pages[name]}<!-- {number} -->", "utf-8")
            report = import_paths(workspace, [path])
            assert bool(report.failures) is (number == 0), report.failures
        (row,) = workspace.store.queue().rows
        assert len(workspace.store.versions(row["id"])) == 2
        assert all(verdict.ok for verdict in verify_workspace(workspace, deep=True))
