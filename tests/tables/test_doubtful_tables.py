"""Tables that a hurried person would take wrong: only what is plainly the figure of the period is taken, and the rest is asked."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.tables.sheets import grid_of
from tests.tables.test_headings import CATALOGUE, HALF, UNITS
from tests.tables.test_proposal import read, told
from toolkit.figures.workbooks.sheets import Hidden
from toolkit.tables.headings import FiguresCalled
from toolkit.tables.proposal import read_table
from toolkit.tables.unit_names import UnitsCalled

TAKEN_IN_PART = {
    "money of a whole table is in 万元, and what is counted is not": (
        "统计表（单位：万元） | « | «\n支部 | 党费应收 | 党课（次）\n办公室 | 0.42 | 3\n人事科 | 0.3 | 2",
        "01党费应收4200 01党课3 02党费应收3000 02党课2",
    ),
    "a line that numbers the columns is no line of figures": (
        "支部 | 正式党员 | 党课\n甲 | 1 | 2\n办公室 | 14 | 3\n人事科 | 12 | 2",
        "01正式党员14 01党课3 02正式党员12 02党课2",
    ),
    "a running number before a label is not what it says": (
        "党支部 | 办公室党支部 |\n序号 | 指标 | 数\n1 | 正式党员 | 14\n2 | 预备党员 | 1",
        "01正式党员14 01预备党员1",
    ),
    "what is owed in money is not how many owe": (
        "支部 | 党费 | «\n« | 应收 | 欠缴\n办公室 | 4000 | 100\n人事科 | 300 | 0",
        "01党费应收4000 02党费应收300",
    ),
    "women are not all": ("支部 | 女党员 | «\n« | 正式党员 | 预备党员\n办公室 | 4 | 1\n人事科 | 3 | 0", ""),
    "other times in a heading": (
        "支部 | 下半年党课 | 全年主题党日 | 2025年志愿服务 | 党课（2季度）\n办公室 | 4 | 1 | 2 | 1\n人事科 | 3 | 0 | 2 | 1",
        "",
    ),
    "brackets that make it a part": (
        "支部 | 党课（书记） | 主题党日（联合） | 正式党员（含流动）\n办公室 | 4 | 1 | 2\n人事科 | 3 | 0 | 2",
        "",
    ),
    "a bare number is no text": (
        "支部 | 典型活动 | 党课\n办公室 | 3 | 3\n人事科 | 2 | 2",
        "01党课3 02党课2",
    ),
    "a share without its sign": ("支部 | 党费收缴率 | 党课\n办公室 | 98 | 3\n人事科 | 100 | 2", "01党课3 02党课2"),
}
NOT_TAKEN = {
    "columns of two times": "党支部 | 办公室党支部 | | \n指标 | 代码 | 上期 | 本期\n正式党员 | 01 | 12 | 14\n预备党员 | 02 | 1 | 1",
    "who wrote it is not whose it is": "党员情况 | «\n正式党员 | 140\n预备党员 | 12\n制表： | 办公室",
    "two tables side by side": "支部 | 正式党员 | 支部 | 正式党员\n办公室 | 14 | 财务科 | 9\n人事科 | 12 | 政策法规科 | 8",
    "two tables one below the other": (
        "支部 | 正式党员\n办公室 | 14\n人事科 | 12\n支部 | 预备党员\n办公室 | 1\n人事科 | 2"
    ),
    "planned and done": ("支部 | 项目 | 党课\n办公室 | 计划 | 2\n« | 实际 | 3\n人事科 | 计划 | 2\n« | 实际 | 2"),
    "a line for each month": "支部 | 月份 | 党课\n办公室 | 1月 | 2\n办公室 | 2月 | 3\n人事科 | 1月 | 2\n人事科 | 2月 | 2",
    "a part of a unit": "支部 | 正式党员\n办公室（退休） | 14\n人事科 | 12\n财务科 | 3",
    "people without a unit": "姓名 | 所在支部 | 类别\n甲 | 办公室 | 正式党员\n乙 | 办公室 | 正式党员\n丙 |  | 正式党员",
    "people of an unknown unit": "姓名 | 所在支部 | 类别\n甲 | 办公室 | 正式党员\n乙 | 办公室 | 正式党员\n丙 | 旧支部 | 正式党员",
    "who came to a meeting": "主题党日签到表 | « | «\n姓名 | 所在支部 | 类别\n甲 | 办公室 | 正式党员\n乙 | 办公室 | 正式党员\n丙 | 人事科 | 正式党员",
}


@pytest.mark.parametrize("name", TAKEN_IN_PART)
def test_only_what_is_plainly_the_figure_is_taken(name: str) -> None:
    text, proposed = TAKEN_IN_PART[name]
    assert told(read(text)) == proposed


@pytest.mark.parametrize("name", NOT_TAKEN)
def test_a_table_that_may_be_of_something_else_is_not_taken_and_says_so(name: str) -> None:
    table = read(NOT_TAKEN[name])
    assert table.proposed == ()
    assert [finding.code for finding in table.findings] in (["table_doubtful"], ["table_unknown"])


UNSEEN = """
hidden       ; read        ; said
             ; 01党课3 02党课2 ;
row 3        ; 01党课3 02党课2 ; 第3行是隐藏的（可能是筛选），也读了
column 2     ;             ; B列是隐藏的
sheet        ;             ; 这一页是隐藏的
"""


@pytest.mark.parametrize("line", UNSEEN.strip().splitlines()[1:])
def test_what_nobody_sees_is_told_or_not_taken(line: str) -> None:
    hidden, proposed, said = (each.strip() for each in line.split(";"))
    what, _space, number = hidden.partition(" ")
    lines = frozenset({int(number)}) if number else frozenset()
    unseen = Hidden(
        what == "sheet", lines if what == "row" else frozenset(), lines if what == "column" else frozenset()
    )
    grid = replace(grid_of("支部 | 党课（次）\n办公室 | 3\n人事科 | 2"), hidden=unseen)

    table = read_table(grid, "旧表.xlsx", FiguresCalled(CATALOGUE, HALF), UnitsCalled(UNITS), HALF)

    assert told(table) == proposed
    assert said in "".join(finding.message for finding in table.findings)
    assert bool(table.findings) is bool(said)
