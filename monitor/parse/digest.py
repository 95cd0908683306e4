"""Whether two readings of a listing say the same: a digest of what does not change by itself."""

from __future__ import annotations

import hashlib
import re
from typing import Final

from monitor.models import Listing
from monitor.parse.posted import ticking

# Counters that tick without anyone editing: 浏览 12 次, 阅读：3万, 121人想要, 更新于3分钟前.
_TICKING: Final = re.compile(
    r"(?:浏览|阅读|点击|访问|围观|收藏|点赞|转发|评论)(?:次数|总数|量|数|人数)?\s?[|:：]?\s?\d[\d,.]*+\s?[万千]?\s?[次人个条+]?"
    r"|(?<![\d,.])\d[\d,.]*+\s?[万千]?\s?(?:次|人|个)?(?:浏览|阅读|围观|收藏|想要|点赞|看过)"
    r"|(?<!\d)\d++\s?(?:秒|分钟|小时|天)前(?:来过|在线|发布|更新|擦亮|活跃)?"
)
_SPACES: Final = re.compile(r"\s+")


def content_digest(listing: Listing) -> str:
    """SHA-256 over title, price, seller, status and text, without volatile parts, counters and white space.

    The status is the one that the page says, also while that is doubted: the page is the same when it is believed.
    """
    parts = (listing.title, listing.price_text, listing.seller, listing.doubted or listing.status, _stable(listing))
    return hashlib.sha256("\x1f".join(_SPACES.sub("", part) for part in parts).encode("utf-8", "replace")).hexdigest()


def without_counters(text: str) -> str:
    """A text without the counters that tick by themselves."""
    return _TICKING.sub("", text)


def _stable(listing: Listing) -> str:
    kept, position = [], 0
    for span in sorted((*listing.volatile, *ticking(listing.text))):
        kept.append(listing.text[position : span.start])
        position = max(position, span.end)
    return without_counters("".join([*kept, listing.text[position:]]))
