"""The store: what is current, and an append-only journal of who entered what when, in SQLite or PostgreSQL.

Takes changes with the version their editor saw; gives current entries. A save is whole or not at all, never overwrites what
somebody else entered meanwhile, and never changes a closed period. What a text means is asked of whoever opened the store; it
knows no catalogue, and never looks at the clock itself.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from functools import cache, cached_property
from typing import Any, Final

from sqlalchemy import Connection, Select, and_, bindparam, select, update

from toolkit.errors import UnitHeld
from toolkit.figures.figure import (
    FILING_STATE,
    MARK_OF_WORDS,
    NO_PERIOD,
    NO_UNIT,
    OWNER,
    PERIOD_STATE,
    UNDONE,
    Change,
    Entry,
    FilingState,
)
from toolkit.figures.readings import Reading, plain_reading
from toolkit.figures.store.care import Care
from toolkit.figures.store.database import lock_figures, open_database, transaction
from toolkit.figures.store.holdings import Holdings
from toolkit.figures.store.journal import Intake, Journal
from toolkit.figures.store.tables import batches, current
from toolkit.figures.store.writing import (
    Blob,
    Key,
    Save,
    changed,
    current_of,
    fresh_entries,
    is_known,
    key_of,
    met,
    reading_in,
    refuse_closed,
    with_authors,
    with_zone,
    write_batch,
)

OWN: Final = "工具"
"""The author of what is entered by nobody."""


def _as_it_stands(_subject: str, text: str, _period: str) -> Reading:
    return plain_reading(text)


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
        self._read_as: Callable[[str, str, str], Reading] = _as_it_stands

    def close(self) -> None:
        """Let go of the database, so that its file can be moved."""
        self._engine.dispose()

    def recognise(
        self,
        owners: Mapping[str, str],
        held: Mapping[str, str],
        read_as: Callable[[str, str, str], Reading] = _as_it_stands,
    ) -> None:
        """Say whose figures these are, and what they mean.

        Args:
            owners: by code, what is remembered of a unit beside its figures.
            held: by code, why nothing of a unit may be read or entered; such a code has no figures for whoever asks.
            read_as: what a text entered for a subject and a period is read as.
        """
        self._owners, self._held, self._read_as = owners, held, read_as

    @cached_property
    def journal(self) -> Journal:
        """Who entered what when, and why."""
        return Journal(self._engine, lambda unit: unit in self._held)

    @cached_property
    def care(self) -> Care:
        """The whole of it: copied, put back, and looked at for damage."""
        return Care(self._engine)

    @cached_property
    def holdings(self) -> Holdings:
        """For which periods and of which units there is anything at all."""
        return Holdings(self._engine)

    def current(self, period: str, unit: str | None = None, *, beginning: str = "") -> tuple[Entry, ...]:
        """The current entry of every figure of a period, of one unit or of all, and what is said of them.

        Args:
            period, unit: for when, and whose.
            beginning: only those whose name begins so.
        """
        of_batches, of_entries = _questions(unit is not None, beginning)
        here = {"period": period} | ({} if unit is None else {"unit": unit})
        with transaction(self._engine, writing=False) as connection:
            told = connection.execute(of_batches, here).all()
            rows = connection.execute(of_entries, here).all()
        saves = {number: (author, source, with_zone(at)) for number, author, source, at in told}
        return tuple(_entries(rows, saves, self._held))

    def texts(self, period: str) -> dict[str, dict[str, str]]:
        """By unit, the current text of every figure of a period, as `texts_of` gives them of entries, in half the time."""
        texts: dict[str, dict[str, str]] = {}
        with transaction(self._engine, writing=False) as connection:
            rows = connection.execute(_TEXTS, {"period": period}).all()
        for unit, subject, text in rows:
            if unit not in self._held:
                texts.setdefault(unit, {})[subject] = text
        return texts

    def remember_owners(self, units: Iterable[str]) -> None:
        """Remember whose figures stand under these codes, as `recognise` was told."""
        save = Save(OWN, OWN, self._clock())
        with transaction(self._engine, writing=True) as connection:
            fresh = self._fresh_owners(connection, units, save)
            if fresh:
                write_batch(connection, save, fresh)

    def save(
        self,
        changes: Sequence[Change],
        author: str,
        source: str,
        intake: Intake | None = None,
        *,
        reason: str = "",
        undoes: int = 0,
        files: Sequence[Blob] = (),
    ) -> tuple[Entry, ...]:
        """Enter all changes, or none.

        Args:
            changes: what to enter, each with the version its editor saw.
            author, source, reason: who, by what way, and why where somebody said so.
            intake: the form the changes come from, remembered in the same transaction.
            undoes: the batch that is taken back by this.
            files: whole files to be kept with it.

        Returns:
            The new entries; a change whose text stands already makes none.

        Raises:
            ChangedMeanwhile: a figure is no longer as the editor saw it; `conflicts` holds (Change, Entry) pairs.
            PeriodClosed: a period is closed.
            UnitHeld: it is not known whose figures they would be.
            StoreUnavailable: the database cannot be written.
        """
        self._refuse_held(changes)
        save = Save(author, source, self._clock(), reason, undoes=undoes)
        with transaction(self._engine, writing=True) as connection:
            closing = [change.period for change in changes if change.item == PERIOD_STATE]
            lock_figures(connection, [(change.unit, change.period) for change in changes], closing)
            refuse_closed(connection, changes)
            if intake is not None and not is_known(connection, intake.fingerprint):
                save = replace(save, **intake.told)
            return self._write(connection, changes, save, files)

    def _refuse_held(self, changes: Iterable[Change]) -> None:
        for change in changes:
            if change.unit in self._held:
                raise UnitHeld(self._held[change.unit])

    def _write(
        self, connection: Connection, changes: Sequence[Change], save: Save, files: Sequence[Blob] = ()
    ) -> tuple[Entry, ...]:
        states = _states_touched(changes)
        standing = current_of(connection, (*changes, *states))
        conflicts = met(standing, changes)
        if conflicts:
            raise changed(with_authors(connection, conflicts))
        readings = [self._read_as(change.item, change.text, change.period) for change in changes]
        fresh = fresh_entries(standing, changes, save, readings)
        if not (fresh or save.fingerprint or save.undoes or files):
            return ()
        units = {entry.unit for entry in fresh if entry.item != OWNER and entry.unit != NO_UNIT}
        beside = (*self._fresh_owners(connection, units, save), *_unapproved(standing, states, fresh, save))
        number = write_batch(connection, save, (*fresh, *beside), files)
        return tuple(replace(entry, batch=number) for entry in fresh)

    def reread(self, period: str) -> None:
        """Read what stands in an open period once more: the reader may be a better one than when it was entered."""
        with transaction(self._engine, writing=True) as connection:
            lock_figures(connection, (), [period])
            refuse_closed(connection, [Change(unit="*", period=period, item="*", text="", seen=0)])
            rows = connection.execute(select(current).where(current.c.period == period)).mappings().all()
            read = [(row, self._read_as(row["subject"], row["text"], row["period"])) for row in rows]
            for row, reading in read:
                if reading != reading_in(row):
                    here = [current.c[name] == row[name] for name in ("period", "unit", "subject")]
                    told = {"sense": str(reading.sense), "value": reading.value, "number": reading.number}
                    connection.execute(update(current).where(*here).values(told))

    def _owner_changes(self, units: Iterable[str]) -> list[Change]:
        return [Change(unit, NO_PERIOD, OWNER, self._owners[unit], 0) for unit in units if unit in self._owners]

    def _fresh_owners(self, connection: Connection, units: Iterable[str], save: Save) -> tuple[Entry, ...]:
        """What is to be remembered of these units, where it is not what was remembered last."""
        wanted = self._owner_changes(units)
        standing = current_of(connection, wanted)
        fresh = fresh_entries(standing, wanted, save, [plain_reading(each.text) for each in wanted])
        if not fresh:
            return ()
        lock_figures(connection, [(each.unit, each.period) for each in fresh])
        standing = current_of(connection, wanted)
        return fresh_entries(standing, wanted, save, [plain_reading(each.text) for each in wanted])


def _states_touched(changes: Iterable[Change]) -> list[Change]:
    """That the filings these changes touch are filed, and no more than that; but for those whose state is changed itself."""
    told = {(each.unit, each.period) for each in changes if each.item == FILING_STATE}
    touched = dict.fromkeys((each.unit, each.period) for each in changes if MARK_OF_WORDS not in each.item)
    return [Change(*each, FILING_STATE, FilingState.FILED.value, 0) for each in touched if each not in told]


def _unapproved(
    standing: Mapping[Key, Entry], states: Iterable[Change], fresh: Iterable[Entry], save: Save
) -> tuple[Entry, ...]:
    """What was approved and is changed is only filed again, whoever changes it."""
    changed_now = {(entry.unit, entry.period) for entry in fresh if entry.is_figure}
    meant = [
        each for each in states if (each.unit, each.period) in changed_now and _is_approved(standing.get(key_of(each)))
    ]
    return fresh_entries(standing, meant, save, [plain_reading(each.text) for each in meant])


def _is_approved(entry: Entry | None) -> bool:
    return entry is not None and entry.text == FilingState.APPROVED.value


def _entries(
    rows: Iterable[Sequence[Any]], saves: Mapping[int, tuple[str, str, datetime]], held: Collection[str]
) -> Iterator[Entry]:
    for unit, period, subject, text, version, batch in rows:
        if unit not in held:
            author, source, at = saves[batch]
            yield Entry(unit, period, subject, text, version, author, source, at, batch)


_PLAIN: Final = tuple(current.c[name] for name in ("unit", "period", "subject", "text", "version", "batch"))


@cache
def _questions(of_unit: bool, beginning: str) -> tuple[Select[Any], Select[Any]]:
    """The questions for the batches and for the entries that stand, put together once (see `database`)."""
    here = [current.c.period == bindparam("period")]
    here += [current.c.unit == bindparam("unit")] if of_unit else []
    here += [current.c.subject.startswith(beginning, autoescape=True)] if beginning else []
    of_batches = select(batches.c.id, batches.c.author, batches.c.source, batches.c.at)
    return of_batches.where(batches.c.id.in_(select(current.c.batch).where(*here))), select(*_PLAIN).where(*here)


_TEXTS: Final = select(current.c.unit, current.c.subject, current.c.text).where(
    current.c.period == bindparam("period"),
    ~and_(current.c.text == "", current.c.batch.in_(select(batches.c.id).where(batches.c.source == UNDONE))),
)
