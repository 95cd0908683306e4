"""What players show of a WACZ: each page as it looked, by the address that its archive tells; all else by its name."""

from __future__ import annotations

import io
import json
import sys
import zipfile
from pathlib import Path

import pytest
from test_exports import OFFER, index_of
from test_player_copies import COPIES
from warcio.archiveiterator import ArchiveIterator

from db import Scope
from monitor.capture.records import Record, digest, write
from monitor.cli.main import status_of
from monitor.run.importing.imports import import_paths
from monitor.run.packages.exports import export_wacz
from monitor.run.packages.package_checks import verify_package
from monitor.run.packages.taking_out import ready_to_leave
from monitor.run.workspace import init_workspace, open_workspace

sys.path.append(str(Path(__file__).parents[1] / "parse"))
sys.path.append(str(Path(__file__).parents[1] / "web"))
from pdf_files import lines, make_pdf
from sheet_files import make_xlsx
from test_replay import png
from test_replay_parts import SITE, har, mhtml, packed, warc

WITH_PARTS = {"a.mhtml": mhtml(), "a.har": har(), "a.warc.gz": warc(), "nested.zip": packed("in/b.mhtml", mhtml())}
HOST = SITE.rpartition("/item")[0]
CHROME = (
    "MIME-Version: 1.0\r\nSnapshot-Content-Location: {site}\r\nDate: Fri, 27 Nov 2026 22:00:38 -0000\r\n"
    'Content-Type: multipart/related; type="text/html"; boundary="=b"\r\n\r\n'
    "--=b\r\nContent-Type: text/html\r\nContent-ID: <frame-1@mhtml.blink>\r\nContent-Location: {site}\r\n\r\n{page}\r\n"
    "--=b\r\nContent-Type: text/css\r\nContent-Location: cid:css-2@mhtml.blink\r\n\r\n.pop{{display:none}}\r\n"
    "--=b\r\nContent-Type: text/html\r\nContent-ID: <frame-3@mhtml.blink>\r\nContent-Location: {site}/f\r\n\r\n"
    "{frame}\r\n--=b--\r\n"
)
FRAME = f"<p>电站情况说明：本水电站水轮机为混流式，水头45米，生态流量已达标</p><p>{OFFER.format(7)}</p>"
PAGE = (
    '<html><head><meta charset="utf-8"><title>cid:a@b</title>'
    '<link rel="stylesheet" href="cid:css-2@mhtml.blink"></head>'
    f'<body><h1>{OFFER.format(7)}</h1><iframe src="cid:frame-3@mhtml.blink"></iframe><p class=pop>x</p></body></html>'
)


def handed_on(folder: Path, path: Path, scope: Scope = Scope()) -> tuple[zipfile.ZipFile, list[dict[str, str]]]:  # noqa: B008
    """A file imported and handed on with what its pages load; the package and its list of pages."""
    target = path.with_name(f"{path.name}.wacz")
    with open_workspace(folder) as workspace:
        import_paths(workspace, [path])
        export_wacz(workspace, ready_to_leave(workspace, scope).scope, target)
    assert all(verdict.ok for verdict in verify_package(target) if verdict.kind != "stamp")
    wacz = zipfile.ZipFile(target)
    return wacz, [json.loads(line) for line in wacz.read("pages/pages.jsonl").splitlines()[1:]]


def body_of(wacz: zipfile.ZipFile, url: str) -> bytes:
    """What a player finds at an address."""
    (place,) = [found for _, found in index_of(wacz) if found["url"] == url]
    start = int(place["offset"])
    member = wacz.read(f"archive/{place['filename']}")[start : start + int(place["length"])]
    return next(ArchiveIterator(io.BytesIO(member), check_digests="raise")).content_stream().read()


def forged(package: Path, old: bytes, new: bytes) -> list[str]:
    """What is said of the copies when one is another page, with digests that fit, as a forger would have them."""
    out, wacz = io.BytesIO(), zipfile.ZipFile(package)
    for found in ArchiveIterator(io.BytesIO(wacz.read(COPIES))):
        body, get = found.content_stream().read(), found.rec_headers.get_header
        headers = {name: get(name) or "" for name in ("Hydrowatch-Copy-Of", "Hydrowatch-Copy-Changed")}
        if get("WARC-Target-URI") == SITE:
            assert old in body
            body = body.replace(old, new)
        headers["WARC-Block-Digest"] = digest([body])
        write(out, Record(found.rec_type, get("WARC-Target-URI") or "", get("WARC-Date"), get("Content-Type"), b"",
                          [body], len(body), headers))  # fmt: skip
    with zipfile.ZipFile(package.with_name("forged.wacz"), "w") as made:
        for name in wacz.namelist():
            made.writestr(name, out.getvalue() if name == COPIES else wacz.read(name))
    return [one.reason for one in verify_package(package.with_name("forged.wacz")) if one.kind == "copy"]


