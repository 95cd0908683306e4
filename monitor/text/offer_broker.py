"""A broker who has plants at hand and calls buyers: 手里有水电站资源十几个,手续全的、能直供的都有,需要的联系."""

from __future__ import annotations

from typing import Final

from monitor.text.expression import cued, expression

_READ: Final = 300  # characters; such an ad is short
_PLANT: Final = r"(?:水电站|小水电|电站|(?<![车网驿油])站)"
_HAS: Final = cued(
    rf"(?:手[里上头中]|我这|我这里|这边|本人|专做|长期|常年)[^。!?;\n]{{0,12}}?"
    rf"(?:有|握|资源|[十几数]+[来多余]?[座个])[^。!?;\n]{{0,16}}?{_PLANT}"
    rf"|(?:专做|专业做|长期做)小?水电[^。!?;\n]{{0,14}}?[\d一二三四五六七八九十几多数百来余]+[座个]{_PLANT}"
    r"|(?:水电站|小水电|电站)(?:项目|转让|出售)?资源"
)
_CALLS: Final = cued(
    r"(?:需要|想要|想买|要买|有兴趣|感兴趣|有意向?|(?<![想不需])要|诚心要)(?:的|者)(?:老板|朋友|客户|大佬|兄弟|买家|人|亲)?们?"
    r"[,、 ]?(?:请|可以?|都|直接|尽快|速|就|来)*(?:联系|私|滴|加|找|来|电|call|戳|聊|谈)"
)
_VARIED: Final = expression(r"都有|手续|证[件照]?[齐全]|国网|并网|直供|千瓦|kw|mw|装机")
_SEEKS: Final = cued(
    r"求购|求租|收购|[诚高急想要]收|^收|寻[找求]?|求一|想[买要接投]一?[个座]|需要[^,。的]{0,6}(?:电站|站)(?!的)|[的网齐全]都要|都收|有资源的|出手的"
)
_OTHER_TRADE: Final = cued(
    r"人员|员工|招聘|招工|培训|资料|图纸|技术服务|施工|检修|维修|运维|代运营|水轮机(?:转|出|卖)|旧机组|设备(?:出|转|卖|采购)|课程|软件"
    r"|光伏|风电|储能|充电|加油站|客运|泵站|变电站|火电|煤|不是中介|免费咨询|贷款|融资|资金方"
)


def brokers(body: str) -> bool:
    """Whether a short folded text says that its writer has plants and calls those who need one. O(1) in the text."""
    head = body[:_READ]
    if len(body) > _READ or not (_HAS.search(head) and _CALLS.search(head) and _VARIED.search(head)):
        return False
    return not (_SEEKS.search(head) or _OTHER_TRADE.search(head))
