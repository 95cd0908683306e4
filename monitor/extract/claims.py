"""Turns phrase hits, wordings with gaps and stated amounts into claims, each with its stance."""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import Final, NamedTuple

from monitor.extract import grammar_english, grammar_papers, grammar_power, grammar_refusals, grammar_turns
from monitor.extract.benign import is_benign
from monitor.extract.bracketed import in_brackets
from monitor.extract.business_scope import without_business_scope
from monitor.extract.clean_up import scope_of, sense_of
from monitor.extract.context import stands_alone
from monitor.extract.energy_series import years_told
from monitor.extract.euphemism import euphemisms
from monitor.extract.found import Found
from monitor.extract.latin_glue import cuts_latin_words
from monitor.extract.narrowed import names_transformers, no_claims_at, spoken_of, without_those_at
from monitor.extract.payer import users_prices
from monitor.extract.reading import Reading, turns_of
from monitor.extract.still_valid import without_still_valid
from monitor.extract.taken_back import taken_back
from monitor.extract.voices import in_talk, settled, stance_of
from monitor.extract.weighed import borne_out, by_payer, sureness, told_of, weigh, weighed
from monitor.models import Claim, Fact, Span
from monitor.text import stance_cues as cues
from monitor.text.align import first_come
from monitor.text.claim_model import Weighed
from monitor.text.expression import expression
from monitor.text.lexicon import BREAK_WITHIN, Hit, Lexicon
from monitor.text.normalise import Folded, Normalised
from monitor.text.stance import BY_SPEAKER, NO_CUE, StanceReading, read_stance
from monitor.text.warnings import is_warned_of
from monitor.text.wording import Wording, Wordings

DENSE_WORDINGS: Final = (
    *grammar_papers.DENSE, *grammar_power.DENSE, *grammar_turns.DENSE, *grammar_refusals.DENSE
)  # fmt: skip
PLAIN_WORDINGS: Final = (
    *grammar_papers.PLAIN, *grammar_power.PLAIN, *grammar_turns.PLAIN, *grammar_english.PLAIN, *grammar_refusals.PLAIN
)  # fmt: skip
# Claims of these types within so many characters of each other are one.
ONE_BREATH: Final = {
    "rigs_included": 12, "private_reason": 10, "payback": 6, "urgent_sale": 10, "direct_supply": 6,
    "mining_admitted": 6, "crypto_payment": 4, "cheap_power": 4, "expansion": 5, "mining_allowed": 2,
    "exit_compensation": 2, "no_disputes": 2,
}  # fmt: skip

# A claim of the first type swallows overlapping claims of the second ones.
STRONGER: Final[dict[str, frozenset[str]]] = {
    "papers_pending": frozenset(
        {"papers_complete", "water_permit", "generation_licence", "safety_grade", "guarantee", "no_disputes"}
    ),
    "mining_admitted": frozenset({"mining_allowed", "turnkey_running", "rigs_included", "tariff"}),
    "mining_allowed": frozenset({"turnkey_running", "rigs_included", "crypto_payment", "guarantee", "private_reason"}),
    "no_ecoflow_problem": frozenset({"grid_connected"}),
    "direct_supply": frozenset({"grid_name", "grid_connected"}),
    "cheap_power": frozenset({"tariff", "euphemism_bigdata"}),
    "exit_compensation": frozenset({"not_in_cleanup", "guarantee"}),
    "category_kept": frozenset(),
    "not_in_cleanup": frozenset({"guarantee"}),
    "guarantee": frozenset({"papers_complete"}),
}
AMOUNTS: Final = {"generation": "annual_output", "tariff": "tariff"}
_MEAN_NEAR: Final = 6  # characters
NOT_THE_OFFERS: Final = frozenset({"total", "threshold", "former", "equipment"})


def extract_claims(reading: Reading, facts: Sequence[Fact], hits: Sequence[Hit], lexicon: Lexicon) -> list[Claim]:
    """The claims of one document in text order, each with stance and reason; [] when it makes none.

    `facts` give the amounts (generation, tariff, rigs), `hits` the phrases found, `lexicon` the patterns with gaps.
    Linear in text and hits.
    """
    (ahead,) = read_ahead([reading], lexicon)
    return claims_from(reading, facts, hits, ahead)


