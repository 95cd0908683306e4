"""A package that we wrote, imported into another workspace, says the same: each plant once, read as it was read."""

from __future__ import annotations

import hashlib
import json
import sqlite3
import zipfile
from contextlib import closing
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest
from test_answered_pages import SHELL, SITE, detail, entry, har
from test_exports import OFFER, exported

from db import Scope
from monitor.capture.archive import EvidenceArchive
from monitor.capture.records import Record, digest, write
from monitor.parse.words import WORDS_TYPE, Box, Line, Picture, dump
from monitor.run.importing.became import import_list
from monitor.run.importing.imports import import_paths
from monitor.run.page_parts import PageParts
from monitor.run.verifying.verify import verify_workspace
from monitor.run.workspace import init_workspace, open_workspace

FRAME = "<meta charset=utf-8><h1>湖南某水电站转让</h1><p>3天前</p><p>{}</p>"
PAGE = (
    "<!-- saved from url=(0033)https://www.example.com/item/7 --><html><head><meta charset=utf-8><title>项目</title>"
    '</head><body><p>交易中心</p><iframe src="./项目_files/f.html"></iframe><img src="项目_files/b.gif"></body></html>'
)
SINGLE_FILE = (
    "<!DOCTYPE html><html><!--\n Page saved with SingleFile \n url: https://a.test/9 \n saved date: Tue Nov 10 2026 "
    "10:00:00 GMT+0800 (CST)\n--><meta charset=utf-8><title>云南水电站</title><p>3天前</p><p>{}</p>"
)


STYLED = (
    "<!-- saved from url=(0033)https://www.example.com/item/9 --><meta charset=utf-8><title>贵州某水电站转让</title>"
    '<link rel=stylesheet href="站_files/s.css"><h1>贵州某水电站转让</h1><div class=off>该信息已下架</div>'
    "<div class=off>转让价1万元</div><p>{}</p>"
)


def saved_folder(top: Path) -> None:
    (top / "项目_files").mkdir(parents=True)
    (top / "项目.html").write_text(PAGE, "utf-8")
    (top / "项目_files" / "f.html").write_text(FRAME.format(OFFER.format(346)), "utf-8")
    (top / "项目_files" / "a.css").write_text("p{}")
    (top / "项目_files" / "b.gif").write_bytes(b"GIF89a" + bytes(9))
    (top / "项目_files" / "c.txt").write_text(f"某水电站 {OFFER.format(9)}", "utf-8")


def styled(top: Path) -> None:
    """Its style sheets hide that it was taken down, and a price."""
    (top / "站_files").mkdir(parents=True)
    (top / "站.html").write_text(STYLED.format(OFFER.format(777)), "utf-8")
    (top / "站_files" / "s.css").write_text(".off{display:none}")


def zipped(top: Path) -> None:
    with zipfile.ZipFile(top / "页.zip", "w") as archive:
        archive.writestr("p.html", PAGE.replace("项目_", "p_").replace("item/7", "item/8"))
        archive.writestr("p_files/f.html", FRAME.format(OFFER.format(347)))
        archive.writestr("q.txt", OFFER.format(88))


def answered(top: Path) -> None:
    rows = [
        {"id": f"L{n}", "name": f"云南某水电站{n}号转让", "price": f"{n}00万元", "url": f"{SITE}/L{n}"}
        for n in range(1, 5)
    ]
    har(top / "a.har", entry(f"{SITE}/detail/GR10011", SHELL.format(""), "p1"),
        entry(f"{SITE}/api?1", detail("GR10011"), "p1"))  # fmt: skip
    har(top / "b.har", entry(f"{SITE}/list", SHELL.format(""), "p1"), entry(f"{SITE}/list?1", {"data": rows}, "p1"))


def mailed(top: Path) -> None:
    mail = EmailMessage()
    mail["To"], mail["Subject"], mail["Date"] = "d@example.org", "四川水电站出售", "Fri, 20 Nov 2026 10:00:00 +0800"
    mail.set_content(f"昨天 {OFFER.format(480)}", charset="gb18030")
    mail.add_attachment(OFFER.format(900).encode(), "text", "plain", filename="附件.txt")
    (top / "m.eml").write_bytes(mail.as_bytes())


def written(top: Path) -> None:
    (top / "t.csv").write_text(
        "名称,装机(kW),价格(万元),链接\n甲水电站,500,300,https://x.test/1\n乙水电站,600,400,\n", "utf-8"
    )
    rows = ({"title": f"水电站{n}转让", "text": OFFER.format(n), "url": f"https://j.test/{n}"} for n in (1, 2))
    (top / "j.jsonl").write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), "utf-8")
    (top / "说.txt").write_text(f"3天前发布\n{OFFER.format(210)}", "utf-8")
    (top / "s.html").write_text(SINGLE_FILE.format(OFFER.format(222)), "utf-8")


MAKERS = (saved_folder, styled, zipped, answered, mailed, written)


