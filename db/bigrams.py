"""Folded text as search tokens: pairs of Han characters, whole words of other scripts.

A run of Han characters 不在清退 becomes 不在 在清 清退 退: pairs find words of two characters, the last single keeps
phrases whole where a word follows (退 95). Punctuation and spaces between two Han characters do not end a run, so
挖 矿 and 挖.矿 are found as 挖矿. A query of one character finds every token that begins with it.
"""

from __future__ import annotations

import re
from operator import add

_HAN = "\u3005\u3007\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
_RUNS = re.compile(f"[{_HAN}]+|[^\\W_{_HAN}]+")
_BETWEEN_HAN = re.compile(f"(?<=[{_HAN}])[\\W_]+(?=[{_HAN}])")
_IS_HAN = re.compile(f"[{_HAN}]")
_LONGEST_WORD = 64


def tokens(folded: str) -> str:
    """What the search index stores for a text; linear in its length."""
    return " ".join(_tokens(_RUNS.findall(_BETWEEN_HAN.sub("", folded))))


def query(folded: str) -> str:
    """The FTS5 query that finds texts with every space-separated word of a folded query; '' when nothing to find.

    Only letters, digits and Han characters get into it, each word in quotation marks: no query can be an expression.
    """
    return " AND ".join(phrase for word in folded.split() if (phrase := _phrase(word)))


def _tokens(runs: list[str]) -> list[str]:
    found: list[str] = []
    for run in runs:
        if _IS_HAN.match(run):
            found += map(add, run, run[1:])
            found.append(run[-1])
        else:
            found.append(run[:_LONGEST_WORD])
    return found


def _phrase(word: str) -> str:
    runs = _RUNS.findall(_BETWEEN_HAN.sub("", word))
    if not runs:
        return ""
    found = _tokens(runs)
    if len(runs[-1]) > 1 and _IS_HAN.match(runs[-1]):
        return f'"{" ".join(found[:-1])}"'  # the last single is there only where the text's run ends as well
    return f'"{" ".join(found)}"*'  # s19 also finds s19pro, 95万 also 95万元
