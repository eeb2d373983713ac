"""Ledgers: tables a unit keeps row by row (activities, issues, contacts, points).

Takes the catalogue's description of columns; gives `Ledger` and rows of contents. Never totals: that is review's work.

A ledger that says in a column how far a thing is, and which words there mean that it is done, runs over periods: what was not
done at the end of one stands in the next by itself.

    done = ["已销号"]   steps = ["待整改→整改中→待验收→已销号", "待验收→退回→整改中"]
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property, lru_cache, partial
from typing import TypeAlias

from toolkit.catalogue.as_written import Unreadable
from toolkit.catalogue.kinds import MOST_TEXTS_KNOWN, TEXT, Content, Kind, Unread, read_text
from toolkit.catalogue.roles import DONE_BEFORE, LEDGERS_BEFORE, ColumnRole, LedgerRole
from toolkit.catalogue.targets import Target
from toolkit.lazy import Lazy

LedgerRow: TypeAlias = Mapping[str, Content]
LedgerRows: TypeAlias = tuple[LedgerRow, ...]


@dataclass(frozen=True)
class Column:
    """One column of a ledger; its label is its name in forms, checks and templates.

    Args:
        label, kind, choices, required: what it is called, what stands in it, which words, and whether it has to.
        was: what it was called before.
        role: the part it plays in rules; by its label where the catalogue does not say.
        done: of a state, the words that mean that nothing is left to do.
        steps: of a state, each word with one that may come after it; none where any may.
        target: how many rows there should be for each name in the column.
        also: what it is called in tables of others.
    """

    label: str
    kind: Kind
    choices: tuple[str, ...] = ()
    required: bool = False
    was: tuple[str, ...] = ()
    role: ColumnRole | None = None
    done: tuple[str, ...] = ()
    steps: tuple[tuple[str, str], ...] = ()
    target: Target | None = None
    also: tuple[str, ...] = ()

    @property
    def names(self) -> tuple[str, ...]:
        """What it is called, and was called before."""
        return (self.label, *self.was)

    def leads(self, before: str, now: str) -> bool:
        """Whether some steps lead from one word to another: as many as may be done in one period.

        >>> from toolkit.catalogue.kinds import CHOICE
        >>> state = Column("状态", CHOICE, steps=(("待整改", "整改中"), ("整改中", "已销号")))
        >>> state.leads("待整改", "已销号"), state.leads("已销号", "整改中"), state.leads("已销号", "已销号")
        (True, False, True)
        """
        reached, new = {before}, {before}
        while new and self.steps:
            new = {after for first, after in self.steps if first in new} - reached
            reached |= new
        return now in reached or not self.steps


@dataclass(frozen=True)
class Ledger(Lazy):
    """One ledger and who keeps it.

    Args:
        key: stable English id.
        label: its name everywhere a clerk sees it.
        columns: its columns in order.
        filed_by: the kinds of unit that keep it.
        help: one line on what to enter.
        was: what it was called before.
        role: the part it plays in rules; by its key where the catalogue does not say.
    """

    key: str
    label: str
    columns: tuple[Column, ...]
    filed_by: tuple[str, ...]
    help: str = ""
    was: tuple[str, ...] = ()
    role: LedgerRole | None = None

    @property
    def names(self) -> tuple[str, ...]:
        """All it goes by: what it is called, its key, and what it was called."""
        return (self.label, self.key, *self.was)

    @property
    def titles(self) -> tuple[str, ...]:
        """What its sheet may be called in a form."""
        return (self.label, *self.was)

    @cached_property
    def state(self) -> Column | None:
        """The column that says how far a thing is, with words that mean that it is done; None where there is none."""
        said = next((column for column in self.columns if column.done), None)
        if said is None and (self.role or LEDGERS_BEFORE.get(self.key)) is LedgerRole.ISSUES:
            before = self.column(ColumnRole.STATE)
            return before and replace(before, done=(DONE_BEFORE,))
        return said

    @property
    def runs_on(self) -> bool:
        """Whether what is not done at the end of a period stands in the next one too."""
        return self.state is not None

    def is_open(self, words: Mapping[str, str]) -> bool:
        """Whether a row, as typed, is not done."""
        return self.state is not None and not self.is_done(words.get(self.state.label, ""))

    def is_done(self, word: object) -> bool:
        """Whether a word of the state means that a thing is done; where there is no state, nothing is left to do."""
        return self.state is None or str(word).strip() in self.state.done

    def is_overdue(self, row: LedgerRow, day: date) -> bool:
        """Whether a row is not done, and its time was over before a day."""
        column = self.column(ColumnRole.DUE)
        due = row.get(column.label) if column else None
        return (
            isinstance(due, date)
            and due < day
            and self.state is not None
            and not self.is_done(row.get(self.state.label))
        )

    @cached_property
    def blank_row(self) -> LedgerRow:
        """A row with nothing in it."""
        return dict.fromkeys(column.label for column in self.columns)

    def readers(self, year: int | None = None) -> Mapping[str, Callable[[str], Content]]:
        """By label, what gives the content of a typed cell of each column; what cannot be read is kept as `Unread`.

        Most cells of a ledger say what others said before: a type, a day, 是.

        Args:
            year: the one in which what was done was done; a day without a year is of it, where nothing is left to do.
        """
        if year not in self._readers:
            event = None if self.runs_on else self.column(ColumnRole.DAY)
            years = {column.label: year if column is event else None for column in self.columns}
            readers = {column: partial(_cell_of, column, years[column.label]) for column in self.columns}
            # What is written in words is hardly ever written twice: remembering it takes longer than reading it.
            self._readers[year] = {
                column.label: reader if column.kind is TEXT else lru_cache(MOST_TEXTS_KNOWN)(reader)
                for column, reader in readers.items()
            }
        return self._readers[year]

    @cached_property
    def _readers(self) -> dict[int | None, Mapping[str, Callable[[str], Content]]]:
        return {}

    @cached_property
    def has_old_names(self) -> bool:
        """Whether any of its columns was called something else before."""
        return any(column.was for column in self.columns)

    def column(self, role: ColumnRole) -> Column | None:
        """The column that plays a role; None where none does."""
        return self._playing[role]

    @cached_property
    def _playing(self) -> Mapping[ColumnRole, Column | None]:
        said = {column.role: column for column in reversed(self.columns) if column.role}
        named = {name: column for column in reversed(self.columns) if not column.role for name in column.names}
        return {role: said.get(role) or named.get(role) for role in ColumnRole}

    def headed(self, heading: str) -> str:
        """The label of the column that this heading means; the heading itself where it is none of them."""
        return next((column.label for column in self.columns if heading in column.names), heading)


def _cell_of(column: Column, year: int | None, text: str) -> Content:
    try:
        return read_text(column.kind, text, column.choices, year=year)
    except Unreadable as fault:
        return Unread(text, str(fault))
