"""Block tags stand in place of their row, cell or paragraph, and dashes join paragraphs without losing a word."""

from __future__ import annotations

import re

import pytest
from lxml import etree

from tests.support.make_docx import document, docx
from tests.support.read_docx import paragraphs, parts
from toolkit.word import compile_template
from toolkit.word.package.elements import parse
from toolkit.word.template.blocks import join_by_dashes, lift_blocks

ROW = "<w:tr>{}</w:tr>"
CELL = "<w:tc>{}</w:tc>"


def p(text: str) -> str:
    return f"<w:p><w:r><w:t>{text}</w:t></w:r></w:p>"


def lifted(body: str, **behind: str) -> str:
    root = parse(document(body).encode())
    marks = {
        each: behind["behind"]
        for each in root.iter()
        if behind and "".join(each.itertext()) == "{%p for 甲 in 乙 %}" and each.tag.endswith("}p")
    }
    lift_blocks(root, marks)
    return _inner(root)


def joined(*texts: str) -> list[str]:
    root = parse(document("".join(map(p, texts))).encode())
    join_by_dashes(root)
    return ["".join(each.itertext()) for each in root.iter("{*}p")]


def _inner(root: etree._Element) -> str:
    xml = etree.tostring(root, encoding="unicode")
    return re.search(r"<w:body>(.*)<w:sectPr/>", xml)[1]


# what stands in the body; what Jinja reads
LIFTED = [
    (p("{%p if 甲 %}") + p("乙") + p("{%p endif %}"), "{% if 甲 %}" + p("乙") + "{% endif %}"),
    (p("{%p endif %}{%p if 甲 %}"), "{% endif %}{% if 甲 %}"),
    (p("{#p 说明 #}") + p("乙"), "{# 说明 #}" + p("乙")),
    (p("{% if 甲 %}乙{% endif %}"), p("{% if 甲 %}乙{% endif %}")),
    (ROW.format(CELL.format(p("{%tr for 甲 in 乙 %}")) + CELL.format(p(""))), "{% for 甲 in 乙 %}"),
    (
        ROW.format(CELL.format(p("{%tc if 甲 %}")) + CELL.format(p("乙"))),
        ROW.format("{% if 甲 %}" + CELL.format(p("乙"))),
    ),
    (p("{%tr if 甲 %}"), p("{%tr if 甲 %}")),
    (CELL.format(p("{%p if 甲 %}") + p("乙")), CELL.format("{% if 甲 %}" + p("乙"))),
]


@pytest.mark.parametrize(("body", "read"), LIFTED)
def test_a_block_tag_stands_in_place_of_what_goes_with_it(body: str, read: str) -> None:
    assert lifted(body) == read


def test_a_row_within_a_row_that_goes_goes_with_it() -> None:
    inner = f"<w:tbl>{ROW.format(CELL.format(p('{%tr if 丙 %}')))}</w:tbl>"
    outer = ROW.format(CELL.format(p("{%tr if 甲 %}")) + CELL.format(inner))

    assert lifted(f"<w:tbl>{outer}</w:tbl>") == "<w:tbl>{% if 甲 %}</w:tbl>"


def test_a_row_within_a_row_that_stays_goes_by_itself() -> None:
    inner = f"<w:tbl>{ROW.format(CELL.format(p('{%tr if 丙 %}')))}</w:tbl>"

    assert lifted(f"<w:tbl>{ROW.format(CELL.format(inner))}</w:tbl>") == (
        f"<w:tbl>{ROW.format(CELL.format('<w:tbl>{% if 丙 %}</w:tbl>'))}</w:tbl>"
    )


def test_what_is_to_stand_behind_a_tag_stands_there() -> None:
    assert lifted(p("{%p for 甲 in 乙 %}") + p("丙"), behind="记") == "{% for 甲 in 乙 %}记" + p("丙")


# paragraphs; those that are left
DASHES = [
    (["甲", "{%- if 乙 %}丙"], ["甲{% if 乙 %}丙"]),
    (["甲{% if 乙 -%}", "丙"], ["甲{% if 乙 %}丙"]),
    (["甲{% if 乙 -%}", "", "丙{%- endif %}"], ["甲{% if 乙 %}丙{% endif %}"]),
    (["甲", "丁{%- if 乙 %}丙"], ["甲", "丁{% if 乙 %}丙"]),
    (["{%- if 乙 %}丙"], ["{% if 乙 %}丙"]),
    (["甲-%}乙", "丙"], ["甲-%}乙", "丙"]),
]


