"""hydrowatch source and watch, against the sample market on this machine."""

from __future__ import annotations

import json
import signal
import subprocess
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from monitor.run.workspace import init_workspace
from monitor.sample.market import Market, machine_source, sample_source

Call = Callable[..., Any]


@pytest.fixture(scope="module")
def market() -> Iterator[Market]:
    with Market() as running:
        yield running


@pytest.fixture
def definition(market: Market, tmp_path: Path) -> Path:
    """The source file of the market (JSON is YAML)."""
    path = tmp_path / "market.yaml"
    path.write_text(json.dumps(sample_source(market.url), ensure_ascii=False, indent=1, default=str), "utf-8")
    return path


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return init_workspace(tmp_path / "case")


def test_a_source_is_added_listed_and_tried(run: Call, folder: Path, definition: Path, market: Market) -> None:
    added = run("source", "add", definition, "-w", folder)
    assert added.status == 0, added.err
    (row,) = [json.loads(line) for line in run("source", "list", "-w", folder, "--format", "jsonl").out.splitlines()]
    assert row["allowed"] is True
    tried = run("source", "test", row["id"], "-w", folder)
    assert tried.status == 0, tried.out + tried.err
    assert "item.title" in tried.out and "items.link" in tried.out
    again = run("source", "add", definition, "-w", folder)
    assert again.status == 2 and "--replace" in again.err
    assert run("source", "add", definition, "--replace", "-w", folder).status == 0


def test_a_saved_page_shows_what_the_selectors_find(run: Call, folder: Path, definition: Path, tmp_path: Path) -> None:
    run("source", "add", definition, "-w", folder)
    name = json.loads(definition.read_text("utf-8"))["id"]
    (tmp_path / "other.html").write_text("<p>nothing of it</p>", "utf-8")
    done = run("source", "test", name, tmp_path / "other.html", "-w", folder)
    assert done.status == 3
    missing = run("source", "test", name, tmp_path / "none.html", "-w", folder)
    assert missing.status == 2 and "none.html" in missing.err


def test_an_address_becomes_a_draft_that_is_not_watched_until_it_is_confirmed(
    run: Call, folder: Path, market: Market
) -> None:
    (folder / "hydrowatch.toml").write_text("min_delay_seconds = 0\n", "utf-8")
    drafted = run("source", "add", f"{market.url}/ads?page=1", "--loopback", "-w", folder)
    assert drafted.status == 0, drafted.err
    (file,) = (folder / "sources" / "drafts").glob("*.yaml")
    assert drafted.out == file.read_text("utf-8") and str(file) in drafted.err
    assert "ul.results a.title" in drafted.out and f"{market.url}/feed.xml" in drafted.out
    assert f"{market.url}/sitemap.xml" in drafted.out
    assert run("watch", "--once", "-w", folder).status == 2  # no source yet
    refused = run("source", "test", file.stem, "-w", folder)
    assert refused.status == 3 and "not decided" in refused.err
    assert run("source", "health", "-w", folder, "--format", "jsonl").out == ""  # a draft is no source
    doctor = run("--lang", "en", "doctor", "-w", folder).out
    assert "0 sources, " in doctor and "1 in sources/drafts" in doctor
    index = run("source", "add", f"{market.url}/sitemap.xml", "--loopback", "--replace", "-w", folder)
    assert index.status == 0 and "pagination: {follow: " in index.out and "  title: [" in index.out, index.err
    assert index.out.count("/sitemap-old.xml.gz") >= 1
    run("source", "add", f"{market.url}/ads?page=1", "--loopback", "--replace", "-w", folder)
    again = run("source", "add", f"{market.url}/ads?page=1", "--loopback", "-w", folder)
    assert again.status == 2 and "--replace" in again.err

    decided = drafted.out.replace("undecided", "allowed").replace("null", "2026-01-01").replace('""', "test")
    decided = decided.replace("allow_loopback: true", "allow_loopback: true, delay_seconds: 0, reason: our own")
    file.write_text(decided, "utf-8")
    tried = run("source", "test", file.stem, "-w", folder)
    assert tried.status == 0, tried.out + tried.err
    assert run("source", "add", file, "-w", folder).status == 0
    assert run("source", "list", "-w", folder, "--format", "jsonl").out.count("\n") == 1
    assert run("source", "health", "-w", folder, "--format", "jsonl").out.count("\n") == 1
    assert "1 sources, " in run("--lang", "en", "doctor", "-w", folder).out


