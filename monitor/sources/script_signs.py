"""A script as signs: where a literal is assigned outside comments, strings, templates and patterns. Pure, linear.

No script is understood further than that. Where one is broken its line, or all that follows, is passed over.
"""

from __future__ import annotations

import re
from typing import Final

MAX_SIGNS: Final = 200_000  # of a script that are no run of words, strings and comments; what lies behind is left out

_STRINGS: Final = r"\"(?:[^\"\\\r\n]++|\\.)*+\"|'(?:[^'\\\r\n]++|\\.)*+'"
_COMMENTS: Final = r"//[^\r\n]*+|/\*(?:[^*]++|\*(?!/))*+\*/|<!--[^\r\n]*+|<(?!!--)"
_ASSIGNED: Final = (
    r"(?<![=!<>+*/%&|^-])=\s{0,20}(?:JSON\s{0,3}\.\s{0,3}parse\s{0,3}\(\s{0,9})?"
    r"(?:\{(?=\s{0,99}\")|\[(?=\s{0,99}[{\[\"])|[\"'])"
)
LITERAL: Final = re.compile(_ASSIGNED)
_PASSED: Final = re.compile(rf"(?:[^\"'`/=<]++|{_STRINGS}|{_COMMENTS}|(?!{_ASSIGNED})=)*+", re.DOTALL)
_IN_TEMPLATE: Final = re.compile(r"(?:[^`\\$]++|\\.|\$(?!\{))*+", re.DOTALL)
_IN_CODE: Final = re.compile(rf"(?:[^\"'`/<{{}}]++|{_STRINGS}|{_COMMENTS})*+", re.DOTALL)
_UNCLOSED: Final = re.compile(r"([\"'])(?:[^\"'\\\r\n]++|\\.|(?!\1)[\"'])*+", re.DOTALL)
_PATTERN: Final = re.compile(r"/(?:[^/\\\[\r\n]++|\\[^\r\n]|\[(?:[^\]\\\r\n]++|\\[^\r\n])*+\]?)++")
_BEFORE: Final = 80  # characters that tell a pattern from a division
_BEFORE_PATTERN: Final = "(,=:[!&|?{};+*%~^<>-"  # behind these a stroke begins a pattern, and behind
_WORDS: Final = ("return", "typeof", "case", "in", "of", "do", "else", "void", "delete", "throw")


class Signs:
    """A place in a script. `left`: characters that may be read in vain, over all; beyond them nothing is found."""

    def __init__(self, text: str) -> None:
        self.at, self.left = 0, 2 * len(text) + 100_000
        self._text, self._signs = text, MAX_SIGNS

    def next_literal(self) -> re.Match[str] | None:
        """The next sign of assignment with all up to the first character of its literal; None at the end.

        The place is left before it: who asks sets `at` behind what was read of it.
        """
        text = self._text
        while self._go_on():
            passed = _PASSED.match(text, self.at)
            self.at = passed.end() if passed else self.at
            sign = text[self.at : self.at + 1]
            if sign == "=":
                return LITERAL.match(text, self.at)
            if sign == "`":
                self._template()
            else:
                self._odd(sign)
        return None

    def _go_on(self) -> bool:
        self._signs -= 1
        return self.at < len(self._text) and self.left >= 0 and self._signs >= 0

    def _template(self) -> None:
        """Go behind a template; code in it (`${...}`) has templates of its own."""
        text, depths, is_code = self._text, list[int](), False
        self.at += 1
        while self._go_on():
            passed = (_IN_CODE if is_code else _IN_TEMPLATE).match(text, self.at)
            self.at = passed.end() if passed else self.at
            sign = text[self.at : self.at + 1]
            if sign == "`":
                self.at += 1
                if not is_code and not depths:
                    return
                is_code = not is_code
            elif not is_code:
                depths.append(0)
                self.at, is_code = self.at + 2, True
            elif sign == "}" and not depths[-1]:
                depths.pop()
                self.at, is_code = self.at + 1, False
            elif sign in {"{", "}"}:
                depths[-1] += 1 if sign == "{" else -1
                self.at += 1
            else:
                self._odd(sign)

    def _odd(self, sign: str) -> None:
        """Go behind a pattern, a division, or what is never closed: a string ends with its line, a comment never."""
        text = self._text
        if text.startswith("/*", self.at):
            self.at = len(text)
        elif sign == "/" and _may_be_pattern(text[max(0, self.at - _BEFORE) : self.at].rstrip()):
            found = _PATTERN.match(text, self.at)
            end = found.end() if found else self.at
            is_closed = text[end : end + 1] == "/"
            self.left -= 0 if is_closed else end - self.at
            self.at = end + 1 if is_closed else self.at + 1
        else:
            found = _UNCLOSED.match(text, self.at)
            self.at = max(found.end() if found else 0, self.at + 1)


def _may_be_pattern(before: str) -> bool:
    """Whether a stroke behind these characters begins a pattern; else it divides."""
    if not before or before[-1] in _BEFORE_PATTERN:
        return True
    word = next((word for word in _WORDS if before.endswith(word)), "") if before[-1].isalpha() else ""
    ahead = before.removesuffix(word)[-1:]
    return bool(word) and not (ahead.isalnum() or (ahead and ahead in "$_."))
