"""With a listing leaves what its pages load and what lies with them; nothing else, and nothing of it unsaid."""

from __future__ import annotations

import zipfile
from contextlib import closing
from pathlib import Path

import pytest
from test_exports import OFFER, index_of

from db import Scope
from monitor.cli.main import status_of
from monitor.run import kept_parts
from monitor.run.archive_walks import look_through
from monitor.run.importing.imports import import_paths
from monitor.run.kept_parts import Looking
from monitor.run.packages.leaving_parts import WithParts, with_parts
from monitor.run.page_parts import PageParts
from monitor.run.workspace import Workspace, open_workspace

PNG = b"\x89PNG\r\n\x1a\n"


def imported(folder: Path, path: Path) -> None:
    with open_workspace(folder) as workspace:
        import_paths(workspace, [path])


def saved(top: Path, files: dict[str, bytes]) -> Path:
    for name, body in files.items():
        (top / name).parent.mkdir(parents=True, exist_ok=True)
        (top / name).write_bytes(body)
    return top


def page(loads: str, n: int = 1) -> bytes:
    return f'<html><meta charset="utf-8">{loads}<p>{OFFER.format(n)}</p></html>'.encode()


def chosen(folder: Path, scope: Scope = Scope(1), most: int = kept_parts.MAX_LOOKED) -> WithParts:  # noqa: B008
    with open_workspace(folder) as workspace:
        return with_parts(workspace, scope, most)


ELSEWHERE = (
    "../y/id.png", "/in/y/id.png", "file:///in/y/id.png", "..%2fy/id.png", "%2e%2e/y/id.png", "./../x/../y/id.png",
    "../id.png",
)  # fmt: skip


@pytest.mark.parametrize("address", ELSEWHERE)
def test_a_page_cannot_take_what_lies_in_another_folder_with_it(folder: Path, tmp_path: Path, address: str) -> None:
    loads = (
        f'<img src="{address}"><style>p{{background:url({address})}}</style><link rel=stylesheet href="p_files/a.css">'
    )
    style = f"i{{background:url(../{address})}}b{{background:url(../p_files/b.png)}}".encode()
    files = {"x/p.html": page(loads), "x/p_files/a.css": style, "x/p_files/b.png": PNG + b"b"}
    imported(folder, saved(tmp_path / "in", {**files, "y/id.png": PNG + b"id", "id.png": PNG + b"top"}))
    assert chosen(folder).names == ("file:///in/x/p_files/a.css", "file:///in/x/p_files/b.png")


def test_the_names_of_what_leaves_are_said_before_it_is_asked(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    pictures = {f"p_files/{n:02}.png": PNG + bytes([n]) for n in range(23)}
    loads = "".join(f'<img src="{name}">' for name in pictures)
    imported(folder, saved(tmp_path / "in", {"p.html": page(loads), **pictures}))
    command = ["-w", str(folder), "--lang", "en", "export", "--wacz", str(tmp_path / "x.wacz"), "--listing", "1"]
    assert status_of(command) == 2
    said = capsys.readouterr().out
    assert "23 styles, pictures and fonts" in said and "and 3 more" in said
    assert said.count("file:///in/p_files/") == 20


def test_damaged_parts_are_named_and_the_rest_leaves(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The style and the picture lie in a file of the archive that is gone; the page came again in a later one."""
    files = {"p_files/a.css": b"p{}", "p_files/b.png": PNG}
    loads = '<link rel=stylesheet href="p_files/a.css"><img src="p_files/b.png">'
    top = saved(tmp_path / "in", {"p.html": page(loads, 1), **files})
    imported(folder, top)
    saved(top, {"p.html": page(loads, 2)})
    imported(folder, top)
    min((folder / "archive").iterdir()).unlink()
    command = ["-w", str(folder), "--lang", "en", "export", "--wacz", str(tmp_path / "x.wacz"), "--yes", "--listing"]
    assert status_of([*command, "1"]) == 3
    said = capsys.readouterr().out
    assert said.count("the file is missing, and the record of capture") == 3  # of the first page, too
    with zipfile.ZipFile(tmp_path / "x.wacz") as wacz:
        assert [found["url"] for _, found in index_of(wacz)] == ["file:///in/p.html"]


def three_pages(path: Path) -> Path:
    """An archive with three pages of one listing that load the same sheet, which loads a picture."""
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("f/b.png", PNG)
        archive.writestr("f/a.css", "p{background:url(b.png)}")
        for n in range(3):
            loads = f'<link rel=canonical href="https://www.example.com/item/7"><link rel=stylesheet href="f/a.css">{n}'
            archive.writestr(f"{n}.html", page(loads))
    return path


def pages_of(workspace: Workspace, looking: Looking) -> list[PageParts]:
    rows = [row for row in workspace.store.iter_captures() if row["media_type"] == "text/html"]
    return [PageParts(workspace, workspace.store, row, looking) for row in rows]


def test_pages_of_one_archive_are_looked_for_in_it_at_once(folder: Path, tmp_path: Path) -> None:
    path = three_pages(tmp_path / "a.zip")
    imported(folder, path)
    size = path.stat().st_size
    with open_workspace(folder) as workspace, closing(Looking(workspace, 2 * size)) as looking:
        pages = pages_of(workspace, looking)
        for one in pages:
            one.look_beside([page('<link rel=stylesheet href="f/a.css">')], "utf-8")
        look_through(pages)
        assert [len(one.in_archive) for one in pages] == [2, 2, 2]
        assert not any(one.is_cut for one in pages)
    assert (chosen(folder).staying, chosen(folder).cut) == (2, 0)


def test_pages_whose_archive_is_too_large_are_told(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    imported(folder, three_pages(tmp_path / "a.zip"))
    assert (chosen(folder, most=100).staying, chosen(folder, most=100).cut) == (0, 3)
    assert "not looked at to the end" not in capsys.readouterr().out


def test_what_is_read_to_find_the_parts_has_an_end(folder: Path, tmp_path: Path) -> None:
    pictures = {f"p_files/{n}.png": PNG + bytes(10_000) + bytes([n]) for n in range(9)}
    loads = "".join(f'<img src="{name}">' for name in pictures)
    imported(folder, saved(tmp_path / "in", {"p.html": page(loads), **pictures}))
    found = chosen(folder, most=50_000)
    assert (len(found.names), found.cut) == (4, 1)
    assert (len(chosen(folder).names), chosen(folder).cut) == (9, 0)
