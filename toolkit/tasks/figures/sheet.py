"""The figures of one period held open, for a form and for the grid: every edit goes through here and is saved at once.

Takes edits as typed; gives what was saved, what somebody else had changed meanwhile, and what is found now. Nothing that was
typed is changed or lost: an edit that meets another's change is given back with both texts. Never shows anything.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cached_property
from typing import Final, TypeAlias

from toolkit.catalogue.expressions import names_in
from toolkit.catalogue.items import Item
from toolkit.catalogue.kinds import NOT_APPLICABLE, Content, Unread, is_waiting, show_decimal
from toolkit.catalogue.periods import Period
from toolkit.catalogue.units import Unit
from toolkit.errors import ChangedMeanwhile, ToolkitError
from toolkit.figures.figure import FILING_STATE, UNDONE, Change, Entry, FilingState
from toolkit.findings import Finding
from toolkit.report.changes import done_text
from toolkit.report.standing import Book
from toolkit.review.confirmed import confirmations_of, name_of, text_of
from toolkit.review.numbers import number_of
from toolkit.review.progress import Progress
from toolkit.review.rollup import Total, roll_up
from toolkit.tasks.figures.book import (
    beside_of,
    entries_of,
    filings,
    last_filing,
    open_book,
    progress_in,
    rows_of_all_times,
    worked_out,
)
from toolkit.tasks.office.office import Office

Key: TypeAlias = tuple[str, str]
"""A figure of the period: the unit's code and the item's key."""
MOST_UNDONE: Final = 200
"""How many saves can be taken back."""


@dataclass(frozen=True)
class Edit:
    """A text typed for one figure; `shown` is what its author saw there before, None where that is not known."""

    unit: str
    item: str
    text: str
    shown: str | None = None

    @property
    def key(self) -> Key:
        """Which figure it is for."""
        return self.unit, self.item


@dataclass(frozen=True)
class Conflict:
    """An edit that was not saved because somebody else had changed the figure after it was shown."""

    mine: Edit
    theirs: Entry


@dataclass(frozen=True)
class _Step:
    """A save that can be taken back: its batch, and what would bring back each text, with the version the save made."""

    batch: int
    back: tuple[tuple[Edit, int], ...]


@dataclass(frozen=True)
class Saved:
    """What became of a save.

    Args:
        entries: what was newly entered; an edit that changed nothing makes none.
        before: the text that stood before each entry.
        conflicts: the edits that were not saved.
        units: codes of the units that were asked about, or whose figures are others now.
    """

    entries: tuple[Entry, ...] = ()
    before: tuple[str, ...] = ()
    conflicts: tuple[Conflict, ...] = ()
    units: tuple[str, ...] = ()

    @property
    def at(self) -> datetime | None:
        """When it was saved; None where nothing was."""
        return self.entries[-1].at if self.entries else None

    @property
    def cleared(self) -> int:
        """How many figures that held a text are blank now."""
        return sum(bool(before and not entry.text) for entry, before in zip(self.entries, self.before, strict=True))


@dataclass(frozen=True)
class Cell:
    """How one figure stands: its text, its state for the eye, and what was found, in words.

    States: unread, waiting (required and blank), blank, warning, zero, na, value; absent where the unit is not asked.
    `understood` is what the text was taken for, where it was not written in the usual way.
    """

    text: str
    state: str
    note: str = ""
    understood: str = ""


class Sheet:
    """One period's figures, held open.

    Args:
        office: whose; `office` of the sheet has the units of the period, `whole` all of them.
        period: for when.
        source: by what way edits come, for the history.

    `unsaved` holds the edits that could not be saved, `conflicts` those that met another's change: both wait for their author.
    """

    def __init__(self, office: Office, period: Period, source: str) -> None:
        self.whole, self.office, self.period, self.source = office, office.at(period), period, source
        self.unsaved: dict[Key, Edit] = {}
        self.conflicts: dict[Key, Conflict] = {}
        self._undo: list[_Step] = []
        self.refresh()

    def refresh(self) -> None:
        """Read everything anew, with what others have entered; what waits to be saved goes on waiting."""
        entries = entries_of(self.whole, self.period)
        self._beside = beside_of(self.whole, self.period, rows_of_all_times(self.whole))
        self._entries = {code: _by_item(each) for code, each in entries.items()}
        self.book: Book = open_book(self.whole, self.period, entries, self._beside)
        self._progress: dict[str, Progress] = {}
        self.__dict__.pop("totals", None)

    def text(self, unit: str, item: str) -> str:
        """What is stored, as it was typed."""
        entry = self._entries[unit].get(item)
        return entry.text if entry else ""

    def last_text(self, unit: str, item: Item) -> str:
        """The figure of the period before, as text."""
        return item.show(last_filing(self.whole.then(self.period), self.book, self.office.units[unit])[item.key])

    def progress(self, unit: str) -> Progress:
        """How far a unit is, with its findings."""
        if unit not in self._progress:
            self._progress[unit] = progress_in(self.office, self.book, unit)
        return self._progress[unit]

    @cached_property
    def totals(self) -> dict[str, Total]:
        """The total of every item over all units that file, by item key."""
        everyone = [self.book.now[unit.code] for unit in self.office.units.filing]
        return {item.key: roll_up(item, everyone) for item in self.office.catalogue.items}

    def enter(self, edits: Iterable[Edit]) -> Saved:
        """Save edits together; those that meet another's change wait in `conflicts`, and the others are saved.

        Raises:
            ToolkitError: nothing could be saved; the edits wait in `unsaved`.
        """
        wanted = {edit.key: edit for edit in edits}
        self.unsaved |= wanted
        saved = self._save([(edit, self._seen(edit)) for edit in wanted.values()])
        if saved.entries:
            both = zip(saved.entries, saved.before, strict=True)
            back = tuple((Edit(entry.unit, entry.item, before), entry.version) for entry, before in both)
            self._undo = [*self._undo[1 - MOST_UNDONE :], _Step(saved.entries[0].batch, back)]
        return saved

    def retry(self) -> None:
        """Try again, one by one, to save what could not be saved."""
        for edit in list(self.unsaved.values()):
            with suppress(ToolkitError):
                self.enter([edit])

    def undo(self) -> Saved | None:
        """Take the last save back, as a save of its own; None where there is none left.

        What somebody else changed since is not touched: it waits in `conflicts`.
        """
        while self._undo and self.office.store.journal.batch(self._undo[-1].batch).undone:
            self._undo.pop()
        if not self._undo:
            return None
        saved = self._save(self._undo[-1].back, undoes=self._undo[-1].batch)
        self._undo.pop()
        return saved

    @property
    def undoable(self) -> int:
        """How many saves can be taken back."""
        return len(self._undo)

    def take_theirs(self, unit: str, item: str) -> None:
        """Let another's change stand, and show what else they entered for the unit."""
        self.conflicts.pop((unit, item), None)
        self._reread([unit])

    def keep_mine(self, unit: str, item: str) -> Saved:
        """Save an edit over the change it met, which its author has now seen."""
        conflict = self.conflicts[unit, item]
        self._entries[unit][item] = conflict.theirs
        return self.enter([Edit(unit, item, conflict.mine.text)])

    def confirm(self, finding: Finding, reason: str) -> Saved:
        """Settle a warning as odd but true; an empty reason opens it again."""
        edit = Edit(finding.unit, name_of(finding), text_of(finding, reason) if reason.strip() else "")
        saved = self._save([(edit, self._seen(edit))])
        # Nobody chooses between two reasons: the one that stands is shown.
        self.conflicts.pop(edit.key, None)
        return saved

    def _save(self, edits: Sequence[tuple[Edit, int]], *, undoes: int = 0) -> Saved:
        """Save edits, each with the version its author saw; `undoes` is the batch that all of them together take back."""
        source = UNDONE if undoes else self.source
        stood = {edit.key: self.text(*edit.key) for edit, _seen in edits}
        met = {edit.key: Conflict(edit, entry) for edit, _seen in edits for entry in self._changed_unseen(edit)}
        entries: tuple[Entry, ...] = ()
        while wanted := [(edit, seen) for edit, seen in edits if edit.key not in met]:
            changes = [Change(edit.unit, self.period.code, edit.item, edit.text, seen) for edit, seen in wanted]
            try:
                whole = undoes if len(wanted) == len(edits) else 0
                entries = self.office.store.save(changes, self.office.settings.author, source, undoes=whole)
                break
            except ChangedMeanwhile as fault:
                known = {edit.key: edit for edit, _seen in wanted}
                met |= _met(fault, known)
        self._settle([edit for edit, _seen in edits], entries, met)
        before = tuple(stood[entry.unit, entry.item] for entry in entries)
        return Saved(entries, before, tuple(met.values()), tuple(dict.fromkeys(edit.unit for edit, _seen in edits)))

    def _settle(self, edits: Iterable[Edit], entries: Sequence[Entry], met: Mapping[Key, Conflict]) -> None:
        """Take in what became of edits that the store has answered."""
        for edit in edits:
            self.unsaved.pop(edit.key, None)
            self.conflicts.pop(edit.key, None)
        self.conflicts |= met
        self._take_in(entries)
        # What was approved is only filed again, once it is changed.
        self._reread(
            {entry.unit for entry in entries if entry.is_figure and state_of(self, entry.unit) is FilingState.APPROVED}
        )
        # Somebody else had entered the very same text: there is no entry of ours, and theirs is not known yet.
        self._reread({edit.unit for edit in edits if edit.key not in met and self.text(*edit.key) != edit.text})

    def _seen(self, edit: Edit) -> int:
        entry = self._entries[edit.unit].get(edit.item)
        return entry.version if entry else 0

    def _changed_unseen(self, edit: Edit) -> list[Entry]:
        """The entry that was read after the editor's page had shown another text."""
        entry = self._entries[edit.unit].get(edit.item)
        is_unseen = entry is not None and edit.shown is not None and edit.shown != entry.text != edit.text
        return [entry] if is_unseen and entry is not None else []

    def _take_in(self, entries: Iterable[Entry]) -> None:
        units = dict.fromkeys(entry.unit for entry in entries)
        for entry in entries:
            self._entries[entry.unit][entry.item] = entry
        self._judge_anew(units)

    def _reread(self, units: Collection[str]) -> None:
        for unit in units:
            self._entries[unit] = _by_item(self.office.store.current(self.period.code, unit))
        self._judge_anew(units)

    def _judge_anew(self, units: Collection[str]) -> None:
        if not units:
            return
        typed = {unit: list(self._entries[unit].values()) for unit in units}
        anew = filings(self.office, self.period, typed, self._beside)
        anew = worked_out(self.office.catalogue, anew, self.book.last, self.book.year_ago)
        now = {**self.book.now, **anew}
        confirmed = {unit: confirmations_of(each) for unit, each in typed.items()}
        self.book = replace(self.book, now=now, confirmations={**self.book.confirmations, **confirmed})
        for unit in units:
            self._progress.pop(unit, None)
        self.__dict__.pop("totals", None)


