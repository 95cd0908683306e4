"""The name of a file in the browser: as people read it, and never as markup."""

from __future__ import annotations

from pathlib import Path

import pytest
from web_site import serving

from monitor.run.importing.imports import import_paths
from monitor.run.workspace import init_workspace, open_workspace

OFFER = "<html><title>水电站</title><p>转让贵州某县小水电站,装机2×630千瓦,手续齐全,要价310万</p></html>"


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("水电站 转让.html", "水电站 转让.html"),
        ("<b>100%E6.html", "&lt;b&gt;100%E6.html"),
        ("%3Cscript%3E.html", "%3Cscript%3E.html"),
    ],
)
def test_the_file_that_is_shown_again_has_its_name(name: str, shown: str, tmp_path: Path) -> None:
    folder = init_workspace(tmp_path / "workspace")
    page = tmp_path / name
    page.write_text(OFFER, "utf-8")
    with open_workspace(folder) as workspace:
        import_paths(workspace, [page])
    with serving(folder) as site:
        for address in ("/capture/1/replay", "/listing/1"):
            text = site.get(address).text
            assert shown in text and "<b>100" not in text and "%E6%B0%B4" not in text
