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

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TypeAlias

from toolkit.catalogue.ledgers import Ledger
from toolkit.catalogue.periods import Period, read_period
from toolkit.figures.ledger_rows import is_row, is_row_of, is_same_thing, signs_of, typed_row

Running: TypeAlias = Mapping[str, Mapping[str, str]]
"""By unit, the rows that run on: what the history calls each, and its text."""
_Said: TypeAlias = tuple[date, int, str]
"""The last day of the period for which something was said, the save it came with, and what."""


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
        self._rows: dict[tuple[str, str], list[_Said]] = {}
        for row in rows:
            self._rows.setdefault((row.unit, row.subject), []).append((_end(row.period), row.batch, row.text))

    def before(self, period: Period, heirs: Mapping[str, str]) -> Running:
        """What runs on into a period.

        Args:
            period: which.
            heirs: by code, the unit that a unit had gone into: what it left open is the other's to do.
        """
        told = {key: said for key, each in self._rows.items() if (said := _latest(each, period.start))[2]}
        last: dict[tuple[str, ...], _Said] = {}
        for (unit, subject), said in told.items():
            thing = self._thing(unit, subject, said[2])
            last[thing] = max(said, last.get(thing, said))
        running: dict[str, dict[str, str]] = {}
        for (unit, subject), said in told.items():
            # One that was entered once more under another identity goes on from there.
            if said == last[self._thing(unit, subject, said[2])] and self._is_open(subject, said[2]):
                running.setdefault(heirs.get(unit, unit), {})[subject] = said[2]
        return running

    def _ledger(self, subject: str) -> Ledger | None:
        return next((each for each in self._ledgers if is_row_of(each, subject)), None)

    def _is_open(self, subject: str, text: str) -> bool:
        ledger = self._ledger(subject)
        return is_row(text) and ledger is not None and ledger.is_open(typed_row(text, ledger))

    def _thing(self, unit: str, subject: str, text: str) -> tuple[str, ...]:
        """What a row is about: its number and its day, where it has both; else itself."""
        ledger = self._ledger(subject)
        row = typed_row(text, ledger)
        signs = [row.get(label, "") for label in signs_of(ledger)] if ledger else []
        return (unit, ledger.key, *signs) if ledger and signs and all(signs) else (unit, subject)


def running_rows(ledger: Ledger, running: Mapping[str, str], own: Mapping[str, str]) -> dict[str, str]:
    """The rows of a ledger that run on into a period, by what the history calls them, but for those entered there once more.

    Args:
        ledger: which.
        running: the rows that run on, of all ledgers.
        own: the rows of the period itself, of all ledgers.
    """
    ran = {subject: text for subject, text in running.items() if is_row_of(ledger, subject)}
    new = [
        typed_row(text, ledger) for subject, text in own.items() if subject not in ran and is_row_of(ledger, subject)
    ]
    return {subject: text for subject, text in ran.items() if not _is_among(ledger, text, new)}


def _is_among(ledger: Ledger, text: str, rows: Sequence[Mapping[str, str]]) -> bool:
    row = typed_row(text, ledger)
    return any(is_same_thing(ledger, row, other) for other in rows)


def _latest(told: Iterable[_Said], start: date) -> _Said:
    """What was said last before a day; a text that was cleared says nothing."""
    return max((each for each in told if each[0] < start and each[2]), default=(date.min, 0, ""))


def _end(period: str) -> date:
    return read_period(period).end
