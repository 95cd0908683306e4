"""What an author answers to his own question in few words: 有没有证?有。 有人问能不能挖,我说可以。 有人说要拆?谣言!"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Final

from monitor.extract.answer_words import is_threat, yes_or_no
from monitor.extract.asked import PIECES, TINY, TOPICS, Standing, made_claim
from monitor.extract.reading import Reading, turns_of
from monitor.models import Claim, Stance
from monitor.text.expression import expression
from monitor.text.speakers import turn_at

OPENING: Final = ("“", '"', "「")
CLOSING: Final = '”"」'
# 有老板问挖矿行不行: a question that the author tells of, without a mark of its own
_TOLD: Final = expression(
    r"(?:有人|老板|客户|朋友|大家|好多|不少|很多|经常|总|老|常|都)[^,。?]{0,6}(?:问|关心)[^,。?]{0,14}"
    r"(?:([\u4e00-\u9fff])[不没]\1|可不可以|能否|可否|是否|有没有|有无|吗$)|(?:谁|哪个)(?:他妈|跟你)?[说讲]"
)
_LEAD: Final = expression(
    r"(?:那|都|就|也|只能|统一|一律)*(?:(?:我|我们|咱|都|就|一律|统一)*"
    r"(?:说|答|回|回答|回复|答复|答案|告诉(?:你们?|他们?|大家))(?:都|就|是|下|一下)*[: ]?)?"
)
# 问:是不是挖矿剩下来的? 答:不是: a talk, in which the question is another's
_LABELLED: Final = expression(r"\s*(?:买家|有人)?(?:问|q|ask)(?:\d|[一二三四五])?[:、.]")
# 清退?跟我站半毛钱关系没有: a danger that is waved away
_WAVED_AWAY: Final = expression(
    r"(?:都|全|那|纯属|完全|绝对|根本)*(?:是|叫)?(?:谣言|造谣|瞎传|乱传|胡说|瞎说|瞎扯|没影的事|没有的事)"
    r"|(?:跟|和|与|同)[^,。]{1,5}"
    r"(?:(?:半毛钱|半点|一点|一毛钱|丝毫)(?:的)?(?:关系|干系)都?(?:没有?|不沾|无)"
    r"|(?:没有?|无|毫无|不沾)(?:半毛钱|半点|一点|啥|任何)?(?:关系|干系|边|关))"
    r"|(?:根本|完全)?不存在|没(?:我们?|咱)(?:站)?的?(?:事|份)"
)


def self_answers(reading: Reading, claims: Sequence[Claim]) -> Iterator[Claim]:
    """The claims that an author's own questions and answers make, in the order of the text; `claims` in any order."""
    plain, turns = reading.normalised.plain, turns_of(reading)
    standing, stated = Standing(claims), Standing(one for one in claims if one.stance != "asked")
    if reading.offer.offer != "direct":
        return
    for asked, answer in pairwise(PIECES.finditer(plain.text)):
        question, words = asked.group(), answer.group()
        told = _TOLD.search(question) is not None
        if not (told or question.endswith("?")) or turn_at(turns, asked.start()) is not None:
            continue
        if _LABELLED.match(question):
            continue
        said, away = _said(words), _WAVED_AWAY.match(words.lstrip(CLOSING)) is not None
        if said is None and not away:
            continue
        quoted = words[0] in CLOSING and any(mark in question for mark in OPENING)
        span = plain.span(asked.start(), answer.end())
        known, asks = stated.types(span), standing.types(span)
        known = known if quoted or told or away else asks
        behind = plain.span(answer.start() + (1 if quoted else 0), answer.end())
        for topic in TOPICS:
            if topic.claim_type in known or not topic.words.search(question):
                continue
            bad = topic.bad or is_threat(topic.claim_type, question)
            if bad or not away:
                stance: Stance = "asserted" if bool(said and not away) != bad else "denied"
                at = behind if quoted or topic.claim_type in asks else span  # beside the question that stands already
                yield made_claim(reading, topic.claim_type, stance, at, "answers himself")


def _said(words: str) -> bool | None:
    """Whether a clause of few letters, behind 我说 or 答:, says yes or no; None when it says anything else."""
    words = words.lstrip(CLOSING)
    lead = _LEAD.match(words)
    words = words[lead.end() :] if lead and lead.end() < len(words) else words
    return yes_or_no(words) if len(words) <= TINY else None
