"""What an answer in few words makes of its question: good news, bad news, or nothing (有抵押吗?没有; 会被抓吗?会)."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping
from typing import Final, NamedTuple

from monitor.extract.labels import DATA
from monitor.text.expression import expression
from monitor.text.fold import read_lines

KINDS: Final = frozenset(
    {"yes", "no", "agrees", "calms", "calms_most", "free", "twice", "unsure", "begins", "threat"}
)  # fmt: skip
# Of these one asks what may be done, and whether that is dangerous.
PERMITTED: Final = frozenset({"mining_allowed", "crypto_payment", "direct_supply"})
# Nothing to worry about is no word on whether a debt is there.
_NOT_CALMED: Final = frozenset({"no_disputes", "water_permit", "generation_licence"})
_PERMITS: Final = expression(
    r"(?:都|就|也|肯定|当然|我这里?)*(?:可以|阔以|能(?!被)|行|随便|让(?=[的啊你挖搞放]|$)|you can\b)(?!不)"
)
_FORBIDS: Final = expression(
    r"(?:肯定|当然|现在|都|也)*(?:不(?:能|行|让|许|准|可以|得)|别|莫|禁)(?!问|怕|担心|慌|抓|罚|查|管)"
)
# 禁了还能挖吗 asks for leave, whatever danger it speaks of.
_ASKS_LEAVE: Final = expression(
    r"(?<![不没])(?:能|可以|可|让|给|准|许|敢)(?:[不没](?:能|可以|让|给))?(?:再|接着|继续|在)?(?:挖|放|搞|上|跑|玩|做|摆|接|插|用|收|付)"
    r"|行不行|行[吗不]|能否|可否|\bcan (?:i|we)\b|\bmay (?:i|we)\b|\ballow"
)
_DENIES: Final = expression(r"[不无未莫]|没(?!收(?!到))|\bno|n't")
_A_NOT_A: Final = expression(r"([\u4e00-\u9fff])[不没]\1|有没有?|有无|可不可|[没不][?]?$")
_NEGATED: Final = expression(
    r"^[不没无未](?!问题)|[不没无未](?:有|得)?(?:人|谁|会|被|能|行|让|准|可以?|得|在|上|啥|什么|齐|全|违|犯|管|查|抓|罚|风险|问题|事|影响|禁)"
    r"|\bnot?\b|n't\b"
)


def _load() -> Mapping[str, re.Pattern[str]]:
    """The rows of answers.tsv, those of one kind as one expression; raises ValueError for a row of no kind."""
    rows: defaultdict[str, list[str]] = defaultdict(list)
    for line in read_lines("answers.tsv", DATA):
        kind, _, words = line.partition("\t")
        if kind not in KINDS or not words:
            raise ValueError(f"answers.tsv: no kind of answer {kind!r}")
        rows[kind].append(words)
    if missing := KINDS - rows.keys():
        raise ValueError(f"answers.tsv: nothing of {sorted(missing)}")
    return {kind: expression("|".join(f"(?:{one})" for one in words)) for kind, words in rows.items()}


_WORDS: Final = _load()


# 不会, 没风险, 断不了; not 我们不搞这个, which says nothing of the danger.
_NO_DANGER: Final = expression(
    r"[^,。]{0,4}?(?:不(?:会|要|用|是(?!我|挖|矿)|怕|大|多|存在|可能|被)|(?:没|无|不)(?:有|得)?(?:的事|了|啊|呢|过|哦|哈|呀|的)*$"
    rf"|(?:不|没|无|零)(?:有|得|被|算)?(?:人|谁|啥|什么|任何)*(?:来|去|会|敢)?(?:{_WORDS['threat'].pattern})"
    rf"|(?:{_WORDS['threat'].pattern})得?(?:不|没)|\b(?:no|not|nope|never|won't|n't)\b)"
)


class Question(NamedTuple):
    """A question in plain form: what it is about, whether a yes to it is bad news by its topic."""

    claim_type: str
    words: str
    bad: bool


def begins(text: str, start: int, end: int) -> int:
    """Where an answer proper begins: behind 不用问, of 不用问,能; `start` where nothing stands before it."""
    found = _WORDS["begins"].match(text, start, end)
    return found.end() if found and found.end() < end else start


def yes_or_no(words: str) -> bool | None:
    """Whether a clause says yes or no by itself; None where it says neither, or that nobody knows."""
    if _is("unsure", words):
        return None
    if _is("twice", words) or _is("yes", words) or _is("calms", words):
        return True
    return False if _is("no", words) else None


def is_threat(claim_type: str, question: str) -> bool:
    """Whether a question asks for dangers of what may be done: 挖矿会被抓吗."""
    if claim_type not in PERMITTED or _ASKS_LEAVE.search(question):
        return False
    return _WORDS["threat"].search(question) is not None


def is_unsure(words: str, question: Question) -> bool:
    """Whether a clause says that it does not know what is asked, which no wording within it turns into a claim."""
    told = is_threat(question.claim_type, question.words) or _calms(words, question.claim_type)
    return not told and _is("unsure", words)


def is_good(words: str, question: Question) -> bool | None:
    """Whether the clause `words` answers a question with what speaks for the plant; None where it does not answer."""
    if is_threat(question.claim_type, question.words):
        return _of_threat(words, question)
    if _calms(words, question.claim_type):
        return True
    if _is("unsure", words):
        return None
    if _is("agrees", words):
        return _negated(question.words) == question.bad
    yes = yes_or_no(words)
    return None if yes is None else yes != question.bad


def _of_threat(words: str, question: Question) -> bool | None:
    """As `is_good`, of a question to which a yes is a warning."""
    if _calms(words, question.claim_type):
        return True
    if _is("agrees", words):
        return _negated(question.words)
    if _is("unsure", words) and not (_WORDS["threat"].search(words) and "去" not in words):
        return None
    if _DENIES.search(words) and not _FORBIDS.match(words):
        return True if _NO_DANGER.match(words) else None
    return _admits(words)


def _admits(words: str) -> bool | None:
    """Whether an answer without a no permits (可以) or warns (有, 要坐牢, 不行); None where it does neither."""
    if _PERMITS.match(words):
        return True
    warns = _FORBIDS.match(words) or _is("yes", words) or _WORDS["threat"].search(words) or words.startswith("要")
    return False if warns else None


def _calms(words: str, claim_type: str) -> bool:
    if _is("calms", words):
        return True
    if claim_type in PERMITTED and _is("free", words):
        return True
    return claim_type not in _NOT_CALMED and _is("calms_most", words)


def _negated(question: str) -> bool:
    """Whether a question puts it that something is not so: 没有抵押吧, 挖矿不行吧."""
    return _A_NOT_A.search(question) is None and _NEGATED.search(question) is not None


def _is(kind: str, words: str) -> bool:
    return _WORDS[kind].match(words) is not None
