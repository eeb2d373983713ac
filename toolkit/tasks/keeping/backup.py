"""The office kept safe: one zip with all of it, taken while others work, checked by opening it; and put back.

Takes an office; gives the file. What a restore replaces is kept first, as a zip of its own. Never a half file, never a half
restore.
"""

from __future__ import annotations

import io
import json
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from contextlib import closing
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from toolkit.archives import fingerprint
from toolkit.errors import MissingFile, ToolkitError, UnsafeFile, reason_of
from toolkit.figures.store import Store, sqlite_file
from toolkit.report.outputs import safe_name, write_whole
from toolkit.settings import Settings
from toolkit.tasks.office.office import Office, now

FORMAT: Final = "half-year-office-1"
ABOUT: Final = "说明.json"
ROWS: Final = "数据/{}.jsonl"
BLOBS: Final = "数据/文件.jsonl"
BLOB: Final = "数据/文件/{}"
UNITS: Final = "单位表/units.csv"
TEMPLATES: Final = "templates/"
BROKEN: Final = (
    KeyError,
    ValueError,
    TypeError,
    AttributeError,
    EOFError,
    RuntimeError,
    zlib.error,
    zipfile.BadZipFile,
)
"""What a damaged archive, or one of another program, raises once it is read."""
TABLES: Final = ("batches", "entries", "current")
FOLDER: Final = "备份"


@dataclass(frozen=True)
class BackUp:
    """A zip with an office in it: where it lies, of which office and when it was taken, and how many saves are in it."""

    path: Path
    office: str
    at: str
    batches: int

    @property
    def moment(self) -> datetime:
        """When it was taken, by the clock on the wall."""
        return datetime.fromisoformat(self.at).astimezone()


def back_up(office: Office, folder: Path | None = None) -> BackUp:
    """Take a backup of an office and check it by opening it.

    Args:
        office: whose.
        folder: where the zip goes; into 备份 in the office's folder where None.

    Raises:
        OutputFault: it cannot be written.
        ToolkitError: it cannot be opened again as what it should be.
    """
    moment = now()
    folder = folder or office.settings.root / FOLDER
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as fault:
        raise ToolkitError(f"{folder}：建不了这个文件夹（{reason_of(fault)}），没有备份。请换一个位置。") from fault
    path = _free_name(folder, safe_name(f"{office.units.root.short_name} {moment.astimezone():%Y-%m-%d %H%M%S}"))
    write_whole(path, _zip_of(office, moment.isoformat(timespec="seconds")))
    return check_backup(path)


def _free_name(folder: Path, stem: str) -> Path:
    """A name nothing has yet: an earlier backup is never written over."""
    number, path = 1, folder / f"{stem}.zip"
    while path.exists():
        number += 1
        path = folder / f"{stem}（{number}）.zip"
    return path


def check_backup(path: Path) -> BackUp:
    """Open a backup as a restore would, without changing anything.

    Raises:
        MissingFile: there is no such file.
        ToolkitError: it is no backup of ours, or is damaged.
    """
    with _opened(path) as archive, TemporaryDirectory(prefix="toolkit-") as folder:
        about = _about(archive, path)
        try:
            archive.testzip()
            store = Store(f"sqlite:///{Path(folder, 'check.db').as_posix()}", now)
            with closing(store):
                store.care.load(_lines(archive), _files(archive, path))
                damaged, batches = store.journal.damaged(), len(store.journal.batches())
        except BROKEN as fault:
            raise ToolkitError(f"{path}：备份已损坏，不能用。请换一份备份。") from fault
        if damaged or batches != about["batches"]:
            raise ToolkitError(
                f"{path}：备份里的记录不完整（{batches}批，应有{about['batches']}批），不能用。请换一份备份。"
            )
    return BackUp(path, str(about["office"]), str(about["at"]), batches)


def restore(office: Office, path: Path, *, is_other_meant: bool = False) -> BackUp:
    """Put a backup in place of an office; in place of the sample it becomes an office of its own, and the sample stays.

    Args:
        office: what is replaced; it is kept as a backup of its own first.
        path: the zip.
        is_other_meant: whether it may be the backup of another bureau.

    Returns:
        The backup of what was replaced.

    Raises:
        MissingFile, ToolkitError: it cannot be used; nothing was changed.
    """
    told, settings = check_backup(path), office.settings
    if not settings.is_sample and told.office != office.units.root.name and not is_other_meant:
        raise ToolkitError(
            f"{path}：这是“{told.office}”的备份，现在是“{office.units.root.name}”，没有恢复。确实要换成它的，请加 --other。"
        )
    before = back_up(office)
    if settings.is_sample:
        is_file = sqlite_file(settings.database) is not None
        database = f"sqlite:///{settings.own_database.as_posix()}" if is_file else settings.database
        own = replace(settings, units=settings.own_units, database=database)
        with closing(Store(own.database, now)) as store:
            _put_back(path, store, own, before)
    else:
        _put_back(path, office.store, settings, before)
    return before


