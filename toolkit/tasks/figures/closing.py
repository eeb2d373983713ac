"""定稿: a period is closed with all it was made of, so that its documents can be made again word for word; and opened again.

Takes an office and a period; keeps its figures as what they meant, and copies of units, catalogue, documents and templates. The
store itself refuses whatever would change a closed period. Never makes a document.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from toolkit.catalogue.periods import Period
from toolkit.errors import ToolkitError
from toolkit.figures.figure import NO_UNIT, PERIOD_STATE, Change, FilingState
from toolkit.figures.frozen import text_of_filings, text_of_units
from toolkit.figures.store import Blob
from toolkit.report.manifest import Manifest
from toolkit.tasks.figures.book import open_book
from toolkit.tasks.figures.states import states_of
from toolkit.tasks.office.frozen import LAST, NOW, UNITS, YEAR_AGO, Closing
from toolkit.tasks.office.office import Office, fingerprint_of_files, folder_of

SOURCE: Final = "定稿"
REOPENED: Final = "重新打开"
MEDIA: Final = "application/octet-stream"


def close_period(office: Office, period: Period, reason: str = "") -> None:
    """Close a period.

    Args:
        office, period: whose, and which.
        reason: why it is closed although some filings are not approved; needed where there are any.

    Raises:
        ToolkitError: it is closed already, nothing was filed, or filings are not approved and no reason is given.
    """
    standing = office.closing_of(period)
    if standing is not None and standing.is_whole:
        raise ToolkitError(f"{period.name}已经定稿了，没有再做。要改，请先重新打开，并写明原因。")
    _refuse_unready(office, period)
    left = unapproved(office, period)
    if left and not reason.strip():
        names = "、".join(f"{name}（{state}）" for name, state in left)
        raise ToolkitError(f"{period.name}还有{len(left)}个单位没有审：{names}。请先审核；确实就此定稿的，请写明原因。")
    # First nobody may change anything any more; then what stands is written down.
    if standing is None:
        office.store.reread(period.code)
        _save(office, period, Closing(day=office.today.isoformat()), reason)
    closing, blobs = _with_copies(office, period)
    _save(office, period, closing, reason, blobs)


def _refuse_unready(office: Office, period: Period) -> None:
    units = office.at(period).units
    held = [office.held[code].message for code in office.held if code in units]
    if held:
        raise ToolkitError(f"{period.name}不能定稿，有单位的数据还没有认清：{held[0]}")
    if not any(filing.filed for filing in open_book(office, period).now.values()):
        raise ToolkitError(f"{period.name}还没有任何数据，没有定稿。请核对期间。")


def reopen_period(office: Office, period: Period, reason: str) -> None:
    """Open a closed period again.

    Raises:
        ToolkitError: it is not closed, or no reason is given.
    """
    if not reason.strip():
        raise ToolkitError("重新打开定稿的期间，请写明原因。")
    if office.closing_of(period) is None:
        raise ToolkitError(f"{period.name}没有定稿，不用重新打开。")
    change = Change(NO_UNIT, period.code, PERIOD_STATE, "", _version(office, period))
    office.store.save([change], office.settings.author, REOPENED, reason=reason.strip())


def unapproved(office: Office, period: Period) -> list[tuple[str, str]]:
    """The short names of the units whose filings are not approved, with their states."""
    names = {unit.code: unit.short_name for unit in office.at(period).units.filing}
    states = states_of(office, period)
    return [(names[code], state.value) for code, state in states.items() if state is not FilingState.APPROVED]


def _with_copies(office: Office, period: Period) -> tuple[Closing, list[Blob]]:
    """What is kept of a period that takes no change any more, and the files to be kept with it."""
    book = open_book(office, period)
    figures = Blob(
        "application/json", text_of_filings({NOW: book.now, LAST: book.last, YEAR_AGO: book.year_ago}).encode()
    )
    copies = {name: Blob(MEDIA, data) for name, data in _files(office)}
    files = {name: blob.sha256 for name, blob in copies.items()}
    settings = fingerprint_of_files(office.settings)
    closing = Closing(office.today.isoformat(), figures.sha256, files, settings, dict(_days(office, period)))
    return closing, [figures, *copies.values()]


def _files(office: Office) -> Iterator[tuple[str, bytes]]:
    """What a document is made of beside figures, by the name under which it is kept."""
    settings = office.settings
    # As the office knows them: a unit that is missing from the unit file counts on.
    yield UNITS, text_of_units(office.units).encode()
    paths = [settings.catalogue, settings.documents, settings.office, settings.targets, settings.words]
    paths += [settings.templates / name for name in dict.fromkeys(each.template for each in office.documents)]
    for path in paths:
        if path.is_file():
            yield f"templates/{path.relative_to(settings.templates).as_posix()}", path.read_bytes()


def _days(office: Office, period: Period) -> Iterator[tuple[str, str]]:
    """The day each document that lies there was made, which stands in it."""
    for _name, made in Manifest(folder_of(office, period)).items():
        if made.day:
            yield f"{made.document}/{made.unit}", made.day


def _save(office: Office, period: Period, closing: Closing, reason: str, blobs: list[Blob] | None = None) -> None:
    change = Change(NO_UNIT, period.code, PERIOD_STATE, closing.text, _version(office, period))
    office.store.save([change], office.settings.author, SOURCE, reason=reason.strip(), files=blobs or ())


def _version(office: Office, period: Period) -> int:
    return office.store.holdings.versions(period.code, PERIOD_STATE).get(NO_UNIT, 0)
