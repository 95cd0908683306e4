"""Exported chats: each offer is a listing with its day, its sender hidden, what others say to it as comments."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import Any

import pytest

from monitor.cli.main import status_of
from monitor.messages import text
from monitor.run.importing.imports import import_paths
from monitor.run.workspace import Workspace, init_workspace, open_workspace

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


@pytest.mark.parametrize(
    ("asked", "answer"),
    [
        ("多少钱?", "350万，国网并网，清退跟它没关系，带200台矿机"),
        ("能挖吗", "可以挖，现在就有机器在跑"),
        ("how much?", "3.8 million RMB, you can mine there"),
    ],
)
def test_what_the_seller_answers_belongs_to_his_offer(folder: Path, tmp_path: Path, asked: str, answer: str) -> None:
    (one,) = chat(
        folder, tmp_path / "a.txt",
        f"老张 2026/11/20 10:11\n{ONE}\n王五 2026/11/20 10:30\n{asked}\n老张 2026/11/20 10:42\n{answer}\n",
    )  # fmt: skip
    assert one["text"] == f"{ONE}\n评论\n{asked}\n卖家：{answer}"


def test_another_plant_in_an_answer_is_an_offer_of_its_own(folder: Path, tmp_path: Path) -> None:
    found = chat(
        folder, tmp_path / "a.txt",
        f"老张 2026/11/20 10:11\n{ONE}\n王五 2026/11/20 10:30\n还有吗\n老张 2026/11/20 10:42\n{TWO}\n",
    )  # fmt: skip
    assert [version["text"] for version in found] == [TWO, f"{ONE}\n评论\n还有吗"]


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


AGAIN = "出售湖北宜昌五峰县水电站，装机2×250kW，手续齐全，{}万"


@pytest.mark.parametrize(
    ("one", "two", "three"),
    [
        ("老王 2021/7/14 15:20:11\n{}\n\n李总 2021/7/14 15:22:40\n我这有长阳县水电站，1000千瓦，要价380万\n\n",
         "老王 2021/7/16 08:00:00\n{}\n\n", "老王 2021/7/16 08:00:30\n{}\n\n"),
        ("[2021/7/14 下午3:20:01] 李四: 大家好\n[2021/7/14 下午3:22:30] +86 139 8877 6655: {}\n",
         "[2021/7/20 下午3:22:30] +86 139 8877 6655: {}\n", "[2021/7/20 下午3:22:50] +86 139 8877 6655: {}\n"),
    ],
)  # fmt: skip
def test_an_offer_made_again_at_another_price_is_a_price_cut_in_whatever_order_exports_come(
    folder: Path, tmp_path: Path, one: str, two: str, three: str
) -> None:
    first = one.format(AGAIN.format(130))
    second = first + two.format(AGAIN.format(110))
    third = second + three.format(AGAIN.format(100))
    recent = two.format(AGAIN.format(110)) + three.format(AGAIN.format(100))
    for number, exports in enumerate(((first, second, third), (third, first), (third, recent, second))):
        case = init_workspace(tmp_path / f"case{number}")
        with open_workspace(case) as workspace:
            for name, text in enumerate(exports):
                (tmp_path / f"{number}{name}.txt").write_text(text, "utf-8")
                import_paths(workspace, [tmp_path / f"{number}{name}.txt"])
            (found,) = [row for row in workspace.store.queue().rows if row["price_yuan"] == 1_000_000]
            told = [row for row in reversed(workspace.store.changes(found["id"])) if row["kind"].startswith("price_")]
            assert [(row["kind"], row["detail"]["to"]) for row in told] == [
                ("price_cut", 1_100_000), ("price_cut", 1_000_000),
            ]  # fmt: skip
            assert found["versions"] == 3 and "老王" not in found["seller"]
            assert found["first_seen_at"].startswith("2021-07-14T07:2")  # by the line of the chat, as in China


def test_offers_that_name_no_plant_of_theirs_stay_apart(folder: Path, tmp_path: Path) -> None:
    lines = "".join(f"老王 2021/7/{day} 08:00:00\n出售水电站，{price}万\n\n" for day, price in ((14, 130), (18, 110)))
    path, again = tmp_path / "a.txt", tmp_path / "b.txt"
    path.write_text(lines, "utf-8")
    again.write_text(f"{lines}老王 2021/7/22 08:00:00\n出售水电站，90万\n\n", "utf-8")
    with open_workspace(folder) as workspace:
        assert import_paths(workspace, [path]).counts["new"] == 2
        counts = import_paths(workspace, [again]).counts
        assert (counts["new"], counts["unchanged"], counts.get("changed", 0)) == (1, 2, 0)


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
        "福建三明小水电站整体转让 2026-11-20 10:11\n装机630kW，价格500万，手续齐全，水电站转让\n"
        "四川雅安水电站股权出售 2026-11-21 09:30\n装机800kW，价格700万，手续齐全，水电站出售\n"
        "云南保山水电站出售 2026-11-22 09:30\n装机900kW，价格900万，手续齐全，水电站出售\n",
        "福建三明 2026-11-20 10:11\n水电站转让，装机630kW\n四川雅安 2026-11-21 09:30\n水电站出售，装机800kW\n",
        f"2026-11-20 10:00 开始报名\n{ONE}\n2026-11-21 10:00 开始报名\n{TWO}\n",
        f"2026-11-20 10:00 浏览 123 次\n{ONE}\n2026-11-21 10:00 浏览 77 次\n{TWO}\n",
        f"本周电站汇总\n老张 2026/11/20 10:11\n{ONE}\n老李 2026/11/21 10:11\n{TWO}\n",
        f"2026-11-20 10:11 500万元\n{ONE}\n2026-11-20 10:12 630kW\n{TWO}\n2026-11-20 10:13 630kW\n{TWO}\n",
        f"[2026-11-20 10:11] 水电站转让: {ONE}\n[2026-11-20 10:12] 水电站出售: {TWO}\n",
    ],
)
def test_what_is_no_chat_is_one_text(folder: Path, tmp_path: Path, text: str) -> None:
    (one,) = chat(folder, tmp_path / "a.txt", text)
    assert one["text"].strip() == text.strip()


def texts(versions: list[dict[str, Any]]) -> list[str]:
    return sorted(version["text"] for version in versions)


def talk(*messages: tuple[str, str, str]) -> str:
    return "".join(f"2026/11/{at} {sender}\n{words}\n" for at, sender, words in messages)


def test_a_line_that_may_be_no_sender_stays_in_the_words_of_a_chat(folder: Path, tmp_path: Path) -> None:
    greetings = [(f"20 09:{number}", "老王", "大家早上好啊") for number in range(10, 14)]
    found = chat(
        folder, tmp_path / "a.txt", talk(("20 08:00", "老张", ONE), *greetings, ("20 10:11", "水电站出售", TWO))
    )
    other, one = found
    assert one["text"].startswith(ONE) and other["text"] == f"2026/11/20 10:11 水电站出售\n{TWO}"
    assert not other["seller"]


def test_what_stands_above_a_chat_is_kept(folder: Path, tmp_path: Path) -> None:
    three = talk(("20 10:11", "老张", ONE), ("20 11:11", "老李", TWO), ("20 11:30", "老张", "好的，多谢老李"))
    found = chat(folder, tmp_path / "a.txt", f"老陈整理，请勿外传\n{three}")
    assert texts(found) == sorted([f"老陈整理，请勿外传\n{ONE}", f"{TWO}\n评论\n好的，多谢••"])  # its seller


def test_an_offer_above_comments_is_one_text_with_them(folder: Path, tmp_path: Path) -> None:
    text = f"{ONE}\n{talk(*[(f'20 10:{n}', '老王', '还在吗') for n in range(10, 20)])}"
    (one,) = chat(folder, tmp_path / "a.txt", text)
    assert one["text"] == text


def test_replies_end_with_the_fiftieth_message(folder: Path, tmp_path: Path) -> None:
    chatter = [(f"20 {10 + n // 60}:{n % 60:02}", f"群友{'甲乙丙丁'[n % 4]}", f"哈哈{n}") for n in range(300)]
    (one,) = chat(folder, tmp_path / "a.txt", talk(("20 09:11", "老张", ONE), *chatter))
    assert one["text"].split("\n")[-1] == "哈哈49"
    assert "without 250 later messages" in one["found_by"]["text"]


def test_replies_end_after_two_days_and_a_plant_named_later_is_a_text(folder: Path, tmp_path: Path) -> None:
    found = chat(
        folder, tmp_path / "a.txt",
        talk(("20 10:11", "老张", ONE), ("20 10:30", "老王", "还在吗"), ("23 10:12", "老李", "周末去钓鱼吗"),
             ("24 10:12", "老王", "沐川那座水电站的业主换人了，装机500kW，听说在谈")),
    )  # fmt: skip
    assert texts(found) == sorted([f"{ONE}\n评论\n还在吗", "沐川那座水电站的业主换人了，装机500kW，听说在谈"])
    assert any("without 1 later message" in version["found_by"]["text"] for version in found)


def test_a_long_chat_keeps_its_offer(folder: Path, tmp_path: Path) -> None:
    chatter = [
        (f"20 {10 + n // 200}:{n // 4 % 60:02}", f"群友{'甲乙丙丁'[n % 4]}", f"早上好{'啊' * 1200}{n}")
        for n in range(2000)
    ]
    (one,) = chat(folder, tmp_path / "a.txt", talk(("20 09:11", "老张", ONE), *chatter))
    assert one["text"].startswith(ONE) and len(one["text"]) < 45_000


def test_the_end_of_an_import_tells_how_many_messages_were_left_out(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    late = [("23 10:12", "老李", "周末去钓鱼吗"), ("24 10:12", "老王", "好")]
    path = tmp_path / "a.txt"
    path.write_text(talk(("20 10:11", "老张", ONE), ("20 10:30", "老王", "还在吗"), *late), "utf-8")
    table = tmp_path / "list.csv"
    assert status_of(["import", str(path), "-w", str(folder), "--list", str(table)]) == 0
    assert "2 messages of chats were left out" in capsys.readouterr().out
    with table.open(encoding="utf-8-sig", newline="") as file:
        assert [row["left_out"] for row in csv.DictReader(file)] == ["2"]
    assert status_of(["imports", "1", "-w", str(folder)]) == 0
    assert "2 messages of chats were left out" in capsys.readouterr().out
    assert text("cli.import.left_out", "zh", count=2).startswith("聊天记录中有 2 条消息未计入")
