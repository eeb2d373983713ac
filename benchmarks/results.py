"""What a run found, as the page RESULTS.md.

Takes timings; gives Markdown. Never measures.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from benchmarks.big_table import COLUMNS, ROWS, BigTable
from benchmarks.engines import DOCXTPL, ENGINES, OURS, REUSE
from benchmarks.forms import RETURNED, UNITS, Rates
from benchmarks.timing import REPEATS, Timing, in_ms
from benchmarks.whole_job import FEWEST, WholeJob

JOB_SECONDS: Final = 0.004
JOB_SPREAD: Final = 1.15
JOB_TIMES_DOCXTPL: Final = 12
JOB_UNCHANGED_SECONDS: Final = 3.0
JOB_TWO_WORKERS: Final = 1.5
FORMS_WRITTEN, FORMS_READ = 100, 40
MEGABYTE: Final = 1_000_000
TIMES_DOCXTPL: Final = 50
TIMES_OTHERS: Final = 10
TIMES_FLOOR: Final = 3
BIG_TABLE_SECONDS: Final = 1.0
BIG_TABLE_MEMORY: Final = 15
COMPILE_SECONDS: Final = 0.15
IMPORT_SECONDS: Final = 0.4


@dataclass(frozen=True)
class Results:
    """One run.

    Args:
        machine: what it stood on, name to value.
        forms: how many Excel forms are written and read.
        whole_job: what `generate` costs; None where the system counts no CPU.
        versions: of every library and engine.
        engines: template to engine to the timing of one report.
        floors: template to the timing of a report of ours with its file, of the floor, and of the true floor.
        big_table: the table of 5,000 rows.
        compiling: template to timing.
        importing: of `toolkit.word`.
        missing: engine to why it was not measured.
    """

    machine: Mapping[str, str]
    forms: Rates
    whole_job: WholeJob | None
    versions: Mapping[str, str]
    engines: Mapping[str, Mapping[str, Timing]]
    floors: Mapping[str, tuple[Timing, Timing, Timing]]
    big_table: BigTable
    compiling: Mapping[str, Timing]
    importing: Timing
    missing: Mapping[str, str]


def page(results: Results) -> str:
    """The whole page."""
    blocks = [
        "# Benchmark results",
        "Written by `python start.py bench`; do not edit. Every figure is from one run on one machine: compare ratios, not"
        f" milliseconds. Times are medians of {REPEATS} repeats, fastest and slowest in brackets.",
        _table(("", ""), [*results.machine.items(), *results.versions.items()]),
        "## The whole job",
        _table(("what", "measured", "target", "reached"), _job_rows(results.whole_job))
        if results.whole_job
        else "It was not measured: this system counts no CPU of other processes.",
        _JOB_METHOD,
        "## Excel forms",
        _table(("what", "measured", "target", "reached"), _form_rows(results.forms)),
        "## Per report",
        *(_engine_block(template, timings) for template, timings in results.engines.items()),
        *(f"`{engine}` was not measured: {why}." for engine, why in results.missing.items()),
        "Each engine's report said the same as ours before its time counted: word for word on the benchmark template; on"
        " the branch report but for separators before a full stop, which only ours closes up.",
        "## What else it costs",
        _table(("what", "measured", "target", "reached"), _other_rows(results)),
        "## How it is measured",
        _METHOD,
        _table(("engine", "what it lets one reuse from report to report"), [(name, REUSE[name]) for name in ENGINES]),
    ]
    return "\n\n".join(blocks) + "\n"


_METHOD: Final = f"""- *branch report*: `templates/branch_report.docx` with the sample bureau's branch 01, as the toolkit makes its context. For
  {DOCXTPL}, the same tags with our filters, and plain stand-ins for values that print themselves. Its conditions have no equal in
  the other tag languages, so they are measured on the other template only.
- *benchmark template*: 84 tags in the text, two tables with a row loop (12 rows of 5 cells, 20 of 4), header and footer; made by
  `benchmarks/template.py` in each engine's own tag language, on the package python-docx makes.
- A report is timed from values in memory to the bytes of a .docx in memory, warm. The engines in Python take turns in one process,
  repeat by repeat; those in Node run one after the other in one Node process with its own clock. The garbage collectors run as they do by default.
- *floor*: the same template rendered by bare Jinja, the changed parts deflated at zlib's level 6, one file written; no checks, no zip
  directory. Ours in that row writes its file too, likewise without fsync.
- *true floor*: the report's own XML joined from ready pieces, a piece for each text, made bytes, summed up by crc32, deflated at zlib's level
  1: what whoever makes this very file cannot do without, in memory.
- *big table*: {ROWS:,} rows of {len(COLUMNS)} cells, a fresh process each time, the compiled template given. Memory is resident memory: the peak
  (`VmHWM` on Linux, `ru_maxrss` elsewhere) less what there was just before rendering.
- *import*: `import toolkit.word` in a fresh interpreter, bytecode written before, without the interpreter's own start.

