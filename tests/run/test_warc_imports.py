"""WARC files as a user imports them: those of hydrowatch itself, of others, and those that are not what they say."""

from __future__ import annotations

import gzip
import hashlib
import json
import sys
import time
import zipfile
from pathlib import Path

import pytest

from monitor.capture.reading import read_record
from monitor.payload import header
from monitor.run.importing.imports import import_paths
from monitor.run.rows import position_of
from monitor.run.verifying.verify import verify_workspace
from monitor.run.workspace import Workspace, init_workspace, open_workspace

sys.path.append(str(Path(__file__).parents[1] / "unpack"))
from warcs import DATE, http, record, sha1

OFFER = "<html><title>水电站</title><p>转让贵州某县小水电站,装机2×630千瓦,手续齐全,不在清退范围内,要价{}万</p></html>"


def _bodies(workspace: Workspace) -> dict[str, bytes]:
    rows = [row for row in workspace.store.iter_captures() if row["state"] == "ok" and row["parent_id"]]
    return {row["sha256"]: workspace.archive.read_payload(position) for row in rows if (position := position_of(row))}


def test_an_archive_of_ours_reads_back_equal(folder: Path, tmp_path: Path) -> None:
    pages = tmp_path / "pages"
    pages.mkdir()
    for number in range(5):
        (pages / f"{number}.html").write_text(OFFER.format(300 + number), encoding="gbk" if number % 2 else "utf-8")
    outside = tmp_path / "outside.warc"
    block = http(OFFER.format(900).encode("gbk"), "text/html; charset=gbk")
    outside.write_bytes(record("response", "http://e.com/9", block))
    with open_workspace(folder) as workspace:
        assert import_paths(workspace, [pages, outside]).counts["new"] == 6
        (kept,) = (folder / "archive").iterdir()
    with open_workspace(init_workspace(tmp_path / "other")) as other:
        report = import_paths(other, [kept])
        assert (report.failures, report.counts["new"], report.counts["members"]) == ((), 6, 6)
        wanted = {(pages / f"{n}.html").read_bytes() for n in range(5)} | {OFFER.format(900).encode("gbk")}
        assert set(_bodies(other).values()) == wanted
        (from_web,) = [row for row in other.store.iter_captures() if row["final_url"] == "http://e.com/9"]
        assert from_web["taken_at"] == "2026-01-02T03:04:05.000000Z"
        assert all(verdict.ok for verdict in verify_workspace(other))


def test_a_page_keeps_the_address_time_and_charset_of_its_record(folder: Path, tmp_path: Path) -> None:
    path = tmp_path / "big5.warc.gz"
    body = "<p>轉讓小水電站,裝機2×630千瓦,要價300萬</p>".encode("big5")
    block = http(body, "text/html; charset=big5")
    path.write_bytes(gzip.compress(record("response", "http://e.com/list?a=1.csv", block)))
    with open_workspace(folder) as workspace:
        assert import_paths(workspace, [path]).counts["new"] == 1
        row = list(workspace.store.iter_captures())[-1]
        assert (row["final_url"], row["media_type"]) == ("http://e.com/list?a=1.csv", "text/html")
        assert row["taken_at"] == "2026-01-02T03:04:05.000000Z"
        ((text,),) = workspace.store.conn.execute("SELECT text FROM versions").fetchall()
        assert text.startswith("轉讓小水電站")


def test_a_digest_that_does_not_hold_is_a_failed_item_and_the_page_is_there(folder: Path, tmp_path: Path) -> None:
    path = tmp_path / "changed.warc"
    block = http(OFFER.format(300).encode())
    path.write_bytes(record("response", "http://e.com/1", block, WARC_Block_Digest=sha1(b"as it was")))
    with open_workspace(folder) as workspace:
        report = import_paths(workspace, [path])
        assert (report.exit_status, report.counts["new"]) == (3, 1)
        assert "WARC-Block-Digest" in report.failures[0].reason
        assert "read all the same" in report.failures[0].reason
        row = list(workspace.store.iter_captures())[-1]
        assert "WARC-Block-Digest" in row["reason"]
        assert all(verdict.ok for verdict in verify_workspace(workspace))
        assert dict(import_paths(workspace, [path]).counts) == {"known": 1}


