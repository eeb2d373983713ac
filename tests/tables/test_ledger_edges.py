"""Old ledgers at their edges: sections, remarks, samples, second tables, years and titles; what is not plain is never taken for sure.

Each case is a sheet with what is read of it: the rows by unit and subject, and a word of what is told.
"""

from __future__ import annotations

import pytest

from tests.support.text_table import rows_of
from tests.tables.sheets import grid_of
from tests.tables.test_headings import CATALOGUE, HALF, UNITS
from toolkit.tables.headings import FiguresCalled
from toolkit.tables.ledger_heads import LedgersCalled
from toolkit.tables.ledger_tables import read_ledger
from toolkit.tables.proposal import Table
from toolkit.tables.unit_names import UnitsCalled

TITLE = "办公室党支部活动登记表 | « | « | «"
HEAD = "日期 | 类型 | 主题 | 实到"
FIRST, SECOND = "2026-3-5 | 党课 | 学党史 | 12", "2026-4-6 | 党课 | 讲政策 | 9"


def read(*lines: str, name: str = "旧表.xlsx") -> Table | None:
    grid = grid_of("\n".join(lines))
    return read_ledger(
        grid, name, LedgersCalled(CATALOGUE, HALF, FiguresCalled(CATALOGUE, HALF)), UnitsCalled(UNITS), HALF
    )


def rows(table: Table | None) -> str:
    assert table is not None
    return " ".join(
        f"{row.unit.code}{row.cells.get('主题') or row.cells.get('名称') or row.cells.get('问题')}"
        for row in table.rows
    )


def said(table: Table | None) -> str:
    assert table is not None
    return "".join(finding.message for finding in table.findings)


SECTIONS = """
    between                                       | rows
    单位：人事科党支部 \\  \\ 填报人：甲 \\       | 01学党史 02讲政策
    支部名称 \\ 人事科党支部 \\ 书记 \\ 甲        | 01学党史 02讲政策
    人事科党支部活动登记表 \\ « \\ « \\ «         | 01学党史 02讲政策
    人事科活动情况 \\ « \\ « \\ «                 | 01学党史
    人事科党支部活动登记表 \\  \\  \\ 上半年     | 01学党史 02讲政策
    人事科情况 \\  \\  \\ 上半年                 | 01学党史
    审批科支部 \\ « \\ « \\ «                     | 01学党史
    二、学习教育 \\ « \\ « \\ «                   | 01学党史 01讲政策
    以下活动尚未开展： \\ « \\ « \\ «             |
    3月份 \\ « \\ « \\ «                          | 01学党史 01讲政策
    2 \\  \\  \\                                  | 01学党史 01讲政策
"""


@pytest.mark.parametrize("row", rows_of(SECTIONS), ids=lambda row: row["between"])
def test_a_line_between_rows_changes_whose_they_are_or_leaves_them_nobodys(row: dict[str, str]) -> None:
    table = read(TITLE, HEAD, FIRST, row["between"].replace("\\", "|"), SECOND)
    assert rows(table) == row["rows"]


def test_a_section_that_is_not_understood_takes_the_type_of_the_title_away() -> None:
    table = read(
        "办公室党支部党课登记表 | « | «",
        "日期 | 主题 | 实到",
        "2026-3-5 | 甲 | 3",
        "二、道德讲堂 | « | «",
        "2026-4-5 | 乙 | 3",
    )
    assert rows(table) == "01甲"
    assert "第5行没有写类型" in said(table)


def test_a_wider_head_below_does_not_swallow_what_is_above_it() -> None:
    table = read(TITLE, f"{HEAD} |", FIRST, "日期 | 类型 | 主题 | 应到 | 实到", "2026-4-6 | 党课 | 讲政策 | 14 | 9")
    assert rows(table) == "01学党史"
    assert "第4、5行像是另一张表" in said(table)


def test_another_table_below_is_none_of_this_ledger() -> None:
    table = read(
        "获奖台账 | « | « | «",
        "支部 | 日期 | 名称 | 级别",
        "办公室 | 2026-3-1 | 先进党支部 | 局级",
        "受处分情况 | « | « | «",
        "单位 | 处分日期 | 姓名 | 处分",
        "人事科 | 2026-4-1 | 某某 | 警告",
    )
    assert rows(table) == "01先进党支部"
    assert "第5、6行像是另一张表" in said(table)


