"""The two tables of the store.

`entries` is append-only: an entry is never changed or deleted, and the highest version of a figure is the current one.
The unique key over (unit, period, item, version) makes a lost update impossible on every database.
Never altered here by hand: a new column is a new migration.
"""

from __future__ import annotations

from sqlalchemy import Column, DateTime, Index, Integer, MetaData, String, Table, Text, UniqueConstraint

REVISION = "0002"
"""The migration this code expects; the newest in `migrations/versions`."""

metadata = MetaData()

entries = Table(
    "entries",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("unit", String(64), nullable=False),
    Column("period", String(16), nullable=False),
    Column("item", String(64), nullable=False),
    Column("version", Integer, nullable=False),
    Column("text", Text, nullable=False),
    Column("author", String(128), nullable=False),
    Column("source", String(255), nullable=False),
    Column("at", DateTime(timezone=True), nullable=False),
    UniqueConstraint("unit", "period", "item", "version", name="one_entry_a_version"),
    Index("entries_by_period", "period", "unit"),
)

intakes = Table(
    "intakes",
    metadata,
    Column("fingerprint", String(64), primary_key=True),
    Column("unit", String(64), nullable=False),
    Column("period", String(16), nullable=False),
    Column("file_name", String(255), nullable=False),
    Column("at", DateTime(timezone=True), nullable=False),
    Column("saved", DateTime(timezone=True), nullable=True),
)
