"""Other uses of the words of claims: ore mining, 规划范围内, 上网电价, 过户手续 and their like make no claim."""

from __future__ import annotations

import re
from typing import Final

from monitor.models import Span
from monitor.text.expression import expression
from monitor.text.lexicon import HARD_BREAK
from monitor.text.normalise import Normalised

AROUND: Final = 14  # characters each side in which a benign reading must show itself

_COIN: Final = expression(r"币|矿机|虚拟|btc|eth|算力|wk|显卡|s19|机器")
_ORE: Final = expression(
    r"矿山|采矿|铁矿|煤矿|金矿|铅锌|萤石|锰矿|铜矿|矿权|选矿|矿石|开采|探矿|石矿|砂矿|锡矿|"
    r"矿区|矿业|[磷钨锑硅钼铝镍]矿|矿务|矿泉|矿产|稀土"
)
_PAST_WORK: Final = expression(
    r"(?:已|完成|实施|进行)(?:了)?(?:过)?(?:增效)?扩容|改造后(?!能|可|还|预计)|扩容(?:改造)?(?:后(?!能|可|预计)|完成|项目(?!库))|"
    r"20\d\d年[^,。;可能拟还待]{0,8}?(?:增效)?扩容|完成[^,。;可能拟还待]{0,8}?扩容"
)
# 电业许可证、取水证齐备: one or two permits by name are not all papers; a longer list may be.
_PERMIT: Final = (
    r"(?:取水|发电|电业|电力(?:业务)?|水权?|电|水资源|(?:不动)?产权?|土地(?:使用)?|国土|林权|林地|房产?|环评)"
    r"(?:许可)?证?"
)
_ONE_OR_TWO: Final = (
    rf"(?:(?<=^)|(?<=[^、和与及跟加/+\u4e00-\u9fff])|(?<=[有是])){_PERMIT}(?:[、和与及跟加/+ ]?{_PERMIT})?(?<=证)"
    r"(?:都|均|全|也|俱|已|本)*(?:齐备|齐全|俱全|齐|有(?!一|几)|在(?![建办]))"
)
# A hit is dropped when its type's expression matches at a place that shares a character with it …
BENIGN: Final[dict[str, re.Pattern[str]]] = {
    "mining_allowed": expression(
        r"(?:使え|でき)(?:ない|ません)|(?:可以?|能)(?:带走|拉走|搬走|拿走)|机[子器](?:照常|正常|还在|一直在?)转|(?:虚拟货?币|数字货?币|加密货?币)(?:支付|付款|结算|交易|作为|恕不)|"
        r"(?:比特币?|以太坊?|泰达币?|btc|eth|usdt)(?:支付|付款|结[算账清]|交易|买单|转账|付)|"
        r"不(?:接受|支持|收)(?:任何)?(?:虚拟|数字|加密)货?币(?![^,。]{0,4}(?:挖|业务|项目|行业|客户|类|相关|矿|老板|公司))|"
        r"可挖鱼塘|挖(?:鱼|塘)|机器能上能下|挖矿(?:专项|用电每度加)|挖(?=矿专项)|"
        r"矿友(?:介绍|推荐|转发|说|讲)|不挖矿?(?:也|照样|都|一样)能?(?:赚|挣|值|划算|够|回本)|矿场不让干|"
        r"挖(?:沙|砂|土|掘|沟|渠|井|煤|石(?!广)|山|河|机)"
    ),
    "mining_admitted": expression(
        r"挖[渠沟鱼沙砂煤]|提供矿机|[还曾都也月天]写(?:的是|着|过|道)?[“「\"]?|大修|检修|维修|保养|"
        r"(?<!从)不(?:再)?(?:卖|租|供)给?(?:挖|矿)|给矿工[0一二两三四五六七八九\d]|隔壁[县乡镇][^,。]{0,2}矿场|矿场关停后|"
        r"新闻说[^,。]{0,16}|现[有成]矿机|还?有谁[还仍又]?在|谁[还仍又]在"
    ),
    "not_in_cleanup": expression(
        r"是否(?:被|已)?(?:列|纳|划)入[^,。]{0,8}(?:请|自行|以|由|需|应)|没有?(?:理由|必要)|退出合伙|退出机制|退出权|不退不换|报名人不在|清理费|清理河道|清理渠道|清理(?:淤|杂|卫生|干净)|拆除重建|"
        r"关停机组|整改(?:费|通知书?已)|股东[^,]{0,4}不退出|拆卸|"
        r"(?:[定订押]金|租金)[^。;]{0,8}不退(?!出)|保证金(?:一律|概|将|均|也)?不(?:予)?退|腾退(?:公告|房屋|厂房|通知|义务|期限)|限期腾退|退休|不(?:代表|等于|意味着?)[^,。]{0,12}"
    ),
    "category_kept": expression(
        r"(?:工人|人员|员工|师傅|岗位)[^,]{0,4}保留|保留(?:意见|原有|工人|员工|追|一切|价|权利)|权利保留|不予保留|保留\d+[座个家处]|"
        r"(?:能否|是否|能不能)保留|整改通知|(?:没|不|未)(?:有)?在整改|"
        r"(?:处罚|罚过?款?|通报|不足\d次|认定)[^。;]{0,12}整改(?:闭环|完|到位|好)?"
    ),
    "papers_complete": expression(
        rf"{_ONE_OR_TWO}|(?:保留|整改|一策[”」]?|扩[容机建]|增容|延[期续]|销号|核准)[^,。;]{{0,12}}的?[“「]?批[复文](?:已|都|均|也)?(?:在手|在|拿到|到手|下来)|"
        r"(?:そろ|揃)っていない|(?:そろ|揃)いません|(?:图纸|技术|设计|竣工)资料齐|(?:证|手续|证件|资料|批文)全(?:额|力|面|国|程|权|县|省|年|天|体|新|无|免|包)|过户手续|"
        r"变更手续|采矿证|采矿许可|取水证(?:件)?(?:都)?[齐全有在]|许可证(?:都)?(?:[齐有在]|全(?!套|部齐|都齐))|产证齐|"
        r"土地证齐|交接手续|资金来源|来源合法|保证全|保证齐|验证全|认证齐|资料全部|证[都均全](?:登记)?在[^手]{0,3}名下|有手续没手续|(?:证照|证件|手续)是否(?:齐全|完备|完善)|价格要批复|证书都在办公|登记手续|财务资料|账务资料|"
        r"交易手续|报名(?:资料|手续)|竞买手续|税务"
    ),
    "papers_pending": expression(
        r"(?:手续|证件?|批文|证照)\??(?:没有?|没得)(?:任何|一点|半点|啥|什么)?(?:问题|毛病|弹|话说|讲|得?说)|(?<!没)不缺(?:手续|证|批文)|"
        r"补办的批[文复]|重新办[下好了妥]|没有?(?:哪|一)[本张个项样][^,。]{0,4}(?:过期|缺|少|不|没)|无一(?:缺|过期|失效)|证没证|到期包[续换延]|补办[了过好齐完]|税费手续|没丢一?[张本]|没[缺少]过|(?:成交|拍下)后由?(?:买受人|竞买人|竞得人)自行|齐不齐|全不全|有没有|(?:过户|变更|交接|登记|交割|交易|转让|竞买|报名|税务|"
        r"付款)(?:等)?手续"
    ),
    "water_permit": expression(r"取水(?:塔|口|坝|泵|点|井|工程)|核发取水|饮用水许可|取水(?:许可)?证?变更|包办取水"),
    "generation_licence": expression(r"发电(?:许可的业务|证明)"),
    "safety_grade": expression(
        r"大坝安全(?:监测|员|管理)|(?:承接|代办|咨询|新增|要求)[^,。]{0,10}(?:鉴定|标准化|小水电|达标)|安全达标咨询"
    ),
    "no_ecoflow_problem": expression(
        r"(?:承接|厂家|收购要求|各站应)[^,。]{0,16}|(?:泄放设施|流量监测)(?:厂家|安装|情况公布|设备销售)"
    ),
    "grid_connected": expression(
        r"(?:卖给?|交给?|送)(?:电网|国网|大网|供电[局所])(?:也)?(?:才|就|只有?|是|每度|一度|得)*[零一二两三四五六七八九\d][\d.零一二两三四五六七八九]*[毛角分块元]|"
        r"上网 ?[\d.]+ ?万 ?(?:度|千瓦时|kwh)|(?:净|共)上网[一二三四五六七八九十百两]+万|"
        r"(?:毛\d?|分\d?|元|块)上网|可随时并网|电价\d[\d.]*元?上网|宽带|上网用|上网(?:电价|电量|价|电费|查|搜|看|费|登|了解|时间|小时|\d|0)|"
        r"(?:请|可|自行|详情|欢迎)上网|(?:立即|就|会|将|便|一律|马上)断网|断网断电|断电断网|(?:矿场|矿机|宽带|信号)[^,。]{0,6}断网|"
        r"解除并网工作|并网(?:协议|调度)?(?:手续|验收)|关注上网|上网[拍找搜]|上网(?:才|就|是|约|按|每度|一度|大概|基本)?[零一二两三四五六七八九][点零一二两三四五六七八九]*[毛角分块元]|上网(?:每度|一度)|"
        r"年(?:均)?上网(?:电量)?约?[\d一二三四五六七八九两]|挂网上[半一二两三去今]|(?:不会|不懂|不太会)上网|"
        r"on-grid (?:tariff|price)|"
        r"并网(?:只|仅|并不)(?:代表|说明|意味)|并网(?:事宜|等?事项)|具备上网|"
        r"网上网下|互联网|平台联网|挂(?:上|到|在)网|并网(?:批复|许可|条件|方案)|上网电(?:jia|dian)|上网均价|联网(?:到|至|接)?[^,。]{0,4}平台|(?:监控|摄像|流量计|数据|装了)[^。]{0,8}联网|物联网|并网(?:柜|装置|服务|工程|设备)|光伏并网|(?:消息|公告)已上网"
    ),
    "grid_name": expression(
        r"国网(?:小区|商城|英大|新闻|app|消息|中标|信息)|南网(?:在线|储能|中标)|省网约|退休(?:国|南)网|(?:国家电网|国网|大网|南网)(?:现在|已经|都|才|后来)?(?:通到|通了|拉到|拉进|进村)|电网光伏|附近(?:有)?国|中国网|"
        r"(?:国家电网|南方电网|国网|南网)[一-鿿]{0,6}?(?:要求|规定|发布|表示|通报|介绍|职工|退休|员工|家属|上班|招聘)"
    ),
    "turnkey_running": expression(r"办理|过户手续|登记|即可(?:办|签|联系|看)|可直接(?:联系|看|拨|打|加)"),
    "rigs_included": expression(
        r"(?:摆|挂|放|推|登|重|再)上(?:了)?货架|(?:可|能)(?:放|上|架|跑|养|托管)(?:币机|矿机|机器)|挖机|(?:可|能)(?:放|上|架|带(?!走)|容纳|装)[\d一二三四五六七八九十百千]*台?|带动|连续|带宽|送电|"
        r"送达|连接|留有矿机接|(?:配|含|为|是|型号)s(?:9|11|13)(?:-\d+)?(?:型|老?变)|机器(?:设备|全部一)|机器[、,和带连]?(?:房|水渠|渠|土地|厂房|大?坝|管道|变压|线路|道路)|(?:房[屋子]?|水渠|渠道|土地|管道|线路|大坝)[、,和连带跟]?机器(?!房)|"
        r"带机器(?:来|上山|进场|入场|的也)|冷却风|通风|消防|励磁|电缆架"
    ),
    "direct_supply": expression(
        r"(?:找|由|帮[你您]?|给[你您])?我(?:来|帮忙)?牵线|(?:kv|千伏)专用线路|专用线路[\d约长]|一直供|电表在我(?:名下|手|家)|专线(?:并网|上网|接入|联网|公交)|热线|路线|联系专线|咨询专线|客服|天然气|直供水|余电上网|断网前|光纤专线|公交专线|"
        r"直供(?:直销|县|区)|自来水直供|(?:供电局|供电所|国网|电网)直供|"
        r"自用电(?:成本|价)|光伏自发自用|直供是违法"
    ),
    "no_disputes": expression(
        r"欠[了着]?(?:我们?|本人|我方)(?!们)|法院判(?:一人|给|离|归)|股权抵债|"
        r"(?:是否|有无)[^。;]{0,24}(?:自行|未查明|不详|由(?:买受|竞买)人)|解除(?:质押|抵押|查封)[之以]?前|不含股东借款|债权债务(?:的)?(?:转移|处置|处理|安排)|不担保|无法贷|个人股东(?!产权)|干干净净(?:只|上网)|[司债款押],?干干净净|查封过|(?:资格|信用)[^。]{0,16}无重大|"
        r"可贷款|贷款购|办理抵押"
    ),
    "expansion": _PAST_WORK,
    "guarantee": expression(
        r"保证(?:手续|证件|证照)[^,。]{0,3}(?:干净|齐|全|没问题)|关系证明|有关系(?:的|人|证|资料)|也没人管|没(?:有)?关系(?:到|硬)|无关系|包括|包含|承包|打包(?!票)|面包|保证金|水利部门|没人管理|"
        r"负责(?:人|制)|由(?:受让|买)|受让方|买受人|负责办理(?:相关)?过户"
    ),
    "private_reason": expression(
        r"(?:想|要|打算|准备)买[^,。]{0,8}|(?:什么|啥)[^,。]{0,4}?管不[了着]|也没人管|上学方便|可在[^,。]{0,4}(?:读书|上学)|移民(?:搬迁|安置|后扶)|有事(?:可|请|电)|"
        r"有利于[^,。;]{0,8}|因[^,。;]{0,12}?(?:被诉|被起诉|被执行|被查封|一案|拖欠|欠[付缴薪税]|违约|资不抵债|不能清偿|无力清偿)|留[^,。;]{1,5}自己养老|(?:目标|预计|累计|合计|已|可)(?:可)?回笼资金|设备原因|技术原因|天气原因|政策原因|历史原因|不可抗力|机组原因|经济发展|绿色发展|"
        r"发展改革|发展有限|开发|融资|资金周转率|配套资金|(?:机组|机器|设备|厂房|渠道|水轮机|发电机|线路)[^,。;]{0,3}老(?:了|化|旧)|意见(?:都|也|很)?(?:统一|一致)"
        r"|(?:(?<=[,。;!?\s])|^)(?:急|着急|等着?|急需|急等)着?(?:用|要|等)?钱用?(?=[,。;!?\s]|$)"
    ),
    "payback": expression(
        r"证[^,。]{0,8}年(?:底)?到期|\d-\d+月|租金(?:收入)?|租赁收入|(?:实现|录得|累计|预计产生|补助|补贴|利息)(?:的)?(?:净利|营收|营业|收入|利润|收益)|"
        r"(?:净|利润(?:总额)?)亏损?|亏(?:损|了|掉)?\d|倒亏|"
        r"generates? [^.;]{0,20}?[\d.,]+ ?(?:million|billion|thousand|m|bn)? ?(?:[kmg]wh|(?:kilo|mega|giga)watt|units)"
    ),
    "exit_compensation": expression(
        r"(?:征地|青苗|停电|断电|占地|库区|淹没|限电)[^,。]{0,4}(?:补偿|赔偿)|(?:补偿|赔偿)款?(?:都|已|全|均)?(?:结清|付清|两清)|担心的[^,。]{0,3}补偿|"
        r"(?:拆|关|退|清|停)了(?:他|我们?|卖方|卖家|本人|老板)(?:来|包|全|就)*(?:赔|退)|"
        r"补偿(?:资金|方案|标准|办法|器|柜|装置)|无功补偿|电容补偿"
    ),
    # A lone 急出 is how all ads call; labels leave it open.
    "urgent_sale": expression(r"限时竞价|应急|急速|紧急(?:停|预案)|急流|急弯|急坡|(?:站子?|水电|^)急出(?=[,。!;\s]|$)"),
    "crypto_payment": expression(
        r"(?:人民币|港币)(?![、,和跟或及及]?(?:usdt|泰达|u(?![a-z])|比特))|外币|货币资金|纪念币|u(?:盘|型|形|槽|客)|[承否确]认|认定以|数字人民币|收u的都是"
    ),
}
# … or anywhere near it.
BESIDE: Final[dict[str, re.Pattern[str]]] = {
    "expansion": expression(r"电价(?:可|能)?(?:做|谈|降)到|[增升]值(?:的)?空间"),
    "euphemism_bigdata": expression(r"[一二三四五\d]号机位|预留[^,。]{0,4}[台个]机位"),
    "papers_pending": expression(
        r"等批复(?:文件)?(?:均|都|已|全部)?(?:齐|完备|到位|在手)|"
        r"属?豁免|也?不用办|免办|无需办|不需要办"
    ),
    "water_permit": expression(
        r"代办|补办|重办|换发中|更换中|要不要|拍来看|拿不出|停在|须办理|应办理|需办理|原件未见|未见原件|(?:未|未能|无法|不能)提供|何时(?:届满|到期)|真伪"
    ),
    "generation_licence": expression(
        r"代办|补办|不需要|无需|豁免|须办理|不用办|免办|原件未见|未见原件|(?:未|未能|无法|不能)提供|真伪"
    ),
    "rigs_included": expression(r"采矿机|掘进机|破碎机|选矿机"),
    "no_disputes": expression(r"法院不承担|瑕疵担保|若(?:有|存在)|如(?:有|存在)"),
    "safety_grade": expression(r"委托|须|应当"),
    "payback": expression(
        r"营业收入|(?<![年月])净利润|半年净利润|净利润-|主营|财务指标|审计(?!报告(?:可|能|随|都))|利润总额|负债率|投资收益率为|注册资本"
    ),
    "cheap_power": expression(r"上网电价|上网价|结算(?:电)?价|国网结算|收购价|批复电价|标杆"),
    "no_ecoflow_problem": expression(r"监管平台数据|应当|须"),
    "mining_admitted": expression(r"查处|严禁|禁止|清理整顿|never (?:sold|sell|supplied|powered|hosted)"),
    "guarantee": expression(r"收费|咨询|受让方自行"),
}
_ORE_TYPES: Final = frozenset({"mining_allowed", "mining_admitted", "rigs_included"})
# Exact words that are too weak to be a claim by themselves.
WEAK: Final = frozenset({"急出", "急转弯"})


