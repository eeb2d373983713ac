"""Reads .docx files without a line of our own code, so that what was written can be found again.

Takes bytes; gives the texts of paragraphs, cells and parts. A tab is "\\t" and a line break "\\n", as a reader sees them.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from xml.etree import ElementTree

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
BODY = "word/document.xml"
HOLDERS = ("body", "hdr", "ftr", "footnote", "endnote", "comment", "tc", "txbxContent")
SHOWN = {"tab": "\t", "br": "\n", "cr": "\n"}


def parts(data: bytes) -> dict[str, bytes]:
    """The parts of a file, name to bytes."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def tree(data: bytes, part: str = BODY) -> ElementTree.Element:
    """One part, parsed."""
    return ElementTree.fromstring(parts(data)[part])


def paragraphs(data: bytes, part: str = BODY) -> list[str]:
    """The text of each paragraph of a part that stands in no table."""
    return [_text(each) for each in _paragraphs(tree(data, part))]


def tables(data: bytes, part: str = BODY) -> list[list[list[str]]]:
    """Tables, rows and cells, as text; paragraphs of a cell are joined by a new line."""
    return [
        [
            ["\n".join(map(_text, cell.iter(f"{W}p"))) for cell in row.findall(f"{W}tc")]
            for row in table.findall(f"{W}tr")
        ]
        for table in tree(data, part).iter(f"{W}tbl")
    ]


def boxes(data: bytes) -> list[list[str]]:
    """The paragraphs of each text box, those for other programs included."""
    return [[_text(each) for each in box.findall(f"{W}p")] for box in tree(data).iter(f"{W}txbxContent")]


def properties(data: bytes) -> dict[str, str]:
    """The properties of the document, by their local names."""
    return {each.tag.rpartition("}")[2]: each.text or "" for each in tree(data, "docProps/core.xml")}


def looks(data: bytes, part: str = BODY) -> list[str]:
    """The properties of each paragraph outside tables, as XML."""
    found = [each.find(f"{W}pPr") for each in _paragraphs(tree(data, part))]
    return ["" if each is None else ElementTree.tostring(each, encoding="unicode") for each in found]


def faults(data: bytes) -> list[str]:
    """What Word would stumble over: parts that are no XML, rows without cells, texts outside runs, cells without paragraphs."""
    found = []
    for name, part in parts(data).items():
        if name.endswith((".xml", ".rels")):
            try:
                root = ElementTree.fromstring(part)
            except ElementTree.ParseError as fault:
                found.append(f"{name}: {fault}")
            else:
                found += [f"{name}: {each}" for each in _faults(root)]
    return found


def _faults(root: ElementTree.Element) -> Iterator[str]:
    for node in root.iter():
        name = node.tag.removeprefix(W)
        if not node.tag.startswith(W) or name in ("t", "instrText", "delText"):
            continue
        if (node.text or "").strip() or any((child.tail or "").strip() for child in node):
            yield f"text directly in {name}"
        children = {child.tag.removeprefix(W) for child in node}
        if name in HOLDERS and name != "body" and "p" not in children:
            yield f"{name} without paragraph"
        if (name, "tc" in children) == ("tr", False) or (name, "tr" in children) == ("tbl", False):
            yield f"{name} without content"
        if name == "p" and children & {"p", "tbl", "tc", "tr"}:
            yield "paragraph in a paragraph"


def _paragraphs(node: ElementTree.Element) -> Iterator[ElementTree.Element]:
    for child in node:
        if child.tag == f"{W}p":
            yield child
        elif child.tag not in (f"{W}tbl", FALLBACK):
            yield from _paragraphs(child)


def _text(node: ElementTree.Element) -> str:
    """The text of a paragraph, without text boxes in it."""
    found = []
    for child in node:
        if child.tag == f"{W}t":
            found.append(child.text or "")
        elif child.tag.removeprefix(W) in SHOWN:
            found.append(SHOWN[child.tag.removeprefix(W)])
        elif child.tag not in (f"{W}txbxContent", f"{W}pPr", FALLBACK):
            found.append(_text(child))
    return "".join(found)
