"""Counties as sellers write them: no 县, a town or an output behind, in lists, courts, homes, letters, scripts."""

from __future__ import annotations

from datetime import date

import pytest
from place_cases import facts_of, lowest, offered


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("宁陕皇冠电站出让,3台200", "宁陕县"),
        ("赣南的老板要把安远这座两台250千瓦的水电站卖掉,230万", "安远县"),
        ("皖南石台有盘水电站想卖,100千瓦,31万", "石台县"),
        ("我在肃南守了十七年水电站,现在转让,两台200,190万", "肃南裕固族自治县"),
        ("For sale: hydropower plant in Yunnan's Yingjiang county, 1,000 kW, 6.6 million yuan", "盈江县"),
        ("For sale: 2,500-kW hydropower plant in Maoxian county, Sichuan, 14 million yuan", "茂县"),
        ("屏南棠口1*320的站卖了,85万", "屏南县"),
        ("出手:盈江昔马小水电,2x1250", "盈江县"),
        ("建始花坪河水电站55%股权", "建始县"),
        ("平和 九峰 320kW 年发98万度", "平和县"),
        ("古田水口库区边上250kw小站", "古田县"),
        ("安福泰山乡 电站", "安福县"),
        ("连城姑田,75千瓦两台", "连城县"),
        ("名称:绥宁某水电站", "绥宁县"),
    ],
)
def test_a_county_is_known_by_the_town_or_plant_behind_its_short_name(text: str, place: str) -> None:
    assert lowest(text) == [place]


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("龙泉75kW电站出,28万", "龙泉市"),
        ("金川 1500 水电 520万", "金川县"),
        ("石棉 装机 3200 双机", "石棉县"),
        ("龙门这边水好,235万", "龙门县"),
        ("桃源一座250站,八十个", "桃源县"),
        ("石门电站承包出去,500千瓦", "石门县"),
        ("630kw一台,临江", "临江市"),
        ("黑水，单机1000", "黑水县"),
        ("黔江的小水电", "黔江区"),
        ("金秀水电站产权转让", "金秀瑶族自治县"),
        ("老板,石门那个站我带你看过的,630", "石门县"),
        ("大关站 2500", "大关县"),
    ],
)
def test_a_county_that_is_also_a_word_is_known_by_the_output_or_the_plant_beside_it(text: str, place: str) -> None:
    assert lowest(text) == [place]


@pytest.mark.parametrize(
    "text",
    ["在合作的基础上转让电站", "比如电站转让", "王永安转让电站一座", "联系人:李建水,电站500kw",
     "平安保险已买,电站800kw", "建设银行贷款已清,电站转让", "站名:石门,500千瓦", "庐山电站"],
)  # fmt: skip
def test_a_word_a_person_or_a_plants_own_name_is_no_county(text: str) -> None:
    assert offered(text) == []


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("弟弟在东莞开厂,卖掉泸定的站", "泸定县"),
        ("想去海南养老,把新宁的电站卖了", "新宁县"),
        ("我在贵州有个电站要转", "贵州省"),
        ("弟弟在平武有个站,让我代卖", "平武县"),
        ("平江路300号面谈,站在修水县", "修水县"),
        ("重庆水轮机厂机组,站在城口", "城口县"),
        ("卖家来自四川芦山", "芦山县"),
        ("“买了就能转”,来自桑植的陈先生说,电站630千瓦", "桑植县"),
        ("杭州市中级人民法院拍卖位于开化县的水电站", "开化县"),
    ],
)
def test_homes_and_makers_are_not_the_plants_place_unless_nothing_else_is_named(text: str, place: str) -> None:
    assert lowest(text) == [place]


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("灌阳县人民法院将拍卖唐某某共有的盐塘水电站", "灌阳县"),
        ("乐昌市农村产权交易中心:某村小水电站公开转让", "乐昌市"),
        ("通山县水利局回应:该电站已列入退出", "通山县"),
    ],
)
def test_a_countys_own_court_exchange_or_bureau_tells_the_county_when_nothing_else_does(text: str, place: str) -> None:
    (fact,) = facts_of(text)
    assert (fact.detail["county"], fact.role, fact.detail["candidate"]) == (place, "offered", False)
    assert "only place named" in str(fact.detail["why"])


