"""The words of pictures: tiles without seams, the order of reading, and each character's place; without an engine."""

from __future__ import annotations

import json
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from picture_files import HEAD, line, tile

from db import rows
from monitor.errors import ItemError, NothingToRead
from monitor.models import Capture, Listing, Span
from monitor.parse import parse_many
from monitor.parse.picture import layout_of, picture_of, read_words
from monitor.parse.reading_order import Layout, lay_out
from monitor.parse.tiles import tile_borders
from monitor.parse.words import WORDS_TYPE, Box, as_shown, dump, load
from monitor.run import scan_text

PHONE = [json.loads(row) for row in (Path(__file__).parent / "ocr" / "phone.jsonl").read_text("utf-8").splitlines()]


def layout(*lines: dict[str, Any]) -> Layout:
    return layout_of(picture_of(HEAD, [tile(list(lines))], "", "a.png", "0" * 64))


def reading(*lines: dict[str, Any], end: str = "", **head: Any) -> list[Any]:
    return list(read_words(dump(picture_of({**HEAD, **head}, [tile(list(lines))], end, "a.png", "0" * 64))))


class TestWhatTheEngineSays:
    """A stored answer of the engine for a screenshot of a telephone."""

    def picture(self) -> Any:
        return picture_of(PHONE[0], PHONE[1:-1], PHONE[-1]["end"], "shot.png", "0" * 64)

    def test_becomes_the_text_of_the_page(self) -> None:
        text = layout_of(self.picture()).text
        assert text.startswith("福建龙岩武平县水电站整体转让\n¥680万\n电站位于")
        assert "装机容量2×630千瓦，年均发电量约420万千瓦时" in text  # the margin broke it
        assert "不在清退范围内，可用于挖矿" in text

    def test_and_each_word_is_where_it_was_printed(self) -> None:
        found = layout_of(self.picture())
        start = found.text.index("可用于挖矿")
        first, second = found.boxes(Span(start, start + 5))
        assert first.top < second.top and first.left > 600 and second.left < 40  # the phrase goes over the line's end
        whole = [box for number in range(len(found.text)) for box in found.boxes(Span(number, number + 1))]
        assert all(0 <= box.left < box.right <= 780 and 0 <= box.top < box.bottom <= 1688 for box in whole)
        assert len(whole) == len(found.text.replace("\n", ""))

    def test_is_a_listing_that_names_the_picture(self) -> None:
        body = dump(self.picture())
        capture = Capture("file:///shot.png!/words.json", "import", "ok", "file", "2026-01-01T00:00:00Z", body,
                          media_type=WORDS_TYPE)  # fmt: skip
        (listing,) = parse_many(capture)
        assert isinstance(listing, Listing)
        assert (listing.title, listing.native_id) == ("福建龙岩武平县水电站整体转让", "shot-000000000000")
        assert listing.found_by["text"].startswith("OCR by rapidocr") and "8 lines" in listing.found_by["text"]
        assert load(body) == load(dump(load(body)))


class TestTiles:
    @given(st.integers(1, 6000), st.integers(1, 40_000))
    def test_cover_the_picture_and_overlap(self, width: int, height: int) -> None:
        borders = tile_borders(width, height)
        assert borders[0][0] == 0 and borders[-1][1] == height
        assert all(top < bottom for top, bottom in borders)
        assert all(above[1] - below[0] >= 200 for above, below in pairwise(borders))

    @pytest.mark.parametrize("seam", range(1500, 1830, 7))
    def test_a_line_at_a_seam_is_read_whole_and_once(self, seam: int) -> None:
        """The lower tile begins at 1334, the upper one ends at 1600: what is cut there is read from the other one."""
        height, upper, lower = 3000, (0, 1600), (1400, 3000)
        printed = [(f"第{n}行写着装机容量", top) for n, top in enumerate(range(seam - 300, seam + 300, 40))]
        tiles = [tile(list(self.seen(printed, *upper)), *upper), tile(list(self.seen(printed, *lower)), *lower)]
        made = picture_of({**HEAD, "height": height}, tiles, "", "a.png", "")
        assert [one.text for one in made.lines] == [text for text, _ in printed]

    def seen(self, printed: list[tuple[str, int]], top: int, bottom: int) -> Any:
        """What an engine sees of lines in one tile: one that the border cuts is misread."""
        for text, place in printed:
            if place >= top and place + 30 <= bottom:
                yield line(text, 20, place - top)
            elif place < bottom and place + 30 > top:
                cut = line("一" * len(text), 20, max(0, place - top))
                cut["box"][2][1] = cut["box"][3][1] = min(place + 30, bottom) - top
                yield cut

    def test_a_line_that_one_tile_alone_saw_is_kept(self) -> None:
        tiles = [tile([line("上面的话", 20, 1500)], 0, 1600), tile([line("下面的话", 20, 400)], 1400, 3000)]
        made = picture_of({**HEAD, "height": 3000}, tiles, "", "a.png", "")
        assert [one.text for one in made.lines] == ["上面的话", "下面的话"]


