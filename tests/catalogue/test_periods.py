"""A period knows its neighbours, its parts and its days; typed names are understood or refused, never guessed."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.support.text_table import rows_of
from toolkit.catalogue.periods import Length, Period, read_period, working_thursdays
from toolkit.errors import UnknownName

PERIODS = st.sampled_from(list(Length)).flatmap(
    lambda length: st.builds(Period, st.integers(2001, 2100), st.just(length), st.integers(1, 12 // length))
)
NEIGHBOURS = """
    期间    | 上期    | 去年同期 | 名称           | 月份   | 截至   | 起         | 止
    2026M1  | 2025M12 | 2025M1   | 2026年1月      | 1月    | 1月底  | 2026-01-01 | 2026-01-31
    2024M2  | 2024M1  | 2023M2   | 2024年2月      | 2月    | 2月底  | 2024-02-01 | 2024-02-29
    2026Q1  | 2025Q4  | 2025Q1   | 2026年第一季度 | 1—3月  | 3月底  | 2026-01-01 | 2026-03-31
    2026H1  | 2025H2  | 2025H1   | 2026年上半年   | 1—6月  | 6月底  | 2026-01-01 | 2026-06-30
    2026H2  | 2026H1  | 2025H2   | 2026年下半年   | 7—12月 | 12月底 | 2026-07-01 | 2026-12-31
    2026Y1  | 2025Y1  | 2025Y1   | 2026年         | 1—12月 | 12月底 | 2026-01-01 | 2026-12-31
"""


@pytest.mark.parametrize("row", rows_of(NEIGHBOURS), ids=lambda row: row["期间"])
def test_a_period_knows_its_neighbours_names_and_days(row):
    period = read_period(row["期间"])

    told = {
        "期间": period.code,
        "上期": period.previous.code,
        "去年同期": period.same_last_year.code,
        "名称": period.name,
        "月份": period.months_name,
        "截至": period.as_of,
        "起": period.start.isoformat(),
        "止": period.end.isoformat(),
    }
    assert told == row


@given(PERIODS)
def test_the_period_before_ends_the_day_before(period):
    assert (period.start - period.previous.end).days == 1


@given(PERIODS)
def test_a_period_is_read_from_its_code_and_from_its_name(period):
    assert read_period(period.code) == period
    assert read_period(period.name) == period


@given(PERIODS, st.sampled_from(list(Length)))
def test_parts_cover_a_period_day_by_day(period, length):
    parts = period.parts(length)

    days = [day for part in parts for day in part.days()]
    assert days == (list(period.days()) if length < period.length else [])


def test_a_half_year_has_six_months():
    parts = read_period("2026H2").parts(Length.MONTH)

    assert [part.code for part in parts] == ["2026M7", "2026M8", "2026M9", "2026M10", "2026M11", "2026M12"]


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("2026上半年", "2026H1"),
        ("２０２６年上半年", "2026H1"),
        ("2026 年 下半年", "2026H2"),
        ("2026h1", "2026H1"),
        ("2026年第二季度", "2026Q2"),
        ("2026年2季度", "2026Q2"),
        ("2026年06月", "2026M6"),
        ("2026年12月份", "2026M12"),
        ("2026", "2026Y1"),
        ("2026年度", "2026Y1"),
        ("2026年全年", "2026Y1"),
        ("2026全年", "2026Y1"),
        ("26年上半年", "2026H1"),
        ("2026三季度", "2026Q3"),
        ("2026年3季", "2026Q3"),
        ("2026-09", "2026M9"),
        ("2026.9", "2026M9"),
        ("２０２６年９月份", "2026M9"),
    ],
)
def test_a_period_is_understood_however_it_is_typed(typed, code):
    assert read_period(typed).code == code


@pytest.mark.parametrize("typed", ["", "上半年", "2026年13月", "2026Q5", "2026H3", "今年", "1999年", "2026年上半年度"])
def test_what_is_no_period_is_refused(typed):
    with pytest.raises(UnknownName):
        read_period(typed)


def test_a_refusal_shows_how_to_write_a_period():
    with pytest.raises(UnknownName) as caught:
        read_period("今年上半年")

    assert str(caught.value) == "看不懂期间“今年上半年”。请写成2026年上半年、2026年第三季度、2026年9月或2026年全年。"


def test_a_thursday_that_is_a_public_holiday_is_no_study_day():
    october = read_period("2025年10月")

    thursdays = [day.day for day in october.days() if day.isoweekday() == 4]

    assert thursdays == [2, 9, 16, 23, 30]
    assert working_thursdays(october) == 4


def test_a_year_whose_holidays_are_not_announced_counts_every_thursday():
    october = read_period("2092年10月")

    thursdays = [day.day for day in october.days() if day.isoweekday() == 4]

    assert thursdays == [2, 9, 16, 23, 30]
    assert working_thursdays(october) == 5


@given(PERIODS)
def test_working_thursdays_of_the_parts_add_up(period):
    months = period.parts(Length.MONTH) or (period,)

    assert working_thursdays(period) == sum(map(working_thursdays, months))


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("三季度", "2026Q3"),
        ("第四季度", "2026Q4"),
        ("9月", "2026M9"),
        ("11月份", "2026M11"),
        ("12月", "2025M12"),
        ("上半年", "2026H1"),
        ("全年", "2026Y1"),
    ],
)
def test_a_period_without_its_year_is_the_latest_that_has_begun(typed, code):
    assert read_period(typed, date(2026, 11, 26)).code == code


@given(PERIODS)
def test_the_next_period_is_the_one_whose_previous_it_is(period):
    assert period.year == 2100 or period.next.previous == period
