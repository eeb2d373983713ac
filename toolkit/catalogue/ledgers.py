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


@dataclass(frozen=True)
class Ledger:
    """One ledger and who keeps it.

    Args:
        key: stable English id.
        label: its name everywhere a clerk sees it.
        columns: its columns in order.
        filed_by: the kinds of unit that keep it.
        help: one line on what to enter.
    """

    key: str
    label: str
    columns: tuple[Column, ...]
    filed_by: tuple[str, ...]
    help: str = ""
