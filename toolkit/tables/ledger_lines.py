"""The lines of an old ledger as rows of ours: whose each is, what it says, and why one is left out.

Takes a grid, its headings, what names mean and a period; gives rows as they would have been typed. A line is taken whole or not at
all: with all that is required, each cell understood, done, and of the period. Never looks at the store.

    单位   | 日期     | 类型     | 主题     | 备注
    办公室 | 2026-3-5 | 志愿服务 | 清洁家园 |            a row
    办公室 | 2025-9-1 | 党课     | 学党史   |            not of the period: told
    人事科 | 3月      | 党课     | 讲政策   |            no day: told with its column
    人事科 | 2026-4-1 | 党课     | 讲政策   | 因故取消   did not happen: told
    合计   |          | 3次      |          |            never read
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from itertools import pairwise
from typing import Final

from toolkit.catalogue.kinds import DATE, TEXT, Unread, is_known
from toolkit.catalogue.ledgers import Ledger, LedgerRow
from toolkit.catalogue.periods import Period
from toolkit.catalogue.roles import ColumnRole
from toolkit.catalogue.units import Unit
from toolkit.figures.ledger_rows import row_contents
from toolkit.findings import Finding, error, warning
from toolkit.tables.grid import Grid
from toolkit.tables.headings import NOT_FIGURES, folded
from toolkit.tables.layout import DASHES, OF_NAMES
from toolkit.tables.ledger_cells import (
    TOO_LONG,
    counted_in,
    is_no_subject,
    is_too_long,
    speaks_of_another_year,
    undone_in,
)
from toolkit.tables.ledger_days import may_be_done_before, why_not_of
from toolkit.tables.ledger_heads import LedgerHeads, must_stand, type_named
from toolkit.tables.ledger_kinds import LedgerSheet
from toolkit.tables.ledger_owner import OWNED, Owner, named_in, owner_of
from toolkit.tables.ledger_words import (
    FOOT,
    NOT_DONE,
    PART_OF_A_DAY,
    PLANNED_IN_REMARKS,
    type_called,
)
from toolkit.tables.unit_names import UnitsCalled

MOST_LINES_NAMED: Final = 8
NOBODY: Final = "没有写是哪个支部"
SHARED: Final = "和别的格子合并了，看不出是不是这一行的。请取消合并，每格单独填。"
SECTION: Final = re.compile("以下|下列|如下|下面")
"""By which a remark speaks of the lines below it."""
REMARKS: Final = frozenset({"备注", "说明"})


@dataclass(frozen=True)
class ProposedRow:
    """A row as an old ledger has it.

    Args:
        unit, ledger: whose, and of which.
        cells: label to text, as it would have been typed; only what stands there.
        line: its number in the sheet.
        place: where it stands, in words.
        others: what stands in columns that are none of the ledger's, by heading.
        is_known_only: whether it is one of the period only where such a row is kept.
    """

    unit: Unit
    ledger: Ledger
    cells: Mapping[str, str]
    line: int
    place: str
    others: Mapping[str, str] = field(default_factory=dict)
    is_known_only: bool = False


@dataclass(frozen=True)
class LedgerLines:
    """What the lines of an old ledger say.

    Args:
        rows: those that are taken for rows.
        units: by line that names one, the text that does and the unit; None where that is not known.
        totals: the lines of totals.
        findings: why others are left out.
        owner: whose the sheet is where it has no column of units.
        alone: what stands alone in a line below the headings.
    """

    rows: tuple[ProposedRow, ...]
    units: Mapping[int, tuple[str, Unit | None]]
    totals: tuple[int, ...]
    findings: tuple[Finding, ...]
    owner: Owner
    alone: tuple[str, ...] = ()


def read_lines(grid: Grid, heads: LedgerHeads, names: UnitsCalled, period: Period, place: str) -> LedgerLines:
    """The lines below the headings of an old ledger.

    Args:
        grid, heads: the sheet, and its headings.
        names: what names mean.
        period: of which the rows are to be.
        place: what messages call the sheet.
    """
    reader = _Lines(grid, heads, names, period, place)
    rows = tuple(reader.rows())
    return LedgerLines(rows, reader.units, tuple(reader.totals), reader.findings, reader.owner, tuple(reader.alone))


@dataclass(frozen=True)
class _Under:
    """What stands over a line: whose it is, what is said for all lines, such as their type, and why they did not happen."""

    unit: Unit | None
    said: Mapping[str, str]
    undone: str = ""


class _Lines:
    """The lines of one old ledger being read, and what becomes of each."""

    def __init__(self, grid: Grid, heads: LedgerHeads, names: UnitsCalled, period: Period, place: str) -> None:
        self._grid, self._heads, self._names, self._period, self._place = grid, heads, names, period, place
        self._keeping = [unit for unit in names.filing if unit.kind in heads.ledger.filed_by]
        self._sheet = LedgerSheet(grid, heads)
        self._choices = {column.label: column.choices for column in heads.ledger.columns}
        self._musts = must_stand(heads.ledger)
        numbers = (heads.ledger.column(ColumnRole.NUMBER), heads.ledger.column(ColumnRole.MEMBER))
        self._subjects = [each.label for each in self._musts if each.kind is TEXT and each not in numbers]
        visited = heads.ledger.column(ColumnRole.VISITED)
        self._visited = visited.label if visited else ""
        self._left: dict[str, list[int]] = {}
        self._faulty: dict[tuple[str, str], list[int]] = {}
        self._is_sectioned = False
        self.totals: list[int] = []
        self.alone: list[str] = []
        self.units: dict[int, tuple[str, Unit | None]] = {}

    def rows(self) -> Iterator[ProposedRow]:
        """The lines that are rows."""
        return (row for line, under in self._lines() if (row := self._row(line, under)) is not None)

    @cached_property
    def owner(self) -> Owner:
        """Whose the sheet is, where no column says so."""
        return owner_of(self._grid, self._heads, self._names)

    @property
    def findings(self) -> tuple[Finding, ...]:
        """Why lines are left out, all of one reason in one: first the cells that are at fault."""
        faults = [
            error("table_cell", self._place, f"{_lines_in_words(lines)}{label}：{reason}没有收。")
            for (label, reason), lines in self._faulty.items()
        ]
        left = [
            warning("table_row", self._place, f"{_lines_in_words(lines)}{reason}，没有收。")
            for reason, lines in self._left.items()
        ]
        return (*faults, *left)

    def _leave_out(self, line: int, reason: str) -> None:
        self._left.setdefault(reason, []).append(line)

    def _lines(self) -> Iterator[tuple[int, _Under]]:
        """The lines that may be rows, each with what stands over it."""
        under = _Under(self._whose_sheet(), self._heads.said_above)
        for line in self._sheet.lines:
            if self._is_no_row(line):
                continue
            if self._sheet.is_another_head(line):
                self._left["像是另一张表"] = [
                    each for each in self._sheet.lines if each >= line and self._sheet.said_in(each)
                ]
                return
            if alone := self._sheet.alone_in(line):
                under = self._below(line, alone, under)
            elif (owner := self._owner_in(line)) is not None:
                under = self._section(line, owner, under)
            else:
                yield line, under

    def _is_no_row(self, line: int) -> bool:
        """Whether a line is none that is read; a sample is told."""
        if self._sheet.is_total(line):
            self.totals.append(line)
            return True
        if self._sheet.is_sample(line):
            self._leave_out(line, "是填写示例")
            return True
        return self._sheet.is_empty(line) or self._sheet.is_head_again(line)

    def _owner_in(self, line: int) -> Owner | None:
        """The unit that a line of several cells names instead of telling of something; None where it is no such line."""
        if self._sheet.has_day(line):
            return None
        cells = self._sheet.said_in(line)
        # Where a title begins the line, a name in it that is not understood is somebody's all the same.
        naming = [text for text in cells if OWNED.match(text) or self._names.find(text)]
        naming += cells[:1] if self._names.mentions(cells[0]) else []
        said = [named_in(text, self._heads, self._names) for text in naming]
        labelled = [f"单位：{text}" for label, text in pairwise(cells) if folded(label) in OF_NAMES]
        said += [named_in(text, self._heads, self._names) for text in labelled]
        is_whose = self._heads.whose and self._grid.at(line, self._heads.whose)
        if is_whose:
            return None
        return next((each for each in said if each != Owner()), Owner(asked=naming[0]) if naming else None)

    def _section(self, line: int, owner: Owner, under: _Under) -> _Under:
        self._is_sectioned = True
        self.units[line] = (owner.asked or (owner.unit.short_name if owner.unit else ""), owner.unit)
        return replace(under, unit=owner.unit, undone="")

    def _whose_sheet(self) -> Unit | None:
        """Whose a line is that does not say it: of the one that is named above; of the only unit that keeps the ledger."""
        owner = self.owner
        if owner == Owner() and len(self._keeping) == 1:
            return self._keeping[0]
        if owner.asked and self._heads.whose is None:
            self.units[self._heads.line] = (owner.asked, None)
        return owner.unit

    def _below(self, line: int, alone: str, under: _Under) -> _Under:
        """What stands over the lines below one with a single text: a unit, a type, or neither; a remark changes nothing."""
        self.alone.append(alone)
        is_title = self._sheet.is_title(line)
        if is_title and _is_remark(alone):
            return under
        owner = named_in(alone, self._heads, self._names) if is_title else Owner()
        if owner != Owner():
            return self._section(line, owner, under)
        if types := self._type_in(alone):
            return replace(under, said=types, undone="")
        self._leave_out(line, "只有一格，看不出是什么")
        if is_title:
            return self._below_something(alone, under)
        # A name in a later column may be a title, or the rest of the line above: nobody's until somebody says so.
        return replace(under, unit=None) if self._names.find(alone) else under

    def _type_in(self, text: str) -> Mapping[str, str]:
        """The type that a title names, in a ledger whose title says it."""
        column = self._heads.ledger.column(ColumnRole.TYPE)
        return type_named(column, text) if column and self._heads.said_above else {}

    def _below_something(self, alone: str, under: _Under) -> _Under:
        """What stands over the lines below a title that is neither a unit nor a type: nothing that it may have changed."""
        undone = alone if NOT_DONE.search(alone) or PLANNED_IN_REMARKS.search(alone) else ""
        is_whose = not self._is_sectioned and not self._names.mentions(alone)
        return _Under(under.unit if is_whose else None, {} if self._heads.said_above else under.said, undone)

    def _unit_of(self, line: int, under: _Under) -> Unit | None:
        """The unit that a line names in its column, or that stands over it."""
        text = self._grid.at(line, self._heads.whose) if self._heads.whose else ""
        if not text:
            is_alone = self._heads.whose is None or len(self._keeping) == 1 or self._is_sectioned
            return under.unit if is_alone else None
        self.units[line] = (text, self._names.find(text))
        return self.units[line][1]

    def _row(self, line: int, under: _Under) -> ProposedRow | None:
        """A line as a row; None, and why, where it is none."""
        ledger, cells, unit = self._heads.ledger, self._cells(line, under), self._unit_of(line, under)
        others = self._others(line)
        contents = row_contents(ledger, cells, self._year)
        faults = dict(self._faults(line, contents))
        reason = f"在“{under.undone}”下面" if under.undone else self._why_not(line, unit, contents, faults, others)
        if reason:
            self._leave_out(line, reason)
            return None
        for told in faults.items():
            self._faulty.setdefault(told, []).append(line)
        if faults or unit is None:
            return None
        is_old = may_be_done_before(ledger, contents, self._period)
        return ProposedRow(unit, ledger, cells, line, f"{self._place}第{line}行", others, is_old)

    def _cells(self, line: int, under: _Under) -> dict[str, str]:
        """The cells of a line in which something stands, by the label of their column; with what is said for all lines."""
        said = {label: self._as_read(label, self._grid.at(line, n)) for n, label in self._heads.columns.items()}
        return {label: text for label, text in {**under.said, **said}.items() if text and text not in DASHES}

    def _as_read(self, label: str, text: str) -> str:
        """A cell's text without what only people who read it need: the part of the day, other names of a type."""
        if self._sheet.kinds[label] is DATE and "日" in text:
            return PART_OF_A_DAY.sub("", text)
        return type_called(text, self._choices[label]) if self._choices[label] else text

    def _others(self, line: int) -> dict[str, str]:
        """What stands in the columns that are none of the ledger's, but for running numbers."""
        unknown = {
            n: match.words for n, match in self._heads.matches.items() if not match.column and n != self._heads.whose
        }
        cells = {
            words: self._grid.at(line, n) for n, words in unknown.items() if folded(words) not in NOT_FIGURES - REMARKS
        }
        return {words: text for words, text in cells.items() if text}

    def _why_not(
        self, line: int, unit: Unit | None, contents: LedgerRow, faults: Collection[str], others: Mapping[str, str]
    ) -> str:
        """Why a line is no row as a whole; empty where it is one, where a cell of it is at fault, or where its name is asked."""
        reason = self._why_no_event(line, contents, faults, others) or self._why_nobodys(line, unit)
        is_settled = bool(reason or faults) or unit is None
        return reason if is_settled else why_not_of(self._heads.ledger, contents, self._period)

    def _why_no_event(self, line: int, contents: LedgerRow, faults: Collection[str], others: Mapping[str, str]) -> str:
        """Why a line tells of nothing that happened: it lacks what makes it a row, says so, or tells of several."""
        musts = [column.label for column in self._musts if column.label not in faults]
        lacking = [label for label in musts if not is_known(contents.get(label))]
        if lacking:
            return f"没有写{'、'.join(lacking)}"
        subjects = (str(contents[label]) for label in self._subjects if label not in faults)
        cells = (self._grid.at(line, number) for number in self._heads.columns)
        undone = (
            next(filter(is_no_subject, subjects), "")
            or undone_in(others)
            or next(filter(NOT_DONE.fullmatch, cells), "")
        )
        if undone:
            return f"写着“{undone}”，不算"
        count = counted_in(others)
        return f"写的是{count}次，不是一件事一行" if count else ""

    def _why_nobodys(self, line: int, unit: Unit | None) -> str:
        """Why a line is of no unit that keeps the ledger; empty where its name is asked."""
        if unit is None:
            return "" if line in self.units or self._heads.line in self.units else NOBODY
        return "" if unit in self._keeping else f"是{unit.short_name}的，{self._heads.ledger.label}不由它填"

    def _faults(self, line: int, contents: LedgerRow) -> Iterator[tuple[str, str]]:
        """The columns in which a line says nothing plain, and why."""
        for number, label in self._heads.columns.items():
            content = contents.get(label)
            if (line, number) in self._grid.reasons:
                yield label, self._grid.reasons[line, number]
            elif self._is_shared(line, number):
                yield label, SHARED
            elif isinstance(content, Unread):
                yield label, content.reason
            elif "时长" in label and is_too_long(content):
                yield label, TOO_LONG.format(content)
            elif label == self._visited and self._names.find(str(content)) is None and is_known(content):
                yield label, f"“{content}”认不出是哪个支部。请写支部名称。"

    def _is_shared(self, line: int, number: int) -> bool:
        """Whether a cell is merged with one that is not said for both: a number is of one line, a day may be of several below each other."""
        first = self._grid.spans.get((line, number))
        if first is None or first not in self._grid.texts:
            return False
        is_number = self._sheet.kinds[self._heads.columns[number]].numeric
        is_wide = any(self._grid.spans.get((line, other)) == first for other in (number - 1, number + 1))
        return is_number or is_wide

    @cached_property
    def _year(self) -> int | None:
        """The year of a day without one: that of the period, unless the sheet speaks of another anywhere."""
        days = [n for n, label in self._heads.columns.items() if self._sheet.kinds[label] is DATE]
        days += [n for n, match in self._heads.matches.items() if not match.column and n != self._heads.whose]
        below = [self._grid.at(line, number) for line in self._sheet.lines for number in days]
        alone = [text for line in self._sheet.lines if (text := self._sheet.alone_in(line))]
        texts = (*self._heads.titles, *self._heads.remarks, *below, *alone)
        return None if any(speaks_of_another_year(text, self._period) for text in texts) else self._period.year


def _is_remark(text: str) -> bool:
    """Whether a text is a remark of its own, and not about the lines below it."""
    return text.startswith(FOOT) and not OWNED.match(text) and not SECTION.search(text)


def _lines_in_words(lines: Sequence[int]) -> str:
    more = f"等{len(lines)}行" if len(lines) > MOST_LINES_NAMED else ""
    return f"第{'、'.join(map(str, lines[:MOST_LINES_NAMED]))}行{more}"
