"""The habits of official writing that an office may switch off: practice, and no rule of any standard.

Takes nothing; gives the habits with what each does. Never words anything.
"""

from __future__ import annotations

from collections.abc import Collection
from enum import StrEnum
from typing import Final


class Habit(StrEnum):
    """One habit, by the name under which `office.toml` switches it off."""

    SMALL_CHANGES = "差小不写比例"
    NOUGHTS = "都是零不比较"
    LIKE_UNITS = "按可比的比较"
    NAMED_PERIOD = "写明比哪一期"
    FRACTIONS = "小数不写余"


ABOUT: Final = {
    Habit.SMALL_CHANGES: "增减不到3的，只写增减几，不写百分之几",
    Habit.NOUGHTS: "两期都是0的，不写“持平”",
    Habit.LIKE_UNITS: "两期报的支部不一样的，按两期都报了的比，写明“按可比的几个支部”",
    Habit.NAMED_PERIOD: "写“比2025年下半年增加3次”，不写“比上期”",
    Habit.FRACTIONS: "100以下的小数用了“余”，照原数印，不写“10余小时”",
}
ALL_HABITS: Final = frozenset(Habit)


def habits_but(switched_off: Collection[str]) -> frozenset[Habit]:
    """The habits of an office that switched some off."""
    return ALL_HABITS - {Habit(name) for name in switched_off}
