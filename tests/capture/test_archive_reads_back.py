"""What the capture kept, read by the reader of archives made by others: the same pages, addresses and times."""

from __future__ import annotations

import gzip
import io

from loopback import PAGE, Loopback, answer, asking, raw, redirect

from monitor.capture import CaptureTools, capture
from monitor.unpack import unpack


def test_captures_read_back_equal(site: Loopback, tools: CaptureTools) -> None:
    packed = gzip.compress(PAGE)
    chunks = b"".join(b"%x\r\n%b\r\n" % (len(packed[n : n + 9]), packed[n : n + 9]) for n in range(0, len(packed), 9))
    head = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nTransfer-Encoding: chunked\r\nContent-Encoding: gzip\r\n\r\n"
    site.talks |= {"/plain": answer(), "/coded": raw(head + chunks + b"0\r\n\r\n"), "/moved": redirect("/plain")}
    gbk = answer("<html>转让".encode("gbk"), "200 OK", "Set-Cookie: a=b", kind="text/html; charset=gbk")
    site.talks |= {"/gbk": gbk, "/none": answer(b"none", "404 Not Found"), "/cut": raw(head + chunks[:50])}
    made = [capture(asking(site.url(path)), tools) for path in ("/plain", "/coded", "/moved", "/gbk", "/none", "/cut")]
    (path,) = tools.archive.folder.glob("*.warc.gz")
    found = list(unpack(io.BytesIO(path.read_bytes()), "warc", path.name))
    assert not any(one.problem for one in found)
    whole = [one for one in found if one.role == "document" and not one.doubt]
    wanted = [one for one in made if one.state == "ok"]
    assert [(one.url, one.body, one.media_type) for one in whole] == [
        (one.final_url, one.body, one.media_type) for one in wanted
    ]
    assert [one.taken_at for one in whole] == [one.fetched_at for one in wanted]
    (cut,) = [one for one in found if one.doubt]
    assert "it was cut when it was captured (disconnect)" in cut.doubt
