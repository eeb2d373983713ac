"""A form is read whole or not at all: every fault has its sheet and cell, and nothing is read as blank that is not."""

from __future__ import annotations

import random
import re
import tracemalloc
from datetime import date, datetime, time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook
from openpyxl.chart import BarChart, Reference

from tests.support.forms import (
    MAIN_PART,
    answer_cell,
    changed,
    filled,
    form,
    opened,
    repacked,
    row_of,
    saved,
    with_part_edited,
)
from tests.support.libreoffice import saved_by_libreoffice
from tests.support.office import ACTIVITIES, change, entry, row_entries, small_catalogue, small_units
from tests.support.text_table import rows_of
from toolkit.archives import fingerprint
from toolkit.catalogue.items import Catalogue
from toolkit.figures.ledger_rows import text_from_rows
from toolkit.figures.workbooks.peek import sheet_names
from toolkit.figures.workbooks.read import read_form
from toolkit.findings import Level

CATALOGUE, UNITS = small_catalogue(), small_units()
EMPTY = form()
PLACE = "办公室 填报表.xlsx"
MOST_MEMORY = 100_000_000
ROWS = """
    编号 | 日期     | 类型     | 主题   | 实到 | 是否联合
    A1   | 2026-3-5 | 志愿服务 | 进社区 | 12   | 是
    A2   | 2026-4-1 | 其他     |        |      |
"""
GOOD_LEDGER = {"活动台账": rows_of(ROWS)}


def reading(data, catalogue=CATALOGUE):
    read = read_form(data, PLACE, catalogue, UNITS)
    return read.form, read.findings


def changes(data):
    read, findings = reading(data)
    assert read is not None, findings
    return {change.item: (change.text, change.seen) for change in read.changes}


def faults(data):
    """What is wrong with a form that is not taken: place and message of each finding."""
    read, findings = reading(data)
    assert read is None
    return [f"{finding.place.removeprefix(PLACE).strip()}：{finding.message}" for finding in findings]


def codes(data):
    read, findings = reading(data)
    assert read is None
    return [finding.code for finding in findings]


def warnings_of(data):
    """What is said about a form that is taken all the same."""
    read, findings = reading(data)
    assert read is not None, findings
    assert {finding.level for finding in findings} <= {Level.WARNING}
    return [(finding.code, finding.item) for finding in findings]


def with_formula(label, formula, cached):
    """A form with a formula as Excel saves it: with its value beside it, or without."""
    data = filled(EMPTY, {label: f"={formula}"})
    place = answer_cell(opened(data), label)
    part = opened_part(data, MAIN_PART)
    start = part.index(f'<c r="{place}"')
    cell = part[start : part.index("</c>", start) + 4]
    kind, value = cached
    style = cell[cell.index(" s=") : cell.index(">")].split(" t=")[0]
    return with_part_edited(data, cell, f'<c r="{place}"{style}{kind}><f>{formula}</f>{value}</c>')


def opened_part(data, wanted):
    found = {}
    repacked(data, found.setdefault)
    return found[wanted].decode()


# ──────── what a clerk fills in ────────


def test_an_empty_form_changes_nothing():
    assert reading(EMPTY)[0].changes == ()


def test_a_form_knows_its_unit_its_period_and_who_filled_it_in():
    read, findings = reading(filled(EMPTY, {}, author=" 赵样本 "))

    assert findings == ()
    assert (read.unit.code, read.period.code, read.author) == ("01", "2026H1", "赵样本")


def test_a_form_is_known_by_its_bytes():
    other = filled(EMPTY, {"主题党日": 6})

    assert reading(EMPTY)[0].fingerprint == fingerprint(EMPTY)
    assert fingerprint(EMPTY) != fingerprint(other)


