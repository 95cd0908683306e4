"""Which sources a watch looks at: those of the workspace, or those named; read anew when their files change."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from db.rows import SourceRow
from monitor.errors import ConfigError, DataFileError, ItemError
from monitor.run.workspace import Workspace
from monitor.sources.web import WebSource, load_sources, source_files

Warn = Callable[[ItemError], None]
GONE: Final = "its source file is gone or cannot be read: it is not watched until it is back"


@dataclass(slots=True)
class Chosen:
    """The sources of a watch that lasts: their files may be changed, added and taken away while it goes on.

    `warn` is told at once of what is wrong with them.
    """

    workspace: Workspace
    ids: tuple[str, ...]
    warn: Warn
    sources: dict[str, WebSource] = field(default_factory=dict)
    state: object = None  # of the files when they were read
    told: set[str] = field(default_factory=set)  # what is wrong with files, and was told

    def read(self) -> None:
        """Raises ConfigError: no such source, or none that can be read."""
        self.state = self._files()
        sources, errors = load_sources(self.workspace.path / "sources")
        self.sources = _chosen(self.workspace, self.ids, sources, errors)
        self._enter(errors)

    def read_again(self) -> None:
        """What is there now; what is not there any more, or cannot be read, is not watched until it is back."""
        before, self.state = self.sources, self._files()
        sources, errors = load_sources(self.workspace.path / "sources")
        self.sources = {name: sources[name] for name in self.ids or sources if name in sources}
        for name in sorted(before.keys() - self.sources.keys()):
            self.warn(ItemError(name, "configuration", GONE))
        self._enter(errors)

    def has_changed(self) -> bool:
        """True when a file was written, added or taken away since."""
        return self.state != self._files()

    def still_allows(self, source: WebSource) -> bool:
        """False when a source that is being looked at was taken away or refused meanwhile."""
        now = self.sources.get(source.id)
        return now is not None and (now is source or not now.refusal())

    def _enter(self, errors: Sequence[DataFileError]) -> None:
        """Tell what is wrong and was not told, and enter the others."""
        broken = [] if self.ids else list(map(_left_out, errors))
        for one in broken:
            if str(one) not in self.told:
                self.warn(one)
        self.told = set(map(str, broken))
        for source in self.sources.values():
            register_source(self.workspace, source)

    def _files(self) -> object:
        return [(path.name, _state(path)) for path in source_files(self.workspace.path / "sources")]


def _state(path: Path) -> tuple[int, int] | None:
    try:
        found = path.stat()
    except OSError:  # gone since it was named
        return None
    return found.st_mtime_ns, found.st_size


def chosen_sources(workspace: Workspace, source_ids: tuple[str, ...]) -> dict[str, WebSource]:
    """The workspace's sources by id, all that can be read or those named.

    Raises ConfigError: no such source, or no source that can be read.
    """
    return _chosen(workspace, source_ids, *load_sources(workspace.path / "sources"))


def _chosen(
    workspace: Workspace, source_ids: tuple[str, ...], sources: dict[str, WebSource], errors: Sequence[DataFileError]
) -> dict[str, WebSource]:
    unknown = [name for name in source_ids if name not in sources]
    if errors and (unknown or not sources):
        raise errors[0] if len(errors) == 1 else ConfigError("\n".join(map(str, errors)))
    if unknown:
        known = ", ".join(sources) or "none yet; add one with 'hydrowatch source add FILE'"
        raise ConfigError(f"no source {', '.join(unknown)} in this workspace; known: {known}")
    if not sources:
        raise ConfigError(f"{workspace.path}: has no sources; add one with 'hydrowatch source add FILE'")
    return {name: sources[name] for name in source_ids or sources}


def register_source(workspace: Workspace, source: WebSource) -> None:
    """Enter a source into the database, or what has changed of it."""
    row: SourceRow = {
        "id": source.id,
        "kind": source.kind,
        "title": source.title.zh,
        "url": source.list_pages[0],
        "definition": source.model_dump_json(),
        "purpose": source.terms.purpose,
        "legal_basis": source.terms.legal_basis,
    }
    workspace.store.upsert_source(row)


def broken_files(workspace: Workspace) -> list[ItemError]:
    """The source files that are wrong, as failed items."""
    return list(map(_left_out, load_sources(workspace.path / "sources")[1]))


def _left_out(error: DataFileError) -> ItemError:
    return ItemError(Path(error.path).name, "configuration", f"this source was left out: {error}")
