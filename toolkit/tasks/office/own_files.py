"""The office's own files in the journal: what changed in the unit file, the catalogue and the rules, by whom, and how it was before.

Takes an office; notes a file whenever it is another one than was noted last, and puts one back as it was. The file is hers and
counts: the journal follows it, never the other way round but when she takes a change back. Word templates are kept elsewhere.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Final

from toolkit.errors import ChangedMeanwhile, StoreUnavailable, ToolkitError
from toolkit.figures.figure import NO_PERIOD, NO_UNIT, Change, Entry
from toolkit.figures.store import Blob, Store
from toolkit.settings import Settings

SOURCE: Final = "改设置文件"
MARK: Final = "file:"
"""Before the name of a file, under which the history keeps what its content is known by."""
MEDIA: Final = "text/plain"


def note_files(settings: Settings, store: Store) -> None:
    """Note every file that is another one than was noted last; whoever may only read notes nothing."""
    if settings.is_sample:
        return
    noted = {entry.item: entry for entry in store.current(NO_PERIOD, NO_UNIT)}
    changes, files = [], []
    for path in _paths(settings):
        with suppress(OSError):
            blob, last = Blob(MEDIA, path.read_bytes()), noted.get(f"{MARK}{path.name}")
            if last is None or last.text != blob.sha256:
                changes.append(
                    Change(NO_UNIT, NO_PERIOD, f"{MARK}{path.name}", blob.sha256, last.version if last else 0)
                )
                files.append(blob)
    if changes:
        # Two that open the office at one moment note the same.
        with suppress(StoreUnavailable, ChangedMeanwhile):
            store.save(changes, settings.author, SOURCE, files=files)


def contents_before(settings: Settings, store: Store, changes: Iterable[Change]) -> dict[Path, bytes]:
    """What the files that changes are about held before.

    Raises:
        ToolkitError: that was not noted, or was deleted for good.
    """
    paths = {f"{MARK}{path.name}": path for path in _paths(settings)}
    contents = {}
    for change in changes:
        if change.item in paths:
            data = store.journal.file(change.text) if change.text else None
            if data is None:
                name = paths[change.item].name
                raise ToolkitError(f"{name}以前的内容没有留存，不能撤销。请直接改这个文件，或从备份恢复。")
            contents[paths[change.item]] = data
    return contents


def names_of(entries: Iterable[Entry]) -> Iterator[str]:
    """The files that entries are about."""
    yield from (entry.item.removeprefix(MARK) for entry in entries if entry.item.startswith(MARK))


def _paths(settings: Settings) -> tuple[Path, ...]:
    return settings.units, settings.catalogue, settings.documents, settings.office, settings.targets, settings.words
