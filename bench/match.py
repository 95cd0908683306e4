"""The matcher against the limit (exact Aho-Corasick on text already normalised) and against other fuzzy matchers."""

from __future__ import annotations

import argparse
import importlib
import os
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import fuzzysearch
import regex
from ahocorasick_rs import AhoCorasick
from rapidfuzz import fuzz

from bench import corpus
from monitor.models import Phrase
from monitor.text.lexicon import Lexicon
from monitor.text.match import Matcher, Pattern
from monitor.text.normalise import normalise

ROUNDS = 5
PEAK = "--peak"  # the memory of one size, measured in a process of its own
SLICE_TEXTS = 40  # for the matchers that are hundreds of times slower


@dataclass(frozen=True)
class Contender:
    """Something that finds phrases in texts; `run` returns how many matches it found."""

    name: str
    run: Callable[[], int]
    texts: Sequence[str]


def main(argv: Sequence[str] | None = None) -> None:
    """Read the arguments and run."""
    parser = argparse.ArgumentParser(prog="python -m bench.match", description=__doc__)
    parser.add_argument("--megabytes", type=float, default=4, help="size of the synthetic corpus")
    parser.add_argument("--phrases", type=int, nargs="+", default=[200, 1000, 10000], help="numbers of phrases")
    parser.add_argument(
        "--reference", type=Path, default=os.environ.get("HYDROWATCH_BENCH_REFERENCE"),
        help="folder of a reference scanner (engine.py) to time in the same run",
    )  # fmt: skip
    chosen = parser.parse_args(argv)
    run(chosen.megabytes, chosen.phrases, chosen.reference)


def run(megabytes: float, counts: Sequence[int], reference: Path | None) -> None:
    """Print one table a number of phrases: MB/s of UTF-8 and the ratio to our batch route."""
    texts = corpus.listings(megabytes)
    print(f"match: {len(texts)} listings, {_megabytes(texts):.1f} MB of UTF-8, CPU time, best of {ROUNDS}")
    for count in counts:
        _one_size(texts, corpus.phrases(count), reference)


def _one_size(texts: Sequence[str], phrases: Sequence[str], reference: Path | None) -> None:
    patterns = [Phrase("bench", one, max_edits=corpus.edits(one)) for one in phrases]
    begun = time.process_time()
    lexicon = Lexicon(patterns)
    prepared = time.process_time() - begun
    lexicon.find_columns(texts[:2000])
    learned = time.process_time() - begun - prepared
    contenders = [*_ours(texts, phrases, lexicon), *_limit(texts, phrases)]
    if reference:
        contenders.append(_reference(reference, texts, phrases))
    if len(phrases) <= 200:
        contenders += _others(texts[:SLICE_TEXTS], phrases)
    before, after = _peak_memory(len(phrases), _megabytes(texts))
    print(f"\n{len(phrases)} phrases")
    print(f"  one-text route ready in {prepared * 1e3:.0f} ms, batch route in {learned * 1e3:.0f} ms more")
    print(f"  peak memory {before:.0f} MB with the texts loaded, {after:.0f} MB when all were matched")
    _compare(contenders)


def _compare(contenders: Sequence[Contender]) -> None:
    """Run them in turns, so that a busy machine slows all of them alike."""
    best = [float("inf")] * len(contenders)
    found = [0] * len(contenders)
    for turn in range(ROUNDS):
        for number, one in enumerate(contenders):
            if turn and best[number] > 2:
                continue
            begun = time.process_time()
            found[number] = one.run()
            best[number] = min(best[number], time.process_time() - begun)
    speeds = [_megabytes(one.texts) / max(seconds, 1e-9) for one, seconds in zip(contenders, best, strict=True)]
    print(f"  {'':<58}{'MB/s':>9}{'ratio':>9}{'found':>9}")
    for one, speed, matches in zip(contenders, speeds, found, strict=True):
        part = "" if len(one.texts) > SLICE_TEXTS else f" ({len(one.texts)} texts)"
        print(f"  {one.name + part:<58}{speed:>9.3g}{speed / speeds[0]:>9.3g}{matches:>9}")


def _ours(texts: Sequence[str], phrases: Sequence[str], lexicon: Lexicon) -> list[Contender]:
    matcher = Matcher([Pattern(normalise(one).dense.text, corpus.edits(one)) for one in phrases])
    some = texts[:3000]
    return [
        Contender("ours, all at once, normalisation and offsets in", lambda: len(lexicon.find_columns(texts)), texts),
        Contender("ours, in batches of 1,000", lambda: _batches(texts, lexicon), texts),
        Contender(
            "ours, one text at a time, normalisation in",
            lambda: sum(len(matcher.find(normalise(text).dense.text)) for text in some),
            some,
        ),
    ]


