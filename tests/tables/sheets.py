"""Sheets as offices keep them, written as text: a row a line, cells parted by |, a cell that goes on from the left or above as «."""

from __future__ import annotations

import io

from openpyxl import Workbook

from toolkit.tables.grid import Grid

ON: str = "«"


def cells_of(text: str) -> list[list[str]]:
    return [[cell.strip() for cell in line.split("|")] for line in text.strip("\n").splitlines()]


def grid_of(text: str, title: str = "") -> Grid:
    """The grid of a sheet; « belongs to the cell left of it, or above it where it begins a line."""
    texts: dict[tuple[int, int], str] = {}
    spans: dict[tuple[int, int], tuple[int, int]] = {}
    for row, cells in enumerate(cells_of(text), start=1):
        for column, cell in enumerate(cells, start=1):
            if cell == ON:
                before = (row, column - 1) if column > 1 else (row - 1, column)
                first = spans.get(before, before)
                spans[first], spans[row, column] = first, first
            elif cell:
                texts[row, column] = cell
    return Grid(title, texts, spans=spans)


def book_of(sheets: dict[str, str]) -> bytes:
    """A workbook of such sheets; numbers are numbers."""
    book = Workbook()
    assert book.active is not None
    book.remove(book.active)
    for title, text in sheets.items():
        page, grid = book.create_sheet(title), grid_of(text)
        for (row, column), cell in grid.texts.items():
            try:
                page.cell(row, column).value = float(cell) if "." in cell else int(cell)
            except ValueError:
                page.cell(row, column).value = cell
        for first in set(grid.spans.values()):
            covered = [place for place, other in grid.spans.items() if other == first]
            bottom, right = max(row for row, _c in covered), max(column for _r, column in covered)
            page.merge_cells(start_row=first[0], start_column=first[1], end_row=bottom, end_column=right)
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()
