"""Answers that come in a call (JSONP) are watched like any JSON."""

from __future__ import annotations

import json
import re
from contextlib import closing
from pathlib import Path

from test_bad_input_sites import SOURCE, Site

from monitor.run.watching.watch import watch_once
from monitor.run.workspace import open_workspace


def test_entries_in_a_call_become_listings(folder: Path) -> None:
    rows = json.dumps([{"n": 1, "t": "转让四川某小水电站，装机500千瓦", "on": 1795008640000}], ensure_ascii=False)
    with closing(Site()) as site:
        site.answers["/list?p=1"] = (200, f"jQuery9({rows});", {"Content-Type": "application/javascript"})
        source = SOURCE.format(port=site.server_port).replace("/list", "/list?p=1").replace("kind: web", "kind: json")
        source = re.sub(r"items: .*", "items: {read: entry}", source)
        source = re.sub(r"item: .*", "item: {title: json:t, posted_at: json:on}", source)
        source = re.sub(r"native_id: .*", "native_id: {select: json:n}", source)
        (folder / "hydrowatch.toml").write_text("min_delay_seconds = 0\n", "utf-8")
        (folder / "sources" / "market.yaml").write_text(source, "utf-8")
        with open_workspace(folder) as workspace:
            report = watch_once(workspace)
            assert (report.counts["new"], report.failures) == (1, ())
            assert workspace.store.queue().rows[0]["posted_at"] == "2026-11-18"
