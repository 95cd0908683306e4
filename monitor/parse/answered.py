"""A page that shows nothing, with the answers that it loaded put into it as data elements; read like any page then.

An answer that is this page's listing is found as in its own scripts (scripted.py). Only when none is, the text that an
archiver saw of the page stands for what it shows. Pure.
"""

from __future__ import annotations

import html
import json
from collections.abc import Iterable, Sequence

from monitor.charset import decode
from monitor.jsonp import without_call
from monitor.parse.json_records import records_of
from monitor.parse.page import ARCHIVED
from monitor.parse.saved import read_saved
from monitor.plants import names_plant
from monitor.unpack.model import Answer


def with_answers(page: str, answers: Sequence[Answer], address: str) -> str:
    """The HTML of a page with what it loaded; "" when it shows a plant by itself, or loaded nothing.

    Args: address of the page. Answers that are not its listing stand there as well: that they do is told.
    """
    if not answers or names_plant(read_saved(page, "html", address).text):
        return ""
    filled = page + "".join(_element(one) for one in _once(answers) if not one.is_text)
    if names_plant(read_saved(filled, "html", address).text):
        return filled
    seen = next((one for one in answers if one.is_text), None)
    return filled + _seen(seen) if seen else filled


def lists_of(page: str, answers: Sequence[Answer], address: str) -> list[Answer]:
    """The answers with lists of listings that a page loaded, when it is no listing itself. Args: as above."""
    if is_list(page, address):
        return _lists(answers)
    if any(one.is_text and names_plant(decode(one.body).text) for one in answers):
        return []  # the text that an archiver saw is the page's own listing
    filled = with_answers(page, [one for one in answers if not one.is_text], address)
    if not filled or names_plant(read_saved(filled, "html", address).text):
        return []
    return _lists(answers)


def is_list(page: str, address: str) -> bool:
    """True for a page that shows a list of listings itself; what it loaded are further ones."""
    return read_saved(page, "html", address).listed > 0


def _lists(answers: Sequence[Answer]) -> list[Answer]:
    return [one for one in _once(answers) if not one.is_text and _is_list(one)]


def _is_list(answer: Answer) -> bool:
    try:
        value = json.loads(_words(answer))
    except (ValueError, RecursionError):
        return False
    return any(one.is_row and one.text for one in records_of(value if isinstance(value, dict) else {"": value}))


def _once(answers: Iterable[Answer]) -> Iterable[Answer]:
    return {(one.url, one.body): one for one in answers}.values()


def _element(answer: Answer) -> str:
    """Only strings of JSON hold '<': written as an escape it ends no element."""
    text = _words(answer).replace("<", "\\u003c")
    return f'\n<script type="application/json" id="{html.escape(answer.url[:180])}">{text}</script>'


def _words(answer: Answer) -> str:
    """The JSON of an answer, without the call that it may stand in."""
    return decode(without_call(answer.body)).text


def _seen(answer: Answer) -> str:
    return f"\n<pre {ARCHIVED}>{html.escape(decode(answer.body).text)}</pre>"
