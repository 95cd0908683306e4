"""Whoever receives a package checks it with a shell alone, by the text that lies in it."""

from __future__ import annotations

import re
import shutil
import subprocess
import zipfile
from pathlib import Path

import pytest
from authority import Served
from other_readers import VALIDATOR, invalid
from test_packed_stamps import bad, changed, edited, export, instead
from test_stamping import import_one

from db import Scope
from monitor.cli.main import status_of
from monitor.run.importing.imports import import_paths
from monitor.run.packages.exports import export_wacz
from monitor.run.workspace import open_workspace

HOW, PLACES = "how-to-check/how-to-check.txt", "how-to-check/places.txt"
WORDS = "四川雅安某水电站整体转让，装机1200千瓦，售价860万元，业主直接转让。"


@pytest.fixture
def package(folder: Path, tmp_path: Path) -> Path:
    """The export of one page out of an archive, which had other files before it in the same archive file."""
    with zipfile.ZipFile(tmp_path / "b.zip", "w") as archive:
        for number in range(3):
            words = f'<meta charset="utf-8"><title>{number}号电站</title><p>{WORDS} 编号{number}</p>'
            archive.writestr(f"{number}/p.html", words)
    (tmp_path / "a.txt").write_text(WORDS.replace("860", "500"), "utf-8")
    with open_workspace(folder) as workspace:
        import_paths(workspace, [tmp_path / "a.txt", tmp_path / "b.zip"])
        export_wacz(workspace, Scope(listing_id=3), tmp_path / "one.wacz")
    return tmp_path / "one.wacz"


def commands(text: str) -> str:
    return "\n".join(line[4:] for line in text.splitlines() if line.startswith("    "))


def by_hand(package: Path, folder: Path, certificate: bytes = b"") -> str:
    """What the commands of the text say, run in a shell that has no more than those programs."""
    with zipfile.ZipFile(package) as wacz:
        wacz.extractall(folder / "out")
    (folder / "out" / "tsa.pem").write_bytes(certificate)
    tools = folder / "tools"
    tools.mkdir()
    for name in ("sed", "grep", "head", "tail", "cut", "gzip", "sha256sum", "openssl"):
        (tools / name).symlink_to(shutil.which(name) or name)
    chinese, english = (folder / "out" / HOW).read_text("utf-8").split("\n\n\nHow to check")
    assert commands(chinese) == commands(english)
    done = subprocess.run(["/bin/sh", "-c", commands(english)], cwd=folder / "out", capture_output=True, text=True,
                          check=False, env={"PATH": str(tools), "LC_ALL": "C.UTF-8"})  # fmt: skip
    shutil.rmtree(tools)
    return done.stdout + done.stderr


def test_from_the_stamp_to_the_page_by_a_shell_alone(package: Path, tmp_path: Path, tsa: Served) -> None:
    tsa.stop()
    assert bad(package) == []
    if VALIDATOR is not None:
        assert invalid(package) == ""
    said = by_hand(package, tmp_path)
    out = tmp_path / "out"
    assert "FAILED" not in said and f"{HOW}: OK" in said and f"{PLACES}: OK" in said
    assert "Time stamp: " in said and "Verification: OK" in said and "NOT-STAMPED" not in said
    found = (out / "records.txt").read_text("utf-8").splitlines()
    assert [line.split()[3] for line in found] == ["warcinfo", "conversion"]
    assert all(line.startswith("stamps/manifest-1.jsonl archive/hydrowatch-") for line in found)
    assert WORDS in (out / "page.txt").read_text("utf-8") and "WARC-Type: conversion" in said
    [listed] = [line for line in said.splitlines() if line.startswith('{"file"')]
    [offset] = re.findall(r'"offset":(\d+)', listed)
    assert f" {offset} " not in (out / PLACES).read_text("utf-8")  # at the sender's it lies elsewhere


def test_a_package_without_stamps_says_so_and_one_that_is_stamped_in_part_names_the_rest(
    folder: Path, tmp_path: Path, tsa: Served
) -> None:
    import_one(folder, 1)
    (folder / "stamps.yaml").rename(tmp_path / "kept.yaml")
    import_one(folder, 2)
    export(folder, tmp_path / "some.wacz")
    export(folder, tmp_path / "none.wacz", 2)
    said = by_hand(tmp_path / "some.wacz", tmp_path, tsa.authority.root.pem())
    assert "Verification: OK" in said and said.count("NOT-STAMPED archive/") == 2
    assert "did not come along" in (tmp_path / "out" / HOW).read_text("utf-8")
    shutil.rmtree(tmp_path / "out")
    assert status_of(["verify", "--wacz", str(tmp_path / "none.wacz")]) == 1
    said = by_hand(tmp_path / "none.wacz", tmp_path)
    text = (tmp_path / "out" / HOW).read_text("utf-8")
    assert "holds no time stamps" in text and "不含时间戳" in text
    assert "manifest" not in text and "players" not in text and "FAILED" not in said
    assert "WARC-Type: resource" in said and "水电站" in (tmp_path / "out" / "page.txt").read_text("utf-8")


def test_a_text_or_a_list_of_places_that_was_changed_is_found(package: Path) -> None:
    wrong = {
        (HOW, lambda data: data.replace(b"head -n 12", b"sh; head -n 12")): [HOW],
        (HOW, lambda data: data[:100]): [HOW],
        (PLACES, lambda data: data.replace(b" conversion ", b" resource ")): [PLACES],
        (PLACES, lambda data: data.splitlines(True)[0]): [HOW, PLACES],
        (PLACES, lambda data: data + b"archive/x.warc.gz 0 1 resource - - -\n"): [PLACES],
        (PLACES, lambda data: b"\xff x y resource"): [HOW, PLACES],
        ("stamps.json", lambda data: b"[]"): ["stamps/stamps.json", HOW],
    }
    for (end, edit), items in wrong.items():
        assert set(items) <= {one.item for one in bad(changed(package, edited(end, edit)))}
    other = edited("datapackage.json", lambda data: data.replace(b'"hydrowatch ', b'"hydrowatch 9', 1))
    assert [one.item for one in bad(changed(package, other, sealed=False)) if one.item == HOW] == []
    assert bad(changed(package, instead(HOW, None))) == []