def test_what_cannot_be_drafted_is_one_sentence(run: Call, folder: Path, market: Market) -> None:
    (folder / "hydrowatch.toml").write_text("min_delay_seconds = 0\n", "utf-8")
    for url, status, says in (
        (f"{market.url}/none", 3, "404"), (f"{market.url}/private/item/9001", 3, "robots.txt does not allow"),
        ("http://", 2, "is no http or https address"), ("http://me:secret@a.example/", 2, "without user name"),
    ):  # fmt: skip
        done = run("source", "add", url, "--loopback", "-w", folder)
        assert (done.status, says in done.err, done.out) == (status, True, ""), done.err
    guarded = run("source", "add", f"{market.url}/ads?page=1", "-w", folder)
    assert guarded.status == 3 and "127.0.0.1" in guarded.err
    assert "--loopback allows an address of this machine" in guarded.err
    private = run("source", "add", "http://10.0.0.1/ads", "-w", folder)
    assert private.status == 3 and "private" in private.err and "--loopback" not in private.err
    assert not list((folder / "sources").glob("**/*.yaml"))


def test_the_table_says_which_fallback_hit_and_what_was_empty(run: Call, folder: Path, market: Market) -> None:
    source = sample_source(market.url)
    source["item"] |= {"title": ["h1.none", "jsonld:Product.name", "h1"], "place": ".place"}
    path = folder / "mine.yaml"
    path.write_text(json.dumps(source, ensure_ascii=False, default=str), "utf-8")
    done = run("--lang", "en", "source", "test", path, "-w", folder)
    assert done.status == 0, done.err
    assert "item.place" in done.out.partition("nothing found for: ")[2]
    rows = [
        json.loads(line) for line in run("source", "test", path, "-w", folder, "--format", "jsonl").out.splitlines()
    ]
    titles = [(row["selector"], row["hit"], row["rank"]) for row in rows if row["field"] == "item.title"]
    assert titles[0] == ("h1.none", "nothing", 0) and ("used" in {hit for _, hit, _ in titles[1:]})
    assert "found by a fallback: item.title" in done.out


@pytest.mark.parametrize(("value", "hit", "status"), [
    (1795008640000, "used", 0), (1795008640, "used", 0), ("2026年11月5日", "used", 0), ("3天前", "used", 0),
    (9999999999999, "unread", 3), ("第四十五周", "unread", 3), (None, "nothing", 0),
])  # fmt: skip
def test_a_day_that_cannot_be_read_is_no_hit(
    run: Call, folder: Path, tmp_path: Path, value: object, hit: str, status: int
) -> None:
    source = {
        "id": "a", "title": {"zh": "甲", "en": "A"}, "kind": "json", "list_pages": ["https://a.example/list"],
        "items": {"read": "entry"}, "native_id": {"select": "json:t"},
        "markers": {"sold": ["已成交"], "removed": ["电站"]},
        "item": {"title": "json:t", "posted_at": "json:publishTime"},
    }  # fmt: skip
    (tmp_path / "a.yaml").write_text(json.dumps(source, ensure_ascii=False), "utf-8")
    (tmp_path / "list.json").write_text(
        json.dumps([{"t": "水电站", "publishTime": value}], ensure_ascii=False), "utf-8"
    )
    command = ("source", "test", tmp_path / "a.yaml", tmp_path / "list.json", "-w", folder)
    done = run(*command, "--format", "jsonl")
    rows = [json.loads(line) for line in done.out.splitlines()]
    assert (done.status, next(row["hit"] for row in rows if row["field"] == "item.posted_at")) == (status, hit)
    assert {row["selector"]: row["hit"] for row in rows if row["field"] == "marker"} == {
        "sold: 已成交": "nothing", "removed: 电站": "used",
    }  # fmt: skip
    shown = run("--lang", "en", *command).out
    assert ("✗ found" in shown) and ("formats, as posted_at: {select: [...]" in shown) is (hit == "unread")


def test_a_fallback_that_can_be_read_is_the_day(run: Call, folder: Path, tmp_path: Path) -> None:
    source = {
        "id": "a", "title": {"zh": "甲", "en": "A"}, "list_pages": ["https://a.example/list"],
        "items": {"link": "a.x"}, "native_id": {"url": "([0-9]+)"},
        "item": {"title": "h1", "posted_at": [".n", ".d"]},
    }  # fmt: skip
    (tmp_path / "a.yaml").write_text(json.dumps(source, ensure_ascii=False), "utf-8")
    (tmp_path / "p.html").write_text("<h1>水电站</h1><b class=n>第7号</b><b class=d>2026-11-05</b>", "utf-8")
    done = run("source", "test", tmp_path / "a.yaml", tmp_path / "p.html", "-w", folder, "--format", "jsonl")
    hits = {row["selector"]: row["hit"] for row in map(json.loads, done.out.splitlines())}
    assert (done.status, hits[".n"], hits[".d"]) == (0, "unread", "used")


@pytest.mark.parametrize(("kind", "field"), [("feed", "item.title"), ("json", "item.price"), ("sitemap", "sitemaps")])
def test_every_kind_of_list_can_be_tried(run: Call, folder: Path, market: Market, kind: str, field: str) -> None:
    path = folder / f"{kind}.yaml"
    path.write_text(json.dumps(machine_source(kind, market.url), ensure_ascii=False, default=str), "utf-8")
    done = run("source", "test", path, "-w", folder)
    assert done.status == 0, done.out + done.err
    assert field in done.out and ("item.title" in done.out)


