"""What a seller's few words mean below the question they answer: warnings, comfort, nothing known, in two languages."""

from __future__ import annotations

import pytest

from monitor.extract import extract
from monitor.models import Document
from monitor.rules.load import load_knowledge
from monitor.text.lexicon import Lexicon

KNOWLEDGE = load_knowledge()
LEXICON = Lexicon(KNOWLEDGE.phrases, KNOWLEDGE.patterns)
SALE = "水电站转让1000千瓦,600万。"
ENGLISH = "1 MW hydropower plant for sale in Ganzi, Sichuan, 6 million yuan.\nComments\nBob: {}\nSeller: {}"
CHINESE = SALE + "\n评论\n老王:{}\n卖家:{}"


def stances(text: str, claim_type: str) -> set[str]:
    found = extract(Document("x", text), LEXICON, KNOWLEDGE).claims
    return {one.stance for one in found if one.type == claim_type} - {"asked", "doubted"}


def misread(talk: str, claim_type: str, expected: set[str], cases: dict[str, str]) -> dict[str, set[str]]:
    """The answers of `cases` (question: answers with blanks between) that are not read as expected."""
    pairs = [(question, answer) for question, answers in cases.items() for answer in answers.split("|")]
    told = {f"{one} {two}": stances(talk.format(one, two), claim_type) for one, two in pairs}
    return {pair: found for pair, found in told.items() if found != expected}


WARNINGS = {
    "挖矿有风险吗": "肯定有啊|有",
    "挖矿会被抓吗": "会|会的|肯定会",
    "搞挖矿要不要坐牢": "要|要的",
    "挖矿会罚款吗": "会罚的",
    "挖矿查得严不严": "严|很严",
    "放矿机供电局查不查": "查",
    "挖矿有人管吗": "有,别搞",
    "挖矿违法吗": "违法|是的|当然违法",
    "能挖矿吗?会不会被抓?": "会",
    "挖矿没人管吧": "有人管",
    "挖矿不行吧": "是的|对",
    "挖矿会不会没收机器": "会没收",
    "你们那还禁止挖矿吗": "一直禁的",
}
COMFORT = {
    "可以挖矿吗": "不用怕,没人管|没得人管,来就是|没啥不可以|不用问,能|没有限制|不影响,大家都这样搞|"
    "不碍事|不成问题|没事的,山里头|👌|要得|得",
    "能放矿机吗": "不超过500台都可以|不要太多就行|别怕,随便放",
    "不能挖矿吧?": "怎么不能|能的",
    "挖矿不行吧": "行",
    "挖矿有人管吗": "没人管|没",
    "挖矿会被抓吗": "不会的,山高皇帝远|没人抓",
    "上机器挖币有没有风险": "没风险",
    "挖矿违法吗": "不违法|可以挖的",
    "挖矿没人管吧": "没人管|对",
    "挖矿管得严吗": "不严",
    "能挖矿吧": "能",
}
REFUSALS = {
    "可以挖矿吗": "不可以|不让|没电给你挖|别搞|不行,没人敢|别想,犯法的",
    "能挖矿吗": "不能|不挖矿就行",
    "都禁了还能放矿机吗": "不|不能了",
    "查得这么严还能挖矿吗": "不了",
    "不能挖矿吧?": "嗯,不能|对",
}
UNKNOWN = (
    "没去查|没问过|没说|不是很了解|没看到名单,不晓得|不排除|没定|没准|"
    "没把握|不敢保证|还没通知|不好讲|没人说得清|不能肯定"
)


def test_a_yes_to_a_question_for_dangers_is_a_warning() -> None:
    assert misread(CHINESE, "mining_allowed", {"denied"}, WARNINGS) == {}


def test_comfort_that_begins_with_a_no_is_no_refusal_and_a_refusal_stays_one() -> None:
    assert misread(CHINESE, "mining_allowed", {"asserted"}, COMFORT) == {}
    assert misread(CHINESE, "mining_allowed", {"denied"}, REFUSALS) == {}


