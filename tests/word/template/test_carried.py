"""What a loop repeats and Word wants once: notes and comments are each turn's own, lists begin anew, numbers are free."""

from __future__ import annotations

import re

import pytest

from tests.support import read_docx
from tests.support.make_docx import DECLARATION, NAMESPACES, OFFICE, RELATIONSHIPS, docx, zipped
from tests.support.read_docx import W
from toolkit.findings import has_errors
from toolkit.word import RichText, Shape, Subdocument, check_document, compile_template
from toolkit.word.package.places import moved

ROWS = [{"名": "甲", "源": "一报"}, {"名": "乙", "源": "二报"}, {"名": "丙", "源": "三\n报"}]
NAMES = {"行们": Shape(row=Shape({"名": Shape(), "源": Shape()})), "单位": Shape()}
VML = 'xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office"'


def run(text: str) -> str:
    return f"<w:r><w:t>{text}</w:t></w:r>"


def noted(kind: str, number: int, text: str = "{{ 行.名 }}") -> str:
    return f'<w:p>{run(text)}<w:r><w:{kind}Reference w:id="{number}"/></w:r></w:p>'


def notes_part(kind: str, notes: dict[int, str]) -> str:
    said = "".join(
        f'<w:{kind} w:id="{number}" w:author="甲"><w:p>{run(text)}</w:p></w:{kind}>' for number, text in notes.items()
    )
    separator = f'<w:{kind} w:type="separator" w:id="-1"><w:p/></w:{kind}>' if kind != "comment" else ""
    return f"{DECLARATION}<w:{kind}s {NAMESPACES}>{separator}{said}</w:{kind}s>"


def template(kind: str, notes: dict[int, str], lines: str):
    base = docx(f"{lines}\n{kind}: 位")
    parts = read_docx.parts(base)
    return compile_template(docx(lines, {**_beside(parts), f"word/{kind}s.xml": notes_part(kind, notes)}), NAMES)


def _beside(parts: dict[str, bytes]) -> dict[str, bytes]:
    names = ("[Content_Types].xml", "word/_rels/document.xml.rels")
    return {name: parts[name] for name in names}


def said(data: bytes, kind: str) -> dict[str, str]:
    """By number, what each note says."""
    notes = read_docx.tree(data, f"word/{kind}s.xml").findall(f"{W}{kind}")
    texts = {each.get(f"{W}id", ""): "/".join("".join(p.itertext()) for p in each.iter(f"{W}p")) for each in notes}
    return {number: text for number, text in texts.items() if number != "-1"}


def referred(data: bytes, kind: str) -> list[str]:
    return [each.get(f"{W}id", "") for each in read_docx.tree(data).iter(f"{W}{kind}Reference")]


def loop(body: str) -> str:
    return f"{{%p for 行 in 行们 %}}\nxml: {body}\n{{%p endfor %}}"


@pytest.mark.parametrize("kind", ["footnote", "endnote", "comment"])
def test_each_turn_has_a_note_of_its_own_filled_where_it_stands(kind):
    made = template(kind, {1: "来源：{{ 行.源 }}"}, loop(noted(kind, 1)))

    data = made.render({"行们": ROWS})

    assert made.findings == ()
    assert [said(data, kind)[number] for number in referred(data, kind)] == ["来源：一报", "来源：二报", "来源：三/报"]
    assert len(set(referred(data, kind))) == len(said(data, kind)) == 3
    assert check_document(data, None, "文书") == ()


def test_what_is_printed_in_such_a_note_is_told_where_the_note_went():
    made = template("footnote", {1: "来源：{{ 行.源 }}"}, loop(noted("footnote", 1)))

    printed = made.render_parts({"行们": ROWS}, is_recorded=True).printed

    assert [(value.names[0], value.part.split("/")[1], value.paragraph) for value in printed[:4]] == [
        ("行们第1行.名", "document.xml", 1),
        ("行们第1行.源", "footnotes.xml", 2),
        ("行们第2行.名", "document.xml", 2),
        ("行们第2行.源", "footnotes.xml", 3),
    ]


