"""Stamps over manifests: asked for, kept as they came, checked offline; whatever an authority does, runs are kept."""

from __future__ import annotations

import hashlib
import json
import os
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler
from pathlib import Path

import pytest
from authority import Authority, Served, another, certificate, entry, send, served
from spoken import in_chinese

from monitor.cli.main import status_of
from monitor.errors import DataFileError, InputError
from monitor.messages import messages
from monitor.run.importing.imports import import_paths
from monitor.run.report import Report
from monitor.run.sealing.stamps import stamp_missing
from monitor.run.verifying.custody import custody_of
from monitor.run.verifying.verify import ItemVerdict, verify_workspace
from monitor.run.workspace import open_workspace

SETTINGS = 'operator = "甲"\nmin_delay_seconds = 0.0\n'
OFFER = "转让贵州某县小水电站,装机2×630千瓦,手续齐全,不在清退范围内,要价{}万"


def import_one(folder: Path, number: int = 1) -> Report:
    path = folder.parent / f"{number}.txt"
    path.write_text(OFFER.format(number), "utf-8")
    with open_workspace(folder) as workspace:
        return import_paths(workspace, [path])


def stamp(folder: Path, run: int | None = None) -> Report:
    with open_workspace(folder) as workspace:
        return stamp_missing(workspace, run)


def verdicts(folder: Path, kind: str = "stamp") -> list[ItemVerdict]:
    with open_workspace(folder, read_only=True) as workspace:
        return [one for one in in_chinese(verify_workspace(workspace)) if one.kind == kind]


def logged(folder: Path, action: str) -> list[dict[str, str]]:
    with open_workspace(folder, read_only=True) as workspace:
        return [entry["detail"] for entry in workspace.store.audit_entries(action)]


def test_a_run_is_stamped_and_the_answer_kept_as_it_came(folder: Path, tsa: Served) -> None:
    report = import_one(folder)
    assert (report.exit_status, report.counts["stamps"]) == (0, 1)
    (told,) = logged(folder, "stamp")
    kept = folder / "manifests" / "manifest-1.near.tsr"
    assert kept.read_bytes() == (tsa.authority.folder / "answer").read_bytes()
    assert told["sha256"] == hashlib.sha256(kept.read_bytes()).hexdigest()
    manifest = (folder / "manifests" / "manifest-1.jsonl").read_bytes()
    assert told["imprint"] == hashlib.sha256(manifest).hexdigest()
    (verdict,) = verdicts(folder)
    assert (
        verdict.ok and told["time"] in verdict.reason and told["nonce"] in verdict.reason and "±1.5 s" in verdict.reason
    )
    assert all(one.ok for kind in ("manifest", "audit", "record", "capture") for one in verdicts(folder, kind))


def test_openssl_finds_the_kept_stamp_good_too(folder: Path, tsa: Served) -> None:
    import_one(folder)
    command = ["openssl", "ts", "-verify", "-in", "manifest-1.near.tsr", "-data", "manifest-1.jsonl",
               "-CAfile", "../authorities/near.pem", "-untrusted", f"{tsa.authority.folder}/middle.pem"]  # fmt: skip
    done = subprocess.run(command, cwd=folder / "manifests", capture_output=True, text=True, check=False)
    assert "Verification: OK" in done.stdout, done.stderr


def test_verifying_asks_nobody(folder: Path, tsa: Served) -> None:
    import_one(folder)
    tsa.stop()
    before = len(tsa.authority.asked)
    assert [one.ok for one in verdicts(folder)] == [True]
    assert len(tsa.authority.asked) == before


def test_without_the_file_nobody_is_asked(folder: Path, tsa: Served) -> None:
    (folder / "stamps.yaml").unlink()
    assert import_one(folder).exit_status == 0
    assert tsa.authority.asked == [] and verdicts(folder) == []
    with pytest.raises(InputError, match="names no authority"):
        stamp(folder)
    assert status_of(["-w", str(folder), "stamp"]) == 2


