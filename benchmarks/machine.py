"""The machine and the versions a run stands on.

Gives names and values for the results. Never a path, a host or a user of this machine.
"""

from __future__ import annotations

import os
import platform
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, version
from typing import Final

LIBRARIES: Final = ("docxtpl", "docx-mailmerge2", "jinja2", "lxml", "markupsafe", "python-docx")


def machine() -> dict[str, str]:
    """What the run stood on."""
    return {
        "Date": datetime.now(UTC).strftime("%Y-%m-%d"),
        "System": f"{platform.system()} {platform.machine()}",
        "Cores": str(os.cpu_count()),
        "Processor": processor(),
        "Busy cores before the run": load(),
        "Python": f"{platform.python_implementation()} {platform.python_version()}",
    }


def library_versions() -> dict[str, str]:
    """The Python libraries and their versions."""
    return {name: _version(name) for name in LIBRARIES}


def processor() -> str:
    """The processor's name, as far as the system tells it."""
    try:
        with open("/proc/cpuinfo", encoding="utf-8") as lines:  # noqa: PTH123
            return next((line.partition(":")[2].strip() for line in lines if line.startswith("model name")), "unknown")
    except OSError:
        return platform.processor() or "unknown"


def load() -> str:
    """How many cores others kept busy in the last minute: near 0 for figures worth keeping."""
    return f"{os.getloadavg()[0]:.1f}" if hasattr(os, "getloadavg") else "unknown"


def _version(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return "not installed"
