"""The whole job: `generate` for a bureau of so many branches, as a clerk runs it, from the start of the program to its end.

Takes nothing; gives what each run cost, in CPU seconds of the program and all its workers, beside a plain docxtpl loop over the
same template and values. Figures come from the sample's ten complete branches, over and over, in two periods.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import mean
from time import perf_counter, process_time
from typing import Final

from benchmarks.engines import with_docxtpl
from benchmarks.office import BRANCH_REPORT, PERIOD, large_office, stand_ins
from tests.support.sample_office import sample_settings
from toolkit.figures.figure import Change
from toolkit.report.context import context_for
from toolkit.report.standing import standing_of
from toolkit.tasks import Office, open_book, open_office
from toolkit.ui.serve import server_environment

FEWEST: Final = 2
SIZES: Final = (100, 400, 1_000)
REPEATS: Final = 5
DOCXTPL_REPORTS: Final = 30


@dataclass(frozen=True)
class Run:
    """What one run cost.

    Args:
        cpu: seconds of all its processes together.
        wall: seconds from its start to its end.
        peak: bytes of its largest process.
    """

    cpu: float
    wall: float
    peak: int


@dataclass(frozen=True)
class WholeJob:
    """What the whole job costs.

    Args:
        fixed: CPU seconds of a run for the fewest branches.
        reports: by number of branches, CPU seconds for each report beyond that.
        docxtpl: CPU seconds a report of a docxtpl loop.
        unchanged, one_changed: the largest office again, with nothing changed and with one figure changed, beyond `fixed`.
        one_worker, two_workers: the largest office anew.
    """

    fixed: Run
    reports: dict[int, float]
    docxtpl: float
    unchanged: Run
    one_changed: Run
    one_worker: Run
    two_workers: Run


def measure_whole_job(sizes: Sequence[int] = SIZES, repeats: int = REPEATS) -> WholeJob | None:
    """Run the job for each size in turns, and the rest of what is asked on the largest; None where the system counts no CPU."""
    if sys.platform == "win32":
        return None
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as name:
        homes = {size: large_office(Path(name) / str(size), size) for size in (FEWEST, *sizes)}
        turns: list[dict[int, Run]] = []
        docxtpl: list[float] = []
        for _ in range(repeats):
            turns.append({size: generated(home, is_on_one_core=True) for size, home in homes.items()})
            docxtpl.append(_docxtpl_seconds(homes[min(sizes)]))
        runs = {size: _least([turn[size] for turn in turns]) for size in homes}
        fixed, largest = runs[FEWEST], homes[max(sizes)]
        sides = [{count: generated(largest, "--workers", str(count)) for count in (1, 2)} for _ in range(repeats)]
        workers = {count: _least([side[count] for side in sides]) for count in (1, 2)}
        unchanged = generated(largest, is_anew=False)
        _change_one_figure(largest)
        return WholeJob(
            fixed,
            {size: (runs[size].cpu - fixed.cpu) / (size - FEWEST) for size in sizes},
            min(docxtpl),
            unchanged,
            generated(largest, is_anew=False),
            workers[1],
            workers[2],
        )


def generated(home: Path, *options: str, is_anew: bool = True, is_on_one_core: bool = False) -> Run:
    """One run of `generate`, with nothing in its output folder where it is to be anew.

    On one core its processes wait for each other. On two that are threads of one core, which shared machines call cores, each
    would slow the other down, and the waiting of both would count as work; a docxtpl loop never has a neighbour.
    """
    if is_anew:
        _set_aside(home / "output")
    words = [sys.executable, "-m", "toolkit", "generate", "--period", PERIOD.code, *options]
    import resource  # noqa: PLC0415 - there is no such module on Windows

    environment = server_environment(TOOLKIT_HOME=str(home), TOOLKIT_AUTHOR="benchmark")
    # A clerk's Python keeps what it compiled of the program's modules.
    environment.pop("PYTHONDONTWRITEBYTECODE", None)
    before, start = resource.getrusage(resource.RUSAGE_CHILDREN), perf_counter()
    # A report of one's own is needed for the peak: that of all children so far would be that of the largest run.
    reporting = [sys.executable, "-c", _REPORTING, str(int(is_on_one_core)), *words]
    done = subprocess.run(reporting, env=environment, capture_output=True, check=True)
    wall, after = perf_counter() - start, resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return Run(cpu, wall, int(done.stdout.split()[-1]) * (1 if sys.platform == "darwin" else 1_024))


def _set_aside(output: Path) -> None:
    """Move away what was made before; removed only at the end of all.

    For a minute after thousands of files were removed some file systems (ext4) take up to a millisecond to find room for a new
    one, which no office's second run pays.
    """
    if output.exists():
        output.rename(Path(tempfile.mkdtemp(dir=output.parent.parent, prefix="before-")) / output.name)


_REPORTING: Final = """
import os, resource, subprocess, sys
if sys.argv[1] == "1" and sys.platform == "linux":
    os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
ran = subprocess.run(sys.argv[2:], stdout=subprocess.DEVNULL)
print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)
sys.exit(ran.returncode)
"""


def _least(runs: Sequence[Run]) -> Run:
    """The least that a run took: whatever else the machine does only adds to it."""
    return Run(min(run.cpu for run in runs), min(run.wall for run in runs), max(run.peak for run in runs))


def _change_one_figure(home: Path) -> None:
    office = open_office(sample_settings(home))
    unit, item = office.units.branches[0].code, "reflections"
    seen = {entry.item: entry for entry in office.store.current(PERIOD.code, unit)}[item]
    office.store.save(
        [Change(unit, PERIOD.code, item, str(int(seen.text) + 1), seen.version)], "benchmark", "benchmark"
    )
    office.store.close()


def _docxtpl_seconds(home: Path) -> float:
    """CPU seconds a report of a loop over the shipped template, with what the toolkit fills it with: the mean of many."""
    office = open_office(sample_settings(home))
    contexts = _contexts(office)
    path = office.settings.templates / BRANCH_REPORT
    with_docxtpl(path, contexts[0])()
    seconds = mean(_seconds(path, context) for context in contexts)
    office.store.close()
    return seconds


def _seconds(path: Path, context: dict[str, object]) -> float:
    work = with_docxtpl(path, context)
    start = process_time()
    work()
    return process_time() - start


def _contexts(office: Office) -> list[dict[str, object]]:
    book, units = open_book(office, PERIOD), office.at(PERIOD).units
    branches = units.branches[:DOCXTPL_REPORTS]
    standings = (standing_of(office.units, book, unit, office.today) for unit in branches)
    return [stand_ins(context_for(standing, office.catalogue, units)) for standing in standings]
