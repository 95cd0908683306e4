"""The whole detector: listings a second on one core, one short text from a cold start, long and hostile texts, memory.

Times are CPU seconds. Figures of different runs and machines compare as ratios: to `python -c pass`, or of one part of
a run to another.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from itertools import cycle, islice
from pathlib import Path

from bench.score import load
from monitor.models import Document
from monitor.run.detector import Detector, build_detector
from monitor.sample.listings import listings_on

KILOBYTE = 1000
WARM = 300  # listings read before the clock starts
LONG = "--long"  # one long text, in a process of its own
CHARACTERS = 1_000_000
NEAR = 10_000
# What may make a text slow: one character over and over, what looks like a find and is none, amounts, names, talk.
SAME = ("一", "a", "1", " ", "\n", "(", "不", "万", "省", "\u200b", "(zhuǎn)")
NEARLY = (
    "不在清退范困",
    "不再清推范围",
    "1千瓦",
    "2×630 ",
    "100万,",
    "甲:",
    "国网",
    "四川省",
    "水电站转让",
    "微信a",
    "6 3 0 k ",
)


def main(argv: Sequence[str] | None = None) -> None:
    """Print throughput, start-up ratios, the time of long and hostile texts, and the memory of a stream."""
    parser = argparse.ArgumentParser(prog="bench scan", description=__doc__)
    parser.add_argument("--listings", type=int, default=2000)
    parser.add_argument("--megabytes", type=float, default=50, help="size of the longest single text; 0 leaves it out")
    options = parser.parse_args(argv)
    nothing = _seconds([sys.executable, "-c", "pass"])
    detector = build_detector()
    sample = _joined([shown.body for shown in listings_on(1)], options.listings)
    varied = _joined([case["text"] for case in load("open")], options.listings)
    for name, texts in (("sample market", sample), ("labelled texts joined", varied)):
        _throughput(name, detector, texts, nothing)
    with tempfile.TemporaryDirectory() as folder:
        _start_up(Path(folder), nothing)
        _hostile(detector)
        if options.megabytes:
            _long(options.megabytes)
        _memory(Path(folder), varied)


def _joined(bodies: Sequence[str], count: int) -> list[str]:
    """Texts joined until each has about a kilobyte of UTF-8: different ones, not one text repeated."""
    source, texts = cycle(bodies), []
    for number in range(count):
        text = next(source)
        while len(text.encode()) < KILOBYTE:
            text = f"{text}\n{next(source)}"
        texts.append(text.encode()[:KILOBYTE].decode("utf-8", "ignore") + f" {number}")
    return texts


def _throughput(label: str, detector: Detector, texts: Sequence[str], nothing: float) -> None:
    documents = [Document(str(number), text) for number, text in enumerate(texts)]
    for _ in detector.scan_many(documents[:WARM]):
        pass
    for name, run in (("in batches", detector.scan_many), ("one at a time", lambda all_: map(detector.scan, all_))):
        begin = time.process_time()
        count = sum(1 for _ in run(documents))
        seconds = time.process_time() - begin
        print(
            f"scan, 1 kB listings, {label}, {name}: {count / seconds:,.0f} a second of CPU "
            f"({seconds / count * 1e3:.2f} ms each, {seconds / count / nothing:.3f} × python -c pass)"
        )


def _start_up(folder: Path, nothing: float) -> None:
    file = folder / "one.txt"
    file.write_text("某县小水电站转让，装机2×320千瓦，手续齐全，不在清退范围，95万", "utf-8")
    command = str(Path(sys.executable).parent / "hydrowatch")
    for name, arguments in (("--help", ["--help"]), ("scan of one text", ["scan", "--format", "jsonl", str(file)])):
        seconds = _seconds([sys.executable, command, *arguments])
        print(
            f"{name}: {seconds * 1e3:.0f} ms of CPU, {seconds / nothing:.1f} × python -c pass ({nothing * 1e3:.0f} ms)"
        )


def _hostile(detector: Detector) -> None:
    """Texts of one piece over and over: how much longer a text of four times the length takes (linear: 4)."""
    texts = [(piece, CHARACTERS // len(piece)) for piece in SAME] + [(piece, NEAR) for piece in NEARLY]
    slowest = steepest = ("", 0.0)
    for piece, times in texts:
        short, long = (_clock(partial(detector.scan, Document("", piece * part))) for part in (times // 4, times))
        print(f"  {piece!r} {times:,} times: {long:.2f} s, {long / max(short, 0.01):.1f} times a quarter of it")
        slowest = max(slowest, (piece, long), key=lambda one: one[1])
        steepest = max(steepest, (piece, long / max(short, 0.01)), key=lambda one: one[1])
    print(f"hostile texts: at most {slowest[1]:.1f} s ({slowest[0]!r}); four times the length takes at most")
    print(f"  {steepest[1]:.1f} times as long ({steepest[0]!r})")


def _clock(work: Callable[[], object]) -> float:
    begin = time.process_time()
    work()
    return time.process_time() - begin


def _long(megabytes: float) -> None:
    """One text of a tenth of the size and one of the whole size, each in a process of its own."""
    figures = []
    for size in (megabytes / 10, megabytes):
        done = subprocess.run(
            [sys.executable, "-m", "bench.scan", LONG, str(size)], check=True, capture_output=True, text=True
        )
        figures.append([float(one) for one in done.stdout.split()])
    (few, _), (many, peak) = figures
    print(
        f"one text of {megabytes:g} MB: {many:.0f} s, {many / few:.1f} times one of a tenth (linear: 10), {peak:.0f} MB"
    )


def _measure_long(megabytes: float) -> None:
    text = "\n".join(_pieces(megabytes * 1e6))
    seconds = _clock(lambda: build_detector().scan(Document("", text)))
    print(seconds, _resident_peak())


def _pieces(size: float) -> Iterator[str]:
    for number, case in enumerate(cycle(load("open"))):
        yield f"{number} {case['text']}"
        size -= len(case["text"].encode())
        if size < 0:
            return


def _resident_peak() -> float:
    status = Path("/proc/self/status").read_text(encoding="ascii")
    return int(status.split("VmHWM:")[1].split()[0]) / 1024


def _seconds(command: Sequence[str], times: int = 7) -> float:
    """Median CPU seconds of a whole process."""
    measured = []
    # As installed: modules compiled to bytecode once, at the first run.
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    for _ in range(times):
        before = os.times()
        subprocess.run(command, stdout=subprocess.DEVNULL, check=True, env=environment)
        after = os.times()
        measured.append(after.children_user - before.children_user + after.children_system - before.children_system)
    return sorted(measured)[times // 2]


def _memory(folder: Path, texts: Sequence[str]) -> None:
    peaks = []
    for count in (2_000, 20_000):
        file = folder / f"{count}.jsonl"
        with file.open("w", encoding="utf-8") as stream:
            for number, text in enumerate(islice(cycle(texts), count)):
                stream.write(json.dumps({"id": str(number), "text": text}, ensure_ascii=False) + "\n")
        code = (
            "import resource, sys; from monitor.cli.main import status_of;"
            f"status_of(['scan', '--input', 'jsonl', '--format', 'jsonl', {str(file)!r}]);"
            "print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, file=sys.stderr)"
        )
        done = subprocess.run(
            [sys.executable, "-c", code], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, check=True
        )
        peaks.append(int(done.stderr.split()[-1]) / 1024)
    print(f"memory of a stream: {peaks[0]:.0f} MB at its peak for 2 MB of listings, {peaks[1]:.0f} MB for 20 MB")


if __name__ == "__main__":
    if sys.argv[1:2] == [LONG]:
        _measure_long(float(sys.argv[2]))
    else:
        main()
