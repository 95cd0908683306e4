"""MHTML and mails: pages, frames, bodies and attachments come out, whatever is wrong with the message."""

from __future__ import annotations

import base64
import binascii
import io
import time
import tracemalloc
import zipfile
from email.message import EmailMessage
from email.policy import SMTP

import pytest
from hypothesis import given
from hypothesis import strategies as st
from messages import BLINK, MAIL, OFFER, mail, mhtml, multipart, page, part

from monitor.unpack import Limits, Member, archive_kind, unpack
from monitor.unpack.fields import words
from monitor.unpack.transfer import _from_base64, _from_quoted_printable

HTML = "Content-Type: text/html; charset=utf-8"
PLAIN = "Content-Type: text/plain; charset=utf-8"
FRAME = "<p>补充说明：电站位于贵州省某县，年发电量四百二十万度，并网，可随时看站，价格可谈</p>".encode()


def members(raw: bytes, name: str = "saved", limits: Limits | None = None) -> list[Member]:
    kind = archive_kind(raw[:65536], name)
    assert kind
    return list(unpack(io.BytesIO(raw), kind, name, limits or Limits()))


def documents(raw: bytes, name: str = "saved") -> list[Member]:
    return [member for member in members(raw, name) if member.role == "document"]


@pytest.mark.parametrize("coding", ["quoted-printable", "base64", "8bit", "binary"])
def test_the_page_of_an_mhtml_comes_out_byte_for_byte_with_where_and_when_it_was_saved(coding: str) -> None:
    raw = mhtml([
        part(f"{HTML}\r\nContent-Location: https://www.example.com/item/7?a=1", page(310), coding),
        part("Content-Type: text/css\r\nContent-Location: cid:css@mhtml.blink", b"a{}"),
        part("Content-Type: image/png\r\nContent-Location: https://www.example.com/a.png", b"\x89PNG", "base64"),
    ])  # fmt: skip
    assert archive_kind(raw) == "mhtml"
    root, *rest = members(raw)
    assert (root.body.strip(), root.url, root.taken_at, root.role) == (
        page(310), "https://www.example.com/item/7?a=1", "2021-07-14T02:20:30.000000Z", "document",
    )  # fmt: skip
    assert {member.role for member in rest} == {"resource"}


def test_the_charset_of_the_part_reaches_the_reader() -> None:
    (root,) = documents(mhtml([part('Content-Type: text/html;\r\n\tcharset="gb2312"', page(310, "gb18030"), "base64")]))
    assert root.media_type == "text/html; charset=gb2312"


def test_a_page_whose_head_is_never_closed_is_read() -> None:
    raw = f"<html><head><title>x</title><body><select><option>y<p>{OFFER.format(1)}".encode()
    assert [one.body for one in documents(mhtml([part(HTML, raw)]))] == [raw]


def test_a_frame_is_a_document_only_with_words_of_its_own() -> None:
    found = members(mhtml([
        part(f"{HTML}\r\nContent-Location: https://e.com/7", page(310)),
        part(f"{HTML}\r\nContent-Location: https://e.com/desc.html", FRAME, "base64"),
        part(f"{HTML}\r\nContent-Location: https://e.com/ad.html", b"<script>" + b"var a=1;" * 99 + b"</script>ad"),
    ]))  # fmt: skip
    assert [(member.name, member.role) for member in found] == [
        ("e.com/7.html", "document"), ("e.com/desc.html", "document"), ("e.com/ad.html", "resource"),
    ]  # fmt: skip


@pytest.mark.parametrize(("encoding", "words"), [("utf-8", "水电站"), ("gb18030", "装机"), ("big5", "水電")])
def test_a_frame_that_names_no_plant_is_an_advertisement(encoding: str, words: str) -> None:
    advert = "<p>高價回收舊車全城最低價歡迎來電各區均可上門看車</p>"
    for body, role in ((advert, "resource"), (f"{advert}<p>{words}</p>", "document")):
        (_, frame) = members(mhtml([part(HTML, page(310)), part(HTML, body.encode(encoding))]))
        assert frame.role == role