def test_the_policy_asked_for_is_sent_and_must_be_given(folder: Path, tsa: Served) -> None:
    (folder / "stamps.yaml").write_text(entry("near", tsa.url, "    policy: 1.2.3.4.5\n"), "utf-8")
    import_one(folder)
    assert [told["policy"] for told in logged(folder, "stamp")] == ["1.2.3.4.5"]
    (folder / "stamps.yaml").write_text(entry("other", tsa.url, "    policy: 1.2.9\n"), "utf-8")
    (failure,) = stamp(folder).failures
    assert "refused it with status 2" in failure.reason and "policy" in failure.reason


def flip(body: bytes, place: int) -> bytes:
    return body[:place] + bytes((body[place] ^ 1,)) + body[place + 1 :]


def changed(change: Callable[[bytes], bytes]) -> Callable[[Authority], Callable[[BaseHTTPRequestHandler, bytes], None]]:
    return lambda authority: lambda handler, request: send(handler, change(authority.reply(request)))


def asked_otherwise(change: Callable[[bytes], bytes]) -> Callable[[Authority], object]:
    return lambda authority: lambda handler, request: send(handler, authority.reply(change(request)))


def dripping(authority: Authority) -> Callable[[BaseHTTPRequestHandler, bytes], None]:
    def speak(handler: BaseHTTPRequestHandler, request: bytes) -> None:
        body = authority.reply(request)
        handler.send_response(200)
        handler.send_header("Content-Type", "application/timestamp-reply")
        handler.send_header("Content-Length", str(len(body)))
        handler.end_headers()
        for place in range(len(body)):
            handler.wfile.write(body[place : place + 1])
            time.sleep(0.05)

    return speak


def endless(_: Authority) -> Callable[[BaseHTTPRequestHandler, bytes], None]:
    def speak(handler: BaseHTTPRequestHandler, _request: bytes) -> None:
        handler.send_response(200)
        handler.send_header("Content-Type", "application/timestamp-reply")
        handler.end_headers()
        while True:
            handler.wfile.write(b"\x30" * 65_536)

    return speak


def saying(body: bytes, status: int = 200, kind: str = "application/timestamp-reply", **headers: str):  # type: ignore[no-untyped-def]
    return lambda _: lambda handler, _request: send(handler, body, status, kind, **headers)


@pytest.mark.parametrize(("speak", "reason", "kept"), [
    (asked_otherwise(lambda request: request[:35] + bytes(8) + request[43:]), "stamps the digest", True),
    (asked_otherwise(lambda request: request[:-8] + b"1234" + request[-4:]), "not ours", True),
    (changed(lambda body: body[:-9]), "damaged", True),
    (changed(lambda body: flip(body, len(body) - 5)), "signature", True),
    (changed(lambda body: flip(body, 400)), "", True),
    (changed(lambda body: body + b"more"), "damaged", True),
    (saying(bytes.fromhex("30073005020102300000")), "damaged", True),
    (saying(bytes.fromhex("30053003020102")), "refused it with status 2", True),
    (saying(b""), "damaged", False),
    (saying(b"<html>welcome</html>", 200, "text/html"), "'text/html', not application/timestamp-reply", False),
    (saying(b"", 302, Location="http://127.0.0.1:1/"), "status 302", False),
    (saying(b"busy", 503, Retry_After="3"), "status 503", False),
    (saying(b"no", 403), "status 403", False),
    (saying(b"\x1f\x8bno", Content_Encoding="gzip"), "", False),
    (saying(b"0" * 300_000), "larger than 200000 bytes", False),
    (endless, "larger than 200000 bytes", False),
    (dripping, "did not finish", False),
])  # fmt: skip
def test_an_answer_that_is_no_stamp_costs_only_the_stamp(
    folder: Path, tsa: Served, speak: Callable[[Authority], object], reason: str, kept: bool
) -> None:
    good, bad, began = tsa.authority.speak, speak(tsa.authority), list[float]()

    def timed(handler: BaseHTTPRequestHandler, request: bytes) -> None:
        began.append(time.monotonic())
        bad(handler, request)  # type: ignore[operator]

    (folder / "hydrowatch.toml").write_text(f"{SETTINGS}timeout_seconds = 0.4\nmax_seconds = 0.9\n", "utf-8")
    tsa.authority.speak = timed
    report = import_one(folder)
    assert time.monotonic() - began[0] < 4  # from when it was asked: the import itself takes what it takes
    assert report.exit_status == 3 and report.counts["new"] == 1
    (failure,) = report.failures
    assert failure.reason.startswith("no stamp of near: ") and reason in failure.reason
    (told,) = logged(folder, "stamp.failed")
    refused = [path.name for path in (folder / "manifests").glob("*.refused")]
    assert refused == ([told["file"]] if kept else []) and reason in told["reason"]
    assert all(one.ok for one in verdicts(folder, "manifest")) and verdicts(folder) == []
    tsa.authority.speak = good
    (folder / "hydrowatch.toml").write_text(SETTINGS, "utf-8")
    with open_workspace(folder) as workspace:
        workspace.store.set_pause("127.0.0.1", 0.0, 0.0)  # Retry-After is heeded across runs
    assert stamp(folder).counts == {"stamps": 1}
    assert [one.ok for one in verdicts(folder)] == [True]


