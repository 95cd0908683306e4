"""A page as it is asked for by a look: all that came of it is on disk by one sync, before any row tells of it."""

from __future__ import annotations

from pathlib import Path

import pytest
from test_bad_input_sites import Site, site

from monitor.capture import CaptureTools, Request
from monitor.errors import ConfigError
from monitor.run.watching.fetched import fetch
from monitor.run.workspace import Workspace, open_workspace

__all__ = ["site"]


def asked(workspace: Workspace, tools: CaptureTools, url: str) -> list[tuple[str, bool]]:
    """The records that the archive told of while a page was asked for, and whether each was whole in its file then."""
    told: list[tuple[str, bool]] = []
    workspace.archive.witness = lambda one: told.append((one.kind, workspace.archive.verify(one.position).ok))
    fetch(Request(url, "market", allow_loopback=True), tools, rendered=False)
    return told


def test_robots_redirect_and_page_are_on_disk_when_the_page_is_given(folder: Path, site: Site) -> None:
    with open_workspace(folder) as workspace, workspace.fetching() as tools:
        site.misbehave("/moved", status=302, Location="/item/1")
        told = asked(workspace, tools, f"http://127.0.0.1:{site.server_port}/moved")
        assert told == [("warcinfo", True), *[("response", True), ("request", True)] * 3]
        assert site.heard == ["/robots.txt", "/moved", "/item/1"]


def test_what_came_before_a_fault_is_kept(folder: Path, site: Site) -> None:
    with open_workspace(folder) as workspace, workspace.fetching() as tools:
        site.misbehave("/moved", status=302, Location="http://192.0.32.8/")
        told: list[str] = []
        workspace.archive.witness = lambda one: told.append(one.kind)
        with pytest.raises(ConfigError, match="contact is empty"):
            url = f"http://127.0.0.1:{site.server_port}/moved"
            fetch(Request(url, "market", allow_loopback=True), tools, rendered=False)
        assert told == ["warcinfo", *["response", "request"] * 2]