def test_a_revisit_is_another_sighting_of_one_listing(folder: Path, tmp_path: Path) -> None:
    body = OFFER.format(300).encode()
    named = {"WARC_Payload_Digest": sha1(body)}
    path = tmp_path / "twice.warc"
    later = record("revisit", "http://e.com/1", WARC_Date="2026-03-02T00:00:00Z", **named)
    path.write_bytes(record("response", "http://e.com/1", http(body), **named) + later)
    with open_workspace(folder) as workspace:
        report = import_paths(workspace, [path])
        assert (report.failures, report.counts["members"]) == ((), 2)
        assert workspace.store.counts()["listings"] == 1
        seen = [row[0][:10] for row in workspace.store.conn.execute("SELECT observed_at FROM observations ORDER BY 1")]
        assert seen == ["2026-01-02", "2026-03-02"]


def test_one_page_under_many_addresses_is_judged_once(tmp_path: Path) -> None:
    def answer(number: int, first: int) -> bytes:
        body = f"<html><body>{''.join(f'<p>{OFFER.format(n)}</p>' for n in range(first, first + 400))}".encode()
        named = {"WARC_Payload_Digest": sha1(body), "WARC_Date": f"2026-03-{number + 1:02}T00:00:00Z"}
        again = [] if first else [record("revisit", f"http://e.com/{n}", **named) for n in range(1, 8)]
        return record("response", f"http://e.com/{number}", http(body), **named) + b"".join(again)

    path, taken = tmp_path / "pages.warc", list[float]()
    for name, data in (("other", b"".join(answer(n, n * 400 + 1) for n in range(8))), ("same", answer(0, 0))):
        path.write_bytes(data)
        with open_workspace(init_workspace(tmp_path / name)) as workspace:
            began = time.process_time()
            report = import_paths(workspace, [path])
            taken.append(time.process_time() - began)
            assert (report.counts["new"], report.failures) == (8, ())
            scores = workspace.store.conn.execute("SELECT DISTINCT score FROM listings").fetchall()
            assert len(scores) == 1 or name == "other"
    assert 2 * taken[1] < taken[0]


@pytest.mark.parametrize("cut", [0.35, 0.62, 0.97])
def test_a_warc_that_ends_early_is_kept_and_read_as_far_as_it_goes(folder: Path, tmp_path: Path, cut: float) -> None:
    records = [record("response", f"http://e.com/{n}", http(OFFER.format(n + 300).encode())) for n in range(10)]
    whole = b"".join(map(gzip.compress, records))
    path = tmp_path / "half.warc.gz"
    path.write_bytes(whole[: int(len(whole) * cut)])
    with open_workspace(folder) as workspace:
        report = import_paths(workspace, [path])
        assert report.counts["new"] >= int(cut * 10) - 1
        assert "ends inside this record" in report.failures[0].reason
        archive = next(iter(workspace.store.iter_captures()))
        position = position_of(archive)
        assert position
        assert workspace.archive.read_payload(position) == path.read_bytes()


def test_what_an_archive_of_ours_unpacked_is_not_taken_twice(folder: Path, tmp_path: Path) -> None:
    path = tmp_path / "pages.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("one.html", OFFER.format(300))
    with open_workspace(folder) as workspace:
        import_paths(workspace, [path])
        (kept,) = (folder / "archive").iterdir()
    with open_workspace(init_workspace(tmp_path / "other")) as other:
        report = import_paths(other, [kept])
        assert (report.failures, report.counts["new"], report.counts["members"], report.counts["resources"]) == (
            (), 1, 1, 1,
        )  # fmt: skip


