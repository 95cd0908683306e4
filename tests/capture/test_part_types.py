"""What a saved page loads is kept under the type that players and browsers take it by; no name makes a page."""

from __future__ import annotations

import pytest

from monitor.capture.part_types import part_type
from monitor.capture.sniff import sniff

SVG = b'<?xml version="1.0"?><!-- drawn --><svg xmlns="http://www.w3.org/2000/svg"></svg>'
KNOWN = (
    ("a.css", b"p{color:red}", "text/css"), ("A.CSS", b"p{}", "text/css"), ("a.js", b"let a=1", "text/javascript"),
    ("a.mjs", b"let a=1", "text/javascript"), ("a.js.download", b"let a=1", "text/javascript"),
    ("a.js.下载", b"let a=1", "text/javascript"), ("a.css", b"a,b,c{}\nd,e,f{}\ng,h,i{}\n", "text/css"),
    ("a.json", b'{"a": 1}', "application/json"), ("a.svg", SVG, "image/svg+xml"), ("a", SVG, "image/svg+xml"),
    ("a.css", b"GIF89a" + bytes(9), "image/gif"), ("a", b"wOF2" + bytes(9), "font/woff2"),
    ("a.png", b"\x89PNG\r\n\x1a\n", "image/png"), ("a.ico", b"\0\0\1\0\1\0" + bytes(9), "image/x-icon"),
)  # fmt: skip
NOT_BY_NAME = (
    ("a.html", b"p{color:red}", "text/plain"), ("a.css", b"<!doctype html><p>1</p>", "text/html"),
    ("a.svg", b"<html><svg></svg></html>", "text/html"), ("a.js", b"\0\1\2\3", "application/octet-stream"),
    ("a.woff2", b"p{}", "text/plain"), ("a.css.html", b"p{}", "text/plain"), ("a", b"p{}", "text/plain"),
)  # fmt: skip


@pytest.mark.parametrize(("name", "body", "media_type"), [*KNOWN, *NOT_BY_NAME])
def test_a_part_has_the_type_that_it_is_used_by(name: str, body: bytes, media_type: str) -> None:
    suffix = f".{name.rpartition('.')[2]}" if "." in name else ""
    assert part_type(sniff(body, suffix), body, f"页_files/{name}") == media_type


@pytest.mark.parametrize("piece", [b" ", b"<!--", b"<!-- -->", b"<?xml ", b"<!doctype svg "])
def test_time_does_not_grow_with_what_stands_before_a_drawing(piece: bytes) -> None:
    assert part_type("txt", piece * 20_000, "a") == "text/plain"
