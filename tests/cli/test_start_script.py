"""The command says what is wrong when another package hides ours, and how long it takes nobody measures here."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest

SCRIPT = Path(__file__).parents[2] / "monitor" / "cli" / "hydrowatch"


def run(*arguments: str, path: Path | None = None) -> subprocess.CompletedProcess[str]:
    """The start script in a process of its own, `path` in front of what Python searches."""
    roots = [str(path)] if path else []
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join([*roots, str(SCRIPT.parents[2])]), "LANG": "C"}
    command = [sys.executable, str(SCRIPT), *arguments]
    return subprocess.run(command, check=False, capture_output=True, text=True, env=environment)


def test_the_script_runs_the_command() -> None:
    done = run("--version")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith("hydrowatch, version")


@pytest.mark.parametrize("name", ["db", "monitor"])
def test_a_stranger_in_our_place_is_named_in_one_sentence(name: str, tmp_path: Path) -> None:
    (tmp_path / name).mkdir()
    (tmp_path / name / "__init__.py").write_text("raise SystemExit('a stranger was run')")
    done = run("--version", path=tmp_path)
    assert done.returncode == 2
    assert f"another package named '{name}'" in done.stderr and str(tmp_path) in done.stderr
    assert "stranger was run" not in done.stderr and done.stderr.count("\n") == 1


def test_the_demonstration_finds_another_port_when_its_own_is_taken(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        command = [sys.executable, str(SCRIPT), "demo", "--folder", str(tmp_path / "demo"), "--port", str(port)]
        environment = {**os.environ, "PYTHONPATH": str(SCRIPT.parents[2]), "LANG": "C"}
        process = subprocess.Popen(
            command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, env=environment
        )
        told = ""
        until = time.monotonic() + 120
        assert process.stdout is not None
        while "in a browser" not in told and time.monotonic() < until and (line := process.stdout.readline()):
            told += line
        process.terminate()
        process.communicate(timeout=30)
    assert f"port {port} of 127.0.0.1 cannot be used" in told
    assert "open http://127.0.0.1:" in told and f"http://127.0.0.1:{port}/" not in told
