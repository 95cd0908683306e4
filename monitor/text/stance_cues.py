"""The words by which `stance` tells who speaks and what binds to a phrase: questions, negations, conditions, duties."""

from __future__ import annotations

import re
from typing import Final

from monitor.text.expression import expression

# -- directly before the phrase --------------------------------------------------------------------------------------
FILLER: Final = (
    r"(?:再|能|能够|可以|可|被|有|是|会|敢|用于|用来|用|得|让|准|许|接受|支持|完全|全部|任何|"
    r"做|搞|于|在|给|去|算|太|说|办|取得|提供|供应|对外|进行|涉及|列|并|接)"
)
NEGATION: Final = expression(
    r"(?<![在能可是会有要想全齐])(?:不是|并不是|并非|不能|不可|不得|不准|不许|不会|不|没有|没|"
    rf"从未|尚未|还未|未|无法|无|非|禁止|严禁|拒绝|谢绝|杜绝|别|勿|莫|休想){FILLER}{{0,2}}$"
)
NOT_NEGATION: Final = expression(
    r"(?:清退|青退|退出|清理|整治|名单|政策)[^,。]{0,3}不(?:涉及|影响|沾边)|(?:不但|不仅|不光|不只|不过|不管|不论|无论|并不|毫不|不用说|不限|不差|没问题|无忧|除非)$"
)
# 别问能不能挖, 谁再来问能不能挖我都回不能: the seller will not even hear the question.
UNASKED: Final = expression(r"(?:别|不要|甭|莫|勿|少|谁|哪个)(?:再|老|总|来|还|都)*问(?:我)?[^,。]{0,4}$")
A_NOT_A: Final = expression(
    r"(?:是不是|能不能|可不可以|可不可|有没有|会不会|要不要|在不在|是否|能否|可否|有无|算不算|"
    rf"属不属于|有没){FILLER}{{0,2}}$"
)
CONDITION: Final = expression(
    r"(?:如果|假如|倘若|要是|一旦|万一|若是|若|如(?!下|图|实|期|今|约|需)|除非|只要|只有|凡是?|哪怕)[^,。]{0,10}$"
)
REQUIRED: Final = expression(
    r"(?:要求|必须|须|务必|需要|需|应当|应|受让方|竞买人|买受人|承租人|意向方|意向受让方|买方|买家)[^,。]{0,8}$"
)
BUYER: Final = expression(r"受让方|竞买人|买受人|承租人|意向方|意向受让方|买方|买家")
BUYER_DUTY: Final = expression(
    r"(?:受让方|竞买人|买受人|承租人|意向受让方|意向方|买方|竞价人)[^。]{0,16}(?:须|应|需|自行|承诺|提供|具备|具有)"
)
UNSURE: Final = expression(r"(?:不保证|不敢保证|无法保证|不确定|不清楚|不知道|不知|不晓得|没法保证|不担保)[^,。]{0,6}$")
HEARSAY: Final = expression(
    r"(?:听说|据说|听讲|传闻|网传|(?:别人|有人|人家|大家|邻居|村里人|老乡|朋友|中介|上家|前任|前业主|原业主|前老板|上一任)(?:都|也|们|跟我|老|总|之前|以前)*"
    r"(?:说|称|讲|传)|据.{1,4}(?:说|称|讲))[^。]{0,12}$"
)
ENGLISH_NOT: Final = expression(r"(?:\bnot|\bno|n't|\bwithout|\bnever|\black(?:s|ing)?) (?:\w+ ){0,2}$")
PROHIBITION: Final = expression(r"(?:严禁|禁止|不得|不准|查处|整治|打击|取缔|责令)[^。]{0,30}$")

# One of these stands in whatever the expressions above match: most phrases have none of them before them.
BEFORE_CUE: Final = expression(
    r"[不没未无非禁拒谢杜别勿莫休是能可会要否有如若果假倘旦万除只凡哪必须需应方受竞买承意说听据"
    r"传网别严查整打取责a-z]"
)
AFTER_CUE: Final = expression(r"[吗么没不呢嘛?回答勿免别绕走慎滚除禁退拉搬卖送含另处清怎真是靠未系属错]")
DUTY_CUE: Final = expression(r"[受竞买承意][^。]{0,4}[人方]")

