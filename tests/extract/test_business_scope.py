"""What a company may do by its register, and who runs a plant, hints at no miners; what is offered to users does."""

from __future__ import annotations

import pytest

from monitor.run import scan_text


def hints(words: str) -> bool:
    told = scan_text(f"福建水电站转让，630千瓦，{words}，240万")
    return any(claim.type == "euphemism_bigdata" and claim.stance == "asserted" for claim in told.extraction.claims)


@pytest.mark.parametrize(
    "words",
    ["经营范围：水力发电；云计算服务；数据处理。丰水期两毛", "公司经营范围含云计算服务、数据处理，低电价园区旁",
     "执照经营范围有水力发电、人工智能公共数据平台、算力服务，自发自用",
     "主营业务：水力发电，兼营数据处理和存储支持服务，电价低",
     "经营范围：许可项目：水力发电；一般项目：数据处理服务；云计算装备技术服务，电价低",
     "托管运行，全自动无人值守机房，现委托某公司托管，自发自用余电上网", "运维托管给第三方，自发自用"],
)  # fmt: skip
def test_a_register_and_a_manager_hint_at_nobody(words: str) -> None:
    assert not hints(words)


@pytest.mark.parametrize(
    "words",
    ["经营范围：水力发电；适合做大数据中心", "经营范围：水力发电。厂房可放服务器",
     "经营范围：水力发电，可做大数据，两毛",
     "经营范围不限，大数据、算力都行，电价低", "经营范围：云计算。现有大数据公司承租，两毛",
     "主营水电，也做大数据机房托管，两毛",
     "机器托管，电价一毛八", "可对外托管，自发自用", "电站托管的老客户一起转，两毛"],
)  # fmt: skip
def test_what_is_offered_to_users_hints(words: str) -> None:
    assert hints(words)
