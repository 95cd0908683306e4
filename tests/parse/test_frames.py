"""Frames of pages, as part of the page that shows them: `srcdoc`, and files that frames name."""

from __future__ import annotations

import html
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monitor.html.frames import MAX_DEEP, MAX_FRAMES, with_frames
from monitor.parse.page import read_page

NOTICE = "<!DOCTYPE html><html><head><title>x</title></head><body><h1>某水电站转让</h1><p>装机800kW</p></body></html>"
AD = "<p>高价回收旧车，全城最低价 99 元</p>"


def frame(document: str, more: str = "") -> str:
    return f'<iframe {more} srcdoc="{html.escape(document)}"></iframe>'


def text_of(page: str) -> str:
    return read_page(page).visible.text


def test_a_frame_is_read_in_its_place() -> None:
    page = f"<p>福建省产权交易中心</p>{frame(NOTICE)}<p>联系我们</p>"
    assert text_of(page) == "福建省产权交易中心\n某水电站转让\n装机800kW\n联系我们"
    assert read_page(page).headings == ("某水电站转让",)


@pytest.mark.parametrize(
    "hidden",
    [frame(AD), frame("<script>水电站</script>"), frame(NOTICE, "hidden"), frame(NOTICE, 'style="display:none"'),
     f"<div hidden>{frame(NOTICE)}</div>", "<iframe srcdoc></iframe>", f"<!-- {frame(NOTICE)} -->",
     frame("<body hidden>装机800kW</body>")],
)  # fmt: skip
def test_frames_that_name_no_plant_or_are_hidden_do_not_disturb(hidden: str) -> None:
    assert text_of(f"<p>甲</p>{hidden}<p>乙</p>") == "甲\n乙"


def test_frames_in_frames_are_read_so_deep_and_no_deeper() -> None:
    page = "<p>水电站底</p>"
    for _ in range(MAX_DEEP):
        page = frame(page)
    assert text_of(page) == "水电站底"
    assert text_of(frame(f"<p>水电站外</p>{page}")) == "水电站外"


def test_files_that_frames_name_are_put_in() -> None:
    files = {"./a_files/saved_resource.html": NOTICE, "./a_files/ad.html": AD, "./a_files/&.html": "<p>水电站二</p>"}
    page = (
        '<p>甲</p><IFRAME width=1 src="./a_files/saved_resource.html"></IFRAME>'
        '<iframe src="./a_files/ad.html"></iframe>'
        "<iframe src='./a_files/&amp;.html'></iframe><iframe src=https://a.test/b></iframe><p>乙</p>"
    )
    filled = with_frames(page, lambda address, _deep: files.get(address, ""))
    assert text_of(filled) == "甲\n某水电站转让\n装机800kW\n水电站二\n乙"
    assert filled.count("srcdoc") == 2
    assert with_frames("<p>甲</p>", lambda address, _deep: NOTICE) == "<p>甲</p>"


def test_a_frame_that_names_itself_ends() -> None:
    page = '<p>水电站</p><iframe src="a.html"></iframe>'
    assert text_of(with_frames(page, lambda _address, _deep: page)).count("水电站") == MAX_DEEP + 1


def test_addresses_behind_which_nothing_lies_are_asked_for_once_and_not_without_end() -> None:
    asked: list[str] = []

    def read(address: str, _deep: int) -> str:
        asked.append(address)
        return NOTICE if address == "there.html" else ""

    gone = '<iframe src="gone.html"></iframe>' * 1000
    assert "某水电站转让" in text_of(with_frames(gone + '<iframe src="there.html"></iframe>', read))
    assert asked == ["gone.html", "there.html"]
    asked.clear()
    with_frames("".join(f'<iframe src="{n}.html"></iframe>' for n in range(1000)), read)
    assert len(asked) == MAX_FRAMES


@settings(deadline=None)
@given(
    st.lists(st.sampled_from([*"<>'\"=&; ", "水电站", "<iframe ", "src", "doc=", "</iframe>", "&quot;"]), max_size=60)
)
def test_any_words_can_be_read(parts: list[str]) -> None:
    words = "".join(parts)
    text_of(with_frames(words, lambda _address, _deep: words))


@pytest.mark.parametrize(
    "hostile",
    ["<iframe " * 100_000, "<iframe src='" * 60_000,
     '<iframe srcdoc="水电站">' * 50_000, frame("水电站<iframe " * 50_000),
     "<iframe " + "a=b " * 200_000 + ">"],
)  # fmt: skip
def test_hostile_frames_take_no_time(hostile: str) -> None:
    started = time.process_time()
    text_of(with_frames(hostile, lambda _address, _deep: hostile))
    assert time.process_time() - started < 10
