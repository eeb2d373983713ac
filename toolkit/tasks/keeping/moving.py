"""A new office in a folder of its own, and an office moved into another: the program's folder holds none of a clerk's files.

Takes folders; makes and moves them, and remembers where the office lies. A folder that something copies or serves behind our
back is refused: a database written from two machines at once is lost. Never leaves half an office behind.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Final

from toolkit.errors import ToolkitError, reason_of
from toolkit.settings import Settings, choose_folder, read_settings, shared_by
from toolkit.tasks.keeping.backup import FOLDER
from toolkit.tasks.office.office import Office, start_own_office

PARTS: Final = ("templates", "data", "forms", "output", FOLDER)
"""What an office is made of."""


def new_office(
    settings: Settings, bureau: str, folder: Path, program: Path, units: Sequence[Mapping[str, str]] = ()
) -> Path:
    """Make an office of its own in a folder of its own, and work with it from now on.

    Args:
        settings: those of the sample.
        bureau: the name of the bureau.
        folder: where; it may be there and be empty.
        program: the folder of this program, which remembers where the office lies.
        units: the rows of the unit file, where a list of branches was read.

    Returns:
        The unit file to fill in.

    Raises:
        ToolkitError: the folder cannot be used; nothing was made.
    """
    target = _usable(folder, program)
    shutil.copytree(settings.templates, target / "templates")
    fresh = read_settings({"TOOLKIT_HOME": str(target), "TOOLKIT_AUTHOR": settings.author})
    path = start_own_office(fresh, bureau, units)
    choose_folder(target, program)
    return path


def move_office(office: Office, folder: Path, program: Path) -> tuple[Path, ...]:
    """Move an office into another folder, and work with it there from now on.

    Args:
        office: whose; its store is closed.
        folder: where to.
        program: the folder of this program, which remembers where the office lies.

    Returns:
        The folders that could not be removed where they were; all of them were copied.

    Raises:
        ToolkitError: the office is the sample, or the folder cannot be used; nothing was moved.
    """
    settings = office.settings
    if settings.is_sample:
        raise ToolkitError(
            "现在用的是示例单位，没有可移的。请先建立本单位：python start.py office new 本局名称 --in 文件夹。"
        )
    target = _usable(folder, program)
    office.store.close()
    parts = [settings.root / name for name in PARTS if (settings.root / name).is_dir()]
    _copied(parts, target)
    choose_folder(target, program)
    return tuple(_not_removed(part for part in parts if part.name != "templates" or settings.root != program))


def _copied(parts: Iterable[Path], target: Path) -> None:
    try:
        for part in parts:
            shutil.copytree(part, target / part.name)
    except (OSError, shutil.Error) as fault:
        for name in PARTS:
            shutil.rmtree(target / name, ignore_errors=True)
        reason = reason_of(fault) if isinstance(fault, OSError) and fault.errno else "有文件读不出来"
        raise ToolkitError(f"{target}：没有移成（{reason}），原来的没有动。请关闭打开着的文件后重试。") from fault


def _not_removed(parts: Iterable[Path]) -> Iterable[Path]:
    for part in parts:
        try:
            shutil.rmtree(part)
        except OSError:
            yield part


def _usable(folder: Path, program: Path) -> Path:
    """The folder an office may lie in.

    Raises:
        ToolkitError: it may not; the text says why.
    """
    target = folder.resolve()
    by = shared_by(folder) or shared_by(target)
    if by:
        raise ToolkitError(
            f"{target}：这个文件夹由“{by}”管着，几台电脑同时写，数据库会损坏，没有用它。请选本机上不同步的文件夹；要留副本，请用 office backup。"
        )
    if target == program or program in target.parents:
        raise ToolkitError(f"{target}：在程序的文件夹里，换新版本时会弄丢。请选程序外面的文件夹。")
    if target.exists() and (not target.is_dir() or any(target.iterdir())):
        raise ToolkitError(f"{target}：里面已经有东西了，没有用它。请选一个空的文件夹，或写一个新的名字。")
    try:
        target.mkdir(parents=True, exist_ok=True)
    except OSError as fault:
        raise ToolkitError(f"{target}：建不了这个文件夹（{reason_of(fault)}）。请换一个位置。") from fault
    return target
