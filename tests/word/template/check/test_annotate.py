"""A copy of the template with its findings as Word comments."""

from __future__ import annotations

from tests.support.make_docx import docx, zipped
from tests.support.read_docx import W, paragraphs, parts, tree
from toolkit.word import Shape, compile_template
from toolkit.word.template.check.annotate import RELATIONS, annotated

NAMES = {"党费": Shape(), "台账": Shape(row=Shape({"事项": Shape()}))}


def annotated_copy(lines: str) -> bytes:
    data = docx(lines)
    template = compile_template(data, NAMES, name="模板.docx")
    assert template.findings
    return annotated(data, template.findings, NAMES, "模板.docx")


def comments(data: bytes) -> list[str]:
    found = tree(data, "word/comments.xml").findall(f"{W}comment")
    return ["".join(each.itertext()) for each in found]


def commented(data: bytes) -> list[str]:
    """The text of each paragraph that carries a comment."""
    return [
        "".join(node.text or "" for node in paragraph.iter(f"{W}t"))
        for paragraph in tree(data).iter(f"{W}p")
        if paragraph.find(f"{W}commentRangeStart") is not None
    ]


def test_each_finding_stands_beside_its_paragraph() -> None:
    data = annotated_copy("第一段\n{{ 党废 }}\n第三段\n{{ 团费 }}")

    assert commented(data) == ["{{ 党废 }}", "{{ 团费 }}"]
    assert ["党废" in comments(data)[0], "团费" in comments(data)[1]] == [True, True]
    assert "是不是想写“党费”" in comments(data)[0]


def test_a_finding_in_a_table_stands_in_its_cell() -> None:
    assert commented(annotated_copy("| 甲 | {{ 党废 }} |")) == ["{{ 党废 }}"]


def test_several_findings_of_one_paragraph_share_a_comment() -> None:
    (comment,) = comments(annotated_copy("{{ 党废 }}和{{ 团费 }}"))

    assert "党废" in comment
    assert "团费" in comment


def test_a_finding_about_a_header_stands_first_and_says_where() -> None:
    data = annotated_copy("第一段\nheader: {{ 党废 }}")

    assert commented(data) == ["第一段"]
    assert "页眉" in comments(data)[0]


def test_earlier_comments_stay() -> None:
    data = annotated_copy("comment: 早先的话\n{{ 党废 }}")

    assert "早先的话" in comments(data)[0]
    assert "党废" in comments(data)[-1]


def test_the_words_of_the_template_are_not_changed() -> None:
    lines = "｛｛ 党费（元） ｝｝\n第二段"

    assert paragraphs(annotated_copy(lines)) == paragraphs(docx(lines))


def test_the_new_part_is_announced() -> None:
    made = parts(annotated_copy("{{ 党废 }}"))

    assert b"/word/comments.xml" in made["[Content_Types].xml"]
    assert b"comments.xml" in made["word/_rels/document.xml.rels"]


def test_a_template_that_refers_to_nothing_is_annotated_too() -> None:
    whole = {name: data for name, data in parts(docx("{{ 党废 }}")).items() if name != RELATIONS}
    data = zipped(whole)
    template = compile_template(data, NAMES, name="模板.docx")

    copy = annotated(data, template.findings, NAMES, "模板.docx")

    assert "党费" in comments(copy)[0]
    assert b"comments.xml" in parts(copy)[RELATIONS]
