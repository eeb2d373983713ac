"""The gate: every fault that Word would refuse or repair is found, and nothing the template had before."""

from __future__ import annotations

import time

import pytest

from tests.support.make_docx import DECLARATION, NAMESPACES, OFFICE, RELATIONSHIPS, document, docx, paragraph, zipped
from tests.support.read_docx import parts
from toolkit.findings import Finding, has_errors
from toolkit.settings import REPOSITORY
from toolkit.word.package.elements import parse
from toolkit.word.package.package import Package, read_package
from toolkit.word.safety.gate import MESSAGES, check_document, check_parts, known_faults

BODY = "word/document.xml"
CELL = "<w:tc><w:p/></w:tc>"
GRID = "<w:tblPr/><w:tblGrid/>"
WIDE = NAMESPACES + ' xmlns:w14="http://schemas.microsoft.com/office/word/2010/wordml"'
SOUND = docx(
    """
    # 标题
    正文
    | 甲 | 乙 |
    box: 框里
    header: 页眉
    footer: 页脚
    footnote: 脚注
    footnote: 又一条
    endnote: 尾注
    comment: 批注
    title: 题目
    """
)


def mark(kind: str) -> str:
    return f'<w:r><w:fldChar w:fldCharType="{kind}"/></w:r>'


def story(body: str) -> str:
    return document(body).replace(NAMESPACES, WIDE)


def codes(body: str) -> list[str]:
    return [finding.code for finding in check_document(docx("", {BODY: story(body)}), None, "甲.docx")]


FAULTY = {
    "row_without_cell": f"<w:tbl>{GRID}<w:tr><w:trPr/></w:tr></w:tbl>",
    "table_without_row": f"<w:tbl>{GRID}</w:tbl>",
    "table_without_grid": f"<w:tbl><w:tblPr/><w:tr>{CELL}</w:tr></w:tbl>",
    "cell_without_paragraph": f"<w:tbl>{GRID}<w:tr><w:tc><w:tcPr/></w:tc></w:tr></w:tbl>",
    "holder_without_paragraph": "<w:p><w:r><w:txbxContent/></w:r></w:p>",
    "nested_paragraph": "<w:p><w:r><w:p/></w:r></w:p>",
    "loose_text": "<w:p>甲</w:p>",
    "field_unbalanced": f"<w:p>{mark('begin')}</w:p>",
    "control_without_content": "<w:sdt><w:sdtPr/></w:sdt>",
    "repeated_id": '<w:p><w:bookmarkStart w:id="1"/><w:bookmarkStart w:id="1"/></w:p>',
    "undefined_relation": '<w:p><w:hyperlink r:id="rId99"/></w:p>',
    "tag_left": paragraph("党费{{ 党费 }}元"),
}


@pytest.mark.parametrize(("code", "body"), FAULTY.items(), ids=FAULTY.keys())
def test_a_fault_of_the_body_is_found(code, body):
    assert codes(body) == [code]


@pytest.mark.parametrize(
    ("code", "body"),
    [
        ("row_without_cell", f"<w:tbl>{GRID}<w:tr>{CELL}</w:tr><w:tr/></w:tbl>"),
        ("cell_without_paragraph", f"<w:tbl>{GRID}<w:tr><w:tc><w:p/><w:tbl>{GRID}<w:tr>{CELL}</w:tr></w:tbl></w:tc></w:tr></w:tbl>"),
        ("cell_without_paragraph", f"<w:tbl>{GRID}<w:tr><w:tc><w:sdt><w:sdtContent><w:tbl>{GRID}<w:tr>{CELL}</w:tr></w:tbl></w:sdtContent></w:sdt></w:tc></w:tr></w:tbl>"),
        ("nested_paragraph", "<w:p><w:p/></w:p>"),
        ("nested_paragraph", "<w:p><w:hyperlink><w:r><w:p/></w:r></w:hyperlink></w:p>"),
        ("loose_text", "<w:p><w:r>甲</w:r></w:p>"),
        ("loose_text", "甲<w:p/>"),
        ("loose_text", "<w:p/>甲"),
        ("loose_text", "<w:p><w:t>甲</w:t></w:p>"),
        ("loose_text", f"<w:tbl>{GRID}<w:tr>甲{CELL}</w:tr></w:tbl>"),
        ("field_unbalanced", f"<w:p>{mark('end')}</w:p>"),
        ("field_unbalanced", f"<w:p>{mark('separate')}</w:p>"),
        ("field_unbalanced", f"<w:p>{mark('begin')}{mark('separate')}{mark('separate')}{mark('end')}</w:p>"),
        ("control_without_content", "<w:sdt><w:sdtContent/></w:sdt>"),
        ("repeated_id", '<w:p w14:paraId="00000001"/><w:p w14:paraId="00000001"/>'),
        ("repeated_id", '<w:p><w:r><wp:docPr id="1"/></w:r><w:r><wp:docPr id="1"/></w:r></w:p>'),
        ("tag_left", paragraph("党费{|^{ 党费 }|^}元")),
        ("tag_left", paragraph("{%p if 党费 %}")),
        ("tag_left", paragraph("余下的 %} 半个")),
    ],
)  # fmt: skip
def test_a_fault_in_another_guise_is_found(code, body):
    assert codes(body) == [code]


