"""What a template can make Word run or fetch: refused, or taken out and told."""

from __future__ import annotations

import time
import uuid

import pytest

from tests.support import read_docx
from tests.support.make_docx import DECLARATION, OFFICE, RELATIONSHIPS, document, docx
from tests.support.read_docx import parts
from toolkit.findings import has_errors
from toolkit.settings import REPOSITORY
from toolkit.word import compile_template
from toolkit.word.package.package import Package, read_package, write_package
from toolkit.word.safety.dangers import MESSAGES, made_safe
from toolkit.word.safety.gate import check_document

BODY, RELS = "word/document.xml", "word/_rels/document.xml.rels"
SETTINGS = "word/settings.xml"
PICTURE = '<w:p><w:r><w:drawing><a:blip xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"{}/></w:drawing></w:r></w:p>'
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 100


KEPT = ("file_link", "embedded_object")


def unsafe_findings(package: Package):
    return made_safe(package)[1]


def code(text: str) -> str:
    return f'<w:r><w:instrText xml:space="preserve">{text}</w:instrText></w:r>'


def mark(kind: str) -> str:
    return f'<w:r><w:fldChar w:fldCharType="{kind}"/></w:r>'


def shown(text: str) -> str:
    return f"<w:r><w:t>{text}</w:t></w:r>"


def field(*codes: str, result: str = "旧") -> str:
    return mark("begin") + "".join(map(code, codes)) + mark("separate") + shown(result) + mark("end")


def body(*runs: str) -> bytes:
    return docx("", {BODY: document(f"<w:p>{''.join(runs)}</w:p>")})


def rels(kind: str, target: str, mode: str = ' TargetMode="External"') -> str:
    one = f'<Relationship Id="rId9" Type="{OFFICE}{kind}" Target="{target}"{mode}/>'
    return f'{DECLARATION}<Relationships xmlns="{RELATIONSHIPS}">{one}</Relationships>'


def linked(kind: str, target: str, mode: str = ' TargetMode="External"') -> bytes:
    return docx("甲", {RELS: rels(kind, target, mode)})


def codes(data: bytes) -> list[str]:
    return [finding.code for finding in unsafe_findings(read_package(data, "模板"))]


