"""What a store holds, from above: each question answered for just what it asks."""

from __future__ import annotations

import pytest

from tests.support.office import HALF, LAST, change
from toolkit.figures.figure import FILING_STATE, NO_PERIOD, NO_UNIT, OWNER, PERIOD_STATE, Change


@pytest.fixture
def holdings(store):
    """Two units in two periods, words about them, a closed period, and whose figures they are."""
    told = [change("01", "talks", "5"), change("02", "talks", "6"), change("01", "talks", "4", period=LAST)]
    words = [change("01", FILING_STATE, "已报"), Change(NO_UNIT, LAST.code, PERIOD_STATE, "定稿", 0)]
    store.save([*told, change("02", "theme_days", "1")], "赵样本", "填报页")
    store.save([change("02", "talks", "7", 1), words[0]], "赵样本", "填报页")
    store.save([words[1], Change("01", NO_PERIOD, OWNER, "办公室", 0)], "赵样本", "定稿")
    return store.holdings


def test_the_periods_are_those_something_was_entered_for(holdings):
    assert holdings.periods() == (LAST.code, HALF.code)


def test_a_period_of_which_only_its_state_is_known_is_none(store):
    store.save([Change(NO_UNIT, HALF.code, PERIOD_STATE, "定稿", 0)], "赵样本", "定稿")

    assert store.holdings.periods() == ()


def test_each_unit_has_its_periods_and_each_subject(holdings):
    filed = {unit: periods for unit, periods in holdings.filed().items() if unit}

    assert filed == {"01": (LAST.code, HALF.code), "02": (HALF.code,)}
    subjects = holdings.subjects()
    assert subjects["talks"] == (LAST.code, HALF.code)
    assert subjects["theme_days"] == (HALF.code,)


def test_the_rows_of_a_ledger_that_is_known_are_left_out_and_nothing_else(store):
    names = (
        "activities",
        "activities/1",
        "activities/ö:why",
        "activities2/1",
        "activity",
        "points/1",
        "nothing:points",
    )
    store.save([change("01", name, "1") for name in names], "赵样本", "填报页")

    left = store.holdings.subjects(without_rows_of=["activities", "points"])

    assert sorted(left) == sorted(["activities", "activities2/1", "activity", "nothing:points"])
    assert sorted(store.holdings.subjects()) == sorted(names)


def test_what_is_said_under_one_subject_is_told_by_unit_with_its_version(holdings):
    assert holdings.said(HALF.code, "talks") == {"01": "5", "02": "7"}
    assert holdings.versions(HALF.code, "talks") == {"01": 1, "02": 2}
    assert holdings.said(LAST.code, "talks") == {"01": "4"}
    assert holdings.said(HALF.code, FILING_STATE) == {"01": "已报"}


def test_a_closed_period_and_the_owners_are_told(holdings):
    assert (holdings.closing(LAST.code), holdings.closing(HALF.code)) == ("定稿", "")
    assert holdings.owners() == {"01": "办公室"}


def test_sums_count_numbers_and_what_is_none(store):
    store.recognise({}, {})
    store.save([change("01", "talks", "5"), change("02", "talks", "6")], "赵样本", "填报页")

    assert store.holdings.sums([HALF.code]) == {}, "a store that was told no meaning adds nothing up"
