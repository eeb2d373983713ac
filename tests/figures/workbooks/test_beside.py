"""What a form carries beside its answers is told; a second copy of what is read is a fault."""

from __future__ import annotations

import zipfile
from io import BytesIO

import pytest
from openpyxl.comments import Comment

from tests.figures.workbooks.test_read import changes, codes, faults, reading, warnings_of
from tests.support.forms import changed, filled, form

FILLED = filled(form(), {"主题党日": 6}, {"活动台账": [{"编号": "A1", "日期": "2026-3-5", "类型": "其他"}]})


def told(data):
    """The place and message of what is said about a form that is taken all the same."""
    warnings_of(data)
    assert changes(data) == changes(FILLED)
    return [f"{finding.place.split(' ', 2)[-1]}：{finding.message}" for finding in reading(data)[1]]


@pytest.mark.parametrize("title", ["填报 (2)", "填报（更正）", "副本", "Sheet1"])
def test_a_second_sheet_of_answers_is_refused_whatever_it_is_called(title):
    def copy_sheet(book):
        book.copy_worksheet(book["填报"]).title = title

    (fault,) = faults(changed(FILLED, copy_sheet))

    assert fault.startswith(f"“{title}”A1格：“填报”有两页")


def test_a_second_sheet_of_a_ledger_is_refused():
    def copy_sheet(book):
        book.copy_worksheet(book["活动台账"]).title = "活动台账 (2)"

    (fault,) = faults(changed(FILLED, copy_sheet))

    assert fault.startswith("“活动台账 (2)”A1格：“活动台账”有两页")


def test_a_hidden_second_sheet_is_refused_too():
    def hide_copy(book):
        book.copy_worksheet(book["填报"]).sheet_state = "hidden"

    assert codes(changed(FILLED, hide_copy)) == ["form_second_sheet"]


@pytest.mark.parametrize(
    ("sheet", "cell", "value"),
    [
        ("填报", "J12", "含2名离退休"),
        ("填报", "I3", "已核对"),
        ("填报", "G2", 13900),
        ("活动台账", "M4", "补报"),
        ("活动台账", "B1", "4月"),
        ("活动台账", "A1", "3月"),
        ("填报", "B4", "以下数字均为万元"),
        ("填报", "B90", "补充：党课应为40次"),
        ("填报", "A90", "见附表"),
        ("填报", "F90", 40),
        ("填报", "F6", 3),
    ],
)
def test_a_remark_beside_the_table_is_told_with_its_cell(sheet, cell, value):
    (said,) = told(changed(FILLED, lambda book: book[sheet].__setitem__(cell, value)))

    assert said.startswith(f"“{sheet}”{cell}格：{cell}在表格之外写了字（“{value}”），没有收。")


def test_a_note_of_the_clerks_own_is_told_and_ours_are_not():
    def note(book):
        book["填报"]["E10"].comment = Comment("其中1次为联合开展", "赵样本")

    (said,) = told(changed(FILLED, note))

    assert said == "“填报”E10格：E10加了批注（“其中1次为联合开展”），没有收，请看一看。"


def test_a_sheet_of_the_clerks_own_is_told():
    (said,) = told(changed(FILLED, lambda book: book.create_sheet("草稿").append(["随便写写"])))

    assert said.startswith("草稿：这一页不是表里原有的，没有收。")


@pytest.mark.parametrize("title", ["Sheet2", "WpsReserved_CellImgList"])
def test_an_empty_sheet_and_one_that_wps_keeps_for_itself_are_no_matter(title):
    def add(book):
        sheet = book.create_sheet(title)
        sheet["A1"] = "x" if title.startswith("Wps") else None

    assert told(changed(FILLED, add)) == []


@pytest.mark.parametrize(
    ("part", "said"),
    [
        ("xl/vbaProject.bin", "带有宏。只读了格子里的内容，宏没有运行"),
        ("xl/macrosheets/sheet1.xml", "带有宏"),
        ("xl/media/image1.png", "表上有图片、文本框或别的对象"),
        ("xl/drawings/drawing1.xml", "表上有图片、文本框或别的对象"),
        ("xl/embeddings/oleObject1.bin", "表上有图片、文本框或别的对象"),
    ],
)
def test_macros_and_pictures_are_told_and_the_form_taken(part, said):
    buffer = BytesIO(FILLED)
    with zipfile.ZipFile(buffer, "a") as archive:
        archive.writestr(part, b"<a/>")

    (told_once,) = told(buffer.getvalue())

    assert said in told_once


@pytest.mark.parametrize("span", ["B4:B5", "D4:E4"])
def test_merged_cells_of_a_ledger_are_refused_with_their_cell(span):
    found = faults(changed(FILLED, lambda book: book["活动台账"].merge_cells(span)))

    assert any(fault.startswith(f"“活动台账”{span.split(':')[0]}格：") and "合并了" in fault for fault in found)


def test_a_format_that_shows_something_else_is_refused_in_a_ledger_too():
    def dress(book):
        cell = book["活动台账"]["F4"]
        cell.value, cell.number_format = 12, '0"百人"'

    assert faults(changed(FILLED, dress))[0].startswith("“活动台账”F4格：实到：格子里看到的是“12百人”")


def test_a_column_of_a_ledger_under_a_heading_of_the_clerks_own_is_told():
    def add_column(book):
        sheet = book["活动台账"]
        last = sheet.max_column + 1
        sheet.cell(3, last).value, sheet.cell(4, last).value = "备注", "实际应为50分"

    (said,) = told(changed(FILLED, add_column))

    assert "在表格之外写了字（“备注”）" in said


def test_the_advice_of_a_ledger_is_ours_however_it_went_on_when_the_form_went_out():
    advice = "一行记一件事，写在浅黄色格子里；本期没有的，在第一格写“本期无”。以前的说明"

    assert told(changed(FILLED, lambda book: book["活动台账"].__setitem__("A2", advice))) == []


def test_a_column_that_need_not_be_filled_in_may_be_missing_and_is_told():
    (said,) = told(changed(FILLED, lambda book: book["活动台账"].delete_cols(5)))

    assert said == "活动台账：表里没有“参加支部”列，这一列没有收，原来填过的不变。要填的请换用新表。"


def test_a_column_that_must_be_filled_in_may_not():
    (fault,) = faults(changed(FILLED, lambda book: book["活动台账"].delete_cols(2)))

    assert "“日期”列缺少或重复" in fault
