"""Who speaks where: names before a colon, talks of people, comments."""

from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monitor.text.normalise import normalise
from monitor.text.speakers import read_turns, speaker_at


def turns(text: str, comments_at: int | None = None) -> list[tuple[str, str]]:
    folded = normalise(text).plain.text
    return [(turn.speaker, folded[turn.start : turn.end].strip()) for turn in read_turns(folded, comments_at)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("买：证呢\n卖：都有", [("other", "证呢"), ("seller", "都有")]),
        ("Q1 可以放机器吗?\nA1 可以。", [("other", "可以放机器吗?"), ("seller", "可以。")]),
        ("问 有取水证吗 答 没有", [("other", "有取水证吗"), ("seller", "没有")]),
        ("问题:能贷款吗?法院客服:可咨询银行。", [("other", "能贷款吗?"), ("seller", "可咨询银行。")]),
        ("3楼(楼主) 在的\n4楼 假的吧", [("seller", "在的"), ("other", "假的吧")]),
        (
            "转让电站\n网友甲:能挖?\n卖家回复 大山里的风:不能\n网友甲回复卖家:哦",
            [("other", "能挖?"), ("seller", "不能"), ("other", "哦")],
        ),
        (
            "发帖人:瓯江钓客\n卖电站股份\n留言\n@水利老兵:整改过了没?\n@瓯江钓客 回复:过了",
            [("seller", "瓯江钓客"), ("other", "整改过了没?"), ("seller", "过了")],
        ),
        (
            "1楼(楼主):老站出售,2台200\n2楼:要不要拆\n1楼回复2楼:不用拆\n3楼回复1楼:难说",
            [("seller", "老站出售,2台200"), ("other", "要不要拆"), ("seller", "不用拆"), ("other", "难说")],
        ),
        (
            "老杨 21:03 出一座 4台800\n小马 21:04 发资料\n老杨 21:06 总共3200\n小马 21:07 证齐吗\n老杨 21:08 2千2百万",
            [
                ("seller", "出一座 4台800"),
                ("other", "发资料"),
                ("seller", "总共3200"),
                ("other", "证齐吗"),
                ("seller", "2千2百万"),
            ],
        ),
        ("营业时间 9:00 18:00\n电话 8:30 至 17:30", []),
        ("转让电站\n卖家:在\n回复1:假的吧", [("seller", "在"), ("other", "假的吧")]),
        ("3楼(楼主):在的\n4楼:假的吧", [("seller", "在的"), ("other", "假的吧")]),
        ("转让电站\n网友甲:贵了\n店家:不还价", [("other", "贵了"), ("seller", "不还价")]),
        (
            "老李 9:01\n多大的站\n阿旺 9:02\n630kw\n老李 9:03\n能挖吗",
            [("other", "多大的站"), ("seller", "630kw"), ("other", "能挖吗")],
        ),
        (
            "小马:一年发多少\n三叔:80万度\n小马:贵不贵\n三叔:45万",
            [("other", "一年发多少"), ("seller", "80万度"), ("other", "贵不贵"), ("seller", "45万")],
        ),
        (
            "A:有抵押吗\nB:没有\nA:价\nB:630kw,90万",
            [("other", "有抵押吗"), ("seller", "没有"), ("other", "价"), ("seller", "630kw,90万")],
        ),
        (
            "客户:过关没\n我:过了\n客户:能少吗\n我:340万是底",
            [("other", "过关没"), ("seller", "过了"), ("other", "能少吗"), ("seller", "340万是底")],
        ),
        ("收币吗? 答:不收", [("other", "收币吗?"), ("seller", "不收")]),
        (
            "欠钱不 —— 不欠\n有证吗 —— 有",
            [("other", "欠钱不"), ("seller", "不欠"), ("other", "有证吗"), ("seller", "有")],
        ),
    ],
)
def test_a_talk_is_cut_into_turns_of_buyer_and_seller(text: str, expected: list[tuple[str, str]]) -> None:
    assert turns(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "装机:2×500kW\n水头:62m\n问题:缺环评\n报价:600万",
        "问题:渠道要修",
        "转让原因:家里有事\n电价:0.3\n装机:320",
        "时间 10:30\n地点 成都",
        "装机 —— 500千瓦\n水头 —— 62米\n报价 —— 90万",
        "卖个电站?不卖了——留着养老",
    ],
)
def test_the_fields_of_an_ad_are_nobodys_turns(text: str) -> None:
    assert turns(text) == []


def test_below_the_comments_a_line_without_a_name_is_others() -> None:
    text = "电站转让\n留言\n证真的全吗"
    assert speaker_at(text, 5, text.index("证")) == "other"
    assert speaker_at(text, 5, 0) == "author"


@settings(max_examples=150, deadline=None)
@given(st.text(alphabet="买卖问答:\n 楼1评论a?证有", max_size=60))
def test_turns_lie_in_order_and_never_overlap(text: str) -> None:
    folded = normalise(text).plain.text
    last = 0
    for turn in read_turns(folded):
        assert last <= turn.start < turn.end <= len(folded)
        last = turn.end


@pytest.mark.parametrize("unit", ["问:", "a:b\n", "答 ", "[", "买 12:30\n"])
def test_an_endless_text_is_cut_in_linear_time(unit: str) -> None:
    started = time.process_time()
    read_turns(unit * 30_000)
    assert time.process_time() - started < 2
