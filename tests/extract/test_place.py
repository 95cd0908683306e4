"""Where the plant stands: one place where the text decides, candidates where it does not."""

from __future__ import annotations

from datetime import date
from time import process_time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from place_cases import KNOWLEDGE, facts_of, names, offered

from monitor.extract.place_names import PROVINCE_BY_LETTER
from monitor.extract.place_told import CODES, told_mentions
from monitor.extract.place_use import words_of


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("会东电站转让,1260千瓦", ("四川省", "凉山彝族自治州", "会东县")),
        ("凉山这边有个电站要转,2台630", ("四川省", "凉山彝族自治州", None)),
        ("汉中镇巴电站出手", ("陕西省", "汉中市", "镇巴县")),
        ("出恩施小水电站一座,320千瓦", ("湖北省", "恩施土家族苗族自治州", None)),
        ("甘孜州炉霍县某电站出售", ("四川省", "甘孜藏族自治州", "炉霍县")),
        ("遂川大汾镇水电站转让,装机800", ("江西省", "吉安市", "遂川县")),
        ("川西小水电站出售", ("四川省", None, None)),
        ("四川省（凉山州）会东县岩坝水电站位于大桥乡", ("四川省", "凉山彝族自治州", "会东县")),
        ("广东东源县电站", ("广东省", "河源市", "东源县")),
        ("重庆市酉阳县小水电1000kw", ("重庆市", None, "酉阳土家族苗族自治县")),
        ("麗江永勝縣電站", ("云南省", "丽江市", "永胜县")),
        ("资源电站转让500kw", ("广西壮族自治区", "桂林市", "资源县")),
        ("位于和平县的水电站,250千瓦", ("广东省", "河源市", "和平县")),
        ("青海海南州贵德县电站", ("青海省", "海南藏族自治州", "贵德县")),
        ("吉林市蛟河电站", ("吉林省", "吉林市", "蛟河市")),
        ("乾县小水电转让", ("陕西省", "咸阳市", "乾县")),
        ("徐州鼓楼区电站", ("江苏省", "徐州市", "鼓楼区")),
        ("She runs a plant near Fuzhou, Jiangxi", ("江西省", "抚州市", None)),
        ("a 2 MW plant in Kangding, Sichuan", ("四川省", "甘孜藏族自治州", "康定市")),
        ("Long, Dan and Li sell a station in Inner Mongolia", ("内蒙古自治区", None, None)),
        ("A plant in Huidong County, Sichuan is for sale", ("四川省", "凉山彝族自治州", "会东县")),
    ],
)
def test_the_place_of_the_offer_is_one_fact_with_full_official_names(text: str, place: tuple[str, ...]) -> None:
    assert offered(text) == [place]


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("会说四川话优先,电站在云南盈江", ("云南省", "德宏傣族景颇族自治州", "盈江县")),
        ("北京产权交易所挂牌:湖南省永州市道县某水电站100%股权", ("湖南省", "永州市", "道县")),
        ("(2025)浙1121执2210号 丽水市中级人民法院 拍卖 松阳县某水电站", ("浙江省", "丽水市", "松阳县")),
        ("上海联合产权交易所 福建某某股份有限公司持有的寿宁县碧溪水电有限公司55%股权", ("福建省", "宁德市", "寿宁县")),
        ("贵州大江水电开发有限公司拟转让所持四川某电站", ("四川省", None, None)),
        ("上网电价按广东电网结算,阳山县", ("广东省", "清远市", "阳山县")),
        ("卖家在深圳,电站在广西贺州昭平", ("广西壮族自治区", "贺州市", "昭平县")),
        ("福建建瓯电站,因回南平照顾老人", ("福建省", "南平市", "建瓯市")),
        ("龙川江边的水电站,地处梁河县", ("云南省", "德宏傣族景颇族自治州", "梁河县")),
        ("位于大田县和平镇的水电站转让", ("福建省", "三明市", "大田县")),
        ("贺州市八步区在建水电项目转让", ("广西壮族自治区", "贺州市", "八步区")),
        ("所持鹤峰县甲溪水电有限公司、乙溪水电有限公司各100%股权", ("湖北省", "恩施土家族苗族自治州", "鹤峰县")),
        ("【杭州讯】遂昌县一座水电站挂牌", ("浙江省", "丽水市", "遂昌县")),
    ],
)  # fmt: skip
def test_seats_of_sellers_courts_exchanges_and_reporters_are_not_the_plants_place(
    text: str, place: tuple[str, ...]
) -> None:
    assert offered(text) == [place]


