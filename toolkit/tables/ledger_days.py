"""Of which period a row of an old ledger is: by its day, or from the day on which a thing began to the one on which it was done.

Takes the contents of a row and a period; gives why it is not of that. Pure.
"""

from __future__ import annotations

from datetime import date

from toolkit.catalogue.kinds import DATE
from toolkit.catalogue.ledgers import Column, Ledger, LedgerRow
from toolkit.catalogue.periods import Period
from toolkit.catalogue.roles import ColumnRole


def why_not_of(ledger: Ledger, contents: LedgerRow, period: Period) -> str:
    """Why a row is not one of a period; empty where it is, or where the ledger does not say when things were.

    What runs over periods is of all from the one in which it began to the one in which it was done.
    """
    if not ledger.runs_on:
        column = day_of(ledger)
        day = contents.get(column.label) if column else None
        return f"的日期不在{period.name}里" if isinstance(day, date) and not period.start <= day <= period.end else ""
    began, done = _began(ledger, contents), _done_on(ledger, contents)
    if began is not None and began > period.end:
        return f"是{period.name}以后的事"
    return f"在{period.name}以前就办完了" if done is not None and done < period.start else ""


def may_be_done_before(ledger: Ledger, contents: LedgerRow, period: Period) -> bool:
    """Whether a thing began before a period and is done, and nothing says when: it is of the period only where it was open before."""
    if ledger.state is None or not ledger.is_done(contents.get(ledger.state.label)):
        return False
    began = _began(ledger, contents)
    return _done_on(ledger, contents) is None and (began is None or began < period.start)


def day_of(ledger: Ledger) -> Column | None:
    """The column that says when a thing was: the one that plays that role, and else the first day that is required."""
    required = (column for column in ledger.columns if column.required and column.kind is DATE)
    return ledger.column(ColumnRole.DAY) or next(required, None)


def _began(ledger: Ledger, contents: LedgerRow) -> date | None:
    due = ledger.column(ColumnRole.DUE)
    days = [day for label, day in contents.items() if isinstance(day, date) and label != (due and due.label)]
    return min(days, default=None)


def _done_on(ledger: Ledger, contents: LedgerRow) -> date | None:
    """The day on which a thing was done; None where it is not done, whatever day stands there."""
    column = ledger.column(ColumnRole.CLOSED)
    day = contents.get(column.label) if column else None
    is_done = ledger.state is not None and ledger.is_done(contents.get(ledger.state.label))
    return day if is_done and isinstance(day, date) else None