def test_a_broken_source_file_is_named_with_its_line(run: Call, folder: Path, tmp_path: Path) -> None:
    (tmp_path / "bad.yaml").write_text("id: bad\ntitle: {zh: 一, en: one}\nlist_pages: [ftp://x]\n", "utf-8")
    done = run("source", "add", tmp_path / "bad.yaml", "-w", folder)
    assert done.status == 2
    assert "bad.yaml:" in done.err
    unknown = run("watch", "--once", "--source", "nobody", "-w", folder)
    assert unknown.status == 2


def test_a_site_that_is_down_is_an_item_that_failed(run: Call, folder: Path, definition: Path) -> None:
    down = json.loads(definition.read_text("utf-8").replace("127.0.0.1", "127.0.0.2"))
    down["politeness"] |= {"delay_seconds": 0}
    definition.write_text(json.dumps(down, default=str), "utf-8")
    run("source", "add", definition, "-w", folder)
    done = run("watch", "--once", "-w", folder)
    assert done.status == 3
    assert "127.0.0.2" in done.err and "Traceback" not in done.err
    assert done.err.count("→") == 1  # one alert
    assert run("watch", "--once", "-w", folder).err.count("→") == 0
    (row,) = [json.loads(line) for line in run("source", "health", "-w", folder, "--format", "jsonl").out.splitlines()]
    assert (row["state"], row["cause"], row["looks"], row["failures"]) == ("unreachable", "list_failed", 2, 2)
    shown = run("--lang", "en", "source", "health", "-w", folder).out
    assert "list pages could not be had" in shown and "ok → unreachable" in shown
    assert "unreachable" in run("--lang", "en", "source", "list", "-w", folder).out
    refused = run("source", "confirm-removals", down["id"], "-w", folder)
    assert refused.status == 2 and "nothing to confirm" in refused.err


def test_the_health_of_one_source_is_shown_alone(run: Call, folder: Path, definition: Path, tmp_path: Path) -> None:
    down = json.loads(definition.read_text("utf-8").replace("127.0.0.1", "127.0.0.2"))
    down |= {"id": "down", "politeness": {**down["politeness"], "delay_seconds": 0}}
    (tmp_path / "down.yaml").write_text(json.dumps(down, default=str), "utf-8")
    for file in (definition, tmp_path / "down.yaml"):
        assert run("source", "add", file, "-w", folder).status == 0
    assert run("watch", "--once", "--source", "down", "-w", folder).status == 3
    other = json.loads(definition.read_text("utf-8"))["id"]
    shown = {name: run("source", "health", *name, "-w", folder).out for name in ((), ("down",), (other,))}
    assert "down" in shown[()] and other in shown[()]
    assert (
        "down" in shown[("down",)] and f"{other}  " not in shown[("down",)] and "ok → unreachable" in shown[("down",)]
    )
    assert other in shown[(other,)] and "down" not in shown[(other,)]  # nor the alerts of others
    (row,) = run("source", "health", "down", "-w", folder, "--format", "jsonl").out.splitlines()
    assert json.loads(row)["state"] == "unreachable"
    unknown = run("source", "health", "nobody", "-w", folder)
    assert unknown.status == 2 and "no source nobody" in unknown.err


def test_watch_on_schedules_begins_at_once_with_what_was_never_looked_at(
    program: str, surroundings: dict[str, str], command: Call, folder: Path, definition: Path, market: Market
) -> None:
    assert command("source", "add", definition, "-w", folder).status == 0
    before = len(market.hits)
    with subprocess.Popen([program, "watch", "-w", folder], stderr=subprocess.PIPE, env=surroundings) as process:
        until = time.monotonic() + 60
        while time.monotonic() < until and len(market.hits) < before + 4:
            time.sleep(0.1)
        process.send_signal(signal.SIGINT)
        process.communicate(timeout=60)
    assert len(market.hits) >= before + 4
    assert len(list((folder / "manifests").iterdir())) <= 2  # no runs without a look


def test_ctrl_c_during_watch_keeps_what_was_done_and_the_next_watch_goes_on(
    program: str, surroundings: dict[str, str], command: Call, folder: Path, definition: Path
) -> None:
    assert command("source", "add", definition, "-w", folder).status == 0
    with subprocess.Popen(
        [program, "watch", "--once", "-w", folder], stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=surroundings
    ) as process:
        until = time.monotonic() + 60
        while time.monotonic() < until and not any(path.stat().st_size for path in (folder / "archive").iterdir()):
            time.sleep(
                0.1
            )  # however long it takes to start on a busy machine: the look has begun with its first record
        process.send_signal(signal.SIGINT)
        _, err = process.communicate(timeout=60)
    assert process.returncode == 130, err
    assert "kept" in err.decode() and "Traceback" not in err.decode()
    assert command("verify", "-w", folder).status == 0
    assert command("list", "-w", folder).status == 0
