"""Each row of a ledger is known again: by the name beside it, by what it says, by its number and day, in this order."""

from __future__ import annotations

from datetime import timedelta
from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.support.office import ACTIVITIES, HALF, NOON, row_entries
from tests.support.text_table import rows_of
from toolkit.catalogue.kinds import TEXT
from toolkit.catalogue.ledgers import Column, Ledger
from toolkit.figures.figure import Entry
from toolkit.figures.ledger_rows import name_of_row, row_subject, text_of_row, typed_row
from toolkit.figures.row_identity import SheetRows, row_changes, twins

KEPT = """
    编号 | 日期     | 类型     | 主题
    01   | 2026-3-5 | 志愿服务 | 植树
    02   | 2026-4-1 | 参观学习 | 参观
    03   | 2026-4-9 | 其他     | 学习
"""


def kept(table=KEPT):
    return {each.item: each for each in row_entries(ACTIVITIES, rows_of(table))}


def told(table, *, issued=("row-001", "row-002", "row-003"), own=(), current=None, written=NOON):
    """What a form wishes: a row a line, with the name beside it in the column 名."""
    rows = rows_of(table)
    names = [row.pop("名", "") for row in rows]
    rows = [{label: text for label, text in row.items() if text} for row in rows]
    versions = {row_subject("activities", name): 1 for name in issued}
    sheet = SheetRows(ACTIVITIES, rows, names, versions, written, "new")
    stands = kept() if current is None else current
    changes = row_changes(sheet, "01", HALF, stands, {row_subject("activities", each) for each in own}.__contains__)
    return {
        name_of_row(each.item): (each.text and each.text.split('"主题": "')[1].rstrip('"}'), each.seen)
        for each in changes
    }


def test_rows_that_nobody_touched_wish_nothing():
    assert (
        told("""
        名      | 编号 | 日期     | 类型     | 主题
        row-001 | 01   | 2026-3-5 | 志愿服务 | 植树
        row-002 | 02   | 2026-4-1 | 参观学习 | 参观
        row-003 | 03   | 2026-4-9 | 其他     | 学习
    """)
        == {}
    )


def test_a_row_that_was_changed_keeps_its_name_and_its_version():
    assert told("""
        名      | 编号 | 日期     | 类型     | 主题
        row-001 | 01   | 2026-3-5 | 志愿服务 | 植树
        row-002 | 02   | 2026-4-1 | 参观学习 | 参观两处
        row-003 | 03   | 2026-4-9 | 其他     | 学习
    """) == {"row-002": ("参观两处", 1)}


def test_a_row_that_the_form_was_sent_out_with_and_is_gone_is_emptied():
    assert told("""
        名      | 编号 | 日期     | 类型     | 主题
        row-001 | 01   | 2026-3-5 | 志愿服务 | 植树
        row-003 | 03   | 2026-4-9 | 其他     | 学习
    """) == {"row-002": ("", 1)}


def test_a_row_that_came_after_the_form_was_sent_out_stays():
    assert (
        told(
            """
        名      | 编号 | 日期     | 类型     | 主题
        row-001 | 01   | 2026-3-5 | 志愿服务 | 植树
        """,
            issued=["row-001"],
        )
        == {}
    )


LINKED = """
    sent | stands | in the form | wished
    1    | 2      |             | –
    2    | 2      |             | 空
    1    | 2      | 03-2026-9   | 03-2026-9
"""


@pytest.mark.parametrize("row", rows_of(LINKED), ids=str)
def test_a_link_entered_by_a_step_after_the_form_was_sent_out_stays_as_it_is(row):
    visits = Ledger(
        "visits", "走访台账", tuple(Column(label, TEXT) for label in ("日期", "发现问题", "关联问题")), ("本级",)
    )
    typed = {"日期": "2026-3-5", "发现问题": "牌子旧"}
    stands = text_of_row(visits, {**typed, "关联问题": "03-2026-1"})
    entry = Entry("B", HALF.code, "visits/a", stands, int(row["stands"]), "王", NOON, "联系支部台账")
    link = {"关联问题": row["in the form"]} if row["in the form"] else {}
    sheet = SheetRows(visits, [{**typed, **link}], ["a"], {"visits/a": int(row["sent"])}, NOON, "new")

    changes = row_changes(sheet, "B", HALF, {"visits/a": entry}, lambda _subject: False)

    wished = [typed_row(each.text).get("关联问题", "空") for each in changes]
    assert wished == ([] if row["wished"] == "–" else [row["wished"]])


def test_a_new_row_has_a_name_of_its_own():
    assert told("""
        名      | 编号 | 日期     | 类型     | 主题
        row-001 | 01   | 2026-3-5 | 志愿服务 | 植树
        row-002 | 02   | 2026-4-1 | 参观学习 | 参观
        row-003 | 03   | 2026-4-9 | 其他     | 学习
                | 04   | 2026-5-4 | 其他     | 座谈
    """) == {"new-004": ("座谈", 0)}


def test_a_row_without_a_name_is_known_by_its_number_and_its_day():
    assert told(
        """
        编号 | 日期     | 类型     | 主题
        02   | 2026-4-1 | 参观学习 | 参观三处
        """,
        issued=(),
    ) == {"row-002": ("参观三处", 0)}


def test_a_number_alone_is_no_sign():
    assert told(
        """
        编号 | 日期     | 类型     | 主题
        02   | 2026-6-1 | 参观学习 | 又一次
        """,
        issued=(),
    ) == {"new-001": ("又一次", 0)}


