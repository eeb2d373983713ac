"""The lines of an old ledger as rows of ours: whose each is, what it says, and why one is left out.

Takes a grid, its headings, what names mean and a period; gives rows as they would have been typed. A line is taken whole or not at
all: with all that is required, each cell understood, and of the period. Never looks at the store.

    单位   | 日期     | 类型     | 主题
    办公室 | 2026-3-5 | 志愿服务 | 清洁家园       a row
    办公室 | 2025-9-1 | 党课     | 学党史         not of the period: told
    人事科 | 3月      | 党课     | 讲政策         no day: told with its cell
    合计   |          | 3次      |                never read
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Final

from toolkit.catalogue.kinds import Unread, is_known
from toolkit.catalogue.ledgers import Ledger, LedgerRow
from toolkit.catalogue.periods import Period
from toolkit.catalogue.roles import ColumnRole
from toolkit.catalogue.units import Unit
from toolkit.figures.ledger_rows import row_contents
from toolkit.findings import Finding, error, warning
from toolkit.tables.grid import Grid
from toolkit.tables.headings import folded
from toolkit.tables.layout import DASHES, NUMBER
from toolkit.tables.ledger_heads import LedgerHeads, must_stand
from toolkit.tables.times import other_times
from toolkit.tables.unit_names import UnitsCalled, is_total

MOST_LINES_NAMED: Final = 8
NOBODY: Final = "没有写是哪个支部"
FOOT: Final = ("注", "说明", "备注", "填报", "制表", "审核", "填表", "负责人", "联系")
"""How remarks at the foot of a sheet begin."""
COLUMN_NUMBERS: Final = frozenset("甲乙丙丁")
OF_LEDGERS: Final = (
    "台账",
    "登记表",
    "登记簿",
    "记录表",
    "记录",
    "明细表",
    "明细",
    "一览表",
    "统计表",
    "情况表",
    "清单",
    "花名册",
    "名册",
)
"""What a sheet or a file of a ledger is called, behind its unit."""
OWNED: Final = re.compile(
    r"^(?:填报)?(?:单位|(?:党)?支部)(?:名称)?[:：]|20[0-9]{2}年?|[上下]半年|全年|第?[一二三四]季度|[0-9]{1,2}月(?:份)?"
)
"""What stands before the name of a unit, and when."""
AROUND: Final = " _-—·."


@dataclass(frozen=True)
class ProposedRow:
    """A row as an old ledger has it.

    Args:
        unit, ledger: whose, and of which.
        cells: label to text, as it would have been typed; only what stands there.
        line: its number in the sheet.
        place: where it stands, in words.
        is_known_only: whether it is one of the period only where such a row is kept.
    """

    unit: Unit
    ledger: Ledger
    cells: Mapping[str, str]
    line: int
    place: str
    is_known_only: bool = False


@dataclass(frozen=True)
class LedgerLines:
    """What the lines of an old ledger say.

    Args:
        rows: those that are taken for rows.
        units: by line that names one, the text that does and the unit; None where that is not known.
        totals: the lines of totals.
        findings: why others are left out.
        is_nobodys: whether of none of them it is said whose it is.
    """

    rows: tuple[ProposedRow, ...]
    units: Mapping[int, tuple[str, Unit | None]]
    totals: tuple[int, ...]
    findings: tuple[Finding, ...]
    is_nobodys: bool = False


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
    return LedgerLines(rows, reader.units, tuple(reader.totals), reader.findings, reader.is_nobodys)


class _Lines:
    """The lines of one old ledger being read, and what becomes of each."""

    def __init__(self, grid: Grid, heads: LedgerHeads, names: UnitsCalled, period: Period, place: str) -> None:
        self._grid, self._heads, self._names, self._period, self._place = grid, heads, names, period, place
        self._keeping = [unit for unit in names.filing if unit.kind in heads.ledger.filed_by]
        # Where the title speaks of another time, a day without a year may be of that.
        self._year = None if times_above(heads, period) else period.year
        self._kinds = {column.label: column.kind for column in heads.ledger.columns}
        self._left: dict[str, list[int]] = {}
        self._faulty: dict[tuple[str, str], list[int]] = {}
        self.totals: list[int] = []
        self.units: dict[int, tuple[str, Unit | None]] = {}

    def rows(self) -> Iterator[ProposedRow]:
        """The lines that are rows; one that says the same as one above it is left out."""
        known: set[tuple[object, ...]] = set()
        for line, unit in self._lines():
            row = self._row(line, unit)
            if row is None:
                continue
            sign = (row.unit.code, *sorted(row.cells.items()))
            if sign in known:
                self._leave_out(line, "和上面的一行完全一样")
                continue
            known.add(sign)
            yield row

    @property
    def is_nobodys(self) -> bool:
        """Whether of none of the lines it is said whose it is."""
        return self._owner is None and not self.units

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

    def _lines(self) -> Iterator[tuple[int, Unit | None]]:
        """The lines that may be rows, each with its unit."""
        whose = self._owner
        for line in range(self._heads.line + 1, self._grid.rows + 1):
            if self._is_no_row(line):
                continue
            alone = self._alone_in(line)
            if not alone:
                yield line, self._unit_of(line, whose)
            elif unit := self._names.find(alone):
                # A name that stands alone in a line is over those below it.
                whose = self._named(line, alone, unit)
            elif not alone.startswith(FOOT):
                whose = self._owner
                self._leave_out(line, "只有一格，看不出是什么")

    def _is_no_row(self, line: int) -> bool:
        """Whether a line is empty, of totals, the headings once more, or the numbers of the columns below them."""
        texts = [text for text in self._texts_in(line) if text]
        if any(map(is_total, texts[:2])):
            self.totals.append(line)
            return True
        heads = {number: self._heads.matches[number].path[-1] for number in self._heads.columns}
        is_head = all(folded(self._grid.at(line, number)) == folded(text) for number, text in heads.items())
        is_right_below = line == self._heads.line + 1
        are_numbers = is_right_below and all(NUMBER.fullmatch(text) or text in COLUMN_NUMBERS for text in texts)
        return is_head or are_numbers or not (texts or self._has_reasons(line))

    def _texts_in(self, line: int) -> list[str]:
        return [self._grid.at(line, number) for number in range(1, self._grid.columns + 1)]

    def _has_reasons(self, line: int) -> bool:
        return any((line, number) in self._grid.reasons for number in self._heads.columns)

    def _alone_in(self, line: int) -> str:
        """The one text of a line; empty where several stand in it."""
        texts = set(self._texts_in(line)) - {""}
        return texts.pop() if len(texts) == 1 and not self._has_reasons(line) else ""

    @cached_property
    def _owner(self) -> Unit | None:
        """Whose a sheet is: of the only unit that keeps the ledger, or of the one that is named above the headings."""
        if len(self._keeping) == 1:
            return self._keeping[0]
        ledger, types = self._heads.ledger, self._heads.said_above.values()
        called = (*ledger.names, *OF_LEDGERS, *types, ledger.label.removesuffix(OF_LEDGERS[0]))
        words = re.compile("|".join(map(re.escape, called)))
        texts = (part for text in self._heads.above for part in (text, words.sub("", OWNED.sub("", text))))
        found = {unit.code: unit for text in texts if (unit := self._names.find(text.strip(AROUND)))}
        return next(iter(found.values())) if len(found) == 1 else None

    def _unit_of(self, line: int, whose: Unit | None) -> Unit | None:
        if len(self._keeping) == 1 or self._heads.whose is None:
            return whose
        text = self._grid.at(line, self._heads.whose)
        return self._named(line, text, self._names.find(text)) if text else None

    def _named(self, line: int, text: str, unit: Unit | None) -> Unit | None:
        self.units[line] = (text, unit)
        return unit

    def _row(self, line: int, unit: Unit | None) -> ProposedRow | None:
        """A line as a row; None, and why, where it is none."""
        ledger, cells = self._heads.ledger, self._cells(line)
        contents = row_contents(ledger, cells, self._year)
        faults = dict(self._faults(line, contents))
        reason = self._why_not(line, unit, contents, faults)
        if reason:
            self._leave_out(line, reason)
            return None
        for told in faults.items():
            self._faulty.setdefault(told, []).append(line)
        if faults or unit is None:
            return None
        is_old = may_be_done_before(ledger, contents, self._period)
        return ProposedRow(unit, ledger, cells, line, f"{self._place}第{line}行", is_old)

    def _cells(self, line: int) -> dict[str, str]:
        """The cells of a line in which something stands, by the label of their column; with what the title says of all lines."""
        said = {label: self._grid.at(line, number) for number, label in self._heads.columns.items()}
        return {
            label: text for label, text in {**self._heads.said_above, **said}.items() if text and text not in DASHES
        }

    def _why_not(self, line: int, unit: Unit | None, contents: LedgerRow, faults: Collection[str]) -> str:
        """Why a line is no row as a whole; empty where it is one, where a cell of it is at fault, or where its name is asked."""
        ledger = self._heads.ledger
        asked = [column.label for column in must_stand(ledger) if column.label not in faults]
        lacking = [label for label in asked if not is_known(contents.get(label))]
        if lacking:
            return f"没有写{'、'.join(lacking)}"
        if unit is None:
            return "" if line in self.units else NOBODY
        if unit not in self._keeping:
            return f"是{unit.short_name}的，{ledger.label}不由它填"
        return "" if faults else why_not_of(ledger, contents, self._period)

    def _faults(self, line: int, contents: LedgerRow) -> Iterator[tuple[str, str]]:
        """The columns in which a line says nothing plain, and why."""
        for number, label in self._heads.columns.items():
            content = contents.get(label)
            if (line, number) in self._grid.reasons:
                yield label, self._grid.reasons[line, number]
            elif self._is_shared(line, number):
                yield label, "和别的格子合并了，看不出是不是这一行的。请取消合并，每格单独填。"
            elif isinstance(content, Unread):
                yield label, content.reason

    def _is_shared(self, line: int, number: int) -> bool:
        """Whether a cell is merged with one that is not said for both: a number is of one line, a day may be of several below each other."""
        first = self._grid.spans.get((line, number))
        if first is None or first not in self._grid.texts:
            return False
        is_number = self._kinds[self._heads.columns[number]].numeric
        is_wide = any(self._grid.spans.get((line, other)) == first for other in (number - 1, number + 1))
        return is_number or is_wide


def _lines_in_words(lines: Sequence[int]) -> str:
    more = f"等{len(lines)}行" if len(lines) > MOST_LINES_NAMED else ""
    return f"第{'、'.join(map(str, lines[:MOST_LINES_NAMED]))}行{more}"


def why_not_of(ledger: Ledger, contents: LedgerRow, period: Period) -> str:
    """Why a row is not one of a period; empty where it is, or where the ledger does not say when things were.

    What runs over periods is of all from the one in which it began to the one in which it was done.
    """
    if not ledger.runs_on:
        column = ledger.column(ColumnRole.DAY)
        day = contents.get(column.label) if column else None
        return f"的日期不在{period.name}里" if isinstance(day, date) and not period.start <= day <= period.end else ""
    began, done = _began(ledger, contents), _done_on(ledger, contents)
    if began is not None and began > period.end:
        return f"是{period.name}以后的事"
    return f"在{period.name}以前就办完了" if done is not None and done < period.start else ""


def may_be_done_before(ledger: Ledger, contents: LedgerRow, period: Period) -> bool:
    """Whether a thing began before a period and is done, and nothing says when: it is of the period only where it was open before."""
    if ledger.state is None or not ledger.is_done(contents.get(ledger.state.label)):
        return False
    began = _began(ledger, contents)
    return _done_on(ledger, contents) is None and (began is None or began < period.start)


def _began(ledger: Ledger, contents: LedgerRow) -> date | None:
    due = ledger.column(ColumnRole.DUE)
    days = [day for label, day in contents.items() if isinstance(day, date) and label != (due and due.label)]
    return min(days, default=None)


def _done_on(ledger: Ledger, contents: LedgerRow) -> date | None:
    column = ledger.column(ColumnRole.CLOSED)
    day = contents.get(column.label) if column else None
    return day if isinstance(day, date) else None


def times_above(heads: LedgerHeads, period: Period) -> list[str]:
    """The words by which a title speaks of another time than the period."""
    return [word for text in heads.above for word in other_times(text, period)]