# -- directly after it -----------------------------------------------------------------------------------------------
ASKS_AFTER: Final = expression(
    r"^[^,。!;\n?]{0,10}?(?:吗|么(?!样)|没有?(?=\?| *$)|不(?=[?\n ]|$)|呢|嘛(?=\?)|啊?\?|"
    r"怎么查|怎么核实|怎么看|真的假的|是真是假|靠谱)"
)
# 能挖矿吗?能! 有抵押吗?没有。 An author who answers himself.
_SO: Final = r"(?:当然|肯定|必须|绝对|都|也|完全|我|就|一律|统一|直接|只能)*"
_ENDS: Final = r"的?(?=[,。!;\n~ ]|$)"
# After the question mark, or after 统一回复: where there is none.
_SAYS: Final = r"(?:回复?|答复?|回答|告诉你)"
_ANSWER: Final = rf"^[^,。!;\n?]{{0,6}}(?:\?[”」\"]? ?{_SO}(?:{_SAYS}:?)?|[,:]?{_SO}{_SAYS}[:,]?{_SO})"
ANSWERED_YES: Final = expression(rf"{_ANSWER}(?:能|可以|有|是的?|全|齐|没问题|在的?|带|送|行|没毛病|ok){_ENDS}")
ANSWERED_NO: Final = expression(
    rf"{_ANSWER}(?:不(?:能|行|可以|可能|带|送|在|是|存在|会|让|卖|敢)?|没有?|无|别想|没门){_ENDS}"
)
# 流量监控也没装, 取水证还没下来.
NOT_AFTER: Final = expression(
    r"^(?:证|设施|设备|手续|条件)?(?:也|都|还|均|一直|至今|暂时|目前|并|尚)*(?:没有?|未)(?:能)?"
    r"(?:装|办|建|做|通过|过关|到位|完成|接|拿|下来|验|批|弄|搞|配|有(?=[,。;\n ]|$)|(?=[,。;\n ]))"
)
# “一年回本”那句我没讲过, “可挖矿、送矿机”系他人编造, 送机器能挖矿,纯属诈骗.
DISOWNED: Final = expression(
    r"^[^,。;\n“”]{0,8}[”」\"]?,?(?:(?:那|这)(?:句|个|条|事)?(?:话|说法|字)?)?(?:我|我们|本人|本站)?(?:从来|根本|可)?(?:没有?(?:讲|说|写|答应)过|"
    r"(?:纯属|均属|全是|都是|系|是|为)[^,。;\n]{0,6}?(?:编造|造谣|谣言|盗图|诈骗|假的|骗人|误传|不实|胡说|瞎说|乱写)|不是我(?:说|写|讲)|写错了?|别当真|不属实)"
)
REFUSED_AFTER: Final = expression(
    r"^(?:的|者|用|党|人|佬|的人)?(?:一律|请|都|全部|统统)?(?:勿扰|勿问|勿进|勿来|免谈|免问|"
    r"别来|别问|别扰|不要|绕道|走开|慎入|不接|不行|不可|不允许|不卖|不谈|不让|不能|滚|除外|"
    r"禁止|退散)"
)
GONE_AFTER: Final = expression(
    r"^[^,。]{0,4}(?:已拉走|已经拉走|已搬走|已卖|不送|不卖|不含|不包括|除外|另算|另谈|另议|拉走了|已处理|已清)"
)

