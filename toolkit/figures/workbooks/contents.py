"""What one unit's form says that no other unit's does: the values of its cells, and the notes on them.

Takes the catalogue and what is known of the unit; gives values by sheet and cell. What the forms of all units of one kind say
alike stands in `frame`, which is told nothing of any unit. So nothing that varies can be left as it was in another's form.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Final

from toolkit.catalogue.items import Catalogue, Item
from toolkit.catalogue.kinds import TEXT, Kind, show_decimal
from toolkit.catalogue.ledgers import Ledger
from toolkit.catalogue.periods import Period
from toolkit.catalogue.units import Unit
from toolkit.figures.figure import NOTHING, Entry, Filing
from toolkit.figures.ledger_rows import ROW_MARK, mark_of_row, text_of_row, typed_row, typed_rows
from toolkit.figures.running import running_rows
from toolkit.figures.workbooks.cells import escaped, exact_number
from toolkit.figures.workbooks.layout import (
    ANSWER_COLUMN,
    FORMAT,
    ISSUED_SHEET,
    KEPT_COLUMNS,
    LABEL_COLUMN,
    LAST_COLUMN,
    LEDGER_FIRST_ROW,
    MAIN_SHEET,
    META_BUREAU,
    META_FORMAT,
    META_MARK,
    META_PERIOD,
    META_RAN,
    META_SHEET,
    META_UNIT,
    META_UNIT_NAME,
    META_WRITTEN,
    TARGET_COLUMN,
    UNIT_LABEL,
    UNIT_ROW,
    advice_of,
    item_rows,
    letters_of,
    room_for,
)

MOST_LETTERS: Final = 32_767
"""Excel keeps no more in a cell."""
HELP_AUTHOR, LAST_AUTHOR = "填报说明", "上期"
LAST_ISSUED: Final = letters_of(2 + KEPT_COLUMNS.index(LAST_COLUMN))
TARGET_ISSUED: Final = letters_of(2 + KEPT_COLUMNS.index(TARGET_COLUMN))
"""The columns of 上期 and of 目标 on the sheet `_issued`."""

Value = str | Decimal
"""A text, escaped as Excel stores it, or a number."""
Cells = Mapping[str, Value]
"""The values of one sheet by cell; a cell that is not named is empty, or as the frame has it."""


@dataclass(frozen=True)
class Blank:
    """What a form is made from.

    Args:
        unit, period: whose form, and for when.
        entries: the current entries of the unit and period; their values are written in, their versions remembered.
        last: the unit's filing of the period before, for the column 上期.
        bureau: the name of the bureau, so that no other office's form is taken for one's own.
        mark: what tells this form from every other that was written.
        written: when it is written, with time zone; by it a form that somebody saved since is told from one nobody touched.
        running: the rows of ledgers that were not done before the period, by subject: they are written in, to be carried on.
    """

    unit: Unit
    period: Period
    entries: Sequence[Entry]
    last: Filing
    bureau: str = ""
    mark: str = ""
    written: datetime | None = None
    running: Mapping[str, str] = field(default_factory=dict)

    @property
    def texts(self) -> dict[str, str]:
        """By item, what stands there."""
        return {entry.item: entry.text for entry in self.entries}

    @property
    def versions(self) -> dict[str, int]:
        """By item, the version it is written from; 0 of a row that nothing was said of in the period."""
        return {**dict.fromkeys(self.running, 0), **{entry.item: entry.version for entry in self.entries}}


@dataclass(frozen=True)
class Note:
    """A note on a cell of the sheet 填报; its size is in pixels."""

    text: str
    author: str
    width: int
    height: int


@dataclass(frozen=True)
class Contents:
    """What is written into a frame.

    Args:
        cells: the values, by sheet.
        notes: the notes on the sheet 填报, by cell.
        rooms: how many rows the frame must have for each ledger of the unit.
        written: what the file says of when it was made.
    """

    cells: Mapping[str, Cells]
    notes: Mapping[str, Note]
    rooms: tuple[int, ...]
    written: datetime | None


def contents_of(catalogue: Catalogue, blank: Blank) -> Contents:
    """All that is written into the frame of a form for one unit."""
    items, ledgers = catalogue.typed_by(blank.unit.kind), catalogue.ledgers_of(blank.unit.kind)
    entries = blank.texts
    last = {item.key: _text(item.show(blank.last[item.key])) for item in items}
    aims = dict(_own_aims(items, blank))
    rows = [typed_rows(_rows_shown(ledger, blank), ledger) for ledger in ledgers]
    cells: dict[str, Cells] = {
        MAIN_SHEET: {
            f"{LABEL_COLUMN}{UNIT_ROW}": _text(f"{UNIT_LABEL}{blank.unit.name}"),
            **dict(_answers(items, entries)),
            **dict(_last_values(items, last)),
            **{f"{TARGET_COLUMN}{row}": aims[item.key] for row, item in item_rows(items) if item.key in aims},
        },
        **{
            ledger.label: dict(_ledger_cells(ledger, each)) if each else dict(_nothing(ledger, entries))
            for ledger, each in zip(ledgers, rows, strict=True)
        },
        META_SHEET: dict(_meta(blank, dict(_marks(ledgers, blank)))),
        ISSUED_SHEET: {
            **{f"{LAST_ISSUED}{n}": last[item.key] for n, item in enumerate(items, 1) if last[item.key]},
            **{f"{TARGET_ISSUED}{n}": aims[item.key] for n, item in enumerate(items, 1) if item.key in aims},
        },
    }
    rooms = tuple(room_for(len(each)) for each in rows)
    return Contents(cells, dict(_notes(items, blank.last)), rooms, blank.written)


def _own_aims(items: Sequence[Item], blank: Blank) -> Iterator[tuple[str, Value]]:
    """The targets of the unit where some units have one of their own, by item: the frame has those that all have alike."""
    for item in items:
        target = item.target_in(blank.period, blank.unit.code)
        if target is not None and item.common_target_in(blank.period) is None:
            yield item.key, _text(show_decimal(target))


def _rows_shown(ledger: Ledger, blank: Blank) -> dict[str, str]:
    """The rows of a ledger that a form shows: its own, and those that run on and of which nothing was said yet."""
    own = {subject: text for subject, text in blank.texts.items() if text and ROW_MARK in subject}
    return {**running_rows(ledger, blank.running, own), **own}


def _answers(items: Sequence[Item], entries: Mapping[str, str]) -> Iterator[tuple[str, Value]]:
    for row, item in item_rows(items):
        text = entries.get(item.key)
        if text:
            yield f"{ANSWER_COLUMN}{row}", _typed(item.kind, text)


def _last_values(items: Sequence[Item], last: Mapping[str, str]) -> Iterator[tuple[str, Value]]:
    for row, item in item_rows(items):
        # The answer of a text goes over this column, and what stands under a merge is seen by nobody.
        if last[item.key] and item.kind is not TEXT:
            yield f"{LAST_COLUMN}{row}", last[item.key]


def _notes(items: Sequence[Item], filing: Filing) -> Iterator[tuple[str, Note]]:
    for row, item in item_rows(items):
        last = item.show(filing[item.key]) if item.kind is TEXT else ""
        if last:
            yield f"{ANSWER_COLUMN}{row}", Note(escaped(f"上期：{last}"), LAST_AUTHOR, 420, 200)
        elif item.help:
            yield f"{ANSWER_COLUMN}{row}", Note(escaped(advice_of(item)), HELP_AUTHOR, 260, 90)


def _nothing(ledger: Ledger, entries: Mapping[str, str]) -> Iterator[tuple[str, Value]]:
    """What was said of a ledger in which there is nothing to enter."""
    said = entries.get(f"{NOTHING}{ledger.key}")
    if said:
        yield f"{letters_of(1)}{LEDGER_FIRST_ROW}", _text(said)


def _ledger_cells(ledger: Ledger, rows: Mapping[str, Mapping[str, str]]) -> Iterator[tuple[str, Value]]:
    behind = letters_of(len(ledger.columns) + 1)
    for number, (name, row) in enumerate(rows.items(), start=LEDGER_FIRST_ROW):
        yield f"{behind}{number}", _text(name)
        for column, each in enumerate(ledger.columns, start=1):
            text = row.get(each.label)
            if text:
                yield f"{letters_of(column)}{number}", _typed(each.kind, text)


def _marks(ledgers: Sequence[Ledger], blank: Blank) -> Iterator[tuple[str, str]]:
    """By which the rows that run on into the form are known again, by subject."""
    for ledger in ledgers:
        for subject, text in running_rows(ledger, blank.running, blank.texts).items():
            if not blank.texts.get(subject):
                yield subject, mark_of_row(text_of_row(ledger, typed_row(text, ledger)))


def _meta(blank: Blank, marks: Mapping[str, str]) -> Iterator[tuple[str, Value]]:
    rows = (
        (META_FORMAT, FORMAT),
        (META_UNIT, blank.unit.code),
        (META_PERIOD, blank.period.code),
        (META_UNIT_NAME, blank.unit.name),
        (META_BUREAU, blank.bureau),
        (META_MARK, f"-{blank.mark}" if blank.mark else ""),
        (META_WRITTEN, blank.written.isoformat(timespec="seconds") if blank.written else ""),
        *((item, str(version)) for item, version in blank.versions.items()),
        *((f"{META_RAN}{subject}", mark) for subject, mark in marks.items()),
    )
    for number, (name, text) in enumerate(rows, start=1):
        yield f"A{number}", _text(name)
        if text:
            yield f"B{number}", _text(text)


def _typed(kind: Kind, text: str) -> Value:
    number = exact_number(text) if kind.numeric else None
    return number if number is not None else _text(text)


def _text(text: str) -> str:
    return escaped(text)[:MOST_LETTERS]