@pytest.mark.parametrize(
    ("label", "value", "text"),
    [
        ("主题党日", 6, "6"),
        ("主题党日", "6次", "6次"),
        ("主题党日", "１２", "１２"),
        ("主题党日", 0, "0"),
        ("主题党日", "不适用", "不适用"),
        ("主题党日", 6.0, "6"),
        ("党费实收", 1200.5, "1200.5"),
        ("党费实收", 0.1 + 0.2, "0.3"),
        ("党费实收", 123456789.12, "123456789.12"),
        ("届满日期", date(2027, 3, 1), "2027年3月1日"),
        ("届满日期", datetime(2027, 3, 1, 8, 30), "2027年3月1日"),
        ("届满日期", "2027.3.1", "2027.3.1"),
        ("服务社区", "东社区、西社区", "东社区、西社区"),
        ("亮点", "一行\n又一行", "一行\n又一行"),
        ("亮点", "NA", "NA"),
        ("亮点", "null", "null"),
    ],
)
def test_an_answer_is_read_as_whoever_looks_at_the_cell_sees_it(label, value, text):
    data = filled(EMPTY, {label: value})

    assert changes(data) == {CATALOGUE[label].key: (text, 0)}


@pytest.mark.parametrize(("value", "text"), [(True, "是"), (False, "否"), ("有", "有")])
def test_yes_and_no_are_read_from_boxes_and_words(value, text):
    assert changes(filled(form("B"), {"年度计划": value})) == {"annual_plan": (text, 0)}


def test_a_cell_with_nothing_but_spaces_is_blank():
    assert changes(filled(EMPTY, {"主题党日": "  ", "亮点": "\n"})) == {}


def test_text_that_excel_stored_in_its_own_way_is_read_as_it_was_typed():
    data = filled(EMPTY, {"亮点": "一行_x000D_\n又一行_x005F_x0041_"})

    assert changes(data) == {"highlights": ("一行\r\n又一行_x0041_", 0)}


def test_a_ledger_is_read_row_by_row():
    read, _findings = reading(filled(EMPTY, {}, GOOD_LEDGER))

    assert read.changes == (change("01", "activities", text_from_rows(ACTIVITIES, rows_of(ROWS))),)


def test_blank_rows_of_a_ledger_are_passed_over():
    first, second = rows_of(ROWS)

    data = filled(EMPTY, {}, {"活动台账": [{}, first, {}, {}, second]})

    assert changes(data) == {"activities": (text_from_rows(ACTIVITIES, [first, second]), 0)}


# ──────── what was known already ────────


def test_an_answer_carries_the_version_the_form_was_written_from():
    data = filled(form(entries=[entry("01", "theme_days", "5", version=3)]), {"主题党日": 6})

    assert changes(data) == {"theme_days": ("6", 3)}


def test_a_blank_where_a_value_stood_clears_it():
    data = filled(form(entries=[entry("01", "theme_days", "5", version=3)]), {"主题党日": None})

    assert changes(data) == {"theme_days": ("", 3)}


def test_a_ledger_emptied_again_is_cleared():
    stored = text_from_rows(ACTIVITIES, [{"编号": "A1", "日期": "2026-3-5", "类型": "其他"}])
    data = form(entries=[entry("01", "activities", stored, version=2)])

    emptied = filled(data, {}, {"活动台账": [{"编号": None, "日期": None, "类型": None}]})

    assert changes(emptied) == {"activities": ("", 2)}


@pytest.mark.parametrize("typed", ["12.50", "007", "１，２００", "0.30", "不适用", "999999999999999.99"])
def test_an_answer_left_alone_comes_back_to_the_letter(typed):
    data = form(entries=[entry("01", "dues_paid", typed, version=4)])

    assert changes(data) == {"dues_paid": (typed, 4)}


READABLE = st.text(
    alphabet=st.characters(
        exclude_categories=("Cs", "Cc", "Cn"), exclude_characters="\u2028\u2029", include_characters="\n"
    ),
    min_size=1,
    max_size=60,
).filter(str.strip)
NO_LEDGERS = Catalogue(CATALOGUE.sections, CATALOGUE.items)


