"""Runs every measurement and writes RESULTS.md.

python start.py bench            the whole job, and the Word engine against others, some five minutes
python start.py bench desk       how fast the desk answers, in a real browser
python start.py bench store      what a save and a total cost beside the bare database
"""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, Final

from benchmarks.big_table import measure_big_table
from benchmarks.engines import (
    DOCXTPL,
    MAIL_MERGE,
    NODE_ENGINES,
    OURS,
    Work,
    has_mail_merge,
    ours,
    with_docxtpl,
    with_mail_merge,
)
from benchmarks.floor import floor, true_floor
from benchmarks.forms import measure_forms
from benchmarks.machine import library_versions, machine
from benchmarks.node import Measured, install, measure_in_node, node_version
from benchmarks.office import BRANCH_REPORT, branch_context, sample_office, stand_ins
from benchmarks.results import Results, page
from benchmarks.startup import measure_compiling, measure_import
from benchmarks.store import main as measure_journal
from benchmarks.template import JINJA, MERGE_FIELDS, benchmark_template, benchmark_values
from benchmarks.texts import running_text, texts
from benchmarks.timing import Timing, measure_together
from benchmarks.whole_job import measure_whole_job
from toolkit.report.vocabulary import names_for
from toolkit.report.wording import FILTERS
from toolkit.tasks import Office
from toolkit.word import CompiledTemplate, compile_template

PAGE: Final = Path(__file__).with_name("RESULTS.md")
BRANCH_TITLE: Final = "branch report"
BENCHMARK_TITLE: Final = "benchmark template"

Engines = dict[str, Timing]
Floor = tuple[Timing, Timing, Timing]


class SaysOtherwise(Exception):
    """An engine's report did not say what ours says: its time would mean nothing."""


def main() -> int:
    """Measure, write the page, say where it is."""
    stands_on, why = machine(), install()
    _say("the whole job")
    whole_job = measure_whole_job()
    _say("Excel forms")
    forms = measure_forms()
    with sample_office() as office, tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        _say("branch report")
        branch, branch_floor = measure_branch_report(office, folder)
        _say("benchmark template")
        engines, bench_floor = measure_benchmark_template(folder)
        _say("engines in Node" if not why else f"no engines in Node: {why}")
        in_node = {} if why else measured_in_node()
        _say("compiling, importing, the big table")
        results = Results(
            forms=forms,
            whole_job=whole_job,
            machine={**stands_on, "Node": node_version() or "not installed"},
            versions={**library_versions(), **{engine: each.version for engine, each in in_node.items()}},
            engines={
                BRANCH_TITLE: branch,
                BENCHMARK_TITLE: engines | {engine: each.timing for engine, each in in_node.items()},
            },
            floors={BRANCH_TITLE: branch_floor, BENCHMARK_TITLE: bench_floor},
            big_table=measure_big_table(),
            compiling=measure_compiling(office),
            importing=measure_import(),
            missing={
                **({} if has_mail_merge() else {MAIL_MERGE: "it is not installed"}),
                **(dict.fromkeys(NODE_ENGINES, why) if why else {}),
            },
        )
    PAGE.write_text(page(results), encoding="utf-8", newline="\n")
    _say(f"written: {PAGE.name}")
    return 0


def measure_branch_report(office: Office, folder: Path) -> tuple[Engines, Floor]:
    """Ours and docxtpl on the report of the sample's branch 01, and the floor."""
    path = office.settings.templates / BRANCH_REPORT
    document = next(each for each in office.documents if each.template == BRANCH_REPORT)
    template = compile_template(path, names_for(office.catalogue, document.made_for), FILTERS)
    context = branch_context(office)
    plain = stand_ins(context)
    works = {OURS: ours(template, context), DOCXTPL: with_docxtpl(path, plain)}
    return timings(works, running_text), _with_floor(template, context, path.read_bytes(), plain, folder)


def measure_benchmark_template(folder: Path) -> tuple[Engines, Floor]:
    """The engines that run in Python on the benchmark's template, and the floor."""
    values = benchmark_values()
    template = compile_template(benchmark_template(JINJA), name=BENCHMARK_TITLE)
    works = python_works(template, values, folder)
    return timings(works, texts), _with_floor(template, values, benchmark_template(JINJA), values, folder)


def python_works(template: CompiledTemplate, values: Mapping[str, Any], folder: Path) -> dict[str, Work]:
    """The engines that run in Python, ready to make the benchmark's report."""
    for_docxtpl, for_mail_merge = folder / "jinja.docx", folder / "merge_fields.docx"
    for_docxtpl.write_bytes(benchmark_template(JINJA))
    works = {OURS: ours(template, values), DOCXTPL: with_docxtpl(for_docxtpl, values)}
    if has_mail_merge():
        for_mail_merge.write_bytes(benchmark_template(MERGE_FIELDS))
        works[MAIL_MERGE] = with_mail_merge(for_mail_merge, values)
    return works


def timings(works: Mapping[str, Work], said: Callable[[bytes], object]) -> Engines:
    """The timing of each engine, once its report says what ours says.

    Args:
        works: engine to its work; ours among them.
        said: what counts of a report.
    """
    expected = said(works[OURS]())
    for engine, work in works.items():
        check_same(engine, said(work()), expected)
    return measure_together(works)


def measured_in_node() -> dict[str, Measured]:
    """The engines that run in Node, once their reports say what ours says."""
    values = benchmark_values()
    expected = texts(compile_template(benchmark_template(JINJA)).render(values))
    measured = measure_in_node(values)
    for engine, each in measured.items():
        check_same(engine, texts(each.report), expected)
    return measured


def check_same(engine: str, found: object, expected: object) -> None:
    """Refuse an engine's time where its report says something else.

    Raises:
        SaysOtherwise: it does.
    """
    if found != expected:
        raise SaysOtherwise(f"the report of {engine} does not say what ours says")


def _with_floor(
    template: CompiledTemplate, context: Mapping[str, Any], source: bytes, plain: Mapping[str, Any], folder: Path
) -> Floor:
    """A report of ours written to a file, and the floor for it."""
    path = folder / "own.docx"
    own, bare = lambda: path.write_bytes(template.render(context)), floor(source, plain, folder / "bare")
    found = measure_together({OURS: own, "floor": bare, "true floor": true_floor(template, context)})
    return found[OURS], found["floor"], found["true floor"]


def _say(text: str) -> None:
    print(text, flush=True)


def main_of(words: list[str]) -> int:
    """The measurements these words ask for."""
    if words == ["desk"]:
        from benchmarks.desk import main as measure_desk  # noqa: PLC0415 - needs a browser

        return measure_desk()
    return measure_journal() if words == ["store"] else main()


if __name__ == "__main__":
    sys.exit(main_of(sys.argv[1:]))
