"""Learns the weights of `monitor/text/claim_model.py` from labelled texts and snippets and writes `claims.tsv`.

    python -m monitor.data.text.build_claims [CORPUS]

One layer of units for all classes (a claim type, or its denial), over the clauses of the open texts and of the
snippets in CORPUS/snippets. A clause that touches an optional label neither speaks for nor against its type.
"""

from __future__ import annotations

import argparse
import json
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from hashlib import sha256
from pathlib import Path
from typing import Any, Final, NamedTuple

import numpy as np
from scipy.sparse import csr_array

from monitor.data.text.learn import (
    NEWER,
    Course,
    Floats,
    Net,
    farthest,
    frequent,
    fresh_net,
    joined,
    layer_of,
    matrix_of,
    sigmoid,
    teach,
)
from monitor.models import OfferKind, Span
from monitor.text.claim_model import BEFORE, BEHIND, DENIAL, FAMILY, WHOLE, ClaimModel, clauses_of
from monitor.text.fold import DATA, read_families
from monitor.text.layer import EMPTY, Layer, written_layer, written_row
from monitor.text.layer_weights import weights_of
from monitor.text.normalise import normalise
from monitor.text.weight_lines import lines_of

CORPUS: Final = Path(__file__).parents[3] / "tests" / "corpus"
LEAST_CLAUSES: Final = 3  # in which a feature must stand
LEAST_POSITIVES: Final = 8  # of a class that is learned
POSITIVE: Final = 2.0  # how much a clause with a claim counts against one without
EMPHASIS: Final = 0.7  # of a family or pair of families against one run of characters
HINT: Final = 0.5  # of what stands in a neighbouring clause against the same in the clause
TOLD: Final = 0.3  # of a family anywhere in the text against the same in the clause
UNITS: Final = 64
KEPT: Final = 32_000  # features that keep a row: the farthest reaching
NETS: Final = 2  # taught with those, each from its own start; what they say is the mean
BASE: Final = -4.0  # what is said for each class before anything is learned: claims are rare
WHOLE_COURSE: Final = Course(times=10, rate=0.003)
CUT_COURSE: Final = Course(times=14, rate=0.003)
SEED: Final = 1
# Rules of claims were written on these, so that they are read well already; learned from them as well, the weights read
# the withheld texts no better (precision .8977 against .8979, recall .8179 against .8196).
OF_RULES: Final = frozenset(("h13", "h14", "h15", "h16"))


class Sample(NamedTuple):
    """One clause: its features, the classes of claims it makes, and those that may be read either way."""

    features: frozenset[str]
    classes: frozenset[str]
    open: frozenset[str]


def training_files(corpus: Path) -> list[Path]:
    """The files that are learned from: open texts, those labelled for claims alone, and snippets."""
    open_texts = (path for path in (corpus / "open").glob("*.jsonl") if path.stem not in OF_RULES | NEWER)
    return sorted([*open_texts, *corpus.glob("claims.jsonl"), *(corpus / "snippets").glob("*.jsonl")])


def read_samples(paths: Iterable[Path]) -> list[Sample]:
    """Every clause of the files as a sample."""
    model = ClaimModel(read_families("claim_words.txt"), weights_of(EMPTY, {}))
    return [one for path in paths for case in _cases(path) for one in _samples(case, model)]


def _cases(path: Path) -> Iterator[dict[str, Any]]:
    return map(json.loads, path.read_text("utf-8").splitlines())


def _samples(case: dict[str, Any], model: ClaimModel) -> Iterator[Sample]:
    normalised = normalise(case["text"])
    spans = [
        (one["type"] + DENIAL * (one["stance"] == "denied"), bool(one.get("optional")), *normalised.plain.locate(span))
        for one in _claims(case)
        for span in [Span(*one["span"])]
    ]
    clauses = clauses_of(normalised.plain.text)
    for clause, features in zip(clauses, model.features(clauses, _offer(case)), strict=True):
        here = [(name, optional) for name, optional, start, end in spans if start < clause.end and clause.start < end]
        classes = frozenset(name for name, optional in here if not optional)
        yield Sample(frozenset(features), classes, frozenset(dict(here)) - classes)


