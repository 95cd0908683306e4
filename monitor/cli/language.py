"""Which language the command speaks, known before any command is built so that help pages speak it too."""

from __future__ import annotations

import os
import re
import sys
from functools import cache
from pathlib import Path
from typing import Final

from monitor.messages import LANGUAGES, named, text

OPTION: Final = "--lang"
_SETTINGS: Final = "hydrowatch.toml"  # as in monitor.settings, whose import would double the time of --help
_LANGUAGE_LINE: Final = re.compile(r"\s*language\s*=\s*[\"'](zh|en)[\"']")
_LOCALES: Final = ("LC_ALL", "LC_MESSAGES", "LANG")
_WORKSPACE: Final = ("-w", "--workspace")


@cache
def language() -> str:
    """'zh' or 'en': --lang, else HYDROWATCH_LANGUAGE, the workspace's setting, the system's locale, else English."""
    for chosen in (_argument(OPTION), os.environ.get("HYDROWATCH_LANGUAGE", ""), _setting()):
        if chosen in LANGUAGES:
            return chosen
    locale = next((os.environ[name] for name in _LOCALES if os.environ.get(name)), "")
    return "zh" if locale.lower().startswith("zh") else "en"


def _argument(*names: str) -> str:
    """The value of an option on the command line, '' when it is not there."""
    for position, argument in enumerate(sys.argv):
        name, _, value = argument.partition("=")
        if name in names:
            return value or (sys.argv[position + 1] if position + 1 < len(sys.argv) else "")
    return ""


def _setting() -> str:
    """The language that the workspace's settings name, '' when they name none (errors are told later, by its user)."""
    folder = _argument(*_WORKSPACE) or os.environ.get("HYDROWATCH_WORKSPACE", "")
    try:
        lines = Path(folder, _SETTINGS).read_text("utf-8").splitlines()
    except (OSError, ValueError):
        return ""
    found = (_LANGUAGE_LINE.match(line) for line in lines)
    return next((match[1] for match in found if match), "")


def say(key: str, **values: object) -> str:
    """The message `key` in the command's language."""
    return text(key, language(), **values)


def say_name(name: str, *keys: str) -> str:
    """The words for a name in the command's language: the message of the first key that there is, else the name."""
    return named(name, language(), *keys)
