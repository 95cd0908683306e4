"""Makes claim types of claim files, and of files that add wordings to a claim or say which words are none."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import product
from typing import Final

from monitor.datafiles import Where, YamlFile
from monitor.models import GapPattern, Phrase
from monitor.rules import schema
from monitor.rules.files import DataFile
from monitor.rules.names import PLACEHOLDER
from monitor.rules.schema_parts import both
from monitor.rules.templates import compile_template, words_of
from monitor.rules.values import ClaimType, Example

MAX_PHRASES: Final = 4_000  # of one file: more is a slot too many
_SOUNDING: Final = re.compile("[\u3400-\u9fff]{4,}")  # shorter wordings sound like too much else
# Signs of expressions and gap patterns in a phrase, of expressions in a pattern, and marks of quotation that YAML does
# not know: they would be looked for as they stand there, and are in no text.
_NO_SIGNS: Final = re.compile(r"\.[*+?]|[\\^*$“”‘’]")
_NO_WORDS: Final = re.compile(rf"{_NO_SIGNS.pattern}|[|…\[\]]")
Slots = Mapping[str, Sequence[str]]
Wordings = schema.ClaimModel | schema.ClaimAdditionModel


def claim_of(file: DataFile, yaml: YamlFile, model: schema.ClaimModel, shared: Slots, *, replaces: bool) -> ClaimType:
    """The claim type of one file. `shared`: slots of all files; `replaces`: there is a built-in one of its id.

    Raises DataFileError at what is wrong.
    """
    slots = {**shared, **model.slots}
    return ClaimType(
        id=model.id, version=model.version, title=both(model.title), severity=model.severity, says=model.says,
        phrases=tuple(_phrases(yaml, model, model.id, file.own)), settled_by=tuple(map(both, model.settled_by)),
        disproved_by=both(model.disproved_by), file=str(file.path),
        must_match=_claim_examples(yaml, "must_match", model.must_match),
        must_not_match=_claim_examples(yaml, "must_not_match", model.must_not_match),
        patterns=tuple(_patterns(yaml, model, model.id, slots, file.own)),
        never=tuple(_never(yaml, model, model.id, slots)), files_alone=replaces and not model.keep_built_in,
        changed_by=(str(file.path),) if replaces else (),
    )  # fmt: skip


def added_to(
    claims: Mapping[str, ClaimType], file: DataFile, yaml: YamlFile, model: schema.ClaimAdditionModel, shared: Slots
) -> ClaimType:
    """The claim that a file adds to, with what it adds. Raises DataFileError at what is wrong."""
    claim = claims.get(model.add_to)
    if claim is None:
        near = difflib.get_close_matches(model.add_to, claims, n=1)
        hint = f"; meant is perhaps {near[0]!r}" if near else ""
        raise yaml.error(f"there is no claim {model.add_to!r} to add to" + hint, ("add_to",))
    slots = {**shared, **model.slots}
    return claim._replace(
        phrases=(*claim.phrases, *_phrases(yaml, model, claim.id, file.own)),
        patterns=(*claim.patterns, *_patterns(yaml, model, claim.id, slots, file.own)),
        never=(*claim.never, *_never(yaml, model, claim.id, slots)),
        must_match=(*claim.must_match, *_claim_examples(yaml, "must_match", model.must_match)),
        must_not_match=(*claim.must_not_match, *_claim_examples(yaml, "must_not_match", model.must_not_match)),
        changed_by=(*claim.changed_by, str(file.path)),
    )


def _never(yaml: YamlFile, model: Wordings, claim: str, slots: Slots) -> Iterator[GapPattern]:
    """Wordings that are no claim of the type. Raises DataFileError at the one that is wrong."""
    for index, text in enumerate(model.never):
        try:
            made = compile_template(text, slots)
        except ValueError as error:
            raise yaml.error(str(error), ("never", index)) from error
        yield GapPattern(claim, text, made.source, made.needs, made.also, made.reach, made.latin)


def _phrases(yaml: YamlFile, model: Wordings, claim: str, own: bool) -> Iterator[Phrase]:
    """Every wording with its slots filled in, each text once; the reader of clauses never learned from `own` ones.

    Raises DataFileError at the phrase that is wrong."""
    seen: set[str] = set()
    polarity = "".join(model.polarity)
    for index, item in enumerate(model.phrases):
        phrase = schema.PhraseModel(text=item) if isinstance(item, str) else item
        where: Where = ("phrases", index)
        _check_signs(yaml, phrase.text, _NO_WORDS, where)
        for text in _expand(yaml, model.slots, phrase.text, where):
            if text in seen:
                continue
            seen.add(text)
            if len(seen) > MAX_PHRASES:
                raise yaml.error(f"more than {MAX_PHRASES} wordings; split the slots", where)
            if phrase.sound and not _SOUNDING.fullmatch(text):
                raise yaml.error(f"sound: needs four Han characters or more and nothing else, not {text!r}", where)
            yield Phrase(
                claim_type=claim, text=text, protected=polarity + phrase.protected, max_edits=phrase.max_edits,
                sense=phrase.sense, scope=phrase.scope, stance=phrase.stance, sound=phrase.sound,
                certain=phrase.certain or own,
            )  # fmt: skip


def _patterns(yaml: YamlFile, model: Wordings, claim: str, slots: Slots, own: bool) -> Iterator[GapPattern]:
    """Every gap pattern as an expression. Raises DataFileError at the pattern that is wrong."""
    for index, item in enumerate(model.patterns):
        one = schema.PatternModel(text=item) if isinstance(item, str) else item
        _check_signs(yaml, one.text, _NO_SIGNS, ("patterns", index))
        try:
            before, after, near = (words_of(words, slots) for words in (one.not_before, one.not_after, one.unless))
            made = compile_template(one.text, slots, before, after)
        except ValueError as error:
            raise yaml.error(str(error), ("patterns", index)) from error
        yield GapPattern(
            claim, one.text, made.source, made.needs, made.also, made.reach, made.latin, one.alone,
            "|".join(re.escape(word.lower()) for word in near), one.sense, one.scope, one.stance,
            one.certain or own,
        )  # fmt: skip


def _check_signs(yaml: YamlFile, text: str, signs: re.Pattern[str], where: Where) -> None:
    found = signs.search(text)
    if found and found[0] in "“”‘’":
        raise yaml.error(f"the quotation mark {found[0]} is of no use here; write \" or '", where)
    if found:
        told = "words and {slots} alone, and signs stand under patterns" if signs is _NO_WORDS else "see docs/rules.md"
        raise yaml.error(f"{found[0]} is no sign that is known in {text!r}; {told}", where)


def _expand(yaml: YamlFile, slots: Mapping[str, list[str]], text: str, where: Where) -> Iterator[str]:
    names = PLACEHOLDER.findall(text)
    for name in names:
        if name not in slots:
            known = ", ".join(sorted(slots)) or "none"
            raise yaml.error(f"the slot {{{name}}} is not defined in this file (slots: {known})", where)
    pieces = PLACEHOLDER.split(text)[::2]
    if "{" in "".join(pieces) or "}" in "".join(pieces):
        raise yaml.error("a brace that is no {slot}: names of slots are a-z and _", where)
    size = 1
    for name in names:
        size *= len(slots[name])
    if size > MAX_PHRASES:
        raise yaml.error(f"unfolds into {size} wordings, more than {MAX_PHRASES}", where)
    for choice in product(*(slots[name] for name in names)):
        filled = "".join(piece + word for piece, word in zip(pieces, (*choice, ""), strict=True))
        if len(filled) < 2:
            raise yaml.error(f"the wording {filled!r} is too short: 2 characters at least", where)
        yield filled


def _claim_examples(yaml: YamlFile, key: str, items: Sequence[str | schema.ClaimExampleModel]) -> tuple[Example, ...]:
    def one(index: int, item: str | schema.ClaimExampleModel) -> Example:
        line = yaml.line((key, index))
        if isinstance(item, str):
            return Example(item, str(yaml.path), line)
        return Example(item.text, str(yaml.path), line, item.title, speaker=item.speaker, stance=item.stance)

    return tuple(one(index, item) for index, item in enumerate(items))
