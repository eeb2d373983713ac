"""What a table of others would change: a text for each figure of each unit, with what goes where and what has to be asked.

Takes grids, what headings and names mean; gives a proposal. Lines of totals are never read, but compared. Nothing that is not sure
is in it. Never looks at the store.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from toolkit.catalogue.as_written import Unreadable
from toolkit.catalogue.items import Item
from toolkit.catalogue.kinds import show_decimal
from toolkit.catalogue.units import Unit
from toolkit.findings import Finding, error, warning
from toolkit.tables.grid import Grid, name_of_cell
from toolkit.tables.headings import Headings, Match, UnitNames, folded
from toolkit.tables.layout import Direction, Layout, layout_of

DASHES: Final = frozenset({"-", "—", "——", "－", "/", "／"})
MOST_WORDS_COUNTED: Final = 12


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
    """

    title: str
    layout: Layout | None
    matches: tuple[Match, ...] = ()
    unknown: tuple[tuple[str, tuple[Unit, ...]], ...] = ()
    proposed: tuple[Proposed, ...] = ()
    findings: tuple[Finding, ...] = ()

    @property
    def asked(self) -> tuple[Match, ...]:
        """The headings that may be figures and are not sure."""
        return tuple(match for match in self.matches if not match.is_sure and match.candidates)


def read_table(grid: Grid, place: str, headings: Headings, names: UnitNames) -> Table:
    """A sheet with what it would change.

    Args:
        grid: the sheet.
        place: the file's name, for findings.
        headings, names: what its headings and names mean.
    """
    whose = names.find(grid.title)
    layout = layout_of(grid, lambda text: names.find(text) is not None)
    if layout is None and whose is not None:
        # A sheet that bears a unit's name speaks of that one.
        titled = Grid(grid.title, {**grid.texts, (grid.rows + 1, 1): whose.name}, grid.reasons, grid.spans)
        layout = layout_of(titled, lambda text: text == whose.name)
    if layout is None:
        advice = "看不出是哪些支部的数。请核对单位的写法，或在左上角写上支部名称。"
        return Table(grid.title, None, findings=(warning("table_unknown", _sheet(place, grid), advice),))
    matches = tuple(headings.match(head.path) for head in layout.heads)
    units = {row: names.find(text) for text, row in layout.units}
    unknown = tuple(dict.fromkeys((text, names.near(text)) for text, row in layout.units if units[row] is None))
    reader = _Reader(place, layout, matches, units)
    proposed = tuple(reader.counted() if layout.direction is Direction.ROSTER else reader.read())
    return Table(grid.title, layout, matches, unknown, proposed, (*reader.findings, *reader.totals_apart(proposed)))


class _Reader:
    """The cells of one table being read."""

    def __init__(self, place: str, layout: Layout, matches: Sequence[Match], units: Mapping[int, Unit | None]) -> None:
        self._place, self._layout, self._units = place, layout, units
        pairs = zip(layout.heads, matches, strict=True)
        self._columns = {head.line: match for head, match in pairs if match.item is not None and match.is_sure}
        self.findings: list[Finding] = []

    def read(self) -> Iterator[Proposed]:
        """The figure in each cell of a unit and of a heading that are sure."""
        for row, unit in self._units.items():
            for line, match in self._columns.items():
                assert match.item is not None
                if unit is not None and unit.kind in match.item.filed_by:
                    yield from self._cell(unit, match, row, line)

    def _cell(self, unit: Unit, match: Match, row: int, line: int) -> Iterator[Proposed]:
        item, grid = match.item, self._layout.grid
        assert item is not None
        cell, reason = self._name(row, line), grid.reasons.get((row, line), "")
        text = grid.at(row, line)
        if reason:
            self._complain(cell, f"{unit.short_name} {item.label}：{reason}")
        elif text and text not in DASHES:
            try:
                content = item.read(text)
            except Unreadable as fault:
                self._complain(cell, f"{unit.short_name} {item.label}：{fault}")
                return
            is_scaled = match.factor != 1 and isinstance(content, int | Decimal) and not isinstance(content, bool)
            made = show_decimal(Decimal(str(content)) * match.factor) if is_scaled else text
            yield Proposed(unit, item, made, cell)

    def counted(self) -> Iterator[Proposed]:
        """Of a roster: how many lines of each unit hold a word that is a figure's name, such as 正式党员."""
        by_unit = Counter(unit.code for unit in self._units.values() if unit is not None)
        known = {unit.code: unit for unit in self._units.values() if unit is not None}
        for match, words in self._words():
            assert match.item is not None
            counts = Counter(unit.code for row, unit in self._units.items() if unit is not None and row in words)
            for code in by_unit:
                if known[code].kind in match.item.filed_by:
                    yield Proposed(known[code], match.item, str(counts[code]), "")

    def _words(self) -> Iterator[tuple[Match, set[int]]]:
        """The words of a roster's columns that are figures, each with its lines."""
        for head in self._layout.heads:
            rows: dict[str, set[int]] = {}
            for row in self._units:
                text = self._layout.grid.at(row, head.line)
                if text:
                    rows.setdefault(text, set()).add(row)
            for text, found in rows.items() if len(rows) <= MOST_WORDS_COUNTED else ():
                match = self._headings(text)
                if match is not None:
                    yield match, found

    def _headings(self, text: str) -> Match | None:
        return self.words.get(folded(text))

    words: Mapping[str, Match] = {}

    def totals_apart(self, proposed: Iterable[Proposed]) -> Iterator[Finding]:
        """Where a line of totals says something else than its lines add up to."""
        sums: dict[str, Decimal] = {}
        for each in proposed:
            try:
                content = each.item.read(each.text)
            except Unreadable:
                continue
            if isinstance(content, int | Decimal) and not isinstance(content, bool):
                sums[each.item.key] = sums.get(each.item.key, Decimal(0)) + Decimal(content)
        for row in self._layout.totals:
            for line, match in self._columns.items():
                yield from self._total(match, row, line, sums)

    def _total(self, match: Match, row: int, line: int, sums: Mapping[str, Decimal]) -> Iterator[Finding]:
        item = match.item
        assert item is not None
        try:
            said = item.read(self._layout.grid.at(row, line))
        except Unreadable:
            return
        if item.key not in sums or isinstance(said, bool) or not isinstance(said, int | Decimal):
            return
        total = Decimal(said) * match.factor
        if total != sums[item.key]:
            advice = f"“{item.label}”合计行写的是{show_decimal(total)}，各支部加起来是{show_decimal(sums[item.key])}。请核对，有没有漏的、认不出的支部。"
            yield warning("table_total", f"{self._place} {self._name(row, line)}格", advice)

    def _name(self, row: int, line: int) -> str:
        title = self._layout.grid.title
        cell = name_of_cell(*self._layout.place(row, line)) if self._layout.direction is not Direction.SHEET else ""
        return f"“{title}”{cell}" if title else cell

    def _complain(self, cell: str, message: str) -> None:
        self.findings.append(error("table_cell", f"{self._place} {cell}格", message))


def _sheet(place: str, grid: Grid) -> str:
    return f"{place} “{grid.title}”" if grid.title else place
