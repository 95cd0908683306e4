"""Pages whose shells are alike to the byte: what their frames show says whether they were here before."""

from __future__ import annotations

import hashlib
import zipfile
from pathlib import Path

import pytest

from monitor.run.importing.imports import import_paths
from monitor.run.importing.uploads import Upload, import_uploads
from monitor.run.verifying.verify import verify_workspace
from monitor.run.workspace import Workspace, open_workspace

SHELL = '<meta charset=utf-8><h1>产权交易公告</h1><iframe src="page_files/saved_resource.html"></iframe>'
ONE = "<p>转让贵州省榕江县平永水电站，装机1260千瓦，年发电量四百万度，手续齐全，要价{}万</p>"
OTHER = "<p>出售湖南省凤凰县下江水电站，装机630千瓦，已经并网，业主急转，要价{}万</p>"


def saved(folder: Path, frame: str, shell: str = SHELL) -> Path:
    """A page and the file of its frame as a browser saves them."""
    (folder / "page_files").mkdir(parents=True, exist_ok=True)
    (folder / "page.html").write_text(shell, "utf-8")
    (folder / "page_files" / "saved_resource.html").write_text(f"<meta charset=utf-8>{frame}", "utf-8")
    return folder


def zipped(folder: Path) -> Path:
    with zipfile.ZipFile(folder.with_suffix(".zip"), "w") as archive:
        for path in sorted(folder.rglob("*.html")):
            archive.write(path, str(path.relative_to(folder)))
    return folder.with_suffix(".zip")


def listings(workspace: Workspace) -> list[tuple[int, int | None]]:
    """Versions and price in yuan of each listing, in the order in which they came."""
    rows = sorted(workspace.store.queue(limit=50).rows, key=lambda row: int(row["id"]))
    return [(len(workspace.store.versions(row["id"])), row["price_yuan"]) for row in rows]


@pytest.mark.parametrize("packed", [False, True])
def test_pages_with_one_shell_and_two_plants_in_their_frames_are_two_listings(
    folder: Path, tmp_path: Path, packed: bool
) -> None:
    saved(tmp_path / "y" / "a", ONE.format(380))
    saved(tmp_path / "y" / "b", OTHER.format(150))
    paths = [zipped(tmp_path / "y") if packed else tmp_path / "y"]
    with open_workspace(folder) as workspace:
        report = import_paths(workspace, paths)
        assert (report.counts["new"], report.counts.get("known", 0)) == (2, 0)
        assert listings(workspace) == [(1, 3_800_000), (1, 1_500_000)]
        again = import_paths(workspace, [tmp_path / "y"]).counts  # the pages themselves, from the ZIP or not
        assert (again["known"] >= 2, "new" in again, "changed" in again) == (True, False, False)
        assert listings(workspace) == [(1, 3_800_000), (1, 1_500_000)]
        assert all(verdict.ok for verdict in verify_workspace(workspace, deep=True))


@pytest.mark.parametrize("packed", [False, True])
def test_a_page_saved_again_with_another_price_in_its_frame_is_a_later_version(
    folder: Path, tmp_path: Path, packed: bool
) -> None:
    top = tmp_path / "z"
    with open_workspace(folder) as workspace:
        for price in (380, 310, 310):
            saved(top / "in", ONE.format(price))
            import_paths(workspace, [zipped(top) if packed else top])
        assert listings(workspace) == [(2, 3_100_000)]
        assert [event["kind"] for event in workspace.store.changes(1)].count("price_cut") == 1
        assert all(verdict.ok for verdict in verify_workspace(workspace, deep=True))


def test_a_frame_that_comes_after_its_shell_is_read_and_one_that_is_lost_changes_nothing(
    folder: Path, tmp_path: Path
) -> None:
    with open_workspace(folder) as workspace:
        page = saved(tmp_path / "a", "<p>广告</p>") / "page.html"
        import_paths(workspace, [page])
        saved(tmp_path / "a", ONE.format(380))
        import_paths(workspace, [page])
        assert listings(workspace) == [(2, 3_800_000)]
        (tmp_path / "a" / "page_files" / "saved_resource.html").unlink()
        assert import_paths(workspace, [page]).counts["known"] == 1


ENDED = {"该信息已下架": "removed_by_platform", "该商品已售出": "sold"}


@pytest.mark.parametrize("mark", list(ENDED))
@pytest.mark.parametrize("packed", [False, True])
def test_what_a_page_says_of_its_end_holds_when_it_is_read_with_its_frames(
    folder: Path, tmp_path: Path, mark: str, packed: bool
) -> None:
    offer = "<p>转让湖南溆浦水电站，装机2×400千瓦，手续齐全，不在清退范围内，要价520万元</p>"
    shell = SHELL.replace("产权交易公告", f"水电站转让</h1>{offer}<h1>{mark}")
    top = tmp_path / "w"
    saved(top / "a", "<p>水电站说明：水轮机两台，取水许可证有效</p>", shell)
    with open_workspace(folder) as workspace:
        import_paths(workspace, [zipped(top) if packed else top])
        (listing,) = workspace.store.queue(limit=9).rows
        assert listing["status"] == ENDED[mark]
        read = workspace.store.capture(workspace.store.version(listing["version_id"])["capture_id"])
        assert read["url"].endswith("with-frames.html") and read["state"] == ENDED[mark]
        assert "取水许可证有效" in workspace.store.version_words(listing["version_id"])[1]
        assert all(verdict.ok for verdict in verify_workspace(workspace, deep=True))


def test_a_page_that_is_no_listing_is_known_with_its_frames(folder: Path, tmp_path: Path) -> None:
    shell = SHELL.replace("产权交易公告", "该商品已下架")
    saved(tmp_path / "a", "<p>水电站</p>", shell)
    with open_workspace(folder) as workspace:
        import_paths(workspace, [tmp_path / "a"])
        before = len(list(workspace.store.iter_captures()))
        import_paths(workspace, [tmp_path / "a"])
        assert len(list(workspace.store.iter_captures())) == before


def test_an_upload_that_was_here_before_names_the_listing_of_its_frame_alone(folder: Path, tmp_path: Path) -> None:
    def send(name: str) -> list[tuple[int, ...]]:
        top = tmp_path / name
        paths = [top / "page.html", top / "page_files" / "saved_resource.html"]
        sent = [
            Upload(path, str(path.relative_to(top)), hashlib.sha256(path.read_bytes()).hexdigest()) for path in paths
        ]
        with open_workspace(folder, read_only=True) as serving:
            return [tuple(one.known) for one in import_uploads(serving, sent)]

    saved(tmp_path / "a", ONE.format(380))
    saved(tmp_path / "b", OTHER.format(150))
    with open_workspace(folder):
        pass
    assert (send("a")[0], send("b")[0]) == ((), ())
    with open_workspace(folder) as workspace:
        assert len(listings(workspace)) == 2
    assert (send("a")[0], send("b")[0]) == ((1,), (2,))
