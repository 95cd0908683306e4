"""WACZ files as browsertrix and py-wacz write them, and what in them does not hold."""

from __future__ import annotations

import errno
import gzip
import hashlib
import io
import json
import random
import zipfile
from collections.abc import Callable, Mapping

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from warcs import DATE, each_gzip, http, page, record, sha1

from monitor.unpack import Member, archive_kind, unpack
from monitor.unpack.streams import HashedWindow

PAGES = b'{"format": "json-pages-1.0", "id": "pages"}\n{"url": "http://e.com/1", "ts": "2026-01-02T03:04:05Z"}\n'
WARC = "archive/data.warc.gz"


def entries() -> dict[str, bytes]:
    return {
        WARC: each_gzip([page(1), page(2)]), "pages/pages.jsonl": PAGES,
        "indexes/index.cdx.gz": gzip.compress(b"com,e)/1 20260102030405 {}\n", mtime=0),
    }  # fmt: skip


def package(files: Mapping[str, bytes], **changed: str) -> bytes:
    resources = [
        {"name": path, "path": path, "bytes": len(body), "hash": f"sha256:{hashlib.sha256(body).hexdigest()}"}
        for path, body in files.items()
    ]
    for one in resources:
        one["hash"] = changed.get(str(one["path"]).replace("/", "__").replace(".", "_"), one["hash"])
    return json.dumps({"profile": "data-package", "wacz_version": "1.1.1", "resources": resources}).encode()


def wacz(files: Mapping[str, bytes], method: int = zipfile.ZIP_STORED) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as archive:
        for name, body in files.items():
            archive.writestr(name, body)
    return out.getvalue()


def members(data: bytes) -> list[Member]:
    assert archive_kind(data[:65_536], "x.wacz") == "wacz"
    return list(unpack(io.BytesIO(data), "wacz", "x.wacz"))


@pytest.mark.parametrize("method", [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED])
def test_the_answers_of_its_archives_are_its_documents(method: int) -> None:
    files = entries()
    described = package(files)
    digest = json.dumps(
        {"path": "datapackage.json", "hash": f"sha256:{hashlib.sha256(described).hexdigest()}"}
    ).encode()
    found = members(wacz({**files, "datapackage.json": described, "datapackage-digest.json": digest}, method))
    assert [(one.name, one.url, one.problem) for one in found] == [
        (f"{WARC}!/e.com/{n}", f"http://e.com/{n}", "") for n in (1, 2)
    ]
    assert all(b"<html>" in one.body for one in found)


@pytest.mark.parametrize("method", [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED])
@pytest.mark.parametrize("changed", ["archive__data_warc_gz", "pages__pages_jsonl"])
def test_a_digest_that_does_not_hold_is_named_and_all_is_read(changed: str, method: int) -> None:
    files = entries()
    found = members(wacz({**files, "datapackage.json": package(files, **{changed: "sha256:" + "0" * 64})}, method))
    (problem,) = [one for one in found if one.problem]
    assert problem.name.replace("/", "__").replace(".", "_") == changed
    assert "does not have the sha256 digest that datapackage.json names" in problem.problem
    assert len([one for one in found if one.body]) == 2


def test_a_changed_datapackage_is_named() -> None:
    files = entries()
    digest = json.dumps({"path": "datapackage.json", "hash": f"sha256:{'1' * 64}"}).encode()
    found = members(wacz({**files, "datapackage.json": package(files), "datapackage-digest.json": digest}))
    (problem,) = [one for one in found if one.problem]
    assert (problem.name, "datapackage-digest.json" in problem.problem) == ("datapackage.json", True)


@pytest.mark.parametrize("described", [None, b"", b"{", b"[]", b'{"resources": 1}', b"[" * 100_000, b"\xff\xfe"])
def test_without_a_readable_datapackage_the_archives_are_read(described: bytes | None) -> None:
    found = members(wacz({**entries(), **({} if described is None else {"datapackage.json": described})}))
    assert "digest" in found[0].problem
    assert len([one for one in found if one.body]) == 2


def test_archives_and_entries_that_are_not_accounted_for_are_named() -> None:
    files = entries()
    described = package({**files, "archive/gone.warc.gz": b""})
    added = {"archive/added.warc.gz": each_gzip([page(9)])}
    found = members(wacz({**files, **added, "datapackage.json": described}))
    told = {one.name: one.problem for one in found if one.problem}
    assert "is not in the WACZ" in told["archive/gone.warc.gz"]
    assert "has no digest" in told["archive/added.warc.gz"]
    assert len([one for one in found if one.body]) == 3


