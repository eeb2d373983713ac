"""The file of an SQLite database: found, connected to, told from one that was emptied, and copied before it is changed.

Takes an address or a path; gives connections and copies. A file that may only be read is read. Never looks into its tables.
"""

from __future__ import annotations

import sqlite3
from contextlib import closing, suppress
from pathlib import Path
from typing import Final

from sqlalchemy import URL
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError

from toolkit.errors import StoreUnavailable, reason_of

BUSY_SECONDS: Final = 30
KIBIBYTES_KEPT: Final = 65_536
"""How much of a database a connection keeps at most: with SQLite's two megabytes a large office is read from the file ten times over."""
COPIES: Final = "备份"
"""The folder beside a database in which it is kept as it was before an upgrade."""


def sqlite_file(url: str) -> Path | None:
    """The file of an SQLite database; None for another one."""
    try:
        parsed = make_url(url)
    except (ArgumentError, ValueError):
        return None
    return file_of(parsed)


def file_of(url: URL) -> Path | None:
    """The file of an SQLite database; None for another one, and for one in memory."""
    is_file = url.get_backend_name() == "sqlite" and url.database not in (None, "", ":memory:")
    return Path(str(url.database)) if is_file else None


def is_emptied(file: Path) -> bool:
    """Whether the file of a database is there and holds nothing: what was in it is gone."""
    return file.is_file() and file.stat().st_size == 0 and not _has_pages_beside(file)


def connect(file: Path) -> sqlite3.Connection:
    """A connection that is safe against a loss of power; one that only reads where the file allows no more.

    Raises:
        sqlite3.Error: it cannot be opened.
    """
    connection = _connection(str(file))
    try:
        connection.execute("PRAGMA synchronous=FULL")
        connection.execute(f"PRAGMA cache_size=-{KIBIBYTES_KEPT}")
        connection.execute("SELECT count(*) FROM sqlite_master")
    except sqlite3.OperationalError as fault:
        connection.close()
        if (
            fault.sqlite_errorcode & 0xFF not in (sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_READONLY)
            or not file.is_file()
        ):
            raise
        return _reading_connection(file)
    except sqlite3.Error:
        connection.close()
        raise
    return connection


def write_ahead(file: Path) -> None:
    """Let a database write ahead, from now on: others read while one writes, and a save takes a third of the time.

    Where that cannot be had, on a network drive or while an earlier version has the file open, it stays as it is.
    """
    with suppress(sqlite3.OperationalError), closing(_connection(str(file))) as connection:
        connection.execute("PRAGMA journal_mode=WAL")


def _reading_connection(file: Path) -> sqlite3.Connection:
    # In a folder where nothing can be written, SQLite opens such a file only when told that nobody else writes it either.
    unchanging = "" if _has_pages_beside(file) else "&immutable=1"
    return _connection(f"{file.resolve().as_uri()}?mode=ro{unchanging}", uri=True)


def _connection(name: str, *, uri: bool = False) -> sqlite3.Connection:
    # The pool hands a connection from thread to thread, to one at a time; transactions are begun by us.
    return sqlite3.connect(name, timeout=BUSY_SECONDS, isolation_level=None, check_same_thread=False, uri=uri)


def _has_pages_beside(file: Path) -> bool:
    """Whether a database that writes ahead keeps pages beside its file."""
    ahead = file.with_name(f"{file.name}-wal")
    return ahead.is_file() and bool(ahead.stat().st_size)


def keep_copy(url: URL, revision: str) -> Path | None:
    """Copy a database before it is changed into another revision, beside it; nothing where it is no file.

    Raises:
        StoreUnavailable: that cannot be done; nothing was changed.
    """
    file = file_of(url)
    if file is None:
        return None
    folder = file.parent / COPIES
    try:
        folder.mkdir(exist_ok=True)
        copy = _free_name(folder, f"{file.stem} 升级前（{revision}）", file.suffix)
        with closing(_connection(str(file))) as source, closing(sqlite3.connect(copy)) as target:
            source.backup(target)
    except (OSError, sqlite3.Error) as fault:
        reason = reason_of(fault) if isinstance(fault, OSError) else str(fault)
        raise StoreUnavailable(
            f"{folder}：数据库要升级，升级前的备份存不下（{reason}），没有升级。请检查文件夹是否可写、磁盘是否已满。"
        ) from fault
    return copy


def _free_name(folder: Path, stem: str, suffix: str) -> Path:
    number, path = 1, folder / f"{stem}{suffix}"
    while path.exists():
        number += 1
        path = folder / f"{stem}{number}{suffix}"
    return path
