"""The whole detector: listings a second on one core, one short text from a cold start, memory over a long stream."""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from itertools import cycle, islice
from pathlib import Path

from monitor.models import Document
from monitor.run.detector import build_detector
from monitor.sample.listings import listings_on

KILOBYTE = 1000


def main(argv: Sequence[str] | None = None) -> None:
    """Print throughput, start-up ratios and the growth of memory with the length of a stream."""
    parser = argparse.ArgumentParser(prog="bench scan", description=__doc__)
    parser.add_argument("--listings", type=int, default=2000)
    options = parser.parse_args(argv)
    texts = _texts(options.listings)
    _throughput(texts)
    with tempfile.TemporaryDirectory() as folder:
        _start_up(Path(folder))
        _memory(Path(folder), texts)


def _texts(count: int) -> list[str]:
    """Sample listings joined until each has about a kilobyte of UTF-8: different ones, not one text repeated."""
    bodies, texts = cycle([shown.body for shown in listings_on(1)]), []
    for number in range(count):
        text = next(bodies)
        while len(text.encode()) < KILOBYTE:
            text = f"{text}\n{next(bodies)}"
        texts.append(text.encode()[:KILOBYTE].decode("utf-8", "ignore") + f" {number}")
    return texts


def _throughput(texts: Sequence[str]) -> None:
    detector = build_detector()
    documents = [Document(str(number), text) for number, text in enumerate(texts)]
    for _ in detector.scan_many(documents[:300]):
        pass
    for name, run in (("in batches", detector.scan_many), ("one at a time", lambda all_: map(detector.scan, all_))):
        begin = time.process_time()
        count = sum(1 for _ in run(documents))
        seconds = time.process_time() - begin
        print(
            f"scan, 1 kB listings, {name}: {count / seconds:,.0f} a second of CPU ({seconds / count * 1e3:.2f} ms each)"
        )


def _start_up(folder: Path) -> None:
    file = folder / "one.txt"
    file.write_text("某县小水电站转让，装机2×320千瓦，手续齐全，不在清退范围，95万", "utf-8")
    command = str(Path(sys.executable).parent / "hydrowatch")
    nothing = _seconds([sys.executable, "-c", "pass"])
    for name, arguments in (("--help", ["--help"]), ("scan of one text", ["scan", "--format", "jsonl", str(file)])):
        seconds = _seconds([sys.executable, command, *arguments])
        print(
            f"{name}: {seconds * 1e3:.0f} ms of CPU, {seconds / nothing:.1f} × python -c pass ({nothing * 1e3:.0f} ms)"
        )


def _seconds(command: Sequence[str], times: int = 7) -> float:
    """Median CPU seconds of a whole process."""
    measured = []
    for _ in range(times):
        before = os.times()
        subprocess.run(command, stdout=subprocess.DEVNULL, check=True)
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
    main()
