"""Texts of one piece over and over take time in proportion to their length."""

from __future__ import annotations

import time

import pytest

from monitor.run.detector import scan_text
from monitor.text.cues import learn
from monitor.text.wording import PAYS_FULLY_AFTER

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
# Square only in what is found, so that it shows in longer texts.
FINDS = (
    "S19 100台 ",
    "单机1千瓦,",
    "转让水电站,有抵押,",
    "转让水电站,首次起拍价100万元,",
    "水电站出售,一年3万元,",
    "转让水电站,起拍价1元,",
    "太平镇的水电站转让,",
    "转让水电站,手续齐全,不在清退范围内,可以挖矿。",
    "转让水电站,有抵押,\n网友:有证吗?\n店主:没有。\n",
    "@甲:能上网吗\n回复甲:能\n",
)
FIND_CHARACTERS = 40_000


@pytest.fixture(autouse=True, scope="module")
def _words_worked_out() -> None:
    """What is worked out once enough text has come is no part of the time of the text at which that happens."""
    learn()
    offer = "水电站急转,手续齐全,有贷款," * (FIND_CHARACTERS // 10)  # a text that offers nothing is not read so far
    for _ in range(PAYS_FULLY_AFTER * 9 // 8 // len(offer) + 2):  # marks do not count
        assert scan_text(offer).extraction.claims


@pytest.fixture(scope="module", autouse=True)
def _tables_made() -> None:
    """The tables that are made once, when much text has come, are no part of the time of the text that meets them."""
    scan_text("水电站转让,手续齐全。" * 6_000)


def _seconds(text: str) -> float:
    """The less of two readings: into one of them a collection of other tests' garbage may fall."""
    taken = []
    for _ in range(2):
        begin = time.process_time()
        scan_text(text)
        taken.append(time.process_time() - begin)
    return min(taken)


@pytest.mark.parametrize("piece", PIECES)
def test_four_times_the_length_takes_about_four_times_as_long(piece: str) -> None:
    scan_text(piece)
    short = _seconds(piece * (CHARACTERS // 4 // len(piece)))
    assert _seconds(piece * (CHARACTERS // len(piece))) < 9 * short + 0.3


@pytest.mark.parametrize("piece", FINDS)
def test_many_finds_take_about_four_times_as_long_as_a_quarter_of_them(piece: str) -> None:
    scan_text(piece)
    short = _seconds(piece * (FIND_CHARACTERS // 4 // len(piece)))
    assert _seconds(piece * (FIND_CHARACTERS // len(piece))) < 7 * short + 0.3
