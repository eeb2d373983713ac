"""What the check of a template finds, where, and what it says; and that it leaves right templates alone.

good/ and bad/ hold the smallest templates, in the notation of tests/support/make_docx.py. The first line of a bad one names
its findings, in order: a code and a place, parted by "; ". Each bad one has the same template, put right, in good/.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support.make_docx import document, docx, paragraph
from toolkit.errors import FaultsFound
from toolkit.findings import Finding, Level
from toolkit.word import Shape, compile_template

HERE = Path(__file__).parent
GOOD = sorted((HERE / "good").glob("*.txt"))
BAD = sorted((HERE / "bad").glob("*.txt"))
LEAF = Shape()
NAMES = {
    "党费": LEAF,
    "亮点": LEAF,
    "一是": LEAF,
    "句号": LEAF,
    "单位": Shape({"名称": LEAF, "书记": LEAF}),
    "台账": Shape(row=Shape({"事项": LEAF, "状态": LEAF})),
}


def findings(lines: str) -> tuple[Finding, ...]:
    return compile_template(docx(lines), NAMES, name="模板").findings


def codes_and_places(found: tuple[Finding, ...]) -> list[str]:
    """Each as "code place", without the file's name and the words quoted from the paragraph."""
    places = [finding.place.removeprefix("模板 ") for finding in found]
    cut = [place if place.startswith("文档属性") else place.split("“")[0] for place in places]
    return [f"{finding.code} {place}" for finding, place in zip(found, cut, strict=True)]


def test_there_are_templates_to_check():
    assert len(GOOD) > 20
    assert len(BAD) > 20


def test_each_bad_template_has_the_same_put_right():
    missing = {path.name for path in BAD} - {path.name for path in GOOD}

    assert missing == set()


@pytest.mark.parametrize("path", GOOD, ids=lambda path: path.stem)
def test_nothing_is_found_in_a_right_template(path):
    found = findings(path.read_text(encoding="utf-8"))

    assert codes_and_places(found) == []


@pytest.mark.parametrize("path", BAD, ids=lambda path: path.stem)
def test_every_fault_is_found_where_it_stands(path):
    first, _, lines = path.read_text(encoding="utf-8").partition("\n")

    found = findings(lines)

    assert codes_and_places(found) == first.removeprefix("expects: ").split("; ")


@pytest.mark.parametrize("path", BAD, ids=lambda path: path.stem)
def test_every_finding_says_in_chinese_what_to_do(path):
    _, _, lines = path.read_text(encoding="utf-8").partition("\n")

    messages = [finding.message for finding in findings(lines)]

    assert all(any(word in message for word in ("请", "可用的名称见")) for message in messages)
    assert not any("Encountered" in message or "jinja" in message for message in messages)


def test_an_unknown_name_offers_the_nearest_right_one():
    found = findings("{{ 单位.名秤 }}{{ 党肥 }}")

    assert ["名称" in found[0].message, "党费" in found[1].message] == [True, True]


def test_an_unknown_name_like_no_other_offers_none():
    found = findings("{{ 天气 }}")

    assert "是不是" not in found[0].message


def test_an_unknown_name_offers_a_loop_variable():
    found = findings("{% for 事情 in 台账 %}{{ 事请.状态 }}{% endfor %}")

    assert "是不是想写“事情”" in found[0].message


def test_an_unknown_field_names_its_owner():
    found = findings("{{ 单位.电话 }}")

    assert "“单位”下面没有叫“电话”的名称" in found[0].message


def test_the_place_quotes_the_paragraph_around_the_tag():
    found = findings("上半年共收到党员交来的党费{{ 党废 }}元，已上缴。")

    assert found[0].place == "模板 正文第1段“…员交来的党费{{ 党废 }}元，已上缴。”"


def test_the_place_of_a_nested_table_is_its_own():
    inner = f"<w:tbl><w:tr><w:tc>{paragraph('{{ 错 }}')}</w:tc></w:tr></w:tbl>"
    body = f"<w:tbl><w:tr><w:tc>{paragraph('外')}</w:tc><w:tc>{inner}{paragraph('')}</w:tc></w:tr></w:tbl>"

    found = findings_of_xml(document(body))

    assert codes_and_places(found) == ["unknown_name 正文表2第1行第1格"]


def test_a_cell_outside_any_row_is_no_crash():
    found = findings_of_xml(document(f"<w:tc>{paragraph('{{ 错 }}')}</w:tc>"))

    assert [finding.code for finding in found] == ["unknown_name"]


def test_text_that_would_be_lost_is_a_warning_that_quotes_it():
    found = findings("请注意{%p if 党费 %}\n乙\n{%p endif %}")

    assert found[0].level is Level.WARNING
    assert "“请注意”不会印出" in found[0].message


def test_a_template_with_a_warning_alone_can_be_rendered():
    template = compile_template(docx("请注意{%p if 党费 %}\n乙\n{%p endif %}"), NAMES)

    assert template.render({"党费": 1})


def test_a_template_with_an_error_is_not_rendered_and_lists_all_of_them():
    template = compile_template(docx("{{ 甲 }}\n{{ 乙 }}"), NAMES)

    with pytest.raises(FaultsFound) as caught:
        template.render({"甲": 1, "乙": 2})

    assert [finding.code for finding in caught.value.findings] == ["unknown_name", "unknown_name"]


def test_without_known_names_no_name_is_a_fault():
    template = compile_template(docx("{{ 随便 }}{{ 任何.东西 }}"))

    assert template.findings == ()


def test_fields_of_a_value_of_unknown_shape_are_no_fault():
    template = compile_template(docx("{% for 行 in 随便 %}{{ 行.任何.东西 }}{% endfor %}"))

    assert template.findings == ()


def test_names_are_listed_with_their_dots_from_every_part_in_order():
    template = compile_template(
        docx("""
        {{ 单位.名称 }}
        {% if 党费 > 上限['数额'] %}{{ 党费 }}{% endif %}
        | {{ 格 }} |
        box: {{ 框 }}
        header: {{ 页眉名.甲 }}
        footnote: {{ 脚注名.乙.丙 }}
        title: {{ 标题名 }}
        """)
    )

    expected = {"单位.名称", "党费", "上限.数额", "格", "框", "页眉名.甲", "脚注名.乙.丙", "标题名"}
    assert set(template.names) == expected
    assert template.names[:2] == ("单位.名称", "党费")


def test_names_that_the_template_makes_itself_are_not_listed():
    template = compile_template(
        docx("{% for 行 in 台账 %}{{ 行.事项 }}{{ loop.index }}{% endfor %}{% set 数 = 1 %}{{ 数 }}")
    )

    assert template.names == ("台账",)


def test_a_tag_in_a_comment_of_the_template_is_not_checked():
    found = findings("甲{# {{ 没有 }} #}乙")

    assert codes_and_places(found) == []


def findings_of_xml(xml: str) -> tuple[Finding, ...]:
    return compile_template(docx("甲", {"word/document.xml": xml}), NAMES, name="模板").findings


def test_a_forgotten_end_is_told_where_it_is_missing_and_not_where_another_block_ends() -> None:
    found = findings(
        """
    {%p if 亮点 %}
    {% if 党费 %}党费{{ 党费 }}元，
    {{ 亮点 }}
    {%p endif %}
        """
    )

    assert codes_and_places(found) == ["unclosed 正文第2段"]
    assert "“{% if 党费 %}”没有结束。请在后面补上 {% endif %}。" in found[0].message
