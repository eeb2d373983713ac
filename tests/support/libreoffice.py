"""LibreOffice, as the one office program that can run beside the tests.

Takes a file's bytes; gives what LibreOffice makes of it. Where LibreOffice, or the part of it that knows the file, is not
installed, the test skips with the reason, or fails under TOOLKIT_REQUIRE. A file that LibreOffice cannot read always fails: it
ends with success either way, so what it was given is told from what it lacks by a file that it can read.
"""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path
from typing import NoReturn

import pytest

from tests.support.make_docx import docx
from toolkit.report import pdf
from toolkit.report.pdf import find_libreoffice
from toolkit.settings import is_required

BOX = re.compile(r'xMin="([\d.]+)" yMin="([\d.]+)" xMax="([\d.]+)" yMax="([\d.]+)">(.*?)</word>')
READABLE = {"xlsx": ("libreoffice-calc", "csv", b"1,2\n"), "docx": ("libreoffice-writer", "docx", docx("一段"))}
"""By the kind of file: the package that reads it, and the ending and bytes of a file it must be able to read."""


def required(program: str) -> str:
    """The path of a program that a test cannot do without; skips or fails where it is not installed."""
    found = find_libreoffice() if program == "soffice" else shutil.which(program)
    if found is None:
        give_up(program, f"{program} is not installed")
    return str(found)


def give_up(program: str, reason: str) -> NoReturn:
    """Skip for want of a program, or fail where TOOLKIT_REQUIRE asks for it."""
    if is_required(program):
        pytest.fail(reason)
    pytest.skip(reason)


def saved_by_libreoffice(data: bytes, folder: Path, to: str = "xlsx", kind: str = "xlsx") -> bytes:
    """The file as LibreOffice reads and saves it.

    Args:
        data: the file.
        folder: where it may work.
        to: what it is saved as, an ending.
        kind: what it is, an ending of `READABLE`.
    """
    made, said = _converted(data, kind, to, folder)
    if made is None:
        package, ending, readable = READABLE[kind]
        if _converted(readable, ending, to, folder)[0] is None:
            give_up("soffice", f"LibreOffice cannot read .{kind} files here: {package} is not installed ({said})")
        pytest.fail(f"LibreOffice converted nothing, though it can read .{kind} files: {said}")
    return made


def words_of_pages(data: bytes, folder: Path) -> list[list[tuple[str, tuple[float, ...]]]]:
    """The words of each page of a Word document, each with its edges in points, as LibreOffice lays it out."""
    boxes = [BOX.findall(page) for page in _read_by(["pdftotext", "-bbox"], data, folder).split("<page ")[1:]]
    return [[(text, tuple(map(float, edges))) for *edges, text in page] for page in boxes]


def pages_of(data: bytes, folder: Path) -> list[str]:
    """The text of each page of a Word document, as LibreOffice lays it out."""
    return _read_by(["pdftotext", "-layout"], data, folder).split("\f")[:-1]


def _read_by(reader: list[str], data: bytes, folder: Path) -> str:
    """What a reader of PDF tells of a Word document."""
    program, made = required(reader[0]), folder / "document.pdf"
    made.write_bytes(saved_by_libreoffice(data, folder, "pdf", "docx"))
    command = [program, *reader[1:], str(made), "-"]
    return subprocess.run(command, check=True, capture_output=True, timeout=60).stdout.decode()


def without_libreoffice(monkeypatch: pytest.MonkeyPatch, folder: Path) -> None:
    """As if neither LibreOffice nor Word were installed."""
    monkeypatch.setenv("PATH", str(folder))
    for name in ("ProgramFiles", "ProgramW6432", "ProgramFiles(x86)"):
        monkeypatch.delenv(name, raising=False)
    for places in ("LINUX", "MACOS"):
        monkeypatch.setattr(pdf, places, ())


def _converted(data: bytes, ending: str, to: str, folder: Path) -> tuple[bytes | None, str]:
    """What LibreOffice made of the file, None where it made nothing, and the last it said."""
    source, after = folder / f"before.{ending}", folder / "after"
    source.write_bytes(data)
    shutil.rmtree(after, ignore_errors=True)
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    command = [required("soffice"), profile, "--headless", "--convert-to", to, "--outdir", str(after), str(source)]
    ran = subprocess.run(command, check=True, capture_output=True, encoding="utf-8", errors="replace", timeout=180)
    made = next(after.iterdir(), None) if after.is_dir() else None
    said = f"{ran.stdout}{ran.stderr}".strip().splitlines()
    return (made.read_bytes() if made else None), said[-1] if said else "it said nothing"
