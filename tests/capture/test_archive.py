"""The evidence archive: what was acknowledged is there, whole, and can be checked; damage is found and named."""

from __future__ import annotations

import gzip
import hashlib
import random
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from loopback import PAGE, QUICK, Loopback, TestClock, answer, asking, raw
from warcio.archiveiterator import ArchiveIterator

from monitor.capture import EvidenceArchive, capture, make_tools
from monitor.capture.copying import kept_record
from monitor.errors import ItemError, WorkspaceError
from monitor.models import WarcPosition
from monitor.payload import decode_body, split_block, split_stream

AT = datetime(2026, 11, 24, 8, 0, tzinfo=UTC)
CODINGS = ["gzip", "deflate", "gzip, deflate", "br", ""]
WRITER = Path(__file__).parent / "writer.py"


def put(archive: EvidenceArchive, body: bytes, name: str = "a") -> tuple[WarcPosition, str]:
    sha256 = hashlib.sha256(body).hexdigest()
    place = archive.append_resource(
        f"file:///{name}", AT, [body], length=len(body), sha256=sha256, media_type="text/plain"
    )
    return place, sha256


def test_a_header_is_one_line_whatever_characters_stand_in_it(tmp_path: Path) -> None:
    says = "ends\x85early\u2028Content-Length: 3"
    with EvidenceArchive(tmp_path, TestClock()) as archive:
        place = archive.append_resource(
            "file:///a", AT, [PAGE], length=len(PAGE), sha256=hashlib.sha256(PAGE).hexdigest(), media_type="text/plain",
            headers={"Hydrowatch-Member-Doubt": says},
        )  # fmt: skip
    assert kept_record(tmp_path / place.file, place.offset).get("Hydrowatch-Member-Doubt") == says


@given(st.binary(max_size=30), st.integers(1, 9), st.sampled_from([b"\n\n", b"\r\n\r\n", b"\r\n", b""]))
def test_a_head_ends_in_the_same_place_in_one_piece_and_in_many(rest: bytes, size: int, end: bytes) -> None:
    block = b"HTTP/1.1 200 OK\r\nA: b" + end + rest
    head, body = split_stream(block[n : n + size] for n in range(0, len(block), size))
    assert (head, b"".join(body)) == split_block(block)


def put_three(folder: Path) -> tuple[EvidenceArchive, list[tuple[WarcPosition, str]]]:
    archive = EvidenceArchive(folder, TestClock())
    placed = [put(archive, bytes([65 + n]) * 5000, str(n)) for n in range(3)]
    archive.close()
    return archive, placed


def test_each_record_is_its_own_gzip_member_at_its_position(tmp_path: Path) -> None:
    archive, placed = put_three(tmp_path)
    [path] = tmp_path.glob("*.warc.gz")
    assert path.name == "hydrowatch-20261124T080000Z-00000.warc.gz"
    data = path.read_bytes()
    for place, sha256 in placed:
        member = gzip.decompress(data[place.offset : place.offset + place.length])
        assert member.startswith(b"WARC/1.1\r\n") and place.record_id.encode() in member
        assert archive.verify(place, sha256).ok
    assert [verdict.kind for verdict in archive.verify_all()] == ["warcinfo", "resource", "resource", "resource"]


def test_warcio_reads_what_we_write_and_finds_the_digests_right(tmp_path: Path) -> None:
    put_three(tmp_path)
    [path] = tmp_path.glob("*.warc.gz")
    with path.open("rb") as file:
        found = [(r.rec_type, r.rec_headers.get_header("WARC-Date"), r.content_stream().read()) for r in
                 ArchiveIterator(file, check_digests="raise")]  # fmt: skip
    assert [(kind, body[:1]) for kind, _, body in found[1:]] == [
        ("resource", b"A"),
        ("resource", b"B"),
        ("resource", b"C"),
    ]
    assert found[1][1] == "2026-11-24T08:00:00.000000Z"
    assert b"software: hydrowatch/" in found[0][2]


def test_a_new_archive_never_touches_an_older_file(tmp_path: Path) -> None:
    put_three(tmp_path)
    [older] = tmp_path.glob("*.warc.gz")
    older.write_bytes(older.read_bytes()[:-7])
    torn = older.read_bytes()
    archive, placed = put_three(tmp_path)
    assert older.read_bytes() == torn
    assert placed[0][0].file == "hydrowatch-20261124T080000Z-00001.warc.gz"
    verdicts = list(archive.verify_all())
    assert [verdict.torn for verdict in verdicts] == [False, False, False, True, False, False, False, False]
    assert "interrupted" in verdicts[3].reason and all(verdict.ok for verdict in verdicts)


