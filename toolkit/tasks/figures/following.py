"""联系中发现的问题: what leaders found on their visits and is not in the ledger of problems of the unit yet, and the one step that enters it.

Takes an office and a period; gives the visits, and enters their problems, each together with the link back in one save. Never
enters one twice, nor into a closed period: the store refuses that.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from toolkit.catalogue.ledgers import Ledger
from toolkit.catalogue.periods import Length, Period
from toolkit.catalogue.roles import ColumnRole, LedgerRole
from toolkit.catalogue.units import Unit
from toolkit.errors import ChangedMeanwhile, ToolkitError, UnknownName
from toolkit.figures.figure import Change, Entry
from toolkit.figures.ledger_rows import is_row, row_subject, text_of_row, typed_row, typed_rows
from toolkit.figures.problems import Visit, linked_row, next_number, problem_row, subject_of_problem, visits_in
from toolkit.tasks.office.office import Office

LONGEST_SOURCE: Final = 255


@dataclass(frozen=True)
class Followed:
    """A visit whose problem was entered, or could not be.

    Args:
        visit: what was found.
        unit: the unit it was entered for; None where nobody is called that.
        number: what the problem is called; empty where it was not entered.
        reason: why it was not.
    """

    visit: Visit
    unit: Unit | None
    number: str = ""
    reason: str = ""


@dataclass(frozen=True)
class Found:
    """A visit that found a problem which no number says was entered: the unit that keeps the ledger, and the period it stands in."""

    keeper: Unit
    period: Period
    visit: Visit


def visits_to_follow(office: Office, period: Period) -> tuple[Found, ...]:
    """The visits of a period, and of the shorter ones within it, whose problems are to be entered."""
    contacts = office.catalogue.ledger_playing(LedgerRole.CONTACTS)
    if contacts is None:
        return ()
    stored = set(office.store.holdings.periods())
    parts = [part for length in Length if length < period.length for part in period.parts(length)]
    return tuple(
        found
        for each in (period, *parts)
        if each.code in stored or each == period
        for found in _found_in(office, each, contacts)
    )


def _found_in(office: Office, period: Period, contacts: Ledger) -> Iterator[Found]:
    texts = office.store.texts(period.code)
    for keeper in office.at(period).units.filing:
        if contacts in office.catalogue.ledgers_of(keeper.kind):
            rows = typed_rows(texts.get(keeper.code, {}), contacts)
            yield from (Found(keeper, period, visit) for visit in visits_in(contacts, rows) if not visit.linked)


def follow_visits(office: Office, period: Period) -> tuple[Followed, ...]:
    """Enter the problem of every visit that has none yet; what cannot be entered is told, and the others are.

    Raises:
        PeriodClosed: the period is closed.
        ToolkitError: the catalogue has no ledger of problems.
    """
    issues, contacts = (office.catalogue.ledger_playing(role) for role in (LedgerRole.ISSUES, LedgerRole.CONTACTS))
    if issues is None or contacts is None:
        lacking = LedgerRole.ISSUES if issues is None else LedgerRole.CONTACTS
        raise ToolkitError(f'指标目录里看不出哪个台账是“{lacking}”，没有转入。请在那个台账里写上 role = "{lacking}"。')
    # One by one, so that each has a number of its own.
    return tuple(
        _follow(_Writing(office, each.period, issues, contacts), each.keeper, each.visit)
        for each in visits_to_follow(office, period)
    )


@dataclass(frozen=True)
class _Writing:
    """Whose ledgers are written to, and for when."""

    office: Office
    period: Period
    issues: Ledger
    contacts: Ledger

    def entry(self, unit: Unit, subject: str) -> Entry | None:
        """What stands under a name; None where nothing ever did."""
        return next(
            (each for each in self.office.store.current(self.period.code, unit.code) if each.item == subject), None
        )

    def change(self, unit: Unit, subject: str, text: str, entry: Entry | None) -> Change:
        """A wish to enter a text for a unit, over what stands."""
        return Change(unit.code, self.period.code, subject, text, entry.version if entry else 0)


def _follow(writing: _Writing, keeper: Unit, visit: Visit) -> Followed:
    """Enter the problem of one visit, or say why it cannot be."""
    issues, office = writing.issues, writing.office
    try:
        unit = office.at(writing.period).units.find(visit.unit)
        if issues not in office.catalogue.ledgers_of(unit.kind):
            return Followed(
                visit, unit, reason=f"{unit.short_name}不填{issues.label}。请核对“{visit.unit}”是哪个支部。"
            )
        number = _save(writing, keeper, unit, visit)
    except UnknownName as fault:
        return Followed(visit, None, reason=str(fault))
    except ChangedMeanwhile:
        return Followed(visit, unit, reason="这一行刚被别人改过，没有转入。请再转一次。")
    return Followed(visit, unit, number)


def _save(writing: _Writing, keeper: Unit, unit: Unit, visit: Visit) -> str:
    """Save the row of a problem together with the link in the row of its visit; gives the problem's number."""
    issues, contacts = writing.issues, writing.contacts
    entered, row, number = _problem(writing, unit, visit)
    of_visit = row_subject(contacts.key, visit.name)
    linked = text_of_row(contacts, linked_row(contacts, visit, number))
    changes = [
        writing.change(unit, subject_of_problem(issues, visit), row, entered),
        writing.change(keeper, of_visit, linked, writing.entry(keeper, of_visit)),
    ]
    source = f"{contacts.label} {visit.words}"[:LONGEST_SOURCE]
    writing.office.store.save(changes, writing.office.settings.author, source)
    return number


def _problem(writing: _Writing, unit: Unit, visit: Visit) -> tuple[Entry | None, str, str]:
    """What stands of a visit's problem, the text of its row, and its number; one that was entered before stays as it is."""
    issues, column = writing.issues, writing.issues.column(ColumnRole.NUMBER)
    entry = writing.entry(unit, subject_of_problem(issues, visit))
    if entry is not None and is_row(entry.text):
        return entry, entry.text, typed_row(entry.text, issues).get(column.label, "") if column else ""
    told = writing.office.store.holdings.rows_of([issues.key], [unit.code])
    number = next_number(issues, unit.code, writing.period, (typed_row(each.text, issues) for each in told))
    return entry, text_of_row(issues, problem_row(issues, visit, number)), number
