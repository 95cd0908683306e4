"""Pages that SingleFile packed into a ZIP are one page with its frames, from where and when its manifest says."""

from __future__ import annotations

import hashlib
import io
import json
from pathlib import Path
from typing import Any

import pytest
from single_files import (
    ADDRESS,
    INNER,
    MOMENT,
    NOTICE,
    OFFER,
    TITLE,
    compressed_page,
    files,
    html,
    manifest,
    written,
    zipped,
)  # fmt: skip

from monitor.run.importing.imports import import_paths
from monitor.run.importing.uploads import Upload, import_uploads
from monitor.run.verifying.verify import verify_workspace
from monitor.run.workspace import Workspace, open_workspace
from monitor.unpack import archive_kind, unpack

TAKEN = "2021-09-01T08:00:00.383000Z"
FORMS = {
    "zip": zipped(files()),
    "compressed": compressed_page(files()),
    "with its text": compressed_page(files(), shown=f"<main hidden>{OFFER}</main>"),
    "with a long script": compressed_page(files(), before=200_000),
}


def newest(workspace: Workspace) -> list[dict[str, Any]]:
    rows = workspace.store.queue(limit=50).rows
    found = [workspace.store.version(row["version_id"]) for row in rows]
    return [{**row, **version} for row, version in zip(rows, found, strict=True) if version]


@pytest.mark.parametrize("form", list(FORMS))
def test_a_packed_page_is_one_listing_with_its_frames_and_the_word_of_its_manifest(
    folder: Path, tmp_path: Path, form: str
) -> None:
    path = written(tmp_path / "in", "page.zip" if form == "zip" else "page.html", FORMS[form])
    with open_workspace(folder) as workspace:
        report = import_paths(workspace, [path])
        assert (report.counts["new"], report.counts.get("failed", 0)) == (1, 0)
        (listing,) = newest(workspace)
        assert (listing["url"], listing["title"], listing["price_yuan"]) == (ADDRESS, TITLE, 6_000_000)
        assert all(words in listing["text"] for words in (OFFER, NOTICE, INNER))
        capture = workspace.store.capture(listing["capture_id"])
        assert capture and capture["taken_at"] == TAKEN and capture["final_url"] == ADDRESS
        assert import_paths(workspace, [path]).counts["known"] == 1
        assert len(workspace.store.versions(listing["id"])) == 1
        assert all(verdict.ok for verdict in verify_workspace(workspace, deep=True))


def test_a_packed_page_after_the_page_itself_is_a_sighting_and_no_event(folder: Path, tmp_path: Path) -> None:
    note = (
        f"<!--\n Page saved with SingleFile\n url: {ADDRESS}\n saved date: Wed Sep 01 2021 07:00:00 GMT+0000 (UTC)\n-->"
    )
    frame = html(NOTICE, "公告").replace('"', "&quot;")
    with open_workspace(folder) as workspace:
        plain = written(
            tmp_path, "a.html", html(OFFER + f'<iframe srcdoc="{frame}"></iframe>').replace("<meta", note + "<meta")
        )
        import_paths(workspace, [plain])
        packed = files()
        del packed["frames/0/frames/1/index.html"]
        counts = import_paths(workspace, [written(tmp_path, "b.zip", zipped(packed))]).counts
        assert (counts["unchanged"], "changed" in counts, "new" in counts) == (1, False, False)
        assert [event["kind"] for event in workspace.store.changes(1)] == ["new"]


def test_an_upload_of_a_compressed_page_is_kept_byte_for_byte_and_read(folder: Path, tmp_path: Path) -> None:
    body = FORMS["compressed"]
    with open_workspace(folder, read_only=True) as workspace:
        sent = Upload(written(tmp_path, "sent", body), "page.html", hashlib.sha256(body).hexdigest(), ADDRESS)
        (received,) = import_uploads(workspace, [sent])
        assert received.became.counts["new"] == 1 and "failed" not in received.became.counts
        (listing,) = newest(workspace)
        page = workspace.store.capture(listing["capture_id"])
        assert page is not None
        while page["parent_id"]:
            page = workspace.store.capture(page["parent_id"])
            assert page is not None
        assert (page["size"], page["how"]) == (len(body), "upload")


