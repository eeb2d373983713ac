"""The sections of a document lifted out of its body and put back: layout, headers, footers and page numbers.

Takes the body of a document, or the properties of a section; changes them. A lifted section leaves a mark on the paragraph that
ends it, so that text can be moved in between. Never touches a header or footer itself, only which one a section shows.

Source: ECMA-376 part 1, 17.6.17 to 17.6.22 (section properties, in this order of their children).
"""

from __future__ import annotations

from collections.abc import Callable
from copy import deepcopy
from dataclasses import dataclass
from typing import Final

from lxml import etree

from toolkit.word.package.elements import Element, parse
from toolkit.word.package.names import R, W

MARK: Final = "{urn:toolkit:volume}section"
MARGINS: Final = ("headerReference", "footerReference")
KINDS: Final = ("default", "even", "first")
ORDER: Final = (
    "headerReference footerReference footnotePr endnotePr type pgSz pgMar paperSrc pgBorders lnNumType pgNumType cols "
    "formProt vAlign noEndnote titlePg textDirection bidi rtlGutter docGrid".split()
)
UNWANTED: Final = ("printerSettings", "sectPrChange")
"""What belongs to one machine, or to changes tracked in one file."""
END: Final = (
    f'<w:p xmlns:w="{W[1:-1]}"><w:pPr><w:snapToGrid w:val="0"/><w:spacing w:before="0" w:after="0" w:line="20" '
    'w:lineRule="exact"/><w:rPr><w:sz w:val="2"/></w:rPr></w:pPr></w:p>'
)
"""A paragraph nobody sees, to end a section behind a table."""


@dataclass
class Section:
    """A section lifted out: its properties, and whether odd and even pages of its document differ."""

    element: Element
    is_facing: bool


def lifted(body: Element, first_number: int, is_facing: bool) -> list[Section]:
    """Take the sections out of a body; the paragraphs that end them are marked, from a number on.

    Args:
        body: is changed.
        first_number: the mark of the first.
        is_facing: whether odd and even pages of the document differ.
    """
    sections: list[Section] = []
    for paragraph in [*body.iter(f"{W}p")]:
        found = paragraph.find(f"{W}pPr/{W}sectPr")
        if found is not None:
            _take(found, paragraph, sections, first_number, is_facing)
    last = body.find(f"{W}sectPr")
    _take(_made("sectPr") if last is None else last, _end_of(body), sections, first_number, is_facing)
    return sections


def put_back(body: Element, sections: list[Section], is_facing: bool) -> None:
    """Put lifted sections back where their marks stand; the last becomes the body's own.

    Args:
        body: is changed.
        sections: by number.
        is_facing: whether odd and even pages of the whole now differ.
    """
    for paragraph in [each for each in body.iter(f"{W}p") if MARK in each.attrib]:
        number = int(paragraph.attrib.pop(MARK))
        section = sections[number]
        if is_facing and not section.is_facing:
            _show_the_same_on_even_pages(section.element)
        if number == len(sections) - 1:
            body.append(section.element)
        else:
            _end_with(paragraph, section.element)
    etree.cleanup_namespaces(body)


def begin_anew(section: Element, blank: Callable[[str], str], *, has_footnotes: bool = False) -> None:
    """Let a section begin on a new page, count its pages from one, and show nothing of the section before.

    Args:
        section: its properties; changed.
        blank: gives the relation of an empty header or footer, by the name of the reference.
        has_footnotes: whether its footnotes are to be counted from one, too.
    """
    if has_footnotes:
        notes = _own(section, "footnotePr")
        if notes.find(f"{W}numRestart") is None:
            restart = _made("numRestart")
            restart.set(f"{W}val", "eachSect")
            notes.append(restart)
    _own(section, "type").set(f"{W}val", "nextPage")
    numbers = _own(section, "pgNumType")
    numbers.set(f"{W}start", numbers.get(f"{W}start", "1"))
    for word in MARGINS:
        shown = {each.get(f"{W}type", "default") for each in section.findall(W + word)}
        for kind in KINDS:
            if kind not in shown:
                section.insert(0, _reference(word, kind, blank(word)))


def _take(section: Element, paragraph: Element, sections: list[Section], first: int, is_facing: bool) -> None:
    parent = section.getparent()
    if parent is not None:
        parent.remove(section)
    for word in UNWANTED:
        for each in section.findall(W + word):
            section.remove(each)
    paragraph.set(MARK, str(first + len(sections)))
    sections.append(Section(section, is_facing))


def _end_of(body: Element) -> Element:
    """The paragraph that may end the last section: the last of the body, or a new one nobody sees."""
    blocks = [each for each in body if isinstance(each.tag, str) and each.tag != f"{W}sectPr"]
    if blocks and blocks[-1].tag == f"{W}p" and MARK not in blocks[-1].attrib:
        return blocks[-1]
    end = parse(END.encode())
    body.insert(body.index(blocks[-1]) + 1 if blocks else 0, end)
    return end


def _end_with(paragraph: Element, section: Element) -> None:
    properties = paragraph.find(f"{W}pPr")
    if properties is None:
        properties = _made("pPr")
        paragraph.insert(0, properties)
    tracked = properties.find(f"{W}pPrChange")
    properties.insert(len(properties) if tracked is None else properties.index(tracked), section)


def _show_the_same_on_even_pages(section: Element) -> None:
    for word in MARGINS:
        shown = {each.get(f"{W}type", "default"): each for each in section.findall(W + word)}
        if "even" in shown:
            section.remove(shown["even"])
        if "default" in shown:
            even = deepcopy(shown["default"])
            even.set(f"{W}type", "even")
            section.insert(0, even)


def _own(section: Element, word: str) -> Element:
    """A property of a section, in its place; made where it has none."""
    found = section.find(W + word)
    if found is not None:
        return found
    before = {W + each for each in ORDER[: ORDER.index(word)]}
    made = _made(word)
    section.insert(max((number for number, each in enumerate(section, start=1) if each.tag in before), default=0), made)
    return made


def _reference(word: str, kind: str, relation: str) -> Element:
    made = _made(word)
    made.set(f"{W}type", kind)
    made.set(f"{R}id", relation)
    return made


def _made(word: str) -> Element:
    return etree.Element(W + word, nsmap={"w": W[1:-1], "r": R[1:-1]})
