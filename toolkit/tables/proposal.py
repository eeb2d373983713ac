"""What a table of others would change: a text for each figure of each unit, with what goes where and what has to be asked.

Takes grids, what headings and names mean; gives a proposal. Lines of totals are never read, but compared. Nothing that is not sure
is in it. Never looks at the store.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Final

from toolkit.catalogue.as_written import Unreadable, number_as_written
from toolkit.catalogue.items import Item
from toolkit.catalogue.kinds import LIST, TEXT, show_decimal
from toolkit.catalogue.ledgers import Ledger
from toolkit.catalogue.periods import Period
from toolkit.catalogue.units import Unit
from toolkit.figures.workbooks.layout import letters_of
from toolkit.findings import Finding, error, warning
from toolkit.review.numbers import number_of
from toolkit.tables.grid import Grid, Place, name_of_cell
from toolkit.tables.headings import NOT_FIGURES, FiguresCalled, Match, folded
from toolkit.tables.layout import DASHES, NUMBER, Direction, Layout, layout_of
from toolkit.tables.ledger_lines import ProposedRow
from toolkit.tables.ledger_words import DAYS_OF_EVENTS
from toolkit.tables.times import other_words
from toolkit.tables.unit_names import UnitsCalled

MOST_WORDS_COUNTED: Final = 12
LONGEST_TITLE: Final = 24
OF_THE_TABLE: Final = re.compile(r"(?:计量)?单位[:：]\s*([百千万亿]?元)")
NO_GRID: Final = Grid("", {})


@dataclass(frozen=True)
class Proposed:
    """A figure as a table has it: whose, which, as it would have been typed, and the cell."""

    unit: Unit
    item: Item
    text: str
    cell: str


@dataclass(frozen=True)
class Table:
    """One sheet, understood as far as it can be.

    Args:
        title: its name.
        layout: how it is laid out; None where that cannot be told.
        matches: what each heading means, in order.
        unknown: the names in its lines that are no unit for sure, each with the units it may mean.
        proposed: the figures that are sure.
        findings: cells that say nothing plain, totals that do not agree, and why the sheet is left out.
        units: by row of the layout, whose it is; None where that is not sure.
        grid: the sheet as it is.
        doubts: why nothing in it is taken.
        ledger: of which it is, where it is an old ledger.
        rows: of an old ledger, the rows that are sure.
    """

    title: str
    layout: Layout | None
    matches: tuple[Match, ...] = ()
    unknown: tuple[tuple[str, tuple[Unit, ...]], ...] = ()
    proposed: tuple[Proposed, ...] = ()
    findings: tuple[Finding, ...] = ()
    units: Mapping[int, Unit | None] = field(default_factory=dict)
    grid: Grid = NO_GRID
    doubts: tuple[str, ...] = ()
    ledger: Ledger | None = None
    rows: tuple[ProposedRow, ...] = ()

    @property
    def asked(self) -> tuple[Match, ...]:
        """The headings that may mean something and are not sure."""
        return tuple(match for match in self._filled if match.is_asked)

    @property
    def foreign(self) -> tuple[Match, ...]:
        """The headings that are like nothing asked for; not those that never are, such as 序号."""
        none = (match for match in self._filled if not match.meaning and not match.is_asked)
        return tuple(match for match in none if not match.is_decided and folded(match.path[-1]) not in NOT_FIGURES)

    @property
    def _filled(self) -> Iterator[Match]:
        """The headings below which anything stands."""
        if self.layout is not None:
            pairs = zip(self.layout.heads, self.matches, strict=True)
            yield from (match for head, match in pairs if self.layout.is_filled(head))


def read_table(grid: Grid, place: str, headings: FiguresCalled, names: UnitsCalled, period: Period) -> Table:
    """A sheet with what it would change.

    Args:
        grid: the sheet.
        place: the file's name, for findings.
        headings, names: what its headings and names mean.
        period: for when its figures are to be; of a sheet that says another one, nothing is taken.
    """
    whose = names.find(grid.title)
    layout = layout_of(grid, lambda text: names.find(text) is not None)
    if layout is None and whose is not None:
        # A sheet that bears a unit's name speaks of that one.
        titled = Grid(grid.title, {**grid.texts, (grid.rows + 1, 1): whose.name}, grid.reasons, grid.spans)
        layout = layout_of(titled, lambda text: text == whose.name)
    if layout is None:
        advice = "看不出是哪些支部的数。请核对单位的写法，或在左上角写上支部名称。"
        return Table(grid.title, None, findings=(warning("table_unknown", sheet_in_words(place, grid), advice),))
    measure = next((found[1] for text in layout.outside for found in OF_THE_TABLE.finditer(text)), "")
    matches = tuple(headings.match(head.path, measure) for head in layout.heads)
    units = {row: names.find(text) for text, row in layout.units}
    open_names = [text for text, row in layout.units if units[row] is None and not names.is_none(text)]
    unknown = tuple(dict.fromkeys((text, names.near(text)) for text in open_names))
    reader = _Reader(place, layout, matches, units)
    is_roster = layout.direction is Direction.ROSTER
    proposed = tuple(reader.counted(headings.words) if is_roster else reader.read())
    doubts = (
        *out_of_sight(grid),
        *layout.doubts,
        *_of_events(layout, matches),
        *_doubts(grid, layout, period, is_left_out=is_roster and bool(unknown)),
    )
    if doubts:
        advice = f"{'；'.join(doubts)}，没有收。请另存一份只有一张表、只有{period.name}实际数的再收。"
        found = error("table_doubtful", sheet_in_words(place, grid), advice)
        return Table(grid.title, layout, matches, unknown, (), (found,), units, grid, doubts)
    findings = (*hidden_rows(place, grid, units, layout), *reader.findings, *reader.totals_apart(proposed))
    return Table(grid.title, layout, matches, unknown, proposed, findings, units, grid)


def _of_events(layout: Layout, matches: Iterable[Match]) -> Iterator[str]:
    """Why a table may be a ledger, a line a thing that happened: it has the days of that. The number of people at a meeting is no figure."""
    heads = [match.words for match in matches if match.item is None and folded(match.path[-1]) in DAYS_OF_EVENTS]
    words = heads or [text for text in layout.outside if folded(text) in DAYS_OF_EVENTS]
    if words:
        yield f"有“{words[0]}”一栏，像是一件事一行的台账，看不出是哪个台账"


def out_of_sight(grid: Grid) -> Iterator[str]:
    """Why whoever looks at a sheet may not see all that is read from it. Rows may be out of sight by a filter, and count."""
    if grid.hidden.is_whole:
        yield "这一页是隐藏的"
    if grid.hidden.columns:
        yield f"{'、'.join(map(letters_of, sorted(grid.hidden.columns)))}列是隐藏的，看不出算不算数"


def hidden_rows(place: str, grid: Grid, units: Mapping[int, Unit | None], layout: Layout) -> Iterator[Finding]:
    """Rows that nobody sees and that are read all the same."""
    rows = [row for row in units if layout.direction is not Direction.COLUMNS and row in grid.hidden.rows]
    if rows:
        advice = f"第{'、'.join(map(str, rows))}行是隐藏的（可能是筛选），也读了。不要的请删去这几行再收。"
        yield warning("table_hidden", sheet_in_words(place, grid), advice)


def _doubts(grid: Grid, layout: Layout, period: Period, *, is_left_out: bool) -> Iterator[str]:
    """Why a sheet may be of something else than the figures of the period: its name, its title and what stands below it say so."""
    heads = {text for head in layout.heads for text in head.path}
    titles = [text for text in (grid.title, *layout.outside) if text not in heads]
    for text in titles:
        words = other_words(text, period)
        if words:
            yield f"“{text if len(text) <= LONGEST_TITLE else text[:LONGEST_TITLE] + '…'}”里有“{'、'.join(words)}”，看不准是不是{period.name}的"
    if is_left_out:
        yield "花名册里有认不出的支部，数出来会少"


class _Reader:
    """The cells of one table being read."""

    def __init__(self, place: str, layout: Layout, matches: Sequence[Match], units: Mapping[int, Unit | None]) -> None:
        self._place, self._layout, self._units = place, layout, units
        pairs = zip(layout.heads, matches, strict=True)
        self._columns = {head.line: (match, match.item) for head, match in pairs if match.item is not None}
        self.findings: list[Finding] = []

    def read(self) -> Iterator[Proposed]:
        """The figure in each cell of a unit and of a heading that are sure."""
        for row, unit in self._units.items():
            for line, (match, item) in self._columns.items():
                if unit is not None and unit.kind in item.filed_by:
                    yield from self._cell(unit, match, item, (row, line))

    def _cell(self, unit: Unit, match: Match, item: Item, place: Place) -> Iterator[Proposed]:
        grid, cell = self._layout.grid, self._name(place)
        text, reason = grid.at(*place), grid.reasons.get(place, "")
        if place in grid.spans and text:
            reason = "和别的格子合并了，看不出是哪一格的数。请取消合并，每格单独填。"
        try:
            made = _as_typed(match, item, text) if text and text not in DASHES else ""
        except Unreadable as fault:
            made, reason = "", str(fault)
        if reason:
            self.findings.append(
                error("table_cell", f"{self._place} {cell}格", f"{unit.short_name} {item.label}：{reason}")
            )
        elif made:
            yield Proposed(unit, item, made, cell)

    def counted(self, words: Mapping[str, Item]) -> Iterator[Proposed]:
        """Of a roster: how many lines of each unit hold a word that is a figure's name, such as 正式党员."""
        known = {unit.code: unit for unit in self._units.values() if unit is not None}
        for item, rows in self._lines_of_words(words):
            counts = Counter(unit.code for row, unit in self._units.items() if unit is not None and row in rows)
            for code, unit in known.items():
                if unit.kind in item.filed_by:
                    yield Proposed(unit, item, str(counts[code]), "")

    def _lines_of_words(self, words: Mapping[str, Item]) -> Iterator[tuple[Item, set[int]]]:
        for head in self._layout.heads:
            rows: dict[str, set[int]] = {}
            for row in self._units:
                rows.setdefault(folded(self._layout.grid.at(row, head.line)), set()).add(row)
            for word, found in rows.items() if len(rows) <= MOST_WORDS_COUNTED else ():
                if word in words:
                    yield words[word], found

    def totals_apart(self, proposed: Iterable[Proposed]) -> Iterator[Finding]:
        """Where a line of totals says something else than its lines add up to."""
        rows = {unit.code: row for row, unit in self._units.items() if unit is not None}
        numbers: dict[str, dict[int, Decimal]] = {}
        for each in proposed:
            number = _number(each.item, each.text)
            if number is not None:
                numbers.setdefault(each.item.key, {})[rows[each.unit.code]] = number
        for total in self._layout.totals:
            added = self._layout.added_by(total)
            for line, (match, item) in self._columns.items():
                parts = [number for row, number in numbers.get(item.key, {}).items() if row in added]
                yield from self._total(match, item, (total, line), parts)

    def _total(self, match: Match, item: Item, place: Place, parts: Sequence[Decimal]) -> Iterator[Finding]:
        said, together = _total_in(match, item, self._layout.grid.at(*place)), sum(parts, Decimal(0))
        if said is not None and parts and said != together:
            advice = f"“{item.label}”合计行写的是{show_decimal(said)}，各支部加起来是{show_decimal(together)}。请核对，有没有漏的、认不出的支部。"
            yield warning("table_total", f"{self._place} {self._name(place)}格", advice)

    def _name(self, place: Place) -> str:
        title = self._layout.grid.title
        cell = name_of_cell(*self._layout.place(*place)) if self._layout.direction is not Direction.SHEET else ""
        return f"“{title}”{cell}" if title else cell


def _as_typed(match: Match, item: Item, text: str) -> str:
    """A cell's text as it would have been typed for the figure: of a heading in 万元 over a figure in 元, in 元.

    Raises:
        Unreadable: it means nothing the figure can be.
    """
    if item.kind in (TEXT, LIST) and NUMBER.fullmatch(text):
        raise Unreadable(f"“{text}”只是一个数，{item.label}要的是文字。")
    if match.factor == 1:
        item.read(text)
        return text
    made = show_decimal(number_as_written(text, match.measure) * match.factor)
    item.read(made)
    return made


def _total_in(match: Match, item: Item, text: str) -> Decimal | None:
    try:
        return _number(item, _as_typed(match, item, text)) if text else None
    except Unreadable:
        return None


def _number(item: Item, text: str) -> Decimal | None:
    """The number of a figure's text; None where it is none."""
    try:
        return number_of(item.read(text))
    except Unreadable:
        return None


def sheet_in_words(place: str, grid: Grid) -> str:
    """What messages call a sheet of a file."""
    return f"{place} “{grid.title}”" if grid.title else place