class TestReadingOrder:
    def test_columns_of_prose_are_read_one_after_the_other(self) -> None:
        left = [line(f"左边第{n}行的文字有十个字", 20, 200 + 45 * n) for n in range(5)]
        right = [line(f"右边第{n}行的文字有十个字", 420, 210 + 45 * n) for n in range(5)]
        heading = line("横贯两栏的大标题横贯两栏的大标题", 20, 60, 46)
        shown = layout(*left, *right[::-1], heading).text
        assert shown.index("大标题") < shown.index("左边第0") < shown.index("左边第4") < shown.index("右边第0")

    def test_a_column_that_is_longer_and_nearer_is_read_to_its_end(self) -> None:
        """As a browser sets two columns: the boxes of large letters come close, one column has a line more."""
        left = [line("左边的文字有十一个字", 20, 200 + 42 * n, 36) for n in range(4)]
        right = [line("右边的文字有十一个字", 420, 198 + 42 * n, 36) for n in range(3)]
        shown = layout(*left, line("左边一个大字行有十字", 20, 200 + 42 * 4, 37), *right).text
        assert shown.index("左边一个") < shown.index("右边")

    def test_labels_stay_with_their_values(self) -> None:
        rows = [("价格", "680万"), ("装机", "1260kW"), ("地点", "福建龙岩"), ("电价", "0.33元")]
        lines = [one for n, (label, value) in enumerate(rows)
                 for one in (line(label, 20, 100 + 60 * n), line(value, 500, 102 + 60 * n))]  # fmt: skip
        assert layout(*lines[::-1]).text.splitlines() == ["价格 680万", "装机 1260kW", "地点 福建龙岩", "电价 0.33元"]

    def test_the_bubbles_of_a_talk_are_read_from_above(self) -> None:
        talk = [
            ("电站还卖吗", 20),
            ("还在卖的", 600),
            ("在不在清退范围", 20),
            ("不在清退范围", 560),
            ("价格能谈吗", 20),
        ]
        lines = [line(text, left, 100 + 90 * n, 26) for n, (text, left) in enumerate(talk)]
        assert layout(*lines).text.splitlines() == [text for text, _ in talk]

    def test_a_heading_and_a_price_are_not_one_line(self) -> None:
        assert layout(line("某县水电站整体转让", 20, 60), line("680万", 20, 110)).text == "某县水电站整体转让\n680万"

    def test_a_phrase_that_the_lines_break_is_found_and_placed(self) -> None:
        """Whether the lines are joined by their margin or not."""
        for last in ("退范围内，手续齐全", "退范围内，手续齐全。转让中，联系方式看下面"):
            found = layout(line("出售贵州某县水电站，装机1260千瓦，不在清", 20, 60), line(last, 20, 105))
            claims = {claim.type: claim for claim in scan_text(found.text).extraction.claims}
            boxes = found.boxes(claims["not_in_cleanup"].span)
            assert [box.top for box in boxes] == [60, 105]

    @given(st.lists(st.tuples(st.text(max_size=8), st.integers(-50, 900), st.integers(-50, 1700), st.integers(0, 80)),
                    max_size=30))  # fmt: skip
    def test_any_lines_become_a_text_with_a_place_for_each_letter(self, placed: list[Any]) -> None:
        made = picture_of(HEAD, [tile([line(*one) for one in placed])], "", "a.png", "")
        found = lay_out(made.lines)
        assert len(found.text) == len(found.glyphs)
        letters = sorted(char for one in made.lines for char in one.text if not char.isspace())
        assert sorted(char for char in found.text if not char.isspace()) == letters
        assert all(glyph or char.isspace() for char, glyph in zip(found.text, found.glyphs, strict=True))
        assert load(dump(made)).lines == tuple(made.lines) or any("\ud800" <= c <= "\udfff" for c in found.text)


