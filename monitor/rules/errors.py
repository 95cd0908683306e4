"""Several errors of the data files told at once."""

from __future__ import annotations

from collections.abc import Sequence

from monitor.errors import ConfigError, DataFileError


class DataFileErrors(ConfigError):
    """What is wrong in the data files: one 'file:line: what is wrong' a line, in the order of files and lines."""

    def __init__(self, errors: Sequence[DataFileError]) -> None:
        self.errors = tuple(sorted(errors, key=lambda error: (str(error.path), error.line)))
        super().__init__("\n".join(str(error) for error in self.errors))
