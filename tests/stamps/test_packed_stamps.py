"""Time stamps that leave with a WACZ and are checked there: offline, without the workspace, after a change as well."""

from __future__ import annotations

import hashlib
import json
import shutil
import sqlite3
import subprocess
import time
import zipfile
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from authority import Authority, Served
from other_readers import NO_VALIDATOR, VALIDATOR, invalid, opened
from spoken import in_chinese
from test_stamping import import_one

from db import Scope
from monitor.cli.language import language
from monitor.cli.main import status_of
from monitor.errors import InputError
from monitor.messages import messages
from monitor.run.importing.imports import Incoming, import_files, import_paths
from monitor.run.packages.exports import Exported, export_wacz
from monitor.run.packages.package_checks import _compared, _Records, verify_package
from monitor.run.packages.package_files import open_package
from monitor.run.sealing.stamp_checks import verify_stamps
from monitor.run.verifying.verify import ItemVerdict
from monitor.run.workspace import init_workspace, open_workspace

Change = Callable[[str, bytes], bytes | None]


def export(folder: Path, target: Path, run: int | None = None) -> Exported:
    with open_workspace(folder) as workspace:
        return export_wacz(workspace, Scope(run_id=run), target)


def changed(path: Path, change: Change, *, sealed: bool = True) -> Path:
    """A copy with other contents; `sealed`: its digests are made to fit, as a forger would."""
    other = path.with_name("changed.wacz")
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(other, "w") as new:
        files = {name: change(name, old.read(name)) for name in old.namelist()}
        kept = {name: data for name, data in files.items() if data is not None}
        if sealed:
            package = json.loads(kept["datapackage.json"])
            package["resources"] = [
                {**one, "bytes": len(data := kept[one["path"]]), "hash": f"sha256:{hashlib.sha256(data).hexdigest()}"}
                for one in package["resources"] if one["path"] in kept
            ]  # fmt: skip
            kept["datapackage.json"] = json.dumps(package).encode()
            digest = f"sha256:{hashlib.sha256(kept['datapackage.json']).hexdigest()}"
            kept["datapackage-digest.json"] = json.dumps({"path": "datapackage.json", "hash": digest}).encode()
        for name, data in kept.items():
            new.writestr(name, data)
    return other


def bad(path: Path, certificates: bytes | None = None) -> list[ItemVerdict]:
    return [one for one in in_chinese(verify_package(path, certificates)) if not one.ok]


@pytest.fixture
def package(folder: Path, tmp_path: Path) -> Path:
    """Two runs, both stamped, exported."""
    import_one(folder, 1)
    import_one(folder, 2)
    done = export(folder, tmp_path / "all.wacz")
    assert (done.stamps, done.stamps_left_out) == (2, 0)
    return tmp_path / "all.wacz"


def test_what_was_taken_out_for_an_export_is_stamped_before_it_leaves(folder: Path, tmp_path: Path) -> None:
    words = "四川雅安某水电站整体转让，装机1200千瓦，售价860万元，业主直接转让。"
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
        archive.writestr("p.html", f'<meta charset="utf-8"><link rel=stylesheet href="a.css"><p>{words}</p>')
        archive.writestr("a.css", "p{color:red}")
    with open_workspace(folder) as workspace:
        import_paths(workspace, [tmp_path / "a.zip"])
    for name, scope in {"one.wacz": ["--listing", "1"], "all.wacz": []}.items():
        path = str(tmp_path / name)
        assert status_of(["-w", str(folder), "export", "--wacz", path, "--yes", *scope]) == 0
        assert status_of(["-w", str(folder), "verify", "--wacz", path]) == 0
        with zipfile.ZipFile(path) as wacz:
            assert len([one for one in wacz.namelist() if one.endswith(".tsr")]) == 2


