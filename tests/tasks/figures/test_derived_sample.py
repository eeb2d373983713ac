"""The sample as it is shipped: sections that stay folded, assessments, and totals compared over the units that are in both periods."""

from __future__ import annotations

import pytest

from toolkit.catalogue.periods import read_period
from toolkit.figures.figure import Change
from toolkit.tasks import Edit, Office, Sheet, folded_sections, open_office, score_table, summary

HALF = read_period("2026H1")
MOVED = "党员增减"


@pytest.fixture
def office(shipped_office: Office) -> Office:
    return shipped_office


def test_what_moved_is_asked_for_only_where_the_numbers_do_not_agree(office: Office) -> None:
    sheet, unit = Sheet(office, HALF, "填报页"), office.units["01"]
    assert list(folded_sections(sheet, unit)) == [MOVED]

    sheet.enter([Edit("01", "member_full", "16")])
    assert list(folded_sections(sheet, unit)) == []

    sheet.enter([Edit("01", "moved_in", "3"), Edit("01", "moved_out", "1")])
    assert "members_balance" not in {finding.code for finding in sheet.progress("01").findings}
    assert list(folded_sections(sheet, unit)) == [], "what was filled in stays in sight"


def with_rules(office: Office, lines: str) -> Office:
    office.store.close()
    path = office.settings.office
    path.write_text(f"{path.read_text(encoding='utf-8')}\n{lines}\n", encoding="utf-8")
    return open_office(office.settings)


def test_an_assessment_gives_every_reason_and_ranks_only_where_that_is_switched_on(office: Office) -> None:
    columns, rows = score_table(Sheet(office, HALF, ""))

    assert columns == ("单位", "得分", "满分", "扣分原因")
    assert ("行政审批科党支部", "55", "60", "党课1次，目标2次，扣5分") in rows

    # Before the first table of the file: a key behind one would belong to it.
    columns, rows = score_table(Sheet(with_rules(office, "ranked = true"), HALF, ""))
    places = {row[1]: row[0] for row in rows}
    assert columns[0] == "名次"
    assert [places[f"{name}党支部"] for name in ("办公室", "检测站", "行政审批科")] == ["1", "1", "10"]
    assert [row[:2] for row in rows[-2:]] == [("未报齐", "规划发展科党支部"), ("未报齐", "档案馆党支部")]


def test_a_total_of_other_units_than_last_period_is_compared_over_those_that_are_in_both(office: Office) -> None:
    office.store.save([Change("12", HALF.code, "reflections", "500", 0)], "测试员", "填报页")

    row = next(row for row in summary(Sheet(office, HALF, "")) if row.item.key == "reflections")

    assert row.against_last.startswith("按可比的11个支部，比上期减少")
    other = next(row for row in summary(Sheet(office, HALF, "")) if row.item.key == "display_boards")
    assert "可比" not in other.against_last
