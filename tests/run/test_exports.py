"""A WACZ from us: records as they lie in the archive, an index that leads to them, and nothing leaves unsaid."""

from __future__ import annotations

import fcntl
import gzip
import hashlib
import io
import json
import os
import signal
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from warcio.archiveiterator import ArchiveIterator

from db import Scope
from monitor.cli.main import status_of
from monitor.errors import InputError, ItemError
from monitor.run.importing.imports import import_paths
from monitor.run.packages.exports import export_wacz
from monitor.run.packages.leaving import leaving
from monitor.run.packages.leaving_parts import with_parts
from monitor.run.packages.package_checks import verify_package
from monitor.run.workspace import Workspace, init_workspace, open_workspace

OFFER = "转让贵州某县小水电站,装机2×630千瓦,手续齐全,不在清退范围内,要价{}万,电话13912345678"
EVERYTHING = Scope()
WITH_ARCHIVES = Scope(with_archives=True)


@pytest.fixture
def filled(folder: Path, tmp_path: Path) -> Path:
    """A workspace with two runs: a page, then a ZIP with two texts."""
    page = f"<html><head><title>水电站转让</title></head><body><p>{OFFER.format(1)}</p></body></html>"
    (tmp_path / "页.html").write_text(page, "utf-8")
    with zipfile.ZipFile(tmp_path / "pages.zip", "w") as archive:
        archive.writestr("a.txt", OFFER.format(2))
        archive.writestr("b.txt", OFFER.format(3))
    for name in ("页.html", "pages.zip"):
        with open_workspace(folder) as workspace:
            import_paths(workspace, [tmp_path / name])
    return folder


def exported(folder: Path, target: Path, scope: Scope = EVERYTHING) -> zipfile.ZipFile:
    with open_workspace(folder) as workspace:
        export_wacz(workspace, scope, target)
    return zipfile.ZipFile(target)


def index_of(wacz: zipfile.ZipFile) -> list[tuple[str, dict[str, str]]]:
    lines = gzip.decompress(wacz.read("indexes/index.cdx.gz")).decode().splitlines()
    return [(line.partition(" {")[0], json.loads(line[line.index("{") :])) for line in lines]


def test_everything_leaves_byte_for_byte(filled: Path, tmp_path: Path) -> None:
    wacz = exported(filled, tmp_path / "all.wacz", WITH_ARCHIVES)
    files = {path.name: path.read_bytes() for path in (filled / "archive").iterdir()}
    assert len(files) == 2
    assert {name: wacz.read(f"archive/{name}") for name in files} == files
    assert {entry.compress_type for entry in wacz.infolist()} == {zipfile.ZIP_STORED}
    assert wacz.testzip() is None


def test_every_file_is_listed_with_its_digest(filled: Path, tmp_path: Path) -> None:
    wacz = exported(filled, tmp_path / "all.wacz")
    package = json.loads(wacz.read("datapackage.json"))
    assert (package["wacz_version"], package["profile"]) == ("1.1.1", "data-package")
    listed = {one["path"]: (one["hash"], one["bytes"]) for one in package["resources"]}
    assert {one["type"] for one in package["resources"]} == {"file"}  # none is a table, as validators take .jsonl
    assert set(listed) | {"datapackage.json", "datapackage-digest.json"} == set(wacz.namelist())
    for path, told in listed.items():
        body = wacz.read(path)
        assert told == (f"sha256:{hashlib.sha256(body).hexdigest()}", len(body))
    told = json.loads(wacz.read("datapackage-digest.json"))
    assert told["hash"] == f"sha256:{hashlib.sha256(wacz.read('datapackage.json')).hexdigest()}"


