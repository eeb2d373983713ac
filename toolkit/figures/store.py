"""The store: an append-only history of entries in SQLite or PostgreSQL.

Takes changes with the version their editor saw; gives current entries and histories. A save is whole or not at all
and never overwrites what somebody else entered meanwhile. Never reads the catalogue, never looks at the clock itself.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import (
    URL,
    Connection,
    Engine,
    RowMapping,
    create_engine,
    event,
    func,
    insert,
    inspect,
    select,
    text,
    tuple_,
)
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError, DBAPIError, OperationalError, SQLAlchemyError

from toolkit.errors import ChangedMeanwhile, StoreUnavailable, reason_of
from toolkit.figures.figure import Change, Entry
from toolkit.figures.migrations import upgrade
from toolkit.figures.tables import REVISION, entries, intakes

BUSY_SECONDS = 30
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
KEYS_A_QUERY = 200
WRITERS_LOCK = 20_260_630
"""Any number, the same for every process that writes."""


@dataclass(frozen=True)
class Intake:
    """A form that was taken in; the fingerprint is the SHA-256 of its bytes, in hex."""

    fingerprint: str
    unit: str
    period: str
    file_name: str
    at: datetime


class Store:
    """One database of entries.

    Args:
        url: an SQLAlchemy URL; SQLite files are made with their folder, PostgreSQL uses psycopg 3.
        clock: gives the moment of an entry, with time zone.

    Raises:
        StoreUnavailable: the database cannot be opened, or is newer than this program.
    """

    def __init__(self, url: str, clock: Callable[[], datetime]) -> None:
        self._clock = clock
        self._engine = _open(url)
        try:
            self._bring_up_to_date()
        except BaseException:
            self.close()
            raise

    def close(self) -> None:
        """Let go of the database, so that its file can be moved."""
        self._engine.dispose()

    def current(self, period: str, unit: str | None = None) -> tuple[Entry, ...]:
        """The current entry of every figure of a period, of one unit or of all."""
        newest = select(
            entries.c.unit, entries.c.period, entries.c.item, func.max(entries.c.version).label("version")
        ).where(entries.c.period == period)
        if unit is not None:
            newest = newest.where(entries.c.unit == unit)
        top = newest.group_by(entries.c.unit, entries.c.period, entries.c.item).subquery()
        query = (
            select(entries)
            .join(
                top,
                (entries.c.unit == top.c.unit)
                & (entries.c.period == top.c.period)
                & (entries.c.item == top.c.item)
                & (entries.c.version == top.c.version),
            )
            .order_by(entries.c.id)
        )
        with self._transaction(writing=False) as connection:
            return tuple(_entry(row) for row in connection.execute(query).mappings())

    def history(self, unit: str, period: str, item: str) -> tuple[Entry, ...]:
        """Every entry of one figure, oldest first."""
        query = (
            select(entries)
            .where(entries.c.unit == unit, entries.c.period == period, entries.c.item == item)
            .order_by(entries.c.version)
        )
        with self._transaction(writing=False) as connection:
            return tuple(_entry(row) for row in connection.execute(query).mappings())

    def periods(self) -> tuple[str, ...]:
        """The codes of all periods something was entered for."""
        with self._transaction(writing=False) as connection:
            return tuple(connection.execute(select(entries.c.period).distinct()).scalars())

    def save(
        self, changes: Sequence[Change], author: str, source: str, intake: Intake | None = None
    ) -> tuple[Entry, ...]:
        """Enter all changes, or none.

        A change whose text is already the current one makes no new entry.

        Args:
            changes: what to enter, each with the version its editor saw.
            author, source: who, and by what way.
            intake: the form the changes come from, remembered in the same transaction.

        Returns:
            The new entries.

        Raises:
            ChangedMeanwhile: a figure is no longer as the editor saw it; `conflicts` holds (Change, Entry) pairs.
            StoreUnavailable: the database cannot be written.
        """
        with self._transaction(writing=True) as connection:
            fresh = self._fresh_entries(connection, changes, author, source)
            if fresh:
                connection.execute(insert(entries), [_row(entry) for entry in fresh])
            if intake is not None:
                _remember(connection, intake)
            return fresh

    def check(self, changes: Sequence[Change]) -> None:
        """Raise `ChangedMeanwhile` where `save` would; nothing is saved."""
        with self._transaction(writing=False) as connection:
            conflicts = _conflicts(_current_of(connection, changes), changes)
        if conflicts:
            raise _changed(conflicts)

    def intake(self, fingerprint: str) -> Intake | None:
        """The form with these bytes, if it was taken in before."""
        with self._transaction(writing=False) as connection:
            row = connection.execute(select(intakes).where(intakes.c.fingerprint == fingerprint)).mappings().first()
        return Intake(**(dict(row) | {"at": _with_zone(row["at"])})) if row else None

    def _fresh_entries(
        self, connection: Connection, changes: Sequence[Change], author: str, source: str
    ) -> tuple[Entry, ...]:
        current = _current_of(connection, changes)
        conflicts = _conflicts(current, changes)
        if conflicts:
            raise _changed(conflicts)
        now = self._clock()
        pairs = [(change, current.get(_key(change))) for change in changes]
        return tuple(
            Entry(change.unit, change.period, change.item, change.text, _version_of(entry) + 1, author, source, now)
            for change, entry in pairs
            if _text_of(entry) != change.text
        )

    def _bring_up_to_date(self) -> None:
        with self._transaction(writing=False) as connection:
            revision = _revision(connection)
        if revision == REVISION:
            return
        if revision is not None and revision > REVISION:
            raise StoreUnavailable("数据库是更新版本的工具建立的，本版本读不了。请换用新版本的工具。")
        with self._transaction(writing=True) as connection:
            upgrade(connection)

    @contextmanager
    def _transaction(self, writing: bool) -> Iterator[Connection]:
        try:
            with self._engine.connect() as connection:
                connection.execution_options(toolkit_writing=writing)
                with connection.begin():
                    yield connection
        except UnicodeError as fault:
            raise StoreUnavailable("含有保存不了的字符，没有保存。请删去后重新输入，不要直接从网页粘贴。") from fault
        except SQLAlchemyError as fault:
            raise StoreUnavailable(
                f"{_shown(self._engine.url)}：数据库打不开或写不进（{_reason_of(fault)}）。"
                "请检查文件夹是否可写、磁盘是否已满、数据库服务是否启动。"
            ) from fault


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
            engine = create_engine(parsed.set(drivername="postgresql+psycopg"))
            event.listen(engine, "begin", _begin_postgresql)
            return engine
        case other:
            raise StoreUnavailable(f"不支持数据库“{other}”。请用 sqlite:///路径 或 postgresql+psycopg://…")


def _open_sqlite(parsed: URL) -> Engine:
    if parsed.database and parsed.database != ":memory:":
        try:
            Path(parsed.database).parent.mkdir(parents=True, exist_ok=True)
        except OSError as fault:
            raise StoreUnavailable(f"{parsed.database}：建不了数据库所在的文件夹（{reason_of(fault)}）。") from fault
    engine = create_engine(parsed, connect_args={"timeout": BUSY_SECONDS})
    event.listen(engine, "connect", _leave_transactions_to_us)
    event.listen(engine, "begin", _begin_sqlite)
    return engine


def _leave_transactions_to_us(connection: object, _record: object) -> None:
    connection.isolation_level = None  # type: ignore[attr-defined]
    connection.execute("PRAGMA synchronous=FULL")  # type: ignore[attr-defined]


# One writer at a time: otherwise updates are lost, or fail halfway, when several write at once.
def _begin_sqlite(connection: Connection) -> None:
    connection.exec_driver_sql("BEGIN IMMEDIATE" if _is_writing(connection) else "BEGIN")


def _begin_postgresql(connection: Connection) -> None:
    if _is_writing(connection):
        connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({WRITERS_LOCK})")


def _is_writing(connection: Connection) -> bool:
    return bool(connection.get_execution_options().get("toolkit_writing", False))


def _revision(connection: Connection) -> str | None:
    if not inspect(connection).has_table("alembic_version"):
        return None
    return connection.execute(text("SELECT version_num FROM alembic_version")).scalar()


def _key(figure: Change | Entry) -> tuple[str, str, str]:
    return figure.unit, figure.period, figure.item


def _text_of(entry: Entry | None) -> str:
    return entry.text if entry else ""


def _version_of(entry: Entry | None) -> int:
    return entry.version if entry else 0


def _current_of(connection: Connection, changes: Sequence[Change]) -> dict[tuple[str, str, str], Entry]:
    wanted = [_key(change) for change in changes]
    found: dict[tuple[str, str, str], Entry] = {}
    for start in range(0, len(wanted), KEYS_A_QUERY):
        keys = wanted[start : start + KEYS_A_QUERY]
        columns = tuple_(entries.c.unit, entries.c.period, entries.c.item)
        query = select(entries).where(columns.in_(keys)).order_by(entries.c.version)
        found.update({_key(entry): entry for entry in map(_entry, connection.execute(query).mappings())})
    return found


def _conflicts(current: Mapping[tuple[str, str, str], Entry], changes: Sequence[Change]) -> list[tuple[Change, Entry]]:
    met = [(change, current[_key(change)]) for change in changes if _key(change) in current]
    return [(mine, theirs) for mine, theirs in met if theirs.version != mine.seen and theirs.text != mine.text]


def _changed(conflicts: Iterable[tuple[Change, Entry]]) -> ChangedMeanwhile:
    pairs = tuple(conflicts)
    lines = [f"{mine.item}：您填的是“{mine.text}”，{theirs.author}已改为“{theirs.text}”" for mine, theirs in pairs]
    return ChangedMeanwhile("打开之后被别人改过，没有保存。" + "；".join(lines) + "。请核对后重新填写。", pairs)


def _remember(connection: Connection, intake: Intake) -> None:
    known = connection.execute(select(intakes.c.at).where(intakes.c.fingerprint == intake.fingerprint)).first()
    if known is None:
        connection.execute(insert(intakes), [vars(intake) | {"at": intake.at.astimezone(UTC)}])


def _row(entry: Entry) -> dict[str, object]:
    return vars(entry) | {"at": entry.at.astimezone(UTC)}


def _entry(row: RowMapping) -> Entry:
    return Entry(
        **{name: row[name] for name in ("unit", "period", "item", "text", "version", "author", "source")},
        at=_with_zone(row["at"]),
    )


def _with_zone(moment: datetime) -> datetime:
    # SQLite gives the UTC moment back without its zone.
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
