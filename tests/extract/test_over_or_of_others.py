"""Supply that is over, the mining of others and coins that were refused are no claims of the seller."""

from __future__ import annotations

import pytest

from monitor.run import scan_text


def asserted(words: str) -> set[str]:
    told = scan_text(f"四川甘孜水电站转让，装机500千瓦，300万。{words}。")
    return {claim.type for claim in told.extraction.claims if claim.stance == "asserted"}


def test_direct_supply_that_is_over_supplies_nobody() -> None:
    for words in (
        "过去给化肥厂直供,化肥厂搬走后全部上网", "2013年以前对硅厂直供,硅厂关停后改为全额上网",
        "早先孤网运行,1998年并网",
        "直供合同2019年到期没续,现在全卖给国网", "曾拉过一条专线给水泥厂,早拆掉了", "直供的日子早过去了,现在都卖国网",
        "建站初期直供锯木厂,锯木厂早没了", "早年给化肥厂直供。后来厂搬走了,全部上网", "2015年全额上网,之前对硅厂直供",
        "早年直供电石厂，2010年改接国网", "It used to supply power directly to a mill; the mill closed in 2012",
    ):  # fmt: skip
        assert "direct_supply" not in asserted(words), words


def test_direct_supply_that_may_be_had_is_told_whatever_was_before() -> None:
    for words in (
        "以前直供硅厂,硅厂搬走了,专线还在,可以接着直供", "过去全部上网,现在直供硅厂", "原来上网,2020年改为直供铁合金厂",
        "直供合同到期了,找新用户", "直供硅厂三十年,至今未断", "2005年投产,2010年并网,直供隔壁石材厂", "孤网运行,未并网",
        "以前用过的专线,原厂搬走了,接上即可供电", "直供电,电网停了也不影响", "2019年前全部上网,之后直供数据中心",
    ):  # fmt: skip
        assert "direct_supply" in asserted(words), words


def test_inspections_and_rigs_of_others_admit_nothing() -> None:
    for words in (
        "去年县里挨个站查矿机,我站没有", "前年供电局挨家查矿机,我们清清白白", "去年县里查矿机,每个站都查了,我站合格",
        "前几年县里到处抓矿机,我们没沾", "当年好多站偷偷接矿机,我们没跟", "那几年附近电站都给矿场供电,我们没干",
        "以前上游几个站放过矿机,本站从没放过", "以前人家都挖矿,我从没挖过", "以前周边小水电都卖给矿场,我站只上网",
        "前两年到处有人挖矿,我这站没掺和", "当年邻县电站养矿机被断网,我们没养过", "前年供电局查矿机。我们没有",
        "Many plants around here hosted miners before 2021, ours never did",
    ):  # fmt: skip
        assert "mining_admitted" not in asserted(words), words


def test_what_was_found_at_the_seller_or_done_like_others_is_admitted() -> None:
    for words in (
        "去年县里查矿机,我站的矿机撤走了", "前年供电局查矿机,罚了我两万", "以前好多站都挖矿,我也挖过两年",
        "以前附近的老板来我这放过矿机", "前几年租给外地老板放矿机,我们没管", "以前很多人来挖矿,我们没管",
        "去年县里查矿机,租户就撤走了", "以前给附近矿场供电,2021年停了", "以前人家在这挖矿,一年给我三十万",
        "Like other stations in the valley we used to sell power to bitcoin miners",
    ):  # fmt: skip
        assert "mining_admitted" in asserted(words), words


def test_coins_that_were_refused_are_not_taken() -> None:
    for words in (
        "有人要拿U付,我没答应", "有买家要付U,我不敢收", "有人想用USDT买,被我拒绝", "只收人民币,U不收",
        "只收人民币不收U",
        "买家提出付泰达币,我们拒绝了", "对方坚持付泰达币,谈崩了", "有人愿意出320万U,我不收,只要人民币",
        "A buyer wanted to pay in USDT but we refused",
    ):  # fmt: skip
        assert "crypto_payment" not in asserted(words), words


def test_coins_that_are_taken_are_told_whatever_else_was_refused() -> None:
    for words in (
        "有人要拿U付,我答应了", "收U,不收支票", "想付U的来,不接中介", "有人出280万U我没卖,300万U可以",
        "付U优先,有人压价我没答应", "有人想付现金我没答应,只收U", "收人民币,U也行", "收人民币也收U", "有人付U,我没拒绝",
        "有买家付了U定金,没来接,重新转", "有客户要走U,不用开票", "买家要付USDT,没问题",
    ):  # fmt: skip
        assert "crypto_payment" in asserted(words), words


@pytest.mark.parametrize("words", ["bu zai qingtui fanwei,可放心", "不在清退范围，请放心", "未列入清退名单,可放心"])
def test_reassurance_behind_a_denial_turns_it_into_no_admission(words: str) -> None:
    told = scan_text(f"四川甘孜水电站转让，装机500千瓦，300万。{words}。")
    assert [one.stance for one in told.extraction.claims if one.type == "not_in_cleanup"] == ["asserted"]
    assert "exit_class_disclosed" not in {flag.rule for flag in told.flags}
