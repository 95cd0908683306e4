"""Makes hostile HTML safe to parse: bounds nesting, unclosed formatting, attributes and tags before a tree is built.

The HTML parser of lexbor takes quadratic time (and memory) for a page of 200,000 open <div>, for <p><font size=1>
<p><font size=2> … and for a tag with 100,000 attributes (measured: minutes for 1 MB). Ordinary pages pass unchanged.
"""

from __future__ import annotations

import re
from collections import Counter
from typing import Final

MAX_DEPTH: Final = 256  # open elements; browsers stop at 512, real pages stay below 100
MAX_FORMATTING: Final = 24  # unclosed <b>, <font> …: each is opened again in every paragraph that follows
MAX_ATTRIBUTES: Final = 256
MAX_WORK: Final = 1_000_000  # elements of the tree, those opened again included; tags beyond are left out

_VOID: Final = frozenset((
    "area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source", "track",
    "wbr", "frame", "keygen",
))  # fmt: skip
# Their end tags are optional; they nest only inside elements that are counted.
_IMPLIED: Final = frozenset((
    "p", "li", "dt", "dd", "tr", "td", "th", "tbody", "thead", "tfoot", "colgroup", "caption", "rp", "rt",
    "html", "head", "body",
))  # fmt: skip
_FORMATTING: Final = frozenset(
    ["a", "b", "big", "code", "em", "font", "i", "nobr", "s", "small", "strike", "strong", "tt", "u"]
)
_BARRIER: Final = frozenset(["table", "template", "button", "object", "applet", "marquee", "svg", "math", "select"])
SHADOW_ROOT: Final = "shadow-root"  # the element that a template with the contents of a web component becomes
_SHADOW: Final = re.compile(r"(?<![^\s/\"'])shadow(?:root)?(?:mode)?\s*=", re.I)
_RAW: Final = frozenset(["script", "style", "textarea", "title", "xmp", "iframe", "noembed", "noframes"])
_CDATA: Final = "<![CDATA["
_COMMENT: Final = re.compile(r"-->|(?<=[^!])--!>|(?<=[^<]!)--!>")  # looked for from behind "<!": "<!-->" is whole
_IN_SCRIPT: Final = re.compile(r"<!--(-?>)?|-->|<(/?)script(?=[\s/>])", re.IGNORECASE)
_TAG: Final = re.compile(r"<(/?)([A-Za-z][^\s/>]*+)")
_REST: Final = re.compile(
    r"""(?:[\s/]++|[^\s/>=][^\s/>=]*+(?:\s*+=\s*+(?:"[^"]*+"|'[^']*+'|[^\s>"'][^\s>]*+)?+)?+|=)*+>""",
)
_ATTRIBUTE: Final = re.compile(r"""[^\s/>=]++(?:\s*+=\s*+(?:"[^"]*+"|'[^']*+'|[^\s>]++))?+""")
_END_OF_RAW: Final = {name: re.compile(rf"</{name}(?=[\s/>])", re.I) for name in _RAW}


def tame(html: str) -> str:
    """The same page with the tags left out that no honest page has; text between tags is kept. Linear time.

    A template that holds the contents of a web component, which browsers show, becomes an element `shadow-root`.
    """
    guard, templates = _Guard(), list[bool]()
    kept: list[str] = []
    position = copied = 0
    while (position := html.find("<", position)) >= 0:
        tag = _TAG.match(html, position)
        if tag is None and guard.is_foreign and html.startswith(_CDATA, position):
            kept += (html[copied:position], " ")  # there it hides what stands in it, elsewhere it ends at the first >
            position = copied = position + len(_CDATA)
            continue
        if tag is None:
            position = _behind_comment(html, position)
            if position < 0:
                break
            continue
        rest = _REST.match(html, tag.end())
        if rest is None:  # an unfinished tag: the parser drops all that follows too
            break
        name, end = tag[2].lower(), rest.end()
        shown = name == "template" and _is_shadow(templates, bool(tag[1]), rest[0])
        if shown:
            name = SHADOW_ROOT
        admitted = guard.admits(name, closing=bool(tag[1]), length=end - position, rest=rest[0])
        if shown or not admitted:
            kept.append(html[copied:position])
            kept.append(f"<{tag[1]}{name}>" if guard.bare or (shown and admitted) else " ")
            copied = end
        position = end
        if name in _RAW and not tag[1] and (admitted or guard.bare) and not guard.reads_no_raw:
            position = _end_of_script(html, end) if name == "script" else _end_of_raw(name, html, end)
            if position < 0:
                break
    return "".join([*kept, html[copied:]]) if kept else html


