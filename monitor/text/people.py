"""Names of people beside contacts: 联系人：张三, 王先生, 老李; by the words of data/extract/people.tsv."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from functools import cache
from pathlib import Path
from typing import Final

from monitor.text.expression import cued, expression
from monitor.text.fold import read_lines
from monitor.text.speakers import read_turns, turn_at

_FOLDER: Final = Path(__file__).parents[1] / "data" / "extract"
_HAN: Final = r"[\u4e00-\u9fff]"
_COLON: Final = r"[ \t]*\*{0,2}[ \t]*:(?:[ \t]*(?:\*{1,2}|`))?"  # **联系人**: `张三`, as Markdown writes them
_JOIN: Final = r" ?[、/&和及] ?"
_ROLE: Final = rf"{_HAN}{{0,9}}?"  # 行政部小陈, 招商局王主任

_WAY: Final = r"(?:的?(?:联系)?(?:电话|手机|tel|微信|wx|vx|v)(?:号码?)?)?"
_PREFIX: Final = r"(?:\(?(?:\+|00)?86\)?[ -]?)?"
_BEHIND_LABEL: Final = expression(
    rf"(?![和与及])(?P<bare>{_HAN}{{2,4}}?)(?<![说称])"
    rf"(?=[ \t]*(?:$|[\n。;()、/,&|<\d+*`]|电话|手机|微信|qq|tel|phone|mobile|先生|女士))"
)
_OF_ADDRESS: Final = expression(
    rf"(?:^|[\n:,;\"'>]) ?(?P<name>{_HAN}{{2,4}}|[a-z][a-z.'-]{{0,20}}(?: [a-z][a-z.'-]{{0,20}}){{0,3}})[\"']? ?[<(\[]$"
)
_CLOSING: Final = cued(
    r"(?:(?:^|\n)[ \t]*-- ?|此致|敬礼|祝好|商祺|谢谢|(?:best |kind |warm )?regards|sincerely|thanks)[ \t]*[,!.。]?"
    r"[ \t]*\n[ \t]*\n?"
)
_LINE_OF_NAME: Final = expression(rf"[ \t]*(?P<name>{_HAN}{{2,4}})[ \t]*(?=\n|$)")


@cache
def _kinds() -> dict[str, list[str]]:
    rows = (line.split("\t") for line in read_lines("people.tsv", _FOLDER))
    return {kind: [word.replace("_", " ") for word in words.split()] for kind, words in rows}


def words_of(kind: str) -> list[str]:
    """The words of a kind in the data file."""
    return _kinds()[kind]


def any_of(kind: str) -> str:
    """An expression for any word of a kind in the data file."""
    return "(?:" + "|".join(sorted(map(re.escape, _kinds()[kind]), key=len, reverse=True)) + ")"


@cache
def name_called() -> str:
    """An expression for a name with what somebody is called: the group of the words that are hidden is `name`."""
    surname, short = any_of("surname"), any_of("called short")
    called = rf"(?:{any_of('called')}|{short}(?!{_HAN}))"
    return rf"(?:(?P<name>{surname}{_HAN}{{0,2}}?){called}|(?P<pet>{any_of('before')}{surname}(?!{_HAN})))"


@cache
def _label() -> re.Pattern[str]:
    latin = r"(?<![a-z])contact(?: person| name)?"
    labels = f"(?:{any_of('label')}|{any_of('latin label')})"
    more = rf"(?:\([^()\n]{{1,12}}\)|[/和与]?{any_of('more')})"
    return cued(rf"(?:(?<!\bin ){labels}|{latin}){more}{{0,2}}(?P<colon>{_COLON})?(?P<apart>[ \t]*(?:[|\n][ \t]*)?)")


@cache
def _named() -> tuple[re.Pattern[str], re.Pattern[str], re.Pattern[str]]:
    """What follows a label: a name by its words; any behind a colon; and what stands between two."""
    surname = any_of("surname")
    latin = r"(?:(?:mr|mrs|ms|miss|dr)\.? )(?P<latin>[a-z][a-z'-]{1,20}(?: [a-z][a-z'-]{1,20})?)"
    whole = rf"(?P<whole>(?!{any_of('none')})(?:{_HAN}{{1,6}}|[a-z][a-z.'-]{{0,20}}(?: [a-z][a-z.'-]{{1,20}}){{0,2}}))"
    end = rf"(?=[ \t]*(?:$|[\n。;()、/,&<*`]|和(?:{surname})|1[3-9]|0\d|微信|qq|电话|手机|tel|phone|mobile))"
    return (
        expression(rf"{_ROLE}{name_called()}|{latin}"),
        expression(whole + end),
        expression(_JOIN),
    )


@cache
def _called_alone() -> re.Pattern[str]:
    return expression(name_called())


@cache
def _beside() -> tuple[re.Pattern[str], re.Pattern[str]]:
    """A name right before a contact, and right behind one."""
    return (
        expression(rf"(?:^|(?<!{_HAN})|(?<=[找询系]))(?:{name_called()})[ \t:(]{{0,2}}{_WAY}[ \t:(]{{0,2}}{_PREFIX}$"),
        expression(rf"[ \t(,]{{0,2}}(?:{name_called()})"),
    )


def labelled_names(text: str) -> Iterator[tuple[int, int]]:
    """Where names stand behind a label, in folded text; what they are called (先生) is left out. Linear."""
    called, whole, join = _named()
    alone = _called_alone()
    for label in _label().finditer(text):
        place, near = label.end(), not label["apart"].strip(" \t")
        while found := (
            (near and label["colon"] and _bare_behind(text, place))  # 陈小明 before 小明
            or (called if near else alone).match(text, place)
            or (near and label["colon"] and whole.match(text, place))
        ):
            group = next(name for name in found.groupdict() if found[name])
            if group == "whole" and ends_organisation(found[group]):
                break
            yield found.span(group)
            following = join.match(text, found.end())
            if following is None:
                break
            place = following.end()
        else:
            if near and not label["colon"] and (bare := _bare_behind(text, place)):
                yield bare.span("bare")
    yield from _names_of_parties(text)


def _names_of_parties(text: str) -> Iterator[tuple[int, int]]:
    """Where names with a surname stand behind 股东: and the like, one or several."""
    join = _named()[2]
    for label in _party().finditer(text):
        bare = _bare_behind(text, label.end())
        while bare and not _is_said(text, bare.start("bare")):
            yield bare.span("bare")
            following = join.match(text, bare.end("bare"))
            bare = _bare_behind(text, following.end()) if following else None


def _is_said(text: str, place: int) -> bool:
    """True where a turn of a talk begins: 卖家:全的 tells what the seller says, not what he is called."""
    turns = read_turns(text)
    turn = turn_at(turns, place)
    return len(turns) > 1 and turn is not None and turn.start == place


def _bare_behind(text: str, place: int) -> re.Match[str] | None:
    found = _BEHIND_LABEL.match(text, place)
    return found if found and is_labelled_name(found["bare"]) else None


def names_beside(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Where names stand right before and behind a contact at start to end.

    With what somebody is called (张总 139…, 139… (王先生)), and bare ones with a surname (张建国 电话139…).
    """
    called = list(_called_beside(text, start, end))
    yield from called
    yield from _bare_beside(text, start, end, called, is_bare_name)


