"""Opens an office: its catalogue, documents, units and store; and starts a new one.

Takes settings; gives an `Office`. Never touches a figure.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TypeVar

from toolkit.archives import fingerprint
from toolkit.catalogue.documents import Document
from toolkit.catalogue.files import read_catalogue, read_documents, read_units
from toolkit.catalogue.items import Catalogue
from toolkit.catalogue.periods import Length, Period, read_period
from toolkit.catalogue.units import COLUMNS, Units
from toolkit.errors import FaultsFound, MissingFile, ToolkitError, UnknownName
from toolkit.figures.store import Store
from toolkit.findings import Finding, error
from toolkit.report.outputs import write_whole
from toolkit.settings import Settings

T = TypeVar("T")


@dataclass(frozen=True)
class Office:
    """Everything a task needs: where things are, what is asked, of whom, and what came in.

    `fingerprint` is that of the files it was read from: by it documents made with others are known.
    """

    settings: Settings
    catalogue: Catalogue
    documents: tuple[Document, ...]
    units: Units
    store: Store
    fingerprint: str = ""

    @property
    def today(self) -> date:
        """The day it is."""
        return now().astimezone().date()


def now() -> datetime:
    """This moment, with time zone."""
    return datetime.now(UTC)


def open_office(settings: Settings) -> Office:
    """The office these settings describe.

    Raises:
        MissingFile, FaultsFound: a file is missing or faulty; the faults of all files are collected first.
        StoreUnavailable: the database cannot be opened.
    """
    findings: list[Finding] = []
    read_from = fingerprint_of_files(settings)
    catalogue = _collected(read_catalogue, settings.catalogue, findings)
    documents = _collected(read_documents, settings.documents, findings)
    units = _collected(read_units, settings.units, findings)
    if catalogue is None or documents is None or units is None:
        raise FaultsFound(findings)
    return Office(settings, catalogue, documents, units, Store(settings.database, now), read_from)


def fingerprint_of_files(settings: Settings) -> str:
    """By which the office's own files are known again; a missing one counts as empty."""
    paths = (settings.catalogue, settings.documents, settings.units)
    return fingerprint(b"".join(path.read_bytes() if path.is_file() else b"" for path in paths))


def latest_period(office: Office) -> Period:
    """The latest half-year something was filed for, or the half-year that ended last."""
    filed = [read_period(code) for code in office.store.periods()]
    halves = [period for period in filed if period.length is Length.HALF_YEAR]
    if halves:
        return max(halves, key=lambda period: period.end)
    today = office.today
    current = Period(today.year, Length.HALF_YEAR, 1 if today.month <= 6 else 2)
    return current.previous if today < current.end else current


def start_own_office(settings: Settings, bureau: str) -> Path:
    """Make the unit file of an office of its own; from then on the sample is left alone.

    Args:
        settings: still those of the sample.
        bureau: the name of the bureau, for the first line.

    Returns:
        The unit file to fill in.

    Raises:
        ToolkitError: the office has one already; it is not touched.
    """
    path = settings.root / "data" / "units.csv"
    if path.exists():
        raise ToolkitError(f"{path}：已经有单位表了，没有改动。请用 Excel 打开它增减单位。")
    rows = [
        ",".join(COLUMNS),
        f"J,{_csv_cell(bureau)},{_csv_cell(bureau)},局,,,,",
        "B,局本级,局本级,本级,J,,,",
        "01,第一党支部,第一支部,支部,J,,,",
        "02,第二党支部,第二支部,支部,J,,,",
    ]
    # Excel takes a CSV file for UTF-8 only with the byte order mark.
    write_whole(path, ("\ufeff" + "\r\n".join(rows) + "\r\n").encode())
    for folder in (settings.output, settings.forms):
        _set_aside(folder)
    return path


def _set_aside(folder: Path) -> None:
    """What was made for the sample must not be taken for the office's own."""
    number, aside = 1, folder.with_name(f"{folder.name}（示例）")
    while aside.exists():
        number += 1
        aside = folder.with_name(f"{folder.name}（示例{number}）")
    if folder.is_dir():
        shutil.move(folder, aside)


def _csv_cell(text: str) -> str:
    if not text.strip():
        raise UnknownName("请写上本局的名称。")
    return '"' + text.strip().replace('"', '""') + '"' if set(text) & set(',"\n') else text.strip()


def _collected(read: Callable[[Path], T], path: Path, findings: list[Finding]) -> T | None:
    try:
        return read(path)
    except FaultsFound as faults:
        findings.extend(faults.findings)
    except MissingFile as fault:
        findings.append(error("missing_file", path.name, str(fault).removeprefix(f"{path}：")))
    return None
