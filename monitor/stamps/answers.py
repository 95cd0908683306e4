"""Reads an answer to a request for a time stamp and checks it offline. Needs the extra `timestamp`."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

from cryptography import x509
from rfc3161_client import TimeStampResponse, VerificationError, VerifierBuilder, decode_timestamp_response

from monitor.errors import ItemError
from monitor.stamps.authorities import NO_CERTIFICATES, UNTRUSTED
from monitor.stamps.der import in_order
from monitor.stamps.requests import SHA256, Asked

_GRANTED: Final = frozenset({0, 1})  # granted, granted with modifications: only these carry a token
_SHOWN: Final = 200


@dataclass(frozen=True, slots=True)
class Stamp:
    """What an authority states: its time (UTC, ISO 8601), how exact (seconds, None: not said), number, policy."""

    time: str
    accuracy: float | None
    serial: int
    policy: str


class Doubt(ItemError):
    """A stamp does not hold; `reason` says why."""

    def __init__(self, reason: str) -> None:
        super().__init__("stamp", "stamp", reason)


def examine(response: bytes, asked: Asked, certificates: bytes) -> Stamp:
    """Check everything that can be checked without network, and say what the stamp states.

    Args: response, as the authority sent it; certificates, PEM, those we trust. Checked are the digest, the number used
    once, the policy, the signature's chain to a trusted certificate at the stamped time, and that its certificate is
    one for time stamps. Raises Doubt.
    """
    answer = _decoded(response)
    _check_contents(answer, asked)
    _check_signature(answer, asked, trusted(certificates))
    info = answer.tst_info
    return Stamp(_iso(info.gen_time), _seconds(answer), info.serial_number, info.policy.dotted_string)


def _decoded(response: bytes) -> TimeStampResponse:
    try:
        answer = decode_timestamp_response(in_order(response))
        status = answer.status
        if status not in _GRANTED:
            why = " ".join(" ".join(answer.status_string).split())[:_SHOWN]
            raise Doubt(f"the authority refused it with status {status}" + (f": {why!a}" if why else ""))
        assert answer.tst_info.version  # reads the token
    except Doubt:
        raise
    except Exception as error:  # of the reader: its kinds are not told
        raise Doubt("is no answer to a request for a time stamp, or a damaged one") from error
    return answer


def _check_contents(answer: TimeStampResponse, asked: Asked) -> None:
    info = answer.tst_info
    imprint = info.message_imprint
    if imprint.hash_algorithm.dotted_string != SHA256 or imprint.message.hex() != asked.sha256:
        raise Doubt(f"stamps the digest {imprint.message.hex()[:_SHOWN]} and not {asked.sha256}")
    if info.nonce != asked.nonce:
        raise Doubt("answers another request: the number used once is not ours")
    if asked.policy and info.policy.dotted_string != asked.policy:
        raise Doubt(f"was made under the policy {info.policy.dotted_string[:_SHOWN]}, asked for was {asked.policy}")


def trusted(certificates: bytes) -> list[x509.Certificate]:
    """The certificates of a PEM file, each once. Raises Doubt when there is none."""
    try:
        return list(dict.fromkeys(x509.load_pem_x509_certificates(certificates)))
    except ValueError as error:
        raise Doubt(NO_CERTIFICATES) from error


def _check_signature(answer: TimeStampResponse, asked: Asked, trusted: list[x509.Certificate]) -> None:
    """All certificates together, since one may lead to another; then each alone: two may have one name, and OpenSSL
    takes either."""
    problems = list[Doubt]()
    for roots in (trusted, *([one] for one in trusted)):
        try:
            _verify(answer, asked, roots)
        except Doubt as doubt:
            problems.append(doubt)
        else:
            return
    raise problems[0]


def _verify(answer: TimeStampResponse, asked: Asked, roots: list[x509.Certificate]) -> None:
    try:
        VerifierBuilder(roots=roots).build().verify(answer, bytes.fromhex(asked.sha256))
    except VerificationError as error:
        if "certificate verify error" in str(error):
            raise Doubt(UNTRUSTED) from error
        why, _, _ = str(error).splitlines()[0].partition(": ErrorStack")  # where in OpenSSL's code it was found
        raise Doubt(f"its signature does not hold: {why[:_SHOWN]}") from error
    except Exception as error:  # of the reader: a certificate in the answer that cannot be read
        raise Doubt("its signature cannot be read") from error


def _seconds(answer: TimeStampResponse) -> float | None:
    accuracy = answer.tst_info.accuracy
    if accuracy is None:
        return None
    return (accuracy.seconds or 0) + (accuracy.millis or 0) / 1e3 + (accuracy.micros or 0) / 1e6


def _iso(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat().replace("+00:00", "Z")
