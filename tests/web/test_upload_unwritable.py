"""A workspace that cannot be written to: what an upload and `doctor` say of it."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from web_uploads import upload_folder

from monitor.run.importing.tokens import upload_token

WITHOUT_RIGHTS = """
import sys
from pathlib import Path
sys.path[:0] = sys.argv[2:]
from web_site import serving
from web_uploads import form, offer, post
from monitor.run.doctor import examine
folder = Path(sys.argv[1])
with serving(folder) as site:
    answer = post(site, form(('name="file"; filename="a.txt"', offer(300))))
    print(answer.status, answer.text)
print([(one.state, one.found) for one in examine(folder) if one.what == "writing"])
"""


def test_a_workspace_that_cannot_be_written_is_told_with_the_advice_that_helps(tmp_path: Path) -> None:
    folder = upload_folder(tmp_path)
    upload_token(folder)
    # Root is refused nothing but for what it gives up itself.
    first = ["setpriv", "--inh-caps=-all", "--bounding-set=-all"] if os.geteuid() == 0 else []
    if first and not shutil.which("setpriv"):
        pytest.skip("root may write everywhere, and setpriv is not installed")
    command = [*first, sys.executable, "-c", WITHOUT_RIGHTS, str(folder), str(Path(__file__).parent)]
    folder.chmod(0o555)
    try:
        told = subprocess.run(command, capture_output=True, text=True, check=True, timeout=120)
    finally:
        folder.chmod(0o755)
    answer, found = told.stdout.strip().splitlines()[0], told.stdout.strip().splitlines()[-1]
    assert answer.startswith("503 ") and "Permission denied" in answer and "Mend its permissions" in answer
    assert found.startswith("[('warn', ") and "cannot be written (Permission denied); mend its permissions" in found
    assert not list((folder / "archive").iterdir())
