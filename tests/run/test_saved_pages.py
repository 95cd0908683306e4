"""Importing pages as browsers save them: their files belong to them, and they say themselves when they were saved."""

from __future__ import annotations

import hashlib
import sqlite3
import zipfile
from collections.abc import Mapping
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from db.rows import Scope
from monitor.capture import SystemClock
from monitor.capture.saved import saved_at
from monitor.run.importing.imports import import_paths
from monitor.run.importing.uploads import Upload, import_uploads
from monitor.run.verifying.custody import custody_of
from monitor.run.verifying.verify import verify_workspace
from monitor.run.workspace import Workspace, open_workspace
from monitor.unpack.saved import folders_of, is_loaded

OFFER = "转让贵州某县小水电站，装机2×630千瓦，手续齐全，不在清退范围内，要价{}万"
FILES = {
    "app.js": b"var words = '\xe8\xbd\xac\xe8\xae\xa9\xe6\xb0\xb4\xe7\x94\xb5\xe7\xab\x99';",
    "a.css": b"a{}", "empty.js": b"",
    "frame.html": OFFER.format(1).encode(), "a.png": b"\x89PNG\r\n\x1a\n\0\0", "deeper/saved_resource.html": b"<p>ad",
}  # fmt: skip
SINGLE = """<!DOCTYPE html> <html lang=zh><!--
 Page saved with SingleFile
 url: https://www.example.com/item/9
 saved date: {}
--><meta charset=utf-8><body><p>{}</p></body></html>"""


def _saved(folder: Path, page: str = "卖 电站.html", ending: str = "_files") -> Path:
    folder.mkdir(exist_ok=True)
    (folder / page).write_text(f"<html><body><p>{OFFER.format(310)}</p></body></html>", "utf-8")
    for name, body in FILES.items():
        path = folder / f"{Path(page).stem}{ending}" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(body)
    return folder / page


def _rows(folder: Path, query: str) -> list[tuple[object, ...]]:
    with sqlite3.connect(folder / "hydrowatch.db") as database:
        return database.execute(query).fetchall()


@pytest.mark.parametrize("ending", ["_files", ".files", "_文件", "-Dateien", "_fichiers"])
def test_the_files_of_a_page_are_kept_and_are_no_listings(folder: Path, tmp_path: Path, ending: str) -> None:
    _saved(tmp_path / "pages", ending=ending)
    with open_workspace(folder) as workspace:
        report = import_paths(workspace, [tmp_path / "pages"])
        assert (report.exit_status, report.counts["new"], report.counts["resources"]) == (0, 1, len(FILES))
        assert import_paths(workspace, [tmp_path / "pages"]).counts["known"] >= len(FILES)
        assert all(verdict.ok for verdict in verify_workspace(workspace))
        states = [row["state"] for row in workspace.store.iter_captures()]
        assert states.count("resource") >= len(FILES) - 1
    assert len(_rows(folder, "SELECT id FROM listings")) == 1


def test_a_frame_of_a_page_is_read_with_it_when_it_names_a_plant(folder: Path, tmp_path: Path) -> None:
    page = tmp_path / "项目.html"
    page.write_bytes(
        "<html><head><meta charset=gbk><title>项目详情</title></head><body><p>福建省产权交易中心</p>"
        '<iframe src="./%E9%A1%B9%E7%9B%AE_files/saved_resource.html"></iframe>'
        '<iframe src="./项目_files/saved_resource(2).html"></iframe><iframe src="./项目_files/../秘密.html"></iframe>'
        '<iframe src="../秘密.html"></iframe><p>尾</p></body></html>'.encode("gbk")
    )
    files = tmp_path / "项目_files"
    files.mkdir()
    (files / "saved_resource.html").write_text(
        '<meta charset=utf-8><h1>某水电站转让</h1><iframe src="./saved_resource(1).html"></iframe>', "utf-8"
    )
    (files / "saved_resource(1).html").write_text(f"<meta charset=utf-8><p>{OFFER.format(346)}</p>", "utf-8")
    (files / "saved_resource(2).html").write_text("<meta charset=utf-8><p>高价回收旧车</p>", "utf-8")
    (tmp_path / "秘密.html").write_text("<meta charset=utf-8><p>秘密水电站</p>", "utf-8")
    with open_workspace(folder) as workspace:
        report = import_paths(workspace, [page])
        assert (report.exit_status, report.counts["new"], report.counts["resources"]) == (0, 1, 3)
        (row,) = workspace.store.queue().rows
        version = workspace.store.version(workspace.store.versions(row["id"])[0]["id"])
        assert version is not None
        assert version["text"] == f"福建省产权交易中心\n某水电站转让\n{OFFER.format(346)}\n尾"
        assert (row["title"], row["price_yuan"]) == ("某水电站转让", 3_460_000)
        assert all(verdict.ok for verdict in verify_workspace(workspace, deep=True))
        assert import_paths(workspace, [page]).counts["known"] == 4
        listed = {
            item["name"]: item["listings"] for item in workspace.store.import_list(workspace.store.imports()[-1]["id"])
        }
        assert listed["项目.html"] == [row["id"]]
        leaving = {capture["url"] for capture in workspace.store.captures_of(Scope(listing_id=row["id"]))}
        assert {url.partition("!/")[2] for url in leaving} == {"", "with-frames.html"}


