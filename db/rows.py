"""The rows that cross between the store and the program: plain dictionaries with fixed keys.

Times are ISO 8601 in UTC ('2026-01-31T08:00:00Z'), days '2026-01-31', money integer yuan, offsets code points of
`VersionRow["text"]`, half-open. A key that is NotRequired is stored as NULL or empty.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, Literal, NotRequired, TypedDict

Outcome = Literal["new", "changed", "unchanged"]
ChangeKind = Literal[
    "new", "price_cut", "price_rise", "claims_changed", "text_changed", "sold", "removed", "back", "judged_again"
]
Two = Mapping[str, str]  # {"zh": …, "en": …}
WORDS_TYPE: Final = "application/vnd.hydrowatch.words+json"  # media_type of the words of a picture (its parent)


class SourceRow(TypedDict):
    """One place that captures come from; `definition` is the YAML it was made from."""

    id: str
    kind: str
    title: str
    url: NotRequired[str]
    definition: NotRequired[str]
    enabled: NotRequired[bool]
    purpose: NotRequired[str]
    legal_basis: NotRequired[str]
    added_at: NotRequired[str]


class CaptureRow(TypedDict):
    """One attempt to fetch or read something, whatever came of it; the bytes lie in the WARC record named here."""

    source_id: str
    url: str
    state: str
    how: str
    fetched_at: str
    final_url: NotRequired[str]
    server_date: NotRequired[str | None]
    status: NotRequired[int | None]
    media_type: NotRequired[str]
    etag: NotRequired[str | None]
    last_modified: NotRequired[str | None]
    sha256: NotRequired[str]
    size: NotRequired[int]
    reason: NotRequired[str]
    warc_file: NotRequired[str | None]
    warc_offset: NotRequired[int | None]
    warc_length: NotRequired[int | None]
    warc_record_id: NotRequired[str | None]
    operator: NotRequired[str]
    tool_version: NotRequired[str]
    seconds: NotRequired[float]
    taken_at: NotRequired[str | None]
    parent_id: NotRequired[int | None]
    page_id: NotRequired[int | None]
    undated: NotRequired[bool]  # `taken_at` is only when an earlier workspace kept it
    doubt: NotRequired[str]  # why its bytes are not as the archive says that it came out of; "" when they are


@dataclass(frozen=True, slots=True)
class SourceClock:
    """When a source was looked at and is looked at next (ISO 8601, UTC; None: not yet), failed looks in a row."""

    last_look: str | None = None
    next_look: str | None = None
    failures: int = 0


class AlertRow(TypedDict):
    """The state of a source changed: from what to what, when, and why (`cause` with its numbers in `detail`)."""

    source_id: str
    before: str
    state: str
    cause: str
    detail: Mapping[str, Any]
    at: str
    visit_id: NotRequired[int | None]


class EndingRow(TypedDict):
    """A listing seems to have ended: as what, and the capture that shows it."""

    listing_id: int
    source_id: str
    visit_id: int
    capture_id: int
    status: str
    observed_at: str
    note: str


class ImportItemRow(TypedDict):
    """What became of one file (no parent) or member of an archive in one import.

    `n`: which of the paths named it lies under, or its place in its archive. `outcome`: what the best of its listings
    became (new, changed, unchanged), else known, nothing (to read), failed; unpacking and unpacked for archives;
    `resources`: so many (`number`) members of one kind that belong to pages. `counts`: listings by what they became,
    and what failed.
    """

    import_id: int
    run_id: int
    n: int
    name: str
    kind: str
    outcome: str
    parent_id: NotRequired[int | None]
    number: NotRequired[int]
    counts: NotRequired[Mapping[str, int]]
    reason: NotRequired[str]
    capture_id: NotRequired[int | None]


class ListingRow(TypedDict):
    """Who and where a listing is now, and the few facts that the queue shows."""

    source_id: str
    native_id: str
    observed_at: str
    known_as: NotRequired[Sequence[str]]  # what other readings of the same capture name it
    people: NotRequired[Sequence[str]]  # whom it names: keyed pseudonyms, names of organisations
    url: NotRequired[str]
    status: NotRequired[str]
    province: NotRequired[str | None]
    prefecture: NotRequired[str | None]
    county: NotRequired[str | None]
    adcode: NotRequired[str | None]
    capacity_kw: NotRequired[float | None]


class VersionRow(TypedDict):
    """What the listing said, contacts masked in place; `folded` is what search finds (`Normalised.plain.text`).

    Equal `content_digest` means the same content. `text_sha256` is that of the unmasked text in the archive.
    """

    text: str
    text_sha256: str
    content_digest: str
    folded: str
    title: NotRequired[str]
    price_text: NotRequired[str]
    price_yuan: NotRequired[int | None]
    seller: NotRequired[str]
    posted_at: NotRequired[str | None]
    place: NotRequired[str | None]
    speaker: NotRequired[str | None]
    images: NotRequired[Sequence[str]]
    charset: NotRequired[str]
    charset_rung: NotRequired[str]
    found_by: NotRequired[Mapping[str, str]]


class AssessmentRow(TypedDict):
    """One judgement of one version by one state of knowledge; a later judgement is added, never put in its place."""

    score: int
    level: str
    offer: str
    knowledge: str
    as_of: NotRequired[str | None]
    object: NotRequired[str | None]
    share_pct: NotRequired[float | None]
    voice: NotRequired[str]
    tool_version: NotRequired[str]
    why: NotRequired[Sequence[str]]
    policies: NotRequired[Sequence[str]]


class FactRow(TypedDict):
    """One stated fact; its words are the version's text from `start` to `end`."""

    kind: str
    role: str
    start: int
    end: int
    value_min: NotRequired[float | None]
    value_max: NotRequired[float | None]
    unit: NotRequired[str | None]
    per: NotRequired[str | None]
    units: NotRequired[Sequence[Sequence[float]] | None]
    unit_conflict: NotRequired[bool]
    negotiable: NotRequired[bool]
    detail: NotRequired[Mapping[str, Any]]


