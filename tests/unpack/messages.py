"""Makes MHTML files and mails as browsers and mail programs write them, good and broken."""

from __future__ import annotations

import base64
import quopri
from collections.abc import Sequence

OFFER = "转让贵州某县小水电站，装机2×630千瓦，手续齐全，不在清退范围内，要价{}万"
BOUNDARY = "----MultipartBoundary--x1Y2----"
BLINK = (
    "From: <Saved by Blink>\r\nSnapshot-Content-Location: https://www.example.com/item/7?a=1\r\n"
    "Subject: =?utf-8?Q?=E8=BD=AC=E8=AE=A9?=\r\nDate: Wed, 14 Jul 2021 10:20:30 +0800\r\nMIME-Version: 1.0\r\n"
    'Content-Type: multipart/related;\r\n\ttype="text/html";\r\n\tboundary="{}"\r\n\r\n\r\n'
)
MAIL = (
    "From: {}\r\nTo: <desk@example.org>\r\nSubject: {}\r\nDate: Tue, 15 Jun 2021 08:00:00 +0800\r\n"
    "Message-ID: <1@example.org>\r\nMIME-Version: 1.0\r\n"
)


def page(price: int, encoding: str = "utf-8", charset: str = "") -> bytes:
    """A page with one offer."""
    meta = f'<meta charset="{charset}">' if charset else ""
    return f"<html><head>{meta}<title>卖</title></head><body><h1>{OFFER.format(price)}</h1></body></html>".encode(
        encoding
    )


def part(head: str, body: bytes, coding: str = "8bit") -> bytes:
    """One part of a multipart without its boundaries."""
    coded = {"base64": base64.encodebytes, "quoted-printable": quopri.encodestring}.get(coding, bytes)(body)
    return f"{head}\r\nContent-Transfer-Encoding: {coding}\r\n\r\n".encode() + coded


def multipart(parts: Sequence[bytes], boundary: str = BOUNDARY, *, closed: bool = True) -> bytes:
    """Parts between boundaries."""
    line = f"--{boundary}".encode()
    return b"".join(line + b"\r\n" + one + b"\r\n" for one in parts) + (line + b"--\r\n" if closed else b"")


def mhtml(parts: Sequence[bytes], head: str = BLINK, **more: bool) -> bytes:
    """A saved page."""
    return head.format(BOUNDARY).encode() + multipart(parts, **more)


def mail(parts: Sequence[bytes], subject: str = "offer", sender: str = "w@example.org", kind: str = "mixed",
         boundary: str = BOUNDARY) -> bytes:  # fmt: skip
    """A mail of several parts."""
    head = MAIL.format(sender, subject) + f'Content-Type: multipart/{kind}; boundary="{boundary}"\r\n\r\n'
    return head.encode() + multipart(parts, boundary)
