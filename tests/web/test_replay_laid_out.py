"""Pages out of large archives are shown with what they load from a layout of the archive, which is made once."""

from __future__ import annotations

import os
import random
import sys
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from web_site import Site, serving

from db import Scope
from monitor.run.importing.imports import import_paths
from monitor.run.laid_out import FOLDER
from monitor.run.packages.taking_out import take_out
from monitor.run.workspace import init_workspace, open_workspace

sys.path.append(str(Path(__file__).parents[1] / "unpack"))
from warcs import http, record

SHOWN = "data:image/png"
BODY = "<html><title>水电站{0}</title><p>转让贵州某县小水电站,装机2×630千瓦,手续齐全,要价{1}万</p>{2}</html>"


def _page(number: int) -> bytes:
    pictures = "".join(f'<img src="/i/{number}-{k}.png">' for k in range(3))
    return record("response", f"http://e.com/{number}", http(BODY.format(number, 300 + number, pictures).encode()))


def _pictures(number: int) -> Iterator[bytes]:
    for k in range(3):
        body = b"\x89PNG\r\n\x1a\n" + random.Random(f"{number}-{k}").randbytes(800_000)
        yield record("response", f"http://e.com/i/{number}-{k}.png", http(body, "image/png"))


def _warc(path: Path) -> Path:
    path.write_bytes(b"".join([_page(0), *_pictures(0), _page(1), *_pictures(1)]))
    return path


def _wacz(path: Path) -> Path:
    """Each page in one WARC file, what they load in another."""
    with zipfile.ZipFile(path, "w") as packed:
        packed.writestr("archive/a.warc", _page(0) + _page(1))
        packed.writestr("archive/b.warc", b"".join([*_pictures(0), *_pictures(1)]))
        packed.writestr("datapackage.json", '{"resources": []}')
    return path


def _imported(tmp_path: Path, archive: Path) -> Path:
    folder = init_workspace(tmp_path / "workspace")
    with open_workspace(folder) as workspace:
        import_paths(workspace, [archive])
    return folder


def _shown(site: Site) -> list[str]:
    """Both pages as they are shown, of which the last captures are."""
    found = [site.get(f"/capture/{number}/replay/content").text for number in (2, 3)]
    assert all("转让贵州某县小水电站" in page for page in found)
    return found


@pytest.mark.parametrize("make", [_warc, _wacz])
def test_an_import_lays_a_large_archive_out_and_a_missing_layout_is_made_anew(make, tmp_path: Path) -> None:
    folder = _imported(tmp_path, make(tmp_path / f"big.{make.__name__[1:]}"))
    (layout,) = (folder / FOLDER).iterdir()
    assert layout.stat().st_mode & 0o077 == 0
    with serving(folder) as site:
        first = _shown(site)
        assert [page.count(SHOWN) for page in first] == [3, 3]
        layout.unlink()
        assert _shown(site) == first
    assert list((folder / FOLDER).iterdir()) == [layout]


def test_the_archive_is_not_read_for_a_page_once_it_is_laid_out(tmp_path: Path) -> None:
    folder = _imported(tmp_path, _warc(tmp_path / "big.warc"))
    (kept,) = (folder / "archive").iterdir()
    with kept.open("r+b") as file:
        file.seek(2_000_000)  # within the record of the archive
        file.write(bytes(1000))
    with serving(folder) as site:
        assert [page.count(SHOWN) for page in _shown(site)] == [3, 3]
    next((folder / FOLDER).iterdir()).unlink()
    with serving(folder) as site:
        assert [page.count(SHOWN) for page in _shown(site)] == [0, 0]


def test_nothing_is_shown_out_of_a_layout_that_was_changed(tmp_path: Path) -> None:
    folder = _imported(tmp_path, _warc(tmp_path / "big.warc"))
    (layout,) = (folder / FOLDER).iterdir()
    sound = layout.read_bytes()
    in_a_picture = sound.index(b"\x89PNG") + 1000
    for place in (in_a_picture, sound.index(b"0-0.png", in_a_picture), len(sound) - 3):
        layout.write_bytes(sound[:place] + b"~" + sound[place + 1 :])
        with serving(folder) as site:
            assert [page.count(SHOWN) for page in _shown(site)] == [3, 3]
            assert layout.read_bytes() == sound


@pytest.mark.parametrize("put", [os.mkfifo, Path.mkdir])
def test_what_is_no_file_in_a_layout_s_place_holds_nothing_up(put: Callable[[Path], None], tmp_path: Path) -> None:
    folder = _imported(tmp_path, _warc(tmp_path / "big.warc"))
    (layout,) = (folder / FOLDER).iterdir()
    layout.unlink()
    put(layout)
    with serving(folder) as site:
        assert [page.count(SHOWN) for page in _shown(site)] == [3, 3]
    assert list((folder / FOLDER).iterdir()) == [layout]


def test_an_export_takes_the_same_parts_out_of_a_layout(tmp_path: Path) -> None:
    folder = _imported(tmp_path, _warc(tmp_path / "big.warc"))
    with open_workspace(folder) as workspace:
        assert take_out(workspace, Scope()).count == 6
        rows = [row for row in workspace.store.iter_captures() if row["state"] == "resource"]
        assert {row["final_url"] for row in rows} == {f"http://e.com/i/{n}-{k}.png" for n in (0, 1) for k in range(3)}
        assert {row["media_type"] for row in rows} == {"image/png"}