def test_the_index_leads_to_the_records_that_warcio_reads(filled: Path, tmp_path: Path) -> None:
    wacz = exported(filled, tmp_path / "some.wacz", Scope(run_id=2, with_archives=True))
    index = index_of(wacz)
    assert [key for key, _ in index] == sorted(key for key, _ in index)
    assert len(index) == 3  # the ZIP and two texts
    for _, place in index:
        start = int(place["offset"])
        member = wacz.read(f"archive/{place['filename']}")[start : start + int(place["length"])]
        record = next(ArchiveIterator(io.BytesIO(member), check_digests="raise"))
        assert record.rec_headers.get_header("WARC-Target-URI") == place["url"]
        body = record.content_stream().read()
        assert place["digest"] == f"sha256:{hashlib.sha256(body).hexdigest()}"
    assert wacz.read("indexes/index.idx").startswith(b'!meta 0 {"format": "cdxj-gzip-1.0"')


def test_a_listing_leaves_with_its_own_captures_only(filled: Path, tmp_path: Path) -> None:
    with open_workspace(filled, read_only=True) as workspace:
        (of_zip,) = [row["listing_id"] for row in _observed(workspace) if row["url"].endswith("a.txt")]
    alone = index_of(exported(filled, tmp_path / "a.wacz", Scope(of_zip)))
    assert [place["url"] for _, place in alone] == ["file:///pages.zip!/a.txt"]
    whole = index_of(exported(filled, tmp_path / "b.wacz", Scope(of_zip, with_archives=True)))
    assert [place["url"] for _, place in whole] == ["file:///pages.zip", "file:///pages.zip!/a.txt"]


def _observed(workspace: Workspace) -> list[dict[str, object]]:
    store = workspace.store
    rows = [(row, store.listings_of_bytes(row["sha256"])) for row in store.iter_captures() if row["state"] == "ok"]
    return [{"url": row["url"], "listing_id": ids[0]} for row, ids in rows if len(ids) == 1]


def test_the_same_records_give_the_same_bytes(filled: Path, tmp_path: Path) -> None:
    exported(filled, tmp_path / "one.wacz")
    exported(filled, tmp_path / "two.wacz")
    assert (tmp_path / "one.wacz").read_bytes() == (tmp_path / "two.wacz").read_bytes()


def test_our_own_reader_takes_what_we_wrote(filled: Path, tmp_path: Path) -> None:
    exported(filled, tmp_path / "all.wacz")
    with open_workspace(init_workspace(tmp_path / "other")) as workspace:
        report = import_paths(workspace, [tmp_path / "all.wacz"])
        assert (report.counts["new"], report.failures) == (3, ())


def test_damaged_evidence_is_named_and_nothing_is_left_behind(filled: Path, tmp_path: Path) -> None:
    path = min((filled / "archive").iterdir())
    data = bytearray(path.read_bytes())
    data[-40] ^= 0xFF
    path.write_bytes(data)
    (tmp_path / "new").mkdir()
    with pytest.raises(ItemError, match="hydrowatch-"):  # all that this run captured
        exported(filled, tmp_path / "new" / "all.wacz", Scope(run_id=1))
    assert list((tmp_path / "new").iterdir()) == []
    wacz = exported(filled, tmp_path / "new" / "all.wacz")  # what else there is leaves
    assert path.name in wacz.read("left-out/records.txt").decode()


