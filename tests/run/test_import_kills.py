"""kill -9 at any moment of an import: nothing acknowledged is lost, nothing is there twice, the table is the same."""

from __future__ import annotations

import random
from pathlib import Path

from bench.import_kills import Wreck, made, wrecked

KILLS = 8


def test_an_import_killed_again_and_again_ends_like_one_that_was_not(folder: Path, tmp_path: Path) -> None:
    whole = made(tmp_path / "in", random.Random(7), files=100)
    wreck: Wreck = wrecked(folder, tmp_path / "in", KILLS, random.Random(11))
    assert wreck.kills == KILLS
    assert wreck.problems == []
    assert wreck.items == whole
