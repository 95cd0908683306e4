"""Uploads over a real loopback port: what is refused, what becomes of what is sent."""

from __future__ import annotations

import json
import os
import re
import resource
import signal
import socket
import threading
import time
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path

import pytest
from web_site import Answer, Site, serving
from web_uploads import BOUNDARY, EN, END, OFFER, captures, form, offer, post, single_file, upload_folder

from monitor.run.importing.tokens import upload_token
from monitor.run.verifying.verify import verify_workspace
from monitor.run.workspace import init_workspace, open_workspace
from monitor.web import upload
from monitor.web.receive import MAX_PARTS, Limits

File = tuple[str, bytes, bytes]  # headers after form-data, body


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    with serving(upload_folder(tmp_path_factory.mktemp("uploads"))) as running:
        yield running


def test_a_quotation_mark_in_a_name_is_one_again(site: Site) -> None:
    body = form(('name="file"; filename="%22急转%22水电站 100%25.txt"', offer(7531)))
    assert json.loads(post(site, body).body)["files"][0]["name"] == '"急转"水电站 100%25.txt'


def test_a_file_that_is_named_in_the_newer_way_alone_is_a_file(site: Site) -> None:
    named = b"UTF-8''%E6%B0%B4%E7%94%B5%20a.txt".decode()
    answer = post(site, form((f'name="file"; filename*={named}', offer(951))))
    (file,) = json.loads(answer.text)["files"]
    assert (answer.status, file["name"], file["result"]) == (200, "水电 a.txt", "new")


def test_what_was_never_read_is_not_known(site: Site) -> None:
    packed = BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a.txt", b"b" * 2_900_000)
        archive.writestr("b.txt", b"b" * 2_900_000)
    body = form(('name="file"; filename="a.zip"', packed.getvalue()))
    for _ in range(2):  # also when the same bytes come again
        answer = post(site, body)
        (file,) = json.loads(answer.text)["files"]
        assert (answer.status, file["result"]) == (422, "failed")
        assert file["reasons"]


def test_single_file_s_post_is_a_new_listing_then_known(site: Site) -> None:
    headers = {"Accept": "multipart/form-data", "Origin": "chrome-extension://mpiodijhokgodhhofbcjdecpffjipkle"}
    answer = post(site, single_file(500), **headers)
    assert answer.status == 200
    told = json.loads(answer.text)
    (file,) = told["files"]
    assert (told["status"], file["name"], file["result"]) == ("ok", "SingleFile.html", "new")
    link = file["listings"][0]["url"]
    shown = site.get(link).text
    assert "https://market.example/item/9" in shown
    assert "Address (as told by the uploader, not checked)" in shown and "Led to" not in shown  # told, not where it led
    row = captures(site)[-1]
    assert (row["how"], row["url"], row["final_url"]) == (
        "upload", "file:///SingleFile.html", "https://market.example/item/9",
    )  # fmt: skip
    again = json.loads(post(site, single_file(500), **headers).text)["files"][0]
    assert (again["result"], again["listings"][0]["url"]) == ("known", link)


def test_the_browser_s_name_is_kept_nowhere(site: Site) -> None:
    assert post(site, single_file(501), User_Agent="Identifying/7.7").status == 200
    for path in site.folder.rglob("*"):
        if path.is_file():
            assert b"Identifying/7.7" not in path.read_bytes(), path


def test_the_page_posts_its_own_token_and_shows_what_became_of_each_file(site: Site) -> None:
    page = site.get("/upload").text
    token = upload_token(site.folder)
    assert f'name="token" value="{token}"' in page
    assert page.index('name="token"') < page.index('name="file"'), "the token comes before the files"
    sent = form(
        ('name="token"', token.encode()),
        ('name="file"; filename="好.txt"', offer(502)), ('name="file"; filename="bad.bin"', b"\0\1" * 500),
        ('name="file"; filename=""', b""), ('name="text"', offer(503)), ('name="url"', b""),
    )  # fmt: skip
    answer = post(site, sent, None, Accept="text/html", Origin=f"http://127.0.0.1:{site.port}")
    assert answer.status == 200
    assert answer.text.count(EN["web.upload.result.new"]) == 2
    assert "好.txt" in answer.text and "pasted.txt" in answer.text and "bad.bin" in answer.text
    assert "is no text" in answer.text
    assert "default-src 'none'" in answer.headers["content-security-policy"]


