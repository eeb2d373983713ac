"""The words of a document marked with the names they came from; without the marks it is the same document."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Any

import pytest

from tests.support.make_docx import docx
from toolkit.report.witness import paragraphs_of as paragraphs
from toolkit.word import ORDINAL, STOP, Gap, compile_template
from toolkit.word.template.trace import END_MARK, FIRST_MARK, plain_words, traced

NAMES = {"党费": "dues", "亮点": "highlights", "上期.党费": "dues"}
CONTEXT: dict[str, Any] = {"党费": Decimal("12.5"), "亮点": "一\n二。", "上期": {"党费": 3}, "别的": "甲", "空": Gap()}
MARKED = re.compile(f"([{chr(FIRST_MARK)}-{chr(FIRST_MARK + 100)}])([^{END_MARK}]*){END_MARK}")


def marked(lines: str, **more: Any) -> list[tuple[str, str]]:
    """The key and the words of each mark."""
    template, keys = traced(compile_template(docx(lines)), NAMES)
    text = "\n".join(paragraphs(template.render({**CONTEXT, **more})))
    return [(keys[ord(found[1]) - FIRST_MARK], found[2]) for found in MARKED.finditer(text)]


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        ("党费{{ 党费 }}元", [("dues", "12.5")]),
        ("{{ 党|^费 }}元", [("dues", "12.5")]),
        ("比{{ 上期.党费 }}", [("dues", "3")]),
        ("{{ 党费|round }}", [("dues", "12")]),
        ("{% if 党费 > 1 %}{{ 党费 }}{% endif %}{{ 别的 }}", [("dues", "12.5")]),
        ("| {{ 党费 }} |", [("dues", "12.5")]),
        ("header: {{ 党费 }}", [("dues", "12.5")]),
        ("{{ 亮点 }}", [("highlights", "一\n二")]),
        ("{{ 别的 }}", []),
        ("title: {{ 党费 }}", []),
    ],
)
def test_a_printed_value_is_marked_with_its_name(lines: str, expected: list[tuple[str, str]]) -> None:
    assert marked(lines) == expected


def test_a_blank_is_marked_so_that_a_click_finds_its_field() -> None:
    assert marked("{{ 党费 }}", 党费=Gap(counts=True)) == [("dues", "【待填】")]


def test_an_empty_value_has_no_mark() -> None:
    assert marked("甲{{ 亮点 }}乙", 亮点="") == []


def test_a_colour_of_a_cell_is_not_marked() -> None:
    assert marked("| {% cellbg 亮点 %}甲 |", 亮点="FFCC00") == []


def test_without_its_marks_the_document_is_the_same() -> None:
    lines = """
    {{ 一是 }}{{ 亮点 }}{{ 一是 }}{{ 别的 }}；{{ 句号 }}
    | {%tr for 行 in 行们 %} |
    | {{ 行.名 }}{{ 党费 }} |
    | {%tr endfor %} |
    {%p if 党费 %}
    {{ 党费 }}元，{{ 句号 }}
    {%p endif %}
    """
    context = {**CONTEXT, "一是": ORDINAL, "句号": STOP, "行们": [{"名": "甲"}, {"名": "乙"}]}
    plain = compile_template(docx(lines))

    with_marks, _keys = traced(plain, NAMES)

    assert [plain_words(text) for text in paragraphs(with_marks.render(context))] == list(
        paragraphs(plain.render(context))
    )
