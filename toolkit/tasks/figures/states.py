"""Where each unit's filing stands: 未报, 待改, 已报, 已审; filed, sent back with a reason, approved.

Takes an office and a period; saves states as entries of the journal. How complete a filing is, is another thing. Never changes a
figure.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from toolkit.catalogue.periods import Period
from toolkit.catalogue.units import Unit
from toolkit.errors import ToolkitError
from toolkit.figures.figure import FILING_STATE, MARK_OF_WORDS, REFUSED_FORM, Change, FilingState
from toolkit.figures.store import Blob
from toolkit.tasks.office.office import Office

SOURCES: Final = {FilingState.FILED: "上报", FilingState.RETURNED: "退回", FilingState.APPROVED: "审核"}
"""What the history calls the way to each state."""


def states_of(office: Office, period: Period) -> dict[str, FilingState]:
    """The state of the filing of each unit that is asked, by its code."""
    said = office.store.holdings.said(period.code, FILING_STATE)
    known = {code: text for code, text in said.items() if code not in office.held}
    return {unit.code: FilingState.of(known.get(unit.code, "")) for unit in office.at(period).units.filing}


def submit(office: Office, period: Period, unit: Unit) -> None:
    """Say that a unit has filed, even with gaps."""
    _save(office, period, [unit], FilingState.FILED)


def return_filing(office: Office, period: Period, unit: Unit, reason: str, form: Blob | None = None) -> None:
    """Send a filing back.

    Args:
        office, period, unit: whose, and for when.
        reason: what is to be mended.
        form: what was sent, where it is to be kept.

    Raises:
        ToolkitError: nothing was filed, or no reason is given.
    """
    if not reason.strip():
        raise ToolkitError("退回填报，请写明原因。")
    if form is None:
        _refuse_unfiled(office, period, [unit])
    _save(office, period, [unit], FilingState.RETURNED, reason=reason.strip(), form=form)


def approve(office: Office, period: Period, units: Sequence[Unit]) -> None:
    """Approve filings; what is changed later has to be approved again.

    Raises:
        ToolkitError: one of the units has filed nothing; none is approved.
    """
    _refuse_unfiled(office, period, units)
    _save(office, period, units, FilingState.APPROVED)


def _refuse_unfiled(office: Office, period: Period, units: Sequence[Unit]) -> None:
    texts = office.store.texts(period.code)
    unfiled = [unit.short_name for unit in units if not _has_figures(texts.get(unit.code, {}))]
    if unfiled:
        raise ToolkitError(f"{'、'.join(unfiled)}{period.name}还没有报，没有可审、可退的。")


def _has_figures(texts: Mapping[str, str]) -> bool:
    return any(text and MARK_OF_WORDS not in subject for subject, text in texts.items())


def _save(
    office: Office,
    period: Period,
    units: Sequence[Unit],
    state: FilingState,
    *,
    reason: str = "",
    form: Blob | None = None,
) -> None:
    changes = state_changes(office, period, units, state)
    if form is not None:
        changes += [_sent(office, period, unit, form) for unit in units]
    files = [] if form is None else [form]
    office.store.save(changes, office.settings.author, SOURCES[state], reason=reason, files=files)


def _sent(office: Office, period: Period, unit: Unit, form: Blob) -> Change:
    version = office.store.holdings.versions(period.code, REFUSED_FORM).get(unit.code, 0)
    return Change(unit.code, period.code, REFUSED_FORM, form.sha256, version)


def state_changes(office: Office, period: Period, units: Sequence[Unit], state: FilingState) -> list[Change]:
    """The changes that give filings a state, whatever they had."""
    versions = office.store.holdings.versions(period.code, FILING_STATE)
    return [Change(unit.code, period.code, FILING_STATE, state.value, versions.get(unit.code, 0)) for unit in units]