def _end_of_raw(name: str, html: str, position: int) -> int:
    closing = _END_OF_RAW[name].search(html, position)
    return closing.start() if closing else -1


def _end_of_script(html: str, position: int) -> int:
    """Where the end tag of a script stands, -1 for nowhere.

    In a comment of it another script may begin and end ("double escaped": HTML standard, tokenization of script data).
    """
    is_escaped = is_double = False
    for sign in _IN_SCRIPT.finditer(html, position):
        if sign[0].endswith("->"):
            is_escaped = is_double = False
        elif sign[0] == "<!--":
            is_escaped = True
        elif not sign[2]:
            is_double = is_escaped
        elif is_double:
            is_double = False
        else:
            return sign.start()
    return -1


def _behind_comment(html: str, position: int) -> int:
    """Where what begins with < and is no tag ends: a comment, a doctype or the like; -1 at the end of the page."""
    if html.startswith("<!--", position):
        ended = _COMMENT.search(html, position + 2)
        return ended.end() if ended else -1
    if html.startswith(("<!", "<?"), position) or html.startswith("</", position):
        return html.find(">", position) + 1 or -1
    return position + 1


def _is_shadow(templates: list[bool], closing: bool, rest: str) -> bool:
    """Whether a tag of a template begins or ends the contents of a web component; `templates`: those that are open."""
    if closing:
        return bool(templates) and templates.pop()
    templates.append(_SHADOW.search(rest) is not None)
    return templates[-1]


class _Guard:
    """Counts what the parser would hold open.

    `is_foreign`: it may be in a drawing or formula, where CDATA is text and the text of <style> is markup;
    `reads_no_raw`: there, or in a list of choices, where <style> is passed over and what follows is markup.
    """

    def __init__(self) -> None:
        self.bare = False  # the tag just refused may stay without its attributes
        self._work = 0
        self._open: list[str] = []
        self._scopes: list[Counter[str]] = [Counter()]
        self._within = Counter[str]()  # barriers that are open
        self._formatting = 0

    @property
    def is_foreign(self) -> bool:
        return self._within["svg"] + self._within["math"] > 0

    @property
    def reads_no_raw(self) -> bool:
        return self.is_foreign or self._within["select"] > 0

    def admits(self, name: str, *, closing: bool, length: int, rest: str) -> bool:
        """True when the tag may stay as it is."""
        self.bare = False
        if self._work > MAX_WORK:
            return False
        if closing:
            return self._close(name)
        self._work += 1 + self._formatting
        formatting = name in _FORMATTING
        if formatting and self._formatting >= MAX_FORMATTING:
            return False
        if name not in _VOID and name not in _IMPLIED:
            if len(self._open) >= MAX_DEPTH:
                return False
            self._push(name, formatting)
        if length > 2 * MAX_ATTRIBUTES and len(_ATTRIBUTE.findall(rest)) > MAX_ATTRIBUTES:
            self.bare = True
            return False
        return True

    def _push(self, name: str, formatting: bool) -> None:
        self._open.append(name)
        self._scopes[-1][name] += 1
        self._formatting += formatting
        if name in _BARRIER:
            self._within[name] += 1
            self._scopes.append(Counter())

    def _close(self, name: str) -> bool:
        if name in _BARRIER:
            if not any(name in scope for scope in self._scopes[-MAX_DEPTH:]):
                return True
        elif not self._scopes[-1].get(name):
            return True  # nothing to close here: the parser ignores it as well
        if name in _FORMATTING:  # what it holds stays open (the adoption agency of the HTML standard)
            self._scopes[-1][name] -= 1
            self._formatting -= 1
            del self._open[len(self._open) - 1 - self._open[::-1].index(name)]
            return True
        formatting: list[str] = []
        while self._open:
            top = self._open.pop()
            if top in _BARRIER:
                self._within[top] -= 1
                self._scopes.pop()
            self._scopes[-1][top] -= 1
            if top == name:
                break
            if top in _FORMATTING:
                self._formatting -= 1
                formatting.append(top)
        for kept in reversed(formatting):
            self._push(kept, True)
        return True
