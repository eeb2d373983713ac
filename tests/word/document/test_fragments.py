"""Paragraphs mended one by one, without the tree of the whole part: the same text as mending the whole."""

from __future__ import annotations

import pytest

from tests.support.make_docx import document, docx, paragraph
from tests.support.read_docx import paragraphs, tables
from toolkit.word import STOP, compile_template
from toolkit.word.document.fragments import is_simple, mend_marked_paragraphs

MARK = "\ufdd3"


def upper(nodes: list) -> None:
    for node in nodes:
        node.text = (node.text or "").replace(MARK, "").upper()


def test_only_marked_paragraphs_are_touched() -> None:
    xml = document(paragraph("a") + paragraph(f"b{MARK}") + paragraph("c") + paragraph(f"{MARK}d|^e"))

    made = mend_marked_paragraphs(xml, [MARK], upper)

    assert made == document(paragraph("a") + paragraph("B") + paragraph("c") + paragraph("D|^E"))


def test_a_part_without_marks_is_left_as_it_is() -> None:
    xml = document(paragraph("a"))

    assert mend_marked_paragraphs(xml, [MARK], upper) == xml


@pytest.mark.parametrize(("xml", "simple"), [("<w:p/>", True), ("<w:p><w:txbxContent/></w:p>", False)])
def test_text_boxes_are_not_simple(xml: str, simple: bool) -> None:
    assert is_simple(xml) is simple


def test_stops_close_up_in_paragraphs_and_cells_alike() -> None:
    data = compile_template(docx("甲，{{ 句号 }}\n| 乙、{{ 句号 }} | 丙 |\n丁|^；{{ 句号 }}")).render({"句号": STOP})

    assert paragraphs(data) == ["甲。", "丁。"]
    assert tables(data) == [[["乙。", "丙"]]]


def test_stops_close_up_beside_a_text_box_too() -> None:
    data = compile_template(docx("甲，{{ 句号 }}\nbox: 乙，{{ 句号 }}")).render({"句号": STOP})

    assert paragraphs(data)[0] == "甲。"
