"""Where each printed value came from and where it stands; without its marks, what was recorded is the plain document.

1. Names are whole paths, with the row of each list, however a loop got at it; filters in order; text, part and paragraph.
2. One render gives both: the plain parts byte for byte, and the marked ones, which are the same without their marks.
3. What stands in no text (a property, the words behind a picture, a picture) is told without a paragraph.
"""

from __future__ import annotations

from decimal import Decimal
from functools import cache
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.support.make_docx import docx
from tests.support.make_picture import png
from toolkit.report.wording import FILTERS
from toolkit.word import (
    ORDINAL,
    STOP,
    CompiledTemplate,
    Gap,
    Picture,
    PrintedValue,
    Rendered,
    RichText,
    Shape,
    compile_template,
)
from toolkit.word.document.marks import without_marks
from toolkit.word.document.render import RenderFault

BRANCHES = [
    {"简称": "人事科", "会": 7, "委员": ["甲", "乙"], "活动": [{"名": "植树"}, {"名": "慰问"}]},
    {"简称": "办公室", "会": 5, "委员": ["丙"], "活动": [{"名": "讲座"}]},
]
CONTEXT: dict[str, Any] = {
    "党费": Decimal("12.5"),
    "亮点": "一\n二。",
    "上期": {"党费": 3},
    "各支部": BRANCHES,
    "名单": ["张", "王"],
    "空": Gap(),
    "一是": ORDINAL,
    "句号": STOP,
}


def recorded(lines: str, **more: Any) -> Rendered:
    template = compile_template(docx(lines), filters=FILTERS)
    return template.render_parts({**CONTEXT, **more}, is_recorded=True)


def told(value: PrintedValue) -> str:
    """A value as the tables below tell it: names | filters | text | paragraph."""
    return " | ".join((" ".join(value.names), " ".join(value.filters), value.text, str(value.paragraph)))


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        ("党费{{ 党费 }}元", ["党费 |  | 12.5 | 1"]),
        ("甲\n{{ 党|^费 }}元", ["党费 |  | 12.5 | 2"]),
        ("比{{ 上期.党费 }}{{ 上期['党费'] }}", ["上期.党费 |  | 3 | 1"] * 2),
        ("{{ 党费|round|汉字 }}", ["党费 | round 汉字 | 十二 | 1"]),
        ("{{ 党费 / 上期.党费 }}", ["党费 上期.党费 |  | 4.17 | 1"]),
        ("{{ 党费 ~ '元' }}", ["党费 |  | 12.5元 | 1"]),
        ("{% if 党费 > 1 %}{{ '有' }}{% endif %}", [" |  | 有 | 1"]),
        ("{% set 旧 = 上期 %}{% set 率 = 党费 / 旧.党费 %}{{ 率 }}", ["党费 上期.党费 |  | 4.17 | 1"]),
        ("{{ 各支部[1].会 }}", ["各支部第2行.会 |  | 5 | 1"]),
        ("甲\n| {{ 党费 }} // {{ 空 }} |", ["党费 |  | 12.5 | 2", "空 |  | 【待填】 | 3"]),
        ("{{ 亮点 }}\n{{ 党费 }}", ["亮点 |  | 一\n二。 | 1", "党费 |  | 12.5 | 3"]),
    ],
)
def test_a_value_is_told_with_its_names_filters_text_and_paragraph(lines: str, expected: list[str]) -> None:
    assert list(map(told, recorded(lines).printed)) == expected


@pytest.mark.parametrize(
    ("loop", "body", "expected"),
    [
        ("行 in 各支部", "行.会", ["各支部第1行.会 = 7", "各支部第2行.会 = 5"]),
        ("行 in 各支部|sort(attribute='会')", "行.会", ["各支部第2行.会 = 5", "各支部第1行.会 = 7"]),
        ("行 in 各支部 if 行.会 < 6", "行.简称", ["各支部第2行.简称 = 办公室"]),
        ("行 in 各支部|reverse", "行.委员|join('、')", ["各支部第2行.委员 = 丙", "各支部第1行.委员 = 甲、乙"]),
        ("名 in 名单", "名", ["名单第1行 = 张", "名单第2行 = 王"]),
        ("名 in 名单|reverse", "名", ["名单 = 王", "名单 = 张"]),
        ("名 in 名单 if 名 != '张'", "名", ["名单 = 王"]),
        ("行 in 各支部", "loop.index", ["loop.index = 1", "loop.index = 2"]),
        ("甲, 乙 in [('一', 党费), ('二', 党费)]", "乙", ["党费 = 12.5", "党费 = 12.5"]),
    ],
)
def test_a_name_in_a_loop_is_told_with_its_row(loop: str, body: str, expected: list[str]) -> None:
    made = recorded(f"{{% for {loop} %}}{{{{ {body} }}}}，{{% endfor %}}").printed

    assert [f"{' '.join(value.names)} = {value.text}" for value in made] == expected


