"""Synthetic listings and phrases for the benchmarks: own wording in the manner of sellers, the same on every run."""

from __future__ import annotations

import random
from collections.abc import Iterator

SEED = 20260901


def _words(text: str) -> list[str]:
    return text.split()


PLACES = _words("川西 黔北 滇南 湘西 鄂西 赣南 闽北 浙南 粤北 桂北 渝东 陕南 甘南 北疆")
TOWNS = _words("青石 龙潭 白水 双河 黄泥 石门 大湾 清溪 三岔 柳林 铜鼓 桃源 梅子 竹坝 响水 官渡")
THINGS = _words("小水电站 电站 水电厂 梯级电站 小型水力发电站 引水式电站")
SUBJECTS = _words(
    "水电站 电站 小水电 机组 厂房 大坝 渠道 压力管 变压器 升压站 线路 土地 林地 股权 公司 账目 税费 员工 取水 "
    "环评 验收 生态 安全 电价 电费 电量 上网 并网 直供 机房 矿机 算力 托管 宿舍 道路 水库 流量 水头 设备 资料"
)
VERBS = _words(
    "已经 全部 可以 保证 随时 长期 直接 没有 不在 未被 无需 正在 支持 附带 另送 自有 独立 免费 配套 重新 刚刚 "
    "即将 按时 统一 委托 合法 整体 低价 优先 专人"
)
ENDINGS = _words(
    "办理完毕 移交买方 整改到位 通过检查 列入名单 退出范围 清理范围 过户登记 签订协议 接入电网 投入运行 "
    "开机发电 出租经营 转让出售 分期支付 实地查看 抵押贷款 补偿安置 扩容改造 更换线圈 挖矿使用 放置机柜 "
    "收取定金 面谈价格 提供票据 缴纳保险 培训技术 看守值班 维修保养 验收销号 影响收益 存在纠纷 手续齐全 "
    "证件齐备 账目清楚 产权明晰"
)
SHORT = _words(
    "矿机 挖矿 直供电 可过户 免环评 并网 保底 急转 回本 面议 一手 带证 包过户 国网 定金 躺赚 零风险 有批文 不怕查"
)
NEUTRAL = _words(
    "水头八十来米 常年有水 公路修到门口 去年换过转轮 两台机一用一备 离镇上六公里 渠道全长两公里 前池不漏水 "
    "冬天枯水停两个月 邻里关系好 有宿舍和厨房 可以养鱼种菜 电压十千伏 三个人轮班 上游森林茂密 微信同号 "
    "价格好商量 先看站再谈 全款优先 机器保养得很仔细 雨季能满发 电费按月到账 图纸都在 老板要去外地 "
    "合伙人意见不一"
)
OPENINGS = (
    "【{place}】{town}乡{thing}一座，装机{kw}千瓦，{a}，{b}。",
    "出让{place}{town}镇{thing}，{units}台{kw}kW，{a}；{b}，报价{price}万。",
    "{thing}找接手的人！{place}{town}附近，年发电{energy}万度，{a}，{b}。",
    "本人{place}有{thing}，总装机{kw}KW，{a}。{b}。有意来电。",
    "想买{place}一带{thing}，{kw}千瓦以上，{a}，预算{price}万左右。",
)
TRADITIONAL = str.maketrans(
    "电转机厂组压变线号码证产权业务实时还过无两办议价买卖",
    "電轉機廠組壓變線號碼證產權業務實時還過無兩辦議價買賣",
)  # fmt: skip
NOISE = "\u200b .·-💰🔥　_~*"


def phrases(count: int) -> list[str]:
    """`count` different phrases of 2 to 11 characters, most of them put together from words of claims."""
    chance = random.Random(SEED)
    combined = [subject + verb + ending for subject in SUBJECTS for verb in VERBS for ending in ENDINGS]
    pairs = [verb + ending for verb in VERBS for ending in ENDINGS] + [s + v for s in SUBJECTS for v in VERBS]
    chosen = [*SHORT, *chance.sample(pairs, min(len(pairs), count // 2)), *chance.sample(combined, count)]
    return list(dict.fromkeys(chosen))[:count]


def edits(phrase: str) -> int:
    """The setting to compare on: 0, 1, 2 edits for up to 3, 4 to 7, from 8 characters; harder than the default."""
    return 0 if len(phrase) <= 3 else 1 if len(phrase) <= 7 else 2


def listings(megabytes: float) -> list[str]:
    """Listings of about 200 bytes, `megabytes` of UTF-8 in all; in one of 16 a phrase is planted, mostly disguised."""
    chance = random.Random(SEED)
    planted = phrases(200)
    made, size = [], 0.0
    while size < megabytes * 1e6:
        text = _listing(chance)
        if chance.random() < 1 / 16:
            text += _disguised(chance.choice(planted), chance) + "，"
        made.append(text)
        size += len(text.encode())
    return made


def _listing(chance: random.Random) -> str:
    segments = list(_segments(chance, 2 + chance.randrange(4)))
    text = chance.choice(OPENINGS).format(
        place=chance.choice(PLACES), town=chance.choice(TOWNS), thing=chance.choice(THINGS),
        units=chance.randrange(1, 4),
        kw=chance.choice([100, 160, 200, 320, 500, 630, 800, 1250, 2000]), price=chance.randrange(40, 3000),
        energy=chance.randrange(30, 900), a=segments[0], b=segments[1],
    )  # fmt: skip
    text += "，".join(segments[2:])
    return text.translate(TRADITIONAL) if chance.random() < 1 / 12 else text


def _segments(chance: random.Random, count: int) -> Iterator[str]:
    for _ in range(count):
        if chance.random() < 7 / 8:
            yield chance.choice(NEUTRAL)
        else:  # claim-like words that are mostly no phrase: what a matcher has to look at twice
            yield chance.choice(SUBJECTS) + chance.choice(["还在谈的", "那边一直", "上面有人"]) + chance.choice(ENDINGS)


def _disguised(phrase: str, chance: random.Random) -> str:
    way = chance.randrange(6)
    if way == 0:
        return phrase
    if way == 1:
        return chance.choice(NOISE).join(phrase)
    if way == 2:
        return phrase.translate(TRADITIONAL)
    letters = list(phrase)
    place = chance.randrange(len(letters))
    letters[place : place + (way != 5)] = [] if way == 3 else [chance.choice("的了很本也就")]
    return "".join(letters)
