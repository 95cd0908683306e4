"""The words and turns by which `offer` tells ads, notices, reports, wishes, questions and rules apart."""

from __future__ import annotations

import re
from typing import Final

from monitor.text.expression import expression

# -- what is sold ----------------------------------------------------------------------------------------------------
HYDRO: Final = expression(
    r"水电(?!材料|安装|工(?!程)|费|暖|齐|表|改造|维修|装修|气|煤|五金|劳务)|水力发电|hydro|"
    r"水力|발전소|гэс|wasserkraft|hidroel|hidrocentral"
)
STATION: Final = expression(
    r"(?<!光伏)(?<!太阳能)(?<!储能)(?<!蓄能)(?<!风)(?<!充)(?<!变)(?<!换)(?<!核)(?<!热)(?<!火)(?<!移动)(?<!煤)(?<!气)"
    r"(?<!生物质)(?<!生物质发)(?<!垃圾发)(?<!风力发)(?<!光伏发)(?<!太阳能发)(?<!基)(?:电站|电厂)|発電所|发电所"
    r"|powerstation|powerplant|\bdam\b"
)
OTHER_POWER: Final = expression(
    r"光伏|风电|风力发电|风电场|储能|抽水蓄能|抽蓄|太阳能|垃圾发电|生物质|充电站|柴油发电|"
    r"燃气发电|火电厂|热电厂|核电|地热"
    r"|pumpedstorage|pumpedhydro|solar|windfarm|windpower"
)
WATER: Final = expression(r"小水电|水电站|水电厂|水头|引水|取水|径流|坝后|水力发电|hydropower")
# A capacity in so many words, where no plant is named: 50台 alone could be anything.
# Sun or diesel beside the water: 电站1260kw,另有光伏200kw.
SECOND_POWER: Final = expression(
    r"(?:另有|另带|附带|外带|外加|还有|加装|连同)[^,。!?;:\n]{0,4}(?:光伏|储能|太阳能|柴油发电)(?:电站)?"
)
INSTALLED: Final = expression(r"装机(?!员|工|费|教程|软件)|单机容量|水轮")
KILOWATT: Final = expression(
    r"\d ?(?:kw|mw|千瓦|兆瓦)(?!h|时)|[一二三四五六七八九十百千两]个?(?:千瓦|kw)|"
    r"\d[x*×台]\d{3,4}|(?<!网)站\d{3,4}"
)
CAPACITY: Final = expression(
    r"(?:电站|[^网车本该个]站)\d{2,4}(?!\d|年|万|座|个|家|处|余|多)|\d{3,4}(?=国网|并网|南网)|\d ?个?(?:kw|mw|千瓦|瓩|"
    r"兆瓦|万千瓦)(?!\)?(?:及)?以[上下]|时|h)|[一二三四五六七八九十百千两]个?(?:千瓦|kw)|kw数|装机|单机|两台|\d台|"
    r"[x*×]\d{2,4}|(?:^|[ ,，])\d{2,5} ?(?:小?水电|电站)|\d{2,5}的小?(?:水电|电?站)"
)
PRICE: Final = expression(
    r"[1-9一二三四五六七八九]字头|(?<![\d.])(?:\d+|[一二两三四五六七八九十百千]{2,})(?:来|多|余|几)?(?:百|千)?(?:万|w|个|亿)(?!千瓦|"
    r"kw|kva|度|立方|m|人|亩|吨|平|伏|座|户|次|株|小时|年|月|机|台|股|点|交易日|工作日)"
)
# 5000元/千瓦, 每千瓦4500: a price too. What stands before an amount that is none.
PER_KW: Final = expression(
    r"\d{3,5}(?:(?:元|块)(?:/|每|一|1)?|/|每|一)个?(?:千瓦|kw)(?!时|h)|(?:每|一个?|1个?)(?:千瓦|kw)[^,。\d补偿赔]{0,4}\d{3,5}(?!\d)"
)
NOT_A_PRICE: Final = expression(
    r"(?:收入|营收|利润|产值|补偿|补助|预算|控制价|限价|保证金|贷款|欠款|补贴|机架|机柜|机位|规划|罚款?|涉案|税费?|亏损|金额|投资|资金|资本)[^,。;:\n\d]{0,5}$"
)

