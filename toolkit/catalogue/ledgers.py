"""Ledgers: tables a unit keeps row by row (activities, issues, contacts, points).

Takes the catalogue's description of columns; gives `Ledger` and rows of contents. Never totals: that is review's work.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TypeAlias

from toolkit.catalogue.kinds import Content, Kind

LedgerRow: TypeAlias = Mapping[str, Content]
LedgerRows: TypeAlias = tuple[LedgerRow, ...]


@dataclass(frozen=True)
class Column:
    """One column of a ledger; its label is its name in forms, checks and templates."""

    label: str
    kind: Kind
    choices: tuple[str, ...] = ()
    required: bool = False
    was: tuple[str, ...] = ()

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
    """

    key: str
    label: str
    columns: tuple[Column, ...]
    filed_by: tuple[str, ...]
    help: str = ""
    was: tuple[str, ...] = ()

    @property
    def names(self) -> tuple[str, ...]:
        """All it goes by: what it is called, its key, and what it was called."""
        return (self.label, self.key, *self.was)

    @property
    def titles(self) -> tuple[str, ...]:
        """What its sheet may be called in a form."""
        return (self.label, *self.was)

    def headed(self, heading: str) -> str:
        """The label of the column that this heading means; the heading itself where it is none of them."""
        return next((column.label for column in self.columns if heading in column.names), heading)