def findings_of(sheet: Sheet, unit: str, item: str) -> tuple[Finding, ...]:
    """What is found about one figure and is open."""
    return tuple(finding for finding in sheet.progress(unit).findings if finding.item == item)


def finding_said(sheet: Sheet, unit: str, item: str, code: str, message: str) -> Finding | None:
    """The finding a page showed, open or settled; None where by now it says something else."""
    progress = sheet.progress(unit)
    known = [*progress.findings, *(each.finding for each in progress.confirmed)]
    said = (item, code, message)
    return next((finding for finding in known if (finding.item, finding.code, finding.message) == said), None)


def cell_of(sheet: Sheet, unit: Unit, item: Item) -> Cell:
    """How one figure stands."""
    text = sheet.text(unit.code, item.key)
    if unit.kind not in item.filed_by:
        return Cell(text, "absent")
    content = sheet.book.now[unit.code][item.key]
    found = findings_of(sheet, unit.code, item.key)
    state = "warning" if found and not is_waiting(content) else _state(item, content)
    # A total of shorter periods stands in the filing without having been typed.
    shown = text or (item.show(content) if content is not None else "")
    return Cell(shown, state, " ".join(finding.message for finding in found), item.understood(text))


def aim_of(sheet: Sheet, unit: Unit, item: Item) -> str:
    """A figure's target for the period and how far it is reached, in words; empty where there is none."""
    target = item.target_in(sheet.period, unit.code)
    if target is None:
        return ""
    done = done_text(number_of(sheet.book.now[unit.code][item.key]), target)
    return "，".join(part for part in (f"应有{show_decimal(target)}{item.unit}", done) if part)