def test_a_listed_page_without_an_answer_is_named() -> None:
    listed = PAGES + b'{"url": "https://e.com/2#part"}\n{"url": "http://e.com/lost"}\nno json\n[1]\n{"url": 5}\n'
    files = {**entries(), "pages/extraPages.jsonl": listed}
    found = members(wacz({**files, "datapackage.json": package(files)}))
    (problem,) = [one for one in found if one.problem]
    assert (problem.name, "hold no answer" in problem.problem) == ("e.com/lost", True)


def test_many_missing_pages_are_counted() -> None:
    listed = b"".join(b'{"url": "http://e.com/gone/%d"}\n' % n for n in range(500))
    files = {**entries(), "pages/pages.jsonl": listed}
    problems = [one.problem for one in members(wacz({**files, "datapackage.json": package(files)})) if one.problem]
    assert len(problems) == 21
    assert problems[-1].startswith("480 more")


def test_a_damaged_archive_in_it_is_read_as_far_as_it_goes() -> None:
    files = entries()
    files[WARC] = files[WARC][:-30]
    found = members(wacz({**files, "datapackage.json": package(files)}))
    assert found[0].body
    assert any("ends inside this record" in one.problem + one.doubt for one in found)


def test_a_zip_with_a_folder_of_that_name_is_a_zip() -> None:
    data = wacz({"archive/page.html": b"<html>a"})
    (found,) = unpack(io.BytesIO(data), "wacz", "x.zip")
    assert (found.name, found.body) == ("archive/page.html", b"<html>a")


def test_a_header_that_points_outside_is_no_way_out() -> None:
    files = {**entries(), "datapackage.json": package(entries())}
    data = bytearray(wacz(files))
    place = data.find(b"PK\x01\x02")
    data[place + 42 : place + 46] = b"\xf0\xff\xff\x7f"  # where the first entry's own header lies
    for one in unpack(io.BytesIO(bytes(data)), "wacz", "x.wacz"):
        assert one.problem or one.body or one.role == "resource"


def test_entries_that_lie_over_one_another_are_not_read() -> None:
    data = wacz(entries())
    directory, end = data.find(b"PK\x01\x02"), data.find(b"PK\x05\x06")
    first = data[directory : data.find(b"PK\x01\x02", directory + 4)]
    directory_bytes = first * 2000
    tail = bytearray(data[end:])
    tail[8:12] = (2000).to_bytes(2, "little") * 2
    tail[12:16] = len(directory_bytes).to_bytes(4, "little")
    (found,) = unpack(io.BytesIO(data[:directory] + directory_bytes + bytes(tail)), "wacz", "x.wacz")
    assert "lie over one another" in found.problem


def test_a_wacz_in_a_wacz_is_read() -> None:
    inner = entries()
    outer = {"one.wacz": wacz({**inner, "datapackage.json": package(inner)})}
    found = members(wacz({**outer, "datapackage.json": package(outer)}))
    assert [one.name for one in found] == [f"one.wacz!/{WARC}!/e.com/{n}" for n in (1, 2)]


