"""Joined documents look as each looks alone: every word where it stood, whatever the others' styles say."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import pytest
from docx import Document
from docx.oxml.ns import qn
from docx.shared import Pt

from tests.support.libreoffice import words_of_pages
from tests.support.make_docx import DECLARATION, NAMESPACES, docx
from tests.support.read_docx import W, parts, tree
from toolkit.word.package.elements import parse
from toolkit.word.safety.gate import check_document
from toolkit.word.volume.combine import combined

NEAR = 1.0
"""How far, in points, a word may be from its place: fonts in a PDF are rounded."""


def written(
    name: str,
    *,
    size: float = 0,
    heading: float = 0,
    default_size: float = 0,
    after: str = "",
    bold: bool | None = None,
) -> bytes:
    """A document of headings, text, lists, a table and a header.

    Args:
        name: in all its words.
        size: of its style Normal.
        heading: the size of its headings.
        default_size, after: what it says of all text: the size, and the space after a paragraph in twentieths of a point.
        bold: whether its headings are bold.
    """
    document = Document()
    _change_defaults(document, default_size, after)
    if size:
        document.styles["Normal"].font.size = Pt(size)
    if heading:
        document.styles["Heading 1"].font.size = Pt(heading)
        document.styles["Heading 1"].font.bold = bold
    document.add_heading(f"{name} first heading", 1)
    document.add_paragraph(f"{name} is a text of several lines. " * 8)
    for style in ("List Number", "List Number", "List Bullet", "Intense Quote"):
        document.add_paragraph(f"{name} {style}", style=style)
    table = document.add_table(rows=2, cols=2, style="Table Grid")
    table.cell(0, 0).text, table.cell(1, 1).text = f"{name} cell", f"{name} last"
    document.add_heading(f"{name} second", 2)
    document.sections[0].header.paragraphs[0].text = f"{name} header"
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def _change_defaults(document: Any, size: float, after: str) -> None:
    defaults = document.styles.element.find(qn("w:docDefaults"))
    for each in defaults.iter(qn("w:sz"), qn("w:szCs")) if size else ():
        each.set(qn("w:val"), str(int(size * 2)))
    for each in [*defaults.iter(qn("w:spacing"))] if after else ():
        if after == "none":
            each.getparent().remove(each)
        else:
            each.set(qn("w:after"), after)


DOCUMENTS = {
    "甲": written("Plain"),
    "乙": written("Large", size=18),
    "丙": written("Other", heading=26, default_size=14, after="none", bold=False),
    "丁": written("Wide", default_size=9, after="400"),
    "戊": written("Again", heading=26, default_size=14, after="none", bold=False),
}


@pytest.fixture(scope="module")
def alone(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """The pages of each document by itself."""
    return {name: words_of_pages(data, tmp_path_factory.mktemp("alone")) for name, data in DOCUMENTS.items()}


@pytest.mark.parametrize("order", ["甲乙丙丁戊", "丙甲戊", "丁丙乙"])
def test_each_word_of_each_document_stands_where_it_stands_alone(order: str, alone: Any, tmp_path: Path) -> None:
    expected = [page for name in order for page in alone[name]]

    joined = combined([DOCUMENTS[name] for name in order])

    assert check_document(joined, None, "合订本") == ()
    pages = words_of_pages(joined, tmp_path)
    assert [[text for text, _ in page] for page in pages] == [[text for text, _ in page] for page in expected]
    moved = [
        (text, before, now)
        for page, other in zip(expected, pages, strict=True)
        for (text, before), (_, now) in zip(page, other, strict=True)
        if any(abs(one - two) > NEAR for one, two in zip(before, now, strict=True))
    ]
    assert moved == []


def names_of_styles(data: bytes) -> list[str]:
    return [each.get(f"{W}val", "") for each in tree(data, "word/styles.xml").iter(f"{W}name")]


def test_documents_of_one_template_share_their_styles() -> None:
    alone = names_of_styles(combined([DOCUMENTS["甲"]]))

    assert names_of_styles(combined([DOCUMENTS["甲"]] * 5)) == alone
    twice = names_of_styles(combined([DOCUMENTS[name] for name in "甲丙丙戊"]))
    assert twice == names_of_styles(combined([DOCUMENTS[name] for name in "甲丙"]))


def test_no_two_styles_of_a_volume_have_one_name() -> None:
    made = [name.lower() for name in names_of_styles(combined(list(DOCUMENTS.values())))]

    assert len(set(made)) == len(made)


def test_where_it_is_asked_for_all_look_like_the_first() -> None:
    joined = combined([DOCUMENTS["甲"], DOCUMENTS["丙"]], keeps_look=False)

    assert names_of_styles(joined) == names_of_styles(DOCUMENTS["甲"])


STYLED = '<w:p><w:pPr><w:pStyle w:val="{}"/></w:pPr><w:r><w:t>字</w:t></w:r></w:p>'
RED = '<w:style w:type="paragraph" w:styleId="a"><w:name w:val="红"/><w:rPr><w:color w:val="FF0000"/></w:rPr></w:style>'


def test_a_style_that_a_document_names_and_has_not_is_not_found_in_another() -> None:
    red = docx(
        f"xml: {STYLED.format('a')}", {"word/styles.xml": f"{DECLARATION}<w:styles {NAMESPACES}>{RED}</w:styles>"}
    )
    without = docx(f"xml: {STYLED.format('a')}")

    for documents in ([red, without], [without, red]):
        joined = combined(documents)
        colours = {each.get(f"{W}styleId"): each.find(f"{W}rPr/{W}color") for each in tree(joined, "word/styles.xml")}
        named = [each.get(f"{W}val") for each in tree(joined).iter(f"{W}pStyle")]
        shown = [name is not None and colours.get(name) is not None for name in (*named, None)[:2]]
        assert shown == [documents[0] is red, documents[1] is red]


def test_contents_know_headings_by_their_level_where_their_style_has_another_name() -> None:
    field = '<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText> TOC \\o "1-3" </w:instrText></w:r><w:r><w:fldChar w:fldCharType="end"/></w:r>'
    with_contents = docx(f"xml: <w:p>{field}</w:p>")

    joined = combined([DOCUMENTS["甲"], with_contents, DOCUMENTS["丙"]])

    assert any("\\u" in (each.text or "") for each in tree(joined).iter(f"{W}instrText"))
    headings = [
        each.find(f"{W}pPr/{W}outlineLvl")
        for each in tree(joined, "word/styles.xml").iter(f"{W}style")
        if each.find(f"{W}name").get(f"{W}val").lower().startswith("heading 1_")
    ]
    assert [each.get(f"{W}val") for each in headings] == ["0"]


LIST = (
    f'{DECLARATION}<w:numbering {NAMESPACES} xmlns:w15="http://schemas.microsoft.com/office/word/2012/wordml" mc:Ignorable="w15">'
    '<w:abstractNum w:abstractNumId="0" w15:restartNumberingAfterBreak="1"><w:lvl w:ilvl="0"><w:start w:val="1"/>'
    '<w:numFmt w:val="decimal"/><w:lvlText w:val="%1."/></w:lvl></w:abstractNum>'
    '<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num></w:numbering>'
)
LISTED = '<w:p><w:pPr><w:numPr><w:ilvl w:val="0"/><w:numId w:val="1"/></w:numPr></w:pPr><w:r><w:t>项</w:t></w:r></w:p>'


def listed() -> bytes:
    relations = (
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId9" '
        'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/numbering" Target="numbering.xml"/></Relationships>'
    )
    types = (
        '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" '
        'ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/>'
        '<Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/>'
        '<Override PartName="/word/numbering.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.numbering+xml"/></Types>'
    )
    more = {"word/numbering.xml": LIST, "word/_rels/document.xml.rels": relations, "[Content_Types].xml": types}
    return docx(f"xml: {LISTED}", more)


@pytest.mark.parametrize("first", ["none", "own"])
def test_a_list_of_a_newer_word_comes_along_and_may_be_passed_over(first: str) -> None:
    """A list with a name older programs do not know was put into a part that did not say they may pass it over."""
    joined = combined([docx("甲") if first == "none" else DOCUMENTS["甲"], listed(), listed()])

    root = parse(parts(joined)["word/numbering.xml"])
    prefixes = {space: prefix for prefix, space in root.nsmap.items()}
    ignorable = root.get("{http://schemas.openxmlformats.org/markup-compatibility/2006}Ignorable", "").split()
    assert prefixes["http://schemas.microsoft.com/office/word/2012/wordml"] in ignorable
    numbers = [each.get(f"{W}val") for each in tree(joined).iter(f"{W}numId")]
    known = {each.get(f"{W}numId") for each in root.iter(f"{W}num")}
    assert len(set(numbers[-2:])) == 2
    assert set(numbers) <= known
    assert check_document(joined, None, "合订本") == ()


def test_a_heading_with_looks_of_letters_alone_is_put_in_order() -> None:
    style = '<w:style w:type="paragraph" w:styleId="h"><w:name w:val="heading 2"/><w:rPr><w:b/></w:rPr></w:style>'
    own = {"word/styles.xml": f"{DECLARATION}<w:styles {NAMESPACES}>{style}</w:styles>"}

    joined = combined([DOCUMENTS["甲"], docx(f"xml: {STYLED.format('h')}", own)])

    made = next(each for each in tree(joined, "word/styles.xml") if each.get(f"{W}styleId") == "h")
    assert [each.tag.removeprefix(W) for each in made] == ["name", "pPr", "rPr"]
    assert made.find(f"{W}pPr/{W}outlineLvl").get(f"{W}val") == "1"


def test_a_colour_of_a_theme_stays_what_it_was_in_its_own_document() -> None:
    coloured = '<w:p><w:r><w:rPr><w:color w:val="C00000" w:themeColor="accent2"/></w:rPr><w:t>红</w:t></w:r></w:p>'

    for documents, stays in (
        ([DOCUMENTS["甲"], docx(f"xml: {coloured}")], False),
        ([docx("甲"), docx(f"xml: {coloured}")], True),
    ):
        (colour,) = [each for each in tree(combined(documents)).iter(f"{W}color") if each.get(f"{W}val") == "C00000"]
        assert (f"{W}themeColor" in colour.attrib) == stays


def test_a_style_that_is_based_on_one_that_is_not_there_keeps_the_size_of_its_document() -> None:
    sizes = "<w:docDefaults><w:rPrDefault><w:rPr><w:sz w:val='40'/></w:rPr></w:rPrDefault></w:docDefaults>"
    style = '<w:style w:type="paragraph" w:styleId="s"><w:name w:val="孤"/><w:basedOn w:val="{}"/></w:style>'
    for base in ("没有", "s"):
        own = {"word/styles.xml": f"{DECLARATION}<w:styles {NAMESPACES}>{sizes}{style.format(base)}</w:styles>"}

        joined = combined([DOCUMENTS["甲"], docx(f"xml: {STYLED.format('s')}", own)])

        made = next(each for each in tree(joined, "word/styles.xml") if each.get(f"{W}styleId") == "s")
        assert made.find(f"{W}rPr/{W}sz").get(f"{W}val") == "40"
