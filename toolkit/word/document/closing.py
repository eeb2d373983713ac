"""Resolves the marks printed in a part in its text, byte for byte as the tree of the whole part would.

Takes the bytes of a part and which marks are in it; gives its bytes without them. Only for parts whose traits say so: every value
stands in a text of Word's, no paragraph holds another, and a tree would write what is static as it stands. Only a paragraph
that becomes several, or takes a tab, is parsed, by itself. Whatever is unusual gives None: then the whole is mended as a tree.

    <w:t>甲，</w:t>…<w:t>{{ 句号 }}</w:t>      <w:t xml:space="preserve">甲。</w:t>…<w:t xml:space="preserve"></w:t>
"""

from __future__ import annotations

import html
import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from lxml import etree

from toolkit.word.document.fragments import mended_paragraph, wrapper_of
from toolkit.word.document.mending import mend_paragraphs
from toolkit.word.language.sentences import (
    SEPARATORS,
    close_sentences,
    number_lone,
    number_ordinals,
    ordinals_of,
    stop_after,
)
from toolkit.word.language.values import ORDINAL_MARK, PARAGRAPH_MARK, STOP_MARK, TAB_MARK
from toolkit.word.package.elements import Element
from toolkit.word.package.names import W
from toolkit.word.package.runs import TextNode, whole_text

RESOLVED: Final = frozenset([PARAGRAPH_MARK, TAB_MARK, ORDINAL_MARK, STOP_MARK])
SPLITTING: Final = (PARAGRAPH_MARK, TAB_MARK)
"""What makes new elements."""
MARK: Final = re.compile(b"|".join(re.escape(mark.encode()) for mark in sorted(RESOLVED)))
END: Final = b"</w:p>"
DECLARATION: Final = b"<?xml version='1.0' encoding='UTF-8' standalone='yes'?>\n"
PROLOG: Final = re.compile(rb"\A\s*<\?xml\b[^>]*\?>\s*")
KEPT_TEXT: Final = '<w:t xml:space="preserve">'
TEXT: Final = re.compile(r"<w:t(?: [^>]*)?(?:/>|>([^<]*)</w:t>)")
CUT_REFERENCES: Final = ("&amp", "&lt", "&gt")
"""What is left where the sign that ends a reference was taken for a separator."""
QUOTE, EMPTY_TEXT = b"&#3", b"></w:t>"
AS_A_TREE_WRITES: Final = (
    (b"&#34;", b'"'),
    (b"&#39;", b"'"),
    (b"<w:t></w:t>", b"<w:t/>"),
    (f"{KEPT_TEXT}</w:t>".encode(), f"{KEPT_TEXT[:-1]}/>".encode()),
)
"""How values and empty texts stand where they were printed, and how a tree writes them."""


@dataclass
class _Paragraph:
    """A paragraph that holds marks: where it stands, its XML, and what its lone 一是 becomes."""

    start: int
    end: int
    xml: str
    ordinal: str | None = None


class _Text:
    """A text of a paragraph's XML, which may be edited like a node of a tree."""

    __slots__ = ("end", "is_edited", "start", "text")

    def __init__(self, start: int, end: int, text: str) -> None:
        self.start, self.end = start, end
        self.text: str | None = text
        self.is_edited = False

    def set(self, name: str, value: str, /) -> None:
        """Take it that spaces at the ends are kept: the only attribute an edit sets."""
        self.is_edited = True


def mended_in_text(data: bytes, marks: Collection[str]) -> bytes | None:
    """A part with its marks resolved; None where that takes the whole tree.

    Args:
        data: the part, as it was rendered.
        marks: which marks were printed in it.
    """
    if not RESOLVED.issuperset(marks):
        return None
    if set(marks) != {STOP_MARK}:
        # Anything else was always mended in the tree of the whole.
        data = DECLARATION + _as_a_tree_writes(PROLOG.sub(b"", data, count=1))
    elif (closed := _closed_at_once(data)) is not None:
        return closed
    paragraphs = _marked(data)
    if paragraphs is None:
        return None
    _number_lists(paragraphs, data)
    try:
        return _with_mended(data, paragraphs)
    except etree.XMLSyntaxError:
        # A paragraph that leans on names its table or control declares cannot be read by itself.
        return None


