"""Chats as QQ, WeChat and Telegram export them: senders called by plants, copies without times, JSON and pages."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from monitor.errors import NothingToRead
from monitor.models import Capture, Listing
from monitor.parse import parse_many
from monitor.publish.failures import say_failure
from monitor.run.importing.imports import import_paths
from monitor.run.workspace import Workspace, open_workspace

ONE, TWO = "出售广西百色水电站，装机2×500kW，650万", "福建漳平水电站转让，装机320kW×2，报价420万"
QQ = "消息记录（此消息记录为文本格式，不支持重新导入）\n\n====\n消息分组:我的QQ群\n====\n消息对象:交流群\n====\n\n"


def versions(workspace: Workspace) -> list[dict[str, Any]]:
    found = (workspace.store.version(row["version_id"]) for row in workspace.store.queue().rows)
    return sorted((one for one in found if one is not None), key=lambda one: -(one["price_yuan"] or 0))


def parsed(text: str) -> list[tuple[str, str, str]]:
    capture = Capture("file:///a.txt", "import", "ok", "file", "2026-11-28T00:00:00Z", text.encode())
    return [(one.seller, one.text, str(one.posted_at)) for one in parse_many(capture) if isinstance(one, Listing)]


@pytest.mark.parametrize("name", ["老周水电", "水电老周", "电站中介-老周", "买卖水电站13877312345", "蜀山"])
@pytest.mark.parametrize("above", [QQ, ""])
def test_a_sender_may_be_called_by_a_plant_or_place_where_a_program_tells_who_writes(name: str, above: str) -> None:
    text = (
        f"{above}2021-06-20 9:12:33 {name}(12345678)\n{ONE}\n\n"
        f"2021-06-20 9:15:41 系统消息(10000)\n{name}撤回了一条消息\n\n"
        f"2021-06-21 21:15:41 闽电小王(87654321)\n{TWO}\n"
    )
    assert parsed(text) == [(name, ONE, "2021-06-20"), ("闽电小王", TWO, "2021-06-21")]


def test_forms_of_wechat_with_senders_called_by_plants() -> None:
    dated = f"老周水电 2021/6/20 9:12:33\n{ONE}\n蜀山中介 2021/6/20 9:15:02\n{TWO}\n老周水电 2021/6/20 18:40:00\n还在\n"
    assert [seller for seller, _, _ in parsed(dated)] == ["老周水电", "蜀山中介"]
    mailed = f'"水电群"的聊天记录\n\n———  2021-06-20  ———\n\n老周水电  09:12\n\n{ONE}\n\n蜀山  09:15\n\n{TWO}\n'
    assert parsed(mailed) == [("老周水电", ONE, "2021-06-20"), ("蜀山", TWO, "2021-06-20")]
    copied = f"老周水电:\n{ONE}\n\n阿强 矿场:\n还有吗？\n\n老周水电:\n没有了\n\n蜀山:\n{TWO}\n"
    assert parsed(copied) == [("老周水电", f"{ONE}\n评论\n还有吗？\n卖家：没有了", "None"), ("蜀山", TWO, "None")]


@pytest.mark.parametrize(
    "text",
    [
        f"报价：\n{ONE}\n\n优势：\n{TWO}\n\n报价：\n{ONE}\n",
        f"一号站：\n{ONE}\n\n二号站：\n{TWO}\n",
        f"问：\n电站卖吗\n\n答：\n{ONE}\n\n问：\n还有吗\n\n答：\n{TWO}\n",
        f"老周：\n{ONE}\n",
        f"2021-06-20 9:12:33 水电站转让（四川雅安）\n{ONE}\n2021-06-21 9:12:33 水电站出售（福建）\n{TWO}\n",
        f"毕节水电站 2021/6/20 9:12:33\n{ONE}\n雅安水电站 2021/6/20 9:15:02\n{TWO}\n",
    ],
)
def test_labels_of_a_notice_are_no_senders(text: str) -> None:
    assert len(parsed(text)) == 1


def message(number: int, words: Any, sender: str | None = "老周", **more: Any) -> dict[str, Any]:
    told = {"id": number, "type": "message", "date": f"2021-06-{18 + number}T08:00:00", "from": sender, "text": words}
    return told | more


MESSAGES = [
        {"id": 1, "type": "service", "date": "2021-06-18T08:00:00", "actor": "老周水电", "action": "create_group",
         "title": "小水电站转让", "text": ""},
        message(2, ["出售云南怒江水电站，装机3200千瓦，", {"type": "bold", "text": "1800万"}, " @laozhou_hydro"]),
        message(3, "1500万行不行", "Li", reply_to_message_id=2),
        message(4, "四川甘孜某水电站整体转让，装机2.4MW，报价2600万", None),
        message(5, "", "Li", photo="photos/1.jpg"),
        message(6, "怒江那座1600万呢？", "王", reply_to_message_id=3),
]  # fmt: skip
CHAT = {"name": "买卖", "type": "public_supergroup", "id": 1400000001, "messages": MESSAGES}


def test_an_export_of_telegram_gives_each_offer_with_its_day_seller_and_replies(folder: Path, tmp_path: Path) -> None:
    other = {"name": "矿圈", "type": "private_group", "id": 2, "messages": [message(2, ONE, "老王水电")]}
    (tmp_path / "result.json").write_text(json.dumps(CHAT, ensure_ascii=False, indent=1), "utf-8")
    with open_workspace(folder) as workspace:
        report = import_paths(workspace, [tmp_path / "result.json"])
        (failed,) = report.failures
        assert "in 1 of its messages" in str(failed)
        assert "其中 1 条消息只有图片" in say_failure(failed.reason, "zh")
        second, first = versions(workspace)
        assert first["text"].split("\n")[1:] == ["评论", "1500万行不行", "怒江那座1600万呢？"]
        assert (first["posted_at"], first["price_yuan"]) == ("2021-06-20", 18_000_000)
        assert first["seller"].startswith("老**") and second["posted_at"] == "2021-06-22" and not second["seller"]
        assert "laozhou" not in str(first) and "老周" not in str(first)
        # The export of all chats knows the offer again, with a new price of the message that was edited.
        edited = [*MESSAGES[:3], message(4, "四川甘孜某水电站整体转让，装机2.4MW，报价2400万", None)]
        chats = {"list": [other, {"id": 3, "messages": []}, CHAT | {"messages": [*edited, {"id": 9}]}]}
        everything = {"about": "x", "chats": chats, "contacts": {"list": []}}
        (tmp_path / "all.json").write_text(json.dumps(everything, ensure_ascii=False), "utf-8")
        counts = import_paths(workspace, [tmp_path / "all.json"]).counts
        assert counts["new"] == 1 and counts["change.price_cut"] == 1 and "failed" not in counts
        assert [one["price_yuan"] for one in versions(workspace)] == [24_000_000, 18_000_000, 6_500_000]


def page(*messages: str) -> str:
    return (
        '<!DOCTYPE html><html><head><meta charset="utf-8"/><title>Exported Data</title></head><body><div '
        'class="page_wrap"><div class="page_header"><div class="content"><div class="text bold">买卖</div></div></div>'
        f'<div class="page_body chat_page"><div class="history">{"".join(messages)}</div></div></div></body></html>'
    )


def node(number: int, words: str, name: str = "", more: str = "") -> str:
    called = f'<div class="from_name">{name}</div>' if name else ""
    return (
        f'<div class="message default clearfix{"" if name else " joined"}" id="message{number}"><div class="body"><div '
        f'class="pull_right date details" title="{18 + number}.06.2021 08:00:00 UTC+08:00">08:00</div>{called}{more}'
        f'<div class="text">{words}</div></div></div>'
    )


def test_a_page_that_telegram_exports_gives_each_offer(folder: Path, tmp_path: Path) -> None:
    answer = '<div class="reply_to details">In reply to <a href="#go_to_message2">this message</a></div>'
    sent_on = f'<div class="forwarded body"><div class="from_name">某某频道</div><div class="text">{TWO}</div></div>'
    text = page(
        '<div class="message service" id="message-1"><div class="body details">电站转让群 19 June 2021</div></div>',
        node(2, "出售云南临沧水电站，装机4800千瓦，3800万<br>电话 13987654322", "老周水电"), node(3, ONE),
        node(4, "在不在清退范围？", "阿强", answer), node(5, "", "小李", sent_on),
    )  # fmt: skip
    (tmp_path / "messages.html").write_text(text, "utf-8")
    (tmp_path / "messages2.html").write_text(page(node(9, "大家早上好", "小李")), "utf-8")
    with open_workspace(folder) as workspace:
        report = import_paths(workspace, [tmp_path / "messages.html", tmp_path / "messages2.html"])
        (empty,) = report.failures
        assert report.counts["new"] == 3 and isinstance(empty, NothingToRead)
        assert say_failure(empty.reason, "zh").startswith("这份聊天记录中没有一条消息")
        first, own, other = versions(workspace)
        assert first["text"].split("\n")[2:] == ["评论", "在不在清退范围？"] and first["seller"].startswith("老**")
        assert (own["text"], own["seller"], own["posted_at"]) == (ONE, first["seller"], "2021-06-21")
        assert (other["text"], other["posted_at"]) == (TWO, "2021-06-23") and other["seller"].startswith("小")
        assert "13987654322" not in str(first)
