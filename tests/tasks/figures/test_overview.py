"""A period from above: what is to be done, and what it adds up to."""

from __future__ import annotations

from decimal import Decimal

import pytest

from toolkit.catalogue.periods import read_period
from toolkit.tasks import Edit, Office, Sheet, completion, groups_of, numbers_of, settled, summary

HALF = read_period("2026H1")


@pytest.fixture
def sheet(office: Office) -> Sheet:
    return Sheet(office, HALF, "填报页")


def test_findings_are_grouped_by_what_is_to_be_done(sheet: Sheet) -> None:
    sheet.enter([Edit("01", "talks", "几次")])

    groups = {group.title: {finding.unit for finding in group.findings} for group in groups_of(sheet)}

    assert groups["还没报，请催报"] == {"12"}
    assert "05" in groups["没填，请补填"]
    assert groups["填错了，请改正"] == {"01"}
    assert "可疑，请核对；没错就写明原因" in groups


def test_what_was_confirmed_leaves_its_group_and_is_listed_apart(sheet: Sheet) -> None:
    sheet.enter([Edit("01", "lectures", "0")])
    finding = next(each for each in sheet.progress("01").findings if each.item == "lectures")

    sheet.confirm(finding, "讲课人住院")

    assert finding not in [each for group in groups_of(sheet) for each in group.findings]
    assert [each.finding for each in settled(sheet)] == [finding]


def test_completion_is_told_by_unit_and_section(sheet: Sheet) -> None:
    complete = completion(sheet)

    assert all(each.filled == each.required for each in complete["01"])
    assert all(each.filled == 0 for each in complete["12"])
    assert [each.first_missing for each in complete["05"] if each.first_missing] == ["weekly_study"]


def test_the_summary_says_total_coverage_target_and_change(sheet: Sheet) -> None:
    rows = {row.item.key: row for row in summary(sheet)}

    assert rows["theme_days"].coverage == "12个支部中11个已报"
    assert rows["theme_days"].target == "全部达到"
    assert rows["lectures"].target == "11个中10个达到"
    assert rows["member_full"].total.endswith("名")
    assert rows["member_full"].against_year_ago == ""


def test_the_numbers_of_an_item_stand_beside_last_periods_and_the_target(sheet: Sheet, office: Office) -> None:
    first, *_others, last = numbers_of(sheet, office.catalogue["theme_days"])

    assert (first.unit.code, first.now, first.last, first.year_ago, first.target) == ("01", 6, 6, None, Decimal(6))
    assert (last.unit.code, last.now) == ("12", None)
