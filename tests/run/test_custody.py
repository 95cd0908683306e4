"""The custody record: who, when, how, and a chain of digests from the file to the manifest, checked while told."""

from __future__ import annotations

import hashlib
import json
import sqlite3
import zipfile
from pathlib import Path

import pytest

from db import Scope
from monitor.cli.main import status_of
from monitor.errors import InputError
from monitor.messages import messages
from monitor.run.importing.imports import import_paths
from monitor.run.importing.uploads import Upload, import_uploads
from monitor.run.rereading import capture_again
from monitor.run.verifying.custody import Custody, custody_of
from monitor.run.workspace import open_workspace

OFFER = "转让贵州某县小水电站,装机2×630千瓦,手续齐全,不在清退范围内,要价310万"


@pytest.fixture
def filled(folder: Path, tmp_path: Path) -> Path:
    """A workspace with one document out of a ZIP."""
    with zipfile.ZipFile(tmp_path / "pages.zip", "w") as archive:
        archive.writestr("a.txt", OFFER)
    with open_workspace(folder) as workspace:
        import_paths(workspace, [tmp_path / "pages.zip"])
    return folder


def custody(folder: Path, capture_id: int) -> Custody:
    with open_workspace(folder, read_only=True) as workspace:
        return custody_of(workspace, capture_id)


def test_the_chain_leads_from_the_file_to_the_manifest(filled: Path, tmp_path: Path) -> None:
    found = custody(filled, 2)
    assert [step.kind for step in found.steps] == [
        "original", "record", "member", "record", "version", "manifest", "audit", "stamp",
    ]  # fmt: skip
    file, kept, member, record, version, manifest, *_ = found.steps
    assert file.sha256 == hashlib.sha256((tmp_path / "pages.zip").read_bytes()).hexdigest()
    assert member.sha256 == version.sha256 == hashlib.sha256(OFFER.encode()).hexdigest()
    assert record.facts["refers_to"] == kept.facts["record_id"]
    assert record.facts["block_digest"] == f"sha256:{member.sha256}"
    listed = [json.loads(line) for line in (filled / manifest.name).read_bytes().splitlines()]
    assert {kept.sha256, record.sha256} <= {line.get("sha256") for line in listed}
    assert {"by", "our_clock", "file_date", "how", "tool", "run"} <= set(file.facts)
    assert found.holds and [step.ok for step in found.steps].count(True) == 3


@pytest.mark.parametrize("sql", [
    "UPDATE captures SET sha256 = 'aa' WHERE id = 2", "UPDATE captures SET warc_offset = 5 WHERE id = 2",
    "UPDATE captures SET fetched_at = '2020-01-01' WHERE id = 1", "UPDATE captures SET warc_file = 'x' WHERE id = 2",
    "UPDATE captures SET warc_file = NULL WHERE id = 2",
])  # fmt: skip
def test_a_broken_link_is_told(filled: Path, sql: str, capsys: pytest.CaptureFixture[str]) -> None:
    with sqlite3.connect(filled / "hydrowatch.db") as connection:
        connection.execute(sql)
    assert not custody(filled, 2).holds
    assert status_of(["-w", str(filled), "custody", "2"]) == 3
    assert messages("en")["custody.bad"] in capsys.readouterr().out


def test_a_manifest_that_does_not_list_the_record_breaks_the_chain(filled: Path) -> None:
    path = filled / "manifests" / "manifest-1.jsonl"
    path.write_bytes(path.read_bytes().replace(b"conversion", b"conversiom"))
    broken = [step for step in custody(filled, 2).steps if step.ok is False]
    assert [step.kind for step in broken] == ["manifest"]
    path.unlink()
    assert "missing" in next(step for step in custody(filled, 2).steps if step.ok is False).reason


def test_an_unknown_capture_is_one_sentence(filled: Path) -> None:
    with pytest.raises(InputError, match="no capture 99"):
        custody(filled, 99)
    assert status_of(["-w", str(filled), "custody", "99"]) == 2


