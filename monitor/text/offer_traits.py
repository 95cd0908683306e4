"""Traits of the form of a text that no run of characters shows: a power in kW, labels before colons, who is quoted."""

from __future__ import annotations

import re
from typing import Final

from monitor.text.expression import cued, expression

_PLANT: Final = r"(?:电站|水电|电厂|发电所)"
_SELLS: Final = (
    r"(?:转让|出售|出让|转手|急转|急售|诚转|变卖|挂牌|出租|招租|承包|卖|(?<![支退输付演])出(?![口现力线水台行]))"
)
_OTHERS: Final = (
    r"他|她|业主|站主|老板娘?|站长|厂长|卖家|卖主|卖方|叔|哥|嫂|姐夫?|伯|爷|汉|支书|主任|村民|中介|股东|对方|人士|"
    r"负责人"
)
_TELLS: Final = r"说|称|讲|喊|告诉|表示|透露|坦言|直言|强调|介绍|回话|开口|开价|要价|叫价|报价"
_DONE: Final = r"已[转售卖出租定]|成交|流拍|流标|终止|撤[回牌]|结果|签约|[转卖租包]掉了|过完?户了|竞得|摘牌|拍得"
_JUST: Final = r"也|就是|就|只|还|又|都|没|不|去|一|跟|和|在|昨天|今天|上次"
_LOOKED: Final = r"问|看|听|刷|猜|翻|点|截|查|觉得|笑|路过|碰|遇|劝|回他|走了|瞄|瞧|认识|加了"
_NUMERALS: Final = "一二两三四五六七八九十百千"
# Traits of the form that no run of characters shows: name, what shows it, how often at least.
TRAITS: Final[tuple[tuple[str, re.Pattern[str], int], ...]] = (
    ("=power", cued(r"\d ?(?:kw|mw|千瓦|兆瓦|瓩)(?!h|时)"), 1),
    ("=powers", cued(r"\d ?(?:kw|mw|千瓦|兆瓦|瓩)(?!h|时)"), 3),
    ("=sets", cued(r"\d ?[x×*台] ?\d{2,5}"), 1),
    ("=money", cued(r"\d ?(?:万|w|亿)(?!千瓦|kw|度|立方|m|亩|吨)"), 1),
    ("=share", cued(r"\d ?%(?:的)?(?:股|份|财产|权益)"), 1),
    ("=labels", cued(r"(?m)^[^\n:|]{2,12}[:|]"), 4),
    ("=list", cued(r"(?m)^ ?(?:\d{1,2}[.、)]|[一二三四五六七八九][、.])"), 2),
    ("=case", cued(r"\(\d{4}\)[^\n]{1,12}号|〔\d{4}〕"), 1),
    ("=quotes", cued(r"[“「\"][^”」\"\n]{2,24}[”」\"]"), 2),
    ("=blank", cued(r"x{3,}|_{2,}|×{3,}|○{2,}"), 1),
    ("=asks", cued(r"[??]|吗"), 1),
    # A question at the very end: asks or mocks. Somebody else's words at length: they are told.
    ("=ends_asks", cued(r"\?[\s”」\"~]*\Z"), 1),
    ("=long_quote", cued(r"[“「\"][^“”「」\"\n]{12,400}[”」\"]"), 1),
    # 我刷到, 我就问了句, 我昨天路过: who only looked on. 您来看: who sells speaks to a buyer.
    ("=looked_on", cued(rf"我(?:{_JUST}){{0,4}}(?:{_LOOKED})"), 1),
    ("=you", cued(r"[你您]"), 1),
    ("=plant_sold", cued(rf"{_PLANT}[^。!?\n]{{0,10}}?{_SELLS}|{_SELLS}[^。!?\n]{{0,10}}?{_PLANT}"), 1),
    (
        "=sold_first",
        expression(rf"^[^。!?\n]{{0,16}}?(?:{_PLANT}[^。!?\n]{{0,6}}?{_SELLS}|{_SELLS}[^。!?\n]{{0,8}}?{_PLANT})"),
        1,
    ),
    (
        "=sought_first",
        expression(r"^[^。!?\n]{0,8}?(?:求购|收购|诚收|求租|寻|找|想[买收]|高价收|长期收|(?<![接回签营])收)"),
        1,
    ),
    # 业主说, 大叔开口: somebody else's words; 某电力公告称: a company's, told; 听表哥说: hearsay.
    ("=told", cued(rf"(?:{_OTHERS})(?:们|还|也|都|自己|只)?(?:{_TELLS})"), 1),
    ("=tells_more", cued(rf"(?:{_OTHERS})(?:们|还|也|都|自己|只)?(?:{_TELLS})"), 2),
    ("=heard", cued(r"(?:听|据)[^。!?\n\d]{1,10}?(?:说|讲|称|传|显示|披露)"), 1),
    (
        "=source_first",
        expression(r"^[\[【(]?[^。!?\n:|]{2,16}(?:[)】]|公告|中心|交易所|[日周]报|讯|电力|股份|集团|能源)[:)|]"),
        1,
    ),
    ("=done_first", expression(rf"^[^。!?\n]{{0,20}}?(?:{_DONE})"), 1),
    ("=refused", cued(r"(?:不|没(?:有|打算|想过?)?|谁敢|别)(?:对外)?(?:卖|转让|出售)(?:[^掉出完]|$)"), 1),
    ("=hires_first", expression(r"^[^。!?\n]{0,14}?(?:诚|急|高薪)?(?:招(?![商租标股合])|聘)"), 1),
    (
        "=price_last",
        expression(
            # not the end of a telephone number or an account, masked or not
            rf"(?:(?<![a-z\d_•.@-])[\d.]{{1,7}}|[{_NUMERALS}]) ?(?:万|w|个)?元?"
            r"(?:左右|上下)?(?:不?(?:出|卖|走|拿走|带走|可谈|面谈))?[。!~ ]*\Z"
        ),
        1,
    ),
    ("=own_first", expression(r"^[^。!?\n]{0,8}?(?:我(?!国|[省市县州]|们认)|本人|自家|俺|咱)"), 1),
    ("=dateline", cued(r"^.{0,14}(?:讯|电)[ \n(:]|^[\[【(].{2,12}[\])】]"), 1),
)
LENGTHS: Final = (16, 30, 60, 120, 200, 400, 800)


def traits_of(title: str, head: str) -> set[str]:
    """The names of the traits that a folded title and the head of a text have, and of the lengths they pass."""
    whole = f"{title}\n{head}" if title else head
    found = {name for name, pattern, least in TRAITS if _at_least(pattern, whole, least)}
    found.update(f"=longer{length}" for length in LENGTHS if len(head) > length)
    return found


def _at_least(pattern: re.Pattern[str], text: str, least: int) -> bool:
    if least == 1:
        return pattern.search(text) is not None
    return sum(1 for _ in zip(pattern.finditer(text), range(least), strict=False)) >= least
