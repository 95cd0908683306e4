"""What the commands say of sources and listings after looks at sites of all kinds."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest
from test_bad_input_sites import SETTINGS, SOURCE, Site

from monitor.cli.language import language
from monitor.cli.main import status_of

Told = Callable[..., str]


@pytest.fixture
def told(folder: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Iterator[Told]:
    """Run a command in the workspace, in English, and give all that it printed; its status stands at the end."""
    monkeypatch.setenv("HYDROWATCH_LANGUAGE", "en")
    language.cache_clear()
    (folder / "hydrowatch.toml").write_text(SETTINGS, "utf-8")

    def call(*arguments: str) -> str:
        status = status_of([*arguments, "-w", str(folder)])
        captured = capsys.readouterr()
        return f"{captured.out}{captured.err}\nstatus {status}"

    yield call
    language.cache_clear()


@pytest.fixture
def site() -> Iterator[Site]:
    with closing(Site()) as running:
        yield running


def add(folder: Path, site: Site, **changes: str) -> None:
    text = SOURCE.format(port=site.server_port)
    for before, after in changes.items():
        text = text.replace(before, after)
    (folder / "sources" / "market.yaml").write_text(text, "utf-8")


def test_show_names_the_mark_that_ended_a_listing(told: Told, folder: Path, site: Site) -> None:
    add(folder, site)
    told("watch", "--once")
    page = "<h1>四川电站转让</h1><article>四川某小水电站转让，装机500千瓦，该信息已删除的不是这条</article>"
    site.pages |= {"/item/1": f"{page}<p>该商品已售出</p>", "/item/2": page}
    told("watch", "--once")
    assert "'该商品已售出' on the page" in told("show", "1")
    second = told("show", "2")
    assert "  live  " in second and "a mark on the page" not in second
