"""Says in whose mouth a claim stands: the seller's, a reporter's, a buyer's, a commenter's or an official's.

The reading goes from the outside in: who speaks at this place of the document, whose words the sentence gives, and
what stands directly around the phrase (negation, question, condition, requirement).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from monitor.models import OfferReading, Span, Stance
from monitor.text.normalise import Normalised

NEVER_REQUIRED: Final = frozenset({"private_reason", "urgent_sale", "exit_compensation", "payback"})
NO_CUE: Final = "comment without a cue"
LONG_PRESS: Final = 420  # a report of more characters than this tells of more than one plant and its seller
BEFORE: Final = 12
AFTER: Final = 14

_SENTENCE_END: Final = re.compile(r"[。!?;\n]|\.(?= |$)")
_CLAUSE_END: Final = frozenset(',。;!?\n、|,:()“”「」"')
_DENSE: Final = re.compile(r"[^\w]+|_+")

# -- directly before the phrase --------------------------------------------------------------------------------------
_FILLER: Final = r"(?:再|能|能够|可以|可|被|有|是|会|敢|用于|用来|用|得|让|准|许|接受|支持|完全|全部|任何|做|搞|于|在|给|去|算|太|说|办|取得|提供|供应|对外|进行|涉及|列|并|接)"
_NEGATION: Final = re.compile(
    rf"(?<![在能可是会有要想全齐])(?:不是|并不是|并非|不能|不可|不得|不准|不许|不会|不|没有|没|从未|尚未|还未|未|无法|无|非|禁止|严禁|拒绝|谢绝|杜绝|别|勿|莫|休想){_FILLER}{{0,2}}$"
)
_NOT_NEGATION: Final = re.compile(
    r"(?:不但|不仅|不光|不只|不过|不管|不论|无论|并不|毫不|不用说|不限|不差|没问题|无忧|除非)$"
)
_A_NOT_A: Final = re.compile(
    rf"(?:是不是|能不能|可不可以|可不可|有没有|会不会|要不要|在不在|是否|能否|可否|有无|算不算|属不属于|有没){_FILLER}{{0,2}}$"
)
_CONDITION: Final = re.compile(
    r"(?:如果|假如|倘若|要是|一旦|万一|若是|若|如(?!下|图|实|期|今|约|需)|除非|只要|只有|凡是?|哪怕)[^,。]{0,10}$"
)
_REQUIRED: Final = re.compile(
    r"(?:要求|必须|须|务必|需要|需|应当|应|受让方|竞买人|买受人|承租人|意向方|意向受让方|买方|买家)[^,。]{0,8}$"
)
_BUYER_DUTY: Final = re.compile(
    r"(?:受让方|竞买人|买受人|承租人|意向受让方|意向方|买方|竞价人)[^。]{0,16}(?:须|应|需|自行|承诺|提供|具备|具有)"
)
_UNSURE: Final = re.compile(
    r"(?:不保证|不敢保证|无法保证|不确定|不清楚|不知道|不知|不晓得|没法保证|不担保)[^,。]{0,6}$"
)
_HEARSAY: Final = re.compile(
    r"(?:听说|据说|传闻|网传|有人说|别人说|中介说|原业主(?:称|说)|据.{1,4}(?:说|称|讲))[^。]{0,12}$"
)
_ENGLISH_NOT: Final = re.compile(r"(?:\bnot|\bno|n't|\bwithout|\bnever|\black(?:s|ing)?) (?:\w+ ){0,2}$")
_PROHIBITION: Final = re.compile(r"(?:严禁|禁止|不得|不准|查处|整治|打击|取缔|责令)[^。]{0,30}$")

# One of these stands in whatever the expressions above match: most phrases have none of them before them.
_BEFORE_CUE: Final = re.compile(r"[不没未无非禁拒谢杜别勿莫休是能可会要否有如若果假倘旦万除只凡哪必须需应方受竞买承意说听据传网别严查整打取责a-z]")
_AFTER_CUE: Final = re.compile(r"[吗么没不呢嘛?勿免别绕走慎滚除禁退拉搬卖送含另处清怎真是靠]")
_DUTY_CUE: Final = re.compile(r"[受竞买承意][^。]{0,4}[人方]")

# -- directly after it -----------------------------------------------------------------------------------------------
_ASKS_AFTER: Final = re.compile(
    r"^[^,。!;\n?]{0,10}?(?:吗|么(?!样)|没有?(?=[?。,\n ]|$)|不(?=[?\n ]|$)|呢|嘛(?=\?)|啊?\?|怎么查|怎么核实|怎么看|真的假的|是真是假|靠谱)"
)
_REFUSED_AFTER: Final = re.compile(
    r"^(?:的|者|用|党|人|佬|的人)?(?:一律|请|都|全部|统统)?(?:勿扰|勿问|勿进|勿来|免谈|免问|别来|别问|别扰|不要|绕道|走开|慎入|不接|不行|不可|不允许|不卖|不谈|不让|不能|滚|除外|禁止|退散)"
)
_GONE_AFTER: Final = re.compile(
    r"^[^,。]{0,4}(?:已拉走|已经拉走|已搬走|已卖|不送|不卖|不含|不包括|除外|另算|另谈|另议|拉走了|已处理|已清)"
)

# -- the sentence ----------------------------------------------------------------------------------------------------
_QUESTION_WORD: Final = re.compile(
    r"吗|\?|请问|是否|能不能|会不会|有没有|在不在|是不是|怎么查|几年|多久|多少|哪里|什么|为什么|为啥|没有?\s*$|不\s*$|(\w)[不没]\1|咋"
)
_DISBELIEF: Final = re.compile(r"鬼才信|谁信|不信|骗|忽悠|假的|吹牛|才怪|做梦|胡说|扯淡|扯吧|笑死|想得美|怎么可能|不可能|别信|拉倒|\bscam\b|\bfake\b")
_DOUBT: Final = re.compile(
    r"鬼才信|谁信|不信|骗|忽悠|假的|吹|呵呵|哈哈|顶风|风险|质疑|怀疑|存疑|可疑|别信|小心|坑|胡说|扯|笑死|做梦|还敢|早晚|迟早|关停|清退了|拉倒|才怪|拆了|停了|被封|违法|违规|举报|真敢|想得美|谁敢|不可能|怎么可能|翻车|\bscam\b|\bfake\b|doubt"
)
_SELLER: Final = re.compile(
    r"卖家|卖方|转让方|出让方|业主|站长|老板|电站主|店主|出售者|发布者|对方|转让信息|出售信息|挂牌|广告|标注|宣称|声称|自称|号称|承诺|兜售|标价|叫价|要价|开价|商品描述|页面|帖子|待售|待转让|所转让|挂出|拟转让|"
    r"出价|\bowners?\b|\bsellers?\b|\bhe\b|\bshe\b|\bads?\b|listing|promis|insist|claim|boast|advertis|vendor"
)
_OTHER: Final = re.compile(
    r"业内人士|知情人士|专家|律师|教授|主任|币圈人士|从业者|矿工|矿主|研究员|分析师|分析人士|官员|负责人|网友|看客|人士|机构|工作人员|客服|法官|水利局|发改局|供电局|主管部门|官方|县政府|村民|\banalysts?\b|\bofficials?\b|\bexperts?\b|\bauthorit|\bregulators?\b|\bgovernment"
)
_RULES: Final = re.compile(
    r"发改委|能源局|国务院|各部门|等部门|有关部门|通知|文件要求|明确要求|严禁|禁止|严肃查处|查处|整治|打击|清理整顿|叫停|规定|办法|监管部门|金融委|公安|crackdown|ban(?:ned)? |ordered"
)
_PLANT: Final = re.compile(r"电站|水电|电厂|该站|hydro|plant|station")
_PRONOUN: Final = re.compile(
    r"^[\"“「]?(?:他|她|其|该|对方|此人|这位|这座|并|而且|同时|不过|此外|另外|还|之所以|he |she |the seller|it )"
)
_SPEAKER_LINE: Final = re.compile(
    r"^[ \t\[【(]*(?:卖家|楼主|作者|店主|业主|站长|号主|主人|发布者|lz|商家|客服|seller)(?:回复|答|说)?[^:\n]{0,12}:"
)
_QUOTES: Final = {"“": "”", "「": "」", "『": "』", "‘": "’"}


@dataclass(frozen=True, slots=True)
class StanceReading:
    """The stance and the cue it rests on; `keep` False: this place makes no claim that a reviewer would mark."""

    stance: Stance
    why: str
    keep: bool = True


OWN_WORDS: Final = StanceReading("asserted", "the seller's own words")


def sentence_around(normalised: Normalised, span: Span) -> Span:
    """The sentence of the original text in which a span lies, without its end mark."""
    plain = normalised.plain
    start, end = plain.locate(span)
    left, right = _sentence(plain.text, start, end)
    return plain.span(left, right) if left < right else span


def read_stance(normalised: Normalised, span: Span, reading: OfferReading, claim_type: str) -> StanceReading:
    """Who says the words at `span`, and whether they say, deny, ask, doubt, want or report them."""
    text = normalised.plain.text
    start, end = normalised.plain.locate(span)
    if reading.comments_from is not None and span.start >= reading.comments_from:
        return _in_comments(text, start, end, claim_type)
    if reading.voice == "official":
        return StanceReading("policy", "official text", keep=False)
    if reading.voice == "buyer":
        return _of_buyer(text, start, end, reading)
    if reading.offer == "reported":
        return _in_report(text, start, end, claim_type)
    if reading.offer == "none":
        return StanceReading("reported", "no offer in this text", keep=False)
    return _of_seller(text, start, end, claim_type)


def _sentence(text: str, start: int, end: int) -> tuple[int, int]:
    """The sentence around [start, end) of `text`; looks 400 characters each way at most."""
    left, first = max(0, start - 400), max(0, start - 400)
    for match in _SENTENCE_END.finditer(text, first, start):
        left = match.end()
    after = _SENTENCE_END.search(text, end, end + 400)
    return left, after.start() if after else min(len(text), end + 400)


def _clause_before(text: str, start: int) -> str:
    """What stands before `start` in its clause, spaces taken out, BEFORE characters at most."""
    kept: list[str] = []
    place = start
    while place > 0 and len(kept) < BEFORE and text[place - 1] not in _CLAUSE_END:
        place -= 1
        if text[place] == " ":
            if kept:  # ads part their clauses with spaces
                break
            continue
        kept.append(text[place])
    return "".join(reversed(kept))


def _line(text: str, start: int) -> str:
    left = text.rfind("\n", 0, start) + 1
    right = text.find("\n", start)
    return text[left : right if right >= 0 else len(text)]


def _in_comments(text: str, start: int, end: int, claim_type: str) -> StanceReading:
    """Below the post others speak, unless the line is the seller's answer."""
    line = _line(text, start)
    if _SPEAKER_LINE.match(line):
        return _of_seller(text, start, end, claim_type)
    if doubt := _DISBELIEF.search(line):
        return StanceReading("doubted", f"comment: {doubt.group()}")
    if asked := _QUESTION_WORD.search(line):
        return StanceReading("asked", f"comment asks: {asked.group().strip()}")
    if _CONDITION.search(text[max(0, start - BEFORE) : start]) or "的话" in line:
        return StanceReading("asked", "comment: condition")
    if doubt := _DOUBT.search(line):
        return StanceReading("doubted", f"comment: {doubt.group()}")
    return StanceReading("doubted", NO_CUE, keep=False)


