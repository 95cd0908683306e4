"""JSON files that wrap their listings as servers and pages do: answers, dumps of a page's data, JSONP."""

from __future__ import annotations

import json
import time
from pathlib import Path
from typing import Any

import pytest

from monitor.capture.sniff import MEDIA_TYPES, sniff
from monitor.errors import ItemError
from monitor.models import Capture, Listing
from monitor.parse import documents_from, parse_many
from monitor.parse.jsonl import read_lines
from monitor.sources.jsons import is_json, load_json

ROWS = [
    {"projectId": "A1001234", "projectName": "石棉县甲水电站100%股权", "listPrice": 800, "priceUnit": "万元",
     "areaName": "四川雅安"},
    {"projectId": "A1001235", "projectName": "天全乙水电站整体转让", "listPrice": 600, "priceUnit": "万元",
     "areaName": "四川雅安"},
]  # fmt: skip
DETAIL = {
    "projectId": "GR2026SC1001234", "projectName": "石棉县某水电开发有限公司100%股权", "listPrice": 3650.04,
    "priceUnit": "万元", "deposit": 1000, "depositUnit": "万元", "disclosureStart": "2026-11-03",
    "areaName": "四川省雅安市石棉县", "content": "<p>大沟水电站，装机2×320kW</p><p>不在清退<b>范围</b></p>",
    "finance": [{"year": "2025", "income": "91.20"}, {"year": "2024", "income": "88.10"}],
    "recommendList": [{"title": f"云南水电站{n}转让", "price": n} for n in range(9)],
}  # fmt: skip


def read(value: Any, name: str = "a.json") -> list[Listing | ItemError]:
    body = value if isinstance(value, bytes) else json.dumps(value, ensure_ascii=False).encode()
    media_type = MEDIA_TYPES[sniff(body[:65_536], Path(name).suffix)]
    return list(
        parse_many(Capture(f"file:///{name}", "import", "ok", "file", "2026-11-20", body, media_type=media_type))
    )


def listings(value: Any) -> list[Listing]:
    return [item for item in read(value) if isinstance(item, Listing)]


@pytest.mark.parametrize(
    "wrapped",
    [{"code": 200, "data": {"total": 2, "list": ROWS}}, {"result": {"records": ROWS, "hotList": ROWS * 4}},
     {"title": "水电站频道", "description": "本频道有水电站", "list": ROWS},
     {"props": {"pageProps": {"dehydratedState": {"queries": [{"key": "a", "state": {"data": {"items": ROWS}}}]}}}}],
)  # fmt: skip
@pytest.mark.parametrize("indent", [None, 1])
def test_the_list_of_an_answer_is_read_row_by_row(wrapped: Any, indent: int | None) -> None:
    body = json.dumps(wrapped, ensure_ascii=False, indent=indent).encode()
    for form in (body, b"jQuery110_2(" + body + b");\n", b"/**/ cb.a(" + body + b")"):
        found = listings(form)
        assert [(item.title, item.price_text, item.place) for item in found] == [
            ("石棉县甲水电站100%股权", "800万元", "四川雅安"), ("天全乙水电站整体转让", "600万元", "四川雅安"),
        ]  # fmt: skip
        assert [item.text.splitlines()[1] for item in found] == ["价格：800万元", "价格：600万元"]
        assert [item.native_id for item in found] == ["a/A1001234", "a/A1001235"]
        wheres = [item.found_by["text"].split(".")[-1] for item in found]
        assert wheres == ['1"', '2"']  # the keys that lead to each


@pytest.mark.parametrize(
    "wrapped",
    [{"code": 200, "msg": "success", "data": DETAIL}, {"props": {"pageProps": {"a": {"b": {"item": DETAIL}}}}},
     {"data": {"similar": ROWS, "detail": DETAIL, "seo": {"title": "水电站转让网", "description": "全国水电站"}}}],
)  # fmt: skip
def test_the_one_object_that_is_told_is_the_listing_and_not_what_stands_beside_it(wrapped: Any) -> None:
    (found,) = listings(wrapped)
    assert found.text.splitlines() == [
        "石棉县某水电开发有限公司100%股权", "价格：3650.04万元", "大沟水电站，装机2×320kW", "不在清退范围",
        "所在地：四川省雅安市石棉县",
    ]  # fmt: skip
    assert (str(found.posted_at), found.native_id) == ("2026-11-03", "GR2026SC1001234")


def test_a_row_that_is_none_is_told_in_its_place_and_the_rest_is_read() -> None:
    first, wrong, last = read({"data": {"list": [ROWS[0], {"type": "ad", "src": "a.png"}, ROWS[1]]}})
    assert isinstance(first, Listing) and isinstance(last, Listing)
    assert str(wrong).startswith('a.json:1 data.list.2: parse: no "text"') or "data.list.2" in str(wrong)