def _put_back(path: Path, store: Store, settings: Settings, before: BackUp) -> None:
    with _opened(path) as archive:
        try:
            for name, target in _own_files(archive, settings):
                target.parent.mkdir(parents=True, exist_ok=True)
                write_whole(target, archive.read(name))
            store.care.load(_lines(archive), _files(archive, path))
        except ToolkitError as fault:
            raise ToolkitError(f"没有恢复完：{fault}原来的已经备份在 {before.path}，可以用它恢复原样。") from fault


def _zip_of(office: Office, moment: str) -> bytes:
    rows: dict[str, list[str]] = {name: [] for name in TABLES}
    blobs: list[str] = []
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:

        def take_file(sha256: str, media: str, data: bytes) -> None:
            archive.writestr(BLOB.format(sha256), data)
            blobs.append(json.dumps({"sha256": sha256, "media": media}))

        office.store.care.dump(lambda name, line: rows[name].append(line), take_file)
        for name, lines in rows.items():
            archive.writestr(ROWS.format(name), "\n".join(lines))
        archive.writestr(BLOBS, "\n".join(blobs))
        for name, source in _sources(office.settings):
            archive.write(source, name)
        about = {"format": FORMAT, "office": office.units.root.name, "at": moment, "batches": len(rows["batches"])}
        archive.writestr(ABOUT, json.dumps(about, ensure_ascii=False, indent=1))
    return buffer.getvalue()


def _sources(settings: Settings) -> Iterator[tuple[str, Path]]:
    """The office's own files, by their names in the zip."""
    yield UNITS, settings.units
    for path in sorted(settings.templates.rglob("*")):
        if path.is_file() and not path.name.startswith(("~", ".")):
            yield f"{TEMPLATES}{path.relative_to(settings.templates).as_posix()}", path


def _own_files(archive: zipfile.ZipFile, settings: Settings) -> Iterator[tuple[str, Path]]:
    """The members that are the office's own files, and where each belongs; a name that leads elsewhere is passed over."""
    for name in archive.namelist():
        target = settings.units if name == UNITS else settings.templates / name.removeprefix(TEMPLATES)
        is_inside = settings.templates.resolve() in target.resolve().parents
        if name == UNITS or (name.startswith(TEMPLATES) and not name.endswith("/") and is_inside):
            yield name, target


def _opened(path: Path) -> zipfile.ZipFile:
    try:
        return zipfile.ZipFile(path)
    except FileNotFoundError as fault:
        raise MissingFile(f"{path}：没有这个文件。请检查路径。") from fault
    except (OSError, zipfile.BadZipFile) as fault:
        reason = reason_of(fault) if isinstance(fault, OSError) else "不是zip文件，或已损坏"
        raise UnsafeFile(f"{path}：打不开（{reason}）。请换一份备份。") from fault


def _about(archive: zipfile.ZipFile, path: Path) -> dict[str, str | int]:
    try:
        about = json.loads(archive.read(ABOUT))
        if about["format"] != FORMAT:
            raise KeyError(FORMAT)
    except BROKEN as fault:
        raise ToolkitError(f"{path}：不是本工具做的备份，或做它的工具比本版本新。") from fault
    return dict(about)


def _lines(archive: zipfile.ZipFile) -> dict[str, Iterable[str]]:
    return {name: _split(archive.read(ROWS.format(name))) for name in TABLES}


def _split(data: bytes) -> list[str]:
    # Not by splitlines: what was typed may hold other ends of lines.
    return [line for line in data.decode().split("\n") if line]


def _files(archive: zipfile.ZipFile, path: Path) -> Iterator[tuple[str, str, bytes]]:
    for line in _split(archive.read(BLOBS)):
        told = json.loads(line)
        data = archive.read(BLOB.format(told["sha256"]))
        if fingerprint(data) != told["sha256"]:
            raise ToolkitError(f"{path}：备份里的文件已损坏，不能用。请换一份备份。")
        yield told["sha256"], told["media"], data
