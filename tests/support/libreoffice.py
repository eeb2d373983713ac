"""LibreOffice, as the one spreadsheet program that can run beside the tests.

Takes a file's bytes; gives what LibreOffice saves it as. Skips where it is not installed, unless TOOLKIT_REQUIRE asks
for soffice.
"""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

from toolkit.report import pdf
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


def pages_of(data: bytes, folder: Path) -> list[str]:
    """The text of each page of a Word document, as LibreOffice lays it out."""
    program, reader = shutil.which("soffice"), shutil.which("pdftotext")
    if program is None or reader is None:
        (pytest.fail if is_required("soffice") else pytest.skip)("LibreOffice and pdftotext are not installed")
    source = folder / "document.docx"
    source.write_bytes(data)
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    command = [program, profile, "--headless", "--convert-to", "pdf", "--outdir", str(folder), str(source)]
    subprocess.run(command, check=True, capture_output=True, timeout=180)
    text = subprocess.run([reader, "-layout", str(source.with_suffix(".pdf")), "-"], check=True, capture_output=True)
    return text.stdout.decode().split("\f")[:-1]


def without_libreoffice(monkeypatch: pytest.MonkeyPatch, folder: Path) -> None:
    """As if neither LibreOffice nor Word were installed."""
    monkeypatch.setenv("PATH", str(folder))
    for name in ("ProgramFiles", "ProgramW6432", "ProgramFiles(x86)"):
        monkeypatch.delenv(name, raising=False)
    for places in ("LINUX", "MACOS"):
        monkeypatch.setattr(pdf, places, ())
