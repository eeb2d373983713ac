"""Many documents in one go: each within its limits, each read once more, and stopped when asked."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.support.make_docx import docx
from toolkit.report.batch import SAMPLE_EVERY, Job, Result, run_batch
from toolkit.report.outputs import MANIFEST, OutputFolder
from toolkit.report.proofread import Expected
from toolkit.word import compile_template
from toolkit.word.guard import limits

OWN = Expected("2026年上半年", other_units=("人事科党支部",))
PLAIN = compile_template(docx("{{ 亮点 }}"), name="模板")
ENDLESS = compile_template(docx("{% for 行 in 台账 %}" * 14 + "{% endfor %}" * 14), name="套圈模板")


def job(name: str, template: Any = PLAIN, **context: Any) -> Job:
    return Job("report", name, template, lambda: context, name, OWN)


def ran(folder: Path, *jobs: Job, stop_after: int = 99) -> tuple[Result, ...]:
    done: list[Result] = []
    return run_batch(jobs, OutputFolder(folder), done.append, lambda: len(done) >= stop_after)


def test_what_asks_for_a_look_is_told_with_the_file_and_the_unit(tmp_path: Path) -> None:
    (result,) = ran(tmp_path, job("甲", 亮点="人事科党支部认真学习"))

    (finding,) = result.findings
    assert (finding.code, finding.unit) == ("other_unit", "甲")
    assert finding.place.startswith("甲 第1段")


def test_a_document_that_never_ends_fails_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits.Workshop.__init__, "__defaults__", (1.0, limits.MEGABYTES))

    first, endless, last = ran(
        tmp_path, job("甲", 亮点="一"), job("乙", ENDLESS, 台账=[{"事项": "甲"}] * 10), job("丙", 亮点="三")
    )

    assert "已停止" in endless.reason
    assert [first.path, last.path] == [tmp_path / "甲.docx", tmp_path / "丙.docx"]


def test_a_run_that_is_stopped_leaves_whole_files_and_their_manifest(tmp_path: Path) -> None:
    results = ran(tmp_path, *(job(name, 亮点=name) for name in "甲乙丙"), stop_after=2)

    assert [result.unit for result in results] == ["甲", "乙"]
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted(["甲.docx", "乙.docx", MANIFEST])


def test_the_first_and_each_tenth_document_is_searched_for_its_values(tmp_path: Path) -> None:
    hiding = compile_template(docx("{{ 亮点|upper }}", {"word/document.xml": HIDDEN}))

    results = ran(tmp_path, *(job(str(number), hiding, 亮点="看不见的字") for number in range(SAMPLE_EVERY + 2)))

    assert [number for number, result in enumerate(results) if result.findings] == [0, SAMPLE_EVERY]


HIDDEN = (
    '<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body><w:p>'
    '<w:bookmarkStart w:id="1" w:name="{{ 亮点 }}"/><w:bookmarkEnd w:id="1"/></w:p><w:sectPr/></w:body></w:document>'
)