class ClaimRow(TypedDict):
    """One claim in a text with its stance."""

    type: str
    stance: str
    start: int
    end: int
    distance: NotRequired[int]
    sense: NotRequired[str | None]
    scope: NotRequired[str | None]
    phrase: NotRequired[str]
    why: NotRequired[str]


class FlagRow(TypedDict):
    """One rule that holds, with its words as they stood when it was raised."""

    rule: str
    version: int
    severity: str
    title: Two
    reason: Two
    spans: Sequence[Sequence[int]]
    status: NotRequired[str]
    policies: NotRequired[Sequence[str]]
    settled_by: NotRequired[Sequence[Two]]
    disproved_by: NotRequired[Two | None]
    note: NotRequired[Two | None]
    numbers: NotRequired[Sequence[Mapping[str, Any]]]


class RiskRow(TypedDict):
    """One addend of the risk score."""

    label: Two
    points: int


class ChangeRow(TypedDict):
    """One typed event of a listing; `detail` holds what it was and what it is now."""

    kind: ChangeKind
    detail: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Judgement:
    """All that one assessment of one version found."""

    assessment: AssessmentRow
    facts: Sequence[FactRow] = ()
    claims: Sequence[ClaimRow] = ()
    flags: Sequence[FlagRow] = ()
    risk: Sequence[RiskRow] = ()


@dataclass(frozen=True, slots=True)
class JudgedAgain:
    """A later judgement of a stored version; `change` is its event when it changes what a reviewer sees.

    `shown`: what the queue shows of the facts (ListingRow's place and capacity, `price_yuan`).
    """

    version_id: int
    found: Judgement
    shown: Mapping[str, Any]
    change: Mapping[str, Any] | None = None


@dataclass(frozen=True, slots=True)
class Due:
    """Which stored versions to judge again; an empty field does not restrict.

    `since`: versions observed at or after this time. With `knowledge` and `tool_version`, versions whose newest
    judgement is by just these are left out.
    """

    source: str = ""
    since: str = ""
    knowledge: str = ""
    tool_version: str = ""


@dataclass(frozen=True, slots=True)
class Scope:
    """Which captures: those of one or several listings, one source or one run; all when none is named.

    A capture that an answer 'not modified' confirms is among them; `with_archives`: also the archives that documents
    came out of; `parts`: further captures, what pages of the scope load; `further`: listings beside `listing_id`.
    """

    listing_id: int | None = None
    source: str = ""
    run_id: int | None = None
    with_archives: bool = False
    parts: tuple[int, ...] = ()
    further: tuple[int, ...] = ()

    @property
    def listings(self) -> tuple[int, ...]:
        """The listings it is restricted to."""
        return () if self.listing_id is None else (self.listing_id, *self.further)

    @property
    def is_everything(self) -> bool:
        """True when nothing restricts it."""
        return self.listing_id is None and not self.source and self.run_id is None


@dataclass(frozen=True, slots=True)
class Saved:
    """What `Store.save_listing` did."""

    listing_id: int
    version_id: int
    outcome: Outcome
    changes: tuple[ChangeRow, ...] = ()


@dataclass(frozen=True, slots=True)
class QueueFilter:
    """What the queue shows; an empty field does not restrict.

    `claims`: any of these types, in whatever stance. `stance`: such a claim in this stance; of any type when `claims`
    is empty. `since`: first seen or changed at or after this time. `seller`, `contact`: whose listings (ListingRow's
    `people`), any of these pseudonyms or names of organisations.
    `text`: a folded query (`normalise(q).plain.text`), words separated by spaces must all occur.
    """

    min_level: str = ""
    claims: tuple[str, ...] = ()
    stance: str = ""
    rule: str = ""
    province: str = ""
    status: str = ""
    source: str = ""
    offer: str = ""
    since: str = ""
    text: str = ""
    seller: tuple[str, ...] = ()
    contact: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Page:
    """Some rows and, when there are more, the key to ask for the next page with."""

    rows: tuple[dict[str, Any], ...]
    after: tuple[int, int] | None = None


@dataclass(frozen=True, slots=True)
class AuditVerdict:
    """Whether one row of the audit log is as it was written."""

    id: int
    ok: bool
    reason: str = ""