def bare_names_beside(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """As `names_beside`, and all that may be a name: 张三139…, 139…-张三; in names of files."""
    called = list(_called_beside(text, start, end))
    yield from called
    yield from _bare_beside(text, start, end, called, is_name)


def _called_beside(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    before, behind = _beside()
    line = max(text.rfind("\n", 0, start) + 1, start - 24)
    for found in (before.search(text[line:start]), behind.match(text, end)):  # a slice is another text
        if found is not None:
            group = "name" if found["name"] else "pet"
            moved = line if found.string is not text else 0
            yield found.start(group) + moved, found.end(group) + moved


def _bare_beside(
    text: str, start: int, end: int, called: list[tuple[int, int]], is_one: Callable[[str], bool]
) -> Iterator[tuple[int, int]]:  # fmt: skip
    near = max(0, start - 20)
    before, behind = _bare_near()
    for found in (before.search(text[near:start]), behind.match(text, end)):
        if found is not None and is_one(found[1]):
            begin = found.start(1) + (0 if found.string is text else near)
            if all(begin != one for one, _ in called):  # 李总: what he is called stays
                yield begin, begin + len(found[1])


def signed_names(text: str, contacts: Iterable[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """Where names stand in lines of their own right above or below a line with a contact, below a closing (此致), or
    before an address (张建国 <z@example.com>), in folded text."""
    for start, end in contacts:
        before = _OF_ADDRESS.search(text[max(0, start - 90) : start])
        if before is not None:
            yield before.start("name") + max(0, start - 90), before.end("name") + max(0, start - 90)
        line, below = text.rfind("\n", 0, start) + 1, text.find("\n", end) + 1
        above = text.rfind("\n", 0, line - 1) + 1 if line else 0
        yield from _line_of_name(text, above) if line else ()
        yield from _line_of_name(text, below) if below else ()
    for closing in _CLOSING.finditer(text):
        yield from _line_of_name(text, closing.end())


def _line_of_name(text: str, start: int) -> Iterator[tuple[int, int]]:
    found = _LINE_OF_NAME.match(text, start)
    if found is not None and is_bare_name(found["name"]):
        yield found.span("name")


def is_label(words: str) -> bool:
    """True for words (folded) that end in a label of names: 业主姓名, 联系人."""
    found = _label().search(f"{words}:")
    return found is not None and bool(found["colon"])


def is_name(words: str) -> bool:
    """True for words (folded) that are a person's name and no more: 张三, 老李, 王总."""
    return bool(_alone().fullmatch(words))


def is_pet_name(words: str) -> bool:
    """True for words (folded) that are a surname behind 老, 小 and the like: 老李."""
    return _pet().fullmatch(words) is not None


@cache
def _pet() -> re.Pattern[str]:
    return expression(rf"{any_of('before')}{any_of('surname')}")


def surname_of(words: str) -> str:
    """The surname that a name (folded) begins with; '' for none."""
    found = _surname().match(words)
    return found[0] if found else ""


def called_behind(text: str, place: int) -> bool:
    """Whether what somebody is called (先生, 老板, 总) stands at a place of a folded text."""
    return _called_here().match(text, place) is not None


def place_called_behind(text: str, place: int) -> bool:
    """Whether what people of a place are called (老板: 安康老板) stands at a place of a folded text."""
    return text.startswith(tuple(words_of("called of place")), place)


def names_no_person(text: str, place: int) -> bool:
    """Whether what makes a name that of a place, a plant or an organisation stands at a place: 县, 水电站, 公司."""
    return _of_no_person().match(text, place) is not None


@cache
def _surname() -> re.Pattern[str]:
    return expression(any_of("surname"))


@cache
def _called_here() -> re.Pattern[str]:
    return expression(rf"{any_of('called')}|{any_of('called short')}(?!{_HAN})")


@cache
def _of_no_person() -> re.Pattern[str]:
    return expression(rf"{any_of('place')}|{any_of('organisation')}|水电|电站|水库|[一二三四五六七八九]级")


def is_organisation(words: str) -> bool:
    """True for words that end as the name of an organisation does: 某某公司, 村委会."""
    return len(words) > 3 and ends_organisation(words)


def ends_organisation(words: str) -> bool:
    """True for words (folded) of any length that end as the name of an organisation does."""
    return words.endswith(tuple(_kinds()["organisation"]))


def is_bare_name(words: str) -> bool:
    """True for words (folded) that are a surname and one or two letters, and no common word or place: 张建国."""
    return bool(_bare().fullmatch(words))


def is_labelled_name(words: str) -> bool:
    """As `is_bare_name`, and for names that end as places do where a label tells that it is one: 李大山."""
    return is_bare_name(words) or bool(_as_place().fullmatch(words))


@cache
def _as_place() -> re.Pattern[str]:
    no = rf"(?!{any_of('common')}|.{any_of('place middle')})"
    return expression(rf"{no}{any_of('surname')}{_HAN}{any_of('given end')}")


@cache
def _bare() -> re.Pattern[str]:
    common, surname = any_of("common"), any_of("surname")
    ends = f"{any_of('place')}|{any_of('organisation')}"
    called = rf"(?!{surname}(?:{_HAN}?{any_of('called')}|{any_of('called short')})$)"  # 张总: 张 is the name
    return expression(rf"{called}(?!{common})(?!.*(?:{ends})$){surname}{_HAN}{{1,2}}")


@cache
def _bare_near() -> tuple[re.Pattern[str], re.Pattern[str]]:
    """What may be a name right before a contact, and right behind one."""
    name = rf"({any_of('surname')}{_HAN}{{1,2}})"
    return (
        expression(rf"(?:(?<!\w)|(?<=[找询系主])){name}[ _:,;(-]{{0,2}}{_WAY}[ _:(-]{{0,2}}{_PREFIX}$"),
        expression(rf"[ _:(-]{{0,2}}{name}(?!\w)"),
    )


@cache
def _party() -> re.Pattern[str]:
    return cued(rf"(?:{any_of('party')}(?:姓名)?|{any_of('way')}){_COLON}[ \t]{{0,2}}")


@cache
def _alone() -> re.Pattern[str]:
    return expression(rf"{name_called()}|(?!.*{any_of('place')}$){any_of('surname')}{_HAN}{{0,2}}")
