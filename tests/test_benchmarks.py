"""What the benchmark compares is the same work: every engine's report says the same. No test asserts a time."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from benchmarks.__main__ import PAGE, SaysOtherwise, check_same, python_works
from benchmarks.engines import ENGINES, MAIL_MERGE, NODE_ENGINES, REUSE, has_mail_merge, with_docxtpl
from benchmarks.floor import floor, true_floor
from benchmarks.forms import measure_forms
from benchmarks.node import is_ready, measure_in_node
from benchmarks.office import BRANCH_REPORT, PERIOD, branch_context, large_office, sample_office, stand_ins
from benchmarks.store import measure_rows, measure_store, office_with_rows, opened_and_filtered, page_of
from benchmarks.template import (
    BRACES,
    CARBONE,
    FIELDS,
    JINJA,
    MERGE_FIELDS,
    ROWS,
    Language,
    benchmark_template,
    benchmark_values,
)
from benchmarks.texts import running_text, texts
from benchmarks.whole_job import measure_whole_job
from tests.support.sample_office import sample_settings
from toolkit.report.vocabulary import names_for
from toolkit.report.wording import FILTERS
from toolkit.tasks import open_office
from toolkit.word import compile_template


@pytest.fixture(scope="module")
def expected() -> list[str]:
    return texts(compile_template(benchmark_template(JINJA)).render(benchmark_values()))


@pytest.mark.parametrize("language", [JINJA, BRACES, CARBONE, MERGE_FIELDS])
def test_the_benchmark_template_is_the_same_at_every_call(language: Language) -> None:
    assert benchmark_template(language) == benchmark_template(language)


def test_our_report_holds_every_value_of_the_benchmark(expected: list[str]) -> None:
    values = benchmark_values()
    said = "".join(expected)

    assert all(values[name] in said for name in FIELDS)
    assert all(cell in expected for name in ROWS for row in values[name] for cell in row.values())
    assert "样本unit" in said and "样本day" in said


@pytest.mark.parametrize("engine", [name for name in ENGINES if name not in NODE_ENGINES])
def test_a_python_engine_makes_the_same_report(engine: str, expected: list[str], tmp_path: Path) -> None:
    if engine == MAIL_MERGE and not has_mail_merge():
        pytest.skip("docx-mailmerge2 is not installed: python start.py bench installs it")

    works = python_works(compile_template(benchmark_template(JINJA)), benchmark_values(), tmp_path)

    assert texts(works[engine]()) == expected


def test_the_node_engines_make_the_same_report(expected: list[str]) -> None:
    if not is_ready():
        pytest.skip("Node or the engines for it are not installed: python start.py bench installs the engines")

    measured = measure_in_node(benchmark_values(), repeats=1, least=0.0)

    assert {engine: texts(each.report) for engine, each in measured.items()} == dict.fromkeys(NODE_ENGINES, expected)


def test_docxtpl_makes_our_branch_report(tmp_path: Path) -> None:
    with sample_office() as office:
        context, path = branch_context(office), tmp_path / BRANCH_REPORT
        path.write_bytes((office.settings.templates / BRANCH_REPORT).read_bytes())
        template = compile_template(path, names_for(office.catalogue, "支部"), FILTERS)

    ours, theirs = template.render(context), with_docxtpl(path, stand_ins(context))()

    assert running_text(ours) == running_text(theirs)


def test_the_floor_writes_as_much_as_a_report_has(tmp_path: Path) -> None:
    template, values = benchmark_template(JINJA), benchmark_values()
    made = compile_template(template).render(values)

    floor(template, values, tmp_path / "bare")()

    assert (tmp_path / "bare").stat().st_size == pytest.approx(len(made), rel=0.2)


def test_an_engine_that_says_something_else_is_refused() -> None:
    with pytest.raises(SaysOtherwise, match="docxtpl"):
        check_same("docxtpl", ["甲"], ["乙"])


def test_the_true_floor_does_all_that_must_be_done_and_nothing_else() -> None:
    template, values = compile_template(benchmark_template(JINJA)), benchmark_values()

    made = true_floor(template, values)()

    # As much as a report of ours, without the directory of its archive.
    assert 0.5 < len(made) / len(template.render(values)) < 1.2


def test_the_results_name_every_engine() -> None:
    written = PAGE.read_text(encoding="utf-8")

    assert [name for name in ENGINES if f"| {name} |" not in written] == []
    assert set(REUSE) == set(ENGINES)


def test_an_office_of_as_many_branches_as_asked_has_filed_in_both_periods(tmp_path: Path) -> None:
    office = open_office(sample_settings(large_office(tmp_path, 3)))
    filed = [{entry.unit for entry in office.store.current(period.code)} for period in (PERIOD, PERIOD.previous)]
    office.store.close()

    assert filed == [{"01", "02", "03"}] * 2


def test_forms_in_bulk_are_measured() -> None:
    rates = measure_forms(count=2, returned=1, repeats=1)

    assert min(rates.written, rates.made, rates.read) > 0


@pytest.mark.skipif(sys.platform == "win32", reason="Windows counts no CPU of other processes")
def test_the_whole_job_is_measured() -> None:
    job = measure_whole_job(sizes=(3,), repeats=1)

    assert job is not None
    assert min(job.fixed.cpu, job.docxtpl, job.unchanged.wall, job.one_changed.wall, job.two_workers.wall) > 0
    assert job.fixed.peak > 10_000_000


def test_the_journal_is_measured_beside_the_bare_database() -> None:
    saves, by_hand, totals = measure_store(branches=20, repeats=1)

    assert min(saves.ratio, by_hand.ratio, totals.ratio) > 0
    assert page_of([saves, by_hand, totals], {"Cores": "2"}).count(" × |") == 5


def test_many_rows_are_measured_beside_few() -> None:
    rows = measure_rows(many=60, few=20, repeats=1)

    assert rows.ratio > 0
    assert "60" in rows.what and "20" in rows.what


def test_the_rows_that_are_filtered_are_those_that_were_put_in(tmp_path: Path) -> None:
    without, with_sixty = (opened_and_filtered(office_with_rows(tmp_path / str(n), n)) for n in (0, 60))

    assert with_sixty - without == 12
