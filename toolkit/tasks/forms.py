"""Excel forms out: who gets one, where they lie, and all of them as one zip.

Takes an office, a period and units; gives what became of each form. A form that may already be filled in is never
overwritten. Never reads one back: that is `form_intake`.
"""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from toolkit.catalogue.periods import Period
from toolkit.catalogue.units import Unit
from toolkit.figures.figure import filing_of
from toolkit.report.outputs import safe_name, write_whole, zip_bytes
from toolkit.tasks.figures import open_book, review_book
from toolkit.tasks.office import Office, now


@dataclass(frozen=True)
class FormWritten:
    """One unit's form: where it is, and whether it was written now or stood there already."""

    unit: Unit
    path: Path
    is_new: bool


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

    Raises:
        OutputFault: a file could not be written.
    """
    return tuple(_write_form(office, period, unit, folder) for unit in units if unit.code not in office.held)


def zip_forms(written: Sequence[FormWritten]) -> bytes:
    """One zip of the forms as they lie in their folder, those that stood there already among them."""
    return zip_bytes([(form.path.name, form.path.read_bytes()) for form in written])


def _write_form(office: Office, period: Period, unit: Unit, folder: Path) -> FormWritten:
    path = folder / f"{safe_name(f'{unit.code} {unit.short_name} {period.name}填报表')}.xlsx"
    if path.exists():
        return FormWritten(unit, path, is_new=False)
    last = filing_of(unit, period.previous, office.store.current(period.previous.code, unit.code), office.catalogue)
    current = office.store.current(period.code, unit.code)
    # Slow to import, and wanted only where a form is written.
    from toolkit.figures.workbooks.write import Blank, form_bytes  # noqa: PLC0415

    blank = Blank(unit, period, current, last, office.units.root.name, secrets.token_hex(4), now())
    write_whole(path, form_bytes(office.catalogue, blank))
    return FormWritten(unit, path, is_new=True)
