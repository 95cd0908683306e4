"""Pages as SingleFile packs them: a ZIP with a manifest, and the same ZIP behind a page that unpacks it."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Mapping
from pathlib import Path

ADDRESS = "https://www.example.com/item/9"
TITLE = "四川宝兴县1260千瓦水电站整体转让"
OFFER = "电站位于宝兴县陇东镇，装机2×630千瓦，年发电量480万千瓦时，手续齐全，不在清退范围内，要价600万元"
NOTICE = "电站情况说明：本水电站水头45米，取水许可证有效，生态流量已达标"
INNER = "水电站补充说明：两台水轮机，年收入约138万元"
MOMENT = "2021-09-01T08:00:00.383Z"
_HEAD = "<!DOCTYPE html> <html data-sfz><!--\n Page saved with SingleFile \n url: {}\n--><meta charset=windows-1252>"


def html(body: str, title: str = TITLE) -> str:
    return f"<!DOCTYPE html> <html><meta charset=utf-8><title>{title}</title><body><p>{body}</p></body></html>"


def frame(name: str) -> str:
    return f"<iframe width=600 src={name}></iframe>"


def manifest(address: str = ADDRESS, moment: str = MOMENT) -> str:
    said = {"originalUrl": address, "title": TITLE, "archiveTime": moment, "indexFilename": "index.html"}
    return json.dumps({**said, "resources": {"frames/0/": f"{address}/frame"}}, ensure_ascii=False)


def files(body: str = OFFER, note: str = "") -> dict[str, str]:
    """The files of a page with a frame in a frame, in the order of SingleFile's directory."""
    own = json.dumps({"originalUrl": f"{ADDRESS}/frame", "indexFilename": "index.html", "resources": {}})
    return {
        "index.html": html(body + frame("frames/0/index.html")),
        "manifest.json": note or manifest(),
        "stylesheet_0.css": "p{color:red}",
        "frames/0/index.html": html(NOTICE + frame("frames/1/index.html"), "公告"),
        "frames/0/manifest.json": own,
        "frames/0/frames/1/index.html": html(INNER, "补充"),
    }


def zipped(held: Mapping[str, str], head: bytes = b"", tail: bytes = b"") -> bytes:
    file = io.BytesIO()
    file.write(head)
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, words in held.items():
            archive.writestr(name, words)
    file.seek(0, 2)
    file.write(tail)
    return file.getvalue()


def compressed_page(held: Mapping[str, str], before: int = 50_000, shown: str = "") -> bytes:
    """What --compress-content writes. Args: before, bytes of script before the ZIP; shown, --insert-text-body."""
    head = _HEAD.format(ADDRESS) + f"<body hidden><div id=sfz-wait-message>Please wait...</div>{shown}"
    script = f"<script>{' ' * before}</script><!--"
    return zipped(held, (head + script).encode(), b"--><sfz-extra-data>AAAQ</sfz-extra-data></body></html>")


def written(folder: Path, name: str, content: bytes | str) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path