def _of_buyer(text: str, start: int, end: int, reading: OfferReading) -> StanceReading:
    if any(why.startswith("wish") for why in reading.why):
        return StanceReading("wanted", reading.why[0])
    return StanceReading("asked", reading.why[0] if reading.why else "question")


def _of_seller(text: str, start: int, end: int, claim_type: str) -> StanceReading:
    before, after = _clause_before(text, start), text[end : end + AFTER]
    if (around := _around(before, after, text, start)) is not None:
        return around
    wide = text[max(0, start - 30) : start]
    if _DUTY_CUE.search(wide):
        left, _ = _sentence(text, start, end)
        if match := _BUYER_DUTY.search(text, max(left, start - 30), end):
            return StanceReading("wanted", f"duty of the buyer: {match.group()}", keep=False)
    if not _BEFORE_CUE.search(wide[-16:]):
        return OWN_WORDS
    if claim_type != "exit_compensation" and (match := _CONDITION.search(before)):
        return StanceReading("asserted", f"condition: {match.group()}", keep=False)
    if match := _PROHIBITION.search(before):
        if claim_type not in {"mining_allowed", "direct_supply"}:
            return StanceReading("policy", f"prohibition: {match.group()}", keep=False)
        return StanceReading("denied", f"prohibition: {match.group()}")
    if claim_type not in NEVER_REQUIRED and (match := _REQUIRED.search(before)):
        return StanceReading("wanted", f"requirement: {match.group()}", keep=claim_type not in {"papers_pending"})
    if match := _HEARSAY.search(wide[-16:]):
        return StanceReading("reported", f"hearsay: {match.group()}")
    return OWN_WORDS


