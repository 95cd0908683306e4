"""Every sentence the program says to people, in Chinese and English: data/messages/{zh,en}.json by key.

Both files hold the same keys with the same {placeholders}; a test holds it true.
"""

from __future__ import annotations

import json
import re
from functools import cache
from pathlib import Path
from typing import Final

LANGUAGES: Final = ("zh", "en")
_FOLDER: Final = Path(__file__).parent / "data" / "messages"
_PLACEHOLDER: Final = re.compile(r"\{(\w+)\}")


@cache
def messages(language: str) -> dict[str, str]:
    """All messages of one language, 'zh' or 'en'."""
    loaded: dict[str, str] = json.loads((_FOLDER / f"{language}.json").read_text("utf-8"))
    return loaded


def text(key: str, language: str, **values: object) -> str:
    """The message `key` in a language with its {placeholders} filled; an unknown key is returned as it is."""
    message = messages(language if language in LANGUAGES else "en").get(key, key)
    return _PLACEHOLDER.sub(lambda found: str(values.get(found[1], found[0])), message)


def named(name: str, language: str, *keys: str) -> str:
    """The words for one of the program's names: the message of the first of `keys` that there is, else the name."""
    known = messages(language)
    return next((text(key, language) for key in keys if key in known), name)


def placeholders(message: str) -> frozenset[str]:
    """The names of the places a message leaves open."""
    return frozenset(_PLACEHOLDER.findall(message))
