"""A sub-document's body stands where its tag stood, and all it refers to has come with it."""

from __future__ import annotations

import io
import re

import pytest
from docx import Document
from docx.enum.style import WD_STYLE_TYPE
from docx.oxml import parse_xml

from tests.support import read_docx
from tests.support.make_docx import NAMESPACES, docx, zipped
from tests.support.make_picture import png
from tests.support.read_docx import W
from toolkit.word import Subdocument, compile_template
from toolkit.word.document.render import RenderFault

A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"


def saved(document: object) -> bytes:
    buffer = io.BytesIO()
    document.save(buffer)  # type: ignore[attr-defined]
    return buffer.getvalue()


def template(*lines: str) -> bytes:
    document = Document()
    for line in lines:
        document.add_paragraph(line)
    return saved(document)


def render(source: bytes, **context: object) -> bytes:
    data = compile_template(source).render(context)
    assert read_docx.faults(data) == []
    assert unresolved(data) == []
    return data


def unresolved(data: bytes) -> list[str]:
    """Relations that lead nowhere, ids no relation has, and parts no type is declared for."""
    parts, found = read_docx.parts(data), []
    types = parts["[Content_Types].xml"].decode()
    for name, part in parts.items():
        if (
            name != "[Content_Types].xml"
            and f'"/{name}"' not in types
            and f'Extension="{name.rpartition(".")[2]}"' not in types
        ):
            found.append(f"no type: {name}")
        folder, _, file = name.rpartition("/")
        relations = parts.get(f"{folder}/_rels/{file}.rels", b"").decode()
        known = set(re.findall(r'\bId="(\w+)"', relations))
        found += [
            f"{name}: {each}"
            for each in re.findall(rb'r:(?:embed|id|link)="(\w+)"', part)
            if each.decode() not in known
        ]
        for relation in re.findall(r"<Relationship [^>]*>", relations):
            target = re.findall(r'Target="([^"]*)"', relation)[0]
            if "External" not in relation and not any(
                other.endswith(target.removeprefix("../").lstrip("/")) for other in parts
            ):
                found.append(f"{name} -> {target}")
    return found


def values(data: bytes, name: str, part: str = read_docx.BODY) -> list[str]:
    return [each.get(f"{W}val") or "" for each in read_docx.tree(data, part).iter(W + name)]


def test_the_body_stands_in_place_of_the_tag():
    inner = docx("一\n| 甲 | 乙 |\n二")

    data = render(docx("始\n{{p 子 }}\n终"), 子=Subdocument(inner))

    assert read_docx.paragraphs(data) == ["始", "一", "二", "终"]
    assert read_docx.tables(data) == [[["甲", "乙"]]]


def test_it_is_read_from_its_path_and_put_wherever_the_tag_stands(tmp_path):
    path = tmp_path / "子.docx"
    path.write_bytes(docx("一{{ 不是标签 }}\n二"))

    data = render(docx("前{{ 子 }}后\n| {{ 子 }} | 邻 |\nheader: {{ 子 }}"), 子=Subdocument(path))

    inner = ["一{{ 不是标签 }}", "二"]
    assert read_docx.paragraphs(data) == ["前", *inner, "后"]
    assert read_docx.tables(data) == [[["\n".join(inner), "邻"]]]
    assert read_docx.paragraphs(data, "word/header1.xml") == inner


def test_tables_do_not_grow_together():
    table = docx("| 甲 |")

    data = render(docx("| 上 |\n{{p 子 }}\n| 下 |"), 子=Subdocument(table))

    body = [each.tag.removeprefix(W) for each in read_docx.tree(data)[0]]
    assert body == ["tbl", "p", "tbl", "p", "tbl", "sectPr"]


def test_a_cell_does_not_end_with_a_table():
    data = render(docx("| {{ 子 }} | 乙 |"), 子=Subdocument(docx("| 甲 |")))

    cell = next(read_docx.tree(data).iter(f"{W}tc"))
    assert [each.tag.removeprefix(W) for each in cell][-2:] == ["tbl", "p"]