def test_the_court_of_another_county_gives_way_to_the_county_of_the_plant() -> None:
    assert lowest("贵州省丹寨县人民法院关于拍卖雷山县达地水电站的公告") == ["雷山县"]


@pytest.mark.parametrize("text", ["丽水市中级人民法院拍卖某水电站", "杭州市余杭区人民法院拍卖某水电站"])
def test_a_court_of_a_prefecture_or_a_town_district_tells_no_county(text: str) -> None:
    assert offered(text) == []


@pytest.mark.parametrize("text", ["赤水河支流一座320千瓦电站", "马边河二级支沟,800千瓦两台"])
def test_the_river_of_a_countys_name_leaves_the_county_a_candidate(text: str) -> None:
    (fact,) = facts_of(text)
    assert fact.detail["candidate"] is True
    assert "river" in str(fact.detail["why"])


@pytest.mark.parametrize(
    ("text", "places"),
    [
        ("①道真上坝站 2×400kW\n②道真下坝站 630kW\n③正安一座在建", ["道真仡佬族苗族自治县"] * 2 + ["正安县"]),
        ("①会东 500kw ②宁南 800kw", ["会东县", "宁南县"]),
        ("松阳、遂昌各一座", ["松阳县", "遂昌县"]),
        ("云贵川小水电打包", ["云南省", "贵州省", "四川省"]),
    ],
)  # fmt: skip
def test_every_county_of_a_list_is_offered(text: str, places: list[str]) -> None:
    assert lowest(text) == places


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("粤北连山电站200kw", "连山壮族瑶族自治县"),
        ("闽南小水电合集\nA 平和 九峰 320kW", "平和县"),
        ("浙南山区电站", "浙江省"),
        ("青川250千瓦电站", "青川县"),
        ("大凉山深处的电站", "凉山彝族自治州"),
    ],
)
def test_regions_by_a_provinces_letter_lead_to_it_and_narrow_a_name(text: str, place: str) -> None:
    assert place in lowest(text)


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("赤·水·市·小·水·电｜250kw", "赤水市"),
        ("会 东 县 小 水 电 站 出 售", "会东县"),
        ("出售会\n东县水电站一座,五百千瓦", "会东县"),
        ("雲南省徳宏州盈江県の小水力発電所", "盈江县"),
        ("広西チワン族自治区柳州市融水県", "融水苗族自治县"),
        ("四川省涼山州会東県の水力発電所を売却", "会东县"),
        ("陝西漢中寧強縣", "宁强县"),
    ],
)
def test_split_japanese_and_traditional_names_are_read(text: str, place: str) -> None:
    assert lowest(text) == [place]


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("A hydropower plant in Ya'an, Sichuan is for sale", "雅安市"),
        ("small hydro station in Pingwu county sichuan, 2x630kW", "平武县"),
        ("liangshan sichuan hydro 3200kw for sale", "凉山彝族自治州"),
        ("Plant in Yingjiang, 800 kW", "盈江县"),
        ("CHENGDU, July 14 (Xinhua) -- Plants in Ganzi were offered", "甘孜藏族自治州"),
        ("A boss from Wenzhou sells a plant in Sichuan", "四川省"),
        ("Jinxiu Yao Autonomous County, Guangxi: 500 kW", "金秀瑶族自治县"),
        ("Shanghai United Assets and Equity Exchange lists 51% of a Hubei hydropower company", "湖北省"),
        ("The Guangdong-based owner sells a plant in Guizhou", "贵州省"),
    ],
)
def test_names_in_latin_letters_are_read_by_what_stands_around_them(text: str, place: str) -> None:
    assert lowest(text) == [place]


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("标的企业:仁化县扶溪古洋水电站有限公司\n转让比例:全部", "仁化县"),
        ("【村集体资产】德化县桂阳乡梓溪村股份经济合作社 电站发包 并网点:10kV桂阳线", "德化县"),
        ("卢某持有的宁陕县汤坪河水电站(5800kW)合伙权益10%", "宁陕县"),
        ("有人要卖掉迭部县一座梯级电站四分之一的股份。", "迭部县"),
        ("门源县老虎沟水电站出售,电站位于祁连山保护区实验区", "门源回族自治县"),
        ("公司于2010年在昆明市商定,让出绥江县大汶溪电站53%权益", "绥江县"),
        ("阿里拍卖 理塘县某水电公司名下电站", "理塘县"),
        ("在成都做电站中介十余年,现推天全电站", "天全县"),
        ("B 平和 长乐 2×500kW", "平和县"),
        ("早年在深圳打工攒的钱,在连山建了站,现卖", "连山壮族瑶族自治县"),
        ("四川那边查得严,我们贵州没事,电站500kw转", "贵州省"),
        ("金牛区办公,电站:遂川县左安", "遂川县"),
    ],
)
def test_companies_of_plants_hills_and_acts_elsewhere_are_told_apart(text: str, place: str) -> None:
    assert lowest(text) == [place]


