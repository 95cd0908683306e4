"""Writes pairs.txt: which Han characters follow each other within words of this trade.

Run by developers (`python -m monitor.data.text.build_pairs`) in a checkout. A pair counts when it stands in a phrase of
a claim or in three of the open labelled texts and is hardly ever parted by a space or a mark there. With it the fold
tells a space within a word (证 都 在 手上) from one between words (三十万 证都在手上).
"""

from __future__ import annotations

import json
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path

from monitor.data.text.learn import NEWER
from monitor.rules.load import load_knowledge
from monitor.text.fold import fold_character

TARGET = Path(__file__).with_name("pairs.txt")
CORPUS = Path(__file__).parents[3] / "tests" / "corpus" / "open"
LEAST_TEXTS = 3
JOINED = re.compile("(?=([\u4e00-\u9fff])([\u4e00-\u9fff]))")
PARTED = re.compile(r"([\u4e00-\u9fff])[ ·.*_-]{1,3}(?=([\u4e00-\u9fff]))")
MORE_OFTEN = 70  # times joined rather than parted, in texts: 有房产证 有取水证 are two
SPEAKERS = frozenset("问答买卖")  # stand alone before what somebody says: 问 能挖吗 答 能
HEADER = (
    "# Han characters, each with those that follow it within words of this trade.\n"
    "# Written by build_pairs.py from the phrases of the claims and the open labelled texts.\n"
)


def content(texts: Iterable[str], phrases: Iterable[str]) -> str:
    """The whole file as text."""
    joined: Counter[str] = Counter()
    parted: Counter[str] = Counter()
    for text in texts:
        joined.update(_pairs(JOINED, text))
        parted.update(_pairs(PARTED, text))
    listed = {pair for phrase in phrases for pair in _pairs(JOINED, phrase)}
    kept = {pair for pair, number in joined.items() if number >= max(LEAST_TEXTS, MORE_OFTEN * parted[pair])}
    kept |= {pair for pair in listed if parted[pair] <= joined[pair] // MORE_OFTEN}
    rows: dict[str, str] = defaultdict(str)
    for pair in sorted(one for one in kept if SPEAKERS.isdisjoint(one)):
        rows[pair[0]] += pair[1]
    return HEADER + "".join(f"{left}{followers}\n" for left, followers in rows.items())


def _pairs(expression: re.Pattern[str], text: str) -> set[str]:
    folded = "".join(map(fold_character, text))  # not `normalise`, which reads what is written here
    return {match[1] + match[2] for match in expression.finditer(folded)}


def open_texts() -> Iterator[str]:
    """Titles and texts of the open labelled texts."""
    for path in sorted(path for path in CORPUS.glob("*.jsonl") if path.stem not in NEWER):
        for line in path.read_text("utf-8").splitlines():
            case = json.loads(line)
            yield f"{case.get('title', '')}\n{case['text']}"


if __name__ == "__main__":
    TARGET.write_text(content(open_texts(), (phrase.text for phrase in load_knowledge().phrases)), encoding="utf-8")
