"""What one document speaks of: the filings of its unit and those below it, for its period, the one before and a year ago.

Takes the book of a period and the units of all times; gives standings. Never reads a store.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import TypeAlias

from toolkit.catalogue.items import Item
from toolkit.catalogue.periods import Period
from toolkit.catalogue.units import Unit, Units
from toolkit.figures.figure import NOTHING_KNOWN, Around, Filing
from toolkit.review.confirmed import Confirmation
from toolkit.review.rollup import Total, roll_up

Totals: TypeAlias = Callable[[Item], Total]
"""Gives the total of an item."""


@dataclass(frozen=True)
class Book:
    """All filings of a period, with those of the period before and of a year ago, and what was confirmed, by unit code."""

    period: Period
    now: Mapping[str, Filing]
    last: Mapping[str, Filing]
    year_ago: Mapping[str, Filing]
    confirmations: Mapping[str, Mapping[str, Confirmation]] = field(default_factory=dict)


@dataclass(frozen=True)
class Standing:
    """What one document speaks of.

    Args:
        unit: whose document it is.
        period: for when.
        filings: of the units below it that file, in order; a unit that filed nothing has an empty filing.
        last, year_ago: the same for the period before and the same period last year.
        today: the day it is made.
        heirs: by code, the unit that a unit had gone into by the end of the period.
        is_merging: whether some of it was filed by units that went into its own during the period: what was done in it is not
            to be compared then, what there is at its end is.
    """

    unit: Unit
    period: Period
    filings: Sequence[Filing]
    last: Sequence[Filing] = field(default=())
    year_ago: Sequence[Filing] = field(default=())
    today: date | None = None
    heirs: Mapping[str, str] = field(default_factory=dict)
    is_merging: bool = False

    @property
    def around(self) -> Around:
        """What is known beside its filings."""
        return next((filing.around for filing in self.filings), NOTHING_KNOWN)

    def compares(self, item: Item) -> bool:
        """Whether a figure of it can be compared with earlier ones."""
        return item.is_stock or not self.is_merging

    @cached_property
    def totals(self) -> tuple[Totals, Totals, Totals]:
        """The totals of its filings, of those of the period before and of a year ago."""
        now, last, year_ago = map(_totals_of, (self.filings, self.last, self.year_ago))
        return now, last, year_ago


def _totals_of(filings: Sequence[Filing]) -> Totals:
    """Gives the total of an item over these filings, worked out when it is first asked for."""
    known: dict[str, Total] = {}

    def total(item: Item) -> Total:
        if item.key not in known:
            known[item.key] = roll_up(item, filings)
        return known[item.key]

    return total


def standing_of(units: Units, book: Book, unit: Unit, today: date | None) -> Standing:
    """What a document about `unit` speaks of; of earlier periods, the units that were below it then.

    Args:
        units: those of all times.
        book: the figures.
        unit: whose document it is.
        today: the day it is made.
    """
    now = [each.code for each in units.at(book.period).filing_below(unit.code)]
    gone_into = [code for heir in now for code in units.predecessors(heir, book.period) if code not in now]

    def below(period: Period, filings: Mapping[str, Filing]) -> list[Filing]:
        then = units.at(period)
        codes = [each.code for each in then.filing_below(unit.code)] if unit.code in then else []
        if period == book.period:
            return [filings[code] for code in codes]
        # What went into one of these units belongs to it, wherever it stood before.
        return [filings[code] for code in (*codes, *(code for code in gone_into if code in then and code not in codes))]

    return Standing(
        unit,
        book.period,
        below(book.period, book.now),
        below(book.period.previous, book.last),
        below(book.period.same_last_year, book.year_ago),
        today,
        units.heirs(book.period),
        any(code in units.at(book.period) for code in gone_into),
    )
