"""Learns the weights of `monitor/text/offer_model.py` from labelled texts; writes `offer.tsv` and `offer_layer.tsv`.

    python -m monitor.data.text.build_offer [CORPUS]

Multinomial logistic regression with an L2 penalty, fitted twice by Adam: on all features that stand in
several texts, then on the strongest of them alone. And a layer of units, with a fixed seed. The same texts give the
same weights.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterable, Sequence, Set
from hashlib import sha256
from pathlib import Path
from typing import Any, Final, NamedTuple

import numpy as np

from monitor.data.text.learn import (
    NEWER,
    Course,
    Floats,
    descend,
    frequent,
    fresh_net,
    layer_of,
    leanings,
    matrix_of,
    softmax,
    strongest,
    teach,
)
from monitor.text.fold import DATA, read_families
from monitor.text.layer import EMPTY, Layer, written_layer, written_row
from monitor.text.layer_weights import weights_of
from monitor.text.normalise import normalise
from monitor.text.offer import split_comments
from monitor.text.offer_model import KINDS, WORD, Kind, Model, Weight
from monitor.text.weight_lines import lines_of
from monitor.text.weights import BASE, WEIGHT_UNIT

LEAST_TEXTS: Final = 3  # in which a feature must stand
EMPHASIS: Final = 1.5  # of a family or trait against one run of characters: they hold for words nobody has labelled
KEPT: Final = 16_000  # features that keep a weight
PENALTY: Final = 8.0
STEPS: Final = 300
LEAST_REACH: Final = 0.3  # of a weight whose feature leans to no kind

UNITS: Final = 32  # of the layer
LEAST_IN_LAYER: Final = 4  # texts in which a feature of the layer must stand
COURSE: Final = Course(times=20, rate=0.004, step=256)
LATIN: Final = 2.0  # how much a text of Latin words counts for the layer: they are few
LATIN_WORDS: Final = 20  # that it has at least
RAREST: Final = 1e-4  # share of a kind that no text is of
SEED: Final = 1

CORPUS: Final = Path(__file__).parents[3] / "tests" / "corpus"


class Sample(NamedTuple):
    """One labelled text: its features for the linear model and for the layer, and its kind."""

    features: frozenset[str]
    in_layer: frozenset[str]
    kind: Kind


def training_texts(corpus: Path) -> list[Path]:
    """The files of a corpus that may be learned from, in order: all but those withheld and the snippets."""
    files = (path for path in corpus.rglob("*.jsonl") if path.stem not in NEWER)
    return sorted(path for path in files if not {"withheld", "snippets"} & {*path.parts})


def read_samples(paths: Iterable[Path]) -> list[Sample]:
    """The labelled texts of JSON-lines files: `text`, `title` and `kind`, `gold.offer` (or `offer`)."""
    reader = Model(read_families("offer_words.txt"), {BASE: (0,) * len(KINDS)}, weights_of(EMPTY, {}))
    return [
        Sample(frozenset(reader.features(*parts)), frozenset(reader.features_of_layer(*parts)), _kind(case))
        for path in paths
        for case in map(json.loads, path.read_text("utf-8").splitlines())
        for parts in [_parts(case)]
    ]


def _parts(case: dict[str, Any]) -> tuple[str, str]:
    return normalise(case.get("title", "")).plain.text, split_comments(normalise(case["text"]).plain.text)[0]


def _kind(case: dict[str, Any]) -> Kind:
    """The label; what is no offer is told apart by the stances of its claims, or by what its writer called it."""
    gold = case.get("gold", case)
    if gold.get("unrelated"):
        return "unrelated"
    if gold["offer"] != "none":
        kind: Kind = gold["offer"]
        return kind
    stances = {claim["stance"] for claim in gold.get("claims", ())}
    if "wanted" in case["kind"] or "wanted" in stances:
        return "wanted"
    return "question" if "question" in case["kind"] or "asked" in stances else "other"


def learn(samples: Sequence[Sample]) -> dict[str, Weight]:
    """Weights in hundredths for the strongest features and for BASE."""
    names = _names([sample.features for sample in samples], LEAST_TEXTS)
    weights, _ = fit(samples, names)
    names = [names[number] for number in strongest(weights - weights.mean(axis=1, keepdims=True), KEPT)]
    weights, base = fit(samples, names)
    learned = {BASE: _hundredths(base)}
    learned.update((name, _hundredths(row * _value(name))) for name, row in zip(names, weights, strict=True))
    return learned


def learn_layer(samples: Sequence[Sample]) -> tuple[Layer, dict[str, list[int]]]:
    """The layer that the samples teach, and how far each feature moves each of its units."""
    found = [sample.in_layer for sample in samples]
    names, wanted = _names(found, LEAST_IN_LAYER), _wanted(samples)
    matrix, values = matrix_of(found, names, _value), np.fromiter(map(_value, names), np.float32, len(names))
    # What leans to a kind moves the layer farther from the start: see `leanings`.
    reach = leanings(matrix, wanted).max(axis=1) + LEAST_REACH
    reach /= reach.mean()
    values *= reach
    matrix.data *= reach[matrix.indices]
    counted = np.array([[LATIN if _is_latin(one) else 1.0] for one in found], np.float32)
    chance = np.random.default_rng(SEED)
    net = fresh_net(len(names), UNITS, np.log(np.maximum(wanted.mean(axis=0), RAREST)), chance)
    net = teach(net, (matrix, wanted, counted), softmax, COURSE, chance)
    layer, moves = layer_of(net, values, KINDS)
    return layer, {name: row for name, row in zip(names, moves.tolist(), strict=True) if any(row)}


def _names(found: Sequence[Set[str]], least: int) -> list[str]:
    """The features that so many texts have at least, without those that a line of a file cannot hold."""
    return [one for one in frequent(found, least) if not {*"\n\t"} & {*one}]


def _wanted(samples: Sequence[Sample]) -> Floats:
    """[sample, kind]: 1 for the kind of each sample."""
    return np.array([[kind == sample.kind for kind in KINDS] for sample in samples], np.float32)


def _is_latin(features: Set[str]) -> bool:
    return sum(one.startswith(WORD) and "&" not in one for one in features) > LATIN_WORDS


def _value(feature: str) -> float:
    return EMPHASIS if len(feature) > 1 and feature[0] in "@=" else 1.0


def _hundredths(row: Floats) -> Weight:
    return tuple(round(float(value) * WEIGHT_UNIT) for value in row)


def fit(samples: Sequence[Sample], names: Sequence[str]) -> tuple[Floats, Floats]:
    """Weights [feature, kind] and bases [kind] that minimise the penalised log loss."""
    matrix = matrix_of([sample.features for sample in samples], names, _value)
    wanted = _wanted(samples)
    return descend(matrix, wanted, softmax, PENALTY, STEPS, reach=leanings(matrix, wanted) + LEAST_REACH)


def digest(paths: Iterable[Path]) -> str:
    """SHA-256 over what the weights come from: the texts with their kinds, and the families."""
    hashed = sha256((DATA / "offer_words.txt").read_bytes().replace(b"\r\n", b"\n"))
    for path in paths:
        for case in map(json.loads, path.read_text("utf-8").splitlines()):
            hashed.update("\0".join([case.get("title", ""), case["text"], _kind(case), ""]).encode())
    return hashed.hexdigest()


def write(learned: dict[str, Weight], layer: Layer, moves: dict[str, list[int]], stamp: str) -> None:
    """The weights for each of KINDS as offer.tsv, and the layer as offer_layer.tsv: groups of features."""
    rows: Sequence[str] = lines_of((name, " ".join(map(str, row))) for name, row in sorted(learned.items()) if any(row))
    what = f"Weights in hundredths of what tells kinds of texts apart: {', '.join(KINDS)}. A line a group of features."
    _write("offer.tsv", what, stamp, rows)
    rows = [*written_layer(layer), *lines_of((name, written_row(row)) for name, row in moves.items())]
    what = "What tells kinds of texts apart: kinds; starts of units; base and says of each kind; groups with rows."
    _write("offer_layer.tsv", what, stamp, rows)


def _write(name: str, what: str, stamp: str, lines: Sequence[str]) -> None:
    head = [
        f"# {what}",
        "# Written by build_offer.py from the labelled texts of tests/corpus; digest of texts and families:",
        f"# {stamp}",
    ]
    (DATA / name).write_text("\n".join([*head, *lines, ""]), "utf-8")


def main() -> None:
    """Learn from the open texts of a corpus and write the weights."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("corpus", nargs="?", type=Path, default=CORPUS)
    paths = training_texts(parser.parse_args().corpus)
    samples = read_samples(paths)
    learned, (layer, moves) = learn(samples), learn_layer(samples)
    write(learned, layer, moves, digest(paths))
    print(f"{len(learned)} weights and {len(moves)} rows from {len(paths)} files")


if __name__ == "__main__":
    main()
