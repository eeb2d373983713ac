"""A rate of totals over different units, or above 100 %, is told and makes a draft: 参加率101.1% stood in a finished report."""

from __future__ import annotations

from decimal import Decimal

import pytest

from tests.support import read_docx
from tests.support.make_docx import docx
from toolkit.findings import Level
from toolkit.report.drafts import DOUBTS_LEFT
from toolkit.report.merge import merge
from toolkit.report.proofread import Expected
from toolkit.report.rates import above_whole, unlike_totals
from toolkit.report.wording import FILTERS
from toolkit.word import Coverage, Doubt, compile_template

ALL = frozenset({"办公室", "人事科", "财务科"})
COVERED = {
    "主题党日实到": Coverage(ALL, ALL),
    "主题党日应到": Coverage(frozenset({"办公室"}), ALL),
    "党费实收": Coverage(ALL, ALL),
}
LINES = "header: {% if 草稿 %}草稿：{{ 草稿 }}{% endif %}\n参加率{{ (主题党日实到 / 主题党日应到)|百分比 }}。"
TEMPLATE = compile_template(docx(LINES), filters=FILTERS, name="全局汇报")


def merged(present: int, expected: int, covered: dict[str, Coverage] = COVERED, filed: tuple[str, ...] = ()):
    values = {"主题党日实到": present, "主题党日应到": expected, "草稿": ""}
    return merge(TEMPLATE, values, Expected("2026年上半年", filed=lambda: filed, covered=covered), place="云河市示例局")


def header(data: bytes) -> str:
    return "".join(read_docx.paragraphs(data, "word/header1.xml"))


def test_the_finding_names_both_figures_how_many_units_each_has_and_who_is_missing():
    (finding,) = unlike_totals([Doubt(("主题党日实到",), ("主题党日应到",))], COVERED, "云河市示例局")

    assert (finding.level, finding.place) == (Level.ERROR, "云河市示例局")
    assert "“主题党日实到”是3个单位的，“主题党日应到”是1个单位的" in finding.message
    assert "（人事科、财务科不是每项都有数）" in finding.message


def test_a_document_with_such_a_rate_is_a_draft_in_words_on_each_page():
    made = merged(90, 100)

    assert made.is_draft
    assert [finding.code for finding in made.findings] == ["unlike_totals"]
    assert header(made.data) == f"草稿：{DOUBTS_LEFT}"


def test_the_same_rate_over_the_same_units_is_finished():
    made = merged(90, 100, {name: Coverage(ALL, ALL) for name in COVERED})

    assert (made.is_draft, made.findings, header(made.data)) == (False, (), "")


def test_a_rate_above_the_whole_is_a_draft_too():
    made = merged(91, 90, {})

    assert made.is_draft
    assert [finding.code for finding in made.findings] == ["rate_above_whole"]
    assert "101.1" in made.findings[0].message
    assert header(made.data) == f"草稿：{DOUBTS_LEFT}"


def test_a_template_of_before_that_knows_no_such_name_gets_its_draft_all_the_same():
    template = compile_template(docx("参加率{{ (实到 / 应到)|百分比 }}"), filters=FILTERS)

    made = merge(template, {"实到": 3, "应到": 2}, Expected("2026年上半年"))

    assert made.is_draft


@pytest.mark.parametrize(
    "text",
    [
        "参加率101.1%。",
        "到课率为 120％，其余正常。",
        "参加率98%，覆盖率150%。",
        "参加率１０１．１％。",
        "参加率101．1%",
        "参加率105﹪",
        "参加率1,050%",
        "参加率达百分之一百零五",
        "到课率百分之105",
        "覆盖率一百零五%",
        "提高参加率105%",
        "超额完成任务的参加率105%",
        "参加率由98%上升为105%",
        "参加率提高到105%",
        "群众满意率达到120%",
        "党员参加活动105%",
    ],
)
def test_a_printed_rate_above_the_whole_is_an_error_with_its_paragraph(text):
    (finding,) = above_whole(["前一段", text], "汇报", tuple)

    assert finding.level is Level.ERROR
    assert finding.place.startswith("汇报 第2段“")


@pytest.mark.parametrize(
    "text",
    [
        "参加率100%，覆盖率97.8%。",
        "比上期增加30名，增长300%。",
        "同比增长120%。",
        "投入是去年的3倍，提高150%。",
        "超额完成，为年度计划的超120%。",
        "同比增长：120%",
        "党费增长（按可比口径）120%",
        "比上期增加12名、120%",
        "增速120%",
        "增长率达120%",
        "是去年同期的130%",
        "完成全年任务的120%",
        "超额完成（120%）",
        "任务完成率120%",
        "参加率提高105%",
        "参加率99.9%，参加率100.0%",
        "百分之百",
        "百分之九十五点五",
        "1,000元，占50%",
    ],
)
def test_growth_and_rates_within_the_whole_are_no_matter(text):
    assert list(above_whole([text], "汇报", tuple)) == []


def test_a_rate_that_a_unit_wrote_itself_asks_for_a_look_and_makes_no_draft():
    filed = "服务事项办结率达120%，群众满意"
    (finding,) = above_whole([f"{filed}。"], "汇报", lambda: (filed,))

    assert finding.level is Level.WARNING


def test_a_sum_of_decimals_is_divided_exactly():
    template = compile_template(docx("人均{{ 党费 / 党员 }}元"))

    assert read_docx.paragraphs(merge(template, {"党费": Decimal("72655"), "党员": 149}).data) == ["人均487.62元"]
