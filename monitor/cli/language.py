"""Which language the command speaks, known before any command is built so that help pages speak it too."""

from __future__ import annotations

import os
import sys
from functools import cache
from typing import Final

from monitor.messages import LANGUAGES, text

OPTION: Final = "--lang"
_VARIABLES: Final = ("HYDROWATCH_LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG")


@cache
def language() -> str:
    """'zh' or 'en': --lang, else HYDROWATCH_LANGUAGE, else the system's locale, else English."""
    for position, argument in enumerate(sys.argv):
        value = argument.removeprefix(f"{OPTION}=")
        if argument == OPTION:
            value = sys.argv[position + 1] if position + 1 < len(sys.argv) else ""
        if argument.startswith(OPTION) and value in LANGUAGES:
            return value
    chosen = next((os.environ[name] for name in _VARIABLES if os.environ.get(name)), "")
    return "zh" if chosen.lower().startswith("zh") else "en"


def say(key: str, **values: object) -> str:
    """The message `key` in the command's language."""
    return text(key, language(), **values)
