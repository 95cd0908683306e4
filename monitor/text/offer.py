"""Reads what a text is: itself an offer of a hydropower plant, a report of offers, or neither; of what; who speaks.

The grammar works on the folded text without spaces and commas (`_flat`), so that 水·电·站 reads as 水电站. One pass of
each expression, so the time is linear in the text.
"""

from __future__ import annotations

import re
from typing import Final

from monitor.models import OfferKind, OfferObject, OfferReading, Voice
from monitor.text import offer_cues as cues
from monitor.text.expression import expression
from monitor.text.normalise import Normalised, normalise

HEAD_CHARS: Final = 60  # who wants what stands in the first words of an ad
LONG_NOTICE: Final = 400
KANA: Final = 8  # Japanese, not a Chinese text with a の in it
LONG_POST: Final = 1500  # nobody writes a private ad of this length without naming a sale
PADDED: Final = 400  # of a longer text that offers nothing as a whole the parts about a sale are read alone
PART_BEFORE: Final = 80
PART_AFTER: Final = 160
MOST_PARTS: Final = 500
# Long papers of courts, contracts and forms tell of sales without offering one.
NEVER_PADDED: Final = ("template", "ruling", "court", "a contract", "finished sale")

_NOISE: Final = expression(r"[^\w。!?;:\n]+|_+")
_COMMENTS: Final = expression(
    r"^[ \t#*【\[(]*(?:(?:全部|网友|最新|精彩|热门|用户)?(?:评论|留言|跟帖|回帖)(?:区|列表)?)"
    r"[ \t】\])]*(?:\(?\d+条?\)?)?[ \t】\])]*(?::|$|[ \t])|^[ \t]*comments?[ \t]*(?:\(\d+\))?[ \t]*:?[ \t]*$",
    re.MULTILINE,
)

_HAN: Final = expression("[一-鿿]+")
_HAN_DIGITS: Final = {digit: value for value, digit in enumerate("零一二三四五六七八九")}


def read_offer(normalised: Normalised, title: str = "", speaker: Voice | None = None) -> OfferReading:
    """Read the kind of offer, its object and share (percent), and who speaks.

    `title` is read before the text, `speaker` overrides the voice that the words suggest. Linear; raises nothing.
    """
    plain = normalised.plain.text
    comments = _comments_start(plain)
    head = plain if comments is None else plain[:comments]
    if title:
        head = normalise(title).plain.text + "\n" + head
    flat = _NOISE.sub("", head)
    kind, voice, why = _read_kind(head, flat)
    if kind == "none" and len(flat) > PADDED and not why[0].startswith(NEVER_PADDED) and (part := _padded_ad(head)):
        head, kind, voice, why = part, "direct", "seller", ("an ad within a long text",)
    if speaker is not None:
        kind, voice, why = _with_speaker(kind, speaker, why)
    kept = kind != "none"
    told = _about_plants(head) if kept and len(head) > LONG_NOTICE and voice == "press" else head
    return OfferReading(
        kind,
        _object(told) if kept else None,
        _share(told) if kept else None,
        voice,
        None if comments is None else normalised.plain.offsets[comments],
        why,
    )


def _about_plants(head: str) -> str:
    """The sentences of a long report that name a plant: 银行股权 elsewhere is not what is sold."""
    return "\n".join(part for part in re.split(r"[。!?\n]", head) if "电站" in part or "水电" in part)


def _padded_ad(head: str) -> str:
    """The part of a long text that alone is an ad with size and price; "" when there is none."""
    read_to = parts = 0
    for match in cues.BOUND.finditer(head):
        if match.start() < read_to:
            continue
        first, last = max(read_to, match.start() - PART_BEFORE), match.end() + PART_AFTER
        left, right = _sentence_within(head, first, match.start(), match.end(), last)
        for part in (head[left:right], head[first:last]):
            flat = _NOISE.sub("", part)
            if _sized(part, flat) and _priced(part, flat) and _read_kind(part, flat)[0] == "direct":
                return part
        read_to, parts = last, parts + 1
        if parts == MOST_PARTS:
            break
    return ""


