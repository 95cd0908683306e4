"""The values that pass between the rooms: frozen, without I/O, each field with its unit.

NamedTuples where every `scan` defines or makes them: a tenth of the time of dataclasses (start-up time).

Offsets are Unicode code points of the text they belong to, half-open. Money is yuan, power kW, energy kWh.
Times are ISO 8601 in UTC, days are `datetime.date`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from types import MappingProxyType
from typing import Final, Literal, NamedTuple

Role = Literal[
    "asking", "starting", "floor", "deposit", "registered_capital", "investment", "past", "rent",
    "compensation", "appraisal",
    "offered", "unit", "total", "threshold", "planned", "former", "equipment",
    "unknown",
]  # fmt: skip
Stance = Literal["asserted", "denied", "reported", "asked", "doubted", "wanted", "policy"]
Sense = Literal["mining", "hydro", "unknown"]
Scope = Literal["exit_class", "any_cleanup"]
OfferKind = Literal["direct", "reported", "none"]
OfferObject = Literal["plant", "equity", "lease", "operating_right", "debt", "bundle", "under_construction"]
Voice = Literal["seller", "buyer", "comment", "press", "official", "unknown"]
Severity = Literal["high", "medium", "low"]
RiskLevel = Literal["none", "low", "medium", "high", "critical"]
CaptureState = Literal[
    "ok", "blocked", "challenge", "gone", "sold", "removed_by_platform", "not_modified", "truncated",
    "too_large", "failed", "unpacking", "unread", "resource",
]  # fmt: skip
How = Literal["http", "file", "upload", "render"]
FETCHED: Final[frozenset[How]] = frozenset({"http", "render"})  # by us, from its address, just then
WORDS_TYPE: Final = "application/vnd.hydrowatch.words+json"  # what was read of a picture; db.rows has it, too
ListingStatus = Literal["live", "sold", "removed_by_platform", "gone", "blocked", "unreachable", "unknown"]

EMPTY: Final[Mapping[str, str | float | bool | None]] = MappingProxyType({})


class Span(NamedTuple):
    """A half-open range of code points of one text."""

    start: int
    end: int

    def of(self, text: str) -> str:
        """The words of `text` that the span covers."""
        return text[self.start : self.end]

    def overlaps(self, other: Span) -> bool:
        """True when the two ranges share a character."""
        return self.start < other.end and other.start < self.end


class Bilingual(NamedTuple):
    """The same sentence in Chinese and English."""

    zh: str
    en: str

    def in_language(self, language: str) -> str:
        """The sentence in 'zh' or, for any other language, in English."""
        return self.zh if language == "zh" else self.en


class Document(NamedTuple):
    """One text as the detector sees it, wherever it came from."""

    id: str
    text: str
    title: str = ""
    url: str | None = None
    posted_at: date | None = None
    place: str | None = None
    speaker: Voice | None = None
    parsed: bool = False  # the text was read out of a page: it is not the input itself
    posted_from: date | None = None  # where only a month or the like is told: the first day of it, `posted_at` the last
    seller: str = ""  # who offers it, where a field beside the text says so; only lists of known sellers ask for it


class OfferReading(NamedTuple):
    """What a text offers and who speaks in it.

    `voice` is the speaker of the main text; from code point `comments_from` on others speak (None: nobody else).
    `why` names the cues, for the reader. A text that is not `related` has nothing to do with hydropower or mining:
    neither facts nor claims are read from it.
    """

    offer: OfferKind
    object: OfferObject | None = None
    share_pct: float | None = None
    voice: Voice = "unknown"
    comments_from: int | None = None
    why: tuple[str, ...] = ()
    related: bool = True


class Fact(NamedTuple):
    """One stated fact with the exact words that state it.

    kinds: capacity price generation tariff hours head flow transformer share place grid permit rig date contact reason.
    `value_min` and `value_max` are in `unit` (equal for a single value, None when not a number or not stated);
    `per` is total|kW|year for prices; `units` lists (count, kW each) of unit groups; `detail` holds what only
    one kind has: place (province, prefecture, county, adcode, candidate, abroad), rig (model, count, power_w),
    permit (name, number, holder, expiry), grid (name), contact (type, masked), date (what, value), price in another
    currency than yuan (currency, amount_min, amount_max, told_as: its values are None, nothing is converted),
    generation (hoped_kwh: an output that the text only hopes for, beside the real one).
    """

    kind: str
    span: Span
    text: str
    role: Role = "unknown"
    value_min: float | None = None
    value_max: float | None = None
    unit: str | None = None
    per: str | None = None
    units: tuple[tuple[int, float], ...] | None = None
    unit_conflict: bool = False
    negotiable: bool = False
    detail: Mapping[str, str | float | bool | None] = EMPTY

    def __hash__(self) -> int:
        return hash(self[:-1])  # mappings have no hash


class Phrase(NamedTuple):
    """One wording of a claim, as the matcher takes it.

    `text` has its slots expanded; `max_edits` None means the default by length (0 to 4 characters: 0, 5 to 8: 1,
    from 9: 2); no edit may touch a character of `protected` or any polarity character of the matcher. With `sound` it
    is also found where characters of the same sound are written (`monitor/text/sound.py`), the protected ones too.
    What is `certain` is a claim whatever the words around it make it look like (docs/decisions/0013).
    """

    claim_type: str
    text: str
    protected: str = ""
    max_edits: int | None = None
    sense: Sense | None = None
    scope: Scope | None = None
    stance: Stance | None = None  # a wording that by itself denies (已列入退出名单 denies not_in_cleanup)
    sound: bool = False
    certain: bool = False


class GapPattern(NamedTuple):
    """One wording of a claim that has gaps or numbers in it, as an expression made from its template.

    One of the words `needs` stands in every match, which spans at most `reach` characters, and one of `also` if there
    are any. `latin` patterns are read on text with spaces and marks, all others without. With `alone` the match stands
    between marks or spaces; a word matching `unless` within 12 characters of it takes it back. `certain` as in
    `Phrase`.
    """

    claim_type: str
    text: str
    source: str
    needs: tuple[str, ...]
    also: tuple[str, ...]
    reach: int
    latin: bool = False
    alone: bool = False
    unless: str = ""
    sense: Sense | None = None
    scope: Scope | None = None
    stance: Stance | None = None
    certain: bool = False


WEIGHED: Final = "weighed: "  # begins the phrase of a claim that the second reader found (docs/decisions/0013)


class Claim(NamedTuple):
    """One claim found in a text: what is said, in whose mouth, where, and why we read it so.

    `phrase` is the wording that found it; it begins with WEIGHED where none did, but the words of the clause together.
    `beside`: the words that told the `sense`, where it was not the file of the wording.
    """

    type: str
    stance: Stance
    span: Span
    text: str
    distance: int = 0
    sense: Sense | None = None
    scope: Scope | None = None
    phrase: str = ""
    why: str = ""
    beside: Span | None = None


class Extraction(NamedTuple):
    """All that a text says, before anything is judged."""

    reading: OfferReading
    facts: tuple[Fact, ...]
    claims: tuple[Claim, ...]
    mining: bool = False  # its words speak of crypto mining, whoever says them


class FlagNumber(NamedTuple):
    """One number that a rule compared: its range in `unit`, the sum in words, and the band it was held against.

    `usual` and `review` are the band's (low, high), None where it has no such end; outside `review` a rule looks.
    """

    name: str
    low: float
    high: float
    unit: str
    formula: Bilingual | None = None
    band: str = ""
    usual: tuple[float | None, float | None] = (None, None)
    review: tuple[float | None, float | None] = (None, None)
    source: str = ""
    verify: str = ""


class Flag(NamedTuple):
    """A lead for a reviewer: a rule that holds for this text. Never a verdict.

    `disproved_by`: what would clear the flag, never what would refute the seller.
    """

    rule: str
    version: int
    severity: Severity
    title: Bilingual
    reason: Bilingual
    spans: tuple[Span, ...]
    policies: tuple[str, ...] = ()
    settled_by: tuple[Bilingual, ...] = ()
    disproved_by: Bilingual | None = None
    status: str = "stable"
    numbers: tuple[FlagNumber, ...] = ()  # what a plausibility rule worked out and compared
    note: Bilingual | None = None  # a context list that informs (known benign text, site or seller); a plant abroad


class RiskPart(NamedTuple):
    """One addend of a risk score, so that a person can add it up again."""

    label: Bilingual
    points: int


class Risk(NamedTuple):
    """Priority in the queue, 0 to 100; `parts` add up to `score` (before the cap at 100)."""

    score: int = 0
    level: RiskLevel = "none"
    parts: tuple[RiskPart, ...] = ()


class Assessment(NamedTuple):
    """One document judged: what was read, which flags it raises, by the rules and policies of which day."""

    document: Document
    extraction: Extraction
    flags: tuple[Flag, ...]
    risk: Risk
    as_of: date | None
    policies: tuple[str, ...]  # in force (public) at the place on `as_of`
    knowledge: str  # digest of the rules and policies used
    as_of_from: date | None = None  # the first day where the text may be of several, `as_of` the last


class WarcPosition(NamedTuple):
    """Where a record lies: file name relative to the archive folder, byte offset and length of its gzip member."""

    file: str
    offset: int
    length: int
    record_id: str


OLDEST_FILE: Final = "1990"  # the web is no older
NO_MOMENT: Final = ("hydrowatch-moment", "unknown")  # a header: `taken_at` is not when the page was as it is


@dataclass(frozen=True, slots=True)
class Capture:
    """Bytes as they came, with what is needed to prove it; failures and blocked pages are captures too.

    `fetched_at` is this machine's clock, `server_date` the other side's (its Date header or the file's mtime).
    `body` is the decoded payload; `sha256` is over `body`. `reason` says why the state is not ok. An archive's body
    is not held (`size` says how long it is). `taken_at`: when a page was fetched or saved, by its own
    or its archive's word; of the words of a picture, when the picture came. "unread": a picture before it is read.
    `place`: a keyed digest of where a file lies, or a document in it, by which one saved again is known; "": unknown.
    `doubt`: why the bytes of a document are not as the archive says that it came out of; "" when nothing speaks so.
    """

    url: str
    source_id: str
    state: CaptureState
    how: How
    fetched_at: str
    body: bytes = b""
    sha256: str = ""
    final_url: str = ""
    status: int | None = None
    headers: tuple[tuple[str, str], ...] = ()
    media_type: str = ""
    server_date: str | None = None
    reason: str = ""
    warc: WarcPosition | None = None
    operator: str = ""
    tool_version: str = ""
    seconds: float = 0.0
    size: int | None = None
    taken_at: str = ""
    place: str = ""
    doubt: str = ""

    @property
    def seen_at(self) -> str:
        """When the page was as it is here: fetched by us, or by whoever made the archive it came in.

        Of a file that does not say so, its own date, which puts copies in order and proves nothing.
        """
        if self.is_undated:
            return self._file_date or self.recorded_at
        return self.taken_at or self._file_date or self.fetched_at

    @property
    def recorded_at(self) -> str:
        """As `seen_at`, but never by the date of a file, by which nothing is judged."""
        return self.taken_at or self.fetched_at

    @property
    def is_undated(self) -> bool:
        """True where `taken_at` is only when an earlier workspace kept what its archive holds."""
        return NO_MOMENT in self.headers

    @property
    def _file_date(self) -> str:
        """The date of a file on the disk; "" where it has none that can be: of programs that know none 1970 or 1980."""
        date_ = (self.server_date or "") if self.how == "file" or self.is_undated else ""
        latest = self.taken_at if self.is_undated else self.fetched_at
        return date_ if OLDEST_FILE <= date_ <= latest else ""


@dataclass(frozen=True, slots=True)
class Listing:
    """One listing as parsed from one capture. Identity: `source_id` + `native_id`.

    `text` is all visible text in block order; comments follow the post after a line 评论. `found_by` says for each
    field which selector or rule found it. `charset` is the encoding used and `charset_rung` the step of the
    ladder that chose it.
    """

    source_id: str
    native_id: str
    text: str
    title: str = ""
    url: str = ""
    price_text: str = ""
    seller: str = ""
    posted_at: date | None = None
    place: str | None = None
    status: ListingStatus = "unknown"
    speaker: Voice | None = None
    images: tuple[str, ...] = ()
    comments: tuple[str, ...] = ()
    charset: str = ""
    charset_rung: str = ""
    found_by: Mapping[str, str] = field(default_factory=dict, hash=False)
    known_as: tuple[str, ...] = ()  # what other readings of the same capture name it
    alike: tuple[str, ...] = ()  # names that rows like it have in other files: a listing that says the same is this one
    volatile: tuple[Span, ...] = ()  # places of `text` that change by themselves (view counters): no new version
    # When the page tells a month, or `posted_at` from its own moment (1个月前): the first day that can be, `posted_at`
    # the last.
    posted_from: date | None = None
    left_out: int = 0  # messages of a chat that follow it and are no replies to it
    unread: tuple[str, ...] = ()  # columns of its table that hold numbers of which nobody knows what they count
    doubted: ListingStatus | None = None  # what the page says, while `status` does not follow it
    in_place: str = ""  # what the site says where the text of the item stood: an ending, and none of its words
    number: str = ""  # the id that it is named by, when sites may share it or an older program named it otherwise
    site: str = ""  # the host whose number that is; "": not known
    seen_at: str = ""  # when its words were said, UTC, where the line of a chat tells it; "": as its capture

    def document(self) -> Document:
        """The listing as the detector takes it."""
        return Document(
            id=f"{self.source_id}/{self.native_id}", text=self.text, title=self.title, url=self.url or None,
            posted_at=self.posted_at, place=self.place, speaker=self.speaker, posted_from=self.posted_from,
            seller=self.seller,
        )  # fmt: skip
