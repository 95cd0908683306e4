"""Claims that no listed wording makes, but the words of a clause together: the second reader beside the lexicon."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Sequence
from functools import lru_cache
from typing import Final

from monitor.extract.benign import is_benign
from monitor.extract.found import Found
from monitor.extract.reading import Reading, turns_of
from monitor.models import WEIGHED, Span, Stance
from monitor.text.claim_model import Clause, Said, Weighed, clauses_of, load_claim_model
from monitor.text.expression import expression
from monitor.text.normalise import Folded
from monitor.text.speakers import turn_at
from monitor.text.stance import StanceReading

# Without any of these words nobody but the grid can be meant to pay: 丰水两毛一,枯水两毛四 of a plant for sale.
_USERS: Final = expression(
    r"矿|挖|币|机房|算力|托管|机[位柜架子器]|数据|服务器|显卡|[你您]|供(?:[给我他]|电(?![所局公站部]))"
    r"|负荷|场[子地主]|收电|消纳|区块链|idc|插|包月|自己用|\d{2}台|[\u3040-\u30ff]|棚|柜|直供|专线|拉[线电]|网前|表前|自[用发]|用电|电费"
    r"|用户|客户|租|(?<!电)厂|包电|usdt?|btc|\bu\b|[smt]\d\d|⛏|🔌|⚡|哈希|锁"
    r"|不[走过上经]网|离网|孤网|弃水|[a-z]{3} [a-z]{2}"
)
_LITTLE: Final = expression(r"不到|只要|低至")  # 一度不到一毛八: so little is said to a user
_ONLY_RATE: Final = expression(r"^(?!.*(?:便宜|[低廉白免]|不到[一1]|只要)).*(?:[毛角]|0?\.\d)")
LIKELY: Final = 0.6  # from here on a claim is told: the best balance on texts that neither reader had seen
# What is of high severity, whose false alarm costs most; what others tell of sellers is no alarm.
LIKELY_HIGH: Final = 0.89
SURER: Final = (
    0.65  # where the lexicon found another claim in the clause, or the clause denies: both are easily mixed up
)
# Of what was told of these on unseen texts a fifth was none: their words say much else (补, 网).
VAGUE: Final = frozenset({"exit_compensation", "grid_name"})
# Below, a listed wording means something else in its clause: of 62 below 0.05 on unseen texts 53 did; up to 0.13
# what was left out gained .005 of precision for .003 of recall.
UNLIKELY: Final = 0.13
UNLIKELY_TOLD: Final = 0.02  # the same for wordings with a stance of their own, which few texts have
# A price is a user's where its clause is likelier than this to offer cheap power, and less likely to tell a tariff.
OF_USER: Final = 0.35
DROWNS: Final = 48  # characters; in a longer clause other claims may drown one, so that none is unlikely
_AROUND: Final = " \"'“”‘’「」『』"  # a claim begins and ends within the marks that quote it
_FOREIGN: Final = expression(r"[\u3040-\u30ff]|[a-z]{3,} [a-z]{2,} [a-z]")
NEVER: Final = frozenset({"annual_output", "tariff"})  # these come from the amounts
# Two cues make data-centre words, whatever their clause; a lone 急转 is labelled as open, so nothing is learned of it.
LISTED_ALONE: Final = NEVER | {"euphemism_bigdata", "urgent_sale"}
# ③证照:核准、环评、水保: the heading and the name of one paper do not say that all are there.
_ONLY_NAMES: Final = {
    "papers_complete": expression(
        r"(?:[^\w]|\d{1,2}[.、)])*(?:(?:证照|证件|手续|批文|证书|批复|合规性?)[^\w]{0,2})?(?:项目)?"
        r"(?:核准|立项|备案|环评|水保|水土保持|林地|用地|土地|消防|防洪|洪评|取水|移民|竣工|可研)(?:验收|批复|批文|手续|文件|许可)?证?"
    ),
    # 个人独资: who owns the plant; 除已披露事项外无其他影响转让的情形: a notice's last word, whatever it discloses
    "no_disputes": expression(
        r"(?:是|属|为)?(?:个人|本人|自然人|私人|一人)?独资(?:企业|公司|的|经营)?|除[^,。]{0,4}(?:披露|说明|公告)[^,。]{0,4}外,?无其他影响转让的?(?:情形|事项)"
    ),
    # 标的二生态流量核定值0.11m³/s: what must flow, not what does
    "no_ecoflow_problem": expression(
        r"(?:[^不未没]{0,10}?(?:生态|下泄)[^已达合满装联不未没]{0,8}核定[^已达合满装联不未没]{0,8}?)?\d*(?:m\d?/?s|立方米?每?秒?|方每?秒)?"
    ),
    # 梅州供电局0.4382元结算, 四亩地电站0.30元/千瓦时: who buys or sells at a tariff, and no grid
    "grid_name": expression(
        r"[^网]{0,10}(?:供电[局所站]|供电公司|电站)[^网]{0,6}?[\d零一二两三四五六七八九.点]+[^网]{0,3}[元毛角][^网]{0,10}"
    ),
    # 查不查?放心: what the seller asks himself is answered by the next clause
    "guarantee": expression(r"(?:[你您]?(?:问|怕|说))?(?:以后|上面|县里)?([一-龥])不\1(?:得了|不了|到)?"),
    # 地是租村里的: land that is not the plant's own lacks no paper
    "papers_pending": expression(
        r"(?:其[他余]的?)?(?:像|如)?(?:土?地|用地)?(?:都?是|属)?(?:(?:租|租用)(?:村|队|组|集体)[里上]?的?|集体(?:土?地|用地|的))"
    ),
    # 答:不能: what is refused was asked for; answers are read with their questions
    "mining_allowed": expression(r"(?:答|回)?不(?:能|行|可以?|可能)(?:的|啊)?"),
}
# 首页 全部 登录: a bar of a page; 全部 says something of papers only where these, or a question, stand before it
_BARE: Final = expression(r"(?:全部|所有|更多|全)")
_SPOKEN_OF: Final = expression(r"(?:证|照|手续|批文|批复|文件|资料|书|[?吗么嘛没])[^。]{0,12}$")
_BEFORE: Final = 20  # characters in which that is looked for
# 贷款600万元已于2021年还清; 借款500万元,已于2022年7月结清; 贷款80万,今年已全部还清
_REPAID: Final = expression(
    r"[^,。;未没]{0,40}?(?:,(?:该笔?|此笔?|这笔|上述|目前|现|今年|去年|后)*(?:贷款|借款|抵押|款项|本息)?)?"
    r"(?:已|均|早|全)[^,。;未没]{0,10}(?:还清|结清|偿清|清偿|还完)"
)
# 有没有抵押?有。 A bare answer says what its question asks, and that is read with it.
_BARE_ANSWER: Final = expression(r"(?:都|也|全)?(?:有|没有?|无|是|否|不是|能|会|不会)(?:的|啊|呢|了)?")
_NOTHING: Final = expression(r"(?!)")
SHORT: Final = 24  # characters; of a longer clause only the part that weighed is the claim's span


def weigh(readings: Sequence[Reading]) -> list[list[Weighed]]:
    """For each of many texts the claims that its clauses might make, whatever else was found in them."""
    said = [Said(clauses_of(one.normalised.plain.text), one.offer.offer) for one in readings]
    return load_claim_model().weigh_all(said, UNLIKELY_TOLD)


def borne_out(reading: Reading, likely: Sequence[Weighed], found: Iterable[Found]) -> list[Found]:
    """The listed wordings without those that mean something else in their clause: `likely` has no such claim there.

    Foreign ones and doubts stay: few of the texts that were learned from are English, and few words doubt.
    """
    places = _places(likely)
    plain = reading.normalised.plain

    def stands(one: Found) -> bool:
        if (
            one.type == "no_disputes"
            and one.stance == "denied"
            and _REPAID.match(plain.text, plain.locate(one.span)[1])
        ):
            return False
        if one.certain or is_foreign(one.phrase) or one.type in LISTED_ALONE or one.stance == "doubted":
            return True
        start, end = plain.locate(one.span)
        least = UNLIKELY_TOLD if one.stance else UNLIKELY
        return _surest(places[one.type], start, end) >= least or _drowns(plain, start)

    return list(filter(stands, found))


def sureness(reading: Reading, likely: Sequence[Weighed]) -> Callable[[Found], float]:
    """For a wording how likely its clause makes a claim of its type."""
    plain = reading.normalised.plain
    return lambda one: _surest([w for w in likely if w.claim_type == one.type], *plain.locate(one.span))


def by_payer(reading: Reading, likely: Sequence[Weighed], found: Iterable[Found]) -> list[Found]:
    """Prices per kWh, read as tariffs, as cheap power where their clause likely speaks of a user who pays.

    On 700 texts that the reader had not seen 43 of 59 such prices were told, and 2 of 613 tariffs were taken for them.
    """
    found = list(found)
    if not any(one.type == "tariff" for one in found):
        return found
    of_grid_only = _names_no_user(reading)
    plain, places = reading.normalised.plain, _places(likely)

    def payer(one: Found) -> Found:
        if one.type != "tariff":
            return one
        start, end = plain.locate(one.span)
        if of_grid_only and not _LITTLE.search(plain.text, max(0, start - 2), start):
            return one
        of_user, of_grid = (_surest(places[name], start, end) for name in ("cheap_power", "tariff"))
        return one._replace(type="cheap_power") if of_user > OF_USER > of_grid else one

    return list(map(payer, found))


def _names_no_user(reading: Reading) -> bool:
    """True for an offer, direct or reported, whose power nobody but the grid can buy by its words."""
    return reading.offer.offer != "none" and _USERS.search(reading.normalised.plain.text) is None


def _paid_by_users(reading: Reading, likely: Sequence[Weighed]) -> Sequence[Weighed]:
    """Without cheap power that is only a price per kWh in a text that names no user: the grid pays that."""
    if not any(one.claim_type == "cheap_power" for one in likely) or not _names_no_user(reading):
        return likely
    return [one for one in likely if one.claim_type != "cheap_power" or not _ONLY_RATE.search(one.clause.text)]


_clauses: Final = lru_cache(maxsize=1)(clauses_of)  # a text may hold thousands of wordings that are unlikely


def _drowns(plain: Folded, place: int) -> bool:
    """True in a long clause, such as the speech without a mark of who dictates."""
    clauses = _clauses(plain.text)
    number = bisect_right(clauses, place, key=lambda one: one.start) - 1
    return number >= 0 and len(clauses[number].text) > DROWNS


def is_foreign(words: str) -> bool:
    return words.isascii() or _FOREIGN.search(words) is not None


def _places(likely: Iterable[Weighed]) -> defaultdict[str, list[Weighed]]:
    """By type what is likely, in text order."""
    places: defaultdict[str, list[Weighed]] = defaultdict(list)
    for one in likely:
        places[one.claim_type].append(one)
    return places


def _surest(likely: Sequence[Weighed], start: int, end: int) -> float:
    """How sure the surest is of those in text order whose clause touches [start, end) of the folded text."""
    first = bisect_right(likely, start, key=lambda one: one.clause.end)
    behind = bisect_left(likely, end, key=lambda one: one.clause.start)
    return max((one.sure for one in likely[first:behind]), default=0.0)


def weighed(
    reading: Reading, likely: Sequence[Weighed], found: Sequence[Found], stronger: dict[str, frozenset[str]]
) -> list[Found]:
    """Of likely claims those of clauses in which no wording of the type was found, in text order.

    `found` are all wordings found, also those that mean something else; `stronger` says which type overrules which.
    Of types that a workspace replaced, which were never learned of, none is told.
    """
    if not likely:
        return []
    plain, model = reading.normalised.plain, load_claim_model()
    taken = [(one.type, *plain.locate(one.span)) for one in found]
    told: list[Weighed] = []
    within, offer = _within(likely[0].clauses, taken), reading.offer.offer
    for one in _paid_by_users(reading, likely):
        if one.claim_type in reading.knowledge.files_alone:
            continue
        here = within[one.clause.start]
        is_costly = offer != "reported" and reading.knowledge.claims[one.claim_type].severity == "high"
        if _is_told(one, here, stronger, is_costly) and not _is_benign(one, reading):
            told.append(one)
    return [_found(one, words, reading) for one, words in zip(told, model.words(told), strict=True)]


def _is_benign(one: Weighed, reading: Reading) -> bool:
    """True when its clause, not only the part of it that weighed, has another use of the words."""
    if one.denied and one.claim_type == "no_disputes" and _REPAID.search(one.clause.text):
        return True
    words = one.clause.text.strip("^$ ")
    if _BARE_ANSWER.fullmatch(words) or _ONLY_NAMES.get(one.claim_type, _NOTHING).fullmatch(words):
        return True
    if _BARE.fullmatch(one.clause.text.strip("^$ ")) is not None:
        said, start = reading.normalised.plain.text, one.clause.start
        return _SPOKEN_OF.search(said[max(0, start - _BEFORE) : start]) is None
    clause = reading.normalised.plain.span(one.clause.start, one.clause.end)
    return is_benign(one.claim_type, "", *reading.normalised.dense.locate(clause), clause, reading.normalised)


def _within(clauses: Sequence[Clause], taken: Iterable[tuple[str, int, int]]) -> defaultdict[int, set[str]]:
    """By the start of each clause the types of what was found in it; linear, for a text may hold thousands of both."""
    starts = [clause.start for clause in clauses]
    found: defaultdict[int, set[str]] = defaultdict(set)
    for name, start, end in taken:
        for place in range(max(0, bisect_right(starts, start) - 1), bisect_left(starts, end)):
            if clauses[place].end > start:
                found[starts[place]].add(name)
    return found


def _is_told(one: Weighed, here: Collection[str], stronger: dict[str, frozenset[str]], is_costly: bool) -> bool:
    name = one.claim_type
    if one.sure < LIKELY or name in NEVER or name in here:  # most of what is weighed ends here
        return False
    likely = SURER if here or one.denied or name in VAGUE else LIKELY_HIGH if is_costly else LIKELY
    return one.sure >= likely and not any(name in stronger.get(other, ()) for other in here)


def _found(one: Weighed, words: Sequence[str], reading: Reading) -> Found:
    plain, dense = reading.normalised.plain, reading.normalised.dense
    span = _span(_said(one.clause, reading), words, plain)
    start, end = dense.locate(span)
    stance: Stance | None = "denied" if one.denied else None
    return Found(one.claim_type, start, end, span, 0, f"{WEIGHED}{', '.join(words)}", stance, weighed=True)


def _said(clause: Clause, reading: Reading) -> Clause:
    """The clause without the name of who says it: 龙潭阿强:生态那块过得了不."""
    turn = turn_at(turns_of(reading), clause.end - 1)
    return clause if turn is None else clause._replace(start=max(clause.start, turn.start))


def _span(clause: Clause, words: Iterable[str], plain: Folded) -> Span:
    """The clause, or the part of a long one that weighed."""
    text = plain.text[clause.start : clause.end]
    start, end = (
        clause.start + len(text) - len(text.lstrip(_AROUND)),
        clause.end - len(text) + len(text.rstrip(_AROUND)),
    )
    if end - start <= SHORT:
        return plain.span(start, end)
    runs = [word.strip("^$") for word in words if not word.startswith("@")]
    places = [(at, at + len(run)) for run in runs if run and (at := plain.text.find(run, start, end)) >= 0]
    if not places:
        return plain.span(start, end)
    return plain.span(max(start, min(first for first, _ in places) - 4), min(end, max(last for _, last in places) + 4))


def told_of(told: StanceReading) -> StanceReading:
    """The stance of a weighed claim: the clause was weighed with its negations, so that those say nothing more."""
    if told.stance != "denied":
        return told
    return StanceReading("asserted", "the seller's own words", told.keep)
