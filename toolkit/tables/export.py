"""Figures as an office would put them into a workbook: a sheet each for all of them, their totals, what was found, each ledger, the history.

Takes tables of texts and numbers; gives the bytes of a workbook (.xlsx). Heads stand still while one scrolls, numbers are numbers,
totals are formulas with their values beside, and it prints on A4 across. A text never becomes a formula or a link. Never reads
a store.
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final, TypeAlias

from toolkit.figures.workbooks.layout import letters_of


@dataclass(frozen=True)
class Formula:
    """A formula with what it comes to, for those who look at a workbook without working it out."""

    text: str
    value: Decimal


Value: TypeAlias = str | int | Decimal | Formula | None
MOST_ACROSS: Final = 20
"""So many columns are made to fit on one page across; more go on to the next."""
WIDEST, NARROWEST = 40, 8
MOST_LETTERS: Final = 32_767
LIKE_A_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r")
FORBIDDEN: Final = str.maketrans(dict.fromkeys("[]:*?/\\", " "))
LONGEST_TITLE: Final = 31


@dataclass(frozen=True)
class SheetOut:
    """One sheet to write.

    Args:
        title: its name, and what stands above it.
        heads: over each column.
        rows: texts and numbers.
        summed: the columns, from 0, that are added up in a line below.
        standing: how many columns stand still, and are printed again on each page.
    """

    title: str
    heads: Sequence[str]
    rows: Sequence[Sequence[Value]]
    summed: frozenset[int] = frozenset()
    standing: int = 1


def workbook_of(sheets: Sequence[SheetOut]) -> bytes:
    """The workbook of these sheets."""
    import xlsxwriter  # noqa: PLC0415 - slow to import, and wanted only here

    target = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    book = xlsxwriter.Workbook(target, options)
    looks = {
        "title": book.add_format({"bold": True, "font_size": 14}),
        "head": book.add_format(
            {"bold": True, "bg_color": "#DDEBF7", "border": 1, "text_wrap": True, "valign": "vcenter"}
        ),
        "text": book.add_format({"border": 1, "text_wrap": True, "valign": "top"}),
        "quoted": book.add_format({"border": 1, "text_wrap": True, "valign": "top", "quote_prefix": True}),
        "number": book.add_format({"border": 1, "valign": "top"}),
        "total": book.add_format({"bold": True, "border": 1, "top": 2}),
    }
    taken: set[str] = set()
    for sheet in sheets:
        _write(book.add_worksheet(_title_of(sheet.title, taken)), sheet, looks)
    book.close()
    return target.getvalue()


def _write(page: Any, sheet: SheetOut, looks: dict[str, Any]) -> None:
    page.write_string(0, 0, sheet.title, looks["title"])
    for column, head in enumerate(sheet.heads):
        page.write_string(1, column, head, looks["head"])
        page.set_column(column, column, _width_of(head, [row[column] for row in sheet.rows]))
    for number, row in enumerate(sheet.rows, start=2):
        for column, value in enumerate(row):
            _put(page, (number, column), value, looks)
    last = 1 + len(sheet.rows)
    if sheet.rows and sheet.summed:
        _sum_up(page, sheet, last, looks["total"])
    if sheet.rows:
        page.autofilter(1, 0, last, len(sheet.heads) - 1)
    page.freeze_panes(2, sheet.standing)
    page.repeat_rows(0, 1)
    page.set_landscape()
    page.set_paper(9)
    if len(sheet.heads) <= MOST_ACROSS:
        page.fit_to_pages(1, 0)
    else:
        page.repeat_columns(0, sheet.standing - 1)
    page.set_footer("&C第 &P 页，共 &N 页")


def _put(page: Any, place: tuple[int, int], value: Value, looks: dict[str, Any]) -> None:
    if isinstance(value, Formula):
        page.write_formula(*place, value.text, looks["number"], value.value)
    elif isinstance(value, int | Decimal):
        page.write_number(*place, value, looks["number"])
    elif value:
        look = looks["quoted" if value.startswith(LIKE_A_FORMULA) else "text"]
        page.write_string(*place, value[:MOST_LETTERS], look)
    else:
        page.write_blank(*place, None, looks["text"])


def _sum_up(page: Any, sheet: SheetOut, last: int, look: Any) -> None:
    """A line of totals that follows the filter, each with what it comes to."""
    page.write_string(last + 1, 0, "合计", look)
    for column in range(1, len(sheet.heads)):
        numbers = [number for row in sheet.rows if (number := _number_in(row[column])) is not None]
        if column in sheet.summed and numbers:
            letters = letters_of(column + 1)
            formula = f"=SUBTOTAL(109,{letters}3:{letters}{last + 1})"
            page.write_formula(last + 1, column, formula, look, sum(numbers, Decimal(0)))
        else:
            page.write_blank(last + 1, column, None, look)


def _number_in(value: Value) -> Decimal | None:
    if isinstance(value, Formula):
        return value.value
    return Decimal(value) if isinstance(value, int | Decimal) else None


def _width_of(head: str, values: Sequence[Value]) -> float:
    """As wide as the longest text needs, where a Chinese letter takes two places; a long head is written in lines."""
    texts = [str(value) for value in values if value is not None and not isinstance(value, Formula)]
    longest = max((sum(2 if letter > "\u2e80" else 1 for letter in text) for text in texts), default=0)
    return min(max(longest + 2, len(head) + 2, NARROWEST), WIDEST)


def _title_of(title: str, taken: set[str]) -> str:
    """A name that Excel takes, and that no other sheet has."""
    plain = title.translate(FORBIDDEN).strip("' ")[:LONGEST_TITLE] or "表"
    number, name = 1, plain
    while name.casefold() in taken:
        number += 1
        name = f"{plain[: LONGEST_TITLE - 4]}（{number}）"
    taken.add(name.casefold())
    return name
