"""Wordings of claims that have gaps or numbers in them, as expressions: what no list of phrases can hold.

DENSE expressions are read on the text without spaces and marks, PLAIN ones (numbers) on the text with them. Each names
words of which one stands in every text it matches; one automaton finds them all, and an expression is tried only
around its words. So the cost follows the words found, not the number of expressions.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from ahocorasick_rs import AhoCorasick

from monitor.models import Stance

REACH: Final = 36  # characters each side of a word within which its expression must lie
REACH_LATIN: Final = 90


@dataclass(frozen=True, slots=True)
class Wording:
    """One expression of a claim type; `stance` as in `Phrase`."""

    claim_type: str
    needs: tuple[str, ...]
    expression: re.Pattern[str]
    stance: Stance | None = None
    reach: int = REACH


def _wording(claim_type: str, needs: str, expression: str, stance: Stance | None = None) -> Wording:
    reach = REACH_LATIN if needs.isascii() and " " not in needs[:1] and needs[0].isalpha() else REACH
    return Wording(claim_type, tuple(needs.split()), re.compile(expression), stance, reach)


# -- building blocks -------------------------------------------------------------------------------------------------
_LIST: Final = r"(?:清退|清理|退出|整改|整顿|关停|拆除|取缔|淘汰|整治|清查)"
_EXIT: Final = r"(?:清退|退出|关停|拆除|取缔|淘汰|拆掉)"
_WHERE: Final = r"(?:范围|名单|之列|名录|目录|对象|行列|清单|范畴|批次|里|类|册|计划)(?:之内|内|里面|里|上)?"
_US: Final = r"(?:到)?(?:我们(?:这个?)?站?|咱们?|本站|该站|这个?站|这座|我家|我站|他们|它)?"
_MINE: Final = r"(?:挖矿|挖币|挖比特币|挖以太坊?|挖btc|挖eth|wakuang|wk(?![a-z])|哇矿|娃矿|挖kuang|挖石广|挖广石|挖k(?![a-z])|挖況|挖况)"
_RIG: Final = r"(?:矿机|石广机|广石机|kuang机|kj(?![a-z])|显卡机?|蚂蚁s\d+|蚂蚁矿|神马|阿瓦隆|(?<![a-z])s19|(?<![a-z])s17|(?<![a-z])s9(?!\d)|(?<![a-z])m[23][01]s?(?!\d)|(?<![a-z])t17)"
_RACK: Final = r"(?:机架|货架|矿架|架子|水帘|风机|挖矿设备|散热风扇)"
_GRID: Final = r"(?:电网|供电局|供电公司|电力公司|供电所|供电部门|大网|主网|国网|南网|省网)"
_COUNT: Final = r"(?:\d+|[一二三四五六七八九十百千两几]+)"
_PAPER: Final = r"(?:手续|证件|证照|证书|批文|批复|资料|证|审批|牌照|许可)"
_NAMED: Final = (
    r"(?:(?<!过户)(?<!变更)(?<!交接)(?<!登记)(?<!交割)(?<!转让)(?<!交易)手续|证件|证照|批文|环评|取水(?:许可)?证?|水保|水土保持|林地|土地证?|用地|不动产权?证?|房产证|产权证|房屋(?:所有权|产权)?证|权证|安全鉴定|竣工验收|许可证|水资源论证|"
    r"电力业务许可|发电证|立项|核准)"
)
_LACKS: Final = (
    r"(?:不全|不齐|不太全|不完善|不完备|不完整|不足|欠缺|缺失|没有(?!问题)|没(?=$|做|办|下|批|拿|续|换|弄|搞|齐|全)|未办|未取|未续|未批|未做|未完|未齐|无(?=$)|还差|还缺|还没|还未|尚未|尚缺|已经?于?(?:20\d\d)年(?:\d+月)?(?:\d+日)?到期|在办|在补|在换|补办|待办|待补|办理中|"
    r"申请中|审批中|正在办|正在申|正在换|正在补|过期|逾期|到期(?:了|未|没|正在|还|要换)|失效|自行补|自己补|自己办|自己去补|丢了|自己跑|自己弄|自己解决|买家自[理办]|买方自[理办]|自行解决|走流程|没下来)"
)
_BURDEN: Final = r"(?:纠纷|债务|负债|抵押|质押|担保|贷款|欠款|官司|诉讼|查封|冻结|外债|债权债务|争议|仲裁|欠账|扯皮|纠葛)"
_PRICE_UNIT: Final = r"(?:0?\.\d{1,4}|\d(?:\.\d)?毛\d?分?|[一二两三四五六]毛[一二三四五六七八九半]?\d?分?|\d分\d?|[一二两三四五六七八九]分)"
_AMOUNT: Final = r"(?:\d[\d.]*|[一二两三四五六七八九十百千]+)(?:来|多|余|几|上|大)?(?:十|百|千)?(?:来|多|余|几)?"

DENSE: Final[tuple[Wording, ...]] = (
    _wording("not_in_cleanup", "清 退 整 关停 拆 取缔 淘汰", rf"(?:不|没有?|未)(?:再|被|会)?(?:在|属于?|列入?|列在|纳入|进入?|上|入|是)(?:[^不没未无]{{0,8}}?){_LIST}(?:[^不没未无]{{0,3}}?){_WHERE}"),
    _wording(
        "not_in_cleanup", "清 退 整 拆 名单 文件 政策 关停",
        rf"(?:{_LIST}|拆|名单|文件|政策|督查|督察)[^不没未无]{{0,8}}(?:(?:不会?|没有?|未|无)(?:会|被|受)?(?:影响|涉及|波及|牵涉|包括|点到|点名|点|列|提到|轮到|在内|沾边){_US}|(?:轮|排|查|动|管|碰|摸)不(?:到|着|上|了){_US}"
        rf"|(?:跟|和|与)(?:我们|本站|我|咱们?)(?:站)?(?:都)?(?:没关系|没有关系|无关|不沾边|不相干|不搭界)|没有?(?:我们|咱们?|本站|该站|这个?站|这座|我家|我站|我))",
    ),
    _wording("not_in_cleanup", "退 拆 关停 整改 清", r"(?:不用|不会|不需要|无需|免于|不必|不要求)(?:被|再)?(?:清退|退出|拆除|关停|整改|清理|拆|退(?!款|换|货|税|还))"),
    _wording("not_in_cleanup", "清单 名单", r"(?:清退|退出|拆除|整改|清理)?名单(?:里|上|中|内)?(?:也|都|并)?(?:没有?|无|找不到|查不到|看不到)(?:我们|本站|该站|这个?站|我|它|的名字)?"),
    _wording("not_in_cleanup", "清 退 关停 拆", rf"(?:已经?|被|早已?|也)(?:经)?(?:被)?(?:列入|纳入|划为|定为|列为|列进|划入|进)(?:了)?[^不没未]{{0,4}}?{_EXIT}(?:类|名单|范围|对象|计划)?", "denied"),
    _wording("not_in_cleanup", "拆 退 关", r"(?:明年|今年|年底|马上|即将|后年|月底|下半年)(?:底|前)?(?:就)?(?:要|会|得)?(?:被)?(?:拆除|拆掉|拆|清退|退出|关停|关掉)(?!迁)", "denied"),
    _wording("not_in_cleanup", "退", r"(?:是|属于?|划为|定为|列为)(?:限期|立即)?(?:退出|清退)(?:类|站|对象|电站)", "denied"),
    _wording("not_in_cleanup", "清退 退出 关停 拆", r"(?:会不会|是否|是不是|在不在|有没有)(?:被|在|列入|属于)?[^。]{0,6}?(?:清退|退出|关停|拆除?|清理|整改)(?:范围|名单|类)?", "asked"),
    _wording("not_in_cleanup", "清退 退出 拆除 关停", r"(?:没|未|不)(?:有)?(?:进|在|入|列入|上|被)(?:过)?(?:清退|退出|拆除|关停)"),
    _wording("not_in_cleanup", "通知", r"(?:没|未)(?:有)?(?:接到|收到|下)?(?:过)?(?:任何)?(?:退出|清退|拆除|关停|整改)?(?:的)?通知(?:说)?要?(?:退|拆|关|停)?"),
    _wording("not_in_cleanup", "清退 退出 拆 关停", r"(?:可能|估计|迟早|早晚|肯定|属于)[^不没未无]{0,8}?(?:要|会|被)(?:清退|退出|拆除?|关停)(?:的)?(?!迁)", "denied"),
    _wording("not_in_cleanup", "退类 影响", rf"不(?:属于?|在|是)退(?:出)?类|不受[^不没未]{{0,8}}?(?:{_LIST}|政策|环保)[^不没未]{{0,4}}?(?:影响|波及|限制)"),
    _wording("not_in_cleanup", "退 关停 拆除", r"(?:在|进了?|上了?)(?:限期|立即|县里|市里|省里)?(?:的)?(?:退出|清退|关停|拆除)(?:类)?(?:名单|范围|清单|之列)(?:之内|内|里|上)?", "denied"),
    _wording("category_kept", "整改", r"(?:已|全部|都|均|早)?(?:经)?(?:通过|完成)(?:了)?(?:清理)?整改(?:验收|销号)?"),
    _wording("category_kept", "整改", r"整改(?:类)?(?:已|都|全部|早)?(?:经)?(?:完成|完毕|到位|验收|销号|通过|合格|结束|做完|搞完|改完|过了|好了|完了)(?:销号|验收|合格|通过)?"),
    _wording("category_kept", "保留", r"(?:属于?|是|定为?|列[为入]|评[为定]|划[为入]|归[为入]|评估为)保留(?:类|站|电站|名单)?(?!意见|地|了|原)|保留(?:类|站(?!点)|电站|名单)(?:别|电站|里)?"),
    _wording("papers_complete", "证 手续 批 资料 牌照", rf"(?<![保认验凭论见公签考领无存可])(?:[四五六七八九十]|各类|各种|所有|全部|相关|该有的)?{_PAPER}(?:方面|什么的)?(?:必须|要|须|一定|也|都|全都|全部|全|是|很|均|基本|非常|已经?|都已|样样|一概|一应|绝对|肯定|比较|挺)*(?:齐全|齐备|完备|完善|完整|俱全|齐|全|ok)(?:的|了|套)?(?![部套抵到])"),
    _wording("papers_complete", "证 手续 批 资料", rf"(?<![保认验凭论见公签考领无可])(?:[四五六七八九十]|各类|各种|所有|相关|该有的)?{_PAPER}(?:必须|要)?(?:都|全|均|样样|一样|一个|全都|都已|全部)(?:有|在|办[好齐了]|不[缺少差]|没问题|到位|办完|拿到|是真的|合法)"),
    _wording("papers_complete", "环评 取水 土地 水保 立项 核准 林地 该有 全套 样样 一样 一个 全证", r"全套(?:证|手续|批文|资料)|(?:环评|取水|土地|水保|立项|核准|林地)(?:证|批复|手续)?[^不没未无。]{0,12}?(?:都|均|全部|全)(?:已|已经)?(?:办[好齐了完妥]|齐全|到位|批了|拿到)|该有的(?:证|手续|证件)?都有|(?:证照?|手续|批文)(?:样样|一样|一个)(?:都)?(?:不少|不缺|不差|有)|全证(?!券|明|据|书|监)"),
    _wording("grid_connected", "网 供电 电力公司", rf"(?:并入|接入|接到|接上|接了|接|并到|并上|并|卖给|卖到|送到|送入|送|输送到|输入|联入|上)(?:了)?[^不没未无]{{0,9}}?{_GRID}"),
    _wording("grid_connected", "网 供电 电力公司", rf"{_GRID}(?:公司)?(?:全额|全部|按月|按时|准时|直接|统一|代为|都)*(?:收购|结算|收电|月结|代购|买断|打款|付款|回款|结账|收(?!费))"),
    _wording("turnkey_running", "即 就 直接 马上 立", r"(?:接盘|接手|接过去?|到手|拿到手?|得到|买(?:下|来|到|了|回去?|过去)?|拿下|过户|交(?:钱|接|割|付)|付(?:款|完款|清|钱)|入手|给钱|收购)(?:之?后|完|当天|次日|过来|过去)?(?:即可|就能|就可以?|即能|可直接|直接|可立即|立即|立刻|马上|立马|当天|便可|随时|就|即)(?:就|可以|能|可)*[^不没未无办]{0,4}?(?:运转|开机|运行|发电|开工|生产|收益|赚钱|营运|运营|收电费|盈利|投产|跑|(?<!试)用(?!途)|开(?!发|具|票|始|户|办)|收钱|经营|来钱)"),
    _wording("turnkey_running", "插 通电 合闸", r"(?:插上?|通上?|合上?)(?:电|闸)?(?:就|即)(?:能|可以?)?(?:用|跑|发电?|开机?|挖)"),
    _wording("grid_connected", "并着 并了 并好", r"并(?:着|了|好)(?:了|的)?(?:网|电网)?(?=$|的|网|卖|在|没)?"),
    _wording("grid_connected", "网", r"(?:还没有?|尚未|没有?|未)(?:并|接|上|入)(?:上|入|到)?(?:了)?(?:大|电)?网", "denied"),
    _wording("grid_connected", "脱网 断网 解网 解列 停运 停止发电", r"(?:已经?|目前|现已?|早已?)*(?:停运|停机|停产|停发)?(?:后)?(?:脱网|断网|解网|解列|被解除并网)", "denied"),
    _wording("turnkey_running", "当天 随时 现在", r"(?:当天|当日|随时|立马)(?:就)?(?:能|可以?)(?:开机|发电|开|运行|生产)"),
    _wording("mining_allowed", "挖 wk wakuang 矿 kj 哇 娃", rf"(?:可以?|能够?|适合|支持|允许|可供|用于|用来|继续|照样|随便|方便|欢迎|拿来|用作|照常|偷偷|放心)(?:继续|直接|放心|用来|用于|拿来|做|搞|干|虚拟货币|的|去|私下)*(?:{_MINE}|矿场|矿(?=$)|挖(?=吗|的|$|没问题))(?:没有?问题|都行|也行)?"),
    _wording("mining_allowed", "矿 机器 kj 显卡 蚂蚁 神马 阿瓦 s19 s17 s9 m2 m3 石广 广石 kuang t17", rf"(?:可以?|能够?|适合|支持|允许|随便|方便|欢迎)(?:继续|直接|放心)?(?:上|放|架|摆|跑|挂|托管|装|开|带|容纳|安置|进)(?:{_COUNT}台?)?(?:{_RIG}|机器(?!设备)|矿)"),
    _wording("mining_allowed", "挖 wk wakuang kj 矿 机器", rf"(?:{_MINE}|kj|矿机|机器拉?来|矿场)(?:的)?(?:都|也|随便|照样|照常|一样|随时|尽管|就)?(?:没有?问题|可以|可(?!靠)|ok|放|能跑|能挖|行(?!业|情|为)|首选|佳选|优选|优先|友好|专用|宝地|绝佳|合适|随意)(?:放|跑|上|挖)?"),
    _wording("mining_allowed", "机器 矿机", rf"(?:放|上|跑|架|挂|带)(?:个|它)?(?:几|{_COUNT})*[百千]?台?(?:机器|矿机)(?:都|也)?(?:没(?:有)?(?:压力|问题)|毫无压力|随便|轻松|都行|不成问题)"),
    _wording("mining_allowed", "挖矿", r"合作挖矿|挖矿(?:用|使用|需要|自用)|用来挖矿"),
    _wording("mining_allowed", "币 矿", r"(?:矿友|币友|懂币|玩币|币圈|矿圈|做矿|搞矿|挖矿|矿场)(?:的)?(?:老板|朋友|大佬|兄弟|客户|人士?|同行)?(?:优先|速来|速联|首选|欢迎|看过来|勿错过)"),
    _wording("mining_allowed", "挖", rf"(?:不允许|不准|不许|禁止|严禁|不得|拒绝|不接受|杜绝|谢绝|不同意|不欢迎)[^。不]{{0,8}}?(?:{_MINE}|矿场|矿机)", "denied"),
    _wording("mining_admitted", "矿 挖 机器 矿工", rf"(?:之前|以前|原来|原先|原本|前几年|前[一二两三]年|去年|前年|曾经?|一直|过去|早年|现在|目前|至今|正在?|仍在?|长期|此前|现有?)(?:就|都|也|还|一直)*(?:是|有|在|被|给)?[^不没未可能送带谁敢]{{0,6}}?(?:矿场|{_MINE}|矿机|矿工|矿主|矿老板|机器在跑|机器跑着|机器在用)(?:供过?电|在用|在跑|用电|使用|在挖|跑着|租用|包电)?"),
    _wording("mining_admitted", "矿场 矿机 矿工 矿主 挖过", r"(?:给|卖给|(?<!可)供给?|租给|供应)(?:过)?(?:[^不没未]{0,3})(?:矿场|挖矿|矿机|矿工|矿主|矿老板)(?:用|供过?电|供应)?|(?:矿场|矿机|矿老板)(?:还|正|仍)?在(?:用|跑|挖|租)|挖过(?:几年)?矿"),
    _wording("rigs_included", "矿机 机架 货架 水帘 显卡 s19 s17 s9 m2 m3 神马 阿瓦隆 蚂蚁 机器 kj 风扇 风机", rf"(?:送|带|含|附带?|赠送?|另送|连同?|配套?|搭|外加|包括|包含|留下?|还有)(?:的|有|了|上|着)?[^不没未可能放挖]{{0,8}}?(?:{_RIG}|{_RACK}|挖矿机)(?:{_COUNT}[台套个架])?(?:和?{_RACK})?"),
    _wording("rigs_included", "矿机 机架 货架 水帘 机器 显卡 s19 s17 s9 m2 m3 蚂蚁 神马 阿瓦隆 kj 架子 风机", rf"(?:{_RIG}|{_RACK}|机器)(?:{_COUNT})?[台套个架]?[^不没未另]{{0,4}}(?:一起|一并|一同|打包|全送|都送|也送|随站|奉送|白送|免费送|附赠|赠送)(?:转让?|卖|走|出|给|打包|带走)?"),
    _wording("rigs_included", "机架 矿机 机器 货架 水帘", rf"(?:{_RIG}|{_RACK}|机器)[^不没未]{{0,6}}?(?:都|全|也|全部)?(?:留下|留给你?|不拿走|归你|归买家)"),
    _wording("rigs_included", "矿机 机器 机架", r"(?:矿机|机器|机架)(?:都|已经?|全部|早就?|全)*(?:拉走|搬走|卖掉|运走|撤走|处理掉)", "denied"),
    _wording("direct_supply", "线", r"(?:从|由|在)?(?:我|电站|本站|站里|厂房|发电房|机房|开关站)[^不没未无并网]{0,8}?(?:接|拉|架|牵|走)(?:一?根|一?条|专用|专)?线(?:路)?(?:给你|过去|过来)?"),
    _wording("direct_supply", "专线", r"(?:厂房|机房|车间|集装箱|场地)[^。]{0,8}?专线|(?:可|能|可以|已|有|自有|直接|独立)(?:以)?(?:拉|架|接|走|供)?(?:一?条)?专线(?!并|上网|接入|联网)|专线(?:直供|供电|到|给你|接到|入户)"),
    _wording("direct_supply", "直供 直接 自发自用 私拉 网前 不走 不经", r"网前(?:供?电|用电)?|(?:电站|站里|站内|厂里|水电|我们?)?(?:直供电?|直接(?:供电|拉电|接电|取电|用电)|拉线供电)(?:给[^。]{0,3})?|不(?:走|经过?|通过|过|入)(?:国家)?(?:电网|国网|南网|供电局|网)"),
    _wording("direct_supply", "厂房 机房 集装箱 车间", r"(?:厂房|机房|车间)(?:就)?(?:在|挨着|靠着|紧挨|紧邻)?(?:电站|发电房)?(?:旁|边上|隔壁|旁边)[^。]{0,4}?(?:放|建|上|装|摆)?(?:集装箱|机器|机房)?"),
    _wording("no_disputes", "纠纷 债 抵押 质押 担保 贷款 欠 官司 诉讼 查封 冻结 争议 仲裁 扯皮 纠葛", rf"(?:无|没有?|不存在|未|零|不涉及|未设|未发生)(?:任何|存在|涉及|设定|设置|设立|对外|过|被|产权|经济|债权|法律|股权|银行|重大|其他|上述|股东|也?没有?|也?无|和|或)*{_BURDEN}(?:(?:和|或|及|以及|也?没有?|也?无|不存在)*{_BURDEN})*"),
    _wording("no_disputes", "产权 权属 股权 所有权", r"(?:产权|权属|所有权|股权)(?:关系|归属)?(?:非常|很|都|十分|完全|是)?(?:清晰|清楚|明晰|明确|干净|归(?:个人|本人)所有)"),
    _wording("no_disputes", "贷款 欠款 债务 抵押", r"(?:贷款|欠款|债务)[^不]{0,8}?(?:没还|未还|还没还|未结清|没结清|没清)|(?:还欠|尚欠|欠着|还差)[^不没未无]{0,6}?(?:贷款|银行|债|钱)|(?:还有|背着)[^不没未无]{0,6}?(?:贷款|债务|官司)", "denied"),
    _wording("no_ecoflow_problem", "生态 下泄", r"(?:生态|最小下泄|下泄)(?:下泄)?(?:流量|泄流|基流|放水)?(?:泄放|设施|设备|监控|监测|闸|阀|管)*(?:已经?|都|均|全部|也|安)?(?:达标|没有?问题|无问题|合格|验收|满足|装好|已装|联网|正常|合规|核定|过关|接入|完善|到位|通过|按要求)(?:[^不没未]{0,3}联网)?"),
    _wording("no_ecoflow_problem", "生态", r"(?:装|安装|设|加装|配)(?:了|好|有|上)?生态[^不没未]{0,4}?(?:监控|监测|泄放|设施|流量|设备|闸)"),
    _wording("expansion", "扩 增容 加装 再 还能 还可", r"(?:可以?|能|还可|还能|具备|有|可再|能够|方便)(?:进行|再|继续|通过)?(?:技改|改造|增效)?(?:扩容|增容|扩建|扩机|扩装|增加装机|增装|扩到|增效扩容)(?:改造|条件|空间|潜力)?|(?:还能|还可以?|可以?再|能再|可再)(?:上|加|装|建|增|开发)(?:加|装|设)?(?:一|1|两|2)(?:台|级|个)(?:机组?|电站|站)?"),
    _wording("safety_grade", "标准化", r"标准化[^不没未]{0,6}?[一二三123]级|[一二三]级标准化"),
    _wording("safety_grade", "大坝 安全", r"(?:大坝|坝体|水库)(?:安全)?(?:鉴定|评估|评定)?(?:已|均|为)?(?:安全可靠|[一二]类坝?|合格|牢固|没问题|通过|a级)|安全鉴定(?:已|为)?(?:合格|通过|[ab一二]类?)"),
    _wording("exit_compensation", "补偿 赔 补助 拆迁", r"(?:补偿|赔偿|拆迁|补助)(?:款|金)?(?:全|都)?(?:归|给)(?:买|新|受让|你|接手)[^。]{0,2}|(?:拆迁|征收|拆除|退出|关停|清退|拆|退)(?:了|也|都|还|时|后)*(?:会|能)?有(?:一笔)?(?:国家|政府)?(?:补偿|赔偿|补助)|(?:等|坐等|等着)(?:拿|领)?(?:拆迁|政府|国家)?(?:补偿|赔偿|拆迁)款?|(?:补偿|赔偿)款?(?:估计|预计|大概|能有|可拿|不少)"),
    _wording("private_reason", "原因 出国 移民 照顾 周转 转行 发展 打理 养老 孙 身体 年纪 年龄 分歧 不和 儿 子女 合伙 股东 年近 岁 别的 其他 夫妻 全家 东主 业主", r"(?:年近|已经?|快|都)[五六七八][十]多?(?:岁)?|(?:做|搞|投|干)(?:别的|其他|其它|新)(?:项目|生意|事)|(?:夫妻|全家|一家人?|老两口)[^不没未]{0,4}?(?:去|到|回|迁|移)|(?:股东|合伙人)(?:之间)?(?:闹|有)?矛盾|(?:东主|业主|股东|全家|场主)(?:已|要|都|准备)?(?:移民|转行|出国|退休)|(?:儿子|女儿|子女|孩子|后代)(?:都)?(?:不愿|不想|不肯|没兴趣|不接)|(?:合伙人?|股东)(?:之间)?(?:意见不?|闹|分家|不一)|(?:要|准备|打算|想|需要?|得)(?:去|回|到)[^不没未。]{0,5}?(?:发展|养老|带孙子?|照顾|陪读|定居|工作|做生意|上班)(?:父母|老人)?|(?:照顾|陪伴)(?:父母|老人|家人|孩子|孙子|老婆)|(?:无暇|没时间|没精力|没空|无力|没人|无人)(?:打理|管理|照看|经营|照管|看管)|(?:年纪|年龄|岁数)(?:大|太大|偏大)(?:了)?|(?:身体|健康)(?:不好|欠佳|不行|有恙|原因|吃不消)|(?:资金|手头)(?:周转|紧张|紧|困难)|股东(?:意见)?(?:分歧|不和|不合|散伙|退出)|(?:老板|本人|我)(?:已|要)?(?:转行|改行|退休|移民|出国)"),
    _wording("urgent_sale", "急 亏 赔 忍痛 割 低价 便宜 甩 贱", r"(?:低价|亏本|赔本|忍痛|含泪|割肉|赔钱|降价|便宜|跳楼价|白菜价|超低价)(?:急)?(?:转让?|出售?|卖了?|处理|甩卖?|售|割爱|抛)|(?:急|着急|紧急|急着)(?:转让?|售|卖|用钱|需用钱|脱手|处理|让)(?!速|换|变|弯|停)|急急急?|不让干了|甩卖|贱卖|贱价|(?:亏本|赔本|赔钱|低价)(?:也|都)(?:要|得)?(?:出|卖|转)"),
    _wording("guarantee", "包 有人 没人 无人 熟人 关系 查 打点 摆平 搞定", r"手续(?:我们?|都|全|全部|由我)+(?:包|搞定|办好)|包(?:过户|手续|办(?!公|理好交)|批|过(?:审|关|检)|验收|年检|变更|并网|环评|整改)|(?:过户|手续|证件|审批)(?:全)?包办?(?!括|含)|(?:当地|上面|局里|里面|水利局?|电力局?|政府|供电局?|县里|市里)(?:都)?有(?:人|熟人|关系)|关系(?:都)?(?:到位|硬|搞定|铺好|过硬|打通)|(?:保证|保|绝对|肯定|包)(?:没人|不会?|无人)(?:被)?查|查不到(?:你|我们|的)?|没人(?:来)?查|不会(?:有人)?(?:来)?查|(?:已|都|全)(?:打点|摆平|搞定)"),
)  # fmt: skip

PLAIN: Final[tuple[Wording, ...]] = (
    _wording("papers_pending", "手续 证 批文 环评 水保 水土 林地 土地 用地 鉴定 验收 许可 立项 核准 论证", rf"{_NAMED}(?:方面|暂时|目前|也|都|还|有些|部分|有的|因故|已于?\d*年?|到\d+年)*[^,。;!?\n ]{{0,3}}?{_LACKS}(?:办|完|了|续|下来|齐)?"),
    _wording("papers_pending", "手续 证 批文 环评 水保 林地 土地 用地 鉴定 验收 许可 立项 核准 论证", rf"(?<![不无])(?:缺少?|还差|差|(?<![从])无|没有?|未取得|未办理?|没办|没做|未做|尚未办理|尚未取得|尚未办|正在(?:补)?办理?|补办|欠|需补|待补|待办)(?:了|个|一个|任何|相关|部分|有效|办理|取得|过)?{_NAMED}(?!问题|纠纷|齐|全|到期)"),
    _wording("private_reason", "因", r"因为?(?!此|故|素|设备|技术|政策|天气|环保|清退|退出|历史|疫情|洪|线路|电网|上游|枯水|检修|不可抗|机组|水|雨|地|山|国|县|村|该|其|受|被|未|没|无|不|涉|经|电|装|项目|公司破产|拍)[^,。;:!?\n ]{2,14}?(?=[,。;!?\n ]|忍痛|低价|急|现转|转让|出售|才|$)"),
    _wording("cheap_power", "毛 分 0. .", rf"(?<![\d.]){_PRICE_UNIT}(?:元|块)?(?:/度|一度|每度|的|钱|左右)?(?:电(?!价|量|网|费|站)|给你|供你|供电|包电)"),
    _wording("cheap_power", "毛 分 0. .", rf"(?<![\d.价]){_PRICE_UNIT}(?:元|块)?(?:/|一|每)度"),
    _wording("cheap_power", "电费 用电 电力成本 算你 给你 供电 电低 电只 电才 电仅", rf"(?:电费|用电|用电成本|电力成本|算你|给你|供电价?|电(?=[低只才仅]))(?:成本|价格?)?(?:只要?|才|仅|低至|算|按|大概|约|是|在|不到|可到|可以到|低到|:)?{_PRICE_UNIT}(?:元|块|以内|左右|一度|/度|每度)*"),
    _wording("cheap_power", "电价 电费 用电 电成本", rf"电(?:力)?成本(?:约|才|只|仅|不到)*{_PRICE_UNIT}|(?:度电成本|(?<!上网)电价|电费|用电)(?:可|能|可以)?(?:做到|低到|降到|控制在|谈到|只要|低至)?{_PRICE_UNIT}(?:元|块|以内|左右)*(?=.{{0,4}}(?:包|给|供)|$)|(?:度电成本|(?<!上网)电价|电费|用电)(?:可|能|可以)?(?:做到|低到|降到|控制在|谈到|低至){_PRICE_UNIT}|度电成本{_PRICE_UNIT}"),
    _wording("cheap_power", "以内 以下", rf"(?<![\d.]){_PRICE_UNIT}(?:元|块|一度|/度)*以[内下]"),
    _wording("cheap_power", "丰水", rf"丰水期?(?:电价|电费|电)?(?:只要?|才|仅|低至|约)?{_PRICE_UNIT}(?:元|块|以内|左右|几)?"),
    _wording("cheap_power", "cent usd $ yuan", r"(?:power|electricity)(?: (?:costs?|price[ds]?|is|rate))?(?: only)?(?: at| of| for| just| from)? ?(?:(?:usd|rmb|\$) ?)?[\d.]+ ?(?:cents?|yuan|usd|/kwh)"),
    _wording("payback", "回本 收回", r"(?:\d+(?:-\d+)?|[一二两三四五六七八九十半]{1,3})(?:来|多|个)?(?:年|个月)(?:左右|之?内|多|时间)?(?:就|可|即|便|基本)*(?:能|可以?)?(?:回本|收回(?:成本|投资|本钱)|回收成本)"),
    _wording("payback", "回本 回收 回报 年化", r"(?:回本|回收|投资回收)(?:周期|期|时间)?[^,。;\n]{0,4}?(?:\d+|[一二两三四五六七八九十])年|(?:回报率?|收益率|年化)[^,。;\n\d]{0,5}\d+(?:\.\d+)?(?:%|个点)"),
    _wording("payback", "收入 利润 收益 赚 进账 净利 收电费 盈利 纯利 分红", rf"(?<![\d])(?:年|每年|一年|月|每月|全年|年均|年纯|常年)(?:电费|净|纯|毛|稳定|综合)*(?:收入|利润|纯利|分红|净利|盈利|净赚|收益|赚|进账|收电费|毛利|产值)(?:大概|约|在|能有|有|可达|达|稳定在|近|能到|大约|可)*{_AMOUNT}万?(?:元|块|以上)?"),
    _wording("payback", "一年 每年 一个月", rf"(?:一年|每年|一个月|每月)(?:到头|下来|大概|大约|能|可以?|就|稳|净|纯)*(?:收|赚|挣|进账|有|落)(?:入|到)?(?:大概|约|个)?{_AMOUNT}万(?!度|千瓦|kwh)"),
    _wording("payback", "earn bring pay back payback income", r"(?:brings? in|earns?|earning|makes?|generates?|income of|profits? of)[^.\n]{0,40}? (?:a|per|each|every) (?:year|month)|pays? (?:for )?(?:itself )?back (?:with)?in [\w-]+ years|payback (?:period )?(?:of |is |in )?[\w-]+ years"),
    _wording("no_disputes", "是否", r"是否(?:存在|有|设定)?[^:。\n]{0,24}?(?:抵押|质押|查封|纠纷|诉讼|冻结)[^:。\n]{0,10}:? ?(?:否|无)"),
    _wording("crypto_payment", "u usdt 币 btc eth 泰达", r"(?:付|收|用|刷|走|打|可|接受|支持)(?:款)?u(?![a-z0-9])(?:付款?|支付|结算?)?|(?<![a-z0-9])u(?:付|结算?|支付|也行|也可|都行|交易|也收|来)|(?:可|可以|能|支持|接受|收|用|付|走)?(?:usdt|泰达币|比特币|btc|eth|虚拟货?币|加密货币|数字货币)(?:付款?|支付|结算|也行|也可以?|也收|都行|均可|优先)|(?:收|接受|付|支持)(?:usdt|泰达币|比特币|btc|eth|虚拟货?币|加密货币)|币(?:付款?|支付|结算)(?!宝|牌)"),
    _wording("crypto_payment", "usdt crypto bitcoin", r"(?:accept(?:s|ed|ing)?|pay(?:able|ment|ments)?(?: in| with)?|paid in|in exchange for) (?:usdt|crypto(?:currency|currencies)?|bitcoin|tether)|(?:usdt|crypto|bitcoin|tether) (?:payments? )?(?:is |are )?(?:accepted|welcome|ok|possible|preferred)"),
    _wording("mining_allowed", "⛏", r"(?:可|能|支持|随便|适合)?\s*(?:⛏\s*)+(?:支持|随便|可以?|能|友好|都行|ok)?"),
    _wording("mining_allowed", "min", r"(?:can|could|may|possible to|free to|able to|allow(?:s|ed)? to|used to|suitable for|fit for|ideal for|perfect for|great for|good for)(?: still| also| be used| secretly| continue| to| for| go on)*(?: bitcoin| crypto(?:currency)?| ethereum| coin)? min(?:e|ing)(?: bitcoins?| crypto(?:currency|currencies)?| ethereum)?\b"),
    _wording("mining_allowed", "min", r"mining (?:is|was|remains|would be) (?:still )?(?:possible|allowed|ok(?:ay)?|fine|permitted|welcome|no problem)"),
    _wording("mining_admitted", "min", r"(?:supplied|sold|supplying|selling|sells?|powered|fed|rented|leased|hosted|provid(?:ed|ing))(?: (?:its|his|her|their|the|all|most|of|out|cheap))*(?: (?:power|electricity|output|energy))?(?: (?:to|for|by))? (?:a |local |the |nearby )?(?:bitcoin|crypto(?:currency)?|coin)[ -]?min(?:ers?|ing)"),
    _wording("rigs_included", "min rig", r"(?:comes? with|includ(?:es?|ing)|together with|along with|plus|thrown in|complete with|throw in|as well as)(?: the| all| his| its| some| about| around| roughly| up to)* ?(?:[\d,]+ )?(?:(?:\w+ )?(?:antminers?|s19s?|s9s?|whatsminers?)(?: \w+)?|(?:bitcoin |crypto |used |second-?hand )*(?:mining (?:rigs?|machines?|equipment|racks?)|miners\b|rigs\b))"),
    _wording("papers_complete", "permit licen paper document approv procedure", r"(?:all|full|complete)(?: the| its| of the| set of| necessary| required| relevant| official| government| legal)* (?:permits?|licen[cs]es?|paperwork|papers|documents?|documentation|approvals?|procedures|formalities|certificates)(?: (?:are|is|were|was))?(?: in (?:place|order|hand)| complete| available)?|(?:permits|paperwork|papers|documents|procedures|licen[cs]es|formalities)(?: \w+){0,2} (?:in order|complete|in place)"),
    _wording("not_in_cleanup", "list clean crack clos shut", r"(?:not|n't|outside|exempt from|unaffected by|untouched by|nothing to do with|never)(?: (?:on|be|been|in|within|by|the|any|of|part|affected|covered|included|subject|to|touched|slated|for|government's?|scope|hit))* (?:closure|exit|shut-?down|demolition|clean-?up|clearance|clear-?out|crackdown|rectification|phase-?out|removal|cleaned up|shut down|closed)(?: (?:list|campaign|scope|drive|range))?"),
    _wording("turnkey_running", "start run oper turn switch once", r"(?:can|could|ready to|will)(?: be)? (?:start(?:ed)?|run|running|operat(?:e|ed|ing)|switch(?:ed)?|turn(?:ed)?|generat\w+)(?: \w+){0,4} (?:right away|immediately|at once|straight away|from day one|the same day|upon (?:purchase|delivery|takeover)|as soon as|once (?:bought|purchased|sold|acquired|taken|handed))|ready to (?:run|operate|go|generate|mine|start)|turn-?key|(?:run|operat\w+|start\w*|mine|power(?:ed)? up)(?: \w+){0,3} (?:once|as soon as|immediately after)(?: \w+){0,4} (?:bought|purchased?|acquired?|obtained|taken over|get|take)"),
    _wording("grid_connected", "grid", r"(?:connect(?:ed|ion)?|hooked up|link(?:ed)?|tied|plugged|integrated|feeds?|feeding|sells?|sold|selling|merged)(?: \w+){0,4} (?:to|into|in|with) (?:the )?(?:(?:state|national|local|southern|provincial|public|main|power|county) )*(?:power )?grid|grid[- ]connected|feeds the (?:local |national )?grid"),
    _wording("private_reason", "reason retir abroad old tired health emigrat", r"(?:personal|family|health|private) reasons?|(?:is|are|was|were|plan(?:s|ned)? to|wants? to) (?:retir\w+|emigrat\w+|mov(?:e|ing) (?:abroad|overseas|away))|(?:too old|getting old|other (?:plans|interests?|business|projects?|development plans?))"),
)  # fmt: skip


class Wordings:
    """Many wordings, looked up together."""

    def __init__(self, wordings: Sequence[Wording]) -> None:
        users: dict[str, list[int]] = {}
        for number, wording in enumerate(wordings):
            for word in wording.needs:
                users.setdefault(word, []).append(number)
        self._wordings = tuple(wordings)
        self._users = tuple(tuple(numbers) for numbers in users.values())
        self._words = AhoCorasick(list(users))

    def find(self, text: str) -> Iterator[tuple[Wording, int, int]]:
        """Each wording found with its range in `text`, wording by wording. Linear in the text."""
        places: dict[int, list[int]] = {}
        for word, start, _ in self._words.find_matches_as_indexes(text, overlapping=True):
            for number in self._users[word]:
                places.setdefault(number, []).append(start)
        for number, starts in places.items():
            wording = self._wordings[number]
            for left, right in _windows(starts, wording.reach):
                for match in wording.expression.finditer(text, left, right):
                    if match.end() > match.start():
                        yield wording, match.start(), match.end()


def _windows(starts: list[int], reach: int) -> Iterator[tuple[int, int]]:
    """The ranges around ascending places, those that touch joined."""
    left, right = starts[0] - reach, starts[0] + reach
    for start in starts:
        if start - reach > right:
            yield max(0, left), right
            left = start - reach
        right = start + reach
    yield max(0, left), right


DENSE_WORDINGS: Final = Wordings(DENSE)
PLAIN_WORDINGS: Final = Wordings(PLAIN)
