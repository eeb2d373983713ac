"""What is paid once: importing the engine, and compiling a template.

Takes an office; gives timings.
"""

from __future__ import annotations

import subprocess
import sys
from functools import partial
from typing import Final

from benchmarks.timing import REPEATS, Timing, measure
from toolkit.report.vocabulary import names_for
from toolkit.report.wording import FILTERS
from toolkit.settings import REPOSITORY
from toolkit.tasks import Office
from toolkit.word import compile_template

IMPORT: Final = "from time import perf_counter as now; start = now(); import toolkit.word; print(now() - start)"


def measure_import(repeats: int = REPEATS) -> Timing:
    """Importing `toolkit.word` in a fresh interpreter, bytecode written before."""
    command = [sys.executable, "-c", IMPORT]
    seconds = [
        float(subprocess.run(command, check=True, capture_output=True, cwd=REPOSITORY).stdout)
        for _ in range(repeats + 1)
    ]
    return Timing(tuple(seconds[1:]))


def measure_compiling(office: Office) -> dict[str, Timing]:
    """Reading, checking and compiling each shipped template, by file name."""
    return {
        document.template: measure(
            partial(
                compile_template,
                office.settings.templates / document.template,
                names_for(office.catalogue, document.made_for),
                FILTERS,
            )
        )
        for document in office.documents
    }
