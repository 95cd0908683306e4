"""Stage 7, publish: values -> what leaves the program. Pure. Contacts are masked here a last time."""

from __future__ import annotations
