"""How a table of others is laid out: where its headings stand, which lines are units, which are totals.

Takes a grid and what is a unit; gives a layout, or nothing where none can be told. A table with a unit in each column is one with a
unit in each row, turned round. Never reads a number.

    党费收缴 |      | 主题党日        two lines of headings, the first merged
    应收     | 实收 | 次数            → 党费收缴 ▸ 应收, 党费收缴 ▸ 实收, 主题党日 ▸ 次数
    甲支部   | …                      a unit
    合计     | …                      a total: never read, but compared
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from enum import Enum
from typing import Final

from toolkit.tables.grid import Grid, Place
from toolkit.tables.headings import folded, is_total

MOST_HEAD_LINES: Final = 4
PART: Final = "小计"
FEWEST_UNITS: Final = 2
NUMBER: Final = re.compile(r"[-+]?[0-9０-９,，.．%％]+")
OF_PEOPLE: Final = frozenset({"姓名", "党员姓名", "党员编号", "人员编号"})


class Direction(Enum):
    """How units stand in a table."""

    ROWS = "一行一个支部"
    COLUMNS = "一列一个支部"
    SHEET = "一页一个支部"
    ROSTER = "花名册"


@dataclass(frozen=True)
class Head:
    """A heading with those above it, its line, a column or a row where units stand in columns, and its cell in the sheet as it is."""

    path: tuple[str, ...]
    line: int
    cell: Place | None = None


@dataclass(frozen=True)
class Layout:
    """A table.

    Args:
        grid: the sheet, turned so that each unit has a row.
        direction: how it was before.
        heads: in order.
        units: the text and the row of each line that names a unit, or what may be one.
        totals: the rows of totals.
        name_cells: by row, the cell in the sheet as it is that names its unit.
        above: what is written above the first unit: headings, and the title.
    """

    grid: Grid
    direction: Direction
    heads: tuple[Head, ...]
    units: tuple[tuple[str, int], ...]
    totals: tuple[int, ...] = ()
    name_cells: Mapping[int, Place] = field(default_factory=dict)
    above: tuple[str, ...] = ()

    def is_filled(self, head: Head) -> bool:
        """Whether anything stands below a heading in a line of a unit."""
        cells = ((row, head.line) for _text, row in self.units)
        return any(self.grid.at(*cell) or cell in self.grid.reasons for cell in cells)

    def added_by(self, total: int) -> tuple[int, ...]:
        """The lines of units that a line of totals adds up: 小计 those since the total before it, any other those above it, or all."""
        before = max((each for each in self.totals if each < total), default=0)
        is_part = any(folded(self.grid.at(total, column)) == PART for column in range(1, self.grid.columns + 1))
        rows = [row for _text, row in self.units]
        if is_part:
            return tuple(row for row in rows if before < row < total)
        return tuple(row for row in rows if row < total) or tuple(rows)

    def place(self, row: int, line: int) -> Place:
        """Where a cell of it stands in the sheet as it is."""
        return (line, row) if self.direction is Direction.COLUMNS else (row, line)


def layout_of(grid: Grid, is_unit: Callable[[str], bool]) -> Layout | None:
    """The layout of a sheet; None where no unit is named in it, or no heading stands above them.

    Args:
        grid: the sheet.
        is_unit: whether a text surely names a unit.
    """
    named = [place for place, text in grid.texts.items() if is_unit(text)]
    if not named:
        return None
    columns, rows = Counter(column for _row, column in named), Counter(row for row, _column in named)
    (column, in_column), (row, in_row) = columns.most_common(1)[0], rows.most_common(1)[0]
    if max(in_column, in_row) < FEWEST_UNITS:
        return _of_one_unit(grid, named[0])
    if in_row > in_column:
        return _laid_out(grid.turned, row, is_unit, Direction.COLUMNS)
    return _laid_out(grid, column, is_unit, Direction.ROWS)


def _laid_out(grid: Grid, names: int, is_unit: Callable[[str], bool], direction: Direction) -> Layout | None:
    """A table whose units stand in one column."""
    rows = [row for row in range(1, grid.rows + 1) if is_unit(grid.texts.get((row, names), ""))]
    first = rows[0]
    heads = tuple(_heads(grid, names, first))
    if not heads:
        return None
    lines = [(grid.at(row, names), row) for row in range(first, grid.rows + 1)]
    totals = tuple(row for text, row in lines if is_total(text) or is_total(grid.at(row, 1)))
    units = tuple(
        (text, row)
        for text, row in lines
        if text and row not in totals and (row in rows or _may_be_a_unit(grid, row, names, heads))
    )
    texts = [folded(text) for text, _row in units]
    is_roster = direction is Direction.ROWS and len(set(texts)) < len(texts) and _speaks_of_people(heads)
    made = Layout(grid, Direction.ROSTER if is_roster else direction, heads, units, totals)
    placed = tuple(replace(head, cell=made.place(_lowest(grid, head, first), head.line)) for head in heads)
    above = tuple(dict.fromkeys(text for (row, _column), text in sorted(grid.texts.items()) if row < first))
    return replace(made, heads=placed, name_cells={row: made.place(row, names) for _text, row in lines}, above=above)


def _lowest(grid: Grid, head: Head, first: int) -> int:
    """The line in which the last words of a heading stand."""
    return next(line for line in range(first - 1, 0, -1) if " ".join(grid.at(line, head.line).split()) == head.path[-1])


def _may_be_a_unit(grid: Grid, row: int, names: int, heads: tuple[Head, ...]) -> bool:
    """Whether a line below the headings has anything beside its name: remarks at the foot of a table have not."""
    return any(
        (row, head.line) in grid.texts or (row, head.line) in grid.reasons for head in heads if head.line != names
    )


def _heads(grid: Grid, names: int, first: int) -> Iterator[Head]:
    """The headings above the first unit: from the line right above it up to the title."""
    lines = list(_head_lines(grid, first))
    for column in range(1, grid.columns + 1):
        path: list[str] = []
        for line in lines:
            text = " ".join(grid.at(line, column).split())
            if text and text not in path:
                path.append(text)
        if path and column != names:
            yield Head(tuple(path), column)


def _head_lines(grid: Grid, first: int) -> Iterator[int]:
    found: list[int] = []
    for line in range(first - 1, max(first - 1 - MOST_HEAD_LINES, 0), -1):
        texts = [grid.at(line, column) for column in range(1, grid.columns + 1)]
        said = {text for text in texts if text}
        # A title stands alone in its line; a line of numbers is a line of figures.
        if len(said) < FEWEST_UNITS or sum(bool(NUMBER.fullmatch(text)) for text in said) * 2 > len(said):
            if found or said:
                break
            continue
        found.append(line)
    return reversed(found)


def _speaks_of_people(heads: tuple[Head, ...]) -> bool:
    return any(folded(text) in OF_PEOPLE for head in heads for text in head.path)


def _of_one_unit(grid: Grid, name: Place) -> Layout | None:
    """A sheet about one unit: labels, each with what it says right of it or, where nothing is there, below."""
    pairs: dict[int, tuple[str, Place]] = {}
    labels: dict[int, Place] = {}
    number = 0
    for place, text in sorted(grid.texts.items()):
        value = _value_beside(grid, place)
        if value is not None and place != name and not NUMBER.fullmatch(text):
            number += 1
            pairs[number], labels[number] = (text, value), place
    if not pairs:
        return None
    # As a table with one row: what each label says stands in a column of its own.
    texts = {(1, line): grid.at(*value) for line, (_label, value) in pairs.items()}
    reasons = {(1, line): grid.reasons[value] for line, (_label, value) in pairs.items() if value in grid.reasons}
    heads = tuple(Head((label,), line, labels[line]) for line, (label, _value) in pairs.items())
    row = Grid(grid.title, {place: text for place, text in texts.items() if text}, reasons)
    return Layout(
        row, Direction.SHEET, heads, ((grid.texts[name], 1),), name_cells={1: name}, above=tuple(grid.texts.values())
    )


def _value_beside(grid: Grid, place: Place) -> Place | None:
    """The cell that a label speaks of: the next one right of it that holds a number or a reason why it holds none."""
    row, column = place
    right = next(
        (
            each
            for each in range(column + 1, grid.columns + 1)
            if grid.spans.get((row, each), (row, each)) != grid.spans.get(place, place)
        ),
        None,
    )
    if right is None:
        return None
    here = (row, right)
    text = grid.texts.get(here, "")
    return here if here in grid.reasons or (text and NUMBER.match(text)) else None