@pytest.mark.parametrize(
    "body",
    [
        f"<w:tbl>{GRID}<w:tr><w:sdt><w:sdtContent>{CELL}</w:sdtContent></w:sdt></w:tr></w:tbl>",
        f"<w:tbl>{GRID}<w:tr><w:tc><w:p/><w:bookmarkEnd w:id='1'/></w:tc></w:tr></w:tbl>",
        f"<w:tbl>{GRID}<w:tr><w:tc><w:tbl>{GRID}<w:tr>{CELL}</w:tr></w:tbl><w:p/></w:tc></w:tr></w:tbl>",
        f"<w:tbl>{GRID}<w:tr><w:tc><w:sdt><w:sdtContent><w:p/></w:sdtContent></w:sdt></w:tc></w:tr></w:tbl>",
        f"<w:p>{mark('begin')}{mark('begin')}{mark('end')}{mark('separate')}</w:p><w:p>{mark('end')}</w:p>",
        f"<w:p>{mark('begin')}{mark('end')}</w:p>",
        "<w:p><m:oMath xmlns:m='m'><m:r><m:t>x</m:t></m:r></m:oMath></w:p>",
        "<w:p><w:r><w:drawing><wp:posOffset>12</wp:posOffset></w:drawing></w:r></w:p>",
        "<w:p>\n  <w:r>\n <w:t>甲</w:t>\n</w:r></w:p>",
        paragraph("甲{乙}丙%"),
        "<w:p><w:hyperlink r:id=''/></w:p>",
    ],
)
def test_what_word_accepts_is_no_fault(body):
    assert codes(body) == []


def test_a_sound_document_passes():
    assert check_document(SOUND, None, "甲.docx") == ()


@pytest.mark.parametrize("name", ["branch_report.docx", "bureau_report.docx"])
def test_the_templates_of_the_sample_have_only_their_tags(name):
    data = (REPOSITORY / "templates" / name).read_bytes()

    assert {finding.code for finding in check_document(data, None, name)} == {"tag_left"}


def test_a_text_box_saved_twice_has_no_repeated_ids():
    inner = '<w:txbxContent><w:p w14:paraId="0000000A"/></w:txbxContent>'
    box = f"<mc:AlternateContent><mc:Choice>{inner}</mc:Choice><mc:Fallback>{inner}</mc:Fallback></mc:AlternateContent>"

    assert codes(f"<w:p><w:r>{box}</w:r></w:p>") == []


def test_a_field_in_a_text_box_does_not_close_the_one_around_it():
    box = f"<w:r><w:txbxContent><w:p>{mark('end')}</w:p></w:txbxContent></w:r>"

    assert codes(f"<w:p>{mark('begin')}{box}</w:p>") == ["field_unbalanced", "field_unbalanced"]


