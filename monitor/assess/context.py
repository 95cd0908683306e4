"""Lists of what is known to be harmless: they add a note to a flag or turn it down, and never take it away."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Final

from monitor.models import Bilingual, Document, Extraction, Flag
from monitor.rules.values import ContextList
from monitor.text.expression import expression
from monitor.text.seller_lines import bare_seller, sellers_named

# start-up time: urllib.parse imports ipaddress; a host is all that is needed here
_HOST: Final = expression(r"[a-z][a-z0-9+.-]*://(?:[^/?#@]*@)?([^/?#:@\[\]]+)", re.IGNORECASE)
_OTHERS: Final = frozenset({"buyer", "comment"})


def apply_contexts(
    flags: Sequence[Flag], document: Document, extraction: Extraction, contexts: Iterable[ContextList]
) -> tuple[list[Flag], frozenset[str]]:
    """The flags with notes, and the rules whose flags are turned down (severity low, no points)."""
    holding = [context for context in contexts if applies(context, document, extraction)] if flags else []
    if not holding:
        return list(flags), frozenset()
    quiet: set[str] = set()
    result = []
    for flag in flags:
        mine = [context for context in holding if not context.rules or flag.rule in context.rules]
        if any(context.mode == "suppress" for context in mine):
            quiet.add(flag.rule)
            flag = flag._replace(severity="low")  # noqa: PLW2901  the flag as the list leaves it
        result.append(flag._replace(note=_joined(flag.note, _note(mine))) if mine else flag)
    return result, frozenset(quiet)


def applies(context: ContextList, document: Document, extraction: Extraction) -> bool:
    """True when the document's site or seller is listed, or a listed text stands in its title or text."""
    found = _HOST.match(document.url or "")
    host = found[1].lower() if found else ""
    if any(host == site or host.endswith("." + site) for site in context.sites):
        return True
    if any(words in document.text or words in document.title for words in context.texts):
        return True
    return bool(context.sellers) and not _sellers(document, extraction).isdisjoint(map(bare_seller, context.sellers))


def _sellers(document: Document, extraction: Extraction) -> set[str]:
    """Who sells by the field beside a text and by the text's own line for it; a name that is merely told is nobody's.

    A name that is masked when it is stored (a person's) counts only in the field: the stored text does not hold it, and
    a listing must be judged alike whenever it is.
    """
    told = {bare_seller(document.seller)} if document.seller else set[str]()
    reading = extraction.reading
    if reading.voice in _OTHERS:
        return told
    masked = [fact.span for fact in extraction.facts if fact.kind == "contact"]
    named = sellers_named(document.text, reading.comments_from)
    return told | {name for name, span in named if not any(span.overlaps(one) for one in masked)}


def _joined(one: Bilingual | None, other: Bilingual) -> Bilingual:
    return other if one is None else Bilingual(f"{one.zh}；{other.zh}", f"{one.en}; {other.en}")


def _note(contexts: Sequence[ContextList]) -> Bilingual:
    zh = "；".join(f"背景名单 {c.id}（{'已降级' if c.mode == 'suppress' else '仅提示'}）：{c.why.zh}" for c in contexts)
    en = "; ".join(
        f"context list {c.id} ({'turned down' if c.mode == 'suppress' else 'note only'}): {c.why.en}" for c in contexts
    )
    return Bilingual(zh, en)
