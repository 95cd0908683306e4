"""Claims of whole texts, found through `extract` with the built-in knowledge, and the floor of the labelled corpus."""

from __future__ import annotations

import json
import time
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monitor.extract import extract
from monitor.extract.claims import extract_claims
from monitor.extract.reading import Reading
from monitor.models import Claim, Document, Extraction
from monitor.rules.load import load_knowledge
from monitor.run.detector import scan_text
from monitor.text.lexicon import Lexicon
from monitor.text.normalise import normalise
from monitor.text.offer import read_offer

CORPUS = Path(__file__).parent.parent / "corpus" / "claims.jsonl"
KNOWLEDGE = load_knowledge()
LEXICON = Lexicon(KNOWLEDGE.phrases, KNOWLEDGE.patterns)
HIGH = {name for name, claim in KNOWLEDGE.claims.items() if claim.severity == "high"}


def read(text: str, title: str = "") -> Extraction:
    return extract(Document("x", text, title), LEXICON, KNOWLEDGE)


def claims(text: str) -> set[tuple[str, str]]:
    return {(claim.type, claim.stance) for claim in read(text).claims}


def claim(text: str, claim_type: str) -> Claim:
    return next(one for one in read(text).claims if one.type == claim_type)


def test_an_ad_makes_its_claims_with_exact_words() -> None:
    text = "四川金阳电站转让,1000kw,证照齐全,没列入清退名单,接手就能发电,可以上矿机,面谈"
    assert claims(text) == {
        ("papers_complete", "asserted"),
        ("not_in_cleanup", "asserted"),
        ("turnkey_running", "asserted"),
        ("mining_allowed", "asserted"),
    }
    assert all(one.text == one.span.of(text) for one in read(text).claims)
    assert claim(text, "not_in_cleanup").text == "没列入清退名单"


def test_a_wording_ends_before_the_amount_of_the_next_item() -> None:
    assert claim("电站转让,500千瓦,除掉开支一年还有二十万,300万", "payback").text == "除掉开支一年还有二十万"
    assert claim("电站转让,500千瓦,拉专线,电给您算两角一，300万", "cheap_power").text == "电给您算两角一"


def test_a_seller_who_refuses_a_promise_denies_it() -> None:
    assert ("guarantee", "denied") in claims("电站转让,500千瓦,过户我只陪跑,不打包票,300万")


def test_the_words_of_a_headline_are_no_hurry_of_the_seller() -> None:
    headline = "【某系拟甩卖五峰水电】交易所披露信息显示,某平台拟将五峰县一水电公司整体出让,底价1.18亿元。"
    assert "urgent_sale" not in {name for name, _ in claims(headline)}
    assert ("urgent_sale", "asserted") in claims("电站甩卖,500千瓦,300万")


def test_a_trustworthy_owner_is_wished_for_not_asked_about() -> None:
    text = "想租个电站过完丰水期!3500千瓦以内,能偷偷跑机子的,业主靠谱,租金可以付泰达"
    assert {("mining_allowed", "wanted"), ("crypto_payment", "wanted")} <= claims(text)


@pytest.mark.parametrize(
    ("text", "sense", "scope"),
    [
        ("甘孜电站转让,500kw,可挖矿,不在清退范围,200万", "mining", "exit_class"),
        ("湖南电站转让,500kw,不在退出名单,200万", "hydro", "exit_class"),
        ("湖南电站转让,500kw,不在清理范围,200万", "unknown", "any_cleanup"),
        ("电站转让,500kw,取水许可有,不在清退范围,200万", "hydro", "exit_class"),
    ],
)
def test_the_neighbourhood_says_which_clean_up_is_meant(text: str, sense: str, scope: str) -> None:
    found = claim(text, "not_in_cleanup")
    assert (found.sense, found.scope) == (sense, scope)


@pytest.mark.parametrize(
    "text",
    [
        "紧邻铅锌矿,水电站转让,800千瓦,矿山用电稳定,可挖可采,310万",
        "水电公司51%股权转让,挂牌价800万元,保证金80万元,电站在流域规划范围内,经营范围为水力发电",
        "电站资产转让,装机500kW,评估价180万元,过户手续由受让方自行办理,保证金20万元",
        "该数据中心取得能评批复和IDC牌照,由110千伏专线供电,机柜6000架",
        "各县人民政府:保留类电站应当手续齐全,退出类电站解除并网,严禁向矿场直供电",
        "水电站转让合同范本:甲方保证xxx水电站手续齐全、无纠纷,不在清退范围",
        "电站转让500kw,更多图片请上网查看,附近有国网小区,180万",
    ],
)
def test_other_uses_of_the_words_stay_silent(text: str) -> None:
    assert read(text).claims == ()


