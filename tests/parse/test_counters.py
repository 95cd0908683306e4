"""Numbers of what visitors do make no new version of a listing; prices and powers beside them do."""

from __future__ import annotations

import pytest

from monitor.models import Listing
from monitor.parse.digest import content_digest, ticking_words


def digest(text: str) -> str:
    return content_digest(Listing("a", "1", text, "甲电站"))


@pytest.mark.parametrize("words", [
    "查看: {} | 回复: {}", "浏览：{}次", "阅读({})", "阅读（{}）", "Views: {}", "点赞 {}", "收藏 {}", "人气:{}",
    "浏览次数\n{}", "Replies\n{}\nViews\n{}K", "{} 条回复", "{} Comments", "Comments ({})", "{}人想要 {}浏览",
    "1.{}万次浏览", "赞({})", "報價80万 瀏覽：{}",
])  # fmt: skip
def test_a_counter_that_ticks_is_no_new_version(words: str) -> None:
    one, other = (f"水电站转让\n{words.format(n, n + 1)}\n装机500千瓦" for n in (12, 745))
    assert digest(one) == digest(other)
    assert len(ticking_words(one)) == words.count("{}")


@pytest.mark.parametrize("words", [
    "报价 {}万\n收藏\n3", "报价 {}万\n收藏", "评论：{}千瓦", "comments: {} kW", "如需查看{}台", "回复{}", "reviews: {}",
])  # fmt: skip
def test_what_only_stands_beside_such_a_word_is_a_sellers(words: str) -> None:
    assert digest(words.format(80)) != digest(words.format(95))
