"""When a listing was posted by words that count from the moment of its page: 3天前发布, 昨天 18:20, 06-12."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pdf_files import lines, make_pdf

from monitor.models import Capture, Listing
from monitor.parse import content_digest, parse
from monitor.parse.posted import moment_of
from monitor.parse.relative import UNITS, days_of, read_told
from monitor.sources.web import WebSource

CHINA = timezone(timedelta(hours=8))
AT = datetime(2026, 11, 27, 10, 30, tzinfo=CHINA)
NOTE = (
    "<html><!--\n Page saved with SingleFile\n url: https://x.example/item/9\n "
    "saved date: Fri Nov 27 2026 10:30:00 GMT+0800\n--><meta charset=utf-8><body>{}</body></html>"
)
OFFER = "<p>四川雅安小水电站转让，装机630千瓦，证照齐全，不在清退范围，要价310万，电话联系</p>"


def days(value: str, at: datetime = AT) -> tuple[str, ...] | None:
    told = read_told(value)
    found = days_of(told, at) if told else None
    return tuple(dict.fromkeys(day.isoformat() for day in found)) if found else None


def page(body: str, taken_at: str = "2026-11-27T02:30:00Z", **changes: str) -> Listing:
    capture = Capture(
        url="file:///saved/9.html", source_id="import", state="ok", how="file", fetched_at="2027-03-01T00:00:00Z",
        body=NOTE.format(body).encode(), taken_at=taken_at,
    )  # fmt: skip
    (listing,) = parse(replace(capture, **changes))  # type: ignore[arg-type]
    return listing


@pytest.mark.parametrize(
    ("value", "found"),
    [
        ("刚刚发布", ("2026-11-27",)), ("5分钟前", ("2026-11-27",)), ("2小时前", ("2026-11-27",)),
        ("11小时前", ("2026-11-26",)), ("10 hours ago", ("2026-11-26", "2026-11-27")),  # an hour around midnight
        ("3天前", ("2026-11-24",)), ("３天前", ("2026-11-24",)), ("十五天前", ("2026-11-12",)),
        ("3 days ago", ("2026-11-24",)),
        ("昨天 18:20", ("2026-11-26",)), ("前天", ("2026-11-25",)), ("大前天", ("2026-11-24",)),
        ("今天 08:00", ("2026-11-27",)),
        ("yesterday", ("2026-11-26",)), ("Posted an hour ago", ("2026-11-27",)),
        ("一周前", ("2026-11-14", "2026-11-20")),
        ("上周", ("2026-11-16", "2026-11-22")), ("上个月", ("2026-10-01", "2026-10-31")),
        ("半个月前", ("2026-10-28", "2026-11-12")), ("1个月前", ("2026-09-28", "2026-10-27")),
        ("半年前", ("2025-11-28", "2026-05-27")), ("2年前", ("2023-11-28", "2024-11-27")),
        ("发布时间:3天前", ("2026-11-24",)), ("发布于3天前 · 浏览20", ("2026-11-24",)),
        ("14:20 3天前", ("2026-11-24",)),
        ("06-12", ("2026-06-12",)), ("发布于06-12 14:20", ("2026-06-12",)), ("6月12日 14:20", ("2026-06-12",)),
        ("12-31", ("2025-12-31",)), ("11月30日", ("2025-11-30",)), ("02-29", ("2024-02-29",)),
        ("11-28", None),  # tomorrow: another zone, not last year
        ("1个月前来过", None), ("昨天 18:20来过", None), ("最近登录：3天前", None), ("3天前擦亮", None),
        ("更新于3天前", None),
        ("last seen 3 days ago", None), ("3天前在线", None), ("几十天前", None), ("2-3天前", None),
        ("二三天前", None),
        ("30+天前", None), ("3天前后", None), ("6月前", None), ("5-10万", None), ("2-3台", None), ("1-2 days", None),
        ("13-45", None),
        ("2026年", None), ("999年前", None), ("3天内", None), ("", None),
        ("两个半月前", ("2026-08-28", "2026-09-12")), ("一个半月前", ("2026-09-28", "2026-10-12")),
        ("3个月半前", ("2026-07-28", "2026-08-12")), ("1 个半小时前", ("2026-11-27",)),
        ("10个半小时前", ("2026-11-26", "2026-11-27")), ("一个半星期前", ("2026-11-14", "2026-11-17")),
        ("3年半前", ("2022-11-28", "2023-05-27")), ("一年半之前发布", ("2024-11-28", "2025-05-27")),
        ("两天半前", ("2026-11-24",)),
        ("半年前", ("2025-11-28", "2026-05-27")), ("半周前", ("2026-11-21", "2026-11-24")),
        ("一个半年前", None), ("1个半天前", None), ("二三个半月前", None), ("几个半小时前", None), ("上半年前", None),
        ("小半年前", None), ("两个 半月前", None),
        ("2 and a half months ago", None), ("one and half an hour ago", None),
        ("1年前加入，3天前发布", ("2026-11-24",)), ("1年前加入，3天前", ("2026-11-24",)),
        ("1年前加入 3天前发布", ("2026-11-24",)), ("3天前发布，1年前加入", ("2026-11-24",)),
        ("加入1年前，发布3天前", ("2026-11-24",)), ("5天前，3天前发布", ("2026-11-24",)),
        ("5天前 发布于3天前", ("2026-11-24",)), ("昨天来过 3天前发布", ("2026-11-24",)),
        ("发布于3天前 注册时间：2年前", ("2026-11-24",)), ("3天前 注册时间：2年前", ("2026-11-24",)),
        ("joined 2 years ago, posted 3 days ago", ("2026-11-24",)),
        ("1年前加入", None), ("注册于2年前", None), ("入驻时间：3年前", None),
        ("3年前入驻", None), ("joined 2 years ago", None),
        ("最近登录：昨天 注册：3年前", None), ("最近登录 3天前发布", None), ("最近登录：3天前发布", None),
    ],
)  # fmt: skip
def test_words_give_the_days_that_they_can_mean_and_no_more(value: str, found: tuple[str, ...] | None) -> None:
    assert days(value) == found


@given(
    st.integers(1, 60),
    st.sampled_from(["秒前", "分钟前", "小时前", "天前", "周前", "个月前", "年前", " days ago", " months ago"]),
    st.integers(0, 3_000_000_000),
)  # fmt: skip
def test_no_day_lies_after_the_page_and_more_units_are_never_later(count: int, unit: str, moment: int) -> None:
    at = datetime.fromtimestamp(800_000_000 + moment, CHINA)
    one, more = (read_told(f"{number}{unit}") for number in (count, count + 1))
    assert one and more and one.kind in UNITS
    here, there = days_of(one, at), days_of(more, at)
    if here and there:
        assert there[0] <= here[0] <= here[1] <= at.date() and there[1] <= here[1]


@given(st.integers(1, 40), st.sampled_from(["{}个半小时前", "{}天半前", "{}周半前", "{}个半月前", "{}年半前"]),
       st.integers(0, 3_000_000_000))  # fmt: skip
def test_a_half_more_lies_between_the_whole_numbers(count: int, words: str, moment: int) -> None:
    at = datetime.fromtimestamp(1_200_000_000 + moment, CHINA)
    half = read_told(words.format(count))
    whole, more = (read_told(words.replace("半", "").format(number)) for number in (count, count + 1))
    assert half and whole and more and half.number == count + 0.5
    here, before, after = (days_of(told, at) for told in (half, whole, more))
    if here and before and after:
        assert before[0] - timedelta(days=1) <= here[0] <= here[1] <= before[1] and after[1] <= here[1]


@given(st.dates(date(1995, 1, 1), date(2090, 1, 1)), st.integers(0, 360))
def test_a_day_without_a_year_is_the_latest_of_its_name(today: date, ago: int) -> None:
    at = datetime(today.year, today.month, today.day, 12, tzinfo=CHINA)
    day = today - timedelta(days=ago)
    told = read_told(f"{day:%m-%d}")
    assert told and days_of(told, at) == (day, day)


@given(st.text(max_size=60))
def test_any_words_are_read_without_fault_and_by_their_place(text: str) -> None:
    if told := read_told(text):
        assert text[told.start : told.end] == told.words


@pytest.mark.parametrize(
    ("body", "day", "rule"),
    [
        (f"{OFFER}<p>发布时间：3天前</p>", date(2026, 11, 24), 'words 发布: "3天前", told on 2026-11-27'),
        (f"<p>雅安 | 昨天发布 | 浏览20</p>{OFFER}", date(2026, 11, 26), 'words 发布: "昨天", told on 2026-11-27'),
        (f"<h1>电站</h1><p>雅安 · <i>3天前</i> · 浏览20</p>{OFFER}", date(2026, 11, 24),
         'words alone at the head: "3天前", told on 2026-11-27'),
        (f"<h1>电站</h1><p>昨天停机</p><p>3天前建成</p>{OFFER}", None, ""),  # lines of more words
        (f"<h1>电站</h1><p>3天前</p>{OFFER}", date(2026, 11, 24),
         'words alone at the head: "3天前", told on 2026-11-27'),
        (f"{OFFER}<time>2小时前</time>", date(2026, 11, 27), 'time element: "2小时前", told on 2026-11-27'),
        (f"{OFFER}<p>Posted 3 days ago</p>", date(2026, 11, 24), 'words 发布: "3 days ago", told on 2026-11-27'),
        (f"{OFFER}<p>发布于 06-12 14:20</p>", date(2026, 6, 12), 'words 发布: "06-12 14:20", told on 2026-11-27'),
        (f"{OFFER}<p>3天前发布于四川</p>", date(2026, 11, 24), 'words 发布: "3天前", told on 2026-11-27'),
        (f"<p>昨天发布在 雅安 | 浏览5</p>{OFFER}", date(2026, 11, 26), 'words 发布: "昨天", told on 2026-11-27'),
        (f"{OFFER}<p>3天前发布于四川省水利厅网站的公告里没有本站</p>", None, ""),
        (f"<p>卖家1个月前来过</p>{OFFER}<p>我昨天发布的，3天前建成</p>", None, ""),
        (f"<h1>电站</h1><table><tr><td>最近登录<td>3天前</table>{OFFER}", None, ""),
        (f"{OFFER}<p>评论</p><p>张三</p><p>3天前</p>", None, ""),
        (f"<p>1年前加入 3天前发布</p>{OFFER}", date(2026, 11, 24), 'words 发布: "3天前", told on 2026-11-27'),
        (f"<p>两个半月前发布</p>{OFFER}", date(2026, 9, 12), 'words 发布: "两个半月前", told on 2026-11-27'),
        (f"<p>登录</p><p>注册</p><p>3天前发布</p>{OFFER}", date(2026, 11, 24),
         'words 发布: "3天前", told on 2026-11-27'),
        (f"<h1>电站</h1><p>1年前加入</p>{OFFER}", None, ""),
        (f"<h1>电站</h1><p>入驻时间：1年前</p>{OFFER}", None, ""),
        (f"{OFFER}<time>1个半小时前</time>", date(2026, 11, 27), 'time element: "1个半小时前", told on 2026-11-27'),
        (f"{OFFER}<time>1年前加入，3天前发布</time>", date(2026, 11, 24),
         'words 发布: "3天前", told on 2026-11-27'),
        (f"{OFFER}<p>发布时间：3天前</p><p>发布日期：2026-11-23</p>", date(2026, 11, 23), "words 发布日期"),
    ],
)  # fmt: skip
def test_a_saved_page_tells_its_day_by_the_time_that_was_noted_in_it(body: str, day: date | None, rule: str) -> None:
    listing = page(body)
    assert (listing.posted_at, listing.found_by.get("posted_at", "")) == (day, rule)


def test_a_page_of_which_nobody_knows_when_it_was_taken_is_not_dated_by_its_import() -> None:
    listing = page(f"{OFFER}<p>3天前发布</p>", taken_at="")
    assert listing.posted_at is None and listing.posted_from is None
    assert listing.found_by["posted_at"] == 'words 发布: "3天前", not read: when the page was taken is not known'


def test_the_moment_of_a_picture_is_not_known_and_that_of_a_fetched_page_is_its_fetching() -> None:
    capture = Capture("http://x/1", "x", "ok", "http", "2026-11-27T02:30:00Z")
    assert moment_of(capture) == AT
    assert moment_of(replace(capture, how="file")) is None
    assert moment_of(replace(capture, how="file", taken_at="2026-11-27T02:30:00Z")) == AT
    words = "application/vnd.hydrowatch.words+json"
    assert moment_of(replace(capture, how="file", taken_at="2026-11-27T02:30:00Z", media_type=words)) is None


def source(posted_at: object) -> WebSource:
    return WebSource.model_validate(
        {
            "id": "market", "title": {"zh": "集市", "en": "Market"}, "list_pages": ["http://market.test/list"],
            "items": {"link": "a.item"}, "native_id": {"url": r"/item/(\d+)"},
            "item": {"title": "h1", "posted_at": posted_at},
        }
    )  # fmt: skip


def item(words: str, at: str = "2026-11-27T02:30:00Z", posted_at: object = ".posted") -> Listing:
    body = f"<meta charset=utf-8><h1>水电站转让</h1>{OFFER}<p class=posted>{words}</p>"
    capture = Capture("http://market.test/item/1", "market", "ok", "http", at, body.encode(), media_type="text/html")
    (listing,) = parse(capture, source(posted_at))
    return listing


def test_a_selector_of_a_source_reads_such_words_against_the_fetching() -> None:
    listing = item("3天前")
    assert (listing.posted_at, listing.posted_from) == (date(2026, 11, 24), date(2026, 11, 24))
    assert listing.found_by["posted_at"] == '.posted: "3天前", told on 2026-11-27'
    month = item("1个月前")
    assert (month.posted_from, month.posted_at) == (date(2026, 9, 28), date(2026, 10, 27))
    assert item("1个月前来过").posted_at is None
    named = item("2026-11-01")
    assert (named.posted_at, named.posted_from, named.found_by["posted_at"]) == (date(2026, 11, 1), None, ".posted")


def test_yesterday_is_a_day_in_the_zone_of_the_site() -> None:
    late = "2026-11-27T17:00:00Z"  # the 28th in China
    assert item("昨天", late).posted_at == date(2026, 11, 27)
    assert item("昨天", late, {"select": ".posted", "timezone": "UTC"}).posted_at == date(2026, 11, 26)
    with pytest.raises(ValueError, match="is not a time zone"):
        source({"select": ".posted", "timezone": "Beijing"})


def test_words_that_change_with_the_days_are_no_new_content() -> None:
    times = (
        "刚刚",
        "2小时前",
        "昨天 18:20",
        "前天",
        "3天前",
        "一周前",
        "半个月前",
        "1个月前",
        "06-12",
        "6月12日 14:20",
    )
    assert len({content_digest(item(words)) for words in times}) == 1
    assert len({content_digest(item(f"发布于 {words}")) for words in times}) == 1
    visits = ("刚刚来过", "3天前来过", "昨天 18:20 来过", "1个月前来过", "2年前来过")
    assert len({content_digest(page(f"{OFFER}<p>卖家 {words}</p>")) for words in visits}) == 1
    posted = ("刚刚发布", "3天前发布", "昨天发布", "1个月前发布", "半年前发布", "11月2日发布")
    assert len({content_digest(page(f"{OFFER}<p>{words}</p>")) for words in posted}) == 1


def test_what_a_seller_says_of_times_is_content() -> None:
    said = ("3年前建成", "5年前建成", "昨天停机", "前天停机", "06-12停机", "06-13停机")
    assert len({content_digest(page(f"{OFFER}<p>电站{words}</p>")) for words in said}) == len(said)


LABELLED = [
    ("挂牌日期：2021-05-06", "挂牌日期"), ("挂牌时间：2021-05-06 09:00", "挂牌时间"),
    ("公告时间：2021年5月6日", "公告时间"),
    ("挂牌开始日期：2021-05-06 挂牌结束日期：2021-06-06", "挂牌开始日期"), ("挂牌日期（起）：2021-05-06", "挂牌日期"),
    ("挂牌起止日期：2021-05-06 至 2021-06-06", "挂牌起止日期"), ("挂牌公告期：自2021-05-06至2021-06-02", "挂牌公告期"),
    ("信息披露期：2021-05-06 ~ 2021-06-02", "披露期"), ("挂牌期 自2021年5月6日起20个工作日", "挂牌期"),
    ("首次挂牌时间：2021/5/6", "首次挂牌时间"), ("首次挂牌时间：2020/5/6<br>挂牌时间：2021-05-06", "挂牌时间"),
    ("挂牌日期：2019-05-06<p>二次挂牌日期：2020-08-06<p>第三次挂牌日期：2021-05-06", "第三次挂牌日期"),
    ("披露日期：2021-05-06", "披露日期"), ("信息披露起始日期<p>2021-05-06", "披露起始日期"),
    ("发文日期：2021-05-06", "发文日期"), ("发文日期：2018-02-01<p>公告日期：2021-05-06", "公告日期"),
    ("Listed on 6 May 2021", "Listed on"), ("Listed on May 6th, 2021", "Listed on"), ("Posted: 6 May 2021", "Posted"),
    ("First listed on 1 May 2020 | Relisted on 6 May 2021", "Relisted on"),
]  # fmt: skip


@pytest.mark.parametrize(("words", "label"), LABELLED)
def test_a_day_behind_a_label_of_exchanges_is_when_it_was_posted(words: str, label: str) -> None:
    listing = page(f"{OFFER}<p>{words}</p>")
    assert (listing.posted_at, listing.found_by["posted_at"]) == (date(2021, 5, 6), f"words {label}")


@pytest.mark.parametrize("words", [
    "投产日期：2001-05-06", "成立日期：2010-05-06", "到期日期：2031-05-06", "报名截止时间：2021-05-06",
    "更新时间：2021-05-06",
    "报名起止时间：2021-05-06至2021-06-01", "挂牌截止日期：2021-05-06", "挂牌期：2021-06-02", "挂牌期限：至2021-06-02",
    "挂牌时间：截止2021-06-02", "上次挂牌时间：2020-05-06", "成交公告日期：2021-05-06", "新三板挂牌时间：2015-05-06",
    "The owner was listed on 6 May 2021", "挂牌公告期：20个工作日 2021-05-06",
])  # fmt: skip
def test_other_days_are_not_when_it_was_posted(words: str) -> None:
    assert page(f"{OFFER}<p>{words}</p>").posted_at is None


def test_texts_pdfs_and_pages_of_a_source_tell_it_alike() -> None:
    words = "云南某县水电站转让\n挂牌日期：2021-05-06\n装机2×320kW，报价300万元"
    pdf = make_pdf([lines("Hydropower plant for sale in Yunnan\nListed on 6 May 2021\n2 x 320 kW, 3 million yuan")])
    for name, body, label in (("a.txt", words.encode(), "挂牌日期"), ("a.pdf", pdf, "Listed on")):
        (listing,) = parse(Capture(f"file:///{name}", "import", "ok", "file", "2027-03-01T00:00:00Z", body))
        assert (listing.posted_at, listing.found_by["posted_at"]) == (date(2021, 5, 6), f"words {label}")
    html = f"<h1>云南某县水电站转让</h1><p class=d>{words}</p>".encode()
    source_without = source({"select": [".none"]})
    (listing,) = parse(
        Capture("http://market.test/item/1", "market", "ok", "http", "2027-03-01T00:00:00Z", html), source_without
    )
    assert (listing.posted_at, listing.found_by["posted_at"]) == (date(2021, 5, 6), "words 挂牌日期")
