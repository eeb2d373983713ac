"""A form that goes back to whoever filled it in: his own file, with a note and a red cell at each fault, and all of them on top.

Takes the bytes of a form and its findings; gives the same workbook with them in it. All else stays byte for byte as its filler
saved it: answers, validation, protection, and what tells the form from others. Never changes an answer.
"""

from __future__ import annotations

from collections.abc import Iterable

from toolkit.figures.workbooks.complaints import cell_in
from toolkit.figures.workbooks.edited import EditedBook
from toolkit.figures.workbooks.layout import ADVICE_ROW, LABEL_COLUMN, MAIN_SHEET, RETURNED, RETURNED_BY
from toolkit.findings import Finding, Level


def returned_form(data: bytes, findings: Iterable[Finding]) -> bytes:
    """A form with what is wrong with it.

    Args:
        data: the form as it came, a workbook of today (.xlsx) that was read once.
        findings: what was found in it; errors only are sent back.
    """
    book = EditedBook(data, RETURNED_BY)
    errors = [each for each in findings if each.level is Level.ERROR]
    notes: dict[str, dict[str, str]] = {}
    for finding in errors:
        spot = cell_in(finding.place)
        if spot is not None and spot[0] in book.sheets:
            told = notes.setdefault(spot[0], {})
            told[spot[1]] = "\n".join(filter(None, (told.get(spot[1], ""), finding.message)))
    for sheet, texts in notes.items():
        book.note(sheet, texts)
    if MAIN_SHEET in book.sheets:
        book.write(MAIN_SHEET, f"{LABEL_COLUMN}{ADVICE_ROW}", _on_top(errors))
    return book.packed()


def lines_of(findings: Iterable[Finding]) -> list[str]:
    """What is wrong, a line a fault, with its sheet and cell where it has one."""
    spots = ((cell_in(each.place), each.message) for each in findings if each.level is Level.ERROR)
    return [f"“{spot[0]}”{spot[1]}格：{message}" if spot else message for spot, message in spots]


def _on_top(errors: Iterable[Finding]) -> str:
    lines = lines_of(errors)
    numbered = "；".join(f"{number}. {line.rstrip('。')}" for number, line in enumerate(lines, start=1))
    return f"{RETURNED}{numbered}。改好保存，原样发回。"
