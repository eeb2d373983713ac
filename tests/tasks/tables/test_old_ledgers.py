"""An old ledger comes in as rows of ours, by a look and a taking: once, beside what stands, and with what would come of it."""

from __future__ import annotations

import pytest
from openpyxl import load_workbook

from tests.tables.sheets import book_of
from toolkit.catalogue.periods import read_period
from toolkit.errors import ToolkitError, UnknownName
from toolkit.tasks import (
    Office,
    TableLook,
    export_figures,
    fill_table,
    heading_decided,
    look_into_pasted,
    look_into_table,
    name_decided,
    open_book,
    remember,
    take_table,
    undo,
)

HALF, NEXT = read_period("2026H1"), read_period("2026H2")
ACTIVITIES = """
2026年下半年活动登记表 | « | « | « | « | «
支部 | 活动时间 | 活动类型 | 活动主题 | 参加人数 | 负责人
办公室 | 2026-7-5 | 志愿服务 | 清洁家园 | 12 | 甲
办公室 | 8月9日 | 党课 | 学党史 | 14 | 甲
人事科 | 2026-9-1 | 主题党日 | 参观 | 10 | 乙
审批科 | 2026-9-2 | 主题党日 | 参观 | 8 | 丙
合计 | | 4次 | | 44 |
"""
ISSUES = """
问题整改台账 | « | « | « | «
序号 | 支部 | 发现时间 | 存在问题 | 整改状态
1 | 办公室 | 2026-7-1 | 记录不全 | 待整改
2 | 人事科 | 2026-8-1 | 牌子旧 | 已销号
"""
OLD = {"活动": ACTIVITIES, "问题": ISSUES}


def look(office: Office, sheets: dict[str, str] = OLD) -> TableLook:
    return look_into_table(office, NEXT, "旧台账.xlsx", book_of(sheets))


def told(seen: TableLook) -> list[str]:
    return [f"{each.unit.code} {each.label} {each.stored}→{each.new}" for each in seen.wanted]


def codes(seen: TableLook) -> list[str]:
    return [finding.code for finding in seen.findings]


def test_a_look_says_which_rows_would_come_in_and_saves_nothing(shipped_office: Office) -> None:
    before = shipped_office.store.current(NEXT.code)

    seen = look(shipped_office)

    assert sorted(told(seen)) == [
        "01 活动台账 →日期：2026-7-5，类型：志愿服务，主题：清洁家园，实到：12",
        "01 活动台账 →日期：8月9日，类型：党课，主题：学党史，实到：14",
        "01 问题整改台账 →发现日期：2026-7-1，问题：记录不全，状态：待整改",
        "02 活动台账 →日期：2026-9-1，类型：主题党日，主题：参观，实到：10",
        "02 问题整改台账 →发现日期：2026-8-1，问题：牌子旧，状态：已销号",
    ]
    assert shipped_office.store.current(NEXT.code) == before
    assert seen.unknown == ["审批科"]
    assert seen.foreign == ["负责人"]


def test_what_is_taken_is_in_the_ledger_and_counts(shipped_office: Office) -> None:
    assert take_table(shipped_office, look(shipped_office)) == 5

    filing = open_book(shipped_office, NEXT).now["01"]
    assert [row["主题"] for row in filing.ledgers["activities"]] == ["清洁家园", "学党史"]
    assert (filing["lectures"], filing["volunteer_times"], filing["volunteer_persons"]) == (1, 1, 12)
    undo(shipped_office, shipped_office.store.journal.batches(1)[0].id)
    assert "activities" not in open_book(shipped_office, NEXT).now["01"].ledgers


def test_that_the_same_ledger_comes_twice_changes_nothing(shipped_office: Office) -> None:
    take_table(shipped_office, look(shipped_office))

    again = look(shipped_office)

    assert (told(again), again.same) == ([], 5)


def test_what_a_later_ledger_says_otherwise_is_shown_beside_what_stands(shipped_office: Office) -> None:
    take_table(shipped_office, look(shipped_office))
    later = {"活动": ACTIVITIES.replace("| 14 |", "| 15 |"), "问题": ISSUES.replace("待整改", "整改中")}

    seen = look(shipped_office, later)

    assert told(seen) == ["01 活动台账 实到：14→实到：15", "01 问题整改台账 状态：待整改→状态：整改中"]
    take_table(shipped_office, seen)
    rows = open_book(shipped_office, NEXT).now["01"].ledgers
    assert [row["实到"] for row in rows["activities"]] == [12, 15]
    assert [(row["问题"], row["状态"]) for row in rows["issues"]] == [("记录不全", "整改中")]


