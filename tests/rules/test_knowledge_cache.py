"""The cache of validated data files: fast, whole, and never trusted blindly."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from monitor.rules.cache import cache_file, cache_folder, decode, encode, packed, read_cache, unpacked, write_cache
from monitor.rules.files import DATA, content_digest, data_files, state_of
from monitor.rules.load import load_knowledge


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("HYDROWATCH_CACHE_DIR", str(tmp_path / "cache"))
    return tmp_path / "cache"


def run(code: str, cache: Path) -> str:
    environment = {**os.environ, "HYDROWATCH_CACHE_DIR": str(cache)}
    result = subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=True)
    return result.stdout.strip()


def test_what_comes_out_of_the_cache_is_what_went_in() -> None:
    knowledge = load_knowledge()
    assert decode(unpacked(packed(encode(knowledge)))) == knowledge


def test_a_second_load_comes_from_the_cache_and_is_equal(folder: Path) -> None:
    first = load_knowledge()
    assert len(list(folder.glob("knowledge-*"))) == 1
    assert load_knowledge() == first
    assert [path.name for path in folder.iterdir()] == [cache_file(folder, state_of(data_files())).name]


def test_a_start_from_the_cache_imports_neither_pydantic_nor_yaml(folder: Path) -> None:
    load_knowledge()
    code = (
        "import sys; from monitor.rules.load import load_knowledge; k = load_knowledge();"
        "heavy = ('pydantic', 'yaml', 'numpy', 'rich', 'tempfile', 'hashlib');"
        "print(len(k.rules), *(m for m in heavy if m in sys.modules))"
    )
    assert run(code, folder) == str(len(load_knowledge().rules))


@pytest.mark.parametrize(
    "content",
    [b"", b"{", b"00000000", b"00000000(", packed({"key": "x"}), packed({})[:-1], b"\xff\xfe", b"[" * 100_000],
)
def test_a_corrupt_cache_is_read_anew_and_mended(folder: Path, content: bytes) -> None:
    good = load_knowledge()
    path = next(folder.glob("knowledge-*"))
    path.write_bytes(content)
    assert read_cache(state_of(data_files())) is None
    assert load_knowledge() == good
    assert read_cache(state_of(data_files())) == good


def test_a_cache_whose_values_have_another_shape_is_ignored(folder: Path) -> None:
    load_knowledge()
    path = next(folder.glob("knowledge-*"))
    stored = unpacked(path.read_bytes())
    stored["knowledge"]["claims"] = [[1, 2, 3]]
    path.write_bytes(packed(stored))
    assert read_cache(stored["state"]) is None


def test_a_cache_of_another_state_under_the_same_name_is_ignored(folder: Path) -> None:
    good, state = load_knowledge(), state_of(data_files())
    path = cache_file(folder, state)
    stored = unpacked(path.read_bytes())
    path.write_bytes(packed({**stored, "state": stored["state"] + " of another"}))
    assert read_cache(state) is None and load_knowledge() == good


def test_a_folder_that_cannot_be_written_is_passed_over_in_silence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").write_text("in the way")
    monkeypatch.setenv("HYDROWATCH_CACHE_DIR", str(tmp_path / "file" / "cache"))
    assert load_knowledge().claims


def test_the_cache_keeps_a_few_states_only(folder: Path) -> None:
    knowledge = load_knowledge()
    for number in range(12):
        write_cache(f"state {number}", knowledge)
    assert len(list(folder.glob("*"))) == 8


def test_what_a_killed_process_left_is_cleared_away_and_what_is_being_written_is_not(folder: Path) -> None:
    folder.mkdir()
    for name in (".knowledge-1-old", ".knowledge-2-now"):
        (folder / name).write_text("{")
    os.utime(folder / ".knowledge-1-old", (1, 1))
    load_knowledge()
    assert sorted(path.name for path in folder.glob(".*")) == [".knowledge-2-now"]


def test_a_changed_file_of_a_workspace_is_seen_at_once(folder: Path, tmp_path: Path) -> None:
    source = (DATA / "rules" / "no_disputes.yaml").read_text("utf-8")
    path = tmp_path / "rules" / "own.yaml"
    path.parent.mkdir()
    path.write_text(source.replace("version: 1", "version: 7"), encoding="utf-8")
    assert load_knowledge(tmp_path).rules["no_disputes"].version == 7
    path.write_text(source.replace("version: 1", "version: 12"), encoding="utf-8")
    assert load_knowledge(tmp_path).rules["no_disputes"].version == 12
    assert load_knowledge().rules["no_disputes"].version == 1


def test_the_digest_is_over_contents_not_over_times(tmp_path: Path) -> None:
    path = tmp_path / "rules" / "own.yaml"
    path.parent.mkdir()
    path.write_bytes(b"a: 1\nb: 2\n")
    before = content_digest(data_files(tmp_path))
    os.utime(path, ns=(1, 1))
    assert content_digest(data_files(tmp_path)) == before
    path.write_bytes(b"a: 1\r\nb: 2\r\n")
    assert content_digest(data_files(tmp_path)) == before
    path.write_bytes(b"a: 1\nb: 3\n")
    assert content_digest(data_files(tmp_path)) != before


def test_the_folder_of_the_cache_follows_the_environment() -> None:
    assert cache_folder({"HYDROWATCH_CACHE_DIR": "/a", "XDG_CACHE_HOME": "/b"}) == Path("/a")
    assert cache_folder({"XDG_CACHE_HOME": "/b"}) == Path("/b/hydrowatch")
    assert str(cache_folder({})).endswith("hydrowatch")
