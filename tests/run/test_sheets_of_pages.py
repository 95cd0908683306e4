"""Saved pages with their style sheets in files of their own: what only those hide is said to nobody."""

from __future__ import annotations

import hashlib
import io
import json
import re
import sqlite3
import sys
import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from monitor.capture.reading import payload_of, read_record
from monitor.run.importing.again import compare_versions
from monitor.run.importing.imports import import_paths
from monitor.run.importing.uploads import Upload, import_uploads
from monitor.run.rows import position_of
from monitor.run.verifying.verify import verify_workspace
from monitor.run.workspace import Workspace, open_workspace

sys.path.append(str(Path(__file__).parents[1] / "unpack"))
from messages import mhtml, part
from warcs import each_gzip, http, record

ADDRESS = "https://www.example.com/item/9"
OFFER = "转让四川某县小水电站，装机2×630千瓦，手续齐全，要价600万"
BODY = f"<h1>水电站转让</h1><p>{OFFER}</p><div class=box>该宝贝已下架</div><div class=box>保证可以挖矿，价格1元</div>"
SHEET = "/* x */ body{margin:0} .box{color:red;display:none} .other{display:none}"
TYPES = {".css": "text/css", ".html": "text/html; charset=utf-8"}


def page(sheet: str = "item_files/a.css", head: str = "") -> str:
    note = f"<!-- saved from url=(0030){ADDRESS} -->"
    link = f'<link rel="stylesheet" href="{sheet}">' if sheet else ""
    return f"<!DOCTYPE html>{note}<html><head><meta charset=utf-8>{head}{link}</head><body>{BODY}</body></html>"


def in_folder(where: Path, text: str, sheet: str | bytes | None = SHEET) -> Path:
    (where / "item_files").mkdir(parents=True, exist_ok=True)
    (where / "item.html").write_text(text, "utf-8")
    if sheet is not None:
        (where / "item_files" / "a.css").write_bytes(sheet if isinstance(sheet, bytes) else sheet.encode())
    return where


