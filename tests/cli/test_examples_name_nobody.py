"""What is shown so that a person knows an element or a column again tells nobody: drafts, `source test`, columns."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from test_source_warnings import Pages, folder, rows_of, site

from monitor.run.workspace import init_workspace

__all__ = ["folder", "site"]
Call = Callable[..., Any]
PHONE, OTHER, SELLER = "13912340000", "13800138000", "赵德海"
ITEM = f"""<h1>某县水电站整体转让 电话{PHONE}</h1><div class=detail><p>装机500千瓦，年发电量一百八十万度，证照齐全，
位于河边，道路通畅，随时可以看现场，价格面议，联系人{SELLER}，电话{OTHER}，微信zdh_8800</p></div>
<span class=seller>{SELLER}</span><span class=price>售价180万元</span><span class=views>浏览 123 次</span>"""


def names(text: str) -> list[str]:
    """What of the persons is told, also the beginning of a number that was cut off."""
    return [one for one in (PHONE, OTHER, SELLER, PHONE[:6], OTHER[:6], "zdh_8800") if one in text]


def test_drafts_and_what_selectors_find_name_nobody(run: Call, folder: Path, site: Pages, tmp_path: Path) -> None:
    site.at |= {"/list": f"<ul class=rows>{rows_of(1, 2, 3)}</ul>", "/item/1": ITEM}
    drafted = run("source", "add", f"{site.url}/list", "--loopback", "-w", folder)
    assert drafted.status == 0, drafted.err
    assert names(drafted.out + drafted.err) == []
    (file,) = (folder / "sources" / "drafts").glob("*.yaml")
    text = file.read_text("utf-8")
    assert names(text) == [] and "某县水电站整体转让 电话" in text and "seller: " in text and "赵**" in text
    page = tmp_path / "page.html"
    page.write_text(ITEM, "utf-8")
    for form in ("table", "jsonl"):
        tried = run("source", "test", file.stem, page, "--format", form, "-w", folder)
        assert names(tried.out + tried.err) == [] and "赵**" in tried.out and "某县水电站整体转让" in tried.out
    older = tmp_path / "older.yaml"
    older.write_text(text.replace("赵**", SELLER).replace("转让 电话", f"转让 电话{PHONE} "), "utf-8")
    assert set(names(older.read_text("utf-8"))) >= {PHONE, SELLER}
    other = init_workspace(tmp_path / "other")
    assert run("source", "add", older, "-w", other).status == 0
    (copied,) = (other / "sources").glob("*.yaml")
    assert names(copied.read_text("utf-8")) == [] and "赵**" in copied.read_text("utf-8")


def test_the_examples_of_columns_name_nobody(run: Call, folder: Path, tmp_path: Path) -> None:
    table = tmp_path / "a.csv"
    told = f"四川某水电站转让，手续齐全，装机1200千瓦，离县城二十公里，公路直达厂房，联系{OTHER}"
    table.write_text(
        f"名称,描述,装机,联系电话,QQ,联系人,卖家\n甲水电站转让,{told},1200千瓦,{PHONE},88001234,{SELLER},{SELLER}\n",
        "utf-8",
    )
    shown = run("import", table, "--show-columns", "-w", folder)
    assert shown.status == 0, shown.err
    assert names(shown.out) == [] and "88001234" not in shown.out
    assert "1200千瓦" in shown.out and "甲水电站转让" in shown.out and "赵**" in shown.out
