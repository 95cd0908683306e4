"""Words that a page's own style sheets hide: said to nobody, or folded away until a click; through `read_page`."""

from __future__ import annotations

import time

import pytest

from monitor.models import Capture
from monitor.parse import parse
from monitor.parse.page import read_page
from monitor.sources.web import WebSource

OFFER = "<p>四川某水电站转让，装机2×500千瓦，要价600万元，手续齐全</p>"
BOX = "<div class='box m' id=b data-x=y-1>贵州挖矿机 9999千瓦 价格1元</div>"


def page(css: str, body: str, attributes: str = "") -> str:
    head = f"<head><title>题</title><style {attributes}>{css}</style></head>"
    return f"<!doctype html><html>{head}<body>{body}</body></html>"


def shows(css: str, box: str = BOX, attributes: str = "") -> bool:
    text = read_page(page(css, OFFER + box, attributes)).visible.text
    assert "装机2×500千瓦" in text
    return "挖矿机" in text


@pytest.mark.parametrize("css", [
    ".box{display:none}", "div.box{display : none}", "#b{display:none}", "[data-x]{display:none}",
    "[data-x=y-1]{display:none}", "[data-x='y-1']{display:none}", '[data-x^="y"]{display:none}',
    "[data-x|=y]{display:none}",
    "body .box{display:none}", "body>.box{display:none}", "html body > div.box.m{display:none}",
    ".q , .box{display:none}",
    "DIV.box{DISPLAY:NONE}", ".box{visibility:hidden}", ".box:not(.on){display:none}",
    "*{margin:0}.box{color:red;display:none;}",
    ".m{display:block}.box{display:none}", ".box{display:none!important}.m{display:block}",
    "/* } */.box{display:none}",
    ".box{content:'}';display:none}", "@media screen{.box{display:none}}", "@media all, print{.box{display:none}}",
    "@layer a{.box{display:none}}", "@charset 'x';@import url(a.css);.box{display:none}",
    "\\.q{x:y}.\\62 ox{display:none}",
    "@font-face{src:url(data:a;}b)}.box{display:none}", "@media print{.box{display:block}}.box{display:none}",
    ".box{display:none}.box::after{display:block}",
])  # fmt: skip
def test_what_a_style_sheet_hides_is_not_read(css: str) -> None:
    assert not shows(css)


@pytest.mark.parametrize("css", [
    "", ".other{display:none}", ".Box{display:none}", "p .box{display:none}", "[data-x=z]{display:none}",
    ".box{display:none}.m{display:block}", "#b{display:block}.box{display:none}",
    ".box{display:none}.m{display:flex!important}",
    "@media print{.box{display:none}}", "@media (max-width:700px){.box{display:none}}",
    ".box{display:none}@media(min-width:700px){.box{display:block}}",
    ".box{display:none}@supports(x:y){.box{display:block}}",
    ".box:hover{display:none}", ".box:nth-child(n+9){display:none}", ".box{display:none}p ~ .m{display:block}",
    ".box:not(.m){display:none}", ".box::before{display:none}", "/* .box{display:none} */",
    "@keyframes x{from{display:none}}",
    ".box{--display:none}", ".box{display:none;display:block}", ".box{position:absolute;left:-9999px}",
    ".box{opacity:0}",
    ".box{display:none", ".q{.box{display:none}}", "}.box{", "{{{", ".box{display:none}" * 20_000,
])  # fmt: skip
def test_what_may_be_seen_is_read(css: str) -> None:
    assert shows(css) or css == ".box{display:none"  # a rule that is never closed counts, as in browsers


@pytest.mark.parametrize("css", [
    "x{}}.box{display:none}", ".x{color:red}}\n.box{display:none}", "}}@media all{.box{display:none}}",
    ".box{display:none}}.q{x:y}.m{display:block}",
])  # fmt: skip
def test_a_brace_too_many_makes_the_next_rule_none_as_in_browsers(css: str) -> None:
    assert shows(css)
    assert not shows("p{}}.q{x:y}.box{display:none}")


def test_the_case_of_classes_counts_only_where_a_page_says_what_it_is() -> None:
    for css, is_shown in ((".BOX{display:none}", False), (".box{display:none}.M{display:block}", True)):
        said = page(css, OFFER + BOX)
        assert ("挖矿机" in read_page(said.removeprefix("<!doctype html>")).visible.text) == is_shown
        assert ("挖矿机" in read_page(said).visible.text) != is_shown


