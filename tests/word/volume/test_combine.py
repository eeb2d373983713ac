"""Several documents joined into one.

1. Each begins on a new page, with its own paper, header, footer and page numbers.
2. Its headings and lists count from one; its notes, bookmarks and contents stay its own.
3. What comes of it is whole, always the same, and lies open in a real word processor.
"""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from docx import Document
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.oxml import parse_xml
from docx.shared import Mm

from tests.support.libreoffice import pages_of
from tests.support.make_docx import DECLARATION, NAMESPACES, OFFICE, docx
from tests.support.make_picture import png
from tests.support.read_docx import W, paragraphs, parts, tree
from tests.word.package.test_reading import renamed_main
from tests.word.package.test_strict import strict
from toolkit.errors import UnsafeFile
from toolkit.word.safety.gate import check_document
from toolkit.word.volume.combine import CannotCombine, combined

DIAGRAM = "http://schemas.openxmlformats.org/drawingml/2006/diagram"
DIAGRAM_TYPE = "application/vnd.openxmlformats-officedocument.drawingml.diagramData+xml"
PAGE_FIELD = (
    '<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText xml:space="preserve"> {} </w:instrText></w:r>'
    '<w:r><w:fldChar w:fldCharType="end"/></w:r>'
)


def report(*words: str, change: Callable[[Any], None] = lambda _document: None) -> bytes:
    """A document of python-docx's own template: one paragraph a word."""
    document = Document()
    for word in words:
        document.add_paragraph(word)
    change(document)
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def headed(text: str) -> Callable[[Any], None]:
    def change(document: Any) -> None:
        document.sections[0].header.paragraphs[0].text = text

    return change


def sections(data: bytes) -> list[dict[str, str]]:
    """Each section's paper width, start of page numbers, kind, and the texts of its default and even headers."""
    relations = {each.get("Id"): each.get("Target") for each in tree(data, "word/_rels/document.xml.rels")}
    found = []
    for section in tree(data).iter(f"{W}sectPr"):
        shown = {}
        for reference in section.findall(f"{W}headerReference"):
            number = next(value for key, value in reference.attrib.items() if key.endswith("}id"))
            shown[reference.get(f"{W}type")] = "".join(paragraphs(data, f"word/{relations[number]}"))
        size, number = section.find(f"{W}pgSz"), section.find(f"{W}pgNumType")
        found.append(
            {
                "width": size.get(f"{W}w", "") if size is not None else "",
                "start": number.get(f"{W}start", "") if number is not None else "",
                "header": shown.get("default", ""),
                "even": shown.get("even", ""),
            }
        )
    return found


def faults(data: bytes) -> list[str]:
    return [str(finding) for finding in check_document(data, None, "合订本")]


def test_the_texts_stand_in_order_and_the_file_is_whole() -> None:
    joined = combined([report("甲一", "甲二"), report("乙"), report("丙")])

    assert paragraphs(joined) == ["甲一", "甲二", "乙", "丙"]
    assert faults(joined) == []


def test_the_same_documents_always_give_the_same_bytes() -> None:
    documents = [report("甲"), report("乙", change=lambda each: each.add_paragraph("项", style="List Number"))]

    assert combined(documents) == combined(documents)


def test_one_document_alone_stays_as_it_is() -> None:
    joined = combined([report("甲", change=headed("甲的页眉"))])

    assert paragraphs(joined) == ["甲"]
    assert [each["header"] for each in sections(joined)] == ["甲的页眉"]


def test_each_keeps_its_paper_header_and_page_numbers_from_one() -> None:
    def wide(document: Any) -> None:
        document.sections[0].page_width = Mm(297)
        headed("乙的页眉")(document)

    joined = combined([report("甲", change=headed("甲的页眉")), report("乙", change=wide), report("丙")])

    first, second, third = sections(joined)
    assert (first["header"], second["header"], third["header"]) == ("甲的页眉", "乙的页眉", "")
    assert (second["start"], third["start"]) == ("1", "1")
    assert [first["width"], second["width"], third["width"]] == ["12240", "16838", "12240"]
    assert faults(joined) == []


