"""Opening a store: what is refused in one sentence, what is brought up to date, what survives a kill."""

from __future__ import annotations

import json
import os
import signal
import sqlite3
import subprocess
import sys
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest
from sqlite_utils import Database
from store_rows import claim_row, judgement, listing_row, version_row

from db import (
    DiskFull,
    NewerSchema,
    NotAWorkspace,
    OlderSchema,
    QueueFilter,
    StoreBusy,
    StoreDamaged,
    StoreError,
    lock_workspace,
    open_store,
)
from db.schema import MIGRATIONS


def make(path: Path) -> Path:
    with open_store(path, create=True) as store:
        store.upsert_source({"id": "market", "kind": "web", "title": "Market"})
    return path


def test_a_missing_database_is_no_workspace_and_is_not_made(tmp_path):
    with pytest.raises(NotAWorkspace, match="hydrowatch init"):
        open_store(tmp_path / "none.db")
    assert list(tmp_path.iterdir()) == []


def test_another_programs_database_is_left_alone(tmp_path):
    path = tmp_path / "other.db"
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("CREATE TABLE t (a)")
    connection.close()
    with pytest.raises(NotAWorkspace, match="not a hydrowatch database"):
        open_store(path, create=True)


@pytest.mark.parametrize("content", [b"", b"\0" * 100])
def test_an_empty_or_foreign_file_is_one_sentence(tmp_path, content):
    path = tmp_path / "hydrowatch.db"
    path.write_bytes(content)
    with pytest.raises(StoreError) as raised:
        open_store(path)
    assert str(raised.value).startswith(str(path))
    assert "\n" not in str(raised.value)


def test_a_file_of_text_is_damaged_and_says_so(tmp_path):
    path = tmp_path / "hydrowatch.db"
    path.write_text("this is not a database, whatever its name says. " * 100)
    with pytest.raises(StoreDamaged, match="not an SQLite database"):
        open_store(path)


def test_a_file_with_broken_pages_is_found_by_the_check_or_refused(tmp_path):
    path = make(tmp_path / "hydrowatch.db")
    content = bytearray(path.read_bytes())
    content[8192 * 2 : 8192 * 6] = os.urandom(8192 * 4)
    path.write_bytes(bytes(content))
    try:
        with open_store(path, read_only=True) as store:
            faults = list(store.check())
    except StoreDamaged as error:
        faults = [str(error)]
    assert faults


def test_a_newer_database_asks_for_a_newer_program(tmp_path):
    path = make(tmp_path / "hydrowatch.db")
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute(
            "INSERT INTO _sqlite_migrations (migration_set, name, applied_at) VALUES ('hydrowatch', 'm999_far', '')"
        )
    connection.close()
    with pytest.raises(NewerSchema, match=r"newer hydrowatch.*m999_far.*update"):
        open_store(path)


def older(path: Path) -> Path:
    database = Database(path)
    MIGRATIONS.apply(database, stop_before="m005_audit_log")
    database.execute(
        "INSERT INTO sources (id, kind, title, added_at, updated_at) VALUES ('market', 'web', 'Old', '', '')"
    )
    database.conn.commit()
    database.close()
    return path


def test_sellers_that_an_older_program_stored_are_found(tmp_path):
    path = tmp_path / "hydrowatch.db"
    database = Database(path)
    MIGRATIONS.apply(database, stop_before="m019_people")
    database.execute("INSERT INTO sources (id, kind, title, added_at, updated_at) VALUES ('m', 'web', 'M', '', '')")
    database.execute("INSERT INTO tags VALUES (1, 'source', 'm', 3)")
    for number, seller in enumerate(("张**·0123456789", "张**·0123456789", "某某水电公司", ""), 1):
        database.execute(
            "INSERT INTO listings (id, source_id, native_id, url, title, seller, status, price_text, offer, score,"
            " level, first_seen_at, last_seen_at, changed_at, tags)"
            " VALUES (?, 'm', ?, '', '', ?, 'live', '', 'direct', 9, 'low', '', '', '', '[1]')",
            [number, str(number), seller],
        )
        database.execute("INSERT INTO listing_tags VALUES (1, 9, ?)", [number])
    database.conn.commit()
    database.close()
    with open_store(path) as store:
        assert [row["id"] for row in store.queue(QueueFilter(seller=("0123456789",))).rows] == [2, 1]
        assert [row["id"] for row in store.queue(QueueFilter(seller=("某某水电公司",), source="m")).rows] == [3]
        assert store.facets() == {"source": {"m": 3}}


