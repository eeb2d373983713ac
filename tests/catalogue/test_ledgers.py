"""A ledger's rows are stored as typed and read column by column; what cannot be read is kept."""

from __future__ import annotations

import json
from datetime import date

from tests.support.office import ISSUES
from tests.support.text_table import rows_of
from toolkit.catalogue.kinds import Unread
from toolkit.figures.ledger_rows import rows_from_text, rows_of_text, text_from_rows

ROWS = """
    编号 | 发现日期  | 问题         | 时限      | 状态   | 销号日期
    1    | 2026-3-1  | 记录不全     | 2026-4-1  | 已销号 | 2026-3-20
    2    | 2026.5.6  | 学习笔记缺页 |           | 整改中 |
"""


def test_a_row_is_read_column_by_column():
    stored = text_from_rows(ISSUES, rows_of(ROWS))

    first, second = rows_from_text(ISSUES, stored)

    assert first["发现日期"] == date(2026, 3, 1)
    assert first["状态"] == "已销号"
    assert second["时限"] is None


def test_rows_are_stored_as_they_were_typed():
    stored = text_from_rows(ISSUES, rows_of(ROWS))

    assert [row["发现日期"] for row in rows_of_text(stored)] == ["2026-3-1", "2026.5.6"]


def test_a_cell_that_cannot_be_read_is_kept_with_the_reason():
    stored = text_from_rows(ISSUES, [{"编号": "1", "发现日期": "三月初", "状态": "完了"}])

    (row,) = rows_from_text(ISSUES, stored)

    assert isinstance(row["发现日期"], Unread)
    assert row["状态"] == Unread("完了", "“完了”不在可选项里。请填：待整改、整改中、已销号。")


def test_columns_nobody_asked_for_are_not_stored():
    stored = text_from_rows(ISSUES, [{"编号": "1", "身份证号": "不该有"}])

    assert json.loads(stored) == [{"编号": "1"}]


def test_no_rows_make_an_empty_text():
    assert text_from_rows(ISSUES, []) == ""
    assert rows_from_text(ISSUES, "") == ()
