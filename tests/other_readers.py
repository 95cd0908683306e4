"""What readers that are not ours make of our files: warcio and fastwarc of the records, py-wacz of the whole."""

from __future__ import annotations

import gzip
import hashlib
import io
import json
import re
import shutil
import subprocess
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Final, NamedTuple

import fastwarc
from warcio.archiveiterator import ArchiveIterator

VALIDATOR = shutil.which("wacz")
NO_VALIDATOR = "the reference validator is not installed (make validator)"
INDEXED = {"response", "revisit", "resource"}  # conversions are indexed as the copies that players know


HEAD: Final = re.compile(rb"HTTP/\d\.\d \d{3}(?: [^\r\n]*)?\r\n(?:[!#$%&'*+.^_`|~\w-]+:[^\r\n]*\r\n)*\r\n|[A-Z]+ ")


class Seen(NamedTuple):
    """One record as a reader found it: where, its headers in lower case, and digests over the bytes that it gave."""

    offset: int
    headers: dict[str, str]
    block: str
    payload: str
    has_head: bool  # of an HTTP answer, as the standard has it; readers cut broken ones where each thinks best


def by_warcio(data: bytes) -> Iterator[Seen]:
    """The records of a WARC file by warcio, which checks the digests."""
    whole = ArchiveIterator(io.BytesIO(data), no_record_parse=True)
    parsed = ArchiveIterator(io.BytesIO(data), check_digests="raise")
    for record, again in zip(whole, parsed, strict=True):
        headers = {name.lower(): value for name, value in record.rec_headers.headers}
        block, payload = record.raw_stream.read(), again.raw_stream.read()
        yield _seen(whole.get_record_offset(), headers, block, payload)


def by_fastwarc(data: bytes) -> Iterator[Seen]:
    """The records of a WARC file by fastwarc, which checks the digests."""
    whole = fastwarc.ArchiveIterator(io.BytesIO(data), parse_http=False)
    parsed = fastwarc.ArchiveIterator(io.BytesIO(data), parse_http=True, auto_decode="none", max_header_len=100_000)
    for record, again in zip(whole, parsed, strict=True):
        headers = {name.lower(): value for name, value in record.headers.items()}
        assert record.verify_block_digest(), headers
        yield _seen(record.stream_pos, headers, record.reader.read(), again.reader.read())


def agreed(data: bytes) -> list[Seen]:
    """The records of a WARC file, which both readers find where and as the other does, with the digests they name."""
    found = list(by_warcio(data))
    for seen, again in zip(found, by_fastwarc(data), strict=True):
        assert again == (seen if seen.has_head else seen._replace(payload=again.payload))
        assert seen.headers["warc-block-digest"] == seen.block, seen.headers
        if seen.has_head and "warc-payload-digest" in seen.headers:
            assert seen.headers["warc-payload-digest"] == seen.payload, seen.headers
    return found


def opened(path: Path) -> list[Seen]:
    """The records of a WACZ, in which both readers agree, the index leads to each, and each page is in the index."""
    with zipfile.ZipFile(path) as wacz:
        names = [name for name in wacz.namelist() if name.startswith("archive/")]
        found = {name: agreed(wacz.read(name)) for name in names}
        lines = gzip.decompress(wacz.read("indexes/index.cdx.gz")).decode().splitlines()
        pages = [json.loads(line) for line in wacz.read("pages/pages.jsonl").splitlines()[1:]]
    told = [json.loads(line[line.index("{") :]) for line in lines]
    places = {(f"archive/{one['filename']}", int(one["offset"])): (one["url"], one.get("digest")) for one in told}
    assert places == {(name, seen.offset): _as_indexed(seen) for name in names for seen in found[name]
                      if seen.headers["warc-type"] in INDEXED}  # fmt: skip
    # ReplayWeb.page shows a line with the status 304 as an empty page, and one without as the page that it confirms
    assert not any("status" in one for one in told if one["mime"] == "warc/revisit")
    assert {page["url"] for page in pages} <= {url for url, _ in places.values()}
    return [seen for name in names for seen in found[name]]


def invalid(path: Path) -> str:
    """What the reference validator says against a WACZ; '' for nothing."""
    ran = subprocess.run([VALIDATOR or "wacz", "validate", "-f", path], capture_output=True, text=True, check=False)
    return "" if ran.returncode == 0 and "Validation succeeded" in ran.stdout else ran.stdout + ran.stderr


def _seen(offset: int, headers: dict[str, str], block: bytes, payload: bytes) -> Seen:
    is_http = "application/http" in headers.get("content-type", "")
    return Seen(offset, headers, _digest(block), _digest(payload), not is_http or HEAD.match(block) is not None)


def _as_indexed(seen: Seen) -> tuple[str, str | None]:
    return seen.headers["warc-target-uri"], seen.headers.get("warc-payload-digest")


def _digest(data: bytes) -> str:
    return f"sha256:{hashlib.sha256(data).hexdigest()}"
