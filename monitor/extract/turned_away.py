"""Tells that who asked was sent away: 去年有人来谈挖矿我没答应 allows no mining, 有人要拿U付,我没答应 takes none."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final

from monitor.extract.context import HARD_BREAKS, right_of
from monitor.extract.found import Found
from monitor.models import Span
from monitor.text.expression import cued, expression
from monitor.text.normalise import Normalised

TYPES: Final = frozenset({"mining_admitted", "mining_allowed"})
PAID: Final = "crypto_payment"
BID: Final = "cheap_power"  # what they would have paid is no price of the seller's
REACH: Final = 44  # characters from the suit to the answer, and from the answer on to its taking back
PAY_REACH: Final = 20  # characters from the coins to the refusal
MARKS: Final = 3  # commas between the two
_MINING: Final = (
    r"(?:挖(?:矿|币|比特币?|以太坊?|b|k)|矿(?:场|主|老板|机|工|友|圈|商|企|池|佬|上)|[搞做玩开跑]矿|[搞做玩炒]币|币圈"
    r"|kj|wk(?![a-z])|比特币|虚拟货?币|数字货币|加密货币)"
)
_NO_MARK: Final = r"[^,。;!?\n]"
# What was done, not asked: 来挖了两年, 租过; what is wanted may be.
_DONE: Final = r"(?!过?(?:了|完)|过(?:[一两二三几半\d]|矿|电))"
_WISH: Final = r"(?:想|要|打算|提出|愿意?|欲|拟|请求|申请|要求|洽谈|有意|准备|求着?|商量着?|希望|企图)"
_DEED: Final = r"(?:租|买|包|承包|收购|入股|合作|挖|放|上|进|来|拉|架|摆|搞|做|用|接|供|参股|长租|建|开)"
_SUIT_VERB: Final = (
    rf"(?:来(?:谈|问|找|打听|看|洽谈|商量|联系|说|咨询|过)|找(?:我|过|上门|到|来)|上门|登门|问过|问我|打听过|咨询过"
    rf"|谈过|看过"
    rf"|联系(?:我|过|供电|用电|买电|合作)|打(?:过|来|了)?{_NO_MARK}{{0,3}}电话|托人|出(?:高)?价|出(?:到"
    rf"|过)?[两双\d一二三四五六七八九]"
    rf"|{_WISH}{_NO_MARK}{{0,6}}?{_DEED}{_DONE}|来{_NO_MARK}{{0,3}}?(?:租|买|包|谈){_DONE})"
)
_SOMEBODY: Final = (
    r"(?:有|某|一|几|好几|两|三|多|外地|广东|四川|福建|浙江|朋友|别)[个些位帮伙拨家]?(?:外地|的)?(?:人|老板|公司"
    r"|企业|团队|家)"
)
# 挖矿的来找过好几次, 有矿老板想包电; 有人来谈挖矿, 有人要拉矿机来
_SUIT: Final = cued(
    rf"(?:(?<![可能合供于])(?<!可以)(?<!优先){_MINING}{_NO_MARK}{{0,12}}?(?:(?<=[的主友工人家板司])[,])?(?:去年"
    rf"|前年|今年|之前|以前|曾经?|也|都|还|天天|经常|老是)?{_SUIT_VERB}"
    rf"|{_SOMEBODY}{_NO_MARK}{{0,10}}?(?:{_SUIT_VERB}|{_WISH}){_NO_MARK}{{0,12}}?{_MINING}"
    rf"|(?<!欢迎)(?<!可以)(?<!随时)来(?:问|谈|找|打听|咨询|聊)过?{_NO_MARK}{{0,6}}?{_MINING}"
    rf"|(?:找|联系|问|劝|鼓动|游说)(?:过|到)?(?:我|我们|本站|咱们?){_NO_MARK}{{0,8}}?{_MINING})"
)
_WHO: Final = (
    r"(?:我方?|我们|咱们?|本人|业主|股东会?|村[里民上]?|家里|老婆|镇上|公司|老板娘|老爷子|合伙人|大家|电站|站里"
    r"|这边|一家|一个|当时)?"
)
_QUITE: Final = (
    r"(?:也|都|全|全部|统统|通通|一概|一律|一口|当场|当即|始终|一直|坚决|直接|就|还是|可|但|却|硬是|死活|最后|最终"
    r"|从来|从|根本|压根|均|已|被|给|把|他们?|人家?|其|对方)*"
)
_NOT_THEIRS: Final = r"(?<!他)(?<!他们)(?<!对方)(?<!人家)(?<!老板)(?<!矿场)(?<!矿主)"
_REFUSED: Final = expression(
    rf"{_NOT_THEIRS}(?:没有?|未予?|不曾|不予)(?:再|敢|肯|去)?"
    r"(?:答应|同意|应承|应|松口|点头|动心|动摇|听(?=[,。;!他]|$)|达成|签约|接受|理(?!由|想|清|顺)|搭理|理睬|合作"
    r"|谈成|谈拢|谈妥|成交|成功|成(?=[,。;!]|$)|干(?=[,。;!]|$)|办(?=[,。;!]|$)"
    r"|批准|肯(?=[,。;!]|$)|(?:卖|租|接|供|给|让|放|谈|包|做|搞|要)(?![几多完光出满过好到成什啥么少钱]"
    r"|一[分毛])(?:给|进|放|来|挖|干|成)?(?:他们?|人家|过)?(?:来|挖|进来|放)?)"
    rf"|{_NOT_THEIRS}(?<!理由)(?<!不会)(?<!没有)(?<!没人)(?<!无人)(?<!谁)不(?:同意|答应|肯|松口|接受|干(?=[,。;!]|$)|接(?=[,。;!]|$)|租(?:给"
    rf"|(?=[,。;!]|$))|卖(?:给|(?=[,。;!]|$))|让(?:来|进|挖|放|他|(?=[,。;!]|$))|行(?=[,。;!]|$))"
    r"|谈都没谈|理都[没不]理|想都没想|没门|免谈|免了"
    r"|(?<![没未不有会要])(?:拒绝|回绝|婉拒|谢绝|推掉|推了|推辞|推脱|否决|拒了|拒掉|拒之门外|赶走|轰走|撵走|打发走?"
    r"|劝退|骂走|挡回|挡了|顶回|请走|辞了)"
)
_ANSWER: Final = expression(rf"[,。;! ]*{_WHO}{_QUITE}")
# 开始没答应,后来还是租给他了
_TAKEN_BACK: Final = expression(
    r"[^。!\n]{0,16}?(?:后来|最后|最终|再后来|直到|结果|今年|第二[年次]|才|就|可?还是|终于)[^,。;没不未拒]{0,6}?"
    r"(?:租给|卖给|供给|答应|同意|给了|租了|卖了|干了|让他|让来|签了|接了|放了|进来了|挖了|合作了|进场|上机"
    r"|(?<=才)[卖租给供接干让放])"
)
# What else stands between: done after all, others who are refused, an invitation, 没理由拒绝.
_WENT_ON: Final = expression(
    r"(?:租|包|挖|跑|供|用|干|放|合作|做|搞|待|续)(?:了|过)(?:[一两二三四五六七八九十几半大\d]|电)|续[租签约]|租给"
    r"|供给|卖给了|涨价|到期"
    r"|优先|欢迎|就来|随时|国网|电网|南网|供电[局所公]|中介|一口价|还价|没有?(?:理由|办法|法)|无法|不好意思|不便"
)
_OF_OTHERS: Final = expression(r"(?:中介|还价|砍价|讲价|国网|电网|[定订押]金|租金|钱|价|散户|个人|贷款)")
# A refusal now (不接, 不租) answers what was asked, not an invitation: 挖矿的来,不接中介.
_TOLD: Final = expression(r"有|曾|[去前今]年|以前|之前|当年|原来|早年|20|[过了]|想|要|欲|拟")
_ENGLISH: Final = cued(
    r"(?<![a-z])(?:(?:bitcoin|crypto(?:currency)?|coin|btc) ?(?:miners?|mining|people|crowd|company|outfit|buyers?"
    r"|firm)|miners|mining (?:company|people|firm|outfit|crowd))"
    r"(?![a-z])[^.;\n]{0,40}?(?<![a-z])(?:wanted|asked|offered|came|approached|enquired|inquired|called|tried|hoped"
    r"|begged)(?![a-z])[^.;\n]{0,60}?"
    r"(?<![a-z])(?<!not )(?<!never )(?:refused|declined|said no|rejected|turned (?:\w+ ){0,3}(?:down|away)"
    r"|sent (?:\w+ ){0,2}away|didn't agree|did not agree)(?![a-z])"
)


# 推掉了好几拨矿老板
_SENT_AWAY: Final = cued(
    rf"(?<![没不未有])(?:拒绝|回绝|婉拒|推掉|谢绝|赶走|轰走|撵走|打发"
    rf"|劝退)[了过掉走]{{0,2}}{_NO_MARK}{{0,6}}?{_MINING}"
)


_COIN: Final = (
    r"(?:usdt|usdc|(?<![a-z])u(?![a-z盘型形槽])|泰达币?|虚拟货?币|加密货币|数字货币|比特币"
    r"|以太坊?|btc|稳定币|币(?!圈|友))"
)
_PAYER: Final = (
    r"(?:(?:有|某|一|几|好几|两|三|多|外地|广东|福建|浙江|朋友)[个些位帮伙拨家]?(?:外地|的|想买的?)?(?:人|老板|买家|客户|朋友|公司|主)"
    r"|买家|买主|买方|客户|对方|来看站的)"
)
# 有人要拿U付, 买家提出付泰达币, 有人想用USDT买
_PAY_SUIT: Final = cued(
    rf"{_PAYER}{_NO_MARK}{{0,6}}?(?:想|要|提出|提过|愿意?|打算|欲|拟|请求|要求|说|问|出|开口|非要|希望|商量|坚持)"
    rf"{_NO_MARK}{{0,8}}?{_COIN}"
)
_PAY_REFUSED: Final = expression(
    r"(?:没有?|未予?|不曾)(?:再|敢|肯|去)?(?:收|接(?:受|他)?|要|答应|同意|应承|松口|干|认|理|谈[成拢妥]|成交|卖|换|听|做|搞)(?!了|少|多)"
    r"|(?<!会)(?<!没)(?<!是)不(?:敢|肯|能|会|想|愿)?(?:收|接受?|要|认|行|干|同意|答应|考虑|做|可以|换|卖)(?!紧|了解|少|白)"
    r"|(?<![没未不有会要])(?:拒绝|回绝|婉拒|谢绝|推掉|推了|否决|拒了|拒掉|赶走|打发|劝退|顶回|免谈|没门|退(?:了|回)|谈崩|谈不[拢来成])"
)
# 有人出280万U我没卖,300万U可以; 有人想付现金我没答应,只收U
_PAID_AFTER: Final = expression(
    rf"[^。!\n]{{0,14}}?(?:(?<![不没])(?:收|付|可|要|用|认|走){{1,3}}{_COIN}|{_COIN}[^,。;不没]{{0,3}}(?:可|行|也收|都收)|后来|最后|最终还是)"
)
_CASH: Final = expression(r"现金|人民币|刷卡|支票|汇票|分期|贷款|中介|还价|砍价")
_ENGLISH_PAY: Final = cued(
    r"(?<![a-z])(?:buyers?|someone|somebody|people|man|client|party|one)(?![a-z])[^.;\n]{0,30}?(?<![a-z])(?:wanted|asked|offered|tried|proposed"
    r"|insisted|hoped)(?![a-z])[^.;\n]{0,30}?(?<![a-z])(?:usdt|tether|bitcoin|btc|crypto(?:currency)?|stablecoins?)(?![a-z])"
    r"[^.\n]{0,30}?(?<![a-z])(?<!not )(?<!never )(?:refused|declined|said no|rejected"
    r"|turned (?:\w+ ){0,3}(?:down|away)|(?:did not|didn't|won't) (?:accept|agree|take|want))"
    r"(?![a-z])"
)


def turned_away(found: Iterable[Found], normalised: Normalised) -> list[Found]:
    """The wordings, where somebody asked and the seller refused as denials whose range holds the refusal. O(n)."""
    found = list(found)
    types = {one.type for one in found}
    if PAID in types:
        found = _denied(
            found, frozenset({PAID}), _spans(payments_refused(normalised.plain.text), normalised), normalised
        )
    if not types & (TYPES | {BID}):
        return found
    places = _spans(refusals_in(normalised.plain.text), normalised)
    found = _denied(found, TYPES, places, normalised)
    return [one for one in found if one.type != BID or not any(_overlap(one.span, place) for place in places)]


def _spans(places: Iterable[tuple[int, int]], normalised: Normalised) -> list[Span]:
    return [normalised.plain.span(*place) for place in places]


def payments_refused(text: str) -> Sequence[tuple[int, int]]:
    """The ranges of the folded text from a buyer's wish to pay in coins to the seller's refusal."""
    told = [match.span() for match in _ENGLISH_PAY.finditer(text)]
    for match in _PAY_SUIT.finditer(text):
        limit = right_of(text, match.end(), HARD_BREAKS, PAY_REACH)
        refusal = _PAY_REFUSED.search(text, match.end(), limit)
        if refusal and not (_CASH.search(text, match.start(), refusal.end()) or _PAID_AFTER.match(text, refusal.end())):
            told.append((match.start(), refusal.end()))
    return told


def refusals_in(text: str) -> Sequence[tuple[int, int]]:
    """The ranges of the folded text from what miners asked for to the refusal."""
    told = [match.span() for one in (_ENGLISH, _SENT_AWAY) for match in one.finditer(text)]
    for match in _SUIT.finditer(text):
        if end := _refused_at(text, match.end()):
            told.append((match.start(), end))
    return told


def _refused_at(text: str, start: int) -> int | None:
    """Where the refusal ends that answers the suit before `start`; None: there is none, or it was taken back."""
    limit = _reach(text, start)
    refusal = _REFUSED.search(text, start, limit)
    if refusal is None:
        return None
    between = text[start : refusal.start()]
    others = _WENT_ON.search(between) or _OF_OTHERS.match(text, refusal.end())
    if between.count(",") > MARKS or others or _TAKEN_BACK.match(text, refusal.end()):
        return None
    invited = refusal[0].startswith("不") and _TOLD.search(text, max(0, start - REACH), refusal.start()) is None
    return None if invited else refusal.end()


def _reach(text: str, start: int) -> int:
    """The end of the sentence; of the next one only its first words, where it begins with the answer."""
    end = right_of(text, start, HARD_BREAKS, REACH)
    answer = _ANSWER.match(text, end)
    if answer and (refusal := _REFUSED.match(text, answer.end())):
        return refusal.end() + 1
    return min(len(text), end + 1)


def _denied(
    found: Iterable[Found], types: frozenset[str], places: Sequence[Span], normalised: Normalised
) -> list[Found]:
    return [_refused(one, places, normalised) if one.type in types else one for one in found]


def _refused(one: Found, places: Sequence[Span], normalised: Normalised) -> Found:
    """A wording that stands in the suit is the seller's refusal: both are its words."""
    if one.stance not in {None, "asserted"}:
        return one
    for place in places:
        if _overlap(one.span, place):
            span = Span(min(one.span.start, place.start), max(one.span.end, place.end))
            start, end = normalised.dense.locate(span)
            return one._replace(stance="denied", span=span, start=start, end=end)
    return one


def _overlap(one: Span, other: Span) -> bool:
    return one.start < other.end and other.start < one.end
