"""Columns of tables as people correct them: shown, kept by headers, used for what comes later and for what is there."""

from __future__ import annotations

import os
import sys
import zipfile
from pathlib import Path
from typing import Any

import pytest

sys.path.insert(0, str(Path(__file__).parents[1] / "parse"))

from sheet_files import make_xlsx

from monitor.cli.imports import UNREAD_LISTED
from monitor.cli.main import status_of
from monitor.datafiles import read_yaml
from monitor.errors import ConfigError, InputError, ItemError
from monitor.parse.apart import answers_of
from monitor.parse.columns import SAMPLE
from monitor.parse.sheet import BOUNDS
from monitor.publish.failures import say_failure
from monitor.run.importing.became import import_list, import_unread
from monitor.run.importing.columns import FILE, column_rows, keep_choices, said_columns
from monitor.run.importing.imports import import_paths
from monitor.run.verifying.verify import verify_workspace
from monitor.run.workspace import Workspace, open_workspace

TABLE = "名称,说明文字,报价,一口价\n平永水电站,手续齐全不在清退范围装机630千瓦可自用电欢迎考察洽谈,95万,{}万\n"


def written(tmp_path: Path, name: str, price: int) -> Path:
    path = tmp_path / name
    path.write_text(TABLE.format(price), "utf-8")
    return path


def prices(workspace: Workspace) -> set[int | None]:
    return {row["price_yuan"] for row in workspace.store.queue().rows}


def test_a_correction_is_kept_and_read_again_without_telling_of_a_price_cut(folder: Path, tmp_path: Path) -> None:
    path = written(tmp_path, "a.csv", 90)
    with open_workspace(folder) as workspace:
        assert import_paths(workspace, [path]).counts["new"] == 1
        assert prices(workspace) == {950_000}
        assert keep_choices(workspace, [path], (("price", "一口价"), ("ignore", "报价"))) == 1
        counts = import_paths(workspace, [path], again=True).counts
        assert (counts["again"], counts["changed"]) == (1, 1)
        assert not [name for name in counts if name.startswith("change.")]
        assert prices(workspace) == {900_000}
        assert import_paths(workspace, [written(tmp_path, "b.csv", 80)]).counts["change.price_cut"] == 1
        assert prices(workspace) == {800_000}