def test_provinces_written_one_behind_the_other_are_a_list() -> None:
    assert lowest("求购 四川云南都行") == ["四川省", "云南省"]


def test_a_title_of_a_countys_court_tells_the_county_of_a_text_that_names_none() -> None:
    assert lowest("装机500千瓦,起拍价60万元", title="灌阳县人民法院拍卖公告") == ["灌阳县"]


@pytest.mark.parametrize(
    ("text", "place"),
    [("香港經紀:敍永縣水電站", "叙永县"), ("諸曁市の水力発電所", "诸暨市"), ("粛寧県の発電所", "肃宁县")],
)
def test_letters_of_hong_kong_and_japan_are_folded_in_names(text: str, place: str) -> None:
    assert place in lowest(text)


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("朋友委托:金川2台800的电站,950W含过户税", "金川县"),
        ("黑水3台500的电站出售,950万", "黑水县"),
        ("大关水电站,1250千瓦,545万转让", "大关县"),
        ("转让兴山古洞口下游一座6400千瓦电站", "兴山县"),
        ("有意将兴山古洞口下游一座在建的电站脱手", "兴山县"),
        ("将汉源大渡河边一座400千瓦电站出手", "汉源县"),
        ("我公司在绩溪家朋乡有水电站两座,一级400kW", "绩溪县"),
        ("我司在霍山太阳乡有电站一座,400kW", "霍山县"),
        ("800-kilowatt hydro station, Enshi, Hubei", "恩施土家族苗族自治州"),
        ("800 kW hydropower plant in Enshi prefecture, Hubei province", "恩施土家族苗族自治州"),
    ],
)
def test_more_wordings_that_lead_to_the_county(text: str, place: str) -> None:
    assert lowest(text) == [place]


def test_the_seat_of_a_company_is_still_no_place_of_a_plant() -> None:
    assert lowest("我公司在杭州,转让四川会东县电站一座") == ["会东县"]


@pytest.mark.parametrize(
    ("name", "year", "county"),
    [
        ("盘县", 2023, "盘州市"), ("贵州盘县", 2021, "盘州市"), ("盘县", 2010, "盘县"), ("宁乡县", 2022, "宁乡市"),
        ("旬阳县", 2022, "旬阳市"), ("旬阳县", 2019, "旬阳县"), ("康定县", 2021, "康定市"), ("水城县", 2022, "水城区"),
    ],
)  # fmt: skip
def test_a_county_of_an_old_name_is_given_as_it_is_called_on_the_day(name: str, year: int, county: str) -> None:
    assert lowest(f"{name}水电站转让,160千瓦,20万", posted=date(year, 7, 6)) == [county]


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("俺这疙瘩柳河有个小水电,一百六十千瓦,三十来万卖", "柳河县"),
        ("清水的站转,400千瓦,300万", "清水县"),
        ("黄龙三四百千瓦的小站出售,报价130万", "黄龙县"),
        ("我这站500千瓦卖一百九,洞口的,结算痛快", "洞口县"),
        ("电站急售,1000千瓦300万,电是平武供电公司收的", "平武县"),
        ("人在青川,手上一个站500kw转,200万", "青川县"),
        ("本人老家江西遂川,有座电站,125千瓦,55万转", "遂川县"),
        ("泰顺人,祖业电站一座,160千瓦,卖28万", "泰顺县"),
        ("青川人卖站:1000千瓦,400万", "青川县"),
        ("卖家在重庆石柱,电站600千瓦挂价三百九十万", "石柱土家族自治县"),
        ("本人在云和县有一座100kW+75kW电站转让,价格面谈", "云和县"),
        ("特克斯河支流电站转让 6300kw 国网新疆", "特克斯县"),
        ("浙南有个一千六的电站转让,1500万", "浙江省"),
    ],
)
def test_an_offer_without_a_plain_place_is_where_its_looser_words_say(text: str, place: str) -> None:
    assert lowest(text) == [place]