@settings(max_examples=150, deadline=None)
@given(st.data())
def test_reading_never_raises(data: st.DataObject) -> None:
    files = {**entries(), WARC: each_gzip([page(1), record("revisit", "http://e.com/1", WARC_Refers_To="x")])}
    method = data.draw(st.sampled_from([zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA]))
    packed = bytearray(wacz({**files, "datapackage.json": package(files)}, method))
    for _ in range(data.draw(st.integers(1, 6))):
        packed[data.draw(st.integers(0, len(packed) - 1))] = data.draw(st.integers(0, 255))
    cut = data.draw(st.integers(len(packed) // 2, len(packed)))
    for one in unpack(io.BytesIO(bytes(packed[:cut])), "wacz", "x.wacz"):
        assert len(one.body) < 100_000


class Counting(io.BytesIO):
    """A file that counts the bytes that are read of it."""

    count = 0

    def read(self, size: int | None = -1, /) -> bytes:
        data = super().read(size)
        self.count += len(data)
        return data


@pytest.mark.parametrize("whole", [gzip.compress, bytes])
def test_an_archive_in_it_is_read_once_for_its_documents_and_its_digest(whole: Callable[[bytes], bytes]) -> None:
    noise = random.Random(1).randbytes(3_000_000).hex().encode()
    files = entries() | {WARC: whole(record("resource", "http://e.com/3", noise, Content_Type="text/plain"))}
    file = Counting(wacz({**files, "datapackage.json": package(files)}))
    found = list(unpack(file, "wacz", "x.wacz"))
    assert [len(one.body) for one in found if "e.com/3" in one.url] == [len(noise)]
    assert not any("digest" in one.problem for one in found)
    assert len(files[WARC]) <= file.count < 1.3 * len(files[WARC])


@given(st.binary(max_size=300), st.lists(st.tuples(st.integers(0, 320), st.integers(-1, 100)), max_size=20))
def test_a_window_is_hashed_whole_however_it_is_read(data: bytes, reads: list[tuple[int, int]]) -> None:
    sha = hashlib.sha256()
    window = HashedWindow(io.BytesIO(b"before" + data + b"after"), 6, len(data), sha)
    for place, count in reads:
        window.seek(place)
        assert window.read(count) == (data[place:] if count < 0 else data[place : place + count])
    window.hash_rest(7)
    assert sha.digest() == hashlib.sha256(data).digest()


def revisit(number: int, **named: str) -> bytes:
    later = {"WARC_Date": "2026-03-02T03:04:05Z", **named}
    return record("revisit", f"http://e.com/{number}", b"HTTP/1.1 304 Not Modified\r\n\r\n", **later)


@pytest.mark.parametrize("first", ["a", "z"])
@pytest.mark.parametrize("method", [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_a_revisit_is_read_from_another_file_of_the_package(first: str, method: int) -> None:
    """The file with the answer may come before or after that with the revisit, stored or packed."""
    body = b"<html>the page</html>"
    whole = each_gzip([
        page(1, body, WARC_Record_ID="<urn:uuid:1>"), page(2, body, WARC_Payload_Digest=sha1(body)), page(3, body),
    ])  # fmt: skip
    again = each_gzip([
        revisit(1, WARC_Refers_To="<urn:uuid:1>"), revisit(9, WARC_Payload_Digest=sha1(body)),
        revisit(3, WARC_Refers_To_Target_URI="http://e.com/3", WARC_Refers_To_Date=DATE), revisit(4),
    ])  # fmt: skip
    found = members(wacz({f"archive/{first}.warc.gz": whole, "archive/m.warc.gz": again}, method))
    seen = [(one.url[-1], one.body) for one in found if one.taken_at.startswith("2026-03") and not one.problem]
    missing = [one.name for one in found if "does not hold that answer" in one.problem]
    assert seen == [("1", body), ("9", body), ("3", body)]
    assert [name.partition("!/")[0] for name in missing] == ["archive/m.warc.gz"]


def test_pages_of_a_packed_archive_are_not_missing_and_those_it_lacks_are() -> None:
    files = {**entries(), "pages/extraPages.jsonl": PAGES + b'{"url": "http://e.com/lost"}\n'}
    found = members(wacz({**files, "datapackage.json": package(files)}, zipfile.ZIP_DEFLATED))
    assert [one.name for one in found if one.problem] == ["e.com/lost"]


@pytest.mark.parametrize("method", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_a_bomb_among_packed_archives_costs_no_other(method: int) -> None:
    bomb = record("response", "http://e.com/bomb", http(bytes(40_000_000), "image/png"))
    data = wacz({"archive/a.warc": bomb}, method)
    out = io.BytesIO(data)
    with zipfile.ZipFile(out, "a") as archive:
        archive.writestr(WARC, each_gzip([page(1)]))
    found = members(out.getvalue())
    assert [one.problem for one in found if "bomb" in one.problem] == [
        "unpacks to more than 16,000,000 bytes (an archive bomb?); the rest was not read"
    ]
    assert [one.url for one in found if one.body] == ["http://e.com/1"]


def test_a_packed_archive_that_is_damaged_is_read_as_far_as_it_unpacks() -> None:
    noise = random.Random(2).randbytes(300_000).hex().encode()
    pages = [page(n, b"<html>" + noise[:50_000]) for n in range(9)]
    data = bytearray(wacz({"archive/a.warc": b"".join(pages), WARC: each_gzip([page(50)])}, zipfile.ZIP_DEFLATED))
    data[9000:9100] = bytes(100)
    found = members(bytes(data))
    assert "cannot be unpacked to its end" in next(one.problem for one in found if one.name == "archive/a.warc")
    assert found[-1].url == "http://e.com/50" and found[-1].body


class Failing(io.BytesIO):
    """A disk that fails behind a place."""

    def read(self, size: int | None = -1, /) -> bytes:
        if self.tell() > 150_000 and self.tell() < len(self.getbuffer()) - 2000:
            raise OSError(errno.EIO, "Input/output error")
        return super().read(size)


def test_a_fault_of_the_disk_is_none_of_the_archive() -> None:
    noise = random.Random(3).randbytes(400_000)
    data = wacz({"archive/a.warc": page(1, noise)}, zipfile.ZIP_DEFLATED)
    with pytest.raises(OSError, match="Input/output"):
        list(unpack(Failing(data), "wacz", "x.wacz"))


def test_many_revisits_of_nothing_are_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("monitor.unpack.warc.MAX_LATER", 10)
    found = members(wacz({WARC: each_gzip([*(revisit(n) for n in range(30)), page(1)])}))
    assert sum("does not hold that answer" in one.problem for one in found) == 30
    assert [one.url for one in found if one.body] == ["http://e.com/1"]