@pytest.mark.parametrize("kind", ["footnote", "comment"])
def test_notes_outside_the_loop_keep_their_numbers_and_words(kind):
    lines = f"xml: {noted(kind, 4, '前')}\n{loop(noted(kind, 1))}\nxml: {noted(kind, 2, '后')}"

    data = template(kind, {4: "固定", 1: "{{ 行.源 }}", 2: "{{ 单位 }}"}, lines).render({"行们": ROWS, "单位": "局"})

    assert [said(data, kind)[number] for number in referred(data, kind)] == ["固定", "一报", "二报", "三/报", "局"]
    assert (referred(data, kind)[0], referred(data, kind)[1], referred(data, kind)[4]) == ("4", "1", "2")


def test_a_loop_without_turns_leaves_no_note():
    data = template("footnote", {1: "{{ 行.源 }}", 2: "固定"}, f"{loop(noted('footnote', 1))}\n末").render({"行们": []})

    assert said(data, "footnote") == {"2": "固定"}
    assert check_document(data, None, "文书") == ()


def test_the_note_of_a_table_row_is_the_rows_own():
    row = "<w:tbl><w:tblPr/><w:tblGrid><w:gridCol/></w:tblGrid>{}</w:tbl>"
    cell = "<w:tr><w:tc>{}</w:tc></w:tr>"
    rows = (f"<w:p>{run('{%tr for 行 in 行们 %}')}</w:p>", noted("footnote", 1), f"<w:p>{run('{%tr endfor %}')}</w:p>")

    data = template("footnote", {1: "{{ 行.源 }}"}, f"xml: {row.format(''.join(map(cell.format, rows)))}\n末").render(
        {"行们": ROWS}
    )

    assert [said(data, "footnote")[number] for number in referred(data, "footnote")] == ["一报", "二报", "三/报"]


def test_a_fault_in_such_a_note_is_told_where_its_reference_stands():
    made = template("footnote", {1: "来源：{{ 行.原 }}"}, f"前\n{loop(noted('footnote', 1))}\n{{{{ 错 }}}}")

    places = {finding.code: finding.place for finding in made.findings}
    assert [finding.place.split("“")[0] for finding in made.findings] == [
        "Word模板 正文第3段的脚注",
        "Word模板 正文第5段",
    ]
    assert has_errors(made.findings) and set(places) == {"unknown_name"}


def test_a_link_printed_in_such_a_note_belongs_to_the_notes():
    data = template("footnote", {1: "见{{ 行.源 }}"}, loop(noted("footnote", 1))).render(
        {"行们": [{"名": "甲", "源": RichText("网页", url="https://example.cn")}]}
    )

    assert b"https://example.cn" in read_docx.parts(data)["word/_rels/footnotes.xml.rels"]
    assert check_document(data, None, "文书") == ()


def test_the_marks_of_a_comment_go_with_it():
    around = f'<w:p><w:commentRangeStart w:id="0"/>{run("{{ 行.名 }}")}<w:commentRangeEnd w:id="0"/><w:r><w:commentReference w:id="0"/></w:r></w:p>'

    data = template("comment", {0: "请核对{{ 行.源 }}"}, loop(around)).render({"行们": ROWS})

    body = read_docx.tree(data)
    marks = [[each.get(f"{W}id") for each in body.iter(f"{W}commentRange{end}")] for end in ("Start", "End")]
    assert marks == [referred(data, "comment")] * 2
    assert len(set(referred(data, "comment"))) == 3


# what stands once in a loop; the attribute that Word wants once
UNIQUE = {
    "a control": ('<w:sdt><w:sdtPr><w:alias w:val="x"/><w:id w:val="-77"/></w:sdtPr><w:sdtContent>{}</w:sdtContent></w:sdt>', r'<w:id w:val="([^"]*)"'),
    "an editable range": ('<w:permStart w:id="5" w:edGrp="everyone"/>{}<w:permEnd w:id="5"/>', r'<w:permStart w:id="([^"]*)"'),
    "an old shape": (f'<w:r><w:pict><v:shape {VML} id="_x0000_s1026" style="width:9pt"/></w:pict></w:r>{{}}', r'<v:shape [^>]*\bid="([^"]*)"'),
    "an old box": (f'<w:r><w:pict><v:rect {VML} id="方" style="width:9pt"/></w:pict></w:r>{{}}', r'<v:rect [^>]*\bid="([^"]*)"'),
}  # fmt: skip


