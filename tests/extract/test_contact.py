"""Contacts are found however they are written and masked without moving an offset."""

from __future__ import annotations

import pytest
from facts_of import facts_of, of_kind
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from monitor.extract.contact import contact_places, mask_contacts, mask_places


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
        ("+852 9123 4567", "international", "*********67"), ("+886 912 345 678", "international", "**********78"),
        ("whatsapp：+44 20 7946 0958", "international", "**********58"),
        ("微信号 电站老王2021", "account", "********"), ("抖音号：wjgdz99", "account", "*******"),
        ("QQ群 123456789", "qq", "*********"), ("群号：123456789", "qq", "*********"),
        ("看 t.me/hydro_boss2", "account", "***********"), ("找@laozhou_hydro", "account", "*************"),
        ("boss（at）163.com", "email", "*" * 15), ("boss#163.com", "email", "************"),
        ("开户行 6222021234567890123", "card", "*" * 19), ("工商银行贵阳支行：6222021234567890123", "card", "*" * 19),
        ("闲鱼号 tb12345678", "account", "**********"), ("支付宝账号：13800138012", "mobile", "138******12"),
        ("银行卡 6222021234567890123", "card", "*" * 19), ("打到6222 0212 3456 7890 128", "card", "*" * 23),
        ("车牌川A12345", "plate", "*******"), ("川A·D12345", "plate", "*********"),
        ("身份证 510100 19900101 1234", "identity", "*" * 20),
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
        "转让价13,800,000元", "总投资13,800,000,000元", "13800000000元", "¥13800000000", "1998-09-01 12 30",
        "1985-1990 500kW", "变压器1600 2000 2500 3150kVA", "2013-04-18 12:30:45", "13,800,000-15,800,000元",
        "500+630+800kW", "装机1380千瓦、1580千瓦、1600千瓦", "水轮机HLA551-WJ-60", "云南S13变压器",
        "项目编号6222021234567890128", "6222021234567890124", "备案号13512345678", "代码91510100123456789",
        "2x500kw@station", "3 MW @negotiable", "look at 163 rows", "加群500万", "issue #163",
        "抖音播放200万", "淘宝店13年", "坐标104.13812345678",
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


_SIGNS = st.sampled_from(("", " ", "-", ".", "·", "—", "–", "_", " - ", "*", ",", "、", "/", "\u200b", "\u3000", "－"))
_GROUPS = st.sampled_from(
    ((3, 7), (3, 11), (7, 11), (4, 8), (4, 7), (3, 6), (5,), (3, 5, 7, 9), (11,), (*range(1, 11),))
)
_SCRIPTS = st.sampled_from(("0123456789", "０１２３４５６７８９", "零一二三四五六七八九", "〇幺二三四五六拐八九",
    "零壹贰叁肆伍陆柒捌玖", "零壹貳參肆伍陸柒捌玖", "⓪①②③④⑤⑥⑦⑧⑨"))  # fmt: skip
_BEFORE = st.sampled_from((  # what stands before it
    "", "电话", "电话：", "+86", "+86 ", "86", "0086", "0086-", "(+86)", "86-", "0", "Tel.",
    "tel:", "手续齐全，有取水证 ", "微信同号", "WhatsApp +86",
    "支付宝账号", "950万元，", "联系人王建国，",
))  # fmt: skip
_BEHIND = st.sampled_from(
    ("", "转", "，950万", "，500kW", "/13912345678", " 微信同号", "、0835-2234567", "（王先生）", "。2021年")
)


@settings(max_examples=250, deadline=None)
@given(st.from_regex(r"(13\d|15[0-35-9]|17[3-8]|18\d|19[0-35-9])[0-9]{8}", fullmatch=True), _SCRIPTS, _SIGNS, _GROUPS,
       _BEFORE, _BEHIND)  # fmt: skip
def test_a_mobile_number_is_masked_however_it_is_written(
    phone: str, script: str, sign: str, cuts: tuple[int, ...], before: str, behind: str
) -> None:
    assume(not (sign in {",", "、", "/"} and behind.startswith(("，", "、"))))  # a list of numbers: 1600,2000,250,315
    groups = [phone[a:b] for a, b in zip((0, *cuts), (*cuts, 11), strict=True)]
    if script[0] not in "0０⓪" and len(groups) == 1 and before[-1:].isdigit():
        before = ""  # 86一三八 is written by nobody
    written = "".join(script[int(one)] if one.isdecimal() else one for one in sign.join(groups).rstrip(sign or " "))
    text = f"电站转让，装机1260kW\n{before}{written}{behind}"
    masked = masked_words(text)
    kept = [one for one in written if one.isalnum()]
    shown = [one for one in masked[len(text) - len(behind) - len(written) : len(text) - len(behind)] if one.isalnum()]
    assert len(masked) == len(text)
    assert shown == kept[-2:]
    assert masked.startswith("电站转让，装机1260kW\n")


def masked_words(text: str) -> str:
    return mask_places(text, contact_places(text))


@settings(max_examples=150, deadline=None)
@given(
    st.integers(1, 99_999), st.integers(1, 9_999), st.integers(1950, 2026), st.integers(1, 12),
    st.sampled_from(("{a}万元", "{b},{c:03},000元", "装机{b}kW", "{b}×{c}千瓦", "{y}-{m:02}-{c2:02} {m:02}:{c2:02}",
                     "{y}年{m}月投产", "{y}-{y}年", "编号：{y}{b:04}{c:03}", "川水〔{y}〕{b}号", "{a}.{c}万度",
                     "{b}/{c}/{b}kVA",
                     "¥{b},{c:03},{c:03}")),
)  # fmt: skip
def test_amounts_days_and_numbers_of_papers_are_no_contacts(a: int, b: int, y: int, m: int, form: str) -> None:
    text = f"水电站转让，{form.format(a=a, b=b, c=b % 1000, c2=b % 28 + 1, y=y, m=m)}，手续齐全"
    assert masked_words(text) == text
