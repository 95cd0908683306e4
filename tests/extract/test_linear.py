"""Texts of one piece over and over take time in proportion to their length."""

from __future__ import annotations

import time

import pytest

from monitor.run.detector import scan_text

# Each of these once took time in the square of its length, or may easily come to.
PIECES = (
    " ",
    "一",
    "不在清退范困",
    "手续齐全吗",
    "1千瓦装机,",
    "四川省会理县,",
    "问:有证吗 答:有\n",
    "价格面议 100万 ",
    "甲:",
)
CHARACTERS = 16_000


def _seconds(text: str) -> float:
    begin = time.process_time()
    scan_text(text)
    return time.process_time() - begin


@pytest.mark.parametrize("piece", PIECES)
def test_four_times_the_length_takes_about_four_times_as_long(piece: str) -> None:
    scan_text(piece)
    short = _seconds(piece * (CHARACTERS // 4 // len(piece)))
    assert _seconds(piece * (CHARACTERS // len(piece))) < 9 * short + 0.3
