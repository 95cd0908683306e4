"""Contacts are found however they are written and masked without moving an offset."""

from __future__ import annotations

import pytest
from facts_of import facts_of, of_kind
from hypothesis import given, settings
from hypothesis import strategies as st

from monitor.extract.contact import mask_contacts


@pytest.mark.parametrize(
    ("text", "kind", "masked"),
    [
        ("电话13800138012", "mobile", "138******12"), ("打138 0013 8012", "mobile", "138******12"),
        ("１３８００１３８０１２", "mobile", "138******12"), ("一三八零零一三八零一二", "mobile", "138******12"),
        ("1.3.8.0.0.1.3.8.0.1.2", "mobile", "138******12"), ("0591-87654321", "landline", "**********21"),
        ("微信号:dianzhan88", "wechat", "**********"), ("v:shuidian_1", "wechat", "**********"),
        ("加v abc12345", "wechat", "********"), ("加vzhang_ab", "wechat", "********"),
        ("QQ 123456789", "qq", "*********"),
        ("邮箱x.y@example.com", "email", "***************"),
        ("身份证号：510100199001011234", "identity", "*" * 18), ("户主51010019900101123X", "identity", "*" * 18),
    ],
)  # fmt: skip
def test_a_contact_is_found_and_masked(text: str, kind: str, masked: str) -> None:
    (fact,) = of_kind(facts_of(text), "contact")
    assert (fact.detail["type"], fact.text) == (kind, "")
    assert fact.detail["masked"] == masked


@pytest.mark.parametrize(
    "text",
    [
        "取水许可证号4418〔2016〕0036", "项目编号:13800138012", "售价13800000元", "统一编号 13512345678号",
        "they told me in person: yours goes",
        "damage river ecosystems", "a village-owned plant", "virtual-currency mines",
        "vx聊", "装机1380千瓦,1380万", "(2025)浙1121执2210号",
        "项目编号510100199001011234", "510100199013011234", "1510100199001011234",
    ],
)  # fmt: skip
def test_numbers_that_are_no_contacts_are_left_alone(text: str) -> None:
    assert not of_kind(facts_of(text), "contact")


def test_masking_keeps_the_length_and_the_last_two_digits_of_a_phone() -> None:
    text = "电站转让,电话138-0013-8012,微信号:dianzhan88,150万"
    masked = mask_contacts(text, facts_of(text))
    assert masked == "电站转让,电话•••-••••-••12,微信号:••••••••••,150万"


@settings(max_examples=150, deadline=None)
@given(st.text(max_size=30), st.from_regex(r"1[3-9][0-9]{9}", fullmatch=True), st.text(max_size=30))
def test_masking_never_moves_an_offset_and_hides_the_number(before: str, phone: str, after: str) -> None:
    text = f"{before} 电话:{phone} {after}"
    masked = mask_contacts(text, facts_of(text))
    assert len(masked) == len(text)
    assert f"电话:{phone} " not in masked
