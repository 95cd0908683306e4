"""How gently hosts are asked: robots.txt, pauses, Retry-After, hosts left alone."""

from __future__ import annotations

import re
import time
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from loopback import PAGE, QUICK, Loopback, Talk, TestClock, answer, asking, raw, tools_in
from protego import Protego

from monitor.capture import CaptureTools, MemoryHostClock, Pauses, Politeness, capture, make_tools, request_for
from monitor.capture.politeness import AGENT, retry_seconds
from monitor.capture.robots_lines import blocking_line
from monitor.errors import SourceError
from monitor.sources.model import WebSource


def slept(tools: CaptureTools) -> list[float]:
    assert isinstance(tools.clock, TestClock)
    return [round(seconds, 3) for seconds in tools.clock.slept]


def robots(text: str) -> object:
    return answer(text.encode(), kind="text/plain")


def test_a_forbidden_page_is_not_asked_for_and_the_line_is_named(site: Loopback, tools: CaptureTools) -> None:
    site.talks["/robots.txt"] = robots("# hello\nUser-agent: *\nDisallow: /other\nDisallow: /private # mine\n")
    made = capture(asking(site.url("/private/1")), tools)
    assert made.state == "blocked"
    assert made.reason == "robots.txt does not allow it (line 4: Disallow: /private # mine)"
    assert site.paths() == ["/robots.txt"]
    assert made.warc is not None and tools.archive.verify(made.warc).ok


def test_rules_for_us_by_name_win_over_those_for_all(site: Loopback, tools: CaptureTools) -> None:
    site.talks["/robots.txt"] = robots("User-agent: *\nDisallow: /\n\nUser-agent: hydrowatch\nDisallow: /b\n")
    site.talks["/a"] = answer()
    assert capture(asking(site.url("/a")), tools).state == "ok"
    assert "line 5" in capture(asking(site.url("/b")), tools).reason


def test_robots_is_fetched_once_a_day_and_is_itself_captured(site: Loopback, tools: CaptureTools) -> None:
    site.talks["/a"] = answer()
    for _ in range(3):
        capture(asking(site.url("/a")), tools)
    assert site.paths().count("/robots.txt") == 1
    assert isinstance(tools.clock, TestClock)
    tools.clock.time += timedelta(hours=24, seconds=1)
    capture(asking(site.url("/a")), tools)
    assert site.paths().count("/robots.txt") == 2
    assert sum(verdict.uri.endswith("/robots.txt") for verdict in tools.archive.verify_all()) == 4


@pytest.mark.parametrize("status", ["500 Oops", "503 Busy", "301 Moved"])
def test_a_robots_file_that_cannot_be_read_forbids_all(site: Loopback, tools: CaptureTools, status: str) -> None:
    site.talks |= {"/robots.txt": answer(b"", status), "/a": answer()}
    made = capture(asking(site.url("/a")), tools)
    assert made.state == "blocked" and made.reason.startswith("robots.txt could not be read, so nothing is fetched:")
    assert status[:3] in made.reason
    assert site.paths() == ["/robots.txt"]


@pytest.mark.parametrize("talk", [None, raw(b""), raw(b"SSH-2.0\r\n")])
def test_a_host_that_gives_no_answer_at_all_is_unreachable_not_blocked(
    site: Loopback, tools: CaptureTools, talk: Talk | None
) -> None:
    if talk is None:
        site.close()
    else:
        site.talks["/robots.txt"] = talk
    made = capture(asking(site.url("/a")), tools)
    assert made.state == "failed" and made.reason.startswith("robots.txt could not be read, so nothing is fetched:")
    assert "/a" not in site.paths()


def test_a_closed_robots_file_is_asked_for_again_after_an_hour(site: Loopback, tools: CaptureTools) -> None:
    site.talks |= {"/robots.txt": answer(b"", "500 Oops"), "/a": answer()}
    assert capture(asking(site.url("/a")), tools).state == "blocked"
    site.talks["/robots.txt"] = robots("")
    assert isinstance(tools.clock, TestClock)
    tools.clock.time += timedelta(hours=1, seconds=1)
    assert capture(asking(site.url("/a")), tools).state == "ok"


CUT_OFF = [b"HTTP/1.1 200 OK\r\n", b"HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\nUser-agent: *\n"]


@pytest.mark.parametrize("data", CUT_OFF)
def test_a_robots_file_cut_off_half_way_forbids_all(site: Loopback, tools: CaptureTools, data: bytes) -> None:
    site.talks |= {"/robots.txt": raw(data), "/a": answer()}
    assert capture(asking(site.url("/a")), tools).state == "blocked"


