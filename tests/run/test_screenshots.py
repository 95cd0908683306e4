"""Screenshots on their way in: kept before anything reads them, read now or when the extra is there, never twice.

The second half needs the extra `ocr` (`make ocr`), which is too large for every set-up of the tests.
"""

from __future__ import annotations

import io
import re
import struct
import time
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from monitor.parse.picture import NEEDS, ocr_ready
from monitor.run.importing.became import import_list
from monitor.run.importing.imports import import_paths
from monitor.run.report import Report
from monitor.run.verifying.custody import custody_of
from monitor.run.verifying.verify import verify_workspace
from monitor.run.workspace import Workspace, open_workspace

without = pytest.mark.skipif(ocr_ready(), reason="the extra `ocr` is installed")
needs_ocr = pytest.mark.skipif(not ocr_ready(), reason="needs the extra `ocr`: make ocr")
OFFER = ("Hydropower station for sale", "Fujian Wuping, installed capacity 2 x 630 kW",
         "Price 6.8 million yuan", "All permits complete, call 13800138000")  # fmt: skip


def png(width: int, height: int, header: tuple[int, ...] = (8, 0, 0, 0, 0), data: bytes | None = None) -> bytes:
    """A white PNG, or what claims to be one of this size."""
    rows = zlib.compress((b"\0" + b"\xff" * width) * height) if data is None else data

    def chunk(name: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))

    head = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, *header))
    return b"\x89PNG\r\n\x1a\n" + head + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


def written(path: Path, body: bytes) -> Path:
    path.write_bytes(body)
    return path


def rows(workspace: Workspace) -> list[tuple[str, str]]:
    return [(row["media_type"], row["state"]) for row in workspace.store.iter_captures()]


@without
def test_without_the_extra_it_is_kept_and_one_sentence_says_what_to_install(folder: Path, tmp_path: Path) -> None:
    path = written(tmp_path / "shot.png", png(60, 90))
    with open_workspace(folder) as workspace:
        for _ in range(2):  # each time, and the bytes are kept once
            report = import_paths(workspace, [path])
            assert [failure.reason for failure in report.failures] == [NEEDS]
            assert report.exit_status == 3
            assert rows(workspace) == [("image/png", "unread")]
        assert "pip install 'hydrowatch[ocr]'" in NEEDS and "import it again" in NEEDS
        assert all(verdict.ok for verdict in verify_workspace(workspace))


@without
def test_so_it_is_in_an_archive_and_the_rest_is_read(folder: Path, tmp_path: Path) -> None:
    path = tmp_path / "all.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("页/shot.png", png(60, 90))
        archive.writestr("one.txt", "转让贵州某县小水电站,装机2×630千瓦,手续齐全,要价310万")
    with open_workspace(folder) as workspace:
        report = import_paths(workspace, [path])
        assert (report.counts["new"], [failure.reason for failure in report.failures]) == (1, [NEEDS])
        again = import_paths(workspace, [path])
        assert [failure.reason for failure in again.failures] == [NEEDS] and again.counts["known"] == 1
        assert rows(workspace) == [("application/zip", "ok"), ("image/png", "unread"), ("text/plain", "ok")]
        listed = {row["name"]: row["outcome"] for row in import_list(workspace.store, again_id(workspace))}
        assert listed == {"all.zip": "known", "all.zip!/页/shot.png": "nothing"}


def again_id(workspace: Workspace) -> int:
    number = workspace.store.last_import()
    assert number is not None
    return number


def test_pictures_of_a_saved_page_are_kept_and_not_looked_at(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "a.html").write_text("<p>转让贵州某县小水电站,装机2×630千瓦,要价310万</p>", "utf-8")
    (tmp_path / "a_files").mkdir()
    written(tmp_path / "a_files" / "logo.png", png(60, 90))
    with open_workspace(folder) as workspace:
        report = import_paths(workspace, [tmp_path / "a.html", tmp_path / "a_files"])
        assert (report.exit_status, report.counts["resources"]) == (0, 1)
        assert ("image/png", "resource") in rows(workspace)


