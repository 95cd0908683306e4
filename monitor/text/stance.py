"""Says in whose mouth a claim stands: the seller's, a reporter's, a buyer's, a commenter's or an official's.

The reading goes from the outside in: who speaks at this place of the document, whose words the sentence gives, and
what stands directly around the phrase (negation, question, condition, requirement).
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Final

from monitor.models import OfferReading, Span, Stance
from monitor.text import stance_cues as cues
from monitor.text.normalise import Normalised
from monitor.text.sentences import BEFORE, clause_before, line_around, sentence_at
from monitor.text.speakers import read_turns, speaker_at, turn_at
from monitor.text.wanted_ads import wanted_ad_at

NEVER_REQUIRED: Final = frozenset({"private_reason", "urgent_sale", "exit_compensation", "payback"})
# What is said of the plant, though the buyer is named: 买受人接收次日即能续发, 受让方自行承接过期审批的续办.
# 承租人须自行续办许可证,电费由国网结付: nor does a duty reach to what the grid pays.
NEVER_OF_TAKERS: Final = frozenset({"turnkey_running", "papers_pending", "grid_name", "tariff", "annual_output"})
# What sellers never require of a buyer: 受让方不得将电量用于挖矿 denies.
NEVER_OF_BUYERS: Final = frozenset({"mining_allowed", "direct_supply", "rigs_included", "crypto_payment"})
# What a plant may have been fit for once and is no more.
MAY_END: Final = frozenset({"mining_allowed", "direct_supply", "rigs_included", "grid_connected", "cheap_power"})
NO_CUE: Final = "comment without a cue"
ANSWERED: Final = "answers himself"
GONE: Final = "not included"  # of rigs; 矿机可以另谈 tells nothing of mining
# What can be left out of a deal: 国网结算,税费另算 denies no grid.
CAN_BE_LEFT_OUT: Final = frozenset(
    {"rigs_included", "mining_allowed", "mining_admitted", "euphemism_bigdata", "expansion"}
)
# What is said of other plants too: 隔壁站可挖矿, 附近的站都列入退出名单.
OF_ONE_PLANT: Final = MAY_END | {
    "not_in_cleanup", "category_kept", "mining_admitted", "papers_complete", "papers_pending", "euphemism_bigdata",
}  # fmt: skip
SIGN: Final = "a sign"
NO_OFFER: Final = "a question in a text without an offer"
AFTER: Final = 20
HEARSAY_CHARS: Final = 16
QUOTED_CHARS: Final = 48  # of a quotation before a claim in it, with who is quoted
DUTY_CHARS: Final = 30
ENGLISH_CHARS: Final = 50
LATIN_CHARS: Final = 72
SIGNS: Final = 3
SPEAKERS: Final = {"seller": cues.SELLER, "other": cues.OTHER, "rules": cues.RULES}


@dataclass(frozen=True, slots=True)
class StanceReading:
    """The stance and the cue it rests on; `keep` False: this place makes no claim that a reviewer would mark."""

    stance: Stance
    why: str
    keep: bool = True


BY_SPEAKER: Final = {
    "seller": StanceReading("reported", "words of a seller"),
    "other": StanceReading("reported", "somebody other than the seller speaks", keep=False),
    "rules": StanceReading("policy", "the press tells of rules", keep=False),
}
Cues = tuple[tuple[str, re.Pattern[str], Stance], ...]
BEFORE_IT: Final[Cues] = (
    ("no question", cues.UNASKED, "denied"),
    ("question", cues.A_NOT_A, "asked"),
    ("not at all", cues.RHETORIC, "denied"),
    ("never said", cues.NEVER_SAID, "denied"),
    ("not sure", cues.UNSURE, "doubted"),
)
AFTER_IT: Final[Cues] = (
    (ANSWERED, cues.ANSWERED_YES, "asserted"),
    (ANSWERED, cues.ANSWERED_NO, "denied"),
    ("question", cues.ASKS_AFTER, "asked"),
    ("refusal", cues.REFUSED_AFTER, "denied"),
    (GONE, cues.GONE_AFTER, "denied"),
    ("negation", cues.NOT_AFTER, "denied"),
    ("disowned", cues.DISOWNED, "denied"),
)
BESIDE_THE_QUESTION: Final = StanceReading("asked", "not what the question asks", keep=False)
OWN_WORDS: Final = StanceReading("asserted", "the seller's own words")


def read_stance(normalised: Normalised, span: Span, reading: OfferReading, claim_type: str) -> StanceReading:
    """Who says the words at `span`, and whether they say, deny, ask, doubt, want or report them."""
    text = normalised.plain.text
    start, end = normalised.plain.locate(span)
    comments_at = comments_place(normalised, reading)
    speaker = speaker_at(text, comments_at, start)
    if speaker == "other":
        turn = turn_at(read_turns(text, comments_at), start)
        told = _of_other(text, start, end, len(text) if turn is None else turn.end)
        if reading.offer != "reported" or told.why != NO_CUE:
            return told
        return StanceReading("reported", "told in a chat") if comments_at is None else replace(told, keep=True)
    if reading.voice == "official":
        return StanceReading("policy", "official text", keep=False)
    answers = speaker == "seller" and comments_at is not None and start >= comments_at
    if reading.offer == "direct" or answers:
        return _wanted_beside(text, start, end) or _of_seller(text, start, end, claim_type)
    if reading.offer == "reported":
        return _in_report(text, start, end, claim_type)
    return _of_buyer(text, start, end, reading) if reading.voice == "buyer" else _of_nobody(text, start, end)


@lru_cache(maxsize=8)
def _header(text: str) -> int | None:
    """Where a line stands that only says that comments follow; asked for at every claim, so found once a text."""
    header = cues.COMMENT_HEADER.search(text)
    return header.start() if header and header.start() > 0 else None


def is_wish(reading: OfferReading) -> bool:
    """Whether the text as a whole looks for a plant."""
    return reading.voice == "buyer" and any(why.startswith("wish") for why in reading.why)


def comments_place(normalised: Normalised, reading: OfferReading) -> int | None:
    """Where in the plain text others begin to speak."""
    if reading.comments_from is None:
        return _header(normalised.plain.text)
    return normalised.plain.locate(Span(reading.comments_from, len(normalised.original)))[0]


def _of_other(text: str, start: int, end: int, stop: int) -> StanceReading:
    """What a buyer or commenter, who speaks up to `stop`, says: a question or a doubt, never the seller's claim."""
    left, right = line_around(text, start)
    right = max(end, min(right, stop))
    if _presupposed(text, left, start, end):
        return BESIDE_THE_QUESTION
    line = text[left:right]
    told = _mistrusted(text, left, start, end) or _disbelieved(line) or _other_wants(text, left, start, line)
    if told is not None:
        return told
    if _repeats(text, start, end, right):
        return StanceReading("doubted", "comment repeats the seller's words and goes on")
    begins, _ = sentence_at(text, start, end)
    if asked := cues.QUESTION_WORD.search(text[max(left, begins) : right]):
        return StanceReading("asked", f"comment asks: {asked.group().strip()}")
    if doubt := cues.DOUBT.search(line):
        return StanceReading("doubted", f"comment: {doubt.group()}")
    return StanceReading("doubted", NO_CUE, keep=False)


