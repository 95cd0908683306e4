"""Loads the Knowledge: from the cache when nothing changed, else by reading and validating every data file."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from monitor.errors import DataFileError
from monitor.rules.cache import read_cache, write_cache
from monitor.rules.errors import DataFileErrors
from monitor.rules.files import DataFile, data_files, state_of
from monitor.rules.values import Knowledge


def load_knowledge(extra: Path | None = None) -> Knowledge:
    """The built-in claims, rules, policies and tables, with those of the folder `extra` beside or instead of them.

    `extra` may hold the folders claims, rules, policies and context and the tables bands.yaml, grids.yaml, rigs.yaml
    and risk.yaml. Raises DataFileError, or DataFileErrors with every error of every file.
    """
    return _load(data_files(extra))


class Whole(NamedTuple):
    """What could be read, and what is wrong in the files that were left out."""

    knowledge: Knowledge
    errors: tuple[DataFileError, ...] = ()


def load_whole(extra: Path | None) -> Whole:
    """The same to show what is stored: without the files of `extra` that are wrong.

    Raises DataFileError, or DataFileErrors, when the built-in files are.
    """
    files, told = data_files(extra), list[DataFileError]()
    while True:
        try:
            return Whole(_load(files), tuple(told))
        except (DataFileError, DataFileErrors) as error:
            wrong = error.errors if isinstance(error, DataFileErrors) else (error,)
            paths = {str(one.path) for one in wrong}
            left = [file for file in files if not (file.own and str(file.path) in paths)]
            if len(left) == len(files):
                raise
            files, told = left, [*told, *wrong]  # what needs a file that is left out is wrong next


def _load(files: Sequence[DataFile]) -> Knowledge:
    files = list(files)
    state = state_of(files)
    cached = read_cache(state)
    if cached is not None:
        return cached
    from monitor.rules.build import build_knowledge  # noqa: PLC0415  start-up time: pydantic and YAML

    knowledge = build_knowledge(files)
    write_cache(state, knowledge)
    return knowledge