@pytest.mark.parametrize(
    ("text", "places"),
    [
        ("我是湖北竹山的,不是四川贵州的,电站500kW卖110万", ["竹山县"]),
        ("电站不在四川,在陕西宁强,800千瓦,350万卖", ["宁强县"]),
        ("栾川那两座都已出手,剩下嵩县的250kw电站还在,62万", ["嵩县"]),
        ("水电站转让,1000千瓦,我在义乌开店顾不上,400万", []),
        ("电站转让或合作,400千瓦,资源费一年2万,150万", []),
        ("赤水河支流电站转让,1000千瓦,400万", []),
        ("小孩在深圳让我过去,家里电站转,75千瓦,20万", []),
    ],
)
def test_places_denied_sold_or_lived_in_are_not_the_plants(text: str, places: list[str]) -> None:
    assert lowest(text) == places


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("A small hydro dam in Yunnan's Zhenkang is for sale, 7 million yuan", "镇康县"),
        ("Small hydro for sale, Huaiji (Zhaoqing), single 630 kW Turgo", "怀集县"),
        ("A Hunan smelter sells its 6.3 MW hydropower station in Suining", "绥宁县"),
    ],
)
def test_a_county_in_latin_letters_is_told_by_what_stands_above_it(text: str, place: str) -> None:
    assert place in lowest(text)


@pytest.mark.parametrize("name", ["新疆", "广西", "宁夏", "西藏", "内蒙古"])
def test_the_short_name_of_an_autonomous_region_is_a_place_as_any_province_is(name: str) -> None:
    assert len(offered(f"{name}电站转让,1000千瓦")) == 1
    assert len(offered(f"电站转让,1000千瓦,国网{name} 执行两毛三")) == 1


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("三江侗族电站 100kw 28个不还价", "三江侗族自治县"),
        ("水城630×1 总包330", "水城区"),
        ("卖啊,2×1000,在黑水,一千一百万", "黑水县"),
        ("两台八十的,一年五万块,没人要。在安化。", "安化县"),
        ("你那个大化的站卖了没", "大化瑶族自治县"),
        ("回丽江老家,发现山沟里那座电站要卖,两台200千瓦", "丽江市"),
        ("表弟在木里干施工,说当地有个3200的站要卖", "木里藏族自治县"),
        ("他在四川美姑有一座装机2,520千瓦的水电站要卖,问的是浙江、福建的水电投资客", "美姑县"),
        ("拟转让全资子公司泰顺飞云二级水电有限公司100%股权", "泰顺县"),
        ("有卖家叫卖云南一座2500千瓦的电站", "云南省"),
        ("出川西电站,单机2500", "四川省"),
        ("For sale: 2 x 800 kW hydropower station, Mangshi, Yunnan", "芒市"),
        ("For sale: hydropower station, Yingjing County, Sichuan", "荥经县"),
        ("It will put its 3 x 7 MW Lushui plant in Yunnan up for sale", "泸水市"),
        ("For sale: a dam in Changyang, Hubei, 1,000 kW", "长阳土家族自治县"),
    ],
)
def test_a_place_is_known_by_nationality_by_where_a_plant_was_found_and_by_its_right_spelling(
    text: str, place: str
) -> None:
    assert lowest(text) == [place]


