"""What a run would make and what speaks against it, before any file is written.

Takes an office, a period and what is chosen; gives one row a file. Writes nothing, fills no template.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum
from functools import cached_property
from pathlib import Path

from toolkit.catalogue.dispatch import Issue
from toolkit.catalogue.documents import Document
from toolkit.catalogue.items import Item
from toolkit.catalogue.periods import Period
from toolkit.catalogue.units import BRANCH, Unit
from toolkit.report.batch import DRAFT_SUFFIX
from toolkit.report.drafts import draft_reason, items_left
from toolkit.report.inputs import InputsOf
from toolkit.report.outputs import UNKNOWN, Inputs, OutputFolder
from toolkit.report.wanted import EVERYTHING, Wanted
from toolkit.review.progress import Progress, State
from toolkit.tasks.documents.making import file_name, issued, wanted
from toolkit.tasks.documents.same_again import settings_of_run
from toolkit.tasks.figures.book import open_book, review_book
from toolkit.tasks.office.office import Office, fingerprint_of_files, folder_of
from toolkit.tasks.templates.checking import check_templates, template_fingerprint


class OnDisk(Enum):
    """How the file of an earlier run stands."""

    ABSENT = "还没有"
    CURRENT = "已是最新"
    STALE = "比数据旧"
    OLD_TEMPLATE = "模板已改"
    OLD_SETTINGS = "单位表、指标或文书设置已改"
    OLD_PROGRAM = "工具已更新"
    EDITED = "手工改过"


@dataclass(frozen=True)
class Planned:
    """One file that would be made.

    Args:
        unit, document: of whom and which.
        missing: labels of the figures its template asks for that are still to be filled in, with the unit's name where it is
            another one.
        unfiled: the units it is made from that filed nothing; their figures are not in `missing`.
        findings: how many findings are open about what was filed.
        on_disk: how the file of an earlier run stands.
        path: that file; None where there is none.
        reason: why it will be a draft, as far as its figures tell; empty where it will be none.
    """

    unit: Unit
    document: Document
    missing: tuple[str, ...]
    unfiled: tuple[Unit, ...]
    findings: int
    on_disk: OnDisk
    path: Path | None
    reason: str = ""

    @property
    def is_unfiled(self) -> bool:
        """Whether the unit itself filed nothing, or nobody below it did."""
        return self.unit in self.unfiled

    @property
    def will_be_draft(self) -> bool:
        """Whether something it speaks of has still to be filled in, so that the document is marked as a draft."""
        return bool(self.reason)

    @property
    def needs_a_look(self) -> bool:
        """Whether something speaks against making it as it stands, or against what lies there."""
        return (
            self.will_be_draft
            or bool(self.unfiled)
            or self.findings > 0
            or self.on_disk not in (OnDisk.ABSENT, OnDisk.CURRENT)
        )


def chosen_units(office: Office, codes: Sequence[str]) -> tuple[Unit, ...]:
    """The branches with these codes, and all units that are no branches."""
    return tuple(unit for unit in office.units if unit.kind != BRANCH or unit.code in codes)


class Preflight:
    """A period as it stood at one moment: figures and files are read once, however often the choice changes.

    Args:
        office: the office.
        period: for when.
        issue: with which day and in which edition; as the office's settings say where None.
    """

    def __init__(self, office: Office, period: Period, issue: Issue | None = None) -> None:
        self._whole, self._office = issued(office.then(period), issue), office.at(period)
        self._book = open_book(office, period)
        self._progress = {row.unit.code: row for row in review_book(office, self._book)}
        self._folder = OutputFolder(folder_of(office, period))
        self._planned: dict[tuple[str, str], Planned] = {}
        self._templates: dict[str, str] = {}
        self._wanted: dict[str, Wanted] = {}

    def rows(
        self, documents: Sequence[Document] | None = None, units: Sequence[Unit] | None = None
    ) -> tuple[Planned, ...]:
        """One row for each file `generate` would make, those that need a look first.

        Args:
            documents: which kinds; all where None.
            units: for which units; all that each document is made for where None.
        """
        chosen = self._office.documents if documents is None else documents
        pairs = [(document, unit) for document in chosen for unit in wanted(self._office, document, units)]
        return tuple(sorted((self._at(document, unit) for document, unit in pairs), key=_gravity))

    def complete_units(self) -> tuple[Unit, ...]:
        """The branches that have filled in all that is required, and all units that are no branches."""
        left = {code for code, row in self._progress.items() if row.left}
        return tuple(unit for unit in self._office.units if unit.kind != BRANCH or unit.code not in left)

    @property
    def is_office_outdated(self) -> bool:
        """Whether the office's own files are others now than when it was opened: it must be opened anew."""
        return bool(self._office.fingerprint) and self._office.fingerprint != self._settings

    def _at(self, document: Document, unit: Unit) -> Planned:
        key = (document.key, unit.code)
        if key not in self._planned:
            self._planned[key] = self._look_at(document, unit)
        return self._planned[key]

    def _look_at(self, document: Document, unit: Unit) -> Planned:
        below = [self._progress[each.code] for each in self._office.units.filing_below(unit.code)]
        filed = [row for row in below if row.state is not State.EMPTY]
        left = {row.unit: self._left(row, document) for row in below}
        missing = tuple(
            f"{'' if row.unit == unit else row.unit.short_name}{item.label}" for row in filed for item in left[row.unit]
        )
        unfiled = tuple(row.unit for row in below if row.state is State.EMPTY)
        path = self._path(document, unit)
        return Planned(
            unit,
            document,
            missing,
            (*unfiled, unit) if not filed and unit not in unfiled else unfiled,
            sum(len(row.doubts) for row in filed),
            self._on_disk(path, document, unit),
            path,
            draft_reason(sum(map(len, left.values()))),
        )

    def _left(self, row: Progress, document: Document) -> Sequence[Item]:
        """What of a unit's filing the document's template asks for and is still to be filled in."""
        filing, catalogue = self._book.now[row.unit.code], self._office.catalogue
        # A template is compiled only where something is left at all.
        has_any = next(items_left(catalogue, filing, EVERYTHING), None) is not None
        return tuple(items_left(catalogue, filing, self._asked_for(document))) if has_any else ()

    def _asked_for(self, document: Document) -> Wanted:
        """What the template of a document asks for; everything where it cannot be used."""
        if document.key not in self._wanted:
            (report,) = check_templates(self._office, (document,))
            self._wanted[document.key] = Wanted.of(report.template.names) if report.template else EVERYTHING
        return self._wanted[document.key]

    def _path(self, document: Document, unit: Unit) -> Path | None:
        listed = self._folder.find(document.key, unit.code)
        name = file_name(document, unit, self._book.period)
        likely = (self._folder.folder / f"{name}{mark}.docx" for mark in ("", DRAFT_SUFFIX))
        return listed or next((path for path in likely if path.is_file()), None)

    def _on_disk(self, path: Path | None, document: Document, unit: Unit) -> OnDisk:
        if path is None:
            return OnDisk.ABSENT
        inputs = self._inputs.of(unit, self._template(document))
        if self._folder.standing(document.key, unit.code, inputs):
            return OnDisk.CURRENT
        if self._folder.is_edited(path.name):
            return OnDisk.EDITED
        made = self._folder.listed(path.name)
        return _differs(made.inputs if made else UNKNOWN, inputs)

    @cached_property
    def _inputs(self) -> InputsOf:
        return InputsOf(self._whole.units, self._book, settings_of_run(self._settings, self._whole.rules.issue))

    @cached_property
    def _settings(self) -> str:
        closing = self._office.closing
        return closing.settings if closing else fingerprint_of_files(self._office.settings)

    def _template(self, document: Document) -> str:
        if document.key not in self._templates:
            self._templates[document.key] = template_fingerprint(self._office, document)
        return self._templates[document.key]


def _gravity(row: Planned) -> tuple[bool, bool, bool]:
    """What sorts a row: first those to look at; among them those without any figures, then those with some missing."""
    return not row.needs_a_look, not row.is_unfiled, not row.will_be_draft


def _differs(made: Inputs, now: Inputs) -> OnDisk:
    """Why a file is not what would be made now; of an earlier version's not all is known.

    Where it is made of just the same, it is an older state: a run that was killed had still to write over it.
    """
    if made.template != now.template:
        return OnDisk.OLD_TEMPLATE
    if made.settings != now.settings:
        return OnDisk.OLD_SETTINGS
    if made.program != now.program:
        return OnDisk.OLD_PROGRAM
    return OnDisk.STALE
