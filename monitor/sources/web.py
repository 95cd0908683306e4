"""Web sources as people write them: a YAML file -> `WebSource`, and what a page is to it."""

from __future__ import annotations

from pathlib import Path

from monitor.datafiles import join_errors, read_yaml, validate
from monitor.errors import DataFileError
from monitor.sources.checks import mistakes
from monitor.sources.discover import Discovered, address_of, allowed_hosts, discover, entries_of, native_id_of
from monitor.sources.model import Marker, Markers, WebSource
from monitor.sources.picks import Pick
from monitor.sources.report import SelectorReport, SourceReport, source_report

__all__ = [
    "Discovered", "Marker", "Markers", "Pick", "SelectorReport", "SourceReport", "WebSource", "address_of",
    "allowed_hosts", "discover", "entries_of", "load_source", "load_sources", "native_id_of", "source_report",
    "source_schema",
]  # fmt: skip


def load_source(path: Path) -> WebSource:
    """Read one source file. Raises DataFileError with all its errors, each 'file:line: what is wrong'."""
    file = read_yaml(path)
    source = validate(file, WebSource)
    if errors := [file.error(f"{'.'.join(where)}: {what}", where) for where, what in mistakes(source)]:
        raise join_errors(errors)
    return source


def load_sources(folder: Path) -> tuple[dict[str, WebSource], list[DataFileError]]:
    """All source files (*.yaml) of a folder by id, and the errors of the wrong ones: one bad file stops no other."""
    sources: dict[str, WebSource] = {}
    errors: list[DataFileError] = []
    for path in source_files(folder):
        if path.suffix == ".yml":
            errors.append(DataFileError(path, 1, f"is not read; source files are named NAME.yaml, not {path.name}"))
            continue
        try:
            source = load_source(path)
            if source.id in sources:
                raise DataFileError(path, 1, f"another file of this folder already has the id {source.id!r}")
            sources[source.id] = source
        except DataFileError as error:
            errors.append(error)
    return sources, errors


def source_files(folder: Path) -> list[Path]:
    """The files of a folder that are source files by their names, in order; what editors hide (.#a.yaml) is none."""
    names = ("*.yaml", "*.yml")
    return sorted(path for name in names for path in folder.glob(name) if not path.name.startswith("."))


def source_schema() -> dict[str, object]:
    """The JSON Schema of a source file, for editors; data/sources/schema.json is this, kept true by a test."""
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **WebSource.model_json_schema()}
