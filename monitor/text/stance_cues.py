"""The expressions by which `stance` tells who speaks and what binds to a phrase; their words are data/text/cues.tsv."""

from __future__ import annotations

import re
from typing import Final

from monitor.text.cue_words import first_letters, load_cues
from monitor.text.expression import cued, expression

_W: Final = load_cues("cues.tsv")

# -- directly before the phrase --------------------------------------------------------------------------------------
_BETWEEN: Final = rf"{_W['between']}{{0,2}}$"
# 分别是201万、143万: the 别 of 分别 or 级别 forbids nothing.
NEGATION: Final = expression(rf"(?<![在能可是会有要想全齐])(?<![分级类特区](?=别)){_W['negation']}{_BETWEEN}")
# 清退不涉及: what is not touched is the phrase itself.
NOT_NEGATION: Final = expression(
    rf"(?:[清青]退|退出|清理|整治|名单|政策)[^,。]{{0,3}}不(?:涉及|影响|沾边)|{_W['no_negation']}$"
)
A_NOT_A: Final = expression(rf"{_W['a_not_a']}{_BETWEEN}")
# 别问能不能挖, 谁再来问能不能挖我都回不能: the seller will not even hear the question.
UNASKED: Final = expression(rf"{_W['unasked']}(?:再|老|总|来|还|都)*问(?:我)?[^,。]{{0,4}}$")
CONDITION: Final = expression(
    rf"(?!只要[\d一二两三四五六七八九十])(?:{_W['condition']}|(?<![例譬比])如(?![下图实期今约需]))[^,。]{{0,10}}$"
)
# 要求我们今年年底前拆: what the state requires of the seller
REQUIRED: Final = expression(
    r"(?<![已一相供响反按])(?<!按照)(?<!部门)(?!要求(?:我们?|咱们?|俺们?|本站|我站|该站|各站|站里|业主))"
    rf"(?:{_W['required']}|{_W['buyer']})[^,。]{{0,8}}$"
)
BUYER: Final = expression(_W["buyer"])
BUYER_DUTY: Final = expression(rf"(?:{_W['buyer']}|竞价人)[^。]{{0,16}}{_W['duty']}")
UNSURE: Final = expression(rf"{_W['unsure']}[^,。]{{0,6}}$")
# 多名卖家否认电站曾为矿场供电
DISAVOWED: Final = expression(r"(?:否认|矢口否认|不承认|不存在所谓的?|没有?卖家(?:愿意)?承认|无人承认)[^,。]{0,8}$")
# 谁说我站上了清退名单: nobody should.
RHETORIC: Final = expression(rf"{_W['rhetoric']}[^,。]{{0,8}}$")
HEARSAY: Final = expression(
    rf"(?:{_W['rumour']}|{_W['others_say']}(?:都|也|们|跟我|老|总|之前|以前)*(?:[说称讲传]|陈述|自述|反映)|据.{{1,4}}[说称讲])[^。\n]{{0,12}}$"
)
# 我从没说过能挖矿
NEVER_SAID: Final = expression(
    r"(?:从没|从未|没有?|未曾|不曾)(?:说|讲|写|提|答应|承诺)过?(?:这站|本站|我家)?[^,。]{0,2}$"
)
# 🙅⛏: an emoji refuses too; before 抵押 or 清退 it asserts.
SIGN_NOT: Final = expression("[🙅🚫❌⛔❎][^\\w,。]*$")
ENGLISH_NOT: Final = expression(r"(?:\bnot|\bno|n't|\bwithout|\bnever|\black(?:s|ing)?) (?:\w+ ){0,2}$")
# would not say whether the plant was connected
WHETHER: Final = expression(r"\bwhether (?:[\w'-]+,? ){0,12}$")
# 整治已过关, 打击名单: not that it is forbidden.
PROHIBITION: Final = expression(
    rf"{_W['prohibition']}(?!已|早|也|都|名单|范围|对象|行动|风|期间|那|过|刚|结束|完)[^。]{{0,30}}$"
)
# 以前可以挖矿,现在挖不了了
ONCE: Final = expression(rf"{_W['once']}[^。]{{0,8}}$")
# 别人卖站吹不在清退, 所谓“三年回本”
BOASTED: Final = expression(
    rf"{_W['boaster']}[^,。]{{0,8}}{_W['boasts']}[^。]{{0,8}}$|所谓的?[“「\"]?$|吹(?:什么|嘘)?[“「\"]?$"
)
# 隔壁站可挖矿, 附近的站都列入退出名单了, 和那些可挖矿的黑站不一样: of other plants; 和隔壁站一样能挖矿 is of this one.
ANOTHER_PLANT: Final = expression(rf"(?<![比离]){_W['neighbour']}(?:(?!{_W['alike']})[^,。;我本咱]){{0,8}}$")
SUCH_PLANTS: Final = expression(rf"{_W['neighbour_of']}[^,。;我本咱]{{0,4}}$")
PLANTS_AFTER: Final = expression(r"^的[^,。;]{0,3}(?:站|电厂)(?![^,。;]{0,4}一样(?![,。;]|$))")
# 政策允许的话可以挖矿; 想挖的话可以 is no condition but an offer.
PROVIDED: Final = expression(rf"{_W['provided']}的话(?!题)")
# Most phrases have none of these letters before them: a quick look in place of the expressions above.
_BEFORE: Final = (
    "negation", "a_not_a", "unasked", "condition", "required", "buyer", "unsure", "rhetoric", "rumour", "others_say",
    "prohibition",
)  # fmt: skip
BEFORE_CUE: Final = expression(f"[{''.join(first_letters(_W[name]) for name in _BEFORE)}如据从曾话a-z]")
DUTY_CUE: Final = expression(r"[受竞买承意接][^。]{0,4}[人方]")

