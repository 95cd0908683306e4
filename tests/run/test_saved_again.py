"""Files of one name: saved again where one lay it is a later version, from elsewhere it is another listing."""

from __future__ import annotations

import json
import sqlite3
import zipfile
from collections import Counter
from contextlib import closing
from pathlib import Path

import pytest

from db.rows import Scope
from monitor.run.importing.imports import import_paths
from monitor.run.importing.uploads import Upload, import_uploads
from monitor.run.packages.exports import export_wacz
from monitor.run.verifying.verify import verify_workspace
from monitor.run.workspace import Workspace, open_workspace

ONE = "转让贵州省榕江县平永水电站，装机1260千瓦，年发电量四百万度，手续齐全，要价{}万"
OTHER = "出售湖南省凤凰县下江水电站，装机630千瓦，已经并网，业主急转，要价{}万"


def page(path: Path, words: str, title: str = "") -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    shown = f"<h1>{title}</h1>" if title else ""
    path.write_text(f"<html><head><meta charset=utf-8></head><body>{shown}<p>{words}</p></body></html>", "utf-8")
    return path


def listings(workspace: Workspace) -> list[tuple[int, int | None]]:
    """Versions and price in yuan of each listing, in the order in which they came."""
    rows = sorted(workspace.store.queue(limit=50).rows, key=lambda row: int(row["id"]))
    return [(len(workspace.store.versions(row["id"])), row["price_yuan"]) for row in rows]


def events(folder: Path) -> dict[str, int]:
    with closing(sqlite3.connect(folder / "hydrowatch.db")) as database:
        kinds = [kind for (kind,) in database.execute("SELECT kind FROM changes")]
    return dict(Counter(kinds))


def addresses(workspace: Workspace) -> list[str]:
    return [row["url"] for row in workspace.store.iter_captures()]


@pytest.mark.parametrize("name", ["1.html", "1.txt"])
def test_a_file_saved_again_is_a_later_version_however_it_is_named(folder: Path, tmp_path: Path, name: str) -> None:
    file = tmp_path / "in" / "a" / name
    with open_workspace(folder) as workspace:
        import_paths(workspace, [page(file, ONE.format(380)).parent])
        import_paths(workspace, [page(file, ONE.format(280))])
        import_paths(workspace, [page(file, ONE.format(250)).parents[1]])
        assert listings(workspace) == [(3, 2_500_000)]
        assert import_paths(workspace, [file]).counts["known"] == 1
        assert all(verdict.ok for verdict in verify_workspace(workspace, deep=True))
    assert events(folder)["price_cut"] == 2


def test_files_of_one_name_from_two_folders_are_two_listings_under_two_addresses(folder: Path, tmp_path: Path) -> None:
    first, second = tmp_path / "a" / "1.html", tmp_path / "b" / "1.html"
    with open_workspace(folder) as workspace:
        import_paths(workspace, [page(first, ONE.format(380)), page(second, ONE.format(310))])
        assert listings(workspace) == [(1, 3_800_000), (1, 3_100_000)]
        import_paths(workspace, [page(second, ONE.format(300))])
        assert listings(workspace) == [(1, 3_800_000), (2, 3_000_000)]
        one, other, again = addresses(workspace)
        assert one == "file:///1.html" and other == again != one and other.endswith("/1.html")
        assert not any(str(tmp_path) in address for address in (one, other))


def test_folders_of_one_name_imported_one_after_the_other_are_kept_apart(folder: Path, tmp_path: Path) -> None:
    words = {"x": ONE, "y": OTHER}
    with open_workspace(folder) as workspace:
        for top, said in words.items():
            import_paths(workspace, [page(tmp_path / top / "pages" / "1.html", said.format(380)).parent])
        for top, said in words.items():
            import_paths(workspace, [page(tmp_path / top / "pages" / "1.html", said.format(300)).parent])
        assert listings(workspace) == [(2, 3_000_000), (2, 3_000_000)]
        assert len(set(addresses(workspace))) == 2


