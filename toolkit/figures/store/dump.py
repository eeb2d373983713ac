"""All that a database holds, as lines and files: the same for SQLite and PostgreSQL, in one moment; and back from them.

Takes an engine, or lines; gives lines, or the number of rows written. Never looks at the meaning of a row.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import UTC, datetime
from typing import Any, Final

from sqlalchemy import Connection, DateTime, Engine, Table, delete, func, insert, select, text

from toolkit.figures.store.database import transaction
from toolkit.figures.store.tables import batches, blobs, current, entries
from toolkit.figures.store.writing import with_zone

TABLES: Final = {table.name: table for table in (batches, entries, current)}
ROWS_AT_ONCE: Final = 5_000


def dump(engine: Engine, take_line: Callable[[str, str], None], take_file: Callable[[str, str, bytes], None]) -> int:
    """Hand over all there is, as it is at one moment, whoever writes meanwhile.

    Args:
        engine: the database.
        take_line: told of each row: the name of its table, and the row as JSON.
        take_file: told of each whole file: its SHA-256, what kind it is, and its bytes.

    Returns:
        How many rows there were.
    """
    rows = 0
    with transaction(engine, writing=False) as connection:
        for name, table in TABLES.items():
            for row in connection.execution_options(yield_per=ROWS_AT_ONCE).execute(select(table)).mappings():
                take_line(name, json.dumps(_told(dict(row)), ensure_ascii=False))
                rows += 1
        for sha256, media in connection.execute(select(blobs.c.sha256, blobs.c.media)).all():
            data = connection.execute(select(blobs.c.bytes).where(blobs.c.sha256 == sha256)).scalar_one()
            take_file(sha256, media, bytes(data))
    return rows


def load(engine: Engine, lines: Mapping[str, Iterable[str]], files: Iterable[tuple[str, str, bytes]]) -> None:
    """Put what was handed over in place of all that a database holds, whole or not at all.

    Args:
        engine: the database; it has the tables this program expects.
        lines: by the name of a table its rows as JSON.
        files: SHA-256, kind and bytes of each whole file.
    """
    with transaction(engine, writing=True) as connection:
        if connection.dialect.name == "postgresql":
            connection.execute(text("LOCK TABLE batches, entries, current, blobs IN ACCESS EXCLUSIVE MODE"))
        for table in (*TABLES.values(), blobs):
            connection.execute(delete(table))
        for name, table in TABLES.items():
            _insert(connection, table, (_row(table, json.loads(line)) for line in lines.get(name, ())))
        _insert(connection, blobs, ({"sha256": name, "media": media, "bytes": data} for name, media, data in files))
        if connection.dialect.name == "postgresql":
            _count_on(connection)


def _told(row: dict[str, Any]) -> dict[str, Any]:
    return {
        name: with_zone(value).astimezone(UTC).isoformat() if isinstance(value, datetime) else value
        for name, value in row.items()
    }


def _row(table: Table, told: Mapping[str, Any]) -> dict[str, Any]:
    moments = {column.name for column in table.columns if isinstance(column.type, DateTime)}
    return {
        name: datetime.fromisoformat(value) if name in moments and value is not None else value
        for name, value in told.items()
    }


def _insert(connection: Connection, table: Table, rows: Iterable[dict[str, Any]]) -> None:
    for some in _in_parts(rows):
        connection.execute(insert(table), some)


def _in_parts(rows: Iterable[dict[str, Any]]) -> Iterator[list[dict[str, Any]]]:
    part: list[dict[str, Any]] = []
    for row in rows:
        part.append(row)
        if len(part) == ROWS_AT_ONCE:
            yield part
            part = []
    if part:
        yield part


def _count_on(connection: Connection) -> None:
    """Let PostgreSQL's counters go on behind the numbers that were given by hand."""
    for table in (batches, entries):
        last = connection.execute(select(func.max(table.c.id))).scalar()
        if last is not None:
            words = text("SELECT setval(pg_get_serial_sequence(:name, 'id'), :last)")
            connection.execute(words, {"name": table.name, "last": last})