class Ahead(NamedTuple):
    """What the text of one document has of wordings with gaps, and which claims its clauses likely make."""

    wordings: list[Found]
    likely: list[Weighed]


def read_ahead(readings: Sequence[Reading], lexicon: Lexicon) -> list[Ahead | None]:
    """For each of many documents what `claims_from` needs, None for one that makes no claims.

    Each reader reads all texts before the next one: what it needs stays in the processor's cache.
    """
    is_told = [not _is_silent(one) for one in readings]
    spoken = [one for one, told in zip(readings, is_told, strict=True) if told]
    wordings = [_from_wordings(one, lexicon) for one in spoken]
    likely = weigh(spoken)
    found = map(Ahead, wordings, likely)
    return [next(found) if told else None for told in is_told]


def claims_from(reading: Reading, facts: Sequence[Fact], hits: Sequence[Hit], ahead: Ahead | None) -> list[Claim]:
    """`extract_claims` with what was read ahead."""
    if ahead is None:
        return []
    knowledge = reading.knowledge
    no_claims = no_claims_at(reading.normalised, knowledge.never)
    listed = [*_from_hits(hits, reading.normalised), *ahead.wordings, *_from_facts(reading, facts)]
    listed = without_still_valid(listed, facts, reading)
    found = without_those_at(in_brackets(listed, reading.normalised.plain), no_claims)
    kept = [
        one
        for one in borne_out(reading, ahead.likely, _best(found))
        if one.stance == "doubted"  # 今年没你不等于明年没你 is no other use of the words
        or not is_benign(one.type, one.phrase, one.start, one.end, one.span, reading.normalised)
    ]
    dense = reading.normalised.dense.text
    kept = _overruled(users_prices(by_payer(reading, ahead.likely, kept), dense))
    kept = [one for one in kept if one.certain or one.type not in knowledge.files_alone]  # nor what it turned into
    likely = without_still_valid(weighed(reading, ahead.likely, listed, STRONGER), facts, reading)
    kept = _overruled([*kept, *without_those_at(likely, no_claims)])
    kept = taken_back(kept, reading.normalised)
    if "euphemism_bigdata" not in knowledge.files_alone:
        kept = without_business_scope(kept, reading.normalised)
        kept = euphemisms(kept, dense, sureness(reading, ahead.likely))
    claims = in_talk(_claims(kept, reading), reading)
    claims.sort(key=lambda claim: (claim.span.start, claim.span.end, claim.type))
    return _one_deal(_without_echo(claims), reading)


def _is_silent(reading: Reading) -> bool:
    """Texts that are unrelated, and those that neither offer, report, wish nor ask, make no claims."""
    offer = reading.offer
    if not offer.related:
        return True
    if offer.offer != "none" or offer.voice == "buyer" or offer.comments_from is not None or turns_of(reading):
        return False
    text = reading.normalised.plain.text
    return (
        cues.PLAIN_QUESTION.search(text) is None
        and cues.WISH.search(text) is None
        and cues.SELLER.search(text) is None
        and cues.WARNS.search(text) is None
    )


def _from_hits(hits: Iterable[Hit], normalised: Normalised) -> list[Found]:
    return [
        Found(
            hit.phrase.claim_type, hit.start, hit.end, hit.span, hit.distance, hit.phrase.text, hit.phrase.stance,
            hit.phrase.sense, hit.phrase.scope, certain=_is_certain(hit, normalised),
        )
        for hit in hits
        if not _is_glued(hit, normalised)
    ]  # fmt: skip


def _is_certain(hit: Hit, normalised: Normalised) -> bool:
    """True for what is listed as certain, and for what is disguised: the clause reader learned from plain words."""
    return hit.phrase.certain or normalised.dense.text[hit.start : hit.end] != hit.phrase.text


_OPENS_WITHIN: Final = expression(r"\w+[(\[【「『《]\w+[^)\]】」』》]$")
_LIST_MARK: Final = expression(r"[、,|/]")


