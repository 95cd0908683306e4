"""Verifying rows against records and manifests: a forged record, a row that says otherwise, one that is gone."""

from __future__ import annotations

import gzip
import hashlib
import json
import re
import shutil
import sqlite3
import zipfile
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from spoken import in_chinese
from test_bad_input_sites import SETTINGS, SOURCE, Site, look

from monitor.run.importing.imports import import_paths
from monitor.run.verifying.custody import custody_of
from monitor.run.verifying.verify import ItemVerdict, verify_workspace
from monitor.run.workspace import init_workspace, open_workspace

WORDS = "<h1>第1电站</h1><article>四川某小水电站转让，装机500千瓦，手续齐全，不在清退范围，16万</article>"
OFFER = "转让贵州某县小水电站,装机2×630千瓦,手续齐全,要价{}万"
OTHER = "http://127.0.0.1:1/other"


@pytest.fixture(scope="module")
def watched(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A market watched four times, with an answer 'not modified' and a redirect; a ZIP and a file imported."""
    folder = init_workspace(tmp_path_factory.mktemp("watched") / "case")
    (folder / "hydrowatch.toml").write_text(f'operator = "王五"\n{SETTINGS}', "utf-8")
    with closing(Site()) as site:
        (folder / "sources" / "market.yaml").write_text(SOURCE.format(port=site.server_port), "utf-8")
        look(folder)
        site.misbehave("/item/1", body=WORDS, ETag='"1"', Date_="x")
        look(folder)
        site.misbehave("/item/1", status=304, ETag='"1"')
        look(folder)
        site.misbehave("/item/2", status=302, Location="/moved/2?q=%e6")
        look(folder)
    with zipfile.ZipFile(folder.parent / "pages.zip", "w") as archive:
        archive.writestr("a.txt", OFFER.format(5))
    (folder.parent / "b.html").write_text(f"<title>电站</title><p>{OFFER.format(6)}</p>", "utf-8")
    with open_workspace(folder) as workspace:
        import_paths(workspace, [folder.parent / "pages.zip", folder.parent / "b.html"])
    yield folder


@pytest.fixture
def case(watched: Path, tmp_path: Path) -> Path:
    """A copy of it to change."""
    return Path(shutil.copytree(watched, tmp_path / "copy"))


def bad(folder: Path) -> list[ItemVerdict]:
    with open_workspace(folder, read_only=True) as workspace:
        return [one for one in in_chinese(verify_workspace(workspace)) if not one.ok]


def change(folder: Path, sql: str, *values: object) -> None:
    with sqlite3.connect(folder / "hydrowatch.db") as connection:
        assert connection.execute(sql, values).rowcount == 1


def rows(folder: Path, where: str) -> list[dict[str, Any]]:
    with sqlite3.connect(folder / "hydrowatch.db") as connection:
        connection.row_factory = sqlite3.Row
        return [dict(row) for row in connection.execute(f"SELECT * FROM captures WHERE {where} ORDER BY id")]


PAGE = "state = 'ok' AND how = 'http' AND url LIKE '%/item/3'"
KINDS = {
    "page": PAGE, "not modified": "state = 'not_modified'", "moved": "how = 'http' AND final_url <> ''",
    "archive": "url LIKE '%.zip'", "member": "parent_id IS NOT NULL", "file": "url LIKE '%.html'",
}  # fmt: skip


def test_what_was_watched_and_imported_is_sound(case: Path) -> None:
    assert all(rows(case, where) for where in KINDS.values())
    assert bad(case) == []


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(("column", "value"), [
    ("url", OTHER), ("final_url", OTHER), ("state", "gone"), ("status", 404), ("media_type", "text/x"), ("size", 1),
    ("server_date", "Fri, 27 Nov 2020 12:31:06 GMT"), ("taken_at", "2019-01-01T00:00:00Z"), ("operator", "李四"),
    ("tool_version", "9"), ("how", "render"), ("how", "upload"), ("run_id", 1), ("run_id", 2), ("sha256", ""),
    ("sha256", "f" * 64), ("etag", '"zz"'), ("last_modified", "x"), ("fetched_at", "2026-01-01T00:00:00.000000Z"),
    ("reason", "编造的原因"),
])  # fmt: skip
def test_a_column_that_the_record_contradicts_is_found(case: Path, kind: str, column: str, value: object) -> None:
    row = rows(case, KINDS[kind])[0]
    if row[column] == value or (column == "reason" and kind not in {"member", "file"}):
        pytest.skip("nothing changed, or no record says it")
    change(case, f"UPDATE captures SET {column} = ? WHERE id = ?", value, row["id"])
    assert [(one.kind, one.item) for one in bad(case) if one.item == str(row["id"])] == [("capture", str(row["id"]))]


@pytest.mark.parametrize("kind", KINDS)
def test_another_source_than_the_record_names_is_found(case: Path, kind: str) -> None:
    row = rows(case, KINDS[kind])[0]
    other = "import" if row["source_id"] == "market" else "market"
    change(case, "UPDATE captures SET source_id = ? WHERE id = ?", other, row["id"])
    found = {one.item: one.reason for one in bad(case)}
    assert f"the database says source {other}, the record {row['source_id']}" in found[str(row["id"])]


def test_a_page_under_the_address_of_another_is_found_also_by_custody(case: Path) -> None:
    one, other = rows(case, "state = 'ok' AND how = 'http' AND url LIKE '%/item/_'")[:2]
    for row, record in ((one, other), (other, one)):
        names = ("warc_file", "warc_offset", "warc_length", "warc_record_id", "sha256", "size", "fetched_at")
        change(
            case, f"UPDATE captures SET {', '.join(f'{name} = ?' for name in names)} WHERE id = ?",
            *(record[name] for name in names), row["id"],
        )  # fmt: skip
    found = {one.item: one.reason for one in bad(case)}
    assert found.keys() == {str(one["id"]), str(other["id"])}
    assert "the database says address" in found[str(one["id"])]
    with open_workspace(case, read_only=True) as workspace:
        (broken,) = [step for step in custody_of(workspace, one["id"]).steps if step.ok is False]
    assert broken.kind == "record" and "the database says address" in broken.reason


def test_custody_finds_the_digest_of_an_answer_not_modified_changed(case: Path) -> None:
    (row,) = rows(case, KINDS["not modified"])
    change(case, "UPDATE captures SET sha256 = ? WHERE id = ?", "f" * 64, row["id"])
    with open_workspace(case, read_only=True) as workspace:
        assert not custody_of(workspace, row["id"]).holds


def forge(folder: Path, row: dict[str, Any], old: str, new: str) -> dict[str, Any]:
    """A record like that of a capture with other words, all its digests right, in a file of its own."""
    with (folder / "archive" / row["warc_file"]).open("rb") as file:
        file.seek(row["warc_offset"])
        record = gzip.decompress(file.read(row["warc_length"]))
    head, _, rest = record.partition(b"\r\n\r\n")
    answer, _, body = rest[:-4].partition(b"\r\n\r\n")
    body = body.replace(old.encode(), new.encode())
    assert new.encode() in body
    block = answer + b"\r\n\r\n" + body
    for name, digest in ((b"Block", hashlib.sha256(block)), (b"Payload", hashlib.sha256(body))):
        head = re.sub(rb"(WARC-%s-Digest: sha256:)\S+" % name, rb"\g<1>" + digest.hexdigest().encode(), head)
    member = gzip.compress(head + b"\r\n\r\n" + block + b"\r\n\r\n", mtime=0)
    name = f"{row['warc_file'].partition('-000')[0]}-00999.warc.gz"
    (folder / "archive" / name).write_bytes(member)
    return {"warc_file": name, "warc_offset": 0, "warc_length": len(member),
            "sha256": hashlib.sha256(body).hexdigest(), "size": len(body)}  # fmt: skip


def test_a_forged_record_is_found_by_the_manifest_and_by_its_number(case: Path) -> None:
    row = rows(case, PAGE)[0]
    forged = forge(case, row, "35万", "95万")
    change(case, f"UPDATE captures SET {', '.join(f'{name} = ?' for name in forged)} WHERE id = ?",
           *forged.values(), row["id"])  # fmt: skip
    found = {(one.kind, one.item): one.reason for one in bad(case)}
    assert found.keys() == {("record", row["warc_record_id"]), ("capture", str(row["id"]))}
    assert "2 records have this id" in found["record", row["warc_record_id"]]
    assert f"lists its record at {row['warc_file']}@{row['warc_offset']}" in found["capture", str(row["id"])]


def test_a_forged_record_of_a_new_number_is_found_by_the_manifest(case: Path) -> None:
    row = rows(case, PAGE)[0]
    forged = forge(case, row, "35万", "95万") | {"warc_record_id": "<urn:uuid:00000000-0000-4000-8000-000000000000>"}
    path = case / "archive" / str(forged["warc_file"])
    body = gzip.decompress(path.read_bytes()).replace(
        row["warc_record_id"].encode(), str(forged["warc_record_id"]).encode()
    )
    path.write_bytes(packed := gzip.compress(body, mtime=0))
    forged["warc_length"] = len(packed)
    change(case, f"UPDATE captures SET {', '.join(f'{name} = ?' for name in forged)} WHERE id = ?",
           *forged.values(), row["id"])  # fmt: skip
    found = {(one.kind, one.item): one.reason for one in bad(case)}
    assert found.keys() == {
        ("capture", str(row["id"])), ("capture", f"{row['warc_file']}@{row['warc_offset']}"),
    }  # fmt: skip
    assert "does not list its record" in found["capture", str(row["id"])]


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("renumbered", [False, True])
def test_a_capture_that_was_taken_out_is_missed(case: Path, kind: str, renumbered: bool) -> None:
    row = rows(case, KINDS[kind])[0]
    with sqlite3.connect(case / "hydrowatch.db") as connection:
        connection.execute("DELETE FROM captures WHERE id = ?", [row["id"]])
        if renumbered:
            connection.execute("UPDATE captures SET parent_id = parent_id - 1 WHERE parent_id > ?", [row["id"]])
            connection.execute("UPDATE captures SET id = -id WHERE id > ?", [row["id"]])
            connection.execute("UPDATE captures SET id = -id - 1 WHERE id < 0")
    found = {one.item: one.reason for one in bad(case)}
    assert "no capture of the database names it" in found[f"{row['warc_file']}@{row['warc_offset']}"]
    last = row["id"] == rows(case, "1")[-1]["id"] + 1
    assert (str(row["id"]) in found) is (not renumbered and not last) or kind == "archive"


def test_two_captures_of_one_record_are_told(case: Path) -> None:
    one, other = rows(case, "state = 'ok' AND url LIKE '%/item/3'")[:2]
    change(case, "UPDATE captures SET warc_file = ?, warc_offset = ?, warc_length = ?, warc_record_id = ?,"
           " fetched_at = ? WHERE id = ?", one["warc_file"], one["warc_offset"], one["warc_length"],
           one["warc_record_id"], one["fetched_at"], other["id"])  # fmt: skip
    assert f"capture {one['id']} names the same record" in {v.item: v.reason for v in bad(case)}[str(other["id"])]


def test_a_run_without_a_manifest_yet_and_one_whose_manifest_is_lost_contradict_nothing(case: Path) -> None:
    """What is open is written on; a manifest that is lost is told once, not for each capture."""
    last = case / "manifests" / "manifest-5.jsonl"
    last.rename(last.with_name(f"{last.name}.part"))
    assert [(one.kind, one.item) for one in bad(case)] == [("manifest", "manifest-5.jsonl")]
    with sqlite3.connect(case / "hydrowatch.db") as connection:
        connection.execute("DROP TRIGGER audit_log_no_delete")
        (first,) = connection.execute("SELECT min(id) FROM audit_log WHERE subject = 'run 5' AND action = 'manifest'")
        connection.execute("DELETE FROM audit_log WHERE id >= ?", first)
        connection.execute("UPDATE sqlite_sequence SET seq = ? WHERE name = 'audit_log'", [first[0] - 1])
    assert bad(case) == []


def test_records_of_older_programs_that_say_less_contradict_nothing(folder: Path, tmp_path: Path) -> None:
    """No note of operator, source or type in the record: the row is taken at its word."""
    (tmp_path / "a.txt").write_text(OFFER.format(1), "utf-8")
    with open_workspace(folder) as workspace:
        import_paths(workspace, [tmp_path / "a.txt"])
    path = next((folder / "archive").iterdir())
    data = path.read_bytes()
    with sqlite3.connect(folder / "hydrowatch.db") as connection:
        ((offset, length),) = connection.execute("SELECT warc_offset, warc_length FROM captures")
        record = gzip.decompress(data[offset : offset + length])
        head, end, rest = record.partition(b"\r\n\r\n")
        less = re.sub(rb"\r\n(Hydrowatch-(?!File)|WARC-Identified|WARC-Warcinfo)[^\r]*", b"", head)
        packed = gzip.compress(less + end + rest, mtime=0)
        path.write_bytes(data[:offset] + packed + data[offset + length :])
        connection.execute("UPDATE captures SET warc_length = ?, operator = 'x', tool_version = '0.1'", [len(packed)])
        connection.execute("DROP TRIGGER audit_log_no_delete")
        connection.execute("DELETE FROM audit_log WHERE action = 'manifest'")
    (folder / "manifests" / "manifest-1.jsonl").unlink()
    assert [one for one in bad(folder) if one.kind == "capture"] == []


def test_what_manifests_list_of_a_run_that_was_broken_off_may_be_missing(case: Path) -> None:
    body = (case / "manifests" / "manifest-5.jsonl").read_bytes()
    killed = body.replace(b'"status":"done"', b'"status":"killed"')
    (case / "manifests" / "manifest-5.jsonl").write_bytes(killed)
    assert json.loads(killed.splitlines()[-1])["status"] == "killed"
    with sqlite3.connect(case / "hydrowatch.db") as connection:
        connection.execute("DROP TRIGGER audit_log_no_update")
        connection.execute("UPDATE audit_log SET detail = json_set(detail, '$.sha256', ?) WHERE action = 'manifest'"
                           " AND subject = 'run 5'", [hashlib.sha256(killed).hexdigest()])  # fmt: skip
        connection.execute("DELETE FROM captures WHERE id = (SELECT max(id) FROM captures)")
    assert [one for one in bad(case) if one.kind in {"capture", "manifest"}] == []