def test_one_data_centre_word_is_no_euphemism_and_two_cues_are() -> None:
    assert ("euphemism_bigdata", "asserted") not in claims("电站转让,500kw,数据传到云计算平台,180万")
    assert ("euphemism_bigdata", "asserted") in claims("电站转让,500kw,服务器上百台,可拉专线,180万")


@pytest.mark.parametrize(
    "words",
    ["适合做大数据", "算力老板看过来", "机位可放900台", "插上就能托管", "以前一直给超算中心送电", "区块链企业优先"],
)
def test_a_purpose_stated_outright_needs_no_second_cue(words: str) -> None:
    assert ("euphemism_bigdata", "asserted") in claims(f"屏山水电站转让,1000千瓦,{words},600万")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("贡山县水电站寻合作或转让:装机6.4MW,可由贵方建分布式存储机房,自有35kV间隔。", "机房"),
        ("汶川水电站 有现成负荷4000 双回路 也可以整站卖 2600万", "现成负荷4000"),
    ],
)
def test_a_clause_that_says_it_needs_no_second_cue(text: str, words: str) -> None:
    assert claim(text, "euphemism_bigdata").text == words


def test_a_plant_that_cannot_run_denies_that_it_runs_at_once() -> None:
    assert ("turnkey_running", "denied") in claims("恩施水电站转让,装机1250千瓦,标的现状:停机待修,不能马上发电。")


def test_a_buyer_may_look_for_the_money_that_the_state_pays_for_closing() -> None:
    assert ("exit_compensation", "wanted") in claims("收购即将关停的小水电站,补偿款归我方的优先,预算两百万以内。")


@pytest.mark.parametrize(
    "words",
    [
        "发电机房2021年翻新", "电站委托专业公司托管运营", "水位数据上传云平台", "当前负荷620kW", "区块链发票可开",
        "县大数据局在线监测,数据正常", "中控室有一台服务器和两台电脑", "股权托管在省产权交易中心",
    ],
)  # fmt: skip
def test_other_uses_of_data_words_stay_silent(words: str) -> None:
    assert "euphemism_bigdata" not in {one for one, _ in claims(f"屏山水电站转让,1000千瓦,{words},600万")}


@pytest.mark.parametrize(
    ("words", "claim_type"),
    [
        ("挖矿更赚钱", "mining_allowed"),
        ("矿场想来随时", "mining_allowed"),
        ("进机器我这边没意见", "mining_allowed"),
        ("丰水挖矿枯水上网", "mining_allowed"),
        ("矿上的人上礼拜搬走的", "mining_admitted"),
        ("前年去年都是矿老板包的", "mining_admitted"),
        ("去年放了两百台", "mining_admitted"),
        ("孤网运行", "direct_supply"),
        ("电可以自己支配", "direct_supply"),
        ("专线十五公里", "direct_supply"),
        ("上机器每度1毛9", "cheap_power"),
        ("两毛卖给邻居", "cheap_power"),
        ("电钱毛八", "cheap_power"),
        ("机架四排送", "rigs_included"),
        ("站内现有矿机归买方", "rigs_included"),
        ("尾款走U", "crypto_payment"),
        ("以币换站", "crypto_payment"),
        ("刷卡进厂房就能发", "turnkey_running"),
        ("随接随发", "turnkey_running"),
        ("包给你跑过户", "guarantee"),
        ("检查提前有人通知", "guarantee"),
    ],
)
def test_sellers_hint_at_miners_and_their_power(words: str, claim_type: str) -> None:
    assert (claim_type, "asserted") in claims(f"屏山水电站转让,1000千瓦,{words},600万")


@pytest.mark.parametrize(
    "words",
    [
        "之前给磷矿厂供电,价格0.35", "隔壁县的矿场去年被清了", "可挖鱼塘", "机器能上能下,吊车到厂房门口",
        "原锰矿自备电站,1987年建", "光纤专线到中控室", "柴油机作孤网备用电源", "供电局直供用户", "老站没人管",
        "配S9型老变压器,待更换", "去年还在挖渠,今年通水",
        "电费一度0.348", "不收U盘拷贝", "监控有后台可看", "手机上有后台", "保底电价0.2",
    ],
)  # fmt: skip
def test_near_misses_hint_at_no_miners(words: str) -> None:
    mining = {"mining_allowed", "mining_admitted", "direct_supply", "rigs_included", "guarantee", "cheap_power"}
    assert not mining & {one for one, _ in claims(f"屏山水电站转让,1000千瓦,{words},600万")}


