"""Where the address of an item led when that is not the item's page: to a login, another item, the home page. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final, Literal
from urllib.parse import urlsplit

from pydantic import BaseModel, ConfigDict

from monitor.datafiles import load_model
from monitor.html.pagetree import parse_html
from monitor.models import Capture
from monitor.parse.listings import decode_capture
from monitor.parse.tracking import is_home
from monitor.sources.select import PageSubject, first
from monitor.sources.web import WebSource, native_id_of

FILE: Final = Path(__file__).parent.parent / "data" / "landings.yaml"
_WHOLE: Final = frozenset({"ok", "sold", "removed_by_platform"})
_ENDING: Final = re.compile(r"\.\w{1,5}$")


@dataclass(frozen=True, slots=True)
class Landing:
    """A redirect led to a page that is not the item's: what that page is, and in words how we know."""

    kind: Literal["login", "other", "home", "error"]
    reason: str


class _File(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")
    login: frozenset[str]
    error: frozenset[str]


def landing(taken: Capture, source: WebSource) -> Landing | None:
    """What a redirect led to in place of the item's page; None: there was none, or it is the item's page.

    Decided by what the page is: the number in its address, a form that asks for a password, the address itself.
    """
    if taken.state not in _WHOLE or taken.final_url in {"", taken.url}:
        return None
    number, other = native_id_of(taken.url, source), _own_number(taken.url, taken.final_url, source)
    return _by_address(taken.url, taken.final_url, number, other) or _by_page(taken, source, number, other)


def _by_address(asked: str, final: str, number: str | None, other: str | None) -> Landing | None:
    if word := _new_word(asked, final, _words().login):
        return Landing("login", f"its address leads to a login ({word!r} in {final})")
    if number and other and number != other:
        return another_item(number, other, final)
    return None


def login_after_redirect(taken: Capture, text: str) -> Landing | None:
    """The login to which a redirect led from an address that is no item's: by its address, or a field for a password.

    Args: text, the page, decoded.
    """
    asked, final = taken.url, taken.final_url
    if final in {"", asked}:
        return None
    if word := _new_word(asked, final, _words().login):
        return Landing("login", f"its address leads to a login ({word!r} in {final})")
    if parse_html(text).css_first("input[type=password]"):
        return Landing("login", f"its address leads to a page that asks for a password ({final})")
    return None


def another_item(number: str, other: str, final: str) -> Landing:
    """The page of another item than the one asked for, by their numbers."""
    return Landing("other", f"its address leads to another item: number {other} in place of {number} ({final})")


def _by_page(taken: Capture, source: WebSource, number: str | None, other: str | None) -> Landing | None:
    """The same of a page that the number in its address, or on it, does not show to be the item's."""
    asked, final = taken.url, taken.final_url
    page = PageSubject(parse_html(decode_capture(taken).text))
    if (number and other) or (not number and first(page, source.native_id.select)):
        return None
    if page.tree.css_first("input[type=password]"):
        return Landing("login", f"its address leads to a page that asks for a password ({final})")
    if word := _new_word(asked, final, _words().error):
        return Landing("error", f"its address leads to an error page ({word!r} in {final})")
    if final in source.start_pages() or (is_home(final) and not is_home(asked)):
        return Landing("home", f"its address leads to the site's home page or list ({final})")
    return None


@cache
def _words(path: Path = FILE) -> _File:
    """The parts of addresses. Raises DataFileError."""
    return load_model(path, _File)


def _own_number(asked: str, final: str, source: WebSource) -> str | None:
    """The number in the address that a redirect led to, not one in its query alone: /login?next=/item/1 is no item.

    Unless the site writes its numbers there (item?id=1).
    """
    bare = final.partition("?")[0]
    return native_id_of(bare if native_id_of(asked.partition("?")[0], source) else final, source)


def _new_word(asked: str, final: str, words: frozenset[str]) -> str:
    """The first of some parts that an address has and the one asked for had not; '' when there is none."""
    before = set(_steps(asked))
    return next((step for step in _steps(final) if step in words and step not in before), "")


def _steps(url: str) -> list[str]:
    """The first name of the host and the steps of the path, in small letters, without their endings."""
    parts = urlsplit(url)
    host = (parts.hostname or "").partition(".")[0]
    return [host, *(_ENDING.sub("", step) for step in parts.path.lower().split("/") if step)]
