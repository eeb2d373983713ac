"""A row of a table of others is known again by what it says; what it says nothing of stays, and no row is taken out."""

from __future__ import annotations

import pytest

from tests.support.office import ACTIVITIES, HALF, ISSUES, row_entries
from tests.support.text_table import rows_of
from toolkit.figures.figure import Entry
from toolkit.figures.ledger_rows import name_of_row, row_subject, text_of_row, typed_row
from toolkit.figures.rows_of_others import Kept, RowTold, rows_told

KEPT = """
    编号 | 日期     | 类型     | 主题
    01   | 2026-3-5 | 志愿服务 | 植树
    02   | 2026-4-1 | 参观学习 | 参观
    03   | 2026-4-9 | 其他     | 学习
"""


def kept(current: dict[str, Entry] | None = None, running: dict[str, str] | None = None) -> Kept:
    entries = {each.item: each for each in row_entries(ACTIVITIES, rows_of(KEPT))} if current is None else current
    return Kept(ACTIVITIES, "01", HALF, entries, running or {})


def told(table: str, beside: Kept | None = None) -> list[RowTold]:
    rows = [{label: text for label, text in row.items() if text} for row in rows_of(table)]
    return list(rows_told(beside or kept(), rows))


TOLD = {
    "written otherwise": ("编号 | 日期 | 类型\n01 | 2026年3月5日 | 志愿服务", "row-001", {}),
    "without a year": ("编号 | 日期 | 主题\n01 | 3月5日 | 植树", "row-001", {}),
    "by number and day": ("编号 | 日期 | 主题\n02 | 2026/4/1 | 参观展馆", "row-002", {"主题": "参观展馆"}),
    "by what it is": ("日期 | 类型 | 主题\n2026-4-9 | 其他 | 学习", "row-003", {}),
    "another day": (
        "编号 | 日期 | 主题\n01 | 2026-3-6 | 植树",
        "new",
        {"编号": "01", "日期": "2026-3-6", "主题": "植树"},
    ),
    "another number": (
        "编号 | 日期 | 类型 | 主题\n09 | 2026-4-9 | 其他 | 学习",
        "new",
        {"编号": "09", "日期": "2026-4-9", "类型": "其他", "主题": "学习"},
    ),
}


@pytest.mark.parametrize("name", TOLD)
def test_a_row_is_known_again_by_what_it_says(name: str) -> None:
    table, subject, said = TOLD[name]
    (row,) = told(table)

    assert row.told == said
    if not said:
        assert row.change is None
    elif subject == "new":
        assert row.change is not None
        assert name_of_row(row.change.item).startswith("old-00001-")
        assert (row.before, row.change.seen) == ({}, 0)
    else:
        assert row.change is not None
        assert (name_of_row(row.change.item), row.change.seen) == (subject, 1)


def test_a_changed_row_keeps_what_the_table_says_nothing_of() -> None:
    (row,) = told("编号 | 日期 | 主题\n02 | 2026-4-1 | 参观展馆")
    assert row.change is not None
    assert typed_row(row.change.text) == {"编号": "02", "日期": "2026-4-1", "类型": "参观学习", "主题": "参观展馆"}


def test_two_rows_of_a_table_are_never_one_kept_row() -> None:
    first, second = told("编号 | 日期 | 主题\n02 | 2026-4-1 | 参观\n02 | 2026-4-1 | 参观展馆")
    assert first.change is None
    assert second.change is not None and second.before == {}


def test_a_new_row_has_the_same_name_at_each_look_and_another_one_where_it_was_taken_out() -> None:
    table = "日期 | 类型 | 主题\n2026-5-5 | 其他 | 新的"
    (first,), (again,) = told(table), told(table)
    assert first.change == again.change and first.change is not None

    gone = row_entries(ACTIVITIES, rows_of("编号\n9"))[0]
    subject = first.change.item
    taken_out = Entry("01", HALF.code, subject, "", 2, gone.author, gone.source, gone.at)
    (back,) = told(table, kept({subject: taken_out}))
    assert back.change is not None
    assert back.change.item == f"{subject}-1"


def test_a_row_that_runs_on_from_an_earlier_period_is_told_to_be_done_in_this_one() -> None:
    text = text_of_row(ISSUES, {"编号": "2", "发现日期": "2025-9-1", "问题": "牌子旧", "状态": "整改中"})
    subject = row_subject("issues", "ran")
    beside = Kept(ISSUES, "01", HALF, {}, {subject: text})

    (row,) = rows_told(beside, [{"编号": "2", "发现日期": "2025年9月1日", "状态": "已销号"}])

    assert row.change is not None
    assert (row.change.item, row.change.seen, row.told) == (subject, 0, {"状态": "已销号"})
    assert typed_row(row.change.text)["问题"] == "牌子旧"
