"""When a source is looked at next: spread by name and day, out of quiet hours, later and later while it fails."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monitor.sources.model import Schedule
from monitor.sources.schedule import is_quiet, jitter, next_look, out_of_quiet

NOON = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)
NIGHT = Schedule(every_minutes=60, timezone="Asia/Shanghai", quiet_hours=("23:00-07:00",))


def at(hour: int, minute: int = 0, day: int = 1) -> datetime:
    return datetime(2026, 3, day, hour, minute, tzinfo=UTC)


def test_the_spread_is_the_same_for_a_name_and_a_day_and_another_for_others() -> None:
    schedule = Schedule(every_minutes=60, jitter_minutes=30)
    moments = {name: next_look(schedule, name, NOON) for name in "abcdefgh"}
    assert moments == {name: next_look(schedule, name, NOON) for name in "abcdefgh"}
    assert len(set(moments.values())) == 8
    assert all(at(13) <= moment < at(13, 30) for moment in moments.values())
    assert jitter(schedule, "a", NOON.date()) != jitter(schedule, "a", NOON.date() + timedelta(days=1))


def test_quiet_hours_are_those_of_the_sources_own_clock() -> None:
    assert is_quiet(NIGHT, at(15)) and is_quiet(NIGHT, at(22, 59))  # 23:00 and 06:59 in Shanghai
    assert not is_quiet(NIGHT, at(14, 59)) and not is_quiet(NIGHT, at(23))
    assert out_of_quiet(NIGHT, at(15)) == at(23)
    assert out_of_quiet(NIGHT, at(17)) == at(23)
    assert out_of_quiet(NIGHT, at(12)) == at(12)
    assert next_look(NIGHT, "a", at(14, 30)) == at(23)


def test_quiet_hours_that_touch_are_one_night() -> None:
    schedule = Schedule(quiet_hours=("22:00-23:00", "23:00-02:00"))
    assert out_of_quiet(schedule, at(22, 30)) == at(2, day=2)


def test_the_end_of_the_night_moves_with_summer_time() -> None:
    schedule = Schedule(timezone="Europe/Berlin", quiet_hours=("23:00-07:00",))
    assert out_of_quiet(schedule, datetime(2026, 3, 28, 23, tzinfo=UTC)) == datetime(2026, 3, 29, 5, tzinfo=UTC)
    assert out_of_quiet(schedule, datetime(2026, 3, 27, 23, tzinfo=UTC)) == datetime(2026, 3, 28, 6, tzinfo=UTC)


def test_a_source_that_fails_is_looked_at_later_and_later_up_to_a_ceiling() -> None:
    schedule = Schedule(every_minutes=60, max_backoff_minutes=600)
    pauses = [(next_look(schedule, "a", NOON, failures) - NOON) / timedelta(hours=1) for failures in range(6)]
    assert pauses == [1, 2, 4, 8, 10, 10]
    rare = Schedule(every_minutes=20_000, max_backoff_minutes=600)  # the ceiling never makes it more often
    assert next_look(rare, "a", NOON, 10**9) == NOON + timedelta(minutes=20_000)


@pytest.mark.parametrize("wrong", [
    {"timezone": "Atlantis/Centre"}, {"timezone": "../etc/passwd"}, {"timezone": ""}, {"quiet_hours": ["7-9"]},
    {"quiet_hours": ["24:00-07:00"]}, {"quiet_hours": ["07:00-07:00"]}, {"every_minutes": float("inf")},
])  # fmt: skip
def test_a_schedule_that_makes_no_sense_is_refused(wrong: dict[str, object]) -> None:
    with pytest.raises(ValueError):
        Schedule.model_validate(wrong)


HOURS = st.tuples(st.integers(0, 23), st.integers(0, 23)).filter(lambda two: two[0] != two[1])


@settings(max_examples=200, deadline=None)
@given(
    st.lists(HOURS, max_size=3), st.sampled_from(["UTC", "+08:00", "-11:30", "Asia/Shanghai", "Europe/Berlin"]),
    st.floats(0.1, 100_000), st.floats(0, 2000), st.integers(0, 100), st.integers(0, 10_000_000),
)  # fmt: skip
def test_the_next_look_is_later_and_never_in_quiet_hours_that_leave_any_time(
    hours: list[tuple[int, int]], zone: str, every: float, spread: float, failures: int, minutes: int
) -> None:
    quiet = tuple(f"{begin:02}:00-{end:02}:00" for begin, end in hours)
    schedule = Schedule(every_minutes=every, jitter_minutes=spread, timezone=zone, quiet_hours=quiet)
    last = NOON + timedelta(minutes=minutes)
    due = next_look(schedule, "a", last, failures)
    assert due > last
    if len(quiet) < 2:
        assert not is_quiet(schedule, due)
