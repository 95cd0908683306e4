"""Words of claims that speak of something else, and claims that were told in other words, as long texts have both."""

from __future__ import annotations

import pytest

from monitor.run import scan_text

AD = "漾濞水电站转让，300千瓦，95万。"
TALK = AD + "评论：\n"


@pytest.mark.parametrize(
    ("words", "claims"),
    [
        # Meters, contracts and bills of the grid.
        ("以上电量均为供电所结算单数，不含厂用电", set()),
        ("与县供电局购售电合同续签未达成一致", set()),
        ("购售电合同已续签至2026年", {("grid_connected", "asserted")}),
        ("送出线路的电表已被供电公司拆除", {("grid_connected", "denied")}),
        ("计量表被供电所拆走", {("grid_connected", "denied")}),
        # Papers that are there, and those of others.
        ("林地手续）已办结两项", set()),
        ("林地手续尚未办结", {("papers_pending", "asserted")}),
        ("手续有啲未補齊", {("papers_pending", "asserted")}),
        ("靖州那个我知道，那是没证的，不一样", set()),
        # Loans that were repaid in the next clause.
        (
            "公司曾以电站资产为抵押向农商行借款500万元，已于2022年7月结清，抵押登记已注销",
            {("no_disputes", "asserted")},
        ),
        ("以电站资产为抵押向农商行借款500万元，2027年到期", {("no_disputes", "denied")}),
        # What is refused.
        ("不接受：与高耗能违规负荷挂钩的方案", set()),
        ("有人问能不能搞矿机，不能搞，谁搞谁负责", {("mining_allowed", "denied")}),
        ("本省对虚拟货币挖矿每度加价8毛，公司绝不允许此类用电", {("mining_allowed", "denied")}),
        ("属于实验区外面还是里面，两家说法不一样", set()),
        ("按要求装了生态流量监测", {("no_ecoflow_problem", "asserted")}),
        # Coins and cash.
        ("U都收，人民币走对公", {("crypto_payment", "asserted")}),
        ("U付人民币付都行", {("crypto_payment", "asserted")}),
        ("只收人民币", set()),
    ],
)
def test_the_clause_says_what_its_words_claim(words: str, claims: set[tuple[str, str]]) -> None:
    assert {(one.type, one.stance) for one in scan_text(AD + words).extraction.claims} == claims


@pytest.mark.parametrize(
    ("talk", "claims"),
    [
        ("老陈：竣工验收呢\n卖家：机电的有", set()),
        ("老陈：整改验收呢\n", {("category_kept", "asked")}),
        ("老陈：平台赔不赔？\n老王：补偿呢？", {("exit_compensation", "asked")}),
    ],
)
def test_a_question_about_something_else_asks_for_no_claim(talk: str, claims: set[tuple[str, str]]) -> None:
    assert {(one.type, one.stance) for one in scan_text(TALK + talk).extraction.claims} == claims


def test_each_quotation_of_a_list_is_a_thing_of_its_own() -> None:
    text = (
        "某公司公告，拟转让周宁县狮子岩水电有限公司75%股权，首次挂牌价8,940万元，装机容量16MW。公告还披露，按照水电站清理整治的分类，"
        "该站为“整改后保留”，“不涉及退出”，取水许可证有效期至2027年6月，大坝经安全鉴定评为一类坝。"
    )
    claims = scan_text(text).extraction.claims
    assert not any("保留”" in one.text and "涉及" in one.text for one in claims)
    assert {"water_permit", "safety_grade"} <= {one.type for one in claims if one.stance == "reported"}


def test_a_list_of_papers_that_are_all_done_is_told_with_its_end() -> None:
    text = AD + "核准、环评、水保、取水、用地、林地、竣工验收、电力业务许可全部办结"
    assert "papers_complete" in {one.type for one in scan_text(text).extraction.claims}
    assert "papers_complete" not in {
        one.type for one in scan_text(AD + "核准、环评、林地手续未全部办结").extraction.claims
    }


def test_what_a_partner_pays_is_no_tariff() -> None:
    claims = {one.type for one in scan_text(AD + "给外面合作方 2.2毛 打包").extraction.claims}
    assert "cheap_power" in claims and "tariff" not in claims
