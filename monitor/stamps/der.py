"""The little of DER (X.690) that asking for a stamp needs, and one repair of answers before they are read."""

from __future__ import annotations

from typing import Final

SEQUENCE: Final = 0x30
INTEGER: Final = 0x02
OCTETS: Final = 0x04
NULL: Final = b"\x05\x00"
TRUE: Final = b"\x01\x01\xff"
_OID: Final = 0x06
_CERTIFICATES: Final = 0xA0  # [0] IMPLICIT SET OF in SignedData, RFC 5652 section 5.1


def element(tag: int, *contents: bytes) -> bytes:
    """One element: tag, length, contents."""
    body = b"".join(contents)
    size = len(body)
    if size < 0x80:
        return bytes((tag, size)) + body
    length = size.to_bytes((size.bit_length() + 7) // 8, "big")
    return bytes((tag, 0x80 | len(length))) + length + body


def integer(value: int) -> bytes:
    """A number that is not negative."""
    return element(INTEGER, value.to_bytes(value.bit_length() // 8 + 1, "big"))


def oid(dotted: str) -> bytes:
    """An object identifier such as 1.2.840."""
    first, second, *rest = map(int, dotted.split("."))
    return element(_OID, b"".join(_base128(number) for number in (first * 40 + second, *rest)))


def _base128(number: int) -> bytes:
    digits = [number & 0x7F]
    while number := number >> 7:
        digits.append(0x80 | number & 0x7F)
    return bytes(reversed(digits))


def in_order(response: bytes) -> bytes:
    """A time-stamp response with the certificates of its signature in the order that DER asks of a set.

    Authorities (OpenSSL's own among them) send them leaf first, which RFC 5652 allows and strict readers refuse. No
    signature covers this set. What has not the shape of a response is returned as it came.
    """
    try:
        start, end = _certificates(response)
        certificates = []
        while start < end:
            _, _, after = _head(response, start)
            certificates.append(response[start:after])
            start = after
    except (IndexError, ValueError):
        return response
    whole = b"".join(sorted(certificates))
    return response[: end - len(whole)] + whole + response[end:] if start == end else response


def _certificates(data: bytes) -> tuple[int, int]:
    """From where to where they lie: TimeStampResp, after its status the token, its [0], SignedData, the fourth part."""
    place = _inner(data, _after(data, _inner(data, 0)))
    place = _inner(data, _inner(data, _after(data, place)))
    for _ in range(3):
        place = _after(data, place)
    tag, start, end = _head(data, place)
    if tag != _CERTIFICATES:
        raise ValueError
    return start, end


def _inner(data: bytes, place: int) -> int:
    return _head(data, place)[1]


def _after(data: bytes, place: int) -> int:
    return _head(data, place)[2]


def _head(data: bytes, place: int) -> tuple[int, int, int]:
    """Tag, start and end of an element. Raises IndexError, ValueError for what is none, or ends beyond the data."""
    tag, size, start = data[place], data[place + 1], place + 2
    if size & 0x80:
        count = size & 0x7F
        if not 1 <= count <= 4:
            raise ValueError
        size, start = int.from_bytes(data[start : start + count], "big"), start + count
    if start + size > len(data):
        raise ValueError
    return tag, start, start + size