# 取水许可没有,发电许可没有: the negation belongs to what stands before it.
_APART: Final = expression(r"(?:没有?|无|不|未)[,、;][^,、;]{2,}$")
# 名单里没有 证件全有: so does the one that ends an item of an ad; alone (没有 证件) it is a spaced word.
_NO_AND_SPACE: Final = expression(r"(?:没有?|无) ")
_ITEM_SO_FAR: Final = expression(r"[\u4e00-\u9fff]{2}$")


def _is_glued(hit: Hit, normalised: Normalised) -> bool:
    """True when one mark of a list, or a bracket that opens there, parts a short phrase: 发电、证照 holds no 发电证,
    平台上(网址:… no 上网. Marks all over are evasion, and so is a bracket that closes at once: 挖(矿)."""
    start, end = normalised.plain.locate(hit.span)
    text = normalised.plain.text
    if hit.end - hit.start <= 3 and _OPENS_WITHIN.match(text[start : end + 1]):
        return True
    if _APART.match(text[start:end]) or _ends_an_item(text, start, end) or cuts_latin_words(text, start, end):
        return True
    if end - start != hit.end - hit.start + 1 or not 3 <= hit.end - hit.start <= 4:
        return False
    return _LIST_MARK.search(text, start, end) is not None


def _ends_an_item(text: str, start: int, end: int) -> bool:
    """True when the words begin with the negation that ends the item before."""
    return bool(_NO_AND_SPACE.match(text, start, end) and _ITEM_SO_FAR.search(text, max(0, start - 2), start))


# 不挖 挂网, 没咱 联了网: what denies is the whole item before.
_SHORT_DENIAL: Final = expression(r"[不没未无][\u4e00-\u9fff]{1,2} (?=[\u4e00-\u9fff]{2})")


def _of_two_items(text: str, start: int, end: int, wording: Wording) -> bool:
    """True when the wording takes its negation from the item of an ad before."""
    denies = wording.claim_type == "grid_connected" and wording.stance == "denied"
    return _ends_an_item(text, start, end) or bool(denies and _SHORT_DENIAL.match(text, start, end))


def _from_wordings(reading: Reading, lexicon: Lexicon) -> list[Found]:
    normalised = reading.normalised
    plain, dense = normalised.plain, normalised.dense

    def in_one_piece(wording: Wording, start: int, end: int) -> bool:
        place = _own_words(plain, dense.span(start, end))
        return not (
            _breaks(plain.text, place, wording)
            or _of_two_items(plain.text, *place, wording)
            or cuts_latin_words(plain.text, *place)
            or names_transformers(wording.claim_type, plain.text, *place)
        )

    found: list[Found] = []
    of_dense, of_plain = _wordings_with(lexicon, reading.knowledge.files_alone)
    for wording, start, end in of_dense.find(dense.text, in_one_piece):
        span = plain.span(*_own_words(plain, dense.span(start, end)))
        last = dense.locate(span)[1]
        found.append(_from_wording(wording, start, last, span, dense.text[start:last]))
    for wording, first, last in of_plain.find(plain.text, _anywhere):
        words = plain.text[first:last]
        span = plain.span(first + len(words) - len(words.lstrip()), last - len(words) + len(words.rstrip()))
        start, end = dense.locate(span)
        found.append(_from_wording(wording, start, end, span, words.strip()))
    return [one for one in found if one.wording is None or _stands(one, one.wording, normalised)]


# 一年还有二十万,300万: without the mark the dense text reads on into the amount of the next item.
_NEXT_AMOUNT: Final = expression(
    r"(?<=[万千百一二两三四五六七八九十半角毛分元块])[,;。、 ]+[\d.一二两三四五六七八九十百千万]+$"
)


# 直供0.18元: an expression may end within a number, which is one word.
_REST_OF_AMOUNT: Final = expression(r"(?<=\d)(?:\d+(?:\.\d+)?|\.\d+)[元块毛角分]?")


