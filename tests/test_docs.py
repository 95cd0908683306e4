"""The pages that people read say what is there: commands, links, both READMEs."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
PAGES = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md")])


def test_the_page_of_commands_is_what_the_commands_say() -> None:
    told = subprocess.run(
        [sys.executable, "-m", "monitor.cli.reference"],
        capture_output=True,
        text=True,
        check=True,
        cwd=ROOT,
        env={**os.environ, "HYDROWATCH_LANGUAGE": "en", "PYTHONUTF8": "1"},
    ).stdout
    assert (ROOT / "docs" / "cli.md").read_text("utf-8") == told, "run: python -m monitor.cli.reference > docs/cli.md"


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_links_inside_the_project_lead_somewhere(page: Path) -> None:
    for target in re.findall(r"\]\(([^)#\s]+)\)", page.read_text("utf-8")):
        if "://" not in target:
            assert (page.parent / target).exists(), target


@pytest.mark.parametrize("name", ["README.md", "README.zh-CN.md"])
def test_every_command_a_readme_names_exists(name: str) -> None:
    from monitor.cli.main import COMMANDS

    text = (ROOT / name).read_text("utf-8")
    blocks = "\n".join(re.findall(r"^```\n(.*?)^```", text, re.MULTILINE | re.DOTALL))
    used = set(re.findall(r"^hydrowatch (?:--lang \w+ )?(\w+)", blocks, re.MULTILINE))
    assert used and used <= set(COMMANDS)


def test_every_path_in_backquotes_of_the_readme_exists() -> None:
    text = (ROOT / "README.md").read_text("utf-8")
    for path in re.findall(r"`((?:docs|monitor|db|tests)/[\w./-]*)`", text):
        assert (ROOT / path).exists(), path


def test_decisions_are_numbered_once() -> None:
    numbers = [path.name[:4] for path in (ROOT / "docs" / "decisions").glob("*.md")]
    assert len(numbers) == len(set(numbers))


def test_the_page_on_the_browser_has_the_same_parts_in_both_languages() -> None:
    english, chinese = (ROOT / "docs" / "browser.md").read_text("utf-8").split("\n## 从浏览器存证\n")
    parts = {"rows": r"(?m)^\|", "commands": r"curl -H", "pictures": r"!\["}
    found = [{name: len(re.findall(part, half)) for name, part in parts.items()} for half in (english, chinese)]
    assert found[0] == found[1]
