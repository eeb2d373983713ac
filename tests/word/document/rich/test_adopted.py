"""docxtpl's rich values are taken over when they hold text and looks, and refused when they hold anything else."""

from __future__ import annotations

import io

import docxtpl
import pytest
from docx.shared import Mm

from tests.support import read_docx
from tests.support.make_docx import docx
from tests.support.make_picture import png
from toolkit.word import Listing, Picture, compile_template
from toolkit.word.document.render import RenderFault
from toolkit.word.document.rich.adopted import adopted
from toolkit.word.language.values import Rich, UnprintableValue


def rich_text(xml: str) -> docxtpl.RichText:
    """A RichText that holds any XML at all, as a caller may build one."""
    text = docxtpl.RichText()
    text.xml = xml
    return text


def rich_paragraph(xml: str) -> docxtpl.RichTextParagraph:
    paragraph = docxtpl.RichTextParagraph()
    paragraph.xml = xml
    return paragraph


def render(lines: str, **context: object) -> bytes:
    return compile_template(docx(lines)).render(context)


@pytest.mark.parametrize(
    "xml",
    [
        "",
        "<w:r><w:t>甲</w:t></w:r>",
        '<w:r><w:rPr><w:sz w:val="32"/><w:b/></w:rPr><w:t xml:space="preserve">甲 </w:t><w:br/><w:tab/></w:r>',
        '<w:hyperlink w:anchor="记"><w:r><w:t>甲</w:t></w:r></w:hyperlink>',
    ],
)
def test_text_and_looks_are_taken_over(xml):
    assert isinstance(adopted(rich_text(xml)), Rich)


@pytest.mark.parametrize(
    "xml",
    [
        "甲",
        "<w:r>甲</w:r>",
        "<w:r><w:t>甲</w:t></w:r>乙",
        "<w:r><w:t>甲",
        "</w:body><w:body>",
        "<w:p/>",
        "<w:sectPr/>",
        "<w:r><w:drawing/></w:r>",
        "<w:r><w:object/></w:r>",
        "<w:r><w:instrText>DDEAUTO</w:instrText></w:r>",
        '<w:r><w:fldChar w:fldCharType="begin"/></w:r>',
        "<w:r><w:t><w:b/></w:t></w:r>",
        "<w:r><w:rPr><w:evil/></w:rPr></w:r>",
        "<w:r><w:rPr><w:rFonts><w:b/></w:rFonts></w:rPr></w:r>",
        '<w:r><w:t onclick="x">甲</w:t></w:r>',
        '<w:r r:embed="rId1"><w:t>甲</w:t></w:r>',
        "<w:r><!-- --><w:t>甲</w:t></w:r>",
        "<w:r><?x y?><w:t>甲</w:t></w:r>",
        '<x xmlns="urn:x"/>',
        "<w:hyperlink><w:hyperlink/></w:hyperlink>",
        "<w:r><w:t>&#xFDE2;</w:t></w:r>",
        "<w:r><w:t>&#0;</w:t></w:r>",
        "<w:r><w:t>\ud800</w:t></w:r>",
        "<!DOCTYPE x>",
    ],
)
def test_anything_else_is_refused_by_name(xml):
    with pytest.raises(RenderFault, match=r"“值”.*请改正"):
        render("始{{r 值 }}终", 值=rich_text(xml))


@pytest.mark.parametrize(
    "xml", ["<w:r/>", "<w:p><w:p/></w:p>", "<w:p><w:pPr><w:sectPr/></w:pPr></w:p>", "<w:p/><w:tbl/>", "甲"]
)
def test_a_paragraph_with_anything_else_is_refused_by_name(xml):
    with pytest.raises(RenderFault, match="“值”"):
        render("{{p 值 }}", 值=rich_paragraph(xml))


def test_a_link_of_another_file_is_refused_with_advice():
    text = docxtpl.RichText("甲", url_id="rId99")

    with pytest.raises(RenderFault, match=r"“值”.*另一个文件.*url"):
        render("{{r 值 }}", 值=text)


def test_a_link_the_template_has_is_kept():
    relation = (
        '<Relationship Id="rId9" TargetMode="External" Target="https://example.org/"'
        ' Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/hyperlink"/></Relationships>'
    )
    lines = "{{r 值 }}"
    relations = read_docx.parts(docx(lines))["word/_rels/document.xml.rels"].decode()
    source = docx(lines, {"word/_rels/document.xml.rels": relations.replace("</Relationships>", relation)})

    data = compile_template(source).render({"值": docxtpl.RichText("甲", url_id="rId9")})

    assert read_docx.paragraphs(data) == ["甲"]
    assert next(read_docx.tree(data).iter(f"{read_docx.W}hyperlink")).attrib.popitem()[1] in ("rId9", "_blank")


def test_paragraph_properties_are_put_in_order():
    properties = '<w:jc w:val="both"/><w:ind w:firstLine="640"/><w:pStyle w:val="a"/>'

    data = render("{{p 值 }}", 值=rich_paragraph(f"<w:p><w:pPr>{properties}</w:pPr></w:p>"))

    made = next(read_docx.tree(data).iter(f"{read_docx.W}pPr"))
    assert [each.tag.removeprefix(read_docx.W) for each in made] == ["pStyle", "ind", "jc"]


def test_a_listing_is_one_of_ours():
    assert adopted(docxtpl.Listing("一&\n<二>'\"")) == Listing("一&\n<二>'\"")


def test_a_value_of_ours_stays_as_it_is():
    listing = Listing("甲")

    assert adopted(listing) is listing


def test_a_picture_is_one_of_ours():
    stream = io.BytesIO(png())
    stream.read()
    image = docxtpl.InlineImage(None, stream, width=Mm(30), anchor="https://example.org")

    assert adopted(image) == Picture(png(), width=30, url="https://example.org")


def test_a_sub_document_is_refused_with_advice():
    class Subdoc:
        pass

    Subdoc.__module__ = "docxtpl.subdoc"

    with pytest.raises(UnprintableValue, match="Subdocument"):
        adopted(Subdoc())


def test_a_value_of_a_class_made_from_docxtpls_is_taken_over():
    class Mine(docxtpl.RichText):
        pass

    assert read_docx.paragraphs(render("{{ 值 }}", 值=Mine("甲"))) == ["甲"]


def test_what_docxtpl_wrote_is_known_by_its_words():
    paragraph = docxtpl.RichTextParagraph("甲\n乙")
    paragraph.add("丙")
    data = render("甲\ntitle: {{ 文 }}{{ 段 }}", 文=docxtpl.RichText("一&"), 段=paragraph)

    assert read_docx.properties(data)["title"] == "一&甲\n乙\n丙"