def test_the_answers_and_manifests_leave_as_they_lie_there(folder: Path, package: Path) -> None:
    with zipfile.ZipFile(package) as wacz:
        for run in (1, 2):
            for name in (f"manifest-{run}.jsonl", f"manifest-{run}.near.tsr"):
                assert wacz.read(f"stamps/{name}") == (folder / "manifests" / name).read_bytes()
        assert wacz.read("stamps/near.pem") == (folder / "authorities" / "near.pem").read_bytes()
        assert [one["manifest"] for one in json.loads(wacz.read("stamps/stamps.json"))["stamps"]] == [
            "manifest-1.jsonl", "manifest-2.jsonl",
        ]  # fmt: skip


def test_readers_and_validator_that_are_not_ours_take_it(package: Path) -> None:
    assert len(opened(package)) == 4  # two runs: each a file of our archive with its warcinfo
    if VALIDATOR is None:
        pytest.skip(NO_VALIDATOR)
    assert invalid(package) == ""


def test_a_package_holds_without_its_workspace_and_without_network(folder: Path, package: Path, tsa: Served) -> None:
    shutil.rmtree(folder)
    tsa.stop()
    found = in_chinese(verify_package(package))
    assert [one for one in found if not one.ok] == []
    stamps = [one.reason for one in found if one.kind == "stamp"]
    assert sum("manifest-" in said and "came with the package" in said for said in stamps) == 2
    assert sum("2 of 2 records are in stamped manifests, there by 20" in said for said in stamps) == 2


def test_certificates_from_elsewhere_are_trusted_instead(package: Path, tsa: Served, tmp_path: Path) -> None:
    assert bad(package, tsa.authority.root.pem()) == []
    wrong = bad(package, Authority(tmp_path / "other").root.pem())
    assert sum("does not lead to a certificate" in one.reason for one in wrong) == 2
    assert sum("0 of 2 records" in one.reason for one in wrong) == 2


def test_what_is_not_stamped_and_what_other_certificates_cannot_prove_is_no_fault_of_the_file(
    folder: Path, package: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], spoken: Callable[[str], None]
) -> None:
    other = tmp_path / "other.pem"
    other.write_bytes(Authority(tmp_path / "other").root.pem())
    texts = {tongue: messages(tongue) for tongue in ("en", "zh")}
    for tongue, said in texts.items():
        spoken(tongue)
        assert status_of(["verify", "--wacz", str(package), "--ca-file", str(other)]) == 3
        out = capsys.readouterr().out
        assert said["cli.verify.todo_packed"] not in out and said["cli.verdict.untrusted"] in out
        assert "--ca-file" in out.splitlines()[-1]
    with open_workspace(folder) as workspace:
        (tmp_path / "late.txt").write_text("四川雅安某水电站整体转让，装机1200千瓦，售价860万元。", "utf-8")
        files = [Incoming(tmp_path / "late.txt", "late.txt")]
        import_files(workspace, files, "upload", stamped=False)
    capsys.readouterr()
    spoken("en")
    target = tmp_path / "late.wacz"
    assert status_of(["-w", str(folder), "export", "--wacz", str(target), "--yes"]) == 0
    assert "1 captures have no time stamp yet" in capsys.readouterr().out
    for tongue, said in texts.items():
        spoken(tongue)
        assert status_of(["verify", "--wacz", str(target)]) == 1
        out = capsys.readouterr().out
        assert said["cli.verify.todo_packed"] not in out and said["cli.verdict.unproven"] in out
        assert not any(line.startswith(said["cli.verdict.fails"]) for line in out.splitlines())
    assert status_of(["-w", str(folder), "stamp"]) == 0
    capsys.readouterr()
    spoken("en")
    target = tmp_path / "whole.wacz"
    assert status_of(["-w", str(folder), "export", "--wacz", str(target), "--yes"]) == 0
    assert "no time stamp yet" not in capsys.readouterr().out
    assert status_of(["verify", "--wacz", str(target)]) == 0


