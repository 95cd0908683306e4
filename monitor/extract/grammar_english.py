"""Wordings of the English-language press and ads, as expressions tried by `wording`."""

from __future__ import annotations

from typing import Final

from monitor.text.wording import Wording, wording

PLAIN: Final[tuple[Wording, ...]] = (
    wording(
        "cheap_power",
        "cent usd $ yuan",
        r"(?:power|electricity)(?: (?:costs?|price[ds]?|is|rate))?(?: only)?(?: at| of| for| just|"
        r" from)? ?(?:(?:usd|rmb|\$) ?)?[\d.]+ ?(?:cents?|yuan|usd|/kwh)",
    ),
    wording(
        "payback",
        "earn bring pay back payback income",
        r"(?:brings? in|earns?|earning|makes?|generates?|income of|profits? of)[^.\n]{0,40}? (?:a|"
        r"per|each|every) (?:year|month)|pays? (?:for )?(?:itself )?back (?:with)?in [\w-]+ years|"
        r"payback (?:period )?(?:of |is |in )?[\w-]+ years",
    ),
    wording(
        "crypto_payment",
        "usdt crypto bitcoin",
        r"(?:accept(?:s|ed|ing)?|pay(?:able|ment|ments)?(?: in| with)?|paid in|"
        r"in exchange for) (?:usdt|crypto(?:currency|currencies)?|bitcoin|tether)|(?:usdt|crypto|"
        r"bitcoin|tether) (?:payments? )?(?:is |are )?(?:accepted|welcome|ok|possible|preferred)",
    ),
    wording(
        "mining_allowed",
        "min",
        r"(?:can|could|may|possible to|free to|able to|allow(?:s|ed)? to|used to|suitable for|"
        r"fit for|ideal for|perfect for|great for|good for)(?: still| also| be used| secretly|"
        r" continue| to| for| go on)*(?: bitcoin| crypto(?:currency)?| ethereum| coin)? min(?:e|"
        r"ing)(?: bitcoins?| crypto(?:currency|currencies)?| ethereum)?\b",
    ),
    wording(
        "mining_allowed",
        "min",
        r"mining (?:is|was|remains|would be) (?:still )?(?:possible|allowed|ok(?:ay)?|fine|"
        r"permitted|welcome|no problem)",
    ),
    wording(
        "mining_admitted",
        "min",
        r"(?:supplied|sold|supplying|selling|sells?|powered|fed|rented|leased|hosted|provid(?:ed|"
        r"ing))(?: (?:its|his|her|their|the|all|most|of|out|cheap))*(?: (?:power|electricity|"
        r"output|energy))?(?: (?:to|for|by))? (?:a |local |the |nearby )?(?:bitcoin|"
        r"crypto(?:currency)?|coin)[ -]?min(?:ers?|ing)",
    ),
    wording(
        "rigs_included",
        "min rig",
        r"(?:comes? with|includ(?:es?|ing)|together with|along with|plus|thrown in|complete with|"
        r"throw in|as well as)(?: the| all| his| its| some| about| around| roughly|"
        r" up to)* ?(?:[\d,]+ )?(?:(?:\w+ )?(?:antminers?|s19s?|s9s?|whatsminers?)(?: \w+)?|"
        r"(?:bitcoin |crypto |used |second-?hand )*(?:mining (?:rigs?|machines?|equipment|racks?)|"
        r"miners\b|rigs\b))",
    ),
    wording(
        "papers_complete",
        "permit licen paper document approv procedure",
        r"(?:all|full|complete)(?: the| its| of the| set of| necessary| required| relevant|"
        r" official| government| legal)* (?:permits?|licen[cs]es?|paperwork|papers|documents?|"
        r"documentation|approvals?|procedures|formalities|certificates)(?: (?:are|is|were|"
        r"was))?(?: in (?:place|order|hand)| complete| available)?|(?:permits|paperwork|papers|"
        r"documents|procedures|licen[cs]es|formalities)(?: \w+){0,2} (?:in order|complete|"
        r"in place)",
    ),
    wording(
        "not_in_cleanup",
        "list clean crack clos shut",
        r"(?:not|n't|outside|exempt from|unaffected by|untouched by|nothing to do with|"
        r"never)(?: (?:on|be|been|in|within|by|the|any|of|part|affected|covered|included|subject|"
        r"to|touched|slated|for|government's?|scope|hit))* (?:closure|exit|shut-?down|demolition|"
        r"clean-?up|clearance|clear-?out|crackdown|rectification|phase-?out|removal|cleaned up|"
        r"shut down|closed)(?: (?:list|campaign|scope|drive|range))?",
    ),
    wording(
        "turnkey_running",
        "start run oper turn switch once",
        r"(?:can|could|ready to|will)(?: be)? (?:start(?:ed)?|run|running|operat(?:e|ed|ing)|"
        r"switch(?:ed)?|turn(?:ed)?|generat\w+)(?: \w+){0,4} (?:right away|immediately|at once|"
        r"straight away|from day one|the same day|upon (?:purchase|delivery|takeover)|as soon as|"
        r"once (?:bought|purchased|sold|acquired|taken|handed))|ready to (?:run|operate|go|"
        r"generate|mine|start)|turn-?key|(?:run|operat\w+|start\w*|mine|"
        r"power(?:ed)? up)(?: \w+){0,3} (?:once|as soon as|"
        r"immediately after)(?: \w+){0,4} (?:bought|purchased?|acquired?|obtained|taken over|get|"
        r"take)",
    ),
    wording(
        "grid_connected",
        "grid",
        r"(?:connect(?:ed|ion)?|hooked up|link(?:ed)?|tied|plugged|integrated|feeds?|feeding|"
        r"sells?|sold|selling|merged)(?: \w+){0,4} (?:to|into|in|with) (?:the )?(?:(?:state|"
        r"national|local|southern|provincial|public|main|power|county) )*(?:power )?grid|"
        r"grid[- ]connected|feeds the (?:local |national )?grid",
    ),
    wording(
        "private_reason",
        "reason retir abroad old tired health emigrat",
        r"(?:personal|family|health|private) reasons?|(?:is|are|was|were|plan(?:s|ned)? to|"
        r"wants? to) (?:retir\w+(?! (?:\d|some|all|more|the|its|their|old|small|plants|stations|dams))"
        r"|emigrat\w+|mov(?:e|ing) (?:abroad|overseas|away))|(?:too old|"
        r"getting old|other (?:plans|interests?|business|projects?|development plans?))",
    ),
)
