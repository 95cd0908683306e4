"""A package that leads elsewhere than to its stamped records is found, though all its digests were made to fit."""

from __future__ import annotations

import gzip
import hashlib
import json
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from spoken import in_chinese
from test_packed_stamps import bad, changed, edited, export, instead, package
from test_stamping import import_one

from db import Scope
from monitor.cli.main import status_of
from monitor.run.importing.imports import import_paths
from monitor.run.packages.exports import export_wacz
from monitor.run.packages.package_checks import verify_package
from monitor.run.workspace import open_workspace

__all__ = ["package"]
INDEX, BLOCKS, PAGES = "indexes/index.cdx.gz", "indexes/index.idx", "pages/pages.jsonl"
Lines = list[tuple[str, dict[str, str]]]


def reindexed(package: Path, edit: Callable[[Lines], Lines]) -> Path:
    """A copy with another index, whose blocks and digests fit."""
    with zipfile.ZipFile(package) as wacz:
        lines = gzip.decompress(wacz.read(INDEX)).decode().splitlines()
    made = edit([(line.partition(" {")[0], json.loads(line[line.index("{") :])) for line in lines])
    text = "".join(sorted(f"{key} {json.dumps(told, ensure_ascii=False)}\n" for key, told in made))
    member = gzip.compress(text.encode(), mtime=0) if text else b""
    place = {"offset": 0, "length": len(member), "digest": f"sha256:{hashlib.sha256(member).hexdigest()}",
             "filename": "index.cdx.gz"}  # fmt: skip
    blocks = f"!meta 0 {json.dumps({'format': 'cdxj-gzip-1.0'})}\n"
    if text:
        blocks += f"{text.partition(' {')[0]} {json.dumps(place)}\n"
    return changed(package, {INDEX: member, BLOCKS: blocks.encode()}.get)


def swapped(lines: Lines) -> Lines:
    """Each address leads to the record of the other."""
    (one, told), (other, second) = lines[:2]
    places = ("offset", "length", "filename", "digest")
    return [(one, {**told, **{name: second[name] for name in places}}),
            (other, {**second, **{name: told[name] for name in places}}), *lines[2:]]  # fmt: skip


def dated(lines: Lines) -> Lines:
    return [(f"{key.partition(' ')[0]} 20200101000000", told) for key, told in lines]


def other(name: str, value: str) -> Callable[[Lines], Lines]:
    return lambda lines: [(key, {**told, name: value}) for key, told in lines]


def test_what_was_exported_holds_and_says_so(package: Path) -> None:
    found = in_chinese(verify_package(package))
    assert [one for one in found if not one.ok] == []
    said = {one.item: one.reason for one in found if one.reason}
    assert said[INDEX].startswith("2 lines") and said[PAGES].startswith("2 pages")
    assert said["stamps/manifest-1.jsonl"] == "lists 2 records of its run, all in this package"


@pytest.mark.parametrize(("edit", "wrong"), [
    (lambda lines: lines, 0), (swapped, 4), (dated, 4), (lambda _: [], 2), (lambda lines: lines[1:], 1),
    (lambda lines: [*lines, lines[0]], 1), (other("digest", f"sha256:{'0' * 64}"), 4),
    (other("filename", "players.warc.gz"), 4), (other("offset", "1"), 4), (other("status", "404"), 4),
    (other("url", "https://x.example/"), 4),
])  # fmt: skip
def test_an_index_that_leads_elsewhere_is_found(package: Path, edit: Callable[[Lines], Lines], wrong: int) -> None:
    found = bad(reindexed(package, edit))
    assert [one.item for one in found] == [INDEX] * wrong
    assert all("record" in one.reason for one in found)


@pytest.mark.parametrize("change", [
    edited(BLOCKS, lambda data: data.replace(b'"offset": 0', b'"offset": 1')), edited(BLOCKS, lambda data: b"x" + data),
    edited(BLOCKS, lambda data: data + data.splitlines(keepends=True)[-1]), edited(BLOCKS, lambda _: b"no line {\n"),
    edited(BLOCKS, lambda data: data.replace(b"file:///", b"file:///a", 1)), edited(INDEX, lambda data: data + b"more"),
    edited(INDEX, lambda data: data[:-9]), instead(INDEX, None), instead(BLOCKS, None), instead(BLOCKS, b""),
    edited(BLOCKS, lambda data: data.replace(b"sha256:", b"sha256:0")),
])  # fmt: skip
def test_what_leads_into_the_index_is_checked(package: Path, change: Callable[[str, bytes], bytes | None]) -> None:
    assert INDEX in {one.item for one in bad(changed(package, change))}


