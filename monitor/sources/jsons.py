"""A JSON answer as plain values. Pure."""

from __future__ import annotations

import json
from typing import Any, Final

from monitor.errors import ItemError

MAX_CHARS: Final = 20_000_000


def load_json(text: str, url: str) -> Any:
    """The value of a JSON text. Raises ItemError when it is none, too long, or nested too deep."""
    if len(text) > MAX_CHARS:
        raise ItemError(url, "parse", f"the answer has more than {MAX_CHARS:,} characters; ask for fewer items a page")
    try:
        return json.loads(text, strict=False)
    except RecursionError as error:
        raise ItemError(url, "parse", "the answer is nested too deep") from error
    except ValueError as error:
        what = getattr(error, "msg", "") or "a number in it is too long"
        line = getattr(error, "lineno", 0)
        where = f" (line {line})" if line else ""
        reason = f"the answer is no JSON: {what}{where}; is this the address of a page?"
        raise ItemError(url, "parse", reason) from error
