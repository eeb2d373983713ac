"""Block tags in place of what goes with them, and the dashes that join paragraphs.

Takes a parsed part whose tags are whole and checked; changes it in place. `{%p … %}` stands in place of its paragraph, `{%tr … %}` of
its row, `{%tc … %}` of its cell: as text between elements, which is what Jinja reads. `{%- … %}` at the beginning of a paragraph
joins it to the one before, `{% … -%}` at the end to the one behind, and so with lines of a paragraph; no text is lost by it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from itertools import takewhile
from typing import Final

from lxml import etree

from toolkit.word.language.syntax import FORM, TAG, form_of
from toolkit.word.package.elements import Element, own_nodes
from toolkit.word.package.names import W
from toolkit.word.template.whole import put_in_place, remove

TEXT, PARAGRAPH = f"{W}t", f"{W}p"
FORMS: Final = ("tr", "tc", "p")
SECTION: Final = f"{W}pPr/{W}sectPr"
SILENT: Final = frozenset(W + name for name in "p pPr r rPr t proofErr lastRenderedPageBreak".split())
"""What an empty paragraph may hold."""
DASH_BEFORE: Final = re.compile(r"\A\{%-")
DASH_BEHIND: Final = re.compile(r"-%\}\Z")


def lift_blocks(root: Element, behind: Mapping[Element, str] | None = None) -> None:
    """Put each block tag in place of its row, cell or paragraph.

    Args:
        root: the part.
        behind: by what goes, what is to stand behind its tags.
    """
    behind = behind or {}
    for form in FORMS:
        held: dict[Element, list[str]] = {}
        for holder, tag in _block_tags(root, form):
            held.setdefault(holder, []).append(FORM.sub(r"\1 ", tag))
        for holder, tags in held.items():
            # What stands in another that goes, goes with it.
            if not any(each in held for each in holder.iterancestors(W + form)):
                put_in_place(holder, "".join(tags) + behind.get(holder, ""))


def _block_tags(root: Element, form: str) -> Iterator[tuple[Element, str]]:
    """The tags of a form, each with what it stands in place of."""
    for node in root.iter(TEXT):
        for tag in TAG.findall(node.text or "") if "{" in (node.text or "") else ():
            holder = next(node.iterancestors(W + form), None) if form_of(tag) == form else None
            if holder is not None:
                yield holder, tag


def join_by_dashes(root: Element) -> None:
    """Take the dashes out of the tags of a part, and join the paragraphs they ask to be joined."""
    for node in [each for each in root.iter(TEXT) if "%" in (each.text or "")]:
        begins, ends = _dashes((node.text or "").strip())
        node.text = TAG.sub(lambda tag: DASH_BEHIND.sub("%}", DASH_BEFORE.sub("{%", tag[0])), node.text or "")
        paragraph = next(node.iterancestors(PARAGRAPH), None)
        texts = [] if paragraph is None else own_nodes(paragraph, TEXT)
        if paragraph is not None:
            _drop_line_breaks(paragraph, node, begins=begins, ends=ends)
        if paragraph is not None and ends and texts[-1] is node:
            _join(paragraph, is_before=False)
        if paragraph is not None and begins and texts[0] is node:
            _join(paragraph, is_before=True)


def _dashes(text: str) -> tuple[bool, bool]:
    """Whether a text begins with a tag that begins with a dash, and ends with one that ends with one."""
    tags = TAG.findall(text)
    begins = bool(tags) and DASH_BEFORE.match(text) is not None
    return begins, bool(tags) and text.endswith(tags[-1]) and DASH_BEHIND.search(tags[-1]) is not None


def _drop_line_breaks(paragraph: Element, text: Element, *, begins: bool, ends: bool) -> None:
    """Take out the line breaks just before a text, or just behind it: lines of a paragraph are joined as paragraphs are."""
    shown = [each for each in own_nodes(paragraph, "*") if each is text or _is_shown(each)]
    at = shown.index(text)
    before = takewhile(_is_line_break, reversed(shown[:at])) if begins else ()
    behind = takewhile(_is_line_break, shown[at + 1 :]) if ends else ()
    for each in [*before, *behind]:
        remove(each)


def _is_line_break(node: Element) -> bool:
    return node.tag == f"{W}br" and node.get(f"{W}type", "textWrapping") == "textWrapping"


def _join(paragraph: Element, *, is_before: bool) -> None:
    """Join a paragraph with the one before or behind; not where a block begins or ends between them, or a section."""
    empty: list[Element] = []
    other = next_paragraph(paragraph, is_before=is_before)
    while other is not None and _is_empty(other):
        empty.append(other)
        other = next_paragraph(other, is_before=is_before)
    if other is None:
        return
    first, second = (other, paragraph) if is_before else (paragraph, other)
    if first.find(SECTION) is not None:
        return
    for each in empty:
        remove(each)
    first.extend([child for child in second if child.tag != f"{W}pPr"])
    _take_section(first, second)
    remove(second)


def next_paragraph(paragraph: Element, *, is_before: bool) -> Element | None:
    """The paragraph before or behind, where nothing but blanks stands between."""
    other = paragraph.getprevious() if is_before else paragraph.getnext()
    if other is None or other.tag != PARAGRAPH:
        return None
    return None if ((other if is_before else paragraph).tail or "").strip() else other


def _is_empty(paragraph: Element) -> bool:
    """Whether a paragraph shows nothing and ends no section."""
    return paragraph.find(SECTION) is None and not any(map(_is_shown, paragraph.iter("*")))


def _is_shown(node: Element) -> bool:
    """Whether a node of a paragraph shows anything by itself; how it looks does not."""
    looks = next(node.iterancestors(f"{W}rPr", f"{W}pPr"), None) is not None
    return not looks and (node.tag not in SILENT or bool(node.text))


def _take_section(first: Element, second: Element) -> None:
    section = second.find(SECTION)
    if section is not None:
        properties = first.find(f"{W}pPr")
        if properties is None:
            properties = etree.Element(f"{W}pPr")
            first.insert(0, properties)
        properties.append(section)