@settings(max_examples=50)
@given(READABLE, READABLE, st.integers(0, 10**14), st.decimals(0, 10**9, places=2))
def test_what_is_written_and_left_alone_is_read_back_to_the_letter(note, highlights, count, amount):
    texts = {"dues_note": note, "highlights": highlights, "theme_days": str(count), "dues_paid": str(amount)}
    entries = [entry("01", key, text, version) for version, (key, text) in enumerate(texts.items(), start=1)]

    read, findings = reading(form(entries=entries, catalogue=NO_LEDGERS), NO_LEDGERS)

    assert read is not None, findings
    expected = {key: (text, version) for version, (key, text) in enumerate(texts.items(), start=1)}
    assert {change.item: (change.text, change.seen) for change in read.changes} == expected


@settings(max_examples=20)
@given(st.lists(READABLE, max_size=6))
def test_a_ledger_left_alone_is_read_back_to_the_letter(themes):
    rows = [{"编号": "A1", "日期": "2026.3.5", "类型": "其他", "主题": theme, "时长": "2.50"} for theme in themes]
    read, findings = reading(form(entries=row_entries(ACTIVITIES, rows)))

    assert read is not None, findings
    whole = [change("01", "activities", text_from_rows(ACTIVITIES, rows))] if rows else []
    assert list(read.changes) == whole
    assert read.rows["activities"] == tuple(f"row-{number:03}" for number in range(1, len(rows) + 1))
    assert all(read.issued[f"activities/{name}"] == 1 for name in read.rows["activities"])


def test_what_is_written_filled_in_and_read_gives_the_changes_that_were_made():
    known = [entry("01", "theme_days", "5", version=2), entry("01", "dues_note", "已说明", version=1)]
    data = filled(
        form(entries=known),
        {"主题党日": 6, "党费应收": 800, "党费实收": "800.00", "届满日期": date(2027, 3, 1), "亮点": "=不是公式"[1:]},
        GOOD_LEDGER,
    )

    assert changes(data) == {
        "theme_days": ("6", 2),
        "dues_note": ("已说明", 1),
        "dues_due": ("800", 0),
        "dues_paid": ("800.00", 0),
        "term_end": ("2027年3月1日", 0),
        "highlights": ("不是公式", 0),
        "activities": (text_from_rows(ACTIVITIES, rows_of(ROWS)), 0),
    }


# ──────── formulas, errors and other values ────────


def test_a_formula_is_read_by_the_value_excel_kept():
    data = with_formula("党费实收", "100+20.5", ("", "<v>120.5</v>"))

    assert changes(data) == {"dues_paid": ("120.5", 0)}


def test_a_formula_that_gives_text_is_read():
    data = with_formula("亮点", "A1&amp;B1", (' t="str"', "<v>党建引领</v>"))

    assert changes(data) == {"highlights": ("党建引领", 0)}


def test_a_formula_without_a_value_is_a_fault_and_no_blank():
    place = answer_cell(opened(EMPTY), "党费实收")

    assert faults(filled(EMPTY, {"党费实收": "=100+20.5"})) == [
        f"“填报”{place}格：党费实收：公式没有算出结果。请在 Excel 里打开、算出后保存，或直接填数。"
    ]


def test_a_formula_that_gives_an_error_is_a_fault():
    data = with_formula("党费实收", "1/0", (' t="e"', "<v>#DIV/0!</v>"))

    (fault,) = faults(data)

    assert fault.endswith("党费实收：Excel 显示错误 #DIV/0!。请改正公式，或直接填数。")


@pytest.mark.parametrize("value", ["#DIV/0!", "#N/A", "#REF!", "#VALUE!", "#NAME?"])
def test_an_error_of_excel_is_a_fault_and_no_blank(value):
    (fault,) = faults(filled(EMPTY, {"主题党日": value}))

    assert f"Excel 显示错误 {value}" in fault


def test_a_formula_in_a_ledger_is_read_or_refused_likewise():
    row = rows_of(ROWS)[0] | {"实到": "=6*2"}

    (fault,) = faults(filled(EMPTY, {}, {"活动台账": [row]}))

    assert fault.startswith("“活动台账”F4格：实到：公式没有算出结果。")


