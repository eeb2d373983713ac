"""Entries as they were typed, and filings: one unit's answers for one period.

Takes entries and the catalogue; gives contents. What is stored is what was typed; its meaning is read from it each
time, so that nothing typed is ever changed. Never touches the store.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from toolkit.catalogue.items import Catalogue, Item
from toolkit.catalogue.kinds import Content, Unread, Unreadable, read
from toolkit.catalogue.ledgers import Ledger, LedgerRow, LedgerRows
from toolkit.catalogue.periods import Period
from toolkit.catalogue.units import Unit


@dataclass(frozen=True)
class Entry:
    """One entry of the history: what was typed for one item of one unit and period.

    Args:
        unit, period, item: codes and key; a ledger's key stands where an item's would.
        text: as typed; an empty text is a figure cleared again.
        version: 1 for the first entry, one more each time.
        author, source: who entered it and by what way (a file's name, 填报页).
        at: when, with time zone.
    """

    unit: str
    period: str
    item: str
    text: str
    version: int
    author: str
    source: str
    at: datetime

    @property
    def is_figure(self) -> bool:
        """Whether it is an answer, and not a word about one: those have a colon in their name, which no key has."""
        return ":" not in self.item


@dataclass(frozen=True)
class Change:
    """A wish to enter `text`; `seen` is the version the editor saw, 0 where there was none."""

    unit: str
    period: str
    item: str
    text: str
    seen: int


@dataclass(frozen=True)
class Filing:
    """One unit's answers for one period.

    Args:
        unit, period: whose, and for when.
        contents: item key to content; an item nobody answered is blank and may be absent.
        ledgers: ledger key to rows; a ledger that was never kept is absent.
    """

    unit: Unit
    period: Period
    contents: Mapping[str, Content] = field(default_factory=dict)
    ledgers: Mapping[str, LedgerRows] = field(default_factory=dict)

    def __getitem__(self, key: str) -> Content:
        return self.contents.get(key)

    @property
    def filed(self) -> bool:
        """Whether anything at all came in."""
        return any(content is not None for content in self.contents.values()) or any(self.ledgers.values())


def content_of(item: Item, text: str) -> Content:
    """What typed text means for an item; text that cannot be read is kept as `Unread`."""
    try:
        return item.read(text)
    except Unreadable as fault:
        return Unread(text, str(fault))


def filing_of(unit: Unit, period: Period, entries: Iterable[Entry], catalogue: Catalogue) -> Filing:
    """The filing that the current entries of one unit and period make.

    Entries of items the catalogue no longer holds are left out; they stay in the store.
    """
    return filing_of_texts(unit, period, {entry.item: entry.text for entry in entries}, catalogue)


def filing_of_texts(unit: Unit, period: Period, texts: Mapping[str, str], catalogue: Catalogue) -> Filing:
    """The filing that the current texts of one unit and period make, item to text."""
    contents = {
        item.key: content_of(item, texts[item.key]) for item in catalogue.asked_of(unit.kind) if item.key in texts
    }
    ledgers = {
        ledger.key: rows_from_text(ledger, texts[ledger.key])
        for ledger in catalogue.ledgers_of(unit.kind)
        if ledger.key in texts
    }
    return Filing(unit, period, contents, ledgers)


def rows_from_text(ledger: Ledger, text: str) -> LedgerRows:
    """The rows that a ledger's stored text holds, each column read by its kind."""
    return tuple(_row_contents(ledger, row) for row in typed_rows(text, ledger))


def typed_rows(text: str, ledger: Ledger | None = None) -> tuple[Mapping[str, str], ...]:
    """The rows that a ledger's stored text holds, as typed, column label to text.

    Args:
        text: as it is stored.
        ledger: what its columns are called now; as they were called then where None.
    """
    rows: tuple[Mapping[str, str], ...] = tuple(json.loads(text)) if text else ()
    if ledger is None or not any(column.was for column in ledger.columns):
        return rows
    return tuple({ledger.headed(name): cell for name, cell in row.items()} for row in rows)


def text_from_rows(ledger: Ledger, rows: Iterable[Mapping[str, str]]) -> str:
    """The text under which a ledger's typed rows are stored; no rows make an empty text."""
    kept = [{column.label: row[column.label] for column in ledger.columns if row.get(column.label)} for row in rows]
    return json.dumps(kept, ensure_ascii=False) if kept else ""


def _row_contents(ledger: Ledger, row: Mapping[str, str]) -> LedgerRow:
    contents: dict[str, Content] = {}
    for column in ledger.columns:
        text = row.get(column.label, "")
        try:
            contents[column.label] = read(column.kind, text, column.choices)
        except Unreadable as fault:
            contents[column.label] = Unread(text, str(fault))
    return contents
