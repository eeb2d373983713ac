"""The tags of a template, each with the place where its author will find it.

Takes a part's XML as Word saved it; gives tags in reading order. Never interprets a tag: lint does.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Final

from lxml import etree

from toolkit.word.language.syntax import BRACES, TAG, form_of
from toolkit.word.package.elements import Element, own_nodes, own_text
from toolkit.word.package.names import FALLBACK, NOTES, W

HEADING: Final = re.compile(
    r"(?:[一二三四五六七八九十]+、|（[一二三四五六七八九十]+）|第[一二三四五六七八九十]+[章节])[^。；]{1,40}"
)
HEADING_STYLE: Final = re.compile(r"(?i)heading\s?[1-9]|[1-9]|标题.*")
NOTE_WORDS: Final = {"footnote": "脚注", "endnote": "尾注", "comment": "批注"}
EXCERPT: Final = 24


@dataclass(frozen=True)
class Tag:
    """One tag.

    Args:
        opening: "{{", "{%" or "{#".
        form: "p", "tr", "tc", "r", or empty for a plain tag.
        inner: what stands between the braces, form letter removed.
        text: the whole tag as typed.
        place: where it is, in Chinese.
        beside: what stands beside it and its form would swallow; only for the forms p, tr and tc.
        cell: the numbers of the table, row and cell it stands in; empty outside tables.
        repeats: the list over which its row or paragraph repeats by itself.
        holder: the row, cell or paragraph that goes with it; None for a plain tag.
    """

    opening: str
    form: str
    inner: str
    text: str
    place: str
    beside: str = ""
    cell: tuple[int, ...] = ()
    repeats: str = ""
    holder: Element | None = None

    @property
    def in_table(self) -> bool:
        """Whether it stands in a table."""
        return bool(self.cell)


@dataclass(frozen=True)
class Paragraph:
    """A paragraph (or property) with its tags, and braces that belong to no tag."""

    element: Element
    tags: tuple[Tag, ...]
    stray: str
    place: str


def paragraphs(root: Element, label: str, repeating: Mapping[Element, str] | None = None) -> Iterator[Paragraph]:
    """Every paragraph of a part that holds a tag or a stray brace.

    Args:
        root: the part, parsed.
        label: what a clerk calls the part, for places.
        repeating: rows and paragraphs that repeat by themselves, with their list.
    """
    if not root.tag.startswith(W):
        yield from _property_paragraphs(root, label)
        return
    tables = {table: number for number, table in enumerate(root.iter(f"{W}tbl"), start=1)}
    heading, number = "", 0
    for paragraph in _shown_paragraphs(root):
        if next(paragraph.iterancestors(*NOTES), None) is not None:
            # One of a note that stands at its reference, told with that.
            continue
        number += 1
        text = own_text(paragraph)
        place = _under(label, heading, _place(_cell_of(paragraph, tables), number)) if _has_braces(paragraph) else ""
        if place:
            yield from _with_notes(paragraph, place, _cell_of(paragraph, tables), _list_of(paragraph, repeating or {}))
        elif _is_heading(paragraph, text):
            heading = _shortened(text.strip())


def _has_braces(paragraph: Element) -> bool:
    """Whether a paragraph, or a note that stands in it, holds any."""
    notes = (inner for reference in own_nodes(paragraph, *NOTES) for inner in reference.iter(f"{W}p"))
    return any("{" in text or "}" in text for text in map(own_text, (paragraph, *notes)))


def _with_notes(paragraph: Element, place: str, cell: tuple[int, ...], repeats: str) -> Iterator[Paragraph]:
    """A paragraph, parted where the notes stand that it refers to, so that all tags come in the order in which they are read."""
    whole = _paragraph(paragraph, own_text(paragraph), place, cell, repeats)
    said = 0
    before = ""
    for node in own_nodes(paragraph, f"{W}t", f"{W}instrText", *NOTES):
        before += (node.text or "") if node.tag not in NOTES else ""
        for inner in node.iter(f"{W}p") if node.tag in NOTES else ():
            count = len(TAG.findall(before))
            yield replace(whole, tags=whole.tags[said:count], stray="")
            said = count
            note = f"{place}的{NOTE_WORDS[NOTES[str(node.tag)]]}"
            yield _paragraph(inner, own_text(inner), note, cell, repeats)
    yield replace(whole, tags=whole.tags[said:])


def _is_heading(paragraph: Element, text: str) -> bool:
    """Whether its author takes a paragraph for a heading: by its style, its outline level, or its official numbering."""
    properties = paragraph.find(f"{W}pPr")
    style = properties.find(f"{W}pStyle") if properties is not None else None
    if not text.strip():
        return False
    if style is not None and HEADING_STYLE.fullmatch(style.get(f"{W}val", "")):
        return True
    has_level = properties is not None and properties.find(f"{W}outlineLvl") is not None
    return has_level or HEADING.fullmatch(text.strip()) is not None


def _shortened(text: str) -> str:
    return text[:EXCERPT] + ("…" if len(text) > EXCERPT else "")


def _shown_paragraphs(root: Element) -> Iterator[Element]:
    """Every paragraph once: Word saves a text box a second time, for programs that do not know it."""
    for paragraph in root.iter(f"{W}p"):
        if next(paragraph.iterancestors(FALLBACK), None) is None:
            yield paragraph


def _property_paragraphs(root: Element, label: str) -> Iterator[Paragraph]:
    for node in root.iter():
        text = node.text or ""
        if isinstance(node.tag, str) and ("{{" in text or "{%" in text):
            place = f"{label}“{etree.QName(node).localname}”"
            tags = tuple(_tag(found, place) for found in TAG.findall(text))
            yield Paragraph(node, tags, _stray(text), place)


def _list_of(paragraph: Element, repeating: Mapping[Element, str]) -> str:
    holders = (paragraph, *paragraph.iterancestors(f"{W}tr"))
    return next((repeating[each] for each in holders if each in repeating), "")


def _paragraph(paragraph: Element, text: str, place: str, cell: tuple[int, ...], repeats: str) -> Paragraph:
    excerpt = f"{place}“{_excerpt(text)}”"
    above = {form: next(paragraph.iterancestors(W + form), None) for form in ("tr", "tc")}
    around = {form: "".join(map(own_text, each.iter(f"{W}p"))) for form, each in above.items() if each is not None}
    around["p"] = text
    holders = {**above, "p": paragraph}
    tags = (_tag(found, excerpt, around) for found in TAG.findall(text))
    placed = tuple(replace(tag, cell=cell, repeats=repeats, holder=holders.get(tag.form)) for tag in tags)
    return Paragraph(paragraph, placed, _stray(text), excerpt)


def _tag(text: str, place: str, around: Mapping[str, str] | None = None) -> Tag:
    form = form_of(text)
    inner = text[2 + len(form) : -2].strip()
    inner = inner.removeprefix("-").removesuffix("-").strip()
    around = around or {}
    # Another that goes in the same way is not lost by it.
    beside = re.sub(rf"\{{[%#]{form}\s.*?[%#]\}}", "", around.get(form, "")).strip() if form else ""
    return Tag(text[:2], form, inner, text, place, beside)


def _stray(text: str) -> str:
    found = BRACES.search(TAG.sub("", text))
    return found[0] if found else ""


def _excerpt(text: str) -> str:
    start = max(min((text.find(brace) for brace in ("{{", "{%") if brace in text), default=0) - 6, 0)
    piece = text[start : start + EXCERPT].strip()
    return ("…" if start else "") + piece + ("…" if len(text) > start + EXCERPT else "")


def _under(label: str, heading: str, place: str) -> str:
    """A place with the heading above it; the number counts from the beginning, not from the heading, and says so."""
    return f"{label}“{heading}”一节（全文{place}）" if heading else f"{label}{place}"


def _place(cell: tuple[int, ...], number: int) -> str:
    return "表{}第{}行第{}格".format(*cell) if cell else f"第{number}段"


def _cell_of(paragraph: Element, tables: Mapping[Element, int]) -> tuple[int, ...]:
    cell, row, table = (next(paragraph.iterancestors(W + name), None) for name in ("tc", "tr", "tbl"))
    if cell is None or row is None or table is None:
        return ()
    row_number = own_nodes(table, f"{W}tr").index(row) + 1
    cell_number = own_nodes(row, f"{W}tc").index(cell) + 1
    return (tables[table], row_number, cell_number)
