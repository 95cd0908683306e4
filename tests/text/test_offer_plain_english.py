"""An English ad of one plain sentence stays an offer, whatever harmless sentence follows; reports of ads do not."""

from __future__ import annotations

from monitor.run.detector import scan_text

OPENINGS = (
    "1 MW hydropower plant for sale in Ganzi, Sichuan, 6 million yuan.",
    "For sale: 1.6 MW small hydro in Liangshan, Sichuan, RMB 9 million.",
    "We sell our 800 kW hydropower station in Yunnan for 5 million yuan.",
)
HARMLESS = (
    "All licences and permits are complete.",
    "Between 2018 and 2021 the power was sold to bitcoin miners.",
    "The turbines were refurbished in 2019.",
    "There were bitcoin miners here before the ban.",
    "No debts, no disputes.",
    "Grid connection and licences are in place.",
)
NO_OFFERS = (
    "For sale: 1 MW hydropower plant in Ganzi, 6 million yuan. Such advertisements have become common since the ban.",
    "Hydropower plant for sale in Ganzi, 1 MW, 6 million yuan. The listing was removed.",
    "Is there any hydropower plant for sale in Sichuan, 1 MW, 6 million yuan?",
    "For sale: 1 MW turbine for hydropower, 2 million yuan. Refurbished in 2019.",
    "Solar power plant for sale, 1 MW, 6 million yuan. All licences complete.",
    "We buy hydropower stations, 1 MW for 6 million yuan. Licences must be complete.",
)


def test_a_harmless_sentence_takes_no_english_offer_away() -> None:
    for opening in OPENINGS:
        for sentence in HARMLESS:
            reading = scan_text(f"{opening} {sentence}").extraction.reading
            assert (reading.offer, reading.object) == ("direct", "plant"), (opening, sentence)


def test_miners_who_bought_the_power_are_still_admitted() -> None:
    for opening in OPENINGS:
        flags = scan_text(f"{opening} Between 2018 and 2021 the power was sold to bitcoin miners.").flags
        assert "mining_admitted" in {flag.rule for flag in flags}, opening


def test_what_only_tells_of_ads_or_sells_something_else_is_no_direct_offer() -> None:
    for text in NO_OFFERS:
        assert scan_text(text).extraction.reading.offer != "direct", text
