"""A state's notice of what the grid pays for power (上网电价批复如下): it names plants and prices, and sells none."""

from __future__ import annotations

from typing import Final

from monitor.text.expression import cued, expression

_APPROVED: Final = cued(
    r"(?:电价|结算价|上网价)[^。!?;\n,万]{0,14}(?:批复|核定|核准|确定|调整|公布|通知|明确|规定|执行)[^。!?\n,万]{0,4}(?:如下|为下|:)"
    r"|(?:批复|核定|核准|核发|公布|明确)[^。!?\n,万]{0,24}(?:电价|结算价|上网价)[^。!?\n,万]{0,6}(?:如下|:)"
    r"|(?:上述|以上|前述|该|调整后)(?:上网|结算|的)*(?:电价|价格|标准)[^。!?\n万]{0,8}自[^。!?\n万]{2,24}(?:起|后)?执行"
    r"|自[^。!?\n,万]{0,14}抄见电量[^。!?\n,万]{0,6}(?:起|开始)?执行"
)
# What somebody says who sells, and sums of money that are no rates.
_SELLS: Final = expression(
    r"转让|出售|出让|转手|急[售转出让]|出手(?!阔)|脱手|接手|接盘|[想要打算准备愿意]卖|诚[心意]售|有意|微信|私[聊信]|面议|面谈|可谈|可议"
    r"|挂牌|起拍|拍卖|招租|出租|承包|标价|售价|要价|底价|一口价|股权"
    r"|\d ?万(?!千瓦|kw|度|kwh|立方|方|亩)|\dw(?![a-z])|[一二两三四五六七八九十百]+万(?!千瓦|度|立方|方)"
)
_READ: Final = 1_200


def approves_rates(body: str) -> bool:
    """Whether the head of a folded text approves tariffs and has no word of selling and no price. Linear time."""
    head = body[:_READ]
    return _APPROVED.search(head) is not None and _SELLS.search(head) is None
