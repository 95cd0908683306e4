"""Settings of every test: the rule cache in a folder of its own, no settings of the machine's user, Ctrl-C heard."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hypothesis import settings

from monitor.cli.language import language

# What a busy machine makes slow is no fault: growth is tested by ratios. Each run draws other examples.
settings.register_profile("untimed", deadline=None, max_examples=50)
settings.load_profile("untimed")

LONG = ("test_scores", "test_metamorphic", "test_rendering", "test_many")


def pytest_xdist_auto_num_workers() -> int:
    """One worker more than there are cores: at any time some test waits for a server, a browser or a clock."""
    ours = getattr(os, "sched_getaffinity", None)
    return (len(ours(0)) if ours else os.cpu_count() or 1) + 1


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What takes longest begins first: at the end one worker would be at it alone."""
    items.sort(key=lambda item: not item.path.name.startswith(LONG))


@pytest.fixture(scope="session", autouse=True)
def _ctrl_c_is_heard() -> Iterator[None]:
    """Whoever starts the tests in the background has Ctrl-C ignored, and so would every program they start."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


@pytest.fixture(scope="session", autouse=True)
def _apart_from_the_user(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    before = dict(os.environ)
    for name in [name for name in os.environ if name.startswith("HYDROWATCH_")]:
        del os.environ[name]
    os.environ["HYDROWATCH_CACHE_DIR"] = str(_cache_of_all(tmp_path_factory))
    yield
    os.environ.clear()
    os.environ.update(before)


def _cache_of_all(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One cache for all workers of a run, as for all processes of a user; it begins empty."""
    base = tmp_path_factory.getbasetemp()
    folder = (base.parent if "PYTEST_XDIST_WORKER" in os.environ else base) / "cache"
    folder.mkdir(exist_ok=True)
    return folder


@pytest.fixture
def spoken(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[str], None]]:
    """Have commands speak a language from here on."""

    def speak(tongue: str) -> None:
        monkeypatch.setenv("HYDROWATCH_LANGUAGE", tongue)
        language.cache_clear()

    yield speak
    language.cache_clear()
