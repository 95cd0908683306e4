"""Speed and size of the store: insert, queue page, search and listing page at N synthetic listings."""

from __future__ import annotations

import argparse
import hashlib
import random
import statistics
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from db import Judgement, QueueFilter, Store, open_store

PROVINCES = ("四川省", "贵州省", "云南省", "湖南省", "福建省", "广西壮族自治区", "湖北省", "江西省")
CLAIMS = (
    "not_in_cleanup", "papers_complete", "grid_connected", "tariff", "annual_output", "turnkey_running",
    "no_disputes", "urgent_sale", "water_permit", "payback", "mining_allowed", "rigs_included",
)  # fmt: skip
WORDS = (
    "水电站", "装机", "千瓦", "转让", "手续齐全", "取水证", "并网", "上网电价", "年发电量", "万度", "水头", "流量",
    "引水式",
    "变压器", "机组", "位于", "县", "乡", "河", "证件", "不在清退范围", "看货", "面谈", "诚心", "价格", "万元", "股权",
    "经营权",
    "设备", "厂房", "大坝", "渠道", "压力管", "投产", "年", "检修", "收入", "结算", "国网", "南网",
)  # fmt: skip


def main(argv: Sequence[str] | None = None) -> None:
    """Fill a store in a temporary folder and print what each operation costs beside its budget."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--listings", type=int, default=20_000)
    parser.add_argument("--batch", type=int, default=500)
    options = parser.parse_args(argv)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "hydrowatch.db"
        seconds = _fill(path, options.listings, options.batch)
        size = sum(part.stat().st_size for part in Path(folder).iterdir())
        print(f"store: {options.listings} listings with 8 claims each")
        print(f"  insert        {options.listings / seconds:9.0f} listings per CPU second (budget >= 2000)")
        print(f"  size          {size / options.listings:9.0f} bytes a listing (budget <= 4096)")
        _read(path, options.listings)


def _read(path: Path, listings: int) -> None:
    pick = random.Random(1)
    with open_store(path, read_only=True) as store:
        deep = _deep_page(store)
    for name, ask in {
        "queue page": lambda store: store.queue(),
        "queue page 40": lambda store: store.queue(after=deep),
        "queue, claim": lambda store: store.queue(QueueFilter(claims=("mining_allowed",))),
        "queue, four": lambda store: store.queue(
            QueueFilter(claims=("payback", "rigs_included"), province="贵州省", status="sold", min_level="medium")
        ),
        "queue, text": lambda store: store.queue(QueueFilter(text="清退", province="福建省")),
        "queue, rare": lambda store: store.queue(QueueFilter(text="稀见")),
        "queue, since": lambda store: store.queue(QueueFilter(since="2026-01-25T00:00:00Z", claims=("payback",))),
        "search 清退": lambda store: store.search("清退"),
        "search 稀见": lambda store: store.search("稀见"),
        "search 挖": lambda store: store.search("挖"),
        "search 两词": lambda store: store.search("稀见 南网"),
        "listing page": lambda store: _listing_page(store, pick.randrange(1, listings + 1)),
    }.items():
        print(f"  {name:<13} {_median_ms(path, ask):9.2f} ms, connection included (budget < 50)")


def _listing_page(store: Store, listing_id: int) -> None:
    listing = store.listing(listing_id)
    assert listing is not None
    store.version(listing["version_id"])
    store.versions(listing_id)
    store.observations(listing_id)
    store.changes(listing_id)
    store.captures(listing_id)


def _deep_page(store: Store) -> tuple[int, int] | None:
    after = None
    for _ in range(40):
        after = store.queue(after=after).after or after
    return after


def _median_ms(path: Path, ask: Callable[[Store], Any], times: int = 15) -> float:
    taken = []
    for _ in range(times):
        start = time.perf_counter()
        with open_store(path, read_only=True) as store:
            ask(store)
        taken.append((time.perf_counter() - start) * 1000)
    return statistics.median(taken)


def _fill(path: Path, listings: int, batch: int) -> float:
    pick = random.Random(0)
    made = [_texts(pick) for _ in range(min(listings, 2000))]
    start = time.process_time()  # CPU: what one core does, whatever else the machine is busy with
    with open_store(path, create=True) as store:
        store.upsert_source({"id": "market", "kind": "web", "title": "Market"})
        run = store.begin_run("watch")
        for first in range(0, listings, batch):
            with store.batch():
                for number in range(first, min(first + batch, listings)):
                    _save(store, run, number, made[number % len(made)], pick)
    return time.process_time() - start


def _texts(pick: random.Random) -> str:
    return "，".join("".join(pick.choices(WORDS, k=4)) + str(pick.randrange(9000)) for _ in range(24))


def _save(store: Store, run: int, number: int, text: str, pick: random.Random) -> None:
    text = f"{text}编号{number}{'稀见' if number % 50_000 == 7 else ''}"
    digest = hashlib.sha256(text.encode()).hexdigest()
    url, seen = f"http://market.test/item/{number:08}.html", f"2026-01-{number % 28 + 1:02}T08:00:00Z"
    capture = store.add_capture(run, {
        "source_id": "market", "url": url, "state": "ok", "how": "http", "fetched_at": seen, "status": 200,
        "media_type": "text/html", "sha256": digest, "size": 4000, "warc_file": "2026-01-01-0001.warc.gz",
        "warc_offset": number * 4000, "warc_length": 1500, "warc_record_id": f"urn:uuid:{number:032x}",
    })  # fmt: skip
    store.save_listing(
        run, capture,
        {"source_id": "market", "native_id": f"{number:08}", "url": url, "observed_at": seen,
         "status": "sold" if number % 9 == 0 else "live", "province": pick.choice(PROVINCES), "capacity_kw": 1260.0},
        {"text": text, "text_sha256": digest, "content_digest": digest, "folded": text, "title": text[:20],
         "price_text": "95万元", "price_yuan": 950_000, "seller": "某**",
         "found_by": {"title": "h1", "price": ".price"}},
        _judgement(pick),
    )  # fmt: skip


def _judgement(pick: random.Random) -> Judgement:
    score = min(100, int(pick.expovariate(1 / 25)))
    level = "critical" if score >= 80 else "high" if score >= 50 else "medium" if score >= 20 else "low"
    words = {
        "zh": "出售方的说法尚未证实，需要核对名单与批复",
        "en": "The seller's words are not verified; check the lists",
    }
    return Judgement(
        {"score": score, "level": level, "offer": "direct", "knowledge": "ab" * 32, "as_of": "2026-01-01",
         "policies": ["sc-2021-06-18", "cn-1283", "cn-924"], "object": "plant", "voice": "seller"},
        [{"kind": "capacity", "role": "offered", "start": 20 * n, "end": 20 * n + 6, "value_min": 1260.0,
          "value_max": 1260.0, "unit": "kW"} for n in range(5)],
        [{"type": kind, "stance": "asserted", "start": 30 * n, "end": 30 * n + 6, "phrase": "不在清退范围",
          "sense": "hydro", "why": "the offer's own words"} for n, kind in enumerate(pick.sample(CLAIMS, 8))],
        [{"rule": f"rule-{pick.randrange(15)}", "version": 1, "severity": "high", "title": words,
          "reason": {**words, "en": f"{words['en']} {own}"}, "spans": [[0, 6], [40, 46]],
          "policies": ["sc-2021-06-18", "cn-1283"], "settled_by": [words]} for own in (pick.randrange(100_000), "")],
        [{"label": {"zh": f"规则{n}", "en": f"rule {n}"}, "points": score // 3} for n in range(3)],
    )  # fmt: skip


if __name__ == "__main__":
    main()
