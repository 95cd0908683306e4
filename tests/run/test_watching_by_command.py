"""What the commands say of sources and listings after looks at sites of all kinds."""

from __future__ import annotations

import json
import re
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import datetime, timedelta, timezone
from pathlib import Path

import pytest
from test_bad_input_sites import SETTINGS, SOURCE, Site

from monitor.cli.language import language
from monitor.cli.main import status_of

Told = Callable[..., str]


@pytest.fixture
def told(folder: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Iterator[Told]:
    """Run a command in the workspace, in English, and give all that it printed; its status stands at the end."""
    monkeypatch.setenv("HYDROWATCH_LANGUAGE", "en")
    language.cache_clear()
    (folder / "hydrowatch.toml").write_text(SETTINGS, "utf-8")

    def call(*arguments: str) -> str:
        status = status_of([*arguments, "-w", str(folder)])
        captured = capsys.readouterr()
        return f"{captured.out}{captured.err}\nstatus {status}"

    yield call
    language.cache_clear()


@pytest.fixture
def site() -> Iterator[Site]:
    with closing(Site()) as running:
        yield running


def add(folder: Path, site: Site, before: str = "", after: str = "") -> None:
    text = SOURCE.format(port=site.server_port).replace(before, after)
    assert not before or after in text
    (folder / "sources" / "market.yaml").write_text(text, "utf-8")


def test_show_names_the_mark_that_ended_a_listing(told: Told, folder: Path, site: Site) -> None:
    add(folder, site)
    told("watch", "--once")
    page = "<h1>四川电站转让</h1><article>四川某小水电站转让，装机500千瓦，该信息已删除的不是这条</article>"
    site.pages |= {"/item/1": f"{page}<p>该商品已售出</p>", "/item/2": page}
    told("watch", "--once")
    assert "'该商品已售出' on the page" in told("show", "1")
    second = told("show", "2")
    assert "market/2  on sale  " in second and "a mark on the page" not in second


def test_what_a_limit_cuts_off_is_said_in_the_report_and_in_the_health_of_the_source(
    told: Told, folder: Path, site: Site
) -> None:
    more = "\npagination: {next: a.next, max_pages: 2}"
    add(folder, site, "items: {link:", "items: {max_per_page: 3, link:")
    text = (folder / "sources" / "market.yaml").read_text("utf-8") + more
    (folder / "sources" / "market.yaml").write_text(text, "utf-8")
    links = "".join(f'<a class=item href="/item/{n}">x</a>' for n in range(1, 6))
    site.pages |= {f"/list{n}": f'{links}<a class=next href="/list{n + 1}">next</a>' for n in range(2, 9)}
    site.pages["/list"] = f'{links}<a class=next href="/list2">next</a>'
    report = told("watch", "--once")
    assert "      4  links to items left out by max_per_page" in report
    assert "      1  list pages left out by max_pages, at least" in report
    assert "left out 4 links to items (max_per_page) and at least 1 list pages" in told("source", "health")


def test_a_new_source_of_which_nothing_could_be_read_is_not_well(told: Told, folder: Path, site: Site) -> None:
    add(folder, site)
    site.misbehave("/item/", status=404)
    report = told("watch", "--once")
    assert "none of 8 pages could be read as a listing" in report and report.endswith("status 3")
    assert "degraded" in told("source", "health")


def test_links_to_hosts_that_a_source_does_not_name_are_told(told: Told, folder: Path, site: Site) -> None:
    add(folder, site)
    site.pages["/list"] = '<a class=item href="https://m.market.example/item/1">x</a>'
    report = told("watch", "--once")
    assert "'a.item@href' lead to m.market.example; name such hosts in sources/market.yaml, items.hosts" in report


def test_a_source_without_a_file_is_said_not_to_be_watched_and_a_yml_file_is_named(
    told: Told, folder: Path, site: Site
) -> None:
    add(folder, site)
    told("watch", "--once")
    path = folder / "sources" / "market.yaml"
    path.rename(path.with_suffix(".yml"))
    assert "market.yml:1: is not read; source files are named NAME.yaml, not market.yml" in told("source", "list")
    path.with_suffix(".yml").unlink()
    health = told("source", "health")
    assert "not watched: its file is gone" in health and "  ok  " not in health


@pytest.mark.parametrize(("zone", "offset"), [("CST-8", "+08:00"), ("UTC", "+00:00"), ("EST5", "-05:00")])
def test_times_are_told_in_the_readers_zone_with_its_name(
    told: Told, folder: Path, site: Site, zone: str, offset: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    add(folder, site)
    told("watch", "--once")
    monkeypatch.setenv("TZ", zone)
    time.tzset()
    try:
        pages = [told("show", "1"), told("list"), told("source", "health")]
    finally:
        monkeypatch.undo()
        time.tzset()
    found = [re.findall(r"\d{4}-\d\d-\d\d \d\d:\d\d(?: [+-]\d\d:\d\d)?", page) for page in pages]
    assert all(found) and {moment[16:] for one in found for moment in one} == {f" {offset}"}
    now = datetime.now(timezone(timedelta(hours=int(offset[:3]))))
    first = datetime.strptime(found[0][0], "%Y-%m-%d %H:%M %z")
    assert abs(now - first) < timedelta(hours=1)


def test_a_limit_that_cut_off_links_alone_tells_no_list_pages(told: Told, folder: Path, site: Site) -> None:
    add(folder, site, "items: {link:", "items: {max_per_page: 3, link:")
    told("watch", "--once")
    health = told("source", "health")
    assert "left out 5 links to items (max_per_page)" in health and "list pages" not in health


def test_an_alert_of_a_mass_of_removals_names_the_command_with_its_source(told: Told, folder: Path, site: Site) -> None:
    add(folder, site)
    told("watch", "--once")
    site.misbehave("/item/", status=404)
    alert = next(line for line in told("watch", "--once").splitlines() if line.startswith("alert:"))
    assert "8 of 8 known listings are gone or sold, all at once: held back" in alert
    assert alert.endswith("run hydrowatch source confirm-removals market")


def test_an_alert_of_an_outage_names_the_answer_of_the_site(told: Told, folder: Path, site: Site) -> None:
    add(folder, site)
    told("watch", "--once")
    site.misbehave("/", status=503)
    alert = next(line for line in told("watch", "--once").splitlines() if line.startswith("alert:"))
    assert alert.endswith("ok → unreachable  list pages could not be had (1 of 1): the site answers 503")
    assert "the site answers 503" in told("source", "health", "--format", "table")
    assert "on sale · not seen since 20" in told("show", "1")


def test_an_alert_of_a_check_says_that_the_other_pages_were_not_asked_for(told: Told, folder: Path, site: Site) -> None:
    add(folder, site)
    told("watch", "--once")
    site.misbehave("/item/1", body="<title>安全验证</title><p>请拖动滑块完成验证</p><script src='/punish.js'></script>")
    alert = next(line for line in told("watch", "--once").splitlines() if line.startswith("alert:"))
    assert "(1 of 2 pages); after that 7 further pages were not asked for" in alert


def test_list_and_show_say_since_when_a_listing_is_not_seen(told: Told, folder: Path, site: Site) -> None:
    add(folder, site)
    told("watch", "--once")
    site.answers["/item/1"] = (451, "not here", {})
    for _ in range(3):
        told("watch", "--once")
    row = json.loads(told("list", "--status", "blocked", "--format", "jsonl").splitlines()[0])
    assert (row["native_id"], row["status"], row["last_look"]) == ("1", "blocked", "blocked")
    assert "blocked · not seen since 20" in told("show", str(row["id"]))
    record = json.loads(told("show", str(row["id"]), "--format", "jsonl").splitlines()[0])
    assert record["listing"]["last_look"] == "blocked"
    assert "status 0" in told("list", "--status", "unreachable")


def test_show_numbers_captures_as_custody_takes_them_and_speaks_the_readers_language(
    told: Told, folder: Path, site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    add(folder, site)
    told("watch", "--once")
    site.answers["/item/1"] = (451, "not here", {})
    site.pages["/item/2"] = "<h1>四川电站转让</h1><p>该商品已售出</p>"
    told("watch", "--once")
    number = re.findall(r"capture (\d+)  20\S+  ok ", told("show", "1"))[0]
    assert "status 0" in told("custody", number)
    monkeypatch.setenv("HYDROWATCH_LANGUAGE", "zh")
    language.cache_clear()
    assert "已售  在售 → 已售" in told("show", "2")
    shown = told("show", "1")
    assert "网站返回 451：因法律原因此处不予显示" in shown and "not shown" not in shown