def test_a_wacz_and_a_har_are_imported_like_any_archive(folder: Path, tmp_path: Path) -> None:
    block = http(OFFER.format(300).encode())
    with zipfile.ZipFile(tmp_path / "crawl.wacz", "w") as archive:
        archive.writestr("archive/data.warc.gz", gzip.compress(record("response", "http://e.com/1", block)))
    content = {"mimeType": "text/html", "text": OFFER.format(400)}
    answer = {"request": {"url": "http://e.com/2"}, "response": {"status": 200, "content": content}}
    (tmp_path / "session.har").write_text(json.dumps({"log": {"entries": [answer]}}))
    with open_workspace(folder) as workspace:
        report = import_paths(workspace, [tmp_path / "crawl.wacz", tmp_path / "session.har"])
        assert report.counts["new"] == 2
        assert [failure.item for failure in report.failures] == ["crawl.wacz!/datapackage.json"]
        assert [row["final_url"] for row in workspace.store.iter_captures() if row["parent_id"]] == [
            "http://e.com/1", "http://e.com/2",
        ]  # fmt: skip
        assert all(verdict.ok for verdict in verify_workspace(workspace))


LATER = {"WARC_Date": "2026-03-02T00:00:00Z"}


def at(url: str = "http://e.com/1") -> dict[str, str]:
    """What a revisit says of the answer of this address."""
    return {"WARC_Refers_To_Target_URI": url, "WARC_Refers_To_Date": DATE}


@pytest.mark.parametrize("named", [{"WARC_Payload_Digest": ""}, at(), {**at(), "WARC_Payload_Digest": ""}])
def test_a_revisit_is_read_from_what_an_earlier_import_kept(
    folder: Path, tmp_path: Path, named: dict[str, str]
) -> None:
    body = OFFER.format(300).encode()
    named = {name: value or sha1(body) for name, value in named.items()}
    (tmp_path / "first.warc").write_bytes(record("response", "http://e.com/1", http(body)))
    (tmp_path / "later.warc").write_bytes(record("revisit", "http://e.com/1", b"", **LATER, **named))
    with open_workspace(folder) as workspace:
        assert import_paths(workspace, [tmp_path / "first.warc"]).counts["new"] == 1
        report = import_paths(workspace, [tmp_path / "later.warc"])
        assert (report.failures, report.counts["members"]) == ((), 1)
        assert workspace.store.counts()["listings"] == 1
        seen = [row[0][:10] for row in workspace.store.conn.execute("SELECT observed_at FROM observations ORDER BY 1")]
        assert seen == ["2026-01-02", "2026-03-02"]
        *_, first, _, again = workspace.store.iter_captures()
        place = position_of(again)
        assert place and workspace.archive.read_payload(place) == body
        said = header(read_record(workspace.archive.folder, place).headers, "Hydrowatch-Same-As")
        assert said == first["warc_record_id"]
        assert all(verdict.ok for verdict in verify_workspace(workspace, deep=True))
        assert dict(import_paths(workspace, [tmp_path / "later.warc"]).counts) == {"known": 1}


