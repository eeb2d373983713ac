"""Periods: month, quarter, half-year and year, each with the one before and the same one last year.

Takes a name or a code as typed; gives a `Period`. Never asks what day it is.
"""

from __future__ import annotations

import re
import unicodedata
from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from enum import IntEnum
from functools import cached_property, lru_cache
from typing import Final

import chinese_calendar

from toolkit.errors import UnknownName
from toolkit.lazy import Lazy


class Length(IntEnum):
    """The length of a period in months."""

    MONTH = 1
    QUARTER = 3
    HALF_YEAR = 6
    YEAR = 12


LETTERS = {Length.MONTH: "M", Length.QUARTER: "Q", Length.HALF_YEAR: "H", Length.YEAR: "Y"}
LENGTHS_BY_WORD = {"月": Length.MONTH, "季度": Length.QUARTER, "半年": Length.HALF_YEAR, "年": Length.YEAR}
QUARTER_WORDS = "一二三四"
HALF_WORDS = "上下"
THURSDAY = 3


@dataclass(frozen=True, order=True)
class Period(Lazy):
    """One period: the `number`-th of its length in its year, counted from 1.

    >>> half = Period(2026, Length.HALF_YEAR, 1)
    >>> half.name, half.code, half.previous.name, half.same_last_year.name
    ('2026年上半年', '2026H1', '2025年下半年', '2025年上半年')
    """

    year: int
    length: Length
    number: int

    def __post_init__(self) -> None:
        if not (2000 <= self.year <= 2100 and 1 <= self.number <= 12 // self.length):
            raise UnknownName(f"没有这样的期间（{self.year}年）。请填2000年至2100年之间的月、季度、半年或年。")

    @property
    def code(self) -> str:
        """The short code used in the store and in file names, like 2026H1."""
        return f"{self.year}{LETTERS[self.length]}{self.number}"

    @property
    def short_name(self) -> str:
        """The name without its year: 上半年, 第二季度, 6月, 全年."""
        match self.length:
            case Length.MONTH:
                return f"{self.number}月"
            case Length.QUARTER:
                return f"第{QUARTER_WORDS[self.number - 1]}季度"
            case Length.HALF_YEAR:
                return f"{HALF_WORDS[self.number - 1]}半年"
            case Length.YEAR:
                return "全年"

    @property
    def name(self) -> str:
        """The name with its year: 2026年上半年; a whole year is 2026年."""
        return f"{self.year}年" + ("" if self.length is Length.YEAR else self.short_name)

    @property
    def months_name(self) -> str:
        """The months a flow is counted over: 1—6月, or 6月 for a single one."""
        first, last = self.start.month, self.end.month
        return f"{last}月" if first == last else f"{first}—{last}月"

    @property
    def as_of(self) -> str:
        """The moment a stock is counted at: 6月底."""
        return f"{self.end.month}月底"

    @cached_property
    def start(self) -> date:
        """The first day."""
        return date(self.year, (self.number - 1) * self.length + 1, 1)

    @cached_property
    def end(self) -> date:
        """The last day."""
        month = self.number * self.length
        return date(self.year, month, monthrange(self.year, month)[1])

    @property
    def previous(self) -> Period:
        """The period of the same length just before."""
        if self.number > 1:
            return Period(self.year, self.length, self.number - 1)
        return Period(self.year - 1, self.length, 12 // self.length)

    @property
    def next(self) -> Period:
        """The period of the same length just after."""
        if self.number < 12 // self.length:
            return Period(self.year, self.length, self.number + 1)
        return Period(self.year + 1, self.length, 1)

    @property
    def same_last_year(self) -> Period:
        """The same period a year earlier."""
        return Period(self.year - 1, self.length, self.number)

    def parts(self, length: Length) -> tuple[Period, ...]:
        """The shorter periods it is made of, in order; empty where `length` is not shorter.

        >>> [part.code for part in Period(2026, Length.HALF_YEAR, 1).parts(Length.QUARTER)]
        ['2026Q1', '2026Q2']
        """
        if length >= self.length:
            return ()
        times = self.length // length
        first = (self.number - 1) * times + 1
        return tuple(Period(self.year, length, number) for number in range(first, first + times))

    def days(self) -> Iterator[date]:
        """Every day of it, in order."""
        for offset in range((self.end - self.start).days + 1):
            yield self.start + timedelta(days=offset)


def months_passed(period: Period, day: date) -> int:
    """How many whole months of a period have passed on a day.

    >>> months_passed(read_period("2026H1"), date(2026, 3, 31)), months_passed(read_period("2026H1"), date(2026, 3, 30))
    (3, 2)
    """
    return (
        sum(part.end <= day for part in period.parts(Length.MONTH))
        if period.length > Length.MONTH
        else int(day >= period.end)
    )


@lru_cache(maxsize=256)
def working_thursdays(period: Period) -> int:
    """How many Thursdays of the period are working days: the default number of 周四学习日.

    Public holidays are those of the State Council's yearly notice as kept by `chinesecalendar`; for a year whose
    notice is not out yet, every Thursday counts.
    """
    return working_thursdays_until(period, period.end)


@lru_cache(maxsize=256)
def working_thursdays_until(period: Period, last: date) -> int:
    """How many of them there are until a day."""
    days = (day for day in period.days() if day <= last)
    return sum(1 for day in days if day.weekday() == THURSDAY and not _is_public_holiday(day))


def _is_public_holiday(day: date) -> bool:
    try:
        return bool(chinese_calendar.is_holiday(day))
    except NotImplementedError:
        return False


def read_period(text: str, today: date | None = None) -> Period:
    """The period that typed text means: a code (2026H1) or a name (2026年上半年, 2026三季度, 2026年6月, 2026全年).

    Args:
        text: as typed; without a year (三季度, 9月) it means the latest such period that has begun.
        today: the day it is; a year is needed where None.

    Raises:
        UnknownName: no such period.

    >>> read_period("2026上半年") == read_period("2026h1")
    True
    >>> read_period("三季度", date(2026, 11, 26)).name, read_period("12月", date(2026, 11, 26)).name
    ('2026年第三季度', '2025年12月')
    """
    plain = unicodedata.normalize("NFKC", text).strip().upper().replace(" ", "")
    for pattern, length in _PATTERNS:
        found = re.fullmatch(pattern, plain)
        if found and (found["year"] or today):
            number = _number(found.groupdict().get("number") or "1")
            return _in_year(found["year"], length, number, today)
    raise UnknownName(f"看不懂期间“{text}”。请写成2026年上半年、2026年第三季度、2026年9月或2026年全年。")


def _in_year(year: str | None, length: Length, number: int, today: date | None) -> Period:
    if year:
        return Period(int(year) + (2000 if len(year) == 2 else 0), length, number)
    assert today is not None
    this = Period(today.year, length, number)
    return this if this.start <= today else this.same_last_year


_YEAR: Final = r"(?:(?P<year>\d{4}|\d{2}(?=年))年?)?"
_PATTERNS: Final = (
    (r"(?P<year>\d{4})M(?P<number>1[0-2]|[1-9])", Length.MONTH),
    (r"(?P<year>\d{4})Q(?P<number>[1-4])", Length.QUARTER),
    (r"(?P<year>\d{4})H(?P<number>[12])", Length.HALF_YEAR),
    (r"(?P<year>\d{4})(?:Y1?)?", Length.YEAR),
    (r"(?P<year>\d{4})[-./](?P<number>1[0-2]|0?[1-9])", Length.MONTH),
    (rf"{_YEAR}(?P<number>1[0-2]|0?[1-9])月份?", Length.MONTH),
    (rf"{_YEAR}第?(?P<number>[一二三四1-4])季(?:度)?", Length.QUARTER),
    (rf"{_YEAR}(?P<number>[上下])半年", Length.HALF_YEAR),
    (rf"{_YEAR}(?:全年|年度|度)", Length.YEAR),
    (r"(?P<year>\d{4}|\d{2})年", Length.YEAR),
)


def _number(word: str) -> int:
    if word in HALF_WORDS:
        return HALF_WORDS.index(word) + 1
    if word in QUARTER_WORDS:
        return QUARTER_WORDS.index(word) + 1
    return int(word)
