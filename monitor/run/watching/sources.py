"""Adding and listing sources of a workspace."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from monitor.errors import ConfigError
from monitor.run.examples import example
from monitor.run.watching.chosen import register_source
from monitor.run.workspace import Workspace
from monitor.sources.propose import SAMPLE
from monitor.sources.web import WebSource, load_source, load_sources

# What a draft says behind its selectors: how often, and the first words.
_FOUND: Final = re.compile(
    r"^(?P<before> *(?P<field>\w+): \[[^\r\n]*\] {3}# [0-9]+ × )(?P<words>[^\r\n]*)", re.MULTILINE
)


def add_source(workspace: Workspace, file: Path, *, replace: bool = False) -> WebSource:
    """Check a source file and copy it into the workspace as sources/ID.yaml.

    Raises DataFileError for a wrong file, ConfigError when the id is taken and `replace` is not asked for.
    """
    source = load_source(file)
    target = workspace.path / "sources" / f"{source.id}.yaml"
    if target.exists() and not replace:
        raise ConfigError(f"{target}: a source {source.id!r} is there already; --replace puts this one in its place")
    target.write_bytes(_without_contacts(file.read_bytes()))
    register_source(workspace, source)
    workspace.store.audit(workspace.operator, "source.add", source.id, {"decision": source.terms.decision})
    return source


def _without_contacts(text: bytes) -> bytes:
    """A source file with nobody told by what a draft of an earlier version says that its selectors found."""
    return _FOUND.sub(_shown, text.decode("utf-8", "surrogateescape")).encode("utf-8", "surrogateescape")


def _shown(line: re.Match[str]) -> str:
    return line["before"] + example(line["words"], field=line["field"], cut_at=SAMPLE)


def source_rows(workspace: Workspace) -> tuple[list[dict[str, Any]], list[Exception]]:
    """All sources as rows, and the errors of source files that are wrong."""
    sources, errors = load_sources(workspace.path / "sources")
    listings, found = workspace.store.facets().get("source", {}), workspace.store.source_overview()
    rows = [
        {
            "id": source.id,
            "title": source.title.zh,
            "url": source.list_pages[0],
            "allowed": not source.refusal(),
            "listings": listings.get(source.id, 0),
            "state": _state(found.get(source.id, {})),
        }
        for source in sources.values()
    ]
    return rows, list(errors)


def _state(found: Mapping[str, Any]) -> str:
    return str(found.get("state") or ("ok" if found.get("last_look") else "new"))