@pytest.mark.parametrize("css", [
    ".box{/* display:none; */line-height:1.8}", ".box{/*;*/ /* x */line-height:1;/* ;display:none */}",
    ".box{content:'display:none'}", ".box{content:\"a;display:none\"}", ".box{background:url(;display:none)}",
    ".box{display:none} /* wide; desktop */ .box{display:block}", ".box{display:none}/* a */.m{display:block}/* b;",
    ".box{display:none;&.m{display:block}}", ".box{display:none} body{.m{display:block}}",
    ".box{display:none} body{color:red;@media(min-width:1px){& .m{display:block}}}",
    ".m{&:not(.x){display:block}} .box{display:none}", ".q{color:red;.box{display:none}}",
    ".m{display:block} @layer a{div.box{display:none}}", "@layer a{#b{display:none}} @layer b{.m{display:block}}",
    ".m{display:block!important} @layer a{.box{display:none!important}}",
    "@supports(a:b){.box{display:none}}", "@container(width>1px){.box{display:none}}",
    ".box{display:none\\9}", ".box{*display:none}", ".box{dis/**/play:none}", ".box{--a:x;--display:none}",
    ".box{display:none}[data-x='y-1'],[title='a;b']{display:block}", ".bo/**/x{display:none}",
    "{" * 40 + ".box{display:none}",
])  # fmt: skip
def test_what_no_browser_hides_is_read(css: str) -> None:
    assert shows(css)


@pytest.mark.parametrize("css", [
    "/* display:block */.box{/* ; *//* x */display:none/* y */}", ".box{content:'/*';display:none}/* '*/",
    ".box{content:'}{';display:none;color:red}", "@import 'a;b';.box{display:none}", ".box/* x */.m{display:none}",
    "@layer a,b;@layer a{.box{display:none}}", ".m{display:block}@layer a{.box{display:none!important}}",
    ".box{display:none}.q{.w{display:block}}", "@media screen{@import x;.box{display:none}}",
])  # fmt: skip
def test_comments_and_strings_keep_no_hidden_word(css: str) -> None:
    assert not shows(css)


@pytest.mark.parametrize(("style", "shown"), [
    ("display:block", True), ("display:block !important", True), ("display:block!IMPORTANT;display:none", True),
    ("color:red", False), ("/*display:block*/color:red", False), ("content:'display:block'", False),
])  # fmt: skip
def test_an_elements_own_style_is_read_as_browsers_do(style: str, shown: bool) -> None:
    box = BOX.replace("id=b", f'style="{style}"')
    if "display:none" not in style:
        assert shows(".box{display:none}", box) is shown
    assert shows(".box{display:none!important}", BOX.replace("id=b", 'style="display:block !important"'))
    assert not shows(".box{display:none!important}", BOX.replace("id=b", 'style="display:block"'))


def test_what_found_the_text_says_that_hidden_words_are_left_out() -> None:
    note = ", without words that the page's style sheets hide"
    for html, told in ((page(".box{display:none}", OFFER + BOX), note), (page("", OFFER + BOX), ""),
                       (page("body{display:none}", OFFER + BOX), "")):  # fmt: skip
        (listing,) = parse(_file(html))
        assert listing.found_by["text"] == f"all visible text{told}"


def test_whose_sheet_it_is_counts() -> None:
    assert shows(".box{display:none}", attributes="media=print")
    assert shows(".box{display:none}", attributes="type=text/less")
    assert shows(".box{display:none}", BOX.replace("id=b", "style='display:block'"))
    assert shows("", f"<noscript><style>.box{{display:none}}</style></noscript>{BOX}")
    assert shows("", f"<x-y><template shadowrootmode=open><style>.box{{display:none}}</style></template></x-y>{BOX}")
    inner = f"<style>.box{{display:none}}</style><p>装机800kW</p>{BOX}".replace('"', "")
    text = read_page(f'{OFFER}<iframe srcdoc="{inner}"></iframe><div class=box>外面的字</div>').visible.text
    assert "挖矿机" not in text and text.endswith("装机800kW\n外面的字")


SAID = "上网电价0.3元，年发电量300万度，取水证齐全"
REST = f"<div class=rest>{SAID}</div>"


@pytest.mark.parametrize("fold", [
    f"<div>{OFFER}{REST}<a>展开全文</a></div>", f"<div><div>{OFFER}{REST}</div><p><span>Read more »</span></p></div>",
    f"<a>展开全文</a> {REST}", f"{REST}<button>展开全文</button><p>随时看</p>",
    f"<section><span class=rest>{SAID}</span><b>展开</b></section>",
    f"<a href='#r'>财务</a><div id=r class=rest>{SAID}</div>",
    f"<li data-target='#r'>财务</li><div id=r class=rest>{SAID}</div>",
    f"<div role=tabpanel class=rest>{SAID}</div>",
    f"<div class='tab on'>标的详情在此</div><div class='tab rest'>{SAID}</div>",
    f"<input type=checkbox id=c>{REST}<label for=c>多</label>",
])  # fmt: skip
def test_what_a_click_opens_is_read(fold: str) -> None:
    css = ".rest{display:none} .on{display:block} input:checked ~ .rest{display:block}"
    text = read_page(page(css if "checkbox" in fold else css.partition(" input")[0], OFFER + fold)).visible.text
    assert "上网电价0.3元" in text
    for itself in ("style='color:red; display: none'", "hidden"):  # as scripts leave it
        own = fold.replace("class=rest", itself).replace("class='tab rest'", f"class=tab {itself}")
        assert "checkbox" in fold or "上网电价0.3元" in read_page(page("", OFFER + own)).visible.text