def _presupposed(text: str, left: int, start: int, end: int) -> bool:
    """哪些站属于保留类, 被列为退出类的还能转让吗: the question asks for something else."""
    if cues.WHICH.search(text, left, start):
        return True
    return bool(cues.ON_A_LIST.search(text, start, end) and cues.TAKEN_FOR_GRANTED.match(text, end))


def _disbelieved(line: str) -> StanceReading | None:
    doubt = cues.DISBELIEF.search(line)
    return doubt and StanceReading("doubted", f"comment: {doubt.group()}")


def _mistrusted(text: str, left: int, start: int, end: int) -> StanceReading | None:
    """Words of a seller that the speaker tells others not to believe, or that he would not sell if they were true."""
    near = text[max(left, start - HEARSAY_CHARS) : start]
    if told := cues.MISTRUST.search(near) or cues.MISTRUSTS.match(text, start):
        return StanceReading("doubted", f"do not believe: {told.group()}")
    if cues.IF_REALLY.search(near) and (why := cues.WHY_SELL.match(text, end)):
        return StanceReading("doubted", f"why sell then: {why.group()}")
    if told := cues.DISBELIEVED_AFTER.match(text, end) or cues.TOO_GOOD.match(text, end):
        return StanceReading("doubted", f"does not believe: {told.group()}")
    return None


