"""An old table comes in by a look and a taking: one batch, nothing that is not sure, and asked only once."""

from __future__ import annotations

import pytest

from tests.tables.sheets import book_of
from toolkit.catalogue.periods import read_period
from toolkit.errors import ChangedMeanwhile, PeriodClosed, ToolkitError, UnknownName
from toolkit.figures.figure import Change, FilingState
from toolkit.tasks import (
    Decisions,
    Office,
    close_period,
    heading_decided,
    latest_saves,
    look_into_table,
    name_decided,
    open_book,
    remember,
    states_of,
    take_table,
    undo,
)

NEXT, HALF = read_period("2026H2"), read_period("2026H1")
TABLE = """
支部名称 | 正式党员数 | 党课（次） | 党日人数 | 党费（万元）
« | | | | 应收
办公室支部 | 14 | 3 | 80 | 0.42
人事科 | 12 | 2 | 70 | 0.3
合计 | 26 | 5 | 150 | 0.72
审批科 | 8 | 2 | 50 | 0.2
"""
DATA = book_of({"统计": TABLE})


def stored(office: Office, unit: str, period=NEXT) -> dict[str, str]:
    return {e.item: e.text for e in office.store.current(period.code, unit) if e.text and e.is_figure}


def test_a_look_saves_nothing_and_says_what_would_change(shipped_office: Office) -> None:
    before = shipped_office.store.current(NEXT.code)

    look = look_into_table(shipped_office, NEXT, "旧表.xlsx", DATA)

    assert [(w.change.unit, w.change.item, w.stored, w.change.text) for w in look.wanted] == [
        ("01", "member_full", "", "14"),
        ("01", "lectures", "", "3"),
        ("01", "dues_due", "", "4200"),
        ("02", "member_full", "", "12"),
        ("02", "lectures", "", "2"),
        ("02", "dues_due", "", "3000"),
    ]
    assert look.is_asking
    assert shipped_office.store.current(NEXT.code) == before


def test_what_is_taken_is_one_batch_that_can_be_taken_back(shipped_office: Office) -> None:
    look = look_into_table(shipped_office, NEXT, "旧表.xlsx", DATA)

    assert take_table(shipped_office, look) == 6

    assert stored(shipped_office, "02") == {"member_full": "12", "lectures": "2", "dues_due": "3000"}
    assert states_of(shipped_office, NEXT)["02"] is FilingState.FILED
    last = shipped_office.store.journal.batches(1)[0]
    assert last.save.source == "旧表 旧表.xlsx"
    undo(shipped_office, last.id)
    assert stored(shipped_office, "02") == {}


def told(office: Office, heading: str = "", name: str = "", means: str = "") -> None:
    """Somebody decides what a heading or a name of the table means."""
    look = look_into_table(office, NEXT, "旧表.xlsx", DATA)
    said = heading_decided(office, look, heading, means) if heading else name_decided(office, look, name, means)
    remember(office, NEXT, said)


def test_what_was_decided_is_taken_and_never_asked_again(shipped_office: Office) -> None:
    told(shipped_office, heading="党日人数", means="主题党日实到")
    told(shipped_office, name="审批科", means="行政审批科")
    look = look_into_table(shipped_office, NEXT, "旧表.xlsx", DATA)

    assert not look.is_asking
    assert take_table(shipped_office, look) == 12
    assert stored(shipped_office, "06") == {
        "member_full": "8",
        "lectures": "2",
        "theme_present": "50",
        "dues_due": "2000",
    }

    again = look_into_table(shipped_office, NEXT, "又一张.xlsx", book_of({"另一页": TABLE.replace("50", "51")}))
    assert not again.is_asking
    assert [(w.stored, w.change.text) for w in again.wanted] == [("50", "51")]
    assert again.same == 11


def test_a_heading_that_is_said_to_be_none_is_not_asked_again(shipped_office: Office) -> None:
    told(shipped_office, heading="党日人数", means="")

    again = look_into_table(shipped_office, HALF, "旧表.xlsx", DATA)
    assert [match.words for table in again.tables for match in table.asked] == []