@pytest.mark.parametrize("body", [b"", b"  <html><p>front page</p></html>", b"\xff\xfe\x00garbage"])
def test_a_robots_file_without_rules_forbids_nothing(site: Loopback, tools: CaptureTools, body: bytes) -> None:
    site.talks |= {"/robots.txt": answer(body), "/a": answer()}
    assert capture(asking(site.url("/a")), tools).state == "ok"


def test_a_robots_file_without_end_is_read_at_its_beginning(site: Loopback, tmp_path: Path) -> None:
    text = "User-agent: *\nDisallow: /private\n" + "# padding\n" * 100_000
    site.talks |= {"/robots.txt": robots(text), "/a": answer()}
    with tools_in(tmp_path, replace(QUICK, max_bytes=5_000_000)) as tools:
        assert capture(asking(site.url("/a")), tools).state == "ok"
        assert capture(asking(site.url("/private")), tools).state == "blocked"


def test_a_check_in_place_of_robots_stops_the_host(site: Loopback, tools: CaptureTools) -> None:
    site.talks |= {"/robots.txt": answer("<title>安全验证</title>".encode()), "/a": answer()}
    assert capture(asking(site.url("/a")), tools).state == "blocked"
    assert "left alone" in capture(asking(site.url("/b")), tools).reason


def test_requests_to_one_host_keep_their_distance(site: Loopback, tmp_path: Path) -> None:
    site.talks["/a"] = answer()
    with tools_in(tmp_path, replace(QUICK, min_delay_seconds=10)) as tools:
        for _ in range(3):
            capture(asking(site.url("/a")), tools)
        assert slept(tools) == [10, 10, 10]  # robots.txt, then three pages
        capture(asking(site.url("/a"), min_delay_seconds=2), tools)
        capture(asking(site.url("/a"), min_delay_seconds=2), tools)
        assert slept(tools)[3:] == [10, 2]


@pytest.mark.parametrize(
    ("settings", "source", "pause"), [(10, 10, 10), (30, 10, 30), (30, 60, 60), (30, 2, 2), (0, 10, 10), (30, None, 30)]
)
def test_the_least_pause_of_the_workspace_holds_unless_a_source_gives_its_reason(
    site: Loopback, tmp_path: Path, settings: float, source: float | None, pause: float
) -> None:
    """A source asks for less than ten seconds only with a reason; the file of the workspace may ask for more."""
    site.talks["/a"] = answer()
    with tools_in(tmp_path, replace(QUICK, min_delay_seconds=settings)) as tools:
        for _ in range(2):
            capture(asking(site.url("/a"), min_delay_seconds=source), tools)
        assert slept(tools) == [pause, pause]


def test_the_crawl_delay_of_robots_is_kept_even_against_a_shorter_one(site: Loopback, tools: CaptureTools) -> None:
    site.talks |= {"/robots.txt": robots("User-agent: *\nCrawl-delay: 7\n"), "/a": answer()}
    for _ in range(3):
        capture(asking(site.url("/a"), min_delay_seconds=1), tools)
    assert slept(tools) == [1, 7, 7]


def test_hops_of_a_redirect_keep_their_distance_too(site: Loopback, tmp_path: Path) -> None:
    site.talks |= {"/a": answer(b"", "302 Found", "Location: /b"), "/b": answer()}
    with tools_in(tmp_path, replace(QUICK, min_delay_seconds=10)) as tools:
        capture(asking(site.url("/a")), tools)
        assert slept(tools) == [10, 10]


def test_a_redirect_into_a_forbidden_folder_is_not_followed(site: Loopback, tools: CaptureTools) -> None:
    site.talks["/robots.txt"] = robots("User-agent: *\nDisallow: /private\n")
    site.talks |= {"/a": answer(b"", "302 Found", "Location: /private"), "/private": answer()}
    made = capture(asking(site.url("/a")), tools)
    assert made.state == "blocked" and "line 2" in made.reason
    assert "/private" not in site.paths()


@pytest.mark.parametrize("status", ["401 No", "403 No", "429 Slow"])
def test_a_host_that_refuses_is_left_alone_for_the_run(site: Loopback, tools: CaptureTools, status: str) -> None:
    site.talks |= {"/a": answer(PAGE, status), "/b": answer()}
    assert capture(asking(site.url("/a")), tools).state == "blocked"
    later = capture(asking(site.url("/b")), tools)
    assert later.state == "blocked" and status[:3] in later.reason
    assert "/b" not in site.paths()


def test_retry_after_outlives_the_run(site: Loopback, tmp_path: Path) -> None:
    site.talks |= {"/a": answer(PAGE, "429 Slow", "Retry-After: 3600"), "/b": answer()}
    hosts, clock = MemoryHostClock(), TestClock()
    with make_tools(tmp_path / "1", QUICK, clock=clock, hosts=hosts) as tools:
        capture(asking(site.url("/a")), tools)
    with make_tools(tmp_path / "2", QUICK, clock=clock, hosts=hosts) as tools:
        held = capture(asking(site.url("/b")), tools)
        assert held.state == "blocked" and "left alone until 2026-11-24T09:00:00+00:00" in held.reason
    clock.time += timedelta(hours=2)
    with make_tools(tmp_path / "3", QUICK, clock=clock, hosts=hosts) as tools:
        assert capture(asking(site.url("/b")), tools).state == "ok"


