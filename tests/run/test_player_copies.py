"""Copies for players: what the archive keeps as conversions is there as resources, too, checked to be alike."""

from __future__ import annotations

import hashlib
import io
import json
import zipfile
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path

import pytest
from spoken import in_chinese
from test_exports import exported, index_of
from warcio.archiveiterator import ArchiveIterator

from db import Scope
from monitor.capture.records import Record, digest, write
from monitor.run.importing.imports import import_paths
from monitor.run.packages.package_checks import verify_package
from monitor.run.workspace import init_workspace, open_workspace

COPIES = "archive/players.warc.gz"
PAGES = "pages/pages.jsonl"
OFFER = "转让贵州某县小水电站，装机2×630千瓦，手续齐全，要价80万"


@pytest.fixture
def package(folder: Path, tmp_path: Path) -> Path:
    """A ZIP with a page in UTF-8, a text in GB18030 was imported, and everything is handed on."""
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
        archive.writestr("甲.html", f"<title>电站</title><p>{OFFER}</p>")
        archive.writestr("乙.txt", OFFER.replace("80", "90").encode("gb18030"))
    with open_workspace(folder) as workspace:
        import_paths(workspace, [tmp_path / "a.zip"])
    exported(folder, tmp_path / "all.wacz").close()
    return tmp_path / "all.wacz"


def records(package: Path, kind: str) -> dict[str, tuple[str, str, str, bytes]]:
    """By the id that the record is known by, or repeats: address, time, type and bytes."""
    found = {}
    with zipfile.ZipFile(package) as wacz:
        for name in (one for one in wacz.namelist() if one.startswith("archive/")):
            for record in ArchiveIterator(io.BytesIO(wacz.read(name)), check_digests="raise"):
                get = record.rec_headers.get_header
                if record.rec_type == kind and (kind == "conversion" or get("Hydrowatch-Copy-Of")):
                    key = get("Hydrowatch-Copy-Of") or get("WARC-Record-ID")
                    body = record.content_stream().read()
                    found[key] = (get("WARC-Target-URI"), get("WARC-Date"), get("Content-Type"), body)
    return found


def test_every_conversion_is_there_once_more_as_a_resource(package: Path) -> None:
    kept, copies = records(package, "conversion"), records(package, "resource")
    assert len(kept) == 2
    assert {key: (url, date, body) for key, (url, date, _, body) in copies.items()} == {
        key: (url, date, body) for key, (url, date, _, body) in kept.items()
    }


def test_a_copy_says_in_which_encoding_its_text_is(package: Path) -> None:
    types = {url: media_type for url, _, media_type, _ in records(package, "resource").values()}
    assert {url.rpartition(".")[2]: media_type for url, media_type in types.items()} == {
        "html": "text/html; charset=utf-8", "txt": "text/plain; charset=gb18030",
    }  # fmt: skip


def test_the_index_leads_players_to_copies_and_never_to_conversions(package: Path) -> None:
    with zipfile.ZipFile(package) as wacz:
        places = {place["url"]: place["filename"] for _, place in index_of(wacz)}
        pages = [json.loads(line)["url"] for line in wacz.read("pages/pages.jsonl").splitlines()[1:]]
    unpacked = {url for url, *_ in records(package, "conversion").values()}
    assert {places[url] for url in unpacked} == {"players.warc.gz"}
    assert set(pages) == unpacked


def test_what_was_not_unpacked_needs_no_copies(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "a.html").write_text(f"<p>{OFFER}</p>", "utf-8")
    with open_workspace(folder) as workspace:
        import_paths(workspace, [tmp_path / "a.html"])
    assert COPIES not in exported(folder, tmp_path / "one.wacz").namelist()


def test_a_listing_leaves_with_its_own_copy_only(folder: Path, package: Path) -> None:
    exported(folder, package.with_name("one.wacz"), Scope(1)).close()
    assert len(records(package.with_name("one.wacz"), "resource")) == 1


def test_what_is_imported_again_is_read_once(package: Path, tmp_path: Path) -> None:
    with open_workspace(init_workspace(tmp_path / "other")) as workspace:
        report = import_paths(workspace, [package])
        assert (report.counts["new"], report.counts.get("known", 0), report.failures) == (2, 0, ())


def test_copies_are_verified_to_be_like_what_they_repeat(package: Path) -> None:
    (told,) = [one for one in in_chinese(verify_package(package)) if one.kind == "copy"]
    assert (told.ok, told.item) == (True, COPIES)
    assert told.reason.startswith("2 copies for players")


def repacked(package: Path, changes: Mapping[str, Callable[[bytes], bytes]]) -> Path:
    """The package with entries changed, and digests that fit."""
    with zipfile.ZipFile(package) as old:
        files = {name: changes.get(name, bytes)(old.read(name)) for name in old.namelist()}
    told = json.loads(files["datapackage.json"])
    for one in told["resources"]:
        one["hash"] = f"sha256:{hashlib.sha256(files[one['path']]).hexdigest()}"
    files["datapackage.json"] = json.dumps(told).encode()
    sealed = {"path": "datapackage.json", "hash": f"sha256:{hashlib.sha256(files['datapackage.json']).hexdigest()}"}
    files["datapackage-digest.json"] = json.dumps(sealed).encode()
    with zipfile.ZipFile(package.with_name("forged.wacz"), "w") as new:
        for name, data in files.items():
            new.writestr(name, data)
    return package.with_name("forged.wacz")


