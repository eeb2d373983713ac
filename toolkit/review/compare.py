"""Against the period before and the same period last year.

Takes two totals or contents; gives a `Comparison`, or None where there is nothing honest to say: a side is missing, or
the two cover different branches. Never words anything: report.wording does.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from toolkit.catalogue.kinds import Content
from toolkit.review.checks import number_of
from toolkit.review.rollup import Total


@dataclass(frozen=True)
class Comparison:
    """Two numbers of periods of the same length, over the same units."""

    now: Decimal
    before: Decimal

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


def compare_totals(now: Total, before: Total) -> Comparison | None:
    """Two totals; None unless they cover the same units."""
    return compare(now.content, before.content) if set(now.covered) == set(before.covered) else None
