"""Figures go out as an office would make them, and an old table comes back filled, laid out as it was."""

from __future__ import annotations

import io
import re
import zipfile
from pathlib import Path

import pytest
from openpyxl import load_workbook

from tests.support.libreoffice import saved_by_libreoffice
from tests.tables.sheets import book_of
from toolkit.catalogue.periods import read_period
from toolkit.errors import ToolkitError
from toolkit.figures.figure import Change
from toolkit.packing import changed_archive, packed_members
from toolkit.tasks import Office, export_figures, fill_table, look_into_table, open_book, take_table

HALF, NEXT = read_period("2026H1"), read_period("2026H2")
OLD = """
统计表 | « | « | « | «
支部 | 正式党员 | 党费应收（万元） | 党课（次） | 备注
办公室 | 1 | 2 | 3 | 甲
人事科 | 1 | 2 | 3 | 乙
合计 | 2 | 4 | 6 |
"""
TURNED = """
指标 | 办公室 | 人事科 | 合计
正式党员 | 1 | 2 | 3
党课（次） | 1 | 2 | 3
"""


def cells(data: bytes) -> list[list[object]]:
    page = load_workbook(io.BytesIO(data)).worksheets[0]
    return [[cell.value for cell in row] for row in page.iter_rows()]


def test_an_old_table_is_filled_cell_by_cell_with_its_totals(shipped_office: Office) -> None:
    now = open_book(shipped_office, HALF).now

    filled = fill_table(shipped_office, look_into_table(shipped_office, HALF, "上级的表.xlsx", book_of({"表": OLD})))

    first, second, total = cells(filled.data)[2:]
    assert first[:2] == ["办公室", now["01"]["member_full"]]
    assert first[2] == pytest.approx(float(now["01"]["dues_due"]) / 10_000)
    assert [row[4] for row in (first, second)] == ["甲", "乙"]
    assert total[1] == now["01"]["member_full"] + now["02"]["member_full"]
    assert total[3] == now["01"]["lectures"] + now["02"]["lectures"]
    assert filled.cells == 9


@pytest.mark.parametrize("table", [OLD, TURNED])
def test_what_was_taken_from_a_table_and_filled_into_it_again_is_the_same(shipped_office: Office, table: str) -> None:
    data = book_of({"表": table})
    take_table(shipped_office, look_into_table(shipped_office, NEXT, "旧表.xlsx", data))

    assert cells(fill_table(shipped_office, look_into_table(shipped_office, NEXT, "旧表.xlsx", data)).data) == cells(
        data
    )


def test_all_else_in_the_file_stays_byte_for_byte(shipped_office: Office) -> None:
    data = book_of({"表": OLD, "说明": "随便 | 写的"})

    filled = fill_table(shipped_office, look_into_table(shipped_office, HALF, "旧表.xlsx", data))

    with zipfile.ZipFile(io.BytesIO(data)) as before, zipfile.ZipFile(io.BytesIO(filled.data)) as after:
        unlike = [name for name in before.namelist() if before.read(name) != after.read(name)]
    assert unlike == ["xl/worksheets/sheet1.xml"]


def test_what_other_formulas_came_to_before_is_not_left_beside_new_figures(shipped_office: Office) -> None:
    book = load_workbook(io.BytesIO(book_of({"表": OLD, "另": "甲 | 乙"})))
    book.worksheets[1]["A2"] = "=表!B3*2"
    target = io.BytesIO()
    book.save(target)
    data = changed_archive(
        packed_members(target.getvalue()),
        {"xl/worksheets/sheet2.xml": _with_result(target.getvalue(), "999")},
    )
    assert load_workbook(io.BytesIO(data), data_only=True).worksheets[1]["A2"].value == 999

    filled = fill_table(shipped_office, look_into_table(shipped_office, HALF, "旧表.xlsx", data)).data

    assert load_workbook(io.BytesIO(filled)).worksheets[1]["A2"].value == "=表!B3*2"
    assert load_workbook(io.BytesIO(filled), data_only=True).worksheets[1]["A2"].value is None
    assert load_workbook(io.BytesIO(filled)).calculation.fullCalcOnLoad


DOUBTFUL = {
    "planned and done": "支部 | 项目 | 党课（次）\n办公室 | 计划 | 2\n« | 实际 | 3\n人事科 | 计划 | 2\n« | 实际 | 2",
    "a line a month": "支部 | 月份 | 党课（次）\n办公室 | 1月 | 2\n办公室 | 2月 | 3\n人事科 | 1月 | 2\n人事科 | 2月 | 2",
    "another period": "2025年下半年统计表 | «\n支部 | 党课（次）\n办公室 | 9\n人事科 | 9",
}


@pytest.mark.parametrize("name", DOUBTFUL)
def test_a_table_from_which_nothing_would_be_taken_is_not_filled_either(shipped_office: Office, name: str) -> None:
    look = look_into_table(shipped_office, HALF, "旧表.xlsx", book_of({"表": DOUBTFUL[name]}))
    with pytest.raises(ToolkitError, match="没有填"):
        fill_table(shipped_office, look)