@pytest.mark.parametrize("words", ["别想着挖什么币", "早不让挖了", "没法挖", "用途不含挖矿"])
def test_sellers_refuse_mining_in_other_words(words: str) -> None:
    assert ("mining_allowed", "denied") in claims(f"屏山水电站转让,1000千瓦,{words},600万")


def test_a_seller_who_refuses_data_centres_denies() -> None:
    assert ("euphemism_bigdata", "denied") in claims("屏山水电站转让,1000千瓦,不接算力托管,600万")


def test_missing_papers_are_never_read_as_complete() -> None:
    for words in ("手续不全", "取水证过期没续", "没有取水许可证", "环评正在补办"):
        assert claims(f"电站转让,250kw,{words},60万") == {("papers_pending", "asserted")}, words


def test_rigs_that_would_fit_are_room_for_mining_and_rigs_that_come_along_are_included() -> None:
    assert ("rigs_included", "asserted") not in claims("丹巴电站转让,1000kw,可放300台矿机,500万")
    assert ("rigs_included", "asserted") in claims("丹巴电站转让,1000kw,送蚂蚁S19 100台,500万")
    assert ("rigs_included", "denied") in claims("丹巴电站转让,1000kw,不带矿机,500万")


@pytest.mark.parametrize(
    "text",
    [
        "尼勒克水电站出租，两台三千二，算力机房现成的，综合电价两毛八，6500万",
        "赫章县水电站转让，两台630，可谈每度一毛八用电，730万",
        "小金电站转让 三台630 网前取电不走表 丰期0.17枯期0.26",
    ],
)
def test_what_the_clause_says_a_user_pays_is_cheap_power_and_no_tariff(text: str) -> None:
    read = scan_text(text).extraction
    assert {one.type for one in read.claims} & {"cheap_power", "tariff"} == {"cheap_power"}
    assert [one for one in read.facts if one.kind == "tariff"] == []


def test_a_price_of_the_grid_stays_beside_one_for_users() -> None:
    read = scan_text("石棉电站转让，3200千瓦，国网结算电价0.28元，拉专线给矿场一毛八一度，1900万").extraction
    assert [one.value_min for one in read.facts if one.kind == "tariff"] == [0.28]
    assert {one.type for one in read.claims} >= {"cheap_power", "tariff"}


def test_a_price_to_the_user_is_cheap_power_and_a_price_from_the_grid_is_a_tariff() -> None:
    assert ("cheap_power", "asserted") in claims("雅江电站转让,800kw,两毛三给你,400万")
    found = claims("永春电站转让,800kw,上网电价0.33元/度,400万")
    assert ("tariff", "asserted") in found
    assert ("cheap_power", "asserted") not in found


@pytest.mark.parametrize(
    "insert",
    ["\u200b", " ", "·", ".", "-", "\ufe0f", "\U000e0101"],
)
def test_inserts_inside_the_words_change_nothing(insert: str) -> None:
    said = {"不在清退范围": "not_in_cleanup", "可挖矿": "mining_allowed", "手续齐全": "papers_complete"}
    for words, claim_type in said.items():
        found = claim(f"德昌电站转让 500千瓦 {insert.join(words)} 200万", claim_type)
        assert found.stance == "asserted"
        assert found.text.replace(insert, "") == words


def test_traditional_script_and_pinyin_residue_change_nothing() -> None:
    assert ("not_in_cleanup", "asserted") in claims("電站轉讓 500千瓦 不在清退範圍 200萬")
    assert ("papers_complete", "asserted") in claims("電站轉(zhuǎn)讓 500千瓦 手續(xù)齊全 200萬")


CASES: list[dict[str, Any]] = [json.loads(line) for line in CORPUS.read_text(encoding="utf-8").splitlines()]


def test_labels_of_the_corpus_point_at_their_words() -> None:
    for case in CASES:
        for label in case["gold"]["claims"]:
            assert case["text"][slice(*label["span"])] == label["literal"], case["id"]
            assert label["type"] in KNOWLEDGE.claims, case["id"]


