"""By which day and for which places a document is judged."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import Final, NamedTuple

from monitor.models import Document, Fact
from monitor.rules.abroad import Land
from monitor.rules.values import Knowledge

MAX_SITES: Final = 40  # a text that names more is no offer at one place: provinces are enough


class Site(NamedTuple):
    """A place by full official names; None below what is known."""

    province: str
    prefecture: str | None = None
    county: str | None = None


class Days(NamedTuple):
    """The first and the last day of which a document may be; `told`: by its own word, else it was seen then."""

    first: date
    last: date
    told: bool = True


def days_of(document: Document, seen_on: date | None) -> Days | None:
    """When the document was posted, else the day it was seen, else None: then no policy row applies."""
    if last := document.posted_at:
        return Days(min(document.posted_from or last, last), last)
    return Days(seen_on, seen_on, told=False) if seen_on else None


def sites_of(document: Document, facts: Iterable[Fact], knowledge: Knowledge, day: date | None) -> tuple[Site, ...]:
    """The places of what is offered, else all that the text names, else the one given beside it; () when unknown.

    A name that several places bear (a candidate) does not count. A plant abroad has no site.
    """
    facts = list(facts)
    if any(fact.detail.get("abroad") for fact in facts):
        return ()
    named = [(fact.role == "offered", site) for fact in facts if (site := _site(fact))]
    chosen = [site for offered, site in named if offered] or [site for _, site in named]
    return _most_exact(tuple(dict.fromkeys(chosen))) if chosen else _given(document.place, knowledge, day)


def land_of(document: Document, facts: Iterable[Fact], sites: Sequence[Site], knowledge: Knowledge) -> Land | None:
    """What holds all that is offered and is not the mainland, whose policies then say nothing of it; else None.

    The text says where the plant is, else the place given beside it.
    """
    lands = knowledge.places.lands
    told = [str(fact.detail["abroad"]) for fact in facts if fact.detail.get("abroad")]
    if told:
        return lands.named(told[0])
    if sites:
        own = [lands.of_province(site.province) for site in sites]
        return own[0] if all(own) else None
    given = lands.names_in((document.place or "").lower())
    return given[0].land if given else None


def _site(fact: Fact) -> Site | None:
    detail = fact.detail
    province = detail.get("province")
    if not isinstance(province, str) or detail.get("candidate"):
        return None
    prefecture, county = detail.get("prefecture"), detail.get("county")
    return Site(
        province, prefecture if isinstance(prefecture, str) else None, county if isinstance(county, str) else None
    )


def _most_exact(sites: tuple[Site, ...]) -> tuple[Site, ...]:
    """Without those that only say less than another (四川省 beside 四川省 凉山州); very many as their provinces."""
    if len(sites) > MAX_SITES:
        return tuple(dict.fromkeys(Site(site.province) for site in sites))
    less = {shorter for site in sites for shorter in _shorter(site)}
    return tuple(site for site in sites if site not in less)


def _shorter(site: Site) -> Iterator[Site]:
    """What says less than a site."""
    if site.county is not None:
        yield site._replace(county=None)
        yield site._replace(prefecture=None) if site.prefecture else Site(site.province)
    if site.prefecture is not None:
        yield Site(site.province)


def _given(place: str | None, knowledge: Knowledge, day: date | None) -> tuple[Site, ...]:
    if not place or not place.strip():
        return ()
    options = knowledge.places.resolve(place, day)
    sites = {Site(option.province, option.prefecture, option.county) for option in options}
    provinces = {site.province for site in sites}
    if len(sites) > 1 and len(provinces) == 1:
        return (Site(provinces.pop()),)
    return tuple(sites) if len(sites) == 1 else ()