def test_styles_are_matched_by_their_names():
    inner = Document()
    inner.styles["Heading 1"].element.set(f"{W}styleId", "别的编号")
    inner.add_paragraph("题").style = inner.styles["Heading 1"]
    inner.paragraphs[0]._p.pPr.pStyle.val = "别的编号"

    data = render(template("{{p 子 }}"), 子=Subdocument(saved(inner)))

    assert values(data, "pStyle") == ["Heading1"]


def test_a_style_the_document_lacks_comes_with_those_it_builds_on():
    inner = Document()
    base = inner.styles.add_style("底样式", WD_STYLE_TYPE.PARAGRAPH)
    own = inner.styles.add_style("自有样式", WD_STYLE_TYPE.PARAGRAPH)
    own.base_style, base.base_style = base, inner.styles["List Number"]
    inner.add_paragraph("甲", style="自有样式")
    inner.add_table(1, 1, style="Light Grid Accent 1")

    data = render(docx("{{p 子 }}"), 子=Subdocument(saved(inner)))

    styles = read_docx.tree(data, "word/styles.xml")
    ids = [each.get(f"{W}styleId") for each in styles.iter(f"{W}style")]
    named = {each.get(f"{W}val") for style in styles.iter(f"{W}style") for each in style if each.tag in (f"{W}basedOn", f"{W}next", f"{W}link")}  # fmt: skip
    assert len(ids) == len(set(ids))
    assert {"底样式", "自有样式"} <= {each.get(f"{W}val") for each in styles.iter(f"{W}name")}
    assert named <= set(ids) and set(values(data, "pStyle") + values(data, "tblStyle")) <= set(ids)


def test_a_style_of_another_name_with_the_same_id_gets_a_new_id():
    def with_style(name: str, text: str) -> bytes:
        style = f'<w:style w:type="paragraph" w:styleId="a"><w:name w:val="{name}"/></w:style>'
        return docx(f'xml: <w:p><w:pPr><w:pStyle w:val="a"/></w:pPr><w:r><w:t>{text}</w:t></w:r></w:p>', {"word/styles.xml": f"<w:styles {NAMESPACES}>{style}</w:styles>"})  # fmt: skip

    data = render(with_style("甲样式", "{{p 子 }}甲"), 子=Subdocument(with_style("乙样式", "乙")))

    assert values(data, "pStyle") == ["a_2", "a"]
    assert values(data, "name", "word/styles.xml") == ["甲样式", "乙样式"]


def test_lists_are_lists_of_their_own_each_time():
    inner = Document()
    inner.add_paragraph("一", style="List Number")
    inner.paragraphs[0]._p.get_or_add_pPr().append(
        parse_xml(f'<w:numPr {NAMESPACES}><w:ilvl w:val="0"/><w:numId w:val="2"/></w:numPr>')
    )

    data = render(template("{{p 子 }}", "{{p 子 }}"), 子=Subdocument(saved(inner)))

    used = values(data, "numId")
    numbering = read_docx.tree(data, "word/numbering.xml")
    known = [each.get(f"{W}numId") for each in numbering.iter(f"{W}num")]
    signs = [each.get(f"{W}val") for each in numbering.iter(f"{W}nsid")]
    order = [each.tag.removeprefix(W) for each in numbering]
    assert len(set(used)) == 2 and set(used) <= set(known)
    assert len(known) == len(set(known)) and len(signs) == len(set(signs))
    assert order.index("num") > max(place for place, name in enumerate(order) if name == "abstractNum")


def test_a_document_without_lists_or_styles_gets_them():
    inner = Document()
    inner.add_paragraph("一", style="List Bullet")

    data = render(docx("{{p 子 }}"), 子=Subdocument(saved(inner)))

    assert b"numbering+xml" in read_docx.parts(data)["[Content_Types].xml"]
    assert b"numbering.xml" in read_docx.parts(data)["word/_rels/document.xml.rels"]


