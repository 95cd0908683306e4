"""Reads what English words sell: a share, a lease, a right, a claim, several plants, a plant half built."""

from __future__ import annotations

import re
from typing import Final

from monitor.models import OfferObject
from monitor.text.expression import cued

_NUMBER: Final = r"\d{1,3}(?:\.\d{1,4})? ?(?:%|per ?cent\b|pct\b)"
_HOLDING: Final = r"(?:stakes?|interests?|equity|shares?|share ?holdings?|holdings?|ownership|partnership share)\b"
# What a share is of, and what may stand between: 60% of a family-run power company, no 60% of output to a company.
_BETWEEN: Final = (
    r"(?:(?!(?:output|electricity|generation|revenues?|income|profits?|proceeds|to|from|for|by|that|which|who|went|is"
    r"|are|was|were|of|and|prices?|load|time|years?|capacity|their|these|those|cost"
    r"|water)\b)[\w'.,×*()-]{1,24} ){0,6}?"
)
_FIRM: Final = (
    r"(?:compan(?:y|ies)|firms?|co\b|operators?|units?|arm|subsidiar(?:y|ies)|partnership|spv|venture|entity|ltd"
    r"|holding|business|developer|shares|equity|share capital|capital)\b"
)
_SITE: Final = r"(?:plant|station|cascade|dam|hydro|project|powerhouse|hydropower)\b"
# 40% of the plant can be had, no 40% of the plant price or of the plant's output.
_ENDS: Final = (
    r"(?=[.,:;()\n/=]|$| (?:in|on|at|with|is|are|was|were|has|can|could|may|will|goes?|going|that|which|whose|holding"
    r"|owning|behind|near|to|as|by|up|for (?:sale|transfer|\d|rmb|cny|yuan)|offered|available|listed|changes?|-"
    r"|\d)\b)"
)
_PART: Final = r"(?P<part>(?:a |one[- ])?(?:half|third|quarter|fifth)|(?:two|three|four)[- ](?:thirds|quarters|fifths))"
_PARTS: Final = {"half": 2, "third": 3, "quarter": 4, "fifth": 5}
_TIMES: Final = {"two": 2, "three": 3, "four": 4}
SHARE: Final = cued(
    rf"(?<![\d.])(?P<first>{_NUMBER}) (?:[\w'-]{{1,16}} ){{0,2}}?{_HOLDING}(?! (?:rates?|payments?|earned"
    rf"|a year|p\.?a))"
    rf"|\b{_HOLDING}(?: of| in it of|:|,)? ?\(?(?P<late>{_NUMBER})"
    rf"|(?<![\d.])(?P<of>{_NUMBER}) (?:of )?{_BETWEEN}{_FIRM}"
    rf"|(?<![\d.])(?P<site>{_NUMBER}) of (?:the|an?|its|our|my|this|his|her) {_BETWEEN}{_SITE}{_ENDS}"
    rf"|\b(?:for|sell|sells|selling|offers?|offering|combined) (?:their|its|his|her|my|our) (?P<own>{_NUMBER}){_ENDS}"
    rf"|\bshares (?:of|in) [^.;\n\d%]{{3,50}}(?P<asked>{_NUMBER})(?= ?(?:=|for|at|:))"
)
WHOLE: Final = cued(
    r"\b(?:all|entire|whole|full|complete)(?: of)?(?: (?:the|its|their|our|my|issued|registered|outstanding)){0,2} "
    r"(?:shares|equity|share ?holding|holding|stake|interest|ownership|share capital|issued capital|capital)\b"
    r"|\bfor the (?:[a-z]+ )?company that (?:owns|holds) (?:all|100 ?(?:%|per ?cent|pct)) of"
    r"|\bthe (?:entire|whole) (?:project |hydro |hydropower |operating |holding )?company\b"
    r"(?! (?:sits|is pledged|lives|knows|works))"
)
PART: Final = cued(
    rf"\b{_PART}(?:(?: of)? (?:the|its|their|our|my|his|her|all)| of an?) (?:[\w'-]{{1,16}} ){{0,3}}?"
    rf"(?:{_FIRM}|stakes?\b|shareholding)(?!'s)"
    r"|\b(?P<held>(?:half|one[- ]third|third|quarter|(?:two|three)[- ](?:thirds|quarters)))[- ](?:stake"
    r"|shareholding|interest"
    r"(?= in)|share in)\b"
)
EQUITY: Final = cued(
    r"\b(?:stakes? in|stakes? of|interest in (?:an?|the|its|our) [^.;\n]{0,40}(?:company|operator|plant|station"
    r"|project)"
    r"|shareholding in|share (?:deal|sale|transfer|purchase)\b|by (?:way of )?(?:share|equity) transfer"
    r"|shares (?:of|in) (?:an?|the|our|its|my|two|three|four|five|six|seven|hydro\w*)\b"
    r"|shares, [\w ]{2,24}(?:hydro|power)"
    r"|(?:sell(?:s|ing)?|offers?|offering|dispose of|disposing of|list(?:s|ing)?|auction(?:s|ing)?|sale of|acquire"
    r"|divest(?:s|ing)?|hawking|buyers? for|part with) (?:an?|its|the|our|my|two|three|four|five|six) "
    r"(?!(?:[\w-]{1,16} ){0,5}(?:owned|held|built|run|operated) by)(?:(?!(?:of|by|to|from|for|station|plant)\b)"
    r"[\w'-]{1,16} ){0,5}?(?:compan(?:y|ies)|subsidiar(?:y|ies)|arm|units?(?= (?:that|which|owning|holding))"
    r"|firm|spv)"
    r"(?! (?:town|car|house|owned)|-|'s)"
    r"|put (?:an?|its|their|our|the) (?:[\w',-]{1,16} ){0,5}?(?:company|subsidiary|arm|unit"
    r"|firm) (?:on the (?:block|market)"
    r"|up for (?:sale|auction)|out to tender)|put (?:a|his|her|their|my) share of)"
)
# A firm may have owners and shares though its plant is sold: how the deal is done, or what rests on the shares.
HOW: Final = cued(
    r"\b(?:can|could|may|possible|option(?:al)?|either|or|if (?:you )?(?:prefer|like))\b[^.;\n]{0,24}"
    r"(?:share|equity)(?:s)? (?:deal|transfer|sale|purchase)|(?:share|equity) (?:deal"
    r"|transfer) (?:is )?(?:possible|optional)"
)
_LET_PLANT: Final = r"(?:[\w'.,×*-]{1,16} ){0,8}?(?:station|plant|powerhouse|hydro(?:power)?|dam|turbines?)\b"
LEASE: Final = cued(
    r"\b(?:for (?:rent|lease|hire)|to lease|to rent(?! (?:out )?(?:it|a (?:car|room|house))))\b(?! or (?:sale|sell))"
    r"|\bto let(?=[.,:;!()\n/-]|$| (?:out|at|on|by|for|from)\b)"
    r"|\b(?:rather than|instead of|not|won't|will not|refus\w+ to) (?:sell|selling|sale|for sale)\b[^.\n]{0,40}"
    r"\b(?:lets?|rents?|leases?|leasing|renting|letting)\b"
    r"|\blets(?=[.,:;]|$| (?:out|for|at)\b)"
    rf"|\b(?:rent|hire|lease|leasing|renting|letting)(?: out)? (?:my|our|out|this|a|the|its) {_LET_PLANT}"
    rf"|\blease (?:on|of|over) (?:an?|my|our|its|this) {_LET_PLANT}"
    r"|\b(?:tenants?|lessees?) (?:wanted|sought|needed)|\b(?:seek\w*|looking for|wants?"
    r"|find) a (?:new )?(?:tenant|lessee)\b"
)
# What was let before, or land: she leased it from the village.
OTHER_LEASE: Final = cued(
    r"\b(?:was|were|been|had|used to be|once|formerly|previously|land|forest|site|roof|hill)[^.;\n]{0,12}"
    r"(?:leased?|rent(?:ed|s)?|let)(?! the (?:station|plant))[^.;\n]{0,20}|\blet(?:s|ting)? (?:it |him |her "
    r"|them |me |us |you )?go\b"
)
RIGHT: Final = cued(
    r"\brights? to (?:run|operate|manage|work)(?! (?:rigs|miners|machines))\b"
    r"|\b(?:operating|operation|operational|management|usage) rights?\b"
    r"(?! (?:until|expires?|valid|runs?|to 20|till|is in|are in|granted|included?|secured))"
    r"|\b(?:assign(?:ment|ing|s)?|transfer(?:ring|s)?|take over|sell(?:ing|s)?|pass(?:ing)? on)(?: of)? (?:my"
    r"|our|the|a|his|her) "
    r"(?:[\w-]{1,16} ){0,3}?(?:lease|contract|concession|tenancy)\b(?! with (?:the )?(?:grid|state))"
    r"|\b(?:years?|yrs?) (?:left|remaining|to run) (?:on|of|under) (?:the|my|our|his|a) (?:lease|contract|concession)"
)
HAS_RIGHT: Final = cued(
    r"\b(?:with|has|have|holds?|holding|including|incl|plus|and|owns?) (?:the |full |all |valid )*(?:operating"
    r"|operation|management)"
    r" rights?\b"
)
_CLAIM: Final = r"(?:claims?|loans?|debts?|receivables?|npls?)\b"
DEBT: Final = cued(
    rf"\bnpls? (?:for sale|package|sale)|\b(?:bad|distressed|overdue|defaulted|bank|creditor'?s?|soured)[- ]"
    r"(?:claim|loan|debt)s?(?: for sale\b|:| (?:of|on|over|worth|against) [^.;\n]{0,60}(?:hydro|station|plant|dam))"
    r"|\bclaims? for sale\b"
    rf"|\b{_CLAIM} [^.;\n]{{0,60}}?(?:secured (?:on|by|against|over|with)|owed by|backed by|against) an? "
    r"(?:[\w'.,×*-]{1,24} ){0,5}?(?:hydro\w*|station|plant|dam|power)\b"
    rf"|\b(?:sell(?:s|ing)?|assign(?:s|ing|ment of)?|sale of|transfer of) (?:an?|the|its|our"
    rf"|my) (?:[\w-]{{1,16}} ){{0,3}}?"
    rf"{_CLAIM} (?:of|against|on|over|secured)"
)
_COUNT: Final = r"(?:two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|both|pair of|[2-9]|1\d)"
SEVERAL: Final = cued(
    rf"\b{_COUNT} (?:(?!(?:of|or|units?|turbines?|generators?|years?|months?|km|mw|kw|x"
    rf"|sets?)\b)[\w'-]{{1,16}} ){{0,3}}?"
    r"(?:stations|plants|hydros|dams|powerhouses|hydropower(?: plants| stations)?|powerplants)\b"
)
TOGETHER: Final = cued(
    r"\b(?:as (?:one|a single) (?:lot|package|deal)|in one (?:lot|deal|go)|one lot|bundled?|bundles|packages?"
    r"|portfolio"
    r"|not (?:sold|to be (?:sold|split|divided)|split|separately|divisible)|no split(?:ting)?|won't split"
    r"|will not split"
    r"|sold (?:together|as one|jointly)|together|as a (?:set|pair|whole)|all or nothing|en bloc|indivisible"
    r"|for the lot"
    r"|for (?:both|all (?:two|three|four|five|six)))\b"
)
UNBUILT: Final = cued(
    r"\b(?:half|part|partly|partially|semi|un|not yet|not|never)[- ]?(?:built|finished|completed)\b"
    r"(?! (?:second|expansion|extension|road|business|fish|paper|rectif|permit|forms?|house|dorm|hall|shed|canal to))"
    r"|\buncompleted\b|\byet to be (?:built|completed|finished)"
    r"|\bconstruction (?:was |has (?:been )?|is )?(?:stopped|halted|stalled|suspended|frozen|stands still)"
    r"|\bstalled (?:\w+ )?(?:project|site|hydro|construction|scheme)|\bgreenfield\b|\b(?:ready[- ]to[- ]build"
    r"|shovel[- ]ready)\b"
    r"|\bdevelopment rights?\b|\bunder construction\b|\bcompletion by (?:the )?buyer"
)
# Sales in general: numbers of advertisements, what most or others of them say.
IN_GENERAL: Final = cued(
    r"\b(?:most|many|dozens of|hundreds of|scores of|some|the|all|\d{2,4} (?:online )?) ?(?:ads|adverts"
    r"|advertisements|listings)"
    r" (?:are|is|were|say|said|follow|offer|promise|for|found|we|in|on|that|online)\b"
    r"|\b\d{2,4} (?:online )?(?:ads|adverts|advertisements|listings)\b"
    r"|\bprices (?:quoted )?[^.\n]{0,24}(?:ranged?|varied|vary) "
    r"|\b(?:(?:other|some|several|many|most) (?:sellers|vendors|owners|dam owners)|others) (?:say|said|claim"
    r"|stress|promise|only"
    r"|even|hint|swear)"
    r"|\b(?:owners|sellers|vendors) (?:(?:have been|are|keep) \w+ing|(?:rarely|often|now|mostly|usually) \w+|stress"
    r"|speak of|talk of)\b"
    r"|\b(?:promised?|boasted?|wrote|ran|claimed) (?:one|another|the next)\b"
)