def _batches(texts: Sequence[str], lexicon: Lexicon) -> int:
    return sum(len(lexicon.find_columns(texts[start : start + 1000])) for start in range(0, len(texts), 1000))


def _limit(texts: Sequence[str], phrases: Sequence[str]) -> list[Contender]:
    automaton = AhoCorasick([normalise(one).dense.text for one in phrases])
    ready = "\n".join(normalise(text).dense.text for text in texts)
    exact = Contender(
        "limit: exact Aho-Corasick, text already normalised",
        lambda: len(automaton.find_matches_as_indexes(ready, overlapping=True)),
        texts,
    )
    folding = Contender(
        "normalisation alone, one text at a time",
        lambda: sum(len(normalise(text).dense.text) > 0 for text in texts[:3000]),
        texts[:3000],
    )  # fmt: skip
    return [exact, folding]


def _reference(folder: Path, texts: Sequence[str], phrases: Sequence[str]) -> Contender:
    """The reference scanner named on the command line, used the way its own benchmark uses it."""
    sys.path.insert(0, str(folder))
    engine = importlib.import_module("engine")
    table = engine.norm_table()
    allowed = [corpus.edits(one) for one in phrases]
    scanner = engine.Scanner(phrases, allowed, table, freq=engine.bigram_freq(texts[:3000]))
    step = max(1, round(1e6 / (_megabytes(texts) * 1e6 / len(texts))))  # pieces of 1 MB, its best size

    def scan() -> int:
        return sum(len(scanner.scan(texts[start : start + step])[0]) for start in range(0, len(texts), step))

    return Contender("reference scanner, in pieces of 1 MB", scan, texts)


def _others(texts: Sequence[str], phrases: Sequence[str]) -> list[Contender]:
    """Other fuzzy matchers, on text already normalised; none of them protects characters, most miss matches."""
    ready = [normalise(text).dense.text for text in texts]
    folded = [(normalise(one).dense.text, corpus.edits(one)) for one in phrases]
    compiled = [regex.compile(f"(?:{regex.escape(one)}){{e<={k}}}") for one, k in folded]
    return [
        Contender("rapidfuzz partial_ratio_alignment", lambda: _rapidfuzz(ready, folded), texts),
        Contender("regex {e<=k}", lambda: sum(len(one.findall(text)) for one in compiled for text in ready), texts),
        Contender("fuzzysearch", lambda: _fuzzysearch(ready, folded), texts),
    ]


def _fuzzysearch(texts: Sequence[str], folded: Sequence[tuple[str, int]]) -> int:
    return sum(len(fuzzysearch.find_near_matches(one, text, max_l_dist=k)) for one, k in folded for text in texts)


def _rapidfuzz(texts: Sequence[str], folded: Sequence[tuple[str, int]]) -> int:
    return sum(
        fuzz.partial_ratio_alignment(one, text, score_cutoff=100 * (1 - k / len(one))) is not None
        for one, k in folded
        for text in texts
    )


def _megabytes(texts: Sequence[str]) -> float:
    return sum(len(text.encode()) for text in texts) / 1e6


def _peak_memory(count: int, megabytes: float) -> tuple[float, float]:
    """Peak resident memory in MB before and after preparing and matching, in a process of its own."""
    command = [sys.executable, "-m", "bench.match", PEAK, str(count), str(megabytes)]
    before, after = subprocess.run(command, check=True, capture_output=True, text=True).stdout.split()
    return float(before), float(after)


def _measure_memory(count: int, megabytes: float) -> None:
    texts, phrases = corpus.listings(megabytes), corpus.phrases(count)
    before = _resident_peak()
    Lexicon([Phrase("bench", one, max_edits=corpus.edits(one)) for one in phrases]).find_columns(texts)
    print(before, _resident_peak())


def _resident_peak() -> float:
    """Of this process alone, in MB; `ru_maxrss` would begin with the peak of the process that started it."""
    status = Path("/proc/self/status").read_text(encoding="ascii")
    return int(status.split("VmHWM:")[1].split()[0]) / 1024


if __name__ == "__main__":
    if sys.argv[1:2] == [PEAK]:
        _measure_memory(int(sys.argv[2]), float(sys.argv[3]))
    else:
        main()
