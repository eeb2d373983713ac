"""A form asks for everything and nothing else, lets only answers be changed, and shows what is known already."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest
from openpyxl import Workbook
from openpyxl.cell import Cell

from tests.support.forms import answer_cell, form, opened, row_of, saved
from tests.support.libreoffice import saved_by_libreoffice
from tests.support.office import ACTIVITIES, HALF, LAST, entry, filing, row_entries, small_catalogue
from tests.support.text_table import rows_of
from toolkit.catalogue.items import Catalogue, Item
from toolkit.catalogue.kinds import CHOICE, NOT_APPLICABLE, TEXT, Unread
from toolkit.catalogue.periods import Length, read_period

CATALOGUE = small_catalogue()
ROWS = """
    编号 | 日期     | 类型     | 主题     | 实到 | 时长
    A1   | 2026-3-5 | 志愿服务 | 进社区   | 12   | 2.50
    A2   | 3月      | 其他     | =HYPERLINK("http://x") | 若干 |
"""


def plain_form(**known):
    """A form without the ledgers, which take most of the time."""
    return form(catalogue=Catalogue(CATALOGUE.sections, CATALOGUE.items), **known)


def main_sheet(data):
    return opened(data)["填报"]


def answer(data, label):
    book = opened(data)
    return book["填报"][answer_cell(book, label)]


def column(data, label, letter):
    sheet = main_sheet(data)
    return sheet[f"{letter}{row_of(sheet, label)}"]


def rule_for(data, label):
    book = opened(data)
    place = answer_cell(book, label)
    return next((rule for rule in book["填报"].data_validations.dataValidation if place in rule.sqref), None)


def catalogue_with(item):
    return Catalogue(("组织",), (item,))


def test_the_head_says_whose_form_it_is_and_for_when():
    sheet = main_sheet(form())

    assert sheet["B1"].value == "2026年上半年党建工作填报表"
    assert sheet["B2"].value == "填报单位：办公室党支部"
    assert sheet["F2"].value == "期间：2026年上半年（1—6月）"


def test_every_item_a_branch_is_asked_stands_under_its_section_in_order():
    sheet = main_sheet(form())

    labels = [cell.value for cell in sheet["B"][5:]]

    assert labels == [
        "组织",
        "正式党员",
        "届满日期",
        "组织生活",
        "主题党日",
        "主题党日实到",
        "主题党日应到",
        "志愿服务",
        "平均积分",
        "党费",
        "党费应收",
        "党费实收",
        "欠缴说明",
        "文字材料",
        "服务社区",
        "亮点",
    ]


def test_the_own_level_is_asked_its_own_items():
    labels = [cell.value for cell in main_sheet(form("B"))["B"][5:]]

    assert labels == ["文字材料", "亮点", "局本级", "党组研讨", "年度计划"]


def test_each_row_carries_its_key_out_of_sight():
    sheet = main_sheet(form())

    assert sheet[f"A{row_of(sheet, '党费实收')}"].value == "dues_paid"
    assert sheet.column_dimensions["A"].hidden


def test_required_items_are_marked():
    data = form()

    assert column(data, "主题党日", "D").value == "●"
    assert column(data, "志愿服务", "D").value is None


def test_the_target_is_that_of_the_period():
    assert column(form(), "主题党日", "G").value == "6"
    assert column(plain_form(period=read_period("2026年第一季度")), "主题党日", "G").value == "3"


def test_only_the_answers_and_the_name_can_be_changed():
    book = opened(form())
    sheet = book["填报"]

    cells = [cell for row in sheet.iter_rows() for cell in row if isinstance(cell, Cell)]
    unlocked = {cell.coordinate for cell in cells if not cell.protection.locked}

    labels = [item.label for item in CATALOGUE.asked_of("支部")]
    assert unlocked == {"E3", *(answer_cell(book, label) for label in labels)}


def test_in_a_ledger_only_the_rows_can_be_changed():
    sheet = opened(form())["活动台账"]

    unlocked = {cell.row for row in sheet.iter_rows() for cell in row if not cell.protection.locked}

    assert unlocked == set(range(4, 64))


def test_every_sheet_a_clerk_sees_is_protected_without_a_password():
    visible = [sheet for sheet in opened(form()).worksheets if sheet.sheet_state == "visible"]

    assert [sheet.title for sheet in visible] == ["填报", "活动台账", "问题整改台账"]
    assert all(sheet.protection.sheet and sheet.protection.password is None for sheet in visible)


def test_the_sheet_we_read_by_is_well_hidden():
    assert opened(form())["_form"].sheet_state == "veryHidden"


def test_the_hidden_sheet_names_the_unit_the_period_and_the_versions():
    data = plain_form(entries=[entry("01", "theme_days", "6", version=3)])

    rows = dict(opened(data)["_form"].iter_rows(values_only=True))

    assert rows == {
        "_format": "half-year-form-1",
        "_unit": "01",
        "_period": "2026H1",
        "_unit_name": "办公室党支部",
        "_bureau": None,
        "_mark": None,
        "_written": None,
        "theme_days": "3",
    }


def test_a_count_may_be_a_whole_number_or_not_applicable():
    rule = rule_for(form(), "主题党日")

    place = answer_cell(opened(form()), "主题党日")
    assert rule.type == "custom"
    # INT of a text is an error, and an error anywhere in OR turns 不适用 down; N makes a text zero.
    assert rule.formula1 == (
        f'OR({place}="不适用",{place}="无",AND(ISNUMBER({place}),{place}>=0,N({place})=INT(N({place}))))'
    )


def test_what_a_count_may_be_is_what_a_spreadsheet_lets_through(tmp_path):
    rule = rule_for(form(), "主题党日").formula1
    place = answer_cell(opened(form()), "主题党日")
    book = Workbook()
    for typed in ("不适用", "无", 0, 6, 6.5, -1, "六次"):
        book.active.append([typed, None])
        row = book.active.max_row
        book.active[f"B{row}"] = "=" + rule.replace(place, f"A{row}")

    lines = saved_by_libreoffice(saved(book), tmp_path, to="csv").decode(errors="replace").split()

    let_through = [line.rsplit(",", 1)[1] for line in lines]
    assert let_through == ["TRUE", "TRUE", "TRUE", "TRUE", "FALSE", "FALSE", "FALSE"]


def test_an_amount_may_have_decimals():
    rule = rule_for(form(), "党费实收")

    assert "INT" not in rule.formula1
    assert "ISNUMBER" in rule.formula1


def test_a_text_over_its_limit_is_warned_of_and_kept():
    rule = rule_for(form(), "亮点")

    assert (rule.type, rule.operator, rule.formula1) == ("textLength", "lessThanOrEqual", "300")
    assert rule.errorStyle == "warning"


def test_yes_and_no_are_picked_from_a_list():
    assert rule_for(form("B"), "年度计划").formula1 == '"是,否,不适用"'


def test_a_ledger_column_of_choices_is_picked_from_a_list():
    rules = opened(form())["活动台账"].data_validations.dataValidation

    lists = {str(rule.sqref): rule.formula1 for rule in rules if rule.type == "list"}

    assert lists == {"C4:C63": '"志愿服务,参观学习,其他,不适用"', "H4:H63": '"是,否,不适用"'}


@pytest.mark.parametrize(
    "choices", [tuple(f"第{number}种情形" for number in range(60)), ("甲,乙", "丙"), ('"甲"', "乙")]
)
def test_choices_excel_could_not_hold_in_a_list_can_be_typed(choices):
    data = form(catalogue=catalogue_with(Item("way", "方式", "组织", CHOICE, choices=choices)))

    assert rule_for(data, "方式") is None


def test_no_message_is_longer_than_excel_allows():
    rules = [rule for sheet in opened(form()).worksheets for rule in sheet.data_validations.dataValidation]

    assert rules
    assert all(len(rule.error or "") <= 225 and len(rule.prompt or "") <= 255 for rule in rules)


@pytest.mark.parametrize(
    ("content", "shown"),
    [
        (Decimal("1200.50"), "1200.5"),
        (Decimal(0), "0"),
        (NOT_APPLICABLE, "不适用"),
        (Unread("一千二", "…"), "一千二"),
        (None, None),
    ],
)
def test_the_value_of_the_last_period_is_at_hand(content, shown):
    data = plain_form(last=filing("01", period=LAST, dues_paid=content))

    assert column(data, "党费实收", "F").value == shown


def test_the_text_of_the_last_period_is_at_hand_in_a_comment():
    data = plain_form(last=filing("01", period=LAST, highlights="党建引领"))

    assert "党建引领" in answer(data, "亮点").comment.text


def test_a_text_has_room_over_three_columns():
    sheet = main_sheet(form())

    assert f"E{row_of(sheet, '亮点')}:G{row_of(sheet, '亮点')}" in [str(merged) for merged in sheet.merged_cells.ranges]


@pytest.mark.parametrize(
    ("label", "key", "typed", "value"),
    [
        ("主题党日", "theme_days", "6", 6),
        ("党费实收", "dues_paid", "1200.5", 1200.5),
        ("党费实收", "dues_paid", "1200.50", "1200.50"),
        ("主题党日", "theme_days", "007", "007"),
        ("主题党日", "theme_days", "１２", "１２"),
        ("主题党日", "theme_days", "不适用", "不适用"),
        ("党费实收", "dues_paid", "1234567890123456.78", "1234567890123456.78"),
        ("届满日期", "term_end", "2027-3-1", "2027-3-1"),
        ("亮点", "highlights", "一行\n又一行", "一行\n又一行"),
    ],
)
def test_what_was_entered_before_is_filled_in_as_it_was_typed(label, key, typed, value):
    assert answer(plain_form(entries=[entry("01", key, typed)]), label).value == value


def test_a_figure_cleared_again_is_empty():
    assert answer(plain_form(entries=[entry("01", "theme_days", "", version=2)]), "主题党日").value is None


@pytest.mark.parametrize(
    "typed", ["=1+1", '=HYPERLINK("http://x","点我")', "=cmd|' /C calc'!A0", "+1", "-1+2", "@SUM(A1)", "#N/A"]
)
@pytest.mark.parametrize(("label", "key"), [("亮点", "highlights"), ("主题党日", "theme_days")])
def test_text_that_looks_like_a_formula_stays_text(label, key, typed):
    cell = answer(plain_form(entries=[entry("01", key, typed)]), label)

    assert (cell.value, cell.data_type) == (typed, "s")


def test_a_name_that_looks_like_a_formula_stays_text():
    item = replace(CATALOGUE["亮点"], label='=1+"1"', section="=2")

    sheet = main_sheet(form(catalogue=catalogue_with(item)))

    assert [(cell.value, cell.data_type) for cell in sheet["B"][5:]] == [("=2", "s"), ('=1+"1"', "s")]


@pytest.mark.parametrize("typed", ["a\x0bb", "a\x00b", "\ud800", "\ufffe", "_x0041_"], ids=ascii)
def test_no_text_however_strange_keeps_a_form_from_being_written(typed):
    data = plain_form(entries=[entry("01", "highlights", typed)], last=filing("01", period=LAST, highlights=typed))

    assert answer(data, "亮点").value


def test_a_ledger_is_filled_in_as_it_was_typed():
    sheet = opened(form(entries=row_entries(ACTIVITIES, rows_of(ROWS))))["活动台账"]

    assert [cell.value for cell in sheet[4]][:8] == ["A1", "2026-3-5", "志愿服务", "进社区", None, 12, "2.50", None]
    assert [cell.value for cell in sheet[5]][:6] == ["A2", "3月", "其他", '=HYPERLINK("http://x")', None, "若干"]
    assert sheet["D5"].data_type == "s"


def test_the_columns_of_a_ledger_are_marked_where_they_are_required():
    sheet = opened(form())["活动台账"]

    assert [cell.value for cell in sheet[3]][:8] == [
        "编号●",
        "日期●",
        "类型●",
        "主题",
        "参加支部",
        "实到",
        "时长",
        "是否联合",
    ]


def test_behind_the_columns_of_a_ledger_stands_hidden_which_row_is_which():
    sheet = opened(form(entries=row_entries(ACTIVITIES, rows_of(ROWS))))["活动台账"]

    assert [sheet[f"I{row}"].value for row in (3, 4, 5, 6)] == ["_row", "row-001", "row-002", None]
    assert sheet.column_dimensions["I"].hidden
    assert sheet["I4"].protection.locked


def test_a_long_ledger_has_rows_to_spare():
    rows = [{"编号": str(number)} for number in range(100)]
    sheet = opened(form(entries=row_entries(ACTIVITIES, rows)))["活动台账"]

    assert sheet["A103"].value == "99"
    assert not sheet["A123"].protection.locked


def test_help_and_limit_are_told():
    item = Item("way", "特色做法", "组织", TEXT, help="一两句话", limit=200)

    assert column(form(catalogue=catalogue_with(item)), "特色做法", "H").value == "一两句话；不超过200字"


def test_periods_of_every_length_have_forms():
    periods = [HALF, HALF.parts(Length.MONTH)[0], read_period("2026年")]

    names = [main_sheet(plain_form(period=period))["B1"].value for period in periods]

    assert names == ["2026年上半年党建工作填报表", "2026年1月党建工作填报表", "2026年党建工作填报表"]