def _other_wants(text: str, left: int, start: int, line: str) -> StanceReading | None:
    """A condition (要是能过户) or a wish (想要带取水证的) of a buyer."""
    if cues.CONDITION.search(clause_before(text, start)) or "的话" in line:
        return StanceReading("wanted", "comment: condition")
    wish = cues.WISH.search(text, left, start)
    return StanceReading("wanted", f"comment wishes: {wish.group()}") if wish else None


def _repeats(text: str, start: int, end: int, right: int) -> bool:
    """没债务?法院网上查到你两条; 你说不在名单: the seller's words, held against him."""
    if cues.SAID_BY_SELLER.search(text[max(0, start - BEFORE) : start]):
        return True
    return bool(cues.ASKED_BACK.match(text[end:right])) and not cues.A_NOT_A.search(clause_before(text, start))


def _of_buyer(text: str, start: int, end: int, reading: OfferReading) -> StanceReading:
    """A wish makes every claim a wanted one; in a question a claim is asked when its sentence or the next one asks."""
    left, right = sentence_at(text, start, end)
    if match := cues.CHECKS.search(text, left, right):
        return StanceReading("asked", f"question: {match.group()}")
    if match := cues.BUYERS_OWN.search(clause_before(text, start)):
        return StanceReading("wanted", f"of the buyer's own: {match.group()}", keep=False)
    if is_wish(reading):
        return StanceReading("wanted", reading.why[0])
    if match := cues.REQUIRED.search(clause_before(text, start)) or cues.WISH.search(text, left, start):
        return StanceReading("wanted", f"requirement: {match.group()}")
    _, after = sentence_at(text, min(len(text), right + 1), min(len(text), right + 1))
    asks = cues.QUESTION_WORD.search(text, left, min(len(text), after + 1)) is not None
    return StanceReading("asked", reading.why[0] if reading.why else "question", keep=asks)


def _of_nobody(text: str, start: int, end: int) -> StanceReading:
    """Where nothing is offered, told of or wished as a whole, only a plain question about the phrase counts."""
    left, right = sentence_at(text, start, end)
    if _presupposed(text, left, start, end):
        return BESIDE_THE_QUESTION
    if (told := _by_outsider(text, left, start, end)) is not None:
        return told
    if _sellers_words(text, left, start, end, right):
        return StanceReading("reported", "words of a seller")
    if not cues.PLAIN_QUESTION.search(text, left, min(len(text), right + 1)):
        return StanceReading("reported", "no offer in this text", keep=False)
    before, after = clause_before(text, start), text[end : end + AFTER]
    if (match := cues.A_NOT_A.search(before)) or (match := cues.ASKS_AFTER.match(after)):
        return StanceReading("asked", f"question: {match.group()}")
    return StanceReading("reported", NO_OFFER, keep=False)


def _by_outsider(text: str, left: int, start: int, end: int) -> StanceReading | None:
    """What somebody who sells nothing disbelieves, warns of or wishes."""
    if (ironic := _mistrusted(text, left, start, end)) is not None:
        return ironic
    if warned := cues.WARNED.search(text[max(left, start - HEARSAY_CHARS) : start]):
        return StanceReading("doubted", f"warns of those who say so: {warned.group()}")
    if wish := cues.WISH.search(text, left, start):
        return StanceReading("wanted", f"wish: {wish.group()}")
    return _ironic(text, start, text[end : end + AFTER])


def _ironic(text: str, start: int, after: str) -> StanceReading | None:
    """还“包过户”呢."""
    if cues.IRONY_AFTER.match(after) and cues.IRONY_BEFORE.search(text, max(0, start - SIGNS), start):
        return StanceReading("doubted", "irony: 还…呢")
    return None


def _sellers_words(text: str, left: int, start: int, end: int, right: int) -> bool:
    """Whether a seller is quoted, or said to say so: 卖家一张牌叫“早就划进保留类了”, 业主直言等补偿."""
    before, after = text[left:start], text[end:right]
    if cues.DISOWNED.match(after):
        return False
    if (_latest_speaker(before) or _first_speaker(before, after)) != "seller":
        return False
    return cues.SELLER_SAYS.search(before) is not None or cues.OPEN_QUOTE.search(before) is not None


def _wanted_beside(text: str, start: int, end: int) -> StanceReading | None:
    """转让沅陵电站。另求购清远电站,手续齐全: of the plant that the seller looks for."""
    wanted = wanted_ad_at(text, start, end)
    return None if wanted is None else StanceReading("wanted", f"wish beside an offer: {wanted}")


