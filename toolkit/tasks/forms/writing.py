"""Excel forms out: who gets one, where they lie, and all of them as one zip.

Takes an office, a period and units; gives what became of each form. A form that may already be filled in is never
overwritten, and one that cannot be written keeps no other from being written. Never reads one back: that is `form_intake`.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Final

from toolkit.catalogue.periods import Period
from toolkit.catalogue.units import Unit
from toolkit.errors import reason_of
from toolkit.figures.figure import Entry, filing_of
from toolkit.figures.running import Running
from toolkit.report.outputs import OutputFault, safe_name, write_whole, zip_bytes
from toolkit.tasks.figures.book import open_book, review_book, rows_of_all_times, running_into
from toolkit.tasks.office.office import Office, now

if TYPE_CHECKING:
    from toolkit.figures.workbooks.contents import Blank

FEW: Final = 5
"""For so many units the store is asked one by one; for more, once for all there are."""


@dataclass(frozen=True)
class FormWritten:
    """What became of one unit's form.

    Args:
        unit, path: whose it is, and where it lies or was to lie.
        is_new: whether it was written now; one that is not stood there already, or could not be written.
        reason: why it could not be written, or what stands there cannot be read; empty where all is well.
    """

    unit: Unit
    path: Path
    is_new: bool
    reason: str = ""


def form_folder(office: Office, period: Period) -> Path:
    """Where the forms of a period are written."""
    return office.settings.forms / safe_name(period.name)


def returned_folder(office: Office, period: Period) -> Path:
    """Where filled forms are looked for at first: where they were written, or the sample's own."""
    written, sample = form_folder(office, period), office.settings.sample_forms
    own = sample / safe_name(period.name) if sample else written
    return own if own.is_dir() and not written.is_dir() else written


def units_waiting(office: Office, period: Period) -> tuple[Unit, ...]:
    """The units whose required figures are not complete."""
    return tuple(row.unit for row in review_book(office, open_book(office, period)) if row.left)


def write_forms(office: Office, period: Period, units: Sequence[Unit], folder: Path) -> tuple[FormWritten, ...]:
    """Write the form of each unit; one that is there already stays as it is, and one whose figures are held gets none.

    A form that cannot be written comes back with its reason; the others are written all the same.
    """
    # Slow to import, and wanted only where forms are written.
    from toolkit.figures.workbooks.write import FormWriter  # noqa: PLC0415

    asked = [unit for unit in units if unit.code not in office.held]
    sources, writer = _Sources(office, period, asked), FormWriter(office.catalogue)
    return tuple(_write_form(folder, period, unit, lambda unit: writer.form(sources.blank(unit))) for unit in asked)


def zip_forms(written: Sequence[FormWritten]) -> bytes:
    """One zip of the forms as they lie in their folder, those that stood there already among them."""
    return zip_bytes([(form.path.name, form.path.read_bytes()) for form in written if not form.reason])


class _Sources:
    """What the forms of some units are made from; the store is asked only once a form is to be written."""

    def __init__(self, office: Office, period: Period, units: Sequence[Unit]) -> None:
        self._office, self._period, self._units = office, period, units

    def blank(self, unit: Unit) -> Blank:
        """What the form of one of the units is made from, now."""
        from toolkit.figures.workbooks.contents import Blank  # noqa: PLC0415 - see write_forms

        office, period = self._office, self._period
        # A form shows what was answered before, and no row of a ledger.
        answers = [entry for entry in self._last.get(unit.code, ()) if entry.item in office.catalogue]
        last = filing_of(unit, period.previous, answers, office.catalogue)
        entries, bureau = self._current.get(unit.code, ()), office.units.root.name
        return Blank(unit, period, entries, last, bureau, secrets.token_hex(4), now(), self._running.get(unit.code, {}))

    @cached_property
    def _current(self) -> Mapping[str, Sequence[Entry]]:
        return self._entries(self._period)

    @cached_property
    def _running(self) -> Running:
        return running_into(self._office, self._period, rows_of_all_times(self._office))

    @cached_property
    def _last(self) -> Mapping[str, Sequence[Entry]]:
        return self._entries(self._period.previous)

    def _entries(self, period: Period) -> Mapping[str, Sequence[Entry]]:
        """The current entries of a period, by unit."""
        store = self._office.store
        if len(self._units) <= FEW:
            return {unit.code: store.current(period.code, unit.code) for unit in self._units}
        entries: dict[str, list[Entry]] = {}
        for entry in store.current(period.code):
            entries.setdefault(entry.unit, []).append(entry)
        return entries


def _write_form(folder: Path, period: Period, unit: Unit, form: Callable[[Unit], bytes]) -> FormWritten:
    path = folder / f"{safe_name(f'{unit.code} {unit.short_name} {period.name}填报表')}.xlsx"
    try:
        if path.exists():
            return FormWritten(unit, path, is_new=False, reason=_unreadable(path))
        write_whole(path, form(unit))
    except OSError as fault:
        reason = str(fault).removeprefix(f"{path}：") if isinstance(fault, OutputFault) else f"{reason_of(fault)}。"
        return FormWritten(unit, path, is_new=False, reason=reason)
    return FormWritten(unit, path, is_new=True)


def _unreadable(path: Path) -> str:
    """Why what stands there cannot be read, if so."""
    if path.is_dir():
        return "这里有一个同名的文件夹，没有写。请把它移走或改名后重试。"
    try:
        path.open("rb").close()
    except OSError as fault:
        return f"早已写出，没有覆盖，但读不出来（{reason_of(fault)}）。"
    return ""
