"""Pages from templates: everything that comes from outside is escaped, every word comes from the message files."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property, partial
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlencode

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup, escape
from starlette.requests import Request
from starlette.responses import HTMLResponse

from monitor.__about__ import __version__
from monitor.messages import text
from monitor.moments import when
from monitor.publish.failures import say_failure
from monitor.publish.why import say_why
from monitor.run.knowledge import ShownRules, shown_rules
from monitor.run.workspace import Workspace
from monitor.web import language, show

FOLDER: Final = Path(__file__).parent
_PAGES: Final = Environment(
    loader=FileSystemLoader(FOLDER / "templates"),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
    auto_reload=False,
)
_PAGES.filters["moment"] = show.moment  # every time on a page but those in an <option>
_PAGES.filters["posting"] = show.posting


@dataclass(frozen=True)
class Page:
    """One request's page: its language and how to make it."""

    request: Request
    workspace: Workspace

    @cached_property
    def language(self) -> str:
        """'zh' or 'en'."""
        return language.of_request(self.request, self.workspace.settings.language)

    @cached_property
    def rules(self) -> ShownRules:
        """The rules as their files are now: they may change while the server runs."""
        return shown_rules(self.workspace.path)

    def say(self, key: str, **values: object) -> str:
        """One message in the page's language."""
        return text(key, self.language, **values)

    def say_around(self, key: str, **values: object) -> Markup:
        """The same where a value is markup of ours, such as a time; any other is escaped."""
        return Markup(escape(self.say(key))).format(**values)  # noqa: S704 - escaped

    def render(self, template: str, *, status: int = 200, **values: Any) -> HTMLResponse:
        """The template as an answer; remembers the language when the address asks for one."""
        chosen = self.language
        body = _PAGES.get_template(template).render(
            lang=chosen,
            t=self.say,
            two=partial(two, chosen),
            label=partial(_label, chosen),
            money=lambda yuan: show.money(yuan, chosen),
            power=show.power,
            number=show.number,
            when=when,
            t_around=self.say_around,
            place=lambda row: show.place(row, chosen),
            why=lambda reason: say_why(reason, chosen),
            failure=lambda reason: say_failure(reason, chosen),
            between=lambda ends: show.between(*ends),
            fact_value=lambda fact: show.fact_value(fact, chosen),
            here=self.request.url.path,
            address=self.address,
            listsep="；" if chosen == "zh" else "; ",
            program=__version__,
            broken=lambda: say_failure(self.rules.broken, chosen),
            **values,
        )
        answer = HTMLResponse(body, status, headers={"Content-Language": "zh-CN" if chosen == "zh" else "en"})
        answer.headers["Vary"] = "Cookie, Accept-Language"
        if self.request.query_params.get("lang") == chosen:
            answer.set_cookie(
                language.COOKIE, chosen, max_age=language.YEAR_SECONDS, samesite="strict", httponly=True, path="/"
            )
        return answer

    def address(self, path: str | None = None, **changes: object) -> str:
        """This page's address with some parameters changed; None or '' takes one out."""
        kept = [(key, value) for key, value in self.request.query_params.multi_items() if key not in changes]
        added = [(key, str(value)) for key, value in changes.items() if value not in (None, "")]
        pairs = [(key, value) for key, value in [*kept, *added] if value and (key != "lang" or "lang" in changes)]
        return (path or self.request.url.path) + (f"?{urlencode(pairs)}" if pairs else "")


def two(chosen: str, words: Mapping[str, str] | Any) -> str:
    """The sentence of a {zh, en} pair (a row) or a Bilingual (a value) in a language."""
    if isinstance(words, Mapping):
        return words.get(chosen) or words.get("en", "")
    return str(words.in_language(chosen))


def _label(chosen: str, kind: str, name: str | None) -> str:
    return show.label(kind, name, chosen) if name else show.DASH