@pytest.mark.parametrize("kind", ["footnote", "endnote", "comment"])
def test_two_notes_with_one_number_are_found(kind):
    notes = f'<w:{kind} w:id="1"><w:p/></w:{kind}>' * 2
    part = f"{DECLARATION}<w:{kind}s {NAMESPACES}>{notes}</w:{kind}s>"
    data = docx(f"甲\n{kind}: 乙", {f"word/{kind}s.xml": part})

    (finding,) = check_document(data, None, "甲.docx")

    assert finding.code == "repeated_note"
    assert finding.level.label == "错误"


@pytest.mark.parametrize("kind", ["header", "footer"])
def test_a_header_without_a_paragraph_is_found(kind):
    root = {"header": "hdr", "footer": "ftr"}[kind]
    data = docx(f"甲\n{kind}: 乙", {f"word/{kind}1.xml": f"{DECLARATION}<w:{root} {NAMESPACES}/>"})

    assert [finding.code for finding in check_document(data, None, "甲")] == ["holder_without_paragraph"]


def test_a_tag_left_in_a_property_is_found():
    (finding,) = check_document(docx("甲\ntitle: {{ 题目 }}"), None, "甲.docx")

    assert (finding.code, finding.place) == ("tag_left", "甲.docx 文档属性")


WITHOUT = {
    "word/_rels/document.xml.rels": ("missing_target", 'Target="styles.xml"', 'Target="none.xml"'),
    "_rels/.rels": ("missing_target", 'Target="word/document.xml"', 'Target="word/other.xml"'),
    "[Content_Types].xml": ("no_content_type", '<Default Extension="xml" ContentType="application/xml"/>', ""),
}


@pytest.mark.parametrize(("name", "change"), WITHOUT.items(), ids=WITHOUT.keys())
def test_a_fault_of_the_package_is_found(name, change):
    code, old, new = change
    changed = {"customXml/item1.xml": b"<x/>", **parts(SOUND)}
    assert old.encode() in changed[name]
    changed[name] = changed[name].replace(old.encode(), new.encode())

    assert code in {finding.code for finding in check_document(zipped(changed), None, "甲.docx")}


def test_a_relation_given_twice_is_found():
    rels = parts(SOUND)["word/_rels/document.xml.rels"].replace(b"rId2", b"rId1")

    assert "repeated_relation" in {
        finding.code
        for finding in check_document(zipped({**parts(SOUND), "word/_rels/document.xml.rels": rels}), None, "甲")
    }


@pytest.mark.parametrize(
    "target", ["styles.xml", "/word/styles.xml", "../word/styles.xml", "Styles.xml", "styles%2Exml", "#甲"]
)
def test_a_target_is_found_in_whatever_way_it_is_written(target):
    rels = parts(SOUND)["word/_rels/document.xml.rels"].replace(b'"styles.xml"', f'"{target}"'.encode())

    assert check_document(zipped({**parts(SOUND), "word/_rels/document.xml.rels": rels}), None, "甲") == ()