# -- the sentence ----------------------------------------------------------------------------------------------------
QUESTION_WORD: Final = expression(
    r"吗|\?|请问|是否|能不能|会不会|有没有|在不在|是不是|怎么查|几年|多久|多少|哪里|什么|"
    r"为什么|为啥|没有?\s*$|[不么呢无]\s*$|(\w)[不没]\1|咋|能否|可否|有无|几多|求问|求证|行不"
)
# 以前可以挖矿,现在挖不了了
ONCE: Final = expression(r"(?:以前|之前|原来|原先|早年|前几年|前两年|过去|曾经?|当年|去年|本来|早先)[^。]{0,8}$")
NO_MORE: Final = expression(
    r"(?:现在|如今|目前|今年|后来|而今|现|眼下)[^,。]{0,6}?(?:不|没|停|断|拆|撤|封|禁|只能|只可|老实)|不行了|停了|断了|拆了|封了|不让"
)
# 别人卖站吹不在清退, 所谓“三年回本”
BOASTED: Final = expression(
    r"(?:别人|人家|同行|有些人|那些|有的)[^,。]{0,8}(?:吹|喊|写|标|打着)[^。]{0,8}$|所谓的?[“「\"]?$|吹(?:什么|嘘)?[“「\"]?$"
)
FORBIDS: Final = expression(r"严禁|禁止|不得|违规|违法|不准|不允许|取缔|打击|下架|封号|踢")
PLATFORM: Final = expression(
    r"国家|政策|规定|平台|闲鱼|群规|本群|群内|入群|法律|法规|依法|有关部门|文件精神|温馨提示|平台提醒|安全提示"
)
OWN_PLANT: Final = expression(r"本站|我站|我们站|我这|这站|该站|电站(?:内|里)|受让方|承租|买方|买家")
# 网友质疑所谓“三年回本”, 分析师认为过于乐观
PRESS_DOUBT: Final = expression(
    r"(?:网友|专家|分析师|分析人士|业内人士?|律师|学者|业内|有人|读者|评论区?)[^。]{0,16}?(?:质疑|怀疑|不信|不可能|过于乐观|不现实|不靠谱|忽悠|噱头|骗局|幌子|"
    r"存疑|夸大|水分|说不通|靠不住|不可信)"
)
# A line that only says that comments follow: ——网友评论—— 【全部留言(3)】
COMMENT_HEADER: Final = expression(
    r"^[ \t\-—–=*·#【\[<(~]*(?:网友|全部|最新|精彩|热门|用户|买家)?(?:评论|留言|跟帖|回帖|回复)(?:区|列表)?[ \t]*"
    r"(?:\(?\d+条?\)?)?[ \t\-—–=*·#】\]>)~:]*$",
    re.MULTILINE,
)
# Words of somebody who looks for a plant: 想要广西的,带取水证; 谁有等拆迁的站?
WISH: Final = expression(
    r"求购|求租|求(?:一|个)|想[要买收租找接]|诚[收购]|长期收|[收找]个|[收找]一[座个]|谁(?:家|那里|手里|手上)?有|哪位(?:老板)?有|"
    r"有没有[^,。!?;\n]{0,12}(?:电站|水电|的站)[^,。!?;\n]{0,6}(?:[出转卖让]|接)|预算|"
    r"wanted|looking (?:for|to buy)|want to buy"
)
# … and who tells of himself: 我方有矿机500台
BUYERS_OWN: Final = expression(
    r"(?:我方|我司|我们|本人|我|自己|客户|公司)(?:手里|手上|这边)?(?:有|自带|自有|现有|拥有|带)[^,。]{0,6}$|自[有带][^,。]{0,6}$"
)
# … who asks all the same: 人家说不在清退范围,怎么核实啊
CHECKS: Final = expression(
    r"怎么(?:核实|查|确认|看|验)|靠谱|真的假的|是真是假|是真的吗|能信|可信|哪里(?:能|可以)?查|去哪查"
)
PLAIN_QUESTION: Final = expression(
    r"\?|吗|请问|请教|求问|问下|问一下|有没有人?(?:知道|懂)|有懂的|谁知道|咋(?:办|样|整|查)"
)
OPEN_QUOTE: Final = expression(r"[“「『\"][^”」』\"]*$")
SELLER_SAYS: Final = expression(
    r"(?:卖家|卖方|转让方|业主|老板|站长|店主|中介|中间人|对方|他|她)[^,。!?;:]{0,6}?(?:说|称|讲|话|直言|坦言|坦承|宣称|声称|自称|号称|表示|承诺|保证|强调)"
)
QUOTE_MARK: Final = expression(r"[“”「」『』\"]")
LATIN: Final = expression(r"[\x00-\x7f]*[a-z]")
# 不在清退范围?去年公示我可看见了: the seller's words, repeated with a question mark, and more that asks nothing.
ASKED_BACK: Final = expression(r"[\d万千百度kw]{0,6}[”」\"]?(?:\?[^\n?吗呢]{2,}|=[^\n]{2,})(?:$|\n)")
SAID_BY_SELLER: Final = expression(
    r"(?:^|[\n:,。!?])[^\n:,。!?]{0,3}(?:你|你们|卖家|楼主|老板|还|又|居然)(?:说|写|吹|敢说)(?:的|是|什么)?[“「\"]?$"
)
DISBELIEF: Final = expression(
    r"鬼才信|谁信|不信|骗|忽悠|假的|吹牛|才怪|做梦|胡说|扯淡|扯吧|笑死|想得美|怎么可能|不可能|"
    r"别信|拉倒|\bscam\b|\bfake\b"
)
DOUBT: Final = expression(
    r"鬼才信|谁信|不信|骗|忽悠|假的|吹|呵呵|哈哈|顶风|风险|质疑|怀疑|存疑|可疑|别信|小心|坑|"
    r"胡说|扯|笑死|做梦|还敢|早晚|迟早|关停|清退了|拉倒|才怪|拆了|停了|被封|违法|违规|举报|"
    r"真敢|想得美|谁敢|不可能|怎么可能|翻车|\bscam\b|\bfake\b|doubt"
)
SELLER: Final = expression(
    r"卖家|卖方|转让方|出让方|业主|站长|老板|电站主|店主|出售者|发布者|对方|转让信息|出售信息|"
    r"挂牌|广告|标注|宣称|声称|自称|号称|承诺|兜售|标价|叫价|要价|开价|商品描述|页面|帖|启事|讯息|截图|话术|中介(?!机构|勿|费)|中间人|文案|出品者|売り手|卖り手|"
    r"待售|待转让|所转让|挂出|拟转让|"
    r"出价|\bowners?\b|\bsellers?\b|\bhe\b|\bshe\b|\bads?\b|listing|promis|insist|claim|boast|advertis|vendor"
)
OTHER: Final = expression(
    r"业内人士|知情人士|专家|律师|教授|主任|币圈人士|从业者|矿工|矿主|研究员|分析师|分析人士|"
    r"官员|负责人|网友|看客|人士|机构|工作人员|客服|法官|水利局|发改局|供电局|主管部门|官方|"
    r"县政府|村民|\banalysts?\b|\bofficials?\b|\bexperts?\b|\bauthorit|\bregulators?\b|"
    r"\bgovernment"
)
RULES: Final = expression(
    r"发改委|能源局|国务院|各部门|等部门|有关部门|通知|文件要求|明确要求|严禁|禁止|严肃查处|"
    r"查处|整治|打击|清理整顿|叫停|规定|办法|监管部门|金融委|公安|ban(?:ned)? |"
    r"ordered"
)
PLANT: Final = expression(r"电站|水电|电厂|该站|hydro|plant|station")
