"""Permits that end later lack nothing, those that have ended do, and what is said of one is not said of another."""

from __future__ import annotations

import pytest

from monitor.run import scan_text


def flagged(words: str, day: str = "2023-03-01", kw: int = 3200) -> set[str]:
    told = scan_text(f"四川凉山水电站转让，装机{kw}千瓦，{words}，900万元", posted_at=day)
    return {flag.rule for flag in told.flags} & {"papers_pending", "permit_expiry", "licence_line"}


@pytest.mark.parametrize(
    "words",
    ["取水许可证将于2028年5月到期", "特别说明：取水许可证于2025年12月31日到期", "取水许可证预计2028年5月到期需换证",
     "取水证（2025年到期）", "取水许可证有效期2020年1月1日至2024年12月31日", "电力业务许可证情况不明"],
)  # fmt: skip
def test_a_permit_that_ends_later_lacks_nothing(words: str) -> None:
    assert not flagged(words)


@pytest.mark.parametrize(
    ("words", "rule"),
    [("取水许可证于2022年12月31日到期", "permit_expiry"), ("取水许可证将于2023年3月15日到期", "permit_expiry"),
     ("取水许可证2021年已到期", "papers_pending"), ("取水证2025年到期，正在办理延续", "papers_pending"),
     ("取水许可证于2025年12月31日到期，环评没办", "papers_pending"), ("取水证到期未续", "papers_pending"),
     ("取水许可证于2025年11月届满，延续手续由受让方办理", "papers_pending")],
)  # fmt: skip
def test_a_permit_that_has_ended_is_told(words: str, rule: str) -> None:
    assert rule in flagged(words)


def test_the_same_words_are_true_later() -> None:
    words = "特别说明：取水许可证于2025年12月31日到期"
    assert not flagged(words, "2025-03-01")
    assert "permit_expiry" in flagged(words, "2026-03-01")


def test_what_is_said_of_one_permit_is_not_said_of_the_next() -> None:
    court = "取水许可证已于2022年12月到期，未办理延续；电力业务许可证情况不明"
    assert flagged(court) == {"papers_pending", "permit_expiry"}
    assert flagged("取水许可证没续，电力业务许可证有") == {"papers_pending"}
    for words in ("取水证、电力业务许可证都没办", "电力业务许可证、取水证过期", "电力业务许可证未办理延续"):
        assert "licence_line" in flagged(words)


def test_a_plant_that_is_exempt_claims_no_licence() -> None:
    for words in ("发电许可证（免）", "免发电许可证", "电力业务许可证：不适用", "电力业务许可证按规定免办理"):
        assert not flagged(words, kw=630)
    for words in ("发电许可证（有），免中介费", "电力业务许可证齐全，免税"):
        assert flagged(words, kw=630) == {"licence_line"}
