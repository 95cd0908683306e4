"""What leaves is looked at whole and said before; whole archives stay unless wanted; what is altered is not copied."""

from __future__ import annotations

import gzip
import hashlib
import json
import re
import sqlite3
import zipfile
from pathlib import Path

import pytest
from test_bad_input_sites import Site, look, site
from test_exports import exported, index_of
from test_saved_pages import _saved

from db import Scope
from db.evidence import ARCHIVE_TYPES
from monitor.cli.main import status_of
from monitor.errors import InputError, ItemError
from monitor.run.importing.imports import import_paths
from monitor.run.packages.leaving import Leaving, leaving
from monitor.run.queries import listing_record
from monitor.run.workspace import open_workspace
from monitor.unpack import ARCHIVE_TYPES as READ_TYPES

__all__ = ["site"]
OFFER = "转让贵州某县小水电站，装机2×630千瓦，手续齐全，要价1万"
SECRET = "session=SECRET42"
MARK = "您的IP：203.0.113.77"
ROW = "\U000e0100\U000e0101\U000e0102"


def har(*, more: str = "") -> bytes:
    page = {"mimeType": "text/html; charset=utf-8", "text": f"<p>{OFFER}</p>{more}"}
    script = {"mimeType": "application/json", "text": json.dumps({"cip": "203.0.113.78"})}
    entries = [
        {
            "startedDateTime": "2026-01-01T00:00:00Z",
            "request": {"url": f"https://x.example/{n}", "headers": [{"name": "cookie", "value": SECRET}]},
            "response": {"status": 200, "headers": [{"name": "Set-Cookie", "value": SECRET}], "content": content},
        }
        for n, content in enumerate((page, script))
    ]
    return json.dumps({"log": {"entries": entries}}).encode()


def imported(folder: Path, path: Path, body: bytes | None = None) -> None:
    if body is not None:
        path.write_bytes(body)
    with open_workspace(folder) as workspace:
        import_paths(workspace, [path])


def told(folder: Path, scope: Scope = Scope()) -> Leaving:  # noqa: B008 - frozen
    with open_workspace(folder, read_only=True) as workspace:
        return leaving(workspace, scope)


def marks(found: Leaving) -> set[tuple[str, str]]:
    return {(one.url.rpartition("/")[2], one.mark.kind) for one in found.marks}


def test_pages_that_refuse_redirects_and_robots_are_looked_at_with_their_headers(folder: Path, site: Site) -> None:
    site.pages["/robots.txt"] = f"# {MARK}"
    site.misbehave("/item/1", status=403, body=f"<p>{MARK}{ROW}</p>", X_Client_IP="203.0.113.77")
    look(folder)
    site.misbehave("/item/2", status=302, Location="/item/3", X_Real_IP="203.0.113.77")
    look(folder)
    found = told(folder)
    assert {("robots.txt", "client_address"), ("1", "client_address"), ("1", "selectors"),
            ("2", "client_address")} <= marks(found)  # fmt: skip
    heads = {one.url.rpartition("/")[2] for one in found.marks if not one.mark.line}
    assert heads == {"1", "2"}
    assert {one.capture_id for one in found.marks if one.url.endswith("robots.txt")} == {None}


def test_files_of_a_saved_page_are_looked_at_and_what_is_no_text_is_counted(folder: Path, tmp_path: Path) -> None:
    page = _saved(tmp_path / "saved")
    (page.with_name("卖 电站_files") / "x.html").write_text(f"<p>{MARK}</p>", "utf-8")
    imported(folder, page.parent)
    found = told(folder)
    assert ("x.html", "client_address") in marks(found)
    assert found.not_examined == 1  # the picture


