"""A page copied as plain text or printed to PDF: other people's listings stay out, its own title and address count."""

from __future__ import annotations

import json
import sys
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from monitor.capture.saved import saved_at
from monitor.cli.main import status_of
from monitor.run import scan_text
from monitor.run.importing.imports import import_paths
from monitor.run.verifying.verify import verify_workspace
from monitor.run.workspace import open_workspace

sys.path.insert(0, str(Path(__file__).parents[1] / "parse"))
from pdf_files import lines, make_pdf

TITLE = "雅安小型水电站转让 装机500千瓦 手续齐全"
OWN = (
    f"{TITLE}\n3天前发布 浏览1280次\n转让费：260万元\n位置：雅安 - 天全县\n"
    "雅安天全县水电站转让，装机500千瓦，年发电200万度，并入国网，不在清退之列。"
)
OTHERS = "阿坝水电站出售 800万\n泸定电站 3000kW 转让"
ADDRESS = "https://x.example/c58/1.shtml"
# Where Chromium writes them, behind the words of the page: above and below all else.
PRINTED = [(24.0, 825.0, "11/20/26, 6:41 PM 【图】雅安小型水电站转让 - 同城"), (24.0, 14.0, f"{ADDRESS} 1/1")]
PAGE = (
    f'<!-- saved from url=(0029){ADDRESS} -->\n<html><head><title>x</title></head><body><h1>{TITLE}</h1>'
    f"<p>{'</p><p>'.join(OWN.split(chr(10))[1:])}</p></body></html>"
)  # fmt: skip


def imported(folder: Path, *paths: Path) -> list[dict[str, Any]]:
    with open_workspace(folder) as workspace:
        import_paths(workspace, list(paths))
        found = [workspace.store.version(row["version_id"]) for row in workspace.store.queue().rows]
        return [version for version in found if version is not None]


@pytest.mark.parametrize("heading", ["为您推荐", "猜你喜欢", "猜你喜欢 换一批"])
@pytest.mark.parametrize("kind", ["txt", "pdf"])
def test_the_block_of_others_stays_out(folder: Path, tmp_path: Path, kind: str, heading: str) -> None:
    text = f"登录 发布信息\n{OWN}\n{heading}\n{OTHERS}"
    path = tmp_path / f"a.{kind}"
    path.write_bytes(text.encode() if kind == "txt" else make_pdf([lines(text)]))
    (one,) = imported(folder, path)
    assert (one["title"], one["price_yuan"]) == (TITLE, 2_600_000)
    assert "阿坝" not in one["text"] and "不在清退之列" in one["text"]
    assert f", without {heading}" in one["found_by"]["text"]


@pytest.mark.parametrize(
    "after",
    [
        f"为您推荐\n{OTHERS}\n{'本站详细介绍' * 20}",
        "为您推荐\n价格：260万元\n装机：500千瓦",
        "为您推荐 这座电站\n手续齐全，价格800万",
        "猜你喜欢\n清风明月",
    ],
)  # fmt: skip
def test_what_is_no_such_block_is_read(folder: Path, tmp_path: Path, after: str) -> None:
    (tmp_path / "a.txt").write_text(f"{OWN}\n{after}", "utf-8")
    (one,) = imported(folder, tmp_path / "a.txt")
    assert one["text"] == f"{OWN}\n{after}"


@pytest.mark.parametrize("kind", ["txt", "pdf"])
@pytest.mark.parametrize(
    "above", ["首页", "\n".join(["首页 登录 注册 发布信息"] * 5), "同城信息网\n雅安水电站专栏",
              "欢迎来到本地生活信息网，每天十万人在这里浏览、发布和咨询各种二手物品与房屋租赁的消息"],
)  # fmt: skip
def test_a_block_is_read_where_no_listing_of_its_own_stands_above_it(
    folder: Path, tmp_path: Path, kind: str, above: str
) -> None:
    text = f"{above}\n热门推荐\n福建三明水电站转让\n装机630kW\n价格500万\n手续齐全"
    path = tmp_path / f"a.{kind}"
    path.write_bytes(text.encode() if kind == "txt" else make_pdf([lines(text)]))
    (one,) = imported(folder, path)
    assert "装机630kW" in one["text"] and one["price_yuan"] == 5_000_000


