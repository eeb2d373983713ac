"""Sentences that close up when clauses drop out: 一是、二是 and the full stop, through a real document."""

from __future__ import annotations

import pytest

from tests.support import read_docx
from tests.support.make_docx import docx
from toolkit.word import ORDINAL, STOP, compile_template
from toolkit.word.language.sentences import chinese_ordinal

CLAUSES = "工作中{% if 甲 %}{{ 一是 }}抓学习，{% endif %}{% if 乙 %}{{ 一是 }}抓服务；{% endif %}{% if 丙 %}{{ 一是 }}抓整改{% endif %}{{ 句号 }}"


def line(template: str, **context: object) -> str:
    data = compile_template(docx(template)).render({"一是": ORDINAL, "句号": STOP, **context})
    return read_docx.paragraphs(data)[0]


@pytest.mark.parametrize(
    ("kept", "expected"),
    [
        ("甲乙丙", "工作中一是抓学习；二是抓服务；三是抓整改。"),
        ("甲乙", "工作中一是抓学习；二是抓服务。"),
        ("乙丙", "工作中一是抓服务；二是抓整改。"),
        ("甲", "工作中抓学习。"),
        ("丙", "工作中抓整改。"),
        ("", "工作中。"),
    ],
)
def test_ordinals_count_the_clauses_that_are_left(kept, expected):
    result = line(CLAUSES, **{name: name in kept for name in "甲乙丙"})

    assert result == expected


def test_a_lone_ordinal_prints_nothing():
    assert line("{{ 一是 }}抓学习") == "抓学习"


def test_ordinals_begin_anew_in_each_paragraph():
    data = compile_template(docx("{{ 一是 }}甲{{ 一是 }}乙\n{{ 一是 }}丙{{ 一是 }}丁")).render({"一是": ORDINAL})

    assert read_docx.paragraphs(data) == ["一是甲二是乙", "一是丙二是丁"]


def test_ordinals_count_over_runs():
    assert line("{{ 一是 }}甲，|^{{ 一是 }}乙，|^{{ 一是 }}丙") == "一是甲；二是乙；三是丙"


def test_ordinals_count_through_a_loop():
    assert (
        line("{% for 事 in 事项 %}{{ 一是 }}{{ 事 }}；{% endfor %}{{ 句号 }}", 事项=["甲", "乙"]) == "一是甲；二是乙。"
    )


def test_a_text_box_counts_for_itself():
    data = compile_template(docx("box: {{ 一是 }}甲{{ 一是 }}乙")).render({"一是": ORDINAL})

    assert read_docx.boxes(data) == [["一是甲二是乙"], ["一是甲二是乙"]]


def test_an_ordinal_before_a_text_of_two_lines_still_counts():
    data = compile_template(docx("{{ 一是 }}{{ 文 }}{{ 一是 }}丙{{ 句号 }}")).render(
        {"一是": ORDINAL, "句号": STOP, "文": "甲\n乙"}
    )

    assert read_docx.paragraphs(data) == ["一是甲", "乙二是丙。"]


@pytest.mark.parametrize(
    ("number", "expected"),
    [
        (1, "一"),
        (9, "九"),
        (10, "十"),
        (11, "十一"),
        (19, "十九"),
        (20, "二十"),
        (99, "九十九"),
        (100, "一百"),
        (110, "一百一十"),
    ],
)
def test_an_ordinal_is_written_in_chinese(number, expected):
    assert chinese_ordinal(number) == expected


def test_more_than_ninety_nine_clauses_are_no_crash():
    result = line("{% for 事 in 事项 %}{{ 一是 }}{{ 事 }}{% endfor %}", 事项=["甲"] * 120)

    assert result.endswith("一百二十是甲")


@pytest.mark.parametrize(
    ("template", "expected"),
    [
        ("甲，乙，{{ 句号 }}", "甲，乙。"),
        ("甲、；，{{ 句号 }}", "甲。"),
        ("甲{{ 句号 }}", "甲。"),
        ("甲。{{ 句号 }}", "甲。"),
        ("甲！{{ 句号 }}", "甲！"),
        ("甲：{{ 句号 }}", "甲："),
        ("{{ 句号 }}", ""),
        ("，{{ 句号 }}", ""),
        ("甲，{{ 句号 }}乙；{{ 句号 }}", "甲。乙。"),
        ("甲；{{ 句号 }}{{ 句号 }}", "甲。"),
    ],
)
def test_a_stop_swallows_the_separators_before_it(template, expected):
    assert line(template) == expected


