"""Which period an office works on: the one whose deadline is next, and after it, while anything is missing, still that one.

Takes an office; gives a period. Never changes anything.
"""

from __future__ import annotations

from toolkit.catalogue.kinds import is_waiting
from toolkit.catalogue.periods import Length, Period, read_period
from toolkit.figures.figure import Filing, FilingState
from toolkit.tasks.figures.book import open_book
from toolkit.tasks.figures.states import states_of
from toolkit.tasks.office.office import Office, latest_period

OUTSTANDING = (FilingState.NONE, FilingState.RETURNED)


def offered_period(office: Office) -> Period:
    """The period an office works on now; of the sample always the one it has figures for."""
    if office.settings.is_sample:
        return latest_period(office)
    filed = [read_period(code) for code in office.store.holdings.periods()]
    lengths = office.rules.periods or tuple({period.length for period in filed}) or (Length.HALF_YEAR,)
    offered = [_offered_of(office, length, filed) for length in lengths]
    return min(offered, key=lambda period: (office.rules.due(period), period.length))


def _offered_of(office: Office, length: Length, filed: list[Period]) -> Period:
    """The period of a length that is next, going on from the last one something was filed for."""
    known = [period for period in filed if period.length is length]
    if not known:
        current = Period(office.today.year, length, (office.today.month - 1) // length + 1)
        return current if office.today == current.end else current.previous
    last = max(known)
    is_over = office.closing_of(last) is not None or (
        office.today > office.rules.due(last) and not anything_missing(office, last)
    )
    return last.next if is_over and last.next.start <= office.today else last


def anything_missing(office: Office, period: Period) -> bool:
    """Whether a unit has still to file something required: what was filed with gaps, and said to be, is filed."""
    outstanding = [code for code, state in states_of(office, period).items() if state in OUTSTANDING]
    if not outstanding:
        return False
    book, catalogue = open_book(office, period), office.at(period).catalogue

    def is_incomplete(filing: Filing) -> bool:
        asked = catalogue.asked_of(filing.unit.kind)
        return any(item.required and is_waiting(filing[item.key]) for item in asked)

    return any(is_incomplete(book.now[code]) for code in outstanding)
