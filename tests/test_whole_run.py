"""The whole way on the sample, and the text of every report it makes.

The expected texts stand in tests/expected; TOOLKIT_UPDATE_EXPECTED=1 writes them anew. Review the diff, never update blindly.
"""

from __future__ import annotations

import os
import re
from pathlib import Path

import pytest

from tests.support.read_docx import paragraphs, tables
from tests.support.sample_office import filed_office
from toolkit.catalogue.periods import read_period
from toolkit.report.batch import Result
from toolkit.tasks import generate

EXPECTED = Path(__file__).parent / "expected"
UPDATE = os.environ.get("TOOLKIT_UPDATE_EXPECTED") == "1"
UNITS = ["J", *(f"{number:02d}" for number in range(1, 13))]
DAY_MADE = re.compile(r"^\d{4}年\d{1,2}月\d{1,2}日$", re.MULTILINE)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Result]:
    office = filed_office(tmp_path_factory.mktemp("whole") / "新 文件夹")
    return {result.unit: result for result in generate(office, read_period("2026H1")).results}


def text_of(result: Result) -> str:
    assert result.path is not None
    data = result.path.read_bytes()
    rows = [" | ".join(cell.replace("\n", " / ") for cell in row) for table in tables(data) for row in table]
    return DAY_MADE.sub("（成文日期）", "\n".join([result.path.name, *paragraphs(data), *rows])) + "\n"


@pytest.mark.parametrize("unit", UNITS)
def test_a_report_reads_as_expected(unit: str, made: dict[str, Result]) -> None:
    text, expected = text_of(made[unit]), EXPECTED / f"{unit}.txt"
    if UPDATE:
        EXPECTED.mkdir(exist_ok=True)
        expected.write_text(text, encoding="utf-8")

    assert text == expected.read_text(encoding="utf-8")


@pytest.mark.parametrize("unit", UNITS)
def test_no_report_has_an_empty_clause_or_a_stray_tag(unit: str, made: dict[str, Result]) -> None:
    prose = text_of(made[unit]).split("\n附件")[0]

    assert re.findall(r"[{}%]{2}|None|nan|True|False", prose) == []
    assert re.findall(r"(?<![\d.])0[名次个人块条对篇元份处]", prose) == []
    assert re.findall(r"[，、；]{2}|[，、；]。|。。|：。|^。|，$", prose, re.MULTILINE) == []


def test_the_missing_branchs_report_is_a_marked_draft(made: dict[str, Result]) -> None:
    draft = made["12"]
    assert draft.path is not None
    header = "".join(paragraphs(draft.path.read_bytes(), "word/header2.xml"))

    assert draft.path.stem.endswith("（草稿）")
    assert "草稿：必填内容还没有填齐" in header
    assert "【待填】" in text_of(draft)


def test_a_complete_report_carries_no_draft_mark(made: dict[str, Result]) -> None:
    path = made["02"].path
    assert path is not None

    assert "".join(paragraphs(path.read_bytes(), "word/header2.xml")) == ""
    assert "【待填】" not in text_of(made["02"])
