"""One damaged record stops no export: the rest is written, and what was left out is named here and in the file."""

from __future__ import annotations

import gzip
import json
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from other_readers import VALIDATOR, invalid, opened
from spoken import in_chinese
from test_bad_input_sites import Site, site

from db import Scope
from monitor.cli.main import status_of
from monitor.errors import ItemError
from monitor.run.packages.exports import Exported, export_wacz
from monitor.run.packages.leaving import leaving
from monitor.run.packages.left_out import LEFT_OUT
from monitor.run.packages.package_checks import verify_package
from monitor.run.verifying.verify import ItemVerdict
from monitor.run.workspace import open_workspace

__all__ = ["site"]
SCOPES = [Scope(), Scope(1), Scope(source="market"), Scope(run_id=1)]


def listed(folder: Path) -> list[dict[str, object]]:
    """The records of the first run as its manifest lists them."""
    lines = (folder / "manifests" / "manifest-1.jsonl").read_text("utf-8").splitlines()
    return [one for one in map(json.loads, lines) if "offset" in one]


def record(folder: Path, kind: str, number: int = 0) -> tuple[str, int, int]:
    """File, offset and length of a record."""
    one = [one for one in listed(folder) if one["type"] == kind][number]
    return str(one["file"]), int(str(one["offset"])), int(str(one["length"]))


