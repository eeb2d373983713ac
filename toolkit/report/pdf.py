"""PDF by a program the machine has: LibreOffice, or on Windows Word.

Takes the bytes of Word documents; gives the bytes of PDFs. Works in a folder of its own and under a profile of its own, so
that an open LibreOffice or Word of the user is not disturbed; a program that is late is stopped with all it started.
Never touches a user's file, never uses a network.
"""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import Final

from toolkit.errors import ToolkitError, reason_of
from toolkit.settings import program_folders

if sys.platform == "win32":
    import winreg

PdfMaker = Callable[[Sequence[bytes]], tuple[bytes | None, ...]]
"""Turns documents into PDFs, in order; None for each that could not be turned."""

SECONDS_TO_START: Final = 90.0
SECONDS_A_DOCUMENT: Final = 30.0
LIBREOFFICE: Final = ("soffice", "libreoffice")
MACOS: Final = ("/Applications/LibreOffice.app/Contents/MacOS/soffice",)
LINUX: Final = (
    "/usr/lib/libreoffice/program/soffice",
    "/usr/lib64/libreoffice/program/soffice",
    "/snap/bin/libreoffice",
)
WINDOWS: Final = ("LibreOffice/program/soffice.com", "LibreOffice/program/soffice.exe")
WORD_SCRIPT: Final = r"""
param([string]$Folder)
$ErrorActionPreference = 'Stop'
# A new Word of its own: one that is open stays as it is.
$word = New-Object -ComObject Word.Application
try {
    $word.Visible = $false
    $word.DisplayAlerts = 0
    # msoAutomationSecurityForceDisable: no macro runs.
    $word.AutomationSecurity = 3
    foreach ($file in (Get-ChildItem -LiteralPath $Folder -Filter '*.docx' | Sort-Object Name)) {
        try {
            # FileName, ConfirmConversions, ReadOnly, AddToRecentFiles
            $document = $word.Documents.Open($file.FullName, $false, $true, $false)
            try {
                # 17: wdExportFormatPDF
                $document.ExportAsFixedFormat([IO.Path]::ChangeExtension($file.FullName, '.pdf'), 17)
            } finally {
                # 0: wdDoNotSaveChanges
                $document.Close([ref]0)
            }
        } catch {
            # This one gets no PDF; the others go on.
            Write-Warning $_
        }
    }
} finally {
    $word.Quit([ref]0)
    [void][Runtime.InteropServices.Marshal]::ReleaseComObject($word)
}
"""


class PdfFault(ToolkitError):
    """The program that makes PDFs could not be run, or did not end in time."""


def pdf_maker() -> PdfMaker | None:
    """What turns documents into PDFs on this machine; None where neither LibreOffice nor Word is found."""
    program = find_libreoffice()
    if program is not None:
        return partial(_made, partial(_libreoffice_command, program))
    return partial(_made, _word_command) if _has_word() else None


def find_libreoffice() -> Path | None:
    """LibreOffice's program: on the path, or where its installers put it."""
    named = (shutil.which(name) for name in LIBREOFFICE)
    usual = (Path(each) for each in (*MACOS, *LINUX))
    installed = (folder / each for folder in program_folders() for each in WINDOWS)
    found = (*(Path(each) for each in named if each), *installed, *usual)
    return next((each for each in found if each.is_file()), None)


def _has_word() -> bool:
    if sys.platform == "win32":
        try:
            winreg.CloseKey(winreg.OpenKey(winreg.HKEY_CLASSES_ROOT, r"Word.Application\CLSID"))
        except OSError:
            return False
        return shutil.which("powershell") is not None
    return False


def _made(command: Callable[[Path, Path], list[str]], documents: Sequence[bytes]) -> tuple[bytes | None, ...]:
    """The PDFs that a program makes of documents, by a command for a folder of documents and one for its own needs."""
    # What a stopped program still holds open must not keep the others from their PDFs.
    with tempfile.TemporaryDirectory(prefix="toolkit-pdf-", ignore_cleanup_errors=True) as name:
        work, own = Path(name) / "work", Path(name) / "own"
        work.mkdir()
        own.mkdir()
        for number, data in enumerate(documents):
            (work / f"{number:04}.docx").write_bytes(data)
        _run(command(work, own), SECONDS_TO_START + SECONDS_A_DOCUMENT * len(documents))
        return tuple(_whole(work / f"{number:04}.pdf") for number in range(len(documents)))


def _libreoffice_command(program: Path, work: Path, own: Path) -> list[str]:
    sources = [str(path) for path in sorted(work.glob("*.docx"))]
    profile = f"-env:UserInstallation={own.as_uri()}"
    quiet = ["--headless", "--norestore", "--nolockcheck", "--nodefault"]
    return [str(program), profile, *quiet, "--convert-to", "pdf", "--outdir", str(work), *sources]


def _word_command(work: Path, own: Path) -> list[str]:
    script = own / "make_pdfs.ps1"
    script.write_text(WORD_SCRIPT, encoding="ascii")
    quiet = ["-NoProfile", "-NonInteractive", "-ExecutionPolicy", "Bypass"]
    return ["powershell", *quiet, "-File", str(script), "-Folder", str(work)]


def _whole(path: Path) -> bytes | None:
    """A PDF, if it was written to its end."""
    data = path.read_bytes() if path.is_file() else b""
    return data if data.startswith(b"%PDF-") and b"%%EOF" in data[-1024:] else None


def _run(command: Sequence[str], seconds: float) -> None:
    # Nothing is read from the program: one that goes on in the background would keep a pipe open for ever.
    try:
        process = subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=sys.platform != "win32",
            creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
        )
    except OSError as fault:
        raise PdfFault(f"{command[0]}：启动不了（{reason_of(fault)}），没有转成 PDF。请重新安装后再试。") from fault
    try:
        process.wait(seconds)
    except subprocess.TimeoutExpired as late:
        _stop(process)
        raise PdfFault("转 PDF 用时太长，已停下。Word 文书都还在，请稍后再试，或在 Word 里另存为 PDF。") from late
    except BaseException:
        _stop(process)
        raise


def _stop(process: subprocess.Popen[bytes]) -> None:
    """End a program with all it started, and nothing else."""
    if sys.platform == "win32":
        subprocess.run(["taskkill", "/T", "/F", "/PID", str(process.pid)], capture_output=True, check=False)
    else:
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()