PAID_OUT: Final = re.compile(r"[^,。;:\n]{0,4}?(?:补助|补偿|奖补|补贴|赔)")

# -- how it is offered -----------------------------------------------------------------------------------------------
SELL: Final = (
    "转让|出售|出让|转手|出手|急转|急售|急出|急让|诚转|诚让|低转|变卖|拍卖|竞拍|挂牌|招租|"
    "出租|转租|发包|对外承包|承包经营|寻租|招商|求接盘|求接手|"
    "待售|兜售|转卖|叫卖|挂出|求售|脱手|甩卖|甩手|寻买家|找买家|打包卖|整体打包|拆股|招股|"
    "招合伙|易主|割爱|接盘|接手|卖了|卖掉|要卖|想卖|欲售|在售|低价出|亏本出|便宜出|抛售|"
    "(?<!退)(?<!输)(?<!支)出电站|卖电站|转电站|出个站|转个站|卖个站|转个|出个|出一|卖一|流转|低价处理|"
    "(?<!紧)急处理|处理电站|放售|放盘|脱售|沽售|沽出|标售|顶让|让售|寻求合作|股权合作|"
    "融资转让|售出|推销|盘出|转给有缘"
)
SALE: Final = expression(SELL)
BOUND: Final = expression(
    rf"(?:{SELL}|卖(?!点))[^。!?\n]{{0,24}}?(?:电站|水电|电厂|发电所)|(?:电站|水电|电厂|"
    rf"发电所)[^。!?\n]{{0,30}}?(?:{SELL}|卖|股权|份额|经营权|出价|标价)"
)
# One character is a sale only at the head of a clause: 出电站一座, not 退出电站.
SHORT_SALE: Final = expression(
    r"(?:电站|水电)[ ,]*(?:出|转|卖)(?=[ ,。]|$)|(?:^|[,。!?\n: ])(?:现|今|诚|急|自家|"
    r"低价)?(?:出|转|卖|让)(?!现|口|行|让金)[^,。\n]{0,12}?(?:电站|水电|站)",
    re.MULTILINE,
)
TERMS: Final = expression(
    r"面议|面谈|洽谈|洽询|可谈|议价|可小刀|可刀|一口价|标价|报价|售价|要价|叫价|心理价|开价|"
    r"总价|作价|转让价|价格|价位|底价|起拍价|评估价|租金|年租|"
    r"微信|电聊|面聊|加v|\bvx|v同号|电话|联系|私聊|详聊|私信|滴滴|带看|看站|实地考察|诚心|诚意|非诚勿扰|"
    r"勿扰|中介|有意者|谁要|要的来|先到先得|包过户|速联|call"
)
NOTICE: Final = expression(
    r"项目编号|标的名称|标的物|标的企业|标的公司|转让标的|挂牌价|挂牌底价|转让底价|挂牌起始|"
    r"挂牌期|起拍价|竞买|变卖价|受让方|转让方|意向受让|保证金|公开挂牌|公开拍卖|公开转让|"
    r"公开招租|预披露|司法拍卖|"
    r"第[一二三]次拍卖|一拍|二拍|流拍|被执行人|评估值|底价|董事会|发包公告|招标|竞价|管理人|"
    r"招商项目|招商引资|增价幅度|加价幅度"
)