def _own_words(plain: Folded, span: Span) -> tuple[int, int]:
    """The range of a wording in the plain text without the amount of the next item, with the whole of its own."""
    start, end = plain.locate(span)
    if after := _NEXT_AMOUNT.search(plain.text, start, end):
        return start, after.start()
    cut = _REST_OF_AMOUNT.match(plain.text, end)
    return start, cut.end() if cut else end


@lru_cache(maxsize=2)
def _wordings_with(lexicon: Lexicon, files_alone: frozenset[str]) -> tuple[Wordings, Wordings]:
    """Those of this module and those of the claim files, for the dense and for the plain text."""
    dense, plain = spoken_of(DENSE_WORDINGS, files_alone), spoken_of(PLAIN_WORDINGS, files_alone)
    return Wordings(dense, lexicon.dense_patterns), Wordings(plain, lexicon.plain_patterns)


def _anywhere(_wording: Wording, _start: int, _end: int) -> bool:
    return True


def _from_wording(wording: Wording, start: int, end: int, span: Span, words: str) -> Found:
    own = wording if wording.alone or wording.unless else None
    return Found(
        wording.claim_type,
        start,
        end,
        span,
        0,
        words,
        wording.stance,
        wording.sense,
        wording.scope,
        own,
        wording.certain,
    )


UNLESS_NEAR: Final = 12


def _stands(one: Found, wording: Wording, normalised: Normalised) -> bool:
    """True when the surroundings do not take the wording back."""
    dense, plain = normalised.dense.text, normalised.plain
    if wording.unless and wording.unless.search(dense, max(0, one.start - UNLESS_NEAR), one.end + UNLESS_NEAR):
        return False
    return not wording.alone or stands_alone(plain.text, *plain.locate(one.span))


# List marks that a wording of these types may run over: 环评、取水、土地全部办好.
OVER_COMMAS: Final = {
    "not_in_cleanup": 1,
    "category_kept": 1,
    "no_disputes": 3,
    "papers_complete": 3,
    "rigs_included": 1,
    "crypto_payment": 1,
    "no_ecoflow_problem": 1,
}
# Ads part their items with spaces; wordings of these types are short and never run over one.
NEVER_OVER_SPACES: Final = frozenset(
    {"papers_pending", "exit_compensation", "water_permit", "generation_licence", "mining_admitted", "mining_allowed"}
)
# 清退?不存在的: a question that the seller asks in order to wave it aside.
RHETORICAL: Final = frozenset({"not_in_cleanup", "no_disputes", "papers_complete"})
_RHETORICAL: Final = expression(
    r"(?<=\w)\?(?=轮唔|轮不着|扯不|沾不|找不|不归|不搭|不沾|管不|没听|绕|不存在|没有的事|不可能|没有我|没我|没咱|没份|没影响|轮不到|跟[我咱本]|和[我咱本]|与[我咱本]|关我|查无|齐|全|无)"
)
# What a seller refuses stands within one item, or 没清退 挖矿可以 refuses.
REFUSED: Final = frozenset({"mining_allowed", "rigs_included", "direct_supply", "crypto_payment"})
REFUSED_AT_LENGTH: Final = 9  # 放矿机,你死了这条心: so many characters refuse across a comma
# Pinyin is parted at will (qing tui), so a space beside a Latin letter parts no items.
_SPACES: Final = expression(r"(?<![a-z])(?:(?<=\w\w) |(?<!\w) | (?=\w\w))(?![a-z])")
# 负债 2,300 万: nor does the space between a number and its unit.
_WITHIN_AMOUNT: Final = expression(r"(?<=\d) (?=[万亿千百元块])")
_ONE_COMMA: Final = expression(r"[,、|]|/(?![年月度])")
_MANY_MARKS: Final = expression(r"(?:\w[^\w\s]){3}|(?:\w\s){3}|^(?:\w\s){2,}\w$")


