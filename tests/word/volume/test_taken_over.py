"""What joined documents refer to comes along, or is left out where it was not there in the first place."""

from __future__ import annotations

import pytest
from lxml import etree

from tests.support.make_docx import DECLARATION, NAMESPACES, OFFICE, RELATIONSHIPS, docx, zipped
from tests.support.read_docx import W, paragraphs, parts, tree
from toolkit.word import Gap, check_document, compile_template
from toolkit.word.volume.combine import combined

RUN = "<w:r><w:t>字</w:t></w:r>"
FIELD = (
    '<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText xml:space="preserve">{}</w:instrText></w:r>'
    '<w:r><w:fldChar w:fldCharType="end"/></w:r>'
)
DEAD = {
    "a picture": '<w:p><w:r><w:drawing><a:blip xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" r:embed="rId77"/></w:drawing></w:r></w:p>',
    "a note": f'<w:p>{RUN}<w:r><w:footnoteReference w:id="9"/></w:r></w:p>',
    "a link": f'<w:p><w:hyperlink r:id="rId77">{RUN}</w:hyperlink></w:p>',
    "a header": f'<w:p><w:pPr><w:sectPr><w:headerReference w:type="default" r:id="rId77"/></w:sectPr></w:pPr>{RUN}</w:p>',
}


@pytest.mark.parametrize("body", DEAD.values(), ids=DEAD)
def test_a_reference_to_what_is_not_there_keeps_no_volume_from_being_made(body: str) -> None:
    joined = combined([docx("甲"), docx(f"xml: {body}\n末")])

    assert paragraphs(joined)[-1] == "末"
    assert check_document(joined, None, "合订本") == ()


def test_a_document_without_any_relations_is_joined() -> None:
    bare = {name: data for name, data in parts(docx("乙")).items() if name != "word/_rels/document.xml.rels"}

    assert paragraphs(combined([docx("甲"), zipped(bare)])) == ["甲", "乙"]
    assert paragraphs(combined([zipped(bare), docx("甲")])) == ["乙", "甲"]


def test_an_ending_in_capitals_is_declared_once() -> None:
    picture = '<w:p><w:r><w:drawing><a:blip xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" r:embed="rId77"/></w:drawing></w:r></w:p>'
    base = parts(docx("甲"))
    relation = f'<Relationship Id="rId77" Type="{OFFICE}image" Target="media/image1.PNG"/>'
    shown = {
        "word/_rels/document.xml.rels": f'<Relationships xmlns="{RELATIONSHIPS}">{relation}</Relationships>',
        "[Content_Types].xml": base["[Content_Types].xml"].decode().replace("</Types>", '<Default Extension="PNG" ContentType="image/png"/></Types>'),
        "word/media/image1.PNG": b"\x89PNG",
    }  # fmt: skip
    document = docx(f"xml: {picture}", shown)

    types = etree.fromstring(parts(combined([docx("甲"), document, document]))["[Content_Types].xml"])

    endings = [each.get("Extension", "").lower() for each in types if each.get("Extension")]
    assert sorted(set(endings)) == sorted(endings)


def numbered(*paragraphs_: tuple[str, str], numbering: str, styles: str = "") -> bytes:
    """A document of paragraphs, each with its properties, and these lists and styles."""
    body = "".join(
        f"<w:p><w:pPr>{properties}</w:pPr><w:r><w:t>{text}</w:t></w:r></w:p>" for properties, text in paragraphs_
    )
    types = parts(docx("甲"))["[Content_Types].xml"].decode()
    kind = "application/vnd.openxmlformats-officedocument.wordprocessingml.numbering+xml"
    return docx(
        f"xml: {body}",
        {
            "word/numbering.xml": f"{DECLARATION}<w:numbering {NAMESPACES}>{numbering}</w:numbering>",
            "word/styles.xml": f"{DECLARATION}<w:styles {NAMESPACES}>{styles}</w:styles>",
            "word/_rels/document.xml.rels": f'<Relationships xmlns="{RELATIONSHIPS}"><Relationship Id="rId1" Type="{OFFICE}numbering" Target="numbering.xml"/><Relationship Id="rId2" Type="{OFFICE}styles" Target="styles.xml"/></Relationships>',
            "[Content_Types].xml": types.replace("</Types>", f'<Override PartName="/word/numbering.xml" ContentType="{kind}"/></Types>'),
        },
    )  # fmt: skip


LEVEL = '<w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="decimal"/><w:lvlText w:val="{}"/></w:lvl>'
IN_LIST = '<w:numPr><w:ilvl w:val="0"/><w:numId w:val="{}"/></w:numPr>'


def levels(data: bytes, number: str) -> list[str]:
    """The texts of the levels of a list."""
    root = tree(data, "word/numbering.xml")
    links = {each.get(f"{W}numId"): each.find(f"{W}abstractNumId").get(f"{W}val") for each in root.iter(f"{W}num")}
    abstract = next(each for each in root.iter(f"{W}abstractNum") if each.get(f"{W}abstractNumId") == links[number])
    return [each.get(f"{W}val", "") for each in abstract.iter(f"{W}lvlText")]


