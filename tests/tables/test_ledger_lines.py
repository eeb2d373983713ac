"""Each line of an old ledger is a row as a whole, or is told with what is wrong with it: of another time, of nobody, a cell not plain."""

from __future__ import annotations

import pytest

from tests.support.text_table import rows_of
from tests.tables.sheets import grid_of
from tests.tables.test_headings import CATALOGUE, HALF, UNITS
from toolkit.tables.headings import FiguresCalled
from toolkit.tables.ledger_heads import LedgersCalled
from toolkit.tables.ledger_lines import LedgerLines, read_lines
from toolkit.tables.unit_names import UnitsCalled

LEDGER = """
活动登记表 | « | « | « | «
支部 | 日期 | 类型 | 主题 | 实到
1 | 2 | 3 | 4 | 5
办公室 | 2026-3-5 | 志愿服务 | 清洁家园 | 12
人事科支部 | 2026.3.9 | 党课 | 学党史 | —
 | 2026-4-1 | 党课 | 讲政策 | 9
财务科党支部 | 2025-9-1 | 党课 | 去年的 | 9
审批科 | 2026-4-2 | 党课 | 不知谁的 | 9
办公室 | 2026-4-3 | 聚餐 | 不是活动 | 9
办公室 | 2026-4-4 | 党课 | | 9
办公室 | 2026-4-5 | 党课 | 人数不准 | 约9
合计 | « | 4次 | |
支部 | 日期 | 类型 | 主题 | 实到
例 | 2026-5-5 | 党课 | 填写示范 | 9
办公室 | 2026/5/6 | 主题党日 | 参观 | 10
说明：数据截至6月底
"""


def read(text: str, title: str = "", name: str = "旧表") -> LedgerLines:
    grid = grid_of(text, title)
    heads = LedgersCalled(CATALOGUE, HALF, FiguresCalled(CATALOGUE, HALF)).find(grid, name)
    assert heads is not None
    return read_lines(grid, heads, UnitsCalled(UNITS), HALF, "旧表.xlsx")


def told(lines: LedgerLines) -> list[str]:
    return [f"{row.unit.code} {' '.join(row.cells.values())}" for row in lines.rows]


def messages(lines: LedgerLines) -> list[str]:
    return [finding.message for finding in lines.findings]


def test_a_line_is_a_row_as_a_whole_and_says_where_it_stands() -> None:
    lines = read(LEDGER)

    assert told(lines) == [
        "01 2026-3-5 志愿服务 清洁家园 12",
        "02 2026.3.9 党课 学党史",
        "01 2026/5/6 主题党日 参观 10",
    ]
    assert [row.place for row in lines.rows] == ["旧表.xlsx第4行", "旧表.xlsx第5行", "旧表.xlsx第15行"]
    assert (lines.totals, lines.units[8]) == ((12,), ("审批科", None))


def test_why_a_line_is_left_out_is_told_with_its_number() -> None:
    assert messages(read(LEDGER)) == [
        "第9行类型：“聚餐”不在可选项里。请填：支部党员大会、支委会、党小组会、党课、主题党日、组织生活会、民主评议、谈心谈话、支部研讨、"
        "志愿服务、参观学习、廉政教育、重温誓词、竞赛活动、献计献策、专题学习、结对学习、义务植树、其他。没有收。",
        "第11行实到：“约9”不是确切的数。请核实后填确切的数。没有收。",
        "第6行没有写是哪个支部，没有收。",
        "第7行的日期不在2026年上半年里，没有收。",
        "第10行没有写主题，没有收。",
        "第14行是填写示例，没有收。",
    ]


YEARS = """
title                | first               | second              | what is read of 3月5日 in the first
2026年上半年活动台账 | 3月5日              | 2026-4-5            | yes
活动台账             | 3月5日              | 4月5日              | yes
2025年活动台账       | 3月5日              | 2026-4-5            | no
活动台账             | 3月5日              | 2025-4-5            | no
25年活动台账         | 3月5日              | 4月5日              | no
2026年7月活动台账    | 3月5日              | 4月5日              | yes
去年活动台账         | 3月5日              | 2026-4-5            | no
"""


@pytest.mark.parametrize("line", YEARS.strip().splitlines()[1:])
def test_a_day_without_a_year_is_of_the_period_unless_the_sheet_speaks_of_another(line: str) -> None:
    title, first, second, is_read = (each.strip() for each in line.split("|"))
    lines = read(
        f"{title} | « | «\n支部 | 日期 | 类型 | 主题\n办公室 | {first} | 党课 | 学\n办公室 | {second} | 党课 | 讲"
    )

    assert any("3月5日" in row.cells["日期"] for row in lines.rows) is (is_read == "yes")
    assert any("没有写年份" in message for message in messages(lines)) is (is_read == "no")


UNDONE = """
备注       | done
因故取消   | no
未开展     | no
计划中     | no
延期至8月  | no
很好       | yes
           | yes
"""


