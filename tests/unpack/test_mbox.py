"""Mailbox files: each mail is read on its own, whatever is wrong with the others."""

from __future__ import annotations

import io
import tracemalloc
from pathlib import Path

import pytest
from messages import OFFER, mail, part

from monitor.run.importing.imports import import_paths
from monitor.run.workspace import init_workspace, open_workspace
from monitor.unpack import Member, archive_kind, unpack
from monitor.unpack.bounds import BLOCK

FROM = b"From li@example.org Wed Jul 14 15:04:05 2021\n"
PLAIN = "Date: Wed, {} Jul 2021 15:04:05 +0800\nFrom: li@example.org\nSubject: no. {}\n\n{}\n"


def plain(number: int, words: str = "") -> bytes:
    return PLAIN.format(13 + number, number, words or OFFER.format(number)).encode()


def members(raw: bytes, name: str = "Inbox") -> list[Member]:
    kind = archive_kind(raw[:65536], name)
    assert kind == "mbox"
    return list(unpack(io.BytesIO(raw), kind, name))


def titles(raw: bytes, name: str = "Inbox") -> list[str]:
    return [member.title for member in members(raw, name) if member.role == "document"]


def test_each_mail_of_a_mailbox_is_read_with_its_own_head() -> None:
    rich = mail([part("Content-Type: text/html; charset=utf-8", OFFER.format(1).encode())], subject="no. 1")
    raw = FROM + rich + b"\n\n" + FROM + plain(2) + b"\n" + FROM + plain(3)
    found = members(raw)
    assert [(one.name, one.title, one.taken_at[:10]) for one in found] == [
        ("mail 1.eml!/part 1.html", "no. 1", "2021-06-15"), ("mail 2.eml!/part 0.txt", "no. 2", "2021-07-15"),
        ("mail 3.eml!/part 0.txt", "no. 3", "2021-07-16"),
    ]  # fmt: skip
    assert [OFFER.format(n).encode() in one.body for n, one in enumerate(found, 1)] == [True] * 3


@pytest.mark.parametrize("between", [b"", b"\n", b"\n\n", b"\r\n"])
@pytest.mark.parametrize("line", [FROM, b"From - Wed Jul 14 15:04:05 2021\r\n"])
def test_mails_are_told_apart_by_the_line_that_programs_write(between: bytes, line: bytes) -> None:
    assert titles(line + plain(1) + between + line + plain(2)) == ["no. 1", "no. 2"]


def test_a_file_named_mbox_needs_no_such_first_line() -> None:
    assert titles(plain(1) + b"\n" + b"From x\n" + plain(2), "box.mbox") == ["no. 1", "no. 2"]
    assert archive_kind(FROM + plain(1), "one.eml") == "eml"


@pytest.mark.parametrize(
    "words", ["From here it is far\nPrice: 95", "\nFrom the owner\nhe wants 95", ">From a\n\nFrom b"]
)
def test_words_that_begin_like_that_line_part_no_mail(words: str) -> None:
    (one, two) = members(FROM + plain(1, words) + b"\n" + FROM + plain(2))
    assert words.split("\n")[-1].encode() in one.body
    assert two.title == "no. 2"


def test_an_article_is_no_mailbox() -> None:
    assert archive_kind(b"From the river to the grid\nDate: 2021\n\nwords", "a.txt") is None
    assert archive_kind(b"From 10:30 in 2021 on\nwe sell\n", "a.txt") is None


def test_a_mail_that_is_damaged_does_not_hide_the_next() -> None:
    broken = b"MIME-Version: 1.0\nSubject: broken\nContent-Type: multipart/mixed; boundary=x\n\nno boundary anywhere\n"
    found = members(FROM + plain(1) + b"\n" + FROM + broken + b"\n" + FROM + plain(3))
    assert [one.title for one in found if not one.problem] == ["no. 1", "no. 3"]
    assert [one.name for one in found if one.problem] == ["mail 2.eml"]


@pytest.mark.parametrize("off", range(-130, 10, 7))
def test_mails_are_parted_wherever_a_block_ends(off: int) -> None:
    first = FROM + plain(1, "x" * (BLOCK + off))
    assert titles(first + b"\n" + FROM + plain(2) + b"\n" + FROM + plain(3)) == ["no. 1", "no. 2", "no. 3"]


def test_a_large_mailbox_is_never_held_whole() -> None:
    raw = b"\n".join(FROM + plain(n % 9 + 1, "x" * 300_000) for n in range(60))
    file = io.BytesIO(raw)
    tracemalloc.start()
    count = sum(1 for _ in unpack(file, "mbox", "Inbox"))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert (count, peak < 6_000_000) == (60, True)


def test_a_mailbox_gives_a_listing_for_each_mail(tmp_path: Path) -> None:
    init_workspace(tmp_path / "w")
    box = tmp_path / "Inbox"
    box.write_bytes(FROM + plain(1, "四川宝兴县水电站转让，装机2×500kW，报价1200万元") + b"\n"
                    + FROM + plain(2, "云南怒江泸水市水电站转让，装机1250kW，报价850万元"))  # fmt: skip
    with open_workspace(tmp_path / "w") as workspace:
        report = import_paths(workspace, [box])
        assert (report.exit_status, report.counts["new"]) == (0, 2)
        shown = {(row["county"], row["price_yuan"]) for row in workspace.store.queue().rows}
        assert shown == {("宝兴县", 12_000_000), ("泸水市", 8_500_000)}
        assert import_paths(workspace, [box]).counts["known"] == 1