def test_a_stamp_older_than_what_it_stamps_tells_that_our_clock_was_wrong(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], spoken: Callable[[str], None]
) -> None:
    (tmp_path / "a.txt").write_text("四川雅安某水电站整体转让，装机1200千瓦，售价860万元。", "utf-8")
    with open_workspace(folder, clock=Ahead()) as workspace:
        import_paths(workspace, [tmp_path / "a.txt"])
    export(folder, tmp_path / "a.wacz")
    commands = (["verify"], ["verify", "--wacz", str(tmp_path / "a.wacz")], ["custody", "1"])
    for tongue, words in (("en", "clock was wrong"), ("zh", "时钟")):
        spoken(tongue)
        for command in commands:
            assert status_of(["-w", str(folder), *command]) == 0
            assert words in capsys.readouterr().out
    with open_workspace(folder, read_only=True) as workspace:
        assert [one.early for one in verify_stamps(workspace)] == [True]
    in_chinese(verify_package(tmp_path / "a.wacz"))


class Ahead:
    """A clock that is two years ahead."""

    def now(self) -> datetime:
        return datetime.now(UTC) + timedelta(days=730)

    def monotonic(self) -> float:
        return time.monotonic()

    def sleep(self, seconds: float) -> None:
        time.sleep(seconds)


def test_openssl_checks_what_was_unpacked(package: Path, tsa: Served, tmp_path: Path) -> None:
    with zipfile.ZipFile(package) as wacz:
        wacz.extractall(tmp_path / "out")
    command = ["openssl", "ts", "-verify", "-in", "manifest-1.near.tsr", "-data", "manifest-1.jsonl",
               "-CAfile", "near.pem", "-untrusted", f"{tsa.authority.folder}/middle.pem"]  # fmt: skip
    done = subprocess.run(command, cwd=tmp_path / "out" / "stamps", capture_output=True, text=True, check=False)
    assert "Verification: OK" in done.stdout, done.stderr
    years_later = [*command, "-attime", str(int(time.time()) + 20 * 366 * 86400)]
    done = subprocess.run(years_later, cwd=tmp_path / "out" / "stamps", capture_output=True, text=True, check=False)
    assert "certificate has expired" in done.stderr
    told = subprocess.run(["openssl", "ts", "-reply", "-in", command[4], "-text"], cwd=tmp_path / "out" / "stamps",
                          capture_output=True, text=True, check=True).stdout  # fmt: skip
    [stamped] = [line.partition(": ")[2] for line in told.splitlines() if line.startswith("Time stamp: ")]
    at = datetime.strptime(stamped, "%b %d %H:%M:%S %Y %Z").replace(tzinfo=UTC).timestamp()
    then = [*command, "-attime", f"{at:.0f}"]
    done = subprocess.run(then, cwd=tmp_path / "out" / "stamps", capture_output=True, text=True, check=False)
    assert "Verification: OK" in done.stdout, done.stderr


def test_one_run_leaves_with_its_own_stamp(folder: Path, package: Path, tmp_path: Path) -> None:
    assert export(folder, tmp_path / "one.wacz", 2).stamps == 1
    with zipfile.ZipFile(tmp_path / "one.wacz") as wacz:
        assert "stamps/manifest-2.jsonl" in wacz.namelist() and "stamps/manifest-1.jsonl" not in wacz.namelist()
    assert bad(tmp_path / "one.wacz") == []


def test_a_run_that_nobody_stamped_is_told(folder: Path, package: Path, tmp_path: Path) -> None:
    (folder / "stamps.yaml").unlink()
    import_one(folder, 3)
    export(folder, tmp_path / "more.wacz")
    [said] = {one.reason for one in bad(tmp_path / "more.wacz") if "of 2 records" in one.reason}
    assert said == "0 of 2 records are in stamped manifests"
    export(folder, tmp_path / "none.wacz", 3)
    assert "holds no time stamps" in bad(tmp_path / "none.wacz")[0].reason


