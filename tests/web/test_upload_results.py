"""What the answer to an upload tells: names, columns to be corrected, archives sent again, what is kept unread."""

from __future__ import annotations

import http.client
import io
import json
import re
import zipfile
from collections.abc import Iterator
from urllib.parse import urlencode

import pytest
import yaml
from web_site import Answer, Site, serving
from web_uploads import EN, form, offer, post, upload_folder

from monitor.parse.picture import ocr_ready
from monitor.run.importing.tokens import upload_token
from monitor.run.verifying.verify import verify_workspace
from monitor.run.workspace import open_workspace


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    with serving(upload_folder(tmp_path_factory.mktemp("uploads"))) as running:
        yield running


def test_what_was_pasted_is_called_by_its_first_words(site: Site) -> None:
    answer = post(
        site, form(('name="text"', "平永甲水电站整体转让，装机630千瓦，手续齐全，要价715万，电话面谈".encode()))
    )
    (listing,) = json.loads(answer.text)["files"][0]["listings"]
    assert listing["title"].startswith("平永甲水电站整体转让")


def corrected(site: Site, fields: dict[str, str], **headers: str) -> Answer:
    """Post the form of columns as our own page does, but for these headers."""
    connection = http.client.HTTPConnection("127.0.0.1", site.port, timeout=60)
    given = {"Content-Type": "application/x-www-form-urlencoded", "Accept": "text/html", "Accept-Language": "en",
             "Origin": f"http://127.0.0.1:{site.port}", **headers}  # fmt: skip
    connection.request("POST", "/columns", urlencode(fields), given)
    response = connection.getresponse()
    answer = Answer(response.status, {k.lower(): v for k, v in response.getheaders()}, response.read())
    connection.close()
    return answer


def test_the_columns_of_an_uploaded_table_are_shown_and_corrected_in_a_form(site: Site) -> None:
    table = "名称,描述,甲,发布日期,联系电话\n平永水电站转让,手续齐全装机630千瓦,480,2024-03-05,13900001111\n".encode()
    shown = post(site, form(('name="file"; filename="t.csv"', table)), Accept="text/html")
    assert shown.headers["referrer-policy"] == "same-origin"  # else a browser hides where its form comes from
    assert EN["columns.why.numbers"] in shown.text and "C 甲" in shown.text
    assert "E 联系电话" in shown.text and "•11<" in shown.text and "13900001111" not in shown.text
    names = dict(re.findall(r'<select name="(field-0-\d)".*?<option value="(\w+)" selected', shown.text))
    assert names == {"field-0-0": "title", "field-0-1": "text", "field-0-2": "ignore", "field-0-3": "date",
                     "field-0-4": "contact"}  # fmt: skip
    capture = re.findall(r'name="capture" value="(\d+)"', shown.text)[0]
    number = re.findall(r'href="/listing/(\d+)"', shown.text)[0]
    assert "2024-03-05" in site.get(f"/listing/{number}").text
    fields = {"token": upload_token(site.folder), "capture": capture, **names, "field-0-2": "price",
              "unit-0-2": "万元", "field-0-3": "ignore"}  # fmt: skip
    for wrong, status in (
        ({**fields, "token": "x"}, 403), ({**fields, "capture": "999999"}, 400), ({**fields, "capture": "x"}, 400),
        ({**fields, "field-0-2": "prize"}, 400), ({**fields, "unit-0-2": "马力"}, 400),
    ):  # fmt: skip
        assert corrected(site, wrong).status == status, wrong
    assert corrected(site, fields, Origin="http://evil.example").status == 403
    assert not (site.folder / "columns.yaml").exists()
    answer = corrected(site, fields)
    assert answer.status == 200 and EN["web.upload.result.changed"] in answer.text
    listing = site.get(f"/listing/{number}").text
    assert "480万" in listing
    kept = (site.folder / "columns.yaml").read_text("utf-8")
    assert "price: 甲(万元)" in kept and "title:" not in kept
    assert '<option value="price" selected' in answer.text
    wrong_zh = corrected(site, {**fields, "field-0-2": "prize"}, **{"Accept-Language": "zh"})
    assert "没有这个字段" in wrong_zh.text


