"""What names a visitor in characters that nobody sees is in no words that are read; all that is seen stays."""

from __future__ import annotations

import io
from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from monitor import scan_text
from monitor.models import Capture, Document, Listing, Span
from monitor.parse import documents_from, parse_many
from monitor.parse.unmarked import unmarked
from monitor.text.hidden import hidden_rows, mark_places, without_marks

MARK = "".join(chr(0xE0100 + ord(letter) - 16) for letter in "IP:203.0.113.9|USER:guest")
OFFER = "转让贵州某县小水电站，装机2×630千瓦，手续齐全，要价310万"
KEPT = (  # what writing needs, and what an editor left behind
    "🏴\U000e0067\U000e0062\U000e0065\U000e006e\U000e0067\U000e007f", "👨\u200d👩\u200d👧", "❤\ufe0f",
    "\u0646\u0645\u06cc\u200c\u062e\u0648\u0627\u0647\u0645", "电站\u200b转让", "\ufeff电站", "水电站 2×630kW",
)  # fmt: skip
MARKED = (MARK, "\U000e0149\U000e0150", "\U000e0041\U000e0042", "\u200b\u200c\u200b\u200d\u200b", "\U000e0139")


def test_marks_go_and_what_writing_needs_stays() -> None:
    assert [without_marks(text) for text in KEPT] == list(KEPT)
    assert [without_marks(f"小水{mark}电站") for mark in MARKED] == ["小水电站"] * len(MARKED)
    spread = "".join(f"{one}\u200b" for one in OFFER)
    assert without_marks(spread).rstrip("\u200b") == OFFER


@given(st.text(alphabet="\u200b\u200c\u200d\ufe0f\U000e0100\U000e0041🏴水电1. a\u0627", max_size=60))
def test_only_hidden_characters_go_and_no_selector_stays(text: str) -> None:
    left, places = without_marks(text), set(mark_places(text))
    assert left == "".join(one for at, one in enumerate(text) if at not in places)
    assert "\U000e0100" not in left
    assert all(text[at] in "\u200b\u200c\u200d\ufe0f\U000e0100\U000e0041" for at in places)
    assert len({row.start for row in hidden_rows(text)}) == len(list(hidden_rows(text)))  # each mark once


def test_spans_of_a_listing_stay_on_their_words() -> None:
    text = f"浏览12次{MARK}，{OFFER}，收藏3人"
    at = text.index("收藏3人")
    listing = Listing("x", "1", text, title=f"{MARK}水电站", volatile=(Span(0, 5), Span(at, at + 4)), comments=(MARK,))
    found = unmarked(listing)
    assert [found.text[one.start : one.end] for one in found.volatile] == ["浏览12次"[:5], "收藏3人"]
    assert (found.text, found.title, found.comments) == (f"浏览12次，{OFFER}，收藏3人", "水电站", ("",))
    assert unmarked(replace(listing, text=OFFER, title="", volatile=(), comments=())).text == OFFER


def test_an_import_reads_clean_words_and_a_text_that_is_scanned_stays_as_it_is() -> None:
    words = OFFER.replace("小水电站", f"小水{MARK}电站")
    capture = Capture("file:///a.txt", "import", "ok", "file", "", words.encode(), media_type="text/plain")
    (listing,) = parse_many(capture)
    assert isinstance(listing, Listing)
    assert listing.text == OFFER
    (plain,) = documents_from(io.BytesIO(words.encode()), "text")
    (page,) = documents_from(io.BytesIO(f"<html><title>{words}</title><p>{words}</p></html>".encode()), "html")
    assert isinstance(plain, Document)
    assert isinstance(page, Document)
    assert plain.text == words
    assert (page.text.strip(), page.title) == (OFFER, OFFER)
    for text in (plain.text, page.text):
        found = scan_text(text).extraction
        assert found.facts
        assert all(text[one.span.start : one.span.end].strip() for one in found.facts)