def _closed_at_once(data: bytes) -> bytes | None:
    """A part with its 句号 resolved where all that takes stands in the text of each; None where it does not.

    <w:t xml:space="preserve">甲，STOP乙</w:t>     甲。乙: what is looked at ends within the text
    <w:t xml:space="preserve">，STOP</w:t>        it goes on in the text before: None
    """
    # Up to the first paragraph that a tree would write otherwise, none has to be looked at.
    first = _written_otherwise(data, 0, len(data))
    looked_at = len(data) if first < 0 else _bounds(data, first)[0]
    pieces: list[bytes] = []
    position = 0
    for mark in MARK.finditer(data):
        at = mark.start()
        if at > looked_at:
            start, looked_at = _bounds(data, at)
            if _written_otherwise(data, start, looked_at) >= 0:
                return None
        text = data[data.rfind(b"<", 0, at) : at].decode()
        kept = text.rstrip(SEPARATORS)
        if not kept.startswith(KEPT_TEXT) or kept == KEPT_TEXT or kept.endswith(CUT_REFERENCES):
            return None
        stop = stop_after(kept).encode()
        pieces += (data[position : at - len(text[len(kept) :].encode())], stop)
        position = mark.end()
    return b"".join((*pieces, data[position:]))


def _written_otherwise(data: bytes, start: int, end: int) -> int:
    """Where between these places a tree would first write something otherwise, or -1: looking is quicker than putting it right."""
    found = (data.find(EMPTY_TEXT, start, end), data.find(QUOTE, start, end))
    return min(found) if min(found) >= 0 else max(found)


def _as_a_tree_writes(data: bytes) -> bytes:
    if _written_otherwise(data, 0, len(data)) >= 0:
        for printed, written in AS_A_TREE_WRITES:
            data = data.replace(printed, written)
    return data


def _bounds(data: bytes, at: int, floor: int = 0) -> tuple[int, int]:
    """Where the paragraph around a place begins and ends; it begins at -1, or ends before the place, where there is none."""
    start = data.rfind(b"<w:p>", floor, at)
    start = max(start, data.rfind(b"<w:p ", max(start, floor), at))
    return start, data.find(END, max(start, floor)) + len(END)


def _marked(data: bytes) -> list[_Paragraph] | None:
    """The paragraphs that hold marks, in order; None where a mark stands in none."""
    paragraphs: list[_Paragraph] = []
    end = 0
    for mark in MARK.finditer(data):
        at = mark.start()
        if at < end:
            continue
        start, end = _bounds(data, at, end)
        if start < 0 or end < at:
            return None
        paragraphs.append(_Paragraph(start, end, _as_a_tree_writes(data[start:end]).decode()))
    return paragraphs


def _number_lists(paragraphs: Iterable[_Paragraph], data: bytes) -> None:
    """Number the paragraphs that are one item each, those next to one another together."""
    items: list[_Paragraph] = []
    for paragraph in paragraphs:
        if paragraph.xml.count(ORDINAL_MARK) != 1:
            continue
        if items and b"<" in data[items[-1].end : paragraph.start]:
            _number(items)
            items = []
        items.append(paragraph)
    _number(items)


def _number(items: Sequence[_Paragraph]) -> None:
    for paragraph, ordinal in zip(items, ordinals_of(len(items)), strict=True):
        paragraph.ordinal = ordinal


def _with_mended(data: bytes, paragraphs: Iterable[_Paragraph]) -> bytes:
    pieces: list[bytes] = []
    position = 0
    for paragraph in paragraphs:
        pieces += (data[position : paragraph.start], _mended(paragraph, data).encode())
        position = paragraph.end
    return b"".join((*pieces, data[position:]))


def _mended(paragraph: _Paragraph, data: bytes) -> str:
    if any(mark in paragraph.xml for mark in SPLITTING):
        return _mended_as_tree(paragraph, wrapper_of(data[: data.index(b">", data.index(b"<w:")) + 1].decode()))
    texts = [_Text(each.start(), each.end(), html.unescape(each[1] or "")) for each in TEXT.finditer(paragraph.xml)]
    _resolve(texts, paragraph.ordinal)
    return _with_texts(paragraph.xml, texts)


def _resolve(texts: Sequence[TextNode], ordinal: str | None) -> None:
    """Resolve 一是 and 句号 in the texts of one paragraph."""
    whole = whole_text(texts)
    if ordinal is not None:
        number_lone(texts, ordinal)
    elif ORDINAL_MARK in whole:
        number_ordinals(texts)
    if STOP_MARK in whole:
        close_sentences(texts)


def _with_texts(xml: str, texts: Iterable[_Text]) -> str:
    """The paragraph's XML with its edited texts."""
    pieces: list[str] = []
    position = 0
    for text in texts:
        if text.is_edited:
            pieces += (xml[position : text.start], KEPT_TEXT, html.escape(text.text or "", quote=False), "</w:t>")
            position = text.end
    return "".join((*pieces, xml[position:]))


def _mended_as_tree(paragraph: _Paragraph, wrapper: str) -> str:
    def mend(root: Element) -> None:
        if paragraph.ordinal is not None:
            number_lone(list(root.iter(f"{W}t")), paragraph.ordinal)
        mend_paragraphs(root)

    return mended_paragraph(wrapper, paragraph.xml, mend)
