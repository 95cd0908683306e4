"""`make score`: reads the labelled texts of `tests/corpus` and prints how well: by type, stance and kind of text."""

from __future__ import annotations

import argparse
import json
import sys
from collections import Counter
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any, Final

from bench.metamorphic import DISGUISES, differences
from bench.scoring import Mistake, Tally, score, score_unrelated
from monitor.models import Assessment, Document
from monitor.publish.records import as_record
from monitor.run.detector import Detector, build_detector

CORPUS: Final = Path(__file__).parents[1] / "tests" / "corpus"
FLOORS: Final = CORPUS / "floors.json"
SETS: Final = ("open", "withheld")
# What `make test` reads: of the set that rules are written from every sixth text, of the others every second.
GATES: Final = {"open": 6, "withheld": 2}
# The figures that `floors.json` holds, with the aim of each; false alarms are better when fewer.
AIMS: Final = {
    "offer": 0.96, "claims_precision": 0.95, "claims_recall": 0.92, "false_alarms": 0.01, "capacity": 0.97,
    "price": 0.97, "generation": 0.97, "tariff": 0.97, "province": 0.98, "county": 0.95,
    "unrelated": 0.99, "unit_conflict": 0.0,
    "object": 0.0, "share": 0.0, "rigs": 0.0, "spans": 1.0, "offer_macro_f1": 0.0,
}  # fmt: skip
ROUNDING: Final = 1e-6  # the floors are written with six digits
LOWER_IS_BETTER: Final = frozenset({"false_alarms"})


def load(name: str) -> list[dict[str, Any]]:
    """The labelled cases of one set, file by file. Raises ValueError for a line that is no JSON."""
    files = sorted((CORPUS / name).glob("*.jsonl"))
    return [json.loads(line) for file in files for line in file.read_text("utf-8").splitlines() if line]


def documents(name: str) -> list[Document]:
    """The texts of one set, without their labels."""
    return [_document(case) for case in load(name)]


def read(cases: Sequence[dict[str, Any]], detector: Detector) -> list[dict[str, Any]]:
    """What `scan --format jsonl` prints for the cases."""
    results = detector.scan_many(_document(case) for case in cases)
    return [as_record(one) for one in results if isinstance(one, Assessment)]


def _document(case: dict[str, Any]) -> Document:
    day = date.fromisoformat(case["posted_at"]) if case.get("posted_at") else None
    return Document(case["id"], case["text"], case.get("title", ""), None, day, None, case.get("speaker"))


def tally_of(name: str, detector: Detector, every: int = 1) -> Tally:
    """What is right in every n-th labelled text of a set, and in those that have nothing to do with plants."""
    cases, unrelated = load(name)[::every], load(f"unrelated/{name}")[::every]
    tally = score(cases, read(cases, detector))
    score_unrelated(tally, unrelated, read(unrelated, detector))
    return tally


def gate_figures(name: str, detector: Detector, tally: Tally | None = None) -> dict[str, float]:
    """The figures of a set that `make test` holds against its floors, of the texts that `GATES` takes."""
    figures = (tally or tally_of(name, detector, GATES[name])).figures()
    return {key: round(value, 6) for key, value in figures.items() if key in AIMS}


def shortfalls(figures: dict[str, float], floors: dict[str, float]) -> list[str]:
    """The figures that are worse than the floors, a sentence each."""
    return [
        f"{name} is {figures[name]:.4f}, was {floor:.4f}"
        for name, floor in floors.items()
        if (figures[name] > floor + ROUNDING if name in LOWER_IS_BETTER else figures[name] < floor - ROUNDING)
    ]


def print_table(name: str, tally: Tally, errors: int) -> None:
    """The figures, the claims by type, stance and kind of text, and the worst errors."""
    figures = tally.figures()
    print(f"\n== {name}: {tally.asked['offer']} synthetic texts")
    for figure in AIMS:
        if figure in figures:
            of = f"{tally.right[figure]}/{tally.asked[figure]}" if figure in tally.asked else ""
            print(f"  {figure:18} {figures[figure]:.3f}  {of:10} {_aim(figure, figures[figure])}")
    for what in ("type", "stance", "kind"):
        _print_claims(what, tally)
    _print_offers(tally)
    for mistake in worst(tally.mistakes, errors):
        print(f"  {mistake.case:10} {mistake.kind:20} {mistake.figure:12} {mistake.detail}")


