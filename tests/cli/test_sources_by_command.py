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
from monitor.sample.market import Market, sample_source

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


def test_ctrl_c_during_watch_keeps_what_was_done_and_the_next_watch_goes_on(
    program: str, surroundings: dict[str, str], command: Call, folder: Path, definition: Path
) -> None:
    assert command("source", "add", definition, "-w", folder).status == 0
    with subprocess.Popen(
        [program, "watch", "--once", "-w", folder], stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=surroundings
    ) as process:
        time.sleep(2.5)
        process.send_signal(signal.SIGINT)
        _, err = process.communicate(timeout=60)
    assert process.returncode == 130, err
    assert "kept" in err.decode() and "Traceback" not in err.decode()
    assert command("verify", "-w", folder).status == 0
    assert command("list", "-w", folder).status == 0
