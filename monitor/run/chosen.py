"""Which sources a watch looks at: those of the workspace, or those named; read anew when their files change."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from db.rows import SourceRow
from monitor.errors import ConfigError, ItemError
from monitor.run.workspace import Workspace
from monitor.sources.web import WebSource, load_sources


@dataclass(slots=True)
class Chosen:
    """The sources of a watch that lasts: their files may be changed, added and taken away while it waits."""

    workspace: Workspace
    ids: tuple[str, ...]
    sources: dict[str, WebSource] = field(default_factory=dict)
    broken: list[ItemError] = field(default_factory=list)  # not told yet
    state: object = None  # of the files when they were read

    def read(self) -> None:
        """Raises ConfigError: no such source, or none that can be read."""
        self.state = self._files()
        self.sources = chosen_sources(self.workspace, self.ids)
        self.broken = [] if self.ids else broken_files(self.workspace)
        for source in self.sources.values():
            register_source(self.workspace, source)

    def read_again(self) -> None:
        """What is there now; where nothing is that could be watched, what was read before stays."""
        try:
            self.read()
        except ConfigError as error:
            self.broken = [ItemError("sources", "configuration", f"they stay as they were read before: {error}")]

    def has_changed(self) -> bool:
        """True when a file was written, added or taken away since."""
        return self.state != self._files()

    def take_broken(self) -> list[ItemError]:
        """What was found wrong since it was asked last."""
        broken, self.broken = self.broken, []
        return broken

    def _files(self) -> object:
        folder = self.workspace.path / "sources"
        states = ((path.name, path.stat()) for path in sorted(folder.iterdir())) if folder.is_dir() else ()
        return [(name, state.st_mtime_ns, state.st_size) for name, state in states]


def chosen_sources(workspace: Workspace, source_ids: tuple[str, ...]) -> dict[str, WebSource]:
    """The workspace's sources by id, all that can be read or those named.

    Raises ConfigError: no such source, or no source that can be read.
    """
    sources, errors = load_sources(workspace.path / "sources")
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
    errors = load_sources(workspace.path / "sources")[1]
    return [ItemError(Path(error.path).name, "configuration", f"this source was left out: {error}") for error in errors]