def _aim(figure: str, value: float) -> str:
    aim = AIMS[figure]
    if not aim:
        return ""
    met = value <= aim if figure in LOWER_IS_BETTER else value >= aim
    return f"aim {aim:.2f} {'met' if met else 'MISSED'}"


def _print_claims(what: str, tally: Tally) -> None:
    print(f"  claims by {what:18} found  invented  missed  precision  recall")
    names = sorted({name for counts in (tally.found, tally.invented, tally.missed) for w, name in counts if w == what})
    for name in names:
        found, invented, missed = (one[what, name] for one in (tally.found, tally.invented, tally.missed))
        precision = f"{found / (found + invented):9.2f}" if found + invented else " " * 9
        recall = f"{found / (found + missed):7.2f}" if found + missed else ""
        print(f"    {name:24} {found:6} {invented:9} {missed:7}  {precision} {recall}")


def _print_offers(tally: Tally) -> None:
    wrong = Counter(mistake.kind for mistake in tally.mistakes if mistake.figure == "offer")
    print("  offers wrong by kind:", ", ".join(f"{kind} {number}" for kind, number in wrong.most_common()) or "none")


def worst(mistakes: Sequence[Mistake], number: int) -> list[Mistake]:
    """The gravest mistakes first; of equals one for each case before a second."""
    seen: Counter[str] = Counter()
    ranked = []
    for mistake in sorted(mistakes, key=lambda one: -one.harm):
        seen[mistake.case] += 1
        ranked.append((-mistake.harm, seen[mistake.case], mistake))
    return [mistake for _, _, mistake in sorted(ranked, key=lambda one: one[:2])[:number]]


def print_metamorphic(cases: Sequence[dict[str, Any]], detector: Detector) -> None:
    """How many texts are read the same in each disguise of `bench.metamorphic`, and in all of them together."""
    documents = [_document(case) for case in cases]
    plain = [one for one in detector.scan_many(documents) if isinstance(one, Assessment)]
    changed = {name: sum(1 for _ in differences(name, documents, plain, detector)) for name in DISGUISES}
    whole, asked = len(cases), len(cases) * len(DISGUISES)
    right = asked - sum(changed.values())
    print(f"  {'metamorphic':18} {right / asked:.3f}  {right}/{asked}")
    for name in DISGUISES:
        print(f"    {name:24} {whole - changed[name]}/{whole}")


def main(arguments: Sequence[str] | None = None) -> int:
    """Score the sets; exit status 1 when a figure is worse than its floor."""
    parser = argparse.ArgumentParser(prog="python -m bench.score", description=__doc__)
    parser.add_argument("--set", choices=SETS, action="append", help="only this set (default: all)")
    parser.add_argument("--errors", type=int, default=10, metavar="N", help="how many of the worst errors to print")
    parser.add_argument("--accept", action="store_true", help="write the figures as the new floors")
    parser.add_argument("--metamorphic", action="store_true", help="also read every text in every disguise (slow)")
    options = parser.parse_args(arguments)
    floors = json.loads(FLOORS.read_text("utf-8")) if FLOORS.exists() else {}
    detector, worse = build_detector(), []
    for name in options.set or SETS:
        tally = tally_of(name, detector)
        # The withheld texts are scored, never looked at: whoever reads their errors tunes to them.
        print_table(name, tally, options.errors if name == "open" or options.set == [name] else 0)
        if options.metamorphic:
            print_metamorphic(load(name), detector)
        figures = gate_figures(name, detector, tally if GATES[name] == 1 else None)
        worse += [f"{name}: {one}" for one in shortfalls(figures, floors.get(name, {}))]
        floors[name] = figures
    if options.accept:
        FLOORS.write_text(json.dumps(floors, indent=1, sort_keys=True) + "\n", "utf-8")
    for line in worse:
        print("worse:", line)
    return bool(worse) and not options.accept


if __name__ == "__main__":
    sys.exit(main())
