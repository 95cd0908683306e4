"""Answers 'not modified' of our own looks: exported with what they confirm, and read from there elsewhere."""

from __future__ import annotations

from pathlib import Path

from test_bad_input_sites import ITEMS, Site, look, site

from db import Scope
from monitor.run.importing.imports import import_paths
from monitor.run.packages.exports import export_wacz
from monitor.run.workspace import init_workspace, open_workspace

__all__ = ["site"]
WORDS = "<h1>第1电站</h1><article>四川某小水电站转让，装机500千瓦，手续齐全，不在清退范围，16万</article>"


def test_an_export_with_answers_not_modified_is_read_whole(folder: Path, site: Site, tmp_path: Path) -> None:
    site.misbehave("/item/1", body=WORDS, ETag='"1"')
    look(folder)
    site.misbehave("/item/1", status=304, ETag='"1"')
    look(folder)
    with open_workspace(folder) as workspace:
        states = [row["state"] for row in workspace.store.iter_captures() if row["url"].endswith("/item/1")]
        assert states == ["ok", "ok", "not_modified"]
        export_wacz(workspace, Scope(), tmp_path / "all.wacz")
    with open_workspace(init_workspace(tmp_path / "other")) as other:
        report = import_paths(other, [tmp_path / "all.wacz"])
        assert report.failures == ()
        rows = [row for row in other.store.iter_captures() if row["final_url"].endswith("/item/1")]
        assert len(rows) == 3 and len({row["taken_at"] for row in rows}) == 3
        assert len({row["sha256"] for row in rows}) == 2
        assert other.store.counts()["listings"] >= ITEMS