def page(**values: str) -> Callable[[bytes], bytes]:
    def edit(data: bytes) -> bytes:
        head, *lines = data.splitlines()
        return b"\n".join([head, *(json.dumps({**json.loads(line), **values}).encode() for line in lines)]) + b"\n"

    return edit


@pytest.mark.parametrize(("edit", "why"), [
    (page(url="https://x.example/"), "the record is file:///"), (page(ts="2020-01-01T00:00:00Z"), "the record is"),
    (page(id="nobody"), "no record nobody"), (lambda data: data + data.splitlines()[-1], "twice"),
    (lambda data: data + b"[]\n", "no page"), (lambda data: data + b"\xff\n", "no page"),
])  # fmt: skip
def test_a_list_of_pages_that_names_other_than_the_records_is_found(
    package: Path, edit: Callable[[bytes], bytes], why: str
) -> None:
    found = bad(changed(package, edited(PAGES, edit)))
    assert {one.item for one in found} == {PAGES}
    assert why in "\n".join(one.reason for one in found)


def test_titles_of_pages_are_said_to_be_no_evidence(package: Path) -> None:
    found = in_chinese(verify_package(changed(package, edited(PAGES, page(title="另一个")))))
    assert [one for one in found if not one.ok] == []
    assert any("titles are not evidence" in one.reason for one in found)


def test_a_package_whose_archive_file_was_renamed_is_found(package: Path) -> None:
    renamed = package.with_name("renamed.wacz")
    with zipfile.ZipFile(package) as old, zipfile.ZipFile(renamed, "w") as new:
        name = min(one for one in old.namelist() if one.endswith(".warc.gz"))
        for one in old.namelist():
            data = old.read(one)
            if one == "datapackage.json":
                data = data.replace(name.encode(), b"archive/x.warc.gz")
            new.writestr("archive/x.warc.gz" if one == name else one, data)
    said = "\n".join(one.reason for one in bad(changed(renamed, lambda _, data: data)))
    assert "the file was renamed" in said and "leads to no record" in said


def test_a_file_that_nothing_leads_to_is_told(package: Path) -> None:
    def named(name: str, data: bytes) -> bytes:
        if name != "datapackage.json":
            return data
        told = json.loads(data)
        told["resources"].append({"name": "x.html", "path": "x.html", "hash": "", "bytes": 1})
        return json.dumps(told).encode()

    with zipfile.ZipFile(package, "a") as wacz:
        wacz.writestr("x.html", b"<p>1")
    found = bad(changed(package, named))
    assert [(one.item, "leads to it" in one.reason) for one in found] == [("x.html", True)]


def test_records_of_a_stamped_run_that_are_absent_are_counted_and_are_no_fault(folder: Path, tmp_path: Path) -> None:
    for name in ("a.txt", "b.txt"):
        (tmp_path / name).write_text(f"转让贵州某县小水电站，装机2×630千瓦，要价{name}万", "utf-8")
    with open_workspace(folder) as workspace:
        import_paths(workspace, [tmp_path / "a.txt", tmp_path / "b.txt"])
        export_wacz(workspace, Scope(1), tmp_path / "one.wacz")
    found = in_chinese(verify_package(tmp_path / "one.wacz"))
    assert [one for one in found if not one.ok] == []
    (said,) = [one.reason for one in found if one.kind == "manifest"]
    assert "1 of them not in this package" in said
    assert status_of(["verify", "--wacz", str(tmp_path / "one.wacz")]) == 0


def test_a_document_that_players_find_no_copy_of_is_told(folder: Path, tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
        archive.writestr("a.txt", "转让贵州某县小水电站，装机2×630千瓦，要价1万")
    with open_workspace(folder) as workspace:
        import_paths(workspace, [tmp_path / "a.zip"])
    export(folder, tmp_path / "all.wacz")
    found = bad(changed(tmp_path / "all.wacz", instead("players.warc.gz", None)))
    assert any(one.kind == "record" and "has no copy" in one.reason for one in found)


def test_a_large_index_of_many_blocks_holds(folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("monitor.publish.cdxj.LINES_A_BLOCK", 1)
    for number in range(4):
        import_one(folder, number)
    export(folder, tmp_path / "all.wacz")
    assert bad(tmp_path / "all.wacz") == []
