"""Records of archives that are not as they say: kept and read, told of, and never in the place of what holds."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from db import Scope
from monitor.run.importing.became import import_list, import_row
from monitor.run.importing.imports import import_paths
from monitor.run.packages.exports import export_wacz
from monitor.run.queries import listing_record
from monitor.run.verifying.verify import verify_workspace
from monitor.run.workspace import Workspace, init_workspace, open_workspace

sys.path += [str(Path(__file__).parents[1] / room) for room in ("unpack", "web")]
from warcs import http, record, sha1
from web_site import serving

ADDRESS = "http://e.com/item/1"
OFFER = "<html><title>水电站</title><p>转让贵州某县小水电站,装机2×630千瓦,手续齐全,要价{}万</p>{}</html>"
EARLY, LATE, LATER = "2026-01-02T03:04:05Z", "2026-02-02T03:04:05Z", "2026-03-02T03:04:05Z"
SOLD = "<div class='status'>该宝贝已下架</div>"


def _page(price: int, more: str = "") -> bytes:
    return OFFER.format(price, more).encode()


def _sound(path: Path, price: int, date: str) -> Path:
    path.write_bytes(record("response", ADDRESS, http(_page(price)), WARC_Date=date))
    return path


def _chunked(body: bytes, size: bytes) -> bytes:
    head = b"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\nTransfer-Encoding: chunked\r\n\r\n"
    return head + size + b"\r\n" + body + b"\r\n0\r\n\r\n"


def _long(body: bytes) -> bytes:
    head = b"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\nContent-Length: 99999\r\n\r\n"
    return head + body


FAULTS = {
    "block digest": lambda page: (http(page), {"WARC_Block_Digest": sha1(b"as it was")}),
    "payload digest": lambda page: (http(page), {"WARC_Payload_Digest": sha1(b"as it was")}),
    "chunk size": lambda page: (_chunked(page, b"zz"), {}),
    "length": lambda page: (_long(page), {}),
    "cut": lambda page: (http(page), {"WARC_Truncated": "length"}),
}


def _doubtful(path: Path, fault: str, price: int, date: str, more: str = "") -> Path:
    block, fields = FAULTS[fault](_page(price, more))
    path.write_bytes(record("response", ADDRESS, block, WARC_Date=date, **fields))
    return path


def _cut_off(path: Path, price: int, date: str) -> Path:
    path.write_bytes(record("response", ADDRESS, http(_page(price)), WARC_Date=date)[:-12])
    return path


def _listing(workspace: Workspace) -> dict[str, Any]:
    (row,) = workspace.store.conn.execute("SELECT id FROM listings").fetchall()
    return listing_record(workspace, row[0], workspace.detector.knowledge)


@pytest.mark.parametrize("fault", FAULTS)
def test_a_record_in_doubt_takes_no_sound_version_s_place(fault: str, folder: Path, tmp_path: Path) -> None:
    with open_workspace(folder) as workspace:
        import_paths(workspace, [_sound(tmp_path / "a.warc", 300, EARLY)])
        report = import_paths(workspace, [_doubtful(tmp_path / "b.warc", fault, 100, LATE)])
        assert (report.counts["changed"], len(report.failures)) == (1, 1)
        found = _listing(workspace)
        assert (found["listing"]["price_yuan"], found["listing"]["doubt"]) == (3_000_000, "")
        assert [(row["n"], bool(row["doubt"])) for row in found["versions"]] == [(1, False), (2, True)]
        assert [bool(row["doubt"]) for row in found["captures"]] == [False, True]
        assert [change["kind"] for change in found["changes"]] == ["new"]
        assert found["listing"]["last_seen_at"].startswith("2026-01-02")
        # what comes afterwards and holds is a version as any
        import_paths(workspace, [_sound(tmp_path / "c.warc", 250, LATER)])
        found = _listing(workspace)
        assert found["listing"]["price_yuan"] == 2_500_000
        assert [change["kind"] for change in found["changes"]][:1] == ["text_changed"]
        assert {"price_cut"} <= {change["kind"] for change in found["changes"]}
        assert all(verdict.ok for verdict in verify_workspace(workspace))


def test_a_record_that_ends_too_early_takes_no_place_either(folder: Path, tmp_path: Path) -> None:
    with open_workspace(folder) as workspace:
        import_paths(workspace, [_sound(tmp_path / "a.warc", 300, EARLY)])
        import_paths(workspace, [_cut_off(tmp_path / "b.warc", 100, LATE)])
        found = _listing(workspace)
        assert (found["listing"]["price_yuan"], len(found["versions"])) == (3_000_000, 2)


@pytest.mark.parametrize("date", [EARLY, LATER])
def test_a_listing_known_from_doubt_alone_says_so_and_begins_with_the_first_sound_one(
    date: str, folder: Path, tmp_path: Path
) -> None:
    with open_workspace(folder) as workspace:
        import_paths(workspace, [_doubtful(tmp_path / "a.warc", "block digest", 100, LATE)])
        found = _listing(workspace)
        assert "digest" in found["listing"]["doubt"] == found["version"]["doubt"]
        import_paths(workspace, [_sound(tmp_path / "b.warc", 300, date)])
        found = _listing(workspace)
        assert (found["listing"]["price_yuan"], found["listing"]["doubt"]) == (3_000_000, "")
        assert (found["listing"]["last_seen_at"], found["version"]["n"]) == (f"{date[:-1]}.000000Z", 2)
        assert [(change["kind"], change["observed_at"][:10]) for change in found["changes"]] == [("new", date[:10])]


def test_the_same_bytes_out_of_a_sound_record_settle_the_doubt(folder: Path, tmp_path: Path) -> None:
    with open_workspace(folder) as workspace:
        import_paths(workspace, [_doubtful(tmp_path / "a.warc", "block digest", 300, EARLY)])
        import_paths(workspace, [_sound(tmp_path / "b.warc", 300, EARLY)])
        found = _listing(workspace)
        assert (found["listing"]["doubt"], len(found["versions"]), len(found["captures"])) == ("", 1, 2)
        assert import_paths(workspace, [_sound(tmp_path / "c.warc", 300, EARLY)]).counts.get("new", 0) == 0
        assert len(_listing(workspace)["captures"]) == 2


def test_an_archive_tells_of_its_doubt_each_time_until_it_is_settled(folder: Path, tmp_path: Path) -> None:
    doubtful = _doubtful(tmp_path / "a.warc", "block digest", 300, EARLY)
    with open_workspace(folder) as workspace:
        import_paths(workspace, [doubtful])
        for settled in (False, True):
            assert import_paths(workspace, [doubtful]).counts == {"known": 1}
            (row,) = import_list(workspace.store, import_row(workspace.store, None)["id"])
            assert (row["outcome"], "in doubt" in row["reason"]) == ("known", not settled)
            import_paths(workspace, [_sound(tmp_path / "b.warc", 300, EARLY)])


def test_the_doubt_leaves_with_the_evidence(folder: Path, tmp_path: Path) -> None:
    with open_workspace(folder) as workspace:
        import_paths(workspace, [_doubtful(tmp_path / "a.warc", "block digest", 300, EARLY)])
        export_wacz(workspace, Scope(), tmp_path / "case.wacz")
    with open_workspace(init_workspace(tmp_path / "other")) as other:
        import_paths(other, [tmp_path / "case.wacz"])
        assert "digest" in _listing(other)["listing"]["doubt"]
        assert all(verdict.ok for verdict in verify_workspace(other))


def test_a_mark_in_a_record_in_doubt_ends_no_listing(folder: Path, tmp_path: Path) -> None:
    with open_workspace(folder) as workspace:
        import_paths(workspace, [_sound(tmp_path / "a.warc", 300, EARLY)])
        before = _listing(workspace)["listing"]["status"]
        import_paths(workspace, [_doubtful(tmp_path / "b.warc", "block digest", 300, LATE, SOLD)])
        found = _listing(workspace)
        assert (found["listing"]["status"], found["listing"]["doubt"]) == (before, "")
        assert any(row["doubt"] for row in found["captures"])
        assert [change["kind"] for change in found["changes"]] == ["new"]
        assert found["listing"]["not_seen_since"] is None


def test_a_body_whose_chunks_are_joined_or_longer_than_said_is_in_no_doubt(folder: Path, tmp_path: Path) -> None:
    head = b"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n"
    blocks = [
        head + b"Transfer-Encoding: chunked\r\n\r\n" + _page(300),
        head + b"Content-Length: 5\r\n\r\n" + _page(310),
    ]
    path = tmp_path / "joined.warc"
    path.write_bytes(b"".join(record("response", f"http://e.com/{n}", block) for n, block in enumerate(blocks)))
    with open_workspace(folder) as workspace:
        assert import_paths(workspace, [path]).failures == ()


def _show(folder: Path, *more: str) -> str:
    command = [sys.executable, "-c", "from monitor.cli.main import main; main()", "--workspace", str(folder), *more]
    return subprocess.run(command, check=True, capture_output=True, encoding="utf-8").stdout


@pytest.mark.parametrize("digest", ["md5:AAAA", "foo:xyz", "sha1:", ":", "sha256:" + "z" * 64])
def test_a_digest_that_cannot_be_compared_puts_nothing_in_doubt(digest: str, folder: Path, tmp_path: Path) -> None:
    path = tmp_path / "a.warc"
    path.write_bytes(record("response", ADDRESS, http(_page(300)), WARC_Date=EARLY, WARC_Payload_Digest=digest))
    with open_workspace(folder) as workspace:
        assert not import_paths(workspace, [path]).failures
        assert _listing(workspace)["listing"]["doubt"] == ""


def test_show_tells_of_the_doubt_in_both_forms(folder: Path, tmp_path: Path) -> None:
    with open_workspace(folder) as workspace:
        import_paths(workspace, [_sound(tmp_path / "a.warc", 300, EARLY)])
        import_paths(workspace, [_doubtful(tmp_path / "b.warc", "length", 100, LATE)])
    shown = _show(folder, "--lang", "en", "show", "1")
    assert shown.count("In doubt: its HTTP Content-Length says 99,999 bytes") == 2  # beside version and capture
    assert "存疑：HTTP 头写明" in _show(folder, "--lang", "zh", "show", "1")
    told = json.loads(_show(folder, "show", "1", "--format", "jsonl"))
    assert [bool(row["doubt"]) for row in told["versions"]] == [False, True]
    assert [proof["capture_id"] for proof in told["proofs"]] == [told["captures"][0]["id"]]


def test_the_page_of_a_listing_tells_of_the_doubt_in_both_languages(folder: Path, tmp_path: Path) -> None:
    with open_workspace(folder) as workspace:
        import_paths(workspace, [_doubtful(tmp_path / "b.warc", "block digest", 100, LATE)])
    with serving(folder) as site:
        for language, words, why in (
            ("en", "in doubt", "WARC-Block-Digest names"),
            ("zh", "存疑", "WARC-Block-Digest 所写的"),
        ):
            assert words in site.get(f"/?lang={language}").text
            page = site.get(f"/listing/1?lang={language}").text
            assert page.count(words) >= 3 and why in page


def test_the_page_as_captured_tells_of_its_doubt(folder: Path, tmp_path: Path) -> None:
    with open_workspace(folder) as workspace:
        import_paths(workspace, [_doubtful(tmp_path / "a.warc", "block digest", 300, EARLY)])
        (capture,) = [row["id"] for row in workspace.store.iter_captures() if row["doubt"]]
    with serving(folder) as site:
        for language, word in (("zh", "存疑"), ("en", "digest")):
            assert word in site.get(f"/capture/{capture}/replay?lang={language}").text
