"""Claims that others tell of: the Japanese and English press, lists of quoted phrases, people in chats."""

from __future__ import annotations

import pytest

from monitor.extract import extract
from monitor.models import Document
from monitor.rules.load import load_knowledge
from monitor.text.lexicon import Lexicon

KNOWLEDGE = load_knowledge()
LEXICON = Lexicon(KNOWLEDGE.phrases, KNOWLEDGE.patterns)
JAPANESE = "四川省の水力発電所（出力630キロワット）が380万元で売りに出ている。売り手は「{}」と話す。"
ENGLISH = 'A 1 MW hydropower plant in Yunnan is listed for sale at 4 million yuan. "{}," the seller says.'
PRESS = "记者以买家身份联系上一名卖家，对方称电站在四川石棉，装机1260千瓦，开价580万元，“{}”。"


def claims(text: str) -> set[tuple[str, str]]:
    return {(one.type, one.stance) for one in extract(Document("x", text), LEXICON, KNOWLEDGE).claims}


def priced(text: str) -> list[tuple[float | None, str]]:
    facts = extract(Document("x", text), LEXICON, KNOWLEDGE).facts
    return [(one.value_min, one.role) for one in facts if one.kind == "price"]


@pytest.mark.parametrize(
    ("words", "claim"),
    [
        ("電力網につながっている", "grid_connected"),
        ("系統連系済みだ", "grid_connected"),
        ("買えばその日から稼働できる", "turnkey_running"),
        ("許認可は全部そろっている", "papers_complete"),
        ("抵当権は設定されていない", "no_disputes"),
        ("債務も抵当もない", "no_disputes"),
        ("マイニングも可能だ", "mining_allowed"),
        ("機械を置くならどうぞ", "mining_allowed"),
        ("機械200台付きだ", "rigs_included"),
        ("昨年まで採掘業者に電気を売っていた", "mining_admitted"),
        ("リストに名前はない", "not_in_cleanup"),
        ("保留の区分に入っている", "category_kept"),
        ("電気代は1キロワット時0.2元だ", "cheap_power"),
        ("仮想通貨での支払いもOK", "crypto_payment"),
        ("撤去になっても補償金が出る", "exit_compensation"),
        ("3年で元が取れる", "payback"),
        ("名義変更は保証する", "guarantee"),
        ("家庭の事情で手放す", "private_reason"),
    ],
)
def test_japanese_press_tells_it(words: str, claim: str) -> None:
    assert (claim, "reported") in claims(JAPANESE.format(words))


@pytest.mark.parametrize(
    "words",
    [
        "送電網には接続していない",
        "許認可はそろっていない",
        "抵当権が設定されている",
        "採掘には使えない",
        "リストに名前がある",
    ],
)
def test_japanese_press_tells_the_opposite(words: str) -> None:
    told = claims(JAPANESE.format(words))
    assert not {name for name, stance in told if stance == "reported"} & {
        "grid_connected", "papers_complete", "no_disputes", "mining_allowed", "not_in_cleanup",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("text", "price"),
    [
        ("浙江省の水力発電所（640kW）が競売に出品された。開始価格は410万元。", (4_100_000, "starting")),
        ("四川省の出力500キロワットの水力発電所は95万元。出品者は買い手を探している。", (950_000, "asking")),
        ("雲南省の出品者は出力2000キロワットの水力発電所に900万元の値を付けた。", (9_000_000, "asking")),
    ],
)
def test_japanese_price(text: str, price: tuple[float, str]) -> None:
    assert price in priced(text)


@pytest.mark.parametrize(
    ("words", "claim"),
    [
        ("The turbines feed the State Grid", "grid_connected"),
        ("It is hooked up to the county grid", "grid_connected"),
        ("We sold power to a bitcoin farm for two years", "mining_admitted"),
        ("You can do it quietly", "mining_allowed"),
        ("I throw in racks and fans", "rigs_included"),
        ("It has never been involved in a dispute", "no_disputes"),
        ("The loan has been repaid", "no_disputes"),
        ("You get your money back within three years", "payback"),
        ("Electricity for the machines costs 0.25 yuan", "cheap_power"),
        ("If the county closes it, they must pay us", "exit_compensation"),
        ("I just want out", "urgent_sale"),
        ("I am getting too old for the mountains", "private_reason"),
        ("We are on nobody's closure list", "not_in_cleanup"),
    ],
)
def test_english_press_tells_it(words: str, claim: str) -> None:
    assert (claim, "reported") in claims(ENGLISH.format(words))


@pytest.mark.parametrize(
    ("words", "claim"),
    [
        ("I never sold power to a bitcoin farm", "mining_admitted"),
        ("It is no longer on the grid", "grid_connected"),
        ("I will not say whether it is connected to the grid", "grid_connected"),
        ("Nobody asks about fish", "guarantee"),
        ("The ad mentioned environmental flow", "no_ecoflow_problem"),
    ],
)
def test_english_press_tells_no_such_thing(words: str, claim: str) -> None:
    assert (claim, "reported") not in claims(ENGLISH.format(words))


