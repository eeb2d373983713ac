"""The head of a form: whose it is and for when, as whoever fills it in sees it.

Takes the sheet 填报 and what the hidden sheet says; complains where the two differ. A branch that takes last half-year's form and
writes another half-year over its title would otherwise change last half-year's figures. Never reads an answer.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from typing import Final

from toolkit.catalogue.periods import Period
from toolkit.figures.workbooks.answers import folded, headings_of
from toolkit.figures.workbooks.complaints import Complaints
from toolkit.figures.workbooks.layout import (
    ADVICE,
    AUTHOR_LABEL,
    MAIN_SHEET,
    PERIOD_LABEL,
    RETURNED,
    TITLE_END,
    UNIT_LABEL,
)
from toolkit.figures.workbooks.sheets import Cell, Sheet

A_YEAR: Final = re.compile(r"[0-9]{4}年")


def complain_of_head(sheet: Sheet, names: Collection[str], period: Period, complaints: Complaints) -> None:
    """Complain where the head names another unit or another period than the form was sent out for.

    Args:
        sheet: the sheet 填报.
        names: what its unit is and was called.
        period: for when it was sent out.
        complaints: takes up what is found.
    """
    for cell in _head_cells(sheet):
        text = folded(cell.value)
        if text.startswith(folded(UNIT_LABEL)) and not any(folded(name) in text for name in names if name):
            sent_to = next(iter(names))
            advice = f"写的是“{_said(cell)}”，这张表却是发给“{sent_to}”的，没有收。请用发给本单位的表填报。"
            complaints.error("form_head_unit", advice, MAIN_SHEET, cell.coordinate)
        elif _speaks_of_period(text) and folded(period.name) not in text:
            advice = f"写的是“{_said(cell)}”，这张表却是为{period.name}发的，没有收。请换用那一期新发的表填报。"
            complaints.error("form_head_period", advice, MAIN_SHEET, cell.coordinate)


def is_own_text(cell: Cell) -> bool:
    """Whether a text in the head is one the form was sent out with, or the answer to 填报人."""
    text = folded(cell.value)
    begins = text.startswith((folded(UNIT_LABEL), folded(PERIOD_LABEL), folded(AUTHOR_LABEL)))
    return begins or text.endswith(TITLE_END) or text == folded(ADVICE) or text.startswith(folded(RETURNED))


def _speaks_of_period(text: str) -> bool:
    return text.startswith(folded(PERIOD_LABEL)) or (text.endswith(TITLE_END) and A_YEAR.search(text) is not None)


def _head_cells(sheet: Sheet) -> Iterator[Cell]:
    headings = headings_of(sheet)
    first = min((table.row for table in headings), default=1)
    return (cell for cell in sheet.cells.values() if cell.row < first and cell.value is not None)


def _said(cell: Cell) -> str:
    return " ".join(str(cell.value).split())
