"""A price in another currency, and an output only hoped for, as the terminal and the page show them."""

from __future__ import annotations

from pathlib import Path

import pytest
from web_site import serving

from monitor.cli.main import status_of
from monitor.models import Document
from monitor.run import build_detector, import_paths, init_workspace, open_workspace

TEXT = "四川乐山水电站转让，装机2000千瓦，年发电可达900万度，现650万，售价200万美元，手续齐全。"


def test_a_price_in_dollars_is_shown_as_stated(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    found = build_detector().scan(Document("t", TEXT))
    assert not {"price_per_kw", "payback_band"} & {flag.rule for flag in found.flags}
    (tmp_path / "in.txt").write_text(TEXT, "utf-8")
    folder = init_workspace(tmp_path / "workspace")
    with open_workspace(folder) as workspace:
        import_paths(workspace, [tmp_path / "in.txt"])
    assert status_of(["show", "1", "-w", str(folder)]) == 0
    told = capsys.readouterr().out
    assert "2,000,000 USD" in told and "hoped_kwh 9,000,000" in told
    with serving(folder) as site:
        page = site.get("/listing/1").text
    row = page[page.rindex("2,000,000 USD") :]
    assert "asking" in row[: row.index("</tr>")].lower()
