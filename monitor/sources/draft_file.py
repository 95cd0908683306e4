"""A draft as the text of a source file: YAML with what each selector found beside it. Pure."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from typing import Final
from urllib.parse import urlsplit

from monitor.sources.draft import PAGE_NUMBER, Draft
from monitor.sources.picks import Pick
from monitor.sources.propose import Found
from monitor.sources.propose_changing import is_changeable, marks_of

MOST_BELOW: Final = 20  # sitemaps of an index that are named
NO_NUMBER: Final = "://[^/]+/(?:[^?#]*[^0-9?#])?([0-9]+)"  # the last number of the path; nothing of the host


def as_yaml(draft: Draft, name: str, *, loopback: bool, say: dict[str, str], warnings: Iterable[str] = ()) -> str:
    """The source file: everything quoted, so that nothing that a page says can be anything but a value.

    Args: say, the words of its comments; warnings, sentences for its head.
    """
    head = [f"# {say['head']}", *(f"# {_line(one)}" for one in warnings)]
    return "\n".join([*head, *_lines(draft, name, loopback, say)]) + "\n"


def _lines(draft: Draft, name: str, loopback: bool, say: dict[str, str]) -> Iterator[str]:
    yield from (f"# {say[note]}" for note in draft.notes)
    yield from (f"# {say['also']} {_comment(address)}" for address in draft.also)
    yield from (f"# {say['below']} {_comment(address)}" for address in draft.below[:MOST_BELOW])
    host = urlsplit(draft.url).netloc
    yield from (f"# {say['kind']} {_comment(f'{one.selector}   {one.count} × {one.sample}')}" for one in draft.kinds)
    yield f"id: {name}"
    yield f"title: {{zh: {_text(host)}, en: {_text(host)}}}"
    yield f"kind: {draft.kind}"
    numbered = draft.next is None and draft.kind in {"web", "json"}
    listed = PAGE_NUMBER.sub(r"\g<1>{page}", draft.url) if numbered else draft.url
    if draft.scripted:
        yield f"list_pages: [{_text(draft.scripted.first)}, {_text(draft.scripted.template)}]"
        yield f"pagination: {{first: 1, last: {draft.scripted.last}, max_pages: 5}}"
    else:
        yield f"list_pages: [{_text(draft.paged or listed)}]"
        if not draft.paged and numbered and _counts_from_zero(draft.url):
            yield "pagination: {first: 0}"
        if draft.per_page:
            yield f"pagination: {{per_page: {draft.per_page}}}"
    if draft.cursor:
        path = _text(draft.cursor.selector)
        yield f"pagination: {{cursor: {path}, max_pages: 5}}   # {_comment(draft.cursor.sample)}"
    if draft.next:
        key = draft.next.selector
        yield f"pagination: {{next: {_text(key)}, max_pages: 5}}   # {_comment(draft.next.sample)}"
    if draft.follow:
        yield f"pagination: {{follow: {_text(draft.follow)}}}"
    yield from _items(draft)
    yield from _fields(draft, say)
    yield _native_id(draft, say)
    counters = _picks(draft.volatile) if draft.volatile else f"[]   # {say['volatile']}"
    yield f"volatile: {counters}"
    sold, removed = (_marks(_marks_of(draft, state)) for state in ("sold", "removed"))
    seen = "".join(f"{one.selector}: {one.sample}; " for one in draft.badges if not sold and is_changeable(one))
    yield f"markers: {{sold: [{sold}], removed: [{removed}], challenge: []}}   # {_comment(seen)}{say['markers']}"
    if loopback:
        yield "politeness: {allow_loopback: true}"
    yield "speaker: unknown   # seller | buyer | comment | press | official"
    yield f"terms:   # {say['terms']}"
    yield "  decision: undecided"
    yield '  decided_by: ""'
    yield "  decided_on: null"
    yield from (f'  {key}: ""' for key in ("note", "purpose", "legal_basis"))


def _counts_from_zero(url: str) -> bool:
    found = PAGE_NUMBER.search(url)
    return found is not None and found[2] == "0"


def _fields(draft: Draft, say: dict[str, str]) -> Iterator[str]:
    needs_title = draft.kind == "json" and draft.entries and not {"title", "text"} & set(draft.fields)
    if draft.fields or needs_title:
        yield "item:"
    if needs_title:  # a file without one would not load
        yield f"  title: json:title   # {say['fill']}"
    yield from (f"  {field}: {_picks(found)}" for field, found in draft.fields.items())


def _marks_of(draft: Draft, state: str) -> list[Found]:
    return [*(one for said, one in draft.flags if said == state), *marks_of(draft.badges, draft.rows, state)]


def _marks(found: Iterable[Found]) -> str:
    """Markers of what was seen: a word in its element or at its path, a picture by its own words."""
    return ", ".join(map(_mark, found))


def _mark(one: Found) -> str:
    place = _text(one.selector)
    if one.selector.startswith("img["):
        return f"{{css: {place}}}"
    return f"{{{'pick' if one.selector.startswith('json:') else 'css'}: {place}, text: {_text(one.sample)}}}"


def _items(draft: Draft) -> Iterator[str]:
    yield "items:"
    if draft.path:
        yield f"  path: {_text(draft.path)}"
    if draft.link and (draft.kind != "feed" or not draft.entries):
        yield f"  link: {_picks(draft.link)}"
    elif draft.kind == "web":
        yield '  link: "a.item"'
    if (draft.pattern and not draft.entries) or draft.kind == "sitemap":
        yield f"  pattern: {_text(draft.pattern or '/item/')}"
    if draft.entries:
        yield "  read: entry"


def _native_id(draft: Draft, say: dict[str, str]) -> str:
    if draft.native_id:
        chosen = ", ".join(_text(found.selector) for found in draft.native_id)
        return f"native_id: {{select: [{chosen}]}}   # {_comment(draft.native_id[0].sample)}"
    return f"native_id: {{url: {_text(draft.number or NO_NUMBER)}}}   # {say['number']}"


def _picks(found: Sequence[Found]) -> str:
    return f"[{', '.join(map(_pick, found))}]   # {found[0].count} × {_comment(found[0].sample)}"


def _pick(one: Found) -> str:
    """A selector as it is written short, or with what of it is kept and the unit put after it."""
    if not (one.match or one.unit):
        return _text(one.selector)
    kept = Pick.model_validate(one.selector).model_copy(update={"match": one.match, "unit": one.unit})
    return f"{{{', '.join(f'{key}: {_text(value)}' for key, value in kept.model_dump().items() if value)}}}"


def _text(value: str) -> str:
    """A YAML string in quotes: JSON's, which YAML reads as it is."""
    return json.dumps(value, ensure_ascii=not value.isprintable())


def _comment(value: str) -> str:
    """Words of a page as the rest of a comment's line."""
    return _line(value)[:120]


def _line(value: str) -> str:
    return "".join(character if character.isprintable() else " " for character in value)