REFUSED = {
    "a field that starts a program": (body(field(' DDE cmd "/c calc" ')), "dde_field"),
    "the same by itself": (body(field(' DDEAUTO "c:\\\\windows\\\\cmd.exe" "/k calc" ')), "dde_field"),
    "in small letters": (body(field(" ddeauto cmd ")), "dde_field"),
    "without a space": (body(field('DDEAUTO"cmd" "/k"')), "dde_field"),
    "split over runs": (body(field("D", "DE", "AU", "TO cmd")), "dde_field"),
    "split over paragraphs": (body(mark("begin"), code("DDE"), "</w:p><w:p>", code("AUTO cmd"), mark("end")), "dde_field"),
    "written in entities": (body(field("&#68;&#68;&#69;AUTO cmd")), "dde_field"),
    "written as CDATA": (body(field("<![CDATA[DDEAUTO cmd]]>")), "dde_field"),
    "with a comment in it": (body(field("DD<!-- x -->EAUTO cmd")), "dde_field"),
    "never ended": (body(mark("begin"), code("DDEAUTO cmd")), "dde_field"),
    "deleted but kept": (body(mark("begin"), '<w:del><w:r><w:delInstrText>DDE cmd</w:delInstrText></w:r></w:del>', mark("end")), "dde_field"),
    "in one element": (body('<w:fldSimple w:instr=" DDEAUTO cmd "/>'), "dde_field"),
    "in another field's result": (body(mark("begin"), code("PAGE"), mark("separate"), field("DDEAUTO cmd"), mark("end")), "dde_field"),
    "spelled by another field": (body(mark("begin"), field("QUOTE 68 68 69", result="DDE"), code(" cmd "), mark("end")), "computed_field"),
    "half spelled by another field": (body(mark("begin"), code("DD"), field("QUOTE 69", result=""), code(" cmd "), mark("end")), "computed_field"),
    "ended by a tag": (body(field('DDE{{ "" }}AUTO cmd')), "computed_field"),
    "begun by a tag": (body(field("{{ 甲 }}AUTO cmd")), "computed_field"),
    "printed under a condition": (body(field("{% if 1 %}DDEAUTO{% endif %} cmd")), "computed_field"),
    "a tag in one element": (body('<w:fldSimple w:instr=" ｛｛ 甲 ｝｝ cmd "/>'), "computed_field"),
    "a link that a tag prints": (body(field(' HYPERLINK "{{ 甲 }}" ')), "odd_link"),
    "a relation that a tag prints": (linked("hyperlink", "{{ 甲 }}:alert(1)"), "odd_link"),
    "in a text box": (body(f"<w:r><w:txbxContent><w:p>{field('DDE cmd')}</w:p></w:txbxContent></w:r>"), "dde_field"),
    "in a header": (docx("甲", {"word/header1.xml": document(f"<w:p>{field('DDE cmd')}</w:p>")}), "dde_field"),
    "in the footnotes": (docx("甲", {"word/footnotes.xml": document(f"<w:p>{field('DDE cmd')}</w:p>")}), "dde_field"),
    "in the glossary": (docx("甲", {"word/glossary/document.xml": document(f"<w:p>{field('DDE cmd')}</w:p>")}), "dde_field"),
    "in UTF-16": (docx("甲", {"word/glossary/document.xml": document(f"<w:p>{field('DDE cmd')}</w:p>").replace("UTF-8", "UTF-16").encode("utf-16")}), "dde_field"),
    "a part by an odd name": (docx("甲", {"word/odd.dat": document(f"<w:p>{field('DDE cmd')}</w:p>")}), "dde_field"),
    "a file read in": (body(field(' INCLUDETEXT "c:\\\\secret.txt" ')), "fetching_field"),
    "a file linked": (body(field(' LINK Excel.Sheet.12 "\\\\\\\\server\\\\a.xlsx" ')), "fetching_field"),
    "a database": (body(field(' DATABASE \\d "c:\\\\a.mdb" ')), "fetching_field"),
    "an object from elsewhere": (body(field(' EMBED Package "http://example.com/a" ')), "fetching_field"),
    "an object outside": (linked("oleObject", "http://example.com/a.html!x"), "outside_object"),
    "a link of an unknown kind": (linked("somethingNew", "http://example.com/"), "outside_object"),
    "a frame": (linked("frame", "http://example.com/"), "frame"),
    "a sub-document": (linked("subDocument", "file:///c:/a.docx"), "sub_document"),
    "another file as text": (linked("aFChunk", "chunk.html", ""), "alt_chunk"),
    "a control": (linked("control", "activeX/activeX1.xml", ""), "active_x"),
    "a link that runs": (linked("hyperlink", "ms-msdt:/id x"), "odd_link"),
    "a link that is a script": (linked("hyperlink", "javascript:alert(1)"), "odd_link"),
    "a field that links to a script": (body(field(' HYPERLINK "vbscript:x" ')), "odd_link"),
    "a kind in entities": (linked("subDocum&#101;nt", "file:///c:/a.docx"), "sub_document"),
    "a packed program": (docx("甲", {"word/embeddings/oleObject1.bin": OLE + "\x01Ole10Native".encode("utf-16-le")}), "ole_package"),
    "a workbook with macros": (docx("甲", {"word/embeddings/a.xlsx": b"PK\x03\x04" + b"xl/vbaProject.bin"}), "ole_package"),
    "an old workbook with macros": (docx("甲", {"word/embeddings/a.bin": OLE + "_VBA_PROJECT".encode("utf-16-le")}), "ole_package"),
    "broken relations": (docx("甲", {RELS: "<Relationships>External"}), "broken_part"),
}  # fmt: skip


@pytest.mark.parametrize(("data", "code"), REFUSED.values(), ids=REFUSED.keys())
def test_what_runs_or_fetches_is_refused(data, code):
    found = unsafe_findings(read_package(data, "模板"))

    assert code in [finding.code for finding in found]
    assert has_errors(found)


@pytest.mark.parametrize(
    "changed",
    [
        {"word/vbaProject.bin": b"\0"},
        {"word/VBAProject.BIN": b"\0"},
        {"[Content_Types].xml": b'<Types ContentType="application/vnd.ms-word.document.macroEnabled.main+xml"/>'},
    ],
)
def test_macros_are_refused(changed):
    found = unsafe_findings(Package({**parts(docx("甲")), **changed}, {}))

    assert "macro" in [finding.code for finding in found]


