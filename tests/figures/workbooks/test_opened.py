"""What is seen in a cell and not what is stored: letters struck through, marks of notes, dates of which not all is shown."""

from __future__ import annotations

from datetime import date, datetime

import pytest
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.styles import Font

from tests.figures.workbooks.test_read import changes, faults
from tests.support.forms import answer_cell, changed, form, repacked

EMPTY = form()


def with_cell(label, dress, data=EMPTY):
    """The form with one answer cell dressed."""
    return changed(data, lambda book: dress(book["填报"][answer_cell(book, label)]))


def with_format(label, value, number):
    """The form with a number in a cell of a built-in format that openpyxl cannot write."""
    marker = 164
    data = with_cell(label, lambda cell: (setattr(cell, "value", value), setattr(cell, "number_format", '0"标"')))

    def edit(name, part):
        if name != "xl/styles.xml":
            return part
        text = part.decode()
        assert f'numFmtId="{marker}"' in text
        return text.replace(f'<xf numFmtId="{marker}"', f'<xf numFmtId="{number}"').encode()

    return repacked(data, edit)


def rich(*pieces):
    return CellRichText(
        *(piece if isinstance(piece, str) else TextBlock(InlineFont(**piece[1]), piece[0]) for piece in pieces)
    )


@pytest.mark.parametrize(
    "value",
    [
        rich(("12", {"strike": True}), "15"),
        rich("6", ("1", {"vertAlign": "superscript"})),
        rich("6", ("2", {"vertAlign": "subscript"})),
    ],
    ids=str,
)
def test_letters_that_are_struck_through_or_raised_are_refused(value):
    (fault,) = faults(with_cell("主题党日", lambda cell: setattr(cell, "value", value)))

    assert "删除线，或是上标、下标" in fault


def test_an_answer_that_is_struck_through_as_a_whole_is_refused():
    def strike(cell):
        cell.value, cell.font = 12, Font(strike=True)

    assert "删除线" in faults(with_cell("主题党日", strike))[0]


def test_letters_of_several_colours_are_one_answer():
    value = rich("1", ("2", {"b": True}), ("次", {"color": "FF0000"}))

    assert changes(with_cell("主题党日", lambda cell: setattr(cell, "value", value))) == {"theme_days": ("12次", 0)}


@pytest.mark.parametrize("typed", ["12①", "6²", "12¹", "½", "٣", "Ⅻ"])
def test_marks_of_notes_and_foreign_digits_are_no_digits(typed):
    (fault,) = faults(with_cell("主题党日", lambda cell: setattr(cell, "value", typed)))

    assert f"“{typed}”不是数字" in fault


@pytest.mark.parametrize("number", [27, 28, 33, 36, 50, 57, 58])
@pytest.mark.parametrize("label", ["主题党日", "党费实收", "届满日期", "亮点"])
def test_a_number_that_a_chinese_excel_shows_as_part_of_a_date_is_refused(number, label):
    (fault,) = faults(with_format(label, 46085, number))

    assert "看到的不是完整的年月日" in fault


def test_a_whole_date_in_a_format_of_a_chinese_excel_is_that_date():
    assert changes(with_format("届满日期", 46085, 31)) == {"term_end": ("2026年3月4日", 0)}
    assert "不是数字" in faults(with_format("主题党日", 46085, 31))[0]


@pytest.mark.parametrize("code", ['yyyy"年"m"月"', 'm"月"d"日"', "mmm-yy", "d-mmm", "yyyy"])
@pytest.mark.parametrize("label", ["届满日期", "亮点", "主题党日"])
def test_a_date_of_which_not_all_is_seen_is_refused(code, label):
    def dress(cell):
        cell.value, cell.number_format = date(2026, 6, 1), code

    assert "看到的不是完整的年月日" in faults(with_cell(label, dress))[0]


def test_the_time_beside_a_day_is_kept_in_a_text_and_left_where_a_day_is_asked_for():
    def dress(cell):
        cell.value, cell.number_format = datetime(2026, 6, 1, 14, 30), "yyyy/m/d h:mm"

    assert changes(with_cell("亮点", dress)) == {"highlights": ("2026年6月1日 14:30", 0)}
    assert changes(with_cell("届满日期", dress)) == {"term_end": ("2026年6月1日", 0)}