def folded_sections(sheet: Sheet, unit: Unit) -> Iterator[str]:
    """The sections that stay closed in a unit's form: nothing stands in them, and no rule that speaks of them is broken."""
    catalogue = sheet.office.catalogue
    broken = {finding.code for finding in sheet.progress(unit.code).findings}
    named = {
        name.name for check in catalogue.checks if check.code in broken for name in names_in(catalogue.rule(check)[0])
    }
    for section in catalogue.sections:
        items = [item for item in catalogue.asked_of(unit.kind) if item.section == section]
        is_asked = any(sheet.text(unit.code, item.key) or named.intersection(item.names) for item in items)
        if section in catalogue.folded and not is_asked:
            yield section


def state_of(sheet: Sheet, unit: str) -> FilingState:
    """Where the filing of a unit stands."""
    return FilingState.of(sheet.text(unit, FILING_STATE))


def adopt_last(sheet: Sheet, unit: Unit, items: Iterable[Item]) -> Saved:
    """Enter the figures of the period before where nothing is typed yet."""
    filing = sheet.book.now[unit.code]
    asked = [item for item in items if not item.is_derived]
    missing = [item for item in asked if filing[item.key] is None and not sheet.text(unit.code, item.key)]
    texts = {item.key: sheet.last_text(unit.code, item) for item in missing}
    return sheet.enter(Edit(unit.code, key, text) for key, text in texts.items() if text)


def _by_item(entries: Iterable[Entry]) -> dict[str, Entry]:
    return {entry.item: entry for entry in entries}


def _met(fault: ChangedMeanwhile, edits: Mapping[Key, Edit]) -> dict[Key, Conflict]:
    theirs = [entry for _mine, entry in fault.conflicts if isinstance(entry, Entry)]
    return {(entry.unit, entry.item): Conflict(edits[entry.unit, entry.item], entry) for entry in theirs}


def _state(item: Item, content: Content) -> str:
    if isinstance(content, Unread):
        return "unread"
    if content is None:
        return "waiting" if item.required else "blank"
    if content is NOT_APPLICABLE:
        return "na"
    number = number_of(content)
    return "zero" if number is not None and not number else "value"
