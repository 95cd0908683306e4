"""A listing that was read from a picture: the picture is shown, what is flagged is outlined where it stands."""

from __future__ import annotations

import re
import struct
import zlib
from collections.abc import Iterator
from pathlib import Path

import pytest
from web_site import Site, serving

from monitor.capture import capture_file, keep_words
from monitor.models import Capture
from monitor.parse.words import Box, Line, Picture, dump
from monitor.run.jobs import job
from monitor.run.pipeline import process
from monitor.run.rows import capture_row
from monitor.run.workspace import Workspace, init_workspace, open_workspace

SIZE = 30
TEXT = ("出售福建武平县某水电站", "装机2×630千瓦，不在清", "退范围内，手续齐全。", "联系电话13800138000")


def png(width: int, height: int) -> bytes:
    def chunk(name: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))

    head = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0))
    return (
        b"\x89PNG\r\n\x1a\n"
        + head
        + chunk(b"IDAT", zlib.compress((b"\0" + b"\xff" * width) * height))
        + chunk(b"IEND", b"")
    )


def printed(text: str, top: int, sures: float = 0.99) -> Line:
    """A line of square letters."""
    chars = tuple(Box(20 + n * SIZE, top, 20 + (n + 1) * SIZE, top + SIZE) for n in range(len(text)))
    box = Box(20, top, 20 + len(text) * SIZE, top + SIZE)
    return Line(text, 0.99, box, chars, (sures,) * len(text))


def kept(workspace: Workspace, path: Path, lines: tuple[Line, ...], turned: int = 0) -> None:
    """A picture and its words as an import with the extra stores them."""
    with job(workspace, "import") as held, workspace.fetching() as tools:
        workspace.store.upsert_source({"id": "import", "kind": "file", "title": "导入"})
        picture = capture_file(path, tools)
        words = dump(Picture(path.name, picture.sha256, 400, 300, "an engine 1.0", lines, (), turned))
        above: int | None = None
        for one in (picture, keep_words(words, picture, tools)):
            above = workspace.store.add_capture(held.run.id, {**capture_row(one), "parent_id": above})
        read(held.run, one, above)


def read(run: object, capture: Capture, capture_id: int | None) -> None:
    assert len(list(process(run, capture, capture_id, None))) == 1  # type: ignore[arg-type]


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    folder = tmp_path_factory.mktemp("pictured")
    made = init_workspace(folder / "case")
    (folder / "<shot>.png").write_bytes(png(400, 300))
    with open_workspace(made) as workspace:
        lines = tuple(printed(text, 20 + 50 * n, 0.5 if n == 0 else 0.99) for n, text in enumerate(TEXT))
        kept(workspace, folder / "<shot>.png", lines)
    with serving(made) as running:
        yield running


def outlines(page: str, tone: str) -> list[tuple[int, ...]]:
    found = re.findall(rf'<rect class="{tone}" x="(\d+)" y="(\d+)" width="(\d+)" height="(\d+)"', page)
    return [tuple(map(int, one)) for one in found]


def test_a_flag_is_outlined_on_both_lines_that_it_stands_on(site: Site) -> None:
    page = site.get("/listing/1").text
    high = outlines(page, "high")
    assert any(x + width == 20 + len(TEXT[1]) * SIZE + 3 for x, y, width, _ in high if y == 67)  # 不在清
    assert {y for _, y, _, _ in high} >= {67, 117}
    assert re.search(r'<a href="#flag-\d+" aria-label="[^"]+"><rect class="high"', page)
    assert '<svg viewBox="0 0 400 300">' in page and "an engine 1.0" in page


def test_the_picture_comes_from_the_evidence_and_each_look_is_noted(site: Site) -> None:
    address = re.search(r'<img src="(/capture/\d+/replay/content)"', site.get("/listing/1").text)
    assert address is not None
    answer = site.get(address[1], Sec_Fetch_Dest="image")
    assert answer.body == png(400, 300) and answer.headers["content-type"] == "image/png"
    assert "sandbox" in answer.headers["content-security-policy"]
    assert answer.headers["x-content-type-options"] == "nosniff"
    with open_workspace(site.folder, read_only=True) as workspace:
        assert list(workspace.store.audit_entries("evidence.replay"))


