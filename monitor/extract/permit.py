"""Finds permits that a text names, with their number, holder and expiry where it states them."""

from __future__ import annotations

from types import MappingProxyType
from typing import Final

from monitor.extract.context import make_fact
from monitor.extract.reading import Reading
from monitor.models import Fact
from monitor.text.expression import cued, expression

_NAMES: Final = (
    ("water_permit", r"取水(?:许可证?|证|权证?)"),
    ("generation_licence", r"(?:电力业务|发电业务?|供电)许可证?|发电许可证?"),
    ("eia", r"环评(?:批复|手续|报告|批文)?|环境影响评价(?:批复)?"),
    ("soil_conservation", r"水土保持(?:批复|方案)?|水保(?:批复|验收|方案)?"),
    ("forest_permit", r"(?:使用)?林地(?:手续|批复|使用证|审批)?"),
    ("land", r"土地(?:使用)?证|不动产权?证|房产证|国土证|土地手续"),
    ("approval", r"核准(?:批复|文件|证)?|立项批复|备案证"),
    ("final_acceptance", r"竣工验收(?:证书|报告)?"),
    ("dam_safety_appraisal", r"(?:大坝)?安全鉴定"),
    ("dispatch_agreement", r"并网(?:调度)?协议"),
    ("power_purchase_contract", r"购售电合同|供用电合同"),
    ("business_licence", r"营业执照"),
)
_DAY: Final = (
    r"(?P<{0}y>20\d\d)(?:(?:年|[-/.])(?:(?P<{0}m>1[0-2]|0?[1-9])(?:月|[-/.](?=\d))?"
    r"(?:(?P<{0}d>3[01]|[12]\d|0?[1-9])[日号]?)?)?)?(?!\d)"
)
_FROM: Final = r"(?:[自从为:]? ?20\d\d[\d年月日号./-]{0,8}起?[至到~—-]{1,2})?"  # 有效期自2019年1月1日至: the end counts
_GAP: Final = r"[^,、。;!?\n\d]{0,8}?"
_PERMIT: Final = cued(
    "(?=[取电发供环水使林土不房国核立备竣大安并购营])(?:"
    + "|".join(f"(?P<{name}>{words})" for name, words in _NAMES)
    + r")(?:(?:编?号|证号)(?:为|是"
    r"|:)? ?(?P<number>[a-z0-9][a-z0-9〔〕\[\]()\-/字第号取水黔川滇湘桂赣闽浙粤鄂渝陕甘]{3,40}))?"
    rf"(?:{_GAP}(?:有效期?限?(?:至|到|为|:)?|(?:到期|届满)(?:日|时间)?(?:为|是|于|:)?|到|至|期限至) ?"
    rf"{_FROM}{_DAY.format('e')}(?:到期)?"
    rf"|{_GAP}{_DAY.format('l')}[底末初]?(?:才?到期|过期|失效|届满))?"
)
_HOLDER: Final = expression(r"(?:持证人|权利人|证载?(?:名|人)|户名)(?:为|是|:) ?(?P<holder>[一-龥()]{2,20})")


def extract_permit(reading: Reading) -> list[Fact]:
    """Find permits: `detail` has name (an id of the glossary), number, holder, expiry (YYYY[-MM[-DD]]).

    None for what is not stated. O(n), raises nothing. Naming a permit does not mean that it is held: the claims say
    that.
    """
    text = reading.normalised.plain.text
    facts = []
    for match in _PERMIT.finditer(text):
        told = "e" if match["ey"] else "l"
        parts = [f"{int(part):02}" for name in "ymd" if (part := match[told + name])]
        expiry = "-".join(parts) or None
        holder = _HOLDER.search(text, match.end(), match.end() + 40)
        name = next(name for name, _ in _NAMES if match[name])
        number = match["number"].upper() if match["number"] else None
        detail = MappingProxyType(
            {"name": name, "number": number, "holder": holder["holder"] if holder else None, "expiry": expiry}
        )
        facts.append(make_fact(reading, "permit", *match.span(), detail=detail))
    return facts
