"""Rows of ledgers that run over periods: what was not done at the end of one stands in the next, until something is said of it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.support.office import HALF, ISSUES, LAST, small_catalogue, small_units
from tests.support.text_table import rows_of
from toolkit.catalogue.kinds import CHOICE, DATE, TEXT
from toolkit.catalogue.ledgers import Column, Ledger
from toolkit.catalogue.periods import read_period
from toolkit.figures.figure import filing_of_texts
from toolkit.figures.ledger_rows import STRUCK_OUT, row_subject, text_of_row
from toolkit.figures.running import RowsOfAllTimes, RowText, running_rows

TOLD = """
    期间    | 单位 | 行 | 编号 | 发现日期  | 问题   | 状态
    2025H1  | 01   | a  | 1    | 2025-3-1  | 记录缺 | 待整改
    2025H2  | 01   | b  | 2    | 2025-9-1  | 牌子旧 | 整改中
    2025H2  | 01   | c  | 3    | 2025-9-2  | 台账乱 | 已销号
    2025H2  | 02   | d  | 4    | 2025-9-3  | 漏水   | 退回
    2026H1  | 01   | b  | 2    | 2025-9-1  | 牌子旧 | 已销号
    2026M2  | 02   | e  | 5    | 2026-2-3  | 断电   | 待整改
