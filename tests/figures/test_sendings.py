"""Which of several sendings stands is told by what they say and when they were saved, and otherwise asked."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from tests.support.text_table import rows_of
from toolkit.figures.sendings import Fate, Sending, differing, newest, rivals

FATES = {"": Fate.OPEN, "收过": Fate.TAKEN, "有错": Fate.REFUSED}


def sendings(table):
    """One sending a row; 保存 is a day of July, blank where the workbook does not say."""
    return [
        Sending(
            row["表"],
            datetime(2026, 7, int(row["保存"]), tzinfo=UTC) if row["保存"] else None,
            FATES[row["情况"]],
            {"dues_paid": row["党费"], "theme_days": "6"} if row["党费"] else None,
        )
        for row in rows_of(table)
    ]


def names(found):
    return [each.name for each in found]


def test_of_two_that_say_different_things_somebody_has_to_choose_whenever_they_were_saved():
    two = sendings("""
        表   | 保存 | 情况 | 党费
        旧   | 1    |      | 6065
        新   | 3    |      | 7585
    """)

    assert names(rivals(two)) == ["旧", "新"]
    assert differing(two) == ("dues_paid",)
    assert newest(two) == two[1]


def test_two_that_say_the_same_are_one():
    assert (
        rivals(
            sendings("""
        表   | 保存 | 情况 | 党费
        甲   | 1    |      | 7585
        乙   |      |      | 7585
    """)
        )
        == ()
    )


@pytest.mark.parametrize(
    ("decided", "saved", "asked"),
    [
        ("收过", "1", []),
        ("收过", "3", []),
        ("收过", "5", ["更正", "先前"]),
        ("收过", "", ["更正", "先前"]),
        ("有错", "1", []),
        ("有错", "3", []),
        ("有错", "", []),
        ("有错", "5", ["更正", "先前"]),
    ],
)
def test_a_correction_is_taken_and_what_may_be_older_than_what_was_decided_on_is_asked(decided, saved, asked):
    found = sendings(f"""
        表   | 保存 | 情况 | 党费
        先前 | {saved} | {decided} |
        更正 | 3    |      | 7585
    """)

    assert names(rivals(found)) == asked


def test_where_one_does_not_say_when_it_was_saved_none_is_the_newest():
    found = sendings("""
        表   | 保存 | 情况 | 党费
        甲   | 1    |      | 6065
        乙   |      |      | 7585
    """)

    assert newest(found) is None


def test_of_two_saved_at_one_moment_none_is_the_newest():
    found = sendings("""
        表   | 保存 | 情况 | 党费
        甲   | 2    |      | 6065
        乙   | 2    |      | 7585
    """)

    assert newest(found) is None


def test_all_that_was_decided_on_asks_nobody():
    assert (
        rivals(
            sendings("""
        表   | 保存 | 情况 | 党费
        甲   | 1    | 收过 |
        乙   | 2    | 有错 |
    """)
        )
        == ()
    )


def test_an_answer_that_is_missing_in_one_is_a_difference():
    first, second = Sending("甲", None, answers={"a": "1"}), Sending("乙", None, answers={"a": "1", "b": "2"})

    assert differing([first, second]) == ("b",)