# -- who speaks ------------------------------------------------------------------------------------------------------
TEMPLATE: Final = expression(
    r"小说|节选|短篇|剧本|故事梗概|范本|参考文本|格式文本|模板|范文|样本|样式|合同格式|协议格式|示范文本|"
    r"填写说明"
)
BLANK: Final = expression(r"x{2,}|×{2,}|_{2,}|\.{4,}|…{2,}|〇{2,}|○{2,}")
PARTIES: Final = expression(r"甲方|乙方")
OTHER_GOODS: Final = expression(
    r"(?:电站|水电)(?:职工)?(?:家属院|家属楼|小区|宿舍|职工房|生活区|集资房)|居室|民房|宅基地|门面|"
    r"招聘|诚聘|学区房|(?:产业园|工业园|园区|开发区)[^,。\n]{0,6}招商|招[^,。!?;:\n挂标商租股合]{0,10}[一两二三几\d]名|月薪|底薪|包吃住|五险"
)
COURT: Final = expression(
    r"裁定书载明|裁定如下|涉案|合同目的|诉至|仲裁委|原告|被告|上诉人|被上诉|诉讼请求|本院认为|"
    r"一审|二审|再审|判令|纠纷案|案例|判决如下|判决驳回|"
    r"判决被告|法院判|法院认为|法院认定|法院审理|裁判文书|民事判决|庭审|公诉|检察院"
)
AUCTION: Final = expression(r"拍卖|起拍|变卖价|竞买|评估价")
PRESS: Final = expression(
    r"记者|据悉|据了解|获悉|据报道|据.{1,10}(?:报道|消息|透露|介绍)|报道称|业内人士|知情人士|"
    r"专家|分析人士|本报|财联社|新华社|中新|央视|媒体|日报|晚报|编辑:|责编|责任编辑|来源:|"
    r"近日|日前|昨日|日讯|讯\n|电\)|网友|评论区|闲鱼上|平台上|二手平台|在闲鱼|"
    r"卖家(?:们)?(?:称|说|表示|介绍|告诉|坦言|宣称|声称|自称|普遍|常|强调|承诺|标注|写)|"
    r"转让方(?:称|表示|提醒|介绍|坦言)|业主(?:称|说|表示|介绍|坦言)|老板(?:称|说|表示|坦言)|"
    r"站长说|对方(?:称|说|表示)|公告称|公告显示|晚间公告|发布公告|他说|她说|"
    r"一位[^。\n]{0,14}(?:说|表示|称)"
)
COMPANY: Final = expression(
    r"本公司|公司拟|公司决定|董事会|关于[^。\n]{2,30}公告|拟将所持|我公司|我司|拟转让标的|出售标的"
)
HARD_PRESS: Final = expression(
    r"(?:网|社|台|[早晚日]报|商报|都市报)(?:讯|:|消息|载|刊)|据统计|媒体|(?:昨晚|今晚|昨日|今日|日前|近日|盘后)(?:发布)?公告|快讯|简讯|记者|据悉|获悉|报道|业内人士|专家|本报|财联社|新华社|公告称|公告显示|晚间公告|消息|二手平台|网友挂|"
    r"(?:卖家|卖方|转让方|出让方|业主|老板|站长|对方)(?:们)?(?:对[^。\n]{0,8})?(?:称|说|表示|"
    r"介绍|告诉|坦言|宣称|声称|提醒|透露|强调|常)"
)
# A narrator tells of a seller in the third person: 一名业主准备以…转让, 闲鱼卖家挂出, 有人出售, 自称, 共有12人围观.
NARRATED: Final = expression(
    r"(?:一名|一位|一对|一家|这名|某名|多名|两名|当地|籍|本地)[^,。!?;:\n“]{0,12}?(?:业主|老板|卖家|站长|男子|女子|村民|"
    r"商人|投资[人者]|电站主|股东|夫妻|农民)[^,。!?;:\n“]{0,10}?(?:准备|打算|欲|想|拟|急于|正在|正|将|把|以|近日|日前|挂|"
    r"出售|转让|叫卖|求售|兜售|放出|放话|在)|(?:业主|老板|站长|卖家)[一-鿿]某|[一-鿿]某某?(?:打算|准备|欲|想|要把|将其)|"
    r"有人(?:在[^,。\n]{0,8})?(?:出售|转让|叫卖|兜售|挂出|挂牌|要卖|卖)|"
    r"(?:闲鱼|网上|网络|平台)[^,。!?;:\n]{0,4}(?:卖家|业主|商家|用户|网友)|自称|声称|宣称|据称|喊价|喊出|放出风声|"
    r"人围观|(?:群里|群内|网上|网络上|平台上?|论坛|贴吧|朋友圈)[^,。!?;:\n]{0,6}(?:转让|出售|卖)[^,。!?;:\n]{0,8}"
    r"(?:信息|广告|帖)|(?:信息|广告|帖子)[^,。!?;:\n]{0,6}(?:多了|增多|激增|不断|频现|涌现|增加)|打了?[一二三四五六七八九\d.]{1,3}折|跳出[^,。\n]{0,6}(?:结果|信息)|"
    r"(?:有的|多数|大多|不少|有些)[^,。!?;:\n“]{0,6}(?:写|标|称|说|注明|打出|强调|喊)|"
    r"(?:^|[。\n])(?:国内|当地)?(?:某|一家)(?:上市|国有|民营)?(?:公司|企业|集团|国企)[^,。!?;:\n]{0,4}"
    r"(?:挂牌|转让|出售|拟|欲|要|在)"
)
# 他想起父亲的话,把电站卖了: a story, unless a size or a price is told.
STORY: Final = expression(r"他(?!人|用|项|方)|她|爷爷|父亲|当年|想起|故事")
ON_GRID: Final = re.compile(r"并|电价|国网|南网")
DEMANDS: Final = re.compile(r"要求|需要?具备|须|优先|不低于|以上|征集|预算")
# Who writes so is the seller, or an agent of the seller.
FIRST_PERSON: Final = expression(
    r"我(?!市|县|省|国|州|区)|本人|本站|本公司|自家|咱|微信|加v|v同号|联系|电话|私聊|私信|详谈|报名|咨询|竞买|有意者"
)
ASKED_PRICE: Final = re.compile(r"要价|标价|报价|开价|叫价|售价|心理价|喊价|一口价|索价")
# What a seller says who names no sale: 不想搞了, 七十万拉走.
LOOSE_SALE: Final = re.compile(
    r"不想(?:搞|干|弄|管|要|做)|[拉带拿]走|要的|想要的|低价|便宜|急|处理|不墨迹|爽快|秒回|拍下|接管|有意|找人接|自提|看货|看现场"
)
QUOTATION: Final = expression(r"[“「\"]([^“”「」\"\n]{2,160})[”」\"]")
QUOTE_VERB: Final = expression(r"(?:称|说|表示|直言|坦言|写道|宣称|声称|自称|强调|透露|写着|写明|标榜)[:,]? ?[“「\"]")
QUOTED: Final = expression(r"卖家|卖方|转让方|业主|出售者")
OFFICIAL: Final = expression(
    r"各县|各市|各区|各州|各地|各有关|人民政府|通知如下|实施方案|工作方案|指导意见|管理办法|"
    r"征求意见|印发|专项整治|责令|逾期|应当|严禁|依法|督察|督查|水利局|发改委|能源局|监管|"
    r"部署|"
    r"不得|立即退出|限期退出|整改类|退出类|保留类|应急管理|贯彻落实|追究责任|公示|办公室|"
    r"不得从事|答复|验收工作|评审|创建|应纳入|纳入清理|财政|予以|分类处置|拟定|核查"
)
BAN: Final = expression(r"不得|严禁|禁止|违者|一律")
NEWS: Final = expression(
    r"首座|投用|集控|我市|我县|我省|我州|建成|竣工|投产发电|顺利|圆满|开工|启动|荣获|召开|"
    r"总投资|完成投资|改造后|职工|干劲|"
    r"全面投产|(?<![天安])全(?:[省县市国]|州(?!县))|同比|增长|下闸|首台机组|累计|上半年|今年以来|汛期|环比|"
    r"脱贫|乡村振兴|项目部|市场规模|"
    r"行业|研究|报告|项目取得|获批|获得核准|获核准|获颁"
)
WANTED: Final = expression(
    r"求购|求转让|求租|诚购|欲购|诚收|需购|想(?:要)?(?:买|收|入手|入|租|找|接|"
    r"盘)(?:手)?(?=[个一座点小水电套几二两])|高价收|长期收|现金收|大量收|(?<![额网力司价])收购(?!价|款|电|上网|"
    r"方|了)|(?:^|\n|。|:)收(?:个|一|小|水|电|几)|"
    r"寻购|寻(?=电站|水电|个电|一座)|寻找[^。\n]{0,10}(?:电站|水电)|买家[^。\n]{0,4}(?:诚|求|收)|(?:谁|哪位|哪里|"
    r"有无)[^。\n]{0,10}(?:电站|水电)[^。\n]{0,6}(?:转让|出售|要出|要卖|卖)|"
    r"有[^。\n]{0,8}电站[^。\n]{0,8}(?:转让|出售|卖)的(?:请|可)?(?:联系|私|加|速)|"
    r"wanted|looking to buy|lookingtobuy|wanttobuy|seekingtobuy"
)
DONE: Final = expression(
    r"终于成交|摘牌方|成交价\d|成交价为|收入囊中|(?:已|已经)(?:成功)?(?:转让|售出|出售|转出|"
    r"卖出|成交|卖了|卖掉|被买走|易主)(?!标的)|"
    r"已完成[^。\n]{0,18}(?:收购|转让|出售|交割|过户)|成功(?:转让|售出|成交|收购)|完成交割|"
    r"交易完成|完成了?对[^。\n]{0,24}收购|"
    r"以[^。\n]{1,14}(?:成交|拍出|竞得|摘得|收购)|最终成交|拟收购|宣布收购|收购完成|正式收购|"
    r"斥资|停牌|成交公告|结果公示|成交确认"
)
ASKING: Final = expression(
    r"请问|请教|求问|求助|求解|求教|有人知道|有谁知道|有没有(?:懂|人|朋友|大神|在|哪|买过)|"
    r"谁知道|谁懂|怎么查|去哪(?:个|里)?(?:部门)?查|怎么办|怎么核实|靠谱(?:吗|不)|大家怎么看|"
    r"值得(?:买|投资|入)吗|新手|帮(?:忙)?(?:算|看)|"
    r"能买吗|可以买吗|能不能买|敢买吗|难不难|有哪些坑|会不会被|懂的说|懂行的(?:说|帮|指|讲|"
    r"给)|想问下|问一下|还会不会|会不会再|以后会|什么水平|怎么样啊|要注意什么|想了解|请大家|"
    r"各位大神|是真的吗|多少[^。\n]{0,6}\?|哪些[^。\n]{0,6}\?|什么[^。\n]{0,6}\?"
)
EQUIPMENT: Final = expression(
    r"拆下|拆自|拆机|成新|成色|直销|现货|厂家|自提|批发|回收|二手(?:水轮|发电|变压|电机|机组)|"
    r"(?:出售|转让|处理|卖)(?:一台|一套|两台|二手|闲置)?(?:水轮|发电机|机组|变压器|调速器|"
    r"蝶阀|配电)|日租|(?:发电机|设备|机组)[^。]{0,20}月租"
)
SERVICE: Final = expression(
    r"代办|专业办理|欢迎咨询|培训班|施工队|检测服务|设计院|承接矿机|招矿工|诚招|(?:矿机|机器|显卡)托管|托管(?:矿机|机器)|"
    r"(?:出租|招租)[^,。\n]{0,4}机位|机位(?:招租|出租)|散户|上架费|代挖|(?:可|能|支持|承接|接)托管|托管[^,。!?\n]{0,4}(?:[sm]\d\d|矿机|机器)|负荷(?:招租|出租)"
)

