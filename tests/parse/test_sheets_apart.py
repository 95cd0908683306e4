"""Style sheets in files of their own: words that they hide are as those that a `<style>` hides; through `read_page`."""

from __future__ import annotations

import time
from collections.abc import Mapping

import pytest

from monitor.parse.page import read_page
from monitor.parse.styled import MAX_SHEETS, with_sheets
from monitor.unpack.model import Sheet

OFFER = "<p>四川某水电站转让，装机2×500千瓦，要价600万元，手续齐全</p>"
BOX = "<div class='box m' id=b>贵州挖矿机 9999千瓦 价格1元</div>"
HIDES = ".box{display:none}"
LINK = '<link rel="stylesheet" href="a.css">'


def page(head: str, body: str = OFFER + BOX) -> str:
    return f"<html><head><title>题</title>{head}</head><body>{body}</body></html>"


def filled(text: str, sheets: Mapping[str, str]) -> str:
    held = {name: Sheet(css.encode(), "text/css", name) for name, css in sheets.items()}
    return with_sheets(text, lambda address, _base: held.get(address))


def shows(head: str, body: str = OFFER + BOX, **sheets: str) -> bool:
    text = read_page(filled(page(head, body), {f"{name}.css": css for name, css in sheets.items()})).visible.text
    assert "装机2×500千瓦" in text
    return "挖矿机" in text


@pytest.mark.parametrize("link", [
    LINK, "<LINK REL=StyleSheet HREF=a.css>", "<link href='a.css' type=text/css media=screen rel='stylesheet'/>",
    '<link rel="stylesheet" title="x" href="a.css"><link rel="stylesheet" title="y" href="b.css">',
    "<style>@import url(a.css);</style>", "<style>/**/@charset 'x';@import 'a.css' screen;p{}</style>",
    '<link rel="stylesheet" href="c.css">', "<!--[if IE]><link rel=stylesheet href=b.css><![endif]-->" + LINK,
    "<style>.box{display:block}</style>" + LINK,
])  # fmt: skip
def test_what_a_sheet_in_a_file_hides_is_not_read(link: str) -> None:
    assert shows(link)
    assert not shows(link, a=HIDES, b=".box{display:block}", c="@import url('a.css');.q{display:block}")


@pytest.mark.parametrize("link", [
    '<link rel="stylesheet" disabled href="a.css">', '<link rel="alternate stylesheet" title=x href="a.css">',
    '<link rel="stylesheet" media="print" href="a.css">', '<link rel="preload" as=style href="a.css">',
    '<link rel="stylesheet" media="(max-width:700px)" href="a.css">', f"<!-- {LINK} -->",
    '<link rel="stylesheet/less" href="a.css">', '<link rel="stylesheet" type="text/less" href="a.css">',
    f"<noscript>{LINK}</noscript>", f"<template>{LINK}</template>", f"<script>'{LINK}'</script>",
    '<link rel="stylesheet" title="y" href="b.css"><link rel="stylesheet" title="x" href="a.css">',
    LINK + "<style>.box{display:block}</style>", LINK + '<link rel="stylesheet" href="b.css">',
    "<style>@import url(a.css) print;</style>", "<style>@import url(a.css) supports(x:y);</style>",
    "<style>p{}@import url(a.css);</style>", "<style>@import 'a.css';.box{display:block}</style>",
    "<style>@import 'a.css' layer(x);</style><style>.m{display:block}</style>",
])  # fmt: skip
def test_a_sheet_that_is_not_in_force_or_overruled_hides_nothing(link: str) -> None:
    assert shows(link, a=HIDES, b=".box{display:block}")


def test_a_sheet_in_a_file_may_show_what_a_style_hides() -> None:
    assert not shows(f"<style>{HIDES}</style>")
    assert shows(f"<style>{HIDES}</style>{LINK}", a=".m{display:flex}")