def test_the_block_below_a_list_that_is_its_own_text_stays_out(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(
        f"首页\n热门推荐\n{TITLE}\n转让费260万元\n年发电200万度，并入国网\n猜你喜欢\n{OTHERS}", "utf-8"
    )
    (one,) = imported(folder, tmp_path / "a.txt")
    assert "阿坝" not in one["text"] and one["price_yuan"] == 2_600_000


def test_a_scan_of_plain_text_keeps_it_as_it_is() -> None:
    text = f"{OWN}\n为您推荐\n{OTHERS}"
    assert scan_text(text).document.text == text


def test_a_page_saved_and_printed_is_one_listing(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "a.html").write_text(PAGE, "utf-8")
    (tmp_path / "b.pdf").write_bytes(make_pdf([[*lines(f"{OWN}\n为您推荐\n{OTHERS}"), *PRINTED]]))
    (one,) = imported(folder, tmp_path / "a.html", tmp_path / "b.pdf")
    assert one["listing_id"] == 1
    assert one["title"] == TITLE
    assert ADDRESS not in one["text"] and "6:41" not in one["text"] and "阿坝" not in one["text"]


def test_relative_days_of_a_print_count_from_its_date(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "b.pdf").write_bytes(make_pdf([[*lines(f"登录 发布信息\n{OWN}"), *PRINTED]]))
    (one,) = imported(folder, tmp_path / "b.pdf")
    assert (one["posted_at"], one["title"]) == ("2026-11-17", TITLE)


def test_a_text_without_a_title_is_listed_by_its_first_words(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "a.txt").write_text(
        "雅安天全县水电站转让，装机500千瓦，年发电200万度，并入国网，价格260万元，联系我", "utf-8"
    )
    (one,) = imported(folder, tmp_path / "a.txt")
    assert one["title"] == ""
    assert status_of(["list", "-w", str(folder)]) == 0
    assert "雅安天全县水电站转让" in capsys.readouterr().out
    assert status_of(["search", "国网", "-w", str(folder), "--format", "jsonl"]) == 0
    assert json.loads(capsys.readouterr().out)["title"].startswith("雅安天全县水电站转让")


BY_CHROMIUM = b"/Creator (Mozilla/5.0 \\(X11; Linux\\) HeadlessChrome/120)/Producer (Skia/PDF m120)"
BY_FIREFOX = b"/Creator <feff004d006f007a0069006c006c0061002000460069007200650066006f0078>/Producer (cairo 1.17)"


def _dated(date: str, maker: bytes = BY_CHROMIUM) -> bytes:
    """A print whose head names no day, dated inside."""
    body = make_pdf([lines(OWN)])
    return body.replace(b"%PDF-1.4\n", b"%PDF-1.4\n50 0 obj <<" + maker + f"/CreationDate ({date})>> endobj\n".encode())


def _xmp(date: str, maker: str) -> bytes:
    words = f"<xmp:CreatorTool>{maker}</xmp:CreatorTool><xmp:CreateDate>{date}</xmp:CreateDate>"
    return make_pdf([lines(OWN)]) + _metadata(f"<x>{words}</x>")


def _metadata(words: str) -> bytes:
    packet = f"<?xpacket begin=''?>{words}<?xpacket end='w'?>".encode()
    return b"60 0 obj <</Type/Metadata/Length %d>> stream\n%b\nendstream endobj\n" % (len(packet), packet)


def _titled(title: str, date: str = "D:20261119184100+08'00'") -> bytes:
    """A print by Chromium: what the page is called stands first in what it says of itself."""
    return _dated(date, b"/Title " + title.encode() + BY_CHROMIUM)


_FORGED = b"9 0 obj <</Producer(Skia/PDF)/CreationDate(D:20190501000000Z)>> endobj endstream 5 0 obj " + BY_CHROMIUM
PICTURE = b"8 0 obj <</Type/XObject/Length %d>> stream\r\n%b\r\nendstream endobj\n" % (len(_FORGED), _FORGED)


@pytest.mark.parametrize(
    ("body", "taken", "posted"),
    [
        (_dated("D:20261119184100+08'00'"), "2026-11-19T10:41:00", "2026-11-16"),
        (_dated("D:20261119184100Z00'00'", BY_FIREFOX), "2026-11-19T18:41:00", "2026-11-17"),  # the 20th in China
        (_xmp("2026-11-19T18:41:00+08:00", "Mozilla Firefox 140"), "2026-11-19T10:41:00", "2026-11-16"),
        (_dated("D:20261119184100+08'00'", b"/Creator (Microsoft Word)"), None, None),
        (_dated("D:20261119184100+08'00'", b"/Producer (Skia/PDF m120 Google Docs Renderer)"), None, None),
        (_dated("D:20261119184100"), None, None),
        (_dated("D:20991119184100+08'00'"), None, None),
        (_dated("D:19011119184100+08'00'"), None, None),
        (_dated("D:20261399184100+08'00'"), None, None),
        # what a seller wrote is no date: not in the title of the page, its picture, or the words of a packet
        (_titled("(Hydropower station xmp:CreateDate>2019-05-01T00:00:00Z)"), "2026-11-19T10:41:00", "2026-11-16"),
        (
            _titled(r"(a \)/CreationDate \(D:20190501000000Z\) (b /CreationDate \(D:20190501000000Z\)))"),
            "2026-11-19T10:41:00",
            "2026-11-16",
        ),
        (
            _titled(r"(endobj 9 0 obj <</Creator \(HeadlessChrome\) /CreationDate \(D:20190501000000Z\)>> endobj)"),
            "2026-11-19T10:41:00",
            "2026-11-16",
        ),
        (_titled("(a)", "D:20261119184100") + PICTURE, None, None),
        (_titled("(a)") + PICTURE, "2026-11-19T10:41:00", "2026-11-16"),
        (
            _titled("(a)") + _metadata('<d a="x">xmp:CreateDate="2019-05-01T00:00:00Z"</d>'),
            "2026-11-19T10:41:00",
            "2026-11-16",
        ),
        # two dates of one file
        (_titled("(a)") + _metadata('<rdf:Description xmp:CreateDate="2019-05-01T00:00:00Z"/>'), None, None),
        (
            _titled("(a)") + _metadata('<rdf:Description xmp:CreateDate="2026-11-19T18:41:00+08:00"/>'),
            "2026-11-19T10:41:00",
            "2026-11-16",
        ),
    ],
)
def test_a_page_printed_by_a_browser_was_seen_at_the_date_in_the_file(
    folder: Path, tmp_path: Path, body: bytes, taken: str | None, posted: str | None
) -> None:
    (tmp_path / "b.pdf").write_bytes(body)
    with open_workspace(folder) as workspace:
        import_paths(workspace, [tmp_path / "b.pdf"])
        (row,) = workspace.store.queue().rows
        version = workspace.store.version(row["version_id"])
        capture = workspace.store.capture(1)
        assert all(verdict.ok for verdict in verify_workspace(workspace, deep=True))
    assert capture is not None and version is not None
    assert (capture["taken_at"] or "")[:19] == (taken or "")
    assert version["posted_at"] == posted


@pytest.mark.parametrize(
    "body",
    [b"1 0 obj <<" + b"(" * 2_000_000, b"1 0 obj " * 300_000, b"1 0 obj <</A <" + b"0" * 2_000_000, b"obj" * 700_000,
     b"1 0 obj <<>> stream " * 100_000, b"1 0 obj " + b"<<" * 1_000_000, b"1 0 obj (" + b"\\" * 1_999_999,
     b"1 0 obj <</Type/Metadata>> stream <?xpacket begin" + b"<a b='" * 300_000 + b"<?xpacket end endstream"],
)  # fmt: skip
def test_a_hostile_print_is_walked_once(body: bytes) -> None:
    begun = time.perf_counter()
    assert saved_at(b"%PDF-1.4\n" + body, datetime.now(UTC)) == ""
    assert time.perf_counter() - begun < 5
