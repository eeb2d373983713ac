"""A book of a period: filings now, before and a year ago; months that make a half-year; saves and conflicts."""

from __future__ import annotations

import pytest

from toolkit.catalogue.periods import Length, read_period
from toolkit.errors import ChangedMeanwhile
from toolkit.figures.figure import Change
from toolkit.report.standing import standing_of
from toolkit.review.progress import State
from toolkit.tasks import Office, open_book, review_book, save_figure

HALF = read_period("2026H1")


def type_in(office: Office, unit: str, period: str, key: str, text: str) -> None:
    save_figure(office, Change(unit, period, key, text, 0), "填报页")


def test_a_book_holds_every_unit_even_one_that_filed_nothing(office: Office) -> None:
    book = open_book(office, HALF)

    assert set(book.now) == {unit.code for unit in office.units.filing}
    assert (book.now["12"].filed, book.now["01"].filed, book.last["01"].filed) == (False, True, True)


def test_progress_tells_the_missing_the_partial_and_the_odd(office: Office) -> None:
    states = {row.unit.code: row.state for row in review_book(office, open_book(office, HALF))}

    assert (states["12"], states["05"], states["07"], states["01"]) == (
        State.EMPTY,
        State.PARTIAL,
        State.DOUBTFUL,
        State.COMPLETE,
    )


def test_months_filed_one_by_one_make_the_half_year(fresh_office: Office) -> None:
    for month in HALF.parts(Length.MONTH):
        type_in(fresh_office, "01", month.code, "theme_days", "1")

    book = open_book(fresh_office, HALF)

    assert book.now["01"]["theme_days"] == 6


def test_a_missing_month_leaves_the_half_year_blank(fresh_office: Office) -> None:
    for month in HALF.parts(Length.MONTH)[:5]:
        type_in(fresh_office, "01", month.code, "theme_days", "1")

    assert open_book(fresh_office, HALF).now["01"]["theme_days"] is None


def test_what_was_typed_for_the_half_year_goes_before_its_months(fresh_office: Office) -> None:
    for month in HALF.parts(Length.MONTH):
        type_in(fresh_office, "01", month.code, "theme_days", "1")
    type_in(fresh_office, "01", HALF.code, "theme_days", "7")

    assert open_book(fresh_office, HALF).now["01"]["theme_days"] == 7


def test_a_general_branch_speaks_of_the_branches_below_it(office: Office) -> None:
    standing = standing_of(office.units, open_book(office, HALF), office.units["Z1"], None)

    assert [filing.unit.code for filing in standing.filings] == ["09", "10", "11"]


def test_a_conflict_is_told_by_label_with_both_values_and_who(fresh_office: Office) -> None:
    type_in(fresh_office, "01", HALF.code, "theme_days", "6")

    with pytest.raises(ChangedMeanwhile, match=r"主题党日：您填的是“5”，测试员已在.*改为“6”"):
        type_in(fresh_office, "01", HALF.code, "theme_days", "5")