GRID: Final = expression(r"并网|国网|南网|入网|上网电价|大网|(?<!网)站")
# An ad that names no plant at all: capacity beside one of these, and no other machine that is sold by the kilowatt.
PROMISES: Final = re.compile(
    r"证件|证照|批文|[搞做玩]矿|电费|上机|满发|标准化|千伏|清退|退出名单|网前|直供|专线|可挖|能挖|挖矿|机架|度/年|万度|上网|证[齐全]|手续|取水|"
    r"整改|机房|算力|水头"
)
MACHINES: Final = expression(
    r"柴油|二手矿机|矿机\d|发电机(?!组正常)|变压器(?:出售|转让|出租)|电动机|水泵|锅炉|空调|光伏|风电|储能|"
    r"托管|现货|充电桩|矿山|采矿|加工厂|养殖|服务器出租"
)
CLAIM_WORDS: Final = expression(
    r"清退|并网|国网|手续|证件|挖矿|上网电价|退出名单|整改|可挖|挖k|机架|矿机|证齐|证全|直供|"
    r"专线"
)

# -- English and other scripts ---------------------------------------------------------------------------------------
KANA: Final = expression("[\u3041-\u30ff]")
EN_PLANT: Final = expression(
    r"hydro ?-?(?:power|electric)|\bhydro\b|power (?:station|plant)|[- \d](?:[km]w|(?:kilo|mega)watts?) "
    r"(?:plant|station|run-of)|run-of-(?:the-)?river|\bdams?\b|発電所|发电所|水力|hidroel|hidrocentral|"
    r"wasserkraft|hydroelektr|centrale hydro|гэс"
)
EN_SALE: Final = expression(
    r"\bfor sale\b|\bsell(?:ing|s|ers?)?\b(?! (?:\w+ )?(?:power|electricity|energy))|"
    r"\bvendors?\b|\bwants? [^.]{1,30} for (?:the|his|her|its|their)\b|\bsale\b|put up|"
    r"\blisted\b|\bon offer\b|\badvertisements?\b|"
    r"\bseek(?:s|ing)? (?:cny|rmb|yuan|usd|\$|¥|[\d.,]+ )|\basking\b|offload|"
    r"part with|on the market|auction|get rid of|up for grabs|\boffer(?:ed|ing|s)\b|"
    r"\bbuyers?\b|売却|売り|卖却|卖り|出品|en venta|zu verkaufen|"
    r"à vendre|de v[aâ]nzare|продаж|продает"
)
EN_PRESS: Final = expression(
    r"\bsa(?:id|ys)\b|according to|\btold\b|\breport(?:ed|s|er)\b|\bmr\b|\bms\b|\bhe\b|"
    r"\bshe\b|\bthey\b|officials|\bowners\b|\bsellers\b|"
    r"\bchina'?s?\b.{0,60}\b(?:crackdown|ban)|\bwas\b|\bwere\b|promis|insists|dozens|によると|"
    r"という|と説明|と说明|しているという"
)
EN_DONE: Final = expression(
    r"completed (?:the|its) (?:sale|acquisition|purchase|disposal)|has (?:sold|acquired|"
    r"bought|completed)|had (?:sold|acquired|bought)|\bacquired\b|deal (?:closed|was closed)|"
    r"agreed to (?:buy|acquire)|sold (?:its|the|a|off)\b|was sold"
)