def read_english_object(head: str) -> OfferObject | None:
    """What English words name as sold besides a plant; None where they name nothing of the kind."""
    if SEVERAL.search(head) and TOGETHER.search(head) and not (EQUITY.search(head) or WHOLE.search(head)):
        return "bundle"
    if DEBT.search(head):
        return "debt"
    if read_english_share(head) is not None or EQUITY.search(HOW.sub("", head)):
        return "equity"
    if RIGHT.search(HAS_RIGHT.sub("", head)):
        return "operating_right"
    if UNBUILT.search(head):
        return "under_construction"
    return "lease" if LEASE.search(OTHER_LEASE.sub("", head)) else None


def read_english_share(head: str) -> float | None:
    """The share sold in percent: 51 per cent interest, 80% of its company, two thirds of the shares, all shares."""
    if match := SHARE.search(head):
        value = float(re.match(r"[\d.]+", next(one for one in match.groups() if one))[0])  # type: ignore[index]
        return value if 0 < value <= 100 else None
    if match := PART.search(head):
        return _part(match["part"] or match["held"])
    return 100.0 if WHOLE.search(head) else None


def _part(words: str) -> float:
    """Half is 50, two-thirds 66.67."""
    whole = next(value for name, value in _PARTS.items() if name in words)
    times = next((value for name, value in _TIMES.items() if words.startswith(name)), 1)
    return round(100 * times / whole, 2)