def test_a_correction_can_be_corrected_again_and_again(folder: Path, tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("标题,描述,标价,其他\n水电站,水电站转让,95,x\n", "utf-8")
    with open_workspace(folder) as workspace:
        for said, field, unit in (
            ("ignore=标价", "", ""), ("price=标价(万元)", "price", "万元"), ("other=标价", "other", ""),
            ("price=标价(元)", "price", "元"), ("ignore=标价", "", ""), ("price=标价(千元)", "price", "千元"),
        ):  # fmt: skip
            keep_choices(workspace, [path], said_columns((said,)))
            rows = [row for row in column_rows(workspace, [path]) if isinstance(row, dict)]
            assert (rows[2]["field"], rows[2]["unit"]) == (field, unit), said


def test_a_day_of_posting_that_was_corrected_away_is_gone_and_one_that_is_said_counts(
    folder: Path, tmp_path: Path
) -> None:
    path = tmp_path / "a.csv"
    path.write_text("名称,说明,发布日期\n平永水电站转让,装机630千瓦,2024-03-05\n", "utf-8")
    with open_workspace(folder) as workspace:
        import_paths(workspace, [path])
        days = []
        for said in ("ignore=发布日期", "date=发布日期", "ignore=发布日期"):
            keep_choices(workspace, [path], said_columns((said,)))
            counts = import_paths(workspace, [path], again=True).counts
            assert counts["changed"] == 1 and not [name for name in counts if name.startswith("change.")]
            days.append(shown(workspace)["posted_at"])
        assert days == [None, "2024-03-05", None]
        assert import_paths(workspace, [path], again=True).counts["unchanged"] == 1
        (row,) = workspace.store.queue().rows
        assert [one["posted_at"] for one in workspace.store.versions(row["id"])] == [
            "2024-03-05", None, "2024-03-05", None,
        ]  # fmt: skip


def test_a_day_that_was_corrected_away_is_gone_where_a_later_export_said_the_same(folder: Path, tmp_path: Path) -> None:
    table = "名称,说明,发布日期\n平永水电站转让,装机630千瓦,2024-03-05\n"
    first, later = tmp_path / "a.csv", tmp_path / "b.csv"
    first.write_text(table, "utf-8")
    later.write_text(f"{table}\n", "utf-8")
    with open_workspace(folder) as workspace:
        import_paths(workspace, [first])
        assert import_paths(workspace, [later]).counts["unchanged"] == 1
        keep_choices(workspace, [first], said_columns(("ignore=发布日期",)))
        assert import_paths(workspace, [first], again=True).counts["changed"] == 1
        assert shown(workspace)["posted_at"] is None
        assert not [one for one in verify_workspace(workspace, deep=True) if not one.ok]


def shown(workspace: Workspace) -> dict[str, Any]:
    """What the only listing says now."""
    (row,) = workspace.store.queue().rows
    listing = workspace.store.listing(row["id"])
    assert listing is not None
    version = workspace.store.version(listing["version_id"])
    assert version is not None and version["posted_at"] == listing["posted_at"]
    return version


def test_columns_of_bare_numbers_are_named_at_the_end_of_an_import_a_line_a_file(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    inbox = tmp_path / "in"
    inbox.mkdir()
    for n in range(UNREAD_LISTED + 2):
        table = f"名称,说明,甲,乙\n平永{n}水电站转让,装机630千瓦,1260,480\n"
        (inbox / f"t{n:02}.csv").write_text(table, "utf-8")
    assert status_of(["-w", str(folder), "import", str(inbox)]) == 0
    said = capsys.readouterr().out
    assert said.count("knows what they count: C 甲, D 乙 (say with --column FIELD=COLUMN(UNIT))") == UNREAD_LISTED
    assert "in/t00.csv" in said and "and 2 more" in said
    with open_workspace(folder) as workspace:
        (*_, last) = import_list(workspace.store, 1)
        assert "C 甲, D 乙" in last["reason"] and last["outcome"] == "new"
        assert say_failure(last["reason"], "zh").startswith("未读取的纯数字列（不知道数的是什么）：C 甲, D 乙（")
        keep_choices(workspace, [inbox / "t00.csv"], said_columns(("capacity=甲(kW)", "price=乙(万元)")))
        import_paths(workspace, [inbox / "t00.csv"], again=True)
        assert import_unread(workspace.store, 2, 5) == (0, [])
        assert 4_800_000 in prices(workspace)


def test_what_is_shown_says_field_and_why(folder: Path, tmp_path: Path) -> None:
    path = written(tmp_path, "a.csv", 90)
    with open_workspace(folder) as workspace:
        keep_choices(workspace, [path], (("price", "D"),))
        rows = [row for row in column_rows(workspace, [tmp_path], (("ignore", "报价"),)) if isinstance(row, dict)]
        assert [(row["letter"], row["field"], row["why"]) for row in rows] == [
            ("A", "title", "name"), ("B", "text", "values"), ("C", "", "ignored"), ("D", "price", "remembered"),
        ]  # fmt: skip
        assert rows[3]["example"] == "90万"


def test_a_table_without_headers_is_kept_by_its_letters(folder: Path, tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("平永水电站转让,95万,90万\n下江水电站转让,85万,80万\n", "utf-8")
    with open_workspace(folder) as workspace:
        keep_choices(workspace, [path], (("price", "C"),))
        import_paths(workspace, [path])
        assert prices(workspace) == {900_000, 800_000}


def test_a_column_that_is_nowhere_is_said_and_nothing_is_kept(folder: Path, tmp_path: Path) -> None:
    with open_workspace(folder) as workspace:
        with pytest.raises(InputError, match="has no column 没有; its columns are: A 名称"):
            keep_choices(workspace, [written(tmp_path, "a.csv", 1)], (("price", "没有"),))
        with pytest.raises(InputError, match="no table"):
            keep_choices(workspace, [folder / "hydrowatch.toml"], (("price", "没有"),))
        assert not (folder / FILE).exists()


@pytest.mark.parametrize("said", ["price", "nonsense=报价", "=报价", "price="])
def test_a_choice_that_is_none_is_refused_with_the_fields(said: str) -> None:
    with pytest.raises(InputError, match="write FIELD=COLUMN; the fields are title, text, price"):
        said_columns((said,))


@pytest.mark.parametrize(
    ("body", "says"),
    [("- headers: [a]\n  columns: {prize: a}\n", "'prize' is no field"), ("- headers: a\n", "2|1"), ("{", "YAML")],
)
def test_a_wrong_file_is_told_by_line_before_anything_is_imported(
    folder: Path, tmp_path: Path, body: str, says: str
) -> None:
    (folder / FILE).write_text(body, "utf-8")
    with open_workspace(folder) as workspace:
        with pytest.raises(ConfigError, match=says):
            import_paths(workspace, [written(tmp_path, "a.csv", 1)])
        assert workspace.store.counts()["captures"] == 0


def test_tables_that_cannot_be_told_are_named_in_their_place(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "x.csv").write_text("foo,bar\n1,2\n", "utf-8")
    written(tmp_path, "y.csv", 1)
    with open_workspace(folder) as workspace:
        first, *rest = column_rows(workspace, [tmp_path])
        assert isinstance(first, ItemError) and "no column holds a title or text" in first.reason
        assert len(rest) == 4


def test_only_files_that_an_import_would_read_are_shown(folder: Path, tmp_path: Path) -> None:
    inbox, beside = tmp_path / "in", tmp_path / "beside"
    (inbox / "page_files").mkdir(parents=True)
    beside.mkdir()
    (inbox / "page.html").write_text("<p>x</p>", "utf-8")
    written(inbox / "page_files", "loaded.csv", 1)
    (inbox / "link.csv").symlink_to(written(beside, "a.csv", 1))
    os.mkfifo(inbox / "pipe.csv")
    with open_workspace(folder) as workspace:
        link, pipe = column_rows(workspace, [inbox])
        assert isinstance(link, ItemError) and isinstance(pipe, ItemError)
        assert (link.item, pipe.item) == ("in/link.csv", "in/pipe.csv")
        (named,) = column_rows(workspace, [inbox / "pipe.csv"])
        assert isinstance(named, ItemError) and "is no ordinary file" in named.reason


@pytest.mark.skipif(not Path("/proc/self/io").exists(), reason="needs /proc")
@pytest.mark.parametrize("encoding", ["utf-8", "gb18030"])
def test_of_a_long_table_the_beginning_tells_the_columns(folder: Path, tmp_path: Path, encoding: str) -> None:
    path = tmp_path / "a.csv"
    line = TABLE.format(90).splitlines()[1] + "\n"
    path.write_text(TABLE.format(90) + line * 150_000, encoding)
    with open_workspace(folder) as workspace:
        before = int(Path("/proc/self/io").read_text("utf-8").split()[1])
        rows = list(column_rows(workspace, [path]))
        assert int(Path("/proc/self/io").read_text("utf-8").split()[1]) - before < path.stat().st_size / 2
    assert [row["field"] for row in rows if isinstance(row, dict)] == ["title", "text", "price", "other"]


def test_of_a_long_workbook_no_more_rows_are_told_than_are_looked_at() -> None:
    book = make_xlsx({name: [["标题", "价格"], *[["水电站", "95万"]] * 1000] for name in ("a", "b")})
    with answers_of("sheet_heads", book, BOUNDS) as answers:
        assert [sum(value.get("s") == sheet and "r" in value for value in answers()) for sheet in (0, 1)] == [
            SAMPLE
        ] * 2
        assert [*answers()][-1] == {"end": ""}


def test_headers_that_mean_nothing_are_remembered_and_never_a_listing(folder: Path, tmp_path: Path) -> None:
    """八爪鱼 calls columns 字段1, 字段2 … when nobody names them."""
    rows = [["字段1", "字段2", "字段3", "字段1_链接"],
            ["康定水电站转让", "手续齐全不在清退范围，装机800kW", 900, "https://a.test/1"],
            ["泸定水电站转让", "并网，装机500kW", 600, "https://a.test/2"]]  # fmt: skip
    path, later = tmp_path / "a.xlsx", tmp_path / "b.xlsx"
    path.write_bytes(make_xlsx({"S": rows}))
    later.write_bytes(make_xlsx({"S": [rows[0], ["九龙水电站转让", "并网", 700, "https://a.test/3"]]}))
    with open_workspace(folder) as workspace:
        assert import_paths(workspace, [path]).counts["new"] == 2
        assert prices(workspace) == {None}
        keep_choices(workspace, [path], (("title", "字段1"), ("text", "字段2"), ("price", "字段3(万元)")))
        assert import_paths(workspace, [path], again=True).counts["changed"] == 2
        assert prices(workspace) == {9_000_000, 6_000_000}
        assert import_paths(workspace, [later]).counts["new"] == 1
        assert prices(workspace) == {9_000_000, 6_000_000, 7_000_000}
        assert {row["title"] for row in workspace.store.queue().rows} == {
            "康定水电站转让", "泸定水电站转让", "九龙水电站转让",
        }  # fmt: skip
        (fields,) = [entry["columns"] for entry in read_yaml(folder / FILE).value]
        assert fields == {"title": "字段1", "text": "字段2", "price": "字段3(万元)"}


def test_a_unit_that_is_not_known_is_a_failed_item_until_a_person_says_it(folder: Path, tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("名称;说明;Price (RMB 10,000 or USD 1,500)\n康定水电站转让;装机800kW;98\n", "utf-8")
    with open_workspace(folder) as workspace:
        report = import_paths(workspace, [path])
        assert (report.counts["new"], [failure.item for failure in report.failures]) == (1, ["a.csv"])
        assert "the unit 'RMB 10,000 or USD 1,500' is not known" in report.failures[0].reason
        assert prices(workspace) == {None}
        shown = [row["unit"] for row in column_rows(workspace, [path]) if isinstance(row, dict)]
        assert shown == ["", "", "RMB 10,000 or USD 1,500 ?"]
        keep_choices(workspace, [path], (("price", "C(万元)"),))
        assert import_paths(workspace, [path], again=True).exit_status == 0
        assert prices(workspace) == {980_000}


def test_a_column_of_places_is_the_place_of_its_rows(folder: Path, tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text(
        "名称,说明,所在县市,发货地区\n一级站转让,手续齐全，不在清退范围，装机800kW,四川省康定市,\n"
        "康定水电站转让,装机500kW,,浙江省杭州市\n",
        "utf-8",
    )
    with open_workspace(folder) as workspace:
        keep_choices(workspace, [path], (("place", "所在县市"),))
        import_paths(workspace, [path])
        one, two = sorted(workspace.store.queue().rows, key=lambda row: row["id"])
        assert (one["county"], two["county"]) == ("康定市", "康定市")
        version = workspace.store.version(workspace.store.versions(one["id"])[0]["id"])
        assert version is not None and "所在县市：四川省康定市" in version["text"]


FORM = (
    "项目,内容\n电站名称,平永水电站\n装机容量,630千瓦\n挂牌价,95万\n心理价位,{}万\n情况,手续齐全不在清退范围可自用电\n"
)


def test_a_form_is_shown_corrected_and_remembered_by_the_names_of_its_fields(folder: Path, tmp_path: Path) -> None:
    one, two = tmp_path / "one.csv", tmp_path / "two.csv"
    one.write_text(FORM.format(90), "utf-8")
    two.write_text(FORM.format(80).replace("平永", "加鸠"), "utf-8")
    with open_workspace(folder) as workspace:
        rows = [row for row in column_rows(workspace, [one]) if isinstance(row, dict)]
        assert {(row["header"], row["field"]) for row in rows if row["form"]} >= {
            ("电站名称", "title"), ("装机容量", "capacity"), ("挂牌价", "price"),
        }  # fmt: skip
        assert keep_choices(workspace, [one], (("price", "心理价位"),)) == 1
        assert import_paths(workspace, [one, two]).counts["new"] == 2
        assert prices(workspace) == {900_000, 800_000}


def test_who_names_the_columns_of_a_form_has_it_read_as_a_table(folder: Path, tmp_path: Path) -> None:
    path = tmp_path / "one.csv"
    path.write_text(FORM.format(90), "utf-8")
    with open_workspace(folder) as workspace:
        keep_choices(workspace, [path], (("title", "项目"), ("text", "内容")))
        rows = [row for row in column_rows(workspace, [path]) if isinstance(row, dict)]
        assert [(row["form"], row["header"], row["why"]) for row in rows] == [
            (False, "项目", "remembered"), (False, "内容", "remembered"),
        ]  # fmt: skip


PLAIN = (
    "名称,售价,备注\n平永水电站转让,95万,手续齐全不在清退范围装机630千瓦可自用电\n"
    "下江水电站转让,80万,装机500千瓦并网多年欢迎考察洽谈\n"
)


def test_a_choice_that_would_leave_no_words_is_refused_with_what_was_kept_before(folder: Path, tmp_path: Path) -> None:
    path, kept = tmp_path / "c2.csv", folder / FILE
    path.write_text(PLAIN, "utf-8")
    run = ["-w", str(folder), "import", str(path)]
    assert status_of([*run, "--column", "text=备注"]) == 0
    before = kept.read_text("utf-8")
    for refused in (["ignore=名称", "ignore=备注"], ["ignore=A", "ignore=C"], ["other=备注", "ignore=名称"]):
        assert status_of([*run, *(word for said in refused for word in ("--column", said))]) == 2, refused
        assert kept.read_text("utf-8") == before
    assert status_of([*run, "--column", "ignore=名称"]) == 0
    with pytest.raises(InputError, match="no column holds a title or text"), open_workspace(folder) as workspace:
        keep_choices(workspace, [path], (("ignore", "C"),))
    path.write_text(PLAIN.replace("95万", "90万"), "utf-8")
    assert status_of(run) == 0


def test_a_file_of_choices_that_leaves_no_words_is_mended_by_a_new_choice(folder: Path, tmp_path: Path) -> None:
    path = tmp_path / "c2.csv"
    path.write_text(PLAIN, "utf-8")
    (folder / FILE).write_text("- headers: [名称, 售价, 备注]\n  columns: {ignore: [名称, C]}\n", "utf-8")
    run = ["-w", str(folder), "import", str(path)]
    assert status_of(run) == 3
    assert status_of([*run, "--column", "title=名称"]) == 0
    assert status_of([*run, "--column", "text=备注"]) == 0
    (entry,) = read_yaml(folder / FILE).value
    assert entry["columns"] == {"title": "名称", "text": "备注"}
    with open_workspace(folder) as workspace:
        assert prices(workspace) == {950_000, 800_000}


def test_the_latest_word_on_a_column_holds_by_whatever_name(folder: Path, tmp_path: Path) -> None:
    path = tmp_path / "c2.csv"
    path.write_text(PLAIN, "utf-8")
    with open_workspace(folder) as workspace:
        for said in ("ignore=B", "price=售价", "other=b", "price=售价(万元)"):
            keep_choices(workspace, [path], said_columns((said,)))
            rows = [row for row in column_rows(workspace, [path]) if isinstance(row, dict)]
            assert rows[1]["field"] == said.partition("=")[0].replace("ignore", ""), said
        (entry,) = read_yaml(folder / FILE).value
        assert entry["columns"] == {"price": "售价(万元)"}


@pytest.mark.parametrize("header", ["字段9", "F1", "Field2", "字段10", "column_5", "预算", "保证金"])
def test_a_price_or_power_that_a_person_named_is_read_whatever_its_column_is_called(
    folder: Path, tmp_path: Path, header: str
) -> None:
    """字段9：38万元 reads as a time of day, 9：38."""
    path = tmp_path / "a.csv"
    path.write_text(f"名称,{header},甲7,备注\n天全甲水电站,38,30,手续齐全，整体转让\n", "utf-8")
    with open_workspace(folder) as workspace:
        keep_choices(workspace, [path], said_columns((f"price={header}(万元)", "capacity=甲7(kW)")))
        import_paths(workspace, [path])
        (row,) = workspace.store.queue().rows
        assert (row["price_yuan"], row["capacity_kw"]) == (380_000, 30)
        assert f"{header}（价格）：38万元" in shown(workspace)["text"]


def test_a_price_known_by_its_values_is_read_below_a_name_that_ends_in_figures(folder: Path, tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("名称,字段9,备注\n天全甲水电站,38万元,整体转让\n天全乙水电站,95万元,整体转让\n", "utf-8")
    with open_workspace(folder) as workspace:
        import_paths(workspace, [path])
        assert prices(workspace) == {380_000, 950_000}


def test_a_price_that_is_none_by_its_name_is_not_called_one_unless_a_person_says_so(
    folder: Path, tmp_path: Path
) -> None:
    path = tmp_path / "a.csv"
    path.write_text("名称,评估价,备注\n天全甲水电站,38万元,整体转让\n天全乙水电站,95万元,整体转让\n", "utf-8")
    with open_workspace(folder) as workspace:
        import_paths(workspace, [path])
        assert prices(workspace) == {None}


def packed(path: Path, **tables: str) -> Path:
    with zipfile.ZipFile(path, "w") as archive:
        for name, table in tables.items():
            archive.writestr(f"exports/{name}.csv", table)
        archive.writestr("style.css", "p { color: red }")
    return path


FIELDS_OF_A_PROGRAM = "Field1,Field2,Field3\n{}水电站转让,{},手续齐全不在清退范围可自用电欢迎考察洽谈\n"


@pytest.mark.parametrize("is_known", [False, True])
def test_tables_in_a_zip_are_shown_and_corrected(folder: Path, tmp_path: Path, is_known: bool) -> None:
    one, two = FIELDS_OF_A_PROGRAM.format("平永", 95), FIELDS_OF_A_PROGRAM.format("下江", 80)
    path = packed(tmp_path / "c6.zip", one=one, two=two)
    run = ["-w", str(folder), "import", str(path)]
    if is_known:
        assert status_of(run) == 0
        with open_workspace(folder) as workspace:
            assert prices(workspace) == {None}
    with open_workspace(folder) as workspace:
        rows = [row for row in column_rows(workspace, [path]) if isinstance(row, dict)]
    assert {row["table"] for row in rows} == {"c6.zip!/exports/one.csv", "c6.zip!/exports/two.csv"}
    assert status_of([*run, "--column", "title=Field1", "--column", "price=Field2(万元)"]) == 0
    with open_workspace(folder) as workspace:
        assert prices(workspace) == {950_000, 800_000}
        assert workspace.store.counts()["listings"] == 2
        counts = import_paths(workspace, [path], again=True).counts
        assert (counts["again"], counts["unchanged"]) == (2, 2)
        assert import_paths(workspace, [path]).counts["known"] >= 1
        assert not [one for one in verify_workspace(workspace, deep=True) if not one.ok]


def test_a_column_that_no_table_of_a_zip_has_is_said_and_nothing_is_kept(folder: Path, tmp_path: Path) -> None:
    path = packed(tmp_path / "c6.zip", one=FIELDS_OF_A_PROGRAM.format("平永", 95))
    (tmp_path / "no.zip").write_bytes(path.read_bytes()[:60])
    with open_workspace(folder) as workspace:
        with pytest.raises(InputError, match=r"c6.zip!/exports/one.csv.*has no column 没有"):
            keep_choices(workspace, [path], (("price", "没有"),))
        (broken,) = column_rows(workspace, [tmp_path / "no.zip"])
        assert isinstance(broken, ItemError) and broken.item == "no.zip"
        assert not (folder / FILE).exists()


def test_custody_of_a_table_shows_some_of_its_versions_and_says_how_many_more(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    rows = "".join(f"石棉县第{n}水电站,{n}\n" for n in range(1, 31))
    (tmp_path / "a.csv").write_text(f"标题,价格(万元)\n{rows}", "utf-8")
    with open_workspace(folder) as workspace:
        import_paths(workspace, [tmp_path / "a.csv"])
    assert status_of(["-w", str(folder), "custody", "1"]) == 0
    shown = capsys.readouterr().out
    assert shown.count("read as version") == 10 and "and 20 more versions" in shown and len(shown.splitlines()) < 110
    assert "logged as entry" in shown.partition("more versions")[2]
    assert status_of(["-w", str(folder), "custody", "1", "--format", "jsonl"]) == 0
    assert capsys.readouterr().out.count('"kind": "version"') == 30
