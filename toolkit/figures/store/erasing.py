"""Deleting for good: figures with all their history, and the files they came in. What is left says who deleted and when, not what.

Takes an engine and what is to go; leaves one batch as a tombstone. Whether it may go is for whoever asks to know: a closed period
is not looked for here. Never touches a file outside the database.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import Connection, Engine, Table, bindparam, delete, select, update

from toolkit.figures.figure import NO_PERIOD
from toolkit.figures.store.database import give_back_room, lock_figures, transaction
from toolkit.figures.store.journal import Batch, batches_asked, entries_in
from toolkit.figures.store.tables import batches, blobs, current, entries
from toolkit.figures.store.writing import Key, Save, digest_of, write_batch

NAMES: Final = ("unit", "period", "subject")
FORGOTTEN: Final[dict[str, Any]] = {"unit": "", "period": "", "fingerprint": None, "saved": None, "reason": ""}
"""What a batch says no more of whose every entry is gone, or whose form is."""


@dataclass(frozen=True)
class Doomed:
    """What is to be deleted.

    Args:
        keys: figures, rows and words about them, each with its whole history.
        unit, period: whose forms, or the forms for when, are to be forgotten as well; empty where only some rows go.
        files: by which the whole files are known that go with them, beside those forms.
    """

    keys: frozenset[Key]
    unit: str = ""
    period: str = ""
    files: frozenset[str] = frozenset()


def erase(engine: Engine, doomed: Doomed, tombstone: Save) -> None:
    """Delete it, whole or not at all, and overwrite the place where it stood.

    Args:
        engine: the database.
        doomed: what is to go.
        tombstone: who deletes, when, and by what way.
    """
    with transaction(engine, writing=True) as connection:
        if connection.dialect.name == "sqlite":
            connection.exec_driver_sql("PRAGMA secure_delete=ON")
        lock_figures(connection, (), {period for _unit, period, _subject in doomed.keys if period != NO_PERIOD})
        forms = _forms(connection, doomed)
        touched = {*_batches_of(connection, doomed.keys), *(form.id for form in forms)}
        _delete(connection, doomed, {form.save.fingerprint for form in forms if form.save.fingerprint})
        for number in sorted(touched):
            _forget(connection, number, is_form=number in {form.id for form in forms})
        write_batch(connection, tombstone, ())
    give_back_room(engine)


def _forms(connection: Connection, doomed: Doomed) -> tuple[Batch, ...]:
    """The taken forms of a unit or a period that goes as a whole."""
    for column, code in ((batches.c.unit, doomed.unit), (batches.c.period, doomed.period)):
        if code:
            return batches_asked(connection, select(batches).where(column == code))
    return ()


def _batches_of(connection: Connection, keys: Iterable[Key]) -> Iterator[int]:
    for key in keys:
        yield from connection.execute(_BATCHES, _named(key)).scalars()


def _delete(connection: Connection, doomed: Doomed, forms: Collection[str]) -> None:
    rows = [_named(key) for key in sorted(doomed.keys)]
    files = [{"known_by": name} for name in sorted(doomed.files | set(forms))]
    for question, told in ((_ENTRIES, rows), (_CURRENT, rows), (_BLOBS, files)):
        if told:
            connection.execute(question, told)


def _forget(connection: Connection, number: int, *, is_form: bool) -> None:
    """Leave of a batch who saved and when, and what else came with it."""
    here, left = batches.c.id == number, entries_in(connection, number)
    (batch,) = batches_asked(connection, select(batches).where(here))
    if is_form or not left:
        source = batch.save.source.partition(" ")[0]
        connection.execute(update(batches).where(here).values(source=source, **FORGOTTEN))
        (batch,) = batches_asked(connection, select(batches).where(here))
    connection.execute(update(batches).where(here).values(digest=digest_of(batch.save, left)))


def _named(key: Key) -> dict[str, str]:
    return {f"of_{name}": part for name, part in zip(NAMES, key, strict=True)}


def _here(table: Table) -> list[Any]:
    return [table.c[name] == bindparam(f"of_{name}") for name in NAMES]


_BATCHES: Final = select(entries.c.batch).where(*_here(entries)).distinct()
_ENTRIES: Final = delete(entries).where(*_here(entries))
_CURRENT: Final = delete(current).where(*_here(current))
_BLOBS: Final = delete(blobs).where(blobs.c.sha256 == bindparam("known_by"))