def _with_result(data: bytes, result: str) -> bytes:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        sheet = archive.read("xl/worksheets/sheet2.xml").decode()
    assert "<v></v>" in sheet or "<v />" in sheet or "<v/>" in sheet, sheet
    return re.sub(r"<v\s*/>|<v></v>", f"<v>{result}</v>", sheet).encode()


def test_a_formula_in_a_line_of_totals_goes_on_and_says_what_it_comes_to(shipped_office: Office) -> None:
    book = load_workbook(io.BytesIO(book_of({"表": OLD})))
    book.worksheets[0]["B5"] = "=SUM(B3:B4)"
    target = io.BytesIO()
    book.save(target)
    data = target.getvalue()
    now = open_book(shipped_office, HALF).now

    filled = fill_table(shipped_office, look_into_table(shipped_office, HALF, "旧表.xlsx", data)).data

    assert load_workbook(io.BytesIO(filled)).worksheets[0]["B5"].value == "=SUM(B3:B4)"
    shown = load_workbook(io.BytesIO(filled), data_only=True).worksheets[0]["B5"].value
    assert shown == now["01"]["member_full"] + now["02"]["member_full"]


def test_another_program_opens_a_filled_table(shipped_office: Office, tmp_path: Path) -> None:
    filled = fill_table(shipped_office, look_into_table(shipped_office, HALF, "旧表.xlsx", book_of({"表": OLD}))).data
    assert cells(saved_by_libreoffice(filled, tmp_path))[2:] == cells(filled)[2:]


def test_columns_that_are_not_known_for_sure_stay_as_they_are_and_are_told(shipped_office: Office) -> None:
    data = book_of({"表": OLD.replace("备注", "党日人数")})

    filled = fill_table(shipped_office, look_into_table(shipped_office, HALF, "旧表.xlsx", data))

    assert "党日人数" in filled.findings[0].message
    assert cells(filled.data)[2][4] == "甲"


@pytest.mark.parametrize(
    ("data", "told"),
    [("支部,党课\n办公室,1\n人事科,2".encode(), "只能照 .xlsx"), (book_of({"表": "甲 | 乙\n1 | 2"}), "没有认出")],
)
def test_what_cannot_be_filled_is_told(shipped_office: Office, data: bytes, told: str) -> None:
    with pytest.raises(ToolkitError, match=told):
        fill_table(shipped_office, look_into_table(shipped_office, HALF, "旧表.xls", data))


def test_all_there_is_of_a_period_is_exported(shipped_office: Office, tmp_path: Path) -> None:
    text = "=cmd|' /C calc'!A0"
    version = {e.item: e.version for e in shipped_office.store.current(HALF.code, "01")}.get("highlights", 0)
    shipped_office.store.save([Change("01", HALF.code, "highlights", text, version)], "测试员", "填报页")

    path = export_figures(shipped_office, HALF, tmp_path / "导出 的.xlsx")

    book = load_workbook(path)
    assert book.sheetnames[:4] == ["2026年上半年总表", "文字材料", "汇总", "核对"]
    assert {"活动台账", "问题整改台账", "填报记录"} <= set(book.sheetnames)
    table = {row[1].value: row for row in book.worksheets[0].iter_rows(min_row=3)}
    now = open_book(shipped_office, HALF).now
    assert [cell.value for cell in table["正式党员"][4:6]] == [now["01"]["member_full"], now["02"]["member_full"]]
    assert str(table["正式党员"][-1].value).startswith("=SUM(D")
    shown = load_workbook(path, data_only=True).worksheets[0]
    values = {row[1].value: row[-1].value for row in shown.iter_rows(min_row=3)}
    assert values["正式党员"] == sum(filing["member_full"] for filing in now.values() if filing["member_full"])
    texts = [cell for row in book["文字材料"].iter_rows() for cell in row if cell.value == text]
    assert [(cell.data_type, cell.quotePrefix) for cell in texts] == [("s", True)]


BLANK = """
支部 | 正式党员 | 党课（次）
办公室 | |
人事科 | |
小计 | |
财务科 | |
小计 | |
合计 | |
"""


def test_an_empty_table_of_the_superior_is_filled_with_parts_and_totals(shipped_office: Office) -> None:
    now = open_book(shipped_office, HALF).now
    members = [now[code]["member_full"] for code in ("01", "02", "03")]

    filled = fill_table(shipped_office, look_into_table(shipped_office, HALF, "上级的表.xlsx", book_of({"表": BLANK})))

    assert [row[1] for row in cells(filled.data)[1:]] == [
        *members[:2],
        sum(members[:2]),
        members[2],
        members[2],
        sum(members),
    ]


def test_lines_that_are_not_known_are_told_and_totals_are_not_filled(shipped_office: Office) -> None:
    data = book_of({"表": OLD.replace("合计", "审批科 | 9 | 9 | 9 | 丙\n合计")})

    filled = fill_table(shipped_office, look_into_table(shipped_office, HALF, "旧表.xlsx", data))

    assert "审批科" in filled.findings[0].message
    assert [row[1] for row in cells(filled.data)[4:6]] == [9, 2]
