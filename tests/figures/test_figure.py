"""What was typed is kept; its meaning is read from it each time."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.support.office import (
    ACTIVITIES,
    HALF,
    entry,
    filing,
    filings_of,
    row_entries,
    small_catalogue,
    small_units,
)
from tests.support.text_table import rows_of
from toolkit.catalogue.kinds import NOT_APPLICABLE, Unread
from toolkit.figures.figure import Filing, content_of, filing_of
from toolkit.figures.ledger_rows import rows_of_text, text_from_rows, text_of_row, typed_row

CATALOGUE = small_catalogue()
BRANCH = small_units()["01"]


@pytest.mark.parametrize(
    ("label", "typed", "content"),
    [
        ("主题党日", "6次", 6),
        ("党费实收", "1,200.50", Decimal("1200.50")),
        ("届满日期", "2027-3-1", date(2027, 3, 1)),
        ("服务社区", "东社区、西社区", ("东社区", "西社区")),
        ("主题党日", "", None),
        ("主题党日", "不适用", NOT_APPLICABLE),
        ("主题党日", "六次", Unread("六次", "“六次”不是数字。请只填数字，没有就填0，不适用就填“不适用”。")),
    ],
)
def test_typed_text_means_what_its_item_asks_for(label, typed, content):
    assert content_of(CATALOGUE[label], typed) == content


def test_a_filing_is_made_of_the_current_entries():
    entries = [entry("01", "theme_days", "6"), entry("01", "highlights", "党建引领")]

    made = filing_of(BRANCH, HALF, entries, CATALOGUE)

    assert made == Filing(BRANCH, HALF, {"theme_days": 6, "highlights": "党建引领"})


def test_an_item_nobody_answered_is_blank():
    assert filing("01")["theme_days"] is None


def test_entries_of_items_the_catalogue_no_longer_holds_are_left_out():
    made = filing_of(BRANCH, HALF, [entry("01", "gone", "6")], CATALOGUE)

    assert made.contents == {}


def test_entries_of_items_the_unit_is_not_asked_for_are_left_out():
    made = filing_of(BRANCH, HALF, [entry("01", "dzz_seminars", "2")], CATALOGUE)

    assert made.contents == {}


def test_a_ledger_comes_with_the_filing():
    rows = rows_of("""
        编号 | 日期     | 类型     | 实到 | 是否联合
        1    | 2026-3-5 | 志愿服务 | 12   | 是
    """)
    made = filing_of(BRANCH, HALF, row_entries(ACTIVITIES, rows), CATALOGUE)

    (row,) = made.ledgers["activities"]
    assert (row["日期"], row["实到"], row["是否联合"]) == (date(2026, 3, 5), 12, True)


@pytest.mark.parametrize(
    ("made", "filed"),
    [
        (filing("01"), False),
        (filing("01", theme_days=None), False),
        (filing("01", ledgers={"activities": []}), False),
        (filing("01", theme_days=0), True),
        (filing("01", theme_days=NOT_APPLICABLE), True),
        (filing("01", theme_days=Unread("六", "…")), True),
        (filing("01", ledgers={"activities": [{"编号": "1"}]}), True),
    ],
)
def test_anything_typed_at_all_is_a_filing(made, filed):
    assert made.filed is filed


TEXTS = st.text(alphabet=st.characters(exclude_categories=("Cs",)), max_size=20)


@given(st.lists(st.dictionaries(st.sampled_from([column.label for column in ACTIVITIES.columns]), TEXTS), max_size=5))
def test_rows_come_back_from_storage_as_they_were_typed(rows):
    kept = [{label: text for label, text in row.items() if text} for row in rows]

    assert list(rows_of_text(text_from_rows(ACTIVITIES, kept))) == [row for row in kept if row]
    assert [typed_row(text_of_row(ACTIVITIES, row)) for row in kept] == kept


def test_the_table_of_filings_in_tests_reads_cells_as_typed():
    first, second = filings_of("""
        单位 | 主题党日 | 党费实收
        01   | 6次      | 120.50
        02   |          | 不适用
    """)

    assert first == filing("01", theme_days=6, dues_paid=Decimal("120.50"))
    assert second == filing("02", dues_paid=NOT_APPLICABLE)
