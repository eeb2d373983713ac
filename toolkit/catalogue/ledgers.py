"""Ledgers: tables a unit keeps row by row (activities, issues, contacts, points).

Takes the catalogue's description of columns; gives `Ledger` and rows of contents. Never totals: that is review's work.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TypeAlias

from toolkit.catalogue.kinds import Content, Kind
from toolkit.catalogue.roles import ColumnRole, LedgerRole

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
    """

    label: str
    kind: Kind
    choices: tuple[str, ...] = ()
    required: bool = False
    was: tuple[str, ...] = ()
    role: ColumnRole | None = None
    done: tuple[str, ...] = ()

    @property
    def names(self) -> tuple[str, ...]:
        """What it is called, and was called before."""
        return (self.label, *self.was)


@dataclass(frozen=True)
class Ledger:
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

    def column(self, role: ColumnRole) -> Column | None:
        """The column that plays a role; None where none does."""
        said = next((column for column in self.columns if column.role is role), None)
        return said or next((column for column in self.columns if column.role is None and role in column.names), None)

    def headed(self, heading: str) -> str:
        """The label of the column that this heading means; the heading itself where it is none of them."""
        return next((column.label for column in self.columns if heading in column.names), heading)
