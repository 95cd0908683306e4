"""Learns the weights of `monitor/text/offer_model.py` from labelled texts and writes `offer.tsv`.

    python -m monitor.data.text.build_offer [CORPUS]

Multinomial logistic regression with an L2 penalty, fitted twice by Adam: on all features that stand in
several texts, then on the strongest of them alone. No chance is involved: the same texts give the same weights.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterable, Sequence
from hashlib import sha256
from pathlib import Path
from typing import Any, Final, NamedTuple

import numpy as np

from monitor.data.text.learn import Floats, descend, frequent, leanings, matrix_of, softmax, strongest
from monitor.text.fold import DATA, read_families
from monitor.text.normalise import normalise
from monitor.text.offer import split_comments
from monitor.text.offer_model import KINDS, Kind, Model, Weight
from monitor.text.weight_lines import lines_of
from monitor.text.weights import BASE, WEIGHT_UNIT

LEAST_TEXTS: Final = 3  # in which a feature must stand
EMPHASIS: Final = 1.5  # of a family or trait against one run of characters: they hold for words nobody has labelled
KEPT: Final = 16_000  # features that keep a weight
PENALTY: Final = 8.0
STEPS: Final = 300
LEAST_REACH: Final = 0.3  # of a weight whose feature leans to no kind


CORPUS: Final = Path(__file__).parents[3] / "tests" / "corpus"


class Sample(NamedTuple):
    """One labelled text: its features and its kind."""

    features: frozenset[str]
    kind: Kind


def training_texts(corpus: Path) -> list[Path]:
    """The files of a corpus that may be learned from, in order: all but those withheld and the snippets."""
    return sorted(path for path in corpus.rglob("*.jsonl") if not {"withheld", "snippets"} & {*path.parts})


def read_samples(paths: Iterable[Path]) -> list[Sample]:
    """The labelled texts of JSON-lines files: `text`, `title` and `kind`, `gold.offer` (or `offer`)."""
    reader = Model(read_families("offer_words.txt"), {BASE: (0,) * len(KINDS)})
    return [
        Sample(frozenset(reader.features(*_parts(case))), _kind(case))
        for path in paths
        for case in map(json.loads, path.read_text("utf-8").splitlines())
    ]


def _parts(case: dict[str, Any]) -> tuple[str, str]:
    return normalise(case.get("title", "")).plain.text, split_comments(normalise(case["text"]).plain.text)[0]


def _kind(case: dict[str, Any]) -> Kind:
    """The label; what is no offer is told apart by the stances of its claims, or by what its writer called it."""
    gold = case.get("gold", case)
    if gold["offer"] != "none":
        kind: Kind = gold["offer"]
        return kind
    stances = {claim["stance"] for claim in gold.get("claims", ())}
    if "wanted" in case["kind"] or "wanted" in stances:
        return "wanted"
    return "question" if "question" in case["kind"] or "asked" in stances else "other"


def learn(samples: Sequence[Sample]) -> dict[str, Weight]:
    """Weights in hundredths for the strongest features and for BASE."""
    names = [one for one in frequent([sample.features for sample in samples], LEAST_TEXTS) if not {*"\n\t"} & {*one}]
    weights, _ = fit(samples, names)
    names = [names[number] for number in strongest(weights - weights.mean(axis=1, keepdims=True), KEPT)]
    weights, base = fit(samples, names)
    learned = {BASE: _hundredths(base)}
    learned.update((name, _hundredths(row * _value(name))) for name, row in zip(names, weights, strict=True))
    return learned


def _value(feature: str) -> float:
    return EMPHASIS if len(feature) > 1 and feature[0] in "@=" else 1.0


def _hundredths(row: Floats) -> Weight:
    return tuple(round(float(value) * WEIGHT_UNIT) for value in row)


def fit(samples: Sequence[Sample], names: Sequence[str]) -> tuple[Floats, Floats]:
    """Weights [feature, kind] and bases [kind] that minimise the penalised log loss."""
    matrix = matrix_of([sample.features for sample in samples], names, _value)
    wanted = np.array([[kind == sample.kind for kind in KINDS] for sample in samples], np.float32)
    return descend(matrix, wanted, softmax, PENALTY, STEPS, reach=leanings(matrix, wanted) + LEAST_REACH)


def digest(paths: Iterable[Path]) -> str:
    """SHA-256 over what the weights come from: the texts with their kinds, and the families."""
    hashed = sha256((DATA / "offer_words.txt").read_bytes().replace(b"\r\n", b"\n"))
    for path in paths:
        for case in map(json.loads, path.read_text("utf-8").splitlines()):
            hashed.update("\0".join([case.get("title", ""), case["text"], _kind(case), ""]).encode())
    return hashed.hexdigest()


def write(learned: dict[str, Weight], stamp: str) -> None:
    """The weights as monitor/data/text/offer.tsv: groups of features, with weights for each of KINDS."""
    head = (
        f"# Weights in hundredths of what tells kinds of texts apart: {', '.join(KINDS)}. A line a group of features.\n"
        "# Written by build_offer.py from the labelled texts of tests/corpus; digest of texts and families:\n"
        f"# {stamp}"
    )
    lines = lines_of((name, " ".join(map(str, row))) for name, row in sorted(learned.items()) if any(row))
    (DATA / "offer.tsv").write_text("\n".join([head, *lines, ""]), "utf-8")


def main() -> None:
    """Learn from the open texts of a corpus and write the weights."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("corpus", nargs="?", type=Path, default=CORPUS)
    paths = training_texts(parser.parse_args().corpus)
    learned = learn(read_samples(paths))
    write(learned, digest(paths))
    print(f"{len(learned)} weights from {len(paths)} files")


if __name__ == "__main__":
    main()