def test_a_document_with_several_sections_keeps_them_all() -> None:
    def two(document: Any) -> None:
        headed("横表")(document)
        document.add_section().page_width = Mm(297)
        document.add_paragraph("附表")

    joined = combined([report("甲", change=two), report("乙", change=two), report("丙")])

    assert [text for text in paragraphs(joined) if text] == ["甲", "附表", "乙", "附表", "丙"]
    widths = [each["width"] for each in sections(joined)]
    assert widths == ["12240", "16838", "12240", "16838", "12240"]


def test_where_one_has_other_even_pages_the_others_show_theirs_on_all() -> None:
    def facing(document: Any) -> None:
        document.settings.odd_and_even_pages_header_footer = True
        document.sections[0].even_page_header.paragraphs[0].text = "双"
        headed("单")(document)

    joined = combined([report("甲", change=facing), report("乙", change=headed("都一样"))])

    assert [(each["header"], each["even"]) for each in sections(joined)] == [("单", "双"), ("都一样", "都一样")]


def test_a_picture_in_a_header_comes_along() -> None:
    def with_picture(document: Any) -> None:
        run = document.sections[0].header.paragraphs[0].add_run()
        run.add_picture(io.BytesIO(png(20, 10)))
        run.add_picture(io.BytesIO(png(30, 10)))

    joined = combined([report("甲"), report("乙", change=with_picture)])

    assert sorted(parts(joined)[name] for name in parts(joined) if "media" in name) == sorted(
        [png(20, 10), png(30, 10)]
    )
    assert faults(joined) == []


def shown_pictures(data: bytes, part: str) -> list[bytes]:
    """The pictures that a part shows, in order."""
    targets = {each.get("Id"): each.get("Target") for each in tree(data, f"word/_rels/{part}.xml.rels")}
    found = (value for each in tree(data, f"word/{part}.xml").iter() for key, value in each.items() if "}embed" in key)
    return [parts(data)[f"word/{targets[number]}"] for number in found]


@pytest.mark.parametrize("count", [2, 3, 6])
@pytest.mark.parametrize("logos", [[(30, 30)], [(30, 30), (31, 31), (32, 32)]], ids=["one logo", "several"])
def test_each_report_keeps_the_logo_in_its_header_and_its_photos(count: int, logos: list[tuple[int, int]]) -> None:
    """Three reports with a logo and a photo each never made a volume: two pictures had one name."""
    own = [(png(*logos[number % len(logos)]), png(40 + number, 20), png(60 + number, 20)) for number in range(count)]

    def with_pictures(pictures: tuple[bytes, bytes, bytes]) -> Callable[[Any], None]:
        def change(document: Any) -> None:
            document.sections[0].header.paragraphs[0].add_run().add_picture(io.BytesIO(pictures[0]))
            for photo in pictures[1:]:
                document.add_picture(io.BytesIO(photo))

        return change

    joined = combined([report(f"第{number}份", change=with_pictures(each)) for number, each in enumerate(own)])

    assert shown_pictures(joined, "document") == [photo for each in own for photo in each[1:]]
    headers = [
        shown_pictures(joined, f"header{n}") for n in range(1, 99) if f"word/_rels/header{n}.xml.rels" in parts(joined)
    ]
    assert sorted(headers) == sorted([each[0]] for each in own) or {each[0] for each in headers} == {
        each[0] for each in own
    }
    assert faults(joined) == []


