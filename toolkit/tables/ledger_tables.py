"""An old ledger as a table of others: the rows it would add, what has to be asked, and why nothing of it is taken.

Takes a grid, what headings and names mean, and a period; gives a table, or nothing where it is no ledger. A plan of what is to be
done has the columns of a ledger too, and is none. Never looks at the store.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import PurePath
from typing import Final

from toolkit.catalogue.periods import Period
from toolkit.catalogue.roles import ColumnRole
from toolkit.findings import error, warning
from toolkit.tables.grid import Grid
from toolkit.tables.layout import Direction, Head, Layout
from toolkit.tables.ledger_heads import LedgerHeads, LedgersCalled
from toolkit.tables.ledger_lines import read_lines, times_above
from toolkit.tables.proposal import Table, hidden_rows, out_of_sight, sheet_in_words
from toolkit.tables.unit_names import UnitsCalled

PLANNED: Final = re.compile("计划|安排|预告|拟开展|样表|填写说明")


def read_ledger(grid: Grid, place: str, ledgers: LedgersCalled, names: UnitsCalled, period: Period) -> Table | None:
    """A sheet with the rows it would add to a ledger; None where it is no ledger.

    Args:
        grid: the sheet.
        place: the file's name, for findings.
        ledgers, names: what its headings and names mean.
        period: for when its rows are to be.
    """
    heads = ledgers.find(grid, PurePath(place).stem)
    return None if heads is None else _table_of(grid, heads, place, names, period)


def _table_of(grid: Grid, heads: LedgerHeads, place: str, names: UnitsCalled, period: Period) -> Table:
    sheet = sheet_in_words(place, grid)
    lines = read_lines(grid, heads, names, period, sheet)
    others = {number: match for number, match in heads.matches.items() if number != heads.whose}
    matches = tuple(others.values())
    cells = tuple(Head(match.path, number, (heads.line, number)) for number, match in others.items())
    named = tuple((text, line) for line, (text, _unit) in lines.units.items())
    places = {line: (line, heads.whose or 1) for line in (*lines.units, *lines.totals)}
    layout = Layout(grid, Direction.LEDGER, cells, named, lines.totals, places, heads.above)
    unknown = tuple(dict.fromkeys((text, names.near(text)) for text, unit in lines.units.values() if unit is None))
    units = {line: unit for line, (_text, unit) in lines.units.items()}
    read = {row.line: row.unit for row in lines.rows}
    doubts = (*out_of_sight(grid), *_doubts(heads, period, is_nobodys=lines.is_nobodys))
    if doubts:
        found = error("table_doubtful", sheet, f"像是{heads.ledger.label}：{'；'.join(doubts)}，没有收。")
        return Table(grid.title, layout, matches, unknown, (), (found,), units, grid, doubts, heads.ledger)
    measured = (
        warning(
            "table_measure", sheet, f"“{words}”和台账的单位不一样，没有收这一栏。请换算好，标题改成“{label}”，再收。"
        )
        for words, label in heads.measured_otherwise
    )
    findings = (*hidden_rows(place, grid, read, layout), *measured, *lines.findings)
    return Table(grid.title, layout, matches, unknown, (), findings, units, grid, (), heads.ledger, lines.rows)


def _doubts(heads: LedgerHeads, period: Period, *, is_nobodys: bool) -> Iterator[str]:
    """Why nothing of an old ledger is taken: it does not say what it has to, or is of what has not happened."""
    if heads.missing:
        yield f"没有认出“{'、'.join(heads.missing)}”一栏，请说明是表里的哪一栏"
    planned = [word for text in heads.above for word in PLANNED.findall(text)]
    if planned:
        yield f"标题里有“{planned[0]}”，看不准是不是已经开展了的"
    if is_nobodys:
        yield "看不出是哪个支部的，请在表的上方写上支部名称，或加一列“支部”"
    others = [] if heads.ledger.runs_on or heads.ledger.column(ColumnRole.DAY) else times_above(heads, period)
    if others:
        yield f"标题里有“{'、'.join(others)}”，看不准是不是{period.name}的"
