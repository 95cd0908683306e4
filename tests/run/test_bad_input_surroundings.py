"""What surrounds a job goes wrong: signals, kills, closed streams, full and read-only disks, damaged workspaces."""

from __future__ import annotations

import os
import resource
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
from spoken import in_chinese

from db import StoreError
from monitor.errors import ConfigError
from monitor.run.importing.imports import import_paths
from monitor.run.verifying.verify import verify_audit, verify_workspace
from monitor.run.workspace import init_workspace, open_workspace
from monitor.settings import load_settings

PROGRAM = [sys.executable, "-c", "from monitor.cli.main import main; main()"]
SURROUNDINGS = {**os.environ, "LANG": "C.UTF-8", "HYDROWATCH_LANGUAGE": "en"}
MANY = 240


@pytest.fixture(scope="module")
def many(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Hundreds of small listings."""
    inbox = tmp_path_factory.mktemp("many")
    for number in range(MANY):
        (inbox / f"{number:04}.txt").write_text(f"第{number}号电站转让，{100 + number}千瓦，手续齐全", "utf-8")
    return inbox


def stopped(folder: Path, many: Path, number: signal.Signals) -> tuple[int, str]:
    """Begin an import and stop it when it has kept some of the files."""
    command = [*PROGRAM, "-w", str(folder), "import", str(many)]
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=SURROUNDINGS, text=True
    ) as process:
        until = time.monotonic() + 60
        while process.poll() is None and time.monotonic() < until:
            if any(path.stat().st_size > 10_000 for path in (folder / "archive").glob("*.warc.gz")):
                break
            time.sleep(0.005)
        process.send_signal(number)
        _, told = process.communicate(timeout=60)
    return process.returncode, told


def goes_on(folder: Path, many: Path) -> None:
    """What was kept is sound, and the next import brings the rest, each listing once."""
    with open_workspace(folder) as workspace:
        assert 0 < workspace.store.counts()["listings"] < MANY
        assert all(verdict.ok for verdict in verify_workspace(workspace))
        import_paths(workspace, [many])
        assert workspace.store.counts()["listings"] == MANY
        assert all(verdict.ok for verdict in verify_workspace(workspace))


def test_a_stop_by_a_service_manager_ends_an_import_in_order(folder: Path, many: Path) -> None:
    status, told = stopped(folder, many, signal.SIGTERM)
    assert status == 130
    assert "interrupted" in told and "Traceback" not in told
    with open_workspace(folder, read_only=True) as workspace:
        assert workspace.store.runs(1)[0]["status"] == "interrupted"
    goes_on(folder, many)


def test_a_killed_import_leaves_a_sound_workspace_and_goes_on(folder: Path, many: Path) -> None:
    status, _ = stopped(folder, many, signal.SIGKILL)
    assert status == -signal.SIGKILL
    goes_on(folder, many)
    with open_workspace(folder, read_only=True) as workspace:
        assert [run["status"] for run in workspace.store.runs()] == ["done", "killed"]


def test_a_full_disk_ends_an_import_in_one_sentence_and_loses_nothing_stored(folder: Path, many: Path) -> None:
    def small() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (600_000, 600_000))
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)

    done = subprocess.run(
        [*PROGRAM, "-w", str(folder), "import", str(many)], capture_output=True, env=SURROUNDINGS, text=True,
        preexec_fn=small, check=False, timeout=60,
    )  # fmt: skip
    assert done.returncode == 2
    assert len(done.stderr.strip().splitlines()) == 1 and "disk" in done.stderr
    goes_on(folder, many)


def test_a_full_disk_leaves_no_half_made_workspace(tmp_path: Path) -> None:
    def small() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (50_000, 50_000))
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)

    done = subprocess.run(
        [*PROGRAM, "init", str(tmp_path / "case")], capture_output=True, env=SURROUNDINGS, text=True,
        preexec_fn=small, check=False, timeout=60,
    )  # fmt: skip
    assert done.returncode == 2
    assert "cannot be made: the disk" in done.stderr
    assert not list((tmp_path / "case").iterdir())
    init_workspace(tmp_path / "case")


def test_a_closed_output_is_no_fault(folder: Path) -> None:
    command = ["sh", "-c", 'exec "$@" >&- 2>&-', "sh", *PROGRAM, "-w", str(folder), "list"]
    assert subprocess.run(command, env=SURROUNDINGS, check=False, timeout=60).returncode == 0


def test_chinese_words_are_heard_and_shown_under_a_locale_without_them(folder: Path, many: Path) -> None:
    with open_workspace(folder) as workspace:
        import_paths(workspace, [many / "0001.txt"])
    poor = {**SURROUNDINGS, "LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0", "HYDROWATCH_LANGUAGE": "zh"}

    def told(*words: str) -> str:
        command = [*PROGRAM, "-w", str(folder), *words]
        return subprocess.run(command, capture_output=True, env=poor, check=False, timeout=60).stdout.decode()

    assert "电站" in told("search", "手续")
    assert "手续齐全" in told("scan", "--place", "四川", str(many / "0001.txt"))
    missing = subprocess.run([*PROGRAM, "-w", "没有", "list"], capture_output=True, env=poor, check=False, timeout=60)
    assert missing.returncode == 2
    assert "没有" in missing.stderr.decode()


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write to every folder")
def test_a_read_only_copy_is_read_and_verified_and_never_written(folder: Path, many: Path) -> None:
    with open_workspace(folder) as workspace:
        import_paths(workspace, [many / "0001.txt"])
    folder.chmod(0o555)
    try:
        with open_workspace(folder, read_only=True) as workspace:
            assert workspace.store.counts()["listings"] == 1
            assert all(verdict.ok for verdict in verify_workspace(workspace))
        with pytest.raises(ConfigError, match="written"), open_workspace(folder):
            pass
    finally:
        folder.chmod(0o755)


def broken(folder: Path) -> list[str]:
    with open_workspace(folder, read_only=True) as workspace:
        return [
            f"{verdict.kind} {verdict.reason}" for verdict in in_chinese(verify_workspace(workspace)) if not verdict.ok
        ]


def change(folder: Path, *statements: str) -> None:
    with closing(sqlite3.connect(folder / "hydrowatch.db")) as connection:
        for statement in statements:
            connection.execute(statement)
        connection.commit()


@pytest.fixture
def kept(folder: Path, many: Path) -> Path:
    """A workspace with three imported files."""
    with open_workspace(folder) as workspace:
        import_paths(workspace, [many / f"{number:04}.txt" for number in range(3)])
    return folder


def flip_a_byte(folder: Path) -> None:
    (path,) = (folder / "archive").glob("*.warc.gz")
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    path.write_bytes(data)


def remove_the_archive(folder: Path) -> None:
    for path in (folder / "archive").glob("*.warc.gz"):
        path.unlink()


@pytest.mark.parametrize(
    ("damage", "says"),
    [
        (flip_a_byte, "damaged"),
        (remove_the_archive, "is missing; restore it from a backup"),
        (
            lambda folder: change(
                folder, "DROP TRIGGER audit_log_no_update", "UPDATE audit_log SET actor = 'nobody' WHERE id = 2"
            ),
            "its contents were changed after it was written",
        ),
        (
            lambda folder: change(
                folder, "DROP TRIGGER audit_log_no_delete", "DELETE FROM audit_log WHERE id = 2"
            ),
            "are missing",
        ),
        (lambda folder: change(folder, "UPDATE captures SET sha256 = 'ab' WHERE id = 2"), "not ab"),
    ],
)  # fmt: skip
def test_verify_finds_every_damage(kept: Path, damage: Callable[[Path], None], says: str) -> None:
    assert not broken(kept)
    damage(kept)
    assert any(says in reason for reason in broken(kept))
    done = subprocess.run(
        [*PROGRAM, "-w", str(kept), "verify"], capture_output=True, env=SURROUNDINGS, text=True, check=False, timeout=60
    )
    assert (done.returncode, done.stderr) == (3, "")


def test_the_audit_log_refuses_changes_while_its_triggers_stand(kept: Path) -> None:
    for statement in ("UPDATE audit_log SET actor = 'x'", "DELETE FROM audit_log"):
        with pytest.raises(sqlite3.IntegrityError, match="append-only"):
            change(kept, statement)
    with open_workspace(kept, read_only=True) as workspace:
        assert all(verdict.ok for verdict in verify_audit(workspace))


@pytest.mark.parametrize("size", [0, 5_000, 60_000])
def test_a_truncated_database_is_one_sentence(kept: Path, size: int) -> None:
    os.truncate(kept / "hydrowatch.db", size)
    with pytest.raises((ConfigError, StoreError)) as caught, open_workspace(kept, read_only=True) as workspace:
        list(verify_workspace(workspace))
    assert "hydrowatch.db" in str(caught.value) and "\n" not in str(caught.value)


@pytest.mark.parametrize(
    "line", ["max_seconds = inf", "min_delay_seconds = nan", "max_bytes = inf", "max_bytes = 1e400"]
)
def test_a_number_without_end_is_no_setting(tmp_path: Path, line: str) -> None:
    (tmp_path / "hydrowatch.toml").write_text(line, "utf-8")
    with pytest.raises(ConfigError, match=line.partition(" ")[0]):
        load_settings(tmp_path, {})


def test_settings_saved_with_a_byte_order_mark_are_read(tmp_path: Path) -> None:
    (tmp_path / "hydrowatch.toml").write_text("max_bytes = 5000\n", "utf-8-sig")
    assert load_settings(tmp_path, {}).max_bytes == 5000


def test_an_operator_that_is_no_unicode_is_refused_by_name() -> None:
    with pytest.raises(ConfigError, match="operator must be a text in UTF-8"):
        load_settings(None, {"HYDROWATCH_OPERATOR": "\udcff"})
