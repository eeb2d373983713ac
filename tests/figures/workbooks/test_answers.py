"""An answer is read where its column's heading and its row's label say so, and nowhere else."""

from __future__ import annotations

from dataclasses import replace

import pytest
from openpyxl import load_workbook

from tests.figures.workbooks.test_read import changes as changes_in
from tests.figures.workbooks.test_read import codes, faults, warnings_of
from tests.support.forms import answer_cell, changed, filled, form, opened, row_of
from tests.support.office import LAST, filing
from tests.support.sample_office import TYPED
from toolkit.catalogue.files import read_catalogue, read_units
from toolkit.figures.workbooks.read import read_form
from toolkit.settings import REPOSITORY

LAST_FILED = filing("01", period=LAST, dues_paid=6065, theme_days=5, highlights="党建引领")
ISSUED = form(last=LAST_FILED)
FILLED = filled(ISSUED, {"主题党日": 6, "党费实收": 7585, "亮点": "书香机关"}, author="赵样本")
EXPECTED = {"theme_days": ("6", 0), "dues_paid": ("7585", 0), "highlights": ("书香机关", 0)}


def edited(change, data=FILLED):
    """The form after a change to its sheet 填报."""
    return changed(data, lambda book: change(book["填报"]))


def as_excel(change):
    """A change of columns, with the merged cells moved along as Excel moves them; openpyxl leaves them behind."""

    def apply(sheet):
        merged = [str(each) for each in sheet.merged_cells.ranges]
        for each in merged:
            sheet.unmerge_cells(each)
        first = [sheet[each.split(":")[0]] for each in merged]
        ends = [sheet[each.split(":")[1]] for each in merged]
        for each in (*first, *ends):
            each.value = each.value if each.value is not None else "\u200b"
        change(sheet)
        for row in sheet.iter_rows():
            for cell in row:
                cell.value = None if cell.value == "\u200b" else cell.value

    return apply


@pytest.mark.parametrize("column", [3, 4, 6, 7, 8])
def test_a_form_without_one_of_the_other_columns_is_read_right_or_refused_and_never_from_another_column(column):
    data = edited(lambda sheet: sheet.delete_cols(column))

    read = read_form(data, "表.xlsx", *_small())

    if read.form is not None:
        assert {each.item: each.text for each in read.form.changes} == {
            key: text for key, (text, _) in EXPECTED.items()
        }


def test_the_form_whose_unit_column_was_deleted_gives_what_it_says_and_not_the_period_before():
    """党费实收 came in as 6065, the figure of the period before; the form says 7585."""
    sample = next((TYPED / "forms" / "2026年上半年").glob("01 *.xlsx"))
    catalogue = read_catalogue(TYPED / "templates" / "catalogue.toml")
    units = read_units(REPOSITORY / "sample_data" / "units.csv")
    whole = read_form(sample.read_bytes(), sample.name, catalogue, units)
    data = edited(lambda sheet: sheet.delete_cols(3), sample.read_bytes())

    read = read_form(data, sample.name, catalogue, units)

    dues = load_workbook(sample)["填报"]
    said = str(dues[f"E{row_of(dues, '党费实收')}"].value)
    texts = {each.item: each.text for each in (read.form.changes if read.form else ())}
    assert whole.form is not None
    assert texts.get("dues_paid") in (said, None)
    assert texts == {} or texts == {each.item: each.text for each in whole.form.changes}


@pytest.mark.parametrize("column", [1, 2, 3, 5, 6, 9])
def test_a_column_put_in_anywhere_loses_no_answer(column):
    data = edited(as_excel(lambda sheet: sheet.insert_cols(column)))

    assert changes_in(data) == EXPECTED


def test_a_column_put_in_by_a_program_that_leaves_merged_cells_behind_is_refused_with_its_cells():
    data = edited(lambda sheet: sheet.insert_cols(5))

    found = faults(data)

    assert all("和别的格子合并了" in fault for fault in found)
    assert [fault.split("：")[1] for fault in found] == ["欠缴说明", "亮点"]


def test_the_name_of_who_filled_it_in_moves_with_its_column():
    read = read_form(edited(as_excel(lambda sheet: sheet.insert_cols(3))), "表.xlsx", *_small())

    assert read.form is not None
    assert read.form.author == "赵样本"


@pytest.mark.parametrize("heading", ["B5", "E5"])
def test_a_heading_that_is_gone_is_a_fault(heading):
    assert codes(edited(lambda sheet: sheet.__setitem__(heading, "今年")))[0] == "form_header"


def test_two_columns_of_answers_are_a_fault():
    (fault,) = [each for each in faults(edited(lambda sheet: sheet.__setitem__("J5", "本期填报"))) if "列名" in each]

    assert "出现了两处" in fault


def test_a_second_table_below_the_first_is_a_fault():
    def copy_head(sheet):
        for column in "BCDEFGH":
            sheet[f"{column}70"] = sheet[f"{column}5"].value

    assert codes(edited(copy_head)) == ["form_header"]


def test_without_the_hidden_column_nothing_is_taken():
    assert "form_keys" in codes(edited(as_excel(lambda sheet: sheet.delete_cols(1))))


def test_rows_that_were_sorted_without_their_keys_are_refused_and_the_cells_named():
    def sort_labels(sheet):
        rows = [row_of(sheet, label) for label in ("主题党日", "党费应收", "党费实收")]
        labels = [sheet[f"B{row}"].value for row in rows]
        for row, label in zip(rows, [*labels[1:], labels[0]], strict=True):
            sheet[f"B{row}"] = label

    (fault,) = faults(edited(sort_labels))

    assert fault.startswith("“填报”B10格：B10、B16、B17的指标名和这一行原来的不一样")


