"""What long texts tell: outputs year by year, sets of unlike size, papers in formal words, answers in one breath."""

from __future__ import annotations

import pytest
from facts_of import facts_of, of_kind

from monitor.models import Assessment
from monitor.run import scan_text


def told(read: Assessment, claim_type: str) -> list[tuple[str, str]]:
    return [(one.stance, one.text) for one in read.extraction.claims if one.type == claim_type]


@pytest.mark.parametrize(
    ("text", "outputs"),
    [
        ("电站转让,640千瓦,去年雨水一般发了182万度,前年发了215万度,380万", ["182万度", "215万度"]),
        (
            "电站经营权转让,1200kW,2020年436.8万kWh、2021年511.2万kWh、2022年302.5万kWh,起始价960万元",
            ["436.8万kWh", "511.2万kWh", "302.5万kWh"],
        ),
        ("电站转让,400千瓦,少则80万度,多则110万度,300万", ["80万度,多则110万度"]),
        # 分别是 forbids nothing, and a list beside the design is told, too.
        ("电站转让,700千瓦,分别是201万、143万、176万度,395万", ["201万、143万、176万度"]),
        (
            "公司转让电站股权,装机9000千瓦,设计年发电量3,105万千瓦时;近三年实际上网电量分别为3,342万、2,180万和2,474万千瓦时,挂牌价6218万元",
            ["3,105万千瓦时", "3,342万、2,180万和2,474万千瓦时"],
        ),
    ],
)
def test_the_output_of_each_year_is_a_claim(text: str, outputs: list[str]) -> None:
    assert told(scan_text(text), "annual_output") == [("asserted", words) for words in outputs]


@pytest.mark.parametrize(
    ("text", "kilowatts"),
    [
        ("盈江县老电站出售,1台500kW冲击式,1台320kW,280万", 820),
        ("转让电站,两台500kW混流式机组、一台200kW冲击式,报价300万", 1200),
        ("水力発電所を売却。出力は1250キロワットが2台の計2500キロワット、希望価格は1500万元", 2500),
    ],
)
def test_sets_are_counted_whatever_their_kind(text: str, kilowatts: float) -> None:
    sizes = {one.value_min for one in of_kind(facts_of(text), "capacity") if one.role == "offered"}
    assert sizes == {kilowatts}


def test_papers_named_one_by_one_are_no_sweep_but_all_of_them_are() -> None:
    listed = "五峰电站出售,2000千瓦,1480万。③证照:核准、环评、水保、取水许可证、电力业务许可证"
    assert told(scan_text(listed), "papers_complete") == []
    (complete,) = told(scan_text(f"{listed}、竣工验收鉴定书,六样全有"), "papers_complete")
    assert complete[0] == "asserted"
    assert complete[1].endswith("六样全有")


def test_an_appraisal_and_what_it_found_are_one_claim() -> None:
    text = "电站转让,1660千瓦,大坝2021年做过安全鉴定,结论二类坝,1260万"
    assert told(scan_text(text), "safety_grade") == [("asserted", "大坝2021年做过安全鉴定,结论二类坝")]
    run_out = "电站转让,1600千瓦,大坝安全鉴定有效期已届满,重新鉴定工作正在进行,1110万元"
    read = scan_text(run_out)
    assert [stance for stance, _ in told(read, "papers_pending")] == ["asserted"]
    assert told(read, "safety_grade") == []


@pytest.mark.parametrize(
    ("text", "claim_type"),
    [
        ("电站转让,700千瓦,断网了也不怕,自己内部线,395万", "grid_connected"),
        ("电站转让,1600千瓦,线路66千伏,杆塔十一基,1350万", "grid_connected"),
        ("电站拍卖,450千瓦,起拍价132万元\n| 厂房 | 砖混 |\n| 并网 | 未并 |", "grid_connected"),
        ("电站股权转让,底价2917万元,装机3400千瓦。动态报价,限时周期120秒", "urgent_sale"),
        ("电站转让,1200kW,960万元,不得以电站资产设定抵押", "no_disputes"),
        ("电站转让,2000千瓦,1350万,原设计就留了第三台机位", "euphemism_bigdata"),
        ("电站转让,2500千瓦,无坝,只有取水堰,1680万", "water_permit"),
    ],
)
def test_other_uses_of_the_words_claim_nothing(text: str, claim_type: str) -> None:
    assert told(scan_text(text), claim_type) == []


def test_an_answer_names_the_floor_it_answers() -> None:
    thread = (
        "【出】甘洛电站 3200千瓦\n楼主:甘洛县尼日河支流,1600×2。要价2350万。手续都有\n评论\n"
        "4楼 老火锅:现在还能不能跑机器?\n5楼 楼主:回4楼,能跑,我隔壁那家就没停过"
    )
    stances = [stance for stance, _ in told(scan_text(thread), "mining_allowed")]
    assert stances == ["asked", "asserted"]


def test_where_the_power_went_is_asked_and_denied() -> None:
    text = "隆林电站转让,2000千瓦,1350万\n问:是不是挖矿剩下来的?\n答:不是,我们从来没有卖过电给这种人。"
    read = scan_text(text)
    assert [stance for stance, _ in told(read, "mining_admitted")] == ["asked", "denied"]
    assert told(read, "mining_allowed") == []


def test_comments_of_a_board_are_others_and_its_author_answers() -> None:
    board = (
        "[出售] 雲南金平電站一座\n作者 dianzhan88(阿貴)\n看板 水電交流\n單機1250千瓦兩台,每度0.19元,開價人民幣1680萬"
        "\n--\n推 lu:取水證日期?\n→ dianzhan88:2024年十月到期\n噓 btcman:不給挖還賣這價\n推 wang:大壩鑑定過了嗎"
        "\n→ dianzhan88:無壩"
    )
    read = scan_text(board)
    assert told(read, "water_permit") == [("asked", "取水證"), ("asserted", "2024年十月到期")]
    assert [stance for stance, _ in told(read, "mining_allowed")] == ["doubted"]
    assert [stance for stance, _ in told(read, "safety_grade")] == ["asked"]
