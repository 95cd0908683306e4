"""Tells names of plants in a list of plants from places: 小峒1260千瓦、金湾630千瓦、木兰600千瓦三座水电站."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final, NamedTuple

from monitor.text.expression import expression

FAR: Final = 120  # characters of a list that are looked at to each side of a name
LEAST: Final = 3  # items; two names side by side may be of anything
_LEAST_SIZED: Final = 2
_END: Final = expression(r"[。;!?:\n|]")
_MARK: Final = expression(r"、|(?<=[瓦w站)])[和及与]")
_SIZE: Final = r"[ (:约]{0,2}\d[\d,.]{0,7} ?(?:kw|千瓦|mw|兆瓦|瓩)\)?"
_COUNT: Final = r"[两三四五六七八九十\d]{1,3} ?[座个处级](?:小型?|梯级)?(?:水?电站|水电|电厂|站)"
_ALSO: Final = r"(?:等|共|合计|这|,| )*"
_ITEM: Final = expression(
    rf"(?P<name>[一-龥]{{2,5}}?)(?:[一二三]级)?(?:水?电站|电厂|站)?"
    rf"(?:(?P<size>{_SIZE}){_ALSO}(?P<count>{_COUNT})?|{_ALSO}(?P<alone>{_COUNT})|$)"
)
# 整体转让小峒1260千瓦, 其中小峒: what stands before the first item.
_LEAD: Final = expression(r".*(?:转让|出售|出让|拍卖|处置|其中|所属|下属|旗下|分别[为是]|包括|[含有的为是])")


class _Item(NamedTuple):
    name: str
    sized: bool
    counted: bool


def is_in_list_of_plants(text: str, start: int, end: int, is_place: Callable[[str], bool], weak: bool) -> bool:
    """True when the short name at text[start:end] stands in a list of plants most of which bear no place's name.

    `weak`: the name is an ordinary word or that of a town district; then one other item that is no place is enough.
    Looks a bounded way to both sides.
    """
    left, right = max(0, start - FAR), end + FAR
    if "、" not in text[left:right]:
        return False
    before, after = _END.split(text[left:start])[-1], _END.split(text[end:right])[0]
    items = _items(_MARK.split(before + text[start:end] + after), len(_MARK.split(before + text[start:end])) - 1)
    told = any(one.counted for one in items) or sum(one.sized for one in items) >= _LEAST_SIZED
    if len(items) < LEAST or not told:
        return False
    places = sum(any(is_place(one.name[-size:]) for size in (2, 3, 5)) for one in items)  # 四川会东500千瓦
    return len(items) - places >= 1 if weak else len(items) - places > places


def _items(parts: list[str], at: int) -> list[_Item]:
    """The items of the list that parts[at] belongs to; [] when it is none."""
    found = [one for one in (_item(parts[at]),) if one is not None]
    if not found:
        return []
    for part in reversed(parts[:at]):
        if (one := _item(part)) is None:
            break
        found.insert(0, one)
    for part in parts[at + 1 :]:
        if (one := _item(part)) is None:
            break
        found.append(one)
    return found


def _item(part: str) -> _Item | None:
    words = part.strip()
    found = _ITEM.match(_LEAD.sub("", words)) or _ITEM.match(words)
    if found is None:
        return None
    return _Item(found["name"], found["size"] is not None, bool(found["count"] or found["alone"]))