def test_what_leaves_names_each_page_by_its_own_address(folder: Path, tmp_path: Path) -> None:
    with open_workspace(folder) as workspace:
        import_paths(
            workspace, [page(tmp_path / "a" / "1.html", ONE.format(1)), page(tmp_path / "b" / "1.html", OTHER)]
        )
        export_wacz(workspace, Scope(), tmp_path / "all.wacz")
    with zipfile.ZipFile(tmp_path / "all.wacz") as wacz:
        lines = wacz.read("pages/pages.jsonl").decode().splitlines()[1:]
    assert len({json.loads(line)["url"] for line in lines}) == 2


def test_another_offer_that_took_the_place_of_one_is_another_listing(folder: Path, tmp_path: Path) -> None:
    """A browser that always saves to the same file must not make price cuts."""
    file = tmp_path / "page.html"
    with open_workspace(folder) as workspace:
        for words in (ONE.format(380), OTHER.format(150), OTHER.format(120), ONE.format(360)):
            import_paths(workspace, [page(file, words)])
        assert listings(workspace) == [(2, 3_600_000), (2, 1_200_000)]
        assert all(verdict.ok for verdict in verify_workspace(workspace, deep=True))


def test_offers_that_share_most_words_of_their_site_are_told_apart_by_title_and_plant(
    folder: Path, tmp_path: Path
) -> None:
    file, site = (
        tmp_path / "page.html",
        "本网站提供全国各地水电站转让信息，请核实业主身份，谨防受骗，交易风险自负。" * 4,
    )
    with open_workspace(folder) as workspace:
        import_paths(workspace, [page(file, f"装机1260千瓦，要价380万。{site}", "平永水电站转让")])
        import_paths(workspace, [page(file, f"装机630千瓦，要价150万。{site}", "下江水电站转让")])
        assert listings(workspace) == [(1, 3_800_000), (1, 1_500_000)]


def test_pages_in_a_zip_saved_again_are_later_versions(folder: Path, tmp_path: Path) -> None:
    with open_workspace(folder) as workspace:
        for price in (380, 280):
            with zipfile.ZipFile(tmp_path / "pages.zip", "w") as archive:
                archive.writestr("a/1.html", f"<p>{ONE.format(price)}</p>")
                archive.writestr("b/1.html", f"<p>{OTHER.format(price)}</p>")
            import_paths(workspace, [tmp_path / "pages.zip"])
        assert listings(workspace) == [(2, 2_800_000), (2, 2_800_000)]
        assert all(verdict.ok for verdict in verify_workspace(workspace, deep=True))


def test_uploads_of_one_name_are_kept_apart(folder: Path, tmp_path: Path) -> None:
    first, second = page(tmp_path / "0001", ONE.format(380)), page(tmp_path / "0002", ONE.format(280))
    with open_workspace(folder, read_only=True) as serving:
        import_uploads(serving, [Upload(first, "1.html", ""), Upload(second, "1.html", "")])
    with open_workspace(folder) as workspace:
        assert listings(workspace) == [(1, 3_800_000), (1, 2_800_000)]
        assert len(set(addresses(workspace))) == 2


