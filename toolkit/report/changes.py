"""How officials write what became more or less, how far a target is reached, and whom a total covers.

Takes comparisons and totals; gives Chinese text, `SILENT` where there is nothing honest to say. Never decides what is compared with
what: review does.

Sources: 党政机关 drafting practice as set down in the project's field notes: no rate on a base under ten, rates differ by 百分点;
GB/T 15835-2011 for numbers. What is habit and no rule can be switched off: `catalogue/habits`.
"""

from __future__ import annotations

from collections.abc import Collection
from decimal import Decimal
from typing import Final

from toolkit.catalogue.habits import ALL_HABITS, Habit
from toolkit.catalogue.items import Item
from toolkit.catalogue.kinds import percentage, rounded, show_decimal
from toolkit.catalogue.units import BRANCH
from toolkit.review.compare import Comparison
from toolkit.review.rollup import Total
from toolkit.word import SILENT

ANY_UNIT: Final = "单位"
SMALLEST_BASE_FOR_RATE: Final = 10
SMALLEST_CHANGE_FOR_RATE: Final = 3
YEAR_AGO: Final = "同比"
DONE: Final = "已完成"


def change_text(comparison: Comparison | None, unit: str, against: str, habits: Collection[Habit] = ALL_HABITS) -> str:
    """A change in words; silent where there is nothing honest to say.

    Args:
        comparison: the two numbers, or None.
        unit: the item's unit.
        against: 同比, or 比 and what it is compared with.
        habits: those the office goes by.

    >>> change_text(Comparison(Decimal(13), Decimal(10)), "名", "同比")
    '同比增加3名，增长30%'
    >>> change_text(Comparison(Decimal(12), Decimal(10)), "名", "比2025年下半年"), change_text(Comparison(Decimal(5), Decimal(2)), "次", "同比")
    ('比2025年下半年增加2名', '同比增加3次')
    """
    if comparison is None or (Habit.NOUGHTS in habits and not comparison.now and not comparison.before):
        return SILENT
    return _of_whom(comparison) + _change(comparison, unit, against, habits)


def _change(comparison: Comparison, unit: str, against: str, habits: Collection[Habit]) -> str:
    if not comparison.difference:
        return _level(against)
    more = comparison.difference > 0
    text = f"{against}{'增加' if more else '减少'}{show_decimal(abs(comparison.difference))}{unit}"
    rate = comparison.rate
    is_small = Habit.SMALL_CHANGES in habits and abs(comparison.difference) < SMALLEST_CHANGE_FOR_RATE
    if rate is None or is_small or comparison.before < SMALLEST_BASE_FOR_RATE:
        return text
    return f"{text}，{'增长' if more else '下降'}{show_decimal(rounded(abs(rate) * 100, 1))}%"


def points_text(comparison: Comparison | None, against: str) -> str:
    """A change of a percentage in words: rates differ by 个百分点, never by per cent (标准: domain.md 6).

    >>> points_text(Comparison(Decimal("0.9"), Decimal("0.85")), "同比")
    '同比提高5个百分点'
    >>> points_text(Comparison(Decimal("0.9"), Decimal("0.9001")), "同比")
    '与上年同期持平'
    """
    if comparison is None:
        return SILENT
    # The difference of what is printed: 97.8% beside 95.8% differ by 2.
    points = percentage(comparison.now) - percentage(comparison.before)
    if not points:
        return _of_whom(comparison) + _level(against)
    return f"{_of_whom(comparison)}{against}{'提高' if points > 0 else '下降'}{show_decimal(abs(points))}个百分点"


def _level(against: str) -> str:
    return "与上年同期持平" if against == YEAR_AGO else f"与{against.removeprefix('比')}持平"


def _of_whom(comparison: Comparison) -> str:
    """Over which units two totals are compared, where not all are in both."""
    return f"按可比的{comparison.units}个支部，" if comparison.units else ""


def done_text(number: Decimal | None, target: Decimal | None) -> str:
    """How far a target is reached: 已完成, or 完成83%, and never 100% before it is; silent where one of the two is missing.

    >>> done_text(Decimal("5.99"), Decimal(6)), done_text(Decimal(6), Decimal(6))
    ('完成99%', '已完成')
    """
    if number is None or not target:
        return SILENT
    return DONE if number >= target else f"完成{min(rounded(number / target * 100, 0), 99)}%"


def coverage_text(covered: int, asked: int, whose: str = BRANCH) -> str:
    """How many branches, or units of several kinds, a total covers.

    >>> coverage_text(9, 12), coverage_text(12, 12), coverage_text(12, 13, "单位")
    ('12个支部中9个已报', '12个支部全部已报', '13个单位中12个已报')
    """
    return f"{asked}个{whose}全部已报" if covered == asked else f"{asked}个{whose}中{covered}个已报"


def whose_of(item: Item) -> str:
    """What those who file an item are called: 支部, or 单位 of several kinds."""
    return BRANCH if set(item.filed_by) == {BRANCH} else ANY_UNIT


def coverage_of(item: Item, total: Total) -> str:
    """How many of those who were asked for an item its total covers, in words; empty where nobody was asked."""
    asked = len(total.covered) + len(total.missing)
    return coverage_text(len(total.covered), asked, whose_of(item)) if asked else ""
