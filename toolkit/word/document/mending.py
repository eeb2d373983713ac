"""Mends in a part's tree what its values ask for: paragraphs in texts, tabs, ordinals, empty cells.

Takes the tree of a rendered part; changes it in place. Never repairs broken XML by guessing, and never asks what was printed.
"""

from __future__ import annotations

import copy
import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Final

from lxml import etree

from toolkit.word.document.outline import Levels, drop_paragraph, gather_thin_sections, levels_of
from toolkit.word.document.rich.placing import Site, place_values, with_words
from toolkit.word.document.rich.repeats import begin_lists_anew, copy_charts, number_repeats, take_out_notes
from toolkit.word.document.tables import mend_tables
from toolkit.word.language.sentences import close_sentences, close_up_clauses, number_list, number_ordinals
from toolkit.word.language.values import (
    BREAK_MARK,
    CLAUSE_MARK,
    GATHER_MARK,
    NOTE_START,
    ORDINAL_MARK,
    PAGE_MARK,
    PARAGRAPH_MARK,
    STOP_MARK,
    TAB_MARK,
    UnprintableValue,
)
from toolkit.word.package.elements import Element, own_nodes, parse, to_bytes
from toolkit.word.package.ignorable import with_ignorable
from toolkit.word.package.names import W, notes_part
from toolkit.word.package.runs import set_text, whole_text

HOLDERS: Final = ("tc", "hdr", "ftr", "footnote", "endnote", "comment", "txbxContent")
SIGNS: Final[Mapping[str, tuple[str, dict[str, str]]]] = {
    TAB_MARK: ("tab", {}),
    BREAK_MARK: ("br", {}),
    PAGE_MARK: ("br", {f"{W}type": "page"}),
}
SIGN: Final = re.compile(f"([{''.join(SIGNS)}])")
PLAIN_LETTERS: Final = {PARAGRAPH_MARK: "\n", TAB_MARK: "\t", BREAK_MARK: "\n", PAGE_MARK: ""}


def mended(root: Element, site: Site | None = None, styles: bytes = b"") -> str:
    """The XML of a part whose tree is mended.

    Args:
        root: the tree; changed.
        site: where its rich values go; None where it has none.
        styles: the document's, to know headings by.

    Raises:
        UnprintableValue: a value cannot stand where it was printed.
    """
    if site is not None:
        mend_tables(root)
        number_repeats(root, site.additions)
        copy_charts(root, site.part, site.additions)
        begin_lists_anew(root, site.additions)
        for kind, note in take_out_notes(root):
            own = replace(site, part=notes_part(kind))
            site.additions.notes[kind].append(parse(_mended(note, own).encode()))
    return _mended(root, site, styles)


def _mended(root: Element, site: Site | None, styles: bytes = b"") -> str:
    """The XML of a part, or of a note, whose repeats are numbered."""
    if site is not None:
        place_values(root, site)
    _close_up_sections(root, levels_of(styles))
    _number_lists(root)
    mend_paragraphs(root)
    _fill_the_empty(root)
    if site is not None:
        root = with_ignorable(root)
    xml = to_bytes(root).decode()
    if site is not None:
        xml = with_words(xml, site.values)
        if NOTE_START in xml:
            raise UnprintableValue("colspan、cellbg、vm、hm要写在表格的格子里，后面要是数或颜色")
    # In properties there are no paragraphs to make.
    for mark, letter in PLAIN_LETTERS.items():
        xml = xml.replace(mark, letter)
    return xml.replace(ORDINAL_MARK, "").replace(CLAUSE_MARK, "").replace(GATHER_MARK, "").replace(STOP_MARK, "。")


def mend_paragraphs(root: Element) -> None:
    """Number, close and split each paragraph that asks for it, and put in tabs and breaks."""
    for paragraph in _holders(root, (ORDINAL_MARK, STOP_MARK, PARAGRAPH_MARK)):
        texts = own_nodes(paragraph, f"{W}t")
        text = whole_text(texts)
        if text.count(ORDINAL_MARK) > 1:
            number_ordinals(texts)
        if STOP_MARK in text:
            close_sentences(texts)
        if PARAGRAPH_MARK in text:
            _split_paragraph(paragraph, texts)
    for text_node in list(root.iter(f"{W}t")):
        if any(mark in (text_node.text or "") for mark in SIGNS):
            _make_signs(text_node)