NESTED = """
{%p for 部 in 各支部 %}
{{ 部.简称 }}：{% for 人 in 部.委员 %}{{ 人 }}{% endfor %}
{%p for 部 in 部.活动 %}
{{ 部.名 }}
{%p endfor %}
{% set 首 = 部.活动[0] %}{{ 首.名 }}
{%p endfor %}
"""


def test_rows_within_rows_are_told_with_both_also_where_names_meet() -> None:
    made = [f"{value.names[0]} = {value.text} in {value.paragraph}" for value in recorded(NESTED).printed]

    assert (
        made
        == """
各支部第1行.简称 = 人事科 in 1
各支部第1行.委员第1行 = 甲 in 1
各支部第1行.委员第2行 = 乙 in 1
各支部第1行.活动第1行.名 = 植树 in 2
各支部第1行.活动第2行.名 = 慰问 in 3
各支部第1行.活动第1行.名 = 植树 in 4
各支部第2行.简称 = 办公室 in 5
各支部第2行.委员第1行 = 丙 in 5
各支部第2行.活动第1行.名 = 讲座 in 6
各支部第2行.活动第1行.名 = 讲座 in 7
""".strip().splitlines()
    )


def test_a_name_no_identifier_could_be_is_told_as_it_was_typed() -> None:
    template = compile_template(docx("{{ 党费（元） }}"), {"党费（元）": Shape()})

    (value,) = template.render_parts({"党费（元）": 7}, is_recorded=True).printed

    assert value.names == ("党费（元）",)


@pytest.mark.parametrize(
    ("lines", "part", "number"),
    [
        ("header: {{ 党费 }}", "word/header1.xml", 1),
        ("甲\nfootnote: 注{{ 党费 }}", "word/footnotes.xml", 1),
        ("title: {{ 党费 }}", "docProps/core.xml", 0),
        (
            'xml: <w:p><w:bookmarkStart w:id="1" w:name="{{ 党费 }}"/><w:bookmarkEnd w:id="1"/></w:p>',
            "word/document.xml",
            0,
        ),
    ],
)
def test_a_value_is_told_with_its_part_and_without_a_paragraph_where_it_is_no_text(lines, part, number) -> None:
    (value,) = recorded(lines).printed

    assert (value.text, value.part, value.paragraph) == ("12.5", part, number)


@pytest.mark.parametrize(("value", "text"), [(RichText("粗", bold=True), "粗"), (Picture(png()), "")])
def test_a_rich_value_is_told_with_its_words_and_without_a_paragraph(value: Any, text: str) -> None:
    assert list(map(told, recorded("{{ 亮点 }}", 亮点=value).printed)) == [f"亮点 |  | {text} | 0"]


def test_what_prints_nothing_and_what_is_no_value_is_not_told() -> None:
    assert recorded("甲{{ 亮点 }}乙{{ 句号 }}", 亮点="").printed == ()


def test_without_asking_nothing_is_recorded() -> None:
    made = compile_template(docx("{{ 党费 }}")).render_parts(CONTEXT)

    assert (made.printed, made.marked) == ((), None)


@pytest.mark.parametrize("lines", ["{{ 没有 }}", "{{ 党费|汉字 + [] }}", "{{ 各支部 }}"])
def test_a_refusal_has_the_same_words_recorded_or_not(lines: str) -> None:
    template = compile_template(docx(f"前{{{{ 党费 }}}}，{lines}"), filters=FILTERS)
    faults = []
    for is_recorded in (False, True):
        with pytest.raises(RenderFault) as caught:
            template.render_parts(CONTEXT, is_recorded=is_recorded)
        faults.append(str(caught.value))

    assert faults[0] == faults[1]