def _fits(found: Claim, label: dict[str, Any]) -> bool:
    start, end = label["span"]
    return bool(found.type == label["type"] and found.span.start < end and start < found.span.end)


def test_the_corpus_is_read_as_labelled() -> None:
    count: Counter[str] = Counter()
    errors: list[str] = []
    for case in CASES:
        found, gold = read(case["text"], case["title"]), case["gold"]
        count["offer"] += found.reading.offer == gold["offer"]
        for label in gold["claims"]:
            if label.get("optional"):
                continue
            right = any(_fits(one, label) and one.stance == label["stance"] for one in found.claims)
            count["found" if right else "missed"] += 1
            if not right:
                errors.append(f"{case['id']} missed {label['type']} {label['literal']}")
        wanted = {one["type"] for one in gold["claims"] if one["stance"] == "asserted" or one.get("optional")}
        for one in found.claims:
            fits = [x for x in gold["claims"] if _fits(one, x) and (x.get("optional") or x["stance"] == one.stance)]
            count["invented"] += not fits
            if not fits:
                errors.append(f"{case['id']} invented {one.type} {one.stance} {one.text}")
        asserted = {one.type for one in found.claims if one.stance == "asserted"}
        count["alarms"] += bool((asserted & HIGH) - wanted)
    detail = "\n".join(errors)
    assert count["offer"] / len(CASES) >= 0.98
    assert count["found"] / (count["found"] + count["invented"]) >= 0.97, detail
    assert count["found"] / (count["found"] + count["missed"]) >= 0.96, detail
    assert count["alarms"] <= 0.01 * len(CASES), detail


@settings(max_examples=100, deadline=None)
@given(
    st.lists(
        st.sampled_from(
            ["电站转让", "500千瓦", "不", "在清退范围", "手续", "齐全", "可", "挖矿", ",", "。", "\n", " ", "吗",
             "评论", "卖家:", "记者", "说", "送矿机", "并网",
             "0.3元", "⛏️", "證", "\u200b", "ＫＷ", "S19 20台", "年发电", "80万度", "没有"]
        ),
        max_size=25,
    ).map("".join)
)  # fmt: skip
def test_every_claim_of_any_text_is_an_exact_part_of_it(text: str) -> None:
    for one in read(text).claims:
        assert one.text == one.span.of(text)
        assert one.text.strip()
        assert one.type in KNOWLEDGE.claims
        assert one.why