LINES = (
    "湖南某县小水电站整体转让，装机容量",
    "二乘六百三十千瓦，设计水头八十六米",
    "手续齐全，不在清退范围，生态流量泄",
    "放设施已装。另有一台备用机组三百二",
    "十千瓦，闲置三年。价格九十五万面议",
)


def slanted(text: str, left: float, top: float, slope: float, size: int = 30) -> dict[str, Any]:
    """A line of square letters that goes down to the right, as the engine gives it."""
    printed = line(text, 0, 0, size)

    def moved(places: list[list[float]]) -> list[list[float]]:
        return [[left + x, top + y + slope * x] for x, y in places]

    words = [[letter, sure, moved(box)] for letter, sure, box in printed["words"]]
    return {**printed, "box": moved(printed["box"]), "words": words}


class TestSlantedPhotos:
    """A page photographed from the side: upright boxes of neighbouring lines overlap."""

    @pytest.mark.parametrize("slope", [-0.4, -0.15, -0.05, 0.05, 0.15, 0.4])
    def test_lines_are_read_from_above_and_pieces_of_a_row_together(self, slope: float) -> None:
        rows = [slanted(text, 60, 300 + 45 * n, slope) for n, text in enumerate(LINES)]
        label = [slanted("价格", 60, 600, slope), slanted("95万", 500, 600 + 440 * slope, slope)]
        found = layout(*rows[::-1], *label[::-1]).text.replace("\n", "")
        assert found.endswith("".join(LINES) + "价格 95万")

    def test_lines_that_lead_to_one_point_are_read_from_above(self) -> None:
        rows = [slanted(text, 60, 300 + 50 * n, -0.20 + 0.05 * n) for n, text in enumerate(LINES)]
        assert layout(*rows[::-1]).text.replace("\n", "") == "".join(LINES)

    def test_a_watermark_askew_moves_nothing(self) -> None:
        rows = [line(text, 60, 300 + 45 * n) for n, text in enumerate(LINES)]
        assert layout(slanted("某某小店某某小店某某小店", 100, 600, -0.3), *rows).text.startswith(LINES[0][:3])

    @pytest.mark.parametrize("slope", [-0.14, -0.08, 0.08, 0.14])
    def test_at_a_seam_no_line_is_taken_for_its_neighbour(self, slope: float) -> None:
        tops = range(1200, 1900, 45)
        tiles = []
        for begin, end in ((0, 1600), (1300, 3000)):
            printed = [slanted(f"第{n:02}行写着装机容量和价格", 60, top, slope) for n, top in enumerate(tops)]
            inside = [one for one in printed if all(begin <= y <= end for _, y in one["box"])]
            tiles.append(tile([{**one, "box": [[x, y - begin] for x, y in one["box"]],
                                "words": [[w, s, [[x, y - begin] for x, y in b]] for w, s, b in one["words"]]}
                               for one in inside], begin, end))  # fmt: skip
        made = picture_of({**HEAD, "height": 3000}, tiles, "", "a.png", "")
        assert sorted(one.text[1:3] for one in made.lines) == [f"{n:02}" for n in range(len(tops))]

    @pytest.mark.parametrize("slope", [-0.3, 0.0, 0.3])
    def test_the_letters_stay_where_they_are_on_the_picture(self, slope: float) -> None:
        found = layout(*[slanted(text, 60, 300 + 45 * n, slope) for n, text in enumerate(LINES)])
        place = found.text.index("清")
        (box,) = found.boxes(Span(place, place + 1))
        x = 30 * LINES[2].index("清")
        assert abs(box.left - (60 + x)) <= 1 and abs(box.top - (390 + slope * x + min(0, 30 * slope))) <= 1

    @pytest.mark.parametrize("slope", [-0.3, -0.1, 0.1, 0.3])
    def test_the_boxes_of_a_phrase_go_along_with_its_line(self, slope: float) -> None:
        found = layout(*[slanted(text, 60, 300 + 45 * n, slope) for n, text in enumerate(LINES)])
        start = found.text.index("不在清退范围")
        boxes = found.boxes(Span(start, start + 6))
        assert len(boxes) > (abs(slope) > 0.2)
        assert all(box.bottom - box.top < 1.6 * 30 * (1 + abs(slope)) for box in boxes)
        letters = [found.boxes(Span(n, n + 1))[0] for n in range(start, start + 6)]
        for letter in letters:
            assert any(box.left <= letter.left and letter.right <= box.right and box.top <= letter.top
                       and letter.bottom <= box.bottom for box in boxes)  # fmt: skip

    def test_a_phrase_that_is_written_downwards_has_one_box(self) -> None:
        places = [[letter, 0.99, [[60, 60 + 30 * n], [90, 60 + 30 * n], [90, 90 + 30 * n], [60, 90 + 30 * n]]]
                  for n, letter in enumerate("不在清退范围")]  # fmt: skip
        down = {
            "text": "不在清退范围",
            "score": 0.99,
            "box": [[60, 60], [90, 60], [90, 240], [60, 240]],
            "words": places,
        }
        assert layout(down).boxes(Span(0, 6)) == [Box(60, 60, 90, 240)]