def test_a_busy_site_is_waited_for_when_it_says_for_how_long(site: Loopback, tools: CaptureTools) -> None:
    site.talks |= {"/a": answer(PAGE, "503 Busy", "Retry-After: 30"), "/b": answer()}
    assert capture(asking(site.url("/a")), tools).state == "failed"
    assert capture(asking(site.url("/b")), tools).state == "ok"
    assert slept(tools) == [30]


class SetClock(TestClock):
    """One that somebody sets: by so many seconds it is off."""

    off = 0.0

    def now(self) -> datetime:
        return self.time + timedelta(seconds=self.off)


@pytest.mark.parametrize("off", [600, 8 * 3600, 365 * 86_400])
def test_a_pause_of_a_clock_that_was_set_back_is_no_longer_than_it_was_to_be(off: float) -> None:
    """Between two runs: nobody knows how much of it is over, so it counts from now."""
    clock, hosts = SetClock(), MemoryHostClock()
    clock.off = off
    manners = Politeness(Pauses(clock, hosts), 10)
    assert manners.turn("a.example", 10) == ""
    manners.refused("b.example", "3000")
    clock.off = 0
    manners = Politeness(Pauses(clock, hosts), 10)  # after a restart
    assert (manners.turn("a.example", 10), clock.slept) == ("", [10])
    assert "until 2026-11-24T08:50:10" in manners.turn("b.example", 10)
    clock.time += timedelta(seconds=2980)
    manners = Politeness(Pauses(clock, hosts), 10)
    assert (manners.turn("b.example", 10), clock.slept) == ("", [10, 20])


@pytest.mark.parametrize("off", [-3600, 3600, -30 * 86_400, 30 * 86_400])
def test_a_clock_that_is_set_in_a_run_makes_pauses_neither_longer_nor_shorter(off: float) -> None:
    clock = SetClock()
    manners = Politeness(Pauses(clock), 10)
    manners.turn("a.example", 10)
    manners.refused("b.example", "3000")
    clock.off = off
    assert (manners.turn("a.example", 10), clock.slept) == ("", [10])
    assert manners.wait("b.example") == pytest.approx(2990)
    manners = Politeness(Pauses(clock, manners.pauses.hosts), 10)
    assert off > 3000 or manners.wait("b.example") == pytest.approx(3000)  # a restart makes nobody faster


def test_a_pause_of_which_only_the_end_is_known_is_the_usual_one_where_it_cannot_be_true() -> None:
    clock, hosts = TestClock(), MemoryHostClock()
    hosts.set_pause("a.example", 0, (clock.time + timedelta(days=365)).timestamp())
    assert Politeness(Pauses(clock, hosts), 10).turn("a.example", 10) == ""
    assert clock.slept == [10]


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        (None, 0), ("", 0), ("120", 120), (" 5 ", 5), ("-3", 0), ("soon", 0), ("9" * 400, 86_400), ("1.5", 0), ("²", 0),
        ("Tue, 24 Nov 2026 08:01:00 GMT", 60), ("Tue, 24 Nov 2026 07:00:00 GMT", 0),
        ("Tue, 99 Nov 2026 07:00:00 GMT", 0),
    ],
)  # fmt: skip
def test_retry_after_is_read_as_seconds_or_as_a_date(value: str | None, seconds: float) -> None:
    assert retry_seconds(value, datetime(2026, 11, 24, 8, 0, tzinfo=UTC)) == seconds


@settings(max_examples=100, deadline=None)
@given(st.text(max_size=40))
def test_no_retry_after_fails_or_is_negative(value: str) -> None:
    assert retry_seconds(value, datetime(2026, 11, 24, tzinfo=UTC)) >= 0


def test_the_line_that_forbids_is_the_one_that_counts() -> None:
    text = "User-agent: other\nDisallow: /a\n\nUser-agent: *\nAllow: /a/b\nDisallow: /a\n"
    assert blocking_line(text, "https://x.example/a", AGENT) == "line 6: Disallow: /a"


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("User-agent: *\nDisallow: /\nDisallow: /a\nAllow: /b\n", "line 3: Disallow: /a"),
        ("User-agent: *\nDisallow: /\nDisallow: /\n", "line 2: Disallow: /"),
        ("User-agent: x\nUser-agent: *\nCrawl-delay: 1\nSitemap: /s\nDisallow /a*c # no", "line 5: Disallow /a*c # no"),
        ("User-agent: *\nDisallow: /abc\n\nUser-agent: hydro\nDisallow: /a$\nDisallow: /a\n", "line 6: Disallow: /a"),
    ],
)
def test_the_line_named_is_the_one_that_decides_whatever_stands_beside_it(text: str, line: str) -> None:
    assert not Protego.parse(text).can_fetch("https://x.example/abc", AGENT)
    assert blocking_line(text, "https://x.example/abc", AGENT) == line


