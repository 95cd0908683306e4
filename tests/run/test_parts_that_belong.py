"""A page takes with it what belongs to it, once: whatever it names, and however often it leaves."""

from __future__ import annotations

import base64
import json
import mailbox
import sys
import zipfile
from collections import Counter
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest
from test_exports import OFFER

from db import Scope
from monitor.cli.main import status_of
from monitor.run import kept_parts, page_parts
from monitor.run.importing.imports import import_paths
from monitor.run.packages.leaving_parts import with_parts
from monitor.run.packages.taking_out import ready_to_leave, take_out
from monitor.run.workspace import Workspace, open_workspace

sys.path.append(str(Path(__file__).parents[1] / "web"))
from test_replay import png

SITE = "https://www.example.com/"
AT = "2026-01-02T11:04:05Z"
WORDS = "<html><meta charset=utf-8><body>收件箱：给王律师的信</body></html>"


def page(loads: str, n: int = 1) -> bytes:
    return f'<html><meta charset="utf-8">{loads}<p>{OFFER.format(n)}</p></html>'.encode()


def zipped(path: Path, files: dict[str, bytes]) -> Path:
    with zipfile.ZipFile(path, "w") as archive:
        for name, body in files.items():
            archive.writestr(name, body)
    return path


def entry(url: str, kind: str, body: bytes, at: str = AT, ref: str = "") -> dict[str, Any]:
    content = {"size": 9, "mimeType": kind, "text": base64.b64encode(body).decode(), "encoding": "base64"}
    found = {"startedDateTime": at, "request": {"url": url}, "response": {"status": 200, "content": content}}
    return found | ({"pageref": ref} if ref else {})


def har(path: Path, *entries: dict[str, Any]) -> Path:
    path.write_text(json.dumps({"log": {"version": "1.2", "entries": entries}}), "utf-8")
    return path


def leaving(workspace: Workspace, listing: int = 1) -> set[str]:
    """The names, inside their archive, of the parts that leave."""
    return {name.partition("!/")[2] for name in ready_to_leave(workspace, Scope(listing)).names}


def test_a_page_in_a_zip_takes_nothing_out_of_other_folders(folder: Path, tmp_path: Path) -> None:
    loads = '<img src="../private/id.png"><link rel=stylesheet href="../private/notes.css"><img src="p_files/a.png">'
    frames = '<iframe src="../private/letter.html"></iframe>'
    files = {
        "market/p.html": page(loads + frames), "market/p_files/a.png": png(), "private/id.png": png() + b"id",
        "private/notes.css": b"i{}", "private/q.html": page('<img src="id.png">', 2),
        "private/letter.html": WORDS.encode(),
    }  # fmt: skip
    with open_workspace(folder) as workspace:
        import_paths(workspace, [zipped(tmp_path / "a.zip", files)])
        assert leaving(workspace) == {"market/p_files/a.png"}
        assert leaving(workspace, 2) == {"private/id.png"}
        assert leaving(workspace) == {"market/p_files/a.png"}  # also when it was taken out for another page


def test_of_a_har_leaves_what_was_loaded_for_the_page(folder: Path, tmp_path: Path) -> None:
    loads = (
        '<img src="https://cdn.example/now.png"><img src="https://bank.example/later.png"><img src="/own.png">'
        '<link rel=stylesheet href="/own.css"><iframe hidden src="https://mail.example/inbox"></iframe>'
        '<iframe src="https://mail.example/now"></iframe><iframe src="/frame"></iframe>'
    )
    later = "2026-01-02T11:05:06Z"
    entries = (
        entry(f"{SITE}i", "text/html", page(loads)), entry("https://cdn.example/now.png", "image/png", png()),
        entry("https://bank.example/later.png", "image/png", png() + b"b", later),
        entry(f"{SITE}own.png", "image/png", png() + b"o", later), entry(f"{SITE}own.css", "text/css", b"i{}", later),
        entry("https://mail.example/inbox", "text/html", WORDS.encode(), later),
        entry("https://mail.example/now", "text/html", WORDS.encode()),
        entry(f"{SITE}frame", "text/html", WORDS.encode()),
    )  # fmt: skip
    with open_workspace(folder) as workspace:
        import_paths(workspace, [har(tmp_path / "a.har", *entries)])
        chosen = ready_to_leave(workspace, Scope(1))
        names = {name.partition("!/")[2] for name in chosen.names}
        assert names == {"cdn.example/now.png", "www.example.com/own.css", "www.example.com/frame"}
        assert chosen.kinds == Counter(picture=1, style=1, frame=1)
        assert take_out(workspace, Scope(1)).count == 0