def test_an_older_database_is_backed_up_and_then_brought_up_to_date(tmp_path):
    path = older(tmp_path / "hydrowatch.db")
    with pytest.raises(OlderSchema, match="older hydrowatch"):
        open_store(path, read_only=True)
    with open_store(path) as store:
        assert store.sources()[0]["title"] == "Old"
        store.audit("me", "open", "store")
    (backup,) = tmp_path.glob("hydrowatch-before-m005_audit_log-*.db")
    with closing(sqlite3.connect(backup)) as connection, connection:
        assert connection.execute("SELECT title FROM sources").fetchone() == ("Old",)
        assert not connection.execute("SELECT 1 FROM sqlite_master WHERE name = 'audit_log'").fetchone()
    connection.close()
    open_store(path).close()
    assert len(list(tmp_path.glob("*before*"))) == 1


def test_claims_of_any_stance_are_found_in_what_an_older_version_stored(tmp_path):
    path = make(tmp_path / "hydrowatch.db")
    with open_store(path) as store:
        told = replace(judgement(), claims=[claim_row("mining_allowed", stance="reported"), claim_row("tariff")])
        run_id = store.begin_run("watch", "test", "0.1", "k1")
        store.save_listing(run_id, None, listing_row(), version_row(), told)
        whole = store.conn.execute("SELECT tags FROM listings").fetchone()
        (tag,) = store.conn.execute("SELECT id FROM tags WHERE kind = 'claim' AND name = 'mining_allowed'").fetchone()
        store.conn.execute("DELETE FROM listing_tags WHERE tag_id = ?", [tag])
        store.conn.execute("UPDATE tags SET uses = 0 WHERE id = ?", [tag])
        rest = json.dumps([one for one in json.loads(whole[0]) if one != tag], separators=(",", ":"))
        store.conn.execute("UPDATE listings SET tags = ?", [rest])
        store.conn.execute("DELETE FROM _sqlite_migrations WHERE name = 'm017_claims_of_any_stance'")
    with open_store(path) as store:
        assert [row["native_id"] for row in store.queue(QueueFilter(claims=("mining_allowed",))).rows] == ["1"]
        assert store.facets()["claim"] == {"mining_allowed": 1, "tariff": 1}
        assert store.conn.execute("SELECT tags FROM listings").fetchone() == whole


DIGEST = "the payload digest in the archive is not that of its bytes"
PLAIN = "it is no gzip, so it was read as it came"


def test_what_an_earlier_version_read_in_spite_of_its_archive_is_in_doubt(tmp_path):
    path = tmp_path / "hydrowatch.db"
    with closing(sqlite3.connect(path)) as connection:
        MIGRATIONS.apply(Database(connection), stop_before="m016_in_doubt")
        connection.executescript("""
            INSERT INTO sources (id, kind, title, added_at, updated_at) VALUES ('files', 'folder', '', '', '');
            INSERT INTO runs (id, kind, note, tool_version, knowledge, started_at) VALUES (1, 'import', '', '', '', '')
        """)
        for number, parent, how, reason in (
            (1, None, "file", ""), (2, 1, "file", DIGEST), (3, 2, "file", ""), (4, 1, "file", PLAIN),
            (5, None, "http", DIGEST), (6, 1, "upload", DIGEST), (7, 1, "file", ""),
        ):  # fmt: skip
            connection.execute(
                "INSERT INTO captures (id, run_id, source_id, url, final_url, state, how, fetched_at, recorded_at,"
                " media_type, sha256, size, reason, operator, tool_version, seconds, parent_id)"
                " VALUES (?, 1, 'files', '', '', 'ok', ?, '', '', '', '', 0, ?, '', '', 0, ?)",
                [number, how, reason, parent],
            )
        connection.commit()
    with open_store(path) as store:
        assert [store.doubt_of(number) for number in range(1, 8)] == ["", DIGEST, DIGEST, "", "", DIGEST, ""]


def test_a_read_only_store_writes_nothing(tmp_path):
    path = make(tmp_path / "hydrowatch.db")
    with open_store(path, read_only=True) as store:
        assert store.sources()[0]["id"] == "market"
        with pytest.raises(StoreError, match="may not be written"):
            store.begin_run("watch")


def test_readers_go_on_while_another_process_writes(tmp_path):
    path = make(tmp_path / "hydrowatch.db")
    with open_store(path) as writer, writer.batch(), open_store(path, read_only=True) as reader:
        run = writer.begin_run("watch")
        writer.save_listing(run, None, listing_row(), version_row(), judgement())
        assert reader.counts()["listings"] == 0
    with open_store(path, read_only=True) as reader:
        assert reader.counts()["listings"] == 1