def _around(before: str, after: str, text: str, start: int) -> StanceReading | None:
    """What binds to the phrase itself: question, refusal, negation."""
    if _AFTER_CUE.search(after) and (told := _after(after)) is not None:
        return told
    return _before(before, text, start) if _BEFORE_CUE.search(before) else None


def _after(after: str) -> StanceReading | None:
    if match := _ASKS_AFTER.match(after):
        return StanceReading("asked", f"question: {match.group()}")
    if match := _REFUSED_AFTER.match(after):
        return StanceReading("denied", f"refusal: {match.group()}")
    if match := _GONE_AFTER.match(after):
        return StanceReading("denied", f"not included: {match.group()}")
    return None


def _before(before: str, text: str, start: int) -> StanceReading | None:
    if match := _A_NOT_A.search(before):
        return StanceReading("asked", f"question: {match.group()}")
    if match := _UNSURE.search(before):
        return StanceReading("doubted", f"not sure: {match.group()}", keep=False)
    if (match := _NEGATION.search(before)) and not _NOT_NEGATION.search(before):
        twice = _NEGATION.search(before[: match.start()])
        return None if twice else StanceReading("denied", f"negation: {match.group()}")
    if match := _ENGLISH_NOT.search(text[max(0, start - 24) : start]):
        return StanceReading("denied", f"negation: {match.group().strip()}")
    return None


