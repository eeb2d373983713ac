"""The four tables of the store.

`batches` says who saved what kind of thing when and why; `entries` is append-only: an entry is never changed or deleted, and the
highest version of a subject is the current one; `current` holds those once more, written in the same transaction, so that no
question reads the history; `blobs` holds whole files. The unique key over (unit, period, subject, version) makes a lost update
impossible on every database. Never altered here by hand: a new column is a new migration.
"""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Column,
    DateTime,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
    UniqueConstraint,
    text,
)

REVISION = "0003"
"""The migration this code expects; the newest in `migrations/versions`."""

metadata = MetaData()

batches = Table(
    "batches",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("at", DateTime(timezone=True), nullable=False),
    Column("author", String(128), nullable=False),
    Column("source", String(255), nullable=False),
    Column("reason", Text, nullable=False),
    # Of a form that was taken in: whose, for when, what its bytes are known by, and when it says it was saved.
    Column("unit", String(64), nullable=False),
    Column("period", String(16), nullable=False),
    Column("fingerprint", String(64), nullable=True),
    Column("saved", DateTime(timezone=True), nullable=True),
    Column("undoes", Integer, nullable=True),
    Column("undone", Integer, nullable=True),
    Column("digest", String(64), nullable=False),
    # A form that was taken back may be taken again.
    Index(
        "one_taking_of_a_form",
        "fingerprint",
        unique=True,
        sqlite_where=text("undone IS NULL"),
        postgresql_where=text("undone IS NULL"),
    ),
)

entries = Table(
    "entries",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("batch", Integer, nullable=False),
    Column("unit", String(64), nullable=False),
    Column("period", String(16), nullable=False),
    Column("subject", String(128), nullable=False),
    Column("version", Integer, nullable=False),
    Column("text", Text, nullable=False),
    Column("sense", String(8), nullable=False),
    Column("value", Text, nullable=False),
    Column("number", BigInteger, nullable=True),
    UniqueConstraint("unit", "period", "subject", "version", name="one_version_of_a_subject"),
    Index("entries_of_a_batch", "batch"),
)

current = Table(
    "current",
    metadata,
    # In this order, so that a period lies together, and in it each unit.
    Column("period", String(16), primary_key=True),
    Column("unit", String(64), primary_key=True),
    Column("subject", String(128), primary_key=True),
    Column("batch", Integer, nullable=False),
    Column("version", Integer, nullable=False),
    Column("text", Text, nullable=False),
    Column("sense", String(8), nullable=False),
    Column("value", Text, nullable=False),
    Column("number", BigInteger, nullable=True),
    # All that adding up asks for, so that no figure itself is read.
    Index("sums_of_a_period", "period", "subject", "sense", "number"),
    sqlite_with_rowid=False,
)

blobs = Table(
    "blobs",
    metadata,
    Column("sha256", String(64), primary_key=True),
    Column("media", String(128), nullable=False),
    Column("bytes", LargeBinary, nullable=False),
)
