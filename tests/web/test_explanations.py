"""The listing page says why: words with stance, numbers with their band, rows with standing, earlier judgements."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator

import pytest
from web_site import Site, serving

from monitor.run.importing.imports import import_paths
from monitor.run.reassess import Wanted, reassess
from monitor.run.workspace import init_workspace, open_workspace

OWN = """
id: asks_under_a_million
version: 1
status: stable
severity: high
title: {zh: 要价低于一百万, en: Asks less than a million}
reason: {zh: "文中称{words}，待核查", en: "The text says {words}, unverified"}
when: {fact: price, role: [asking], below: 1000000}
settled_by: [{zh: 合同, en: The contract}]
disproved_by: {zh: 合同上的价格更高, en: A higher price in the contract}
must_flag: [水电站转让，装机1000千瓦，售价95万元]
must_not_flag: [水电站转让，装机1000千瓦，售价950万元]
"""
TEXT = "四川乐山水电站转让，装机2000千瓦，售价95万元，不在清退范围，可挖矿。"
POSTED = "2022-06-01"


@pytest.fixture(scope="module")
def judged(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """One listing, judged by the built-in rules and again with one rule more."""
    top = tmp_path_factory.mktemp("judged")
    row = {"id": "a", "title": "乐山电站", "text": TEXT, "posted_at": POSTED}
    (top / "in.jsonl").write_text(json.dumps(row, ensure_ascii=False), "utf-8")
    folder = init_workspace(top / "case")
    with open_workspace(folder) as workspace:
        import_paths(workspace, [top / "in.jsonl"])
    (folder / "rules" / "own.yaml").write_text(OWN, "utf-8")
    with open_workspace(folder) as workspace:
        reassess(workspace, Wanted(), lambda told: None)
    with serving(folder) as site:
        yield site


def flag(page: str, rule: str) -> str:
    """The card of one flag."""
    (card,) = re.findall(rf'<section class="flag[^>]*>(?:(?!<section).)*?/rules/{rule}".*?</section>', page, re.S)
    return str(card)


def test_each_flag_gives_its_words_with_stance_and_why_in_both_languages(judged: Site) -> None:
    card = flag(judged.get("/listing/1?lang=zh").text, "not_in_cleanup_mining")
    assert "不在清退范围</q>" in card and "卖家自称" in card and "卖家自己的话" in card
    card = flag(judged.get("/listing/1?lang=en").text, "not_in_cleanup_mining")
    assert "asserted by the seller" in card and "the seller&#39;s own words" in card


def test_a_plausibility_flag_gives_the_sum_the_band_and_its_source(judged: Site) -> None:
    card = flag(judged.get("/listing/1?lang=zh").text, "price_per_kw")
    assert "475 元/千瓦" in card and "950,000 元 ÷ 2,000 千瓦" in card
    assert "3,000–10,000" in card and "1,500–20,000" in card
    assert "见于报道" in card and "fjop.com" in card


def test_cited_rows_stand_in_the_flag_with_effect_standing_and_source(judged: Site) -> None:
    card = flag(judged.get("/listing/1?lang=zh").text, "mining_allowed")
    assert "发改运行〔2021〕1283号" in card and "见过原文" in card and "与说法相反" in card and "http://" in card
    assert "什么能推翻" in card or "什么能推翻它" in card


def test_both_judgements_are_there_and_the_older_one_can_be_seen(judged: Site) -> None:
    page = judged.get("/listing/1?lang=en").text
    assert "Asks less than a million" in page
    history = page[page.index('id="h-judgements"') : page.index('id="h-history"')]
    assert history.count("judgement=") == 2 and "asks_under_a_million v1" in history
    assert "judged again" in page[page.index('id="h-history"') :]
    older = min(map(int, re.findall(r"judgement=(\d+)", history)))
    page = judged.get(f"/listing/1?version=1&judgement={older}&lang=en").text
    assert "This is an earlier judgement" in page
    assert "asks_under_a_million" not in page[page.index('id="h-flags"') : page.index('id="h-risk"')]


@pytest.mark.parametrize("asked", ["99999", "x", "-1", "1%20OR%201", "%D9%A3"])
def test_a_judgement_that_is_not_there_is_not_found(judged: Site, asked: str) -> None:
    assert judged.get(f"/listing/1?version=1&judgement={asked}").status == 404


def test_no_key_of_the_messages_is_left_over(judged: Site) -> None:
    for language in ("zh", "en"):
        page = judged.get(f"/listing/1?lang={language}").text
        assert not re.search(r"\b(web|status|stance|level|quantity|unit|policy\.ending)\.[a-z]+", page)
