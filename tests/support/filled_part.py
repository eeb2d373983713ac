"""Parts made of Word's own fields and content controls, filled by the code that turns them into tags.

Takes the XML of a body; gives it filled, as an element tree of the standard library, and its texts. Holds short forms for
the XML that Word writes around fields and controls.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from xml.etree import ElementTree
from xml.sax.saxutils import escape, quoteattr

from lxml import etree

from tests.support.make_docx import DECLARATION, NAMESPACES
from toolkit.word.document.render import Part, finished_text, generated
from toolkit.word.document.rich.parts import Additions
from toolkit.word.language.environment import compile_source, make_environment
from toolkit.word.language.shapes import Shape
from toolkit.word.language.spelling import spell_part, spelling_of
from toolkit.word.package.elements import parse
from toolkit.word.package.package import Package
from toolkit.word.package.reading import BODY
from toolkit.word.template.check.lint import lint
from toolkit.word.template.fields.merge_fields import FILTERS, turn_fields_into_tags
from toolkit.word.template.prepare import Prepared
from toolkit.word.template.source import source_of
from toolkit.word.template.whole import make_whole

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
W14 = "{http://schemas.microsoft.com/office/word/2010/wordml}"
MORE = f'xmlns:w14="{W14[1:-1]}" xmlns:w15="http://schemas.microsoft.com/office/word/2012/wordml"'
SHOWN = {f"{W}tab": "\t", f"{W}br": "\n"}


def document(body: str) -> str:
    """A whole document.xml around the XML of a body, with the name spaces of controls."""
    return f"{DECLARATION}<w:document {NAMESPACES} {MORE}><w:body>{body}<w:sectPr/></w:body></w:document>"


def anything(_name: str) -> bool:
    """The vocabulary is not known."""
    return True


def tagged(body: str, known: Callable[[str], bool] = anything) -> str:
    """A document whose fields and controls have become tags."""
    return etree.tostring(_tagged(body, known), encoding="unicode")


def _tagged(body: str, known: Callable[[str], bool]) -> Any:
    root = parse(document(body).encode())
    make_whole(root)
    turn_fields_into_tags(root, known)
    return root


def filled(body: str, values: dict[str, Any], known: Callable[[str], bool] = anything) -> ElementTree.Element:
    """The body of a document, filled."""
    template = compile_source(source_of(_tagged(body, known), BODY), make_environment(FILTERS))
    part = Part("模板", BODY, values, Additions(Package({}, {})))
    root = ElementTree.fromstring(finished_text(generated(template, part), part))
    body_element = root.find(f"{W}body")
    assert body_element is not None
    return body_element


def findings(body: str, names: dict[str, Shape]) -> list[tuple[str, str]]:
    """Code and message of what lint finds in a document whose fields and controls have become tags."""
    root = parse(document(body).encode())
    fields = {f"{name}.{each}" for name, shape in names.items() if shape.row for each in shape.row.fields}
    spelling = spelling_of(names)
    turn_fields_into_tags(root, {*names, *fields}.__contains__, spelling)
    spell_part(root, spelling)
    found, _ = lint({BODY: Prepared(root)}, make_environment(FILTERS), spelling.known(names))
    return [(each.code, each.message) for each in found]


def texts(element: ElementTree.Element) -> list[str]:
    """The text of each paragraph, in order."""
    return [text(each) for each in element.iter(f"{W}p")]


def text(element: ElementTree.Element) -> str:
    """The text of an element as a reader sees it."""
    return "".join(SHOWN.get(each.tag, each.text or "" if each.tag == f"{W}t" else "") for each in element.iter())


def paragraph(*inner: str) -> str:
    """A paragraph."""
    return f"<w:p>{''.join(inner)}</w:p>"


def run(shown: str, look: str = "") -> str:
    """A run with a text and a look."""
    properties = f"<w:rPr>{look}</w:rPr>" if look else ""
    return f"<w:r>{properties}<w:t>{escape(shown)}</w:t></w:r>"


def simple(instruction: str, shown: str = "«名»", look: str = "") -> str:
    """A field in one element."""
    return f"<w:fldSimple w:instr={quoteattr(instruction)}>{run(shown, look)}</w:fldSimple>"


def mark(kind: str) -> str:
    """A run that begins, separates or ends a field."""
    return f'<w:r><w:fldChar w:fldCharType="{kind}"/></w:r>'


def code(instruction: str, look: str = "") -> str:
    """A run with a piece of an instruction."""
    properties = f"<w:rPr>{look}</w:rPr>" if look else ""
    return f'<w:r>{properties}<w:instrText xml:space="preserve">{escape(instruction)}</w:instrText></w:r>'


def complex_field(*codes: str, result: str | None = None) -> str:
    """A field as a sequence of runs; codes are runs, or instructions to put in one."""
    instruction = "".join(each if each.startswith("<") else code(each) for each in codes)
    return mark("begin") + instruction + mark("separate") + (result or run("«名»")) + mark("end")


def control(name: str, content: str, kind: str = "", before: str = "", title: str = "") -> str:
    """A content control.

    Args:
        name: its tag; none where it is empty.
        content: what it holds.
        kind: the element that says what kind of control it is.
        before: the elements of its properties that come before the kind, besides name and number.
        title: its alias.
    """
    named = (f"<w:alias w:val={quoteattr(title)}/>" if title else "") + (
        f"<w:tag w:val={quoteattr(name)}/>" if name else ""
    )
    properties = f'<w:sdtPr>{named}<w:id w:val="17"/>{before}{kind}</w:sdtPr>'
    return f"<w:sdt>{properties}<w:sdtContent>{content}</w:sdtContent></w:sdt>"


def cell(*paragraphs: str) -> str:
    """A cell of a table."""
    return f'<w:tc><w:tcPr><w:tcW w:w="2000"/></w:tcPr>{"".join(paragraphs)}</w:tc>'


def table(*rows: str) -> str:
    """A table."""
    return f"<w:tbl><w:tblPr/><w:tblGrid/>{''.join(rows)}</w:tbl>"


def row(*cells: str) -> str:
    """A row of a table."""
    return f"<w:tr>{''.join(cells)}</w:tr>"
