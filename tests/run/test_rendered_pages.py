"""Sources and single pages shown in a browser: stored as one, verified, handed on, and lost as one when killed."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from other_readers import VALIDATOR, invalid, opened
from spoken import in_chinese
from test_bad_input_sites import SETTINGS, SOURCE, Site
from test_exports import exported, index_of

from db import Scope
from monitor.capture import processes
from monitor.capture.chromium import find_chromium
from monitor.capture.reading import payload_of, read_record
from monitor.cli.main import status_of
from monitor.errors import ConfigError, InputError
from monitor.run.proofs import proofs, shown_by
from monitor.run.rows import position_of
from monitor.run.verifying.custody import custody_of
from monitor.run.verifying.verify import verify_workspace
from monitor.run.watching.single import capture_pages
from monitor.run.watching.watch import watch_once
from monitor.run.workspace import open_workspace

sys.path.append(str(Path(__file__).parents[1] / "web"))
from web_site import serving

try:
    find_chromium("")
    MISSING = ""
except ConfigError as error:
    MISSING = str(error)
browser_only = [pytest.mark.browser, pytest.mark.skipif(bool(MISSING), reason=MISSING)]
WORDS = "四川某小水电站转让，装机500千瓦，手续齐全，不在清退范围，65万"
BUILT = (
    "<title>电站</title><div id=a></div><script>fetch('/data').then(r => r.text()).then(t => "
    "document.querySelector('#a').innerHTML = '<h1>甲电站</h1><article>' + t + '</article>')</script>"
)
COMPONENTS = (
    "<title>电站</title><x-ad></x-ad><script>customElements.define('x-ad', class extends HTMLElement { constructor() {"
    "super(); this.attachShadow({mode: 'MODE'}).innerHTML = '<h1>乙电站</h1><article>WORDS</article>' } })</script>"
)

HIDDEN = "<div class=box>该信息已下架</div><div class=bait>转让价：1万元</div>"


@pytest.fixture
def site(folder: Path) -> Iterator[Site]:
    with closing(Site()) as made:
        (folder / "hydrowatch.toml").write_text(SETTINGS.replace("max_seconds = 40", "max_seconds = 5"), "utf-8")
        source = SOURCE.format(port=made.server_port) + "render: true\n"
        (folder / "sources" / "market.yaml").write_text(source, "utf-8")
        yield made


def built(site: Site, path: str, body: str = BUILT) -> str:
    """One page of the site is built by a script out of /data; its address."""
    site.misbehave(path, body=body)
    site.pages["/data"] = WORDS
    return f"http://127.0.0.1:{site.server_port}{path}"


def test_what_cannot_be_captured_is_said_before_a_run_begins(folder: Path, site: Site) -> None:
    with open_workspace(folder) as workspace:
        with pytest.raises(InputError, match="only http and https"):
            capture_pages(workspace, ("ftp://a.example/",))
        with pytest.raises(ConfigError, match="no source other"):
            capture_pages(workspace, ("http://a.example/",), "other")
        assert workspace.store.runs() == []
    (folder / "hydrowatch.toml").write_text('chromium = "/no/such"\n', "utf-8")
    with open_workspace(folder) as workspace:
        with pytest.raises(ConfigError, match=r"browser|can be started"):
            capture_pages(workspace, ("http://a.example/",), rendered=True)
        report = watch_once(workspace)
    assert "market" in str(report.failures[0]) and site.heard == []


def test_a_page_is_captured_by_its_address_without_a_browser(folder: Path, site: Site) -> None:
    source = folder / "sources" / "market.yaml"
    source.write_text(source.read_text("utf-8").replace("render: true", "render: false"), "utf-8")
    url = f"http://127.0.0.1:{site.server_port}/item/3"
    assert status_of(["-w", str(folder), "capture", url, "--source", "market"]) == 0
    assert status_of(["-w", str(folder), "capture", url]) == 3, "this machine's own addresses are a source's to allow"
    with open_workspace(folder, read_only=True) as workspace:
        (row,) = workspace.store.queue().rows
        assert row["title"] == "第3电站"


class TestInABrowser:
    """With Chromium."""

    pytestmark = browser_only

    def test_a_page_built_by_scripts_is_read_kept_verified_and_handed_on(
        self, folder: Path, site: Site, tmp_path: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        url = built(site, "/item/7")
        assert status_of(["-w", str(folder), "--lang", "en", "capture", url, "--source", "market"]) == 0
        assert "1  pages shown in a browser" in capsys.readouterr().out
        with open_workspace(folder, read_only=True) as workspace:
            store = workspace.store
            (row,) = store.queue().rows
            listing = row["id"]
            stored = store.listing(listing)
            assert row["title"] == "甲电站" and stored["status"] == "live"
            (proof,) = proofs(store, stored)
            assert (proof["shown_by"], proof["http_status"]) == ("rendered", 200)
            (shown,) = store.captures(listing)
            kinds = [view["url"].partition("http")[0] for view in store.views(shown["parent_id"])]
            assert kinds == ["", "urn:mhtml:", "urn:screenshot:", "urn:pdf:", "urn:requests:"]
            verdicts = in_chinese(verify_workspace(workspace, deep=True))
            assert [one for one in verdicts if not one.ok] == []
            assert len([one for one in verdicts if one.kind == "capture"]) == 7  # page, five views, /data
            chain = custody_of(workspace, shown["id"])
            assert chain.holds and [step.kind for step in chain.steps[:4]] == ["answer", "record", "view", "record"]
        wacz = exported(folder, tmp_path / "one.wacz", Scope(listing_id=listing))
        assert len(opened(tmp_path / "one.wacz")) > 7 and (VALIDATOR is None or invalid(tmp_path / "one.wacz") == "")
        kept = {line["url"] for _, line in index_of(wacz)}
        assert {url, url.rpartition("/item")[0] + "/data", f"urn:screenshot:{url}", f"urn:dom:{url}"} <= kept
        pages = [json.loads(line) for line in wacz.read("pages/pages.jsonl").splitlines()[1:]]
        assert [(page["url"], page["title"]) for page in pages] == [
            (url, "甲电站"), (f"{url}?hydrowatch-view=dom", "甲电站 (text/html)"),
            (f"urn:screenshot:{url}", "甲电站 (image/png)"), (f"urn:pdf:{url}", "甲电站 (application/pdf)"),
        ]  # fmt: skip

    @pytest.mark.parametrize("mode", ["open", "closed"])
    def test_what_a_web_component_shows_is_read(self, folder: Path, site: Site, mode: str) -> None:
        url = built(site, "/item/7", COMPONENTS.replace("MODE", mode).replace("WORDS", WORDS))
        with open_workspace(folder) as workspace:
            capture_pages(workspace, (url,), "market")
            (row,) = workspace.store.queue().rows
            assert row["title"] == "乙电站" and row["price_yuan"] == 650_000

    def test_a_source_may_be_watched_in_a_browser(self, folder: Path, site: Site) -> None:
        links = "document.body.innerHTML = '<a class=item href=/item/7>x</a>'"
        site.pages["/list"] = f"<body><script>{links}</script>"
        built(site, "/item/7")
        with open_workspace(folder) as workspace:
            report = watch_once(workspace)
            (row,) = workspace.store.queue().rows
        assert (report.failures, report.counts["rendered"], row["title"]) == ((), 2, "甲电站")

    def test_what_a_sheet_hid_from_the_browser_is_no_mark_and_no_fact(self, folder: Path, site: Site) -> None:
        url = built(
            site, "/item/7", BUILT.replace("<div id=a>", f"<link rel=stylesheet href=/css/s.css>{HIDDEN}<div id=a>")
        )
        site.answers["/css/s.css"] = (200, "@import 'x.css'; .bait{display:none}", {"Content-Type": "text/css"})
        site.answers["/css/x.css"] = (200, ".box{visibility:hidden}", {"Content-Type": "text/css"})
        with open_workspace(folder) as workspace:
            report = capture_pages(workspace, (url, url), "market")
            assert (report.failures, report.counts["new"], report.counts["unchanged"]) == ((), 1, 1)
            capture_pages(workspace, (url,))  # by no source's selectors
            store = workspace.store
            for row in store.queue().rows:
                version = store.version(row["version_id"])
                assert (row["price_yuan"], version["text"].count("已下架"), row["status"]) == (650_000, 0, "live")
            (shown, _) = store.captures(store.queue().rows[-1]["id"])
            views = store.views(shown["parent_id"])
            assert [view["state"] for view in views[:2]] == ["ok", "ok"] and shown["id"] == views[1]["id"]
            body = payload_of(read_record(workspace.archive.folder, position_of(shown))).decode()
            assert 'data-hydrowatch-sheet="x.css"' in body and 'data-hydrowatch-sheet="/css/s.css"' in body
            assert [one for one in verify_workspace(workspace, deep=True) if not one.ok] == []
            assert custody_of(workspace, shown["id"]).holds

    def test_the_words_of_frames_are_read_with_the_page(self, folder: Path, site: Site, tmp_path: Path) -> None:
        frame = f"<base href=/f/in/><link rel=stylesheet href=s.css><p>{WORDS}</p>{HIDDEN}<iframe src=b.html></iframe>"
        site.pages |= {
            "/f/a.html": frame,
            "/f/in/b.html": "<p>水轮机两台，另有大坝</p>",
            "/f/ad.html": "<p>借款一万元</p>",
        }
        site.answers["/f/in/s.css"] = (200, ".box,.bait{display:none}", {"Content-Type": "text/css"})
        url = built(
            site,
            "/item/7",
            "<h1>甲电站</h1><article><iframe src=/f/a.html></iframe></article><iframe src=/f/ad.html></iframe>",
        )
        with open_workspace(folder) as workspace:
            assert capture_pages(workspace, (url,), "market").failures == ()
            (row,) = workspace.store.queue().rows
            version = workspace.store.version(row["version_id"])
            assert version["text"] == f"甲电站\n{WORDS}\n水轮机两台，另有大坝" and row["price_yuan"] == 650_000
            assert [one for one in verify_workspace(workspace, deep=True) if not one.ok] == []
        with serving(folder) as web:
            told = web.get(f"/listing/{row['id']}").text
            assert told.count("page as read, with frames and styles") == told.count("page as shown") == 1
        wacz = exported(folder, tmp_path / "one.wacz", Scope(listing_id=row["id"]))
        assert {f"urn:dom:{url}", f"urn:shown:{url}"} <= {line["url"] for _, line in index_of(wacz)}

    def test_a_frame_that_scripts_fill_is_read_as_the_browser_shows_it(self, folder: Path, site: Site) -> None:
        site.pages["/f.html"] = (
            f"<style>.box{{display:none}}</style>{HIDDEN}<div id=f></div><script>fetch('/data').then(r => r.text())"
            ".then(t => f.textContent = t); document.styleSheets[0].insertRule('.bait{display:none}')</script>"
        )
        url = built(site, "/item/7", "<h1>甲电站</h1><article><iframe src=/f.html></iframe></article>")
        with open_workspace(folder) as workspace:
            assert capture_pages(workspace, (url,), "market").failures == ()
            (row,) = workspace.store.queue().rows
            version = workspace.store.version(row["version_id"])
            assert version["text"] == f"甲电站\n{WORDS}" and row["price_yuan"] == 650_000
            assert [one for one in verify_workspace(workspace, deep=True) if not one.ok] == []

    @pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="needs /proc")
    def test_a_kill_leaves_no_browser_and_nothing_half(self, folder: Path, site: Site) -> None:
        url = built(site, "/item/7", BUILT + "<script>setInterval(() => fetch('/data?' + Math.random()), 50)</script>")
        command = [sys.executable, "-c", "from monitor.cli.main import main; main()", "-w", str(folder), "capture", url,
                   "--source", "market"]  # fmt: skip
        with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as program:
            family = []
            while not any(path.startswith("/data?") for path in site.heard):
                assert program.poll() is None
                time.sleep(0.02)
            family = processes.family(str(folder))
            program.kill()
        assert len(family) > 4
        until = time.monotonic() + 10
        while any(_runs(pid) for pid in family):
            assert time.monotonic() < until, "the browser outlived its program"
            time.sleep(0.05)
        with open_workspace(folder) as workspace:
            assert list(workspace.store.iter_captures()) == []
            assert all(one.ok for one in verify_workspace(workspace))
            report = capture_pages(workspace, (url,), "market")
        assert report.counts["new"] == 1 and report.failures == ()


def _runs(pid: int) -> bool:
    """True while a process is there and no zombie."""
    try:
        return Path(f"/proc/{pid}/stat").read_text("utf-8", "replace").rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


@pytest.mark.parametrize(
    ("how", "status", "state", "shown"),
    [
        ("render", "live", "ok", "rendered"), ("render", "sold", "ok", "words"), ("render", "sold", "sold", "mark"),
        ("http", "live", "ok", "page"), ("http", "sold", "ok", "words"), ("file", "live", "ok", "file"),
        ("upload", "sold", "ok", "file"),
    ],
)  # fmt: skip
def test_what_a_browser_showed_is_no_imported_file(how: str, status: str, state: str, shown: str) -> None:
    row = {"capture_id": 8, "status": status, "state": state, "version_id": 1, "how": how, "note": ""}
    assert shown_by(row) == shown