def flip(folder: Path, place: tuple[str, int, int]) -> None:
    name, offset, length = place
    path = folder / "archive" / name
    data = bytearray(path.read_bytes())
    data[offset + length // 2] ^= 0xFF
    path.write_bytes(data)


def exported(folder: Path, target: Path, scope: Scope) -> Exported:
    with open_workspace(folder) as workspace:
        return export_wacz(workspace, scope, target)


def left(package: Path) -> list[ItemVerdict]:
    return [one for one in in_chinese(verify_package(package)) if "left out by the sender" in one.reason]


def of_listing(folder: Path, listing_id: int) -> tuple[str, int, int]:
    with open_workspace(folder, read_only=True) as workspace:
        row = next(workspace.store.captures_of(Scope(listing_id)))
    return row["warc_file"], row["warc_offset"], row["warc_length"]


@pytest.mark.usefixtures("site")
@pytest.mark.parametrize("scope", [Scope(), Scope(source="market"), Scope(run_id=1)])
def test_all_but_a_damaged_answer_leaves_and_the_file_says_so(folder: Path, tmp_path: Path, scope: Scope) -> None:
    exported(folder, tmp_path / "whole.wacz", scope)
    place = of_listing(folder, 3)
    flip(folder, place)
    done = exported(folder, tmp_path / "x.wacz", scope)
    assert [(one.file, one.offset) for one in done.left_out] == [place[:2]]
    before, after = opened(tmp_path / "whole.wacz"), opened(tmp_path / "x.wacz")
    lost = {one.block for one in before} - {one.block for one in after}
    assert len(lost) == (1 if scope.is_everything else 2)  # with a response its request
    assert VALIDATOR is None or invalid(tmp_path / "x.wacz") == ""
    (told,) = left(tmp_path / "x.wacz")
    assert (told.item, told.ok) == (f"{place[0]}@{place[1]}", True)
    assert not [one for one in verify_package(tmp_path / "x.wacz") if not one.ok and one.kind not in {"stamp"}]


@pytest.mark.usefixtures("site")
@pytest.mark.parametrize("scope", SCOPES)
def test_a_damaged_warcinfo_keeps_no_page_here(folder: Path, tmp_path: Path, scope: Scope) -> None:
    flip(folder, record(folder, "warcinfo"))
    done = exported(folder, tmp_path / "x.wacz", scope)
    assert [one.offset for one in done.left_out] == [0]
    assert {one.headers["warc-type"] for one in opened(tmp_path / "x.wacz")} >= {"response", "request"}


def test_a_damaged_request_is_named_and_its_answer_leaves(folder: Path, site: Site, tmp_path: Path) -> None:
    name, offset, length = of_listing(folder, 3)
    following = next(one for one in listed(folder) if one["offset"] == offset + length)
    assert following["type"] == "request"
    flip(folder, (name, offset + length, int(str(following["length"]))))
    done = exported(folder, tmp_path / "x.wacz", Scope(3))
    assert [(one.file, one.offset) for one in done.left_out] == [(name, offset + length)]
    assert f"http://127.0.0.1:{site.server_port}/item/3" in {
        one.headers.get("warc-target-uri") for one in opened(tmp_path / "x.wacz")
    }


@pytest.mark.usefixtures("site")
def test_a_record_that_a_changed_manifest_lists_otherwise_is_left_out(folder: Path, tmp_path: Path) -> None:
    path, place = folder / "manifests" / "manifest-1.jsonl", of_listing(folder, 3)
    path.write_text(path.read_text("utf-8").replace(f'"offset":{place[1]},', f'"offset":{place[1] + 1},'), "utf-8")
    done = exported(folder, tmp_path / "x.wacz", Scope(source="market"))
    assert [(one.file, one.offset) for one in done.left_out] == [place[:2]]
    assert "than the manifest lists" in done.left_out[0].reason
    assert len(left(tmp_path / "x.wacz")) == 1


@pytest.mark.usefixtures("site")
@pytest.mark.parametrize("scope", SCOPES)
def test_a_file_that_is_missing_is_told_capture_by_capture(folder: Path, tmp_path: Path, scope: Scope) -> None:
    status_of(["-w", str(folder), "import", str(_page(tmp_path))])
    name = of_listing(folder, 1)[0]
    (folder / "archive" / name).unlink()
    if not scope.is_everything:
        with pytest.raises(ItemError, match="missing"):
            exported(folder, tmp_path / "x.wacz", scope)
        return
    done = exported(folder, tmp_path / "x.wacz", scope)
    assert len(done.left_out) > 8
    assert {one.file for one in done.left_out} == {name}
    assert len(left(tmp_path / "x.wacz")) == len(done.left_out)


def _page(folder: Path) -> Path:
    (folder / "a.txt").write_text("转让四川某小水电站，装机800千瓦，手续齐全", "utf-8")
    return folder / "a.txt"


@pytest.mark.usefixtures("site")
def test_nothing_is_written_when_no_capture_is_whole(folder: Path, tmp_path: Path) -> None:
    place = of_listing(folder, 3)
    flip(folder, place)
    (tmp_path / "new").mkdir()
    with pytest.raises(ItemError, match=f"{place[0]}:{place[1]}"):
        exported(folder, tmp_path / "new" / "x.wacz", Scope(3))
    assert list((tmp_path / "new").iterdir()) == []
    with open_workspace(folder, read_only=True) as workspace, pytest.raises(ItemError):
        leaving(workspace, Scope(3))


@pytest.mark.usefixtures("site")
def test_the_command_names_what_stays_and_ends_with_3(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    place, target = of_listing(folder, 3), tmp_path / "x.wacz"
    flip(folder, place)
    command = ["-w", str(folder), "--lang", "en", "export", "--wacz", str(target), "--source", "market"]
    assert status_of(command) == 2
    assert "1 records are damaged" in capsys.readouterr().out
    assert status_of([*command, "--yes"]) == 3
    said = capsys.readouterr().out
    assert f"{place[0]}@{place[1]}" in said
    assert "SHA-256" in said
    with zipfile.ZipFile(target) as wacz:
        lines = wacz.read(LEFT_OUT).decode().splitlines()
    assert [line.split("\t")[:2] for line in lines[1:]] == [[place[0], str(place[1])]]
    with open_workspace(folder, read_only=True) as workspace:
        assert workspace.store.audit_rows(1)[0]["detail"]["left_out"] == 1
    assert status_of(["--lang", "en", "verify", "--wacz", str(target)]) == 1  # no stamps
    assert "left out by the sender as damaged" in capsys.readouterr().out


@pytest.mark.usefixtures("site")
def test_nothing_that_a_record_says_breaks_the_list_of_those_left_out(folder: Path, tmp_path: Path) -> None:
    """Any number of damaged records, and one whose header tries to add a line."""
    name, offset, length = of_listing(folder, 3)
    path = folder / "archive" / name
    data = path.read_bytes()
    inside = gzip.decompress(data[offset : offset + length])
    digest = inside[inside.index(b"WARC-Block-Digest: ") :].partition(b"\r\n")[0]
    forged = inside.replace(digest, b"WARC-Block-Digest: a\tb\x0bc\xe2\x80\xa8d")
    path.write_bytes(data[:offset] + gzip.compress(forged))
    done = exported(folder, tmp_path / "x.wacz", Scope(run_id=1))
    verdicts = left(tmp_path / "x.wacz")
    assert len(verdicts) == len(done.left_out) > 1
    assert "a b c d" in next(one.reason for one in verdicts if one.item == f"{name}@{offset}")


def test_a_list_of_what_was_left_out_that_says_nothing_does_not_hold(
    folder: Path, site: Site, tmp_path: Path, change: Callable[[Path, str, bytes], Path]
) -> None:
    del site
    flip(folder, of_listing(folder, 3))
    exported(folder, tmp_path / "x.wacz", Scope())
    broken = change(tmp_path / "x.wacz", LEFT_OUT, b"# a head\nno record\n")
    assert [one.reason for one in verify_package(broken) if one.item == LEFT_OUT and "line 2" in one.reason]


@pytest.fixture
def change() -> Callable[[Path, str, bytes], Path]:
    def changed(path: Path, entry: str, body: bytes) -> Path:
        other = path.with_name("changed.wacz")
        with zipfile.ZipFile(path) as old, zipfile.ZipFile(other, "w") as new:
            for name in old.namelist():
                new.writestr(name, body if name == entry else old.read(name))
        return other

    return changed
