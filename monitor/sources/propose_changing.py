"""What of an item's page changes by itself (counters) or tells its state (badges), for a draft. Pure."""

from __future__ import annotations

import re
from collections import defaultdict
from functools import cache
from typing import Final

from monitor.sources.propose import Found, load_hints, named
from monitor.sources.select import PageSubject

MAX_NODES: Final = 5000  # of a page that are looked at
MAX_WORDS: Final = 40  # characters of a counter or badge
MOST: Final = 5  # selectors of each
_AROUND: Final = re.compile(r"^[\W_]+|[\W_]+$")
_LABEL: Final = re.compile(r"\w{2,6}[:：]")


def is_counter(words: str) -> bool:
    """True for words that are nothing but a counter or a time of refreshing (`counters`)."""
    return len(words) <= MAX_WORDS and any(re.fullmatch(one, words, re.I) for one in load_hints().counters)


def state_of(words: str) -> tuple[str, str] | None:
    """The state (a key of `badges`) that words alone tell, and its word as it is written there; None for all others.

    Brackets, signs and a label around it are left out: 【已售出】, 状态：已成交.
    """
    if len(words) > MAX_WORDS:
        return None
    bare = _AROUND.sub("", words)
    bare = bare.rpartition("：")[2].rpartition(":")[2].strip() if _LABEL.match(bare) else bare
    return next(((state, bare) for state, known in _states().items() if bare.casefold() in known), None)


@cache
def _states() -> dict[str, frozenset[str]]:
    return {state: frozenset(map(str.casefold, words)) for state, words in load_hints().badges.items()}


def guess_volatile(page: PageSubject) -> tuple[Found, ...]:
    """Selectors all of whose elements say nothing but a counter or a time of refreshing (`counters`)."""
    seen = _words_of(page).items()
    return tuple(Found(css, words[0], len(words)) for css, words in seen if all(map(is_counter, words)))[:MOST]


def guess_badges(page: PageSubject) -> tuple[Found, ...]:
    """Selectors of one element that says nothing but a state (`badges`); of several some may be other listings'."""
    states = {word for words in load_hints().badges.values() for word in words}
    seen = _words_of(page).items()
    return tuple(Found(css, words[0]) for css, words in seen if len(words) == 1 and words[0] in states)[:MOST]


def _words_of(page: PageSubject) -> dict[str, list[str]]:
    """What each element says, by its selector; '' where that is more than a counter or a badge has."""
    found: defaultdict[str, list[str]] = defaultdict(list)
    for node in page.tree.css("[class], [id]")[:MAX_NODES]:
        css = named(node)
        if css != node.tag and node.tag not in {"html", "body", "a"}:
            words = " ".join(node.text().split())
            found[css].append(words if len(words) <= MAX_WORDS else "")
    return found
