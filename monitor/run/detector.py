"""The stateless detector: one document in, one assessment out; touches no database and no network."""

from __future__ import annotations

import gc
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache
from itertools import islice
from pathlib import Path
from typing import Final, get_args

from monitor.assess import assess
from monitor.errors import ConfigError, ItemError
from monitor.extract import extract, extract_many
from monitor.extract.parts import is_long
from monitor.models import Assessment, Document, Voice
from monitor.rules.cache import cache_folder
from monitor.rules.files import data_files, state_of
from monitor.rules.load import load_knowledge
from monitor.rules.values import Knowledge
from monitor.text.compiled import keep_in
from monitor.text.lexicon import Lexicon
from monitor.text.normalise import normalise

# Texts matched in one go: enough for the batched matcher to pay, few enough to stay in cache and start at once.
BATCH: Final = 256
NAME_A_PLACE: Final = "write a province, prefecture or county, such as 四川 or 会东县"


@dataclass(frozen=True, slots=True)
class Detector:
    """The rules of one day, ready to read texts with."""

    knowledge: Knowledge
    lexicon: Lexicon

    def scan(self, document: Document, seen_on: date | None = None) -> Assessment:
        """Read and judge one document; `seen_on` is the day to judge by when the document has none."""
        return assess(document, extract(document, self.lexicon, self.knowledge), self.knowledge, seen_on)

    def scan_many(self, documents: Iterable[Document | ItemError]) -> Iterator[Assessment | ItemError]:
        """Read and judge a stream in its order, in bounded memory; failed items pass through in their place."""
        stream = iter(documents)
        while batch := list(islice(stream, BATCH)):
            yield from self._scan_batch(batch)
            if len(batch) == BATCH:
                _settle()

    def _scan_batch(self, batch: list[Document | ItemError]) -> Iterator[Assessment | ItemError]:
        if len(batch) == 1 and isinstance(batch[0], Document):
            yield self.scan(batch[0])
            return
        short = [item for item in batch if isinstance(item, Document) and not is_long(item.text)]
        texts = [normalise(item.text) for item in short]
        found = self.lexicon.find_batch(texts)
        read = extract_many(short, self.lexicon, self.knowledge, found, texts)
        for item in batch:
            if isinstance(item, ItemError):
                yield item
            elif is_long(item.text):
                yield self.scan(item)
            else:
                yield assess(item, next(read), self.knowledge)


@cache
def _settle() -> None:
    """Have the garbage collector pass over what is loaded, once: looking through it anew takes a tenth of a scan."""
    gc.collect()
    gc.freeze()


def build_detector(extra: Path | str | None = None) -> Detector:
    """The built-in rules, and those of the folder `extra` beside or instead of them. Raises ConfigError.

    The one built last is kept: while no file changes, opening one workspace after another costs no building.
    """
    extra = Path(extra) if isinstance(extra, str) else extra
    if (folder := cache_folder()) is not None:
        keep_in(folder)
    state = state_of(data_files(extra))
    built = _latest.get(state)
    if built is None:
        knowledge = load_knowledge(extra)
        built = Detector(knowledge, Lexicon(knowledge.phrases, knowledge.patterns))
        _latest.clear()
        _latest[state] = built
    return built


_latest: Final[dict[str, Detector]] = {}  # state of the data files -> what was built from them
_built_in: list[Detector] = []


def scan_document(document: Document) -> Assessment:
    """Read and judge one document by the built-in rules."""
    return _detector().scan(document)


def _detector() -> Detector:
    if not _built_in:
        _built_in.append(build_detector())
    return _built_in[0]


def scan_text(
    text: str,
    *,
    title: str = "",
    posted_at: date | str | None = None,
    place: str | None = None,
    speaker: Voice | None = None,
) -> Assessment:
    """Read and judge one text. `posted_at` is a date or 'YYYY-MM-DD'.

    Raises ConfigError when it is neither, or when another value is no text, `place` none that is known or `speaker`
    none of those that `models.Voice` names.
    """
    for name, value in (("text", text), ("title", title), ("place", place or ""), ("speaker", speaker or "")):
        if not isinstance(value, str):
            raise ConfigError(f"{name} must be a text, not {value!r:.60}")
    if speaker and speaker not in get_args(Voice):
        raise ConfigError(f"no such speaker: {speaker!r}; known: {', '.join(get_args(Voice))}")
    day = as_date(posted_at)
    if place and not _is_place(place, day):
        raise ConfigError(f"no such place: {place!r}; {NAME_A_PLACE}")
    return scan_document(Document("text", text, title, None, day, place, speaker))


def _is_place(place: str, day: date | None) -> bool:
    places = _detector().knowledge.places
    return bool(places.resolve(place, day) or places.lands.names_in(place.lower()))


def as_date(value: date | str | None) -> date | None:
    """A day from a date or its ISO 8601 form. Raises ConfigError saying what was given."""
    if value is None or isinstance(value, date):
        return value
    try:
        return date.fromisoformat(value)
    except (TypeError, ValueError) as error:
        raise ConfigError(f"not a date: {value!r}; write YYYY-MM-DD, for example 2021-07-14") from error
