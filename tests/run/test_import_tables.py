"""What an import tells of its files: by kind and outcome, one by one, the same also when it was broken off."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from monitor.cli.language import language
from monitor.cli.main import status_of
from monitor.run import report
from monitor.run.importing import groups, intake
from monitor.run.importing.became import import_list, import_rows, write_list
from monitor.run.importing.file_kinds import KINDS, file_kind
from monitor.run.importing.imports import import_paths
from monitor.run.importing.incoming import Pace, amount_of, files_of
from monitor.run.workspace import Workspace, init_workspace, open_workspace

OFFER = "转让贵州某县小水电站,装机2×630千瓦,手续齐全,不在清退范围内,要价{}万"
PICTURE = b"GIF89a" + bytes(range(256)) * 20


def _offer(price: int) -> bytes:
    return OFFER.format(price).encode()


def mixed(folder: Path) -> Path:
    """Two pages with the same words, a table with a bad row, nothing to read of two kinds, an archive with all that."""
    folder.mkdir()
    (folder / "a.txt").write_bytes(_offer(310))
    (folder / "b.html").write_bytes(b"<html><body><p>" + _offer(320) + b"</p></body></html>")
    (folder / "c.jsonl").write_bytes('{"id": "1", "text": "出售水电站500千瓦"}\n{broken\n'.encode())
    (folder / "copy.txt").write_bytes(_offer(310))
    (folder / "empty.html").write_bytes(b"")
    (folder / "photo.html").write_bytes(PICTURE)
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("=x.txt", _offer(330))
        archive.writestr("again.txt", _offer(310))
        archive.writestr("pic.png", PICTURE)
        archive.writestr("site.css", "p {}")
    (folder / "pages.zip").write_bytes(packed.getvalue())
    return folder


def table(workspace: Workspace, number: int = 1) -> dict[str, dict[str, int]]:
    """Kind -> outcome -> number, without zeros."""
    kept = ("items", "new", "known", "nothing", "resources", "unpacked", "failed", "unpacking")
    rows = import_rows(workspace.store, number)
    return {row["kind"]: {key: row[key] for key in kept if row[key]} for row in rows}


WHOLE = {
    "page": {"items": 2, "new": 1, "nothing": 1},
    "text": {"items": 4, "new": 2, "known": 2},
    "jsonl": {"items": 1, "new": 1},
    "zip": {"items": 1, "unpacked": 1},
    "picture": {"items": 2, "nothing": 2},
    "style": {"items": 1, "resources": 1},
    "": {"items": 11, "new": 4, "known": 2, "nothing": 3, "resources": 1, "unpacked": 1},
}


def test_a_table_says_what_became_of_each_kind_of_file(folder: Path, tmp_path: Path) -> None:
    with open_workspace(folder) as workspace:
        report = import_paths(workspace, [mixed(tmp_path / "in")])
        assert report.exit_status == 3
        assert table(workspace) == WHOLE
        whole = import_rows(workspace.store, 1)[-1]
        assert (whole["files"], whole["new_listings"], whole["seen"], whole["faults"]) == (7, 4, 4, 4)


def test_a_second_import_knows_all_empty_files_too_and_keeps_no_bytes_again(folder: Path, tmp_path: Path) -> None:
    inbox = mixed(tmp_path / "in")
    with open_workspace(folder) as workspace:
        import_paths(workspace, [inbox])
        kept = len(list(workspace.archive.verify_all()))
        again = import_paths(workspace, [inbox])
        assert dict(again.counts) == {"known": 7}
        assert table(workspace, again_id := workspace.store.last_import() or 0)[""] == {
            "items": 7, "known": 7,
        }  # fmt: skip
        assert again_id == 2
    with open_workspace(folder) as workspace:
        assert len(list(workspace.archive.verify_all())) == kept


@pytest.mark.parametrize("after", range(1, 12, 2))
def test_an_import_that_was_broken_off_gives_the_same_table_and_list(folder: Path, tmp_path: Path, after: int) -> None:
    inbox = mixed(tmp_path / "in")

    steps = iter(range(after, -1, -1))

    def tell(_pace: Pace) -> None:
        if next(steps, 1) == 0:
            raise KeyboardInterrupt

    with open_workspace(folder) as workspace:
        first = import_paths(workspace, [inbox], tell)
        assert first.interrupted or after >= 11
    with open_workspace(folder) as workspace:
        import_paths(workspace, [inbox])
        assert table(workspace) == WHOLE
        assert len(list(import_list(workspace.store, 1))) == 11
        assert len(list(workspace.store.import_failures(1))) == 4
        assert workspace.store.imports()[0]["runs"] == 2
        sums = [row["sha256"] for row in workspace.store.iter_captures()]
        assert len(sums) == len(set(sums))


def test_a_file_that_changed_while_the_import_was_broken_off_is_taken_anew(folder: Path, tmp_path: Path) -> None:
    inbox = mixed(tmp_path / "in")

    def tell(pace: Pace) -> None:
        if pace.name.endswith("copy.txt"):
            raise KeyboardInterrupt

    with open_workspace(folder) as workspace:
        import_paths(workspace, [inbox], tell)
        (inbox / "a.txt").write_bytes(_offer(999))
        import_paths(workspace, [inbox])
        names = {row["name"]: row for row in import_list(workspace.store, 1)}
        assert names["in/a.txt"]["outcome"] == "changed"  # saved again in its place: a later version
        assert names["in/copy.txt"]["outcome"] == "known"
        assert len(names) == 11


def test_the_list_names_every_file_and_member_and_no_cell_is_a_formula(folder: Path, tmp_path: Path) -> None:
    with open_workspace(folder) as workspace:
        import_paths(workspace, [mixed(tmp_path / "in")])
        assert write_list(workspace.store, 1, tmp_path / "list.csv") == 11
        rows = list(csv.DictReader(io.StringIO((tmp_path / "list.csv").read_text("utf-8-sig"))))
    found: dict[str, dict[str, Any]] = {row["name"]: row for row in rows}
    assert found["in/pages.zip!/=x.txt"]["outcome"] == "new"
    assert found["in/a.txt"]["listings"] == "1"
    assert found["in/copy.txt"]["listings"] == "1"
    assert "JSON" in found["in/c.jsonl"]["reason"]
    assert found["in/photo.html"] | {"capture": ""} == found["in/photo.html"] | {
        "kind": "picture", "outcome": "nothing", "capture": "", "failed": "1",
    }  # fmt: skip


def test_names_that_begin_like_formulas_are_written_as_text(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "=cmd|x.txt").write_bytes(_offer(310))
    with open_workspace(folder) as workspace:
        import_paths(workspace, [tmp_path / "=cmd|x.txt"])
        write_list(workspace.store, 1, tmp_path / "list.csv")
    assert "'=cmd|x.txt" in (tmp_path / "list.csv").read_text("utf-8-sig")


@pytest.fixture
def speak(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[str], None]]:
    """Choose the language of the commands that follow."""

    def chosen(name: str) -> None:
        monkeypatch.setenv("HYDROWATCH_LANGUAGE", name)
        language.cache_clear()

    yield chosen
    language.cache_clear()


def test_the_command_prints_the_table_in_both_languages_and_shows_it_again(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], speak: Callable[[str], None]
) -> None:
    inbox, listed = mixed(tmp_path / "in"), tmp_path / "list.csv"
    speak("en")
    assert status_of(["-w", str(folder), "import", str(inbox), "--list", str(listed)]) == 3
    told = capsys.readouterr()
    assert "HTML page" in told.out and "nothing to read" in told.out and "7 files" in told.out
    assert "photo.html" in told.err and listed.exists()
    assert status_of(["-w", str(folder), "imports"]) == 0
    assert "7 files" in capsys.readouterr().out
    assert status_of(["-w", str(folder), "imports", "9"]) == 2
    assert "no import 9" in capsys.readouterr().err
    assert status_of(["-w", str(folder), "import", str(inbox), "--list", str(tmp_path / "no" / "x.csv")]) == 2
    assert "folder for the list" in capsys.readouterr().err
    english = _reasons(listed)
    speak("zh")
    assert status_of(["-w", str(folder), "imports", "1", "--list", str(listed)]) == 0
    assert "无可读内容" in capsys.readouterr().out
    assert english and all(reason.isascii() for reason in english)
    assert len(_reasons(listed)) == len(english) and not any(reason.isascii() for reason in _reasons(listed))


def _reasons(listed: Path) -> list[str]:
    with listed.open(encoding="utf-8-sig", newline="") as file:
        return [row["reason"] for row in csv.DictReader(file) if row["reason"]]


def test_many_failures_for_one_reason_are_one_line_and_the_rare_ones_are_seen(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], speak: Callable[[str], None]
) -> None:
    inbox = tmp_path / "in"
    inbox.mkdir()
    for n in range(60):
        (inbox / f"{n:02}.gif").write_bytes(PICTURE + bytes([n]))
    (inbox / "z.jsonl").write_text("\n".join(["{broken", "{broken", '{"id": 1}']), "utf-8")
    speak("en")
    assert status_of(["-w", str(folder), "import", str(inbox)]) == 3
    told = capsys.readouterr().err
    assert "in/00.gif and 59 more: is a GIF picture" in told and "01.gif" not in told
    assert "in/z.jsonl:1: not JSON" in told and "in/z.jsonl:2: not JSON" in told and "in/z.jsonl:3: no" in told
    assert "imports 1 --list FILE names each of them" in told
    speak("zh")
    assert status_of(["-w", str(folder), "imports", "1"]) == 0
    assert "in/00.gif 及另外 59 项: 属“GIF 图片”，已保存但未读取" in capsys.readouterr().err


def test_show_says_from_which_file_or_member_a_listing_came_when_and_by_whom(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], speak: Callable[[str], None]
) -> None:
    (folder / "hydrowatch.toml").write_text('operator = "李调查"\n', "utf-8")
    page = f"<html><body><p>{OFFER.format(340)}</p><!-- Page saved with SingleFile \n saved date: "
    page += "Sat Jan 31 2026 08:00:00 GMT+0800 (CST)\n--></body></html>"
    with zipfile.ZipFile(tmp_path / "页面.zip", "w") as archive:
        archive.writestr("夹/电站.html", page)
    with open_workspace(folder) as workspace:
        import_paths(workspace, [tmp_path / "页面.zip"])
    speak("en")
    assert status_of(["-w", str(folder), "show", "1"]) == 0
    told = capsys.readouterr().out
    assert "from 页面.zip!/夹/电站.html (document out of an archive)  by 李调查" in told
    assert "by its file's own word 2026-01-31T00:00:00" in told


def test_progress_tells_files_and_bytes_and_ends_with_all_of_them(folder: Path, tmp_path: Path) -> None:
    inbox = mixed(tmp_path / "in")
    told: list[Pace] = []
    with open_workspace(folder) as workspace:
        import_paths(workspace, [inbox], told.append)
    assert told[0].whole == amount_of([inbox])
    assert told[0].whole.files == 7 == len(list(files_of([inbox])))
    done = [(pace.done.files, pace.done.size) for pace in told]
    assert done == sorted(done)
    assert (told[-1].done, told[-1].name) == (told[-1].whole, "")


@pytest.mark.parametrize(
    ("media_type", "name", "start", "kind"),
    [
        ("text/html; charset=gbk", "x", b"", "page"), ("", "a.WARC.GZ", b"", "warc"),
        ("image/webp", "", b"", "picture"), ("application/octet-stream", "page.html", PICTURE, "picture"),
        ("application/octet-stream", "a.html", b"MZ", "other"),
        ("", "", b"", "other"), ("text/css", "a", b"", "style"),
    ],
)  # fmt: skip
def test_kinds_go_by_type_then_bytes_then_name(media_type: str, name: str, start: bytes, kind: str) -> None:
    assert file_kind(media_type, name, start) == kind
    assert kind in KINDS


def test_of_an_archive_so_many_failures_are_listed_and_all_are_counted(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(report, "MOST_KEPT", 5)
    monkeypatch.setattr(intake, "MOST_KEPT", 5)
    lines = "\n".join(["nonsense"] * 30)
    with zipfile.ZipFile(tmp_path / "many.zip", "w") as archive:
        for n in range(20):
            archive.writestr(f"{n}.png", b"\x7fELF" + bytes([n]) * 9)
        archive.writestr("a.txt", "贵州水电站转让，装机630千瓦")
        archive.writestr("b.jsonl", lines)
    (tmp_path / "c.jsonl").write_text(lines + "\n", "utf-8")
    with open_workspace(folder) as workspace:
        told = import_paths(workspace, [tmp_path / "many.zip", tmp_path / "c.jsonl"])
        failures = list(workspace.store.import_failures(1))
        rows, last = import_rows(workspace.store, 1), list(import_list(workspace.store, 1))
    assert (told.counts["failed"], told.counts["new"]) == (20 + 30 + 30, 1)
    assert [row["reason"] for row in failures if "more items" in row["reason"]] == [
        "45 more items of it failed; they are counted and not listed",
        "25 more items of it failed; they are counted and not listed",
    ]
    assert len(failures) == 12
    assert {row["item"] for row in failures[-6:]} == {f"c.jsonl:{n}" for n in range(1, 6)} | {"c.jsonl"}
    assert rows[-1]["faults"] == 80 and rows[-1]["nothing"] == 20
    assert [(row["name"], row["number"]) for row in last if row["number"] > 1] == [("many.zip!/(picture: nothing)", 15)]


@pytest.mark.parametrize("after", [2, 9, 14])
def test_what_is_listed_of_an_archive_is_the_same_after_an_interruption(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, after: int
) -> None:
    """Members that are kept and give no listing are no members that could not be kept."""
    monkeypatch.setattr(report, "MOST_KEPT", 5)
    monkeypatch.setattr(intake, "MOST_KEPT", 5)
    monkeypatch.setattr(groups, "MOST_WAITING", 1)
    monkeypatch.setattr(groups, "MOST_KEPT", 5)
    with zipfile.ZipFile(tmp_path / "many.zip", "w") as archive:
        for n in range(9):
            archive.writestr(f"{n}.html", f"<html><body><script>{n}</script></body></html>")
            archive.writestr(f"{n}.png", b"\x7fELF" + bytes([n]) * 9)

    steps = iter(range(after, -1, -1))

    def stop(_pace: Pace) -> None:
        if next(steps, 1) == 0:
            raise KeyboardInterrupt

    with open_workspace(folder) as workspace:
        import_paths(workspace, [tmp_path / "many.zip"])
        whole = [(row["name"], row["outcome"], row["number"]) for row in import_list(workspace.store, 1)]
    with open_workspace(init_workspace(tmp_path / "broken")) as workspace:
        assert import_paths(workspace, [tmp_path / "many.zip"], stop).interrupted
        import_paths(workspace, [tmp_path / "many.zip"])
        broken = [(row["name"], row["outcome"], row["number"]) for row in import_list(workspace.store, 1)]
    assert sorted(broken) == sorted(whole)
    assert ("many.zip!/(picture: nothing)", "nothing", 4) in whole
