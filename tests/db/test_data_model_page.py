"""docs/data-model.md names every table, column, view and method."""

from __future__ import annotations

import inspect
import re
from pathlib import Path

from db import Store

PAGE = Path(__file__).parents[2] / "docs" / "data-model.md"


def tables(store: Store) -> dict[str, list[str]]:
    names = store.conn.execute(
        "SELECT name FROM sqlite_master WHERE type IN ('table', 'view') AND name NOT LIKE '%sqlite%'"
        " AND name NOT LIKE 'search\\_%' ESCAPE '\\'"
    ).fetchall()
    return {name: [row[1] for row in store.conn.execute(f"PRAGMA table_info({name})")] for (name,) in names}


def test_every_table_and_column_is_documented(store):
    text = PAGE.read_text("utf-8")
    parts = dict(re.findall(r"\*\*(\w+)\*\*(.*?)(?=\*\*\w+\*\*|\n## |\Z)", text, re.S))
    for table, columns in tables(store).items():
        assert table in parts, f"{table} is not on the page"
        if not table.endswith("_words"):
            missing = [column for column in columns if f"`{column}`" not in parts[table]]
            assert not missing, f"{table}: {missing}"


def test_every_table_on_the_page_exists(store):
    named = set(re.findall(r"\*\*(\w+)\*\*", PAGE.read_text("utf-8")))
    assert named == set(tables(store))


def test_every_method_of_the_store_is_documented():
    text = PAGE.read_text("utf-8")
    methods = [name for name, _ in inspect.getmembers(Store, inspect.isfunction) if not name.startswith("_")]
    assert len(methods) > 30
    assert [name for name in methods if f"`{name}`" not in text] == []


def test_the_example_query_of_the_page_runs(store):
    (sql,) = re.findall(r"```sql\n(.*?)```", PAGE.read_text("utf-8"), re.S)
    assert store.conn.execute(sql).fetchall() == []