def test_one_that_is_down_does_not_keep_the_others_from_stamping(folder: Path, tsa: Served, tmp_path: Path) -> None:
    with served(Authority(tmp_path / "other")) as other:
        down = other.url
    (folder / "stamps.yaml").write_text(entry("down", down) + another("near", tsa.url), "utf-8")
    report = import_one(folder)
    assert report.counts["stamps"] == 1 and len(report.failures) == 1
    assert "no stamp of down" in report.failures[0].reason
    assert [one.item for one in verdicts(folder)] == ["manifest-1.near.tsr"]


def test_an_authority_that_fails_is_not_asked_for_ever(folder: Path, tsa: Served) -> None:
    (folder / "stamps.yaml").rename(folder / "later")
    for number in range(5):
        import_one(folder, number)
    (folder / "later").rename(folder / "stamps.yaml")
    good, tsa.authority.speak = tsa.authority.speak, saying(b"no", 500)(tsa.authority)
    report = stamp(folder)
    assert len(tsa.authority.asked) == 3 and "2 further manifests" in report.failures[-1].reason
    tsa.authority.speak = good
    assert stamp(folder, 2).counts == {"stamps": 1}
    assert stamp(folder).counts == {"stamps": 4} and stamp(folder).counts == {}
    assert [one.ok for one in verdicts(folder)] == [True] * 5
    with pytest.raises(InputError, match="run 99"):
        stamp(folder, 99)


def test_without_permission_this_machine_is_not_asked(folder: Path, tsa: Served) -> None:
    text = (folder / "stamps.yaml").read_text("utf-8")
    (folder / "stamps.yaml").write_text(text.replace("allow_loopback: true", "allow_loopback: false"), "utf-8")
    (failure,) = import_one(folder).failures
    assert "this machine itself" in failure.reason and tsa.authority.asked == []


def test_a_changed_manifest_is_not_stamped_and_its_stamp_no_longer_holds(folder: Path, tsa: Served) -> None:
    import_one(folder)
    path = folder / "manifests" / "manifest-1.jsonl"
    path.write_bytes(path.read_bytes().replace(b"resource", b"resourcf"))
    (verdict,) = verdicts(folder)
    assert not verdict.ok and "now has" in verdict.reason
    (folder / "stamps.yaml").write_text(entry("late", tsa.url), "utf-8")
    (failure,) = stamp(folder).failures
    assert "is not stamped" in failure.reason and len(tsa.authority.asked) == 1
    path.unlink()
    assert "gone" in verdicts(folder)[0].reason


