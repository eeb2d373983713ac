"""PDF by a program the machine has.

1. LibreOffice is found on the path, and where its installers put it.
2. A PDF comes for each document, in order; one that cannot be turned does not keep the others back.
3. A program that is late is stopped with all it started, and said so.
"""

from __future__ import annotations

import os
import sys
import time
from functools import partial
from pathlib import Path

import psutil
import pytest

from tests.support.libreoffice import required
from tests.support.make_docx import docx
from toolkit.report import pdf
from toolkit.report.pdf import PdfFault, find_libreoffice, pdf_maker

needs_posix = pytest.mark.skipif(sys.platform == "win32", reason="the stand-in program is a shell script")


def program(folder: Path, script: str) -> Path:
    """A program of our own in the place of LibreOffice."""
    path = folder / "soffice"
    path.write_text(f"#!/bin/sh\n{script}\n", encoding="utf-8")
    path.chmod(0o755)
    return path


@needs_posix
def test_libreoffice_is_found_on_the_path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    expected = program(tmp_path, "exit 0")
    monkeypatch.setenv("PATH", str(tmp_path))

    assert find_libreoffice() == expected
    assert pdf_maker() is not None


def test_libreoffice_is_found_where_windows_installs_programs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / "Program Files"
    (folder / "LibreOffice" / "program").mkdir(parents=True)
    (folder / "LibreOffice" / "program" / "soffice.com").write_bytes(b"")
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setenv("ProgramFiles", str(folder))

    assert find_libreoffice() == folder / "LibreOffice" / "program" / "soffice.com"


def test_a_pdf_comes_for_each_document_and_one_that_is_none_keeps_nobody_back() -> None:
    required("soffice")
    make = pdf_maker()
    assert make is not None

    first, none, last = make([docx("甲"), b"\0" * 50, docx("乙")])

    assert first is not None and first.startswith(b"%PDF-")
    assert last is not None and last.startswith(b"%PDF-")
    assert none is None


@needs_posix
def test_half_a_pdf_is_none(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    half = 'for last; do :; done; printf "%%PDF-1.7 half" > "${last%.docx}.pdf"; echo done > "$(dirname "$0")/ran"'
    program(tmp_path, half)
    monkeypatch.setenv("PATH", os.pathsep.join([str(tmp_path), "/usr/bin", "/bin"]))
    make = pdf_maker()
    assert make is not None

    assert make([docx("甲")]) == (None,)
    assert (tmp_path / "ran").is_file()


@needs_posix
def test_each_run_has_a_profile_of_its_own_and_leaves_nothing_behind(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    told = tmp_path / "told"
    program(tmp_path, f'echo "$@" >> "{told}"')
    monkeypatch.setenv("PATH", os.pathsep.join([str(tmp_path), "/usr/bin", "/bin"]))
    make = pdf_maker()
    assert make is not None

    make([docx("甲")])
    make([docx("甲")])

    profiles = [line.split()[0].removeprefix("-env:UserInstallation=file://") for line in told.read_text().splitlines()]
    assert len(set(profiles)) == 2
    assert not any(Path(each).exists() for each in profiles)


@needs_posix
def test_a_program_that_is_late_is_stopped_with_all_it_started(tmp_path: Path) -> None:
    number = tmp_path / "number"
    late = program(tmp_path, f"sleep 60 & echo $! > {number}; wait")
    started = time.monotonic()

    with pytest.raises(PdfFault, match="用时太长，已停下"):
        pdf._run([str(late)], 1.0)

    assert time.monotonic() - started < 20
    wait_until_gone(int(number.read_text()))


def wait_until_gone(number: int) -> None:
    for _ in range(100):
        try:
            if psutil.Process(number).status() == psutil.STATUS_ZOMBIE:
                return
        except psutil.NoSuchProcess:
            return
        time.sleep(0.05)
    pytest.fail("the program's child goes on")


def test_a_program_that_cannot_be_started_is_named(tmp_path: Path) -> None:
    missing = partial(pdf._libreoffice_command, tmp_path / "soffice")

    with pytest.raises(PdfFault, match="启动不了"):
        pdf._made(missing, [docx("甲")])


def test_words_script_is_plain_ascii_and_runs_no_macro() -> None:
    assert pdf.WORD_SCRIPT.isascii()
    assert "AutomationSecurity = 3" in pdf.WORD_SCRIPT
