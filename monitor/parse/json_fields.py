"""A JSON object without "text", as crawlers write them -> its fields by the names of its keys, and the words of them.

The names are those of table columns (data/columns.tsv). What is nested counts under the name of what it is in. Pure.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from monitor.parse.column_names import meaning, speaks

MAX_DEPTH: Final = 3
MAX_VALUES: Final = 500  # of one object are looked at
_SENT_FROM: Final = "发货地"  # 发货地区 of a market is where the seller is; it counts less than what the words say
_WORDS: Final = ("text", "price", "capacity", "contact", "place")  # beside a title: enough for a listing
_LABELS: Final = (
    ("price", "价格"),
    ("text", ""),
    ("capacity", "装机容量"),
    ("place", "所在地"),
    ("contact", "联系方式"),
)


def fields_of(value: Mapping[str, object]) -> dict[str, str]:
    """Each field with what the keys that mean it hold; of several keys the first, of one key all that is in it."""
    found: dict[str, str] = {}
    owners: dict[str, str] = {}
    for number, (field, owner, words) in enumerate(_leaves(value, "", "", MAX_DEPTH)):
        if number >= MAX_VALUES:
            break
        if field and owners.setdefault(field, owner) == owner:
            joint = " " if field == "text" else ""  # 450 and 万元 of one price
            found[field] = f"{found[field]}{joint}{words}" if field in found else words
            if field == "place" and _SENT_FROM[:2] in owner:
                found["place label"] = _SENT_FROM
    return found


def text_of(fields: Mapping[str, str]) -> str:
    """The words of an object as a listing; "" when they name no plant and no offer: a cookie has a name, too."""
    title = fields.get("title", "")
    if not any(name in fields for name in _WORDS if name != "place") and not speaks(title):
        return ""
    if not title and "text" not in fields:
        return ""
    body = fields.get("text", "")
    lines = [title] if title and title not in body else []
    for name, label in _LABELS:
        if (words := fields.get(name, "")) and (name == "text" or words not in body):
            label = fields.get(f"{name} label", label)  # noqa: PLW2901 - as the site calls it
            lines.append(f"{label}：{words}" if label else words)
    return "\n".join(lines)


def _leaves(value: object, field: str, owner: str, depth: int) -> Iterator[tuple[str, str, str]]:
    """Each word or number with the field of the nearest key that means one, and that key's path."""
    if isinstance(value, Mapping) and depth:
        for key, inner in value.items():
            own = meaning(str(key)[:100]).field
            yield from _leaves(inner, own or field, f"{owner}/{key}" if own else owner, depth - 1)
    elif isinstance(value, str | int | float) and not isinstance(value, bool) and (words := str(value).strip()):
        yield field, owner, words
