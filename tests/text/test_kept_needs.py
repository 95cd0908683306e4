"""What expressions need is the same when it comes from a file; a broken file is no matter."""

from __future__ import annotations

from pathlib import Path

import pytest

from monitor.text import kept_needs
from monitor.text.kept_needs import _read, _write, needs_of_all
from monitor.text.needs import Needs, all_needs

SOURCES = [r"(?:四川|云南)省?电力", r"\S+@", "a?", "站$"]


@pytest.fixture
def known(monkeypatch: pytest.MonkeyPatch) -> dict[str, tuple[Needs, ...]]:
    fresh: dict[str, tuple[Needs, ...]] = {}
    monkeypatch.setattr(kept_needs, "_KNOWN", fresh)
    _read.cache_clear()
    return fresh


def test_a_file_gives_back_what_was_worked_out(known: dict[str, tuple[Needs, ...]], tmp_path: Path) -> None:
    file = tmp_path / "needs.bin"
    assert needs_of_all(SOURCES) == [tuple(all_needs(one)) for one in SOURCES]
    worked_out = dict(known)
    _write(file)
    known.clear()
    _read(file)
    assert {one: known[one] for one in SOURCES} == {one: worked_out[one] for one in SOURCES}


@pytest.mark.parametrize("size", [0, 5, 8, 60, -1])
def test_a_broken_file_is_passed_over(known: dict[str, tuple[Needs, ...]], tmp_path: Path, size: int) -> None:
    file = tmp_path / "needs.bin"
    needs_of_all(SOURCES)
    _write(file)
    file.write_bytes(file.read_bytes()[:size])
    known.clear()
    _read.cache_clear()
    _read(file)
    assert not known