def test_marks_are_found_in_all_kinds_of_text_each_once_and_no_words_have_them(folder: Path, tmp_path: Path) -> None:
    """Also those that stand in JSON as escapes, in a page as entities, and in the JSON of a page's scripts."""
    mark = "".join(chr(0xE0100 + ord(letter) - 16) for letter in "IP:203.0.113.9|USER:guest")
    words = OFFER.replace("小水电站", f"小水{mark}电站")
    mail = f"From: a@x.example\nTo: b@x.example\nSubject: x\nContent-Type: text/plain; charset=utf-8\n\n{words}\n"
    entities = "".join(f"&#{ord(one)};" if ord(one) > 0xE0000 else one for one in words)
    texts = {
        "a.jsonl": json.dumps({"text": words}, ensure_ascii=False), "b.jsonl": json.dumps({"text": words}),
        "c.ndjson": json.dumps({"id": "c", "text": words}),
        "d.json": json.dumps([{"title": "转让电站", "desc": words}]),
        "e.csv": f"标题,说明,价格\n水电站转让,{words},1万\n", "f.tsv": f"标题\t说明\t价格\n水电站转让\t{words}\t1万\n",
        "g.txt": words, "h.md": f"# 转让\n\n{words}", "i.html": f"<p>{OFFER}</p><script>{json.dumps(words)}</script>",
        "j.eml": mail, "k.mbox": f"From a@x.example Fri Nov 27 18:03:12 2026\n{mail}\n",
        "l.ics": f"BEGIN:VCALENDAR\nBEGIN:VEVENT\nSUMMARY:{words}\nEND:VEVENT\nEND:VCALENDAR\n",
        "m.html": f"<h1>{entities}</h1>",
    }  # fmt: skip
    (tmp_path / "in").mkdir()
    for name, text in texts.items():
        (tmp_path / "in" / name).write_text(text, "utf-8")
    imported(folder, tmp_path / "in")
    found = told(folder, Scope(with_archives=True))
    names = [(one.url.rpartition("/")[2], one.mark.kind) for one in found.marks if "!/" not in one.url]
    assert (found.not_examined, sorted(names)) == (0, [(name, "selectors") for name in sorted(texts)])
    with open_workspace(folder, read_only=True) as workspace:
        number = workspace.store.counts()["listings"]
        records = [listing_record(workspace, one, workspace.detector.knowledge) for one in range(1, number + 1)]
    assert number > 8  # some say the same in a row of the same name
    assert not re.search("[\U000e0000-\U000e0fff]", json.dumps(records, ensure_ascii=False, default=str))
    for version in (record["version"] for record in records):
        assert "小水电站" in version["text"]
        for one in (*version["facts"], *version["claims"]):
            assert version["text"][one["start"] : one["end"]] == one["text"]


def test_a_spreadsheet_is_no_text_whatever_its_type_is_called(folder: Path, tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "a.xlsx", "w") as book:
        book.writestr("[Content_Types].xml", "<Types/>")
        book.writestr("xl/workbook.xml", f"<workbook>{MARK}</workbook>")
    imported(folder, tmp_path / "a.xlsx")
    found = told(folder)
    assert (found.marks, found.not_examined) == ([], 1)


def test_the_texts_of_har_and_mhtml_are_looked_at_with_their_codings_undone(folder: Path, tmp_path: Path) -> None:
    imported(folder, tmp_path / "a.har", har(more="\u200b\u200c\u200b\u200d"))
    mhtml = (
        "From: <Saved by Blink>\r\nMIME-Version: 1.0\r\n"
        'Content-Type: multipart/related; type="text/html"; boundary="b"\r\n\r\n'
        "--b\r\nContent-Type: text/html; charset=utf-8\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n"
        "<p>=E7=94=B5=E7=AB=99=E8=BD=AC=E8=AE=A9 Your IP=\r\n address is 203.0.113.79</p>\r\n--b--\r\n"
    )
    imported(folder, tmp_path / "b.mhtml", mhtml.encode())
    found = marks(told(folder, Scope(with_archives=True)))
    assert {("a.har", "no_width"), ("a.har", "client_address"), ("b.mhtml", "client_address")} <= found
    assert ("a.har", "no_width") not in marks(told(folder))


@pytest.mark.parametrize("scope", [Scope(), Scope(run_id=1), Scope(source="import"), Scope(1)])
def test_an_archive_stays_in_every_scope_and_so_do_its_cookies(folder: Path, tmp_path: Path, scope: Scope) -> None:
    imported(folder, tmp_path / "s.har", har())
    found = told(folder, scope)
    assert (found.holders, found.archives_staying) == ([], 1)
    with exported(folder, tmp_path / "x.wacz", scope) as wacz:
        (url,) = (place["url"] for _, place in index_of(wacz))
        assert url.startswith("https://x.example/")  # the page out of it, by its own address, and nothing else
        for name in (one for one in wacz.namelist() if one.startswith("archive/")):
            assert SECRET.encode() not in gzip.decompress(wacz.read(name))


def test_an_archive_that_no_capture_names_stays_as_well(folder: Path, tmp_path: Path) -> None:
    """Killed before the rows were written: the record is in the archive, and nothing names it."""
    imported(folder, tmp_path / "a.html", f"<p>{OFFER}</p>".encode())
    imported(folder, tmp_path / "s.har", har())
    with sqlite3.connect(folder / "hydrowatch.db") as database:
        database.execute("PRAGMA foreign_keys = OFF")
        database.execute("UPDATE captures SET warc_file = NULL WHERE media_type = 'application/har+json'")
    with exported(folder, tmp_path / "x.wacz") as wacz:
        whole = b"".join(gzip.decompress(wacz.read(one)) for one in wacz.namelist() if one.startswith("archive/"))
    assert SECRET.encode() not in whole


def test_an_archive_that_is_itself_the_document_of_a_listing_leaves(folder: Path, tmp_path: Path) -> None:
    imported(folder, tmp_path / "s.har", har())
    with sqlite3.connect(folder / "hydrowatch.db") as database:
        database.execute("UPDATE observations SET capture_id = 1")
    assert [one.capture_id for one in told(folder, Scope(1)).holders] == [1]


