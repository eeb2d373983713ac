"""Makes real .docx files from lines that can be read.

Takes lines; gives bytes. Knows nothing of our own reader or writer.

    # 标题              a heading, ## one below it
    正文{{ 党费 }}       a paragraph; every one is justified and indented, so that its copies can be told from others
    {{ 党|^费 }}         the mark |^ starts a new run, in the middle of a tag or of a word; the new run is bold
    | 甲 | 乙 |          a row of a table; rows that follow one another are one table; // starts a paragraph in a cell
    header: 文字         likewise footer, footnote, endnote, comment: a paragraph of that part
    box: 文字            a text box, twice, as Word saves it: once more for programs that do not know it
    title: 文字          likewise subject, keywords: a property of the document
    xml: <w:p/>         as it stands, in the body
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterable, Mapping
from textwrap import dedent
from xml.sax.saxutils import escape

NAMESPACES = (
    'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
    ' xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
    ' xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'
    ' xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing"'
    ' xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape"'
    ' xmlns:v="urn:schemas-microsoft-com:vml"'
)
DECLARATION = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/"
RELATIONSHIPS = "http://schemas.openxmlformats.org/package/2006/relationships"
TYPES = "http://schemas.openxmlformats.org/package/2006/content-types"
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml."
PART = re.compile(r"(header|footer|footnote|endnote|comment|title|subject|keywords|box|xml): ?(.*)")
PROPERTIES = {"title": "dc:title", "subject": "dc:subject", "keywords": "cp:keywords"}
PLURAL = {"footnote": "footnotes", "endnote": "endnotes", "comment": "comments"}
ROOT = {"header": "hdr", "footer": "ftr", "footnotes": "footnotes", "endnotes": "endnotes", "comments": "comments"}


def docx(lines: str, parts: Mapping[str, str | bytes] | None = None, main: str = "document.main+xml") -> bytes:
    """A .docx of these lines.

    Args:
        lines: in the notation above.
        parts: further parts, or others in place of those made.
        main: what the body calls itself in [Content_Types].xml.
    """
    made = _parts(dedent(lines).strip("\n").splitlines(), main)
    return zipped({**made, **(parts or {})})


def zipped(parts: Mapping[str, str | bytes]) -> bytes:
    """These parts as a zip archive."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, part in parts.items():
            archive.writestr(name, part)
    return buffer.getvalue()


def paragraph(text: str, properties: str = '<w:jc w:val="both"/>') -> str:
    """The XML of one paragraph; |^ starts a new run, bold."""
    first, *others = text.split("|^")
    runs = _run(first) + "".join(_run(each, "<w:rPr><w:b/></w:rPr>") for each in others)
    return f"<w:p><w:pPr>{properties}</w:pPr>{runs}</w:p>"


def document(body: str) -> str:
    """A whole document.xml around the XML of a body."""
    return f"{DECLARATION}<w:document {NAMESPACES}><w:body>{body}<w:sectPr/></w:body></w:document>"


def _run(text: str, looks: str = "") -> str:
    return f"<w:r>{looks}<w:t>{escape(text)}</w:t></w:r>"


def _parts(lines: Iterable[str], main: str) -> dict[str, str]:
    body: list[str] = []
    rows: list[str] = []
    others: dict[str, list[str]] = {}
    for line in [*lines, ""]:
        if line.startswith("|"):
            rows.append(_row(line))
            continue
        if rows:
            body.append(f"<w:tbl><w:tblPr/><w:tblGrid/>{''.join(rows)}</w:tbl>")
            rows = []
        found = PART.fullmatch(line)
        if found is None:
            body.append(_body_line(line))
        elif found[1] in ("box", "xml"):
            body.append(_box(found[2]) if found[1] == "box" else found[2])
        else:
            others.setdefault(found[1], []).append(found[2])
    return _package("".join(body), others, main)


def _body_line(line: str) -> str:
    if not line.strip():
        return ""
    signs, space, words = line.partition(" ")
    if space and signs and set(signs) == {"#"}:
        level = len(signs)
        return paragraph(words, f'<w:pStyle w:val="Heading{level}"/><w:outlineLvl w:val="{level - 1}"/>')
    return paragraph(line, '<w:jc w:val="both"/><w:ind w:firstLine="640"/>')