def test_the_wrong_certificates_are_told_and_put_right(folder: Path, tsa: Served) -> None:
    import_one(folder)
    ca_file = folder / "authorities" / "near.pem"
    good = ca_file.read_bytes()
    for wrong, reason in (
        (certificate("Test Root").pem(), "does not lead to"),
        ((tsa.authority.folder / "middle.pem").read_bytes(), "does not lead to"),
        (b"no certificate", "no certificates in PEM"),
        (b"x" * 1_000_001, "larger than"),
    ):
        ca_file.write_bytes(wrong)
        (verdict,) = verdicts(folder)
        assert not verdict.ok and reason in verdict.reason
    ca_file.unlink()
    assert "cannot be read" in verdicts(folder)[0].reason
    (folder / "stamps.yaml").write_text(entry("second", tsa.url), "utf-8")
    assert "was not asked" in stamp(folder).failures[0].reason
    ca_file.write_bytes(good + certificate("Test Root").pem())
    assert "enter near" in verdicts(folder)[0].reason
    (folder / "stamps.yaml").write_text(entry("near", tsa.url), "utf-8")
    assert [one.ok for one in verdicts(folder)] == [True]


def test_a_wrong_ca_at_the_time_of_asking_is_no_stamp(folder: Path) -> None:
    (folder / "authorities" / "near.pem").write_bytes(certificate("Another").pem())
    (failure,) = import_one(folder).failures
    assert "does not lead to" in failure.reason and verdicts(folder) == []


def test_a_changed_lost_or_slipped_in_stamp_is_found_and_can_be_asked_for_again(folder: Path) -> None:
    import_one(folder)
    path = folder / "manifests" / "manifest-1.near.tsr"
    body = path.read_bytes()
    path.write_bytes(flip(body, len(body) - 20))
    assert "the audit log says" in verdicts(folder)[0].reason
    (folder / "manifests" / "manifest-1.far.tsr").write_bytes(body)
    assert "knows no stamp" in verdicts(folder)[1].reason
    path.unlink()
    assert "restore it" in verdicts(folder)[0].reason
    assert stamp(folder).counts == {"stamps": 1}
    assert (folder / "manifests" / "manifest-1.near.2.tsr").exists()
    path.write_bytes(body)
    assert [one.ok for one in verdicts(folder)] == [True, True, False]


@pytest.mark.parametrize("acknowledged", [True, False])
def test_a_kill_while_a_stamp_is_kept_is_made_good(folder: Path, acknowledged: bool) -> None:
    import_one(folder)
    final = folder / "manifests" / "manifest-1.near.tsr"
    if acknowledged:
        final.rename(final.with_name(f"{final.name}.part"))
        assert [one.ok for one in verdicts(folder)] == [True]
    else:
        final.with_name("manifest-1.other.tsr.part").write_bytes(b"half")
    assert stamp(folder).counts == {}
    assert sorted(path.name for path in final.parent.iterdir()) == ["manifest-1.jsonl", final.name]


@pytest.mark.parametrize(("text", "told"), [
    ("authorities: 3", "authorities"), ("", "empty"),
    ("authorities:\n  - {name: A b, url: 'http://x.example/', ca_file: a}", "name"),
    ("authorities:\n  - {name: a, url: 'ftp://x.example/', ca_file: a}", "url"),
    ("authorities:\n  - {name: a, url: 'http://x.example/', ca_file: ../a}", "inside the workspace"),
    ("authorities:\n  - {name: a, url: 'http://x.example/', ca_file: /a}", "inside the workspace"),
    ("authorities:\n  - {name: a, url: 'http://x.example/', ca_file: a, policy: one}", "policy"),
    ("authorities:\n  - {name: a, url: 'http://x.example/', ca_file: a, nonce: 1}", "misspelling"),
    ("authorities:\n" + "  - {name: a, url: 'http://x.example/', ca_file: a}\n" * 2, "two authorities have the name a"),
])  # fmt: skip
def test_a_wrong_file_is_told_with_its_line_and_the_run_is_kept(folder: Path, text: str, told: str) -> None:
    (folder / "stamps.yaml").write_text(text, "utf-8")
    report = import_one(folder)
    assert report.counts["new"] == 1 and report.exit_status == 3
    assert "nothing was stamped" in report.failures[0].reason and told in report.failures[0].reason
    with pytest.raises(DataFileError, match=r"stamps\.yaml:\d+: "):
        stamp(folder)