@pytest.mark.parametrize("name", ["../secret.html", "/etc/x.html", "file:///etc/x.html", "frames/9/index.html"])
def test_a_frame_leads_nowhere_out_of_its_zip(name: str) -> None:
    held = {"index.html": html(OFFER), "manifest.json": manifest(), "../secret.html": html(NOTICE)}
    page, other = [one for one in unpack(io.BytesIO(zipped(held)), "zip", "a.zip") if one.role == "document"]
    assert page.frames is not None and page.frames(name, "") is None
    assert (page.url, other.url, other.name, other.frames) == (ADDRESS, "", "secret.html", None)


def test_what_was_packed_with_a_page_is_read_by_itself_and_what_the_page_loads_is_not() -> None:
    held = {**files(OFFER + "<img src='pic/1.png'>"), "other/index.html": html(NOTICE), "list.csv": f"标题\n{OFFER}",
            "note.txt": NOTICE, "pic/1.png": "x", "images/0.png": "x", "photo.png": "x"}  # fmt: skip
    found = [one for one in unpack(io.BytesIO(zipped(held)), "zip", "a.zip") if one.role == "document"]
    assert {one.name for one in found} == {"index.html", "other/index.html", "list.csv", "note.txt", "photo.png"}
    assert [one.url for one in found if one.url] == [ADDRESS]


def test_a_zip_whose_manifest_is_no_such_note_is_a_zip_like_others() -> None:
    for note in ("[]", "{", json.dumps({"name": "an app"}), json.dumps({"originalUrl": 1, "archiveTime": 2})):
        held = {**files(), "manifest.json": note}
        documents = {one.name for one in unpack(io.BytesIO(zipped(held)), "zip", "a.zip") if one.role == "document"}
        assert documents >= {"index.html", "manifest.json", "frames/0/index.html"}


def test_a_page_that_a_browser_unpacked_and_saved_again_is_a_page() -> None:
    again = html(OFFER).replace("<html>", '<html data-sfz="">')
    assert archive_kind(again.encode(), "a.html") is None
    assert archive_kind(FORMS["compressed"][:65_536], "a.html") == "zip"


def test_a_compressed_page_cut_short_says_that_it_is_damaged(folder: Path, tmp_path: Path) -> None:
    with open_workspace(folder) as workspace:
        report = import_paths(workspace, [written(tmp_path, "a.html", FORMS["compressed"][:50_800])])
        assert "damaged" in report.failures[0].reason


LATER = "2021-09-05T08:00:00.000Z"


@pytest.mark.parametrize("note", [
    manifest(moment=LATER),
    json.dumps({"url": ADDRESS, "title": TITLE}, ensure_ascii=False),
    json.dumps({"list": [{"url": ADDRESS + n, "title": TITLE} for n in ("", "1")]}, ensure_ascii=False),
])  # fmt: skip
def test_json_that_only_names_a_listing_takes_nothing_away_from_it(folder: Path, tmp_path: Path, note: str) -> None:
    with open_workspace(folder) as workspace:
        import_paths(workspace, [written(tmp_path, "page.zip", FORMS["zip"])])
        before = workspace.store.listing(1)
        report = import_paths(workspace, [written(tmp_path, "note.json", note)])
        assert before and workspace.store.listing(1) == before
        assert "changed" not in report.counts and len(workspace.store.versions(1)) == 1
        assert any("import the page itself" in error.reason for error in report.failures)
        assert all(verdict.ok for verdict in verify_workspace(workspace, deep=True))


def test_json_that_says_more_of_a_listing_is_a_version(folder: Path, tmp_path: Path) -> None:
    more = json.dumps({"url": ADDRESS, "title": TITLE, "price": "500万元"}, ensure_ascii=False)
    with open_workspace(folder) as workspace:
        import_paths(workspace, [written(tmp_path, "page.zip", FORMS["zip"])])
        assert import_paths(workspace, [written(tmp_path, "more.json", more)]).counts["changed"] == 1


def test_the_manifest_of_a_zip_that_lies_unpacked_is_no_listing(folder: Path, tmp_path: Path) -> None:
    with open_workspace(folder) as workspace:
        report = import_paths(workspace, [written(tmp_path, "manifest.json", manifest(moment=MOMENT))])
        assert "new" not in report.counts and "SingleFile" in report.failures[0].reason
