"""The figures of one period held open, for a form and for the grid: every edit goes through here and is saved at once.

Takes edits as typed; gives what was saved, what somebody else had changed meanwhile, and what is found now. Nothing that was
typed is changed or lost: an edit that meets another's change is given back with both texts. Never shows anything.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cached_property
from typing import Final

from toolkit.catalogue.items import Item
from toolkit.catalogue.kinds import NOT_APPLICABLE, Content, Unread, is_waiting, show_decimal
from toolkit.catalogue.periods import Period
from toolkit.catalogue.units import Unit
from toolkit.errors import ChangedMeanwhile
from toolkit.figures.figure import Change, Entry
from toolkit.findings import Finding
from toolkit.report.wording import coverage_text, done_text
from toolkit.review.checks import number_of
from toolkit.review.confirmed import confirmations_of, name_of, text_of
from toolkit.review.progress import Progress
from toolkit.review.rollup import Total, roll_up
from toolkit.tasks.figures import Book, entries_of, filings, open_book, progress_in
from toolkit.tasks.office import Office

MOST_UNDONE: Final = 200
"""How many saves can be taken back."""


@dataclass(frozen=True)
class Edit:
    """A text typed for one figure."""

    unit: str
    item: str
    text: str


@dataclass(frozen=True)
class Conflict:
    """An edit that was not saved because somebody else had changed the figure after it was shown."""

    mine: Edit
    theirs: Entry


@dataclass(frozen=True)
class Saved:
    """What became of a save.

    Args:
        entries: what was newly entered; an edit that changed nothing makes none.
        conflicts: the edits that were not saved.
        units: codes of the units whose figures or findings may be others now.
    """

    entries: tuple[Entry, ...] = ()
    conflicts: tuple[Conflict, ...] = ()
    units: tuple[str, ...] = ()

    @property
    def at(self) -> datetime | None:
        """When it was saved; None where nothing was."""
        return self.entries[-1].at if self.entries else None


@dataclass(frozen=True)
class Cell:
    """How one figure stands: its text, its state for the eye, and what was found, in words.

    States: unread, waiting (required and blank), blank, warning, zero, na, value; absent where the unit is not asked.
    """

    text: str
    state: str
    note: str = ""


class Sheet:
    """One period's figures, held open.

    Args:
        office: whose.
        period: for when.
        source: by what way edits come, for the history.
    """

    def __init__(self, office: Office, period: Period, source: str) -> None:
        self.office, self.period, self.source = office, period, source
        self._undo: list[tuple[Edit, ...]] = []
        self.refresh()

    def refresh(self) -> None:
        """Read everything anew, with what others have entered."""
        self._entries = {code: _by_item(each) for code, each in entries_of(self.office, self.period).items()}
        self.book: Book = open_book(self.office, self.period)
        self._progress: dict[str, Progress] = {}
        self.__dict__.pop("totals", None)

    def text(self, unit: str, item: str) -> str:
        """What is stored, as it was typed."""
        entry = self._entries[unit].get(item)
        return entry.text if entry else ""

    def last_text(self, unit: str, item: Item) -> str:
        """The figure of the period before, as text."""
        return item.show(self.book.last[unit][item.key])

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
        """Save edits together; those that meet another's change are given back, and the others are saved.

        Raises:
            StoreUnavailable: nothing could be saved.
        """
        wanted = list({(edit.unit, edit.item): edit for edit in edits}.values())
        before = tuple(Edit(edit.unit, edit.item, self.text(edit.unit, edit.item)) for edit in wanted)
        saved = self._save(wanted)
        entered = {(entry.unit, entry.item) for entry in saved.entries}
        undone = tuple(edit for edit in before if (edit.unit, edit.item) in entered)
        if undone:
            self._undo = [*self._undo[1 - MOST_UNDONE :], undone]
        return saved

    def undo(self) -> Saved | None:
        """Take the last save back, as an entry of its own; None where there is none left."""
        return self._save(self._undo.pop()) if self._undo else None

    @property
    def undoable(self) -> int:
        """How many saves can be taken back."""
        return len(self._undo)

    def take_theirs(self, unit: str) -> None:
        """Show what others entered for a unit: from now on its edits are made knowing it."""
        self._reread([unit])

    def keep_mine(self, conflict: Conflict) -> Saved:
        """Save an edit over the change it met, which its author has now seen."""
        self._entries[conflict.theirs.unit][conflict.theirs.item] = conflict.theirs
        return self.enter([conflict.mine])

    def confirm(self, finding: Finding, reason: str) -> Saved:
        """Settle a warning as odd but true; an empty reason opens it again."""
        text = text_of(finding, reason) if reason.strip() else ""
        return self._save([Edit(finding.unit, name_of(finding), text)])

    def _save(self, edits: Sequence[Edit]) -> Saved:
        conflicts: list[Conflict] = []
        while True:
            changes = [self._change(edit) for edit in edits]
            try:
                entries = self.office.store.save(changes, self.office.settings.author, self.source)
            except ChangedMeanwhile as fault:
                met = _met(fault)
                conflicts += met
                mine = {(conflict.mine.unit, conflict.mine.item) for conflict in met}
                edits = [edit for edit in edits if (edit.unit, edit.item) not in mine]
                continue
            self._take_in(entries)
            return Saved(entries, tuple(conflicts), tuple(dict.fromkeys(entry.unit for entry in entries)))

    def _change(self, edit: Edit) -> Change:
        seen = self._entries[edit.unit].get(edit.item)
        return Change(edit.unit, self.period.code, edit.item, edit.text, seen.version if seen else 0)

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
        now = {**self.book.now, **filings(self.office, self.period, typed)}
        confirmed = {unit: confirmations_of(each) for unit, each in typed.items()}
        self.book = replace(self.book, now=now, confirmations={**self.book.confirmations, **confirmed})
        for unit in units:
            self._progress.pop(unit, None)
        self.__dict__.pop("totals", None)


def findings_of(sheet: Sheet, unit: str, item: str) -> tuple[Finding, ...]:
    """What is found about one figure and is open."""
    return tuple(finding for finding in sheet.progress(unit).findings if finding.item == item)


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
    return Cell(shown, state, " ".join(finding.message for finding in found))


def coverage_of(total: Total) -> str:
    """How many of the units asked a total covers, in words; empty where nobody was asked."""
    asked = len(total.covered) + len(total.missing)
    return coverage_text(len(total.covered), asked) if asked else ""


def aim_of(sheet: Sheet, unit: Unit, item: Item) -> str:
    """A figure's target for the period and how far it is reached, in words; empty where there is none."""
    target = item.target.in_period(sheet.period) if item.target else None
    if target is None:
        return ""
    done = done_text(number_of(sheet.book.now[unit.code][item.key]), target)
    return "，".join(part for part in (f"应有{show_decimal(target)}{item.unit}", done) if part)


def adopt_last(sheet: Sheet, unit: Unit, items: Iterable[Item]) -> Saved:
    """Enter the figures of the period before where nothing is typed yet."""
    texts = {item.key: sheet.last_text(unit.code, item) for item in items if not sheet.text(unit.code, item.key)}
    return sheet.enter(Edit(unit.code, key, text) for key, text in texts.items() if text)


def _by_item(entries: Iterable[Entry]) -> dict[str, Entry]:
    return {entry.item: entry for entry in entries}


def _met(fault: ChangedMeanwhile) -> list[Conflict]:
    met = []
    for mine, theirs in fault.conflicts:
        assert isinstance(mine, Change)
        assert isinstance(theirs, Entry)
        met.append(Conflict(Edit(mine.unit, mine.item, mine.text), theirs))
    return met


def _state(item: Item, content: Content) -> str:
    if isinstance(content, Unread):
        return "unread"
    if content is None:
        return "waiting" if item.required else "blank"
    if content is NOT_APPLICABLE:
        return "na"
    number = number_of(content)
    return "zero" if number is not None and not number else "value"
