"""The rules of an office that are no figures: by when a period is to be filed, and which periods it files.

Takes the parsed `office.toml`; gives an `OfficeRules`. An office without the file goes by the defaults. Never asks what day it is.
"""

from __future__ import annotations

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from toolkit.catalogue.dispatch import AS_IT_COMES, NO_HOUSE, House, Issue
from toolkit.catalogue.habits import ALL_HABITS, Habit
from toolkit.catalogue.own_targets import WrittenTarget
from toolkit.catalogue.periods import Length, Period
from toolkit.catalogue.word_list import NO_OWN_WORDS, WordList

DEFAULT_DEADLINE: Final = "次月5日"
DEADLINE: Final = re.compile(r"(次月|当月)(\d{1,2})日|期末(前|后)(\d{1,3})天")
DEADLINE_ADVICE: Final = "请写成“次月5日”“当月25日”“期末后10天”或“期末前3天”"


@dataclass(frozen=True)
class OfficeRules:
    """The rules of one office.

    Args:
        deadline: by when a period is to be filed, as it is written: 次月5日, 期末后10天 …
        periods: the lengths of the periods it files; those something was filed for where there are none.
        targets: those it set itself.
        leaders: who leads it; those whom the unit file names as 联系领导 where there are none.
        ranked: whether units are ranked by their points.
        habits: how it writes.
        words: what it does not write.
        house: what its papers say of it.
        issue: how they go out, where a run says nothing else.
    """

    deadline: str = DEFAULT_DEADLINE
    periods: tuple[Length, ...] = ()
    targets: tuple[WrittenTarget, ...] = ()
    leaders: tuple[str, ...] = ()
    ranked: bool = False
    habits: frozenset[Habit] = ALL_HABITS
    words: WordList = NO_OWN_WORDS
    house: House = NO_HOUSE
    issue: Issue = AS_IT_COMES

    def due(self, period: Period) -> date:
        """The last day on which a period is filed in time.

        >>> from toolkit.catalogue.periods import read_period
        >>> OfficeRules().due(read_period("2026H1")), OfficeRules("期末前3天").due(read_period("2026M2"))
        (datetime.date(2026, 7, 5), datetime.date(2026, 2, 25))
        """
        found = DEADLINE.fullmatch(self.deadline)
        assert found is not None
        if found[3]:
            days = int(found[4])
            return period.end + timedelta(days if found[3] == "后" else -days)
        month = period.end if found[1] == "当月" else period.end + timedelta(1)
        return month.replace(day=min(int(found[2]), monthrange(month.year, month.month)[1]))


def is_deadline(text: str) -> bool:
    """Whether a deadline is written so that it can be understood."""
    found = DEADLINE.fullmatch(text)
    return found is not None and (not found[2] or 1 <= int(found[2]) <= 31)
