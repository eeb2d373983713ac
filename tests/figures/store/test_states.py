"""What the store itself does about states, whoever calls it: what is approved and changes is only filed again."""

from __future__ import annotations

import pytest

from tests.support.office import HALF, LAST, change
from toolkit.figures.figure import FILING_STATE
from toolkit.figures.readings import Reading, Sense, plain_reading

APPROVED, FILED, RETURNED = "已审", "已报", "待改"


def enter(store, item, typed, seen=0, *, unit="01", period=HALF):
    return store.save([change(unit, item, typed, seen, period)], "赵样本", "填报页")


def states(store, period=HALF):
    return store.holdings.said(period.code, FILING_STATE)


@pytest.fixture
def approved(store):
    """Two units whose filings are approved, each with one figure; one of them in the period before as well."""
    for unit, period in (("01", HALF), ("02", HALF), ("01", LAST)):
        enter(store, "theme_days", "5", unit=unit, period=period)
        enter(store, FILING_STATE, APPROVED, unit=unit, period=period)
    return store


def test_a_change_makes_an_approved_filing_filed_and_touches_no_other(approved):
    fresh = enter(approved, "theme_days", "6", seen=1)

    assert [entry.item for entry in fresh] == ["theme_days"], "who changed a figure is told of that alone"
    assert states(approved) == {"01": FILED, "02": APPROVED}
    assert states(approved, LAST) == {"01": APPROVED}
    assert len(approved.journal.entries_of(fresh[0].batch)) == 2


def test_the_same_text_again_changes_no_state(approved):
    enter(approved, "theme_days", "5", seen=1)

    assert states(approved) == {"01": APPROVED, "02": APPROVED}


def test_a_word_about_a_figure_changes_no_state(approved):
    enter(approved, "confirmed:odd:theme_days", "属实")

    assert states(approved)["01"] == APPROVED


def test_whoever_changes_the_state_in_the_same_save_decides(approved):
    told = [change("01", "theme_days", "6", 1), change("01", FILING_STATE, RETURNED, 1)]
    approved.save(told, "赵样本", "退回")

    assert states(approved)["01"] == RETURNED


@pytest.mark.parametrize("state", [FILED, RETURNED])
def test_a_filing_that_is_not_approved_stays_as_it_is(store, state):
    enter(store, "theme_days", "5")
    enter(store, FILING_STATE, state)

    enter(store, "theme_days", "6", seen=1)

    assert states(store) == {"01": state}


def test_a_first_figure_makes_no_state(store):
    enter(store, "theme_days", "5")

    assert states(store) == {}


def test_only_the_period_that_is_read_anew_means_something_else(store):
    for period in (HALF, LAST):
        for unit in ("01", "02"):
            enter(store, "theme_days", "六", unit=unit, period=period)
    enter(store, "dues_paid", "7")

    def better(item, typed, _period):
        return Reading(Sense.VALUE, "6", 60_000) if typed == "六" else plain_reading(typed)

    before = store.holdings.sums([HALF.code, LAST.code])
    store.recognise({}, {}, better)
    store.reread(HALF.code)

    assert before.get((HALF.code, "theme_days")) is None
    assert store.holdings.sums([HALF.code, LAST.code])[HALF.code, "theme_days"] == (120_000, 2, 0)
    assert (LAST.code, "theme_days") not in store.holdings.sums([LAST.code])
    assert {entry.text for entry in store.current(HALF.code)} == {"六", "7"}
