"""Text survives the way into a cell and back to the letter; a number is written as one only where it does too."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from decimal import Decimal

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from toolkit.catalogue.as_written import Unreadable
from toolkit.figures.workbooks.cells import escaped, exact_number, typed, unescaped

ESCAPES = st.text(alphabet=st.sampled_from("_x005FfDdEe\x07\r甲"), max_size=30)
NUMERALS = st.text(alphabet=st.sampled_from("0123456789."), min_size=1, max_size=20)


@given(st.one_of(st.text(), ESCAPES))
@example("_x005F_x0041_")
@example("_x0007_\x07")
def test_any_text_is_the_same_once_escaped_and_read_again(text):
    assert unescaped(escaped(text)) == text


@given(st.text())
def test_an_escaped_text_holds_nothing_xml_cannot_hold(text):
    assert not set(escaped(text)) & {chr(code) for code in range(32) if chr(code) not in "\t\n\r"}


@given(NUMERALS)
@example("0.30")
@example("00")
@example("123456789012345.6")
def test_a_number_is_written_as_one_only_where_it_comes_back_to_the_letter(text):
    number = exact_number(text)

    assert number is None or typed(float(number)) == text


@pytest.mark.parametrize("text", ["0", "6", "120.5", "999999999999999", "0.25"])
def test_an_ordinary_number_is_written_as_one(text):
    assert exact_number(text) == Decimal(text)


@pytest.mark.parametrize("text", ["", "007", "12.50", "１２", "-5", "1,200", "1e5", "=1", "6次", "1234567890123456"])
def test_what_excel_would_change_is_written_as_text(text):
    assert exact_number(text) is None


@given(st.integers(0, 10**15 - 1))
def test_a_whole_number_is_typed_without_a_point(number):
    assert typed(float(number)) == typed(number) == str(number)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, ""),
        (True, "是"),
        (False, "否"),
        (0.1 + 0.2, "0.3"),
        (1e-7, "0.0000001"),
        (date(2026, 6, 30), "2026年6月30日"),
        (datetime(2026, 6, 30), "2026年6月30日"),
        (" 党建 ", " 党建 "),
        ("\n ", ""),
    ],
)
def test_a_value_is_typed_as_a_person_would(value, text):
    assert typed(value) == text


@pytest.mark.parametrize("value", [time(8, 30), timedelta(hours=30)])
def test_a_time_of_day_is_nothing_a_form_asks_for(value):
    with pytest.raises(Unreadable, match="是时间"):
        typed(value)
