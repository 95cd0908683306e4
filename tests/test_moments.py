"""Times are told in the zone of the machine, with its offset; whatever else stands there stays as it is."""

from __future__ import annotations

import time
from collections.abc import Iterator

import pytest

from monitor.moments import tell, when
from monitor.web.show import moment


@pytest.fixture(params=["Asia/Shanghai", "UTC", "America/St_Johns"])
def zone(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """The zone of this machine."""
    monkeypatch.setenv("TZ", request.param)
    time.tzset()
    yield request.param
    monkeypatch.undo()
    time.tzset()


SAID = {
    "Asia/Shanghai": "2026-11-28 04:43 +08:00", "UTC": "2026-11-27 20:43 +00:00",
    "America/St_Johns": "2026-11-27 17:13 -03:30",
}  # fmt: skip


def test_a_moment_is_told_in_the_zone_of_the_machine(zone: str) -> None:
    for written in ("2026-11-27T20:43:05Z", "2026-11-27T20:43:05.123456Z", "2026-11-28T04:43:05+08:00"):
        assert when(written) == SAID[zone]


def test_a_page_tells_the_local_time_and_the_exact_one_in_utc(zone: str) -> None:
    shown = moment("2026-11-27T20:43:05.123456Z")
    exact = 'datetime="2026-11-27T20:43:05Z" title="2026-11-27 20:43:05.123456 UTC"'
    assert shown == f"<time {exact}>{SAID[zone]}</time>"
    assert moment("2026-11-27T20:43:05.123456Z", day_only=True) == f"<time {exact}>{SAID[zone][:10]}</time>"


@pytest.mark.parametrize(
    "written", ["2026-01-31", "20260131", "yesterday", "0001-01-01T00:00:00Z", "9999-12-31T23:59:59Z"]
)
def test_a_day_stays_a_day_and_what_is_no_moment_stays_as_it_is(zone: str, written: str) -> None:
    told = tell(written)
    assert when(written) == written or (told is not None and told.utc == written), zone


def test_nothing_is_a_dash_and_a_hostile_time_is_escaped() -> None:
    assert when(None) == when("") == moment(None) == "—"
    assert moment("<b>") == "&lt;b&gt;"
    assert moment("2026-01-31") == '<time datetime="2026-01-31">2026-01-31</time>'
