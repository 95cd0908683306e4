"""PDF and workbooks shown as what was read of them, in the same frame and under the same policy."""

from __future__ import annotations

import sys
from pathlib import Path

from web_site import serving

from db import open_store
from monitor.run.importing.imports import import_paths
from monitor.run.workspace import DATABASE, init_workspace, open_workspace
from monitor.web.replay import POLICY

sys.path.append(str(Path(__file__).parents[1] / "parse"))
from pdf_files import lines, make_pdf
from sheet_files import make_xlsx

OFFER = "转让贵州某县小水电站,装机2×630千瓦,手续齐全,不在清退范围内,要价310万"


def test_a_pdf_and_a_workbook_are_shown_as_what_was_read(tmp_path: Path) -> None:
    (tmp_path / "a.pdf").write_bytes(make_pdf([lines(OFFER.replace(",", "\n"))]))
    rows = [["标题", "说明"], ["<script>alert(1)</script>", OFFER]]
    (tmp_path / "b.xlsx").write_bytes(make_xlsx({"电站": rows}))
    folder = init_workspace(tmp_path / "case")
    with open_workspace(folder) as workspace:
        import_paths(workspace, [tmp_path / "a.pdf", tmp_path / "b.xlsx"])
    with serving(folder) as site:
        for number, words in ((1, "Page 1"), (2, "<td>&lt;script&gt;alert(1)&lt;/script&gt;</td>")):
            around = site.get(f"/capture/{number}/replay").text
            assert "no rendering by the program" in around and "<iframe" in around
            shown = site.get(f"/capture/{number}/replay/content")
            assert (shown.status, shown.headers["content-type"]) == (200, "text/html; charset=utf-8")
            assert shown.headers["content-security-policy"] == POLICY and words in shown.text
            assert "<script" not in shown.text and "\ufffd" not in shown.text
            assert "手续齐全" in shown.text
            file = site.get(f"/capture/{number}/payload").headers
            assert file["content-disposition"].startswith("attachment") and file["x-content-type-options"] == "nosniff"
    with open_store(folder / DATABASE, read_only=True) as store:
        assert len(list(store.audit_entries("evidence.replay"))) == 2
