"""What a text was read as is written down so that it can be read back without reading the text again."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from toolkit.catalogue.kinds import (
    AMOUNT,
    CHOICE,
    COUNT,
    DATE,
    LIST,
    NOT_APPLICABLE,
    TEXT,
    YES_NO,
    Unread,
)
from toolkit.figures.readings import MOST_SUMMABLE, content_of_reading, number_of_sum, reading_of, summable

WORDS = st.text(min_size=1, max_size=30)
CONTENTS = st.one_of(
    st.tuples(st.just(COUNT), st.integers(-(10**17), 10**17)),
    st.tuples(
        st.just(AMOUNT), st.decimals(allow_nan=False, allow_infinity=False, min_value=-(10**12), max_value=10**12)
    ),
    st.tuples(st.just(DATE), st.dates()),
    st.tuples(st.sampled_from([TEXT, CHOICE]), WORDS),
    st.tuples(st.just(LIST), st.lists(WORDS, max_size=5).map(tuple)),
    st.tuples(st.just(YES_NO), st.booleans()),
    st.tuples(st.sampled_from([COUNT, DATE, LIST]), st.sampled_from([None, NOT_APPLICABLE])),
)


@given(CONTENTS)
def test_every_content_comes_back_as_it_was(pair):
    kind, content = pair

    back = content_of_reading(kind, reading_of(content), "怎样写的都不要紧")

    assert back == content
    assert type(back) is type(content)


def test_what_was_not_understood_comes_back_with_its_text_and_the_reason():
    reading = reading_of(Unread("约28", "“约28”不是整数。"))

    assert content_of_reading(COUNT, reading, "约28") == Unread("约28", "“约28”不是整数。")


@pytest.mark.parametrize(
    ("content", "number"),
    [
        (6, 60_000),
        (Decimal("1200.50"), 12_005_000),
        (Decimal("0.00001"), None),
        (10**14, None),
        (10**10, MOST_SUMMABLE),
        (True, None),
        (MOST_SUMMABLE // 10_000 + 1, None),
        (date(2026, 6, 30), None),
        ("12", None),
        (None, None),
        (NOT_APPLICABLE, None),
    ],
)
def test_only_numbers_that_a_database_can_add_up_exactly_are_numbers(content, number):
    assert reading_of(content).number == number


@given(st.lists(st.decimals(min_value=-(10**8), max_value=10**8, places=4), max_size=40))
def test_adding_up_in_whole_numbers_is_adding_up(numbers):
    total = sum(summable(number) or 0 for number in numbers)

    assert number_of_sum(total) == sum(numbers, Decimal(0))


@pytest.mark.parametrize(("content", "value"), [(True, "1"), (False, "0"), (date(2026, 6, 30), "2026-06-30"), (6, "6")])
def test_values_are_written_down_so_that_they_read_alike_for_ever(content, value):
    assert reading_of(content).value == value


@pytest.mark.parametrize(("scaled", "number"), [(70_000, "7"), (12_005_000, "1200.5"), (0, "0"), (-1, "-0.0001")])
def test_a_sum_is_shown_without_zeros_nobody_typed(scaled, number):
    assert str(number_of_sum(scaled)) == number
