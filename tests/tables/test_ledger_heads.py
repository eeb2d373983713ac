"""An old ledger is known by what its columns are called; a table of figures never is one, and what is only near is asked."""

from __future__ import annotations

import pytest

from tests.tables.sheets import grid_of
from tests.tables.test_headings import CATALOGUE, HALF
from toolkit.tables.headings import FiguresCalled, key_of
from toolkit.tables.ledger_heads import LedgerHeads, LedgersCalled

ACTIVITIES = """
云河市示例局2026年上半年活动登记表 | « | « | « | « | «
序号 | 支部 | 活动时间 | 活动类型 | 活动主题 | 参加人数
1 | 办公室 | 2026-3-5 | 志愿服务 | 清洁家园 | 12
"""
TWO_LINES = """
党支部 | 日期 | 类型 | 主题 | 参加人数 | «
« | | | | 应到 | 实到
办公室 | 2026-3-5 | 党课 | 学党史 | 14 | 12
"""
ISSUES = """
问题编号 | 发现时间 | 存在问题 | 整改措施 | 整改状态 | 责任人
1 | 2026-3-5 | 记录不全 | 补齐 | 已销号 | 甲
"""
OF_ONE_TYPE = """
志愿服务活动台账 | « | « | «
支部 | 活动时间 | 活动名称 | 参加人数
办公室 | 2026-3-5 | 清洁家园 | 12
"""
VISITS = """
领导 | 时间 | 联系支部 | 存在问题
甲局长 | 2026-3-5 | 办公室党支部 | 无
"""
KNOWN = {
    "activities": (ACTIVITIES, "活动台账", "日期2 类型3 主题4 实到5", ""),
    "two lines": (TWO_LINES, "活动台账", "日期1 类型2 主题3 应到4 实到5", ""),
    "issues": (ISSUES, "问题整改台账", "发现日期1 问题2 措施3 状态4 责任人5", ""),
    "of one type": (OF_ONE_TYPE, "活动台账", "日期1 主题2 实到3", "类型志愿服务"),
    "visits": (VISITS, "联系支部台账", "领导0 日期1 支部2 发现问题3", ""),
}
OTHERS = {
    "figures": "支部 | 正式党员 | 党课（次） | 日期\n办公室 | 14 | 3 | 2026-6-30",
    "figures beside a day": "支部 | 日期 | 类型 | 主题 | 党课 | 主题党日\n办公室 | 6.30 | 甲 | 乙 | 3 | 6",
    "no day": "支部 | 类型 | 主题 | 地点\n办公室 | 党课 | 学党史 | 本局",
    "two columns": "日期 | 主题\n2026-3-5 | 学党史",
}


def find(text: str, name: str = "旧表", known: dict[str, str] | None = None) -> LedgerHeads | None:
    figures = FiguresCalled(CATALOGUE, HALF, known)
    return LedgersCalled(CATALOGUE, HALF, figures, known).find(grid_of(text), name)


def told(heads: LedgerHeads | None) -> str:
    assert heads is not None
    return " ".join(f"{label}{number - 1}" for number, label in heads.columns.items())


@pytest.mark.parametrize("name", KNOWN)
def test_a_ledger_is_known_by_its_columns(name: str) -> None:
    text, label, columns, above = KNOWN[name]
    heads = find(text)

    assert heads is not None
    assert (heads.ledger.label, told(heads)) == (label, columns)
    assert "".join(f"{key}{word}" for key, word in heads.said_above.items()) == above
    assert heads.missing == []


@pytest.mark.parametrize("name", OTHERS)
def test_what_has_not_the_columns_of_a_ledger_is_none(name: str) -> None:
    assert find(OTHERS[name]) is None


def test_what_a_ledger_has_to_say_and_does_not_is_missing_and_asked_of_every_heading() -> None:
    heads = find("支部 | 活动时间 | 形式 | 活动名称 | 参加人数\n办公室 | 2026-3-5 | 党课 | 学党史 | 12")
    assert heads is not None
    assert heads.missing == ["类型"]
    assert [(match.words, match.columns[0]) for match in heads.matches.values() if match.is_asked] == [("形式", "类型")]


@pytest.mark.parametrize(
    ("heading", "is_sure"),
    [
        ("时长（小时）", True),
        ("时长（分钟）", False),
        ("时长", True),
        ("实到（人）", True),
        ("实到（万人）", False),
        ("实到（其中女党员）", False),
        ("计划实到", False),
    ],
)
def test_a_heading_that_says_something_else_is_not_sure(heading: str, *, is_sure: bool) -> None:
    heads = find(f"支部 | 日期 | 类型 | 主题 | {heading}\n办公室 | 2026-3-5 | 党课 | 学党史 | 2")
    assert heads is not None
    assert bool(heads.matches[5].column) is is_sure


def test_of_two_headings_for_one_column_the_one_that_is_called_like_it_counts() -> None:
    heads = find("支部 | 日期 | 类型 | 主题 | 活动名称\n办公室 | 2026-3-5 | 党课 | 学党史 | 讲座")
    assert heads is not None
    assert (heads.matches[4].column, heads.matches[5].column) == ("主题", "")

    heads = find("支部 | 日期 | 类型 | 活动主题 | 活动名称 | 实到\n办公室 | 2026-3-5 | 党课 | 学党史 | 讲座 | 9")
    assert heads is not None
    assert heads.missing == ["主题"]


def test_what_was_decided_is_sure_and_holds_for_every_ledger_with_such_a_column() -> None:
    known = {key_of(("形式",), HALF): "column/类型", key_of(("参加人数",), HALF): ""}
    heads = find("支部 | 日期 | 形式 | 主题 | 参加人数\n办公室 | 2026-3-5 | 党课 | 学党史 | 2", known=known)
    assert heads is not None
    assert (heads.missing, heads.matches[3].column, heads.matches[5].column) == ([], "类型", "")
    assert not heads.matches[5].is_asked


def test_a_table_that_may_be_of_two_ledgers_is_of_the_one_it_is_called() -> None:
    text = "编号 | 问题 | 措施 | 时限 | 状态 | 责任单位"
    assert find(text) is None

    heads = find("问题清单 | « | « | « | « | «\n编号 | 列入日期 | 问题 | 措施 | 时限 | 状态\n1 | | | | |")
    assert heads is not None
    assert heads.ledger.label == "问题清单"


def test_what_is_measured_otherwise_is_no_column_whatever_was_decided_and_is_told() -> None:
    known = {key_of(("时长（分钟）",), HALF): "column/时长"}
    heads = find("支部 | 日期 | 类型 | 主题 | 时长（分钟）\n办公室 | 2026-3-5 | 党课 | 学党史 | 90", known=known)
    assert heads is not None
    assert (heads.matches[5].column, heads.matches[5].is_asked) == ("", False)
    assert heads.measured_otherwise == [("时长（分钟）", "时长")]
