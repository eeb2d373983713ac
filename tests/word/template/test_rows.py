"""Rows and paragraphs that repeat by themselves."""

from __future__ import annotations

import pytest

from tests.support.make_docx import docx
from tests.support.read_docx import paragraphs, tables
from toolkit.word import Shape, compile_template

LEAF = Shape()
NAMES = {
    "党费": LEAF,
    "各支部": Shape(row=Shape({"简称": LEAF, "党费": LEAF, "成员": Shape(row=Shape({"姓名": LEAF}))})),
    "台账": Shape(row=Shape({"事项": LEAF})),
}
VALUES = {
    "党费": 30,
    "各支部": [
        {"简称": "甲", "党费": 10, "成员": [{"姓名": "子"}]},
        {"简称": "乙", "党费": 20, "成员": [{"姓名": "丑"}, {"姓名": "寅"}]},
    ],
    "台账": [],
}


def rendered(lines: str) -> bytes:
    template = compile_template(docx(lines), NAMES)
    assert template.findings == ()
    return template.render(VALUES)


def test_a_row_that_speaks_of_one_list_repeats_by_itself() -> None:
    data = rendered(
        """
        | 支部              | 党费              |
        | {{ 各支部.简称 }} | {{ 各支部.党费 }} |
        | 合计              | {{ 党费 }}        |
        """
    )

    assert tables(data) == [[["支部", "党费"], ["甲", "10"], ["乙", "20"], ["合计", "30"]]]


def test_such_a_row_may_count_itself() -> None:
    assert tables(rendered("| {{ loop.index }} | {{ 各支部.简称 }} |")) == [[["1", "甲"], ["2", "乙"]]]


def test_a_paragraph_that_speaks_of_one_list_repeats_by_itself() -> None:
    assert paragraphs(rendered("开头\n{{ 各支部.简称 }}：{{ 各支部.党费 }}元\n结尾")) == [
        "开头",
        "甲：10元",
        "乙：20元",
        "结尾",
    ]


def test_a_filter_and_a_condition_in_a_tag_do_not_disturb() -> None:
    assert paragraphs(rendered("{{ 各支部.简称|upper }}{{ '有' if 各支部.党费 > 10 else '无' }}")) == ["甲无", "乙有"]


def test_an_empty_list_leaves_no_row() -> None:
    assert tables(rendered("| 事项 |\n| {{ 台账.事项 }} |")) == [[["事项"]]]


@pytest.mark.parametrize(
    "lines",
    [
        "{%p for 各支部 in 各支部 %}\n{{ 各支部.简称 }}\n{%p endfor %}",
        "{% for 行 in 各支部 %}{{ 行.简称 }}{% endfor %}",
    ],
)
def test_a_loop_that_is_written_out_is_left_as_it_is(lines: str) -> None:
    assert "".join(paragraphs(rendered(lines))) == "甲乙"


def test_a_row_that_mixes_a_list_with_other_names_is_found() -> None:
    (finding,) = compile_template(docx("| {{ 各支部.简称 }} | {{ 党费 }} |"), NAMES).findings

    assert finding.code == "list_outside_row"
    assert "“各支部”是列表" in finding.message


def test_an_unknown_field_of_a_repeating_row_is_found_with_its_near_miss() -> None:
    (finding,) = compile_template(docx("| {{ 各支部.简乘 }} |"), NAMES).findings

    assert finding.code == "unknown_name"
    assert "是不是想写“简称”" in finding.message


def test_without_a_vocabulary_nothing_repeats_by_itself() -> None:
    template = compile_template(docx("{{ 单位.名称 }}"))

    assert paragraphs(template.render({"单位": {"名称": "局"}})) == ["局"]


@pytest.mark.parametrize("tag", ["{{%tr for 台账 in 各支部 %}}", "{{%tr for 甲, 台账 in 各支部|dictsort %}}"])
def test_a_list_whose_name_a_loop_has_taken_does_not_repeat_by_itself(tag: str) -> None:
    lines = f"| {tag.replace('{{', '{').replace('}}', '}')} |\n| {{{{ 台账.简称 }}}} |\n| {{%tr endfor %}} |"

    template = compile_template(docx(lines), NAMES)

    assert "{% for 台账 in 台账 %}" not in "".join(template.sources.values())
    if "dictsort" not in tag:
        assert tables(template.render(VALUES)) == [[["甲"], ["乙"]]]
