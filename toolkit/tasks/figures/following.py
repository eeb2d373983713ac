"""联系中发现的问题: what leaders found on their visits and is not in the ledger of problems of the unit yet, and the one step that enters it.

Takes an office and a period; gives the visits, and enters their problems, each together with the link back in one save. Never
enters one twice, nor into a closed period: the store refuses that.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from toolkit.catalogue.ledgers import Ledger
from toolkit.catalogue.periods import Period
from toolkit.catalogue.roles import ColumnRole, LedgerRole
from toolkit.catalogue.units import Unit
from toolkit.errors import ToolkitError, UnknownName
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


def visits_to_follow(office: Office, period: Period) -> tuple[tuple[Unit, Visit], ...]:
    """The visits that found a problem which no number says was entered, each with the unit that keeps the ledger."""
    contacts = office.then(period).catalogue.ledger_playing(LedgerRole.CONTACTS)
    if contacts is None:
        return ()
    texts = office.store.texts(period.code)
    keepers = [unit for unit in office.at(period).units.filing if contacts in office.catalogue.ledgers_of(unit.kind)]
    return tuple(
        (keeper, visit)
        for keeper in keepers
        for visit in visits_in(contacts, typed_rows(texts.get(keeper.code, {}), contacts))
        if not visit.linked
    )


def follow_visits(office: Office, period: Period) -> tuple[Followed, ...]:
    """Enter the problem of every visit that has none yet; what cannot be entered is told, and the others are.

    Raises:
        PeriodClosed: the period is closed.
        ChangedMeanwhile: somebody changed one of the rows at that moment.
        ToolkitError: the catalogue has no ledger of problems.
    """
    issues, contacts = (office.catalogue.ledger_playing(role) for role in (LedgerRole.ISSUES, LedgerRole.CONTACTS))
    if issues is None or contacts is None:
        lacking = LedgerRole.ISSUES if issues is None else LedgerRole.CONTACTS
        raise ToolkitError(f'指标目录里看不出哪个台账是“{lacking}”，没有转入。请在那个台账里写上 role = "{lacking}"。')
    # One by one, so that each has a number of its own.
    return tuple(
        _follow(_Step(office, period, issues, contacts), keeper, visit)
        for keeper, visit in visits_to_follow(office, period)
    )


@dataclass(frozen=True)
class _Step:
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


def _follow(step: _Step, keeper: Unit, visit: Visit) -> Followed:
    issues, office = step.issues, step.office
    try:
        unit = office.at(step.period).units.find(visit.unit)
    except UnknownName as fault:
        return Followed(visit, None, reason=str(fault))
    if issues not in office.catalogue.ledgers_of(unit.kind):
        return Followed(visit, unit, reason=f"{unit.short_name}不填{issues.label}。请核对“{visit.unit}”是哪个支部。")
    entered, row, number = _problem(step, unit, visit)
    of_visit = step.entry(keeper, row_subject(step.contacts.key, visit.name))
    told = text_of_row(step.contacts, linked_row(step.contacts, visit, number))
    pairs = (
        (unit, entered, subject_of_problem(issues, visit), row),
        (keeper, of_visit, row_subject(step.contacts.key, visit.name), told),
    )
    changes = [
        Change(each.code, step.period.code, subject, text, entry.version if entry else 0)
        for each, entry, subject, text in pairs
    ]
    office.store.save(changes, office.settings.author, f"{step.contacts.label} {visit.words}"[:LONGEST_SOURCE])
    return Followed(visit, unit, number)


def _problem(step: _Step, unit: Unit, visit: Visit) -> tuple[Entry | None, str, str]:
    """What stands of a visit's problem, the text of its row, and its number; one that was entered before stays as it is."""
    issues, column = step.issues, step.issues.column(ColumnRole.NUMBER)
    entry = step.entry(unit, subject_of_problem(issues, visit))
    if entry is not None and is_row(entry.text):
        return entry, entry.text, typed_row(entry.text, issues).get(column.label, "") if column else ""
    told = step.office.store.holdings.rows_of([issues.key], [unit.code])
    number = next_number(issues, unit.code, step.period, (typed_row(each.text, issues) for each in told))
    return entry, text_of_row(issues, problem_row(issues, visit, number)), number
