"""Questions of buyers in few words (取水证呢?), sellers' answers (有。/不在。), and requirements (抵押的勿扰).

A question needs no wording of the claim, only its topic (`data/extract/topics.tsv`); an answer not even that.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from typing import Final, NamedTuple

from monitor.extract.answer_words import Question, begins, is_good, is_threat, is_unsure
from monitor.extract.context import left_of, right_of
from monitor.extract.labels import DATA
from monitor.extract.reading import Reading, turns_of
from monitor.models import WEIGHED, Claim, Span, Stance
from monitor.text import stance_cues as cues
from monitor.text.expression import expression
from monitor.text.fold import read_lines
from monitor.text.sentences import sentence_around
from monitor.text.speakers import Turn
from monitor.text.stance import is_wish

TINY: Final = 4  # 证呢 并网没: so few characters of a buyer are a question even without a mark
ECHO: Final = 3  # so many characters in a row of the seller's claim are a repetition of it
PIECE: Final = 30  # characters of a clause that one question fills at most …
LATIN_PIECE: Final = 80  # … and of one in Latin letters
ENDS: Final = ",。!?;:\n"

# Clauses; a space ends one too, but for one beside a Latin letter or digit.
PIECES: Final = expression(r"(?:[^,。!?;\n ]| (?=[\x00-\x7f])|(?<=[\x00-\x7f]) )+\??")
_ASKS: Final = expression(
    r"\?$|吗|么$|呢|咋|几多|多少|怎么|是否|有无|有没有?|能否|可否|是不是|能不能|会不会|([\u4e00-\u9fff])[不没]\1|谁名下|哪[个些几年天]|哪一年|"
    r"[没不无][ ”」)]*$|行不|几年|多久|没有?[^,。]{1,8}吧\??$|"
    r"(?:有|在|齐|全|能|行|可以|会|要|让|被|不|没)[^,。]{0,8}吧$"
)
_NEVER_ASKS: Final = expression(r"^(?:听[说讲](?!你|这|贵)|别|不要|谁再|甭|莫)|不是说|难道")
_HAN: Final = expression(r"[\u4e00-\u9fff]+")
_GREETING: Final = expression(
    r"[ \t\n]*(?:(?:您好|你好|亲|哥|老板|兄弟|老哥|放心|嗯+|啊|哦|回?@\S{1,8}|回复?\d{1,4}[楼#]|嘿|哈+)[,!。~: ]+|"
    r"(?:说实话|实话说?|老实[说讲]|不瞒你说?|讲真|跟你(?:说|讲)(?:实话|白了)?|其实|这个嘛?|那个)[,:。 ]*)*"
)
_ONCE: Final = expression(
    r"(?:以前|前头|早先|原来|之前|早几年|前几年|去年|从前)[^,。!?;\n不没]{1,5}过了?,(?=(?:现在|今年|如今|眼下))"
)
_FORBIDS: Final = expression(r"不(?:能|行|让|许|准|可以)(?:的|啊|哦)?$")  # answers 能挖吗, not 有证吗
_MAY: Final = expression(r"能|可|让|行|许|准|得不得|不得|[给放上搞做]|can|may|allow")
NEGATIONS: Final = frozenset("没无不未")
_NEEDS_NONE: Final = expression(r"免办|豁免|不用办|无需|不需要?办|用不着|不办也")


# What a buyer requires or will not have, in a text that looks for a plant.
_REQUIRES: Final = expression(
    r"要|须|需|得有|带|最好|重点|优先|考虑|勿扰|免谈|别|除外|绕道|不(?:能|收|接|在|得|看|要|拆|退|考虑)|无|没|能.{1,10}的$|可以谈|也行|也可|都行|齐|清晰|\bno\b|must|without|valid"
)
_REQUIRED_TYPES: Final = frozenset(
    {
        "papers_complete", "water_permit", "generation_licence", "grid_connected", "not_in_cleanup", "category_kept",
        "no_disputes", "mining_allowed", "direct_supply", "no_ecoflow_problem", "safety_grade", "exit_compensation",
    }
)  # fmt: skip
# An amount answers a question for one: 年发多少度? 一百三十万度左右.
_AMOUNTS: Final = {
    "annual_output": expression(
        r"[^,。\n]{0,8}?[\d.一二两三四五六七八九十百千]+[多来几]?(?:万[多来]?(?:度|千瓦时|kwh|(?![元块\d]))|(?:度|千瓦时|kwh))"
    ),
    "payback": expression(r"[^,。\n]{0,8}?[\d一二两三四五六七八九十]+(?:来|多)?[年个]月?"),
}


# 取水证还有几年? 到2031年。
_TERM_ASKED: Final = expression(r"几年|日期|哪一?年|多少年|到期|多久|期限|年限|什么时候|啥时候|何时")
_TERM: Final = expression(
    r"[^,。\n]{0,6}?(?:(?:19|20)\d{2}(?!\d)|(?<!\d)[23]\d年|[一二两三四五六七八九十\d]{1,3}[多来]?年(?!前)|长期|永久)"
)
_HAVE_TERMS: Final = frozenset({"water_permit", "generation_licence"})


class Topic(NamedTuple):
    """The words of one claim type in a question; `bad`: a yes to the question denies the claim (有抵押吗)."""

    claim_type: str
    bad: bool
    words: re.Pattern[str]


def _load_topics() -> tuple[Topic, ...]:
    """The rows of topics.tsv; raises ValueError for a row that is none."""
    topics = []
    for line in read_lines("topics.tsv", DATA):
        claim_type, sense, words = line.split("\t")
        if sense not in ("good", "bad"):
            raise ValueError(f"topics.tsv: no sense {sense!r}")
        topics.append(Topic(claim_type, sense == "bad", expression(words)))
    return tuple(topics)


TOPICS: Final = _load_topics()


class Standing:
    """The claims at each of many places, asked for in the order of the text: one walk through both."""

    __slots__ = ("_coming", "_here")

    def __init__(self, claims: Iterable[Claim]) -> None:
        self._coming = sorted(claims, key=lambda one: one.span.start, reverse=True)
        self._here: list[Claim] = []

    def types(self, span: Span) -> set[str]:
        """The types of the claims that share a character with `span`, which starts at no place before the last one."""
        while self._coming and self._coming[-1].span.start < span.end:
            self._here.append(self._coming.pop())
        self._here = [one for one in self._here if span.start < one.span.end]
        return {one.type for one in self._here}


def questions(reading: Reading, claims: Sequence[Claim]) -> Iterator[Claim]:
    """A claim asked for each topic of a buyer's or commenter's question that `claims` has not yet at its place."""
    plain, standing = reading.normalised.plain, Standing(claims)
    for turn in turns_of(reading):
        if turn.speaker != "other":
            continue
        for start, end in _question_pieces(plain.text, turn):
            span = plain.span(start, end)
            known = standing.types(span)
            for topic in TOPICS:
                if topic.claim_type not in known and topic.words.search(plain.text, start, end):
                    yield made_claim(reading, topic.claim_type, "asked", span, "a question in few words")


def doubts(reading: Reading, claims: Sequence[Claim]) -> Iterator[Claim]:
    """A claim doubted where a commenter repeats words of what the seller claims, and asks on or disbelieves.

    再建一级?现在哪个县还批新的: the phrase itself need not stand there whole.
    """
    plain, standing = reading.normalised.plain, Standing(claims)
    sold: defaultdict[str, dict[str, None]] = defaultdict(dict)
    for one in claims:
        if one.stance == "asserted":
            for run in _runs(plain.text[slice(*plain.locate(one.span))]):
                sold[run][one.type] = None
    for start, end in _others_words(reading) if sold else ():
        words = plain.text[start:end]
        if not (cues.DISBELIEF.search(words) or cues.DOUBT.search(words) or cues.ASKED_ON.search(words)):
            continue
        span = plain.span(start, end)
        known = standing.types(span)
        repeated = {name for run in _runs(words) for name in sold.get(run, ())}
        for claim_type in sorted(repeated - known):
            why = "comment repeats words of the seller and doubts them"
            yield made_claim(reading, claim_type, "doubted", span, why)


def _runs(words: str) -> set[str]:
    """The runs of ECHO Chinese characters."""
    runs = (words[at : at + ECHO] for at in range(len(words) - ECHO + 1))
    return {run for run in runs if _HAN.fullmatch(run)}


def _others_words(reading: Reading) -> Iterator[tuple[int, int]]:
    """What each commenter says, within a line."""
    text = reading.normalised.plain.text
    for turn in turns_of(reading):
        if turn.speaker == "other":
            yield turn.start, turn.start + len(text[turn.start : turn.end].rstrip())


def wishes(reading: Reading, claims: Sequence[Claim]) -> Iterator[Claim]:
    """A claim wanted for each topic that a text looking for a plant requires and that `claims` has nowhere."""
    if not is_wish(reading.offer):
        return
    plain = reading.normalised.plain
    known = {one.type for one in claims}
    for match in PIECES.finditer(plain.text):
        words = match.group().strip()
        if not 0 < len(words) <= PIECE or not _REQUIRES.search(words):
            continue
        start = match.start() + match.group().index(words)
        span = plain.span(start, start + len(words))
        for topic in TOPICS:
            if topic.claim_type in _REQUIRED_TYPES - known and topic.words.search(words):
                yield made_claim(reading, topic.claim_type, "wanted", span, "a requirement in few words")


def _question_pieces(text: str, turn: Turn) -> Iterator[tuple[int, int]]:
    """The clauses of a turn that ask."""
    words = text[turn.start : turn.end].strip()
    for match in PIECES.finditer(text, turn.start, turn.end):
        piece = match.group().strip()
        if not piece or len(piece) > (LATIN_PIECE if piece.isascii() else PIECE) or _NEVER_ASKS.search(piece):
            continue
        if _ASKS.search(piece) or (len(words) <= TINY and piece == words):
            start = match.start() + match.group().index(piece)
            yield start, start + len(piece)


def answers(reading: Reading, claims: Sequence[Claim]) -> Iterator[Claim]:
    """What the seller answers to a question where the answer has no words of the claim itself."""
    if reading.offer.offer != "direct":
        return
    turns = turns_of(reading)
    by_turn = claims_by_turn(turns, claims, reading)
    for number, before in _asked_before(turns, by_turn):
        told = {one.type for one in by_turn[number] if one.stance != "asked"}
        for asked in before:
            if asked.type in told or (answer := _answer(reading, turns[number], asked)) is None:
                continue
            if len(answer.text) <= TINY or not _spoken_since(reading, turns, number, asked):
                yield answer


def claims_by_turn(turns: Sequence[Turn], claims: Iterable[Claim], reading: Reading) -> list[list[Claim]]:
    """The claims that end in each turn, in the order given."""
    starts = [turn.start for turn in turns]
    found: list[list[Claim]] = [[] for _ in turns]
    for one in claims:
        # by its last character: a clause weighed as a whole begins with the name of the speaker
        place = reading.normalised.plain.locate(one.span)[1] - 1
        number = bisect_right(starts, place) - 1
        if number >= 0 and place < turns[number].end:
            found[number].append(one)
    return found


def _asked_before(turns: Sequence[Turn], by_turn: Sequence[Sequence[Claim]]) -> Iterator[tuple[int, list[Claim]]]:
    """Each turn of the seller with the questions it answers: of whom it names, else the last since the seller spoke."""
    last: list[Claim] = []
    last_of: dict[str, list[Claim]] = {}
    for number, turn in enumerate(turns):
        if turn.speaker == "seller":
            named = _whom(turn)
            yield number, last_of.get(named, []) if named else last
            last = []
        if asked := [one for one in by_turn[number] if one.stance == "asked"]:
            last_of[turn.name] = asked
            last = last if turn.speaker == "seller" else asked


def _spoken_since(reading: Reading, turns: Sequence[Turn], number: int, asked: Claim) -> bool:
    """Whether somebody else asked or doubted between a question and the seller's turn `number`, which names nobody.

    能挖吗? 保护区里面的? 卖家:不在任何保护区 answers the second; a bare 不能 answers the first all the same.
    """
    plain = reading.normalised.plain
    place = plain.locate(asked.span)[0]
    between = (one for one in turns[:number] if one.start > place and one.speaker == "other")
    return any(
        _ASKS.search(words) or cues.DOUBT.search(words)
        for words in (plain.text[one.start : one.end].strip() for one in between)
    ) and not _whom(turns[number])


def _whom(turn: Turn) -> str:
    """Whom a turn says that it answers: 阿宽 of 卖家回复 阿宽; '' where it says nobody."""
    named = turn.name.rpartition("复")[2].rpartition("回")[2].strip(" @")
    return named if named != turn.name else ""


def overruled(reading: Reading, claims: Sequence[Claim]) -> set[Claim]:
    """The claims within a seller's first words that are none below their question: 没问过, 不违法 (挖矿违法吗)."""
    if reading.offer.offer != "direct":
        return set()
    turns, plain = turns_of(reading), reading.normalised.plain
    by_turn = claims_by_turn(turns, claims, reading)
    found: set[Claim] = set()
    for number, before in _asked_before(turns, by_turn):
        clause = _first_clause(reading, turns[number]) if before and by_turn[number] else None
        if clause is None:
            continue
        span, words = plain.span(clause.start(), clause.end()), clause.group().strip()
        said = [one for one in by_turn[number] if one.span.start < span.end and span.start < one.span.end]
        for asked in before:
            question = _question(reading, asked)
            found |= {one for one in said if one.type == asked.type and _is_none(one, words, question)}
    return found