AGENTS = ["User-agent: *", "user agent: other", "User-Agent: hydrowatch", "User-agent: hydro*"]
PATHS = ["Disallow: /", "Disallow: /a", "Dissallow: /a/*", "Disallow: *b$", "Allow: /a/b", "Disallow:", "Allow: /a$"]
OTHERS = ["Sitemap: https://x.example/s.xml", "Crawl-delay: 3", "# hello", "nonsense", ""]


@settings(max_examples=300, deadline=None)
@given(st.lists(st.sampled_from(AGENTS + PATHS + OTHERS), max_size=12), st.sampled_from(["/a", "/a/b", "/c", "/b"]))
def test_whatever_is_forbidden_is_forbidden_by_a_line_that_is_named(lines: list[str], path: str) -> None:
    url, text = f"https://x.example{path}", "\n".join(lines)
    if not Protego.parse(text).can_fetch(url, AGENT):
        said = re.fullmatch(r"line (\d+): (.+)", blocking_line(text, url, AGENT))
        assert said and lines[int(said[1]) - 1] == said[2]
        assert not Protego.parse(f"User-agent: *\n{said[2]}").can_fetch(url, AGENT)


@pytest.mark.parametrize(
    "line", ["Disallow: /", "Disallow: /{n}*", "User-agent: a{n}\nDisallow: /", "Disallow: /{n}/*a*"]
)
def test_a_robots_file_of_many_lines_is_read_in_time_that_grows_with_it(
    line: str, site: Loopback, tools: CaptureTools
) -> None:
    site.talks["/robots.txt"] = robots(
        "User-agent: *\nDisallow: /x\n" + "\n".join(line.replace("{n}", str(n)) for n in range(8000))
    )
    began = time.process_time()
    for n in range(5):
        assert "line 2: Disallow: /x" in capture(asking(site.url(f"/x{n}")), tools).reason
    assert time.process_time() - began < 3


def test_a_source_that_nobody_allowed_is_not_fetched() -> None:
    source = WebSource.model_validate({
        "id": "a", "title": {"zh": "甲", "en": "A"}, "list_pages": ["https://a.example/"], "items": {"link": "a"},
        "native_id": {"url": "x"},
    })  # fmt: skip
    with pytest.raises(SourceError, match="is not decided"):
        request_for(source, "https://a.example/")


def test_a_request_carries_its_source_and_what_is_known_of_the_page() -> None:
    terms = {"decision": "allowed", "decided_by": "甲", "decided_on": "2026-11-01", "purpose": "p", "legal_basis": "l"}
    source = WebSource.model_validate({
        "id": "a", "title": {"zh": "甲", "en": "A"}, "list_pages": ["https://a.example/"], "items": {"link": "a"},
        "native_id": {"url": "x"}, "terms": terms, "politeness": {"delay_seconds": 20}, "markers": {"sold": ["已成交"]},
    })  # fmt: skip
    last = {"etag": '"1"', "last_modified": None, "warc_record_id": "<urn:uuid:1>", "fetched_at": "t", "sha256": "s"}
    made = request_for(source, "https://a.example/1", last=last)
    assert (made.source_id, made.min_delay_seconds, made.etag, made.previous_record_id) == (
        "a",
        20,
        '"1"',
        "<urn:uuid:1>",
    )
    assert made.markers.sold[0].text == "已成交" and not made.allow_loopback


def test_a_host_that_goes_on_refusing_is_left_alone_longer_each_time(site: Loopback, tmp_path: Path) -> None:
    site.talks["/a"] = answer(PAGE, "503 Busy")
    hosts, clock, pauses = MemoryHostClock(), TestClock(), []
    for number in range(14):
        with make_tools(tmp_path / str(number), QUICK, clock=clock, hosts=hosts) as tools:
            capture(asking(site.url("/a")), tools)
            until = hosts.pauses["127.0.0.1"][1] - clock.time.timestamp()
        pauses.append(until / 60)
        clock.time += timedelta(seconds=until)
    assert pauses[:5] == [1, 2, 4, 8, 16]  # robots.txt answers well in between: that is no page
    assert max(pauses) == 1440
    site.talks["/a"] = answer()
    with make_tools(tmp_path / "well", QUICK, clock=clock, hosts=hosts) as tools:
        assert capture(asking(site.url("/a")), tools).state == "ok"
    assert hosts.strikes == {}
