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
from functools import lru_cache

import chinese_calendar

from toolkit.errors import UnknownName


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
class Period:
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

    @property
    def start(self) -> date:
        """The first day."""
        return date(self.year, (self.number - 1) * self.length + 1, 1)

    @property
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


@lru_cache(maxsize=256)
def working_thursdays(period: Period) -> int:
    """How many Thursdays of the period are working days: the default number of 周四学习日.

    Public holidays are those of the State Council's yearly notice as kept by `chinesecalendar`; for a year whose
    notice is not out yet, every Thursday counts.
    """
    return sum(1 for day in period.days() if day.weekday() == THURSDAY and not _is_public_holiday(day))


def _is_public_holiday(day: date) -> bool:
    try:
        return bool(chinese_calendar.is_holiday(day))
    except NotImplementedError:
        return False


def read_period(text: str) -> Period:
    """The period that typed text means: a code (2026H1) or a name (2026年上半年, 2026年第二季度, 2026年6月, 2026年).

    Raises:
        UnknownName: no such period.

    >>> read_period("2026上半年") == read_period("2026h1")
    True
    """
    plain = unicodedata.normalize("NFKC", text).strip().upper().replace(" ", "")
    for pattern, length in _PATTERNS:
        found = re.fullmatch(pattern, plain)
        if found:
            return Period(int(found[1]), length, _number(found[2] if found.lastindex == 2 else "1"))
    raise UnknownName(f"看不懂期间“{text}”。请写成2026年上半年、2026年第一季度、2026年6月或2026年。")


_PATTERNS = (
    (r"(\d{4})M(1[0-2]|[1-9])", Length.MONTH),
    (r"(\d{4})Q([1-4])", Length.QUARTER),
    (r"(\d{4})H([12])", Length.HALF_YEAR),
    (r"(\d{4})(?:Y1?)?", Length.YEAR),
    (r"(\d{4})年?(1[0-2]|0?[1-9])月份?", Length.MONTH),
    (r"(\d{4})年?第?([一二三四1-4])季度?", Length.QUARTER),
    (r"(\d{4})年?([上下])半年", Length.HALF_YEAR),
    (r"(\d{4})年(?:全年|度)?", Length.YEAR),
)


def _number(word: str) -> int:
    if word in HALF_WORDS:
        return HALF_WORDS.index(word) + 1
    if word in QUARTER_WORDS:
        return QUARTER_WORDS.index(word) + 1
    return int(word)
