"""Many documents in one go: each within its limits, each read once more, and stopped when asked."""

from __future__ import annotations

import os
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from tests.support.make_docx import docx
from toolkit.report.batch import MANY_UNITS, Job, Making, Result, run_batch
from toolkit.report.leftovers import UnitNames
from toolkit.report.merge import Merged, merge
from toolkit.report.outputs import MANIFEST, OWN_FOLDER, OutputFolder
from toolkit.report.proofread import Expected
from toolkit.word import CompiledTemplate, compile_template
from toolkit.word.workshop.hand import WorkerLost

OWN = Expected("2026年上半年", known=UnitNames(["人事科党支部"]))
TEMPLATES = {
    "report": compile_template(docx("{{ 亮点 }}"), name="模板"),
    "endless": compile_template(docx("{% for 行 in 台账 %}" * 14 + "{% endfor %}" * 14), name="套圈模板"),
}
Kit = tuple[dict[str, CompiledTemplate], dict[str, dict[str, Any]]]


def filled(kit: Kit, job: Job) -> Merged:
    """A document as a worker makes it here: the template of its key with the values of its unit."""
    templates, values = kit
    return merge(templates[job.document], values[job.unit], OWN, place=job.name, is_sample=job.is_sample)


def ran(
    folder: Path,
    values: dict[str, dict[str, Any]],
    documents: dict[str, str] | None = None,
    stop_after: int = 99,
    templates: dict[str, CompiledTemplate] = TEMPLATES,
    **limits: float,
) -> tuple[Result, ...]:
    """A report for each unit, by its values; another document where one is named."""
    results: list[Result] = []
    jobs = [Job((documents or {}).get(unit, "report"), unit, unit) for unit in values]
    making = replace(Making(filled, (templates, values)), **limits)  # type: ignore[arg-type]
    return run_batch(jobs, making, OutputFolder(folder), results.append, lambda: len(results) >= stop_after)


def test_what_asks_for_a_look_is_told_with_the_file_and_the_unit(tmp_path: Path) -> None:
    (result,) = ran(tmp_path, {"甲": {"亮点": "人事科党支部认真学习"}})

    (finding,) = result.findings
    assert (finding.code, finding.unit) == ("other_unit", "甲")
    assert finding.place.startswith("甲 第1段")


@pytest.mark.parametrize("workers", [1, 2])
def test_a_document_that_never_ends_fails_alone(tmp_path: Path, workers: int) -> None:
    values: dict[str, dict[str, Any]] = {
        "甲": {"亮点": "一"},
        "乙": {"台账": [{"事项": "甲"}] * 10},
        "丙": {"亮点": "三"},
    }

    first, endless, last = ran(tmp_path, values, {"乙": "endless"}, seconds=1.0, workers=workers)

    assert "已停止" in endless.reason
    assert [first.path, last.path] == [tmp_path / "甲.docx", tmp_path / "丙.docx"]


def test_a_run_that_is_stopped_leaves_whole_files_and_their_manifest(tmp_path: Path) -> None:
    results = ran(tmp_path, {name: {"亮点": name} for name in "甲乙丙"}, stop_after=2)

    assert [result.unit for result in results] == ["甲", "乙"]
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted(["甲.docx", "乙.docx", MANIFEST, OWN_FOLDER])


def test_the_first_and_each_tenth_document_and_later_each_fiftieth_is_searched_for_its_values(tmp_path: Path) -> None:
    hiding = compile_template(docx("{{ 亮点|upper }}", {"word/document.xml": HIDDEN}))

    values = {str(number): {"亮点": "看不见的字"} for number in range(152)}

    results = ran(tmp_path, values, templates={"report": hiding}, stop_after=999)

    assert [n for n, result in enumerate(results) if result.findings] == [*range(0, 100, 10), 100, 150]


def test_a_document_about_very_many_units_is_begun_first_and_told_in_its_place(tmp_path: Path) -> None:
    jobs = [Job("report", "甲", "甲"), Job("report", "局", "局", size=MANY_UNITS), Job("report", "乙", "乙")]
    told: list[str] = []
    values = {job.unit: {"亮点": job.unit} for job in jobs}

    results = run_batch(
        jobs, Making(filled, (TEMPLATES, values)), OutputFolder(tmp_path), lambda result: told.append(result.unit)
    )

    assert told == ["局", "甲", "乙"]
    assert [result.unit for result in results] == ["甲", "局", "乙"]


def test_results_come_in_order_however_many_work_at_them(tmp_path: Path) -> None:
    values = {f"{number:02}": {"亮点": f"第{number}项"} for number in range(40)}

    results = ran(tmp_path, values, workers=3)

    assert [result.unit for result in results] == list(values)
    assert all(result.changed for result in results)


def test_workers_that_cannot_take_up_their_work_end_the_run_with_the_reason(tmp_path: Path) -> None:
    with pytest.raises(RuntimeError, match="no such thing"):
        run_batch(
            [Job("report", "甲", "甲")], Making(filled, Unreadable()), OutputFolder(tmp_path), lambda _result: None
        )


def test_workers_that_end_before_their_work_end_the_run_with_the_reason(tmp_path: Path) -> None:
    with pytest.raises(WorkerLost, match="后台进程没有启动"):
        run_batch([Job("report", "甲", "甲")], Making(filled, Fatal()), OutputFolder(tmp_path), lambda _result: None)


class Unreadable:
    """What a worker cannot take up."""

    def __reduce__(self) -> tuple[Any, ...]:
        return _fail, ()


class Fatal:
    """What ends a worker that takes it up."""

    def __reduce__(self) -> tuple[Any, ...]:
        return os._exit, (3,)


def _fail() -> None:
    raise ValueError("no such thing")


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no limit on the size of a process's files")
def test_a_disk_that_fills_up_hides_no_document_and_harms_no_earlier_one(tmp_path: Path) -> None:
    import resource

    values = {name: {"亮点": name} for name in "甲乙丙"}
    earlier = {result.path: result.path.read_bytes() for result in ran(tmp_path, values) if result.path}
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (600, limits[1]))
    try:
        results = ran(tmp_path, {name: {"亮点": name * 2} for name in "甲乙丙丁"})
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)

    assert ["写不进去" in result.reason for result in results] == [True] * 4
    assert {path: path.read_bytes() for path in earlier} == earlier
    after = ran(tmp_path, {name: {"亮点": name * 2} for name in "甲乙丙丁"})
    assert [result.kept for result in after] == [None] * 4
    assert len(list(tmp_path.glob("*.docx"))) == 4


HIDDEN = (
    '<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body><w:p>'
    '<w:bookmarkStart w:id="1" w:name="{{ 亮点 }}"/><w:bookmarkEnd w:id="1"/></w:p><w:sectPr/></w:body></w:document>'
)
