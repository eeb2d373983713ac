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

    assert (zeros[0].place, "办公室党支部" in zeros[0].message) == ("活动台账", True)
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
    assert f"里有“{why}”" in seen.findings[0].message
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


LATER = """
ledger | first | second | what it is
积分台账 | 党员编号,日期,类别,事由,分值 = D1,2026-7-1,加分,志愿服务,2 | D1,2026-7-1,加分,献血,5 | new
获奖台账 | 名称,日期,对象,级别,授予单位 = 先进,2026-7-1,个人,局级,局 | 先进,2026-7-1,集体,市级,市 | changed
活动台账 | 编号,日期,类型,主题 = 1,2026-7-1,党课,学党史 | 1,2026-7-1,志愿服务,清洁 | new
活动台账 | 编号,日期,类型,主题 = 1,2026-7-1,党课,学党史 | 1,2026-7-1,党课,学《党史》 | same
活动台账 | 编号,日期,类型,主题 = 1,2026-7-1,党课,学党史 | 1,2026-7-1,党课,讲政策 | changed
发展党员名册 | 人员编号,阶段,确定积极分子 = P901,入党积极分子,2026-7-1 | P901,发展对象,2026-7-1 | changed
"""


@pytest.mark.parametrize("line", LATER.strip().splitlines()[1:])
def test_what_comes_later_is_another_row_or_the_same_by_what_makes_it_one(shipped_office: Office, line: str) -> None:
    ledger, first, second, expected = (each.strip() for each in line.split(" | "))
    heads, _sign, cells = first.partition(" = ")

    def sheet(row: str) -> dict[str, str]:
        return {"表": f"{ledger} | « | «\n支部 | {heads.replace(',', ' | ')}\n办公室 | {row.replace(',', ' | ')}"}

    take_table(shipped_office, look(shipped_office, sheet(cells)))
    seen = look(shipped_office, sheet(second))

    made = "same" if not seen.wanted else "changed" if seen.wanted[0].stored else "new"
    assert made == expected


def test_one_event_in_two_sheets_is_one_row(shipped_office: Office) -> None:
    sheets = dict.fromkeys(("7月", "汇总"), "支部 | 日期 | 类型 | 主题\n办公室 | 2026-7-1 | 党课 | 学党史")
    sheets["汇总"] = sheets["汇总"].replace("2026-7-1", "2026年7月1日")

    seen = look(shipped_office, sheets)

    assert len(seen.wanted) == 1
    assert any("是同一件，只收一次" in finding.message for finding in seen.findings)


def test_two_rows_that_differ_in_a_column_we_have_not_are_told_and_not_called_one(shipped_office: Office) -> None:
    text = "支部 | 日期 | 类型 | 主题 | 谈话对象\n办公室 | 2026-7-1 | 谈心谈话 | 谈心 | 甲\n办公室 | 2026-7-1 | 谈心谈话 | 谈心 | 乙"
    seen = look(shipped_office, {"活动台账": text})

    assert len(seen.wanted) == 1
    assert any("除了“谈话对象”都一样" in finding.message for finding in seen.findings)


def test_likely_twins_among_new_rows_are_told(shipped_office: Office) -> None:
    text = "支部 | 日期 | 类型 | 主题 | 实到\n办公室 | 2026-7-1 | 党课 | 学党史 | 12\n办公室 | 2026-7-2 | 党课 | 学党史 | 12"
    seen = look(shipped_office, {"活动台账": text})
    assert (len(seen.wanted), "table_row_twin" in codes(seen)) == (2, True)


def test_a_figure_beside_the_rows_that_give_it_is_compared_and_not_typed_over_them(shipped_office: Office) -> None:
    statistics = "支部 | 党课 | 心得体会（篇）\n办公室 | 3 | 5\n人事科 | 1 | 5"
    seen = look(shipped_office, {"活动台账": ACTIVITIES, "统计": statistics})

    assert not any(each.change.item == "lectures" and each.unit.code == "01" for each in seen.wanted)
    assert any(finding.code == "table_derived" and "3" in finding.message for finding in seen.findings)
    assert {each.unit.code for each in seen.wanted if each.change.item == "reflections"} == {"01", "02"}


