"""An old ledger as a table of others: the rows it would add, what has to be asked, and why nothing of it is taken.

Takes a grid, what headings and names mean, and a period; gives a table, or nothing where it is no ledger. A plan of what is to be
done has the columns of a ledger too, and is none. Never looks at the store.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import PurePath
from typing import Final

from toolkit.catalogue.kinds import AMOUNT
from toolkit.catalogue.ledgers import Ledger
from toolkit.catalogue.periods import Period
from toolkit.catalogue.roles import ColumnRole
from toolkit.findings import Finding, error, warning
from toolkit.tables.grid import Grid
from toolkit.tables.headings import folded
from toolkit.tables.layout import OF_PEOPLE, Direction, Head, Layout
from toolkit.tables.ledger_cells import speaks_of_another_year
from toolkit.tables.ledger_days import day_of
from toolkit.tables.ledger_heads import LedgerHeads, LedgersCalled
from toolkit.tables.ledger_lines import LedgerLines, read_lines
from toolkit.tables.ledger_words import FOOT, NOT_DONE, OTHER_BODIES, PLANNED, PLANNED_IN_REMARKS
from toolkit.tables.proposal import LONGEST_TITLE, Table, hidden_rows, out_of_sight, sheet_in_words
from toolkit.tables.times import other_times
from toolkit.tables.unit_names import UnitsCalled

HAS_NUMBER: Final = re.compile("[0-9]")
FOREIGN_MEASURE: Final = re.compile("单位[:：]?\\s*(?:[百千万亿]+元|分钟)")
MOST_QUOTED: Final = 40
FEWEST_OF_UNNAMED: Final = 5
"""How many columns have to be known where neither a title nor the cells say which ledger it is: 日期, 名称 and 级别 stand over many things."""


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
    asked = {line: text for line, (text, unit) in lines.units.items() if unit is None and not names.is_none(text)}
    named = tuple((text, line) for line, (text, _unit) in lines.units.items())
    places = {line: (line, heads.whose or 1) for line in (*lines.units, *lines.totals)}
    layout = Layout(grid, Direction.LEDGER, cells, named, lines.totals, places, heads.titles)
    unknown = tuple(dict.fromkeys((text, names.near(text)) for text in asked.values()))
    units = {line: unit for line, (_text, unit) in lines.units.items()}
    table = Table(grid.title, layout, matches, unknown, units=units, grid=grid, ledger=heads.ledger)
    doubts = (*out_of_sight(grid), *_doubts(grid, heads, lines, period))
    if doubts:
        found = error("table_doubtful", sheet, f"像是{heads.ledger.label}：{'；'.join(doubts)}，没有收。")
        return replace(table, findings=(found,), doubts=doubts)
    read = {row.line: row.unit for row in lines.rows}
    measured = (
        warning(
            "table_measure", sheet, f"“{words}”和台账的单位不一样，没有收这一栏。请换算好，标题改成“{label}”，再收。"
        )
        for words, label in heads.measured_otherwise
    )
    findings = (
        *hidden_rows(place, grid, read, layout),
        *measured,
        *_above(grid, heads, sheet),
        *_foot_remarks(lines, sheet),
        *lines.findings,
    )
    return replace(table, findings=findings, rows=lines.rows)


def _doubts(grid: Grid, heads: LedgerHeads, lines: LedgerLines, period: Period) -> Iterator[str]:
    """Why nothing of an old ledger is taken: it does not say what it has to, or is of something else than what happened."""
    if heads.missing:
        yield f"没有认出“{'、'.join(heads.missing)}”一栏，请说明是表里的哪一栏"
    elif not heads.is_named and not heads.is_told_by_cells and len(heads.columns) < FEWEST_OF_UNNAMED:
        yield f"标题没有写明是不是{heads.ledger.label}，是的请把“{heads.ledger.label}”写在表的上方再收"
    yield from _planned(heads, lines)
    yield from _owner_doubts(heads, lines)
    if others := _other_times(heads, period):
        yield f"“{others[0][:LONGEST_TITLE]}”，看不准是不是{period.name}的"
    if measure := next((text for text in (*heads.titles, *heads.remarks) if FOREIGN_MEASURE.search(text)), ""):
        yield f"“{measure[:LONGEST_TITLE]}”，和台账的单位不一样，请换算好再收"
    people = [
        match.words for match in heads.matches.values() if folded(match.path[-1]) in OF_PEOPLE and not match.column
    ]
    if people and _is_by_unit(heads.ledger):
        yield f"有“{people[0]}”一栏，像是一人一行的，{heads.ledger.label}是一个支部一行的"


def _planned(heads: LedgerHeads, lines: LedgerLines) -> Iterator[str]:
    """Why a sheet may be of what is to happen, or of somebody else."""
    remarks = [text for text in (*heads.remarks, *lines.alone) if text.startswith(FOOT)]
    titles = [text for text in (*heads.titles, *heads.remarks, *lines.alone) if text not in remarks]
    planned = [(text, found[0]) for text in titles for found in PLANNED.finditer("".join(text.split()))]
    planned += [(text, found[0]) for text in remarks for found in PLANNED_IN_REMARKS.finditer(text)]
    if planned:
        yield f"“{planned[0][0][:LONGEST_TITLE]}”里有“{planned[0][1]}”，看不准是不是已经开展了的，已经开展了的请删去这几个字再收"
    own = "".join(heads.ledger.names)
    foreign = [
        (text, found[0]) for text in heads.titles for found in OTHER_BODIES.finditer(text) if found[0] not in own
    ]
    if foreign:
        yield f"“{foreign[0][0][:LONGEST_TITLE]}”里有“{foreign[0][1]}”，看不准是不是{heads.ledger.label}"


def _other_times(heads: LedgerHeads, period: Period) -> list[str]:
    """The titles that speak of another time, where the lines do not say themselves of which they are."""
    if heads.ledger.runs_on:
        # How far things were then is not how far they are now.
        return [text for text in heads.titles if speaks_of_another_year(text, period)]
    return [] if day_of(heads.ledger) else [text for text in heads.titles if other_times(text, period)]


def _owner_doubts(heads: LedgerHeads, lines: LedgerLines) -> Iterator[str]:
    """Why it cannot be told whose the lines are."""
    owner = lines.owner
    if heads.whose is None and owner.others:
        yield f"写了{'、'.join(unit.short_name for unit in owner.others)}几个单位，看不出是谁的"
    elif not lines.rows and not lines.units and heads.whose is None and owner.unit is None:
        yield "看不出是哪个支部的，请在表的上方写上支部名称，或加一列“支部”"


def _is_by_unit(ledger: Ledger) -> bool:
    """Whether a line of a ledger is of the unit and of nobody in it: it has money, and no number of members."""
    has_money = any(column.kind is AMOUNT and column.required for column in ledger.columns)
    return has_money and ledger.column(ColumnRole.MEMBER) is None


def _above(grid: Grid, heads: LedgerHeads, place: str) -> Iterator[Finding]:
    """Lines above the headings that are a table of their own, and remarks below that say something of a line."""
    rows = [
        row
        for row in range(1, heads.line)
        if sum(bool(HAS_NUMBER.search(grid.at(row, number))) for number in range(1, grid.columns + 1)) > 1
        and len({grid.at(row, number) for number in range(1, grid.columns + 1)} - {""}) > 2
    ]
    if rows:
        yield warning("table_row", place, f"第{'、'.join(map(str, rows))}行在台账上面，像是另一张表，没有收。")


def _foot_remarks(lines: LedgerLines, place: str) -> Iterator[Finding]:
    for text in lines.alone:
        if text.startswith(FOOT) and NOT_DONE.search(text):
            yield warning("table_row", place, f"表里注明“{text[:MOST_QUOTED]}”，请核对收进来的各行是不是都开展了。")
