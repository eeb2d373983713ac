"""Whatever program wrote a file, it is read as Word writes it, and nothing in it says anything else afterwards."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from tests.support import read_docx
from tests.support.make_docx import docx, zipped
from toolkit.word import RichText, Subdocument, check_document, compile_template
from toolkit.word.package.package import read_package, write_package
from toolkit.word.package.places import TYPES, moved
from toolkit.word.package.reading import BODY, RELATIONS, exchanged, read_parts

LINES = "{{ 单位 }}“甲”&乙\n| {%tr for 项 in 台账 %} |\n| {{ 项 }} |\n| {%tr endfor %} |\nheader: {{ 单位 }}"
CONTEXT = {"单位": "示例局", "台账": ["一", "二"]}
PLAIN = docx(LINES)
W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"


def other_prefix(xml: str, new: str, old: str = "w") -> str:
    return (
        xml.replace(f"<{old}:", f"<{new}:")
        .replace(f"</{old}:", f"</{new}:")
        .replace(f" {old}:", f" {new}:")
        .replace(f"xmlns:{old}=", f"xmlns:{new}=")
    )


def in_encoding(xml: str, encoding: str) -> bytes:
    return xml.replace("UTF-8", encoding).encode(encoding, "xmlcharrefreplace")


# What another program makes of the XML of a part.
PROGRAMS = {
    "other prefixes": lambda xml: other_prefix(xml, "ns0").encode(),
    "no prefix": lambda xml: (
        xml.replace("<w:", "<").replace("</w:", "</").replace("xmlns:w=", f'xmlns="{W}" xmlns:w=').encode()
    ),
    "UTF-16": lambda xml: in_encoding(xml, "UTF-16"),
    "ASCII with references": lambda xml: in_encoding(xml, "us-ascii"),
    "GB18030": lambda xml: in_encoding(xml, "GB18030"),
    "quotes by name": lambda xml: xml.replace("“", "&quot;").replace("”", "&apos;").encode(),
    "letters by number": lambda xml: xml.replace("单", "&#21333;").replace("}}", "&#125;}").encode(),
}


def made_by(program, data: bytes = PLAIN) -> bytes:
    stories = ("word/document.xml", "word/header1.xml")
    return zipped(
        {name: program(part.decode()) if name in stories else part for name, part in read_docx.parts(data).items()}
    )


def renamed_main(data: bytes, name: str = "word/document2.xml") -> bytes:
    """The file as Word for the web and SharePoint save it."""
    made = {}
    for part, xml in read_docx.parts(data).items():
        names_it = part in (TYPES, RELATIONS)
        made[exchanged(part, name)] = xml.replace(BODY.encode(), name.encode()) if names_it else xml
    return zipped(made)


@pytest.mark.parametrize("program", PROGRAMS.values(), ids=PROGRAMS)
def test_a_template_of_another_program_is_filled_as_words_own(program):
    data = made_by(program)

    template = compile_template(data)
    made = template.render(CONTEXT)

    assert template.findings == ()
    assert read_docx.paragraphs(made)[0].startswith("示例局")
    assert read_docx.tables(made) == [[["一"], ["二"]]]
    assert read_docx.paragraphs(made, "word/header1.xml") == ["示例局"]
    assert check_document(made, None, "文书") == ()


@pytest.mark.parametrize("program", PROGRAMS.values(), ids=PROGRAMS)
def test_reading_changes_nothing_that_a_part_says(program):
    data = made_by(program)

    before, after = read_docx.parts(data), read_package(data, "模板").parts

    assert {name: said(part) for name, part in after.items()} == {name: said(part) for name, part in before.items()}


def test_a_part_that_needs_nothing_keeps_its_bytes():
    reading = read_parts(read_docx.parts(PLAIN))

    assert reading.parts == read_docx.parts(PLAIN)
    assert reading.repairs == ()


def test_what_was_changed_in_reading_is_a_list():
    data = made_by(PROGRAMS["ASCII with references"], renamed_main(PLAIN))

    assert [(each.part, each.what) for each in read_package(data, "模板").repairs] == [
        ("word/header1.xml", "encoding"),
        ("word/header1.xml", "references"),
        ("word/document2.xml", "name"),
    ]


@pytest.mark.parametrize("name", ["word/document2.xml", "word/document22.xml", "word/正文.xml"])
def test_the_main_part_is_the_one_the_file_names_and_keeps_its_name(name):
    data = renamed_main(PLAIN, name)

    made = compile_template(data).render(CONTEXT)

    assert list(read_docx.parts(made)) == list(read_docx.parts(data))
    assert read_docx.paragraphs(made, name)[0] == "示例局“甲”&乙"
    assert check_document(made, None, "文书") == ()


def test_a_main_part_beside_another_of_the_usual_name_is_the_one_that_is_filled():
    parts = read_docx.parts(renamed_main(PLAIN))
    data = zipped({**parts, BODY: parts["word/document2.xml"].replace("甲".encode(), "旧".encode())})

    made = compile_template(data).render(CONTEXT)

    assert read_docx.paragraphs(made, "word/document2.xml")[0] == "示例局“甲”&乙"
    assert "旧" in read_docx.paragraphs(made, BODY)[0]


def test_a_picture_or_link_added_to_a_renamed_main_part_belongs_to_it():

    made = compile_template(renamed_main(docx("见{{ 网址 }}"))).render(
        {"网址": RichText("这里", url="https://example.cn")}
    )

    assert b"https://example.cn" in read_docx.parts(made)["word/_rels/document2.xml.rels"]
    assert check_document(made, None, "文书") == ()


def test_a_file_written_unchanged_is_the_file_that_was_read():
    data = renamed_main(made_by(PROGRAMS["quotes by name"]))

    assert read_docx.parts(write_package(read_package(data, "模板"), {})) == read_docx.parts(data)


def test_a_prefix_that_stands_for_something_else_gives_way():
    body = (
        f'<q:document xmlns:q="{W}" xmlns:w="urn:mine" xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'
        ' mc:Ignorable="w"><q:body><q:p w:note="1"><q:r><q:t>{{ 值 }}</q:t></q:r></q:p></q:body></q:document>'
    )

    root = etree.fromstring(read_parts({BODY: body.encode()}).parts[BODY])

    ignored = root.get("{http://schemas.openxmlformats.org/markup-compatibility/2006}Ignorable")
    assert (root.prefix, root.nsmap[ignored]) == ("w", "urn:mine")
    assert root.find(f".//{{{W}}}p").get("{urn:mine}note") == "1"


@given(st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs", "Cn", "Co"]), max_size=30))
def test_any_text_survives_any_reading(text):
    escaped = text.replace("&", "&amp;").replace("<", "&lt;").replace('"', "&quot;")
    xml = f'<?xml version="1.0" encoding="UTF-8"?><q:p xmlns:q="{W}"><q:t a="{escaped}">{escaped}</q:t></q:p>'

    for program in ("UTF-16", "ASCII with references"):
        read = read_parts({BODY: PROGRAMS[program](xml)}).parts[BODY]
        node = etree.fromstring(read)[0]
        assert (node.text or "", node.get("a").replace(" ", "")) == (text, text.replace(" ", ""))


def said(part: bytes) -> bytes | list[object]:
    """What a part says, whatever its prefixes and encoding."""
    if not part.lstrip(b"\xef\xbb\xbf").startswith((b"<", b"\xff\xfe", b"\xfe\xff")):
        return part
    return [(node.tag, sorted(node.attrib.items()), node.text, node.tail) for node in etree.fromstring(part).iter("*")]


NOTED = 'xml: <w:p><w:r><w:t>{{ 单位 }}</w:t><w:footnoteReference w:id="0"/></w:r></w:p>\nfootnote: 注{{ 单位 }}\nheader: 页{{ 单位 }}'
NAMED_OTHERWISE = """
    word/footnotes.xml    word/footnotes2.xml
    word/footnotes.xml    word/notes/注.xml
    word/footnotes.xml    customized/fn.xml
    word/header1.xml      word/hdrA.xml
    word/header1.xml      word/margins/header.xml
    word/document.xml     content/main.xml
    word/document.xml     main.xml