class TestTurnedPictures:
    """A picture on its side is read turned; what is kept of it is placed on the turned one."""

    @pytest.mark.parametrize("turned", [0, 1, 2, 3])
    def test_each_place_is_found_on_the_picture_as_it_came(self, turned: int) -> None:
        width, height = (1600, 800) if turned % 2 else (800, 1600)  # as it came
        head = {**HEAD, "turned": turned}
        made = load(dump(picture_of(head, [tile([line("出售水电站", 20, 60)])], "", "a.png", "0" * 64)))
        assert made.turned == turned
        upright = [[0] * 800 for _ in range(1600)]
        box = made.lines[0].box
        for y in range(box.top, box.bottom):
            for x in range(box.left, box.right):
                upright[y][x] = 1
        came = upright
        for _ in range(turned):  # back: quarter turns against the clock
            came = [list(row) for row in zip(*came, strict=True)][::-1]
        assert (len(came[0]), len(came)) == (width, height)
        found = as_shown(box, made)
        assert all(came[y][x] for y in range(found.top, found.bottom) for x in range(found.left, found.right))
        assert (found.right - found.left) * (found.bottom - found.top) == sum(map(sum, came))

    def test_a_document_of_before_knew_of_no_turns(self) -> None:
        value = json.loads(dump(picture_of(HEAD, [tile([line("出售水电站", 20, 60)])], "", "a.png", "0" * 64)))
        value["version"] = 1
        del value["picture"]["turned"], value["lines"][0]["slope"]
        made = load(json.dumps(value).encode())
        assert (made.turned, made.lines[0].slope, layout_of(made).text) == (0, 0.0, "出售水电站")


class TestHowSureItIs:
    def test_what_is_hardly_read_is_left_out_and_counted(self) -> None:
        ((_, found),) = reading(
            line("出售水电站", 20, 60), line("乱码", 20, 120, score=0.3), line("价格", 20, 180, score=0.7)
        )
        assert found.text == "出售水电站\n价格"
        assert "2 lines" in found.found_by["text"] and "1 uncertain, 1 left out" in found.found_by["text"]

    def test_a_blurred_picture_is_said(self) -> None:
        (_, told) = reading(line("出售水电站", 20, 60, score=0.6))
        assert isinstance(told, ItemError) and "most of its words are uncertain" in told.reason

    def test_a_picture_without_words_is_no_failure(self) -> None:
        with pytest.raises(NothingToRead, match="shows no words"):
            reading()

    @pytest.mark.parametrize(("head", "end", "words"), [
        ({"cut": True}, "", "cut off or damaged; what is there of it was read"),
        ({"frames": 12}, "", "has 12 frames; only the first was read"),
        ({"height": 9000}, "takes longer than 300 seconds to read", "1600 of its 9000 rows of pixels were read"),
    ])  # fmt: skip
    def test_what_was_not_read_is_said_beside_what_was(self, head: dict[str, Any], end: str, words: str) -> None:
        (_, found), told = reading(line("出售水电站", 20, 60), end=end, **head)
        assert found.text == "出售水电站" and words in told.reason


@pytest.mark.parametrize("body", [b"", b"{}", b"[]", b'{"version": 3}', b"[" * 100_000, b'{"version":1,"picture":3}'])
def test_what_is_no_document_of_words_is_said(body: bytes) -> None:
    with pytest.raises(ItemError, match=r"no document|of version 3"):
        load(body)


@given(st.binary(max_size=200))
def test_no_bytes_break_the_reader_of_words(body: bytes) -> None:
    with pytest.raises(ItemError):
        load(body)


def test_the_store_and_the_program_name_such_documents_alike() -> None:
    assert rows.WORDS_TYPE == WORDS_TYPE


def test_spaces_stand_between_their_neighbours() -> None:
    found = layout(line("for sale", 20, 60))
    assert found.boxes(Span(3, 4)) == [Box(110, 60, 140, 90)]