@pytest.mark.parametrize(
    "text",
    ["股东会东移电站", "其中江电站不卖", "合同江电站", "清理县内电站", "矿区用电稳定,电站转让", "怒江边小电站出售",
     "贵州茅台股票转让", "和县里谈过,电站转让", "浙A12345送货", "一座在建水电站转让"],
)  # fmt: skip
def test_a_name_inside_other_words_is_no_place(text: str) -> None:
    assert offered(text) == []


NOTICE = """标的名称：连江县青塘溪水电有限公司55%股权
报名地点：福州市鼓楼区某路100号
联系地址：福州市台江区某大厦
一、概况 公司注册地址为福州市连江县丹阳镇。电站位于连江县小沧乡，装机容量2×320kW，接入连江县电网。"""


@pytest.mark.parametrize(
    ("text", "place"),
    [
        (NOTICE, ("福建省", "福州市", "连江县")),
        (
            "受理机构:某交易所 地址:重庆市渝北区 所在地区:贵州务川县",
            ("贵州省", "遵义市", "务川仡佬族苗族自治县"),
        ),
        ("委托方坐落成都市,标的为天全县某水电站", ("四川省", "雅安市", "天全县")),
        ("本公司位于长沙市,专业中介,现有湖南桑植县小水电一座转让", ("湖南省", "张家界市", "桑植县")),
        ("福建某水电站,位于南平市。户主在泉州做生意", ("福建省", "南平市", None)),
        ("北京某公司转让其在云南景谷的电站", ("云南省", "普洱市", "景谷傣族彝族自治县")),
        ("定于厦门市思明区举行拍卖会,标的:武平县东留镇某水电站产权", ("福建省", "龙岩市", "武平县")),
    ],
)
def test_the_addresses_of_parties_and_offices_in_a_notice_are_not_the_plants(
    text: str, place: tuple[str | None, ...]
) -> None:
    assert offered(text) == [place]


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("四川阿坝小金县1200千瓦站,国网上网,急转", ("四川省", "阿坝藏族羌族自治州", "小金县")),
        ("站在湖北宣恩,装机两台200", ("湖北省", "恩施土家族苗族自治州", "宣恩县")),
        ("田林小电站200千瓦转让", ("广西壮族自治区", "百色市", "田林县")),
        ("沅陵县五强溪镇某某电站", ("湖南省", "怀化市", "沅陵县")),
        ("福建三明尤溪县电站", ("福建省", "三明市", "尤溪县")),
        ("德化县水电站股权", ("福建省", "泉州市", "德化县")),
        ("浙江景宁县电站", ("浙江省", "丽水市", "景宁畲族自治县")),
        ("金寨电站急售", ("安徽省", "六安市", "金寨县")),
        ("商洛柞水县水电站", ("陕西省", "商洛市", "柞水县")),
        ("青海省黄南州尖扎县小水电", ("青海省", "黄南藏族自治州", "尖扎县")),
        ("重庆石柱县电站", ("重庆市", None, "石柱土家族自治县")),
        ("巫溪电站转让", ("重庆市", None, "巫溪县")),
        ("贵州三都电站", ("贵州省", "黔南布依族苗族自治州", "三都水族自治县")),
        ("大理州云龙县漕涧电站", ("云南省", "大理白族自治州", "云龙县")),
        ("西峡电站", ("河南省", "南阳市", "西峡县")),
        ("广东梅州五华电站,320kw", ("广东省", "梅州市", "五华县")),
        ("海南省五指山市毛阳镇电站", ("海南省", None, "五指山市")),
        ("四川省凉山彝族自治州德昌县", ("四川省", "凉山彝族自治州", "德昌县")),
        ("越西县某水电公司股权转让", ("四川省", "凉山彝族自治州", "越西县")),
        ("色达电站", ("四川省", "甘孜藏族自治州", "色达县")),
        ("乐山峨边电站", ("四川省", "乐山市", "峨边彝族自治县")),
        ("茂县小水电一座", ("四川省", "阿坝藏族羌族自治州", "茂县")),
        ("法院公告:江西省遂川县人民法院将拍卖泰和县某水电站", ("江西省", "吉安市", "泰和县")),
        ("水电站转让信息 地区:贵州-遵义-桐梓", ("贵州省", "遵义市", "桐梓县")),
        ("#水电站转让# 恩施来凤", ("湖北省", "恩施土家族苗族自治州", "来凤县")),
        ("坐标:云南怒江泸水", ("云南省", "怒江傈僳族自治州", "泸水市")),
        ("For sale: 3.2 MW hydro plant in Yingjiang County, Yunnan", ("云南省", "德宏傣族景颇族自治州", "盈江县")),
        ("大渡河支流电站,位于汉源县", ("四川省", "雅安市", "汉源县")),
        ("湘西永顺电站", ("湖南省", "湘西土家族苗族自治州", "永顺县")),
        ("粤北山区电站", ("广东省", None, None)),
        ("我们是宁都县的,站在瑞金", ("江西省", "赣州市", "瑞金市")),
        ("成都老板在雅安的电站", ("四川省", "雅安市", None)),
    ],
)
def test_places_are_read_as_sellers_write_them(text: str, place: tuple[str | None, ...]) -> None:
    assert offered(text) == [place]