@pytest.mark.parametrize("unit", ["不", "不在清退", "手续", "没有", "挖矿", "0.3", "送矿机", "wk", "无抵押"])
def test_claims_of_an_endless_text_take_linear_time(unit: str) -> None:
    text = "电站转让,500千瓦,200万," + unit * (20_000 // len(unit))
    normalised = normalise(text)
    hits = LEXICON.find(normalised)
    reading = Reading(Document("x", text), normalised, read_offer(normalised), KNOWLEDGE)
    started = time.process_time()
    extract_claims(reading, [], hits, LEXICON)
    assert time.process_time() - started < 4


def _types(text: str) -> list[tuple[str, str]]:
    return [(one.type, one.text) for one in read(text).claims]


def test_a_wording_glued_from_two_items_hides_no_later_one() -> None:
    found = _types("利川毛坝水电站转让 装机360千瓦 取水证有 发电证过期了 105万")
    assert ("water_permit", "取水证有") in found
    assert any(name == "papers_pending" and words.startswith("发电证过期") for name, words in found)


def test_a_paper_left_unmade_in_one_sentence_does_not_mute_the_permit_of_the_next() -> None:
    text = (
        "水电站转让公告：装机640千瓦，底价627万元，环保验收未办理，转让方不承诺补办；取水许可证号 D610925S2021-0017。"
    )
    assert "water_permit" in {name for name, _ in _types(text)}


def test_the_mortgage_behind_a_debt_that_is_sold_is_no_denial() -> None:
    text = "债权转让公告：某银行转让其对某水电公司的债权，本金800万元，已抵押给我行的水电站装机1260千瓦，底价500万元。"
    assert "no_disputes" not in {name for name, _ in _types(text)}


@pytest.mark.parametrize(
    ("words", "claim_type", "stance"),
    [
        ("不走电网直接拉线给你 一毛七一度", "cheap_power", "asserted"),
        ("国网结算 一毛七一度", "tariff", "asserted"),
        ("别问能不能挖矿", "mining_allowed", "denied"),
        ("不能挖矿 谁问挖矿拉黑谁", "mining_allowed", "denied"),
        ("这站回不了本", "payback", "denied"),
        ("青退不涉及 挖框朋友优先", "mining_allowed", "asserted"),
        ("🙅‍♂️⛏️🙅‍♂️", "mining_allowed", "denied"),
    ],
)
def test_who_pays_and_what_is_refused(words: str, claim_type: str, stance: str) -> None:
    assert (claim_type, stance) in claims(f"汉源水电站转让 装机1000千瓦 {words} 520万元")


def test_reasons_in_one_breath_are_one_claim() -> None:
    found = read("汉源水电站转让,装机1000千瓦,几兄弟分家,我要带孙子,520万元").claims
    assert [one.text for one in found if one.type == "private_reason"] == ["几兄弟分家,我要带孙子"]


@pytest.mark.parametrize(
    "words",
    [
        "厂房旁边有空地两亩",
        "机器设备一并转让",
        "能挖沙",
        "另有挖机一台一起转",
        "10kV专用线路4.2公里",
        "电表在我名下",
        "机子照常转",
    ],
)
def test_plain_words_of_plants_claim_nothing(words: str) -> None:
    assert claims(f"汉源水电站转让,装机1000千瓦,{words},520万元") == set()


def test_flow_monitors_on_line_claim_no_grid() -> None:
    found = claims("汉源水电站转让,装机1000千瓦,生态设备已与省平台联网,520万元")
    assert found <= {("no_ecoflow_problem", "asserted")}


@pytest.mark.parametrize(
    ("text", "claim_type", "stance"),
    [
        ("永嘉电站500千瓦，不着急出，慢慢谈，300万", "urgent_sale", "denied"),
        ("求购湘南小型电站，七年内能回本，南网直收", "payback", "wanted"),
        ("松桃电站500个千瓦，别指望三五年回本，240万", "payback", "denied"),
        ("电站500千瓦转让，保证过户，300万\n评论\n老李：保证这俩字不值钱", "guarantee", "doubted"),
        ("500千瓦电站转让，已并入清远电网运行，300万", "grid_name", "asserted"),
        ("富宁电站求转，800千瓦，合伙方退出，三百万", "private_reason", "asserted"),
        ("泸溪电站500千瓦，材料都在抽屉里，180万", "papers_complete", "asserted"),
        ("石泉电站转让，75千瓦，环保那关没过，6万", "papers_pending", "asserted"),
        ("罗田电站250kW，我这电只上网，不供矿，三毛七，132万", "tariff", "asserted"),
        ("泰顺电站 320KW 320万 绿标站", "safety_grade", "asserted"),
    ],
)
def test_what_sellers_and_buyers_say(text: str, claim_type: str, stance: str) -> None:
    assert (claim_type, stance) in claims(text)


@pytest.mark.parametrize(
    ("text", "claim_type"),
    [
        ("80千瓦电站，县里要关，等不及的话58万带走，赔的钱归你", "urgent_sale"),
        ("龙川电站250千瓦，一口价26万，证件洁癖的别来", "papers_complete"),
        ("水电站转让，两台2000千瓦加一台800千瓦，1500万", "expansion"),
        ("电站转让，420万，前任老板欠工人的6万工资我已垫清，400千瓦", "no_disputes"),
        ("500千瓦电站，剩余电量两毛三上网，380万", "grid_connected"),
    ],
)
def test_near_misses_make_no_claim(text: str, claim_type: str) -> None:
    assert claim_type not in {one.type for one in read(text).claims}


@pytest.mark.parametrize(
    ("text", "claim", "words"),
    [
        ("手續(shǒu xù)齊全", "papers_complete", ["手續(shǒu xù)齊全"]),
        ("國網(guówǎng)", "grid_name", ["國網"]),
        ("直供0.18元", "cheap_power", ["直供0.18元"]),
        ("【可挖矿】水电站还在转让", "mining_allowed", ["可挖矿"]),
        ("「可挖矿」的水电站还在转让", "mining_allowed", ["可挖矿"]),
        ("【手续】齐全", "papers_complete", ["手续】齐全"]),
    ],
)
def test_a_span_begins_and_ends_where_the_words_do(text: str, claim: str, words: list[str]) -> None:
    found = scan_text(f"水电站转让，1000千瓦，{text}").extraction.claims
    assert [one.text for one in found if one.type == claim] == words
