"""No page gets past the bound of nesting by what a parser reads as markup, and who looks at tags as text."""

from __future__ import annotations

import pytest

from monitor.html.markup import MAX_DEPTH, tame
from monitor.html.pagetree import parse_html, upwards
from monitor.sources.blocks import microdata_blocks

DEEP = "<div>" * 3000
PAGES = [
    "<svg><style>", "<svg><title>", "<math><style>", "<svg><script/>", "<svg><desc><style>", "<!-->", "<!--->",
    "<!-- a --!>", "<!----!>", "<![CDATA[<!-->", "<svg><![CDATA[<!--]]>", "<?<script>", "<!DOCTYPE <script>",
    "</ <script>", "</><script></script>", "<select><style><input>", "<select><xmp><input>", "<div>" * 256 + "<iframe>",
    "<div>" * 300 + "<title>", "<script><!--<script></script><title></script>", "<table><colgroup><style>",
    "<template><svg></template><style></style>", "<svg></svg><svg><p><style></style>",
]  # fmt: skip


@pytest.mark.parametrize("begin", PAGES)
@pytest.mark.parametrize("end", ["", "</style></title></script></iframe></xmp>-->]]>"])
def test_the_tree_is_no_deeper(begin: str, end: str) -> None:
    tree = parse_html(begin + DEEP + end)
    assert tree.root is not None
    assert max(sum(1 for _ in upwards(node)) for node in tree.root.traverse()) < MAX_DEPTH + 10
    assert microdata_blocks(tree) == []


@pytest.mark.parametrize(
    "page",
    [
        "<!doctype html><?xml version='1.0'?><p>1 < 2 <!-- <b> --> </p><svg><style>.a{fill:red}</style><g/></svg>",
        "<script>if (a < b) { s = '<b>'; }</script><select><option>a</select><style>b > a {}</style>",
        "<![CDATA[ x ]]><p>a</p><script><!-- x = '<p>'; --></script></>",
    ],
)
def test_ordinary_pages_stay_as_they_are(page: str) -> None:
    assert tame(page) == page


def test_items_of_a_deep_page_are_found() -> None:
    tree = parse_html(
        "<div itemscope itemtype='https://schema.org/Product'>" + "<x>" * 240 + "<b itemprop=name>甲站</b>"
    )
    assert microdata_blocks(tree) == [{"@type": ["Product"], "name": ["甲站"]}]
