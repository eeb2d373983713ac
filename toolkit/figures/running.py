"""Rows of ledgers that run over periods: what was not done at the end of one stands in the next by itself.

Takes the rows of earlier periods; gives those that run on. Pure: never touches the store. A row keeps its identity: what is said
of it in a later period stands beside what was said before, so that a closed period goes on saying what it said.

    2025下半年         2026上半年                    runs on into 2026下半年
    a 01 待整改                                      a, as it was in 2025
    b 02 整改中        b 02 已销号                   no: it is done
    c 03 待整改        struck out                    no
    d 04 待整改        e 04, of the same day         e: whoever entered it once more meant d
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import TypeAlias

from toolkit.catalogue.ledgers import Ledger
from toolkit.catalogue.periods import Period, read_period
from toolkit.figures.ledger_rows import is_row, is_row_of, thing_of, typed_row

Running: TypeAlias = Mapping[str, Mapping[str, str]]
"""By unit, the rows that run on: what the history calls each, and its text."""


@dataclass(frozen=True)
class RowText:
    """The text of one row of a ledger as it stands in one period; `batch` is the save it came with."""

    unit: str
    period: str
    subject: str
    text: str
    batch: int


class RowsOfAllTimes:
    """The rows of the ledgers that run over periods, of all units and periods there are.

    Args:
        ledgers: those that do; others are passed over.
        rows: what stands, in any order.
    """

    def __init__(self, ledgers: Iterable[Ledger], rows: Iterable[RowText]) -> None:
        self._ledgers = tuple(ledger for ledger in ledgers if ledger.runs_on)
        # A text that was cleared says nothing.
        self._rows = tuple((read_period(row.period), row) for row in rows if row.text)

    def before(self, period: Period, heirs: Mapping[str, str]) -> Running:
        """What runs on into a period: what was said last before it, or in a shorter one within it.

        Args:
            period: which.
            heirs: by code, the unit that a unit had gone into: what it left open is the other's to do, unless it was done there.
        """
        last: dict[tuple[str, str], tuple[date, RowText]] = {}
        for when, row in self._rows:
            heir = heirs.get(row.unit, row.unit)
            if _is_earlier(when, period) or (heir != row.unit and when == period):
                said = last.get((heir, row.subject))
                if said is None or (said[0], said[1].batch) < (when.end, row.batch):
                    last[heir, row.subject] = when.end, row
        return self._still_open(last)

    def _still_open(self, last: Mapping[tuple[str, str], tuple[date, RowText]]) -> Running:
        """Of what was said last, what is not done; one that was entered in a later period under another identity goes on from there."""
        ends: dict[tuple[object, ...], date] = {}
        for (unit, subject), (end, row) in last.items():
            thing = self._thing(unit, subject, row.text)
            ends[thing] = max(end, ends.get(thing, end))
        running: dict[str, dict[str, str]] = {}
        for (unit, subject), (end, row) in last.items():
            if end == ends[self._thing(unit, subject, row.text)] and self._is_open(subject, row.text):
                running.setdefault(unit, {})[subject] = row.text
        return running

    def _ledger(self, subject: str) -> Ledger | None:
        return next((each for each in self._ledgers if is_row_of(each, subject)), None)

    def _is_open(self, subject: str, text: str) -> bool:
        ledger = self._ledger(subject)
        return is_row(text) and ledger is not None and ledger.is_open(typed_row(text, ledger))

    def _thing(self, unit: str, subject: str, text: str) -> tuple[object, ...]:
        """What a row is about: its number and its day, where it has both; else itself."""
        ledger = self._ledger(subject)
        thing = thing_of(ledger, typed_row(text, ledger)) if ledger else ()
        return (unit, ledger.key, *thing) if ledger and thing else (unit, subject)


def _is_earlier(when: Period, period: Period) -> bool:
    """Whether a period was over before another, or is a part of it."""
    is_part = when.length < period.length and period.start <= when.start and when.end <= period.end
    return when.end < period.start or is_part


def running_rows(ledger: Ledger, running: Mapping[str, str], own: Mapping[str, str]) -> dict[str, str]:
    """The rows of a ledger that run on into a period, by what the history calls them, but for those entered there once more.

    Args:
        ledger: which.
        running: the rows that run on, of all ledgers.
        own: the rows of the period itself, of all ledgers.
    """
    ran = {subject: text for subject, text in running.items() if is_row_of(ledger, subject)}
    if not ran:
        return {}
    things = {subject: thing_of(ledger, typed_row(text, ledger)) for subject, text in ran.items()}
    new = {
        thing_of(ledger, typed_row(text, ledger))
        for item, text in own.items()
        if item not in ran and is_row_of(ledger, item)
    }
    # Where two that run on have one number, nobody can tell which of them was meant.
    once = Counter(things.values())
    return {
        each: text
        for each, text in ran.items()
        if not things[each] or things[each] not in new or once[things[each]] > 1
    }
