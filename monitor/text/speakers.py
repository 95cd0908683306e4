"""Tells who speaks where in a document: its author, a seller who answers, or others (buyers, commenters).

A document is cut into turns at the names before a colon: 卖家: 网友甲: 问: Q1 5楼(楼主): 阿强 14:02. What lies in no
turn is the author's, or others' where the comments have begun.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Final, Literal, NamedTuple, cast, get_args

from monitor.text.expression import cued, expression
from monitor.text.fold import read_lines

Speaker = Literal["author", "seller", "other"]
Side = Literal["seller", "other", "asks", "answers"]

SIDES: Final = frozenset(get_args(Side))

NAME: Final = 16  # characters of a name at most
NAMES: Final = 6  # more names than these are the fields of a form, not people
ASKER: Final = "问"
ANSWERER: Final = "答"
PAIRS: Final = 2  # so many questions before a dash make a talk
LINES: Final = 3  # a talk of people whose side nobody tells has at least so many lines

_OPEN: Final = r"[ \t>*·•\-—#\[【(]*+"
_SHUT: Final = r"[ \t\]】)]*"
_TIMED: Final = rf"{_OPEN}(?P<timed>\S{{1,12}})[ \t]+\d{{1,2}}:\d{{2}}(?::\d\d)?[ \t]*$"
# 老杨 21:03 在的; 营业时间 9:00 18:00 is nobody
_CLOCKED: Final = (
    rf"{_OPEN}(?P<clocked>\S{{1,12}})[ \t]+\d{{1,2}}:\d{{2}}(?::\d\d)?[ \t]+(?!\d{{1,2}}:)(?=[^\s:~到至-])"
)
_COLON: Final = rf"{_OPEN}(?P<name>[^:\n,。!?;“”\"「」]{{1,{NAME}}}?){_SHUT}:"
_FLOOR: Final = r"(?:\d{1,3}[楼l]|[一二三四五六七八九十]{1,2}楼)(?:\([^():\n]{1,8}\))?+"  # 3楼(卖家)
_SPACE: Final = rf"{_OPEN}(?P<short>{_FLOOR}|[问答]|[qa]\d{{1,2}})[ \t]+"
_TAG: Final = r"[ \t]*[\[【](?P<tag>[^\[\]【】:,。\n]{1,10})[\]】][ \t]*(?=[^ \t\n\[【])"  # [楼主] 在的
_LONE: Final = rf"{_OPEN}(?P<lone>(?:卖家|楼主|店主|号主|作者|业主)(?:回复)?){_SHUT}$"  # above what he says
# @老王 机器还有吗, #2 匿名 早晚要退: names who speaks where each line to the end does so; else whom it speaks to
_AT: Final = cued(
    r"^[ \t]*(?:(?P<at>@[^\s@:,。!?]{1,12})|#\d{1,3} (?P<floor>[^\s@#:,。!?]{1,12}))[ \t]+(?=[^\s@])", re.MULTILINE
)
_LINE: Final = cued(rf"^(?:{_TIMED}|{_CLOCKED}|{_COLON}|{_SPACE}|{_TAG}|{_LONE})", re.MULTILINE)
# Within a line only plain sides count: 能贷款吗?法院客服:可咨询银行。 问 有证吗 答 没有
_WITHIN: Final = cued(
    r"(?<=[。!?;”」 ])(?<!回复 )(?<!答复 )"
    r"(?P<name>问题?|答|提问|回答|\w{0,4}客服|卖家(?:回复)?|买家|楼主|店主|[qa]\d{0,2})"
    r"(?::|(?<=[问答]) )"
)
# 收币吗? 答:不收: who asks has no name. 欠钱不 —— 不欠: nor has who answers.
_UNNAMED: Final = expression(r"(?:^|(?<=[\n。!?;]))[^\n:。!?;]{2,30}[?吗呢么没不] *$")
_DASHED: Final = cued(r"^(?P<asked>[^\n—:。!?;]{2,30}\??) (?:——|=>|→) (?=\S)", re.MULTILINE)
# Names of two people who talk, when no other name tells the sides.
_EITHER: Final = frozenset({"a", "客户", "顾客", "客", "买手"})
_NUMBER: Final = expression(r"[\d一二三四五六七八九十甲乙丙丁第号 ]+")
# 粉丝投稿: heads what somebody sent in, and nobody speaks behind it.
_SENT_IN: Final = expression(r"(?:投稿|来稿|来信|爆料|供稿|转发|转载|整理|截图)$")
# 卖家的邻居, 不是卖家, 路人@卖家
_NOT_THE_SELLER: Final = expression(
    r"(?:卖家|卖方|楼主|店主|号主|业主|老板)的(?!回|话|答)\w|(?:不是|非|假|冒充)(?:卖家|楼主|业主|店主)|[^ 回复]@\w"
)
# 阿木回复卖家: is 阿木, 回复卖家: is nobody known; 业主回复: tells not whom he answers.
_TO_WHOM: Final = expression(r"(?P<who>.*?)[ @:]*(?:回复|答复)[ @:]*(?!统一|大家|各位|如下|一下|内容|\d*$)\w")
# 推 wang: and → kmhydro: comment below a post of a board, whose head names its author: 作者 dianzhan88(阿贵)
_PUSH: Final = expression(r"(?:推|嘘|→) ?(?P<who>[a-z][a-z0-9]{1,11})")
_BOARD_AUTHOR: Final = expression(r"^作者[: ]{1,2}(?P<who>[a-z][a-z0-9]{1,11})(?=[ (\n]|$)", re.MULTILINE)
_HEAD: Final = 300  # characters in which a post of a board names its author
_FLOOR_AT: Final = expression(r"(?:\d{1,3}[楼l]|[一二三四五六七八九十]{1,2}楼)")
_TITLED: Final = expression(
    r"(?:卖家|卖方|楼主|店主|号主|站主|贴主|帖主|发布者|发[帖贴]人|主[帖贴]人?|lz)[ ·|—-]{1,3}(?P<who>[^ ]{1,8})"
)
_NAME_ALONE: Final = expression(rf"[ @]*(?P<who>[^\s@,。;:!?()]{{1,{NAME}}})(?:\([^()]*\))?[ ]*")
_SAID_OF: Final = expression(r"[ @]*(?P<who>[^\s@()]+?)(?:\([^()]*\)?)?(?: ?(?:回复|答复|回)[ @]?\S*)?")
_SELLS: Final = expression(r"\d ?(?:kw|千瓦|万|w)|[一二三四五六七八九十百]+(?:万|千瓦|个)|卖啊|\d{3,}")
# Somebody's name, unlike that of a field: 老陈, 李工, 挖矿老哥, 2楼 abc.
_NICK: Final = expression(
    r"^(?:老|小|阿|大)[\u4e00-\u9fff]{1,2}$|^[\u4e00-\u9fff]{1,6}(?:哥|姐|叔|伯|爷|总|工|老板|兄弟?|先生|女士|师傅|老师|经理)$"
    rf"|^{_FLOOR}[ \t]+\S|^@\S"
)
_POSTS: Final = expression(
    r"[出转]售|[转出]让|[急低整]转|[急要想]卖|出租|招租|卖掉|[报要开售]价"
    r"|(?<=[\d一两])座[^,。]{0,8}(?:转|卖)|卖了?电站"
)
_ASKS: Final = expression(
    r"\?|吗|呢|多少|几多|怎么|咋|([\u4e00-\u9fff])[不没]\1|能否|可否|是否|有没有|[无没不么]$|加价|加钱"
    r"|我(?:就|都|全|也|马上|现在)?(?:要|买|拿|收|接|出[\d一二两三四五六七八九])|马上(?:来|看|买|定|过)"
)
_WONDERS: Final = expression(r"\?|吗|呢|多少|几多|多大|怎么|([\u4e00-\u9fff])不\1|咋|啥|[无没不么]$")


class Turn(NamedTuple):
    """The words [start, end) of the folded text that `name` says."""

    start: int
    end: int
    speaker: Speaker
    name: str


class _Mark(NamedTuple):
    """A name found: where its line and its words begin, and its side when the name tells it."""

    place: int
    start: int
    name: str
    side: Side | None
    alone: bool  # the words follow below the name, up to the next name


@lru_cache(maxsize=8)
def read_turns(text: str, comments_at: int | None = None) -> tuple[Turn, ...]:
    """The turns of a folded text in their order; () for a text in which one author speaks.

    `comments_at` is the place from which others speak. Linear in the text.
    """
    marks = _marks(text)
    sides = _sides(text, marks, comments_at)
    turns = []
    for number, mark in enumerate(marks):
        if (speaker := sides[number]) is None:
            continue
        following = marks[number + 1].place if number + 1 < len(marks) else len(text)
        end = following if mark.alone else min(following, _line_end(text, mark.start))
        if mark.start < end:
            turns.append(Turn(mark.start, end, speaker, mark.name))
    return tuple(turns)


def speaker_at(text: str, comments_at: int | None, place: int) -> Speaker:
    """Who speaks at a place of the folded text."""
    turn = turn_at(read_turns(text, comments_at), place)
    if turn is not None:
        return turn.speaker
    return "author" if comments_at is None or place < comments_at else "other"


def turn_at(turns: Sequence[Turn], place: int) -> Turn | None:
    """The turn that a place lies in."""
    number = bisect_right(turns, place, key=lambda turn: turn.start) - 1
    return turns[number] if number >= 0 and place < turns[number].end else None


def _line_end(text: str, place: int) -> int:
    end = text.find("\n", place)
    return len(text) if end < 0 else end


def _marks(text: str) -> list[_Mark]:
    """All names of the text, in its order."""
    found: dict[int, _Mark] = {}
    for match in _found(text):
        name = next(group for group in match.groups() if group).strip()
        alone = not text[match.end() : _line_end(text, match.end())].strip()
        found.setdefault(match.start(), _Mark(match.start(), match.end(), name, side_of(name), alone))
    for mark in _unnamed(text, found):
        found.setdefault(mark.place, mark)
    return [found[place] for place in sorted(found)]


def _unnamed(text: str, found: Mapping[int, _Mark]) -> list[_Mark]:
    """Marks of questions without a name before them, and of answers behind a dash."""
    marks = []
    for mark in found.values():
        asked = mark.side == "answers" and _UNNAMED.search(text, max(0, mark.place - 2 * NAME), mark.place)
        if asked:
            marks.append(_Mark(asked.start(), asked.start(), ASKER, "asks", False))
    dashed = list(_DASHED.finditer(text))
    if sum(_WONDERS.search(match["asked"].strip()) is not None for match in dashed) < PAIRS:
        return marks
    for match in dashed:
        marks.append(_Mark(match.start(), match.start(), ASKER, "asks", False))
        marks.append(_Mark(match.end("asked"), match.end(), ANSWERER, "answers", False))
    return marks


def _found(text: str) -> Iterator[re.Match[str]]:
    yield from _addressed(text)
    yield from _LINE.finditer(text)
    yield from _WITHIN.finditer(text)


def _addressed(text: str) -> list[re.Match[str]]:
    """The names of lines that begin with @ or #, where those of several people fill the text from the first on."""
    found = list(_AT.finditer(text))
    if len(found) < LINES or len({match["at"] or match["floor"] for match in found}) < LINES:
        return []
    lines = sum(bool(line.strip()) for line in text[found[0].start() :].split("\n"))
    return found if lines == len(found) else []


