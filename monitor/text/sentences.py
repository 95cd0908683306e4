"""The sentence, the clause and the line around a place of a folded text."""

from __future__ import annotations

from functools import lru_cache
from typing import Final

from monitor.models import Span
from monitor.text import stance_cues as cues
from monitor.text.expression import expression
from monitor.text.normalise import Normalised

BEFORE: Final = 12  # characters of a clause that are looked at before a place
FIELD: Final = 10  # how far back the end of a field or item is looked for
LINE: Final = 400  # characters each way that a line is looked for

_SENTENCE_MARKS: Final = "。!?;\n"
_SENTENCE_END: Final = expression(rf"[{_SENTENCE_MARKS}]|\.(?= |$)")
_CLAUSE_END: Final = frozenset(',。;!?\n、|,:()“”「」"')


def sentence_around(normalised: Normalised, span: Span) -> Span:
    """The sentence of the original text in which a span lies, without its end mark."""
    plain = normalised.plain
    start, end = plain.locate(span)
    left, right = sentence_at(plain.text, start, end)
    return plain.span(left, right) if left < right else span


def sentence_at(text: str, start: int, end: int) -> tuple[int, int]:
    """The sentence around [start, end) of `text`; looks 400 characters each way at most."""
    after = _SENTENCE_END.search(text, end, end + 400)
    return _start_of(text, start), after.start() if after else min(len(text), end + 400)


@lru_cache(maxsize=16)
def _start_of(text: str, start: int) -> int:
    """Behind the last _SENTENCE_END before `start`, which stands for the end of the text here; asked for repeatedly."""
    first = max(0, start - 400)
    mark = max([text.rfind(mark, first, start) for mark in _SENTENCE_MARKS])
    first = max(first, mark + 1)
    dot = text.rfind(".", first, start)
    while dot >= 0 and dot != start - 1 and text[dot + 1] != " ":
        dot = text.rfind(".", first, dot)
    return dot + 1 if dot >= 0 else first


@lru_cache(maxsize=16)
def clause_before(text: str, start: int) -> str:
    """What stands before `start` in its clause, spaces taken out, BEFORE characters at most."""
    if start and text[start - 1] in " \n" and cues.FIELD_ENDS.search(text, max(0, start - FIELD), start):
        return ""
    kept: list[str] = []
    place = start
    while place > 0 and len(kept) < BEFORE and text[place - 1] not in _CLAUSE_END:
        place -= 1
        if text[place] == " ":
            if kept:  # ads part their clauses with spaces
                break
            continue
        kept.append(text[place])
    return "".join(reversed(kept))


def line_around(text: str, start: int) -> tuple[int, int]:
    """The line around a place, LINE characters each way at most."""
    first = max(0, start - LINE)
    left = max(text.rfind("\n", first, start) + 1, first)
    right = text.find("\n", start, start + LINE)
    return left, right if right >= 0 else min(len(text), start + LINE)