def _of_seller(text: str, start: int, end: int, claim_type: str) -> StanceReading:
    around = _around(text, start, end)
    if around is not None and (not around.why.startswith(GONE) or claim_type in CAN_BE_LEFT_OUT):
        return replace(around, keep=False) if around.why.startswith(GONE) and claim_type == "mining_allowed" else around
    if claim_type in NEVER_OF_BUYERS and (sign := cues.SIGN_NOT.search(text, max(0, start - SIGNS), start)):
        return StanceReading("denied", f"{SIGN}: {sign.group()}")
    of_plant = claim_type in NEVER_OF_BUYERS or claim_type in NEVER_OF_TAKERS
    if not of_plant and (duty := _buyers_duty(text, start, end)) is not None:
        return duty
    if (gone := _gone_or_not_his(text, start, end, claim_type)) is not None:
        return gone
    if claim_type in NEVER_OF_BUYERS and (match := cues.PROVIDED.search(text, max(0, start - HEARSAY_CHARS), end)):
        return StanceReading("asserted", f"condition: {match.group()}", keep=False)
    return _bound_or_heard(text, start, claim_type) or OWN_WORDS


def _bound_or_heard(text: str, start: int, claim_type: str) -> StanceReading | None:
    """Under a condition, required, or only heard."""
    if not cues.BEFORE_CUE.search(text, max(0, start - HEARSAY_CHARS), start):
        return None
    bound = _bound(clause_before(text, start), claim_type)
    if bound is None and (match := cues.HEARSAY.search(text[max(0, start - HEARSAY_CHARS) : start])):
        return StanceReading("reported", f"hearsay: {match.group()}")
    return bound


def _gone_or_not_his(text: str, start: int, end: int, claim_type: str) -> StanceReading | None:
    """What was so once (以前能挖,现在不能), what other sellers boast of, and what a platform or the state forbids."""
    if text[end - 1] in "没有无" and cues.NO_PROBLEM.match(text[end : end + AFTER]):
        return StanceReading("asserted", "no problem", keep=False)
    left, right = sentence_at(text, start, end)
    near = text[max(left, start - HEARSAY_CHARS) : start]
    if claim_type in MAY_END and cues.ONCE.search(near) and cues.NO_MORE.search(text, end, right):
        return StanceReading("asserted", "no longer so", keep=False)
    if match := cues.BOASTED.search(near):
        return StanceReading("doubted", f"others boast: {match.group()}", keep=False)
    if claim_type in OF_ONE_PLANT and (other := _of_another(text, left, start, end)) is not None:
        return other
    return _rule(text, left, start, right) if claim_type in NEVER_OF_BUYERS else None


def _of_another(text: str, left: int, start: int, end: int) -> StanceReading | None:
    """隔壁站可挖矿, 不像那些可挖矿的黑站: what is said of other plants is no claim about this one."""
    near = text[max(left, start - HEARSAY_CHARS) : start]
    match = cues.ANOTHER_PLANT.search(near)
    if match is None and cues.PLANTS_AFTER.match(text[end : end + AFTER]):
        match = cues.SUCH_PLANTS.search(near)
    return match and StanceReading("asserted", f"of another plant: {match.group()}", keep=False)


def _rule(text: str, left: int, start: int, right: int) -> StanceReading | None:
    """根据国家政策严禁…: rules of others within an ad; what holds for the seller's own plant is his word."""
    rule = cues.PLATFORM.search(text, left, start)
    if rule is None or cues.OWN_PLANT.search(text, left, start) or not cues.FORBIDS.search(text, left, right):
        return None
    return StanceReading("policy", f"rule: {rule.group()}", keep=False)


def _buyers_duty(text: str, start: int, end: int) -> StanceReading | None:
    """受让方须自行取得…: what the buyer must have, the seller does not claim."""
    if not cues.DUTY_CUE.search(text, max(0, start - DUTY_CHARS), start):
        return None
    left, _ = sentence_at(text, start, end)
    match = cues.BUYER_DUTY.search(text, max(left, start - DUTY_CHARS), end)
    return match and StanceReading("wanted", f"duty of the buyer: {match.group()}", keep=False)


