"""Answers that repeat a word of their question, where one turn answers several: 证有没有? 列没列? 证有。没列。"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import islice
from typing import Final

from monitor.extract.asked import claims_by_turn, is_bad, made_claim
from monitor.extract.context import left_of, right_of
from monitor.extract.reading import Reading, turns_of
from monitor.models import Claim, Stance
from monitor.text.expression import expression
from monitor.text.speakers import Turn

ENDS: Final = ",。!?;:\n"
MOST_CLAUSES: Final = 8
LONGEST: Final = 8  # characters of a clause that does nothing but answer
# What can be answered with a word of the question alone; amounts have answers of their own.
_TYPES: Final = frozenset({
    "water_permit", "generation_licence", "papers_complete", "not_in_cleanup", "category_kept", "no_disputes",
    "grid_connected", "mining_allowed", "safety_grade", "rigs_included",
})  # fmt: skip
_CLAUSES: Final = expression(r"[^,。!?;\n ]+")
# 有没有列, 列没列, 能不能挖: the word that a yes or no repeats
_VERB: Final = expression(
    r"(?:有没有|有无|是不是|能不能|会不会|让不让|可不可以)(?P<one>[\u4e00-\u9fff])"
    r"|(?P<two>[\u4e00-\u9fff])[没不](?P=two)"
)
# 取水证有没有, 贷款清了没: the thing that it is about
_THING: Final = expression(
    r"(?P<thing>证|许可|手续|批文|环评|名单|抵押|贷款|官司|欠款|债务|矿机|机器|发电证|取水证)(?:[^,。?\n]{0,4}(?:有|在|全|齐|办)|呢|$|\?)"
    r"|(?:有没有|有无|有)(?P<own>[^,。?\n]{0,3}?(?:证|许可|手续|批文|环评|抵押|贷款|官司|欠款|债务))"
)
_NO: Final = r"(?:没有?|未|不|莫)(?:被|曾|给)?"
_SAYS: Final = r"(?:是|都|也|肯定|早就?|一直|现在|当然|确实|目前|还)*"
_END: Final = r"(?:过|上|进去?|入|的|了|啊|呢|哈|哦|喔)*"


def answered_apart(reading: Reading, claims: Sequence[Claim]) -> Iterator[Claim]:
    """For each question that a seller's next turn does not yet answer, what a clause says that repeats its word.

    `claims` of the text in any order; linear in turns and claims.
    """
    if reading.offer.offer != "direct":
        return
    turns = turns_of(reading)
    by_turn = claims_by_turn(turns, claims, reading)
    waiting: list[Claim] = []
    for turn, said in zip(turns, by_turn, strict=True):
        if turn.speaker != "seller":
            waiting += [one for one in said if one.stance == "asked" and one.type in _TYPES]
            continue
        told = {one.type for one in said if one.stance != "asked"}
        for asked in {one.type: one for one in waiting if one.type not in told}.values():
            if (answer := _answer(reading, turn, asked)) is not None:
                yield answer
        waiting = []


def _answer(reading: Reading, turn: Turn, asked: Claim) -> Claim | None:
    plain = reading.normalised.plain
    start, end = plain.locate(asked.span)
    # the claim may lack the first word of its question: 上|没上清退
    question = plain.text[left_of(plain.text, start, ENDS) : right_of(plain.text, end, ENDS)]
    for clause in islice(_CLAUSES.finditer(plain.text, turn.start, turn.end), MOST_CLAUSES):
        words = clause.group()
        yes = _repeated(words, question, asked.type) if len(words) <= LONGEST else None
        if yes is not None:
            stance: Stance = "asserted" if yes != is_bad(asked.type, question) else "denied"
            return made_claim(reading, asked.type, stance, plain.span(*clause.span()), f"answer to: {asked.text}")
    return None


def _repeated(words: str, question: str, claim_type: str) -> bool | None:
    """Whether a clause says yes or no with a word of the question; None where it has none."""
    kind = "" if claim_type == "papers_complete" else "[^没不未无]{0,3}?"  # 水证有 speaks of one paper
    if (verb := _VERB.search(question)) is not None:
        word = re.escape(verb["one"] or verb["two"])
        if re.fullmatch(rf"{_SAYS}{_NO}{word}{_END}", words):
            return False
        if re.fullmatch(rf"{_SAYS}{word}(?:{_END})", words) and word not in "有是能会":
            return True
    if (thing := _THING.search(question)) is not None:
        word = re.escape((thing["thing"] or thing["own"])[-2:])
        there = rf"{_SAYS}(?P<no>没得?)?(?:有|在|齐|全|办)?{_END}"
        told = re.fullmatch(rf"{kind}(?:{word}|{word[-1]}){there}", words)
        ends = told is not None and words[-1] not in word
        return (told["no"] is None) if ends and told is not None else None
    return None
