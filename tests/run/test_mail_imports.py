"""Importing saved pages and mails: when and where they were saved, who is masked, nothing twice."""

from __future__ import annotations

import base64
import sqlite3
from email.message import EmailMessage
from pathlib import Path

import pytest

from monitor.run.importing.imports import import_paths
from monitor.run.verifying.verify import verify_workspace
from monitor.run.workspace import open_workspace

OFFER = "转让贵州某县小水电站，装机2×630千瓦，手续齐全，不在清退范围内，要价{}万"
MHTML = """From: <Saved by Blink>\r
Snapshot-Content-Location: https://www.example.com/item/7\r
Subject: x\r
Date: Wed, 14 Jul 2021 10:20:30 +0800\r
MIME-Version: 1.0\r
Content-Type: multipart/related; boundary="b"\r
\r
--b\r
Content-Type: text/html; charset=big5\r
Content-Transfer-Encoding: base64\r
\r
{}\r
--b--\r
"""
MAIL = """From: {}\r
To: <desk@example.org>\r
Subject: {}\r
Date: Tue, 15 Jun 2021 08:00:00 +0800\r
Message-ID: <1@example.org>\r
Content-Type: text/plain; charset=utf-8\r
\r
{}"""


def _rows(folder: Path, query: str) -> list[tuple[object, ...]]:
    with sqlite3.connect(folder / "hydrowatch.db") as database:
        return database.execute(query).fetchall()


def test_a_saved_page_is_a_listing_of_its_address_seen_when_it_was_saved(folder: Path, tmp_path: Path) -> None:
    traditional = "轉讓貴州某縣小水電站，裝機630千瓦，手續齊全，要價310萬"
    path = tmp_path / "page.mhtml"
    path.write_text(MHTML.format(base64.b64encode(f"<h1>{traditional}</h1>".encode("big5")).decode()), newline="")
    with open_workspace(folder) as workspace:
        assert import_paths(workspace, [path]).counts["new"] == 1
        assert dict(import_paths(workspace, [path]).counts) == {"known": 1}
        assert all(verdict.ok for verdict in verify_workspace(workspace))
    (listing,) = _rows(folder, "SELECT url, native_id, first_seen_at FROM listings")
    assert listing == (
        "https://www.example.com/item/7",
        "https://www.example.com/item/7",
        "2021-07-14T02:20:30.000000Z",
    )
    assert _rows(folder, "SELECT text, charset, charset_rung FROM versions") == [(traditional, "big5", "declared")]


@pytest.mark.parametrize(
    ("subject", "seller"), [("出售电站", True), ("Fwd: 出售电站", False), ("转发：出售电站", False)]
)
def test_the_sender_of_a_mail_is_masked_and_whoever_sends_it_on_is_no_seller(
    folder: Path, tmp_path: Path, subject: str, seller: bool
) -> None:
    path = tmp_path / "mail.eml"
    path.write_text(
        MAIL.format("wangwu@example.com", subject, f"{OFFER.format(310)}，邮箱wangwu@example.com"), newline=""
    )
    with open_workspace(folder) as workspace:
        assert import_paths(workspace, [path]).counts["new"] == 1
    ((title, text, shown),) = _rows(
        folder, "SELECT v.title, v.text, l.seller FROM versions v JOIN listings l ON l.id = v.listing_id"
    )
    assert title == subject
    assert str(text).startswith(f"{subject}\n转让")
    assert "wangwu" not in f"{text}{shown}"
    assert bool(shown) == seller
    assert b"wangwu" not in (folder / "hydrowatch.db").read_bytes()


def test_a_message_without_anything_to_read_is_one_failed_item(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "empty.eml").write_text(MAIL.format("a@example.org", "x", ""), newline="")
    (tmp_path / "good.txt").write_text(OFFER.format(1))
    with open_workspace(folder) as workspace:
        report = import_paths(workspace, [tmp_path / "empty.eml", tmp_path / "good.txt"])
        assert report.counts["new"] == 1
        assert "holds no page or text" in report.failures[0].reason


def test_what_a_mail_holds_without_a_title_is_named_by_its_file_or_its_first_words(
    folder: Path, tmp_path: Path
) -> None:
    mail = EmailMessage()
    mail["From"], mail["To"] = "a@example.com", "b@example.com"
    mail.set_content(OFFER.format(310).encode(), "text", "plain")
    for place, name in (("云南", "怒江水电站.txt"), ("湖南", "1.txt"), ("甘肃", "")):
        body = OFFER.replace("贵州", place).format(320).encode()
        mail.add_attachment(body, "text", "plain", **({"filename": name} if name else {}))
    path = tmp_path / "box.mbox"
    path.write_bytes(b"From x Fri Nov 20 10:00:00 2026\n" + mail.as_bytes() + b"\n")
    with open_workspace(folder) as workspace:
        assert import_paths(workspace, [path]).counts["new"] == 4
    titles = [str(title) for (title,) in _rows(folder, "SELECT title FROM versions ORDER BY id")]
    assert titles[1] == "怒江水电站"
    assert [title[:4] for title in (titles[0], *titles[2:])] == ["转让贵州", "转让湖南", "转让甘肃"]


def test_what_is_personal_in_the_name_of_an_attached_file_is_masked(folder: Path, tmp_path: Path) -> None:
    mail = EmailMessage()
    mail["From"], mail["To"] = "a@example.com", "b@example.com"
    mail.set_content("见附件")
    names = (
        "雅安水电站 张三13800138012 身份证510100199001011234",
        "怒江水电站 李总 13800138012",
        "榕江水电站320千瓦2024",
    )
    for number, name in enumerate(names):
        body = OFFER.format(310 + number).encode()
        mail.add_attachment(body, "text", "plain", filename=f"{name}.txt")
    path = tmp_path / "box.eml"
    path.write_bytes(mail.as_bytes())
    with open_workspace(folder) as workspace:
        import_paths(workspace, [path])
        import_paths(workspace, [path])
        assert all(verdict.ok for verdict in verify_workspace(workspace, deep=True))
    rows = _rows(folder, "SELECT native_id, title FROM listings WHERE title LIKE '%水电站%' ORDER BY id")
    assert [str(title) for _, title in rows] == [
        "雅安水电站 •••••••••••12 身份证••••••••••••••••••", "怒江水电站 •总 •••••••••12", names[2],
    ]  # fmt: skip
    for name, _ in rows[:2]:
        assert not any(word in str(name) for word in ("1380", "5101", "张", "李")), name
        assert str(name).startswith(("雅安水电站 •", "怒江水电站 •"))
    assert str(rows[2][0]).startswith(f"{names[2]}-")
