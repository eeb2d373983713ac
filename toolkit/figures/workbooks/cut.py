"""A sheet as openpyxl wrote it, cut into its rows and cells, so that values are put in without reading it anew.

Takes the XML of a sheet once, and values by cell each time; gives the XML with the values in. A value goes into the cell of that
name, in its look, or into a new cell where there is none. Never looks at what a sheet means; reads only what `frame` wrote.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Final

from toolkit.figures.workbooks.contents import Cells, Value

_DATA: Final = re.compile("<sheetData */>|<sheetData>(.*)</sheetData>", re.DOTALL)
_ROW: Final = re.compile('(<row r="([0-9]+)"[^>]*?)(?:/>|>(.*?)</row>)', re.DOTALL)
_CELL: Final = re.compile('<c r="([A-Z]+[0-9]+)"([^>]*?)(?:/>|>(?:.*?)</c>)', re.DOTALL)
_LOOK: Final = re.compile(' s="([0-9]+)"')
_PLACE: Final = re.compile("([A-Z]+)([0-9]+)")
_DIMENSION: Final = re.compile("<dimension [^>]*?/>")
_MARKS: Final = re.compile("[&<>\r]")
_REFERENCES: Final = {"&": "&amp;", "<": "&lt;", ">": "&gt;", "\r": "&#13;"}
LIKE_A_FORMULA: Final = ("=", "+", "-", "@")


@dataclass(frozen=True)
class _Row:
    """One row: how it begins, and the XML and the look of its cells, by column."""

    start: str
    cells: Mapping[int, str]
    looks: Mapping[int, int]

    def __str__(self) -> str:
        return f"{self.start}>{''.join(self.cells.values())}</row>"


class CutSheet:
    """One sheet, cut.

    Args:
        part: its XML.
        quoted: for each look of a cell, the same look as Excel marks a text that begins like a formula.
    """

    def __init__(self, part: bytes, quoted: Mapping[int, int]) -> None:
        text = part.decode()
        data = _DATA.search(text)
        assert data is not None
        self._quoted = quoted
        self._rows = {int(row[2]): _cut_row(row[1], row[3] or "") for row in _ROW.finditer(data[1] or "")}
        self._as_it_is = {number: str(row) for number, row in self._rows.items()}
        before = text[: data.start()]
        # How far an empty sheet reaches is not how far it reaches once it is filled.
        self._before = before if self._rows else _DIMENSION.sub("", before)
        self._after = text[data.end() :]

    def filled(self, cells: Cells) -> bytes:
        """The sheet with these values in it."""
        rows = dict(self._as_it_is)
        by_row: dict[int, dict[int, tuple[str, Value]]] = {}
        for place, value in cells.items():
            row, column = row_and_column(place)
            by_row.setdefault(row, {})[column] = place, value
        for number, values in by_row.items():
            rows[number] = self._filled_row(number, values)
        ordered = rows.values() if len(rows) == len(self._rows) else (rows[number] for number in sorted(rows))
        return f"{self._before}<sheetData>{''.join(ordered)}</sheetData>{self._after}".encode()

    def _filled_row(self, number: int, values: Mapping[int, tuple[str, Value]]) -> str:
        row = self._rows.get(number) or _Row(f'<row r="{number}"', {}, {})
        cells = dict(row.cells)
        for column, (place, value) in values.items():
            cells[column] = _cell(place, value, row.looks.get(column, 0), self._quoted)
        ordered = cells.values() if len(cells) == len(row.cells) else (cells[column] for column in sorted(cells))
        return f"{row.start}>{''.join(ordered)}</row>"


@cache
def row_and_column(place: str) -> tuple[int, int]:
    """The numbers of a cell's row and column.

    >>> row_and_column("AB7")
    (7, 28)
    """
    found = _PLACE.fullmatch(place)
    assert found is not None
    column = 0
    for letter in found[1]:
        column = column * 26 + ord(letter) - ord("A") + 1
    return int(found[2]), column


def marked_up(text: str) -> str:
    """Text as XML holds it."""
    return _MARKS.sub(lambda mark: _REFERENCES[mark[0]], text)


def text_element(text: str) -> str:
    """The element that holds a text of a cell or a note."""
    space = ' xml:space="preserve"' if text != text.strip() else ""
    return f"<t{space}>{marked_up(text)}</t>"


def _cut_row(start: str, inside: str) -> _Row:
    cells, looks = {}, {}
    for cell in _CELL.finditer(inside):
        _row, column = row_and_column(cell[1])
        look = _LOOK.search(cell[2])
        cells[column], looks[column] = cell[0], int(look[1]) if look else 0
    return _Row(start, cells, looks)


def _cell(place: str, value: Value, look: int, quoted: Mapping[int, int]) -> str:
    is_text = isinstance(value, str)
    number = quoted[look] if isinstance(value, str) and value.startswith(LIKE_A_FORMULA) else look
    style = f' s="{number}"' if number else ""
    if is_text:
        return f'<c r="{place}"{style} t="inlineStr"><is>{text_element(str(value))}</is></c>'
    return f'<c r="{place}"{style} t="n"><v>{value:f}</v></c>'
