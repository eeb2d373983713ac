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
from typing import Final

from toolkit.catalogue.as_written import narrow
from toolkit.catalogue.kinds import DATE, TEXT, Content, Unread, is_known
from toolkit.catalogue.ledgers import Ledger, LedgerRow
from toolkit.catalogue.periods import Period
from toolkit.catalogue.roles import ColumnRole
from toolkit.catalogue.units import Unit
from toolkit.figures.ledger_rows import row_contents
from toolkit.figures.problems import is_problem
from toolkit.findings import Finding, error, warning
from toolkit.review.numbers import number_of
from toolkit.tables.grid import Grid
from toolkit.tables.headings import NOT_FIGURES, folded
from toolkit.tables.layout import DASHES, NUMBER
from toolkit.tables.ledger_days import may_be_done_before, why_not_of
from toolkit.tables.ledger_heads import LedgerHeads, must_stand, type_named
from toolkit.tables.ledger_owner import Owner, named_in, owner_of
from toolkit.tables.ledger_words import FOOT, NOT_DONE, SAMPLES
from toolkit.tables.unit_names import UnitsCalled

MOST_LINES_NAMED: Final = 8
NOBODY: Final = "没有写是哪个支部"
SHARED: Final = "和别的格子合并了，看不出是不是这一行的。请取消合并，每格单独填。"
MOST_HOURS: Final = 24
TOO_LONG: Final = "“{}”小时太长，看不出是不是分钟。请改成小时，或写明“分钟”。"
COLUMN_NUMBERS: Final = frozenset("甲乙丙丁")
TOTAL: Final = re.compile(".{0,6}(?:合计|小计|总计|共计|累计).{0,6}")
YEAR: Final = re.compile(r"(?<![0-9])(20[0-9]{2})(?![0-9])|(?<![0-9])([0-9]{2})年")
REMARKS: Final = frozenset({"备注", "说明"})
OTHER_YEARS: Final = re.compile("去年|上年|往年|前年")


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
    """What stands over a line: whose it is, and what is said for all lines, such as their type."""

    unit: Unit | None
    said: Mapping[str, str]


