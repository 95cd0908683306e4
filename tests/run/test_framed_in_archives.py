"""Frames of pages in MHTML and HAR are read as part of their page, and bodies of a HAR that lie in files beside it."""

from __future__ import annotations

import hashlib
import io
import json
import zipfile
from pathlib import Path
from typing import Any

import pytest

from monitor.run.importing.imports import import_paths
from monitor.run.importing.incoming import files_of
from monitor.run.importing.uploads import Upload, import_uploads
from monitor.run.verifying.verify import verify_workspace
from monitor.run.workspace import Workspace, open_workspace
from monitor.unpack import unpack

ADDRESS = "https://www.example.com/item/9"
OFFER = "四川宝兴县水电站整体转让，装机2×630千瓦，手续齐全，不在清退范围内，要价600万元"
NOTICE = "电站情况说明：本水电站水头45米，取水许可证有效，生态流量已达标"
INNER = "水电站补充说明：两台水轮机，年收入约138万元"
ADVERT = "这里可以投放各种商业推广内容欢迎来电咨询洽谈合作事宜"


def page(body: str, frame: str = "") -> str:
    shown = f'<iframe src="{frame}"></iframe>' if frame else ""
    return f"<html><meta charset=utf-8><title>{body[:12]}</title><body><p>{body}</p>{shown}</body></html>"


def entry(url: str, body: str, **content: Any) -> dict[str, Any]:
    told = {"size": len(body), "mimeType": "text/html", "text": body, **content}
    return {
        "startedDateTime": "2021-09-01T08:00:00.000Z", "pageref": "p", "request": {"method": "GET", "url": url},
        "response": {"status": 200, "headers": [], "content": told},
    }  # fmt: skip


def pages_of(framed: str = NOTICE) -> dict[str, str]:
    return {
        ADDRESS: page(OFFER, "/frame.html?a=1&amp;b=2"),
        "https://www.example.com/frame.html?a=1&b=2": page(framed, "inner.html#top"),
        "https://www.example.com/inner.html": page(INNER),
    }


def har(pages: dict[str, str]) -> bytes:
    return json.dumps({"log": {"entries": [entry(url, body) for url, body in pages.items()]}}).encode()


def attached(pages: dict[str, str]) -> dict[str, bytes]:
    """A HAR as Playwright writes it with `content: attach`, and the files that it names."""
    files, entries = dict[str, bytes](), []
    for url, body in pages.items():
        name = f"{hashlib.sha1(body.encode()).hexdigest()}.html"
        files[name] = body.encode()
        one = entry(url, body, _file=name)
        del one["response"]["content"]["text"]
        entries.append(one)
    return {**files, "pw.har": json.dumps({"log": {"entries": entries}}).encode()}


def mhtml(framed: str = NOTICE) -> bytes:
    parts = [
        (ADDRESS, "frame-A@mhtml.blink", page(OFFER, "cid:frame-B@mhtml.blink")),
        ("https://www.example.com/frame.html", "frame-B@mhtml.blink", page(framed, "inner.html")),
        ("https://www.example.com/inner.html", "frame-C@mhtml.blink", page(INNER)),
    ]
    head = f"From: <Saved by Blink>\r\nSnapshot-Content-Location: {ADDRESS}\r\nSubject: a\r\n"
    head += "Date: Wed, 1 Sep 2021 08:00:00 -0000\r\nMIME-Version: 1.0\r\n"
    head += 'Content-Type: multipart/related; type="text/html"; boundary="--x"\r\n\r\n'
    said = "".join(
        f"----x\r\nContent-Type: text/html\r\nContent-ID: <{number}>\r\nContent-Transfer-Encoding: 8bit\r\n"
        f"Content-Location: {url}\r\n\r\n{body}\r\n"
        for url, number, body in parts
    )
    return f"{head}{said}----x--\r\n".encode()


def zipped(files: dict[str, bytes], folder: str = "") -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        for name, body in files.items():
            archive.writestr(f"{folder}{name}", body)
    return file.getvalue()


def written(folder: Path, files: dict[str, bytes]) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    for name, body in files.items():
        (folder / name).write_bytes(body)
    return folder


def the_listing(workspace: Workspace) -> tuple[dict[str, Any], str]:
    (row,) = workspace.store.queue(limit=9).rows
    return row, workspace.store.version_words(row["version_id"])[1]


FORMS: dict[str, dict[str, bytes]] = {
    "mhtml": {"a.mhtml": mhtml()},
    "har": {"a.har": har(pages_of())},
    "har in UTF-16": {"a.har": har(pages_of()).decode().encode("utf-16")},
    "attached in a ZIP": {"a.zip": zipped(attached(pages_of()))},
    "attached in a folder of a ZIP": {"a.zip": zipped(attached(pages_of()), "site/")},
    "attached in a folder": attached(pages_of()),
}


@pytest.mark.parametrize("form", list(FORMS))
def test_a_page_is_one_listing_with_what_its_frames_show(folder: Path, tmp_path: Path, form: str) -> None:
    top = written(tmp_path / "in", FORMS[form])
    with open_workspace(folder) as workspace:
        report = import_paths(workspace, [top])
        assert (report.counts["new"], report.counts.get("failed", 0)) == (1, 0)
        row, text = the_listing(workspace)
        assert row["url"] == ADDRESS and all(words in text for words in (OFFER, NOTICE, INNER))
        taken = workspace.store.capture(workspace.store.version(row["version_id"])["capture_id"])
        assert taken and taken["taken_at"] == "2021-09-01T08:00:00.000000Z"
        again = import_paths(workspace, [top]).counts
        assert "new" not in again and "changed" not in again and "failed" not in again
        assert all(verdict.ok for verdict in verify_workspace(workspace, deep=True))