@pytest.mark.parametrize("css", [
    "@media screen{.q{color:red}.box{display:none}}", "@layer a{@media all{.box{display:none}}}",
    ".q,.box{color:red;display:none;background:url(data:a;}b)}", "x{}}.q{}.box{display:none}", ".\\62 ox{display:none}",
    "@font-face{font-display:swap}.box{visibility:hidden}", "/* } */div:not(.on).box{display:none}",
    ".box{display:none!important}.m{display:block}", "<!-- .box{display:none} -->",
    "a{b}" * 9000 + ".box{display:none}",
])  # fmt: skip
def test_only_what_a_sheet_says_of_being_shown_is_put_in_and_it_means_the_same(css: str) -> None:
    assert not read_page(page(f"<style>{css}</style>")).visible.text.count("挖矿机") or css.startswith("<!--")
    put = filled(page(LINK), {"a.css": css})
    assert "挖矿机" not in read_page(put).visible.text or css.startswith("<!--")
    assert len(put) < len(page(LINK)) + 400 and "color" not in put


@pytest.mark.parametrize("css", [
    "", "p{color:red}", ".other{display:none}", "<html><style>.box{display:none}", "@media print{.box{display:none}}",
    ".empty{display:none}",
])  # fmt: skip
def test_a_page_whose_words_are_shown_all_the_same_is_as_it_was(css: str) -> None:
    text = page(LINK, OFFER + BOX + "<i class=empty></i>")
    assert filled(text, {"a.css": css}) == text


def test_nothing_in_a_sheet_becomes_part_of_the_page() -> None:
    css = ".box{display:none} .m{display:none} x</style><p>假水电站</p>--><p>假{display:none"
    text = read_page(filled(page(LINK + f"<!-- {LINK} -->"), {"a.css": css})).visible.text
    assert "假" not in text and "挖矿机" not in text


def test_too_many_sheets_and_sheets_in_circles_hide_nothing_and_cost_little() -> None:
    many = "".join(f'<link rel="stylesheet" href="{n}.css">' for n in range(MAX_SHEETS)) + LINK
    assert shows(many, a=HIDES)
    assert not shows(LINK, a="@import 'b.css';", b=f"@import 'a.css';{HIDES}")
    assert shows(LINK, a=HIDES + "/*" + "x" * 5_000_000 + "*/")


def test_a_page_that_was_given_before_with_its_sheets_is_not_compared_again() -> None:
    asked = list[str]()

    def is_known(filled: str) -> bool:
        asked.append(filled)
        return len(asked) == 1

    text, sheet = page(LINK, OFFER + "<div class=box></div>"), Sheet(HIDES.encode(), "text/css", "a.css")
    first = with_sheets(text, lambda *_: sheet, is_known)
    assert first == asked[0] != text, "it is taken at its word"
    assert with_sheets(text, lambda *_: sheet, is_known) == text, "a box without words makes no other page"
    assert asked == [first, first]


