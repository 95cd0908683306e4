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
from scipy.sparse import csr_array

from monitor.data.text.learn import Floats, descend, frequent, matrix_of, sigmoid, strongest
from monitor.models import Span
from monitor.text.claim_model import BEFORE, BEHIND, DENIAL, ClaimModel, clauses_of, weights_of
from monitor.text.fold import DATA, read_families
from monitor.text.normalise import normalise
from monitor.text.weight_lines import lines_of
from monitor.text.weights import BASE, WEIGHT_UNIT

CORPUS: Final = Path(__file__).parents[3] / "tests" / "corpus"
LEAST_CLAUSES: Final = 3  # in which a feature must stand
LEAST_POSITIVES: Final = 8  # of a class that is learned
POSITIVE: Final = 2.0  # how much a clause with a claim counts against one without
EMPHASIS: Final = 0.7  # of a family or pair of families against one run of characters
HINT: Final = 0.5  # of what stands in a neighbouring clause against the same in the clause
PENALTY: Final = 8.0
STEPS: Final = 400
KEPT: Final = 24_000  # features that keep a weight: the strongest, learned once more by themselves
LEAST_WEIGHT: Final = 8  # hundredths; smaller ones are left out


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
    clauses = clauses_of(normalised.plain.text)
    for clause, features in zip(clauses, model.features(clauses), strict=True):
        here = [(name, optional) for name, optional, start, end in spans if start < clause.end and clause.start < end]
        classes = frozenset(name for name, optional in here if not optional)
        yield Sample(frozenset(features), classes, frozenset(dict(here)) - classes)


def learn(samples: Sequence[Sample]) -> dict[str, Cells]:
    """The weights in hundredths, by class: BASE and the strongest features."""
    found = [sample.features for sample in samples]
    classes = sorted(
        name for name, number in Counter(one for s in samples for one in s.classes).items() if number >= LEAST_POSITIVES
    )
    names = frequent(found, LEAST_CLAUSES)
    weights, _ = _fit(samples, matrix_of(found, names, _value), classes)
    names = [names[number] for number in strongest(weights, KEPT)]
    weights, base = _fit(samples, matrix_of(found, names, _value), classes)
    rows = np.vstack([base, weights * np.array([[_value(name)] for name in names], np.float32)]) * WEIGHT_UNIT
    learned = {
        name: {one: value for one, value in zip(classes, map(round, row.tolist()), strict=True) if _counts(name, value)}
        for name, row in zip([BASE, *names], rows, strict=True)
    }
    return {name: cells for name, cells in learned.items() if cells}


def _fit(samples: Sequence[Sample], matrix: csr_array, classes: Sequence[str]) -> tuple[Floats, Floats]:
    """Weights [feature, class] and bases [class]."""
    wanted = np.array([[name in sample.classes for name in classes] for sample in samples], np.float32)
    open_ = np.array([[name in sample.open for name in classes] for sample in samples])
    return descend(matrix, wanted, sigmoid, PENALTY, STEPS, np.where(open_, 0, np.where(wanted > 0, POSITIVE, 1)))


def _counts(name: str, value: int) -> bool:
    return name == BASE or abs(value) >= LEAST_WEIGHT


def _value(feature: str) -> float:
    side = HINT if feature[0] in {BEFORE, BEHIND} else 1.0
    stem = feature[1:] if side == HINT else feature
    return side * (EMPHASIS if len(stem) > 1 and stem[0] == "@" else 1.0)


def digest(paths: Iterable[Path]) -> str:
    """SHA-256 over what the weights come from: texts with their claims, and families; line ends made alike."""
    content = (path.read_bytes().replace(b"\r\n", b"\n") for path in [DATA / "claim_words.txt", *paths])
    return sha256(b"\0".join(content)).hexdigest()


def write(learned: Mapping[str, Cells], stamp: str) -> None:
    """The weights as monitor/data/text/claims.tsv: a line of classes, then groups of features with their pairs."""
    classes = {name: number for number, name in enumerate(learned[BASE])}
    head = (
        "# Weights in hundredths of what makes claims: classes; groups of features with pairs of class and weight.\n"
        "# Written by build_claims.py from tests/corpus; digest of texts and families:\n"
        f"# {stamp}\n"
        f"{' '.join(classes)}"
    )
    lines = lines_of(
        (feature, " ".join(f"{classes[name]} {value}" for name, value in cells.items()))
        for feature, cells in learned.items()
    )
    (DATA / "claims.tsv").write_text("\n".join([head, *lines, ""]), "utf-8")


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