@pytest.mark.parametrize("files", [{"a.mhtml": mhtml(ADVERT)}, {"a.har": har(pages_of(ADVERT))}])
def test_a_frame_with_an_advertisement_is_no_part_of_the_page_and_no_listing(
    folder: Path, tmp_path: Path, files: dict[str, bytes]
) -> None:
    files = {name: body.replace(INNER.encode(), b"x").replace(json.dumps(INNER)[1:-1].encode(), b"x")
             for name, body in files.items()}  # fmt: skip
    with open_workspace(folder) as workspace:
        import_paths(workspace, [written(tmp_path / "in", files)])
        _, text = the_listing(workspace)
        assert OFFER in text and ADVERT not in text


def test_pages_of_one_har_that_show_each_other_in_frames_come_to_an_end() -> None:
    pages = {f"http://e.com/{n}": page(f"{n}号水电站转让", f"/{(n + 1) % 3}") for n in range(3)}
    found = list(unpack(io.BytesIO(har(pages)), "har", "a.har"))
    assert [one.role for one in found] == ["document", "resource", "resource"]


def test_the_har_alone_names_what_is_missing_and_is_read_when_its_files_come(folder: Path, tmp_path: Path) -> None:
    files = attached({ADDRESS: page(OFFER)})
    with open_workspace(folder) as workspace:
        alone = written(tmp_path / "in", {"pw.har": files["pw.har"]})
        assert "does not lie beside the HAR" in import_paths(workspace, [alone]).failures[0].reason
        written(tmp_path / "in", files)
        assert import_paths(workspace, [alone / "pw.har"]).counts["new"] == 1
        assert the_listing(workspace)[0]["url"] == ADDRESS


def test_a_har_that_is_named_brings_its_own_files_and_no_others(folder: Path, tmp_path: Path) -> None:
    private = attached({"https://private.example.org/inbox": page("私人邮箱里的内容不应该带走")})
    own = attached({ADDRESS: page(OFFER)})
    top = written(tmp_path / "in", {**private, "other.har": private["pw.har"], **own, "mine.har": own["pw.har"]})
    names = {one for one in own if one.endswith(".html")} | {"mine.har"}
    assert {one.name for one in files_of([top / "mine.har"])} == names
    both = [one.name for one in files_of([top / "mine.har", top / "pw.har"])]
    assert sorted(both) == sorted(names | {"pw.har"})
    with open_workspace(folder) as workspace:
        report = import_paths(workspace, [top / "mine.har"])
        assert report.counts["new"] == 1 and not report.failures


def test_a_har_that_an_earlier_version_read_in_vain_is_read_when_it_comes_with_its_files(
    folder: Path, tmp_path: Path
) -> None:
    files = attached({ADDRESS: page(OFFER)})
    top = written(tmp_path / "in", {"pw.har": files["pw.har"]})
    said = "1 of its documents could not be read when it was imported first; the first: has no content in the HAR; "
    with open_workspace(folder) as workspace:
        import_paths(workspace, [top])
        sha256 = hashlib.sha256(files["pw.har"]).hexdigest()
        archive = workspace.store.unfinished_archive(sha256)
        assert archive is not None
        workspace.store.finish_archive(archive["id"], said + "save it again in the browser as HAR with content")
        assert import_paths(workspace, [top]).counts["known"] == 1  # its files are still not there
        written(top, files)
        assert import_paths(workspace, [top / "pw.har"]).counts["new"] == 1
        assert the_listing(workspace)[0]["url"] == ADDRESS
        again = import_paths(workspace, [top]).counts
        assert again["known"] == 2 and "new" not in again and "failed" not in again
        assert all(verdict.ok for verdict in verify_workspace(workspace, deep=True))


@pytest.mark.parametrize(
    "name", ["../secret.html", "/etc/passwd", "secret.html", "a" * 40 + "/../x", "b" * 40 + ".html"]
)
def test_a_har_reads_no_other_file(tmp_path: Path, name: str) -> None:
    one = entry(ADDRESS, "", _file=name, size=9)
    data = json.dumps({"log": {"entries": [one]}}).encode()
    asked: list[str] = []

    def beside(path: str) -> Any:
        asked.append(path)
        raise FileNotFoundError(path)

    (member,) = unpack(io.BytesIO(data), "har", "a.har", beside=beside)
    assert member.problem and not member.body and asked in ([], ["b" * 40 + ".html"])


def test_a_link_beside_a_har_is_not_followed(folder: Path, tmp_path: Path) -> None:
    files = attached({ADDRESS: page(OFFER)})
    (name,) = (one for one in files if one.endswith(".html"))
    top = written(tmp_path / "in", {"pw.har": files["pw.har"]})
    (tmp_path / "secret").write_bytes(files[name])
    (top / name).symlink_to(tmp_path / "secret")
    with open_workspace(folder) as workspace:
        assert "new" not in import_paths(workspace, [top / "pw.har"]).counts


def test_an_upload_of_a_har_with_its_files_is_one_listing(folder: Path, tmp_path: Path) -> None:
    top = written(tmp_path / "in", attached(pages_of()))
    sent = [
        Upload(path, f"site/{path.name}", hashlib.sha256(path.read_bytes()).hexdigest())
        for path in sorted(top.iterdir())
    ]
    with open_workspace(folder, read_only=True) as workspace:
        import_uploads(workspace, sent)
        _, text = the_listing(workspace)
        assert all(words in text for words in (OFFER, NOTICE, INNER))
