"""The second reader: what was printed is found wherever it stands, and what was cut off is missed."""

from __future__ import annotations

import ast
import zipfile
from decimal import Decimal
from pathlib import Path

import pytest

from tests.support.make_docx import document, docx, paragraph
from toolkit.word import compile_template
from toolkit.word.guard import witness
from toolkit.word.guard.witness import missing_values, paragraphs_of, text_of

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

    assert text_of(data).startswith("正文\n")


def test_what_is_no_file_is_no_witness():
    with pytest.raises(zipfile.BadZipFile):
        missing_values(["甲"], b"")


def test_the_reader_shares_no_code_with_the_writer():
    tree = ast.parse(Path(witness.__file__).read_text(encoding="utf-8"))

    imported = {alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names}
    imported |= {node.module or "" for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}

    assert imported == {"__future__", "collections.abc", "io", "xml.etree", "zipfile"}
