"""Evidence first: what a site answered or a file holds is on disk before anything reads it."""

from __future__ import annotations

from monitor.capture.archive import EvidenceArchive, Revisit
from monitor.capture.clock import Clock, SystemClock
from monitor.capture.files import capture_file, capture_member, keep_framed, keep_words
from monitor.capture.http import capture
from monitor.capture.pauses import HostClock, MemoryHostClock, Pauses
from monitor.capture.politeness import Politeness
from monitor.capture.reading import RecordVerdict, Verdict
from monitor.capture.render import Rendered, render
from monitor.capture.saved import dated
from monitor.capture.tools import CaptureTools, Request, make_tools, request_for

__all__ = [
    "CaptureTools", "Clock", "EvidenceArchive", "HostClock", "MemoryHostClock", "Pauses", "Politeness", "RecordVerdict",
    "Rendered", "Request", "Revisit", "SystemClock", "Verdict", "capture", "capture_file", "capture_member", "dated",
    "keep_framed", "keep_words", "make_tools", "render", "request_for",
]  # fmt: skip
