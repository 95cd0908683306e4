"""Run as a process by the durability tests: appends records and prints each position once it is acknowledged."""

from __future__ import annotations

import hashlib
import os
import resource
import sys
from datetime import UTC, datetime
from pathlib import Path

from monitor.capture import EvidenceArchive
from monitor.errors import WorkspaceError


def main(folder: str, size: str, file_limit: str) -> None:
    if int(file_limit):
        resource.setrlimit(resource.RLIMIT_FSIZE, (int(file_limit), resource.getrlimit(resource.RLIMIT_FSIZE)[1]))
    archive = EvidenceArchive(Path(folder))
    for n in range(1_000_000):
        body = os.urandom(int(size))
        sha256 = hashlib.sha256(body).hexdigest()
        try:
            place = archive.append_resource(
                f"file:///{n}", datetime.now(UTC), [body], length=len(body), sha256=sha256, media_type="text/plain"
            )
        except WorkspaceError as error:
            sys.stdout.write(f"FULL {error}\n")
            return
        sys.stdout.write(f"{place.file} {place.offset} {place.length} {place.record_id} {sha256}\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main(*sys.argv[1:])