def _row(line: str) -> str:
    cells = re.split(r"(?:(?<= )|(?<=^))\|(?!\^)(?= |$)", line.strip())[1:-1]
    return f"<w:tr>{''.join(map(_cell, cells))}</w:tr>"


def _cell(text: str) -> str:
    inner = "".join(paragraph(each.strip()) for each in text.split("//"))
    return f'<w:tc><w:tcPr><w:tcW w:w="2000"/></w:tcPr>{inner}</w:tc>'


def _box(text: str) -> str:
    inner = f"<w:txbxContent>{paragraph(text)}</w:txbxContent>"
    choice = f'<mc:Choice Requires="wps"><wps:txbx>{inner}</wps:txbx></mc:Choice>'
    fallback = f"<mc:Fallback><v:textbox>{inner}</v:textbox></mc:Fallback>"
    return f"<w:p><w:r><mc:AlternateContent>{choice}{fallback}</mc:AlternateContent></w:r></w:p>"


def _package(body: str, others: Mapping[str, list[str]], main: str) -> dict[str, str]:
    parts = {"word/document.xml": document(body)}
    for kind in ("header", "footer"):
        if kind in others:
            parts[f"word/{kind}1.xml"] = _story(ROOT[kind], "".join(map(paragraph, others[kind])))
    for kind, plural in PLURAL.items():
        if kind in others:
            notes = [
                f'<w:{kind} w:id="{number}">{paragraph(text)}</w:{kind}>' for number, text in enumerate(others[kind])
            ]
            parts[f"word/{plural}.xml"] = _story(ROOT[plural], "".join(notes))
    parts["docProps/core.xml"] = _core({name: others[name][0] for name in PROPERTIES if name in others})
    parts["word/styles.xml"] = f"{DECLARATION}<w:styles {NAMESPACES}/>"
    return {"[Content_Types].xml": _types(parts, main), **_relations(parts), **parts}


def _story(root: str, inner: str) -> str:
    return f"{DECLARATION}<w:{root} {NAMESPACES}>{inner}</w:{root}>"


def _core(properties: Mapping[str, str]) -> str:
    inner = "".join(f"<{PROPERTIES[name]}>{escape(text)}</{PROPERTIES[name]}>" for name, text in properties.items())
    core = "http://schemas.openxmlformats.org/package/2006/metadata/core-properties"
    spaces = f'xmlns:cp="{core}" xmlns:dc="http://purl.org/dc/elements/1.1/"'
    return f"{DECLARATION}<cp:coreProperties {spaces}>{inner}</cp:coreProperties>"


def _types(parts: Iterable[str], main: str) -> str:
    kinds = {part: re.sub(r"\d", "", part.removeprefix("word/").removesuffix(".xml")) for part in parts}
    overrides = "".join(
        f'<Override PartName="/{part}" ContentType="{WORD}{main if kind == "document" else kind + "+xml"}"/>'
        for part, kind in kinds.items()
        if part.startswith("word/")
    )
    core = "application/vnd.openxmlformats-package.core-properties+xml"
    overrides += f'<Override PartName="/docProps/core.xml" ContentType="{core}"/>'
    rels = "application/vnd.openxmlformats-package.relationships+xml"
    default = (
        f'<Default Extension="rels" ContentType="{rels}"/><Default Extension="xml" ContentType="application/xml"/>'
    )
    return f'{DECLARATION}<Types xmlns="{TYPES}">{default}{overrides}</Types>'


def _relations(parts: Iterable[str]) -> dict[str, str]:
    core = "http://schemas.openxmlformats.org/package/2006/relationships/metadata/core-properties"
    top = [(f"{OFFICE}officeDocument", "word/document.xml"), (core, "docProps/core.xml")]
    own = [
        (OFFICE + re.sub(r"\d|\.xml", "", part.removeprefix("word/")), part.removeprefix("word/"))
        for part in parts
        if part.startswith("word/") and part != "word/document.xml"
    ]
    return {"_rels/.rels": _rels(top), "word/_rels/document.xml.rels": _rels(own)}


def _rels(relations: Iterable[tuple[str, str]]) -> str:
    inner = "".join(
        f'<Relationship Id="rId{number}" Type="{kind}" Target="{target}"/>'
        for number, (kind, target) in enumerate(relations, start=1)
    )
    return f'{DECLARATION}<Relationships xmlns="{RELATIONSHIPS}">{inner}</Relationships>'