# -- directly after it -----------------------------------------------------------------------------------------------
ASKS_AFTER: Final = expression(
    r"^(?:[^,。!;\n?.\U0001F300-\U0001FAFF]|\.(?! |[”」\"])|[\U0001F300-\U0001FAFF](?=[\U0001F300-\U0001FAFF?])){0,10}?"
    r"(?:吗|(?<![什怎那这多])么(?!样)|没有?(?=\?| *$)|"
    # 能 挖 矿 不 影 响: in a text of characters set apart 不 begins what follows.
    r"不(?=[?\n ]|$)(?! (?:[一-鿿] [一-鿿](?: |$)|影响|清退|退出|拆|整改|涉及|欠))|"
    # 手续呢都办齐了: 呢 may also begin what is said.
    r"(?<![度元毛分块万])呢(?![都也就全早已是没要在一][^没不?]|[两三四五六七八九\d度个边条座间])|嘛(?=\?)|啊?\?|"
    rf"{_W['checks']})"
)
# 能挖矿吗?能! 有抵押吗?没有。 An author who answers himself, after the question mark, or 统一回复: where there is none.
_SURELY: Final = rf"{_W['surely']}*"
_ANSWER: Final = (
    rf"^[^,。!;\n?]{{0,6}}(?:\?[”」\"]? ?{_SURELY}(?:{_W['replies']}:?)?|"
    rf"[,:]?{_SURELY}{_W['replies']}[:,]?{_SURELY})|^[^,。!;\n?/|、 ]{{0,6}} ?:{_SURELY}"
)
_ENDS: Final = r"的?(?=[,。!;\n~ ]|$)"
ANSWERED_YES: Final = expression(f"(?:{_ANSWER}){_W['yes']}{_ENDS}")
ANSWERED_NO: Final = expression(f"(?:{_ANSWER}){_W['no']}{_ENDS}")
# 等补偿的站有没有人要? asks for buyers, not for the compensation.
OFFERED_AFTER: Final = expression(
    r"^[^,。!;\n?]{0,8}(?:有没有人|有人|谁|哪位|哪个)(?:老板|想|愿意|肯)?(?:要|接|收|买|感兴趣)"
)
# 债务:无 是否退出类:否, 名单上没有 可以放机器: what ends one field or item denies nothing of the next.
FIELD_ENDS: Final = expression(
    r"(?::\s?(?:没有?|无|否|不|非|未)|(?:名[单册录]|榜|文件|公告|通报|抵押|贷款|债务?|纠纷|官司|查封|欠款)[上里中内]?[都也]?(?:没[有得]?|无|木得)|[贷欠罚税押诉债款]{1,3}(?:没得|木得))\s+$"
)
REFUSED_AFTER: Final = expression(
    rf"^(?:的|者|用|党|人|佬|的人)?(?:一律|请|都|全部|统统)?(?!不要(?:转账|现金|人民币|对公|rmb))(?:{_W['refused']}|不能(?!再))"
)
# 送矿机150台 不含机架: what is left out has a name of its own.
GONE_AFTER: Final = expression(
    rf"^[^,。]{{0,4}}?(?!(?:不含|不包括|不送|除外)(?![在任内])[\u4e00-\u9fff]{{2}}){_W['gone']}"
)
# 流量监控也没装, 取水证还没下来
NOT_AFTER: Final = expression(
    r"^(?:证|设施|设备|手续|条件)?(?:也|都|还|均|一直|至今|暂时|目前|并|尚)*(?:没有?|未)(?:能)?"
    rf"(?:{_W['not_done']}|有(?=[,。;\n ]|$)|(?=[,。;\n ]))"
)
# “一年回本”那句我没讲过, “可挖矿、送矿机”系他人编造, 送机器能挖矿,纯属诈骗
DISOWNED: Final = expression(
    r"^[^,。;\n“”]{0,8}[”」\"]?,?(?:[那这][句个条事]?(?:话|说法|字)?)?(?:我们?|本人|本站)?(?:从来|根本|可)?"
    rf"(?:没有?(?:讲|说|写|答应)过|(?:纯属|均属|全是|都是|系|是|为)[^,。;\n]{{0,6}}?{_W['disowned']}|"
    r"不是我(?:说|写|讲)|写错了?|别当真|不属实)"
)
# 手续没有任何问题: not that there are none.
NO_PROBLEM: Final = expression(rf"^(?:任何|什么|一点|半点)*{_W['problem']}")
# 别听“仍可挖”三个字, 别信那些包过户的
MISTRUST: Final = expression(
    rf"{_W['mistrust']}[^,。“「\"]{{0,6}}[“「\"]?[^,。“”「」\"]{{0,4}}$|什么的?[“「\"][^,。“”「」\"]{{0,4}}$|说什么[^,。]{{0,12}}$"
)
MISTRUSTS: Final = expression(_W["mistrust"])
# 凡是写着“币圈优先”的,厂房早断网了
WARNED: Final = expression(rf"{_W['warned']}[^,。]{{0,6}}?{_W['boasts']}(?:着|的|上|了|什么)*[^,。“”]{{0,4}}[“「\"]?$")
# A text with one of both speaks of claims though it offers nothing.
WARNS: Final = cued(rf"{_W['warned']}[^,。]{{0,6}}?{_W['boasts']}|{_W['mistrust']}")
# 真要坐等分红,他舍得卖给你? 如果真的什么批文都有,他为什么要卖?
IF_REALLY: Final = expression(r"(?:如果|要是|要|若|假如|倘若)?(?:真的?|当真|确实)(?:要|有|能|是|的)?[^,。]{0,6}$")
WHY_SELL: Final = expression(rf"[^。!?\n]{{0,16}}?{_W['why_sell']}")
# 三年回本纯属忽悠, “不会清退”骗鬼吧; 说手续齐全,真有这么好自己不留着?
DISBELIEVED_AFTER: Final = expression(
    r"[”」\"]?[,。]?(?:的|这[种话]|那[种话])?(?:业内人士|专家|律师|网友|我)?(?:看|认为|觉得|说|直言|怕|一听)?"
    rf"(?:都是|就是|全是|那是|这是|只是|不过是|无非是?|纯属|完全是?|简直是?|根本|基本|绝对)*{_W['unbelieved']}"
)
TOO_GOOD: Final = expression(
    rf"[^。!?\n]{{0,14}}?真(?:有|要是|是)?(?:这么|那么)(?:好|赚|香)[^。!?\n]{{0,8}}?{_W['why_sell']}"
)
# 哪些电站属于保留类? 什么叫退出类? 被列为退出类的电站还能转让吗? ask about other things than the plant's list.
WHICH: Final = expression(r"(?:哪些|哪类|哪几类|什么叫|什么是|啥叫|何谓|如何才)[^,。?]{0,8}$")
ON_A_LIST: Final = expression(r"[列退拆关]|整改|停")
TAKEN_FOR_GRANTED: Final = expression(
    r"类?(?:的(?:小?水?电站|站)?|之?后|以后|,(?:老板|补偿|有什么|怎么|租金))[^,。]{0,14}?(?:还|可以|能|怎么|怎样|如何|多少|标准|会有|不退)"
)
# 记者问还能不能挖矿, 当被问及是否收币, 评论里都在问几年回本: the question that the text tells of.
ASKED_OF: Final = expression(
    r"(?:(?<![访顾疑慰学提])问(?![题号世候责])|(?<![跟对和给他她])我说|(?:评论|弹幕|留言|底下)[里区]?(?:里|下)?(?:全|都|清一色)(?:是|在刷?))"
    r"(?:及|起|到|道|过|了|他|她|卖家|老板|站长|对方|业主|中介|我|一句|一下|的是)*[:,]?[“「\"]?[^,。!?;\n问]{0,10}?"
    r"(?:能不能|可不可以|会不会|有没有|要不要|在不在|是不是|让不让|给不给|能否|可否|是否|可以[^,。]{1,8}[吗么不]|[还能让给][^,。]{1,6}[吗么不]|多久|几年)"
    r"[^,。!?;\n”」]{0,12}$"
)
# 被问到能否挖矿时含糊其辞: what matters is the answer.
# 在被问到是否属清退对象时挂断电话; 是否在退出之列,对方未正面回答: the question alone says nothing.
ON_BEING_ASKED: Final = expression(
    r"[^,。!?;\n]{0,8}时[,含没沉避挂岔闭支顾笑]|[^,。!?;\n]{0,6},(?:对方|卖[家方主]|业主|站主|中介|老板|他|她)[^,。!?;\n]{0,4}?"
    r"(?:(?:未|没有?|不)[作做予给]?(?:任何)?(?:正面|直接|明确)(?:回答|回应|作答|答复|表态)|避而不|笑而不)"
)
# 所谓“三年回本”只是话术: sellers say so, whoever repeats it.
SO_CALLED: Final = expression(r"(?:所谓|自称|吹嘘|宣传)的?[“「\"][^”」\"。]{0,16}$|所谓的?[^,。“”「」]{0,4}$")
ENGLISH_ASKED: Final = expression(
    r"\b(?:ask(?:ed|s)?|wonder(?:ed|s)?|inquired?|enquired?)(?: him| her| the seller| the owner)? "
    r"(?:whether|if)\b[^.!?;]{0,40}$"
)
# 还“包过户”呢: irony.
IRONY_BEFORE: Final = expression(r"还[“「\"]?$")
IRONY_AFTER: Final = expression(r"^[”」\"]?呢")
AFTER_CUE: Final = expression(
    r"[:否吗么没不呢嘛?回答勿免别绕走慎滚除禁退拉搬卖送含另处清怎真是靠未系属错能可哪去莫请举报收立马一千都]"
)

