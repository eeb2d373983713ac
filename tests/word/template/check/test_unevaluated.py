"""Fields that only Word's own mail merge works out are named: they would print what they printed before."""

from __future__ import annotations

import pytest

from tests.support.filled_part import code, complex_field, mark, paragraph, run, simple
from tests.support.make_docx import docx
from toolkit.findings import has_errors
from toolkit.word import Shape, compile_template

NAMES = {"性别": Shape(), "党费": Shape(), "应收": Shape()}


def nested(*pieces, result="先生"):
    """A field whose instruction holds other fields."""
    inner = "".join(piece if piece.startswith("<") else code(piece) for piece in pieces)
    return mark("begin") + inner + mark("separate") + run(result) + mark("end")


def findings(body):
    return compile_template(docx(f"甲\nxml: {paragraph(body)}"), NAMES, name="模板").findings


@pytest.mark.parametrize(
    ("body", "name"),
    [
        (nested(" IF ", complex_field(" MERGEFIELD 性别 "), ' = "男" "先生" "女士" '), "性别"),
        (nested(" QUOTE ", complex_field(" MERGEFIELD 党费 \\# 0.00 ")), "党费"),
        (nested(" = ", complex_field(" MERGEFIELD 应收 "), " * 2 "), "应收"),
        (nested(" IF ", simple(" MERGEFIELD 性别 "), ' = "男" "先生" "女士" '), "性别"),
        (nested(" SET 称呼 ", complex_field(' MERGEFIELD "性别" ')), "性别"),
    ],
)
def test_a_merge_field_inside_another_field_is_named_as_not_worked_out(body, name):
    (finding,) = findings(body)

    assert (finding.code, finding.place) == ("field_unevaluated", "模板 正文第2段")
    assert f"合并域“{name}”写在另一个域（如 IF）里面，不会计算" in finding.message


@pytest.mark.parametrize(
    "word",
    ["NEXT", "NEXTIF 1 = 1", "SKIPIF 1 = 1", "ADDRESSBLOCK \\f x", "GREETINGLINE", "MERGEREC", "MERGESEQ", "ASK a b"],
)
@pytest.mark.parametrize("made", [lambda word: complex_field(f" {word} "), lambda word: simple(f" {word} ")])
def test_the_other_fields_of_a_mail_merge_are_named_too(word, made):
    (finding,) = findings(made(word))

    assert finding.code == "field_unevaluated"
    assert f"域“{word}”是 Word 邮件合并用的" in finding.message
    assert "请" in finding.message or "要" in finding.message


@pytest.mark.parametrize("made", [complex_field, simple])
@pytest.mark.parametrize(
    "instruction",
    [
        " = {{ 党费 }} * 2 ",
        ' IF {{ 党费 }} &gt; 5 "多" "少" ',
        " = ｛｛ 党费 ｝｝ + 1 ",
        " PAGEREF {{ 党费 }} ",
        " QUOTE {% if 党费 %}",
    ],
)
def test_a_tag_in_a_fields_instruction_is_named_as_not_worked_out(made, instruction):
    (finding,) = [each for each in findings(made(instruction)) if each.code == "field_unevaluated"]

    assert "里写了标签，不会重新计算" in finding.message
    assert "{{ 党费实收 * 2 }}" in finding.message


@pytest.mark.parametrize(
    "body",
    [
        complex_field(" MERGEFIELD 党费 "),
        complex_field(" PAGE "),
        complex_field(' IF 1 = 1 "甲" "乙" '),
        nested(" IF ", complex_field(" PAGE "), ' = 1 "首页" "" '),
        nested(' HYPERLINK "https://example.invalid" ', result="") + complex_field(" MERGEFIELD 党费 "),
        complex_field(' DATE \\@ "yyyy年" '),
        complex_field(' HYPERLINK "https://example.invalid/{{ 党费 }}" '),
        complex_field(" PAGE ") + run("{{ 党费 }}"),
    ],
)
def test_merge_fields_by_themselves_and_words_own_fields_are_no_matter(body):
    assert not has_errors(findings(body))
