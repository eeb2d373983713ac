"""考核: what of its points each unit has for the targets it reached, with the reason for every point it has not; and who comes first.

Takes filings and the catalogue; gives points that say what they leave out. A figure that does not apply costs nothing, one that is
not filed yet is not assessed. Never ranks by itself: an office switches that on.

    党课  target 2, points 5      done 2: 5      done 1: 2.5, “党课1次，目标2次，扣2.5分”      blank: not assessed
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from toolkit.catalogue.items import Catalogue, Item
from toolkit.catalogue.kinds import NOT_APPLICABLE, rounded, show_decimal
from toolkit.figures.figure import Filing
from toolkit.review.case import with_unit
from toolkit.review.numbers import number_of

PLACES = 1


@dataclass(frozen=True)
class Score:
    """The points for one target.

    Args:
        item: which figure has the target.
        full: the most there is.
        points: what of it the unit has; None where the figure is not filed yet.
        reason: why it has not all; empty where it has.
    """

    item: Item
    full: Decimal
    points: Decimal | None
    reason: str = ""


@dataclass(frozen=True)
class Assessment:
    """The points of one unit: for each target that applies to it."""

    filing: Filing
    scores: tuple[Score, ...]

    @property
    def points(self) -> Decimal:
        """What it has together."""
        return sum((score.points for score in self.scores if score.points is not None), Decimal(0))

    @property
    def full(self) -> Decimal:
        """The most it could have, of what is assessed."""
        return sum((score.full for score in self.scores if score.points is not None), Decimal(0))

    @property
    def waiting(self) -> tuple[Item, ...]:
        """The figures that are not filed yet."""
        return tuple(score.item for score in self.scores if score.points is None)

    @property
    def reasons(self) -> tuple[str, ...]:
        """Why it has not all."""
        waiting = "、".join(item.label for item in self.waiting)
        return (*(score.reason for score in self.scores if score.reason), *((f"{waiting}还没有报",) if waiting else ()))


def assess(filing: Filing, catalogue: Catalogue) -> Assessment:
    """The points of one unit."""
    scores = (_score(filing, item) for item in catalogue.asked_of(filing.unit.kind) if item.points is not None)
    return Assessment(filing, tuple(score for score in scores if score is not None))


def _score(filing: Filing, item: Item) -> Score | None:
    """The points for one figure; None where it does not apply, or nothing of its target is due yet."""
    target = item.due_from(filing.period, filing.unit.code, filing.seen_on)
    content, full = filing[item.key], item.points
    if content is NOT_APPLICABLE or not target or full is None:
        return None
    number = number_of(content)
    if number is None:
        return Score(item, full, None)
    points = rounded(full * min(number / target, Decimal(1)), PLACES)
    lost = full - points
    reason = (
        f"{item.label}{with_unit(item, number)}，目标{with_unit(item, target)}，扣{show_decimal(lost)}分"
        if lost
        else ""
    )
    return Score(item, full, points, reason)


def ranks(points: Sequence[Decimal]) -> tuple[int, ...]:
    """The place of each, those with as many points in one place: of three, two of them first, the third is third.

    >>> ranks([Decimal(9), Decimal(8), Decimal(9), Decimal(7)])
    (1, 3, 1, 4)
    """
    return tuple(1 + sum(other > each for other in points) for each in points)


def ranked(assessments: Iterable[Assessment]) -> tuple[tuple[int, Assessment], ...]:
    """Those with all they are assessed by, the first first; who has not filed all of it has no place."""
    whole = [each for each in assessments if each.full and not each.waiting]
    # By the share of what could be had: to whom something does not apply, its points are no loss.
    shares = [each.points / each.full for each in whole]
    pairs = zip(ranks(shares), whole, strict=True)
    return tuple(sorted(pairs, key=lambda pair: pair[0]))