# -- the sentence ----------------------------------------------------------------------------------------------------
QUESTION_WORD: Final = expression(
    rf"\?|(?<![十好没早前这那过])几年|{_W['question']}|没有?\s*$|[不么呢无]\s*$|(\w)[不没]\1|"
    r"[\u4e00-\u9fff][不么](?= )|(?<!不是)[\u4e00-\u9fff]还是[\u4e00-\u9fff]{1,5} *$|"
    r"(?:^|[:.] ?)(?:can|could|will|would|is|are|does|do|did|has|have) (?:i|you|it|we|they|there|this|that|he|the)\b"
)
PLAIN_QUESTION: Final = expression(rf"\?|{_W['plain_question']}")
CHECKS: Final = expression(_W["checks"])
NO_MORE: Final = expression(rf"{_W['now']}[^,。]{{0,6}}?(?:[不没停断拆撤封禁]|只[能可]|老实)|{_W['no_more']}")
FORBIDS: Final = expression(_W["forbids"])
PLATFORM: Final = expression(_W["platform"])
OWN_PLANT: Final = expression(_W["own_plant"])
# Words of somebody who looks for a plant: 想要广西的,带取水证; 谁有等拆迁的站?
WISH: Final = expression(
    rf"{_W['wish']}|有没有[^,。!?;\n]{{0,12}}(?:电站|水电|的站)[^,。!?;\n]{{0,6}}[出转卖让接]|{_W['wish_en']}"
)
# … and who tells of himself: 我方有矿机500台
BUYERS_OWN: Final = expression(
    r"(?:我方|我司|我们|本人|我|自己|客户|公司)(?:手里|手上|这边)?(?:有|自带|自有|现有|拥有|带)[^,。]{0,6}$|自[有带][^,。]{0,6}$"
)
# 网友质疑所谓“三年回本”, 分析师认为过于乐观
PRESS_DOUBT: Final = expression(rf"{_W['doubter']}[^。]{{0,16}}?{_W['doubted']}")
# 底下最高赞的评论是:“关停令还在路上吧”; 跟帖者却问:“水都没有,拿啥回?”
COMMENTED: Final = expression(
    r"(?:(?:网友(?![“「『\"]|发帖)|跟[帖贴]者?|(?:热|高赞|神)评|评论(?!员)|留言|围观者|コメント)"
    r"(?:(?![他她卖]|对方|业主|老板|站长|店主|帖文|[发原]帖|[帖楼]主|回复|转让|出售|[。!?\n“”「」『』\"]).){0,8}"
    r"|commenters?[^.!?\"\n]{0,24})(?:[“「『\"][^”」』\"\n]*|:[^”」』\"\n:。;]{0,12}.?)$"
)
SELLER: Final = expression(
    rf"{_W['seller']}|(?<=[,。])他[答回](?!避)|(?:公司|企业|电站)负责人|中介(?!机构|勿|费)|{_W['seller_en']}|{_W['seller_en_begins']}"
)
SELLER_SAYS: Final = expression(rf"{_W['says_so']}[^,。!?;:]{{0,6}}?{_W['says']}")
OTHER: Final = expression(
    rf"{_W['other']}|(?<!村)主任|(?<!知情)(?<!机构)人士|(?<!公司)(?<!企业)(?<!电站)(?<!转让方)负责人|矿[工主](?=[^,。]{{0,4}}(?:说|称|表示|透露|认为|坦言))|{_W['other_en']}|{_W['other_en_begins']}"
)
# 按照清理整治的分类,该站为保留类 tells of the plant.
RULES: Final = expression(rf"(?!(?:整治|清理整顿)的?(?:分类|类别|名录|台账|验收))(?:{_W['rules']})|{_W['rules_en']}")
# 知情人士称,该站…: not of sales as such, but of this plant.
TELLS_OF_PLANT: Final = expression(
    rf"{_W['teller']}[^。]{{0,12}}?(?:[说称讲]|表示|透露|介绍|显示)[^。]{{0,4}}{_W['this_plant']}"
)
QUOTE_MARK: Final = expression(r"[“”「」『』\"]")
OPEN_QUOTE: Final = expression(r"[“「『\"][^”」』\"]*$")
OPENS: Final = expression(r"[“「『\"]")
LATIN: Final = expression(r"[\x00-\x7f]*[a-z]")

