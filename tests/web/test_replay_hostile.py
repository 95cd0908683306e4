"""A page that was made to break what shows it is shown all the same, without what leads nowhere."""

from __future__ import annotations

import tracemalloc
from pathlib import Path

import pytest
from test_replay import OFFER, png
from web_site import serving

from db import Scope
from monitor.publish.styles import MAX_DEEP
from monitor.run.importing.imports import import_paths
from monitor.run.packages.leaving_parts import with_parts
from monitor.run.workspace import init_workspace, open_workspace
from monitor.web.document import MAX_BYTES


def content(folder: Path) -> str:
    """The page of the first listing, as it is shown."""
    with open_workspace(folder) as workspace:
        (number,) = [row["id"] for row in workspace.store.iter_captures() if row["media_type"] == "text/html"]
    with serving(folder) as site:
        answer = site.get(f"/capture/{number}/replay/content")
    assert answer.status == 200
    return answer.text


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return init_workspace(tmp_path / "case")


def imported(folder: Path, path: Path) -> None:
    with open_workspace(folder) as workspace:
        import_paths(workspace, [path])


@pytest.mark.parametrize("turned", [False, True])
def test_sheets_that_import_one_another_in_a_long_row_come_to_an_end(
    folder: Path, tmp_path: Path, *, turned: bool
) -> None:
    top = tmp_path / "in"
    top.mkdir()
    for n in range(300):
        (top / f"s{n}.css").write_text(f'@import "s{n + 1}.css";p{{--n:{n}}}i{{background:url(p.png)}}')
    (top / "p.png").write_bytes(png())
    links = "".join(f"<link rel=stylesheet href=s{n}.css>" for n in ((200, 0) if turned else (0,)))
    (top / "q.html").write_text(f"<html>{links}<p>{OFFER}</p>", "utf-8")
    imported(folder, top)
    text = content(folder)
    assert f"--n:{MAX_DEEP - 1}}}" in text and f"--n:{MAX_DEEP}}}" not in text
    assert text.count("url(data:") == MAX_DEEP * (1 + turned)
    with open_workspace(folder) as workspace:
        assert len(with_parts(workspace, Scope(1)).scope.parts) == MAX_DEEP * (1 + turned) + 1


@pytest.mark.parametrize("loads", [
    '<img src="%FF.jpg">', '<style>p{background:url("a\\d800 .png")}</style>', '<img src="&#xD800;.png">',
    '<p style="background:url(\\dfff.png)">', "<style>@import '\\0 \\ffffff x';</style>",
])  # fmt: skip
def test_an_address_that_is_no_text_leads_nowhere(folder: Path, tmp_path: Path, loads: str) -> None:
    page = f'<html>{loads}<img src="p.png"><p>{OFFER}</p>'
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "q.html").write_text(page)
    (tmp_path / "in" / "p.png").write_bytes(png())
    imported(folder, tmp_path / "in")
    assert "data:image/png" in content(folder)
    with open_workspace(folder) as workspace:
        assert len(with_parts(workspace, Scope(1)).scope.parts) == 1


def test_pictures_of_another_folder_are_not_shown(folder: Path, tmp_path: Path) -> None:
    for name in ("x", "y"):
        (tmp_path / "in" / name).mkdir(parents=True)
        (tmp_path / "in" / name / "id.png").write_bytes(png())
    (tmp_path / "in" / "x" / "q.html").write_text(f'<html><img src="../y/id.png"><img src=id.png><p>{OFFER}</p>')
    imported(folder, tmp_path / "in")
    text = content(folder)
    assert text.count("data:image/png") == 1 and 'src="../y/id.png"' in text


@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_a_document_is_not_held_when_it_is_not_read(folder: Path, tmp_path: Path, method: str) -> None:
    size = MAX_BYTES + 10_000_000 if method == "GET" else 60_000_000
    with (tmp_path / "a.pdf").open("wb") as file:
        file.write(b"%PDF-1.4\n")
        file.truncate(size)
    imported(folder, tmp_path / "a.pdf")
    with serving(folder) as site:
        tracemalloc.start()
        answer = site.get("/capture/1/replay/content", method)
        peak = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
    assert answer.status == 200
    assert peak < 20_000_000
