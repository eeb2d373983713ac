"""Items answer to key and label; a target grows with the period and is silent where it does not apply."""

from __future__ import annotations

from decimal import Decimal

import pytest

from tests.support.office import small_catalogue
from tests.support.text_table import rows_of
from toolkit.catalogue.as_written import Unreadable
from toolkit.catalogue.items import PERCENT, Adding, Item
from toolkit.catalogue.kinds import AMOUNT, COUNT, LIST, NOT_APPLICABLE
from toolkit.catalogue.periods import Length, read_period
from toolkit.catalogue.targets import Target
from toolkit.errors import UnknownName

TARGETS = """
    每   | 月   | 期间   | 目标
    1    | 1    | 2026H1 | 6
    1    | 3    | 2026H1 | 2
    4    | 6    | 2026H1 | 4
    4    | 6    | 2026Y1 | 8
    0.5  | 1    | 2026Q1 | 1.5
    32   | 12   | 2026H1 | 16
    32   | 12   | 2026M1 | 2
    1    | 12   | 2026H1 | None
    1    | 3    | 2026M4 | None
"""


@pytest.mark.parametrize("row", rows_of(TARGETS), ids=lambda row: f"{row['每']} each {row['月']} in {row['期间']}")
def test_a_target_grows_with_the_period_and_is_its_share_in_a_shorter_one(row):
    target = Target(Decimal(row["每"]), Length(int(row["月"])))

    asked = target.in_period(read_period(row["期间"]))

    assert str(asked) == row["目标"]


def test_the_target_of_working_thursdays_is_counted():
    assert Target(None, Length.MONTH).in_period(read_period("2025年10月")) == 4


def test_an_item_is_found_by_key_and_by_label():
    catalogue = small_catalogue()

    assert catalogue["dues_paid"] is catalogue["党费实收"]


def test_an_unknown_item_is_refused_with_the_near_miss():
    with pytest.raises(UnknownName) as caught:
        small_catalogue()["党费实手"]

    assert str(caught.value) == "指标目录里没有“党费实手”。是不是想写“党费实收”？"


def test_a_catalogue_says_whether_it_holds_a_name():
    catalogue = small_catalogue()

    assert "亮点" in catalogue
    assert "天气" not in catalogue


def test_each_kind_of_unit_is_asked_its_own_items_in_order():
    catalogue = small_catalogue()

    asked = [item.label for item in catalogue.asked_of("本级")]

    assert asked == ["亮点", "党组研讨", "年度计划"]


def test_each_kind_of_unit_keeps_its_own_ledgers():
    catalogue = small_catalogue()

    assert [ledger.key for ledger in catalogue.ledgers_of("支部")] == ["activities", "issues"]
    assert [ledger.key for ledger in catalogue.ledgers_of("本级")] == ["issues"]


def test_a_ledger_is_found_by_key_and_by_label():
    catalogue = small_catalogue()

    assert catalogue.ledger("issues") is catalogue.ledger("问题整改台账")


def test_an_unknown_ledger_is_refused_with_the_near_miss():
    with pytest.raises(UnknownName, match="是不是想写“活动台账”"):
        small_catalogue().ledger("活动台帐")


def test_an_item_reads_its_own_unit_behind_the_number():
    item = Item("theme_days", "主题党日", "组织生活", COUNT, "次")

    assert item.read("6次") == 6


def test_a_share_above_one_needs_its_sign():
    item = Item("paid", "党费收缴率", "党费", AMOUNT, formula="党费实收 / 党费应收", shown=PERCENT)

    assert (item.read("98%"), item.read("0.98"), item.read("1")) == (Decimal("0.98"), Decimal("0.98"), Decimal(1))
    with pytest.raises(Unreadable, match="写上%"):
        item.read("98")


@pytest.mark.parametrize("typed", ["、", "，，", "。"])
def test_a_list_of_marks_alone_is_asked(typed):
    with pytest.raises(Unreadable, match="标点"):
        Item("places", "社区", "服务", LIST).read(typed)


def test_an_item_shows_not_applicable_in_words():
    assert small_catalogue()["党费实收"].show(NOT_APPLICABLE) == "不适用"


@pytest.mark.parametrize(
    ("kind", "over_months", "is_stock"),
    [(COUNT, Adding.LAST, True), (COUNT, Adding.SUM, False), (LIST, Adding.LAST, False)],
)
def test_a_number_counted_at_the_end_is_a_stock(kind, over_months, is_stock):
    assert Item("a", "甲", "组织", kind, over_months=over_months).is_stock is is_stock