def test_why_nothing_could_be_read_is_said_in_the_language_of_the_page(site: Site) -> None:
    picture = b"\x00\x00\x00\x18ftypheic\x00\x00\x00\x00heic"
    for language, says in (("zh", "HEIC 图片”，已保存但未读取"), ("en", "is a HEIC picture, kept but not read")):
        body = form(('name="files"; filename="photo.heic"', picture + language.encode()))
        answer = post(site, body, Accept="text/html", Accept_Language=language)
        assert says in answer.text


def test_pasted_source_of_a_page_is_read_as_a_page(site: Site) -> None:
    page = f"<html><head><title>粘贴的电站</title></head><body><p>{OFFER.format(504)}</p></body></html>"
    answer = post(site, form(('name="text"', page.encode()), ('name="url"', b"https://a.example/x/1")))
    number = json.loads(answer.text)["files"][0]["listings"][0]["id"]
    text = site.get(f"/listing/{number}").text
    assert "<h1>粘贴的电站</h1>" in text
    assert "https://a.example/x/1" in text


def test_an_archive_is_unpacked(site: Site) -> None:
    packed = BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("a.txt", offer(505))
        archive.writestr("../../b.txt", offer(506))
    answer = post(site, form(('name="file"; filename="pages.zip"', packed.getvalue())))
    assert [one["result"] for one in json.loads(answer.text)["files"][0]["listings"]] == ["new", "new"]


def test_what_failed_in_a_file_is_named(site: Site) -> None:
    packed = BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("good.txt", offer(507))
        archive.writestr("sub/bad.zip", b"PK\x03\x04xx")
        archive.writestr("lines.jsonl", b'{"text": "%s"}\n{bad\n' % offer(508))
    lines = b'{"text": "%s"}\n{bad\n' % offer(509)
    parts = (('name="file"; filename="some.zip"', packed.getvalue()), ('name="file"; filename="l.jsonl"', lines),
             ('name="file"; filename="x.rar"', b"Rar!\x1a\x07\x01\0"))  # fmt: skip
    files = json.loads(post(site, form(*parts)).text)["files"]
    said = [[reason.partition(" ")[0] for reason in one["reasons"]] for one in files]
    assert said == [["sub/bad.zip:", "lines.jsonl:2:"], ["l.jsonl:2:"], ["is"]]


def test_what_is_too_large_is_refused_by_its_length_and_while_it_comes(site: Site) -> None:
    body = form(('name="file"; filename="large.txt"', b"x" * 3_000_001))
    answer = post(site, body)
    assert (answer.status, "3,000,000" in answer.text) == (413, True)
    assert "hydrowatch import" in json.loads(answer.text)["reason"]
    lying = _raw(site, body, b"Transfer-Encoding: chunked\r\n", chunked=True)
    assert b" 413 " in lying.splitlines()[0]
    assert list((site.folder / "incoming").iterdir()) == []


def test_an_endless_body_ends_at_the_limit(site: Site) -> None:
    """Chunks without an end: the answer comes at the limit, not at the end."""
    with socket.create_connection(("127.0.0.1", site.port), timeout=60) as wire:
        wire.sendall(_head(site, b"Transfer-Encoding: chunked\r\n"))
        wire.sendall(_chunk(form(('name="file"; filename="a.txt"', b""))[: -len(END)]))
        sent, block = 0, _chunk(b"x" * 60_000)
        wire.settimeout(0.05)
        answer = b""
        while sent < 200_000_000 and not answer:
            try:
                wire.sendall(block)
                sent += len(block)
                answer = wire.recv(1) if sent > 3_100_000 and sent % 1_000_000 < 60_000 else b""
            except TimeoutError:
                continue
            except OSError:
                break
        assert sent < 190_000_000
    assert list((site.folder / "incoming").iterdir()) == []