# -- object and share ------------------------------------------------------------------------------------------------
NUMBER: Final = r"(\d{1,3}(?:\.\d{1,4})?) ?%"
SHARE: Final = expression(
    rf"{NUMBER}(?:的|之)?(?:出资|财产|合伙|合作|公司)?(?:股权|股份|股|份额|权益|equity|stake|"
    rf"shares?)|(?:股权|股份|份额|持股|占股|占比)[^,。\n\d]{{0,6}}?{NUMBER}"
    rf"|{NUMBER} (?:equity|stake|interest|of the shares)"
)
SHARE_HAN: Final = expression(r"百分之([一二三四五六七八九十]{1,3})的?(?:股权|股份|份额)")
WHOLE: Final = expression(r"(?:全部|整体|百分之百|百分百|全资)(?:的)?(?:股权|股份)")
EQUITY: Final = expression(r"股权|股份(?!有限|公司|制)|份额|stake in|% stake|equity|shares in|占股")
DEBT: Final = expression(r"债权(?!债务)|不良资产包|应收账款")
# 债权随项目一并转让, 连同债务: the debt goes along with what is sold.
DEBT_ALONG: Final = expression(
    r"债[权务][^,。;\n]{0,12}?(?:随|一并|一起|一同)|(?:随|一并|一起|一同)[^,。;\n]{0,4}债[权务]|"
    r"(?:及|和|与|含|连同|包括|带|附带)(?:其|相关|全部|部分)?[\d.万亿元的]{0,10}债[权务]"
)
RIGHT: Final = expression(r"经营权|使用权转让|收益权|运营权")
LEASE: Final = expression(r"出租|招租|转租|租赁|承包|发包|租金|年租|for rent|for lease|to lease")
BUNDLE: Final = expression(r"打包|捆绑|资产包|一起(?:转|卖)|一并(?:转|出)|整体(?:转|出)")
SEVERAL: Final = expression(r"(?:[两二三四五六七八九十]|[2-9]|1\d)(?:座|个|家|级)(?:水电|小水电|电站|梯级|公司)")
UNBUILT: Final = expression(
    r"在建|未开工|尚未开工|筹建|拟建|待建|续建|停工|半拉子|估算投资|招商项目|前期工作|路条|"
    r"项目开发权|under construction"
)