HOLDER = """
import sys
from pathlib import Path
from db import lock_workspace
with lock_workspace(Path(sys.argv[1])):
    print("held", flush=True)
    sys.stdin.read()
"""


def test_a_second_writer_is_told_which_process_holds_the_workspace(tmp_path):
    holder = subprocess.Popen(
        [sys.executable, "-c", HOLDER, str(tmp_path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert holder.stdout.readline() == "held\n"
    with pytest.raises(StoreBusy, match=f"process {holder.pid} is already working"), lock_workspace(tmp_path):
        pass
    os.kill(holder.pid, signal.SIGKILL)
    holder.wait()
    holder.stdin.close()
    holder.stdout.close()
    with lock_workspace(tmp_path):
        assert (tmp_path / "hydrowatch.lock").read_text() == f"{os.getpid()}\n"


def test_a_workspace_that_is_not_there_cannot_be_locked(tmp_path):
    with pytest.raises(NotAWorkspace), lock_workspace(tmp_path / "none"):
        pass


def test_a_full_disk_is_one_sentence_and_loses_nothing_acknowledged(tmp_path):
    path = make(tmp_path / "hydrowatch.db")
    with open_store(path) as store:
        run = store.begin_run("watch")
        store.save_listing(run, None, listing_row("1"), version_row("第一个水电站"), judgement())
        pages = store.conn.execute("PRAGMA page_count").fetchone()[0]
        store.conn.execute(f"PRAGMA max_page_count = {pages + 2}")  # SQLite then answers as on a full disk
        with pytest.raises(DiskFull, match="disk is full"), store.batch():
            for number in range(2, 400):
                store.save_listing(
                    run, None, listing_row(str(number)), version_row("水" * 3000 + str(number)), judgement()
                )
        store.conn.execute("PRAGMA max_page_count = 1000000")
        assert store.counts()["listings"] == 1
        assert (
            store.save_listing(run, None, listing_row("2"), version_row("第二个水电站"), judgement()).outcome == "new"
        )
        assert [row["native_id"] for row in store.search("水电站")] == ["2", "1"]
        assert list(store.check()) == []


WRITER = """
import sys
sys.path.insert(0, sys.argv[2])
from pathlib import Path
from store_rows import capture_row, judgement, listing_row, version_row
from db import open_store
store = open_store(Path(sys.argv[1]))
run = store.begin_run("watch")
start = store.counts()["listings"]
for number in range(start, start + 100_000, 3):
    with store.batch():
        for native in range(number, number + 3):
            capture = store.add_capture(run, capture_row(url=f"http://market.test/{native}"))
            text = f"出售水电站{native}号"
            store.save_listing(run, capture, listing_row(str(native)), version_row(text), judgement())
        store.audit("writer", "save", str(number))
    print(number + 3, flush=True)
"""


def test_nothing_acknowledged_is_lost_when_the_writer_is_killed(tmp_path):
    path = make(tmp_path / "hydrowatch.db")
    for lines in (1, 4, 9, 2, 6):
        writer = subprocess.Popen(
            [sys.executable, "-c", WRITER, str(path), str(Path(__file__).parent)], stdout=subprocess.PIPE, text=True
        )
        acknowledged = [int(writer.stdout.readline()) for _ in range(lines)][-1]
        os.kill(writer.pid, signal.SIGKILL)
        writer.wait()
        acknowledged = max([acknowledged, *map(int, writer.stdout.read().split())])
        writer.stdout.close()
        with open_store(path) as store:
            counts = store.counts()
            assert counts["listings"] >= acknowledged
            assert counts["listings"] == counts["versions"] == counts["captures"] == counts["changes"]
            assert counts["listings"] % 3 == 0
            assert store.facets()["source"]["market"] == counts["listings"]
            assert store.search(f"{acknowledged - 1}号")[0]["native_id"] == str(acknowledged - 1)
            assert all(verdict.ok for verdict in store.verify_audit())
            assert list(store.check()) == []


def test_a_process_killed_while_it_makes_the_database_leaves_one_that_can_be_made(tmp_path):
    path = tmp_path / "hydrowatch.db"
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute(
            "CREATE TABLE _sqlite_migrations (id INTEGER PRIMARY KEY, migration_set TEXT, name TEXT, applied_at TEXT)"
        )
    connection.close()
    with open_store(path, create=True) as store:
        assert store.counts()["listings"] == 0


def test_opening_many_times_leaves_no_file_open(tmp_path):
    path = make(tmp_path / "hydrowatch.db")
    before = len(list(Path("/proc/self/fd").iterdir()))
    for _ in range(20):
        open_store(path, read_only=True).close()
    assert len(list(Path("/proc/self/fd").iterdir())) <= before
