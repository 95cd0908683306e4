"""What a site says in place of an item's text is told from what a seller writes there."""

from __future__ import annotations

from monitor.sources.in_place import in_place_of

SITES = {
    "removed": """该信息已过期，联系方式不再显示。|您查看的信息不存在或已被删除|信息 已 过期！请查看其他信息
        抱歉，该信息已被发布者删除|該商品已下架|This listing has expired.|Sorry, the ad is no longer available""",
    "sold": "已转让|项目已成交|该宝贝已售出，感谢您的关注|Sold out",
    "untold": """信息审核中|正在审核，请耐心等待|審核中，請稍後|审核未通过|信息不存在|登录后查看|Pending review""",
}
SELLERS = """许可证已过期|取水许可证已过期，低价转让|水电站已转让，勿扰|合同已到期|转让|出售|转让信息|面议|急转
    电站停产审核中|信息已过期，电话13800000000|已过期的许可证正在办理|For sale||。"""


def _told(texts: str) -> dict[str, str]:
    lines = [text.strip() for line in texts.splitlines() for text in line.split("|")]
    return {text: found.kind for text in lines if (found := in_place_of(text))}


def test_an_ending_or_a_state_counts_where_it_is_all_there_is() -> None:
    for kind, texts in SITES.items():
        told = _told(texts)
        assert set(told.values()) == {kind} and len(told) == texts.count("|") + texts.count("\n") + 1


def test_what_a_seller_writes_does_not() -> None:
    assert _told(SELLERS) == {} and in_place_of("该信息已过期。" * 20) is None