def test_no_crypto_buyers_refuses_miners_not_a_payment() -> None:
    told = claims("Small hydro for sale, Fujian, 2 x 400 kW, asking 4.2m yuan. No crypto buyers please.")
    assert ("mining_allowed", "denied") in told
    assert ("crypto_payment", "denied") not in told


def test_quoted_reasons_are_claims_of_their_own() -> None:
    text = "记者询问多位电站卖家为何出手，答案出奇一致：“另有发展计划”“家里有事”“资金周转”。"
    found = extract(Document("x", text), LEXICON, KNOWLEDGE).claims
    assert [one.type for one in found] == ["private_reason"] * 3


@pytest.mark.parametrize(
    ("words", "claim"),
    [
        ("朋友在电力局", "guarantee"),
        ("证件保真", "papers_complete"),
        ("开机就来钱", "turnkey_running"),
        ("国家保留的站", "category_kept"),
        ("去年卖给矿场三毛", "cheap_power"),
        ("清退是针对矿场的，和我电站没关系", "not_in_cleanup"),
    ],
)
def test_shreds_of_sellers_phrases(words: str, claim: str) -> None:
    assert (claim, "reported") in claims(PRESS.format(words))


@pytest.mark.parametrize("words", ["去年卖给矿场三毛", "电都供给一家数据中心，每度两毛六"])
def test_what_miners_paid_is_no_tariff(words: str) -> None:
    assert ("tariff", "reported") not in claims(PRESS.format(words))


def test_so_called_repeats_a_seller() -> None:
    told = claims("业内人士提醒，所谓“包过户”的水电站转让广告多不可信；有买家付了定金才发现电站早已停机。")
    assert ("guarantee", "reported") in told


def test_people_of_a_chat_tell_what_a_seller_says() -> None:
    told = claims(
        "群友A：有人在卖彝良的站，2500千瓦带400台机子，打包1300万，说能付币\n"
        "群友B：这时候敢接？\n群友A：他说跟供电所熟，不会断他电"
    )
    assert {("rigs_included", "reported"), ("crypto_payment", "reported"), ("guarantee", "reported")} <= told


THREAD = "湖北宣恩小水电转让，500千瓦，要价210万。\n评论\n小满：{}\n卖家：{}"


@pytest.mark.parametrize(
    ("question", "answer", "claim", "stance"),
    [
        ("取水证还有几年？", "到2031年", "water_permit", "asserted"),
        ("取水证到哪年", "2027年3月", "water_permit", "asserted"),
        ("能上S19吗", "欢迎，电费单独谈", "mining_allowed", "asserted"),
    ],
)
def test_answers_in_few_words(question: str, answer: str, claim: str, stance: str) -> None:
    assert (claim, stance) in claims(THREAD.format(question, answer))


@pytest.mark.parametrize(("question", "answer"), [("带不带机器", "不清楚，我也是听讲的"), ("能上S19吗", "欢迎来看站")])
def test_no_answer_no_claim(question: str, answer: str) -> None:
    told = claims(THREAD.format(question, answer))
    assert not told & {("rigs_included", "denied"), ("mining_allowed", "asserted")}


@pytest.mark.parametrize(
    ("words", "claim"),
    [
        ("币圈的人我一概不接", "mining_allowed"),
        ("没跟矿场做过生意", "mining_admitted"),
        ("明年底前必须拆", "not_in_cleanup"),
        ("退了没人赔", "exit_compensation"),
        ("生态放水老是不达标", "no_ecoflow_problem"),
    ],
)
def test_what_a_seller_is_told_to_deny_stays_denied(words: str, claim: str) -> None:
    assert (claim, "denied") in claims(PRESS.format(words))


AD = "四川凉山水电站转让，1260千瓦，{}，680万"


@pytest.mark.parametrize(
    ("words", "claim", "stance"),
    [
        ("年均160万度×0.3=48万", "payback", "asserted"),
        ("去年上网190万度，卖了五十来万", "payback", "asserted"),
        ("一年能有九十多万流水", "payback", "asserted"),
        ("查过了归到自愿退出那一档", "not_in_cleanup", "denied"),
        ("证件只剩一张立项", "papers_pending", "asserted"),
        ("泄流管去年被村民堵过", "no_ecoflow_problem", "denied"),
        ("转U过来马上签字", "crypto_payment", "asserted"),
        ("机器托管一度收两毛五", "euphemism_bigdata", "asserted"),
    ],
)
def test_sellers_oblique_words(words: str, claim: str, stance: str) -> None:
    assert (claim, stance) in claims(AD.format(words))


@pytest.mark.parametrize(
    ("words", "claim"),
    [
        ("1996年收回村里管", "payback"),
        ("限电轮不到咱", "not_in_cleanup"),
        ("下游减水段短", "no_ecoflow_problem"),
        ("水保验收已完成", "papers_pending"),
        ("4200一个千瓦让给你", "exit_compensation"),
    ],
)
def test_other_uses_of_the_words(words: str, claim: str) -> None:
    assert claim not in {one for one, _ in claims(AD.format(words))}
