"""What the benchmark compares is the same work: every engine's report says the same. No test asserts a time."""

from __future__ import annotations

from pathlib import Path

import pytest

from benchmarks.__main__ import PAGE, SaysOtherwise, check_same, python_works
from benchmarks.engines import ENGINES, MAIL_MERGE, NODE_ENGINES, REUSE, has_mail_merge, with_docxtpl
from benchmarks.floor import floor
from benchmarks.forms import PERIOD, measure_forms, office_of_many
from benchmarks.node import is_ready, measure_in_node
from benchmarks.office import BRANCH_REPORT, branch_context, sample_office, stand_ins
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
from toolkit.report.vocabulary import names_for
from toolkit.report.wording import FILTERS
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


def test_the_results_name_every_engine() -> None:
    written = PAGE.read_text(encoding="utf-8")

    assert [name for name in ENGINES if f"| {name} |" not in written] == []
    assert set(REUSE) == set(ENGINES)


def test_forms_in_bulk_are_measured_on_an_office_of_as_many_branches_as_asked() -> None:
    with office_of_many(2) as office:
        added = [unit.code for unit in office.units.branches[-2:]]
        figures = [office.store.current(period.code, code) for period in (PERIOD, PERIOD.previous) for code in added]

    rates = measure_forms(count=2, returned=1, repeats=1)

    assert added == ["N000", "N001"]
    assert all(figures)
    assert min(rates.written, rates.made, rates.read) > 0
