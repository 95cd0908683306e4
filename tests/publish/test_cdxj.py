"""An index of any size comes out sorted, in blocks that can be fetched one by one."""

from __future__ import annotations

import gzip
import json

from monitor.publish.cdxj import SortedLines, packed


def test_lines_that_do_not_fit_in_memory_are_sorted_all_the_same() -> None:
    lines = SortedLines(in_memory=100)
    for number in range(7001):
        lines.add(f"com,e)/{number * 7919 % 7001:05d} 2026 {{}}\n")
    index: list[str] = []
    members = list(packed(iter(lines), "index.cdx.gz", index))
    lines.close()
    whole = gzip.decompress(b"".join(members)).decode().splitlines()
    assert whole == sorted(whole) and len(whole) == 7001
    assert len(members) == len(index) - 1 == 3
    data = b"".join(members)
    for line in index[1:]:
        key, _, told = line.partition(" {")
        place = json.loads("{" + told)
        block = gzip.decompress(data[place["offset"] : place["offset"] + place["length"]])
        assert block.decode().startswith(key)
