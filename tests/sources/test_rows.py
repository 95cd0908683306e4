"""Rows of a list that lead to files or to other pages: taken into the draft, or told."""

from __future__ import annotations

from pathlib import Path

import pytest

from monitor.sources.draft import Draft, draft_of_list
from monitor.sources.draft_file import as_yaml
from monitor.sources.report import list_report
from monitor.sources.web import WebSource, load_source, native_id_of

AT = "https://a.example/xmgg/index.html"
SAY = dict.fromkeys(("head", "also", "kind", "terms", "number", "volatile", "markers", "draft.one_page"), "")


def loaded(draft: Draft, folder: Path) -> WebSource:
    (folder / "x.yaml").write_text(as_yaml(draft, "x", loopback=False, say=SAY), "utf-8")
    return load_source(folder / "x.yaml")


def rows(*links: str, cell: str = "") -> str:
    return "".join(f'<tr><td>1</td><td><a href="{one}">某县水电站整体转让</a>{cell}</td></tr>' for one in links)


PAGES = [f"/xmgg/2021/07{day:02d}/{30000 + day}.html" for day in range(1, 5)]


@pytest.mark.parametrize(("files", "taken"), [
    (["/upload/2021/07/GR2021SC1000003.pdf", "/upload/2021/07/GR2021SC1000007.PDF"], True),
    (["/upload/公告.doc?v=1"], True), (["/upload/a.zip"], False), ([], False),
])  # fmt: skip
def test_notices_as_files_in_rows_of_their_own_are_taken_into_the_draft(
    tmp_path: Path, files: list[str], taken: bool
) -> None:
    html = f"<table class=list><tbody>{rows(*PAGES[:2], *files, *PAGES[2:])}</tbody></table>"
    mine = loaded(draft_of_list(html, AT), tmp_path)
    report = list_report(html, mine, AT)
    assert len(report.discovered.items) == len(PAGES) + taken * len(files)
    assert [one.link.rpartition("/")[2] for one in report.aside] == (["a.zip"] if files == ["/upload/a.zip"] else [])
    numbers = {native_id_of(link, mine) for link in report.discovered.items}
    assert len(numbers) == len(report.discovered.items) and {"30001", "30004"} <= numbers


def test_files_that_belong_to_a_page_are_no_items(tmp_path: Path) -> None:
    attached = '<a href="/upload/1.pdf">某县水电站整体转让评估报告</a>'
    html = f"<table class=list><tbody>{rows(*PAGES, cell=attached)}{rows('/upload/2.pdf')}</tbody></table>"
    report = list_report(html, loaded(draft_of_list(html, AT), tmp_path), AT)
    assert [link for link in report.discovered.items if link.endswith("pdf")] == []
    assert [one.link for one in report.aside] == ["https://a.example/upload/2.pdf"]


@pytest.mark.parametrize(("row", "told"), [
    (rows("https://b.example/p/1"), ["https://b.example/p/1"]), (rows("/cqgg/7.html"), ["https://a.example/cqgg/7.html"]),
    (rows("index.html?page=2"), []), ("<tr><td><a href=index_2.html>下一页</a></td></tr>", []),
    ("<tr><td><a href=javascript:>某县水电站整体转让</a> <a href=//[>某县水电站整体转让</a></td></tr>", []),
    ("<tr class=ad><td><a href=/ad>某县水电站整体转让</a></td></tr>", []),
    (f"</tbody><tfoot>{rows('/cqgg/7.html')}</tfoot>", []),
])  # fmt: skip
def test_rows_that_lead_to_other_pages_are_told_and_no_others(tmp_path: Path, row: str, told: list[str]) -> None:
    html = f"<table class=list><tbody>{rows(*PAGES)}{row}</table>"
    report = list_report(html, loaded(draft_of_list(html, AT), tmp_path), AT)
    assert len(report.discovered.items) == len(PAGES)
    assert [one.link for one in report.aside] == told
