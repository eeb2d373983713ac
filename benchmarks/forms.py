"""Forms in bulk: how many are written, and looked into, with a second of one processor's work.

Takes the sample bureau, given as many branches as asked, each with the figures of one of its own; gives the two numbers. A form that
comes back was filled in and saved by another program. All of it counts: the store, the packing, the files, the comparing.
"""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import cycle
from pathlib import Path
from statistics import median
from time import process_time
from typing import Final

from openpyxl import load_workbook

from benchmarks.office import sample_office
from toolkit.catalogue.periods import Period, read_period
from toolkit.catalogue.units import Unit
from toolkit.figures.figure import Change, filing_of
from toolkit.figures.workbooks.contents import Blank
from toolkit.figures.workbooks.layout import ANSWER_COLUMN, FIRST_ROW, MAIN_SHEET
from toolkit.figures.workbooks.write import FormWriter
from toolkit.tasks import Office, look_into_forms, open_office, write_forms

UNITS: Final = 300
RETURNED: Final = 40
REPEATS: Final = 3
PERIOD: Final = read_period("2026年上半年")
ANSWERED: Final = 6
"""How many answers of a form that comes back are others than those it went out with."""


@dataclass(frozen=True)
class Rates:
    """Forms a second of CPU: written as a whole, written without store and files, and looked into as they come back."""

    written: float
    made: float
    read: float


def main() -> int:
    """Measure, and print the rates."""
    rates = measure_forms()
    print(f"forms written, a second of CPU: {rates.written:.0f} ({UNITS} units of one kind, with store and files)")
    print(f"forms made, a second of CPU: {rates.made:.0f} (the bytes alone)")
    print(f"forms looked into, a second of CPU: {rates.read:.0f} ({RETURNED} forms saved by another program)")
    return 0


def measure_forms(count: int = UNITS, returned: int = RETURNED, repeats: int = REPEATS) -> Rates:
    """The rates for an office of so many branches, and so many forms that come back."""
    with office_of_many(count) as office, tempfile.TemporaryDirectory() as name:
        units, folder = office.units.branches[-count:], Path(name)
        numbers = iter(range(1000))
        written = _seconds(lambda: write_forms(office, PERIOD, units, folder / str(next(numbers))), repeats)
        blanks = [_blank(office, unit) for unit in units]
        made = _seconds(lambda: _make(office, blanks), repeats)
        forms = _returned(office, units[:returned], folder / "returned")
        read = _seconds(lambda: look_into_forms(office, paths=forms), repeats)
        return Rates(count / written, count / made, len(forms) / read)


@contextmanager
def office_of_many(count: int) -> Iterator[Office]:
    """The sample bureau with so many branches more, which have the figures of its own ones."""
    with sample_office() as office:
        own, file = office.units.branches, office.settings.units
        lines = [f"N{n:03},第{n}党支部,第{n}党支部,支部,J,,,{10 + n % 20}" for n in range(count)]
        with file.open("a", encoding="utf-8") as units:
            units.write("\n".join([*lines, ""]))
        for period in (PERIOD, PERIOD.previous):
            for n, (unit, _line) in enumerate(zip(cycle(own), lines, strict=False)):
                _give_figures(office, unit, f"N{n:03}", period)
        yield open_office(office.settings)


def _give_figures(office: Office, unit: Unit, code: str, period: Period) -> None:
    entries = office.store.current(period.code, unit.code)
    office.store.save(
        [Change(code, period.code, each.item, each.text, 0) for each in entries], "benchmark", "benchmark"
    )


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


if __name__ == "__main__":
    sys.exit(main())
