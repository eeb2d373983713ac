"""By when a period is to be filed, as an office writes it."""

from __future__ import annotations

from datetime import date

import pytest

from toolkit.catalogue.office_rules import OfficeRules, is_deadline
from toolkit.catalogue.periods import read_period


@pytest.mark.parametrize(
    ("deadline", "period", "due"),
    [
        ("次月5日", "2026H1", date(2026, 7, 5)),
        ("次月5日", "2026Y1", date(2027, 1, 5)),
        ("次月31日", "2026M1", date(2026, 2, 28)),
        ("当月25日", "2026Q1", date(2026, 3, 25)),
        ("当月31日", "2026M6", date(2026, 6, 30)),
        ("期末后10天", "2026H1", date(2026, 7, 10)),
        ("期末前3天", "2026M2", date(2026, 2, 25)),
        ("期末后0天", "2026M2", date(2026, 2, 28)),
    ],
)
def test_a_deadline_is_counted_from_the_end_of_the_period(deadline, period, due):
    assert is_deadline(deadline)
    assert OfficeRules(deadline).due(read_period(period)) == due


@pytest.mark.parametrize("text", ["", "月底前", "次月0日", "当月32日", "次月5号", "期末10天", "下月5日"])
def test_what_is_no_deadline_is_known(text):
    assert not is_deadline(text)
