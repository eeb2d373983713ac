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
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import Enum
from typing import Final

from toolkit.catalogue.as_written import MEASURES
from toolkit.tables.grid import Grid, Place
from toolkit.tables.headings import folded
from toolkit.tables.ledger_words import DAYS_OF_EVENTS
from toolkit.tables.unit_names import is_total

MOST_HEAD_LINES: Final = 4
PART: Final = "小计"
OF_NAMES: Final = frozenset(
    {
        "单位",
        "支部",
        "党支部",
        "支部名称",
        "单位名称",
        "党支部名称",
        "填报单位",
        "所在支部",
        "所属支部",
        "名称",
        "党组织",
        "党组织名称",
    }
)
"""What stands over, or before, the names of units."""
OVER_COLUMNS: Final = frozenset(
    {
        "上期",
        "本期",
        "去年",
        "今年",
        "上年",
        "本年",
        "目标",
        "完成",
        "实际",
        "计划",
        "代码",
        "增减",
        "合计",
        "去年同期",
        "完成率",
        "全局",
        "一季度",
        "二季度",
    }
)
"""What stands over the columns of a sheet that holds more than one number for each label."""
FEWEST_UNITS: Final = 2
DASHES: Final = frozenset({"-", "—", "——", "－", "/", "／"})
"""What stands in a cell in which there is nothing."""
NUMBER: Final = re.compile(r"[-+]?[0-9０-９,，.．%％]+")
OF_PEOPLE: Final = frozenset({"姓名", "党员姓名", "党员编号", "人员编号"})


