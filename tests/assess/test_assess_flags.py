"""From claims and facts to flags: whose words count, which day and place decide, how severities rise."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from time import process_time

import pytest
from assess_cases import Text, flag_of, knowledge, rules_of
from hypothesis import given, settings
from hypothesis import strategies as st

from monitor import scan_text
from monitor.models import Bilingual, Claim, Fact, Sense, Span, Stance
from monitor.rules.names import VERDICTS
from monitor.rules.values import ContextList, Knowledge

DAY = date(2021, 7, 14)


def cleanup(stance: Stance = "asserted", offer: str = "direct") -> Text:
    text = Text("四川水电站转让，800千瓦，不在清退范围", offer=offer)  # type: ignore[arg-type]
    return text.place("四川", "四川省").claim("not_in_cleanup", "不在清退范围", stance, "unknown", "exit_class")


def test_an_asserted_claim_raises_a_high_flag_with_the_words_and_the_rows_of_that_day() -> None:
    assessment = cleanup().judge(DAY)
    flag = flag_of(assessment, "not_in_cleanup")
    assert flag.severity == "high" and [span.of(assessment.document.text) for span in flag.spans] == ["不在清退范围"]
    assert "「不在清退范围」" in flag.reason.zh and "“不在清退范围”" in flag.reason.en
    assert "sc-2021-06-18-26" in flag.policies and "mwr-2018-312" in flag.policies
    assert flag.settled_by and flag.disproved_by and flag.disproved_by.zh in flag.reason.zh


@pytest.mark.parametrize("stance", ["asked", "doubted", "wanted", "policy", "denied"])
def test_words_that_are_not_the_sellers_claim_raise_no_flag_for_it(stance: Stance) -> None:
    text = Text("800千瓦，可挖矿").claim("mining_allowed", "可挖矿", stance)
    assert text.judge(DAY).flags == () and text.judge(DAY).risk.score == 0


def test_a_denied_claim_raises_the_rule_that_is_about_denial() -> None:
    assert rules_of(cleanup("denied").judge(DAY)) == {"exit_class_disclosed"}


@pytest.mark.parametrize("stance", ["reported", "asserted"])
def test_a_text_that_tells_of_offers_gives_low_leads_marked_as_reported(stance: Stance) -> None:
    assessment = cleanup(stance, "reported").judge(DAY)
    flag = flag_of(assessment, "not_in_cleanup")
    assert flag.severity == "low" and flag.title.zh.startswith("报道中的说法") and flag.title.en.startswith("Reported")
    assert assessment.risk.level in {"low", "none"}


def test_a_text_that_offers_nothing_raises_nothing() -> None:
    text = cleanup(offer="none").capacity("800千瓦", 800).fact("rig", "转让", detail={"count": 1000})
    assert text.judge(DAY).flags == () and text.judge(DAY).risk.level == "none"


def test_no_flag_of_a_reported_text_is_ever_high() -> None:
    text = Text("记者看到：可挖矿，送矿机，直供电，包过户，收U，3年回本，800千瓦", offer="reported").capacity(
        "800千瓦", 800
    )
    told = {
        "mining_allowed": "可挖矿", "rigs_included": "送矿机", "direct_supply": "直供电", "guarantee": "包过户",
        "crypto_payment": "收U", "payback": "3年回本",
    }  # fmt: skip
    for type_, words in told.items():
        text.claim(type_, words, "reported")
    flags = text.judge(date(2026, 5, 1)).flags
    assert len(flags) >= 6 and {flag.severity for flag in flags} == {"low"}


def test_rows_published_after_the_day_are_not_listed() -> None:
    assessment = cleanup().judge(DAY)
    known = {row.id: row for row in knowledge().policies}
    assert assessment.policies and all(known[name].known_from <= DAY for name in assessment.policies)
    assert "ndrc-2021-1283" not in assessment.policies and assessment.as_of == DAY


def test_the_day_seen_counts_when_the_day_posted_is_unknown() -> None:
    assert cleanup().judge(None, seen_on=DAY).policies == cleanup().judge(DAY).policies
    assert cleanup().judge(DAY, seen_on=date(2026, 1, 1)).as_of == DAY


def test_without_any_day_no_row_applies_and_the_assessment_says_so() -> None:
    assessment = cleanup().judge()
    assert assessment.as_of is None and assessment.policies == ()
    assert (
        flag_of(assessment, "not_in_cleanup").policies == ()
        and "日期不明" in flag_of(assessment, "not_in_cleanup").reason.zh
    )


def mining(day: date | None) -> set[str]:
    text = Text("贵州1000千瓦，可挖矿").place("贵州", "贵州省").claim("mining_allowed", "可挖矿", sense="mining")
    return rules_of(text.judge(day))


def test_the_rule_on_the_national_notice_starts_on_the_day_it_was_published() -> None:
    assert mining(date(2021, 9, 23)) == {"mining_allowed"}
    assert mining(date(2021, 9, 24)) == {"mining_allowed", "mining_after_notice"}
    assert mining(None) == {"mining_allowed"}


def test_leaked_and_general_rows_never_raise_a_flag_or_a_score() -> None:
    def with_verify(level: str) -> Knowledge:
        rows = tuple(row._replace(verify=level) for row in knowledge().policies)  # type: ignore[arg-type]
        return replace(knowledge(), policies=rows)

    text = Text("贵州1000千瓦，可挖矿").place("贵州", "贵州省").claim("mining_allowed", "可挖矿")
    day = date(2022, 3, 1)
    seen, leaked, general = (text.judge(day, with_verify(level)) for level in ("news", "leaked", "general"))
    assert "mining_after_notice" in rules_of(seen)
    for weak in (leaked, general):
        assert rules_of(weak) == {"mining_allowed"} and weak.risk.score < seen.risk.score
        assert weak.policies == seen.policies  # still shown


def test_a_row_of_one_province_counts_for_severity_only_when_every_named_place_has_it() -> None:
    text = (
        Text("四川、贵州各一座，可挖矿")
        .place("四川", "四川省")
        .place("贵州", "贵州省")
        .claim("mining_allowed", "可挖矿")
    )
    assessment = text.judge(DAY)
    assert "sc-2021-06-18-26" in assessment.policies
    rows = [part for part in assessment.risk.parts if "当日已公布" in part.label.zh]
    assert len(rows) == 1 and "第五十一次会议" in rows[0].label.zh


def test_turnkey_is_high_beside_rigs_and_low_alone_or_far_away() -> None:
    def severity(between: str, claim: bool = True) -> str:
        text = Text(f"接盘即可运转{between}送矿机").claim("turnkey_running", "接盘即可运转")
        return flag_of((text.claim("rigs_included", "送矿机") if claim else text).judge(), "turnkey_running").severity

    assert severity("，") == "high" and severity("远" * 40) == "high"
    assert severity("远" * 41) == "low" and severity("，", claim=False) == "low"


def test_papers_are_high_with_mining_words_and_medium_without() -> None:
    papers = Text("手续齐全，可挖矿").claim("papers_complete", "手续齐全")
    assert flag_of(papers.judge(), "papers_complete").severity == "medium"
    assert flag_of(papers.claim("mining_allowed", "可挖矿").judge(), "papers_complete").severity == "high"
    for words, severity in (("可直供", "medium"), ("可直供矿场", "high")):  # high with words of mining alone
        flags = scan_text(f"水电站转让，1000千瓦，手续齐全，{words}").flags
        flag = next(one for one in flags if one.rule == "papers_complete")
        assert flag.severity == severity and ("mining" in flag.reason.en) is (severity == "high")


def test_one_word_of_big_data_is_no_cue_and_two_are() -> None:
    one = Text("适合大数据、算力，2毛电，送机架").claim("euphemism_bigdata", "大数据")
    assert rules_of(one.judge()) == set()
    two = one.claim("euphemism_bigdata", "算力")
    assert flag_of(two.judge(), "euphemism_bigdata").severity == "medium"
    high = two.claim("cheap_power", "2毛电").claim("rigs_included", "送机架")
    assert flag_of(high.judge(), "euphemism_bigdata").severity == "high"


def grid(place: str | None, words: str = "并入国网") -> set[str]:
    text = (
        Text(f"{place or ''}水电站，{words}")
        .claim("grid_name", words)
        .fact("grid", words[2:], detail={"name": words[2:]})
    )
    return rules_of((text.place(place, place) if place else text).judge(DAY))


def test_the_state_grid_in_a_southern_province_is_a_question() -> None:
    assert "grid_mismatch" in grid("贵州省")
    assert "grid_mismatch" in grid("四川省", "并入南网")
    assert "grid_mismatch" not in grid("四川省")
    assert "grid_mismatch" not in grid("内蒙古自治区")
    assert "grid_mismatch" not in grid(None)


def test_the_grid_flag_names_the_grid_expected_and_asks() -> None:
    text = Text("贵州水电站，并入国网").claim("grid_name", "并入国网").place("贵州", "贵州省")
    flag = flag_of(text.judge(DAY), "grid_mismatch")
    assert flag.severity == "medium" and "南方电网" in flag.reason.zh and "？" in flag.reason.zh


def test_in_sichuan_only_the_wider_scope_contradicts_the_provinces_figures() -> None:
    def rules(scope: str, province: str, day: date = date(2021, 8, 1)) -> set[str]:
        text = Text("水电站不在清理范围").place("水电站", province)
        return rules_of(text.claim("not_in_cleanup", "不在清理范围", scope=scope).judge(day))  # type: ignore[arg-type]

    assert "cleanup_scope_sichuan" in rules("any_cleanup", "四川省")
    assert "cleanup_scope_sichuan" not in rules("exit_class", "四川省")
    assert "cleanup_scope_sichuan" not in rules("any_cleanup", "湖南省")
    assert "cleanup_scope_sichuan" not in rules("any_cleanup", "四川省", date(2018, 1, 1))


def test_the_mining_sense_of_cleanup_is_not_judged_by_hydropower_figures() -> None:
    text = Text("四川水电站不在清理范围").place("四川", "四川省")
    text.claim("not_in_cleanup", "不在清理范围", sense="mining", scope="any_cleanup")
    assert rules_of(text.judge(date(2021, 8, 1))) == {"not_in_cleanup_mining"}


def test_rows_on_mining_bear_on_an_ordinary_offer_only_where_the_text_speaks_of_mining() -> None:
    day = date(2024, 3, 5)
    words = "甘肃水电站，年收入420万，无抵押，可直供"
    plain = Text(words).place("甘肃", "甘肃省").claim("payback", "年收入420万").claim("no_disputes", "无抵押")
    plain.claim("direct_supply", "可直供")
    assert all(flag.policies == () for flag in plain.judge(day).flags)
    rows = {row.id: row.topic for row in knowledge().policies}
    mining = Text(words + "，可挖矿").place("甘肃", "甘肃省").claim("payback", "年收入420万")
    mining.claim("direct_supply", "可直供").claim("mining_allowed", "可挖矿")
    assert "pboc-2021-924" in flag_of(mining.judge(day), "payback_claim").policies
    assert "ndrc-2021-1283" in flag_of(mining.judge(day), "direct_supply").policies
    topics = {
        sense: {rows[name] for flag in _cleanup_in(sense).judge(date(2021, 10, 1)).flags for name in flag.policies}
        for sense in ("mining", "hydro", "unknown")
    }
    assert topics == {"mining": {"mining"}, "hydro": {"hydro_exit"}, "unknown": {"mining", "hydro_exit"}}
    told = flag_of(_cleanup_in("mining").judge(date(2021, 10, 1)), "not_in_cleanup_mining")
    assert "ndrc-2021-1283" in told.policies and "名单" not in told.settled_by[0].zh


def _cleanup_in(sense: Sense) -> Text:
    text = Text("四川水电站不在清退范围").place("四川", "四川省")
    return text.claim("not_in_cleanup", "不在清退范围", sense=sense, scope="exit_class")


@pytest.mark.parametrize(
    ("kwh", "severity"), [(120 * 1e4, "high"), (80 * 1e4, "medium"), (40 * 1e4, None), (10 * 1e4, "medium")]
)
def test_hours_outside_the_band_are_flagged_and_beyond_a_year_high(kwh: float, severity: str | None) -> None:
    text = Text("装机100千瓦，年发电量若干").capacity("100千瓦", 100).fact("generation", "若干", kwh)
    found = [flag.severity for flag in text.judge().flags if flag.rule == "hours_band"]
    assert found == ([severity] if severity else [])


def test_a_licence_below_one_megawatt_and_none_above_are_asked_about() -> None:
    def rules(kw: float, stance: Stance) -> set[str]:
        text = Text("有许可证，若干千瓦").capacity("若干千瓦", kw).claim("generation_licence", "有许可证", stance)
        return rules_of(text.judge())

    assert "licence_line" in rules(999, "asserted") and "licence_line" in rules(1000, "denied")
    assert "licence_line" not in rules(1000, "asserted") and "licence_line" not in rules(999, "denied")


def test_the_place_given_beside_the_text_counts_when_the_text_names_none() -> None:
    text = Text("1000千瓦，并入国网").claim("grid_name", "并入国网")
    assert "grid_mismatch" in rules_of(text.judge(DAY, place="贵州"))
    assert "gz-2022-462" in text.judge(date(2023, 1, 1), place="贵州省遵义市").policies
    assert "gz-zunyi-2023-09" in text.judge(date(2024, 1, 1), place="贵州省遵义市").policies


def test_the_place_of_what_is_offered_counts_before_others_that_are_named() -> None:
    text = Text("四川水电站转让，可挖矿，机器来自新疆").claim("mining_allowed", "可挖矿")
    text.place("四川", "四川省", role="offered").place("新疆", "新疆维吾尔自治区")
    policies = text.judge(DAY).policies
    assert "sc-2021-06-18-26" in policies and "sc-2020-11" in policies
    assert policies == Text("四川").place("四川", "四川省").judge(DAY).policies


def test_a_province_beside_one_of_its_prefectures_says_nothing_more() -> None:
    text = Text("四川凉山").place("四川", "四川省").place("凉山", "四川省", "凉山彝族自治州")
    assert text.judge(DAY).policies == Text("凉山").place("凉山", "四川省", "凉山彝族自治州").judge(DAY).policies


def test_a_candidate_place_is_not_taken_for_the_place() -> None:
    text = Text("桥头水电站，并入国网").claim("grid_name", "并入国网").place("桥头", "贵州省", candidate=True)
    assert "grid_mismatch" not in rules_of(text.judge(DAY))


def test_braces_in_a_sellers_words_are_shown_and_never_filled_in() -> None:
    text = Text("手续{policies}齐全{day}").claim("papers_complete", "手续{policies}齐全{day}")
    assert "「手续{policies}齐全{day}」" in flag_of(text.judge(DAY), "papers_complete").reason.zh


def test_words_that_overlap_are_shown_once() -> None:
    text = Text("水电站，送蚂蚁S19二百台").claim("rigs_included", "送蚂蚁S19").fact("rig", "蚂蚁S19二百台")
    flag = flag_of(text.judge(), "rigs_included")
    assert "「送蚂蚁S19二百台」" in flag.reason.zh and len(flag.spans) == 2


def test_long_and_many_words_are_shown_short() -> None:
    text = Text("".join(f"手续{i}全\n" * 9 for i in range(9)))
    for i in range(9):
        text.claim("papers_complete", f"手续{i}全\n" * 9)
    reason = flag_of(text.judge(), "papers_complete").reason.zh
    assert "\n" not in reason and "…" in reason and len(reason) < 700


def test_no_flag_text_passes_a_verdict_whatever_is_in_force() -> None:
    text = Text("甲乙丙丁").place("甲", "四川省").capacity("乙", 50).price("丙", 1e9)
    for type_ in knowledge().claims:
        text.claim(type_, "丁")
    flags = text.judge(date(2026, 11, 24)).flags
    assert len(flags) > 15
    for flag in flags:
        for sentence in (flag.title, flag.reason):
            assert not [word for word in VERDICTS if word in sentence.zh or word in sentence.en.lower()], flag.rule


def test_a_deprecated_rule_is_silent_and_an_experimental_one_gives_no_points() -> None:
    def judged(status: str) -> tuple[int, int]:
        rule = knowledge().rules["not_in_cleanup"]._replace(status=status)  # type: ignore[arg-type]
        assessment = cleanup().judge(DAY, replace(knowledge(), rules={rule.id: rule}))
        return len(assessment.flags), assessment.risk.score

    assert judged("deprecated") == (0, 0) and judged("experimental") == (1, 0)
    assert judged("stable")[0] == 1 and judged("stable")[1] > 0


def context(mode: str, **fields: object) -> Knowledge:
    why = Bilingual("已核实", "checked before")
    listed = ContextList("known", mode, why, "ours", **fields)  # type: ignore[arg-type]
    return replace(knowledge(), contexts=(listed,))


def test_a_context_list_that_informs_adds_a_note_and_changes_nothing_else() -> None:
    plain, noted = cleanup().judge(DAY), cleanup().judge(DAY, context("inform", texts=("800千瓦",)))
    assert noted.risk == plain.risk and [f.severity for f in noted.flags] == [f.severity for f in plain.flags]
    assert all(flag.note and "已核实" in flag.note.zh and "known" in flag.note.en for flag in noted.flags)


def test_a_context_list_that_suppresses_turns_down_but_never_hides() -> None:
    plain, quiet = (
        cleanup().judge(DAY),
        cleanup().judge(DAY, context("suppress", sites=("example.org",)), url="https://www.example.org/1"),
    )
    assert rules_of(quiet) == rules_of(plain) and {flag.severity for flag in quiet.flags} == {"low"}
    assert quiet.risk.score == 0 and quiet.risk.parts and all(flag.note for flag in quiet.flags)


def test_a_context_list_holds_only_where_it_applies() -> None:
    listed = context("suppress", sites=("example.org",), rules=("grid_mismatch",))
    for url in ("https://notexample.org/1", "https://example.org.evil.net/", "http://[broken", None):
        assert all(
            flag.note is None for flag in cleanup().judge(DAY, context("inform", sites=("example.org",)), url=url).flags
        )
    assert cleanup().judge(DAY, listed, url="https://example.org/").flags == cleanup().judge(DAY).flags


def test_the_score_is_the_sum_of_its_parts_up_to_a_hundred() -> None:
    text = cleanup().claim("mining_allowed", "转让").claim("rigs_included", "水电站").claim("direct_supply", "800千瓦")
    risk = text.claim("guarantee", "四川").judge(date(2026, 6, 1)).risk
    assert risk.score == min(100, sum(part.points for part in risk.parts)) == 100 and risk.level == "critical"
    one = cleanup().judge(date(2018, 1, 1)).risk
    assert (one.score, [part.points for part in one.parts], one.level) == (40, [40], "medium")


CLAIMS = sorted(knowledge().claims)
STANCES: list[Stance] = ["asserted", "denied", "reported", "asked", "doubted", "wanted", "policy"]


@settings(max_examples=150, deadline=None)
@given(
    st.lists(
        st.tuples(st.sampled_from(CLAIMS), st.sampled_from(STANCES), st.integers(0, 30), st.integers(1, 9)), max_size=12
    ),
    st.sampled_from(["direct", "reported", "none"]),
    st.one_of(st.none(), st.dates(date(2017, 1, 1), date(2030, 1, 1))),
)  # fmt: skip
def test_whatever_is_claimed_flags_point_into_the_text_and_points_add_up(
    claims: list[tuple[str, Stance, int, int]], offer: str, day: date | None
) -> None:
    text = Text("".join(map(chr, range(0x4E00, 0x4E00 + 40))), offer=offer)  # type: ignore[arg-type]
    for type_, stance, start, length in claims:
        text.claim(type_, text.text[start : start + length], stance)
    assessment = text.judge(day)
    assert assessment.risk.score == min(100, sum(part.points for part in assessment.risk.parts))
    assert len(rules_of(assessment)) == len(assessment.flags)
    for flag in assessment.flags:
        assert offer != "none" and (offer == "direct" or flag.severity == "low")
        assert list(flag.spans) == sorted(set(flag.spans))
        assert all(0 <= span.start < span.end <= len(text.text) for span in flag.spans)
    if not any(stance in {"asserted", "denied", "reported"} for _, stance, _, _ in claims):
        assert assessment.flags == ()


def test_a_text_that_names_very_many_places_is_judged_by_their_provinces() -> None:
    text = Text("贵州云南各县，可挖矿").claim("mining_allowed", "可挖矿")
    for number in range(50):
        text.place("贵州", "贵州省", f"第{number}市").place("云南", "云南省", f"第{number}州")
    assert (
        text.judge(DAY).policies == Text("贵州云南").place("贵州", "贵州省").place("云南", "云南省").judge(DAY).policies
    )


def test_a_text_of_nothing_but_claims_is_judged_in_time_linear_in_its_length() -> None:
    def seconds(times: int) -> float:
        words = "并入国网，接盘即可运转，送矿机，3年回本。"
        parts = ("grid_name", 0, 4), ("turnkey_running", 5, 11), ("rigs_included", 12, 15), ("payback", 16, 20)
        text = Text(words * times)
        for number in range(times):
            at = number * len(words)
            for type_, start, end in parts:
                span = Span(at + start, at + end)
                text.claims.append(Claim(type_, "asserted", span, span.of(text.text)))
            text.facts.append(Fact("grid", Span(at + 2, at + 4), "国网", detail={"name": "国网"}))
            place = {"province": "贵州省", "county": f"{number}县"}
            text.facts.append(Fact("place", Span(at, at + 1), "某", detail=place))
        start = process_time()
        assert text.judge(DAY).flags
        return process_time() - start

    seconds(10)
    assert seconds(8000) < 3


@pytest.mark.parametrize(
    ("size", "shown", "contradicted"),
    [("80千瓦", True, True), ("3200千瓦", False, False), ("", True, False)],
)
def test_a_row_on_plants_up_to_a_size_says_nothing_of_larger_ones(size: str, shown: bool, contradicted: bool) -> None:
    text = Text(f"福建南平水电站转让，{size}，不在清退范围").place("福建南平", "福建省", "南平市")
    text.claim("not_in_cleanup", "不在清退范围", "asserted", "unknown", "exit_class")
    if size:
        text.capacity(size, float(size.removesuffix("千瓦")))
    assessment = text.judge(DAY)
    assert ("fj-nanping-2017" in assessment.policies) is shown
    assert any("contradicts" in part.label.en for part in assessment.risk.parts) is contradicted


def test_the_clean_up_of_small_hydropower_says_nothing_of_a_large_plant() -> None:
    assert "mwr-2018-312" in cleanup().judge(DAY).policies
    assert "mwr-2018-312" not in cleanup().capacity("800千瓦", 120_000).judge(DAY).policies


def test_the_sum_of_a_bundle_is_the_size_of_no_plant() -> None:
    bundle = Text("四川12座小水电站打包，合计72000千瓦，不在清退范围", obj="bundle").place("四川", "四川省")
    bundle.claim("not_in_cleanup", "不在清退范围", "asserted", "unknown", "exit_class").capacity("72000千瓦", 72_000)
    assert "mwr-2018-312" in bundle.judge(DAY).policies
    each = cleanup().capacity("四川水电站", 72_000).fact("capacity", "800千瓦", 800, role="unknown")
    assert "mwr-2018-312" in each.judge(DAY).policies