def forged(package: Path, change: Callable[[list[Record]], list[Record]]) -> list[str]:
    """What is said of the copies when they are others, with digests that fit, as a forger would have them."""
    out, made = io.BytesIO(), []
    for key, (url, date, media_type, body) in records(package, "resource").items():
        headers = {"Hydrowatch-Copy-Of": key, "WARC-Block-Digest": digest([body])}
        made.append(Record("resource", url, date, media_type, b"", [body], len(body), headers))
    for record in change(made):
        write(out, record)
    forgery = repacked(package, {COPIES: lambda _: out.getvalue()})
    return [one.reason for one in in_chinese(verify_package(forgery)) if one.kind == "copy" and not one.ok]


def other_words(made: list[Record]) -> list[Record]:
    body = "装机9999千瓦".encode()
    headers = {**made[0].headers, "WARC-Block-Digest": digest([body])}
    return [Record("resource", made[0].uri, made[0].date, "text/html", b"", [body], len(body), headers), *made[1:]]


def other_time(made: list[Record]) -> list[Record]:
    one = made[0]
    return [
        Record(one.kind, one.uri, "2019-01-01T00:00:00Z", one.content_type, b"", one.blocks, one.length, one.headers)
    ]


def other_address(made: list[Record]) -> list[Record]:
    one = made[0]
    return [
        Record(one.kind, "https://x.example/", one.date, one.content_type, b"", one.blocks, one.length, one.headers)
    ]


def of_nothing(made: list[Record]) -> list[Record]:
    body = b"new"
    more = Record("resource", "https://x.example/", made[0].date, "text/html", b"", [body], len(body),
                  {"WARC-Block-Digest": digest([body])})  # fmt: skip
    return [*made, more]


def answered(lines: str, more: str = "", **headers: str) -> Callable[[list[Record]], list[Record]]:
    """The first copy as an answer of a site, with these lines in its head and more words in its body."""

    def change(made: list[Record]) -> list[Record]:
        one, (body,) = made[0], made[0].blocks
        head, whole = (
            f"HTTP/1.1 {lines}\r\nContent-Type: text/html; charset=utf-8\r\n\r\n".encode(),
            body + more.encode(),
        )
        said = {**one.headers, "WARC-Block-Digest": digest([head, whole])}
        said |= {name.replace("_", "-"): value.format(len(body)) for name, value in headers.items()}
        kind = "application/http; msgtype=response"
        return [Record("response", one.uri, one.date, kind, head, [whole], len(whole), said), *made[1:]]

    return change


def other_type(media_type: str) -> Callable[[list[Record]], list[Record]]:
    return lambda made: [replace(made[0], content_type=media_type), *made[1:]]


def more_said(name: str, value: str) -> Callable[[list[Record]], list[Record]]:
    return lambda made: [replace(made[0], headers={**made[0].headers, name: value}), *made[1:]]


def said_to_be_changed(made: list[Record]) -> list[Record]:
    body = made[0].blocks[0].replace(b"<p>", b'<p title="https://cid.invalid/x@y">')
    headers = {**made[0].headers, "Hydrowatch-Copy-Changed": "cid", "WARC-Block-Digest": digest([body])}
    return [replace(made[0], blocks=[body], length=len(body), headers=headers), *made[1:]]


def test_pages_begin_with_a_line_that_names_none(package: Path) -> None:
    def moved(pages: bytes) -> bytes:
        return pages.partition(b"\n")[2]

    told = [one.reason for one in in_chinese(verify_package(repacked(package, {PAGES: moved}))) if not one.ok]
    assert "does not begin with a line that says its format and names no page" in told


@pytest.mark.parametrize(
    ("change", "why"),
    [
        (answered("200 OK", "<h1>1万元</h1>", Hydrowatch_Body_Limit="{}"), "is a response record"),
        (answered("301 Moved\r\nLocation: https://x.example/"), "is a response record"),
        (answered("200 OK\r\nRefresh: 0; url=https://x.example/"), "is a response record"),
        (other_type("text/html; charset=utf-16"), "says that its type is"),
        (other_type("application/octet-stream"), "says that its type is"),
        (more_said("Hydrowatch-Body-Limit", "5"), "has the header Hydrowatch-Body-Limit"),
        (more_said("WARC-Truncated", "length"), "has the header WARC-Truncated"),
        (more_said("warc-date", "2019-01-01T00:00:00Z"), "has the header warc-date"),
        (more_said("WARC-Payload-Digest", "sha256:00"), "is not like"),
        (said_to_be_changed, "is not like"),
        (lambda made: [*made, made[0]], "once more at the same address"),
        (lambda made: made, ""), (other_words, "is not like"), (other_time, "is not like"),
        (other_address, "is not like"), (of_nothing, "repeats no record"),
    ],
)  # fmt: skip
def test_a_copy_that_says_something_else_is_found(
    package: Path, change: Callable[[list[Record]], list[Record]], why: str
) -> None:
    found = forged(package, change)
    assert len(found) == bool(why)
    assert all(why in one for one in found)
