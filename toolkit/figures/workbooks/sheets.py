"""The sheets of an opened workbook, as far as a form is read: what stands in their cells, what is merged, and the notes.

Takes what `sparse` or `unfolded` read; gives cells by row and column. A cell that is only coloured is none. Never reads a file.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final, NamedTuple

from toolkit.figures.workbooks.layout import letters_of

Place = tuple[int, int]
"""Row and column."""
Span = tuple[int, int, int, int]
"""Top, left, bottom and right."""
RAISED: Final = ("superscript", "subscript")
OWN_FORMATS: Final = 164
"""Numbers from here on are formats of a workbook's own."""


@dataclass(frozen=True, slots=True)
class Look:
    """What a cell's style says that changes what is seen in it.

    Args:
        code, number: its number format, and Excel's number of it; all of a workbook's own have the same.
        is_marked: whether its letters are struck through or raised.
    """

    code: str = "General"
    number: int = 0
    is_marked: bool = False


class Cell(NamedTuple):
    """One cell that holds something; a tuple, since a form has a thousand of them and a dataclass takes three times as long.

    Args:
        row, column: where.
        value: None, bool, int, float, str, or a date or time; the text of a formula begins with =.
        kind: n a number or nothing, s a text, b yes or no, e an error of Excel, d a date or time, f a formula.
        look: how it is seen.
        has_marked_letters: whether some letters of a text are struck through or raised.
        result: what Excel kept beside a formula; None for all else.
    """

    row: int
    column: int
    value: Any
    kind: str
    look: Look
    has_marked_letters: bool = False
    result: Cell | None = None

    @property
    def coordinate(self) -> str:
        """What Excel calls it."""
        return f"{letters_of(self.column)}{self.row}"


@dataclass(frozen=True, slots=True)
class SheetNote:
    """A note on a cell: who wrote it, and what it says."""

    author: str
    text: str


@dataclass(frozen=True)
class Hidden:
    """What of a sheet nobody sees: the whole sheet, rows that hold cells, and columns."""

    is_whole: bool = False
    rows: frozenset[int] = frozenset()
    columns: frozenset[int] = frozenset()


NOTHING_HIDDEN: Final = Hidden()


@dataclass(frozen=True)
class Sheet:
    """One sheet.

    Args:
        title: its name.
        cells: those that hold something, row by row.
        spans: the merged range of each cell of one.
        notes: the notes, row by row.
        max_row, max_column: how far it reaches, cells that are only coloured among it.
        hidden: what of it nobody sees.
    """

    title: str
    cells: Mapping[Place, Cell]
    spans: Mapping[Place, Span]
    notes: Mapping[Place, SheetNote]
    max_row: int
    max_column: int
    hidden: Hidden = NOTHING_HIDDEN

    def value(self, row: int, column: int) -> Any:
        """What a cell holds; None where it holds nothing."""
        cell = self.cells.get((row, column))
        return cell.value if cell else None


def spans_of(ranges: Iterable[Span]) -> dict[Place, Span]:
    """The merged range of each cell of one."""
    return {place: span for span in ranges for place in _places(span)}


def covered_by(ranges: Iterable[Span]) -> frozenset[Place]:
    """The cells that a merged range hides: all but its first."""
    return frozenset(place for span in ranges for place in _places(span) if place != span[:2])


def hidden_in(cells: Iterable[Place], rows: Collection[int], columns: Collection[int], *, is_whole: bool) -> Hidden:
    """What is hidden of a sheet and holds anything.

    Args:
        cells: those that hold something.
        rows, columns: the hidden ones, empty ones among them.
        is_whole: whether the whole sheet is hidden.
    """
    if not (rows or columns or is_whole):
        return NOTHING_HIDDEN
    places = list(cells)
    return Hidden(
        is_whole,
        frozenset(row for row, _column in places if row in rows),
        frozenset(column for _row, column in places if column in columns),
    )


def _places(span: Span) -> Iterator[Place]:
    top, left, bottom, right = span
    return ((row, column) for row in range(top, bottom + 1) for column in range(left, right + 1))
