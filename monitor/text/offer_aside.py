"""Leaves out what is told beside a sale: shares that others hold, parts that are let, leases and debts of the past.

村集体占股10%分红, 宿舍出租收入, 原为承包经营, 是否存在出租情况:否: none of it is what is offered. What is left out is
written as spaces, so that every other character keeps its place.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final

from monitor.text.expression import cued

_LET: Final = r"(?:出租|招租|转租|租赁|承租|租用|承包|发包)"
_NOT: Final = r"(?:没有?|无|未|从未|从不|从没|并不|并未|并无|不再|不|非|别|谢绝|拒绝)"
_SELL: Final = r"(?:转让|出让|出售|让出|拍卖|变卖|挂牌|处置|[转让卖售])"
_END: Final = r"(?=[,。;!?\n]|$)"
_REST: Final = r"[^,。;!?\n]"
# Whose share it is when the clause says no more of it: 职工持股, 村集体占股, 其余股东.
_OTHERS: Final = (
    r"(?:(?:村|乡|镇|县|市)?(?:集体|委会?|政府|里|民)|职工|员工|工会|(?:国|县|市|省|区|央)(?:资|企)|国有|县水投|水利局|财政"
    r"|大股东|小股东|(?:其他|其余|另外|另一|别的|余下|剩余|剩下)的?[一-龥]{0,6}|另有|另外|[一-龥]{0,4}合作社|电力公司|电网公司|供电(?:局|公司))"
)
_SHARE: Final = r"(?:\d[\d.]*%|[一二两三四五六七八九]成半?|一半|百分之[一二三四五六七八九十]{1,3})"
# Lines of a form, yes or no: 标的是否出租:否, 有无租赁、抵押情况:无, 出租情况:未出租.
FORM: Final = cued(
    r"(?:是否|有无|有没有|是不是)[^,。;:\n]{0,16}(?:租|承包|发包|股权|债权|代持)[^,。;:\n]{0,16}[:\t |]{1,3}"
    r"(?:[否是无有]|没有?|不存在|不涉及|未出租|未租赁)?"
    rf"|(?<![一-龥]){_LET}(?:使用)?(?:情况|状况|状态|关系)[:\t |]{{1,3}}(?:[否无]|没有?|不存在|未|已)[^,。;\n]{{0,8}}"
)
# 不出租, 从未对外承包, 无承包租赁; 不租不售 says nothing of the sale.
REFUSED: Final = cued(
    rf"{_NOT}(?:有|存在|曾|想|愿|要|肯|会|能|可|打算|考虑|接受|涉及|做|搞|对外|整体|单独|任何){{0,4}}[一-龥、]{{0,3}}?{_LET}"
    r"(?!方|人|商|期|满|金)(?:[、和及或与]{1,2}(?:出租|招租|转租|租赁|承包|发包|抵押|质押))*"
)
# 原为承包经营, 承包过三年现收回, 租约已解除: of earlier years.
PAST: Final = cued(
    rf"(?:原先|原来|原|早先|早年|早期|前些?年|前几年|过去|从前|以往|历史上|一度|当年|曾经?)(?!承租|合同|地)(?:[是为由系给]|曾|一直|都|村里|集体|他人|别人|个人|对外"
    rf"|整体){{0,5}}{_LET}{_REST}{{0,12}}"
    rf"|{_LET}(?:经营|给{_REST}{{1,8}}?)?过(?!户){_REST}{{0,14}}"
    rf"|(?:{_LET}|租约|租期|承包合同|包期)(?!经营权){_REST}{{0,12}}?[,、]?(?:现在?|今年?|去年|\d{{4}}年|如今|目前|现在?已|已经?|都){{1,2}}"
    r"(?:到期|届满|期满|解除|终止|结束|收回|清退|退租|解约|退出)(?:自营|自己(?:经营|干))?"
)
# 门面一间出租中, 宿舍出租收入, 鱼塘承包: a part of the site, and what it earns.
PART_LET: Final = cued(
    rf"(?:门面|店面|店铺|商铺|铺面|宿舍|住房|住宅|房屋|房子|房间|空房|旧房|办公楼|办公室|综合楼|食堂|仓库|库房|鱼塘|水面|库面|果园|山地|耕地|田地|空地|荒地|场地|屋顶|楼顶|院子|停车场"
    rf"|基站|铁塔|农家乐|民宿)"
    rf"{_REST}{{0,8}}?(?:{_LET}|(?:可|在|已|对外)租|租出|租给|租金|年租){_REST}{{0,10}}"
    rf"|{_LET}{_REST}{{0,2}}(?:门面|店面|店铺|商铺|铺面|宿舍|住房|办公楼|仓库|鱼塘|水面|场地|屋顶){_REST}{{0,8}}"
)
# Who sells may let as well: the sale comes first.
LET_TOO: Final = cued(
    rf"(?:也|亦|还)(?:可以?|能|行|接受|考虑|愿意?)?(?:整体|对外|长期|短期|单独)?(?:出租|招租|承包|租赁)(?!人|方)|(?:出租|承包|租赁)(?:也|亦)(?:可|行|能|成"
    rf"|考虑){_REST}{{0,4}}"
)
# 职工持有10%股份已清退, 村集体占股10%分红, 2015年收购100%股权而来: held by others, or how the seller came by it.
HELD: Final = cued(
    rf"{_OTHERS}[^,。;!?\n\d转让卖售]{{0,8}}?(?:持有?|占有?|拥有|入|参|干|出资)(?:股|干股)?[^,。;!?\n\d转让卖售]{{0,6}}?{_SHARE}"
    rf"(?:(?!{_SELL}){_REST}){{0,16}}{_END}"
    rf"|(?:已|全部|都)?(?:收购|回购|买下|购得|购入|受让|接手|买(?:来|进|的)?)(?:(?!{_SELL}){_REST}){{0,12}}?{_SHARE}(?:的|之)?(?:股权|股份|份额"
    rf"|股|权益)"
    rf"(?:(?!{_SELL}){_REST}){{0,4}}?(?:而来|得来|来的|取得|后来|进来|接手){_REST}{{0,8}}"
    rf"|{_SHARE}(?:的|之)?(?:股权|股份|份额|股|权益)[^,。;!?\n转让卖售]{{0,6}}?(?:已(?:经|全部)?|全部|都)(?:清退|退出|退清|收回|收购|回购|买断|买下|退股"
    rf"|退){_REST}{{0,6}}"
)
# 债权已结清, 债权转让公告另发, 经营权证在手.
SETTLED: Final = cued(
    r"债权[^,。;!?\n转让卖售]{0,6}?(?:已|全部|均|都|早已){1,2}(?:结清|清偿|还清|了结|注销|解除|偿清|付清|清零|消灭|处理)"
    r"|(?:已|全部|均|都){1,2}(?:结清|清偿|还清|了结|解除)[^,。;!?\n]{0,6}债权|债权转让(?:公告|通知|协议)?另[^,。;!?\n]{0,4}"
    r"|(?:无|没有?|不存在|不涉及|未涉)(?:任何|其他|第三方)?债权"
    r"|(?:以|用|按)?债权(?:抵偿|抵债|抵价|作抵|受偿|申报|总额|登记)|(?:优先|申报|普通|破产|职工)债权(?:总额|由|的?清偿|为|共|合计)"
    r"|债权[】\]:]*[^,。;\n]{0,14}(?:贷款|余额)(?:[^。\n转让卖售]){0,24}(?:结清|还清|清偿)"
)
PERMIT: Final = cued(r"经营权(?:证书?|证件|证明|登记|许可证|手续)(?!转|出)")
# 2004年从企业承包过来,后来买断; 厂区土地租期至2038年; 含库区经营权: how it came, its land, other rights.
BOUGHT_LATER: Final = cued(
    rf"(?:{_LET}|租)(?!经营权|权)(?:(?!{_SELL}|出租|招租|还[剩有]|剩)[^。\n]){{0,50}}?(?:买断|买下|拿下|拍下|竞得|买了下来|买过来|改制|买成)(?!经营权|承包权|使用权)"
)
LAND_RENT: Final = cued(
    rf"(?:土地|用地|地块|山林|林地|占地|厂区|场地|河道|荒山|(?<![一-龥])地)(?:(?!{_SELL})[^。;\n]){{0,24}}?(?:租期|租金|年租|租赁|承包|租用|租约|租村|租集体)"
    r"[^。;\n]{0,24}?(?=[,。;\n]|$)(?:,?(?:租期|租金|年租|每年|合同期?(?:还[剩有]|剩|到))[^,。;\n]{0,16})*"
    r"|(?:河道|土地|林地|山林|占地|用地|厂房地)(?:租金|租赁费|承包费|租用费)"
)
_OTHER_RIGHTS: Final = (
    r"(?:库区|水库|水面|水域|库面|养殖|渔业|捕捞|旅游|漂流|砂石|采砂|林地|林木|山林|土地|鱼塘|果园|茶园|耕地|荒山|荒坡)"
)
LAND_RIGHT: Final = cued(
    rf"{_OTHER_RIGHTS}(?:的|养殖|旅游|开发|承包|捕捞|租赁){{0,3}}(?:经营|承包|使用|开发|养殖|收益)权"
    rf"|承包(?:土地|林地|山林|耕地)(?:的)?经营权"
)
# 现承包给个人,12月到期, 租赁合同已于上月解除, 出租至2026年: let to others while it is sold.
LET_NOW: Final = cued(
    rf"(?:处于|正在|目前|现状?:?|现由|由|现在?|仍|带)(?:承包|出租|租赁)(?:经营|给|状态|中|运营|方|户){_REST}{{0,16}}"
    rf"|承包给(?:个人|他人|别人|村民|私人|外人){_REST}{{0,10}}(?:,?(?:\d{{4}}年)?\d{{0,2}}月?(?:底|到期)[^,。;\n]{{0,4}})?"
    rf"|(?:租赁|承包|出租)合同(?:已|已经|均已|都已)[^,。;\n]{{0,12}}?(?:解除|终止|到期|结束|届满)"
    rf"|(?:出租|租)(?:至|到)(?:\d{{4}}年?|年底|[明今后]年)[^,。;\n]{{0,10}}|(?:租赁|承包|租金|出租)(?:、占用|占用)?(?:纠纷|争议|情况|官司)[^,。;\n]{{0,8}}"
    r"|租给过?[^,。;\n]{0,10}(?:用过|放过|放矿机|放机器|挖过|干过)[^,。;\n]{0,10}|租给过[^,。;\n]{1,12}"
    r"|\d\d年[^,。;\n转卖]{0,4}租给[^,。;\n]{1,12}"
    r"|(?:接手就有|就有|现有|已有|抵|收着)租金|租金(?:电费)?(?:打包)?(?:按月|每月|月月|照|一直)收|(?:继续|接着)收租"
    rf"|承包[户方人][^,。;\n]{{0,8}}(?:同意|签|放弃|打官司|纠纷|未主张|优先)"
    rf"|租车|[一-龥]{{2}}租赁(?=尚|还|欠|余|贷|的?款)"
)
# 电网那边的合同还有两年, 选厂合同还有四年: of those who take the power.
POWER_CONTRACT: Final = cued(
    r"(?:电网|国网|南网|省网|供电局?|供电公司|购售电|售电|购电|供用电|并网|选厂|厂家|工厂|客户|用户|用电|矿机|数据公司)"
    r"[^,。;\n]{0,8}?合同(?:期)?(?:还[有剩]|剩|到|签到)[^,。;\n]{0,10}"
)
# 占股六成并代表全体股东出售; 另外还参股一座: the whole is sold, or the share is of another plant.
FOR_ALL: Final = cued(
    r"(?:占股|持股|占|持有?|占有)[^,。;\n转让卖售]{0,12},?(?:并|并且|同时|也)?(?:代表|受)(?:了|其余|其他|其它|另外|所有|全体|全部|几[个位]|[两二三四五六七八九十][个位名])"
    r"{1,3}(?:小|个人|自然人)?(?:股东|合伙人|村民|人)(?:们)?(?:的)?(?:委托|授权|一致)?"
)
OTHER_SHARE: Final = cued(
    rf"(?:另外|另|此外|同时|(?<!我)还)(?:我|本人|我们|我家|公司)?(?:在[^,。;\n]{{1,12}})?(?:还|也)?(?:参股|入股|参了股|占股|有[^,。;\n]{{0,2}}股)(?:了|着|有)*(?:一[座个]|[^,。;\n]{{0,10}}(?:电站|站))"
    rf"(?:(?!{_SELL}){_REST}){{0,30}}"
)
# Without a sale of the plant what is let or held may be the offer itself.
PLANT_FOR_SALE: Final = cued(
    r"(?<!股权)(?<!股份)(?<!份额)(?<!权益)(?<!经营权)(?<!承包权)(?<!使用权)(?<!收益权)(?<!运营权)(?<!合同)"
    r"(?:转让|出让|出售|急售|急转|拍卖|变卖|挂牌|处置)(?!股|经营权|承包|金|方|人|合同|费)"
    r"|(?:想|要|急|整体|整站|一起|打包|现|只|可|能)(?:卖|转)(?!承包|租|包)|卖[\d一二三四五六七八九]|卖了|卖掉|售价|转让价|出手"
)
# 山林下方有一座水电站,属他人所有,不在本次拍卖范围内: what is sold is something else.
_OUTSIDE: Final = r"(?:拍卖|转让|处置|变卖|出让)"
NOT_FOR_SALE: Final = cued(
    r"电站(?:,[^。;\n]{0,14})?,?(?:属于?|归|为|系)(?:他人|案外人|第三[人方])[^。;\n]{0,8},?不(?:在|属于)(?:本次|此次)?"
    rf"{_OUTSIDE}|电站(?:本身)?(?:不在|不属于)(?:本次|此次){_OUTSIDE}"
)
# 也可只转六成股份, 或转让51%股权, 30%股份也行: what is sold is the whole, a share of it may be had as well.
_PARTS: Final = (
    rf"(?:{_SHARE}|\d{{1,2}}个点|[二三四五六]分之[一二三四五]|部分(?=股|份))(?:的|之)?(?:股权|股份|份额|权益|股)?"
)
_DEAL: Final = r"(?:转让|出让|出售|让出|让渡|购买|收购|入股|参股|[转卖让买要])"
OPTIONAL: Final = cued(
    rf"(?:也|亦|还|(?<![一-龥])或者?|(?<=整体)或|(?<=转让)或|(?<=出售)或|(?:可以?|能|接受|考虑|支持)(?=先|只|单独|部分|入股|参股))"
    rf"(?:可以?|能|行|接受|考虑|愿意?|支持|先|只|单独|想|是){{0,4}}(?:(?:股权|股份)?(?:合作|合伙|入股|参股)[,、]?)?{_DEAL}(?:其中|公司|的)?{_PARTS}"
    rf"(?:(?!{_SELL}){_REST}){{0,8}}"
    rf"|(?:也|亦|还|接受|考虑)(?:可以?|能|接受|考虑|愿意?){{0,3}}{_PARTS}(?:入股|参股|合作|合伙)"
    rf"|(?:(?<=[,。;!?\n ])|^)(?:只|单|单独)?(?:{_DEAL})?{_PARTS}(?:也|亦)"
    rf"(?:可以?|行|成|能|好|考虑|愿意?|接受){_REST}{{0,4}}"
)
_WHOLE_SALE: Final = cued(r"整体|整站|全站|全部(?!股|的股|份|权益)")
_SHARE_SOLD: Final = cued(
    rf"(?:股权|股份|份额)(?:转让|出让|出售)[^。;\n]{{0,10}}?{_SHARE}|{_SHARE}[^,。;\n]{{0,6}}?(?:转让|出让|出售)"
)
_READ: Final = 1_200  # characters; farther down other things are told of
_ALWAYS: Final = (FORM, SETTLED, PERMIT, POWER_CONTRACT)
_BESIDE_SALE: Final = (
    REFUSED, PAST, PART_LET, LET_TOO, HELD, BOUGHT_LATER, LAND_RENT, LAND_RIGHT, LET_NOW, FOR_ALL, OTHER_SHARE
)  # fmt: skip


def without_asides(head: str) -> str:
    """`head` with what is told beside the sale as spaces; of equal length, itself when there is none. Linear."""
    asides = _ALWAYS if PLANT_FOR_SALE.search(head) is None else (*_ALWAYS, *_BESIDE_SALE)
    return _without_optional(_blanked(head, asides))


def _without_optional(head: str) -> str:
    """Without the shares that may be had as well, where the whole is sold besides."""
    whole = _blanked(head, (OPTIONAL,))
    sold = whole != head and (_WHOLE_SALE.search(whole) or PLANT_FOR_SALE.search(whole) or _SHARE_SOLD.search(whole))
    return whole if sold else head


def _blanked(head: str, asides: Iterable[re.Pattern[str]]) -> str:
    found = sorted(match.span() for aside in asides for match in aside.finditer(head))
    parts, last = [], 0
    for start, end in found:
        if end > last:
            parts += [head[last:start], " " * (end - max(start, last))]
            last = end
    return "".join([*parts, head[last:]]) if parts else head


def leaves_the_plant_out(head: str) -> bool:
    """Whether the head of a folded text says that the plant is not what is sold. Linear time."""
    return NOT_FOR_SALE.search(head[:_READ]) is not None
