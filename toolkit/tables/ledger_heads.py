"""Whether a table of others is an old ledger, and which of its columns are those of a ledger of ours.

Takes a grid, the catalogue and a period; gives the ledger with what its headings mean, or nothing. A heading means a column by its
words alone; what is only near is asked. Never reads a line below the headings.

    支部   | 活动时间 | 活动类型 | 活动主题 | 参加人数 | 时长（分钟）     活动台账: 日期, 类型, 主题, 实到
    办公室 | 3月5日   | 志愿服务 | 清洁家园 | 12       | 90             时长 is in hours: asked
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Final, TypeAlias

from rapidfuzz import fuzz

from toolkit.catalogue.as_written import narrow
from toolkit.catalogue.items import Catalogue
from toolkit.catalogue.kinds import DATE
from toolkit.catalogue.ledgers import Column, Ledger
from toolkit.catalogue.periods import Period
from toolkit.catalogue.roles import ColumnRole
from toolkit.tables.grid import Grid
from toolkit.tables.headings import (
    BRACKETED,
    NEAR,
    NOT_FIGURES,
    OF_COLUMN,
    FiguresCalled,
    Match,
    by_name,
    folded,
    key_of,
)
from toolkit.tables.layout import FEWEST_UNITS, NUMBER, OF_NAMES
from toolkit.tables.ledger_words import FOOT, OFTEN_CALLED, core_of
from toolkit.tables.times import other_words

LINES_LOOKED_AT: Final = 15
COLUMNS_LOOKED_AT: Final = 60
FEWEST_COLUMNS: Final = 3
FEWEST_OF_NAMED: Final = 2
"""How many columns of a sheet have to be known that is called like the ledger."""
MOST_FIGURES: Final = 1
"""How many headings of a ledger may be figures; of a statistical table more are."""
HOURS: Final = frozenset({"小时", "学时", "个小时", "h"})
COUNTED: Final = frozenset({"元", "名", "人", "位", "人次", "次", "分", "个", "份", "项"})
"""The measures in brackets that say nothing new of a number; 万元 and 分钟 would have to be worked out."""
OTHER_MEASURE: Final = re.compile("(?:单位[:：])?(?:[百千万亿]+.?.?|分钟|min|天|日|课时|半天)")
ABOVE: Final = frozenset({"人数", "参加人数", "参会人数", "参与人数", "活动", "会议", "基本情况", "活动情况", "内容"})
"""What stands above headings and only says to what they belong."""
Headings: TypeAlias = Mapping[int, tuple[str, ...]]
"""By the number of its column, a heading with that above it."""


@dataclass(frozen=True)
class LedgerHeads:
    """The headings of an old ledger.

    Args:
        ledger: of which it is.
        line: the last line of its headings.
        matches: by the number of a column, what its heading means.
        whose: the column that names the unit; None where none does.
        said_above: by label, what the title says for all lines, as that of a ledger of one type of activity.
        titles: the names of the file and of the sheet, and what stands alone in a line above the headings.
        remarks: whatever else stands above them.
    """

    ledger: Ledger
    line: int
    matches: Mapping[int, Match]
    whose: int | None = None
    said_above: Mapping[str, str] = field(default_factory=dict)
    titles: tuple[str, ...] = ()
    remarks: tuple[str, ...] = ()

    @property
    def columns(self) -> dict[int, str]:
        """By its number, the label of each column that is known for sure."""
        return {number: match.column for number, match in self.matches.items() if match.column}

    @property
    def is_named(self) -> bool:
        """Whether a title calls the sheet by what the ledger is about, or by a type of that."""
        return bool(self.said_above) or _is_named(self.ledger, self.titles)

    @property
    def is_told_by_cells(self) -> bool:
        """Whether each line says by a word of the ledger's own that it is one of its rows."""
        return any(column.choices and column.label in self.columns.values() for column in must_stand(self.ledger))

    @property
    def measured_otherwise(self) -> list[tuple[str, str]]:
        """The headings that would be a column but for their measure, such as minutes for hours, each with the column's label."""
        unknown = [match for match in self.matches.values() if not match.column]
        return [
            (match.words, column.label)
            for match in unknown
            for column in self.ledger.columns
            if folded(match.path[-1]) in map(folded, _names_of(column)) and _is_measured_otherwise(match.path, column)
        ]

    @property
    def missing(self) -> list[str]:
        """The labels without which no line is a row of the ledger, and that nothing is known to mean."""
        said = {*self.columns.values(), *self.said_above}
        return [column.label for column in must_stand(self.ledger) if column.label not in said]


def must_stand(ledger: Ledger) -> list[Column]:
    """The columns without which a line is no row of a ledger: the required ones, but for a number that an office may not have given."""
    number = ledger.column(ColumnRole.NUMBER)
    required = [column for column in ledger.columns if column.required]
    others = [column for column in required if column is not number]
    return others if len(others) > 1 else required


