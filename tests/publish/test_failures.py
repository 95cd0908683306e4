"""Reasons why files could not be read are said in Chinese to readers of Chinese."""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from monitor.publish.failures import FILES, MAX_CHARS, fill_of, read_sentence, say_failure

DATA = Path(__file__).parents[2] / "monitor" / "data"


@pytest.mark.parametrize(
    ("reason", "zh"),
    [
        ("the file is empty", "文件是空的"),
        ("letter.txt: the file is empty", "letter.txt：文件是空的"),
        ("the file is empty (and 3 more)", "文件是空的（另有 3 项）"),
        ("is a HEIC picture, kept but not read; save it as PNG or JPEG (on a telephone: edit and save, or take a"
         " screenshot of it) and import that",
         "属“HEIC 图片”，已保存但未读取；请另存为 PNG 或 JPEG（手机上可编辑后保存，或截图）再导入"),
        ("the PDF has pictures without text (a scan) on pages 1-2, 5; the other pages were read; read those by OCR",
         "PDF 第 1-2, 5 页是没有文字的图片（扫描件）；其余各页已读取；请把这些页转为图片再识别（OCR）"),
        ("the picture has 20 x 10 pixels, too few for words", "图片只有 20 × 10 像素，不足以识别文字"),
        ('no "text"; write {"id": …, "text": …} on one line',
         '缺少 "text"；请每行写一个 {"id": …, "text": …}'),
        ("the workbook is damaged (BadZipFile: {0} {1})", "工作簿已损坏（BadZipFile: {0} {1}）"),
        ("the zip archive is damaged here (BadZipFile: File is not a zip file); what came before it is kept",
         "zip 压缩包在此处损坏（不是 ZIP 文件）；此前的内容已保存"),
        ("its Content-Length says 5,317 bytes, but more bytes follow; it was kept and read all the same",
         "Content-Length 写的是 5,317 字节，但后面还有内容；已照常保存并读取"),
        ("case/hydrowatch.toml: unknown setting 'x'; known are chromium, contact",
         "case/hydrowatch.toml：没有 'x' 这项设置；可用的有 chromium, contact"),
        ("the environment: max_bytes must be a int, not 'x'", "环境变量：max_bytes 应为整数，不能是 'x'"),
        ("port 80 of 127.0.0.1 cannot be used (Permission denied); name another, 0 takes any",
         "127.0.0.1 的端口 80 无法使用（没有权限）；请换一个，0 表示任选"),
        ("http://a.example/1: 3 pages were not asked for: a.example is left alone for this run: the site answered 403;"
         " it is left alone for this run; run again later",
         "http://a.example/1：有 3 个网页未请求：本次运行不再访问 a.example：网站返回 403；本次运行不再访问；"
         "请稍后再运行"),
        ("a.yaml:3: the key 'id' stands here twice\na.yaml:7: is missing",
         "a.yaml:3：键 'id' 在此出现了两次\na.yaml:7：缺失"),
        ("case/hydrowatch.db: the file is not an SQLite database; restore a backup",
         "case/hydrowatch.db：文件不是 SQLite 数据库；请恢复备份"),
        ("a.yaml:3: kind: input should be 'web', 'feed', 'sitemap' or 'json', not 'webb'",
         "a.yaml:3：kind：应为 'web', 'feed', 'sitemap' or 'json'，不能是 'webb'"),
        ("capture 4 names the same record; the database says content-type text/html; charset=gbk, the record none;"
         " the database says status 200, the record 404; manifest-1.jsonl does not list its record",
         "抓取 4 也指向这条记录；content-type：数据库写的是 text/html; charset=gbk，记录写的是 无；"
         "HTTP 状态：数据库写的是 200，记录写的是 404；manifest-1.jsonl 没有列出它的记录"),
        ("manifest-1.jsonl stamped 2026-11-27T12:00:00Z ±1.5 s, 400 s from our clock, number a, nonce b; by the"
         " certificates that you named",
         "manifest-1.jsonl 的时间戳时间 2026-11-27T12:00:00Z ±1.5 秒，与本机时钟相差 400 秒，"
         "编号 a，随机数 b；依据您指定的证书"),
        ("a.warc.gz!/record 3: the compressed record is damaged", "a.warc.gz!/第 3 条记录：压缩的记录已损坏"),
        ("a.docx: cannot be read: it is a Word document (DOCX); save it as PDF or text",
         "a.docx：无法读取：属“Word 文档（DOCX）”，请另存为 PDF 或文本"),
        ("something that nobody foresaw: the disk sang", "something that nobody foresaw: the disk sang"),
        ("", ""),
    ],
)  # fmt: skip
def test_a_reason_is_said_in_chinese(reason: str, zh: str) -> None:
    assert say_failure(reason, "zh") == zh
    assert say_failure(reason, "en") == reason


def test_a_very_long_reason_is_shown_as_it_is() -> None:
    reason = "cannot be read: " * MAX_CHARS
    assert say_failure(reason, "zh") == reason


def test_every_line_of_the_file_has_its_chinese_and_fills_no_gap_that_is_not_there() -> None:
    seen: set[str] = set()
    for name in FILES:
        for line in (DATA / name).read_text("utf-8").splitlines():
            if line and not line.startswith("#"):
                english, zh = line.split("\t")
                assert english not in seen, line
                seen.add(english)
                assert re.search("[一-鿿]|^PDF", zh), line
                assert {int(gap) for gap in re.findall(r"\{(\d+)\}", zh)} == set(range(english.count("{}"))), line


def _seconds(work: Callable[[], object]) -> float:
    """The least time of a few tries."""
    tries: list[float] = []
    for _ in range(3):
        begin = time.perf_counter()
        work()
        tries.append(time.perf_counter() - begin)
    return min(tries)


GAPPY = read_sentence("{} found by {} of source {} ({}); it ended", "{0}{1}{2}{3}")


def _compared(reason: str) -> float:
    return _seconds(lambda: [fill_of(GAPPY, reason) for _ in range(50)])


def test_a_hostile_name_is_compared_in_time_linear_in_its_length() -> None:
    hostile = "x found by y of source z ("
    few, many = hostile * (20_000 // len(hostile)), hostile * (200_000 // len(hostile))
    assert fill_of(GAPPY, many + ".") is None
    assert fill_of(GAPPY, f"{many}); it ended") is not None
    assert _compared(many) < 40 * _compared(few)


@pytest.mark.parametrize("hostile", [" found by x of source y (", "; it was passed over", "; ", "a: ", " must be a "])
def test_a_hostile_reason_as_long_as_is_said_takes_no_exponential_time(hostile: str) -> None:
    def said(length: int) -> object:
        known = "cannot be read: x" + hostile * ((length - 20) // len(hostile))
        return [say_failure(known, "zh"), say_failure(known[17:], "zh")]

    said(100)
    assert _seconds(lambda: said(MAX_CHARS)) < 400 * _seconds(lambda: said(MAX_CHARS // 10))


def test_a_gap_is_never_empty_and_a_leading_one_holds_a_single_name() -> None:
    assert fill_of(read_sentence("no {} in {}", ""), "no  in x") is None
    assert fill_of(read_sentence("no {} in {}", ""), "no a in b in c") == ["a", "b in c"]
    assert fill_of(read_sentence("{} is missing", ""), "a.toml: b is missing") is None
    assert fill_of(read_sentence("no {}, no {}", ""), "no a, no ") is None
