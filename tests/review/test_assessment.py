"""考核: points for targets, with a reason for each that is missing; places 1, 1, 3 among those who filed all."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from tests.support.office import filing, small_catalogue
from tests.support.text_table import rows_of
from toolkit.catalogue.items import Item
from toolkit.catalogue.kinds import COUNT, NOT_APPLICABLE, Content
from toolkit.catalogue.periods import Length
from toolkit.catalogue.targets import Target
from toolkit.figures.figure import Around
from toolkit.review.assessment import assess, ranked, ranks

LECTURES = Item(
    "lectures", "党课", "组织生活", COUNT, "次", target=Target(Decimal(1), Length.QUARTER), points=Decimal(5)
)
CATALOGUE = replace(
    small_catalogue(),
    items=(
        *(replace(each, points=Decimal(10)) if each.key == "theme_days" else each for each in small_catalogue().items),
        LECTURES,
    ),
)

SCORES = """
done   | points | full | reason
2      | 5      | 5    |
7      | 5      | 5    |
1      | 2.5    | 5    | 党课1次，目标2次，扣2.5分
0      | 0      | 5    | 党课0次，目标2次，扣5分
"""


def filed(lectures: Content, unit: str = "01", theme_days: Content = NOT_APPLICABLE, around: Around | None = None):
    made = filing(unit, theme_days=theme_days)
    return replace(made, contents={**made.contents, "lectures": lectures}, around=around or Around())


@pytest.mark.parametrize("row", rows_of(SCORES), ids=lambda row: row["done"])
def test_what_is_short_of_its_target_costs_its_share(row: dict[str, str]) -> None:
    made = assess(filed(int(row["done"])), CATALOGUE)

    assert (str(made.points), str(made.full)) == (str(Decimal(row["points"]).quantize(made.points)), row["full"])
    assert made.reasons == ((row["reason"],) if row["reason"] else ())


def test_what_does_not_apply_costs_nothing_and_what_is_not_filed_is_not_assessed() -> None:
    spared, waiting = (assess(filed(content), CATALOGUE) for content in (NOT_APPLICABLE, None))

    assert (spared.full, spared.waiting, spared.reasons) == (0, (), ())
    assert (waiting.full, [item.key for item in waiting.waiting], waiting.reasons) == (
        0,
        ["lectures"],
        ("党课还没有报",),
    )


def test_before_the_period_is_over_only_what_is_due_is_asked() -> None:
    april = Around(date(2026, 4, 10))

    assert assess(filed(1, around=april), CATALOGUE).points == 5
    assert assess(filed(1, around=Around(date(2026, 7, 9))), CATALOGUE).points == Decimal("2.5")


def test_those_with_as_many_points_share_a_place_and_the_next_is_one_further() -> None:
    assert ranks([Decimal(each) for each in (7, 9, 9, 3, 7)]) == (3, 1, 1, 5, 3)
    assert ranks([]) == ()


def test_who_has_not_filed_has_no_place_and_what_does_not_apply_is_no_loss() -> None:
    filings = [filed(2, "01", 3), filed(2, "02"), filed(None, "03", 6), filed(1, "B", 6)]

    places = ranked(assess(each, CATALOGUE) for each in filings)

    assert [(place, each.filing.unit.code) for place, each in places] == [(1, "02"), (2, "01")]


def test_points_have_one_place() -> None:
    third = replace(LECTURES, target=Target(Decimal(3), Length.HALF_YEAR))
    catalogue = replace(CATALOGUE, items=(*CATALOGUE.items[:-1], third))

    assert str(assess(filed(1), catalogue).points) == "1.7"