"""


def rows(table=TOLD):
    told = rows_of(table)
    for n, row in enumerate(told):
        where = (row.pop("单位"), row.pop("期间"), row_subject("issues", row.pop("行")))
        text = text_of_row(ISSUES, row)
        yield RowText(*where, text or STRUCK_OUT, n)


def names_before(period, heirs=None, table=TOLD):
    running = RowsOfAllTimes([ISSUES], rows(table)).before(read_period(period), heirs or {})
    return {unit: [subject.partition("/")[2] for subject in each] for unit, each in running.items()}


@pytest.mark.parametrize(
    ("period", "runs_on"),
    [
        ("2025H1", {}),
        ("2025H2", {"01": ["a"]}),
        ("2026H1", {"01": ["a", "b"], "02": ["d", "e"]}),
        ("2026H2", {"01": ["a"], "02": ["d", "e"]}),
        ("2026M3", {"01": ["a", "b"], "02": ["d", "e"]}),
        ("2026Q2", {"01": ["a", "b"], "02": ["d", "e"]}),
        ("2030年", {"01": ["a"], "02": ["d", "e"]}),
    ],
)
def test_what_is_not_done_runs_on_as_it_was_said_last(period, runs_on):
    assert names_before(period) == runs_on


def test_what_a_unit_left_open_is_for_the_one_it_went_into():
    assert names_before("2026H1", {"02": "01"}) == {"01": ["a", "b", "d", "e"]}


def test_a_row_that_was_struck_out_runs_on_no_more_and_one_that_was_cleared_says_nothing():
    struck = [*rows(), RowText("01", "2025H2", "issues/a", STRUCK_OUT, 90)]
    cleared = [*rows(), RowText("01", "2025H2", "issues/a", "", 91)]

    gone, there = (RowsOfAllTimes([ISSUES], each).before(HALF, {})["01"] for each in (struck, cleared))

    assert ("issues/a" in gone, "issues/a" in there) == (False, True)


def test_of_two_periods_that_end_on_one_day_the_later_save_counts():
    told = """
        期间    | 单位 | 行 | 编号 | 发现日期 | 问题 | 状态
        2025H2  | 01   | a  | 1    | 2025-9-1 | 甲   | 待整改
        2025M12 | 01   | a  | 1    | 2025-9-1 | 甲   | 已销号
    """
    assert names_before("2026H1", table=told) == {}


def test_only_a_ledger_that_says_what_is_done_runs_on():
    plain = Ledger("letters", "来信", (Column("编号", TEXT), Column("状态", CHOICE, ("已办", "未办"))), ("支部",))
    told = replace(plain, columns=(plain.columns[0], replace(plain.columns[1], done=("已办",))))
    row = RowText("01", LAST.code, "letters/a", '{"编号": "1", "状态": "未办"}', 1)

    assert [RowsOfAllTimes([each], [row]).before(HALF, {}) for each in (plain, told)] == [
        {},
        {"01": {"letters/a": row.text}},
    ]


def test_whoever_entered_a_row_once_more_meant_the_one_that_runs_on():
    running = {"issues/a": text_of_row(ISSUES, {"编号": "1", "发现日期": "2025-9-1", "问题": "甲", "状态": "待整改"})}
    again = {"issues/z": text_of_row(ISSUES, {"编号": "1", "发现日期": "2025-9-1", "问题": "甲", "状态": "整改中"})}
    other = {"issues/z": text_of_row(ISSUES, {"编号": "1", "发现日期": "2026-2-1", "问题": "甲", "状态": "整改中"})}

    assert [sorted(running_rows(ISSUES, running, own)) for own in ({}, again, other)] == [
        ["issues/a"],
        [],
        ["issues/a"],
    ]


def in_words(filed):
    label = "编号"
    return [str(row[label]) for row in filed.ledgers.get("issues", ())]


def test_a_filing_has_the_rows_that_run_on_once_anything_is_filed():
    running = {"issues/a": text_of_row(ISSUES, {"编号": "1", "发现日期": "2025-9-1", "问题": "甲", "状态": "待整改"})}

    def filed(**texts):
        return filing_of_texts(small_units()["01"], HALF, texts, small_catalogue(), running)

    nothing, something, only_a_word = filed(), filed(theme_days="3"), filed(**{"confirmed:x:y": "好"})

    assert [in_words(each) for each in (nothing, something, only_a_word)] == [[], ["1"], []]
    assert [each.filed for each in (nothing, something, only_a_word)] == [False, True, False]
    assert something.names["issues"] == ("a",)


def test_what_is_said_of_a_row_stands_in_its_place_and_what_it_was_is_known():
    before = {"编号": "1", "发现日期": "2025-9-1", "问题": "甲", "状态": "待整改"}
    running = {f"issues/{each}": text_of_row(ISSUES, {**before, "编号": each}) for each in "abc"}
    texts = {
        "issues/a": text_of_row(ISSUES, {**before, "编号": "a", "状态": "已销号"}),
        "issues/b": STRUCK_OUT,
        "issues/c": "",
    }

    made = filing_of_texts(small_units()["01"], HALF, {"theme_days": "1", **texts}, small_catalogue(), running)

    assert [(row["编号"], row["状态"]) for row in made.ledgers["issues"]] == [("a", "已销号"), ("c", "待整改")]
    assert [(each.before["状态"], each.now and each.now["状态"]) for each in made.carried["issues"]] == [
        ("待整改", "已销号"),
        ("待整改", None),
        ("待整改", "待整改"),
    ]


def test_a_row_keeps_the_name_of_a_column_that_was_renamed():
    old = Ledger(
        "issues",
        "问题整改台账",
        (Column("编号", TEXT, required=True), Column("发现日期", DATE, required=True)),
        ("支部",),
    )
    state = Column("进展", CHOICE, ("待整改", "已销号"), was=("状态",), done=("已销号",))
    now = replace(old, columns=(*old.columns, state))
    row = RowText("01", LAST.code, "issues/a", '{"编号": "1", "发现日期": "2025-9-1", "状态": "已销号"}', 1)

    assert RowsOfAllTimes([now], [row]).before(HALF, {}) == {}


def test_what_was_entered_once_more_goes_on_from_there():
    told = """
        期间    | 单位 | 行 | 编号 | 发现日期 | 问题 | 状态
        2025H1  | 01   | a  | 1    | 2025-3-1 | 甲   | 待整改
        2025H2  | 01   | b  | 1    | 2025-3-1 | 甲   | 已销号
        2025H1  | 01   | c  | 2    | 2025-3-1 | 乙   | 待整改
        2025H2  | 01   | d  | 2    | 2025-3-1 | 乙   | 整改中
        2025H1  | 02   | e  | 1    | 2025-3-1 | 丙   | 待整改
    """
    assert names_before("2026H1", table=told) == {"01": ["d"], "02": ["e"]}


def test_what_the_heir_did_about_a_row_is_done_for_good():
    told = """
        期间    | 单位 | 行 | 编号 | 发现日期 | 问题 | 状态
        2025H2  | 02   | a  | 1    | 2025-9-1 | 甲   | 待整改
        2026H1  | 01   | a  | 1    | 2025-9-1 | 甲   | 已销号
        2025H2  | 02   | b  | 2    | 2025-9-1 | 乙   | 待整改
        2026H1  | 02   | b  | 2    | 2025-9-1 | 乙   | 已销号
    """
    assert names_before("2026H2", {"02": "01"}, told) == {}
    assert names_before("2026H1", {"02": "01"}, told) == {"01": ["a"]}, "b was done by the unit that went into it"


def test_two_rows_of_one_number_and_day_that_came_together_are_two():
    told = """
        期间    | 单位 | 行 | 编号 | 发现日期 | 问题 | 状态
        2025H2  | 01   | a  | 1    | 2025-9-1 | 甲   | 待整改
        2025H2  | 01   | b  | 1    | 2025-9-1 | 乙   | 待整改
        2025H2  | 01   | c  | 1    | 2025-9-1 | 丙   | 已销号
    """
    assert names_before("2026H1", table=told) == {"01": ["a", "b"]}


def test_a_day_is_the_same_however_it_is_written():
    told = """
        期间    | 单位 | 行 | 编号 | 发现日期       | 问题 | 状态
        2025H1  | 01   | a  | 1    | 2025-3-1       | 甲   | 待整改
        2025H2  | 01   | b  | 1    | 2025年3月1日   | 甲   | 已销号
    """
    assert names_before("2026H1", table=told) == {}