def test_what_tells_how_somebody_came_to_a_page_makes_no_other_listing_of_it(folder: Path, tmp_path: Path) -> None:
    page = (
        '<html><head><link rel="canonical" href="{}"></head>'
        "<body><h1>平永水电站</h1><p>转让，装机630千瓦，要价{}万</p></body></html>"
    )
    plain = "https://m.example/item?id=7"
    shared = "https://m.example/item?utm_source=wx&id=7&SPM=a2.1&share_token=x&from=singlemessage"
    (tmp_path / "a.html").write_text(page.format(plain, 95), "utf-8")
    table = tmp_path / "c.csv"
    table.write_text(f"标题,描述,链接\n平永水电站,转让装机630千瓦要价88万,{shared}\n", "utf-8")
    other = tmp_path / "d.html"
    other.write_text(page.format("https://m.example/item?id=8&amp;from=x", 95), "utf-8")
    with open_workspace(folder) as workspace:
        assert import_paths(workspace, [tmp_path / "a.html"]).counts["new"] == 1
        (tmp_path / "b.html").write_text(page.format(shared.replace("&", "&amp;"), 90), "utf-8")  # saved after that
        assert import_paths(workspace, [tmp_path / "b.html"]).counts["change.price_cut"] == 1
        assert import_paths(workspace, [table]).counts["changed"] == 1
        assert import_paths(workspace, [other]).counts["new"] == 1
        assert workspace.store.counts()["listings"] == 2
        assert not [one for one in verify_workspace(workspace, deep=True) if not one.ok]


@pytest.mark.parametrize("form", ["html", "jsonl", "csv"])
@pytest.mark.parametrize(
    "address",
    [
        "detail?enterid={}", "detail?share_id={}", "detail?from={}", "x.php?spm={}", "h5?share_token={}",
        "?scm={}&page=2", "item?id=7&enterid={}", "detail?from={}#top",
    ],
)  # fmt: skip
def test_addresses_that_only_one_parameter_tells_apart_are_of_two_listings(
    folder: Path, tmp_path: Path, form: str, address: str
) -> None:
    said = "转让{}水电站，装机{}千瓦，手续齐全，要价{}万"
    offers = [
        (f"https://m.site.cn/{address.format(number)}", said.format(*words))
        for number, words in ((1001, ("平永", 630, 95)), (1002, ("下江", 800, 70)))
    ]
    for n, (url, words) in enumerate(offers):
        (tmp_path / f"{n}.{form}").write_text(of_form(form, url, words), "utf-8")
    with open_workspace(folder) as workspace:
        for n in range(2):
            counts = import_paths(workspace, [tmp_path / f"{n}.{form}"]).counts
            assert [name for name in counts if name.startswith("change.")] == ["change.new"]
        assert {row["price_yuan"] for row in workspace.store.queue().rows} == {950_000, 700_000}


def of_form(form: str, url: str, words: str) -> str:
    """A file of one offer that tells its address."""
    if form == "html":
        link = url.replace("&", "&amp;")
        head = f'<meta charset="utf-8"><link rel="canonical" href="{link}">'
        return f"<html><head>{head}</head><body><p>{words}</p></body></html>"
    if form == "jsonl":
        return json.dumps({"url": url, "text": words}, ensure_ascii=False) + "\n"
    return f"标题,描述,链接\n水电站,{words},{url}\n"


@pytest.mark.parametrize(
    ("plain", "shared"),
    [
        ("item/7", "item/7?from=singlemessage&isappinstalled=0"), ("show-7.html", "show-7.html?spm=a2.1"),
        ("iRNBho6u/", "iRNBho6u/?utm_source=copy"), ("view?code=abc", "view?from=x&code=abc"),
        ("small-hydro-plant-for-sale", "small-hydro-plant-for-sale?utm_source=x"), ("#/detail/7", "?from=x#/detail/7"),
    ],
)  # fmt: skip
def test_a_path_or_fragment_that_names_the_item_needs_no_parameter(
    folder: Path, tmp_path: Path, plain: str, shared: str
) -> None:
    for name, address, price in (("a", plain, 95), ("b", shared, 90)):
        words = f"转让平永水电站，装机630千瓦，要价{price}万"
        (tmp_path / f"{name}.csv").write_text(of_form("csv", f"https://m.site.cn/{address}", words), "utf-8")
    with open_workspace(folder) as workspace:
        assert import_paths(workspace, [tmp_path / "a.csv"]).counts["new"] == 1
        assert import_paths(workspace, [tmp_path / "b.csv"]).counts["change.price_cut"] == 1
