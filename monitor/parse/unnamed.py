"""What is read as the text of an item whose source names none: all that its page or entry shows. Pure."""

from __future__ import annotations

from collections.abc import Collection

from monitor.html.hidden import hidden_by_sheets
from monitor.parse.entry import leaves
from monitor.parse.page import own_words
from monitor.sources.select import PageSubject, RecordSubject, Subject


def unnamed_text(subject: Subject, without: Collection[int] = ()) -> str:
    """The lines of that text. Args: without, elements (mem_id) of a page that are left out."""
    if isinstance(subject, RecordSubject):
        return "\n".join(f"{key}：{words}" for key, words in leaves(subject.value))
    assert isinstance(subject, PageSubject)
    shown, _ = own_words(subject.tree, "", hidden_by_sheets(subject.tree), without=without)
    return shown.text