def drawn(lines: tuple[str, ...] = OFFER, size: int = 34, height: int = 0, **options: Any) -> Any:
    """A picture of these lines."""
    image_module = pytest.importorskip("PIL.Image")
    from PIL import ImageDraw, ImageFont

    image = image_module.new(
        options.get("mode", "RGB"), (900, height or 60 + 70 * len(lines)), options.get("ground", "white")
    )
    pen = ImageDraw.Draw(image)
    for number, line in enumerate(lines):
        pen.text((40, 40 + 70 * number), line, options.get("ink", "black"), ImageFont.load_default(size))
    return image


def saved(image: Any, form: str = "PNG", **options: Any) -> bytes:
    held = io.BytesIO()
    image.save(held, form, **options)
    return held.getvalue()


def imported(folder: Path, path: Path) -> tuple[Report, list[dict[str, Any]]]:
    """What became of one file, and its listings' versions."""
    with open_workspace(folder) as workspace:
        report = import_paths(workspace, [path])
        found = [workspace.store.version(row["version_id"]) for row in map(workspace.store.listing, range(1, 9)) if row]
        assert all(verdict.ok for verdict in verify_workspace(workspace, deep=True))
    return report, [version for version in found if version]


@needs_ocr
class TestWithTheExtra:
    def test_a_screenshot_is_a_listing_whose_words_lie_in_the_evidence(self, folder: Path, tmp_path: Path) -> None:
        report, (version,) = imported(folder, written(tmp_path / "shot.png", saved(drawn())))
        assert report.exit_status == 0 and version["title"] == OFFER[0]
        assert "2 x 630" in version["text"].replace("2x", "2 x") and "13800138000" not in version["text"]
        assert version["found_by"]["text"].startswith("OCR by rapidocr")
        with open_workspace(folder) as workspace:
            assert [state for _, state in rows(workspace)] == ["ok", "ok"]
            assert [step.kind for step in custody_of(workspace, 2).steps][:4] == [
                "original",
                "record",
                "member",
                "record",
            ]
            assert import_paths(workspace, [tmp_path / "shot.png"]).counts == {"known": 1}
            (row,) = import_list(workspace.store, 1)
            assert (row["kind"], row["outcome"], row["listings"]) == ("picture", "new", [1])

    def test_what_was_kept_without_the_extra_is_read_by_the_same_import(self, folder: Path, tmp_path: Path) -> None:
        loose, packed = written(tmp_path / "shot.png", saved(drawn())), tmp_path / "all.zip"
        with zipfile.ZipFile(packed, "w") as archive:
            archive.writestr("shot2.png", saved(drawn(OFFER[1:])))
        with open_workspace(folder) as workspace:
            import_paths(workspace, [loose, packed])
            before = workspace.store.counts()["listings"]
            workspace.store.conn.execute("UPDATE captures SET state = 'unread' WHERE media_type = 'image/png'")
            report = import_paths(workspace, [loose, packed])
            assert (before, report.counts["again"], report.counts.get("failed", 0)) == (2, 2, 0)
            assert "unread" not in [state for _, state in rows(workspace)]
            assert import_paths(workspace, [loose, packed]).counts == {"known": 2}
            assert all(verdict.ok for verdict in verify_workspace(workspace, deep=True))

    def test_a_long_screenshot_is_read_in_tiles_without_seams(self, folder: Path, tmp_path: Path) -> None:
        lines = tuple(f"Row {number} of the long list of stations" for number in range(100, 170))
        _, (version,) = imported(folder, written(tmp_path / "long.png", saved(drawn(lines))))
        assert re.findall(r"Row ?(\d+) ?of", version["text"]) == [str(number) for number in range(100, 170)]

    @pytest.mark.parametrize(("form", "make", "options"), [
        ("JPEG", lambda: drawn().convert("CMYK"), {}),
        ("JPEG", lambda: drawn().convert("L"), {}),
        ("WEBP", drawn, {}),
        ("PNG", lambda: drawn().convert("P"), {}),
        ("PNG", lambda: drawn().convert("1"), {}),
        ("PNG", lambda: drawn(mode="RGBA", ground=(0, 0, 0, 0)), {}),
        ("PNG", lambda: drawn(mode="RGBA", ground=(255, 255, 255, 0), ink="white"), {}),
        ("PNG", lambda: drawn(mode="I;16", ground=65535, ink=0), {}),
        ("PNG", lambda: drawn().convert("L").point(lambda value: value // 4 + 20), {}),
    ])  # fmt: skip
    def test_every_kind_of_colour_is_read(
        self, folder: Path, tmp_path: Path, form: str, make: Callable[[], Any], options: dict[str, Any]
    ) -> None:
        report, (version,) = imported(folder, written(tmp_path / "shot", saved(make(), form, **options)))
        assert report.exit_status == 0 and version["title"] == OFFER[0]

    @pytest.mark.parametrize("turned", [3, 6, 8])
    def test_a_photo_on_its_side_is_read_upright(self, folder: Path, tmp_path: Path, turned: int) -> None:
        from PIL import Image

        lying = drawn().rotate({3: 180, 6: 90, 8: 270}[turned], expand=True)
        exif = Image.Exif()
        exif[0x0112] = turned
        _, (version,) = imported(folder, written(tmp_path / "a.jpg", saved(lying, "JPEG", exif=exif)))
        assert version["title"] == OFFER[0]

    @pytest.mark.parametrize("turned", [90, 180, 270])
    def test_a_picture_that_says_nothing_of_its_turn_is_turned_all_the_same(
        self, folder: Path, tmp_path: Path, turned: int
    ) -> None:
        lying = drawn(OFFER * 3).rotate(turned, expand=True)
        report, (version,) = imported(folder, written(tmp_path / "a.png", saved(lying)))
        assert report.exit_status == 0 and version["title"] == OFFER[0]
        assert version["found_by"]["text"].endswith(f"turned by {turned} degrees")

    def test_a_photo_with_a_second_picture_behind_is_a_photo(self, folder: Path, tmp_path: Path) -> None:
        """Telephones put a smaller picture, or one of depths, behind the photo: MPO."""
        from PIL import Image

        exif = Image.Exif()
        exif[0x0112] = 6
        lying = drawn().rotate(90, expand=True)
        body = saved(lying, "MPO", save_all=True, append_images=[lying.resize((60, 90))], exif=exif)
        report, (version,) = imported(folder, written(tmp_path / "a.jpg", body))
        assert report.exit_status == 0 and version["title"] == OFFER[0] and "turned" not in version["found_by"]["text"]

    @pytest.mark.parametrize("slope", [-0.12, 0.2])
    def test_a_slanted_photo_is_read_line_by_line(self, folder: Path, tmp_path: Path, slope: float) -> None:
        from PIL import Image

        lines = tuple(f"Row {number} of the long list of stations" for number in range(100, 130))
        level = drawn(lines, size=26)
        width, height = level.size
        tall = height + int(abs(slope) * width)
        shift = 0 if slope > 0 else slope * width
        askew = level.transform(
            (width, tall), Image.Transform.AFFINE, (1, 0, 0, -slope, 1, shift), Image.Resampling.BICUBIC,
            fillcolor="white",
        )  # fmt: skip
        _, (version,) = imported(folder, written(tmp_path / "a.png", saved(askew)))
        assert re.findall(r"Row ?(\d+) ?of", version["text"]) == [str(number) for number in range(100, 130)]

    def test_a_strip_with_one_line_is_read(self, folder: Path, tmp_path: Path) -> None:
        strip = drawn(OFFER[1:2], size=30).crop((0, 40, 3000, 82))
        report, (version,) = imported(folder, written(tmp_path / "a.png", saved(strip)))
        assert report.exit_status == 0 and version["text"] == OFFER[1]

    @pytest.mark.parametrize("size", [(16, 6000), (40_000, 16)])
    def test_a_line_of_pixels_shows_no_words(self, folder: Path, tmp_path: Path, size: tuple[int, int]) -> None:
        report, versions = imported(folder, written(tmp_path / "a.png", png(*size)))
        assert ([failure.reason for failure in report.failures], versions) == (["the picture shows no words"], [])

    def test_small_letters_of_a_wide_screen_are_read(self, folder: Path, tmp_path: Path) -> None:
        wide = drawn(OFFER * 3, size=14).crop((0, 0, 3840, 1000))
        _, (version,) = imported(folder, written(tmp_path / "a.png", saved(wide)))
        assert version["text"].count("13800138000") == 0 and version["text"].count(OFFER[1]) == 3

    @pytest.mark.parametrize(("body", "reason"), [
        (png(100_000, 100_000, data=zlib.compress(bytes(1000))), "has 100000 x 100000 pixels, more than 60 million"),
        (png(30_000, 30_000, data=zlib.compress(bytes(1000))), "more than 60 million pixels"),
        (png(7000, 8000, data=zlib.compress(bytes(100))), "the picture is cut off or damaged"),
        (png(3, 3), "too few for words"),
        (b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 20, "is damaged, or no picture behind its first bytes"),
        (b"\xff\xd8\xff\xe0" + b"x" * 5000, "is damaged, or no picture behind its first bytes"),
        (b"RIFF\x10\0\0\0WEBPVP8 " + b"x" * 50, "is damaged"),
        (b"\x89PNG\r\n\x1a\n" + b"\0\0\0\x0dIHDR", "is damaged, or no picture"),
    ])  # fmt: skip
    def test_a_hostile_picture_is_kept_and_its_reason_said(
        self, folder: Path, tmp_path: Path, body: bytes, reason: str
    ) -> None:
        began = time.monotonic()
        report, versions = imported(folder, written(tmp_path / "shot.png", body))
        assert time.monotonic() - began < 60 and versions == []
        assert len(report.failures) == 1 and reason in report.failures[0].reason
        assert "/tmp" not in report.failures[0].reason
        with open_workspace(folder) as workspace:
            assert rows(workspace)[0][1] == "ok"  # it was looked at: the same import does not try again
            assert import_paths(workspace, [tmp_path / "shot.png"]).counts == {"known": 1}

    def test_what_is_left_of_a_cut_picture_is_read(self, folder: Path, tmp_path: Path) -> None:
        body = saved(drawn(OFFER * 6), "JPEG")
        report, (version,) = imported(folder, written(tmp_path / "shot.jpg", body[: len(body) // 2]))
        assert "what is there of it was read" in report.failures[0].reason and version["title"] == OFFER[0]

    def test_of_a_moving_picture_the_first_is_read(self, folder: Path, tmp_path: Path) -> None:
        body = saved(drawn(), save_all=True, append_images=[drawn(OFFER[1:]), drawn(OFFER[2:])], duration=100)
        report, (version,) = imported(folder, written(tmp_path / "shot.png", body))
        assert "has 3 frames; only the first was read" in report.failures[0].reason and version["title"] == OFFER[0]

    def test_a_picture_without_words_is_nothing_to_read(self, folder: Path, tmp_path: Path) -> None:
        with open_workspace(folder) as workspace:
            import_paths(workspace, [written(tmp_path / "white.png", png(300, 300))])
            (row,) = import_list(workspace.store, 1)
            assert (row["outcome"], row["reason"]) == ("nothing", "the picture shows no words")
            assert import_paths(workspace, [tmp_path / "white.png"]).counts == {"known": 1}

    def test_a_picture_sent_with_a_mail_is_read(self, folder: Path, tmp_path: Path) -> None:
        from email.message import EmailMessage

        mail = EmailMessage()
        mail["Subject"], mail["From"], mail["Date"] = "看图", "a@b.example", "Thu, 01 Jan 2026 08:00:00 +0800"
        mail.set_content("图片见附件")
        mail.add_attachment(saved(drawn()), maintype="image", subtype="png", filename="shot.png")
        _, versions = imported(folder, written(tmp_path / "a.eml", bytes(mail)))
        assert OFFER[0] in {version["title"] for version in versions}
