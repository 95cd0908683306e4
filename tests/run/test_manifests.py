"""A manifest for each run: all records with their digests, the audit log's head, and itself in the audit log."""

from __future__ import annotations

import hashlib
import json
import subprocess
import sys
import time
from pathlib import Path

import pytest
from spoken import in_chinese
from test_bad_input_sites import Site, site

from monitor.capture import EvidenceArchive
from monitor.capture.copying import every_record
from monitor.cli.main import status_of
from monitor.errors import SourceError
from monitor.run.importing.imports import import_paths
from monitor.run.verifying.verify import ItemVerdict, verify_workspace
from monitor.run.watching.trying import try_source
from monitor.run.workspace import open_workspace

__all__ = ["site"]
OFFER = "转让贵州某县小水电站,装机2×630千瓦,手续齐全,不在清退范围内,要价{}万"


@pytest.fixture
def filled(folder: Path, tmp_path: Path) -> Path:
    """A workspace with two runs of an import."""
    for number in (1, 2):
        (tmp_path / f"{number}.txt").write_text(OFFER.format(number), "utf-8")
        with open_workspace(folder) as workspace:
            import_paths(workspace, [tmp_path / f"{number}.txt"])
    return folder


def manifest(folder: Path, run: int) -> tuple[bytes, list[dict[str, object]]]:
    body = (folder / "manifests" / f"manifest-{run}.jsonl").read_bytes()
    return body, [json.loads(line) for line in body.splitlines()]


def bad(folder: Path) -> list[ItemVerdict]:
    with open_workspace(folder, read_only=True) as workspace:
        return [one for one in in_chinese(verify_workspace(workspace)) if not one.ok and one.kind == "manifest"]


def test_a_manifest_lists_every_record_of_its_run(filled: Path) -> None:
    body, (head, *records, end) = manifest(filled, 2)
    assert (head["run"], head["kind"], end["records"], end["status"]) == (2, "import", 2, "done")
    assert [record["type"] for record in records] == ["warcinfo", "resource"]
    for record in records:
        data = (filled / "archive" / str(record["file"])).read_bytes()
        start, length = int(str(record["offset"])), int(str(record["length"]))
        assert hashlib.sha256(data[start : start + length]).hexdigest() == record["sha256"]
    with open_workspace(filled, read_only=True) as workspace:
        last, before = workspace.store.audit_rows(2)
        assert (last["action"], last["detail"]["sha256"]) == ("manifest", hashlib.sha256(body).hexdigest())
        assert end["audit"] == {"id": before["id"], "hash": before["hash"]}
    assert bad(filled) == []


def test_a_record_that_is_packed_anew_is_found_though_its_contents_are_the_same(filled: Path) -> None:
    _, (_, _, record, _) = manifest(filled, 1)
    path = filled / "archive" / str(record["file"])
    data = bytearray(path.read_bytes())
    data[int(str(record["offset"])) + 4] ^= 1  # the time in the gzip head, which no other check looks at
    path.write_bytes(data)
    with open_workspace(filled, read_only=True) as workspace:
        (verdict,) = [one for one in in_chinese(verify_workspace(workspace)) if not one.ok]
    assert verdict.kind == "manifest" and "1 of its 2 records are not as they were written" in verdict.reason


def test_a_manifest_that_was_changed_removed_or_slipped_in_is_found(filled: Path) -> None:
    folder = filled / "manifests"
    body, _ = manifest(filled, 1)
    (folder / "manifest-1.jsonl").write_bytes(body.replace(b"resource", b"resourcf"))
    (folder / "manifest-2.jsonl").unlink()
    (folder / "manifest-9.jsonl").write_bytes(body)
    reasons = {verdict.item: verdict.reason for verdict in bad(filled)}
    assert "the audit log says" in reasons["manifest-1.jsonl"]
    assert "is missing" in reasons["manifest-2.jsonl"]
    assert "knows no manifest" in reasons["manifest-9.jsonl"]


def test_the_manifest_of_a_killed_run_is_closed_by_the_next(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "files").mkdir()
    for number in range(300):
        (tmp_path / "files" / f"{number}.txt").write_text(OFFER.format(number), "utf-8")
    code = "from monitor.cli.main import main; main()"
    running = subprocess.Popen([sys.executable, "-c", code, "-w", str(folder), "import", str(tmp_path / "files")])
    half = folder / "manifests" / "manifest-1.jsonl.part"
    try:
        for _ in range(3000):
            if half.exists() and half.read_bytes().count(b"\n") > 20:
                break
            time.sleep(0.01)
    finally:
        running.kill()
        running.wait()
    with half.open("ab") as file:
        file.write(b'{"file":"cut')
    (tmp_path / "one.txt").write_text(OFFER.format(999), "utf-8")
    with open_workspace(folder) as workspace:
        import_paths(workspace, [tmp_path / "one.txt"])
    _, (_, *records, end) = manifest(folder, 1)
    assert end["status"] == "killed" and end["records"] == len(records)
    (path,) = [path for path in (folder / "archive").iterdir() if path.name == records[0]["file"]]
    kept = [one for one in EvidenceArchive(folder / "archive").verify_all() if one.position.file == path.name]
    assert len(records) >= len([one for one in kept if not one.torn]) - 1
    assert bad(folder) == [] and not half.exists()


@pytest.mark.parametrize("killed_at", ["empty", "before the log", "before the name"])
def test_a_kill_while_a_manifest_is_closed_is_made_good(filled: Path, tmp_path: Path, killed_at: str) -> None:
    final = filled / "manifests" / "manifest-2.jsonl"
    half = final.with_name(f"{final.name}.part")
    if killed_at == "empty":
        half.touch()
    elif killed_at == "before the name":
        final.rename(half)
    else:
        half.with_name("manifest-7.jsonl.part").write_bytes(final.read_bytes())
    (tmp_path / "3.txt").write_text(OFFER.format(3), "utf-8")
    with open_workspace(filled) as workspace:
        import_paths(workspace, [tmp_path / "3.txt"])
    assert bad(filled) == [] and not half.exists() and final.exists()


def _all_listed(folder: Path) -> bool:
    """True when each whole record of the archive stands in a manifest with its digest."""
    listed = {(one["file"], one["offset"], one["sha256"]) for path in (folder / "manifests").glob("manifest-*.jsonl")
              for one in map(json.loads, path.read_text("utf-8").splitlines()) if "offset" in one}  # fmt: skip
    found = {(path.name, kept.position.offset, kept.raw_sha256)
             for path in (folder / "archive").glob("*.warc.gz") for kept in every_record(path)}  # fmt: skip
    return found <= listed


def test_what_a_test_of_a_source_and_a_draft_fetch_is_in_manifests(folder: Path, site: Site) -> None:
    with open_workspace(folder) as workspace:
        assert try_source(workspace, "market")
    address = f"http://127.0.0.1:{site.server_port}/list"
    assert status_of(["-w", str(folder), "source", "add", "--loopback", address]) == 0
    heads = [manifest(folder, run)[1][0]["kind"] for run in (1, 2, 3)]
    assert heads == ["watch", "source test", "source draft"]
    assert _all_listed(folder)
    assert bad(folder) == []


def test_a_test_of_a_source_that_fails_leaves_a_manifest_too(folder: Path, site: Site) -> None:
    site.misbehave("/list", status=403)
    with open_workspace(folder) as workspace, pytest.raises(SourceError):
        try_source(workspace, "market")
    assert manifest(folder, 2)[1][-1]["status"] == "failed"
    assert _all_listed(folder)
