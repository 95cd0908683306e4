"""What the addresses of a list have in common, and which part of them is the number of an item."""

from __future__ import annotations

import hashlib
import re
import uuid
from collections import defaultdict
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from monitor.sources.draft import draft_of_list
from monitor.sources.draft_file import as_yaml
from monitor.sources.propose_pattern import pattern_of
from monitor.sources.web import WebSource, discover, load_source, native_id_of

AT = "https://a.example/list"
SITE = "https://a.example"


def page_of(*links: str) -> str:
    return "<ul class=rows>" + "".join(f'<li><a href="{link}">某县水电站整体转让</a></li>' for link in links) + "</ul>"


def numbers_of(links: list[str], number: str) -> list[str | None]:
    source = WebSource.model_validate({
        "id": "a", "title": {"zh": "甲", "en": "A"}, "list_pages": [AT], "items": {"link": "a"},
        "native_id": {"url": number},
    })  # fmt: skip
    return [native_id_of(link, source) for link in links]


@pytest.mark.parametrize(("links", "first"), [
    ([f"/thread-{n}-1-1.html" for n in range(500, 509)], "500"),
    ([f"/thread-{n}-1-{1 + n % 2}.html" for n in range(500, 509)], "500"),
    ([f"/show/{n}_1.html" for n in range(5500, 5509)], "5500"), ([f"/p{n}-c3/" for n in range(500, 509)], "500"),
    ([f"/{n}x0.shtml" for n in range(500, 509)], "500"), ([f"/item/{n}/p1" for n in range(500, 509)], "500"),
    ([f"/v?id={n}&page={1 + n % 2}" for n in range(500, 509)], "500"),
    (["/2026-1.html", "/2026-2.html", "/2025-1.html"], "2026-1"),
])  # fmt: skip
def test_the_number_of_an_item_is_the_one_that_tells_the_links_apart(links: list[str], first: str) -> None:
    draft = draft_of_list(page_of(*links), AT)
    found = numbers_of([*draft.item_urls], draft.number)
    assert (len(draft.item_urls), len({*found}), found[0]) == (len(links), len(links), first)
    assert all(re.search(draft.pattern, link) for link in draft.item_urls)


def test_threads_of_further_pages_of_a_forum_keep_their_numbers() -> None:
    pattern, number = pattern_of([f"{SITE}/thread-{n}-1-1.html" for n in range(500, 509)])
    further = f"{SITE}/thread-600-1-2.html"
    assert re.search(pattern, further) and numbers_of([further], number) == ["600"]


def hashed(number: int) -> str:
    return hashlib.md5(str(number).encode()).hexdigest()


@pytest.mark.parametrize(("links", "first"), [
    ([f"/detail/{hashed(n)}.html" for n in range(12)], hashed(0)),
    ([f"/xm/{uuid.UUID(hashed(n))}" for n in range(12)], str(uuid.UUID(hashed(0)))),
    ([f"/item-{hashed(n)[:4]}-{hashed(n)[4:8]}.html" for n in range(12)], f"{hashed(0)[:4]}-{hashed(0)[4:8]}"),
    ([f"/d/{hashed(n)[:8]}/" for n in range(12)], hashed(0)[:8]),
    ([f"/xm/K{hashed(n)[:9]}z.html" for n in range(12)], f"K{hashed(0)[:9]}z"),
])  # fmt: skip
def test_links_that_differ_by_a_made_name_are_a_list(links: list[str], first: str) -> None:
    draft = draft_of_list(page_of(*links) + "<a href=/about>关于</a><a href=/help>帮助</a>", AT)
    found = numbers_of([*draft.item_urls], draft.number)
    assert (len(draft.item_urls), len({*found}), found[0], draft.notes) == (12, 12, first, ("draft.one_page",))


def test_links_with_numbers_behind_a_letter_are_no_made_names() -> None:
    links = [f"/c{n}/" for n in range(500, 520)] + [f"/d{n}/" for n in range(500, 506)]
    draft = draft_of_list(page_of(*links), AT)
    assert (len(draft.item_urls), draft.number) == (20, r"/c(\d+)/")


def test_a_number_goes_before_words_that_tell_items_apart_as_well() -> None:
    links = [f"{SITE}/500/gan-kou", f"{SITE}/501/long-men"]
    assert pattern_of(links) == (r"/\d+/[^/?&#]+", r"/(\d+)/[^/?&#]+")


def test_an_ending_that_all_addresses_have_is_no_part_of_the_name() -> None:
    assert pattern_of([f"{SITE}/n/water.html", f"{SITE}/n/mill.html"])[1] == r"/n/([^/?&#]+)\.html"


