"""Where a figure comes from that nobody types: the rows of a ledger, or a formula over other figures.

Takes the catalogue's words; gives frozen values, or raises `SourceFault` with the reason in Chinese. Never looks at a row.

    from = "活动台账"   where = "类型 = 志愿服务"   take = "次数"            how many events
                                                    take = "合计(时长)"      what a column adds up to
                                                    take = "合计(实到 × 时长)" or something reckoned with columns
                                                    take = "不重复(地点)"    how many different ones a column holds
                                                    take = "列出(地点)"      which ones
                                                    take = "平均(时长, 实到)" a mean, weighted by another column
                                                    take = "最近(日期)"      the last there is
    formula = "党费实收 / 正式党员"   show = "百分比", or how many places
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from decimal import Decimal
from enum import Enum
from functools import cached_property
from typing import Final

from toolkit.catalogue.expressions import (
    OF_PERIOD,
    OF_UNIT,
    Constant,
    Expression,
    ExpressionFault,
    Name,
    Names,
    Operation,
    is_condition,
    names_in,
    operations_in,
    read_expression,
)
from toolkit.catalogue.kinds import AMOUNT, CHOICE, COUNT, DATE, LIST, TEXT, Kind
from toolkit.catalogue.ledgers import Column, Ledger
from toolkit.catalogue.roles import ColumnRole
from toolkit.catalogue.signs import (
    AND,
    ARITHMETIC,
    COMPARISONS,
    MINUS_SIGN,
)
from toolkit.findings import did_you_mean
from toolkit.lazy import Lazy

PERCENT: Final = "百分比"
OF_A_ROW: Final = (OF_UNIT, OF_PERIOD)
MOST_PLACES: Final = 6
TAKE: Final = re.compile(r"\s*(次数|合计|不重复|列出|平均|最近)\s*(?:[(（]\s*([^()（）]*?)\s*[)）])?\s*")
TAKE_ADVICE: Final = "请写成 次数、合计(列)、不重复(列)、列出(列)、平均(列, 权) 或 最近(列)"


class SourceFault(ValueError):
    """A source that cannot be understood; the message says what is wrong and what to do."""


class Take(Enum):
    """What is made of the rows that count."""

    COUNT = "次数"
    SUM = "合计"
    DISTINCT = "不重复"
    LIST = "列出"
    MEAN = "平均"
    LATEST = "最近"


ADDITIVE: Final = (Take.COUNT, Take.SUM)
"""What adds up over units and months."""
COLUMNS_TAKEN: Final = {Take.COUNT: (0,), Take.MEAN: (1, 2)}
"""Of how many columns something is taken, where that is not one."""


@dataclass(frozen=True)
class EventColumns:
    """By which columns of a ledger an event is known: labels, empty where there is no such column."""

    type: str = ""
    day: str = ""
    subject: str = ""
    number: str = ""
    is_joint: str = ""


@dataclass(frozen=True)
class Rows(Lazy):
    """The rows of a ledger as a source.

    Args:
        ledger: which; its columns as they are called now.
        where: what must be so of a row for it to count; None where each does.
        take: what is made of those that do.
        column, weight: the labels of the columns it is made of; empty where it needs none.
        date: the label of the column whose day must lie in the period; empty where none is asked.
        events: by which columns two rows are known to tell of one event.
        summed: of a sum, what is added up of each row: a column, or something reckoned with columns.
    """

    ledger: Ledger
    where: Expression | None
    take: Take
    column: str = ""
    weight: str = ""
    date: str = ""
    events: EventColumns = EventColumns()
    summed: Expression | None = None

    @cached_property
    def sought(self) -> tuple[str, str] | None:
        """A column and the word that must stand in it for a row to count; None where the condition asks no such thing."""
        parts = self.where.parts if isinstance(self.where, Operation) and self.where.sign == AND else (self.where,)
        words = {column.label for column in self.ledger.columns if column.kind in (TEXT, CHOICE)}
        for part in parts:
            match part:
                case Operation("=", (Name(label, ""), Constant(str(word))) | (Constant(str(word)), Name(label, ""))):
                    if label in words:
                        return label, word
        return None

    @property
    def rest(self) -> Expression | None:
        """What is still to be asked of a row once `sought` was looked for."""
        is_joined = isinstance(self.where, Operation) and self.where.sign == AND
        return self.where if is_joined or self.sought is None else None

    @property
    def ordered_by(self) -> str:
        """The label of the column by whose day the last row is known; empty where there is none."""
        is_day = any(each.label == self.column and each.kind is DATE for each in self.ledger.columns)
        return self.date or (self.column if is_day else self.events.day)


def names_of_columns(ledger: Ledger) -> Names:
    """What a condition about a row may speak of: its columns, and the unit and the period it stands in."""
    names = frozenset(name for column in ledger.columns for name in column.names)
    choices = frozenset(word for column in ledger.columns for word in column.choices)
    return Names(names, choices, what="列", groups=OF_A_ROW)


def rows_from(ledger: Ledger, where: str, take: str, date: str) -> Rows:
    """The source that these words describe.

    Raises:
        SourceFault: one of them cannot be understood.
    """
    condition = _condition(ledger, where)
    way, columns = read_take(take)
    day = _column(ledger, date, is_date=True) if date else ""
    if way is Take.SUM:
        return Rows(ledger, condition, way, date=day, events=events_of(ledger), summed=_reckoned(ledger, columns[0]))
    labels = [_column(ledger, each, numeric=way is Take.MEAN) for each in columns]
    column, weight = [*labels, "", ""][:2]
    rows = Rows(ledger, condition, way, column, weight, day, events_of(ledger))
    if way is Take.LATEST and not rows.ordered_by:
        raise SourceFault(f"take 写成了“{take}”，{ledger.label}里看不出哪一列是日期。请补上一行 date = “日期列”")
    return rows


def _reckoned(ledger: Ledger, text: str) -> Expression:
    """What is added up of each row: 时长, or 实到 × 时长."""
    try:
        expression = read_expression(text, replace(names_of_columns(ledger), groups=()))
    except ExpressionFault:
        # A single word is most likely a slip in the name of a column, and told as such.
        return Name(_column(ledger, text, numeric=True))
    names = list(names_in(expression))
    if is_condition(expression) or not names:
        raise SourceFault(f"take 的括号里写成了“{text}”，不能相加。请写一列，或几列相乘，如 合计(实到 × 时长)")
    for name in names:
        _column(ledger, name.name, numeric=True)
    return with_labels(expression, ledger)


def read_take(text: str) -> tuple[Take, tuple[str, ...]]:
    """What is taken, and of which columns; how many rows there are where nothing is written.

    Raises:
        SourceFault: it cannot be understood.

    >>> read_take("平均(时长，实到)")
    (<Take.MEAN: '平均'>, ('时长', '实到'))
    """
    found = TAKE.fullmatch(text or Take.COUNT.value)
    if found is None:
        raise SourceFault(f"take 写成了“{text}”，看不懂。{TAKE_ADVICE}")
    way = Take(found[1])
    columns = tuple(each.strip() for each in re.split("[,，、]", found[2] or "") if each.strip())
    if len(columns) not in COLUMNS_TAKEN.get(way, (1,)):
        raise SourceFault(f"take 写成了“{text}”，括号里的列不对。{TAKE_ADVICE}")
    return way, columns


def events_of(ledger: Ledger) -> EventColumns:
    """By which columns of a ledger an event is known."""
    roles = (ColumnRole.TYPE, ColumnRole.DAY, ColumnRole.SUBJECT, ColumnRole.NUMBER, ColumnRole.IS_JOINT)
    columns = (ledger.column(role) for role in roles)
    return EventColumns(*(column.label if column else "" for column in columns))


def _column(ledger: Ledger, name: str, *, numeric: bool = False, is_date: bool = False) -> str:
    found = next((column for column in ledger.columns if name in column.names), None)
    if found is None:
        known = [column.label for column in ledger.columns]
        raise SourceFault(f"{ledger.label}没有“{name}”这一列。{did_you_mean(name, known)}")
    if not _fits(found.kind, numeric=numeric, is_date=is_date):
        raise SourceFault(f"{ledger.label}的“{name}”列是{found.kind.name}，不能这样用。请换一列，或改那一列的 kind")
    return found.label


def _fits(kind: Kind, *, numeric: bool, is_date: bool) -> bool:
    return not (numeric and not kind.numeric) and not (is_date and kind.name != "日期")


def kind_made(rows: Rows) -> Kind:
    """What kind of figure a source makes."""
    if rows.take is Take.LIST:
        return LIST
    if rows.take is Take.LATEST:
        return next(column.kind for column in rows.ledger.columns if column.label == rows.column)
    return COUNT if rows.take in (Take.COUNT, Take.DISTINCT) else AMOUNT


def _condition(ledger: Ledger, where: str) -> Expression | None:
    """What must be so of a row; refused where it compares a column with what it never holds: it would count nothing, and say 0."""
    if not where.strip():
        return None
    try:
        return row_condition(ledger, where)
    except (ExpressionFault, SourceFault) as fault:
        raise SourceFault(f"where：{fault}") from fault


def row_condition(ledger: Ledger, text: str) -> Expression:
    """A condition about the rows of a ledger.

    Raises:
        ExpressionFault: it is no expression.
        SourceFault: it is no condition, or compares a column with what that never holds.
    """
    condition = with_labels(read_expression(text, names_of_columns(ledger)), ledger)
    if not is_condition(condition):
        raise SourceFault("要写成条件，如“类型 = 志愿服务”")
    for operation in operations_in(condition):
        if operation.sign in COMPARISONS:
            left, right = operation.parts
            _check_pair(ledger, left, right)
            _check_pair(ledger, right, left)
    return condition


def with_labels(expression: Expression, ledger: Ledger) -> Expression:
    """An expression whose columns are called what they are called now, whatever was written."""
    match expression:
        case Name(name, ""):
            return Name(ledger.headed(name))
        case Operation(sign, parts):
            return Operation(sign, tuple(with_labels(part, ledger) for part in parts))
    return expression


def _check_pair(ledger: Ledger, name: Expression, beside: Expression) -> None:
    """Refuse a column beside what it never holds."""
    if isinstance(name, Name) and not name.group:
        column = next(each for each in ledger.columns if name.name in each.names)
        if _is_number(beside):
            _check_number(column)
        elif isinstance(beside, Constant) and isinstance(beside.value, str):
            _check_word(column, beside.value)


def _check_number(column: Column) -> None:
    if column.kind is DATE:
        raise SourceFault(f"“{column.label}”是日期，日期要写在引号里，如 {column.label} >= “2026-3-1”")
    if not column.kind.numeric:
        raise SourceFault(f"“{column.label}”是{column.kind.name}，不能和数比。请改正")


def _check_word(column: Column, word: str) -> None:
    if column.kind is CHOICE and word not in column.choices:
        near = did_you_mean(word, column.choices)
        raise SourceFault(f"“{column.label}”里没有“{word}”。{near}可以写：{'、'.join(column.choices)}")
    if column.kind.numeric:
        raise SourceFault(f"“{column.label}”是{column.kind.name}，不能和“{word}”比。请改正")


def _is_number(expression: Expression) -> bool:
    if isinstance(expression, Constant):
        return isinstance(expression.value, Decimal)
    return isinstance(expression, Operation) and expression.sign in (*ARITHMETIC, MINUS_SIGN)