def _bound(before: str, claim_type: str) -> StanceReading | None:
    """Condition, prohibition or requirement in the clause before the phrase."""
    if claim_type != "exit_compensation" and (match := cues.CONDITION.search(before)):
        return StanceReading("asserted", f"condition: {match.group()}", keep=False)
    if match := cues.PROHIBITION.search(before):
        if claim_type in {"mining_allowed", "direct_supply"}:
            return StanceReading("denied", f"prohibition: {match.group()}")
        return StanceReading("policy", f"prohibition: {match.group()}", keep=False)
    never = NEVER_REQUIRED | NEVER_OF_TAKERS
    if claim_type in never or (claim_type in NEVER_OF_BUYERS and cues.BUYER.search(before)):
        return None
    if match := cues.REQUIRED.search(before):
        return StanceReading("wanted", f"requirement: {match.group()}")
    return None


def _around(text: str, start: int, end: int) -> StanceReading | None:
    """What binds to the phrase itself: question, refusal, negation, irony."""
    before, after = clause_before(text, start), text[end : end + AFTER]
    if (ironic := _ironic(text, start, after)) is not None:
        return ironic
    if cues.AFTER_CUE.search(after) and not cues.OFFERED_AFTER.match(after) and (told := _after(after)) is not None:
        return told
    return _before(before, text, start) if cues.BEFORE_CUE.search(before) else None


def _after(after: str) -> StanceReading | None:
    """The first cue that follows the phrase at once."""
    for what, pattern, stance in AFTER_IT:
        if match := pattern.match(after):
            return StanceReading(stance, f"{what}: {match.group()}")
    return None


def _before(before: str, text: str, start: int) -> StanceReading | None:
    """The first cue that stands before the phrase in its clause."""
    for what, pattern, stance in BEFORE_IT:
        if match := pattern.search(before):
            return StanceReading(stance, f"{what}: {match.group()}", keep=stance != "doubted")
    return _negated(before, text, start)


def _negated(before: str, text: str, start: int) -> StanceReading | None:
    """Denied by one negation, asserted by two: 不是不能挖."""
    if (match := cues.NEGATION.search(before)) and not cues.NOT_NEGATION.search(before):
        twice = cues.NEGATION.search(before[: match.start()])
        return None if twice else StanceReading("denied", f"negation: {match.group()}")
    if match := cues.WHETHER.search(text[max(0, start - LATIN_CHARS) : start]):
        return StanceReading("asked", f"question: {match.group().strip()}")
    if match := cues.ENGLISH_NOT.search(text[max(0, start - 24) : start]):
        return StanceReading("denied", f"negation: {match.group().strip()}")
    return None


def _in_report(text: str, start: int, end: int, claim_type: str) -> StanceReading:
    """The press tells what sellers say; what experts, officials and commenters say is no claim of a seller."""
    left, right = sentence_at(text, start, end)
    told = _repeated(text, left, start, end) or _commented(text, start, end)
    told = told or _bound_in_report(text, left, start, end, claim_type)
    if told is not None:
        return told
    doubt = cues.PRESS_DOUBT.search(text, left, right)
    if doubt and doubt.start() <= start and cues.SELLER.search(text, left, start) is None:
        return StanceReading("doubted", f"others doubt: {doubt.group()}")
    speaker = (
        _latest_speaker(_outside_quote(text[left:start]))
        or _latest_speaker(text[left:start])
        or _first_speaker(text[left:start], text[end:right])
    )
    if speaker in {"other", "rules"} and _tells_of_plant(text, left, start, end):
        return StanceReading("reported", "somebody tells of the plant")
    return BY_SPEAKER[speaker] if speaker else _narrated(text, left)


def _tells_of_plant(text: str, left: int, start: int, end: int) -> bool:
    """Whether words of neither seller nor reporter are about the plant; so are those that are quoted, or English."""
    if cues.TELLS_OF_PLANT.search(text, left, start) or cues.LATIN.match(text, start, end):
        return True
    return _last(cues.OPEN_QUOTE, text[max(left, start - QUOTED_CHARS) : start + 1]) >= 0


