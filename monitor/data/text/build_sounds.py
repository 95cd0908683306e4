"""Writes sounds.tsv: every syllable of Mandarin without its tone, with the characters that are read so.

Run by developers (`pip install pypinyin==0.55.0`, then `python -m monitor.data.text.build_sounds`); pypinyin is not
needed when hydrowatch runs. Source: pypinyin, https://github.com/mozillazg/python-pinyin, MIT (LICENSE-pypinyin.txt).
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from pathlib import Path

from pypinyin.contrib.tone_convert import to_normal
from pypinyin.phrases_dict import phrases_dict
from pypinyin.pinyin_dict import pinyin_dict

from monitor.text.fold import fold_character

TARGET = Path(__file__).with_name("sounds.tsv")
IDEOGRAPHS = range(0x4E00, 0xA000)
LEAST_WORDS = 2  # a reading beside the first one counts when so many words have it
LEAST_SHARE = 50  # and one in so many of the words with the character: no 石 dan, which nobody spells by
HEADER = (
    "# Syllables without tones, each with the characters of GB 2312 that have such a reading: the usual one, and\n"
    "# others that several words have. Simplified forms alone, which is what folding leaves.\n"
    "# Written by build_sounds.py from pypinyin 0.55.0, (c) 2016 mozillazg, 闲耘, MIT: LICENSE-pypinyin.txt.\n"
)


def readings() -> Iterator[tuple[str, str]]:
    """(character, syllable) for every reading that somebody may spell by."""
    used = _readings_in_words()
    for code in IDEOGRAPHS:
        character = chr(code)
        if code in pinyin_dict and _is_common(character) and fold_character(character) == character:
            listed = [to_normal(one).replace("ü", "v") for one in pinyin_dict[code].split(",")]
            counts = used.get(character, Counter())
            least = max(LEAST_WORDS, counts.total() / LEAST_SHARE)
            for syllable in dict.fromkeys(listed):
                if syllable == listed[0] or counts[syllable] >= least:
                    yield character, syllable


def content() -> str:
    """The whole file as text."""
    rows: defaultdict[str, str] = defaultdict(str)
    for character, syllable in readings():
        rows[syllable] += character
    return HEADER + "".join(f"{syllable}\t{rows[syllable]}\n" for syllable in sorted(rows))


def _readings_in_words() -> Mapping[str, Counter[str]]:
    counts: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for word, syllables in phrases_dict.items():
        if len(word) == len(syllables):
            for character, (syllable, *_) in zip(word, syllables, strict=True):
                counts[character][to_normal(syllable).replace("ü", "v")] += 1
    return counts


def _is_common(character: str) -> bool:
    try:
        character.encode("gb2312")
    except UnicodeEncodeError:
        return False
    return True


if __name__ == "__main__":
    TARGET.write_text(content(), encoding="utf-8")