class LedgersCalled:
    """The ledgers that a table may be of, by all that their columns are called.

    Args:
        catalogue: the ledgers.
        period: for when its rows are.
        figures: what headings mean in a table of figures.
        known: what headings meant before, by `key_of`: a column, or an empty text for none.
    """

    def __init__(
        self, catalogue: Catalogue, period: Period, figures: FiguresCalled, known: Mapping[str, str] | None = None
    ) -> None:
        self._ledgers, self._period, self._figures, self._known = catalogue.ledgers, period, figures, known or {}

    def find(self, grid: Grid, file_name: str) -> LedgerHeads | None:
        """The ledger that a sheet is, by the line of headings that says most; None where it is none, or may be one of two."""
        lines = range(1, min(grid.rows, LINES_LOOKED_AT) + 1)
        found = [heads for line in lines for heads in self._in_line(grid, line, file_name)]
        best = _first_of(found)
        named = [heads for heads in best if heads.is_named]
        return next((each[0] for each in (best, named) if len({heads.ledger.key for heads in each}) == 1), None)

    def _in_line(self, grid: Grid, line: int, file_name: str) -> Iterator[LedgerHeads]:
        """What a line says of each ledger, where it may be the last one of its headings; with the line above it, and without."""
        titles = _titles(grid, line, file_name)
        for headings in _ways_to_head(grid, line):
            for ledger in self._ledgers:
                heads = self._heads(ledger, line, headings, titles)
                if self._may_be(heads):
                    yield replace(heads, matches=dict(_asked(heads)), remarks=_remarks(grid, line, titles))

    def _heads(self, ledger: Ledger, line: int, headings: Headings, titles: tuple[str, ...]) -> LedgerHeads:
        matches = _once({number: self._match(ledger, path) for number, path in headings.items()})
        known = {match.column for match in matches.values()}
        rest = [n for n, path in headings.items() if not matches[n].column and folded(path[-1]) in OF_NAMES]
        # 支部 says whose a line is, 填报单位 beside it only who wrote it down.
        rest.sort(key=lambda number: "支部" not in headings[number][-1])
        return LedgerHeads(ledger, line, matches, rest[0] if rest else None, _said_above(ledger, known, titles), titles)

    def _may_be(self, heads: LedgerHeads) -> bool:
        """Whether headings are those of a ledger: all that it requires, or a part of that and its day; and not a table of figures.

        Of a sheet that is called so, a part is enough: then it is asked for the rest.
        """
        known = set(heads.columns.values())
        has_day = any(column.kind is DATE and column.label in known for column in must_stand(heads.ledger))
        is_enough = len(known) >= FEWEST_COLUMNS and (has_day or not heads.missing)
        if not is_enough and not (heads.is_named and len(known) >= FEWEST_OF_NAMED):
            return False
        others = [match for match in heads.matches.values() if not match.column]
        return sum(self._figures.match(match.path).item is not None for match in others) <= MOST_FIGURES

    def _match(self, ledger: Ledger, path: tuple[str, ...]) -> Match:
        decided = self._known.get(key_of(path, self._period))
        if decided == "":
            return Match(path, is_decided=True)
        said = next((column for column in ledger.columns if decided == OF_COLUMN + column.label), None)
        if said is not None and not _is_measured_otherwise(path, said):
            return Match(path, column=said.label, is_decided=True)
        found = self._names[ledger.key].get(folded(path[-1]), [])
        is_sure = len(found) == 1 and _says_nothing_else(path, found[0], self._period)
        return Match(path, column=found[0].label if is_sure else "")

    @cached_property
    def _names(self) -> Mapping[str, Mapping[str, list[Column]]]:
        return {ledger.key: by_name(ledger.columns, _names_of, folded) for ledger in self._ledgers}


def _first_of(found: Sequence[LedgerHeads]) -> list[LedgerHeads]:
    """Those that say most of the first line that says all; of two lines of headings below each other, the second; else of all lines."""
    whole = [heads.line for heads in found if not heads.missing]
    first = min(whole, default=0)
    here = [heads for heads in found if not whole or heads.line in (first, first + 1)]
    most = max((len(heads.columns) for heads in here), default=0)
    return [heads for heads in here if len(heads.columns) == most]


def _names_of(column: Column) -> tuple[str, ...]:
    return (*column.names, *column.also, *OFTEN_CALLED.get(column.label, ()))


def _ways_to_head(grid: Grid, line: int) -> Iterator[Headings]:
    """The headings that end in a line, by their columns: by themselves, and with what stands right above where that is no title."""
    numbers = range(1, min(grid.columns, COLUMNS_LOOKED_AT) + 1)
    alone = dict(_headings(grid, [line], numbers))
    if len(alone) >= FEWEST_OF_NAMED:
        yield alone
    if line > 1 and len({grid.at(line - 1, number) for number in numbers} - {""}) >= FEWEST_UNITS:
        yield dict(_headings(grid, [line - 1, line], numbers))


def _headings(grid: Grid, lines: Sequence[int], numbers: Iterable[int]) -> Iterator[tuple[int, tuple[str, ...]]]:
    for number in numbers:
        texts = (" ".join(grid.at(line, number).split()) for line in lines)
        path = tuple(dict.fromkeys(filter(None, texts)))
        if path and not NUMBER.fullmatch(path[-1]):
            yield number, path


