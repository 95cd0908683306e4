"""A draft of a source from its address: a list and one item fetched politely, the guess written beside the sources."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from dataclasses import replace as replace_fields
from pathlib import Path
from typing import Final, Literal
from urllib.parse import urlsplit

from pydantic import ValidationError

from monitor.capture import CaptureTools, Request, capture
from monitor.capture.guard import OWN_MACHINE
from monitor.errors import ConfigError, ItemError, SourceError
from monitor.models import Capture
from monitor.parse import decode_capture
from monitor.run.examples import example
from monitor.run.jobs import job
from monitor.run.report import unheard
from monitor.run.rows import capture_row
from monitor.run.watching.chosen import register_source
from monitor.run.watching.lists import list_text
from monitor.run.watching.trying import DRAFTS, ITEMS_TRIED, Row, item_rows, list_rows
from monitor.run.workspace import Workspace
from monitor.sources.draft import Draft, by_entries, draft_of_list, id_of, likely_sitemaps, with_item, with_sitemaps
from monitor.sources.draft_ended import ended_item, with_ended
from monitor.sources.draft_file import as_yaml
from monitor.sources.propose import SAMPLE, Found
from monitor.sources.web import WebSource, load_source, load_sources
from monitor.sources.written import ID

READ: Final = frozenset({"ok", "sold", "removed_by_platform"})
SITEMAPS_TRIED: Final = 4  # of an index
NO_LIST: Final = frozenset({"draft.no_list", "draft.one_item"})


@dataclass(frozen=True, slots=True)
class Drafted:
    """A draft as written: its id, its file, its text."""

    id: str
    file: Path
    text: str
    warnings: tuple[str, ...] = ()  # sentences: what a person should see to first
    notes: tuple[str, ...] = ()  # keys of what was seen in place of a list
    undecided: tuple[str, ...] = ()  # keys of the file that a person must fill in


def draft_source(
    workspace: Workspace, url: str, say: dict[str, str], *, name: str = "", loopback: bool = False,
    replace: bool = False,
    tell: Callable[[ItemError], object] = unheard, warned: Callable[[Row], str] = str,
) -> Drafted:  # fmt: skip
    """Look at an address and at one item, and write a draft to sources/drafts/, which is not watched.

    Args: say, the words of the draft's comments; name, its id ('': one is made of the host); tell, is told of a time
    stamp that failed; warned, says what a row of a warning (see `trying`) tells. robots.txt is obeyed and every fetch
    is kept as evidence, as always.
    Raises ConfigError: no address or id, or a draft or source of that id is there already; SourceError: the page cannot
    be had or read.
    """
    folder = workspace.path / "sources" / DRAFTS
    name = _chosen_name(workspace, url, name) if name else _free_name(workspace, url)
    file = folder / f"{name}.yaml"
    if file.exists() and not replace:
        raise ConfigError(
            f"{file}: this draft is there already; --replace makes it anew, --id ID puts another beside it"
        )
    _enter(workspace, name, url)
    with job(workspace, "source draft", name) as held, workspace.fetching() as tools:
        try:
            looked = _look(_Looker(workspace, tools, held.run.id, name, loopback), url)
        except ItemError as error:
            raise SourceError(str(error)) from error
    for failure in held.ended().failures:
        tell(failure)
    folder.mkdir(exist_ok=True)
    shown = _masked(looked.draft)
    file.write_text(as_yaml(shown, name, loopback=loopback, say=say), "utf-8")
    warnings = tuple(warned(row) for row in _rows(looked, load_source(file)) if row["hit"] == "warned")
    text = as_yaml(shown, name, loopback=loopback, say=say, warnings=warnings)
    file.write_text(text, "utf-8")
    register_source(workspace, load_source(file))
    workspace.store.audit(workspace.operator, "source.draft", name, {"url": url})
    seen = tuple(note for note in looked.draft.notes if note in NO_LIST)
    return Drafted(name, file, text, warnings, seen, looked.draft.undecided)


@dataclass(frozen=True, slots=True)
class _Looked:
    """What was seen: the draft, the list it was made of, the page of the item that its fields come from."""

    draft: Draft
    listed: Capture
    item: Capture | None = None


def _masked(draft: Draft) -> Draft:
    """The draft with nobody told by its examples, which stand in a file that people share."""
    fields = {name: tuple(_example(one, name) for one in found) for name, found in draft.fields.items()}
    volatile, badges = (tuple(map(_example, found)) for found in (draft.volatile, draft.badges))
    return replace_fields(draft, fields=fields, volatile=volatile, badges=badges)


def _example(found: Found, field: str = "") -> Found:
    return replace_fields(found, sample=example(found.sample, field=field, cut_at=SAMPLE))


def _rows(looked: _Looked, source: WebSource) -> Iterator[Row]:
    """What the draft's selectors find where they were guessed."""
    listed, item = looked.listed, looked.item
    if source.kind in {"web", "json"} and listed is not item:
        yield from list_rows(list_text(listed), source, listed.final_url or listed.url)
    if item is not None:
        yield from item_rows(decode_capture(item).text, source, item.final_url or item.url)


