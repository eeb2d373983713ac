"""One table of 5,000 rows and 10 cells: how long it takes, and how much memory beside the XML it makes.

    python -m benchmarks.big_table

renders once in this fresh process and prints JSON; `measure_big_table` runs it several times. Memory is resident memory: the
most there was less what was there just before rendering. Python's own trace would miss what lxml takes.
"""

from __future__ import annotations

import io
import json
import re
import subprocess
import sys
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from time import perf_counter
from typing import Final

from benchmarks.timing import REPEATS, Timing
from toolkit.settings import REPOSITORY

ROWS: Final = 5_000
COLUMNS: Final = tuple(f"c{number}" for number in range(10))
STATUS: Final = Path("/proc/self/status")


@dataclass(frozen=True)
class BigTable:
    """What a run took.

    Args:
        timing: of one report.
        xml_bytes: size of the document's XML that it made.
        peak_bytes: memory it took at its peak, median; None where the system does not say.
    """

    timing: Timing
    xml_bytes: int
    peak_bytes: float | None


def measure_big_table(repeats: int = REPEATS) -> BigTable:
    """Measure in a fresh process for each repeat."""
    command = [sys.executable, "-m", "benchmarks.big_table"]
    runs = [
        json.loads(subprocess.run(command, check=True, capture_output=True, cwd=REPOSITORY).stdout)
        for _ in range(repeats)
    ]
    peaks = [run["peak"] for run in runs if run["peak"] is not None]
    return BigTable(
        Timing(tuple(run["seconds"] for run in runs)), runs[0]["xml_bytes"], median(peaks) if peaks else None
    )


def run_once() -> dict[str, float | None]:
    """Render the table once, and say what that took."""
    # Only in the fresh process, so that its time and memory are its own.
    from benchmarks.template import big_template  # noqa: PLC0415
    from toolkit.word import compile_template  # noqa: PLC0415

    template = compile_template(big_template(COLUMNS))
    rows = [{column: f"第{number}行{column}" for column in COLUMNS} for number in range(1, ROWS + 1)]
    before, read_peak = _memory()
    start = perf_counter()
    made = template.render({"rows": rows})
    seconds, peak = perf_counter() - start, read_peak()
    with zipfile.ZipFile(io.BytesIO(made)) as archive:
        xml_bytes = archive.getinfo("word/document.xml").file_size
    return {"seconds": seconds, "xml_bytes": xml_bytes, "peak": None if peak is None else peak - (before or 0)}


def _memory() -> tuple[int | None, Callable[[], int | None]]:
    """Resident memory now, and how to read the most there was, both in bytes."""
    if STATUS.exists() and "VmHWM" in STATUS.read_text():
        return _linux_status("VmRSS"), lambda: _linux_status("VmHWM")
    try:
        import resource  # noqa: PLC0415 - Windows has none
    except ImportError:
        return None, lambda: None
    # On Linux a process is born with its parent's peak, so this is only for other systems.
    unit = 1 if sys.platform == "darwin" else 1024

    def most() -> int:
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit

    return most(), most


def _linux_status(name: str) -> int:
    found = re.search(rf"{name}:\s+(\d+) kB", STATUS.read_text())
    assert found
    return int(found[1]) * 1024


if __name__ == "__main__":
    print(json.dumps(run_once()))
