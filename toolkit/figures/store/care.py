"""The whole of a store: copied and put back, and looked at for what a disk or a hand changed behind our back.

Takes an engine; gives lines, reasons, and the names of what is not as it was. Never mends anything itself.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import TypeAlias

from sqlalchemy import Engine, and_, func, select

from toolkit.archives import fingerprint
from toolkit.figures.store.database import transaction
from toolkit.figures.store.dump import dump, load
from toolkit.figures.store.erasing import Doomed, erase
from toolkit.figures.store.tables import batches, blobs, current, entries
from toolkit.figures.store.writing import Save

Figure: TypeAlias = tuple[str, str, str]
"""A unit, a period and a subject."""


class Care:
    """The questions to the whole of one store.

    Args:
        engine: its database.
    """

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def dump(self, take_line: Callable[[str, str], None], take_file: Callable[[str, str, bytes], None]) -> int:
        """Hand over all there is, as `dump.dump` does."""
        return dump(self._engine, take_line, take_file)

    def load(self, lines: Mapping[str, Iterable[str]], files: Iterable[tuple[str, str, bytes]]) -> None:
        """Put something else in place of all there is, as `dump.load` does."""
        load(self._engine, lines, files)

    def erase(self, doomed: Doomed, tombstone: Save) -> None:
        """Delete for good, as `erasing.erase` does."""
        erase(self._engine, doomed, tombstone)

    def broken(self) -> tuple[str, ...]:
        """What SQLite finds wrong with its file; nothing for another database."""
        if self._engine.dialect.name != "sqlite":
            return ()
        with transaction(self._engine, writing=False) as connection:
            said = connection.exec_driver_sql("PRAGMA integrity_check(3)").scalars().all()
        return tuple(line for line in said if line != "ok")

    def fingerprint_of_batches(self) -> str:
        """By which the batches are known again: the digest of each, and whether it was taken back."""
        query = select(batches.c.id, batches.c.digest, batches.c.undone).order_by(batches.c.id)
        with transaction(self._engine, writing=False) as connection:
            return fingerprint(repr([tuple(row) for row in connection.execute(query)]).encode())

    def damaged_files(self) -> tuple[str, ...]:
        """What the whole files are known by that are not what they were."""
        with transaction(self._engine, writing=False) as connection:
            names = connection.execute(select(blobs.c.sha256)).scalars().all()
            data = (
                connection.execute(select(blobs.c.bytes).where(blobs.c.sha256 == name)).scalar_one() for name in names
            )
            return tuple(name for name, each in zip(names, data, strict=True) if fingerprint(bytes(each)) != name)

    def misplaced(self) -> tuple[Figure, ...]:
        """What stands as current and is not the last of its history, and the other way round."""
        figure = [entries.c.unit, entries.c.period, entries.c.subject]
        latest = select(*figure, func.max(entries.c.version).label("last")).group_by(*figure).subquery()
        is_latest = and_(*(column == latest.c[column.name] for column in figure), entries.c.version == latest.c.last)
        newest = select(*figure, entries.c.version, entries.c.text).join(latest, is_latest)
        standing = select(current.c.unit, current.c.period, current.c.subject, current.c.version, current.c.text)
        with transaction(self._engine, writing=False) as connection:
            stands = {tuple(row) for row in connection.execute(standing)}
            kept = {tuple(row) for row in connection.execute(newest)}
        return tuple(
            sorted({(str(unit), str(period), str(subject)) for unit, period, subject, *_rest in stands ^ kept})
        )
