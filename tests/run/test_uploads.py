"""Uploads go the way of files: kept first, known by their bytes, one run each; the token is its owner's alone."""

from __future__ import annotations

import hashlib
import threading
import zipfile
from pathlib import Path

import pytest

from monitor.errors import WorkspaceBusy, WorkspaceError
from monitor.run.importing.became import import_list
from monitor.run.importing.imports import import_paths
from monitor.run.importing.tokens import TOKEN_FILE, is_upload_token, new_upload_token, upload_token
from monitor.run.importing.uploads import Upload, import_uploads, spool_folder
from monitor.run.rows import position_of
from monitor.run.verifying.verify import verify_workspace
from monitor.run.workspace import open_workspace

OFFER = "转让贵州某县小水电站,装机2×630千瓦,手续齐全,不在清退范围内,要价{}万"
ADDRESS = "https://market.example/item/7?a=1&b=水"


def sent(folder: Path, name: str, body: bytes, address: str = "") -> Upload:
    path = folder / hashlib.sha256(body).hexdigest()
    path.write_bytes(body)
    return Upload(path, name, hashlib.sha256(body).hexdigest(), address)


def test_an_upload_is_kept_with_how_it_came_and_what_was_told_of_it(folder: Path, tmp_path: Path) -> None:
    page = f"<html><head><title>电站</title></head><body><p>{OFFER.format(310)}</p></body></html>".encode()
    with open_workspace(folder, read_only=True) as serving:
        (received,) = import_uploads(serving, [sent(tmp_path, "../../etc/SingleFile.html", page, ADDRESS)])
    assert [saved.outcome for saved in received.became.listings] == ["new"]
    with open_workspace(folder) as workspace:
        (row,) = workspace.store.iter_captures()
        assert (row["how"], row["url"], row["final_url"]) == ("upload", "file:///etc/SingleFile.html", ADDRESS)
        assert row["operator"] == workspace.operator
        assert row["server_date"] is None
        position = position_of(row)
        assert position is not None
        assert workspace.archive.read_payload(position) == page
        listing = workspace.store.listing(received.became.listings[0].listing_id)
        assert listing is not None
        assert listing["url"] == ADDRESS
        assert workspace.store.runs(1)[0]["note"] == "1 uploaded"
        assert all(verdict.ok for verdict in verify_workspace(workspace))


def test_bytes_are_known_whichever_way_they_came(folder: Path, tmp_path: Path) -> None:
    body = OFFER.format(320).encode()
    loose = tmp_path / "loose.txt"
    loose.write_bytes(body)
    with open_workspace(folder) as workspace:
        import_paths(workspace, [loose])
    with open_workspace(folder, read_only=True) as serving:
        (received,) = import_uploads(serving, [sent(tmp_path, "again.txt", body)])
        assert (dict(received.became.counts), list(received.known)) == ({"known": 1}, [1])
        import_uploads(serving, [sent(tmp_path, "first.txt", OFFER.format(330).encode())])
    loose.write_bytes(OFFER.format(330).encode())
    with open_workspace(folder) as workspace:
        assert dict(import_paths(workspace, [loose]).counts) == {"known": 1}
        plan = workspace.store.conn.execute(
            "EXPLAIN QUERY PLAN SELECT 1 FROM captures WHERE sha256 = ? AND how IN ('file', 'upload')", [""]
        ).fetchall()
        assert "captures_file" in str(plan)


def test_an_uploaded_archive_is_unpacked_and_known_as_a_whole(folder: Path, tmp_path: Path) -> None:
    packed = tmp_path / "pages.zip"
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("a.txt", OFFER.format(340))
        archive.writestr("b.txt", OFFER.format(350))
    with open_workspace(folder, read_only=True) as serving:
        upload = sent(tmp_path, "pages.zip", packed.read_bytes())
        (first,) = import_uploads(serving, [upload])
        (again,) = import_uploads(serving, [upload])
    assert len(first.became.listings) == 2
    assert sorted(again.known) == sorted(saved.listing_id for saved in first.became.listings)


def test_one_bad_file_never_ends_the_rest_and_each_is_told_by_itself(folder: Path, tmp_path: Path) -> None:
    files = [
        sent(tmp_path, "a.txt", OFFER.format(360).encode()),
        sent(tmp_path, "same.bin", b"\x00\x01" * 900),
        sent(tmp_path, "b.txt", OFFER.format(370).encode()),
    ]
    with open_workspace(folder, read_only=True) as serving:
        good, bad, last = import_uploads(serving, files)
    assert good.became.counts["new"] == last.became.counts["new"] == 1
    assert ("no text" in bad.became.failures[0].reason, good.became.failures) == (True, ())


def test_a_workspace_in_use_says_so_at_once(folder: Path, tmp_path: Path) -> None:
    upload = sent(tmp_path, "a.txt", OFFER.format(380).encode())
    busy = pytest.raises(WorkspaceBusy, match="already working on this workspace")
    with open_workspace(folder, read_only=True) as serving, open_workspace(folder), busy:
        import_uploads(serving, [upload])


def test_two_uploads_at_once_take_turns(folder: Path, tmp_path: Path) -> None:
    outcomes: list[str] = []

    def send(price: int) -> None:
        (received,) = import_uploads(serving, [sent(tmp_path, "x.txt", OFFER.format(price).encode())])
        outcomes.extend(saved.outcome for saved in received.became.listings)

    with open_workspace(folder, read_only=True) as serving:
        threads = [threading.Thread(target=send, args=(400 + n,)) for n in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert outcomes == ["new"] * 4


def test_the_token_is_its_owners_alone_and_can_be_made_anew(folder: Path) -> None:
    token = upload_token(folder)
    assert upload_token(folder) == token
    assert len(token) >= 32
    assert (folder / TOKEN_FILE).stat().st_mode & 0o777 == 0o600
    assert is_upload_token(folder, token)
    for wrong in ("", token[:-1], token + "x", "水" * 50, token.upper()):
        assert not is_upload_token(folder, wrong)
    assert new_upload_token(folder) != token
    assert not is_upload_token(folder, token)
    assert list(folder.glob(f"{TOKEN_FILE}.*")) == []


def test_a_token_that_others_can_read_is_refused(folder: Path) -> None:
    upload_token(folder)
    (folder / TOKEN_FILE).chmod(0o644)
    with pytest.raises(WorkspaceError, match="--new"):
        upload_token(folder)
    assert new_upload_token(folder)


def test_what_arrives_lies_where_its_owner_alone_can_read_it_and_is_gone_at_the_end(folder: Path) -> None:
    with spool_folder(folder) as spool:
        (spool / "part").write_bytes(b"x")
        assert spool.stat().st_mode & 0o077 == 0
    assert list((folder / "incoming").iterdir()) == []


def test_an_address_told_with_bytes_that_were_here_before_is_written_down(folder: Path, tmp_path: Path) -> None:
    body, other = OFFER.format(340).encode(), "https://www.58.com/x/777"
    with open_workspace(folder, read_only=True) as serving:
        import_uploads(serving, [sent(tmp_path, "a.txt", body)])
        (again,) = import_uploads(serving, [sent(tmp_path, "a.txt", body, other)])
    assert list(again.known) == [1] and other in again.noted
    with open_workspace(folder) as workspace:
        (row,) = import_list(workspace.store, workspace.store.last_import() or 0)
        assert row["outcome"] == "known" and other in row["reason"]
