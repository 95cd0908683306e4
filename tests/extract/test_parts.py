"""A text far longer than any listing is read part by part, as if in one piece."""

from __future__ import annotations

import tracemalloc

import pytest

from monitor.extract.parts import PART
from monitor.models import Document, Extraction
from monitor.run.detector import Detector, build_detector, scan_text

OFFER = "四川省会东县小水电站转让,装机2×320千瓦,手续齐全,不在清退范围,售价380万元。\n"
FILLER = "今天天气不错,大家都在河边钓鱼。\n"


def _filled(count: int) -> str:
    return FILLER * (count // len(FILLER))


def _read(text: str) -> Extraction:
    return scan_text(text).extraction


@pytest.mark.parametrize("before", [0, PART - 20, 3 * PART], ids=["first part", "at the seam", "last part"])
def test_an_offer_is_found_wherever_it_stands_in_a_long_text(before: int) -> None:
    lead = _filled(before)
    short, long = _read(OFFER), _read(f"{lead}{OFFER}{_filled(2 * PART)}")
    assert long.reading.offer == short.reading.offer == "direct"
    for found, expected in ((long.facts, short.facts), (long.claims, short.claims)):
        at = [(one.span.start - len(lead), one.span.end - len(lead), one.text) for one in found]
        assert at == [(one.span.start, one.span.end, one.text) for one in expected]


def test_a_later_part_states_no_second_price_of_the_offer() -> None:
    facts = _read(f"{OFFER}{_filled(PART)}{OFFER.replace('380', '560')}").facts
    assert [fact.value_min for fact in facts if fact.role == "asking"] == [3_800_000]
    assert 5_600_000 in {fact.value_min for fact in facts if fact.kind == "price"}


def test_comments_that_begin_in_one_part_go_on_in_the_next() -> None:
    comments = "网友评论:\n路人甲:看看\n"
    text = f"{OFFER}{comments}{_filled(PART)}手续齐全吗?\n"
    found = _read(text)
    assert found.reading.comments_from is not None and found.reading.comments_from < len(OFFER) + len(comments)
    (last,) = (one for one in found.claims if one.span.start > PART)
    assert last.stance != "asserted"


def test_the_title_counts_once() -> None:
    places = [one for one in scan_text(_filled(2 * PART) + OFFER, title="贵州罗甸").extraction.facts if one.text == ""]
    assert len({one.detail["county"] for one in places}) == len(places)


def test_a_long_text_among_short_ones_reads_the_same() -> None:
    texts = [OFFER, f"{_filled(PART)}{OFFER}", OFFER]
    detector = build_detector()
    together = list(detector.scan_many(Document(str(number), text) for number, text in enumerate(texts)))
    assert together == [detector.scan(Document(str(number), text)) for number, text in enumerate(texts)]


def test_memory_does_not_grow_with_the_length() -> None:
    detector = build_detector()
    detector.scan(Document("", _filled(PART) + OFFER))
    assert _peak(detector, 4 * PART) < 1.5 * _peak(detector, PART + 1000)


def _peak(detector: Detector, count: int) -> int:
    document = Document("", _filled(count))
    tracemalloc.start()
    detector.scan(document)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return peak


def test_a_long_text_is_unrelated_only_where_every_part_is() -> None:
    recipe = "红烧肉的做法：五花肉500克切块焯水，锅中放油炒糖色，放入肉块翻炒，加生抽老抽料酒，小火炖一个小时。\n"
    lead = recipe * (PART // len(recipe) + 1)
    assert not _read(lead * 2).reading.related
    assert _read(
        f"{lead}县水利局通报：全县小水电站清理整改工作年底前完成，三座电站列入退出类，限期拆除机组。"
    ).reading.related
