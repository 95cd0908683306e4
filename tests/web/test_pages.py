"""What the pages show, in both languages, and what they refuse."""

from __future__ import annotations

import re
import signal
import subprocess
import sys
from urllib.parse import quote

import pytest
import web_market
from web_site import serving

from db import open_store
from monitor.errors import ConfigError
from monitor.messages import messages
from monitor.rules.load import load_knowledge
from monitor.run.workspace import DATABASE, open_workspace
from monitor.web.app import PAGES, serve

SERVE = """
import sys
from pathlib import Path
from monitor.run.workspace import open_workspace
from monitor.web.app import serve
try:
    with open_workspace(Path(sys.argv[1]), read_only=True) as workspace:
        serve(workspace, port=0)
except KeyboardInterrupt:
    sys.exit(130)
"""
PATHS = ("/", "/search?q=" + quote("清退"), "/sources", "/policies", "/rules", "/about")


@pytest.mark.parametrize("path", PATHS)
def test_every_page_answers_in_both_languages_without_a_key_left_over(site, path):
    joint = "&" if "?" in path else "?"
    for language, html in (("zh", "zh-CN"), ("en", "en")):
        answer = site.get(f"{path}{joint}lang={language}")
        assert answer.status == 200
        assert f'<html lang="{html}">' in answer.text
        assert not re.search(r"\bweb\.[a-z]+", answer.text)
        assert messages(language)["web.notice"] in answer.text


def test_a_listing_page_has_no_key_left_over(site, ids):
    for language in ("zh", "en"):
        for number in ids.values():
            answer = site.get(f"/listing/{number}?lang={language}")
            assert answer.status == 200
            assert not re.search(r"\b(web|status|stance|level|how)\.[a-z]+", answer.text)
            assert messages(language)["how.file"] in answer.text


def test_the_queue_is_sorted_by_risk_and_says_pending(site):
    scores = [int(score) for score in re.findall(r"<b>(\d+)</b>", site.get("/").text)]
    assert len(scores) == len(web_market.LISTINGS)
    assert scores == sorted(scores, reverse=True)
    assert scores[0] > 50
    assert "unverified" in site.get("/").text


@pytest.mark.parametrize(
    ("query", "shown", "hidden"),
    [
        ("claim=not_in_cleanup", "四川凉山1260千瓦水电站转让", "湖南小水电转让"),
        ("province=" + quote("云南省"), "云南电站适合大数据", "四川凉山1260千瓦水电站转让"),
        ("q=" + quote("不在清退范围") + "&level=high", "四川凉山1260千瓦水电站转让", "贵州水电站并入国网"),
        ("since=2021-07-15", "四川凉山1260千瓦水电站转让", "云南电站适合大数据"),
        ("rule=direct_supply", "云南电站适合大数据", "四川凉山1260千瓦水电站转让"),
        ("source=import&level=nonsense", "矿山旁电站", "没有这样的标题"),
        ("person=138-0000-1111", "四川凉山1260千瓦水电站转让", "湖南小水电转让"),
        ("person=" + quote("没有这个人"), "web.filter.person", "四川凉山1260千瓦水电站转让"),
    ],
)
def test_filters_narrow_the_queue(site, query, shown, hidden):
    text = site.get(f"/?{query}").text
    assert messages("en").get(shown, shown) in text
    assert hidden not in text


def test_filters_that_fit_nothing_say_so(site):
    assert messages("en")["web.queue.nothing"] in site.get("/?q=" + quote("没有人写过的话")).text


def test_pages_of_the_queue_go_on_where_the_last_one_ended(site, monkeypatch):
    monkeypatch.setattr("monitor.web.queue.PAGE_SIZE", 3)
    seen: list[str] = []
    path = "/?source=import"
    while path:
        text = site.get(path).text
        seen += re.findall(r'href="/listing/(\d+)"', text)
        following = re.search(r'rel="next" href="([^"]+)"', text)
        path = following[1].replace("&amp;", "&") if following else ""
    assert len(seen) == len(set(seen)) == len(web_market.LISTINGS)


def test_the_listing_page_explains_every_flag(site, ids):
    text = site.get(f"/listing/{ids['full']}?lang=zh").text
    knowledge = load_knowledge()
    assert "待核查 · 未证实" in text
    assert knowledge.rules["not_in_cleanup_mining"].settled_by[0].zh in text
    assert "第五十一次会议" in text
    assert "见于报道" in text
    assert re.search(r'<mark class="high"[^>]*><a href="#flag-\d+"[^>]*>不在清退范围</a></mark>', text)
    assert "/rules/not_in_cleanup_mining" in text


def test_the_risk_table_adds_up_to_the_score_shown(site, ids):
    for number in ids.values():
        text = site.get(f"/listing/{number}").text
        points = sum(map(int, re.findall(r'<td class="figure">\+(\d+)</td>', text)))
        score = int(re.search(r"<b>(\d+)</b>", text)[1])
        assert min(100, points) == score
        assert f'<td class="figure">{points}</td>' in text