# -- second looks --
QUOTE: Final = expression(r"[“「\"]")
TALK_OF_SALE: Final = expression(
    r"闲鱼|二手|卖家|转让方|挂牌|标价|叫价|要价|出售|兜售|待售|转让(?:信息|价|帖)|水电站转让|"
    r"电站转让|转卖"
)
PLANT_TRANSFER: Final = expression(r"电站(?:转让|出售|出让)|(?:转让|出售|出让)[^。\n]{0,8}电站")
EN_STILL_OFFERED: Final = expression(r"asking|for sale|on the market|put up|seeking|trying to sell")
PLANT_SOLD: Final = expression(r"(?:电站|水电站|资产)(?:整体)?(?:转让|出售|拍卖)|不存在[^。]{0,8}租赁|上有租赁")
SAYS: Final = expression("称|说|表示")
STILL_OFFERED: Final = expression(
    r"起拍|挂牌价|转让底价|挂牌底价|现转让|现出售|再次拍卖|变卖价|面议|要价|标价|"
    r"拟(?:公开)?(?:挂牌|转让|出售)"
)
PLANT_SALE: Final = expression(
    r"(?:电站|水电站|电厂)(?:整体|一座|低价|诚心|急)?(?:转让|出售|出让|转手)|(?:转让|出售|"
    r"出让)(?:小|一座|自建)*水?电站(?!拆|设备|的设备|发电机|水轮|用)"
)
EN_AD: Final = expression(
    r"for sale|\bselling (?:my|our|a |one |hydro)|contact|telegram|whatsapp|wechat|price negotiable|asking price|"
    r"serious buyers|price:|\bwe sell\b|\bi sell\b"
)
# Something else is sold or let, and a plant only stands near it.
OTHER_SOLD: Final = expression(
    r"(?:店|馆|超市|小卖部|网吧|农家乐|鱼塘|池塘|果园|茶园|山场|厂房|民房|商铺|仓库|矿权?|挖掘机|铲车|货车|指标|路条|酒店|民宿|养殖场|"
    r"农场|砂场|石场|渔场|工程公司|安装公司|贸易公司|劳务公司)"
    r"(?:整体|低价|急|诚心|对外)?(?:转让|出租|出售|转手|承包|出让)|"
    r"(?:转让|出售|出租|转|卖)[^,。!?\n]{0,10}(?:门口|旁边?|边上|附近|对面)的?[^,。!?\n]{0,6}(?:店|馆|超市|小卖部|农家乐|鱼塘|"
    r"饭庄|民宿|门面|房)|(?:出售|转让|变卖|卖)(?:二手|一批|闲置|旧|全部)?(?:矿机|变压器|发电机|电缆|水轮机)"
)
PLANT_DEAL: Final = expression(
    r"(?:电站|水电厂|电厂|小水电)(?!旁|边|附近|门口|对面|承包|家属|设备|材料)[^,。!?\n]{0,10}?(?:转让|出售|"
    r"出让|出租|转手|卖|拍卖|挂牌|招租|承包)|"
    r"(?:转让|出售|出让|出租|卖|出|转)[^,。!?\n旁边]{0,10}?(?:电站|水电厂|电厂|小水电)(?!旁|边|"
    r"附近|门口|对面|承包|家属|设备|材料|变压器|发电机|水轮|拆)"
)
RULED: Final = expression(r"终结本次|本裁定|裁定如下|送达后(?:即)?生效|撤回拍卖|中止拍卖|停止拍卖")
TENDER: Final = expression(
    r"(?:施工|监理|设计|勘察|采购|服务|维修|改造工程|检修|设备|鉴定|检测|监测|评估|编制|清淤|防腐|安装|劳务|大修)"
    r"[^。\n]{0,8}?(?:招标|采购|询价|比选|竞争性|中标)|最高限价|招标控制价|控制价\d|投标保证金|投标人资格"
)
ASKING_HARD: Final = expression(
    r"值得[^,。!?\n]{0,4}[吗么]|看[中上]了?(?:一[个座]|个|某)|各位(?:前辈|大佬|老师|懂行)|值不值|行不行|问下|值多少|靠谱吗|靠不靠谱|求问|请教|求助|转让给我|卖给我|推荐我|"
    r"给我[^。\n]{0,12}(?:值|行|贵|合适)|划算吗|合适吗|能入手吗|一般多少钱"
)
