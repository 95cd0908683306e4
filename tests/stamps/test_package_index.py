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
        told["resources"].append({"name": "x.html", "path": "x.html", "hash": "", "bytes": 4})
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


def described(name: str, **values: object) -> Callable[[Path], Path]:
    """A copy in which one of the descriptions says something else; its digests fit."""

    def edit(data: bytes) -> bytes:
        return json.dumps({**json.loads(data), **values}).encode()

    return lambda package: changed(package, edited(name, edit), sealed=name == "datapackage.json")


def within(edit: Callable[[bytes], bytes]) -> Callable[[Path], Path]:
    return lambda package: changed(package, edited(PAGES, edit))


def around(comment: bytes = b"", before: bytes = b"", behind: bytes = b"") -> Callable[[Path], Path]:
    def forge(package: Path) -> Path:
        with zipfile.ZipFile(package, "a") as wacz:
            wacz.comment = comment
        package.write_bytes(before + package.read_bytes() + behind)
        return package

    return forge


def head(data: bytes) -> bytes:
    first, _, rest = data.partition(b"\n")
    return json.dumps({**json.loads(first), "title": "经公证处核验"}, ensure_ascii=False).encode() + b"\n" + rest


def said_twice(data: bytes) -> bytes:
    return data.replace(b'"title": "', b'"title": "x", "title": "').replace(b'"title": "x", ', b"", 1)


@pytest.mark.parametrize(("forge", "item", "why", "count"), [
    (described("datapackage.json", title="公证处"), "datapackage.json", 'title "公证处"', 1),
    (described("datapackage.json", description="by a notary", created="2019-01-01"), "datapackage.json", "says", 2),
    (described("datapackage.json", software="Notary 1.0", mainPageUrl="https://x.cn/"), "datapackage.json", "says", 2),
    (described("datapackage-digest.json", signedData={"hash": "", "signature": "AAAA"}), "datapackage-digest.json",
     "says signedData", 1),
    (within(page(text="卖家承认在清退名单内")), PAGES, "says text of", 2), (within(head), PAGES, "经公证处核验", 1),
    (within(said_twice), PAGES, "says title of", 2),
    (around("已由公证处核验".encode()), "all.wacz", "has a comment", 1),
    (around(behind=b"more"), "all.wacz", "has 4 bytes behind its list", 1),
    (around(before=b"#!/bin/sh\n"), "all.wacz", "has 10 bytes before", 1),
])  # fmt: skip
def test_what_a_package_says_of_itself_is_what_an_export_writes(
    package: Path, forge: Callable[[Path], Path], item: str, why: str, count: int
) -> None:
    found = bad(forge(package))
    assert [one.item for one in found] == [item] * count and all(why in one.reason for one in found)


def test_a_second_record_of_one_id_is_told(package: Path) -> None:
    def twice(name: str, data: bytes) -> bytes:
        return data + data[data.rindex(b"\x1f\x8b\x08") :] if name.endswith(".warc.gz") else data

    found = [one for one in bad(changed(package, twice)) if not one.unproven]
    assert found and all("2 records have this id" in one.reason for one in found if one.kind == "record")


def test_of_a_package_of_another_program_it_is_said_what_was_not_compared(package: Path) -> None:
    def other_program(name: str, data: bytes) -> bytes | None:
        if name == "datapackage.json":
            told = json.loads(data)
            kept = [one for one in told["resources"] if not one["path"].startswith("stamps/")]
            return json.dumps({**told, "software": "py-wacz 0.5.0", "created": "2026", "resources": kept}).encode()
        return None if name.startswith("stamps/") else page(text="words")(data) if name == PAGES else data

    found = in_chinese(verify_package(changed(package, other_program)))
    assert [one for one in found if not (one.ok or one.unproven)] == []
    (said,) = [one.reason for one in found if one.item == "datapackage.json" and one.reason]
    assert "py-wacz 0.5.0" in said and "not what it says of itself" in said