def test_a_row_copied_with_its_name_is_a_new_one():
    assert told("""
        名      | 编号 | 日期     | 类型     | 主题
        row-001 | 01   | 2026-3-5 | 志愿服务 | 植树
        row-001 | 04   | 2026-5-5 | 志愿服务 | 又植树
        row-002 | 02   | 2026-4-1 | 参观学习 | 参观
        row-003 | 03   | 2026-4-9 | 其他     | 学习
    """) == {"new-002": ("又植树", 0)}


def test_names_that_were_left_behind_by_a_sort_lead_nowhere():
    """Somebody sorted the visible columns only: the names beside them stayed where they were."""
    assert (
        told("""
        名      | 编号 | 日期     | 类型     | 主题
        row-001 | 03   | 2026-4-9 | 其他     | 学习
        row-002 | 01   | 2026-3-5 | 志愿服务 | 植树
        row-003 | 02   | 2026-4-1 | 参观学习 | 参观
    """)
        == {}
    )


def test_a_row_of_an_earlier_sending_that_is_gone_from_the_next_is_emptied():
    assert told(
        """
        编号 | 日期     | 类型     | 主题
        01   | 2026-3-5 | 志愿服务 | 植树
        """,
        issued=(),
        own=("row-002",),
    ) == {"row-002": ("", 1)}


def test_a_form_of_an_earlier_version_knows_the_rows_there_were_when_it_was_sent_out():
    """It has no names in it, and one version for the whole ledger."""
    current = kept()
    late = current[row_subject("activities", "row-003")]
    current[late.item] = Entry(**(vars(late) | {"at": NOON + timedelta(days=1)}))
    rows = rows_of("""
        编号 | 日期     | 类型     | 主题
        01   | 2026-3-5 | 志愿服务 | 植树
    """)
    sheet = SheetRows(ACTIVITIES, rows, [""], {"activities": 7}, NOON, "new")

    changes = row_changes(sheet, "01", HALF, current, lambda _subject: False)

    assert [(name_of_row(each.item), each.text, each.seen) for each in changes] == [("row-002", "", 1)]


@pytest.mark.parametrize("order", list(permutations(range(3))))
def test_the_order_of_rows_says_nothing(order):
    lines = KEPT.strip().splitlines()

    assert told("\n".join([lines[0], *(lines[1 + n] for n in order)])) == {}


CELLS = st.sampled_from(["", "1", "2", "甲"])
ROWS = st.lists(
    st.tuples(st.sampled_from(["", "row-001", "row-002", "row-009"]), CELLS, CELLS, CELLS).filter(
        lambda row: any(row[1:])
    ),
    max_size=6,
)


@given(ROWS, ROWS)
def test_whatever_is_sent_the_rows_of_the_form_are_all_there_afterwards_and_each_once(before, after):
    labels = ("编号", "日期", "主题")
    stands = {
        each.item: each for each in row_entries(ACTIVITIES, [dict(zip(labels, row[1:], strict=True)) for row in before])
    }
    rows = [{label: text for label, text in zip(labels, row[1:], strict=True) if text} for row in after]
    issued = dict.fromkeys(stands, 1)
    sheet = SheetRows(ACTIVITIES, rows, [row[0] for row in after], issued, NOON, "new")

    changes = row_changes(sheet, "01", HALF, stands, lambda _subject: False)

    result = {each.item: each.text for each in stands.values()} | {each.item: each.text for each in changes}
    assert len({each.item for each in changes}) == len(changes)
    assert sorted(text for text in result.values() if text) == sorted(text_of_row(ACTIVITIES, row) for row in rows)


def test_a_row_that_says_what_another_does_under_another_number_is_its_likely_twin():
    rows = rows_of("""
        编号 | 日期     | 类型     | 主题
        LH-1 | 2026-3-5 | 志愿服务 | 植树
        09   | 2026-6-5 | 志愿服务 | 植树
    """)

    assert list(twins(ACTIVITIES, rows, rows_of(KEPT))) == [("LH-1 2026-3-5 志愿服务", "01 2026-3-5 志愿服务")]


def test_a_row_that_ran_on_keeps_its_name_though_the_form_it_ran_on_from_has_not_come_in_yet():
    rows = rows_of(
        "编号 | 日期     | 类型     | 主题\n01   | 2026-3-5 | 志愿服务 | 植树\n01   | 2026-3-5 | 志愿服务 | 植树"
    )
    sheet = SheetRows(ACTIVITIES, rows, ["old-1", "old-1"], {"activities/old-1": 0}, NOON, "new")

    changes = row_changes(sheet, "01", HALF, {}, lambda _subject: False)

    assert [each.item for each in changes] == ["activities/old-1", "activities/new-002"], "a copy is a row of its own"


def test_what_is_kept_in_a_column_that_the_form_does_not_have_stays():
    table = (
        "编号 | 日期     | 类型     | 主题\n01   | 2026-3-5 | 志愿服务 | 植树\n02   | 2026-4-1 | 参观学习 | 参观新馆"
    )
    rows = [{label: text for label, text in row.items() if label != "类型"} for row in rows_of(table)]
    sheet = SheetRows(
        ACTIVITIES,
        rows,
        ["row-001", "row-002"],
        {"activities/row-001": 1, "activities/row-002": 1},
        NOON,
        "new",
        ("类型",),
    )

    changes = row_changes(sheet, "01", HALF, kept(), lambda _subject: False)

    assert [(each.item, typed_row(each.text)["类型"]) for each in changes if each.text] == [
        ("activities/row-002", "参观学习")
    ]