def _holders(root: Element, marks: Sequence[str]) -> list[Element]:
    """The paragraphs that hold one of these marks, in order."""
    found: dict[Element, None] = {}
    for node in root.iter(f"{W}t"):
        text = node.text or ""
        if any(mark in text for mark in marks):
            found.update(dict.fromkeys([*node.iterancestors(f"{W}p")][:1]))
    return list(found)


def _close_up_sections(root: Element, levels: Levels) -> None:
    """Close up where clauses were not printed, take out paragraphs of which nothing is left, put thin sections together."""
    gathering: list[Element] = []
    for paragraph in _holders(root, (CLAUSE_MARK, GATHER_MARK)):
        texts = own_nodes(paragraph, f"{W}t")
        whole = whole_text(texts)
        if GATHER_MARK in whole:
            gathering.append(paragraph)
        if CLAUSE_MARK in whole:
            close_up_clauses(texts)
            if not whole_text(texts).strip(f"{STOP_MARK} \u3000"):
                drop_paragraph(paragraph, levels)
    # Only now it is known which sections are thin.
    for heading in gathering:
        gather_thin_sections(heading, levels)


def _number_lists(root: Element) -> None:
    """Number the paragraphs that are one item each, those next to one another together."""
    items: list[list[Element]] = []
    last: Element | None = None
    for paragraph in _holders(root, (ORDINAL_MARK,)):
        texts = own_nodes(paragraph, f"{W}t")
        if whole_text(texts).count(ORDINAL_MARK) != 1:
            continue
        if items and (last is None or paragraph.getprevious() is not last):
            number_list(items)
            items = []
        items.append(texts)
        last = paragraph
    number_list(items)


def _fill_the_empty(root: Element) -> None:
    """Take out rows and tables that loops left empty; give a paragraph to whatever must hold one."""
    for outer, inner in (("tr", "tc"), ("tbl", "tr")):
        for each in list(root.iter(W + outer)):
            owner = each.getparent()
            if owner is not None and next(each.iter(W + inner), None) is None:
                owner.remove(each)
    for each in root.iter(*(W + name for name in HOLDERS)):
        if next(each.iter(f"{W}p"), None) is None or each[-1].tag == f"{W}tbl":
            etree.SubElement(each, f"{W}p")


def _make_signs(text: Element) -> None:
    """Put Word's own tabs, line breaks and page breaks in place of their marks."""
    first, *others = SIGN.split(text.text or "")
    set_text(text, first)
    for mark, piece in zip(others[::2], others[1::2], strict=True):
        name, attributes = SIGNS[mark]
        sign, following = etree.Element(W + name, attributes), etree.Element(f"{W}t")
        set_text(following, piece)
        text.addnext(sign)
        sign.addnext(following)
        text = following


def _split_paragraph(paragraph: Element, texts: Sequence[Element]) -> None:
    """Make each line of a text a paragraph of its own, so that it is indented and justified like its neighbours."""
    for text in texts:
        first, *others = (text.text or "").split(PARAGRAPH_MARK)
        if others:
            set_text(text, first)
            paragraph = _lines_after(paragraph, text, others)


def _lines_after(paragraph: Element, text: Element, lines: Sequence[str]) -> Element:
    """Put a paragraph for each line after this one; the last takes what came after the text, and is given back."""
    run = text.getparent()
    assert run is not None
    rest_of_run, rest = list(text.itersiblings()), _following(run, paragraph)
    looks, properties = run.findall(f"{W}rPr"), paragraph.findall(f"{W}pPr")
    sections = [section for each in properties for section in each.findall(f"{W}sectPr")]
    for section in sections:
        properties[0].remove(section)
    for line in lines:
        following = etree.Element(f"{W}p")
        following.extend(copy.deepcopy(each) for each in properties)
        run = etree.SubElement(following, f"{W}r")
        run.extend(copy.deepcopy(each) for each in looks)
        set_text(etree.SubElement(run, f"{W}t"), line)
        paragraph.addnext(following)
        paragraph = following
    for section in sections:
        paragraph[0].append(section)
    run.extend(rest_of_run)
    paragraph.extend(rest)
    return paragraph


def _following(run: Element, paragraph: Element) -> list[Element]:
    """What comes after a run in its paragraph, out of the link or field that may hold it."""
    found: list[Element] = []
    node: Element | None = run
    while node is not None and node is not paragraph:
        found.extend(node.itersiblings())
        node = node.getparent()
    return found
