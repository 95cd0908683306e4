"""What an import made of its files, as rows: by kind and outcome, and one by one. Reads the database alone."""

from __future__ import annotations

import csv
import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any, Final

from db import Store
from monitor.errors import InputError
from monitor.publish.tables import csv_cell
from monitor.run.importing.file_kinds import KINDS
from monitor.run.importing.groups import WITHOUT_UNIT

OUTCOMES: Final = (
    "new", "changed", "unchanged", "known", "nothing", "resources", "unpacked", "unpacking", "failed",
)  # fmt: skip
LIST_COLUMNS: Final = (
    "name", "kind", "outcome", "number", "listings", "new", "changed", "unchanged", "failed", "reason", "capture",
    "sha256", "left_out",
)  # fmt: skip
_LISTINGS: Final = ("new", "changed", "unchanged")
FEW_ALIKE: Final = 3  # failures for like reasons that are told one by one
MOST_REASONS: Final = 10_000  # that are told apart; what fails for yet others is only counted
_PARTICULAR: Final = re.compile(r"\d[\d,]*|\([^()]*\)|'[^']*'")  # what differs between failures for one reason


def import_row(store: Store, import_id: int | None) -> dict[str, Any]:
    """One import (None: the last): `id`, `note`, `started_at`, `finished_at`, `status`, `runs`. Raises InputError."""
    number = store.last_import() if import_id is None else import_id
    if number is None:
        raise InputError("there is no import in this workspace; 'hydrowatch imports' shows their numbers")
    if not (found := store.imports(1, number)):
        raise InputError(f"there is no import {number} in this workspace; 'hydrowatch imports' shows their numbers")
    return found[0]


def import_rows(store: Store, import_id: int) -> list[dict[str, Any]]:
    """A row for each kind of file with the number of files and members that became each of OUTCOMES (`items` in all).

    `new_listings`: listings new to the workspace. The last row, of kind '', sums all up; its `files` counts no members,
    its `seen` the listings that were new, changed or seen again, its `faults` all that failed, rows of tables too,
    `left_out` the messages of chats that were taken for no replies.
    """
    found = store.import_table(import_id)
    rows = [_row(kind, [row for row in found if row["kind"] == kind]) for kind in KINDS]
    return [*(row for row in rows if row["items"]), _row("", found)]


def _row(kind: str, found: list[dict[str, Any]]) -> dict[str, Any]:
    def total(key: str, outcome: str = "") -> int:
        return sum(row[key] or 0 for row in found if outcome in ("", row["outcome"]))

    return {
        "kind": kind,
        "items": total("items"),
        **{outcome: total("items", outcome) for outcome in OUTCOMES},
        "new_listings": total("new"),
        "files": total("files"),
        "seen": sum(map(total, _LISTINGS)),
        "faults": total("failed"),
        "left_out": total("left_out"),
    }


def import_unread(store: Store, import_id: int, most: int) -> tuple[int, list[dict[str, str]]]:
    """Of how many files and members columns were not read; of the first of them `name` and `reason`, that alone."""
    number, rows = store.import_unread(import_id, most)
    told = [
        {"name": _whole_name(row), "reason": WITHOUT_UNIT + row["reason"].rpartition(WITHOUT_UNIT)[2]} for row in rows
    ]
    return number, told


def _whole_name(row: Mapping[str, Any]) -> str:
    return f"{row['parent']}!/{row['name']}" if row["parent"] else str(row["name"])


def import_reasons(store: Store, import_id: int) -> list[dict[str, Any]]:
    """What failed in an import, told short: of more than FEW_ALIKE failures for like reasons the first alone.

    The reason met most often comes first, then single failures, oldest first. Keys beside those of a failure: `alike`,
    for how many failures this one stands. Reasons are alike that differ in numbers, names and what stands in brackets.
    """
    groups: dict[str, list[dict[str, Any]]] = {}
    met: Counter[str] = Counter()
    for row in store.import_failures(import_id):
        reason = _PARTICULAR.sub("", row["reason"])
        if reason not in groups and len(groups) >= MOST_REASONS:
            continue
        met[reason] += 1
        if met[reason] <= FEW_ALIKE:
            groups.setdefault(reason, []).append(row)
    often = [{**groups[reason][0], "alike": times} for reason, times in met.most_common() if times > FEW_ALIKE]
    seldom = [{**row, "alike": 1} for reason, rows in groups.items() if met[reason] <= FEW_ALIKE for row in rows]
    return [*often, *sorted(seldom, key=lambda row: int(row["id"]))]


def import_list(store: Store, import_id: int) -> Iterator[dict[str, Any]]:
    """One row a file and member, in the order they were taken: the keys of LIST_COLUMNS."""
    for row in store.import_list(import_id):
        told = {key: row["counts"].get(key, 0) for key in (*_LISTINGS, "failed", "left_out")}
        kept = {key: row[key] for key in ("kind", "outcome", "number", "listings", "reason", "sha256")}
        yield {"name": _whole_name(row), **kept, **told, "capture": row["capture_id"]}


def write_list(store: Store, import_id: int, path: Path, in_words: Callable[[str], str] = str) -> int:
    """Write the list as CSV that spreadsheets open as text, never as formulas; returns how many lines.

    `in_words` says a reason in the reader's language; the keys and outcomes stay as they are.
    Raises InputError when the file cannot be written.
    """
    lines = 0
    try:
        with path.open("w", encoding="utf-8-sig", errors="backslashreplace", newline="") as file:
            writer = csv.writer(file)
            writer.writerow(LIST_COLUMNS)
            for row in import_list(store, import_id):
                told = {**row, "reason": in_words(row["reason"] or "")}
                writer.writerow([_cell(told[column]) for column in LIST_COLUMNS])
                lines += 1
    except OSError as error:
        raise InputError(
            f"{path}: the list cannot be written ({error.strerror or error}); name another file"
        ) from error
    return lines


def _cell(value: Any) -> str:
    if value is None:
        return ""
    return csv_cell(" ".join(map(str, value)) if isinstance(value, list) else str(value))