def test_figures_that_would_come_to_nought_are_told_before(shipped_office: Office) -> None:
    zeros = [finding for finding in look(shipped_office).findings if finding.code == "table_zero"]

    assert "办公室党支部" in zeros[0].place
    assert "支委会" in zeros[0].message and "党课" not in zeros[0].message
    take_table(shipped_office, look(shipped_office))
    assert "table_zero" not in codes(look(shipped_office, {"活动": ACTIVITIES.replace("清洁家园", "又一次")}))


def test_a_new_row_that_is_likely_a_kept_one_is_told(shipped_office: Office) -> None:
    take_table(
        shipped_office,
        look(shipped_office, {"活动": "支部 | 编号 | 日期 | 类型 | 主题\n办公室 | A1 | 2026-7-5 | 党课 | 学党史"}),
    )

    seen = look(shipped_office, {"活动": "支部 | 编号 | 日期 | 类型 | 主题\n办公室 | A2 | 2026-7-5 | 党课 | 学党史"})

    assert "table_row_twin" in codes(seen)
    assert len(seen.wanted) == 1


def test_a_heading_is_decided_once_for_every_ledger_with_such_a_column(shipped_office: Office) -> None:
    text = ACTIVITIES.replace("活动类型", "形式")
    seen = look(shipped_office, {"活动": text})
    assert (told(seen), seen.asked) == ([], ["形式", "负责人"])
    assert "没有认出“类型”一栏" in seen.findings[0].message

    remember(shipped_office, NEXT, heading_decided(shipped_office, seen, "形式", "类型"))
    remember(shipped_office, NEXT, name_decided(shipped_office, seen, "审批科", "行政审批科党支部"))

    assert len(look(shipped_office, {"活动": text}).wanted) == 4


def test_a_column_that_the_ledger_has_not_is_told_with_those_it_has(shipped_office: Office) -> None:
    with pytest.raises(UnknownName, match="活动台账没有“党课”这一栏。它有：编号、日期"):
        heading_decided(shipped_office, look(shipped_office), "负责人", "党课")


@pytest.mark.parametrize(
    ("title", "why"),
    [("2026年下半年活动计划", "计划"), ("活动安排", "安排")],
)
def test_a_plan_is_no_ledger(shipped_office: Office, title: str, why: str) -> None:
    seen = look(shipped_office, {"活动": ACTIVITIES.replace("2026年下半年活动登记表", title)})

    assert told(seen) == []
    assert f"标题里有“{why}”" in seen.findings[0].message
    with pytest.raises(ToolkitError, match="没有可收的数"):
        take_table(shipped_office, seen)


def test_the_ledgers_of_our_own_export_come_back_equal(shipped_office: Office, tmp_path) -> None:
    path = export_figures(shipped_office, HALF, tmp_path / "导出.xlsx")
    book = load_workbook(path)
    for title in book.sheetnames:
        if not title.endswith(("台账", "名册", "清单")):
            del book[title]
    book.save(path)

    seen = look_into_table(shipped_office, HALF, "导出.xlsx", path.read_bytes())

    rows = sum(len(each) for filing in open_book(shipped_office, HALF).now.values() for each in filing.ledgers.values())
    assert told(seen) == []
    assert seen.same == rows > 100


def test_a_ledger_is_not_filled(shipped_office: Office) -> None:
    with pytest.raises(ToolkitError, match="没有认出"):
        fill_table(shipped_office, look(shipped_office))


def test_what_was_done_nobody_knows_when_is_taken_only_where_it_was_open_before(shipped_office: Office) -> None:
    text = ISSUES.replace("2026-8-1", "2026-5-1")

    seen = look(shipped_office, {"问题": text})

    assert told(seen) == ["01 问题整改台账 →发现日期：2026-7-1，问题：记录不全，状态：待整改"]
    assert "没有写哪天办完的" in seen.findings[0].message
    (row,) = look_into_table(
        shipped_office, HALF, "旧台账.xlsx", book_of({"问题": text.replace("已销号", "待整改")})
    ).wanted
    assert row.unit.code == "02"
    take_table(
        shipped_office,
        look_into_table(shipped_office, HALF, "旧.xlsx", book_of({"问题": text.replace("已销号", "待整改")})),
    )
    assert "02 问题整改台账 状态：待整改→状态：已销号" in told(look(shipped_office, {"问题": text}))


def test_a_ledger_that_is_pasted_among_the_figures_is_told_where_it_belongs(shipped_office: Office) -> None:
    block = "支部\t日期\t类型\t主题\n办公室\t2026-7-5\t党课\t学党史"
    with pytest.raises(ToolkitError, match="像是活动台账，一行一件事，不能贴在总表里"):
        look_into_pasted(shipped_office, NEXT, block)
