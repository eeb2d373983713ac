"""Strict Open XML, an ordinary choice in Word's save dialogue, is read as what Word writes otherwise."""

from __future__ import annotations

import re

import pytest

from tests.support import read_docx
from tests.support.make_docx import document, docx, zipped
from toolkit.word import compile_template
from toolkit.word.package.elements import parse
from toolkit.word.package.names import W
from toolkit.word.package.strict import NAMES, STRICT, measure, renamed, says_strict

MAIN = f"{STRICT}wordprocessingml/main"
RUNS_A_PROGRAM = 'xml: <w:p><w:fldSimple w:instr=" DDEAUTO c:\\\\windows\\\\cmd.exe calc "/></w:p>'
SPELLINGS = {
    "as they are": lambda name: name,
    "by a reference": lambda name: name.replace("p", "&#112;"),
    "by several": lambda name: name.replace("w", "&#x77;").replace("o", "&#111;"),
}


def strict(data: bytes, spell=lambda name: name) -> bytes:
    """The document as Word saves it under “Strict Open XML 文档”."""
    return zipped(
        {
            name: strict_part(part.decode(), spell).encode() if name.endswith((".xml", ".rels")) else part
            for name, part in read_docx.parts(data).items()
        }
    )


def strict_part(xml: str, spell=lambda name: name) -> str:
    for its, transitional in NAMES.items():
        xml = xml.replace(transitional, spell(its))
    return xml


def codes(data: bytes) -> list[str]:
    return [finding.code for finding in compile_template(data).findings]


def test_a_strict_template_is_filled_like_any_other_and_makes_no_strict_document():
    data = docx(
        "金额{{ 党费 }}元，甲&乙\n| 事项 |\n| {%tr for 项 in 台账 %} |\n| {{ 项 }} |\n| {%tr endfor %} |\nheader: {{ 单位 }}\nfooter: 页脚"
    )

    context = {"党费": 5, "单位": "示例局", "台账": ["一", "二"]}
    template, plain = compile_template(strict(data)), compile_template(data)
    made = template.render(context)

    assert template.findings == plain.findings == ()
    assert read_docx.paragraphs(made) == read_docx.paragraphs(plain.render(context))
    assert read_docx.tables(made) == [[["事项"], ["一"], ["二"]]]
    assert not any(STRICT.encode() in part for part in read_docx.parts(made).values())


@pytest.mark.parametrize("spell", SPELLINGS.values(), ids=SPELLINGS)
def test_no_guard_is_passed_by_strict_names_however_they_are_spelled(spell):
    assert codes(strict(docx(RUNS_A_PROGRAM), spell)) == ["dde_field"]


@pytest.mark.parametrize("encoding", ["UTF-8", "UTF-16"])
def test_one_strict_part_among_others_is_read_too(encoding):
    header = strict_part(document(RUNS_A_PROGRAM.removeprefix("xml: ")).replace("w:document", "w:hdr"))
    header = header.replace("<w:body>", "").replace("</w:body>", "").replace("UTF-8", encoding)

    assert codes(docx("甲", {"word/header1.xml": header.encode(encoding)})) == ["dde_field"]


def test_a_document_that_speaks_of_strict_names_keeps_them():
    data = docx(f"见 {MAIN} 一节&#38;xmlns=“{MAIN}”{{{{ 值 }}}}")

    assert MAIN in read_docx.paragraphs(compile_template(data).render({"值": 1}))[0]
    assert not says_strict(f'<w:t>xmlns="{MAIN}"</w:t>')


@pytest.mark.parametrize(
    ("its", "otherwise"),
    [
        (f'<a x="{STRICT}officeDocument/relationships/image"/>', "officeDocument/2006/relationships/image"),
        (
            f'<a x="{STRICT}officeDocument/relationships/extendedProperties"/>',
            "officeDocument/2006/relationships/extended-properties",
        ),
        (f'<a uri="{STRICT}drawingml/chart"/>', "drawingml/2006/chart"),
        (f'<ns:a xmlns:ns="{MAIN}"/>', "wordprocessingml/2006/main"),
    ],
)
def test_a_strict_name_is_renamed_wherever_it_stands_in_markup(its, otherwise):
    assert re.search(r'"http://schemas.openxmlformats.org/(.*?)"', renamed(its))[1] == otherwise


# element and attribute in Strict         as transitional readers know it
WRITTEN = """
pgSz w="21cm"                             w="11906"
ind start="1in" endChars="200"            left="1440" rightChars="200"
sz val="12pt"                             val="24"
spacing line="18pt"                       line="360"
jc val="start"                            val="left"
jc val="both"                             val="both"
tblW w="50%" type="pct"                   w="2500" type="pct"
w val="90%"                               val="90"
zoom percent="80%"                        percent="80"
lvl start="3"                             start="3"
document conformance="strict"
cnfStyle firstRow="1" oddHBand="true"     firstRow="1" oddHBand="true" val="100000100000"
"""


@pytest.mark.parametrize("line", WRITTEN.strip().splitlines())
def test_what_differs_in_writing_is_written_as_transitional(line):
    element, *rest = re.split(r"\s{2,}|$", line)
    name, _, attributes = element.partition(" ")
    node = parse(f'<w:{name} xmlns:w="{W[1:-1]}" {_prefixed(attributes)}/>'.encode())

    measure(node)

    expected = parse(f'<w:{name} xmlns:w="{W[1:-1]}" {_prefixed(rest[0])}/>'.encode())
    assert dict(node.attrib) == dict(expected.attrib)


def test_the_sides_of_borders_and_margins_are_renamed_but_no_beginning_of_a_list():
    node = parse(
        f'<w:x xmlns:w="{W[1:-1]}"><w:tblBorders><w:start/><w:top/></w:tblBorders><w:lvl><w:start/></w:lvl></w:x>'.encode()
    )

    measure(node)

    assert [each.tag.removeprefix(W) for each in node.iter()] == ["x", "tblBorders", "left", "top", "lvl", "start"]


def _prefixed(attributes: str) -> str:
    return re.sub(r'(\w+)="', r'w:\1="', attributes)
