"""Fields, asides, quotations and answers that turn a claim, and notices that only approve tariffs."""

from __future__ import annotations

import pytest

from monitor.run import scan_text

AD = "漾濞水电站转让，300千瓦，95万，"


@pytest.mark.parametrize(
    ("words", "claim"),
    [
        ("权属有无争议：无", ("no_disputes", "asserted")),
        ("权属有无争议：有", ("no_disputes", "denied")),
        ("有无抵押：有", ("no_disputes", "denied")),
        ("有无抵押：无", ("no_disputes", "asserted")),
        ("要求我们今年年底前拆", ("not_in_cleanup", "denied")),
        ("【急】", ("urgent_sale", "asserted")),
        ("急!!!", ("urgent_sale", "asserted")),
        ("到价就走", None),
        ("少了我留着养老", None),
        ("查不查？放心", None),
        ("当地供电局0.4382元结算", ("tariff", "asserted")),
        ("手续差一个环评 别的都办了", ("papers_pending", "asserted")),
    ],
)
def test_a_field_or_an_aside_claims_what_it_says(words: str, claim: tuple[str, str] | None) -> None:
    found = {(one.type, one.stance) for one in scan_text(AD + words).extraction.claims}
    assert found == ({claim} if claim else set())


@pytest.mark.parametrize(
    ("talk", "answers"),
    [
        (
            "甲友:取水证有没有?\n乙友:有没有列进退出?\n卖家:证有,去年换的。没列。",
            {("water_permit", "asserted", "证有"), ("not_in_cleanup", "asserted", "没列")},
        ),
        # What answers one question does not answer the other.
        ("甲友:上没上清退\n乙友:取水证过期没\n卖家:没上,没过期", {("not_in_cleanup", "asserted", "没上")}),
        ("甲友:会拆吗?\n卖家:放心", {("not_in_cleanup", "asserted", "放心")}),
    ],
)
def test_several_answers_go_to_the_questions_whose_words_they_repeat(
    talk: str, answers: set[tuple[str, str, str]]
) -> None:
    claims = scan_text(f"山阳县电站 装机2台200 一百六\n留言\n{talk}").extraction.claims
    assert {(one.type, one.stance, one.text) for one in claims if one.stance != "asked"} == answers


def test_of_press_the_words_within_a_quotation_are_the_sellers() -> None:
    told = "一则帖子这样写：“越西电站，两台一千二百五，六月份还在带机器，老板赌气甩卖，1350万带走。”帖子已被删除。"
    headline = "越西电站拟“白菜价”甩卖，业主称证照齐全，1350万元"
    claims = [{one.type for one in scan_text(text).extraction.claims} for text in (told, headline)]
    assert claims[0] >= {"mining_admitted", "urgent_sale"}
    assert "urgent_sale" not in claims[1]
    meter = "今年他只想卖2600万元，仍无人问津。“流量监控天天盯着，一年少发三成。”他告诉记者，屏山县的电站装机6300千瓦"
    assert not any(one.type == "no_ecoflow_problem" for one in scan_text(meter).extraction.claims)


@pytest.mark.parametrize(
    ("text", "offer"),
    [
        ("现将宁陕县三座新投产小水电站临时上网电价批复如下：平河梁电站0.332元/千瓦时。上述价格自本月起执行。", "none"),
        ("宁陕县水电站1260kW，批复上网电价如下：丰水0.25，枯水0.33。转让价600万元。", "direct"),
    ],
)  # fmt: skip
def test_an_approval_of_tariffs_offers_nothing(text: str, offer: str) -> None:
    assert scan_text(text).extraction.reading.offer == offer
