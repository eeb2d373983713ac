"""What the cells of an old ledger say beside what they are for: that a thing did not happen, of which year a day is, how a word is meant.

Takes texts; gives whether and what. Pure.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

from toolkit.catalogue.as_written import WESTERN, narrow
from toolkit.catalogue.kinds import Content
from toolkit.catalogue.periods import Period
from toolkit.figures.problems import is_problem
from toolkit.review.numbers import number_of
from toolkit.tables.headings import folded
from toolkit.tables.ledger_words import ASIDE, COUNTS, DONE, NO, NO_SUBJECT, NOT_DONE, OF_BEING_DONE
from toolkit.tables.times import CHINESE_YEAR

MOST_HOURS: Final = 24
TOO_LONG: Final = "“{}”小时太长，看不出是不是分钟。请改成小时，或写明“分钟”。"
YEAR: Final = re.compile(
    r"(?<![0-9])(20[0-9]{2})(?=[0-9]{2}(?:[0-9]{2})?(?![0-9])|(?![0-9]))|(?<![0-9])([0-9]{2})(?=年|[上下]半年|[.][0-9]{1,2}\s*[-—至])"
)
OTHER_YEARS: Final = re.compile("去年|上一?年|往年|前年|历年")


def speaks_of_another_year(text: str, period: Period) -> bool:
    """Whether a text names a year that is not the period's.

    >>> from toolkit.catalogue.periods import read_period
    >>> [speaks_of_another_year(each, read_period("2026H1")) for each in ("2026年7月", "2025-12-1", "25年", "去年", "125年")]
    [False, True, True, True, False]
    """
    plain = CHINESE_YEAR.sub(lambda found: found[0].replace("○", "〇").translate(WESTERN), narrow(text))
    years = [found[1] or found[2] for found in YEAR.finditer(plain) if found[1] or found[2]]
    return bool(OTHER_YEARS.search(plain)) or any(int(year) not in (period.year, period.year % 100) for year in years)


def is_no_subject(text: str) -> bool:
    """Whether what stands in the place of a subject is none, or says that it did not happen."""
    is_nothing = not is_problem(text) or NO_SUBJECT.fullmatch(text) is not None
    return is_nothing or ASIDE.search(text) is not None or NOT_DONE.fullmatch(text) is not None


def undone_in(others: Mapping[str, str]) -> str:
    """What says in the columns beside a row that it did not happen; empty where nothing does."""
    for words, text in others.items():
        is_no = OF_BEING_DONE.search(words) and text.strip() in NO
        if is_no or (NOT_DONE.search(text) and not DONE.search(text)):
            return text
    return ""


def is_too_long(content: Content) -> bool:
    """Whether so many hours are more than a day has: most likely they are minutes."""
    number = number_of(content)
    return number is not None and number > MOST_HOURS


def counted_in(others: Mapping[str, str]) -> str:
    """Of how many events a line tells, where a column beside it says so; empty where it is one."""
    counts = (text for words, text in others.items() if folded(words) in COUNTS)
    return next((text for text in counts if text not in ("1", "")), "")
