"""Reads what is sold: a plant, a share of a company, a lease, a right, a debt, a bundle, a plant not yet built."""

from __future__ import annotations

from typing import Final

from monitor.models import OfferKind, OfferObject
from monitor.text.expression import cued
from monitor.text.offer_aside import without_asides
from monitor.text.offer_beside import without_others_works
from monitor.text.offer_english import IN_GENERAL as IN_GENERAL_ENGLISH
from monitor.text.offer_english import read_english_object

EQUITY: Final = cued(
    r"股权|股份(?!有限|公司|制|经济|合作)|份额|(?:%|percent|个点|成半?)的?(?:干|参|老|原始)?股(?!东|份)"
    r"|[卖转让出]份子|(?:水电|站)的?份子|投资权益"
    r"|% interest|per ?cent stake|(?:我|我们|本人|卖方|我方)所?(?:持有|占有|拥有)[^,。;\n]{0,10}\d{1,3}%"
    r"|(?:我[的那这]?|[转卖让出])[二三四五六七八]分之[一二两三四五]|分之[一二两三四五]的?(?:股|份额|权益|产权)"
    r"|小股东,?占\d{1,2}(?:\.\d+)?%"
    r"|(?:全部|整体)(?:的)?权益|公司整体(?:卖|转|出)"
    r"|股东[^。;\n]{0,24}(?:让出|转让|出让|卖掉?)全部|(?:^|[\s,。;!【])[让转出卖]股[:,!】 ]|招合伙"
    r"|(?:让出|出让|转让|卖掉?)(?:了)?(?:自己|手[里上]|名下|我|他|她)?[那这的]{0,2}\d{1,2}(?:\.\d+)?%|株式|(?:会社|法人)ごと"
    r"|我[^,。;\n]{0,4}占[一二两三四五六七八九]成[^。]{0,20}我[那这]份|[卖转让出](?:我|自己"
    r"|手[里上])[那这的]{0,2}[一二两三四五六七八九]成"
    r"|股民|退[股伙]|持ち?分|(?:电站|水电|站子?)的?股\d{1,3}%|控股\d{1,3}%|%部分(?:放出|出让|转让)"
    r"|股东[^,。;\n\d]{0,6}\d{1,3}%[^,。;\n]{0,4}(?:转|卖|出)"
    r"|(?:电站|站子?)(?:让|卖|转|出)一半|我[^,。;\n]{0,4}占(?:股)?\d{1,2}%[^。]{0,20}我[那这]份"
    r"|(?:出售|转让|出让|卖)[^,。;\n]{0,14}[两三四五]?间?(?:电站|水电|发电)(?:子|项目)?公司"
    r"(?![所持的旗名下欠债拥]|[^,。;\n]{0,8}(?:电站|资产|机组|厂房))|子公司(?:打算|要|想)?(?:卖|转让|出售)"
    r"|stake in|% stake|equity|shares in|占股"
    r"|合伙权益|%(?:的|之)?权益|成(?:的|之)?权益"
    r"|权益\d|权益(?:转让|出让|出售)|(?:公司|企业)(?:的)?(?:整体|全部|国有|100%|\(.{0,6}\))*产权|标的企业|转让比例"
    r"|增资扩股|增资(?:公告|项目|底价|比例|方案|信息|方式|标的)|拟增资|投后持股|增发股|入股比例"
    r"|project company|the company that (?:holds|owns)|重整(?:意向)?投资(?:人|方)?|(?:转让|出售|卖"
    r"|转)(?:的是)?(?:项目)?公司"
)
# 可办理公司股权过户, 股权无质押: how it passes over, or what burdens it, and no share that is sold.
HOW: Final = cued(
    r"(?:可以?|能|支持|配合|协助|包|包办|走|负责|随时|直接)(?:办理?|走|做|过户)?(?:公司|项目公司|法人)?(?:整体"
    r"|全部|100%)?(?:的)?"
    r"(?:股权|股份)(?:的)?(?:过户|变更|交割|收购|转让(?:手续)?|交接|划转)"
    r"|(?:股权|股份)(?:无|没有?|未|不|清晰|干净|结构|架构|质押|冻结|无任何)[^,。;\n]{0,6}"
    r"|股权[^,。;\n]{0,4}[、或][^。;\n]{0,14}(?:方式|形式)"
    r"|(?:资产|电站|整体)(?:转让|出售)?[或、/和及]股权(?:转让|出售)?(?:均可|都行|都可以?|皆可|也行|也可)"
    r"|(?:股票|证券)(?:简称|代码|名称)?:?\s?\S{1,8}"
    r"|(?<!\S)(?!\S{0,5}[让转售卖]股份:)\S{2,6}股份:|证券简称:?\s?\S{1,8}|\S{1,5}股份(?=\s{1,3}(?:公告|证券|股票|\d{6}))"
)
DEBT: Final = cued(
    r"(?<!职工)(?<!工资)债权(?!债务|人|行|银行|申报|确认|清偿)|不良资产包|应收账款|水电不良|不良(?:包|债)"
    r"|接(?:下)?[这那]?笔?债(?!务)|转债"
    r"|欠我(?:本息|本金|钱)|应收款本息|本息(?:合计|余额|共计|共)?[:约]?\d[\d.,]*[万亿][^。]{0,30}(?:抵押|押着|首封|折)"
)
# Whatever else is named beside it: a debt is sold, with the plant or the shares for its pledge.
DEBT_SURE: Final = cued(
    r"(?<![股及和与、+])债权(?:拍卖|竞价|处置)"
    r"|债务人[为是:]|(?:处置|转让|出)不良[:,,]|不良(?:贷款|债权)(?:转让|处置|包|清单)|non-?performing loan"
    r"|distressed (?:loan|debt)"
    r"|债权本息[^。;\n]{0,24}抵押物"
)
# 拍卖标的:某水电站整体资产: what a debt is told of elsewhere, that somebody has and for which it is sold.
PLANT_PUT_UP: Final = cued(
    r"(?:拍卖|变卖|竞拍|竞价|处置|转让)(?:的)?标的物?(?:名称|概况)?[为是:]{0,2}[^。;\n债股]{0,50}?(?:水电站|电站|电厂)的?"
    r"(?:整体|全部|所有)?(?:资产|产权|整体|机组|厂房)(?![^,。;\n]{0,10}[债股])"
)
# 债权随项目一并转让, 连同债务: the debt goes along with what is sold.
DEBT_ALONG: Final = cued(
    r"债[权务][^,。;\n]{0,12}?(?:随|一并|一起|一同)|(?:随|一并|一起|一同)[^,。;\n]{0,4}债[权务]|"
    r"(?:及|和|与|含|连同|包括|带|附带)(?:其|相关|全部|部分)?[\d.万亿元的]{0,10}债[权务]"
)
# 30年租赁权中的剩余18年: whoever leased it sells the lease.
LEASE_SOLD: Final = cued(
    r"(?:租赁|承租)权(?:中的|的)?(?:剩余|拍卖|转让|处置|第[一二]次)|(?:享有|名下|剩余)[^,。;\n]{0,14}(?:租赁|承租)权"
)
RIGHT: Final = cued(
    r"年(?:的)?(?:使用|运营)权|(?:承包|租)[^。\n]{0,24}签到\d{4}年|(?:签|租|包)了[^,。;\n]{1,8}年,?还[有剩]"
    r"|(?<!资产及)(?<!资产和)(?<!资产与)(?<!资产、)(?<!资产连同)经营权(?!到|至|归|属|不变)|使用权(?:转让"
    r"|流转|出让)|设施使用权|(?<!电费)(?<!收费)收益权(?!已?[质抵]押)|运营权"
    r"|转(?:承包|租赁|租|经营)合同|(?:承包|租赁|经营)合同(?:转让|出让|转出)|(?:^|[,。;!\s])转合同|承包权|经营期(?:还)?(?:剩|有)|承包(?:的"
    r"|了)[^,。;\n]{0,8}(?:还)?(?:剩|到期|转)"
    r"|(?:承包|合同|租赁|经营)期?还(?:剩|有(?!效))"
)
LEASE: Final = cued(
    r"短租|找人包(?!装|办|过|工)|招人包(?!装|办)|(?:对外|整体|打包|一起)+招?租"
    r"|出租|招租|转租|租赁|承包|发包|租金|年租|for rent|for lease|to lease"
    r"|赁贷(?!借)|贷し出し|贷します|借り手(?:募集|を)|リース(?:します|契约|方式|希望|料)"
    r"|(?:欢迎|等|找|招|寻)[^,。;\n]{0,8}来租(?!金)|(?:只|要|想|整|往外|对外|托管或|再|续|继续)租(?![给约金客])|承租(?![方人])|竞租|发租|包银|包期[^。]{0,3}"
    r"|(?:^|[\s!。])(?:包"
    r"|租)(?:一?[个座])?(?:水?电)?站(?=[!,。(\s])|(?:往外|要|对外)包(?!装|括|含|过)|包出去"
    r"|(?<![毛分元块厘角一二三四五六七八九\d])包给(?:你(?![跑办弄搞走拿])"
    r"|人|谁|别人|外人|懂)|租赁权"
)
# Others' lease, of land or of earlier years: not what is offered.
OTHER_LEASE: Final = cued(
    r"承包商|租赁公司|租赁(?:情况|集体|至|到|期|关系|物)|(?:案外人|他人|第三人|有无|是否|不存在"
    r"|无)[^,。;\n]{0,6}租赁|带租约"
    r"|(?:由|被|给|与)(?:案外人|第三[方人]|他人|村民|外人)[^,。;\n]{0,6}(?:承租|租用|租|承包)|租赁(?:情况)?:"
    r"|带租|\d{4}年(?:起)?承包到现在"
    r"|(?:去|前|今|往|上|旧|头|后)年(?:出租|租|承包)|(?:以前|之前|原先|原来|曾经?|已)(?:出租|承包给?|租)"
    r"|租金每?月?(?:收入|归)|租客[^。]{0,12}租金"
    r"|(?:职工|个人|村民|他人|外人)承包|承包合同[^,。;\n]{0,12}(?:到期|终止|届满|解除|结束)|要是不(?:想)?租|承租[方人]"
    r"|租过[^,。;\n]{1,12}[,、]?(?:一?年租金?|租金)"
    r"|只租(?:也行|也可以?|也成)[,、 ]?(?:租金)?|(?:也|亦)可以?(?:出)?租(?:赁)?(?=[,、 。;!\n]|$)[,、 ]?(?:租金)?"
    r"|(?:土地|山林|林地|荒山|厂房)[^,。;\n]{0,4}(?:租赁|承包|租金)|(?:租赁|承包)[^,。;\n]{0,2}(?:土地|山林|林地|集体)"
)
# 土地是租村里的,合同还剩十九年: of the land, not of the plant
LAND_LET: Final = cued(
    r"(?:土地|地皮|山林|林地|荒山|厂房(?:那块)?地|占地|(?<![一-龥])地)(?:是|都是|为|属|的)*(?:租|承包|流转|向村)[^。;\n]{0,26}"
    r"(?:还剩|还有|剩|到期|到\d{4}年?|\d{4}年)"
)
# 卖、租都行, 出租出售都行, 整站卖五千万 单租厂房也行: who also lets sells first of all.
SOLD_TOO: Final = cued(
    r"租(?:也行|也可|都行)?[,、/和与或及]{0,2}(?:可|能|要)?(?:出?售|出让|转让|(?<!不)卖)(?:也|都|均|皆|两)?(?:行|可(?!以?不)|成|ok|随意|随便)"
    r"|(?:出?售|出让|转让|(?<!不)卖)(?:也行|也可)?[,、/和与或及]{0,2}(?:可|能|要)?(?:出|招|整)?租(?!金|约)"
    r"(?:也|都|均|皆|两)?(?:行|可|成|ok|随意|随便)"
    r"|可租可[卖售]|可[卖售]可租|租售(?:均|都|皆|两)?可|整站卖(?=[\d一二两三四五六七八九])|[\d十百千万w]卖断|卖的话"
    r"|卖[\d一二两三四五六七八九][\d.一二两三四五六七八九十百千万w]{0,8}[,、;/ ]"
    r"(?:出|要)?租(?:一?年|的话)?[\d一二两三四五六七八九]"
)
BUNDLE: Final = cued(
    r"(?:转让|出售|出让|卖掉?|处置|甩卖|抛售)(?:了|掉)?(?:旗下|名下|所属|所持|手[里上]|自家|自己|其)的?[两二三四五六七八2-8]座"
    r"(?=[^。;\n]{0,16}(?:合计|共计|总共|一起|一并|整体|打包|总装机|共有))"
    r"|(?:电站|站)[两二三四]座,[^。;\n]{0,30}[,、](?:一起|一共|打包)\d"
    r"|电站[两二三四五六七八2-8]座,?(?:合共|合计|总共|共计|总装机|共)|打包|捆绑|整体(?=[\d,]+(?:万|w))|资产包|电站包(?!过|手|办|括|含|你|证|给|查)|合集|一(?:起|道|块儿?"
    r"|同)(?:转|卖|出|走)|一并(?:转|出)|整体(?:转|出|受让)"
    r"|合(?:并|在?一起|体)?(?:转|出(?!资)|卖|售)|同时(?:挂|转让|转手|卖|出售|出让|放出)|一[齐块](?:转|卖|出|甩)|联(?:卖|售)|不拆|不(?:分|单)(?:卖|开|拆|售)"
    r"|まとめて|一括|セットで|分割(?:让渡|卖却)?(?:不可|せず|しません)|一拼|抱き合わせ"
    r"|一次性(?:转|出|卖)|一锅端|全部(?:转|出|卖)"
)
# 两座电站整体打包招租: several plants, and let.
TOGETHER_LET: Final = cued(r"(?:打包|整体|一并|一起|捆绑)(?:对外|公开)*(?:招租|出租|发包|租赁)|公开招租|招租公告")
SEVERAL: Final = cued(
    r"(?:[一二三四][级站]?[、和及与/]){1,3}[二三四五]级(?:水?电)?站|[两二三]级(?=打包)|一组梯级|(?:[两二三四五六七八九十]|[2-9]|1\d)(?:(?:座|个|家|(?<=[两2])级)(?:水电|小水电"
    r"|电站|梯级|公司)|(?:座|处"
    r"|个(?!工人|师傅|员工|职工|股东|合伙|值班))(?:[^,。;\n\d]{1,5})?(?:水电|小电|电站|站))"
    r"|(?:[二三四五六七八九十]|[2-9]|1\d)(?:か所|ヶ所|カ所|ケ所|个所|つの(?:水力)?(?:发电所|发电所))"
    r"|(?<![\d第])[两二2三3](?:个小?)?站(?![点长台之中])"
    r"|(?:水电站?|电站)(?:共|有|计)*(?:[两二三四五六七八九十]|[2-9]|1\d)座|(?:一级|上站"
    r"|甲站)[^。\n]{0,16}?(?:二级|下站|乙站)\d|(?:电站|水电)(?:包|合集)"
)
# 电站资产及采矿权, 水泥厂及自备电站: what is sold with the plant, at one price for both.
_MINE: Final = (
    r"(?:采矿权|探矿权|矿业权|(?:铅锌|铜|铁|煤|金|锰|钨|锡|锑|磷|萤石|石英)矿(?!山?(?:专线|用电|供电))"
    r"|水泥厂|造纸厂|冶炼厂|选矿厂|硅铁厂|电石厂|铁合金厂)"
)
_WITH: Final = r"(?:以?及|和|与|、|连同|带|含)(?:其|配套|自备|自有|所属|名下|的|一[座个])*"
WITH_MINE: Final = cued(
    rf"电站(?:的|全部|整体|所有|相关)*(?:资产|设备|股权)?{_WITH}[^,。;\n电]{{0,12}}?{_MINE}"
    rf"|{_MINE}[^,。;\n]{{0,10}}?{_WITH}[^,。;\n]{{0,10}}?电站"
    rf"|\d[.、)][^;。\n]{{0,30}}?{_MINE}[;。,\n][^。]{{0,60}}?\d[.、)][^;。\n]{{0,16}}?电站"
    rf"|\d[.、)][^;。\n]{{0,16}}?电站[^。]{{0,120}}?\d[.、)][^;。\n]{{0,30}}?{_MINE}[;。,\n]"
)
ONE_PRICE: Final = cued(r"打包|捆绑|整体|一并|一起|一同|连同|拍卖|变卖|转让|处置|出售")
# 增资扩股引入投资方: shares of a company that has its plant, and no plan that seeks its builder.
CAPITAL_RAISED: Final = cued(
    r"增资[^。;\n]{0,20}?(?:引进|引入|寻求?|征集|招引)(?:战略|外部|新的?|\d家|不超过)*(?:投资方|投资商|投资人|投资者|股东)"
    r"|(?:引进|引入|寻求?|征集|招引)(?:战略|外部|新的?)*(?:投资方|投资商|投资人|投资者)[^。;\n]{0,10}?增资"
)
UNBUILT: Final = cued(
    r"在建(?![公铁高道始德宁瓯]|的路)|建设中|\(未投产?\)|未开工|尚未开工|筹建|拟建|待建|续建|停工|半拉子"
    r"|工事(?:中断|途中|半ば)|建设途中|建设半ば|未完成(?=[のでな])|未着工|着工前"
    r"|估算投资|招商项目|前期工作|路条|烂尾|未动工|没动工|没建[完成]|未建[完成]"
    r"|未完[工建]|建了一半"
    r"|项目开发权|under construction"
)
# A plan for which somebody is sought: what is offered is the project, whatever form the deal takes.
PLANNED: Final = cued(
    r"拟装|拟建[^,。;\n]{0,8}(?:台|千瓦|kw)|规划装机|计划装机|(?:引进|引入|寻求?|征集|诚招|招引)(?:业主|投资方"
    r"|投资商|投资人|投资者|开发商)"
    r"|已完成(?:预?可研|可行性)|(?:可研|预可研)[^,。;\n]{0,4}(?:已审|已批|批复|完成|通过)"
)
# Of a plant that stands: what may be added to it.
GROWTH: Final = cued(
    r"(?:增容|扩容|扩建|扩机|技改|增效)[^。;\n]{0,24}|(?:二级|二期|下级|三级)(?:水?电?站)?[^。;\n]{0,4}(?:规划"
    r"|设计|拟)[^。\n]{0,30}"
)
RUNNING: Final = cued(r"投产|投运|已建成|建成于|并网发电|并网运行|正常发电|上网电价|正常运行|年收入")
PLANT_SOLD: Final = cued(
    r"执恢?\d|案外人|被执行人|带租拍卖|变卖(?:公告|价|物)|将?于?[^,。;\n]{0,8}开拍|产权归[我本]"
    r"|转让\d+(?:\.\d+)?万|(?:电站|水电站|资产)(?:整体)?(?:转让|出售"
    r"|拍卖)|不存在[^。]{0,8}租赁|上有租赁"
)
# In a report: one plant that is told of, by its size, its count or its name.
_NUMERAL: Final = r"[\d一二两三四五六七八九十]"
ONE_PLANT: Final = cued(
    rf"(?<![几数每上到至~.\d-]){_NUMERAL}[\d.,一二两三四五六七八九十百千]{{0,12}}[多余来]?万? ?[个-]?"
    r"(?:千瓦|kw|mw|兆瓦|瓩|kilowatt|megawatt)"
    r"(?!不等|到|至|以下|以上|六|五|四|三)|装机[^,。;\n]{0,4}(?:\d{2}|[一二两三四五六七八九]百)|\d台|[两三四]台"
    r"|(?<![每多好十百几数\d])[一1两二三四五2-5](?:座|处|个(?![字月人股]))[^,。;!?\n]{0,16}?(?:水电|电站|站|发电)|(?:该|此"
    r"|这座|那座)(?:水力|水)?(?:电站|电厂"
    r"|站)|%的?(?:股|权益|份额)|持ち?分\d"
    r"|[一1](?:家|间|名)[^,。;\n]{0,6}?电站(?!中介|买卖|代理|转让)|愿以"
    r"|\b(?:an?|one|the) (?:(?!(?:told|said|says?|asked|could|which|that|who)\b)[\w'-]+ ){0,5}"
    r"(?:plant|station|dam|stake)\b"
    r"|\b(?:two|three|four|five|six) (?:(?!(?:told|said|say|asked|of)\b)[\w'-]+ ){0,5}(?:plants|stations|dams)\b"
    r"|(?<![数何])\d[\d,.]{0,8}キロワット|一か所|1か所"
    r"|(?:有|那|这|一|某|家)个(?!多?月|星期|季度|礼拜)[^,。;:\n]{0,14}?(?:水电站|电站|的站|小站)|有人[要想在]{0,2}(?:卖|甩|转|出"
    r"|抛)(?:个|座|一[个座]|掉)?小?(?:水电站?|电站|站)"
    r"|(?:卖|转)(?:个|一[个座])?小?(?:水电站|电站)的(?=[,。\s])|有(?:座|一座)?小?(?:水电站"
    r"|电站)[^,。;\n]{0,10}?(?:转|卖|出手|甩)"
    r"|的(?:小|老)?电站[要想](?:卖|转|出)|电站挂[\d一二两三四五六七八九十百千]|卖不卖电站"
    r"|一条[^。;\n]{0,14}?电站|站不大|水电子公司"
    # 保山有站,800; 单机2500; 兜售自家位于古蔺县的水电站
    r"|有站[,、]\d|单机\d{3}|(?:电站|的站|站子)[,、](?:单机|装机)?\d{3,5}(?!\d|年)|自家(?!要)[^,。;\n]{0,10}(?:水电站|电站|站子)(?!老板)"
    r"|手[里上]有[^,。;\n]{2,8}的站(?!点|长)"
    # 八百的站, 三百二十的机子; 2×630, 2乘500
    r"|(?<![几数每上到至~.\d-])(?:\d{2,5}|[一二两三四五六七八九][一二两三四五六七八九十百千]{1,5})的(?:小"
    r"|老)?(?:水?电站|站子?|装机|机子?)(?![一-龥]{0,2}都)"
    r"|\d ?[x×*乘] ?\d{2,4}(?!\d)|[一两二三四]座?[两二三]机"
    # 开口八十万, 掉到五百四十万: one price is asked
    r"|(?:要价|开口(?:就?要)?|标价|开价|叫价|索价|喊价?|(?:掉|降"
    r"|跌)到)[^,。;\n\d从在几]{0,3}[\d一二两三四五六七八九][\d.,一二两三四五六七八九十百千]{0,7}万(?!元?[到至~-]"
    r"|以上|以下|不等)"
    r"|(?:挂牌?|要把|想把|把)[^,。;\n]{0,6}(?:电站|站)(?:卖|甩|出|转|脱|抛|让)|一业主将?[^,。;\n]{0,4}(?:水电站"
    r"|电站)|业主[^,。;\n]{0,8}一座"
    r"|(?:他|她|我|爸|妈|爹|叔|舅子?|姨|哥|(?<!自)家|们)(?:的|家)?(?:那个|那座|那|这个|的)站(?!点|长|主)|(?:卖"
    r"|转|出|看了?)[一-龥]{2,4}(?:那个|那座|那"
    r"|的)站(?!点|长|主)"
    r"|[一-龥]{2}的站(?:没人|要|想|卖|在卖|挂)|[他她]的站在|[那这]边(?:的)?(?:有个)?(?:水?电站"
    r"|站)[^,。;\n]{0,3}(?:要|想|有没有人|卖|没卖|脱手|转|甩)"
    r"|整站(?:出售|转让|出让|在卖)|他爹在卖电站|[他她]在?卖(?:水)?电站|(?<!另)一名业主|另一名卖家称电站|家电站"
)
# A report on many sellers, or a list of what is on sale: no plant of its own.
IN_GENERAL: Final = cued(
    r"(?:问了|联系了|采访了?|走访了?|致电)[^,。;\n]{0,4}(?:[三四五六七八九十]|\d)+[余多]?[位名个]卖家"
    r"|标的[三四五六七八九十\d]+宗|(?:整理|盘点)了?[^。;\n]{0,10}(?:挂牌|出售)"
    r"|(?:dozens|scores|hundreds) of (?:[\w'-]+ ){0,3}(?:dams|plants|stations)"
    r"(?!.{0,400}\d[\d,.]* ?-?(?:kw|mw|kilowatt|megawatt))|\banother (?:says|claims|boasts|promises)\b"
)
# How big or dear plants are in general: 小的三百来千瓦,大的上万.
SPREAD: Final = cued(
    r"(?:小的|大的|小则|大则|最小|最大)[^,。;\n]{0,12}(?:千瓦|kw|上万)|元[^,。;\n]{0,2}一个?千瓦"
    r"|(?:从|由|自|介于|from |between )[\d,.]{1,7} ?(?:千瓦|kw|mw|兆瓦)? ?(?:至|到|to|and|-"
    r"|~) ?[\d,.]{1,7} ?(?:万?千瓦|兆瓦|kw"
    r"|mw|kilowatts|megawatts)"
    r"|买一千瓦|一个名为|一个叫|(?:最贵|最便宜)[:,][^。;\n]{0,24}千?瓦|(?:资产|项目|标的)快讯|标的速递"
    r"|[三四五六七八九十]个在售的站"
)