def _breaks(text: str, place: tuple[int, int], wording: Wording) -> bool:
    """True when a wording with gaps was glued together from two sentences or two items of a list."""
    inside = text[place[0] : place[1]]
    if len(inside) < 5:
        letters = sum(map(str.isalnum, inside))
        return BREAK_WITHIN.search(inside) is not None and len(inside) - letters < letters - 1  # 挖。矿 is a disguise
    if _MANY_MARKS.search(inside):
        return False
    claim_type = wording.claim_type
    spaces = claim_type not in NEVER_OVER_SPACES and not (wording.stance == "denied" and claim_type in REFUSED)
    if claim_type in RHETORICAL:
        inside = _RHETORICAL.sub("", inside)
    at_length = claim_type == "mining_allowed" and wording.stance == "denied" and len(inside) >= REFUSED_AT_LENGTH
    return (
        BREAK_WITHIN.search(inside) is not None
        or len(_ONE_COMMA.findall(inside)) > max(at_length, wording.stance == "doubted", OVER_COMMAS.get(claim_type, 0))
        or len(_SPACES.findall(_WITHIN_AMOUNT.sub("", inside))) > spaces
    )


def _from_facts(reading: Reading, facts: Sequence[Fact]) -> list[Found]:
    found: list[Found] = []
    dense = reading.normalised.dense
    for fact in facts:
        claim_type = AMOUNTS.get(fact.kind)
        if fact.kind == "rig" and reading.offer.offer != "none":
            claim_type = "rigs_included"
        if claim_type is None or fact.role in NOT_THE_OFFERS or claim_type in reading.knowledge.files_alone:
            continue
        start = dense.locate(fact.span)[0]
        if fact.per == "day" and "均" not in dense.text[max(0, start - _MEAN_NEAR) : start]:
            continue  # 水大的时候一天七千度 says nothing of a year; 日均4万度 does
        spans = _told_apart(reading, fact.span) if fact.kind == "generation" else [fact.span]
        found.extend(Found(claim_type, *dense.locate(span), span, 0, fact.kind) for span in spans)
    return found


def _told_apart(reading: Reading, span: Span) -> list[Span]:
    """The place of each year's output in a list of them."""
    plain = reading.normalised.plain
    return [plain.span(start, end) for start, end in years_told(plain.text, *plain.locate(span))]


def _worth(one: Found) -> tuple[int, int, int, int, bool]:
    """Least for the best; emoji have no length in the dense text, so the original one decides between them."""
    length = one.end - one.start
    return 3 * one.distance - length, one.distance, one.start, one.span.start - one.span.end, not one.certain


def _best(found: list[Found]) -> list[Found]:
    """Of overlapping wordings of one type the exact, then the longest, then the first; in text order."""
    of_type: defaultdict[str, list[tuple[int, int, Found]]] = defaultdict(list)
    for one in sorted(found, key=_worth):
        of_type[one.type].append((one.span.start, one.span.end, one))
    kept = [one for ranked in of_type.values() for _, _, one in first_come(ranked)]
    return sorted(kept, key=lambda one: (one.span.start, one.span.end, one.type))


def _overruled(found: list[Found]) -> list[Found]:
    """Without the claims that a stronger one of another type covers."""
    covered: defaultdict[str, list[Span]] = defaultdict(list)
    for one in found:
        if one.stance != "asked" and not one.weighed:
            for name in STRONGER.get(one.type, ()):
                covered[name].append(_readable(one))
    return [
        one
        for one in found
        if one.certain
        or one.stance == "doubted"  # 手续肯定没办完 doubts the papers, though it speaks of missing ones
        or one.type not in covered
        or not _touches(_readable(one), covered[one.type])
    ]


def _readable(one: Found) -> Span:
    """The range in the dense text: invisible characters between the words make no claim longer."""
    return Span(one.start, one.end)


def _touches(span: Span, ascending: list[Span]) -> bool:
    """True when one of many ranges in order covers half of `span`; those of one type do not overlap."""
    place = bisect_left(ascending, span.end, key=lambda one: one.start)
    half = (span.end - span.start) / 2
    return any(
        min(one.end, span.end) - max(one.start, span.start) >= half for one in ascending[max(0, place - 4) : place]
    )