def test_a_label_with_other_spaces_and_widths_is_the_same_label():
    data = edited(lambda sheet: sheet.__setitem__(f"B{row_of(sheet, '主题党日')}", "主题 党日　"))

    assert changes_in(data) == EXPECTED


@pytest.mark.parametrize("value", [7585, "7585", "7585元"])
@pytest.mark.parametrize("label", ["党费实收", "党费应收"])
def test_an_answer_typed_into_the_column_of_the_period_before_is_refused_with_its_cell(label, value):
    data = edited(lambda sheet: sheet.__setitem__(f"F{row_of(sheet, label)}", value))

    (fault,) = faults(data)

    row = row_of(opened(ISSUED)["填报"], label)
    assert fault.startswith(f"“填报”F{row}格：{label}：“上期”一格改成了“{value}”")


@pytest.mark.parametrize(("column", "heading"), [("C", "单位"), ("G", "目标")])
def test_an_answer_typed_into_another_locked_column_is_refused(column, heading):
    (fault,) = faults(edited(lambda sheet: sheet.__setitem__(f"{column}{row_of(sheet, '主题党日')}", 8)))

    assert f"“{heading}”一格改成了“8”" in fault


def test_a_number_typed_there_into_a_form_of_an_earlier_version_is_refused_too():
    earlier = changed(FILLED, lambda book: book.remove(book["_issued"]))

    assert changes_in(earlier) == EXPECTED
    assert codes(edited(lambda sheet: sheet.__setitem__("F7", 8), earlier)) == ["form_locked"]


def test_a_program_that_turns_the_shown_numbers_into_numbers_changes_nothing():
    def as_numbers(sheet):
        for row in (row_of(sheet, "党费实收"), row_of(sheet, "主题党日")):
            sheet[f"F{row}"] = float(sheet[f"F{row}"].value)

    assert changes_in(edited(as_numbers)) == EXPECTED


@pytest.mark.parametrize("span", ["E10:E11", "E10:F10", "D10:E10", "E10:F11"])
def test_merged_answers_are_refused_with_their_cell(span):
    found = faults(edited(lambda sheet: sheet.merge_cells(span)))

    assert any(fault.startswith("“填报”E10格：主题党日：和别的格子合并了") for fault in found)


@pytest.mark.parametrize(
    ("label", "value", "code", "seen"),
    [("党费实收", 12, '0"万元"', "12万元"), ("主题党日", 6, '0"次"', "6次"), ("平均积分", 0.9, "0%", "90%")],
)
def test_a_format_that_shows_something_else_is_refused_with_its_cell(label, value, code, seen):
    def dress(book):
        cell = book["填报"][answer_cell(book, label)]
        cell.value, cell.number_format = value, code

    (fault,) = faults(changed(FILLED, dress))

    assert fault.startswith(f"“填报”{answer_cell(opened(FILLED), label)}格：{label}：格子里看到的是“{seen}”")


def test_a_remark_in_the_column_of_explanations_is_told_and_the_form_taken():
    data = edited(lambda sheet: sheet.__setitem__(f"H{row_of(sheet, '主题党日')}", "含联合1次"))

    assert warnings_of(data) == [("form_remark", "theme_days")]
    assert changes_in(data) == EXPECTED


@pytest.mark.parametrize(
    ("cell", "text", "code"),
    [
        ("B2", "填报单位：财务科党支部", "form_head_unit"),
        ("F2", "期间：2026年下半年（7—12月）", "form_head_period"),
        ("B1", "2026年下半年党建工作填报表", "form_head_period"),
        ("B1", "2026 年 6月党建工作填报表", "form_head_period"),
    ],
)
def test_a_form_over_whose_head_another_unit_or_period_was_written_is_refused_with_its_cell(cell, text, code):
    """Last half-year's form with this half-year's title changed last half-year's figures."""
    data = edited(lambda sheet: sheet.__setitem__(cell, text))

    assert codes(data) == [code]
    assert faults(data)[0].startswith(f"“填报”{cell}格：写的是“{text}”")


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        ("B2", "填报单位： 办公室党支部（盖章）"),
        ("F2", None),
        ("B1", "党建工作填报表"),
        ("B1", "办公室2026年上半年党建工作填报表"),
    ],
)
def test_a_head_that_says_the_same_in_other_words_is_no_fault(cell, text):
    assert changes_in(edited(lambda sheet: sheet.__setitem__(cell, text))) == EXPECTED


def test_a_renamed_column_whose_cells_may_be_answers_is_refused():
    def rename(sheet):
        sheet["F5"], sheet[f"F{row_of(sheet, '主题党日')}"] = "上期填报", 33

    fault = faults(edited(rename))[0]

    assert codes(edited(rename))[0] == "form_header"
    assert fault.startswith("“填报”F5格：列名“上期”找不到，却有“上期填报”")


def test_an_answer_in_a_unit_that_the_catalogue_has_changed_since_is_refused():
    catalogue, units = _small()
    dearer = replace(
        catalogue,
        items=tuple(replace(item, unit="万元") if item.key == "dues_paid" else item for item in catalogue.items),
    )

    read = read_form(FILLED, "表.xlsx", dearer, units)

    (finding,) = read.findings
    assert read.form is None
    assert (finding.code, finding.item) == ("form_unit_changed", "dues_paid")
    assert "单位是“元”，现在指标目录里是“万元”" in finding.message


def _small():
    from tests.figures.workbooks.test_read import CATALOGUE, UNITS

    return CATALOGUE, UNITS
