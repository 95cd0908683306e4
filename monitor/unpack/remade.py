"""Whether what an archive of ours says was read in the place of a page says no more than the page and the archive do.

What was put into a page is taken out again: the rest must be the page, character by character. Frames must lie in the
archive under the name that the page calls them by; style sheets may say of nothing but display and visibility. A page
that came out of an archive which stayed with its sender is his word, and so is what lay beside it there: frames that
are not here, and JSON behind a page that names no plant by itself. Pure.
"""

from __future__ import annotations

import html
import re
from collections.abc import Callable
from typing import Final, NamedTuple
from urllib.parse import unquote

from monitor.html.cssblocks import blanked
from monitor.html.frames import MAX_DEEP, QUOTED, source_of
from monitor.html.pagetree import parse_html
from monitor.html.stylesheet import ADDED, MISSING
from monitor.plants import names_plant

_SHEET: Final = (
    rf'<style {ADDED}="[^"]*+" (?:{MISSING}|data-sha256="[0-9a-f]{{64}}"(?: media="[^"]*+")?)>'
    r"(?P<css>(?:[^<]|<(?!/))*+)</style>"
)
_PUT_IN: Final = re.compile(
    rf"(?:(?:(?<=<iframe)|(?<=<frame))(?: data-sha256=\"[0-9a-f]{{64}}\")? srcdoc=\"(?P<frame>[^\"]*+)\""
    rf"(?P<tag>(?:[^>\"']|{QUOTED}){{0,2000}}+>))|{_SHEET}",
    re.IGNORECASE,
)
_ANSWERS: Final = re.compile(
    r'(?:\n<script type="application/json" id="[^"<>]*+">[^<]*+</script>)*+'
    r"(?:\n<pre data-hydrowatch-archived>[^<]*+</pre>)?+"
)
_LEAF: Final = re.compile(r"\{([^{}]*+)\}")
_DECLARED: Final = re.compile(r"\s*+(?:(?:display|visibility)\s*+:[^;]*+)?+", re.IGNORECASE)


class Beside(NamedTuple):
    """What lies beside a page.

    `holds`: a name by which pages call a frame, its words -> whether it is there; `is_away`: a name -> whether it may
    have stayed with the archive that the page came out of; `is_word`: whether the page came out of one that stayed.
    """

    holds: Callable[[str, str], bool]
    is_away: Callable[[str], bool]
    is_word: bool


class _Taken(NamedTuple):
    """One thing that was put in: a frame with the rest of its tag, or what a sheet says."""

    frame: str | None
    tag: str
    css: str


def says_no_more(made: str, page: str, beside: Beside) -> bool:
    """True when a page with its frames, answers and sheets put in says nothing that is not in page and archive."""
    taken = _between(made, page, may_be_answered=beside.is_word)
    return taken is not None and _are_real(made) and all(_is_held(one, beside, 1) for one in taken)


def name_of(address: str) -> str:
    """What is compared of the names of a frame: the last part of its address, without query and fragment."""
    path = unquote(address).removeprefix("cid:").partition("#")[0].partition("?")[0]
    return path.replace("\\", "/").rpartition("/")[2]


def _between(made: str, page: str, *, may_be_answered: bool) -> list[_Taken] | None:
    """What stands in one text and not in the other; None when the rest is not the same."""
    found, here, there = list[_Taken](), 0, 0
    for put in _PUT_IN.finditer(made):
        end = put.start("tag") if put["tag"] else put.end()
        if (there := _after(page, made[here : put.start()], there)) < 0:
            return None
        here = end
        if page.startswith(piece := made[put.start() : end], there):  # the page's own
            there += len(piece)
        else:
            found.append(_Taken(put["frame"], put["tag"] or "", put["css"] or ""))
    rest, own = made[here:], page[there:]
    is_alike = rest == own or (may_be_answered and rest.startswith(own) and _are_answers(rest[len(own) :], page))
    return found if is_alike else None


def _after(page: str, same: str, at: int) -> int:
    return at + len(same) if page.startswith(same, at) else -1


def _are_answers(behind: str, page: str) -> bool:
    return _ANSWERS.fullmatch(behind) is not None and not names_plant(_words(page))


def _words(page: str) -> str:
    tree = parse_html(page)
    tree.strip_tags(["script", "style"])
    return tree.body.text() if tree.body is not None else ""


def _are_real(page: str) -> bool:
    """True when each sheet that was put in is an element, so that its words are shown nowhere."""
    sheets = sum(put["frame"] is None for put in _PUT_IN.finditer(page))
    return not sheets or len(parse_html(page).css(f"style[{ADDED}]")) == sheets


def _is_held(taken: _Taken, beside: Beside, deep: int) -> bool:
    if taken.frame is None:
        return _only_hides(taken.css)
    address, frame = source_of(taken.tag), html.unescape(taken.frame)
    if not address or deep > MAX_DEEP:
        return False
    name = name_of(address)
    if beside.holds(name, frame) or beside.is_away(name):
        return True
    within = [_Taken(put["frame"], put["tag"] or "", put["css"] or "") for put in _PUT_IN.finditer(frame)]
    bare = _PUT_IN.sub(lambda put: put["tag"] or "", frame)
    return beside.holds(name, bare) and _are_real(frame) and all(_is_held(one, beside, deep + 1) for one in within)


def _only_hides(css: str) -> bool:
    """True when a sheet declares nothing but display and visibility."""
    bare = blanked(css)
    leaves = _LEAF.findall(bare)
    is_closed = bare.count("{") == bare.count("}")
    return is_closed and all(_DECLARED.fullmatch(one) for leaf in leaves for one in leaf.split(";"))