def test_a_list_that_is_not_there_is_no_list():
    properties = "<w:pPr><w:numPr><w:numId w:val='7'/></w:numPr></w:pPr>"

    data = render(docx("{{p 子 }}"), 子=Subdocument(docx(f"xml: <w:p>{properties}</w:p>")))

    assert values(data, "numId") == ["0"]


def test_pictures_and_links_come_along():
    inner = Document()
    inner.add_picture(io.BytesIO(png()))
    link = inner.part.relate_to("https://example.org/", f"{R[1:-1]}/hyperlink", is_external=True)
    inner.paragraphs[0]._p.append(
        parse_xml(f'<w:hyperlink {NAMESPACES} r:id="{link}"><w:r><w:t>链</w:t></w:r></w:hyperlink>')
    )

    data = render(template("{{p 子 }}", "{{p 子 }}"), 子=Subdocument(saved(inner)))

    relations = read_docx.parts(data)["word/_rels/document.xml.rels"].decode()
    used = [each.get(f"{R}embed") for each in read_docx.tree(data).iter(f"{A}blip")]
    assert len(used) == 2 and all(f'Id="{each}"' in relations for each in used)
    assert 'Target="https://example.org/" TargetMode="External"' in relations
    drawings = [each.get("id") for each in read_docx.tree(data).iter() if each.tag.endswith("}docPr")]
    assert len(set(drawings)) == 2


CHART = {
    "word/charts/chart1.xml": f'<c:chart xmlns:c="urn:c" xmlns:r="{R[1:-1]}" r:id="rId1"/>',
    "word/charts/_rels/chart1.xml.rels": '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    f'<Relationship Id="rId1" Type="{R[1:-1]}/package" Target="../embeddings/book1.xlsx"/>'
    f'<Relationship Id="rId2" Type="{R[1:-1]}/chart" Target="/word/charts/chart1.xml"/>'
    '<Relationship Id="rId3" Type="urn:x" Target="https://example.org" TargetMode="External"/></Relationships>',
    "word/embeddings/book1.xlsx": b"PK",
}


def with_chart() -> bytes:
    body = 'xml: <w:p><w:r><w:drawing><c:chart xmlns:c="urn:c" r:id="rId77"/></w:drawing></w:r></w:p>'
    parts = read_docx.parts(docx(body))
    relation = f'<Relationship Id="rId77" Type="{R[1:-1]}/chart" Target="charts/chart1.xml"/></Relationships>'
    relations = parts["word/_rels/document.xml.rels"].decode().replace("</Relationships>", relation)
    kinds = '<Override PartName="/word/charts/chart1.xml" ContentType="application/chart+xml"/>'
    kinds += '<Default Extension="xlsx" ContentType="application/xlsx"/></Types>'
    types = parts["[Content_Types].xml"].decode().replace("</Types>", kinds)
    return zipped({**parts, **CHART, "word/_rels/document.xml.rels": relations, "[Content_Types].xml": types})


def test_a_chart_comes_with_its_workbook_even_when_they_refer_to_each_other():
    data = render(docx("{{p 子 }}"), 子=Subdocument(with_chart()))

    parts = read_docx.parts(data)
    assert parts["word/embeddings/book_1.xlsx"] == b"PK"
    assert b"../embeddings/book_1.xlsx" in parts["word/charts/_rels/chart_1.xml.rels"]
    assert b'"chart_1.xml"' in parts["word/charts/_rels/chart_1.xml.rels"]


NOTE = '<w:p><w:r><w:t>{}</w:t></w:r><w:r><w:footnoteReference w:id="{}"/></w:r></w:p>'


@pytest.mark.parametrize("lines", ["{{p 子 }}", f"{{{{p 子 }}}}\nxml: {NOTE.format('甲', 0)}\nfootnote: 旧{{{{ 值 }}}}", f"{{{{p 子 }}}}\nxml: {NOTE.format('甲', 0)}\nfootnote: 旧注"])  # fmt: skip
def test_footnotes_come_along(lines):
    inner = docx(f"xml: {NOTE.format('一', 0)}\nxml: {NOTE.format('二', 1)}\nfootnote: 注一\nfootnote: 注二")

    data = render(docx(lines), 子=Subdocument(inner), 值="注")

    used = [each.get(f"{W}id") for each in read_docx.tree(data).iter(f"{W}footnoteReference")]
    notes = {each.get(f"{W}id"): "".join(each.itertext()) for each in read_docx.tree(data, "word/footnotes.xml")}
    expected = ["注一", "注二"] + (["旧注"] if "footnote:" in lines else [])
    assert [notes[each] for each in used] == expected
    assert len(used) == len(set(used))


