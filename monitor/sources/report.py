"""What each selector of a source finds on one page, for `source test`. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from monitor.sources.discover import Discovered, discover, native_id_of
from monitor.sources.model import Marker, Pick, WebSource
from monitor.sources.select import first, parse_html, shows, values

SAMPLE_CHARS: Final = 120


@dataclass(frozen=True, slots=True)
class SelectorReport:
    """One selector of one field: how often it matched, the beginning of its first value."""

    field: str
    selector: str
    count: int
    sample: str


@dataclass(frozen=True, slots=True)
class SourceReport:
    """All selectors of a source on one page, the markers that show there, and what discovery makes of it."""

    selectors: tuple[SelectorReport, ...]
    markers: tuple[str, ...]
    native_id: str | None
    discovered: Discovered

    def empty_fields(self) -> tuple[str, ...]:
        """Fields for which no selector found anything."""
        fields = dict.fromkeys(entry.field for entry in self.selectors)
        found = {entry.field for entry in self.selectors if entry.count}
        return tuple(name for name in fields if name not in found)


def source_report(html: str, source: WebSource, url: str = "") -> SourceReport:
    """Try every selector and marker of a source on a page (a list page or an item page)."""
    tree = parse_html(html)
    url = url or source.start_pages()[0]
    fields: dict[str, tuple[Pick, ...]] = {
        "items.link": source.items.link,
        "pagination.next": source.pagination.next,
        **{f"item.{name}": picks for name, picks in source.item.picks().items()},
        "native_id.select": source.native_id.select,
        "volatile": tuple(Pick(css=css) for css in source.volatile),
    }
    reports = []
    for name, picks in fields.items():
        for pick in picks:
            found = list(values(tree, pick))
            reports.append(SelectorReport(name, str(pick), len(found), found[0][:SAMPLE_CHARS] if found else ""))
    markers = [
        f"{state}: {_name(marker)}"
        for state in ("sold", "removed", "challenge")
        for marker in getattr(source.markers, state)
        if shows(tree, html, marker)
    ]
    by_page = first(tree, source.native_id.select)
    native_id = native_id_of(url, source) or (by_page[0] if by_page else None)
    return SourceReport(tuple(reports), tuple(markers), native_id, discover(html, url, source))


def _name(marker: Marker) -> str:
    return " in ".join(part for part in (marker.text, marker.css) if part)