@pytest.mark.parametrize(("thing", "pattern"), UNIQUE.values(), ids=UNIQUE)
def test_what_word_wants_once_has_a_number_of_its_own_in_each_turn(thing, pattern):
    lines = loop(f"<w:p>{thing.format(run('{{ 行.名 }}'))}</w:p>")

    xml = read_docx.parts(compile_template(docx(lines), NAMES).render({"行们": ROWS}))["word/document.xml"].decode()

    found = re.findall(pattern, xml)
    assert len(found) == len(set(found)) and len(found) in (0, 3)
    assert re.findall(r'<w:permEnd w:id="([^"]*)"', xml) == re.findall(r'<w:permStart w:id="([^"]*)"', xml)


def test_an_old_object_still_names_its_shape():
    thing = f'<w:r><w:object {VML}><v:shape id="_x0000_i1025"/><o:OLEObject Type="Embed" ShapeID="_x0000_i1025"/></w:object></w:r>'

    xml = read_docx.parts(
        compile_template(docx(loop(f"<w:p>{thing}{run('{{ 行.名 }}')}</w:p>")), NAMES).render({"行们": ROWS})
    )["word/document.xml"].decode()

    assert re.findall(r'ShapeID="([^"]*)"', xml) == re.findall(r'<v:shape [^>]*?id="([^"]*)"', xml)


# ──────── lists ────────

NUMBERING = (
    f'{DECLARATION}<w:numbering {NAMESPACES}><w:abstractNum w:abstractNumId="0"><w:lvl w:ilvl="0"><w:start w:val="3"/></w:lvl>'
    '<w:lvl w:ilvl="1"><w:start w:val="1"/></w:lvl></w:abstractNum>'
    '<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num><w:num w:numId="2"><w:abstractNumId w:val="0"/></w:num></w:numbering>'
)


def item(text: str, number: int = 1, level: int = 0) -> str:
    return f'xml: <w:p><w:pPr><w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="{number}"/></w:numPr></w:pPr>{run(text)}</w:p>'


def lists(*lines: str, rows: int = 3) -> list[str]:
    """The number of each item's list, as letters in the order in which lists come."""
    data = compile_template(docx("\n".join(lines), _with_lists()), NAMES).render({"行们": ROWS[:rows]})
    assert check_document(data, None, "文书") == ()
    found = [each.get(f"{W}val", "") for each in read_docx.tree(data).iter(f"{W}numId")]
    return [chr(ord("a") + list(dict.fromkeys(found)).index(each)) for each in found]


def _with_lists() -> dict[str, str]:
    relation = f'<Relationship Id="rId90" Type="{OFFICE}numbering" Target="numbering.xml"/>'
    parts = read_docx.parts(docx("甲"))
    types = parts["[Content_Types].xml"].decode()
    kind = "application/vnd.openxmlformats-officedocument.wordprocessingml.numbering+xml"
    rels = parts.get(
        "word/_rels/document.xml.rels",
        b"<Relationships xmlns='http://schemas.openxmlformats.org/package/2006/relationships'/>",
    ).decode()
    rels = (
        rels.replace("</Relationships>", f"{relation}</Relationships>").replace("/>", f">{relation}</Relationships>")
        if "</Relationships>" not in rels
        else rels.replace("</Relationships>", f"{relation}</Relationships>")
    )
    return {
        "word/numbering.xml": NUMBERING,
        "word/_rels/document.xml.rels": rels,
        "[Content_Types].xml": types.replace(
            "</Types>", f'<Override PartName="/word/numbering.xml" ContentType="{kind}"/></Types>'
        ),
    }


FOR, END = "{%p for 行 in 行们 %}", "{%p endfor %}"


def test_a_list_below_a_heading_begins_anew_in_each_turn():
    assert lists(FOR, "{{ 行.名 }}支部", item("一"), item("二"), END) == ["a", "a", "b", "b", "c", "c"]


def test_a_list_that_is_all_there_is_in_a_loop_counts_on():
    assert lists(FOR, item("{{ 行.名 }}"), END) == ["a"] * 3
    assert lists(FOR, item("{{ 行.名 }}"), item("{{ 行.名 }}", level=1), END) == ["a"] * 6


