"""The audit log cannot be changed unseen."""

from __future__ import annotations

import sqlite3
from contextlib import closing

import pytest

from db import Store, StoreError
from db.audit import FIRST, row_hash


def fill(store: Store) -> None:
    for number in range(4):
        store.audit("analyst", "import", f"file-{number}", {"文件": number})


def tamper(store: Store, sql: str) -> list[tuple[int, bool, str]]:
    with closing(sqlite3.connect(store.path)) as connection, connection:
        connection.execute("DROP TRIGGER audit_log_no_update")
        connection.execute("DROP TRIGGER audit_log_no_delete")
        connection.execute(sql)
    connection.close()
    return [(verdict.id, verdict.ok, verdict.reason) for verdict in store.verify_audit()]


def test_rows_as_written_are_all_well_and_each_hash_can_be_computed_again(store):
    fill(store)
    assert [verdict.ok for verdict in store.verify_audit()] == [True] * 4
    first = store._rows("SELECT * FROM audit_log WHERE id = 1")[0]
    assert (first["previous"], first["hash"]) == (FIRST, row_hash(FIRST, first))
    assert store.audit_rows(limit=1)[0]["detail"] == {"文件": 3}
    assert [row["id"] for row in store.audit_rows(before=3)] == [2, 1]


@pytest.mark.parametrize("sql", ["UPDATE audit_log SET actor = 'x' WHERE id = 2", "DELETE FROM audit_log WHERE id = 2"])
def test_the_database_refuses_to_change_or_delete_a_row(store, sql):
    fill(store)
    with pytest.raises(sqlite3.IntegrityError, match="append-only"):
        store.conn.execute(sql)


def test_a_row_changed_behind_our_back_shows(store):
    fill(store)
    verdicts = tamper(store, "UPDATE audit_log SET detail = '{}' WHERE id = 2")
    assert verdicts[1] == (2, False, "its contents were changed after it was written")
    assert [ok for _, ok, _ in verdicts] == [True, False, True, True]


def test_a_row_made_again_with_a_right_hash_breaks_the_chain_after_it(store):
    fill(store)
    row = store._rows("SELECT * FROM audit_log WHERE id = 2")[0]
    forged = row_hash(row["previous"], {**row, "actor": "nobody"})
    verdicts = tamper(store, f"UPDATE audit_log SET actor = 'nobody', hash = '{forged}' WHERE id = 2")
    assert verdicts[2] == (3, False, "it does not follow from the row before")


@pytest.mark.parametrize(("row", "where"), [(2, "rows 2 to 2 are missing"), (4, "rows 4 to 4 are missing at the end")])
def test_a_deleted_row_shows_also_at_the_end(store, row, where):
    fill(store)
    verdicts = tamper(store, f"DELETE FROM audit_log WHERE id = {row}")
    assert [reason for _, ok, reason in verdicts if not ok] == [where]


def test_a_closed_store_answers_with_a_store_error(store):
    store.close()
    with pytest.raises(StoreError):
        store.audit("a", "b", "c")
