"""Notices of what is over: 成交确认, 项目终结公告, 收购资产的进展公告. They name plants and prices and offer none."""

from __future__ import annotations

from typing import Final

from monitor.text.expression import expression

_HEAD: Final = 160  # characters in which a notice says what it is
_READ: Final = 1_200
_NAMED: Final = r"(?:公告|公示|通知|通报|通告|声明|说明|启事|提示|函|书|公布)(?![一-龥](?<![暨第]))"
# 网络司法拍卖成交确认暨公示, 竞价结果公告; 成交后签订《成交确认书》 is what every auction says.
_RESULT: Final = expression(
    rf"(?<![签定订具领署办])(?<!签订《)(?<!签署《)(?:成交|摘牌|竞[价买拍]成功|(?:竞价|竞租|竞拍|竞买|拍卖|交易|转让|变卖|挂牌|中选)(?:的)?结果)"
    rf"(?!后|的?买|即|为准|前|日|之日)[^,。;!?\n《》]{{0,10}}?{_NAMED}"
)
_OUTCOME: Final = expression(
    r"竞得|拍得|摘得|胜出|中选|(?:最终|已)由|成交(?:价|金额|额|总价|单价)|(?:买受|竞得|受让|承租|中选)[方人](?:名称|姓名)?[为是:|]"
)
# 关于终止某公司股权转让项目的公告, 项目终结公告, 撤回拍卖公告
_ENDED: Final = expression(
    rf"(?:终结|终止|撤回|撤牌|撤销|撤拍|取消|中止|暂[停缓])(?!合同|租赁|承包|经营|后|情形)[^,。;!?\n]{{0,60}}?{_NAMED}"
)
_OF_A_SALE: Final = expression(r"转让|出让|出售|挂牌|拍卖|变卖|交易|竞价|招租|出租|竞租|招商|项目|处置|撤拍")
_LEASE_ENDED: Final = expression(r"(?:合同|租约|协议|承包|租期|租赁期)[^,。;\n]{0,6}(?:终结|终止|解除)")
# 关于收购某水电站的进展公告, 关于出售子公司股权完成过户的公告: of the buyer, and of a sale that is done.
_BOUGHT: Final = expression(
    r"关于[^,。;!?\n转出售让挂征]{0,16}?(?:收购|购买(?!权)|受让(?![方人])|购入|取得)(?![方价款标意])[^,。;!?\n]{0,50}?(?:公告|提示|通知)"
    r"|关于[^,。;!?\n]{0,50}?(?:完成(?:过户|交割|工商变更|资产交割)|(?:转让|出售|出让|过户|交割)(?:的)?(?:实施)?完(?:成|毕)|实施完[成毕])[^,。;!?\n]{0,16}?公告"
)
# What is on offer again or next: 现重新挂牌, 将进行第二次拍卖; 如重新挂牌将另行公告 is no more than a thought.
_AGAIN: Final = expression(
    r"(?:重新|再次|再行|重启|另行(?=公开|挂牌|组织|拍卖)|二次|[第][二三四五]次|现|继续|恢复)(?:公开|对外|启动|组织|进行|面向社会|网络|在|以)*"
    r"(?:挂牌|转让|出让|拍卖|变卖|竞价|招租|出租|招商|征集|交易|报名|接受报名)(?!时间|日期|事宜|的?条件|计划|安排|打算|成交|结果|之?前|[^,。;\n]{0,10}另行|[^。;\n]{0,24}(?:均|都|皆|仍)?(?:无人|流拍|流标|未成交|未征集))"
    r"|二拍|三拍|[并及和与](?:予以?|重新|对外|公开|再次)*(?:招租|出租|拍卖|变卖|挂牌|招商|转让(?!方|价|款))|后(?:变卖|招租|重新挂牌)"
)
_THOUGHT: Final = expression(
    r"如|若|是否|能否|何时|何日|暂|不|无|未|另行|后续|视|待|再行决定|择[机期]|今后|曾|前次|此前|上[次一]|首次|已|[12]\d{3}年|\d月"
)
# 竞得后与本院签订《成交确认书》, 第一次拍卖已流拍: rules of the sale to come and its earlier rounds, clause by clause.
_RULES: Final = expression(
    r"[^,。;:!?\n]{0,60}?(?:(?:成交|竞得|中标|摘牌)(?:之日|确认书?|价?款)?(?:之日起|后|之后|当日|以后|确认书|价款|为准)"
    r"|(?:第[一二三]次|首次|前次|上次|一拍|二拍|两次|前两次)(?:公开)?(?:拍卖|挂牌|竞价|变卖)?[^,。;!?\n]{0,6}(?:流拍|流标|无人)"
    r"|悔拍|原成交价|(?:拍卖|竞价|成交)结果以)[^,。;!?\n]{0,80}[,。;!?]?"
)
_TO_COME: Final = expression(
    r"(?:起拍价?|挂牌(?:底|起始)?价|转让底价|租金底价|底价|变卖价|起始价|保留价|起租价)(?:格)?[为是:约]{0,2}(?:人民币)?¥?[\d一二三四五六七八九]"
)
_DONE: Final = expression(
    r"(?:以|最终)[^,。;\n]{0,24}(?:竞得|成交|拍得|摘得|胜出)(?!后|的|者|人|之|确认|结果)|成交(?:价格?|金额|总?额)[为是:|达]|已(?:经)?成交|(?:受让|竞得|买受|承租)[方人][为是:]"
)
_CLAUSE_ENDS: Final = ",。;!?\n"


def is_over(heading: str, body: str) -> bool:
    """Whether a folded title or the head of a folded text is the notice of a sale that is done or called off. O(1)."""
    head = f"{heading}\n{body[:_HEAD]}"
    read = body[:_READ]
    over = (
        _BOUGHT.search(head) is not None
        or _is_ended(head)
        or (_RESULT.search(head) is not None and _OUTCOME.search(read) is not None)
    )
    return over and not _is_on_again(f"{heading}\n{read}")


def _is_ended(head: str) -> bool:
    match = _ENDED.search(head)
    if match is None or _LEASE_ENDED.search(head):
        return False
    return _OF_A_SALE.search(head, max(0, match.start() - 40), match.end()) is not None


def _is_on_again(text: str) -> bool:
    """Whether what is over is put up once more, said without an if or a not."""
    return any(
        _THOUGHT.search(text, _clause_start(text, match.start()), match.start()) is None
        for match in _AGAIN.finditer(text)
    )


def _clause_start(text: str, place: int) -> int:
    return max(text.rfind(mark, 0, place) for mark in _CLAUSE_ENDS) + 1


def without_rules_of_sale(body: str) -> str:
    """A folded text without what it says of the deal to come and of rounds that failed, where its price is told. O(1).

    Itself where it tells that the deal is done.
    """
    head = body[:_READ]
    if _TO_COME.search(head) is None or _DONE.search(head):
        return body
    return _RULES.sub("", head) + body[_READ:]
