"""Tags found in a part, in reading order, each with its form, its inside and its place."""

from __future__ import annotations

import pytest
from lxml import etree

from tests.support import read_docx
from tests.support.make_docx import document, docx, paragraph
from toolkit.word.language.tags import Tag, paragraphs
from toolkit.word.package.elements import own_text, parse


def tags(lines: str, part: str = "word/document.xml", label: str = "正文") -> list[Tag]:
    xml = read_docx.parts(docx(lines))[part]
    return [tag for each in paragraphs(parse(xml), label) for tag in each.tags]


@pytest.mark.parametrize(
    ("text", "opening", "form", "inner"),
    [
        ("{{ 党费 }}", "{{", "", "党费"),
        ("{{党费}}", "{{", "", "党费"),
        ("{{　党费\u00a0}}", "{{", "", "党费"),
        ("{{- 党费 -}}", "{{", "", "党费"),
        ("{% if 党费 %}", "{%", "", "if 党费"),
        ("{%- endif -%}", "{%", "", "endif"),
        ("{%p if 党费 %}", "{%", "p", "if 党费"),
        ("{%tr for 行 in 台账 %}", "{%", "tr", "for 行 in 台账"),
        ("{%tc endfor %}", "{%", "tc", "endfor"),
        ("{%r if 党费 %}", "{%", "r", "if 党费"),
        ("{{p 亮点 }}", "{{", "p", "亮点"),
        ("{{ p }}", "{{", "", "p"),
        ("{%print 党费 %}", "{%", "", "print 党费"),
        ("{# 说明 #}", "{#", "", "说明"),
    ],
)
def test_a_tag_is_taken_apart(text, opening, form, inner):
    (tag,) = tags(text)

    assert (tag.opening, tag.form, tag.inner, tag.text) == (opening, form, inner, text)


def test_tags_come_in_reading_order():
    found = tags("{{ 甲 }}和{{ 乙 }}\n| {{ 丙 }} | {{ 丁 }} |\n{{ 戊 }}")

    assert [tag.inner for tag in found] == ["甲", "乙", "丙", "丁", "戊"]


@pytest.mark.parametrize("text", ["{|^{ 党费 }}", "{{|^ 党|^费 |^}}", "{|^{|^ |^党费|^ |^}|^}", "甲{{ 党费 }|^}乙"])
def test_a_tag_in_several_runs_is_one_tag(text):
    assert [tag.inner for tag in tags(text)] == ["党费"]


def test_places_count_paragraphs_tables_rows_and_cells():
    found = tags("一{{ 甲 }}\n| 1 | 2 |\n| 3 | {{ 乙 }} |\n二\n| {{ 丙 }} |")

    assert [tag.place.split("“")[0] for tag in found] == ["正文第1段", "正文表1第2行第2格", "正文表2第1行第1格"]


def test_a_cell_in_a_content_control_has_its_number():
    cells = [f"<w:tc>{paragraph(text)}</w:tc>" for text in ("甲", "{{ 乙 }}")]
    row = f"<w:tr>{cells[0]}<w:sdt><w:sdtContent>{cells[1]}</w:sdtContent></w:sdt></w:tr>"

    found = list(paragraphs(parse(document(f"<w:tbl>{row}</w:tbl>").encode()), "正文"))

    assert found[0].place.startswith("正文表1第1行第2格")


def test_a_text_box_is_read_once_though_word_saves_it_twice():
    found = tags("甲\nbox: {{ 乙 }}\n{{ 丙 }}")

    assert [tag.inner for tag in found] == ["乙", "丙"]


def test_the_text_of_a_paragraph_leaves_out_its_text_boxes():
    root = parse(read_docx.parts(docx("box: 框"))["word/document.xml"])

    outer = next(root.iter("{*}p"))

    assert own_text(outer) == ""


@pytest.mark.parametrize(
    ("lines", "beside"),
    [
        ("甲{%p if 党费 %}乙", "甲乙"),
        ("{%p if 党费 %}", ""),
        ("{%p if 党费 %}{{ 丙 }}", "{{ 丙 }}"),
        ("甲{% if 党费 %}", ""),
        ("| {%tr if 党费 %} | 甲 |", "甲"),
        ("| {%tr if 党费 %} |  |", ""),
        ("| {%tc if 党费 %}乙 | 甲 |", "乙"),
        ("| {%tc if 党费 %} | 甲 |", ""),
    ],
)
def test_what_a_form_would_swallow_is_known(lines, beside):
    assert tags(lines)[0].beside == beside


@pytest.mark.parametrize(("lines", "in_table"), [("{{ 甲 }}", False), ("| {{ 甲 }} |", True)])
def test_a_tag_knows_whether_it_stands_in_a_table(lines, in_table):
    assert tags(lines)[0].in_table is in_table


@pytest.mark.parametrize("stray", ["{{", "}}", "{%", "%}", "{#", "#}"])
def test_a_brace_without_its_pair_is_stray(stray):
    xml = document(paragraph(f"甲{stray}乙{{{{ 丙 }}}}")).encode() if stray in ("}}", "%}", "#}") else b""
    xml = xml or document(paragraph(f"{{{{ 丙 }}}}甲{stray}乙")).encode()

    (found,) = paragraphs(parse(xml), "正文")

    assert found.stray == stray


def test_single_braces_are_plain_text():
    (found,) = paragraphs(parse(document(paragraph("{甲}")).encode()), "正文")

    assert (found.tags, found.stray) == ((), "")


def test_properties_are_places_of_their_own():
    found = tags("甲\ntitle: {{ 乙 }}", "docProps/core.xml", "文档属性")

    assert [tag.place for tag in found] == ["文档属性“title”"]


def test_broken_xml_is_never_repaired():
    with pytest.raises(etree.XMLSyntaxError):
        parse(b"<w:p><w:r></w:p>")


def test_entities_are_never_read_from_disk(tmp_path):
    secret = tmp_path / "secret.txt"
    secret.write_text("机密")
    xml = f'<!DOCTYPE x [<!ENTITY a SYSTEM "{secret.as_uri()}">]><x>&a;</x>'

    root = parse(xml.encode())

    assert "机密" not in etree.tostring(root, encoding="unicode")
