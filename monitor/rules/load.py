"""Loads the Knowledge: from the cache when nothing changed, else by reading and validating every data file."""

from __future__ import annotations

from pathlib import Path

from monitor.rules.cache import read_cache, write_cache
from monitor.rules.files import data_files, state_of
from monitor.rules.values import Knowledge


def load_knowledge(extra: Path | None = None) -> Knowledge:
    """The built-in claims, rules, policies and tables, with those of the folder `extra` beside or instead of them.

    `extra` may hold the folders claims, rules, policies and context and the tables bands.yaml, grids.yaml, rigs.yaml
    and risk.yaml. Raises DataFileError, or DataFileErrors with every error of every file.
    """
    files = data_files(extra)
    state = state_of(files)
    cached = read_cache(state)
    if cached is not None:
        return cached
    from monitor.rules.build import build_knowledge  # noqa: PLC0415  start-up time: pydantic and YAML

    knowledge = build_knowledge(files)
    write_cache(state, knowledge)
    return knowledge
