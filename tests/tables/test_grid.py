"""A sheet is read as a person sees it, from whatever a program saved; a text file in whatever encoding."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from openpyxl import Workbook

from tests.support.libreoffice import saved_by_libreoffice
from tests.tables.sheets import book_of
from toolkit.errors import ToolkitError
from toolkit.tables.grid import grid_of_clipboard, grids_in, name_of_cell

TEXT = '支部,正式党员,党费（元）\n办公室,14,"4,200"\n人事科,12,3000\n'


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gbk", "gb18030", "utf-16", "utf-16-le", "utf-16-be"])
def test_a_text_is_read_in_any_encoding(encoding: str) -> None:
    (grid,) = grids_in(TEXT.encode(encoding), "表.csv")
    assert (grid.at(2, 1), grid.at(2, 3), grid.rows, grid.columns) == ("办公室", "4,200", 3, 3)


@pytest.mark.parametrize("separator", [",", "\t", ";", "，", "|"])
def test_cells_are_parted_by_the_sign_that_parts_all_lines(separator: str) -> None:
    (grid,) = grids_in(f"支部{separator}数\n办公室{separator}14\n".encode(), "表.txt")
    assert (grid.at(2, 1), grid.at(2, 2)) == ("办公室", "14")


def test_a_block_from_the_clipboard_is_parted_by_tabs_alone() -> None:
    grid = grid_of_clipboard('支部\t党费，元\r\n办公室\t4,200\r\n"人事科\n（新）"\t3,300\r\n')
    assert [(grid.at(row, 1), grid.at(row, 2)) for row in (1, 2, 3)] == [
        ("支部", "党费，元"),
        ("办公室", "4,200"),
        ("人事科\n（新）", "3,300"),
    ]
    assert grid_of_clipboard("甲" * 200_000).texts == {}


def test_a_number_with_a_comma_that_nobody_quoted_takes_no_figure_into_the_next_column() -> None:
    (grid,) = grids_in("支部,党费,党课\n办公室,4,200,3\n人事科,300,2\n".encode(), "表.csv")

    assert (grid.at(2, 1), grid.at(2, 2), grid.at(2, 3)) == ("办公室", "", "")
    assert "逗号" in grid.reasons[2, 2]
    assert (grid.at(3, 2), grid.at(3, 3)) == ("300", "2")


def test_a_merged_cell_covers_all_of_its_cells() -> None:
    (grid,) = grids_in(book_of({"表": "党费 | «\n应收 | 实收"}), "表.xlsx")
    assert (grid.at(1, 2), grid.turned.at(2, 1)) == ("党费", "党费")


@pytest.mark.parametrize("ending", ["xlsx", "xls"])
def test_what_is_not_seen_as_it_is_stored_has_a_reason(ending: str, tmp_path: Path) -> None:
    book = Workbook()
    page = book.active
    assert page is not None
    page["A1"], page["A2"], page["A3"] = 0.42, "=1/0", "文字"
    page["A1"].number_format = '0.00"万元"'
    target = io.BytesIO()
    book.save(target)

    (grid,) = grids_in(saved_by_libreoffice(target.getvalue(), tmp_path, ending), f"表.{ending}")

    assert grid.texts == {(3, 1): "文字"}
    assert "万元" in grid.reasons[1, 1] and "#DIV/0!" in grid.reasons[2, 1]


@pytest.mark.parametrize("ending", ["xlsx", "xls"])
def test_what_nobody_sees_is_known(ending: str, tmp_path: Path) -> None:
    book = Workbook()
    page, other = book.active, book.create_sheet("去年")
    assert page is not None
    page.append(["支部", "正式党员", "党课"])
    page.append(["办公室", 14, 3])
    page.append(["人事科", 12, 2])
    page.row_dimensions[3].hidden = True
    page.column_dimensions["C"].hidden = True
    other["A1"] = "支部"
    other.sheet_state = "hidden"
    target = io.BytesIO()
    book.save(target)

    seen, unseen = grids_in(saved_by_libreoffice(target.getvalue(), tmp_path, ending), f"表.{ending}")

    assert (seen.hidden.is_whole, seen.hidden.rows, seen.hidden.columns) == (False, {3}, {3})
    assert unseen.hidden.is_whole


@pytest.mark.parametrize(
    ("data", "told"), [(b"%PDF-1.4", "PDF"), (b"", "空文件"), (b"Rar!\x1a\x07\0", "RAR"), (b"<html><table>", "网页")]
)
def test_what_is_no_table_is_told_what_it_is(data: bytes, told: str) -> None:
    with pytest.raises(ToolkitError, match=told):
        grids_in(data, "表.xlsx")


def test_a_damaged_workbook_is_told() -> None:
    data = book_of({"表": "甲 | 乙"})
    with pytest.raises(ToolkitError, match="打不开"):
        grids_in(data.replace(b"xl/workbook.xml", b"xl/workbook.xmx"), "表.xlsx")


def test_a_cell_has_the_name_that_excel_gives_it() -> None:
    assert [name_of_cell(*place) for place in ((1, 1), (12, 27))] == ["A1", "AA12"]