"""


def renamed_part(data: bytes, old: str, new: str) -> bytes:
    """The file as a program writes it that gives a part another name and another place."""
    parts = moved(read_docx.parts(data), {old: new})
    return zipped(parts)


@pytest.mark.parametrize("row", NAMED_OTHERWISE.strip().splitlines())
def test_a_part_is_what_its_relation_says_whatever_its_name(row: str):
    """Tags in word/footnotes2.xml stayed as they were, and nobody was told."""
    old, new = row.split()
    data = renamed_part(docx(NOTED), old, new)
    assert read_docx.parts(data).keys() != read_docx.parts(docx(NOTED)).keys()

    template = compile_template(data)
    made = template.render({"单位": "示例局"})

    assert template.findings == ()
    assert read_docx.paragraphs(made, "word/footnotes.xml")[-1] == "注示例局"
    assert read_docx.paragraphs(made, "word/header1.xml") == ["页示例局"]
    assert read_docx.paragraphs(made)[0] == "示例局"
    assert read_docx.parts(made).keys() == read_docx.parts(docx(NOTED)).keys()
    assert check_document(made, None, "文书") == ()


def test_a_style_part_of_another_name_takes_up_the_styles_of_a_sub_document():
    renamed = renamed_part(docx("{{p 子 }}"), "word/styles.xml", "word/styles7.xml")

    made = compile_template(renamed).render({"子": Subdocument(docx("# 题"))})

    assert [name for name in read_docx.parts(made) if "styles" in name] == ["word/styles.xml"]
    assert check_document(made, None, "文书") == ()


def test_what_has_a_usual_name_and_is_led_to_by_nothing_gives_way():
    parts = read_docx.parts(renamed_part(docx(NOTED), "word/footnotes.xml", "word/footnotes2.xml"))
    stray = {**parts, "word/footnotes.xml": parts["word/footnotes2.xml"].replace("注".encode(), "旧".encode())}

    made = compile_template(zipped(stray)).render({"单位": "示例局"})

    assert read_docx.paragraphs(made, "word/footnotes.xml")[-1] == "注示例局"


def test_what_a_moved_part_refers_to_is_still_found():
    source = renamed_part(docx("header: {{ 网址 }}"), "word/header1.xml", "word/margins/页眉.xml")

    made = compile_template(source).render({"网址": RichText("这里", url="https://example.cn")})

    assert b"https://example.cn" in read_docx.parts(made)["word/_rels/header1.xml.rels"]
    assert check_document(made, None, "文书") == ()


@pytest.mark.parametrize(
    ("old", "new"), [("word/header1.xml", "word/Header1.xml"), ("word/document.xml", "Word/Document.XML")]
)
def test_a_part_is_found_whatever_of_its_name_is_in_capitals(old: str, new: str):
    """Tags in word/Header1.xml, which relations call header1.xml, stayed as they were."""
    parts = {new if name == old else name: data for name, data in read_docx.parts(docx(NOTED)).items()}

    made = compile_template(zipped(parts)).render({"单位": "示例局"})

    assert read_docx.paragraphs(made, "word/header1.xml") == ["页示例局"]
    assert read_docx.paragraphs(made)[0] == "示例局"
    assert check_document(made, None, "文书") == ()