def test_diagrams_of_several_documents_keep_their_own_parts() -> None:
    relations = f"{OFFICE}diagramData"

    def with_diagram(word: str) -> Callable[[Any], None]:
        def change(document: Any) -> None:
            data = Part(
                PackURI("/word/diagrams/data1.xml"), DIAGRAM_TYPE, f"<a>{word}</a>".encode(), document.part.package
            )
            number = document.part.relate_to(data, relations)
            run = document.add_paragraph().add_run()._r
            run.append(parse_xml(f'<dgm:relIds xmlns:dgm="{DIAGRAM}" xmlns:r="{OFFICE[:-1]}" r:dm="{number}"/>'))

        return change

    joined = combined([report(each, change=with_diagram(each)) for each in ("甲", "乙", "丙")])

    held = {part for name, part in parts(joined).items() if "diagrams" in name}
    assert held == {f"<a>{word}</a>".encode() for word in ("甲", "乙", "丙")}
    assert faults(joined) == []


def test_lists_numbered_by_their_style_count_from_one_in_each(tmp_path: Path) -> None:
    def listed(document: Any) -> None:
        document.add_paragraph("第一项", style="List Number")
        document.add_paragraph("第二项", style="List Number")

    (first, second) = pages_of(combined([report(change=listed), report(change=listed)]), tmp_path)

    assert [line.split()[0] for line in first.split("\n") if "项" in line] == ["1.", "2."]
    assert [line.split()[0] for line in second.split("\n") if "项" in line] == ["1.", "2."]


def test_a_document_that_ends_with_a_table_adds_no_page(tmp_path: Path) -> None:
    def ruled(document: Any) -> None:
        document.add_table(rows=1, cols=1).cell(0, 0).text = "格"

    pages = pages_of(combined([report("甲", change=ruled), report("乙", change=ruled)]), tmp_path)

    assert [page.split() for page in pages] == [["甲", "格"], ["乙", "格"]]


NOTED = '<w:p><w:r><w:t>{}</w:t><w:{}Reference w:id="0"/></w:r></w:p>'


@pytest.mark.parametrize("kind", ["footnote", "endnote"])
def test_notes_stay_with_their_document(kind: str) -> None:
    documents = [docx(f"xml: {NOTED.format(name, kind)}\n{kind}: {name}的注") for name in "甲乙丙"]

    joined = combined(documents)

    notes = {
        each.get(f"{W}id"): "".join(text.text or "" for text in each.iter(f"{W}t"))
        for each in tree(joined, f"word/{kind}s.xml")
    }
    shown = [each.get(f"{W}id") for each in tree(joined).iter(f"{W}{kind}Reference")]
    assert [notes[number] for number in shown] == ["甲的注", "乙的注", "丙的注"]
    assert faults(joined) == []


def test_notes_come_along_where_the_first_has_none() -> None:
    joined = combined([docx("甲"), docx(f"xml: {NOTED.format('乙', 'footnote')}\nfootnote: 乙的注")])

    assert "乙的注" in paragraphs(joined, "word/footnotes.xml")
    assert faults(joined) == []


def test_bookmarks_of_one_name_are_told_apart_and_their_links_follow() -> None:
    marked = (
        'xml: <w:p><w:bookmarkStart w:id="0" w:name="外"/><w:bookmarkStart w:id="1" w:name="内"/><w:r><w:t>字</w:t></w:r>'
        '<w:bookmarkEnd w:id="1"/><w:bookmarkEnd w:id="0"/><w:hyperlink w:anchor="外"><w:r><w:t>见</w:t></w:r></w:hyperlink>'
        f"{PAGE_FIELD.format('PAGEREF 外')}</w:p>"
    )

    body = tree(combined([docx(marked), docx(marked)]))

    starts = {each.get(f"{W}id"): each.get(f"{W}name") for each in body.iter(f"{W}bookmarkStart")}
    ends = [starts[each.get(f"{W}id")] for each in body.iter(f"{W}bookmarkEnd")]
    outer, inner = [name for name in starts.values() if name not in ("外", "内")]
    assert ends == ["内", "外", inner, outer]
    assert [each.get(f"{W}anchor") for each in body.iter(f"{W}hyperlink")] == ["外", outer]
    assert [each.text for each in body.iter(f"{W}instrText")] == [" PAGEREF 外 ", f" PAGEREF {outer} "]