def test_the_part_that_is_named_as_start_is_the_page_however_short() -> None:
    head = BLINK.replace("boundary=", 'start="<b@x>";\r\n\tboundary=')
    raw = mhtml([part(HTML, b"<p></p>"), part(f"{HTML}\r\nContent-ID: <b@x>", b"<p>5MW</p>")], head)
    assert [member.body for member in documents(raw)] == [b"<p>5MW</p>"]


@pytest.mark.parametrize("head", [
    BLINK.replace("boundary=", "bound="), BLINK.replace("{}", "other"),
    BLINK.replace('\r\n\tboundary="{}"', ""), BLINK.replace("\r\n\r\n\r\n", "\r\n\r\nPreamble.\r\n"),
])  # fmt: skip
def test_a_boundary_that_is_missing_or_wrong_is_found_in_the_text(head: str) -> None:
    assert len(documents(mhtml([part(HTML, page(310)), part(HTML, FRAME)], head))) == 2


def test_a_file_that_ends_too_early_gives_what_it_has_and_says_so() -> None:
    whole = mhtml([part(HTML, page(310)), part(HTML, page(320))])
    *found, last = members(whole[: len(whole) - 100])
    assert [member.role for member in found] == ["document", "document"]
    assert "ends before its last boundary" in last.problem


def test_a_page_that_was_saved_without_parts_is_read(name: str = "old.mht") -> None:
    head = "From: <IE>\r\nSubject: x\r\nDate: Wed, 14 Jul 2021 10:20:30 +0800\r\nMIME-Version: 1.0\r\n"
    raw = head.encode() + part('Content-Type: text/html; charset="gb2312"', page(310, "gb18030"), "quoted-printable")
    (found,) = documents(raw, name)
    assert found.body.strip() == page(310, "gb18030")


def test_parts_in_parts_that_were_never_closed_do_not_swallow_what_follows() -> None:
    inner = b'Content-Type: multipart/alternative; boundary="in"\r\n\r\n' + multipart(
        [part(PLAIN, OFFER.format(1).encode()), part(HTML, page(310))], "in", closed=False
    )
    found = documents(mail([inner, part(PLAIN, OFFER.format(2).encode())]))
    assert [member.body.strip() for member in found] == [page(310), OFFER.format(2).encode()]


def test_of_two_alternatives_the_richer_is_read_once() -> None:
    words_only, picture = part(PLAIN, OFFER.format(1).encode()), part(HTML, b"<img src=a.png><a href=x>view</a>")
    assert [one.body for one in documents(mail([words_only, picture], kind="alternative"))] == [
        OFFER.format(1).encode()
    ]
    assert [one.body for one in documents(mail([words_only, part(HTML, page(1))], kind="alternative"))] == [page(1)]


def test_a_text_that_a_picture_parts_in_two_is_read_on_both_sides() -> None:
    halves = [part(HTML, page(1)), part("Content-Type: image/png\r\nContent-ID: <a>", b"x"), part(HTML, FRAME)]
    mixed = b"Content-Type: multipart/mixed; boundary=in\r\n\r\n" + multipart(halves, "in")
    raw = mail([part(PLAIN, OFFER.format(1).encode()), mixed], kind="alternative")
    assert [one.body.strip() for one in documents(raw)] == [page(1), FRAME]