def test_a_list_that_goes_on_outside_the_loop_counts_on():
    assert lists(item("前"), FOR, "{{ 行.名 }}", item("一"), END) == ["a"] * 4


def test_numbered_rows_count_on():
    row = "<w:tr><w:tc>{}</w:tc></w:tr>"
    numbered = item("{{ 行.名 }}").removeprefix("xml: ")
    rows = (
        f"<w:p>{run('{%tr for 行 in 行们 %}')}</w:p>",
        f"<w:p>{run('第')}</w:p>{numbered}",
        f"<w:p>{run('{%tr endfor %}')}</w:p>",
    )
    table = f"xml: <w:tbl><w:tblPr/><w:tblGrid><w:gridCol/></w:tblGrid>{''.join(map(row.format, rows))}</w:tbl>"

    assert lists(table, "末") == ["a"] * 3


def test_a_list_within_a_condition_still_begins_anew_with_the_turn():
    lines = [FOR, "{{ 行.名 }}", "{%p if 行.名 != '甲' %}", item("一"), "{%p endif %}", item("二"), END]

    assert lists(*lines) == ["a", "b", "b", "c", "c"]


def test_a_list_begun_anew_begins_with_what_it_began_with():
    data = compile_template(docx("\n".join([FOR, "{{ 行.名 }}", item("一"), END]), _with_lists()), NAMES).render(
        {"行们": ROWS[:2]}
    )

    last = max(
        read_docx.tree(data, "word/numbering.xml").findall(f"{W}num"), key=lambda each: int(each.get(f"{W}numId"))
    )
    starts = [(each.get(f"{W}ilvl"), each[0].get(f"{W}val")) for each in last.findall(f"{W}lvlOverride")]
    assert starts == [("0", "3"), ("1", "1")]


# ──────── charts ────────

CHART = "http://schemas.openxmlformats.org/drawingml/2006/chart"
CHART_TYPE = "application/vnd.openxmlformats-officedocument.drawingml.chart+xml"
SHOWN_CHART = (
    f'<w:r><w:drawing><wp:inline><wp:docPr id="3" name="图"/><a:graphic xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main">'
    f'<a:graphicData uri="{CHART}"><c:chart xmlns:c="{CHART}" r:id="rId70"/></a:graphicData></a:graphic></wp:inline></w:drawing></w:r>'
)


def test_each_turn_has_a_chart_of_its_own_with_the_workbook_it_draws():
    parts = read_docx.parts(docx("甲"))
    rels = f'<Relationships xmlns="{RELATIONSHIPS}"><Relationship Id="rId70" Type="{OFFICE}chart" Target="charts/chart1.xml"/></Relationships>'
    inner = f'<Relationships xmlns="{RELATIONSHIPS}"><Relationship Id="rId1" Type="{OFFICE}package" Target="../embeddings/book1.xlsx"/></Relationships>'
    types = (
        parts["[Content_Types].xml"]
        .decode()
        .replace(
            "</Types>",
            f'<Default Extension="xlsx" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"/>'
            f'<Override PartName="/word/charts/chart1.xml" ContentType="{CHART_TYPE}"/></Types>',
        )
    )
    beside = {
        "[Content_Types].xml": types,
        "word/_rels/document.xml.rels": rels,
        "word/charts/chart1.xml": f'<c:chartSpace xmlns:c="{CHART}"/>',
        "word/charts/_rels/chart1.xml.rels": inner,
        "word/embeddings/book1.xlsx": b"PK",
    }

    data = compile_template(docx(loop(f"<w:p>{run('{{ 行.名 }}')}{SHOWN_CHART}</w:p>"), beside), NAMES).render(
        {"行们": ROWS}
    )

    ids = [each.get(f"{{{OFFICE.rstrip('/')}}}id") for each in read_docx.tree(data).iter(f"{{{CHART}}}chart")]
    relations = {each.get("Id"): each.get("Target") for each in read_docx.tree(data, "word/_rels/document.xml.rels")}
    assert [relations[each] for each in ids] == ["charts/chart1.xml", "charts/chart2.xml", "charts/chart3.xml"]
    made = read_docx.parts(data)
    assert made["word/charts/_rels/chart3.xml.rels"] == inner.encode()
    assert check_document(data, None, "文书") == ()


