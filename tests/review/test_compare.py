"""Comparisons: honest or not at all."""

from __future__ import annotations

from decimal import Decimal

import pytest

from tests.support.office import HALF, small_catalogue, small_units
from tests.support.text_table import rows_of
from toolkit.catalogue.kinds import NOT_APPLICABLE, Content
from toolkit.figures.figure import Filing
from toolkit.review.compare import Comparison, compare, compare_common, compare_totals
from toolkit.review.rollup import Total


def test_a_rate_is_the_difference_over_the_base() -> None:
    made = Comparison(Decimal(13), Decimal(10))

    assert (made.difference, made.rate) == (Decimal(3), Decimal("0.3"))


def test_there_is_no_rate_on_a_base_of_zero() -> None:
    assert Comparison(Decimal(3), Decimal(0)).rate is None


@pytest.mark.parametrize(("now", "before"), [(None, 3), (3, None), (NOT_APPLICABLE, 3), ("三", 3), (True, 1)])
def test_what_is_no_number_is_not_compared(now: Content, before: Content) -> None:
    assert compare(now, before) is None


def test_totals_over_different_branches_are_not_compared() -> None:
    now, before = Total(13, ("01", "02"), ()), Total(10, ("01",), ("02",))

    assert compare_totals(now, before) is None


def test_totals_over_the_same_branches_are() -> None:
    now, before = Total(13, ("02", "01"), ("03",)), Total(10, ("01", "02"), ())

    assert compare_totals(now, before) == Comparison(Decimal(13), Decimal(10))


@pytest.mark.parametrize(
    ("covered", "missing", "is_compared"),
    [
        (("01", "05", "06"), (), True),
        (("01", "05"), ("06",), False),
        (("01", "05"), (), True),
        (("01",), ("05", "06"), False),
    ],
)
def test_two_that_are_one_now_are_compared_with_it_only_if_both_are_in(
    covered: tuple[str, ...], missing: tuple[str, ...], is_compared: bool
) -> None:
    now, before = Total(13, ("01", "31"), ()), Total(10, covered, missing)

    made = compare_totals(now, before, {"05": "31", "06": "31"})

    assert (made is not None) is is_compared


def filings(numbers: dict[str, int | None]) -> list[Filing]:
    units = {unit.code: unit for unit in small_units().filing}
    return [Filing(units[code], HALF, {"theme_days": number}) for code, number in numbers.items()]


COMMON = """
    now                | before             | changed | compared
    01:5, 02:7         | 01:4, 02:5         |         | 12 9 2
    01:5, 02:7, 03:-   | 01:4, 02:5, 03:9   |         | 12 9 2
    01:5, 02:7, 03:9   | 01:4               |         | –
    01:5, 02:7         | 01:-, 02:-         |         | –
    01:5, 02:7         | 01:4, 02:5         | 03:02   | 5 4 1
"""


@pytest.mark.parametrize("row", rows_of(COMMON), ids=str)
def test_unlike_totals_are_compared_over_those_that_are_in_both(row: dict[str, str]) -> None:
    def read(text: str) -> dict[str, int | None]:
        pairs = (each.strip().split(":") for each in text.split(","))
        return {code: None if number == "-" else int(number) for code, number in pairs}

    heirs = dict([row["changed"].split(":")]) if row["changed"] else {}
    item = small_catalogue()["主题党日"]
    made = compare_common(item, filings(read(row["now"])), filings(read(row["before"])), heirs)

    assert (f"{made.now} {made.before} {made.units}" if made else "–") == row["compared"]
