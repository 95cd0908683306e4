"""The expressions of the extractors are for folded texts: what folding never leaves matches nothing."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from monitor import extract, text
from monitor.run.detector import scan_text
from monitor.text.fold import fold_character

AS_IT_COMES = {"keycaps.py", "parts.py"}  # read texts that are not folded
READ_FOLDED = (
    "offer.py", "offer_aside.py", "offer_model.py", "offer_object.py", "offer_share.py", "speakers.py",
    "stance_cues.py",
)  # fmt: skip
SOURCES = [
    *(path for path in Path(extract.__file__).parent.glob("*.py") if path.name not in AS_IT_COMES),
    *(Path(text.__file__).parent / name for name in READ_FOLDED),
]


def _strings(source: str) -> Iterator[str]:
    """The strings of a module, without its docstrings."""
    nodes = list(ast.walk(ast.parse(source)))
    told = {id(node.value) for node in nodes if isinstance(node, ast.Expr)}
    for node in nodes:
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in told:
            yield node.value


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: path.name)
def test_no_expression_waits_for_a_character_that_folding_changes(path: Path) -> None:
    written = {one for each in _strings(path.read_text("utf-8")) for one in each if not one.isascii()}
    assert {one for one in written if fold_character(one) != one} == set()


def test_a_refusal_in_cantonese_is_read_to_its_end() -> None:
    (claim,) = scan_text("水电站转让,500千瓦,180万,冇得挖矿").extraction.claims
    assert (claim.type, claim.stance, claim.text) == ("mining_allowed", "denied", "冇得挖矿")