DIAGRAM = "http://schemas.openxmlformats.org/drawingml/2006/diagram"


def test_each_turn_has_smartart_of_its_own():
    parts = read_docx.parts(docx("甲"))
    relation = '<Relationship Id="rId{}" Type="{}diagram{}" Target="diagrams/{}1.xml"/>'
    names = ("Data", "Layout")
    held = "".join(relation.format(70 + n, OFFICE, name, name.lower()) for n, name in enumerate(names))
    override = '<Override PartName="/word/diagrams/{}1.xml" ContentType="application/vnd.openxmlformats-officedocument.drawingml.diagram{}+xml"/>'
    types = (
        parts["[Content_Types].xml"]
        .decode()
        .replace("</Types>", "".join(override.format(n.lower(), n) for n in names) + "</Types>")
    )
    beside = {
        "[Content_Types].xml": types,
        "word/_rels/document.xml.rels": f'<Relationships xmlns="{RELATIONSHIPS}">{held}</Relationships>',
        **{f"word/diagrams/{name.lower()}1.xml": f'<dgm:x xmlns:dgm="{DIAGRAM}"/>' for name in names},
    }
    shown = (
        '<w:r><w:drawing><wp:inline><wp:docPr id="3" name="图"/><a:graphic xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main">'
        f'<a:graphicData uri="{DIAGRAM}"><dgm:relIds xmlns:dgm="{DIAGRAM}" r:dm="rId70" r:lo="rId71"/></a:graphicData></a:graphic></wp:inline></w:drawing></w:r>'
    )

    source = docx(loop(f"<w:p>{run('{{ 行.名 }}')}{shown}</w:p>"), beside)
    elsewhere = zipped(moved(read_docx.parts(source), {"word/document.xml": "main.xml"}))
    data, same = (compile_template(each, NAMES).render({"行们": ROWS}) for each in (source, elsewhere))

    assert sum("diagrams/data" in name for name in read_docx.parts(same)) == 3
    relations = {each.get("Id"): each.get("Target") for each in read_docx.tree(data, "word/_rels/document.xml.rels")}
    drawn = [each.attrib for each in read_docx.tree(data).iter(f"{{{DIAGRAM}}}relIds")]
    space = f"{{{OFFICE.rstrip('/')}}}"
    assert [relations[each[f"{space}dm"]] for each in drawn] == [
        "diagrams/data1.xml",
        "diagrams/data2.xml",
        "diagrams/data3.xml",
    ]
    assert {relations[each[f"{space}lo"]] for each in drawn} == {"diagrams/layout1.xml"}
    assert check_document(data, None, "文书") == ()


# ──────── what was found by attacking it ────────


def test_a_loop_whose_only_item_shows_a_picture_and_no_text_counts_on():
    numbered = (
        '<w:p><w:pPr><w:numPr><w:ilvl w:val="0"/><w:numId w:val="1"/></w:numPr></w:pPr><w:r><w:drawing/></w:r></w:p>'
    )

    assert lists(FOR, f"xml: {numbered}", END) == ["a"] * 3


@pytest.mark.parametrize("turns", [1, 2])
def test_a_carried_note_and_one_of_a_sub_document_have_numbers_of_their_own(turns):
    made = template("footnote", {1: "{{ 行.源 }}"}, f"{loop(noted('footnote', 1))}\n{{{{p 单位 }}}}")

    inner = Subdocument(docx(f"xml: {noted('footnote', 0, '内')}\nfootnote: 内注"))
    data = made.render({"行们": ROWS[:turns], "单位": inner})

    assert len(set(referred(data, "footnote"))) == turns + 1
    assert check_document(data, None, "文书") == ()


def test_a_comment_in_the_xml_hides_no_turn():
    lines = [f"xml: <w:p>{run('前')}</w:p><!-- x -->", FOR, "{{ 行.名 }}", item("一"), END]

    assert lists(*lines) == ["a", "b", "c"]


