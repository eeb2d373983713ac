"""The rows of a ledger as they are stored, and what comes back from them."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from tests.support.office import ACTIVITIES, ISSUES
from tests.support.text_table import rows_of
from toolkit.catalogue.kinds import Unread
from toolkit.figures.ledger_rows import (
    is_row_of,
    name_of_row,
    row_contents,
    row_in_words,
    row_subject,
    row_subjects,
    rows_from_text,
    rows_of_text,
    text_from_rows,
    text_of_row,
    typed_row,
    typed_rows,
    unlike_in_words,
)

ROW = {"编号": "1", "日期": "2026-3-5", "类型": "志愿服务", "实到": "", "主题": "植树"}
RENAMED = replace(
    ACTIVITIES,
    columns=tuple(replace(each, was=("题目",)) if each.label == "主题" else each for each in ACTIVITIES.columns),
)


@pytest.mark.parametrize(
    ("subject", "is_its"),
    [
        ("activities/aa", True),
        ("activities/", True),
        ("activities", False),
        ("activities2/aa", False),
        ("issues/activities/aa", False),
    ],
)
def test_a_row_is_known_by_the_name_of_its_ledger(subject: str, is_its: bool) -> None:
    assert is_row_of(ACTIVITIES, subject) is is_its


def test_the_identity_of_a_row_may_itself_hold_the_mark() -> None:
    assert name_of_row(row_subject("activities", "a/b")) == "a/b"


def test_a_row_is_kept_as_typed_without_blank_cells_in_the_order_of_its_columns() -> None:
    assert text_of_row(ACTIVITIES, ROW) == '{"编号": "1", "日期": "2026-3-5", "类型": "志愿服务", "主题": "植树"}'
    assert text_of_row(ACTIVITIES, {"实到": ""}) == text_of_row(ISSUES, {"实到": "3"}) == ""


def test_a_row_that_is_gone_has_no_cells() -> None:
    assert typed_row("") == {}
    assert typed_rows({"activities/aa": "", "activities/bb": text_of_row(ACTIVITIES, ROW)}, ACTIVITIES).keys() == {"bb"}


def test_a_column_that_is_called_otherwise_now_keeps_its_cells() -> None:
    kept = '{"编号": "1", "题目": "植树", "别的": "x"}'

    assert typed_row(kept, RENAMED) == {"编号": "1", "主题": "植树", "别的": "x"}
    assert typed_row(kept, ACTIVITIES) == typed_row(kept) == {"编号": "1", "题目": "植树", "别的": "x"}


def test_the_cells_are_read_by_the_kind_of_their_column() -> None:
    contents = row_contents(ACTIVITIES, ROW | {"实到": "约十二"})

    assert (contents["日期"], contents["时长"]) == (date(2026, 3, 5), None)
    assert isinstance(contents["实到"], Unread) and contents["实到"].text == "约十二"
    assert contents.keys() == {column.label for column in ACTIVITIES.columns}


def test_the_rows_of_one_ledger_are_told_from_anothers_and_come_in_order() -> None:
    subjects = ["activities/b", "issues/a", "activities/a", "talks", "activities2/a"]

    assert row_subjects(ACTIVITIES, subjects) == ["activities/a", "activities/b"]


def test_all_rows_of_a_form_make_one_text_and_come_back() -> None:
    text = text_from_rows(ACTIVITIES, [ROW, {}, {"编号": "2"}])

    assert rows_of_text(text) == ({"编号": "1", "日期": "2026-3-5", "类型": "志愿服务", "主题": "植树"}, {"编号": "2"})
    assert [row["编号"] for row in rows_from_text(ACTIVITIES, text)] == ["1", "2"]
    assert text_from_rows(ACTIVITIES, [{}]) == ""
    assert rows_of_text("") == () == rows_from_text(ACTIVITIES, "")


UNLIKE = """
mine                    | theirs                  | told
1 3月5日 其他 植树 – 8  | 1 3月5日 其他 植树 – 8  |
1 3月5日 其他 植树 –    | 2 3月6日 其他 植树 –    |
1 3月5日 其他 植树 –    | 1 3月5日 其他 义诊 –    | （主题：植树）
1 3月5日 其他 – –       | 1 3月5日 其他 – 03-9    | （关联：空）
1 3月5日 其他 植树 03-8 | 1 3月5日 其他 义诊 03-9 | （主题：植树，关联：03-8）
"""


@pytest.mark.parametrize("row", rows_of(UNLIKE), ids=str)
def test_two_rows_that_begin_alike_are_told_apart_by_their_other_cells(row: dict[str, str]) -> None:
    labels = ("编号", "日期", "类型", "主题", "关联")
    mine, theirs = (
        {label: cell for label, cell in zip(labels, row[side].split(), strict=False) if cell != "–"}
        for side in ("mine", "theirs")
    )
    assert unlike_in_words(mine, theirs) == row["told"]


def test_a_row_in_words_is_its_first_cells() -> None:
    assert row_in_words({"编号": "3"}) == "3"
    assert row_in_words({str(number): str(number) for number in range(5)}) == "0 1 2"
