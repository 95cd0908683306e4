"""Which policy rows the public knew at a place on a day: the as-of rule of the timeline."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from typing import Final, Literal

from monitor.rules.values import Effect, Policy

EVERYWHERE: Final = "CN"
OWN_LAW: Final = ("香港", "澳门", "台湾")  # rows of the mainland do not hold there
WARN_DAYS: Final = 180
SMALL_KW: Final = 50_000  # small hydropower: up to 50 MW (水电〔2018〕312号)
TWO_SENSES: Final = "not_in_cleanup"
# Who says one of these speaks of crypto mining, in whatever words.
MINING_CLAIMS: Final = frozenset(
    {"mining_allowed", "mining_admitted", "rigs_included", "euphemism_bigdata", "crypto_payment"}
)
Ending = Literal["", "soon", "ended"]
# what an official name adds to the short one of a row: 四川(省), 内蒙古(自治区), 德宏(傣族景颇族自治州)
_REST: Final = re.compile(r"(?:省|市|盟|地区|县|区|旗|林区|特别行政区|.{0,16}自治[区州县旗])?")


def policies_at(
    policies: Iterable[Policy],
    day: date,
    province: str | None,
    prefecture: str | None = None,
    county: str | None = None,
) -> tuple[Policy, ...]:
    """The rows in force at a place on `day`, in the order given.

    A row applies when it was published (else issued) by `day`, has not ended before it, and names the whole country
    or the place. A row of one prefecture or county applies only where that is known. A row of a river basin applies
    to the places it names, as far as the river reaches: which river a plant stands on is not known. `province` None:
    rows of the whole country alone.
    Names may be short or full (四川, 四川省).
    """
    given = (province, prefecture, county)
    return tuple(policy for policy in policies if in_force(policy, day) and holds_at(policy, given))


def in_force(policy: Policy, day: date) -> bool:
    """True when the public could know the row on `day` and it had not ended."""
    return policy.known_from <= day and (policy.effective_to is None or policy.effective_to >= day)


def holds_at(policy: Policy, place: Sequence[str | None]) -> bool:
    """True when a region of the row is the country or holds the place (province, prefecture, county).

    What holds for the whole country holds for its mainland.
    """
    own_law = place[0] is not None and any(same_name(name, place[0]) for name in OWN_LAW)
    return any((region == EVERYWHERE and not own_law) or region_holds(region, place) for region in policy.regions)


def effect_on(row: Policy, claim_type: str, sense: str | None, mining: bool) -> Effect | None:
    """What a row says of a claim; None when it says nothing.

    清退 has two meanings: of a plant outside the clean-up of mining only rows on mining speak, and what they say of
    mining they say of it; of one outside that of hydropower all others. Other claims are those of an ordinary offer
    unless the text speaks of mining (`mining`): then rows on mining bear on them, too.
    """
    own = row.claim_effects.get(claim_type)
    if row.topic == "mining":
        if claim_type == TWO_SENSES and sense == "mining":
            return own or row.claim_effects.get("mining_allowed")
        if claim_type == TWO_SENSES:
            return None if sense == "hydro" else own
        return own if mining or claim_type in MINING_CLAIMS else None
    return None if claim_type == TWO_SENSES and sense == "mining" else own


def limit_kw(policy: Policy) -> float:
    """The largest plant (kW) that the row speaks of; the clean-up of small hydropower speaks of no larger one."""
    return policy.up_to_kw or (SMALL_KW if policy.topic == "hydro_exit" else math.inf)


def region_holds(region: str, place: Sequence[str | None]) -> bool:
    """True when 四川, or 云南/德宏, is or holds the place (province, prefecture, county), names short or full."""
    top, _, lower = region.partition("/")
    province, *below = place
    if province is None or not same_name(top, province):
        return False
    return not lower or any(name is not None and same_name(lower, name) for name in below)


def same_name(one: str, other: str) -> bool:
    """True when two names of a division differ by their official ending only."""
    short, long = sorted((one, other), key=len)
    return long.startswith(short) and _REST.fullmatch(long[len(short) :]) is not None


def ending_soon(policies: Iterable[Policy], day: date, within_days: int = WARN_DAYS) -> tuple[Policy, ...]:
    """The rows in force on `day` that end within so many days, the first to end first: look for a successor."""
    last = day + timedelta(days=within_days)
    rows = [
        policy for policy in policies if in_force(policy, day) and policy.effective_to and policy.effective_to <= last
    ]
    return tuple(sorted(rows, key=lambda policy: (policy.effective_to or last, policy.id)))


def ending_of(row: Policy, today: date) -> Ending:
    """Whether a row ends within 180 days, or has ended: then look for a successor."""
    if row.effective_to is None or row.effective_to > today + timedelta(days=WARN_DAYS):
        return ""
    return "ended" if row.effective_to < today else "soon"