def _in_report(text: str, start: int, end: int, claim_type: str) -> StanceReading:
    """The press tells what sellers say; what experts, officials and commenters say is no claim of a seller."""
    before, after = _clause_before(text, start), text[end : end + AFTER]
    left, right = _sentence(text, start, end)
    sentence_before, sentence_after = text[left:start], text[end:right]
    if (around := _around(before, after, text, start)) is not None:
        if around.stance == "denied" and _SELLER.search(sentence_before):
            return around
        return StanceReading(around.stance, around.why, keep=False)
    seller, other, rules = (_last(pattern, sentence_before) for pattern in (_SELLER, _OTHER, _RULES))
    if rules > max(seller, other) or (rules >= 0 and seller < 0):
        return StanceReading("policy", "the press tells of rules", keep=False)
    if other > seller:
        return StanceReading("reported", "somebody other than the seller speaks", keep=False)
    if seller >= 0:
        return StanceReading("reported", "words of a seller")
    if (after_seller := _SELLER.search(sentence_after)) and not _OTHER.search(sentence_after[: after_seller.start()]):
        return StanceReading("reported", f"words of a seller: {after_seller.group()}")
    if _OTHER.search(sentence_after) or _RULES.search(sentence_after):
        return StanceReading("reported", "somebody other than the seller speaks", keep=False)
    return _narrated(text, left, start, end)


def _narrated(text: str, left: int, start: int, end: int) -> StanceReading:
    """No speaker in the sentence: the one of the sentence before goes on, or the reporter describes the plant."""
    earlier_left, _ = _sentence(text, max(0, left - 1), max(0, left - 1)) if left else (0, 0)
    earlier = text[earlier_left:left]
    seller, other = _last(_SELLER, earlier), _last(_OTHER, earlier)
    if other > seller:
        return StanceReading("reported", "somebody other than the seller speaks", keep=False)
    if seller >= 0:
        return StanceReading("reported", "a seller was speaking")
    if len(text) <= LONG_PRESS or (len(text) <= 2 * LONG_PRESS and _PLANT.search(text[left:start])):
        return StanceReading("reported", "the report describes the plant")
    return StanceReading("reported", "no seller near", keep=False)


def _last(pattern: re.Pattern[str], text: str) -> int:
    """Where the last match starts, -1 without one."""
    place = -1
    for match in pattern.finditer(text):
        place = match.start()
    return place