def _sentence_within(head: str, first: int, start: int, end: int, last: int) -> tuple[int, int]:
    """The sentence around [start, end), no farther than from `first` to `last`."""
    left = max(first - 1, *(head.rfind(mark, first, start) for mark in "。!?\n")) + 1
    ends = [place for mark in "。!?\n" if (place := head.find(mark, end, last)) >= 0]
    return left, min(ends, default=last)


def _comments_start(plain: str) -> int | None:
    """Where in `plain` the first line that begins with 评论 or 留言 starts."""
    if (
        "评论" not in plain
        and "留言" not in plain
        and "comment" not in plain
        and "跟帖" not in plain
        and "回帖" not in plain
    ):
        return None
    found = _COMMENTS.search(plain)
    return found.start() if found and found.start() > 0 else None


def _with_speaker(kind: OfferKind, speaker: Voice, why: tuple[str, ...]) -> tuple[OfferKind, Voice, tuple[str, ...]]:
    """What a known speaker changes: press and officials never offer, buyers and commenters neither."""
    told = (*why, f"speaker: {speaker}")
    if kind == "direct" and speaker == "press":
        return "reported", speaker, told
    if kind == "direct" and speaker in {"buyer", "comment"}:
        return "none", speaker, told
    return kind, speaker, told


Kind = tuple[OfferKind, Voice, tuple[str, ...]]


def _read_kind(head: str, flat: str) -> Kind:
    """The decision list: the first case that holds says what the text is."""
    if _is_latin(head) or len(cues.KANA.findall(head)) >= KANA:
        return _read_latin(head)
    if not _names_plant(head, flat):
        if cues.QUOTED.search(flat) and len(cues.CLAIM_WORDS.findall(flat)) >= 2 and not cues.OTHER_POWER.search(flat):
            return "reported", "press", ("sellers quoted",)
        return "none", "unknown", ("no hydropower plant named",)
    for case in (_not_an_offer, _is_over, _wish, _notice, _press, _service, _official, _question):
        if (kind := case(head, flat)) is not None:
            return kind
    return _private(head, flat)


def _is_latin(head: str) -> bool:
    """True when hardly any Han character stands in the first part of the text."""
    sample = head[:600]
    han = len("".join(_HAN.findall(sample)))
    return han * 8 < len(sample) and (cues.EN_PLANT.search(sample) is not None or len(sample) > 80)


def _names_plant(head: str, flat: str) -> bool:
    flat = cues.SECOND_POWER.sub("", flat)
    if cues.OTHER_POWER.search(flat) and not cues.WATER.search(cues.OTHER_POWER.sub("", flat)):
        return False
    if "抽水蓄能" in flat and "小水电" not in flat:
        return False
    if cues.HYDRO.search(flat) or cues.STATION.search(flat):
        return True
    return not cues.MACHINES.search(flat) and _suggests_plant(head, flat)


def _suggests_plant(head: str, flat: str) -> bool:
    """No plant is named, but what is told fits nothing else: installed capacity sold, or kilowatts on a grid."""
    if cues.INSTALLED.search(flat) and (cues.SALE.search(flat) or _priced(head, flat)):
        return True
    if (cues.KILOWATT.search(flat) or cues.KILOWATT.search(head)) and (
        cues.GRID.search(flat) or cues.PROMISES.search(flat)
    ):
        return True
    return bool(cues.GRID.search(flat)) and len(set(cues.CLAIM_WORDS.findall(flat))) >= 1


def _sized(head: str, flat: str) -> bool:
    """A capacity is named; 2×630 is only seen with its mark, 3 000 千 瓦 only without its spaces."""
    return bool(cues.CAPACITY.search(flat) or cues.CAPACITY.search(head))


