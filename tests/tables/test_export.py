"""An exported workbook is as an office would make it: numbers are numbers, totals say what they come to, no text becomes a formula."""

from __future__ import annotations

import io
from decimal import Decimal
from pathlib import Path

import pytest
from openpyxl import load_workbook

from tests.support.libreoffice import saved_by_libreoffice
from toolkit.tables.export import Formula, SheetOut, workbook_of

SHEET = SheetOut(
    "2026年上半年总表",
    ("单位", "次数", "说明"),
    [
        ("办公室", 3, "=1+1"),
        ("人事科", Decimal("2.5"), "+86"),
        ("财务科", None, "@甲"),
        ("合并", Formula("=B3*2", Decimal(6)), "http://x"),
    ],
    frozenset({1}),
)


def opened(*sheets: SheetOut, **options: bool):
    return load_workbook(io.BytesIO(workbook_of(sheets)), **options)


def test_numbers_are_numbers_and_texts_stay_texts() -> None:
    page = opened(SHEET).worksheets[0]

    assert [page.cell(row, 2).value for row in range(3, 7)] == [3, 2.5, None, "=B3*2"]
    assert [(page.cell(row, 3).value, page.cell(row, 3).data_type) for row in range(3, 7)] == [
        ("=1+1", "s"),
        ("+86", "s"),
        ("@甲", "s"),
        ("http://x", "s"),
    ]
    assert page.cell(3, 3).quotePrefix and page.cell(6, 3).hyperlink is None


def test_totals_are_formulas_with_what_they_come_to() -> None:
    assert opened(SHEET).worksheets[0]["B7"].value == "=SUBTOTAL(109,B3:B6)"
    assert opened(SHEET, data_only=True).worksheets[0]["B7"].value == 11.5


def test_another_program_reads_what_totals_come_to(tmp_path: Path) -> None:
    data = saved_by_libreoffice(workbook_of([SHEET]), tmp_path)
    page = load_workbook(io.BytesIO(data), data_only=True).worksheets[0]
    assert (page["B7"].value, page["C3"].value) == (11.5, "=1+1")


def test_it_prints_on_a4_across_with_its_heads_on_each_page() -> None:
    page = opened(SHEET).worksheets[0]

    assert (page.page_setup.orientation, page.page_setup.paperSize, page.page_setup.fitToHeight) == ("landscape", 9, 0)
    assert page.print_title_rows == "$1:$2"
    assert page.freeze_panes == "B3"
    assert page.auto_filter.ref == "A2:C6"


def test_a_wide_sheet_is_not_made_too_small_to_read() -> None:
    wide = SheetOut("表", ["单位", *map(str, range(40))], [["甲", *range(40)]], standing=1)
    page = opened(wide).worksheets[0]
    assert not page.sheet_properties.pageSetUpPr or not page.sheet_properties.pageSetUpPr.fitToPage
    assert page.print_title_cols == "$A:$A"


@pytest.mark.parametrize("titles", [("甲/乙", "甲 乙"), ("长" * 40, "长" * 41), ("", "'")])
def test_titles_are_such_as_excel_takes_and_differ(titles: tuple[str, ...]) -> None:
    names = opened(*(SheetOut(title, ("一",), []) for title in titles)).sheetnames
    assert len(set(names)) == 2 and all(0 < len(name) <= 31 for name in names)


def test_a_sheet_without_rows_has_its_heads() -> None:
    page = opened(SheetOut("空", ("单位", "数"), [], frozenset({1}))).worksheets[0]
    assert [cell.value for cell in page[2]] == ["单位", "数"]