@pytest.mark.parametrize(
    "data",
    [
        docx("甲"),
        linked("hyperlink", "https://example.com/?a=1&amp;b=2"),
        linked("hyperlink", "mailto:a@example.com"),
        linked("hyperlink", "附件.docx"),
        body(field(" PAGE ")),
        body(field(' TOC \\o "1-3" \\h \\z \\u ')),
        body(field(' HYPERLINK "https://example.com" \\h ')),
        body(field(' HYPERLINK \\l "_Toc1" ')),
        body(field(" MERGEFIELD 名 \\* MERGEFORMAT ")),
        body(field(" MACROBUTTON NoMacro 请点这里填写 ")),
        body(field(" EMBED Equation.3 ")),
        body(mark("begin"), code("="), field("PAGE"), code("-1"), mark("end")),
        body(mark("begin"), code(" IF "), field("PAGE"), code(' = 1 "甲" "乙" '), mark("end")),
        body(shown("DDEAUTO 和 INCLUDETEXT 是两个词")),
        docx("甲", {"word/embeddings/sheet.xlsx": b"PK\x03\x04 xl/workbook.xml"}),
        docx("甲", {"word/media/image1.png": b"\x89PNG instr DDE External"}),
    ],
)  # fmt: skip
def test_what_ordinary_templates_hold_is_let_through_unchanged(data):
    package = read_package(data, "模板")

    safe, found = made_safe(package)

    assert found == ()
    assert safe is package


@pytest.mark.parametrize("name", ["branch_report.docx", "bureau_report.docx"])
def test_the_templates_of_the_sample_are_safe(name):
    assert codes((REPOSITORY / "templates" / name).read_bytes()) == []


def stripped(data: bytes) -> tuple[dict[str, bytes], list[str]]:
    """The parts after a package was made safe, and the codes; it must pass the gate and be safe the second time."""
    package = read_package(data, "模板")
    safe, found = made_safe(package)
    made = write_package(safe, {})
    assert not has_errors(found)
    assert codes(made) == [finding.code for finding in found if finding.code in KEPT]
    assert check_document(made, package, "模板") == ()
    return parts(made), [finding.code for finding in found]


def test_a_picture_from_elsewhere_is_taken_out_and_told():
    data = docx(
        "", {BODY: document(PICTURE.format(' r:link="rId9"')), RELS: rels("image", "http://example.com/track.png")}
    )

    left, found = stripped(data)

    assert found == ["outside_picture"]
    assert b"example.com" not in left[RELS]
    assert b"rId9" not in left[BODY] and b"drawing" in left[BODY]


def test_a_picture_kept_in_the_file_as_well_stays():
    both = rels("image", "http://example.com/a.png").replace(
        "</Relationships>", f'<Relationship Id="rId1" Type="{OFFICE}image" Target="media/a.png"/></Relationships>'
    )
    types = parts(docx("甲"))["[Content_Types].xml"].replace(
        b"<Default", b'<Default Extension="png" ContentType="image/png"/><Default', 1
    )
    picture = PICTURE.format(' r:embed="rId1" r:link="rId9"')

    left, found = stripped(
        docx("", {BODY: document(picture), RELS: both, "word/media/a.png": b"\x89PNG", "[Content_Types].xml": types})
    )

    assert found == ["outside_picture"]
    assert b'r:embed="rId1"' in left[BODY] and b"r:link" not in left[BODY]


def test_a_template_from_elsewhere_is_taken_out_and_told():
    settings = docx("甲\nheader: x", {
        SETTINGS: document("").replace("w:document", "w:settings").replace("<w:body><w:sectPr/></w:body>", '<w:attachedTemplate r:id="rId9"/>'),
        "word/_rels/settings.xml.rels": rels("attachedTemplate", "http://example.com/evil.dotm"),
    })  # fmt: skip

    left, found = stripped(settings)

    assert found == ["outside_template"]
    assert b"attachedTemplate" not in left[SETTINGS]
    assert b"example.com" not in left["word/_rels/settings.xml.rels"]


def test_a_mail_merge_is_cut_from_its_data_and_told():
    merge = '<w:mailMerge><w:query w:val="SELECT * FROM a"/><w:dataSource r:id="rId9"/></w:mailMerge>'
    settings = document("").replace("w:document", "w:settings").replace("<w:body><w:sectPr/></w:body>", merge)

    left, found = stripped(
        docx("甲", {SETTINGS: settings, "word/_rels/settings.xml.rels": rels("mailMergeSource", "file:///c:/a.xlsx")})
    )

    assert set(found) == {"outside_data"}
    assert b"mailMerge" not in left[SETTINGS]


def test_a_chart_is_cut_from_its_workbook_and_told():
    chart = '<c:chart xmlns:c="c" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><c:v>1</c:v><c:externalData r:id="rId9"/></c:chart>'

    left, found = stripped(
        docx(
            "甲",
            {
                "word/charts/chart1.xml": chart,
                "word/charts/_rels/chart1.xml.rels": rels("oleObject", "file:///c:/a.xlsx"),
            },
        )
    )

    assert found == ["outside_data"]
    assert b"externalData" not in left["word/charts/chart1.xml"] and b"<c:v>1" in left["word/charts/chart1.xml"]


