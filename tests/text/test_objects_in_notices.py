"""What stands beside a sale in notices: ways of transfer, claims in a list of assets, rights of several plants."""

from __future__ import annotations

from typing import Final

from monitor.run.detector import scan_text

SAID: Final = (
    ("plant", "电站1000千瓦×3台,站1900万。过户:股权转让,西昌的代办两周弄完"),
    ("plant", "水电站转让,500千瓦,300万,过户方式为股权变更,手续简单"),
    ("plant", "水电站转让,500千瓦,300万,取水证名字是公司,股权一变不用动证"),
    ("equity", "转让方式:股权转让,标的公司100%股权,水电站1000千瓦,挂牌价800万元"),
    ("equity", "水电站51%股权转让,过户:工商变更,500千瓦,150万"),
    ("equity", "某水电公司股权转让,1000千瓦电站,挂牌价800万元"),
    (
        "under_construction",
        "破产财产变价公告\n资产包内容:①某水电站(在建工程),立项装机2×1250kW,2013年停工;②未安装的水轮发电机组两套;③越野车一辆;④应收账款账面212万元。第一次变价价格:960万元",
    ),
    ("debt", "某水电公司应收账款转让,500千瓦电站抵押,本金300万元"),
    (
        "equity",
        "拍卖标的:青元水电公司23.4%股权,起拍价421万元。电站装机2×3200kW。公司另持有泸定县一处规划电站(拟装机1.26万千瓦)开发协议,已收回",
    ),
    (
        "operating_right",
        "国有资产经营权出让公告\n标的名称:大均片区三座国有小水电站20年经营权(整体)\n出让底价:2160万元。三座电站合计装机3450kW,一次性出让",
    ),
    ("bundle", "三座水电站打包转让,合计装机3450kW,含库区经营权,2160万元"),
    ("bundle", "手上三个站一起处理,①500kw×2,620万,②一台630,180万,③250+125,150万"),
    (
        "lease",
        "农村产权流转交易信息\n标的:沔渡镇水电站十二年承包经营权\n装机容量:2台×125KW\n租金底价:9.6万元/年\n起租日:2023年1月1日",
    ),
    ("operating_right", "水电站20年承包经营权转让,500千瓦,一次性转让费160万元"),
    (
        "plant",
        "记者联系上甘洛县一名电站业主老罗,他的电站装机4800千瓦,开价3600万元。阿坝的一位说“只租不卖,租金一年四百万”。",
    ),
)


def test_the_object_is_what_is_sold_not_how_or_what_stands_beside() -> None:
    assert [(scan_text(words).extraction.reading.object, words) for _, words in SAID] == list(SAID)