def test_a_sheet_that_is_not_understood_beside_one_that_is_is_told(shipped_office: Office) -> None:
    seen = look(shipped_office, {"活动台账": ACTIVITIES, "8月": "时间 | 内容 | 参加人员\n2026-8-1 | 学习 | 甲、乙"})
    assert any(finding.code == "table_unknown" and "8月" in finding.place for finding in seen.findings)


def test_a_name_that_was_decided_to_be_none_is_not_asked_again(shipped_office: Office) -> None:
    remember(shipped_office, NEXT, name_decided(shipped_office, look(shipped_office), "审批科", ""))
    assert look(shipped_office).unknown == []


DOUBTFUL = {
    "领导干部讲党课情况登记表": (
        "时间 | 领导 | 支部 | 党课题目\n2026-7-1 | 甲 | 办公室 | 学党史",
        "标题没有写明是不是联系支部台账",
    ),
    "2025年问题整改台账": (ISSUES.split("\n", 2)[2], "“2025年问题整改台账”，看不准"),
    "党费月度台账": (
        "支部 | 姓名 | 月份 | 日期 | 应收 | 实收\n办公室 | 甲 | 7月 | 2026-7-10 | 20 | 20",
        "像是一人一行的",
    ),
    "活动登记表（模板）": ("支部 | 日期 | 类型 | 主题\n办公室 | 2026-7-1 | 党课 | 学", "里有“模板”"),
    "活动登记表": (
        "支部 | 日期 | 类型 | 主题\n办公室 | 2026-7-1 | 党课 | 学\n下一步活动计划 | « | « | «\n办公室 | 2026-12-1 | 党课 | 讲",
        "里有“计划”",
    ),
}


@pytest.mark.parametrize("title", DOUBTFUL)
def test_what_may_be_something_else_is_not_taken_and_told_why(shipped_office: Office, title: str) -> None:
    text, why = DOUBTFUL[title]
    seen = look(shipped_office, {"表": f"{title} | « | «\n{text.strip()}"})

    assert told(seen) == []
    assert why in " ".join(finding.message for finding in seen.findings)


STATISTICS = {
    "days": "支部 | 时间 | 地点 | 志愿服务人次\n办公室 | 2026-7-1 | 社区 | 12\n人事科 | 2026-7-1 | 社区 | 8",
    "one unit": "办公室党支部 | « | «\n时间 | 内容 | 人数\n2026-7-1 | 党课 | 12\n2026-8-1 | 主题党日 | 14",
}


@pytest.mark.parametrize("name", STATISTICS)
def test_a_table_with_the_days_of_events_is_no_table_of_figures(shipped_office: Office, name: str) -> None:
    seen = look(shipped_office, {"表": STATISTICS[name]})

    assert told(seen) == []
    assert "一件事一行" in seen.findings[0].message


def test_one_event_of_which_two_sheets_say_different_things_is_one_row_with_both(shipped_office: Office) -> None:
    sheets = {
        "7月": "支部 | 日期 | 类型 | 主题 | 地点\n办公室 | 2026-7-1 | 党课 | 学党史 | 本局",
        "汇总": "支部 | 日期 | 类型 | 主题 | 实到\n办公室 | 2026-7-1 | 党课 | 学党史 | 12",
    }
    (row,) = look(shipped_office, sheets).wanted
    assert "地点：本局" in row.new and "实到：12" in row.new


def test_what_is_said_of_a_day_that_has_not_come_is_left_out(shipped_office: Office) -> None:
    future = read_period(f"{shipped_office.today.year + 1}H2")
    text = f"支部 | 日期 | 类型 | 主题\n办公室 | {future.end.isoformat()} | 党课 | 学党史"

    seen = look_into_table(shipped_office, future, "活动台账.xlsx", book_of({"活动台账": text}))

    assert told(seen) == []
    assert "日期还没有到" in seen.findings[0].message