def test_a_mail_gives_its_subject_sender_and_day_and_each_attachment() -> None:
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w") as entries:
        entries.writestr("另一座.txt", OFFER.format(2))
    sent_on = part(
        "Content-Type: message/rfc822", mail([part(PLAIN, OFFER.format(3).encode())], "inner", boundary="in")
    )
    raw = mail(
        [
            part(PLAIN, OFFER.format(1).encode()),
            part("Content-Type: application/zip\r\nContent-Disposition: attachment;\r\n filename*=GB18030''%D5%BE.zip",
                 archive.getvalue(), "base64"),
            part('Content-Type: text/html; name="p.html"\r\nContent-Disposition: attachment', b"<p>5MW", "base64"),
            part("Content-Type: image/png\r\nContent-ID: <logo>", b"\x89PNG", "base64"),
            sent_on,
        ],
        "=?gb2312?B?s/bK27XnvQ==?=\r\n =?gb2312?B?1L4=?=",  # 出售电站 with a character cut in two
        "=?utf-8?B?546L?= <wang@example.com>",
    )  # fmt: skip
    first, zipped, attached, inner = documents(raw)
    assert archive_kind(raw) == "eml"
    assert first.sender == "王 <wang@example.com>"
    assert first.taken_at == zipped.taken_at == "2021-06-15T00:00:00.000000Z"
    assert (zipped.name, zipped.body.decode()) == ("站.zip!/另一座.txt", OFFER.format(2))
    assert (attached.name, attached.body) == ("p.html", b"<p>5MW")
    assert (inner.title, inner.body.decode()) == ("inner", OFFER.format(3))


def test_what_programs_write_beside_encrypted_words_is_told_and_no_document() -> None:
    version = part("Content-Type: application/pgp-encrypted", b"Version: 1")
    words = part("Content-Type: application/octet-stream; name=encrypted.asc", b"-----BEGIN PGP MESSAGE-----")
    sealed, armoured = unpack(io.BytesIO(mail([version, words], kind="encrypted")), "eml", "a.eml")
    assert sealed.problem.startswith("is encrypted (PGP)")
    assert (armoured.problem, armoured.name) == ("", "encrypted.asc")


def test_an_encoded_character_that_lies_across_two_words_is_read() -> None:
    raw = "出售电站".encode("gb18030")
    import_words = b"=?gb2312?Q?" + b"".join(b"=%02X" % one for one in raw[:5]) + b"?=\r\n =?gb2312?Q?"
    assert words(import_words + b"".join(b"=%02X" % one for one in raw[5:]) + b"?=") == "出售电站"


def test_an_article_with_a_day_and_a_subject_is_no_mail() -> None:
    article = "Subject: 转让水电站\nDate: 2021-07-14\n\n装机500千瓦".encode()
    assert archive_kind(article, "article.txt") is None
    assert archive_kind(article, "article.eml") == "eml"


@pytest.mark.parametrize("location", [
    "../../../etc/passwd", "file:///C:/Users/wang/Desktop/a.html", "C:\\Users\\wang\\a.html", "cid:../../x",
    "https://e.com/../../../../x", "https://e.com/%2e%2e/%2e%2e/x\x1b[2J", "javascript:alert(1)", "//e.com/\r\n ../x",
])  # fmt: skip
def test_names_climb_nowhere_and_name_no_folder_of_a_person(location: str) -> None:
    (found,) = documents(mhtml([part(f"{HTML}\r\nContent-Location: {location}", page(310))]))
    assert ".." not in found.name.split("/")
    assert "wang" not in found.name
    assert "\x1b" not in found.name
    assert found.url.startswith("https://")


def _deep(count: int) -> bytes:
    opened = b"".join(b"Content-Type: multipart/mixed; boundary=b%d\r\n\r\n--b%d\r\n" % (n, n) for n in range(count))
    return MAIL.format("a", "b").encode() + opened + part(PLAIN, OFFER.format(1).encode())


def _many(count: int) -> bytes:
    return mhtml([part(HTML, page(1)), *[b"Content-Type: text/css\r\n\r\nx"] * count])


def _long_headers() -> bytes:
    filler = b"X-Filler: " + b"a" * 5_000_000 + b"\r\n" + b"X: y\r\n z\r\n" * 50_000
    return MAIL.format("a", "b").encode() + filler + part(PLAIN, OFFER.format(1).encode())


