"""The review: what is to be done, settled with a reason, and jumped to."""

from __future__ import annotations

from typing import Any

import pytest

from toolkit.tasks import Edit, Office, Sheet
from toolkit.ui.review_view import ReviewView
from toolkit.ui.workspace import Workspace


@pytest.fixture
def workspace(office: Office) -> Workspace:
    return Workspace(office)


@pytest.fixture
def review(workspace: Workspace) -> ReviewView:
    return ReviewView(workspace)


def group(review: ReviewView, title: str) -> list[dict[str, Any]]:
    return next((each["findings"] for each in review.part.groups if each["title"].startswith(title)), [])


def test_the_heat_map_shows_each_unit_by_section(review: ReviewView, office: Office) -> None:
    rows = {row["unit"]: row for row in review.part.heat["rows"]}

    assert list(rows) == [unit.code for unit in office.units.filing]
    assert rows["12"]["state"] == "未填"
    assert [cell["missing"] for cell in rows["05"]["cells"] if cell["missing"]] == ["weekly_study"]


def test_a_finding_is_jumped_to(review: ReviewView, workspace: Workspace) -> None:
    opened: list[tuple[str, str]] = []
    workspace.watch(opened=lambda item: opened.append((workspace.unit.code, item)))
    finding = group(review, "没填")[0]

    review.part.receive(kind="jump", unit=finding["unit"], item=finding["item"])

    assert opened == [("05", "weekly_study")]


def test_a_warning_is_settled_with_its_reason_and_taken_back(review: ReviewView, workspace: Workspace) -> None:
    workspace.sheet.enter([Edit("01", "lectures", "0")])
    review.refresh()
    odd = next(each for each in group(review, "可疑") if (each["unit"], each["item"]) == ("01", "lectures"))

    review.part.receive(
        kind="confirm", unit="01", item="lectures", code=odd["code"], message=odd["message"], reason="讲课人住院"
    )

    assert odd not in group(review, "可疑")
    assert [each["reason"] for each in group(review, "已说明")] == ["讲课人住院"]
    assert "已记下" in review.part.said
    review.part.receive(kind="confirm", unit="01", item="lectures", code=odd["code"], message=odd["message"], reason="")
    assert odd in group(review, "可疑")


def test_the_summary_has_a_line_for_each_figure_that_adds_up(review: ReviewView) -> None:
    rows = {row[0]: row for row in review.part.summary["rows"]}

    assert rows["主题党日"][1:4] == ["66次", "12个支部中11个已报", "全部达到"]


def test_a_chart_shows_each_unit_by_period_with_the_target_in_chinese(review: ReviewView) -> None:
    review.item.value = "theme_days"

    assert review.chart is not None
    text = str(review.chart.spec)
    assert "办公室党支部" in text
    assert "2026年上半年" in text
    assert "2025年下半年" in text
    assert "应有6次" in text
    assert "http" not in text.replace("https://vega.github.io/schema", "")


def test_another_period_is_reviewed_when_it_comes_into_view(review: ReviewView, workspace: Workspace) -> None:
    workspace.go(period="2025H2")

    assert "2025年下半年" in review.part.title


def test_a_refresh_shows_what_others_entered(review: ReviewView, office: Office) -> None:
    Sheet(office, review._workspace.period, "总表").enter([Edit("12", "talks", "几次")])

    review.part.receive(kind="refresh")

    assert [each["unit"] for each in group(review, "填错")] == ["12"]


def test_the_problems_of_visits_are_entered_by_one_step_from_the_pane(office: Office) -> None:
    view = ReviewView(Workspace(office))
    steps = [found for group in view.part.groups for found in group["findings"] if found["step"]]
    assert [found["step"] for found in steps] == ["转入问题整改台账"]

    view.part.receive(kind="step", unit=steps[0]["unit"], item=steps[0]["item"], code=steps[0]["code"])

    assert view.part.said == "已转入8个问题"
    assert not [found for group in view.part.groups for found in group["findings"] if found["step"]]
    view.part.receive(kind="step", unit="B", item="contacts", code="visit_unfollowed")
    assert view.part.said == "没有要转入的了"


def test_a_slip_of_pen_is_mended_by_one_step_from_the_pane(review: ReviewView, office: Office) -> None:
    period = review._workspace.period
    Sheet(office, period, "填报页").enter([Edit("01", "highlights", "截止6月底，建立制度。")])
    review.part.receive(kind="refresh")

    review.part.receive(kind="step", unit="01", item="highlights", code="slip_word")

    assert review.part.said == "已改正，可以撤销。"
    assert Sheet(office, period, "").text("01", "highlights") == "截至6月底，建立制度。"
    review.part.receive(kind="step", unit="01", item="highlights", code="slip_word")
    assert review.part.said == "文字已经变了，请再看一遍提示。"


def test_without_points_there_is_no_assessment(office: Office) -> None:
    assert ReviewView(Workspace(office)).part.scores == {"columns": [], "rows": []}
