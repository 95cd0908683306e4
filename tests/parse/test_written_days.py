"""Days as exports write them in their column of dates."""

from __future__ import annotations

import json
from datetime import date

import pytest

from monitor.models import Capture, Listing
from monitor.parse import parse_many
from monitor.parse.dates import read_day, written_day
from monitor.sources.web import WebSource


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


def entries(**more: str) -> WebSource:
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