FRAMED = (
    "<meta charset=utf-8><title>项目</title><p>福建省产权交易中心</p>"
    '<iframe src="./项目_files/saved_resource.html"></iframe>'
    '<iframe src="../秘密.html"></iframe><iframe src="./项目_files/../秘密.html"></iframe><p>尾</p>'
)
IN_FRAME = f"<meta charset=utf-8><p>{OFFER.format(346)}</p>"
PARTS = {"页/项目.html": FRAMED, "页/项目_files/saved_resource.html": IN_FRAME, "页/秘密.html": "<p>秘密水电站</p>"}
READ = f"福建省产权交易中心\n{OFFER.format(346)}\n尾"


def _texts(workspace: Workspace) -> list[str]:
    versions = (workspace.store.version(row["version_id"]) for row in workspace.store.queue(limit=50).rows)
    return sorted(version["text"] for version in versions if version)


def _zipped(path: Path, parts: Mapping[str, str | bytes]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, body in parts.items():
            archive.writestr(name, body)
    return path


@pytest.mark.parametrize("deep", [1, 2])
def test_frames_of_a_page_in_a_zip_are_read_in_their_places(folder: Path, tmp_path: Path, deep: int) -> None:
    packed = _zipped(tmp_path / "saved.zip", PARTS)
    if deep == 2:
        packed = _zipped(tmp_path / "outer.zip", {"in/saved.zip": packed.read_bytes()})
    with open_workspace(folder) as workspace:
        report = import_paths(workspace, [packed])
        assert (report.exit_status, report.counts["new"], report.counts["resources"]) == (0, 2, 1)
        assert _texts(workspace) == sorted([READ, "秘密水电站"])
        assert all(verdict.ok for verdict in verify_workspace(workspace, deep=True))
        (number,) = [row["id"] for row in workspace.store.queue().rows if row["title"] == "项目"]
        assert len(custody_of(workspace, workspace.store.versions(number)[0]["capture_id"]).steps) >= 3
        assert "new" not in import_paths(workspace, [packed]).counts


def test_a_frame_in_a_zip_that_cannot_be_read_ends_nothing(folder: Path, tmp_path: Path) -> None:
    """One that is damaged, one that is too long; the page is read without them, the next ones too."""
    bodies = {"saved_resource.html": IN_FRAME, "long.html": IN_FRAME + " " * 3_000_000}
    frames = "".join(f'<iframe src="a_files/{name}"></iframe>' for name in bodies)
    packed = _zipped(
        tmp_path / "a.zip",
        {"a.html": f"<meta charset=utf-8><p>水电站转让一</p>{frames}", "b.txt": OFFER.format(9)}
        | {f"a_files/{name}": body for name, body in bodies.items()},
    )
    data = bytearray(packed.read_bytes())
    start = data.index(b"a_files/saved_resource.html") + len("a_files/saved_resource.html") + 9
    data[start : start + 20] = bytes(20)
    packed.write_bytes(data)
    with open_workspace(folder) as workspace:
        import_paths(workspace, [packed])
        assert _texts(workspace) == sorted(["水电站转让一", OFFER.format(9)])


def test_frames_of_an_uploaded_page_are_read_when_its_folder_comes_with_it(folder: Path, tmp_path: Path) -> None:
    sent = []
    for n, (name, body) in enumerate(PARTS.items()):
        (tmp_path / f"{n}").write_text(body, "utf-8")
        sent.append(Upload(tmp_path / f"{n}", name, hashlib.sha256(body.encode()).hexdigest()))
    with open_workspace(folder, read_only=True) as serving:
        became = import_uploads(serving, sent)
        assert [one.became.counts.get("new", 0) for one in became] == [1, 0, 1]
    with open_workspace(folder) as workspace:
        assert _texts(workspace) == sorted([READ, "秘密水电站"])
        assert all(verdict.ok for verdict in verify_workspace(workspace, deep=True))


def test_a_frame_that_is_a_link_is_not_followed(folder: Path, tmp_path: Path) -> None:
    page, files = tmp_path / "a.html", tmp_path / "a_files"
    files.mkdir()
    secret = tmp_path / "secret.txt"
    secret.write_text("<p>秘密水电站</p>", "utf-8")
    (files / "saved_resource.html").symlink_to(secret)
    page.write_text('<p>转让水电站</p><iframe src="a_files/saved_resource.html"></iframe>', "utf-8")
    with open_workspace(folder) as workspace:
        import_paths(workspace, [page])
        assert [row["title"] for row in workspace.store.queue().rows] == [""]
        assert not [row for row in workspace.store.iter_captures() if row["url"].endswith("with-frames.html")]


def test_a_page_brings_its_files_however_it_is_named(folder: Path, tmp_path: Path) -> None:
    page = _saved(tmp_path / "pages")
    with open_workspace(folder) as workspace:
        both = [page, page.with_name("卖 电站_files")]
        assert import_paths(workspace, both).counts["resources"] == len(FILES)
        assert "new" not in import_paths(workspace, [page.with_name("卖 电站_files")]).counts
        urls = [row["url"] for row in workspace.store.iter_captures()]
    assert any(url.endswith("_files/app.js") for url in urls)
    assert not any(str(tmp_path) in url for url in urls)


def test_a_frame_that_somebody_names_is_read_after_all(folder: Path, tmp_path: Path) -> None:
    page = _saved(tmp_path / "pages")
    with open_workspace(folder) as workspace:
        import_paths(workspace, [page])
        assert import_paths(workspace, [page.with_name("卖 电站_files") / "frame.html"]).counts["new"] == 1


def test_a_folder_that_only_looks_like_one_of_a_page_is_read(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "case_files").mkdir()
    (tmp_path / "case_files" / "one.txt").write_text(OFFER.format(1), "utf-8")
    with open_workspace(folder) as workspace:
        assert import_paths(workspace, [tmp_path / "case_files"]).counts["new"] == 1


def test_the_files_of_a_page_in_a_zip_stay_in_it(folder: Path, tmp_path: Path) -> None:
    page = _saved(tmp_path / "pages")
    with zipfile.ZipFile(tmp_path / "pages.zip", "w") as archive:
        for path in sorted(page.parent.rglob("*")):
            archive.write(path, path.relative_to(tmp_path).as_posix())
    with open_workspace(folder) as workspace:
        report = import_paths(workspace, [tmp_path / "pages.zip"])
        assert (report.exit_status, report.counts["new"], report.counts["resources"]) == (0, 1, len(FILES))


@pytest.mark.parametrize(("date", "seen"), [
    ("Wed Jul 14 2021 10:20:30 GMT+0800 (中国标准时间)", "2021-07-14T02:20:30.000000Z"),
    ("Wed Jul 14 2021 10:20:30 GMT+0800 (China Standard Time)", "2021-07-14T02:20:30.000000Z"),
    ("Wed Jul 14 2999 10:20:30 GMT+0800 (x)", ""), ("Wed Foo 14 2021 10:20:30 GMT+0800", ""), ("yesterday", ""),
])  # fmt: skip
def test_a_single_file_page_says_when_it_was_saved(folder: Path, tmp_path: Path, date: str, seen: str) -> None:
    path = tmp_path / "page.html"
    path.write_text(SINGLE.format(date, OFFER.format(310)), "utf-8")
    with open_workspace(folder) as workspace:
        assert import_paths(workspace, [path]).counts["new"] == 1
        assert dict(import_paths(workspace, [path]).counts) == {"known": 1}
        (capture,) = list(workspace.store.iter_captures())
    assert (capture["taken_at"] or "") == seen
    ((url, first_seen),) = _rows(folder, "SELECT url, first_seen_at FROM listings")
    assert url == "https://www.example.com/item/9"
    assert str(first_seen) == (seen or capture["server_date"])  # without such a word, by the date of the file


def test_a_single_file_page_in_a_zip_says_so_too_and_is_known_again(folder: Path, tmp_path: Path) -> None:
    page = SINGLE.format("Wed Jul 14 2021 10:20:30 GMT+0800 (x)", OFFER.format(310))
    for number in (1, 2):
        with zipfile.ZipFile(tmp_path / f"{number}.zip", "w") as archive:
            archive.writestr(f"{number}.html", page)
            archive.writestr("more.txt", str(number))
    with open_workspace(folder) as workspace:
        import_paths(workspace, [tmp_path / "1.zip"])
        assert import_paths(workspace, [tmp_path / "2.zip"]).counts["known"] == 1
    assert _rows(folder, "SELECT DISTINCT taken_at FROM captures WHERE final_url != '' OR taken_at != ''") == [
        ("2021-07-14T02:20:30.000000Z",)
    ]


NOW = SystemClock().now()


@pytest.mark.parametrize("note", [
    b'<html><head><meta name="savepage-date" content="Wed Jul 14 2021 10:20:30 GMT+0800 (x)">',
    b'<!DOCTYPE html><html data-scrapbook-source="https://e.com/a" data-scrapbook-create="20210714022030123">',
    b"<!--\n Archive processed by SingleFile \n saved date: Wed Jul 14 2021 10:20:30 GMT+0800\n-->",
])  # fmt: skip
def test_other_programs_note_it_in_their_own_way(note: bytes) -> None:
    assert saved_at(note, NOW) == "2021-07-14T02:20:30.000000Z"


@given(st.binary(max_size=500))
def test_no_note_of_any_bytes_is_an_error(body: bytes) -> None:
    single = b"<!-- Page saved with SingleFile \n saved date: Wed Jul 14 2021 10:20:30 GMT"
    for start in (body, single + body, b'<html data-scrapbook-create="' + body):
        saved_at(start, NOW)


@given(st.text(alphabet="/._files文件abhtml", max_size=400))
def test_any_path_is_loaded_or_not(name: str) -> None:
    assert is_loaded(name, lambda path: not path.startswith("x")) in {True, False}


def test_the_names_of_folders_come_from_data() -> None:
    assert {"a_files", "a_文件", "a.files", "a-Dateien"} <= set(folders_of("a.html"))
    assert folders_of("a.txt") == []


def test_pages_that_scripts_put_together_go_by_the_path_behind_the_mark(folder: Path, tmp_path: Path) -> None:
    note = "<!-- saved from url=(0042){} -->"
    plants = {
        "https://spa.example.cn/h5/#/detail?id=1": 800, "https://spa.example.cn/h5/#/detail?id=2": 700,
        "https://spa.example.cn/index.html#/project/123": 500, "https://spa.example.cn/index.html#/project/124": 300,
        "https://spa.example.cn/#!/item/7": 510, "https://spa.example.cn/#/detail?id=51": 640,
    }  # fmt: skip
    pages = [
        SINGLE.replace("https://www.example.com/item/9", url).format("Wed Sep 01 2021 16:00:00", OFFER.format(price))
        for url, price in plants.items()
    ]
    pages += [f"{note.format('https://www.example.com/item/8#comments')}<p>{OFFER.format(90)}</p>"]
    pages += [f"{note.format('https://spa.example.cn/h5/#/detail?id=3')}<p>{OFFER.format(70)}</p>"]
    files = [tmp_path / f"{number}.html" for number in range(len(pages))]
    for file, page in zip(files, pages, strict=True):
        file.write_text(page, "utf-8")
    scheme = tmp_path / "http.html"
    names = {*plants, "https://www.example.com/item/8", "https://spa.example.cn/h5/#/detail?id=3"}
    with open_workspace(folder) as workspace:
        import_paths(workspace, files)
        assert {row[0] for row in _rows(folder, "SELECT native_id FROM listings")} == names
        scheme.write_text(f"{note.format('http://www.example.com/item/8')}<p>{OFFER.format(80)}</p>", "utf-8")
        assert import_paths(workspace, [scheme]).counts["change.price_cut"] == 1  # http and https are one page
        assert {row[0] for row in _rows(folder, "SELECT native_id FROM listings")} == names
        assert all(verdict.ok for verdict in verify_workspace(workspace, deep=True))
    with sqlite3.connect(folder / "hydrowatch.db") as database:  # an older program left the path out
        database.execute("UPDATE listings SET native_id = 'https://spa.example.cn/h5/' WHERE native_id LIKE '%id=1'")
    with open_workspace(folder) as workspace:
        assert all(verdict.ok for verdict in verify_workspace(workspace, deep=True))
        assert "new" not in import_paths(workspace, files, again=True).counts
