"""Warnings of fraud within ads and notices: 谨防包过户、包贷款等骗局 promises nothing, whoever writes it.

Courts, exchanges and platforms put them below every offer. What they name is what swindlers say of any plant, so it is
no claim of this one, and an offer stays one with such a sentence below it.
"""

from __future__ import annotations

from bisect import bisect_right
from functools import lru_cache
from typing import Final

from monitor.text.cue_words import load_cues
from monitor.text.expression import cued, expression

_W: Final = load_cues("cues.tsv")
_QUOTE: Final = r"(?:“[^”\n]{0,60}”|\"[^\"\n]{0,60}\"|「[^」\n]{0,60}」|『[^』\n]{0,60}』|《[^》\n]{0,60}》)"
_WORDS: Final = rf"(?:{_QUOTE}|[^。!?;\n“”\"「」])"  # within one sentence; a quotation is read as a whole
_ITEM: Final = rf"(?:{_QUOTE}|[^,。!?;\n“”\"「」])"
_LIST: Final = rf"(?:{_ITEM}|,(?=[以借凭包代可能免“\"「]))"  # 以三年回本,包过户为名
# 谨防包过户的骗子; what follows 等诈骗行为 is said by the seller again.
_OF_FRAUD: Final = rf"{_W['warn']}{_LIST}{{0,60}}?{_W['fraud']}(?:行为|分子|手段|手法)?"
# 请勿轻信包过户: without the word, up to the end of the clause.
_OF_WORDS: Final = rf"(?:谨防|警惕|轻信|提防|当心|(?:[勿别莫]|不要)再?(?:听信|相信|信)){_ITEM}{{2,30}}(?=[,。!?;\n]|$)"
# 凡称“包过户”者请谨慎核实, 号称包过户的多为骗局, 以包贷款名义收费的均为诈骗, 任何包过户的都是骗子
_OF_WHOEVER: Final = (
    rf"{_W['whoever']}{_ITEM}{{0,20}}?{_W['pretends']}{_WORDS}{{2,60}}?(?:{_W['verdict']}|{_W['is_fraud']})"
    rf"|(?:{_W['pretender']}{_ITEM}{{2,40}}?{_W['in_the_name']}|以{_ITEM}{{2,30}}?(?:名义|为名|为由|旗号|为幌子|为诱饵))"
    rf"{_WORDS}{{0,20}}?(?:{_W['verdict']}|{_W['is_fraud']})"
    rf"|{_W['whoever']}{_ITEM}{{2,40}}?{_W['is_fraud']}"
)
_ENGLISH: Final = (
    r"\b(?:beware of|watch out for|be wary of|do not (?:trust|believe)|don'?t (?:trust|believe)|never (?:trust|believe)"
    r"|scam (?:alert|warning))\b[^.!?\n]{2,120}"
    r"|\b(?:anyone|any seller|sellers?|those) (?:who )?(?:claim|promis|say|offer)"
    r"\w*[^.!?\n]{2,100}?\b(?:scam(?:mer)?s?|fraud(?:ster)?s?|report (?:it|them|him))\b"
)
_WARNING: Final = cued(f"{_OF_FRAUD}|{_OF_WORDS}|{_ENGLISH}")
_WHOEVER: Final = cued(_OF_WHOEVER)
# 平台提示:交易前请核实证照,谨防诈骗: the rest of its line, as far as it warns.
_TIP: Final = cued(rf"(?:^|(?<=[\n。!?;,:【\[(★※*> ])){_W['tips_of']}{{1,2}}{_W['tips']}[】\])]?[:,]?")
_CAUTION: Final = cued(rf"{_W['fraud']}|{_W['caution']}")
_OWN: Final = cued(_W["of_own"])
_NO_AGENTS: Final = cued(
    rf"{_W['of_sale']}{_ITEM}{{0,8}}?{_W['no_agents']}{_ITEM}{{0,12}}?{_W['agents']}{_ITEM}{{0,20}}"
)
_SENTENCE: Final = expression(r"[^。!\n]*[。!\n]?")

Range = tuple[int, int]


@lru_cache(maxsize=8)
def warnings_in(text: str) -> tuple[Range, ...]:
    """The ranges of a folded text that warn of fraud, in order, without overlaps; linear."""
    found = [match.span() for match in _WARNING.finditer(text) if _OWN.search(match[0]) is None]
    found += [match.span() for match in _WHOEVER.finditer(text) if _OWN.search(match[0]) is None]
    for tip in _TIP.finditer(text):
        found += _tip(text, tip.start(), tip.end())
    return _joined(found)


def is_warned_of(text: str, start: int, end: int) -> bool:
    """Whether words at [start, end) of a folded text lie in a warning."""
    ranges = warnings_in(text)
    place = bisect_right(ranges, start, key=lambda one: one[0]) - 1
    return place >= 0 and end <= ranges[place][1] + 1


def without_warnings(text: str) -> str:
    """A folded text without its warnings, nor what courts say of agents; itself when it has none."""
    found = _joined([*warnings_in(text), *(match.span() for match in _NO_AGENTS.finditer(text))])
    kept, last = list[str](), 0
    for start, end in found:
        kept.append(text[last:start])
        last = end
    return "".join([*kept, text[last:]]) if found else text


def _tip(text: str, start: int, end: int) -> list[Range]:
    """What a platform's tip says: sentence by sentence while they warn and speak of no plant of the seller's."""
    found: list[Range] = []
    while (sentence := _SENTENCE.match(text, end)) and sentence[0].strip():
        if _OWN.search(sentence[0]) or not _CAUTION.search(sentence[0]):
            break
        found.append((start, sentence.end()))
        start = end = sentence.end()
        if sentence[0].endswith("\n"):
            break
    return found


def _joined(ranges: list[Range]) -> tuple[Range, ...]:
    joined: list[Range] = []
    for start, end in sorted(ranges):
        if joined and start <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((start, end))
    return tuple(joined)