def test_a_table_of_contents_lists_its_own_document_only() -> None:
    field = PAGE_FIELD.format('TOC \\o "1-3"')
    with_contents = f"xml: <w:p>{field}</w:p>\n# 标题"

    body = tree(combined([docx(with_contents), docx(with_contents)]))

    fields = [each.text for each in body.iter(f"{W}instrText")]
    names = [each.get(f"{W}name") for each in body.iter(f"{W}bookmarkStart")]
    assert len(set(names)) == 2
    assert all(f"\\b {name} " in (field or "") for field, name in zip(fields, names, strict=True))


def test_page_one_of_four_counts_the_documents_own_pages() -> None:
    def counted(document: Any) -> None:
        from docx.oxml import parse_xml

        xml = f"<w:p {NAMESPACES}>{PAGE_FIELD.format('NUMPAGES')}</w:p>"
        document.sections[0].footer._element.append(parse_xml(xml))

    joined = combined([report("甲", change=counted), report("乙", change=counted)])

    footers = [part.decode() for name, part in parts(joined).items() if "footer" in name]
    assert sum("PAGEREF _Pages_" in footer for footer in footers) == 2
    assert not any("NUMPAGES" in footer for footer in footers)


def test_a_style_comes_with_those_it_is_based_on() -> None:
    def styled(document: Any) -> None:
        base, own = document.styles.add_style("底", 1), document.styles.add_style("面", 1)
        own.base_style = base
        document.add_paragraph("字", style=own)

    joined = combined([report("甲"), report(change=styled)])

    names = [each.get(f"{W}val") for each in tree(joined, "word/styles.xml").iter(f"{W}name")]
    assert {"底", "面"} <= set(names)


def test_comments_stay_behind() -> None:
    mark = '<w:commentRangeStart w:id="0"/><w:r><w:t>字</w:t><w:commentReference w:id="0"/></w:r>'
    commented = docx(f"xml: <w:p>{mark}</w:p>\ncomment: 请改")

    joined = combined([docx("甲"), commented])

    assert "comment" not in parts(joined)["word/document.xml"].decode()
    assert faults(joined) == []


def test_nothing_to_join_is_said_in_words() -> None:
    with pytest.raises(CannotCombine, match="没有可以合订的文书"):
        combined([])


def test_a_file_that_is_no_document_is_named() -> None:
    with pytest.raises(UnsafeFile, match=r"乙\.docx"):
        combined([report("甲"), b"PK"], ["甲.docx", "乙.docx"])


def test_a_document_that_cannot_be_taken_over_is_named() -> None:
    broken = docx("甲", {"word/styles.xml": f"{DECLARATION}<w:styles"})

    with pytest.raises(CannotCombine, match="第2份：合订不进去"):
        combined([report("甲"), broken])


@pytest.mark.parametrize("main", ["word/document.xml", "word/document2.xml"])
def test_documents_of_other_programs_are_joined_as_any_other(main):
    others = [strict(report("甲")), renamed_main(report("乙"), main), report("丙")]

    for first in range(3):
        joined = combined(others[first:] + others[:first])

        body = next(name for name in parts(joined) if name in (main, "word/document.xml"))
        assert sorted(paragraphs(joined, body)) == sorted("甲乙丙")
        assert check_document(joined, None, "合订本") == ()


VML_SPACES = f'xmlns:w="{W[1:-1]}" xmlns:v="urn:schemas-microsoft-com:vml" xmlns:r="{OFFICE[:-1]}"'