def _priced(head: str, flat: str) -> bool:
    """An amount of money is named that may be the price; 十八万 is only seen with its mark, 1 2 0 万 only without."""
    return any(
        not cues.NOT_A_PRICE.search(text, max(0, match.start() - 12), match.start())
        and not cues.PAID_OUT.match(text, match.end())
        for text in (flat, head)
        for pattern in (cues.PRICE, cues.PER_KW)
        for match in pattern.finditer(text)
    )


def _told(flat: str) -> str:
    """The words by which a narrator tells of a seller; "" where the seller speaks for himself."""
    return "" if cues.FIRST_PERSON.search(flat) else _found(cues.NARRATED, flat)


def _found(pattern: re.Pattern[str], flat: str) -> str:
    match = pattern.search(flat)
    return match.group().strip() if match else ""


# What no sale of a plant ever says: pattern, who speaks, what it is.
NEVER_OFFERS: Final[tuple[tuple[re.Pattern[str], Voice, str], ...]] = (
    (cues.TEMPLATE, "unknown", "template"),
    (cues.OTHER_GOODS, "unknown", "something else beside a plant"),
    (cues.RULED, "official", "ruling"),
    (cues.TENDER, "official", "tender"),
)


def _not_an_offer(head: str, flat: str) -> Kind | None:
    """Templates, rulings, tenders and sales of other things."""
    for pattern, voice, label in NEVER_OFFERS:
        if word := _found(pattern, flat):
            return "none", voice, (f"{label}: {word}",)
    if len(set(cues.PARTIES.findall(flat))) == 2:
        return "none", "unknown", ("a contract between 甲方 and 乙方",)
    if cues.PARTIES.search(flat) and cues.BLANK.search(head):
        return "none", "unknown", ("template: blanks",)
    if (word := _found(cues.OTHER_SOLD, flat)) and not cues.PLANT_DEAL.search(head):
        return "none", "unknown", (f"something else is sold: {word}",)
    return None


def _is_over(_head: str, flat: str) -> Kind | None:
    """Judgments and finished sales."""
    if (word := _found(cues.COURT, flat)) and not cues.AUCTION.search(flat):
        return "none", "official", (f"court: {word}",)
    wanted = "要求" in flat and cues.WANTED.search(flat) is not None  # 拟收购水电站,要求…: somebody looks for one
    if (word := _found(cues.DONE, flat)) and not wanted and not _still_offered(flat):
        return "none", "press", (f"finished sale: {word}",)
    return None


def _still_offered(flat: str) -> bool:
    return cues.STILL_OFFERED.search(flat) is not None


def _wish(_head: str, flat: str) -> Kind | None:
    """A buyer looks for a plant: the wish stands before any sale, near the start."""
    wish = cues.WANTED.search(flat)
    if wish is None or wish.start() > HEAD_CHARS or cues.HARD_PRESS.search(flat):
        return None
    sale = cues.SALE.search(flat)
    if sale is not None and sale.start() < wish.start():
        return None
    if "公告" in flat or (cues.COMPANY.search(flat) and not cues.DEMANDS.search(flat)):
        return "none", "unknown", (f"a company buys: {wish.group().strip()}",)
    return "none", "buyer", (f"wish: {wish.group().strip()}",)


def _notice(head: str, flat: str) -> Kind | None:
    """Notices of exchanges, courts, companies and villages speak for the seller."""
    words = set(cues.NOTICE.findall(flat))
    if not words or not (cues.SALE.search(flat) or "股权" in flat):
        return None
    press = bool(cues.HARD_PRESS.search(flat) or _told(flat))
    if not press and not cues.COMPANY.search(flat) and len(words) < 3:
        press = cues.PRESS.search(flat) is not None
    if press or len(words) + _priced(head, flat) + bool(cues.COMPANY.search(flat)) < 2:
        return None
    return "direct", "seller", (f"notice: {sorted(words)[0]}",)


