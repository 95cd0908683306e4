"""Files packed within archives are read or told by name; a mail that only points to them is no listing."""

from __future__ import annotations

import base64
import gzip
import io
import sys
import zipfile
from email.message import EmailMessage
from pathlib import Path

import pytest

from monitor.run.importing.became import import_list
from monitor.run.importing.imports import import_paths
from monitor.run.workspace import Workspace, open_workspace

sys.path.insert(0, str(Path(__file__).parents[1] / "unpack"))
from warcs import each_gzip, http, record

OFFER = "雅安市天全县{}河水电站整体转让，装机容量800千瓦，年发电量320万千瓦时，售价{}万元，手续齐全"
NO_OFFER = "no offer read: kept as evidence"
GZIP = "is a gzip file, kept but not read"
MHTML = """\
From: <Saved by Blink>\r
Snapshot-Content-Location: http://e.com/item/77\r
MIME-Version: 1.0\r
Content-Type: multipart/related; type="text/html"; boundary="b"\r
\r
--b\r
Content-Type: text/html; charset=utf-8\r
Content-Location: http://e.com/item/77\r
\r
{page}\r
--b\r
Content-Type: application/zip\r
Content-Transfer-Encoding: base64\r
Content-Location: http://e.com/fj.zip\r
\r
{packed}\r
--b--\r
"""


def _titles(workspace: Workspace) -> set[str]:
    return {row["title"] for row in workspace.store.queue().rows}


def _zip(**files: str) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for name, text in files.items():
            archive.writestr(f"{name}.txt", text)
    return packed.getvalue()


def _mail(subject: str, words: str, name: str, body: bytes) -> bytes:
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = "li@ex.example", "a@b.example", subject
    mail["Date"] = "Tue, 01 Sep 2026 09:00:00 +0800"
    mail.set_content(words)
    mail.add_attachment(body, maintype="application", subtype="octet-stream", filename=name)
    return mail.as_bytes()


def test_packed_files_in_a_warc_are_told_by_name_and_what_pages_load_is_not(folder: Path, tmp_path: Path) -> None:
    packed = gzip.compress(OFFER.format("玉溪", 94).encode())
    wanted = {
        "2.txt.gz": "application/gzip", "3.html.gz": "application/x-gzip; charset=binary", "5.tar.gz": "",
        "6.tgz": "application/octet-stream",
    }  # fmt: skip
    loaded = {
        "site.js.gz": "application/gzip", "sitemap.xml.gz": "application/x-gzip", "1.css.gz": "",
        "tiles/7": "application/octet-stream",
    }  # fmt: skip
    answers = [(name, http(packed, kind)) for name, kind in (wanted | loaded).items()]
    answers += [("4.txt", http(OFFER.format("通海", 95).encode(), "text/plain; charset=utf-8"))]
    answers += [("8.txt.gz", http(packed, "application/x-gzip", "200 OK", "Content-Encoding: gzip"))]
    path = tmp_path / "r.warc.gz"
    path.write_bytes(each_gzip(record("response", f"http://e.com/fj/{name}", block) for name, block in answers))
    with open_workspace(folder) as workspace:
        report = import_paths(workspace, [path])
        told = {failure.item.rpartition("/")[2] for failure in report.failures if GZIP in failure.reason}
        assert told == wanted.keys() and len(report.failures) == len(wanted)
        assert report.counts["new"] == 2
        ends = {row["url"].rpartition("/")[2] for row in workspace.store.queue().rows}
        assert ends == {"4.txt", "8.txt.gz"}  # of the second the packing was that of the answer


def test_a_zip_that_was_saved_with_a_page_is_read_and_the_note_of_its_mail_is_evidence(
    folder: Path, tmp_path: Path
) -> None:
    packed = _zip(a=OFFER.format("红岩", 93))
    encoded = base64.encodebytes(packed).decode()
    page = MHTML.format(page=f"<title>主页河水电站转让</title><p>{OFFER.format('主页', 91)}</p>", packed=encoded)
    path = tmp_path / "a.eml"
    path.write_bytes(_mail("几个电站资料", "附件是保存的页面", "page.mht", page.encode()))
    with open_workspace(folder) as workspace:
        report = import_paths(workspace, [path])
        assert [failure.reason for failure in report.failures] == [NO_OFFER]
        assert report.counts["new"] == 2
        assert {title[:5] for title in _titles(workspace)} == {"主页河水电", "雅安市天全"}
        names = {row["name"].rpartition("!/")[2] for row in import_list(workspace.store, 1)}
        assert "a.txt" in names


@pytest.mark.parametrize(
    ("subject", "words", "is_note"),
    [
        ("雅安的电站", "王总您好：\n几个水电站的资料见附件，请查阅。\n李工", True),
        ("Hydro plants", "Hi,\nplease find attached the files.\nBest", True),
        ("Fwd: 电站", "資料隨函附上，謝謝", True),
        ("水电站转让", "详见附件", False),  # which is an offer
        ("几个电站资料", "附件是照片。630的那个站还在", False),
        ("Drina", "We hold the concession for the HPP. Papers are attached.", False),
        ("几个电站资料", "改天面谈", False),  # points to nothing: in doubt it is a listing
    ],
)
def test_a_mail_that_only_points_to_what_is_attached_is_kept_as_evidence(
    folder: Path, tmp_path: Path, subject: str, words: str, *, is_note: bool
) -> None:
    path = tmp_path / "a.eml"
    path.write_bytes(_mail(subject, words, "a.txt", OFFER.format("红岩", 93).encode()))
    with open_workspace(folder) as workspace:
        report = import_paths(workspace, [path])
        assert report.counts["new"] == 2 - is_note
        assert [failure.reason for failure in report.failures] == [NO_OFFER] * is_note
