"""Days as exports write them in their column of dates."""

from __future__ import annotations

from datetime import date

import pytest

from monitor.parse.dates import read_day, written_day


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
