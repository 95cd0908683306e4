"""A page saved as HTML and its print: one version when they say the same, in whichever order they come."""

from __future__ import annotations

import os
import sys
from itertools import permutations
from pathlib import Path

import pytest

from monitor.run.importing.imports import import_paths
from monitor.run.verifying.verify import verify_workspace
from monitor.run.workspace import open_workspace

sys.path.insert(0, str(Path(__file__).parents[1] / "parse"))
from pdf_files import BROWSER, Placed, make_pdf

ADDRESS = "https://x.example/item-8812.html"
HEADING = "四川雅安宝兴县1260千瓦水电站整体转让"
WINDOW = f"{HEADING} - 水电站交易网"
PAGE = (
    f'<!-- saved from url=(0032){ADDRESS} -->\n<html><head><title>{WINDOW}</title></head><body>'
    f"<div>首页 会员服务</div><h1>{HEADING}</h1><p>转让价：860万元</p><p>发布时间：3天前　浏览 128 次</p>"
    "<table><tr><td>所在地</td><td>四川省雅安市宝兴县</td></tr><tr><td>装机容量</td><td>2×630千瓦</td></tr></table>"
    "<ol><li>已并网，手续齐全</li><li>不在清退范围内</li></ol>"
    "<p>联系人：张先生　电话：13812345678</p></body></html>"
)  # fmt: skip
HEAD: Placed = (24, 825, f"11/20/26, 6:41 PM {WINDOW}")
FOOT: Placed = (24, 14, f"{ADDRESS} 1/1")


def printed(price: str = "860万元", phone: str = "13812345678") -> bytes:
    page: list[Placed] = [
        HEAD, (43, 745, "首页 会员服务"), (43, 709, HEADING, 24), (43, 660, f"转让价：{price}", 21),
        (43, 605, "发布时间：4天前 浏览 131 次"), (54, 570, "所在地"), (150, 570, "四川省雅安市宝兴县"),
        (54, 543, "装机容量"), (150, 543, "2×630千瓦"),
        (54, 510, "1. 已并网，手续齐全"), (54, 490, "2. 不在清退范围内"),
        (43, 450, f"联系人：张先生 电话：{phone}"), FOOT,
    ]  # fmt: skip
    return make_pdf([page], title=WINDOW, creator=BROWSER)


def imported(folder: Path, *runs: list[Path]) -> tuple[list[str], list[str]]:
    """The titles of all versions of the only listing, and its events, once each run was imported."""
    with open_workspace(folder) as workspace:
        for paths in runs:
            import_paths(workspace, paths)
        (row,) = workspace.store.queue().rows
        assert all(verdict.ok for verdict in verify_workspace(workspace, deep=True))
        titles = [version["title"] for version in workspace.store.versions(row["id"])]
        return titles, sorted({change["kind"] for change in workspace.store.changes(row["id"])})


@pytest.fixture
def files(tmp_path: Path) -> dict[str, Path]:
    bodies = {"page.html": PAGE.encode(), "print.pdf": printed(), "again.html": PAGE.replace("128", "140").encode()}
    for name, body in bodies.items():
        (tmp_path / name).write_bytes(body)
    return {name: tmp_path / name for name in bodies}


@pytest.mark.parametrize("order", list(permutations(("page.html", "print.pdf", "again.html"))))
def test_a_page_and_its_print_are_one_version_in_any_order(
    folder: Path, files: dict[str, Path], order: tuple[str, ...]
) -> None:
    assert imported(folder, *([files[name]] for name in order)) == ([HEADING], ["new"])


def test_a_page_and_its_print_of_one_import_are_one_version(folder: Path, files: dict[str, Path]) -> None:
    assert imported(folder, list(files.values())) == ([HEADING], ["new"])


def test_a_print_of_another_price_is_another_version(folder: Path, files: dict[str, Path]) -> None:
    files["print.pdf"].write_bytes(printed(price="790万元"))
    os.utime(files["page.html"], (1_600_000_000, 1_600_000_000))
    titles, changes = imported(folder, [files["print.pdf"]], [files["page.html"]])
    assert len(titles) == 2 and set(changes) & {"price_cut", "price_rise"}


def test_a_print_of_another_telephone_is_another_version_though_both_are_masked_alike(
    folder: Path, files: dict[str, Path]
) -> None:
    files["print.pdf"].write_bytes(printed(phone="13987654378"))
    titles, changes = imported(folder, [files["page.html"]], [files["print.pdf"]])
    assert len(titles) == 2 and "text_changed" in changes
