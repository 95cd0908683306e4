"""The sample market behaves as sites do: lists, charsets, conditional requests, robots.txt, checks, removals."""

from __future__ import annotations

from urllib.parse import urljoin

import pytest
import requests

from monitor.sample.listings import DAYS, listings_on
from monitor.sample.market import Market, sample_source
from monitor.sample.pages import NOTE
from monitor.sources.web import WebSource, discover, load_source


def get(market: Market, path: str, **headers: str) -> requests.Response:
    return requests.get(market.url + path, headers=headers, timeout=10)


def walk(market: Market) -> list[str]:
    """The addresses of all listings that the lists link to."""
    source = WebSource.model_validate(sample_source(market.url))
    found: list[str] = []
    for start in source.start_pages():
        page: str | None = start
        while page:
            answer = requests.get(page, timeout=10)
            charset = "gbk" if "gbk" in answer.headers["Content-Type"] else "utf-8"
            linked = discover(answer.content.decode(charset), page, source)
            found += linked.items
            page = linked.next_page
    return found


def test_the_built_in_source_file_is_the_source_of_the_market(market: Market) -> None:
    from monitor.sample.market import SOURCE_FILE

    source = WebSource.model_validate(sample_source(market.url))
    assert source.politeness.allow_loopback
    assert source.refusal() == ""
    assert load_source(SOURCE_FILE).id == source.id
    assert all(page.startswith(market.url) for page in source.list_pages)


@pytest.mark.parametrize("day", DAYS)
def test_the_lists_lead_to_every_listing_of_the_day(market: Market, day: int) -> None:
    market.day = day
    wanted = {urljoin(market.url, item.path) for item in listings_on(day) if day in item.days}
    assert set(walk(market)) == wanted
    assert len(wanted) >= 40


def test_the_lists_have_several_pages(market: Market) -> None:
    assert "page=2" in get(market, "/ads?page=1").text
    assert get(market, "/ads?page=99").status_code == 200


def test_robots_txt_asks_for_a_delay_and_closes_the_path_of_a_linked_listing(market: Market) -> None:
    assert get(market, "/robots.txt").text.splitlines()[1:3] == ["Crawl-delay: 0.05", "Disallow: /private/"]
    assert any("/private/" in link for link in walk(market))


def test_every_page_says_that_it_is_synthetic(market: Market) -> None:
    for item in listings_on(1):
        page = get(market, item.path)
        charset = "utf-8" if item.charset == "utf-8" or item.state != "live" else "gbk"
        assert NOTE in page.content.decode(charset), item.id


def test_notices_are_in_gbk_and_one_ad_declares_the_wrong_charset(market: Market) -> None:
    notice = get(market, "/item/2001")
    assert notice.headers["Content-Type"] == "text/html; charset=gbk"
    assert "寿宁县" in notice.content.decode("gbk")
    wrong = get(market, "/item/1026")
    assert wrong.headers["Content-Type"] == "text/html; charset=utf-8"
    with pytest.raises(UnicodeDecodeError):
        wrong.content.decode("utf-8")
    assert "天全县" in wrong.content.decode("gbk")


@pytest.mark.parametrize(("path", "header", "asks"), [
    ("/item/1001", "ETag", "If-None-Match"), ("/item/1002", "Last-Modified", "If-Modified-Since"),
])  # fmt: skip
def test_an_unchanged_listing_answers_304(market: Market, path: str, header: str, asks: str) -> None:
    validator = get(market, path).headers[header]
    again = get(market, path, **{asks: validator})
    assert (again.status_code, again.content, again.headers[header]) == (304, b"", validator)


def test_a_price_cut_changes_the_validator(market: Market) -> None:
    validator = get(market, "/item/1001").headers["ETag"]
    market.day = 2
    assert get(market, "/item/1001", **{"If-None-Match": validator}).status_code == 200


def test_two_visits_differ_only_in_what_is_volatile(market: Market) -> None:
    first, second = (get(market, "/item/1023").text for _ in range(2))
    assert first != second

    def steady(page: str) -> list[str]:
        marks = ('class="views"', 'class="stamp"', 'class="advert"')
        return [line for line in page.splitlines() if not any(mark in line for mark in marks)]

    assert steady(first) == steady(second)


def test_listings_are_taken_down_sold_checked_and_refused(market: Market) -> None:
    assert get(market, "/item/1099").status_code == 403
    market.day = 2
    slider = get(market, "/item/1098")
    assert (slider.status_code, "请按住滑块" in slider.text) == (200, True)
    removed = get(market, "/item/1020")
    assert (removed.status_code, "商品已下架" in removed.text) == (200, True)
    assert get(market, "/item/1022").status_code == 410
    market.day = 3
    assert get(market, "/item/1021").status_code == 404
    assert "已售出" in get(market, "/item/1019").text


def test_a_repost_appears_on_the_second_day(market: Market) -> None:
    assert get(market, "/item/1003").status_code == 404
    market.day = 2
    assert get(market, "/item/1003").status_code == 200


def test_a_hostile_title_is_escaped_on_the_page(market: Market) -> None:
    assert "<script>" not in get(market, "/item/1024").text


def test_one_listing_has_a_very_long_line(market: Market) -> None:
    assert max(map(len, get(market, "/item/1025").text.splitlines())) > 30_000


def test_the_market_is_the_same_every_time() -> None:
    def pages() -> list[bytes]:
        market = Market()
        answers = [market.answer("GET", item.path, {}).body for item in listings_on(1)]
        market._server.server_close()
        return answers

    assert pages() == pages()


def test_what_was_asked_is_noted(market: Market) -> None:
    get(market, "/item/1001")
    get(market, "/nowhere")
    assert [tuple(hit) for hit in market.hits] == [("GET", "/item/1001", 200), ("GET", "/nowhere", 404)]


def test_a_day_that_is_not_there_is_refused() -> None:
    with pytest.raises(ValueError, match="days"):
        Market(day=4)