def test_only_an_archive_gives_nothing_to_export_and_it_is_said_why(folder: Path, tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
        archive.writestr("a.css", "a{}")
    imported(folder, tmp_path / "a.zip")
    with pytest.raises(InputError, match="--with-archives"):
        told(folder, Scope(run_id=1))


def test_credentials_in_an_archive_are_said_before_anything_is_written(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with zipfile.ZipFile(tmp_path / "s.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("in/s.har", har())
    imported(folder, tmp_path / "s.zip")
    command = ["-w", str(folder), "--lang", "en", "export", "--wacz", str(tmp_path / "x.wacz"), "--run", "1"]
    assert status_of(command) == 2
    assert "Set-Cookie" not in capsys.readouterr().out
    assert status_of([*command, "--with-archives"]) == 2
    said = capsys.readouterr().out
    assert "1 archives hold what logs somebody in" in said and "Cookie ×2, Set-Cookie ×2" in said
    assert SECRET not in said
    assert not (tmp_path / "x.wacz").exists()


def test_long_addresses_are_shortened_in_the_table(
    folder: Path, site: Site, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    entry = json.loads(har())["log"]["entries"][0]
    entry["request"]["url"] = f"https://x.example/{'a' * 3000}end"
    entry["response"]["content"]["text"] = f"<p>{OFFER} {MARK}</p>"
    imported(folder, tmp_path / "s.har", json.dumps({"log": {"entries": [entry]}}).encode())
    assert status_of(["-w", str(folder), "--lang", "en", "export", "--wacz", str(tmp_path / "x.wacz")]) == 2
    said = capsys.readouterr().out
    assert "203.0.113.77" in said and "…" in said
    assert max(map(len, said.splitlines())) < 250


def altered(folder: Path, *, whole: bool) -> None:
    """The last record of the archive says another price, with digests that fit; `whole`: the database, too."""
    (path,) = (folder / "archive").iterdir()
    with sqlite3.connect(folder / "hydrowatch.db") as database:
        (offset,) = database.execute("SELECT warc_offset FROM captures").fetchone()
        data = path.read_bytes()
        record = gzip.decompress(data[offset:]).replace("要价1万".encode(), "要价9万".encode())
        body = record.partition(b"\r\n\r\n")[2].removesuffix(b"\r\n\r\n")
        sha256 = hashlib.sha256(body).hexdigest()
        record = re.sub(rb"(Digest: sha256:)\w+", rb"\g<1>" + sha256.encode(), record)
        member = gzip.compress(record)
        path.write_bytes(data[:offset] + member)
        database.execute("UPDATE captures SET warc_length = ?", [len(member)])
        if whole:
            database.execute("UPDATE captures SET sha256 = ?", [sha256])


@pytest.mark.parametrize(("whole", "manifests", "why"), [
    (False, False, "the body has the SHA-256"), (True, True, "than the manifest lists"),
])  # fmt: skip
@pytest.mark.parametrize("scope", [Scope(), Scope(1)])
def test_a_record_that_is_not_the_one_that_is_known_is_not_copied(
    folder: Path, tmp_path: Path, scope: Scope, whole: bool, manifests: bool, why: str
) -> None:
    imported(folder, tmp_path / "a.txt", OFFER.encode())
    altered(folder, whole=whole)
    if not manifests:
        for path in (folder / "manifests").iterdir():
            path.unlink()
    with pytest.raises(ItemError, match=why):
        exported(folder, tmp_path / "x.wacz", scope)
    assert not (tmp_path / "x.wacz").exists()


def test_a_capture_whose_record_is_elsewhere_is_told(folder: Path, tmp_path: Path) -> None:
    imported(folder, tmp_path / "a.txt", OFFER.encode())
    with sqlite3.connect(folder / "hydrowatch.db") as database:
        database.execute("UPDATE captures SET warc_offset = warc_offset - 1")
    with pytest.raises(ItemError, match="the record of capture 1 is not here"):
        told(folder)


def test_pages_have_the_addresses_of_their_records(folder: Path, site: Site, tmp_path: Path) -> None:
    look(folder)
    with sqlite3.connect(folder / "hydrowatch.db") as database:  # as a source wrote them: another spelling
        database.execute("UPDATE captures SET url = replace(url, '127.0.0.1', 'LOCALHOST'), final_url = ''")
    with exported(folder, tmp_path / "x.wacz") as wacz:
        pages = [json.loads(line) for line in wacz.read("pages/pages.jsonl").splitlines()[1:]]
        known = {(place["url"], key.rpartition(" ")[2]) for key, place in index_of(wacz)}
    assert pages
    assert {(page["url"], re.sub(r"\D", "", page["ts"])) for page in pages} <= known


def test_the_store_knows_the_types_of_archives() -> None:
    assert set(ARCHIVE_TYPES) == set(READ_TYPES.values())
