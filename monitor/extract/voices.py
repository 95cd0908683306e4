"""What a wording claims in the mouth it stands in: its own stance joined with its place, answers, denials of papers."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from typing import Final

from monitor.extract.answered_apart import answered_apart
from monitor.extract.answers_himself import self_answers
from monitor.extract.asked import NEGATIONS, answers, doubts, is_bad, overruled, questions, wishes
from monitor.extract.found import Found
from monitor.extract.reading import Reading
from monitor.extract.weighed import is_foreign
from monitor.models import WEIGHED, Claim, Span, Stance
from monitor.text import stance_cues as cues
from monitor.text.expression import expression
from monitor.text.sentences import sentence_around
from monitor.text.stance import (
    ANSWERED,
    NEVER_OF_BUYERS,
    NEVER_REQUIRED,
    NO_CUE,
    NO_OFFER,
    OWN_WORDS,
    QUOTED_CHARS,
    SIGN,
    StanceReading,
)
from monitor.text.stance_join import joined

# Questions about these are worth keeping where nothing is offered; on others they are small talk.
ASKED: Final = frozenset(
    {
        "not_in_cleanup", "category_kept", "papers_complete", "water_permit", "generation_licence", "grid_connected",
        "mining_allowed", "rigs_included", "direct_supply", "no_disputes", "exit_compensation", "crypto_payment",
        "mining_admitted", "payback", "expansion", "guarantee",
    }
)  # fmt: skip
# What no buyer looks for; that the price comes back in some years, or that the state pays for closing, some do.
NEVER_WISHED: Final = NEVER_REQUIRED - {"payback", "exit_compensation"} | {"papers_pending"}
NEVER_ASKED: Final = frozenset({"private_reason", "urgent_sale", "papers_pending"})
NEVER_ASKED_BRIEFLY: Final = frozenset({"annual_output", "payback"})  # 去年发了多少 counts with its answer only
# A wording that asks by itself (能不能挖) asks also where the place tells nothing.
ASKED_ANYWHERE: Final = frozenset({NO_CUE, NO_OFFER})
# Denying these discloses that a paper is missing. Not so the generation licence: a plant below 1 MW needs none, so its
# denial stays what it says, and the rules weigh it with the capacity …
PENDING_WHEN_DENIED: Final = frozenset({"papers_complete", "water_permit"})
# … and denying these says nothing.
MUTE_WHEN_DENIED: Final = frozenset(
    {
        "private_reason", "tariff", "annual_output", "papers_pending",
    }
)  # fmt: skip
# What a seller is told to have denied stays denied; of other types the press mostly tells what it found itself.
DENIED_WHEN_TOLD: Final = frozenset(
    {
        "mining_allowed", "mining_admitted", "not_in_cleanup", "exit_compensation", "no_disputes", "no_ecoflow_problem",
        "crypto_payment", "direct_supply", "guarantee", "expansion", "generation_licence", "safety_grade",
    }
)  # fmt: skip
OF_SELLERS: Final = frozenset({"words of a seller", "a seller was speaking"})
DESCRIBED: Final = "the report describes the plant"


def in_talk(claims: list[Claim], reading: Reading) -> list[Claim]:
    """Also the questions in few words and the seller's answers."""
    claims = [*claims, *wishes(reading, claims)]
    asked = list(questions(reading, claims)) if reading.offer.offer != "none" else []
    wrong = overruled(reading, [*claims, *asked])
    claims = [one for one in claims if one not in wrong]
    apart = list(answered_apart(reading, [*claims, *asked]))
    answered = answers(reading, [*claims, *asked, *apart])
    told = [*apart, *_not_of_others(answered, [*claims, *asked, *apart]), *self_answers(reading, claims)]
    found = [settled(one, reading) for one in told]
    vague = [one for one in claims if one.stance == "doubted" and one.phrase.startswith(WEIGHED)]
    listed = [one for one in claims if one.stance != "doubted" or not one.phrase.startswith(WEIGHED)]
    doubted = list(doubts(reading, [*listed, *asked]))
    return [
        *listed,
        *_beside(vague, doubted),
        *doubted,
        *(one for one in asked if one.type not in NEVER_ASKED_BRIEFLY and may_be_asked(one.type, reading)),
        *(one for one in found if one is not None),
    ]