@pytest.mark.parametrize("scope", [Scope(), Scope(run_id=1), Scope(1)], ids=["everything", "run", "listing"])
@pytest.mark.parametrize("name", WITH_PARTS)
def test_a_page_out_of_an_archive_is_found_with_what_it_loads_by_its_addresses(
    folder: Path, tmp_path: Path, name: str, scope: Scope
) -> None:
    (tmp_path / name).write_bytes(WITH_PARTS[name])
    wacz, (page,) = handed_on(folder, tmp_path / name, scope)
    times = {found["url"]: key.rpartition(" ")[2] for key, found in index_of(wacz)}
    assert page["url"].startswith(SITE)
    assert page["title"].startswith("转让")
    assert {"a.css", "more.css", "p.png"} <= {url.rpartition("/")[2] for url in times if url.startswith(HOST)}
    assert times[page["url"]] == "".join(one for one in page["ts"] if one.isdigit())


def test_what_was_taken_out_is_not_taken_out_again(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "a.har").write_bytes(har())
    first, _ = handed_on(folder, tmp_path / "a.har")
    before = [found["url"] for _, found in index_of(first)]
    with open_workspace(folder) as workspace:
        export_wacz(workspace, ready_to_leave(workspace, Scope()).scope, tmp_path / "two.wacz")
    assert [found["url"] for _, found in index_of(zipfile.ZipFile(tmp_path / "two.wacz"))] == before


def test_nothing_to_take_out_begins_no_run(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "a.html").write_text(f"<p>{OFFER.format(1)}</p>", "utf-8")
    handed_on(folder, tmp_path / "a.html")
    with open_workspace(folder) as workspace:
        assert [run["kind"] for run in workspace.store.runs()] == ["import"]


def test_the_command_hands_on_everything_with_what_pages_load(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "a.mhtml").write_bytes(mhtml())
    with open_workspace(folder) as workspace:
        import_paths(workspace, [tmp_path / "a.mhtml"])
    assert status_of(["-w", str(folder), "export", "--wacz", str(tmp_path / "x.wacz"), "--yes"]) == 0
    urls = {found["url"] for _, found in index_of(zipfile.ZipFile(tmp_path / "x.wacz"))}
    assert {f"{SITE}/a.css", f"{SITE}/p.png"} <= urls


def test_parts_that_a_page_calls_by_cid_open_in_players(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "c.mhtml").write_bytes(CHROME.format(site=SITE, page=PAGE, frame=FRAME).encode())
    wacz, pages = handed_on(folder, tmp_path / "c.mhtml")
    shown = body_of(wacz, SITE).decode()
    assert 'href="https://cid.invalid/css-2@mhtml.blink"' in shown
    assert 'src="https://cid.invalid/frame-3@mhtml.blink"' in shown
    assert "<title>cid:a@b</title>" in shown
    assert body_of(wacz, "https://cid.invalid/css-2@mhtml.blink") == b".pop{display:none}"
    assert body_of(wacz, "https://cid.invalid/frame-3@mhtml.blink").decode().strip() == FRAME
    assert pages[0]["ts"] == "2026-11-27T22:00:38Z"
    with open_workspace(init_workspace(tmp_path / "other")) as other:  # the evidence is what is read, not the copies
        report = import_paths(other, [tmp_path / "c.mhtml.wacz"])
        assert (report.counts["new"], report.failures) == (1, ())  # the page with its frame


def test_a_copy_that_was_changed_in_more_than_addresses_is_found(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "c.mhtml").write_bytes(CHROME.format(site=SITE, page=PAGE, frame=FRAME).encode())
    handed_on(folder, tmp_path / "c.mhtml")
    assert any("is not like" in one for one in forged(tmp_path / "c.mhtml.wacz", b"\xe4\xb8\x87", b"\xe4\xba\xbf"))
    assert any(
        "is not like" in one for one in forged(tmp_path / "c.mhtml.wacz", b"cid:a@b", b"https://cid.invalid/a@b")
    )


@pytest.mark.parametrize(
    ("name", "body"),
    [
        ("a.pdf", make_pdf([lines(OFFER.format(3))])),
        ("a.xlsx", make_xlsx({"一": [["标题", "价格"], ["甲水电站转让", 80], ["乙水电站转让", 90]]})),
        ("a.png", png()), ("a.csv", "标题,价格\n甲水电站转让,80\n乙水电站转让,90\n".encode()),
    ],
)  # fmt: skip
def test_files_that_are_no_pages_are_listed_too(folder: Path, tmp_path: Path, name: str, body: bytes) -> None:
    (tmp_path / name).write_bytes(body)
    _, (page,) = handed_on(folder, tmp_path / name)
    assert page["url"] == f"file:///{name}"
    assert page["title"] == name or name == "a.pdf"


def test_of_a_page_that_was_read_with_its_frames_the_page_itself_is_listed(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "p_files").mkdir()
    (tmp_path / "p_files" / "f.html").write_text(f"<p>{OFFER.format(5)}</p>", "utf-8")
    head = '<meta charset="utf-8"><title>泸定电站转让</title>'
    (tmp_path / "p.html").write_text(f'<html><head>{head}</head><iframe src="p_files/f.html"></iframe>', "utf-8")
    wacz, (page,) = handed_on(folder, tmp_path / "p.html")
    assert (page["url"], page["title"]) == ("file:///p.html", "泸定电站转让")
    assert "file:///p.html!/with-frames.html" in {found["url"] for _, found in index_of(wacz)}
