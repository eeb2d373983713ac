"""Targets: how much of something is meant to be done in a period, and what of that is due by a day in it.

Takes a number and how often; gives numbers for a period of any length. Never looks at a figure, and never blocks anything.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Final

from toolkit.catalogue.periods import LENGTHS_BY_WORD, Length, Period, working_thursdays, working_thursdays_until

WORKING_THURSDAYS: Final = "工作周四"
TARGET: Final = re.compile(r"每(月|季度|半年|年)(\d+(?:\.\d+)?)")
TARGET_ADVICE: Final = f"请写成“每季度1”“每月1”“每半年4”“每年32”或“{WORKING_THURSDAYS}”"


@dataclass(frozen=True)
class Target:
    """How much is meant to be done: a number each `per`, or the working Thursdays of the period."""

    value: Decimal | None
    per: Length

    def in_period(self, period: Period) -> Decimal | None:
        """The target for a period: its share of it in a shorter one, in whole ones; None where that is less than one.

        >>> from toolkit.catalogue.periods import read_period
        >>> Target(Decimal(1), Length.QUARTER).in_period(read_period("2026H1"))
        Decimal('2')
        >>> Target(Decimal(32), Length.YEAR).in_period(read_period("2026H1"))
        Decimal('16')
        """
        if self.value is None:
            return Decimal(working_thursdays(period))
        if period.length >= self.per:
            return self.value * (period.length // self.per)
        return self.value * period.length // self.per or None

    def due_by(self, period: Period, day: date) -> Decimal | None:
        """What of a period's target is due by a day in it.

        As much as is meant for each whole month, quarter … that has passed; of a target for longer than the period, in whole ones,
        its share of the days.

        >>> from toolkit.catalogue.periods import read_period
        >>> Target(Decimal(1), Length.MONTH).due_by(read_period("2026H1"), date(2026, 4, 30))
        Decimal('4')
        """
        if self.value is None:
            return Decimal(working_thursdays_until(period, day))
        if period.length > self.per:
            return self.value * sum(part.end <= day for part in period.parts(self.per))
        whole = self.in_period(period)
        days, passed = (period.end - period.start).days + 1, (day - period.start).days + 1
        return whole if whole is None or day >= period.end else whole * passed // days


@dataclass(frozen=True)
class OwnTarget:
    """A target an office set itself: in one year where it says which, for some units where it says for whom, by their codes."""

    target: Target
    year: int | None = None
    units: tuple[str, ...] = ()

    def speaks_of(self, period: Period, unit: str) -> bool:
        """Whether it is a unit's target in a period."""
        return self.year in (None, period.year) and (not self.units or unit in self.units)


def read_target(text: str) -> Target | None:
    """The target that a text means; None where it means none.

    >>> read_target("每季度2")
    Target(value=Decimal('2'), per=<Length.QUARTER: 3>)
    """
    if text == WORKING_THURSDAYS:
        return Target(None, Length.MONTH)
    found = TARGET.fullmatch(text)
    return Target(Decimal(found[2]), LENGTHS_BY_WORD[found[1]]) if found else None
