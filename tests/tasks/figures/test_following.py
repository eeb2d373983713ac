"""A problem found on a visit is entered for the unit that was visited by one step, once, and linked both ways."""

from __future__ import annotations

import json

import pytest

from tests.tasks.forms.test_writing import HALF
from toolkit.errors import PeriodClosed
from toolkit.figures.figure import Change
from toolkit.tasks import Office, close_period, follow_visits, open_book, review_book, undo

VISITS = 8
"""So many visits of the sample found a problem."""


def visit(office: Office, name: str, **cells: str) -> None:
    row = {"日期": "2026-6-20", "领导": "王示例", "支部": "财务科党支部", "发现问题": "记录不全"} | cells
    text = json.dumps({label: cell for label, cell in row.items() if cell}, ensure_ascii=False)
    office.store.save([Change("B", HALF.code, f"contacts/{name}", text, 0)], "测试员", "填报页")


def problems(office: Office, code: str) -> list[dict[str, object]]:
    return [dict(row) for row in open_book(office, HALF).now[code].ledgers["issues"]]


def told(office: Office) -> dict[str, str]:
    (own,) = [row for row in review_book(office, open_book(office, HALF)) if row.unit.code == "B"]
    return {finding.code: finding.message for finding in own.findings}


def test_every_problem_of_a_visit_is_entered_for_its_branch_and_linked_both_ways(office: Office) -> None:
    assert f"等{VISITS}次发现了问题" in told(office)["visit_unfollowed"]
    before = len(problems(office, "01"))

    done = follow_visits(office, HALF)

    assert (done[0].unit and done[0].unit.short_name, done[0].reason) == ("办公室党支部", "")
    assert (len(done), len(problems(office, "01"))) == (VISITS, before + 1)
    (new,) = [row for row in problems(office, "01") if row["问题"] == "学习计划不够具体"]
    assert (new["状态"], new["来源"], new["措施"], new["编号"]) == (
        "待整改",
        "联系",
        "细化到周、责任到人",
        done[0].number,
    )
    assert new["关联联系"] == "2026年1月15日 王示例"
    linked = [row["关联问题"] for row in open_book(office, HALF).now["B"].ledgers["contacts"]]
    assert linked == [each.number for each in done]
    assert "visit_unfollowed" not in told(office)


def test_a_second_step_enters_nothing_and_the_step_is_taken_back_as_one_save(office: Office) -> None:
    follow_visits(office, HALF)
    assert follow_visits(office, HALF) == ()

    last = office.store.journal.batches(1)[0]
    assert (undo(office, last.id), last.save.source.split()[0]) == (2, "联系支部台账")
    (again,) = follow_visits(office, HALF)
    assert again.visit.problem == "活动组织力量不足"
    assert sum(row["问题"] == "活动组织力量不足" for row in problems(office, "11")) == 1


def test_numbers_go_on_from_those_of_the_year_whatever_period_they_stand_in(office: Office) -> None:
    row = '{"编号": "03-2026-41", "发现日期": "2026-2-1", "问题": "月报里的", "状态": "已销号"}'
    office.store.save([Change("03", "2026M2", "issues/m", row, 0)], "测试员", "填报页")
    visit(office, "a")
    visit(office, "b", 发现问题="牌子旧", 支部="财务科党支部")

    numbers = {each.visit.problem: each.number for each in follow_visits(office, HALF)}

    assert (numbers["记录不全"], numbers["牌子旧"]) == ("03-2026-42", "03-2026-43")


@pytest.mark.parametrize(
    "word", ["", "无", "未发现问题", "没有", "暂无。", "—", "不适用", "未见异常", "没有什么问题", "一切正常"]
)
def test_where_nothing_was_found_there_is_nothing_to_enter(office: Office, word: str) -> None:
    visit(office, "none", 发现问题=word)
    assert len(follow_visits(office, HALF)) == VISITS


def test_a_branch_nobody_knows_is_told_and_the_others_are_entered(office: Office) -> None:
    visit(office, "a", 支部="财务课党支部")

    done = follow_visits(office, HALF)

    assert [each.visit.unit for each in done if each.reason] == ["财务课党支部"]
    assert "是不是想写“财务科党支部”" in next(each.reason for each in done if each.reason)
    assert sum(bool(each.number) for each in done) == VISITS
    assert "visit_unfollowed" in told(office)


def test_visits_of_the_quarters_are_followed_in_their_own_quarter(office: Office) -> None:
    row = {"日期": "2026-2-20", "领导": "王示例", "支部": "财务科", "发现问题": "季度里发现的"}
    office.store.save([Change("B", "2026Q1", "contacts/q", json.dumps(row, ensure_ascii=False), 0)], "测试员", "填报页")

    done = follow_visits(office, HALF)

    assert len(done) == VISITS + 1
    entered = [entry for entry in office.store.current("2026Q1", "03") if "季度里发现的" in entry.text]
    assert [entry.item for entry in entered] == ["issues/lx-q"]
    assert follow_visits(office, HALF) == ()


def test_into_a_closed_period_nothing_is_entered(office: Office) -> None:
    close_period(office, HALF, "试")
    with pytest.raises(PeriodClosed):
        follow_visits(office, HALF)