def test_what_was_decided_wrongly_is_decided_anew(shipped_office: Office) -> None:
    told(shipped_office, heading="党日人数", means="主题党日应到")
    told(shipped_office, heading="党日人数", means="主题党日实到")

    look = look_into_table(shipped_office, NEXT, "旧表.xlsx", DATA)
    assert {w.change.item for w in look.wanted} >= {"theme_present"}


@pytest.mark.parametrize(
    "said",
    [
        {"heading": "没有的栏", "means": "党课"},
        {"heading": "党日人数", "means": "没有的指标"},
        {"name": "审批科", "means": "没有的支部"},
        {"name": "没有的行", "means": "办公室"},
    ],
)
def test_what_nobody_knows_is_told(shipped_office: Office, said: dict[str, str]) -> None:
    with pytest.raises(UnknownName, match="没有"):
        told(shipped_office, **said)


def test_two_headings_that_end_alike_have_to_be_named_whole(shipped_office: Office) -> None:
    data = book_of({"表": "支部 | 党费 | 工会费\n« | 应收数 | 应收数\n办公室 | 1 | 2\n人事科 | 1 | 2"})
    look = look_into_table(shipped_office, NEXT, "旧表.xlsx", data)
    with pytest.raises(UnknownName, match="请写全：党费 ▸ 应收数、工会费 ▸ 应收数"):
        heading_decided(shipped_office, look, "应收数", "党费应收")


def test_what_a_ledger_says_is_never_overwritten(shipped_office: Office) -> None:
    book = open_book(shipped_office, HALF)
    says = book.now["01"]["lectures"]

    look = look_into_table(shipped_office, HALF, "旧表.xlsx", DATA)

    assert all(wanted.change.item != "lectures" for wanted in look.wanted)
    (told,) = [f for f in look.findings if f.code == "table_derived" and f.unit == "01" and f.item == "lectures"]
    assert f"表里是3，由活动台账得出的是{says}" in told.message


def test_a_figure_that_changed_since_the_look_refuses_the_whole(shipped_office: Office) -> None:
    look = look_into_table(shipped_office, NEXT, "旧表.xlsx", DATA)
    shipped_office.store.save([Change("02", NEXT.code, "member_full", "13", 0)], "别人", "填报页")

    with pytest.raises(ChangedMeanwhile):
        take_table(shipped_office, look)

    assert stored(shipped_office, "01") == {}


def test_a_closed_period_takes_nothing(shipped_office: Office) -> None:
    close_period(shipped_office, HALF, "试")
    look = look_into_table(shipped_office, HALF, "旧表.xlsx", DATA)
    with pytest.raises(PeriodClosed):
        take_table(shipped_office, look)


def test_a_figure_that_stands_there_twice_with_two_values_is_not_taken(shipped_office: Office) -> None:
    data = book_of(
        {"甲": "支部 | 正式党员\n办公室 | 14\n人事科 | 12", "乙": "支部 | 正式党员\n办公室 | 15\n人事科 | 12"}
    )

    look = look_into_table(shipped_office, NEXT, "旧表.xlsx", data)

    assert [w.change.unit for w in look.wanted] == ["02"]
    assert ["“甲”B2格是14、“乙”B2格是15" in f.message for f in look.findings if f.code == "table_twice"] == [True]


def test_a_table_in_which_nothing_is_known_is_not_taken(shipped_office: Office) -> None:
    look = look_into_table(shipped_office, NEXT, "旧表.xlsx", book_of({"表": "甲 | 乙\n1 | 2"}))
    with pytest.raises(ToolkitError, match="没有可收的数"):
        take_table(shipped_office, look)
    assert look.decisions == Decisions()


def test_who_took_a_table_is_known_and_where_from(shipped_office: Office) -> None:
    take_table(shipped_office, look_into_table(shipped_office, NEXT, "旧表.xlsx", DATA))
    assert "旧表.xlsx" in str(latest_saves(shipped_office, 1))
