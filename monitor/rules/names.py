"""The names that rule files may use: quantities, conditions' values, template words; cheap to import."""

from __future__ import annotations

import re
from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

# name of a derived quantity -> its unit; computed by monitor.assess.quantities, used by `number:` conditions and {name}
QUANTITIES: Final[Mapping[str, str]] = MappingProxyType(
    {
        "capacity_kw": "kW",
        "price_yuan": "CNY",
        "share_pct": "%",
        "price_per_kw": "CNY/kW",
        "rent_per_kw": "CNY/kW per year",
        "compensation_per_kw": "CNY/kW",
        "price_over_compensation": "",
        "hours": "h",
        "tariff": "CNY/kWh",
        "payback_years": "years",
        "claimed_years": "years",
        "implied_tariff": "CNY/kWh",
        "payback_gap": "kW/kW",
        "income_per_kwh": "CNY/kWh",
        "income_over_tariff": "kW/kW",
        "rig_count": "",
        "rig_kw": "kW",
        "rigs_max": "",
        "rig_load": "kW/kW",
        "transformer_kva": "kVA",
        "transformer_load": "kW/kVA",
        "head_flow_kw": "kW",
        "head_flow_ratio": "kW/kW",
        "units_kw": "kW",
        "units_ratio": "kW/kW",
        "permit_days_left": "days",
    }
)
# words that a title or reason may contain as {word} beside the quantities of its own condition
WORDS: Final = frozenset(
    {
        "words",
        "beside",
        "place",
        "day",
        "policies",
        "formula",
        "normal",
        "grid",
        "expected_grid",
        "grid_doubt",
        "papers",
    }
)
CONSTANTS: Final = ("payback_years", "head_flow_ratio", "rig_load")  # bands whose `constant` the sums need
LIMITS: Final = ("low", "high", "normal_low", "normal_high", "impossible")
PLACEHOLDER: Final = re.compile(r"\{([a-z_]+)\}")
CONDITIONS: Final = (
    "all", "any", "not", "claim", "fact", "number", "offer", "object", "mining", "place", "as_of", "policy", "near",
    "grid_mismatch",
)  # fmt: skip
# Never in a title or reason: a flag is a lead, not a verdict.
VERDICTS: Final = (
    "违法", "非法", "诈骗", "欺诈", "骗局", "骗子", "犯罪", "造假", "虚假", "谎言",
    "illegal", "unlawful", "fraud", "scam", "crime", "criminal", "liar", "lying", "swindle", "fake",
)  # fmt: skip
UNVERIFIED: Final = (("待核查", "未证实"), ("unverified", "to be checked", "not verified"))
FACT_KINDS: Final = frozenset(
    {
        "capacity", "price", "generation", "tariff", "hours", "head", "flow", "transformer", "share", "place", "grid",
        "permit", "rig", "date", "contact", "reason",
    }
)  # fmt: skip
# What a fact of a kind has beside its amount, as a condition may ask for it; amounts alone have `approximate`.
FACT_DETAILS: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {
        "place": ("province", "prefecture", "county", "adcode", "candidate", "why", "abroad", "abroad_en"),
        "rig": ("model", "count", "power_w"),
        "permit": ("name", "number", "holder", "expiry"),
        "grid": ("name", "company"),
        "contact": ("type", "masked"),
        "date": ("what", "value"),
    }
)
CLAIM_IDS: Final = frozenset(
    {
        "not_in_cleanup", "category_kept", "papers_complete", "papers_pending", "water_permit", "generation_licence",
        "grid_connected", "grid_name", "turnkey_running", "mining_allowed", "mining_admitted", "rigs_included",
        "euphemism_bigdata", "direct_supply", "cheap_power", "tariff", "annual_output", "payback", "no_disputes",
        "no_ecoflow_problem", "expansion", "safety_grade", "exit_compensation", "urgent_sale", "private_reason",
        "crypto_payment", "guarantee",
    }
)  # fmt: skip
