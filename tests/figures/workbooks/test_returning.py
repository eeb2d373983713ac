"""A form that goes back is the filer's own file, with a note and a red cell at each fault: mended and sent again, it is taken."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest
from openpyxl import load_workbook
from openpyxl.comments import Comment

from tests.support.forms import answer_cell, filled, form, opened, saved
from tests.support.libreoffice import saved_by_libreoffice
from tests.support.office import small_catalogue, small_units
from toolkit.figures.workbooks.read import read_form
from toolkit.figures.workbooks.returning import lines_of, returned_form
from toolkit.findings import error, warning
from toolkit.packing import changed_archive, packed_members

CATALOGUE, UNITS = small_catalogue(), small_units()
BAD = filled(
    form(),
    {"主题党日": "约六", "党费实收": "#N/A", "亮点": "做了不少"},
    {"活动台账": [{"编号": "A1", "日期": "三月初", "类型": "志愿服务"}]},
)


def read(data: bytes):
    return read_form(data, "表.xlsx", CATALOGUE, UNITS)


def returned(data: bytes = BAD) -> bytes:
    return returned_form(data, read(data).findings)


def parts(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def test_each_fault_stands_in_its_cell_and_all_of_them_on_top() -> None:
    book = opened(returned())
    main, ledger = book["填报"], book["活动台账"]

    cell = main[answer_cell(book, "主题党日")]
    assert cell.comment and cell.comment.text.startswith("主题党日：“约六”不是确切的数。")
    assert cell.comment.author == "退回修改"
    assert cell.fill.fgColor.rgb == "FFFFC7CE"
    assert ledger["B4"].comment and "“三月初”不是日期" in ledger["B4"].comment.text
    assert main["B4"].value.startswith("退回修改：1. “填报”E")
    assert main["B4"].value.endswith("改好保存，原样发回。")
    assert all(number in main["B4"].value for number in ("1. ", "2. ", "3. "))
    assert main["B4"].alignment.wrap_text


def test_all_else_stays_as_it_was_sent() -> None:
    before, after = parts(BAD), parts(returned())
    changed = {name for name in before if before[name] != after[name]}

    first, again = opened(BAD)["填报"], opened(returned())["填报"]
    assert not any("_form" in name or "sharedStrings" in name or "docProps" in name for name in changed)
    assert again.protection.sheet and first.protection.password == again.protection.password
    assert len(again.data_validations.dataValidation) == len(first.data_validations.dataValidation) > 0
    assert again.merged_cells.ranges == first.merged_cells.ranges
    values = {c.coordinate: c.value for row in first.iter_rows() for c in row if c.coordinate != "B4"}
    assert {c.coordinate: c.value for row in again.iter_rows() for c in row if c.coordinate != "B4"} == values


def test_a_returned_form_that_was_mended_is_taken_and_nothing_is_asked_about_the_notes() -> None:
    book = opened(returned())
    book["填报"][answer_cell(book, "主题党日")].value = 6
    book["填报"][answer_cell(book, "党费实收")].value = 120
    book["活动台账"]["B4"].value = "2026-3-5"

    taken = read(saved(book))

    assert taken.form is not None
    assert taken.findings == ()
    assert (taken.form.mark, taken.form.written) == (
        read(filled(form(), {"主题党日": 6})).form.mark,
        taken.form.written,
    )


def test_a_returned_form_that_nobody_mended_has_the_same_faults() -> None:
    assert [each.message for each in read(returned()).findings] == [each.message for each in read(BAD).findings]


def test_a_form_that_goes_back_twice_has_each_note_once() -> None:
    book = opened(returned(returned()))
    cell = book["填报"][answer_cell(book, "主题党日")]
    assert cell.comment and cell.comment.text.count("约六") == 1


def test_a_note_that_was_there_stays_below() -> None:
    book = opened(BAD)
    book["填报"][answer_cell(book, "主题党日")].comment = Comment("数过两遍", "赵样本")

    again = opened(returned(saved(book)))
    cell = again["填报"][answer_cell(again, "主题党日")]

    assert cell.comment and cell.comment.text.splitlines()[-1] == "数过两遍"


def test_pictures_in_the_head_of_a_page_are_not_drawn_over() -> None:
    links, picture = "xl/worksheets/_rels/sheet1.xml.rels", b"<xml></xml>"
    kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/vmlDrawing"
    relations = (
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        f'<Relationship Id="rIdHead" Type="{kind}" Target="/xl/head.vml"/></Relationships>'
    )
    data = changed_archive(packed_members(BAD), {links: relations.encode(), "xl/head.vml": picture})

    after = parts(returned(data))

    assert after["xl/head.vml"] == picture
    assert any(name.endswith(".vml") and b"Row>" in part for name, part in after.items())


def test_a_letter_that_no_workbook_can_hold_does_not_stop_a_form_from_going_back() -> None:
    back = returned_form(BAD, (error("value", "表.xlsx “填报”E10格", "“六\x0b”不是数字。"),))
    assert "不是数字" in str([cell.comment for row in opened(back)["填报"] for cell in row if cell.comment])


def test_a_form_saved_by_another_program_goes_back_too(tmp_path: Path) -> None:
    book = opened(returned(saved_by_libreoffice(BAD, tmp_path)))
    assert "约六" in book["填报"][answer_cell(book, "主题党日")].comment.text


def test_another_program_reads_what_goes_back(tmp_path: Path) -> None:
    again = load_workbook(io.BytesIO(saved_by_libreoffice(returned(), tmp_path)))
    assert "约六" in again["填报"][answer_cell(again, "主题党日")].comment.text


FOUND = [
    error("form_cell", "表.xlsx “填报”E10格", "主题党日：不对。"),
    warning("form_note", "表.xlsx “填报”H3格", "只是说说。"),
    error("form_sheet", "表.xlsx", "缺一页。"),
]


def test_lines_tell_errors_with_their_cells() -> None:
    assert lines_of(FOUND) == ["“填报”E10格：主题党日：不对。", "缺一页。"]


@pytest.mark.parametrize("place", ["表.xlsx “没有的页”E10格", "表.xlsx"])
def test_a_fault_without_a_cell_of_the_form_stands_on_top_alone(place: str) -> None:
    book = opened(returned_form(BAD, [error("x", place, "不对。")]))
    assert "不对" in book["填报"]["B4"].value