def test_it_speaks_both_languages_and_to_programs(filled: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert status_of(["-w", str(filled), "custody", "2", "--format", "jsonl"]) == 0
    assert json.loads(capsys.readouterr().out)["holds"] is True
    facts = {name for step in custody(filled, 2).steps for name in step.facts}
    for tongue in ("zh", "en"):
        assert {f"custody.fact.{name}" for name in facts} <= set(messages(tongue))


def test_an_address_that_was_told_is_never_called_where_it_led(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Neither that of an uploader nor of an archive; what the page itself names is shown beside it."""
    own, other = "https://market.example/detail/3004.html", "https://other.example/zzz"
    note = f"<!--\n Page saved with SingleFile \n url: {own} \n saved date: Fri Nov 27 2026 18:03:12 GMT+0800\n-->"
    bodies = [(f"<!DOCTYPE html><html>{note}<p>{OFFER}</p></html>", other), (f"<html><p>乙{OFFER}</p></html>", other)]
    for number, (page, address) in enumerate(bodies):
        path = tmp_path / f"{number}"
        path.write_text(page, "utf-8")
        sent = Upload(path, f"{number}.html", hashlib.sha256(page.encode()).hexdigest(), address)
        with open_workspace(folder, read_only=True) as serving:
            import_uploads(serving, [sent])
    mhtml = f"From: <Saved by Blink>\r\nSnapshot-Content-Location: {own}?9\r\nMIME-Version: 1.0\r\n"
    mhtml += 'Content-Type: multipart/related; boundary="b"\r\n\r\n--b\r\nContent-Type: text/html; charset=utf-8\r\n'
    mhtml += f"Content-Location: {own}?9\r\n\r\n"
    (tmp_path / "c.mhtml").write_text(f"{mhtml}<p>丙{OFFER}</p>\r\n--b--\r\n", "utf-8")
    with open_workspace(folder) as workspace:
        import_paths(workspace, [tmp_path / "c.mhtml"])
    facts = [custody(folder, number).steps[0 if number < 3 else 2].facts for number in (1, 2, 4)]
    named = [{name: value for name, value in one.items() if "url" in name or "told" in name} for one in facts]
    assert named == [
        {"told_by_sender": other, "own_url": own},
        {"told_by_sender": other},
        {"told_by_archive": f"{own}?9"},
    ]
    capsys.readouterr()
    assert [status_of(["-w", str(folder), command, "1"]) for command in ("custody", "show")] == [0, 0]
    lines = [line for line in capsys.readouterr().out.splitlines() if other in line]
    assert len(lines) == 2 and all("as told by the uploader, not checked" in line for line in lines)


def test_frames_that_were_put_into_a_page_are_named_with_capture_and_digest(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    top, beside = tmp_path / "in", tmp_path / "in" / "p_files"
    beside.mkdir(parents=True)
    forged = f'<p data-sha256="{"0" * 64}"><iframe data-sha256="{"0" * 64}" srcdoc="<p>广告</p>" src="x"></iframe>'
    (top / "p.html").write_text(f'<h1>公告</h1>{forged}<iframe src="p_files/a.html"></iframe>', "utf-8")
    (beside / "a.html").write_text(f'<meta charset=utf-8><p>{OFFER}</p><iframe src="b.html"></iframe>', "utf-8")
    (beside / "b.html").write_text("<meta charset=utf-8><p>水电站联系人老周</p>", "utf-8")
    with open_workspace(folder) as workspace:
        import_paths(workspace, [top])
        (made,) = [row["id"] for row in workspace.store.captures_of(Scope()) if row["url"].endswith("frames.html")]
    found = [step for step in custody(folder, made).steps if step.kind == "frame"]
    assert [(step.name, step.sha256) for step in found] == [
        (name, hashlib.sha256((top / file).read_bytes()).hexdigest())
        for name, file in (("p_files/a.html", "p_files/a.html"), ("b.html", "p_files/b.html"))
    ]
    with open_workspace(folder, read_only=True) as workspace:
        for step in found:
            kept = workspace.store.capture(step.facts["capture"])
            assert kept and (kept["sha256"], kept["url"]) == (step.sha256, step.facts["kept_as"])
        record = capture_again(workspace, workspace.store.capture(made) or {}).body.decode()
    assert all(step.sha256 in record for step in found)  # the record names them itself
    assert status_of(["-w", str(folder), "custody", str(made)]) == 0
    assert messages("en")["custody.frame"] in capsys.readouterr().out
    assert status_of(["-w", str(folder), "verify", "--deep"]) == 0
