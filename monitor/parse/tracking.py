"""An address -> the address by which a listing is known: without what tells how somebody came there. Pure."""

from __future__ import annotations

import re
from functools import cache, lru_cache
from pathlib import Path
from typing import Final
from urllib.parse import unquote, unquote_plus

DATA: Final = Path(__file__).parents[1] / "data" / "tracking.txt"
HOMES: Final = DATA.with_name("home_pages.txt")
_ID_NAME: Final = re.compile(r"(?:.*[_-])?(?:id|no|code|key|sn|uuid|guid)|[a-z]+id")
_EDITION: Final = re.compile(r"(?:html|h|v)\d(?!\d)|(?<=[a-z])\d{1,2}\Z")  # h5, detail2: of a site's program
_SUFFIX: Final = re.compile(r"\.[a-z]{1,5}\d?\Z")  # .html, .php, .php5
_SLUG: Final = re.compile(r"[^\W_]+(?:-[^\W_]+){2,}")  # small-hydropower-for-sale
_ROUTE: Final = re.compile(r"!?/")  # a fragment that is the path of a page put together by a script
_WEB: Final = re.compile(r"https?://[^\s\"'<>，。；、！）】》」]+", re.I)
_WHOLE: Final = re.compile(  # without a scheme, too, as people copy them
    r"(?:(?:https?:)?//)?(?:[a-z0-9-]+\.)*[a-z0-9-]+(?:\.[a-z]{2,}|\.\d{1,3}|:\d+)(?::\d+)?[/?#]\S+", re.I
)


def known_address(url: str) -> str:
    """An address without the parameters of data/tracking.txt; all else of it, and any other, stays to the character.

    They stay as well where nothing else of the address names an item: two items must never become one.
    """
    before, hash_mark, after = url.partition("#")
    path, mark, query = before.partition("?")
    if not mark:
        return url
    parts, (tracking, _) = query.split("&"), _names()
    kept = [part for part in parts if not tracking.fullmatch(_name(part))]
    if len(kept) == len(parts) or not (any(map(_is_key, kept)) or _names_item(path) or _is_route(after)):
        return url
    return f"{path}{'?' if kept else ''}{'&'.join(kept)}{hash_mark}{after}"


@lru_cache(512)  # each row is asked for its address more than once
def item_address(words: str) -> str:
    """The address of an item in what stands where an address belongs; '' where it is none: 无, 查看, a home page.

    Of words around one address (what an app copies) the address; an address itself stays to the character.
    """
    if not (words := words.strip()):
        return ""
    if _WEB.match(words) or _WHOLE.fullmatch(words):
        return "" if _names_none(words.split()[0]) else words
    found = set(_WEB.findall(words))
    address = found.pop() if len(found) == 1 else ""
    return address if address and not _names_none(address) else ""


def page_address(url: str) -> str:
    """An address without the place on its page (#comments); a fragment that is a page's path stays (#/detail/7)."""
    before, _, after = url.partition("#")
    return url if _ROUTE.match(after) and after.strip("!/") else before


def is_home(url: str) -> bool:
    """True for an address whose path is that of a site's home page, whatever its query."""
    path = url.partition("#")[0].partition("?")[0]
    steps = [step for step in path.partition("//")[2].lower().split("/")[1:] if step]
    return not steps or (len(steps) == 1 and _SUFFIX.sub("", steps[0]) in _homes())


def _names_none(address: str) -> bool:
    """True for a home page with nothing else in its address that may name an item."""
    before, _, after = address.partition("#")
    path, _, query = before.partition("?")
    parts = query.split("&") if query else []
    return (
        is_home(path if "//" in path else f"//{path}")
        and not any(map(_is_key, (part for part in parts if not _names()[0].fullmatch(_name(part)))))
        and not (_ROUTE.match(after) and after.strip("!/"))
    )


def other_scheme(url: str) -> str:
    """The address with https in place of http, or the other way round; '' for what is no such address."""
    scheme, mark, rest = url.partition("://")
    other = {"http": "https", "https": "http"}.get(scheme.lower()) if mark else None
    return f"{other}://{rest}" if other else ""


def _name(part: str) -> str:
    return unquote_plus(part.partition("=")[0]).lower()


def _is_key(part: str) -> bool:
    """True for a parameter that may name an item: id=7, code=abc, 1001."""
    name, (_, mark, value) = _name(part), part.partition("=")
    if _names()[1].fullmatch(name):
        return False
    value = unquote_plus(value).strip() if mark else name
    return any(map(str.isdigit, value)) or bool(value and mark and _ID_NAME.fullmatch(name))


def _names_item(path: str) -> bool:
    """True for a path whose last segment has a number or id: /item/7, /show-7.html, /small-plant-for-sale; not /h5."""
    _, _, behind_host = path.partition("://")[2].partition("/") if "://" in path else ("", "", path)
    segment = unquote(behind_host.rstrip("/").rpartition("/")[2]).lower()
    stem = _SUFFIX.sub("", segment)
    return any(map(str.isdigit, _EDITION.sub("", stem))) or bool(_SLUG.fullmatch(stem))


def _is_route(fragment: str) -> bool:
    """True for a fragment that names the item, #/detail/7 or #/detail?id=7."""
    path, _, query = fragment.partition("?")
    return bool(_ROUTE.match(fragment)) and (_names_item(path) or any(map(_is_key, query.split("&"))))


@cache
def _homes() -> frozenset[str]:
    lines = (line.strip() for line in HOMES.read_text("utf-8").splitlines())
    return frozenset(line for line in lines if line and not line.startswith("#"))


@cache
def _names() -> tuple[re.Pattern[str], re.Pattern[str]]:
    """The parameters that are left out, and those that stay and name no item."""
    lines = [line.strip().lower() for line in DATA.read_text("utf-8").splitlines() if not line.startswith("#")]
    tilde = lines.index("~") if "~" in lines else len(lines)
    return _one_of(lines[:tilde]), _one_of(lines[tilde + 1 :])


def _one_of(names: list[str]) -> re.Pattern[str]:
    return re.compile("|".join(re.escape(name).replace(r"\*", ".*") for name in names if name) or r"(?!)", re.DOTALL)
