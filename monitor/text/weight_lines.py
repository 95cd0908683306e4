"""Files of weights: a line for each group of features, read when a text has what the group begins with.

An index tells where each group is. A group's line is its lead, then by turns a feature and its weights, parted by tabs.
The lead is a feature, too, or might be one: wherever a feature of the group stands, so does its lead. So a short text
has few of millions of bytes read from the disk and few of tens of thousands of features decoded (start-up time).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence, Set
from itertools import accumulate
from mmap import ACCESS_READ, mmap
from typing import Any, Final

from monitor.text.fold import DATA

INDEX: Final = b"# groups\t"  # begins the line before the groups: by turns the lead of one and the bytes of its line
_NAMED: Final = "@=~"  # begins the name of a family or trait, or what is told of the whole text; & parts two of them
_SIDES: Final = "<>"  # begins what stands in a neighbouring clause
_EDGE: Final = "^"  # begins a text or clause
_LONGEST_HINT: Final = 3  # characters of a run in a neighbouring clause, with the mark of its side


class Groups:
    """The lines of groups by their leads, each cut out of the file when it is taken.

    Raises ValueError when the file is not as long as its index says.
    """

    __slots__ = ("_ends", "_file", "_numbers", "_start")

    def __init__(self, index: bytes, file: bytes | mmap, start: int) -> None:
        """`index`: what stands behind INDEX; `start`: the byte at which the first group begins."""
        fields = index.decode().split("\t")
        self._file, self._start = file, start
        self._ends = list(accumulate(map(int, fields[1::2])))  # of the lines alone, as if no line break stood between
        if len(file) != start + self._ends[-1] + len(self._ends):
            raise ValueError("the groups are not as long as their index says: build the weights anew")
        self._numbers = dict(zip(fields[::2], range(len(self._ends)), strict=True))

    def leads(self) -> Set[str]:
        """What the groups begin with that were not taken yet."""
        return self._numbers.keys()

    def take(self, lead: str) -> bytes:
        """The line of a group, which is not there any more."""
        number = self._numbers.pop(lead)
        begin = self._ends[number - 1] if number else 0
        first = self._start + number
        return self._file[first + begin : first + self._ends[number]]


class Written(dict[str, Any]):
    """Features with their weights as they are written, those of a group from when a feature of it is first met."""

    def __init__(self, groups: Groups) -> None:
        super().__init__()
        self._groups = groups

    def __missing__(self, feature: str) -> Any:
        self.read({lead_of(feature)})
        if feature not in self:
            raise KeyError(feature)
        return dict.__getitem__(self, feature)

    def read(self, features: Set[str]) -> None:
        """Read the groups that such features are of; with a run of characters its first one must be there, too."""
        for lead in self._groups.leads() & features:
            self._read(lead)

    def read_all(self) -> None:
        """Read every group."""
        for lead in [*self._groups.leads()]:
            self._read(lead)

    def _read(self, lead: str) -> None:
        fields = self._groups.take(lead).decode().split("\t")
        self.update(zip(fields[1::2], fields[2::2], strict=True))


def read_groups(name: str) -> tuple[list[bytes], Groups]:
    """The lines before the groups of a file of monitor/data/text that are no comments, and the groups.

    Raises ValueError when it was changed by hand.
    """
    with (DATA / name).open("rb") as file:
        return groups_of(mmap(file.fileno(), 0, access=ACCESS_READ))


def groups_of(file: bytes | mmap) -> tuple[list[bytes], Groups]:
    """The same of a file's bytes in UTF-8. Raises ValueError for one without an index or another length."""
    before: list[bytes] = []
    start = 0
    while (end := file.find(b"\n", start)) >= 0:
        line, start = file[start:end], end + 1
        if line.startswith(INDEX):
            return before, Groups(line[len(INDEX) :], file, start)
        if not line.startswith(b"#"):
            before.append(line)
    raise ValueError("there is no index of groups: build the weights anew")


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
    """The index and the lines of the groups that `Written` reads, of features with their weights as written."""
    groups: dict[str, list[str]] = {}
    for feature, row in rows:
        groups.setdefault(lead_of(feature), []).extend((feature, row))
    lines = ["\t".join([lead, *fields]) for lead, fields in groups.items()]
    index = (f"{lead}\t{len(line.encode())}" for lead, line in zip(groups, lines, strict=True))
    return [INDEX.decode() + "\t".join(index), *lines]
