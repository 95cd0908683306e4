"""Which data files there are, the digest over their contents (for records) and their state (for the cache)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from monitor.__about__ import __version__
from monitor.errors import ConfigError, DataFileError

DATA: Final = Path(__file__).resolve().parent.parent / "data"
KINDS: Final = ("claims", "rules", "policies", "context")  # folders of YAML files that a workspace may add to
TABLES: Final = ("bands.yaml", "grids.yaml", "rigs.yaml", "risk.yaml", "slots.yaml")
# read by other rooms, but what a text is found to say depends on them too
_OTHERS: Final = (("places", "*.tsv"), ("text", "*.tsv"), ("text", "*.txt"))
_SUFFIXES: Final = frozenset({".yaml", ".yml"})
_CODE: Final = (
    "values.py", "schema.py", "schema_parts.py", "schema_rules.py", "build.py", "build_claims.py",
    "cache.py", "names.py", "templates.py", "checks.py",
    "checks_tables.py",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class DataFile:
    """One data file: `name` is its path below its root, `own` says that a workspace added it."""

    path: Path
    name: str
    own: bool


def data_files(extra: Path | None = None) -> list[DataFile]:
    """All data files that decide what is found and flagged: the built-in ones by name, then the workspace's.

    Raises ConfigError when `extra` is no folder.
    """
    built_in = [DataFile(path, path.relative_to(DATA).as_posix(), False) for path in sorted(_built_in())]
    if extra is None:
        return built_in
    if not extra.is_dir():
        raise ConfigError(f"{extra}: no such folder to read own claims and rules from")
    own = sorted(path for kind in KINDS for path in _yaml_in(extra / kind))
    own += [path for name in TABLES if (path := extra / name).is_file()]
    return built_in + [DataFile(path, path.relative_to(extra).as_posix(), True) for path in own]


def _built_in() -> Iterator[Path]:
    for kind in KINDS:
        yield from _yaml_in(DATA / kind)
    for folder, pattern in _OTHERS:
        yield from (DATA / folder).glob(pattern)
    yield from (path for name in TABLES if (path := DATA / name).is_file())


def _yaml_in(folder: Path) -> Iterator[Path]:
    """The YAML files of a folder, hidden ones (an editor's, a Mac's) left out."""
    return (path for path in folder.glob("*.y*ml") if path.suffix in _SUFFIXES and not path.name.startswith("."))


def content_digest(files: list[DataFile]) -> str:
    """SHA-256 over names and contents (line ends made alike): the same on every machine."""
    from hashlib import sha256  # noqa: PLC0415  start-up time: not needed when the cache holds

    digest = sha256()
    for file in files:
        content = file.path.read_bytes().replace(b"\r\n", b"\n")
        digest.update(f"{'own/' if file.own else ''}{file.name}\0{len(content)}\0".encode())
        digest.update(content)
    return digest.hexdigest()


def state_of(files: list[DataFile]) -> str:
    """Name, size and time of every file and of the code that reads them, a line each: cheap, for the cache alone."""
    here = Path(__file__).parent
    lines = [__version__]
    for name, path in [(file.name, file.path) for file in files] + [(name, here / name) for name in _CODE]:
        try:
            stat = path.stat()
        except OSError as error:
            raise DataFileError(path, 1, f"cannot be read: {error.strerror or error}") from error
        lines.append(f"{name} {stat.st_size} {stat.st_mtime_ns}")
    return "\n".join(lines)