def _not_of_others(answered: Iterable[Claim], claims: list[Claim]) -> list[Claim]:
    """The answers whose words do not answer another question that was asked: 没上 (上没上名单) of no paper."""
    asked = {one.type for one in claims if one.stance == "asked"}
    taken = [one for one in claims if one.stance != "asked" and one.type in asked]
    return [one for one in answered if not any(_shares(one, other) for other in taken)]


def _shares(one: Claim, other: Claim) -> bool:
    return one.type != other.type and one.span.start < other.span.end and other.span.start < one.span.end


def _beside(vague: list[Claim], doubted: list[Claim]) -> list[Claim]:
    """The weighed clauses that no doubt of the same type covers: a doubt tells where it begins and ends."""
    ends: dict[tuple[str, int], int] = {}
    for one in doubted:
        for place in range(one.span.start, one.span.end):
            ends[one.type, place] = one.span.end
    return [one for one in vague if ends.get((one.type, one.span.start), 0) < one.span.end]


def may_be_asked(claim_type: str, reading: Reading) -> bool:
    """Where nothing is offered a question about output or price is small talk; why somebody sells is never a claim."""
    return claim_type in ASKED or (reading.offer.offer != "none" and claim_type not in NEVER_ASKED)


def stance_of(one: Found, told: StanceReading, reading: Reading) -> Stance | None:
    """The wording's own stance joined with that of its place; None: no claim that a reviewer would mark."""
    stance = _joined(one, told, reading)
    if stance == "wanted" and one.type in NEVER_WISHED:
        return None
    if one.stance == "asked" and told is OWN_WORDS and not _asks(reading, one.span):
        return None
    if stance == "reported" and one.type == "urgent_sale" and _TELLERS.search(one.phrase) and not _quoted(one, reading):
        return None
    return None if stance == "asked" and not may_be_asked(one.type, reading) else stance


# 拟甩卖, 水电站白菜价: headlines say so of every sale, whatever the seller said.
_TELLERS: Final = expression(r"甩卖|抛售|贱卖|白菜价?|低价(?:转让|出售|处理)|打折|腰斩|手快有")


# “上面不让弄,只好甩卖”; but “白菜价” and “低价转让” are marked as words of headlines, not of a sentence
_WITHIN_QUOTE: Final = expression(r"[“「『\"][^“”「」『』\"]{2,},[^“”「」『』\"]*$")


def _quoted(one: Found, reading: Reading) -> bool:
    """Whether the words stand within a sentence that somebody is quoted with."""
    plain = reading.normalised.plain
    start = plain.locate(one.span)[0]
    return _WITHIN_QUOTE.search(plain.text, max(0, start - QUOTED_CHARS), start) is not None


def _joined(one: Found, told: StanceReading, reading: Reading) -> Stance | None:
    """As the algebra says, but for questions that the author answers and what no seller requires of a buyer."""
    if told.why.startswith(ANSWERED) and told.stance != "asked":
        return _answered(one, told, reading)
    if one.stance == "asked" and told.why in ASKED_ANYWHERE:
        return "asked"
    if one.stance == "denied" and told.stance == "wanted" and one.type in NEVER_OF_BUYERS:
        return "denied" if reading.offer.offer == "direct" else None
    if one.stance == "denied" and (_sellers_denial(one, told) or _says_no_itself(one, told, reading)):
        return "denied"
    if one.stance == "doubted":
        return joined(one.stance, told.stance)
    return joined(one.stance, told.stance) if told.keep else None


