"""Tells rates that are not what the plant is paid: of power it takes itself, of households, neighbours, old days."""

from __future__ import annotations

from typing import Final

from monitor.extract.amounts import Amount
from monitor.extract.context import left_of, right_of
from monitor.text.expression import expression

_CLAUSE: Final = ",。;!?\n"
_FAR: Final = 26
# 停机时反送电按0.62元/度, 厂用电从农网取,0.55元/度: what is bought, or what others pay for power
_TAKEN: Final = expression(
    r"(?:倒送|反送|返送|下网|倒供|反供)电?|(?<!卖)(?<!供)(?:从|向|跟|找|在)(?:农网|大网|国网|电网|供电局|供电所|供电公司|电力公司|网上)(?:取|购|买|拿)"
    r"|(?<![收采])购电(?!站|厂)|(?<![收购想来])买电(?!站|厂|的)|外购|厂用电|站用电|备用电源|生活用?电|(?:居民|村民|农村|农户|民用|老百姓|照明|商业|工商业|工业|农业|灌溉|抽水|农家乐|民宿|酒店|学校|宿舍|食堂)的?(?:生活)?(?:用电|电价|电费|目录电价|到户价)"
    r"|(?:村里|村民|路灯|村委|学校|邻居)[^,。;!?\n]{0,6}用(?:我们|站里|本站|我站|咱)的?电"
    r"|(?:给|供)(?:村民|农户|村里|本村|老百姓|群众)"
    r"|\b(?:purchased|bought|imported|consumed|taken) from (?:the )?(?:\w+ )?grid|\bstation (?:use|service)"
    r"|\bhouseholds?\b"
)
_TAKEN_AFTER: Final = expression(
    r" ?(?:一度|每度|/度|左右|的价格?)?(?:向|从|跟|找)(?:农网|大网|国网|电网|供电局|供电所|供电公司|电力公司)(?:买"
    r"|购|取|拿)|交(?:给|到)供电"
)
_BARE_RATE: Final = expression(r"(?:每度|一度|度|按|收|才|约|只|每|电|的|是|为|就|也|要|交|付|算|价| )*")
_OF_SELF: Final = expression(r"上网电价|我们?站|本站|我站|并网电价|结算电价|批复电价")
# 邻县的上网电价有0.38元, 2010年电价才0.18元, 听说明年要涨到0.35元: gives way to a rate of the plant's own
_APART: Final = expression(
    r"邻[县市省村站]|隔壁|别[的处家人站]|人家|外[县省市]|其[他它余][县市省站]|全[省县市](?:平均|均价)?|兄弟站"
    r"|(?:19|20)\d\d年(?:以?前|的时候|那会儿?|那时候?|时)?的?(?:上网|结算)?电?价(?:才|只|仅|还|就)|[八九]十年代|[早前头]些?[几两]?年|(?<!目)前几年"
    r"|以前|之前|从前|过去|当年|最早|最初|当初|原来|原先|原(?:上网)?电价|老电价"
    r"|听说|据说|传说|有消息|可能|有望|预计|明年|后年|将来|以后|争取|申请"
    r"|超发|超出|超过|超额|计划外|考核|罚"
)


def is_taken_power(text: str, amount: Amount) -> bool:
    """True for the rate of power that a plant or people take, not give."""
    words = text[left_of(text, amount.start, _CLAUSE, _FAR) : amount.start]
    if _TAKEN.search(words):
        return True
    if _TAKEN_AFTER.match(text, amount.end, right_of(text, amount.end, _CLAUSE)):
        return True
    comma = amount.start - len(words)
    if text[comma - 1 : comma] != "," or _BARE_RATE.fullmatch(words) is None:
        return False
    before = text[left_of(text, comma - 1, _CLAUSE, _FAR) : comma]
    return _TAKEN.search(before) is not None and _OF_SELF.search(before) is None


def is_apart(text: str, amount: Amount) -> bool:
    """True for a rate of other plants, of other days or of what is above the plan; a rate of today goes before it."""
    words = text[left_of(text, amount.start, _CLAUSE, _FAR) : amount.start]
    return _APART.search(words) is not None
