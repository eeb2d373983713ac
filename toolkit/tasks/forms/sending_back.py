"""What is said and sent to whoever filled in a form: what has to be mended, in his own file, or that it has come in.

Takes forms that were looked into or taken; gives files beside the forms, and lines for a chat group. The first sending back keeps
the form and what was wrong with it. Never changes a figure.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from toolkit.catalogue.items import Catalogue
from toolkit.catalogue.kinds import is_known
from toolkit.catalogue.periods import Period
from toolkit.catalogue.units import Unit
from toolkit.figures.figure import Filing
from toolkit.figures.store import Blob
from toolkit.figures.workbooks.returning import lines_of, returned_form
from toolkit.file_kinds import FileKind, kind_of
from toolkit.report.outputs import safe_name, write_whole
from toolkit.tasks.figures.book import open_book
from toolkit.tasks.figures.states import return_filing
from toolkit.tasks.forms.look import FormLook, FormRead, FormState
from toolkit.tasks.forms.writing import form_folder
from toolkit.tasks.office.office import Office

FOLDER: Final = "退回修改"
"""Where the forms lie that go back, beneath those of their period; it is not searched for forms that came in."""
WORKBOOK: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
MOST_TOLD: Final = 5


@dataclass(frozen=True)
class SentBack:
    """A form that goes back.

    Args:
        unit, period: whose, and for when.
        path: the file to send, with a note at each fault; None where it could not be made of the one that came.
        line: what to write to the unit.
    """

    unit: Unit
    period: Period
    path: Path | None
    line: str


def send_back(office: Office, look: FormLook) -> SentBack | None:
    """Keep a form that cannot be taken, with what is wrong with it, and write the file that goes back; None where it is not known whose it is.

    Raises:
        OutputFault: the file cannot be written.
    """
    if look.state is not FormState.REFUSED or look.unit is None or look.period is None or not look.data:
        return None
    if office.closing_of(look.period) is not None or look.unit.code in office.held:
        return None
    blob = Blob(WORKBOOK, look.data)
    if office.store.journal.file(blob.sha256) is None:
        told = "\n".join(str(finding) for finding in look.findings)
        return_filing(office, look.period, look.unit, f"{look.path.name}\n{told}", blob)
    return SentBack(look.unit, look.period, _written(office, look, look.period), _to_mend(look))


def send_back_all(office: Office, looked: Iterable[FormLook]) -> tuple[SentBack, ...]:
    """Send back every form among these that cannot be taken."""
    return tuple(sent for look in looked if (sent := send_back(office, look)) is not None)


def receipts(office: Office, results: Iterable[FormRead]) -> tuple[str, ...]:
    """A line for each form that was taken, in their order: how many figures are there now, and which are still to come."""
    taken = [each for each in results if each.taken is not None and not each.is_blank]
    filings = {
        period: open_book(office, period).now for period in dict.fromkeys(each.period for each in taken) if period
    }
    return tuple(
        _receipt(office.catalogue, filings[each.period][each.unit.code])
        for each in taken
        if each.period and each.unit and each.unit.code in filings[each.period]
    )


def _receipt(catalogue: Catalogue, filing: Filing) -> str:
    asked = catalogue.asked_of(filing.unit.kind)
    there = sum(is_known(filing[item.key]) for item in asked)
    missing = [item.label for item in asked if item.awaits(filing[item.key])]
    more = "等" if len(missing) > MOST_TOLD else ""
    waiting = f"，待补{len(missing)}项：{'、'.join(missing[:MOST_TOLD])}{more}" if missing else "，都齐了"
    return f"{filing.unit.short_name}{filing.period.name}填报表已收到：{there}项{waiting}。"


def _to_mend(look: FormLook) -> str:
    """What has to be mended, in one line."""
    assert look.unit is not None and look.period is not None
    lines = lines_of(look.findings)
    told = "；".join(f"{number}. {line.rstrip('。')}" for number, line in enumerate(lines[:MOST_TOLD], start=1))
    more = f"……共{len(lines)}处，见表里的批注" if len(lines) > MOST_TOLD else ""
    return f"{look.unit.short_name}{look.period.name}填报表有{len(lines)}处要改：{told}{more}。改好后请原样发回。"


def _named(look: FormLook) -> str:
    """The file's own name, with the unit's code before it where it does not stand there: two units may name theirs alike."""
    assert look.unit is not None
    stem = safe_name(look.path.stem)
    return stem if stem.startswith(look.unit.code) else f"{look.unit.code} {stem}"


def _written(office: Office, look: FormLook, period: Period) -> Path | None:
    """The file that goes back; nothing of an old workbook, which has no parts to put notes into."""
    if kind_of(look.data) is not FileKind.XLSX:
        return None
    ending = ".xlsm" if look.path.suffix.lower() == ".xlsm" else ".xlsx"
    path = form_folder(office, period) / FOLDER / f"{_named(look)}{ending}"
    try:
        data = returned_form(look.data, look.findings)
    except (KeyError, IndexError, ValueError):
        # A workbook laid out in a way of its own: what is wrong with it is told in words alone.
        return None
    write_whole(path, data)
    return path