To reproduce: `python start.py bench`, with Node for the engines that need it; nothing else should be running."""


_JOB_METHOD: Final = f"""`generate` as a clerk runs it, for a bureau of so many branches: from the start of the program to its end, reading all
figures, reviewing them, making every report and the bureau's, reading each a second time, writing each with its original, its
journal and its manifest. CPU is that of the program and all its workers, on one core; *beyond the fixed part* is what a run
costs more than one for {FEWEST} branches, for each report more. Of several runs the least counts, for docxtpl's too: whatever else the machine does
only adds to it. docxtpl is its manual's loop over the same template with the same values, and
nothing else: no figures read, nothing checked, nothing written."""


def _job_rows(job: WholeJob) -> Iterable[tuple[str, ...]]:
    yield (
        f"fixed part: a run for {FEWEST} branches",
        f"{job.fixed.cpu:.2f} s CPU, {job.fixed.peak / MEGABYTE:.0f} MB",
        "",
        "",
    )
    for branches, seconds in job.reports.items():
        reached = _yes(seconds <= JOB_SECONDS)
        yield (
            f"a report beyond it, at {branches:,} branches",
            f"{in_ms(seconds)} CPU",
            f"at most {in_ms(JOB_SECONDS)}",
            reached,
        )
    spread = max(job.reports.values()) / min(job.reports.values())
    yield "dearest size against cheapest", f"{spread:.2f} times", f"within {JOB_SPREAD:.2f}", _yes(spread <= JOB_SPREAD)
    times = job.docxtpl / max(job.reports.values())
    against = f"{times:.1f} times as long: {in_ms(job.docxtpl)} CPU"
    yield "a docxtpl loop, a report", against, f"at least {JOB_TIMES_DOCXTPL} times", _yes(times >= JOB_TIMES_DOCXTPL)
    yield from _again_rows(job)


def _form_rows(forms: Rates) -> Iterable[tuple[str, ...]]:
    for what, rate, least in (
        (f"written, with store and files, for {UNITS} branches", forms.written, FORMS_WRITTEN),
        (f"looked into, {RETURNED} forms saved by another program", forms.read, FORMS_READ),
    ):
        yield what, f"{rate:.0f} a second of CPU", f"at least {least}", _yes(rate >= least)


def _again_rows(job: WholeJob) -> Iterable[tuple[str, ...]]:
    branches = max(job.reports)
    unchanged, changed = job.unchanged.wall - job.fixed.wall, job.one_changed.wall - job.fixed.wall
    target = f"below {JOB_UNCHANGED_SECONDS:.0f} s"
    yield (
        f"{branches:,} branches again, nothing changed, beyond it",
        f"{unchanged:.1f} s",
        target,
        _yes(unchanged < JOB_UNCHANGED_SECONDS),
    )
    yield f"{branches:,} branches again, one figure changed, beyond it", f"{changed:.1f} s", "", ""
    times = job.one_worker.wall / job.two_workers.wall
    walls = f"{times:.2f} times as fast: {job.two_workers.wall:.1f} s against {job.one_worker.wall:.1f} s"
    yield (
        f"{branches:,} branches with two workers",
        walls,
        f"at least {JOB_TWO_WORKERS} times",
        _yes(times >= JOB_TWO_WORKERS),
    )
    peak = max(job.one_worker.peak, job.two_workers.peak) / MEGABYTE
    yield f"{branches:,} branches, largest process", f"{peak:.0f} MB", "", ""


def _engine_block(template: str, timings: Mapping[str, Timing]) -> str:
    own = timings[OURS].seconds
    rows = [
        (name, str(timing), "1" if name == OURS else f"{timing.seconds / own:.1f}", *_judged_engine(name, timing, own))
        for name, timing in timings.items()
    ]
    return f"### {template}\n\n" + _table(("engine", "a report", "times ours", "target", "reached"), rows)


def _judged_engine(name: str, timing: Timing, own: float) -> tuple[str, str]:
    if name == OURS:
        return "", ""
    least = TIMES_DOCXTPL if name == DOCXTPL else TIMES_OTHERS
    return f"at least {least}", _yes(timing.seconds / own >= least)


def _other_rows(results: Results) -> Iterable[tuple[str, ...]]:
    for template, (own, floor, true) in results.floors.items():
        ratio = own.seconds / floor.seconds
        measured = f"{ratio:.1f} times the floor: {in_ms(own.seconds)} against {in_ms(floor.seconds)}"
        yield f"{template}, with its file", measured, f"within {TIMES_FLOOR} times", _yes(ratio <= TIMES_FLOOR)
        yield (
            f"{template}, true floor",
            f"{in_ms(true.seconds)}: ours is {results.engines[template][OURS].seconds / true.seconds:.1f} times that",
            "",
            "",
        )
    yield from _big_table_rows(results.big_table)
    for template, timing in results.compiling.items():
        yield (f"compile `{template}`", str(timing), *_below(timing, COMPILE_SECONDS))
    yield ("`import toolkit.word`", str(results.importing), *_below(results.importing, IMPORT_SECONDS))


def _big_table_rows(big: BigTable) -> Iterable[tuple[str, ...]]:
    what = f"table of {ROWS:,} × {len(COLUMNS)} cells"
    yield (what, str(big.timing), *_below(big.timing, BIG_TABLE_SECONDS))
    target = f"below {BIG_TABLE_MEMORY} times its XML"
    if big.peak_bytes is None:
        yield f"{what}, memory", "this system does not say", target, "–"
        return
    ratio = big.peak_bytes / big.xml_bytes
    sizes = f"{big.peak_bytes / MEGABYTE:.0f} MB for {big.xml_bytes / MEGABYTE:.1f} MB"
    yield f"{what}, memory", f"{ratio:.1f} times its XML: {sizes}", target, _yes(ratio < BIG_TABLE_MEMORY)


def _below(timing: Timing, most: float) -> tuple[str, str]:
    return f"below {in_ms(most)}", _yes(timing.seconds < most)


def _yes(reached: bool) -> str:
    return "yes" if reached else "**no**"


def _table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)
