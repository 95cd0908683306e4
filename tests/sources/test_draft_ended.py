"""Marks of a draft are proved on the page of an item that its row calls sold or removed."""

from __future__ import annotations

import pytest

from monitor.sources.draft import draft_of_list, with_item
from monitor.sources.draft_ended import ended_item, with_ended
from monitor.sources.propose_changing import marks_of

AT = "https://a.example/list"
ON_SALE = "<h1>甲电站</h1><div class=desc>装机500千瓦</div>"


def list_of(badge: str) -> str:
    """A list of four rows, the third of which has a badge."""
    badges = ["", "", badge, ""]
    return "<ul class=rows>" + "".join(
        f"<li><a href=/item/{n}>某县水电站整体转让</a><div>{one}</div></li>" for n, one in enumerate(badges, 1)
    ) + "</ul>"  # fmt: skip


@pytest.mark.parametrize(("badge", "shown", "state", "marks"), [
    ("<span class=tag-sold>已售出</span>", "<i class=tag-sold>已售出</i>", "sold",
     [("i.tag-sold", "已售出"), (".tag-sold", "已售出")]),
    ("<img alt=已售 src=x>", "<p>状态：已售出</p>", "sold", [('p:lexbor-contains("状态：")', "已售出")]),
    ("<img alt=已售 src=x>", "<img alt=已售 src=y>", "sold", [('img[alt="已售"]', "已售")]),
    ("<span class=off>已下架</span>", "<b class=gone>已下架</b>", "removed", [("b.gone", "已下架")]),
    ("<span class=tag-sold>已售出</span>", "<p>装机500千瓦</p>", "sold", []),
    ("<em>已成交</em>", "<table><tr><td>状态</td><td>已成交</td></tr></table>", "sold",
     [('td:lexbor-contains("状态") + td', "已成交")]),
])  # fmt: skip
def test_a_mark_of_rows_counts_when_it_shows_on_the_page_of_such_an_item(
    badge: str, shown: str, state: str, marks: list[tuple[str, str]]
) -> None:
    text = list_of(badge)
    draft = with_item(draft_of_list(text, AT), ON_SALE)
    assert ended_item(text, AT, draft.item_urls) == (state, "https://a.example/item/3")
    ended = with_ended(draft, f"{ON_SALE}{shown}", state)
    assert [(one.selector, one.sample) for one in marks_of(ended.badges, ended.rows, state)] == marks
    assert ("draft.no_mark" in ended.notes, "markers" in ended.undecided) == (not marks, not marks)


@pytest.mark.parametrize("badge", ["", "<span class=tag>在售</span>", "<p class=n>已售出一台机组</p>"])
def test_a_list_without_badges_of_an_ending_asks_for_no_further_page(badge: str) -> None:
    text = list_of(badge)
    assert ended_item(text, AT, draft_of_list(text, AT).item_urls) == ("", "")


def test_a_badge_that_is_of_no_row_leads_nowhere() -> None:
    text = list_of("") + "<p class=key>已售出</p>"
    assert ended_item(text, AT, draft_of_list(text, AT).item_urls) == ("", "")
