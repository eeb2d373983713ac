"""The tests' own converter tells a program that is not installed from a file that could not be read.

LibreOffice ends with success when it could not load a file, be it for want of Calc or because the file is broken.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

from tests.support.forms import form
from tests.support.libreoffice import saved_by_libreoffice, without_libreoffice

NOTHING = 'echo "Error: source file could not be loaded" >&2'
ONLY_ITS_OWN = f'case "$last" in *.csv) mkdir -p "$folder"; cp "$last" "$folder";; *) {NOTHING};; esac'
ENDS = f'while [ $# -gt 1 ]; do [ "$1" = --outdir ] && folder="$2"; shift; done; last="$1"; {ONLY_ITS_OWN}'

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="the stand-in program is a shell script")


def stand_in(monkeypatch: pytest.MonkeyPatch, folder: Path, script: str) -> None:
    """A program of our own in the place of LibreOffice; nothing is asked for by TOOLKIT_REQUIRE."""
    (folder / "soffice").write_text(f"#!/bin/sh\n{script}\n", encoding="utf-8")
    (folder / "soffice").chmod(0o755)
    monkeypatch.setenv("PATH", os.pathsep.join([str(folder), "/usr/bin", "/bin"]))
    monkeypatch.delenv("TOOLKIT_REQUIRE", raising=False)


def test_a_program_that_is_not_there_is_the_reason_to_skip(tmp_path, monkeypatch):
    without_libreoffice(monkeypatch, tmp_path)
    monkeypatch.delenv("TOOLKIT_REQUIRE", raising=False)

    with pytest.raises(pytest.skip.Exception, match="soffice is not installed"):
        saved_by_libreoffice(form(), tmp_path)


def test_a_program_without_calc_is_the_reason_to_skip(tmp_path, monkeypatch):
    stand_in(monkeypatch, tmp_path, NOTHING)

    with pytest.raises(pytest.skip.Exception, match="libreoffice-calc is not installed"):
        saved_by_libreoffice(form(), tmp_path)


def test_a_program_without_calc_is_a_failure_where_all_is_required(tmp_path, monkeypatch):
    stand_in(monkeypatch, tmp_path, NOTHING)
    monkeypatch.setenv("TOOLKIT_REQUIRE", "all")

    with pytest.raises(pytest.fail.Exception, match="libreoffice-calc is not installed"):
        saved_by_libreoffice(form(), tmp_path)


def test_a_file_that_calc_cannot_read_is_a_failure_and_never_skipped(tmp_path, monkeypatch):
    stand_in(monkeypatch, tmp_path, ENDS)

    with pytest.raises(pytest.fail.Exception, match="converted nothing"):
        saved_by_libreoffice(b"PK broken", tmp_path)