def _is_none(claim: Claim, words: str, question: Question) -> bool:
    """Whether the answer `words` makes no such claim: it does not know, or a weighed clause read it the wrong way."""
    if claim.stance not in ("asserted", "denied"):
        return False
    if is_unsure(words, question):
        return True
    if not claim.phrase.startswith(WEIGHED) or not is_threat(question.claim_type, question.words):
        return False
    good = is_good(words, question)
    return good is not None and good != (claim.stance == "asserted")


def _first_clause(reading: Reading, turn: Turn) -> re.Match[str] | None:
    """The first clause of a turn behind greetings and what was so once."""
    plain = reading.normalised.plain
    greeted = _GREETING.match(plain.text, turn.start, turn.end)
    start = greeted.end() if greeted else turn.start
    if once := _ONCE.match(plain.text, start, turn.end):
        start = once.end()
    return PIECES.match(plain.text, begins(plain.text, start, turn.end), turn.end)


def _answer(reading: Reading, turn: Turn, asked: Claim) -> Claim | None:
    """The claim that the first clause of a seller's turn makes of a question; None when it is no plain yes or no."""
    plain = reading.normalised.plain
    clause = _first_clause(reading, turn)
    if clause is None or _NEEDS_NONE.search(clause.group()):
        return None
    start = clause.start()
    amount = _AMOUNTS.get(asked.type)
    if (amount and amount.match(clause.group())) or _tells_term(reading, asked, clause.group()):
        return made_claim(reading, asked.type, "asserted", plain.span(start, clause.end()), asked.text)
    if amount:
        return None
    misses = _FORBIDS.match(clause.group()) and not _MAY.search(plain.text, *sentence_place(reading, asked))
    good = None if misses else is_good(clause.group().strip(), _question(reading, asked))
    if good is None:
        return None
    why = f"answer to: {asked.text}"
    return made_claim(reading, asked.type, "asserted" if good else "denied", plain.span(start, clause.end()), why)


