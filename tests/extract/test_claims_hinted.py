"""What is left behind for the next miner, users off the grid, and what is told in passing is claimed all the same."""

from __future__ import annotations

import pytest

from monitor.run import scan_text

AD = "漾濞水电站转让，300千瓦，95万。"


@pytest.mark.parametrize(
    ("words", "claim"),
    [
        ("风扇、水帘、货架、一千个接口都留着没拆", ("euphemism_bigdata", "asserted")),
        ("厂房里还留了两千个位子，随你", ("euphemism_bigdata", "asserted")),
        ("孤网带一个砂石厂，每月给4万电费", ("direct_supply", "asserted")),
        ("我这条沟是自己的线，没并大网", ("direct_supply", "asserted")),
        ("电都上国网，不存在私拉", ("direct_supply", "denied")),
        ("2019年给深圳一个团队供电，他们自己带机器", ("mining_admitted", "asserted")),
        ("去年光这些小马达一个丰水期跑了260多万", ("mining_admitted", "asserted")),
        ("唯一差的是消防，机房不是我盖的", ("papers_pending", "asserted")),
        ("转的原因是在云浮又接了一个大点的站", ("private_reason", "asserted")),
        ("不是不能wa，看你胆子", ("mining_allowed", "asserted")),
    ],
)
def test_a_hint_is_a_claim(words: str, claim: tuple[str, str]) -> None:
    assert claim in {(one.type, one.stance) for one in scan_text(AD + words).extraction.claims}


@pytest.mark.parametrize(
    ("words", "claim_type"),
    [
        ("养鸡的水帘、架子都留着没拆，归你", "euphemism_bigdata"),
        ("院里还留了二十个停车的位子", "euphemism_bigdata"),
        ("厂房里留了一个位子给以后的二号机", "euphemism_bigdata"),
        ("原来孤网带一个村子，2009年并入国网", "direct_supply"),
        ("水泵的小马达坏了，修它花了两千", "mining_admitted"),
        ("合同不给任何一个团队供电", "mining_admitted"),
        ("唯一差的是一条好路", "papers_pending"),
        ("去年有个老板在隔壁县买了一个大的厂", "private_reason"),
    ],
)
def test_the_same_words_of_other_things_are_none(words: str, claim_type: str) -> None:
    claims = scan_text(AD + words).extraction.claims
    assert not [one for one in claims if one.type == claim_type and one.stance == "asserted"]
