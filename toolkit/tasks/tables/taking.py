"""An old table in: a look that saves nothing, with what goes where and what has to be asked; then the taking, in one batch.

Takes an office and a file; gives what was understood and what it would change. What somebody decided a heading or a name means is
remembered, so that the next table laid out alike asks nothing. Only what is sure is taken; what ledgers say is never overwritten.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Final

from toolkit.archives import fingerprint
from toolkit.catalogue.periods import Period
from toolkit.errors import ToolkitError, UnknownName
from toolkit.figures.figure import NO_PERIOD, NO_UNIT, Change, FilingState
from toolkit.figures.store import Blob
from toolkit.findings import Finding
from toolkit.tables.grid import Grid, grid_of_clipboard, grids_in
from toolkit.tables.headings import OF_COLUMN, FiguresCalled, folded, key_of
from toolkit.tables.layout import Direction
from toolkit.tables.ledger_heads import LedgersCalled
from toolkit.tables.ledger_tables import read_ledger
from toolkit.tables.proposal import Table, read_table
from toolkit.tables.unit_names import UnitsCalled
from toolkit.tasks.figures.book import open_book
from toolkit.tasks.figures.states import state_changes
from toolkit.tasks.office.office import Office
from toolkit.tasks.tables.beside import Changing, figures_beside, rows_beside

BELOW: Final = " ▸ "
PASTED: Final = "贴上的表"
HAN: Final = re.compile("[\u3400-\u9fff]")
HEADING, NAME = "heading:", "called:"
"""How the history calls what was decided about a heading, and about a name."""
MEDIA: Final = "application/octet-stream"


@dataclass(frozen=True)
class Decisions:
    """What somebody said that headings and names mean.

    Args:
        headings: by the heading in one line, a figure's key; empty where it is none.
        names: by the name, a unit's code; empty where it is none.
    """

    headings: Mapping[str, str] = field(default_factory=dict)
    names: Mapping[str, str] = field(default_factory=dict)


NOTHING_DECIDED: Final = Decisions()


@dataclass(frozen=True)
class TableLook:
    """What a file of others holds.

    Args:
        name, data: the file; of what was pasted there is none.
        period: for when its figures are.
        tables: its sheets.
        wanted: the figures and rows it would change; those that stand there already are left out.
        same: how many stand there already.
        findings: what asks for a look.
        decisions: what was decided while looking.
    """

    name: str
    data: bytes = field(repr=False)
    period: Period
    tables: tuple[Table, ...]
    wanted: tuple[Changing, ...]
    same: int
    findings: tuple[Finding, ...]
    decisions: Decisions = NOTHING_DECIDED

    @property
    def is_asking(self) -> bool:
        """Whether a heading or a name has still to be decided."""
        return bool(self.asked or self.unknown)

    @property
    def asked(self) -> list[str]:
        """The headings that may be figures and are not sure, in words."""
        return list(dict.fromkeys(match.words for table in self.tables for match in table.asked))

    @property
    def foreign(self) -> list[str]:
        """The headings that are like no figure, in words."""
        return list(dict.fromkeys(match.words for table in self.tables for match in table.foreign))

    @property
    def unknown(self) -> list[str]:
        """The names that are no unit for sure."""
        return list(dict.fromkeys(text for table in self.tables for text, _near in table.unknown))


def look_into_table(
    office: Office, period: Period, name: str, data: bytes, decisions: Decisions = NOTHING_DECIDED
) -> TableLook:
    """Read a table without saving anything.

    Args:
        office, period: whose, and for when its figures are.
        name, data: the file.
        decisions: what its headings and names mean, beside what was decided before.

    Raises:
        ToolkitError: it is no table, or cannot be read; the text says what it is.
    """
    return replace(_look(office, period, name, grids_in(data, name), decisions), data=data)


def _look(office: Office, period: Period, name: str, grids: Iterable[Grid], decisions: Decisions) -> TableLook:
    here = office.at(period)
    said = _remembered(office)
    known = {**said.headings, **_by_key(decisions.headings, period)}
    headings = FiguresCalled(here.catalogue, period, known)
    names = UnitsCalled(here.units, {**said.names, **{folded(text): code for text, code in decisions.names.items()}})
    ledgers = LedgersCalled(here.catalogue, period, headings, known)
    tables = tuple(
        read_ledger(grid, name, ledgers, names, period) or read_table(grid, name, headings, names, period)
        for grid in grids
    )
    understood = tuple(table for table in tables if table.layout is not None) or tables
    book = open_book(office.then(period), period)
    rows, after = rows_beside(office, book, [row for table in understood for row in table.rows])
    figures = figures_beside(office, after, [each for table in understood for each in table.proposed])
    found = [finding for table in tables for finding in table.findings]
    findings = (*found, *figures.findings, *rows.findings)
    wanted, same = (*figures.wanted, *rows.wanted), figures.same + rows.same
    return TableLook(name, b"", period, understood, wanted, same, findings, decisions)


def look_into_pasted(office: Office, period: Period, text: str) -> TableLook | None:
    """Read a block copied from a sheet, where it has headings and names of its own; None where it is a bare block of figures.

    Args:
        office, period: whose, and for when its figures are.
        text: as the clipboard has it, cells parted by tabs.

    Raises:
        ToolkitError: it is a ledger, a line a thing: there is no cell for that among the figures.
    """
    first_line = next(iter(text.splitlines()), "")
    if "\t" not in text or not HAN.search(first_line):
        return None
    look = _look(office, period, PASTED, [grid_of_clipboard(text)], NOTHING_DECIDED)
    if kept := next((table.ledger for table in look.tables if table.ledger), None):
        raise ToolkitError(
            f"贴上的像是{kept.label}，一行一件事，不能贴在总表里。请存成 Excel 文件，在“收发表”页的“旧表”里收。"
        )
    layouts = [
        table.layout
        for table in look.tables
        if table.layout is not None and any(match.meaning or match.is_asked for match in table.matches)
    ]
    return look if any(layout.direction in (Direction.ROWS, Direction.COLUMNS) for layout in layouts) else None


def take_table(office: Office, look: TableLook) -> int:
    """Take what a table would change, in one batch; gives how many figures were changed.

    Raises:
        ChangedMeanwhile: somebody changed a figure since the look; nothing is taken.
        PeriodClosed: the period is closed.
        ToolkitError: there is nothing to take.
    """
    if not look.wanted:
        raise ToolkitError(f"{look.name}：没有可收的数。请先核对哪些列、哪些支部没有认出来。")
    codes = dict.fromkeys(each.change.unit for each in look.wanted)
    units = [office.units[code] for code in codes]
    filed = state_changes(office, look.period, units, FilingState.FILED)
    changes = [*(each.change for each in look.wanted), *filed]
    source = f"旧表 {look.name}"[:255]
    saved = office.store.save(changes, office.settings.author, source, files=[Blob(MEDIA, look.data)])
    return sum(entry.is_figure for entry in saved if entry.unit != NO_UNIT)


def heading_decided(office: Office, look: TableLook, heading: str, means: str) -> Decisions:
    """The decisions of a look with one more: what a heading means; an empty meaning says that it is no figure.

    Raises:
        UnknownName: there is no such heading or figure, or several headings end so.
    """
    known = list(dict.fromkeys(match.words for table in look.tables for match in table.matches))
    found = [each for each in known if each == heading] or [
        each for each in known if each.rpartition(BELOW)[2] == heading
    ]
    if len(found) != 1:
        reason = (
            f"有几栏都叫“{heading}”，请写全：{'、'.join(found)}"
            if found
            else f"表里没有“{heading}”这一栏。表里有：{'、'.join(known)}"
        )
        raise UnknownName(f"{reason}。")
    key = _key_meant(office, look, found[0], means) if means else ""
    return Decisions({**look.decisions.headings, found[0]: key}, look.decisions.names)


def _key_meant(office: Office, look: TableLook, heading: str, means: str) -> str:
    """By what it is remembered that a heading means a figure, or, where it stands over a ledger, a column of it."""
    ledger = next((t.ledger for t in look.tables if heading in [match.words for match in t.matches]), None)
    if ledger is None:
        return office.catalogue[means].key
    label = ledger.headed(means)
    labels = [column.label for column in ledger.columns]
    if label not in labels:
        raise UnknownName(f"{ledger.label}没有“{label}”这一栏。它有：{'、'.join(labels)}。")
    return OF_COLUMN + label


def name_decided(office: Office, look: TableLook, name: str, means: str) -> Decisions:
    """The decisions of a look with one more: which unit a name means; an empty meaning says that it is none.

    Raises:
        UnknownName: no line has such a name, or there is no such unit.
    """
    known = [text for table in look.tables if table.layout for text, _row in table.layout.units]
    if name not in known:
        raise UnknownName(f"表里没有叫“{name}”的一行。表里有：{'、'.join(dict.fromkeys(known))}。")
    code = office.at(look.period).units.find(means).code if means else ""
    return Decisions(look.decisions.headings, {**look.decisions.names, name: code})


def remember(office: Office, period: Period, decisions: Decisions) -> None:
    """Keep what somebody decided, so that it is never asked again; what was decided otherwise before gives way."""
    changes = list(_to_remember(office, period, decisions))
    if changes:
        office.store.save(changes, office.settings.author, "旧表的栏目")


def _by_key(headings: Mapping[str, str], period: Period) -> dict[str, str]:
    return {key_of(words.split(BELOW), period): key for words, key in headings.items()}


def _remembered(office: Office) -> Decisions:
    entries = [entry for entry in office.store.current(NO_PERIOD, NO_UNIT) if entry.text]
    said = {prefix: [json.loads(e.text) for e in entries if e.item.startswith(prefix)] for prefix in (HEADING, NAME)}
    return Decisions(*({each["words"]: each["means"] for each in said[prefix]} for prefix in (HEADING, NAME)))


def _to_remember(office: Office, period: Period, decisions: Decisions) -> Iterator[Change]:
    versions = {entry.item: entry.version for entry in office.store.current(NO_PERIOD, NO_UNIT)}
    names = {folded(text): code for text, code in decisions.names.items()}
    for prefix, said in ((HEADING, _by_key(decisions.headings, period)), (NAME, names)):
        for words, means in said.items():
            subject = prefix + fingerprint(words.encode())[:24]
            text = json.dumps({"words": words, "means": means}, ensure_ascii=False)
            yield Change(NO_UNIT, NO_PERIOD, subject, text, versions.get(subject, 0))
