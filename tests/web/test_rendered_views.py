"""What a browser made of a page, on the listing's page: the picture and the DOM to look at, the files to save."""

from __future__ import annotations

from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest
from test_browser import pytestmark as browser_only
from web_site import serving

from monitor.run.watching.single import capture_pages
from monitor.run.workspace import init_workspace, open_workspace

pytestmark = browser_only
BUILT = "<h1>甲电站</h1><article>转让，装机500千瓦</article>"
PAGE = f"<title>甲电站</title><body><script>document.body.innerHTML = '{BUILT}'</script>"
SOURCE = """\
id: market
title: {{zh: 市场, en: Market}}
list_pages: ["http://127.0.0.1:{port}/list"]
items: {{link: [a]}}
item: {{title: [h1], text: [article]}}
native_id: {{url: '/item/(\\d+)'}}
render: true
politeness: {{delay_seconds: 0, reason: a server of this test, allow_loopback: true}}
terms: {{decision: allowed, decided_by: me, decided_on: 2026-01-01, note: own, purpose: test, legal_basis: own}}
"""


class Handler(BaseHTTPRequestHandler):
    def log_message(self, *_: object) -> None:
        """Silent."""

    def do_GET(self) -> None:
        body = PAGE.encode() if self.path == "/item/1" else b""
        self.send_response(200 if body else 404)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[Path]:
    """A workspace with one page that was shown in a browser."""
    made = init_workspace(tmp_path / "case")
    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
        (made / "sources" / "market.yaml").write_text(SOURCE.format(port=server.server_port), "utf-8")
        with open_workspace(made) as workspace:
            report = capture_pages(workspace, (f"http://127.0.0.1:{server.server_port}/item/1",), "market")
        server.shutdown()
    assert report.failures == ()
    yield made


def test_picture_and_dom_are_looked_at_and_the_rest_is_saved(folder: Path) -> None:
    with open_workspace(folder, read_only=True) as workspace:
        (row,) = workspace.store.queue().rows
        (shown,) = workspace.store.captures(row["id"])
        views = {one["media_type"]: one["id"] for one in workspace.store.views(shown["parent_id"])}
    with serving(folder) as site:
        page = site.get(f"/listing/{row['id']}").text
        for media_type, what in (("image/png", "replay"), ("text/html", "replay"), ("multipart/related", "payload"),
                                 ("application/pdf", "payload"), ("application/json", "payload")):  # fmt: skip
            assert f'href="/capture/{views[media_type]}/{what}"' in page, media_type
        picture = site.get(f"/capture/{views['image/png']}/replay/content", Sec_Fetch_Dest="image")
        assert picture.headers["content-type"] == "image/png" and picture.body.startswith(b"\x89PNG")
        assert "<script" not in site.get(f"/capture/{views['image/png']}/replay").text.partition("<main")[2]
        dom = site.get(f"/capture/{views['text/html']}/replay/content", Sec_Fetch_Dest="iframe")
        assert "装机500千瓦</article>" in dom.text
        assert dom.headers["content-security-policy"].startswith("sandbox;")
        for media_type, suffix, start in (
            ("application/pdf", "pdf", b"%PDF-"),
            ("multipart/related", "mhtml", b"From: "),
        ):
            saved = site.get(f"/capture/{views[media_type]}/payload")
            assert (
                saved.headers["content-disposition"] == f'attachment; filename="capture-{views[media_type]}.{suffix}"'
            )
            assert saved.body.startswith(start) and saved.headers["content-type"].startswith("text/plain")
