"""What `verify`, `audit verify` and `custody` print is in the reader's language; rows for programs stay English."""

from __future__ import annotations

import json
import shutil
import sqlite3
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from spoken import english_in

from db import Scope
from monitor.cli import language
from monitor.cli.main import status_of
from monitor.run.importing.imports import import_paths
from monitor.run.packages.exports import export_wacz
from monitor.run.workspace import init_workspace, open_workspace

OFFER = "转让贵州某县小水电站,装机2×630千瓦,手续齐全,不在清退范围内,要价{}万"
Damage = Callable[[Path], object]


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A workspace with a file and an archive, imported in two runs."""
    folder = init_workspace(tmp_path_factory.mktemp("spoken") / "case")
    (folder.parent / "a.txt").write_text(OFFER.format(1), "utf-8")
    with zipfile.ZipFile(folder.parent / "pages.zip", "w") as archive:
        archive.writestr("b.txt", OFFER.format(2))
    for name in ("a.txt", "pages.zip"):
        with open_workspace(folder) as workspace:
            import_paths(workspace, [folder.parent / name])
    return folder


@pytest.fixture
def case(sound: Path, tmp_path: Path) -> Path:
    """A copy of it to damage."""
    return Path(shutil.copytree(sound, tmp_path / "copy"))


@pytest.fixture(params=["zh", "en"])
def tongue(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """The language that commands speak."""
    monkeypatch.setenv("HYDROWATCH_LANGUAGE", request.param)
    language.language.cache_clear()
    yield request.param
    language.language.cache_clear()


def sql(*statements: str) -> Damage:
    """Damage by somebody who has the database file in hand."""

    def done(folder: Path) -> None:
        with sqlite3.connect(folder / "hydrowatch.db") as connection:
            for statement in statements:
                connection.execute(statement)

    return done


def archive_of(folder: Path) -> Path:
    return next((folder / "archive").iterdir())


def cut(at: int) -> Damage:
    """The file of the archive ends earlier."""
    return lambda folder: archive_of(folder).write_bytes(archive_of(folder).read_bytes()[:at])


def flipped(at: int) -> Damage:
    """One byte of the archive is another."""

    def done(folder: Path) -> None:
        data = bytearray(archive_of(folder).read_bytes())
        data[at] ^= 0xFF
        archive_of(folder).write_bytes(data)

    return done


def rewritten(name: str, old: bytes, new: bytes) -> Damage:
    return lambda folder: (folder / name).write_bytes((folder / name).read_bytes().replace(old, new))


LOG = "DROP TRIGGER audit_log_no_update"
TORN = "archive's end"  # as a writer leaves it that was killed: told, and no fault
TAKEN = "DROP TRIGGER audit_log_no_delete"
DAMAGES: dict[str, Damage] = {
    "archive gone": lambda folder: archive_of(folder).unlink(),
    "archive cut": cut(-20),
    "archive flipped": flipped(900),
    TORN: lambda folder: archive_of(folder).write_bytes(archive_of(folder).read_bytes() + b"\x1f\x8bx"),
    "offset": sql("UPDATE captures SET warc_offset = 3 WHERE id = 1"),
    "length": sql("UPDATE captures SET warc_length = 9 WHERE id = 1"),
    "record id": sql("UPDATE captures SET warc_record_id = '<urn:uuid:0>' WHERE id = 1"),
    "no record": sql("UPDATE captures SET warc_file = NULL WHERE id = 1"),
    "another folder": sql("UPDATE captures SET warc_file = '../x' WHERE id = 1"),
    "digest": sql(f"UPDATE captures SET sha256 = '{'f' * 64}' WHERE id = 1"),
    "date": sql("UPDATE captures SET fetched_at = '2020-01-01T00:00:00Z' WHERE id = 1"),
    "parent": sql("UPDATE captures SET parent_id = NULL WHERE id = 3"),
    "child": sql("UPDATE captures SET parent_id = 1 WHERE id = 2"),
    "row": sql("UPDATE captures SET url = 'http://a.example/', final_url = 'http://b.example/', state = 'gone',"
               " size = 1, status = 404, media_type = 'text/x; charset=x', operator = '李四', tool_version = '9',"
               " taken_at = 'x', server_date = 'Fri, 27 Nov 2020 12:31:06 GMT',"
               " source_id = 'market', how = 'http' WHERE id = 1"),
    "text": sql("UPDATE versions SET text = replace(text, '不在清退', '已在清退')"),
    "title": sql("UPDATE versions SET title = title || 'x'"),
    "text's digest": sql("UPDATE versions SET text_sha256 = 'aa'"),
    "row taken out": sql("PRAGMA foreign_keys = OFF", "DELETE FROM captures WHERE id = 1"),
    "rows taken out": sql("DELETE FROM captures WHERE id IN (1, 2)"),
    "points nowhere": sql("UPDATE versions SET listing_id = 99 WHERE id = 1"),
    "chain": sql(LOG, "UPDATE audit_log SET actor = 'x' WHERE id = 2"),
    "chain's hash": sql(LOG, "UPDATE audit_log SET previous = 'x' WHERE id = 2"),
    "log row taken out": sql(TAKEN, "DELETE FROM audit_log WHERE id = 2"),
    "log's end taken out": sql(TAKEN, "DELETE FROM audit_log WHERE id = (SELECT max(id) FROM audit_log)"),
    "log entry": sql(LOG, "UPDATE audit_log SET detail = '{}' WHERE action = 'manifest'"),
    "log unreadable": sql(LOG, "UPDATE audit_log SET detail = CAST(x'ff' AS TEXT) WHERE id = 3"),
    "manifest gone": lambda folder: (folder / "manifests" / "manifest-1.jsonl").unlink(),
    "manifest changed": rewritten("manifests/manifest-1.jsonl", b'"offset":', b'"offset": '),
    "manifest unknown": lambda folder: (folder / "manifests" / "manifest-9.jsonl").write_text("{}\n"),
    "stamp unknown": lambda folder: (folder / "manifests" / "manifest-1.near.tsr").write_bytes(b"x"),
    "database": lambda folder: _garbled(folder / "hydrowatch.db"),
}  # fmt: skip


def _garbled(path: Path) -> None:
    """A page in the middle of the file is overwritten."""
    data = bytearray(path.read_bytes())
    with sqlite3.connect(path) as connection:
        ((page,),) = connection.execute("SELECT rootpage FROM sqlite_schema WHERE name = 'facts'")
    data[(page - 1) * 4096 + 8 : page * 4096] = b"\x01" * (4096 - 8)
    path.write_bytes(data)


@pytest.mark.parametrize("damage", DAMAGES)
def test_what_does_not_hold_is_said_in_the_readers_language(
    case: Path, damage: str, tongue: str, capsys: pytest.CaptureFixture[str]
) -> None:
    DAMAGES[damage](case)
    for command in (
        ["verify", "--deep", "--all"],
        ["audit", "verify"],
        *(["custody", str(number)] for number in (1, 2, 3)),
    ):
        status = status_of(["-w", str(case), *command])
        out, err = capsys.readouterr()
        assert status in {0, 2, 3}, err
        assert command[0] != "verify" or status == 3 or damage == TORN
        assert bool(english_in(out + err)) is (tongue == "en"), out + err


@pytest.mark.parametrize("damage", ["offset", "row", "chain", "manifest gone"])
def test_rows_for_programs_are_the_same_in_both_languages(
    case: Path, damage: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    DAMAGES[damage](case)
    said = []
    for tongue in ("zh", "en"):
        monkeypatch.setenv("HYDROWATCH_LANGUAGE", tongue)
        language.language.cache_clear()
        for form in ("jsonl", "csv"):
            assert status_of(["-w", str(case), "verify", "--format", form]) == 3
        assert status_of(["-w", str(case), "custody", "1", "--format", "jsonl"]) in {0, 3}
        said.append(capsys.readouterr().out)
    language.language.cache_clear()
    assert said[0] == said[1] and english_in(said[0])
    json.loads(said[0].splitlines()[0])


PACKED: dict[str, Callable[[dict[str, bytes]], object]] = {
    "nothing": lambda files: None,
    "a file": lambda files: files.update({"datapackage.json": files["datapackage.json"] + b" "}),
    "a record": lambda files: files.update({name: data[:-9] for name, data in files.items() if name.endswith("rc.gz")}),
    "the index": lambda files: files.update({"indexes/index.cdx.gz": b"x"}),
    "the pages": lambda files: files.update({"pages/pages.jsonl": files["pages/pages.jsonl"] + b"x\n"}),
    "an entry more": lambda files: files.update({"x.html": b"x"}),
    "no digests": lambda files: files.pop("datapackage.json"),
}


@pytest.mark.parametrize("changed", PACKED)
def test_what_does_not_hold_of_an_exported_file_is_said_in_the_readers_language(
    case: Path, tmp_path: Path, changed: str, tongue: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with open_workspace(case) as workspace:
        export_wacz(workspace, Scope(), tmp_path / "all.wacz")
    with zipfile.ZipFile(tmp_path / "all.wacz") as package:
        files = {name: package.read(name) for name in package.namelist()}
    PACKED[changed](files)
    with zipfile.ZipFile(tmp_path / "other.wacz", "w") as package:
        for name, data in files.items():
            package.writestr(name, data)
    assert status_of(["verify", "--wacz", str(tmp_path / "other.wacz")]) == (1 if changed == "nothing" else 3)
    out, err = capsys.readouterr()
    assert bool(english_in(out + err)) is (tongue == "en"), out + err
