"""What `source add URL` and `source test` tell a person to see to, on small sites of several shapes."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import pytest

from monitor.cli.language import language
from monitor.run.workspace import init_workspace

Call = Callable[..., Any]


class Pages:
    """A site on this machine: what stands at each path, HTML or what begins as JSON."""

    def __init__(self) -> None:
        self.at: dict[str, str | bytes] = {}
        pages = self.at

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                said = pages.get(self.path, "")
                body = said if isinstance(said, bytes) else said.encode()
                self.send_response(200 if body else 404)
                is_json = body[:1] in {b"{", b"["}
                self.send_header("Content-Type", "application/json" if is_json else "text/html; charset=utf-8")
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_: object) -> None:
                """Say nothing."""

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}"
        Thread(target=self.server.serve_forever, args=(0.01,), daemon=True).start()


@pytest.fixture
def site() -> Iterator[Pages]:
    pages = Pages()
    yield pages
    pages.server.shutdown()
    pages.server.server_close()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = init_workspace(tmp_path / "case")
    (made / "hydrowatch.toml").write_text("min_delay_seconds = 0\n", "utf-8")
    return made


def rows_of(*numbers: int, badge: str = "") -> str:
    return "".join(f'<li><a class=t href="/item/{n}">某县水电站整体转让{n}</a>{badge}</li>' for n in numbers)


ITEM = """<h1>某县水电站整体转让</h1><div class=detail><span class=views>浏览 123 次</span><p>装机500千瓦</p>
<i>3天前来过</i><b class=flag>{badge}</b></div>"""


def test_a_draft_says_what_its_text_holds_that_is_no_sellers_word(run: Call, folder: Path, site: Pages) -> None:
    site.at |= {"/list": f"<ul class=rows>{rows_of(1, 2, 3)}</ul>", "/item/1": ITEM.format(badge="")}
    done = run("source", "add", f"{site.url}/list", "--loopback", "-w", folder)
    assert done.status == 0, done.err
    (file,) = (folder / "sources" / "drafts").glob("*.yaml")
    assert done.out == file.read_text("utf-8")
    says = "holds what changes by itself: 3天前来过. "
    assert says in done.err and "# item.text" in done.out and says in done.out


@pytest.mark.parametrize(("spoken", "changing", "state"), [
    ("en", "item.text (.detail) holds what changes by itself: 浏览 123 次, 3天前来过.",
     "item.text (.detail) holds words that tell a state: 已售出."),
    ("zh", "item.text（.detail）里有会自行变化的内容：浏览 123 次, 3天前来过。",
     "item.text（.detail）里有表示状态的字样：已售出。"),
])  # fmt: skip
def test_a_source_written_by_hand_is_warned_of(
    run: Call, folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, spoken: str, changing: str, state: str
) -> None:
    monkeypatch.setenv("HYDROWATCH_LANGUAGE", spoken)
    language.cache_clear()
    source = {
        "id": "a", "title": {"zh": "甲", "en": "A"}, "list_pages": ["https://a.example/list"],
        "items": {"link": "a.x"}, "native_id": {"url": "([0-9]+)"}, "item": {"title": "h1", "text": ".detail"},
    }  # fmt: skip
    (tmp_path / "a.yaml").write_text(json.dumps(source, ensure_ascii=False), "utf-8")
    (tmp_path / "p.html").write_text(ITEM.format(badge="已售出"), "utf-8")
    command = ("source", "test", tmp_path / "a.yaml", tmp_path / "p.html", "-w", folder)
    done = run(*command)
    assert done.status == 0 and changing in done.out and state in done.out
    assert "span.views" in done.out and "b.flag" in done.out
    warned = [row for row in map(json.loads, run(*command, "--format", "jsonl").out.splitlines()) if "place" in row]
    assert [(row["field"], row["hit"], row["missing"]) for row in warned] == [
        ("warning.changing", "warned", False), ("warning.state", "warned", False),
    ]  # fmt: skip


@pytest.mark.parametrize(("spoken", "said"), [
    ("en", ["item.text (left out: all of the page) holds what changes by itself: 浏览 123 次",
            "is the whole page, and holds words that tell a state: 已售出.", "{css: …, text: …} (here"]),
    ("zh", ["item.text（未填写，取整页）里有会自行变化的内容：浏览 123 次", "其中有表示状态的字样：已售出。",
            "{css: …, text: …} 指明"]),
])  # fmt: skip
def test_a_source_that_names_no_text_is_warned_of_what_is_read(
    run: Call, folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, spoken: str, said: list[str]
) -> None:
    monkeypatch.setenv("HYDROWATCH_LANGUAGE", spoken)
    language.cache_clear()
    source = {
        "id": "a", "title": {"zh": "甲", "en": "A"}, "list_pages": ["https://a.example/list"],
        "items": {"link": "a.x"}, "native_id": {"url": "([0-9]+)"}, "item": {"title": "h1"},
    }  # fmt: skip
    (tmp_path / "a.yaml").write_text(json.dumps(source, ensure_ascii=False), "utf-8")
    (tmp_path / "p.html").write_text(ITEM.format(badge="已售出"), "utf-8")
    done = run("source", "test", tmp_path / "a.yaml", tmp_path / "p.html", "-w", folder)
    assert done.status == 0 and [one for one in said if one not in done.out] == []


def test_a_list_that_says_it_has_more_than_was_found_is_told(
    run: Call, folder: Path, site: Pages, monkeypatch: pytest.MonkeyPatch
) -> None:
    pager = "<p class=total>共12条</p>"
    site.at |= {"/list": f"<ul class=rows>{rows_of(1, 2, 3, 4, 5)}</ul>{pager}", "/item/1": ITEM.format(badge="")}
    done = run("source", "add", f"{site.url}/list", "--loopback", "-w", folder)
    assert "the list says 12, 5 rows found and no next page" in done.err
    (file,) = (folder / "sources" / "drafts").glob("*.yaml")
    decided = done.out.replace("undecided", "allowed").replace("null", "2026-01-01").replace('""', "test")
    decided = decided.replace("allow_loopback: true", "allow_loopback: true, delay_seconds: 0, reason: our own")
    file.write_text(decided, "utf-8")
    tried = run("source", "test", file.stem, "-w", folder)
    assert tried.status == 0 and "the list says 12, 5 rows found and no next page" in tried.out
    run("source", "add", file, "-w", folder)
    looked = run("watch", "--once", "-w", folder)
    assert "7  rows that lists say they have" in looked.out + looked.err
    assert "the list says 12, 5 rows found: pagination?" in run("source", "health", "-w", folder).out
    (row,) = map(json.loads, run("source", "health", "-w", folder, "--format", "jsonl").out.splitlines())
    assert (row["short_stated"], row["short_found"]) == (12, 5)
    site.at["/list"] = site.at["/list"].replace("共12条", "共5条")
    run("watch", "--once", "-w", folder)
    assert "pagination?" not in run("source", "health", "-w", folder).out
    monkeypatch.setenv("HYDROWATCH_LANGUAGE", "zh")
    language.cache_clear()
    site.at["/list"] = site.at["/list"].replace("共5条", "共12条")
    assert "列表自称有 12 条，只找到 5 行" in run("source", "test", file.stem, "-w", folder).out


@pytest.mark.parametrize(("spoken", "said"), [
    ("en", "1 rows of the list lead elsewhere than items.pattern says, and are left out: "),
    ("zh", "列表中有 1 行通向 items.pattern 以外的地址，未被采集："),
])  # fmt: skip
def test_rows_that_lead_to_files_are_drafted_and_those_that_lead_elsewhere_are_told(
    run: Call, folder: Path, site: Pages, monkeypatch: pytest.MonkeyPatch, spoken: str, said: str
) -> None:
    monkeypatch.setenv("HYDROWATCH_LANGUAGE", spoken)
    language.cache_clear()
    others = "".join(f"<li><a class=t href={link}>某县水电站整体转让</a></li>" for link in ("/up/9.pdf", "/other/page"))
    site.at |= {"/list": f"<ul class=rows>{rows_of(1, 2, 3)}{others}</ul>", "/item/1": ITEM.format(badge="")}
    done = run("source", "add", f"{site.url}/list", "--loopback", "-w", folder)
    (file,) = (folder / "sources" / "drafts").glob("*.yaml")
    assert done.status == 0 and "# 4 × " in done.out and f"{said}{site.url}/other/page" in done.err
    assert f"{said}{site.url}/other/page" in file.read_text("utf-8")
    decided = done.out.replace("undecided", "allowed").replace("null", "2026-01-01").replace('""', "test")
    decided = decided.replace("allow_loopback: true", "allow_loopback: true, delay_seconds: 0, reason: our own")
    file.write_text(decided, "utf-8")
    assert f"{said}{site.url}/other/page" in run("source", "test", file.stem, "-w", folder).out


@pytest.mark.parametrize(("sold", "marker", "says"), [
    ("<i class=tag>已售出</i>", '{css: "i.tag", text: "已售出"}', ""),
    ("<p>状态：已售出</p>", '{css: "p:lexbor-contains(\\"状态：\\")", text: "已售出"}', ""),
    ("<p>装机500千瓦</p>", "sold: []", "shows no place that says it"),
    ("", 'css: ".tag"', "was seen in the list alone"),
])  # fmt: skip
def test_the_page_of_an_item_whose_row_is_marked_proves_the_mark(
    run: Call, folder: Path, site: Pages, sold: str, marker: str, says: str
) -> None:
    badge = "<span class=tag>已售出</span>"
    site.at |= {"/list": f"<ul class=rows>{rows_of(1, 2)}{rows_of(3, badge=badge)}</ul>", "/item/1": "<h1>甲电站</h1>"}
    site.at |= {"/item/3": f"<h1>丙电站</h1>{sold}"} if sold else {}
    done = run("source", "add", f"{site.url}/list", "--loopback", "-w", folder)
    (markers,) = (line for line in done.out.splitlines() if line.startswith("markers:"))
    assert done.status == 0 and marker in markers, done.out
    assert says in done.out and ("shows no place" in done.out or "list alone" in done.out) is bool(says)


def test_links_that_share_a_number_are_told_before_their_listings_become_one(
    run: Call, folder: Path, site: Pages, monkeypatch: pytest.MonkeyPatch
) -> None:
    threads = [f"/thread-{n}-1-1.html" for n in range(500, 505)]
    rows = "".join(f'<li><a href="{link}">某县水电站整体转让</a></li>' for link in threads)
    site.at |= {"/list": f"<ul class=rows>{rows}</ul>", **{link: ITEM.format(badge="") for link in threads}}
    done = run("source", "add", f"{site.url}/list", "--loopback", "-w", folder)
    (file,) = (folder / "sources" / "drafts").glob("*.yaml")
    decided = done.out.replace("undecided", "allowed").replace("null", "2026-01-01").replace('""', "test")
    decided = decided.replace("allow_loopback: true", "allow_loopback: true, delay_seconds: 0, reason: our own")
    file.write_text(decided, "utf-8")
    assert "have one number" not in done.err + run("source", "test", file.stem, "-w", folder).out
    wrong = decided.replace(r"thread\\-(\\d+)\\-\\d+\\-\\d+", r"thread\\-\\d+\\-\\d+\\-(\\d+)")
    assert wrong != decided
    file.write_text(wrong, "utf-8")
    tried = run("source", "test", file.stem, "-w", folder)
    assert tried.status == 0 and f"have one number (1): {site.url}/thread-500-1-1.html, " in tried.out
    run("source", "add", file, "-w", folder)
    run("watch", "--once", "-w", folder)
    (row,) = map(json.loads, run("source", "health", "-w", folder, "--format", "jsonl").out.splitlines())
    assert (row["state"], row["cause"], row["detail"]["number"], row["detail"]["of"]) == ("degraded", "merged", 1, 5)
    assert "1 numbers for 5 links" in run("source", "health", "-w", folder).out
    monkeypatch.setenv("HYDROWATCH_LANGUAGE", "zh")
    language.cache_clear()
    assert "5 个链接只有 1 个编号" in run("source", "health", "-w", folder).out


@pytest.mark.parametrize(("spoken", "one", "none", "left"), [
    ("en", "This is the page of one item, not a list: give the address of the list", "No list was seen at this address",
     "to be decided by hand in the draft, since nothing on the pages tells it: items, markers, terms"),
    ("zh", "这是单个条目的页面，不是列表", "这个网址上没有看到列表", "须自己填写：items, markers, terms"),
])  # fmt: skip
def test_an_address_that_is_no_list_is_told_in_one_sentence(
    run: Call, folder: Path, site: Pages, monkeypatch: pytest.MonkeyPatch, spoken: str, one: str, none: str, left: str
) -> None:
    monkeypatch.setenv("HYDROWATCH_LANGUAGE", spoken)
    language.cache_clear()
    site.at |= {"/item/1": "<h1>某县水电站转让</h1><p class=price>97万元</p><article>装机500千瓦</article>",
                "/empty": "<p>暂无信息</p>"}  # fmt: skip
    for path, says in (("/item/1", one), ("/empty", none)):
        done = run("source", "add", f"{site.url}{path}", "--loopback", "--replace", "-w", folder)
        assert done.status == 0 and done.err.count(says) == 1 and left in done.err
        (file,) = (folder / "sources" / "drafts").glob("*.yaml")
        assert says in file.read_text("utf-8")


def test_an_index_of_sitemaps_is_drafted_by_the_one_that_names_items(run: Call, folder: Path, site: Pages) -> None:
    names = ("pages", "gone", "items-2", "items-1", "broken-items")
    below = "".join(f"<sitemap><loc>{site.url}/{name}.xml</loc></sitemap>" for name in names)
    listed = "".join(f"<url><loc>{site.url}/item/{n}</loc></url>" for n in (1, 2, 3))
    site.at |= {
        "/sitemap.xml": f"<sitemapindex>{below}</sitemapindex>", "/broken-items.xml": b"\x1f\x8b\x08broken",
        "/pages.xml": f"<urlset><url><loc>{site.url}/about</loc></url><url><loc>{site.url}/b</loc></url></urlset>",
        "/items-1.xml": f"<urlset>{listed}</urlset>", "/item/1": ITEM.format(badge=""),
    }  # fmt: skip
    done = run("--lang", "en", "source", "add", f"{site.url}/sitemap.xml", "--loopback", "-w", folder)
    assert done.status == 0, done.err
    assert 'follow: "/items\\\\-\\\\d+\\\\.xml"' in done.out and 'title: ["h1"' in done.out
    assert all(f"# sitemap of the index: {site.url}/{name}.xml" in done.out for name in names)
    site.at["/rows"] = "".join(f"<p class=row onclick='go({n})'>某县水电站整体转让{n}</p>" for n in range(4))
    done = run("--lang", "en", "source", "add", f"{site.url}/rows", "--loopback", "--replace", "-w", folder)
    assert done.status == 0 and "(onclick)" in done.out and "items" in done.err


def test_a_list_whose_pages_are_numbered_does_not_lack_a_next_page(run: Call, folder: Path, site: Pages) -> None:
    """The address of the first page need not be one of them: / for /list_7_1.html."""
    pager = "共24条 <b>1</b> <a href=/list_7_2.html>2</a> <a href=/list_7_3.html>3</a>"
    site.at |= {"/": f"<ul class=rows>{rows_of(1, 2, 3)}</ul>{pager}", "/item/1": ITEM.format(badge="")}
    done = run("source", "add", f"{site.url}/", "--loopback", "-w", folder)
    assert done.status == 0 and "/list_7_{page}.html" in done.out
    assert "next page" not in done.out + done.err and "24" not in done.err
    site.at["/"] = site.at["/"].replace(pager, "共24条")
    done = run("source", "add", f"{site.url}/", "--loopback", "--replace", "-w", folder)
    assert "the list says 24, 3 rows found and no next page" in done.err and "No next page was seen" in done.out


@pytest.mark.parametrize(("words", "spoken", "says"), [
    ("装机500千瓦，年发电量200万度，价格260万元", "en", "the entries of the feed are read in their place"),
    ("装机500千瓦，年发电量200万度，价格260万元", "zh", "改为直接读取订阅中的各条内容"),
    ("", "en", "fill in item yourself"),
])  # fmt: skip
def test_a_feed_whose_pages_are_gone_is_drafted_by_its_entries(
    run: Call, folder: Path, site: Pages, monkeypatch: pytest.MonkeyPatch, words: str, spoken: str, says: str
) -> None:
    monkeypatch.setenv("HYDROWATCH_LANGUAGE", spoken)
    language.cache_clear()
    told = f"<description>{words}</description>" if words else ""
    entries = "".join(
        f"<item><title>某县水电站整体转让{n}</title><link>{site.url}/a/{n}</link><guid>{n}</guid>{told}</item>"
        for n in range(3)
    )
    site.at["/rss.xml"] = f'<rss version="2.0"><channel>{entries}</channel></rss>'
    done = run("source", "add", f"{site.url}/rss.xml", "--loopback", "-w", folder)
    assert done.status == 0 and says in done.out
    assert ("read: entry" in done.out.partition("\nid:")[2]) is bool(words)
    assert ("feed:summary" in done.out) is bool(words)
