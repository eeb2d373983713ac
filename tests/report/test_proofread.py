"""A finished document read once more: what should not be said, and what should be and is not."""

from __future__ import annotations

import pytest

from tests.support.make_docx import docx
from toolkit.report.leftovers import UnitNames
from toolkit.report.merge import merge
from toolkit.report.proofread import Expected, proofread
from toolkit.word import ORDINAL, STOP, PrintedValue, compile_template

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
