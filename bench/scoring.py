"""Compares what the detector reads with the labels, by the conventions of `tests/corpus/README.md`. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final, NamedTuple

Record = Mapping[str, Any]

# A wrongly asserted claim of these types is a false alarm: the reviewer is called for nothing.
ALARMING: Final = frozenset(
    {"not_in_cleanup", "mining_allowed", "rigs_included", "euphemism_bigdata", "direct_supply", "guarantee",
     "crypto_payment"}
)  # fmt: skip
NEAR: Final = 0.005  # two amounts are the same within half a percent
PRICE_ROLES: Final = frozenset({"asking", "starting", "floor"})
# (figure, key of the label, kind of fact, names of its two values)
AMOUNTS: Final = (
    ("capacity", "capacity", "capacity", ("kw_min", "kw_max")),
    ("price", "price", "price", ("cny_min", "cny_max")),
    ("generation", "annual_kwh", "generation", ("min", "max")),
    ("tariff", "tariff", "tariff", ("min", "max")),
)
# How much an error costs the reviewer: the order of "the worst errors".
HARM: Final[Mapping[str, int]] = {
    "false_alarm": 9, "offer": 7, "unrelated": 7, "price": 5, "capacity": 5, "missed": 4, "invented": 4,
    "generation": 3, "tariff": 3, "province": 3, "county": 3, "object": 2, "share": 2, "rigs": 2, "unit_conflict": 2,
    "spans": 8,
}  # fmt: skip
OFFERS: Final = ("direct", "reported", "none")


class Mistake(NamedTuple):
    """One thing read otherwise than labelled; `figure` is a key of HARM."""

    case: str
    kind: str
    figure: str
    detail: str
    grave: bool = False  # touches an alarming claim

    @property
    def harm(self) -> int:
        """How far up the list of the worst errors it belongs."""
        return HARM[self.figure] + 2 * self.grave


@dataclass
class Tally:
    """Counts over many cases."""

    right: Counter[str] = field(default_factory=Counter)
    asked: Counter[str] = field(default_factory=Counter)
    found: Counter[tuple[str, str]] = field(default_factory=Counter)  # (what, name): claims labelled and found
    invented: Counter[tuple[str, str]] = field(default_factory=Counter)
    missed: Counter[tuple[str, str]] = field(default_factory=Counter)
    offers: Counter[tuple[str, str]] = field(default_factory=Counter)  # (labelled, read)
    mistakes: list[Mistake] = field(default_factory=list)

    def figures(self) -> dict[str, float]:
        """Every figure between 0 and 1; `false_alarms` is better when lower, all others when higher."""
        out = {name: self.right[name] / self.asked[name] for name in sorted(self.asked)}
        found, invented, missed = (self._sum(one) for one in (self.found, self.invented, self.missed))
        out["claims_precision"] = found / (found + invented) if found + invented else 1.0
        out["claims_recall"] = found / (found + missed) if found + missed else 1.0
        out["offer_macro_f1"] = sum(map(self._offer_f1, OFFERS)) / len(OFFERS)
        return out

    @staticmethod
    def _sum(counts: Counter[tuple[str, str]]) -> int:
        return sum(number for (what, _), number in counts.items() if what == "type")

    def _offer_f1(self, kind: str) -> float:
        told = sum(number for (_, read), number in self.offers.items() if read == kind)
        true = sum(number for (labelled, _), number in self.offers.items() if labelled == kind)
        return 2 * self.offers[kind, kind] / (told + true) if told + true else 1.0

    def note(self, figure: str, right: bool, case: Record, detail: str) -> None:
        """Count one answer, and keep it when it is wrong."""
        self.asked[figure] += 1
        self.right[figure] += right
        if not right:
            self.mistakes.append(Mistake(case["id"], case["kind"], figure, detail))


def score(cases: Iterable[Record], records: Iterable[Record]) -> Tally:
    """Tally records of `scan --format jsonl` against the labelled cases, one for one in their order."""
    tally = Tally()
    for case, record in zip(cases, records, strict=True):
        score_case(tally, case, record)
    return tally


def score_case(tally: Tally, case: Record, record: Record) -> None:
    """Add one case to the tally."""
    gold = case["gold"]
    tally.offers[gold["offer"], record["offer"] or ""] += 1
    tally.note("offer", record["offer"] == gold["offer"], case, f"{record['offer']}, labelled {gold['offer']}")
    for figure, right, detail in _answers(gold, record):
        tally.note(figure, right, case, detail)
    _score_claims(tally, case, record["claims"])
    for one in (*record["claims"], *record["facts"]):
        if one["text"] is not None:
            tally.note("spans", case["text"][one["start"] : one["end"]] == one["text"], case, one["text"])


def score_unrelated(tally: Tally, cases: Iterable[Record], records: Iterable[Record]) -> None:
    """Add texts that have nothing to do with hydropower: right is what reads neither an offer nor a claim in them."""
    for case, record in zip(cases, records, strict=True):
        told = [record["offer"]] * (record["offer"] != "none") + [claim["type"] for claim in record["claims"]]
        tally.note("unrelated", not told, case, ", ".join(told))


def _answers(gold: Record, record: Record) -> Iterator[tuple[str, bool, str]]:
    """(figure, whether right, what was read and labelled) of everything but offer and claims."""
    offered = gold["offer"] != "none"
    for figure, key, kind, ends in AMOUNTS:
        label = gold[key]
        if (kind in {"capacity", "price"} and not gold.get("multi")) or (
            offered and label and kind in {"generation", "tariff"}
        ):
            found = list(_counted(record["facts"], kind, label))
            yield figure, _amount_is_right(found, label, ends), f"{_shown(found)}, labelled {_labelled(label, ends)}"
    if offered and record["offer"] == gold["offer"]:
        yield "object", record["object"] == gold["object"], f"{record['object']}, labelled {gold['object']}"
        share = gold.get("share_pct")
        yield "share", _same(record["share_pct"], share), f"{record['share_pct']}, labelled {share}"
    if gold["unit_conflict"]:
        yield "unit_conflict", any(fact["unit_conflict"] for fact in record["facts"]), "not seen"
    for level in ("province", "county"):
        wanted = (gold["place"] or {}).get(level)
        if wanted:
            found_names = _places(record["facts"], gold["place"], level)
            yield level, wanted in found_names, f"{sorted(found_names)}, labelled {wanted}"
    if gold["rigs"]:
        wanted_rigs = {(one["model"], one["count"]) for one in gold["rigs"]}
        rigs = {(one.get("model"), one.get("count")) for one in record["facts"] if one["kind"] == "rig"}
        yield "rigs", wanted_rigs <= rigs, f"{rigs}, labelled {wanted_rigs}"


def _counted(facts: Sequence[Record], kind: str, label: Record | None) -> Iterator[Record]:
    """The facts that speak for the offer."""
    roles = {
        "capacity": {"offered"},
        "price": PRICE_ROLES | ({"rent"} if (label or {}).get("per") == "year" else set()),
    }
    return (fact for fact in facts if fact["kind"] == kind and (kind not in roles or fact["role"] in roles[kind]))


def _amount_is_right(found: Sequence[Record], label: Record | None, ends: tuple[str, str]) -> bool:
    """The labelled amount is found and no other, or rightly none."""
    if label is None:
        return not found
    valued = [fact for fact in found if fact["value_min"] is not None]
    if label[ends[0]] is None:  # by negotiation
        return not valued
    wanted = [(label[ends[0]], label[ends[1]]), *map(tuple, label.get("alt", []))]
    per = label.get("per")
    return bool(valued) and all(
        any(_same(fact["value_min"], low) and _same(fact["value_max"], high) for low, high in wanted)
        and (per is None or (fact["per"] or "total") == per)
        for fact in valued
    )


def _same(one: float | None, other: float | None) -> bool:
    if one is None or other is None:
        return one is other
    return abs(one - other) <= NEAR * max(abs(other), 1e-9)


def _shown(found: Sequence[Record]) -> str:
    return str([(fact["role"], fact["value_min"], fact["value_max"], fact["per"]) for fact in found])


def _labelled(label: Record | None, ends: tuple[str, str]) -> str:
    return "none" if label is None else f"{label[ends[0]]}–{label[ends[1]]} {label.get('per', '')}"


def _places(facts: Sequence[Record], place: Record, level: str) -> set[str]:
    """Names of one level; candidates count only where the label itself leaves the place open."""
    open_label = not place.get("province")
    return {
        fact[level]
        for fact in facts
        if fact["kind"] == "place" and fact[level] and (open_label or not fact.get("candidate"))
    }


def _score_claims(tally: Tally, case: Record, claims: Sequence[Record]) -> None:
    gold, used = case["gold"]["claims"], set[int]()
    for want in gold:
        match = next((n for n, claim in enumerate(claims) if n not in used and _fits(claim, want)), None)
        if match is not None:
            used.add(match)
        if want.get("optional"):
            continue
        _count(tally.missed if match is None else tally.found, want["type"], want["stance"], case["kind"])
        if match is None:
            _blame(tally, case, "missed", want["type"], want["stance"], want["literal"])
    for number, claim in enumerate(claims):
        if number not in used and not any(_is_excused(claim, want) for want in gold):
            _count(tally.invented, claim["type"], claim["stance"], case["kind"])
            _blame(tally, case, "invented", claim["type"], claim["stance"], claim["text"])
    _score_alarms(tally, case, claims)


def _score_alarms(tally: Tally, case: Record, claims: Sequence[Record]) -> None:
    fair = {want["type"] for want in case["gold"]["claims"] if want["stance"] == "asserted" or want.get("optional")}
    false = {claim["type"] for claim in claims if claim["stance"] == "asserted"} & ALARMING - fair
    tally.asked["false_alarms"] += 1
    if false:
        tally.right["false_alarms"] += 1
        tally.mistakes.append(Mistake(case["id"], case["kind"], "false_alarm", ", ".join(sorted(false)), True))


def _count(counts: Counter[tuple[str, str]], claim_type: str, stance: str, kind: str) -> None:
    counts["type", claim_type] += 1
    counts["stance", stance] += 1
    counts["kind", kind] += 1


def _blame(tally: Tally, case: Record, figure: str, claim_type: str, stance: str, words: str) -> None:
    detail = f"{claim_type}.{stance} {words}"
    tally.mistakes.append(Mistake(case["id"], case["kind"], figure, detail, claim_type in ALARMING))


def _fits(claim: Record, want: Record) -> bool:
    return bool(claim["type"] == want["type"] and claim["stance"] == want["stance"] and _overlap(claim, want))


def _overlap(claim: Record, want: Record) -> bool:
    return bool(claim["start"] < want["span"][1] and want["span"][0] < claim["end"])


def _is_excused(claim: Record, want: Record) -> bool:
    """Found where a label is optional, or a second time where one is labelled."""
    return bool(
        claim["type"] == want["type"]
        and _overlap(claim, want)
        and (want.get("optional") or claim["stance"] == want["stance"])
    )
