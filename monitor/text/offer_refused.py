"""An owner who does not sell: 有人出价1100万要买走,我没答应; 晒晒我的电站账(不卖,纯分享). He offers nothing."""

from __future__ import annotations

from typing import Final

from monitor.text.expression import cued, expression

WHO_BIDS: Final = (
    r"(?:有(?:个|位|的)?(?:人|老板|公司|客户|中介|朋友|亲戚|矿主|矿老板)|别人|人家|买家|买主|(?:外地|矿)老板|好几[个拨波]人?|不少人|几[拨波]人"
    r"|做矿的|挖矿的|搞[^,。;]{1,4}的)"
)
# 有人出价1100万要把停着的那座买走,我没答应; 去年有老板上门给到八百万,我爸不松口
_REFUSED_BID: Final = cued(
    WHO_BIDS + r"[^。!?;\n]{0,14}?(?:出|给|开|还|报|喊)[价到过了我]{0,3}[^。!?;\n]{0,24}?"
    r"[\d一二两三四五六七八九十百千万]"
    r"[^。!?;\n]{0,24}?[,。;、 ]?[^。!?;\n,]{0,10}?"
    r"(?:[没不未](?:肯|敢|想|有|会|曾)?(?:答应|同意|松口|动心|舍得|理[他会睬它]|点头|卖|出手|转|放手|让)|舍不得|拒绝|回绝|推掉?了|谢绝|婉拒|摇头)"
)
# What an owner says who does sell, whatever he refused before.
_SELLS: Final = cued(
    r"转让|出售|出让|转手|急[售转出让]|出手(?!阔)|脱手|接手|接盘|[想要打算准备愿意]卖(?!不|给他|给别)|现在?[要想]?[卖转出让]|诚[心意售]|有意|欢迎"
    r"|联系|电话|微信|私[聊信]|面议|面谈|可谈|可议|挂牌|起拍|拍卖|招租|出租|承包|报价|标价|售价|要价|底价|一口价|低于|少于"
    r"|至少|最低|起码|不到[\d一二两三四五六七八九]|多少钱|卖多少|求购|收购|[\d万]拿走|就[卖出转]|[\d百十万]卖|[\d一二三四五六七八九十百],?行|才卖|可以卖|卖了算|随时看"
)
_READ: Final = 1_200


def refuses_bids(body: str) -> bool:
    """Whether the head of a folded text tells of a bid that was refused, and has no word of selling. Linear time."""
    head = body[:_READ]
    return _REFUSED_BID.search(head) is not None and _SELLS.search(head) is None


_TITLE: Final = 60  # characters in which a post says why it is written
# 不卖,纯分享; 只是记录,不转让: but 低于300不卖, 只租不卖 and 机器不卖 are said by who offers.
_KEEPS: Final = expression(
    r"(?<![租下价钱器机散拆单])(?<!只租)(?:不[卖转]|不(?:是来?|为了?|打算|想|准备)?(?:卖|转让|出售|出让|出手)|非卖|没(?:打算|想)(?:卖|转))(?!关子|惨|萌|散|单|给)"
)
_SHARES: Final = expression(
    r"分享|闲聊|聊聊|聊天|唠嗑|唠唠|记录|晒晒|晒一?晒|晒账|交流|吐槽|吐个槽|科普|请教|求助|求教|显摆|随便说说|发帖"
)
_OFFERS: Final = expression(r"转让|出售|出让|急[售转]|诚[售转]|出租|招租|只租|低于|少于|转股|卖股")


def only_shares(heading: str, body: str) -> bool:
    """Whether a folded title, or the first words of a text, say that nothing is sold and why it is told. O(1)."""
    head = f"{heading}\n{body}".strip()[:_TITLE]
    kept = _KEEPS.search(head)
    if kept is None or _SHARES.search(head) is None:
        return False
    return _OFFERS.search(head[: kept.start()] + head[kept.end() :]) is None


# 有人出价, 去年有老板给到: the amount behind it is what others would pay; 骗了三万: what a cheat was paid.
OTHERS_BID: Final = expression(
    WHO_BIDS + r"(?:[曾也都愿想要肯来找我上门开口当面直接去前今年说讲就还]|曾经|愿意|当时|那会|主动){0,8}"
    r"(?:出价|出|给价?|还价?)(?:到|过|了|我|我们|的|是|价| )*$"
    r"|(?:骗|坑|诓)(?:走|去|掉|取|得|到|了|我|他|她|你|您|人|们|整整|共计|合计|将近|近|约|足足){0,6}$"
)
# 不卖50, 不会卖你50: an offer that is refused
WILL_NOT: Final = expression(
    r"(?<![卖行要])(?:不|没|别想)(?:会|能|可能|想|肯|得)?(?:卖|出|转|让|要|收|给)(?:[你您他]们?|这个|那|的)?[ :]?$"
)
