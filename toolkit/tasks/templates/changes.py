"""Changing a template: tried, looked at with a unit's figures, put to use, and brought back.

Takes an office, a document and the bytes of a changed template; gives what was found, a preview, and the files kept. Nothing
with errors is put to use, and what was in use is never lost: it is kept under 旧模板.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final

from toolkit.archives import read_archive
from toolkit.catalogue.documents import Document
from toolkit.catalogue.periods import Period
from toolkit.catalogue.units import Unit
from toolkit.errors import FaultsFound, MissingFile, ToolkitError
from toolkit.findings import Finding, error, has_errors
from toolkit.report.merge import Merged, merge
from toolkit.report.official import official_template
from toolkit.report.outputs import OutputFault, write_whole
from toolkit.report.vocabulary import names_for
from toolkit.tasks.figures.book import open_book, values_of
from toolkit.tasks.office.office import Office, now
from toolkit.tasks.templates.checking import mended_copy, renamed_names
from toolkit.tasks.templates.own_words import slips_in_template
from toolkit.word import CompiledTemplate, Correction, Workshop, annotated, unannotated

WHAT: Final = "Word模板"
EARLIER_FOLDER: Final = "旧模板"
UNTIL: Final = re.compile(r"（用到(\d{4})年(\d\d)月(\d\d)日(\d\d)时(\d\d)分(\d\d)秒）")


@dataclass(frozen=True)
class Trial:
    """A changed template, checked.

    Args:
        document: whose template it would be.
        name: what it is called.
        data: its bytes, without comments that we wrote into an earlier copy.
        template: compiled, or None where it could not be opened.
        findings: everything found about it.
        corrections: what can safely be corrected in it.
        annotated: a copy with the findings as comments, where there are any.
        mended: a copy with the corrections made, where there are any.
    """

    document: Document
    name: str
    data: bytes
    template: CompiledTemplate | None
    findings: tuple[Finding, ...] = ()
    corrections: tuple[Correction, ...] = ()
    annotated: bytes | None = None
    mended: bytes | None = None

    @property
    def is_usable(self) -> bool:
        """Whether it may be put to use."""
        return self.template is not None and not has_errors(self.findings)


@dataclass(frozen=True)
class EarlierTemplate:
    """A template that was in use until a moment, and where it is kept."""

    path: Path
    until: datetime


@dataclass(frozen=True)
class Adopted:
    """What became of putting a template to use: whether anything changed, and where the one before is kept."""

    changed: bool
    kept: EarlierTemplate | None = None


def read_template(office: Office, document: Document) -> bytes:
    """The template in use.

    Raises:
        MissingFile, UnsafeFile: it is not there, or cannot be read.
    """
    return read_archive(_path(office, document), WHAT)


def try_template(office: Office, document: Document, data: bytes, name: str) -> Trial:
    """Check a changed template; a file that cannot be opened is a finding, too.

    Args:
        office: the office.
        document: whose template it would be.
        data: its bytes.
        name: what to call it in findings.
    """
    names = names_for(office.catalogue, document.made_for)
    try:
        own = unannotated(data, name)
        template = official_template(own, names, office.rules.habits, name)
        better, corrections = mended_copy(office, own, name)
    except ToolkitError as fault:
        message = str(fault).removeprefix(f"{name}：")
        return Trial(document, name, data, None, (error("unusable_template", name, message),))
    found = (*template.findings, *renamed_names(office, template), *slips_in_template(office, document, name, own))
    copy = annotated(own, found, names, name) if found else None
    return Trial(document, name, own, template, found, corrections, copy, better if corrections else None)


def preview_template(office: Office, document: Document, data: bytes | None, unit: Unit, period: Period) -> bytes:
    """The document that a changed template, or the one in use, makes of a unit's figures.

    Args:
        office: the office.
        document: which one.
        data: the changed template; None for the one in use.
        unit: for whom, of the kind the document is made for.
        period: for when.

    Raises:
        FaultsFound: the template has errors.
        RenderFault, LimitReached: it cannot be filled with these figures.
        MissingFile, UnsafeFile: the template in use is not there, or cannot be read.
    """
    given = read_template(office, document) if data is None else data
    template = _usable(try_template(office, document, given, document.template))
    values = values_of(office, open_book(office, period), unit)
    with Workshop() as workshop:
        # What was never tried before may run for ever.
        merged: Merged = workshop.run(merge, template, values)
    return merged.data


def adopt_template(office: Office, document: Document, data: bytes) -> Adopted:
    """Put a changed template to use, and keep the one it replaces.

    Raises:
        FaultsFound: it has errors; nothing was changed.
        OutputFault, MissingFile: a file could not be written or read, as when it is open in Word; nothing was changed.
    """
    trial = try_template(office, document, data, document.template)
    _usable(trial)
    path = _path(office, document)
    before = _bytes(path) if path.exists() else None
    if before == trial.data:
        return Adopted(changed=False)
    kept = _keep(office, document, before) if before is not None else None
    try:
        write_whole(path, trial.data)
    except OutputFault:
        if kept:
            with suppress(OSError):
                kept.path.unlink()
        raise
    return Adopted(changed=True, kept=kept)


def earlier_templates(office: Office, document: Document) -> tuple[EarlierTemplate, ...]:
    """The templates of a document that were in use before, the newest first."""
    return tuple(sorted(_earlier(office, document), key=lambda each: each.until, reverse=True))


def read_earlier(earlier: EarlierTemplate) -> bytes:
    """An earlier template; MissingFile where it cannot be read."""
    return _bytes(earlier.path)


def restore_template(office: Office, document: Document, earlier: EarlierTemplate) -> Adopted:
    """Bring an earlier template back, and keep the one it replaces; raises like `adopt_template`."""
    return adopt_template(office, document, _bytes(earlier.path))


def _usable(trial: Trial) -> CompiledTemplate:
    if trial.template is None or not trial.is_usable:
        raise FaultsFound(trial.findings)
    return trial.template


def _path(office: Office, document: Document) -> Path:
    return office.settings.templates / document.template


def _bytes(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as fault:
        advice = "可能正在 Word 或 WPS 里打开，或已被移走；请关闭后重试。没有改动。"
        raise MissingFile(f"{path}：读不出来。{advice}") from fault


def _keep(office: Office, document: Document, data: bytes) -> EarlierTemplate:
    until = now().astimezone().replace(microsecond=0)
    while (path := _kept_path(office, document, until)).exists():
        until += timedelta(seconds=1)
    write_whole(path, data)
    return EarlierTemplate(path, until)


def _kept_path(office: Office, document: Document, until: datetime) -> Path:
    current = Path(document.template)
    moment = f"{until:%Y}年{until:%m}月{until:%d}日{until:%H}时{until:%M}分{until:%S}秒"
    return office.settings.templates / EARLIER_FOLDER / f"{current.stem}（用到{moment}）{current.suffix}"


def _earlier(office: Office, document: Document) -> Iterator[EarlierTemplate]:
    current, folder = Path(document.template), office.settings.templates / EARLIER_FOLDER
    for path in folder.iterdir() if folder.is_dir() else ():
        found = UNTIL.fullmatch(path.stem.removeprefix(current.stem))
        if found and path.stem.startswith(current.stem) and path.suffix == current.suffix:
            # A name changed by hand may hold no date.
            with suppress(ValueError):
                yield EarlierTemplate(path, datetime(*map(int, found.groups())).astimezone())  # type: ignore[arg-type]