def test_contacts_are_masked_on_every_page(site, ids):
    for path in (f"/listing/{ids['full']}", f"/listing/{ids['full']}?version=1", f"/listing/{ids['full']}/difference",
                 "/", "/search?q=" + quote("联系电话")):  # fmt: skip
        text = site.get(path).text
        assert "13800001111" not in text
        assert "hydro_seller_01" not in text


def test_an_earlier_version_and_the_difference_can_be_read(site, ids):
    path = f"/listing/{ids['full']}"
    assert "送矿机S19" not in site.get(path).text
    old = site.get(f"{path}?version=1").text
    assert "送矿机" in old
    assert messages("en")["web.oldversion"].replace("{n}", "1") in old
    text = site.get(f"{path}/difference?from=1&to=2&lang=zh").text
    assert re.search(r"<del>.*<mark>可挖矿，送矿机S19 100台，</mark>", text)
    assert "950 万元 → 880 万元" in text
    assert "− 自称可以挖矿" in text


def test_price_and_status_history_and_both_clocks_are_shown(site, ids):
    text = site.get(f"/listing/{ids['full']}?lang=en").text
    assert "CNY 9,500,000 → CNY 8,800,000" in text
    assert text.count('class="capture"') == 2
    assert "2021-07-15T08:00:00" in text
    assert re.search(r"[0-9a-f]{64}", text)
    assert ".warc.gz @ " in text


def test_the_original_is_handed_out_as_a_file_and_noted_in_the_audit_log(site):
    answer = site.get("/capture/1/payload")
    assert answer.status == 200
    assert answer.headers["content-type"] == "text/plain"
    assert answer.headers["content-disposition"] == 'attachment; filename="capture-1.txt"'
    assert "sandbox" in answer.headers["content-security-policy"]
    assert "13800001111" in answer.text
    with open_store(site.folder / DATABASE, read_only=True) as store:
        last = store.audit_rows(1)[0]
        assert (last["action"], last["subject"]) == ("evidence.download", "capture 1")
        assert all(verdict.ok for verdict in store.verify_audit())


def test_a_hostile_listing_is_shown_as_text_and_never_as_markup(site, ids):
    for path in (
        "/",
        f"/listing/{ids['hostile']}",
        "/search?q=" + quote("清退"),
        f"/listing/{ids['hostile']}/difference",
    ):
        text = site.get(path).text
        assert "<script" not in text
        assert "<img" not in text
        assert "javascript:" not in re.sub(r">[^<]*<", "><", text)  # nowhere in a tag
    assert "&lt;img src=x onerror=alert(1)&gt;" in site.get(f"/listing/{ids['hostile']}").text


@pytest.mark.parametrize("words", ['"><script>alert(1)</script>', "{{ 7*7 }}", "' OR 1=1 --", "\x00", "%", "矿" * 5000])
def test_any_query_is_only_words(site, words):
    for path in ("/search?q=", "/?q=", "/?province=", "/?claim=", "/policies?place=", "/?after="):
        answer = site.get(path + quote(words))
        assert answer.status in {200, 400}
        assert "<script" not in answer.text
        assert "49" not in re.findall(r'value="([^"]*)"', answer.text)


def test_search_marks_the_words_as_they_stand_in_the_text(site):
    text = site.get("/search?q=" + quote("不在清退")).text
    assert '<mark class="found" title="不在清退">不在清退</mark>' in text
    old = site.get("/search?q=" + quote("送矿机")).text
    assert "?version=1" in old


def test_policies_are_those_of_the_day_and_place(site):
    day = site.get("/policies?at=2021-07-14&place=" + quote("贵州省")).text
    assert 'id="policy-fsdc-2021-05-21"' in day
    assert "1283" not in day
    later = site.get("/policies?at=2021-09-24&place=" + quote("贵州省")).text
    assert "1283" in later
    wrong = site.get("/policies?at=yesterday")
    assert wrong.status == 400
    assert messages("en")["web.policies.wrongday"] in wrong.text


def test_every_rule_has_a_page(site):
    listed = set(re.findall(r'href="/rules/([^"]+)"', site.get("/rules").text))
    assert listed == set(load_knowledge().rules)
    for name in sorted(listed):
        assert site.get(f"/rules/{name}").status == 200


@pytest.mark.parametrize(
    "path",
    ["/none", "/listing/999", "/listing/x", "/listing/1?version=99", "/listing/99999999999999999999", "/rules/none",
     "/capture/99/payload", "/listing/1/difference?from=7", "/static/../app.py", "/static/%2e%2e/app.py", "/static/"],
)  # fmt: skip
def test_what_is_not_there_is_a_page_that_says_so(site, path):
    answer = site.get(path)
    assert answer.status == 404
    assert messages("en")["web.error.404"] in answer.text


