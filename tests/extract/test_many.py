"""Many texts read together say what each says alone."""

from __future__ import annotations

from bench.score import documents
from monitor.errors import ItemError
from monitor.models import Document
from monitor.run.detector import BATCH, build_detector


def test_texts_read_together_say_what_each_says_alone() -> None:
    detector = build_detector()
    some = documents("open")[::36]
    assert len(some) > BATCH
    assert list(detector.scan_many(some)) == [detector.scan(one) for one in some]


def test_what_failed_keeps_its_place_among_what_was_read() -> None:
    detector = build_detector()
    failed = ItemError("b", "parse", "unreadable")
    told = [Document("", text) for text in ("水电站转让,手续齐全", "今天天气好", "电站急售,不在清退范围")]
    first, second, third, fourth = detector.scan_many([told[0], failed, *told[1:]])
    assert second is failed
    assert [first, third, fourth] == [detector.scan(one) for one in told]
