"""A file that is an item of a source goes by the number that its address gives: moved sites and older workspaces."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import ExitStack, closing
from http.server import BaseHTTPRequestHandler
from pathlib import Path

import pytest
from small_site import SmallSite

from monitor.run.report import Report
from monitor.run.verifying.verify import verify_workspace
from monitor.run.watching.watch import watch_once
from monitor.run.workspace import open_workspace

sys.path.insert(0, str(Path(__file__).parents[1] / "parse"))
from pdf_files import lines, make_pdf

OFFER = "云南某县水电站整体转让公告\n装机容量{}千瓦，年发电量300万度，产权清晰，整体转让，价格面议。"
LIST = '<a href="/gg/t1.html">甲</a><a href="/gg/fj/P02.pdf">乙</a><a href="/gg/fj/P03.pdf">丙</a>'
PRINTED = [(72.0, 24.0, "https://elsewhere.example/gg/t9.html"), (520.0, 24.0, "1/1")]
ANSWERS = {
    "/list": LIST.encode(),
    "/gg/t1.html": f"<h1>甲水电站转让</h1><article>{OFFER.format(320)}</article>".encode(),
    "/gg/fj/P02.pdf": make_pdf([lines(OFFER.format(640))]),
    "/gg/fj/P03.pdf": make_pdf([[*lines(OFFER.format(800)), *PRINTED]]),
}
BY_PATH = "/t(\\d+)\\.html|://[^/]+/([^?#]+\\.pdf)(?:$|\\?)"
SOURCE = """\
id: market
title: {{zh: 市场, en: Market}}
kind: web
list_pages: ["{at}/list"]
items: {{link: [a], pattern: '/gg/'}}
item: {{title: [h1], text: [article]}}
native_id: {{url: '{number}'}}
politeness: {{delay_seconds: 0, reason: a server of this test, allow_loopback: true}}
speaker: seller
terms: {{decision: allowed, decided_by: me, decided_on: 2026-01-01, note: own, purpose: test, legal_basis: own}}
"""


class _Handler(BaseHTTPRequestHandler):
    def log_message(self, *_: object) -> None:
        """Silent."""

    def do_GET(self) -> None:
        body = ANSWERS.get(self.path)
        kind = "application/pdf" if self.path.endswith(".pdf") else "text/html; charset=utf-8"
        self.send_response(404 if body is None else 200)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body or b"")))
        self.end_headers()
        self.wfile.write(body or b"")


@pytest.fixture
def sites(folder: Path) -> Iterator[tuple[SmallSite, SmallSite]]:
    (folder / "hydrowatch.toml").write_text("min_delay_seconds = 0\n", "utf-8")
    with ExitStack() as stack:
        yield stack.enter_context(closing(SmallSite(_Handler))), stack.enter_context(closing(SmallSite(_Handler)))


def look(folder: Path, at: str, number: str) -> Report:
    (folder / "sources" / "market.yaml").write_text(SOURCE.format(at=at, number=number), "utf-8")
    with open_workspace(folder) as workspace:
        return watch_once(workspace)


def known(folder: Path) -> dict[str, tuple[int, str, str]]:
    with open_workspace(folder, read_only=True) as workspace:
        return {row["native_id"]: (row["id"], row["url"], row["status"]) for row in workspace.store.queue().rows}


@pytest.mark.parametrize("first", [BY_PATH, "/t(\\d+)\\.html"])
def test_files_keep_their_number_where_the_host_is_another_one(
    folder: Path, sites: tuple[SmallSite, SmallSite], first: str
) -> None:
    """By the second pattern a file has no number and goes by its address, as all did in older workspaces."""
    old, new = sites
    assert look(folder, old.at, first).counts["new"] == 3
    before = known(folder)
    names = {"1", "gg/fj/P02.pdf", "gg/fj/P03.pdf"}
    assert (before.keys() == names) == (first == BY_PATH)
    report = look(folder, new.at, BY_PATH)
    now = known(folder)
    assert now.keys() == names and "new" not in report.counts and report.failures == ()
    assert {one[0] for one in now.values()} == {one[0] for one in before.values()}
    assert {one[2] for one in now.values()} == {"live"}
    assert all(address.startswith(new.at) for _, address, _ in now.values())
    assert look(folder, new.at, BY_PATH).counts["unchanged"] == 3
    with open_workspace(folder) as workspace:
        assert [verdict for verdict in verify_workspace(workspace, deep=True) if not verdict.ok] == []