def test_a_body_that_falls_silent_is_given_up(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(upload, "Limits", lambda size: Limits(size, silence_seconds=0.3))
    begun = time.monotonic()
    whole = form(('name="file"; filename="a.txt"', offer(513)))
    answer = _raw(site, whole[:-20], f"Content-Length: {len(whole)}\r\n".encode())
    assert b" 408 " in answer.splitlines()[0]
    assert time.monotonic() - begun < 20
    assert list((site.folder / "incoming").iterdir()) == []


def test_a_body_that_drips_is_given_up_in_the_end(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(upload, "Limits", lambda size: Limits(size, silence_seconds=5, seconds=1.0))
    with socket.create_connection(("127.0.0.1", site.port), timeout=60) as wire:
        wire.sendall(_head(site, b"Content-Length: 1000000\r\n"))
        wire.sendall(form(('name="file"; filename="a.txt"', b""))[: -len(END)])
        begun = time.monotonic()
        wire.settimeout(0.1)
        answer = b""
        while not answer and time.monotonic() - begun < 20:
            wire.sendall(b"x")
            try:
                answer = wire.recv(20)
            except TimeoutError:
                continue
        assert b" 408" in answer


def soon(holds: Callable[[], bool], seconds: float = 20) -> bool:
    """True once it holds; False when it does not in so many seconds."""
    until = time.monotonic() + seconds
    while not holds() and time.monotonic() < until:
        time.sleep(0.02)
    return holds()


def test_a_connection_that_breaks_off_leaves_nothing(site: Site) -> None:
    before = len(captures(site))
    whole = form(('name="file"; filename="a.txt"', offer(514)))
    with socket.create_connection(("127.0.0.1", site.port)) as wire:
        wire.sendall(_head(site, f"Content-Length: {len(whole)}\r\n".encode()) + whole[:-40])
        assert soon(lambda: any((site.folder / "incoming").glob("*")))
    assert soon(lambda: not any((site.folder / "incoming").glob("*")))
    assert len(captures(site)) == before


@pytest.mark.parametrize(
    ("body", "headers", "status"),
    [
        (b"", {}, 400),
        (form(), {}, 400),
        (form(('name="url"', b"https://a.example/")), {}, 400),
        (form(('name="file"; filename="a.txt"', offer(515)))[:-8], {}, 400),
        (b"no form at all", {}, 400),
        (b"{}", {"Content_Type": "application/json"}, 415),
        (b"a=1", {"Content_Type": "application/x-www-form-urlencoded"}, 415),
        (form(), {"Content_Type": "multipart/form-data"}, 415),
        (form(), {"Content_Type": "multipart/form-data; boundary=" + "x" * 5000}, 400),
        (form(('name="note"', b"x" * 9000)), {}, 413),
        (form(*[('name="file"; filename="a"', b"x")] * (MAX_PARTS + 1)), {}, 413),
        (form(('name="file"; filename="' + "a" * 20_000 + '"', b"x")), {}, 400),
    ],
)
def test_what_is_no_proper_form_is_refused_in_one_sentence(
    site: Site, body: bytes, headers: dict[str, str], status: int
) -> None:
    before = len(captures(site))
    answer = post(site, body, **headers)
    assert answer.status == status
    assert json.loads(answer.text)["reason"]
    assert len(captures(site)) == before


NAMES = (
    "../../../etc/passwd", "..\\..\\evil.txt", "/etc/cron.d/x", "C:\\Users\\me\\电站.txt", "con.txt:stream",
    "a\x00b.txt",
    "x%0d%0aSet-Cookie: a=b.txt", "\x1b[2J.txt", "\u202etxt.exe", "<img src=x onerror=alert(1)>.txt", "." * 300,
    "水" * 400 + ".txt", "a; filename=b", "🙂.txt", "x\\r\\nWARC-Type: response.txt",
)  # fmt: skip


OWN_FILES = {"hydrowatch.log", "hydrowatch.lock", "hydrowatch.queue", "hydrowatch.watch", "hydrowatch.upload"}


@pytest.mark.parametrize("number", range(len(NAMES)))
def test_a_name_is_data_and_never_a_path_or_a_header(site: Site, number: int) -> None:
    before = {path for path in site.folder.rglob("*") if "archive" not in path.parts}
    name = NAMES[number].replace('"', "%22")
    answer = post(site, form((f'name="file"; filename="{name}"', offer(600 + number))), Accept="text/html")
    assert answer.status == 200
    assert "<img" not in answer.text and "\x1b" not in answer.text
    assert "set-cookie" not in answer.headers
    url = str(captures(site)[-1]["url"])
    assert url.startswith("file:///") and url.isascii() and url.isprintable()
    assert ".." not in url.split("/") and len(url) < 2000
    after = {path for path in site.folder.rglob("*") if "archive" not in path.parts}
    made = {path.relative_to(site.folder).as_posix() for path in after - before if path.is_file()}
    (manifest,) = made - OWN_FILES
    assert re.fullmatch(r"manifests/manifest-\d+\.jsonl", manifest), "the run's manifest and nothing else"


def test_an_address_that_is_none_is_left_out(site: Site) -> None:
    for number, address in enumerate(("javascript:alert(1)", "file:///etc/passwd", "https://a b", "http://x\r\nA: b")):
        assert post(site, single_file(700 + number, address)).status == 200
        assert captures(site)[-1]["final_url"] == ""


def test_an_address_is_for_one_page_and_is_one_or_nothing_is_taken(site: Site) -> None:
    two = [('name="f"; filename="a.txt"', offer(711)), ('name="f"; filename="b.txt"', offer(712))]
    address = ('name="url"', b"https://market.example/item/711")
    before = len(captures(site))
    for language, sure in (("en", "An address belongs to one page, and 2 were sent"), ("zh", "这次有 2 个文件")):
        answer = post(site, form(*two, address), Accept_Language=language)
        assert answer.status == 400 and sure in json.loads(answer.text)["reason"]
    for language, sure in (("en", "That is no web address"), ("zh", "这不是网址")):
        for accept in ("text/html", "application/json", "*/*"):
            answer = post(site, form(two[0], ('name="url"', b"notaurl")), Accept=accept, Accept_Language=language)
            assert answer.status == 400 and sure in answer.text
    assert len(captures(site)) == before
    page = f"<html><body><iframe src='p_files/f.html'></iframe><p>{OFFER.format(713)}</p></body></html>".encode()
    with_its_folder = (('name="f"; filename="p.html"', page), ('name="f"; filename="p_files/x.css"', b"p {}"), address)
    assert post(site, form(*with_its_folder)).status == 200
    told = {row["url"]: row["final_url"] for row in captures(site)}
    assert [told[f"file:///{name}"] for name in ("p.html", "p_files/x.css")] == ["https://market.example/item/711", ""]


def test_why_nothing_is_taken_now_is_said_in_the_language_asked(site: Site) -> None:
    with open_workspace(site.folder):
        answer = post(site, form(('name="f"; filename="a.txt"', offer(714))), Accept_Language="zh")
    assert answer.status == 503
    assert "正在使用此工作区" in answer.text and "is already working" not in answer.text


def test_two_at_once_are_both_taken(site: Site) -> None:
    answers: list[Answer] = []
    threads = [threading.Thread(target=lambda n=n: answers.append(post(site, single_file(800 + n)))) for n in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [answer.status for answer in answers] == [200] * 4
    assert [json.loads(answer.text)["files"][0]["result"] for answer in answers].count("failed") == 0


def test_while_another_program_writes_the_answer_says_so_at_once(site: Site) -> None:
    with open_workspace(site.folder):
        begun = time.monotonic()
        answer = post(site, single_file(900), Accept="multipart/form-data")
        assert (answer.status, answer.headers["retry-after"]) == (503, "60")
        assert "hydrowatch import" in answer.text and answer.headers["content-type"].startswith("text/plain")
        assert time.monotonic() - begun < 20
        assert EN["web.upload.refused"] in post(site, single_file(900), Accept="text/html").text
    assert post(site, single_file(900)).status == 200


def test_the_upload_page_may_run_our_script_and_nothing_else(site: Site) -> None:
    policy = site.get("/upload").headers["content-security-policy"]
    assert "default-src 'none'" in policy and policy.endswith("script-src 'self'")
    assert "unsafe" not in policy
    assert "<script>" not in site.get("/upload").text


def test_the_page_has_no_key_of_the_messages_left_over(site: Site) -> None:
    for language in ("zh", "en"):
        assert "web.upload" not in site.get(f"/upload?lang={language}").text


def test_everything_kept_is_sound_in_the_end(site: Site) -> None:
    with open_workspace(site.folder, read_only=True) as workspace:
        assert [verdict for verdict in verify_workspace(workspace) if not verdict.ok] == []


def _head(site: Site, length: bytes) -> bytes:
    return (
        f"POST /upload HTTP/1.1\r\nHost: 127.0.0.1:{site.port}\r\nAuthorization: Bearer {upload_token(site.folder)}\r\n"
        f"Accept: application/json\r\nContent-Type: multipart/form-data; boundary={BOUNDARY}\r\n"
    ).encode() + length + b"\r\n"  # fmt: skip


def _chunk(data: bytes) -> bytes:
    return f"{len(data):x}\r\n".encode() + data + b"\r\n"


def _raw(site: Site, body: bytes, length: bytes, *, chunked: bool = False) -> bytes:
    with socket.create_connection(("127.0.0.1", site.port), timeout=60) as wire:
        wire.sendall(_head(site, length))
        wire.sendall(_chunk(body) + b"0\r\n\r\n" if chunked else body)
        answer = b""
        while b"\r\n" not in answer and (block := wire.recv(4096)):
            answer += block
        return answer


@contextmanager
def files_no_larger_than(size: int) -> Iterator[None]:
    """Writing more to any file fails, as on a disk that is full."""
    before, handler = resource.getrlimit(resource.RLIMIT_FSIZE), signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    try:
        resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
        signal.signal(signal.SIGXFSZ, handler)


@pytest.mark.parametrize(
    ("language", "spooling", "keeping"),
    [("en", ("The disk refused", "Make room"), ("the disk", "check its space", "Send it again")),
     ("zh", ("磁盘写不进去（文件过大）", "腾出空间"), ("磁盘", "请检查空间", "重新上传"))],
)  # fmt: skip
def test_a_full_disk_is_told_with_what_to_do_and_what_was_taken_is_kept(
    tmp_path: Path, language: str, spooling: tuple[str, ...], keeping: tuple[str, ...]
) -> None:
    large = [offer(600 + n) + b"<!-- " + os.urandom(150_000).hex().encode() + b" -->" for n in range(6)]
    sent = form(*((f'name="file"; filename="{n}.html"', body) for n, body in enumerate(large)))
    with serving(init_workspace(tmp_path / "case")) as site:
        assert post(site, form(('name="file"; filename="a.txt"', offer(599)))).status == 200
        with files_no_larger_than(200_000):
            refused = post(site, sent, Accept_Language=language)
        assert refused.status == 507 and all(words in refused.body.decode() for words in spooling)
        with files_no_larger_than(700_000):
            refused = post(site, sent, Accept_Language=language)
        assert refused.status == 503 and all(words in refused.body.decode() for words in keeping)
        assert post(site, sent).status == 200
        with open_workspace(site.folder) as workspace:
            assert workspace.store.counts()["listings"] == 7
            assert all(verdict.ok for verdict in verify_workspace(workspace))


def test_reasons_are_in_the_language_asked(site: Site) -> None:
    body = form(('name="file"; filename="a.bin"', b"\0\1\2" * 500))
    for language, chinese in (("zh-CN", True), ("en", False)):
        answer = post(site, body, Accept="application/json", Accept_Language=language)
        (file,) = json.loads(answer.text)["files"]
        assert file["result"] == "failed" and bool(re.search("[一-鿿]", file["reasons"][0])) is chinese
        plain = post(site, body, Accept="text/plain", Accept_Language=language).text
        assert bool(re.search("[一-鿿]", plain)) is chinese
