"""The JSON contract of `scan --format jsonl`, from values to the object."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from monitor.models import (
    Assessment,
    Bilingual,
    Claim,
    Document,
    Extraction,
    Fact,
    Flag,
    OfferReading,
    Risk,
    RiskPart,
    Span,
)  # fmt: skip
from monitor.publish.records import as_record, masked_text
from monitor.publish.tables import csv_cell

TEXT = "装机2×630kW，四川，电话13800001111，不在清退范围"
FACTS = (
    Fact("capacity", Span(0, 9), "装机2×630kW", "offered", 1260.0, 1260.0, "kW", units=((2, 630.0),)),
    Fact("place", Span(10, 12), "四川", detail={"province": "四川省", "prefecture": None, "adcode": "510000"}),
    Fact("rig", Span(10, 12), "x", detail={"model": "S19", "count": 20.0, "power_w": 3250.0, "kind": "asic"}),
    Fact("contact", Span(15, 26), "13800001111", detail={"type": "phone", "masked": "138******11"}),
    Fact("tariff", Span(0, 1), "装", value_min=0.28, value_max=0.28, unit="CNY/kWh"),
)
CLAIM = Claim(
    "not_in_cleanup", "asserted", Span(15, 33), TEXT[15:33], 1, "hydro", "exit_class", "不在清退范围", "seller"
)
FLAG = Flag(
    "claim-not-in-cleanup", 3, "high", Bilingual("题", "title"), Bilingual("因", "reason"), (Span(27, 33),), ("p1",),
    (Bilingual("名单", "list"),), Bilingual("反", "disproof"),
)  # fmt: skip


def assessment() -> Assessment:
    return Assessment(
        Document("17", TEXT, posted_at=date(2021, 7, 14)),
        Extraction(OfferReading("direct", "plant", 55.0, "seller", why=("转让",)), FACTS, (CLAIM,)),
        (FLAG,), Risk(40, "medium", (RiskPart(Bilingual("一", "one"), 40),)), date(2021, 7, 14), ("p1", "p2"), "abc",
    )  # fmt: skip


def test_the_object_has_the_fields_of_the_contract_in_order() -> None:
    record: dict[str, Any] = json.loads(json.dumps(as_record(assessment()), ensure_ascii=False))
    assert list(record)[:8] == ["id", "offer", "object", "share_pct", "facts", "claims", "flags", "risk"]
    assert (record["offer"], record["object"], record["share_pct"]) == ("direct", "plant", 55)
    capacity = record["facts"][0]
    assert capacity == {
        "kind": "capacity", "role": "offered", "value_min": 1260, "value_max": 1260, "unit": "kW", "per": None,
        "units": [[2, 630]], "unit_conflict": False, "negotiable": False, "start": 0, "end": 9, "text": "装机2×630kW",
    }  # fmt: skip
    assert isinstance(capacity["value_min"], int)
    assert record["facts"][1]["province"] == "四川省"
    assert record["facts"][4]["value_min"] == 0.28
    assert record["flags"][0]["settled_by"] == ["名单"]
    assert record["flags"][0]["title"] == {"zh": "题", "en": "title"}
    assert record["flags"][0]["spans"] == [[27, 33]]
    assert record["risk"]["score"] == sum(part["points"] for part in record["risk"]["parts"])
    assert record["as_of"] == "2021-07-14"
    assert record["related"] is True


def test_a_detail_never_overwrites_a_field_of_the_contract() -> None:
    rig = as_record(assessment())["facts"][2]
    assert (rig["kind"], rig["detail_kind"], rig["count"], rig["power_w"]) == ("rig", "asic", 20, 3250)


def test_no_contact_leaves_in_any_field() -> None:
    written = json.dumps(as_record(assessment(), with_text=True), ensure_ascii=False)
    assert "13800001111" not in written
    record = as_record(assessment(), with_text=True)
    assert record["facts"][3]["text"] is None
    assert record["claims"][0]["text"] == "***********，不在清退范围"
    assert len(record["text"]) == len(TEXT)


def test_the_text_is_given_only_when_asked_for() -> None:
    assert "text" not in as_record(assessment())


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=80), st.lists(st.tuples(st.integers(0, 80), st.integers(0, 80)), max_size=5))
def test_masking_keeps_length_and_all_outside_contacts(text: str, ranges: list[tuple[int, int]]) -> None:
    facts = [Fact("contact", Span(min(r), max(r)), "") for r in ranges]
    masked = masked_text(text, facts)
    inside = {i for r in ranges for i in range(min(r), max(r))}
    assert len(masked) == len(text)
    assert all(new == old for i, (new, old) in enumerate(zip(masked, text, strict=True)) if i not in inside)
    assert not any(masked[i].isalnum() for i in inside if i < len(masked))


def test_a_csv_cell_is_never_a_formula() -> None:
    dangerous = ["=HYPERLINK(1)", "+1+cmd", "-1+2", "@x", "\t=1", "|calc", "＝1+1", "＋1", "－1", "＠x", "｜x"]
    assert [csv_cell(text) for text in dangerous] == [f"'{text}" for text in dangerous]
    assert [csv_cell(text) for text in ("-5", "+86.5", "水电站=1", "")] == ["-5", "+86.5", "水电站=1", ""]


def test_a_csv_cell_steers_no_terminal_and_turns_no_text_around() -> None:
    assert (
        csv_cell("水电\x1b[2J\x1b]0;pwn\x07站\u202egpj.exe\x9b\x00")
        == "水电\ufffd[2J\ufffd]0;pwn\ufffd站\ufffdgpj.exe\ufffd\ufffd"
    )
    assert csv_cell("一\n二\r\n三\t四") == "一\n二\r\n三\t四"
    assert csv_cell("overwritten\rseen") == "overwritten\ufffdseen"
