"""Names, numbers and places that mean nothing are refused by name; they never look like an empty queue."""

from __future__ import annotations

from pathlib import Path

import pytest

from monitor.cli.language import language
from monitor.cli.main import status_of
from monitor.run.importing.imports import import_paths
from monitor.run.workspace import open_workspace


@pytest.fixture
def kept(folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A workspace with one listing."""
    monkeypatch.setenv("HYDROWATCH_LANGUAGE", "en")
    language.cache_clear()
    (tmp_path / "one.txt").write_text("转让四川省会东县水电站，装机630千瓦，可挖矿，95万", "utf-8")
    with open_workspace(folder) as workspace:
        import_paths(workspace, [tmp_path / "one.txt"])
    return folder


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["show", "99999999999999999999999"], "not in the range"),
        (["show", "7"], "there is no listing 7"),
        (["list", "--status", "nonsense"], "'nonsense' is not one of 'live'"),
        (["list", "--offer", "maybe"], "'maybe' is not one of 'direct'"),
        (["list", "--claim", "mining"], "there is no claim type 'mining'; known: mining_admitted, mining_allowed"),
        (["list", "--rule", "nope"], "there is no rule 'nope'"),
        (["list", "--province", "火星省"], "no such place: '火星省'"),
        (["list", "--since", "2021-02-30"], "not a date: '2021-02-30'"),
        (["scan", "--place", "火星", "-"], "no such place: '火星'"),
        (["scan", "--date", "昨天", "-"], "not a date: '昨天'"),
        (["policies", "list", "--place", "火星"], "no such place: '火星'"),
    ],
)
def test_what_is_not_known_is_refused_by_name(
    kept: Path, arguments: list[str], says: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert status_of(["-w", str(kept), *arguments]) == 2
    told = capsys.readouterr()
    assert says in told.err
    assert not told.out


def test_a_province_may_be_named_in_short(kept: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for name in ("四川", "四川省"):
        assert status_of(["-w", str(kept), "list", "--province", name, "--format", "jsonl"]) == 0
        assert len(capsys.readouterr().out.splitlines()) == 1


def test_the_log_of_a_fault_holds_no_words_of_the_user_or_of_a_listing(
    kept: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    words = "张三13912345678"

    def stumble(*_: object) -> None:
        raise ValueError(words)

    monkeypatch.setattr("monitor.run.queries.search_rows", stumble)
    assert status_of(["-w", str(kept), "search", words]) == 3
    (log,) = tmp_path.glob("hydrowatch-*.log")
    assert str(log) in capsys.readouterr().err
    told = log.read_text("utf-8")
    assert "stumble" in told and "ValueError" in told and "search" in told
    assert "13912345678" not in told and "张三" not in told
