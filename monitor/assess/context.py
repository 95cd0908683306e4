"""Lists of what is known to be harmless: they add a note to a flag or turn it down, and never take it away."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Final

from monitor.models import Bilingual, Document, Flag
from monitor.rules.values import ContextList
from monitor.text.expression import expression

# start-up time: urllib.parse imports ipaddress; a host is all that is needed here
_HOST: Final = expression(r"[a-z][a-z0-9+.-]*://(?:[^/?#@]*@)?([^/?#:@\[\]]+)", re.IGNORECASE)


def apply_contexts(
    flags: Sequence[Flag], document: Document, contexts: Iterable[ContextList]
) -> tuple[list[Flag], frozenset[str]]:
    """The flags with notes, and the rules whose flags are turned down (severity low, no points)."""
    holding = [context for context in contexts if applies(context, document)]
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


def applies(context: ContextList, document: Document) -> bool:
    """True when the document's site is listed, or a listed text or seller stands in its title or text."""
    found = _HOST.match(document.url or "")
    host = found[1].lower() if found else ""
    if any(host == site or host.endswith("." + site) for site in context.sites):
        return True
    return any(words in document.text or words in document.title for words in (*context.texts, *context.sellers))


def _joined(one: Bilingual | None, other: Bilingual) -> Bilingual:
    return other if one is None else Bilingual(f"{one.zh}；{other.zh}", f"{one.en}; {other.en}")


def _note(contexts: Sequence[ContextList]) -> Bilingual:
    zh = "；".join(f"背景名单 {c.id}（{'已降级' if c.mode == 'suppress' else '仅提示'}）：{c.why.zh}" for c in contexts)
    en = "; ".join(
        f"context list {c.id} ({'turned down' if c.mode == 'suppress' else 'note only'}): {c.why.en}" for c in contexts
    )
    return Bilingual(zh, en)
