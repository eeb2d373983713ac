"""The journal: every batch that was saved, by whom, when, by what way and why, with its entries.

Takes questions; gives batches, histories, and the changes that would take a batch back. Never writes.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from typing import Any, Final

from sqlalchemy import Connection, Engine, RowMapping, Select, bindparam, select

from toolkit.errors import UnknownName
from toolkit.figures.figure import OWNER, Change, Entry
from toolkit.figures.store.database import transaction
from toolkit.figures.store.tables import batches, blobs, entries
from toolkit.figures.store.writing import Key, Save, digest_of, reading_in, with_zone

NOTHING_ASKED: Final[Mapping[str, str]] = {}
_ENTRIES: Final = select(
    entries.c.unit,
    entries.c.period,
    entries.c.subject,
    entries.c.text,
    entries.c.version,
    entries.c.sense,
    entries.c.value,
    entries.c.number,
    batches.c.author,
    batches.c.source,
    batches.c.at,
    entries.c.batch,
).join(batches, batches.c.id == entries.c.batch)

_EVER_SAID: Final = (
    select(entries.c.subject, entries.c.version, entries.c.text, batches.c.source)
    .join(batches, batches.c.id == entries.c.batch)
    .where(entries.c.unit == bindparam("unit"), entries.c.period == bindparam("period"))
)


@dataclass(frozen=True)
class Intake:
    """A form that was taken in; the fingerprint is the SHA-256 of its bytes, in hex; `saved` is when it says it was saved."""

    fingerprint: str
    unit: str
    period: str
    file_name: str
    at: datetime
    saved: datetime | None = None

    @property
    def told(self) -> dict[str, Any]:
        """What its batch says of it."""
        return {name: getattr(self, name) for name in ("fingerprint", "unit", "period", "saved")}


@dataclass(frozen=True)
class Batch:
    """One save.

    Args:
        id: its number; a later one has a higher.
        save: who, when, by what way and why.
        undone: the batch that took it back; 0 where it counts.
    """

    id: int
    save: Save = field(repr=False)
    undone: int = 0


class Journal:
    """The questions to the journal of one store.

    Args:
        engine: its database.
        is_held: whether nothing of a unit may be told.
    """

    def __init__(self, engine: Engine, is_held: Callable[[str], bool]) -> None:
        self._engine, self._is_held = engine, is_held

    def history(self, unit: str, period: str, item: str) -> tuple[Entry, ...]:
        """Every entry of one figure, oldest first."""
        if self._is_held(unit):
            return ()
        here = _ENTRIES.where(entries.c.unit == unit, entries.c.period == period, entries.c.subject == item)
        return self._entries(here.order_by(entries.c.version))

    def texts_of(self, unit: str, period: str) -> dict[tuple[str, int], tuple[str, str]]:
        """What ever stood for a unit and period, and by what way it came, by subject and version."""
        if self._is_held(unit):
            return {}
        with transaction(self._engine, writing=False) as connection:
            rows = connection.execute(_EVER_SAID, {"unit": unit, "period": period}).all()
        return {(subject, version): (text, source) for subject, version, text, source in rows}

    def entries_of(self, batch: int) -> tuple[Entry, ...]:
        """What was entered with one batch, in the order it was written."""
        return self._entries(_of_batch(batch))

    def since(self, batch: int, period: str | None = None) -> tuple[Entry, ...]:
        """What was entered after a batch, for one period or for all, in the order it was written."""
        query = _ENTRIES.where(entries.c.batch > batch).order_by(entries.c.id)
        if period is not None:
            query = query.where(entries.c.period == period)
        return tuple(entry for entry in self._entries(query) if not self._is_held(entry.unit))

    def batches(self, most: int | None = None) -> tuple[Batch, ...]:
        """The batches, the latest first, so many at most."""
        return self._batches(select(batches).order_by(batches.c.id.desc()).limit(most))

    def batch(self, number: int) -> Batch:
        """One batch.

        Raises:
            UnknownName: there is none of this number.
        """
        found = self._batches(select(batches).where(batches.c.id == number))
        if not found:
            raise UnknownName(f"没有第{number}批。")
        return found[0]

    def restoring(self, batch: int) -> tuple[Change, ...]:
        """The changes that take a batch back: every figure as it was before, unless somebody changed it since."""
        changes = []
        for entry in self.entries_of(batch):
            if entry.item != OWNER:
                before = [
                    each for each in self.history(entry.unit, entry.period, entry.item) if each.version < entry.version
                ]
                text = before[-1].text if before else ""
                changes.append(Change(entry.unit, entry.period, entry.item, text, entry.version))
        return tuple(changes)

    def intakes(
        self, unit: str | None = None, period: str | None = None, fingerprint: str | None = None
    ) -> tuple[Intake, ...]:
        """Every form that was taken in and not taken back, of one unit, of one period or with these bytes, oldest first."""
        told = {"unit": unit, "period": period, "fingerprint": fingerprint}
        wanted = {name: value for name, value in told.items() if value is not None}
        return tuple(_intake(each.save) for each in self._batches(_intakes(tuple(wanted)), wanted))

    def keys(self, unit: str | None = None, period: str | None = None) -> dict[Key, tuple[str, ...]]:
        """Everything something was ever entered for, of a unit, of a period or of all, with every text that stood there."""
        query = select(entries.c.unit, entries.c.period, entries.c.subject, entries.c.text).order_by(entries.c.id)
        for column, wanted in ((entries.c.unit, unit), (entries.c.period, period)):
            if wanted is not None:
                query = query.where(column == wanted)
        found: dict[Key, list[str]] = {}
        with transaction(self._engine, writing=False) as connection:
            for *key, text in connection.execute(query):
                found.setdefault((key[0], key[1], key[2]), []).append(text)
        return {key: tuple(texts) for key, texts in found.items()}

    def files(self) -> dict[str, str]:
        """What every whole file that is kept is known by, and what kind it is."""
        with transaction(self._engine, writing=False) as connection:
            return dict(tuple(row) for row in connection.execute(select(blobs.c.sha256, blobs.c.media)))

    def file(self, sha256: str) -> bytes | None:
        """A whole file that was kept; None where none is known by this."""
        with transaction(self._engine, writing=False) as connection:
            found = connection.execute(select(blobs.c.bytes).where(blobs.c.sha256 == sha256)).scalar()
        return None if found is None else bytes(found)

    def damaged(self) -> tuple[Batch, ...]:
        """The batches that are not as they were written: a disk or a hand changed them."""
        query = select(batches.c.id, batches.c.digest)
        with transaction(self._engine, writing=False) as connection:
            digests = dict(tuple(row) for row in connection.execute(query))
        by_batch: dict[int, list[Entry]] = {}
        for entry in self._entries(_ENTRIES.order_by(entries.c.id)):
            by_batch.setdefault(entry.batch, []).append(entry)
        return tuple(
            each for each in self.batches() if digest_of(each.save, by_batch.get(each.id, ())) != digests[each.id]
        )

    def _entries(self, query: Select[Any]) -> tuple[Entry, ...]:
        with transaction(self._engine, writing=False) as connection:
            return tuple(map(_entry, connection.execute(query).mappings()))

    def _batches(self, query: Select[Any], asked: Mapping[str, str] = NOTHING_ASKED) -> tuple[Batch, ...]:
        with transaction(self._engine, writing=False) as connection:
            return batches_asked(connection, query, asked)


@cache
def _intakes(names: tuple[str, ...]) -> Select[Any]:
    """The question for the forms that were taken in, by the columns of these names."""
    here = [batches.c[name] == bindparam(name) for name in names]
    taken = select(batches).where(batches.c.fingerprint.is_not(None), batches.c.undone.is_(None), *here)
    return taken.order_by(batches.c.at, batches.c.id)


def batches_asked(
    connection: Connection, query: Select[Any], asked: Mapping[str, str] = NOTHING_ASKED
) -> tuple[Batch, ...]:
    """The batches that a question to their table finds, with what it asks by name."""
    return tuple(map(_batch, connection.execute(query, asked).mappings()))


def entries_in(connection: Connection, batch: int) -> tuple[Entry, ...]:
    """What was entered with one batch, in the order it was written."""
    return tuple(map(_entry, connection.execute(_of_batch(batch)).mappings()))


def _of_batch(batch: int) -> Select[Any]:
    return _ENTRIES.where(entries.c.batch == batch).order_by(entries.c.id)


def _entry(row: RowMapping) -> Entry:
    told = (row["text"], row["version"], row["author"], row["source"], with_zone(row["at"]), row["batch"])
    return Entry(row["unit"], row["period"], row["subject"], *told, reading_in(row))


def _batch(row: RowMapping) -> Batch:
    names = ("author", "source", "reason", "unit", "period", "fingerprint")
    told: dict[str, Any] = {name: row[name] for name in names}
    told |= {"at": with_zone(row["at"]), "saved": row["saved"] and with_zone(row["saved"])}
    return Batch(row["id"], Save(**told, undoes=row["undoes"] or 0), row["undone"] or 0)


def _intake(save: Save) -> Intake:
    assert save.fingerprint is not None
    return Intake(save.fingerprint, save.unit, save.period, save.source.partition(" ")[2], save.at, save.saved)
