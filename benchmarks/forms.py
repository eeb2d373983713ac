"""Forms in bulk: how many are written, and looked into, with a second of one processor's work.

Takes a bureau of as many branches as asked; gives the numbers. A form that comes back was filled in and saved by another program.
All of it counts: the store, the packing, the files, the comparing.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from time import process_time
from typing import Final

from openpyxl import load_workbook

from benchmarks.office import PERIOD, large_office
from tests.support.sample_office import sample_settings
from toolkit.catalogue.units import Unit
from toolkit.figures.figure import filing_of
from toolkit.figures.workbooks.contents import Blank
from toolkit.figures.workbooks.layout import ANSWER_COLUMN, FIRST_ROW, MAIN_SHEET
from toolkit.figures.workbooks.write import FormWriter
from toolkit.tasks import Office, look_into_forms, open_office, write_forms

UNITS: Final = 300
RETURNED: Final = 40
REPEATS: Final = 3
ANSWERED: Final = 6
"""How many answers of a form that comes back are others than those it went out with."""


@dataclass(frozen=True)
class Rates:
    """Forms a second of CPU: written as a whole, written without store and files, and looked into as they come back."""

    written: float
    made: float
    read: float


def measure_forms(count: int = UNITS, returned: int = RETURNED, repeats: int = REPEATS) -> Rates:
    """The rates for an office of so many branches, and so many forms that come back."""
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as name:
        folder = Path(name)
        office = open_office(sample_settings(large_office(folder / "office", count)))
        units = office.units.branches
        numbers = iter(range(1000))
        written = _seconds(lambda: write_forms(office, PERIOD, units, folder / str(next(numbers))), repeats)
        blanks = [_blank(office, unit) for unit in units]
        made = _seconds(lambda: _make(office, blanks), repeats)
        forms = _returned(office, units[:returned], folder / "returned")
        read = _seconds(lambda: look_into_forms(office, paths=forms), repeats)
        office.store.close()
        return Rates(count / written, count / made, len(forms) / read)


def _seconds(work: Callable[[], object], repeats: int) -> float:
    """The CPU seconds of one call, once it is warm."""
    work()
    return median(_seconds_once(work) for _ in range(repeats))


def _seconds_once(work: Callable[[], object]) -> float:
    start = process_time()
    work()
    return process_time() - start


def _blank(office: Office, unit: Unit) -> Blank:
    entries = office.store.current(PERIOD.code, unit.code)
    last = office.store.current(PERIOD.previous.code, unit.code)
    filing = filing_of(unit, PERIOD.previous, last, office.catalogue)
    return Blank(unit, PERIOD, entries, filing, office.units.root.name, unit.code)


def _make(office: Office, blanks: Sequence[Blank]) -> None:
    writer = FormWriter(office.catalogue)
    for blank in blanks:
        writer.form(blank)


def _returned(office: Office, units: Sequence[Unit], folder: Path) -> list[Path]:
    """Forms as they come back: some answers others, and saved by a program that writes all its own way."""
    paths = [form.path for form in write_forms(office, PERIOD, units, folder)]
    for path in paths:
        book = load_workbook(path)
        cells = (book[MAIN_SHEET][f"{ANSWER_COLUMN}{row}"] for row in range(FIRST_ROW, FIRST_ROW + 99))
        for cell in [cell for cell in cells if isinstance(cell.value, int)][:ANSWERED]:
            cell.value += 1
        book.save(path)
    return paths