# -- comments --------------------------------------------------------------------------------------------------------
# A line that only says that comments follow: ——网友评论—— 【全部留言(3)】
COMMENT_HEADER: Final = expression(
    r"^[ \t\-—–=*·#【\[<(~]*(?:网友|全部|最新|精彩|热门|用户|买家)?(?:评论|留言|跟帖|回帖|回复)(?:区|列表)?[ \t]*"
    r"(?:\(?\d+条?\)?)?[ \t\-—–=*·#】\]>)~:]*$",
    re.MULTILINE,
)
# 不在清退范围?去年公示我可看见了: the seller's words, repeated with a question mark, and more that asks nothing.
ASKED_BACK: Final = expression(r"[\d万千百度kw]{0,6}[”」\"]?(?:\?[^\n?吗呢]{2,}|=[^\n]{2,})(?:$|\n)")
ASKED_ON: Final = expression(r"\?[^\n?吗呢]{3,}$")
SAID_BY_SELLER: Final = expression(
    r"(?:^|[\n:,。!?])[^\n:,。!?]{0,3}(?:你们?|卖家|楼主|老板|还|又|居然)(?:说|写|吹|敢说)(?:的|是|什么)?[“「\"]?$"
)
DISBELIEF: Final = expression(rf"{_W['disbelief']}|{_W['disbelief_en']}")
DOUBT: Final = expression(rf"{_W['disbelief']}|{_W['doubt']}")