def test_a_row_that_speaks_of_totals_is_a_row_where_it_has_a_day() -> None:
    table = read(
        "问题整改台账 | « | « | « | «",
        "序号 | 存在问题 | 支部 | 发现时间 | 整改状态",
        "1 | 台账累计数不符 | 办公室 | 2026-3-1 | 待整改",
        "2 | 合计栏漏填 | 人事科 | 2026-3-2 | 待整改",
        "合计 | « | 2条 | |",
    )
    assert rows(table) == "01台账累计数不符 02合计栏漏填"


REMARKS = """
    remark                 | taken
    因疫情取消             | no
    活动已取消             | no
    因天气原因延期至10月   | no
    由于书记出差未能召开   | no
    拟于12月召开           | no
    尚未开展               | no
    作废                   | no
    延期至3月8日，已开展   | yes
    按期开展               | yes
    效果好                 | yes
"""


@pytest.mark.parametrize("row", rows_of(REMARKS), ids=lambda row: row["remark"])
def test_what_a_remark_says_did_not_happen_is_no_row(row: dict[str, str]) -> None:
    table = read(TITLE, f"{HEAD} | 备注", f"{FIRST} | {row['remark']}")
    assert bool(rows(table)) is (row["taken"] == "yes")


SUBJECTS = """
    subject            | taken
    学党史（取消）     | no
    （计划）学党史     | no
    同上               | no
    ××学习             | no
    示例：学党史       | no
    取消烦琐手续专题   | yes
    累计贡献人物讲座   | yes
"""


@pytest.mark.parametrize("row", rows_of(SUBJECTS), ids=lambda row: row["subject"])
def test_what_stands_in_the_place_of_a_subject_is_no_row(row: dict[str, str]) -> None:
    table = read(TITLE, HEAD, f"2026-3-5 | 党课 | {row['subject']} | 9")
    assert bool(rows(table)) is (row["taken"] == "yes")


@pytest.mark.parametrize("first", ["例1", "示例", "（示例）", "范例", "例如"])
def test_a_sample_line_is_no_row(first: str) -> None:
    table = read(TITLE, f"序号 | {HEAD}", f"{first} | {FIRST}", f"1 | {SECOND}")
    assert rows(table) == "01讲政策"


YEARS = """
    line above                    | read
    二〇二五年活动登记表          | no
    上一年度活动登记表            | no
    活动登记（25.7—25.12）        | no
    年份：2025 \\ \\ 制表：甲     | no
    2026年上半年活动登记表        | yes
    2026年5月活动登记表           | yes
"""


@pytest.mark.parametrize("row", rows_of(YEARS), ids=lambda row: row["line above"])
def test_a_day_without_a_year_is_read_only_where_no_other_year_stands_anywhere(row: dict[str, str]) -> None:
    above = row["line above"].replace("\\", "|")
    table = read(
        "办公室党支部 | « | « | «",
        above if "|" in above else f"{above} | « | « | «",
        HEAD,
        "3月5日 | 党课 | 学党史 | 9",
    )
    assert bool(rows(table)) is (row["read"] == "yes")


@pytest.mark.parametrize("name", ["25下半年活动.xlsx", "活动202507.xlsx", "活动登记20250710.xlsx"])
def test_the_name_of_the_file_may_speak_of_another_year(name: str) -> None:
    assert rows(read(TITLE, HEAD, "3月5日 | 党课 | 学党史 | 9", name=name)) == ""


DOUBTED = """
    title                          | told
    活动预算表                     | 预算
    活动申报表                     | 申报
    活动计 划表                    | 计划
    活动登记表（范例）             | 范例
    未开展活动登记表               | 未开展
    工会活动台账                   | 工会
    团支部活动台账                 | 团支部
    行政审批科党支部活动登记表     |
    学习计划落实情况活动登记表     |
    云河市示例局活动登记表         |
"""