@pytest.mark.parametrize(("tongue", "said"), [("en", "The file is sound, but nothing proves when"), ("zh", "文件完好")])
def test_a_sound_file_without_stamps_is_no_fault_but_proves_no_time(
    folder: Path, package: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], request: pytest.FixtureRequest,
    monkeypatch: pytest.MonkeyPatch, tongue: str, said: str,
) -> None:  # fmt: skip
    request.addfinalizer(language.cache_clear)
    monkeypatch.setenv("HYDROWATCH_LANGUAGE", tongue)
    language.cache_clear()
    (folder / "stamps.yaml").unlink()
    import_one(folder, 3)
    export(folder, tmp_path / "none.wacz", 3)
    assert status_of(["verify", "--wacz", str(tmp_path / "none.wacz")]) == 1
    out = capsys.readouterr().out
    assert said in out and (" 0 do not hold" in out or "，0 项有问题" in out)
    assert "ask the sender for the file again" not in out and "请对方重新交来" not in out
    torn = changed(tmp_path / "none.wacz", another_record, sealed=False)
    assert status_of(["verify", "--wacz", str(torn)]) == 3
    assert said not in capsys.readouterr().out
    assert status_of(["verify", "--wacz", str(changed(package, instead(LISTED, None)))]) == 3


@pytest.mark.parametrize("detail", ["{}", "garbage", "[1]", '{"file": 5}'])
def test_an_entry_of_the_log_that_says_nothing_any_more_stops_no_export(
    folder: Path, package: Path, tmp_path: Path, detail: str
) -> None:
    with closing(sqlite3.connect(folder / "hydrowatch.db")) as connection, connection:
        for (trigger,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
            connection.execute(f'DROP TRIGGER "{trigger}"')
        connection.execute("UPDATE audit_log SET detail = ? WHERE action = 'stamp' AND subject = 'run 1'", [detail])
    done = export(folder, tmp_path / "less.wacz")
    assert (done.stamps, done.stamps_left_out) == (1, 1)


def test_a_stamp_that_does_not_fit_stays_here(folder: Path, package: Path, tmp_path: Path) -> None:
    with (folder / "manifests" / "manifest-1.jsonl").open("ab") as file:
        file.write(b"{}\n")
    done = export(folder, tmp_path / "less.wacz")
    assert (done.stamps, done.stamps_left_out) == (1, 1)


def another_record(name: str, data: bytes) -> bytes:
    """One byte of a record's gzip header, which no reader looks at: the record reads the same."""
    return data[:9] + bytes([data[9] ^ 1]) + data[10:] if name.endswith(".warc.gz") else data


def instead(end: str, new: bytes | None) -> Change:
    """Other contents for a file; None: without it."""
    return lambda name, data: new if name.endswith(end) else data


def edited(end: str, edit: Callable[[bytes], bytes]) -> Change:
    return lambda name, data: edit(data) if name.endswith(end) else data


ANSWER, LISTED = "manifest-1.near.tsr", "stamps/stamps.json"
FORGED: list[tuple[Change, bool, str]] = [
    (another_record, False, "does not have the sha256 digest that datapackage.json names"),
    (another_record, True, "it was changed since"),
    (edited("manifest-1.jsonl", lambda data: data.replace(b'"run":1', b'"run":9')), True, "manifest-1.jsonl has"),
    (edited(ANSWER, lambda data: data[:-1] + bytes([data[-1] ^ 1])), True, "signature"),
    (edited(ANSWER, lambda data: data[: len(data) // 2]), True, "damaged"),
    (instead("manifest-1.jsonl", None), True, "is not in the package"),
    (instead(LISTED, None), True, "holds no time stamps"),
    (instead(LISTED, b"[" * 99_999), True, "cannot be read"),
    (instead(LISTED, b'{"stamps": [{"file": "x"}]}'), True, "is not described whole"),
    (edited(LISTED, lambda data: data.replace(b'"time": "20', b'"time": "19')), True, "the list of stamps says 19"),
    (
        edited(LISTED, lambda data: data.replace(b'"asked_at": "20', b'"asked_at": "x20')),
        True,
        "is not described whole",
    ),
    (instead("datapackage.json", None), False, "no digest of this WACZ"),
    (edited(".warc.gz", lambda data: data[:-9]), True, "interrupted"),
]


@pytest.mark.parametrize(("change", "sealed", "why"), FORGED)
def test_what_was_changed_is_found(package: Path, change: Change, sealed: bool, why: str) -> None:
    found = bad(changed(package, change, sealed=sealed))
    assert why in "\n".join(one.reason for one in found)


def test_a_file_that_is_there_twice_is_told(package: Path) -> None:
    """Readers differ in which of the two they take."""
    with zipfile.ZipFile(package, "a") as wacz, pytest.warns(UserWarning, match="Duplicate"):
        name = next(one for one in wacz.namelist() if one.endswith(".warc.gz"))
        wacz.writestr(name, wacz.read(name))
    assert [one.item for one in bad(package)] == [name]


def test_records_that_lie_elsewhere_in_the_package_are_checked(package: Path) -> None:
    def moved(name: str, data: bytes) -> bytes:
        if name == "datapackage.json":
            told = json.loads(data)
            hashed = f"sha256:{hashlib.sha256(b'WARC/1.1').hexdigest()}"
            told["resources"].append({"name": "x", "path": "more/x.warc.gz", "hash": hashed, "bytes": 8})
            return json.dumps(told).encode()
        return data

    other = package.with_name("more.wacz")
    with zipfile.ZipFile(package, "a") as wacz:
        wacz.writestr("more/x.warc.gz", b"WARC/1.1")
    changed(package, moved).rename(other)
    found = {one.item for one in bad(other)}
    assert {"more/x.warc.gz@0", "more/x.warc.gz"} <= found


def test_a_manifest_with_odd_values_is_read_on(folder: Path, tmp_path: Path) -> None:
    import_one(folder, 1)
    export(folder, tmp_path / "one.wacz")
    odd = b'{"sha256": [], "record_id": {}}\n'
    other = changed(tmp_path / "one.wacz", edited("manifest-1.jsonl", lambda data: odd + data))
    with open_package(other) as package:
        package.manifests["manifest-1.jsonl"] = "2026-01-01T00:00:00Z"
        assert list(_compared(package, "manifest-1.jsonl", [_Records("x", {"a": "b"})])) == []


@pytest.mark.parametrize("number", [b"\xff\x00", b"\x7f\x01"])
def test_a_directory_that_needs_a_later_version_of_zip_is_said_in_one_sentence(package: Path, number: bytes) -> None:
    data = bytearray(package.read_bytes())
    place = data.find(b"PK\x01\x02")
    data[place + 6 : place + 8] = number  # the version needed to unpack
    package.write_bytes(data)
    with pytest.raises(InputError, match="cannot be read: its list of entries is damaged"):
        list(verify_package(package))


def test_an_empty_file_of_certificates_trusts_nobody(
    package: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "none.pem").write_bytes(b"")
    assert status_of(["verify", "--wacz", str(package), "--ca-file", str(tmp_path / "none.pem")]) == 3
    assert "came with the package" not in capsys.readouterr().out
    assert bad(package, b"garbage")


def test_what_is_no_package_is_said_in_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "x.wacz").write_bytes(b"PK nonsense")
    with pytest.raises(InputError, match=r"x\.wacz: cannot be read"):
        list(verify_package(tmp_path / "x.wacz"))


def test_the_command_needs_no_workspace(package: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert status_of(["-w", str(tmp_path / "nowhere"), "verify", "--wacz", str(package)]) == 0
    assert "manifest-1.near.tsr" in capsys.readouterr().out
    assert status_of(["verify", "--wacz", str(changed(package, another_record)), "--format", "jsonl"]) == 3
    assert status_of(["verify", "--ca-file", str(package)]) == 2
    assert status_of(["verify", "--deep", "--wacz", str(package)]) == 2
    assert "--deep" in capsys.readouterr().err


def test_our_own_reader_passes_over_the_stamps(package: Path, tmp_path: Path) -> None:
    with open_workspace(init_workspace(tmp_path / "other")) as workspace:
        report = import_paths(workspace, [package])
    assert (report.counts["new"], report.failures) == (2, ())
