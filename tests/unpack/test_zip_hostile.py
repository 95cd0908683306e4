"""ZIPs made to cost more than they should: memory is measured, not believed."""

from __future__ import annotations

import io
import struct
import time
import tracemalloc
import zipfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monitor.unpack import Limits, Member, unpack

MB = 1_000_000


def _zip(files: dict[str, bytes], method: int) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as archive:
        for name, body in files.items():
            archive.writestr(name, body)
    return out.getvalue()


def _members(data: bytes, limits: Limits | None = None) -> list[Member]:
    return list(unpack(io.BytesIO(data), "zip", "a.zip", limits or Limits()))


@pytest.mark.parametrize("method", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_packed_zeros_are_never_unpacked_all_at_once(method: int) -> None:
    data = _zip({"bomb.txt": bytes(200 * MB), "b.txt": b"words"}, method)
    tracemalloc.start()
    try:
        bomb, after = _members(data, Limits(member_bytes=MB))
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert "more than 1,000,000 bytes" in bomb.problem
    assert after.body == b"words"
    assert peak < 20 * MB


@given(body=st.binary(max_size=300_000), method=st.sampled_from([zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA]))
@settings(max_examples=40, deadline=None)
def test_every_kind_of_packing_gives_back_what_was_packed(body: bytes, method: int) -> None:
    (found,) = _members(_zip({"a.bin": b"-" + body}, method))  # no archive
    assert (found.body, found.problem) == (b"-" + body, "")


@given(data=st.data(), method=st.sampled_from([zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA]))
@settings(max_examples=150, deadline=None)
def test_damaged_packing_is_a_problem_and_never_other_words(data: st.DataObject, method: int) -> None:
    whole = {"a.txt": b"first words " * 50, "b.txt": b"second words " * 50}
    packed = bytearray(_zip(whole, method))
    for _ in range(data.draw(st.integers(1, 4))):
        packed[data.draw(st.integers(4, len(packed) - 1))] = data.draw(st.integers(0, 255))
    for member in _members(bytes(packed)):
        assert member.problem or member.body in {b"", *whole.values()}


def _overlapping(count: int, body: bytes) -> bytes:
    """A ZIP whose directory names one content many times, beside a file of its own."""
    data = _zip({"a.txt": body, "own.txt": b"words of its own"}, zipfile.ZIP_DEFLATED)
    start, end = data.index(b"PK\x01\x02"), data.rindex(b"PK\x05\x06")
    first = data[start : data.index(b"PK\x01\x02", start + 4)]
    directory = first * (count - 1) + data[start:end]
    return data[:start] + directory + b"PK\x05\x06" + struct.pack(
        "<HHHHLLH", 0, 0, count + 1, count + 1, len(directory), start, 0
    )  # fmt: skip


def test_entries_over_one_another_are_told_by_their_places_and_not_read() -> None:
    began = time.process_time()
    (found,) = _members(_overlapping(60_000, bytes(40 * MB)))
    assert found.problem == "its entries lie over one another (an archive bomb?); nothing of it was read"
    assert time.process_time() - began < 4


def test_a_few_damaged_places_cost_their_entries_alone() -> None:
    found = _members(_overlapping(3, b"the content"))
    assert [(one.name, one.body) for one in found if not one.problem] == [
        ("a.txt", b"the content"), ("own.txt", b"words of its own"),
    ]  # fmt: skip
    assert [one.problem for one in found if one.problem] == [
        "lies over another entry (an archive bomb?); it was not read"
    ] * 2


@given(st.lists(st.binary(max_size=60), max_size=40), st.sampled_from([zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED]))
@settings(max_examples=60, deadline=None)
def test_no_honest_archive_seems_to_lie_over_itself(bodies: list[bytes], method: int) -> None:
    found = _members(_zip({f"{n}.txt": b"-" + body for n, body in enumerate(bodies)}, method))
    assert not [one.problem for one in found if "lie" in one.problem]


def test_a_directory_without_end_is_refused_before_it_is_read(tmp_path: Path) -> None:
    data = _zip({"a": b""}, zipfile.ZIP_STORED)
    start, end = data.index(b"PK\x01\x02"), data.rindex(b"PK\x05\x06")
    count = 80 * MB // (end - start)
    path = tmp_path / "a.zip"
    with path.open("wb") as file:
        file.write(data[:start])
        for _ in range(100):
            file.write(data[start:end] * (count // 100))
        size = file.tell() - start
        file.write(b"PK\x05\x06" + bytes(4) + struct.pack("<HHLLH", 65_535, 65_535, size, start, 0))
    with path.open("rb") as file:
        (found,) = unpack(file, "zip", "a.zip")
    assert "archive bomb" in found.problem


def test_a_directory_of_too_many_entries_is_told_before_it_is_taken_in() -> None:
    data = _zip({"a": b""}, zipfile.ZIP_STORED)
    start, end = data.index(b"PK\x01\x02"), data.rindex(b"PK\x05\x06")
    directory = data[start:end] * 500_000
    last = b"PK\x05\x06" + bytes(4) + struct.pack("<HHLLH", 65_535, 65_535, len(directory), start, 0)
    begun = time.process_time()
    (found,) = _members(data[:start] + directory + last)
    assert time.process_time() - begun < 2
    assert found.problem == (
        "lists 500,000 entries, more than the 200,000 of one ZIP; nothing of it was read; split it"
    )


def test_an_archive_of_nothing_says_so() -> None:
    (found,) = _members(_zip({}, zipfile.ZIP_STORED))
    assert found.problem == "holds no files"


def test_an_archive_of_which_nothing_came_does_not_say_that_something_was_kept() -> None:
    whole = _zip({f"{n}.txt": b"words" for n in range(9)}, zipfile.ZIP_STORED)
    (found,) = _members(whole[: len(whole) // 2])
    assert found.problem.startswith("the zip archive is damaged (BadZipFile: ")
    assert found.problem.endswith("; nothing of it was read")