@pytest.mark.parametrize(
    ("template", "expected"),
    [
        ("甲，|^{{ 句号 }}", "甲。"),
        ("甲|^，|^、|^{{ 句号 }}", "甲。"),
        ("甲|^，{{ 句号 }}乙|^；{{ 句号 }}", "甲。乙。"),
        ("甲。|^{{ 句号 }}", "甲。"),
        ("，|^{{ 句号 }}", ""),
        ("甲，|^{{ 句|^号 }}", "甲。"),
    ],
)
def test_a_stop_swallows_separators_in_other_runs(template, expected):
    assert line(template) == expected


def test_a_stop_after_a_value_that_ends_in_a_stop_is_not_doubled():
    assert line("{{ 亮点 }}{{ 句号 }}", 亮点="成效明显。") == "成效明显。"


def test_a_stop_in_a_property_is_printed():
    data = compile_template(docx("甲\ntitle: {{ 一是 }}乙{{ 句号 }}")).render({"一是": ORDINAL, "句号": STOP})

    assert read_docx.properties(data) == {"title": "乙。"}


def test_a_mark_cannot_be_hidden_in_another_text():
    template = compile_template(docx("{{ 一是 ~ '甲' }}"))

    with pytest.raises(Exception, match="要单独写成一个标签"):
        template.render({"一是": ORDINAL})


@pytest.mark.parametrize(
    ("items", "expected"),
    [
        (["甲，", "乙。", "丙"], "一是甲；二是乙；三是丙。"),
        (["甲。要早；", "乙；", "丙"], "一是甲。要早。二是乙。三是丙。"),
        (["甲；", "乙；"], "一是甲；二是乙。"),
        (["甲。"], "甲。"),
    ],
)
def test_the_items_of_a_list_end_alike(items, expected):
    template = "{% for 事 in 事项 %}{{ 一是 }}{{ 事 }}{% endfor %}{{ 句号 }}"

    assert line(template, 事项=items) == expected


def test_paragraphs_that_are_one_item_each_are_numbered_together():
    lines = "{%p for 事 in 事项 %}\n{{ 一是 }}{{ 事 }}。\n{%p endfor %}\n其他\n{{ 一是 }}另一处。"
    data = compile_template(docx(lines)).render({"一是": ORDINAL, "事项": ["甲", "乙"]})

    assert read_docx.paragraphs(data) == ["一是甲。", "二是乙。", "其他", "另一处。"]


INNER = {
    "一是抓学习；二是抓服务": "一是（1）抓学习；（2）抓服务；二是抓整改。",
    "抓学习，一是读书": "一是抓学习，一是读书；二是抓整改。",
    "一是一、二是二": "一是（1）一、二是二；二是抓整改。",
    "一是甲。二是乙。三是丙": "一是（1）甲。（2）乙。（3）丙。二是抓整改。",
}


@pytest.mark.parametrize("text", INNER)
def test_what_a_text_counts_itself_goes_one_level_down(text: str) -> None:
    assert line("{{ 一是 }}{{ 文字 }}；{{ 一是 }}抓整改{{ 句号 }}", 文字=text) == INNER[text]


def test_a_text_that_is_alone_keeps_its_own_ordinals() -> None:
    assert line("{{ 一是 }}{{ 文字 }}{{ 句号 }}", 文字="一是学；二是讲") == "一是学；二是讲。"


def test_a_list_of_paragraphs_counts_one_level_down_too() -> None:
    template = "{%p for 行 in 列 %}\n{{ 一是 }}{{ 行 }}\n{%p endfor %}"
    data = compile_template(docx(template)).render({"一是": ORDINAL, "列": ["一是学；二是讲", "抓整改"]})
    assert [text for text in read_docx.paragraphs(data) if text] == ["一是（1）学；（2）讲", "二是抓整改"]