def test_a_word_behind_在_is_still_no_place() -> None:
    assert not lowest("在合作的基础上转让电站500千瓦")


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("美姑二级站 可上机器 风道新做 总价1150", "美姑县"),
        ("特克斯河谷站 1250三台 两千万", "特克斯县"),
        ("汶川峡谷里头的站,1250千瓦两台,1390万", "汶川县"),
        ("连城村里的200千瓦水电站招租,租金6万一年", "连城县"),
        ("大余两级站整体卖 上站320 下站500 三百六", "大余县"),
        ("平昌一处3台400千瓦的电站,现对外报价600万元", "平昌县"),
        ("石棉六千千瓦,全年两毛三到你机房,5200万", "石棉县"),
        ("城口我家沟里的微型站,55千瓦,九万五", "城口县"),
        ("表弟托我挂文成的站:两台四百千瓦,490万", "文成县"),
        ("洞口的夫妻站 250KW 70万", "洞口县"),
        ("手里桂东两处盘,主推这处:250千瓦,300万", "桂东县"),
        ("祁门朋友圈流传的那座站,200千瓦卖一百二十万", "祁门县"),
        ("今天看的站在秦岭南坡宁陕,320千瓦,六十九万八", "宁陕县"),
        ("兴国老站重新挂一次,640千瓦,230万", "兴国县"),
        ("【挂牌】中方县牌楼镇水库坝后电站8年承包经营权,6.2万元/年", "中方县"),
        ("出墨脱隔壁波密的站 1000kw 480万", "波密县"),
    ],
)
def test_a_county_is_known_by_what_it_has_of_its_own(text: str, place: str) -> None:
    assert lowest(text) == [place]


@pytest.mark.parametrize(
    "text",
    ["红旗一级站 500千瓦 300万", "大方的站长说,500千瓦卖300万", "友谊老站 250千瓦 90万"],
)
def test_a_word_that_plants_are_called_by_is_no_county(text: str) -> None:
    assert lowest(text) == []


def test_a_place_that_is_only_compared_is_not_the_plants() -> None:
    assert lowest("四川汉源电站1260千瓦,水比雅安那边便宜,680万") == ["汉源县"]


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("木里河边电站,2*1000kw,1350万", "木里藏族自治县"),
        ("怒江一家民营水电企业兜售旗下阿鹿底电站", "怒江傈僳族自治州"),
        ("兄弟,铜鼓那站500的,要买断就三百一", "铜鼓县"),
        ("他们手里有黑水一个电站的债权想脱手,1000千瓦", "黑水县"),
        ("保康南河电站2*250,185万,娃上学在武汉顾不过来", "保康县"),
        ("通道1乘800千瓦电站,三百一十五万", "通道侗族自治县"),
        ("修水与湖北通城交界,电站归修水管。装机350千瓦", "修水县"),
        ("转让竹溪(镇坪交界)小水电一座250千瓦", "竹溪县"),
        ("一名鹤峰卖家把1800千瓦的电站标价1350万元", "鹤峰县"),
        ("听石门的朋友讲,隔壁老板要把800千瓦的站卖掉", "石门县"),
        ("石棉大渡河边有人卖2000千瓦的站", "石棉县"),
        ("Seller: hydro station, 750kw Luding 4.2 million rmb", "泸定县"),
        ("You can own a 500 kW hydro station in Anyuan, Jiangxi", "安远县"),
        ("凉shan 电站出,5台单机200", "凉山彝族自治州"),
        ("li平水电,800千瓦,七百二", "黎平县"),
    ],
)
def test_a_place_is_known_in_the_loose_words_of_chats(text: str, place: str) -> None:
    assert lowest(text) == [place]


@pytest.mark.parametrize(
    "text",
    [
        "电站资源共享,通道一座桥,500千瓦,转让200万",
        "手续qi全 水电站 500千瓦 zheng全 200万",
        "电站属资源管,320千瓦,200万",
    ],
)
def test_words_and_half_words_are_no_places(text: str) -> None:
    assert lowest(text) == []


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("(2024)赣0731执418号:拍卖岭背一电站,装机400kW", "于都县"),
        ("听我堂客讲,圳上镇她老表想把水电站脱手,两百个千瓦", "新化县"),
        ("阆中农村产权交易:苍溪沟电站50%合伙份额挂牌", "阆中市"),
        ("全沅陵找不出第二座这么漂亮的小电站", "沅陵县"),
        ("城口任河一站,一千六百个千瓦,660万", "城口县"),
        ("围绕昌宁一单买卖写了篇手记,2.5兆瓦的电站", "昌宁县"),
        ("俺们那个小电站不整了,搁桦甸红石那嘎达", "桦甸市"),
        ("和龙林场下头的站出,五百千瓦", "和龙市"),
        ("大田250瓩电站 118万", "大田县"),
        ("沂源水库脚下老站,75千瓦×3", "沂源县"),
        ("门源大通河支沟,两台630的卧式机", "门源回族自治县"),
        ("罗定籍商人挂牌自家水电站,400千瓦", "罗定市"),
        ("老邱守了二十一年的电站,在桂东,两个儿子都在东莞", "桂东县"),
        ("他姐在琼中卖个站,125千瓦", "琼中黎族苗族自治县"),
        ("出让临朐坝后式电站一座,2×160kW", "临朐县"),
        ("扒一扒天全那条爆款链接,四百千瓦电站卖240万", "天全县"),
    ],
)
def test_a_place_is_known_by_towns_courts_and_homely_words(text: str, place: str) -> None:
    assert lowest(text) == [place]


