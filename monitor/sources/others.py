"""What on an item's page others than its site say, and whether the page says itself that the item is on offer. Pure."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterator
from functools import cache, lru_cache
from pathlib import Path
from typing import Final

from pydantic import BaseModel, ConfigDict
from selectolax.lexbor import LexborNode

from monitor.datafiles import load_model
from monitor.html.neighbour_words import bare_words
from monitor.html.pagetree import upwards
from monitor.html.weights import PAGE, weights
from monitor.sources.model import WebSource
from monitor.sources.picks import Pick
from monitor.sources.select import PageSubject, Subject, values
from monitor.sources.titled import alone, behind_titles, speaking

FILE: Final = Path(__file__).parent.parent / "data" / "others.yaml"
MAX_ELEMENTS: Final = 2000  # of one selector that are looked at
_LEVELS: Final = ("h2", "h3", "h4", "h5", "h6", "dt", "legend")  # of headings, the widest first
_ENDS_ALL: Final = "h1"
MAX_NAMES: Final = 1000  # characters of the classes and the id of one element
_NAMED: Final = re.compile(r"[.#]([\w-]{1,100})")
_LABEL: Final = re.compile(r"^\w{2,6}\s?[:：]\s*")
_AROUND: Final = " \n\t【】[]()（）"
_PART: Final = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])|[0-9]+")


class Others(BaseModel):
    """data/others.yaml."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    names: tuple[str, ...]
    not_names: frozenset[str]
    elements: tuple[str, ...]
    headings: tuple[str, ...]
    titles: tuple[str, ...]
    descriptions: tuple[Pick, ...]
    state: tuple[Pick, ...]
    on_offer: tuple[str, ...]


@cache
def load_others(path: Path = FILE) -> Others:
    """Read the file. Raises DataFileError."""
    return load_model(path, Others)


def elements_of_others(page: PageSubject, own: Collection[int] = ()) -> set[int]:
    """The elements (mem_id) in which strangers, other listings or the seller speak.

    Args: own, elements of the item's text: what holds one of them is the item's, as what holds the page's heading.
    """
    around = set(own)
    for node in [*page.tree.css(_ENDS_ALL)[:MAX_ELEMENTS], *_named(page, own)]:
        around.update(above.mem_id for above in upwards(node))
    found = {node.mem_id for css in load_others().elements for node in page.tree.css(css)[:MAX_ELEMENTS]}
    found |= set(_by_name(page)) | _behind_headings(page) | behind_titles(page.tree, _titles())
    found -= around
    if own:  # where the item's text stands apart, what is longer than it is still others'
        return found - {node.mem_id for node in page.tree.css("html, body, main")}
    return found - set(_whole(page, found)) if found else found


def names_others(css: str) -> bool:
    """True when a selector names elements of others itself: who wrote it means what stands there."""
    return any(map(_is_of_others, _NAMED.findall(css)))


def offers(words: str) -> bool:
    """True for a word of a state that says that an item is on offer (在售, 状态：在售); of an address its last part."""
    bare = _LABEL.sub("", words.strip(_AROUND))
    return bare.rstrip("/").rpartition("/")[2].strip().casefold() in _offered()


@cache
def _offered() -> frozenset[str]:
    return frozenset(word.casefold() for word in load_others().on_offer)


def descriptions(page: PageSubject) -> list[str]:
    """The seller's words as a page gives them to machines: it shows them in elements of any kind."""
    return [value for pick in load_others().descriptions for value in values(page, pick)]


def is_on_offer(subject: Subject, source: WebSource | None, apart: Collection[int] = ()) -> bool:
    """True when the page's own word of its state, the first that each selector finds, says so; every one that knows
    the word must agree. Args: apart, the elements of others, who speak of other items."""
    others = load_others()
    if isinstance(subject, PageSubject) and apart:
        subject = PageSubject(subject.tree, apart)
    picks = dict.fromkeys((*(source.item.status if source is not None else ()), *others.state))
    said = [value for pick in picks if (value := next(values(subject, pick), ""))]
    return bool(said) and all(map(offers, said))


@cache
def _titles() -> frozenset[str]:
    return frozenset(map(bare_words, load_others().titles))


def _named(page: PageSubject, own: Collection[int]) -> Iterator[LexborNode]:
    if own and page.tree.root is not None:
        yield from (node for node in page.tree.root.traverse() if node.mem_id in own)


def _by_name(page: PageSubject) -> Iterator[int]:
    names = [name.removeprefix("^") for name in load_others().names]
    css = ", ".join(f'[{of}*="{name}" i]' for of in ("class", "id") for name in names)
    for node in page.tree.css(css)[:MAX_ELEMENTS]:
        attributes = node.attributes
        said = f"{attributes.get('class') or ''} {attributes.get('id') or ''}"
        if any(map(_is_of_others, said[:MAX_NAMES].split())):
            yield node.mem_id


@lru_cache(maxsize=4096)
def _is_of_others(name: str) -> bool:
    """Whether a class or id means that others speak: none of its parts says that it tells of the page."""
    others = load_others()
    parts = [part.lower() for part in _PART.findall(name)]
    meant = any(name in (f"^{part}" if name[0] == "^" else part) for name in others.names for part in parts)
    return meant and others.not_names.isdisjoint(parts)


def _whole(page: PageSubject, elements: Collection[int]) -> Iterator[int]:
    """The elements that are the page, or have most of its words: nearly all, or those that alone name a plant."""
    yield from (node.mem_id for node in page.tree.css("html, body, main"))
    found = weights(page.tree, elements)
    whole = found.pop(PAGE)
    for key, (chars, plants) in found.items():
        if chars * 4 > whole.chars * 3 or (chars * 2 > whole.chars and plants == whole.plants):
            yield key


def _behind_headings(page: PageSubject) -> set[int]:
    """What follows a heading of others up to the next one of its level, where each stands alone in an element, too."""
    begins, reached = load_others().headings, dict[int, int]()
    headings = [node for node in page.tree.css(", ".join(_LEVELS))[:MAX_ELEMENTS] if _is_heading(node, begins)]
    said = speaking(page.tree) if headings else Counter[int]()
    for node in headings:
        _until_next(alone(node, said), _LEVELS.index(node.tag or ""), reached)
    return set(reached)


def _is_heading(node: LexborNode, begins: tuple[str, ...]) -> bool:
    words = " ".join(node.text().split())
    return words.startswith(begins) and len(words) <= 2 * max(map(len, begins))


def _until_next(node: LexborNode, level: int, reached: dict[int, int]) -> None:
    """Note an element and its siblings up to the next heading, each with the widest level from which it was reached.

    From where a heading of this level or a wider one came by already, all is noted: no sibling is passed more often
    than there are levels.
    """
    ends = {_ENDS_ALL, *_LEVELS[: level + 1]}
    one: LexborNode | None = node
    while one is not None and reached.get(one.mem_id, len(_LEVELS)) > level:
        reached[one.mem_id] = level
        one = one.next
        if one is not None and one.tag in ends:
            return
