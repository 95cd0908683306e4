"""Names of people in the tables and lists of a page or text are masked; other words in their cells are not."""

from __future__ import annotations

import pytest

from monitor.extract.contact import contact_places, mask_places


def masked(text: str) -> str:
    return mask_places(text, contact_places(text))


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("联系人 | 王建国\n装机 | 630kW", "联系人 | •••\n装机 | 630kW"),
        ("三、法定代表人 | 林志强 | 注册资本 | 500万元", "三、法定代表人 | ••• | 注册资本 | 500万元"),
        ("公司法定代表人姓名 | 王 军", "公司法定代表人姓名 | • •"),
        ("转让方 | 王建国、李四", "转让方 | •••、••"),
        ("招商联系人：| 王建国（经理）", "招商联系人：| •••（经理）"),
        ("聯絡人 | 譚志明", "聯絡人 | •••"),
        ("项目 | 联系人 | 备注\n草林 | 王建国 | 无\n青山 | 陈小明 | 无",
         "项目 | 联系人 | 备注\n草林 | ••• | 无\n青山 | ••• | 无"),
        ("| 联系人 | 电话 |\n|---|---|\n| 王建国 | 详谈 |", "| 联系人 | 电话 |\n|---|---|\n| ••• | 详谈 |"),
        ("序号 | 姓名 | 职务\n1 | 王建国 | 法定代表人\n2 | 李四 | 负责人",
         "序号 | 姓名 | 职务\n1 | ••• | 法定代表人\n2 | •• | 负责人"),
        ("股东名称 | 持股比例\n黄大发 | 30%\n某某公司 | 70%", "股东名称 | 持股比例\n••• | 30%\n某某公司 | 70%"),
        ("法定代表人\n欧阳明\n装机630kW", "法定代表人\n•••\n装机630kW"),
        ("联系人 | 央宗 | 联系电话 | 13500001111", "联系人 | •• | 联系电话 | •••••••••11"),
        ("联系人 | 阿卜杜拉·买买提\n电话 | 13500001111", "联系人 | ••••·•••\n电话 | •••••••••11"),
        ("联系人 | Wang Jianguo", "联系人 | •••• •••••••"),
        ("Contact | Phone\nJohn Smith | 13500001111", "Contact | Phone\n•••• ••••• | •••••••••11"),
        ("联系方式：王建国\n卖家：王小明", "联系方式：•••\n卖家：•••"),
        # Names that end as places do.
        ("联系人 | 李大山\n价格 | 5万元\n找李大山谈，李大山水电站",
         "联系人 | •••\n价格 | 5万元\n找•••谈，李大山水电站"),
        ("法人代表\n李青山\n股东：王小明、李九州", "法人代表\n•••\n股东：•••、•••"),
        ("股东 | 比例\n李江河 | 50%\n白水河 | 50%", "股东 | 比例\n••• | 50%\n白水河 | 50%"),
        # A table that is turned over, lines within a cell, what somebody is called.
        ("岗位 | 站长 | 值班\n姓名 | 杜月笙 | 黄金荣 | 张啸林\n电话 | 面谈",
         "岗位 | 站长 | 值班\n姓名 | ••• | ••• | •••\n电话 | 面谈"),
        ("股东 | 出资比例\n李大山、王小明 | 50%\n赵大勇\n钱多多 | 30%\n孙小美 | 20%",
         "股东 | 出资比例\n•••、••• | 50%\n•••\n••• | 30%\n••• | 20%"),
        ("序号 | 姓名 | 持股\n1 | 王小明（李大山之妻） | 30%\n2 | 赵大勇 先生 | 30%",
         "序号 | 姓名 | 持股\n1 | •••（李大山之妻） | 30%\n2 | ••• 先生 | 30%"),
        ("- **联系人**：李志强\n- 法定代表人: `王小明`\n- **股东：**赵大勇",
         "- **联系人**：•••\n- 法定代表人: `•••`\n- **股东：**•••"),
        ("值班员：何秀英\n产权人：蒋大为\n产权所有人\n赵大勇\n委托代理人 毛阿敏",
         "值班员：•••\n产权人：•••\n产权所有人\n•••\n委托代理人 •••"),
        ("经办人\nZhang Wei\nOwner | Share\nWang Xiaoli | 60%\nYaan Hydro Ltd | 40%",
         "经办人\n••••• •••\nOwner | Share\n•••• •••••• | 60%\nYaan Hydro Ltd | 40%"),
        ("股东 | 比例\n安康 | 30%\n陕西安康老板，张伟老板。\n联系人：张伟",
         "股东 | 比例\n•• | 30%\n陕西安康老板，••老板。\n联系人：••"),
        ("联络人：陈大文\n联系人 | 行政部小陈", "联络人：•••\n联系人 | 行政部••"),
    ],
)  # fmt: skip
def test_a_name_is_masked_in_its_cell(text: str, shown: str) -> None:
    assert masked(text) == shown


@pytest.mark.parametrize(
    "text",
    [
        "联系人 | 电话 | 地址\n", "联系人\n电话\n地址", "联系人 | 详见附件\n成本 | 20万", "联系人 | 装机容量",
        "项目名称 | 装机 | 价格\n王家坝 | 800kW | 300万\n黄大山 | 500kW | 200万",  # plants, not people
        "转让方 | 江西草林水电公司", "联系人 | 保密 | 联系电话 | 保密\n麦冲 | 200 | 支出 | 300",
        "法定代表人 | 有限公司", "业主 | 装机 | 地点\n金平 | 300kW | 云南",
        "昵称 | 水电站之家\n时间 | 2021-06-11", "负责人 | 方案 | 备注",
        "Contact | Privacy Policy | Home", "Contact | About us\nInstalled | 13,800,000.00", "联系人 | 江西省",
        "姓名 | 电话\n设备清单\n金轮 | 2台", "联系人 | 白水河 | 高程 | 800", "负责人 | 项目 | 高山乡", "站长：石门河",
        "股东 | 比例\n职工持股会 | 20%\n合计 | 100%", "产权人：村集体\n值班员：两人轮流",
        "Owner | Share\nLocal Government | 60%", "Agent\nLocation",
        # What is said.
        "休宁电站转让\n留言:\n老徐:证全吗\n卖家:全的,放心",
        "卖家:丰年数,去年才九十万度\n买家:查过没\n卖家:查过,没毛病",
    ],
)  # fmt: skip
def test_other_words_in_tables_stay(text: str) -> None:
    assert masked(text) == text