def _sides(text: str, marks: Sequence[_Mark], comments_at: int | None) -> list[Speaker | None]:
    """Who speaks behind each name; None: the name is no speaker's (装机: 水头:)."""
    sellers = set(_told_sellers(text, marks))
    marks = [mark._replace(side="seller") if sellers and _bare(mark.name) in sellers else mark for mark in marks]
    if _is_talk(marks):
        marks = [mark._replace(side=None) if mark.name in _EITHER else mark for mark in marks]
    known = {mark.side for mark in marks}
    both = bool(known & {"asks", "other"}) and bool(known & {"answers", "seller"})
    people = _people(text, marks, comments_at)
    return [_side(mark, both, people, comments_at) for mark in marks]


def _told_sellers(text: str, marks: Sequence[_Mark]) -> Iterator[str]:
    """Names and floors by which the seller is told: with 发帖人:老钓 he is @老钓 回复:, with 1楼(楼主): 1楼回复2楼:."""
    if author := _BOARD_AUTHOR.search(text, 0, _HEAD):
        yield author["who"]
    for mark in marks:
        if mark.side != "seller":
            continue
        if titled := _TITLED.fullmatch(mark.name):
            yield titled["who"]
        if floor := _FLOOR_AT.match(mark.name):
            yield floor.group()
        if name := _NAME_ALONE.fullmatch(text, mark.start, _line_end(text, mark.start)):
            yield name["who"]


