"""The table of checked records on a disk that is full."""

from __future__ import annotations

import pytest

from db.checked import CheckedRecord, CheckedRecords
from db.errors import DiskFull


def checked(number: int) -> CheckedRecord:
    return CheckedRecord("a.warc.gz", number, 9, f"<urn:uuid:{number:032x}>", "2026", "", f"{number:064x}", "")


def test_a_full_folder_for_temporary_files_is_said_in_one_sentence() -> None:
    with CheckedRecords() as whole:
        whole._connection.execute("PRAGMA max_page_count = 9")
        with pytest.raises(DiskFull, match=r"^the folder for temporary files: the disk is full; free some space"):
            for number in range(10_000):
                whole.add(checked(number))
