"""Both languages say the same things."""

from __future__ import annotations

import pytest

from monitor.messages import LANGUAGES, messages, placeholders, text
from monitor.run.detector import build_detector


def test_both_languages_have_the_same_keys_and_placeholders() -> None:
    zh, en = (messages(language) for language in LANGUAGES)
    assert zh.keys() == en.keys()
    assert {key: placeholders(zh[key]) for key in zh} == {key: placeholders(en[key]) for key in en}


def test_no_message_is_empty_and_each_chinese_one_reads_chinese() -> None:
    for key, message in messages("zh").items():
        assert message.strip(), key
        assert any("\u4e00" <= character <= "\u9fff" for character in message), key


def test_an_unknown_key_is_said_as_it_is() -> None:
    assert text("no.such.key", "en") == "no.such.key"


@pytest.mark.parametrize("language", LANGUAGES)
def test_claims_and_grids_have_short_words(language: str) -> None:
    knowledge = build_detector().knowledge
    names = [*(f"claim.{name}" for name in knowledge.claims), *(f"grid.{grid.id}" for grid in knowledge.grids)]
    assert [name for name in [*names, "grid.local_grid"] if text(name, language) == name] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_braces_of_messages_come_in_pairs(language: str) -> None:
    """A person would see the one that is left over."""
    uneven = [key for key, said in messages(language).items() if said.count("{") != said.count("}")]
    assert uneven == []