def zipped(path: Path, parts: Mapping[str, bytes]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, body in parts.items():
            archive.writestr(name, body)
    return path


def _mhtml(sheet: str, *names: str) -> bytes:
    first = part(f"Content-Type: text/html; charset=utf-8\r\nContent-Location: {ADDRESS}", page(sheet).encode())
    return mhtml([first, part("\r\n".join(["Content-Type: text/css", *names]), SHEET.encode())])


def _har(sheet: str) -> bytes:
    def entry(url: str, kind: str, text: str) -> dict[str, Any]:
        content = {"size": 9, "mimeType": kind, "text": text}
        started = {"startedDateTime": "2026-01-02T11:04:05.123+08:00", "request": {"method": "GET", "url": url}}
        return {**started, "response": {"status": 200, "content": content}}

    both = [entry(ADDRESS, "text/html", page(sheet)), entry("https://www.example.com/css/a.css?v=1", "text/css", SHEET)]
    return json.dumps({"log": {"version": "1.2", "entries": both}}).encode()


def _warc(sheet: str) -> bytes:
    first = record("response", ADDRESS, http(page(sheet, '<base href="/css/">').encode()))
    return each_gzip([first, record("response", "https://www.example.com/css/a.css", http(SHEET.encode(), "text/css"))])


def _made(kind: str, where: Path) -> Path:
    where.mkdir(exist_ok=True)
    made = {
        "mhtml": lambda: _mhtml("https://cdn.example.com/a.css", "Content-Location: https://cdn.example.com/a.css"),
        "cid.mhtml": lambda: _mhtml("cid:css-1@mhtml.blink", "Content-Location: cid:css-1@mhtml.blink"),
        "har": lambda: _har("../css/a.css?v=1#x"),
        "warc.gz": lambda: _warc("a.css"),
    }
    path = where / f"item.{kind}"
    if kind == "folder":
        return in_folder(where, page())
    if kind == "zip":
        return zipped(path, {"in/item.html": page().encode(), "in/item_files/a.css": SHEET.encode()})
    if kind == "wacz":
        body = _warc("a.css")
        said = {"path": "archive/data.warc.gz", "hash": f"sha256:{hashlib.sha256(body).hexdigest()}"}
        package = json.dumps({"profile": "data-package", "resources": [said]}).encode()
        return zipped(path, {"archive/data.warc.gz": body, "datapackage.json": package})
    if kind == "mhtml.zip":
        return zipped(path, {"a/item.mhtml": made["mhtml"]()})
    path.write_bytes(made[kind]())
    return path


def rows(folder: Path, query: str) -> list[tuple[Any, ...]]:
    with sqlite3.connect(folder / "hydrowatch.db") as database:
        return database.execute(query).fetchall()


def texts(workspace: Workspace) -> list[str]:
    found = (workspace.store.version(row["version_id"]) for row in workspace.store.queue(limit=50).rows)
    return [version["text"] for version in found if version]


KINDS = ["folder", "zip", "mhtml", "cid.mhtml", "mhtml.zip", "har", "warc.gz", "wacz"]


@pytest.mark.parametrize("kind", KINDS)
def test_what_a_sheet_of_its_own_hides_is_no_mark_and_no_fact(folder: Path, tmp_path: Path, kind: str) -> None:
    made = _made(kind, tmp_path / "in")
    with open_workspace(folder) as workspace:
        report = import_paths(workspace, [made])
        assert (report.counts["new"], report.failures) == (1, ())
        assert texts(workspace) == [f"水电站转让\n{OFFER}"]
        assert [row["price_yuan"] for row in workspace.store.queue().rows] == [6_000_000]
        assert rows(folder, "SELECT status FROM observations") == [("unknown",)]
        assert all(verdict.ok for verdict in verify_workspace(workspace, deep=True))
        assert [problem for _, problem in compare_versions(workspace)] == [""]
        again = import_paths(workspace, [made]).counts
        assert (again["known"] >= 1, "new" in again, "changed" in again) == (True, False, False)
    assert len(rows(folder, "SELECT id FROM versions")) == 1


def test_the_page_is_kept_as_it_came_and_what_was_put_in_says_where_from(folder: Path, tmp_path: Path) -> None:
    made = in_folder(tmp_path / "in", page())
    with open_workspace(folder) as workspace:
        import_paths(workspace, [made])
        kept = {row["url"].rpartition("/")[2]: row for row in workspace.store.iter_captures()}
        bodies = {
            name: payload_of(read_record(workspace.archive.folder, position))
            for name, row in kept.items() if (position := position_of(row))
        }  # fmt: skip
    assert bodies["item.html"] == page().encode() and bodies["a.css"] == SHEET.encode()
    put = bodies["with-sheets.html"].decode()
    assert f'data-hydrowatch-sheet="item_files/a.css" data-sha256="{hashlib.sha256(SHEET.encode()).hexdigest()}"' in put
    assert "color" not in put and ".other" not in put
    assert re.sub("<style data.*?</style>", "", put).lstrip("\ufeff") == page()
    assert kept["with-sheets.html"]["parent_id"] == kept["item.html"]["id"]


@pytest.mark.parametrize("sheet", ["body{margin:0}", None, ".box{display:none}" + " " * 2_000_001, b"\xff\xfe\x00"])
def test_a_page_whose_sheets_hide_nothing_is_kept_once(folder: Path, tmp_path: Path, sheet: str | bytes | None) -> None:
    made = in_folder(tmp_path / "in", page(), sheet)
    with open_workspace(folder) as workspace:
        import_paths(workspace, [made])
        assert "该宝贝已下架" in "".join(texts(workspace))
        assert rows(folder, "SELECT status FROM observations") == [("removed_by_platform",)]
    assert not rows(folder, "SELECT id FROM captures WHERE url LIKE '%with-%'")


def test_no_sheet_outside_the_folder_of_the_page_is_read(folder: Path, tmp_path: Path) -> None:
    named = (
        "a.css",
        "../a.css",
        "item_files/../a.css",
        "item_files/l.css",
        f"file://{tmp_path}/in/a.css",
        "other/a.css",
    )
    made = in_folder(tmp_path / "in", page("", "".join(f'<link rel=stylesheet href="{one}">' for one in named)), None)
    for path in (tmp_path / "a.css", made / "a.css", made / "other" / "a.css"):
        path.parent.mkdir(exist_ok=True)
        path.write_text(SHEET, "utf-8")
    (made / "item_files" / "l.css").symlink_to(made / "a.css")
    with open_workspace(folder) as workspace:
        import_paths(workspace, [made / "item.html"])
    assert not rows(folder, "SELECT id FROM captures WHERE url LIKE '%with-%'")


def test_sheets_of_an_upload_of_a_folder_are_read(folder: Path, tmp_path: Path) -> None:
    sent = []
    for n, (name, body) in enumerate({"页/item.html": page(), "页/item_files/a.css": SHEET}.items()):
        (tmp_path / f"{n}").write_text(body, "utf-8")
        sent.append(Upload(tmp_path / f"{n}", name, hashlib.sha256(body.encode()).hexdigest()))
    with open_workspace(folder, read_only=True) as serving:
        import_uploads(serving, sent)
    with open_workspace(folder) as workspace:
        assert texts(workspace) == [f"水电站转让\n{OFFER}"]
        assert all(verdict.ok for verdict in verify_workspace(workspace, deep=True))


def test_a_page_that_comes_again_with_or_without_its_folder_is_one_listing(folder: Path, tmp_path: Path) -> None:
    made = in_folder(tmp_path / "in", page(), None)
    with open_workspace(folder) as workspace:
        import_paths(workspace, [made])
        in_folder(made, page())
        import_paths(workspace, [made])  # the sheet that was not there hides now what was read
        assert texts(workspace) == [f"水电站转让\n{OFFER}"]
        (made / "item_files" / "a.css").unlink()
        assert import_paths(workspace, [made]).counts == {"known": 1}
        assert texts(workspace) == [f"水电站转让\n{OFFER}"]
        assert all(verdict.ok for verdict in verify_workspace(workspace, deep=True))
    assert len(rows(folder, "SELECT id FROM listings")) == 1 and len(rows(folder, "SELECT id FROM versions")) == 2


def test_a_box_that_no_sheet_hides_tells_the_state_and_a_sheet_is_no_mark(folder: Path, tmp_path: Path) -> None:
    """What scripts of checks are called stands in the sheets of sites whose pages are none."""
    shown = page().replace("<div class=box>该宝贝已下架", "<div>该宝贝已下架")
    plain = page().replace("该宝贝已下架", "无").replace("item/9", "item/8")
    checks = SHEET + ".box .geetest_panel,.box .nc_wrapper,.box #nocaptcha,.box .baxia-dialog{display:none}"
    with open_workspace(folder) as workspace:
        import_paths(workspace, [in_folder(tmp_path / "a", shown), in_folder(tmp_path / "b", plain, checks)])
        assert len([row for row in workspace.store.iter_captures() if row["url"].endswith("with-sheets.html")]) == 2
        assert all(verdict.ok for verdict in verify_workspace(workspace, deep=True))
    assert rows(folder, "SELECT status FROM observations ORDER BY status") == [("removed_by_platform",), ("unknown",)]


def test_sheets_of_a_frame_are_read_with_it(folder: Path, tmp_path: Path) -> None:
    made = in_folder(tmp_path / "in", '<meta charset=utf-8><p>某交易所</p><iframe src="item_files/f.html"></iframe>')
    frame = f'<meta charset=utf-8><link rel=stylesheet href="a.css">{BODY}'
    (made / "item_files" / "f.html").write_text(frame, "utf-8")
    with open_workspace(folder) as workspace:
        import_paths(workspace, [made / "item.html"])
        assert texts(workspace) == [f"某交易所\n水电站转让\n{OFFER}"]
        assert all(verdict.ok for verdict in verify_workspace(workspace, deep=True))


def mirrored(where: Path, sheet: str) -> Path:
    """A site as wget or HTTrack keep it: its pages in folders, its sheets in another."""
    for path, words in {
        "site/item/9/page.html": page(sheet), "site/css/a b.css": "@import url(in/c.css);",
        "site/css/in/c.css?v=1.css": SHEET, "site/css/in/c.css": SHEET, "outside/a.css": SHEET,
    }.items():  # fmt: skip
        (where / path).parent.mkdir(parents=True, exist_ok=True)
        (where / path).write_text(words, "utf-8")
    (where / "site" / "linked").symlink_to(where / "outside")
    (where / "site" / "link.css").symlink_to(where / "outside" / "a.css")
    return where / "site"


@pytest.mark.parametrize(
    "sheet", ["../../css/a%20b.css?x#y", "../../css/in/c.css%3Fv=1.css", "../.././css/in/../in/c.css"]
)
def test_a_site_that_was_copied_has_its_sheets_anywhere_below_the_folder(
    folder: Path, tmp_path: Path, sheet: str
) -> None:
    site = mirrored(tmp_path / "in", sheet)
    with open_workspace(folder) as workspace:
        assert import_paths(workspace, [site]).counts["new"] == 1
        assert texts(workspace) == [f"水电站转让\n{OFFER}"]
        assert all(verdict.ok for verdict in verify_workspace(workspace, deep=True))
        again = import_paths(workspace, [site]).counts
        assert "new" not in again and "changed" not in again


@pytest.mark.parametrize(
    "sheet",
    ["../../../outside/a.css", "../../../site/css/in/c.css", "../../linked/a.css", "../../link.css", "/outside/a.css",
     "..%2f..%2f..%2foutside/a.css", "../../css/%2e%2e/%2e%2e/outside/a.css", "//[/a.css", "../../css/in", "../..",
     "../../../hydrowatch-folder/../outside/a.css", "../../css/%00.css"],
)  # fmt: skip
def test_no_sheet_outside_of_the_folder_that_was_named_is_read(folder: Path, tmp_path: Path, sheet: str) -> None:
    site = mirrored(tmp_path / "in", sheet)
    with open_workspace(folder) as workspace:
        assert import_paths(workspace, [site]).counts["new"] == 1
        assert "该宝贝已下架" in "".join(texts(workspace))
    assert not rows(folder, "SELECT id FROM captures WHERE url LIKE '%with-%'")


def test_a_long_archive_is_read_once_more_for_all_of_its_pages(folder: Path, tmp_path: Path) -> None:
    out = io.BytesIO()
    for n in range(30):
        text = page("/a.css").replace("600万", f"{600 + n}万").replace(ADDRESS, f"{ADDRESS}{n}")
        out.write(each_gzip([record("response", f"{ADDRESS}{n}", http(text.encode()))]))
    out.write(each_gzip([record("response", "https://www.example.com/a.css", http(SHEET.encode(), "text/css"))]))
    (tmp_path / "x.warc.gz").write_bytes(out.getvalue())
    with open_workspace(folder) as workspace:
        assert import_paths(workspace, [tmp_path / "x.warc.gz"]).counts["new"] == 30
        assert not [text for text in texts(workspace) if "下架" in text]


def test_a_big_sheet_does_not_bring_back_what_the_page_itself_hides(folder: Path, tmp_path: Path) -> None:
    own = page(head="<style>.box{display:none}</style>")
    with open_workspace(folder) as workspace:
        import_paths(workspace, [in_folder(tmp_path / "in", own, "a{display:block}\n" * 10_001)])
        assert texts(workspace) == [f"水电站转让\n{OFFER}"]
    assert rows(folder, "SELECT status FROM observations") == [("unknown",)]


@pytest.mark.parametrize("other", ["https://cdn.example.com/b.css", "item_files/b.css"])
def test_what_a_missing_sheet_may_show_is_read_and_tells_no_state(folder: Path, tmp_path: Path, other: str) -> None:
    made = in_folder(tmp_path / "in", page(head=f'<link rel="stylesheet" href="{other}">'))
    (made / "item_files" / "b.css").write_text(".box{display:block}" + " " * 2_000_001, "utf-8")
    with open_workspace(folder) as workspace:
        import_paths(workspace, [made])
        assert "保证可以挖矿" in "".join(texts(workspace))
        assert rows(folder, "SELECT status FROM observations") == [("unknown",)]
        kept = [row for row in workspace.store.iter_captures() if row["url"].endswith("with-sheets.html")]
        position = position_of(kept[0])
        assert position is not None
        put = payload_of(read_record(workspace.archive.folder, position)).decode()
        assert f'<style data-hydrowatch-sheet="{other}" data-hydrowatch-missing></style>' in put
        assert all(verdict.ok for verdict in verify_workspace(workspace, deep=True))
        version = workspace.store.version(workspace.store.queue().rows[0]["version_id"])
        assert version is not None and "missing" in str(version["found_by"])


def test_a_sheet_of_an_archive_that_hides_nothing_is_not_missing(folder: Path, tmp_path: Path) -> None:
    text = page("/a.css", '<link rel="stylesheet" href="/b.css">').encode()
    sheets = {"a.css": SHEET, "b.css": "p{color:red}"}
    said = [
        record("response", f"https://www.example.com/{name}", http(css.encode(), "text/css"))
        for name, css in sheets.items()
    ]
    (tmp_path / "x.warc.gz").write_bytes(each_gzip([record("response", ADDRESS, http(text)), *said]))
    with open_workspace(folder) as workspace:
        import_paths(workspace, [tmp_path / "x.warc.gz"])
        assert texts(workspace) == [f"水电站转让\n{OFFER}"]


def test_styles_and_scripts_that_a_copied_site_names_by_their_address_are_no_listings(
    folder: Path, tmp_path: Path
) -> None:
    made = tmp_path / "in"
    for path, words in {
        "index.html": page("css/style.css%3Fver=6.4"), "css/style.css?ver=6.4": SHEET,
        "js/a.js?ver=3": "function a(){return '水电站'}", "js/b.js@ver=3.1": "var b = '转让 水电站'",
        "css?family=Roboto": "/* latin */\n@font-face {\n font-family: 'Roboto';}", "load.php?only=styles": "a{x:y}",
        "run.php@x": "!function(e,t){e.q=t}(window,1)", "js.js?note.txt": f"{OFFER} 电话面议",
        "说明@转让": f"乐山市{OFFER}",
    }.items():  # fmt: skip
        (made / path).parent.mkdir(parents=True, exist_ok=True)
        (made / path).write_text(words, "utf-8")
    with open_workspace(folder) as workspace:
        report = import_paths(workspace, [made])
        assert report.counts["new"] == 3, "the page and two notes"
        assert [text for text in texts(workspace) if "水电站转让" in text] == [f"水电站转让\n{OFFER}"]
        reasons = [failure.reason.partition(",")[0] for failure in report.failures]
        assert sorted(reasons) == ["is a script", "is a style sheet", "is a style sheet"]
        kinds = {row["url"].rpartition("/")[2]: row["media_type"] for row in workspace.store.iter_captures()}
        assert kinds["style.css%3Fver%3D6.4"] == "text/css"
        assert not [verdict for verdict in verify_workspace(workspace, deep=True) if not verdict.ok]
