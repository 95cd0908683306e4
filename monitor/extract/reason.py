"""Finds the reason for the sale that a seller gives."""

from __future__ import annotations

import re
from typing import Final

from monitor.extract.context import BREAKS, is_others, left_of, make_fact, others_from, right_of
from monitor.extract.reading import Reading
from monitor.models import Fact, Role
from monitor.text.expression import cued, expression

_REASONS: Final = (
    r"另有(?:发展|打算|项目|投资|计划|安排)|(?:有|别的|其他|新的)(?:发展计划|发展方向)|战略调整|业务调整"
    r"|聚焦主业|剥离|盘活(?:资产|存量)",
    r"(?:本人|全家|孩子|子女|要|准备|即将)(?:出国|移民)|去(?:外省|外地|省城|国外)(?:发展)?|(?:在|长期在)外地"
    r"|回(?:老家|城|[^,。;\n]{1,4}照顾)",
    r"照顾(?:父母|老人|孩子|家人|家里)|带(?:孙子|孙女|孩子)|家(?:里|中)(?:有事|变故|急事|出事)|看病|治病|住院"
    r"|结婚|离婚|买房|要搬(?:家|走)|搬迁到",
    r"身体(?:不好|原因|欠佳|不适|不行)|年纪大|年龄(?:大|偏大)|年事已高|上了?年纪|退休|不愿接班|没人接班",
    r"资金(?:周转|紧张|紧缺|需要|链|困难|短缺|回笼|压力)|(?:急|等|缺|着急)(?:用|需)?(?:钱|资金)|周转(?:不开"
    r"|困难|资金)|还(?:债|贷)(?:款)?(?!清)",
    r"股东(?:分歧|意见|矛盾|不和|散伙)|合伙人?(?:散|分歧|意见|拆伙|退出|不做)|拆伙|散伙|转行|改行|换(?:行业|城市)",
    r"没(?:有)?(?:时间|精力|空)(?:管|打理|照看|经营|看)?|(?:没(?:有)?|无)人(?:管|打理|照看|经营|看管|照管)"
    r"|无(?:暇|力|精力)(?:管|打理|经营|照)",
    r"精力(?:有限|不够|顾不)|顾不(?:过来|上)|忙不过来|管不过来|(?:自身|个人|家庭|私人|本人)(?:的)?原因|不让干了",
    r"other interests?|personal reasons?|retir(?:e|ing)|mov(?:e|ing) abroad|emigrat|tired of running"
    r"|raise (?:cash|money)"
    r"|needs? (?:cash|money)|health reasons?",
)
_STARTS: Final = (
    "另有别其新战业聚剥盘本全孩子要准即去在长回照带家看治住结离买搬身年上退不没资急等缺着周还股合拆散"
    "转改换无精顾忙管自个私ophrmetn"
)
_REASON: Final = cued(f"(?=[{_STARTS}])(?:{'|'.join(_REASONS)})")
_BEFORE: Final = expression(r"因为?|由于|鉴于|之所以|理由|原因|as |because|due to")


def extract_reason(reading: Reading) -> list[Fact]:
    """Find the seller's reason (因回西安照顾父母): the clause from 因 or the reason's own words, role `offered`.

    O(n), raises nothing; nothing when the text offers nothing.
    """
    if reading.offer.offer == "none":
        return []
    text = reading.normalised.plain.text
    others = others_from(reading)
    role: Role = "offered"
    facts: list[Fact] = []
    begun = last = 0
    for match in _REASON.finditer(text):
        if match.start() < last or is_others(reading, match.start(), others):
            continue
        start, end, caused = _clause(text, match)
        if reading.offer.offer == "reported" and not caused:
            continue  # in a report 无人管理 or 退休 may be about anybody
        if facts and not any(mark in text[last:start] for mark in BREAKS + " "):
            facts.pop()  # in one clause: 在外地要过去带孙子
            start = begun
        begun, last = start, end
        facts.append(make_fact(reading, "reason", start, last, role=role))
    return facts


def _clause(text: str, match: re.Match[str]) -> tuple[int, int, bool]:
    first = left_of(text, match.start(), BREAKS + " ", 16)
    cause = _BEFORE.search(text, first, match.start())
    start = cause.start() if cause else match.start()
    end = match.end()
    if cause:
        end = right_of(text, end, BREAKS + " 忍转出低急现", 12)
    return start, max(end, match.end()), cause is not None
