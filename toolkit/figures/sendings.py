"""Which of several sendings of one unit's form stands: told by what they say and when each was saved, never by a guess.

Takes the sendings of one unit and period that came together; gives those among which somebody has to choose, and the newest.
Pure: never looks into a file or the store.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import Enum


class Fate(Enum):
    """What became of a sending so far."""

    OPEN = "not decided"
    TAKEN = "taken before"
    REFUSED = "cannot be taken"


@dataclass(frozen=True)
class Sending:
    """One file with a unit's form for a period.

    Args:
        name: what tells it from the others.
        saved: when the workbook says it was saved; None where it does not say.
        fate: what became of it so far.
        answers: the typed texts by key; none where it was taken before or cannot be taken.
    """

    name: str
    saved: datetime | None
    fate: Fate = Fate.OPEN
    answers: Mapping[str, str] | None = None


def rivals(sendings: Sequence[Sending]) -> tuple[Sending, ...]:
    """The sendings among which somebody has to choose; none where it is plain which one stands.

    It is plain where only one is open and no other was saved after it: a correction of what was taken or refused before. Two
    that say the same are one.

    >>> day = datetime(2026, 7, 1)
    >>> [each.name for each in rivals([Sending("甲", day, answers={"a": "1"}), Sending("乙", day, answers={"a": "2"})])]
    ['甲', '乙']
    >>> rivals([Sending("甲", day, Fate.REFUSED), Sending("乙", day, answers={"a": "2"})])
    ()
    """
    still_open = [each for each in sendings if each.fate is Fate.OPEN]
    if not still_open:
        return ()
    later = [each for each in sendings if each.fate is not Fate.OPEN and _speaks_against(each, still_open)]
    is_one = all(each.answers == still_open[0].answers for each in still_open)
    return () if is_one and not later else (*still_open, *later)


def newest(sendings: Collection[Sending]) -> Sending | None:
    """The sending saved last; None where two were saved at one moment, or one does not say when it was."""
    moments = [each.saved for each in sendings if each.saved is not None]
    if not moments or len(moments) < len(sendings) or moments.count(max(moments)) > 1:
        return None
    return next(each for each in sendings if each.saved == max(moments))


def differing(sendings: Sequence[Sending]) -> tuple[str, ...]:
    """The keys whose texts are not the same in all sendings that have answers, in the order of the form."""
    answers = [each.answers for each in sendings if each.answers is not None]
    keys = dict.fromkeys(key for each in answers for key in each)
    return tuple(key for key in keys if len({each.get(key, "") for each in answers}) > 1)


def _speaks_against(decided: Sending, still_open: Sequence[Sending]) -> bool:
    """Whether a sending that was decided on may be the later one; what cannot be taken anyway must be known to be."""
    if decided.saved is None or any(each.saved is None for each in still_open):
        return decided.fate is Fate.TAKEN
    return any(each.saved is not None and decided.saved > each.saved for each in still_open)
