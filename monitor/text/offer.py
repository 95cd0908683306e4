"""Reads what a text is: itself an offer of a hydropower plant, a report of offers, or neither; of what; who speaks.

The kind is weighed by `offer_model`; here stand the few rules around it: where comments begin, short ads within long
pages, what is unrelated throughout, and a speaker who is known.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from monitor.models import OfferKind, OfferReading, Voice
from monitor.text.expression import expression
from monitor.text.normalise import Normalised, normalise
from monitor.text.offer_approved import approves_rates
from monitor.text.offer_aside import leaves_the_plant_out
from monitor.text.offer_beside import without_other_sites
from monitor.text.offer_broker import brokers
from monitor.text.offer_headed import plainly_offers
from monitor.text.offer_listed import is_put_up, is_still_listed
from monitor.text.offer_model import READ, Kind, Verdict, load_model
from monitor.text.offer_object import read_object
from monitor.text.offer_over import is_over, without_rules_of_sale
from monitor.text.offer_plain_english import english_opening
from monitor.text.offer_quoted import reports_a_cheat
from monitor.text.offer_refused import only_shares, refuses_bids
from monitor.text.offer_share import read_share
from monitor.text.wanted_ads import seeks_to_buy
from monitor.text.warnings import without_warnings

LONG_NOTICE: Final = 400
PADDED: Final = 400  # of a longer text that offers nothing as a whole the parts about a sale are read alone
PART_BEFORE: Final = 80
PART_AFTER: Final = 160
MOST_PARTS: Final = 500
PLAIN: Final = 0.95  # how sure the sale of a plant in the first words is, whatever follows
SURE: Final = 0.9  # that a part of a long text is an ad by itself

_COMMENTS: Final = expression(
    r"^[ \t#*【\[(]*(?:(?:全部|网友|最新|精彩|热门|用户|宝贝|商品|买家|更多|大家)*(?:评论|留言|跟帖|回帖)"
    r"(?:区|列表|板|墙|互动|留言|摘录|摘要|如下|精选|节选|选登|选摘|内容|回复|汇总)*|(?<=\n)(?:问大家|用户评价))"
    r"[ \t】\])]*(?:\(?\d+条?\)?)?[ \t】\])]*(?::|$|[ \t])|^[ \t]*comments?[ \t]*(?:\(\d+\))?[ \t]*:?[ \t]*$",
    re.MULTILINE,
)
_COMMENT_WORDS: Final = ("评论", "留言", "comment", "跟帖", "回帖", "问大家", "用户评价")
_SALE_OF_PLANT: Final = expression(
    r"(?:转|售|出|卖|让|租|承包|拍|挂牌|接盘|接手)[^。!?\n]{0,24}?(?:电站|水电|电厂|发电)|"
    r"(?:电站|水电|电厂|发电)[^。!?\n]{0,30}?(?:转|售|出|卖|让|租|承包|拍|挂牌|股权|份额|经营权|标价)|hydro|"
    r"power station"
)
_SIZE: Final = expression(
    r"\d ?个?(?:kw|mw|千瓦|瓩|兆瓦)(?!时|h)|[一二三四五六七八九十百千两]个?千瓦|装机|[x*×]\d{2,4}|\d台"
)
_MONEY: Final = expression(
    r"\d(?:来|多|余|几)?(?:百|千)?(?:万|w|亿)(?!千瓦|kw|度|立方|m|亩|吨)|面议|面谈|私聊|yuan|rmb|cny"
)

_VOICES: Final[dict[Kind, Voice]] = {
    "direct": "seller", "reported": "press", "wanted": "buyer", "question": "buyer", "other": "unknown",
    "unrelated": "unknown",
}  # fmt: skip
# The first word of the reason; stance tells a wish from a question by it.
_REASONS: Final[dict[Kind, str]] = {
    "direct": "offer", "reported": "report", "wanted": "wish", "question": "question", "other": "no offer",
    "unrelated": "unrelated",
}  # fmt: skip


def read_offer(normalised: Normalised, title: str = "", speaker: Voice | None = None) -> OfferReading:
    """Read the kind of offer, its object and share (percent), and who speaks.

    `title` is read before the text, `speaker` overrides the voice that the words suggest. Linear; raises nothing.
    """
    body, comments = split_comments(normalised.plain.text)
    heading = normalise(title).plain.text if title else ""
    head = f"{heading}\n{body}" if heading else body
    verdict, part = _weighed(heading, body, head)
    kind, voice, why = _with_speaker(verdict, speaker)
    kept = kind != "none"
    told = _about_plants(part) if kept and len(part) > LONG_NOTICE and voice == "press" else part
    return OfferReading(
        kind,
        read_object(told, kind) if kept else None,
        read_share(told) if kept else None,
        voice,
        None if comments is None else normalised.plain.offsets[comments],
        why,
        verdict.kind != "unrelated" or comments is not None,
    )


def _weighed(heading: str, body: str, head: str) -> tuple[Verdict, str]:
    """What the text is, and the part of it that shows it."""
    verdict = load_model().weigh(heading, body)
    if verdict.kind != "unrelated" and (is_over(heading, body) or only_shares(heading, body)):
        return verdict if verdict.offer == "none" else verdict._replace(kind="other", words=()), head
    if verdict.kind in {"direct", "other", "unrelated"} and reports_a_cheat(body):
        return Verdict("reported", PLAIN, ()), head
    return _offer_within(verdict, heading, body) or (_by_plain_words(verdict, body, head), head)


def _offer_within(verdict: Verdict, heading: str, body: str) -> tuple[Verdict, str] | None:
    """The offer of a text that warnings or much else around it hide, and where it stands; None when there is none."""
    if verdict.kind != "direct" and (own := without_warnings(body)) != body:
        one = load_model().weigh(heading, own)
        if one.kind == "direct" and _names_all(own):
            return one, own
    if verdict.kind in {"other", "unrelated"} and (told := without_other_sites(heading, body)) != (heading, body):
        one, own = load_model().weigh(*told), "\n".join(told)
        surely = one.kind == "direct" and one.sure >= SURE and _SALE_OF_PLANT.search(own)  # no price: 电话里谈
        if one.offer != "none" and (surely or _names_all(own)):
            return one, own
    if verdict.kind in {"other", "unrelated", "reported"} and not is_over(heading, body):
        for part in filter(_names_all, english_opening(body)):
            one = load_model().weigh(heading, part)
            if one.kind == "direct":
                return one, f"{heading}\n{body}"
    if verdict.kind == "other" and (sale := without_rules_of_sale(body)) != body:
        one = load_model().weigh(heading, sale)
        if one.kind == "direct" and _names_all(sale):
            return one, f"{heading}\n{body}"
    if verdict.offer == "none" and len(body) > PADDED:
        for part in _parts(body):
            one = load_model().weigh("", part)
            if one.kind == "direct" and one.sure >= SURE:
                return one, part
    return None


def _by_plain_words(verdict: Verdict, body: str, head: str) -> Verdict:
    """The verdict, but where plain words say otherwise."""
    if verdict.kind == "direct" and (refuses_bids(head) or leaves_the_plant_out(head) or approves_rates(head)):
        return verdict._replace(kind="other", words=())
    if (verdict.kind in {"wanted", "other"} and brokers(body)) or (
        verdict.kind in {"other", "unrelated"} and plainly_offers(body)
    ):
        return Verdict("direct", PLAIN, ())
    if verdict.kind in {"other", "unrelated"} and seeks_to_buy(head):
        return Verdict("wanted", PLAIN, ())
    if verdict.kind in {"other", "unrelated"} and (is_still_listed(body) or is_put_up(body)):
        return Verdict("direct" if is_still_listed(body) else "reported", PLAIN, ())
    if verdict.kind == "unrelated" and _is_related(body[READ:]):
        return verdict._replace(kind="other")
    return verdict


def _names_all(text: str) -> bool:
    """Whether a text has a sale of a plant, a size and a price."""
    return all(one.search(text) for one in (_SALE_OF_PLANT, _SIZE, _MONEY))


def _is_related(rest: str) -> bool:
    """Whether what follows the head of a text has to do with hydropower or mining after all."""
    stretches = (rest[start : start + READ] for start in range(0, len(rest), READ))
    return any(load_model().weigh("", one).kind != "unrelated" for one in stretches)


def _parts(body: str) -> Iterator[str]:
    """Stretches of a long text in which a sale of a plant stands beside its size and its price."""
    read_to = parts = 0
    for match in _SALE_OF_PLANT.finditer(body):
        if match.start() < read_to:
            continue
        first, last = max(read_to, match.start() - PART_BEFORE), match.end() + PART_AFTER
        left, right = _sentence_within(body, first, match.start(), match.end(), last)
        yield from (part for part in (body[left:right], body[first:last]) if _SIZE.search(part) and _MONEY.search(part))
        read_to, parts = last, parts + 1
        if parts == MOST_PARTS:
            break


def _sentence_within(text: str, first: int, start: int, end: int, last: int) -> tuple[int, int]:
    """The sentence around [start, end), no farther than from `first` to `last`."""
    left = max(first - 1, *(text.rfind(mark, first, start) for mark in "。!?\n")) + 1
    ends = [place for mark in "。!?\n" if (place := text.find(mark, end, last)) >= 0]
    return left, min(ends, default=last)


def _with_speaker(verdict: Verdict, speaker: Voice | None) -> tuple[OfferKind, Voice, tuple[str, ...]]:
    """What a known speaker changes: press and officials never offer, buyers and commenters neither."""
    head = _REASONS[verdict.kind]
    why = (f"{head}: {', '.join(verdict.words)}" if verdict.words else head,)
    if speaker is None:
        return verdict.offer, _VOICES[verdict.kind], why
    told = (*why, f"speaker: {speaker}")
    if verdict.offer == "direct" and speaker == "press":
        return "reported", speaker, told
    if verdict.offer == "direct" and speaker in {"buyer", "comment", "official"}:
        return "none", speaker, told
    return verdict.offer, speaker, told


def _about_plants(head: str) -> str:
    """The sentences of a long report that name a plant: 银行股权 elsewhere is not what is sold."""
    about = [part for part in re.split(r"[。!?\n]", head) if "电站" in part or "水电" in part]
    return "\n".join(about) or head  # a text in another language


def split_comments(plain: str) -> tuple[str, int | None]:
    """The folded text up to the first line that begins with 评论 or 留言, and where that starts (None: nowhere)."""
    if not any(word in plain for word in _COMMENT_WORDS):
        return plain, None
    found = _COMMENTS.search(plain)
    if found is None or found.start() == 0:
        return plain, None
    return plain[: found.start()], found.start()