def is_benign(claim_type: str, words: str, start: int, end: int, span: Span, normalised: Normalised) -> bool:
    """True when the place is another use of the words: ore mining, 上网电价, 过户手续.

    `words` are the phrase found, [start, end) its place in the dense text, `span` in the original.
    """
    dense, plain = normalised.dense.text, normalised.plain
    if words in WEAK:
        return True
    window = dense[max(0, start - AROUND) : end + AROUND]
    first, last = plain.locate(span)
    if claim_type in _ORE_TYPES and _ORE.search(window) and not _COIN.search(window):
        return True
    if (beside := BESIDE.get(claim_type)) and beside.search(plain.text, *_sentence(plain.text, first, last)):
        return True
    if (pattern := BENIGN.get(claim_type)) is None:
        return False
    nearby = pattern.finditer(plain.text, max(0, first - AROUND), last + AROUND)
    return any(match.start() < last and first < match.end() for match in nearby)


def _sentence(text: str, first: int, last: int) -> tuple[int, int]:
    """AROUND characters each side of [first, last), as far as the sentence goes."""
    before, after = text[max(0, first - AROUND) : first], text[last : last + AROUND]
    ends = [match.end() for match in HARD_BREAK.finditer(before)]
    end = HARD_BREAK.search(after)
    return first - len(before) + (ends[-1] if ends else 0), last + (end.start() if end else len(after))
