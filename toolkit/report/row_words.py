"""Rows of a ledger in the words of a template: filtered, taken apart, counted, sorted and grouped, blanks left out.

Takes rows as templates see them, column to value; gives rows, or lists of what stands in a column. A column that is not there is a
fault, never nothing. Pure.

    {{ 活动台账|是("类型", "廉政教育")|取("地点")|不重复|等("处") }}        甲、乙、丙等4处
    {{ 活动台账|是("类型", "志愿服务")|个数 }}次、{{ 活动台账|合计("实到") }}人次
    {% for 组 in 活动台账|分组("类型") %}{{ 组.名称 }}{{ 组.个数 }}次；{% endfor %}
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any, Final, TypeAlias

from toolkit.findings import did_you_mean
from toolkit.report.gaps import leaving_gaps
from toolkit.word import Gap, Rows, takes_rows, words_of

Row: TypeAlias = Mapping[str, Any]
BLANKS: Final = ("", None, "不适用")


class RowFault(ValueError):
    """A filter was given something that is no list of rows, or a column that is not there; the text says what, in Chinese."""


@takes_rows(Rows.ROWS)
@leaving_gaps
def with_word(rows: Any, column: str, *words: Any) -> list[Row]:
    """是: the rows in whose column one of the words stands; of a list, among others.

    >>> with_word([{"类型": "党课"}, {"类型": "其他"}], "类型", "党课", "会议")
    [{'类型': '党课'}]
    """
    shown = _all_shown(words)
    return [row for row in _rows(rows, "是", column) if _has_any(row[column], shown)]


@takes_rows(Rows.ROWS)
@leaving_gaps
def without_word(rows: Any, column: str, *words: Any) -> list[Row]:
    """不是: the rows in whose column none of the words stands."""
    shown = _all_shown(words)
    return [row for row in _rows(rows, "不是", column) if not _has_any(row[column], shown)]


@takes_rows(Rows.ROWS)
@leaving_gaps
def with_any(rows: Any, column: str) -> list[Row]:
    """有: the rows in whose column something stands."""
    return [row for row in _rows(rows, "有", column) if not _is_blank(row[column])]


@takes_rows(Rows.CELLS)
@leaving_gaps
def taken(rows: Any, column: str) -> list[Any]:
    """取: what stands in a column, row by row; the parts of lists one by one, blanks left out.

    >>> taken([{"地点": ["甲", "乙"]}, {"地点": ""}, {"地点": "甲"}], "地点")
    ['甲', '乙', '甲']
    """
    cells = [row[column] for row in _rows(rows, "取", column)]
    return [_shown(part) for cell in cells for part in _parts(cell) if not _is_blank(part)]


@leaving_gaps
def unique(values: Any) -> list[Any]:
    """不重复: each once, in the order in which they came."""
    found: dict[str, Any] = {}
    for value in _list(values, "不重复"):
        found.setdefault(str(value), value)
    return list(found.values())


@leaving_gaps
def count(values: Any) -> int:
    """个数: how many there are."""
    return len(_list(values, "个数"))


@takes_rows(Rows.CELLS)
@leaving_gaps
def total(values: Any, column: str = "") -> int | Decimal:
    """合计: what numbers add up to, or what a column holds; what is no number is left out.

    >>> total([{"实到": 3}, {"实到": ""}, {"实到": 4}], "实到")
    7
    """
    cells = taken(values, column) if column else _list(values, "合计")
    numbers = [Decimal(cell) for cell in cells if isinstance(cell, int | Decimal) and not isinstance(cell, bool)]
    made = sum(numbers, Decimal(0))
    return int(made) if made == made.to_integral_value() else made


@takes_rows(Rows.ROWS)
@leaving_gaps
def sorted_rows(rows: Any, column: str, order: str = "") -> list[Row]:
    """排序: by what stands in a column, the least first; the greatest first with 倒序; rows without it come last."""
    if order not in ("", "倒序"):
        raise RowFault(f"“排序”后面只能写列名和“倒序”，不能写“{order}”")
    known = _rows(rows, "排序", column)
    there = [row for row in known if not _is_blank(row[column])]
    ordered = sorted(there, key=lambda row: _sign(row[column]), reverse=bool(order))
    return [*ordered, *(row for row in known if _is_blank(row[column]))]


@takes_rows(Rows.GROUPS)
@leaving_gaps
def grouped_rows(rows: Any, column: str) -> list[dict[str, Any]]:
    """分组: for each word of a column, in the order in which they came, 名称 and 个数 and 行; rows without a word in none.

    >>> [(group["名称"], group["个数"]) for group in grouped_rows([{"类型": "甲"}, {"类型": "乙"}, {"类型": "甲"}], "类型")]
    [('甲', 2), ('乙', 1)]
    """
    groups: dict[str, list[Row]] = {}
    for row in with_any(rows, column):
        for part in _parts(row[column]):
            groups.setdefault(str(_shown(part)), []).append(row)
    return [{"名称": name, "个数": len(members), "行": members} for name, members in groups.items()]


ROW_FILTERS: Final[Mapping[str, Callable[..., Any]]] = {
    "是": with_word,
    "不是": without_word,
    "有": with_any,
    "取": taken,
    "不重复": unique,
    "个数": count,
    "合计": total,
    "排序": sorted_rows,
    "分组": grouped_rows,
}


def _rows(rows: Any, name: str, column: str) -> Sequence[Row]:
    found = _list(rows, name)
    for row in found:
        if not isinstance(row, Mapping):
            raise RowFault(f"“{name}”要用在台账上，前面不是台账")
        if column not in row:
            raise RowFault(f"“{name}”里的“{column}”不是台账的列。{did_you_mean(column, list(row))}")
    return found


def _list(values: Any, name: str) -> list[Any]:
    if isinstance(values, str) or not isinstance(values, Iterable):
        raise RowFault(f"“{name}”要用在台账或列表上")
    return list(values)


def _is_blank(cell: Any) -> bool:
    return (
        isinstance(cell, Gap)
        or (isinstance(cell, list | tuple) and not cell)
        or (not isinstance(cell, list | tuple) and cell in BLANKS)
    )


def _all_shown(words: Iterable[Any]) -> frozenset[str]:
    """Words as they are printed."""
    return frozenset(str(_shown(word)) for word in words)


def _has_any(cell: Any, shown: Collection[str]) -> bool:
    """Whether a part of a cell is printed as one of these words."""
    if isinstance(cell, str):
        return cell in shown
    return any(str(_shown(part)) in shown for part in _parts(cell))


def _parts(cell: Any) -> Sequence[Any]:
    return cell if isinstance(cell, list | tuple) else [cell]


def _shown(part: Any) -> Any:
    """A part of a cell as it is printed: 是 and 否, and days as officials write them; a number stays one, to be added up."""
    return words_of(part) if isinstance(part, bool | date) else part


def _sign(cell: Any) -> tuple[Any, ...]:
    """Numbers before days before words, so that a column of mixed cells can be sorted at all; 7月 before 10月."""
    if isinstance(cell, int | Decimal):
        return 0, Decimal(cell)
    if isinstance(cell, date):
        return 1, cell
    found = re.match(r"\d{1,9}", str(cell))
    return 2, int(found[0]) if found else 10**9, str(cell)