@pytest.mark.parametrize("itself", ["style='display:none'", "hidden"])
def test_a_fold_that_hides_itself_counts_before_other_listings_and_tells_no_state(itself: str) -> None:
    near = "".join(f"<li><a href=/i/{n}>{n}号水电站转让</a> {n}00万元 装机800千瓦</li>" for n in range(3, 6))
    own = (
        f"<h1>雅安水电站转让</h1><div><a href='javascript:;'>展开全文</a><div {itself}>{SAID}，售价1380万元</div></div>"
    )
    (listing,) = parse(_file(page("", f"{own}<div><h2>相关推荐</h2><ul>{near}</ul></div>")))
    assert "售价1380万元" in listing.text and "号水电站" not in listing.text
    box = f"<div {itself}>贵州挖矿机 9999千瓦 价格1元</div>"
    text = read_page(page("", f"{OFFER}{box}<p>随时看</p><div {itself}>该宝贝已下架</div>")).visible.text
    assert "挖矿机" not in text and "下架" not in text


def test_a_page_that_hides_itself_until_its_scripts_run_is_read() -> None:
    cloaked = page(
        "[v-cloak]{display:none}", f"<ul><li>首页</li><li>水电站转让</li></ul><main v-cloak>{OFFER * 2}</main>"
    )
    assert "装机2×500千瓦" in read_page(cloaked).visible.text
    assert "装机2×500千瓦" in read_page(page("body{visibility:hidden}", OFFER)).visible.text
    seen = page(
        ".no{visibility:hidden}.yes{visibility:visible}",
        f"<div class=no><div class=yes>{OFFER}</div></div><p>水电站</p>",
    )
    assert "装机2×500千瓦" in read_page(seen).visible.text


def test_the_title_and_the_price_are_those_that_people_see() -> None:
    css, fold = ".t,.rest{display:none}", "<div class=rest>价格：1元，去年有人出过的价</div>"
    html = page(
        css, f"<h1 class=t>租矿机</h1><h1>某水电站转让</h1><section>{fold}<a>展开全文</a></section><p>价格：600万元</p>"
    )
    (listing,) = parse(_file(html))
    assert (listing.title, listing.price_text) == ("某水电站转让", "600万元") and "去年有人" in listing.text
    assert "租矿机" not in listing.text


def _file(html: str) -> Capture:
    return Capture(
        "file:///a.html", "import", "ok", "file", "2026-01-02T00:00:00Z", html.encode(), media_type="text/html"
    )


SOURCE = WebSource.model_validate({
    "id": "market", "title": {"zh": "集市", "en": "Market"}, "list_pages": ["http://market.test/list"],
    "items": {"link": "a.item"}, "native_id": {"url": r"/item/(\d+)"}, "item": {"title": "h1", "text": ["#d",
    ".all"]},
})  # fmt: skip


def test_a_source_is_read_without_hidden_words_and_with_what_it_names() -> None:
    def text(css: str, body: str) -> str:
        html = page(css, f"<h1>电站</h1>{body}").encode()
        taken = Capture(
            "http://market.test/item/1", "market", "ok", "http", "2026-01-02T00:00:00Z", html, media_type="text/html"
        )
        return parse(taken, SOURCE)[0].text

    assert "挖矿机" not in text(".box{display:none}", f"<article class=all>{OFFER}{BOX}</article>")
    assert "装机2×500千瓦" in text("#d{display:none}", f"<div id=d>{OFFER}</div><p>水电站 水电站 水电站</p>")  # a tab


@pytest.mark.parametrize("html", [
    f"<style>{''.join(f'.r{i}{{display:none}}' for i in range(100_000))}</style><p class=r1>字",
    "<style>" + ".a " * 11 + ".d{display:none}</style>"
    + ("<div class=a>" * 200 + "<i class=d>字</i>" + "</div>" * 200) * 200,
    "<style>.d{visibility:hidden}.e{visibility:visible}</style>" + "<div class=d>" * 250 + "<p>字" * 20_000,
    f"<style>display:none{'{' * 500_000}</style>", f"<style>display:none{'/*' * 300_000}</style>",
    f"<style>display:none{'/**/' * 200_000}</style>", f"<style>.d{{display:none}}{'.d{' * 200_000}</style>",
    f"<style>.d{{display:none;{'a;' * 300_000}</style>", f"<style>display:none{'url(' * 200_000}</style>",
    f"<style>{',' * 500_000}{{display:none}}</style>", f"<style>{':not(' * 100_000}{{display:none}}</style>",
    "<style>.d{display:none}</style>" + "<p class=d>藏起来的十二个字在这里面</p><p class=e>字</p>" * 8_000,
])  # fmt: skip
def test_hostile_sheets_cost_little(html: str) -> None:
    bare = html.replace("<style>", "<style media=print>")
    start = time.process_time()
    read_page(bare)
    middle = time.process_time()
    read_page(html)
    spent = time.process_time() - middle
    assert spent < 2 * (middle - start) + 2.0, spent