class _Lines:
    """The lines of one old ledger being read, and what becomes of each."""

    def __init__(self, grid: Grid, heads: LedgerHeads, names: UnitsCalled, period: Period, place: str) -> None:
        self._grid, self._heads, self._names, self._period, self._place = grid, heads, names, period, place
        self._keeping = [unit for unit in names.filing if unit.kind in heads.ledger.filed_by]
        self._kinds = {column.label: column.kind for column in heads.ledger.columns}
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
        for line in range(self._heads.line + 1, self._grid.rows + 1):
            if self._is_no_row(line):
                continue
            if self._is_another_head(line):
                below = [each for each in range(line, self._grid.rows + 1) if any(self._texts_in(each))]
                self._left["像是另一张表"] = below
                return
            if alone := self._alone_in(line):
                under = self._below(line, alone, under)
            else:
                yield line, under

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
        owner = named_in(alone, self._heads, self._names) if self._is_title(line) else Owner()
        column = self._heads.ledger.column(ColumnRole.TYPE)
        types = type_named(column, alone) if column and self._heads.said_above else {}
        if owner.unit or owner.asked:
            self._is_sectioned = True
            self.units[line] = (owner.asked or alone, owner.unit)
            return replace(under, unit=owner.unit)
        if types:
            return replace(under, said=types)
        if alone.startswith(FOOT) and self._is_title(line):
            return under
        self._leave_out(line, "只有一格，看不出是什么")
        # Where names stand over their lines, whatever else does so is somebody's name too.
        return replace(under, unit=None) if self._is_sectioned and self._is_title(line) else under

    def _is_title(self, line: int) -> bool:
        """Whether the one text of a line stands where a title does: at its beginning, or over several columns."""
        places = [number for number in range(1, self._grid.columns + 1) if self._grid.at(line, number)]
        return len(places) > 1 or places[0] <= min((self._heads.whose or places[0], *self._heads.matches))

    def _is_no_row(self, line: int) -> bool:
        """Whether a line is empty, of totals, the headings once more, a sample, or the numbers of the columns below them."""
        texts = [text for text in self._texts_in(line) if text]
        if any(TOTAL.fullmatch(text) for text in texts[:2]):
            self.totals.append(line)
            return True
        if texts and folded(texts[0]) in SAMPLES:
            self._leave_out(line, "是填写示例")
            return True
        is_right_below = line == self._heads.line + 1
        are_numbers = is_right_below and all(NUMBER.fullmatch(text) or text in COLUMN_NUMBERS for text in texts)
        return self._is_head_again(line, texts) or are_numbers or not (texts or self._has_reasons(line))

    def _is_head_again(self, line: int, texts: Sequence[str]) -> bool:
        """Whether a line is one of the lines of the headings, each text in its column."""
        heads = {number: {folded(text) for text in match.path} for number, match in self._heads.matches.items()}
        said = {number: folded(text) for number in heads if (text := self._grid.at(line, number))}
        return len(texts) > 1 and bool(said) and all(text in heads[number] for number, text in said.items())

    def _is_another_head(self, line: int) -> bool:
        """Whether a line is the headings of another table: most of it are names of columns."""
        names = {folded(name) for column in self._heads.ledger.columns for name in (*column.names, *column.also)}
        names |= {folded(text) for match in self._heads.matches.values() for text in match.path}
        texts = [text for text in self._texts_in(line) if text]
        known = sum(folded(text) in names for text in texts)
        return known >= 2 and known * 2 > len(texts)

    def _texts_in(self, line: int) -> list[str]:
        return [self._grid.at(line, number) for number in range(1, self._grid.columns + 1)]

    def _has_reasons(self, line: int) -> bool:
        return any((line, number) in self._grid.reasons for number in self._heads.columns)

    def _alone_in(self, line: int) -> str:
        """The one text of a line; empty where several stand in it."""
        texts = set(self._texts_in(line)) - {""}
        return texts.pop() if len(texts) == 1 and not self._has_reasons(line) else ""

    def _unit_of(self, line: int, under: _Under) -> Unit | None:
        """The unit that a line names in its column, or that stands over it."""
        text = self._grid.at(line, self._heads.whose) if self._heads.whose else ""
        if not text:
            is_alone = self._heads.whose is None or len(self._keeping) == 1
            return under.unit if is_alone else None
        self.units[line] = (text, self._names.find(text))
        return self.units[line][1]

    def _row(self, line: int, under: _Under) -> ProposedRow | None:
        """A line as a row; None, and why, where it is none."""
        ledger, cells, unit = self._heads.ledger, self._cells(line, under), self._unit_of(line, under)
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
        return ProposedRow(unit, ledger, cells, line, f"{self._place}第{line}行", self._others(line), is_old)

    def _cells(self, line: int, under: _Under) -> dict[str, str]:
        """The cells of a line in which something stands, by the label of their column; with what is said for all lines."""
        said = {label: self._grid.at(line, number) for number, label in self._heads.columns.items()}
        return {label: text for label, text in {**under.said, **said}.items() if text and text not in DASHES}

    def _others(self, line: int) -> dict[str, str]:
        """What stands in the columns that are none of the ledger's, but for running numbers."""
        unknown = {
            n: match.words for n, match in self._heads.matches.items() if not match.column and n != self._heads.whose
        }
        cells = {
            words: self._grid.at(line, n) for n, words in unknown.items() if folded(words) not in NOT_FIGURES - REMARKS
        }
        return {words: text for words, text in cells.items() if text}

    def _why_not(self, line: int, unit: Unit | None, contents: LedgerRow, faults: Collection[str]) -> str:
        """Why a line is no row as a whole; empty where it is one, where a cell of it is at fault, or where its name is asked."""
        ledger = self._heads.ledger
        asked = [column for column in must_stand(ledger) if column.label not in faults]
        lacking = [column.label for column in asked if not is_known(contents.get(column.label))]
        if lacking:
            return f"没有写{'、'.join(lacking)}"
        subjects = [str(contents[column.label]) for column in asked if column.kind is TEXT]
        undone = [text for text in subjects if not is_problem(text)]
        undone += [text for text in (*subjects, *self._others(line).values()) if NOT_DONE.fullmatch(text)]
        if undone:
            return f"写着“{undone[0]}”，不算"
        if unit is None:
            return "" if self.units.get(line) or self._heads.line in self.units else NOBODY
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
                yield label, SHARED
            elif isinstance(content, Unread):
                yield label, content.reason
            elif "时长" in label and _is_too_long(content):
                yield label, TOO_LONG.format(content)

    def _is_shared(self, line: int, number: int) -> bool:
        """Whether a cell is merged with one that is not said for both: a number is of one line, a day may be of several below each other."""
        first = self._grid.spans.get((line, number))
        if first is None or first not in self._grid.texts:
            return False
        is_number = self._kinds[self._heads.columns[number]].numeric
        is_wide = any(self._grid.spans.get((line, other)) == first for other in (number - 1, number + 1))
        return is_number or is_wide

    @cached_property
    def _year(self) -> int | None:
        """The year of a day without one: that of the period, unless the sheet speaks of another anywhere."""
        days = [n for n, label in self._heads.columns.items() if self._kinds[label] is DATE]
        days += [n for n, match in self._heads.matches.items() if folded(match.path[-1]) in ("年", "年度", "年份")]
        lines = range(self._heads.line + 1, self._grid.rows + 1)
        below = [self._grid.at(line, number) for line in lines for number in days]
        alone = [text for line in lines if (text := self._alone_in(line))]
        texts = (*self._heads.titles, *below, *alone)
        return None if any(speaks_of_another_year(text, self._period) for text in texts) else self._period.year


def speaks_of_another_year(text: str, period: Period) -> bool:
    """Whether a text names a year that is not the period's.

    >>> from toolkit.catalogue.periods import read_period
    >>> [speaks_of_another_year(each, read_period("2026H1")) for each in ("2026年7月", "2025-12-1", "25年", "去年", "125年")]
    [False, True, True, True, False]
    """
    plain = narrow(text)
    years = [found[1] or found[2] for found in YEAR.finditer(plain) if found[1] or found[2]]
    return bool(OTHER_YEARS.search(plain)) or any(int(year) not in (period.year, period.year % 100) for year in years)


def _is_too_long(content: Content) -> bool:
    number = number_of(content)
    return number is not None and number > MOST_HOURS


def _lines_in_words(lines: Sequence[int]) -> str:
    more = f"等{len(lines)}行" if len(lines) > MOST_LINES_NAMED else ""
    return f"第{'、'.join(map(str, lines[:MOST_LINES_NAMED]))}行{more}"