def _press(head: str, flat: str) -> Kind | None:
    quoted = _found(cues.QUOTE_VERB, head)
    told = _told(flat)
    cue = quoted or told or _found(cues.PRESS, flat) or _found(cues.HARD_PRESS, flat)
    if not cue:
        return None
    if not (quoted or told or cues.HARD_PRESS.search(flat) or cues.SAYS.search(cue)) and _private_ad(head, flat):
        return None
    if cues.QUOTED.search(flat) and len(set(cues.CLAIM_WORDS.findall(flat))) >= 2 and cues.QUOTE.search(head):
        return "reported", "press", ("sellers quoted",)
    sold = cues.BOUND.search(flat) or cues.ASKED_PRICE.search(flat) or _offer_quoted(head)
    if sold and not _equipment_only(flat) and not _policy_only(flat):
        return "reported", "press", (f"press: {cue}",)
    return "none", "press", (f"press: {cue}", "no plant for sale")


def _offer_quoted(head: str) -> bool:
    """Within quotation marks somebody names the size and the price of a plant, or makes promises about it."""
    for match in cues.QUOTATION.finditer(head):
        words = match[1]
        marks = bool(cues.CAPACITY.search(words)) + _priced(words, words) + bool(cues.CLAIM_WORDS.search(words))
        if marks >= 2:
            return True
    return False


def _policy_only(flat: str) -> bool:
    """Press that tells of rules and results, not of sellers."""
    return len(set(cues.OFFICIAL.findall(flat))) >= 3 and not cues.TALK_OF_SALE.search(flat)


def _private_ad(head: str, flat: str) -> bool:
    """Sale words and terms or a price, as one person writes to another."""
    return len(flat) < 400 and bool(cues.SALE.search(flat) and (cues.TERMS.search(flat) or _priced(head, flat)))


def _equipment_only(flat: str) -> bool:
    if not cues.EQUIPMENT.search(flat):
        return False
    return cues.PLANT_SALE.search(flat) is None


def _service(head: str, flat: str) -> Kind | None:
    if _equipment_only(flat):
        return "none", "seller", (f"equipment: {_found(cues.EQUIPMENT, flat)}",)
    if (word := _found(cues.SERVICE, flat)) and not cues.BOUND.search(flat):
        return "none", "seller", (f"service: {word}",)
    if word and not cues.PLANT_TRANSFER.search(flat) and not _priced(head, flat):
        return "none", "seller", (f"service: {word}",)
    return None


def _official(head: str, flat: str) -> Kind | None:
    words = set(cues.OFFICIAL.findall(flat))
    if not words:
        return None
    if len(cues.BAN.findall(flat)) >= 2 and not cues.CAPACITY.search(flat):
        return "none", "official", ("official: ban",)
    priced = _priced(head, flat)
    offered = cues.SALE.search(flat) and (cues.TERMS.search(flat) or priced)
    if len(words) >= 2 and not offered and not (priced and _sized(head, flat) and len(flat) < 120):
        return "none", "official", (f"official: {sorted(words)[0]}",)
    return None


def _question(head: str, flat: str) -> Kind | None:
    hard = cues.ASKING_HARD.search(flat)
    ask = hard.group() if hard else _found(cues.ASKING, flat)
    if not ask:
        return None
    own = cues.SALE.search(flat)
    if hard is None and own and (cues.TERMS.search(flat) or _priced(head, flat)) and own.start() < flat.find(ask):
        return None
    return "none", "buyer", (f"question: {ask}",)