def test_a_list_that_is_a_styles_brings_the_levels_of_the_style() -> None:
    lists = (
        '<w:abstractNum w:abstractNumId="0"><w:numStyleLink w:val="条"/></w:abstractNum>'
        f'<w:abstractNum w:abstractNumId="1"><w:styleLink w:val="条"/>{LEVEL.format("第%1条")}</w:abstractNum>'
        '<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>'
    )

    joined = combined([docx("甲"), numbered((IN_LIST.format(1), "项"), numbering=lists)])

    (number,) = [each.get(f"{W}val") for each in tree(joined).iter(f"{W}numId")]
    assert levels(joined, number) == ["第%1条"]


def test_two_numbers_of_one_list_go_on_counting_together() -> None:
    lists = (
        f'<w:abstractNum w:abstractNumId="0">{LEVEL.format("%1.")}</w:abstractNum>'
        '<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num><w:num w:numId="2"><w:abstractNumId w:val="0"/></w:num>'
    )
    document = numbered((IN_LIST.format(1), "一"), (IN_LIST.format(2), "二"), numbering=lists)

    joined = combined([docx("甲"), document, document])

    root = tree(joined, "word/numbering.xml")
    links = {each.get(f"{W}numId"): each.find(f"{W}abstractNumId").get(f"{W}val") for each in root.iter(f"{W}num")}
    used = [links[each.get(f"{W}val")] for each in tree(joined).iter(f"{W}numId")]
    assert used[0] == used[1] != used[2] == used[3]


INDENTED = (
    '<w:style w:type="paragraph" w:default="1" w:styleId="a"><w:name w:val="Normal"/><w:pPr><w:ind w:firstLine="640"/></w:pPr></w:style>'
    '<w:style w:type="paragraph" w:styleId="h"><w:name w:val="heading 1"/><w:basedOn w:val="a"/><w:pPr>'
    '<w:numPr><w:numId w:val="1"/></w:numPr>{}</w:pPr></w:style>'
)


@pytest.mark.parametrize(
    ("of_style", "of_paragraph", "expected"),
    [
        ("", "", {}),
        ('<w:ind w:left="300"/>', "", {"left": "300"}),
        ('<w:ind w:left="300"/>', '<w:ind w:right="100"/>', {"left": "300", "right": "100"}),
    ],
)
def test_a_numbered_heading_keeps_the_indent_it_had(of_style: str, of_paragraph: str, expected: dict[str, str]) -> None:
    """The first line's indent of Normal was written on every numbered heading."""
    lists = f'<w:abstractNum w:abstractNumId="0">{LEVEL.format("%1.")}</w:abstractNum><w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>'
    document = numbered(
        (f'<w:pStyle w:val="h"/>{of_paragraph}', "题"), numbering=lists, styles=INDENTED.format(of_style)
    )

    last = list(tree(combined([docx("甲"), document])).iter(f"{W}p"))[-1]

    indents = [{key.removeprefix(W): value for key, value in each.items()} for each in last.findall(f"{W}pPr/{W}ind")]
    assert indents == ([expected] if expected else [])


def test_fields_that_ask_for_a_style_ask_for_it_by_the_name_it_came_under() -> None:
    style = '<w:style w:type="paragraph" w:styleId="t"><w:name w:val="公文标题"/><w:rPr><w:sz w:val="{}"/></w:rPr></w:style>'
    fields = FIELD.format(' STYLEREF "公文标题" ') + FIELD.format(' TOC \\t "公文标题,1,别的,2" ')
    documents = [
        docx(
            f'xml: <w:p><w:pPr><w:pStyle w:val="t"/></w:pPr>{RUN}</w:p><w:p>{fields}</w:p>',
            {"word/styles.xml": f"{DECLARATION}<w:styles {NAMESPACES}>{style.format(size)}</w:styles>"},
        )
        for size in (30, 40)
    ]

    asked = [each.text or "" for each in tree(combined(documents)).iter(f"{W}instrText")]

    assert [
        name in words
        for name, words in zip(("公文标题", "公文标题,1", "公文标题_2", "公文标题_2,1"), asked, strict=True)
    ] == [True] * 4
    assert "公文标题_2" not in "".join(asked[:2])


def test_footnotes_of_each_document_count_from_one() -> None:
    noted = docx(f'xml: <w:p>{RUN}<w:r><w:footnoteReference w:id="0"/></w:r></w:p>\nfootnote: 注')

    sections = list(tree(combined([noted, noted, docx("丙")])).iter(f"{W}sectPr"))

    restarts = [each.find(f"{W}footnotePr/{W}numRestart") is not None for each in sections]
    assert restarts == [False, True, False]


def test_what_is_made_of_two_blanks_is_required_where_either_is() -> None:
    lines = ("{{ 选 + 必 }}", "{{ 必 + 选 }}", "{{ 选 / 必 }}", "{{ [选, 必]|sum }}", "{{ 选 + 选 }}")

    made = [compile_template(docx(line)).render_parts({"选": Gap(), "必": Gap(counts=True)}).blanks for line in lines]

    assert [each.required for each in made] == [1, 1, 1, 1, 0]