@pytest.mark.parametrize("lines", ["甲\nheader: {{p 子 }}", "box: {{p 子 }}"])
def test_footnotes_stay_behind_where_none_may_be(lines):
    inner = docx(f"xml: {NOTE.format('一', 0)}\nfootnote: 注一")

    data = render(docx(lines), 子=Subdocument(inner))

    assert "word/footnotes.xml" not in read_docx.parts(data)
    assert not any(b"footnoteReference" in part for part in read_docx.parts(data).values())


def test_bookmarks_get_numbers_and_names_of_their_own_and_references_follow():
    mark = '<w:bookmarkStart w:id="0" w:name="记"/><w:bookmarkEnd w:id="0"/>'
    field = "<w:r><w:instrText> PAGEREF 记 \\h </w:instrText></w:r>"
    inner = docx(f'xml: <w:p>{mark}<w:hyperlink w:anchor="记"><w:r><w:t>见</w:t></w:r></w:hyperlink>{field}</w:p>')

    data = render(docx(f"xml: <w:p>{mark}</w:p>\n{{{{p 子 }}}}\n{{{{p 子 }}}}"), 子=Subdocument(inner))

    root = read_docx.tree(data)
    names = [each.get(f"{W}name") for each in root.iter(f"{W}bookmarkStart")]
    assert len(set(names)) == 3
    assert [each.get(f"{W}anchor") for each in root.iter(f"{W}hyperlink")] == names[1:]
    assert [(each.text or "").split()[1] for each in root.iter(f"{W}instrText")] == names[1:]
    assert len({each.get(f"{W}id") for each in root.iter(f"{W}bookmarkStart")}) == 3


def test_page_layout_comments_and_words_own_memory_stay_behind():
    section = "<w:p><w:pPr><w:sectPr><w:headerReference r:id='rId5'/></w:sectPr></w:pPr></w:p>"
    memory = '<w:p xmlns:w14="http://schemas.microsoft.com/office/word/2010/wordml" w14:paraId="0A0B0C0D" w:rsidR="00AA"><w:commentRangeStart w:id="0"/><w:r><w:t>甲</w:t></w:r></w:p>'

    data = render(docx("{{p 子 }}"), 子=Subdocument(docx(f"xml: {section}\nxml: {memory}\ncomment: 批")))

    body = read_docx.parts(data)[read_docx.BODY].decode()
    assert body.count("<w:sectPr") == 1
    assert not any(word in body for word in ("paraId", "rsidR", "comment", "headerReference"))


def test_a_choice_for_newer_programs_declares_what_it_requires():
    newer = "http://schemas.microsoft.com/office/word/2010/wordprocessingGroup"
    choice = f'<w:p xmlns:wpg="{newer}"><w:r><mc:AlternateContent><mc:Choice Requires="wpg"><w:t>新</w:t></mc:Choice><mc:Fallback><w:t>旧</w:t></mc:Fallback></mc:AlternateContent></w:r></w:p>'

    data = render(docx("{{p 子 }}"), 子=Subdocument(docx(f"xml: {choice}")))

    body = read_docx.parts(data)[read_docx.BODY].decode()
    assert re.search(rf'xmlns:wpg="{newer}".*<mc:Choice', body)


def test_a_text_box_comes_along_into_a_document_that_knows_none():
    plain = (
        f'<w:document xmlns:w="{W[1:-1]}"><w:body><w:p><w:r><w:t>{{{{p 子 }}}}</w:t></w:r></w:p></w:body></w:document>'
    )

    data = render(docx("", {"word/document.xml": plain}), 子=Subdocument(docx("box: 框")))

    assert read_docx.boxes(data) == [["框"], ["框"]]
    assert b"xmlns:wps=" in read_docx.parts(data)[read_docx.BODY]