def test_a_torn_end_stays_behind(filled: Path, tmp_path: Path) -> None:
    path = min((filled / "archive").iterdir())
    whole = path.read_bytes()
    path.write_bytes(whole + whole[: len(whole) // 3])
    assert exported(filled, tmp_path / "all.wacz").read(f"archive/{path.name}") == whole


def test_a_file_that_is_there_is_not_written_over(filled: Path, tmp_path: Path) -> None:
    (tmp_path / "all.wacz").write_bytes(b"mine")
    with pytest.raises(InputError, match="is there already"):
        exported(filled, tmp_path / "all.wacz")
    assert (tmp_path / "all.wacz").read_bytes() == b"mine"


KILLED = """
import os, signal, sys
from pathlib import Path
from db import Scope
from monitor.run.packages.exports import export_wacz
from monitor.run.workspace import open_workspace
with open_workspace(Path(sys.argv[1])) as workspace:
    export_wacz(workspace, Scope(), Path(sys.argv[2]), lambda *_: os.kill(os.getpid(), signal.SIGKILL))
"""


def test_an_export_leaves_the_files_of_others_alone_and_clears_what_a_kill_left(filled: Path, tmp_path: Path) -> None:
    """Nothing of a kill keeps the next one from its work; what may be of a program that runs stays."""
    place = tmp_path / "new"
    place.mkdir()
    (place / "all.wacz.part").write_bytes(b"mine")
    strange = place / ".hydrowatch-00000000"
    strange.mkdir()
    (strange / "mine.txt").write_bytes(b"mine")
    command = [sys.executable, "-c", KILLED, str(filled), str(place / "all.wacz")]
    assert subprocess.run(command, check=False).returncode == -signal.SIGKILL
    (left,) = (path for path in place.iterdir() if path.name.startswith(".hydrowatch-") and path != strange)
    exported(filled, place / "all.wacz")
    assert left.exists()  # it was touched a moment ago
    for path in (*left.iterdir(), left, *strange.iterdir(), strange):
        os.utime(path, (0, 0))
    with (left / "package").open("rb") as lives:
        fcntl.flock(lives, fcntl.LOCK_EX)
        exported(filled, place / "two.wacz")
        assert left.exists()
    exported(filled, place / "three.wacz")
    kept = {".hydrowatch-00000000", "all.wacz.part", "all.wacz", "two.wacz", "three.wacz"}
    assert {path.name for path in place.iterdir()} == kept
    assert (place / "all.wacz.part").read_bytes() == (strange / "mine.txt").read_bytes() == b"mine"
    assert (place / "three.wacz").stat().st_mode & 0o777 == (filled / "hydrowatch.toml").stat().st_mode & 0o777


def test_what_comes_under_the_name_of_an_export_meanwhile_is_not_written_over(filled: Path, tmp_path: Path) -> None:
    def come(*_: object) -> None:
        (tmp_path / "all.wacz").write_bytes(b"mine")

    with open_workspace(filled) as workspace, pytest.raises(InputError, match="is there already"):
        export_wacz(workspace, EVERYTHING, tmp_path / "all.wacz", come)
    assert (tmp_path / "all.wacz").read_bytes() == b"mine"
    assert not [path for path in tmp_path.iterdir() if path.name.startswith(".hydrowatch-")]


def test_nothing_leaves_before_it_is_said_what_does(
    filled: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    target = tmp_path / "out.wacz"
    command = ["-w", str(filled), "--lang", "en", "export", "--wacz", str(target)]
    assert status_of(command) == 2
    said = capsys.readouterr()
    assert (
        "3 captures" in said.out
        and "1 imported archives stay" in said.out
        and "telephone numbers" in said.out
        and "--with-personal-data" in said.err
    )
    assert not target.exists()
    assert status_of([*command, "--with-personal-data"]) == 0
    with open_workspace(filled, read_only=True) as workspace:
        entry = workspace.store.audit_rows(1)[0]
    assert entry["action"] == "export.wacz"
    assert entry["detail"]["sha256"] == hashlib.sha256(target.read_bytes()).hexdigest()
    assert str(tmp_path) not in json.dumps(entry)
    assert status_of([*command, "--run", "1", "--listing", "1"]) == 2
    assert status_of(["-w", str(filled), "export", "--wacz", str(tmp_path / "x"), "--listing", "999", "--yes"]) == 2


def test_all_listings_that_are_named_leave_in_one_file(
    filled: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    command = ["-w", str(filled), "--lang", "en", "export", "--yes", "--wacz"]
    assert status_of([*command, str(tmp_path / "two.wacz"), "--listing", "3", "--listing", "1", "--listing", "3"]) == 0
    assert "2 captures" in capsys.readouterr().out
    addresses = {found["url"].rpartition("/")[2] for _, found in index_of(zipfile.ZipFile(tmp_path / "two.wacz"))}
    assert {"%E9%A1%B5.html", "b.txt"} <= addresses and "a.txt" not in addresses
    with open_workspace(filled, read_only=True) as workspace:
        assert workspace.store.audit_rows(1)[0]["subject"] == "listings 3, 1"
    assert status_of([*command, str(tmp_path / "none.wacz"), "--listing", "1", "--listing", "99"]) == 2
    assert "there is no listing 99" in capsys.readouterr().err and not (tmp_path / "none.wacz").exists()
    assert status_of([*command, str(tmp_path / "x.wacz"), "--listing", "1", "--listing", "2", "--run", "1"]) == 2


def test_marks_are_listed_with_their_place(folder: Path, tmp_path: Path) -> None:
    hidden = "电站\U000e0101\U000e0102\U000e0103 您的IP：203.0.113.9"
    marked = f"<html><body>\n<p>{OFFER.format(1)}</p>\n<p>{hidden}</p></body></html>"
    (tmp_path / "marked.html").write_text(marked, "utf-8")
    with open_workspace(folder) as workspace:
        import_paths(workspace, [tmp_path / "marked.html"])
        told = leaving(workspace, Scope())
    assert [(found.capture_id, found.mark.kind, found.mark.line) for found in told.marks] == [
        (1, "selectors", 3), (1, "client_address", 3),
    ]  # fmt: skip
    assert told.marks[0].mark.sample == "U+E0101 U+E0102 U+E0103"
    assert "203.0.113.9" in told.marks[1].mark.sample


def test_the_parts_of_a_listings_page_leave_with_it_and_the_page_has_its_title(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "甲_files").mkdir()
    (tmp_path / "甲_files" / "a.css").write_text("p{background:url(p.png)}")
    (tmp_path / "甲_files" / "p.png").write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(30))
    head = '<meta charset="utf-8"><title>泸定电站转让</title><link rel=stylesheet href="甲_files/a.css">'
    (tmp_path / "甲.html").write_text(f"<html><head>{head}</head><body><p>{OFFER.format(1)}</p>", "utf-8")
    with open_workspace(folder) as workspace:
        import_paths(workspace, [tmp_path / "甲.html"])
        chosen = with_parts(workspace, Scope(1))
        assert (len(chosen.scope.parts), chosen.staying) == (2, 0)
        assert leaving(workspace, chosen.scope).captures == 3
        export_wacz(workspace, chosen.scope, tmp_path / "one.wacz")
    wacz = zipfile.ZipFile(tmp_path / "one.wacz")
    addresses = {found["url"].rpartition("/")[2] for _, found in index_of(wacz)}
    assert {"%E7%94%B2.html", "a.css", "p.png"} <= addresses
    (page,) = wacz.read("pages/pages.jsonl").decode().splitlines()[1:]
    assert json.loads(page)["title"] == "泸定电站转让"
    verdicts = list(verify_package(tmp_path / "one.wacz"))
    assert len(verdicts) == 11 and all(verdict.ok for verdict in verdicts if verdict.kind != "stamp")


def test_parts_that_stay_in_an_archive_are_counted(folder: Path, tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
        archive.writestr("甲.html", f'<html><link rel=stylesheet href="甲_files/a.css"><p>{OFFER.format(1)}</p>')
        archive.writestr("甲_files/a.css", "p{}")
    with open_workspace(folder) as workspace:
        import_paths(workspace, [tmp_path / "a.zip"])
        assert (with_parts(workspace, Scope(1)).scope.parts, with_parts(workspace, Scope(1)).staying) == ((), 1)
        assert with_parts(workspace, Scope(1, with_archives=True)).staying == 0


def test_what_a_saved_page_loads_is_no_listing_when_an_export_is_imported(folder: Path, tmp_path: Path) -> None:
    top = tmp_path / "saved"
    (top / "页_files").mkdir(parents=True)
    (top / "页.html").write_text(f"<html><body><p>{OFFER.format(1)}</p></body></html>", "utf-8")
    for name in ("app.js.下载", "words", "notes.txt", "a.css"):
        (top / "页_files" / name).write_text("1", "utf-8")
    with open_workspace(folder) as workspace:
        import_paths(workspace, [top])
    exported(folder, tmp_path / "all.wacz").close()
    with open_workspace(init_workspace(tmp_path / "other")) as workspace:
        report = import_paths(workspace, [tmp_path / "all.wacz"])
        assert (report.counts["new"], report.failures) == (1, ())
