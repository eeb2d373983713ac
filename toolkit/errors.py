"""Faults in use, as exceptions with one base.

Takes a message in plain Chinese (place, what is wrong, what to do); gives exceptions a face can show as they stand.
Never raised for a fault in data or a template: those are `Finding` values, carried by `FaultsFound` where work must stop.

    ToolkitError
    ├── FaultsFound        a file was read and has faults: all of them are in `.findings`
    ├── MissingFile        something the job needs is not there (also FileNotFoundError)
    ├── UnsafeFile         an archive that could exhaust the machine, or is no archive at all
    ├── UnknownName        a period, unit, document or item nobody knows (also ValueError)
    ├── UnitHeld           it is not known whose figures a unit's code stands for
    ├── PeriodClosed       a closed period takes no change
    ├── ChangedMeanwhile   a save met somebody else's change: both values are in `.conflicts`
    └── StoreUnavailable   the database cannot be opened, read or written
"""

from __future__ import annotations

import errno
from collections.abc import Iterable
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from toolkit.findings import Finding


REASONS: Final = {
    errno.ENOENT: "没有这个文件或文件夹",
    errno.EACCES: "没有权限，或正被别的程序打开",
    errno.EPERM: "没有权限",
    errno.EBUSY: "正被别的程序占用",
    errno.EEXIST: "已有同名的文件或文件夹",
    errno.ENOTDIR: "路径里有一段是文件，不是文件夹",
    errno.EISDIR: "这是文件夹，不是文件",
    errno.ENOSPC: "磁盘已满",
    errno.EROFS: "磁盘是只读的",
    errno.ENAMETOOLONG: "文件名或路径太长",
    errno.EIO: "磁盘读写出错",
    errno.ENOEXEC: "不是能运行的程序",
}


def reason_of(fault: OSError) -> str:
    """Why the system refused something, in Chinese; the system's own words are English."""
    return REASONS.get(fault.errno or 0, f"系统错误 {fault.errno}" if fault.errno else "原因不明")


class ToolkitError(Exception):
    """The base of every fault in use; its text may be shown to a clerk."""


class FaultsFound(ToolkitError):
    """Input was read and cannot be used; every fault is in `findings`."""

    def __init__(self, findings: Iterable[Finding]) -> None:
        self.findings = tuple(findings)
        super().__init__("\n".join(str(finding) for finding in self.findings))

    def __reduce__(self) -> tuple[type[FaultsFound], tuple[tuple[Finding, ...]]]:
        return FaultsFound, (self.findings,)


class MissingFile(ToolkitError, FileNotFoundError):
    """A file or folder the job needs is not where it was looked for."""

    def __str__(self) -> str:
        return str(self.args[0]) if self.args else ""


class UnsafeFile(ToolkitError):
    """A file refused before it was opened: too large, too dense, or not what its name says."""


class UnknownName(ToolkitError, ValueError):
    """A name given by the user that the catalogue, the units or the calendar does not hold."""


class UnitHeld(ToolkitError):
    """Nothing of a unit is read or made until the unit file says whose figures stand under its code."""


class PeriodClosed(ToolkitError):
    """A period was closed (定稿): nothing of it can be changed until it is opened again, with a reason.

    Args:
        periods: the names of those that are closed.
    """

    def __init__(self, periods: Iterable[str]) -> None:
        self.periods = tuple(sorted(periods))
        names = "、".join(self.periods)
        super().__init__(f"{names}已经定稿，不能再改，没有保存。确实要改的，请先重新打开这个期间，并写明原因。")

    def __reduce__(self) -> tuple[type[PeriodClosed], tuple[tuple[str, ...]]]:
        return PeriodClosed, (self.periods,)


class ChangedMeanwhile(ToolkitError):
    """A save was refused because the stored value is no longer the one the editor saw.

    Args:
        message: what changed, with both values, in Chinese.
        conflicts: (mine, theirs) pairs of figures, for a face that offers a choice.
    """

    def __init__(self, message: str, conflicts: Iterable[tuple[object, object]] = ()) -> None:
        self.conflicts = tuple(conflicts)
        super().__init__(message)


class StoreUnavailable(ToolkitError):
    """The database could not be opened, read or written."""