@pytest.mark.parametrize("shape", ["shape", "rect"])
@pytest.mark.parametrize("word", ["imagedata", "fill", "stroke"])
def test_a_picture_an_old_shape_shows_or_is_filled_with_comes_along(word: str, shape: str) -> None:
    def with_shape(size: int) -> Callable[[Any], None]:
        def change(document: Any) -> None:
            number, _image = document.part.get_or_add_image(io.BytesIO(png(size, 10)))
            xml = f'<w:pict {VML_SPACES}><v:{shape}><v:{word} r:id="{number}" type="frame"/></v:{shape}></w:pict>'
            document.add_paragraph().add_run()._r.append(parse_xml(xml))

        return change

    joined = combined([report("甲", change=with_shape(20)), report("乙", change=with_shape(30))])

    targets = {each.get("Id"): each.get("Target") for each in tree(joined, "word/_rels/document.xml.rels")}
    shown = [each.get(f"{{{OFFICE[:-1]}}}id") for each in tree(joined).iter(f"{{urn:schemas-microsoft-com:vml}}{word}")]
    assert [parts(joined)[f"word/{targets[number]}"] for number in shown] == [png(20, 10), png(30, 10)]
    assert faults(joined) == []


def test_links_of_contents_and_notes_lead_into_their_own_document() -> None:
    """The contents of every document but the first led into the first."""
    field = PAGE_FIELD.format('HYPERLINK \\l "_Toc1"')
    body = (
        f'xml: <w:p><w:bookmarkStart w:id="0" w:name="_Toc1"/><w:bookmarkEnd w:id="0"/>{field}'
        '<w:r><w:footnoteReference w:id="0"/></w:r></w:p>'
    )
    note = '<w:p><w:hyperlink w:anchor="_Toc1"><w:r><w:t>见题</w:t></w:r></w:hyperlink></w:p>'
    part = f'{DECLARATION}<w:footnotes {NAMESPACES}><w:footnote w:id="0">{note}</w:footnote></w:footnotes>'
    document = docx(f"{body}\nfootnote: 位", {"word/footnotes.xml": part})

    joined = combined([document, document])

    names = [each.get(f"{W}name") for each in tree(joined).iter(f"{W}bookmarkStart")]
    assert len(set(names)) == 2
    assert [each.text for each in tree(joined).iter(f"{W}instrText")] == [f' HYPERLINK \\l "{name}" ' for name in names]
    assert [each.get(f"{W}anchor") for each in tree(joined, "word/footnotes.xml").iter(f"{W}hyperlink")] == names


def test_every_bookmark_has_a_number_of_its_own() -> None:
    with_contents = docx(f"xml: <w:p>{PAGE_FIELD.format('TOC')}</w:p>\n# 标题")

    numbers = [each.get(f"{W}id", "") for each in tree(combined([with_contents] * 3)).iter(f"{W}bookmarkStart")]

    assert len(set(numbers)) == 3
    assert all(map(str.isdecimal, numbers))


def test_pages_of_joined_documents_say_what_their_own_pages_say(tmp_path: Path) -> None:
    """Page 1 of 3 of a document of two sections said how many pages the volume has."""

    def counted(name: str, sections: int, lines: int) -> bytes:
        def change(document: Any) -> None:
            for number in range(sections):
                if number:
                    document.add_section().page_width = Mm(200 + number)
                for line in range(lines):
                    document.add_paragraph(f"{name}{number}.{line}")
            footer = document.sections[0].footer.paragraphs[0]
            for field in ("PAGE", "NUMPAGES"):
                xml = (
                    f"<w:p {NAMESPACES}>{PAGE_FIELD.format(field)}<w:r><w:t xml:space='preserve'> of </w:t></w:r></w:p>"
                )
                footer._p.extend(list(parse_xml(xml)))

        return report(change=change)

    documents = [counted("a", 1, 60), counted("b", 2, 70), counted("c", 3, 10), counted("d", 1, 5), counted("e", 2, 3)]
    alone = [page for each in documents for page in pages_of(each, tmp_path)]

    assert [page.split() for page in pages_of(combined(documents), tmp_path)] == [page.split() for page in alone]