def _words_bomb() -> bytes:
    bombs = "=?utf-8?q?" * 200_000 + "=?a?b?" * 200_000 + "=?" * 400_000
    head = MAIL.format(bombs, bombs) + 'Content-Type: multipart/mixed; boundary="' + ';a="' * 500_000 + "\r\n"
    return head.encode() + b"\r\n" + OFFER.format(1).encode()


HOSTILE = {
    "deep": _deep(1000), "many": _many(21_000), "headers": _long_headers(), "words": _words_bomb(),
    "garbage": mhtml([part(HTML, page(1)), b"Content-Type: text/html\r\nContent-Transfer-Encoding: base64\r\n\r\n"
                      + b"\x00=\xff?=A" * 1_000_000]),
    "dashes": mhtml([part(HTML, page(1)), part(HTML, b"\r\n--" * 1_000_000)]),
    "tags": mhtml([part(HTML, page(1)), part(HTML, b"<script><!--<a" * 200_000)]),
    "one line": mhtml([part(HTML, page(1)), b"Content-Type: text/html\r\nContent-Transfer-Encoding: quoted-printable"
                       b"\r\n\r\n" + b"=" * 5_000_000]),
}  # fmt: skip


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_messages_cost_little_time_and_memory(name: str) -> None:
    raw = HOSTILE[name]
    file = io.BytesIO(raw)
    tracemalloc.start()
    begun = time.process_time()
    count = sum(1 for _ in unpack(file, "mhtml", "x.mht"))
    seconds, peak = time.process_time() - begun, tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert count >= 1
    assert seconds < 60  # traced: ten times slower than without
    assert peak < 40_000_000


def test_multiparts_too_deep_and_parts_too_many_are_said() -> None:
    assert any("20 deep" in member.problem for member in members(_deep(1000)))
    assert "more than 20,000 parts" in members(_many(21_000))[-1].problem


def test_a_large_saved_page_is_never_held_whole() -> None:
    picture = part("Content-Type: image/png", bytes(1_000_000), "base64")
    raw = mhtml([part(HTML, page(1)), *[picture] * 30])
    file = io.BytesIO(raw)
    tracemalloc.start()
    count = sum(1 for _ in unpack(file, "mhtml", "x"))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert count == 31
    assert peak < 2_000_000


_LINES = st.sampled_from([
    b"--b", b"--b--", b"--c", b"--c--", b"", b"", b"Content-Type: text/html", b"Content-Type: text/plain",
    b"Content-Type: multipart/mixed; boundary=b", b'Content-Type: multipart/alternative; boundary="c"',
    b"Content-Type: message/rfc822", b"Content-Transfer-Encoding: base64",
    b"Content-Transfer-Encoding: quoted-printable",
    b"Content-Transfer-Encoding: x-odd", b"Content-Disposition: attachment; filename*0*=utf-8''%E4; filename*1=b",
    b"Content-Location: https://e.com/../x", b"From: a", b"Date: Tue, 15 Jun 2021 08:00:00 +0800", b"MIME-Version: 1.0",
    b"Subject: =?gb2312?B?s/bK27Xn?=", "转让水电站装机五百千瓦手续齐全价格面议".encode(), b"<p>text=3D", b"PGh0bWw+",
    b" folded",
])  # fmt: skip


@given(st.lists(st.one_of(_LINES, st.binary(max_size=40)), max_size=60), st.sampled_from([b"\r\n", b"\n"]))
def test_no_message_raises_and_no_more_comes_out_than_went_in(lines: list[bytes], end: bytes) -> None:
    raw = end.join([b"From: a", b"MIME-Version: 1.0", *lines])
    found = list(unpack(io.BytesIO(raw), "eml", "x.eml"))
    assert sum(len(member.body) for member in found) <= len(raw)
    assert all(member.name or member.problem for member in found)
    assert all(not member.body or not member.problem for member in found)


