"""The reader of stamps: our requests are what openssl reads, and no answer whatever makes it raise anything else."""

from __future__ import annotations

import hashlib
import subprocess
from pathlib import Path

import pytest
from authority import Authority
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from monitor.errors import ItemError
from monitor.stamps import Asked, ask, request_bytes
from monitor.stamps.answers import examine
from monitor.stamps.der import in_order, integer, oid

DIGEST = hashlib.sha256(b"manifest").hexdigest()


@pytest.fixture(scope="module")
def stamped(tmp_path_factory: pytest.TempPathFactory) -> tuple[Asked, bytes, bytes]:
    """A request, the answer to it, the certificates to trust."""
    authority = Authority(tmp_path_factory.mktemp("authority") / "tsa")
    asked = ask(DIGEST)
    return asked, authority.reply(request_bytes(asked)), authority.root.pem()


@pytest.mark.parametrize("nonce", [0, 127, 128, (1 << 63) - 1, 1 << 63, (1 << 64) - 1])
def test_openssl_reads_our_request(nonce: int, tmp_path: Path) -> None:
    (tmp_path / "query").write_bytes(request_bytes(Asked(DIGEST, nonce, "1.3.6.1.4.1.311.999999")))
    told = subprocess.run(["openssl", "ts", "-query", "-in", "query", "-text"], cwd=tmp_path,
                          capture_output=True, text=True, check=True).stdout  # fmt: skip
    assert "sha256" in told and "1.3.6.1.4.1.311.999999" in told and "Certificate required: yes" in told
    assert f"0x{nonce:02X}" in told or f"Nonce: 0x{nonce:X}" in told


def test_numbers_and_identifiers_are_written_as_the_standard_says() -> None:
    assert integer(0) == b"\x02\x01\x00" and integer(128) == b"\x02\x02\x00\x80"
    assert oid("1.2.840.113549") == bytes.fromhex("06062a864886f70d") and oid("2.999.3") == bytes.fromhex("0603883703")


def test_the_order_of_certificates_does_not_matter(stamped: tuple[Asked, bytes, bytes]) -> None:
    asked, response, trusted = stamped
    told = examine(response, asked, trusted)
    assert examine(in_order(response), asked, trusted) == told and told.accuracy == 1.5
    assert len(in_order(response)) == len(response) and in_order(in_order(response)) == in_order(response)


def test_no_changed_byte_goes_unseen_in_what_a_stamp_states(stamped: tuple[Asked, bytes, bytes]) -> None:
    asked, response, trusted = stamped
    told = examine(response, asked, trusted)
    for place in range(len(response)):
        body = bytearray(response)
        body[place] ^= 0x41
        try:
            assert examine(bytes(body), asked, trusted) == told  # a byte that no signature covers and nothing states
        except ItemError as doubt:
            assert doubt.reason


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_a_hostile_answer_is_a_doubt_and_nothing_worse(
    stamped: tuple[Asked, bytes, bytes], data: st.DataObject
) -> None:
    asked, response, trusted = stamped
    start = data.draw(st.integers(0, len(response)))
    end = data.draw(st.integers(start, len(response)))
    body = response[:start] + data.draw(st.binary(max_size=40)) + response[end:]
    try:
        examine(body, asked, trusted)
    except ItemError as doubt:
        assert len(doubt.reason) < 600 and doubt.reason.isprintable()


@given(st.binary(max_size=200))
@example(b"\x30\x84\xff\xff\xff\xff")
@example(b"\x30\x80" * 60)
def test_the_repair_leaves_what_it_does_not_know(body: bytes) -> None:
    assert len(in_order(body)) == len(body) and sorted(in_order(body)) == sorted(body)
