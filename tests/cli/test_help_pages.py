"""Help pages: every word of them in the command's language, no line wider than a terminal, no word broken."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.cli.widths import folded, width_of

ENGLISH = ("Usage", "Options", "Commands", "Show", "Exit", "required", "default")
PAGES = ((), ("import",), ("source",), ("source", "add"), ("export",), ("search",), ("rules",))
WORDS = st.text(st.sampled_from("水电站转让网页，。（）《》“”ab-/=1 "), max_size=120)


@pytest.mark.parametrize("page", PAGES)
def test_a_chinese_help_page_says_nothing_in_english(page: tuple[str, ...], command: Callable[..., Any]) -> None:
    out = command(*page, "--help", HYDROWATCH_LANGUAGE="zh").out
    assert out.startswith("用法：hydrowatch")
    assert "\n选项：\n" in out
    assert not [word for word in ENGLISH if word in out]
    assert max(map(width_of, out.splitlines())) <= 80


def test_a_chinese_help_page_breaks_no_word_and_leaves_no_sentence_half_said(command: Callable[..., Any]) -> None:
    assert re.search(r"\bprice\b", command("import", "--help", HYDROWATCH_LANGUAGE="zh").out)
    groups = command("source", "--help", HYDROWATCH_LANGUAGE="zh").out + command("source", "--help").out
    assert "..." not in groups.replace("[ARGS]...", "")


@pytest.mark.parametrize(
    ("page", "chinese", "english"),
    [("search", "[默认 50; 1<=x<=10000]", "[default: 50; 1<=x<=10000]"), ("export", "[必填]", "[required]")],
)
def test_what_an_option_is_without_being_given_is_said_too(
    page: str, chinese: str, english: str, command: Callable[..., Any]
) -> None:
    assert chinese in command(page, "--help", HYDROWATCH_LANGUAGE="zh").out
    assert english in command(page, "--help").out


@given(WORDS, st.integers(8, 40))
def test_folded_lines_hold_the_whole_text_fit_and_begin_with_no_stop(text: str, width: int) -> None:
    lines = folded(text, width)
    assert "".join("".join(lines).split()) == "".join(text.split())
    for line in lines:
        assert width_of(line) <= width or (" " not in line and len(re.findall("[水电站转让网页]", line)) < 2)
    parted = set(re.findall(r"\s([，。])", text))  # a stop that stands behind a space is a word of its own
    assert not [line for line in lines[1:] if line.startswith(tuple({*"，。"} - parted))]
