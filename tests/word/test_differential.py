"""docxtpl and we make the same of the same template, but for docxtpl's traps, each of which is listed with its reason.

Compared are paragraphs with their styles, runs of text with their looks, tables with their rows, cells, spans and colours.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Mapping
from typing import Any
from xml.etree import ElementTree

import docxtpl
import pytest
from docx.shared import Mm
from docxtpl import DocxTemplate
from docxtpl import RichText as TheirText
from docxtpl import RichTextParagraph as TheirParagraph

from tests.support import read_docx
from tests.support.make_docx import docx
from tests.support.make_picture import png
from tests.support.read_docx import W
from toolkit.word import Listing, Picture, RichText, RichTextParagraph, Subdocument, compile_template

WP = "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}"
A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
ROWS = [{"名": "甲", "数": 1}, {"名": "乙", "数": 2}, {"名": "丙", "数": 3}]
GRID = '<w:tblGrid><w:gridCol w:w="3000"/><w:gridCol w:w="3000"/><w:gridCol w:w="3000"/></w:tblGrid>'
PLAIN: dict[str, Any] = {
    "文": "文字",
    "空": "",
    "数": 7,
    "小数": 2.5,
    "真": True,
    "假": False,
    "列": ["甲", "乙"],
    "行们": ROWS,
    "组": [{"名": "一组", "人": ["甲", "乙"]}, {"名": "二组", "人": []}],
    "单位": {"名称": "样本单位", "地址": {"市": "某市"}},
    "号": "<&>\"'",
}


def cells(
    *texts: str, before: str = '<w:tcW w:w="3000" w:type="dxa"/>', after: str = '<w:vAlign w:val="center"/>'
) -> str:
    """A row whose cells have a property before and one after those that tags put in."""
    made = (f"<w:tc><w:tcPr>{before}{after}</w:tcPr><w:p><w:r><w:t>{text}</w:t></w:r></w:p></w:tc>" for text in texts)
    return f"<w:tr>{''.join(made)}</w:tr>"


def table(*rows: str) -> str:
    return f"xml: <w:tbl><w:tblPr/>{GRID}{''.join(rows)}</w:tbl>"


def by_docxtpl(lines: str, context: Mapping[str, Any]) -> bytes:
    template, buffer = DocxTemplate(io.BytesIO(docx(lines))), io.BytesIO()
    template.render(dict(context), autoescape=True)
    template.save(buffer)
    return buffer.getvalue()


def by_us(lines: str, context: Mapping[str, Any]) -> bytes:
    template = compile_template(docx(lines))
    return template.render(context)


def shape(data: bytes, part: str = read_docx.BODY) -> list[Any]:
    """What a part holds: paragraphs with style and runs, tables with rows and cells."""
    root = read_docx.tree(data, part)
    body = root.find(f"{W}body")
    return _blocks(root if body is None else body)


def _blocks(holder: ElementTree.Element) -> list[Any]:
    made: list[Any] = []
    for each in holder:
        if each.tag == f"{W}p":
            made.append(_paragraph(each))
        elif each.tag == f"{W}tbl":
            columns = len(each.findall(f"{W}tblGrid/{W}gridCol"))
            made.append((columns, [[_cell(cell) for cell in row.findall(f"{W}tc")] for row in each.findall(f"{W}tr")]))
        elif each.tag in (f"{W}footnote", f"{W}footnotes"):
            made += _blocks(each)
    return made


def _cell(cell: ElementTree.Element) -> tuple[Any, ...]:
    found = {name: cell.find(f"{W}tcPr/{W}{name}") for name in ("gridSpan", "vMerge", "shd")}
    span, merge, shade = found["gridSpan"], found["vMerge"], found["shd"]
    return (
        None if span is None else span.get(f"{W}val"),
        None if merge is None else merge.get(f"{W}val", "continue"),
        None if shade is None else (shade.get(f"{W}fill") or "").upper(),
        _blocks(cell),
    )


def _paragraph(paragraph: ElementTree.Element) -> tuple[Any, ...]:
    style = paragraph.find(f"{W}pPr/{W}pStyle")
    runs: list[tuple[str, frozenset[Any]]] = []
    for run in paragraph.iter(f"{W}r"):
        text, looks = read_docx._text(run), _looks(run)
        if next(run.iter(f"{A}blip"), None) is not None:
            text += "<图>"
        if runs and runs[-1][1] == looks:
            runs[-1] = (runs[-1][0] + text, looks)
        elif text:
            runs.append((text, looks))
    return (None if style is None else style.get(f"{W}val"), runs)


def _looks(run: ElementTree.Element) -> frozenset[Any]:
    properties = run.find(f"{W}rPr")
    found = () if properties is None else properties
    # docxtpl writes a shade without the two attributes that the schema asks for.
    extra = {f"{W}shd": {f"{W}val": "clear", f"{W}color": "auto"}}
    return frozenset((each.tag, frozenset({**extra.get(each.tag, {}), **each.attrib}.items())) for each in found)


SAME: dict[str, str] = {
    "a text": "始{{ 文 }}终",
    "a tag without spaces": "始{{文}}终",
    "an empty text": "始{{ 空 }}终",
    "a whole number": "{{ 数 }}",
    "a fraction": "{{ 小数 }}",
    "signs of XML": "{{ 号 }}",
    "two tags": "{{ 文 }}和{{ 数 }}",
    "a field": "{{ 单位.名称 }}",
    "a field of a field": "{{ 单位.地址.市 }}",
    "a field in brackets": "{{ 单位['名称'] }}",
    "a sum": "{{ 数 + 1 }}",
    "a filter": "{{ 列|join('；') }}",
    "a length": "{{ 列|length }}",
    "a default": "{{ 空|default('无', true) }}",
    "a choice in a tag": "{{ 文 if 真 else 数 }}",
    "a comment": "始{# 说明 #}终",
    "a bold tag": "始|^{{ 文 }}|^终",
    "a condition that holds": "始{% if 真 %}中{% endif %}终",
    "a condition that does not": "始{% if 假 %}中{% endif %}终",
    "another case": "{% if 假 %}甲{% elif 数 > 5 %}乙{% else %}丙{% endif %}",
    "a condition over runs": "始{% if 真 %}|^粗{% endif %}|^终",
    "conditions in conditions": "{% if 真 %}甲{% if 假 %}乙{% else %}丙{% endif %}丁{% endif %}",
    "quotes as Word writes them": "{% if 文 == “文字” %}是{% endif %}",
    "a comparison": "{% if 数 >= 7 and 数 < 8 %}是{% endif %}",
    "a loop in a line": "{% for 项 in 列 %}{{ loop.index }}{{ 项 }}{% if not loop.last %}、{% endif %}{% endfor %}",
    "a variable": "{% set 甲 = 数 * 2 %}{{ 甲 }}",
    "paragraphs that stay": "始\n{%p if 真 %}\n中\n{%p endif %}\n终",
    "paragraphs that go": "始\n{%p if 假 %}\n中\n{%p else %}\n别\n{%p endif %}\n终",
    "a loop over paragraphs": "{%p for 行 in 行们 %}\n{{ 行.名 }}：{{ 行.数 }}\n{%p endfor %}\n终",
    "loops in loops": "{%p for 组员 in 组 %}\n{{ 组员.名 }}\n{%p for 人 in 组员.人 %}\n{{ 人 }}\n{%p endfor %}\n{%p endfor %}",
    "a heading": "# {{ 文 }}",
    "a loop over rows": "| 名 | 数 |\n| {%tr for 行 in 行们 %} |  |\n| {{ 行.名 }} | {{ 行.数 }} |\n| {%tr endfor %} |  |",
    "a row that goes": "| 甲 |\n| {%tr if 假 %} |\n| 乙 |\n| {%tr endif %} |",
    "a loop over cells": "| 甲 | {%tc for 项 in 列 %} | {{ 项 }} | {%tc endfor %} |",
    "more columns than before": table(cells("{%tc for 行 in 行们 %}", "{{ 行.名 }}{{ 行.数 }}", "{%tc endfor %}"), cells("一", "二", "三")),
    "rows and columns": table(
        cells("{%tr for 行 in 行们 %}", "", ""),
        cells("{%tc for 项 in 行们 %}", "{{ 行.名 }}{{ 项.数 }}", "{%tc endfor %}"),
        cells("{%tr endfor %}", "", ""),
    ),
    "fewer columns than before": table(cells("{%tc for 项 in 列 %}", "{{ 项 }}", "{%tc endfor %}")),
    "a cell with a colour": table(cells("{% cellbg '00ff00' %}绿", "乙", "丙")),
    "a cell with a colour out of data": table(cells("{% cellbg 色 %}{{ 文 }}", "乙", "丙")),
    "a cell that spans": table(cells("{% colspan 数 - 5 %}宽", "乙"), cells("一", "二", "三")),
    "cells merged downwards": table(
        cells("{%tr for 行 in 行们 %}", "", ""), cells("{% vm %}{{ 文 }}", "{{ 行.名 }}", "丙"), cells("{%tr endfor %}", "", "")
    ),
    "cells merged across": table(
        cells("{%tc for 行 in 行们 %}", "{% hm %}题", "{%tc endfor %}"), cells("{%tc for 行 in 行们 %}", "{{ 行.名 }}", "{%tc endfor %}")
    ),
    "a run that stays": "始{%r if 真 %}|^中|^{%r endif %}",
    "a run that goes": "始{%r if 假 %}|^中|^{%r endif %}",
    "a loop over runs": "始{%r for 项 in 列 %}|^{{ 项 }}|^{%r endfor %}",
}  # fmt: skip


@pytest.mark.parametrize("lines", SAME.values(), ids=SAME.keys())
def test_a_template_makes_what_it_made_with_docxtpl(lines):
    context = {**PLAIN, "色": "FFCC00"}

    ours, theirs = by_us(lines, context), by_docxtpl(lines, context)

    assert shape(ours) == shape(theirs)
    assert read_docx.faults(ours) == []


def their_text() -> TheirText:
    text = TheirText("粗", bold=True, color="#FF0000")
    text.add("斜", italic=True, size=32, underline="double", strike=True)
    text.add("底", highlight="#FFFF00", style="Strong", font="仿宋", lang="zh-CN")
    text.add("上", superscript=True)
    text.add("下&<", subscript=True)
    return text


def their_paragraph() -> TheirParagraph:
    paragraph = TheirParagraph(their_text(), parastyle="Heading1")
    paragraph.add("第二段", parastyle="Quote")
    return paragraph


RICH: dict[str, tuple[str, Callable[[], Any]]] = {
    "rich text": ("始{{r 值 }}终", their_text),
    "rich text alone": ("{{r 值 }}", their_text),
    "rich text beside bold": ("始|^粗{{r 值 }}|^终", their_text),
    "rich text twice": ("{{r 值 }}中{{r 值 }}", their_text),
    "rich text in a cell": ("| 始{{r 值 }}终 | 乙 |", their_text),
    "rich text in a loop": ("{%p for 项 in 列 %}\n{{ 项 }}{{r 值 }}\n{%p endfor %}", their_text),
    "rich text of lines": ("始{{r 值 }}终", lambda: TheirText("一\n二\t三", bold=True)),
    "rich text over paragraphs": ("{{r 值 }}", lambda: TheirText("一\a二", bold=True)),
    "a rich paragraph": ("始\n{{p 值 }}\n终", their_paragraph),
    "a rich paragraph in a cell": ("| {{p 值 }} | 乙 |", their_paragraph),
    "a listing": ("始{{ 值 }}终", lambda: docxtpl.Listing("一\n二\t三<&>'")),
    "a bold listing": ("始|^{{ 值 }}|^终", lambda: docxtpl.Listing("一\n二\a三")),
    "a listing in a cell": ("| {{ 值 }} | 乙 |", lambda: docxtpl.Listing("一\n二\a三")),
}


@pytest.mark.parametrize(("lines", "make"), RICH.values(), ids=RICH.keys())
def test_a_rich_value_of_docxtpl_makes_what_it_made_with_docxtpl(lines, make):
    context = {**PLAIN, "值": make()}

    ours, theirs = by_us(lines, context), by_docxtpl(lines, context)

    assert shape(ours) == shape(theirs)
    assert read_docx.faults(ours) == []


def test_our_rich_text_makes_what_docxtpl_makes_of_its_own():
    looks: list[dict[str, Any]] = [
        {"bold": True}, {"italic": True}, {"strike": True}, {"underline": True}, {"underline": "wave"}, {"size": 28},
        {"color": "00FF00"}, {"superscript": True}, {"subscript": True}, {"style": "Strong"}, {"highlight": "FFFF00"},
        {"lang": "en-US"}, {"rtl": True, "bold": True},
    ]  # fmt: skip
    ours, theirs = RichText(), TheirText()
    for number, look in enumerate(looks):
        ours.add(f"第{number}", **look)
        theirs.add(f"第{number}", **look)

    made = shape(by_us("始{{r 值 }}终", {"值": ours}))

    expected = shape(by_docxtpl("始{{r 值 }}终", {"值": theirs}))
    assert [(text, {name for name, _ in looks}) for text, looks in made[0][1]] == [
        (text, {name for name, _ in looks}) for text, looks in expected[0][1]
    ]


def test_our_rich_paragraph_and_listing_make_what_docxtpl_makes_of_its_own():
    lines = "{{p 段 }}\n{{ 列 }}"
    ours = {"段": RichTextParagraph("甲", "Heading1").add("乙", "Quote"), "列": Listing("一\n二\a三")}
    theirs_paragraph = TheirParagraph("甲", parastyle="Heading1")
    theirs_paragraph.add("乙", parastyle="Quote")

    theirs = {"段": theirs_paragraph, "列": docxtpl.Listing("一\n二\a三")}

    assert shape(by_us(lines, ours)) == shape(by_docxtpl(lines, theirs))


def test_our_picture_makes_what_docxtpl_makes_of_its_own(tmp_path):
    path = tmp_path / "红.png"
    path.write_bytes(png(dots_per_metre=3780))
    lines = "始{{ 图 }}终"
    template, buffer = DocxTemplate(io.BytesIO(docx(lines))), io.BytesIO()
    template.render({"图": docxtpl.InlineImage(template, str(path), width=Mm(30))})
    template.save(buffer)

    ours = by_us(lines, {"图": Picture(path, width=30)})

    theirs = buffer.getvalue()
    assert shape(ours) == shape(theirs)
    assert "<图>" in str(shape(ours))
    assert extents(ours) == extents(theirs) != []


def test_our_sub_document_makes_what_docxtpl_makes_of_its_own_but_for_its_page():
    inner = docx("# 子题\n正文\n| 甲 | 乙 |\n末")

    made = shape(by_us("始\n{{p 子 }}\n终", {"子": Subdocument(inner)}))

    assert made == [*shape(docx("始")), *shape(inner), *shape(docx("终"))]


def extents(data: bytes) -> list[tuple[str | None, str | None]]:
    return [(each.get("cx"), each.get("cy")) for each in read_docx.tree(data).iter(f"{WP}extent")]


@pytest.mark.parametrize("part", ["header1", "footer1", "footnotes"])
def test_other_stories_are_rendered_alike(part):
    kind = part.removesuffix("1").removesuffix("s")
    lines = f"甲\n{kind}: 始{{{{ 文 }}}}{{{{r 值 }}}}终"
    context = {**PLAIN, "值": their_text()}

    ours, theirs = by_us(lines, context), by_docxtpl(lines, context)

    assert shape(ours, f"word/{part}.xml") == shape(theirs, f"word/{part}.xml")


# From here on: what docxtpl loses or breaks. Each test says what, first of theirs and then of ours.


def texts(data: bytes, part: str = read_docx.BODY) -> list[str]:
    return read_docx.paragraphs(data, part)


def test_docxtpl_deletes_the_text_beside_a_paragraph_tag_and_we_keep_it():
    lines, context = "始{{p 值 }}终", {"值": TheirParagraph("中")}

    assert texts(by_docxtpl(lines, context)) == ["中"]
    assert texts(by_us(lines, context)) == ["始", "中", "终"]


def test_docxtpl_prints_a_plain_text_outside_the_run_where_word_does_not_show_it():
    lines, context = "始|^{{r 值 }}|^终", {"值": "中"}

    assert shape(by_docxtpl(lines, context))[0][1][0][0] == "始"
    assert "中" not in [text for text, _ in shape(by_docxtpl(lines, context))[0][1]]
    assert [(text, bool(looks)) for text, looks in shape(by_us(lines, context))[0][1]] == [
        ("始", False),
        ("中终", True),
    ]


def test_docxtpl_loses_a_plain_text_printed_as_a_paragraph():
    lines, context = "始\n{{p 值 }}\n终", {"值": "中"}

    assert texts(by_docxtpl(lines, context)) == ["始", "终"]
    assert texts(by_us(lines, context)) == ["始", "中", "终"]


def test_docxtpl_takes_the_look_from_the_text_after_a_run_tag():
    lines = "始|^粗{%r if 真 %}中{%r endif %}尾"

    theirs, ours = shape(by_docxtpl(lines, PLAIN)), shape(by_us(lines, PLAIN))

    assert [(text, bool(looks)) for text, looks in theirs[0][1]] == [("始", False), ("粗", True), ("中尾", False)]
    assert [(text, bool(looks)) for text, looks in ours[0][1]] == [("始", False), ("粗中尾", True)]


def test_docxtpl_breaks_the_run_around_rich_text_without_its_letter():
    lines, context = "始{{ 值 }}终", {"值": TheirText("中", bold=True)}

    nested = [run for run in read_docx.tree(by_docxtpl(lines, context)).iter(f"{W}t") if list(run)]
    assert nested
    assert [(text, bool(looks)) for text, looks in shape(by_us(lines, context))[0][1]] == [
        ("始", False), ("中", True), ("终", False),
    ]  # fmt: skip


def test_docxtpl_stretches_justified_text_by_soft_breaks_and_we_make_paragraphs():
    lines, context = "始{{ 值 }}终", {"值": "一\n二"}

    assert texts(by_docxtpl(lines, context)) == ["始一\n二终"]
    assert texts(by_us(lines, context)) == ["始一", "二终"]


def test_docxtpl_turns_braces_in_data_into_others():
    lines, context = "{{ 值 }}", {"值": "{_{ 甲 }_}"}

    assert texts(by_docxtpl(lines, context)) == ["{{ 甲 }}"]
    assert texts(by_us(lines, context)) == ["{_{ 甲 }_}"]


def test_docxtpl_renders_values_in_footnotes_again():
    section = "xml: <w:p><w:pPr><w:sectPr/></w:pPr></w:p>\n"
    lines, context = f"{section}甲\nfootnote: {{{{ 值 }}}}", {"值": "{{ 7*7 }}"}

    assert texts(by_docxtpl(lines, context), "word/footnotes.xml") == ["49"]
    assert texts(by_us(lines, context), "word/footnotes.xml") == ["{{ 7*7 }}"]


def test_docxtpl_escapes_properties_twice():
    lines, context = "甲\ntitle: {{ 值 }}", {"值": "R&D"}

    assert read_docx.properties(by_docxtpl(lines, context))["title"] == "R&amp;D"
    assert read_docx.properties(by_us(lines, context))["title"] == "R&D"


def test_docxtpl_compares_with_an_escaped_ampersand():
    lines, context = "{% if 值 == 'A&B' %}是{% else %}否{% endif %}", {"值": "A&B"}

    assert texts(by_docxtpl(lines, context)) == ["否"]
    assert texts(by_us(lines, context)) == ["是"]


def test_docxtpl_prints_nothing_for_names_it_does_not_know():
    assert texts(by_docxtpl("始{{ 无 }}终", {})) == ["始终"]
    with pytest.raises(Exception, match="没有值"):
        by_us("始{{ 无 }}终", {})


@pytest.mark.parametrize(
    ("value", "theirs", "ours"), [(None, "None", "【待填】"), (True, "True", "是"), (["甲"], "['甲']", "甲")]
)
def test_docxtpl_prints_values_as_python_writes_them(value, theirs, ours):
    assert texts(by_docxtpl("{{ 值 }}", {"值": value})) == [theirs]
    assert texts(by_us("{{ 值 }}", {"值": value})) == [ours]


def test_docxtpl_leaves_endnotes_as_they_are():
    lines = "甲\nendnote: {{ 文 }}"

    assert texts(by_docxtpl(lines, PLAIN), "word/endnotes.xml") == ["{{ 文 }}"]
    assert texts(by_us(lines, PLAIN), "word/endnotes.xml") == ["文字"]


def test_docxtpl_puts_properties_of_cells_in_an_order_the_schema_refuses():
    lines = table(
        cells("{%tr for 行 in 行们 %}", "", ""), cells("{% vm %}组", "{% cellbg 'FF0000' %}甲", "{% colspan 1 %}乙"), cells("{%tr endfor %}", "", "")
    )  # fmt: skip

    theirs, ours = (orders(made(lines, PLAIN)) for made in (by_docxtpl, by_us))

    assert theirs[:3] == [["tcW", "vAlign", "vMerge"], ["shd", "tcW", "vAlign"], ["gridSpan", "tcW", "vAlign"]]
    assert ours[:3] == [["tcW", "vMerge", "vAlign"], ["tcW", "shd", "vAlign"], ["tcW", "gridSpan", "vAlign"]]


def orders(data: bytes) -> list[list[str]]:
    return [[each.tag.removeprefix(W) for each in cell] for cell in read_docx.tree(data).iter(f"{W}tcPr")]


def test_docxtpl_orders_the_looks_of_rich_text_as_the_schema_refuses():
    lines, context = "{{r 值 }}", {"值": TheirText("甲", bold=True, color="FF0000", size=32, highlight="FFFF00")}

    theirs, ours = (
        [each.tag.removeprefix(W) for each in next(read_docx.tree(made(lines, context)).iter(f"{W}rPr"))]
        for made in (by_docxtpl, by_us)
    )

    assert theirs == ["color", "shd", "sz", "szCs", "b"]
    assert ours == ["b", "color", "sz", "szCs", "shd"]


def test_docxtpl_repeats_the_names_of_bookmarks():
    lines = '{%p for 行 in 行们 %}\nxml: <w:p><w:bookmarkStart w:id="1" w:name="记"/><w:bookmarkEnd w:id="1"/></w:p>\n{%p endfor %}'

    theirs, ours = (
        [each.get(f"{W}name") for each in read_docx.tree(made(lines, PLAIN)).iter(f"{W}bookmarkStart")]
        for made in (by_docxtpl, by_us)
    )

    assert theirs == ["记", "记", "记"]
    assert ours == ["记", "记_2", "记_3"]


def test_docxtpl_keeps_what_a_merged_cell_hides():
    row = cells("甲", "", "").replace("<w:t>甲</w:t>", "<w:t>{% vm %}甲</w:t></w:r><w:r><w:t>{{ 行.名 }}</w:t>")
    lines = table(cells("{%tr for 行 in 行们 %}", "", ""), row, cells("{%tr endfor %}", "", ""))

    theirs, ours = ([row[0] for row in read_docx.tables(made(lines, PLAIN))[0]] for made in (by_docxtpl, by_us))

    assert theirs == ["甲甲", "乙", "丙"]
    assert ours == ["甲甲", "", ""]


def test_docxtpl_counts_the_columns_of_an_inner_table_for_the_outer_one():
    inner = f"<w:tbl><w:tblPr/>{GRID}{cells(*'一二三四五')}</w:tbl><w:p/>"
    lines = table(
        cells("{%tc for 项 in 列 %}", "{{ 项 }}", "{%tc endfor %}"),
        cells("外", "", "").replace("</w:tc>", f"{inner}</w:tc>", 1),
    )

    theirs, ours = (
        [len(grid) for grid in read_docx.tree(made(lines, PLAIN)).iter(f"{W}tblGrid")] for made in (by_docxtpl, by_us)
    )

    assert theirs == [5, 5]
    assert ours == [3, 5]


def test_docxtpl_gives_chinese_letters_no_font():
    (_, theirs), (_, ours) = (
        next(iter(shape(made("{{r 值 }}", {"值": text}))[0][1]))
        for made, text in ((by_docxtpl, TheirText("甲", font="仿宋")), (by_us, RichText("甲", font="仿宋")))
    )

    assert (f"{W}eastAsia" in str(theirs), f"{W}eastAsia" in str(ours)) == (False, True)


def test_docxtpl_takes_the_look_of_the_tag_from_rich_text_and_ours_keeps_it():
    lines = "始|^{{r 值 }}"

    theirs = shape(by_docxtpl(lines, {"值": TheirText("中", color="FF0000")}))[0][1][1][1]
    ours = shape(by_us(lines, {"值": RichText("中", color="FF0000")}))[0][1][1][1]

    assert {name.removeprefix(W) for name, _ in theirs} == {"color"}
    assert {name.removeprefix(W) for name, _ in ours} == {"b", "color"}
