"""Turns the gap patterns of claim files, such as "{list}…8{not}[被]{hit}", into expressions.

    {slot}     one of the words of a slot          (a|b)   one of these
    [words]    may be missing; [a|b] likewise      #       a number, in digits or Chinese numerals
    …  …12     up to 6 (12) characters, none of which negates; …!12 any characters

Read on text without spaces and marks (dense); a pattern of Latin letters is read on text with them, at whole words,
and so is one with emoji, which the dense text lacks. One or two Latin letters (wk, u) are read as a word everywhere.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from functools import lru_cache
from string import ascii_lowercase
from typing import Final, NamedTuple

GAP: Final = 6
NUMBER: Final = "[0-9零〇一二两三四五六七八九十百千万几半]{1,8}"
NUMBER_CHARS: Final = 8
NEGATING: Final = "不没未无非莫勿别"
MOST: Final = 120  # characters a pattern may span; more is two claims
MARGIN: Final = 2
SIGNS: Final = frozenset({"So", "Sc"})  # emoji and signs of currency: not in the dense text
KEPT: Final = 8_192  # compiled patterns: more than the built-in files have
SHORT: Final = 2  # Latin letters that also stand inside other words

_TOKEN: Final = re.compile(
    r"\{(?P<slot>[a-z_]+)\}|…(?P<any>!?)(?P<gap>\d*)|(?P<sign>[\[\](){}|#])|(?P<word>[^…\[\](){}|#]+)"
)
_SLOT: Final = re.compile(r"\{([a-z_]+)\}")


class Template(NamedTuple):
    """A compiled pattern: `needs` are words of which one stands in every match, `reach` the longest match.

    `also` are words beside them of which one stands there too; () when there are none.
    """

    source: str
    needs: tuple[str, ...]
    reach: int
    latin: bool
    also: tuple[str, ...] = ()


class _Part(NamedTuple):
    """A piece of a pattern; one of `needs` stands in each of its matches (None: no word must), and one of `also`."""

    source: str
    needs: tuple[str, ...] | None
    longest: int
    also: tuple[str, ...] | None = None


def compile_template(
    text: str, slots: Mapping[str, Sequence[str]], not_before: Sequence[str] = (), not_after: Sequence[str] = ()
) -> Template:
    """The expression of one pattern. `not_before`: words that must not follow it, `not_after`: that must not precede.

    Raises ValueError with one sentence when the pattern cannot be read, says nothing definite, or spans too much.
    """
    names = dict.fromkeys(_SLOT.findall(text))
    if unknown := [name for name in names if name not in slots]:
        raise ValueError(f"the slot {{{unknown[0]}}} is not defined (slots: {', '.join(sorted(slots)) or 'none'})")
    return _compiled(text, tuple((name, tuple(slots[name])) for name in names), tuple(not_before), tuple(not_after))


@lru_cache(maxsize=KEPT)
def _compiled(
    text: str, used: tuple[tuple[str, tuple[str, ...]], ...], not_before: tuple[str, ...], not_after: tuple[str, ...]
) -> Template:
    """As `compile_template`, with the slots that the pattern names. Kept: files are read anew when one has changed."""
    slots = dict(used)
    written = re.sub(r"\{[a-z_]+\}|…!?\d*", "", text)
    latin = written.isascii() and all(word.isascii() for words in slots.values() for word in words)
    plain = latin or any(unicodedata.category(one) in SIGNS for one in written)
    reader = _Reader(text, slots, latin)
    part = reader.alternatives("")
    if part.needs is None:
        raise ValueError(f"the pattern {text!r} has no words that must stand in it")
    if part.longest > MOST:
        raise ValueError(f"the pattern {text!r} may span {part.longest} characters, more than {MOST}")
    edge = r"(?<![a-z0-9])", r"(?![a-z0-9])"
    source = f"{edge[0]}(?:{part.source}){edge[1]}" if latin else part.source
    before = "".join(f"(?<!{re.escape(word.lower())})" for word in not_after)
    after = f"(?!{'|'.join(re.escape(word.lower()) for word in not_before)})" if not_before else ""
    return Template(f"{before}(?:{source}){after}", part.needs, part.longest + MARGIN, plain, part.also or ())


def words_of(words: Sequence[str], slots: Mapping[str, Sequence[str]]) -> list[str]:
    """The words of a condition, those of its {slots} among them. Raises ValueError for a slot that is not defined."""
    found: list[str] = []
    for word in words:
        name = _SLOT.fullmatch(word)
        if name is None:
            found.append(word)
        elif name[1] in slots:
            found += slots[name[1]]
        else:
            raise ValueError(f"the slot {{{name[1]}}} is not defined")
    return found


class _Reader:
    """Reads one pattern from left to right."""

    def __init__(self, text: str, slots: Mapping[str, Sequence[str]], latin: bool) -> None:
        self.text, self.slots, self.latin = text, slots, latin
        self.tokens = list(_TOKEN.finditer(text))
        self.place = 0

    def alternatives(self, closing: str) -> _Part:
        """Sequences parted by |, up to the closing bracket ('' at the outside: the end)."""
        choices = [self.sequence()]
        while self.sign() == "|":
            self.place += 1
            choices.append(self.sequence())
        if self.sign() != closing:
            raise ValueError(f"the pattern {self.text!r} lacks {closing!r} or has a bracket too many")
        self.place += bool(closing)
        return choices[0] if len(choices) == 1 else _either(choices)

    def sign(self) -> str:
        token = self.tokens[self.place] if self.place < len(self.tokens) else None
        return (token["sign"] or "word") if token else ""

    def sequence(self) -> _Part:
        parts: list[_Part] = []
        while self.place < len(self.tokens):
            token = self.tokens[self.place]
            if token["sign"] in {"]", ")", "|", "}"}:
                break
            self.place += 1
            parts.append(self.part(token))
        return _in_row(parts)

    def part(self, token: re.Match[str]) -> _Part:
        if token["word"]:
            return self.word(token["word"].lower())
        if token["slot"]:
            return self.slot(token["slot"])
        if token["gap"] is not None:
            return self.gap(int(token["gap"] or GAP), bool(token["any"]))
        if token["sign"] == "#":
            return _Part(NUMBER, None, NUMBER_CHARS)
        inner = self.alternatives("]" if token["sign"] == "[" else ")")
        return _Part(f"(?:{inner.source})?", None, inner.longest) if token["sign"] == "[" else inner

    def word(self, word: str) -> _Part:
        return _word(word) if self.latin else _short_latin(word)

    def slot(self, name: str) -> _Part:
        words = sorted({word.lower() for word in self.slots[name]}, key=lambda word: (-len(word), word))
        part = _either([self.word(word) for word in words if word])
        return _Part(f"(?:{part.source})?", None, part.longest) if "" in words else part

    def gap(self, size: int, anything: bool) -> _Part:
        if self.latin:
            return _Part(f"(?![a-z])[^.;!?\\n]{{0,{size}}}?(?<![a-z])", None, size)
        return _Part(f".{{0,{size}}}?" if anything else f"[^{NEGATING}]{{0,{size}}}?", None, size)


def _word(word: str) -> _Part:
    return _Part(re.escape(word), (word,), len(word))


def _short_latin(word: str) -> _Part:
    """As `_word`, but one or two Latin letters at its ends are no part of a longer word."""
    left = len(word) - len(word.lstrip(ascii_lowercase))
    right = len(word) - len(word.rstrip(ascii_lowercase))
    before = "(?<![a-z])" if 0 < left <= SHORT else ""
    after = "(?![a-z])" if 0 < right <= SHORT else ""
    return _Part(f"{before}{re.escape(word)}{after}", (word,), len(word))


def _either(parts: Sequence[_Part]) -> _Part:
    needs, also = _any_of([part.needs for part in parts]), _any_of([part.also for part in parts])
    return _Part(f"(?:{'|'.join(part.source for part in parts)})", needs, max(part.longest for part in parts), also)


def _any_of(words: Sequence[tuple[str, ...] | None]) -> tuple[str, ...] | None:
    """The words of all choices; None when one of them needs none."""
    known = [some for some in words if some is not None]
    return tuple(dict.fromkeys(word for some in known for word in some)) if len(known) == len(words) else None


def _in_row(parts: Sequence[_Part]) -> _Part:
    """Of the words needed the row keeps those that tell most, the longest, then the fewest; and the next beside."""
    told = [words for part in parts for words in (part.needs, part.also) if words]
    ranked = sorted(told, key=lambda words: (-min(map(len, words)), len(words)))
    needs, also = [*ranked, None, None][:2]
    return _Part("".join(part.source for part in parts), needs, sum(part.longest for part in parts), also)
