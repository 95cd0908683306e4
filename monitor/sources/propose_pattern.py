"""What addresses have in common, and what of them is the number of an item: the patterns of a draft. Pure."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlsplit

from monitor.sources.propose_hints import is_tracking, load_hints
from monitor.sources.propose_slugs import beside_words, keys_of

LEAST: Final = 3  # links that are alike make a list
_NUMBER: Final = re.compile(r"[0-9]+")
_TOKEN: Final = re.compile(r"[0-9A-Za-z]+")
_HEX: Final = re.compile(r"[0-9a-fA-F]{4,}")  # a hash, a part of a UUID
_LEAST_MIXED: Final = 8  # letters and digits of a made name that is no hash
_ENDING: Final = re.compile(r"\.[A-Za-z]{2,5}")
_WORDS: Final = "[^/?&#]+"


def shape_of(link: str) -> str:
    """An address with its numbers taken out; of words in its last part only how many parts there are."""
    parts = urlsplit(link)
    path = _NUMBER.sub("0", parts.path) if _NUMBER.search(parts.path) else "/".join(parts.path.split("/")[:-1])
    return f"{path}?{keys_of(parts.query)}"


def made_shape_of(link: str) -> str:
    """An address with its numbers, hashes and other made names (UUIDs, 0f3a-77b0) taken out."""
    parts = urlsplit(link)
    return f"{_without_made(parts.path)}?{keys_of(parts.query)}"


def _without_made(words: str) -> str:
    return _TOKEN.sub(lambda found: "0" if _is_made(found[0]) else found[0], words)


def _is_made(token: str) -> bool:
    """Whether a run of letters and digits is a number, or looks like a hash or a made name."""
    if token.isdigit() or _HEX.fullmatch(token):
        return True
    return len(token) >= _LEAST_MIXED and not token.isalpha()


def is_made_apart(links: Sequence[str]) -> bool:
    """Whether links that are alike but for made names are of next to as many shapes as there are links.

    Two kinds of pages with numbers behind a letter (/c500, /d500) are not: each is a list of its own.
    """
    return 2 * len({shape_of(link) for link in links}) > len(links)


@dataclass(frozen=True, slots=True)
class _Part:
    """A part of the addresses as a pattern, the same with a group around what tells them apart, and how well it does.

    `apart`: how many different values the group has (0: the part is the same in all); `is_number`: a number or a made
    name, which stays when the words of an address change.
    """

    pattern: str
    grouped: str
    apart: int = 0
    is_number: bool = False


def pattern_of(links: Sequence[str]) -> tuple[str, str]:
    """A pattern that the addresses match, and the same with a group around what tells them apart: an item's number.

    Of several numbers it is the one with the most different values, of these the last; a number that is the same in all
    (thread-500-1-1.html) may be another on further pages of the list, so that any number matches there.
    Parameters that only say where a visitor came from, or name the visit or the page of the list, stand in neither;
    neither matches in the host of an address.
    """
    visit = _of_visit(links)
    split = [re.split(r"([/?&=#])", _untracked(link, visit)) for link in links]
    length = Counter(map(len, split)).most_common(1)[0][0]
    parts = [_of_column(one) for one in zip(*(parts for parts in split if len(parts) == length), strict=True)]
    best = max(range(len(parts)), key=lambda index: (parts[index].apart, parts[index].is_number, index))
    grouped = [part.grouped if index == best else part.pattern for index, part in enumerate(parts)]
    skips = any(_is_after_tracking(link, visit) for link in links)
    pattern = "".join(part.pattern for part in parts)
    return _beyond_host(pattern, links[0], skips=skips), _beyond_host("".join(grouped), links[0], skips=skips)


def _of_visit(links: Sequence[str]) -> frozenset[str]:
    """Pairs of the query that are alike in all links and whose value looks like a session's or a moment's, or which
    say from which page of the list an item was opened: other pages have others."""
    queries = [set(link.partition("?")[2].split("&")) for link in links]
    alike = set.intersection(*queries) if len(queries) >= LEAST else set[str]()
    return frozenset(pair for pair in alike if _names_visit(*pair.partition("=")[::2]))


def _names_visit(name: str, value: str) -> bool:
    hints = load_hints()
    is_place = name.lower() in hints.positions and _NUMBER.fullmatch(value) is not None
    return is_place or any(re.fullmatch(one, value) for one in hints.sessions)


def _pairs(link: str, visit: frozenset[str]) -> tuple[str, list[tuple[str, bool]]]:
    """The address behind its host up to the query, and each pair of the query with whether it is for tracking."""
    path, _, query = f"/{link.partition('://')[2].partition('/')[2]}".partition("?")
    pairs = [pair for pair in query.split("&") if pair]
    return path, [(pair, pair in visit or is_tracking(pair.partition("=")[0])) for pair in pairs]


def _untracked(link: str, visit: frozenset[str]) -> str:
    path, pairs = _pairs(link, visit)
    kept = "&".join(pair for pair, tracks in pairs if not tracks)
    return f"{path}?{kept}" if kept else path


def _is_after_tracking(link: str, visit: frozenset[str]) -> bool:
    """True when a parameter that counts stands behind one that does not."""
    order = [tracks for _, tracks in _pairs(link, visit)[1]]
    return order != sorted(order)


def _beyond_host(pattern: str, link: str, *, skips: bool) -> str:
    """A pattern that matches nothing of the host, and skips parameters between those it names."""
    if skips:
        pattern = re.sub(r"(\\[?&])", r"\1(?:[^#]*&)?", pattern)
    scheme, _, rest = link.partition("://")
    return f"://[^/]+{pattern}" if re.search(pattern, f"{scheme}://{rest.partition('/')[0]}/") else pattern


def _of_column(column: Sequence[str]) -> _Part:
    if len({*column}) == 1:
        return _Part(re.escape(column[0]), f"({re.escape(column[0])})")
    if len({_NUMBER.sub("0", one) for one in column}) == 1:
        return _of_runs(column, _NUMBER, lambda _: r"\d+", whole=False)
    if len({_without_made(one) for one in column}) == 1:
        return _of_runs(column, _TOKEN, lambda same: re.escape(same) if same else _TOKEN.pattern, whole=True)
    ending = _common_ending(column)
    if beside := beside_words(column, ending.replace("\\", "")):
        plain, grouped = (f"{beside.before}{number}{beside.after}" for number in (r"\d+", r"(\d+)"))
        return _Part(plain, grouped, len({*column}), is_number=True)
    return _Part(f"{_WORDS}{ending}", f"({_WORDS}){ending}", len({*column}))


def _of_runs(column: Sequence[str], run: re.Pattern[str], as_pattern: Callable[[str], str], *, whole: bool) -> _Part:
    """A part whose values differ in runs of characters alone.

    Args: as_pattern, of the run that is the same in all ('': they differ); whole, whether all runs that differ are one
    name, as those of a UUID are; else they are where no run alone tells the values apart.
    """
    between = [re.escape(one) for one in run.split(column[0])]
    runs = list(zip(*(run.findall(one) for one in column), strict=True))
    many = [len({*one}) for one in runs]
    differ = [index for index, number in enumerate(many) if number > 1]
    best = max(differ, key=lambda index: (many[index], index))
    first, last = (differ[0], differ[-1]) if whole or many[best] < len({*column}) else (best, best)
    pieces = [as_pattern(one[0] if number == 1 else "") for one, number in zip(runs, many, strict=True)]
    opened = [f"{'(' * (at == first)}{piece}{')' * (at == last)}" for at, piece in enumerate(pieces)]
    apart = len({one[first : last + 1] for one in zip(*runs, strict=True)})
    return _Part(_joined(between, pieces), _joined(between, opened), apart, is_number=True)


def _joined(between: Sequence[str], pieces: Sequence[str]) -> str:
    return "".join(f"{gap}{piece}" for gap, piece in zip(between, [*pieces, ""], strict=True))


def _common_ending(column: Sequence[str]) -> str:
    """The ending (.html) that all values have; '' when they have none, or others."""
    endings = {one[one.rfind(".") :] if "." in one else "" for one in column}
    ending = endings.pop()
    return re.escape(ending) if not endings and _ENDING.fullmatch(ending) else ""
