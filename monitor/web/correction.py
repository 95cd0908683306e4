"""`POST /columns`: what a person says about the columns of an uploaded table, kept like the command's `--column`."""

from __future__ import annotations

import re
from typing import Final
from urllib.parse import parse_qsl

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from monitor.run.importing.corrected import Said
from monitor.run.importing.tokens import is_upload_token
from monitor.run.importing.uploads import Received, correct_columns
from monitor.run.workspace import Workspace
from monitor.web.receive import Refused
from monitor.web.render import Page
from monitor.web.upload import answered, refuse_strangers

MOST_BYTES: Final = 200_000  # of a form: 500 columns with what is said of them
_COLUMN: Final = re.compile(r"(field|unit)-(\d{1,4})-(\d{1,4})")
_NUMBER: Final = re.compile(r"\d{1,18}")


async def correct(request: Request, workspace: Workspace) -> Response:
    """Keep what the form says, read the table again so, and show what became of it."""
    return await answered(Page(request, workspace), _corrected)


async def _corrected(request: Request, workspace: Workspace) -> list[Received]:
    refuse_strangers(request.headers)
    fields = await _fields(request)
    if not is_upload_token(workspace.path, fields.get("token", "")):
        raise Refused(403, "web.upload.notoken")
    number = fields.get("capture", "")
    if not _NUMBER.fullmatch(number):
        raise Refused(400, "web.upload.broken")
    return [await run_in_threadpool(correct_columns, workspace, int(number), _said(fields))]


async def _fields(request: Request) -> dict[str, str]:
    body = b""
    async for block in request.stream():
        body += block
        if len(body) > MOST_BYTES:
            raise Refused(413, "web.upload.toolarge", limit=f"{MOST_BYTES:,}")
    request.state.read = True
    try:
        return dict(parse_qsl(body.decode("utf-8", "replace"), keep_blank_values=True, max_num_fields=2_000))
    except ValueError as error:
        raise Refused(400, "web.upload.broken") from error


def _said(fields: dict[str, str]) -> Said:
    said: dict[tuple[int, int], tuple[str, str]] = {}
    for name, value in fields.items():
        if (found := _COLUMN.fullmatch(name)) and found[1] == "field":
            unit = fields.get(f"unit-{found[2]}-{found[3]}", "")
            said[int(found[2]), int(found[3])] = (value.strip(), unit.strip())
    return said