def _private(head: str, flat: str) -> Kind:
    """A private ad: sale words about a plant, or the bare shape place, capacity, price."""
    news = set(cues.NEWS.findall(flat))
    sale = _found(cues.SALE, flat)
    terms = _found(cues.TERMS, flat)
    priced = _priced(head, flat)
    sized = _sized(head, flat)
    if len(news) >= 2 and not (sale and (terms or priced)):
        return "none", "press", (f"news: {sorted(news)[0]}",)
    if (
        (sale or cues.BOUND.search(flat) or cues.SHORT_SALE.search(head))
        and (sized or priced or terms or len(flat) < 12 or (sale and len(flat) < 40 and not cues.STORY.search(flat)))
        and len(flat) < LONG_POST
    ):
        return "direct", "seller", (f"sale: {sale or 'plant'}",)
    if (sized or (priced and terms)) and (priced or terms) and not news and len(flat) < 300:
        return "direct", "seller", ("plant with capacity and price",)
    return _bare_ad(flat, sized, priced)


def _bare_ad(flat: str, sized: bool, priced: bool) -> Kind:
    """No sale and no terms are named: a plant with its size or price and promises, or with a seller's manner."""
    if len(flat) < 160 and not cues.NEWS.search(flat):
        official = cues.OFFICIAL.search(flat) is not None
        promises = {*cues.CLAIM_WORDS.findall(flat), *cues.PROMISES.findall(flat)}
        if sized and ((cues.ON_GRID.search(flat) and len(flat) < 120) or (len(promises) >= 2 and not official)):
            return "direct", "seller", ("plant with capacity and promises",)
        if priced and not official and (promises or cues.LOOSE_SALE.search(flat)):
            return "direct", "seller", ("plant with price and promises",)
    return "none", "unknown", ("no sale",)


def _read_latin(head: str) -> Kind:
    if not cues.EN_PLANT.search(head):
        return "none", "unknown", ("no hydropower plant named",)
    if cues.OTHER_POWER.search(head.replace(" ", "")) and "hydropower" not in head.replace(
        "pumped-storage hydropower", ""
    ):
        return "none", "unknown", ("another kind of power",)
    return _latin_sale(head)


def _latin_sale(head: str) -> Kind:
    sale = cues.EN_SALE.search(head)
    if (done := cues.EN_DONE.search(head)) and not cues.EN_STILL_OFFERED.search(head):
        return "none", "press", (f"finished sale: {done.group()}",)
    if sale is None:
        return "none", "press", ("no sale",)
    if press := cues.EN_PRESS.search(head):
        return "reported", "press", (f"press: {press.group()}",)
    if cues.EN_AD.search(head):
        return "direct", "seller", (f"sale: {sale.group()}",)
    return "reported", "press", (f"sale told of: {sale.group()}",)


def _object(head: str) -> OfferObject:
    """What is sold, the narrowest first: a share of a company is not a plant, a lease is not a sale."""
    if cues.BUNDLE.search(head) and cues.SEVERAL.search(head):
        return "bundle"
    equity = cues.EQUITY.search(head)
    if cues.DEBT.search(head) and not equity and not (cues.UNBUILT.search(head) and cues.DEBT_ALONG.search(head)):
        return "debt"
    if equity:
        return "equity"
    return _right_or_plant(head)


def _right_or_plant(head: str) -> OfferObject:
    if cues.RIGHT.search(head):
        return "operating_right"
    if cues.LEASE.search(head) and not cues.PLANT_SOLD.search(head):
        return "lease"
    if cues.UNBUILT.search(head):
        return "under_construction"
    return "plant"


def _share(head: str) -> float | None:
    """The share sold in percent, when one is stated."""
    if "%" in head and (match := cues.SHARE.search(head)):
        value = float(next(group for group in match.groups() if group))
        return value if 0 < value <= 100 else None
    if match := cues.SHARE_HAN.search(head):
        return _han_number(match.group(1))
    return 100.0 if cues.WHOLE.search(head) else None


def _han_number(text: str) -> float:
    tens, ten, ones = text.partition("十")
    if not ten:
        return float(_HAN_DIGITS.get(text, 0))
    return float(_HAN_DIGITS.get(tens, 1) * 10 + _HAN_DIGITS.get(ones, 0))
