"""A listing out of an archive leaves with what its page loads; the rest of the archive stays."""

from __future__ import annotations

import sys
import zipfile
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from test_exports import exported, index_of

from db import Scope
from monitor.cli.main import status_of
from monitor.run.importing.imports import import_paths
from monitor.run.packages.leaving_parts import with_parts
from monitor.run.packages.package_checks import verify_package
from monitor.run.packages.taking_out import take_out
from monitor.run.page_parts import PageParts
from monitor.run.rows import position_of
from monitor.run.verifying.verify import verify_workspace
from monitor.run.workspace import Workspace, init_workspace, open_workspace
from monitor.unpack import ours

sys.path.append(str(Path(__file__).parents[1] / "web"))
from test_replay_parts import har, mail, mhtml, packed, page, warc, zipped

MADE = {
    "a.zip": zipped(), "a.mhtml": mhtml(), "local.mhtml": mhtml("file:///C:/saved/"), "a.har": har(),
    "a.warc.gz": warc(), "nested.zip": packed("in/b.mhtml", mhtml()), "a.eml": mail(),
}  # fmt: skip


def page_of(workspace: Workspace) -> dict[str, Any]:
    """The capture of the page as it came, which is there once."""
    rows = (row for row in workspace.store.iter_captures() if row["media_type"] == "text/html")
    (row,) = (row for row in rows if not row["url"].endswith(ours.MADE))
    return row


def shown(workspace: Workspace, loads: bytes) -> tuple[set[str], int]:
    """The types of what the page is shown with, and how much of it lies in an archive."""
    with closing(PageParts(workspace, workspace.store, page_of(workspace))) as parts:
        parts.look([loads], "utf-8")
        return {one.media_type for one in parts._found.values() if one}, len(parts.in_archive)


@pytest.mark.parametrize("name", MADE)
def test_a_listing_leaves_with_what_its_page_loads(folder: Path, tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    path.write_bytes(MADE[name])
    with open_workspace(folder) as workspace:
        import_paths(workspace, [path])
        row = page_of(workspace)
        loads = workspace.archive.read_payload(place) if (place := position_of(row)) else b""
        before, number = shown(workspace, loads)
        assert number == with_parts(workspace, Scope(1)).staying == take_out(workspace, Scope(1)).count
        chosen = with_parts(workspace, Scope(1))
        assert (chosen.staying, len(chosen.names)) == (0, number)
        assert take_out(workspace, Scope(1)).count == 0
        assert shown(workspace, loads) == (before, 0)
        assert all(verdict.ok for verdict in verify_workspace(workspace, deep=True))
    wacz = exported(folder, tmp_path / "one.wacz", chosen.scope)
    types = {found["mime"] for _, found in index_of(wacz)}
    assert {"image/png"} <= types and ("text/css" in types or name == "a.eml")
    assert all(verdict.ok for verdict in verify_package(tmp_path / "one.wacz") if verdict.kind != "stamp")
    with open_workspace(init_workspace(tmp_path / "other")) as other:
        report = import_paths(other, [tmp_path / "one.wacz"])
        assert (report.counts["new"], report.failures) == (1, ())
        assert shown(other, loads)[0] == before


def test_the_command_sends_the_parts_and_not_the_archive(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
        archive.writestr("p.html", page("p_files/"))
        archive.writestr("p_files/a.css", "h1{color:red}")
        archive.writestr("secret.css", "i{}")
    with open_workspace(folder) as workspace:
        import_paths(workspace, [tmp_path / "a.zip"])
    command = ["-w", str(folder), "--lang", "en", "export", "--wacz", str(tmp_path / "x.wacz"), "--yes"]
    assert status_of([*command, "--listing", "1"]) == 0
    assert "file:///a.zip!/p_files/a.css" in capsys.readouterr().out
    with zipfile.ZipFile(tmp_path / "x.wacz") as wacz:
        assert {found["url"] for _, found in index_of(wacz)} == {
            "file:///a.zip!/p.html", "file:///a.zip!/p_files/a.css",
        }  # fmt: skip
