"""Learns the weights of `monitor/text/claim_model.py` from labelled texts and snippets and writes `claims.tsv`.

    python -m monitor.data.text.build_claims [CORPUS]

For every class (a claim type, or its denial) a logistic regression over the clauses of the open texts and of the
snippets in CORPUS/snippets. A clause that touches an optional label neither speaks for nor against its type.
"""

from __future__ import annotations

import argparse
import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from hashlib import sha256
from pathlib import Path
from typing import Any, Final, NamedTuple

import numpy as np

from monitor.data.text.learn import descend, sigmoid
from monitor.models import Span
from monitor.text.claim_model import DENIAL, ClaimModel, clauses_of, weights_of
from monitor.text.fold import DATA, read_families
from monitor.text.normalise import normalise
from monitor.text.weights import BASE, WEIGHT_UNIT

CORPUS: Final = Path(__file__).parents[3] / "tests" / "corpus"
LEAST_CLAUSES: Final = 3  # in which a feature must stand
LEAST_POSITIVES: Final = 8  # of a class that is learned
POSITIVE: Final = 2.0  # how much a clause with a claim counts against one without
EMPHASIS: Final = 1.5  # of a family or pair of families against one run of characters
PENALTY: Final = 1.0
STEPS: Final = 160
KEPT: Final = 6_000  # features that keep a weight: the strongest
LEAST_WEIGHT: Final = 20  # hundredths; smaller ones are left out


Cells = dict[str, int]  # class -> hundredths


class Sample(NamedTuple):
    """One clause: its features, the classes of claims it makes, and those that may be read either way."""

    features: frozenset[str]
    classes: frozenset[str]
    open: frozenset[str]


def training_files(corpus: Path) -> list[Path]:
    """The files that are learned from: open texts and snippets."""
    return sorted([*(corpus / "open").glob("*.jsonl"), *(corpus / "snippets").glob("*.jsonl")])


def read_samples(paths: Iterable[Path]) -> list[Sample]:
    """Every clause of the files as a sample."""
    model = ClaimModel(read_families("claim_words.txt"), weights_of({}))
    return [one for path in paths for case in _cases(path) for one in _samples(case, model)]


def _cases(path: Path) -> Iterator[dict[str, Any]]:
    return map(json.loads, path.read_text("utf-8").splitlines())


def _samples(case: dict[str, Any], model: ClaimModel) -> Iterator[Sample]:
    normalised = normalise(case["text"])
    spans = [
        (one["type"] + DENIAL * (one["stance"] == "denied"), bool(one.get("optional")), *normalised.plain.locate(span))
        for one in case.get("gold", case)["claims"]
        for span in [Span(*one["span"])]
    ]
    for clause in clauses_of(normalised.plain.text):
        here = [(name, optional) for name, optional, start, end in spans if start < clause.end and clause.start < end]
        classes = frozenset(name for name, optional in here if not optional)
        yield Sample(frozenset(model.features(clause.text, every_gram=True)), classes, frozenset(dict(here)) - classes)


def learn(samples: Sequence[Sample]) -> dict[str, Cells]:
    """The weights of every feature, in hundredths, by class."""
    counts = Counter(feature for sample in samples for feature in sample.features)
    names = sorted(name for name, number in counts.items() if number >= LEAST_CLAUSES)
    place = {name: number for number, name in enumerate(names)}
    classes = sorted(
        name for name, number in Counter(one for s in samples for one in s.classes).items() if number >= LEAST_POSITIVES
    )
    matrix = np.zeros((len(samples), len(names)), np.float32)
    wanted = np.zeros((len(samples), len(classes)), np.float32)
    weigh = np.ones_like(wanted)
    for row, sample in enumerate(samples):
        for feature in sample.features:
            if feature in place:
                matrix[row, place[feature]] = _value(feature)
        for column, name in enumerate(classes):
            wanted[row, column] = name in sample.classes
            weigh[row, column] = 0 if name in sample.open else POSITIVE if name in sample.classes else 1
    weights, base = descend(matrix, wanted, sigmoid, PENALTY, STEPS, weigh)
    rows = np.vstack([base, weights * np.array([[_value(name)] for name in names], np.float32)]) * WEIGHT_UNIT
    cells = ({one: round(float(value)) for one, value in zip(classes, row, strict=True)} for row in rows)
    return strongest(dict(zip([BASE, *names], cells, strict=True)))


def strongest(learned: Mapping[str, Cells]) -> dict[str, Cells]:
    """BASE and the features with the largest weights, without the weights that are next to nothing."""
    ranked = sorted((name for name in learned if name != BASE), key=lambda name: -max(map(abs, learned[name].values())))
    kept = {BASE: dict(learned[BASE])}
    for name in sorted(ranked[:KEPT]):
        if cells := {one: value for one, value in learned[name].items() if abs(value) >= LEAST_WEIGHT}:
            kept[name] = cells
    return kept


def _value(feature: str) -> float:
    return EMPHASIS if len(feature) > 1 and feature[0] == "@" else 1.0


def digest(paths: Iterable[Path]) -> str:
    """SHA-256 over what the weights come from: texts with their claims, and families; line ends made alike."""
    content = (path.read_bytes().replace(b"\r\n", b"\n") for path in [DATA / "claim_words.txt", *paths])
    return sha256(b"\0".join(content)).hexdigest()


def write(learned: Mapping[str, Cells], stamp: str) -> None:
    """The weights as monitor/data/text/claims.tsv: a line of classes, then feature, class number, weight, …"""
    classes = {name: number for number, name in enumerate(learned[BASE])}
    head = (
        "# Weights in hundredths of what makes claims: classes, then features with pairs of class number, weight.\n"
        "# Written by build_claims.py from tests/corpus; digest of texts and families:\n"
        f"# {stamp}\n"
        f"{' '.join(classes)}\n"
    )
    rows = (
        f"{feature}\t{' '.join(f'{classes[name]} {value}' for name, value in cells.items())}\n"
        for feature, cells in learned.items()
    )
    (DATA / "claims.tsv").write_text(head + "".join(rows), "utf-8")


def main() -> None:
    """Learn from a corpus and write the weights."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("corpus", nargs="?", type=Path, default=CORPUS)
    paths = training_files(parser.parse_args().corpus)
    samples = read_samples(paths)
    learned = learn(samples)
    write(learned, digest(paths))
    print(f"{len(learned)} features from {len(samples)} clauses of {len(paths)} files")


if __name__ == "__main__":
    main()