@pytest.mark.parametrize(
    "text",
    [
        "红旗电站转让,装机320千瓦,诚心出售",
        "本站资源丰富,交通便利,安全通道畅通,手续完备",
        "和平年代不容易,转让电站一座",
        "黄河边电站",
        "双方合作共赢,互助互利",
        "平均每年发电100万度,平安运行10年",
        "电站大门朝阳,房屋宽敞",
        "通化学品运输方便",
        "白水河二级站",
        "石门水库坝后电站",
        "电站在南方,价格面议",
        "中江电站",
        "城关电站出售500千瓦",
        "三江口电站",
        "南京汽轮厂的机组",
        "重庆水轮机厂生产的水轮机",
        "云南锗业股票",
        "整改类,保留类,已安装流量监控",
        "本县最好的电站",
        "该县水电公司",
        "城区附近",
        "港口区吊装设备",
        "门源源不断",
        "太平山电站",
        "东山电站转让",
        "西山电站",
        "金沙江边",
        "汉江水电",
        "闽江流域",
        "沅水上游",
        "开封样品",
        "公安机关备案",
        "富源不断的水",
        "新疆棉被",
        "四川火锅",
        "湖南卫视报道过",
        "河南老板",
        "江苏买家来看过",
        "福建人开的",
        "北京时间",
        "中国南方电网",
        "西安交通大学",
        "武汉大学教授",
    ],
)
def test_words_products_rivers_and_people_are_no_place_of_a_plant(text: str) -> None:
    assert offered(text) == []


def test_an_ambiguous_name_gives_candidates_with_the_reason() -> None:
    facts = facts_of("鼓楼区小水电站出售")
    assert {fact.detail["prefecture"] for fact in facts} == {"南京市", "徐州市", "福州市", "开封市"}
    assert all(fact.detail["candidate"] and "4 places" in str(fact.detail["why"]) for fact in facts)


def test_the_rest_of_the_text_the_given_place_or_the_title_decide_an_ambiguous_name() -> None:
    assert offered("鼓楼区小水电站出售,福建的") == [("福建省", "福州市", "鼓楼区")]
    assert offered("鼓楼区小水电站出售", place="河南省开封市") == [("河南省", "开封市", "鼓楼区")]
    assert offered("鼓楼区小水电站出售", title="徐州水电站") == [("江苏省", "徐州市", "鼓楼区")]


def test_a_common_word_before_a_plant_is_only_a_candidate() -> None:
    (fact,) = facts_of("和平电站转让 500kw")
    assert fact.detail["candidate"] is True
    assert fact.detail["county"] == "和平县"


def test_a_place_only_in_the_title_has_an_empty_span() -> None:
    (fact,) = facts_of("装机500千瓦,手续齐全", title="会东县水电站转让")
    assert (fact.span.start, fact.span.end, fact.text) == (0, 0, "")
    assert fact.detail["county"] == "会东县"


def test_a_list_of_provinces_in_a_press_text_gives_each() -> None:
    facts = facts_of("记者 成都报道 四川、贵州等地出现水电站转让信息", offer="reported")
    assert [names(fact)[0] for fact in facts if not fact.detail["candidate"]] == ["四川省", "贵州省"]
    assert [fact.detail["prefecture"] for fact in facts if fact.detail["candidate"]] == ["成都市"]


def test_a_second_place_is_kept_without_being_the_offers() -> None:
    facts = facts_of("转让位于浙江省丽水市遂昌县的水电站,竞买人到杭州市西湖区办理")
    assert [(names(fact)[2], fact.role) for fact in facts] == [("遂昌县", "offered"), ("西湖区", "unknown")]


def test_places_in_comments_do_not_outweigh_the_post() -> None:
    text = "会东县电站转让\n评论\n位于贵州省雷山县的要不要"
    assert offered(text, comments_from=text.index("评论")) == [("四川省", "凉山彝族自治州", "会东县")]