class Direction(Enum):
    """How units stand in a table."""

    ROWS = "一行一个支部"
    COLUMNS = "一列一个支部"
    SHEET = "一页一个支部"
    ROSTER = "花名册"
    LEDGER = "台账"


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
        outside: what is written above the first unit and below the last: headings, the title, remarks.
        doubts: why nothing in it can be taken.
    """

    grid: Grid
    direction: Direction
    heads: tuple[Head, ...]
    units: tuple[tuple[str, int], ...]
    totals: tuple[int, ...] = ()
    name_cells: Mapping[int, Place] = field(default_factory=dict)
    outside: tuple[str, ...] = ()
    doubts: tuple[str, ...] = ()

    def is_filled(self, head: Head) -> bool:
        """Whether anything stands below a heading in a line of a unit, or in any line of a ledger."""
        is_ledger = self.direction is Direction.LEDGER and head.cell is not None
        rows = (
            range(head.cell[0] + 1, self.grid.rows + 1) if is_ledger and head.cell else [row for _t, row in self.units]
        )
        cells = ((row, head.line) for row in rows)
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
    in_column, in_row = max(columns.values()), max(rows.values())
    if max(in_column, in_row) < FEWEST_UNITS:
        return _of_one_unit(grid, named)
    if in_row > in_column:
        return _laid_out(grid.turned, rows, is_unit, Direction.COLUMNS)
    return _laid_out(grid, columns, is_unit, Direction.ROWS)


def _laid_out(
    grid: Grid, named: Mapping[int, int], is_unit: Callable[[str], bool], direction: Direction
) -> Layout | None:
    """A table whose units stand in one column; `named` says in how many lines of each column a unit is named."""
    names, doubt = _column_of_names(grid, named)
    rows = [row for row in range(1, grid.rows + 1) if is_unit(grid.texts.get((row, names), ""))]
    first, end = rows[0], _end_of_table(grid, names, rows)
    heads = tuple(_heads(grid, names, first))
    if not heads:
        return None
    lines = [(grid.at(row, names), row) for row in range(first, end + 1)]
    totals = tuple(row for text, row in lines if is_total(text) or is_total(grid.at(row, 1)))
    units = _lines_of_units(grid, names, heads, [line for line in lines if line[1] not in totals], rows)
    texts = Counter(folded(text) for text, _row in units)
    is_roster = direction is Direction.ROWS and max(texts.values()) > 1 and _speaks_of_people(heads)
    doubts = [doubt, *_doubts(grid, names, rows, end), *_twice(texts, is_roster=is_roster)]
    doubts += _nameless(grid, heads, lines) if is_roster else ()
    made = Layout(grid, Direction.ROSTER if is_roster else direction, heads, units, totals)
    return replace(
        made,
        heads=tuple(replace(head, cell=made.place(_lowest(grid, head, first), head.line)) for head in heads),
        name_cells={row: made.place(row, names) for _text, row in lines},
        outside=_outside(grid, first, max(rows)),
        doubts=tuple(filter(None, doubts)),
    )


def _lines_of_units(
    grid: Grid, names: int, heads: tuple[Head, ...], lines: Iterable[tuple[str, int]], rows: Collection[int]
) -> tuple[tuple[str, int], ...]:
    """The lines that name a unit, or what may be one; `rows` are those that surely do."""
    return tuple(
        (text, row) for text, row in lines if text and (row in rows or _may_be_a_unit(grid, row, names, heads))
    )


def _nameless(grid: Grid, heads: Iterable[Head], lines: Iterable[tuple[str, int]]) -> Iterator[str]:
    """Why the people of a roster cannot be counted: of some it is not said where they belong."""
    columns = [head.line for head in heads]
    if any((row, column) in grid.texts for text, row in lines if not text for column in columns):
        yield "有的人没有写是哪个支部"


def _outside(grid: Grid, first: int, last: int) -> tuple[str, ...]:
    """What is written above the first line of a unit and below the last, each once."""
    texts = (text for (row, _column), text in sorted(grid.texts.items()) if row < first or row > last)
    return tuple(dict.fromkeys(texts))


def _column_of_names(grid: Grid, named: Mapping[int, int]) -> tuple[int, str]:
    """The column that names the units: the one that is headed so, and else the fullest; and why that is in doubt."""
    headed = [
        column for column in named if any(folded(grid.at(row, column)) in OF_NAMES for row in range(1, grid.rows + 1))
    ]
    fullest = max(named, key=lambda column: named[column])
    if len(headed) == 1:
        return headed[0], ""
    if len(headed) > 1 or sum(count >= FEWEST_UNITS for count in named.values()) > 1:
        return fullest, "一页里并排有几列支部，像是几张表"
    return fullest, ""


def _end_of_table(grid: Grid, names: int, rows: Sequence[int]) -> int:
    """The last line of a table: up to where another one begins below it."""
    for row in range(rows[0] + 1, grid.rows + 1):
        if folded(grid.at(row, names)) in OF_NAMES:
            return row - 1
    return grid.rows


def _doubts(grid: Grid, names: int, rows: Sequence[int], end: int) -> Iterator[str]:
    """Why it is not sure that all lines are of one table and of one kind."""
    if any(row > end for row in rows):
        yield f"从第{end + 1}行起像是另一张表"
    for row in range(rows[0] + 1, max(each for each in rows if each <= end) + 1):
        said = {grid.at(row, column) for column in range(1, grid.columns + 1)} - {""}
        if len(said) == 1 and row not in rows and not is_total(next(iter(said))):
            yield f"第{row}行“{next(iter(said))}”把表分成了两段"


def _twice(texts: Mapping[str, int], *, is_roster: bool) -> Iterator[str]:
    if not is_roster and max(texts.values()) > 1:
        yield "有的支部不止一行，看不出哪一行是本期的"


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
        is_numbering = all(NUMBER.fullmatch(text) or text in "甲乙丙丁" for text in said)
        if not found and is_numbering:
            # Below the headings of a statistical form each column has a number.
            continue
        # A title stands alone in its line; a line of numbers is a line of figures.
        if len(said) < FEWEST_UNITS or sum(bool(NUMBER.fullmatch(text)) for text in said) * 2 > len(said):
            break
        found.append(line)
    return reversed(found)


def _speaks_of_people(heads: tuple[Head, ...]) -> bool:
    return any(folded(text) in OF_PEOPLE for head in heads for text in head.path)


def _of_one_unit(grid: Grid, named: Sequence[Place]) -> Layout | None:
    """A sheet about one unit: labels, each with the one number right of it."""
    name = next((place for place in named if _is_owner(grid, place)), None)
    pairs = [pair for row in range(1, grid.rows + 1) for pair in _pairs_in(grid, row)]
    if name is None or not pairs:
        return None
    # As a table with one row: what each label says stands in a column of its own.
    texts = {(1, line): grid.at(*value) for line, (_label, value) in enumerate(pairs, start=1)}
    reasons = {
        (1, line): grid.reasons[value] for line, (_label, value) in enumerate(pairs, start=1) if value in grid.reasons
    }
    heads = tuple(Head((grid.at(*label),), line, label) for line, (label, _value) in enumerate(pairs, start=1))
    row = Grid(grid.title, {place: text for place, text in texts.items() if text}, reasons)
    first = tuple(text for (line, _column), text in grid.texts.items() if line == 1)
    units = ((grid.texts[name], 1),)
    return Layout(row, Direction.SHEET, heads, units, name_cells={1: name}, outside=first, doubts=tuple(_mixed(grid)))


def _is_owner(grid: Grid, place: Place) -> bool:
    """Whether a name says whose a sheet is: alone at the top, or behind 支部 or 单位; behind 制表 it does not."""
    row, column = place
    left = next((text for each in range(column - 1, 0, -1) if (text := grid.at(row, each))), "")
    beside = {grid.at(row, each) for each in range(1, grid.columns + 1)} - {"", grid.at(*place)}
    return folded(left) in OF_NAMES if left else not beside or row > grid.rows - 1


def _mixed(grid: Grid) -> Iterator[str]:
    """Why the numbers of a sheet may be of several times or kinds: it has headings over its columns."""
    words = {folded(text) for text in grid.texts.values()}
    if words & OVER_COLUMNS:
        yield f"有“{'、'.join(sorted(words & OVER_COLUMNS))}”几列，看不出哪一列是本期的"
    for row in range(1, grid.rows + 1):
        texts = {text for n in range(1, grid.columns + 1) if (text := grid.at(row, n)) and not NUMBER.match(text)}
        days = [text for text in texts if folded(text) in DAYS_OF_EVENTS]
        if days and len(texts) > FEWEST_UNITS:
            yield f"第{row}行有“{days[0]}”一栏，像是一件事一行的台账，看不出是哪个台账"
            return


def _pairs_in(grid: Grid, row: int) -> Iterator[tuple[Place, Place]]:
    """The labels of a line, each with its number; one with several numbers behind it has none for sure."""
    label: Place | None = None
    numbers: list[Place] = []
    for column in range(1, grid.columns + 2):
        place = (row, column)
        text, is_end = grid.texts.get(place, ""), column > grid.columns
        if place in grid.reasons or NUMBER.match(text):
            numbers.append(place)
        elif is_end or (text and text not in MEASURES):
            if label is not None and len(numbers) == 1:
                yield label, numbers[0]
            label, numbers = place, []
