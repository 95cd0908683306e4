"""A page that a browser showed, handed on as WACZ or WARC: who imports it reads it as it was read."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from test_bad_input_sites import Site
from test_exports import exported
from test_packages_back import back, said
from test_rendered_pages import BUILT, HIDDEN, WORDS, browser_only, built, site

from db import Scope
from monitor.run.watching.single import capture_pages
from monitor.run.workspace import open_workspace

__all__ = ["site"]
pytestmark = browser_only
SCRIPT = (
    "<title>平台</title><div id=a></div><script>fetch('/api/projects').then(r => r.json()).then(rows => "
    "document.querySelector('#a').innerHTML = '<h1>' + rows[0].title + '</h1><article>' + rows[0].text + '</article>')"
    "</script>"
)
ROWS = [
    {"title": f"第{n}水电站转让", "text": f"四川某电站，装机{n}00千瓦，{n}5万元，3天前", "url": f"/projects/CQ{n}N"}
    for n in range(1, 6)
]


def from_rows(site: Site) -> str:
    """A script writes the first of five projects, which come as JSON."""
    site.answers["/item/7"] = (200, SCRIPT, {})
    site.answers["/api/projects"] = (200, json.dumps(ROWS, ensure_ascii=False), {"Content-Type": "application/json"})
    return f"http://127.0.0.1:{site.server_port}/item/7"


def from_a_piece(site: Site) -> str:
    """A script puts a piece of HTML into the page, which would be a page by itself."""
    return built(site, "/item/7")


def without_a_plant(site: Site) -> str:
    """The page shows none of the projects that it loads."""
    url, shown = from_rows(site), "'<h1>' + rows[0].title + '</h1><article>' + rows[0].text"
    site.answers["/item/7"] = (200, SCRIPT.replace(shown, "'<h1>项目</h1><article>共' + rows.length + '个'"), {})
    return url


def with_frames(site: Site) -> str:
    """A frame with a frame in it, and a sheet that hides words."""
    frame = f"<base href=/f/in/><link rel=stylesheet href=s.css><p>{WORDS}</p>{HIDDEN}<iframe src=b.html></iframe>"
    site.pages |= {"/f/a.html": frame, "/f/in/b.html": "<p>水轮机两台，另有大坝</p>", "/f/ad.html": "<p>借款一万元</p>"}
    site.answers["/f/in/s.css"] = (200, ".box,.bait{display:none}", {"Content-Type": "text/css"})
    frames = "<iframe src=/f/a.html?n=1></iframe></article><iframe src=/f/ad.html></iframe>"
    return built(site, "/item/7", f"<h1>甲电站</h1><article>{frames}")


def with_a_frame_of_scripts(site: Site) -> str:
    """What stands in the frame is in no answer of the site."""
    fetched = "<div id=f></div><script>fetch('/data').then(r => r.text()).then(t => f.textContent = t)</script>"
    site.pages["/f.html"] = f"<style>.box,.bait{{display:none}}</style>{HIDDEN}{fetched}"
    return built(site, "/item/7", "<h1>甲电站</h1><article><iframe src=/f.html></iframe></article>")


def with_a_long_frame(site: Site) -> str:
    """What the frame says of the plant stands behind more than is read at once."""
    url = with_a_frame_of_scripts(site)
    site.pages["/f.html"] = f"<i title='{'a' * 70_000}'></i>{site.pages['/f.html']}"
    return url


def with_a_frame_elsewhere(site: Site) -> str:
    """The address of the frame leads on to another."""
    url = with_a_frame_of_scripts(site)
    site.pages["/g/h.html"] = site.pages.pop("/f.html")
    site.answers["/f.html"] = (302, "", {"Location": "/g/h.html"})
    return url


def with_a_sheet(site: Site) -> str:
    """A sheet hides words of the page."""
    site.answers["/css/s.css"] = (200, ".box,.bait{display:none}", {"Content-Type": "text/css"})
    return built(site, "/item/7", f"<link rel=stylesheet href=/css/s.css>{HIDDEN}{BUILT}")


MAKERS = (
    from_rows, from_a_piece, without_a_plant, with_frames, with_a_frame_of_scripts, with_a_long_frame,
    with_a_frame_elsewhere, with_a_sheet,
)  # fmt: skip


def told(folder: Path) -> list[tuple[Any, ...]]:
    """All that the listings say, but for their state: that of a watched page is known as long as it is watched."""
    return [(*row[:2], *row[3:]) for row in said(folder)]


@pytest.mark.parametrize("make", MAKERS)
def test_the_one_listing_says_the_same(
    folder: Path, site: Site, tmp_path: Path, make: Callable[[Site], str]
) -> None:  # fmt: skip
    with open_workspace(folder) as workspace:
        capture_pages(workspace, (make(site),), "market")
        listings = [row["id"] for row in workspace.store.queue().rows]
    exported(folder, tmp_path / "a.wacz", Scope(listing_id=listings[0]) if listings else Scope())
    first = told(folder)
    other = back(tmp_path / "a.wacz", tmp_path / "other")
    assert told(other) == first
    assert told(back(folder / "archive", tmp_path / "warc")) == first
    exported(other, tmp_path / "b.wacz")
    assert told(back(tmp_path / "b.wacz", tmp_path / "third")) == first