def _claims(found: list[Found], reading: Reading) -> list[Claim]:
    """The claims that the wordings make where they stand."""
    read = [(one, told) for one in found if not _is_warned_of(one, told := _told(one, reading), reading)]
    sold = {one.type for one, told in read if told.keep and told.stance == "asserted"}
    return [
        claim for one, told in read if (claim := _claim(one, _echoed(one, told, sold, reading), reading)) is not None
    ]


def _is_warned_of(one: Found, told: StanceReading, reading: Reading) -> bool:
    """谨防包过户的骗子 promises nothing; a commenter who says so doubts the seller."""
    plain = reading.normalised.plain
    return told.stance not in {"doubted", "asked"} and is_warned_of(plain.text, *plain.locate(one.span))


def _told(one: Found, reading: Reading) -> StanceReading:
    told = read_stance(reading.normalised, one.span, reading.offer, one.type)
    if told is BY_SPEAKER["other"] and one.phrase in AMOUNTS and _tells_of_one(reading):
        return StanceReading("reported", told.why)  # whoever tells the plant's amounts
    return told_of(told) if one.weighed else told


def _tells_of_one(reading: Reading) -> bool:
    """A report of one offer, not of sales in general."""
    return reading.offer.offer == "reported" and reading.offer.object is not None


# 你贷款清了没有,别到时候抵押在银行
_ASKS_ON: Final = expression(r"(?:了|过)?(?:没有?|吗|么|不)(?=[,。?!;\n]|$)")


def _echoed(one: Found, told: StanceReading, sold: set[str], reading: Reading) -> StanceReading:
    """手续齐全四个字谁都会打: a commenter who repeats what the seller claims, and asks nothing, does not believe it."""
    if told.why != NO_CUE or one.type not in sold or one.stance is not None:
        return told
    plain = reading.normalised.plain
    if _ASKS_ON.match(plain.text, plain.locate(one.span)[1]):
        return StanceReading("asked", "comment asks")
    return StanceReading("doubted", "comment repeats the seller's words")


def _claim(one: Found, told: StanceReading, reading: Reading) -> Claim | None:
    """The claim with its stance, None when this place makes no claim."""
    stance = stance_of(one, told, reading)
    if stance is None:
        return None
    sense, scope, beside = one.sense, one.scope, None
    if one.type == "not_in_cleanup":
        dense = reading.normalised.dense
        sense, beside = (sense, None) if sense else sense_of(one, dense)
        scope = scope or scope_of(dense.text[one.start : one.end])
    words = one.span.of(reading.document.text)
    claim = Claim(one.type, stance, one.span, words, one.distance, sense, scope, one.phrase, told.why, beside)
    return settled(claim, reading)


def _without_echo(claims: list[Claim]) -> list[Claim]:
    """Without a claim that the one before of the same type overlaps (a disclosed defect found twice)."""
    ends: dict[str, int] = {}
    kept = []
    for claim in claims:
        if ends.get(claim.type, 0) <= claim.span.start:
            ends[claim.type] = claim.span.end
            kept.append(claim)
    return kept


def _between(plain: Folded, one: Span, other: Span) -> tuple[int, int]:
    """The folded range between two ranges of the text; it ends before it begins when they overlap."""
    return plain.locate(one)[1], plain.locate(other)[0]


def _one_deal(claims: list[Claim], reading: Reading) -> list[Claim]:
    """What is said of one thing in one breath is one claim with the whole range: rigs, racks and fans; 分家, 急用钱."""
    text, plain = reading.document.text, reading.normalised.plain
    kept: list[Claim] = []
    last: dict[str, int] = {}
    for claim in claims:
        place = last.get(claim.type)
        near = ONE_BREATH.get(claim.type, -1)
        before = None if place is None or near < 0 else kept[place]
        end, start = (0, 0) if before is None else _between(plain, before.span, claim.span)
        breath = before and before.stance == claim.stance and start - end <= near
        if before and breath and not cues.QUOTE_MARK.search(plain.text, end, start):
            span = Span(before.span.start, max(before.span.end, claim.span.end))
            kept[last[claim.type]] = before._replace(span=span, text=span.of(text))
        else:
            last[claim.type] = len(kept)
            kept.append(claim)
    return kept
