"""Marks that may name whoever saved a page: found in any dress, and plain writing is left alone."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.publish.marks import marks_of
from monitor.publish.surt import surt


def kinds(text: str, head: bytes = b"") -> list[str]:
    return [mark.kind for mark in marks_of(text, head)]


@pytest.mark.parametrize(("text", "kind"), [
    ("水电站\U000e0100\U000e0150转让", "selectors"),
    ("水&#917760;&#xE0101;电", "selectors"),
    ("".join(f"{one}\U000e0100" for one in "小水电站转让手续齐全"), "selectors"),
    ("转让\U000e0041\U000e0042", "tags"),
    ("转\u200b\u200c\u200b\u200d让", "no_width"),
    ("小\u200b水\u200c电\u200b站\u200c转\u200b让\u200b手\u200c续\u200b齐", "no_width"),
    ("您的IP：203.0.113.9", "client_address"),
    ("<!-- client_ip=203.0.113.9 -->", "client_address"),
    ("Your IP is 2001:db8:0:0:0:0:0:1", "client_address"),
    ("您的IP地址：<b>203.0.113.9</b>", "client_address"),
    ('您的IP地址：<span class="ip-address-value2">203.0.113.9</span>', "client_address"),
    ("<td>您的IP</td>\n<td>203.0.113.9</td>", "client_address"), ("您的ＩＰ：２０３．０．１１３．９", "client_address"),
    ("Your IP address is 203.0.113.9.", "client_address"), ("您的IP：2001:db8::1", "client_address"),
    ("您的IPv4地址为 203.0.113.9", "client_address"), ('{"cip": "203.0.113.9", "cid": "51"}', "client_address"),
    ("userIpStr=203.0.113.9", "client_address"),
    ("水电站转\u200b" * 9, "no_width"), ("abcdef\u200b" * 9, "no_width"), ("words\u200c " * 9, "no_width"),
    ("水电站转让出\u200b\u200c" * 9, "no_width"), ("水\u200e电\u200f站" * 9, "no_width"),
    ("电\u00ad站" * 9, "no_width"),
    ("水\u200e\u200f\u202a电", "no_width"), ("水\u2066\u2067\u2069电", "no_width"),
    ("水\u00ad\u00ad\u00ad电", "no_width"),
    ("水\u034f\u034f\u034f电", "no_width"), ("水\u180b\u180c\u180d电", "no_width"),
    ("水\u206a\u206b\u206c电", "no_width"),
    ("水\u3164\uffa0\u3164电", "no_width"), ("שלום" + "\u200e\u200f" * 9, "no_width"),
    ("".join(f"{one}{chr(0xFE00 + n)}" for n, one in enumerate("小水电站转让手续齐全")), "selectors"),
    ("\U0001f3f4" + "\U000e0067" * 20, "tags"),
])  # fmt: skip
def test_a_mark_is_found(text: str, kind: str) -> None:
    assert kind in kinds(text)


@pytest.mark.parametrize("text", [
    "小水电站转让,装机2×630千瓦,电话13912345678",
    "\u2764\ufe0f 好 \u2600\ufe0f \U0001f468\u200d\U0001f469\u200d\U0001f467",
    "\U0001f3f4\U000e0067\U000e0062\U000e0065\U000e006e\U000e0067\U000e007f",
    "葛\U000e0100城市", "长\u200b单\u200b词", "\ufeff开头", "版本 1.2.3.4", "服务器 IP 段", "您的IP已记录",
    "recipcip 1.2.3.4", "your ipad runs 1.2.3.4", "您的IP登录时间 12:30:45", "مى\u200cخواهم " * 20, "क्\u200dष" * 20,
    "\U0001f468\u200d\U0001f469\u200d\U0001f467\u200d\U0001f466" * 9, "ไฟ\u200bฟ้า\u200bน้ำ" * 20,
    "Was\u00adser\u00adkraft" * 20,
    "\u202bתחנת \u202aABC-12\u202c\u202c\u200f\u200e כוח", "1\ufe0f\u20e3 2\ufe0f\u20e3 \u2139\ufe0f" * 9,
])  # fmt: skip
def test_plain_writing_has_none(text: str) -> None:
    assert kinds(text) == []


@pytest.mark.parametrize("name", [
    "Ali-Cdn-Real-IP", "X-Src-IP", "Cdn-Src-Ip", "X-Client-IP", "XClientIP", "CF-Connecting-IP", "X-Forwarded-For",
    "X-Your-IP",
    "CloudFront-Viewer-Address", "Forwarded",
])  # fmt: skip
def test_headers_that_tell_the_visitor_his_address_are_known(name: str) -> None:
    assert kinds("", f"Server: x\r\n{name}: 203.0.113.9\r\n".encode()) == ["client_address"]
    assert kinds("", b"X-Via: 203.0.113.9\r\nX-Zip: 1\r\nServer-IPs: 203.0.113.9\r\n") == []


CHINESE = st.text(st.sampled_from("小水电站转让装机千瓦手续齐全，。：、！？（）《》0123456789 \n"), max_size=60)
HEBREW = st.text(st.sampled_from("תחנתכוחהידרואלקטריתלמכירה ,.-()0123456789"), min_size=1, max_size=40)
ARABIC = st.text(st.sampled_from("محطةكهرومائيةللبيعپچژگ\u064e\u0651 ،.()٠١٢٣"), min_size=1, max_size=40)
PERSIAN = st.lists(
    st.sampled_from(["می\u200cخواهم", "نیروگاه\u200cهای", "خانه\u200cها", "ه\u200d."]), min_size=1, max_size=30
)
JOINED = [
    "\U0001f468\u200d\U0001f469\u200d\U0001f467\u200d\U0001f466", "\u2764\ufe0f\u200d\U0001f525",
    "\U0001f3f3\ufe0f\u200d\U0001f308",
    "\U0001f469\U0001f3fd\u200d\u2764\ufe0f\u200d\U0001f48b\u200d\U0001f468\U0001f3fe",
    "1\ufe0f\u20e3", "\u2139\ufe0f", "\u26a1\ufe0f", "\U0001f937\U0001f3fb\u200d\u2640\ufe0f", "\U0001f1e8\U0001f1f3",
    "\U0001f3f4\U000e0067\U000e0062\U000e0073\U000e0063\U000e0074\U000e007f",
]  # fmt: skip
EMOJI = st.lists(st.sampled_from(JOINED), max_size=40)


@st.composite
def turned(draw: st.DrawFn) -> str:
    """Words from the right, with names in Latin letters in them, as programs mark their directions."""
    parts = draw(st.lists(st.tuples(st.one_of(HEBREW.filter(str.strip), ARABIC.filter(str.strip)), st.sampled_from([
        "{}", "{}\u200f", "\u202b{}\u202c", "\u2067{} \u2066ABC 12\u2069\u2069", "{}\u200e(12)\u200e", "\u061c{}",
    ])), max_size=20))  # fmt: skip
    return " ".join(form.format(words) for words, form in parts)


@given(st.lists(st.one_of(CHINESE, EMOJI.map("".join), turned(), PERSIAN.map(" ".join)), max_size=8).map("".join))
def test_ordinary_writing_is_never_reported(text: str) -> None:
    assert kinds(text) == []


@given(
    st.lists(st.integers(0, 255), min_size=6, max_size=20),
    st.sampled_from(["\u200b\u200c", "\u200e\u200f", "\u2061\u2062"]),
)
def test_a_name_written_in_hidden_bits_is_found_wherever_it_is_put(name: list[int], bits: str) -> None:
    row = "".join(bits[byte >> place & 1] for byte in name for place in range(8))
    assert "no_width" in kinds(f"水电站{row}转让")
    assert "no_width" in kinds("".join(f"水电站转让{bit}手续" for bit in row))


def test_the_head_of_an_answer_is_looked_at() -> None:
    (mark,) = marks_of("", b"HTTP/1.1 200 OK\r\nX-Client-IP: 203.0.113.9\r\nServer: x\r\n\r\n")
    assert (mark.kind, mark.line, mark.sample) == ("client_address", 0, "X-Client-IP: 203.0.113.9")


@given(st.text(alphabet="\u200b\u200c\ufe0f\U000e0100\U000e0041水1.:ip您的", max_size=300))
def test_no_text_makes_it_fail(text: str) -> None:
    for mark in marks_of(text):
        assert mark.line == 1 and mark.sample


def test_long_rows_take_linear_time() -> None:
    began = time.process_time()
    for text in ("\u200b" * 200_000 + "水电站转让", "\u200b水" * 100_000, "\U000e0100" * 200_000, "1." * 100_000,
                 "您的ip" * 50_000, "a:" * 100_000):  # fmt: skip
        next(marks_of(text), None)
        assert len(kinds(text)) < 10
    assert time.process_time() - began < 20


@pytest.mark.parametrize(("url", "key"), [
    ("http://www.Example.com/A?b=2&a=1#x", "com,example)/a?a=1&b=2"), ("https://example.com", "com,example)/"),
    ("http://127.0.0.1:8033/x?", "1,0,0,127:8033)/x"), ("https://ex.com:443/", "com,ex)/"),
    ("http://user:pw@www2.ex.com/a", "com,ex)/a"), ("http://[::1]/", "::1)/"), ("http://[::1/", "http://[::1/"),
    ("file:///%E9%A1%B5/one.txt", "file:///%E9%A1%B5/one.txt"), ("", ""),
])  # fmt: skip
def test_addresses_sort_by_their_host_backwards(url: str, key: str) -> None:
    assert surt(url) == key