def said(folder: Path) -> list[tuple[Any, ...]]:
    """All that the listings say, but for names and sellers of a key of the workspace; times to the second."""
    sql = (
        "SELECT v.title, l.url, l.status, v.text, v.posted_at, substr(v.observed_at, 1, 18), v.price_yuan, v.place,"
        " a.as_of, a.score, a.level, a.offer, (SELECT group_concat(f.kind || f.role || f.start || ifnull(f.value_min,"
        " '')) FROM facts f WHERE f.assessment_id = a.id), (SELECT group_concat(c.type || c.stance || c.start) FROM"
        " claims c WHERE c.assessment_id = a.id), (SELECT group_concat(g.rule || g.severity) FROM flags g WHERE"
        " g.assessment_id = a.id) FROM listings l JOIN versions v ON v.listing_id = l.id JOIN assessments a ON"
        " a.version_id = v.id ORDER BY v.title, v.text"
    )
    with sqlite3.connect(folder / "hydrowatch.db") as database:
        return database.execute(sql).fetchall()


def back(package: Path, folder: Path) -> Path:
    init_workspace(folder)
    with open_workspace(folder) as workspace:
        report = import_paths(workspace, [package])
        assert (report.exit_status, report.failures) == (0, ())
        assert all(verdict.ok for verdict in verify_workspace(workspace, deep=True))
        assert import_paths(workspace, [package]).counts.get("new", 0) == 0
    return folder


@pytest.mark.parametrize("scope", [Scope(), Scope(with_archives=True)], ids=["alone", "with archives"])
@pytest.mark.parametrize("make", MAKERS)
def test_the_listings_say_the_same(folder: Path, tmp_path: Path, make: Any, scope: Scope) -> None:
    (tmp_path / "in").mkdir(exist_ok=True)
    make(tmp_path / "in")
    with open_workspace(folder) as workspace:
        assert import_paths(workspace, [tmp_path / "in"]).counts["new"] > 0
    exported(folder, tmp_path / "a.wacz", scope)
    other = back(tmp_path / "a.wacz", tmp_path / "other")
    assert said(other) == said(folder)
    exported(other, tmp_path / "b.wacz")
    assert said(back(tmp_path / "b.wacz", tmp_path / "third")) == said(folder)


def test_what_lies_in_the_archive_folder_says_the_same(folder: Path, tmp_path: Path) -> None:
    saved_folder(tmp_path / "in")
    with open_workspace(folder) as workspace:
        import_paths(workspace, [tmp_path / "in"])
    assert said(back(folder / "archive", tmp_path / "other")) == said(folder)


