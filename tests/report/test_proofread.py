"""A finished document read once more: what should not be said, and what should be and is not."""

from __future__ import annotations

import random
from dataclasses import replace

import pytest

from tests.review.slips.test_reading import SLIPS, corpus, is_told
from tests.support.make_docx import docx
from tests.support.text_table import rows_of
from toolkit.catalogue.periods import read_period
from toolkit.report.leftovers import UnitNames
from toolkit.report.merge import merge
from toolkit.report.proofread import Expected, proofread
from toolkit.review.slips.slip import Reading
from toolkit.word import ORDINAL, STOP, PrintedValue, Shape, compile_template

OWN = Expected(
    "2026年上半年",
    ("2025年下半年",),
    (2026,),
    ("办公室党支部",),
    UnitNames(["办公室党支部", "人事科党支部"]),
    lambda: ("2019年5月4日",),
)


def value(text: str) -> PrintedValue:
    return PrintedValue(("志愿服务",), (), text, "word/document.xml", 1)


def codes(lines: str, *printed: str) -> list[str]:
    return [finding.code for finding in proofread(docx(lines), "甲", OWN, list(map(value, printed)))]


@pytest.mark.parametrize(
    ("lines", "code"),
    [
        ("2024年上半年，支部", "other_year"),
        ("人事科党支部认真学习", "other_unit"),
        ("收缴××元", "placeholder_left"),
        ("header: 党费{{ 党费 }}", "tag_left"),
    ],
)
def test_what_is_left_over_is_found_in_the_document(lines: str, code: str) -> None:
    assert codes(lines) == [code]


def test_what_came_from_a_ledger_and_what_is_its_own_is_no_fault() -> None:
    assert codes("2026年上半年，办公室党支部，比2025年下半年增加；2019年5月4日入党") == []


def test_a_value_that_is_nowhere_in_the_document_is_named() -> None:
    (finding,) = proofread(docx("甲"), "甲.docx", OWN, [value("服务若干次")])

    assert finding.code == "value_lost"
    assert finding.place == "甲.docx"
    assert finding.message.startswith("志愿服务的“服务若干次”没有印出来。")


@pytest.mark.parametrize("printed", ["FF0000", "#ffcc00", "auto", "2"])
def test_colours_and_spans_are_not_looked_for_in_the_text(printed: str) -> None:
    assert codes("甲", printed) == []


def test_a_report_that_is_right_has_nothing_to_look_at() -> None:
    template = compile_template(
        docx("{{ 一是 }}{{ 甲 }}；{{ 一是 }}{{ 乙 }}；{{ 句号 }}\n| {% cellbg 色 %}{{ 多行 }} |\nheader: {{ 甲 }}")
    )
    context = {"一是": ORDINAL, "句号": STOP, "甲": "抓学习；", "乙": "抓服务。", "色": "FFCC00", "多行": "一\n二\t三"}

    assert merge(template, context, OWN, is_sample=True).findings == ()


READ = replace(OWN, reading=Reading(period=read_period("2026H1")))


@pytest.mark.parametrize(
    "text",
    ["一是抓学习，二是抓服务", "一是抓学习；二是抓服务。三是抓整改", "抓学习，二是抓服务"],
)
def test_a_text_that_counts_itself_behind_another_ordinal_is_not_lost(text: str) -> None:
    template = compile_template(docx("{{ 一是 }}{{ 甲 }}；{{ 一是 }}{{ 乙 }}{{ 句号 }}"))
    rendered = template.render_parts({"一是": ORDINAL, "句号": STOP, "甲": text, "乙": "讲党课"}, is_recorded=True)
    found = proofread(template.assemble(rendered), "甲", Expected(), rendered.printed)
    other = proofread(docx("一是（1）抓别的；二是讲党课。"), "甲", Expected(), rendered.printed)

    assert "value_lost" not in {each.code for each in found}
    assert "value_lost" in {each.code for each in other}


def test_slips_of_pen_are_told_once_with_place_and_how_often() -> None:
    lines = "截止6月底，召开会议2次。\n乙\n截止6月底，讲党课2次。"
    (finding,) = proofread(docx(lines), "甲.docx", READ)

    assert (finding.code, finding.place) == ("slip_word", "甲.docx 第1段“截止6月底，召开会议2次。”")
    assert finding.message == "“截止”应写“截至”，说到某一天为止用“截至”。（共2处）"


def test_a_placeholder_makes_a_draft_and_says_so() -> None:
    template = compile_template(docx("{% if 草稿 %}草稿：{{ 草稿 }}{% endif %}\n收缴××元"), {"草稿": Shape()})
    merged = merge(template, {"草稿": ""}, READ)

    assert merged.is_draft
    assert merged.reason == "还留着占位符，填上后请重新生成"


def test_what_is_sown_into_a_finished_document_is_found() -> None:
    chance = random.Random(15)
    sown = [row for row in rows_of(SLIPS) if row["code"] != "ordinal_gap"]
    body = [line for _name, line in corpus()][:40]
    found = 0
    for row in sown * 5:
        lines = list(body)
        lines.insert(chance.randrange(len(lines) + 1), row["text"])
        found += is_told(row["code"], {each.code for each in proofread(docx("\n".join(lines)), "甲", READ)})
    assert found >= 0.95 * len(sown) * 5


def test_signs_that_meet_are_told_once() -> None:
    assert [finding.code for finding in proofread(docx("到东园社区、、、开展服务。"), "甲", READ)] == ["gap_between"]
    assert [finding.code for finding in proofread(docx("完成整改任务，。"), "甲", READ)] == ["slip_marks_meet"]