def _bare(name: str) -> str:
    """A name without what is said of it: 瓯江钓客 of @瓯江钓客(楼主) 回复."""
    match = _PUSH.fullmatch(name) or _SAID_OF.fullmatch(name)
    return match["who"] if match else name


def _is_talk(marks: Sequence[_Mark]) -> bool:
    """Whether some people go by names of _EITHER, others by names that tell no side, and no other name tells one."""
    sides = {mark.side for mark in marks if mark.name not in _EITHER}
    return None in sides and not sides & {"answers", "seller", "asks"}


def _side(mark: _Mark, both: bool, people: dict[str, Speaker], comments_at: int | None) -> Speaker | None:
    below = comments_at is not None and mark.place >= comments_at
    if mark.side in {"asks", "answers"} and both:
        return "other" if mark.side == "asks" else "seller"
    if mark.side == "seller":
        return "seller"
    if mark.side == "other" or below:
        return "other"
    return people.get(mark.name)


def _people(text: str, marks: Sequence[_Mark], comments_at: int | None) -> dict[str, Speaker]:
    """The sides of names that tell no side by themselves, when their lines read like a talk: {} otherwise."""
    unknown = [mark for mark in marks if mark.side is None and (comments_at is None or mark.place < comments_at)]
    times = Counter(mark.name for mark in unknown)
    repeated = bool(times) and max(times.values()) > 1
    if told := _thread(text, marks, unknown):
        return told
    if not repeated or len(times) > NAMES or len(unknown) < 2 * len(times) - 1:
        return {}
    if any(mark.side in {"seller", "answers"} for mark in marks):
        return dict.fromkeys(times, "other")
    if len(times) < 2 or len(unknown) < LINES:
        return {}
    seller = _who_sells(text, marks, times)
    return {name: "seller" if name == seller else "other" for name in times}


