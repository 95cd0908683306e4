"""A workspace is made once, opened by one writer, and says clearly what is wrong with it."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest

from monitor.errors import ConfigError, WorkspaceError
from monitor.run.workspace import init_workspace, open_workspace


def test_a_new_workspace_opens_and_its_key_is_private(folder: Path) -> None:
    with open_workspace(folder) as workspace:
        assert workspace.store.counts()["listings"] == 0
        assert len(workspace.key) == 32
    assert stat.S_IMODE((folder / "hydrowatch.key").stat().st_mode) == 0o600


def test_making_a_workspace_twice_changes_nothing(folder: Path) -> None:
    before = (folder / "hydrowatch.key").read_bytes()
    with pytest.raises(WorkspaceError, match="is a workspace already"):
        init_workspace(folder)
    assert (folder / "hydrowatch.key").read_bytes() == before


def test_a_folder_with_other_files_is_refused(tmp_path: Path) -> None:
    (tmp_path / "letter.txt").write_text("mine")
    with pytest.raises(WorkspaceError, match="holds other files"):
        init_workspace(tmp_path)


def test_a_second_writer_is_refused_and_a_reader_is_not(folder: Path) -> None:
    with open_workspace(folder):
        with pytest.raises(WorkspaceError, match="already working on this workspace"), open_workspace(folder):
            pass
        with open_workspace(folder, read_only=True) as reader:
            assert reader.store.counts()["runs"] == 0


def test_a_folder_without_a_database_is_no_workspace(tmp_path: Path) -> None:
    with pytest.raises(WorkspaceError, match="hydrowatch init"), open_workspace(tmp_path):
        pass


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("language = 'fr'", "language must be zh or en"),
        ("max_bytes = 0", "max_bytes must be greater than 0"),
        ("nonsense = 1", "unknown setting 'nonsense'"),
        ("max_bytes = 'many'", "max_bytes must be a int"),
        ("language = ", "not valid TOML"),
    ],
)
def test_wrong_settings_are_named_with_their_file(folder: Path, text: str, sentence: str) -> None:
    (folder / "hydrowatch.toml").write_text(text, "utf-8")
    with pytest.raises(ConfigError, match=sentence) as caught, open_workspace(folder):
        pass
    assert "hydrowatch.toml" in str(caught.value)


def test_a_damaged_database_is_told_in_one_sentence(folder: Path) -> None:
    (folder / "hydrowatch.db").write_bytes(b"this is no database" * 100)
    with pytest.raises(WorkspaceError) as caught, open_workspace(folder):
        pass
    assert "\n" not in str(caught.value)