def test_a_sound_from_elsewhere_is_taken_out_and_told():
    _, found = stripped(linked("audio", "http://example.com/a.wav"))

    assert found == ["outside_media"]


@pytest.mark.parametrize(
    "runs",
    [
        field(' INCLUDEPICTURE "http://example.com/a.png" \\d ', result="图"),
        '<w:fldSimple w:instr=" INCLUDEPICTURE http://example.com/a.png ">' + shown("图") + "</w:fldSimple>",
        mark("begin") + code("INCLUDE") + code("PICTURE x") + mark("separate") + field("INCLUDEPICTURE y", result="图") + mark("end"),
    ],
    ids=["in runs", "in one element", "in each other"],
)  # fmt: skip
def test_a_picture_field_leaves_what_it_shows(runs):
    left, found = stripped(body(runs))

    assert set(found) == {"picture_field"}
    assert "图".encode() in left[BODY]
    assert b"INCLUDE" not in left[BODY] and b"fld" not in left[BODY]


def test_nothing_of_what_a_field_told_word_becomes_text():
    address = field("QUOTE x", result="http://example.com/a.png")

    left, found = stripped(
        body(mark("begin"), code("INCLUDEPICTURE "), address, mark("separate"), shown("图"), mark("end"), shown("后"))
    )

    assert set(found) == {"picture_field"}
    assert "图".encode() in left[BODY] and "后".encode() in left[BODY]
    assert b"QUOTE" not in left[BODY] and b"example.com" not in left[BODY]


def test_a_field_beside_one_taken_out_stays():
    left, _ = stripped(body(field("INCLUDEPICTURE x"), field("PAGE")))

    assert left[BODY].count(b"<w:fldChar") == 3 and b"PAGE" in left[BODY]


@pytest.mark.parametrize("target", ["file:///c:/a.docx", "\\\\server\\share\\a.docx"])
def test_a_link_to_a_file_is_told_and_kept(target):
    left, found = stripped(linked("hyperlink", target))

    assert found == ["file_link"]
    assert b"hyperlink" in left[RELS]


def test_an_embedded_object_is_told_and_kept():
    types = parts(docx("甲"))["[Content_Types].xml"].replace(
        b"<Default", b'<Default Extension="bin" ContentType="x/y"/><Default', 1
    )

    left, found = stripped(docx("甲", {"word/embeddings/oleObject1.bin": OLE, "[Content_Types].xml": types}))

    assert found == ["embedded_object"]
    assert left["word/embeddings/oleObject1.bin"] == OLE


def test_a_finding_says_where_and_what():
    (finding,) = unsafe_findings(read_package(body(field("DDEAUTO cmd")), "模板"))

    assert finding.place == "正文"
    assert "“DDEAUTO cmd”" in finding.message


@pytest.mark.parametrize(("level", "message"), MESSAGES.values(), ids=MESSAGES.keys())
def test_every_message_says_what_was_done_or_what_to_do(level, message):
    assert "请" in message or "已从文书中" in message
    assert ("没有使用" in message) == (level.label == "错误")


def test_an_ordinary_template_is_searched_in_no_time():
    package = read_package((REPOSITORY / "templates" / "branch_report.docx").read_bytes(), "模板")

    best = min(_seconds(lambda: made_safe(package)) for _ in range(10))

    # Twenty times what it takes, so that a busy machine fails nothing.
    assert best < 0.003


def _seconds(work) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


# ──────── taken out, and told ────────

APPS = [
    "dingtalk://dingtalkclient/page/link?url=x",
    "wxwork://message",
    "WeChat:甲",
    "tencent://message/?uin=1",
    "zoommtg:x",
]


@pytest.mark.parametrize("target", APPS)
def test_a_link_that_opens_an_app_is_taken_out_and_its_text_stays(target):
    escaped = target.replace("&", "&amp;")
    link = 'xml: <w:p><w:hyperlink r:id="rId7"><w:r><w:t>点这里</w:t></w:r></w:hyperlink><w:r><w:t>，{{ 值 }}</w:t></w:r></w:p>'
    relation = f'<Relationship Id="rId7" Type="{OFFICE}hyperlink" Target="{escaped}" TargetMode="External"/>'
    template = compile_template(
        docx(link, {RELS: f'<Relationships xmlns="{RELATIONSHIPS}">{relation}</Relationships>'})
    )

    made = template.render({"值": 1})

    assert [(finding.code, has_errors([finding])) for finding in template.findings] == [("unusual_link", False)]
    assert read_docx.paragraphs(made) == ["点这里，1"]
    assert target.encode() not in read_docx.parts(made)[RELS]
    assert check_document(made, None, "文书") == ()