@pytest.mark.parametrize(
    "piece", ["<link ", '<link "<link ', "<!--", "<style>@import ", "<link rel=stylesheet x='", "<base "]
)
def test_a_hostile_page_takes_no_long_time(piece: str) -> None:
    began = time.perf_counter()
    filled(piece * (1_000_000 // len(piece)), {"a.css": HIDES})
    assert time.perf_counter() - began < 3


@pytest.mark.parametrize(
    "piece", ["[", "(", ".a[", ".box,", "{", "}", ".box{display:none}", "@import 'a.css';", "url(", "\\"]
)
def test_a_hostile_sheet_takes_no_long_time(piece: str) -> None:
    css = piece * (1_000_000 // len(piece)) + "{display:none}"
    began = time.perf_counter()
    filled(page(LINK), {"a.css": css})
    assert time.perf_counter() - began < 4


@pytest.mark.parametrize("css", ["a{display:block}\n" * 10_001, "p .c p{display:block}" * 4_000 + "{" * 40])
def test_a_sheet_that_says_too_much_leaves_the_page_read_with_its_own(css: str) -> None:
    text = page(f"<style>{HIDES}</style>{LINK}")
    assert filled(text, {"a.css": css}) == text
    kept = page(f"<style>{HIDES}</style><style data-hydrowatch-sheet=a.css>{css}</style>")
    assert "挖矿机" not in read_page(kept).visible.text, "so in what was kept before"


OTHER = '<link rel="stylesheet" href="https://cdn.example.com/b.css">'


@pytest.mark.parametrize("head", [
    LINK + OTHER, OTHER + LINK, f"{LINK}<style>@import url(b.css);</style>", '<link rel=stylesheet href="c.css">',
    LINK + '<link rel=stylesheet href="data:text/css,.box%7Bdisplay:block%7D">',
    f"{LINK}<link rel=stylesheet href=d.css>",
])  # fmt: skip
def test_what_a_sheet_hides_is_read_where_one_is_missing_that_may_show_it(head: str) -> None:
    sheets = {"a.css": HIDES, "c.css": f"@import 'b.css';{HIDES}", "d.css": "<html>404"}
    put = filled(page(head), sheets)
    assert "data-hydrowatch-missing" in put
    read = read_page(put)
    assert "挖矿机" in read.visible.text and "missing" in read.left_out
    [span] = read.visible.marked
    assert "挖矿机" in read.visible.text[span.start : span.end], "as what is folded away: it tells no state"


def test_what_the_page_itself_hides_is_hidden_whatever_sheet_is_missing() -> None:
    assert not shows(f"<style>{HIDES}</style>{LINK}{OTHER}", a="h1{display:none}")
    put = filled(
        page(f"<style>.m{{display:none}}</style>{LINK}{OTHER}", OFFER + f"<p class=q>泵 {BOX}"),
        {"a.css": ".q,.box{display:none}"},
    )
    text = read_page(put).visible.text
    assert "挖矿机" not in text
    assert not shows(LINK, a=f"@import 'a.css';@import 'b.css';{HIDES}", b="@import 'a.css';"), "circles lack nothing"


@pytest.mark.parametrize(
    "css", [".x{color:red}}\n.box{display:none}", "}@media all{.box{display:none}}", "}.box{display:none"]
)
def test_a_rule_that_browsers_drop_is_not_put_in(css: str) -> None:
    assert filled(page(LINK), {"a.css": css}) == page(LINK)
    assert shows(f"{LINK}<style>@import 'b.css' screen;</style>", a=HIDES, b="}.q{display:block}.m{display:block}")


def test_classes_are_known_however_a_page_writes_them() -> None:
    box = BOX.replace("box m", "box de &#x74;ab")
    assert not shows(LINK, OFFER + box, a=HIDES)
    assert shows(LINK, OFFER + box, a=f"{HIDES}.de.tab{{display:block}}")
    assert shows(LINK, OFFER + BOX.replace("box m", "box Detail"), a=f"{HIDES}.detail{{display:block}}")


@pytest.mark.parametrize("own", [
    "<style data-hydrowatch-sheet=x></style>", "<svg><title><style DATA-hydrowatch-sheet='x'>p{}</style></title></svg>",
    "<style data-hydrowatch-sheet=x data-hydrowatch-missing></style>" * 3,
])  # fmt: skip
def test_the_mark_of_a_sheet_in_the_page_itself_does_not_count(own: str) -> None:
    put = filled(page(own + LINK), {"a.css": HIDES})
    assert put != page(own + LINK)
    assert ("挖矿机" in read_page(put).visible.text) == ("missing" in own)


@pytest.mark.parametrize("tag", ["<base>", "<link rel=stylesheet disabled>", "<style>@import x</style>"])
def test_hundreds_of_thousands_of_tags_take_no_long_time(tag: str) -> None:
    began = time.process_time()
    assert filled(page(tag * 200_000 + LINK), {"a.css": HIDES}) == page(tag * 200_000 + LINK)
    assert time.process_time() - began < 3