SLUGS = ("zhuanrang-shuidianzhan", "xiao-shuidian-500kw-chushou", "jizhuan", "dianzhan-2-tai-jizu", "longmen-dianzhan")


@pytest.mark.parametrize("form", [
    "/item/{n}-{slug}.html", "/{n}/{slug}/", "/{n}/{slug}", "/{slug}-{n}.html", "/p/{slug}_{n}", "/p/{n}_{slug}",
    "/item/id-{n}-{slug}", "/p/{slug}-p{n}.htm",
])  # fmt: skip
def test_a_number_beside_words_of_a_title_names_the_item_alone(form: str) -> None:
    links = [form.format(n=12345 + at, slug=slug) for at, slug in enumerate(SLUGS)]
    sitemap = "<urlset>" + "".join(f"<url><loc>{SITE}{link}</loc></url>" for link in links) + "</urlset>"
    others = "<a href=/about>关于</a><a href=/help/pay-1>帮助</a>"
    for draft in (draft_of_list(page_of(*links) + others, AT), draft_of_list(sitemap, f"{SITE}/sitemap.xml")):
        assert numbers_of([*draft.item_urls], draft.number) == [str(12345 + at) for at in range(len(SLUGS))]
        edited = SITE + form.format(n=12345, slug="yi-shou-3000kw-dianzhan")
        assert numbers_of([edited], draft.number) == ["12345"] and re.search(draft.pattern, edited)


@pytest.mark.parametrize("links", [
    ["/n/2026-gan-kou.html", "/n/2026-long-men.html", "/n/2025-qing-xi.html"],
    ["/n/gan-kou-500", "/n/long-men-12000", "/n/qing-xi-630"], ["/n/gan-kou-500", "/n/long-men-500", "/n/qing-xi-630"],
])  # fmt: skip
def test_a_number_that_does_not_tell_the_links_apart_stays_with_its_words(links: list[str]) -> None:
    pattern, number = pattern_of([SITE + link for link in links])
    found = numbers_of(links, number)
    assert len({*found}) == 3 and not any(one is None or one.isdigit() for one in found) and pattern


@pytest.mark.parametrize(("pager", "at", "per_page"), [
    ({2: 3, 3: 6}, "/sale.asp", 3), ({1: 0, 3: 6, 4: 9}, "/sale.asp?start=3", 3), ({2: 3}, "/sale.asp", 3),
    ({2: 10}, "/sale.asp", 0), ({2: 10, 3: 25}, "/sale.asp", 0), ({1: 5, 2: 10, 3: 20}, "/sale.asp", 0),
    ({2: 2, 3: 3}, "/sale.asp", 1),
])  # fmt: skip
def test_numbered_links_that_count_rows_become_an_offset_and_no_part_of_the_items_pattern(
    pager: dict[int, int], at: str, per_page: int
) -> None:
    """Three rows a page; 1 stands for links that show the number in their address, 0 for none that are believed."""
    here = at.partition("=")[2] or "0"
    rows = "".join(f'<li><a href="view.asp?start={here}&amp;no={n}">某县水电站转让{n}</a></li>' for n in (71, 72, 75))
    links = "".join(f'<a href="sale.asp?start={start}">{page}</a>' for page, start in pager.items())
    draft = draft_of_list(f"<ul>{rows}</ul><p>{links}</p>", SITE + at)
    mark = {0: "", 1: "{page}"}.get(per_page, "{offset}")
    assert draft.paged == (f"{SITE}/sale.asp?start={mark}" if mark else "")
    assert draft.per_page == (per_page if per_page > 1 else 0)
    assert ("draft.one_page" in draft.notes) is not bool(mark)
    with TemporaryDirectory() as folder:
        path = Path(folder) / "x.yaml"
        path.write_text(as_yaml(draft, "x", loopback=False, say=defaultdict(str)), "utf-8")
        source = load_source(path)
    for start in ("0", here, "30"):
        address = f"{SITE}/view.asp?start={start}&no=88"
        assert native_id_of(address, source) == "88" and re.search(source.items.pattern, address)
    if per_page > 1:
        assert discover(f"<ul>{rows}</ul>", source.start_pages()[0], source).next_page == f"{SITE}/sale.asp?start=3"


def test_one_number_of_another_parameter_stays_in_the_pattern() -> None:
    links = [f"{SITE}/view.asp?kind=10&start=20&no={n}" for n in (1, 2, 3)]
    assert pattern_of(links)[1] == r"/view\.asp\?(?:[^#]*&)?kind=10\&(?:[^#]*&)?no=(\d+)"