@pytest.mark.parametrize(
    ("label", "value", "said"),
    [
        ("主题党日", 6.5, "“6.5”不是整数"),
        ("主题党日", "约六", "“约六”不是确切的数"),
        ("主题党日", True, "“是”不是数字"),
        ("主题党日", date(1900, 1, 6), "“1900年1月6日”不是数字"),
        ("届满日期", 46_000, "“46000”不是日期"),
        ("届满日期", time(8, 30), "是时间，不是要填的内容"),
        ("亮点", "党建_x000B_引领", "含有Word保存不了的字符（U+000B）"),
    ],
)
def test_an_answer_that_cannot_be_read_is_a_fault_of_its_cell(label, value, said):
    place = answer_cell(opened(EMPTY), label)

    (fault,) = faults(filled(EMPTY, {label: value}))

    assert fault.startswith(f"“填报”{place}格：{label}：")
    assert said in fault


def test_a_name_word_could_not_print_is_a_fault():
    (fault,) = faults(filled(EMPTY, {}, author="赵_x0007_样本"))

    assert fault.startswith("“填报”E3格：填报人：含有Word保存不了的字符")


def test_one_fault_and_the_whole_form_is_left():
    read, findings = reading(filled(EMPTY, {"主题党日": 6, "党费实收": "约八百"}))

    assert read is None
    assert [finding.item for finding in findings] == ["dues_paid"]


def test_every_fault_is_named_at_once_in_the_order_of_the_form():
    row = {"编号": "A1", "日期": "三月初", "类型": "开会"}

    data = filled(EMPTY, {"主题党日": "六七", "党费实收": "#N/A", "届满日期": "明年"}, {"活动台账": [row]}, "赵_x0007_")

    assert [fault.split("：")[1] for fault in faults(data)] == [
        "届满日期",
        "主题党日",
        "党费实收",
        "日期",
        "类型",
        "填报人",
    ]


def test_a_required_cell_of_a_ledger_row_is_missed():
    (fault,) = faults(filled(EMPTY, {}, {"活动台账": [{"编号": "A1", "日期": "2026-3-5"}]}))

    assert fault == "“活动台账”C4格：“类型”没有填。请补上，或删去这一行。"


# ──────── forms that another program saved ────────


@pytest.fixture(scope="module")
def resaved(tmp_path_factory):
    """A filled form as LibreOffice saves it: shared texts, formulas with their values, its own styles."""
    answers = {
        "主题党日": 6,
        "党费应收": "=100+20.5",
        "党费实收": "=0.1+0.2",
        "届满日期": date(2027, 3, 1),
        "亮点": "一行\n又一行",
    }
    known = [entry("01", "theme_days", "5", version=2), entry("01", "dues_note", "12.50", version=1)]
    data = filled(form(entries=known), answers, GOOD_LEDGER, "赵样本")
    return saved_by_libreoffice(data, tmp_path_factory.mktemp("表 格"))


def test_a_form_saved_by_another_program_is_read_alike(resaved):
    assert changes(resaved) == {
        "theme_days": ("6", 2),
        "dues_note": ("12.50", 1),
        "dues_due": ("120.5", 0),
        "dues_paid": ("0.3", 0),
        "term_end": ("2027年3月1日", 0),
        "highlights": ("一行\n又一行", 0),
        "activities": (text_from_rows(ACTIVITIES, rows_of(ROWS)), 0),
    }


