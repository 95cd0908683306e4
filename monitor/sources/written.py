"""Addresses, hosts, names and queries as people write them in source files, refused in plain words."""

from __future__ import annotations

import re
from typing import Annotated, Final

from pydantic import BeforeValidator

ID: Final = "[a-z0-9][a-z0-9-]{0,63}"


def _check_url(url: str) -> str:
    if not re.match(r"https?://[^\s/@]+(/\S*)?$", url):
        raise ValueError(f"{url!r} is not an http or https address (without user name or password)")
    return url


def _check_id(name: str) -> str:
    if not re.fullmatch(ID, name):
        raise ValueError(f"{name!r} is no short name: small letters, digits and -, at most 64, a letter or digit first")
    return name


def _check_query(value: object) -> object:
    ones = value if isinstance(value, list | tuple) else [value]
    if not all(isinstance(one, str | int) for one in ones):
        raise ValueError("must be text, a whole number or a list of such")
    return value


def _check_host(host: str) -> str:
    if not re.fullmatch(r"[^\s/@:?#\[\]]+(:[0-9]{1,5})?|\[[0-9A-Fa-f:.]+\](:[0-9]{1,5})?", host):
        raise ValueError(f"{host!r} is no host; write it without https:// and path, with a port when it has one")
    return host


Query = Annotated[str | int | tuple[str | int, ...], BeforeValidator(_check_query)]
Name = Annotated[str, BeforeValidator(lambda value: _check_id(value) if isinstance(value, str) else value)]
Host = Annotated[str, BeforeValidator(lambda value: _check_host(value) if isinstance(value, str) else value)]
Address = Annotated[str, BeforeValidator(lambda value: _check_url(value) if isinstance(value, str) else value)]