def test_the_form_leaves_words_to_read_and_mends_a_table_that_had_none(site: Site) -> None:
    table = "名称,售价,备忘\n平永十二号水电站转让,480万,手续齐全装机630千瓦可自用电欢迎考察\n".encode()
    shown = post(site, form(('name="file"; filename="c2.csv"', table)), Accept="text/html")
    capture = re.findall(r'name="capture" value="(\d+)"', shown.text)[0]
    fields = {"token": upload_token(site.folder), "capture": capture, "field-0-0": "title", "field-0-1": "price"}
    assert corrected(site, {**fields, "field-0-2": "other"}).status == 200
    path = site.folder / "columns.yaml"
    if not path.exists():  # no other test had columns kept there
        path.write_text("[]\n", "utf-8")
    before = path.read_text("utf-8")
    refused = corrected(site, {**fields, "field-0-0": "ignore", "field-0-2": "ignore"})
    assert refused.status == 400 and "no column holds a title or text" in refused.text
    assert path.read_text("utf-8") == before
    others = [entry for entry in yaml.safe_load(before) or () if "备忘" not in entry["headers"]]
    locked = [*others, {"headers": ["名称", "售价", "备忘"], "columns": {"ignore": ["名称", "备忘"]}}]
    path.write_text(yaml.safe_dump(locked, allow_unicode=True), "utf-8")
    anew = post(site, form(('name="file"; filename="c3.csv"', table.replace(b"480", b"470"))), Accept="text/html")
    assert anew.status == 422
    capture = re.findall(r'name="capture" value="(\d+)"', anew.text)[0]
    names = dict(re.findall(r'<select name="(field-0-\d)".*?<option value="(\w+)" selected', anew.text))
    assert names == {"field-0-0": "ignore", "field-0-1": "price", "field-0-2": "ignore"}
    mended = corrected(site, {**fields, **names, "capture": capture, "field-0-0": "title", "field-0-2": "text"})
    assert mended.status == 200
    (number,) = set(re.findall(r'href="/listing/(\d+)"', mended.text))
    assert "470万" in site.get(f"/listing/{number}").text
    path.write_text(yaml.safe_dump(others, allow_unicode=True), "utf-8")


def test_an_archive_with_a_page_that_cannot_be_read_names_its_listings_each_time(site: Site) -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("a.html", offer(981))
        archive.writestr("b.html", "<html><body><img src='a.png'></body></html>")
    for result in ("new", "known"):
        answer = post(site, form(('name="file"; filename="a.zip"', packed.getvalue())))
        (file,) = json.loads(answer.text)["files"]
        assert (answer.status, file["result"], [one["result"] for one in file["listings"]]) == (200, result, [result])


def test_an_archive_with_a_damaged_one_in_it_is_known_with_its_listings_and_its_reason(site: Site) -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("a.txt", offer(982))
        archive.writestr("b.zip", b"PK\x03\x04xx")
    for result in ("new", "known"):
        answer = post(site, form(('name="file"; filename="a.zip"', packed.getvalue())))
        (file,) = json.loads(answer.text)["files"]
        assert (answer.status, file["result"], [one["result"] for one in file["listings"]]) == (200, result, [result])
        assert "damaged" in file["reasons"][0]


def test_an_archive_names_each_listing_once_and_those_that_were_known_before(site: Site) -> None:
    def became(name: str, **texts: bytes) -> list[tuple[int, str]]:
        packed = io.BytesIO()
        with zipfile.ZipFile(packed, "w") as archive:
            for inside, text in texts.items():
                archive.writestr(f"{inside}.txt", text)
        (file,) = json.loads(post(site, form((f'name="file"; filename="{name}"', packed.getvalue()))).text)["files"]
        return sorted((one["id"], one["result"]) for one in file["listings"])

    ((first, _),) = became("first.zip", a=offer(983))
    (known, (second, new)) = became("both.zip", a=offer(983), b=offer(984), c=offer(984))
    assert (known, new) == ((first, "known"), "new")
    assert became("both.zip", a=offer(983), b=offer(984), c=offer(984)) == [(first, "known"), (second, "known")]
    assert became("again.zip", other=offer(983)) == [(first, "known")]


def test_a_text_without_an_offer_is_kept_and_no_failure(site: Site) -> None:
    body = form(('name="file"; filename="note.txt"', "周五下午三点开会，请带上笔记本。".encode()))
    for _ in range(2):  # also when the same bytes come again
        answer = post(site, body)
        (file,) = json.loads(answer.text)["files"]
        assert (answer.status, file["result"], len(file["reasons"])) == (200, "kept", 1)


@pytest.mark.skipif(ocr_ready(), reason="this machine reads pictures")
def test_a_picture_that_waits_for_its_reader_is_kept(site: Site) -> None:
    body = form(('name="file"; filename="a.png"', b"\x89PNG\r\n\x1a\n" + bytes(40)))
    for _ in range(2):  # also when the same bytes come again
        answer = post(site, body)
        (file,) = json.loads(answer.text)["files"]
        assert (answer.status, file["result"], len(file["reasons"])) == (200, "kept", 1)
        shown = post(site, body, Accept="text/html")
        assert re.search(r'href="/capture/\d+/replay"', shown.text)


def test_everything_kept_is_sound_in_the_end(site: Site) -> None:
    with open_workspace(site.folder) as workspace:
        assert all(verdict.ok for verdict in verify_workspace(workspace))
