"""The neighbours within words: that they belong to the phrases and texts of today."""

from __future__ import annotations

from monitor.data.text.build_pairs import TARGET, content, open_texts
from monitor.rules.load import load_knowledge


def test_the_neighbours_are_those_of_the_phrases_and_texts_of_today() -> None:
    phrases = (phrase.text for phrase in load_knowledge().phrases)
    anew = content(open_texts(), phrases)
    assert anew == TARGET.read_text("utf-8"), "write anew: python -m monitor.data.text.build_pairs"


def test_a_pair_counts_that_stands_in_three_texts_or_a_phrase_and_is_hardly_ever_parted() -> None:
    rows = content(["水电", "水电", "水电 证照", "证 照"], ["清退", "证照"]).splitlines()
    assert [row for row in rows if row[0] != "#"] == ["水电", "清退"]
