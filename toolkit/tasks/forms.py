"""Excel forms out and in.

Takes an office, a period and folders; gives what became of each file. A form that may already be filled in is never
overwritten; a form with a fault is not taken at all, and the others are.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from toolkit.archives import read_archive
from toolkit.catalogue.periods import Period
from toolkit.catalogue.units import Unit
from toolkit.errors import ChangedMeanwhile, MissingFile, ToolkitError
from toolkit.figures.figure import Change, filing_of
from toolkit.figures.store import Intake
from toolkit.figures.workbooks.layout import MOST_FORM_BYTES
from toolkit.figures.workbooks.read import WHAT, Form, fingerprint_of, read_form
from toolkit.figures.workbooks.write import Blank, form_bytes
from toolkit.findings import Finding, error
from toolkit.report.outputs import safe_name, write_whole
from toolkit.tasks.figures import conflict_text
from toolkit.tasks.office import Office, now


@dataclass(frozen=True)
class FormWritten:
    """One unit's form: where it is, and whether it was written now or stood there already."""

    unit: Unit
    path: Path
    is_new: bool


@dataclass(frozen=True)
class FormRead:
    """What became of one file.

    Args:
        path: the file.
        unit, period: whose form it is, where that could be told.
        taken: how many figures are new or changed; None where the file was not taken.
        known: whether exactly this file had been taken before.
        is_blank: whether nothing was filled in.
        findings: everything wrong with it.
    """

    path: Path
    unit: Unit | None = None
    period: Period | None = None
    taken: int | None = None
    known: bool = False
    is_blank: bool = False
    findings: tuple[Finding, ...] = ()


def write_forms(office: Office, period: Period, units: Sequence[Unit], folder: Path) -> tuple[FormWritten, ...]:
    """Write the form of each unit; one that is there already stays as it is.

    Raises:
        OutputFault: a file could not be written.
    """
    return tuple(_write_form(office, period, unit, folder) for unit in units)


def read_forms(
    office: Office, paths: Iterable[Path], done: Callable[[FormRead], None] = lambda _read: None
) -> tuple[FormRead, ...]:
    """Take in forms, each whole or not at all.

    Args:
        office: the office.
        paths: files, and folders searched through; what is no form is reported, not passed over.
        done: told of each file as it is read.

    Raises:
        MissingFile: a path does not exist, or no form is in any folder.
    """
    results = []
    for path in form_files(paths):
        result = _read_form(office, path)
        done(result)
        results.append(result)
    return tuple(results)


def form_files(paths: Iterable[Path]) -> list[Path]:
    """The form files in files and folders, in order of their names; Excel's lock files are passed over."""
    found: list[Path] = []
    for path in paths:
        if not path.exists():
            raise MissingFile(f"{path}：没有这个文件或文件夹。请检查路径。")
        inside = sorted(path.rglob("*")) if path.is_dir() else [path]
        found += [file for file in inside if file.is_file() and not file.name.startswith(("~", "."))]
    if not found:
        raise MissingFile(f"{'、'.join(map(str, paths))}：里面没有填报表（.xlsx）。请把各支部发回的表放进去。")
    return found


def _write_form(office: Office, period: Period, unit: Unit, folder: Path) -> FormWritten:
    path = folder / f"{safe_name(f'{unit.code} {unit.short_name} {period.name}填报表')}.xlsx"
    if path.exists():
        return FormWritten(unit, path, is_new=False)
    last = filing_of(unit, period.previous, office.store.current(period.previous.code, unit.code), office.catalogue)
    current = office.store.current(period.code, unit.code)
    blank = Blank(unit, period, current, last, office.units.root.name, secrets.token_hex(4))
    write_whole(path, form_bytes(office.catalogue, blank))
    return FormWritten(unit, path, is_new=True)


def _read_form(office: Office, path: Path) -> FormRead:
    try:
        data = read_archive(path, WHAT, MOST_FORM_BYTES)
    except ToolkitError as fault:
        return FormRead(path, findings=(error("form_unopened", path.name, str(fault).removeprefix(f"{path}：")),))
    known = office.store.intake(fingerprint_of(data))
    if known is not None and known.unit in office.units:
        return FormRead(path, office.units[known.unit], taken=0, known=True)
    form, findings = read_form(data, path.name, office.catalogue, office.units)
    return FormRead(path, findings=findings) if form is None else _take(office, path, form, findings)


def _take(office: Office, path: Path, form: Form, findings: tuple[Finding, ...]) -> FormRead:
    if not form.changes:
        return FormRead(path, form.unit, form.period, taken=0, is_blank=True, findings=findings)
    intake = Intake(form.fingerprint, form.unit.code, form.period.code, path.name[:255], now())
    author = form.author[:128] or form.unit.short_name
    try:
        fresh = office.store.save(_seen_by(office, form), author, _source(form, path), intake)
    except ChangedMeanwhile as fault:
        conflict = error("form_conflict", path.name, conflict_text(office, fault), form.unit.code)
        return FormRead(path, form.unit, form.period, findings=(*findings, conflict))
    return FormRead(path, form.unit, form.period, len(fresh), findings=findings)


def _source(form: Form, path: Path) -> str:
    return f"填报表{form.mark} {path.name}"[:255]


def _seen_by(office: Office, form: Form) -> list[Change]:
    """The form's changes; what came from an earlier sending of the same form is known to who corrected it."""
    current = office.store.current(form.period.code, form.unit.code)
    sent = f"填报表{form.mark} " if form.mark else None
    own = {entry.item: entry.version for entry in current if sent and entry.source.startswith(sent)}
    return [replace(change, seen=own.get(change.item, change.seen)) for change in form.changes]
