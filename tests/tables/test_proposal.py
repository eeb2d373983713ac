"""Old tables of every layout: what goes where, what is asked, and no line of totals read."""

from __future__ import annotations

import pytest

from tests.tables.sheets import book_of, grid_of
from tests.tables.test_headings import CATALOGUE, HALF, UNITS
from toolkit.tables.grid import grids_in
from toolkit.tables.headings import FiguresCalled
from toolkit.tables.layout import Direction
from toolkit.tables.proposal import Table, read_table
from toolkit.tables.unit_names import UnitsCalled

ROWS = """
云河市示例局2026年上半年党建统计表 | « | « | « | « | «
序号 | 支部名称 | 正式党员数 | 党课（次） | 主题党日人数 | 备注
1 | 办公室支部 | 14 | 3 | 80 |
2 | 人事科 | 12 | — | 70 | 新设
 | 合计 | 26 | 3 | 150 |
3 | 财务科党支部 | 9 | 2 | 60 |
4 | 审批科 | 8 | 2 | 50 |
说明：数据截至6月底
"""
TWO_LINES = """
单位 | 党费收缴（万元） | « | 主题党日 | «
« | 应收 | 实收 | 次数 | 实到
办公室 | 0.42 | 0.42 | 6 | 80
人事科党支部 | 0.3 | 3000元 | 6 | 70
合计 | 0.72 | 0.72 | 12 | 150
"""
COLUMNS = """
统计表 | « | « | «
指标 | 办公室 | 人事科 | 合计
一、正式党员 | 14 | 12 | 26
二、党课（次） | 3 | 2 | 6
志愿服务情况 | 5 | 4 | 9
"""
ONE = """
党支部半年情况 | « | « | «
支部： | 办公室党支部 | |
正式党员 | 14 | 预备党员 | 1
党课次数 | 3 | 应收党费（元） | 4200
"""
TITLED = """
正式党员 | 14
党课次数 | 三
"""
ROSTER = """
党员花名册 | « | « | «
序号 | 姓名 | 所在支部 | 党员类别
1 | 甲一 | 办公室 | 正式党员
2 | 甲二 | 办公室 | 正式党员
3 | 甲三 | 办公室 | 预备党员
4 | 乙一 | 人事科 | 正式党员
"""
SHEETS = {
    "rows": (ROWS, Direction.ROWS, "01正式党员14 01党课3 02正式党员12 03正式党员9 03党课2"),
    "two lines": (
        TWO_LINES,
        Direction.ROWS,
        "01党费应收4200 01党费实收4200 01主题党日6 01主题党日实到80 02党费应收3000 02党费实收3000 02主题党日6 02主题党日实到70",
    ),
    "columns": (COLUMNS, Direction.COLUMNS, "01正式党员14 01党课3 01志愿服务5 02正式党员12 02党课2 02志愿服务4"),
    "one": (ONE, Direction.SHEET, "01正式党员14 01预备党员1 01党课3 01党费应收4200"),
    "roster": (ROSTER, Direction.ROSTER, "01正式党员2 02正式党员1 01预备党员1 02预备党员0"),
}


def read(text: str, title: str = "") -> Table:
    return read_table(grid_of(text, title), "旧表.xlsx", FiguresCalled(CATALOGUE, HALF), UnitsCalled(UNITS), HALF)


def told(table: Table) -> str:
    return " ".join(f"{each.unit.code}{each.item.label}{each.text}" for each in table.proposed)


@pytest.mark.parametrize("name", SHEETS)
def test_a_table_is_read_as_it_is_laid_out(name: str) -> None:
    text, direction, proposed = SHEETS[name]

    table = read(text)

    assert table.layout is not None
    assert (table.layout.direction, told(table)) == (direction, proposed)


@pytest.mark.parametrize("name", SHEETS)
def test_a_workbook_says_the_same_as_its_sheet(name: str) -> None:
    text, _direction, proposed = SHEETS[name]
    (grid,) = grids_in(book_of({"表一": text}), "旧表.xlsx")

    assert told(read_table(grid, "旧表.xlsx", FiguresCalled(CATALOGUE, HALF), UnitsCalled(UNITS), HALF)) == proposed


def test_a_sheet_that_bears_a_units_name_speaks_of_it() -> None:
    table = read("指标 | 数\n正式党员 | 14\n党课次数 | 3", "办公室")
    assert told(table) == "01正式党员14 01党课3"


def test_what_is_not_sure_is_asked_and_not_read() -> None:
    table = read(ROWS)

    assert [match.words for match in table.asked] == ["主题党日人数"]
    assert [(text, near[0].short_name) for text, near in table.unknown] == [("审批科", "行政审批科党支部")]


def test_what_is_like_no_figure_is_named_unless_it_never_is_one() -> None:
    table = read("序号 | 支部 | 党课 | 某某某 | 空的 | 备注\n1 | 办公室 | 3 | 5 | | 好\n2 | 人事科 | 2 | 6 | | 好")
    assert [match.words for match in table.foreign] == ["某某某"]


def test_each_figure_says_in_which_cell_it_stands() -> None:
    assert {each.cell for each in read(COLUMNS, "表一").proposed if each.unit.code == "02"} == {
        "“表一”C3",
        "“表一”C4",
        "“表一”C5",
    }


def test_a_cell_that_is_not_plain_is_told_and_the_others_are_read() -> None:
    table = read(ROWS.replace("| 9 | 2", "| 约9 | 2"))

    assert [finding.message for finding in table.findings] == [
        "财务科党支部 正式党员：“约9”不是确切的数。请核实后填确切的数。"
    ]
    assert "03党课2" in told(table) and "03正式党员" not in told(table)


