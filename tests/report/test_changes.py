"""What became more or less, in words; each table is the rule, with its source beside it."""

from __future__ import annotations

from decimal import Decimal

import pytest

from tests.support.text_table import rows_of
from toolkit.catalogue.habits import ALL_HABITS, Habit
from toolkit.report.changes import change_text, coverage_text, done_text, points_text
from toolkit.review.compare import Comparison

CHANGES = """
    level  | now | before | against       | printed
    本项目 | 26  | 20     | 同比          | 同比增加6名，增长30%
    本项目 | 7   | 10     | 同比          | 同比减少3名，下降30%
    本项目 | 5   | 2      | 同比          | 同比增加3名
    本项目 | 3   | 0      | 同比          | 同比增加3名
    本项目 | 10  | 10     | 同比          | 与上年同期持平
    习惯   | 41  | 40     | 同比          | 同比增加1名
    习惯   | 38  | 40     | 同比          | 同比减少2名
    习惯   | 43  | 40     | 同比          | 同比增加3名，增长7.5%
    习惯   | 0   | 0      | 同比          |
    标准   | 30  | 10     | 同比          | 同比增加20名，增长200%
    标准   | 1   | 3      | 同比          | 同比减少2名
    习惯   | 8   | 5      | 比2025年下半年 | 比2025年下半年增加3名
    习惯   | 5   | 5      | 比2025年下半年 | 与2025年下半年持平
"""
RATES = """
    now    | before | printed
    0.978  | 0.958  | 同比提高2个百分点
    0.9    | 0.951  | 同比下降5.1个百分点
    0.8    | 0.8001 | 与上年同期持平
    0.9999 | 0.98   | 同比提高1.9个百分点
"""


def compared(now: str, before: str, units: int | None = None) -> Comparison:
    return Comparison(Decimal(now), Decimal(before), units)


@pytest.mark.parametrize("row", rows_of(CHANGES), ids=str)
def test_a_change_is_worded_as_an_office_does(row: dict[str, str]) -> None:
    assert change_text(compared(row["now"], row["before"]), "名", row["against"]) == row["printed"]


@pytest.mark.parametrize("row", rows_of(RATES), ids=str)
def test_rates_differ_by_points_as_they_are_printed(row: dict[str, str]) -> None:
    assert points_text(compared(row["now"], row["before"]), "同比") == row["printed"]


def test_nothing_is_said_where_nothing_can_be_compared() -> None:
    assert (change_text(None, "名", "同比"), points_text(None, "同比")) == ("", "")


def test_over_whom_totals_are_compared_is_said_where_not_all_are_in_both() -> None:
    assert change_text(compared("20", "14", 11), "次", "同比") == "按可比的11个支部，同比增加6次，增长42.9%"
    assert points_text(compared("0.9", "0.9", 11), "同比") == "按可比的11个支部，与上年同期持平"


@pytest.mark.parametrize(
    ("habit", "now", "before", "printed"),
    [(Habit.SMALL_CHANGES, "41", "40", "同比增加1名，增长2.5%"), (Habit.NOUGHTS, "0", "0", "与上年同期持平")],
)
def test_a_habit_that_is_switched_off_is_not_followed(habit: Habit, now: str, before: str, printed: str) -> None:
    assert change_text(compared(now, before), "名", "同比", ALL_HABITS - {habit}) == printed


DONE = """
    number | target | printed
    6      | 6      | 已完成
    7      | 6      | 已完成
    5      | 6      | 完成83%
    31.9   | 32     | 完成99%
           | 6      |
    5      |        |
"""


@pytest.mark.parametrize("row", rows_of(DONE), ids=str)
def test_a_target_is_done_or_done_in_part_and_never_wholly_before_it_is(row: dict[str, str]) -> None:
    number, target = (Decimal(row[name]) if row[name] else None for name in ("number", "target"))
    assert done_text(number, target) == row["printed"]


def test_coverage_says_how_many_of_how_many() -> None:
    assert coverage_text(9, 12) == "12个支部中9个已报"
