"""Data-centre words as a cover for mining: a claim only where it is said outright or two independent cues meet."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from monitor.extract.found import Found
from monitor.text.expression import expression

_DATA_WORD: Final = expression(
    r"大数据|数据中心|数据机房|数据处理|数字产业|数字经济|新基建|数据清洗|数据柜|云存储|云渲染|绿色计算|compute|rendering|算力|suanli|超算|智算|云计算|云服务|计算中心|区块链|q块链|渲染|gpu|ai|idc|"
    r"datacent|bigdata|computing|blockchain|cloud|hpc"
)
_HOST_WORD: Final = expression(r"[\d百千]台|机位|机柜位|柜位|矿位|托管|服务器|hosting|colocation|server")
_LOAD_WORD: Final = expression(r"负荷|高耗能|高载能|高能耗|大功率|耗电|消纳|用电大户")
_LOADS: Final = expression(r"(?:有|可用|富余|带)?\d{3,5}(?:kw|千瓦)?(?:的)?负荷|负荷\d{3,5}")
_LICENSED: Final = expression(r"能评|idc牌照|idc许可|绿色数据中心|东数西算")
SURE: Final = 0.85
CUE_TYPES: Final = frozenset(
    {"direct_supply", "cheap_power", "rigs_included", "mining_allowed", "mining_admitted", "crypto_payment"}
)


def euphemisms(found: list[Found], dense: str, sure: Callable[[Found], float]) -> list[Found]:
    """At most one claim of data-centre words: stated or refused outright, else beside a second, independent cue.

    `sure` tells how likely the clause of a wording makes the claim: the likeliest is told, and from SURE on by itself,
    for the clauses that were learned from were labelled by their cues.
    """
    words = [one for one in found if one.type == "euphemism_bigdata"]
    rest = [one for one in found if one.type != "euphemism_bigdata"]
    if not words or _LICENSED.search(dense):
        return rest
    if outright := [one for one in words if one.stance == "asserted"]:
        return [*rest, outright[0]]
    if refused := [one for one in words if one.stance == "denied"]:
        return [*rest, refused[0]]
    classes = {name for one in words for name in _cue_classes(dense[one.start : one.end])}
    classes |= {"weighed"} if not classes else set()
    cues = (
        len(classes)
        + len({one.type for one in rest if one.type in CUE_TYPES})
        + bool(_LOADS.search(dense) and "load" not in classes)
    )
    likely = [one for one in words if sure(one) >= SURE]
    strong = [one for one in words if one.weighed or _cue_class(dense[one.start : one.end]) != "room"]
    if not likely and (not strong or cues < 2):
        return rest
    return [*rest, min(likely or strong, key=lambda one: (-sure(one), _rank(one, dense), one.start))]


def _cue_classes(words: str) -> set[str]:
    """All classes of a wording: 算力托管 has two."""
    cues = {"data": _DATA_WORD, "host": _HOST_WORD, "load": _LOAD_WORD}
    return {name for name, cue in cues.items() if cue.search(words)}


def _cue_class(words: str) -> str:
    if _DATA_WORD.search(words):
        return "data"
    if _HOST_WORD.search(words):
        return "host"
    return "load" if _LOAD_WORD.search(words) else "room"


def _rank(one: Found, dense: str) -> int:
    return ("data", "host", "load", "room").index(_cue_class(dense[one.start : one.end]))


def is_room(one: Found, dense: str) -> bool:
    """机房 may be the room of the turbines: no cue."""
    return one.type == "euphemism_bigdata" and _cue_class(dense[one.start : one.end]) == "room"