@pytest.mark.parametrize("row", rows_of(DOUBTED), ids=lambda row: row["title"])
def test_a_title_may_say_that_it_is_something_else(row: dict[str, str]) -> None:
    table = read(f"{row['title']} | « | « | « | «", f"支部 | {HEAD}", f"办公室 | {FIRST}")
    assert bool(rows(table)) is (not row["told"])
    assert not row["told"] or f"里有“{row['told']}”" in said(table)


def test_a_remark_above_is_read_too() -> None:
    assert "里有“" in said(
        read(
            "活动登记表 | « | « | « | «",
            "说明：以下为下半年活动计划 | « | « | « | «",
            f"支部 | {HEAD}",
            f"办公室 | {FIRST}",
        )
    )
    table = read(
        "活动登记表 | « | « | « | «", f"支部 | {HEAD}", f"办公室 | {FIRST}", "注：3月5日党课因故取消 | « | « | « | «"
    )
    assert "表里注明“注：3月5日党课因故取消”" in said(table)


def test_a_measure_above_is_no_unit_and_has_to_be_worked_out() -> None:
    table = read(
        "党费月度台账 | « | « | « | «",
        "单位：万元 | « | « | « | «",
        "支部 | 月份 | 日期 | 应收 | 实收",
        "办公室 | 3月 | 2026-3-10 | 0.1 | 0.1",
    )
    assert table is not None
    assert (table.rows, table.unknown) == ((), ())
    assert "请换算好再收" in said(table)


def test_how_many_events_a_line_tells_of_is_no_event() -> None:
    table = read(TITLE, f"{HEAD} | 次数", f"{FIRST} | 3", f"{SECOND} | 1")
    assert rows(table) == "01讲政策"
    assert "写的是3次" in said(table)


def test_whose_a_line_is_says_the_column_of_branches_and_not_that_of_who_wrote_it() -> None:
    table = read("活动登记表 | « | « | « | « | «", f"填报单位 | 所在支部 | {HEAD}", f"办公室 | 人事科 | {FIRST}")
    assert rows(table) == "02学党史"


def test_where_a_visit_went_has_to_be_a_branch() -> None:
    table = read("联系支部台账 | « | «", "日期 | 领导 | 支部", "2026-3-5 | 甲 | 人事科党支部", "2026-3-6 | 甲 | 幼儿园")
    assert table is not None
    assert [row.cells["支部"] for row in table.rows] == ["人事科党支部"]
    assert "“幼儿园”认不出是哪个支部" in said(table)


OWNED = """
    title                                                        | file                            | owner
    办公室党支部“三会一课”登记表                                 | 旧表                            | 01
    云河市示例局办公室党支部2026年度第二季度活动情况登记表       | 旧表                            | 01
    填报单位：办公室党支部（盖章）  填报时间：2026年6月          | 旧表                            | 01
    活动台账                                                     | 01办公室党支部三会一课台账(1)   | 01
    办公室党支部报送人事科活动台账                               | 旧表                            |
    各党支部活动台账                                             | 旧表                            |
"""


@pytest.mark.parametrize("row", rows_of(OWNED), ids=lambda row: row["title"])
def test_a_title_that_begins_with_a_branch_is_of_that_branch(row: dict[str, str]) -> None:
    table = read(f"{row['title']} | « | « | «", HEAD, FIRST, name=f"{row['file']}.xlsx")
    assert rows(table) == (f"{row['owner']}学党史" if row["owner"] else "")


TYPES = """
    written        | type
    党员大会       | 支部党员大会
    支部委员会会议 | 支委会
    主题党日活动   | 主题党日
    专题党课       | 党课
    志愿服务活动   | 志愿服务
"""


@pytest.mark.parametrize("row", rows_of(TYPES), ids=lambda row: row["written"])
def test_usual_names_of_types_are_known(row: dict[str, str]) -> None:
    table = read(TITLE, HEAD, f"2026年3月5日下午 | {row['written']} | 学党史 | 9")
    assert table is not None
    assert [(each.cells["类型"], each.cells["日期"]) for each in table.rows] == [(row["type"], "2026年3月5日")]


@pytest.mark.parametrize("place", ["取消", "未开展"])
def test_what_did_not_happen_may_be_said_in_any_column(place: str) -> None:
    assert rows(read(TITLE, f"{HEAD} | 地点", f"{FIRST} | {place}", f"{SECOND} | 本局")) == "01讲政策"
