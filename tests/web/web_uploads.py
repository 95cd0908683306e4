"""Uploads as a browser or an extension posts them to a site that `web_site` serves."""

from __future__ import annotations

import http.client
from pathlib import Path

from web_site import Answer, Site

from db import open_store
from monitor.messages import messages
from monitor.run.importing.tokens import upload_token
from monitor.run.workspace import DATABASE, init_workspace

OFFER = "转让贵州某县小水电站,装机2×630千瓦,手续齐全,不在清退范围内,要价{}万"


EN = messages("en")


BOUNDARY = "----SomeBoundary7d9"


END = f"\r\n--{BOUNDARY}--\r\n".encode()


def offer(price: int) -> bytes:
    return OFFER.format(price).encode()


def form(*parts: tuple[str, bytes]) -> bytes:
    """A form: what follows 'form-data; ' in each part's header, and its bytes."""
    out = b""
    for head, body in parts:
        out += f"--{BOUNDARY}\r\nContent-Disposition: form-data; {head}\r\n\r\n".encode() + body + b"\r\n"
    return out + END[2:]


def post(site: Site, body: bytes, token: str | None = "", **headers: str) -> Answer:
    """Post as an extension does; token '' is the right one, None sends none."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    named.setdefault("Content-Type", f"multipart/form-data; boundary={BOUNDARY}")
    named.setdefault("Accept", "application/json")
    named.setdefault("Accept-Language", "en")
    if token is not None:
        named["Authorization"] = f"Bearer {token or upload_token(site.folder)}"
    return sent(site, "POST", body, named)


def sent(site: Site, method: str, body: bytes | None, headers: dict[str, str]) -> Answer:
    """Send to the address for uploads with these headers and no others."""
    connection = http.client.HTTPConnection("127.0.0.1", site.port, timeout=60)
    connection.request(method, "/upload", body, headers)
    response = connection.getresponse()
    answer = Answer(response.status, {k.lower(): v for k, v in response.getheaders()}, response.read())
    connection.close()
    return answer


def captures(site: Site) -> list[dict[str, object]]:
    with open_store(site.folder / DATABASE, read_only=True) as store:
        return list(store.iter_captures())


def single_file(price: int, address: str = "https://market.example/item/9") -> bytes:
    """The form that SingleFile sends: the page in a field of any name, then its address."""
    page = f"<!DOCTYPE html><html><head><title>电站{price}</title></head><body>{OFFER.format(price)}</body></html>"
    return form(
        ('name="data"; filename="SingleFile.html"\r\nContent-Type: text/html', page.encode()),
        ('name="address"', address.encode()),
    )


def upload_folder(top: Path) -> Path:
    """A workspace in English that takes uploads of up to 3 MB."""
    folder = init_workspace(top / "case")
    (folder / "hydrowatch.toml").write_text('language = "en"\nmax_upload_bytes = 3000000\n', "utf-8")
    return folder