def test_who_does_no_mining_says_nothing_of_its_dangers() -> None:
    told = misread(CHINESE, "mining_allowed", set(), {"挖矿违法的吧?": "我们不搞这个|没挖过|不是我挖的"})
    assert not [pair for pair, found in told.items() if "asserted" in found]


def test_who_does_not_know_says_nothing_and_a_plain_no_stays_one() -> None:
    asked = {"有没有上清退名单": UNKNOWN, "会不会被清退": UNKNOWN}
    assert misread(CHINESE, "not_in_cleanup", set(), asked) == {}
    plain = {"有没有上清退名单": "没有|没上|没得|不在|没列", "会不会被清退": "不会|不可能|没有的事"}
    assert misread(CHINESE, "not_in_cleanup", {"asserted"}, plain) == {}
    assert misread(CHINESE, "no_disputes", set(), {"有没有纠纷": "不敢说没有|不清楚|没影响"}) == {}
    assert misread(CHINESE, "no_disputes", {"asserted"}, {"有没有纠纷": "没有|无|没有任何纠纷"}) == {}
    assert misread(CHINESE, "papers_complete", {"asserted"}, {"证都有吧": "有,都在|都有"}) == {}


def test_answers_in_english_are_read() -> None:
    yes = {"Can I mine bitcoin there?": "Yes|Yes, no problem.|Sure|No restrictions.|Why not|Absolutely|可以"}
    no = {
        "Can I mine bitcoin there?": "Nope|You can't|Absolutely not.|Of course not|No. Against the law.",
        "Is bitcoin mining illegal there?": "Yes",
    }
    unknown = {"Can I mine bitcoin there?": "Not sure|No idea|Maybe|Yesterday I sold it|Northern grid decides"}
    assert misread(ENGLISH, "mining_allowed", {"asserted"}, yes) == {}
    assert misread(ENGLISH, "mining_allowed", {"denied"}, no) == {}
    assert misread(ENGLISH, "mining_allowed", set(), unknown) == {}
    listed = {"Is it on the closure list?": "No.|It's not.", "Will it be demolished?": "No, it won't"}
    assert misread(ENGLISH, "not_in_cleanup", {"asserted"}, listed) == {}
    assert misread(ENGLISH, "not_in_cleanup", {"denied"}, {"Is it on the closure list?": "Yes, sadly."}) == {}
    assert misread(ENGLISH, "not_in_cleanup", set(), {"Is it on the closure list?": "No idea.|Not that I know."}) == {}
    assert (
        misread(ENGLISH, "papers_complete", {"asserted"}, {"Are all permits in place?": "Yes|Yes, all of them."}) == {}
    )
    assert misread(ENGLISH, "crypto_payment", {"asserted"}, {"Can I pay in USDT?": "Yes.|Yes, sure."}) == {}
    assert misread(CHINESE, "mining_allowed", {"asserted"}, {"能挖矿吗?": "Yes."}) == {}


@pytest.mark.parametrize(
    ("words", "claim_type", "expected"),
    [
        ("有人问可不可以挖矿,我说可以", "mining_allowed", {"asserted"}),
        ("有老板问挖矿行不行,行的", "mining_allowed", {"asserted"}),
        ("谁说不能挖矿?我这就能", "mining_allowed", {"asserted"}),
        ("清退风波?跟我站半毛钱关系没有", "not_in_cleanup", {"asserted"}),
        ("有人说要拆?谣言", "not_in_cleanup", {"asserted"}),
        ("有人问会不会清退,我说不会", "not_in_cleanup", {"asserted"}),
        ("有人问可不可以挖矿,我说不可以", "mining_allowed", {"denied"}),
        ("有人问挖矿犯不犯法,犯法", "mining_allowed", {"denied"}),
        ("有人问会不会清退,我不知道", "not_in_cleanup", set()),
        ("有人问能不能挖矿,我没答应", "mining_allowed", set()),
    ],
)
def test_an_author_answers_the_questions_that_he_tells_of(words: str, claim_type: str, expected: set[str]) -> None:
    assert stances(f"{SALE}{words}。", claim_type) in (expected, expected or {"denied"})
