"""Each line of an old ledger is a row as a whole, or is told with what is wrong with it: of another time, of nobody, a cell not plain."""

from __future__ import annotations

import pytest

from tests.support.text_table import rows_of
from tests.tables.sheets import grid_of
from tests.tables.test_headings import CATALOGUE, HALF, UNITS
from toolkit.catalogue.ledgers import Ledger
from toolkit.figures.ledger_rows import row_contents
from toolkit.tables.headings import FiguresCalled
from toolkit.tables.ledger_heads import LedgersCalled
from toolkit.tables.ledger_lines import LedgerLines, may_be_done_before, read_lines, why_not_of
from toolkit.tables.unit_names import UnitsCalled

LEDGER = """
活动登记表 | « | « | « | «
支部 | 日期 | 类型 | 主题 | 实到
1 | 2 | 3 | 4 | 5
办公室 | 2026-3-5 | 志愿服务 | 清洁家园 | 12
人事科支部 | 3月9日 | 党课 | 学党史 | —
 | 2026-4-1 | 党课 | 讲政策 | 9
财务科党支部 | 2025-9-1 | 党课 | 去年的 | 9
审批科 | 2026-4-2 | 党课 | 不知谁的 | 9
办公室 | 2026-4-3 | 聚餐 | 不是活动 | 9
办公室 | 2026-4-4 | 党课 | | 9
办公室 | 2026-4-5 | 党课 | 人数不准 | 约9
合计 | « | 4次 | |
支部 | 日期 | 类型 | 主题 | 实到
办公室 | 2026-3-5 | 志愿服务 | 清洁家园 | 12
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
        "02 3月9日 党课 学党史",
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
        "第14行和上面的一行完全一样，没有收。",
    ]


def test_a_day_without_a_year_is_of_the_period_unless_the_title_speaks_of_another() -> None:
    text = "{} | « | «\n支部 | 日期 | 类型 | 主题\n办公室 | 3月5日 | 党课 | 学党史\n办公室 | 2026-4-5 | 党课 | 讲政策"

    assert len(read(text.format("2026年上半年活动台账")).rows) == 2
    lines = read(text.format("2025年活动台账"))
    assert told(lines) == ["01 2026-4-5 党课 讲政策"]
    assert "年" in messages(lines)[0]


OWNED = """
title              ; name                     ; first line       ; owner
办公室党支部       ; 旧表                     ; 活动台账         ; 01
Sheet1             ; 办公室2026年上半年活动台账 ; 活动台账         ; 01
Sheet1             ; 旧表                     ; 支部：人事科支部 ; 02
Sheet1             ; 办公室志愿服务台账       ; 台账             ; 01
Sheet1             ; 旧表                     ; 财务科活动登记表 ; 03
Sheet1             ; 党务办公室汇总           ; 活动台账         ;
人事科             ; 旧表                     ; 办公室活动台账   ;
"""


@pytest.mark.parametrize("line", OWNED.strip().splitlines()[1:])
def test_a_sheet_without_a_column_of_units_is_of_the_one_it_names(line: str) -> None:
    title, name, first, owner = (each.strip() for each in line.split(";"))
    lines = read(
        f"{first} | « | « | «\n编号 | 日期 | 实到 | 主题{'' if '志愿' in name else ' | 类型'}\nA1 | 2026-3-5 | 9 | 学党史 | 党课",
        title,
        name,
    )

    assert [row.unit.code for row in lines.rows] == ([owner] if owner else [])
    assert lines.is_nobodys is (not owner)


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


def ledger(key: str) -> Ledger:
    return next(each for each in CATALOGUE.ledgers if each.key == key)


OF_THE_HALF = """
ledger      | 发现日期   | 状态   | 销号日期   | 转正日期   | 日期       | why
issues      | 2025-09-01 | 待整改 |            |            |            |
issues      | 2025-09-01 | 已销号 | 2026-02-01 |            |            |
issues      | 2025-09-01 | 已销号 | 2025-12-01 |            |            | 在2026年上半年以前就办完了
issues      | 2025-09-01 | 已销号 |            |            |            | ?
issues      | 2026-08-01 | 待整改 |            |            |            | 是2026年上半年以后的事
honours     |            |        |            |            | 2026-06-30 |
honours     |            |        |            |            | 2026-07-01 | 的日期不在2026年上半年里
duties      |            |        |            |            |            |
"""


@pytest.mark.parametrize("case", rows_of(OF_THE_HALF), ids=str)
def test_what_runs_over_periods_is_of_all_from_its_first_day_to_its_last(case: dict[str, str]) -> None:
    one = ledger(case["ledger"])
    row = row_contents(one, {key: text for key, text in case.items() if text}, 2026)
    assert (why_not_of(one, row, HALF) or "?" * may_be_done_before(one, row, HALF)) == case["why"]
