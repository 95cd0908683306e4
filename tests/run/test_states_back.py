"""What the state of a listing is where its pages come back out of a WACZ of ours: what their own words tell."""

from __future__ import annotations

from pathlib import Path

from test_listing_states import page
from test_watching import Days, days

from db import Scope
from monitor.run.importing.imports import import_paths
from monitor.run.packages.exports import export_wacz
from monitor.run.verifying.verify import verify_workspace
from monitor.run.workspace import init_workspace, open_workspace

__all__ = ["days"]
REMOVED = "<title>提示</title><p>您要查看的信息已被删除或已过期，去看看其他信息吧</p>"


def test_a_page_out_of_a_wacz_tells_the_state_as_a_saved_page_does(days: Days, tmp_path: Path) -> None:
    site = days.add("market", "markers: {sold: [{css: p.sold}]}")
    days.look()
    site.answers["/item/1"] = (200, page(1, "<p>该商品已售出</p>"), {})
    site.answers["/item/2"] = (200, REMOVED, {})
    site.answers["/item/3"] = (404, "<p>404</p>", {})
    site.answers["/item/4"] = (404, REMOVED, {})
    site.answers["/item/5"] = (410, page(5), {})
    site.answers["/item/6"] = (200, page(6, "<p class=sold>成交</p>"), {})
    days.look()
    with open_workspace(days.folder) as workspace:
        export_wacz(workspace, Scope(), tmp_path / "case.wacz")
    with open_workspace(init_workspace(tmp_path / "other")) as other:
        assert import_paths(other, [tmp_path / "case.wacz"]).failures == ()
        rows = {row["url"].rpartition("/")[2]: row for row in other.store.queue().rows}
        assert {name: rows[str(name)]["status"] for name in range(1, 8)} == {
            1: "sold", 2: "removed_by_platform", 4: "removed_by_platform",
            3: "unknown", 5: "unknown",  # not found says nothing of why
            6: "unknown",  # the marks of a source do not leave with it
            7: "unknown",
        }  # fmt: skip
        assert (rows["4"]["versions"], rows["5"]["versions"]) == (1, 1)
        assert all(verdict.ok for verdict in verify_workspace(other))
        assert import_paths(other, [tmp_path / "case.wacz"]).counts.get("new", 0) == 0
