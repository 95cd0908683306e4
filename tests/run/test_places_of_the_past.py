"""Places whose names had ended on the day of a listing: the rows of what followed them are the ones that count."""

from __future__ import annotations

from datetime import date

from monitor.run.detector import scan_text


def test_the_rows_are_those_of_the_province_that_a_renamed_county_lies_in() -> None:
    offer = "水电站转让，装机3200千瓦，不在清理整改范围"
    for place in ("万县市开县", "四川省万县市开县"):
        seen = scan_text(place + offer, posted_at=date(2021, 8, 20))
        flags = {flag.rule: flag.policies for flag in seen.flags}
        assert "cleanup_scope_sichuan" not in flags
        assert not [row for row in (*seen.policies, *flags["not_in_cleanup"]) if row.startswith("sc-20")]
        beside = scan_text(offer, posted_at=date(2021, 8, 20), place=place)
        assert beside.policies == seen.policies
    sichuan = scan_text("四川省双流县" + offer, posted_at=date(2021, 8, 20))
    assert "cleanup_scope_sichuan" in {flag.rule for flag in sichuan.flags}


def test_a_prefecture_of_the_past_has_the_rows_of_its_province() -> None:
    seen = scan_text("襄樊小水电转让，装机2000千瓦，不在清退范围", posted_at=date(2021, 6, 1))
    flag = next(flag for flag in seen.flags if flag.rule == "not_in_cleanup")
    assert "hb-2019-04" in flag.policies
    assert "湖北省襄阳市" in flag.reason.zh