@pytest.mark.parametrize("chunked", [False, True])
def test_a_revisit_may_name_the_digest_of_the_body_before_its_coding_was_undone(
    folder: Path, tmp_path: Path, chunked: bool
) -> None:
    """The document was kept decoded; what its record named, and held, is kept beside it, also for the revisit."""
    coded = gzip.compress(OFFER.format(300).encode())
    digest = hashlib.sha1(coded).hexdigest()
    wire = b"%x\r\n%s\r\n0\r\n\r\n" % (len(coded), coded) if chunked else coded
    how = ["Content-Encoding: gzip", *(["Transfer-Encoding: chunked"] if chunked else [])]
    answer = http(wire, "text/html; charset=utf-8", "200 OK", *how)
    (tmp_path / "first.warc").write_bytes(
        record("response", "http://e.com/1", answer, WARC_Payload_Digest=f"sha1:{digest.upper()}")
    )
    dates = ("2026-03-02T03:04:05Z", "2026-04-02T03:04:05Z")
    for name, date in zip("ab", dates, strict=True):
        again = record("revisit", "http://e.com/1", b"", WARC_Date=date, WARC_Payload_Digest=sha1(coded))
        (tmp_path / f"{name}.warc").write_bytes(again)
    with open_workspace(folder) as workspace:
        for name in ("first", "a", "b"):
            assert import_paths(workspace, [tmp_path / f"{name}.warc"]).failures == ()
        seen = [row[0][:10] for row in workspace.store.conn.execute("SELECT observed_at FROM observations ORDER BY 1")]
        assert seen == ["2026-01-02", "2026-03-02", "2026-04-02"]
        assert all(verdict.ok for verdict in verify_workspace(workspace, deep=True))


def test_a_digest_that_did_not_hold_stands_for_no_body(folder: Path, tmp_path: Path) -> None:
    body = OFFER.format(300).encode()
    (tmp_path / "first.warc").write_bytes(
        record("response", "http://e.com/1", http(body), WARC_Payload_Digest=sha1(b"another"))
    )
    (tmp_path / "a.warc").write_bytes(
        record("revisit", "http://e.com/1", b"", **LATER, WARC_Payload_Digest=sha1(b"another"))
    )
    with open_workspace(folder) as workspace:
        import_paths(workspace, [tmp_path / "first.warc"])
        [failure] = import_paths(workspace, [tmp_path / "a.warc"]).failures
        assert "does not hold that answer" in failure.reason


def test_a_revisit_that_came_before_its_answer_is_read_when_it_is_imported_again(folder: Path, tmp_path: Path) -> None:
    """Its failure says: import the one that does first."""
    revisit = record("revisit", "http://e.com/1", b"", **LATER, **at())
    (tmp_path / "later.warc").write_bytes(revisit + record("response", "http://e.com/2", http(OFFER.encode())))
    (tmp_path / "first.warc").write_bytes(record("response", "http://e.com/1", http(OFFER.format(300).encode())))
    with open_workspace(folder) as workspace:
        for _ in range(2):
            [failure] = import_paths(workspace, [tmp_path / "later.warc"]).failures
            assert "does not hold that answer; import the one that does first" in failure.reason
        import_paths(workspace, [tmp_path / "first.warc"])
        report = import_paths(workspace, [tmp_path / "later.warc"])
        assert (report.failures, report.counts["members"], report.counts["known"]) == ((), 1, 1)
        assert dict(import_paths(workspace, [tmp_path / "later.warc"]).counts) == {"known": 1}
        assert all(verdict.ok for verdict in verify_workspace(workspace))


@pytest.mark.parametrize(
    "named",
    [
        {"WARC_Payload_Digest": sha1(b"another page")}, {**at(), "WARC_Payload_Digest": sha1(b"another page")},
        at("http://e.com/2"), {**at(), "WARC_Refers_To_Date": "2026-01-02T03:04:06Z"}, {},
        {"WARC_Payload_Digest": "blake9:abc"},
    ],
)  # fmt: skip
def test_a_revisit_is_never_read_from_another_answer(folder: Path, tmp_path: Path, named: dict[str, str]) -> None:
    (tmp_path / "first.warc").write_bytes(record("response", "http://e.com/1", http(OFFER.format(300).encode())))
    (tmp_path / "later.warc").write_bytes(record("revisit", "http://e.com/1", b"", **LATER, **named))
    with open_workspace(folder) as workspace:
        import_paths(workspace, [tmp_path / "first.warc"])
        report = import_paths(workspace, [tmp_path / "later.warc"])
        assert "import the one that does first" in report.failures[0].reason
        assert "members" not in report.counts
