"""Side matters of a sale (friends next door, papers of a mortgage, debts that the seller pays) claim nothing."""

from __future__ import annotations

import pytest

from monitor.run import scan_text

AD = "漾濞水电站转让，300千瓦，95万。"


@pytest.mark.parametrize(
    ("words", "claims"),
    [
        # Whose friends they are.
        ("池边住着一户养蜂的，每年送两斤蜂蜜，算是关系户", set()),
        ("我是水利局的关系户，过户不用操心", {("guarantee", "asserted")}),
        # Papers of the mortgage, papers made years ago, machines, papers of others.
        ("贷过的款去年底结清，他项权证已注销", {("no_disputes", "asserted")}),
        ("环评：2019年补办备案。", set()),
        ("环评手续要到2026年补办。", {("papers_pending", "asserted")}),
        ("2号机轴瓦厂家报价两万，还没换", set()),
        ("取水证到期还没换", {("papers_pending", "asserted")}),
        ("勐海那个我晓得，取水证都没得", set()),
        ("我这个取水证都没得", {("papers_pending", "asserted")}),
        ("取水证2015年办的，过期了一直没去换", {("papers_pending", "asserted")}),
        ("取水证没过期", {("water_permit", "asserted")}),
        # Debts and quarrels.
        ("欠施工队尾款5.5万，我付", set()),
        ("欠施工队尾款5.5万，买家付", {("no_disputes", "denied")}),
        ("前年村民告我渠道噪声，调解赔了2000", set()),
        ("村民告我渠道占地，还没判", {("no_disputes", "denied")}),
        ("隔壁那个卖了235万，人家是老坝，没取水口纠纷", set()),
        # Why something else was done.
        ("鉴于战略调整，该收购已终止", set()),
        ("老账能不能要回来看你的本事", set()),
        # What was lost is no output.
        ("去年渠道塌方停机47天，少发电约38万度", set()),
        ("前年大旱，损失电量约30万度", set()),
        ("去年少雨，发电量减少到110万度", {("annual_output", "asserted")}),
        # Work at the dam, an option of later.
        ("2019年大坝防渗灌浆花了43万", set()),
        ("扩建如果两年内批不下来，就不建了", set()),
    ],
)
def test_side_matters_claim_nothing(words: str, claims: set[tuple[str, str]]) -> None:
    assert {(one.type, one.stance) for one in scan_text(AD + words).extraction.claims} == claims


def test_what_is_said_of_debts_in_one_breath_is_one_claim() -> None:
    claims = scan_text(AD + "贷款2013年还清了，没有外债。").extraction.claims
    assert [(one.type, one.stance) for one in claims] == [("no_disputes", "asserted")]
    assert claims[0].text == "贷款2013年还清了，没有外债"
