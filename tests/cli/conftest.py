"""Runs the command as people do: in a process of its own, or (faster) in this one through the same entry."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from monitor.cli.language import language
from monitor.cli.main import status_of


@dataclass(frozen=True)
class Done:
    """How a command ended."""

    status: int
    out: str
    err: str


@pytest.fixture(scope="session")
def program() -> str:
    """The installed command."""
    return str(Path(sys.executable).parent / "hydrowatch")


@pytest.fixture(scope="session")
def surroundings() -> dict[str, str]:
    """An environment that names no language and no workspace."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("HYDROWATCH_", "LC_", "LANG"))}
    return {**kept, "LANG": "C.UTF-8"}


@pytest.fixture(scope="session")
def command(program: str, surroundings: dict[str, str]) -> Callable[..., Done]:
    """Run the installed command in a process of its own."""

    def call(*arguments: str | Path, stdin: str | bytes = "", cwd: Path | None = None, **env: str) -> Done:
        done = subprocess.run(
            [program, *map(str, arguments)], input=stdin.encode() if isinstance(stdin, str) else stdin,
            capture_output=True, cwd=cwd, env={**surroundings, **env}, check=False, timeout=120,
        )  # fmt: skip
        return Done(done.returncode, done.stdout.decode("utf-8"), done.stderr.decode("utf-8"))

    return call


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[..., Done]]:
    """Run the command in this process, in English."""
    monkeypatch.setenv("HYDROWATCH_LANGUAGE", "en")
    language.cache_clear()

    def call(*arguments: str | Path) -> Done:
        capsys.readouterr()
        status = status_of([str(argument) for argument in arguments])
        told = capsys.readouterr()
        return Done(status, told.out, told.err)

    yield call
    language.cache_clear()