def _tells_term(reading: Reading, asked: Claim, words: str) -> bool:
    """Whether an answer names the years that a permit has left, which its question asks."""
    question = reading.normalised.plain.text[slice(*sentence_place(reading, asked))]
    asks = asked.type in _HAVE_TERMS and _TERM_ASKED.search(question)
    return bool(asks) and _TERM.match(words) is not None


def _question(reading: Reading, asked: Claim) -> Question:
    """The question of an asked claim or the danger that its asker adds to it: 能挖矿吗?会不会被抓?"""
    text = reading.normalised.plain.text
    place, end = reading.normalised.plain.locate(asked.span)
    start, end = left_of(text, place, ENDS), right_of(text, end, ENDS)
    words = text[start:end]
    line_end = text.find("\n", end)
    for piece in PIECES.finditer(text, end, len(text) if line_end < 0 else line_end):
        added = piece.group()
        if not any(topic.words.search(added) for topic in TOPICS) and is_threat(asked.type, added):
            words = added
    return Question(asked.type, words, is_bad_topic(asked.type, text[start:end]))


def sentence_place(reading: Reading, claim: Claim) -> tuple[int, int]:
    """Where the sentence of a claim stands in the plain text."""
    return reading.normalised.plain.locate(sentence_around(reading.normalised, claim.span))


def is_bad(claim_type: str, question: str) -> bool:
    """Whether a yes to the question is bad news (有抵押吗, 挖矿会被抓吗)."""
    return is_threat(claim_type, question) or is_bad_topic(claim_type, question)


def is_bad_topic(claim_type: str, question: str) -> bool:
    """Whether a yes is bad news by what the question is about alone."""
    return any(topic.bad and topic.claim_type == claim_type and topic.words.search(question) for topic in TOPICS)


def made_claim(reading: Reading, claim_type: str, stance: Stance, span: Span, why: str) -> Claim:
    """A claim that the words at `span` make, for the reason `why`."""
    words = span.of(reading.document.text)
    return Claim(claim_type, stance, span, words, 0, None, None, words, why)