def read_object(head: str, kind: OfferKind = "direct") -> OfferObject | None:
    """What is sold, the narrowest first: a share of a company is not a plant, a lease is not a sale.

    None for a report (`kind` reported) that tells of sales in general.
    """
    if kind == "reported" and _in_general(head):
        return None
    head = without_others_works(without_asides(head))
    if (together := _together(head)) is not None:
        return together
    if PLANNED.search(CAPITAL_RAISED.sub("", GROWTH.sub("", head))) and not RUNNING.search(head):
        return "under_construction"
    if DEBT_SURE.search(head) and "重整" not in head:
        return "debt"
    if (english := read_english_object(head)) is not None:
        return english
    return _share_or_less(head)


def _together(head: str) -> OfferObject | None:
    """Several plants at one price, or a plant and a mine."""
    if BUNDLE.search(head) and SEVERAL.search(head):
        return "lease" if TOGETHER_LET.search(head) else "bundle"
    return "bundle" if WITH_MINE.search(head) and ONE_PRICE.search(head) else None


def _share_or_less(head: str) -> OfferObject:
    equity = EQUITY.search(HOW.sub("", head))
    if equity:
        # 未完工电站, 900万让出全部权益
        unbuilt = equity[0] in {"全部权益", "全部的权益", "整体权益", "权益转让"} and UNBUILT.search(head)
        return "under_construction" if unbuilt else "equity"
    aside = PLANT_PUT_UP.search(head) or (UNBUILT.search(head) and DEBT_ALONG.search(head))
    return "debt" if DEBT.search(head) and not aside else _right_or_plant(head)


def _in_general(head: str) -> bool:
    """A report that tells of sales, and of no plant in particular."""
    if IN_GENERAL.search(head) or IN_GENERAL_ENGLISH.search(head):
        return True
    return ONE_PLANT.search(SPREAD.sub("", head)) is None


def _right_or_plant(head: str) -> OfferObject:
    if LEASE_SOLD.search(head):
        return "lease"
    if RIGHT.search(LAND_LET.sub("", head)):
        return "operating_right"
    if LEASE.search(OTHER_LEASE.sub("", head)) and not (PLANT_SOLD.search(head) or SOLD_TOO.search(head)):
        return "lease"
    if UNBUILT.search(GROWTH.sub("", head)):
        return "under_construction"
    return "plant"