BROKEN = {
    "nothing": (b"", "not_a_package"),
    "half a file": (SOUND[: len(SOUND) // 2], "not_a_package"),
    "a damaged part": (SOUND.replace(SOUND[60:64], b"\0\0\0\0", 1), "not_a_package"),
    "no body": (zipped({name: part for name, part in parts(SOUND).items() if name != BODY}), "no_body"),
    "half a body": (docx("", {BODY: document(paragraph("甲"))[:-20]}), "broken_xml"),
    "a document type": (docx("", {"word/styles.xml": f"<!DOCTYPE x><w:styles {NAMESPACES}/>"}), "doctype"),
    "a control character": (docx("", {BODY: document(paragraph("甲\x01"))}), "broken_xml"),
}


@pytest.mark.parametrize(("data", "code"), BROKEN.values(), ids=BROKEN.keys())
def test_a_broken_file_is_found(data, code):
    found = check_document(data, None, "甲.docx")

    assert found[0].code == code
    assert has_errors(found)


@pytest.mark.parametrize(
    ("code", "body"),
    [each for each in FAULTY.items() if each[0] != "tag_left"],
    ids=[code for code in FAULTY if code != "tag_left"],
)
def test_what_the_template_had_already_is_not_told_again(code, body):
    template = docx("", {BODY: story(body)})
    made = docx("", {BODY: story(body + body.replace('"1"', '"2"'))})

    assert check_document(made, read_package(template, "模板"), "甲.docx") == ()
    assert code in {known for known, _ in known_faults(read_package(template, "模板"))}


def test_a_tag_is_told_although_the_template_had_it():
    template = docx("{{ 甲 }}")

    assert [finding.code for finding in check_document(template, read_package(template, "模板"), "甲")] == ["tag_left"]


def test_a_fault_of_another_kind_of_element_is_told_although_the_template_has_its_like():
    template = docx("", {BODY: story("<w:p>甲</w:p>")})
    made = docx("", {BODY: story("<w:p>甲</w:p><w:p><w:r>乙</w:r></w:p>")})

    (finding,) = check_document(made, read_package(template, "模板"), "甲.docx")

    assert "乙" in finding.place


def test_a_finding_says_where_what_and_how_often():
    made = docx("", {BODY: document(paragraph("第一段") + "<w:p>散落的话</w:p><w:p>又一句</w:p>")})

    (finding,) = check_document(made, None, "甲.docx")

    assert finding.place == "甲.docx 正文“散落的话”"
    assert finding.message.endswith("（共2处）")


@pytest.mark.parametrize(("code", "message"), MESSAGES.items(), ids=MESSAGES.keys())
def test_every_message_says_what_to_do(code, message):
    assert "请" in message[1]
    assert message[1].isascii() is False


def changed_findings(part: object, name: str = BODY, package: bytes = SOUND) -> tuple[Finding, ...]:
    return check_parts({name: part}, read_package(package, "模板"), "甲.docx")


@pytest.mark.parametrize(("code", "body"), FAULTY.items(), ids=FAULTY.keys())
@pytest.mark.parametrize("form", ["bytes", "tree"])
def test_changed_parts_are_checked_without_the_file(code, body, form):
    xml = story(body).encode()

    found = changed_findings(xml if form == "bytes" else parse(xml))

    assert [finding.code for finding in found] == [code]


def test_a_changed_part_may_use_the_relations_that_change_with_it():
    body = document('<w:p><w:hyperlink r:id="rId99"/></w:p>').encode()
    rels = parts(SOUND)["word/_rels/document.xml.rels"].replace(b"rId1", b"rId99")

    found = check_parts({BODY: body, "word/_rels/document.xml.rels": rels}, read_package(SOUND, "模板"))

    assert found == ()


def test_a_new_part_needs_a_content_type():
    assert [finding.code for finding in changed_findings(b"\x89PNG", "word/media/image1.png")] == ["no_content_type"]


def test_what_is_known_of_the_template_can_be_kept():
    body = story(FAULTY["loose_text"])
    package = read_package(docx("", {BODY: body}), "模板")

    found = check_parts({BODY: body.encode()}, package, known=known_faults(package))

    assert found == ()


def test_a_hundred_kilobytes_are_checked_in_no_time():
    row = f"<w:tr>{''.join(f'<w:tc><w:tcPr/>{paragraph(text)}</w:tc>' for text in ('一', '二', '三'))}</w:tr>"
    xml = document(f"<w:tbl>{GRID}{row * 330}</w:tbl>{paragraph('正文') * 50}").encode()
    package = Package({**parts(SOUND), BODY: xml}, {})
    assert len(xml) > 90_000

    best = min(_seconds(lambda: check_parts({BODY: xml}, package)) for _ in range(10))

    # Twenty times what it takes, so that a busy machine fails nothing.
    assert best < 0.04


def _seconds(work) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


@pytest.mark.parametrize(
    ("mode", "found"),
    [("", ["missing_target"]), (' TargetMode="Internal"', ["missing_target"]), (' TargetMode="External"', [])],
)
def test_only_what_lies_in_the_file_can_be_missing_from_it(mode, found):
    relation = f'<Relationship Id="rId7" Type="{OFFICE}hyperlink" Target="nowhere.xml"{mode}/>'
    data = docx(
        "甲", {"word/_rels/document.xml.rels": f'<Relationships xmlns="{RELATIONSHIPS}">{relation}</Relationships>'}
    )

    assert [finding.code for finding in check_document(data, None, "文书")] == found
