"""Files of weights: a line for each group of features, read when a text has what the group begins with.

A line is the lead of its group, then by turns a feature and its weights, parted by tabs. The lead is a feature, too, or
might be one: wherever a feature of the group stands, so does its lead. So a short text has few of the tens of thousands
of features decoded and cut out of their lines (start-up time).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence, Set
from typing import Any, Final

from monitor.text.fold import DATA

_NAMED: Final = "@=~"  # begins the name of a family or trait, or what is told of the whole text; & parts two of them
_SIDES: Final = "<>"  # begins what stands in a neighbouring clause
_EDGE: Final = "^"  # begins a text or clause
_LONGEST_HINT: Final = 3  # characters of a run in a neighbouring clause, with the mark of its side


class Written(dict[str, Any]):
    """Features with their weights as they are written, those of a group from when a feature of it is first met."""

    def __init__(self, lines: Iterable[bytes]) -> None:
        super().__init__()
        self._groups = {line[: line.index(b"\t")].decode(): line for line in lines}

    def __missing__(self, feature: str) -> Any:
        self.read({lead_of(feature)})
        if feature not in self:
            raise KeyError(feature)
        return dict.__getitem__(self, feature)

    def read(self, features: Set[str]) -> None:
        """Read the groups that such features are of; with a run of characters its first one must be there, too."""
        for lead in self._groups.keys() & features:
            self._read(self._groups.pop(lead))

    def read_all(self) -> None:
        """Read every group."""
        for line in self._groups.values():
            self._read(line)
        self._groups = {}

    def _read(self, line: bytes) -> None:
        fields = line.decode().split("\t")
        self.update(zip(fields[1::2], fields[2::2], strict=True))


def read_groups(name: str) -> list[bytes]:
    """The lines of a file of monitor/data/text that are no comments, in UTF-8."""
    return [line for line in (DATA / name).read_bytes().splitlines() if not line.startswith(b"#")]


def known(weights: Mapping[str, Any], features: Set[str]) -> set[str]:
    """Those of all the features of a text or clause that weigh something."""
    if isinstance(weights, Written):
        weights.read(features)
    return weights.keys() & features


def whole(weights: Mapping[str, Any]) -> Mapping[str, Any]:
    """All weights, read."""
    if isinstance(weights, Written):
        weights.read_all()
    return weights


def lead_of(feature: str) -> str:
    """What the group of a feature begins with: the shortest feature that stands wherever this one does."""
    first = feature[0]
    if first in _NAMED and len(feature) > 1:
        return feature.partition("&")[0]
    if first in _SIDES:
        is_name = feature[1:2] in {*_NAMED} or len(feature) > _LONGEST_HINT
        return feature if is_name else feature[:2]
    return feature[:2] if first == _EDGE else first


def lines_of(rows: Iterable[tuple[str, str]]) -> Sequence[str]:
    """The lines that `Written` reads, of features with their weights as they are to be written."""
    groups: dict[str, list[str]] = {}
    for feature, row in rows:
        groups.setdefault(lead_of(feature), []).extend((feature, row))
    return ["\t".join([lead, *fields]) for lead, fields in groups.items()]
