"""Answers that announce fewer bytes than they send: neither a new version of a listing nor an ending."""

from __future__ import annotations

import json
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler
from pathlib import Path

import pytest
from small_site import SmallSite, running

from monitor.run.verifying.verify import verify_workspace
from monitor.run.watching.watch import watch_once
from monitor.run.workspace import open_workspace

LIST = "<ul><li><a href='/item/1'>甲电站</a></li></ul>"
ITEM = "<h1>甲电站</h1><p class=d>某县水电站转让，装机500千瓦</p>"
SOLD = "<b class=s>已售出</b><h1>甲电站</h1><p class=d>某县水电站转让，装机900千瓦</p>"


class Lying(SmallSite):
    """Its item's page, and how many bytes of it are announced (None: all)."""

    def __init__(self) -> None:
        self.item = ITEM
        self.announced: int | None = None
        site = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                body = {"/list": LIST, "/item/1": site.item}.get(self.path, "").encode()
                said = site.announced if self.path == "/item/1" and site.announced else len(body)
                self.send_response(200 if body else 404)
                self.send_header("Content-Type", "text/html; charset=utf-8")
                self.send_header("Content-Length", str(said))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_: object) -> None:
                """Say nothing."""

        super().__init__(Handler)


@pytest.fixture
def site(folder: Path) -> Iterator[Lying]:
    yield from running(folder, Lying())


def test_an_answer_that_announces_too_little_changes_nothing_of_its_listing(folder: Path, site: Lying) -> None:
    source = {
        "id": "a", "title": {"zh": "甲", "en": "A"}, "list_pages": [f"{site.at}/list"], "items": {"link": "li a"},
        "item": {"title": "h1", "text": ".d"}, "native_id": {"url": "/item/([0-9]+)"},
        "markers": {"sold": [{"css": ".s", "text": "已售出"}]},
        "politeness": {"delay_seconds": 0, "reason": "our own", "allow_loopback": True},
        "terms": {"decision": "allowed", "decided_by": "me", "decided_on": "2026-01-01", "note": "n", "purpose": "p",
                  "legal_basis": "l"},
    }  # fmt: skip
    (folder / "sources" / "a.yaml").write_text(json.dumps(source, ensure_ascii=False), "utf-8")
    with open_workspace(folder) as workspace:
        watch_once(workspace)
        site.item, site.announced = SOLD, len(SOLD.encode()) - 30
        report = watch_once(workspace)
        row = workspace.store.find_listing("a", "1")
        assert row is not None and row["status"] == "live"
        assert len(workspace.store.versions(row["id"])) == 1
        assert not [name for name in report.counts if name.startswith("change.")]
        assert any("its Content-Length is wrong" in failure.reason for failure in report.failures)
        assert all(verdict.ok for verdict in verify_workspace(workspace, deep=True))
        site.announced = None
        watch_once(workspace)
        row = workspace.store.find_listing("a", "1")
        assert row is not None and row["status"] == "sold"
