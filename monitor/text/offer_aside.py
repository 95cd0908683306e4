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
)
PERMIT: Final = cued(r"经营权(?:证书?|证件|证明|登记|许可证|手续)(?!转|出)")
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
_ALWAYS: Final = (FORM, SETTLED, PERMIT)
_BESIDE_SALE: Final = (REFUSED, PAST, PART_LET, LET_TOO, HELD)


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
