"""Folded text as search tokens: pairs of Han characters, whole words of other scripts.

A run of Han characters 不在清退 becomes 不在 在清 清退 退: pairs find words of two characters, the last single keeps
phrases whole where a word follows (退 95). Punctuation and spaces between two Han characters do not end a run, so
挖 矿 and 挖.矿 are found as 挖矿. Each Han character of the text also stands once behind a mark, for queries of one.
"""

from __future__ import annotations

import re
from operator import add

_HAN = "\u3005\u3007\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
_RUNS = re.compile(f"[{_HAN}]+|[^\\W_{_HAN}]+")
_BETWEEN_HAN = re.compile(f"(?<=[{_HAN}])[\\W_]+(?=[{_HAN}])")
_IS_HAN = re.compile(f"[{_HAN}]")
_MARK = "\ue000"  # private use: occurs in no folded text that a search could name
_LONGEST_WORD = 64


def tokens(folded: str) -> str:
    """What the search index stores for a text; linear in its length."""
    text = _BETWEEN_HAN.sub("", folded.replace(_MARK, " "))
    found: list[str] = []
    single: set[str] = set()
    for run in _RUNS.findall(text):
        if _IS_HAN.match(run):
            single.update(run)
            found += map(add, run, run[1:])
            found.append(run[-1])
        else:
            found.append(run[:_LONGEST_WORD])
    found += [_MARK + character for character in sorted(single)]
    return " ".join(found)


def query(folded: str) -> str:
    """The FTS5 query that finds texts with every space-separated word of a folded query; '' when nothing to find.

    Only letters, digits and Han characters get into it, each word in quotation marks: no query can be an expression.
    """
    return " AND ".join(phrase for word in folded.replace(_MARK, " ").split() if (phrase := _phrase(word)))


def _phrase(word: str) -> str:
    runs = _RUNS.findall(_BETWEEN_HAN.sub("", word))
    if not runs:
        return ""
    if len(runs) == 1 and len(runs[0]) == 1 and _IS_HAN.match(runs[0]):
        return f'"{_MARK}{runs[0]}"'
    parts: list[str] = []
    for run in runs:
        if _IS_HAN.match(run):
            parts += map(add, run, run[1:])
            parts.append(run[-1])
        else:
            parts.append(run[:_LONGEST_WORD])
    last = runs[-1]
    if _IS_HAN.match(last) and len(last) > 1:
        return f'"{" ".join(parts[:-1])}"'  # the last single is there only where the text's run ends as well
    return f'"{" ".join(parts)}"*'  # s19 also finds s19pro, 95万 also 95万元
