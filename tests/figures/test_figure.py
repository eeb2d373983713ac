"""What was typed is kept; its meaning is read from it each time."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.support.office import (
    ACTIVITIES,
    HALF,
    change,
    entry,
    filing,
    filings_of,
    row_entries,
    small_catalogue,
    small_units,
)
from tests.support.text_table import rows_of
from toolkit.catalogue.kinds import NOT_APPLICABLE, Unread
from toolkit.figures.figure import Filing, FilingState, content_of, filing_of, read_as
from toolkit.figures.ledger_rows import rows_of_text, text_from_rows, text_of_row, typed_row
from toolkit.figures.readings import plain_reading

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
        ("主题党日", "六次", 6),
        ("主题党日", "约六次", Unread("约六次", "“约六次”不是确切的数。请核实后填确切的数。")),
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


CHANGES = """
stands | version | typed | seen | overwrites
------ | ------- | ----- | ---- | ----------
6      | 1       | 7     | 1    |
6      | 1       | 7     | 0    | 是
6      | 2       | 7     | 1    | 是
6      | 2       | 6     | 1    |
6      | 1       |       | 0    | 是
       | 2       | 6     | 1    | 是
"""


@pytest.mark.parametrize("row", rows_of(CHANGES), ids=str)
def test_a_change_overwrites_what_its_author_did_not_see_unless_it_says_the_same(row):
    stands = entry("01", "theme_days", row["stands"], int(row["version"]))

    assert change("01", "theme_days", row["typed"], int(row["seen"])).overwrites(stands) is bool(row["overwrites"])


@pytest.mark.parametrize(
    ("item", "is_figure"),
    [("theme_days", True), ("activities/aa", True), ("state:filing", False), ("confirmed:odd:theme_days", False)],
)
def test_a_word_about_a_figure_is_none(item, is_figure):
    assert entry("01", item, "x").is_figure is is_figure


@pytest.mark.parametrize("state", FilingState)
def test_a_filing_without_a_word_about_it_is_not_filed(state):
    assert FilingState.of(state.value) is state
    assert FilingState.of("") is FilingState.NONE


def test_an_entry_that_was_not_asked_what_it_means_says_so():
    with pytest.raises(AssertionError):
        _ = entry("01", "theme_days", "6").as_read


def test_entries_are_one_whatever_batch_they_came_with_and_however_they_were_read():
    one = entry("01", "theme_days", "6")

    assert one == replace(one, batch=9, reading=plain_reading("6"))
    assert filing("01", theme_days=6) == replace(filing("01", theme_days=6), of_parts={"theme_days": 5})


def test_a_ledger_whose_rows_are_all_gone_was_kept_and_is_empty():
    made = filing_of(BRANCH, HALF, [entry("01", "activities/aa", "", 2)], CATALOGUE)

    assert made.ledgers == {"activities": ()}
    assert filing_of(BRANCH, HALF, [entry("01", "theme_days", "6")], CATALOGUE).ledgers == {}


READ_AS = """
item          | text                            | sense | value
------------- | ------------------------------- | ----- | -----------------------------------------
theme_days    | 6次                             | value | 6
theme_days    | 约六次                          | unread | “约六次”不是确切的数。请核实后填确切的数。
theme_days    |                                 | blank |
activities/aa | {"编号": "1", "实到": "12"}     | value | {"编号": ["value", "1"], "实到": ["value", "12"]}
activities/aa | {"日期": "6月1日"}              | value | {"日期": ["value", "2026-06-01"]}
issues/aa     | {"发现日期": "6-1"}             | value | {"发现日期": ["unread", "“6-1”没有写年份。请写全，如2026年6月30日。", "6-1"]}
activities/aa |                                 | blank |
gone          | 六次                            | value | 六次
state:filing  | 已报                            | value | 已报
"""


@pytest.mark.parametrize("row", rows_of(READ_AS), ids=lambda row: f"{row['item']} {row['text']}")
def test_what_is_entered_is_read_as_what_its_item_asks_for(row):
    reading = read_as(CATALOGUE, row["item"], row["text"], HALF.code)

    assert (reading.sense.value, reading.value) == (row["sense"], row["value"])


def test_the_day_of_an_event_is_of_the_year_of_its_period_and_a_day_of_office_is_asked_for():
    day = '{"编号": "1", "日期": "6月1日", "发现日期": "6月1日"}'
    for period, year in ((HALF, 2026), (HALF.same_last_year, 2025)):
        made = filing_of(BRANCH, period, [entry("01", "activities/a", day), entry("01", "issues/a", day)], CATALOGUE)
        assert made.ledgers["activities"][0]["日期"] == date(year, 6, 1)
        assert isinstance(made.ledgers["issues"][0]["发现日期"], Unread)
    assert isinstance(content_of(CATALOGUE["届满日期"], "6月1日"), Unread)


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
