"""The process in which hostile formats are read: `python -m monitor.parse.child READER SECONDS MEMORY OUTPUT PARENT`.

The file is standard input, the answers are standard output: JSON lines, the last one {"end": why}. Limits are set
before the library is loaded; nothing of this process outlives them, nor the program that started it: PARENT is the
descriptor of a pipe that ends when that program does.
"""

from __future__ import annotations

import json
import os
import resource
import sys
import threading
from collections.abc import Callable, Iterator
from importlib import import_module
from typing import Any, BinaryIO, Final, cast

from monitor.errors import ItemError

# An open file -> what it says, as values that JSON can hold; raises ItemError with the end of a sentence.
Reader = Callable[[BinaryIO], Iterator[dict[str, Any]]]
READERS: Final = {
    "pdf": "pdf_pages:read", "picture": "picture_words:read", "sheet": "sheet_rows:read",
    "sheet_heads": "sheet_rows:read_heads",
}  # fmt: skip
_LAST: Final = 10_000  # bytes that are kept free for the last answer


def main(arguments: list[str]) -> None:
    """Read one file and say how it ended. Ends the process by itself when a limit is reached."""
    reader, (seconds, memory, output, parent) = arguments[0], map(int, arguments[1:])
    threading.Thread(target=_end_with, args=(parent,), daemon=True).start()
    for kind, most in ((resource.RLIMIT_CPU, seconds), (resource.RLIMIT_AS, memory),
                       (resource.RLIMIT_FSIZE, output + _LAST), (resource.RLIMIT_CORE, 0)):  # fmt: skip
        resource.setrlimit(kind, (most, most))
    end = _answer(reader, output)
    try:
        sys.stdout.write(json.dumps({"end": end[:500]}) + "\n")
        sys.stdout.flush()
    finally:
        os._exit(0)  # libraries may break when they tidy up after a damaged file; what we need is said


def _end_with(parent: int) -> None:
    """End when the other end of a pipe is closed, by whatever ended the program that held it."""
    os.read(parent, 1)
    os._exit(1)


def _answer(reader: str, output: int) -> str:
    """Write what the reader gives; why it ended early, '' when it did not."""
    try:
        module, _, name = READERS[reader].partition(":")
        read = cast("Reader", getattr(import_module(f"monitor.parse.{module}"), name))
        for value in read(sys.stdin.buffer):
            line = json.dumps(value) + "\n"  # ASCII: characters are bytes
            output -= len(line)
            if output < 0:
                return "gives more text than one file may hold"
            sys.stdout.write(line)
        sys.stdout.flush()
    except ItemError as error:
        return error.reason
    except MemoryError:
        return "needs more memory to read than one file may take"
    except OSError as error:
        return f"cannot be read to its end ({error.strerror or error})"
    except BaseException as error:  # a panic of a library written in Rust is no Exception
        return f"is damaged ({type(error).__name__}: {' '.join(str(error).split())[:120]})"
    return ""


if __name__ == "__main__":
    main(sys.argv[1:])
