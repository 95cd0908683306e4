"""Who may upload: extensions and our own page with the token; no other origin, no other host."""

from __future__ import annotations

import http.client
import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from web_site import Answer, Site, serving
from web_uploads import EN, captures, form, offer, post, sent, single_file, upload_folder

from monitor.run.importing.tokens import TOKEN_FILE, new_upload_token, upload_token
from monitor.run.workspace import init_workspace


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    with serving(upload_folder(tmp_path_factory.mktemp("uploads"))) as running:
        yield running


def asked_before(site: Site, origin: str, **more: str) -> Answer:
    """The preflight that a browser sends before the post of an extension without rights on this machine."""
    named = {"Origin": origin, "Access-Control-Request-Method": "POST", **more,
             "Access-Control-Request-Headers": "authorization"}  # fmt: skip
    return sent(site, "OPTIONS", None, named)


EXTENSIONS = [
    "chrome-extension://mpiodijhokgodhhofbcjdecpffjipkle", "moz-extension://3c078156-979c-498b-8990-85f7987dd929",
    "safari-web-extension://4F1A8C3E-0000-4000-8000-1234567890AB",
]  # fmt: skip


@pytest.mark.parametrize("origin", EXTENSIONS)
def test_an_extension_without_rights_on_this_machine_may_post_and_read_the_answer(site: Site, origin: str) -> None:
    answer = asked_before(site, origin, **{"Access-Control-Request-Private-Network": "true"})
    told = answer.headers
    assert (answer.status, told["access-control-allow-origin"]) == (204, origin)
    assert told["access-control-allow-methods"] == "POST" and "authorization" in told["access-control-allow-headers"]
    assert told["access-control-allow-private-network"] == "true" and "origin" in told["vary"].lower()
    assert "access-control-allow-credentials" not in told
    body = form(('name="file"; filename="a.txt"', offer(len(origin))))
    for token, status in (("", 200), ("wrong", 403), (None, 403)):
        sent = post(site, body, token, Origin=origin)
        assert (sent.status, sent.headers["access-control-allow-origin"]) == (status, origin)


@pytest.mark.parametrize("origin", [
    "https://evil.example", "null", "", "http://127.0.0.1:1", "chrome-extension://", "chrome-extension://a/b",
    "chrome-extension.evil.example", "xchrome-extension://abc", "http://chrome-extension://abc", "file://",
])  # fmt: skip
def test_the_question_of_a_page_is_not_answered(site: Site, origin: str) -> None:
    answer = asked_before(site, origin)
    assert answer.status == 405 and not any(name.startswith("access-control") for name in answer.headers)
    sent = post(site, form(('name="file"; filename="a.txt"', offer(1))), Origin=origin)
    assert not any(name.startswith("access-control") for name in sent.headers)


def test_the_page_with_the_token_is_read_by_no_extension(site: Site) -> None:
    connection = http.client.HTTPConnection("127.0.0.1", site.port, timeout=60)
    connection.request("GET", "/upload", None, {"Origin": EXTENSIONS[0]})
    response = connection.getresponse()
    assert response.status == 200 and response.getheader("Access-Control-Allow-Origin") is None
    connection.close()


ORIGINS = (
    "http://evil.example", "https://127.0.0.1.evil.example", "null", "http://127.0.0.1:1", "https://127.0.0.1", "",
    "http://localhost", "file://", "http-extension://x",
)  # fmt: skip


@pytest.mark.parametrize("origin", ORIGINS)
def test_a_page_of_another_origin_is_refused_even_with_the_token(site: Site, origin: str) -> None:
    before = len(captures(site))
    sent = form(('name="token"', upload_token(site.folder).encode()), ('name="file"; filename="a.txt"', offer(507)))
    for token in (None, ""):
        answer = post(site, sent, token, Origin=origin)
        assert (answer.status, json.loads(answer.text)["reason"]) == (403, EN["web.upload.stranger"])
    assert "access-control-allow-origin" not in answer.headers
    assert len(captures(site)) == before


@pytest.mark.parametrize("said", ["cross-site", "same-site"])
def test_a_browser_that_says_where_it_comes_from_only_otherwise_is_heard(site: Site, said: str) -> None:
    assert post(site, single_file(508), Sec_Fetch_Site=said).status == 403


def test_no_preflight_is_answered_with_leave(site: Site) -> None:
    answer = site.get(
        "/upload", "OPTIONS", Origin="http://evil.example", Access_Control_Request_Method="POST",
        Access_Control_Request_Headers="authorization",
    )  # fmt: skip
    assert answer.status == 405
    assert not any(name.startswith("access-control") for name in answer.headers)


def test_another_host_name_is_refused(site: Site) -> None:
    assert post(site, single_file(509), Host="evil.example").status == 421


@pytest.mark.parametrize("token", [None, "wrong", "x" * 5000, "\xff\xfe"])
def test_without_the_right_token_nothing_reaches_the_disk(site: Site, token: str | None) -> None:
    before = len(captures(site))
    answer = post(site, single_file(510), token)
    assert (answer.status, json.loads(answer.text)["reason"]) == (403, EN["web.upload.notoken"])
    late = form(('name="file"; filename="a.txt"', offer(510)), ('name="token"', upload_token(site.folder).encode()))
    assert post(site, late, None).status == 403
    wrong = form(('name="token"', b"wrong"), ('name="text"', offer(510)))
    assert post(site, wrong, None).status == 403
    assert len(captures(site)) == before
    assert list((site.folder / "incoming").glob("*")) == []


def test_a_token_made_anew_ends_the_old_one(tmp_path: Path) -> None:
    with serving(init_workspace(tmp_path / "case")) as running:
        old = upload_token(running.folder)
        new_upload_token(running.folder)
        assert post(running, single_file(511), old).status == 403
        assert post(running, single_file(511)).status == 200
        (running.folder / TOKEN_FILE).chmod(0o604)
        assert "--new" in running.get("/upload").text
        assert post(running, single_file(512), old).status == 503
