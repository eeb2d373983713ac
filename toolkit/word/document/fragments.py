"""Mends single paragraphs of a rendered part without building the tree of the whole.

Takes a part's XML and what to do with the text nodes of a paragraph; gives the XML changed. Only for paragraphs that hold no
other (text boxes do): whoever calls sees to that by `is_simple`. Never checks the rest of the part.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import Final

from lxml import etree

from toolkit.word.package.elements import Element, parse
from toolkit.word.package.names import W

PARAGRAPH_END: Final = "</w:p>"
ROOT_START: Final = re.compile(r"<w:\w+\b[^>]*>")
DECLARATIONS: Final = re.compile(r"\sxmlns(?::\w+)?=(?:\"[^\"]*\"|'[^']*')")


def is_simple(xml: str) -> bool:
    """Whether no paragraph of the part holds another."""
    return "<w:txbxContent" not in xml


def mend_marked_paragraphs(xml: str, marks: Sequence[str], mend: Callable[[list[Element]], None]) -> str:
    """The XML with every paragraph that holds one of these marks mended.

    Args:
        xml: a rendered part that `is_simple`.
        marks: characters that call for mending.
        mend: changes the text nodes of one paragraph in place.
    """
    root = ROOT_START.search(xml)
    wrapper = wrapper_of(root[0]) if root else ""
    pieces: list[str] = []
    position = 0
    marked = re.compile(f"[{''.join(marks)}]")
    found = marked.search(xml)
    while found and root:
        start = max(xml.rfind("<w:p>", position, found.start()), xml.rfind("<w:p ", position, found.start()))
        end = xml.index(PARAGRAPH_END, found.start()) + len(PARAGRAPH_END)
        if start < 0:
            break
        mended = mended_paragraph(wrapper, xml[start:end], lambda tree: mend(list(tree.iter(f"{W}t"))))
        pieces += (xml[position:start], mended)
        position = end
        found = marked.search(xml, position)
    return "".join((*pieces, xml[position:]))


def wrapper_of(root_start: str) -> str:
    """What opens an element that declares what a part's root declares.

    >>> wrapper_of('<w:hdr xmlns:w="u" w:rsidR="1">')
    '<w:p xmlns:w="u">'
    """
    return f"<w:p{''.join(DECLARATIONS.findall(root_start))}>"


def mended_paragraph(wrapper: str, xml: str, mend: Callable[[Element], None]) -> str:
    """One paragraph, mended; it may have become several.

    Args:
        wrapper: as `wrapper_of` its part's root.
        xml: the paragraph.
        mend: changes the tree, in which the paragraph stands in its wrapper, in place.
    """
    root = parse(f"{wrapper}{xml}{PARAGRAPH_END}".encode())
    mend(root)
    made = etree.tostring(root, encoding="unicode")
    return made[made.index(">") + 1 : -len(PARAGRAPH_END)]
