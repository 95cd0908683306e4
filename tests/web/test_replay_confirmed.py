"""The replay of an answer 'not modified' shows the content that it confirms, and says so."""

from __future__ import annotations

import sys
from contextlib import closing
from pathlib import Path

from web_site import serving

from monitor.run.watching.watch import watch_once
from monitor.run.workspace import init_workspace, open_workspace

sys.path.append(str(Path(__file__).parents[1] / "run"))
from test_bad_input_sites import SETTINGS, SOURCE, Site

WORDS = "<h1>第1电站</h1><article>四川某小水电站转让，装机500千瓦，手续齐全，15万</article>"


def test_what_an_answer_not_modified_confirms_is_shown(tmp_path: Path) -> None:
    folder = init_workspace(tmp_path / "case")
    (folder / "hydrowatch.toml").write_text(SETTINGS, "utf-8")
    with closing(Site()) as site:
        (folder / "sources" / "market.yaml").write_text(SOURCE.format(port=site.server_port), "utf-8")
        for answer in ({"body": WORDS}, {"status": 304}, {"status": 304}):
            site.misbehave("/item/1", ETag='"1"', **answer)  # type: ignore[arg-type]
            with open_workspace(folder) as workspace:
                watch_once(workspace)
    with open_workspace(folder, read_only=True) as workspace:
        rows = [row for row in workspace.store.iter_captures() if row["url"].endswith("/item/1")]
    assert [row["state"] for row in rows] == ["ok", "not_modified", "not_modified"]
    first, _, last = rows
    with serving(folder) as shown:
        page = shown.get(f"/capture/{last['id']}/replay")
        assert "not modified" in page.text and f'/capture/{first["id"]}/replay"' in page.text
        assert f'/capture/{first["id"]}/payload"' in page.text and "<iframe" in page.text
        content = shown.get(f"/capture/{last['id']}/replay/content").body.decode()
        assert "四川某小水电站转让" in content
        assert content == shown.get(f"/capture/{first['id']}/replay/content").body.decode()
        assert "Shown is what it confirmed" not in shown.get(f"/capture/{first['id']}/replay").text