def _chosen_name(workspace: Workspace, url: str, name: str) -> str:
    """The id that a person chose, when it is one and no source of the workspace has it."""
    if not re.fullmatch(ID, name):
        raise ConfigError(f"{name!r} is no id of a source: small letters a-z, digits and hyphens")
    if name in _taken(workspace):
        raise ConfigError(f"{name}: a source of this id is there already")
    _check_address(url)
    return name


def _taken(workspace: Workspace) -> frozenset[str]:
    folder = workspace.path / "sources"
    return frozenset({*load_sources(folder)[0], *(path.stem for path in folder.glob("*.yaml"))})


def _check_address(url: str) -> None:
    try:
        if not urlsplit(url).hostname:
            raise ValueError
    except ValueError as error:
        raise ConfigError(f"{url!r} is no http or https address") from error


def _free_name(workspace: Workspace, url: str) -> str:
    """A name after the host that no source of the workspace has."""
    _check_address(url)
    taken, name = _taken(workspace), id_of(url)
    return next(one for n in range(1, len(taken) + 2) if (one := name if n == 1 else f"{name}-{n}") not in taken)


def _enter(workspace: Workspace, name: str, url: str) -> None:
    """Captures belong to a source: one is entered before the first, undecided."""
    values = {"id": name, "title": {"zh": name, "en": name}, "list_pages": [url], "native_id": {"url": "x"}}
    try:
        register_source(workspace, WebSource.model_validate(values))
    except ValidationError as error:
        raise ConfigError(f"{url!r} is not an http or https address (without user name or password)") from error


@dataclass(frozen=True, slots=True)
class _Looker:
    workspace: Workspace
    tools: CaptureTools
    run_id: int
    name: str
    loopback: bool

    def take(self, url: str, kind: Literal["list", "item"]) -> Capture:
        """One page, kept; a person asked for this look, so that no recorded decision is needed."""
        taken = capture(Request(url, self.name, kind, allow_loopback=self.loopback), self.tools)
        self.workspace.store.add_capture(self.run_id, capture_row(taken))
        if taken.state not in READ:
            raise SourceError(f"{url}: {taken.reason or taken.state}{self._way_out(taken, url)}")
        return taken

    def _way_out(self, taken: Capture, url: str) -> str:
        """What allows an address of this machine; '' when anything else is wrong, or a redirect led here."""
        own = taken.reason.startswith(f"{urlsplit(url).hostname} leads to ") and OWN_MACHINE in taken.reason
        return "; --loopback allows an address of this machine" if own and not self.loopback else ""


def _look(looker: _Looker, url: str) -> _Looked:
    taken = looker.take(url, "list")
    at = taken.final_url or url
    draft = draft_of_list(list_text(taken), at, looker.tools.politeness.sitemaps(at))
    if draft.below:
        draft = with_sitemaps(draft, _sitemaps(looker, likely_sitemaps(draft)))
    if "draft.one_item" in draft.notes:
        return _Looked(with_item(draft, decode_capture(taken).text), taken, taken)
    for item in draft.item_urls[:ITEMS_TRIED]:
        try:
            page = looker.take(item, "item")
        except SourceError:
            continue
        drafted = with_item(draft, decode_capture(page).text)
        return _Looked(_with_ended(looker, drafted, taken, page), taken, page)
    if draft.item_urls:
        entries = by_entries(list_text(taken), at) if draft.kind == "feed" else None
        draft = entries or draft.noting("draft.no_item")
    return _Looked(draft, taken)


def _sitemaps(looker: _Looker, addresses: list[str]) -> Iterator[tuple[str, str]]:
    """Address and text of the first few, each asked for when it is wanted; what cannot be had is left out."""
    for address in addresses[:SITEMAPS_TRIED]:
        try:
            yield address, list_text(looker.take(address, "list"))
        except (SourceError, ItemError):
            continue


def _with_ended(looker: _Looker, draft: Draft, listed: Capture, seen: Capture) -> Draft:
    """The same with the marks of one item that its row calls sold or removed: one page more, when it is another."""
    at = listed.final_url or listed.url
    state, link = ended_item(list_text(listed), at, draft.item_urls) if draft.kind == "web" else ("", "")
    if not link:
        return draft
    try:
        page = seen if link in {seen.url, seen.final_url} else looker.take(link, "item")
    except SourceError:
        return draft.noting("draft.list_marks")
    return with_ended(draft, decode_capture(page).text, state)
