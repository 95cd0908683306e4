"""Reads a hostile format in a process of its own, which may crash or hang, within limits on memory, time and output."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any, Final, NamedTuple

_MEMORY: Final = "needs more than {megabytes} MB of memory to read, or breaks its reader"
_SIGNALS: Final[Mapping[int, str]] = {
    signal.SIGXCPU: "takes longer than {seconds} seconds to read",
    signal.SIGKILL: "was given up: it takes too much memory or time to read",
    **dict.fromkeys((signal.SIGABRT, signal.SIGTRAP, signal.SIGILL), _MEMORY),
}
_BREAKS: Final = "breaks its reader (it is damaged or made to do so)"
_MOST_LINE: Final = 100_000_000  # characters of one answer


@dataclass(frozen=True, slots=True)
class Bounds:
    """What reading one file may take: seconds of computing, bytes of memory, bytes of text that come out."""

    seconds: int
    memory: int
    output: int


class Answer(NamedTuple):
    """What a child says of a file: about the whole, part by part, and why it ended early ("" when it did not)."""

    head: dict[str, Any]
    parts: list[dict[str, Any]]
    end: str


def read_apart(reader: str, body: bytes, bounds: Bounds, part: str) -> Answer:
    """All that `monitor.parse.child` gives for a file; the values that have the key `part` are its parts.

    Args: reader, an entry of the child's READERS. Raises nothing for what the file holds; OSError when no process can
    be started or nothing can be written to the folder for temporary files.
    """
    head: dict[str, Any] = {}
    parts: list[dict[str, Any]] = []
    end = ""
    with answers_of(reader, body, bounds) as answers:
        for value in answers():
            if "end" in value:
                end = value["end"]
            elif part in value:
                parts.append(value)
            else:  # it begins anew: what came before counts no more
                head = value
                parts.clear()
    return Answer(head, parts, end)


@contextmanager
def answers_of(reader: str, body: bytes, bounds: Bounds) -> Iterator[Callable[[], Iterator[dict[str, Any]]]]:
    """The values that the child gives, as often as they are asked for, the last {"end": why}; the file is read once."""
    with tempfile.TemporaryFile() as answers:
        with tempfile.TemporaryFile() as file:
            file.write(body)
            file.seek(0)
            status = _run(reader, file, answers, bounds)
        yield lambda: _values(answers, _why(status, bounds))


def _run(reader: str, file: IO[bytes], answers: IO[bytes], bounds: Bounds) -> int:
    """The status with which the reader ended; it is stopped when it does not end by itself."""
    watched, held = os.pipe()  # we hold one end as long as we live; the reader, which watches the other, ends with it
    limits = [str(number) for number in (bounds.seconds, bounds.memory, bounds.output, watched)]
    command = [sys.executable, "-P", "-s", "-m", "monitor.parse.child", reader, *limits]
    kept = {name: value for name, value in os.environ.items() if name in {"PATH", "LD_LIBRARY_PATH", "TMPDIR"}}
    surroundings = {
        **kept,
        "PYTHONPATH": os.pathsep.join(str(Path(folder).resolve()) for folder in sys.path),
        "PYTHONUTF8": "1",
        **dict.fromkeys(("HTTP_PROXY", "HTTPS_PROXY"), "http://127.0.0.1:9"),  # no library of a reader fetches anything
        "MALLOC_ARENA_MAX": "1",
    }
    try:
        process = subprocess.Popen(  # noqa: S603 - our own interpreter and module; the file is its standard input
            command, stdin=file, stdout=answers, stderr=subprocess.DEVNULL, env=surroundings, start_new_session=True,
            pass_fds=(watched,),
        )  # fmt: skip
        try:
            return process.wait(bounds.seconds * 3 + 30)
        except subprocess.TimeoutExpired:
            return -signal.SIGXCPU
        finally:
            process.kill()
            process.wait()
    finally:
        os.close(watched)
        os.close(held)


def _values(answers: IO[bytes], why: str) -> Iterator[dict[str, Any]]:
    """The whole lines up to the end; without one, the line that was cut off is left out and `why` is the end."""
    answers.seek(0)
    while line := answers.readline(_MOST_LINE):
        try:
            value = json.loads(line)
        except ValueError:
            break
        yield value
        if "end" in value:
            return
    yield {"end": why}


def _why(status: int, bounds: Bounds) -> str:
    said = _SIGNALS.get(-status, _BREAKS)
    return said.format(seconds=bounds.seconds, megabytes=bounds.memory // 1_000_000)
