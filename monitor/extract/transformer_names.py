"""Finds the series of transformers (S9-1000/10, S9型主变) whose names mining rigs bear as well: Antminer S9."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

from monitor.extract.context import HARD_BREAKS, left_of, right_of
from monitor.text.expression import cued, expression

# The series of three-phase transformers with oil: GB/T 6451 and its forerunners (S7, S9, S11, S13 ... S22).
_NAME: Final = cued(r"(?<![a-z0-9])s ?(?:7|9|1[0-58]|2[02])(?![\da-z.+]|的?(?:矿|挖|机[器子]|机(?!组)))")
_UNIT: Final = (
    r"(?:变压|主变|升压变|降压变|箱变|配变|厂变|近区变|变台|老?变(?=[,。;、) \d一两二]|$)|transformers?|kva|千伏安)"
)
_KIND: Final = (
    r"(?:型号?|系列|式|的|老|旧|三相|双绕组|无励磁|有载|调压|油浸|全密封|电力|配电|节能|低损耗|铜芯|新|oil|power|-m"
    r"|[ ()·-])*"
)
_SIZE: Final = (
    r"(?:10|20|30|50|63|80|100|125|160|180|200|250|315|320|400|500|560|630|750|800|1000|1250|1600|2000|2500|3150"
    r"|4000|5000|6300|8000|10000|12500|16000|20000)"
)
_VOLTAGE: Final = r"(?:0\.4|0\.23|3\.15|6\.3|6|10\.5|10|11|20|35|38\.5|66|110)(?![\d.]|0*台)"
_PARTS: Final = r"(?:[ (·-]|-?m[a-z]?(?![a-z])){0,3}"
_NOT_COUNTED: Final = r"(?![\d.]| ?(?:台|部|个|张|只|t(?![a-z])|th|w(?![a-z])|pcs|units|元|块|x|×))"
# S9-1000/10, S9(1000/10), S9-M-1250/35; S9-630, S9 630; S9型变压器; S9,容量1000kVA
_SURE: Final = expression(
    rf"{_PARTS}\d{{2,5}} ?/ ?{_VOLTAGE}|-m-|{_PARTS}{_SIZE} ?(?:kva|千伏安|kv|型)|-{_SIZE}{_NOT_COUNTED}"
    rf"|{_KIND}{_UNIT}|型?[ ,:(]{{0,2}}(?:容量|额定|单台|均|各|为|是|约|:){{0,3}} ?\d{{2,5}} ?(?:kva|千伏安)"
)
# 主变型号S9, 变压器一台,型号为S9, 主变:S9; what is counted by tens (变压器,S9两百台) are rigs.
_AFTER_WORD: Final = expression(
    r"(?:变压器?|主变|升压变|箱变|配变|厂变|近区变|变台|油浸式?|transformers?)(?:[^,。;、\n矿机挖送赠带\d]{0,8}"
    r"|[^。;、\n矿挖送赠带]{0,12}(?:型号|规格|型式)[^,。;、\n矿]{0,4})$"
)
_WORD: Final = expression(
    r"变压器?|主变|升压变|箱变|配变|厂变|近区变|油浸|transformer|kva|千伏安|(?<![a-z])s\d{1,2}(?:-m[a-z]?)?-\d{2,5}/"
)
_RIGS: Final = expression(
    r"矿|挖|kj|蚂蚁|神马|阿瓦隆|芯动|显卡|算力|哈希|比特|机架|水帘|托管|[送赠搭](?![出电达变往到至])|miner|rig|asic"
    r"|hash|bitcoin|btc"
    r"|(?<![a-z])(?:s1[79]|s21|t\d\d?|m\d\d|l\d|z15|e9)(?!\d)"
)
_TENS: Final = r"(?:\d{2,5}|[一二两三四五六七八九几数上]?[十百千][一二三四五六七八九十百几多来]*) ?[台部张个只]"
_MANY_AFTER: Final = expression(rf" ?[x×*] ?\d{{2}}|[ :,x×*(]{{0,3}}(?:共|约|有|各)?{_TENS}")
_MANY_BEFORE: Final = expression(rf"{_TENS}?的?$")


@lru_cache(maxsize=16)
def transformer_names(text: str) -> tuple[tuple[int, int], ...]:
    """The ranges of the folded text where S9, S11 and their like name transformers, in order; O(n).

    So they do beside their size (S9-1000/10, 1000kVA) or the word for a transformer, and in a sentence that speaks of
    transformers and of no rigs. What is counted by tens is a rig.
    """
    return tuple(match.span() for match in _NAME.finditer(text) if _is_transformer(text, match))


def _is_transformer(text: str, match: re.Match[str]) -> bool:
    start, end = match.span()
    if _SURE.match(text, end):
        return True
    if _MANY_AFTER.match(text, end) or _MANY_BEFORE.search(text, max(0, start - 8), start):
        return False
    left, right = left_of(text, start, HARD_BREAKS, 60), right_of(text, end, HARD_BREAKS, 60)
    if _AFTER_WORD.search(text, left, start):
        return True
    return bool(_WORD.search(text, left, right)) and not _RIGS.search(text, left, right)
