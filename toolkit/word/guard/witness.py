"""A second reader, which finds in a document what was meant to be printed in it.

Takes values and the bytes of a document; gives the values that are not there. Shares no code with the writer, so that a
mistake of the writer's is not repeated here: a report cut off in the middle passes every validator, and is caught by this.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable, Iterator
from xml.etree import ElementTree

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
TEXT = f"{W}t"
SHOWN = {f"{W}tab": "\t", f"{W}br": "\n", f"{W}cr": "\n", f"{W}noBreakHyphen": "-"}
UNSHOWN = frozenset([f"{W}pPr", f"{W}rPr", f"{W}instrText", f"{W}delText"])
STORIES = ("word/document", "word/header", "word/footer", "word/footnotes", "word/endnotes", "word/comments")
PROPERTIES = "docProps/"


def missing_values(values: Iterable[str], data: bytes) -> tuple[str, ...]:
    """The values whose text is nowhere in the document, each once, in order.

    Args:
        values: texts as they were to be printed; a line of one may be a paragraph of its own.
        data: the document.

    Raises:
        zipfile.BadZipFile, xml.etree.ElementTree.ParseError: it is no whole Word file.
    """
    text = text_of(data)
    wanted = dict.fromkeys(value.replace("\r\n", "\n").replace("\r", "\n") for value in values)
    return tuple(value for value in wanted if value not in text)


def text_of(data: bytes) -> str:
    """All that a document shows, a paragraph a line: the body first, then the other parts as they lie in the file."""
    return "\n".join(paragraphs_of(data))


def paragraphs_of(data: bytes) -> tuple[str, ...]:
    """The texts of all paragraphs and properties."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        names = [
            name for name in archive.namelist() if name.endswith(".xml") and name.startswith((*STORIES, PROPERTIES))
        ]
        names.sort(key=lambda name: not name.startswith(STORIES[0]))
        trees = [(name, ElementTree.fromstring(archive.read(name))) for name in names]
    return tuple(text for name, tree in trees for text in _texts(tree, name))


def _texts(tree: ElementTree.Element, name: str) -> Iterator[str]:
    if name.startswith(PROPERTIES):
        yield from (each.text for each in tree.iter() if each.text)
        return
    for paragraph in tree.iter(f"{W}p"):
        pieces: list[str] = []
        _collect(paragraph, pieces)
        yield "".join(pieces)


def _collect(node: ElementTree.Element, pieces: list[str]) -> None:
    """The text of a paragraph, in order, without that of paragraphs within it: those come by themselves."""
    for child in node:
        if child.tag == TEXT:
            pieces.append(child.text or "")
        elif child.tag in SHOWN:
            pieces.append(SHOWN[child.tag])
        elif child.tag != f"{W}p" and child.tag not in UNSHOWN:
            _collect(child, pieces)
