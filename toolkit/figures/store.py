"""The store: an append-only history of entries in SQLite or PostgreSQL.

Takes changes with the version their editor saw; gives current entries and histories. A save is whole or not at all
and never overwrites what somebody else entered meanwhile. Never reads the catalogue, never looks at the clock itself.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any

from sqlalchemy import Connection, RowMapping, insert, select

from toolkit.errors import ChangedMeanwhile, UnitHeld
from toolkit.figures.database import open_database, transaction
from toolkit.figures.figure import Change, Entry
from toolkit.figures.tables import entries, intakes

KEYS_A_QUERY = 200
NO_PERIOD = ""
"""The period of what is remembered of a unit itself."""
OWNER = "unit:owner"
"""What the history calls the name and the place of the unit whose figures stand under a code."""
OWN = "工具"
"""The author of what is entered by nobody."""
ENTRIES = select(*(entries.c[field.name] for field in fields(Entry)))


@dataclass(frozen=True)
class Intake:
    """A form that was taken in; the fingerprint is the SHA-256 of its bytes, in hex; `saved` is when it says it was saved."""

    fingerprint: str
    unit: str
    period: str
    file_name: str
    at: datetime
    saved: datetime | None = None


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
        self._engine = open_database(url)
        self._owners: Mapping[str, str] = {}
        self._held: Mapping[str, str] = {}

    def close(self) -> None:
        """Let go of the database, so that its file can be moved."""
        self._engine.dispose()

    def recognise(self, owners: Mapping[str, str], held: Mapping[str, str]) -> None:
        """Say whose figures these are.

        Args:
            owners: by code, what is remembered of a unit beside its figures.
            held: by code, why nothing of a unit may be read or entered; such a code has no figures for whoever asks.
        """
        self._owners, self._held = owners, held

    def current(self, period: str, unit: str | None = None) -> tuple[Entry, ...]:
        """The current entry of every figure of a period, of one unit or of all."""
        return tuple(entry for entry in self._current(period, unit) if entry.unit not in self._held)

    def _current(self, period: str, unit: str | None) -> tuple[Entry, ...]:
        query = ENTRIES.where(entries.c.period == period).order_by(entries.c.id)
        if unit is not None:
            query = query.where(entries.c.unit == unit)
        with transaction(self._engine, writing=False) as connection:
            rows = connection.execute(query).all()
        return tuple(_newest(map(_entry, rows)))

    def texts(self, period: str) -> dict[str, dict[str, str]]:
        """By unit, the current text of every figure of a period, item to text: without who entered it when, in half the time."""
        columns = (entries.c.unit, entries.c.item, entries.c.text)
        # In the order of their versions, so that the last one of a figure counts.
        query = select(*columns).where(entries.c.period == period).order_by(entries.c.version)
        with transaction(self._engine, writing=False) as connection:
            rows = connection.execute(query).all()
        texts: dict[str, dict[str, str]] = {}
        for unit, item, text in rows:
            if unit not in self._held:
                texts.setdefault(unit, {})[item] = text
        return texts

    def history(self, unit: str, period: str, item: str) -> tuple[Entry, ...]:
        """Every entry of one figure, oldest first."""
        if unit in self._held:
            return ()
        query = ENTRIES.where(entries.c.unit == unit, entries.c.period == period, entries.c.item == item).order_by(
            entries.c.version
        )
        with transaction(self._engine, writing=False) as connection:
            return tuple(map(_entry, connection.execute(query).all()))

    def periods(self) -> tuple[str, ...]:
        """The codes of all periods something was entered for."""
        query = select(entries.c.period).where(entries.c.period != NO_PERIOD).distinct()
        with transaction(self._engine, writing=False) as connection:
            return tuple(connection.execute(query).scalars())

    def filed(self) -> dict[str, tuple[str, ...]]:
        """By unit, the codes of the periods something was entered for, held units among them."""
        query = select(entries.c.unit, entries.c.period).where(entries.c.period != NO_PERIOD).distinct()
        filed: dict[str, tuple[str, ...]] = {}
        with transaction(self._engine, writing=False) as connection:
            for unit, period in connection.execute(query):
                filed[unit] = (*filed.get(unit, ()), period)
        return filed

    def owners(self) -> dict[str, str]:
        """By code, what was remembered last of the unit whose figures stand under it."""
        return {entry.unit: entry.text for entry in self._current(NO_PERIOD, None) if entry.item == OWNER}

    def remember_owners(self, units: Iterable[str]) -> None:
        """Remember whose figures stand under these codes, as `recognise` was told."""
        with transaction(self._engine, writing=True) as connection:
            self._remember_owners(connection, units)

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
            UnitHeld: it is not known whose figures they would be.
            StoreUnavailable: the database cannot be written.
        """
        for change in changes:
            if change.unit in self._held:
                raise UnitHeld(self._held[change.unit])
        with transaction(self._engine, writing=True) as connection:
            fresh = self._fresh_entries(connection, changes, author, source)
            if fresh:
                connection.execute(insert(entries), [_row(entry) for entry in fresh])
                self._remember_owners(connection, {entry.unit for entry in fresh})
            if intake is not None:
                _remember(connection, intake)
            return fresh

    def check(self, changes: Sequence[Change]) -> None:
        """Raise `ChangedMeanwhile` where `save` would; nothing is saved."""
        with transaction(self._engine, writing=False) as connection:
            conflicts = _conflicts(_current_of(connection, changes), changes)
        if conflicts:
            raise _changed(conflicts)

    def _remember_owners(self, connection: Connection, units: Iterable[str]) -> None:
        """Enter what is known of these units, where it is not what was entered last."""
        wanted = [Change(unit, NO_PERIOD, OWNER, self._owners[unit], 0) for unit in units if unit in self._owners]
        current = _current_of(connection, wanted)
        now = self._clock()
        fresh = [
            Entry(each.unit, NO_PERIOD, OWNER, each.text, _version_of(current.get(_key(each))) + 1, OWN, OWN, now)
            for each in wanted
            if _text_of(current.get(_key(each))) != each.text
        ]
        if fresh:
            connection.execute(insert(entries), [_row(entry) for entry in fresh])

    def intakes(
        self, unit: str | None = None, period: str | None = None, fingerprint: str | None = None
    ) -> tuple[Intake, ...]:
        """Every form that was taken in, of one unit, of one period or with these bytes, or of all, oldest first."""
        query = select(intakes).order_by(intakes.c.at)
        told = (intakes.c.unit, unit), (intakes.c.period, period), (intakes.c.fingerprint, fingerprint)
        for column, wanted in told:
            if wanted is not None:
                query = query.where(column == wanted)
        with transaction(self._engine, writing=False) as connection:
            rows = connection.execute(query).mappings().all()
        return tuple(_intake(row) for row in rows)

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


