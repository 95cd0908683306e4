"""Bad files and folders: what is wrong is said, what is good is kept, and nothing ends in a traceback."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path

import pytest

from monitor.cli.main import status_of
from monitor.errors import WorkspaceError
from monitor.run import pipeline
from monitor.run.importing import imports
from monitor.run.importing.imports import import_paths
from monitor.run.verifying.verify import verify_workspace
from monitor.run.workspace import init_workspace, open_workspace

OFFER = "转让四川某小水电站，装机500千瓦，手续齐全，不在清退范围，95万"


def good(folder: Path, name: str = "good.txt", words: str = "") -> Path:
    folder.mkdir(exist_ok=True)
    (folder / name).write_text(OFFER + words, "utf-8")
    return folder / name


def test_a_named_path_that_is_missing_does_not_keep_the_others_from_being_imported(
    folder: Path, tmp_path: Path
) -> None:
    with open_workspace(folder) as workspace:
        report = import_paths(workspace, [tmp_path / "nowhere.html", good(tmp_path / "in")])
        assert (report.counts["new"], report.exit_status) == (1, 3)
        (failure,) = report.failures
        assert (failure.item, failure.reason) == ("nowhere.html", "there is no such file")


def test_names_that_are_not_unicode_or_hold_newlines_are_imported_and_named(folder: Path, tmp_path: Path) -> None:
    inbox = good(tmp_path / "in").parent
    raw = os.fsencode(inbox)
    for name, body in ((b"\xff\xb5.txt", OFFER + "A"), (b"\xff_empty.txt", ""), (b"a\nb.txt", OFFER + "B")):
        Path(os.fsdecode(raw + b"/" + name)).write_text(body, "utf-8")
    (inbox / "空.txt").write_bytes(b"")
    with open_workspace(folder) as workspace:
        report = import_paths(workspace, [inbox])
        assert report.counts["new"] == 3
        assert {failure.item for failure in report.failures} == {"in/\\xff_empty.txt", "in/空.txt"}
        assert {row["item"] for row in workspace.store.failures()} == {"in/\\xff_empty.txt", "in/空.txt"}
        assert all(verdict.ok for verdict in verify_workspace(workspace))


def test_a_workspace_may_have_a_name_that_is_not_unicode(tmp_path: Path) -> None:
    made = init_workspace(Path(os.fsdecode(os.fsencode(tmp_path) + b"/\xff")))
    with open_workspace(made, read_only=True) as workspace:
        assert workspace.store.audit_rows()[0]["subject"] == "\\xff"


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read every folder")
def test_a_folder_that_cannot_be_read_is_named_and_the_rest_is_done(folder: Path, tmp_path: Path) -> None:
    inbox = good(tmp_path / "in").parent
    closed = good(inbox / "closed").parent
    closed.chmod(0)
    try:
        with open_workspace(folder) as workspace:
            report = import_paths(workspace, [inbox])
    finally:
        closed.chmod(0o700)
    assert report.counts["new"] == 1
    assert [failure.item for failure in report.failures] == ["in/closed"]


def test_a_fault_of_ours_on_one_page_is_recorded_without_its_words_and_the_rest_is_done(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = pipeline.parse_many

    def stumbling(capture, *args, **kwargs):  # type: ignore[no-untyped-def]
        if capture.url.endswith("bad.txt"):
            raise ValueError(capture.body.decode())
        return whole(capture, *args, **kwargs)

    monkeypatch.setattr(pipeline, "parse_many", stumbling)
    good(tmp_path / "in", "bad.txt", "电话13912345678")
    good(tmp_path / "in")
    with open_workspace(folder) as workspace:
        report = imports.import_paths(workspace, [tmp_path / "in"])
    assert (report.counts["new"], report.exit_status) == (1, 3)
    log = (folder / "hydrowatch.log").read_text("utf-8")
    assert "stumbling" in log and "ValueError" in log
    assert "13912345678" not in log and "水电站" not in log


def test_a_workspace_without_its_key_is_told_before_anything_is_kept(folder: Path, tmp_path: Path) -> None:
    (folder / "hydrowatch.key").unlink()
    with open_workspace(folder) as workspace:
        with pytest.raises(WorkspaceError, match="key that hides names cannot be read"):
            import_paths(workspace, [good(tmp_path / "in")])
        assert workspace.store.counts()["runs"] == 0
    assert not list((folder / "archive").iterdir())


def test_a_workspace_whose_database_is_gone_is_not_called_none(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (folder / "hydrowatch.db").unlink()
    key = (folder / "hydrowatch.key").read_bytes()
    commands: Sequence[Sequence[str]] = (["-w", str(folder), "list"], ["init", str(folder)])
    for command in commands:
        assert status_of(list(command)) == 2
        told = capsys.readouterr().err
        assert "hydrowatch.db is missing; restore it from a backup" in told
    assert (folder / "hydrowatch.key").read_bytes() == key


def test_an_init_that_was_stopped_half_way_is_made_whole_by_the_next(tmp_path: Path) -> None:
    folder = init_workspace(tmp_path / "case")
    (folder / "hydrowatch.unfinished").touch()  # what a process leaves that is killed while it makes the workspace
    (folder / "hydrowatch.db").write_bytes(b"")
    with pytest.raises(WorkspaceError, match="run 'hydrowatch init"), open_workspace(folder):
        pass
    init_workspace(folder)
    with open_workspace(folder) as workspace:
        assert workspace.store.counts()["listings"] == 0


def test_an_init_never_takes_away_what_is_not_its_own(tmp_path: Path) -> None:
    folder = init_workspace(tmp_path / "case")
    (folder / "hydrowatch.unfinished").touch()
    (folder / "archive" / "page.warc.gz").write_bytes(b"evidence")
    with pytest.raises(WorkspaceError):
        init_workspace(folder)
    assert (folder / "archive" / "page.warc.gz").read_bytes() == b"evidence"
    assert (folder / "hydrowatch.db").exists()
