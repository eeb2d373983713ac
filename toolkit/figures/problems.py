"""A problem that was found on a visit, as a row of the ledger of problems: made from the row of the visit, and linked with it both ways.

Takes the rows of both ledgers as typed; gives the two texts. Pure: never touches the store, and never makes a problem twice.

    联系支部台账  2026-3-5 王示例 信息中心 "学习记录不全"   关联问题: 03-2026-04
    问题整改台账  03-2026-04  来源: 联系  问题: "学习记录不全"  关联联系: 2026-3-5 王示例
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from toolkit.catalogue.kinds import WORDS_FOR_NONE, WORDS_FOR_NOT_APPLICABLE
from toolkit.catalogue.ledgers import Ledger
from toolkit.catalogue.periods import Period
from toolkit.catalogue.roles import ColumnRole
from toolkit.figures.ledger_rows import row_subject

FROM_VISIT: Final = "lx-"
"""What the identity of a problem begins with that was made from a visit; behind it stands that of the visit."""
NO_PROBLEM: Final = re.compile(
    r"(暂|均|都|尚)?(无|没有|未|不存在|没)(发现|见|有)?(什么|明显|突出|其他|任何)?(的)?(问题|异常|情况)?|(一切|情况)?(正常|良好)|[/／0-]|—+|零"
)
ORIGIN: Final = "联系"


@dataclass(frozen=True)
class Visit:
    """A visit on which a problem was found.

    Args:
        name: the identity of its row.
        row: the row as typed.
        unit: the name of the unit that was visited, as typed.
        problem, measures: what was found, and what is to be done.
        day, leader: when, and who went.
        linked: the numbers of the problems made from it; empty where there is none yet.
    """

    name: str
    row: Mapping[str, str]
    unit: str
    problem: str
    measures: str
    day: str
    leader: str
    linked: str

    @property
    def words(self) -> str:
        """By which a clerk knows it."""
        return " ".join(filter(None, (self.day, self.leader)))


def visits_in(contacts: Ledger, rows: Mapping[str, Mapping[str, str]]) -> tuple[Visit, ...]:
    """The visits on which a problem was found.

    Args:
        contacts: the ledger of visits.
        rows: its rows as typed, by their identity.
    """

    def cell(row: Mapping[str, str], role: ColumnRole) -> str:
        column = contacts.column(role)
        return row.get(column.label, "").strip() if column else ""

    return tuple(
        Visit(
            name,
            row,
            unit=cell(row, ColumnRole.VISITED),
            problem=cell(row, ColumnRole.FOUND_THERE),
            measures=cell(row, ColumnRole.DONE_ABOUT_IT),
            day=cell(row, ColumnRole.DAY),
            leader=cell(row, ColumnRole.LEADER),
            linked=cell(row, ColumnRole.LINKED),
        )
        for name, row in rows.items()
        if is_problem(cell(row, ColumnRole.FOUND_THERE))
    )


def is_problem(text: str) -> bool:
    """Whether it says that there is a problem, and not that there is none.

    >>> [is_problem(each) for each in ("学习记录不全", "", "无", "未发现明显问题", "没有问题。", "无专人负责", "不适用")]
    [True, False, False, False, False, True, False]
    """
    plain = "".join(text.split()).rstrip("。.")
    nothing = ("", *WORDS_FOR_NONE, *WORDS_FOR_NOT_APPLICABLE)
    return plain not in nothing and NO_PROBLEM.fullmatch(plain) is None


def subject_of_problem(issues: Ledger, visit: Visit) -> str:
    """Under which name the problem of a visit stands in the history: always the same one."""
    return row_subject(issues.key, f"{FROM_VISIT}{visit.name}")


def problem_row(issues: Ledger, visit: Visit, number: str) -> dict[str, str]:
    """The row of the ledger of problems that a visit makes; the columns that it lacks are left out.

    Args:
        issues: the ledger of problems.
        visit: what was found.
        number: what the problem is called.
    """
    state = issues.state or issues.column(ColumnRole.STATE)
    first = (state.steps[0][0] if state.steps else next(iter(state.choices), "")) if state else ""
    told = (
        (issues.column(ColumnRole.NUMBER), number),
        (issues.column(ColumnRole.FOUND), visit.day),
        (issues.column(ColumnRole.ORIGIN), ORIGIN),
        (issues.column(ColumnRole.PROBLEM), visit.problem),
        (issues.column(ColumnRole.MEASURES), visit.measures),
        (issues.column(ColumnRole.FROM_VISIT), visit.words),
        (state, first),
    )
    # A word that is no choice of the column would only be refused.
    fits = ((column, text) for column, text in told if column and (not column.choices or text in column.choices))
    return {column.label: text for column, text in fits if text}


def linked_row(contacts: Ledger, visit: Visit, number: str) -> dict[str, str]:
    """The row of a visit with the number of its problem."""
    column = contacts.column(ColumnRole.LINKED)
    return {**visit.row, **({column.label: number} if column else {})}


def next_number(issues: Ledger, code: str, period: Period, rows: Iterable[Mapping[str, str]]) -> str:
    """A number for a new problem of a unit: one more than the highest of the year.

    >>> from toolkit.catalogue.kinds import TEXT
    >>> from toolkit.catalogue.ledgers import Column
    >>> from toolkit.catalogue.periods import read_period
    >>> ledger = Ledger("issues", "问题整改台账", (Column("编号", TEXT),), ("支部",))
    >>> next_number(ledger, "03", read_period("2026H1"), [{"编号": "03-2026-07"}, {"编号": "另9"}])
    '03-2026-08'
    """
    column, prefix = issues.column(ColumnRole.NUMBER), f"{code}-{period.year}-"
    numbers = [row.get(column.label, "") for row in rows] if column else []
    used = [int(found[1]) for each in numbers if (found := re.fullmatch(rf"{re.escape(prefix)}(\d{{1,6}})", each))]
    return f"{prefix}{max(used, default=0) + 1:02}"