def _newest(entries: Iterable[Entry]) -> Iterator[Entry]:
    """Of each figure the entry with the highest version, in the order they came; SQL takes twice as long to find it."""
    newest: dict[tuple[str, str], Entry] = {}
    for entry in entries:
        before = newest.pop((entry.unit, entry.item), None)
        newest[entry.unit, entry.item] = before if before and before.version > entry.version else entry
    return iter(newest.values())


def _key(figure: Change | Entry) -> tuple[str, str, str]:
    return figure.unit, figure.period, figure.item


def _text_of(entry: Entry | None) -> str:
    return entry.text if entry else ""


def _version_of(entry: Entry | None) -> int:
    return entry.version if entry else 0


def _current_of(connection: Connection, changes: Sequence[Change]) -> dict[tuple[str, str, str], Entry]:
    items: dict[tuple[str, str], list[str]] = {}
    for change in changes:
        items.setdefault((change.unit, change.period), []).append(change.item)
    found: dict[tuple[str, str, str], Entry] = {}
    for (unit, period), keys in items.items():
        for start in range(0, len(keys), KEYS_A_QUERY):
            # Unit and period by themselves: SQLite looks into no index for a list of triples, and reads the whole history.
            query = (
                ENTRIES.where(entries.c.unit == unit, entries.c.period == period)
                .where(entries.c.item.in_(keys[start : start + KEYS_A_QUERY]))
                .order_by(entries.c.version)
            )
            found.update({_key(entry): entry for entry in map(_entry, connection.execute(query))})
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
        moments = {"at": intake.at.astimezone(UTC), "saved": intake.saved and intake.saved.astimezone(UTC)}
        connection.execute(insert(intakes), [vars(intake) | moments])


def _row(entry: Entry) -> dict[str, object]:
    return vars(entry) | {"at": entry.at.astimezone(UTC)}


def _entry(row: Sequence[Any]) -> Entry:
    unit, period, item, text, version, author, source, at = row
    return Entry(unit, period, item, text, version, author, source, _with_zone(at))


def _intake(row: RowMapping) -> Intake:
    return Intake(**(dict(row) | {"at": _with_zone(row["at"]), "saved": row["saved"] and _with_zone(row["saved"])}))


# A form or a paste enters dozens of figures at one moment.
@lru_cache(maxsize=1_024)
def _with_zone(moment: datetime) -> datetime:
    # SQLite gives the UTC moment back without its zone.
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
