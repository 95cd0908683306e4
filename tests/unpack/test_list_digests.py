"""Digests of mailing lists, as plain words and as MIME: each message by itself, with its own sender and day."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from monitor.run.importing.imports import import_paths
from monitor.run.workspace import init_workspace, open_workspace
from monitor.unpack.list_digests import messages_of

ONE = "Selling a small hydropower station in Guizhou, 2 x 500 kW, 6.5 million yuan, papers complete."
TWO = "湖南郴州水电站转让，装机3000千瓦，报价1200万，电话13800138000"
HEAD = (
    "From: hydro-request@lists.example.org\nTo: hydro@lists.example.org\nSubject: hydro Digest, Vol 3, Issue 2\n"
    "Date: Wed, 23 Jun 2021 12:00:00 +0800\nMIME-Version: 1.0\n"
)
ABOVE = (
    "Send submissions to hydro@lists.example.org\n\nToday's Topics:\n\n   1. Hydro for sale in Guizhou (Chen Wei)\n\n"
)
PLAIN = (
    f"{ABOVE}{'-' * 70}\n\nMessage: 1\nDate: Mon, 21 Jun 2021 08:00:00 +0800\nFrom: Chen Wei <chen@example.com>\n"
    f"Subject: Hydro for sale in Guizhou\nMessage-ID: <5@x>\n\n{ONE}\n\n{'-' * 30}\n\nlast year's ad stands below\n\n"
    f"{'-' * 30}\n\nMessage: 2\nFrom: Maria Li <maria@example.com>\nSubject: 水电站\n"
    f"Date: Tue, 22 Jun 2021 09:00:00 +0800\n\n{TWO}\n\n{'-' * 30}\n\nSubject: Digest Footer\n\n"
    f"______\nhydro mailing list\n\n{'-' * 30}\n\nEnd of hydro Digest, Vol 3, Issue 2\n{'*' * 35}\n"
)


def as_mime() -> bytes:
    parts = "".join(
        f"--inner\n{kind}\nFrom: {sender}\nDate: {day} Jun 2021 08:00:00 +0800\nSubject: {subject}\n"
        f'MIME-Version: 1.0\nContent-Type: text/plain; charset="utf-8"\nContent-Transfer-Encoding: 8bit\n\n{words}\n\n'
        for kind, sender, day, subject, words in (
            ("", "Chen Wei <chen@example.com>", "Mon, 21", "Hydro for sale", ONE),
            ("Content-Type: message/rfc822\n", "Maria Li <maria@example.com>", "Tue, 22", "plant", TWO),
        )
    )
    return (
        f'{HEAD}Content-Type: multipart/mixed; boundary="outer"\n\n--outer\nContent-Type: text/plain\n\n{ABOVE}\n'
        f'--outer\nContent-Type: multipart/digest; boundary="inner"\n\n{parts}--inner--\n\n--outer--\n'
    ).encode()


def as_plain() -> bytes:
    return f"{HEAD}Content-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: 8bit\n\n{PLAIN}".encode()


@pytest.mark.parametrize("as_written", [as_plain, as_mime])
def test_each_message_of_a_digest_is_a_listing_of_its_sender_and_day(
    tmp_path: Path, as_written: Callable[[], bytes]
) -> None:
    path = tmp_path / "list.mbox"
    path.write_bytes(b"From x@y Wed Jun 23 12:00:00 2021\n" + as_written() + b"\n")
    with open_workspace(init_workspace(tmp_path / "w")) as workspace:
        report = import_paths(workspace, [path])
        assert not report.failures
        rows = workspace.store.queue().rows
        found = [workspace.store.version(row["version_id"]) for row in rows]
        two, one = sorted((version for version in found if version), key=lambda one: -one["price_yuan"])
        assert (one["price_yuan"], two["price_yuan"]) == (6_500_000, 12_000_000)
        assert ONE in one["text"] and "湖南" not in one["text"] and "Guizhou" not in two["text"]
        assert one["seller"].startswith("C") and two["seller"].startswith("M")
        assert "13800138000" not in str(two)


def test_texts_that_are_no_digests_stay_whole() -> None:
    line, short = "-" * 70, "-" * 30
    assert messages_of(f"{ONE}\n{line}\n{TWO}\n".encode()) == []
    assert messages_of(f"{ONE}\n{line}\n\nterms\n\n{short}\n\nFrom: a\nSubject: b\n\n{TWO}".encode()) == []
    assert [sent.body.decode() for sent in messages_of(PLAIN.replace("\n", "\r\n").encode())][1].strip() == TWO
    first, _ = messages_of(PLAIN.encode())
    assert b"last year's ad" in first.body
