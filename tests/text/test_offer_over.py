"""Notices of what is over offer nothing, what is put up again does; reports of fraud tell of the ad they quote."""

from __future__ import annotations

from monitor.run.detector import scan_text

PLANT = "装机容量:320千瓦×2台,2004年建成,年发电量约150万千瓦时,上网电价0.384元/千瓦时。取水许可证齐备,列整改类,已销号。"
OVER = (
    f"网络司法拍卖成交确认暨公示\n标的:岳西县某水电站\n起拍价:189万元\n{PLANT}\n竞价结果:竞买号K22以最高价278万元竞得。",
    f"岳西县人民法院网络竞价成功确认书\n起拍价:189万元\n{PLANT}\n竞买人张某以最高应价胜出。",
    f"成交公告\n项目:岳西县某水电站整体资产\n挂牌价:189万元\n成交价:278万元\n{PLANT}",
    f"竞租结果公示\n标的:集体水电站10年经营权,底价9.6万元/年,{PLANT}竞得人李某,每年12万元。",
    f"项目终止公告\n岳西县某水电站转让,挂牌价1890万元,{PLANT}期满未征集到受让方,后续是否重新挂牌视情况而定。",
    f"关于终止岳西县某水电公司股权转让项目的公告\n挂牌价1890万元,{PLANT}六个月内如重新挂牌,将另行公告。",
    f"暂停转让公告\n岳西县某水电站,挂牌价1890万元,{PLANT}恢复时间另行通知。",
    f"撤拍公告\n岳西县某水电站,起拍价189万元,{PLANT}",
    f"某水务股份有限公司关于收购资产的进展公告\n收购岳西县某水电站,交易价款1,085万元,{PLANT}已完成工商变更登记。",
    f"关于出售水电站资产完成过户的公告\n以1890万元出售给郭某。{PLANT}",
    f"成交公示\n项目:岳西县某水电站整体转让\n挂牌底价:189万元\n成交价格:278万元\n{PLANT}第二次挂牌底价195万元,均无人摘牌;"
    "第三次挂牌前已将承租人清退。同批项目终止,何时重新挂牌另行公告。",
)
ON_OFFER = (
    f"降价重新挂牌公告(第三次)\n标的:岳西县某水电站整体资产,首次挂牌价212万元,本次挂牌价189万元。{PLANT}",
    f"竞价结果:流拍。现进行第二次拍卖,起拍价151万元。\n标的:岳西县某水电站。{PLANT}",
    f"关于终止原转让项目并重新挂牌转让岳西县某水电站的公告\n挂牌价189万元。{PLANT}",
    f"关于恢复岳西县某水电站转让交易的公告\n前期中止公告情形已消除,现恢复交易,挂牌价189万元。{PLANT}",
    f"关于出售水电站资产的公告\n公司拟公开挂牌出售岳西县某水电站,底价1890万元。{PLANT}",
    f"关于解除承包合同终止公告及重新招租岳西县某水电站的公告\n年租金底价9.6万元。{PLANT}",
    f"水电站转让,岳西县,640千瓦,卖189万元,{PLANT}上次在交易所的项目终止公告是因为材料没交齐,现在自己卖。",
    f"岳西县某水电站拍卖公告\n起拍价189万元。{PLANT}竞买人以最高应价竞得后,与本院签订成交确认书,拍卖成交后十日内付款。",
    f"岳西县某水电站第二次拍卖公告:第一次拍卖已流拍,起拍价151万元。{PLANT}拍卖结果以成交确认书为准。",
    f"变卖公告\n岳西县某水电站,两次拍卖流拍,变卖价151万元。{PLANT}",
)
ONLY_TOLD = (
    "晒晒我的小水电十年账(不卖,纯分享)\n2014年在开化买的,500千瓦,成交价385万。15年发了172万度。",
    "不卖站,就是来聊聊我家320千瓦电站这些年的账,当年花了180万",
    "记录一下我的电站,不转让。装机630千瓦,2012年花400万买的,一年收入60万",
    "没打算卖,只是晒一晒自家的水电站,两台250,造价300万",
)
SAID_BY_SELLERS = (
    "500千瓦水电站转让,380万,低于350不卖,先聊聊",
    "只租不卖,水电站320千瓦,一年20万,可以先交流",
    "电站转让,630千瓦260万,不卖关子,直接晒账",
    "出电站500千瓦300万,机器不单卖,欢迎交流",
)
WARNINGS = (
    "【反诈提示】警惕“低价水电站转让”新套路。王某看到一则“900千瓦电站整转98万元”的信息后,先后转出18.8万元,均被骗。",
    "【避雷】在闲鱼上被“水电站转让”骗了三万。帖子写“湖北竹溪县水电站,800千瓦,98万,手续齐全”,已报警。",
    "【避雷】闲鱼上看到“恩施水电站转让 500千瓦 98万 手续齐全”,被骗走5000定金,大家小心骗子。",
)


def _offer(text: str) -> str:
    return scan_text(text).extraction.reading.offer


def test_a_notice_of_what_is_over_offers_nothing() -> None:
    for text in OVER:
        assert _offer(text) == "none", text


def test_an_owner_who_tells_and_does_not_sell_offers_nothing() -> None:
    assert [_offer(text) for text in ONLY_TOLD] == ["none"] * len(ONLY_TOLD)
    assert [_offer(text) for text in SAID_BY_SELLERS] == ["direct"] * len(SAID_BY_SELLERS)


def test_what_is_put_up_again_or_next_is_an_offer() -> None:
    for text in ON_OFFER:
        assert _offer(text) == "direct", text


def test_a_warning_that_quotes_one_ad_reports_it_at_the_price_of_the_ad() -> None:
    for text in WARNINGS:
        extraction = scan_text(text).extraction
        asked = [one.value_min for one in extraction.facts if one.kind == "price" and one.role == "asking"]
        assert (extraction.reading.offer, asked) == ("reported", [980_000]), text
    in_general = "谨防“水电站转让”骗局:近期有人以“低价电站”“插电就能出币”为名骗取定金,已骗走20万。"
    own = "岳西水电站转让,630kW,280万,网上“岳西电站630千瓦150万”是骗子盗图,已有人被骗,请认准本人电话"
    assert (_offer(in_general), _offer(own)) == ("none", "direct")
