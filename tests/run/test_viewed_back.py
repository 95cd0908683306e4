"""Archive files that say they are ours and that a browser showed a page: what of that is taken."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from test_packages_back import FRAMED, PUT_IN, SHEET, WORDS

from monitor.capture.records import Record, digest, write
from monitor.run.importing.imports import import_paths
from monitor.run.workspace import open_workspace

AT, URL = "2026-11-20T10:00:00Z", "https://x.test/7"
FRAME = "<p>水电站，年发电量200万度，要价1万元</p>"
HEAD = "HTTP/1.1 200 OK\r\nContent-Type: {}\r\n\r\n"
UTF8 = "text/html; charset=utf-8"


def answer(url: str, body: str, media_type: str = UTF8) -> Record:
    return record("response", url, HEAD.format(media_type) + body, "application/http; msgtype=response")


def record(kind: str, url: str, body: str, media_type: str, **said: str) -> Record:
    whole = body.encode()
    headers = {"WARC-Block-Digest": digest([whole]), "Hydrowatch-Source": "market", **said}
    return Record(kind, url, AT, media_type, b"", [whole], len(whole), headers)


def viewed(page: Record, view: str, body: str, media_type: str = UTF8) -> Record:
    said = {"WARC-Refers-To": page.record_id, "Hydrowatch-View": view}
    return record("conversion", f"urn:{view}:{URL}", body, media_type, **said)


def asked(page: Record, *loaded: tuple[str, Record]) -> Record:
    requests = [{"url": url, "record": one.record_id} for url, one in loaded]
    return viewed(page, "requests", json.dumps({"requests": requests}), "application/json")


def kept(folder: Path, *records: Record) -> Path:
    folder.mkdir()
    info = record("warcinfo", "", "software: hydrowatch/0.1\r\n", "application/warc-fields")
    with (folder / "x.warc.gz").open("xb") as out:
        for one in (info, *records):
            write(out, one)
    return folder


@pytest.mark.parametrize(
    ("dom", "shown"),
    [
        (WORDS.format(860, ""), WORDS.format(1, "")),
        (WORDS.format(860, FRAMED.format("")), WORDS.format(860, FRAMED.format(PUT_IN))),
        (WORDS.format(860, "<link rel=stylesheet href=a.css>"), WORDS.format(860, SHEET.format("a", "p{color:red}"))),
    ],
)
def test_nothing_is_read_in_the_place_of_a_dom_that_says_more_than_it(
    folder: Path, tmp_path: Path, dom: str, shown: str
) -> None:
    page = answer(URL, WORDS.format(5, ""))
    files = kept(tmp_path / "in", page, viewed(page, "dom", dom), viewed(page, "shown", shown), asked(page))
    with open_workspace(folder) as workspace:
        report = import_paths(workspace, [files])
        (row,) = workspace.store.queue().rows
    assert (row["price_yuan"], row["url"]) == (8_600_000, URL)
    assert [error.reason.partition(",")[0] for error in report.failures] == [
        "what was read in its place says more than it and the archive do"
    ]


def test_a_frame_that_the_page_loaded_is_read_with_it_by_the_name_that_it_asked_for(
    folder: Path, tmp_path: Path
) -> None:
    page, frame = answer(URL, "<script>1</script>"), answer("https://x.test/elsewhere", FRAME)
    dom, shown = (WORDS.format(860, FRAMED.format(put)) for put in ("", PUT_IN))
    views = (
        viewed(page, "dom", dom),
        viewed(page, "shown", shown),
        asked(page, ("https://x.test/x_files/f.html", frame)),
    )
    with open_workspace(folder) as workspace:
        report = import_paths(workspace, [kept(tmp_path / "in", page, frame, *views)])
        (row,) = workspace.store.queue().rows
        assert report.failures == () and "年发电量" in workspace.store.version_words(row["version_id"])[1]


def test_what_another_page_loaded_belongs_to_it_alone_and_without_a_dom_the_page_is_read(
    folder: Path, tmp_path: Path
) -> None:
    rows = json.dumps([{"title": f"水电站{n}转让", "price": f"{n}万元", "url": f"/p/{n}"} for n in range(3, 8)])
    page, api = answer(URL, WORDS.format(860, "")), answer("https://x.test/api", rows, "application/json")
    with open_workspace(folder) as workspace:
        import_paths(workspace, [kept(tmp_path / "in", page, api, asked(page, (api.uri, api)))])
        (row,) = workspace.store.queue().rows
    assert (row["price_yuan"], row["url"]) == (8_600_000, URL)


def test_a_list_of_requests_that_is_none_hides_nothing(folder: Path, tmp_path: Path) -> None:
    page = answer(URL, WORDS.format(860, ""))
    broken = [viewed(page, "requests", body, "application/json") for body in ("[[", "[1]", '{"requests": [1, {}]}')]
    with open_workspace(folder) as workspace:
        assert import_paths(workspace, [kept(tmp_path / "in", page, *broken)]).counts["new"] == 1