def test_without_the_extra_one_sentence_says_how_to_install_it(folder: Path) -> None:
    import_one(folder)
    code = "import sys; sys.modules['rfc3161_client'] = None; from monitor.cli.main import main; main()"
    (folder.parent / "2.txt").write_text(OFFER.format(2), "utf-8")
    for arguments in (["import", str(folder.parent / "2.txt")], ["stamp"], ["verify"]):
        done = subprocess.run([sys.executable, "-c", code, "-w", str(folder), *arguments],
                              capture_output=True, text=True, check=False)  # fmt: skip
        assert done.returncode == 3 and "pip install 'hydrowatch[timestamp]'" in done.stdout + done.stderr
    assert stamp(folder).counts == {"stamps": 1}


def test_the_custody_record_and_the_command_tell_of_stamps(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    import_one(folder)
    with open_workspace(folder, read_only=True) as workspace:
        step = custody_of(workspace, 1).steps[-1]
    assert (step.kind, step.ok, step.facts["stamped_by"]) == ("stamp", True, "near")
    for tongue in ("zh", "en"):
        assert {f"custody.fact.{name}" for name in step.facts} <= set(messages(tongue))
    assert status_of(["-w", str(folder), "stamp", "--run", "1"]) == 0
    assert capsys.readouterr().out.strip() in {messages(tongue)["cli.stamp.none_missing"] for tongue in ("zh", "en")}
    assert status_of(["-w", str(folder), "verify", "--format", "jsonl"]) == 0
    rows = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [row["ok"] for row in rows if row["kind"] == "stamp"] == [True]
    (folder / "manifests" / "manifest-1.near.tsr").unlink()
    assert status_of(["-w", str(folder), "verify"]) == 3
    with open_workspace(folder, read_only=True) as workspace:
        assert not custody_of(workspace, 1).holds


@pytest.mark.parametrize("change", [
    "detail = 'garbage'", "detail = '{}'", "detail = json_set(detail, '$.nonce', 'no number')",
    "detail = json_set(detail, '$.nonce', 7)", "detail = json_set(detail, '$.file', char(0))",
])  # fmt: skip
def test_what_somebody_wrote_into_the_log_of_a_stamp_is_a_verdict(folder: Path, change: str) -> None:
    import_one(folder)
    with sqlite3.connect(folder / "hydrowatch.db") as connection:
        connection.execute("DROP TRIGGER audit_log_no_update")
        assert connection.execute(f"UPDATE audit_log SET {change} WHERE action = 'stamp'").rowcount == 1
    found = [one for one in verdicts(folder) if not one.ok]
    assert any("does not say what it did when it was written" in one.reason for one in found)
    assert any(not one.ok for one in verdicts(folder, "audit"))


@pytest.mark.parametrize(
    "name", ["manifests/manifest-1.near.tsr", "manifests/manifest-1.jsonl", "authorities/near.pem"]
)
def test_a_pipe_in_the_place_of_what_a_stamp_needs_is_not_waited_for(folder: Path, name: str) -> None:
    import_one(folder)
    (folder / name).unlink()
    os.mkfifo(folder / name)
    (verdict,) = verdicts(folder)
    assert not verdict.ok


def test_other_certificates_than_at_the_time_of_asking_are_told(folder: Path) -> None:
    import_one(folder)
    path = folder / "authorities" / "near.pem"
    good = path.read_bytes()
    assert "other certificates" not in verdicts(folder)[0].reason
    path.write_bytes(good + certificate("Foreign Root").pem())
    (verdict,) = verdicts(folder)
    now, then = (hashlib.sha256(data).hexdigest() for data in (path.read_bytes(), good))
    assert verdict.ok and f"by other certificates ({now}) than when it was asked for ({then})" in verdict.reason