def test_files_are_rotated_and_positions_name_theirs(tmp_path: Path) -> None:
    with EvidenceArchive(tmp_path, TestClock(), max_file_bytes=1000) as archive:
        placed = [put(archive, random.Random(n).randbytes(1500)) for n in range(4)]
        assert len({place.file for place, _ in placed}) == len(list(tmp_path.glob("*.warc.gz"))) == 4
        assert all(archive.verify(place, sha256).ok for place, sha256 in placed)


def test_damage_is_found_in_its_record_and_nowhere_else(tmp_path: Path) -> None:
    archive, placed = put_three(tmp_path)
    [path] = tmp_path.glob("*.warc.gz")
    whole = path.read_bytes()
    middle = placed[1][0]
    for offset in (0, 3, middle.length // 2, middle.length - 5):
        data = bytearray(whole)
        data[middle.offset + offset] ^= 0x55
        path.write_bytes(bytes(data))
        assert [archive.verify(place, sha256).ok for place, sha256 in placed] == [True, False, True], offset
        verdicts = {
            verdict.uri: verdict for verdict in archive.verify_all() if verdict.uri != "file:///1" and verdict.kind
        }
        assert verdicts["file:///0"].ok and verdicts["file:///2"].ok
        bad = [verdict for verdict in archive.verify_all() if not verdict.ok]
        assert len(bad) == 1 and bad[0].position.offset == middle.offset and bad[0].reason
        with pytest.raises(ItemError):
            archive.read_payload(middle)
        with pytest.raises(ItemError):
            b"".join(archive.stream_payload(middle)[1])


def test_a_record_changed_and_packed_anew_is_found_out(tmp_path: Path) -> None:
    archive, placed = put_three(tmp_path)
    [path] = tmp_path.glob("*.warc.gz")
    place, sha256 = placed[2]
    data = path.read_bytes()
    changed = gzip.compress(gzip.decompress(data[place.offset :]).replace(b"CCCC", b"CCXC", 1))
    path.write_bytes(data[: place.offset] + changed)
    forged = WarcPosition(place.file, place.offset, len(changed), place.record_id)
    assert "SHA-256" in archive.verify(forged, sha256).reason
    assert [verdict.ok for verdict in archive.verify_all()] == [True, True, True, False]


@pytest.mark.parametrize("what", ["file", "offset", "length", "id", "sha256", "climbing"])
def test_a_wrong_position_is_never_taken_for_right(tmp_path: Path, what: str) -> None:
    archive, placed = put_three(tmp_path)
    place, sha256 = placed[0]
    wrong = {
        "file": WarcPosition("none.warc.gz", place.offset, place.length, place.record_id),
        "offset": WarcPosition(place.file, place.offset + 1, place.length, place.record_id),
        "length": WarcPosition(place.file, place.offset, place.length - 1, place.record_id),
        "id": WarcPosition(place.file, place.offset, place.length, placed[1][0].record_id),
        "climbing": WarcPosition("../" + place.file, place.offset, place.length, place.record_id),
        "sha256": place,
    }[what]
    verdict = archive.verify(wrong, "0" * 64 if what == "sha256" else sha256)
    assert not verdict.ok and verdict.reason


def test_a_missing_or_empty_archive_has_nothing_to_complain_of(tmp_path: Path) -> None:
    archive = EvidenceArchive(tmp_path / "none")
    assert list(archive.verify_all()) == []
    (tmp_path / "hydrowatch-x.warc.gz").write_bytes(b"")
    assert list(EvidenceArchive(tmp_path).verify_all()) == []
    assert list(tmp_path.iterdir()) == [tmp_path / "hydrowatch-x.warc.gz"]  # reading makes no file


@settings(max_examples=100, deadline=None)
@given(st.binary(max_size=400))
def test_no_bytes_in_an_archive_can_make_verification_fail(
    tmp_path_factory: pytest.TempPathFactory, data: bytes
) -> None:
    folder = tmp_path_factory.mktemp("any")
    for n, content in enumerate(
        (data, gzip.compress(data), gzip.compress(b"WARC/1.1\r\n" + data), b"\x1f\x8b\x08" + data)
    ):
        (folder / f"{n}.warc.gz").write_bytes(content)
    verdicts = list(EvidenceArchive(folder).verify_all())
    assert all(not verdict.ok or verdict.torn for verdict in verdicts)


def test_a_bomb_in_an_archive_is_verified_in_little_memory(tmp_path: Path) -> None:
    bomb = b"WARC/1.1\r\nWARC-Type: resource\r\nContent-Length: 200000000\r\n\r\n" + b"0" * 50_000_000
    (tmp_path / "a.warc.gz").write_bytes(gzip.compress(bomb, 1))
    (tmp_path / "b.warc.gz").write_bytes(gzip.compress(b"0" * 50_000_000, 1))
    code = (
        "import resource, sys; from pathlib import Path; from monitor.capture import EvidenceArchive\n"
        "before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss\n"
        "print([v.ok for v in EvidenceArchive(Path(sys.argv[1])).verify_all()])\n"
        "print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before)\n"
    )
    ran = subprocess.run([sys.executable, "-c", code, str(tmp_path)], capture_output=True, text=True, check=True)
    verdicts, grown = ran.stdout.splitlines()
    assert verdicts == "[False, False]" and int(grown) < 20_000  # kB


@pytest.mark.parametrize("interruption", [KeyboardInterrupt, MemoryError])
def test_an_interruption_in_the_middle_of_a_record_leaves_none_of_it(
    tmp_path: Path, interruption: type[BaseException]
) -> None:
    def broken() -> Iterator[bytes]:
        yield random.Random(1).randbytes(3_000_000)
        raise interruption

    with EvidenceArchive(tmp_path, TestClock()) as archive:
        before, _ = put(archive, PAGE)
        with pytest.raises(interruption):
            archive.append_resource(
                "file:///x", AT, broken(), length=5_000_000, sha256="0" * 64, media_type="text/plain"
            )
        after, sha256 = put(archive, PAGE)
        assert after.file == before.file and after.offset == before.offset + before.length
        assert archive.verify(after, sha256).ok
    assert [verdict.reason for verdict in archive.verify_all()] == ["", "", ""]


def test_threads_write_one_after_the_other(tmp_path: Path) -> None:
    placed: list[tuple[WarcPosition, str]] = []
    with EvidenceArchive(tmp_path) as archive:
        threads = [
            threading.Thread(target=lambda n=n: placed.extend(put(archive, b"%d" % n * 999) for _ in range(10)))  # type: ignore[misc]
            for n in range(4)
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert len(placed) == 40 and all(archive.verify(place, sha256).ok for place, sha256 in placed)
        assert all(verdict.ok for verdict in archive.verify_all())


def acknowledged(lines: list[str]) -> list[tuple[WarcPosition, str]]:
    rows = [line.split() for line in lines if line.startswith("hydrowatch-")]
    return [(WarcPosition(r[0], int(r[1]), int(r[2]), r[3]), r[4]) for r in rows]


@pytest.mark.parametrize("size", [300, 3_000_000])
def test_kill_9_at_any_moment_loses_nothing_that_was_acknowledged(tmp_path: Path, size: int) -> None:
    chance = random.Random(size)
    said: list[str] = []
    for _ in range(4):
        with subprocess.Popen(
            [sys.executable, str(WRITER), str(tmp_path), str(size), "0"], stdout=subprocess.PIPE, text=True
        ) as process:
            assert process.stdout is not None
            said.append(process.stdout.readline())
            time.sleep(chance.random() * 0.3)
            process.kill()
            rest = process.stdout.read()
            said += rest[: rest.rfind("\n") + 1].splitlines()
    archive = EvidenceArchive(tmp_path)
    placed = acknowledged(said)
    assert len(placed) >= 4
    assert all(archive.verify(place, sha256).ok for place, sha256 in placed)
    assert all(verdict.ok for verdict in archive.verify_all())  # a torn end is no damage
    put(archive, b"after")
    archive.close()
    assert all(verdict.ok for verdict in archive.verify_all())


def test_a_full_disk_is_one_clear_sentence_and_loses_nothing(tmp_path: Path) -> None:
    ran = subprocess.run(
        [sys.executable, str(WRITER), str(tmp_path), "40000", "1000000"], capture_output=True, text=True, check=True
    )
    *lines, last = ran.stdout.splitlines()
    assert last.startswith("FULL ") and "the evidence could not be written (File too large)" in last
    archive = EvidenceArchive(tmp_path)
    placed = acknowledged(lines)
    assert len(placed) > 20
    assert all(archive.verify(place, sha256).ok for place, sha256 in placed)
    assert [verdict.torn for verdict in archive.verify_all() if verdict.torn or not verdict.ok] == []  # cut back clean


def test_a_fetch_whose_record_cannot_be_written_fails(site: Loopback, tmp_path: Path) -> None:
    site.talks["/a"] = answer()
    (tmp_path / "archive").write_text("a file where the folder should be", "utf-8")
    with make_tools(tmp_path / "archive", QUICK, clock=TestClock()) as tools, pytest.raises(WorkspaceError) as caught:
        capture(asking(site.url("/a")), tools)
    assert "evidence could not be written" in str(caught.value) and "\n" not in str(caught.value)


@settings(max_examples=200, deadline=None)
@given(
    st.lists(st.binary(max_size=200), max_size=8),
    st.sampled_from(["gzip", "deflate", "gzip, deflate", "br", ""]),
    st.booleans(),
)
def test_no_body_can_make_decoding_fail_or_pass_its_limit(blocks: list[bytes], coding: str, chunked: bool) -> None:
    headers = (("Content-Encoding", coding), ("Transfer-Encoding", "chunked" if chunked else ""))
    assert len(decode_body(blocks, headers, 100).body) <= 100


@settings(max_examples=200, deadline=None)
@given(st.binary(max_size=3000), st.integers(1, 700), st.integers(1, 700), st.booleans())
def test_decoding_does_not_depend_on_how_the_bytes_arrived(body: bytes, chunk: int, read: int, packed: bool) -> None:
    data = gzip.compress(body) if packed else body
    wire = b"".join(b"%X\r\n%s\r\n" % (len(p), p) for p in (data[n : n + chunk] for n in range(0, len(data), chunk)))
    wire += b"0\r\n\r\n"
    headers = (("transfer-encoding", "Chunked"), ("content-encoding", "gzip" if packed else ""))
    found = decode_body((wire[n : n + read] for n in range(0, len(wire), read)), headers, 10_000)
    assert (found.body, found.over, found.problem) == (body, False, "")


def test_a_head_ends_where_http_says() -> None:
    assert split_block(b"HTTP/1.1 200 OK\r\nA: b\r\n\r\nbody\r\n\r\n") == (
        b"HTTP/1.1 200 OK\r\nA: b\r\n\r\n",
        b"body\r\n\r\n",
    )
    assert split_block(b"HTTP/1.1 200 OK\nA: b\n\nx") == (b"HTTP/1.1 200 OK\nA: b\n\n", b"x")
    assert split_block(PAGE) == (PAGE, b"")


def test_a_group_within_a_group_waits_for_the_sync_of_the_outer_one(tmp_path: Path) -> None:
    with EvidenceArchive(tmp_path, TestClock()) as archive:
        told: list[str] = []
        archive.witness = lambda written: told.append(written.kind)
        with archive.gathering():
            with archive.gathering():
                put(archive, PAGE, "a")
            place, sha256 = put(archive, PAGE, "b")
            assert told == []
        archive.sync()
        assert told == ["warcinfo", "resource", "resource"]
        assert archive.verify(place, sha256).ok


@pytest.mark.parametrize("size", [0, 1, 70_000, 4_500_000])
@pytest.mark.parametrize("coding", ["", "gzip", "chunked"])
def test_digests_hold_however_the_body_is_held(tmp_path: Path, site: Loopback, size: int, coding: str) -> None:
    body = random.Random(size).randbytes(size)
    sent = gzip.compress(body) if coding == "gzip" else body
    if coding == "chunked":
        said = b"".join(b"%x\r\n%s\r\n" % (len(part), part) for part in [body] if part) + b"0\r\n\r\n"
        site.talks["/a"] = raw(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n" + said)
    else:
        site.talks["/a"] = answer(sent, "200 OK", *([f"Content-Encoding: {coding}"] if coding else []))
    roomy = replace(QUICK, max_bytes=10_000_000, max_seconds=30.0)
    with make_tools(tmp_path, roomy, clock=TestClock()) as tools:
        taken = capture(asking(site.url("/a"), kind="part"), tools)
        assert taken.state == "ok" and taken.warc
        assert taken.sha256 == hashlib.sha256(body).hexdigest()
        assert tools.archive.read_payload(taken.warc) == body
        assert tools.archive.verify(taken.warc, taken.sha256).ok
    [path] = tmp_path.glob("*.warc.gz")
    with path.open("rb") as file:
        for record in ArchiveIterator(file, check_digests="raise"):
            record.content_stream().read()