def test_answers_one_a_line_give_all_their_rows_and_none_twice_whatever_is_held(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    lines = [
        {"data": {"list": [{**row, "projectId": f"A10012{n}{k}"} for k, row in enumerate(ROWS)]}} for n in range(9)
    ]
    body = "\n".join(json.dumps(line, ensure_ascii=False) for line in lines).encode()
    whole = listings(body)
    assert len({item.native_id for item in whole}) == 18
    for held in (0, 1, 3, 100):
        monkeypatch.setattr("monitor.parse.json_listings.MAX_HELD", held)
        assert listings(body) == whole


def test_scan_names_the_rows_of_a_line(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    rows = [{"title": row["projectName"], "price": row["listPrice"]} for row in ROWS]
    path.write_text(json.dumps({"data": rows}, ensure_ascii=False), "utf-8")
    assert [item.id for item in documents_from(path) if not isinstance(item, ItemError)] == ["1.1", "1.2"]


@pytest.mark.parametrize(
    "value",
    [{"data": {"list": [{"name": "session_id", "value": "0123secret"}, {"name": "b", "value": "0123secret"}]}},
     {"user": {"name": "0123secret", "desc": "0123secret 水电站"}}, {"data": [["0123secret"]]}],
)  # fmt: skip
def test_what_is_no_listing_is_refused_and_not_shown(value: Any) -> None:
    (found,) = read(value)
    assert isinstance(found, ItemError) and "0123secret" not in str(found)


@pytest.mark.parametrize(
    "body",
    [b'{"a":' * 100_000, b'{"a":' * 900 + b"1" + b"}" * 900, b'{"a":' + b"9" * 5000 + b"}",
     b'{"content":"&#' + b"9" * 5000 + b';<p>\xe6\xb0\xb4\xe7\x94\xb5"}',
     json.dumps({f"k{n}": {"title": "水电站"} for n in range(200_000)}).encode(),
     json.dumps({"a": [{"b": [{"name": "x"}] * 20}] * 5000}).encode(),
     json.dumps({"a": {f"k{n}": [{"name": f"水电站{n}"}] for n in range(50_000)}}).encode(),
     b"f(" * 100_000 + b'{"a":1}'],
)  # fmt: skip
def test_hostile_json_is_read_or_refused_in_bounded_time(body: bytes) -> None:
    began = time.process_time()
    read(body)
    assert time.process_time() - began < 5


BEFORE = ["", "\ufeff", " \n", "/**/ ", "/**/", "\ufeff/**/ typeof cb.a_1 === 'function' && "]


@pytest.mark.parametrize("before", BEFORE)
@pytest.mark.parametrize("end", [")", ");", " ) ;\r\n"])
@pytest.mark.parametrize("indent", [None, 1])
def test_a_call_is_read_whatever_stands_before_it(before: str, end: str, indent: int | None) -> None:
    value = {"data": {"list": ROWS}}
    words = f"{before}cb.a_1({json.dumps(value, ensure_ascii=False, indent=indent)}{end}"
    assert [one.title for one in listings(words.encode())] == [one["projectName"] for one in ROWS]
    assert is_json(words) and load_json(words, "a") == value
    if indent is None:
        assert len(list(read_lines(words.encode(), "a"))) == 2


@pytest.mark.parametrize(
    "words", ['f({"text":"水电站"}', 'f({"text":"水电站"});g({})', 'if(a){}f({"text":"水电站"})',
              'f(1, {"text":"水电站"})', 'f({"text":"水电站"}, 1)'],
)  # fmt: skip
def test_a_script_that_does_more_than_one_call_is_no_json(words: str) -> None:
    with pytest.raises(ItemError):
        load_json(words, "a")
    with pytest.raises(ItemError):
        list(read_lines(words.encode(), "a"))


NOTICE = {"title": "水电站交易公告", "content": "关于规范水电站交易的公告", "date": "2026-01-01"}
PLANTS = [{"title": f"四川{n}号水电站转让", "price": f"{n}00万元"} for n in range(1, 6)]


@pytest.mark.parametrize(
    "value",
    [{"notice": NOTICE, "list": PLANTS}, {"list": PLANTS, "notice": NOTICE, "hotList": PLANTS * 2},
     {"regions": [{"list": PLANTS[:2]}, {"list": PLANTS[2:]}]}, {"top": PLANTS[:2], "list": PLANTS[2:]},
     {"top": PLANTS[:1], "data": {"list": PLANTS[1:], "news": [{"title": "水电新闻"}, *[{"n": n} for n in range(9)]]}},
     {"detail": {**PLANTS[0], "content": "水电站"}, "list": PLANTS[1:]}],
)  # fmt: skip
def test_no_list_of_listings_is_lost_beside_another_one(value: Any) -> None:
    found = read(value)
    assert [one.title for one in found if isinstance(one, Listing)] == [one["title"] for one in PLANTS]
    assert len({one.native_id for one in found if isinstance(one, Listing)}) == len(found) == 5


@pytest.mark.parametrize("entities", [True, False])
def test_every_offer_of_a_telegram_export_is_read_whose_text_is_in_pieces(entities: bool) -> None:
    pieces: list[Any] = [
        "四川雅安水电站转让，装机1260kW，价格950万 ",
        {"type": "phone", "text": "+8613812345678"},
        "，面谈",
    ]
    texts: list[Any] = [pieces, "贵州遵义水电站转让，装机3200kW", [{"type": "bold", "text": "云南大理水电站"}, "转让"]]
    rows = [
        {"id": n, "type": "message", "date": "2021-07-14T09:12:33", "from": "老王", "text": text}
        | ({"text_entities": [{"type": "plain", "text": text}]} if entities else {})
        for n, text in enumerate(texts, 1)
    ]
    words = [
        "四川雅安水电站转让，装机1260kW，价格950万 +8613812345678，面谈", "贵州遵义水电站转让，装机3200kW",
        "云南大理水电站转让",
    ]  # fmt: skip
    assert [item.text for item in listings({"name": "群", "id": 1, "messages": rows})] == words
    assert [next(read_lines(json.dumps(row).encode(), "a")).text for row in rows] == words  # type: ignore[union-attr]
