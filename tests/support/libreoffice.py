"""LibreOffice, as the one spreadsheet program that can run beside the tests.

Takes a file's bytes; gives what LibreOffice saves it as. Skips where it is not installed, unless TOOLKIT_REQUIRE asks
for soffice.
"""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

from toolkit.settings import is_required


def saved_by_libreoffice(data: bytes, folder: Path, to: str = "xlsx") -> bytes:
    """The workbook as LibreOffice computes and saves it."""
    program = shutil.which("soffice")
    if program is None:
        (pytest.fail if is_required("soffice") else pytest.skip)("LibreOffice (soffice) is not installed")
    before, after = folder / "before.xlsx", folder / "after"
    before.write_bytes(data)
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    command = [program, profile, "--headless", "--convert-to", to, "--outdir", str(after), str(before)]
    subprocess.run(command, check=True, capture_output=True)
    return next(after.iterdir()).read_bytes()