@pytest.mark.parametrize("case", rows_of(UNDONE), ids=str)
def test_what_did_not_happen_is_no_row(case: dict[str, str]) -> None:
    lines = read(f"支部 | 日期 | 类型 | 主题 | 备注\n办公室 | 2026-3-5 | 党课 | 学党史 | {case['备注']}")

    assert bool(lines.rows) is (case["done"] == "yes")
    assert messages(lines) == ([] if lines.rows else [f"第2行写着“{case['备注']}”，不算，没有收。"])


@pytest.mark.parametrize("subject", ["无", "未开展"])
def test_a_line_that_says_that_there_was_nothing_is_no_row(subject: str) -> None:
    assert read(f"支部 | 日期 | 类型 | 主题\n办公室 | 2026-3-5 | 党课 | {subject}").rows == ()


def test_more_hours_than_a_day_has_are_asked() -> None:
    lines = read("支部 | 日期 | 类型 | 主题 | 时长\n办公室 | 2026-3-5 | 党课 | 学党史 | 90")
    assert "看不出是不是分钟" in messages(lines)[0]


def test_a_title_of_another_type_changes_the_type_below_it() -> None:
    lines = read(
        """
        办公室党支部 | « | «
        一、党课 | « | «
        日期 | 主题 | 实到
        2026-3-1 | 学党史 | 12
        二、主题党日 | « | «
        日期 | 主题 | 实到
        2026-4-1 | 参观 | 10
        """
    )
    assert told(lines) == ["01 党课 2026-3-1 学党史 12", "01 主题党日 2026-4-1 参观 10"]


def test_another_table_below_is_not_read_and_told() -> None:
    lines = read(
        """
        支部 | 日期 | 类型 | 主题 | 地点 | 应到 | 实到
        办公室 | 2026-3-1 | 党课 | 学党史 | 局 | 14 | 12
        支部 | 日期 | 类型 | 地点 | 主题 | 实到 | 应到
        办公室 | 2026-4-1 | 党课 | 局 | 讲政策 | 10 | 14
        """
    )
    assert len(lines.rows) == 1
    assert messages(lines) == ["第3、4行像是另一张表，没有收。"]


def test_a_name_alone_in_a_later_column_makes_what_is_below_it_nobodys() -> None:
    lines = read(
        """
        办公室党支部活动登记表 | « | « | «
        日期 | 类型 | 主题 | 地点
        2026-3-1 | 党课 | 学党史 | 本局
         | | | 服务中心
        2026-4-1 | 党课 | 讲政策 | 本局
        """
    )
    assert [row.unit.code for row in lines.rows] == ["01"]
    assert messages(lines) == ["第4行只有一格，看不出是什么，没有收。", "第5行没有写是哪个支部，没有收。"]


def test_a_ledger_of_the_bureau_is_not_that_of_a_branch_that_is_named() -> None:
    text = "{}\n编号 | 任务 | 下达日期 | 状态\n1 | 换届 | 2026-3-1 | 进行中"

    assert [row.unit.code for row in read(text.format("任务清单 | « | « | «")).rows] == ["B"]
    lines = read(text.format("人事科党支部任务清单 | « | « | «"))
    assert (lines.rows, messages(lines)) == ((), ["第3行是人事科党支部的，任务清单不由它填，没有收。"])


def test_a_name_alone_in_a_line_is_over_those_below_it() -> None:
    lines = read(
        """
        编号 | 日期 | 类型 | 主题
        办公室 | « | « | «
        A1 | 2026-3-5 | 党课 | 学党史
        人事科 | « | « | «
        B1 | 2026-3-6 | 党课 | 学党史
        其他活动 | « | « | «
        C1 | 2026-3-7 | 党课 | 不知谁的
        """
    )
    assert told(lines) == ["01 A1 2026-3-5 党课 学党史", "02 B1 2026-3-6 党课 学党史"]
    assert messages(lines) == ["第6行只有一格，看不出是什么，没有收。", "第7行没有写是哪个支部，没有收。"]


def test_a_day_merged_over_several_lines_is_of_each_and_a_number_is_not() -> None:
    lines = read(
        """
        支部 | 日期 | 类型 | 主题 | 实到
        办公室 | 2026-3-5 | 党课 | 学党史 | 12
        « | | 志愿服务 | 清洁家园 | 9
        """
    )
    assert told(lines)[0] == "01 2026-3-5 党课 学党史 12"

    grid = grid_of(
        "支部 | 日期 | 类型 | 主题 | 实到\n办公室 | 2026-3-5 | 党课 | 学党史 | 12\n办公室 | | 党课 | 讲政策 |"
    )
    spans = {(2, 2): (2, 2), (3, 2): (2, 2), (2, 5): (2, 5), (3, 5): (2, 5)}
    merged = type(grid)("", grid.texts, spans=spans)
    heads = LedgersCalled(CATALOGUE, HALF, FiguresCalled(CATALOGUE, HALF)).find(merged, "旧表")
    assert heads is not None
    lines = read_lines(merged, heads, UnitsCalled(UNITS), HALF, "旧表.xlsx")
    assert told(lines) == []
    assert messages(lines) == ["第2、3行实到：和别的格子合并了，看不出是不是这一行的。请取消合并，每格单独填。没有收。"]