def test_a_name_is_read_as_of_the_day_of_the_text() -> None:
    assert offered("旬阳电站出售", posted=date(2020, 5, 1))[0][2] == "旬阳县"
    assert offered("旬阳电站出售", posted=date(2022, 5, 1))[0][2] == "旬阳市"


def test_a_text_that_offers_nothing_has_no_place_of_an_offer() -> None:
    facts = facts_of("四川省发布通知", offer="none")
    assert [fact.role for fact in facts] == ["unknown"]


@given(st.text(alphabet="四川省凉山州会东县电站,位于鼓楼区和平朝阳 縣城在、公司Sichuan \u200b(乾", max_size=80))
@settings(max_examples=200, deadline=None)
def test_every_place_points_at_its_own_words(text: str) -> None:
    for fact in facts_of(text, title="会东"):
        assert fact.span.of(text) == fact.text
        assert fact.detail["province"]


def test_every_word_before_a_name_is_found_by_its_last_character() -> None:
    # The expressions are tried only behind these characters.
    words = words_of(KNOWLEDGE.places)
    assert {"于", "址", ":"} <= words.located_ends
    assert offered("机构所在地成都,电站坐落遂川县") == [("江西省", "吉安市", "遂川县")]


@pytest.mark.parametrize(
    "unit",
    [
        "a",
        "9",
        "不",
        "四川",
        "位于",
        "鼓楼区",
        "四川省电力水电公司",
        "Sichuan ",
        "会东水电",
        "云贵川",
        "赤·水·",
        "①会东 ",
        "Sichuan a county ",
    ],
)
def test_a_pathological_text_takes_linear_time(unit: str) -> None:
    def seconds(copies: int) -> float:
        text = unit * copies
        start = process_time()
        facts_of(text)
        return process_time() - start

    seconds(100)
    assert seconds(20_000) < 12 * seconds(5_000) + 0.5


@pytest.mark.parametrize("unit", ["无名镇", "太平镇"])
def test_many_names_of_towns_do_not_each_go_through_the_table_of_towns(unit: str) -> None:
    told_mentions(unit, KNOWLEDGE.places, None)
    start = process_time()
    told_mentions(unit * 10_000, KNOWLEDGE.places, None)
    assert process_time() - start < 0.5


def test_a_case_number_may_name_each_province_that_a_letter_names() -> None:
    assert set(PROVINCE_BY_LETTER) <= set(CODES)


@pytest.mark.parametrize(
    ("text", "posted", "place"),
    [
        ("万县市开县水电站转让", date(2021, 8, 20), ("重庆市", None, "开州区")),
        ("四川省万县市开县水电站转让", date(2021, 8, 20), ("重庆市", None, "开州区")),
        ("四川开县水电站转让", date(2021, 8, 20), ("重庆市", None, "开州区")),
        ("万县市开县水电站转让", date(1999, 8, 20), ("重庆市", None, "开县")),
        ("襄樊水电站转让,2000千瓦", date(2015, 5, 1), ("湖北省", "襄阳市", None)),
        ("襄樊保康水电站转让,2000千瓦", date(2015, 5, 1), ("湖北省", "襄阳市", "保康县")),
        ("湖北襄樊保康水电站转让,2000千瓦", date(2015, 5, 1), ("湖北省", "襄阳市", "保康县")),
        ("襄樊市保康县水电站转让,2000千瓦", date(2009, 5, 1), ("湖北省", "襄樊市", "保康县")),
        ("铜山县水电站转让", date(2015, 5, 1), ("江苏省", "徐州市", "铜山区")),
        ("达州达县水电站转让", date(2021, 7, 14), ("四川省", "达州市", "达川区")),
        ("四川达县水电站转让", date(2010, 7, 14), ("四川省", "达州市", "达县")),
    ],
)
def test_a_name_that_had_ended_is_read_as_what_followed_it(text: str, posted: date, place: tuple[str, ...]) -> None:
    assert offered(text, posted=posted) == [place]
    assert facts_of(text, posted=posted)[0].text == text[: text.index("水电站")]


def test_those_that_followed_a_divided_county_are_candidates_with_the_reason() -> None:
    facts = facts_of("莆田县水电站转让,1200千瓦", posted=date(2015, 7, 14))
    assert {fact.detail["county"] for fact in facts} == {"荔城区", "城厢区", "涵江区", "秀屿区"}
    assert all(fact.detail["candidate"] and fact.text == "莆田县" for fact in facts)
    assert {fact.detail["why"] for fact in facts} == {"named in the text; 4 places followed 莆田县, which had ended"}


def test_the_short_name_of_a_town_district_of_the_past_is_no_place() -> None:
    assert facts_of("动力水电站转让,1200千瓦", posted=date(2015, 7, 14)) == []