def _thread(text: str, marks: Sequence[_Mark], unknown: Sequence[_Mark]) -> dict[str, Speaker]:
    """Who speaks below an offer that somebody posts, though nobody speaks twice: 老陈:出售… 李工:能挖矿吗; else {}.

    All who come later are named as people are, or by their floor, and ask or bid.
    """
    poster = _poster(text, marks)
    later = [mark for mark in unknown if mark.name != poster]
    if poster is None or not later:
        return {}
    asks = _ASKS if poster else _WONDERS  # below an ad a name may be its own contact: 李总:我要出国
    if not all(_NICK.search(one.name) and asks.search(text, one.start, _end_of(text, marks, one)) for one in later):
        return {}
    others: dict[str, Speaker] = {one.name: "other" for one in later}
    return {**others, poster: "seller"}


def _poster(text: str, marks: Sequence[_Mark]) -> str | None:
    """The name of who posts the offer on top of a text, "" where it is the author; None where no offer is on top."""
    if not marks:
        return None
    first = marks[0]
    if _POSTS.search(text, 0, first.place):
        return "" if all(mark.side is None for mark in marks) else None
    posts = _POSTS.search(text, first.start, _line_end(text, first.start if not first.alone else first.start + 1))
    return first.name if posts and (first.side == "seller" or _NICK.search(first.name)) else None


def _end_of(text: str, marks: Sequence[_Mark], mark: _Mark) -> int:
    following = bisect_right(marks, mark.place, key=lambda one: one.place)
    return marks[following].place if following < len(marks) else len(text)


def _who_sells(text: str, marks: Sequence[_Mark], times: Counter[str]) -> str:
    """Of several people the one who tells sizes and prices and asks least."""
    points: defaultdict[str, float] = defaultdict(float)
    for number, mark in enumerate(marks):
        following = marks[number + 1].place if number + 1 < len(marks) else len(text)
        words = text[mark.start : following].strip()
        points[mark.name] += (bool(_SELLS.search(words)) - bool(_WONDERS.search(words))) / max(1, times[mark.name])
    return max(times, key=lambda name: points[name])


class _Names(NamedTuple):
    """The names of speakers.tsv, as expressions that a whole name must match."""

    side: Side
    expression: re.Pattern[str]


_HOW: Final = {"holds": ".{{0,4}}(?:{}).{{0,6}}", "begins": "(?:{}).*", "is": "(?:{})"}


def _load_names() -> tuple[_Names, ...]:
    """Raises ValueError for a line that is no row of three."""
    rows = []
    for line in read_lines("speakers.tsv"):
        side, how, words = line.split("\t")
        if side not in SIDES:
            raise ValueError(f"speakers.tsv: no side {side!r}")
        rows.append(_Names(cast(Side, side), expression(_HOW[how].format(words))))
    return tuple(rows)


_NAMES: Final = _load_names()


@lru_cache(maxsize=256)
def side_of(name: str) -> Side | None:
    """Which side a name tells by itself, numbers in it apart: 网友甲, 5楼(楼主), q1; None for 老周 and 装机."""
    if _NOT_THE_SELLER.search(name) or _PUSH.fullmatch(name):
        return "other"
    if answers := _TO_WHOM.match(name):
        return side_of(answers["who"]) if answers["who"] else None
    bare = _NUMBER.sub("", name)
    if _SENT_IN.search(bare):
        return None
    for names in _NAMES:
        if names.expression.fullmatch(name) or (bare and names.expression.fullmatch(bare)):
            return names.side
    return None