def test_a_cell_without_a_text_is_told_why() -> None:
    grid = grid_of(COLUMNS)
    reasons = {(3, 2): "Excel 显示错误 #REF!。请改正公式，或直接填数。"}
    texts = {place: text for place, text in grid.texts.items() if place != (3, 2)}
    broken = read_table(
        type(grid)("", texts, reasons, grid.spans),
        "旧表.xlsx",
        FiguresCalled(CATALOGUE, HALF),
        UnitsCalled(UNITS),
        HALF,
    )

    assert "“”B3" not in told(broken) and "#REF!" in broken.findings[0].message
    assert broken.findings[0].place == "旧表.xlsx B3格"


TOTALS = """
lines                     ; totals ; told
甲 5, 乙 3, 合计 8        ; 1      ;
甲 5, 乙 3, 合计 9        ; 1      ; 9
甲 5, 合计 5, 乙 3, 合计 8 ; 2     ;
甲 5, 小计 5, 乙 3, 小计 3 ; 2     ;
甲 5, 小计 5, 乙 3, 小计 4 ; 2     ; 4
甲 5, 合计, 乙 3          ; 1      ;
甲 5, 小计 5, 乙 3, 小计 8 ; 2     ; 8
"""


@pytest.mark.parametrize("line", TOTALS.strip().splitlines()[1:])
def test_a_line_of_totals_is_compared_with_what_it_may_be_the_total_of(line: str) -> None:
    lines, totals, wrong = (each.strip() for each in line.split(";"))
    names = {"甲": "办公室", "乙": "人事科"}
    rows = [f"{names.get(name, name)} | {''.join(number)} | 1" for name, *number in map(str.split, lines.split(","))]
    table = read("\n".join(["支部 | 党课（次） | 序号", *rows]))

    assert table.layout is not None and len(table.layout.totals) == int(totals)
    assert [f"写的是{wrong}，" in finding.message for finding in table.findings] == ([True] if wrong else [])


EMPTY = """
单位 | 正式党员 | 党课（次） | 主题党日人数
办公室 | | |
人事科 | | 2 |
合计 | | |
"""


def test_an_empty_table_is_understood_and_nothing_in_it_is_read_or_asked() -> None:
    table = read(EMPTY)

    assert table.layout is not None
    assert [text for text, _row in table.layout.units] == ["办公室", "人事科"]
    assert (told(table), table.asked, table.unknown) == ("02党课2", (), ())


NOT_TABLES = ["", "随便写的一句话", "支部 | 数", "办公室", "1 | 2 | 3\n4 | 5 | 6"]


@pytest.mark.parametrize("text", NOT_TABLES)
def test_what_is_no_table_of_units_is_told(text: str) -> None:
    table = read(text)
    assert (table.proposed, [finding.code for finding in table.findings]) in (
        ((), ["table_unknown"]),
        ((), []),
    )


TITLES = """
title                     ; told
2026年上半年统计表        ;
统计表                    ;
2026年统计表              ;
2025年下半年统计表        ; “2025、下半年”
2025年度统计表            ; “2025”
2026年一季度统计表        ; “一季度”
2026年上半年、2025年上半年对比 ; “2025”
2026年上半年任务分解表    ; “任务”
二〇二五年上半年统计表    ; “2025”
2026年1-5月统计表         ; “1-5月”
2026年1-6月统计表         ;
截至2026年6月30日         ;
2026年上半年（截至2026年6月底） ;
2026年6月统计表           ; “6月”
2026年第1季度             ; “第1季度”
"""


@pytest.mark.parametrize("line", TITLES.strip().splitlines()[1:])
def test_a_table_of_another_period_is_not_taken(line: str) -> None:
    title, told = (each.strip() for each in line.split(";"))
    table = read(f"{title} | «\n支部 | 正式党员\n办公室 | 14\n人事科 | 12")

    assert bool(table.proposed) is not bool(told)
    assert ["table_doubtful" for _told in [told] if told] == [finding.code for finding in table.findings]
    assert told in "".join(finding.message for finding in table.findings)


BESIDE = """
heads                        ; read
正式党员 / 上期正式党员      ; 14
上期 ▸ 正式党员 / 本期 ▸ 正式党员 ; 12
去年同期党课 / 党课（次）    ; 12
主题党日目标 / 主题党日      ; 12
正式党员 / 正式党员增减      ; 14
志愿服务 / 志愿服务完成率    ; 14
党课 ▸ 一季度 / 党课 ▸ 二季度 ;
正式党员 / 其中：女党员      ; 14
党费收缴率 / 序号            ;
"""


@pytest.mark.parametrize("line", BESIDE.strip().splitlines()[1:])
def test_what_is_of_another_time_a_target_or_a_share_is_not_the_figure(line: str) -> None:
    heads, read_as = (each.strip() for each in line.split(";"))
    paths = [head.split(" ▸ ") for head in (each.strip() for each in heads.split(" / "))]
    lines = [
        " | ".join(["支部" if not n else "«", *(path[n] if n < len(path) else "" for path in paths)])
        for n in range(max(map(len, paths)))
    ]
    table = read("\n".join([*lines, "办公室 | 14 | 12", "人事科 | 14 | 12"]))

    assert {each.text for each in table.proposed} == ({read_as} if read_as else set())
