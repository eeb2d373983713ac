"""The whole way on the sample, and the text of every report it makes.

The expected texts stand in tests/expected; TOOLKIT_UPDATE_EXPECTED=1 writes them anew. Review the diff, never update blindly.
"""

from __future__ import annotations

import os
import re
from decimal import Decimal
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


IN_BOTH = {
    "正式党员": "正式党员",
    "新确定积极分子": "入党积极分子",
    "党员大会": "支部党员大会",
    "主题党日": "主题党日",
    "集中学习": "集中学习",
    "党费应收（元）": "党费应收",
    "党费实收（元）": "党费实收",
}
"""The columns of the bureau's annex, and what the branches' own annexes call the same; what joint events count once is not there."""


@pytest.mark.parametrize("column", IN_BOTH)
def test_the_bureaus_total_is_the_sum_of_what_the_branches_reports_print(made: dict[str, Result], column: str) -> None:
    def tables_of(unit: str) -> list[list[str]]:
        path = made[unit].path
        assert path is not None
        return [row for table in tables(path.read_bytes()) for row in table]

    head, *rows = next(table for table in tables((made["J"].path or Path()).read_bytes()) if column in table[0])
    place = head.index(column)
    by_branch = {row[head.index("支部")]: row[place] for row in rows}
    own = [
        row[3] for unit in UNITS if unit != "J" for row in tables_of(unit) if len(row) > 3 and row[1] == IN_BOTH[column]
    ]
    printed = [Decimal(cell) for cell in own if re.fullmatch(r"[\d.]+", cell)]
    (whole,) = (cells for name, cells in by_branch.items() if name.startswith("合计"))

    assert len(own) == 12
    assert (
        sum(printed)
        == Decimal(whole)
        == sum(
            Decimal(cell)
            for name, cell in by_branch.items()
            if not name.startswith("合计") and re.fullmatch(r"[\d.]+", cell)
        )
    )
