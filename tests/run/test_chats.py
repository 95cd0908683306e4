"""Exported chats: each offer is a listing with its day, its sender hidden, what others say to it as comments."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from monitor.cli.main import status_of
from monitor.run.imports import import_paths
from monitor.run.workspace import Workspace, open_workspace

ONE, TWO = "峨边水电站转让，装机1600kW，手续齐全，价格1200万", "金阳水电站出售 2×400kW 在建 300万"
FORMS = {
    "wechat": f"2026/11/20 10:11 老张\n{ONE}\n\n2026/11/20 10:15 老李\n{TWO}\n",
    "wechat copied": f"老张: 2026/11/20 10:11:02\n{ONE}\n\n老李: 2026/11/20 10:15:30\n{TWO}\n",
    "wechat mailed": f"微信聊天记录\n\n—————  2026-11-20  —————\n\n老张  10:11\n\n{ONE}\n\n老李  10:15\n\n{TWO}\n",
    "qq": f"消息记录（此消息记录为文本格式）\n\n====\n消息分组:我的QQ群\n====\n消息对象:水电交流群\n====\n\n"
    f"2026-11-20 10:11:12 老张(123456789)\n{ONE}\n\n2026-11-20 10:15:01 老李<a@qq.com>\n{TWO}\n",
    "whatsapp": f"[20/11/2026, 10:11:12] 老张: {ONE}\n[20/11/2026, 10:15:12] 老李: {TWO}\n",
    "whatsapp android": f"11/20/26, 10:11 AM - 老张: {ONE}\n11/20/26, 10:15 AM - 老李: {TWO}\n",
    "telegram": f"老张, [20.11.2026 10:11]\n{ONE}\n\n老李, [20.11.2026 10:15]\n{TWO}\n",
}


def chat(folder: Path, path: Path, text: str) -> list[dict[str, Any]]:
    path.write_text(text, "utf-8")
    with open_workspace(folder) as workspace:
        import_paths(workspace, [path])
        return versions(workspace)


def versions(workspace: Workspace) -> list[dict[str, Any]]:
    rows = sorted(workspace.store.queue().rows, key=lambda row: row["price_yuan"] or 0)
    found = (workspace.store.version(row["version_id"]) for row in rows)
    return [version for version in found if version is not None]


@pytest.mark.parametrize("form", FORMS)
def test_two_offers_of_a_chat_are_two_listings(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], form: str
) -> None:
    two, one = chat(folder, tmp_path / "聊天.txt", FORMS[form])
    assert (one["text"], two["text"]) == (ONE, TWO)
    assert (one["price_yuan"], two["price_yuan"]) == (12_000_000, 3_000_000)
    assert {one["posted_at"], two["posted_at"]} == {"2026-11-20"}
    assert one["seller"].startswith("老**") and one["seller"] != two["seller"]
    assert one["title"].startswith("峨边水电站转让")
    for number in ("1", "2"):
        assert status_of(["show", number, "-w", str(folder)]) == 0
    shown = capsys.readouterr().out
    assert "price 12,000,000 CNY" in shown and "price 3,000,000 CNY" in shown
    assert "老张" not in shown and "老李" not in shown


def test_messages_of_minutes_are_one_and_replies_are_comments(folder: Path, tmp_path: Path) -> None:
    (one,) = chat(
        folder, tmp_path / "a.txt",
        f"老张 2026/11/20 10:11\n{ONE}\n老张 2026/11/20 10:12\n不在清退范围\n王五 2026/11/20 11:00\n还在吗？"
        "能便宜点不\n"
        "老张 2026/11/20 11:02\n可以谈\n",
    )  # fmt: skip
    assert one["text"] == f"{ONE}\n不在清退范围\n评论\n还在吗？能便宜点不\n卖家：可以谈"


def test_two_offers_that_one_person_sends_at_once_are_two(folder: Path, tmp_path: Path) -> None:
    found = chat(folder, tmp_path / "a.txt", f"老张 2026/11/20 10:11\n{ONE}\n老张 2026/11/20 10:11\n{TWO}\n")
    assert [version["text"] for version in found] == [TWO, ONE]


def test_a_later_export_knows_the_offers_again(folder: Path, tmp_path: Path) -> None:
    chat(folder, tmp_path / "a.txt", FORMS["wechat"])
    with open_workspace(folder) as workspace:
        more = (
            FORMS["wechat"]
            + "2026/11/21 09:00 老张\n"
            + ONE
            + "\n2026/11/21 09:05 老王\n出售水电站，装机500kW，价格260万\n"
        )
        (tmp_path / "b.txt").write_text(more, "utf-8")
        counts = import_paths(workspace, [tmp_path / "b.txt"]).counts
        assert (counts["new"], len(versions(workspace))) == (1, 3)


def test_one_message_copied_out_of_a_chat_hides_its_sender(folder: Path, tmp_path: Path) -> None:
    (one,) = chat(folder, tmp_path / "a.txt", f"2026/11/20 10:11 老张\n{ONE}\n")
    assert (one["text"], one["posted_at"]) == (ONE, "2026-11-20")
    assert "老张" not in str(one)


@pytest.mark.parametrize(
    "text",
    [
        f"{ONE}\n发布时间 2026/11/20 10:11\n更新时间 2026/11/21 10:11\n转让费：260万元\n",
        f"{ONE}\n网友甲 2026/11/20 10:11\n还在吗\n网友乙 2026/11/21 10:11\n能便宜吗\n",
        f"{ONE}\n{TWO}\n",
    ],
)
def test_what_is_no_chat_is_one_text(folder: Path, tmp_path: Path, text: str) -> None:
    (one,) = chat(folder, tmp_path / "a.txt", text)
    assert one["text"].strip() == text.strip()
