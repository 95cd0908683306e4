"""The day of posting behind its name among other words of an element: 发布时间：2026-11-20 浏览：7次. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from monitor.sources.picks import Pick
from monitor.sources.propose import SAMPLE, Found, named
from monitor.sources.propose_hints import load_hints
from monitor.sources.select import PageSubject, values

MAX_NODES: Final = 3000  # of a page that are looked at
MAX_WORDS: Final = 200  # characters of such an element
_DAY: Final = r"\s*[:：]\s*([0-9]{4}[-/.年][0-9]{1,2}[-/.月][0-9]{1,2}日?|[0-9]{1,2}\s?(?:分钟|小时|天)前|[昨前今]天)"
_ELEMENTS: Final = ":is(div, p, span, li, td, dd, em, i, small, section, ul)"


def days_in_words(page: PageSubject) -> tuple[Found, ...]:
    """The selector of the one such element of a page, with what of its words is the day; () when there is none."""
    return next(((one,) for label in load_hints().labels["posted_at"] for one in _behind(page, label)), ())


def _behind(page: PageSubject, label: str) -> Iterator[Found]:
    """Selectors that find one day behind a label, the narrowest element first."""
    found = []
    for node in page.tree.css(f'{_ELEMENTS}:lexbor-contains("{label}")')[:MAX_NODES]:
        words = node.text(separator=" ")
        if len(words) <= MAX_WORDS and re.search(label + _DAY, words):
            css = named(node)
            found.append((len(words), css if css != node.tag else f'{css}:lexbor-contains("{label}")'))
    for _, css in sorted(found):
        said = list(values(page, Pick(css=css, match=label + _DAY)))
        if len(said) == 1:
            yield Found(css, said[0][:SAMPLE], match=label + _DAY)
