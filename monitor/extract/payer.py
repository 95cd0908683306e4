"""Who pays a price per kWh: the grid (a tariff) or users such as miners (cheap power)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from monitor.extract.euphemism import CUE_TYPES, is_room
from monitor.extract.found import Found
from monitor.models import Claim, Fact
from monitor.text.expression import expression

_BARE_PRICE: Final = expression(
    r"度$|^一度|^(?:[丰枯平]水?[期季]?|[雨旱]季|汛期).*[毛分\d]|^电价(?:才|只|就|仅|不到)|^(?:每度|度电)电?卖|^电[价费]多少$"
)
# 电费一毛九: of miners the power that they pay for, where there are any; else what the grid pays the seller.
_BILL: Final = expression(r"^电费:?[\d.一二两三四五][\d.一二两三四五六七八九半毛角分]*$")
_USERS_NAMED: Final = expression(r"矿工|矿机|矿友|矿圈|挖矿|算力|usdt|机架|机位|托管|数据中心")
NEAR_GRID: Final = 6
# Of these, the types that speak of users other than the grid today: what miners paid once is no price now.
USER_TYPES: Final = CUE_TYPES - {"cheap_power", "mining_admitted"} | {"euphemism_bigdata"}
_GRID_PRICE: Final = expression(r"上网|结算|电价|国网|南网|收购|批复|平均")
# 去年卖给矿场三毛, 电都供给一家“数据中心”,每度两毛六: what such a user pays is no tariff, whoever buys the power now.
# Power that no grid meters has no price of the grid's, also where it is told like one (丰期0.17枯期0.26).
_UNMETERED: Final = expression(r"网前|表前|不[走过上经](?:国|南|大|电)?[表网]")
_USER_PAYS: Final = expression(
    r"(?<![不没绝])(?:卖给?|供给?|租给?|包给?|给)(?:了|过|一家|那家|隔壁|旁边|附近|山下|外地|本地|外面|外头|的)*"
    r"(?:矿|合作(?!社)|机房|数据|场子|棚|机器|机子|币圈|服务器|挖|租户|租客|算力|搞币|玩币)[^上网余剩]{0,8}$"
    # 机房那边一个月用15万度,两毛四
    r"|(?:个?月|每年|一年|每?天)(?:要|能|得|就|也|大概)?(?:用|耗|吃|烧)[^,。;年]{1,8}度电?,?(?:按|算|收|每度|一度|都)*$"
)
PAYER_NEAR: Final = 18
PRICES: Final = frozenset({"tariff", "cheap_power"})


def users_prices(found: list[Found], dense: str) -> list[Found]:
    """Who pays a bare price per kWh: users where the plant serves users and no grid is named, else the grid.

    一毛六 read as tariff becomes cheap_power in the first case, 两毛一度 read as cheap_power a tariff in the second.
    """
    types = {one.type for one in found if one.stance != "denied" and not is_room(one, dense)}
    gridless = not types & {"grid_name", "grid_connected"}
    served = bool(types & {"direct_supply", "mining_allowed"}) and gridless
    private = bool(types & USER_TYPES) and gridless
    refused = any(one.type == "mining_allowed" and one.stance == "denied" for one in found)
    used = bool(types & USER_TYPES) or (not refused and _USERS_NAMED.search(dense) is not None)
    return [_payer(one, dense, served, used if _BILL.search(one.phrase) else private) for one in found]


def without_users_prices(facts: Sequence[Fact], claims: Sequence[Claim]) -> list[Fact]:
    """The facts without tariffs that turned out to be what a user pays: the claim of cheap power tells those."""
    spans = [one.span for one in claims if one.type == "cheap_power"]
    grid = {one.span for one in claims if one.type == "tariff"}

    def is_tariff(fact: Fact) -> bool:
        return fact.span in grid or not any(one.start < fact.span.end and fact.span.start < one.end for one in spans)

    return [one for one in facts if one.kind != "tariff" or is_tariff(one)]


def _payer(one: Found, dense: str, served: bool, private: bool) -> Found:
    words = dense[one.start : one.end]
    if one.type in PRICES and _USER_PAYS.search(dense, max(0, one.start - PAYER_NEAR), one.start):
        return one._replace(type="cheap_power")
    if one.type == "tariff" and served and ("毛" in words or "分" in words or _UNMETERED.search(dense)):
        of_grid = _GRID_PRICE.search(dense, max(0, one.start - 4), one.end + 4)
        return one if of_grid else one._replace(type="cheap_power")
    if one.type == "cheap_power" and (_BARE_PRICE.search(one.phrase) or _BILL.search(one.phrase)):
        of_grid = _GRID_PRICE.search(dense, max(0, one.start - NEAR_GRID), one.start)
        return one if private and not of_grid else one._replace(type="tariff")
    return one