def test_a_field_that_opens_an_app_leaves_what_it_shows():
    template = compile_template(body(field(' HYPERLINK "wxwork://x" ', result="企业微信")))

    assert [finding.code for finding in template.findings] == ["unusual_link"]
    assert b"wxwork" not in read_docx.parts(template.render({}))["word/document.xml"]


PAINT = {"PBrush": "0003000A-0000-0000-C000-000000000046", "Paint.Picture": "D3E34B21-9D75-101A-8C3D-00AA001A1652"}
PACKAGER = "F20DA720-C02F-11CE-927B-0800095AE340"


def compound_file(of_class: str) -> bytes:
    """A compound file with one stream, as a pasted object is kept: its root's class says what opens it."""
    header = bytearray(512)
    header[:8], header[30:32], header[48:52] = (
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
        (9).to_bytes(2, "little"),
        (1).to_bytes(4, "little"),
    )
    root = bytearray(128)
    root[80:96] = uuid.UUID(of_class).bytes_le
    stream = bytearray(128)
    name = "\x01Ole10Native".encode("utf-16-le")
    stream[: len(name)] = name
    return bytes(header) + bytes(512) + bytes(root + stream + bytearray(256))


@pytest.mark.parametrize("of_class", PAINT.values(), ids=PAINT)
def test_a_picture_pasted_from_paint_is_no_program(of_class):
    found = unsafe_findings(
        read_package(docx("甲", {"word/embeddings/oleObject1.bin": compound_file(of_class)}), "模板")
    )

    assert [finding.code for finding in found] == ["embedded_object"]


def test_a_packed_program_is_one_by_its_class_whatever_the_document_calls_it():
    found = unsafe_findings(
        read_package(docx("甲", {"word/embeddings/oleObject1.bin": compound_file(PACKAGER)}), "模板")
    )

    assert [finding.code for finding in found] == ["ole_package"]


@pytest.mark.parametrize("word", ["imagedata", "fill", "stroke"])
@pytest.mark.parametrize("key", ["src", "o:href", "o:althref"])
def test_a_picture_of_an_old_shape_is_fetched_from_nowhere(word, key):
    spaces = 'xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office"'
    shape = f'<w:r><w:pict {spaces}><v:shape id="s"><v:{word} {key}="\\\\server\\a.png" o:title="图"/></v:shape></w:pict></w:r>'
    template = compile_template(docx(f"xml: <w:p>{shape}</w:p>"))

    assert [finding.code for finding in template.findings] == ["outside_picture"]
    assert b"server" not in read_docx.parts(template.render({}))["word/document.xml"]


@pytest.mark.parametrize(
    ("instruction", "code"),
    [
        (" HYPERLINK javascript:alert(1) ", "odd_link"),
        (' HYPERLINK \\l "a" "javascript:x" ', "odd_link"),
        (" HYPERLINK dingtalk://a ", "unusual_link"),
        (' HYPERLINK \\* MERGEFORMAT "javascript:x" ', "odd_link"),
        (' HYPERLINK \\m "javascript:x" ', "odd_link"),
        (' HYPERLINK "https://example.cn" \\o "Tip: look" ', ""),
        (' HYPERLINK "https://example.cn" \\o "{{ 甲 }}" \\t "_blank" ', ""),
        (' HYPERLINK \\l "a" "wxwork://a" ', "unusual_link"),
        (' HYPERLINK "https://example.cn" \\o "看 这里" ', ""),
        (" HYPERLINK \\l _Toc12 ", ""),
    ],
)
def test_every_argument_of_a_link_is_looked_at(instruction, code):
    found = unsafe_findings(read_package(body(field(instruction)), "模板"))

    assert [finding.code for finding in found] == ([code] if code else [])


@pytest.mark.parametrize(
    ("target", "code"), [("javascript:x", "odd_link"), ("dingtalk://a", "unusual_link"), ("https://example.cn", "")]
)
def test_the_link_of_an_old_shape_is_looked_at(target, code):
    shape = f'<w:r><w:pict xmlns:v="urn:schemas-microsoft-com:vml"><v:shape id="s" href="{target}"/></w:pict></w:r>'

    found = unsafe_findings(read_package(docx(f"xml: <w:p>{shape}</w:p>"), "模板"))

    assert [finding.code for finding in found] == ([code] if code else [])