def test_nothing_can_be_sent_to_the_pages(site):
    for method in ("POST", "PUT", "DELETE", "PATCH"):
        assert site.get("/", method).status == 405
    assert site.get("/", "HEAD").body == b""


def test_the_language_follows_the_address_then_the_cookie_then_the_browser(site):
    assert '<html lang="zh-CN">' in site.get("/about", Accept_Language="zh-TW,zh;q=0.9,en;q=0.8").text
    assert '<html lang="en">' in site.get("/about", Accept_Language="fr;q=0.9, en-GB;q=0.5, zh;q=0.1").text
    assert '<html lang="zh-CN">' in site.get("/about", Accept_Language="fr").text  # the workspace's own
    chosen = site.get("/about?lang=en", Accept_Language="zh")
    assert "lang=en" in chosen.headers["set-cookie"]
    assert "SameSite=strict" in chosen.headers["set-cookie"]
    assert '<html lang="en">' in site.get("/about", Accept_Language="zh", Cookie="lang=en").text
    assert "set-cookie" not in site.get("/about?lang=xx").headers


def test_the_language_link_keeps_the_filters(site):
    assert 'href="/?claim=tariff&amp;lang=zh"' in site.get("/?claim=tariff").text


@pytest.mark.parametrize(
    "path", ["/", "/listing/1", "/none", "/static/style.css", "/healthz", "/policies?at=x", "/search"]
)
def test_every_answer_carries_the_headers_that_keep_hostile_text_harmless(site, path):
    headers = site.get(path).headers
    policy = headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert "script-src" not in policy
    assert "frame-ancestors 'none'" in policy
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "no-referrer"
    assert headers["cache-control"] == "no-store"
    assert "server" not in headers


@pytest.mark.parametrize(
    "host",
    [
        "evil.example", "127.0.0.1.evil.example", "localhost.evil.example:80", "10.0.0.1", "[fe80::1]",
        "[::1]evil.example", "[::1", "localhost:80evil.example", "127.0.0.1:80:80", "localhost@evil.example",
    ],
)  # fmt: skip
def test_another_host_name_is_refused(site, host):
    answer = site.get("/", Host=host)
    assert answer.status == 421
    assert "listing" not in answer.text.lower()


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost:8080", "LOCALHOST", "[::1]:8080"])
def test_the_names_of_this_machine_are_served(site, host):
    assert site.get("/healthz", Host=host).status == 200


def test_health_says_how_many_listings_there_are(site):
    assert site.get("/healthz").text == '{"status":"ok","listings":8}'


@pytest.mark.parametrize("host", ["0.0.0.0", "192.168.1.2", "example.org", ""])
def test_the_server_does_not_listen_where_others_could_reach_it(site, host):
    with (
        open_workspace(site.folder, read_only=True) as workspace,
        pytest.raises(ConfigError, match="only this machine"),
    ):
        serve(workspace, host=host, port=0)


def test_the_server_says_where_it_listens_and_a_port_in_use_is_one_sentence(site):
    command = [sys.executable, "-c", SERVE, str(site.folder)]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as running:
        address = running.stderr.readline().strip()
        port = int(re.fullmatch(r"http://127\.0\.0\.1:(\d+)/", address)[1])
        refusal = pytest.raises(ConfigError, match=f"port {port} of 127.0.0.1 cannot be used .*name another")
        with open_workspace(site.folder, read_only=True) as workspace, refusal:
            serve(workspace, port=port)
        running.send_signal(signal.SIGINT)
        assert "Traceback" not in running.stderr.read()
    assert running.returncode == 130


def test_ctrl_c_at_the_moment_the_address_is_told_waits_for_the_server_to_end_in_order(site):
    told = []

    def interrupted(address):
        signal.raise_signal(signal.SIGINT)
        told.append(address)

    with open_workspace(site.folder, read_only=True) as workspace, pytest.raises(KeyboardInterrupt):
        serve(workspace, port=0, announce=interrupted)
    assert len(told) == 1


def test_every_route_is_tried_here():
    assert {path for path, _ in PAGES} == {
        "/", "/search", "/listing/{id}", "/listing/{id}/difference", "/capture/{id}/payload", "/policies", "/rules",
        "/capture/{id}/replay", "/capture/{id}/replay/content",
        "/rules/{id}", "/about", "/healthz", "/upload", "/sources",
    }  # fmt: skip


def test_a_damaged_database_is_one_sentence_and_no_trace(tmp_path):
    with serving(web_market.fill(tmp_path)) as running:
        for name in (DATABASE, f"{DATABASE}-wal", f"{DATABASE}-shm"):
            (running.folder / name).unlink(missing_ok=True)
        (running.folder / DATABASE).write_bytes(b"not a database, " * 1000)
        answer = running.get("/")
        assert answer.status == 503
        assert "not an SQLite database" in answer.text
        assert "Traceback" not in answer.text
        assert "default-src 'none'" in answer.headers["content-security-policy"]
