"""The time-stamping authorities that a workspace's owner chose, from its stamps.yaml; without it there are none."""

from __future__ import annotations

import errno
from pathlib import Path, PurePosixPath
from typing import Annotated, Final, Self

from pydantic import BaseModel, ConfigDict, Field, field_validator, model_validator

from monitor.datafiles import load_model
from monitor.errors import ItemError

FILE_NAME: Final = "stamps.yaml"
MOST: Final = 20
MAX_CA_BYTES: Final = 1_000_000
NO_CERTIFICATES: Final = "its ca_file holds no certificates in PEM"
UNTRUSTED: Final = "its signature does not lead to a certificate of the ca_file at the stamped time"
OID: Final = r"[0-2](\.(0|[1-9]\d{0,8})){1,20}"


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True)


class Authority(_Part):
    """One authority: its name (a part of file names), address, and the file with the certificates we trust for it.

    `ca_file` is in PEM and lies in the workspace, so that its stamps can be checked wherever the workspace is taken.
    """

    name: Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9-]{0,39}$")]
    url: Annotated[str, Field(pattern=r"^https?://\S+$", max_length=2000)]
    ca_file: str
    policy: Annotated[str, Field(pattern=rf"^({OID})?$")] = ""
    allow_loopback: bool = False

    @field_validator("ca_file")
    @classmethod
    def _inside(cls, value: str) -> str:
        path = PurePosixPath(value)
        if not value or path.is_absolute() or ".." in path.parts or "\\" in value:
            raise ValueError("name a file inside the workspace, as authorities/name.pem")
        return value


class Authorities(_Part):
    """The contents of stamps.yaml."""

    authorities: Annotated[tuple[Authority, ...], Field(max_length=MOST)]

    @model_validator(mode="after")
    def _named_once(self) -> Self:
        names = [one.name for one in self.authorities]
        if twice := sorted({name for name in names if names.count(name) > 1}):
            raise ValueError(f"two authorities have the name {twice[0]}")
        return self


def load_authorities(workspace: Path) -> tuple[Authority, ...]:
    """The authorities of a workspace; none without the file. Raises DataFileError with every error, a line each."""
    path = workspace / FILE_NAME
    return load_model(path, Authorities).authorities if path.exists() else ()


def read_certificates(workspace: Path, authority: Authority) -> bytes:
    """The bytes of an authority's certificate file. Raises ItemError: not there, too large."""
    path = workspace / authority.ca_file
    try:
        if path.exists() and not path.is_file():  # a pipe would be waited for
            raise OSError(errno.EINVAL, "it is no ordinary file")
        with path.open("rb") as file:
            data = file.read(MAX_CA_BYTES + 1)
    except OSError as error:
        raise ItemError(authority.name, "stamp", f"{authority.ca_file} cannot be read: {error.strerror}") from error
    if len(data) > MAX_CA_BYTES:
        raise ItemError(authority.name, "stamp", f"{authority.ca_file} is larger than {MAX_CA_BYTES} bytes")
    return data