def test_where_a_har_tells_for_which_page_something_was_loaded_that_counts(folder: Path, tmp_path: Path) -> None:
    loads = '<img src="https://cdn.example/lazy.png"><img src="https://bank.example/other.png">'
    entries = (
        entry(f"{SITE}i", "text/html", page(loads), ref="page_1"),
        entry("https://cdn.example/lazy.png", "image/png", png(), "2026-01-02T11:30:00Z", "page_1"),
        entry("https://bank.example/other.png", "image/png", png() + b"b", AT, "page_2"),
    )
    with open_workspace(folder) as workspace:
        import_paths(workspace, [har(tmp_path / "a.har", *entries)])
        assert leaving(workspace) == {"cdn.example/lazy.png"}
        assert take_out(workspace, Scope(1)).count == 0
        assert leaving(workspace) == {"cdn.example/lazy.png"}


def mail(n: int, *, location: str = "") -> EmailMessage:
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = "w@example.org", "d@example.org", f"offer {n}"
    message["Date"] = "Fri, 20 Nov 2026 10:00:00 +0800"
    message.set_content(f"<html><body><p>{OFFER.format(n)}</p><img src='cid:a@b'></body></html>", "html")
    headers = [f"Content-Location: {location}"] if location else None
    message.add_related(png() + bytes([n]), "image", "png", cid="<a@b>", filename="image001.png", headers=headers)
    return message


def test_a_picture_of_a_mail_with_an_id_and_a_location_is_taken_out_once(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "a.eml").write_bytes(mail(1, location="image001.png").as_bytes())
    with open_workspace(folder) as workspace:
        import_paths(workspace, [tmp_path / "a.eml"])
        assert [take_out(workspace, Scope()).count for _ in range(3)] == [1, 0, 0]
        assert leaving(workspace) == {"image001.png"}


def test_a_folder_may_be_called_by_an_exclamation_mark(folder: Path, tmp_path: Path) -> None:
    files = {"x/!/p.html": page('<img src="f/!/a.png">'), "x/!/f/!/a.png": png()}
    with open_workspace(folder) as workspace:
        import_paths(workspace, [zipped(tmp_path / "a.zip", files)])
        assert [take_out(workspace, Scope()).count for _ in range(2)] == [1, 0]
        assert len(with_parts(workspace, Scope(1)).names) == 1


def test_what_has_no_room_at_once_is_taken_out_in_the_same_export(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(kept_parts, "MAX_TAKEN", 250_000)
    monkeypatch.setattr(kept_parts, "MAX_PART", 200_000)
    files = {f"p_files/{n}.png": png() + bytes([n]) * 100_000 for n in range(9)}
    loads = "".join(f'<img src="{name}">' for name in files)
    with open_workspace(folder) as workspace:
        import_paths(workspace, [zipped(tmp_path / "a.zip", {"p.html": page(loads), **files})])
        assert with_parts(workspace, Scope(1)).cut == 1
        assert (len(leaving(workspace)), take_out(workspace, Scope(1)).count, with_parts(workspace, Scope(1)).cut) == (
            9,
            0,
            0,
        )


def test_a_page_that_names_too_much_is_told_as_cut(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(page_parts, "MAX_ADDRESSES", 3)
    files = {f"p_files/{n}.png": png() + bytes([n]) for n in range(5)}
    loads = "".join(f'<img src="{name}">' for name in files)
    with open_workspace(folder) as workspace:
        import_paths(workspace, [zipped(tmp_path / "a.zip", {"p.html": page(loads), **files})])
        assert ready_to_leave(workspace, Scope(1)).cut == 1


def test_a_mailbox_is_read_once_for_all_of_its_mails(folder: Path, tmp_path: Path) -> None:
    box = mailbox.mbox(tmp_path / "post.mbox")
    for n in range(1, 31):
        box.add(mail(n))
    box.close()
    most = 3 * (tmp_path / "post.mbox").stat().st_size  # of it, and of the mails themselves
    with open_workspace(folder) as workspace:
        import_paths(workspace, [tmp_path / "post.mbox"])
        assert [take_out(workspace, Scope(), most).count for _ in range(2)] == [30, 0]
        assert len(leaving(workspace, 7)) == 1


def test_an_export_that_cannot_be_written_takes_nothing_out(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    files = {"p.html": page('<img src="a.png">'), "a.png": png()}
    with open_workspace(folder) as workspace:
        import_paths(workspace, [zipped(tmp_path / "a.zip", files)])
        before = len(list(workspace.store.iter_captures()))
    (tmp_path / "there.wacz").write_bytes(b"")
    command = ["-w", str(folder), "--lang", "en", "export", "--listing", "1", "--wacz"]
    for target in ("there.wacz", "no folder/x.wacz"):
        assert status_of([*command, str(tmp_path / target), "--yes"]) == 2
    with open_workspace(folder) as workspace:
        assert len(list(workspace.store.iter_captures())) == before
    assert status_of([*command, str(tmp_path / "x.wacz")]) == 2
    assert not (tmp_path / "x.wacz").exists()
