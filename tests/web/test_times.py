"""Every page tells times in the zone of the machine that serves, with its offset; the exact time in UTC beside it."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator

import pytest
from web_site import Site

from db import open_store
from monitor.run.workspace import DATABASE

VISIBLE = re.compile(r">[^<]*?(\d{4}-\d\d-\d\d \d\d:\d\d\S*(?: [+-]\d\d:\d\d)?)")
EXACT = re.compile(r'<time datetime="(\S+?)" title="([^"]+)">(\d{4}-\d\d-\d\d) ?(\d\d:\d\d)?')


@pytest.fixture(autouse=True)
def _in_shanghai(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv("TZ", "Asia/Shanghai")
    time.tzset()
    yield
    monkeypatch.undo()
    time.tzset()


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("page", ["/", "/listing/1", "/capture/1/replay", "/sources", "/search?q=水电站"])
def test_a_page_tells_no_time_without_its_offset(site: Site, page: str, language: str) -> None:
    separator = "&" if "?" in page else "?"
    answer = site.get(f"{page.replace('水电站', '%E6%B0%B4%E7%94%B5%E7%AB%99')}{separator}lang={language}")
    assert answer.status == 200
    told = VISIBLE.findall(answer.text)
    assert all(one.endswith(" +08:00") for one in told), told
    exact = EXACT.findall(answer.text)
    assert all(stamp.endswith("Z") and title.endswith(" UTC") for stamp, title, *_ in exact)
    assert exact or page in {"/sources", "/search?q=水电站"}


def test_the_local_time_is_that_of_the_stored_moment(site: Site) -> None:
    with open_store(site.folder / DATABASE, read_only=True) as store:
        listing = store.listing(1)
    assert listing is not None and listing["first_seen_at"].startswith("2021-07-14T08:00")
    page = site.get("/listing/1").text
    assert re.search(
        r'datetime="2021-07-14T08:00:\d\dZ" title="2021-07-14 08:00:\S+ UTC">2021-07-14 16:00 \+08:00<', page
    )


def test_the_banner_of_a_capture_escapes_all_but_its_time(site: Site) -> None:
    page = site.get("/capture/1/replay?lang=en").text
    assert re.search(r"This is what was captured on <time [^>]+>[^<]+ \+08:00</time>, not the site", page)