@pytest.mark.parametrize(
    "text", ["水电站机组型号HLA551,三台×250kW", "三台一百二十五千瓦,电站一百三十五万", "新城镇电站 320千瓦"]
)
def test_three_sets_are_no_county_and_a_town_of_many_counties_tells_none(text: str) -> None:
    assert lowest(text) == []


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("修水单机站,320千瓦,不用人守,120万", "修水县"),
        ("石棉枯水期也能发的站 2台800 900万", "石棉县"),
        ("城口岚溪河支流一座站,320千瓦,急转", "城口县"),
        ("大关急滩站 630的四台", "大关县"),
        ("磐安溪下电站35%份额转,全站800+250", "磐安县"),
        ("平顺虹霓河边一级电站 500千瓦 300万", "平顺县"),
        ("粤北乐昌老牌水电,500千瓦,出手300万", "乐昌市"),
        ("记者走进融水苗山,见到一座320千瓦电站的业主,他开价120万。", "融水苗族自治县"),
        ("电站250千瓦,四十六万,要的来织金鸡场找我", "织金县"),
        ("公司在兴山县有两台2500千瓦机组,挂出全部股权", "兴山县"),
        ("Small hydro for sale, Danba area, Sichuan. 1600 kW, all papers.", "丹巴县"),
    ],
)
def test_a_county_is_known_before_a_plant_in_odd_words(text: str, place: str) -> None:
    assert lowest(text) == [place]


@pytest.mark.parametrize(
    "text",
    ["清流不断 电站转让 320千瓦", "大方转让电站,320千瓦", "资源整合型电站转让,320千瓦", "修水管的说电站320千瓦要卖"],
)
def test_a_word_before_a_plant_is_no_county(text: str) -> None:
    assert lowest(text) == []


@pytest.mark.parametrize(
    ("text", "places"),
    [("西昌电力转让冕宁县水电站，装机2×2500kW，4000万", {"冕宁县"}),
     ("西昌电力转让其持有的盐源县永宁河水电公司股权，装机2×2500kW", {"盐源县"}),
     ("西昌电力股份有限公司转让其持有的盐源县永宁河水电公司股权，5000kW", {"盐源县"}),
     ("桂东电力转让水电资产：五座小水电站，合计4290千瓦，底价3650万元", set()),
     ("桂东水电站转让，500kW，300万", {"桂东县"}),
     ("会东县水电公司100%股权转让，3200kW", {"会东县"}),
     ("小峒1,260千瓦、大峒800千瓦、金湾630千瓦、木兰600千瓦、旺村1,000千瓦五座水电站整体转让，底价3650万元", set()),
     ("打包转让石门、老街、白岩三座电站，共1800kW，900万", set()),
     ("松阳、遂昌、龙泉三座水电站打包转让，合计1930千瓦", {"松阳县", "遂昌县", "龙泉市"})],
)  # fmt: skip
def test_companies_and_plants_that_bear_a_places_name_are_not_where_the_plant_is(text: str, places: set[str]) -> None:
    assert set(lowest(text)) == places


def test_a_title_tells_where_plants_are_that_bear_other_places_names() -> None:
    body = "公司整体转让小峒1,260千瓦、大峒800千瓦、金湾630千瓦、木兰600千瓦、旺村1,000千瓦五座水电站，底价3650万元"
    assert lowest(body, title="广西五座水电站") == ["广西壮族自治区"]
    assert lowest(body, title="桂东电力公告") == []
