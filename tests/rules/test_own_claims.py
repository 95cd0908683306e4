"""Files of a workspace replace a built-in claim, add wordings to it and say which words are none."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from monitor.errors import ConfigError
from monitor.models import Document
from monitor.publish.failures import say_failure
from monitor.rules.build import build_knowledge
from monitor.rules.cache import decode, encode
from monitor.rules.examples import run_examples
from monitor.rules.files import data_files
from monitor.run.detector import Detector, build_detector

OFFER = "水电站转让，1000千瓦，"
WHOLE = """\
id: guarantee
version: 99
title: {zh: 包办, en: Does it all}
severity: high
says: The seller does it all.
settled_by: [{zh: 回执, en: A receipt}]
disproved_by: {zh: 退件, en: A refusal}
phrases: [全程兜底]
must_match: ["水电站转让，1000千瓦，全程兜底"]
must_not_match: ["水电站转让，1000千瓦，价格面议"]
"""
MORE = """\
add_to: guarantee
version: 1
slots: {all: [全程, 一路]}
phrases: ["{all}兜底"]
patterns: ["局里…4熟"]
never: ["关系…3站长", "my brother"]
must_match: ["水电站转让，1000千瓦，一路兜底", "水电站转让，1000千瓦，局里我都熟"]
must_not_match: ["水电站转让，1000千瓦，有关系好的站长"]
"""
# 包过户, 有关系: the program and the built-in file; 保证不查: the file; the last one the second reader.
BUILT_IN = ("包过户", "有关系", "保证不查", "什么事都能摆平")


def own(folder: Path, *texts: str) -> Detector:
    (folder / "claims").mkdir(exist_ok=True)
    for number, text in enumerate(texts):
        (folder / "claims" / f"{number}.yaml").write_text(text, encoding="utf-8")
    return build_detector(folder)


def said(detector: Detector, *words: str) -> list[str]:
    """The words of claims of the type, each of `words` in a text of its own and all in one, read both ways."""
    texts = [OFFER + one for one in words]
    one_by_one = [detector.scan(Document("", text)) for text in texts]
    together = list(detector.scan_many(Document("", text) for text in texts))
    found, again = (
        [claim.text for one in many for claim in one.extraction.claims if claim.type == "guarantee"]  # type: ignore[union-attr]
        for many in (one_by_one, together)
    )
    assert found == again
    return found


def test_a_claim_that_is_replaced_is_found_where_its_file_says_and_nowhere_else(tmp_path: Path) -> None:
    assert said(build_detector(), *BUILT_IN, "上面有人") == [*BUILT_IN, "上面有人"]
    detector = own(tmp_path, WHOLE)
    assert said(detector, *BUILT_IN, "全程兜底") == ["全程兜底"]
    failures = run_examples(detector.knowledge, detector.scan)
    assert failures and all(one.because == (str(tmp_path / "claims" / "0.yaml"),) for one in failures)
    kept = own(tmp_path, WHOLE + "keep_built_in: true\n")
    assert {"什么事都能摆平", "全程兜底"} <= set(said(kept, *BUILT_IN, "全程兜底"))


def test_a_file_adds_wordings_to_a_claim_and_says_which_words_are_none(tmp_path: Path) -> None:
    detector = own(tmp_path, MORE)
    assert said(detector, *BUILT_IN, "一路兜底", "局里我都熟") == [*BUILT_IN, "一路兜底", "局里我都熟"]
    assert said(build_detector(), "有关系好的站长") == ["有关系"]
    assert said(detector, "有关系好的站长", "有关系。站长人好") == ["有关系"]
    assert run_examples(detector.knowledge, detector.scan, "guarantee") == []
    knowledge = build_knowledge(data_files(tmp_path))
    assert decode(json.loads(json.dumps(encode(knowledge)))) == knowledge
    assert knowledge.claims["guarantee"].must_match[-1].file == str(tmp_path / "claims" / "0.yaml")
    both = own(tmp_path, WHOLE.replace("[全程兜底]", "[全程包办]").replace("全程兜底", "全程包办"), MORE)
    assert said(both, *BUILT_IN, "一路兜底", "全程包办") == ["一路兜底", "全程包办"]


def test_words_that_are_no_claim_silence_the_second_reader_too(tmp_path: Path) -> None:
    never = "add_to: guarantee\nversion: 1\nnever: [摆平]\nmust_not_match: ['水电站转让，1000千瓦，什么事都能摆平']\n"
    detector = own(tmp_path, never)
    assert said(detector, *BUILT_IN) == [*BUILT_IN[:3]]
    assert run_examples(detector.knowledge, detector.scan, "guarantee") == []


@pytest.mark.parametrize(
    ("text", "says", "zh"),
    [
        ("add_to: guarantee\nversion: 1\n", "adds nothing: give phrases, patterns or never", "没有增加任何内容"),
        ("add_to: guarantee\nversion: 1\nphrases: [一路兜底]\n", "needs must_match", "缺少 must_match"),
        ("add_to: guarantee\nversion: 1\nnever: [关系网]\n", "needs must_not_match", "缺少 must_not_match"),
        (MORE.replace("guarantee", "guarante"), "1: there is no claim 'guarante' to add to; meant is",
         "没有可以增补的说法"),
        (MORE.replace("{all}兜底", "{who}兜底"), "the slot {who} is not defined in this file", ""),
        (MORE.replace("关系…3站长", "[关系]…"), "6: the pattern '[关系]…' has no words that must stand in it", ""),
        (MORE + "severity: low\n", "severity: is not known here", ""),
        (WHOLE.replace("guarantee", "own_one") + "keep_built_in: true\n", "11: there is no built-in claim 'own_one'",
         "没有可以保留的内置说法"),
    ],
)  # fmt: skip
def test_what_is_wrong_in_such_a_file_is_told_in_one_sentence(tmp_path: Path, text: str, says: str, zh: str) -> None:
    with pytest.raises(ConfigError) as caught:
        own(tmp_path, text)
    assert says in str(caught.value)
    assert zh in say_failure(str(caught.value), "zh")