def test_contacts_are_covered_and_uncertain_words_are_told(site: Site) -> None:
    page = site.get("/listing/1").text
    assert outlines(page, "cover") == [(20 + 4 * SIZE - 3, 167, 11 * SIZE + 6, SIZE + 6)]
    assert outlines(page, "unsure") == [(17, 17, 11 * SIZE + 6, SIZE + 6)]
    assert "11 characters in dashed outlines" in page and "13800138000" not in page
    assert "虚线框内的 11 个字" in site.get("/listing/1?lang=zh").text


def test_on_a_picture_that_was_turned_to_be_read_outlines_lie_where_the_words_are(tmp_path: Path) -> None:
    made = init_workspace(tmp_path / "case")
    (tmp_path / "shot.png").write_bytes(png(300, 400))
    with open_workspace(made) as workspace:
        kept(workspace, tmp_path / "shot.png", (printed(TEXT[0], 20), printed(TEXT[3][4:], 80)), turned=1)
    with serving(made) as running:
        page = running.get("/listing/1").text
    assert '<svg viewBox="0 0 300 400">' in page and 'width="300" height="400"' in page
    assert outlines(page, "cover") == [(77, 400 - 20 - 11 * SIZE - 3, SIZE + 6, 11 * SIZE + 6)]


def test_where_it_came_from_is_said_in_words(site: Site) -> None:
    page = site.get("/listing/1").text
    assert "words read from a picture" in page and "&lt;shot&gt;.png" in page and "<shot>" not in page


def test_a_text_that_the_program_reads_otherwise_now_is_not_drawn_on(tmp_path: Path) -> None:
    made = init_workspace(tmp_path / "case")
    (tmp_path / "shot.png").write_bytes(png(400, 300))
    with open_workspace(made) as workspace:
        kept(workspace, tmp_path / "shot.png", (printed(TEXT[0] + TEXT[1], 20),))
        workspace.store.conn.execute("UPDATE versions SET text = replace(text, '福', '傅')")
    with serving(made) as running:
        page = running.get("/listing/1").text
        assert "nothing is drawn on it" in page and "<rect" not in page.partition("h-picture")[2].partition("</svg>")[0]


def test_a_picture_whose_words_are_lost_leaves_the_page_whole(tmp_path: Path) -> None:
    made = init_workspace(tmp_path / "case")
    (tmp_path / "shot.png").write_bytes(png(400, 300))
    with open_workspace(made) as workspace:
        kept(workspace, tmp_path / "shot.png", (printed(TEXT[0] + TEXT[1], 20),))
    for file in (made / "archive").glob("*.warc.gz"):
        file.unlink()
    with serving(made) as running:
        answer = running.get("/listing/1")
        assert answer.status == 200 and "h-picture" not in answer.text


@pytest.mark.parametrize("which", ["picture", "words"])
def test_a_picture_that_is_not_the_one_that_was_kept_is_not_shown(tmp_path: Path, which: str) -> None:
    made = init_workspace(tmp_path / "case")
    (tmp_path / "shot.png").write_bytes(png(400, 300))
    with open_workspace(made) as workspace:
        kept(workspace, tmp_path / "shot.png", (printed(TEXT[0] + TEXT[1], 20),))
        type_of = "LIKE 'image/%'" if which == "picture" else "NOT LIKE 'image/%'"
        workspace.store.conn.execute(f"UPDATE captures SET sha256 = '{'0' * 64}' WHERE media_type {type_of}")
    with serving(made) as running:
        page = running.get("/listing/1").text
        assert "<img" not in page and "/replay/content" not in page
        assert ("is not what was captured" in page) == (which == "picture")