def test_a_list_in_a_loop_within_a_cell_begins_anew_with_the_inner_loop():
    inner = "".join(
        each.removeprefix("xml: ") if each.startswith("xml: ") else f"<w:p>{run(each)}</w:p>"
        for each in ("{%p for 内 in 行们 %}", "{{ 内.名 }}", item("一"), "{%p endfor %}")
    )
    table = f"<w:tbl><w:tblPr/><w:tblGrid><w:gridCol/></w:tblGrid><w:tr><w:tc>{inner}<w:p/></w:tc></w:tr></w:tbl>"

    assert lists(FOR, f"xml: {table}", "{{ 行.名 }}", END, rows=2) == ["a", "b", "c", "d"]


def test_a_note_within_a_loop_in_its_paragraph_is_in_its_scope():
    inline = f'<w:p>{run("{% for 行 in 行们 %}{{ 行.名 }}")}<w:r><w:footnoteReference w:id="1"/></w:r>{run("{% endfor %}")}</w:p>'

    made = template("footnote", {1: "见{{ 行.源 }}"}, f"xml: {inline}")

    assert made.findings == ()
    assert "行.源" not in made.names
    data = made.render({"行们": ROWS})
    assert [said(data, "footnote")[number] for number in referred(data, "footnote")] == ["见一报", "见二报", "见三/报"]


@pytest.mark.parametrize("holder", ["row", "paragraph"])
def test_a_note_of_what_repeats_by_itself_is_each_turns_own(holder):
    paragraph = noted("footnote", 1, "{{ 行们.名 }}")
    table = f"<w:tbl><w:tblPr/><w:tblGrid><w:gridCol/></w:tblGrid><w:tr><w:tc>{paragraph}</w:tc></w:tr></w:tbl>"
    made = template("footnote", {1: "见{{ 行们.源 }}"}, f"xml: {table if holder == 'row' else paragraph}\n末")

    data = made.render({"行们": ROWS})

    assert made.findings == ()
    assert [said(data, "footnote")[number] for number in referred(data, "footnote")] == ["见一报", "见二报", "见三/报"]


def test_a_tag_that_is_commented_out_ends_no_loop():
    lines = "\n".join([FOR, "{# {% endfor %} #}", f"xml: {noted('footnote', 1)}", END])

    data = template("footnote", {1: "{{ 行.源 }}"}, lines).render({"行们": ROWS})

    assert len(set(referred(data, "footnote"))) == 3


def test_editable_ranges_take_no_number_that_another_has():
    mark = '<w:p><w:permStart w:id="{0}" w:edGrp="everyone"/>{1}<w:permEnd w:id="{0}"/></w:p>'
    lines = f"{loop(mark.format(2, run('{{ 行.名 }}')))}\nxml: {mark.format(3, run('x'))}"

    body = read_docx.tree(compile_template(docx(lines), NAMES).render({"行们": ROWS}))

    numbers = [each.get(f"{W}id") for each in body.iter(f"{W}permStart")]
    assert len(numbers) == len(set(numbers)) == 4


def test_two_loops_that_begin_in_one_paragraph_each_begin_their_lists_anew():
    lines = [
        "{%p for 外 in 行们 %}{%p for 内 in 行们 %}",
        "{{ 内.名 }}",
        item("一"),
        END,
        "{{ 外.名 }}",
        item("二", 2),
        END,
    ]

    assert lists(*lines, rows=2) == ["a", "b", "c", "d", "e", "f"]


def test_the_answers_of_a_comment_stay_with_its_first_turn():
    word14 = "http://schemas.microsoft.com/office/word/2010/wordml"
    made = template("comment", {0: "请核对"}, loop(noted("comment", 0)))
    tied = made.package.parts["word/document.xml"]
    comments = notes_part("comment", {0: "请核对"}).replace(
        "<w:p>", f'<w:p xmlns:w14="{word14}" w14:paraId="0A0B0C0D">'
    )
    parts = read_docx.parts(docx(f"{loop(noted('comment', 0))}\ncomment: 位"))
    data = compile_template(zipped({**parts, "word/document.xml": tied, "word/comments.xml": comments}), NAMES).render(
        {"行们": ROWS}
    )

    tree = read_docx.tree(data, "word/comments.xml")
    assert sorted(each.get(f"{{{word14}}}paraId", "") for each in tree.iter(f"{W}p")) == ["", "", "0A0B0C0D"]
