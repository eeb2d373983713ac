"""The database the store lies in: opened, brought up to date, and asked in transactions that are whole or not at all.

Takes an SQLAlchemy URL; gives connections. Why a database cannot be used is said in Chinese. Never reads or writes a figure. A
question that is asked often is put together once, at the top of a module or by what varies of it: that takes as long as to ask it.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import URL, Connection, Engine, create_engine, event, inspect, text
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError, DBAPIError, OperationalError, SQLAlchemyError

from toolkit.errors import StoreUnavailable, reason_of
from toolkit.figures.store import sqlite_files
from toolkit.figures.store.migrations import revisions, upgrade
from toolkit.figures.store.tables import REVISION, metadata

SQLITE_REASONS = {
    "SQLITE_BUSY": "正被别的程序占用",
    "SQLITE_LOCKED": "正被别的程序占用",
    "SQLITE_READONLY": "数据库文件是只读的",
    "SQLITE_FULL": "磁盘已满",
    "SQLITE_IOERR": "磁盘读写出错",
    "SQLITE_CANTOPEN": "数据库文件打不开",
    "SQLITE_CORRUPT": "数据库文件已损坏",
    "SQLITE_NOTADB": "这个文件不是数据库",
    "SQLITE_PERM": "没有权限",
    "SQLITE_ERROR": "数据库里的表不对",
}
NEWER_REVISION = "数据库是更新版本的工具建立的，本版本读不了。请换用新版本的工具。"
UNKNOWN_REVISION = "数据库的版本认不出来，没有打开。请从备份恢复；没有备份的，请与工具的提供者联系。"
OUR_TABLES = frozenset(metadata.tables)
UPGRADE_LOCK = 20_260_630
"""Any number, the same for every process that brings a database up to date."""


def open_database(url: str) -> Engine:
    """A database, with the tables this program expects.

    Args:
        url: SQLite files are made with their folder, PostgreSQL uses psycopg 3.

    Raises:
        StoreUnavailable: it cannot be opened, or its revision is none this program knows.
    """
    engine = _open(url)
    try:
        _bring_up_to_date(engine)
        file = sqlite_files.file_of(engine.url)
        if file is not None:
            # Only now: the file of another program is left as it is.
            sqlite_files.write_ahead(file)
    except BaseException:
        engine.dispose()
        raise
    return engine


@contextmanager
def transaction(engine: Engine, writing: bool) -> Iterator[Connection]:
    """A transaction, committed where the block ends and undone where it raises; only one that writes waits for others.

    One writer at a time on SQLite; on PostgreSQL those who write the same figures, see `lock_figures`.
    """
    try:
        with engine.connect() as connection:
            connection.execution_options(toolkit_writing=writing)
            if not writing and engine.dialect.name == "postgresql":
                # Two questions of one reading are about one moment, as on SQLite.
                connection.execution_options(isolation_level="REPEATABLE READ")
            with connection.begin():
                yield connection
    except UnicodeError as fault:
        raise StoreUnavailable("含有保存不了的字符，没有保存。请删去后重新输入，不要直接从网页粘贴。") from fault
    except ValueError as fault:
        raise StoreUnavailable(
            f"{_shown(engine.url)}：数据库里有读不出来的记录。请从备份恢复；没有备份的，请与工具的提供者联系。"
        ) from fault
    except SQLAlchemyError as fault:
        raise StoreUnavailable(
            f"{_shown(engine.url)}：数据库打不开或写不进（{_reason_of(fault)}）。"
            "请检查文件夹是否可写、磁盘是否已满、数据库服务是否启动。"
        ) from fault


def lock_figures(connection: Connection, wanted: Iterable[tuple[str, str]], closing: Iterable[str] = ()) -> None:
    """Wait until nobody else writes any figure of these units and periods, to the end of the transaction.

    Args:
        connection: in a transaction that writes.
        wanted: (unit, period) pairs.
        closing: periods in which nobody may write anything meanwhile.
    """
    if connection.dialect.name != "postgresql":
        return
    pairs, alone = sorted(set(wanted)), set(closing)
    # Always in one order: two who wait for each other would wait for ever.
    for period in sorted({period for _unit, period in pairs} | alone):
        shared = "" if period in alone else "_shared"
        _lock(connection, f"pg_advisory_xact_lock{shared}", f"period/{period}")
    for unit, period in pairs:
        _lock(connection, "pg_advisory_xact_lock", f"unit/{unit}/{period}")


def give_back_room(engine: Engine) -> None:
    """Let a database write what is left into fresh pages, so that nothing that was deleted stays in free ones.

    Where somebody else is at work in it, that is left for another time: what was deleted is overwritten already.
    """
    raw = engine.raw_connection()
    driver: Any = raw.driver_connection
    try:
        if engine.dialect.name == "sqlite":
            driver.execute("VACUUM")
            driver.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        else:
            driver.autocommit = True
            driver.execute(f"VACUUM {', '.join(OUR_TABLES)}")
    except sqlite3.OperationalError:
        pass
    finally:
        raw.invalidate()


def _lock(connection: Connection, function: str, name: str) -> None:
    connection.execute(text(f"SELECT {function}(hashtextextended(:name, 0))"), {"name": name})


def _bring_up_to_date(engine: Engine) -> None:
    with transaction(engine, writing=False) as connection:
        # The tables first: whoever makes the database at this moment makes them with their revision.
        found = inspect(connection).get_table_names()
        revision = _revision(connection)
    if revision == REVISION:
        return
    if revision is None:
        _refuse_foreign(engine, found)
    if revision is not None and revision not in revisions():
        raise StoreUnavailable(UNKNOWN_REVISION if revision < REVISION else NEWER_REVISION)
    if revision is not None:
        sqlite_files.keep_copy(engine.url, revision)
    with transaction(engine, writing=True) as connection:
        if connection.dialect.name == "postgresql":
            connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": UPGRADE_LOCK})
        upgrade(connection)


def _refuse_foreign(engine: Engine, found: Sequence[str]) -> None:
    """A database that holds tables, and does not say that they are ours, is somebody else's.

    Raises:
        StoreUnavailable: it is so.
    """
    # On a server, others' tables may well lie beside ours; in a file they mean that it is another program's.
    strangers = found if engine.url.get_backend_name() == "sqlite" else [name for name in found if name in OUR_TABLES]
    if strangers:
        names = "、".join(sorted(strangers)[:3])
        raise StoreUnavailable(
            f"{_shown(engine.url)}：这个数据库里有别的程序的表（{names}），没有动它。请核对数据库的位置，或从备份恢复。"
        )


def _shown(url: URL) -> str:
    """Where a database is, as a person would say it."""
    return url.database or "" if url.get_backend_name() == "sqlite" else url.render_as_string(hide_password=True)


def _reason_of(fault: SQLAlchemyError) -> str:
    """Why the database refused, in Chinese; where that is not known, by the name its makers give it."""
    original = fault.orig if isinstance(fault, DBAPIError) else None
    name = getattr(original, "sqlite_errorname", "")
    if name:
        # SQLITE_IOERR_WRITE is an SQLITE_IOERR.
        family = "_".join(name.split("_")[:2])
        return SQLITE_REASONS.get(family, name)
    code = getattr(original, "sqlstate", None)
    if code is None and isinstance(fault, OperationalError):
        return "连不上数据库服务"
    return f"错误代号 {code or type(original or fault).__name__}"


def _open(url: str) -> Engine:
    try:
        parsed = make_url(url)
    except (ArgumentError, ValueError) as fault:
        raise StoreUnavailable("数据库地址看不懂。请写成 sqlite:///路径 或 postgresql+psycopg://…") from fault
    match parsed.get_backend_name():
        case "sqlite":
            return _open_sqlite(parsed)
        case "postgresql":
            return create_engine(parsed.set(drivername="postgresql+psycopg"))
        case other:
            raise StoreUnavailable(f"不支持数据库“{other}”。请用 sqlite:///路径 或 postgresql+psycopg://…")


def _open_sqlite(parsed: URL) -> Engine:
    if sqlite_files.file_of(parsed) is None:
        engine = create_engine(parsed)
        event.listen(engine, "connect", lambda connection, _record: setattr(connection, "isolation_level", None))
    else:
        file = Path(str(parsed.database))
        try:
            file.parent.mkdir(parents=True, exist_ok=True)
        except OSError as fault:
            raise StoreUnavailable(f"{parsed.database}：建不了数据库所在的文件夹（{reason_of(fault)}）。") from fault
        engine = create_engine(parsed, creator=lambda: sqlite_files.connect(file))
    event.listen(engine, "begin", _begin_sqlite)
    return engine


# One writer at a time: otherwise updates are lost, or fail halfway, when several write at once.
def _begin_sqlite(connection: Connection) -> None:
    connection.exec_driver_sql("BEGIN IMMEDIATE" if _is_writing(connection) else "BEGIN")


def _is_writing(connection: Connection) -> bool:
    return bool(connection.get_execution_options().get("toolkit_writing", False))


def _revision(connection: Connection) -> str | None:
    if not inspect(connection).has_table("alembic_version"):
        return None
    return connection.execute(text("SELECT version_num FROM alembic_version")).scalar()