REFUSED = {
    "no file": "没有.docx",
    "a text": b"text",
    "macros": docx("甲", {"word/vbaProject.bin": b"\0"}),
    "a workbook": zipped({"[Content_Types].xml": "<Types/>"}),
    "broken XML": docx("甲", {"word/document.xml": "<w:p>"}),
    "a relation that is not there": docx('xml: <w:p><w:hyperlink r:id="rId99"/></w:p>'),
    "a part that is not there": docx(
        'xml: <w:p><w:hyperlink r:id="rId1"/></w:p>',
        {"word/_rels/document.xml.rels": '<Relationships><Relationship Id="rId1" Type="urn:x" Target="a"/></Relationships>'},
    ),
    "a note that is not there": docx(f"xml: {NOTE.format('一', 9)}\nfootnote: 注"),
    "a choice that requires the unknown": docx('xml: <w:p><mc:AlternateContent><mc:Choice Requires="q"/></mc:AlternateContent></w:p>'),
}  # fmt: skip


@pytest.mark.parametrize("source", REFUSED.values(), ids=REFUSED.keys())
def test_what_is_no_whole_word_file_is_refused_by_name(source):
    with pytest.raises(RenderFault, match=r"^模板 正文：“子”.*请改正"):
        compile_template(docx("{{p 子 }}"), name="模板").render({"子": Subdocument(source)})


def test_a_sub_document_looks_like_the_document_or_keeps_its_look_where_that_is_asked_for():
    inner = Document()
    inner.styles["Heading 1"].font.all_caps = True
    inner.add_heading("题", 1)

    made = {
        kept: render(template("{{p 子 }}"), 子=Subdocument(saved(inner), keeps_look=kept)) for kept in (False, True)
    }

    shown = {kept: Document(io.BytesIO(data)).paragraphs[0].style for kept, data in made.items()}
    assert (shown[False].name, shown[False].font.all_caps) == ("Heading 1", None)
    assert (shown[True].name.lower(), shown[True].font.all_caps) == ("heading 1_2", True)


def test_a_numbered_list_by_style_begins_anew_in_each_sub_document():
    inner = Document()
    inner.add_paragraph("项", style="List Number")

    data = render(template("{{p 子 }}", "{{p 子 }}"), 子=Subdocument(saved(inner)))

    numbers = [each.get(f"{W}val") for each in read_docx.tree(data).iter(f"{W}numId")]
    assert len(set(numbers)) == 2


def test_the_same_sub_document_gives_the_same_bytes():
    source = template("{{p 子 }}", "{{p 子 }}")

    assert render(source, 子=Subdocument(with_chart())) == render(source, 子=Subdocument(with_chart()))


def test_another_library_reads_the_file():
    inner = Document()
    inner.add_heading("题", 1)
    inner.add_picture(io.BytesIO(png()))

    document = Document(io.BytesIO(render(template("始", "{{p 子 }}", "终"), 子=Subdocument(saved(inner)))))

    assert [each.text for each in document.paragraphs] == ["始", "题", "", "终"]
    assert document.paragraphs[1].style.name == "Heading 1"


def test_the_paragraph_that_ends_a_cell_behind_a_table_is_the_cells_own():
    centred = '<w:p><w:pPr><w:jc w:val="center"/></w:pPr><w:r><w:t>{{ 子 }}</w:t></w:r></w:p>'
    table = f"xml: <w:tbl><w:tblPr/><w:tblGrid><w:gridCol/></w:tblGrid><w:tr><w:tc>{centred}</w:tc></w:tr></w:tbl>"

    data = render(docx(f"{table}\n末"), 子=Subdocument(docx("| 甲 |")))

    outer = next(read_docx.tree(data).iter(f"{W}tc"))
    assert [each.tag.removeprefix(W) for each in outer] == ["tbl", "p"]
    assert outer[-1].find(f"{W}pPr/{W}jc") is not None