def _titles(grid: Grid, line: int, file_name: str) -> tuple[str, ...]:
    """The names of a sheet and its file, and what stands alone in a line above the headings and is no remark."""
    said = ([grid.at(row, number) for number in range(1, grid.columns + 1)] for row in range(1, line))
    alone = (texts[0] for row in said if len(texts := list(dict.fromkeys(filter(None, row)))) == 1)
    return tuple(dict.fromkeys((file_name, grid.title, *(text for text in alone if not text.startswith(FOOT)))))


def _remarks(grid: Grid, line: int, titles: Collection[str]) -> tuple[str, ...]:
    texts = (grid.texts[place] for place in sorted(place for place in grid.texts if place[0] < line))
    return tuple(dict.fromkeys(text for text in texts if text not in titles))


def _is_named(ledger: Ledger, titles: Iterable[str]) -> bool:
    cores = {folded(core_of(name)) for name in ledger.titles}
    return any(core in folded(title) for core in cores for title in titles)


def _says_nothing_else(path: Sequence[str], column: Column, period: Period) -> bool:
    """Whether nothing in a heading, in its brackets or above it makes it something else than the column."""
    own = "".join(_names_of(column))
    if other_words("".join(path), period, own):
        return False
    is_above_plain = all(folded(text) in ABOVE or folded(text) in folded(own) for text in path[:-1])
    return is_above_plain and all(_is_plain_bracket(each, column) for each in _brackets(path))


def _brackets(path: Iterable[str]) -> list[str]:
    return [each for text in path for each in BRACKETED.findall(narrow(text))]


def _is_measured_otherwise(path: Iterable[str], column: Column) -> bool:
    """Whether the numbers below a heading would have to be worked out: minutes for hours, 万元 for 元."""
    return column.kind.numeric and any(OTHER_MEASURE.fullmatch(each.strip()) for each in _brackets(path))


def _is_plain_bracket(text: str, column: Column) -> bool:
    """Whether what stands in brackets says nothing new of a column: a measure as it is, or the words that may stand there."""
    words = {folded(each) for each in column.choices}
    parts = [folded(each) for each in text.replace("/", "、").split("、")]
    if all(part in words for part in parts):
        return True
    return column.kind.numeric and text.strip() in (HOURS if "时" in column.label else COUNTED)


def _once(matches: Mapping[int, Match]) -> dict[int, Match]:
    """Each column once: of several headings that may be one, the one that is called like it or was said to be it, or none."""
    counts = Counter(match.column for match in matches.values())
    surer = Counter(match.column for match in matches.values() if _is_surer(match))
    kept = {match.column for match in matches.values() if counts[match.column] == 1}
    return {
        number: match if match.column in kept or (_is_surer(match) and surer[match.column] == 1) else Match(match.path)
        for number, match in matches.items()
    }


def _is_surer(match: Match) -> bool:
    return match.is_decided or folded(match.path[-1]) == folded(match.column)


def _said_above(ledger: Ledger, known: Iterable[str], titles: Iterable[str]) -> dict[str, str]:
    """The type of a ledger that has no column for it and is of one type only, by its title."""
    column = ledger.column(ColumnRole.TYPE)
    if column is None or column.label in set(known):
        return {}
    return type_named(column, "/".join(titles))


def type_named(column: Column, text: str) -> dict[str, str]:
    """By the column's label, the one type that a title names; nothing where it names none, or several.

    >>> from toolkit.catalogue.kinds import CHOICE
    >>> type_named(Column("类型", CHOICE, ("党课", "支委会", "其他")), "二、党课登记")
    {'类型': '党课'}
    """
    said = [word for word in column.choices if folded(word) in folded(text)]
    # 党小组会 in a title is not 小组会 too.
    said = [word for word in said if not any(word != other and word in other for other in said)]
    return {column.label: said[0]} if len(said) == 1 else {}


def _asked(heads: LedgerHeads) -> Iterator[tuple[int, Match]]:
    """The headings, each that is not known with the columns it may mean."""
    known = {*heads.columns.values(), *heads.said_above}
    free = [column for column in heads.ledger.columns if column.label not in known]
    for number, match in heads.matches.items():
        is_open = not (match.column or match.is_decided or number == heads.whose)
        is_open = is_open and match.words not in dict(heads.measured_otherwise)
        if is_open and (heads.missing or folded(match.path[-1]) not in NOT_FIGURES):
            yield number, replace(match, columns=tuple(_near(match.path, free, heads.missing)))
        else:
            yield number, match


def _near(path: Sequence[str], free: Iterable[Column], missing: Sequence[str]) -> list[str]:
    """The columns that a heading may mean, the nearest first; any that has to be there and is not."""
    said = folded(path[-1])
    scored = {column.label: max(fuzz.ratio(folded(name), said) for name in _names_of(column)) for column in free}
    ordered = sorted(scored, key=lambda label: -scored[label])
    return [label for label in ordered if scored[label] >= NEAR or label in missing]
