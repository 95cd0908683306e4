"""What a seller answers in few words is what the comment before asked for."""

from __future__ import annotations

import pytest

from monitor.models import Fact
from monitor.run.detector import scan_text


def facts(text: str, kind: str) -> list[Fact]:
    return [one for one in scan_text(text).extraction.facts if one.kind == kind]


def value(text: str, kind: str, role: str) -> float | None:
    found = {one.value_min for one in facts(text, kind) if one.role == role}
    assert len(found) <= 1, found
    return found.pop() if found else None


@pytest.mark.parametrize(
    ("question", "answer", "kwh"),
    [
        ("年发有一百万度?", "没有没有,七十来万", 700_000),
        ("年发电量?", "60万左右", 600_000),
        ("去年发了多少度", "一百三", 1_300_000),
        ("一年发多少?", "两百来万度", 2_000_000),
        ("一年能发多少电", "80w", 800_000),
    ],
)
def test_an_answer_about_the_output_is_output_and_no_money(question: str, answer: str, kwh: float) -> None:
    text = f"出电站 岑巩 250kw\n评论:\n小李:{question}\n卖家:{answer}\n小李:卖多少\n卖家:85万"
    assert value(text, "generation", "offered") == kwh
    assert value(text, "price", "asking") == 850_000
    assert len(facts(text, "price")) == 1


@pytest.mark.parametrize(
    ("question", "answer", "role"),
    [
        ("一年能收入多少", "六十来万", "unknown"),
        ("贷款还有多少?", "120万", "unknown"),
        ("首付多少", "一百万", "deposit"),
        ("当年投资花了多少?", "三百万", "investment"),
        ("退出的话补偿多少", "90万", "compensation"),
    ],
)
def test_an_answer_about_other_money_is_not_the_price(question: str, answer: str, role: str) -> None:
    text = f"电站转让,800千瓦\n评论\n阿明:{question}\n卖家:{answer}\n阿明:总共呢\n卖家:四百二"
    assert value(text, "price", "asking") == 4_200_000
    assert role in {one.role for one in facts(text, "price")}


def test_words_of_its_own_tell_more_than_the_question() -> None:
    text = "电站转让,800千瓦\n评论\n阿明:一年收入多少\n卖家:你先交定金五万\n阿明:总价\n卖家:售价300万"
    assert value(text, "price", "deposit") == 50_000
    assert value(text, "price", "asking") == 3_000_000


def test_what_follows_the_answer_is_none() -> None:
    text = "电站转让,800千瓦\n评论\n阿明:一年收入多少\n卖家:说不准。三百万拿走"
    assert value(text, "price", "asking") == 3_000_000


def test_another_ones_question_further_up_is_not_asked() -> None:
    text = "电站转让,800千瓦,300万\n评论\n阿明:一年收入多少\n小李:几楼的问过了\n卖家:320万,不讲价"
    assert 3_200_000 in {one.value_min for one in facts(text, "price") if one.role in {"asking", "unknown"}}


def test_what_the_seller_says_among_the_floors_is_the_offers() -> None:
    post = "楼主:出甘洛电站 3200千瓦 要价2350万\n评论\n2楼 雨夜:一年几百万度?\n"
    text = post + "3楼 楼主:我这个年发1500万度稳稳的\n4楼 老火锅:900万度差不多"
    assert value(text, "generation", "offered") == 15_000_000