def _sellers_denial(one: Found, told: StanceReading) -> bool:
    """Whether the press repeats that a seller says no; of debts the Chinese press tells by itself."""
    if told.stance != "reported":
        return False
    if is_foreign(one.phrase):
        return one.type in DENIED_WHEN_TOLD and told.why in (*OF_SELLERS, DESCRIBED)
    return one.type in DENIED_WHEN_TOLD - {"no_disputes"} and told.why in OF_SELLERS


# A wording that denies in its own words is turned round by these only, not by whatever negation stands before it.
_DENYING: Final = expression(r"[不没未无别勿拒免禁谢绕甭滚]|拉[走黑]|搬走|举报|走开|另算|除外")
_TWICE: Final = expression(r"(?:不是|并非|没说|谁说|没人说|不见得|未必|不等于)$")
_ASKING: Final = expression(r"([能可让给准许支收])[不没]\1|[能可是]否")


def _says_no_itself(one: Found, told: StanceReading, reading: Reading) -> bool:
    """不能|挖矿 谁问拉黑谁 still denies, and so does 别问能不能挖: the question is the one that is refused."""
    dense = reading.normalised.dense.text
    words = dense[one.start : one.end]
    if told.stance == "asked":
        return reading.offer.offer == "direct" and _ASKING.search(words) is not None
    if told.why.startswith(SIGN):
        return True
    twice = _TWICE.search(dense, max(0, one.start - 4), one.start)
    return told.stance == "denied" and twice is None and _DENYING.search(words) is not None


def _answered(one: Found, told: StanceReading, reading: Reading) -> Stance | None:
    """What an author's answer makes of his own question: 在不在名单?不在 and 不在清退范围?不在 both assert."""
    if "放心" in told.why:
        return "asserted"  # 会不会拆?放心: good news, whichever way it was asked
    if one.stance == "asked" or _is_left_open(one, reading):
        return "asserted" if (told.stance == "asserted") != is_bad(one.type, one.phrase) else "denied"
    if one.phrase[:1] in NEGATIONS and told.stance == "denied":
        return "asserted"
    return joined(one.stance, told.stance)


# 权属有无争议:无: a field that asks, though the wording alone claims
_LEFT_OPEN: Final = expression(r"有无|是否|有没有|是不是|在不在")


def _is_left_open(one: Found, reading: Reading) -> bool:
    """True for 有无抵押, of which the wording may be 无抵押 alone."""
    cut = one.phrase.startswith(("无", "没有")) and reading.normalised.dense.text[one.start - 1 : one.start] == "有"
    return cut or _LEFT_OPEN.search(one.phrase) is not None


def _asks(reading: Reading, span: Span) -> bool:
    """Whether the sentence asks at all: 能不能挖你自己判断 is no question."""
    sentence = sentence_around(reading.normalised, span)
    start, end = reading.normalised.plain.locate(sentence)
    return cues.PLAIN_QUESTION.search(reading.normalised.plain.text, start, end + 1) is not None


_DEBT: Final = expression(
    r"不良(?:债权|资产|贷款)|债权(?:资产|包|转让|本金|项目|标的|总额)|(?:转让|处置|出售)[^,。]{0,12}债权(?!债务)"
)


def _sells_debt(reading: Reading) -> bool:
    return reading.offer.object == "debt" or _names_debt(reading.normalised.dense.text)


@lru_cache(maxsize=2)
def _names_debt(dense: str) -> bool:
    """Asked for each denied claim, so looked for once a text."""
    return _DEBT.search(dense) is not None


def settled(claim: Claim, reading: Reading) -> Claim | None:
    """What the denial of a claim says: of papers that they are missing, of some claims nothing."""
    if claim.stance != "denied":
        return claim
    if claim.type in PENDING_WHEN_DENIED:
        stance: Stance = "reported" if reading.offer.offer == "reported" else "asserted"
        return claim._replace(type="papers_pending", stance=stance, sense=None, scope=None)
    if claim.type == "no_disputes" and _sells_debt(reading):
        return None  # the mortgage secures the debt that is sold
    return None if claim.type in MUTE_WHEN_DENIED else claim
