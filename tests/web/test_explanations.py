"""The listing page says why: words with stance, numbers with their band, rows with standing, earlier judgements."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from html import unescape
from pathlib import Path

import pytest
from web_site import Site, serving

from monitor.rules.load import load_knowledge
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
TEXT = "四川乐山水电站转让，装机2000千瓦，售价95万元，不在清退范围，可挖矿。什么事都能摆平。"
SHARED = "四川普格电站转让，2000kW，300万，机房配大数据专线直供矿场"
OWN_ROW = """
compiled: 2026-11-24
rows:
  - id: own-leshan-2022
    topic: hydro_exit
    instrument: notice
    status: in_force
    issued: 2022-04-01
    published: 2022-04-01
    regions: [四川]
    issuer: 乐山市水务局
    title: 乐山小水电退出通知
    rule: All leave.
    rule_zh: 全部退出。
    claim_effects: {category_kept: ambiguous}
    verify: text
    source: [http://example.org/x]
"""
POSTED = "2022-06-01"
UNDATED = "四川峨边水电站转让，装机1000千瓦，可挖矿，价格面议"
MONTH = "四川井研水电站转让，装机900千瓦，可挖矿，价格面议，发布时间：2021年7月"


@pytest.fixture(scope="module")
def judged(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """One listing, judged by the built-in rules and again with one rule more."""
    top = tmp_path_factory.mktemp("judged")
    rows = [
        {"id": "a", "title": "乐山电站", "text": TEXT, "posted_at": POSTED},
        {"id": "b", "title": "峨边电站", "text": UNDATED}, {"id": "c", "title": "井研", "text": MONTH},
        {"id": "d", "title": "普格", "text": SHARED},
    ]  # fmt: skip
    (top / "in.jsonl").write_text("\n".join(json.dumps(row, ensure_ascii=False) for row in rows), "utf-8")
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
    assert "与“挖矿”字样（「挖矿」）同现" in card and "挖矿</q>" in card  # by these words it was read so
    card = flag(judged.get("/listing/1?lang=en").text, "not_in_cleanup_mining")
    assert "asserted by the seller" in card and "the seller&#39;s own words" in card


def test_a_claim_without_a_listed_wording_says_so(judged: Site) -> None:
    assert "没有列入的写法，按整句用词判断" in judged.get("/listing/1?lang=zh").text
    assert "no listed wording; read from the words of the clause" in judged.get("/listing/1?lang=en").text


def test_a_plausibility_flag_gives_the_sum_the_band_and_its_source(judged: Site) -> None:
    card = flag(judged.get("/listing/1?lang=zh").text, "price_per_kw")
    assert "475 元/千瓦" in card and "950,000 元 ÷ 2,000 千瓦" in card
    assert "3,000–10,000" in card and "1,500–20,000" in card
    assert "见于报道" in card and "fjop.com" in card


def test_where_a_row_was_seen_is_said_in_the_language_of_the_page(judged: Site) -> None:
    for path in ("/policies?place=%E5%9B%9B%E5%B7%9D&", "/rules/not_in_cleanup?"):
        chinese, english = (unescape(judged.get(f"{path}lang={language}").text) for language in ("zh", "en"))
        assert "所存文本，列有第二十三、三十一、八十四条" in chinese and "stored text" not in chinese
        assert "stored text listing art. 23, 31, 84" in english and "所存文本" not in english


def test_the_source_of_a_band_is_said_in_the_language_of_the_page(judged: Site) -> None:
    chinese, english = (flag(judged.get(f"/listing/1?lang={one}").text, "price_per_kw") for one in ("zh", "en"))
    assert "维护者依" in chinese and "band drawn by" not in chinese and "band drawn by" in english


def test_cited_rows_stand_in_the_flag_with_effect_standing_and_source(judged: Site) -> None:
    card = flag(judged.get("/listing/1?lang=zh").text, "mining_allowed")
    assert "发改运行〔2021〕1283号" in card and "见过原文" in card and "与说法相反" in card and "http://" in card


def test_what_clears_a_flag_and_what_refutes_the_claim_are_both_shown_and_told_apart(judged: Site) -> None:
    knowledge = load_knowledge()
    rule, claim = knowledge.rules["not_in_cleanup_mining"], knowledge.claims["not_in_cleanup"]
    labels = {
        "zh": ("什么能推翻此标记", "什么能推翻卖方的说法"),
        "en": ("What would clear this flag", "What would refute the claim"),
    }
    for language, (clears, refutes) in labels.items():
        page = unescape(judged.get(f"/listing/1?lang={language}").text)
        card = flag(page, "not_in_cleanup_mining")
        assert rule.disproved_by and clears in card and rule.disproved_by.in_language(language) in card
        assert refutes not in card
        claims = page[page.index('id="h-claims"') : page.index('id="h-facts"')]
        assert f"<b>{refutes}</b> {claim.disproved_by.in_language(language)}" in claims and clears not in claims
        page = unescape(judged.get(f"/rules/not_in_cleanup_mining?lang={language}").text)
        assert f"<h2>{clears}</h2>" in page and f"<h2>{refutes}</h2>" in page
        assert claim.disproved_by.in_language(language) in page


def test_words_that_two_claims_share_say_one_stance_with_a_link_to_the_claim_of_the_flag(judged: Site) -> None:
    page = judged.get("/listing/4?lang=en").text
    card = flag(page, "direct_supply")
    (said,) = re.findall(r"<li><q[^>]*>机房配大数据专线直供矿场</q>(.*?)</li>", card, re.S)
    assert said.count("asserted by the seller") == 1
    (number,) = re.findall(r'href="#(claim-\d+)"', said)
    row = page[page.index(f'<tr id="{number}"') :].partition("</tr>")[0]
    assert "机房配大数据专线直供矿场</q>" in row


def test_pages_follow_the_files_of_rules_and_say_which_is_wrong(tmp_path: Path) -> None:
    folder = init_workspace(tmp_path / "case")
    own = folder / "rules" / "own.yaml"
    own.write_text(OWN, "utf-8")
    with serving(folder) as site:
        assert "severity high" in site.get("/rules/asks_under_a_million").text
        own.write_text(OWN.replace("high", "low").replace("version: 1", "version: 2"), "utf-8")
        page = site.get("/rules/asks_under_a_million").text
        assert "severity low" in page and "asks_under_a_million v2" in page
        (folder / "policies").mkdir(exist_ok=True)
        (folder / "policies" / "own.yaml").write_text(OWN_ROW, "utf-8")
        assert "乐山小水电退出通知" in site.get("/policies?at=2022-06-01&place=%E5%9B%9B%E5%B7%9D%E7%9C%81").text
        own.write_text("id: [", "utf-8")
        for path in ("/rules", "/policies?at=2022-06-01&place=%E5%9B%9B%E5%B7%9D%E7%9C%81", "/"):
            page = site.get(path).text
            assert "rules/own.yaml:" in page and "is wrong" in page, path
        assert "乐山小水电退出通知" in site.get("/policies?at=2022-06-01&place=%E5%9B%9B%E5%B7%9D%E7%9C%81").text
        assert site.get("/rules/asks_under_a_million").status == 404
        own.write_text(OWN, "utf-8")
        page = site.get("/rules/asks_under_a_million").text
        assert "asks_under_a_million v1" in page and "is wrong" not in page


def test_a_page_says_that_no_day_of_posting_was_read_and_of_a_month_both_ends(judged: Site) -> None:
    page = judged.get("/listing/2?lang=zh").text
    assert re.search(r"未见发布日期，按收录日 \d{4}-\d\d-\d\d 的规定核对", page)
    assert "（发布日期未见）" in flag(page, "mining_after_notice")
    assert "no day of posting was read" in judged.get("/listing/2?lang=en").text
    page = judged.get("/listing/3?lang=zh").text
    assert "2021-07-01 – 2021-07-31 有效的政策" in page and "未见发布日期" not in page
    assert "mining_after_notice" not in page and "2026" not in flag(page, "mining_allowed")


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
