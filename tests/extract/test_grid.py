"""Which grid a text names."""

from __future__ import annotations

import pytest

from monitor.extract.grid import extract_grid
from monitor.extract.reading import Reading
from monitor.models import Document, Fact, OfferReading
from monitor.rules.load import load_knowledge
from monitor.text.normalise import normalise

KNOWLEDGE = load_knowledge()


def grids_of(text: str) -> list[Fact]:
    return extract_grid(Reading(Document("x", text), normalise(text), OfferReading("direct"), KNOWLEDGE))


@pytest.mark.parametrize(
    ("text", "words", "name"),
    [
        ("电站并入国网", "国网", "state_grid"),
        ("電站並入國網", "國網", "state_grid"),
        ("connected to the State Grid since 2009", "State Grid", "state_grid"),
        ("南网并网", "南网", "southern_grid"),
        ("蒙西电网结算", "蒙西电网", "inner_mongolia"),
        ("接入连江县电网", "县电网", "local_grid"),
        ("郴电国际购电", "郴电国际", "local_grid"),
        ("孤网运行", "孤网", "island"),
        ("电站未并网", "未并网", "island"),
        ("广东电网结算", "广东电网", "provincial:广东省"),
        ("国家电网四川省电力公司结算", "国家电网四川省电力公司", "provincial:四川省"),
        ("省网结算", "省网", "provincial:"),
    ],
)
def test_a_grid_is_found_with_its_words_and_its_name(text: str, words: str, name: str) -> None:
    (fact,) = grids_of(text)
    assert (fact.text, fact.span.of(text), fact.detail["name"]) == (words, words, name)


@pytest.mark.parametrize("text", ["中国网消息", "全国网络安全", "外省网友问", "网上联系", "本省网站"])
def test_words_that_only_contain_a_grids_name_are_no_grid(text: str) -> None:
    assert grids_of(text) == []


def test_a_local_company_is_named_by_its_row() -> None:
    (fact,) = grids_of("由郴电国际收购电量")
    assert fact.detail["company"] == "chendian"


def test_the_table_gives_every_province_with_small_hydro_a_main_grid() -> None:
    provinces = {place.province for place in KNOWLEDGE.places if not place.valid_to}
    without = {
        province for province in provinces if not any(grid.kind == "main" for grid in KNOWLEDGE.grids.serving(province))
    }
    assert without == {"香港特别行政区", "澳门特别行政区", "台湾省"}


def test_only_one_main_grid_serves_a_province_outside_inner_mongolia() -> None:
    for province in ("四川省", "贵州省", "福建省", "云南省"):
        assert len([grid for grid in KNOWLEDGE.grids.serving(province) if grid.kind == "main"]) == 1
