"""Expressions kept in a file answer like freshly compiled ones; a broken file is no matter."""

from __future__ import annotations

import marshal
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from monitor.text.compiled import _NEW, _code_of, _from_code, _open, _read, _short, _sre, compile_kept

SOURCES = (
    r"(?P<kw>\d+) ?(?:kw|千瓦)(?!h|时)",
    "[一-鿿]{2,4}县|四川省?",
    r"(?m)^[^\n:]{2,12}:",
    "(?<=装)ji(?![a-z])",
    "a*+b",
)
TEXT = "四川省会理县\n装机: 装ji 320kw, 500千瓦时, 100 千瓦 aab"


@pytest.mark.parametrize("source", SOURCES)
@pytest.mark.parametrize("flags", [0, re.IGNORECASE, re.MULTILINE])
def test_a_kept_expression_is_the_same(source: str, flags: int) -> None:
    kept, fresh = _from_code(source, _code_of(source, flags)), re.compile(source, flags)
    assert [one.span() for one in kept.finditer(TEXT)] == [one.span() for one in fresh.finditer(TEXT)]
    assert (kept.groups, kept.groupindex, kept.flags, kept.pattern) == (
        fresh.groups, fresh.groupindex, fresh.flags, fresh.pattern,
    )  # fmt: skip
    assert kept == fresh


def _scan(cache: Path) -> str:
    code = "from monitor import scan_text; print(scan_text('水电站转让,100千瓦,手续齐全,不在清退范围,95万'))"
    command = [sys.executable, "-c", code]
    environment = {"HYDROWATCH_CACHE_DIR": str(cache), "PYTHONPATH": str(Path(__file__).parents[2])}
    return subprocess.run(command, capture_output=True, text=True, check=True, env=environment).stdout


def test_a_start_reads_the_file_and_passes_over_a_broken_one(tmp_path: Path) -> None:
    first = _scan(tmp_path)
    (file,) = tmp_path.glob("expressions-*.bin")
    assert _scan(tmp_path) == first
    whole = file.read_bytes()
    for broken in (b"", b"broken", b"0000zz00", whole[:9], whole[:-2000], whole[:8] + bytes(len(whole) - 8)):
        file.write_bytes(broken)
        assert _scan(tmp_path) == first
    assert file.read_bytes()[:8] == whole[:8]


def test_an_expression_with_the_check_sum_of_another_is_compiled_anew(tmp_path: Path) -> None:
    file = tmp_path / "one.bin"
    entry = marshal.dumps((b"another", _code_of("another", 0)))
    head = marshal.dumps((_sre.MAGIC, {_short(("some[tT]hing", 0)): (0, len(entry))}))
    file.write_bytes(f"{len(head):08x}".encode() + head + entry)
    kept = _open(file)
    with pytest.raises(ValueError):
        _read(kept, kept.entries[_short(("some[tT]hing", 0))], ("some[tT]hing", 0))
    os.close(kept.handle)


def test_a_wrong_expression_is_not_kept() -> None:
    with pytest.raises(re.error):
        compile_kept("(", 0)
    assert ("(", 0) not in _NEW