class Learned(NamedTuple):
    """A layer, and for each feature how far it moves each unit."""

    layer: Layer
    moves: dict[str, list[int]]


def learn(samples: Sequence[Sample], kept: int = KEPT) -> Learned:
    """The layer that the samples teach, with the rows of so many features."""
    found = [sample.features for sample in samples]
    classes = sorted(
        name for name, number in Counter(one for s in samples for one in s.classes).items() if number >= LEAST_POSITIVES
    )
    names = frequent(found, LEAST_CLAUSES)
    matrix, values = matrix_of(found, names, _value), np.array([*map(_value, names)], np.float32)
    counted = _wanted(samples, classes)

    def taught(samples: csr_array, course: Course, seed: int) -> Net:
        chance = np.random.default_rng(seed)
        net = fresh_net(samples.shape[1], UNITS, np.full(len(classes), BASE, np.float32), chance)
        return teach(net, (samples, *counted), sigmoid, course, chance)

    numbers = farthest(taught(matrix, WHOLE_COURSE, SEED), matrix, values, kept)
    nets = [taught(matrix[:, numbers], CUT_COURSE, SEED + number) for number in range(1, NETS + 1)]
    layer, moves = layer_of(joined(nets), values[numbers], classes)
    return Learned(layer, dict(zip((names[number] for number in numbers), moves.tolist(), strict=True)))


def _wanted(samples: Sequence[Sample], classes: Sequence[str]) -> tuple[Floats, Floats]:
    """Whether each sample makes each class of claim, and how much that counts."""
    wanted = np.array([[name in sample.classes for name in classes] for sample in samples], np.float32)
    open_ = np.array([[name in sample.open for name in classes] for sample in samples])
    return wanted, np.where(open_, 0, np.where(wanted > 0, POSITIVE, 1)).astype(np.float32)


def _offer(case: dict[str, Any]) -> OfferKind | None:
    """The offer of a text; None for a snippet, of which it is not known."""
    offer: OfferKind | None = case["gold"]["offer"] if "gold" in case else None
    return offer


def _value(feature: str) -> float:
    if feature[0] == WHOLE:
        return TOLD if feature[1] == FAMILY else 1.0
    side = HINT if feature[0] in {BEFORE, BEHIND} else 1.0
    stem = feature[1:] if side == HINT else feature
    return side * (EMPHASIS if len(stem) > 1 and stem[0] == "@" else 1.0)


def digest(paths: Iterable[Path]) -> str:
    """SHA-256 over what the weights come from: texts with their claims, and families; line ends made alike."""
    hashed = sha256((DATA / "claim_words.txt").read_bytes().replace(b"\r\n", b"\n"))
    for case in (case for path in paths for case in _cases(path)):
        claims = [[one["type"], one["stance"], bool(one.get("optional")), one["span"]] for one in _claims(case)]
        hashed.update(json.dumps([case["text"], _offer(case), claims]).encode())
    return hashed.hexdigest()


def _claims(case: dict[str, Any]) -> list[dict[str, Any]]:
    claims: list[dict[str, Any]] = case.get("gold", case)["claims"]
    return claims


def write(learned: Learned, stamp: str) -> None:
    """The weights as monitor/data/text/claims.tsv: the layer, then groups of features with their rows."""
    head = (
        "# What makes claims: classes; starts of units; base and says of each class; groups of features with rows.\n"
        "# Written by build_claims.py from tests/corpus; digest of texts and families:\n"
        f"# {stamp}"
    )
    lines = lines_of((feature, written_row(row)) for feature, row in learned.moves.items())
    (DATA / "claims.tsv").write_text("\n".join([head, *written_layer(learned.layer), *lines, ""]), "utf-8")


def main() -> None:
    """Learn from a corpus and write the weights."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("corpus", nargs="?", type=Path, default=CORPUS)
    paths = training_files(parser.parse_args().corpus)
    samples = read_samples(paths)
    learned = learn(samples)
    write(learned, digest(paths))
    print(f"{len(learned.moves)} features from {len(samples)} clauses of {len(paths)} files")


if __name__ == "__main__":
    main()
