"""The second reader: what was printed is found wherever it stands, and what was cut off is missed."""

from __future__ import annotations

import ast
import zipfile
from decimal import Decimal
from functools import cache
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.support.make_docx import document, docx, paragraph
from toolkit.report import witness
from toolkit.report.witness import QuickReader, missing_in, paragraphs_of
from toolkit.word import compile_template

EVERYWHERE = docx(
    """
    正文甲|^乙丙
    | 格里 // 两段 | 邻格 |
    box: 框里
    header: 页眉字
    footer: 页脚字
    footnote: 脚注字
    endnote: 尾注字
    comment: 批注字
    title: 题目字
    """
)


def reader_of(template):
    return QuickReader(template.package.parts, template.sources)


def missing_values(values, data):
    return missing_in(values, "\n".join(paragraphs_of(data)))


@pytest.mark.parametrize(
    "value",
    [
        "正文甲乙丙",
        "甲乙",
        "格里\n两段",
        "邻格",
        "框里",
        "页眉字",
        "页脚字",
        "脚注字",
        "尾注字",
        "批注字",
        "题目字",
        "",
    ],
)
def test_a_value_is_found_wherever_it_stands(value):
    assert missing_values([value], EVERYWHERE) == ()


def test_a_value_that_is_nowhere_is_named_once_in_order():
    assert missing_values(["没有乙", "甲乙", "没有甲", "没有乙"], EVERYWHERE) == ("没有乙", "没有甲")


@pytest.mark.parametrize(
    "value", ["一\n二", "一\r\n二", "一\t二", "甲&<乙>\"'", " 前后 ", "𠮷😀", "“引”", "{{ 7*7 }}"], ids=ascii
)
def test_a_value_our_writer_prints_is_found_by_the_reader(value):
    data = compile_template(docx("始{{ 值 }}终\n| {{ 值 }} |\nheader: {{ 值 }}")).render({"值": value})

    assert missing_values([value, f"始{value}终"], data) == ()


def test_a_report_cut_off_is_noticed():
    whole = compile_template(docx("{{ 甲 }}\n{{ 乙 }}")).render({"甲": "前半", "乙": Decimal("12.50")})
    cut = docx("前半")

    assert missing_values(["前半", "12.5"], whole) == ()
    assert missing_values(["前半", "12.5"], cut) == ("12.5",)


@pytest.mark.parametrize(
    "xml",
    [
        "<w:p><w:del><w:r><w:delText>旧</w:delText></w:r></w:del></w:p>",
        "<w:p><w:r><w:instrText>旧</w:instrText></w:r></w:p>",
        "<w:p><w:bookmarkStart w:name='旧'/></w:p>",
        "<!-- 旧 --><w:p/>",
    ],
)
def test_what_word_does_not_show_is_not_found(xml):
    assert missing_values(["旧"], docx("", {"word/document.xml": document(xml)})) == ("旧",)


def test_a_text_box_does_not_break_the_text_around_it():
    box = "<w:r><w:txbxContent><w:p><w:r><w:t>框</w:t></w:r></w:p></w:txbxContent></w:r>"
    data = docx(
        "", {"word/document.xml": document(f"<w:p><w:r><w:t>前</w:t></w:r>{box}<w:r><w:t>后</w:t></w:r></w:p>")}
    )

    assert paragraphs_of(data)[:2] == ("前后", "框")


def test_the_body_comes_first():
    data = docx("header: 页眉", {"word/document.xml": document(paragraph("正文"))})

    assert paragraphs_of(data)[0] == "正文"


def test_what_is_no_file_is_no_witness():
    with pytest.raises(zipfile.BadZipFile):
        missing_values(["甲"], b"")


def test_the_reader_shares_no_code_with_the_writer():
    tree = ast.parse(Path(witness.__file__).read_text(encoding="utf-8"))

    imported = {alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names}
    imported |= {node.module or "" for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}

    assert imported == {"__future__", "collections.abc", "html", "io", "re", "typing", "xml.etree", "zipfile"}


@cache
def compiled(lines):
    return compile_template(docx(lines))


READ_QUICKLY = {
    "plain": "甲{{ 值 }}乙\n{%p for 行 in 行们 %}\n{{ 行 }}、\n{%p endfor %}",
    "tables": "| {{ 值 }} // 二 | 邻 |\nheader: {{ 值 }}页\nfooter: 脚\nfootnote: 注{{ 值 }}",
    "signs": "xml: <w:p><w:r><w:t>{{ 值 }}</w:t><w:tab/><w:t>后</w:t><w:br/><w:noBreakHyphen/><w:t xml:space='preserve'> &lt;</w:t></w:r></w:p>",
    "a field": "xml: <w:p><w:r><w:instrText> PAGE </w:instrText></w:r><w:r><w:t>{{ 值 }}</w:t></w:r></w:p>",
    "deleted": "xml: <w:p><w:del><w:r><w:delText>旧</w:delText></w:r></w:del><w:r><w:t>{{ 值 }}</w:t></w:r></w:p>",
    "properties": "{{ 值 }}\ntitle: 题{{ 值 }}",
}
READ_BY_THE_FILE = {
    "a text box": "box: {{ 值 }}",
    "an equation": "xml: <w:p><m:oMath xmlns:m='m'><m:r><m:t>x</m:t></m:r></m:oMath><w:r><w:t>{{ 值 }}</w:t></w:r></w:p>",
    "blanks between": "xml: <w:p> <w:r><w:t>{{ 值 }}</w:t></w:r></w:p>",
}


@pytest.mark.parametrize("lines", READ_QUICKLY.values(), ids=READ_QUICKLY.keys())
@given(value=st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs", "Cn", "Co"]), max_size=12))
def test_what_was_rendered_reads_as_the_file_made_of_it(lines, value):
    template = compiled(lines)
    rendered = template.render_parts({"值": value, "行们": [value, "又"]})

    quick = reader_of(template).lines(rendered.parts)

    assert quick is not None
    assert sorted(filter(str.strip, quick)) == sorted(filter(str.strip, paragraphs_of(template.assemble(rendered))))


@pytest.mark.parametrize("lines", READ_BY_THE_FILE.values(), ids=READ_BY_THE_FILE.keys())
def test_a_template_whose_texts_stand_otherwise_is_read_by_its_file(lines):
    template = compile_template(docx(lines))

    assert reader_of(template).lines(template.render_parts({"值": "甲"}).parts) is None