def test_a_mail_keeps_its_subject_and_an_attachment_its_name(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    mailed(tmp_path / "in")
    with open_workspace(folder) as workspace:
        import_paths(workspace, [tmp_path / "in"])
    exported(folder, tmp_path / "a.wacz")
    with open_workspace(back(tmp_path / "a.wacz", tmp_path / "other")) as workspace:
        rows = workspace.store.queue().rows
    assert {row["native_id"].rpartition("-")[0] for row in rows} == {"part 1", "附件"}
    assert "四川水电站出售" in {row["title"] for row in rows}


def picture_with_words(folder: Path, spoil: bool = False) -> Path:
    """An archive file of ours with a picture and what was read of it."""
    with EvidenceArchive(folder) as archive:
        png, at = b"\x89PNG\r\n\x1a\n" + bytes(40), archive.clock.now()
        text = "转让贵州某县小水电站，装机630千瓦，要价120万"
        box = Box(0, 0, 9, 9)
        line = Line(text, 0.99, box, (box,) * len(text), (0.99,) * len(text))
        words = dump(Picture("a.png", "0" * 64, 99, 99, "x 1", (line,)))
        kept, about = None, {"Hydrowatch-Source": "import"}
        for name, body, kind in (("a.png", png, "image/png"), ("a.png!/words.json", words, WORDS_TYPE)):
            sha256 = hashlib.sha256(body).hexdigest()
            blocks = [body[:-1] + b" " if spoil and kept else body]
            position = archive.append_resource(
                f"file:///{name}", at, blocks, length=len(body), sha256=sha256, media_type=kind, headers=about,
                out_of=kept.record_id if kept else "",
            )  # fmt: skip
            kept = position
    return folder


def test_the_words_of_a_picture_come_with_it(folder: Path, tmp_path: Path) -> None:
    with open_workspace(folder) as workspace:
        report = import_paths(workspace, [picture_with_words(tmp_path / "archive")])
        assert (report.counts["new"], report.failures) == (1, ())
        (row,) = workspace.store.queue().rows
        assert row["price_yuan"] == 1_200_000
        (told,) = [one for one in import_list(workspace.store, 1) if one["name"].endswith("/a.png")]
        assert told["reason"].endswith("they are the sender's word")
        assert all(verdict.ok for verdict in verify_workspace(workspace, deep=True))


def test_what_was_read_in_place_of_another_is_not_taken_when_it_is_damaged(folder: Path, tmp_path: Path) -> None:
    with open_workspace(folder) as workspace:
        report = import_paths(workspace, [picture_with_words(tmp_path / "archive", spoil=True)])
    assert report.counts.get("new", 0) == 0
    assert any("what was read in its place is damaged" in error.reason for error in report.failures)


def test_a_page_out_of_a_package_is_shown_with_what_came_with_it(folder: Path, tmp_path: Path) -> None:
    saved_folder(tmp_path / "in")
    with open_workspace(folder) as workspace:
        import_paths(workspace, [tmp_path / "in"])
    exported(folder, tmp_path / "a.wacz")
    with open_workspace(back(tmp_path / "a.wacz", tmp_path / "other"), read_only=True) as workspace:
        (page,) = [row for row in workspace.store.iter_captures() if row["url"].endswith("/%E9%A1%B9%E7%9B%AE.html")]
        with closing(PageParts(workspace, workspace.store, page)) as parts:
            parts.look([PAGE.encode()], "utf-8")
            assert [one.rpartition("/")[2] for _, one in parts.in_archive] == ["b.gif", "f.html"]


def foreign(folder: Path, page: str, read: str, *, answered: bool, frame: str = "") -> Path:
    """An archive file that says it is ours: a page, what it says was read in its place, a frame of the page."""
    at = "2026-11-20T10:00:00Z"
    source = {"Hydrowatch-Source": "import"}
    folder.mkdir()

    def record(kind: str, url: str, body: str, head: str = "", **said: str) -> Record:
        whole = head.encode() + body.encode()
        headers = {**source, "WARC-Block-Digest": digest([whole]), **said}
        media_type = "application/http; msgtype=response" if head else "text/html"
        return Record(kind, url, at, media_type, b"", [whole], len(whole), headers)

    info = b"software: hydrowatch/0.1\r\n"
    about = {"WARC-Block-Digest": digest([info])}
    head = "HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n\r\n" if answered else ""
    first = record(
        "response" if answered else "resource", "https://x.test/7" if answered else "file:///x.html", page, head
    )
    made = record("conversion", "file:///x.html!/with-frames.html", read, **{"WARC-Refers-To": first.record_id})
    kept = [record("resource", "file:///x_files/f.html", frame, **{"Hydrowatch-Part": "yes"})] if frame else []
    with (folder / "x.warc.gz").open("xb") as out:
        for one in (
            Record("warcinfo", "", at, "application/warc-fields", b"", [info], len(info), about),
            first,
            made,
            *kept,
        ):
            write(out, one)
    return folder


ANSWER = '\n<script type="application/json" id="a">{"price":"1万元"}</script>'
WORDS = "<meta charset=utf-8><title>某水电站转让</title><p>转让湖南某水电站，装机630千瓦，要价{}万元</p>{}"
FRAMED = '<iframe{} src="x_files/f.html"></iframe>'
SHEET = '<style data-hydrowatch-sheet="{}" data-sha256="' + "0" * 64 + '">{}</style><link rel=stylesheet href=a.css>'
PUT_IN = ' srcdoc="&lt;p&gt;水电站，年发电量200万度，要价1万元&lt;/p&gt;"'


@pytest.mark.parametrize("answered", [True, False])
@pytest.mark.parametrize(
    ("page", "read"),
    [
        (WORDS.format(860, ""), WORDS.format(1, "")),
        (WORDS.format(860, ""), WORDS.format(860, "<p>已降价，要价1万元</p>")),
        (WORDS.format(860, ""), WORDS.format(860, ANSWER)),
        (WORDS.format(860, FRAMED.format("")), WORDS.format(860, FRAMED.format(PUT_IN))),
        (WORDS.format(860, ""), WORDS.format(860, FRAMED.format(PUT_IN))),
        (WORDS.format(860, "<link rel=stylesheet href=a.css>"), WORDS.format(860, SHEET.format("a", "p{color:red}"))),
        (
            WORDS.format(860, "<textarea><link rel=stylesheet href=a.css></textarea>"),
            WORDS.format(860, f"<textarea>{SHEET.format('要价1万元', 'p{display:none}')}</textarea>"),
        ),
    ],
)  # fmt: skip
def test_nothing_is_read_in_place_of_a_page_that_says_more_than_it(
    folder: Path, tmp_path: Path, page: str, read: str, answered: bool
) -> None:
    with open_workspace(folder) as workspace:
        report = import_paths(workspace, [foreign(tmp_path / "in", page, read, answered=answered)])
        (row,) = workspace.store.queue().rows
        assert row["price_yuan"] == 8_600_000
        assert any("says more than it and the archive do" in error.reason for error in report.failures)
        assert "1万元" not in workspace.store.version_words(row["version_id"])[1]


@pytest.mark.parametrize("words", ["水电站，年发电量200万度，要价1万元", "水电站，年发电量300万度"])
def test_a_frame_is_read_where_the_archive_holds_it(folder: Path, tmp_path: Path, words: str) -> None:
    page, read = (WORDS.format(860, FRAMED.format(put)) for put in ("", PUT_IN))
    with open_workspace(folder) as workspace:
        import_paths(workspace, [foreign(tmp_path / "in", page, read, answered=False, frame=f"<p>{words}</p>")])
        (row,) = workspace.store.queue().rows
        is_read = "年发电量" in workspace.store.version_words(row["version_id"])[1]
    assert is_read == ("1万元" in words)
