"""Days as exports write them in their column of dates."""

from __future__ import annotations

import json
from datetime import UTC, date

import pytest

from monitor.models import Capture, Listing
from monitor.parse import parse_many
from monitor.parse.dates import read_day, written_day
from monitor.sources.web import WebSource

TYPES = {"jsonl": "application/jsonl", "csv": "text/csv", "txt": "text/plain", "html": "text/html"}


@pytest.mark.parametrize(
    ("value", "day"),
    [
        ("1626228245", date(2021, 7, 14)), (1626228245, date(2021, 7, 14)), ("1626228245123", date(2021, 7, 14)),
        ("1626228245.5", date(2021, 7, 14)), ("1626197400", date(2021, 7, 14)),  # 01:30 in China, the 13th in Greenwich
        ("2021071410", date(2021, 7, 14)), ("14/07/2021", date(2021, 7, 14)), ("14.7.2021", date(2021, 7, 14)),
        ("14-07-2021 10:00", date(2021, 7, 14)), ("07/14/2021", date(2021, 7, 14)), ("07/07/2021", date(2021, 7, 7)),
        ("44391", date(2021, 7, 14)), ("2021-07-14 10:11:12", date(2021, 7, 14)), ("20210714", date(2021, 7, 14)),
        ("03/04/2021", None), ("31/31/2021", None), ("9999999999", None), ("162622824", None), ("07-14", None),
        ("", None), (None, None),
    ],
)  # fmt: skip
def test_days_are_read_when_they_can_mean_only_one(value: object, day: date | None) -> None:
    assert written_day(value) == day


@pytest.mark.parametrize(
    ("value", "in_china", "in_greenwich"),
    [
        ("2021-06-11T23:30:00Z", 12, 11), ("2021-06-11 23:30:00 -0500", 12, 12), ("2021-06-11T23:30:00+00:00", 12, 11),
        ("2021-06-12T00:30:00+08:00", 12, 11), ("Fri, 11 Jun 2021 23:30:00 GMT", 12, 11), ("20210611T233000Z", 12, 11),
        ("11 Jun 2021 23:30 +0900", 11, 11), ("2021年6月11日 23:30 UTC", 12, 11), ("June 11, 2021 23:30 GMT", 12, 11),
        # no zone, or none that it could be: the day as it is written
        ("2021-06-11T23:30:00", 11, 11), ("2021-06-11 23:30", 11, 11), ("2021-06-11", 11, 11),
        ("2021-06-11 19:00-12:00", 11, 11), ("2021-06-11 10:00-1200", 11, 11), ("2021-06-11 23:30 Zhang", 11, 11),
    ],
)  # fmt: skip
def test_a_moment_with_a_zone_is_a_day_elsewhere(value: str, in_china: int, in_greenwich: int) -> None:
    assert written_day(value) == date(2021, 6, in_china)
    assert read_day(value, UTC) == date(2021, 6, in_greenwich)


@pytest.mark.parametrize(("zone", "day"), [("+08:00", 12), ("UTC", 11), ("-05:00", 11)])
@pytest.mark.parametrize("formats", [[], ["%Y-%m-%dT%H:%M:%S%z"]])
def test_a_moment_of_a_source_is_a_day_in_its_zone(zone: str, day: int, formats: list[str]) -> None:
    source = entries(timezone=zone, formats=formats)
    (listing,) = parse_many(answer({"t": "水电站转让", "on": "2021-06-11T23:30:00+00:00"}), source)
    assert isinstance(listing, Listing)
    assert listing.posted_at == date(2021, 6, day)


@pytest.mark.parametrize(
    ("name", "body"),
    [
        ("a.jsonl", '{"text": "双河水电站转让", "posted_at": "2021-06-11T23:30:00Z"}'),
        ("a.jsonl", '{"text": "双河水电站转让", "posted_at": 1623454200}'),
        ("a.csv", "标题,发布时间\n双河水电站转让,2021-06-11T23:30:00Z\n"),
        ("a.txt", "双河水电站转让，装机630kW\n发布时间：2021-06-11T23:30:00Z\n"),
        ("a.html", "<h1>双河水电站转让</h1><time datetime=2021-06-11T23:30:00Z>发布</time>"),
        ("a.html", "<meta property=article:published_time content=2021-06-11T23:30:00Z><h1>双河水电站转让</h1>"),
        ("a.html", '<script type="application/ld+json">{"@type":"Product","name":"双河水电站转让","datePublished":'
                   '"2021-06-11T23:30:00Z"}</script><h1>双河水电站转让</h1>'),
    ],
)  # fmt: skip
def test_one_second_is_one_day_wherever_a_file_tells_it(name: str, body: str) -> None:
    capture = Capture(
        url=f"file:///{name}", source_id="import", state="ok", how="file", fetched_at="2026-07-01T00:00:00Z",
        body=body.encode(), media_type=TYPES[name[2:]],
    )  # fmt: skip
    (listing,) = parse_many(capture, None)
    assert isinstance(listing, Listing)
    assert listing.posted_at == date(2021, 6, 12)


def test_numbers_in_running_words_are_no_unix_times() -> None:
    assert read_day("1626228245") is None


@pytest.mark.parametrize(("zone", "day"), [("+08:00", 14), ("UTC", 13), ("Asia/Tokyo", 14), ("-05:00", 13)])
@pytest.mark.parametrize("value", [1626197400, 1626197400123, "1626197400.5"])
def test_seconds_and_milliseconds_are_a_day_in_the_sites_zone(value: object, zone: str, day: int) -> None:
    source = entries(timezone=zone)
    (listing,) = parse_many(answer({"t": "水电站转让", "on": value}), source)
    assert isinstance(listing, Listing)
    assert listing.posted_at == date(2021, 7, day)


@pytest.mark.parametrize(
    "value", [162619740, 9999999999, 999999999999, "x1626197400", "16261974001", True, -1626197400]
)
def test_numbers_that_are_no_day_of_the_web_are_none(value: object) -> None:
    (listing,) = parse_many(answer({"t": "水电站转让", "on": value}), entries())
    assert isinstance(listing, Listing)
    assert listing.posted_at is None


def entries(**more: object) -> WebSource:
    return WebSource.model_validate({
        "id": "a", "title": {"zh": "甲", "en": "A"}, "kind": "json", "list_pages": ["https://a.example/list"],
        "items": {"read": "entry"}, "native_id": {"select": "json:t"},
        "item": {"title": "json:t", "posted_at": {"select": "json:on", **more}},
    })  # fmt: skip


def answer(entry: dict[str, object]) -> Capture:
    body = json.dumps([entry]).encode()
    return Capture(
        source_id="a", url="https://a.example/list", final_url="https://a.example/list", how="http", state="ok",
        fetched_at="2026-11-27T12:00:00Z", media_type="application/json", body=body,
    )  # fmt: skip
