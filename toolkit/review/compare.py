"""Against the period before and the same period last year.

Takes two totals or contents; gives a `Comparison`, or None where there is nothing honest to say: a side is missing, or
the two cover different branches. Of two that do, those that are in both can be compared by themselves. Never words anything: report.wording does.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Final

from toolkit.catalogue.items import Item
from toolkit.catalogue.kinds import Content
from toolkit.figures.figure import Filing
from toolkit.review.numbers import number_of
from toolkit.review.rollup import Total, roll_up

NO_HEIRS: Final[Mapping[str, str]] = {}


@dataclass(frozen=True)
class Comparison:
    """Two numbers of periods of the same length, over the same units; how many those are, where they are not all."""

    now: Decimal
    before: Decimal
    units: int | None = None

    @property
    def difference(self) -> Decimal:
        """How much more there is now; negative for less."""
        return self.now - self.before

    @property
    def rate(self) -> Decimal | None:
        """The difference over the base, as a fraction; None where the base is zero."""
        return self.difference / self.before if self.before else None


def compare(now: Content, before: Content) -> Comparison | None:
    """Two contents of one unit.

    >>> compare(13, 10).difference
    Decimal('3')
    >>> compare(13, None) is None
    True
    """
    current, base = number_of(now), number_of(before)
    return None if current is None or base is None else Comparison(current, base)


def compare_totals(now: Total, before: Total, heirs: Mapping[str, str] = NO_HEIRS) -> Comparison | None:
    """Two totals; None unless they cover the same units.

    Args:
        now, before: the totals.
        heirs: by code, the unit that a unit went into: two that are one now are compared with that one, if both are in.
    """
    covered, covered_before = ({heirs.get(code, code) for code in total.covered} for total in (now, before))
    is_half = any(heirs.get(code, code) in covered_before for code in before.missing)
    return compare(now.content, before.content) if covered == covered_before and not is_half else None


def compare_common(
    item: Item, now: Sequence[Filing], before: Sequence[Filing], heirs: Mapping[str, str] = NO_HEIRS
) -> Comparison | None:
    """What those units say together that are in both of two totals over unlike ones; None unless they are at least half of each.

    Args:
        item: of which figure.
        now, before: all filings of both periods.
        heirs: by code, the unit that a unit went into: neither is one of them, since what it speaks of is not the same any more.
    """
    totals = roll_up(item, now), roll_up(item, before)
    changed = {*heirs, *heirs.values()}
    both = [code for code in totals[0].covered if code in totals[1].covered and code not in changed]
    if not both or any(len(both) * 2 < len(total.covered) for total in totals):
        return None
    known, known_before = ([each for each in filings if each.unit.code in both] for filings in (now, before))
    made = compare(roll_up(item, known).content, roll_up(item, known_before).content)
    return made and replace(made, units=len(both))