@pytest.mark.parametrize(("texts", "left"), DASHES)
def test_a_dash_joins_paragraphs_only_at_their_ends(texts: list[str], left: list[str]) -> None:
    assert joined(*texts) == left


def test_nothing_between_joined_paragraphs_is_lost() -> None:
    template = compile_template(docx("甲一{% if 有 -%}\n乙二\n{%- endif %}丙三"))

    assert template.findings == ()
    assert paragraphs(template.render({"有": True})) == ["甲一乙二丙三"]


THINGS = {
    "a picture": '<w:p><w:r><w:drawing><wp:inline><wp:docPr id="3" name="图"/></wp:inline></w:drawing></w:r></w:p>',
    "a page break": '<w:p><w:r><w:br w:type="page"/></w:r></w:p>',
    "a section break": '<w:p><w:pPr><w:sectPr><w:pgSz w:w="1"/></w:sectPr></w:pPr></w:p>',
    "a note": '<w:p><w:r><w:footnoteReference w:id="1"/></w:r></w:p>',
    "the end of a bookmark": '<w:p><w:bookmarkEnd w:id="1"/></w:p>',
}


@pytest.mark.parametrize("thing", THINGS.values(), ids=THINGS)
def test_nothing_between_two_paragraphs_is_lost_by_a_dash(thing: str) -> None:
    root = parse(document(f"{p('甲')}{thing}{p('{%- if 乙 %}丙')}").encode())

    join_by_dashes(root)

    left = {each.tag for each in root.iter("*")}
    assert {each.tag for each in parse(document(thing).encode()).iter("*")} <= left
    assert "".join(root.itertext()) == "甲{% if 乙 %}丙"


LINES = [
    ("甲<br>{%- if 有 -%}<br>乙<br>{%- endif -%}<br>丙", "甲乙丙"),
    ("甲<br><br>{%- if 有 %}<br>乙{% endif -%}<br>丙", "甲\n乙丙"),
    ("甲<br>{% if 有 %}乙{% endif %}<br>丙", "甲\n乙\n丙"),
    ("甲<br>丁{%- if 有 %}乙{% endif -%}戊<br>丙", "甲\n丁乙戊\n丙"),
]


@pytest.mark.parametrize(("line", "expected"), LINES)
@pytest.mark.parametrize("between", ["<w:br/>", '<w:br w:type="textWrapping"/>'], ids=["plain", "said"])
def test_a_dash_joins_the_lines_of_a_paragraph_as_it_joins_paragraphs(line: str, expected: str, between: str) -> None:
    runs = line.replace("<br>", f"</w:t></w:r><w:r>{between}</w:r><w:r><w:rPr><w:lang w:val='en-US'/></w:rPr><w:t>")

    template = compile_template(docx(f"xml: <w:p><w:r><w:t>{runs}</w:t></w:r></w:p>"))

    assert template.findings == ()
    assert paragraphs(template.render({"有": True})) == [expected]


def test_a_page_break_before_a_dash_stays() -> None:
    line = '<w:p><w:r><w:t>甲</w:t><w:br w:type="page"/><w:t>{%- if 有 %}乙{% endif %}</w:t></w:r></w:p>'

    made = compile_template(docx(f"xml: {line}")).render({"有": True})

    assert 'w:type="page"' in parts(made)["word/document.xml"].decode()


def test_dashes_on_both_sides_of_a_tag_join_on_both_sides() -> None:
    template = compile_template(docx("甲\n{%- if 有 -%}\n乙\n{%- endif -%}\n丙"))

    assert paragraphs(template.render({"有": True})) == ["甲乙丙"]


def test_a_section_that_ends_in_a_joined_paragraph_still_ends_there() -> None:
    section = "<w:pPr><w:sectPr/></w:pPr>"
    root = parse(document(f"{p('甲{% if 乙 -%}')}<w:p>{section}<w:r><w:t>丙</w:t></w:r></w:p>{p('丁')}").encode())

    join_by_dashes(root)

    first, _last = root.iter("{*}p")
    assert ("".join(first.itertext()), first.find("{*}pPr/{*}sectPr") is not None) == ("甲{% if 乙 %}丙", True)


def test_empty_paragraphs_stay_where_nothing_is_joined() -> None:
    table = "<w:tbl><w:tr><w:tc><w:p/></w:tc></w:tr></w:tbl>"
    root = parse(document(f"{table}<w:p/>{p('{%- if 乙 %}丙')}").encode())

    join_by_dashes(root)

    assert len([each for each in root[0] if each.tag.endswith("}p")]) == 2
