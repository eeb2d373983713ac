"""An old workbook (.xls, .et) says what the new one said that it was saved from: cells, formats, merges, notes, formulas and faults."""

from __future__ import annotations

import io
from datetime import date
from pathlib import Path

import pytest
from openpyxl import Workbook
from openpyxl.comments import Comment
from openpyxl.styles import Font

from tests.support.forms import filled, form
from tests.support.libreoffice import saved_by_libreoffice
from tests.support.office import small_catalogue, small_units
from toolkit.catalogue.as_written import Unreadable
from toolkit.figures.workbooks.opened import OpenedBook
from toolkit.figures.workbooks.read import read_form

CATALOGUE, UNITS = small_catalogue(), small_units()


def old(book: Workbook, folder: Path) -> OpenedBook:
    """A workbook as it is read once LibreOffice saved it as .xls."""
    target = io.BytesIO()
    book.save(target)
    return OpenedBook.of(saved_by_libreoffice(target.getvalue(), folder, "xls"), "旧表.xls")


@pytest.fixture(scope="module")
def strange(tmp_path_factory: pytest.TempPathFactory) -> OpenedBook:
    """One workbook with a cell of each kind."""
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "旧表"
    sheet["A1"], sheet["A2"], sheet["A3"], sheet["A4"] = "办公室", 12, 12.5, date(2026, 6, 1)
    sheet["A5"], sheet["A6"], sheet["A7"], sheet["A8"] = True, 12, "=2+3", "=1/0"
    sheet["A6"].number_format = '0"万元"'
    sheet["A9"] = "划掉的"
    sheet["A9"].font = Font(strike=True)
    sheet["A10"] = "=5-5"
    sheet["B1"].comment = Comment("请核对", "局里")
    sheet["C1"] = "合并"
    sheet.merge_cells("C1:D2")
    sheet["IV65536"] = "远处"
    book.create_sheet("藏").sheet_state = "hidden"
    return old(book, tmp_path_factory.mktemp("old"))


SEEN = """
row  says
1    办公室
2    12
3    12.5
4    2026年6月1日
5    是
7    5
"""


@pytest.mark.parametrize("line", SEEN.strip().splitlines()[1:])
def test_a_cell_says_what_is_seen_in_it(strange: OpenedBook, line: str) -> None:
    row, says = line.split()
    assert strange.text(strange.sheets["旧表"], int(row), 1) == says


ASKED = """
row  why
6    格子里看到的是“12万元”
8    Excel 显示错误 #DIV/0!
9    划了删除线
10   公式没有算出结果
"""


@pytest.mark.parametrize("line", ASKED.strip().splitlines()[1:])
def test_a_cell_that_says_something_else_than_is_seen_is_asked_about(strange: OpenedBook, line: str) -> None:
    row, why = line.split(maxsplit=1)
    with pytest.raises(Unreadable, match=why):
        strange.text(strange.sheets["旧表"], int(row), 1)


def test_merges_notes_hidden_sheets_and_far_cells_are_there(strange: OpenedBook) -> None:
    sheet = strange.sheets["旧表"]

    assert list(strange.sheets) == ["旧表", "藏"]
    assert sheet.spans[2, 4] == (1, 3, 2, 4)
    assert (2, 4) not in sheet.cells
    assert "请核对" in sheet.notes[1, 2].text
    assert sheet.value(65536, 256) == "远处"


def test_a_form_saved_as_an_old_workbook_is_taken_like_the_form_itself(tmp_path: Path) -> None:
    answers = {"主题党日": 6, "亮点": "做了不少", "服务社区": "东社区、西社区", "党费实收": 120.5}
    row = {"编号": "A1", "日期": "2026-3-5", "类型": "志愿服务", "主题": "进社区", "实到": "12"}
    data = filled(form(), answers, {"活动台账": [row]})
    new = read_form(data, "表.xlsx", CATALOGUE, UNITS)

    kept = read_form(saved_by_libreoffice(data, tmp_path, "xls"), "表.xls", CATALOGUE, UNITS)

    assert new.form and kept.form
    assert (kept.form.changes, kept.form.rows, kept.findings) == (new.form.changes, new.form.rows, new.findings)
    assert (kept.form.unit, kept.form.period, kept.form.mark) == (new.form.unit, new.form.period, new.form.mark)