@given(st.binary(max_size=3000), st.sampled_from(["base64", "quoted-printable", "binary"]))
def test_every_attachment_comes_out_as_it_went_in(body: bytes, coding: str) -> None:
    raw = mail([part("Content-Type: application/x-any\r\nContent-Disposition: attachment", body, coding)])
    limit = Limits(depth=0)
    for member in members(raw, limits=limit):
        if member.body and coding != "quoted-printable":
            assert member.body.removesuffix(b"\r\n") == body.removesuffix(b"\r\n")


def _cut(raw: bytes, size: int) -> list[bytes]:
    return [raw[start : start + size] for start in range(0, len(raw), size)]


@given(st.text(alphabet="a=\r\n \t水", max_size=300), st.integers(1, 50))
def test_wherever_a_block_ends_the_same_bytes_come_out(text: str, size: int) -> None:
    raw = text.encode()
    in_base64 = base64.encodebytes(raw) + base64.encodebytes(b"one more, joined behind the padding")
    whole = raw + b"one more, joined behind the padding"
    assert b"".join(_from_base64(iter(_cut(in_base64, size)))) == whole
    coded = binascii.b2a_qp(raw, istext=False)
    assert b"".join(_from_quoted_printable(iter(_cut(coded, size)))) == binascii.a2b_qp(coded)


@given(st.lists(st.tuples(st.text(max_size=40), st.sampled_from(["utf-8", "gb18030", "big5"])), max_size=6))
def test_subjects_in_any_encodings_come_out_as_they_went_in(pieces: list[tuple[str, str]]) -> None:
    shown = [
        (f"x{text}", charset) for text, charset in pieces if text.encode(charset, "ignore").decode(charset) == text
    ]
    coded = " ".join(f"=?{one}?b?{base64.b64encode(text.encode(one)).decode()}?=" for text, one in shown)
    assert words(coded.encode()) == " ".join("".join(text for text, _ in shown).split())


def test_what_the_standard_library_writes_comes_out_as_it_went_in() -> None:
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = "王五 <w@example.org>", "d@example.org", "转让" * 40
    message.set_content(OFFER.format(1), charset="gb18030")
    message.add_attachment(OFFER.format(2).encode(), maintype="application", subtype="x", filename="附件" * 30 + ".txt")
    body, attached = documents(message.as_bytes(policy=SMTP))
    assert (body.title, body.sender) == ("转让" * 40, "王五 <w@example.org>")
    assert body.body.decode("gb18030").strip() == OFFER.format(1)
    assert (attached.name, attached.body.decode()) == ("附件" * 30 + ".txt", OFFER.format(2))


@given(st.binary(max_size=300))
def test_headers_of_any_bytes_are_read(value: bytes) -> None:
    raw = b"From: " + value + b"\r\nMIME-Version: 1.0\r\nSubject: " + value + b"\r\nContent-Type: " + value
    list(unpack(io.BytesIO(raw + b"\r\nDate: " + value + b"\r\n\r\n" + value), "mhtml", "x"))


@pytest.mark.parametrize(
    ("kind", "says"),
    [("pkcs7-mime", "is encrypted or sealed (S/MIME); open the mail"), ("pgp-encrypted", "is encrypted (PGP); open")],
)
def test_a_mail_that_only_its_receiver_can_open_says_so(kind: str, says: str) -> None:
    message = EmailMessage()
    message["From"], message["To"] = "w@example.org", "d@example.org"
    message.set_content(b"\x00" * 40, maintype="application", subtype=kind)
    (found,) = unpack(io.BytesIO(message.as_bytes(policy=SMTP)), "eml", "a.eml")
    assert found.problem.startswith(says)


def test_a_winmail_dat_is_no_part_that_is_passed_over() -> None:
    message = EmailMessage()
    message["From"], message["To"] = "w@example.org", "d@example.org"
    message.set_content(OFFER.format(1))
    message.add_attachment(b"\x78\x9f\x3e\x22x", maintype="application", subtype="ms-tnef", filename="winmail.dat")
    assert [one.name for one in documents(message.as_bytes(policy=SMTP))][1:] == ["winmail.dat"]
