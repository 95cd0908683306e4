"""Every line of tests/corpus/objects.tsv is read as what it says is sold."""

from __future__ import annotations

from pathlib import Path
from typing import Final, cast

import pytest

from monitor.models import OfferKind
from monitor.text.normalise import normalise
from monitor.text.offer_object import read_object, read_share

LINES: Final = (Path(__file__).parents[1] / "corpus" / "objects.tsv").read_text("utf-8").splitlines()


@pytest.mark.parametrize("line", [one for one in LINES if one and not one.startswith("#")])
def test_what_is_sold_is_read(line: str) -> None:
    told, kind, text = line.split("\t")
    assert (read_object(normalise(text).plain.text, cast(OfferKind, kind)) or "none") == told, text


@pytest.mark.parametrize(
    ("text", "share"), [("六成权益", 60), ("三成股权", 30), ("百分之五十一股权", 51), ("八成新", None)]
)
def test_a_share_in_words_is_read(text: str, share: float | None) -> None:
    assert read_share(text) == share
