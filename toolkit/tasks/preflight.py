"""What a run would make and what speaks against it, before any file is written.

Takes an office, a period and what is chosen; gives one row a file. Writes nothing, fills no template.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from pathlib import Path

from toolkit.catalogue.documents import Document
from toolkit.catalogue.kinds import is_waiting
from toolkit.catalogue.periods import Length, Period
from toolkit.catalogue.units import BRANCH, Unit
from toolkit.report.batch import DRAFT_SUFFIX
from toolkit.report.outputs import OutputFolder
from toolkit.review.confirmed import CONFIRMED
from toolkit.review.progress import Progress, State
from toolkit.tasks.documents import file_name, folder_of, wanted
from toolkit.tasks.figures import Book, open_book, review_book
from toolkit.tasks.office import Office


class OnDisk(Enum):
    """How the file of an earlier run stands."""

    ABSENT = "还没有"
    CURRENT = "已是最新"
    STALE = "比数据旧"
    OLD_TEMPLATE = "模板已改"
    EDITED = "手工改过"


@dataclass(frozen=True)
class Planned:
    """One file that would be made.

    Args:
        unit, document: of whom and which.
        missing: labels of the required figures still blank, with the unit's name where it is another one.
        unfiled: the units it is made from that filed nothing; their figures are not in `missing`.
        findings: how many findings are open about what was filed.
        on_disk: how the file of an earlier run stands.
        path: that file; None where there is none.
    """

    unit: Unit
    document: Document
    missing: tuple[str, ...]
    unfiled: tuple[Unit, ...]
    findings: int
    on_disk: OnDisk
    path: Path | None

    @property
    def is_unfiled(self) -> bool:
        """Whether the unit itself filed nothing, or nobody below it did."""
        return self.unit in self.unfiled

    @property
    def will_be_draft(self) -> bool:
        """Whether something required is blank, so that the document is marked as a draft."""
        return bool(self.missing or self.unfiled)

    @property
    def needs_a_look(self) -> bool:
        """Whether something speaks against making it as it stands, or against what lies there."""
        old = (OnDisk.STALE, OnDisk.OLD_TEMPLATE, OnDisk.EDITED)
        return self.will_be_draft or self.findings > 0 or self.on_disk in old


def preflight(
    office: Office,
    period: Period,
    documents: Sequence[Document] | None = None,
    units: Sequence[Unit] | None = None,
) -> tuple[Planned, ...]:
    """One row for each file `generate` would make, those that need a look first.

    Args:
        office: the office.
        period: for when.
        documents: which kinds; all where None.
        units: for which units; all that each document is made for where None.
    """
    book = open_book(office, period)
    look = _Look(office, book, OutputFolder(folder_of(office, period)), _last_entered(office, period))
    chosen = office.documents if documents is None else documents
    rows = [look.at(document, unit) for document in chosen for unit in wanted(office, document, units)]
    return tuple(sorted(rows, key=_gravity))


def complete_units(office: Office, period: Period) -> tuple[Unit, ...]:
    """The branches that have filled in all that is required, and all units that are no branches."""
    left = {row.unit.code for row in review_book(office, open_book(office, period)) if row.left}
    return tuple(unit for unit in office.units if unit.kind != BRANCH or unit.code not in left)


def chosen_units(office: Office, codes: Sequence[str]) -> tuple[Unit, ...]:
    """The branches with these codes, and all units that are no branches."""
    return tuple(unit for unit in office.units if unit.kind != BRANCH or unit.code in codes)


class _Look:
    """What the rows of one pre-flight share."""

    def __init__(self, office: Office, book: Book, folder: OutputFolder, entered: Mapping[str, datetime]) -> None:
        self._office, self._book, self._folder, self._entered = office, book, folder, entered
        self._progress = {row.unit.code: row for row in review_book(office, book)}

    def at(self, document: Document, unit: Unit) -> Planned:
        below = [self._progress[each.code] for each in self._office.units.filing_below(unit.code)]
        filed = [row for row in below if row.state is not State.EMPTY]
        missing = tuple(label for row in filed for label in self._missing(row, unit))
        unfiled = tuple(row.unit for row in below if row.state is State.EMPTY)
        path = self._path(document, unit)
        return Planned(
            unit,
            document,
            missing,
            (*unfiled, unit) if not filed and unit not in unfiled else unfiled,
            sum(max(len(row.findings) - row.left, 0) for row in filed),
            self._on_disk(path, document, [row.unit for row in below]),
            path,
        )

    def _missing(self, row: Progress, unit: Unit) -> list[str]:
        asked = self._office.catalogue.asked_of(row.unit.kind)
        filing = self._book.now[row.unit.code]
        whose = "" if row.unit == unit else row.unit.short_name
        return [f"{whose}{item.label}" for item in asked if item.required and is_waiting(filing[item.key])]

    def _path(self, document: Document, unit: Unit) -> Path | None:
        listed = self._folder.find(document.key, unit.code)
        name = file_name(document, unit, self._book.period)
        likely = (self._folder.folder / f"{name}{mark}.docx" for mark in ("", DRAFT_SUFFIX))
        return listed or next((path for path in likely if path.is_file()), None)

    def _on_disk(self, path: Path | None, document: Document, units: Sequence[Unit]) -> OnDisk:
        if path is None:
            return OnDisk.ABSENT
        if self._folder.is_edited(path.name):
            return OnDisk.EDITED
        made = path.stat().st_mtime
        if any(self._entered[unit.code].timestamp() > made for unit in units if unit.code in self._entered):
            return OnDisk.STALE
        template = self._office.settings.templates / document.template
        return OnDisk.OLD_TEMPLATE if template.is_file() and template.stat().st_mtime > made else OnDisk.CURRENT


def _gravity(row: Planned) -> tuple[bool, bool, bool]:
    """What sorts a row: first those to look at; among them those without any figures, then those with some missing."""
    return not row.needs_a_look, not row.is_unfiled, not row.will_be_draft


def _last_entered(office: Office, period: Period) -> dict[str, datetime]:
    """When a figure was last entered for each unit, in any period a document of this one speaks of."""
    shorter = [part for length in Length if length < period.length for part in period.parts(length)]
    stored = set(office.store.periods())
    last: dict[str, datetime] = {}
    for each in {period, period.previous, period.same_last_year, *shorter}:
        for entry in office.store.current(each.code) if each.code in stored else ():
            if not entry.item.startswith(CONFIRMED) and (entry.unit not in last or entry.at > last[entry.unit]):
                last[entry.unit] = entry.at
    return last