def _commented(text: str, start: int, end: int) -> StanceReading | None:
    """What the press quotes of commenters: a plain question asks, all else (没有它?谁信谁接盘) doubts."""
    opened = cues.OPENS.search(text, start, end)  # a claim may begin with the mark, or with who is quoted
    if cues.COMMENTED.search(text, max(0, start - QUOTED_CHARS), opened.end() if opened else start + 1) is None:
        return None
    words = (match.group().strip(" ?") for match in cues.QUESTION_WORD.finditer(text, *sentence_at(text, start, end)))
    if asked := next(filter(None, words), None):
        return StanceReading("asked", f"comment asks: {asked}")
    return StanceReading("doubted", "a comment that the report quotes")


def _repeated(text: str, left: int, start: int, end: int) -> StanceReading | None:
    """What the report disbelieves, what a seller was asked, and what sellers are known to say (所谓“三年回本”)."""
    if (ironic := _mistrusted(text, left, start, end)) is not None:
        return ironic
    if asked := cues.ASKED_OF.search(text[max(left, start - HEARSAY_CHARS) : end]):
        return StanceReading(
            "asked", f"the seller was asked: {asked.group()}", not cues.ON_BEING_ASKED.match(text, end)
        )
    if cues.ENGLISH_ASKED.search(text[max(left, start - ENGLISH_CHARS) : start]):
        return StanceReading("asked", "the seller was asked")
    before = text[max(left, start - DUTY_CHARS) : start]
    if cues.PRESS_DOUBT.search(text, left, start) or not cues.SO_CALLED.search(before):
        return None
    return _so_called(before, text[start : end + AFTER])


def _so_called(before: str, words: str) -> StanceReading:
    """所谓“年发80万度”水分很大 repeats a seller's words; without quotation marks 所谓还能继续挖纯属忽悠 disbelieves."""
    scorn = None if cues.OPEN_QUOTE.search(before) else cues.DISBELIEF.search(words)
    return BY_SPEAKER["seller"] if scorn is None else StanceReading("doubted", f"so-called: {scorn.group()}")


def _outside_quote(words: str) -> str:
    """What stands before a quotation that is still open: 中介张某称,“水利局我熟,… is 张某 speaking."""
    opened = cues.OPEN_QUOTE.search(words)
    return words[: opened.start()] if opened else words


def _bound_in_report(text: str, left: int, start: int, end: int, claim_type: str) -> StanceReading | None:
    """A condition, a duty, or what binds to the phrase itself; a denial counts where a seller is named."""
    before = clause_before(text, start)
    if cues.DISAVOWED.search(before):
        return StanceReading("reported", "disowned", keep=False)
    conditional = claim_type != "exit_compensation" and cues.CONDITION.search(before)
    if conditional or (claim_type not in NEVER_OF_TAKERS and _buyers_duty(text, start, end)):
        return StanceReading("reported", "a condition or a duty", keep=False)
    around = _around(text, start, end)
    if around is None or (around.stance == "denied" and cues.SELLER.search(text, left, start)):
        return around
    return replace(around, keep=False)


def _latest_speaker(words: str) -> str | None:
    """Whose words follow: of those named the last; rules count unless a seller is named."""
    places = {name: _last(pattern, words) for name, pattern in SPEAKERS.items()}
    if places["rules"] >= 0 and places["seller"] < 0:
        return "rules"
    name = max(places, key=lambda one: places[one])
    return name if places[name] >= 0 else None


def _first_speaker(before: str, words: str) -> str | None:
    """Whose words came before: “…”,卖家说. Without quotation marks only in English: …, he insists."""
    if not (cues.QUOTE_MARK.search(before) or cues.LATIN.match(words[:8])):
        return None
    found = {name: match.start() for name, pattern in SPEAKERS.items() if (match := pattern.search(words))}
    return min(found, key=lambda one: found[one]) if found else None


def _narrated(text: str, left: int) -> StanceReading:
    """No speaker in the sentence: the one of the sentence before goes on, or the reporter describes the plant."""
    earlier_left, _ = sentence_at(text, max(0, left - 1), max(0, left - 1)) if left else (0, 0)
    earlier = text[earlier_left:left]
    seller, other = _last(cues.SELLER, earlier), _last(cues.OTHER, earlier)
    if other > seller:
        return BY_SPEAKER["other"]
    if seller >= 0:
        return StanceReading("reported", "a seller was speaking")
    return StanceReading("reported", "the report describes the plant")


def _last(pattern: re.Pattern[str], text: str) -> int:
    """Where the last match starts, -1 without one."""
    place = -1
    for match in pattern.finditer(text):
        place = match.start()
    return place