def test_shared_texts_cut_short_make_a_form_damaged(resaved):
    data = repacked(
        resaved, lambda name, content: content[: len(content) // 2] if name == "xl/sharedStrings.xml" else content
    )

    assert codes(data) == ["form_damaged"]


# ──────── forms that were changed ────────


def test_a_row_moved_elsewhere_is_still_known_by_its_key():
    def move(book):
        sheet = book["填报"]
        sheet.insert_rows(7, 3)

    data = filled(changed(EMPTY, move), {"主题党日": 6})

    assert changes(data) == {"theme_days": ("6", 0)}


def test_an_answer_in_a_row_nobody_asked_for_is_not_passed_over_in_silence():
    def add_row(book):
        sheet = book["填报"]
        last = sheet.max_row + 1
        sheet[f"B{last}"], sheet[f"E{last}"] = "读书会", 3

    assert warnings_of(changed(EMPTY, add_row)) == [("form_extra_row", "")]


def test_a_row_of_an_item_no_longer_asked_for_is_told():
    smaller = Catalogue(CATALOGUE.sections, CATALOGUE.items[1:], CATALOGUE.ledgers)

    read, findings = reading(filled(EMPTY, {"正式党员": 12, "主题党日": 6}), smaller)

    assert [(change.item, change.text) for change in read.changes] == [("theme_days", "6")]
    assert [finding.code for finding in findings] == ["form_unknown_item"]


def test_rows_deleted_from_a_form_are_told_in_order_and_clear_nothing():
    data = form(entries=[entry("01", "dues_due", "800", version=2)])

    def delete_dues(book):
        sheet = book["填报"]
        for label in ("党费应收", "党费实收"):
            sheet.delete_rows(row_of(sheet, label))

    shorter = changed(data, delete_dues)

    assert warnings_of(shorter) == [("form_missing_item", "dues_due"), ("form_missing_item", "dues_paid")]
    assert changes(shorter) == {}


def test_a_row_copied_below_itself_is_a_fault():
    def copy_row(book):
        sheet = book["填报"]
        for column in "ABE":
            sheet[f"{column}60"] = sheet[f"{column}{row_of(sheet, '主题党日')}"].value or 6

    (fault,) = faults(changed(EMPTY, copy_row))

    assert fault == "“填报”E60格：“主题党日”出现了两行。请删去多出的一行。"


def test_a_ledger_sheet_deleted_from_a_form_is_told_and_clears_nothing():
    stored = text_from_rows(ACTIVITIES, rows_of(ROWS))
    data = form(entries=[entry("01", "activities", stored)])

    shorter = changed(data, lambda book: book.remove(book["活动台账"]))

    assert warnings_of(shorter) == [("form_missing_ledger", "activities")]
    assert changes(shorter) == {}


def test_a_renamed_header_of_a_ledger_is_a_fault():
    def rename(book):
        book["活动台账"]["B3"] = "时间"

    data = filled(changed(EMPTY, rename), {})

    assert faults(data) == ["活动台账 第3行：“日期”列缺少或重复。请恢复原来的表头。"]


def test_a_header_of_a_ledger_given_twice_is_a_fault():
    def repeat(book):
        book["活动台账"]["I3"] = "日期"

    assert faults(changed(EMPTY, repeat)) == ["活动台账 第3行：“日期”列缺少或重复。请恢复原来的表头。"]


def test_columns_of_a_ledger_may_change_places():
    def swap(book):
        sheet = book["活动台账"]
        sheet["A3"], sheet["D3"] = "主题", "编号"

    data = filled(changed(EMPTY, swap), {}, GOOD_LEDGER)

    assert changes(data) == {"activities": (text_from_rows(ACTIVITIES, rows_of(ROWS)), 0)}


def test_a_sheet_of_the_clerks_own_is_no_matter():
    assert changes(changed(EMPTY, lambda book: book.create_sheet("草稿").append(["随便写写"]))) == {}


# ──────── files that are no forms ────────


def test_a_workbook_of_somebody_elses_is_foreign():
    assert faults(saved(Workbook())) == ["：不是本工具发出的填报表。请用本工具写出的表填报，不要另建表格。"]


def test_a_form_without_its_hidden_sheet_is_foreign():
    assert codes(changed(EMPTY, lambda book: book.remove(book["_form"]))) == ["form_foreign"]


def test_a_chart_in_place_of_a_sheet_is_foreign():
    def replace_by_chart(book):
        book.remove(book["填报"])
        bars = BarChart()
        bars.add_data(Reference(book["活动台账"], min_col=6, min_row=4, max_row=6))
        book.create_chartsheet("填报").add_chart(bars)

    assert codes(changed(EMPTY, replace_by_chart)) == ["form_sheet"]


@pytest.mark.parametrize(
    ("row", "value", "said"),
    [(2, "99", "单位表里没有代码“99”"), (3, "今年", "看不懂期间“今年”"), (2, None, "没有代码“”")],
)
def test_a_form_of_an_unknown_unit_or_period_is_a_fault(row, value, said):
    def rewrite(book):
        book["_form"].cell(row, 2).value = value

    (fault,) = faults(changed(EMPTY, rewrite))

    assert said in fault


@pytest.mark.parametrize("version", ["²", "-1", "9" * 5000, "3.0", "甲"])
def test_a_version_that_is_none_is_passed_over(version):
    data = form(entries=[entry("01", "theme_days", "5", version=3)])

    def rewrite(book):
        (row,) = (row for row in book["_form"].iter_rows() if row[0].value == "theme_days")
        row[1].value = version

    assert changes(changed(data, rewrite)) == {"theme_days": ("5", 0)}


@pytest.mark.parametrize("data", [b"", b"PK\x03\x04", b"<html></html>", "代码,名称\n".encode()])
def test_what_is_no_workbook_is_refused_with_advice(data):
    (fault,) = faults(data)

    assert re.match("：这是(网页|纯文本|空文件|不完整的文件).*不是填好的填报表。", fault)


def test_half_a_file_is_refused():
    assert codes(EMPTY[: len(EMPTY) // 2]) == ["form_other_file"]


@pytest.mark.parametrize(
    "part", ["xl/workbook.xml", MAIN_PART, "xl/styles.xml", "[Content_Types].xml", "xl/_rels/workbook.xml.rels"]
)
def test_a_workbook_without_one_of_its_parts_is_damaged(part):
    data = repacked(EMPTY, lambda name, content: None if name == part else content)

    read, (finding,) = reading(data)

    assert read is None
    assert finding.code in {"form_damaged", "form_foreign", "form_sheet", "form_other_file"}


@pytest.mark.parametrize("part", ["xl/workbook.xml", MAIN_PART, "xl/styles.xml"])
def test_a_workbook_with_a_part_cut_short_is_damaged(part):
    data = repacked(EMPTY, lambda name, content: content[: len(content) // 2] if name == part else content)

    assert faults(data) == ["：打不开，内容不完整，或写法特殊。请让填报人用 Excel 或 WPS 打开后另存为 .xlsx 再发来。"]


FILLED = filled(EMPTY, {"主题党日": 6, "亮点": "党建引领"}, GOOD_LEDGER)
PARTS = ["xl/workbook.xml", MAIN_PART, "xl/worksheets/sheet4.xml", "xl/styles.xml", "[Content_Types].xml"]


@settings(max_examples=80)
@given(
    st.sampled_from(PARTS), st.floats(0, 1, exclude_max=True), st.sampled_from(['"', "<", "9", "x", "", "</c>", "\x00"])
)
def test_a_damaged_form_is_read_or_refused_and_never_breaks_anything(part, where, written):
    def damage(name, content):
        start = int(len(content) * where)
        return content if name != part else content[:start] + written.encode() + content[start + 1 :]

    read, findings = reading(repacked(FILLED, damage))

    assert read is not None or any(finding.level is Level.ERROR for finding in findings)


# ──────── files that would exhaust the machine ────────


def padding():
    """Noise, so that a part is not refused for how well it compresses alone."""
    return f"<!--{random.Random(5).randbytes(60_000).hex()}-->"


def refused_within_memory(data):
    tracemalloc.start()
    try:
        found = faults(data)
        _now, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert peak < MOST_MEMORY
    return found


def test_a_cell_in_the_last_corner_of_a_sheet_is_refused_within_memory():
    def reach_out(book):
        book["填报"]["XFD1048576"] = 1

    (fault,) = refused_within_memory(changed(EMPTY, reach_out))

    assert fault == "：表格行列过多（超过3000行或60列）。请删去多余的行列。"


@pytest.mark.parametrize("reference", ["A1:XFD1048576", "A100:ALL3000", "1:1048576", "A:XFD"])
def test_a_giant_merged_range_is_refused_within_memory(reference):
    data = with_part_edited(EMPTY, '<mergeCell ref="', f'<mergeCell ref="{reference}"/><mergeCell ref="')

    (fault,) = refused_within_memory(data)

    assert fault.startswith("：合并的单元格范围过大，为安全起见没有打开。")


def test_a_link_over_a_giant_range_is_refused_within_memory():
    data = with_part_edited(
        EMPTY, "</mergeCells>", '</mergeCells><hyperlinks><hyperlink ref="A1:XFD1048576" location="A1"/></hyperlinks>'
    )

    (fault,) = refused_within_memory(data)

    assert fault.startswith("：合并的单元格范围过大")


def test_more_cells_than_any_form_has_are_refused_within_memory():
    data = with_part_edited(EMPTY, "</sheetData>", f"<row>{'<c/>' * 900_000}</row></sheetData>{padding()}")

    (fault,) = refused_within_memory(data)

    assert fault.startswith("：内容过多，为安全起见没有打开。")


def test_entities_that_multiply_are_refused_within_memory():
    bomb = '<!DOCTYPE w [<!ENTITY a "' + "x" * 1000 + '"><!ENTITY b "' + "&a;" * 1000 + '">]>'
    data = with_part_edited(EMPTY, "<worksheet", f"{bomb}<worksheet")

    (fault,) = refused_within_memory(data)

    assert fault.startswith("：内含不该有的文档类型声明")


def test_a_part_in_an_encoding_nobody_can_check_is_refused():
    data = repacked(
        EMPTY,
        lambda name, content: b'<?xml version="1.0" encoding="gb18030"?><a/>' if name == "xl/styles.xml" else content,
    )

    (fault,) = faults(data)

    assert fault.startswith("：内含编码不明的内容")


def test_a_bomb_is_refused_within_memory():
    data = repacked(EMPTY, lambda name, content: content + b" " * 15_000_000 if name == MAIN_PART else content)

    (fault,) = refused_within_memory(data)

    assert "压缩得异常" in fault


def test_the_widest_form_we_would_take_is_read():
    rows = [{"编号": f"A{number}", "日期": "2026-3-5", "类型": "其他"} for number in range(2_900)]

    data = filled(EMPTY, {}, {"活动台账": rows})

    assert changes(data) == {"activities": (text_from_rows(ACTIVITIES, rows), 0)}


OTHERS = {
    "一张照片": (b"\xff\xd8\xff\xe0" + b"x" * 99, "这是图片（截图或照片），不是填好的填报表。请发回 Excel 填报表"),
    "网页": (b"<html><table><tr><td>1</td></tr></table></html>", "这是网页"),
    "空文件": (b"", "空文件，一个字节也没有"),
    "半张表": (EMPTY[: len(EMPTY) // 2], "不完整的文件，后半截不见了"),
    "PDF": (b"%PDF-1.4 ...", "不要转成 PDF"),
}


@pytest.mark.parametrize("name", OTHERS)
def test_what_is_no_workbook_is_told_what_it_is(name):
    data, told = OTHERS[name]

    read = read_form(data, f"{name}.xlsx", CATALOGUE, UNITS)

    assert [finding.code for finding in read.findings] == ["form_other_file"]
    assert told in read.findings[0].message
    assert "损坏" not in read.findings[0].message


def test_a_workbook_of_others_is_known_without_unpacking_its_sheets():
    book = Workbook()
    book.create_sheet("数据 & “引号”")
    data = saved(book)
    broken = with_part_edited(data, "<worksheet", "no xml", "xl/worksheets/sheet1.xml")

    assert sheet_names(broken) == ("Sheet", "数据 & “引号”")
    assert [each.code for each in read_form(broken, PLACE, CATALOGUE, UNITS).findings] == ["form_foreign"]


def test_where_sheets_are_listed_somewhere_else_nothing_is_said_of_them():
    assert sheet_names(b"PK no zip") is None
    assert "_form" in (sheet_names(EMPTY) or ())
