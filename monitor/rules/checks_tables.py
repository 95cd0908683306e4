"""What holds within a table or row: its days are in order, a model stands once, a grid's places are places."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from monitor.datafiles import Where, YamlFile
from monitor.errors import DataFileError
from monitor.rules.places import load_places
from monitor.rules.schema_parts import last_day


def check_days(yaml: YamlFile) -> Iterator[DataFileError]:
    """Rows that end before they begin or are known: they would never hold."""
    for index, row in enumerate(yaml.value["rows"]):
        end = row.get("effective_to")
        for name in ("published" if row.get("published") else "issued", "effective_from"):
            if end and row.get(name) and _last(end) < _last(row[name]):
                told = f"effective_to {end} lies before {name} {row[name]}: the row would never hold"
                yield yaml.error(told, ("rows", index, "effective_to"))


def _last(day: Any) -> Any:
    """The last day of a date as YAML gives it: a date, a number (2021) or a text."""
    return last_day(str(day))


def check_rigs(yaml: YamlFile) -> Iterator[DataFileError]:
    """Models whose name or alias stands at another one, too: which watts count would be chance."""
    known: dict[str, int] = {}
    for index, row in enumerate(yaml.value["rigs"]):
        for name in (row["name"], *row.get("aliases", ())):
            first = known.setdefault("".join(name.lower().split()), index)
            if first != index:
                line = yaml.line(("rigs", first))
                yield yaml.error(f"the model {name!r} stands at line {line}, too", ("rigs", index))
                break


def check_grids(yaml: YamlFile) -> Iterator[DataFileError]:
    """Provinces and prefectures that are none: a plant there would be told to name the wrong grid."""
    for index, row in enumerate(yaml.value["grids"]):
        where: Where = ("grids", index)
        parts = row.get("only_in", {})
        names = [*row["provinces"], *parts]
        yield from _unknown(yaml, names, "province", [], (*where, "provinces"))
        below = [name for some in parts.values() for name in some]
        inside = [full_name(name, "province") for name in names]
        yield from _unknown(yaml, row.get("prefectures", ()), "prefecture", inside, (*where, "prefectures"))
        yield from _unknown(yaml, below, "prefecture", inside, (*where, "only_in"))


def _unknown(
    yaml: YamlFile, names: Iterable[str], level: str, inside: list[str], where: Where
) -> Iterator[DataFileError]:  # fmt: skip
    for name in names:
        if not full_name(name, level, inside):
            yield yaml.error(
                f"there is no {level} {name!r}; write its name as in 云南省 or 云南, 德宏州 or 德宏", where
            )


def full_name(name: str, level: str, inside: Iterable[str] = ()) -> str:
    """The official name of a province or prefecture (of one of the provinces `inside`); "" when there is none."""
    within = frozenset(inside)
    places = (one for one in load_places().named(name) if one.level == level)
    return next((one.name for one in places if not within or one.province in within), "")