ALL = """
{{ 一是 }}{{ 甲 }}；{{ 一是 }}{{ 乙 }}，{{ 丙 }}{{ 句号 }}{{ 甲 }}
{{ 一是 }}{{ 乙 }}
{{ 一是 }}{{ 丙 }}，{{ 句号 }}
| {%tr for 行 in 行们 %} |
| {{ 行.甲 }}{{ 句号 }} // {% cellbg '#FFCC00' %}{{ 丁 }}、{{ 行.乙 }} |
| {%tr endfor %} |
{%p for 行 in 行们 %}
{{ 行.乙 }}注{{ 行.甲 }}，{{ 句号 }}
{%p endfor %}
{%p if 甲 %}
{{ 富 }}{{ 甲 }}{{ 句号 }}
{%p endif %}
header: {{ 甲 }}{{ 句号 }}
title: {{ 乙 }}
"""
TEXTS = st.text(st.sampled_from("甲乙，。；、,;！:  \n\t&<>\"'一 "), max_size=6)


@cache
def compiled() -> CompiledTemplate:
    return compile_template(docx(ALL))


@given(texts=st.tuples(TEXTS, TEXTS, TEXTS, TEXTS))
def test_without_its_marks_a_recorded_render_is_the_plain_one_byte_for_byte(texts: tuple[str, ...]) -> None:
    first, second, third, fourth = texts
    rows = [{"甲": first, "乙": third}, {"甲": second, "乙": fourth}]
    rich = RichText("粗", bold=True)
    context = {**CONTEXT, "甲": first, "乙": second, "丙": third, "丁": fourth, "行们": rows, "富": rich}

    plain = compiled().render_parts(context)
    made = compiled().render_parts(context, is_recorded=True)

    assert made.changed() == plain.changed()
    assert made.blanks == plain.blanks
    assert made.marked is not None
    assert {name: without_marks(xml) for name, xml in made.marked.items()} == dict(made.parts)


@pytest.mark.parametrize(
    ("line", "names"),
    [
        (
            "{% if 党费 > 99 %}{% set 值 = 党费 %}{% else %}{% set 值 = 上期.党费 %}{% endif %}{{ 值 }}",
            {"党费", "上期.党费"},
        ),
        ("{% set 值 = 亮点 %}{% if 党费 %}{% set 值 = 党费 %}{% endif %}{{ 值 }}", {"党费", "亮点"}),
        ("{% set 值, 余 = 党费, 上期.党费 %}{{ 值 }}", {"党费", "上期.党费"}),
        ("{% for 名 in 名单 %}{% set 值 = 名 %}{% endfor %}{% set 值 = 党费 %}{{ 值 }}", {"党费"}),
    ],
)
def test_a_name_that_may_be_several_things_is_told_with_all_of_them(line: str, names: set[str]) -> None:
    assert set(recorded(line).printed[-1].names) == names


def test_a_list_that_holds_itself_and_that_no_tag_uses_is_no_matter() -> None:
    own: list[Any] = [{"名": "甲"}]
    own.append(own)

    assert list(map(told, recorded("{{ 党费 }}", 自己=own).printed)) == ["党费 |  | 12.5 | 1"]


BLANKS = """
    {{ 选 }}{{ 必 }}                                             required 1 optional 1
    {{ 选 ~ '。' }}                                              required 0 optional 1
    {% set 句 = 选 ~ '。' %}{{ 句 }}{{ 句 }}                       required 0 optional 2
    {% if 选 ~ '。' %}{{ 必 }}{% endif %}                         required 1 optional 0
    {{ [选, 必, 选]|join('、') }}                                required 1 optional 2
    {% set 没印 = [选, 选]|join %}{{ 必 }}                        required 1 optional 0
    {% for 值 in [选, 必] %}{{ 值 }}{% endfor %}                   required 1 optional 1
    {{ 选 + 1 }}{{ 选|round }}                                   required 0 optional 2
"""


@pytest.mark.parametrize("row", BLANKS.strip().splitlines())
@pytest.mark.parametrize("is_recorded", [False, True])
def test_blanks_are_counted_as_they_are_printed(row: str, is_recorded: bool) -> None:
    """A text that was joined once and printed twice made a draft that nobody had announced."""
    line, _, counted = row.strip().partition("   ")
    template = compile_template(docx(line))

    made = template.render_parts({"选": Gap(), "必": Gap(counts=True)}, is_recorded=is_recorded).blanks

    assert f"required {made.required} optional {made.optional}" == counted.strip()
