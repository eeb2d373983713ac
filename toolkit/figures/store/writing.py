"""What a save writes, on a connection whose transaction others decide about: one batch, its entries, and what is current now.

Takes changes, and what stands; gives fresh entries, or refuses. Never begins or ends a transaction, never looks at the clock.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final, TypeAlias

from sqlalchemy import Connection, RowMapping, bindparam, insert, select, update
from sqlalchemy.dialects import postgresql, sqlite

from toolkit.archives import fingerprint
from toolkit.catalogue.periods import read_period
from toolkit.errors import ChangedMeanwhile, PeriodClosed, ToolkitError
from toolkit.figures.figure import NO_UNIT, PERIOD_STATE, Change, Entry
from toolkit.figures.readings import Reading, Sense
from toolkit.figures.store.tables import batches, blobs, current, entries

Key: TypeAlias = tuple[str, str, str]
"""A unit, a period and a subject."""
KEYS_A_QUERY: Final = 200


@dataclass(frozen=True)
class Save:
    """One save: who, when, by what way and why.

    Args:
        author, source, at, reason: what the journal says of it; the reason may be empty.
        unit, period, fingerprint, saved: of a form that was taken: whose, for when, the SHA-256 of its bytes, and when it says it
            was saved.
        undoes: the number of the batch it takes back; 0 where it takes none back.
    """

    author: str
    source: str
    at: datetime
    reason: str = ""
    unit: str = ""
    period: str = ""
    fingerprint: str | None = None
    saved: datetime | None = None
    undoes: int = 0


@dataclass(frozen=True)
class Blob:
    """A whole file that is kept: what kind it is, and its bytes."""

    media: str
    data: bytes

    @property
    def sha256(self) -> str:
        """What it is known by."""
        return fingerprint(self.data)


def key_of(figure: Change | Entry) -> Key:
    """Which figure it is about."""
    return figure.unit, figure.period, figure.item


def current_of(connection: Connection, changes: Iterable[Change]) -> dict[Key, Entry]:
    """What stands where these changes would go; who entered it is not asked."""
    subjects: dict[tuple[str, str], list[str]] = {}
    for change in changes:
        subjects.setdefault((change.unit, change.period), []).append(change.item)
    found: dict[Key, Entry] = {}
    for (unit, period), keys in subjects.items():
        for start in range(0, len(keys), KEYS_A_QUERY):
            told = {"of_period": period, "of_unit": unit, "subjects": keys[start : start + KEYS_A_QUERY]}
            found.update({key_of(entry): entry for entry in map(_standing, connection.execute(_HERE, told).mappings())})
    return found


def met(standing: Mapping[Key, Entry], changes: Iterable[Change]) -> list[tuple[Change, Entry]]:
    """The changes whose author did not see what stands, each with that."""
    pairs = [(change, standing[key_of(change)]) for change in changes if key_of(change) in standing]
    return [(mine, theirs) for mine, theirs in pairs if mine.overwrites(theirs)]


def with_authors(connection: Connection, pairs: Iterable[tuple[Change, Entry]]) -> list[tuple[Change, Entry]]:
    """The same pairs, with who entered what stands, and when."""
    told = []
    for mine, theirs in pairs:
        columns = (batches.c.author, batches.c.source, batches.c.at)
        author, source, at = connection.execute(select(*columns).where(batches.c.id == theirs.batch)).one()
        told.append((mine, Entry(*key_of(theirs), theirs.text, theirs.version, author, source, with_zone(at))))
    return told


def changed(pairs: Sequence[tuple[Change, Entry]]) -> ChangedMeanwhile:
    """The fault that says so."""
    lines = [f"{mine.item}：您填的是“{mine.text}”，{theirs.author}已改为“{theirs.text}”" for mine, theirs in pairs]
    return ChangedMeanwhile("打开之后被别人改过，没有保存。" + "；".join(lines) + "。请核对后重新填写。", pairs)


def refuse_closed(connection: Connection, changes: Sequence[Change]) -> None:
    """Refuse a change in a period that is closed, whoever asks; the state of the period itself may be changed.

    Raises:
        PeriodClosed: it is so.
    """
    periods = {change.period for change in changes if (change.unit, change.item) != (NO_UNIT, PERIOD_STATE)}
    if not periods:
        return
    closed = connection.execute(_CLOSED, {"periods": sorted(periods)}).scalars().all()
    if closed:
        raise PeriodClosed(read_period(code).name for code in closed)


def fresh_entries(
    standing: Mapping[Key, Entry], changes: Sequence[Change], save: Save, readings: Sequence[Reading]
) -> tuple[Entry, ...]:
    """The entries that changes make; a text that stands already makes none."""
    fresh = []
    for change, reading in zip(changes, readings, strict=True):
        before = standing.get(key_of(change))
        if change.text != (before.text if before else ""):
            version = (before.version if before else 0) + 1
            text, (author, source, at) = change.text, (save.author, save.source, save.at)
            fresh.append(Entry(*key_of(change), text, version, author, source, at, reading=reading))
    return tuple(fresh)


def write_batch(connection: Connection, save: Save, fresh: Sequence[Entry], files: Iterable[Blob] = ()) -> int:
    """Write one batch with its entries, and what is current now; gives its number."""
    row = vars(save) | {"at": save.at.astimezone(UTC), "undoes": save.undoes or None}
    row |= {"saved": save.saved and save.saved.astimezone(UTC), "digest": digest_of(save, fresh)}
    made = connection.execute(_BATCH, row).inserted_primary_key
    assert made is not None
    number = int(made[0])
    if fresh:
        rows = [_row(number, entry) for entry in fresh]
        connection.execute(_ENTRY, rows)
        connection.execute(_upserts[connection.dialect.name], rows)
    for blob in files:
        connection.execute(
            _keeps[connection.dialect.name], [{"sha256": blob.sha256, "media": blob.media, "bytes": blob.data}]
        )
    if save.undoes:
        _mark_undone(connection, save.undoes, number)
    return number


def _mark_undone(connection: Connection, undone: int, by: int) -> None:
    """Say of a batch that it was taken back; a batch that it had taken back itself counts again."""
    columns = (batches.c.undone, batches.c.undoes)
    row = connection.execute(select(*columns).where(batches.c.id == undone)).one_or_none()
    if row is None or row.undone is not None:
        raise ToolkitError("这一批早已撤销，没有再撤销。" if row else "没有这一批，没有撤销。")
    connection.execute(update(batches).where(batches.c.id == undone).values(undone=by))
    if row.undoes is not None:
        connection.execute(update(batches).where(batches.c.id == row.undoes).values(undone=None))


def is_known(connection: Connection, fingerprint: str) -> bool:
    """Whether a form of these bytes was taken, and not taken back."""
    return connection.execute(_TAKEN, {"known_by": fingerprint}).first() is not None


def digest_of(save: Save, entries: Iterable[Entry]) -> str:
    """By which a batch is found to be as it was written."""
    head = [save.at.astimezone(UTC).isoformat(), save.author, save.source, save.reason]
    form = [save.unit, save.period, save.fingerprint, save.undoes or None]
    told = [
        [*key_of(entry), entry.version, entry.text, entry.as_read.sense, entry.as_read.value, entry.as_read.number]
        for entry in entries
    ]
    return hashlib.sha256(
        json.dumps([head, form, told], ensure_ascii=False).encode("utf-8", "surrogatepass")
    ).hexdigest()


def with_zone(moment: datetime) -> datetime:
    """A moment as it was saved: SQLite gives the UTC moment back without its zone."""
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def reading_in(row: RowMapping) -> Reading:
    """The reading that a row of `entries` or `current` holds."""
    return Reading(Sense(row["sense"]), row["value"], row["number"])


def _standing(row: RowMapping) -> Entry:
    told = (row["text"], row["version"], "", "", datetime.min.replace(tzinfo=UTC), row["batch"])
    return Entry(row["unit"], row["period"], row["subject"], *told, reading_in(row))


def _row(batch: int, entry: Entry) -> dict[str, object]:
    figure = {"unit": entry.unit, "period": entry.period, "subject": entry.item, "version": entry.version}
    reading = entry.as_read
    read = {"text": entry.text, "sense": str(reading.sense), "value": reading.value, "number": reading.number}
    return {"batch": batch, **figure, **read}


# Made once: to make a question anew takes SQLAlchemy as long as to ask it.
_CLOSED: Final = select(current.c.period).where(
    current.c.period.in_(bindparam("periods", expanding=True)),
    current.c.unit == NO_UNIT,
    current.c.subject == PERIOD_STATE,
    current.c.text != "",
)
# Unit and period by themselves: SQLite looks into no index for a list of triples, and reads all there is.
_HERE: Final = select(current).where(
    current.c.period == bindparam("of_period"),
    current.c.unit == bindparam("of_unit"),
    current.c.subject.in_(bindparam("subjects", expanding=True)),
)
_TAKEN: Final = select(batches.c.id).where(batches.c.fingerprint == bindparam("known_by"), batches.c.undone.is_(None))
_BATCH: Final = insert(batches)
_ENTRY: Final = insert(entries)
_FIGURE: Final = ("period", "unit", "subject")
_STANDING: Final = ("batch", "version", "text", "sense", "value", "number")
_upserts: Final[Mapping[str, Any]] = {
    dialect.dialect.name: (
        insertion := dialect.insert(current).values({name: bindparam(name) for name in (*_FIGURE, *_STANDING)})
    ).on_conflict_do_update(index_elements=_FIGURE, set_={name: insertion.excluded[name] for name in _STANDING})
    for dialect in (sqlite, postgresql)
}
_keeps: Final[Mapping[str, Any]] = {
    dialect.dialect.name: dialect.insert(blobs).on_conflict_do_nothing() for dialect in (sqlite, postgresql)
}
