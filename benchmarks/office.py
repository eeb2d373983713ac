"""The sample bureau, for its branch 01 and its templates; and a bureau of as many branches as asked.

Gives an office in a folder of its own, with every form taken in, and the context of one report. Never touches the clone's
own data.
"""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any, Final

from tests.support.sample_office import copy_sample, filed_office, sample_settings, write_large_office
from toolkit.catalogue.periods import read_period
from toolkit.figures.figure import Change
from toolkit.report.context import context_for
from toolkit.report.standing import standing_of
from toolkit.settings import REPOSITORY, read_settings
from toolkit.tasks import Office, latest_period, open_book, open_office, read_forms
from toolkit.word import ORDINAL, STOP, Gap

BRANCH: Final = "01"
PERIOD: Final = read_period("2026H1")
INCOMPLETE: Final = ("05", "12")
"""The branches of the sample whose figures are not all there."""
BRANCH_REPORT: Final = "branch_report.docx"


@contextmanager
def sample_office() -> Iterator[Office]:
    """The sample bureau, gone again afterwards."""
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        for name in ("templates", "sample_data"):
            shutil.copytree(REPOSITORY / name, Path(folder) / name)
        office = open_office(read_settings({"TOOLKIT_HOME": folder, "TOOLKIT_AUTHOR": "benchmark"}))
        read_forms(office, office.settings.form_folders)
        yield office


def large_office(folder: Path, branches: int) -> Path:
    """The home of an office with so many branches, all of which have filed in both periods."""
    sample = filed_office(folder / "sample")
    complete = [unit.code for unit in sample.units.branches if unit.code not in INCOMPLETE]
    home = copy_sample(folder / "home")
    write_large_office(home, branches)
    office = open_office(sample_settings(home))
    for period in (PERIOD.previous, PERIOD):
        texts = {
            code: [entry for entry in sample.store.current(period.code, code) if entry.is_figure] for code in complete
        }
        changes = [
            Change(unit.code, period.code, entry.item, entry.text, 0)
            for number, unit in enumerate(office.units.branches)
            for entry in texts[complete[number % len(complete)]]
        ]
        office.store.save(changes, "benchmark", "benchmark")
    office.store.close()
    sample.store.close()
    return home


def branch_context(office: Office) -> dict[str, Any]:
    """What the report of branch 01 is filled with."""
    book = open_book(office, latest_period(office))
    standing = standing_of(office.units, book, office.units[BRANCH], office.today)
    return context_for(standing, office.catalogue, office.units)


def stand_ins(value: Any) -> Any:
    """Plain stand-ins for our values, so that an engine without our ways of printing prints the same."""
    match value:
        case Mapping():
            return {name: stand_ins(each) for name, each in value.items()}
        case list():
            return [stand_ins(each) for each in value]
        case Gap():
            return str(value) if value else ""
        case Decimal():
            return Decimal(format(value.normalize(), "f"))
        case date():
            return f"{value.year}年{value.month}月{value.day}日"
        case _:
            return {ORDINAL: "", STOP: "。"}.get(value, value)
