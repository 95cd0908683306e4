"""Where a capture came from, in words for people."""

from __future__ import annotations

import pytest

from monitor.publish.origin import Origin, origin


@pytest.mark.parametrize(
    ("row", "told"),
    [
        ({"url": "http://a.test/1", "how": "http", "parent_url": None}, Origin("http", "http://a.test/1")),
        ({"url": "file:///in/%E9%A1%B5.html", "how": "file"}, Origin("file", "in/页.html")),
        ({"url": "file:///x.html", "how": "upload", "parent_url": None}, Origin("upload", "x.html")),
        (
            {"url": "file:///a.zip!/b/c%20d.html", "how": "file", "parent_url": "file:///a.zip"},
            Origin("member", "a.zip!/b/c d.html", "a.zip", "b/c d.html"),
        ),
        ({"url": "file:///%FF.txt", "how": "file"}, Origin("file", "\\xff.txt")),
    ],
)
def test_an_origin_names_file_archive_and_member_as_people_know_them(row: dict[str, str], told: Origin) -> None:
    assert origin(row) == told
