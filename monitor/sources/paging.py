"""How a list seems to go on where no link says so: numbers in the addresses of its pages, tokens in an answer. Pure."""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Iterator, Mapping
from typing import Any, Final, NamedTuple
from urllib.parse import urlsplit

from monitor.sources.propose import Found, same_site
from monitor.sources.propose_hints import load_hints, plain_key
from monitor.sources.select import PageSubject, base_of

MAX_LINKS: Final = 3000
MAX_PAGE: Final = 9999  # a number that is greater counts something else
MAX_DIGITS: Final = 6  # of a number of rows
MAX_OBJECTS: Final = 500  # of an answer that are looked through for a token
MAX_SCRIPTS: Final = 200
_MAKES_PAGES: Final = re.compile(
    r"""createPageHTML\(\s*(?:["'][^"']*["']\s*,\s*)?(?P<count>[0-9]{1,5})\s*,\s*[0-9]{1,5}\s*,"""
    r"""\s*["'](?P<name>[\w-]+)["']\s*,\s*["'](?P<ending>\w+)["']"""
)
_NUMBER: Final = re.compile(r"[0-9]+")
_ADDRESS: Final = re.compile(r"https?://|[/?]|[^\s]*/", re.I)


class Token(NamedTuple):
    """What an answer says of the next one: `found`, a path to it; `is_address`, it is an address, no token."""

    found: Found
    is_address: bool


class CountedPages(NamedTuple):
    """The address of a list with {offset} for the rows before a page, and how many rows a page has."""

    template: str
    per_page: int


class ScriptedPages(NamedTuple):
    """The first page of a list, the address of the others with {page} in it, which counts from 1 to `last`."""

    first: str
    template: str
    last: int


def numbered_pages(page: PageSubject, url: str) -> str:
    """The address of this list with {page} for its number, told by links to its other pages; '' when none are seen.

    Such a link shows the number that stands in its address: /list_7_2.html with the words 2.
    """
    templates: dict[str, set[int]] = {}
    for link, number in _numbered_links(page, url):
        for template, value in _templates(link, "{page}"):
            if value == number:
                templates.setdefault(template, set()).add(number)
    likely = [one for one, numbers in templates.items() if _is_of_list(one, url, numbers)]
    return max(likely, key=lambda one: len(templates[one]), default="")


def counted_pages(page: PageSubject, url: str, rows: int) -> CountedPages | None:
    """The same of a list whose addresses count its rows: /sale.asp?start=10 with the words 2; None when none are seen.

    Args: rows, how many items this page has: a single link is believed only where its number is that.
    """
    shown: dict[str, dict[int, int]] = {}
    for link, number in _numbered_links(page, url):
        for template, value in _templates(link, "{offset}"):
            shown.setdefault(template, {})[number] = value
    steps = {one: step for one, values in shown.items() if (step := _step(values, rows))}
    likely = [one for one in steps if _is_of_list(one, url, {*shown[one]}, "{offset}")]
    best = max(likely, key=lambda one: len(shown[one]), default="")
    return CountedPages(best, steps[best]) if best else None


def _step(values: Mapping[int, int], rows: int) -> int:
    """By how much a number in addresses grows from page to page, 0 on the first; 0 when it does not grow evenly."""
    further = {page: value for page, value in values.items() if page > 1}
    steps = {divmod(value, page - 1) for page, value in further.items()}
    step, rest = steps.pop() if len(steps) == 1 and not values.get(1, 0) else (0, 0)
    return step if step > 1 and not rest and (len(further) > 1 or step == rows) else 0


def _numbered_links(page: PageSubject, url: str) -> Iterator[tuple[str, int]]:
    """Links whose words are the number of a page, with it."""
    base = base_of(page, url)
    for node in page.tree.css("a[href]")[:MAX_LINKS]:
        words = " ".join(node.text().split()).strip("[]第页頁 ")
        link = same_site(node.attributes.get("href") or "", url, base)
        if link and _NUMBER.fullmatch(words) and len(words) <= len(str(MAX_PAGE)):
            yield link, int(words)


def scripted_pages(page: PageSubject, url: str) -> ScriptedPages | None:
    """The pages of a list that a script numbers as many sites of authorities do; None when none is for this list.

    createPageHTML(3, 0, "index", "html") stands for index.html, index_1.html and index_2.html.
    """
    for script in page.tree.css("script")[:MAX_SCRIPTS]:
        if found := _MAKES_PAGES.search(script.text()):
            name, ending, last = found["name"], found["ending"], int(found["count"]) - 1
            folder, _, file = url.partition("?")[0].rpartition("/")
            own = re.fullmatch(rf"({re.escape(name)}(_[0-9]+)?\.{re.escape(ending)})?", file)
            if own and last > 0:
                first = f"{folder}/{name}.{ending}" if own[2] else url
                return ScriptedPages(first, f"{folder}/{name}_{{page}}.{ending}", last)
    return None


def _templates(link: str, mark: str) -> Iterator[tuple[str, int]]:
    """A link with a mark in place of each of its numbers, and that number; nothing of the host."""
    start = len(link) - len(link.partition("://")[2].partition("/")[2])
    for found in _NUMBER.finditer(link, start):
        if len(found[0]) <= MAX_DIGITS and str(int(found[0])) == found[0]:
            yield f"{link[: found.start()]}{mark}{link[found.end() :]}", int(found[0])


def _is_of_list(template: str, url: str, numbers: set[int], mark: str = "{page}") -> bool:
    """Whether pages of this address are those of the list: it is one, or it begins there and they begin with 2."""
    before, _, after = template.partition(mark)
    middle = url[len(before) : len(url) - len(after)]
    if url.startswith(before) and url.endswith(after) and _NUMBER.fullmatch(middle):
        return True
    path = urlsplit(url).path
    return 2 in numbers and urlsplit(before).path.startswith(path.rpartition("/")[0])


def token_of(value: Any) -> Token | None:
    """The path in a JSON answer, nearest to its top, to the address or token of the next one; None without one."""
    words = load_hints().keys["next"]
    waiting, looked_at = deque[tuple[tuple[str, ...], Any]]([((), value)]), 0
    while waiting and looked_at < MAX_OBJECTS:
        path, one = waiting.popleft()
        looked_at += 1
        if not isinstance(one, dict):
            continue
        for key, inner in list(one.items())[:200]:
            said = isinstance(inner, str | int) and not isinstance(inner, bool) and str(inner).strip()
            if said and plain_key(str(key)) in words and len(said) < 500:
                steps = ".".join(map(quoted, (*path, str(key))))
                return Token(Found(f"json:{steps}", said[:60]), bool(_ADDRESS.match(said)))
            waiting.append(((*path, str(key)), inner))
    return None


def with_cursor(url: str) -> str:
    """The address with {cursor} where a token goes: in the parameter that it has for it, else in a guessed one."""
    names = load_hints().cursor_parameters
    page, _, query = url.partition("?")
    pairs = [pair for pair in query.split("&") if pair]
    held = next((pair.partition("=")[0] for pair in pairs if pair.partition("=")[0].lower() in names), names[0])
    kept = [pair for pair in pairs if pair.partition("=")[0] != held]
    return f"{page}?{'&'.join([*kept, f'{held}={{cursor}}'])}"


def quoted(key: str) -> str:
    """A key as a step of a path."""
    return f'"{key}"' if re.search(r"[.\s]", key) else key
